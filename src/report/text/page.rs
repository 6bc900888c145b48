//! Sentences of the report as a page.

use super::{Lang, StatusWord, amount, draws, percent, signed_number};
use crate::domain::Year;
use crate::units::Dimension;

/// How probable something is over the draws.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Chance {
    /// Share of the draws.
    pub share: f64,
    /// 95 % interval that the number of draws leaves.
    pub interval: (f64, f64),
}

/// A probability with its interval: `95.3% (93.8–96.4%)`.
pub fn chance(chance: Chance, lang: Lang) -> String {
    let (low, high) = chance.interval;
    let band = format!("{}–{}", percent(low).trim_end_matches('%'), percent(high));
    match lang {
        Lang::Zh => format!("{}（{band}）", percent(chance.share)),
        Lang::En => format!("{} ({band})", percent(chance.share)),
    }
}

/// CO2 of the central run by year, later years against the first: amounts to four figures, changes computed before rounding.
pub fn co2_sentence(place: &str, values: &[(Year, f64)], lang: Lang) -> String {
    let first = values.first().copied();
    let one = |&(year, value): &(Year, f64)| {
        let told = amount(value, Dimension::CO2, lang);
        let change =
            first.filter(|&(base, _)| base != year).and_then(|(base, from)| change(base, from, value, lang));
        match (lang, change) {
            (Lang::Zh, None) => format!("{year} 年 {told}"),
            (Lang::Zh, Some(change)) => format!("{year} 年 {told}（{change}）"),
            (Lang::En, None) => format!("{told} in {year}"),
            (Lang::En, Some(change)) => format!("{told} in {year} ({change})"),
        }
    };
    let list: Vec<String> = values.iter().map(one).collect();
    match lang {
        Lang::Zh => format!("{place}二氧化碳排放（范围一、二，中心情景）：{}。", list.join("；")),
        Lang::En => format!("{place}, CO₂ emissions (scopes 1 and 2, central run): {}.", list.join("; ")),
    }
}

/// A change in percent of an earlier value; none of nothing.
fn change(base: Year, from: f64, to: f64, lang: Lang) -> Option<String> {
    let change = (from > 0.0).then(|| signed_number((to / from - 1.0) * 100.0, 1))?;
    Some(match lang {
        Lang::Zh => format!("较 {base} 年 {change}%"),
        Lang::En => format!("{change}% against {base}"),
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
pub fn peaked_sentence(year: Year, count: u64, share: Chance, lang: Lang) -> String {
    let (told, all) = (chance(share, lang), draws(count, lang));
    match lang {
        Lang::Zh => format!("{year} 年前（含）达峰的概率为 {told}；括号内为 {all}所留误差的 95% 区间。"),
        Lang::En => format!(
            "The probability of having peaked by {year} is {told}; in brackets the 95% interval that {all} leave."
        ),
    }
}

/// That there were no draws.
pub fn no_draws_sentence(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "未做抽样：只有中心情景，没有概率。",
        Lang::En => "There were no draws: the central run alone, without probabilities.",
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
        (_, Lang::En) => format!(
            "; {imposed} are imposed, their measure set by a lever or limit of the scenario itself ({imposed_held} of these hold)"
        ),
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

/// That draws failed.
pub fn failed_sentence(failed: u64, all: u64, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{all} 次抽样中有 {failed} 次失败，未计入统计。"),
        Lang::En => format!("{failed} of {all} draws failed and are left out of the statistics."),
    }
}

/// That the folder shows one draw.
pub fn one_draw_sentence(draw: u64, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("本目录为第 {draw} 次抽样的单独重算，“中心情景”一词均指该次抽样。"),
        Lang::En => format!(
            "These results are draw {draw} run on its own; where this page says central run, read this draw."
        ),
    }
}

/// Why there are no figures.
pub fn no_charts_sentence(folder: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{folder} 以 --no-charts 写出，没有图；重新运行时去掉 --no-charts 即可。"),
        Lang::En => format!(
            "{folder} was written with --no-charts and holds no figures; run it again without --no-charts to have them."
        ),
    }
}

/// What the amounts of a table are in.
pub fn amounts_in(unit: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("数量单位：{unit}"),
        Lang::En => format!("Amounts in {unit}"),
    }
}

/// Where the report is.
pub fn report_line(place: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("报告：{place}"),
        Lang::En => format!("Report: {place}"),
    }
}

/// That the charts are in another language.
pub fn other_language(folder: &str, found: &str, wanted: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!(
            "{folder} 的图为 `{found}`，报告要求 `{wanted}`：请去掉 --lang，或加 --lang {wanted} 重新运行情景"
        ),
        Lang::En => format!(
            "the charts of {folder} are in `{found}`, the report is to be in `{wanted}`: leave --lang out, or run the scenario again with --lang {wanted}"
        ),
    }
}

