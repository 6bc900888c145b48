//! How a table of a file is read: declared once as a struct, from which come the reading, every
//! message about it, and its JSON Schema.

use std::collections::HashMap;

use super::problem::{Draft, Sink};
use super::source_map::{Origin, SourceMap, Span};
use super::tree::{Entry, Node, Table, shorten};
use super::values::{Map, Word};
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
    /// Whether a key of this type has to be written.
    const NEEDED: bool = true;
    /// What it looks like, for messages: "a text such as …".
    fn expected() -> String;
    /// Reads it, or reports why not.
    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self>;
    /// The keys of a table that have to be written.
    fn needed() -> Vec<String> {
        Vec::new()
    }
    /// What stands for a key that is not written: nothing, unless a type says otherwise.
    fn absent(key: &str, at: &At, reader: &mut Reader<'_>) -> Option<Self> {
        let message = format!("{} has no `{key}`", name(&at.address));
        reader.sink.push(Draft::new(at.span, message).help(format!("write `{key}` as {}", Self::expected())));
        None
    }
}

fn name(address: &str) -> String {
    if address.is_empty() { "the file".to_owned() } else { format!("`{}`", shorten(address)) }
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
        let message = format!("{} cannot be {}", name(&self.address()), node.found());
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

    /// Every key and its value.
    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.table.entries.iter()
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

pub(crate) fn named<T: Read>(entry: &Entry, reader: &mut Reader<'_>) -> (Word, Option<T>) {
    let word = reader.identifier(&entry.key, entry.key_span);
    let value = reader.under(&entry.key, |reader| T::read(&entry.value, reader));
    (word, value)
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
            fn needed() -> Vec<String> {
                let needed = [$(<$type as $crate::scenario::record::Read>::NEEDED),*];
                let keys = Self::keys().iter().zip(needed).filter(|(_, needed)| *needed);
                keys.map(|(key, _)| key.clone()).collect()
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
