//! SVG to PNG with our font and no other.

use std::sync::Arc;

use resvg::{tiny_skia, usvg};

use super::ChartError;
use crate::report::font::Font;

/// The largest picture made, px on a side.
const LARGEST: f64 = 20_000.0;

/// A chart's SVG as PNG; at `scale` 2.0 a chart is 1800 px wide (200 dpi at 9 inches).
pub fn png(svg: &str, font: &Font, scale: f32) -> Result<Vec<u8>, ChartError> {
    let drawing = |reason: String| ChartError::Drawing(reason);
    let options = usvg::Options {
        font_family: font.family_list(),
        fontdb: Arc::new(font.database()),
        ..usvg::Options::default()
    };
    let tree = usvg::Tree::from_str(svg, &options).map_err(|e| drawing(e.to_string()))?;
    let size = tree.size();
    let pixels = |length: f32| f64::from(length * scale).round().clamp(1.0, LARGEST) as u32;
    let mut pixmap = tiny_skia::Pixmap::new(pixels(size.width()), pixels(size.height()))
        .ok_or_else(|| drawing("the picture is too large".to_owned()))?;
    let transform = tiny_skia::Transform::from_scale(scale, scale);
    resvg::render(&tree, transform, &mut pixmap.as_mut());
    pixmap.encode_png().map_err(|e| drawing(e.to_string()))
}
