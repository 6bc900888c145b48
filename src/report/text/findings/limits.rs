//! Limits, and targets that technology or a lever decides.

use super::amounts::amount;
use crate::analysis::LimitReading;
use crate::domain::*;
use crate::report::text::{Lang, format_number, inside_quotes};

pub(super) fn limit_words(
    reading: &LimitReading,
    scenario: &Scenario,
    lang: Lang,
) -> (String, String, String) {
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

pub(super) fn limit_not_held(reading: &LimitReading, scenario: &Scenario, lang: Lang) -> String {
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

pub(super) fn out_of_reach(target: &Target, least: &str, lang: Lang) -> String {
    let title = lang.of(&target.title);
    match lang {
        Lang::Zh => format!("{title}：各项能耗均降至下限时仍为 {least}，任何工序都达不到"),
        Lang::En => {
            format!("{title}: with every carrier at its floor {least} are left; no process gets there")
        }
    }
}

pub(super) fn on_the_bound(target: &Target, lever: &str, lang: Lang) -> String {
    let (title, sign) = (inside_quotes(&target.title, lang), target.comparator.sign());
    match lang {
        Lang::Zh => format!("目标“{title}”为严格的“{sign}”，而杠杆 {lever} 恰取界值，因此不达成"),
        Lang::En => format!(
            "target {}: its {sign} is strict and the lever {lever} sits exactly on the bound, so it is missed",
            target.id
        ),
    }
}

/// A limit below what every process leaves with its carriers at their floors.
pub(super) fn limit_below_floor(reading: &LimitReading, scenario: &Scenario, lang: Lang) -> String {
    let (title, least, bound) = limit_words(reading, scenario, lang);
    let year = reading.year;
    match lang {
        Lang::Zh => {
            format!("{title}：{year} 年限值 {bound}，而各项能耗均降至下限时仍为 {least}，任何工序都达不到")
        }
        Lang::En => format!(
            "{title}: the limit is {bound} in {year}, and with every carrier at its floor {least} are left; no process gets there"
        ),
    }
}
