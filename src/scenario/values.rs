//! What the fields of a table hold: texts, years, words of a vocabulary, things by name.

use std::borrow::Cow;
use std::collections::HashMap;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use super::problem::Draft;
use super::record::{At, CITATION, Read, Reader, named, record};
use super::source_map::Span;
use super::tree::{Kind, Node, shorten};

/// A text and its place.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Word {
    pub value: String,
    pub span: Span,
}

/// A calendar year and its place.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) struct YearAt {
    pub value: i32,
    pub span: Span,
}

/// A whole number, such as a number of years.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) struct Count {
    pub value: u32,
}

/// Yes or no.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) struct Flag(pub bool);

/// One of a few words.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) struct Choice<T> {
    pub value: T,
    pub span: Span,
}

/// A list of texts.
#[derive(Clone, PartialEq, Debug, Default)]
pub(crate) struct Words(pub Vec<Word>);

/// A table in a file, or a list of such.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Paths(pub Vec<TablePath>);

/// Where a table is.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct TablePath {
    /// The path of its file.
    pub file: Word,
    /// The sheet, where it is one of a workbook.
    pub sheet: Option<Word>,
}

record! {
    /// A table in a file of its own.
    plain TableAt {
        /// The path of the file: CSV or XLSX.
        file: Word,
        /// The sheet of a workbook; by default the only one with something in it.
        sheet: Option<Word>,
    }
}

/// Exactly two of something.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Pair<T>(pub T, pub T);

/// Things by name: the keys of a table. What could not be read keeps its name.
#[derive(Clone, Debug)]
pub(crate) struct Map<T> {
    pub entries: Vec<(Word, Option<T>)>,
}

/// Things by `id`: the elements of a list. What could not be read keeps its name.
#[derive(Clone, Debug)]
pub(crate) struct List<T> {
    pub entries: Vec<(Word, Option<T>)>,
}

impl<T> Map<T> {
    pub fn iter(&self) -> impl Iterator<Item = (&Word, &T)> {
        self.entries.iter().filter_map(|(word, value)| Some((word, value.as_ref()?)))
    }
    pub fn get(&self, name: &str) -> Option<&T> {
        self.iter().find(|(word, _)| word.value == name).map(|(_, value)| value)
    }
}

impl<T> List<T> {
    pub fn iter(&self) -> impl Iterator<Item = (&Word, &T)> {
        self.entries.iter().filter_map(|(word, value)| Some((word, value.as_ref()?)))
    }
}

impl<T: Read> Read for Option<T> {
    const NEEDED: bool = false;
    fn expected() -> String {
        T::expected()
    }
    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        T::read(node, reader).map(Some)
    }
    fn absent(_: &str, _: &At, _: &mut Reader<'_>) -> Option<Self> {
        Some(None)
    }
}

impl Read for Word {
    fn expected() -> String {
        "a text".to_owned()
    }
    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        match node.text() {
            Some(text) if text.trim().is_empty() => reader.wrong(node, "a text that is not empty"),
            Some(text) => Some(Word { value: text.to_owned(), span: node.span }),
            None => reader.wrong(node, &Self::expected()),
        }
    }
}

/// A whole number, from TOML or from the text of a cell.
fn whole(node: &Node) -> Option<i64> {
    match &node.kind {
        Kind::Integer(number) => Some(*number),
        Kind::Cell(text) => text.parse().ok(),
        _ => None,
    }
}

/// Years that anybody plans in.
const YEARS: std::ops::RangeInclusive<i32> = 1900..=2200;

impl Read for YearAt {
    fn expected() -> String {
        format!("a year from {} to {}", YEARS.start(), YEARS.end())
    }
    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        let year =
            whole(node).and_then(|number| i32::try_from(number).ok()).filter(|year| YEARS.contains(year));
        match year {
            Some(value) => Some(YearAt { value, span: node.span }),
            None => reader.wrong(node, &Self::expected()),
        }
    }
}

impl Read for Count {
    fn expected() -> String {
        "a whole number of years from 0 to 200".to_owned()
    }
    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        let count = whole(node).and_then(|number| u32::try_from(number).ok()).filter(|count| *count <= 200);
        match count {
            Some(value) => Some(Count { value }),
            None => reader.wrong(node, &Self::expected()),
        }
    }
}

