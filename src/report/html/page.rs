//! What a template is given: sections of parts of blocks. `docs/report.md` tells authors of templates.

use serde::Serialize;

use super::word;
use crate::report::text::{Lang, PageWord};

/// The whole page.
#[derive(Serialize)]
pub struct Page {
    /// Code of the language as HTML has it.
    pub(in crate::report) lang: &'static str,
    pub(in crate::report) title: String,
    /// The kind of document.
    pub(in crate::report) kind: String,
    /// Label of the list of sections.
    pub(in crate::report) contents: String,
    /// The program and its version.
    pub(in crate::report) generator: String,
    pub(in crate::report) sections: Vec<Section>,
}

impl Page {
    /// A page of these scenarios.
    pub fn new(titles: Vec<String>, sections: Vec<Section>, lang: Lang) -> Page {
        let separator = if lang == Lang::Zh { "；" } else { "; " };
        let mut distinct: Vec<String> = Vec::new();
        for title in titles {
            if !distinct.contains(&title) {
                distinct.push(title);
            }
        }
        Page {
            lang: if lang == Lang::Zh { "zh-Hans" } else { "en" },
            title: distinct.join(separator),
            kind: word(PageWord::Report, lang),
            contents: word(PageWord::Contents, lang),
            generator: format!("dafeng {}", env!("CARGO_PKG_VERSION")),
            sections,
        }
    }

    /// Its charts, in their order.
    pub fn figures(&self) -> impl Iterator<Item = &Figure> {
        let blocks = self.sections.iter().flat_map(|section| &section.parts).flat_map(|part| &part.blocks);
        blocks.filter_map(|block| match block {
            Block::Figure(figure) => Some(figure),
            _ => None,
        })
    }
}

/// A section under a heading of the second level.
#[derive(Serialize)]
pub struct Section {
    /// Its anchor.
    pub id: &'static str,
    pub heading: String,
    pub parts: Vec<Part>,
}

impl Section {
    /// A section, or none where it has no parts.
    pub fn of(id: &'static str, heading: PageWord, parts: Vec<Part>, lang: Lang) -> Option<Section> {
        (!parts.is_empty()).then(|| Section { id, heading: word(heading, lang), parts })
    }
}

/// Blocks under a heading of the third level, or under that of the section.
#[derive(Serialize)]
pub struct Part {
    pub heading: Option<String>,
    /// Whether a reader opens it first.
    pub folded: bool,
    pub blocks: Vec<Block>,
}

impl Part {
    /// An open part.
    pub fn open(heading: Option<String>, blocks: Vec<Block>) -> Part {
        Part { heading, folded: false, blocks }
    }

    /// A part that is closed at first.
    pub fn folded(heading: String, blocks: Vec<Block>) -> Part {
        Part { heading: Some(heading), folded: true, blocks }
    }
}

/// What stands in a part.
#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Block {
    /// A paragraph.
    Text { text: String },
    /// Sentences with bullets.
    List { items: Vec<String> },
    /// A table.
    Table(Table),
    /// A chart.
    Figure(Figure),
}

impl Block {
    /// A paragraph.
    pub fn text(text: impl Into<String>) -> Block {
        Block::Text { text: text.into() }
    }
}

/// A table; the first cell of a row is its head.
#[derive(Serialize)]
pub struct Table {
    pub caption: String,
    /// The label that opens it, where it is closed at first.
    pub folded: Option<String>,
    pub head: Vec<String>,
    pub rows: Vec<Vec<Cell>>,
}

impl Table {
    /// An open table.
    pub fn new(caption: impl Into<String>, head: Vec<String>, rows: Vec<Vec<Cell>>) -> Table {
        Table { caption: caption.into(), folded: None, head, rows }
    }
}

/// A cell of a table.
#[derive(Serialize, Default)]
pub struct Cell {
    pub lines: Vec<String>,
    /// Whether it is set as a number.
    pub number: bool,
    /// `attained`, `missed`, `imposed`, `undefined`; else empty.
    pub status: &'static str,
    /// What it points to, http or https.
    pub link: Option<String>,
    /// Whether it is code: an address, a digest, a command.
    pub code: bool,
}

impl Cell {
    /// A cell of one line.
    pub fn text(text: impl Into<String>) -> Cell {
        Cell { lines: vec![text.into()], ..Cell::default() }
    }

    /// A cell of several lines.
    pub fn lines(lines: Vec<String>) -> Cell {
        Cell { lines, ..Cell::default() }
    }

    /// A number as printed.
    pub fn number(text: impl Into<String>) -> Cell {
        Cell { lines: vec![text.into()], number: true, ..Cell::default() }
    }

    /// A number in lines; an empty one where there is none.
    pub fn numbers(lines: Option<Vec<String>>) -> Cell {
        Cell { lines: lines.unwrap_or_else(|| vec![String::new()]), number: true, ..Cell::default() }
    }

    /// An address, a digest, a command.
    pub fn code(text: impl Into<String>) -> Cell {
        Cell { lines: vec![text.into()], code: true, ..Cell::default() }
    }
}

/// A chart with what is said about it.
#[derive(Serialize)]
pub struct Figure {
    /// Anchor of the figure, unique on the page; its parts have ids that begin with it.
    pub id: String,
    /// What stands below it, with its number.
    pub caption: String,
    /// Markup of the chart, checked; it is put in as it is.
    pub svg: minijinja::Value,
    /// What it shows, without its number.
    #[serde(skip)]
    pub title: String,
    /// The folder of results that holds it, as given.
    #[serde(skip)]
    pub folder: String,
    /// Its drawing inside the folder: `charts/….svg`.
    #[serde(skip)]
    pub file: String,
}
