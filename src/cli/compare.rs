//! `dafeng compare`: scenarios over the same draws, held against the first.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use clap::{Args, ValueEnum};

use super::run::{self, DesignArgument};
use super::sides::SideSettings;
use super::writing::WritingArguments;
use super::{Failure, Ready, ScenarioArguments, decompose, print, shown};
use crate::analysis::compare::{NothingShared, Outcome, Shared, Study, TargetRow, target_rows};
use crate::analysis::decompose::{Comparison, Part};
use crate::analysis::difference::{self, Differences};
use crate::domain::Year;
use crate::ensemble::Design;
use crate::ensemble::compare::Best;
use crate::model::Model;
use crate::near::near;
use crate::output;
use crate::report::text::{self, Lang};
use crate::simulation::{self, Central};

mod stored;
mod told;
mod written;

/// So many scenarios at most: each has a letter.
const MOST: usize = 26;

/// Draws over which the terms of causes are told: whole runs, which take longer than the draws of series.
const DRAWS_OF_CAUSES: u64 = 1_000;

#[derive(Debug, Args)]
pub struct CompareArguments {
    /// The scenario files; the others are held against the first. 情景文件（以第一个为基准）
    #[arg(value_name = "SCENARIO", num_args = 2..=MOST, required = true)]
    scenarios: Vec<PathBuf>,
    /// Number of draws, the same in all scenarios. 抽样次数
    #[arg(long, default_value_t = 1000, value_parser = clap::value_parser!(u64).range(1..=10_000_000))]
    draws: u64,
    /// Seed of the draws. 随机种子
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How the draws are laid out. 抽样设计
    #[arg(long, value_enum, default_value_t)]
    design: DesignArgument,
    /// Years that tables show; causes are told for the last but one [default: 2025, 2030, 2035 and the last]. 年份
    #[arg(long, value_name = "YEAR", value_delimiter = ',', num_args = 1..)]
    years: Vec<i32>,
    /// Regret of this series (`name@place`) in those years [default: CO2 added up to them]. 后悔值指标
    #[arg(long, value_name = "SERIES")]
    regret: Option<String>,
    /// Which value of it is best. 何者为优
    #[arg(long, value_enum, default_value_t, requires = "regret")]
    best: BestArgument,
    #[command(flatten)]
    writing: WritingArguments,
    #[command(flatten)]
    sides: SideSettings<MOST>,
    #[command(flatten)]
    files: ScenarioArguments,
}

/// Which value is best.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, ValueEnum)]
enum BestArgument {
    /// The lowest 最低
    #[default]
    Lowest,
    /// The highest 最高
    Highest,
}

impl From<BestArgument> for Best {
    fn from(argument: BestArgument) -> Best {
        match argument {
            BestArgument::Lowest => Best::Lowest,
            BestArgument::Highest => Best::Highest,
        }
    }
}

pub fn compare(arguments: &CompareArguments) -> Result<(), Failure> {
    let stop = run::on_interrupt()?;
    let ready = arguments.load()?;
    let models: Vec<&Model> = ready.iter().map(|ready| &ready.model).collect();
    let study = arguments.study(models)?;
    arguments.writing.look.look()?;
    let place = arguments.place(&study.models);
    output::check_place(&place)?;
    run::pool(arguments.writing.threads)?.install(|| {
        let found = arguments.find(study, &stop)?;
        arguments.write(&ready, &found, &place, &stop)?;
        let told = told::told(arguments, &found) + &text::results_line(&shown(&place), arguments.lang());
        print::out(&(told + "\n"))
    })
}

/// What was found.
struct Findings<'a> {
    outcome: Outcome<'a>,
    runs: Vec<Central>,
    targets: Vec<TargetRow>,
    /// What differs in the inputs, by scenario from the second on.
    inputs: Vec<Differences>,
    /// Where the differences to the first come from.
    causes: Vec<Causes<'a>>,
}

/// Where the difference of a scenario to the first comes from.
struct Causes<'a> {
    /// Position of the scenario.
    side: usize,
    comparison: Comparison<'a>,
    parts: Vec<Part>,
    /// Draws that were asked for.
    draws: u64,
    /// Draws of them that came to no number.
    failed: u64,
}

/// What differs in the inputs, by scenario from the second on.
fn inputs(models: &[&Model]) -> Vec<Differences> {
    let others = models[1..].iter();
    others.map(|other| difference::between(&models[0].scenario, &other.scenario)).collect()
}

impl CompareArguments {
    fn lang(&self) -> Lang {
        self.writing.lang()
    }

    fn design(&self) -> Design {
        Design { draws: self.draws, seed: self.seed, method: self.design.into() }
    }

    /// All scenarios, or the reports of all that is wrong with any.
    fn load(&self) -> Result<Vec<Ready>, Failure> {
        self.sides.check(self.scenarios.len(), self.lang())?;
        let (mut ready, mut reports) = (Vec::new(), Vec::new());
        for (side, path) in self.scenarios.iter().enumerate() {
            match super::prepare(path, &self.sides.files(side, &self.files)) {
                Ok(one) => ready.push(one),
                Err(Failure::Input(report)) if reports.contains(&report) => {}
                Err(Failure::Input(report)) => reports.push(report),
                Err(other) => return Err(other),
            }
        }
        if reports.is_empty() { Ok(ready) } else { Err(Failure::Input(reports.join("\n\n"))) }
    }

