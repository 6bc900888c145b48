//! How charts look: sizes and colours, from a file of named themes.

mod file;

pub(crate) use file::{Dpi, PageLength, TextLength};

use std::sync::LazyLock;

use super::color::{Color, PALETTE_LEN, Tone};
use crate::near::near;
use crate::scenario::Problems;

/// The themes that come with the program.
pub const THEMES: &str = include_str!("../../../assets/themes.toml");

/// The theme of a chart unless another is asked for.
pub const DEFAULT_THEME: &str = "screen";

/// Size of the numbers on axes that charts are laid out with, px: the page is as wide as its text makes it.
const TEXT: f64 = 10.5;

/// Height of a full-size plot that charts are laid out with, px.
const PLOT_HEIGHT: f64 = 370.0;

/// px in an inch, by the definition of CSS.
const PX_PER_INCH: f64 = 96.0;

/// Red, green, blue.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Rgb(pub u8, pub u8, pub u8);

impl Rgb {
    /// As SVG writes it.
    pub fn hex(self) -> String {
        format!("#{:02X}{:02X}{:02X}", self.0, self.1, self.2)
    }
}

/// A length with the unit that it was written in.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Length {
    /// Its size, px.
    pub px: f64,
    /// Its unit.
    pub unit: LengthUnit,
}

/// Units of lengths.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LengthUnit {
    /// 1/96 inch.
    Px,
    /// 1/72 inch.
    Pt,
    /// Millimetre.
    Mm,
    /// Centimetre.
    Cm,
}

impl LengthUnit {
    const ALL: [LengthUnit; 4] = [LengthUnit::Px, LengthUnit::Pt, LengthUnit::Mm, LengthUnit::Cm];

    fn name(self) -> &'static str {
        match self {
            LengthUnit::Px => "px",
            LengthUnit::Pt => "pt",
            LengthUnit::Mm => "mm",
            LengthUnit::Cm => "cm",
        }
    }

    fn px(self) -> f64 {
        match self {
            LengthUnit::Px => 1.0,
            LengthUnit::Pt => PX_PER_INCH / 72.0,
            LengthUnit::Mm => PX_PER_INCH / 25.4,
            LengthUnit::Cm => PX_PER_INCH / 2.54,
        }
    }
}

impl Length {
    /// Reads `85 mm`, `900 px`; `None` where it is no length.
    pub fn parse(text: &str) -> Option<Length> {
        let unit = LengthUnit::ALL.into_iter().find(|unit| text.trim_end().ends_with(unit.name()))?;
        let number: f64 = text.trim_end().strip_suffix(unit.name())?.trim().parse().ok()?;
        (number.is_finite() && number > 0.0).then(|| Length { px: number * unit.px(), unit })
    }

    /// What a length of a page looks like.
    pub const OF_PAGE: &str = "a length from 40 mm to 1000 mm such as \"160 mm\" or \"900 px\"";

    /// What a size of text looks like.
    pub const OF_TEXT: &str = "a size from 3 pt to 72 pt such as \"8 pt\" or \"10.5 px\"";

    /// Reads a length that a page can have.
    pub fn of_page(text: &str) -> Option<Length> {
        Length::parse(text).filter(|length| (151.0..=3780.0).contains(&length.px))
    }

    /// Reads a size that text can have.
    pub fn of_text(text: &str) -> Option<Length> {
        Length::parse(text).filter(|length| (4.0..=96.0).contains(&length.px))
    }

    /// Another length in the unit of this one, as SVG writes it: `85mm`.
    fn svg(self, px: f64) -> String {
        let number = format!("{:.3}", px / self.unit.px());
        let number = number.trim_end_matches('0').trim_end_matches('.');
        format!("{number}{}", if self.unit == LengthUnit::Px { "" } else { self.unit.name() })
    }
}

/// Sizes and colours of charts.
#[derive(Clone, PartialEq, Debug)]
pub struct Theme {
    /// Its name in the file.
    pub name: String,
    /// Width of the picture.
    pub width: Length,
    /// Height of a full-size plot.
    pub plot_height: Length,
    /// Size of the numbers on axes.
    pub text: Length,
    /// Dots per inch of a PNG.
    pub dpi: f64,
    /// Whether lines are told apart by dashes too.
    pub dashes: bool,
    tones: Tones,
}

