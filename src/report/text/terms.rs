//! The kinds of numbers that an explanation is made of: Chinese, English.

use crate::analysis::explain::Term;
use crate::model::series::MetalPart;
use crate::simulation::cost::CostPart;
use crate::simulation::emissions::Account;
use crate::simulation::journal::{EntryKind, Reason};

/// The word of a kind of number.
pub(super) fn words(term: Term) -> (&'static str, &'static str) {
    match term {
        Term::Account(account) => account_words(account),
        Term::Cost(part) => cost_words(part),
        Term::LevelisedCost(part) => cost_words(part),
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
        Term::Metal(part) => match part {
            MetalPart::Charged => ("投入的含量", "Charged"),
            MetalPart::Outside => ("外来原料的含量", "Charged in ores and what is bought"),
            MetalPart::Scrap => ("废料的含量", "Charged in scrap"),
            MetalPart::Product => ("产品的含量", "In the product"),
            MetalPart::Residue(_) => ("渣尘的含量", "In the residue"),
            MetalPart::Losses => ("损失", "Losses"),
        },
        Term::MetalPerTonne => ("吨产品的量", "Per t of output"),
        Term::MetalSold => ("本地制成而未用的含量", "Made and not taken in the region"),
        Term::MetalBought => ("本地使用而未制成的含量", "Taken and not made in the region"),
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
        term => money_words(term),
    }
}

fn money_words(term: Term) -> (&'static str, &'static str) {
    match term {
        Term::Relined => ("大修产能", "Relined"),
        Term::Payment => ("年均资本支付", "Annual payment"),
        Term::RecoveryFactor => ("资本回收系数", "Capital recovery factor"),
        Term::RelinesAhead => ("后续大修折现", "Relines ahead, discounted"),
        Term::Invested => ("单位产能投资", "Investment per yearly tonne"),
        Term::ElectricityPrice => ("外购电价", "Price of electricity"),
        Term::ElectricityAdder => ("阶梯电价加价", "Tiered price adder"),
        Term::FreeAllocation => ("免费配额", "Free allocation"),
        Term::BeyondAllocation => ("超出免费配额的排放", "Emissions beyond free allocation"),
        Term::LeastCost => ("区内最低平准化成本", "Least levelised cost in the region"),
        Term::NeededPerTonne => ("平准化单位成本", "Levelised cost"),
        Term::TakenByNew => ("新建装置单位用量", "Taken per t by new capacity"),
        Term::DemandFactor => ("需求对成本的响应", "Demand response"),
        Term::CostRatio => ("成本相对参考值", "Cost against its reference"),
        Term::CostChange => ("成本相对变化", "Relative change of cost"),
        Term::PassedThrough => ("传导给买方的部分", "Part passed through"),
        Term::SeenByBuyers => ("买方所见成本倍数", "Cost as buyers see it"),
        Term::RouteShare => ("重建工艺占比", "Share rebuilt as"),
        Term::RouteWeightByCost => ("按成本的权重", "Weight by cost"),
        _ => ("数值", "Number"),
    }
}

fn cost_words(part: CostPart) -> (&'static str, &'static str) {
    match part {
        CostPart::Capital => ("资本成本", "Capital cost"),
        CostPart::Fixed => ("固定成本", "Fixed cost"),
        CostPart::Variable => ("其他可变成本", "Other variable cost"),
        CostPart::Inputs => ("原料成本", "Cost of inputs"),
        CostPart::Scrap => ("废料成本", "Cost of scrap"),
        CostPart::Fuel => ("燃料成本", "Cost of fuel"),
        CostPart::Electricity => ("外购电成本", "Cost of electricity"),
        CostPart::Carbon => ("碳成本", "Carbon cost"),
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
