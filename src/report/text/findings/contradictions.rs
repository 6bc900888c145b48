//! A plan against itself, in words.

use super::amounts::{amount, amounts_apart, mass, percent};
use crate::analysis::{BeyondDemand, ClusterSum, WasteTarget};
use crate::domain::*;
use crate::report::text::{DisplayUnit, Lang, comparator_sign, inside_quotes};

pub(super) fn cluster_sum(found: &ClusterSum, scenario: &Scenario, lang: Lang) -> String {
    let target = &scenario.targets[found.target];
    let dimension = scenario.leaf(target.value).dimension;
    let [sum, asked] = [found.sum, found.asked].map(|v| amount(v, dimension, lang));
    let (title, year, count) = (inside_quotes(&target.title, lang), target.year, found.clusters.len());
    match lang {
        Lang::Zh => format!("目标“{title}”：{year} 年要求 {asked}，而 {count} 个集群的目标合计 {sum}"),
        Lang::En => {
            format!(
                "{title}: {asked} are asked for {year}, and the goals of {count} clusters add up to {sum}"
            )
        }
    }
}

pub(super) fn beyond_demand(found: &BeyondDemand, scenario: &Scenario, lang: Lang) -> String {
    let target = &scenario.targets[found.target];
    let [asked, demand] = [found.asked, found.demand].map(|v| mass(v, lang));
    let (title, year, used) = (inside_quotes(&target.title, lang), target.year, percent(found.used()));
    match lang {
        Lang::Zh => format!("目标“{title}”：{year} 年产能 {asked}/年，需求 {demand}，产能利用率至多 {used}"),
        Lang::En => format!(
            "{title}: {asked}/a of capacity are asked for {year}, and {demand} are called for: at most {used} of it would be used"
        ),
    }
}

pub(super) fn waste_target(found: &WasteTarget, scenario: &Scenario, lang: Lang) -> String {
    let target = &scenario.targets[found.target];
    let (title, year) = (inside_quotes(&target.title, lang), target.year);
    let stream = lang.of(&scenario.streams[found.stream.0].title);
    let [part, needed, used] = [found.part, found.needed, found.used].map(percent);
    let asked = format!("{} {}", comparator_sign(target.comparator), percent(found.asked));
    let beyond = found.needed > 1.0;
    match (lang, beyond) {
        (Lang::Zh, true) => format!(
            "目标“{title}”：{year} 年要求 {asked}，{stream}占产生量 {part}，其余全部利用、{stream}也全部利用仍达不到"
        ),
        (Lang::Zh, false) => format!(
            "目标“{title}”：{year} 年要求 {asked}，{stream}占产生量 {part}；其余全部利用时，{stream}也须利用 {needed}，而情景为 {used}"
        ),
        (Lang::En, true) => format!(
            "{title}: {asked} are asked for {year}; {stream} is {part} of what arises, and with all of it used the goal is out of reach still"
        ),
        (Lang::En, false) => format!(
            "{title}: {asked} are asked for {year}; {stream} is {part} of what arises and, with all the rest used whole, has to be used at {needed}, where the scenario uses {used}"
        ),
    }
}

/// A target that the scenario sets itself.
pub(super) fn imposed(
    target: &Target,
    by: &str,
    (asked, value): (f64, f64),
    unit: &DisplayUnit,
    lang: Lang,
) -> String {
    let [value, asked] = amounts_apart(value, asked, unit);
    let (title, sign, year) =
        (inside_quotes(&target.title, lang), comparator_sign(target.comparator), target.year);
    match lang {
        Lang::Zh => format!(
            "目标“{title}”：{year} 年要求 {sign} {asked}，模拟值 {value}；该指标由情景自身的 {by} 设定，达成与否不说明可行性"
        ),
        Lang::En => format!(
            "{title}: {sign} {asked} asked for {year}, {value} in the run; {by} of the scenario itself sets this series, so that attaining it proves nothing"
        ),
    }
}
