//! `dafeng schema`.

use clap::{Args, ValueEnum};

use super::{Failure, print};
use crate::report::chart::Theme;
use crate::report::gallery::ChartSet;
use crate::scenario;

#[derive(Clone, Debug, Args)]
pub struct SchemaArguments {
    /// Of which files. 文件种类
    #[arg(value_enum, default_value_t)]
    file: FileKind,
}

/// The files that a user writes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, ValueEnum)]
enum FileKind {
    /// A scenario 情景
    #[default]
    Scenario,
    /// A set of charts, `dafeng chart --settings` 图表设定
    Charts,
    /// Themes of charts, `--theme-file` 图表主题
    Themes,
    /// A sweep 参数扫描
    Sweep,
}

pub fn schema(arguments: &SchemaArguments) -> Result<(), Failure> {
    let schema = match arguments.file {
        FileKind::Scenario => scenario::schema(),
        FileKind::Charts => ChartSet::schema(),
        FileKind::Themes => Theme::schema(),
        FileKind::Sweep => scenario::sweep_schema(),
    };
    print::out(&format!("{}\n", schema.trim_end()))
}
