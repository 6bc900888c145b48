//! From one total to another: what raised it and what lowered it, bar after bar.

mod lying;

use super::color::Color;
use super::figure::{Anchor, Figure, Label, Mark, Ornament, Point, Rect, Role, Style, label};
use super::frame::{PLOT_HEIGHT, VALUE_TICK, Words, footer_from, opened};
use super::marks::percent_suffix;
use super::scale::ValueAxis;
use super::sheet::Sheet;
use super::table::line;
use super::{Chart, ChartError, axes};

use crate::report::text::{self, Lang, column_header, csv_start, signed_number, table_number};

/// What two totals differ by.
#[derive(Clone, PartialEq, Debug)]
pub struct WaterfallChart {
    /// Title; wrapped where it is long.
    pub title: String,
    /// Unit and what is shown.
    pub subtitle: String,
    /// The unit of every number; added to the subtitle unless it is there.
    pub unit_label: String,
    /// The first total.
    pub start: Bar,
    /// What raises or lowers it, from left to right.
    pub changes: Vec<Bar>,
    /// The last total.
    pub end: Bar,
    /// Decimals of the values written at the bars.
    pub decimals: usize,
    /// Notes; what whiskers and a cut axis mean is added.
    pub notes: Vec<String>,
    /// Citation.
    pub source: Option<String>,
    /// Language of the words the chart adds.
    pub lang: Lang,
}

/// A total, or a change of it.
#[derive(Clone, PartialEq, Debug)]
pub struct Bar {
    /// What it is, written under it.
    pub name: String,
    /// Its value.
    pub value: f64,
    /// From where to where it lies in 90 % of the draws, drawn as a whisker.
    pub range: Option<(f64, f64)>,
}

const CATEGORY: Style = Style { role: Role::Category, size: 10.0, color: Color::INK };
const VALUE: Style = Style { role: Role::Value, size: 10.5, color: Color::INK };
/// Distance between lines of a name, px.
const PITCH: f64 = 13.0;
/// Least distance between the names of neighbours, px.
const NAME_GAP: f64 = 7.0;
/// Widest half of a bar, px.
const HALF_WIDEST: f64 = 27.0;
/// Half of a bar as a share of its slot.
const HALF: f64 = 0.34;
/// Height above the plot for the value of the highest bar, px.
const VALUE_ROOM: f64 = 18.0;
/// Distance of a value from its bar, px.
const CLEARANCE: f64 = 5.0;

impl Chart for WaterfallChart {
    fn figure(&self, sheet: &Sheet<'_>) -> Result<Figure, ChartError> {
        self.check()?;
        let columns = self.columns();
        let axis = self.axis(&columns).ok_or(ChartError::Empty)?;
        let words = self.words(&axis, text::cut_axis_note(self.lang));
        let (mut figure, top) = opened(sheet, &words)?;
        let top = top + VALUE_ROOM;
        let gutter =
            axis.ticks.iter().map(|(_, t)| sheet.ruler.width(t, VALUE_TICK.size)).fold(0.0, f64::max) + 8.0;
        let plot = Rect {
            left: sheet.left() + gutter,
            top,
            right: sheet.right(),
            bottom: top + sheet.plot_height(PLOT_HEIGHT),
        };
        if lying::is_called_for(sheet, &columns, plot.width() / columns.len() as f64 - NAME_GAP) {
            return self.lying(sheet, &columns);
        }
        figure.plot = plot;
        (figure.x, figure.y) = ((0.0, columns.len() as f64), (axis.low, axis.high));
        axes::value_axis(sheet, &mut figure, &axis)?;
        let ground = if axis.shows_zero() { 0.0 } else { axis.low };
        for (place, column) in columns.iter().enumerate() {
            column.draw(&mut figure, place, ground);
            figure.labels.push(self.value_label(sheet, &figure, place, column)?);
        }
        figure.marks.extend(connectors(&figure, &columns));
        figure.overlay.push(base_line(plot));
        let bottom = names(sheet, &mut figure, &columns)?;
        footer_from(sheet, &words, &mut figure, bottom + 14.0)?;
        Ok(figure)
    }

