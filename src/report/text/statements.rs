//! Sentences of a summary: CO2 of a run, its peak, its targets.

use super::{DisplayUnit, Lang, Odds, StatusWord};
use super::{amount, amounts_apart, comparator_sign, draws, format_number, odds, plural};
use crate::domain::{Comparator, Year};
use crate::units::Dimension;

/// CO2 of the central run by year, later years against the first: amounts to four figures, changes computed before rounding.
pub fn co2_sentence(place: &str, values: &[(Year, f64)], lang: Lang) -> String {
    let first = values.first().copied();
    let one = |&(year, value): &(Year, f64)| {
        let told = amount(value, Dimension::CO2, lang);
        let change =
            first.filter(|&(base, _)| base != year).and_then(|(base, from)| change(base, from, value, lang));
        match (lang, change) {
            (Lang::Zh, None) => format!("{year} 年 {told}"),
            (Lang::Zh, Some(change)) => format!("{year} 年 {told}，{change}"),
            (Lang::En, None) => format!("{told} in {year}"),
            (Lang::En, Some(change)) => format!("{told} in {year}, {change}"),
        }
    };
    let list: Vec<String> = values.iter().map(one).collect();
    match lang {
        Lang::Zh => format!("{place}二氧化碳排放（范围一、二，中心情景）：{}。", list.join("；")),
        Lang::En => format!("{place}, CO₂ emissions (scopes 1 and 2, central run): {}.", list.join("; ")),
    }
}

/// How a value stands to that of the base year: in percent of it, in amounts where it is below nothing; none where it is
/// nothing.
fn change(base: Year, from: f64, to: f64, lang: Lang) -> Option<String> {
    if from == 0.0 {
        return None;
    }
    let share = format!("{}%", format_number(100.0 * (to / from - 1.0).abs(), 1));
    let told = if from > 0.0 { share } else { amount((to - from).abs(), Dimension::CO2, lang) };
    let is_level = from > 0.0 && told == "0.0%" || from == to;
    Some(match (lang, is_level, to > from) {
        (Lang::Zh, true, _) => format!("与 {base} 年持平"),
        (Lang::En, true, _) => format!("level with {base}"),
        (Lang::Zh, false, true) => format!("较 {base} 年上升 {told}"),
        (Lang::Zh, false, false) => format!("较 {base} 年下降 {told}"),
        (Lang::En, false, true) => format!("{told} above {base}"),
        (Lang::En, false, false) => format!("{told} below {base}"),
    })
}

/// Median and 90 % band of CO2 in a year.
pub fn band_sentence(year: Year, [low, median, high]: [f64; 3], lang: Lang) -> String {
    let [low, median, high] = [low, median, high].map(|value| amount(value, Dimension::CO2, lang));
    match lang {
        Lang::Zh => format!("各次抽样中，{year} 年中位数为 {median}，90% 区间为 {low} 至 {high}。"),
        Lang::En => {
            format!("Over the draws, {year} has a median of {median} and a 90% band from {low} to {high}.")
        }
    }
}

/// What the central run does: its peak year and level, or why there is none.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum PeakFound {
    /// A year after the base year, and the level, t CO2.
    In(Year, f64),
    /// The highest value is that of the base year.
    Before(Year),
    /// None, for this reason.
    None(StatusWord),
}

/// The peak of CO2 in the central run.
pub fn peak_sentence(found: PeakFound, lang: Lang) -> String {
    match (found, lang) {
        (PeakFound::In(year, level), Lang::Zh) => {
            format!("中心情景于 {year} 年达峰，峰值 {}。", amount(level, Dimension::CO2, lang))
        }
        (PeakFound::In(year, level), Lang::En) => {
            format!("In the central run they peak in {year} at {}.", amount(level, Dimension::CO2, lang))
        }
        (PeakFound::Before(base), Lang::Zh) => format!("中心情景在基准年（{base} 年）或之前已达峰。"),
        (PeakFound::Before(base), Lang::En) => {
            format!(
                "In the central run they are highest in {base}, the base year: the peak lies there or before."
            )
        }
        (PeakFound::None(StatusWord::NoPeak), Lang::Zh) => "中心情景在规划期内未达峰。".to_owned(),
        (PeakFound::None(StatusWord::NoPeak), Lang::En) => {
            "In the central run they do not peak within the horizon.".to_owned()
        }
        (PeakFound::None(_), Lang::Zh) => "中心情景的排放恒定，无峰值可言。".to_owned(),
        (PeakFound::None(_), Lang::En) => "In the central run they are constant and have no peak.".to_owned(),
    }
}

