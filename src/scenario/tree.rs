//! The tree of a file: keys and values with their places. TOML and CSV become the same tree.

use std::rc::Rc;

use toml::de::{DeTable, DeValue};

use super::problem::{Draft, Sink};
use super::source_map::{FileId, SourceMap, Span};

/// A value and its place.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    pub kind: Kind,
    pub span: Span,
    /// The nearest citation at or above it in its own file.
    pub cited: Option<Rc<Cited>>,
}

/// What a value is.
#[derive(Clone, Debug)]
pub(crate) enum Kind {
    Table(Table),
    List(Vec<Node>),
    /// A quoted text.
    Text(String),
    /// A cell of a table or a word of the command line: read as what its place asks for.
    Cell(String),
    Integer(i64),
    Float(f64),
    Flag(bool),
    Date,
}

/// Keys and values, in the order written.
#[derive(Clone, Debug, Default)]
pub(crate) struct Table {
    pub entries: Vec<Entry>,
}

/// A key, its place and its value.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub key: String,
    pub key_span: Span,
    pub value: Node,
}

/// A `source` or an `assumption`.
#[derive(Clone, PartialEq, Debug)]
pub(crate) enum Cited {
    Source(String),
    Assumption(String),
}

impl Table {
    pub fn get(&self, key: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.key == key)
    }
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Entry> {
        self.entries.iter_mut().find(|entry| entry.key == key)
    }
    pub fn take(&mut self, key: &str) -> Option<Entry> {
        let at = self.entries.iter().position(|entry| entry.key == key)?;
        Some(self.entries.remove(at))
    }
}

impl Node {
    pub fn new(kind: Kind, span: Span) -> Self {
        Node { kind, span, cited: None }
    }
    pub fn table(&self) -> Option<&Table> {
        match &self.kind {
            Kind::Table(table) => Some(table),
            _ => None,
        }
    }
    pub fn table_mut(&mut self) -> Option<&mut Table> {
        match &mut self.kind {
            Kind::Table(table) => Some(table),
            _ => None,
        }
    }
    pub fn list(&self) -> Option<&[Node]> {
        match &self.kind {
            Kind::List(list) => Some(list),
            _ => None,
        }
    }
    /// Its text, quoted or not.
    pub fn text(&self) -> Option<&str> {
        match &self.kind {
            Kind::Text(text) | Kind::Cell(text) => Some(text),
            _ => None,
        }
    }
    /// The `id` of a list element.
    pub fn id(&self) -> Option<&str> {
        self.table()?.get("id")?.value.text()
    }
    /// Whether it is a table with `remove = true`.
    pub fn removes(&self) -> bool {
        let written = self.table().and_then(|table| table.get("remove"));
        written.is_some_and(|entry| match &entry.value.kind {
            Kind::Flag(flag) => *flag,
            Kind::Cell(cell) => cell == "true",
            _ => false,
        })
    }
    /// What was found, for a message.
    pub fn found(&self) -> String {
        match &self.kind {
            Kind::Table(_) => "a table".to_owned(),
            Kind::List(_) => "a list".to_owned(),
            Kind::Text(text) | Kind::Cell(text) => format!("the text \"{}\"", shorten(text)),
            Kind::Integer(number) => format!("the number {number}"),
            Kind::Float(number) => format!("the number {number}"),
            Kind::Flag(flag) => flag.to_string(),
            Kind::Date => "a date".to_owned(),
        }
    }
    /// Hands every node the nearest citation at or above it. Done file by file, before layers are
    /// laid, so that a number changed in a later file never inherits the citation of an earlier one.
    pub fn cite(&mut self, above: Option<&Rc<Cited>>) {
        let own = self.table().and_then(citation).map(Rc::new);
        let cited = own.as_ref().or(above);
        self.cited = cited.cloned();
        match &mut self.kind {
            Kind::Table(table) => table.entries.iter_mut().for_each(|entry| entry.value.cite(cited)),
            Kind::List(list) => list.iter_mut().for_each(|node| node.cite(cited)),
            _ => {}
        }
    }
}

