//! A waterfall on a narrow page: a row a bar, from the top down, over an axis that lies under them.

use super::{CATEGORY, CLEARANCE, Column, VALUE, WaterfallChart};
use crate::report::chart::ChartError;
use crate::report::chart::color::Color;
use crate::report::chart::figure::{Anchor, Figure, Label, Mark, Point, baseline_centred_on, label};
use crate::report::chart::frame::{footer_from, opened};
use crate::report::chart::marks::percent_suffix;
use crate::report::chart::rows::{AXIS_HEIGHT, add_rows, axis_below, upright};
use crate::report::chart::scale::ValueAxis;
use crate::report::chart::sheet::Sheet;
use crate::report::text;

/// Least height of a row, px.
const ROW: f64 = 20.0;
/// Half the height of a bar as a share of its row.
const HALF: f64 = 0.32;
/// Narrowest column in which Chinese names are legible, px.
const NARROWEST: f64 = 31.0;

/// Most lines of a name under a column.
const MOST_LINES: usize = 6;

/// Whether the names under upright columns of this width would break within their words, or take too many lines.
pub fn is_called_for(sheet: &Sheet<'_>, columns: &[Column<'_>], width: f64) -> bool {
    let words = columns.iter().flat_map(|column| column.bar.name.split_whitespace());
    let latin = words.filter(|word| word.chars().all(|c| c.is_ascii_graphic()));
    let widest = latin.map(|word| sheet.ruler.width(word, CATEGORY.size)).fold(NARROWEST, f64::max);
    let lines = |column: &Column<'_>| sheet.ruler.wrap(&column.bar.name, CATEGORY.size, width).len();
    width < widest || columns.iter().any(|column| lines(column) > MOST_LINES)
}

impl WaterfallChart {
    /// Everything placed, the first total on top.
    pub(super) fn lying(&self, sheet: &Sheet<'_>, columns: &[Column<'_>]) -> Result<Figure, ChartError> {
        let names: Vec<String> = columns.iter().map(|column| column.bar.name.clone()).collect();
        // How wide rows and values are is known before the axis, which makes room for both.
        let values = columns.iter().map(|column| sheet.ruler.width(&self.value(sheet, column).0, VALUE.size));
        let value_room = values.fold(0.0, f64::max) + 2.0 * CLEARANCE;
        let axis =
            self.lying_axis(columns, 1.2 * value_room / (0.5 * sheet.width())).ok_or(ChartError::Empty)?;
        let words = self.words(&axis, text::cut_lying_axis_note(self.lang));
        let (mut figure, top) = opened(sheet, &words)?;
        add_rows(sheet, &mut figure, &names, (top + 4.0, ROW, 10.0))?;
        axis_below(sheet, &mut figure, &axis)?;
        if axis.low < 0.0 {
            upright(&mut figure, 0.0, Color::GREY, false);
        }
        let ground = if axis.shows_zero() { 0.0 } else { axis.low };
        for (place, column) in columns.iter().enumerate() {
            column.lie(&mut figure, columns.len() - place, ground);
            let value = self.lying_value(sheet, &figure, columns.len() - place, column)?;
            figure.labels.push(value);
        }
        let connectors = connectors(&figure, columns);
        figure.marks.extend(connectors);
        let bottom = figure.plot.bottom + AXIS_HEIGHT;
        footer_from(sheet, &words, &mut figure, bottom + 6.0)?;
        Ok(figure)
    }

    /// An axis with room on the right for the values, a share of its length.
    fn lying_axis(&self, columns: &[Column<'_>], room: f64) -> Option<ValueAxis> {
        let (low, high) = self.reach(columns)?;
        let foot = if low > 0.0 { (low - 0.3 * (high - low)).max(0.0) } else { low };
        let span = if foot >= 0.0 && foot < 0.6 * high { high } else { high - foot };
        let high = high.max(0.0) + room / (1.0 - room.min(0.6)) * span;
        ValueAxis::fitting([foot, high], percent_suffix(&self.unit_label))
    }

    /// The value of a bar, right of everything that is drawn of it.
    fn lying_value(
        &self,
        sheet: &Sheet<'_>,
        figure: &Figure,
        row: usize,
        column: &Column<'_>,
    ) -> Result<Label, ChartError> {
        let (text, style) = self.value(sheet, column);
        let right = column.reach().1.max(if column.from.is_none() { 0.0 } else { f64::NEG_INFINITY });
        let end = figure.place((right, row as f64 - 0.5));
        let at = Point { x: end.x + CLEARANCE, y: baseline_centred_on(end.y, VALUE.size) };
        let mut label = label(sheet, &text, at, Anchor::Start, style)?;
        label.halo = true;
        Ok(label)
    }
}

impl Column<'_> {
    /// Bar and whisker in the row whose upper edge is at a height.
    fn lie(&self, figure: &mut Figure, row: usize, ground: f64) {
        let middle = row as f64 - 0.5;
        let (from, to) = (self.from.unwrap_or(ground), self.to);
        let (below, above) = (middle - HALF, middle + HALF);
        figure.marks.push(Mark::Area {
            points: vec![(from, below), (to, below), (to, above), (from, above)],
            color: self.color().for_area(),
        });
        let Some((low, high)) = self.whisker() else { return };
        let cap = 0.4 * HALF;
        let mut stroke = |points: Vec<(f64, f64)>| {
            figure.marks.push(Mark::Line { points, color: Color::INK, width: 1.1, dashed: false });
        };
        stroke(vec![(low, middle), (high, middle)]);
        stroke(vec![(low, middle - cap), (low, middle + cap)]);
        stroke(vec![(high, middle - cap), (high, middle + cap)]);
    }
}

/// Thin lines from the level that a bar leads to, down to the next bar; they run through a bar that is too flat to be seen.
fn connectors(figure: &Figure, columns: &[Column<'_>]) -> Vec<Mark> {
    let width = |column: &Column<'_>| {
        let from = column.from.unwrap_or(0.0);
        (column.to - from).abs() * figure.plot.width() / (figure.x.1 - figure.x.0)
    };
    let between = |place: usize| {
        let row = (columns.len() - place) as f64 - 0.5;
        let level = columns[place].to;
        let is_flat = columns[place].from.is_some() && width(&columns[place]) < 1.0;
        let begin = if is_flat { row + HALF } else { row - HALF };
        let points = vec![(level, begin), (level, row - 1.0 + HALF)];
        Mark::Line { points, color: Color::GREY, width: 0.8, dashed: false }
    };
    (0..columns.len().saturating_sub(1)).map(between).collect()
}
