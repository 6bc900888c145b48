//! Words of a hindcast.

use super::{Lang, percent};
use crate::domain::Year;

/// What the table under it is.
pub fn hindcast_heading(from: Year, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("回测：{from} 年之后的观测值不参与模拟"),
        Lang::En => format!("Hindcast: what was observed after {from} is withheld"),
    }
}

/// A relative error with its sign, in tenths of percent.
fn signed(error: f64) -> String {
    let sign = if error > 0.0 { "+" } else { "" };
    format!("{sign}{}", percent(error))
}

/// The error of the last observed year, and whether the actual lies inside the 90 % band.
pub fn hindcast_caption(year: Year, error: f64, inside: bool, lang: Lang) -> String {
    let error = signed(error);
    match (lang, inside) {
        (Lang::Zh, true) => format!("{year} 年误差 {error}，观测值在 90% 区间内"),
        (Lang::Zh, false) => format!("{year} 年误差 {error}，观测值在 90% 区间外"),
        (Lang::En, true) => format!("Error in {year}: {error}; inside the 90% band"),
        (Lang::En, false) => format!("Error in {year}: {error}; outside the 90% band"),
    }
}

/// What an error is, and which series have no panel.
pub fn hindcast_note(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "误差为中心情景除以观测值减 1；没有后续观测值的指标不作图。",
        Lang::En => {
            "Error: central run over observed value, less 1. Series without a later observation have no panel."
        }
    }
}

/// From which years a hindcast can start.
pub fn hindcast_from(base: Year, observed: Year, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("--from 须在 {base} 与 {observed} 年之间（基年至最近观测年）"),
        Lang::En => {
            format!("--from must lie from {base} to {observed}, the base year and the last observed one")
        }
    }
}

/// No observation lies after the year.
pub fn hindcast_nothing(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "历史文件中没有该年之后的已映射观测值，无可比较。",
        Lang::En => "The history holds no mapped observation after that year: there is nothing to compare.",
    }
}

/// Over the list of errors by series and year.
pub fn hindcast_errors(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "误差（中心情景除以观测值减 1）",
        Lang::En => "Errors (central run over actual, less 1)",
    }
}

/// Years with their errors as they are listed: `2021 −3.4%, 2022 +0.2%`.
pub fn error_list(errors: &[(Year, f64)], lang: Lang) -> String {
    let one = |(year, error): &(Year, f64)| match lang {
        Lang::Zh => format!("{year} 年 {}", signed(*error)),
        Lang::En => format!("{year} {}", signed(*error)),
    };
    errors.iter().map(one).collect::<Vec<_>>().join(comma(lang))
}

fn comma(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "、",
        Lang::En => ", ",
    }
}

/// Over the columns of the scores.
pub fn hindcast_score_head(lang: Lang) -> [&'static str; 6] {
    match lang {
        Lang::Zh => ["指标", "年数", "均方根对数误差", "在 50% 区间内", "在 90% 区间内", "平均对数得分"],
        Lang::En => [
            "series",
            "years",
            "root mean square log error",
            "inside 50% band",
            "inside 90% band",
            "mean log score",
        ],
    }
}

/// Over the columns of observations that pin nothing.
pub fn hindcast_compared_head(lang: Lang) -> [&'static str; 6] {
    match lang {
        Lang::Zh => ["指标", "年份", "观测值", "模拟值", "差", "相对差"],
        Lang::En => ["series", "years", "observed", "run", "difference", "relative"],
    }
}

/// An entry of a list and what is said of it.
pub fn entry(name: &str, said: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{name}：{said}"),
        Lang::En => format!("{name}: {said}"),
    }
}

/// Over the list of series and years that lack an actual.
pub fn hindcast_missing(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "缺少观测值",
        Lang::En => "No actual",
    }
}

/// Over the table of observations that pin nothing.
pub fn hindcast_compared(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "不驱动模拟的其他观测值与中心情景",
        Lang::En => "Other observations, which drive nothing, against the central run",
    }
}

/// Years as they are listed: runs of them by their ends.
pub fn year_list(years: &[Year], lang: Lang) -> String {
    let runs = years.chunk_by(|a, b| b.0 - a.0 == 1);
    let run = |run: &[Year]| match run {
        [first, .., last] => format!("{first}–{last}"),
        _ => run.iter().map(Year::to_string).collect(),
    };
    runs.map(run).collect::<Vec<_>>().join(comma(lang))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_in_a_row_are_told_by_their_ends() {
        let years = [2016, 2018, 2019, 2020].map(Year);
        assert_eq!(year_list(&years, Lang::En), "2016, 2018–2020");
        assert_eq!(year_list(&years[..2], Lang::Zh), "2016、2018");
    }

    #[test]
    fn errors_by_year() {
        let errors = [(Year(2021), -0.034), (Year(2022), 0.002)];
        assert_eq!(error_list(&errors, Lang::En), "2021 \u{2212}3.4%, 2022 +0.2%");
        assert_eq!(error_list(&errors[..1], Lang::Zh), "2021 年 \u{2212}3.4%");
    }

    #[test]
    fn captions_carry_their_sign() {
        let caption = hindcast_caption(Year(2020), -0.2776, false, Lang::En);
        assert_eq!(caption, "Error in 2020: \u{2212}27.8%; outside the 90% band");
        let caption = hindcast_caption(Year(2020), 0.0787, true, Lang::Zh);
        assert_eq!(caption, "2020 年误差 +7.9%，观测值在 90% 区间内");
    }
}
