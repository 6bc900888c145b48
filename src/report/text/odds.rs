//! Probabilities over draws as sentences tell them (`docs/report.md`, Rounding).

use super::{Chance, Lang, draws, format_number};

/// Decimals of percent at most.
const MOST_DECIMALS: usize = 2;
/// Probabilities nearer to 0 or 1 than this are told as less or more than it.
const NEAR: f64 = 0.01;

/// A probability with the number of draws that it was counted over.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Odds {
    /// The share, and the 95 % interval that the number of draws leaves.
    pub chance: Chance,
    /// Draws that count.
    pub draws: u64,
}

/// How far a probability lies above that of another scenario over the same draws.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Shift {
    /// The difference, computed draw by draw.
    pub difference: f64,
    /// Its 95 % interval; not numbers where there are too few draws to tell.
    pub interval: (f64, f64),
}

impl Shift {
    /// Whether no draw tells the two apart.
    fn is_none(&self) -> bool {
        self.difference == 0.0 && self.interval == (0.0, 0.0)
    }

    /// Whether the difference is greater than what chance leaves.
    fn is_told_apart(&self) -> bool {
        self.interval.0 > 0.0 || self.interval.1 < 0.0
    }
}

impl Odds {
    /// One draw tells nothing of a probability.
    pub fn is_known(&self) -> bool {
        self.draws > 1
    }

    /// Whether some draws hit and some did not, and an error is told.
    pub fn has_error(&self) -> bool {
        (NEAR..=1.0 - NEAR).contains(&self.chance.share)
    }

    /// Decimals of percent: one where the interval is narrower than a percent.
    fn decimals(&self) -> usize {
        let Chance { share, interval: (low, high) } = self.chance;
        usize::from(high - low < 0.01 && share > 0.0 && share < 1.0)
    }

    /// What is said of it: lowest and highest value in percent, both left out where they differ.
    fn said(&self, decimals: usize) -> (f64, f64) {
        match self.chance.share {
            share if share > 0.0 && share < NEAR => (0.0, 100.0 * NEAR),
            share if share < 1.0 && share > 1.0 - NEAR => (100.0 - 100.0 * NEAR, 100.0),
            share => (rounded(100.0 * share, decimals), rounded(100.0 * share, decimals)),
        }
    }
}

fn rounded(value: f64, decimals: usize) -> f64 {
    let unit = 10_f64.powi(decimals as i32);
    (value * unit).round() / unit
}

/// A probability in whole percent, with half the width of its interval; that of all, of none, of nearly all, of nearly
/// none of the draws in words.
pub fn odds(odds: Odds, lang: Lang) -> String {
    with_error(odds, odds.decimals(), lang)
}

fn with_error(odds: Odds, decimals: usize, lang: Lang) -> String {
    let told = bare(odds, decimals, lang);
    let Chance { share, interval: (low, high) } = odds.chance;
    let all = draws(odds.draws, lang);
    let behind = match (share, lang) {
        (share, Lang::Zh) if share <= 0.0 => format!("{all}中无一次"),
        (share, Lang::En) if share <= 0.0 => format!("none of {all}"),
        (share, Lang::Zh) if share >= 1.0 => format!("全部 {all}"),
        (share, Lang::En) if share >= 1.0 => format!("all of {all}"),
        _ if !odds.has_error() => return told,
        _ => {
            let half = 100.0 * (share - low).max(high - share);
            let unit = 10_f64.powi(decimals as i32);
            // Up, so that no error is told as none.
            format!("±{}%", format_number((half * unit - 1e-9).ceil().max(1.0) / unit, decimals))
        }
    };
    match lang {
        Lang::Zh => format!("{told}（{behind}）"),
        Lang::En => format!("{told} ({behind})"),
    }
}

/// The same without what stands in brackets.
fn bare(odds: Odds, decimals: usize, lang: Lang) -> String {
    let share = odds.chance.share;
    let ends = [share > 0.0 && share < NEAR, share < 1.0 && share > 1.0 - NEAR];
    match (ends, lang) {
        ([true, _], Lang::Zh) => "不到 1%".to_owned(),
        ([true, _], Lang::En) => "less than 1%".to_owned(),
        ([_, true], Lang::Zh) => "超过 99%".to_owned(),
        ([_, true], Lang::En) => "more than 99%".to_owned(),
        _ if share <= 0.0 || share >= 1.0 => format!("{}%", format_number(100.0 * share, 0)),
        _ => format!("{}%", format_number(100.0 * share, decimals)),
    }
}

