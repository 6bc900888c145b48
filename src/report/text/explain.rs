//! The words of an explanation.

use super::{Lang, series_title};
use crate::analysis::explain::{Of, Rule, Term, What};
use crate::domain::*;
use crate::model::Model;
use crate::simulation::emissions::Account;
use crate::simulation::journal::{EntryKind, Reason};
use crate::simulation::workspace::Binding;

/// What a number is, for people: `Output, Converter, Guangxi`.
pub fn explained(what: &What, model: &Model, lang: Lang) -> String {
    let of: Vec<String> = what.of.iter().map(|of| name(of, &model.scenario, lang)).collect();
    let word = match what.term {
        Term::Series(series) => lang.of(&series_title(&model.scenario, &model.series[series])).to_owned(),
        term => in_lang(words(term), lang).to_owned(),
    };
    match (of.is_empty(), lang) {
        (true, _) => word,
        (false, Lang::Zh) => format!("{word}（{}）", of.join("，")),
        (false, Lang::En) => format!("{word}, {}", of.join(", ")),
    }
}

fn in_lang((zh, en): (&'static str, &'static str), lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => zh,
        Lang::En => en,
    }
}

/// The name of what a number is of.
fn name(of: &Of, scenario: &Scenario, lang: Lang) -> String {
    let title = |text: &Text| lang.of(text).to_owned();
    let with_id = |name: &str, id: &str| match lang {
        _ if name == id || name.is_empty() => id.to_owned(),
        Lang::Zh => format!("{name}，{id}"),
        Lang::En => format!("{name} [{id}]"),
    };
    match of {
        Of::Region(region) => title(&scenario.regions[region.0].title),
        Of::Cluster(cluster) => title(&scenario.clusters[cluster.0].title),
        Of::Commodity(commodity) => title(&scenario.commodities[commodity.0].title),
        Of::Process(process) => title(&scenario.processes[process.0].title),
        Of::Carrier(carrier) => title(&scenario.carriers[carrier.0].title),
        Of::Scrap(scrap) => title(&scenario.scraps[scrap.0].title),
        Of::Stream(stream) => title(&scenario.streams[stream.0].title),
        Of::Group(group) => title(&scenario.groups[group.0].title),
        Of::Unit(unit) => with_id(&scenario.units[unit.0].name, &scenario.units[unit.0].id),
        Of::Project(project) => with_id(&scenario.projects[project.0].name, &scenario.projects[project.0].id),
        Of::Rebuilt(number) => format!("rebuilt-{}", number + 1),
        Of::Limit(limit) => title(&scenario.limits[*limit].title),
        Of::Lever(lever) => title(&scenario.levers[*lever].title),
        Of::Class(process, class) => title(&scenario.processes[process.0].classes[*class].title),
        Of::Rule(rule) => scenario.eliminations[*rule].id.clone(),
        Of::Id(id) => id.clone(),
        Of::Year(year) => year.to_string(),
        Of::Years(first, last) if first == last => first.to_string(),
        Of::Years(first, last) => format!("{first}–{last}"),
    }
}

/// How a number follows from those under it.
pub fn rule_words(rule: &Rule, lang: Lang) -> &'static str {
    let words = match rule {
        Rule::Sum => ("以下之和", "sum of"),
        Rule::Product => ("以下之积", "product of"),
        Rule::Quotient => ("前者除以后者", "the first over the second"),
        Rule::Power => ("以后者为指数的幂", "the first to the power of the second"),
        Rule::Minimum => ("以下最小者", "smallest of"),
        Rule::Maximum => ("以下最大者", "greatest of"),
        Rule::Leaf(_) => ("参数", "parameter"),
        Rule::Observed(_) => ("观测值", "observed"),
        Rule::Calibrated(_) => ("观测值除以模拟值", "observed over modelled"),
        Rule::Booked(_) => ("指标账记录", "movement in the ledger"),
        Rule::Earlier(_) => ("上年结果", "result of the year before"),
        Rule::Worked => ("由模型联立得出", "worked out by the run"),
        Rule::Constant => ("", ""),
    };
    in_lang(words, lang)
}

