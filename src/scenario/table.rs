//! Tables of CSV and of sheets become the same trees as TOML: a list of tables, each cell with its place.

use super::problem::{Draft, Sink};
use super::raw::Columns;
use super::source_map::{FileId, SourceMap, Span};
use super::tree::{Entry, Kind, Node, Table, shorten};
use crate::near::near;

/// A cell and its place, with the quotes.
struct Cell {
    text: String,
    span: Span,
}

/// A column: its key, the unit of its cells and its place.
struct Column {
    key: String,
    known: bool,
    unit: Option<String>,
    span: Span,
}

/// Reads a table of the given columns. Without one that it must have no row can be read.
pub(crate) fn parse(map: &SourceMap, file: FileId, asked: &Columns, sink: &mut Sink) -> Vec<Node> {
    let mut lines = Scanner::new(map.text(file), file);
    let Some(header) = lines.next(sink) else { return Vec::new() };
    let span = spanned(&header);
    let columns = columns(header, &asked.known, sink);
    let whole = has_needed(&columns, asked, span, sink);
    let mut rows = Vec::new();
    while let Some(cells) = lines.next(sink) {
        rows.extend(row(cells, &columns, sink).filter(|_| whole));
    }
    rows
}

/// The cells of every row, the header first, each with its place.
pub(crate) fn cells(map: &SourceMap, file: FileId, sink: &mut Sink) -> Vec<Vec<(String, Span)>> {
    let mut lines = Scanner::new(map.text(file), file);
    let mut rows = Vec::new();
    while let Some(row) = lines.next(sink) {
        rows.push(row.into_iter().map(|cell| (cell.text, cell.span)).collect());
    }
    rows
}

/// From the first cell to the last.
fn spanned(cells: &[Cell]) -> Option<Span> {
    Some(Span { end: cells.last()?.span.end, ..cells.first()?.span })
}

/// Whether every column is there that no row can do without; reports the others once, at the header.
fn has_needed(columns: &[Column], asked: &Columns, header: Option<Span>, sink: &mut Sink) -> bool {
    let has = |key: &String| columns.iter().any(|column| column.key == *key);
    let missing: Vec<&String> = asked.needed.iter().filter(|key| !has(key)).collect();
    // A name that was mistyped is reported as unknown, with the one that was meant.
    let is_meant = |key: &str| {
        let unknown = columns.iter().filter(|column| !column.known);
        let mut meant = unknown.filter_map(|c| near(&c.key, asked.known.iter().map(String::as_str)));
        meant.any(|close| close == key)
    };
    let told: Vec<String> =
        missing.iter().filter(|key| !is_meant(key)).map(|key| format!("`{key}`")).collect();
    if let (Some(span), false) = (header, told.is_empty()) {
        let (word, list) = (if told.len() == 1 { "column" } else { "columns" }, told.join(", "));
        let draft = Draft::new(span, format!("this table has no {word} {list}"));
        sink.push(draft.help("every row needs a cell there: add to the header and to the rows"));
    }
    missing.is_empty()
}

fn columns(header: Vec<Cell>, known: &[String], sink: &mut Sink) -> Vec<Column> {
    let mut columns: Vec<Column> = Vec::with_capacity(header.len());
    for cell in header {
        let (key, unit) = match cell.text.trim().split_once('[') {
            Some((key, unit)) => (key.trim().to_owned(), Some(unit.trim_end_matches(']').trim().to_owned())),
            None => (cell.text.trim().to_owned(), None),
        };
        let is_known = known.contains(&key);
        if key.is_empty() {
            let draft = Draft::new(cell.span, "a column without a name");
            sink.push(draft.help(format!("the columns are {}", known.join(", "))));
        } else if !is_known {
            let help =
                near(&key, known.iter().map(String::as_str)).map(|close| format!("did you mean `{close}`?"));
            let help = help.unwrap_or_else(|| format!("the columns are {}", known.join(", ")));
            sink.push(Draft::new(cell.span, format!("unknown column `{}`", shorten(&key))).help(help));
        }
        if let Some(first) = columns.iter().find(|column| column.key == key && !key.is_empty()) {
            let draft = Draft::new(cell.span, format!("two columns `{}`", shorten(&key)));
            sink.push(draft.also(first.span, "the first one"));
        }
        columns.push(Column { key, known: is_known, unit, span: cell.span });
    }
    columns
}

fn row(cells: Vec<Cell>, columns: &[Column], sink: &mut Sink) -> Option<Node> {
    let (first, span) = (cells.first()?.span, spanned(&cells)?);
    if cells.len() != columns.len() {
        let message = format!("a row of {} cells under a header of {} columns", cells.len(), columns.len());
        let help = "count the commas; a cell that holds a comma stands in quotes";
        sink.push(Draft::new(span, message).help(help));
        return None;
    }
    let mut entries = Vec::with_capacity(cells.len());
    for (cell, column) in cells.into_iter().zip(columns) {
        let text = cell.text.trim();
        if column.known && !text.is_empty() {
            let text = with_unit(text, column, cell.span, sink);
            let value = Node::new(Kind::Cell(text), cell.span);
            entries.push(Entry { key: column.key.clone(), key_span: cell.span, value });
        }
    }
    let mut node = Node::new(Kind::Table(Table { entries }), first);
    node.cite(None);
    Some(node)
}

