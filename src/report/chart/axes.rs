//! The axes of a plot, its grid, and the divider between history and projection.

use super::ChartError;
use super::color::Color;
use super::figure::{Anchor, Figure, Ornament, Point, Rect, Role, Style};
use super::figure::{baseline_centred_on, label};
use super::frame::{ERA_ROW, VALUE_TICK, YEAR_TICK};
use super::scale::{ValueAxis, year_ticks};
use super::sheet::Sheet;

use crate::report::text::{ChartWord, Lang, format_number};

/// Least distance between the middles of two year labels.
const YEAR_SPACING: f64 = 40.0;

const ERA: Style = Style { role: Role::Era, size: 10.5, color: Color::INK };

/// Grid lines with their values; zero, where it lies inside the plot, as a line of ink.
pub fn value_axis(sheet: &Sheet<'_>, figure: &mut Figure, axis: &ValueAxis) -> Result<(), ChartError> {
    for (value, text) in &axis.ticks {
        let y = figure.place((figure.x.0, *value)).y;
        let zero_inside = *value == 0.0 && axis.low < 0.0;
        let (color, width) = if zero_inside { (Color::GREY, 1.0) } else { (Color::GRID, 1.0) };
        let grid = across(figure.plot, y, color, width);
        if zero_inside {
            figure.overlay.push(grid)
        } else {
            figure.underlay.push(grid)
        }
        let at = Point { x: figure.plot.left - 8.0, y: baseline_centred_on(y, VALUE_TICK.size) };
        figure.labels.push(label(sheet, text, at, Anchor::End, VALUE_TICK)?);
    }
    Ok(())
}

/// The exponent of a power of ten above an axis.
const EXPONENT: Style = Style { role: Role::Power, size: 8.0, color: Color::INK };
const TEN: Style = Style { role: Role::Power, size: 10.5, color: Color::INK };

/// The parts of `×10⁶`; the exponent is set small and high, as the font has no letters of its own for it.
fn power_parts(power: i32) -> [String; 2] {
    ["×10".to_owned(), format_number(f64::from(power), 0)]
}

/// How wide a power of ten above an axis is.
pub fn power_width(sheet: &Sheet<'_>, power: i32) -> f64 {
    let [ten, exponent] = power_parts(power);
    sheet.ruler.width(&ten, TEN.size) + sheet.ruler.width(&exponent, EXPONENT.size)
}

/// The power of ten that the values of the axis count in, above it.
pub fn write_power(sheet: &Sheet<'_>, figure: &mut Figure, power: i32) -> Result<(), ChartError> {
    let [ten, exponent] = power_parts(power);
    let right = figure.plot.left - 8.0;
    let baseline = figure.plot.top - 9.0;
    let left = right - sheet.ruler.width(&exponent, EXPONENT.size);
    let raised = Point { x: right, y: baseline - 0.4 * TEN.size };
    figure.labels.push(label(sheet, &ten, Point { x: left, y: baseline }, Anchor::End, TEN)?);
    figure.labels.push(label(sheet, &exponent, raised, Anchor::End, EXPONENT)?);
    Ok(())
}

fn across(plot: Rect, y: f64, color: Color, width: f64) -> Ornament {
    let points = vec![Point { x: plot.left, y }, Point { x: plot.right, y }];
    Ornament::Line { points, color, width, dashed: false }
}

/// The base line with a stroke and a number under every round year.
pub fn year_axis(sheet: &Sheet<'_>, figure: &mut Figure, years: (i32, i32)) -> Result<(), ChartError> {
    let plot = figure.plot;
    figure.overlay.push(across(plot, plot.bottom, Color::INK, 1.0));
    let spacing = YEAR_SPACING * (figure.x.1 - figure.x.0) / plot.width();
    for year in year_ticks(years.0, years.1, spacing) {
        let x = figure.place((f64::from(year), figure.y.0)).x;
        let points = vec![Point { x, y: plot.bottom }, Point { x, y: plot.bottom + 4.0 }];
        figure.overlay.push(Ornament::Line { points, color: Color::INK, width: 1.0, dashed: false });
        let at = Point { x, y: plot.bottom + 17.0 };
        figure.labels.push(label(sheet, &year.to_string(), at, Anchor::Middle, YEAR_TICK)?);
    }
    Ok(())
}

/// The dashed line after the last observed year, with a word on each side that has room.
pub fn divider(sheet: &Sheet<'_>, figure: &mut Figure, year: i32, lang: Lang) -> Result<(), ChartError> {
    let plot = figure.plot;
    let x = figure.place((f64::from(year), figure.y.0)).x;
    let points = vec![Point { x, y: plot.top - ERA_ROW + 6.0 }, Point { x, y: plot.bottom }];
    figure.overlay.push(Ornament::Line { points, color: Color::GREY, width: 1.0, dashed: true });
    let y = plot.top - ERA_ROW + 15.0;
    let history = ChartWord::History.in_lang(lang);
    if x > plot.left && x - 7.0 - sheet.ruler.width(history, ERA.size) >= sheet.left() {
        let at = Point { x: x - 7.0, y };
        let word = label(sheet, history, at, Anchor::End, ERA)?;
        // Where a power of ten stands above the axis there may be no room for both.
        let is_free = figure.labels.iter().all(|other| other.rect.overlap(&word.rect) == 0.0);
        figure.labels.extend(is_free.then_some(word));
    }
    let at = Point { x: x + 7.0, y };
    let style = Style { color: Color::PROJECTION, ..ERA };
    let projection = ChartWord::Projection.in_lang(lang);
    figure.labels.push(label(sheet, projection, at, Anchor::Start, style)?);
    Ok(())
}
