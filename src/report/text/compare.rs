//! Words of a comparison of scenarios.

use super::{
    Lang, SeriesTitle, SeriesWord, StatusWord, capitalised, comparator_sign, plural, share_of_draws,
};
use crate::analysis::compare::{Bound, LeftOut, Standing};
use crate::analysis::difference::Role;
use crate::domain::{Comparator, Text, Year};
use crate::model::Model;
use crate::simulation::workspace::Binding;

/// Titles of scenarios, none twice: a second one of the same title is numbered.
pub fn scenario_names(models: &[&Model], lang: Lang) -> Vec<String> {
    let title = |m: usize| lang.of(&models[m].scenario.title);
    let before = |m: usize| (0..m).filter(|&other| title(other) == title(m)).count();
    let own = |m: usize| match (before(m), lang) {
        (0, _) => title(m).to_owned(),
        (n, Lang::Zh) => format!("{}（{}）", title(m), n + 1),
        (n, Lang::En) => format!("{} ({})", title(m), n + 1),
    };
    (0..models.len()).map(own).collect()
}

/// The letter of a scenario in tables for people: A is the first.
pub fn letter(side: usize) -> char {
    char::from(b'A' + (side % 26) as u8)
}

/// That scenarios share no year.
pub fn no_shared_year(a: (&str, Year, Year), b: (&str, Year, Year), lang: Lang) -> String {
    let one = |(id, from, to): (&str, Year, Year)| match lang {
        Lang::Zh => format!("{id}（{from}—{to} 年）"),
        Lang::En => format!("{id} ({from} to {to})"),
    };
    match lang {
        Lang::Zh => format!("{} 与 {} 没有共同年份，无法比较", one(a), one(b)),
        Lang::En => format!("{} and {} have no year in common: there is nothing to compare", one(a), one(b)),
    }
}

/// That scenarios share no series.
pub fn no_shared_series(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "各情景没有共同地区的同名指标，无法比较；用 dafeng list --series 查看指标",
        Lang::En => {
            "the scenarios have no series of one name at one place in common: there is nothing to compare (dafeng list --series names them)"
        }
    }
}

/// That a year is not shared.
pub fn year_not_shared(year: Year, from: Year, to: Year, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("--years：{year} 年不在共同年份 {from}—{to} 之内"),
        Lang::En => format!("--years: {year} is not shared; all scenarios have {from} to {to}"),
    }
}

/// That a series is not among the shared ones.
pub fn series_not_shared(name: &str, near: Option<&str>, lang: Lang) -> String {
    let hint = near.map_or_else(String::new, |near| match lang {
        Lang::Zh => format!("；是否指 {near}？"),
        Lang::En => format!("; did you mean {near}?"),
    });
    match lang {
        Lang::Zh => format!("--regret：共有指标中没有 {name}{hint}"),
        Lang::En => format!("--regret: there is no shared series {name}{hint}"),
    }
}

/// That so many draws of so many scenarios do not fit into memory.
pub fn too_much_to_compare(draws: u64, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{draws} 次抽样的统计量内存放不下；请减少 --draws 或情景数"),
        Lang::En => format!(
            "the statistics of {draws} draws do not fit into memory: use fewer --draws or fewer scenarios"
        ),
    }
}

/// How many names a line tells.
const NAMED: usize = 4;

/// The first of some names, and how many more there are.
fn names(all: &[String], lang: Lang) -> String {
    let (named, more) =
        (all.iter().take(NAMED).cloned().collect::<Vec<_>>(), all.len().saturating_sub(NAMED));
    match (more, lang) {
        (0, Lang::Zh) => named.join("、"),
        (0, Lang::En) => named.join(", "),
        (n, Lang::Zh) => format!("{} 等 {} 项", named.join("、"), n + named.len()),
        (n, Lang::En) => format!("{} and {n} more", named.join(", ")),
    }
}

/// What is not compared, a line each; nothing where all is.
pub fn left_out(left: &LeftOut, years: (Year, Year), lang: Lang) -> Vec<String> {
    let (from, to) = years;
    let letters: Vec<String> = left.longer.iter().map(|&side| letter(side).to_string()).collect();
    let years = (!letters.is_empty()).then(|| match lang {
        Lang::Zh => format!("只比较共同年份 {from}—{to}；{} 另有其他年份", names(&letters, lang)),
        Lang::En => format!("only {from} to {to} are compared; beyond them goes {}", names(&letters, lang)),
    });
    let sums = left.sums_since_base.then(|| match lang {
        Lang::Zh => "基准年不同，自基准年起的累计指标不比较".to_owned(),
        Lang::En => "base years differ: sums since the base year are not compared".to_owned(),
    });
    let regions = (!left.regions.is_empty()).then(|| match lang {
        Lang::Zh => format!("并非各情景都有的地区：{}", names(&left.regions, lang)),
        Lang::En => format!("regions that not all have: {}", names(&left.regions, lang)),
    });
    let series = (!left.series.is_empty()).then(|| match lang {
        Lang::Zh => format!("并非各情景都有的指标：{}", names(&left.series, lang)),
        Lang::En => format!("series that not all have: {}", names(&left.series, lang)),
    });
    [years, sums, regions, series].into_iter().flatten().collect()
}

