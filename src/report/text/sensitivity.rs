//! Words of sensitivity: what moves an outcome.

mod problems;

pub use problems::*;

use super::{Lang, decimals_for, format_number, percent, trimmed};
use crate::analysis::sensitivity::{Method, Short};

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
        (DrawnOn::Value(unit), _) => format!("{} {unit}", shown(value)).trim_end().to_owned(),
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

/// Heading of a table that is printed.
pub fn sensitivity_heading(outcome: &str, unit: &str, sample: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{outcome}（{unit}；{sample}）"),
        Lang::En => format!("{outcome} ({unit}; {sample})"),
    }
}

/// Columns of a printed table.
pub fn told_head(method: Method, lang: Lang) -> Vec<&'static str> {
    match (method, lang) {
        (Method::Tornado, Lang::Zh) => vec!["参数", "5%", "95%", "取 5%", "取 95%", "变幅"],
        (Method::Tornado, Lang::En) => vec!["number", "5 %", "95 %", "at 5 %", "at 95 %", "swing"],
        (Method::Morris, Lang::Zh) => vec!["参数", "μ*", "95% 区间", "μ", "σ", ""],
        (Method::Morris, Lang::En) => vec!["number", "μ*", "95 % interval", "μ", "σ", ""],
        (Method::Sobol, Lang::Zh) => vec!["参数", "一阶", "95% 区间", "总", "95% 区间", ""],
        (Method::Sobol, Lang::En) => vec!["number", "first", "95 % interval", "total", "95 % interval", ""],
        (Method::Ensemble, Lang::Zh) => vec!["参数", "PRCC", "95% 区间", "SRRC", "一阶", ""],
        (Method::Ensemble, Lang::En) => vec!["number", "PRCC", "95 % interval", "SRRC", "first", ""],
    }
}

/// From where to where.
pub fn index_interval(low: f64, high: f64, decimals: usize, lang: Lang) -> String {
    let [low, high] = [low, high].map(|v| format_number(v, decimals));
    match lang {
        Lang::Zh => format!("{low} 至 {high}"),
        Lang::En => format!("{low} to {high}"),
    }
}

/// Of an index whose interval holds zero.
pub fn index_not_distinct(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "与零无法区分",
        Lang::En => "not distinguishable from zero",
    }
}

/// Of an index that correlation makes invalid.
pub fn index_not_valid(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "参数相关，指数无效",
        Lang::En => "correlated: not valid",
    }
}

/// Pairs of numbers that do something together.
pub fn pairs_heading(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "二阶指数：两个参数的交互作用",
        Lang::En => "Second order: what two numbers do together",
    }
}

/// How many have no effect that can be told.
pub fn indistinct_line(count: usize, all: usize, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{all} 项中有 {count} 项与零无法区分"),
        Lang::En => format!("{count} of {all} are not distinguishable from zero"),
    }
}

/// How many more stand in the table.
pub fn more_in_table(count: usize, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("另有 {count} 项见 sensitivity.csv"),
        Lang::En => format!("{count} more stand in sensitivity.csv"),
    }
}

/// That the outcome is the same in every run.
pub fn constant_outcome(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "结果在各次运行中不变：没有参数影响它，各指数为零",
        Lang::En => "the outcome is the same in every run: nothing moves it, all indices are zero",
    }
}

/// That in no run the outcome has a value.
pub fn no_outcome(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "没有一次运行得出数值，各指数为零",
        Lang::En => "no run has a value of it: all indices are zero",
    }
}

/// That some runs came to no number.
pub fn runs_left_out(count: usize, method: Method, lang: Lang) -> String {
    match (method, lang) {
        (Method::Sobol, Lang::Zh) => format!("{count} 行样本中有运行没有数值，整行未计入"),
        (Method::Sobol, Lang::En) => {
            format!("{count} rows hold a run without a number and are left out whole")
        }
        (_, Lang::Zh) => format!("{count} 次运行没有数值，未计入"),
        (_, Lang::En) => format!("{count} runs came to no number and are left out"),
    }
}

/// That the sample is too small, and which would do.
pub fn sample_too_small(method: Method, short: &Short, lang: Lang) -> String {
    let needed = format_number(short.needed as f64, 0);
    let half = match method {
        Method::Morris => percent(short.half_width),
        _ => format_number(short.half_width, 3),
    };
    match (method, lang) {
        (Method::Morris, Lang::Zh) => {
            format!("样本偏小：μ* 的误差达最大 μ* 的 ±{half}；约需 --trajectories {needed} 才能降到 ±10%")
        }
        (Method::Morris, Lang::En) => format!(
            "too few trajectories: μ* is uncertain by up to ±{half} of the largest; about --trajectories {needed} would give ±10%"
        ),
        (Method::Ensemble, Lang::Zh) => {
            format!("抽样偏少：一阶指数误差达 ±{half}；约需 {needed} 次抽样才能降到 ±0.05")
        }
        (Method::Ensemble, Lang::En) => format!(
            "too few draws: first-order indices are uncertain by up to ±{half}; about {needed} draws would give ±0.05"
        ),
        (_, Lang::Zh) => format!("样本偏小：指数误差达 ±{half}；约需 --points {needed} 才能降到 ±0.05"),
        (_, Lang::En) => format!(
            "too few points: indices are uncertain by up to ±{half}; about --points {needed} would give ±0.05"
        ),
    }
}

