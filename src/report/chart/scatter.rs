//! Elementary effects: how strongly each number acts against how much that depends on the others.

use super::color::Color;
use super::figure::{
    Anchor, Figure, Label, Mark, Ornament, Point, Rect, Role, Style, baseline_centred_on, label,
};
use super::frame::{VALUE_TICK, Words, footer_from, opened};
use super::rows::axis_below;
use super::scale::ValueAxis;
use super::sheet::Sheet;
use super::table::line;
use super::{Chart, ChartError, axes};
use crate::report::text::{self, Lang, column_header, csv_start, table_number};

/// Dots of two measures in the same unit.
#[derive(Clone, PartialEq, Debug)]
pub struct ScatterChart {
    /// Title; wrapped where it is long.
    pub title: String,
    /// Unit and what is shown.
    pub subtitle: String,
    /// The unit of both measures; added to the subtitle unless it is there.
    pub unit_label: String,
    /// Names of the two axes: along, upright.
    pub axes: [String; 2],
    /// The dots, the most important first.
    pub dots: Vec<ScatterDot>,
    /// How many of them are numbered and named.
    pub named: usize,
    /// Notes.
    pub notes: Vec<String>,
    /// Language of the words the chart adds.
    pub lang: Lang,
}

/// One dot.
#[derive(Clone, PartialEq, Debug)]
pub struct ScatterDot {
    /// What it is of.
    pub name: String,
    /// Its place along and upright.
    pub at: [f64; 2],
    /// Ends of the interval along.
    pub interval: (f64, f64),
    /// Whether that leaves zero out.
    pub is_distinct: bool,
}

const NUMBER: Style = Style { role: Role::Value, size: 9.5, color: Color::INK };
const NAME: Style = Style { role: Role::Series, size: 10.0, color: Color::INK };
const AXIS: Style = Style { role: Role::Era, size: 10.5, color: Color::GREY };
/// Height above the plot for the name of the upright axis, px.
const AXIS_NAME: f64 = 18.0;
/// Height of the plot, px.
const HEIGHT: f64 = 400.0;
/// Width of the column of names, px.
const NAMES: f64 = 262.0;
/// The same as a share of the page.
const NAMES_SHARE: f64 = 0.34;
/// Radius of a dot, px.
const RADIUS: f64 = 3.6;
/// Distance between lines of a name, px.
const PITCH: f64 = 12.5;

impl Chart for ScatterChart {
    fn figure(&self, sheet: &Sheet<'_>) -> Result<Figure, ChartError> {
        self.check()?;
        let words = self.words();
        let (mut figure, top) = opened(sheet, &words)?;
        figure.plot.top = top + AXIS_NAME;
        let along = self.dots.iter().flat_map(|dot| [dot.at[0], dot.interval.1]).chain([0.0]);
        let along = ValueAxis::fitting(along, "").ok_or(ChartError::Empty)?;
        let upright = ValueAxis::fitting(self.dots.iter().map(|dot| dot.at[1]).chain([0.0]), "");
        let upright = upright.ok_or(ChartError::Empty)?;
        let ticks = upright.ticks.iter().map(|(_, text)| sheet.ruler.width(text, VALUE_TICK.size));
        figure.plot.left = sheet.left() + ticks.fold(0.0, f64::max) + 8.0;
        figure.plot.right = sheet.right() - NAMES.min(NAMES_SHARE * sheet.width());
        figure.plot.bottom = figure.plot.top + sheet.plot_height(HEIGHT);
        (figure.x, figure.y) = ((along.low, along.high), (upright.low, upright.high));
        axes::value_axis(sheet, &mut figure, &upright)?;
        axis_below(sheet, &mut figure, &along)?;
        self.name_axes(sheet, &mut figure)?;
        self.diagonal(&mut figure);
        self.marks(&mut figure);
        self.numbers(sheet, &mut figure)?;
        let names = self.names(sheet, &mut figure)?;
        let bottom = names.max(figure.plot.bottom + 40.0) + 8.0;
        footer_from(sheet, &words, &mut figure, bottom)?;
        Ok(figure)
    }

    fn csv(&self) -> String {
        let mut csv = csv_start(self.lang).to_owned();
        let [item, low, high] = text::scatter_head(self.lang);
        let unit = |name: &str| column_header(name, &self.unit_label);
        let [along, upright] = self.axes.each_ref().map(|name| unit(name));
        csv += &line([item, &along, &unit(low), &unit(high), &upright].into_iter());
        for dot in &self.dots {
            let (low, high) = dot.interval;
            let [x, low, high, y] = [dot.at[0], low, high, dot.at[1]].map(table_number);
            csv += &line([&*dot.name, &x, &low, &high, &y].into_iter());
        }
        csv
    }
}

impl ScatterChart {
    fn check(&self) -> Result<(), ChartError> {
        let numbers = |dot: &ScatterDot| [dot.at[0], dot.at[1], dot.interval.0, dot.interval.1];
        match self.dots.iter().find(|dot| numbers(dot).iter().any(|v| !v.is_finite())) {
            Some(dot) => Err(ChartError::Undefined { what: dot.name.clone() }),
            None if self.dots.is_empty() => Err(ChartError::Empty),
            None => Ok(()),
        }
    }

