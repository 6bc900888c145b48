//! How a table of a file is read: declared once as a struct, from which come the reading, every
//! message about it, and its JSON Schema.

use std::borrow::Cow;
use std::collections::HashMap;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use super::problem::{Draft, Sink};
use super::source_map::{Origin, SourceMap, Span};
use super::tree::{Entry, Kind, Node, Table, shorten};
use crate::near::near;

/// Where something stands: its address and its place in a file.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct At {
    pub address: String,
    pub span: Span,
}

impl At {
    /// The address of something below.
    pub fn below(&self, key: &str) -> At {
        At { address: format!("{}.{key}", self.address), span: self.span }
    }
}

/// Keys that may stand in any table above leaves.
pub(crate) const CITATION: [&str; 3] = ["source", "assumption", "note"];

/// Keys that the format keeps for later.
const RESERVED: [&str; 4] = ["disturbance", "growth-shock", "shocks", "correlations"];

/// Walks a tree, knows where it is and collects what is wrong.
pub(crate) struct Reader<'a> {
    pub map: &'a SourceMap,
    pub sink: &'a mut Sink,
    path: Vec<String>,
    /// Every `source` written in TOML: the key it begins with must be declared.
    pub citations: Vec<Word>,
    /// Leaves that are another leaf, by address.
    pub same: HashMap<String, Word>,
}

/// Something that a node can be read as.
pub(crate) trait Read: Sized {
    /// What it looks like, for messages: "a text such as …".
    fn expected() -> String;
    /// Reads it, or reports why not.
    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self>;
    /// What stands for a key that is not written: nothing, unless a type says otherwise.
    fn absent(key: &str, at: &At, reader: &mut Reader<'_>) -> Option<Self> {
        let message = format!("{} has no `{key}`", name(&at.address));
        reader.sink.push(Draft::new(at.span, message).help(format!("write `{key}` as {}", Self::expected())));
        None
    }
}

fn name(address: &str) -> String {
    if address.is_empty() { "the scenario".to_owned() } else { format!("`{}`", shorten(address)) }
}

impl<'a> Reader<'a> {
    pub fn new(map: &'a SourceMap, sink: &'a mut Sink) -> Self {
        Reader { map, sink, path: Vec::new(), citations: Vec::new(), same: HashMap::new() }
    }

    /// The address of where the reader is.
    pub fn address(&self) -> String {
        self.path.join(".")
    }

    pub fn at(&self, span: Span) -> At {
        At { address: self.address(), span }
    }

    /// Reads something one key down.
    pub fn under<T>(&mut self, key: &str, read: impl FnOnce(&mut Self) -> T) -> T {
        self.path.push(key.to_owned());
        let result = read(self);
        self.path.pop();
        result
    }

    /// Reports a value of the wrong kind.
    pub fn wrong<T>(&mut self, node: &Node, expected: &str) -> Option<T> {
        let message = format!("{} is {}", name(&self.address()), node.found());
        self.sink.push(Draft::new(node.span, message).label(format!("expected {expected}")));
        None
    }

    /// Opens a table to read its keys.
    pub fn open<'n>(&mut self, node: &'n Node) -> Option<Fields<'n>> {
        match node.table() {
            Some(table) => Some(Fields { table, at: self.at(node.span) }),
            None => self.wrong(node, "a table"),
        }
    }

    /// An identifier: letters, digits, `-` and `_`.
    pub fn identifier(&mut self, key: &str, span: Span) -> Word {
        let letter = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
        if key.is_empty() || !key.chars().all(letter) {
            let message = format!("`{}` is not an identifier", shorten(key));
            self.sink.push(Draft::new(span, message).label("expected letters, digits, `-` and `_`"));
        }
        Word { value: key.to_owned(), span }
    }

    fn unknown(&mut self, entry: &Entry, at: &At, keys: &[String]) {
        let key = shorten(&entry.key);
        if RESERVED.contains(&entry.key.as_str()) {
            let message = format!("`{key}` in {} is not supported by this version", name(&at.address));
            let help = "the format reserves it for yearly disturbances; take it out";
            return self.sink.push(Draft::new(entry.key_span, message).help(help));
        }
        let draft = Draft::new(entry.key_span, format!("unknown key `{key}` in {}", name(&at.address)));
        self.sink.push(match near(&entry.key, keys.iter().map(String::as_str)) {
            Some(close) => draft.help(format!("did you mean `{close}`?")),
            None => draft.help(format!("the keys here are {}", keys.join(", "))),
        });
    }
}