/// How probable it is that the peak is past.
pub fn peaked_sentence(year: Year, found: Odds, lang: Lang) -> String {
    if !found.is_known() {
        return one_draw_alone(lang).to_owned();
    }
    let (told, all) = (odds(found, lang), draws(found.draws, lang));
    match (lang, found.has_error()) {
        (Lang::Zh, true) => {
            format!("{year} 年前（含）达峰概率为 {told}；± 为 {all}所留误差（95%）。")
        }
        (Lang::Zh, false) => format!("{year} 年前（含）达峰概率为{}{told}。", gap_before(&told)),
        (Lang::En, true) => format!(
            "The probability of having peaked by {year} is {told}; ± is the error that {all} leave (95%)."
        ),
        (Lang::En, false) => format!("The probability of having peaked by {year} is {told}."),
    }
}

/// What stands between Chinese words and a figure, and nothing between words.
pub(super) fn gap_before(told: &str) -> &'static str {
    if told.starts_with(|c: char| c.is_ascii()) { " " } else { "" }
}

/// That one draw gives no probability.
pub fn one_draw_alone(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "只有 1 次抽样，不给出概率。",
        Lang::En => "There was a single draw, which gives no probability.",
    }
}

/// A target that the central run does not hold.
#[derive(Clone, PartialEq, Debug)]
pub struct Missed<'a> {
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
    /// Whether a lever or limit of the scenario sets the measure, which is then no test.
    pub imposed: bool,
    /// How probable it is that the target is attained.
    pub odds: Option<Odds>,
}

/// That a target is missed: value, what is asked, probability.
pub fn missed_sentence(target: &Missed<'_>, lang: Lang) -> String {
    let Missed { title, year, .. } = target;
    let [value, asked] = amounts_apart(target.value, target.asked, &target.unit);
    let sign = comparator_sign(target.comparator);
    let chance = target.odds.filter(Odds::is_known).map(|found| odds(found, lang));
    let chance = chance.map_or_else(String::new, |told| match lang {
        Lang::Zh => format!("；达成概率为{}{told}", gap_before(&told)),
        Lang::En => format!("; the probability of attaining it is {told}"),
    });
    match (lang, target.imposed) {
        (Lang::Zh, false) => format!("未达成：{title}，{year} 年为 {value}，要求 {sign} {asked}{chance}。"),
        (Lang::Zh, true) => {
            format!("由情景自身设定而未成立：{title}，{year} 年为 {value}，要求 {sign} {asked}{chance}。")
        }
        (Lang::En, false) => format!("Missed: {title}: {value} in {year}, asked {sign} {asked}{chance}."),
        (Lang::En, true) => format!(
            "Imposed by the scenario itself and not held: {title}: {value} in {year}, asked {sign} {asked}{chance}."
        ),
    }
}

/// That so many more targets are missed.
pub fn more_missed(count: usize, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("另有 {count} 项未达成，见“目标”一节。"),
        Lang::En => {
            let [are, they] = [plural(count, "is", "are"), plural(count, "it stands", "they stand")];
            format!("{count} more {are} missed; {they} under Targets.")
        }
    }
}

/// How many targets fare how in the central run.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct TargetCounts {
    /// Attained without being imposed.
    pub attained: usize,
    /// Missed without being imposed.
    pub missed: usize,
    /// Set by the scenario itself, and held.
    pub imposed_held: usize,
    /// Set by the scenario itself, and not held.
    pub imposed_missed: usize,
    /// Without a value.
    pub undefined: usize,
}

