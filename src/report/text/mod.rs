//! Every word people see, in both languages.
//!
//! Each word is a variant or a function with both languages side by side, so a missing
//! translation does not compile.

mod abatement;
mod closures;
mod compare;
mod compare_charts;
mod compare_page;
mod compare_statements;
mod decomposition;
mod difference;
mod document;
mod draws;
mod explain;
mod export;
mod findings;
mod gallery;
mod grouped;
mod hindcast;
mod leaf;
mod leaf_title;
mod measure;
mod messages;
mod numbers;
mod odds;
mod outcome;
mod page;
mod page_words;
mod peaks;
mod sensitivity;
mod series;
mod shards;
mod statements;
mod summary;
mod sweep;
mod terms;
mod unit_names;
mod units;
mod words;

pub use abatement::*;
pub use closures::*;
pub use compare::*;
pub use compare_charts::*;
pub use compare_page::*;
pub use compare_statements::*;
pub use decomposition::*;
pub use difference::*;
pub use document::*;
pub use draws::*;
pub use explain::*;
pub use export::*;
pub use findings::*;
pub use gallery::*;
pub use grouped::*;
pub use hindcast::*;
pub use leaf::*;
pub use leaf_title::*;
pub use measure::*;
pub use messages::*;
pub use numbers::*;
pub use odds::*;
pub use outcome::*;
pub use page::*;
pub use page_words::*;
pub use peaks::*;
pub use sensitivity::*;
pub use series::*;
pub use shards::*;
pub use statements::*;
pub use summary::*;
pub use sweep::*;
pub use unit_names::*;
pub use units::*;
pub use words::*;

use crate::domain::Text;

/// A name that is to stand in Chinese quotation marks: its own become single ones (GB/T 15834).
pub fn nested(name: &str) -> String {
    name.replace('“', "‘").replace('”', "’")
}

/// A title that stands in quotation marks in Chinese, and in none in English.
pub fn inside_quotes(title: &Text, lang: Lang) -> String {
    match lang {
        Lang::Zh => nested(lang.of(title)),
        Lang::En => lang.of(title).to_owned(),
    }
}

/// The language of a report.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Lang {
    /// Simplified Chinese.
    Zh,
    /// English.
    En,
}

impl Lang {
    /// Both languages, Chinese first.
    pub const ALL: [Lang; 2] = [Lang::Zh, Lang::En];

    /// The code used in file names and arguments: `zh` or `en`.
    pub fn code(self) -> &'static str {
        match self {
            Lang::Zh => "zh",
            Lang::En => "en",
        }
    }

    /// The half of a bilingual name in this language; the other half where this one is empty.
    pub fn of(self, text: &Text) -> &str {
        let (own, other) = match self {
            Lang::Zh => (&text.zh, &text.en),
            Lang::En => (&text.en, &text.zh),
        };
        if own.is_empty() { other } else { own }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// GB/T 15834: double marks outside, single ones inside.
    #[test]
    fn quotes_within_quotes_are_single() {
        let title = Text { zh: "“三基地”产能".to_owned(), en: "“Three Bases”".to_owned() };
        assert_eq!(format!("目标“{}”", inside_quotes(&title, Lang::Zh)), "目标“‘三基地’产能”");
        assert_eq!(inside_quotes(&title, Lang::En), "“Three Bases”");
    }
}
