//! Sentences that the commands print.

use super::{DisplayUnit, Lang, Odds, StatusWord};
use super::{amount, amounts_apart, capitalised, comparator_sign, display_unit, format_number};
use super::{odds, percent, plural, share_of_draws};
use crate::analysis::provenance::Counts;
use crate::domain::{Comparator, Year};
use crate::ensemble::peak::Peak;
use crate::units::Dimension;

/// Headlines of what a command prints.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Heading {
    /// CO2 by place.
    Emissions,
    /// Targets.
    Targets,
    /// How certain the results are.
    Certainty,
    /// What does not add up.
    Audit,
    /// Limits in the base year.
    Limits,
    /// Efficiency classes in the base year.
    Classes,
    /// Warnings.
    Warnings,
    /// Assumptions, one by one.
    Assumptions,
}

/// A headline.
pub fn heading(heading: Heading, lang: Lang) -> &'static str {
    let (zh, en) = match heading {
        Heading::Emissions => ("二氧化碳排放（范围一、二）", "CO₂ emissions (scopes 1 and 2)"),
        Heading::Targets => ("目标", "Targets"),
        Heading::Certainty => ("抽样是否足够", "Whether the draws are enough"),
        Heading::Audit => ("规划内部不一致之处", "Where the plan does not add up"),
        Heading::Limits => ("限值与基准年模拟值", "Limits against the base year"),
        Heading::Classes => ("能效等级（基准年）", "Efficiency classes in the base year"),
        Heading::Warnings => ("提醒", "Warnings"),
        Heading::Assumptions => ("假设", "Assumptions"),
    };
    match lang {
        Lang::Zh => zh,
        Lang::En => en,
    }
}

/// CO2 in some years: `2020 年 6,512 万吨 CO₂`.
pub fn emissions_line(place: &str, values: &[(Year, f64)], lang: Lang) -> String {
    let unit = display_unit(Dimension::CO2, lang);
    let decimals = if lang == Lang::Zh { 0 } else { 2 };
    let one = |&(year, value): &(Year, f64)| format!("{year} {}", format_number(unit.show(value), decimals));
    let list: Vec<String> = values.iter().map(one).collect();
    match lang {
        Lang::Zh => format!("{place}（{}）：{}", unit.label, list.join("；")),
        Lang::En => format!("{} ({}): {}", capitalised(place), unit.label, list.join("; ")),
    }
}

/// The peak of the central run, and the chance of having peaked by a year.
pub fn peak_line(base: Year, peak: Peak, chance: Option<(Year, Odds)>, lang: Lang) -> String {
    let found = match peak {
        Peak::Peaked { year: 0, .. } => StatusWord::PeakedBefore.in_lang(lang).to_owned(),
        Peak::Peaked { year, level, .. } => {
            let (year, level) = (base.0 + year as i32, amount(level, Dimension::CO2, lang));
            match lang {
                Lang::Zh => format!("{year} 年，{level}"),
                Lang::En => format!("{year}, {level}"),
            }
        }
        Peak::NotYet => StatusWord::NoPeak.in_lang(lang).to_owned(),
        Peak::Undefined => StatusWord::Undefined.in_lang(lang).to_owned(),
    };
    let known = chance.filter(|(_, found)| found.is_known());
    let chance = known.map_or_else(String::new, |(year, found)| match (lang, odds(found, lang)) {
        (Lang::Zh, told) => format!("；{year} 年前（含）达峰概率{}{told}", super::gap_before(&told)),
        (Lang::En, told) => format!("; probability of having peaked by {year}: {told}"),
    });
    match lang {
        Lang::Zh => format!("达峰（中心情景）：{found}{chance}"),
        Lang::En => format!("Peak (central run): {found}{chance}"),
    }
}

/// How a target fares.
#[derive(Clone, PartialEq, Debug)]
pub struct TargetLine<'a> {
    /// Its title.
    pub title: &'a str,
    /// Its year.
    pub year: Year,
    /// Central value.
    pub value: f64,
    /// How the value must stand to what is asked.
    pub comparator: Comparator,
    /// What is asked.
    pub asked: f64,
    /// Unit of both values.
    pub unit: DisplayUnit,
    /// Attained, missed, imposed.
    pub status: StatusWord,
    /// Whether the central run holds it.
    pub holds: bool,
    /// Chance over the draws.
    pub probability: Option<f64>,
}

/// One target.
pub fn target_line(target: &TargetLine<'_>, lang: Lang) -> String {
    let mut status = target.status.in_lang(lang).to_owned();
    if target.status == StatusWord::Imposed && !target.holds {
        let missed = StatusWord::Missed.in_lang(lang);
        status = match lang {
            Lang::Zh => format!("{status}，{missed}"),
            Lang::En => format!("{status}, {missed}"),
        };
    }
    let (title, year) = (target.title, target.year);
    let [value, asked] = amounts_apart(target.value, target.asked, &target.unit);
    let sign = comparator_sign(target.comparator);
    let chance = target.probability.map_or_else(String::new, |p| match lang {
        Lang::Zh => format!("，概率 {}", share_of_draws(p)),
        Lang::En => format!(", probability {}", share_of_draws(p)),
    });
    match lang {
        Lang::Zh => format!("[{status}] {title}（{year} 年 {value}，要求 {sign} {asked}{chance}）"),
        Lang::En => format!("[{status}] {title} ({value} in {year}, asked {sign} {asked}{chance})"),
    }
}