/// How many targets are attained, missed, imposed.
pub fn targets_sentence(counts: TargetCounts, lang: Lang) -> String {
    let TargetCounts { attained, missed, imposed_held, imposed_missed, undefined } = counts;
    let imposed = imposed_held + imposed_missed;
    let all = attained + missed + imposed + undefined;
    let set = match (imposed, lang) {
        (0, _) => String::new(),
        (_, Lang::Zh) => {
            format!("；另有 {imposed} 项由情景自身的杠杆或限值设定（其中 {imposed_held} 项成立）")
        }
        (1, Lang::En) => {
            let held = if imposed_held == 1 { "holds" } else { "does not hold" };
            format!("; 1 is imposed, its measure set by a lever or limit of the scenario itself (it {held})")
        }
        (_, Lang::En) => {
            let hold = plural(imposed_held, "holds", "hold");
            format!(
                "; {imposed} are imposed, their measure set by a lever or limit of the scenario itself ({imposed_held} of these {hold})"
            )
        }
    };
    let none = match (undefined, lang) {
        (0, _) => String::new(),
        (n, Lang::Zh) => format!("；{n} 项无定义"),
        (n, Lang::En) => format!("; {n} undefined"),
    };
    match lang {
        Lang::Zh => {
            format!("目标共 {all} 项，中心情景达成 {attained} 项，未达成 {missed} 项{set}{none}。")
        }
        Lang::En => {
            format!("Targets: {all}. The central run attains {attained} and misses {missed}{set}{none}.")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::text::Chance;

    /// By hand: 56.95/59.39 − 1 = −4.108 %; 18.80/59.39 − 1 = −68.345 %.
    #[test]
    fn changes_are_against_the_first_year() {
        let values = [(Year(2020), 59.39e6), (Year(2030), 56.95e6), (Year(2060), 18.80e6)];
        assert_eq!(
            co2_sentence("Guangxi", &values, Lang::En),
            "Guangxi, CO₂ emissions (scopes 1 and 2, central run): 59.39 Mt CO₂ in 2020; 56.95 Mt CO₂ in 2030, \
             4.1% below 2020; 18.8 Mt CO₂ in 2060, 68.3% below 2020."
        );
        assert_eq!(
            co2_sentence("广西", &values[..2], Lang::Zh),
            "广西二氧化碳排放（范围一、二，中心情景）：2020 年 5,939 万吨 CO₂；2030 年 5,695 万吨 CO₂，较 2020 年下降 4.1%。"
        );
    }

    /// What emits nothing in the base year has no change in percent, what takes up CO2 there one in amounts.
    #[test]
    fn changes_of_nothing_of_uptake_and_of_little() {
        let told = |from: f64, to: f64, lang| change(Year(2020), from, to, lang).unwrap_or_default();
        assert_eq!(told(0.0, 1e6, Lang::En), "");
        assert_eq!(told(-2e6, -0.5e6, Lang::Zh), "较 2020 年上升 150 万吨 CO₂");
        assert_eq!(told(-2e6, -3e6, Lang::En), "1 Mt CO₂ below 2020");
        assert_eq!(told(1e6, 1.0004e6, Lang::Zh), "与 2020 年持平");
        assert_eq!(told(-1e6, -1e6, Lang::En), "level with 2020");
        assert_eq!(told(1e6, 1.0006e6, Lang::En), "0.1% above 2020");
        let said = co2_sentence("X", &[(Year(2020), 0.0), (Year(2030), 1e6)], Lang::En);
        assert!(said.ends_with("1 Mt CO₂ in 2030."), "{said}");
    }

    #[test]
    fn chances_carry_their_interval() {
        let share = Chance { share: 0.953, interval: (0.9381, 0.9646) };
        let found = Odds { chance: share, draws: 1000 };
        assert_eq!(
            peaked_sentence(Year(2030), found, Lang::En),
            "The probability of having peaked by 2030 is 95% (±2%); ± is the error that 1,000 draws leave (95%)."
        );
        assert_eq!(
            peaked_sentence(Year(2030), found, Lang::Zh),
            "2030 年前（含）达峰概率为 95%（±2%）；± 为 1,000 次抽样所留误差（95%）。"
        );
    }

    #[test]
    fn none_all_few_and_one_of_the_draws_have_peaked() {
        let told = |share: f64, draws: u64, lang| {
            let chance = Chance { share, interval: (0.0, 1.0) };
            peaked_sentence(Year(2030), Odds { chance, draws }, lang)
        };
        assert_eq!(told(1.0, 10_000, Lang::Zh), "2030 年前（含）达峰概率为 100%（全部 10,000 次抽样）。");
        assert_eq!(told(0.0, 10_000, Lang::Zh), "2030 年前（含）达峰概率为 0%（10,000 次抽样中无一次）。");
        assert_eq!(told(0.004, 1000, Lang::Zh), "2030 年前（含）达峰概率为不到 1%。");
        assert_eq!(told(0.996, 1000, Lang::En), "The probability of having peaked by 2030 is more than 99%.");
        assert_eq!(told(1.0, 1, Lang::Zh), "只有 1 次抽样，不给出概率。");
    }

    #[test]
    fn peaks_of_every_kind() {
        let told = |found, lang| peak_sentence(found, lang);
        assert_eq!(
            told(PeakFound::In(Year(2027), 60.51e6), Lang::Zh),
            "中心情景于 2027 年达峰，峰值 6,051 万吨 CO₂。"
        );
        assert_eq!(
            told(PeakFound::Before(Year(2020)), Lang::En),
            "In the central run they are highest in 2020, the base year: the peak lies there or before."
        );
        assert_eq!(told(PeakFound::None(StatusWord::NoPeak), Lang::Zh), "中心情景在规划期内未达峰。");
        assert_eq!(
            told(PeakFound::None(StatusWord::Undefined), Lang::En),
            "In the central run they are constant and have no peak."
        );
    }

    #[test]
    fn missed_targets_are_told_with_what_is_asked() {
        let odds = Odds { chance: Chance { share: 0.172, interval: (0.15, 0.197) }, draws: 1000 };
        let unit = crate::report::text::display_unit(crate::units::Dimension::SHARE, Lang::Zh);
        let target = Missed {
            title: "废钢比",
            year: Year(2025),
            value: 0.272,
            comparator: Comparator::AtLeast,
            asked: 0.3,
            unit,
            imposed: false,
            odds: Some(odds),
        };
        assert_eq!(
            missed_sentence(&target, Lang::Zh),
            "未达成：废钢比，2025 年为 27.2%，要求 ≥ 30%；达成概率为 17%（±3%）。"
        );
        let imposed = Missed { imposed: true, odds: None, ..target };
        assert_eq!(
            missed_sentence(&imposed, Lang::Zh),
            "由情景自身设定而未成立：废钢比，2025 年为 27.2%，要求 ≥ 30%。"
        );
        assert_eq!(
            missed_sentence(&imposed, Lang::En),
            "Imposed by the scenario itself and not held: 废钢比: 27.2% in 2025, asked ≥ 30%."
        );
    }

    #[test]
    fn counts_add_up() {
        let counts =
            TargetCounts { attained: 1, missed: 3, imposed_held: 4, imposed_missed: 2, undefined: 1 };
        assert_eq!(
            targets_sentence(counts, Lang::En),
            "Targets: 11. The central run attains 1 and misses 3; 6 are imposed, their measure set by a lever or limit of \
             the scenario itself (4 of these hold); 1 undefined."
        );
        let one = |imposed_held, imposed_missed| {
            targets_sentence(
                TargetCounts { imposed_held, imposed_missed, ..TargetCounts::default() },
                Lang::En,
            )
        };
        assert!(one(1, 0).contains("; 1 is imposed,") && one(1, 0).contains("(it holds)"), "{}", one(1, 0));
        assert!(one(0, 1).contains("(it does not hold)"), "{}", one(0, 1));
        assert!(one(1, 1).contains("; 2 are imposed,") && one(1, 1).contains("(1 of these holds)"));
        assert_eq!(more_missed(1, Lang::En), "1 more is missed; it stands under Targets.");
        let plain = TargetCounts { attained: 3, missed: 3, ..TargetCounts::default() };
        assert_eq!(targets_sentence(plain, Lang::Zh), "目标共 6 项，中心情景达成 3 项，未达成 3 项。");
    }
}
