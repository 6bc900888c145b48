//! Sheets of typed cells: a frozen header, number formats, columns as wide as what stands in them.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError};

use crate::report::text::format_number;

/// How a number is shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Shape {
    /// A year, or a count without separators.
    Year,
    /// With so many decimals and thousands separators.
    Decimals(u8),
    /// A share, in percent with one decimal.
    Percent,
    /// Very small: with an exponent.
    Exponent,
}

impl Shape {
    const ALL: [Shape; 7] = [
        Shape::Year,
        Shape::Decimals(0),
        Shape::Decimals(1),
        Shape::Decimals(2),
        Shape::Decimals(4),
        Shape::Percent,
        Shape::Exponent,
    ];

    /// The shape of numbers of which this is the largest.
    pub fn of(largest: f64) -> Shape {
        match largest.abs() {
            size if size >= 1000.0 || size == 0.0 => Shape::Decimals(0),
            size if size >= 10.0 => Shape::Decimals(1),
            size if size >= 1.0 => Shape::Decimals(2),
            size if size >= 0.01 => Shape::Decimals(4),
            _ => Shape::Exponent,
        }
    }

    fn code(self) -> &'static str {
        match self {
            Shape::Year => "0",
            Shape::Decimals(0) => "#,##0",
            Shape::Decimals(1) => "#,##0.0",
            Shape::Decimals(2) => "#,##0.00",
            Shape::Decimals(_) => "#,##0.0000",
            Shape::Percent => "0.0%",
            Shape::Exponent => "0.00E+00",
        }
    }

    /// About how many characters a number takes.
    fn width(self, value: f64) -> f64 {
        let length = match self {
            Shape::Year => 5,
            Shape::Decimals(decimals) => format_number(value, decimals.into()).chars().count(),
            Shape::Percent => format_number(value * 100.0, 1).chars().count() + 1,
            Shape::Exponent => 9,
        };
        length as f64
    }
}

/// A cell.
#[derive(Clone, PartialEq, Debug)]
pub enum Cell {
    /// Nothing.
    Empty,
    /// A text; never a formula, whatever it begins with.
    Text(String),
    /// A number.
    Number(f64, Shape),
    /// Yes or no.
    Flag(bool),
}

impl Cell {
    /// A text.
    pub fn text(text: impl Into<String>) -> Cell {
        Cell::Text(text.into())
    }

    /// A number that may not be there.
    pub fn maybe(value: Option<f64>, shape: Shape) -> Cell {
        value.filter(|value| value.is_finite()).map_or(Cell::Empty, |value| Cell::Number(value, shape))
    }
}

/// The looks of cells.
pub struct Looks {
    head: Format,
    shapes: Vec<(Shape, Format)>,
}

impl Default for Looks {
    fn default() -> Looks {
        let head = Format::new()
            .set_bold()
            .set_background_color(Color::RGB(0xEE_F2_F6))
            .set_border_bottom(FormatBorder::Thin)
            .set_align(FormatAlign::VerticalCenter);
        let shapes = Shape::ALL.map(|shape| (shape, Format::new().set_num_format(shape.code())));
        Looks { head, shapes: shapes.to_vec() }
    }
}

impl Looks {
    fn of(&self, shape: Shape) -> &Format {
        let found = self.shapes.iter().find(|(known, _)| *known == shape);
        found.map_or(&self.head, |(_, format)| format)
    }
}

/// Narrowest and widest column, in characters.
const WIDTHS: (f64, f64) = (7.0, 60.0);

/// Longest text of a cell that a spreadsheet takes, in UTF-16 units.
const LONGEST: usize = 32_767;

/// A sheet that is written row by row.
pub struct Sheet<'w> {
    /// The sheet itself.
    pub sheet: &'w mut Worksheet,
    looks: &'w Looks,
    row: u32,
    widths: Vec<f64>,
}

