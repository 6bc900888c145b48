//! Findings in words.

use super::{DisplayUnit, Lang, comparator_sign, decimals_for, display_unit_for, format_number, trimmed};
use crate::analysis::{
    CapacityGoal, ClassReading, CreditsNeeded, Finding, Jump, LimitReading, OfElement, PlannedCapacity,
    ShareOfFleet,
};
use crate::domain::*;
use crate::units::Dimension;

/// A quantity with its usual unit, about four figures and no zeros at the end, as plans print it.
pub fn amount(value: f64, dimension: Dimension, lang: Lang) -> String {
    amount_in(value, &display_unit_for(dimension, lang, value))
}

/// A quantity in a given unit, about four figures and no zeros at the end.
pub fn amount_in(value: f64, unit: &DisplayUnit) -> String {
    with_unit(&figures(value, unit, 0), unit)
}

/// A quantity and what it is held against. Where they differ, though by less than four figures show,
/// both get more: `−1.99%` is not `−2%`.
pub fn amounts_apart(value: f64, other: f64, unit: &DisplayUnit) -> [String; 2] {
    let shown = |more: usize| [value, other].map(|v| figures(v, unit, more));
    let told = |pair: &[String; 2]| value == other || pair[0] != pair[1];
    let pair = (0..=MOST_MORE).map(shown).find(told).unwrap_or_else(|| shown(0));
    pair.map(|number| with_unit(&number, unit))
}

/// Decimals that two quantities may get beyond the usual ones to be told apart.
const MOST_MORE: usize = 3;

/// The number alone, with some decimals more than usual.
pub(super) fn figures(value: f64, unit: &DisplayUnit, more: usize) -> String {
    let shown = unit.show(value);
    let most = if unit.label.starts_with('%') { 1 } else { 3 };
    trimmed(format_number(shown, decimals_for([shown], 4).min(most) + more))
}

fn with_unit(number: &str, unit: &DisplayUnit) -> String {
    let gap = if unit.label.starts_with('%') { "" } else { " " };
    format!("{number}{gap}{}", unit.label)
}

/// A share in whole or tenths of percent.
pub fn percent(share: f64) -> String {
    format!("{}%", trimmed(format_number(share * 100.0, 1)))
}

fn mass(value: f64, lang: Lang) -> String {
    amount(value, Dimension::MASS, lang)
}

/// A finding as a sentence.
pub fn finding(finding: &Finding, scenario: &Scenario, lang: Lang) -> String {
    match finding {
        Finding::PlannedCapacity(planned) => planned_capacity(planned, scenario, lang),
        Finding::CapacityGoal(goal) => capacity_goal(goal, scenario, lang),
        Finding::ShareOfFleet(share) => share_of_fleet(share, scenario, lang),
        Finding::Credits(credits) => credits_needed(credits, scenario, lang),
        Finding::LimitAtBase(reading) => limit_at_base(reading, scenario, lang),
        Finding::LimitNotHeld(reading) => limit_not_held(reading, scenario, lang),
        Finding::Refused { project, rule, source, suspended } => {
            refused(&scenario.projects[project.0], &cited(rule, source, lang), *suspended, lang)
        }
        Finding::BuiltThoughRestricted { project, rule, source } => {
            built_though_restricted(&scenario.projects[project.0], &cited(rule, source, lang), lang)
        }
        Finding::OutOfReach { target, least, dimension } => {
            out_of_reach(&scenario.targets[*target], &amount(*least, *dimension, lang), lang)
        }
        Finding::UsedBeyond { process, region, used, greatest } => {
            let process = lang.of(&scenario.processes[process.0].title);
            used_beyond(process, lang.of(&scenario.regions[region.0].title), (*used, *greatest), lang)
        }
        Finding::Jump(found) => jump(found, lang),
        Finding::Repaired { pair: [first, second], asked, used } => {
            let (asked, used) = (format_number(*asked, 3), format_number(*used, 3));
            match lang {
                Lang::Zh => format!(
                    "{first} 与 {second}：秩相关 {asked} 与其他设定矛盾，按最接近的可行值 {used} 抽样"
                ),
                Lang::En => format!(
                    "{first} and {second}: the rank correlation {asked} contradicts others, drawn with the nearest possible {used}"
                ),
            }
        }
        Finding::Calibration { region, what, factor } => {
            let region = lang.of(&scenario.regions[region.0].title);
            calibration(region, &calibrated(*what, scenario, lang), *factor, lang)
        }
        Finding::OnTheBound { target, lever } => on_the_bound(&scenario.targets[*target], lever, lang),
        Finding::WithoutPrice { region, commodities } => {
            without_price(&listed(commodities, scenario, lang), region_title(*region, scenario, lang), lang)
        }
        Finding::WithoutRate { region, commodities } => {
            without_rate(&listed(commodities, scenario, lang), region_title(*region, scenario, lang), lang)
        }
        Finding::WithoutBalance(list) => without_balance(&at_processes(list, scenario, lang), lang),
        Finding::ShortOfCharge(list) => short_of_charge(&at_processes(list, scenario, lang), lang),
        Finding::NobodyTakes { group, process, region } => {
            let process = &scenario.processes[process.0];
            let product = lang.of(&scenario.commodities[process.output.0].title);
            let (group, region) = (&scenario.groups[group.0].title, &scenario.regions[region.0].title);
            nobody_takes(lang.of(group), lang.of(&process.title), product, lang.of(region), lang)
        }
    }
}