    fn name_axes(&self, sheet: &Sheet<'_>, figure: &mut Figure) -> Result<(), ChartError> {
        let plot = figure.plot;
        let right = plot.right.max(sheet.left() + sheet.ruler.width(&self.axes[0], AXIS.size));
        let below = Point { x: right, y: plot.bottom + 34.0 };
        figure.labels.push(label(sheet, &self.axes[0], below, Anchor::End, AXIS)?);
        let above = Point { x: sheet.left(), y: plot.top - 8.0 };
        figure.labels.push(label(sheet, &self.axes[1], above, Anchor::Start, AXIS)?);
        Ok(())
    }

    /// The line on which both measures are equal.
    fn diagonal(&self, figure: &mut Figure) {
        let most = figure.x.1.min(figure.y.1);
        let points = vec![figure.place((0.0, 0.0)), figure.place((most, most))];
        figure.underlay.push(Ornament::Line { points, color: Color::LEADER, width: 1.0, dashed: true });
    }

    /// Dots with their intervals, the most important on top.
    fn marks(&self, figure: &mut Figure) {
        for (place, dot) in self.dots.iter().enumerate().rev() {
            let is_named = place < self.named;
            let color = if is_named { Color::PROJECTION } else { Color::LEADER };
            let (low, high) = (dot.interval.0.max(figure.x.0), dot.interval.1);
            if is_named && low < high {
                let points = vec![(low, dot.at[1]), (high, dot.at[1])];
                let color = color.mixed(0.4, Color::PAPER);
                figure.marks.push(Mark::Line { points, color, width: 1.0, dashed: false });
            }
            let radius = if is_named { RADIUS } else { RADIUS - 1.2 };
            let at = (dot.at[0], dot.at[1]);
            figure.marks.push(Mark::Dot { at, radius, color, open: !dot.is_distinct });
        }
    }

    /// The number of each named dot, where it covers no other number or dot.
    fn numbers(&self, sheet: &Sheet<'_>, figure: &mut Figure) -> Result<(), ChartError> {
        let places: Vec<Point> =
            self.dots.iter().take(self.named).map(|dot| figure.place((dot.at[0], dot.at[1]))).collect();
        let boxed = |p: &Point| Rect { left: p.x, top: p.y, right: p.x, bottom: p.y }.grown(RADIUS);
        let dots: Vec<Rect> = places.iter().map(boxed).collect();
        let mut written: Vec<Label> = Vec::new();
        for (place, &dot) in places.iter().enumerate() {
            let text = (place + 1).to_string();
            let taken = |label: &Label| {
                let covered =
                    written.iter().map(|other| other.rect.grown(1.0).overlap(&label.rect)).sum::<f64>();
                let around = figure.labels.iter().map(|other| other.rect.overlap(&label.rect)).sum::<f64>();
                let off_page = 100.0 * (sheet.left() - label.rect.left).max(0.0);
                covered + around + off_page + dots.iter().map(|dot| dot.overlap(&label.rect)).sum::<f64>()
            };
            let candidates = around(dot).map(|(at, anchor)| label(sheet, &text, at, anchor, NUMBER));
            let mut best: Option<(f64, Label)> = None;
            for candidate in candidates {
                let candidate = candidate?;
                let cost = taken(&candidate);
                if best.as_ref().is_none_or(|(least, _)| cost < *least) {
                    best = Some((cost, candidate));
                }
            }
            written.extend(best.map(|(_, label)| Label { halo: true, ..label }));
        }
        figure.labels.extend(written);
        Ok(())
    }

    /// The names of the numbered dots in a column; returns the height it ends at.
    fn names(&self, sheet: &Sheet<'_>, figure: &mut Figure) -> Result<f64, ChartError> {
        let left = figure.plot.right + 22.0;
        let indent = sheet.ruler.width("00 ", NAME.size);
        let mut y = figure.plot.top + 4.0;
        for (place, dot) in self.dots.iter().take(self.named).enumerate() {
            sheet.ruler.check(&dot.name)?;
            let number = label(
                sheet,
                &(place + 1).to_string(),
                Point { x: left + indent - 4.0, y },
                Anchor::End,
                NAME,
            )?;
            figure.labels.push(number);
            for text in sheet.ruler.wrap(&dot.name, NAME.size, sheet.right() - left - indent) {
                let at = Point { x: left + indent + 2.0, y };
                figure.labels.push(label(sheet, &text, at, Anchor::Start, NAME)?);
                y += PITCH;
            }
            y += 3.5;
        }
        Ok(y)
    }

    fn words(&self) -> Words<'_> {
        Words::of([&self.title, &self.subtitle, &self.unit_label], &self.notes, self.lang)
    }
}

/// Places of a number around its dot, the best first, near ones before far ones.
fn around(dot: Point) -> impl Iterator<Item = (Point, Anchor)> {
    let ring = [
        (1.0, 0.0),
        (0.0, -1.0),
        (-1.0, 0.0),
        (0.0, 1.0),
        (0.75, -0.75),
        (0.75, 0.75),
        (-0.75, -0.75),
        (-0.75, 0.75),
    ];
    [8.0, 15.0, 23.0, 32.0].into_iter().flat_map(move |far| {
        ring.into_iter().map(move |(dx, dy)| {
            let anchor = match dx {
                dx if dx > 0.0 => Anchor::Start,
                dx if dx < 0.0 => Anchor::End,
                _ => Anchor::Middle,
            };
            let y = baseline_centred_on(dot.y + dy * (far + 2.0), NUMBER.size);
            (Point { x: dot.x + dx * (far - 2.0), y }, anchor)
        })
    })
}
