//! `dafeng export`: folders of results as tables for other programs.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::report::Opened;
use super::{Failure, LangArgument, print, shown};
use crate::output;
use crate::report::chart::{DEFAULT_THEME, Theme};
use crate::report::export::{self, Content, ExportError, Format, Manner};
use crate::report::html::Folder;
use crate::report::text::{self, Lang};

#[derive(Debug, Args)]
pub struct ExportArguments {
    /// Folders of results of `run` and `compare`. 结果目录
    #[arg(value_name = "RESULTS", required = true)]
    results: Vec<PathBuf>,
    /// What is written, one or several [default: by the name of the file, else csv]. 格式
    #[arg(long, value_enum, value_delimiter = ',', num_args = 1..)]
    format: Vec<FormatArgument>,
    /// The file; of several formats its name, to which each adds its own end [default: the name of the first folder, here].
    /// 输出文件
    #[arg(short, long, visible_alias = "output", value_name = "FILE")]
    out: Option<PathBuf>,
    /// Begin CSV with a byte-order mark, so that Excel shows Chinese. CSV 文件加字节顺序标记
    #[arg(long)]
    bom: bool,
    /// Replace files that exist. 覆盖已有文件
    #[arg(long)]
    force: bool,
    /// Theme of the charts of a workbook: screen, report, slides, journal, grey, dark. 图表主题
    #[arg(long, value_name = "NAME", default_value = DEFAULT_THEME)]
    theme: String,
    /// Language of the workbook; by default that of the results. 语言
    #[arg(long, value_enum)]
    lang: Option<LangArgument>,
}

/// A format.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
enum FormatArgument {
    /// One value a row 每行一个数值
    Csv,
    /// One series a row, one year a column, as IAMC templates and pyam read it IAMC 宽表
    Iamc,
    /// One value a row, in columns, for pandas, polars, DuckDB, R 列式存储
    Parquet,
    /// A workbook with native charts Excel 工作簿
    Xlsx,
    /// One document 单个文档
    Json,
}

impl From<FormatArgument> for Format {
    fn from(argument: FormatArgument) -> Format {
        match argument {
            FormatArgument::Csv => Format::Csv,
            FormatArgument::Iamc => Format::Iamc,
            FormatArgument::Parquet => Format::Parquet,
            FormatArgument::Xlsx => Format::Xlsx,
            FormatArgument::Json => Format::Json,
        }
    }
}

pub fn export(arguments: &ExportArguments) -> Result<(), Failure> {
    let files = arguments.files()?;
    if !arguments.force {
        let places = files.iter().map(|(_, place)| place.as_path());
        output::none_exists(places)?;
    }
    let opened = arguments.results.iter().map(|path| Opened::open(path)).collect::<Result<Vec<_>, _>>()?;
    let own = opened.first().map_or(Lang::Zh, Opened::lang);
    let lang = arguments.lang.map_or(own, Lang::from);
    let folders: Vec<Folder<'_>> = opened.iter().map(Opened::folder).collect();
    let content: Content<'_> = export::content(&folders).map_err(told)?;
    let theme =
        &Theme::named(&arguments.theme, None).map_err(|error| Failure::Input(format!("error: {error}")))?;
    let manner = Manner { lang, bom: arguments.bom, theme };
    let mut made = Vec::new();
    for (format, place) in &files {
        made.push((place, export::bytes(&content, *format, manner).map_err(told)?));
    }
    for (place, bytes) in &made {
        if arguments.force {
            output::overwrite_file(place, bytes)?
        } else {
            output::write_file(place, bytes)?
        }
    }
    let names: Vec<String> = files.iter().map(|(_, place)| shown(place)).collect();
    print::out(&format!("{}\n", text::exported_line(&names, lang)))
}

fn told(error: ExportError) -> Failure {
    match error {
        ExportError::Format(why) => Failure::Work(why),
        other => Failure::Input(format!("error: {other}")),
    }
}

impl ExportArguments {
    /// What is written where, no format twice.
    fn files(&self) -> Result<Vec<(Format, PathBuf)>, Failure> {
        let mut formats: Vec<Format> = self.format.iter().copied().map(Format::from).collect();
        formats.sort_unstable();
        formats.dedup();
        let out = self.out.clone().unwrap_or_else(|| PathBuf::from(self.own_name()));
        if formats.is_empty() {
            formats.push(self.by_name(&out)?);
        }
        match (formats.as_slice(), &self.out) {
            ([format], Some(file)) => Ok(vec![(*format, file.clone())]),
            _ => Ok(formats.iter().map(|format| (*format, named(&out, *format))).collect()),
        }
    }

    fn own_name(&self) -> String {
        let name = self.results.first().and_then(|path| path.file_name());
        name.map_or_else(|| "export".to_owned(), |name| name.to_string_lossy().into_owned())
    }

    /// The format that the end of a file's name tells; CSV where no file is named.
    fn by_name(&self, file: &Path) -> Result<Format, Failure> {
        if self.out.is_none() {
            return Ok(Format::Csv);
        }
        let name = file.to_string_lossy().to_lowercase();
        let ends = |format: &Format| name.ends_with(&format!(".{}", format.extension()));
        // The longer end first: `.iamc.csv` before `.csv`.
        let mut formats = Format::ALL;
        formats.sort_by_key(|format| std::cmp::Reverse(format.extension().len()));
        formats.into_iter().find(ends).ok_or_else(|| {
            let ends: Vec<String> =
                Format::ALL.iter().map(|format| format!(".{}", format.extension())).collect();
            Failure::Input(format!(
                "error: which format is {} to have? Name one with `--format`, or end the name with {}",
                shown(file),
                ends.join(", ")
            ))
        })
    }
}

/// A file's name with the end of a format in the stead of one that it has.
fn named(file: &Path, format: Format) -> PathBuf {
    let name = file.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let mut ends: Vec<String> = Format::ALL.iter().map(|one| format!(".{}", one.extension())).collect();
    ends.sort_by_key(|end| std::cmp::Reverse(end.len()));
    let stem = ends.iter().find_map(|end| name.strip_suffix(end.as_str())).unwrap_or(&name);
    file.with_file_name(format!("{stem}.{}", format.extension()))
}
