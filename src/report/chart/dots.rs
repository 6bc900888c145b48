//! Shares side by side: a row a thing, in it a dot a scenario with the interval it is known to. Of one scenario alone the
//! shares are written beside the dots.

use super::color::Color;
use super::figure::{Anchor, Figure, Ornament, Point, Role, Style, baseline_centred_on, label};
use super::frame::{VALUE_TICK, Words, footer, keyed};
use super::sheet::Sheet;
use super::table::line as csv_line;
use super::{Chart, ChartError};
use crate::report::font::NO_BREAK;
use crate::report::text::{self, Lang, table_number};

/// Distance between the dots of a row, px.
const PITCH: f64 = 11.0;
/// The same where a row has many.
const NARROW: f64 = 7.0;
/// So many dots at most keep the wider distance.
const MOST_WIDE: usize = 4;
/// Room above the first and below the last dot of a row, px.
const PAD: f64 = 9.0;
/// Widest name of a row before it is wrapped, px.
const LIMIT: f64 = 300.0;
/// The same as a share of the page.
const LIMIT_SHARE: f64 = 0.36;
/// Distance between lines of a name, px.
const LEADING: f64 = 14.0;
const RADIUS: f64 = 3.6;
/// Height of a heading above rows, px.
const HEADING: f64 = 22.0;
/// Room between the plot and the shares written beside it, px.
const VALUE_ROOM: f64 = 16.0;

const HEADING_STYLE: Style = Style { role: Role::Era, size: 10.5, color: Color::GREY };
const VALUE: Style = Style { role: Role::Value, size: 10.5, color: Color::INK };
const STYLE: Style = Style { role: Role::Series, size: 10.5, color: Color::INK };

/// Rows of shares, 0 to 100 %.
#[derive(Clone, PartialEq, Debug)]
pub struct DotsChart {
    /// Title; wrapped where it is long.
    pub title: String,
    /// What is shown.
    pub subtitle: String,
    /// Who has a dot in every row. One alone needs no key: the subtitle says who it is.
    pub names: Vec<String>,
    /// The rows, from the top.
    pub rows: Vec<DotRow>,
    /// Notes.
    pub notes: Vec<String>,
    /// Language of the words the chart adds.
    pub lang: Lang,
}

/// One row.
#[derive(Clone, PartialEq, Debug)]
pub struct DotRow {
    /// What it and the rows below it are, where they differ from those above.
    pub heading: Option<String>,
    /// What it is.
    pub name: String,
    /// One a name; `None` where there is no share.
    pub dots: Vec<Option<Dot>>,
}

/// A share, as a fraction.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Dot {
    /// The share.
    pub share: f64,
    /// From where to where it may lie.
    pub interval: (f64, f64),
    /// A ring rather than a disc.
    pub is_open: bool,
    /// Drawn in a lighter colour.
    pub is_pale: bool,
}

impl Chart for DotsChart {
    fn figure(&self, sheet: &Sheet<'_>) -> Result<Figure, ChartError> {
        self.check()?;
        let words = self.words();
        let (mut figure, top) = keyed(sheet, &words, &self.key())?;
        let names: Vec<Vec<String>> = self
            .rows
            .iter()
            .map(|row| sheet.ruler.wrap(&row.name, STYLE.size, LIMIT.min(LIMIT_SHARE * sheet.width())))
            .collect();
        let widths = names.iter().flatten().map(|line| sheet.ruler.width(line, STYLE.size));
        figure.plot.left = sheet.left() + widths.fold(0.0, f64::max) + 14.0;
        figure.plot.right = sheet.right() - self.value_width(sheet).map_or(18.0, |width| width + VALUE_ROOM);
        let heights: Vec<f64> = names.iter().map(|lines| self.height(lines.len())).collect();
        let headings = HEADING * self.rows.iter().filter(|row| row.heading.is_some()).count() as f64;
        (figure.plot.top, figure.plot.bottom) = (top, top + headings + heights.iter().sum::<f64>());
        (figure.x, figure.y) = ((0.0, 1.0), (0.0, 1.0));
        self.axis(sheet, &mut figure)?;
        let mut edge = top;
        for ((row, lines), height) in self.rows.iter().zip(&names).zip(heights) {
            if let Some(heading) = &row.heading {
                add_heading(sheet, &mut figure, heading, edge)?;
                edge += HEADING;
            }
            name(sheet, &mut figure, lines, edge + height / 2.0)?;
            self.dots(&mut figure, row, edge + height / 2.0);
            self.value(sheet, &mut figure, row, edge + height / 2.0)?;
            edge += height;
            rule(&mut figure, sheet.left(), edge);
        }
        footer(sheet, &words, &mut figure)?;
        Ok(figure)
    }

