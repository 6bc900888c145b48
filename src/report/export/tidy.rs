//! One value a row: the table that statistics programs filter and group.

use super::{BYTE_ORDER_MARK, Content, Line, Statistic};
use crate::report::tables::{guarded, number};

/// The columns.
pub const COLUMNS: [&str; 10] =
    ["model", "scenario", "region", "cluster", "commodity", "series", "unit", "year", "statistic", "value"];

/// A row.
#[derive(Clone, Copy)]
pub struct Row<'c> {
    /// What it is of.
    pub line: &'c Line,
    /// Which statistic.
    pub statistic: &'c Statistic,
    /// When.
    pub year: i32,
    /// What; `None` where undefined.
    pub value: Option<f64>,
}

impl<'c> Row<'c> {
    /// The cells of text before the year, in the order of [`COLUMNS`].
    pub fn texts(&self) -> [&'c str; 7] {
        let Line { model, scenario, region, cluster, commodity, series, .. } = self.line;
        [model, scenario, region, cluster, commodity, series, self.statistic.unit(self.line)]
    }
}

/// Every row: line by line, statistic by statistic, year by year.
pub fn rows<'c>(content: &'c Content<'_>) -> impl Iterator<Item = Row<'c>> {
    let of_line = |line: &'c Line| {
        line.statistics.iter().flat_map(move |statistic| {
            let values = line.years.iter().zip(&statistic.values);
            values.map(move |(&year, &value)| Row { line, statistic, year, value })
        })
    };
    content.lines.iter().flat_map(of_line)
}

/// The rows as CSV.
pub fn csv(content: &Content<'_>, bom: bool) -> Result<Vec<u8>, csv::Error> {
    let begin = if bom { BYTE_ORDER_MARK.as_bytes().to_vec() } else { Vec::new() };
    let mut writer = csv::Writer::from_writer(begin);
    writer.write_record(COLUMNS)?;
    for row in rows(content) {
        for text in row.texts() {
            writer.write_field(guarded(text).as_ref())?;
        }
        writer.write_field(row.year.to_string())?;
        writer.write_field(&row.statistic.name)?;
        writer.write_field(row.value.map_or_else(String::new, number))?;
        writer.write_record(None::<&[u8]>)?;
    }
    writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))
}
