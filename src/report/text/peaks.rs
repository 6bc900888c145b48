//! Words of the charts of peaks.

use super::words::words;
use super::{Lang, format_number};
use crate::domain::{Text, Year};

words! {
    /// What a chart of peaks shows.
    PeakWord {
        /// Share of the draws that peak in a year.
        Peaking: "当年达峰", "peaking in the year";
        /// Share of the draws that have peaked by a year.
        Peaked: "累计已达峰", "peaked by the year";
    }
}

/// The title of the years in which a series peaks.
pub fn peak_years_title(series: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{series}：达峰年份分布"),
        Lang::En => format!("{series}: year of the peak"),
    }
}

/// How probable it is that the peak is past.
pub fn peak_milestone(year: i32, share: f64, lang: Lang) -> String {
    let percent = percent(share);
    match lang {
        Lang::Zh => format!("{year} 年前达峰概率 {percent}"),
        Lang::En => format!("peaked by {year}: {percent}"),
    }
}

/// What bars and line mean; what peaks before the base year counts with it.
pub fn peaks_note(base: i32, lang: Lang) -> String {
    match lang {
        Lang::Zh => {
            format!("柱为在该年达峰的抽样占比，线为截至该年已达峰的累计占比；{base} 年含此前已达峰者。")
        }
        Lang::En => format!(
            "Bars: share of the draws that peak in the year; line: share that has peaked by it. {base} stands for itself and \
             all years before."
        ),
    }
}

/// How many draws do not peak, where any do not.
pub fn unpeaked_note(share: f64, end: Year, lang: Lang) -> Option<String> {
    (share > 0.0).then(|| match lang {
        Lang::Zh => format!("{} 的抽样至 {end} 年仍未达峰。", percent(share)),
        Lang::En => format!("{} of the draws do not peak until {end}.", percent(share)),
    })
}

/// A share with a decimal; what is not all of them is never rounded to all, nor what is some to none.
fn percent(share: f64) -> String {
    let rounded = match share {
        share if share > 0.0 && share < 0.0005 => return "<0.1%".to_owned(),
        share if share < 1.0 && share > 0.9995 => return ">99.9%".to_owned(),
        share => 100.0 * share,
    };
    format!("{}%", super::trimmed(format_number(rounded, 1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn some_is_not_none_and_most_is_not_all() {
        let told = [0.0, 0.0001, 0.5, 0.953, 0.99999, 1.0].map(percent);
        assert_eq!(told, ["0%", "<0.1%", "50%", "95.3%", ">99.9%", "100%"]);
        assert_eq!(unpeaked_note(0.0, Year(2060), Lang::En), None);
    }
}