/// What bound an output.
pub fn binding_words(binding: Binding, model: &Model, lang: Lang) -> String {
    let words = match binding {
        Binding::Demand => ("按需求", "as called for"),
        Binding::OutputCap => ("受产量上限约束", "bound by a cap on output"),
        Binding::Capacity => ("受产能约束", "bound by capacity"),
        Binding::Rationing => ("受错峰或限电约束", "bound by staggered production or power"),
        Binding::Scrap => ("受废料供应约束", "bound by scrap"),
        Binding::Waste => ("受固废堆存约束", "bound by its waste"),
        Binding::Intermediate(market) => {
            let commodity = model.topology.markets[usize::from(market)].commodity;
            let title = lang.of(&model.scenario.commodities[commodity.0].title);
            return match lang {
                Lang::Zh => format!("受{title}供应约束"),
                Lang::En => format!("bound by {title}"),
            };
        }
    };
    in_lang(words, lang).to_owned()
}

/// Where a leaf comes from: `source: book §fuels`.
pub fn provenance_words(provenance: &Provenance, lang: Lang) -> String {
    match (provenance, lang) {
        (Provenance::Source(text), Lang::Zh) => format!("来源：{text}"),
        (Provenance::Source(text), Lang::En) => format!("source: {text}"),
        (Provenance::Assumption(text), Lang::Zh) => format!("假设：{text}"),
        (Provenance::Assumption(text), Lang::En) => format!("assumption: {text}"),
        (Provenance::Default, Lang::Zh) => "默认值".to_owned(),
        (Provenance::Default, Lang::En) => "default of the program".to_owned(),
        (Provenance::Unstated, Lang::Zh) => "未注明来源".to_owned(),
        (Provenance::Unstated, Lang::En) => "no source stated".to_owned(),
    }
}

/// That a draw has another value than the scenario writes.
pub fn written_as(value: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("情景取值 {value}"),
        Lang::En => format!("written: {value}"),
    }
}

/// A number observed, and one modelled.
pub fn observed_over_modelled(observed: &str, modelled: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("观测值 {observed}，模拟值 {modelled}"),
        Lang::En => format!("observed {observed} over modelled {modelled}"),
    }
}

/// That a number stands above with all it is made of.
pub fn as_above(lang: Lang) -> &'static str {
    in_lang(("见上", "as above"), lang)
}

/// That branches are cut, and how to see them.
pub fn deeper(lang: Lang) -> &'static str {
    in_lang(("“…”处另有下级，--depth all 全部展开", "“…”: more lies below; --depth all shows it"), lang)
}

/// Above the documents that are cited.
pub fn cited_heading(lang: Lang) -> &'static str {
    in_lang(("引用的来源", "Sources cited"), lang)
}

/// That a request names no year.
pub fn explain_needs_year(asked: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{asked}：请写成“指标@地区@年份”，如 Emissions|CO2@guangxi@2030"),
        Lang::En => format!("{asked}: write SERIES@PLACE@YEAR, such as Emissions|CO2@guangxi@2030"),
    }
}

/// That a year lies outside the horizon.
pub fn explain_year_outside(year: i32, first: Year, last: Year, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{year} 年不在情景年份 {first}–{last} 之内"),
        Lang::En => format!("{year} lies outside the years of the scenario, {first} to {last}"),
    }
}

/// That no series has this name.
pub fn explain_unknown(name: &str, near: Option<&str>, lang: Lang) -> String {
    let hint = near.map_or_else(String::new, |near| match lang {
        Lang::Zh => format!("；是否指 {near}？"),
        Lang::En => format!("; did you mean {near}?"),
    });
    match lang {
        Lang::Zh => format!("没有指标 {name}{hint}（dafeng list --series 列出全部指标）"),
        Lang::En => format!("there is no series {name}{hint} (dafeng list --series lists them)"),
    }
}

