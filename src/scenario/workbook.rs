//! Sheets of workbooks (XLSX) become the text of the same table as CSV, and every piece of it knows its cell.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::io::Cursor;
use std::ops::Range;

use calamine::{DataRef, Reader, Xlsx, XlsxError};

use crate::near::near;

/// More cells than this are no table that people keep.
const MOST_CELLS: usize = 4_000_000;

/// A sheet as text, with what is wrong with single cells.
pub(crate) struct Sheet {
    /// Its name.
    pub name: String,
    /// Its rows as CSV.
    pub text: String,
    /// Where they stand.
    pub grid: Grid,
    /// What no table can hold.
    pub faults: Vec<Fault>,
}

/// What is wrong with a cell.
pub(crate) struct Fault {
    /// Bytes of the text.
    pub range: Range<usize>,
    pub message: String,
    pub help: &'static str,
}

/// Why there is no sheet: a sentence and a way out.
pub(crate) struct Refused {
    pub message: String,
    pub help: Option<String>,
}

/// Rows and cells by where they begin in the text.
#[derive(Clone, Debug)]
pub(crate) struct Grid {
    /// The name of the sheet.
    pub sheet: String,
    rows: Vec<Row>,
}

#[derive(Clone, Debug)]
struct Row {
    start: usize,
    /// From 1, as the program shows it.
    number: usize,
    /// Where each cell begins, and its column from 0.
    cells: Vec<(usize, u32)>,
}

/// A place in a sheet.
pub(crate) struct At {
    /// Row, from 1.
    pub row: usize,
    /// Column, from 1.
    pub column: usize,
    /// `C5`.
    pub cell: String,
    /// Where the row begins in the text, and where the next one does.
    pub line: Range<usize>,
}

impl Grid {
    /// The cell at a byte of a text of this length.
    pub fn at(&self, byte: usize, length: usize) -> Option<At> {
        let index = self.rows.partition_point(|row| row.start <= byte).saturating_sub(1);
        let row = self.rows.get(index)?;
        let cell = row.cells.partition_point(|(start, _)| *start <= byte).saturating_sub(1);
        let column = row.cells.get(cell).map_or(0, |(_, column)| *column);
        let end = self.rows.get(index + 1).map_or(length, |next| next.start);
        let cell = format!("{}{}", letters(column), row.number);
        Some(At { row: row.number, column: column as usize + 1, cell, line: row.start..end })
    }
}

/// `A`, `B` … `Z`, `AA`.
fn letters(column: u32) -> String {
    let last = char::from(b'A' + (column % 26) as u8).to_string();
    if column < 26 { last } else { letters(column / 26 - 1) + &last }
}

/// Whether bytes are those of a workbook: a ZIP archive.
pub(crate) fn is_workbook(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04")
}

/// Whether bytes are those of a workbook of Excel 97–2003.
pub(crate) fn is_old_workbook(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0])
}

type Book<'b> = Xlsx<Cursor<&'b [u8]>>;

/// The sheet of a workbook that is named, or the only one with something in it.
pub(crate) fn sheet(bytes: &[u8], named: Option<&str>) -> Result<Sheet, Refused> {
    let mut book: Book<'_> = Xlsx::new(Cursor::new(bytes)).map_err(unreadable)?;
    let names = book.sheet_names();
    let name = match named {
        Some(name) if names.iter().any(|known| known == name) => name.to_owned(),
        Some(name) => return Err(no_sheet(name, &names)),
        None => the_only(&mut book, &names)?,
    };
    let cells = Cells::read(&mut book, &name).map_err(unreadable)?;
    if cells.values.len() > MOST_CELLS {
        let message =
            format!("the sheet `{name}` has {} cells; at most {MOST_CELLS} are read", cells.values.len());
        return Err(Refused { message, help: None });
    }
    Ok(cells.write(name))
}

fn unreadable(error: XlsxError) -> Refused {
    let message = format!("it is no workbook that can be read: {error}");
    Refused { message, help: Some("save it as XLSX without a password, or as CSV in UTF-8".to_owned()) }
}

fn no_sheet(name: &str, names: &[String]) -> Refused {
    let known = names.iter().map(String::as_str);
    let close = near(name, known).map(|close| format!("did you mean `{close}`?"));
    let help = close.unwrap_or_else(|| format!("its sheets are {}", names.join(", ")));
    Refused { message: format!("it has no sheet `{name}`"), help: Some(help) }
}

fn the_only(book: &mut Book<'_>, names: &[String]) -> Result<String, Refused> {
    if let [only] = names {
        return Ok(only.clone());
    }
    let mut used = Vec::new();
    for name in names {
        let mut cells = book.worksheet_cells_reader(name).map_err(unreadable)?;
        while let Some(cell) = cells.next_cell().map_err(unreadable)? {
            if *cell.get_value() != DataRef::Empty {
                used.push(name.clone());
                break;
            }
        }
    }
    match used.as_slice() {
        [only] => Ok(only.clone()),
        [] => Err(Refused { message: "it is empty".to_owned(), help: None }),
        several => {
            let message = format!("it has {} sheets: {}", several.len(), several.join(", "));
            let help = format!("say which one: `{{ file = \"…\", sheet = \"{}\" }}`", several[0]);
            Err(Refused { message, help: Some(help) })
        }
    }
}

