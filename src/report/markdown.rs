//! The report as Markdown, for those who paste: pipe tables, figures as links.

use super::document::{clean, data_of, items, ranges};
use super::html::page::{Block, Cell, Part, Table};
use super::html::{Figure, Page};
use super::text::{self, Item, Lang, Piece};

/// What every file of this program begins with.
pub const MARK: &str = "<!-- dafeng report -->\n";

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
                format!("{}\n\n{}", caption(*item, &own.caption, lang), table(own))
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

fn table(table: &Table) -> String {
    let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    let number = |at: usize| table.rows.first().and_then(|row| row.get(at)).is_some_and(|cell| cell.number);
    let sides = (0..table.head.len()).map(|at| if number(at) { "---:" } else { "---" }.to_owned());
    let mut out = line(table.head.iter().map(|head| escaped(head)).collect());
    out.push_str(&line(sides.collect()));
    for row in &table.rows {
        out.push_str(&line(row.iter().map(cell).collect()));
    }
    out
}

fn cell(cell: &Cell) -> String {
    let line = |line: &String| if cell.code { code(line) } else { escaped(line) };
    let lines: Vec<String> = cell.lines.iter().map(line).collect();
    let text = lines.join("<br>");
    match &cell.link {
        Some(link) => format!("[{text}]({})", address(link)),
        None => text,
    }
}

/// Text that says nothing but itself.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in clean(text).chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '#' | '|' | '~' | '$' => out.extend(['\\', c]),
            c => out.push(c),
        }
    }
    // At the start of a line a mark makes a list or a heading.
    let digits = out.chars().take_while(char::is_ascii_digit).count();
    let listed = digits > 0 && out[digits..].starts_with(['.', ')']);
    if listed {
        out.insert(digits, '\\');
    } else if out.starts_with(['-', '+', '=']) {
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
        assert_eq!(
            escaped("a|b `c` *d* <e> [f](g)\n# h"),
            "a\\|b \\`c\\` \\*d\\* &lt;e&gt; \\[f\\](g) \\# h"
        );
        assert_eq!([escaped("1. x"), escaped("- x"), escaped("2020")], ["1\\. x", "\\- x", "2020"]);
    }

    #[test]
    fn code_and_addresses_end_where_they_should() {
        assert_eq!([code("a.b"), code("a`b|c"), code("`")], ["`a.b`", "``a`b\\|c``", "`` ` ``"]);
        assert_eq!(address("../a b/(c).png"), "../a%20b/%28c%29.png");
    }
}
