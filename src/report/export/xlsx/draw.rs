//! Native charts that look like those of a run: bands in tints of one hue as stacked areas on an invisible one, lines, names
//! at the right end in place of a legend.

use rust_xlsxwriter::{
    Chart, ChartAxisTickType, ChartDataLabel, ChartDataLabelPosition, ChartFont, ChartFormat, ChartLayout,
    ChartLegendPosition, ChartLine, ChartLineDashType, ChartRange, ChartSeries, ChartSolidFill, ChartType,
    Color as Ink,
};

use super::fonts::LATIN;
use super::plot::{Plot, Role};
use crate::report::chart::{Color, Rgb, Theme};

/// Width and height, px.
pub const SIZE: (u32, u32) = (620, 340);

/// Where the numbers of a plot stand.
pub struct Block<'s> {
    /// The sheet.
    pub sheet: &'s str,
    /// The row of the title; the note stands in the next one.
    pub title: u32,
    /// The row of the heads; the years stand below.
    pub head: u32,
}

/// A chart of the numbers in a block of a sheet.
pub fn chart(plot: &Plot, block: &Block<'_>, theme: &Theme) -> Chart {
    let mut areas = Chart::new(ChartType::AreaStacked);
    let mut lines = Chart::new(ChartType::Line);
    let mut drawn = (false, false);
    for (number, column) in plot.columns.iter().enumerate() {
        let Some(series) = series(plot, block, (number, column.role), theme) else { continue };
        if matches!(column.role, Role::Base | Role::Band(_)) {
            areas.push_series(&series);
            drawn.0 = true;
        } else {
            lines.push_series(&series);
            drawn.1 = true;
        }
    }
    let mut chart = match drawn {
        (true, true) => {
            areas.combine(&lines);
            areas
        }
        (true, false) => areas,
        (false, _) => lines,
    };
    dress(&mut chart, plot, block, theme);
    chart
}

fn series(
    plot: &Plot,
    block: &Block<'_>,
    (number, role): (usize, Role),
    theme: &Theme,
) -> Option<ChartSeries> {
    let column = number as u16 + 1;
    let (first, last) = (block.head + 1, block.head + plot.years.len() as u32);
    let range = |column: u16| ChartRange::new_from_range(block.sheet, first, column, last, column);
    let ticks = plot.columns.len() as u16 + 1;
    let mut series = ChartSeries::new();
    series.set_name((block.sheet, block.head, column));
    series.set_categories(&range(ticks)).set_values(&range(column));
    let mut look = ChartFormat::new();
    match role {
        Role::Number => return None,
        Role::Base => look.set_no_fill().set_no_border(),
        Role::Band(hue) => {
            look.set_solid_fill(ChartSolidFill::new().set_color(ink(hue, theme))).set_no_border()
        }
        Role::Line(hue, width) => {
            let mut line = ChartLine::new();
            line.set_color(ink(hue, theme)).set_width(width);
            if theme.dash(hue).is_some() {
                line.set_dash_type(dash(hue));
            }
            look.set_line(&line)
        }
        Role::Label(_) => look.set_no_line(),
    };
    series.set_format(&mut look);
    if let Role::Label(hue) = role {
        let mut label = ChartDataLabel::new();
        label.show_series_name().set_position(ChartDataLabelPosition::Right).set_font(&font(
            9.0,
            hue.series().map_or(hue, |_| hue.for_text()),
            theme,
        ));
        // A label that does not say whether it has a value has one in some programs.
        label.show_value().set_separator(' ');
        series.set_data_label(&label);
    }
    Some(series)
}

