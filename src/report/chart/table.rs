//! The numbers beside a chart, as CSV.

use std::collections::BTreeMap;

use crate::report::text::{ChartWord, Lang, column_header, csv_start, table_number};

/// Columns over years; a year without a value has an empty cell.
pub struct Table<'a> {
    lang: Lang,
    unit: &'a str,
    headers: Vec<String>,
    rows: BTreeMap<i32, Vec<String>>,
}

impl<'a> Table<'a> {
    /// A table with the column of years alone.
    pub fn new(lang: Lang, unit: &'a str) -> Table<'a> {
        Table { lang, unit, headers: vec![ChartWord::Year.in_lang(lang).to_owned()], rows: BTreeMap::new() }
    }

    /// Adds a column of (year, value), its header with the unit.
    pub fn column(&mut self, name: &str, values: impl IntoIterator<Item = (i32, f64)>) {
        let before = self.headers.len() - 1;
        self.headers.push(column_header(name, self.unit));
        for (year, value) in values {
            let row = self.rows.entry(year).or_default();
            row.resize(before, String::new());
            row.push(table_number(value));
        }
    }

    /// The table as CSV with a header line, rows by rising year.
    pub fn csv(&self) -> String {
        let mut text = csv_start(self.lang).to_owned();
        text += &line(self.headers.iter().map(String::as_str));
        for (year, cells) in &self.rows {
            let year = year.to_string();
            let empty = self.headers.len() - 1 - cells.len();
            let cells = cells.iter().map(String::as_str).chain(std::iter::repeat_n("", empty));
            text.push_str(&line(std::iter::once(year.as_str()).chain(cells)));
        }
        text
    }
}

/// One line of CSV.
pub fn line<'a>(cells: impl Iterator<Item = &'a str>) -> String {
    let quoted: Vec<String> = cells.map(quoted).collect();
    quoted.join(",") + "\n"
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
    fn columns_of_different_years_line_up() {
        let mut table = Table::new(Lang::En, "Mt");
        table.column("a, b", [(2020, 1.0), (2021, 2.5)]);
        table.column("c", [(2021, 0.1 + 0.2), (2022, f64::NAN)]);
        assert_eq!(table.csv(), "Year,\"a, b (Mt)\",c (Mt)\n2020,1,\n2021,2.5,0.3\n2022,,\n");
    }
}