    fn csv(&self) -> String {
        let mut text = text::csv_start(self.lang).to_owned();
        text += &csv_line(text::dot_columns(self.lang).into_iter());
        for row in &self.rows {
            for (name, dot) in self.names.iter().zip(&row.dots) {
                let Some(Dot { share, interval: (low, high), .. }) = dot else { continue };
                let numbers = [*share, *low, *high].map(|share| table_number(100.0 * share));
                let told = row.name.replace(NO_BREAK, " ");
                let cells = [told.as_str(), name].into_iter().chain(numbers.iter().map(String::as_str));
                text += &csv_line(cells);
            }
        }
        text
    }
}

impl DotsChart {
    fn check(&self) -> Result<(), ChartError> {
        if self.rows.is_empty() || self.rows.iter().all(|row| row.dots.iter().all(Option::is_none)) {
            return Err(ChartError::Empty);
        }
        for row in &self.rows {
            if row.dots.len() != self.names.len() {
                let (expected, found) = (self.names.len(), row.dots.len());
                return Err(ChartError::Length { what: row.name.clone(), expected, found });
            }
            let numbers = |dot: &Dot| [dot.share, dot.interval.0, dot.interval.1];
            let inside = |value: f64| (0.0..=1.0).contains(&value);
            if !row.dots.iter().flatten().flat_map(numbers).all(inside) {
                return Err(ChartError::Undefined { what: row.name.clone() });
            }
        }
        Ok(())
    }

    fn pitch(&self) -> f64 {
        if self.names.len() > MOST_WIDE { NARROW } else { PITCH }
    }

    /// Height of a row whose name has so many lines.
    fn height(&self, lines: usize) -> f64 {
        let dots = self.pitch() * self.names.len().saturating_sub(1) as f64;
        dots.max(LEADING * lines as f64 - 6.0) + 2.0 * PAD
    }

    fn key(&self) -> Vec<(String, Color)> {
        if self.names.len() == 1 {
            return Vec::new();
        }
        let entry = |(at, name): (usize, &String)| (name.clone(), Color::of_series(at));
        self.names.iter().enumerate().map(entry).collect()
    }

    /// A line down the plot at every quarter, its share below; frame of the rows.
    fn axis(&self, sheet: &Sheet<'_>, figure: &mut Figure) -> Result<(), ChartError> {
        let plot = figure.plot;
        for quarter in 0..=4 {
            let share = f64::from(quarter) / 4.0;
            let x = figure.place((share, 0.0)).x;
            let points = vec![Point { x, y: plot.top }, Point { x, y: plot.bottom + 4.0 }];
            figure.underlay.push(Ornament::Line { points, color: Color::GRID, width: 1.0, dashed: false });
            let at = Point { x, y: plot.bottom + 17.0 };
            figure.labels.push(label(sheet, &text::percent(share), at, Anchor::Middle, VALUE_TICK)?);
        }
        rule(figure, sheet.left(), plot.top);
        Ok(())
    }

    /// Width of the widest share that is written; nothing where several share a row.
    fn value_width(&self, sheet: &Sheet<'_>) -> Option<f64> {
        let [_] = self.names.as_slice() else { return None };
        let widths = self.rows.iter().filter_map(written).map(|text| sheet.ruler.width(&text, VALUE.size));
        Some(widths.fold(0.0, f64::max))
    }

