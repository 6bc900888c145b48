//! Sentences with something filled in.

use super::{ChartWord, Lang, format_number};
use crate::domain::{Comparator, Year};
use crate::report::font::NO_BREAK;

/// What a target asks for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Direction {
    /// The value or less (`<`, `<=`).
    Down,
    /// The value or more (`>`, `>=`).
    Up,
    /// The value itself (`=`).
    Exact,
}

/// The relation that a target asks for, as printed: `≤`, not `<=`.
pub fn comparator_sign(comparator: Comparator) -> &'static str {
    match comparator {
        Comparator::AtMost => "≤",
        Comparator::AtLeast => "≥",
        Comparator::Below | Comparator::Above | Comparator::Equal => comparator.sign(),
    }
}

/// The number of draws: `4,000 次抽样` / `4,000 draws`.
pub fn draws(count: u64, lang: Lang) -> String {
    let number = format_number(count as f64, 0);
    match lang {
        Lang::Zh => format!("{number} 次抽样"),
        Lang::En if count == 1 => "1 draw".to_owned(),
        Lang::En => format!("{number} draws"),
    }
}

/// Unit and number of draws under a title; without draws, that it is a single run.
pub fn subtitle(unit: &str, count: Option<u64>, lang: Lang) -> String {
    match (lang, count) {
        (Lang::Zh, Some(n)) => format!("单位：{unit}；{}", draws(n, lang)),
        (Lang::En, Some(n)) => format!("{unit}; {}", draws(n, lang)),
        (Lang::Zh, None) => format!("单位：{unit}；中心情景"),
        (Lang::En, None) => format!("{unit}; central run"),
    }
}

/// The number of draws alone; without draws, that it is a single run.
pub fn run_subtitle(count: Option<u64>, lang: Lang) -> String {
    match (count, lang) {
        (Some(count), _) => draws(count, lang),
        (None, Lang::Zh) => "中心情景".to_owned(),
        (None, Lang::En) => "central run".to_owned(),
    }
}

/// A commodity in one of several regions.
pub fn commodity_in(commodity: &str, region: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{region}{commodity}"),
        Lang::En => format!("{commodity}, {region}"),
    }
}

/// The scenario before the rest of a subtitle.
pub fn scenario_subtitle(scenario: &str, rest: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{scenario}；{rest}"),
        Lang::En => format!("{scenario}; {rest}"),
    }
}

/// A subtitle with the unit in brackets, unless it holds the unit already.
pub fn subtitle_with_unit(subtitle: &str, unit: &str, lang: Lang) -> String {
    if unit.is_empty() || subtitle.contains(unit) {
        return subtitle.to_owned();
    }
    match (subtitle.is_empty(), lang) {
        (true, Lang::Zh) => format!("单位：{unit}"),
        (true, Lang::En) => unit.to_owned(),
        (false, Lang::Zh) => format!("{subtitle}（{unit}）"),
        (false, Lang::En) => format!("{subtitle} ({unit})"),
    }
}

/// What the shades of a fan are.
pub fn band_note(lang: Lang) -> String {
    bands_note(&[50, 80, 90], lang)
}

/// What the bands of a fan are, from the narrowest, %.
pub fn bands_note(bands: &[u8], lang: Lang) -> String {
    let quantiles = |band: &u8| format!("P{}–P{}", (100 - band) / 2, (100 + band) / 2);
    let (joint, percent) = match lang {
        Lang::Zh => ("、", "%"),
        Lang::En => (", ", ""),
    };
    let quantiles = bands.iter().map(quantiles).collect::<Vec<_>>().join(joint);
    let widths: Vec<String> = bands.iter().map(|band| format!("{band}{percent}")).collect();
    match (lang, widths.as_slice()) {
        (Lang::Zh, []) => "粗线为中位数。".to_owned(),
        (Lang::En, []) => "Heavy line: median.".to_owned(),
        (Lang::Zh, [one]) => format!("阴影为 {one} 预测区间（{quantiles}），粗线为中位数。"),
        (Lang::En, [one]) => {
            format!("Shade: {one}% prediction interval ({quantiles}); heavy line: median.")
        }
        (Lang::Zh, _) => {
            let widths = widths.join(joint);
            format!("阴影由深到浅依次为 {widths} 预测区间（{quantiles}），粗线为中位数。")
        }
        (Lang::En, [narrow @ .., widest]) => {
            let widths = narrow.join(joint);
            format!(
                "Shades from dark to light: {widths} and {widest}% prediction intervals ({quantiles}); heavy line: median."
            )
        }
    }
}

/// That a range cuts what is drawn.
pub fn range_note(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "超出纵轴范围的数值未予显示。",
        Lang::En => "Values beyond the vertical axis are not shown.",
    }
}

