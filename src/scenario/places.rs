//! Where in the files each address stands: for what only shows after loading.

use super::problem::{Draft, Problems, Sink};
use super::source_map::{FileId, SourceMap, Span};
use super::tree::{Node, Table};

/// The files of a scenario and the tree that was made of them.
#[derive(Clone, Debug)]
pub struct Places {
    map: SourceMap,
    tree: Table,
}

impl Places {
    pub(super) fn new(map: SourceMap, tree: Table) -> Places {
        Places { map, tree }
    }

    /// Problems found later, each an address, a sentence and a way out, at their places in the files.
    /// Of an address that no file writes, the nearest part above that one does stands for it.
    pub fn problems<'a>(
        &self,
        found: impl IntoIterator<Item = (&'a str, &'a str, Option<&'a str>)>,
    ) -> Problems {
        let mut sink = Sink::default();
        for (address, message, help) in found {
            let draft = Draft::new(self.span(address), format!("`{address}`: {message}"));
            sink.push(draft.maybe_help(help.map(str::to_owned)));
        }
        sink.finish(&self.map)
    }

    fn span(&self, address: &str) -> Span {
        let mut span = Span::new(FileId(0), 0..0);
        let mut keys = address.split('.');
        let Some(mut node) = keys.next().and_then(|key| self.tree.get(key)).map(|entry| &entry.value) else {
            return span;
        };
        span = node.span;
        for key in keys {
            let Some(below) = child(node, key) else { break };
            node = below;
            span = node.span;
        }
        span
    }
}

/// What stands under a key: in a table by name, in a list by id.
fn child<'n>(node: &'n Node, key: &str) -> Option<&'n Node> {
    match node.table() {
        Some(table) => table.get(key).map(|entry| &entry.value),
        None => node.list()?.iter().find(|element| element.id() == Some(key)),
    }
}