/// A rule and what it cites.
fn cited(rule: &str, source: &str, lang: Lang) -> String {
    match (source.is_empty(), lang) {
        (true, _) => rule.to_owned(),
        (false, Lang::Zh) => format!("{rule}，{source}"),
        (false, Lang::En) => format!("{rule}, {source}"),
    }
}

fn built_though_restricted(project: &Project, rule: &str, lang: Lang) -> String {
    let name = &project.name;
    match lang {
        Lang::Zh => format!("{name}：规格属限制类（规则 {rule}），但已建成，照实计入"),
        Lang::En => format!("{name}: its size is restricted by {rule}, but it stands and is counted"),
    }
}

fn out_of_reach(target: &Target, least: &str, lang: Lang) -> String {
    let title = lang.of(&target.title);
    match lang {
        Lang::Zh => format!("{title}：各项能耗均降至下限时仍为 {least}，任何工序都达不到"),
        Lang::En => {
            format!("{title}: with every carrier at its floor {least} are left; no process gets there")
        }
    }
}

fn sum_title(of: Sum, scenario: &Scenario) -> &Text {
    match of {
        Sum::Commodity(c) => &scenario.commodities[c.0].title,
        Sum::Aggregate(a) => &scenario.aggregates[a.0].title,
    }
}

fn planned_capacity(found: &PlannedCapacity, scenario: &Scenario, lang: Lang) -> String {
    let (base, year) = (scenario.horizon.base, found.year);
    let product = lang.of(sum_title(found.of, scenario));
    let region = lang.of(&scenario.regions[found.region.0].title);
    let [planned, stood, stands] = [found.planned, found.capacity.0, found.capacity.1].map(|v| mass(v, lang));
    let [made, makes] = [found.output.0, found.output.1].map(|v| mass(v, lang));
    let goal = other_goal(found, lang);
    let mut text = match (lang, found.clusters.len()) {
        (Lang::Zh, 1) => format!("{region}{product}产能：集群规划 {year} 年达到 {planned}/年"),
        (Lang::Zh, n) => format!("{region}{product}产能：{n} 个集群规划 {year} 年合计 {planned}/年{goal}"),
        (Lang::En, 1) => {
            format!("{region}, {product} capacity: the target of its cluster is {planned}/a in {year}")
        }
        (Lang::En, n) => format!(
            "{region}, {product} capacity: the targets of {n} clusters add up to {planned}/a in {year}{goal}"
        ),
    };
    text += &match lang {
        Lang::Zh => {
            format!("，而 {base} 年产能 {stood}、产量 {made}；{year} 年模拟产能 {stands}、产量 {makes}")
        }
        Lang::En => format!(
            "; {base} had {stood} of capacity and made {made}; the run has {stands} and {makes} in {year}"
        ),
    };
    if let Some((used, uses)) = found.consumption {
        let [used, uses] = [used, uses].map(|v| mass(v, lang));
        text += &match lang {
            Lang::Zh => format!("；消费量 {base} 年 {used}、{year} 年 {uses}"),
            Lang::En => format!("; consumption is {used} in {base} and {uses} in {year}"),
        };
    }
    text
}