/// That a series stands at several places.
pub fn explain_ambiguous(name: &str, places: &[&str], lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("指标 {name} 有多个地区，请注明其一：{}", places.join("、")),
        Lang::En => format!("{name} stands at several places, name one: {}", places.join(", ")),
    }
}

/// That files are no longer those of a run.
pub fn inputs_changed(files: &[String], folder: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!(
            "{folder} 生成之后下列文件已改动或已不在，无法解释其结果：{}；请重新运行，或直接解释情景文件",
            files.join("、")
        ),
        Lang::En => format!(
            "these files have changed since {folder} was made, or are gone, and its results cannot be explained by them: {}; run it again, or explain the scenario file as it is now",
            files.join(", ")
        ),
    }
}

/// That a run of today gives another number than the folder holds.
pub fn result_differs(folder: &str, held: &str, found: &str, version: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => {
            format!("{folder} 中该值为 {held}，本版程序得到 {found}（该结果由 {version} 版生成）；请重新运行")
        }
        Lang::En => format!(
            "{folder} holds {held}, and this program finds {found} (it was made by version {version}); run it again"
        ),
    }
}

/// That a folder holds results of another kind.
pub fn not_of_run(folder: &str, command: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{folder} 由 dafeng {command} 生成，只能解释 dafeng run 的结果"),
        Lang::En => {
            format!("{folder} was made by dafeng {command}; only results of dafeng run can be explained")
        }
    }
}

fn words(term: Term) -> (&'static str, &'static str) {
    match term {
        Term::Account(account) => account_words(account),
        Term::PerTonne(account) => per_tonne_words(account),
        Term::RetiredBy(reason) => match reason {
            Reason::Closure => ("已公告关停", "Announced closure"),
            Reason::Elimination(_) => ("按规格淘汰", "Eliminated by rule"),
            Reason::EndOfLife => ("寿命期满退出", "End of life"),
            Reason::Replaced(_) => ("被项目置换", "Replaced by a project"),
        },
        Term::Entry(kind) => match kind {
            EntryKind::Earned => ("退出所得指标", "Credits earned"),
            EntryKind::Bought => ("购入指标", "Credits bought"),
            EntryKind::Spent => ("使用指标", "Credits spent"),
            EntryKind::Sold => ("出售指标", "Credits sold"),
            EntryKind::Lapsed => ("失效指标", "Credits lapsed"),
        },
        term => output_words(term)
            .or_else(|| fleet_words(term))
            .or_else(|| rate_words(term))
            .unwrap_or_else(|| other_words(term)),
    }
}