fn citation(table: &Table) -> Option<Cited> {
    let text = |key: &str| table.get(key).and_then(|entry| entry.value.text()).map(str::to_owned);
    text("source").map(Cited::Source).or_else(|| text("assumption").map(Cited::Assumption))
}

/// A text short enough to stand in a message.
pub(crate) fn shorten(text: &str) -> String {
    const MOST: usize = 60;
    let line = text.lines().next().unwrap_or("");
    if line.chars().count() <= MOST && line.len() == text.len() {
        return text.to_owned();
    }
    line.chars().take(MOST).chain(['…']).collect()
}

/// Longest text of which every syntax error is collected. A larger one is no text that anybody wrote
/// by hand; its first error is enough, where all of them would fill the memory.
const EVERY_ERROR: usize = 4 << 20;

/// Reads a TOML text, with every syntax error in it.
pub(crate) fn parse(map: &SourceMap, file: FileId, sink: &mut Sink) -> Node {
    let text = map.text(file);
    let whole = Span::new(file, 0..0);
    let (document, errors) = if text.len() <= EVERY_ERROR {
        DeTable::parse_recoverable(text)
    } else {
        match DeTable::parse(text) {
            Ok(document) => (document, Vec::new()),
            Err(error) => (toml::Spanned::new(0..0, DeTable::new()), vec![error]),
        }
    };
    let clean = errors.is_empty();
    let mut last = 0;
    for error in errors {
        let span = error.span().map_or(whole, |range| Span::new(file, range));
        let line = map.line(span);
        // What follows on the same line is nearly always an echo of the first error.
        if line != last {
            sink.push(syntax_error(error.message(), span));
        }
        last = line;
    }
    if !clean {
        return Node::new(Kind::Table(Table::default()), whole);
    }
    let mut node = Node::new(Kind::Table(convert_table(document.into_inner(), file, sink)), whole);
    node.cite(None);
    node
}

fn syntax_error(message: &str, span: Span) -> Draft {
    let (what, expected) = message.split_once(", expected ").unwrap_or((message, ""));
    let draft = Draft::new(span, format!("this is not TOML: {what}"));
    if expected.is_empty() { draft } else { draft.label(format!("expected {expected}")) }
}

/// Reads one TOML value, as `--set` gives it; `None` when it is none.
pub(crate) fn parse_value(text: &str, file: FileId, offset: usize, sink: &mut Sink) -> Option<Node> {
    let (value, errors) = DeValue::parse_recoverable(text);
    if !errors.is_empty() {
        for error in errors {
            let range = error.span().unwrap_or(0..text.len());
            let span = Span::new(file, range.start + offset..range.end + offset);
            sink.push(syntax_error(error.message(), span));
        }
        return None;
    }
    let span = Span::new(file, offset..offset + text.len());
    let mut node = convert_value(value.into_inner(), span, sink);
    node.place(span);
    Some(node)
}

impl Node {
    /// Puts the whole tree at one place.
    fn place(&mut self, span: Span) {
        self.span = span;
        match &mut self.kind {
            Kind::Table(table) => table.entries.iter_mut().for_each(|entry| {
                entry.key_span = span;
                entry.value.place(span);
            }),
            Kind::List(list) => list.iter_mut().for_each(|node| node.place(span)),
            _ => {}
        }
    }
}

fn convert_table(table: DeTable<'_>, file: FileId, sink: &mut Sink) -> Table {
    let mut entries: Vec<Entry> = Vec::with_capacity(table.len());
    for (key, value) in table {
        let key_span = Span::new(file, key.span());
        let span = Span::new(file, value.span());
        let mut value = convert_value(value.into_inner(), span, sink);
        // A table is pointed at by the key that opens it, not by all of its lines.
        if matches!(value.kind, Kind::Table(_)) {
            value.span = key_span;
        }
        entries.push(Entry { key: key.into_inner().into_owned(), key_span, value });
    }
    entries.sort_by_key(|entry| entry.key_span);
    Table { entries }
}

