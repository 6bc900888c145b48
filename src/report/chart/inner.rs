//! Labels inside areas that have no end to be named at.

use super::ChartError;
use super::color::Color;
use super::figure::{Anchor, Figure, Point, Role, Style, baseline_centred_on, label};
use super::sheet::Sheet;

/// Em of these labels, px.
const SIZE: f64 = 10.5;

/// A name to be written on an area that ends before the plot does.
pub struct InnerLabel {
    /// The name.
    pub text: String,
    /// The years of the edges.
    pub years: Vec<i32>,
    /// One edge of the area.
    pub inner: Vec<f64>,
    /// The other.
    pub outer: Vec<f64>,
}

/// Writes each name where its area leaves most room over the name's width.
pub fn add_inner_labels(
    sheet: &Sheet<'_>,
    figure: &mut Figure,
    names: &[InnerLabel],
) -> Result<(), ChartError> {
    for name in names {
        let Some((_, centre)) = roomiest(figure, name, sheet.ruler.width(&name.text, SIZE)) else {
            continue;
        };
        let at = Point { x: centre.x, y: baseline_centred_on(centre.y, SIZE) };
        let style = Style { role: Role::Series, size: SIZE, color: Color::INK };
        figure.labels.push(label(sheet, &name.text, at, Anchor::Middle, style)?);
    }
    Ok(())
}

/// Whether a name fits into its area somewhere.
pub fn has_room(sheet: &Sheet<'_>, figure: &Figure, name: &InnerLabel) -> bool {
    let width = sheet.ruler.width(&name.text, SIZE);
    let is_inside = width + 12.0 <= figure.plot.width();
    is_inside && roomiest(figure, name, width).is_some_and(|(height, _)| height >= SIZE)
}

/// Height and middle of the roomiest stretch as wide as the name.
fn roomiest(figure: &Figure, name: &InnerLabel, width: f64) -> Option<(f64, Point)> {
    let columns: Vec<Column> = (0..name.years.len()).map(|i| column(figure, name, i)).collect();
    let room = |centre: f64| {
        let near = columns.iter().filter(|c| (c.x - centre).abs() <= width / 2.0 + 4.0);
        let (top, bottom) = near.fold((f64::NEG_INFINITY, f64::INFINITY), |(top, bottom), c| {
            (top.max(c.top), bottom.min(c.bottom))
        });
        (bottom - top, Point { x: centre, y: (top + bottom) / 2.0 })
    };
    let least = figure.plot.left + width / 2.0 + 6.0;
    let most = figure.plot.right - width / 2.0 - 6.0;
    columns
        .iter()
        .map(|c| room(c.x.clamp(least, most.max(least))))
        .filter(|(height, _)| height.is_finite())
        .max_by(|a, b| a.0.total_cmp(&b.0))
}

/// The area in one year, px.
struct Column {
    x: f64,
    top: f64,
    bottom: f64,
}

fn column(figure: &Figure, name: &InnerLabel, i: usize) -> Column {
    let year = f64::from(name.years[i]);
    let (a, b) = (figure.place((year, name.inner[i])), figure.place((year, name.outer[i])));
    // Where a range cuts the area, only what is inside the plot has room.
    let inside = |y: f64| y.clamp(figure.plot.top, figure.plot.bottom);
    Column { x: a.x, top: inside(a.y.min(b.y)), bottom: inside(a.y.max(b.y)) }
}
