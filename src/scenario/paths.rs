//! Paths kept in tables: `path = { file = "paths.csv", series = "…" }` becomes the knots that stand there.

use std::collections::HashMap;
use std::rc::Rc;

use super::layers::Layers;
use super::problem::Draft;
use super::raw::Columns;
use super::source_map::Span;
use super::tree::{Entry, Kind, Node, Table, shorten};
use crate::near::near;

/// Keys of what names a table of paths.
const KEYS: [&str; 3] = ["file", "sheet", "series"];

/// Columns of a table of paths.
fn columns() -> Columns {
    let words = |list: &[&str]| list.iter().map(|&word| word.to_owned()).collect();
    Columns { known: words(&["series", "year", "value", "unit", "note"]), needed: words(&["year", "value"]) }
}

impl Layers<'_> {
    /// Puts knots in the place of every path that names a table.
    pub(super) fn lay_paths(&mut self, table: &mut Table) {
        for entry in &mut table.entries {
            let names_table = entry.value.table().is_some_and(|table| table.get("file").is_some());
            if entry.key == "path" && names_table {
                self.lay_path(&mut entry.value);
            } else {
                self.lay_paths_below(&mut entry.value);
            }
        }
    }

    fn lay_paths_below(&mut self, node: &mut Node) {
        match &mut node.kind {
            Kind::Table(table) => self.lay_paths(table),
            Kind::List(list) => list.iter_mut().for_each(|node| self.lay_paths_below(node)),
            _ => {}
        }
    }

    fn lay_path(&mut self, node: &mut Node) {
        let before = self.sink.len();
        let knots = self.knots(node).filter(|knots| !knots.entries.is_empty());
        if self.sink.len() > before {
            self.broken_rows = true;
        }
        // What is wrong has been told; a knot keeps its place, so that nothing else is told of it.
        let placeholder = || {
            let value = Node::new(Kind::Cell("0".to_owned()), node.span);
            Table { entries: vec![Entry { key: "2000".to_owned(), key_span: node.span, value }] }
        };
        node.kind = Kind::Table(knots.unwrap_or_else(placeholder));
    }

    /// The knots of the rows that a path names, by year.
    fn knots(&mut self, node: &Node) -> Option<Table> {
        let named = node.table()?;
        for entry in named.entries.iter().filter(|entry| !KEYS.contains(&entry.key.as_str())) {
            let message = format!("unknown key `{}` beside the `file` of a path", shorten(&entry.key));
            let close = near(&entry.key, KEYS).map(|close| format!("did you mean `{close}`?"));
            let keys = || format!("its keys are {}", KEYS.join(", "));
            self.sink.push(Draft::new(entry.key_span, message).help(close.unwrap_or_else(keys)));
        }
        let file = self.open_table(node)?;
        let rows = self.paths.get(&file).cloned().unwrap_or_else(|| {
            let rows = super::table::parse(&self.map, file, &columns(), &mut self.sink);
            Rc::new(rows)
        });
        self.paths.insert(file, Rc::clone(&rows));
        let series = named.get("series").map(|entry| &entry.value);
        let found = self.of_series(&rows, series, node.span, file)?;
        let mut entries = Vec::with_capacity(found.len());
        for row in found {
            entries.extend(self.knot(row));
        }
        entries.sort_by(|a: &Entry, b: &Entry| a.key.cmp(&b.key));
        self.distinct_years(&entries);
        Some(Table { entries })
    }

    /// The rows of a series; of a table with one series or without names, all.
    fn of_series<'r>(
        &mut self,
        rows: &'r [Node],
        wanted: Option<&Node>,
        at: Span,
        file: super::source_map::FileId,
    ) -> Option<Vec<&'r Table>> {
        let tables: Vec<&Table> = rows.iter().filter_map(Node::table).collect();
        let name =
            |table: &Table| table.get("series").and_then(|entry| entry.value.text()).map(str::to_owned);
        let mut names: Vec<String> = tables.iter().filter_map(|table| name(table)).collect();
        names.sort();
        names.dedup();
        let Some(wanted) = wanted else {
            if names.len() > 1 {
                let message = format!("`{}` holds several series", self.map.name(file));
                let help = format!("say which one: `series = \"{}\"`", names[0]);
                self.sink.push(Draft::new(at, message).help(help));
                return None;
            }
            return Some(tables);
        };
        let text = wanted.text().unwrap_or_default();
        let found: Vec<&Table> =
            tables.into_iter().filter(|table| name(table).as_deref() == Some(text)).collect();
        if found.is_empty() && !rows.is_empty() {
            let message = format!("`{}` holds no series `{}`", self.map.name(file), shorten(text));
            let close =
                near(text, names.iter().map(String::as_str)).map(|close| format!("did you mean `{close}`?"));
            let list = || format!("its series are {}", shorten(&names.join(", ")));
            self.sink.push(Draft::new(wanted.span, message).help(close.unwrap_or_else(list)));
            return None;
        }
        Some(found)
    }

    /// Year and value of a row, the unit of its own column behind the number.
    fn knot(&mut self, row: &Table) -> Option<Entry> {
        let cell = |key: &str| row.get(key).map(|entry| &entry.value);
        let (Some(year), Some(value)) = (cell("year"), cell("value")) else {
            let span = row.entries.first()?.key_span;
            self.sink.push(
                Draft::new(span, "a row without a year or a value").help("fill it in, or take the row out"),
            );
            return None;
        };
        let text = match cell("unit").and_then(Node::text) {
            Some(unit) => format!("{} {unit}", value.text()?),
            None => value.text()?.to_owned(),
        };
        let value = Node::new(Kind::Cell(text), value.span);
        Some(Entry { key: year.text()?.to_owned(), key_span: year.span, value })
    }

    fn distinct_years(&mut self, entries: &[Entry]) {
        let mut first: HashMap<&str, Span> = HashMap::new();
        for entry in entries {
            if let Some(earlier) = first.insert(&entry.key, entry.key_span) {
                let message = format!("two values for {}", shorten(&entry.key));
                self.sink.push(Draft::new(entry.key_span, message).also(earlier, "the first one"));
            }
        }
    }
}
