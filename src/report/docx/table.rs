//! Three-line tables: a rule above, one under the head, one below, none between columns.

use super::xml::{self, paragraph, runs};
use crate::report::html::page::{Cell, Table};
use crate::report::text::Lang;

/// Width of the text on a page, 1/20 pt: A4 less two margins of 2.54 cm.
pub const TEXT_WIDTH: u32 = 9026;
/// Room left and right of the text of a cell, 1/20 pt together.
const PADDING: u32 = 120;
/// Sizes of text, half points, tried from the largest.
const SIZES: [u32; 4] = [18, 16, 14, 12];
/// Longest piece of text that a column keeps whole, in widths of a digit.
const LONGEST_WORD: u32 = 22;
/// Characters kept together in scripts that break anywhere, in widths of a digit.
const CHARACTERS: u32 = 8;
/// Widest column asked for, in widths of a digit.
const WIDEST: u32 = 60;

/// The widths of the columns and the size of the text, half points.
struct Layout {
    widths: Vec<u32>,
    size: u32,
}

/// The table as WordprocessingML. `link` gives the relation of an address.
pub fn table(table: &Table, style: &str, lang: Lang, link: &mut dyn FnMut(&str) -> String) -> String {
    let turned;
    let table = match is_wide(table) {
        true => {
            turned = turned_over(table);
            &turned
        }
        false => table,
    };
    let layout = Layout::of(table);
    let mut writer = Writer { style, lang, layout: &layout, link };
    let mut out = String::from(
        "<w:tbl><w:tblPr><w:tblW w:w=\"9026\" w:type=\"dxa\"/><w:jc w:val=\"center\"/><w:tblBorders>\
         <w:top w:val=\"single\" w:sz=\"12\" w:space=\"0\" w:color=\"auto\"/>\
         <w:bottom w:val=\"single\" w:sz=\"12\" w:space=\"0\" w:color=\"auto\"/></w:tblBorders>\
         <w:tblLayout w:type=\"fixed\"/><w:tblCellMar><w:top w:w=\"20\" w:type=\"dxa\"/><w:left w:w=\"60\" w:type=\"dxa\"/>\
         <w:bottom w:w=\"20\" w:type=\"dxa\"/><w:right w:w=\"60\" w:type=\"dxa\"/></w:tblCellMar></w:tblPr><w:tblGrid>",
    );
    let columns = layout.widths.iter().map(|width| format!("<w:gridCol w:w=\"{width}\"/>"));
    out.push_str(&columns.collect::<String>());
    out.push_str("</w:tblGrid>\n");
    out.push_str(&writer.head(table));
    for row in &table.rows {
        out.push_str(&writer.row(row));
    }
    out + "</w:tbl>\n"
}

/// Whether a table of numbers by year is wider than it is long and too wide for a page.
fn is_wide(table: &Table) -> bool {
    table.folded.is_some() && table.head.len() > 8 && table.rows.len() + 1 < table.head.len()
}

/// The table with rows for columns.
fn turned_over(table: &Table) -> Table {
    let first = |row: &Vec<Cell>| row.first().map_or_else(String::new, |cell| cell.lines.join(" "));
    let corner = String::new();
    let head = std::iter::once(corner).chain(table.rows.iter().map(first)).collect();
    let row = |at: usize| {
        let name = Cell::text(table.head[at].clone());
        let values = table.rows.iter().map(|row| row.get(at).map_or_else(Cell::default, copy));
        std::iter::once(name).chain(values).collect()
    };
    Table::new(table.caption.clone(), head, (1..table.head.len()).map(row).collect())
}

fn copy(cell: &Cell) -> Cell {
    Cell { lines: cell.lines.clone(), link: cell.link.clone(), ..*cell }
}

/// Width of a text in widths of a digit: characters of two-byte scripts are two wide.
fn width(text: &str) -> u32 {
    text.chars().map(|c| if u32::from(c) < 0x2E80 { 1 } else { 2 }).sum()
}

/// What a column keeps whole of a text: its longest word, which may end at a hyphen; of scripts that break anywhere some
/// characters.
fn longest_word(text: &str) -> u32 {
    let wide = |c: char| u32::from(c) >= 0x2E80;
    let words = text.split(|c| matches!(c, ' ' | '-') || wide(c)).map(width).max().unwrap_or(0);
    let characters = text.split(|c| !wide(c)).map(width).max().unwrap_or(0).min(CHARACTERS);
    words.max(characters).clamp(2, LONGEST_WORD)
}

