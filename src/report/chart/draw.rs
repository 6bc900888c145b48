//! A figure as SVG: plotters draws its marks, its labels are written as they were measured.

use plotters::coord::types::RangedCoordf64;
use plotters::element::DashedPathElement;
use plotters::prelude::*;
use plotters::style::Color as _;

use super::ChartError;
use super::color::Color;
use super::figure::{Anchor, Figure, Label, Mark, Ornament, Point};
use super::sheet::Sheet;
use super::theme::{Rgb, Theme};

/// plotters rounds coordinates to whole units, so the canvas has ten to the px.
const UNITS: f64 = 10.0;

/// Lengths of a dash and of the gap after it, px, of lines that are dashed in every theme.
const DASH: (f64, f64) = (5.0, 3.0);

type Area<'a> = DrawingArea<SVGBackend<'a>, plotters::coord::Shift>;
type Plot<'a, 'b> = ChartContext<'b, SVGBackend<'a>, Cartesian2d<RangedCoordf64, RangedCoordf64>>;

/// The figure as an SVG document in the font and theme of its sheet.
pub fn draw(figure: &Figure, sheet: &Sheet<'_>) -> Result<String, ChartError> {
    let theme = sheet.theme;
    let mut shapes = String::new();
    draw_shapes(figure, theme, &mut shapes)?;
    let body = shapes.split_once('>').map_or("", |(_, body)| body).trim_end().trim_end_matches("</svg>");
    let mut document = header(figure, sheet);
    document.push_str(body.trim_start());
    for label in &figure.labels {
        document.push_str(&text_element(label, theme));
    }
    document.push_str("</svg>\n");
    Ok(document)
}

fn header(figure: &Figure, sheet: &Sheet<'_>) -> String {
    let (width, height) = (figure.width, figure.height);
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{}\" height=\"{}\" \
         viewBox=\"0 0 {} {}\" role=\"img\" font-family=\"{}\" stroke-linejoin=\"round\">\n<title>{}</title>\n",
        sheet.theme.svg_length(width),
        sheet.theme.svg_length(height),
        units(width),
        units(height),
        escaped(&sheet.font.family_list()),
        escaped(&figure.title),
    )
}

fn draw_shapes(figure: &Figure, theme: &Theme, into: &mut String) -> Result<(), ChartError> {
    let size = (units(figure.width) as u32, units(figure.height) as u32);
    let page = SVGBackend::with_string(into, size).into_drawing_area();
    page.fill(&rgb(theme, Color::PAPER)).map_err(failed)?;
    ornaments(&page, theme, &figure.underlay)?;
    draw_marks(&page, theme, figure)?;
    ornaments(&page, theme, &figure.overlay)?;
    page.present().map_err(failed)
}

fn draw_marks(page: &Area<'_>, theme: &Theme, figure: &Figure) -> Result<(), ChartError> {
    let plot = figure.plot;
    let size = (units(plot.width()) as u32, units(plot.height()) as u32);
    let area = page.clone().shrink((units(plot.left), units(plot.top)), size);
    let mut chart = ChartBuilder::on(&area)
        .build_cartesian_2d(figure.x.0..figure.x.1, figure.y.0..figure.y.1)
        .map_err(failed)?;
    figure.marks.iter().try_for_each(|mark| draw_mark(&mut chart, theme, mark))
}

fn draw_mark(chart: &mut Plot<'_, '_>, theme: &Theme, mark: &Mark) -> Result<(), ChartError> {
    match mark {
        Mark::Area { points, color } => {
            let polygon = Polygon::new(points.clone(), rgb(theme, *color).filled());
            chart.draw_series([polygon]).map_err(failed)?;
        }
        Mark::Line { points, color, width, dashed } => {
            let style = rgb(theme, *color).stroke_width(units(*width) as u32);
            let dash = if *dashed { Some(DASH) } else { theme.dash(*color) };
            match dash.map(|(dash, gap)| (units(dash) as u32, units(gap) as u32)) {
                Some((dash, gap)) => {
                    let line = DashedLineSeries::new(points.clone(), dash, gap, style);
                    chart.draw_series(line).map_err(failed)?;
                }
                None => {
                    chart.draw_series(LineSeries::new(points.clone(), style)).map_err(failed)?;
                }
            }
        }
        Mark::Dot { at, radius, color, open } => {
            chart.draw_series(circles(theme, *at, *radius, *color, *open)).map_err(failed)?;
        }
    }
    Ok(())
}

fn ornaments(page: &Area<'_>, theme: &Theme, list: &[Ornament]) -> Result<(), ChartError> {
    for ornament in list {
        match ornament {
            Ornament::Line { points, color, width, dashed } => {
                let style = rgb(theme, *color).stroke_width(units(*width) as u32);
                let points: Vec<(i32, i32)> = points.iter().map(|&p| whole(p)).collect();
                if *dashed {
                    let dashes = DashedPathElement::new(points, units(4.0) as u32, units(3.0) as u32, style);
                    page.draw(&dashes).map_err(failed)?;
                } else {
                    page.draw(&PathElement::new(points, style)).map_err(failed)?;
                }
            }
            Ornament::Dot { at, radius, color, open } => {
                for circle in circles(theme, whole(*at), *radius, *color, *open) {
                    page.draw(&circle).map_err(failed)?;
                }
            }
            Ornament::Polygon { points, color } => {
                let points: Vec<(i32, i32)> = points.iter().map(|&p| whole(p)).collect();
                page.draw(&Polygon::new(points, rgb(theme, *color).filled())).map_err(failed)?;
            }
        }
    }
    Ok(())
}

/// A disc and its edge; the disc of an open dot has the colour of paper.
fn circles<C>(theme: &Theme, at: C, radius: f64, color: Color, open: bool) -> [Circle<C, u32>; 2]
where
    C: Clone,
{
    let inner = if open { Color::PAPER } else { color };
    let radius = units(radius) as u32;
    let disc = Circle::new(at.clone(), radius, rgb(theme, inner).filled());
    [disc, Circle::new(at, radius, rgb(theme, color).stroke_width(units(1.2) as u32))]
}

fn text_element(label: &Label, theme: &Theme) -> String {
    let anchor = match label.anchor {
        Anchor::Start => "start",
        Anchor::Middle => "middle",
        Anchor::End => "end",
    };
    let halo = if label.halo {
        let paper = theme.rgb(Color::PAPER).hex();
        format!(" stroke=\"{paper}\" stroke-width=\"{}\" paint-order=\"stroke\"", units(2.4))
    } else {
        String::new()
    };
    format!(
        "<text x=\"{}\" y=\"{}\" text-anchor=\"{anchor}\" font-size=\"{}\" fill=\"{}\"{halo}>{}</text>\n",
        units(label.at.x),
        units(label.at.y),
        units(label.size),
        theme.rgb(label.color).hex(),
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

fn rgb(theme: &Theme, color: Color) -> RGBColor {
    let Rgb(red, green, blue) = theme.rgb(color);
    RGBColor(red, green, blue)
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