fn output_words(term: Term) -> Option<(&'static str, &'static str)> {
    Some(match term {
        Term::Output => ("产量", "Output"),
        Term::ClusterOutput => ("集群产量", "Output of a cluster"),
        Term::MarketOutput => ("产品产量", "Output of the product"),
        Term::Demand => ("需求量", "Output called for"),
        Term::CalledFor => ("所需产量", "Called for"),
        Term::DriverRatio => ("驱动因素相对最近观测年", "Driver against the last observed year"),
        Term::DriverFactor => ("按弹性的变化倍数", "Change by the elasticity"),
        Term::ObservedCall => ("观测的需求", "Observed call"),
        Term::Consumption => ("消费量", "Consumption"),
        Term::Unmet => ("未满足需求", "Unmet demand"),
        Term::Short => ("约束之下未能生产", "Not made for want of it"),
        Term::Use => ("本地使用量", "Use in the region"),
        Term::UseWithTrade => ("使用量及余量调剂", "Use with residual trade"),
        Term::Import => ("净外购量", "Bought less sold"),
        Term::Residual => ("余量调剂", "Residual trade"),
        Term::ResidualShare => ("余量调剂比例（沿用历史）", "Share of residual trade, held from history"),
        Term::GroupOutput => ("按设定比例的产量", "Output by the declared share"),
        Term::ShareInGroup => ("组内占比（按可用产能）", "Share in the group, by potential"),
        Term::ShareOfRest => {
            ("其余部分占比（按可用产能与历史利用率）", "Share of the rest, by potential and observed use")
        }
        Term::RestOfMarket => ("设定比例以外的产量", "What groups with a share leave"),
        Term::SpilledOutput => ("高于或低于设定比例的部分", "Made beyond or below the share"),
        Term::FromHistory => ("由历史观测推得的产量", "Output as history leaves it"),
        Term::MixShare => {
            ("产品内占比（上年构成或可用产能）", "Share by the mix of the year before, or by potential")
        }
        Term::Weight => ("分配权重", "Weight in dispatch"),
        Term::ObservedUse => ("观测利用率", "Observed use"),
        Term::Potential => ("可用产能", "Potential"),
        Term::ClusterPotential => ("集群可用产能", "Potential of a cluster"),
        Term::GreatestUse => ("最大利用率", "Greatest use"),
        Term::Utilisation => ("上限之下的利用率", "Use under ceilings"),
        Term::PowerShare => ("供电保障比例", "Share that has power"),
        Term::LostToWaste => ("固废约束后保留比例", "Share kept under bounds by waste"),
        Term::Corrected => ("修正后产能", "Corrected capacity"),
        Term::Correction => ("产能修正系数", "Correction"),
        Term::BeyondNameplate => ("超出铭牌的部分", "Beyond nameplate"),
        Term::InputCharge => ("原料单耗", "Charge of the input"),
        Term::ScrapCharge => ("废料单耗", "Charge of scrap"),
        Term::ChargeShift => ("废料单耗变动", "Shift of the scrap charge"),
        Term::DisplacedInput => ("被废料替代的原料", "Input that scrap displaces"),
        Term::BoughtShare => ("外购比例", "Share bought from outside"),
        Term::ShareMissed => ("比例缺口", "Share missed"),
        Term::TakenBy => ("用量", "Taken by"),
        Term::Share => ("占比", "Share"),
        _ => return None,
    })
}

fn fleet_words(term: Term) -> Option<(&'static str, &'static str)> {
    Some(match term {
        Term::Capacity => ("产能", "Capacity"),
        Term::BaseFleet => ("基准年装置", "Fleet of the base year"),
        Term::Built => ("新增", "Built since"),
        Term::Retired => ("退出", "Retired since"),
        Term::UnitCapacity => ("装置产能", "Unit"),
        Term::ProjectCapacity => ("项目产能", "Project"),
        Term::RebuiltCapacity => ("重建产能", "Rebuilt"),
        Term::ScaledShare => ("指标或上限所允许的比例", "Share that credits or a ceiling allow"),
        Term::CapacityInClass => ("该能效等级产能", "Capacity in the class"),
        Term::ShareInClass => ("该等级占比", "Share in the class"),
        Term::Retrofitted => ("当年改造产能", "Retrofitted in the year"),
        Term::CreditsOpening => ("期初结余", "Opening balance"),
        Term::CreditsEarned => ("新增指标", "Earned"),
        Term::CreditsBought => ("购入指标", "Bought"),
        Term::CreditsSpent => ("使用指标", "Spent"),
        Term::CreditsSold => ("出售指标", "Sold"),
        Term::CreditsLapsed => ("失效指标", "Lapsed"),
        Term::CreditsClosing => ("期末结余", "Closing balance"),
        _ => return None,
    })
}