/// The colours that a theme gives.
#[derive(Clone, PartialEq, Debug)]
struct Tones {
    paper: Rgb,
    ink: Rgb,
    grey: Rgb,
    leader: Rgb,
    grid: Rgb,
    projection: Rgb,
    target: Rgb,
    /// How much of the projection's colour each band has, from the widest.
    bands: [f64; 3],
    series: [Rgb; PALETTE_LEN],
}

static SHIPPED: LazyLock<Result<Vec<Theme>, Problems>> =
    LazyLock::new(|| file::themes(("themes.toml", THEMES), None));

/// Why a theme cannot be had.
#[derive(Debug)]
pub enum ThemeError {
    /// The file has mistakes.
    File(Box<Problems>),
    /// There is none of this name.
    Unknown {
        /// The name.
        name: String,
        /// Those that there are.
        known: Vec<String>,
    },
}

impl std::fmt::Display for ThemeError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            ThemeError::File(problems) => problems.fmt(f),
            ThemeError::Unknown { name, known } => {
                write!(f, "there is no theme `{name}`; ")?;
                match near(name, known.iter().map(String::as_str)) {
                    Some(close) => write!(f, "did you mean `{close}`?"),
                    None => write!(f, "themes are {}", known.join(", ")),
                }
            }
        }
    }
}

impl std::error::Error for ThemeError {}

impl Theme {
    /// What dots per inch look like.
    pub const DPI: &str = "a number from 36 to 1200";

    /// Whether a picture can have so many dots per inch.
    pub fn is_dpi(dpi: f64) -> bool {
        (36.0..=1200.0).contains(&dpi)
    }

    /// The grammar of a file of themes as JSON Schema, draft 2020-12.
    pub fn schema() -> String {
        file::schema()
    }

    /// A theme by its name, from the user's file (its name and text) where there is one; what that does not have
    /// comes from the shipped themes, which it may extend.
    ///
    /// # Errors
    /// When the file has mistakes, or there is no such theme.
    pub fn named(name: &str, user: Option<(&str, &str)>) -> Result<Theme, ThemeError> {
        let problems = |problems| ThemeError::File(Box::new(problems));
        let themes = match user {
            Some(user) => file::themes(("themes.toml", THEMES), Some(user)).map_err(problems)?,
            None => SHIPPED.as_ref().map_err(|found| problems(found.clone()))?.clone(),
        };
        let known = || themes.iter().map(|theme| theme.name.clone()).collect();
        let found = themes.iter().find(|theme| theme.name == name);
        found.cloned().ok_or_else(|| ThemeError::Unknown { name: name.to_owned(), known: known() })
    }

    /// Pixels of a picture per px that charts are laid out with.
    pub fn zoom(&self) -> f64 {
        self.text.px / TEXT
    }

    /// Width of the page that charts are laid out on, px.
    pub fn page_width(&self) -> f64 {
        self.width.px / self.zoom()
    }

    /// Heights of plots over those that charts are laid out with.
    pub fn stretch(&self) -> f64 {
        self.plot_height.px / self.zoom() / PLOT_HEIGHT
    }

    /// A length of the layout as SVG writes it, in the unit of the theme's width.
    pub fn svg_length(&self, px: f64) -> String {
        self.width.svg(px * self.zoom())
    }

    /// Pixels of a PNG per px of its SVG.
    pub fn png_scale(&self) -> f32 {
        (self.dpi / PX_PER_INCH) as f32
    }

    /// A colour of a chart.
    pub fn rgb(&self, color: Color) -> Rgb {
        let mut mixed = [0.0; 3];
        for (tone, share) in color.shares() {
            let Rgb(red, green, blue) = self.tone(tone);
            for (sum, part) in mixed.iter_mut().zip([red, green, blue]) {
                *sum += share * f64::from(part);
            }
        }
        let [red, green, blue] = mixed.map(|part| (part + 1e-9).round().clamp(0.0, 255.0) as u8);
        Rgb(red, green, blue)
    }

