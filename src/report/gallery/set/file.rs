//! Reads a file of charts: every mistake with its line, as in scenario files.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use super::super::{Choice as Wanted, Kind as ChartKind};
use crate::report::chart::{BANDS, Dpi, Format, PageLength, Settings, TextLength, is_range};
use crate::report::text::Lang;
use crate::scenario::Problems;
use crate::scenario::problem::{Draft, Sink};
use crate::scenario::record::{Read, Reader, record};
use crate::scenario::source_map::{Origin, SourceMap, Span};
use crate::scenario::tree::{self, Kind, Node};
use crate::scenario::values::{Choice, Vocabulary, Word, inline_schema};

/// Most decimals of values written beside marks.
const MOST_DECIMALS: usize = 6;

record! {
    /// A set of charts.
    plain RawSet {
        /// What holds for every chart that does not say otherwise.
        defaults: Option<RawChart>,
        /// The charts.
        chart: RawCharts,
    }
    /// A chart, or several alike.
    plain RawChart {
        /// The charts whose name holds this, or has this pattern with `*`.
        name: Option<Word>,
        /// The charts of this kind.
        kind: Option<Choice<ChartKind>>,
        /// The name of the files, for one chart.
        file: Option<FileName>,
        /// The title, for one chart.
        title: Option<Word>,
        /// A note after those that the chart makes.
        note: Option<Word>,
        /// Citation under the chart.
        source: Option<Word>,
        /// The theme.
        theme: Option<Word>,
        /// Width of the picture.
        width: Option<PageLength>,
        /// Height of a full-size plot.
        plot_height: Option<PageLength>,
        /// Size of the numbers on axes.
        text: Option<TextLength>,
        /// Dots per inch of a PNG.
        dpi: Option<Dpi>,
        /// Kinds of files.
        formats: Option<Formats>,
        /// Language.
        lang: Option<Choice<Lang>>,
        /// Unit of the values.
        unit: Option<Word>,
        /// Decimals of values written beside marks.
        decimals: Option<Placed<usize>>,
        /// First and last year.
        years: Option<Placed<(i32, i32)>>,
        /// Lowest and highest value.
        range: Option<Placed<(f64, f64)>>,
        /// The bands that are drawn.
        bands: Option<Placed<Vec<u8>>>,
    }
}

/// The charts of a set.
#[derive(Clone, Debug)]
pub(crate) struct RawCharts(pub Vec<RawChart>);

/// A value and its place.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Placed<T> {
    pub value: T,
    pub span: Span,
}

/// The name of a file, without its ending.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct FileName {
    pub value: String,
    pub span: Span,
}

/// Kinds of files.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Formats(Vec<Format>);

impl RawChart {
    /// Which charts it is about.
    pub fn choice(&self) -> Wanted {
        Wanted {
            kinds: self.kind.iter().map(|kind| kind.value).collect(),
            names: self.name.iter().map(|word| word.value.clone()).collect(),
            file: self.file.as_ref().map(|file| file.value.clone()),
        }
    }

    /// What it asks of them.
    pub fn settings(&self) -> Settings {
        let text = |word: &Option<Word>| word.as_ref().map(|word| word.value.clone());
        Settings {
            theme: text(&self.theme),
            width: self.width.map(|length| length.0),
            plot_height: self.plot_height.map(|length| length.0),
            text: self.text.map(|length| length.0),
            dpi: self.dpi.map(|dpi| dpi.0),
            formats: self.formats.as_ref().map(|formats| formats.0.clone()),
            lang: self.lang.map(|lang| lang.value),
            title: text(&self.title),
            note: text(&self.note),
            source: text(&self.source),
            unit: text(&self.unit),
            decimals: self.decimals.as_ref().map(|placed| placed.value),
            years: self.years.as_ref().map(|placed| placed.value),
            range: self.range.as_ref().map(|placed| placed.value),
            bands: self.bands.as_ref().map(|placed| placed.value.clone()),
        }
    }
}

/// A file as it was read, with the places of its parts.
pub fn read(name: &str, text: &str) -> Result<(SourceMap, RawSet), Problems> {
    let mut map = SourceMap::default();
    let mut sink = Sink::default();
    let file = map.add(name, text.to_owned(), Origin::Toml);
    let root = tree::parse(&map, file, &mut sink);
    // What is no TOML has no keys: it is not told twice.
    let raw = match sink.is_empty() {
        true => RawSet::read(&root, &mut Reader::new(&map, &mut sink)),
        false => None,
    };
    raw.iter().flat_map(|raw| &raw.defaults).for_each(|defaults| of_one(defaults, &mut sink));
    match raw {
        Some(raw) if sink.is_empty() => Ok((map, raw)),
        _ => Err(sink.finish(&map)),
    }
}

/// Reports what is of one chart and stands for all.
fn of_one(defaults: &RawChart, sink: &mut Sink) {
    let written = [
        ("name", defaults.name.as_ref().map(|word| word.span)),
        ("kind", defaults.kind.map(|kind| kind.span)),
        ("file", defaults.file.as_ref().map(|file| file.span)),
        ("title", defaults.title.as_ref().map(|word| word.span)),
    ];
    for (key, span) in written {
        let Some(span) = span else { continue };
        sink.push(Draft::new(span, format!("`{key}` is of one chart")).help("write it under `[[chart]]`"));
    }
}

