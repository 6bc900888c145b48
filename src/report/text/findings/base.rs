//! The base year: efficiency classes, what was calibrated.

use super::amounts::percent;
use crate::analysis::ClassReading;
use crate::domain::*;
use crate::report::text::Lang;

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
