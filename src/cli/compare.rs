//! `dafeng compare`: scenarios over the same draws, held against the first.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use clap::{Args, ValueEnum};
use rayon::prelude::*;

use super::look::LookArguments;
use super::manifest::{self, Work, manifest};
use super::run::{self, DesignArgument};
use super::{Failure, LangArgument, Ready, ScenarioArguments, decompose, print, shown};
use crate::analysis::compare::{NothingShared, Outcome, Shared, Study, TargetRow, target_rows};
use crate::analysis::decompose::{Comparison, Part};
use crate::analysis::difference::{self, Differences};
use crate::domain::Year;
use crate::ensemble::compare::Best;
use crate::ensemble::{Design, paired};
use crate::model::Model;
use crate::near::near;
use crate::output::{self, OutputFolder};
use crate::report::gallery::{self, Picture};
use crate::report::manifest::Manifest;
use crate::report::tables;
use crate::report::text::{self, Lang};
use crate::simulation::{self, Central};

mod told;

#[derive(Debug, Args)]
pub struct CompareArguments {
    /// The scenario files; the others are held against the first. 情景文件（以第一个为基准）
    #[arg(value_name = "SCENARIO", num_args = 2..=26, required = true)]
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
    /// Threads; by default as many as the machine has. The results do not depend on it. 线程数
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
    /// Folder of the results; by default output/<id>.<id>.comparison. 结果目录
    #[arg(short, long, visible_alias = "output", value_name = "DIR")]
    out: Option<PathBuf>,
    /// Language of charts, titles and what is printed. 语言
    #[arg(long, value_enum, default_value_t)]
    lang: LangArgument,
    #[command(flatten)]
    look: LookArguments,
    /// Write tables only. 不输出图
    #[arg(long)]
    no_charts: bool,
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
    arguments.look.look()?;
    let place = arguments.place(&study.models);
    output::check_place(&place)?;
    run::pool(arguments.threads)?.install(|| {
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
    /// Where the difference comes from, by scenario from the second on.
    causes: Vec<(Comparison<'a>, Vec<Part>)>,
}

impl CompareArguments {
    fn lang(&self) -> Lang {
        Lang::from(self.lang)
    }

    fn design(&self) -> Design {
        Design { draws: self.draws, seed: self.seed, method: self.design.into() }
    }

    /// All scenarios, or the reports of all that is wrong with any.
    fn load(&self) -> Result<Vec<Ready>, Failure> {
        let (mut ready, mut reports) = (Vec::new(), Vec::new());
        for path in &self.scenarios {
            match super::prepare(path, &self.files) {
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
        let compared = together.run(|_| !stop.load(Ordering::Relaxed));
        let compared = compared.ok_or_else(|| Failure::Interrupted(text::interrupted(lang).to_owned()))?;
        let targets = target_rows(&study.models, &runs, &compared.ensembles);
        let first = study.models[0];
        let others = &study.models[1..];
        let inputs =
            others.iter().map(|other| difference::between(&first.scenario, &other.scenario)).collect();
        let year = study.years[study.years.len().saturating_sub(2)];
        let causes =
            others.iter().filter_map(|other| Comparison::between_scenarios(first, other, &[year]).ok());
        let causes: Vec<(Comparison<'a>, Vec<Part>)> =
            causes.map(|comparison| (comparison.clone(), comparison.central())).collect();
        causes.iter().try_for_each(|(_, parts)| decompose::check_sums(parts, None, lang))?;
        Ok(Findings { outcome: Outcome::new(study, compared), runs, targets, inputs, causes })
    }

    /// Where the results go.
    fn place(&self, models: &[&Model]) -> PathBuf {
        let ids: Vec<&str> = models.iter().take(2).map(|model| model.scenario.id.as_str()).collect();
        let more = match models.len() - ids.len() {
            0 => String::new(),
            n => format!(".and-{n}-more"),
        };
        let by_ids = || Path::new("output").join(format!("{}{more}.comparison", ids.join(".")));
        self.out.clone().unwrap_or_else(by_ids)
    }

    /// The command that makes the same bytes again: without threads and folder, which change none.
    fn command(&self) -> Vec<String> {
        let mut words = vec!["compare".to_owned()];
        words.extend(self.scenarios.iter().map(|path| shown(path)));
        words.extend(["--draws".to_owned(), self.draws.to_string()]);
        words.extend(["--seed".to_owned(), self.seed.to_string()]);
        words.extend(["--design".to_owned(), self.design().method.name().to_owned()]);
        if !self.years.is_empty() {
            let years: Vec<String> = self.years.iter().map(i32::to_string).collect();
            words.extend(["--years".to_owned(), years.join(",")]);
        }
        if let Some(series) = &self.regret {
            let best = if self.best == BestArgument::Lowest { "lowest" } else { "highest" };
            words.extend(["--regret", series, "--best", best].map(str::to_owned));
        }
        words.extend(["--lang".to_owned(), self.lang().code().to_owned()]);
        for (address, value) in &self.files.set {
            words.extend(["--set".to_owned(), format!("{address}={value}")]);
        }
        words.extend(self.files.allow_outside.then(|| "--allow-outside".to_owned()));
        words.extend(self.look.words());
        words.extend(self.no_charts.then(|| "--no-charts".to_owned()));
        words
    }

    /// Tables and charts into a folder, whole or not at all.
    fn write(
        &self,
        ready: &[Ready],
        found: &Findings<'_>,
        place: &Path,
        stop: &AtomicBool,
    ) -> Result<(), Failure> {
        let failed = |error| Failure::Work(format!("could not write the tables: {error}"));
        let mut files = self.tables(found).map_err(failed)?;
        if !self.no_charts {
            files.extend(self.charts(found, stop)?);
        }
        files.sort();
        let manifest = self.manifest(ready, found, &files);
        let mut folder = OutputFolder::new(&manifest)?;
        for (path, bytes) in files {
            folder.add(&path, bytes)?;
        }
        Ok(folder.commit(place)?)
    }

    fn tables(&self, found: &Findings<'_>) -> Result<Vec<(String, Vec<u8>)>, csv::Error> {
        let Findings { outcome, runs, targets, inputs, causes } = found;
        let of_all = [
            ("comparison.csv", tables::comparison(outcome, runs)),
            ("boards.csv", tables::boards(outcome, runs)),
            ("targets.csv", tables::compared_targets(targets, &outcome.study.models, self.lang())),
            ("regrets.csv", tables::regrets(outcome)),
        ];
        let mut files = Vec::new();
        for (name, table) in of_all {
            files.push((name.to_owned(), table.csv()?));
        }
        for (side, differences) in inputs.iter().enumerate() {
            let name = format!("inputs.{}.csv", text::letter(side + 1));
            files.push((name, tables::differences(differences).csv()?));
        }
        for (side, (comparison, parts)) in causes.iter().enumerate() {
            let name = format!("decomposition.{}.csv", text::letter(side + 1));
            files.push((name, tables::changes(comparison, parts).csv()?));
        }
        Ok(files)
    }

    fn charts(&self, found: &Findings<'_>, stop: &AtomicBool) -> Result<Vec<(String, Vec<u8>)>, Failure> {
        let (look, lang) = (self.look.look()?, self.lang());
        let mut pictures = gallery::comparison(&found.outcome, &found.runs, lang);
        // Of many scenarios the causes stand in the tables alone.
        if let [(comparison, parts)] = found.causes.as_slice() {
            let total = |picture: &Picture| {
                ["co2-change.", "co2-change-by-products."].iter().any(|stem| picture.stem.starts_with(stem))
            };
            let spots = 0..comparison.layout.spots.len();
            let causes = spots.flat_map(|spot| gallery::decomposition(comparison, parts, spot, None, lang));
            pictures.extend(causes.filter(total));
        }
        let draw = |picture: &Picture| {
            if stop.load(Ordering::Relaxed) {
                return Err(Failure::Interrupted(text::interrupted(lang).to_owned()));
            }
            picture.files(&look).map_err(|error| Failure::Work(format!("chart {}: {error}", picture.stem)))
        };
        let files: Vec<_> = pictures.par_iter().map(draw).collect::<Result<_, _>>()?;
        Ok(files.into_iter().flatten().collect())
    }

    fn manifest(&self, ready: &[Ready], found: &Findings<'_>, files: &[(String, Vec<u8>)]) -> Manifest {
        let models = &found.outcome.study.models;
        let work = Work {
            model: models[0],
            file: &self.scenarios[0],
            inputs: &ready[0].inputs,
            arguments: &self.files,
            design: self.design(),
            draw: None,
            ensemble: None,
            lang: self.lang(),
        };
        let mut made = manifest(&work, self.command(), files);
        made.failed_draws = found.outcome.compared.left_out_of_regrets;
        let entry = |(model, path): (&&Model, &PathBuf)| manifest::entry(model, path, self.lang());
        let mut others = models.iter().zip(&self.scenarios).skip(1).map(entry);
        made.against = others.next();
        made.further = others.collect();
        for input in ready[1..].iter().flat_map(|ready| &ready.inputs).map(manifest::input) {
            if !made.inputs.contains(&input) {
                made.inputs.push(input);
            }
        }
        if !made.dimensions.is_empty() {
            made.dimensions = paired::dimensions(models.iter().copied());
        }
        made
    }
}
