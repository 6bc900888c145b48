//! What a set of charts is made with: font, theme, and the kinds of files.

use super::ChartError;
use super::settings::Settings;
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

impl Format {
    /// Every kind.
    pub const ALL: [Format; 3] = [Format::Svg, Format::Png, Format::Pdf];

    /// The ending of its files, and its name.
    pub fn name(self) -> &'static str {
        match self {
            Format::Svg => "svg",
            Format::Png => "png",
            Format::Pdf => "pdf",
        }
    }
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
    /// What is asked of each chart beside.
    pub settings: Settings,
}

impl Look {
    /// The page that charts are laid out on.
    ///
    /// # Errors
    /// When the font cannot be read.
    pub fn sheet(&self) -> Result<Sheet<'_>, ChartError> {
        Ok(Sheet { settings: &self.settings, ..Sheet::new(&self.font, &self.theme)? })
    }
}