fn rate_words(term: Term) -> Option<(&'static str, &'static str)> {
    Some(match term {
        Term::ElectricityIntensity => ("单位产品电耗", "Electricity per tonne"),
        Term::HeatIntensity => ("单位产品外购热力", "Purchased heat per tonne"),
        Term::FuelIntensity => ("单位产品用量", "Use per tonne"),
        Term::WrittenLevel => ("设定水平", "Written level"),
        Term::Improvement => ("历年改进累计", "Improvement since the base year"),
        Term::YearlyFall => ("每年保留", "Kept every year"),
        Term::CohortLevel => ("新旧装置与能效等级的平均水平", "Mean level of vintages and classes"),
        Term::Kappa => ("校准系数", "Calibration factor"),
        Term::LimitFactor => ("限值系数", "Factor of the limit"),
        Term::HeldAtFloor => ("不低于下限", "Not below its floor"),
        Term::FuelUse => ("燃料用量", "Use of the fuel"),
        Term::FuelCo2 => ("燃料碳排放", "CO2 of"),
        Term::FuelEnergy => ("燃料折能", "Energy of"),
        Term::FuelMass => ("煤炭实物量", "Mass of"),
        Term::CaptureElectricity => ("捕集用电", "Electricity for capture"),
        Term::CaptureHeat => ("捕集用热", "Heat for capture"),
        Term::BoughtElectricity => ("自发以外的用电", "Electricity not made on site"),
        Term::BeforeCalibration => ("校准前范围一排放", "Scope 1 before calibration"),
        Term::CalibrationExcess => ("校准系数减 1", "Calibration factor less 1"),
        Term::UpstreamOf => ("外购原料上游排放", "Upstream CO2 of"),
        Term::RoutePart => ("工序贡献", "Part of the process"),
        Term::RouteWeight => ("每吨最终产品用量", "Taken per tonne of the route's product"),
        Term::OnBoundary => ("口径内数值", "On the boundary"),
        Term::RecoveredEnergy => ("回收外供能源", "Recovered and exported energy"),
        Term::Owed => ("产品应计部分", "Owed to the product"),
        Term::OwedPart => ("上游应计部分", "Part of a supplier"),
        _ => return None,
    })
}

fn other_words(term: Term) -> (&'static str, &'static str) {
    match term {
        Term::Numerator => ("分子", "Numerator"),
        Term::Denominator => ("分母", "Denominator"),
        Term::InRegion => ("地区合计", "Region"),
        Term::Leaf => ("参数", "Parameter"),
        Term::OneLess => ("差额", "Difference"),
        Term::Constant => ("常数", "Constant"),
        Term::Years => ("年数", "Years"),
        Term::Named => ("分项", "Item"),
        Term::ScrapSupply => ("废料供应", "Scrap supply"),
        Term::Outflow => ("当年报废量", "Going out of use"),
        Term::CohortOutflow => ("该批产品报废量", "Going out of use, of year"),
        Term::CohortInUse => ("该批产品在用量", "Still in use, of year"),
        Term::LeavingShare => ("当年报废比例", "Share that ends in the year"),
        Term::StillInUse => ("留存比例", "Share still in use"),
        Term::InUse => ("社会蓄积量", "In use"),
        Term::Collected => ("回收量", "Collected"),
        Term::NewScrap => ("加工新废料", "New scrap"),
        Term::OutputBefore => ("上年产量", "Output of the year before"),
        Term::ScrapLeft => ("剩余废料", "Scrap left"),
        Term::ScrapUsed => ("废料用量", "Scrap used"),
        Term::StreamGenerated => ("产生量", "Arising"),
        Term::StreamPerTonne => ("单位产品产生量", "Arising per tonne"),
        Term::UsedNew => ("当年产生的利用量", "Use of what arose"),
        Term::UsedOld => ("存量利用量", "Use of old stock"),
        Term::UsableNew => ("可利用量", "Usable"),
        Term::SinkLeft => ("剩余消纳能力", "What the sink has left"),
        Term::Disposed => ("处置量", "Disposed"),
        Term::Heaped => ("未利用部分", "Not used"),
        Term::Stockpile => ("期末堆存量", "Stockpile"),
        Term::StockBefore => ("期初堆存量", "Stockpile before"),
        Term::Value => ("产值", "Value"),
        Term::OwnUse => ("自用量", "Own use"),
        _ => ("数值", "Number"),
    }
}