    fn tone(&self, tone: Tone) -> Rgb {
        let tones = &self.tones;
        match tone {
            Tone::Paper => tones.paper,
            Tone::Ink => tones.ink,
            Tone::Grey => tones.grey,
            Tone::Leader => tones.leader,
            Tone::Grid => tones.grid,
            Tone::Projection => tones.projection,
            Tone::Target => tones.target,
            Tone::Band90 => tones.band(0),
            Tone::Band80 => tones.band(1),
            Tone::Band50 => tones.band(2),
            Tone::Series(number) => tones.series[usize::from(number) % PALETTE_LEN],
        }
    }

    /// Lengths of a dash and of the gap after it, px, of a line in this colour; none where it is solid.
    pub fn dash(&self, color: Color) -> Option<(f64, f64)> {
        const DASHES: [Option<(f64, f64)>; PALETTE_LEN] = [
            None,
            Some((7.0, 3.0)),
            Some((2.5, 2.0)),
            Some((12.0, 3.0)),
            Some((5.0, 5.0)),
            Some((1.5, 3.5)),
            Some((9.0, 6.0)),
            Some((3.5, 7.0)),
        ];
        color.series().filter(|_| self.dashes).and_then(|number| DASHES[number])
    }
}

impl Tones {
    /// A band: part of the projection's colour on paper.
    fn band(&self, place: usize) -> Rgb {
        let part = self.bands[place];
        let mix = |a: u8, b: u8| (f64::from(a) * part + f64::from(b) * (1.0 - part)).round() as u8;
        let (full, paper) = (self.projection, self.paper);
        Rgb(mix(full.0, paper.0), mix(full.1, paper.1), mix(full.2, paper.2))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shipped(name: &str) -> Theme {
        Theme::named(name, None).unwrap()
    }

    /// 16, 30 and 50 % of #1F5A96 on white.
    #[test]
    fn bands_are_tints_of_the_projection() {
        let theme = shipped("screen");
        let hex = |color: Color| theme.rgb(color).hex();
        assert_eq!(
            [Color::BAND_90, Color::BAND_80, Color::BAND_50].map(hex),
            ["#DBE5EE", "#BCCEE0", "#8FADCB"]
        );
        assert_eq!(hex(Color::of_series(0).mixed(0.5, Color::PAPER)), "#80B9D9");
    }

    /// 85 mm are 321.26 px; with numbers of 6.5 pt, 8.667 px, instead of 10.5 px the page has 389.2 px.
    #[test]
    fn small_text_makes_a_wide_page() {
        let theme = shipped("journal");
        assert!((theme.width.px - 321.2598).abs() < 1e-3);
        assert!((theme.page_width() - 389.2187).abs() < 1e-3, "{}", theme.page_width());
        assert_eq!(theme.svg_length(theme.page_width()), "85mm");
        assert_eq!(shipped("screen").page_width(), 900.0);
    }

    /// Without colour neighbours must still differ in lightness, and lines in their dashes.
    #[test]
    fn grey_has_no_colour() {
        let theme = shipped("grey");
        let tones = Tone::all().map(|tone| theme.tone(tone));
        assert!(tones.into_iter().all(|Rgb(r, g, b)| r == g && g == b));
        let dashes: Vec<_> = (0..PALETTE_LEN).map(|n| theme.dash(Color::of_series(n))).collect();
        assert!((1..PALETTE_LEN).all(|n| !dashes[..n].contains(&dashes[n])));
        assert_eq!(shipped("screen").dash(Color::of_series(1)), None);
    }

    #[test]
    fn a_name_that_is_near_is_suggested() {
        let error = Theme::named("reprot", None).unwrap_err();
        assert_eq!(error.to_string(), "there is no theme `reprot`; did you mean `report`?");
    }

    #[test]
    fn lengths() {
        assert_eq!(Length::parse("72 pt").map(|l| l.px), Some(96.0));
        assert_eq!(Length::parse("2.54cm").map(|l| l.px.round()), Some(96.0));
        for wrong in ["", "mm", "5", "-1 px", "inf mm", "5 in"] {
            assert_eq!(Length::parse(wrong), None, "{wrong}");
        }
    }
}