/// That the draws do not fit into memory.
pub fn too_many_draws(draws: u64, most: u64, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!(
            "抽样 {draws} 次所需内存过大，本情景至多 {most} 次；可在 [scenario] ensemble-series 中少选指标"
        ),
        Lang::En => format!(
            "{draws} draws do not fit into memory; this scenario takes at most {most}, or more with fewer series in [scenario] ensemble-series"
        ),
    }
}

/// Where the results are.
pub fn results_line(place: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("结果目录：{place}"),
        Lang::En => format!("Results: {place}"),
    }
}

/// What a single scenario holds, for `check`.
pub fn sources_line(counts: &Counts, lang: Lang) -> String {
    let (written, share) = (counts.written(), percent(counts.sourced_share()));
    let Counts { sourced, assumed, default, unstated } = *counts;
    let words = [
        plural(written, "number", "numbers"),
        plural(assumed, "assumption", "assumptions"),
        plural(default, "more is a default", "more are defaults"),
    ];
    let [written, sourced, assumed, default, unstated] =
        [written, sourced, assumed, default, unstated].map(|n| format_number(n as f64, 0));
    match lang {
        Lang::Zh => format!(
            "参数 {written} 个：有来源 {sourced}（{share}），假设 {assumed}，未注明 {unstated}；另有默认值 {default} 个"
        ),
        Lang::En => {
            let [numbers, assumptions, more] = words;
            format!(
                "{written} {numbers}: {sourced} with a source ({share}), {assumed} {assumptions}, {unstated} with neither; {default} {more}"
            )
        }
    }
}

/// That nothing of a plan contradicts itself.
pub fn adds_up(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "未发现规划内部不一致之处",
        Lang::En => "Nothing was found that does not add up",
    }
}

/// How many furnaces a size rule could not see.
pub fn unknown_sizes_line(count: usize, lang: Lang) -> String {
    let units = plural(count, "unit or project", "units or projects");
    let count = format_number(count as f64, 0);
    match lang {
        Lang::Zh => format!(
            "{count} 个装置或项目的规格未知，按规格淘汰或限制的规则对其不起作用（--verbose 逐个列出）"
        ),
        Lang::En => {
            format!(
                "{count} {units} of unknown size, which rules on sizes do not match (--verbose lists them)"
            )
        }
    }
}

/// That nothing was found.
pub fn no_warnings(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "无提醒",
        Lang::En => "no warnings",
    }
}

/// That a run was stopped and left everything as it was.
pub fn interrupted(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "已中断，未写入结果；原有结果保持不变",
        Lang::En => "interrupted: nothing was written, earlier results are as they were",
    }
}

/// That a closure does not close.
pub fn closure_failed(name: &str, words: &str, residual: f64, year: Option<Year>, lang: Lang) -> String {
    match lang {
        Lang::Zh => {
            let year = year.map_or_else(String::new, |year| format!("，最大误差在 {year} 年"));
            format!("平衡校验未通过：{name}（{words}），相对误差 {residual:e}{year}，未写入结果")
        }
        Lang::En => {
            let year = year.map_or_else(String::new, |year| format!(", most in {year}"));
            format!("the closure {name} ({words}) is off by {residual:e} relative{year}; nothing was written")
        }
    }
}

/// What to do with a new scenario.
pub fn init_done(file: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("已写入示例情景。下一步：\n  dafeng check {file}\n  dafeng run {file}"),
        Lang::En => {
            format!("An example scenario was written. Next:\n  dafeng check {file}\n  dafeng run {file}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_line_tells_what_is_attained_and_what_is_asked() {
        let dust = TargetLine {
            title: "Dust",
            year: Year(2025),
            value: 0.000_298,
            comparator: Comparator::AtMost,
            asked: 0.000_35,
            unit: crate::report::text::KILOGRAMS_PER_TONNE,
            status: StatusWord::Imposed,
            holds: true,
            probability: Some(0.725),
        };
        assert_eq!(
            target_line(&dust, Lang::En),
            "[imposed] Dust (0.298 kg/t in 2025, asked ≤ 0.35 kg/t, probability 72.5%)"
        );
        let missed = TargetLine { value: 0.0004, holds: false, probability: None, ..dust };
        assert_eq!(
            target_line(&missed, Lang::Zh),
            "[设定，未达成] Dust（2025 年 0.4 kg/t，要求 ≤ 0.35 kg/t）"
        );
        // Missed by less than four figures show: what is printed must not look attained.
        let close = TargetLine { value: 0.000_350_04, ..missed };
        assert_eq!(
            target_line(&close, Lang::Zh),
            "[设定，未达成] Dust（2025 年 0.35004 kg/t，要求 ≤ 0.35 kg/t）"
        );
    }
}
