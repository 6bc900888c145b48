//! What is wrong with a scenario: every problem of every file, each with its place and a way out.

use std::fmt;

use annotate_snippets::{
    AnnotationKind, Group, Level, Origin as At, Renderer, Snippet, normalize_untrusted_str,
};

use super::source_map::{Excerpt, SourceMap, Span};

/// How many problems are kept with their places; a file with more is no scenario.
const MOST_KEPT: usize = 1000;

/// How many of them come with a suggestion, which costs a look at every name.
const MOST_SUGGESTED: usize = 200;

/// How many problems a report prints; the rest is counted.
const MOST_PRINTED: usize = 50;

/// One problem of a scenario.
#[derive(Clone, Debug)]
pub struct Problem {
    /// What is wrong, as a sentence with an address.
    pub message: String,
    /// What was expected at the place, shown behind the caret.
    pub label: Option<String>,
    /// A way out.
    pub help: Option<String>,
    /// The file, as its path was given; `--set` for a setting of the command line.
    pub file: String,
    /// The sheet of a workbook and the cell, such as `C5`.
    pub cell: Option<(String, String)>,
    /// The line, from 1; 0 when the problem is about the file as a whole.
    pub line: usize,
    /// The column in characters, from 1; 0 when the problem is about the file as a whole.
    pub column: usize,
    excerpt: Option<Excerpt>,
    others: Vec<(Excerpt, String)>,
}

/// All problems of a scenario, sorted by file and place.
#[derive(Clone, Debug)]
pub struct Problems {
    list: Vec<Problem>,
    count: usize,
}

impl Problems {
    /// The problems, sorted by file (in the order in which they were opened) and place.
    pub fn iter(&self) -> std::slice::Iter<'_, Problem> {
        self.list.iter()
    }
    /// How many there are, at least one. Beyond a thousand they are counted and no longer kept.
    pub fn len(&self) -> usize {
        self.count
    }
    /// Whether there are none, which no result of loading ever has.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }
    /// The report that people read: each problem with its line and a caret, in colour on request.
    pub fn report(&self, colour: bool) -> String {
        let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
        let mut report: Vec<String> =
            self.list.iter().take(MOST_PRINTED).map(|problem| problem.render(&renderer)).collect();
        let count = self.count;
        if count > MOST_PRINTED {
            report.push(format!("… and {} more", count - MOST_PRINTED));
        }
        report.push(match count {
            1 => "1 problem".to_owned(),
            _ => format!("{count} problems"),
        });
        report.join("\n\n")
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.report(false))
    }
}

impl std::error::Error for Problems {}

impl<'a> IntoIterator for &'a Problems {
    type Item = &'a Problem;
    type IntoIter = std::slice::Iter<'a, Problem>;
    fn into_iter(self) -> Self::IntoIter {
        self.list.iter()
    }
}

impl Problem {
    fn render(&self, renderer: &Renderer) -> String {
        let message = normalize_untrusted_str(&self.message);
        let mut group = Group::with_title(Level::ERROR.primary_title(message));
        group = match &self.excerpt {
            Some(excerpt) if !excerpt.text.is_empty() => {
                shown(group, excerpt, AnnotationKind::Primary, self.label.as_deref())
            }
            Some(excerpt) if excerpt.cell.is_some() => group.element(At::path(place(excerpt))),
            _ if self.line == 0 => group.element(At::path(self.file.as_str())),
            _ => group.element(At::path(self.file.as_str()).line(self.line).char_column(self.column)),
        };
        for (excerpt, label) in &self.others {
            group = shown(group, excerpt, AnnotationKind::Context, Some(label));
        }
        if let Some(help) = &self.help {
            group = group.element(Level::HELP.message(normalize_untrusted_str(help)));
        }
        let report = renderer.render(&[group]).to_string();
        // A row of a sheet has its place above it; the renderer leaves a line for one of a line and a column.
        report.split('\n').filter(|line| plain(line).trim() != ":::").collect::<Vec<_>>().join("\n")
    }
}

/// A line without its colours.
fn plain(line: &str) -> String {
    let pieces = line.split('\u{1b}').enumerate();
    let text = |(at, piece): (usize, &str)| match (at, piece.split_once('m')) {
        (0, _) | (_, None) => piece.to_owned(),
        (_, Some((_, text))) => text.to_owned(),
    };
    pieces.map(text).collect()
}

/// The file; of a sheet the sheet and the cell too.
fn place(excerpt: &Excerpt) -> String {
    match &excerpt.cell {
        None => excerpt.file.clone(),
        Some((sheet, cell)) => {
            normalize_untrusted_str(&format!("{}, sheet `{sheet}`, cell {cell}", excerpt.file))
        }
    }
}