    /// What the scenarios share, and what is asked of them.
    fn study<'a>(&self, models: Vec<&'a Model>) -> Result<Study<'a>, Failure> {
        let lang = self.lang();
        let wrong = |told: String| Failure::Input(format!("error: {told}"));
        let reach = |side: usize| {
            let scenario = &models[side].scenario;
            (scenario.id.as_str(), scenario.horizon.base, scenario.horizon.end)
        };
        let shared = Shared::new(&models).map_err(|nothing| {
            wrong(match nothing {
                NothingShared::Years(a, b) => text::no_shared_year(reach(a), reach(b), lang),
                NothingShared::Series => text::no_shared_series(lang).to_owned(),
            })
        })?;
        let mut years: Vec<Year> = self.years.iter().copied().map(Year).collect();
        years.sort_unstable();
        years.dedup();
        if let Some(&year) = years.iter().find(|year| **year < shared.from || **year > shared.to) {
            return Err(wrong(text::year_not_shared(year, shared.from, shared.to, lang)));
        }
        if years.is_empty() {
            years = shared.usual_years();
        }
        let key = |at: &Vec<usize>| models[0].series[at[0]].key(&models[0].scenario);
        let keys: Vec<String> = shared.series.iter().map(key).collect();
        let of = self.regret.as_ref().map(|name| {
            keys.iter().position(|key| key == name).ok_or_else(|| {
                wrong(text::series_not_shared(name, near(name, keys.iter().map(String::as_str)), lang))
            })
        });
        Ok(Study::new(models, shared, years, of.transpose()?, self.best.into()))
    }

    /// Runs everything.
    fn find<'a>(&self, study: Study<'a>, stop: &AtomicBool) -> Result<Findings<'a>, Failure> {
        let lang = self.lang();
        let together = study.together(self.design());
        if together.most_bytes() > run::MOST_BYTES {
            return Err(Failure::Input(format!("error: {}", text::too_much_to_compare(self.draws, lang))));
        }
        let runs: Vec<Central> = study.models.iter().map(|model| simulation::central(model)).collect();
        for (model, run) in study.models.iter().zip(&runs) {
            run::closes(model, run, lang)?;
        }
        let bar = run::progress(self.draws, 0, lang);
        let report = |done: u64| {
            bar.inc(done);
            !stop.load(Ordering::Relaxed)
        };
        let compared = together.run(report);
        bar.finish_and_clear();
        let compared = compared.ok_or_else(|| Failure::Interrupted(text::interrupted(lang).to_owned()))?;
        let targets = target_rows(&study.models, &runs, &compared.ensembles);
        let inputs = inputs(&study.models);
        let causes = self.causes(&study, |_, comparison| self.drawn_causes(comparison, stop))?;
        Ok(Findings { outcome: Outcome::new(study, compared), runs, targets, inputs, causes })
    }

    /// Where the differences of CO2 come from, in the last but one of the chosen years; `find` finds the parts of a comparison
    /// and the number of draws that failed.
    fn causes<'a>(
        &self,
        study: &Study<'a>,
        find: impl Fn(usize, &Comparison<'a>) -> Result<(Vec<Part>, u64), Failure>,
    ) -> Result<Vec<Causes<'a>>, Failure> {
        let year = study.years[study.years.len().saturating_sub(2)];
        let mut found = Vec::new();
        for (at, other) in study.models[1..].iter().enumerate() {
            let Ok(comparison) = Comparison::between_scenarios(study.models[0], other, &[year]) else {
                continue;
            };
            let (parts, failed) = find(at + 1, &comparison)?;
            found.push(Causes { side: at + 1, comparison, parts, draws: self.draws_of_causes(), failed });
        }
        Ok(found)
    }

    fn draws_of_causes(&self) -> u64 {
        self.draws.min(DRAWS_OF_CAUSES)
    }

    /// The parts of a comparison over its draws, and how many of those failed.
    fn drawn_causes(
        &self,
        comparison: &Comparison<'_>,
        stop: &AtomicBool,
    ) -> Result<(Vec<Part>, u64), Failure> {
        let lang = self.lang();
        let design = Design { draws: self.draws_of_causes(), ..self.design() };
        let mut parts = comparison.central();
        let drawn = comparison.draw(design, &mut parts, |_| !stop.load(Ordering::Relaxed));
        let drawn = drawn.ok_or_else(|| Failure::Interrupted(text::interrupted(lang).to_owned()))?;
        decompose::check_sums(&parts, Some(&drawn), lang)?;
        Ok((parts, drawn.failed))
    }

    /// Where the results go.
    fn place(&self, models: &[&Model]) -> PathBuf {
        let ids: Vec<&str> = models.iter().take(2).map(|model| model.scenario.id.as_str()).collect();
        let more = match models.len() - ids.len() {
            0 => String::new(),
            n => format!(".and-{n}-more"),
        };
        let by_ids = || Path::new("output").join(format!("{}{more}.comparison", ids.join(".")));
        self.writing.out.clone().unwrap_or_else(by_ids)
    }
}