/// What stands in a sheet, by row and column.
#[derive(Default)]
struct Cells {
    values: BTreeMap<(u32, u32), String>,
    faults: Vec<((u32, u32), String, &'static str)>,
}

impl Cells {
    fn read(book: &mut Book<'_>, name: &str) -> Result<Cells, XlsxError> {
        let percent = percent_cells(book, name)?;
        let mut found = Cells::default();
        let mut cells = book.worksheet_cells_reader(name)?;
        while let Some(cell) = cells.next_cell_with_formula()? {
            if found.values.len() > MOST_CELLS {
                break;
            }
            let value = match &cell.value {
                DataRef::Error(error) => {
                    let message = format!("this cell holds the error {error}");
                    found.faults.push((cell.pos, message, "mend its formula, or write the value"));
                    error.to_string()
                }
                DataRef::Empty if cell.formula.is_some() => {
                    let message = "this formula was never computed: the file holds no value of it".to_owned();
                    let help = "open the file in a spreadsheet program and save it, or write the value";
                    found.faults.push((cell.pos, message, help));
                    "?".to_owned()
                }
                DataRef::Float(value) if percent.contains(&cell.pos) => {
                    format!("{} %", rounded(value * 100.0))
                }
                value => text(value),
            };
            if !value.trim().is_empty() {
                found.values.insert(cell.pos, value);
            }
        }
        drop(cells);
        found.merged(book, name)?;
        Ok(found)
    }

    /// Cells that were merged below the header: only the first of them has a value.
    fn merged(&mut self, book: &mut Book<'_>, name: &str) -> Result<(), XlsxError> {
        let header = self.values.keys().next().map_or(0, |(row, _)| *row);
        for region in book.merge_cells_by_sheet_name(name)? {
            let (start, end) = (region.start, region.end);
            if start != end && start.0 >= header && self.values.contains_key(&start) {
                let cell = |(row, column): (u32, u32)| format!("{}{}", letters(column), row + 1);
                let message = format!("the cells {}:{} are merged", cell(start), cell(end));
                let help = "a table has a value in every cell: unmerge them and fill in what each holds";
                self.faults.push((start, message, help));
            }
        }
        Ok(())
    }

    /// The rows with something in them as CSV, in the columns that any of them uses.
    fn write(self, name: String) -> Sheet {
        let columns: BTreeSet<u32> = self.values.keys().map(|(_, column)| *column).collect();
        let rows: BTreeSet<u32> = self.values.keys().map(|(row, _)| *row).collect();
        let (mut text, mut grid, mut places) = (String::new(), Vec::new(), HashMap::new());
        for &row in &rows {
            let (start, mut cells) = (text.len(), Vec::new());
            for &column in &columns {
                if !cells.is_empty() {
                    text.push(',');
                }
                cells.push((text.len(), column));
                let begin = text.len();
                text.push_str(&quoted(self.values.get(&(row, column)).map_or("", String::as_str)));
                places.insert((row, column), begin..text.len());
            }
            text.push('\n');
            grid.push(Row { start, number: row as usize + 1, cells });
        }
        let fault = |(at, message, help)| Some(Fault { range: places.get(&at)?.clone(), message, help });
        let faults = self.faults.into_iter().filter_map(fault).collect();
        Sheet { grid: Grid { sheet: name.clone(), rows: grid }, name, text, faults }
    }
}

/// The cells that show their number in percent: what is 21 % there is stored as 0.21.
fn percent_cells(book: &mut Book<'_>, name: &str) -> Result<HashSet<(u32, u32)>, XlsxError> {
    let mut cells = book.worksheet_cells_reader(name)?;
    let is_percent = |style: &calamine::Style| {
        style.number_format.as_ref().is_some_and(|format| format.format_code.contains('%'))
    };
    let styles: Vec<bool> = cells.styles().iter().map(is_percent).collect();
    let mut found = HashSet::new();
    while let Some((row, column, style)) = cells.next_style_id()? {
        if styles.get(style).copied().unwrap_or(false) {
            found.insert((row, column));
        }
    }
    Ok(found)
}

/// A cell as it would stand in CSV.
fn text(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Empty => String::new(),
        DataRef::Int(value) => value.to_string(),
        DataRef::Float(value) => value.to_string(),
        DataRef::String(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(value) => value.to_string(),
        DataRef::DateTime(date) if date.is_duration() => date.as_f64().to_string(),
        DataRef::DateTime(date) => {
            let (year, month, day, ..) = date.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::Error(error) => error.to_string(),
    }
}

/// A number without what a multiplication left behind its fifteenth figure.
fn rounded(value: f64) -> f64 {
    format!("{value:.14e}").parse().unwrap_or(value)
}

fn quoted(cell: &str) -> String {
    if cell.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_letters() {
        assert_eq!([0, 25, 26, 701, 702].map(letters), ["A", "Z", "AA", "ZZ", "AAA"]);
    }

    #[test]
    fn percentages_are_what_the_cell_shows() {
        // 0.07 × 100 is 7.000000000000001 in binary.
        assert_eq!(rounded(0.07 * 100.0), 7.0);
    }
}
