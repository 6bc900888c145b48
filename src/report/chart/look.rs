//! What a set of charts is made with: font, theme, and the kinds of files.

use super::ChartError;
use super::sheet::Sheet;
use super::theme::Theme;
use crate::report::font::Font;

/// Kinds of files of a chart.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Format {
    /// Vectors for browsers and office programs.
    Svg,
    /// Pixels.
    Png,
    /// Vectors for print.
    Pdf,
}

/// How charts are made.
#[derive(Clone)]
pub struct Look {
    /// The font of every word.
    pub font: Font,
    /// Sizes and colours.
    pub theme: Theme,
    /// What each chart is written as, besides its numbers and its caption.
    pub formats: Vec<Format>,
}

impl Look {
    /// The page that charts are laid out on.
    ///
    /// # Errors
    /// When the font cannot be read.
    pub fn sheet(&self) -> Result<Sheet<'_>, ChartError> {
        Sheet::new(&self.font, &self.theme)
    }
}
