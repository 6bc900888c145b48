//! What reaches the terminal, and how it is laid out.

use std::io::{self, IsTerminal, Write};

use super::Failure;

/// Whether the error stream takes colour.
pub fn in_colour() -> bool {
    io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none()
}

/// Prints a text. A reader that has gone away (`dafeng list … | head`) is no failure.
pub fn out(text: &str) -> Result<(), Failure> {
    let mut stdout = io::stdout().lock();
    match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure::Work(format!("could not print: {error}")))
        }
        _ => Ok(()),
    }
}

/// Prints a value as JSON, pretty and with a closing newline.
pub fn json(value: &serde_json::Value) -> Result<(), Failure> {
    let text = serde_json::to_string_pretty(value)
        .map_err(|error| Failure::Work(format!("could not print: {error}")))?;
    out(&format!("{text}\n"))
}

/// Tells something beside the results, before they are there.
pub fn note(text: &str) {
    eprintln!("{text}");
}

/// Lines under a headline, each with a bullet; nothing where there are no lines.
pub fn section(heading: &str, lines: &[String]) -> String {
    if lines.is_empty() {
        return String::new();
    }
    let body: Vec<String> = lines.iter().map(|line| format!("  - {line}\n")).collect();
    format!("{heading}\n{}", body.concat())
}

/// Rows as columns padded to the widest cell, two spaces between; the last column is not padded.
pub fn columns(header: &[&str], rows: &[Vec<String>]) -> String {
    let mut widths: Vec<usize> = header.iter().map(|h| width(h)).collect();
    for row in rows {
        for (most, cell) in widths.iter_mut().zip(row) {
            *most = (*most).max(width(cell));
        }
    }
    let line = |cells: &[&str]| {
        let padded = cells.iter().zip(&widths).map(|(cell, most)| {
            let pad = " ".repeat(most.saturating_sub(width(cell)));
            format!("{cell}{pad}")
        });
        let text = padded.collect::<Vec<_>>().join("  ");
        format!("{}\n", text.trim_end())
    };
    let body = rows.iter().map(|row| line(&row.iter().map(String::as_str).collect::<Vec<_>>()));
    std::iter::once(line(header)).chain(body).collect()
}

/// A head and rows as columns of given widths: what is longer goes on below in its own column. A blank line behind each row.
pub fn wrapped<const N: usize>(head: [&str; N], rows: &[[Vec<String>; N]], widths: [usize; N]) -> String {
    let rule = widths.map(|most| vec!["-".repeat(most)]);
    let mut text = beside(&head.map(|head| vec![head.to_owned()]), widths) + &beside(&rule, widths);
    for row in rows {
        text += &beside(row, widths);
        text.push('\n');
    }
    text
}

/// The cells of a row beside each other.
fn beside<const N: usize>(row: &[Vec<String>; N], widths: [usize; N]) -> String {
    let columns: Vec<Vec<String>> = row.iter().zip(widths).map(|(lines, most)| folded(lines, most)).collect();
    let height = columns.iter().map(Vec::len).max().unwrap_or(0);
    let mut text = String::new();
    for line in 0..height {
        let cells = columns.iter().zip(widths).map(|(column, most)| {
            let cell = column.get(line).map_or("", String::as_str);
            format!("{cell}{}", " ".repeat(most.saturating_sub(width(cell))))
        });
        text += cells.collect::<Vec<_>>().join("  ").trim_end();
        text.push('\n');
    }
    text
}

/// Lines folded to a width; what goes on is indented.
fn folded(lines: &[String], most: usize) -> Vec<String> {
    const INDENT: &str = "  ";
    let mut folded = Vec::new();
    for line in lines {
        let mut rest = line.as_str();
        let mut indent = "";
        while width(rest) + indent.len() > most {
            let at = fold(rest, most - indent.len());
            folded.push(format!("{indent}{}", rest[..at].trim_end()));
            rest = rest[at..].trim_start();
            indent = INDENT;
        }
        folded.push(format!("{indent}{rest}"));
    }
    folded
}

/// Where to fold a text that is wider than a width: behind the last space, point or wide character that fits, else
/// where the width ends. No line begins with what closes a phrase.
fn fold(text: &str, most: usize) -> usize {
    let closes = |c: char| "，。；：、）》」”".contains(c);
    let (mut used, mut good, mut hard) = (0, None, 0);
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if is_wide(c) && at > 0 && !closes(c) {
            good = Some(at);
        }
        used += if is_wide(c) { 2 } else { 1 };
        if used > most {
            break;
        }
        hard = at + c.len_utf8();
        let next = chars.peek().map(|(_, next)| *next);
        let ends = match c {
            ' ' => true,
            // Not inside a number.
            '.' | ',' | '/' | '|' => next.is_some_and(|next| !next.is_ascii_digit()),
            _ => is_wide(c) && !next.is_some_and(closes),
        };
        if ends {
            good = Some(hard);
        }
    }
    good.unwrap_or(hard).max(text.chars().next().map_or(0, char::len_utf8))
}

/// Columns that a terminal gives a text.
fn width(text: &str) -> usize {
    text.chars().map(|c| if is_wide(c) { 2 } else { 1 }).sum()
}

/// Whether a terminal gives a character two columns.
fn is_wide(c: char) -> bool {
    matches!(u32::from(c), 0x1100..=0x115F | 0x2E80..=0x9FFF | 0xAC00..=0xD7A3 | 0xF900..=0xFAFF | 0xFF00..=0xFF60 | 0x2_0000..=0x3_FFFF)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_cells_go_on_below() {
        let row =
            [vec!["levers.arc-share.guangxi".to_owned()], vec!["钢铁产能，".to_owned(), "1 -> 2".to_owned()]];
        let text = wrapped(["a", "b"], &[row], [18, 8]);
        let expected = [
            "a                   b",
            "------------------  --------",
            "levers.arc-share.   钢铁产",
            "  guangxi             能，",
            "                    1 -> 2",
            "",
        ];
        assert_eq!(text.lines().collect::<Vec<_>>(), expected);
    }

    #[test]
    fn what_cannot_be_folded_is_cut() {
        assert_eq!(folded(&["abcdefgh".to_owned()], 4), ["abcd", "  ef", "  gh"]);
        assert_eq!(folded(&[String::new()], 4), [""]);
        assert_eq!(folded(&["at 15.5".to_owned()], 6), ["at", "  15.5"]);
    }

    #[test]
    fn columns_line_up_with_wide_characters() {
        let rows = vec![vec!["炉".to_owned(), "1".to_owned()], vec!["abc".to_owned(), "2".to_owned()]];
        assert_eq!(columns(&["a", "b"], &rows), "a    b\n炉   1\nabc  2\n");
    }
}
