//! Taking what stands at some addresses of another scenario over: one policy at a time.

use super::tree::{Entry, Kind, Node, Table};

/// Makes `to` say at an address what `from` says there, or nothing where it says nothing. Whether either says anything
/// is returned.
pub(crate) fn graft(to: &mut Table, from: &Table, keys: &[&str]) -> bool {
    let Some((key, rest)) = keys.split_first() else { return false };
    let new = from.get(key);
    if rest.is_empty() {
        let old = to.entries.iter().position(|entry| entry.key == *key);
        return match (old, new) {
            (Some(at), Some(new)) => {
                to.entries[at] = new.clone();
                true
            }
            (Some(at), None) => {
                to.entries.remove(at);
                true
            }
            (None, Some(new)) => {
                to.entries.push(new.clone());
                true
            }
            (None, None) => false,
        };
    }
    if to.get(key).is_none() {
        let Some(new) = new else { return false };
        to.entries.push(Entry { value: empty(&new.value), ..new.clone() });
    }
    let Some(old) = to.get_mut(key) else { return false };
    below(&mut old.value, new.map(|new| &new.value), rest)
}

fn below(to: &mut Node, from: Option<&Node>, keys: &[&str]) -> bool {
    match &mut to.kind {
        Kind::Table(table) => {
            let nothing = Table::default();
            graft(table, from.and_then(Node::table).unwrap_or(&nothing), keys)
        }
        Kind::List(list) => in_list(list, from.and_then(Node::list).unwrap_or_default(), keys),
        _ => false,
    }
}

/// Elements of lists go by their ids.
fn in_list(to: &mut Vec<Node>, from: &[Node], keys: &[&str]) -> bool {
    let Some((id, rest)) = keys.split_first() else { return false };
    let of = |list: &[Node]| list.iter().position(|element| element.id() == Some(*id));
    match (of(to), of(from)) {
        (Some(old), new) if !rest.is_empty() => below(&mut to[old], new.map(|new| &from[new]), rest),
        (Some(old), Some(new)) => {
            to[old] = from[new].clone();
            true
        }
        (Some(old), None) => {
            to.remove(old);
            true
        }
        (None, Some(new)) => {
            to.push(from[new].clone());
            true
        }
        (None, None) => false,
    }
}

/// A table or list like another one, with nothing in it.
fn empty(of: &Node) -> Node {
    let kind = match of.kind {
        Kind::List(_) => Kind::List(Vec::new()),
        _ => Kind::Table(Table::default()),
    };
    Node { kind, ..of.clone() }
}
