//! What documents have in common whatever they are written as: numbers of figures and tables, clean text.

use super::html::Page;
use super::html::page::{Block, Part, Section};
use super::text::{self, Item, ItemKind, Lang};

/// Sections that a short document does without.
const LONG: [&str; 3] = ["differences", "ledger", "assumptions"];

/// Figures that a part of a short document holds at most.
const MOST_FIGURES: usize = 6;

/// The same beside a board, whose table says what they show.
const MOST_BESIDE: usize = 2;

/// The sections of boards.
const BOARDS: [&str; 2] = ["targets", "peaks"];

/// A section whose findings a short document tells without the numbers behind them.
const FINDINGS: &str = "audit";

/// A few pages: without what a page keeps folded, further figures, the numbers behind findings, the ledger, the list of all
/// numbers, and contents.
pub fn shortened(mut page: Page, lang: Lang) -> Page {
    page.contents.clear();
    page.sections.retain(|section| !LONG.contains(&section.id));
    for section in &mut page.sections {
        section.parts.retain(|part| !part.folded);
        let is_board = BOARDS.contains(&section.id);
        let most = if is_board { MOST_BESIDE } else { MOST_FIGURES };
        section.parts.iter_mut().for_each(|part| shorten(part, most));
        if section.id == FINDINGS {
            section.parts.iter_mut().flat_map(|part| &mut part.blocks).for_each(tell);
        }
    }
    page.sections.retain(|section| !section.parts.is_empty());
    if let Some(part) = page.sections.last_mut().and_then(|section| section.parts.last_mut()) {
        part.blocks.push(Block::text(text::shortened_note(lang)));
    }
    page
}

/// A table as a list of the heads of its rows.
fn tell(block: &mut Block) {
    if let Block::Table(table) = block {
        let heads = table.rows.iter_mut().filter_map(|row| row.first_mut());
        *block = Block::List { items: heads.map(|cell| cell.lines.join(" ")).collect() };
    }
}

fn shorten(part: &mut Part, most: usize) {
    let mut figures = 0;
    part.blocks.retain(|block| match block {
        Block::Table(table) => table.folded.is_none(),
        Block::Figure(_) => {
            figures += 1;
            figures <= most
        }
        Block::Text { .. } | Block::List { .. } => true,
    });
}

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
