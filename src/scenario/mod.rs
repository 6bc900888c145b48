//! The way in: files become one validated [`Scenario`], or a list of everything that is wrong with them.
//!
//! ```text
//! read -> tree (TOML, CSV) -> layers (library, extends, --set) -> raw records -> validate -> Scenario
//! ```

mod graft;
mod layers;
mod leaf;
mod merge;
mod paths;
mod places;
pub(crate) mod problem;
mod raw;
mod read;
pub(crate) mod record;
mod schema;
pub(crate) mod source_map;
mod sweep;
mod table;
pub(crate) mod tree;
mod validate;
pub(crate) mod values;
mod workbook;

use std::path::{Path, PathBuf};

use crate::domain::Scenario;
use layers::Layers;
use problem::Sink;
use raw::{Root, Row};
use record::{Read, Reader};
use source_map::{FileId, SourceMap, Span};
use tree::{Kind, Node, Table};

pub use places::Places;
pub use problem::{Problem, Problems};
pub(crate) use read::{bytes as read_bytes, large as read_large};
pub(crate) use schema::schema_of_file;
pub use sweep::{Axis as SweepAxis, Spot, SweepInput, between, load_sweep, number_and_unit, sweep_of};
pub(crate) use values::word;

/// How to load.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Whether paths in the files may leave the folder tree of the scenario.
    pub allow_outside: bool,
    /// Addresses and the values they are set to, after all layers.
    pub set: Vec<(String, String)>,
}

/// A file that the scenario was read from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct InputFile {
    /// Its path, relative to where the scenario's path was given.
    pub path: PathBuf,
    /// SHA-256 of its bytes, in lower-case hexadecimal.
    pub sha256: String,
    /// Its length.
    pub bytes: u64,
}

/// A scenario and what it was read from.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// The scenario.
    pub scenario: Scenario,
    /// Its files, in the order in which they were opened.
    pub inputs: Vec<InputFile>,
    /// Where its addresses stand in them.
    pub places: Places,
}

/// Loads a scenario with everything it extends and draws on.
///
/// # Errors
/// Every problem of every file, when there is one.
pub fn load(path: &Path, options: &Options) -> Result<Loaded, Problems> {
    let mut layers = Layers::new(options, true);
    let merged = layers.load(path);
    finish(layers, merged)
}

/// Loads a scenario that says at some addresses what another one says there: one policy in the place of another.
///
/// # Errors
/// Every problem of every file, and of what comes of both; an address that neither knows.
pub fn load_with(
    path: &Path,
    (from, addresses): (&Path, &[&str]),
    options: &Options,
) -> Result<Loaded, Problems> {
    let mut layers = Layers::new(options, true);
    let other = layers.load(from);
    let merged = layers.load(path);
    let (Some(other), Some(mut merged)) = (other, merged) else { return finish(layers, None) };
    for address in addresses {
        let keys: Vec<&str> = address.split('.').collect();
        if !graft::graft(&mut merged, &other, &keys) {
            let whole = Span::new(FileId(0), 0..0);
            let message = format!("neither scenario says anything at `{address}`");
            layers
                .sink
                .push(problem::Draft::new(whole, message).help("`dafeng diff` prints where they differ"));
        }
    }
    finish(layers, Some(merged))
}

/// Loads a scenario from a text that needs no other file: for tests and examples.
///
/// ```
/// use dafeng::scenario::load_text;
/// let problems = load_text("plan.toml", "[scenario]\nid = 5\nbas = 2020\n").unwrap_err();
/// let first = problems.iter().next().map(|problem| (problem.line, problem.message.as_str()));
/// assert_eq!(first, Some((1, "`scenario` has no `title`")));
/// assert!(problems.to_string().contains("did you mean `base`?"));
/// ```
///
/// # Errors
/// Every problem of the text, when there is one.
pub fn load_text(name: &str, text: &str) -> Result<Loaded, Problems> {
    let options = Options::default();
    let mut layers = Layers::new(&options, false);
    let merged = layers.load_text(name, text.to_owned());
    finish(layers, merged)
}

/// Reads and validates the merged tree.
fn finish(mut layers: Layers<'_>, merged: Option<Table>) -> Result<Loaded, Problems> {
    let tree = merged.clone().unwrap_or_default();
    let scenario = merged.and_then(|merged| {
        let rows = layers.history(&merged);
        let broken = layers.broken_rows;
        read(&layers.map, &mut layers.sink, merged, &rows, broken)
    });
    match scenario {
        Some(scenario) if layers.sink.is_empty() => {
            let places = Places::new(layers.map, tree);
            Ok(Loaded { scenario, inputs: layers.inputs, places })
        }
        _ => Err(layers.sink.finish(&layers.map)),
    }
}

fn read(map: &SourceMap, sink: &mut Sink, merged: Table, rows: &[Node], broken: bool) -> Option<Scenario> {
    let whole = Span::new(FileId(0), 0..0);
    let mut reader = Reader::new(map, sink);
    let root = Root::read(&Node::new(Kind::Table(merged), whole), &mut reader);
    let rows: Vec<Row> =
        reader.under("history", |reader| rows.iter().filter_map(|row| Row::read(row, reader)).collect());
    let (same, citations) = (reader.same, reader.citations);
    // Rows that are missing would be missed everywhere: the echoes help nobody.
    let root = root.filter(|_| !broken)?;
    validate::scenario(&root, &rows, &same, &citations, sink)
}

/// A problem of a text that is no file, such as a word of the command line, at its place.
pub fn problem_in(
    (name, text): (&str, &str),
    at: std::ops::Range<usize>,
    message: String,
    label: Option<String>,
    help: Option<String>,
) -> Problems {
    let (mut map, mut sink) = (SourceMap::default(), Sink::default());
    let file = map.add(name, text.to_owned(), source_map::Origin::Setting);
    let draft = problem::Draft::new(Span::new(file, at), message).maybe_help(help);
    sink.push(match label {
        Some(label) => draft.label(label),
        None => draft,
    });
    sink.finish(&map)
}

/// The grammar of a scenario file as JSON Schema, draft 2020-12.
pub fn schema() -> String {
    schema::schema()
}

/// The grammar of a sweep file as JSON Schema, draft 2020-12.
pub fn sweep_schema() -> String {
    schema::schema_of_file::<sweep::SweepFile>("Sweep file")
}