/// What a range leaves nothing of.
pub fn beyond_note(names: &[&str], lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{}全程超出纵轴范围，图中未见。", names.join("、")),
        Lang::En => format!("Wholly beyond the vertical axis: {}.", names.join("; ")),
    }
}

/// That an axis counts in a power of ten, which stands above it.
pub fn power_note(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "纵轴与线端的数值均须乘以纵轴上方所标的10的幂。",
        Lang::En => "Values of the axis and at line ends count in the power of ten above the axis.",
    }
}

/// That the quantiles cannot be told apart in the last year.
pub fn narrow_band_note(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "末年各分位数几乎重合，未逐一标注。",
        Lang::En => "The quantiles of the last year lie too close together to be labelled.",
    }
}

/// That the quantiles cannot be told apart in any year.
pub fn flat_band_note(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "各分位数几乎重合，图中只见中位数。",
        Lang::En => "The quantiles lie too close together to be seen; the line is the median.",
    }
}

/// What the dashed line of a fan is.
pub fn central_note(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "虚线为中心情景：各不确定参数取中心值的确定性运行。",
        Lang::En => "Dashed line: central run, every uncertain input at its central value.",
    }
}

/// What open circles are.
pub fn later_observations_note(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "空心圆为后续观测值，未用于驱动模拟。",
        Lang::En => "Open circles: later observations, not used to drive the run.",
    }
}

/// What CO2 holds.
pub fn scopes_note(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "二氧化碳为范围一与范围二（外购电力、热力，基于位置）之和。",
        Lang::En => "CO₂: scopes 1 and 2 (purchased power and heat, location-based).",
    }
}

/// That nothing is known of what lay there before a stockpile was counted.
pub fn stockpile_note(base: Year, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{base} 年末以前的堆存量未计入。"),
        Lang::En => format!("What lay there at the end of {base} is not counted."),
    }
}

/// That the value axis is cut.
pub fn cut_axis_note(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "纵轴不从零起。",
        Lang::En => "The vertical axis does not start at zero.",
    }
}

/// That the value axis of rows does not start at zero.
pub fn cut_lying_axis_note(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "横轴不从零起。",
        Lang::En => "The horizontal axis does not start at zero.",
    }
}

/// That some value axes of several are cut.
pub fn some_axes_cut_note(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "部分纵轴不从零起。",
        Lang::En => "Some vertical axes do not start at zero.",
    }
}

/// A citation line under a chart.
pub fn source_line(source: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("资料来源：{source}"),
        Lang::En => format!("Source: {source}"),
    }
}

/// A note line under a chart.
pub fn note_line(note: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("注：{note}"),
        Lang::En => format!("Note: {note}"),
    }
}

/// A chart in words, as it stands under it in a document.
pub fn chart_caption(
    title: &str,
    subtitle: &str,
    notes: &[String],
    source: Option<&str>,
    lang: Lang,
) -> String {
    let ends = |text: &str| text.ends_with(['。', '.', '？', '?', '！', '!']);
    let (stop, joint) = if lang == Lang::Zh { ("。", "") } else { (".", " ") };
    let sentence = |text: &str| if ends(text) { text.to_owned() } else { format!("{text}{stop}") };
    let source = source.map(|source| source_line(source, lang));
    let parts =
        [title, subtitle].into_iter().chain(notes.iter().map(String::as_str)).chain(source.as_deref());
    let sentences: Vec<String> = parts.filter(|part| !part.is_empty()).map(sentence).collect();
    sentences.join(joint).replace(NO_BREAK, " ") + "\n"
}

/// The label of a target mark, with the year it is relative to, if it is: `2030 年目标 ≤ 1,800`.
pub fn target_label(year: i32, sign: &str, value: &str, relative_to: Option<i32>, lang: Lang) -> String {
    let label = match lang {
        Lang::Zh => format!("{year} 年目标 {sign}{NO_BREAK}{value}"),
        Lang::En => format!("{year} target {sign}{NO_BREAK}{value}"),
    };
    match (relative_to, lang) {
        (None, _) => label,
        (Some(base), Lang::Zh) => format!("{label}（较 {base} 年）"),
        (Some(base), Lang::En) => format!("{label} (against {base})"),
    }
}

/// The chance of a target: `达成概率 63%`.
pub fn probability(share: f64, lang: Lang) -> String {
    let percent = format_number(share * 100.0, 0);
    match lang {
        Lang::Zh => format!("达成概率 {percent}%"),
        Lang::En => format!("{percent}% chance of attainment"),
    }
}

/// A title with what it is broken down by.
pub fn by_process(title: &crate::domain::Text, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{}：按工序", lang.of(title)),
        Lang::En => format!("{}, by process", lang.of(title)),
    }
}

/// A title with the regions it is broken down by.
pub fn by_region(title: &crate::domain::Text, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{}：按地区", lang.of(title)),
        Lang::En => format!("{}, by region", lang.of(title)),
    }
}