    fn csv(&self) -> String {
        let mut text = csv_start(self.lang).to_owned();
        let [item, value, low, high] = text::waterfall_head(self.lang);
        let headers = [value, low, high].map(|name| column_header(name, &self.unit_label));
        text += &line([item].into_iter().chain(headers.iter().map(String::as_str)));
        for bar in std::iter::once(&self.start).chain(&self.changes).chain([&self.end]) {
            let (low, high) = bar.range.unwrap_or((f64::NAN, f64::NAN));
            let cells = [bar.value, low, high].map(table_number);
            text += &line([bar.name.as_str()].into_iter().chain(cells.iter().map(String::as_str)));
        }
        text
    }
}

/// A bar in its place.
struct Column<'a> {
    bar: &'a Bar,
    /// The level it starts from; a total starts from the ground.
    from: Option<f64>,
    /// The level it leads to.
    to: f64,
}

impl Column<'_> {
    /// Ends of its whisker.
    fn whisker(&self) -> Option<(f64, f64)> {
        let from = self.from.unwrap_or(0.0);
        let (low, high) = self.bar.range?;
        (low < high).then_some((from + low, from + high))
    }

    /// Lowest and highest of what is drawn of it, but for the ground under a total.
    fn reach(&self) -> (f64, f64) {
        let from = self.from.unwrap_or(self.to);
        let (low, high) = self.whisker().unwrap_or((self.to, self.to));
        (from.min(self.to).min(low), from.max(self.to).max(high))
    }

    fn color(&self) -> Color {
        match self.from {
            None => Color::PROJECTION.mixed(0.62, Color::PAPER),
            Some(from) if self.to > from => Color::of_series(1),
            Some(_) => Color::of_series(2),
        }
    }

    fn draw(&self, figure: &mut Figure, place: usize, ground: f64) {
        let (x, half) = (place as f64 + 0.5, half_width(figure));
        let (from, to) = (self.from.unwrap_or(ground), self.to);
        figure.marks.push(Mark::Area {
            points: vec![(x - half, from), (x + half, from), (x + half, to), (x - half, to)],
            color: self.color().for_area(),
        });
        let Some((low, high)) = self.whisker() else { return };
        let cap = 0.3 * half;
        let mut stroke = |points: Vec<(f64, f64)>| {
            figure.marks.push(Mark::Line { points, color: Color::INK, width: 1.1, dashed: false });
        };
        stroke(vec![(x, low), (x, high)]);
        stroke(vec![(x - cap, low), (x + cap, low)]);
        stroke(vec![(x - cap, high), (x + cap, high)]);
    }
}

/// Half the width of a bar, in slots.
fn half_width(figure: &Figure) -> f64 {
    HALF.min(HALF_WIDEST / slot_width(figure))
}

fn slot_width(figure: &Figure) -> f64 {
    figure.plot.width() / figure.x.1
}

/// Thin lines from the level that a bar leads to, to the next bar; they run through a bar that is too flat to be seen.
fn connectors(figure: &Figure, columns: &[Column<'_>]) -> Vec<Mark> {
    let half = half_width(figure);
    let height = |column: &Column<'_>| {
        let from = column.from.unwrap_or(0.0);
        (column.to - from).abs() * figure.plot.height() / (figure.y.1 - figure.y.0)
    };
    let begin = |place: usize| {
        let is_flat = columns[place].from.is_some() && height(&columns[place]) < 1.0;
        place as f64 + 0.5 + if is_flat { -half } else { half }
    };
    let between = |place: usize| Mark::Line {
        points: vec![(begin(place), columns[place].to), (place as f64 + 1.5 - half, columns[place].to)],
        color: Color::GREY,
        width: 0.8,
        dashed: false,
    };
    (0..columns.len().saturating_sub(1)).map(between).collect()
}

fn base_line(plot: Rect) -> Ornament {
    let points = vec![Point { x: plot.left, y: plot.bottom }, Point { x: plot.right, y: plot.bottom }];
    Ornament::Line { points, color: Color::INK, width: 1.0, dashed: false }
}

/// Names under the bars, broken into lines; returns the height they end at.
fn names(sheet: &Sheet<'_>, figure: &mut Figure, columns: &[Column<'_>]) -> Result<f64, ChartError> {
    let limit = slot_width(figure) - NAME_GAP;
    let mut most = 0;
    for (place, column) in columns.iter().enumerate() {
        sheet.ruler.check(&column.bar.name)?;
        let lines = sheet.ruler.wrap_evenly(&column.bar.name, CATEGORY.size, limit);
        let x = figure.place((place as f64 + 0.5, figure.y.0)).x;
        for (i, text) in lines.iter().enumerate() {
            let at = Point { x, y: figure.plot.bottom + 16.0 + i as f64 * PITCH };
            figure.labels.push(label(sheet, text, at, Anchor::Middle, CATEGORY)?);
        }
        most = most.max(lines.len());
    }
    Ok(figure.plot.bottom + 16.0 + most as f64 * PITCH)
}

