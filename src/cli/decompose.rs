//! `dafeng decompose`: the change of CO2 by its causes, between years of a scenario or between two scenarios.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use clap::Args;

use super::chart::Make;
use super::look::drawn;
use super::manifest::{self, Work, manifest};
use super::report::Opened;
use super::run::DesignArgument;
use super::sides::SideSettings;
use super::writing::WritingArguments;
use super::{Failure, Ready, ScenarioArguments, print, run, shown};
use crate::analysis::decompose::{Comparison, Drawn, Part, WrongYears};
use crate::domain::{Scenario, Year};
use crate::ensemble::{Design, paired};
use crate::model::Model;
use crate::near::near;
use crate::output::OutputFolder;
use crate::report::gallery;
use crate::report::manifest::Manifest;
use crate::report::tables::{self, read};
use crate::report::text::{self, Lang};
use crate::simulation;

pub(super) mod told;

/// The table of totals and families.
const TABLE: &str = "decomposition.csv";

/// Greatest relative residual of a sum of terms that rounding explains.
const CLOSES: f64 = 1e-9;

#[derive(Debug, Args)]
pub struct DecomposeArguments {
    /// The scenario file. 情景文件
    #[arg(value_name = "SCENARIO")]
    scenario: PathBuf,
    /// A second one: what it emits more or less than the first, in each of the years. 对比情景文件
    #[arg(value_name = "SCENARIO_B")]
    against: Option<PathBuf>,
    /// Years: of one scenario from each to the next, of two scenarios in each. 年份
    #[arg(long, value_name = "YEAR", value_delimiter = ',', num_args = 1.., required = true)]
    years: Vec<i32>,
    /// Only this region; by default all, told and drawn together. 地区
    #[arg(long, value_name = "REGION")]
    region: Option<String>,
    /// Number of draws, the same in both scenarios; 0: the central runs only. 抽样次数
    #[arg(long, default_value_t = 0, value_parser = clap::value_parser!(u64).range(0..=1_000_000))]
    draws: u64,
    /// Seed of the draws. 随机种子
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How the draws are laid out. 抽样设计
    #[arg(long, value_enum, default_value_t)]
    design: DesignArgument,
    #[command(flatten)]
    writing: WritingArguments,
    #[command(flatten)]
    sides: SideSettings<2>,
    #[command(flatten)]
    files: ScenarioArguments,
}

pub fn decompose(arguments: &DecomposeArguments) -> Result<(), Failure> {
    let stop = run::on_interrupt()?;
    let sides = &arguments.sides;
    sides.check(1 + usize::from(arguments.against.is_some()), arguments.lang())?;
    let ready = super::prepare(&arguments.scenario, &sides.files(0, &arguments.files))?;
    let prepare = |path: &PathBuf| super::prepare(path, &sides.files(1, &arguments.files));
    let against = arguments.against.as_ref().map(prepare).transpose()?;
    run::pool(arguments.writing.threads)?.install(|| found(arguments, &ready, against.as_ref(), &stop))
}

/// Decomposes and writes what was found.
fn found(
    arguments: &DecomposeArguments,
    ready: &Ready,
    against: Option<&Ready>,
    stop: &AtomicBool,
) -> Result<(), Failure> {
    let lang = arguments.lang();
    let comparison = arguments.comparison(&ready.model, against.map(|against| &against.model))?;
    let spot = arguments.spot(&comparison)?;
    for model in &comparison.models {
        run::closes(model, &simulation::central(model), lang)?;
    }
    let mut parts = comparison.central();
    if arguments.region.is_some() {
        parts.retain(|part| part.spot == spot);
    }
    arguments.check_room(&parts)?;
    let bar = run::progress(arguments.draws, 0, lang);
    let going = |done: u64| {
        bar.inc(done);
        !stop.load(Ordering::Relaxed)
    };
    let drawn = match arguments.draws {
        0 => None,
        _ => Some(comparison.draw(arguments.design(), &mut parts, going)),
    };
    bar.finish_and_clear();
    let interrupted = || Failure::Interrupted(text::interrupted(lang).to_owned());
    let drawn = drawn.map(|found| found.ok_or_else(interrupted)).transpose()?;
    check_sums(&parts, drawn.as_ref(), lang)?;
    let found = Found { comparison: &comparison, parts, drawn, spot };
    let place = arguments.place(&comparison);
    arguments.write(ready, against, &found, &place)?;
    let failed = found.drawn.as_ref().map_or(0, |drawn| drawn.failed);
    let told = told::told(&comparison, &found.parts, (spot, failed, arguments.draws), lang);
    print::out(&(told + &text::results_line(&shown(&place), lang) + "\n"))
}