/// A table whose keys are being read.
pub(crate) struct Fields<'n> {
    table: &'n Table,
    pub at: At,
}

impl Fields<'_> {
    pub fn read<T: Read>(&self, key: &str, reader: &mut Reader<'_>) -> Option<T> {
        match self.table.get(key) {
            Some(entry) => reader.under(key, |reader| T::read(&entry.value, reader)),
            None => T::absent(key, &self.at, reader),
        }
    }

    /// Reads the citation of a table that leaves inherit from.
    pub fn cited(&self, reader: &mut Reader<'_>) {
        read_citation(self.table, reader);
    }

    /// Reports every key that is not among the declared ones.
    pub fn close(&self, keys: &[String], reader: &mut Reader<'_>) {
        for entry in self.table.entries.iter().filter(|entry| !keys.contains(&entry.key)) {
            reader.unknown(entry, &self.at, keys);
        }
    }

    /// Reads every key that is not among the declared ones as names.
    pub fn rest<T: Read>(&self, keys: &[String], reader: &mut Reader<'_>) -> Option<Map<T>> {
        let others = self.table.entries.iter().filter(|entry| !keys.contains(&entry.key));
        Some(Map { entries: others.map(|entry| named(entry, reader)).collect() })
    }
}

fn read_citation(table: &Table, reader: &mut Reader<'_>) {
    let word = |key: &str, reader: &mut Reader<'_>| {
        let entry = table.get(key)?;
        reader.under(key, |reader| Word::read(&entry.value, reader))
    };
    let (source, assumption) = (word("source", reader), word("assumption", reader));
    word("note", reader);
    if let (Some(source), Some(assumption)) = (&source, &assumption) {
        let draft = Draft::new(
            assumption.span,
            format!("{} has both a source and an assumption", name(&reader.address())),
        );
        let draft = draft.also(source.span, "the source").help("keep one of them; a `note` may say the rest");
        reader.sink.push(draft);
    }
    let checked = source.filter(|source| reader.map.origin(source.span.file) == Origin::Toml);
    reader.citations.extend(checked);
}

fn named<T: Read>(entry: &Entry, reader: &mut Reader<'_>) -> (Word, Option<T>) {
    let word = reader.identifier(&entry.key, entry.key_span);
    let value = reader.under(&entry.key, |reader| T::read(&entry.value, reader));
    (word, value)
}

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
    fn expected() -> String {
        "a table by name".to_owned()
    }
    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        let fields = reader.open(node)?;
        fields.cited(reader);
        let entries = fields.table.entries.iter().filter(|entry| !CITATION.contains(&entry.key.as_str()));
        Some(Map { entries: entries.map(|entry| named(entry, reader)).collect() })
    }
    fn absent(_: &str, _: &At, _: &mut Reader<'_>) -> Option<Self> {
        Some(Map { entries: Vec::new() })
    }
}

