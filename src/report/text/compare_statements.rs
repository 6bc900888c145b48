//! Sentences of a summary: scenarios against the first, over the same draws.

use super::{Lang, Odds, Shift, capitalised, gap_before, letter, nested, odds, odds_against, one_draw_alone};
use crate::domain::Year;

/// How a scenario stands to the first one, draw by draw.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Apart {
    /// Its median difference lies below nothing by more than chance leaves.
    Below,
    /// Above it.
    Above,
    /// Every draw gives the same.
    Level,
    /// Chance alone may have made the difference.
    Unclear,
}

/// Standard errors of a median difference beyond which it is told.
const BEYOND: f64 = 1.96;

impl Apart {
    /// Of quantiles of the differences and the standard error of their median, if it is known.
    pub fn of([low, median, high]: [f64; 3], error: Option<f64>) -> Apart {
        let is_clear = error.is_none_or(|error| median.abs() > BEYOND * error);
        match median {
            _ if low == 0.0 && median == 0.0 && high == 0.0 => Apart::Level,
            median if is_clear && median < 0.0 => Apart::Below,
            median if is_clear && median > 0.0 => Apart::Above,
            _ => Apart::Unclear,
        }
    }
}

/// How a scenario differs from the first.
#[derive(Clone, PartialEq, Debug)]
pub struct Difference {
    /// Position of the scenario.
    pub side: usize,
    /// When, as [`super::in_year`] and [`super::added_up`] say it.
    pub when: String,
    /// Which lies above.
    pub apart: Apart,
    /// The median without its sign, and its share of the first scenario's, if that is above nothing.
    pub size: (String, Option<String>),
    /// 5 %, 50 % and 95 % quantiles of the differences.
    pub band: [String; 3],
    /// Probability of lying below the first.
    pub below: Option<Odds>,
}

/// How a scenario differs from the first: median and 90 % band of the differences, probability of lying below.
pub fn difference_sentence(found: &Difference, lang: Lang) -> String {
    let Difference { side, when, apart, size: (size, share), band: [low, median, high], below } = found;
    let letter = letter(*side);
    let below = below.filter(Odds::is_known).map(|below| odds(below, lang));
    let below = below.map_or_else(String::new, |told| match lang {
        Lang::Zh => format!("；{letter} 低于 A 的概率为{}{told}", gap_before(&told)),
        Lang::En => format!("; the probability that {letter} lies below A is {told}"),
    });
    let share = share.as_ref().map_or_else(String::new, |share| match lang {
        Lang::Zh => format!("{share}；"),
        Lang::En => format!(" ({share})"),
    });
    let gap = gap_before(size);
    match (apart, lang) {
        (Apart::Level, Lang::Zh) => format!("{when}，{letter} 与 A 持平，各次抽样结果一致。"),
        (Apart::Level, Lang::En) => format!("{}, {letter} equals A in every draw.", capitalised(when)),
        (Apart::Unclear, Lang::Zh) => format!(
            "{when}，{letter} 与 A 的差异在抽样误差之内，不能区分：同次抽样之差的中位数为 {median}，90% 区间为 {low} 至 {high}{below}。"
        ),
        (Apart::Unclear, Lang::En) => format!(
            "{}, {letter} is not distinguishable from A with these draws: median of the differences draw by draw {median}, 90% \
             band from {low} to {high}{below}.",
            capitalised(when)
        ),
        (_, Lang::Zh) => {
            let word = if *apart == Apart::Below { "低" } else { "高" };
            format!(
                "{when}，{letter} 较 A {word}{gap}{size}（{share}同次抽样之差的中位数，90% 区间为 {low} 至 {high}）{below}。"
            )
        }
        (_, Lang::En) => {
            let word = if *apart == Apart::Below { "below" } else { "above" };
            format!(
                "{}, {letter} lies {size}{share} {word} A (median of the differences draw by draw; 90% band from {low} to \
                 {high}){below}.",
                capitalised(when)
            )
        }
    }
}

/// An amount that rounds to nothing.
pub fn less_than(amount: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("不到 {amount}"),
        Lang::En => format!("less than {amount}"),
    }
}

