//! Words of sweeps and of solving.

use super::{Lang, format_number, plural};

/// The title of a field of probabilities that a series has peaked.
pub fn peaked_title(series: &str, year: i32, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{series}：{year} 年前达峰的概率"),
        Lang::En => format!("{series}: Probability of Having Peaked by {year}"),
    }
}

/// The title of a field of peak years.
pub fn peak_year_title(series: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{series}：达峰年份"),
        Lang::En => format!("{series}: Year of the Peak"),
    }
}

/// The title of a field of a series in a year.
pub fn value_title(series: &str, year: i32, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{series}，{year} 年"),
        Lang::En => format!("{series}, {year}"),
    }
}

/// The title of a field of probabilities that a target is attained; of margins without draws.
pub fn attainment_title(target: &str, has_draws: bool, lang: Lang) -> String {
    match (lang, has_draws) {
        (Lang::Zh, true) => format!("{target}：达成概率"),
        (Lang::Zh, false) => format!("{target}：是否达成"),
        (Lang::En, true) => format!("{target}: Probability of Attainment"),
        (Lang::En, false) => format!("{target}: Attained or Not"),
    }
}

/// What a subtitle says of a number: a median over so many draws, or the central run.
pub fn median_of(draws: Option<u64>, lang: Lang) -> String {
    match (draws, lang) {
        (Some(n), Lang::Zh) => format!("{}的中位数", super::draws(n, lang)),
        (Some(n), Lang::En) => format!("median of {}", super::draws(n, lang)),
        (None, _) => super::run_subtitle(None, lang),
    }
}

/// Where a peak comes after the horizon.
pub fn no_peak_note(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "“–”表示期末前未达峰，或该点未能运行。",
        Lang::En => "“–”: no peak before the end, or a point that cannot be.",
    }
}

/// What 1 and 0 mean.
pub fn attained_note(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "1 表示达成，0 表示未达成。",
        Lang::En => "1: attained, 0: missed.",
    }
}

/// Each line is a value of this lever.
pub fn family_note(lever: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("各线为 {lever} 的取值，由浅入深。"),
        Lang::En => format!("Each line is a value of {lever}, from light to dark."),
    }
}

/// How many points and runs there are, and about how long they take.
pub fn estimate(points: usize, runs: u64, models: u64, seconds: f64, lang: Lang) -> String {
    let words = [
        plural(points, "point", "points"),
        plural(runs as usize, "run", "runs"),
        plural(models as usize, "time", "times"),
    ];
    let [points, runs, models] = [points as f64, runs as f64, models as f64].map(|n| format_number(n, 0));
    let time = duration(seconds, lang);
    match lang {
        Lang::Zh => format!("{points} 个点，{runs} 次运行，编译情景 {models} 次；约需 {time}"),
        Lang::En => {
            let [point, run, times] = words;
            format!("{points} {point}, {runs} {run}, the scenario compiled {models} {times}; about {time}")
        }
    }
}

fn duration(seconds: f64, lang: Lang) -> String {
    let (seconds_word, minutes_word) = match lang {
        Lang::Zh => (" 秒", " 分钟"),
        Lang::En => (" s", " min"),
    };
    match seconds {
        s if s < 1.0 => format!("1{seconds_word}"),
        s if s < 120.0 => format!("{}{seconds_word}", format_number(s, 0)),
        s => format!("{}{minutes_word}", format_number(s / 60.0, 0)),
    }
}

/// How many points there are and how many could not be.
pub fn points_line(points: usize, failed: usize, lang: Lang) -> String {
    let (all, failed_text) = (format_number(points as f64, 0), format_number(failed as f64, 0));
    match (lang, failed) {
        (Lang::Zh, 0) => format!("{all} 个点"),
        (Lang::Zh, _) => format!("{all} 个点，其中 {failed_text} 个未能运行（原因见 points.csv）"),
        (Lang::En, 0) => format!("{all} {}", plural(points, "point", "points")),
        (Lang::En, _) => format!("{all} points, {failed_text} of them cannot be (points.csv says why)"),
    }
}

/// Head of the column of peak years, and of the probability of having peaked by a year.
pub fn sweep_heads(series: &str, year: i32, lang: Lang) -> [String; 2] {
    match lang {
        Lang::Zh => [format!("{series}达峰年"), format!("{year} 年前达峰概率")],
        Lang::En => [format!("peak of {series}"), format!("P(peaked by {year})")],
    }
}

/// More points than are printed.
pub fn more_points(count: usize, lang: Lang) -> String {
    let count = format_number(count as f64, 0);
    match lang {
        Lang::Zh => format!("……另有 {count} 个点，见 sweep.csv"),
        Lang::En => format!("… and {count} more, in sweep.csv"),
    }
}