impl<T: Read> Read for List<T> {
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

/// The key of a field: `in_force` is `in-force`.
pub(crate) fn kebab(field: &str) -> String {
    field.trim_start_matches("r#").replace('_', "-")
}

/// Declares tables of a file. From one declaration come the struct, its reading and its schema.
///
/// Fields of type [`Option`], [`Words`], [`Map`] and [`List`] may be left out, all others may not.
/// `cited` tables take `source`, `assumption` and `note` too; `open` ones read every further key as
/// the name of something.
macro_rules! record {
    ($($(#[$doc:meta])* $mode:ident $name:ident { $($fields:tt)* } $(=> $rest:ident: $more:ty)?)*) => {$(
        record!(@$mode $(#[$doc])* $name { $($fields)* } $(=> $rest: $more)?);
    )*};
    (@plain $(#[$doc:meta])* $name:ident { $($(#[$about:meta])* $field:ident: $type:ty,)* }) => {
        record!(@struct [deny_unknown_fields] $(#[$doc])* $name { $($(#[$about])* $field: $type,)* });
        record!(@read $name { $($field: $type,)* } []);
    };
    (@cited $(#[$doc:meta])* $name:ident { $($(#[$about:meta])* $field:ident: $type:ty,)* }) => {
        record!(@struct [deny_unknown_fields] $(#[$doc])* $name {
            $($(#[$about])* $field: $type,)*
            /// A citation: a key of `[sources]`, then the place in it.
            source: Option<Word>,
            /// Instead of a source: nobody publishes it, and why this.
            assumption: Option<Word>,
            /// Free words.
            note: Option<Word>,
        });
        record!(@read $name { $($field: $type,)* source: Option<Word>, assumption: Option<Word>, note: Option<Word>, } [cited]);
    };
    (@open $(#[$doc:meta])* $name:ident { $($(#[$about:meta])* $field:ident: $type:ty,)* } => $rest:ident: $more:ty) => {
        record!(@struct [] $(#[$doc])* $name {
            $($(#[$about])* $field: $type,)*
            /// A citation: a key of `[sources]`, then the place in it.
            source: Option<Word>,
            /// Instead of a source: nobody publishes it, and why this.
            assumption: Option<Word>,
            /// Free words.
            note: Option<Word>,
            #[schemars(flatten)]
            $rest: Map<$more>,
        });
        record!(@read $name { $($field: $type,)* source: Option<Word>, assumption: Option<Word>, note: Option<Word>, } [cited] $rest);
    };
    (@struct [$($deny:ident)?] $(#[$doc:meta])* $name:ident { $($(#[$about:meta])* $field:ident: $type:ty,)* }) => {
        #[derive(Clone, Debug, schemars::JsonSchema)]
        $(#[$doc])*
        #[schemars(rename_all = "kebab-case" $(, $deny)?)]
        pub(crate) struct $name {
            #[schemars(skip)]
            pub at: $crate::scenario::record::At,
            $($(#[$about])* pub $field: $type,)*
        }
    };
    (@read $name:ident { $($field:ident: $type:ty,)* } [$($cited:ident)?] $($rest:ident)?) => {
        impl $name {
            /// The declared keys, in order.
            pub fn keys() -> &'static [String] {
                static KEYS: std::sync::LazyLock<Vec<String>> = std::sync::LazyLock::new(|| {
                    [$(stringify!($field)),*].map($crate::scenario::record::kebab).to_vec()
                });
                &KEYS
            }
        }
        impl $crate::scenario::record::Read for $name {
            fn expected() -> String {
                format!("a table with {}", $crate::scenario::record::listed(Self::keys()))
            }
            fn read(
                node: &$crate::scenario::tree::Node,
                reader: &mut $crate::scenario::record::Reader<'_>,
            ) -> Option<Self> {
                let fields = reader.open(node)?;
                $(let $field = fields.read::<$type>(&$crate::scenario::record::kebab(stringify!($field)), reader);)*
                $(fields.$cited(reader);)?
                record!(@end fields reader $($rest)?);
                let record = Self { $($field: $field?,)* $($rest: $rest?,)? at: fields.at };
                // Some keys are declared for their check and their schema alone: all count as used.
                let Self { $($field,)* $($rest,)? at } = &record;
                let _ = ($($field,)* $($rest,)? at);
                Some(record)
            }
        }
    };
    (@end $fields:ident $reader:ident) => { $fields.close(Self::keys(), $reader); };
    (@end $fields:ident $reader:ident $rest:ident) => { let $rest = $fields.rest(Self::keys(), $reader); };
}
pub(crate) use record;

/// The first few keys of a table, for a message.
pub(crate) fn listed(keys: &[String]) -> String {
    const MOST: usize = 4;
    let shown: Vec<String> = keys.iter().take(MOST).map(|key| format!("`{key}`")).collect();
    let more = if keys.len() > MOST { " …" } else { "" };
    format!("{}{more}", shown.join(", "))
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
