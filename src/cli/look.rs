//! How charts are asked for: font, theme, sizes, kinds of files.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use rayon::prelude::*;

use super::{Failure, shown};
use crate::report::chart::{DEFAULT_THEME, Format, Length, Look, Settings, Theme, ThemeError};
use crate::report::font::Font;
use crate::report::gallery::Picture;
use crate::scenario;

#[derive(Clone, Debug, Args)]
pub(super) struct LookArguments {
    /// A font (OTF, TTF) that charts use before the shipped one. 图表字体
    #[arg(long, value_name = "FILE")]
    font: Option<PathBuf>,
    /// Theme of the charts: screen, report, slides, journal, grey, dark, or one of --theme-file. 图表主题
    #[arg(long, value_name = "NAME")]
    theme: Option<String>,
    /// A TOML file with themes of your own; see docs/charts.md. 自定义主题文件
    #[arg(long, value_name = "FILE")]
    theme_file: Option<PathBuf>,
    /// Kinds of files of a chart; by default svg,png. 图表文件格式
    #[arg(long, value_name = "KIND", value_enum, value_delimiter = ',')]
    formats: Vec<FormatArgument>,
    /// Width of a chart, such as `85mm` or `900px`; by default that of the theme. 图宽
    #[arg(long, value_name = "LENGTH", value_parser = page_length)]
    width: Option<Written<Length>>,
    /// Height of a full-size plot, such as `60mm`. 绘图区高度
    #[arg(long, value_name = "LENGTH", value_parser = page_length)]
    plot_height: Option<Written<Length>>,
    /// Size of the numbers on axes, such as `8pt`; titles and notes keep their proportion. 字号
    #[arg(long, value_name = "LENGTH", value_parser = text_length)]
    text: Option<Written<Length>>,
    /// Dots per inch of a PNG. 分辨率
    #[arg(long, value_name = "NUMBER", value_parser = dpi)]
    dpi: Option<Written<f64>>,
    /// A citation under every chart. 图下资料来源
    #[arg(long, value_name = "TEXT")]
    source: Option<String>,
}

/// A value of the command line, and how it was written.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Written<T> {
    pub value: T,
    pub text: String,
}

impl<T> Written<T> {
    /// A value where there is one, else what was expected.
    pub fn of(text: &str, value: Result<T, String>) -> Result<Written<T>, String> {
        value.map(|value| Written { value, text: text.to_owned() })
    }
}

fn page_length(text: &str) -> Result<Written<Length>, String> {
    Written::of(text, Length::of_page(text).ok_or_else(|| format!("expected {}", Length::OF_PAGE)))
}

fn text_length(text: &str) -> Result<Written<Length>, String> {
    Written::of(text, Length::of_text(text).ok_or_else(|| format!("expected {}", Length::OF_TEXT)))
}

fn dpi(text: &str) -> Result<Written<f64>, String> {
    let number = text.parse().ok().filter(|dpi| Theme::is_dpi(*dpi));
    Written::of(text, number.ok_or_else(|| format!("expected {}", Theme::DPI)))
}

/// A flag with its value, where it is given.
pub(super) fn word<T>(flag: &str, written: &Option<Written<T>>) -> Vec<String> {
    written.iter().flat_map(|written| [flag.to_owned(), written.text.clone()]).collect()
}

/// Kinds of files of a chart.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
enum FormatArgument {
    /// Vectors for browsers and office programs 矢量图
    Svg,
    /// Pixels 位图
    Png,
    /// Vectors for print, with text that can be selected 可印刷矢量图
    Pdf,
}

/// What a chart is written as unless something else is asked for.
const USUAL: [Format; 2] = [Format::Svg, Format::Png];

impl FormatArgument {
    fn format(self) -> Format {
        match self {
            FormatArgument::Svg => Format::Svg,
            FormatArgument::Png => Format::Png,
            FormatArgument::Pdf => Format::Pdf,
        }
    }
}

/// The kinds of files that are asked for, each once.
pub(super) fn formats(settings: &Settings) -> Vec<Format> {
    let mut formats: Vec<Format> = Vec::new();
    for &format in settings.formats.as_deref().unwrap_or(&USUAL) {
        if !formats.contains(&format) {
            formats.push(format);
        }
    }
    formats
}