/// A cell under a column with a unit is a plain number of that unit.
fn with_unit(text: &str, column: &Column, span: Span, sink: &mut Sink) -> String {
    let Some(unit) = &column.unit else { return text.to_owned() };
    if !text.parse::<f64>().is_ok_and(f64::is_finite) {
        let message =
            format!("`{}` under the column `{} [{unit}]` is not a plain number", shorten(text), column.key);
        sink.push(Draft::new(span, message).label("expected a number without a unit"));
        return format!("0 {unit}");
    }
    format!("{text} {unit}")
}

/// Splits a text into rows of cells; blank lines are skipped.
struct Scanner<'a> {
    text: &'a str,
    file: FileId,
    at: usize,
}

impl<'a> Scanner<'a> {
    fn new(text: &'a str, file: FileId) -> Self {
        let at = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        Scanner { text, file, at }
    }

    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn next(&mut self, sink: &mut Sink) -> Option<Vec<Cell>> {
        while let Some(end) = line_end(self.rest()) {
            self.at += end;
        }
        if self.rest().is_empty() {
            return None;
        }
        let mut cells = Vec::new();
        loop {
            cells.push(if self.rest().starts_with('"') { self.quoted(sink) } else { self.bare() });
            if self.rest().starts_with(',') {
                self.at += 1;
                continue;
            }
            self.at += line_end(self.rest()).unwrap_or(0);
            return Some(cells);
        }
    }

    fn bare(&mut self) -> Cell {
        let rest = self.rest();
        let length = rest.find([',', '\n']).unwrap_or(rest.len());
        let text = rest[..length].trim_end_matches('\r').to_owned();
        let span = Span::new(self.file, self.at..self.at + text.len());
        self.at += length;
        Cell { text, span }
    }

    fn quoted(&mut self, sink: &mut Sink) -> Cell {
        let begin = self.at;
        let mut text = String::new();
        self.at += 1;
        loop {
            let Some(length) = self.rest().find('"') else {
                let span = Span::new(self.file, begin..begin + 1);
                sink.push(Draft::new(span, "this quote is never closed"));
                self.at = self.text.len();
                break;
            };
            text.push_str(&self.rest()[..length]);
            self.at += length + 1;
            if !self.rest().starts_with('"') {
                break;
            }
            text.push('"');
            self.at += 1;
        }
        let span = Span::new(self.file, begin..self.at);
        let after = self.bare();
        if !after.text.trim().is_empty() {
            let draft = Draft::new(after.span, "text behind the closing quote of a cell");
            sink.push(draft.help("a quote inside a quoted cell is written twice"));
        }
        Cell { text, span }
    }
}

fn line_end(rest: &str) -> Option<usize> {
    if rest.starts_with("\r\n") { Some(2) } else { rest.starts_with('\n').then_some(1) }
}

#[cfg(test)]
mod tests {
    use super::super::source_map::Origin;
    use super::*;

    fn read(text: &str) -> (Vec<Vec<(String, String)>>, Vec<String>) {
        let mut map = SourceMap::default();
        let file = map.add("a.csv", text.to_owned(), Origin::Csv);
        let mut sink = Sink::default();
        let known = ["id", "capacity", "note"].map(str::to_owned).to_vec();
        let columns = Columns { needed: known[..2].to_vec(), known };
        let rows = parse(&map, file, &columns, &mut sink);
        let rows = rows.iter().filter_map(Node::table).map(|table| {
            let pair = |entry: &Entry| (entry.key.clone(), entry.value.text().unwrap_or("").to_owned());
            table.entries.iter().map(pair).collect()
        });
        let rows = rows.collect();
        let messages = if sink.is_empty() {
            Vec::new()
        } else {
            sink.finish(&map).iter().map(|p| p.message.clone()).collect()
        };
        (rows, messages)
    }

    fn cell(key: &str, text: &str) -> (String, String) {
        (key.to_owned(), text.to_owned())
    }

    #[test]
    fn reads_units_quotes_marks_and_line_ends() {
        let (rows, messages) = read("\u{feff}id,capacity [t],note\r\nU1,5,\"a, \"\"b\"\"\"\r\n\r\nU2,6,\r\n");
        assert_eq!(messages, Vec::<String>::new());
        assert_eq!(rows[0], [cell("id", "U1"), cell("capacity", "5 t"), cell("note", "a, \"b\"")]);
        assert_eq!(rows[1], [cell("id", "U2"), cell("capacity", "6 t")]);
    }

    #[test]
    fn a_missing_column_is_told_once() {
        let (rows, messages) = read("note\na\nb\n");
        assert!(rows.is_empty());
        assert_eq!(messages, ["this table has no columns `id`, `capacity`"]);
        let (rows, messages) = read("id,capcity [t]\nU1,5\nU2,6\n");
        assert!(rows.is_empty());
        assert_eq!(messages, ["unknown column `capcity`"]);
    }

    #[test]
    fn reports_every_bad_row() {
        let (rows, messages) = read("id,capacity [t],note\nU1,5\nU2,many,\nU3,1,\"x\" y\nU4,1,\"open\n");
        assert_eq!(rows.len(), 3);
        assert_eq!(
            messages,
            [
                "a row of 2 cells under a header of 3 columns",
                "`many` under the column `capacity [t]` is not a plain number",
                "text behind the closing quote of a cell",
                "this quote is never closed",
            ]
        );
    }
}
