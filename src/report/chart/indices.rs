//! Indices with their intervals: a row for each number, a bar for each measure.

use super::color::Color;
use super::figure::{Anchor, Figure, Mark, Point, Role, Style, baseline_centred_on, label};
use super::frame::{Words, footer_from, keyed};
use super::rows::{AXIS_HEIGHT, add_rows, axis_below, close_axis, upright};
use super::sheet::Sheet;
use super::table::line;
use super::{Chart, ChartError};
use crate::report::text::{self, Lang, csv_start, format_number, table_number};

/// Bars of one or several measures.
#[derive(Clone, PartialEq, Debug)]
pub struct IndicesChart {
    /// Title; wrapped where it is long.
    pub title: String,
    /// What is shown.
    pub subtitle: String,
    /// Names of the measures.
    pub measures: Vec<String>,
    /// Rows, from the top.
    pub rows: Vec<IndexRow>,
    /// Notes.
    pub notes: Vec<String>,
    /// Language of the words the chart adds.
    pub lang: Lang,
}

/// One row.
#[derive(Clone, PartialEq, Debug)]
pub struct IndexRow {
    /// What it is of.
    pub name: String,
    /// Value, low and high end of each measure.
    pub indices: Vec<[f64; 3]>,
}

const VALUE: Style = Style { role: Role::Value, size: 9.0, color: Color::GREY };
/// Height of a bar with its gap, px.
const BAR: f64 = 11.0;
/// Room for the values on the right, px.
const VALUE_ROOM: f64 = 46.0;

impl Chart for IndicesChart {
    fn figure(&self, sheet: &Sheet<'_>) -> Result<Figure, ChartError> {
        self.check()?;
        let words = self.words();
        let key: Vec<(String, Color)> =
            self.measures.iter().enumerate().map(|(m, name)| (name.clone(), color(m, true))).collect();
        let (mut figure, top) = keyed(sheet, &words, &key)?;
        let names: Vec<String> = self.rows.iter().map(|row| row.name.clone()).collect();
        let least = BAR * self.measures.len() as f64 + 8.0;
        add_rows(sheet, &mut figure, &names, (top, least, VALUE_ROOM))?;
        let ends = self.rows.iter().flat_map(|row| row.indices.iter().flatten().copied());
        let axis = close_axis(ends.chain([0.0])).ok_or(ChartError::Empty)?;
        axis_below(sheet, &mut figure, &axis)?;
        upright(&mut figure, 0.0, Color::GREY, false);
        for (place, row) in self.rows.iter().enumerate() {
            self.draw(sheet, &mut figure, row, place)?;
        }
        let bottom = figure.plot.bottom + AXIS_HEIGHT + 6.0;
        footer_from(sheet, &words, &mut figure, bottom)?;
        Ok(figure)
    }

    fn csv(&self) -> String {
        let mut csv = csv_start(self.lang).to_owned();
        csv += &line(text::indices_head(self.lang).into_iter());
        for row in &self.rows {
            for (measure, index) in self.measures.iter().zip(&row.indices) {
                let [value, low, high] = index.map(table_number);
                csv += &line([&*row.name, measure, &value, &low, &high].into_iter());
            }
        }
        csv
    }
}

/// Of a measure; paler where its interval holds zero.
fn color(measure: usize, is_distinct: bool) -> Color {
    let hue = Color::of_series(measure).for_area();
    if is_distinct { hue } else { hue.mixed(0.35, Color::PAPER) }
}

impl IndicesChart {
    fn check(&self) -> Result<(), ChartError> {
        let whole = |row: &&IndexRow| {
            row.indices.len() == self.measures.len() && row.indices.iter().flatten().all(|v| v.is_finite())
        };
        match self.rows.iter().find(|row| !whole(row)) {
            Some(row) => Err(ChartError::Undefined { what: row.name.clone() }),
            None if self.rows.is_empty() => Err(ChartError::Empty),
            None => Ok(()),
        }
    }

    fn draw(
        &self,
        sheet: &Sheet<'_>,
        figure: &mut Figure,
        row: &IndexRow,
        place: usize,
    ) -> Result<(), ChartError> {
        let height = figure.plot.height() / self.rows.len() as f64;
        let bar = BAR / height;
        let first =
            self.rows.len() as f64 - place as f64 - 0.5 + bar * (self.measures.len() as f64 - 1.0) / 2.0;
        for (measure, &[value, low, high]) in row.indices.iter().enumerate() {
            let middle = first - bar * measure as f64;
            let half = bar * 0.42;
            let corners = [(0.0, -half), (value, -half), (value, half), (0.0, half)];
            figure.marks.push(Mark::Area {
                points: corners.map(|(x, y)| (x, middle + y)).to_vec(),
                color: color(measure, low > 0.0 || high < 0.0),
            });
            if low < high {
                let points = vec![(low, middle), (high, middle)];
                figure.marks.push(Mark::Line { points, color: Color::INK, width: 1.0, dashed: false });
            }
            let y = baseline_centred_on(figure.place((0.0, middle)).y, VALUE.size);
            let at = Point { x: figure.plot.right + VALUE_ROOM - 4.0, y };
            figure.labels.push(label(sheet, &format_number(value, 3), at, Anchor::End, VALUE)?);
        }
        Ok(())
    }

    fn words(&self) -> Words<'_> {
        Words::of([&self.title, &self.subtitle, ""], &self.notes, self.lang)
    }
}