    /// The share of a row beside the plot, where one alone has a dot.
    fn value(
        &self,
        sheet: &Sheet<'_>,
        figure: &mut Figure,
        row: &DotRow,
        middle: f64,
    ) -> Result<(), ChartError> {
        let ([_], Some(text)) = (self.names.as_slice(), written(row)) else { return Ok(()) };
        let at = Point { x: sheet.right(), y: baseline_centred_on(middle, VALUE.size) };
        figure.labels.push(label(sheet, &text, at, Anchor::End, VALUE)?);
        Ok(())
    }

    /// The dots of a row about a height, each on its interval.
    fn dots(&self, figure: &mut Figure, row: &DotRow, middle: f64) {
        let first = middle - self.pitch() * (self.names.len() as f64 - 1.0) / 2.0;
        for (at, dot) in row.dots.iter().enumerate() {
            let Some(dot) = dot else { continue };
            let y = first + self.pitch() * at as f64;
            let hue = Color::of_series(at);
            let color = if dot.is_pale { hue.mixed(0.45, Color::PAPER) } else { hue };
            let place = |share: f64| Point { x: figure.place((share, 0.0)).x, y };
            let points = vec![place(dot.interval.0), place(dot.interval.1)];
            let at = place(dot.share);
            figure.overlay.push(Ornament::Line { points, color, width: 1.6, dashed: false });
            if dot.is_open {
                figure.overlay.push(Ornament::Dot { at, radius: RADIUS, color: Color::PAPER, open: false });
            }
            figure.overlay.push(Ornament::Dot { at, radius: RADIUS, color, open: dot.is_open });
        }
    }

    fn words(&self) -> Words<'_> {
        Words::of([&self.title, &self.subtitle, ""], &self.notes, self.lang)
    }
}

/// The share of the first dot of a row.
fn written(row: &DotRow) -> Option<String> {
    let dot = row.dots.first().copied().flatten()?;
    Some(text::chance_in_brief(dot.share))
}

/// What the rows below a height are, over the grid.
fn add_heading(sheet: &Sheet<'_>, figure: &mut Figure, heading: &str, edge: f64) -> Result<(), ChartError> {
    let right = figure.plot.right;
    let corner = |x: f64, y: f64| Point { x, y };
    let points = vec![
        corner(sheet.left(), edge + 1.0),
        corner(right + 2.0, edge + 1.0),
        corner(right + 2.0, edge + HEADING - 1.0),
        corner(sheet.left(), edge + HEADING - 1.0),
    ];
    figure.underlay.push(Ornament::Polygon { points, color: Color::PAPER });
    let at = Point { x: sheet.left(), y: baseline_centred_on(edge + HEADING / 2.0, HEADING_STYLE.size) };
    figure.labels.push(label(sheet, heading, at, Anchor::Start, HEADING_STYLE)?);
    rule(figure, sheet.left(), edge + HEADING);
    Ok(())
}

/// The name of a row, its lines about a height.
fn name(sheet: &Sheet<'_>, figure: &mut Figure, lines: &[String], middle: f64) -> Result<(), ChartError> {
    let first = middle - LEADING * (lines.len() as f64 - 1.0) / 2.0;
    for (at, line) in lines.iter().enumerate() {
        let y = baseline_centred_on(first + LEADING * at as f64, STYLE.size);
        let at = Point { x: figure.plot.left - 12.0, y };
        figure.labels.push(label(sheet, line, at, Anchor::End, STYLE)?);
    }
    Ok(())
}

/// A line below a row, from the margin on.
fn rule(figure: &mut Figure, left: f64, y: f64) {
    let points = vec![Point { x: left, y }, Point { x: figure.plot.right, y }];
    figure.underlay.push(Ornament::Line { points, color: Color::GRID, width: 1.0, dashed: false });
}
