//! SVG to PDF: vectors, and text that can be selected and searched.

use krilla::Document;
use krilla::geom::{Size, Transform};
use krilla::metadata::Metadata;
use krilla::page::PageSettings;
use krilla_svg::{SurfaceExt, SvgSettings};

use super::ChartError;
use super::png::tree;
use super::sheet::Sheet;

/// Points of PDF in a px: 72 to the inch against 96.
const POINTS: f32 = 0.75;

/// A chart's SVG as a PDF of one page, as large as the chart.
pub fn pdf(svg: &str, title: &str, sheet: &Sheet<'_>) -> Result<Vec<u8>, ChartError> {
    let failed = |reason: &str| ChartError::Drawing(reason.to_owned());
    let tree = tree(svg, sheet)?;
    let size = Size::from_wh(tree.size().width(), tree.size().height());
    let size = size.ok_or_else(|| failed("it has no size"))?;
    let page = PageSettings::from_wh(size.width() * POINTS, size.height() * POINTS);
    let page = page.ok_or_else(|| failed("it has no size"))?;
    let mut document = Document::new();
    document.set_metadata(Metadata::new().title(title.to_owned()).creator("dafeng".to_owned()));
    let mut page = document.start_page_with(page);
    let mut surface = page.surface();
    surface.push_transform(&Transform::from_scale(POINTS, POINTS));
    let drawn = surface.draw_svg(&tree, size, SvgSettings::default());
    surface.pop();
    surface.finish();
    page.finish();
    drawn.ok_or_else(|| failed("it cannot be drawn as PDF"))?;
    document.finish().map_err(|error| ChartError::Drawing(format!("{error:?}")))
}
