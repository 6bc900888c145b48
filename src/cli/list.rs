//! `dafeng list`: every number of a scenario, or every series it reports.

use std::path::PathBuf;

use clap::Args;

use super::{Failure, ScenarioArguments, print};
use crate::domain::Scenario;
use crate::report::inventory;
use crate::report::tables::Table;

#[derive(Debug, Args)]
pub struct ListArguments {
    /// The scenario file. 情景文件
    #[arg(value_name = "SCENARIO")]
    scenario: PathBuf,
    /// List the series that can be reported, instead of numbers. 列出指标
    #[arg(long)]
    series: bool,
    /// Only lines that hold this text, in any case. 过滤
    #[arg(long, value_name = "TEXT")]
    filter: Option<String>,
    /// Print CSV. 输出 CSV
    #[arg(long)]
    csv: bool,
    #[command(flatten)]
    files: ScenarioArguments,
}

pub fn list(arguments: &ListArguments) -> Result<(), Failure> {
    let mut table = if arguments.series {
        inventory::series(&super::prepare(&arguments.scenario, &arguments.files)?.model)
    } else {
        let scenario: Scenario = super::load(&arguments.scenario, &arguments.files)?.scenario;
        inventory::leaves(&scenario)
    };
    if let Some(filter) = &arguments.filter {
        table.keep(filter);
    }
    print::out(&shown(&table, arguments.csv)?)
}

fn shown(table: &Table, csv: bool) -> Result<String, Failure> {
    if !csv {
        let (header, rows) = table.parts();
        return Ok(print::columns(header, rows));
    }
    let bytes = table.csv().map_err(|error| Failure::Work(error.to_string()))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
