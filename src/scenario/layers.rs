//! Layers: libraries, then what a file extends, then the file itself; tables of the fleet and of
//! history; settings of the command line last.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use super::merge::Merge;
use super::problem::{Draft, Sink};
use super::raw::Columns;
use super::read::{self, Fence};
use super::source_map::{FileId, Origin, SourceMap, Span};
use super::tree::{self, Cited, Entry, Kind, Node, Table, shorten};
use super::workbook;
use super::{InputFile, Options};
use crate::address::Address;
use crate::near::near;

/// How many files may extend each other in a row.
const LONGEST_CHAIN: usize = 64;

/// Where the rows of the register belong.
pub(crate) const UNITS: [&str; 2] = ["fleet", "units"];

/// Reads files and lays them on each other.
pub(crate) struct Layers<'a> {
    pub map: SourceMap,
    pub sink: Sink,
    pub inputs: Vec<InputFile>,
    options: &'a Options,
    fence: Option<Fence>,
    /// Whether files may be named at all: a text on its own cannot.
    files: bool,
    /// What was read already, by identity.
    seen: HashMap<PathBuf, FileId>,
    /// Whether a file is missing or broken, so that what follows would only be echoes.
    broken: bool,
    /// Whether rows of a table could not be read.
    pub broken_rows: bool,
    /// Rows of tables of paths that were read already.
    pub(super) paths: HashMap<FileId, Rc<Vec<Node>>>,
}

impl<'a> Layers<'a> {
    pub fn new(options: &'a Options, files: bool) -> Self {
        let (map, sink) = (SourceMap::default(), Sink::default());
        let (inputs, seen, paths) = (Vec::new(), HashMap::new(), HashMap::new());
        let (fence, broken, broken_rows) = (None, false, false);
        Layers { map, sink, inputs, options, fence, files, seen, broken, broken_rows, paths }
    }

    /// The merged tree of a scenario file; `None` when a file is missing or broken.
    pub fn load(&mut self, path: &Path) -> Option<Table> {
        self.fence = Fence::around(path);
        let name = path.display().to_string();
        match read::text(path, &name) {
            Ok((text, input)) => {
                self.inputs.push(input);
                self.load_text(&name, text)
            }
            Err(draft) => {
                self.sink.push(draft);
                None
            }
        }
    }

    /// The merged tree of a text.
    pub fn load_text(&mut self, name: &str, text: String) -> Option<Table> {
        let file = self.map.add(name, text, Origin::Toml);
        self.seen.insert(read::identity(Path::new(name)), file);
        let mut merged = Table::default();
        self.lay(file, &mut vec![file], &mut merged);
        let (early, late): (Vec<_>, Vec<_>) = self.settings().into_iter().partition(|s| s.names_a_table());
        early.into_iter().for_each(|setting| self.set(&mut merged, setting));
        self.register(&mut merged);
        // Knots of a table have addresses that settings name; a setting may name a table itself.
        self.lay_paths(&mut merged);
        late.into_iter().for_each(|setting| self.set(&mut merged, setting));
        self.lay_paths(&mut merged);
        (!self.broken).then_some(merged)
    }

    /// Lays a file and what it draws on. `chain` holds the files that extend each other up to here.
    fn lay(&mut self, file: FileId, chain: &mut Vec<FileId>, merged: &mut Table) {
        let before = self.sink.len();
        let node = tree::parse(&self.map, file, &mut self.sink);
        self.broken |= self.sink.len() > before;
        let Kind::Table(mut table) = node.kind else { return };
        let head = table.get_mut("scenario").and_then(|entry| entry.value.table_mut());
        let (libraries, extends) =
            head.map_or((None, None), |head| (head.take("library"), head.take("extends")));
        for library in self.paths(libraries) {
            self.lay_library(&library, merged);
        }
        if let Some(extended) = self.path(extends) {
            self.lay_extended(&extended, chain, merged);
        }
        Merge::new(&mut self.sink, &UNITS).tables(merged, table);
    }