/// The goal of the region, where it is not what its clusters add up to.
fn other_goal(found: &PlannedCapacity, lang: Lang) -> String {
    let differs = |goal: &f64| (goal - found.planned).abs() > 1e-9 * found.planned;
    let Some(goal) = found.goal.filter(differs) else { return String::new() };
    let goal = mass(goal, lang);
    match lang {
        Lang::Zh => format!("（全区域目标 {goal}/年）"),
        Lang::En => format!(", the target of the region is {goal}/a"),
    }
}

fn capacity_goal(found: &CapacityGoal, scenario: &Scenario, lang: Lang) -> String {
    let target = &scenario.targets[found.target];
    let (title, base, year) = (lang.of(&target.title), scenario.horizon.base, target.year);
    let beyond = found.stands - found.asked;
    let [asked, stood, stands, beyond] =
        [found.asked, found.stood, found.stands, beyond].map(|v| mass(v, lang));
    match (lang, found.stood_already()) {
        (Lang::Zh, true) => {
            format!("目标“{title}”：{base} 年已有产能 {stood}/年，不低于 {year} 年目标 {asked}/年")
        }
        (Lang::Zh, false) => {
            format!("目标“{title}”：现有装置与项目 {year} 年合计 {stands}/年，比目标 {asked}/年多 {beyond}")
        }
        (Lang::En, true) => {
            format!("{title}: {base} had {stood}/a already, no less than the {asked}/a asked for {year}")
        }
        (Lang::En, false) => format!(
            "{title}: what stands and is to be built adds up to {stands}/a in {year}, {beyond} beyond the {asked}/a asked"
        ),
    }
}

fn share_of_fleet(found: &ShareOfFleet, scenario: &Scenario, lang: Lang) -> String {
    let base = scenario.horizon.base;
    let target = &scenario.targets[found.target];
    let (tag, product) =
        (lang.of(&scenario.tags[found.tag.0].title), lang.of(&scenario.commodities[found.commodity.0].title));
    let asked = format!("{} {}", comparator_sign(target.comparator), percent(found.asked));
    let [capacity, output] = [found.capacity, found.output].map(percent);
    let year = found.year;
    let mut text = match lang {
        Lang::Zh => format!(
            "{tag}占{product}：{year} 年目标 {asked} 指产量；{base} 年占产能 {capacity}、占产量 {output}"
        ),
        Lang::En => format!(
            "{tag} in {product}: the goal of {asked} in {year} is of output; in {base} it is {capacity} of capacity and {output} of output"
        ),
    };
    if let Some((sum, share)) = found.capacity_of_sum {
        let (sum, share) = (lang.of(&scenario.aggregates[sum.0].title), percent(share));
        text += &match lang {
            Lang::Zh => format!("（占{sum}产能 {share}）"),
            Lang::En => format!(" ({share} of {sum} capacity)"),
        };
    }
    if let Some((cluster, share)) = found.named_cluster {
        let (cluster, share) = (lang.of(&scenario.clusters[cluster.0].title), percent(share));
        text += &match lang {
            Lang::Zh => format!("；以其为主的“{cluster}”占规划产能 {share}"),
            Lang::En => format!("; {cluster}, where it prevails, is {share} of planned capacity"),
        };
    }
    text
}

fn credits_needed(found: &CreditsNeeded, scenario: &Scenario, lang: Lang) -> String {
    let region = lang.of(&scenario.regions[found.region.0].title);
    let groups: Vec<&str> = found.groups.iter().map(|g| lang.of(&scenario.groups[g.0].title)).collect();
    let (from, to) = found.years;
    let [spent, earned, bought, flagged] =
        [found.spent, found.earned, found.bought, found.flagged].map(|v| mass(v, lang));
    let mut text = match lang {
        Lang::Zh => format!(
            "{region}产能指标（{}）{from}–{to} 年：新建使用 {spent}，本地退出新增 {earned}，区外购入 {bought}",
            groups.join("、")
        ),
        Lang::En => format!(
            "{region}, capacity credits ({}), {from}–{to}: new capacity spent {spent}, closures earned {earned}, {bought} came from outside",
            groups.join(", ")
        ),
    };
    if found.flagged > 0.0 {
        text += &match lang {
            Lang::Zh => format!("，其中 {flagged}所对应的项目已建成而来源不明"),
            Lang::En => format!(", of which {flagged} for what stands without a known source"),
        };
    }
    text
}

fn limit_words(reading: &LimitReading, scenario: &Scenario, lang: Lang) -> (String, String, String) {
    let limit = &scenario.limits[reading.limit];
    let dimension = scenario.leaf(limit.limit).dimension;
    let title = lang.of(&limit.title).to_owned();
    (title, amount(reading.modelled, dimension, lang), amount(reading.bound, dimension, lang))
}

