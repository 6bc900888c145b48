//! One number over two others: a field of coloured cells.

use super::color::Color;
use super::figure::{Anchor, Figure, Ornament, Point, Rect, Role, Style, baseline_centred_on, label};
use super::frame::{VALUE_TICK, Words, footer_from, opened};
use super::sheet::Sheet;
use super::table::line;
use super::{Chart, ChartError};
use crate::report::text::{Lang, column_header, csv_start, format_number, table_number};

/// Height of the field, px.
const HEIGHT: f64 = 380.0;
/// Width of the colour bar, px.
const BAR: f64 = 14.0;
/// Room between the field and the colour bar, px.
const BAR_GAP: f64 = 24.0;
/// Parts of the colour bar.
const PARTS: usize = 40;
/// Least room between neighbouring names under the field, px.
const NAME_GAP: f64 = 8.0;
/// Least height of a cell that has its value written in it, px.
const LEAST_CELL: f64 = 15.0;

const NAME: Style = Style { role: Role::Category, size: 10.5, color: Color::INK };
const VALUE: Style = Style { role: Role::Value, size: 9.5, color: Color::INK };
const AXIS: Style = Style { role: Role::Era, size: 10.5, color: Color::GREY };

/// A number over two others.
#[derive(Clone, PartialEq, Debug)]
pub struct HeatChart {
    /// Title; wrapped where it is long.
    pub title: String,
    /// Unit and what is shown.
    pub subtitle: String,
    /// The unit of every number; added to the subtitle unless it is there.
    pub unit_label: String,
    /// What the columns are of, and the names of the columns from left to right.
    pub across: (String, Vec<String>),
    /// What the rows are of, and the names of the rows from the lowest up.
    pub up: (String, Vec<String>),
    /// `[row][column]`; NaN where there is no number.
    pub values: Vec<Vec<f64>>,
    /// Decimals of the values written in the cells.
    pub decimals: usize,
    /// Ends of the scale; those of the values where there are none.
    pub scale: Option<(f64, f64)>,
    /// Notes.
    pub notes: Vec<String>,
    /// Language of the words the chart adds.
    pub lang: Lang,
}

impl Chart for HeatChart {
    fn figure(&self, sheet: &Sheet<'_>) -> Result<Figure, ChartError> {
        let (low, high) = self.ends()?;
        let words = self.words();
        let (mut figure, top) = opened(sheet, &words)?;
        let at = Point { x: sheet.left(), y: top + 8.0 };
        figure.labels.push(label(sheet, &self.up.0, at, Anchor::Start, AXIS)?);
        let gutter =
            self.up.1.iter().map(|name| sheet.ruler.width(name, NAME.size)).fold(0.0, f64::max) + 8.0;
        let ticks = [low, (low + high) / 2.0, high].map(|value| (value, self.text(value)));
        let bar = ticks.iter().map(|(_, text)| sheet.ruler.width(text, VALUE_TICK.size)).fold(0.0, f64::max);
        figure.plot = Rect {
            left: sheet.left() + gutter,
            top: top + 18.0,
            right: sheet.right() - BAR_GAP - BAR - bar - 6.0,
            bottom: top + 18.0 + sheet.plot_height(HEIGHT),
        };
        self.cells(sheet, &mut figure, (low, high))?;
        self.names(sheet, &mut figure)?;
        color_bar(sheet, &mut figure, (low, high), &ticks)?;
        let bottom = figure.plot.bottom;
        footer_from(sheet, &words, &mut figure, bottom + 46.0)?;
        Ok(figure)
    }

    fn csv(&self) -> String {
        let mut text = csv_start(self.lang).to_owned();
        let value = column_header(&self.title, &self.unit_label);
        text += &line([self.up.0.as_str(), self.across.0.as_str(), value.as_str()].into_iter());
        for (row, values) in self.up.1.iter().zip(&self.values) {
            for (column, value) in self.across.1.iter().zip(values) {
                text += &line([row.as_str(), column.as_str(), table_number(*value).as_str()].into_iter());
            }
        }
        text
    }
}

impl HeatChart {
    fn ends(&self) -> Result<(f64, f64), ChartError> {
        let wrong = |row: &&Vec<f64>| row.len() != self.across.1.len();
        if let Some(row) = self.values.iter().find(wrong) {
            let (expected, found) = (self.across.1.len(), row.len());
            return Err(ChartError::Length { what: self.title.clone(), expected, found });
        }
        if self.values.len() != self.up.1.len() {
            let (expected, found) = (self.up.1.len(), self.values.len());
            return Err(ChartError::Length { what: self.title.clone(), expected, found });
        }
        let values = self.values.iter().flatten().copied().filter(|value| value.is_finite());
        let ends = values.fold(None, |ends: Option<(f64, f64)>, v| {
            Some(ends.map_or((v, v), |(low, high)| (low.min(v), high.max(v))))
        });
        let (low, high) = self.scale.or(ends).ok_or(ChartError::Empty)?;
        // One value everywhere, as far as it is written, is in the middle of its scale.
        let room = 0.5 * low.abs().max(1.0);
        Ok(if self.text(low) == self.text(high) { (low - room, low + room) } else { (low, high) })
    }