fn convert_value(value: DeValue<'_>, span: Span, sink: &mut Sink) -> Node {
    let kind = match value {
        DeValue::String(text) => Kind::Text(text.into_owned()),
        DeValue::Boolean(flag) => Kind::Flag(flag),
        DeValue::Datetime(_) => Kind::Date,
        DeValue::Integer(number) => match i64::from_str_radix(number.as_str(), number.radix()) {
            Ok(number) => Kind::Integer(number),
            Err(_) => {
                sink.push(Draft::new(span, "this whole number is too large"));
                Kind::Integer(0)
            }
        },
        DeValue::Float(number) => Kind::Float(finite(number.as_str(), span, sink)),
        DeValue::Array(list) => {
            let convert = |element: toml::Spanned<DeValue<'_>>| {
                let span = Span::new(span.file, element.span());
                convert_value(element.into_inner(), span, sink)
            };
            Kind::List(list.into_iter().map(convert).collect())
        }
        DeValue::Table(table) => Kind::Table(convert_table(table, span.file, sink)),
    };
    Node::new(kind, span)
}

fn finite(text: &str, span: Span, sink: &mut Sink) -> f64 {
    match text.parse::<f64>() {
        Ok(number) if number.is_finite() => number,
        _ => {
            let message = format!("`{}` is not a finite number", shorten(text));
            sink.push(Draft::new(span, message).label("expected a finite number"));
            0.0
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::source_map::Origin;
    use super::*;

    fn read(text: &str) -> (SourceMap, Node, Sink) {
        let mut map = SourceMap::default();
        let file = map.add("a.toml", text.to_owned(), Origin::Toml);
        let mut sink = Sink::default();
        let node = parse(&map, file, &mut sink);
        (map, node, sink)
    }

    #[test]
    fn points_at_headers_and_values() {
        let text = "[a.b]\nx = \"1 t\"\n[[list]]\nid = \"one\"\n";
        let (map, node, sink) = read(text);
        assert!(sink.is_empty());
        let root = node.table().expect("a table");
        let b = &root.get("a").and_then(|a| a.value.table()).and_then(|a| a.get("b")).expect("b").value;
        assert_eq!(map.excerpt(b.span).line, 1);
        let x = &b.table().and_then(|b| b.get("x")).expect("x").value;
        assert_eq!(&text[x.span.start..x.span.end], "\"1 t\"");
        let one = &root.get("list").and_then(|list| list.value.list()).expect("list")[0];
        assert_eq!((map.excerpt(one.span).line, one.id()), (3, Some("one")));
    }

    #[test]
    fn collects_every_syntax_error() {
        let (map, _, sink) = read("a = \nb = 1\nc = = 2\n");
        let lines: Vec<usize> = sink.finish(&map).iter().map(|problem| problem.line).collect();
        assert_eq!(lines, [1, 3]);
    }

    #[test]
    fn survives_deep_nesting() {
        for text in [
            format!("a = {}1{}", "[".repeat(100_000), "]".repeat(100_000)),
            format!("a = {}", "{ b = ".repeat(100_000)),
            format!("{} = 1", vec!["a"; 100_000].join(".")),
            format!("[{}]", vec!["a"; 100_000].join(".")),
        ] {
            let (_, _, sink) = read(&text);
            assert!(!sink.is_empty(), "{}", &text[..20]);
        }
    }

    #[test]
    fn refuses_numbers_that_are_none() {
        let (map, _, sink) = read("a = nan\nb = -inf\nc = 1e999\n");
        assert_eq!(sink.finish(&map).len(), 3);
    }

    #[test]
    fn keeps_the_order_written() {
        let (_, node, _) = read("z = 1\na = 2\n[y]\nb = 1\n[x]\nc = 1\n");
        let keys: Vec<&str> = node.table().expect("a table").entries.iter().map(|e| e.key.as_str()).collect();
        assert_eq!(keys, ["z", "a", "y", "x"]);
    }
}
