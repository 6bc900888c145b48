//! The report as Markdown, for those who paste: pipe tables, figures as links.

use super::document::{clean, data_of, items, ranges};
use super::html::page::{Block, Cell, Part, Table};
use super::html::{Figure, Page};
use super::text::{self, Item, Lang, Piece};

/// What every file of this program begins with.
pub const MARK: &str = "[//]: # (dafeng report)\n";

/// The report; `link` gives the address of a figure's picture as seen from the file.
pub fn document(page: &Page, lang: Lang, link: &dyn Fn(&Figure) -> String) -> Vec<u8> {
    let mut out = format!("{MARK}\n# {}\n\n{}\n", escaped(&page.title), escaped(&page.kind));
    for (section, items) in page.sections.iter().zip(items(&page.sections)) {
        out.push_str(&format!("\n## {}\n", escaped(&section.heading)));
        let told = pieces(&text::items_of_section(&ranges(&items), lang), lang);
        if !told.is_empty() {
            out.push_str(&format!("\n{told}\n"));
        }
        for (part, items) in section.parts.iter().zip(&items) {
            out.push_str(&of_part(part, items, lang, link));
        }
    }
    out.push_str(&format!("\n---\n\n{}\n", escaped(&page.generator)));
    out.into_bytes()
}

fn of_part(part: &Part, items: &[Option<Item>], lang: Lang, link: &dyn Fn(&Figure) -> String) -> String {
    let mut out = String::new();
    if let Some(heading) = &part.heading {
        out.push_str(&format!("\n### {}\n", escaped(heading)));
    }
    for (at, (block, item)) in part.blocks.iter().zip(items).enumerate() {
        let told = match (block, item) {
            (Block::Text { text }, _) => format!("{}\n", escaped(text)),
            (Block::List { items }, _) => items.iter().map(|item| format!("- {}\n", escaped(item))).collect(),
            (Block::Figure(figure), Some(item)) => {
                let title = escaped(&figure.title);
                let caption = caption(*item, &figure.title, lang);
                let data = data_of(&part.blocks, items, at).map_or_else(String::new, |data| {
                    format!(" {}", pieces(&text::data_in(data, lang), lang))
                });
                format!("![{title}]({})\n\n{caption}{data}\n", address(&link(figure)))
            }
            (Block::Table(own), Some(item)) => {
                format!("{}\n\n{}", caption(*item, &own.caption, lang), table(own, lang))
            }
            (Block::Figure(_) | Block::Table(_), None) => continue,
        };
        out.push('\n');
        out.push_str(&told);
    }
    out
}

fn caption(item: Item, title: &str, lang: Lang) -> String {
    let label = text::item_label(item, lang);
    format!("**{label}**{}{}", text::caption_separator(lang), escaped(title))
}

fn pieces(pieces: &[Piece], lang: Lang) -> String {
    let one = |piece: &Piece| match piece {
        Piece::Words(words) => escaped(words),
        Piece::Item(item) => text::item_label(*item, lang),
    };
    pieces.iter().map(one).collect()
}

/// Widest column whose cells are filled up with spaces, in widths of a digit.
const WIDEST: usize = 40;

/// A pipe table whose columns stand under each other as text too, but where they are wide.
fn table(table: &Table, lang: Lang) -> String {
    let columns = table.head.len();
    let number = |at: usize| {
        let mut cells =
            table.rows.iter().filter_map(|row| row.get(at)).filter(|cell| !cell.lines.concat().is_empty());
        cells.clone().count() > 0 && cells.all(|cell| cell.number)
    };
    let numbers: Vec<bool> = (0..columns).map(number).collect();
    let head: Vec<String> = table.head.iter().map(|head| escaped(head)).collect();
    let rows: Vec<Vec<String>> =
        table.rows.iter().map(|row| row.iter().map(|own| cell(own, lang)).collect()).collect();
    let texts = |at: usize| rows.iter().chain([&head]).filter_map(move |row| row.get(at));
    let widths: Vec<usize> = (0..columns)
        .map(|at| texts(at).map(|text| width(text)).max().unwrap_or(0).clamp(3, WIDEST))
        .collect();
    let line = |cells: &[String]| {
        let filled = |(at, text): (usize, &String)| {
            let room = " ".repeat(widths.get(at).map_or(0, |widest| widest.saturating_sub(width(text))));
            if numbers.get(at) == Some(&true) { format!("{room}{text}") } else { format!("{text}{room}") }
        };
        let cells: Vec<String> = cells.iter().enumerate().map(filled).collect();
        format!("| {} |\n", cells.join(" | "))
    };
    let rule = |at: usize| match numbers[at] {
        true => format!("{}:", "-".repeat(widths[at] - 1)),
        false => "-".repeat(widths[at]),
    };
    let rules: Vec<String> = (0..columns).map(rule).collect();
    [&head, &rules].into_iter().chain(&rows).map(|cells| line(cells)).collect()
}