    fn text(&self, value: f64) -> String {
        // A number without a unit is a year, or yes or no: no separators.
        if self.unit_label.is_empty() { format!("{value:.0}") } else { format_number(value, self.decimals) }
    }

    fn cells(
        &self,
        sheet: &Sheet<'_>,
        figure: &mut Figure,
        (low, high): (f64, f64),
    ) -> Result<(), ChartError> {
        let plot = figure.plot;
        let (width, height) =
            (plot.width() / self.across.1.len() as f64, plot.height() / self.up.1.len() as f64);
        let widest = self.values.iter().flatten().filter(|v| v.is_finite()).map(|v| self.text(*v));
        let widest = widest.map(|text| sheet.ruler.width(&text, VALUE.size)).fold(0.0, f64::max);
        let has_values = widest + 6.0 <= width && height >= LEAST_CELL;
        for (r, row) in self.values.iter().enumerate() {
            for (c, value) in row.iter().enumerate() {
                let cell = Rect {
                    left: plot.left + c as f64 * width,
                    right: plot.left + (c + 1) as f64 * width,
                    bottom: plot.bottom - r as f64 * height,
                    top: plot.bottom - (r + 1) as f64 * height,
                };
                let part = (value - low) / (high - low);
                if value.is_finite() {
                    figure.underlay.push(filled(cell, shade(part)));
                }
                if !has_values {
                    continue;
                }
                let text = if value.is_finite() { self.text(*value) } else { "–".to_owned() };
                let dark = value.is_finite() && part > 0.55;
                let style = Style { color: if dark { Color::PAPER } else { Color::INK }, ..VALUE };
                let at = Point { x: cell.centre().x, y: baseline_centred_on(cell.centre().y, VALUE.size) };
                figure.labels.push(label(sheet, &text, at, Anchor::Middle, style)?);
            }
        }
        Ok(())
    }

    /// Names of rows and columns, so many that they do not crowd, and what the columns are of.
    fn names(&self, sheet: &Sheet<'_>, figure: &mut Figure) -> Result<(), ChartError> {
        let plot = figure.plot;
        let (columns, rows) = (self.across.1.len(), self.up.1.len());
        let (width, height) = (plot.width() / columns as f64, plot.height() / rows as f64);
        let widest = self.across.1.iter().map(|name| sheet.ruler.width(name, NAME.size)).fold(0.0, f64::max);
        let every = ((widest + NAME_GAP) / width).ceil().max(1.0) as usize;
        for (c, name) in self.across.1.iter().enumerate().step_by(every) {
            let at = Point { x: plot.left + (c as f64 + 0.5) * width, y: plot.bottom + 16.0 };
            figure.labels.push(label(sheet, name, at, Anchor::Middle, NAME)?);
        }
        let every = (14.0 / height).ceil().max(1.0) as usize;
        for (r, name) in self.up.1.iter().enumerate().step_by(every) {
            let y = baseline_centred_on(plot.bottom - (r as f64 + 0.5) * height, NAME.size);
            figure.labels.push(label(sheet, name, Point { x: plot.left - 8.0, y }, Anchor::End, NAME)?);
        }
        let at = Point { x: plot.right, y: plot.bottom + 34.0 };
        figure.labels.push(label(sheet, &self.across.0, at, Anchor::End, AXIS)?);
        Ok(())
    }

    fn words(&self) -> Words<'_> {
        Words::of([&self.title, &self.subtitle, &self.unit_label], &self.notes, self.lang)
    }
}

fn filled(rect: Rect, color: Color) -> Ornament {
    let corner = |x: f64, y: f64| Point { x, y };
    let points = vec![
        corner(rect.left, rect.top),
        corner(rect.right, rect.top),
        corner(rect.right, rect.bottom),
        corner(rect.left, rect.bottom),
    ];
    Ornament::Polygon { points, color }
}

/// From nearly paper to the dark blue of projections: legible in grey too.
fn shade(part: f64) -> Color {
    let dark = Color::PROJECTION.mixed(0.85, Color::INK);
    dark.mixed(0.06 + 0.94 * part.clamp(0.0, 1.0), Color::PAPER)
}

fn color_bar(
    sheet: &Sheet<'_>,
    figure: &mut Figure,
    (low, high): (f64, f64),
    ticks: &[(f64, String)],
) -> Result<(), ChartError> {
    let (plot, left) = (figure.plot, figure.plot.right + BAR_GAP);
    let height = plot.height() / PARTS as f64;
    for part in 0..PARTS {
        let bottom = plot.bottom - part as f64 * height;
        // Into the part below, so that no seam shows.
        let under = if part == 0 { 0.0 } else { 1.0 };
        let rect = Rect { left, right: left + BAR, bottom: bottom + under, top: bottom - height };
        figure.underlay.push(filled(rect, shade((part as f64 + 0.5) / PARTS as f64)));
    }
    for (value, text) in ticks {
        let y = plot.bottom - plot.height() * (value - low) / (high - low);
        let at = Point { x: left + BAR + 6.0, y: baseline_centred_on(y, VALUE_TICK.size) };
        figure.labels.push(label(sheet, text, at, Anchor::Start, VALUE_TICK)?);
    }
    Ok(())
}
