//! The command line: one file a subcommand; arguments in, calls, printing, progress.

mod abatement;
mod chart;
mod check;
mod compare;
mod decompose;
mod diff;
mod document;
mod explain;
mod export;
mod hindcast;
mod init;
mod list;
mod look;
mod manifest;
mod print;
mod report;
mod run;
mod schema;
mod sensitivity;
mod sides;
mod solve;
mod sweep;
mod writing;

use std::fmt;
use std::path::{Path, PathBuf};

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::domain::Scenario;
use crate::model::Model;
use crate::output::OutputError;
use crate::report::text::Lang;
use crate::scenario::{self, InputFile, Options};

/// Capacity and emissions scenarios of basic-metals clusters. 基本金属产业集群产能与碳排放情景模拟。
#[derive(Debug, Parser)]
#[command(name = "dafeng", version, max_term_width = 100, arg_required_else_help = true)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run a scenario and an ensemble around it; write tables and charts. 运行情景并输出图表
    Run(run::RunArguments),
    /// Join shards that `run --shard` wrote to the results of one run. 合并分片
    Merge(run::MergeArguments),
    /// Check scenarios: errors, sources, warnings, where a plan does not add up. 校验情景
    Check(check::CheckArguments),
    /// List every number of a scenario, or the series it reports. 列出参数或指标
    List(list::ListArguments),
    /// What differs between the inputs of two scenarios: levers, assumptions, targets. 比较两个情景的输入
    Diff(diff::DiffArguments),
    /// Compare scenarios over the same draws: series, differences, targets, peaks, regrets. 多情景比较
    Compare(compare::CompareArguments),
    /// Run a scenario at many points: over levers, alone or in every combination. 参数扫描
    Sweep(sweep::SweepArguments),
    /// Find the smallest change of a lever that meets a condition. 求解满足条件的最小改变
    Solve(solve::SolveArguments),
    /// Explain how an output came about, down to the numbers of the scenario and their sources. 解释一个结果的来龙去脉
    Explain(explain::ExplainArguments),
    /// Compare a run with what was observed after its history ends. 回测
    Hindcast(hindcast::HindcastArguments),
    /// Tell the change of CO2 by its causes, between years or between two scenarios. 碳排放变化的成因分解
    Decompose(decompose::DecomposeArguments),
    /// Draw charts from results on disk: other themes, kinds of files, languages. 由结果目录绘图
    Chart(chart::ChartArguments),
    /// What the levers of a policy avoid and cost: alone, one after another, and what they do to each other. 边际减排成本曲线
    Abatement(abatement::AbatementArguments),
    /// What moves an outcome: tornado, elementary effects, shares of variance, rank regression. 敏感性分析
    Sensitivity(sensitivity::SensitivityArguments),
    /// Make one page of results: summary, charts, targets, assumptions with sources. 生成 HTML 报告
    Report(report::ReportArguments),
    /// Write results as tables for other programs: CSV, IAMC, Parquet, Excel, JSON. 导出数据表
    Export(export::ExportArguments),
    /// Print the grammar of scenario files, sets of charts, themes or sweeps as JSON Schema. 输出文件语法的 JSON Schema
    Schema(schema::SchemaArguments),
    /// Write a small commented scenario that runs at once. 生成示例情景
    Init(init::InitArguments),
}

impl Command {
    /// The command that a manifest names, if this version has it so.
    fn of(words: &[String]) -> Option<Command> {
        let words = std::iter::once("dafeng").chain(words.iter().map(String::as_str));
        Arguments::try_parse_from(words).ok().map(|arguments| arguments.command)
    }
}

/// What finds a scenario.
#[derive(Debug, Args)]
struct ScenarioArguments {
    /// Set a leaf after all files, such as `levers.arc-share.guangxi@2030=25 %`; may be repeated. 覆盖参数
    #[arg(long = "set", value_name = "ADDR=VALUE", value_parser = setting)]
    set: Vec<(String, String)>,
    /// Let the scenario read files outside its own folder tree. 允许引用目录以外的文件
    #[arg(long)]
    allow_outside: bool,
}

