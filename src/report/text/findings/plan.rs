//! Where a plan does not add up: capacity, shares, credits.

use super::amounts::{mass, percent};
use crate::analysis::{CapacityGoal, CreditsNeeded, PlannedCapacity, ShareOfFleet};
use crate::domain::*;
use crate::report::text::{Lang, comparator_sign, inside_quotes};

pub(super) fn sum_title(of: Sum, scenario: &Scenario) -> &Text {
    match of {
        Sum::Commodity(c) => &scenario.commodities[c.0].title,
        Sum::Aggregate(a) => &scenario.aggregates[a.0].title,
    }
}

pub(super) fn planned_capacity(found: &PlannedCapacity, scenario: &Scenario, lang: Lang) -> String {
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
pub(super) fn other_goal(found: &PlannedCapacity, lang: Lang) -> String {
    let differs = |goal: &f64| (goal - found.planned).abs() > 1e-9 * found.planned;
    let Some(goal) = found.goal.filter(differs) else { return String::new() };
    let goal = mass(goal, lang);
    match lang {
        Lang::Zh => format!("（全区域目标 {goal}/年）"),
        Lang::En => format!(", the target of the region is {goal}/a"),
    }
}

pub(super) fn capacity_goal(found: &CapacityGoal, scenario: &Scenario, lang: Lang) -> String {
    let target = &scenario.targets[found.target];
    let (title, base, year) = (inside_quotes(&target.title, lang), scenario.horizon.base, target.year);
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

pub(super) fn share_of_fleet(found: &ShareOfFleet, scenario: &Scenario, lang: Lang) -> String {
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
        let (cluster, share) = (inside_quotes(&scenario.clusters[cluster.0].title, lang), percent(share));
        text += &match lang {
            Lang::Zh => format!("；以其为主的“{cluster}”占规划产能 {share}"),
            Lang::En => format!("; {cluster}, where it prevails, is {share} of planned capacity"),
        };
    }
    text
}

pub(super) fn credits_needed(found: &CreditsNeeded, scenario: &Scenario, lang: Lang) -> String {
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