/// How probable it is that the peak of a series is past in a scenario; of a further one against the first.
pub fn peaked_in_scenario(
    (scenario, series): (&str, &str),
    year: Year,
    own: Odds,
    against: Option<(&str, Odds, Shift)>,
    lang: Lang,
) -> String {
    let quoted = |title: &str| format!("“{}”", nested(title));
    let name = quoted(scenario);
    let (told, against) = match against {
        _ if !own.is_known() => return one_draw_alone(lang).to_owned(),
        None => (odds(own, lang), String::new()),
        Some((first, other, shift)) => {
            let [told, against] = odds_against(own, (&quoted(first), other), shift, lang);
            (told, format!("{}{against}", if lang == Lang::Zh { "，" } else { ", " }))
        }
    };
    match lang {
        Lang::Zh => {
            let gap = gap_before(&told);
            format!("{name}：{series} {year} 年前（含）达峰概率为{gap}{told}{against}。")
        }
        Lang::En => format!("{name}: {series}, probability of having peaked by {year}: {told}{against}."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::text::{Chance, added_up, in_year};

    fn difference(side: usize, when: String, [low, median, high]: [f64; 3], error: f64) -> Difference {
        let quantiles = [low, median, high];
        let size = (format!("{} Mt", median.abs()), Some("7.4%".to_owned()));
        let band = quantiles.map(|value| format!("{value} Mt").replace('-', "−"));
        Difference { side, when, apart: Apart::of(quantiles, Some(error)), size, band, below: None }
    }

    #[test]
    fn a_difference_is_told_with_its_probability() {
        let chance = Chance { share: 0.999, interval: (0.995, 1.0) };
        let below = Some(Odds { chance, draws: 1000 });
        let found = difference(1, in_year(Year(2030), Lang::En), [-5.7, -4.2, -2.0], 0.1);
        assert_eq!(
            difference_sentence(&Difference { below, ..found }, Lang::En),
            "In 2030, B lies 4.2 Mt (7.4%) below A (median of the differences draw by draw; 90% band from −5.7 Mt to −2 Mt); \
             the probability that B lies below A is more than 99%."
        );
        let sum = added_up(Year(2020), Year(2030), Lang::Zh);
        assert_eq!(
            difference_sentence(&difference(2, sum, [1.0, 4.2, 5.7], 0.1), Lang::Zh),
            "2020—2030 年累计，C 较 A 高 4.2 Mt（7.4%；同次抽样之差的中位数，90% 区间为 1 Mt 至 5.7 Mt）。"
        );
    }

    #[test]
    fn what_chance_may_have_done_and_what_is_equal_is_said() {
        let of = |quantiles, error| difference(1, in_year(Year(2030), Lang::Zh), quantiles, error);
        assert_eq!(
            difference_sentence(&of([0.0; 3], 0.0), Lang::Zh),
            "2030 年，B 与 A 持平，各次抽样结果一致。"
        );
        assert_eq!(
            difference_sentence(&of([-1.0, -0.1, 1.0], 0.2), Lang::Zh),
            "2030 年，B 与 A 的差异在抽样误差之内，不能区分：同次抽样之差的中位数为 −0.1 Mt，90% 区间为 −1 Mt 至 1 Mt。"
        );
        assert_eq!(Apart::of([-1.0, -0.1, 1.0], Some(f64::NAN)), Apart::Unclear);
        assert_eq!(Apart::of([-1.0, 0.0, 1.0], Some(0.0)), Apart::Unclear);
        let tiny =
            Difference { size: (less_than("0.01 Mt", Lang::Zh), None), ..of([0.0, 0.001, 0.1], 0.0001) };
        let told = difference_sentence(&tiny, Lang::Zh);
        assert!(told.starts_with("2030 年，B 较 A 高不到 0.01 Mt（同次抽样之差的中位数"), "{told}");
    }

    /// 87.0 − 66.0 of 10 000 draws, some of which differ.
    #[test]
    fn peaks_of_scenarios_are_told_against_the_first() {
        let of = |share: f64, half: f64| {
            let interval = (share - half, share + half);
            Odds { chance: Chance { share, interval }, draws: 10_000 }
        };
        let (own, first) = (of(0.87, 0.0066), of(0.66, 0.0093));
        let shift = Shift { difference: 0.21, interval: (0.2, 0.22) };
        let told = |lang, against| {
            peaked_in_scenario(("加速“情景”", "广西二氧化碳排放量"), Year(2030), own, against, lang)
        };
        assert_eq!(
            told(Lang::Zh, Some(("基准情景", first, shift))),
            "“加速‘情景’”：广西二氧化碳排放量 2030 年前（含）达峰概率为 87%（±1%），较“基准情景”（66%）提高 21 个百分点。"
        );
        assert_eq!(
            peaked_in_scenario(("Faster", "CO₂"), Year(2030), own, Some(("Plan", first, shift)), Lang::En),
            "“Faster”: CO₂, probability of having peaked by 2030: 87% (±1%), 21 percentage points higher than in “Plan” (66%)."
        );
        assert_eq!(
            peaked_in_scenario(("Plan", "CO₂"), Year(2030), first, None, Lang::En),
            "“Plan”: CO₂, probability of having peaked by 2030: 66% (±1%)."
        );
    }
}