/// The language of what people read.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, ValueEnum)]
enum LangArgument {
    /// Simplified Chinese 中文
    #[default]
    Zh,
    /// English 英文
    En,
}

impl From<LangArgument> for Lang {
    fn from(argument: LangArgument) -> Lang {
        match argument {
            LangArgument::Zh => Lang::Zh,
            LangArgument::En => Lang::En,
        }
    }
}

fn setting(text: &str) -> Result<(String, String), String> {
    let (address, value) = text
        .split_once('=')
        .ok_or_else(|| "write it as ADDRESS=VALUE, such as demand.x.y=3 Mt".to_owned())?;
    Ok((address.trim().to_owned(), value.trim().to_owned()))
}

/// Why a command did not do its work.
#[derive(Debug)]
pub enum Failure {
    /// The input is wrong: the report says where.
    Input(String),
    /// The work failed.
    Work(String),
    /// The user stopped it.
    Interrupted(String),
}

impl Failure {
    /// The exit code: 1 work failed, 2 bad input, 130 interrupted.
    pub fn code(&self) -> u8 {
        match self {
            Failure::Input(_) => 2,
            Failure::Work(_) => 1,
            Failure::Interrupted(_) => 130,
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failure::Input(text) | Failure::Interrupted(text) => f.write_str(text),
            Failure::Work(text) => write!(f, "error: {text}"),
        }
    }
}

impl From<OutputError> for Failure {
    fn from(error: OutputError) -> Failure {
        Failure::Work(error.to_string())
    }
}

/// Does what the arguments ask.
///
/// # Errors
/// What stopped it.
pub fn execute(arguments: &Arguments) -> Result<(), Failure> {
    match &arguments.command {
        Command::Run(arguments) => run::run(arguments),
        Command::Merge(arguments) => run::merge(arguments),
        Command::Check(arguments) => check::check(arguments),
        Command::List(arguments) => list::list(arguments),
        Command::Diff(arguments) => diff::diff(arguments),
        Command::Compare(arguments) => compare::compare(arguments),
        Command::Sweep(arguments) => sweep::sweep(arguments),
        Command::Solve(arguments) => solve::solve(arguments),
        Command::Explain(arguments) => explain::explain(arguments),
        Command::Hindcast(arguments) => hindcast::hindcast(arguments),
        Command::Decompose(arguments) => decompose::decompose(arguments),
        Command::Chart(arguments) => chart::chart(arguments),
        Command::Abatement(arguments) => abatement::abatement(arguments),
        Command::Sensitivity(arguments) => sensitivity::sensitivity(arguments),
        Command::Report(arguments) => report::report(arguments),
        Command::Export(arguments) => export::export(arguments),
        Command::Schema(arguments) => schema::schema(arguments),
        Command::Init(arguments) => init::init(arguments),
    }
}

/// A scenario ready to run, and the files it came from.
struct Ready {
    model: Model,
    inputs: Vec<InputFile>,
}

fn load(path: &Path, arguments: &ScenarioArguments) -> Result<scenario::Loaded, Failure> {
    let options = Options { allow_outside: arguments.allow_outside, set: arguments.set.clone() };
    scenario::load(path, &options).map_err(|problems| Failure::Input(problems.report(print::in_colour())))
}

fn prepare(path: &Path, arguments: &ScenarioArguments) -> Result<Ready, Failure> {
    let loaded = load(path, arguments)?;
    let model = compile(loaded.scenario, &loaded.places)?;
    Ok(Ready { model, inputs: loaded.inputs })
}

/// Compiles a scenario; what only shows now points at its place in the files too.
fn compile(scenario: Scenario, places: &scenario::Places) -> Result<Model, Failure> {
    Model::compile(scenario).map_err(|errors| {
        let found = errors.iter().map(|e| (e.address.as_str(), e.message.as_str(), e.help.as_deref()));
        Failure::Input(places.problems(found).report(print::in_colour()))
    })
}

/// A path as it is written in results: with `/` on every machine.
fn shown(path: &Path) -> String {
    path.components().collect::<PathBuf>().display().to_string().replace('\\', "/")
}
