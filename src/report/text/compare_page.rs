//! Sentences and heads of tables of scenarios side by side, in the report as a page.

use super::{Lang, letter};
use crate::domain::Year;

/// A scenario with its letter: `A: Baseline`.
pub fn lettered(side: usize, title: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{}：{title}", letter(side)),
        Lang::En => format!("{}: {title}", letter(side)),
    }
}

/// Two scenarios with their letters.
pub fn scenarios_in_row(first: &str, other: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{first}；{other}"),
        Lang::En => format!("{first}; {other}"),
    }
}

/// Medians of a series in a year: `2030, median: A 56.57 Mt CO₂, B 52.6 Mt CO₂.`
pub fn medians_sentence(title: &str, year: Year, medians: &[(usize, String)], lang: Lang) -> String {
    let one = |(side, told): &(usize, String)| match lang {
        Lang::Zh => format!("{} 为 {told}", letter(*side)),
        Lang::En => format!("{} {told}", letter(*side)),
    };
    let list: Vec<String> = medians.iter().map(one).collect();
    match lang {
        Lang::Zh => format!("{title}，{year} 年各次抽样中位数：{}。", list.join("，")),
        Lang::En => format!("{title}, median over the draws in {year}: {}.", list.join(", ")),
    }
}

/// A year as a time of a sentence.
pub fn in_year(year: Year, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{year} 年"),
        Lang::En => format!("in {year}"),
    }
}

/// A sum of years as a time of a sentence.
pub fn added_up(from: Year, to: Year, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{from}—{to} 年累计"),
        Lang::En => format!("added up over {from}–{to}"),
    }
}

/// In which share of the draws each scenario is the best.
pub fn best_sentence(title: &str, years: &str, list: &[(usize, f64)], lang: Lang) -> String {
    let one = |&(side, share): &(usize, f64)| format!("{} {}", letter(side), super::share_of_draws(share));
    let told: Vec<String> = list.iter().map(one).collect();
    match lang {
        Lang::Zh => format!("{title}，{years}，各次抽样中为最优的概率：{}。", told.join("，")),
        Lang::En => {
            format!("{title}, {years}: probability of being the best of a draw: {}.", told.join(", "))
        }
    }
}

/// That the numbers of the other scenarios are those of the first but for what differs.
pub fn other_numbers_sentence(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "下表为情景 A 的全部参数；其他情景与之不同的参数列于“情景输入差异”。",
        Lang::En => {
            "Below are all numbers of scenario A; where those of the other scenarios differ, they stand under What differs in the inputs."
        }
    }
}

/// How scenarios are compared.
pub fn compare_method_note(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => {
            "情景比较：各情景使用同一组抽样，共有的不确定参数在同一次抽样中取同一分位数，差值逐次抽样计算，\
             因此差值的区间不等于各自区间之差。后悔值为同次抽样中与最优情景的差距。成因分解用加法对数平均迪氏指数法（LMDI-I），各项之和等于排放之差。"
        }
        Lang::En => {
            "Comparison: all scenarios are run over the same draws, a number that they share is the same quantile in each of them, and \
             differences are taken draw by draw; so the band of a difference is not the difference of the bands. The regret of a scenario \
             is its distance to the best one of the same draw. Causes are told by additive LMDI-I, whose terms sum to the difference."
        }
    }
}

/// Heading of the terms of a difference or change: `B − A, Guangxi, 2030`.
pub fn change_part(who: Option<&str>, place: &str, years: &str, lang: Lang) -> String {
    let parts: Vec<&str> = who.into_iter().chain([place, years]).collect();
    parts.join(if lang == Lang::Zh { "，" } else { ", " })
}

/// A value with the range of 90 % of the draws, as two columns' head: `5–95 % of draws`.
pub fn range_head(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "抽样 5%–95%",
        Lang::En => "5–95% of draws",
    }
}

/// A range without its median.
pub fn range(low: &str, high: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{low} 至 {high}"),
        Lang::En => format!("{low} to {high}"),
    }
}