impl Read for RawCharts {
    fn expected() -> String {
        "a list of tables, each under `[[chart]]`".to_owned()
    }
    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        let Some(list) = node.list() else { return reader.wrong(node, &Self::expected()) };
        let one = |(place, node): (usize, &Node)| {
            reader.under(&(place + 1).to_string(), |reader| RawChart::read(node, reader))
        };
        // Every entry is read before one of them fails: all mistakes are told at once.
        let read: Vec<Option<RawChart>> = list.iter().enumerate().map(one).collect();
        read.into_iter().collect::<Option<Vec<_>>>().map(RawCharts)
    }
}

impl Vocabulary for ChartKind {
    const WORDS: &'static [(&'static str, Self)] = ChartKind::ALL;
}

impl Vocabulary for Lang {
    const WORDS: &'static [(&'static str, Self)] = &[("zh", Lang::Zh), ("en", Lang::En)];
}

impl Read for FileName {
    fn expected() -> String {
        "a name of letters, digits, `-`, `_` and `.` that begins with a letter or digit".to_owned()
    }
    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        let letter = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
        let is_name = |text: &&str| text.chars().all(letter) && text.starts_with(char::is_alphanumeric);
        match node.text().filter(is_name) {
            Some(text) => Some(FileName { value: text.to_owned(), span: node.span }),
            None => reader.wrong(node, &Self::expected()),
        }
    }
}

impl Read for Formats {
    fn expected() -> String {
        "a list of some of \"svg\", \"png\" and \"pdf\"".to_owned()
    }
    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        let format = |node: &Node| Format::ALL.into_iter().find(|format| node.text() == Some(format.name()));
        let formats = node.list().and_then(|list| list.iter().map(format).collect::<Option<Vec<Format>>>());
        match formats.filter(|formats| !formats.is_empty()) {
            Some(formats) => Some(Formats(formats)),
            None => reader.wrong(node, &Self::expected()),
        }
    }
}

/// What is read from a node without its place.
trait Plain: Sized {
    const EXPECTED: &'static str;
    fn of(node: &Node) -> Option<Self>;
}

fn whole(node: &Node) -> Option<i32> {
    match node.kind {
        Kind::Integer(number) => i32::try_from(number).ok(),
        _ => None,
    }
}

fn number(node: &Node) -> Option<f64> {
    match node.kind {
        Kind::Integer(number) => Some(number as f64),
        Kind::Float(number) => Some(number),
        _ => None,
    }
}

fn pair<T>(node: &Node, read: impl Fn(&Node) -> Option<T>) -> Option<(T, T)> {
    match node.list()? {
        [first, second] => Some((read(first)?, read(second)?)),
        _ => None,
    }
}

impl Plain for usize {
    const EXPECTED: &'static str = "a whole number from 0 to 6";
    fn of(node: &Node) -> Option<usize> {
        whole(node).and_then(|number| usize::try_from(number).ok()).filter(|number| *number <= MOST_DECIMALS)
    }
}

impl Plain for (i32, i32) {
    const EXPECTED: &'static str = "the first and the last year such as `[2020, 2040]`";
    fn of(node: &Node) -> Option<(i32, i32)> {
        pair(node, whole).filter(|(first, last)| first < last)
    }
}

impl Plain for (f64, f64) {
    const EXPECTED: &'static str = "the lowest and the highest value such as `[0, 6000]`";
    fn of(node: &Node) -> Option<(f64, f64)> {
        pair(node, number).filter(|ends| is_range(*ends))
    }
}

impl Plain for Vec<u8> {
    const EXPECTED: &'static str = "a list of some of 50, 80 and 90, or `[]` for lines only";
    fn of(node: &Node) -> Option<Vec<u8>> {
        let band = |node: &Node| whole(node).and_then(|band| u8::try_from(band).ok());
        node.list()?.iter().map(|node| band(node).filter(|band| BANDS.contains(band))).collect()
    }
}

impl<T: Plain> Read for Placed<T> {
    fn expected() -> String {
        T::EXPECTED.to_owned()
    }
    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        match T::of(node) {
            Some(value) => Some(Placed { value, span: node.span }),
            None => reader.wrong(node, &Self::expected()),
        }
    }
}

inline_schema!(RawCharts, generator => json_schema!({
    "type": "array", "items": generator.subschema_for::<RawChart>()
}));
inline_schema!(FileName, _generator => json_schema!({ "type": "string", "minLength": 1 }));
inline_schema!(Formats, _generator => {
    let names: Vec<&str> = Format::ALL.into_iter().map(Format::name).collect();
    json_schema!({ "type": "array", "items": { "type": "string", "enum": names }, "minItems": 1 })
});
inline_schema!(Placed<usize>, _generator => json_schema!({
    "type": "integer", "minimum": 0, "maximum": MOST_DECIMALS
}));
inline_schema!(Placed<(i32, i32)>, _generator => json_schema!({
    "type": "array", "items": { "type": "integer" }, "minItems": 2, "maxItems": 2
}));
inline_schema!(Placed<(f64, f64)>, _generator => json_schema!({
    "type": "array", "items": { "type": "number" }, "minItems": 2, "maxItems": 2
}));
inline_schema!(Placed<Vec<u8>>, _generator => json_schema!({
    "type": "array", "items": { "type": "integer", "enum": BANDS }
}));
