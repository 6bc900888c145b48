//! Sentences about single draws, and about whether draws are enough.

use super::{Lang, draws, format_number, percent, plural};
use crate::domain::Year;

/// Failed draws that are named in a sentence.
const NAMED: usize = 5;

/// Draws that could not be completed, and how to look at one.
pub fn failed_draws(failed: &[u64], all: u64, lang: Lang) -> String {
    let named: Vec<String> = failed.iter().take(NAMED).map(u64::to_string).collect();
    let more = failed.len() > NAMED;
    let (count, first) = (failed.len(), named.first().cloned().unwrap_or_default());
    match lang {
        Lang::Zh => format!(
            "{all} 次抽样中有 {count} 次失败（编号 {}{}），未计入统计；其输入见 failed_draws.csv，原命令加 --draw {first} 可单独重算",
            named.join("、"),
            if more { "等" } else { "" }
        ),
        Lang::En => format!(
            "{count} of {all} draws failed ({} {}{}) and {} left out of the statistics; failed_draws.csv holds {} inputs, the same command with --draw {first} runs {} alone",
            plural(count, "number", "numbers"),
            named.join(", "),
            if more { ", …" } else { "" },
            plural(count, "is", "are"),
            plural(count, "its", "their"),
            plural(count, "it", "one"),
        ),
    }
}

/// Which draw is shown.
pub fn replayed(draw: u64, all: u64, seed: u64, design: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => {
            format!("第 {draw} 号抽样（编号从 0 起，共 {}；种子 {seed}，{design}）", draws(all, lang))
        }
        Lang::En => format!("Draw {draw} (of {}, counted from 0; seed {seed}, {design})", draws(all, lang)),
    }
}

/// Above the series of a draw that are no numbers.
pub fn not_numbers(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "无有效数值的指标及首个年份",
        Lang::En => "Series that are no numbers, and since when",
    }
}

/// One of them, or that there are more.
pub fn not_a_number(series: &str, from: Year, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{series}：{from} 年"),
        Lang::En => format!("{series}: {from}"),
    }
}

/// How many more there are.
pub fn and_more(count: usize, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("另有 {count} 项"),
        Lang::En => format!("{count} more"),
    }
}

/// That there is no draw of this number.
pub fn no_such_draw(draw: u64, all: u64, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("没有第 {draw} 号抽样：{}，编号从 0 起", draws(all, lang)),
        Lang::En => format!("there is no draw {draw} of {}, counted from 0", draws(all, lang)),
    }
}

/// That `--save-draws` needs draws.
pub fn nothing_to_save(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "--save-draws 需要抽样，而 --draws 为 0",
        Lang::En => "--save-draws needs draws, and --draws is 0",
    }
}

/// That `--save-draws` names no series.
pub fn unknown_series(name: &str, near: Option<&str>, lang: Lang) -> String {
    let hint = near.map_or_else(String::new, |near| match lang {
        Lang::Zh => format!("；是否指 {near}？"),
        Lang::En => format!("; did you mean {near}?"),
    });
    match lang {
        Lang::Zh => format!("--save-draws：没有指标 {name}{hint}（dafeng list --series 列出全部指标）"),
        Lang::En => {
            format!("--save-draws: there is no series {name}{hint} (dafeng list --series lists them)")
        }
    }
}

/// How long the file of saved draws will be.
pub fn saved_size(bytes: u64, lang: Lang) -> String {
    let size = format_number(bytes as f64 / 1e6, 0);
    match lang {
        Lang::Zh => format!("draws.csv 约 {size} MB"),
        Lang::En => format!("draws.csv will take about {size} MB"),
    }
}

/// The event that a series has peaked by a year.
pub fn peaked_by(series: &str, year: Year, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{series}在 {year} 年前（含）达峰"),
        Lang::En => format!("{series} peaked by {year}"),
    }
}

/// Half widths that probabilities may have.
pub const ONE_POINT: f64 = 0.01;

/// How good probabilities are, which is least certain, and how many draws would bring them to ± 1 point.
pub fn chances_line(all: u64, half: f64, of: &str, needed: Option<u64>, lang: Lang) -> String {
    let (points, count) = (format_number(100.0 * half, 1), draws(all, lang));
    let needed = needed.filter(|_| half > ONE_POINT).map_or_else(String::new, |needed| match lang {
        Lang::Zh => format!("；约需 {}才能达到 ±1 个百分点", draws(needed, lang)),
        Lang::En => format!("; about {} would give ± 1 point", draws(needed, lang)),
    });
    match lang {
        Lang::Zh => format!("{count}：概率误差不超过 ±{points} 个百分点（95%），最不确定的是：{of}{needed}"),
        Lang::En => {
            format!("{count}: probabilities are good to ± {points} points (95%); least certain: {of}{needed}")
        }
    }
}

/// How good medians are, and which is least certain.
pub fn medians_line(year: Year, error: f64, of: &str, lang: Lang) -> String {
    let error = percent(error);
    match lang {
        Lang::Zh => format!("{year} 年各主要指标中位数的标准误不超过其 90% 区间宽度的 {error}，最大者：{of}"),
        Lang::En => format!(
            "Standard errors of medians in {year} are at most {error} of the 90% band; greatest: {of}"
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_whether_draws_are_enough() {
        assert_eq!(
            chances_line(1000, 0.031, "Arc share (2030)", Some(9700), Lang::En),
            "1,000 draws: probabilities are good to ± 3.1 points (95%); least certain: Arc share (2030); about 9,700 draws would give ± 1 point"
        );
        assert_eq!(
            chances_line(10_000, 0.0098, "电炉钢占比", Some(9700), Lang::Zh),
            "10,000 次抽样：概率误差不超过 ±1.0 个百分点（95%），最不确定的是：电炉钢占比"
        );
    }

    #[test]
    fn names_the_first_failed_draws() {
        let said = failed_draws(&[3, 8, 9, 11, 12, 40], 100, Lang::En);
        assert!(said.starts_with("6 of 100 draws failed (numbers 3, 8, 9, 11, 12, …)"), "{said}");
        assert!(failed_draws(&[7], 100, Lang::Zh).contains("（编号 7）"));
    }
}