    fn lay_library(&mut self, named: &Node, merged: &mut Table) {
        let Some(file) = self.open(named) else { return };
        let before = self.sink.len();
        let node = tree::parse(&self.map, file, &mut self.sink);
        self.broken |= self.sink.len() > before;
        let Kind::Table(table) = node.kind else { return };
        if let Some(head) = table.get("scenario") {
            let message = format!("`{}` is a library and has a `[scenario]` table", self.map.name(file));
            let draft = Draft::new(head.key_span, message).also(named.span, "drawn on here");
            self.sink.push(draft.help("name it in `extends`, or take the table out"));
            self.broken = true;
            return;
        }
        Merge::new(&mut self.sink, &UNITS).tables(merged, table);
    }

    fn lay_extended(&mut self, named: &Node, chain: &mut Vec<FileId>, merged: &mut Table) {
        let Some(file) = self.open(named) else { return };
        if chain.contains(&file) || chain.len() >= LONGEST_CHAIN {
            let what = if chain.contains(&file) {
                "files extend each other in a circle"
            } else {
                "too many files extend each other"
            };
            let names = chain.iter().chain([&file]).map(|file| self.map.name(*file)).collect::<Vec<_>>();
            let draft = Draft::new(named.span, format!("{what}: {}", names.join(" -> ")));
            self.sink.push(draft.help("one of them has to stand on its own"));
            self.broken = true;
            return;
        }
        chain.push(file);
        self.lay(file, chain, merged);
        chain.pop();
    }

    /// Opens a file named in another one, or says there why it cannot be read.
    fn open(&mut self, named: &Node) -> Option<FileId> {
        let (path, identity) = self.locate(named)?;
        if let Some(file) = self.seen.get(&identity) {
            return Some(*file);
        }
        let name = path.display().to_string();
        match read::text(&path, &name) {
            Ok((text, input)) => {
                self.inputs.push(input);
                let file = self.map.add(name, text, Origin::Toml);
                self.seen.insert(identity, file);
                Some(file)
            }
            Err(draft) => self.refuse(draft.named_at(named.span)),
        }
    }

    /// Opens a table named in another file: CSV, or a sheet of a workbook.
    pub(super) fn open_table(&mut self, named: &Node) -> Option<FileId> {
        let (file, sheet) = match named.table() {
            None => (named, None),
            Some(table) => (&table.get("file")?.value, table.get("sheet").map(|entry| &entry.value)),
        };
        let wanted = sheet.and_then(Node::text);
        let (path, identity) = self.locate(file)?;
        let identity = wanted.map_or(identity.clone(), |sheet| identity.join(sheet));
        if let Some(file) = self.seen.get(&identity) {
            return Some(*file);
        }
        let name = path.display().to_string();
        let opened = read::input(&path, &name).and_then(|(bytes, input)| {
            let file = self.table_of(bytes, &name, wanted, sheet.map_or(file.span, |sheet| sheet.span))?;
            Ok((file, input))
        });
        match opened {
            Ok((file, input)) => {
                if !self.inputs.contains(&input) {
                    self.inputs.push(input);
                }
                self.seen.insert(identity, file);
                Some(file)
            }
            Err(draft) => self.refuse(draft.named_at(file.span)),
        }
    }