/// That finished points were taken over.
pub fn points_resumed(file: &str, done: usize, lang: Lang) -> String {
    let told = plural(done, "point is", "points are");
    let done = format_number(done as f64, 0);
    match lang {
        Lang::Zh => format!("从 {file} 继续：已完成 {done} 个点"),
        Lang::En => format!("going on from {file}: {done} {told} done"),
    }
}

/// The user stopped a sweep; what is done is kept.
pub fn interrupted_points(file: &str, done: usize, all: usize, lang: Lang) -> String {
    let are = plural(done, "is", "are");
    let [done, all] = [done, all].map(|n| format_number(n as f64, 0));
    match lang {
        Lang::Zh => format!("已中断；{all} 个点中的 {done} 个保存在 {file}，用 --resume 继续"),
        Lang::En => format!("interrupted; {done} of {all} points {are} kept in {file}: go on with --resume"),
    }
}

/// That the file of finished points is of another sweep.
pub fn other_sweep(file: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{file} 属于另一次扫描（文件、参数或版本不同）；去掉 --resume 重新开始"),
        Lang::En => {
            format!(
                "{file} is of another sweep (files, arguments or version differ); start anew without --resume"
            )
        }
    }
}

/// What was asked of a lever.
pub fn solve_question(until: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("条件：{until}"),
        Lang::En => format!("Asked: {until}"),
    }
}

/// The scenario meets the condition as it is.
pub fn solve_already(levers: &str, found: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("现值已满足：{levers}，结果 {found}"),
        Lang::En => format!("Met as it stands: {levers} gives {found}"),
    }
}

/// The smallest change.
pub fn solve_met(changes: &str, found: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("最小改变：{changes}，结果 {found}"),
        Lang::En => format!("Smallest change: {changes} gives {found}"),
    }
}

/// What Monte Carlo error leaves open.
pub fn solve_interval(possible: Option<&str>, certain: Option<&str>, lang: Lang) -> String {
    let nowhere = match lang {
        Lang::Zh => "范围内没有",
        Lang::En => "nowhere in the range",
    };
    let (possible, certain) = (possible.unwrap_or(nowhere), certain.unwrap_or(nowhere));
    match lang {
        Lang::Zh => format!("抽样误差：自 {possible} 起可能满足，自 {certain} 起以 95% 的把握满足"),
        Lang::En => {
            format!("Monte Carlo error (95%): possible from {possible}, certain from {certain}")
        }
    }
}

/// The scenario is refused with what would meet the condition.
pub fn solve_refused(levers: &str, found: &str, reason: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("没有可用的答案：{levers} 的结果为 {found}，但情景不接受这一取值：{reason}"),
        Lang::En => {
            format!("No answer: {levers} gives {found}, but the scenario is refused with it: {reason}")
        }
    }
}

/// A range ends where the scenario begins to be refused.
pub fn solve_cut(lever: &str, at: &str, asked: &str, reason: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{lever} 只能取到 {at}，而不是 {asked}：再远情景即不被接受（{reason}）"),
        Lang::En => {
            format!("{lever} goes as far as {at}, not {asked}: beyond, the scenario is refused ({reason})")
        }
    }
}

/// No value meets the condition.
pub fn solve_cannot(range: &str, best: &str, found: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("无法满足：在 {range} 内最好的是 {best}，结果 {found}"),
        Lang::En => format!("Cannot be met: within {range} the best is {best}, which gives {found}"),
    }
}

/// No value could be run.
pub fn solve_nothing(reason: Option<&str>, lang: Lang) -> String {
    match (lang, reason) {
        (Lang::Zh, None) => "所有取值均未能运行".to_owned(),
        (Lang::Zh, Some(reason)) => format!("所有取值均未能运行：{reason}"),
        (Lang::En, None) => "No value could be run".to_owned(),
        (Lang::En, Some(reason)) => format!("No value could be run: {reason}"),
    }
}

/// Not monotone.
pub fn solve_turns(from: &str, to: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("注意：并非单调，从 {from} 到 {to} 反而变差；更小的改变可能被漏掉，请看下表"),
        Lang::En => format!(
            "Not monotone: from {from} to {to} it gets worse; a smaller change may have been missed, see the table"
        ),
    }
}

/// What the second column of the table holds.
pub fn solve_head(has_draws: bool, lang: Lang) -> &'static str {
    match (lang, has_draws) {
        (Lang::Zh, true) => "概率（95% 区间）",
        (Lang::Zh, false) => "中心情景",
        (Lang::En, true) => "probability (95% interval)",
        (Lang::En, false) => "central run",
    }
}

/// Whether a run does something.
pub fn yes_or_no(yes: bool, lang: Lang) -> &'static str {
    match (lang, yes) {
        (Lang::Zh, true) => "是",
        (Lang::Zh, false) => "否",
        (Lang::En, true) => "yes",
        (Lang::En, false) => "no",
    }
}
