//! What charts are laid out on: the page of a theme, and the font that measures their words.

use super::ChartError;
use super::settings::Settings;
use super::theme::Theme;
use crate::report::font::{Font, Ruler};

/// Widest margin around a chart, px.
const MARGIN: f64 = 28.0;
/// Widest margin as a share of the page.
const MARGIN_SHARE: f64 = 0.035;
/// Widest label beside a plot before it is wrapped, px, and as a share of the page.
const BESIDE: (f64, f64) = (150.0, 0.24);

/// A page for charts. Its lengths are px of the layout, in which the numbers on axes always have the same size.
pub struct Sheet<'a> {
    /// The font.
    pub font: &'a Font,
    /// Measures its texts.
    pub ruler: Ruler<'a>,
    /// Sizes and colours.
    pub theme: &'a Theme,
    /// What is asked of the chart beside.
    pub settings: &'a Settings,
}

impl<'a> Sheet<'a> {
    /// A page in this font and theme.
    ///
    /// # Errors
    /// When the font cannot be read.
    pub fn new(font: &'a Font, theme: &'a Theme) -> Result<Sheet<'a>, ChartError> {
        Ok(Sheet { font, ruler: font.ruler()?, theme, settings: &Settings::NONE })
    }

    /// Width of the page.
    pub fn width(&self) -> f64 {
        self.theme.page_width()
    }

    /// Room between the edge of the page and what stands on it.
    pub fn margin(&self) -> f64 {
        MARGIN.min(MARGIN_SHARE * self.width())
    }

    /// Left end of what stands on it.
    pub fn left(&self) -> f64 {
        self.margin()
    }

    /// Right end of what stands on it.
    pub fn right(&self) -> f64 {
        self.width() - self.margin()
    }

    /// A height of a plot as the theme wants it.
    pub fn plot_height(&self, height: f64) -> f64 {
        height * self.theme.stretch()
    }

    /// Widest label beside a plot before it is wrapped.
    pub fn beside(&self) -> f64 {
        BESIDE.0.min(BESIDE.1 * self.width())
    }
}