impl<'w> Sheet<'w> {
    /// A new sheet at the end of a workbook, to be printed on pages as wide as it is.
    pub fn new(workbook: &'w mut Workbook, name: &str, looks: &'w Looks) -> Result<Sheet<'w>, XlsxError> {
        let sheet = workbook.add_worksheet();
        sheet.set_name(name)?.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
        Ok(Sheet { sheet, looks, row: 0, widths: Vec::new() })
    }

    /// The header: it stays in sight with the first `columns`, and stands on every printed page.
    pub fn head(&mut self, head: &[String], columns: u16) -> Result<(), XlsxError> {
        self.heads(head)?;
        self.sheet.set_freeze_panes(self.row, columns)?;
        self.sheet.set_repeat_rows(0, self.row - 1)?;
        Ok(())
    }

    /// The heads of columns in the next row.
    pub fn heads(&mut self, head: &[String]) -> Result<(), XlsxError> {
        for (column, text) in head.iter().enumerate() {
            self.sheet.write_string_with_format(self.row, column as u16, cut(text), &self.looks.head)?;
            self.widen(column, width(text));
        }
        self.row += 1;
        Ok(())
    }

    /// A row of cells.
    pub fn row(&mut self, cells: &[Cell]) -> Result<(), XlsxError> {
        for (number, cell) in cells.iter().enumerate() {
            let (row, column) = (self.row, number as u16);
            match cell {
                Cell::Empty => {}
                Cell::Text(text) => {
                    self.sheet.write_string(row, column, cut(text))?;
                    self.widen(number, width(text));
                }
                Cell::Number(value, shape) => {
                    self.sheet.write_number_with_format(row, column, *value, self.looks.of(*shape))?;
                    self.widen(number, shape.width(*value));
                }
                Cell::Flag(flag) => {
                    self.sheet.write_boolean(row, column, *flag)?;
                }
            }
        }
        self.row += 1;
        Ok(())
    }

    /// A text above what follows, which no column is widened for.
    pub fn caption(&mut self, text: &str) -> Result<(), XlsxError> {
        self.sheet.write_string(self.row, 0, cut(text))?;
        self.row += 1;
        Ok(())
    }

    /// Leaves a row empty.
    pub fn skip(&mut self) {
        self.row += 1;
    }

    fn widen(&mut self, column: usize, width: f64) {
        if self.widths.len() <= column {
            self.widths.resize(column + 1, WIDTHS.0);
        }
        self.widths[column] = self.widths[column].max(width);
    }

    /// Sets the columns as wide as what stands in them; the header row filters, where there are rows.
    pub fn end(self, filtered: bool) -> Result<(), XlsxError> {
        for (column, width) in self.widths.iter().enumerate() {
            self.sheet.set_column_width(column as u16, (width + 2.0).min(WIDTHS.1))?;
        }
        if let (true, 2.., Some(last)) = (filtered, self.row, self.widths.len().checked_sub(1)) {
            self.sheet.autofilter(0, 0, self.row - 1, last as u16)?;
        }
        Ok(())
    }
}

/// A text that fits into a cell.
fn cut(text: &str) -> &str {
    let mut units = 0;
    let end = text.char_indices().find(|(_, character)| {
        units += character.len_utf16();
        units > LONGEST
    });
    end.map_or(text, |(at, _)| &text[..at])
}

/// About how wide a text is: a character of East Asia takes the room of two.
fn width(text: &str) -> f64 {
    let of = |character: char| if u32::from(character) >= 0x2E80 { 2.1 } else { 1.05 };
    text.chars().map(of).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_is_too_long_is_cut_between_characters() {
        let long = "钢".repeat(LONGEST + 5);
        assert_eq!(cut(&long).chars().count(), LONGEST);
        assert_eq!(cut("短"), "短");
    }

    #[test]
    fn numbers_have_as_many_decimals_as_tell() {
        let shapes = [59_387_000.0, 540.0, 1.889, 0.21, 1e-5, 0.0].map(Shape::of);
        let [whole, one, two, four] = [0, 1, 2, 4].map(Shape::Decimals);
        assert_eq!(shapes, [whole, one, two, four, Shape::Exponent, whole]);
        // `59,387,000` takes ten characters.
        assert_eq!(whole.width(59_387_000.0), 10.0);
    }
}
