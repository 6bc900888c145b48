//! Results as tables for other programs: folders of results to bytes that spreadsheets, statistics programs and databases
//! of scenarios read (`docs/tables.md`).
//!
//! ```text
//! folders (manifest, tables) + their scenarios -> content (series with statistics, boards) -> bytes of a format
//! ```

mod content;
mod iamc;
mod json;
mod parquet;
mod tidy;
mod xlsx;

use std::fmt;

pub use content::{Board, Content, Line, Statistic};

use super::chart::Theme;
use super::html::Folder;
use super::text::Lang;

/// Begins a text for programs that would take it for another encoding.
pub const BYTE_ORDER_MARK: &str = "\u{feff}";

/// How results are written.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Format {
    /// One value a row.
    Csv,
    /// One series a row, one year a column, as databases of scenarios exchange them.
    Iamc,
    /// One value a row, in columns, typed and compressed.
    Parquet,
    /// A workbook with native charts.
    Xlsx,
    /// Series with their years and statistics, and boards, as one document.
    Json,
}

impl Format {
    /// Every format, in the order in which they are named.
    pub const ALL: [Format; 5] = [Format::Csv, Format::Iamc, Format::Parquet, Format::Xlsx, Format::Json];

    /// The end of the names of its files.
    pub fn extension(self) -> &'static str {
        match self {
            Format::Csv => "csv",
            Format::Iamc => "iamc.csv",
            Format::Parquet => "parquet",
            Format::Xlsx => "xlsx",
            Format::Json => "json",
        }
    }
}

/// Why there is no export.
#[derive(Debug)]
pub enum ExportError {
    /// A folder holds no series over the years.
    NoSeries {
        /// The folder.
        folder: String,
        /// The command that made it.
        command: String,
    },
    /// A table of a folder is not as this program writes it.
    Table {
        /// The folder.
        folder: String,
        /// The file inside.
        file: String,
        /// What is wrong.
        why: String,
    },
    /// The format cannot hold it.
    Format(String),
}

impl fmt::Display for ExportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ExportError::NoSeries { folder, command } => write!(
                f,
                "{folder} holds no series over the years: it was made by `dafeng {command}`; \
                 export takes the results of `run` and `compare`"
            ),
            ExportError::Table { folder, file, why } => write!(f, "cannot read {folder}/{file}: {why}"),
            ExportError::Format(why) => f.write_str(why),
        }
    }
}

impl std::error::Error for ExportError {}

/// Everything of some folders in one table: read once, written in any format.
///
/// # Errors
/// When a folder holds no series, or a table is not as this program writes it.
pub fn content<'a>(folders: &'a [Folder<'a>]) -> Result<Content<'a>, ExportError> {
    content::read(folders)
}

/// How what people see is written.
#[derive(Clone, Copy, Debug)]
pub struct Manner<'t> {
    /// The language of words for people.
    pub lang: Lang,
    /// Whether a byte-order mark stands before CSV.
    pub bom: bool,
    /// Colours of the charts of a workbook.
    pub theme: &'t Theme,
}

/// The content in a format.
///
/// # Errors
/// When the format cannot hold it, such as more rows than a sheet has.
pub fn bytes(content: &Content<'_>, format: Format, manner: Manner<'_>) -> Result<Vec<u8>, ExportError> {
    let Manner { lang, bom, theme } = manner;
    let failed = |why: String| ExportError::Format(why);
    match format {
        Format::Csv => tidy::csv(content, bom).map_err(|error| failed(error.to_string())),
        Format::Iamc => iamc::csv(content, bom).map_err(|error| failed(error.to_string())),
        Format::Parquet => parquet::parquet(content).map_err(|error| failed(error.to_string())),
        Format::Xlsx => xlsx::xlsx(content, lang, theme).map_err(|error| failed(error.to_string())),
        Format::Json => json::json(content).map_err(|error| failed(error.to_string())),
    }
}
