//! The texts a scenario was read from, and places in them.

use std::ops::Range;

use super::workbook::Grid;

/// Position of a text in the [`SourceMap`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) struct FileId(pub usize);

/// A piece of a text, in bytes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) struct Span {
    pub file: FileId,
    pub start: usize,
    pub end: usize,
}

impl Span {
    pub fn new(file: FileId, range: Range<usize>) -> Self {
        Span { file, start: range.start, end: range.end }
    }
}

/// What kind of text a place is in, which decides what may be written there.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Origin {
    /// A TOML file.
    Toml,
    /// A CSV table.
    Csv,
    /// A `--set` of the command line.
    Setting,
}

#[derive(Clone, Debug)]
struct SourceText {
    name: String,
    text: String,
    origin: Origin,
    /// Byte offset at which each line begins.
    lines: Vec<usize>,
    /// Where its pieces stand, if it was read from a sheet of a workbook.
    grid: Option<Grid>,
}

/// Every text that was read, in the order in which it was opened.
#[derive(Clone, Debug, Default)]
pub(crate) struct SourceMap {
    texts: Vec<SourceText>,
}

/// A line of a text and where in it a span lies.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Excerpt {
    /// Name of the text.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1; in a sheet the number of the column.
    pub column: usize,
    /// The sheet and the cell, if it is one.
    pub cell: Option<(String, String)>,
    /// The line without its end.
    pub text: String,
    /// Bytes of the line that are meant.
    pub range: Range<usize>,
}

/// Longest line that is shown: nobody reads more, and a caret would be lost in it.
const LONGEST_LINE: usize = 2000;

impl SourceMap {
    pub fn add(&mut self, name: impl Into<String>, text: String, origin: Origin) -> FileId {
        let lines = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        self.texts.push(SourceText { name: name.into(), text, origin, lines, grid: None });
        FileId(self.texts.len() - 1)
    }

    /// Adds the text of a sheet of the workbook of this name.
    pub fn add_sheet(&mut self, name: impl Into<String>, text: String, grid: Grid) -> FileId {
        let file = self.add(name, text, Origin::Csv);
        if let Some(source) = self.texts.get_mut(file.0) {
            source.grid = Some(grid);
        }
        file
    }

    pub fn name(&self, file: FileId) -> &str {
        self.texts.get(file.0).map_or("", |text| &text.name)
    }

    pub fn text(&self, file: FileId) -> &str {
        self.texts.get(file.0).map_or("", |text| &text.text)
    }

    pub fn origin(&self, file: FileId) -> Origin {
        self.texts.get(file.0).map_or(Origin::Toml, |text| text.origin)
    }

    /// The line on which a span begins, from 1.
    pub fn line(&self, span: Span) -> usize {
        let Some(source) = self.texts.get(span.file.0) else { return 0 };
        let in_sheet = source.grid.as_ref().and_then(|grid| grid.at(span.start, source.text.len()));
        in_sheet.map_or_else(|| source.lines.partition_point(|begin| *begin <= span.start), |at| at.row)
    }

    /// The first line of a span. A span that runs on is cut at the end of that line.
    pub fn excerpt(&self, span: Span) -> Excerpt {
        let Some(source) = self.texts.get(span.file.0) else {
            return Excerpt::default();
        };
        if let Some(excerpt) = source.grid.as_ref().and_then(|grid| in_sheet(source, grid, span)) {
            return excerpt;
        }
        let start = floor_boundary(&source.text, span.start);
        let index = source.lines.partition_point(|begin| *begin <= start).saturating_sub(1);
        let begin = source.lines.get(index).copied().unwrap_or(0);
        let rest = &source.text[begin..];
        let line = rest.split('\n').next().unwrap_or("").trim_end_matches('\r');
        let from = floor_boundary(line, start - begin);
        let to = floor_boundary(line, span.end.saturating_sub(begin)).max(from);
        let column = line[..from].chars().count() + 1;
        let (text, range) = shortened(line, from..to);
        Excerpt { file: source.name.clone(), line: index + 1, column, cell: None, text, range }
    }
}

/// The row of a sheet that a span begins in; a row with a cell of several lines is not shown.
fn in_sheet(source: &SourceText, grid: &Grid, span: Span) -> Option<Excerpt> {
    let start = floor_boundary(&source.text, span.start);
    let at = grid.at(start, source.text.len())?;
    let row = source.text.get(at.line.clone())?.trim_end_matches('\n');
    let from = floor_boundary(row, start - at.line.start);
    let to = floor_boundary(row, span.end.saturating_sub(at.line.start)).max(from);
    let (text, range) = if row.contains('\n') { (String::new(), 0..0) } else { shortened(row, from..to) };
    let cell = Some((grid.sheet.clone(), at.cell));
    Some(Excerpt { file: source.name.clone(), line: at.row, column: at.column, cell, text, range })
}

/// A very long line is not shown at all; its line and column still are.
fn shortened(line: &str, range: Range<usize>) -> (String, Range<usize>) {
    if line.len() <= LONGEST_LINE { (line.to_owned(), range) } else { (String::new(), 0..0) }
}

fn floor_boundary(text: &str, at: usize) -> usize {
    text.floor_char_boundary(at.min(text.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_lines_and_characters() {
        let mut map = SourceMap::default();
        let file = map.add("a.toml", "甲 = 1\r\n乙 = \"二\"\n".to_owned(), Origin::Toml);
        let at = map.text(file).find('二').unwrap_or(0);
        let excerpt = map.excerpt(Span::new(file, at..at + 3));
        assert_eq!((excerpt.line, excerpt.column, excerpt.text.as_str()), (2, 6, "乙 = \"二\""));
        assert_eq!(&excerpt.text[excerpt.range], "二");
    }

    #[test]
    fn takes_spans_at_and_past_the_end() {
        let mut map = SourceMap::default();
        let file = map.add("a.toml", "a".to_owned(), Origin::Toml);
        assert_eq!(map.excerpt(Span::new(file, 1..1)).column, 2);
        assert_eq!(map.excerpt(Span::new(file, 9..99)).column, 2);
    }
}