/// A probability, and how it stands to that of another scenario over the same draws. Both and their difference have as many
/// decimals as it takes that they agree as they are printed; the difference is computed before rounding.
pub fn odds_against(own: Odds, (name, other): (&str, Odds), shift: Shift, lang: Lang) -> [String; 2] {
    let decimals = agreeing(own, other, shift.difference);
    let first = bare(other, decimals, lang);
    let told = with_error(own, decimals, lang);
    let against = if shift.is_none() {
        match lang {
            Lang::Zh => format!("与{name}持平，各次抽样结果一致"),
            Lang::En => format!("equal to that of {name} in every draw"),
        }
    } else if !shift.is_told_apart() {
        match lang {
            Lang::Zh => format!("与{name}（{first}）的差异在抽样误差之内，不能区分"),
            Lang::En => format!("not distinguishable from that of {name} ({first}) with these draws"),
        }
    } else {
        let points = points_of(own, other, shift.difference, decimals, lang);
        match (shift.difference > 0.0, lang) {
            (true, Lang::Zh) => format!("较{name}（{first}）提高{points}"),
            (false, Lang::Zh) => format!("较{name}（{first}）降低{points}"),
            (true, Lang::En) => format!("{points} higher than in {name} ({first})"),
            (false, Lang::En) => format!("{points} lower than in {name} ({first})"),
        }
    };
    [told, against]
}

/// The fewest decimals with which two probabilities and their difference agree as printed.
fn agreeing(own: Odds, other: Odds, difference: f64) -> usize {
    let fewest = own.decimals().min(other.decimals());
    let agree = |decimals: &usize| {
        let told = rounded(100.0 * difference, *decimals);
        let ((low, high), (from, to)) = (own.said(*decimals), other.said(*decimals));
        if low == high && from == to {
            (low - from - told).abs() < 1e-9
        } else {
            told > low - to && told < high - from
        }
    };
    (fewest..=MOST_DECIMALS).find(agree).unwrap_or(MOST_DECIMALS)
}

/// A difference in percentage points without its sign; what rounds to nothing is less than a unit.
fn points_of(own: Odds, other: Odds, difference: f64, decimals: usize, lang: Lang) -> String {
    let ((low, high), (from, to)) = (own.said(decimals), other.said(decimals));
    let mut told = rounded(100.0 * difference, decimals).abs();
    if decimals == MOST_DECIMALS && low == high && from == to {
        // Not even hundredths agree: what is printed beside decides.
        told = (low - from).abs();
    }
    let unit = 10_f64.powi(-(decimals as i32));
    let is_less = told < unit / 2.0;
    let number = format_number(if is_less { unit } else { told }, decimals);
    match (lang, is_less) {
        (Lang::Zh, false) => format!(" {number} 个百分点"),
        (Lang::Zh, true) => format!("不到 {number} 个百分点"),
        (Lang::En, false) if number == "1" => "1 percentage point".to_owned(),
        (Lang::En, false) => format!("{number} percentage points"),
        (Lang::En, true) => {
            format!("less than {number} percentage point{}", if decimals == 0 { "" } else { "s" })
        }
    }
}

