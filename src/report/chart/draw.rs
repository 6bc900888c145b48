//! A figure as SVG: plotters draws its marks, its labels are written as they were measured.

use plotters::coord::types::RangedCoordf64;
use plotters::element::DashedPathElement;
use plotters::prelude::*;
use plotters::style::Color as _;

use super::ChartError;
use super::color::Color;
use super::figure::{Anchor, Figure, Label, Mark, Ornament, Point};

/// plotters rounds coordinates to whole units, so the canvas has ten to the px.
const UNITS: f64 = 10.0;

type Area<'a> = DrawingArea<SVGBackend<'a>, plotters::coord::Shift>;
type Plot<'a, 'b> = ChartContext<'b, SVGBackend<'a>, Cartesian2d<RangedCoordf64, RangedCoordf64>>;

/// The figure as an SVG document whose texts are set in these font families.
pub fn draw(figure: &Figure, families: &str) -> Result<String, ChartError> {
    let mut shapes = String::new();
    draw_shapes(figure, &mut shapes)?;
    let body = shapes.split_once('>').map_or("", |(_, body)| body).trim_end().trim_end_matches("</svg>");
    let mut document = header(figure, families);
    document.push_str(body.trim_start());
    for label in &figure.labels {
        document.push_str(&text_element(label));
    }
    document.push_str("</svg>\n");
    Ok(document)
}

fn header(figure: &Figure, families: &str) -> String {
    let (width, height) = (figure.width, figure.height);
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {} {}\" role=\"img\" font-family=\"{}\" stroke-linejoin=\"round\">\n<title>{}</title>\n",
        units(width),
        units(height),
        escaped(families),
        escaped(&figure.title),
    )
}

fn draw_shapes(figure: &Figure, into: &mut String) -> Result<(), ChartError> {
    let size = (units(figure.width) as u32, units(figure.height) as u32);
    let page = SVGBackend::with_string(into, size).into_drawing_area();
    page.fill(&rgb(Color::PAPER)).map_err(failed)?;
    ornaments(&page, &figure.underlay)?;
    draw_marks(&page, figure)?;
    ornaments(&page, &figure.overlay)?;
    page.present().map_err(failed)
}

fn draw_marks(page: &Area<'_>, figure: &Figure) -> Result<(), ChartError> {
    let plot = figure.plot;
    let size = (units(plot.width()) as u32, units(plot.height()) as u32);
    let area = page.clone().shrink((units(plot.left), units(plot.top)), size);
    let mut chart = ChartBuilder::on(&area)
        .build_cartesian_2d(figure.x.0..figure.x.1, figure.y.0..figure.y.1)
        .map_err(failed)?;
    figure.marks.iter().try_for_each(|mark| draw_mark(&mut chart, mark))
}

fn draw_mark(chart: &mut Plot<'_, '_>, mark: &Mark) -> Result<(), ChartError> {
    match mark {
        Mark::Area { points, color } => {
            let polygon = Polygon::new(points.clone(), rgb(*color).filled());
            chart.draw_series([polygon]).map_err(failed)?;
        }
        Mark::Line { points, color, width, dashed: false } => {
            let line = LineSeries::new(points.clone(), rgb(*color).stroke_width(units(*width) as u32));
            chart.draw_series(line).map_err(failed)?;
        }
        Mark::Line { points, color, width, dashed: true } => {
            let style = rgb(*color).stroke_width(units(*width) as u32);
            let line = DashedLineSeries::new(points.clone(), units(5.0) as u32, units(3.0) as u32, style);
            chart.draw_series(line).map_err(failed)?;
        }
        Mark::Dot { at, radius, color, open } => {
            chart.draw_series(circles(*at, *radius, *color, *open)).map_err(failed)?;
        }
    }
    Ok(())
}

fn ornaments(page: &Area<'_>, list: &[Ornament]) -> Result<(), ChartError> {
    for ornament in list {
        match ornament {
            Ornament::Line { points, color, width, dashed } => {
                let style = rgb(*color).stroke_width(units(*width) as u32);
                let points: Vec<(i32, i32)> = points.iter().map(|&p| whole(p)).collect();
                if *dashed {
                    let dashes = DashedPathElement::new(points, units(4.0) as u32, units(3.0) as u32, style);
                    page.draw(&dashes).map_err(failed)?;
                } else {
                    page.draw(&PathElement::new(points, style)).map_err(failed)?;
                }
            }
            Ornament::Dot { at, radius, color, open } => {
                for circle in circles(whole(*at), *radius, *color, *open) {
                    page.draw(&circle).map_err(failed)?;
                }
            }
            Ornament::Polygon { points, color } => {
                let points: Vec<(i32, i32)> = points.iter().map(|&p| whole(p)).collect();
                page.draw(&Polygon::new(points, rgb(*color).filled())).map_err(failed)?;
            }
        }
    }
    Ok(())
}

/// A disc and its edge; the disc of an open dot has the colour of paper.
fn circles<C>(at: C, radius: f64, color: Color, open: bool) -> [Circle<C, u32>; 2]
where
    C: Clone,
{
    let inner = if open { Color::PAPER } else { color };
    let radius = units(radius) as u32;
    let disc = Circle::new(at.clone(), radius, rgb(inner).filled());
    [disc, Circle::new(at, radius, rgb(color).stroke_width(units(1.2) as u32))]
}

fn text_element(label: &Label) -> String {
    let anchor = match label.anchor {
        Anchor::Start => "start",
        Anchor::Middle => "middle",
        Anchor::End => "end",
    };
    let halo = if label.halo {
        let paper = Color::PAPER.hex();
        format!(" stroke=\"{paper}\" stroke-width=\"{}\" paint-order=\"stroke\"", units(2.4))
    } else {
        String::new()
    };
    format!(
        "<text x=\"{}\" y=\"{}\" text-anchor=\"{anchor}\" font-size=\"{}\" fill=\"{}\"{halo}>{}</text>\n",
        units(label.at.x),
        units(label.at.y),
        units(label.size),
        label.color.hex(),
        escaped(&label.text),
    )
}

/// px as whole canvas units.
fn units(px: f64) -> i32 {
    (px * UNITS).round() as i32
}

fn whole(point: Point) -> (i32, i32) {
    (units(point.x), units(point.y))
}

fn rgb(color: Color) -> RGBColor {
    RGBColor(color.0, color.1, color.2)
}

fn failed(error: impl std::fmt::Display) -> ChartError {
    ChartError::Drawing(error.to_string())
}

fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            other => safe.push(other),
        }
    }
    safe
}