fn account_words(account: Account) -> (&'static str, &'static str) {
    match account {
        Account::ElectricityGross => ("用电量", "Electricity used"),
        Account::ElectricityOwn => ("余能自发电量", "Electricity made on site"),
        Account::ElectricityCaptive => ("自备电厂电量", "Captive power"),
        Account::ElectricityPurchased => ("外购电力", "Purchased electricity"),
        Account::HeatPurchased => ("外购热力", "Purchased heat"),
        Account::CaptiveFuel => ("自备电厂燃料", "Fuel of captive plants"),
        Account::EnergyEquivalent => ("能源消费量（当量值）", "Energy (equivalent value)"),
        Account::EnergyHeatRate => ("能源消费量（等价值）", "Energy (heat-rate basis)"),
        Account::CoalEnergy => ("煤炭（热值）", "Coal, by heat"),
        Account::CoalMass => ("煤炭", "Coal"),
        Account::CarrierCo2 => ("燃料碳", "Carbon of carriers"),
        Account::ProcessCo2 => ("工业过程排放", "Process CO2"),
        Account::ScrapCarbon => ("废料带入碳", "Carbon of scrap"),
        Account::CarbonOut => ("产品与副产品固碳", "Carbon in products and by-products"),
        Account::Gross => ("捕集前直接排放", "Gross CO2"),
        Account::Captured => ("捕集量", "Captured"),
        Account::CaptiveCo2 => ("自备电厂排放", "CO2 of captive plants"),
        Account::CalibrationCo2 => ("校准项", "Calibration term"),
        Account::Scope1 => ("范围一排放", "Scope 1"),
        Account::Scope2Location => ("范围二排放（基于位置）", "Scope 2, location-based"),
        Account::Scope2Market => ("范围二排放（基于市场）", "Scope 2, market-based"),
        Account::Co2 => ("二氧化碳排放", "CO2, scopes 1 and 2"),
        Account::Upstream => ("外购原料上游排放", "Upstream CO2 of purchases"),
    }
}

fn per_tonne_words(account: Account) -> (&'static str, &'static str) {
    match account {
        Account::ElectricityGross => ("吨产品用电", "Electricity per tonne"),
        Account::ElectricityOwn => ("吨产品余能自发电", "Made on site per tonne"),
        Account::ElectricityCaptive => ("吨产品自备电", "Captive power per tonne"),
        Account::ElectricityPurchased => ("吨产品外购电", "Purchased electricity per tonne"),
        Account::HeatPurchased => ("吨产品外购热力", "Purchased heat per tonne"),
        Account::CaptiveFuel => ("吨产品自备电厂燃料", "Captive fuel per tonne"),
        Account::EnergyEquivalent => ("吨产品能耗（当量值）", "Energy per tonne (equivalent value)"),
        Account::EnergyHeatRate => ("吨产品能耗（等价值）", "Energy per tonne (heat-rate basis)"),
        Account::CoalEnergy => ("吨产品煤炭（热值）", "Coal per tonne, by heat"),
        Account::CoalMass => ("吨产品煤炭", "Coal per tonne"),
        Account::CarrierCo2 => ("吨产品燃料碳", "Carbon of carriers per tonne"),
        Account::ProcessCo2 => ("吨产品过程排放", "Process CO2 per tonne"),
        Account::ScrapCarbon => ("吨产品废料带入碳", "Carbon of scrap per tonne"),
        Account::CarbonOut => ("吨产品固碳", "Carbon out per tonne"),
        Account::Gross => ("吨产品捕集前直接排放", "Gross CO2 per tonne"),
        Account::Captured => ("吨产品捕集量", "Captured per tonne"),
        Account::CaptiveCo2 => ("吨产品自备电厂排放", "CO2 of captive plants per tonne"),
        Account::CalibrationCo2 => ("吨产品校准项", "Calibration term per tonne"),
        Account::Scope1 => ("吨产品范围一排放", "Scope 1 per tonne"),
        Account::Scope2Location => ("吨产品范围二排放", "Scope 2 per tonne"),
        Account::Scope2Market => ("吨产品范围二排放（市场）", "Scope 2 per tonne, market-based"),
        Account::Co2 => ("吨产品二氧化碳", "CO2 per tonne"),
        Account::Upstream => ("吨产品上游排放", "Upstream CO2 per tonne"),
    }
}
