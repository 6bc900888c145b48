//! How one layer is laid on another: tables key by key, lists by `id`, leaves whole.

use std::collections::{HashMap, HashSet};

use super::problem::{Draft, Sink};
use super::tree::{Entry, Kind, Node, Table, shorten};

/// The keys that make a table a leaf, and those that may stand beside them.
const LEAF: &[&str] = &["value", "path", "growth", "logistic", "same-as"];
const BESIDE: &[&str] = &[
    "low",
    "high",
    "uncertain",
    "disturbance",
    "growth-shock",
    "interpolation",
    "source",
    "assumption",
    "note",
];

/// Whether a node is one number: written as a value, or as the table of a leaf. It is replaced whole.
fn is_leaf(node: &Node) -> bool {
    let Kind::Table(table) = &node.kind else { return !matches!(node.kind, Kind::List(_)) };
    let among = |keys: &[&str]| table.entries.iter().any(|entry| keys.contains(&entry.key.as_str()));
    let only = table.entries.iter().all(|entry| {
        let key = entry.key.as_str();
        LEAF.contains(&key) || BESIDE.contains(&key)
    });
    among(LEAF) && only
}

/// Lays tables on tables. `late` keeps removals that find nothing: their target comes later.
pub(crate) struct Merge<'a> {
    pub sink: &'a mut Sink,
    /// The list whose elements come from a table that is read after all layers.
    pub late: &'a [&'a str],
    path: Vec<String>,
}

impl<'a> Merge<'a> {
    pub fn new(sink: &'a mut Sink, late: &'a [&'a str]) -> Self {
        Merge { sink, late, path: Vec::new() }
    }

    /// Lays `over` on `base`, key by key.
    pub fn tables(&mut self, base: &mut Table, over: Table) {
        let mut places: HashMap<String, usize> =
            base.entries.iter().enumerate().map(|(at, entry)| (entry.key.clone(), at)).collect();
        let mut gone = HashSet::new();
        for entry in over.entries {
            if entry.key == "remove" && matches!(entry.value.kind, Kind::Flag(false)) {
                continue;
            }
            let place = places.get(&entry.key).copied();
            if entry.value.removes() {
                match place {
                    Some(at) => {
                        gone.insert(at);
                    }
                    None => self.nothing_to_remove(&entry.key, &entry.value),
                }
                continue;
            }
            self.path.push(entry.key.clone());
            match place.and_then(|at| base.entries.get_mut(at)) {
                Some(under) => self.nodes(&mut under.value, entry.value),
                None => {
                    places.insert(entry.key.clone(), base.entries.len());
                    let value = self.fresh(entry.value);
                    base.entries.push(Entry { value, ..entry });
                }
            }
            self.path.pop();
        }
        let mut at = 0;
        base.entries.retain(|_| {
            at += 1;
            !gone.contains(&(at - 1))
        });
    }

    fn nodes(&mut self, base: &mut Node, over: Node) {
        let leaf = is_leaf(base) || is_leaf(&over);
        match (&mut base.kind, over) {
            (Kind::Table(base), Node { kind: Kind::Table(over), .. }) if !leaf => self.tables(base, over),
            (Kind::List(base), Node { kind: Kind::List(over), .. })
                if identified(&over) && identified(base) =>
            {
                self.lists(base, over);
            }
            (_, over) => *base = self.fresh(over),
        }
    }

    /// What has nothing under it, laid on nothing, so that its own removals are noticed.
    fn fresh(&mut self, node: Node) -> Node {
        match node.kind {
            Kind::Table(over) if !over.entries.is_empty() => {
                let mut table = Table::default();
                self.tables(&mut table, over);
                Node { kind: Kind::Table(table), ..node }
            }
            Kind::List(over) if identified(&over) => {
                let mut list = Vec::new();
                self.lists(&mut list, over);
                Node { kind: Kind::List(list), ..node }
            }
            _ => node,
        }
    }

    /// Lays list elements on those with the same `id`; the others are appended.
    pub fn lists(&mut self, base: &mut Vec<Node>, over: Vec<Node>) {
        let mut places: HashMap<String, usize> = HashMap::new();
        for (at, node) in base.iter().enumerate() {
            places.entry(node.id().unwrap_or("").to_owned()).or_insert(at);
        }
        let mut gone = HashSet::new();
        for node in over {
            let id = node.id().unwrap_or("").to_owned();
            let place = places.remove(&id);
            let waits = self.path == self.late;
            match place.and_then(|at| base.get_mut(at).map(|under| (at, under))) {
                Some((at, _)) if node.removes() => {
                    gone.insert(at);
                }
                None if node.removes() && !waits => self.nothing_to_remove(&id, &node),
                None if node.removes() => base.push(node),
                Some((_, under)) => {
                    if let (Kind::Table(under), Kind::Table(over)) = (&mut under.kind, node.kind) {
                        self.tables(under, over);
                    }
                }
                None => {
                    let node = self.fresh(node);
                    base.push(node);
                }
            }
        }
        let mut at = 0;
        base.retain(|_| {
            at += 1;
            !gone.contains(&(at - 1))
        });
    }

    fn nothing_to_remove(&mut self, id: &str, node: &Node) {
        let address = self.path.iter().map(String::as_str).chain([id]).collect::<Vec<_>>().join(".");
        let draft = Draft::new(node.span, format!("`{}` is removed but does not exist", shorten(&address)));
        self.sink.push(draft.help("an earlier layer must define what a later one removes"));
    }
}

/// Whether a list is one of elements with an `id`.
fn identified(list: &[Node]) -> bool {
    !list.is_empty() && list.iter().all(|node| node.id().is_some())
}