    /// The text of a table in some bytes; what is wrong with single cells is reported. `at` is where the sheet is named.
    fn table_of(
        &mut self,
        bytes: Vec<u8>,
        name: &str,
        wanted: Option<&str>,
        at: Span,
    ) -> Result<FileId, Draft> {
        if workbook::is_old_workbook(&bytes) {
            let draft = Draft::file(name, format!("`{name}` is a workbook of Excel 97–2003 (XLS)"));
            return Err(draft.help("save it as XLSX, or as CSV in UTF-8"));
        }
        if !workbook::is_workbook(&bytes) {
            if wanted.is_some() {
                return Err(Draft::new(at, format!("`{name}` is no workbook, so it has no sheets")));
            }
            return Ok(self.map.add(name, read::text_of(bytes, name)?, Origin::Csv));
        }
        let sheet = workbook::sheet(&bytes, wanted).map_err(|refused| {
            let message = format!("cannot read `{name}`: {}", refused.message);
            Draft::new(at, message).maybe_help(refused.help)
        })?;
        if sheet.text.is_empty() {
            return Err(Draft::new(at, format!("the sheet `{}` of `{name}` is empty", sheet.name)));
        }
        let file = self.map.add_sheet(name, sheet.text, sheet.grid);
        for fault in sheet.faults {
            self.sink.push(Draft::new(Span::new(file, fault.range), fault.message).help(fault.help));
        }
        Ok(file)
    }

    /// The path of a file named in another one and its one name, if it may be read.
    fn locate(&mut self, named: &Node) -> Option<(PathBuf, PathBuf)> {
        let written = named.text()?.to_owned();
        if !self.files {
            let draft = Draft::new(
                named.span,
                format!("a text on its own cannot name the file `{}`", shorten(&written)),
            );
            return self.refuse(draft);
        }
        let from = match self.map.origin(named.span.file) {
            Origin::Setting => FileId(0),
            _ => named.span.file,
        };
        let path = read::beside(self.map.name(from), &written);
        if !self.options.allow_outside && !self.fence.as_ref().is_some_and(|fence| fence.holds(&path)) {
            let message = format!("`{}` lies outside the folder of the scenario", shorten(&written));
            return self
                .refuse(Draft::new(named.span, message).help("load with `--allow-outside` if it is meant"));
        }
        let identity = read::identity(&path);
        Some((path, identity))
    }

    fn refuse<T>(&mut self, draft: Draft) -> Option<T> {
        self.sink.push(draft);
        self.broken = true;
        None
    }

    /// The texts of a list of paths.
    fn paths(&mut self, entry: Option<Entry>) -> Vec<Node> {
        match entry.map(|entry| entry.value) {
            Some(Node { kind: Kind::List(list), .. }) => {
                list.into_iter().filter_map(|node| self.is_path(node)).collect()
            }
            Some(node) => {
                self.sink.push(
                    Draft::new(node.span, "`scenario.library` is not a list of paths")
                        .label("expected a list such as `[\"library.toml\"]`"),
                );
                Vec::new()
            }
            None => Vec::new(),
        }
    }

    fn path(&mut self, entry: Option<Entry>) -> Option<Node> {
        self.is_path(entry?.value)
    }

    fn is_path(&mut self, node: Node) -> Option<Node> {
        if node.text().is_none() {
            let message = format!("{} is not the path of a file", node.found());
            self.sink
                .push(Draft::new(node.span, message).label("expected a text such as `\"baseline.toml\"`"));
            return None;
        }
        Some(node)
    }

    /// Puts the rows of the registers under what the files say about units.
    fn register(&mut self, merged: &mut Table) {
        let Some(mut rows) = self.rows(merged, "fleet", "register", &super::raw::register_columns()) else {
            return;
        };
        self.distinct(&mut rows);
        let Some(fleet) = merged.get_mut("fleet").and_then(|entry| entry.value.table_mut()) else { return };
        let written = fleet.take("units");
        let span =
            written.as_ref().map_or_else(|| rows.first().map(|row| row.span), |units| Some(units.key_span));
        let Some(span) = span else { return };
        if let Some(Kind::List(over)) = written.map(|units| units.value.kind) {
            let mut merge = Merge::new(&mut self.sink, &[]);
            merge.lists(&mut rows, over);
        }
        let value = Node::new(Kind::List(rows), span);
        fleet.entries.push(Entry { key: "units".to_owned(), key_span: span, value });
    }

    /// The rows of the history files.
    pub fn history(&mut self, merged: &Table) -> Vec<Node> {
        self.rows(merged, "history", "file", &super::raw::history_columns()).unwrap_or_default()
    }