/// How much of the outcome's ranks the regression explains.
pub fn explained_line(explained: f64, lang: Lang) -> String {
    let low = explained < 0.7;
    let share = percent(explained);
    match (lang, low) {
        (Lang::Zh, false) => format!("秩回归解释了 {share} 的秩方差"),
        (Lang::Zh, true) => {
            format!("秩回归只解释了 {share} 的秩方差：影响不单调或有交互作用，请看一阶指数或用 sobol")
        }
        (Lang::En, false) => format!("The regression explains {share} of the variance of ranks"),
        (Lang::En, true) => format!(
            "The regression explains only {share} of the variance of ranks: effects are not monotonic or act together; look at first order, or use sobol"
        ),
    }
}

/// Which measures correlated leaves make invalid, and the way out.
pub fn correlated_warning(method: Method, names: &[String], lang: Lang) -> String {
    let list = names.join(if lang == Lang::Zh { "、" } else { ", " });
    match (method, lang) {
        (Method::Tornado | Method::Morris, Lang::Zh) => {
            format!("相关参数 {list} 被逐个改变，如同互不相关：其变幅是假想的；--groups 使其同进同退")
        }
        (Method::Tornado | Method::Morris, Lang::En) => format!(
            "correlated numbers are moved one by one, as if they were not: {list}; --groups moves each group as one"
        ),
        (Method::Sobol, Lang::Zh) => format!(
            "参数相关，其一阶、总指数及二阶指数无效（取决于抽样次序）：{list}；其余参数的指数有效。--groups 把相关参数作为一个因素"
        ),
        (Method::Sobol, Lang::En) => format!(
            "correlated numbers have no valid first, total and second-order indices (they depend on the order of drawing): {list}; those of all others are valid. --groups takes each group as one factor"
        ),
        (Method::Ensemble, Lang::Zh) => format!(
            "参数相关：{list}。PRCC 仍可用（扣除其他参数）；SRRC 的平方和一阶指数不能相加，一阶指数含相关参数的影响"
        ),
        (Method::Ensemble, Lang::En) => format!(
            "correlated: {list}. PRCC holds (what others explain is taken off); squares of SRRC and first-order indices do not add up, and first order holds what comes with the correlated ones"
        ),
    }
}

/// That yearly shocks stand still.
pub fn shocks_are_off(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "逐年冲击不起作用；其份额用 sobol 或 ensemble 看",
        Lang::En => "yearly shocks are off; sobol and ensemble tell their share",
    }
}

/// That shares of variance are those of the chosen numbers alone.
pub fn others_as_written(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "未选的不确定参数取给定值：份额是所选参数方差之内的份额",
        Lang::En => {
            "uncertain numbers that were not chosen stay as written: shares are of the variance that the chosen ones make"
        }
    }
}

/// That another number of rows is used.
pub fn rounded_points(asked: u64, used: u64, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("--points {asked} 不是 2 的幂，改用 {used}"),
        Lang::En => format!("--points {asked} is no power of two: {used} are used"),
    }
}

/// That factors have the same value in all draws, or that of others.
pub fn collinear_line(names: &[String], lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("无法与其他参数区分，按零处理：{}", names.join("、")),
        Lang::En => format!("cannot be told apart from others and count as zero: {}", names.join(", ")),
    }
}

/// Which numbers a screening kept.
pub fn screened_line(kept: usize, all: usize, runs: u64, lang: Lang) -> String {
    let runs = format_number(runs as f64, 0);
    match lang {
        Lang::Zh => format!("先以基本效应法（{runs} 次运行）从 {all} 项中选出 {kept} 项，其余取给定值"),
        Lang::En => format!(
            "Of {all} numbers the {kept} with the largest elementary effects ({runs} runs) are taken, the others stay as written"
        ),
    }
}

/// That a peak that has not come counts as the year after the horizon.
pub fn late_peak_note(last: i32, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("到 {last} 年仍未达峰的，按 {} 年计。", last + 1),
        Lang::En => format!("Without a peak until {last} it counts as {}.", last + 1),
    }
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
        assert_eq!(drawn_value(650_000.0, DrawnOn::Value("t"), Lang::En), "650,000 t");
        assert_eq!(drawn_value(0.35, DrawnOn::Value(""), Lang::En), "0.35");
    }

    #[test]
    fn too_small_a_sample_names_the_size_needed() {
        let short = Short { half_width: 0.12, needed: 8192 };
        assert_eq!(
            sample_too_small(Method::Sobol, &short, Lang::En),
            "too few points: indices are uncertain by up to ±0.120; about --points 8,192 would give ±0.05"
        );
    }
}
