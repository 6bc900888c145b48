//! Words of sensitivity: what moves an outcome.

mod problems;
mod told;

pub use problems::*;
pub use told::*;

use super::{Lang, decimals_for, format_number, printed_unit, trimmed};
use crate::analysis::sensitivity::Method;

/// A method, as a title.
pub fn method_title(method: Method, lang: Lang) -> &'static str {
    let (zh, en) = match method {
        Method::Tornado => ("单因素敏感性", "One Number at a Time"),
        Method::Morris => ("莫里斯基本效应", "Elementary Effects (Morris)"),
        Method::Sobol => ("方差贡献", "Shares of Variance (Sobol)"),
        Method::Ensemble => ("抽样结果的秩回归", "Rank Regression over the Draws"),
    };
    match lang {
        Lang::Zh => zh,
        Lang::En => en,
    }
}

/// The title of a chart of an outcome.
pub fn sensitivity_title(outcome: &str, method: Method, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{outcome}：{}", method_title(method, lang)),
        Lang::En => format!("{outcome}: {}", method_title(method, lang)),
    }
}

/// The title of a chart of one measure of an outcome.
pub fn outcome_measure(outcome: &str, measure: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{outcome}：{measure}"),
        Lang::En => format!("{outcome}: {measure}"),
    }
}

/// A series in a year, as an outcome.
pub fn outcome_in_year(series: &str, year: i32, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{series}，{year} 年"),
        Lang::En => format!("{series}, {year}"),
    }
}

/// The year of the peak of a series.
pub fn outcome_peak_year(series: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{series}达峰年份"),
        Lang::En => format!("Peak Year of {series}"),
    }
}

/// The margin of a target.
pub fn outcome_margin(target: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("目标“{target}”的裕度"),
        Lang::En => format!("Margin of \u{201c}{target}\u{201d}"),
    }
}

/// The unit of a peak year.
pub fn calendar_year(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "年份",
        Lang::En => "year",
    }
}

/// All yearly shocks as one factor.
pub fn yearly_together(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "逐年冲击（合计）",
        Lang::En => "Yearly shocks, all together",
    }
}

/// A group of leaves.
pub fn group_title(name: &str, members: &[String], lang: Lang) -> String {
    let name = match (name.strip_prefix("correlated-"), lang) {
        (Some(number), Lang::Zh) => format!("相关组 {number}"),
        (Some(number), Lang::En) => format!("Correlated group {number}"),
        (None, _) => name.to_owned(),
    };
    let (first, more) = (members.first().map_or("", String::as_str), members.len().saturating_sub(1));
    match lang {
        Lang::Zh => format!("{name}（{first}等 {} 项）", more + 1),
        Lang::En => format!("{name} ({first} and {more} more)"),
    }
}

/// What the colours of a tornado mean.
pub fn tornado_key(lang: Lang) -> [&'static str; 2] {
    match lang {
        Lang::Zh => ["取 5% 分位值", "取 95% 分位值"],
        Lang::En => ["at its 5 % quantile", "at its 95 % quantile"],
    }
}

/// Columns of the numbers of a tornado.
pub fn tornado_head(lang: Lang) -> [&'static str; 5] {
    match lang {
        Lang::Zh => ["参数", "5% 分位值", "95% 分位值", "取 5% 时的结果", "取 95% 时的结果"],
        Lang::En => ["Number", "5 % quantile", "95 % quantile", "Outcome at 5 %", "Outcome at 95 %"],
    }
}

/// Columns of the numbers of indices.
pub fn indices_head(lang: Lang) -> [&'static str; 5] {
    match lang {
        Lang::Zh => ["参数", "指标", "值", "95% 区间下限", "95% 区间上限"],
        Lang::En => ["Number", "Measure", "Value", "95 % low", "95 % high"],
    }
}

/// Columns of the numbers of a scatter: the item, and the ends of the interval along.
pub fn scatter_head(lang: Lang) -> [&'static str; 3] {
    match lang {
        Lang::Zh => ["参数", "μ* 区间下限", "μ* 区间上限"],
        Lang::En => ["Number", "μ* low", "μ* high"],
    }
}

