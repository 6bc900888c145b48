//! `dafeng diff`: what differs between the inputs of two scenarios.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::sides::SideSettings;
use super::{Failure, LangArgument, ScenarioArguments, print, shown};
use crate::analysis::difference::{self, Difference, Differences, Role};
use crate::domain::Scenario;
use crate::output;
use crate::report::tables;
use crate::report::text::{self, Lang};

#[derive(Debug, Args)]
pub struct DiffArguments {
    /// The first scenario file. 情景文件 A
    #[arg(value_name = "A")]
    a: PathBuf,
    /// The second one; the same file with `--set-b` shows what a setting changes. 情景文件 B
    #[arg(value_name = "B")]
    b: PathBuf,
    #[command(flatten)]
    sides: SideSettings<2>,
    /// How the differences are written. 输出格式
    #[arg(long, value_enum, default_value_t)]
    format: FormatArgument,
    /// Write to a file that does not exist yet, instead of the terminal. 输出文件
    #[arg(short, long, visible_alias = "output", value_name = "FILE")]
    out: Option<PathBuf>,
    /// Language of the text. 语言
    #[arg(long, value_enum, default_value_t)]
    lang: LangArgument,
    #[command(flatten)]
    files: ScenarioArguments,
}

/// How differences are written.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, ValueEnum)]
enum FormatArgument {
    /// For people 文本
    #[default]
    Text,
    /// One row a difference 逐行表格
    Csv,
    /// Paths and distributions taken apart 结构化数据
    Json,
}

pub fn diff(arguments: &DiffArguments) -> Result<(), Failure> {
    let load = |path: &Path, side: usize| {
        Ok(super::load(path, &arguments.sides.files(side, &arguments.files))?.scenario)
    };
    let (a, b) = both(load(&arguments.a, 0), load(&arguments.b, 1))?;
    let found = difference::between(&a, &b);
    let written = written(arguments, &found)?;
    match &arguments.out {
        None => print::out(&written),
        Some(file) => Ok(output::write_file(file, written.as_bytes())?),
    }
}

/// Both scenarios, or the reports of all that is wrong with either.
fn both(a: Result<Scenario, Failure>, b: Result<Scenario, Failure>) -> Result<(Scenario, Scenario), Failure> {
    match (a, b) {
        (Ok(a), Ok(b)) => Ok((a, b)),
        (Err(a), Err(b)) => {
            let (a, b) = (a.to_string(), b.to_string());
            // One file given twice has its problems once.
            Err(Failure::Input(if a == b { a } else { format!("{a}\n\n{b}") }))
        }
        (Err(failure), Ok(_)) | (Ok(_), Err(failure)) => Err(failure),
    }
}

fn written(arguments: &DiffArguments, found: &Differences) -> Result<String, Failure> {
    match arguments.format {
        FormatArgument::Text => Ok(told(arguments, found)),
        FormatArgument::Csv => {
            let bytes = tables::differences(found).csv().map_err(failed)?;
            Ok(String::from_utf8_lossy(&bytes).into_owned())
        }
        FormatArgument::Json => tables::differences_json(found).map_err(failed),
    }
}

fn failed(error: impl std::fmt::Display) -> Failure {
    Failure::Work(format!("could not write the differences: {error}"))
}

/// Widths of the columns: address, A, B.
const WIDTHS: [usize; 3] = [38, 39, 39];

/// The differences for people: both names, then group by group.
fn told(arguments: &DiffArguments, found: &Differences) -> String {
    let lang = Lang::from(arguments.lang);
    let mut told = String::new();
    for (mark, named, path) in [("A", &found.a, &arguments.a), ("B", &found.b, &arguments.b)] {
        told += &format!("{mark}  {}  {}\n", lang.of(&named.title), shown(path));
    }
    if found.list.is_empty() {
        return told + &format!("{}\n", text::no_difference(lang));
    }
    for role in Role::ALL {
        let list: Vec<&Difference> = found.of(role, false).collect();
        told += &group(&text::role_heading(role, list.len(), lang), &list, found, lang);
    }
    let list: Vec<&Difference> = Role::ALL.iter().flat_map(|role| found.of(*role, true)).collect();
    told + &group(&text::citations_heading(list.len(), lang), &list, found, lang)
}

/// The table of a group; nothing where nothing differs.
fn group(heading: &str, list: &[&Difference], all: &Differences, lang: Lang) -> String {
    if list.is_empty() {
        return String::new();
    }
    let rows = text::difference_rows(list, all, lang);
    format!("\n{heading}\n{}", print::wrapped(text::difference_head(lang), &rows, WIDTHS))
}