/// How the numbers are made, a paragraph each.
pub fn method_note(lang: Lang) -> [&'static str; 6] {
    match lang {
        Lang::Zh => [
            "情景不是预测：它回答“如果这些假设成立，会怎样”。模型逐座装置、逐年推演：谁在产、谁退出、谁新建（含产能置换），产量如何分配，用哪些能源，排放多少；最近观测年之前由观测值驱动，之后由情景驱动。",
            "中心情景：每个不确定参数取其书面值，运行一次。抽样：把不确定参数按各自分布重新抽取并逐次运行，得到分位数、区间和概率。区间反映的是情景中写明的不确定性，不含模型本身和未写明的不确定性。",
            "概率后括号内的 95% 区间只反映抽样次数有限带来的误差，抽样越多越窄；它不是对未来的置信区间。",
            "二氧化碳排放为范围一与范围二（外购电力、热力，基于位置）之和。达峰：最大值之后至少还有五年，且其后各年均低于它；达峰年份取首次出现最大值的年份。",
            "目标的结果分三种：达成、未达成、设定。“设定”表示该指标由情景自身的杠杆或限值决定，因此不构成检验；是否成立另行注明。比较在取整之前进行。",
            "取整：数量保留约四位有效数字，占比与变化率保留一位小数，均由未取整的数值算出；数值与要求相近时增加位数，以免把未达成显示为达成。万吨、万tce、亿元为汇总单位，原始单位见结果目录中的 CSV。",
        ],
        Lang::En => [
            "A scenario is no forecast: it says what follows if its assumptions hold. The model follows every unit year by year: which run, which \
             close, which are built (with capacity replacement), how output is shared among them, with which energy and which emissions. \
             Observations drive it up to the last observed year, the scenario after it.",
            "Central run: every uncertain number at its written value. Draws: the uncertain numbers are drawn anew from their distributions and \
             the scenario is run with each set, which gives quantiles, bands and probabilities. Bands hold the uncertainty that the scenario \
             writes down, not that of the model nor what nobody wrote down.",
            "The 95% interval behind a probability is the error that a finite number of draws leaves, and narrows with more draws; it is no \
             confidence interval about the future.",
            "CO₂ is the sum of scope 1 and scope 2 (purchased power and heat, location-based). A peak is a maximum that is followed by at least \
             five years, all of them lower; its year is the first year of the maximum.",
            "A target is attained, missed or imposed. Imposed: a lever or limit of the scenario itself sets what the target measures, so that it \
             tests nothing; whether it holds is told beside. Comparisons are made before rounding.",
            "Rounding: amounts to about four figures, shares and changes to one decimal, all from unrounded numbers; where a value and what is \
             asked lie close, both get more decimals, lest a miss look like a hit. The CSV files of the results hold canonical units.",
        ],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By hand: 56.95/59.39 − 1 = −4.108 %; 18.80/59.39 − 1 = −68.345 %.
    #[test]
    fn changes_are_against_the_first_year() {
        let values = [(Year(2020), 59.39e6), (Year(2030), 56.95e6), (Year(2060), 18.80e6)];
        assert_eq!(
            co2_sentence("Guangxi", &values, Lang::En),
            "Guangxi, CO₂ emissions (scopes 1 and 2, central run): 59.39 Mt CO₂ in 2020; 56.95 Mt CO₂ in 2030 \
             (−4.1% against 2020); 18.8 Mt CO₂ in 2060 (−68.3% against 2020)."
        );
        assert_eq!(
            co2_sentence("广西", &values[..2], Lang::Zh),
            "广西二氧化碳排放（范围一、二，中心情景）：2020 年 5,939 万吨 CO₂；2030 年 5,695 万吨 CO₂（较 2020 年 −4.1%）。"
        );
    }

    /// What emits nothing in the base year has no change in percent.
    #[test]
    fn nothing_has_no_change() {
        let values = [(Year(2020), 0.0), (Year(2030), 1e6)];
        let told = co2_sentence("X", &values, Lang::En);
        assert!(told.ends_with("1 Mt CO₂ in 2030."), "{told}");
    }

    #[test]
    fn chances_carry_their_interval() {
        let share = Chance { share: 0.953, interval: (0.9381, 0.9646) };
        assert_eq!(
            peaked_sentence(Year(2030), 1000, share, Lang::En),
            "The probability of having peaked by 2030 is 95.3% (93.8–96.5%); in brackets the 95% interval that 1,000 draws leave."
        );
        assert_eq!(chance(share, Lang::Zh), "95.3%（93.8–96.5%）");
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
        let plain = TargetCounts { attained: 3, missed: 3, ..TargetCounts::default() };
        assert_eq!(targets_sentence(plain, Lang::Zh), "目标共 6 项，中心情景达成 3 项，未达成 3 项。");
    }
}
