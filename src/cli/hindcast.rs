//! `dafeng hindcast`: a run started where history is withheld, against what was observed since.

use std::path::PathBuf;

use clap::Args;

use super::{Failure, LangArgument, ScenarioArguments, print};
use crate::analysis::hindcast::{self, Hit};
use crate::domain::Year;
use crate::ensemble::{self, Design};
use crate::report::tables::{self, Results};
use crate::report::text::{self, Lang};
use crate::simulation;

#[derive(Debug, Args)]
pub struct HindcastArguments {
    /// The scenario file. 情景文件
    #[arg(value_name = "SCENARIO")]
    scenario: PathBuf,
    /// Withhold what was observed after this year; by default after the last observed year. 起算年份
    #[arg(long, value_name = "YEAR")]
    from: Option<i32>,
    /// Number of draws. 抽样次数
    #[arg(long, default_value_t = 1000, value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    draws: u64,
    /// Seed of the draws. 随机种子
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Print one row a series and year as CSV, instead of the scores. 输出逐年 CSV
    #[arg(long)]
    csv: bool,
    /// Language. 语言
    #[arg(long, value_enum, default_value_t)]
    lang: LangArgument,
    #[command(flatten)]
    files: ScenarioArguments,
}

pub fn hindcast(arguments: &HindcastArguments) -> Result<(), Failure> {
    let lang = Lang::from(arguments.lang);
    let loaded = super::load(&arguments.scenario, &arguments.files)?;
    let horizon = loaded.scenario.horizon;
    let from = Year(arguments.from.unwrap_or(horizon.observed.0));
    if from < horizon.base || from > horizon.observed {
        let wrong = text::hindcast_from(horizon.base, horizon.observed, lang);
        return Err(Failure::Input(format!("error: {wrong}")));
    }
    let scenario = hindcast::withhold(loaded.scenario, from);
    let model = super::compile(scenario, &loaded.places)?;
    let central = simulation::central(&model);
    let design = Design { draws: arguments.draws, seed: arguments.seed };
    let stopped = || Failure::Interrupted(text::interrupted(lang).to_owned());
    let ensemble = ensemble::simulate(&model, design, |_| true).ok_or_else(stopped)?;
    let hits = hindcast::hits(&model, &central, &ensemble);
    let results = Results { model: &model, central: &central, ensemble: Some(&ensemble) };
    if arguments.csv {
        let table = tables::hindcast_values(&results, &hits);
        let bytes = table.csv().map_err(|error| Failure::Work(error.to_string()))?;
        return print::out(&String::from_utf8_lossy(&bytes));
    }
    let table = tables::hindcast_scores(&results, &hindcast::scores(&hits));
    let (header, rows) = table.parts();
    print::out(&format!(
        "{}\n{}{}",
        text::hindcast_heading(from, lang),
        print::columns(header, rows),
        gaps(&hits, lang)
    ))
}

/// Where an actual is missing.
fn gaps(hits: &[Hit], lang: Lang) -> String {
    let missing = hits.iter().filter(|hit| hit.actual.is_none()).count();
    if hits.is_empty() {
        format!("{}\n", text::hindcast_nothing(lang))
    } else if missing > 0 {
        format!("{}\n", text::hindcast_missing(missing, lang))
    } else {
        String::new()
    }
}