/// What was found.
pub(super) struct Found<'a> {
    pub comparison: &'a Comparison<'a>,
    pub parts: Vec<Part>,
    pub drawn: Option<Drawn>,
    /// The place that is told and drawn.
    pub spot: usize,
}

/// Fails where terms do not sum to the change.
pub(super) fn check_sums(parts: &[Part], drawn: Option<&Drawn>, lang: Lang) -> Result<(), Failure> {
    let gaps = parts.iter().map(|part| part.change.gap()).chain(drawn.map(|drawn| drawn.gap));
    let open = gaps.into_iter().find(|gap| gap.is_nan() || *gap > CLOSES);
    open.map_or(Ok(()), |gap| Err(Failure::Work(text::terms_do_not_sum(gap, lang))))
}

impl DecomposeArguments {
    fn lang(&self) -> Lang {
        self.writing.lang()
    }

    fn design(&self) -> Design {
        Design { draws: self.draws, seed: self.seed, method: self.design.into() }
    }

    fn comparison<'a>(
        &self,
        model: &'a Model,
        against: Option<&'a Model>,
    ) -> Result<Comparison<'a>, Failure> {
        let years: Vec<Year> = self.years.iter().copied().map(Year).collect();
        let comparison = match against {
            None => Comparison::between_years(model, &years),
            Some(against) => Comparison::between_scenarios(model, against, &years),
        };
        comparison.map_err(|wrong| {
            let second = matches!(wrong, WrongYears::Outside { model: 1, .. });
            let Scenario { id, horizon, .. } = &against.filter(|_| second).unwrap_or(model).scenario;
            let told = text::wrong_years(wrong, id, (horizon.base, horizon.end), self.lang());
            Failure::Input(format!("error: {told}"))
        })
    }

    /// The place that is told and drawn.
    fn spot(&self, comparison: &Comparison<'_>) -> Result<usize, Failure> {
        let Some(region) = &self.region else { return Ok(0) };
        let known: Vec<&str> = comparison.layout.spots.iter().map(|spot| spot.id.as_str()).collect();
        known.iter().position(|id| id == region).ok_or_else(|| {
            let told = text::unknown_region(region, near(region, known.iter().copied()), &known, self.lang());
            Failure::Input(format!("error: {told}"))
        })
    }

    /// Refuses draws that would not fit into the memory of most machines, before they are tried.
    fn check_room(&self, parts: &[Part]) -> Result<(), Failure> {
        // Chunks and what they are put together in.
        let a_draw = 2 * size_of::<f64>() * Comparison::numbers_a_draw(parts);
        let most = run::MOST_BYTES / (a_draw as u64).max(1);
        if self.draws <= most {
            return Ok(());
        }
        Err(Failure::Input(format!("error: {}", text::too_many_paired_draws(self.draws, most, self.lang()))))
    }

    /// Where the results go.
    fn place(&self, comparison: &Comparison<'_>) -> PathBuf {
        let ids: Vec<&str> = comparison.models.iter().map(|model| model.scenario.id.as_str()).collect();
        let by_ids = || Path::new("output").join(format!("{}.decomposition", ids.join(".")));
        self.writing.out.clone().unwrap_or_else(by_ids)
    }

    /// The command that makes the same bytes again: without the folder, which changes none.
    fn command(&self) -> Vec<String> {
        let mut words = vec!["decompose".to_owned(), shown(&self.scenario)];
        words.extend(self.against.as_deref().map(shown));
        let years: Vec<String> = self.years.iter().map(i32::to_string).collect();
        words.extend(["--years".to_owned(), years.join(",")]);
        words.extend(self.region.iter().flat_map(|region| ["--region".to_owned(), region.clone()]));
        words.extend(["--draws".to_owned(), self.draws.to_string()]);
        words.extend(["--seed".to_owned(), self.seed.to_string()]);
        words.extend(["--design".to_owned(), self.design().method.name().to_owned()]);
        words.extend(["--lang".to_owned(), self.lang().code().to_owned()]);
        for (address, value) in &self.files.set {
            words.extend(["--set".to_owned(), format!("{address}={value}")]);
        }
        words.extend(self.sides.words());
        words.extend(self.files.allow_outside.then(|| "--allow-outside".to_owned()));
        words.extend(self.writing.chart_words());
        words
    }

    /// Tables and charts into a folder, whole or not at all.
    fn write(
        &self,
        ready: &Ready,
        against: Option<&Ready>,
        found: &Found<'_>,
        place: &Path,
    ) -> Result<(), Failure> {
        let failed = |error| Failure::Work(format!("could not write the tables: {error}"));
        let draws = self.counted(found);
        let changes = tables::changes(found.comparison, &found.parts, draws).csv().map_err(failed)?;
        let processes = tables::changes_by_process(found.comparison, &found.parts).csv().map_err(failed)?;
        let mut files =
            vec![(TABLE.to_owned(), changes), ("decomposition_by_process.csv".to_owned(), processes)];
        if !self.writing.no_charts {
            files.extend(self.charts(found)?);
        }
        files.sort();
        let manifest = self.manifest(ready, against, found, &files);
        let mut folder = OutputFolder::new(&manifest)?;
        for (path, bytes) in files {
            folder.add(&path, bytes)?;
        }
        Ok(folder.commit(place)?)
    }

    /// Draws that count, where there are any.
    fn counted(&self, found: &Found<'_>) -> Option<u64> {
        found.drawn.as_ref().map(|drawn| self.draws - drawn.failed)
    }

    fn charts(&self, found: &Found<'_>) -> Result<Vec<(String, Vec<u8>)>, Failure> {
        let Found { comparison, parts, spot, .. } = found;
        let draws = self.counted(found);
        let pictures = gallery::decomposition(comparison, parts, *spot, draws, self.lang(), None);
        drawn(&pictures, &self.writing.look.look()?, || Ok(()))
    }

    /// The charts of a folder that this command made.
    pub(super) fn charts_of<'a>(&self, opened: &'a Opened) -> Result<Make<'a>, Failure> {
        let comparison = self.comparison(&opened.model, opened.second())?;
        let spot = self.spot(&comparison)?;
        let read = read::parts(&comparison, TABLE, &opened.stored.files);
        let (parts, draws) = read.map_err(|error| opened.wrong(error))?;
        Ok(Box::new(move |lang, unit| gallery::decomposition(&comparison, &parts, spot, draws, lang, unit)))
    }

    fn manifest(
        &self,
        ready: &Ready,
        against: Option<&Ready>,
        found: &Found<'_>,
        files: &[(String, Vec<u8>)],
    ) -> Manifest {
        let work = Work {
            model: &ready.model,
            file: &self.scenario,
            inputs: &ready.inputs,
            arguments: &self.files,
            design: self.design(),
            draw: None,
            ensemble: None,
            lang: self.lang(),
        };
        let mut made = manifest(&work, self.command(), files);
        made.scenario = manifest::entry_with(&ready.model, &self.scenario, self.sides.of(0), self.lang());
        made.failed_draws = found.drawn.as_ref().map_or(0, |drawn| drawn.failed);
        if let Some((path, against)) = self.against.as_ref().zip(against) {
            made.against = Some(manifest::entry_with(&against.model, path, self.sides.of(1), self.lang()));
            let more: Vec<_> = against.inputs.iter().map(manifest::input).collect();
            made.inputs.extend(
                more.into_iter()
                    .filter(|input| ready.inputs.iter().all(|known| shown(&known.path) != input.path)),
            );
            if !made.dimensions.is_empty() {
                made.dimensions = paired::dimensions(found.comparison.models.iter().copied());
            }
        }
        made
    }
}