/// A title with the years of commissioning that it is broken down by.
pub fn by_vintage(title: &crate::domain::Text, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{}：按投产年代", lang.of(title)),
        Lang::En => format!("{}, by vintage", lang.of(title)),
    }
}

/// A title of what comes and goes.
pub fn changes(title: &crate::domain::Text, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{}：新增与退出", lang.of(title)),
        Lang::En => format!("{}, built and retired", lang.of(title)),
    }
}

/// A vintage: before a year, or from one to another.
pub fn vintage(first: Option<i32>, last: i32, lang: Lang) -> String {
    match (first, lang) {
        (None, Lang::Zh) => format!("{last} 年及以前"),
        (None, Lang::En) => format!("{last} and before"),
        (Some(first), _) => format!("{first}–{last}"),
    }
}

/// Which bars are which.
pub fn changes_note(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "横轴以上为当年投产产能，以下为当年退出产能；基准年装置不计。",
        Lang::En => {
            "Above the axis what came into service in the year, below it what retired; the fleet of the base year is neither."
        }
    }
}

/// A column of what came or what went.
pub fn signed_name(name: &str, comes: bool, lang: Lang) -> String {
    let word = match (comes, lang) {
        (true, Lang::Zh) => "投产",
        (false, Lang::Zh) => "退出",
        (true, Lang::En) => "built",
        (false, Lang::En) => "retired",
    };
    match lang {
        Lang::Zh => format!("{name}{word}"),
        Lang::En => format!("{name} {word}"),
    }
}

/// The title of what bound output.
pub fn constraints_title(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "产量受何约束",
        Lang::En => "What Bound Output",
    }
}

/// What the lanes of a row are.
pub fn constraints_note(with_draws: bool, lang: Lang) -> &'static str {
    match (lang, with_draws) {
        (Lang::Zh, true) => {
            "每行上条为中心情景，下条为抽样：颜色为最常见的约束，越深则受约束的抽样越多；灰色为未受约束。从未受约束的产品不列出。"
        }
        (Lang::Zh, false) => "灰色为未受约束。从未受约束的产品不列出。",
        (Lang::En, true) => {
            "Upper lane: central run. Lower lane: the most frequent cause over the draws, the darker the more draws are bound. Grey: not bound. What is never bound has no row."
        }
        (Lang::En, false) => "Grey: not bound. What is never bound has no row.",
    }
}

/// The columns of cause, most frequent cause and share of draws.
pub fn strip_columns(lang: Lang) -> [&'static str; 3] {
    match lang {
        Lang::Zh => ["中心情景约束", "抽样中最常见的约束", "受约束抽样占比"],
        Lang::En => {
            ["Bound in the central run", "Most frequent cause over the draws", "Share of draws bound"]
        }
    }
}

/// What a CSV file begins with: in Chinese a byte-order mark, without which office programs in China take
/// it for GBK.
pub fn csv_start(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "\u{FEFF}",
        Lang::En => "",
    }
}

/// A word with its unit as the header of a data column: `中位数 (万吨)`.
pub fn column_header(word: &str, unit: &str) -> String {
    format!("{word} ({unit})")
}

/// The name of a quantile's column: `P05`.
pub fn quantile_name(percent: u8, lang: Lang) -> String {
    if percent == 50 {
        return ChartWord::Median.in_lang(lang).to_owned();
    }
    format!("P{percent:02}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::font::Font;

    #[test]
    fn sentences_in_both_languages() {
        assert_eq!(subtitle("万吨", Some(4000), Lang::Zh), "单位：万吨；4,000 次抽样");
        assert_eq!(subtitle("Mt", Some(1), Lang::En), "Mt; 1 draw");
        assert_eq!(target_label(2030, "≤", "1,800", None, Lang::Zh), "2030 年目标 ≤\u{A0}1,800");
        assert_eq!(
            target_label(2025, ">", "−2.0%", Some(2020), Lang::En),
            "2025 target >\u{A0}−2.0% (against 2020)"
        );
        assert_eq!(probability(0.634, Lang::En), "63% chance of attainment");
    }

    #[test]
    fn sentences_can_be_written() {
        let font = Font::shipped().unwrap();
        let ruler = font.ruler().unwrap();
        for lang in Lang::ALL {
            for note in [
                &band_note(lang),
                range_note(lang),
                cut_lying_axis_note(lang),
                narrow_band_note(lang),
                flat_band_note(lang),
                central_note(lang),
                later_observations_note(lang),
                cut_axis_note(lang),
                some_axes_cut_note(lang),
                scopes_note(lang),
                &stockpile_note(Year(2020), lang),
            ] {
                ruler.check(&note_line(note, lang)).unwrap();
            }
            ruler.check(&source_line("\u{2212}1 ≥ ≤ =", lang)).unwrap();
            ruler.check(&subtitle("m³", None, lang)).unwrap();
        }
    }
}