impl WaterfallChart {
    fn check(&self) -> Result<(), ChartError> {
        let mut bars = std::iter::once(&self.start).chain(&self.changes).chain([&self.end]);
        let finite = |bar: &&Bar| {
            let (low, high) = bar.range.unwrap_or_default();
            [bar.value, low, high].iter().all(|v| v.is_finite())
        };
        match bars.find(|bar| !finite(bar)) {
            Some(bar) => Err(ChartError::Undefined { what: bar.name.clone() }),
            None => Ok(()),
        }
    }

    fn columns(&self) -> Vec<Column<'_>> {
        let mut level = self.start.value;
        let mut columns = vec![Column { bar: &self.start, from: None, to: level }];
        for bar in &self.changes {
            let from = level;
            level += bar.value;
            columns.push(Column { bar, from: Some(from), to: level });
        }
        columns.push(Column { bar: &self.end, from: None, to: self.end.value });
        columns
    }

    /// Lowest and highest of what is drawn.
    fn reach(&self, columns: &[Column<'_>]) -> Option<(f64, f64)> {
        columns.iter().map(Column::reach).reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)))
    }

    /// What is written at a bar, and how.
    fn value(&self, sheet: &Sheet<'_>, column: &Column<'_>) -> (String, Style) {
        let decimals = sheet.settings.decimals.unwrap_or(self.decimals);
        let (text, color) = match column.from {
            None => (text::format_number(column.bar.value, decimals), Color::INK),
            Some(_) => (signed_number(column.bar.value, decimals), column.color().for_text()),
        };
        // What rounds to nothing neither rises nor falls.
        let is_signed = text.starts_with(['+', '\u{2212}']);
        let color = if column.from.is_some() && !is_signed { Color::GREY } else { color };
        (text, Style { color, ..VALUE })
    }

    /// An axis with room for the values written at the bars. It is cut only where all levels lie close together, and
    /// then leaves a foot to the totals.
    fn axis(&self, columns: &[Column<'_>]) -> Option<ValueAxis> {
        let (low, high) = self.reach(columns)?;
        let room = 0.07 * (high - low);
        let foot = if low > 0.0 { (low - 0.3 * (high - low)).max(0.0) } else { low - room };
        ValueAxis::fitting([foot, high + room], percent_suffix(&self.unit_label))
    }

    /// The value of a bar: over what rises and over totals, under what falls and totals below zero, if there is room.
    fn value_label(
        &self,
        sheet: &Sheet<'_>,
        figure: &Figure,
        place: usize,
        column: &Column<'_>,
    ) -> Result<Label, ChartError> {
        let (text, style) = self.value(sheet, column);
        let (low, high) = column.reach();
        let at = |value: f64| figure.place((place as f64 + 0.5, value));
        let over = Point { y: at(high).y - CLEARANCE, ..at(high) };
        let under = Point { y: at(low).y + CLEARANCE + 0.8 * VALUE.size, ..at(low) };
        let falls = column.to < column.from.unwrap_or(0.0);
        let fits = under.y + 0.3 * VALUE.size < figure.plot.bottom;
        let mut label = label(sheet, &text, if falls && fits { under } else { over }, Anchor::Middle, style)?;
        label.halo = true;
        Ok(label)
    }

    fn words(&self, axis: &ValueAxis, cut: &str) -> Words<'_> {
        let mut notes = self.notes.clone();
        let mut bars = std::iter::once(&self.start).chain(&self.changes).chain([&self.end]);
        notes.push(text::waterfall_note(bars.any(|bar| bar.range.is_some()), self.lang).to_owned());
        notes.extend((!axis.shows_zero()).then(|| cut.to_owned()));
        Words {
            title: &self.title,
            subtitle: &self.subtitle,
            unit: &self.unit_label,
            notes,
            source: self.source.as_deref(),
            lang: self.lang,
        }
    }
}
