//! Words of reports as documents: numbered items and where the text points to them.

use super::Lang;

/// What is numbered in a document, each kind from 1.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum ItemKind {
    /// A chart.
    Figure,
    /// A table.
    Table,
}

/// A numbered item of a document.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Item {
    /// Whether a figure or a table.
    pub kind: ItemKind,
    /// Its number, from 1.
    pub number: usize,
}

/// A part of a sentence that points to items.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Piece {
    /// Words as they are.
    Words(&'static str),
    /// An item, written as its label.
    Item(Item),
}

/// The word before a number: `图`, `Table`.
pub fn item_word(kind: ItemKind, lang: Lang) -> &'static str {
    match (kind, lang) {
        (ItemKind::Figure, Lang::Zh) => "图",
        (ItemKind::Figure, Lang::En) => "Figure",
        (ItemKind::Table, Lang::Zh) => "表",
        (ItemKind::Table, Lang::En) => "Table",
    }
}

/// What stands between the label of an item and its title.
pub fn caption_separator(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "　",
        Lang::En => ". ",
    }
}

/// The label of an item as text: `图 1`, `Table 2`.
pub fn item_label(item: Item, lang: Lang) -> String {
    format!("{} {}", item_word(item.kind, lang), item.number)
}

/// Where the numbers of a figure stand.
pub fn data_in(table: Item, lang: Lang) -> Vec<Piece> {
    match lang {
        Lang::Zh => vec![Piece::Words("图中数据见"), Piece::Item(table), Piece::Words("。")],
        Lang::En => vec![Piece::Words("Its numbers stand in "), Piece::Item(table), Piece::Words(".")],
    }
}

/// Which items a section holds, the first and the last of each kind; nothing where it holds none.
pub fn items_of_section(ranges: &[(Item, Item)], lang: Lang) -> Vec<Piece> {
    let [before, to, and, end] = match lang {
        Lang::Zh => ["本节图表：", " 至", "、", "。"],
        Lang::En => ["This section holds ", " to ", " and ", "."],
    };
    let mut pieces = Vec::new();
    for (at, (first, last)) in ranges.iter().enumerate() {
        pieces.push(Piece::Words(if at == 0 { before } else { and }));
        pieces.push(Piece::Item(*first));
        if first != last {
            pieces.extend([Piece::Words(to), Piece::Item(*last)]);
        }
    }
    if !pieces.is_empty() {
        pieces.push(Piece::Words(end));
    }
    pieces
}

/// What a short document leaves out, and where it stands.
pub fn shortened_note(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => {
            "本文件为简本。其余各图、图中数据、产能指标台账、全部参数与来源见完整本（dafeng report --full）和结果目录。"
        }
        Lang::En => {
            "This is the short form. Further figures, the data of figures, the ledger, and all numbers with their sources stand in \
             the full one (dafeng report --full) and in the folder of results."
        }
    }
}

/// That a stored picture stands in for one drawn anew.
pub fn stored_picture_note(file: &str, why: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{file} 未重新绘制（{why}），采用结果目录中的图"),
        Lang::En => {
            format!("{file} was not drawn anew ({why}); the drawing of the results is used")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(pieces: &[Piece], lang: Lang) -> String {
        let one = |piece: &Piece| match piece {
            Piece::Words(words) => (*words).to_owned(),
            Piece::Item(item) => item_label(*item, lang),
        };
        pieces.iter().map(one).collect()
    }

    #[test]
    fn sections_name_what_they_hold() {
        let figure = |number| Item { kind: ItemKind::Figure, number };
        let table = |number| Item { kind: ItemKind::Table, number };
        let ranges = [(figure(1), figure(14)), (table(3), table(3))];
        let told = said(&items_of_section(&ranges, Lang::En), Lang::En);
        assert_eq!(told, "This section holds Figure 1 to Figure 14 and Table 3.");
        assert_eq!(said(&items_of_section(&ranges, Lang::Zh), Lang::Zh), "本节图表：图 1 至图 14、表 3。");
        assert_eq!(items_of_section(&[], Lang::En), []);
    }
}