/// Axes of elementary effects: along, upright.
pub fn effect_axes(lang: Lang) -> [String; 2] {
    match lang {
        Lang::Zh => ["μ*：基本效应绝对值的均值", "σ：基本效应的标准差"],
        Lang::En => ["μ*: mean size of the elementary effects", "σ: their standard deviation"],
    }
    .map(str::to_owned)
}

/// Names of the measures of a share of variance: alone, with others.
pub fn share_measures(lang: Lang) -> [&'static str; 2] {
    match lang {
        Lang::Zh => ["一阶指数（单独作用）", "总指数（含交互作用）"],
        Lang::En => ["First order (alone)", "Total (with what it does together with others)"],
    }
}

/// Names of the measures of a rank regression.
pub fn rank_measures(lang: Lang) -> [&'static str; 2] {
    match lang {
        Lang::Zh => ["偏秩相关系数 PRCC", "标准化秩回归系数 SRRC"],
        Lang::En => ["Partial rank correlation (PRCC)", "Standardised rank regression (SRRC)"],
    }
}

/// The first-order index of an ensemble.
pub fn binned_measure(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "一阶指数（分箱估计）",
        Lang::En => "First order (by binning)",
    }
}

/// How a method is read, under its chart.
pub fn how_to_read(method: Method, lang: Lang) -> &'static str {
    match (method, lang) {
        (Method::Tornado, Lang::Zh) => {
            "每次只改变一个参数，从其 5% 分位值到 95% 分位值，其余取给定值，逐年冲击不起作用；竖线为中心情景。看不到参数之间的相互作用。"
        }
        (Method::Tornado, Lang::En) => {
            "Each number goes alone from its 5 % to its 95 % quantile, all others as written, yearly shocks off; upright line: central run. What numbers do together is not seen."
        }
        (Method::Morris, Lang::Zh) => {
            "效应按参数从 5% 分位值到 95% 分位值的全程折算；σ 越大，效应越取决于其他参数或越不成比例。虚线为 σ = μ*；空心点与零无法区分。"
        }
        (Method::Morris, Lang::En) => {
            "Effects are for the whole way from the 5 % to the 95 % quantile; the higher σ, the more an effect depends on the others or is not straight. Dashed: σ = μ*; rings: not distinguishable from zero."
        }
        (Method::Sobol, Lang::Zh) => {
            "结果方差中由该参数单独引起的份额，以及连同其与其他参数交互作用的份额；细线为自助法 95% 区间，浅色柱与零无法区分。"
        }
        (Method::Sobol, Lang::En) => {
            "Shares of the variance of the outcome that a number makes alone, and with all that it does together with others; thin lines: 95 % intervals of a bootstrap, pale bars: not distinguishable from zero."
        }
        (Method::Ensemble, Lang::Zh) => {
            "由各次抽样本身得出，不需另外的运行；细线为 95% 区间，浅色柱与零无法区分。"
        }
        (Method::Ensemble, Lang::En) => {
            "Read off the draws themselves, without any other run; thin lines: 95 % intervals, pale bars: not distinguishable from zero."
        }
    }
}

/// That only the strongest are drawn.
pub fn only_strongest(shown: usize, all: usize, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("仅示影响最大的 {shown} 项（共 {all} 项），其余见数据表。"),
        Lang::En => format!("The {shown} strongest of {all}; the others stand in the table."),
    }
}

/// How large the study was.
pub fn sample_line(method: Method, size: u64, runs: u64, lang: Lang) -> String {
    let [size, runs] = [size, runs].map(|n| format_number(n as f64, 0));
    match (method, lang) {
        (Method::Tornado, Lang::Zh) => format!("{runs} 次运行"),
        (Method::Tornado, Lang::En) => format!("{runs} runs"),
        (Method::Morris, Lang::Zh) => format!("{size} 条轨迹，{runs} 次运行"),
        (Method::Morris, Lang::En) => format!("{size} trajectories, {runs} runs"),
        (Method::Sobol, Lang::Zh) => format!("N = {size}，{runs} 次运行"),
        (Method::Sobol, Lang::En) => format!("N = {size}, {runs} runs"),
        (Method::Ensemble, Lang::Zh) => format!("{size} 次抽样"),
        (Method::Ensemble, Lang::En) => format!("{size} draws"),
    }
}