/// A limit against what is modelled in the base year.
pub fn limit_at_base(reading: &LimitReading, scenario: &Scenario, lang: Lang) -> String {
    let (title, modelled, bound) = limit_words(reading, scenario, lang);
    let (base, by) = (reading.year, scenario.limits[reading.limit].by);
    let factor = format_number(reading.factor(), 2);
    let boundary = lang.of(&scenario.boundaries[scenario.limits[reading.limit].boundary.0].title);
    match lang {
        Lang::Zh => {
            let idle = if reading.factor() < 1.0 { "" } else { "，不起约束" };
            format!(
                "{title}，{boundary}：{by} 年限值 {bound}，{base} 年模拟值 {modelled}，系数 {factor}{idle}"
            )
        }
        Lang::En => {
            let idle = if reading.factor() < 1.0 { "" } else { ", does not bind" };
            format!(
                "{title} ({boundary}): limit {bound} in {by}, modelled {modelled} in {base}, factor {factor}{idle}"
            )
        }
    }
}

/// Shares of the base fleet by efficiency class, and what each takes.
pub fn classes_line(reading: &ClassReading, scenario: &Scenario, lang: Lang) -> String {
    let process = &scenario.processes[reading.process.0];
    let (title, region) = (lang.of(&process.title), lang.of(&scenario.regions[reading.region.0].title));
    let one = |(class, (share, level)): (&EfficiencyClass, &(f64, f64))| {
        let (class, [share, level]) = (lang.of(&class.title), [*share, *level].map(percent));
        match lang {
            Lang::Zh => format!("{class} {share}（单耗为均值的 {level}）"),
            Lang::En => format!("{class} {share} (takes {level} of the mean)"),
        }
    };
    let list: Vec<String> = process.classes.iter().zip(&reading.classes).map(one).collect();
    let unknown = percent(reading.unknown);
    match (lang, reading.unknown > 0.0) {
        (Lang::Zh, false) => format!("{region}{title}产能：{}", list.join("，")),
        (Lang::En, false) => format!("{title} capacity, {region}: {}", list.join(", ")),
        (Lang::Zh, true) => {
            format!("{region}{title}产能：{}；{unknown} 的产能等级未知，按设定比例划分", list.join("，"))
        }
        (Lang::En, true) => format!(
            "{title} capacity, {region}: {}; the class of {unknown} of it is not known and is split as declared",
            list.join(", ")
        ),
    }
}

fn limit_not_held(reading: &LimitReading, scenario: &Scenario, lang: Lang) -> String {
    let (title, modelled, bound) = limit_words(reading, scenario, lang);
    let year = reading.year;
    match lang {
        Lang::Zh => {
            format!("{title}：{year} 年模拟值 {modelled} 仍高于限值 {bound}，能耗已到下限或配比偏离基准")
        }
        Lang::En => format!(
            "{title}: {modelled} in {year} stays above the limit of {bound}; carriers stand at their floors, or charges are not the reference"
        ),
    }
}

fn refused(project: &Project, rule: &str, suspended: bool, lang: Lang) -> String {
    let (id, name) = (&project.id, &project.name);
    match (lang, suspended) {
        (Lang::Zh, true) => format!("项目“{name}”（{id}）因暂停置换（{rule}）不予实施"),
        (Lang::Zh, false) => format!("项目“{name}”（{id}）因规格限制（{rule}）不予实施"),
        (Lang::En, true) => format!("project {id} ({name}) is refused by the suspension {rule}"),
        (Lang::En, false) => format!("project {id} ({name}) is refused by the restriction {rule}"),
    }
}

fn used_beyond(process: &str, region: &str, (used, greatest): (f64, f64), lang: Lang) -> String {
    let [used, greatest] = [used, greatest].map(percent);
    match lang {
        Lang::Zh => {
            format!("{region}{process}：最近观测年产能利用率 {used}，高于上限 {greatest}；模拟以观测值为上限")
        }
        Lang::En => {
            format!(
                "{process}, {region}: used at {used} in the last observed year, above its greatest use of {greatest}; the observed use bounds it instead"
            )
        }
    }
}