/// Width of a text in widths of a digit: characters of two-byte scripts are two wide.
fn width(text: &str) -> usize {
    text.chars().map(|c| if u32::from(c) < 0x2E80 { 1 } else { 2 }).sum()
}

/// Lines of a cell in one; a line in brackets belongs to the one before.
fn joined(lines: &[String], lang: Lang) -> String {
    let mut out = String::new();
    for line in lines {
        let separator = match (line.starts_with(['(', '（']), lang) {
            _ if out.is_empty() => "",
            (true, Lang::Zh) => "",
            (true, Lang::En) => " ",
            (false, Lang::Zh) => "；",
            (false, Lang::En) => "; ",
        };
        out.push_str(separator);
        out.push_str(line);
    }
    out
}

fn cell(cell: &Cell, lang: Lang) -> String {
    let line = |line: &String| if cell.code { code(line) } else { escaped(line) };
    let lines: Vec<String> = cell.lines.iter().filter(|text| !text.is_empty()).map(line).collect();
    let text = joined(&lines, lang);
    match &cell.link {
        Some(link) => format!("[{text}]({})", address(link)),
        None => text,
    }
}

/// Text that says nothing but itself.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let text = clean(text);
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        let before_name =
            characters.peek().is_some_and(|next| next.is_ascii_alphabetic() || "/!?#".contains(*next));
        match c {
            // What could begin a tag or an entity.
            '<' | '&' if before_name => out.extend(['\\', c]),
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '#' | '|' | '~' | '$' => out.extend(['\\', c]),
            c => out.push(c),
        }
    }
    // At the start of a line a mark before a space makes a list, and some make a quotation or a heading.
    let digits = out.chars().take_while(char::is_ascii_digit).count();
    let marks = |rest: &str, marks: &[char]| {
        rest.strip_prefix(marks).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
    };
    if digits > 0 && marks(&out[digits..], &['.', ')']) {
        out.insert(digits, '\\');
    } else if out.starts_with(['=', '>']) || marks(&out, &['-', '+']) {
        out.insert(0, '\\');
    }
    out
}

/// Code between more backticks than it holds; in a table a bar would end the cell.
fn code(text: &str) -> String {
    let text = clean(text);
    if text.is_empty() {
        return text;
    }
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let room = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{fence}{room}{}{room}{fence}", text.replace('|', "\\|"))
}

/// An address with nothing in it that ends a link.
fn address(address: &str) -> String {
    let mut out = String::new();
    for c in clean(address).chars() {
        match c {
            ' ' | '(' | ')' | '<' | '>' | '[' | ']' | '\\' | '|' | '"' | '`' | '*' => {
                out.push_str(&format!("%{:02X}", u32::from(c)));
            }
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_says_nothing_but_itself() {
        assert_eq!(escaped("a|b `c` *d* <e> [f](g)\n# h"), "a\\|b \\`c\\` \\*d\\* \\<e> \\[f\\](g) \\# h");
        assert_eq!(escaped("P(B < A) & R&D &#38; > 20%"), "P(B < A) & R\\&D \\&\\#38; > 20%");
        assert_eq!([escaped("1. x"), escaped("- x"), escaped("2020")], ["1\\. x", "\\- x", "2020"]);
        assert_eq!([escaped("95.3%"), escaped("+2.6"), escaped("-")], ["95.3%", "+2.6", "\\-"]);
    }

    /// Chinese characters are two wide; what is right of a bar stands under what is right of it above.
    #[test]
    fn columns_of_tables_stand_under_each_other() {
        let row = |name: &str, lines: [&str; 2]| {
            vec![Cell::text(name), Cell::numbers(Some(lines.map(str::to_owned).to_vec()))]
        };
        let head = vec!["指标".to_owned(), "概率".to_owned()];
        let own =
            Table::new("", head, vec![row("粗钢产量", ["95.3%", "（93.8–96.4%）"]), row("CO₂", ["0%", ""])]);
        assert_eq!(
            table(&own, Lang::Zh),
            "| 指标     |                概率 |\n\
             | -------- | ------------------: |\n\
             | 粗钢产量 | 95.3%（93.8–96.4%） |\n\
             | CO₂      |                  0% |\n"
        );
        assert_eq!(joined(&["a", "b", "(c)"].map(str::to_owned), Lang::En), "a; b (c)");
    }

    #[test]
    fn code_and_addresses_end_where_they_should() {
        assert_eq!([code("a.b"), code("a`b|c"), code("`")], ["`a.b`", "``a`b\\|c``", "`` ` ``"]);
        assert_eq!(address("../a b/(c).png"), "../a%20b/%28c%29.png");
    }
}