/// A number as a distribution draws it: its value, a factor, or a change of the yearly rate.
pub fn drawn_value(value: f64, kind: DrawnOn<'_>, lang: Lang) -> String {
    let shown = |value: f64| trimmed(format_number(value, decimals_for([value], 3)));
    match (kind, lang) {
        // A percentage stands by its number in Chinese.
        (DrawnOn::Value(unit), Lang::Zh) if unit.starts_with('%') => shown(value) + &printed_unit(unit, lang),
        (DrawnOn::Value(unit), _) => {
            format!("{} {}", shown(value), printed_unit(unit, lang)).trim_end().to_owned()
        }
        (DrawnOn::Multiplier, _) => format!("×{}", shown(value)),
        (DrawnOn::Rate, Lang::Zh) => format!("{}%/年", super::signed_number(100.0 * value, 2)),
        (DrawnOn::Rate, Lang::En) => format!("{} %/a", super::signed_number(100.0 * value, 2)),
    }
}

/// What a drawn number is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DrawnOn<'a> {
    /// The value itself, in this unit.
    Value(&'a str),
    /// A factor.
    Multiplier,
    /// An addition to the yearly rate.
    Rate,
}

/// The unit and how large the study was.
pub fn unit_and_sample(unit: &str, sample: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("单位：{unit}；{sample}"),
        Lang::En => format!("{unit}; {sample}"),
    }
}

/// What a star behind a name means.
pub fn starred_note(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "带 * 的参数与其他参数相关，其指数无效（--groups 可合并）。",
        Lang::En => "*: correlated with others, its indices are not valid (--groups joins them).",
    }
}

/// The ends of a group that goes from its lower to its upper end.
pub fn group_end(is_upper: bool) -> &'static str {
    if is_upper { "P95" } else { "P5" }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::font::Font;

    #[test]
    fn words_of_charts_can_be_written() {
        let font = Font::shipped().unwrap();
        let ruler = font.ruler().unwrap();
        let methods = [Method::Tornado, Method::Morris, Method::Sobol, Method::Ensemble];
        for lang in Lang::ALL {
            let mut words: Vec<String> = methods.iter().map(|m| how_to_read(*m, lang).to_owned()).collect();
            words.extend(methods.iter().map(|m| method_title(*m, lang).to_owned()));
            words.extend(effect_axes(lang));
            words.extend(
                tornado_key(lang)
                    .iter()
                    .chain(&share_measures(lang))
                    .chain(&rank_measures(lang))
                    .map(|w| w.to_string()),
            );
            words.push(drawn_value(-0.01, DrawnOn::Rate, lang));
            words.push(drawn_value(1.05, DrawnOn::Multiplier, lang));
            words.iter().for_each(|word| ruler.check(word).unwrap_or_else(|e| panic!("{word}: {e}")));
        }
    }

    #[test]
    fn drawn_numbers_say_what_they_are() {
        assert_eq!(drawn_value(0.0123, DrawnOn::Rate, Lang::En), "+1.23 %/a");
        assert_eq!(drawn_value(0.9, DrawnOn::Multiplier, Lang::Zh), "×0.9");
        let yearly = Lang::ALL.map(|lang| drawn_value(1.0, DrawnOn::Value("%/a"), lang));
        assert_eq!(yearly, ["1%/年", "1 %/a"]);
        assert_eq!(drawn_value(650_000.0, DrawnOn::Value("t"), Lang::En), "650,000 t");
        assert_eq!(drawn_value(0.35, DrawnOn::Value(""), Lang::En), "0.35");
    }
}