/// That draws that failed are left out of the differences.
pub fn pairs_left_out(side: usize, failed: u64, all: u64, lang: Lang) -> String {
    let side = letter(side);
    match lang {
        Lang::Zh => format!("{side}：{all} 次抽样中有 {failed} 次（A 或 {side}）没有数值，未计入差异"),
        Lang::En => format!(
            "{side}: {failed} of {all} draws came to no number in A or {side} and {} left out of the differences",
            plural(failed as usize, "is", "are")
        ),
    }
}

/// How many inputs of a scenario differ from the first, by who decides them, and the first levers.
pub fn inputs_line(side: usize, counts: &[(Role, usize)], levers: &[String], lang: Lang) -> String {
    let side = letter(side);
    if counts.iter().all(|(_, count)| *count == 0) {
        return match lang {
            Lang::Zh => format!("{side}：输入与 A 相同"),
            Lang::En => format!("{side}: the inputs are those of A"),
        };
    }
    let word = |role: Role| match (role, lang) {
        (Role::Lever, Lang::Zh) => "杠杆",
        (Role::Lever, Lang::En) => "levers",
        (Role::Assumption, Lang::Zh) => "假设",
        (Role::Assumption, Lang::En) => "assumptions",
        (Role::Target, Lang::Zh) => "目标",
        (Role::Target, Lang::En) => "targets",
        (Role::Data, Lang::Zh) => "数据",
        (Role::Data, Lang::En) => "data",
        (Role::Frame, Lang::Zh) => "框架",
        (Role::Frame, Lang::En) => "frame",
    };
    let told = counts.iter().filter(|(_, count)| *count > 0);
    let told: Vec<String> = told.map(|&(role, count)| format!("{} {count}", word(role))).collect();
    let levers = if levers.is_empty() { String::new() } else { names(levers, lang) };
    match (levers.is_empty(), lang) {
        (true, Lang::Zh) => format!("{side}：{}", told.join("，")),
        (true, Lang::En) => format!("{side}: {}", told.join(", ")),
        (false, Lang::Zh) => format!("{side}：{}（{levers}）", told.join("，")),
        (false, Lang::En) => format!("{side}: {} ({levers})", told.join(", ")),
    }
}

/// That a setting is for a scenario that there is none of.
pub fn no_such_side(option: &str, side: usize, scenarios: usize, lang: Lang) -> String {
    let (side, last) = (letter(side), letter(scenarios.saturating_sub(1)));
    match lang {
        Lang::Zh => format!("--{option}：没有情景 {side}，最后一个为 {last}"),
        Lang::En => format!("--{option}: there is no scenario {side}, the last one is {last}"),
    }
}

/// Headings of what is printed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CompareHeading {
    /// Sentences.
    Summary,
    /// What differs in the inputs.
    Inputs,
    /// What is not compared.
    LeftOut,
    /// Peaks.
    Peaks,
    /// Targets.
    Targets,
    /// Regrets.
    Regrets,
    /// Causes.
    Causes,
}

/// A heading.
pub fn compare_heading(heading: CompareHeading, lang: Lang) -> &'static str {
    let (zh, en) = match heading {
        CompareHeading::Summary => ("摘要", "In short"),
        CompareHeading::Inputs => ("输入差异（与 A 相比）", "What differs in the inputs (against A)"),
        CompareHeading::LeftOut => ("未比较", "Not compared"),
        CompareHeading::Peaks => ("达峰", "Peaks"),
        CompareHeading::Targets => ("目标（中心情景值，达成概率）", "Targets (central run, probability)"),
        CompareHeading::Regrets => {
            ("后悔值（与同次抽样中最优情景之差）", "Regret (distance to the best scenario of the same draw)")
        }
        CompareHeading::Causes => ("二氧化碳排放差异成因", "Where the difference of CO₂ comes from"),
    };
    match lang {
        Lang::Zh => zh,
        Lang::En => en,
    }
}

/// CO2 added up in a place.
pub fn emissions_added_up(place: &Text, lang: Lang) -> String {
    let title = SeriesTitle::new(SeriesWord::Emissions).cumulative().place(place).build();
    lang.of(&title).to_owned()
}

/// A series with its unit as a heading: `广西二氧化碳排放量（万吨 CO₂），中位数（P5–P95）`.
pub fn series_heading(series: &str, unit: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{series}（{unit}），中位数（P5–P95）"),
        Lang::En => format!("{} ({unit}), median (P5–P95)", capitalised(series)),
    }
}

/// A median with its 90 % interval.
pub fn median_range(median: &str, low: &str, high: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{median}（{low} 至 {high}）"),
        Lang::En => format!("{median} ({low} to {high})"),
    }
}

/// The row of a difference to the first: `B − A`.
pub fn minus_first(side: usize) -> String {
    format!("{} − A", letter(side))
}