impl LookArguments {
    /// Reads font and theme.
    ///
    /// # Errors
    /// When one of them cannot be used: the user's files are at fault.
    pub fn look(&self) -> Result<Look, Failure> {
        let settings = self.settings();
        let themes = self.themes()?;
        let user = themes.as_ref().map(|(name, text)| (name.as_str(), text.as_str()));
        let name = settings.theme.as_deref().unwrap_or(DEFAULT_THEME);
        let theme = settings.sized(Theme::named(name, user).map_err(told)?);
        Ok(Look { font: self.font()?, theme, formats: formats(&settings), settings })
    }

    /// What is asked of every chart.
    pub fn settings(&self) -> Settings {
        let formats: Vec<Format> = self.formats.iter().map(|kind| kind.format()).collect();
        Settings {
            theme: self.theme.clone(),
            width: self.width.as_ref().map(|written| written.value),
            plot_height: self.plot_height.as_ref().map(|written| written.value),
            text: self.text.as_ref().map(|written| written.value),
            dpi: self.dpi.as_ref().map(|written| written.value),
            formats: (!formats.is_empty()).then_some(formats),
            source: self.source.clone(),
            ..Settings::NONE
        }
    }

    /// The arguments as a command repeats them.
    pub fn words(&self) -> Vec<String> {
        let mut words = Vec::new();
        let mut add = |flag: &str, value: Option<String>| {
            words.extend(value.into_iter().flat_map(|value| [flag.to_owned(), value]));
        };
        add("--font", self.font.as_deref().map(shown));
        add("--theme", self.theme.clone());
        add("--theme-file", self.theme_file.as_deref().map(shown));
        let names: Vec<&str> = self.formats.iter().map(|kind| kind.format().name()).collect();
        add("--formats", (!names.is_empty()).then(|| names.join(",")));
        add("--source", self.source.clone());
        words.extend(word("--width", &self.width));
        words.extend(word("--plot-height", &self.plot_height));
        words.extend(word("--text", &self.text));
        words.extend(word("--dpi", &self.dpi));
        words
    }

    /// The font.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn font(&self) -> Result<Font, Failure> {
        let Some(path) = &self.font else {
            return Font::shipped().map_err(|error| Failure::Work(error.to_string()));
        };
        let told =
            |why: String| Failure::Input(format!("error: cannot use the font {}: {why}", path.display()));
        let bytes = scenario::read_bytes(path).map_err(told)?;
        Font::with_user_file(bytes).map_err(|error| told(error.to_string()))
    }

    /// Name and text of the file of themes of the user's own.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn themes(&self) -> Result<Option<(String, String)>, Failure> {
        self.theme_file.as_deref().map(|path| text_of(path, "the themes")).transpose()
    }
}

/// The files of charts; before each, `check` says whether to go on.
pub(super) fn drawn(
    pictures: &[Picture],
    look: &Look,
    check: impl Fn() -> Result<(), Failure> + Sync,
) -> Result<Vec<(String, Vec<u8>)>, Failure> {
    let draw = |picture: &Picture| {
        check()?;
        picture.files(look).map_err(|error| Failure::Work(format!("chart {}: {error}", picture.stem)))
    };
    let files: Vec<_> = pictures.par_iter().map(draw).collect::<Result<_, _>>()?;
    Ok(files.into_iter().flatten().collect())
}

/// Name and text of a file.
pub(super) fn text_of(path: &Path, what: &str) -> Result<(String, String), Failure> {
    let told = |why: String| Failure::Input(format!("error: cannot read {what} {}: {why}", path.display()));
    let bytes = scenario::read_bytes(path).map_err(told)?;
    let text = String::from_utf8(bytes).map_err(|_| told("it is not UTF-8 text".to_owned()))?;
    Ok((path.display().to_string(), text))
}

/// Why there is no theme.
pub(super) fn told(error: ThemeError) -> Failure {
    match error {
        ThemeError::File(problems) => Failure::Input(problems.report(super::print::in_colour())),
        unknown => Failure::Input(format!("error: {unknown}")),
    }
}