    /// The rows of the tables that a key names, one after another in the order of their names.
    fn rows(&mut self, merged: &Table, section: &str, key: &str, columns: &Columns) -> Option<Vec<Node>> {
        let named = merged.get(section)?.value.table()?.get(key)?.value.clone();
        let paths = if let Kind::List(list) = named.kind { list } else { vec![named] };
        let before = self.sink.len();
        let mut files: HashMap<FileId, Span> = HashMap::new();
        let mut rows = Vec::new();
        let names_file =
            |path: &&Node| path.text().is_some() || path.table().is_some_and(|t| t.get("file").is_some());
        for path in paths.iter().filter(names_file) {
            let Some(file) = self.open_table(path) else { continue };
            if let Some(first) = files.insert(file, path.span) {
                let message = format!("`{section}.{key}` names `{}` twice", self.map.name(file));
                self.sink.push(Draft::new(path.span, message).also(first, "the first time"));
                continue;
            }
            rows.extend(super::table::parse(&self.map, file, columns, &mut self.sink));
        }
        self.broken_rows |= self.sink.len() > before;
        Some(rows)
    }

    /// Keeps the first of the rows with one id and says where another one stands: neither can be meant to
    /// change the other, as an element of a later layer would.
    fn distinct(&mut self, rows: &mut Vec<Node>) {
        let mut first: HashMap<String, Span> = HashMap::new();
        rows.retain(|row| {
            let Some(id) = row.table().and_then(|table| table.get("id")) else { return true };
            let Some(name) = id.value.text() else { return true };
            let span = id.value.span;
            let Some(earlier) = first.insert(name.to_owned(), span) else { return true };
            first.insert(name.to_owned(), earlier);
            let draft = Draft::new(span, format!("two rows of the register have the id `{}`", shorten(name)));
            let draft = draft.also(earlier, "the first one");
            let help = "take one of them out, or give it another `id`; `[[fleet.units]]` changes a row";
            self.sink.push(draft.help(help));
            false
        });
    }

    fn settings(&mut self) -> Vec<Setting> {
        let options = self.options;
        options.set.iter().filter_map(|(address, value)| self.setting(address, value)).collect()
    }

    fn setting(&mut self, address: &str, value: &str) -> Option<Setting> {
        let file = self.map.add("--set", format!("{address}={value}"), Origin::Setting);
        let address_span = Span::new(file, 0..address.len());
        let value_span = Span::new(file, address.len() + 1..address.len() + 1 + value.len());
        let parsed = match address.parse::<Address>() {
            Ok(parsed) => parsed,
            Err(error) => {
                self.sink.push(Draft::new(address_span, error.to_string()));
                return None;
            }
        };
        let mut node = if value.trim_start().starts_with(['{', '[', '"', '\'']) {
            tree::parse_value(value, file, value_span.start, &mut self.sink)?
        } else {
            Node::new(Kind::Cell(value.trim().to_owned()), value_span)
        };
        node.cite(Some(&Rc::new(Cited::Assumption("set on the command line".to_owned()))));
        Some(Setting { address: parsed, address_span, node })
    }

    fn set(&mut self, merged: &mut Table, setting: Setting) {
        if let Err(draft) = setting.apply(merged) {
            self.sink.push(draft);
        }
    }
}

/// One `--set ADDR=VALUE`.
struct Setting {
    address: Address,
    address_span: Span,
    node: Node,
}

impl Setting {
    /// Whether it names a table, which has to be known before the others.
    fn names_a_table(&self) -> bool {
        let keys: Vec<&str> = self.address.keys.iter().map(String::as_str).collect();
        matches!(keys.as_slice(), ["fleet", "register"] | ["history", "file"])
    }

