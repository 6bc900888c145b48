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
    let width = |text: &str| text.chars().map(|c| if is_wide(c) { 2 } else { 1 }).sum::<usize>();
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

/// Whether a terminal gives a character two columns.
fn is_wide(c: char) -> bool {
    matches!(u32::from(c), 0x1100..=0x115F | 0x2E80..=0x9FFF | 0xAC00..=0xD7A3 | 0xF900..=0xFAFF | 0xFF00..=0xFF60 | 0x2_0000..=0x3_FFFF)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up_with_wide_characters() {
        let rows = vec![vec!["炉".to_owned(), "1".to_owned()], vec!["abc".to_owned(), "2".to_owned()]];
        assert_eq!(columns(&["a", "b"], &rows), "a    b\n炉   1\nabc  2\n");
    }
}
