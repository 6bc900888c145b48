//! Everything as one JSON document.

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use super::{Board, Content, Line};
use crate::domain::Text;
use crate::report::manifest::Manifest;
use crate::report::text::Lang;

/// Columns of boards that hold words, also where they look like numbers.
const WORDS: [&str; 18] = [
    "scenario",
    "against",
    "id",
    "title",
    "metric",
    "place",
    "reading",
    "must",
    "unit",
    "central_status",
    "imposed_by",
    "source",
    "series",
    "board",
    "quantity",
    "best",
    "bound_by",
    "status",
];

#[derive(Serialize)]
struct Document<'c> {
    generator: &'static str,
    results: Vec<Results<'c>>,
    series: Vec<OneSeries<'c>>,
    #[serde(serialize_with = "tables")]
    tables: &'c [Board],
}

#[derive(Serialize)]
struct Results<'c> {
    folder: &'c str,
    manifest: &'c Manifest,
}

#[derive(Serialize)]
struct OneSeries<'c> {
    model: &'c str,
    scenario: &'c str,
    region: &'c str,
    cluster: Option<&'c str>,
    commodity: Option<&'c str>,
    series: &'c str,
    title: Title,
    unit: &'c str,
    years: &'c [i32],
    #[serde(serialize_with = "statistics")]
    statistics: &'c Line,
}

#[derive(Serialize)]
struct Title {
    zh: String,
    en: String,
}

impl From<Text> for Title {
    fn from(text: Text) -> Title {
        Title { zh: text.zh, en: text.en }
    }
}

/// The document, pretty, with a closing newline.
pub fn json(content: &Content<'_>) -> Result<Vec<u8>, serde_json::Error> {
    let results = content.folders.iter();
    let document = Document {
        generator: concat!("dafeng ", env!("CARGO_PKG_VERSION")),
        results: results.map(|one| Results { folder: one.name, manifest: one.manifest }).collect(),
        series: content.lines.iter().map(|line| one_series(content, line)).collect(),
        tables: &content.boards,
    };
    let mut bytes = serde_json::to_vec(&document)?;
    bytes.push(b'\n');
    Ok(bytes)
}

fn one_series<'c>(content: &'c Content<'_>, line: &'c Line) -> OneSeries<'c> {
    let some = |text: &'c str| Some(text).filter(|text| !text.is_empty());
    let title = |lang| content.title(line, lang);
    OneSeries {
        model: &line.model,
        scenario: &line.scenario,
        region: &line.region,
        cluster: some(&line.cluster),
        commodity: some(&line.commodity),
        series: &line.series,
        title: Text { zh: title(Lang::Zh), en: title(Lang::En) }.into(),
        unit: &line.unit,
        years: &line.years,
        statistics: line,
    }
}

/// Values by the name of their statistic, one a year.
fn statistics<S: Serializer>(line: &&Line, serializer: S) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(Some(line.statistics.len()))?;
    for statistic in &line.statistics {
        map.serialize_entry(&statistic.name, &statistic.values)?;
    }
    map.end()
}

/// Boards by name, each a list of rows by column.
fn tables<S: Serializer>(boards: &&[Board], serializer: S) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(None)?;
    let mut names: Vec<&str> = Vec::new();
    names.extend(boards.iter().map(|board| board.name));
    let first = |at: &usize| !names[..*at].contains(&names[*at]);
    let names: Vec<&str> = (0..names.len()).filter(first).map(|at| names[at]).collect();
    for name in names {
        let rows: Vec<Cells<'_>> = boards.iter().filter(|board| board.name == name).flat_map(cells).collect();
        map.serialize_entry(name, &rows)?;
    }
    map.end()
}

fn cells(board: &Board) -> impl Iterator<Item = Cells<'_>> {
    board.rows.iter().map(|row| Cells { header: &board.header, row })
}

struct Cells<'c> {
    header: &'c [String],
    row: &'c [String],
}

impl Serialize for Cells<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.row.len()))?;
        for (head, cell) in self.header.iter().zip(self.row) {
            map.serialize_entry(head, &Cell::of(head, cell))?;
        }
        map.end()
    }
}

/// A cell of a board with its type.
#[derive(Clone, Copy, PartialEq, Debug, Serialize)]
#[serde(untagged)]
pub enum Cell<'c> {
    /// Nothing.
    Empty,
    /// Yes or no.
    Flag(bool),
    /// A number.
    Number(f64),
    /// A word.
    Word(&'c str),
}

impl Cell<'_> {
    /// The cell under a head: a number or a flag where it looks like one and the column does not hold words.
    pub fn of<'c>(head: &str, cell: &'c str) -> Cell<'c> {
        match (cell, WORDS.contains(&head)) {
            ("", _) => Cell::Empty,
            (word, true) => Cell::Word(word),
            ("true", _) => Cell::Flag(true),
            ("false", _) => Cell::Flag(false),
            (text, _) => match text.parse::<f64>() {
                Ok(number) if number.is_finite() => Cell::Number(number),
                _ => Cell::Word(text),
            },
        }
    }
}
