//! Every word people see, in both languages.
//!
//! Each word is a variant or a function with both languages side by side, so a missing
//! translation does not compile.

mod closures;
mod compare;
mod decomposition;
mod difference;
mod document;
mod draws;
mod explain;
mod findings;
mod grouped;
mod hindcast;
mod leaf;
mod measure;
mod messages;
mod numbers;
mod page;
mod page_words;
mod series;
mod shards;
mod summary;
mod terms;
mod units;
mod words;

pub use closures::*;
pub use compare::*;
pub use decomposition::*;
pub use difference::*;
pub use document::*;
pub use draws::*;
pub use explain::*;
pub use findings::*;
pub use grouped::*;
pub use hindcast::*;
pub use leaf::*;
pub use measure::*;
pub use messages::*;
pub use numbers::*;
pub use page::*;
pub use page_words::*;
pub use series::*;
pub use shards::*;
pub use summary::*;
pub use units::*;
pub use words::*;

use crate::domain::Text;

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