impl Layout {
    fn of(table: &Table) -> Layout {
        let columns = table.head.len();
        // Numbers are not broken.
        let whole = |at: usize| {
            let cells = table.rows.iter().filter_map(move |row| row.get(at)).filter(|cell| cell.number);
            cells.flat_map(|cell| &cell.lines).map(|line| width(line)).max().unwrap_or(0).min(LONGEST_WORD)
        };
        let texts = |at: usize| {
            let cells = table.rows.iter().filter_map(move |row| row.get(at)).flat_map(|cell| &cell.lines);
            std::iter::once(&table.head[at]).chain(cells)
        };
        let least: Vec<u32> = (0..columns)
            .map(|at| texts(at).map(|t| longest_word(t)).max().unwrap_or(2).max(whole(at)))
            .collect();
        let wanted: Vec<u32> =
            (0..columns).map(|at| texts(at).map(|t| width(t)).max().unwrap_or(2).min(WIDEST)).collect();
        let wanted: Vec<u32> = wanted.iter().zip(&least).map(|(wanted, least)| *wanted.max(least)).collect();
        let fits =
            |size: &u32| least.iter().map(|units| Self::length(*units, *size)).sum::<u32>() <= TEXT_WIDTH;
        let size = SIZES.into_iter().find(fits).unwrap_or(SIZES[SIZES.len() - 1]);
        let lengths = |units: &[u32]| units.iter().map(|u| Self::length(*u, size)).collect::<Vec<u32>>();
        Layout { widths: spread(&lengths(&least), &lengths(&wanted)), size }
    }

    /// A width in 1/20 pt: a digit is half as wide as the text is high, letters a little more.
    fn length(units: u32, size: u32) -> u32 {
        units * size * 11 / 2 + PADDING
    }
}

/// Widths that add up to the text's: what each column needs, then what it wants, then in proportion.
fn spread(least: &[u32], wanted: &[u32]) -> Vec<u32> {
    let total = |lengths: &[u32]| u64::from(lengths.iter().sum::<u32>()).max(1);
    let scaled = |lengths: &[u32], to: u64, of: u64| -> Vec<u32> {
        lengths.iter().map(|length| u32::try_from(u64::from(*length) * to / of).unwrap_or(0)).collect()
    };
    let page = u64::from(TEXT_WIDTH);
    if total(least) >= page {
        return scaled(least, page, total(least));
    }
    if total(wanted) <= page {
        return scaled(wanted, page, total(wanted));
    }
    let more: Vec<u32> =
        wanted.iter().zip(least).map(|(wanted, least)| wanted.saturating_sub(*least)).collect();
    let more = scaled(&more, page - total(least), total(&more));
    least.iter().zip(more).map(|(least, more)| least + more).collect()
}

/// Writes rows.
struct Writer<'a> {
    style: &'a str,
    lang: Lang,
    layout: &'a Layout,
    link: &'a mut dyn FnMut(&str) -> String,
}