    fn apply(self, merged: &mut Table) -> Result<(), Draft> {
        let Setting { address, address_span, node } = self;
        let keys: Vec<&str> = address.keys.iter().map(String::as_str).collect();
        if let ["scenario", "extends" | "library"] = keys.as_slice() {
            let message = format!("`{address}` cannot be set: layers are laid before settings");
            return Err(Draft::new(address_span, message));
        }
        let walk = Walk { address: &address, keys: &keys, span: address_span };
        if let Some(year) = address.knot {
            let knots = walk.step(merged, 0)?.table_mut().and_then(|leaf| leaf.get_mut("path"));
            return walk.set_knot(knots.and_then(|path| path.value.table_mut()), year, node);
        }
        *walk.step(merged, 0)? = node;
        Ok(())
    }
}

/// Follows an address down a tree. Names must exist; keys of the grammar may be new.
struct Walk<'a> {
    address: &'a Address,
    keys: &'a [&'a str],
    span: Span,
}

impl Walk<'_> {
    fn step<'t>(&self, table: &'t mut Table, depth: usize) -> Result<&'t mut Node, Draft> {
        let Some(key) = self.keys.get(depth) else { return Err(self.unknown(depth, [])) };
        let at = match table.entries.iter().position(|entry| entry.key == *key) {
            Some(at) => at,
            None if self.may_be_new(depth) => {
                let value = Node::new(Kind::Table(Table::default()), self.span);
                table.entries.push(Entry { key: (*key).to_owned(), key_span: self.span, value });
                table.entries.len() - 1
            }
            None => return Err(self.unknown(depth, table.entries.iter().map(|entry| entry.key.as_str()))),
        };
        match table.entries.get_mut(at) {
            Some(entry) => self.enter(&mut entry.value, depth + 1),
            None => Err(self.unknown(depth, [])),
        }
    }

    fn enter<'t>(&self, node: &'t mut Node, depth: usize) -> Result<&'t mut Node, Draft> {
        let Some(key) = self.keys.get(depth) else { return Ok(node) };
        match &mut node.kind {
            Kind::Table(table) => self.step(table, depth),
            Kind::List(list) => match list.iter().position(|element| element.id() == Some(key)) {
                Some(at) => self.enter(&mut list[at], depth + 1),
                None => Err(self.unknown(depth, list.iter().filter_map(Node::id))),
            },
            _ => Err(self.unknown(depth, [])),
        }
    }

    /// Below a name everything is a key of the grammar, or checked as a reference where it is read.
    fn may_be_new(&self, depth: usize) -> bool {
        depth > 1 || (depth == 1 && matches!(self.keys.first(), Some(&("scenario" | "fleet" | "history"))))
    }

    fn set_knot(&self, knots: Option<&mut Table>, year: i32, node: Node) -> Result<(), Draft> {
        let leaf = self.keys.join(".");
        let Some(knots) = knots else {
            let message = format!("`{leaf}` is not a path, so it has no knots to set");
            return Err(Draft::new(self.span, message).help("set the whole leaf instead"));
        };
        let years = knots.entries.iter().map(|entry| entry.key.clone()).collect::<Vec<_>>().join(", ");
        let Some(entry) = knots.get_mut(&year.to_string()) else {
            let message = format!("the path `{leaf}` has no knot at {year}");
            return Err(Draft::new(self.span, message).help(format!("its knots are {years}")));
        };
        entry.value = node;
        Ok(())
    }

    fn unknown<'k>(&self, depth: usize, known: impl IntoIterator<Item = &'k str>) -> Draft {
        let full = |key: &str| {
            let above = self.keys.iter().take(depth).copied();
            above.chain([key]).collect::<Vec<_>>().join(".")
        };
        let key = self.keys.get(depth).copied().unwrap_or("");
        let message = format!("`{}` is set, but there is no `{}`", self.address, full(key));
        let draft = Draft::new(self.span, message);
        match near(key, known) {
            Some(close) => draft.help(format!("did you mean `{}`?", full(close))),
            None => draft.help("`dafeng list FILE` prints every address"),
        }
    }
}
