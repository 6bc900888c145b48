//! What is asked of a chart beside its theme: sizes, words, numbers, ranges.

use super::figure::Figure;
use super::look::Format;
use super::scale::ValueAxis;
use super::theme::{Length, Theme};
use super::{Mark, clip};
use crate::report::text::Lang;

/// The bands of a fan, %: how much of the draws each holds, the widest first.
pub const BANDS: [u8; 3] = [90, 80, 50];

/// What is asked of a chart; what is not asked stays as the theme and the chart have it.
#[derive(Clone, PartialEq, Debug)]
pub struct Settings {
    /// The theme.
    pub theme: Option<String>,
    /// Width of the picture.
    pub width: Option<Length>,
    /// Height of a full-size plot.
    pub plot_height: Option<Length>,
    /// Size of the numbers on axes.
    pub text: Option<Length>,
    /// Dots per inch of a PNG.
    pub dpi: Option<f64>,
    /// Kinds of files.
    pub formats: Option<Vec<Format>>,
    /// Language.
    pub lang: Option<Lang>,
    /// Title instead of the one that the chart makes.
    pub title: Option<String>,
    /// A note after those that the chart makes.
    pub note: Option<String>,
    /// Citation under the chart.
    pub source: Option<String>,
    /// Unit of the values.
    pub unit: Option<String>,
    /// Decimals of values written beside marks.
    pub decimals: Option<usize>,
    /// First and last year.
    pub years: Option<(i32, i32)>,
    /// Lowest and highest value.
    pub range: Option<(f64, f64)>,
    /// The bands that are drawn, of [`BANDS`]; none leaves lines only.
    pub bands: Option<Vec<u8>>,
}

impl Settings {
    /// Nothing is asked.
    pub const NONE: Settings = Settings {
        theme: None,
        width: None,
        plot_height: None,
        text: None,
        dpi: None,
        formats: None,
        lang: None,
        title: None,
        note: None,
        source: None,
        unit: None,
        decimals: None,
        years: None,
        range: None,
        bands: None,
    };

    /// These, and where they ask nothing, others.
    #[must_use]
    pub fn over(self, under: &Settings) -> Settings {
        let under = under.clone();
        Settings {
            theme: self.theme.or(under.theme),
            width: self.width.or(under.width),
            plot_height: self.plot_height.or(under.plot_height),
            text: self.text.or(under.text),
            dpi: self.dpi.or(under.dpi),
            formats: self.formats.or(under.formats),
            lang: self.lang.or(under.lang),
            title: self.title.or(under.title),
            note: self.note.or(under.note),
            source: self.source.or(under.source),
            unit: self.unit.or(under.unit),
            decimals: self.decimals.or(under.decimals),
            years: self.years.or(under.years),
            range: self.range.or(under.range),
            bands: self.bands.or(under.bands),
        }
    }

    /// A theme in the sizes that are asked.
    pub fn sized(&self, mut theme: Theme) -> Theme {
        theme.width = self.width.unwrap_or(theme.width);
        theme.plot_height = self.plot_height.unwrap_or(theme.plot_height);
        theme.text = self.text.unwrap_or(theme.text);
        theme.dpi = self.dpi.unwrap_or(theme.dpi);
        theme
    }

    /// Whether a band of [`BANDS`] is drawn.
    pub fn shows(&self, band: u8) -> bool {
        self.bands.as_ref().is_none_or(|bands| bands.contains(&band))
    }

    /// The value axis: the one that fits the values unless a range is asked.
    pub(super) fn axis(&self, fitting: ValueAxis, suffix: &str) -> ValueAxis {
        match self.range {
            Some((low, high)) => ValueAxis::between(low, high, suffix),
            None => fitting,
        }
    }

    /// Cuts marks at the frame where a range is asked; tells whether something is cut.
    pub(super) fn frame(&self, figure: &mut Figure) -> bool {
        if self.range.is_none() {
            return false;
        }
        let marks: Vec<Mark> = std::mem::take(&mut figure.marks);
        let (inside, is_cut) = clip::clipped(marks, figure.x, figure.y);
        figure.marks = inside;
        is_cut
    }
}

/// Bands as they are written: `50,90`, or `none` for lines only.
///
/// # Errors
/// What was expected.
pub fn parse_bands(text: &str) -> Result<Vec<u8>, String> {
    if text == "none" {
        return Ok(Vec::new());
    }
    let band = |part: &str| part.trim().parse::<u8>().ok().filter(|band| BANDS.contains(band));
    let bands: Option<Vec<u8>> = text.split(',').map(band).collect();
    bands.ok_or_else(|| "expected some of 50, 80 and 90 such as `50,90`, or `none`".to_owned())
}

/// A range as it is written: `0,6000`.
///
/// # Errors
/// What was expected.
pub fn parse_range(text: &str) -> Result<(f64, f64), String> {
    let ends = text.split_once(',').and_then(|(low, high)| {
        let ends: (f64, f64) = (low.trim().parse().ok()?, high.trim().parse().ok()?);
        is_range(ends).then_some(ends)
    });
    ends.ok_or_else(|| "expected the lowest and the highest value such as `0,6000`".to_owned())
}

/// Years as they are written: `2020,2040`.
///
/// # Errors
/// What was expected.
pub fn parse_years(text: &str) -> Result<(i32, i32), String> {
    let ends = text.split_once(',').and_then(|(first, last)| {
        let ends: (i32, i32) = (first.trim().parse().ok()?, last.trim().parse().ok()?);
        (ends.0 < ends.1).then_some(ends)
    });
    ends.ok_or_else(|| "expected the first and the last year such as `2020,2040`".to_owned())
}

/// Whether two numbers are the ends of an axis.
pub(crate) fn is_range((low, high): (f64, f64)) -> bool {
    low.is_finite() && high.is_finite() && high - low > 1e-9 * low.abs().max(high.abs())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_first_stands() {
        let first = Settings { title: Some("a".into()), decimals: Some(2), ..Settings::NONE };
        let second = Settings { title: Some("b".into()), source: Some("c".into()), ..Settings::NONE };
        let both = first.over(&second);
        assert_eq!((both.title.as_deref(), both.source.as_deref()), (Some("a"), Some("c")));
        assert_eq!(both.decimals, Some(2));
    }

    #[test]
    fn flags_are_read() {
        assert_eq!(parse_bands("none"), Ok(vec![]));
        assert_eq!(parse_bands("50, 90"), Ok(vec![50, 90]));
        assert!(parse_bands("50,95").is_err() && parse_bands("").is_err());
        assert_eq!(parse_range("-5,2.5e3"), Ok((-5.0, 2500.0)));
        for wrong in ["5", "6,5", "5,5", "0,inf", "nan,1", "0,1,2", ""] {
            assert!(parse_range(wrong).is_err(), "{wrong}");
        }
        assert_eq!(parse_years("2020,2040"), Ok((2020, 2040)));
        assert!(parse_years("2040,2020").is_err() && parse_years("2020").is_err());
    }
}