/// The row of the probability of lying below the first: `P(B < A)`.
pub fn below_first(side: usize) -> String {
    format!("P({} < A)", letter(side))
}

/// Head of the table of peaks.
pub fn peaks_head(by: Year, unit: &str, lang: Lang) -> [String; 5] {
    match lang {
        Lang::Zh => [
            "".to_owned(),
            "中心情景".to_owned(),
            "达峰年".to_owned(),
            format!("峰值（{unit}）"),
            format!("{by} 年前（含）达峰概率"),
        ],
        Lang::En => [
            "".to_owned(),
            "central run".to_owned(),
            "peak year".to_owned(),
            format!("level ({unit})"),
            format!("peaked by {by}"),
        ],
    }
}

/// The years that a sum covers: `2020—2030`.
pub fn from_to(from: Year, to: Year, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{from}—{to}"),
        Lang::En => format!("{from}–{to}"),
    }
}

/// Head of the table of regrets, behind the year.
pub fn regrets_head(years: &str, lang: Lang) -> [String; 4] {
    match lang {
        Lang::Zh => [years.to_owned(), "中位数".to_owned(), "P95".to_owned(), "最优概率".to_owned()],
        Lang::En => [years.to_owned(), "median".to_owned(), "P95".to_owned(), "best in".to_owned()],
    }
}

/// Head of the table of targets: the target, what it asks.
pub fn targets_head(lang: Lang) -> [&'static str; 2] {
    match lang {
        Lang::Zh => ["目标", "要求"],
        Lang::En => ["target", "asked"],
    }
}

/// What a target asks, with its year: `2025 > 20%`.
pub fn asked(year: Year, comparator: Comparator, value: &str) -> String {
    format!("{year} {} {value}", comparator_sign(comparator))
}

/// How a scenario stands to a target: `未达成 56.68 万吨 12%`.
pub fn standing(standing: Standing, value: &str, probability: Option<f64>, lang: Lang) -> String {
    let word = match standing {
        Standing::Attained => StatusWord::Attained,
        Standing::Missed => StatusWord::Missed,
        Standing::Imposed => StatusWord::Imposed,
        Standing::Undefined => StatusWord::Undefined,
        Standing::NotAsked => StatusWord::NotAsked,
    };
    let chance = probability.map_or_else(String::new, |p| format!(" {}", share_of_draws(p)));
    format!("{} {value}{chance}", word.in_lang(lang))
}

/// What bound production where scenarios of these letters miss a target.
pub fn bound_line(letters: &str, causes: &str, target: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{letters}，{target}：{causes}"),
        Lang::En => format!("{letters}, {target}: output bound: {causes}"),
    }
}

/// What bound production: `粗钢受产能约束`.
pub fn bound_words(bound: &[Bound], model: &Model, lang: Lang) -> String {
    let one = |bound: &Bound| {
        let commodity = &model.scenario.commodities[model.topology.markets[bound.market].commodity.0];
        super::constrained(lang.of(&commodity.title), &bound_by(bound.by, model, lang), lang)
    };
    names(&bound.iter().map(one).collect::<Vec<String>>(), lang)
}

/// What bound a market.
pub fn bound_by(binding: Binding, model: &Model, lang: Lang) -> String {
    let (zh, en) = match binding {
        Binding::Demand => ("需求", "demand"),
        Binding::OutputCap => ("产量上限", "the cap on output"),
        Binding::Capacity => ("产能", "capacity"),
        Binding::Rationing => ("错峰限产", "staggered production"),
        Binding::Scrap => ("废料", "scrap"),
        Binding::Waste => ("堆存", "the stockpile of waste"),
        Binding::Intermediate(market) => {
            let of = model.topology.markets[usize::from(market)].commodity;
            return lang.of(&model.scenario.commodities[of.0].title).to_owned();
        }
    };
    match lang {
        Lang::Zh => zh.to_owned(),
        Lang::En => en.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_out_is_said() {
        let left = LeftOut {
            longer: vec![1],
            regions: vec!["x".to_owned()],
            series: (0..6).map(|i| format!("s{i}@all")).collect(),
            sums_since_base: true,
        };
        let lines = left_out(&left, (Year(2021), Year(2050)), Lang::En);
        assert_eq!(
            lines,
            [
                "only 2021 to 2050 are compared; beyond them goes B",
                "base years differ: sums since the base year are not compared",
                "regions that not all have: x",
                "series that not all have: s0@all, s1@all, s2@all, s3@all and 2 more",
            ]
        );
        assert!(left_out(&LeftOut::default(), (Year(2021), Year(2050)), Lang::Zh).is_empty());
    }

    #[test]
    fn counts_of_differences_are_told() {
        let counts = [(Role::Lever, 2), (Role::Data, 0), (Role::Assumption, 1)];
        let told = inputs_line(1, &counts, &["levers.x".to_owned()], Lang::En);
        assert_eq!(told, "B: levers 2, assumptions 1 (levers.x)");
        assert_eq!(inputs_line(2, &[(Role::Lever, 0)], &[], Lang::Zh), "C：输入与 A 相同");
    }
}
