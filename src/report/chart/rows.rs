//! Rows under each other with their names on the left, over a value axis that lies under them.

use super::ChartError;
use super::color::Color;
use super::figure::{Anchor, Figure, Ornament, Point, Role, Style, baseline_centred_on, label};
use super::frame::VALUE_TICK;
use super::scale::ValueAxis;
use super::sheet::Sheet;

/// Widest name before it is wrapped, px.
const NAME_LIMIT: f64 = 285.0;
/// The same as a share of the page.
const NAME_SHARE: f64 = 0.36;
/// Distance between lines of a name, px.
const PITCH: f64 = 12.5;
/// Height of the axis with its numbers, px.
pub const AXIS_HEIGHT: f64 = 28.0;

const NAME: Style = Style { role: Role::Series, size: 10.0, color: Color::INK };

/// Places the plot from the height `top`: rows of equal height, high enough for the longest name, names left of them; `room`
/// is left free on the right. Row `i` of `n` has its middle at the value n − i − ½ of the upright axis.
pub fn add_rows(
    sheet: &Sheet<'_>,
    figure: &mut Figure,
    names: &[String],
    (top, least, room): (f64, f64, f64),
) -> Result<(), ChartError> {
    names.iter().try_for_each(|name| sheet.ruler.check(name))?;
    let wrapped: Vec<Vec<String>> = names
        .iter()
        .map(|name| sheet.ruler.wrap_evenly(name, NAME.size, NAME_LIMIT.min(NAME_SHARE * sheet.width())))
        .collect();
    let widths = wrapped.iter().flatten().map(|line| sheet.ruler.width(line, NAME.size));
    let lines = wrapped.iter().map(Vec::len).max().unwrap_or(1);
    let row = least.max(lines as f64 * PITCH + 6.0);
    figure.plot.left = sheet.left() + widths.fold(0.0, f64::max) + 12.0;
    figure.plot.right = sheet.right() - room;
    (figure.plot.top, figure.plot.bottom) = (top, top + row * names.len() as f64);
    figure.y = (0.0, names.len() as f64);
    for (i, lines) in wrapped.iter().enumerate() {
        let middle = top + row * (i as f64 + 0.5);
        let first = middle - PITCH * (lines.len() as f64 - 1.0) / 2.0;
        for (l, line) in lines.iter().enumerate() {
            let y = baseline_centred_on(first + PITCH * l as f64, NAME.size);
            let at = Point { x: figure.plot.left - 10.0, y };
            figure.labels.push(label(sheet, line, at, Anchor::End, NAME)?);
        }
    }
    Ok(())
}

/// An axis that ends a little beyond the values and not at the next tick.
pub fn close_axis(values: impl Iterator<Item = f64>) -> Option<ValueAxis> {
    let ends = |(low, high): (f64, f64), v: f64| (low.min(v), high.max(v));
    let (low, high) = values.filter(|v| v.is_finite()).fold((f64::INFINITY, f64::NEG_INFINITY), ends);
    let axis = ValueAxis::fitting([low, high], "")?;
    let pad = 0.03 * (high - low);
    let (low, high) = (axis.low.max(low - pad), axis.high.min(high + pad));
    if low >= high {
        return Some(axis);
    }
    let ticks = axis.ticks.into_iter().filter(|(v, _)| (low..=high).contains(v)).collect();
    Some(ValueAxis { low, high, ticks })
}

/// A value axis under the plot with upright grid lines; ticks that would touch are left out.
pub fn axis_below(sheet: &Sheet<'_>, figure: &mut Figure, axis: &ValueAxis) -> Result<(), ChartError> {
    figure.x = (axis.low, axis.high);
    let plot = figure.plot;
    let line = |a: Point, b: Point, color: Color| Ornament::Line {
        points: vec![a, b],
        color,
        width: 1.0,
        dashed: false,
    };
    let mut free = f64::NEG_INFINITY;
    for (value, text) in &axis.ticks {
        let x = figure.place((*value, 0.0)).x;
        let ends = (Point { x, y: plot.top }, Point { x, y: plot.bottom });
        figure.underlay.push(line(ends.0, ends.1, Color::GRID));
        let half = sheet.ruler.width(text, VALUE_TICK.size) / 2.0;
        if x - half < free || x + half > sheet.width() - 2.0 {
            continue;
        }
        free = x + half + 8.0;
        let at = Point { x, y: plot.bottom + 16.0 };
        figure.labels.push(label(sheet, text, at, Anchor::Middle, VALUE_TICK)?);
    }
    let (left, right) = (Point { x: plot.left, y: plot.bottom }, Point { x: plot.right, y: plot.bottom });
    figure.overlay.push(line(left, right, Color::INK));
    Ok(())
}

/// An upright line over all rows at a value.
pub fn upright(figure: &mut Figure, value: f64, color: Color, dashed: bool) {
    let x = figure.place((value, 0.0)).x;
    let points = vec![Point { x, y: figure.plot.top }, Point { x, y: figure.plot.bottom }];
    figure.overlay.push(Ornament::Line { points, color, width: 1.0, dashed });
}