/// The line with a mark under what is meant. A cell is named by its letter and row, not by line and column.
fn shown<'a>(group: Group<'a>, excerpt: &'a Excerpt, kind: AnnotationKind, label: Option<&str>) -> Group<'a> {
    let label = label.map(normalize_untrusted_str);
    let snippet = Snippet::source(excerpt.text.as_str())
        .line_start(excerpt.line)
        .annotation(kind.span(excerpt.range.clone()).label(label));
    match excerpt.cell {
        None => group.element(snippet.path(excerpt.file.as_str())),
        Some(_) => group.element(At::path(place(excerpt))).element(snippet),
    }
}

/// Where a problem is.
#[derive(Clone, Debug)]
enum Where {
    Span(Span),
    /// A file that could not be read as text, with a line and column where they are known.
    File(String, usize, usize),
}

/// A problem while its place is still a span.
#[derive(Clone, Debug)]
pub(crate) struct Draft(Box<Details>);

#[derive(Clone, Debug)]
struct Details {
    at: Where,
    message: String,
    label: Option<String>,
    help: Option<String>,
    others: Vec<(Span, String)>,
}

impl Draft {
    pub fn new(at: Span, message: impl Into<String>) -> Self {
        Draft::at(Where::Span(at), message.into())
    }
    /// About a file that never became text.
    pub fn file(name: impl Into<String>, message: impl Into<String>) -> Self {
        Draft::place(name, 0, 0, message)
    }
    /// About a place in a file that never became text.
    pub fn place(name: impl Into<String>, line: usize, column: usize, message: impl Into<String>) -> Self {
        Draft::at(Where::File(name.into(), line, column), message.into())
    }
    fn at(at: Where, message: String) -> Self {
        Draft(Box::new(Details { at, message, label: None, help: None, others: Vec::new() }))
    }
    /// About a file that is named in another one: both places are shown. What is told at a place already has it.
    pub fn named_at(mut self, at: Span) -> Self {
        match &self.0.at {
            Where::File(_, 0, _) => self.0.at = Where::Span(at),
            Where::File(..) => self.0.others.push((at, "named here".to_owned())),
            Where::Span(_) => {}
        }
        self
    }
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.0.label = Some(label.into());
        self
    }
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.0.help = Some(help.into());
        self
    }
    pub fn maybe_help(mut self, help: Option<String>) -> Self {
        self.0.help = help.or(self.0.help);
        self
    }
    /// Another place that has to do with it.
    pub fn also(mut self, at: Span, label: impl Into<String>) -> Self {
        self.0.others.push((at, label.into()));
        self
    }

    fn finish(self, map: &SourceMap) -> Problem {
        let Details { at, message, label, help, others } = *self.0;
        let (excerpt, file, line, column) = match at {
            Where::File(file, line, column) => (None, file, line, column),
            Where::Span(span) => {
                let excerpt = map.excerpt(span);
                let (file, line, column) = (excerpt.file.clone(), excerpt.line, excerpt.column);
                (Some(excerpt), file, line, column)
            }
        };
        let cell = excerpt.as_ref().and_then(|excerpt| excerpt.cell.clone());
        let others = others.into_iter().map(|(span, label)| (map.excerpt(span), label)).collect();
        Problem { message, label, help, file, cell, line, column, excerpt, others }
    }
}

/// Collects problems while files are read and checked.
#[derive(Debug, Default)]
pub(crate) struct Sink {
    drafts: Vec<Draft>,
    count: usize,
}

impl Sink {
    pub fn push(&mut self, draft: Draft) {
        self.count += 1;
        if self.drafts.len() < MOST_KEPT {
            self.drafts.push(draft);
        }
    }
    pub fn is_empty(&self) -> bool {
        self.drafts.is_empty()
    }
    pub fn len(&self) -> usize {
        self.count
    }
    /// Whether a suggestion is still worth its cost.
    pub fn suggests(&self) -> bool {
        self.count < MOST_SUGGESTED
    }
    /// All problems, sorted by file and place; files without text come last.
    pub fn finish(mut self, map: &SourceMap) -> Problems {
        self.drafts.sort_by_cached_key(|draft| match &draft.0.at {
            Where::Span(span) => (0, span.file.0, span.start, span.end, String::new()),
            Where::File(name, line, column) => (1, 0, *line, *column, name.clone()),
        });
        let list = self.drafts.into_iter().map(|draft| draft.finish(map)).collect();
        Problems { list, count: self.count }
    }
}