impl Read for Flag {
    fn expected() -> String {
        "`true` or `false`".to_owned()
    }
    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        match &node.kind {
            Kind::Flag(flag) => Some(Flag(*flag)),
            Kind::Cell(text) if text == "true" => Some(Flag(true)),
            Kind::Cell(text) if text == "false" => Some(Flag(false)),
            _ => reader.wrong(node, &Self::expected()),
        }
    }
}

/// Types that are written as one of a few words.
pub(crate) trait Vocabulary: Copy + 'static {
    /// The words and what they mean.
    const WORDS: &'static [(&'static str, Self)];
}

/// The word of the file format for a value.
pub(crate) fn word<T: Vocabulary + PartialEq>(value: T) -> &'static str {
    T::WORDS.iter().find(|(_, meant)| *meant == value).map_or("", |(word, _)| word)
}

fn one_of<T: Vocabulary>() -> String {
    let words: Vec<String> = T::WORDS.iter().map(|(word, _)| format!("\"{word}\"")).collect();
    match words.split_last() {
        Some((last, others)) if !others.is_empty() => format!("{} or {last}", others.join(", ")),
        _ => words.concat(),
    }
}

impl<T: Vocabulary> Read for Choice<T> {
    fn expected() -> String {
        one_of::<T>()
    }
    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        let found = node.text().and_then(|text| T::WORDS.iter().find(|(word, _)| *word == text));
        match found {
            Some((_, value)) => Some(Choice { value: *value, span: node.span }),
            None => reader.wrong(node, &Self::expected()),
        }
    }
}

impl Read for Words {
    const NEEDED: bool = false;
    fn expected() -> String {
        "a list of texts".to_owned()
    }
    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        let Some(list) = node.list() else { return reader.wrong(node, &Self::expected()) };
        let words: Vec<Option<Word>> = list.iter().map(|node| Word::read(node, reader)).collect();
        words.into_iter().collect::<Option<Vec<_>>>().map(Words)
    }
    fn absent(_: &str, _: &At, _: &mut Reader<'_>) -> Option<Self> {
        Some(Words::default())
    }
}

impl Read for TablePath {
    fn expected() -> String {
        "the path of a table, or `{ file = \"units.xlsx\", sheet = \"…\" }`".to_owned()
    }
    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        if node.text().is_some() {
            return Word::read(node, reader).map(|file| TablePath { file, sheet: None });
        }
        if node.table().is_none() {
            return reader.wrong(node, &Self::expected());
        }
        TableAt::read(node, reader).map(|TableAt { file, sheet, .. }| TablePath { file, sheet })
    }
}

impl Read for Paths {
    fn expected() -> String {
        "the path of a file, `{ file = \"units.xlsx\", sheet = \"…\" }`, or a list of such".to_owned()
    }
    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        match node.list() {
            Some([]) => {
                reader.sink.push(
                    Draft::new(node.span, format!("`{}` is an empty list", reader.address()))
                        .label(format!("expected {}", Self::expected()))
                        .help("`{ remove = true }` takes out what an earlier layer names"),
                );
                None
            }
            Some(list) => {
                let read: Vec<Option<TablePath>> =
                    list.iter().map(|node| TablePath::read(node, reader)).collect();
                read.into_iter().collect::<Option<_>>().map(Paths)
            }
            None if node.text().is_some() || node.table().is_some() => {
                TablePath::read(node, reader).map(|path| Paths(vec![path]))
            }
            None => reader.wrong(node, &Self::expected()),
        }
    }
}

impl<T: Read> Read for Pair<T> {
    fn expected() -> String {
        "a list of two such as `[2021, 2060]`".to_owned()
    }
    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        match node.list() {
            Some([first, second]) => {
                let (first, second) = (T::read(first, reader), T::read(second, reader));
                Some(Pair(first?, second?))
            }
            _ => reader.wrong(node, &Self::expected()),
        }
    }
}

impl<T: Read> Read for Map<T> {
    const NEEDED: bool = false;
    fn expected() -> String {
        "a table by name".to_owned()
    }
    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        let fields = reader.open(node)?;
        fields.cited(reader);
        let entries = fields.entries().filter(|entry| !CITATION.contains(&entry.key.as_str()));
        Some(Map { entries: entries.map(|entry| named(entry, reader)).collect() })
    }
    fn absent(_: &str, _: &At, _: &mut Reader<'_>) -> Option<Self> {
        Some(Map { entries: Vec::new() })
    }
}

