//! What the command prints of sensitivity: heads and lines of its tables, and what is to be known of the study.

use super::super::{Lang, format_number, percent, plural};
use crate::analysis::sensitivity::{Method, Short};

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
        Lang::En => {
            format!("{count} of {all} {} not distinguishable from zero", plural(count, "is", "are"))
        }
    }
}

/// How many more stand in the table.
pub fn more_in_table(count: usize, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("另有 {count} 项见 sensitivity.csv"),
        Lang::En => format!("{count} more {} in sensitivity.csv", plural(count, "stands", "stand")),
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
            let [rows, are] = [plural(count, "row holds", "rows hold"), plural(count, "is", "are")];
            format!("{count} {rows} a run without a number and {are} left out whole")
        }
        (_, Lang::Zh) => format!("{count} 次运行没有数值，未计入"),
        (_, Lang::En) => {
            let [runs, are] = [plural(count, "run", "runs"), plural(count, "is", "are")];
            format!("{count} {runs} came to no number and {are} left out")
        }
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

    #[test]
    fn one_is_singular() {
        assert_eq!(more_in_table(1, Lang::En), "1 more stands in sensitivity.csv");
        assert_eq!(indistinct_line(1, 7, Lang::En), "1 of 7 is not distinguishable from zero");
        assert_eq!(runs_left_out(1, Method::Morris, Lang::En), "1 run came to no number and is left out");
        let row = "1 row holds a run without a number and is left out whole";
        assert_eq!(runs_left_out(1, Method::Sobol, Lang::En), row);
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