/// Title and note at the left, a light grid, no frame, no legend.
fn dress(chart: &mut Chart, plot: &Plot, block: &Block<'_>, theme: &Theme) {
    let font = |size: f64, hue: Color| font(size, hue, theme);
    let mut paper = ChartSolidFill::new();
    paper.set_color(ink(Color::PAPER, theme));
    chart.set_width(SIZE.0).set_height(SIZE.1).set_alt_text(plot.title.as_str());
    chart.title().set_name((block.sheet, block.title, 0)).set_font(&font(12.0, Color::INK));
    chart.title().set_layout(&ChartLayout::new().set_offset(0.012, 0.02)).set_overlay(true);
    match plot.legend {
        true => legend(chart, plot, theme),
        false => {
            chart.legend().set_hidden();
        }
    }
    chart.chart_area().set_format(ChartFormat::new().set_solid_fill(&paper).set_no_border());
    chart.plot_area().set_format(ChartFormat::new().set_no_fill().set_no_border());
    chart.plot_area().set_layout(&ChartLayout::new().set_offset(0.09, 0.13).set_dimensions(0.74, 0.66));
    let rule = |hue: Color| {
        let mut line = ChartLine::new();
        line.set_color(ink(hue, theme)).set_width(0.75);
        line
    };
    chart
        .x_axis()
        .set_name((block.sheet, block.title + 1, 0))
        .set_name_font(&font(8.0, Color::GREY))
        .set_font(&font(9.0, Color::GREY))
        .set_format(ChartFormat::new().set_line(&rule(Color::INK)))
        .set_label_interval(1)
        .set_major_tick_type(ChartAxisTickType::None);
    let step = plot.axis.ticks.get(1).zip(plot.axis.ticks.first()).map(|(second, first)| second.0 - first.0);
    let axis = chart.y_axis();
    axis.set_min(plot.axis.low).set_font(&font(9.0, Color::GREY));
    if let Some(step) = step {
        let steps = ((plot.axis.high - plot.axis.low) / step - 1e-9).ceil();
        axis.set_max(plot.axis.low + steps * step).set_major_unit(step);
    }
    axis.set_major_gridlines(true).set_major_gridlines_line(&rule(Color::GRID));
    axis.set_format(ChartFormat::new().set_no_line()).set_num_format(format_of(step));
}

/// A legend of the lines, at the upper right; the names at the end have no entry.
fn legend(chart: &mut Chart, plot: &Plot, theme: &Theme) {
    let drawn = plot.columns.iter().filter(|column| column.role != Role::Number).enumerate();
    let names = drawn.filter(|(_, column)| matches!(column.role, Role::Label(_)));
    let names: Vec<usize> = names.map(|(at, _)| at).collect();
    let place = ChartLayout::new().set_offset(0.66, 0.02).set_dimensions(0.32, 0.07);
    let legend = chart.legend().set_position(ChartLegendPosition::Top).set_overlay(true);
    legend.set_layout(&place).set_font(&font(9.0, Color::INK, theme)).delete_entries(&names);
}

/// A number format that tells neighbouring ticks apart.
fn format_of(step: Option<f64>) -> &'static str {
    match step {
        Some(step) if step >= 1.0 => "#,##0",
        Some(step) if step >= 0.1 => "0.0",
        Some(step) if step >= 0.01 => "0.00",
        Some(step) if step >= 0.0001 => "0.0000",
        _ => "General",
    }
}

fn font(size: f64, hue: Color, theme: &Theme) -> ChartFont {
    let mut font = ChartFont::new();
    font.set_name(LATIN).set_size(size).set_color(ink(hue, theme)).unset_bold();
    font
}

/// Dashes by which the lines of a theme without colours are told apart.
fn dash(hue: Color) -> ChartLineDashType {
    const DASHES: [ChartLineDashType; 5] = [
        ChartLineDashType::Dash,
        ChartLineDashType::RoundDot,
        ChartLineDashType::LongDash,
        ChartLineDashType::DashDot,
        ChartLineDashType::LongDashDot,
    ];
    DASHES[hue.series().unwrap_or(0) % DASHES.len()]
}

fn ink(color: Color, theme: &Theme) -> Ink {
    let Rgb(red, green, blue) = theme.rgb(color);
    Ink::RGB(u32::from(red) << 16 | u32::from(green) << 8 | u32::from(blue))
}