/// A share of the draws in tenths of a percent, for tables and lists; one that is not of none or all never looks so.
pub fn share_of_draws(share: f64) -> String {
    match share {
        share if share > 0.0 && share < 0.0005 => "<0.1%".to_owned(),
        share if (0.9995..1.0).contains(&share) => ">99.9%".to_owned(),
        share => super::percent(share),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(share: f64, (low, high): (f64, f64), draws: u64) -> Odds {
        Odds { chance: Chance { share, interval: (low, high) }, draws }
    }

    /// An interval of two points to either side.
    fn around(share: f64) -> Odds {
        of(share, (share - 0.02, share + 0.02), 1000)
    }

    fn shift(difference: f64, half: f64) -> Shift {
        Shift { difference, interval: (difference - half, difference + half) }
    }

    /// 87 % of 10 000 draws: Wilson's interval is 86.3 to 87.6 %, so ± 0.7, told as 1.
    #[test]
    fn whole_percent_unless_the_interval_is_narrower_than_one() {
        let wide = of(0.87, (0.863, 0.8765), 10_000);
        assert_eq!([odds(wide, Lang::Zh), odds(wide, Lang::En)], ["87%（±1%）", "87% (±1%)"]);
        let narrow = of(0.87, (0.8679, 0.8721), 100_000);
        assert_eq!(odds(narrow, Lang::En), "87.0% (±0.3%)");
        let few = of(0.6, (0.3, 0.84), 10);
        assert_eq!(odds(few, Lang::Zh), "60%（±30%）");
        assert!(!of(1.0, (0.2, 1.0), 1).is_known());
    }

    #[test]
    fn only_all_or_none_is_told_as_all_or_none() {
        let told = |share, lang| odds(of(share, (0.0, 1.0), 10_000), lang);
        assert_eq!(
            [0.0, 0.0004, 0.0099, 0.01].map(|share| told(share, Lang::Zh)),
            ["0%（10,000 次抽样中无一次）", "不到 1%", "不到 1%", "1%（±99%）"]
        );
        assert_eq!(
            [0.99, 0.9901, 0.9999, 1.0].map(|share| told(share, Lang::En)),
            ["99% (±99%)", "more than 99%", "more than 99%", "100% (all of 10,000 draws)"]
        );
        assert_eq!(told(1.0, Lang::Zh), "100%（全部 10,000 次抽样）");
        assert_eq!(told(0.0, Lang::En), "0% (none of 10,000 draws)");
        assert_eq!(
            [0.0, 0.0001, 0.2054, 0.9999, 1.0].map(share_of_draws),
            ["0%", "<0.1%", "20.5%", ">99.9%", "100%"]
        );
    }

    #[test]
    fn differences_are_in_points() {
        let first = ("“基准情景”", around(0.66));
        assert_eq!(
            odds_against(of(0.87, (0.863, 0.8765), 10_000), first, shift(0.21, 0.01), Lang::Zh),
            ["87%（±1%）", "较“基准情景”（66%）提高 21 个百分点"]
        );
        let first = ("“Plan”", around(0.88));
        assert_eq!(
            odds_against(around(0.87), first, shift(-0.01, 0.004), Lang::En),
            ["87% (±2%)", "1 percentage point lower than in “Plan” (88%)"]
        );
    }

    /// 87.6 − 66.4 = 21.2: in whole percent 88 and 66 would be 22 apart, and the difference is 21.
    #[test]
    fn what_is_printed_agrees() {
        let told = |own: f64, other: f64| {
            odds_against(around(own), ("A", around(other)), shift(own - other, 0.001), Lang::En)
        };
        assert_eq!(told(0.876, 0.664), ["87.6% (±2.0%)", "21.2 percentage points higher than in A (66.4%)"]);
        // 66.6 and 66.4 would be 67 and 66, and the difference nothing.
        assert_eq!(told(0.666, 0.664), ["66.6% (±2.0%)", "0.2 percentage points higher than in A (66.4%)"]);
        // 3.6 − 0.6: as 4 and less than 1 they would be 3 apart.
        assert_eq!(told(0.006, 0.036), ["less than 1%", "3.0 percentage points lower than in A (3.6%)"]);
        // Two thirds and one third agree at no number of decimals: what stands there decides.
        let thirds = told(2.0 / 3.0, 1.0 / 3.0);
        assert_eq!(thirds, ["66.67% (±2.00%)", "33.34 percentage points higher than in A (33.33%)"]);
    }

    #[test]
    fn differences_that_round_to_nothing_are_less_than_a_unit() {
        let told = |lang| odds_against(around(0.663), ("A", around(0.661)), shift(0.002, 0.001), lang);
        assert_eq!(told(Lang::Zh), ["66%（±2%）", "较A（66%）提高不到 1 个百分点"]);
        assert_eq!(told(Lang::En)[1], "less than 1 percentage point higher than in A (66%)");
    }

    #[test]
    fn what_chance_may_have_done_is_no_difference() {
        let told =
            |shift: Shift, lang| odds_against(around(0.68), ("A", around(0.66)), shift, lang)[1].clone();
        assert_eq!(told(shift(0.02, 0.03), Lang::Zh), "与A（66%）的差异在抽样误差之内，不能区分");
        assert_eq!(
            told(shift(0.02, f64::NAN), Lang::En),
            "not distinguishable from that of A (66%) with these draws"
        );
        let same = |lang| odds_against(around(0.66), ("A", around(0.66)), shift(0.0, 0.0), lang)[1].clone();
        assert_eq!(same(Lang::Zh), "与A持平，各次抽样结果一致");
        assert_eq!(same(Lang::En), "equal to that of A in every draw");
    }

    /// All of one, none of the other.
    #[test]
    fn all_against_none() {
        let all = of(1.0, (0.996, 1.0), 1000);
        let none = of(0.0, (0.0, 0.004), 1000);
        assert_eq!(
            odds_against(all, ("A", none), shift(1.0, 0.0), Lang::Zh),
            ["100%（全部 1,000 次抽样）", "较A（0%）提高 100 个百分点"]
        );
    }
}
