//! How charts are asked for: font, theme, kinds of files.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::{Failure, shown};
use crate::report::chart::{DEFAULT_THEME, Format, Look, Theme, ThemeError};
use crate::report::font::Font;
use crate::scenario;

#[derive(Clone, Debug, Args)]
pub(super) struct LookArguments {
    /// A font (OTF, TTF) that charts use before the shipped one. 图表字体
    #[arg(long, value_name = "FILE")]
    font: Option<PathBuf>,
    /// Theme of the charts: screen, report, slides, journal, grey, dark, or one of --theme-file. 图表主题
    #[arg(long, value_name = "NAME", default_value = DEFAULT_THEME)]
    theme: String,
    /// A TOML file with themes of your own; see docs/charts.md. 自定义主题文件
    #[arg(long, value_name = "FILE")]
    theme_file: Option<PathBuf>,
    /// Kinds of files of a chart. 图表文件格式
    #[arg(long, value_name = "KIND", value_enum, value_delimiter = ',', default_values = ["svg", "png"])]
    formats: Vec<FormatArgument>,
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
const USUAL: [FormatArgument; 2] = [FormatArgument::Svg, FormatArgument::Png];

impl FormatArgument {
    fn format(self) -> Format {
        match self {
            FormatArgument::Svg => Format::Svg,
            FormatArgument::Png => Format::Png,
            FormatArgument::Pdf => Format::Pdf,
        }
    }

    fn name(self) -> &'static str {
        match self {
            FormatArgument::Svg => "svg",
            FormatArgument::Png => "png",
            FormatArgument::Pdf => "pdf",
        }
    }
}

impl LookArguments {
    /// Reads font and theme.
    ///
    /// # Errors
    /// When one of them cannot be used: the user's files are at fault.
    pub fn look(&self) -> Result<Look, Failure> {
        let mut formats: Vec<Format> = Vec::new();
        for format in self.formats.iter().map(|kind| kind.format()) {
            if !formats.contains(&format) {
                formats.push(format);
            }
        }
        Ok(Look { font: self.font()?, theme: self.theme()?, formats })
    }

    /// The arguments as a command repeats them.
    pub fn words(&self) -> Vec<String> {
        let mut words = Vec::new();
        words.extend(self.font.iter().flat_map(|font| ["--font".to_owned(), shown(font)]));
        if self.theme != DEFAULT_THEME {
            words.extend(["--theme".to_owned(), self.theme.clone()]);
        }
        words.extend(self.theme_file.iter().flat_map(|file| ["--theme-file".to_owned(), shown(file)]));
        if self.formats != USUAL {
            let kinds: Vec<String> = self.formats.iter().map(|kind| kind.name().to_owned()).collect();
            words.extend(["--formats".to_owned(), kinds.join(",")]);
        }
        words
    }

    fn font(&self) -> Result<Font, Failure> {
        let Some(path) = &self.font else {
            return Font::shipped().map_err(|error| Failure::Work(error.to_string()));
        };
        let told =
            |why: String| Failure::Input(format!("error: cannot use the font {}: {why}", path.display()));
        let bytes = scenario::read_bytes(path).map_err(told)?;
        Font::with_user_file(bytes).map_err(|error| told(error.to_string()))
    }

    fn theme(&self) -> Result<Theme, Failure> {
        let user = match &self.theme_file {
            None => None,
            Some(path) => {
                let told = |why: String| {
                    Failure::Input(format!("error: cannot read the themes {}: {why}", path.display()))
                };
                let bytes = scenario::read_bytes(path).map_err(told)?;
                let text = String::from_utf8(bytes).map_err(|_| told("it is not UTF-8 text".to_owned()))?;
                Some((path.display().to_string(), text))
            }
        };
        let user = user.as_ref().map(|(name, text)| (name.as_str(), text.as_str()));
        Theme::named(&self.theme, user).map_err(|error| match error {
            ThemeError::File(problems) => Failure::Input(problems.report(super::print::in_colour())),
            unknown => Failure::Input(format!("error: {unknown}")),
        })
    }
}
