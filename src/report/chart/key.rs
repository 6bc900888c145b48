//! A key in rows above a plot: a swatch and a name each.

use super::ChartError;
use super::color::Color;
use super::figure::{Anchor, Figure, Ornament, Point, Role, Style, baseline_centred_on, label};
use super::sheet::Sheet;

/// Height of a row, px.
const ROW: f64 = 18.0;
/// Distance between lines of a name that is wider than the page, px.
const PITCH: f64 = 14.0;
/// Width of a swatch, px.
const SWATCH: f64 = 16.0;

const STYLE: Style = Style { role: Role::Era, size: 10.5, color: Color::INK };

/// Places the key from the height `top`; returns the height it ends at.
pub fn add_key(
    sheet: &Sheet<'_>,
    figure: &mut Figure,
    key: &[(String, Color)],
    top: f64,
) -> Result<f64, ChartError> {
    if key.is_empty() {
        return Ok(top);
    }
    let (mut x, mut middle) = (sheet.left(), top + ROW / 2.0);
    let limit = sheet.right() - sheet.left() - SWATCH - 6.0;
    for (name, color) in key {
        sheet.ruler.check(name)?;
        let lines = sheet.ruler.wrap(name, STYLE.size, limit);
        let widest = lines.iter().map(|line| sheet.ruler.width(line, STYLE.size)).fold(0.0, f64::max);
        let width = SWATCH + 6.0 + widest;
        if x > sheet.left() && x + width > sheet.right() {
            x = sheet.left();
            middle += ROW;
        }
        let corner = |dx: f64, dy: f64| Point { x: x + dx, y: middle + dy };
        let points = vec![corner(0.0, -5.0), corner(SWATCH, -5.0), corner(SWATCH, 5.0), corner(0.0, 5.0)];
        figure.overlay.push(Ornament::Polygon { points, color: *color });
        for (i, line) in lines.iter().enumerate() {
            middle += if i > 0 { PITCH } else { 0.0 };
            let at = Point { x: x + SWATCH + 6.0, y: baseline_centred_on(middle, STYLE.size) };
            figure.labels.push(label(sheet, line, at, Anchor::Start, STYLE)?);
        }
        x += width + 20.0;
    }
    Ok(middle + ROW / 2.0 + 4.0)
}