impl<T: Read> Read for List<T> {
    const NEEDED: bool = false;
    fn expected() -> String {
        "a list of tables, each with an `id`".to_owned()
    }
    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        let Some(list) = node.list() else { return reader.wrong(node, &Self::expected()) };
        let mut entries: Vec<(Word, Option<T>)> = Vec::with_capacity(list.len());
        let mut first: HashMap<String, Span> = HashMap::new();
        for element in list {
            let Some(id) = element_id(element, reader) else { continue };
            match first.get(&id.value) {
                Some(earlier) => {
                    let address = reader.under(&id.value, |reader| reader.address());
                    let draft = Draft::new(id.span, format!("two elements `{}`", shorten(&address)));
                    reader
                        .sink
                        .push(draft.also(*earlier, "the first one").help("give one of them another `id`"));
                    continue;
                }
                None => first.insert(id.value.clone(), id.span),
            };
            let value = reader.under(&id.value, |reader| T::read(element, reader));
            entries.push((id, value));
        }
        Some(List { entries })
    }
    fn absent(_: &str, _: &At, _: &mut Reader<'_>) -> Option<Self> {
        Some(List { entries: Vec::new() })
    }
}

fn element_id(element: &Node, reader: &mut Reader<'_>) -> Option<Word> {
    let fields = reader.open(element)?;
    let id: Word = fields.read("id", reader)?;
    Some(reader.identifier(&id.value, id.span))
}

/// Gives a type a schema written out by hand, in place.
macro_rules! inline_schema {
    ($type:ty $(where [$($param:ident: $bound:path),*])?, $generator:ident => $schema:expr) => {
        impl $(<$($param: $bound),*>)? JsonSchema for $type {
            fn inline_schema() -> bool {
                true
            }
            fn schema_name() -> Cow<'static, str> {
                Cow::Borrowed(stringify!($type))
            }
            fn json_schema($generator: &mut SchemaGenerator) -> Schema {
                $schema
            }
        }
    };
}
pub(crate) use inline_schema;

inline_schema!(Word, _generator => json_schema!({ "type": "string" }));
// A `default` marks what may be left out of the merged scenario too.
inline_schema!(Words, _generator => json_schema!({
    "type": "array", "items": { "type": "string" }, "default": []
}));
inline_schema!(TablePath, generator => json_schema!({
    "anyOf": [{ "type": "string" }, generator.subschema_for::<TableAt>()]
}));
inline_schema!(Paths, generator => json_schema!({
    "anyOf": [
        { "type": "string" },
        generator.subschema_for::<TableAt>(),
        { "type": "array", "items": generator.subschema_for::<TablePath>(), "minItems": 1 }
    ]
}));
inline_schema!(Flag, _generator => json_schema!({ "type": "boolean" }));
inline_schema!(Count, _generator => json_schema!({ "type": "integer", "minimum": 0, "maximum": 200 }));
inline_schema!(YearAt, _generator => json_schema!({ "type": "integer", "minimum": 1900, "maximum": 2200 }));
inline_schema!(Pair<T> where [T: JsonSchema], generator => json_schema!({
    "type": "array", "items": generator.subschema_for::<T>(), "minItems": 2, "maxItems": 2
}));
inline_schema!(Map<T> where [T: JsonSchema], generator => json_schema!({
    "type": "object",
    "properties": {
        "source": { "type": "string", "description": "A citation for what stands below." },
        "assumption": { "type": "string", "description": "Instead of a source, for what stands below." },
        "note": { "type": "string", "description": "Free words." }
    },
    "additionalProperties": generator.subschema_for::<T>(),
    "default": {}
}));
inline_schema!(List<T> where [T: JsonSchema], generator => json_schema!({
    "type": "array", "items": generator.subschema_for::<T>(), "default": []
}));
inline_schema!(Choice<T> where [T: Vocabulary], _generator => {
    let words: Vec<&str> = T::WORDS.iter().map(|(word, _)| *word).collect();
    json_schema!({ "type": "string", "enum": words })
});