fn jump(found: &Jump, lang: Lang) -> String {
    let [observed, first] = [found.observed, found.first].map(|v| amount(v, found.dimension, lang));
    let (address, year) = (&found.address, found.year);
    match lang {
        Lang::Zh => format!("{address}：{year} 年取值 {first}，与上一年观测值 {observed} 不衔接"),
        Lang::En => format!("{address}: {first} in {year} after {observed} observed the year before"),
    }
}

/// What a calibration factor is about.
pub fn calibrated(what: Pinned, scenario: &Scenario, lang: Lang) -> String {
    match (what, lang) {
        (Pinned::CarrierUse(carrier), _) => lang.of(&scenario.carriers[carrier.0].title).to_owned(),
        (Pinned::Energy, Lang::Zh) => "能源消费量".to_owned(),
        (Pinned::Energy, Lang::En) => "energy".to_owned(),
        (Pinned::Co2, Lang::Zh) => "二氧化碳排放量（范围一）".to_owned(),
        (Pinned::Co2, Lang::En) => "CO₂ (scope 1)".to_owned(),
        (_, Lang::Zh) => "产量".to_owned(),
        (_, Lang::En) => "output".to_owned(),
    }
}

fn calibration(region: &str, what: &str, factor: f64, lang: Lang) -> String {
    let factor = format_number(factor, 2);
    match lang {
        Lang::Zh => format!("{region}{what}：校准系数 {factor}，超出 0.8–1.25"),
        Lang::En => format!("{what}, {region}: calibration factor {factor} lies outside 0.8–1.25"),
    }
}

fn on_the_bound(target: &Target, lever: &str, lang: Lang) -> String {
    let (title, sign) = (lang.of(&target.title), target.comparator.sign());
    match lang {
        Lang::Zh => format!("目标“{title}”为严格的“{sign}”，而杠杆 {lever} 恰取界值，因此不达成"),
        Lang::En => format!(
            "target {}: its {sign} is strict and the lever {lever} sits exactly on the bound, so it is missed",
            target.id
        ),
    }
}

fn region_title(region: RegionId, scenario: &Scenario, lang: Lang) -> &str {
    lang.of(&scenario.regions[region.0].title)
}

fn listed(commodities: &[CommodityId], scenario: &Scenario, lang: Lang) -> String {
    let titles: Vec<&str> = commodities.iter().map(|c| lang.of(&scenario.commodities[c.0].title)).collect();
    titles.join(match lang {
        Lang::Zh => "、",
        Lang::En => ", ",
    })
}

/// Processes by element.
fn at_processes(list: &[OfElement], scenario: &Scenario, lang: Lang) -> String {
    let (colon, comma, semicolon) = match lang {
        Lang::Zh => ("：", "、", "；"),
        Lang::En => (": ", ", ", "; "),
    };
    let of_element = |element: usize| {
        let at = list.iter().filter(|at| at.element.0 == element);
        let processes: Vec<&str> = at.map(|at| lang.of(&scenario.processes[at.process.0].title)).collect();
        let title = lang.of(&scenario.elements[element].title);
        (!processes.is_empty()).then(|| format!("{title}{colon}{}", processes.join(comma)))
    };
    (0..scenario.elements.len()).filter_map(of_element).collect::<Vec<_>>().join(semicolon)
}

fn without_balance(processes: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("只声明了产品的元素含量、未声明投入的，不做元素平衡。{processes}"),
        Lang::En => format!(
            "contents are declared for the product and for nothing charged, so no balance is kept. {processes}"
        ),
    }
}

fn short_of_charge(processes: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("投入取低值（5% 分位）时产出的元素多于投入，这些抽样中损失为负。{processes}"),
        Lang::En => format!(
            "where charges are drawn low (5%), more of an element leaves than is charged and losses are below zero. {processes}"
        ),
    }
}

fn without_price(commodities: &str, region: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{region}产值不含{commodities}：未给出价格"),
        Lang::En => format!("output value, {region}: {commodities} have no price and are not in it"),
    }
}

fn without_rate(commodities: &str, region: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{region}增加值不含{commodities}：未给出增加值率"),
        Lang::En => {
            format!("value added, {region}: {commodities} have no value-added-rate and are not in it")
        }
    }
}

fn nobody_takes(group: &str, process: &str, product: &str, region: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{region}{group}：重建为{process}，但其产品{product}既无需求也无用户"),
        Lang::En => {
            format!(
                "{group}, {region}: rebuilding goes to {process}, whose product {product} has neither demand nor user"
            )
        }
    }
}