impl Writer<'_> {
    /// The head, repeated on every page.
    fn head(&self, table: &Table) -> String {
        let rule = "<w:tcBorders><w:bottom w:val=\"single\" w:sz=\"6\" w:space=\"0\" w:color=\"auto\"/></w:tcBorders>";
        let one = |(at, head): (usize, &String)| {
            let numbers = table.rows.first().and_then(|row| row.get(at)).is_some_and(|cell| cell.number);
            let content = runs(head, "<w:b/>", self.size(), self.lang);
            self.cell(at, rule, numbers, &content, true)
        };
        let cells: String = table.head.iter().enumerate().map(one).collect();
        format!("<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{cells}</w:tr>\n")
    }

    fn row(&mut self, row: &[Cell]) -> String {
        let mut cells = String::new();
        for at in 0..self.layout.widths.len() {
            let empty = Cell::default();
            let cell = row.get(at).unwrap_or(&empty);
            let content = self.content(cell);
            cells.push_str(&self.cell(at, "", cell.number, &content, false));
        }
        format!("<w:tr><w:trPr><w:cantSplit/></w:trPr>{cells}</w:tr>\n")
    }

    fn content(&mut self, cell: &Cell) -> String {
        let style = if cell.link.is_some() { "<w:color w:val=\"0B5394\"/>" } else { "" };
        let lines: Vec<String> =
            cell.lines.iter().map(|line| runs(line, style, self.size(), self.lang)).collect();
        let content = lines.join("<w:r><w:br/></w:r>");
        match &cell.link {
            Some(address) => {
                let relation = (self.link)(address);
                format!("<w:hyperlink r:id=\"{relation}\">{content}</w:hyperlink>")
            }
            None => content,
        }
    }

    fn cell(&self, at: usize, rule: &str, number: bool, content: &str, head: bool) -> String {
        let width = self.layout.widths[at];
        let side = if number { "<w:jc w:val=\"right\"/>" } else { "" };
        let keep = if head { "<w:keepNext/>" } else { "" };
        let place = if head { "<w:vAlign w:val=\"bottom\"/>" } else { "" };
        let text = paragraph(&format!("{}{keep}{side}", xml::style(self.style)), content);
        format!("<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/>{rule}{place}</w:tcPr>{text}</w:tc>")
    }

    /// The size of the text where it is not that of the style.
    fn size(&self) -> Option<u32> {
        (self.layout.size != SIZES[0]).then_some(self.layout.size)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_fill_the_page_and_numbers_stay_whole() {
        let numbers = || Cell::number("1,234,567");
        let long = "a word after another ".repeat(20);
        let row = || vec![Cell::text(long.clone()), numbers(), numbers()];
        let table = Table::new("", ["Name", "2020", "2030"].map(str::to_owned).to_vec(), vec![row(), row()]);
        let layout = Layout::of(&table);
        let sum: u32 = layout.widths.iter().sum();
        assert!((TEXT_WIDTH - 3..=TEXT_WIDTH).contains(&sum), "{:?}", layout.widths);
        // Nine digits of 4.5 pt and the padding of 6 pt.
        assert!(layout.widths[1] >= 20 * (9 * 9 / 2 + 6), "{:?}", layout.widths);
        assert_eq!(layout.size, 18);
    }

    /// The interval is 14 wide: the brackets of Chinese are two, ten digits and marks one each.
    #[test]
    fn intervals_stay_whole_beside_long_texts() {
        let long = "钢铁行业高质量发展".repeat(12);
        let chance = || Cell::numbers(Some(vec!["95.3%".to_owned(), "（93.8–96.4%）".to_owned()]));
        let row = || vec![Cell::text(long.clone()), chance(), chance(), chance(), chance()];
        let head = ["指标", "2025", "2030", "2035", "2040"].map(str::to_owned).to_vec();
        let layout = Layout::of(&Table::new("", head, vec![row()]));
        assert_eq!(layout.size, 18);
        assert!(
            layout.widths[1..].iter().all(|width| *width >= 20 * (14 * 9 / 2 + 6)),
            "{:?}",
            layout.widths
        );
    }

    /// A board of targets has seven columns, an address in one: it breaks at its hyphens, and all keep 8 pt.
    #[test]
    fn a_board_of_targets_can_be_read() {
        let head =
            ["目标", "年份", "要求", "中心情景", "结果", "概率（95% 区间）", "来源"].map(str::to_owned);
        let row = vec![
            Cell::text("短流程综合能耗不高于185千克标煤/吨"),
            Cell::number("2025"),
            Cell::number("≤ 185 kgce/t"),
            Cell::number("93.32 kgce/t"),
            Cell::lines(vec!["设定：达成".to_owned(), "limits.gx-short-energy".to_owned()]),
            Cell::numbers(Some(vec!["100%".to_owned(), "（83.9–100%）".to_owned()])),
            Cell::text("gx21 第三章第三节 总体目标表"),
        ];
        let layout = Layout::of(&Table::new("", head.to_vec(), vec![row]));
        assert!(layout.size >= 16, "{} half points", layout.size);
    }

    #[test]
    fn a_wide_table_of_years_is_turned() {
        let head: Vec<String> = (0..12).map(|at| format!("s{at}")).collect();
        let row = |year: &str| {
            std::iter::once(Cell::text(year)).chain((1..12).map(|at| Cell::number(at.to_string()))).collect()
        };
        let table =
            Table { folded: Some("data".into()), ..Table::new("", head, vec![row("2020"), row("2030")]) };
        let turned = turned_over(&table);
        assert!(is_wide(&table) && turned.head == ["", "2020", "2030"]);
        assert_eq!((turned.rows.len(), turned.rows[3][0].lines.join("")), (11, "s4".to_owned()));
        assert_eq!(turned.rows[3][2].lines, ["4"]);
    }
}
