//! What documents have in common whatever they are written as: numbers of figures and tables, clean text.

use super::html::page::{Block, Section};
use super::text::{Item, ItemKind};

/// The items of a report, `[section][part][block]`; none for a block without a number.
pub fn items(sections: &[Section]) -> Vec<Vec<Vec<Option<Item>>>> {
    let (mut figures, mut tables) = (0, 0);
    let mut item = |block: &Block| {
        let (kind, counter) = match block {
            Block::Figure(_) => (ItemKind::Figure, &mut figures),
            Block::Table(_) => (ItemKind::Table, &mut tables),
            Block::Text { .. } | Block::List { .. } => return None,
        };
        *counter += 1;
        Some(Item { kind, number: *counter })
    };
    let mut all = Vec::new();
    for section in sections {
        let parts = section.parts.iter().map(|part| part.blocks.iter().map(&mut item).collect());
        all.push(parts.collect());
    }
    all
}

/// The first and the last item of each kind in a section.
pub fn ranges(items: &[Vec<Option<Item>>]) -> Vec<(Item, Item)> {
    let of = |kind: ItemKind| {
        let mut own = items.iter().flatten().flatten().filter(|item| item.kind == kind);
        let first = *own.next()?;
        Some((first, own.next_back().copied().unwrap_or(first)))
    };
    [ItemKind::Figure, ItemKind::Table].into_iter().filter_map(of).collect()
}

/// The table with the numbers of a figure: the one behind it, if it is folded away on a page.
pub fn data_of(blocks: &[Block], items: &[Option<Item>], figure: usize) -> Option<Item> {
    match blocks.get(figure + 1) {
        Some(Block::Table(table)) if table.folded.is_some() => items.get(figure + 1).copied().flatten(),
        _ => None,
    }
}

/// Text of one line without what no document may hold: controls, and what is no character.
pub fn clean(text: &str) -> String {
    let keep = |c: &char| !c.is_control() && !matches!(u32::from(*c) & 0xFFFF, 0xFFFE | 0xFFFF);
    text.chars().map(|c| if matches!(c, '\n' | '\r' | '\t') { ' ' } else { c }).filter(keep).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn controls_and_what_is_no_character_go() {
        assert_eq!(clean("a\u{0}b\u{1b}[31m\u{85}\nc\u{FFFE}\u{1FFFF}钢"), "ab[31m c钢");
    }
}