/// How far a value lies on the right side of what is asked; below nothing on the wrong one.
pub fn margin(value: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("裕度 {value}"),
        Lang::En => format!("margin {value}"),
    }
}

/// What bound output where a target is missed.
pub fn bound(causes: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("约束：{causes}"),
        Lang::En => format!("output bound: {causes}"),
    }
}

/// That nothing bound output where a target is missed.
pub fn nothing_bound(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "产量只由需求决定",
        Lang::En => "demand alone decided output",
    }
}

/// A number or a title with its unit behind it.
pub fn number_with_unit(number: &str, unit: &str, lang: Lang) -> String {
    if lang == Lang::Zh && unit.starts_with('（') {
        format!("{number}{unit}")
    } else {
        format!("{number} {unit}")
    }
}

/// Something in brackets.
pub fn bracketed(text: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("（{text}）"),
        Lang::En => format!("({text})"),
    }
}

/// Several things one after the other.
pub fn listed(texts: &[String], lang: Lang) -> String {
    texts.join(if lang == Lang::Zh { "、" } else { ", " })
}

/// What the cells of the board of peaks are.
pub fn median_range_note(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "各格为抽样中位数，括号内为 90% 区间（P5 至 P95）；B − A 一类的行为逐次抽样计算的差值。",
        Lang::En => {
            "Cells are medians over the draws, in brackets the 90% band (P5 to P95); rows such as B − A are differences taken draw by draw."
        }
    }
}

/// What the table of constraints tells.
pub fn constraints_page_note(has_draws: bool, lang: Lang) -> &'static str {
    match (has_draws, lang) {
        (true, Lang::Zh) => {
            "产量低于需求时的约束：中心情景中在哪些年份起作用，抽样中在哪些年份、最多有多大比例起作用。"
        }
        (false, Lang::Zh) => "产量低于需求时的约束：中心情景中在哪些年份起作用。",
        (true, Lang::En) => {
            "What kept output below demand: in which years of the central run, in which years of the draws, and in how many of these at most."
        }
        (false, Lang::En) => "What kept output below demand, and in which years of the central run.",
    }
}

/// What constrained the output of a product: `粗钢受产能约束`.
pub fn constrained(product: &str, cause: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{product}受{cause}约束"),
        Lang::En => format!("{product} by {cause}"),
    }
}

/// A product in a place.
pub fn product_in(product: &str, place: &str, lang: Lang) -> String {
    super::commodity_in(product, place, lang)
}

/// Years, neighbours drawn together: `2025, 2030–2034`.
pub fn year_ranges(years: &[i32], lang: Lang) -> String {
    let mut ranges: Vec<(i32, i32)> = Vec::new();
    for &year in years {
        match ranges.last_mut() {
            Some((_, last)) if *last + 1 == year => *last = year,
            _ => ranges.push((year, year)),
        }
    }
    let dash = if lang == Lang::Zh { "—" } else { "–" };
    let one = |(from, to): &(i32, i32)| {
        if from == to { from.to_string() } else { format!("{from}{dash}{to}") }
    };
    let told: Vec<String> = ranges.iter().map(one).collect();
    told.join(if lang == Lang::Zh { "、" } else { ", " })
}

/// In which year, and in which share of the draws.
pub fn share_in(share: f64, year: i32, lang: Lang) -> String {
    let share = super::percent(share);
    match lang {
        Lang::Zh => format!("{share}（{year} 年）"),
        Lang::En => format!("{share} ({year})"),
    }
}

/// Products that nothing but demand bound in any draw.
pub fn never_bound(products: &[String], lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("始终只由需求决定：{}。", products.join("、")),
        Lang::En => format!("Decided by demand alone throughout: {}.", products.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbouring_years_are_one_range() {
        let years = [2021, 2022, 2023, 2025, 2030, 2031];
        assert_eq!(year_ranges(&years, Lang::En), "2021–2023, 2025, 2030–2031");
        assert_eq!(year_ranges(&years, Lang::Zh), "2021—2023、2025、2030—2031");
        assert_eq!(year_ranges(&[], Lang::En), "");
    }
}
