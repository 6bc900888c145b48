//! Charts for reports: plain numbers and words in, SVG, PNG and a data table out.
//!
//! ```text
//! FanChart, LinesChart, StackedChart, BarsChart, StripsChart, DotsChart, PanelsChart, MultiplesChart, FlowChart, WaterfallChart, AbatementChart, TornadoChart, ScatterChart, IndicesChart, HeatChart, FamilyChart -> Figure (everything placed,
//! measured, checked) -> svg -> png
//! ```
//!
//! A [`Figure`] knows where every label and mark lies, so a test can ask whether two labels overlap
//! or anything leaves the page. [`svg`] draws a figure and decides nothing. The same chart gives the
//! same bytes.

mod abatement;
mod axes;
mod bars;
mod clip;
mod color;
mod dots;
mod draw;
mod family;
mod fan;
mod fan_view;
mod figure;
mod flow;
mod flow_layout;
mod frame;
mod heat;
mod indices;
mod inner;
mod key;
mod lines;
mod look;
mod marks;
mod multiples;
mod panels;
mod pdf;
mod peaks;
mod png;
mod rows;
mod scale;
mod scatter;
mod settings;
mod sheet;
mod spread;
mod stacked;
mod strips;
mod table;
mod targets;
mod theme;
mod tornado;
mod waterfall;
mod years;

use std::fmt;

pub use abatement::{AbatementBar, AbatementChart};
pub use bars::BarsChart;
pub use color::{Color, PALETTE_LEN};
pub use dots::{Dot, DotRow, DotsChart};
pub use draw::draw;
pub use family::FamilyChart;
pub use fan::{Bands, FanChart};
pub use figure::{Anchor, Figure, Label, Mark, Ornament, Point, Rect, Role};
pub use flow::{Flow, FlowChart, FlowNode};
pub use heat::HeatChart;
pub use indices::{IndexRow, IndicesChart};
pub use lines::{Line, LinesChart};
pub use look::{Format, Look};
pub use multiples::{Arrangement, MultiplesChart};
pub use panels::{Panel, PanelsChart};
pub use pdf::pdf;
pub use peaks::PeaksChart;
pub use png::png;
pub use scale::ValueAxis;
pub use scatter::{ScatterChart, ScatterDot};
pub(crate) use settings::is_range;
pub use settings::{BANDS, Settings, parse_bands, parse_range, parse_years};
pub use sheet::Sheet;
pub use stacked::{Layer, StackedChart};
pub use strips::{Strip, StripsChart};
pub use targets::TargetMark;
pub use theme::{DEFAULT_THEME, Length, Rgb, THEMES, Theme, ThemeError};
pub(crate) use theme::{Dpi, PageLength, TextLength};
pub use tornado::{TornadoBar, TornadoChart};
pub use waterfall::{Bar, WaterfallChart};

use super::font::FontError;

/// A chart that can be placed on a page and told as a table.
pub trait Chart {
    /// Everything of the chart, placed; fails when the data or a character cannot be drawn.
    fn figure(&self, sheet: &Sheet<'_>) -> Result<Figure, ChartError>;

    /// The numbers of the chart as CSV (UTF-8; with a byte-order mark in Chinese, for office programs),
    /// the unit in the header.
    fn csv(&self) -> String;
}

/// The chart as an SVG document, as wide as the theme says.
pub fn svg(chart: &dyn Chart, sheet: &Sheet<'_>) -> Result<String, ChartError> {
    draw(&chart.figure(sheet)?, sheet)
}

/// Why a chart cannot be made.
#[derive(Clone, PartialEq, Debug)]
pub enum ChartError {
    /// There is not one value to draw.
    Empty,
    /// A series does not have one value per year.
    Length {
        /// Which series.
        what: String,
        /// The number of years.
        expected: usize,
        /// The number of values.
        found: usize,
    },
    /// The years do not rise.
    Years,
    /// A value is infinite (undefined values, NaN, are gaps and no error).
    Infinite {
        /// Which series.
        what: String,
        /// In which year.
        year: i32,
    },
    /// A value that the chart cannot do without is no number.
    Undefined {
        /// What it is of.
        what: String,
    },
    /// An amount that cannot be below nothing is.
    Negative {
        /// What it is of.
        what: String,
    },
    /// What enters a node of a flow chart does not leave it.
    Unbalanced {
        /// The node.
        what: String,
    },
    /// Something flows into itself.
    Circular {
        /// The node.
        what: String,
    },
    /// A target lies outside the years of the chart, or has no number.
    Target {
        /// The target's label.
        label: String,
        /// Its year.
        year: i32,
    },
    /// Nothing of the chart lies in the range of values that is asked for.
    Range {
        /// Lowest value asked for.
        low: f64,
        /// Highest.
        high: f64,
    },
    /// A character cannot be written, or a font cannot be read.
    Font(FontError),
    /// The drawing library failed.
    Drawing(String),
}

impl fmt::Display for ChartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ChartError::Empty => write!(f, "the chart has no values"),
            ChartError::Length { what, expected, found } => {
                write!(f, "{what} has {found} values for {expected} years")
            }
            ChartError::Years => write!(f, "the years of the chart do not rise"),
            ChartError::Infinite { what, year } => write!(f, "{what} is infinite in {year}"),
            ChartError::Undefined { what } => write!(f, "{what} has no value"),
            ChartError::Negative { what } => write!(f, "{what} is negative"),
            ChartError::Unbalanced { what } => write!(f, "what enters {what} is not what leaves it"),
            ChartError::Circular { what } => write!(f, "{what} flows into itself"),
            ChartError::Target { label, year } => write!(
                f,
                "the target \"{label}\" of {year} lies outside the years of the chart or has no value"
            ),
            ChartError::Range { low, high } => {
                write!(f, "the chart has no values in the range from {low} to {high}")
            }
            ChartError::Font(error) => error.fmt(f),
            ChartError::Drawing(reason) => write!(f, "the chart could not be drawn: {reason}"),
        }
    }
}

impl std::error::Error for ChartError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            ChartError::Font(error) => Some(error),
            _ => None,
        }
    }
}

impl From<FontError> for ChartError {
    fn from(error: FontError) -> ChartError {
        ChartError::Font(error)
    }
}

/// Refuses years that do not rise.
fn check_years(years: &[i32]) -> Result<(), ChartError> {
    if years.windows(2).all(|pair| pair[0] < pair[1]) { Ok(()) } else { Err(ChartError::Years) }
}

/// Refuses a series of the wrong length or with an infinite value.
fn check_series(what: &str, years: &[i32], values: &[f64]) -> Result<(), ChartError> {
    if years.len() != values.len() {
        return Err(ChartError::Length { what: what.to_owned(), expected: years.len(), found: values.len() });
    }
    match years.iter().zip(values).find(|(_, v)| v.is_infinite()) {
        Some((&year, _)) => Err(ChartError::Infinite { what: what.to_owned(), year }),
        None => Ok(()),
    }
}
