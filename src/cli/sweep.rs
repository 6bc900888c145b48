//! `dafeng sweep`: a scenario at many points, each as written or as an ensemble over the same draws.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use clap::Args;
use sha2::{Digest, Sha256};

use super::chart::Make;
use super::look::drawn;
use super::manifest::{self, Work, manifest};
use super::report::Opened;
use super::run::{self, DesignArgument};
use super::writing::WritingArguments;
use super::{Failure, Ready, ScenarioArguments, print, shown};
use crate::analysis::sweep::{Ladder, Plan, PointResult, Sweep, Told, ladder};
use crate::ensemble::Design;
use crate::model::Model;
use crate::near::near;
use crate::output::{self, OutputFolder};
use crate::report::gallery;
use crate::report::tables::{self, read};
use crate::report::text::{self, Lang};
use crate::scenario::{self, Options, Spot, SweepInput};

/// Most points that are printed.
const MOST_PRINTED: usize = 30;

/// What a file of finished points begins with.
const MARK: &[u8] = b"dafeng sweep points\n";

#[derive(Debug, Args)]
pub struct SweepArguments {
    /// A sweep file; with --vary or --points the scenario file. 扫描文件或情景文件
    #[arg(value_name = "SWEEP|SCENARIO")]
    file: PathBuf,
    /// A number that varies, such as `levers.arc-share.guangxi@2030=15 %:45 %:7` or `…=10 %,25 %`; may be repeated. 变化的参数
    #[arg(long, value_name = "ADDR=FROM:TO:STEPS")]
    vary: Vec<String>,
    /// Points from a CSV file: an address over each column. 点列表
    #[arg(long, value_name = "CSV", conflicts_with = "vary")]
    points: Option<PathBuf>,
    /// Each number on its own, the others as the scenario has them. 单因素变化
    #[arg(long, requires = "vary")]
    one_at_a_time: bool,
    /// Draws of each point, the same for all; 0: the written values alone [default: as the sweep file says, or 0]. 每点抽样次数
    #[arg(long, value_parser = clap::value_parser!(u64).range(..=10_000_000))]
    draws: Option<u64>,
    /// Seed of the draws [default: as the sweep file says, or 1]. 随机种子
    #[arg(long)]
    seed: Option<u64>,
    /// How the draws are laid out. 抽样设计
    #[arg(long, value_enum, default_value_t)]
    design: DesignArgument,
    /// Series that are told, `name@place` [default: CO2, energy and what targets read]. 输出指标
    #[arg(long, value_name = "SERIES", num_args = 1..)]
    series: Vec<String>,
    /// Years that are told [default: every fifth after the last observed one]. 年份
    #[arg(long, value_name = "YEAR", value_delimiter = ',', num_args = 1..)]
    years: Vec<i32>,
    /// Go on from the points that an interrupted sweep kept beside the results. 从中断处继续
    #[arg(long)]
    resume: bool,
    /// Keep finished points beside the results for --resume every so many seconds. 每隔若干秒保存进度
    #[arg(long, value_name = "SECONDS", default_value_t = 10)]
    checkpoint: u32,
    #[command(flatten)]
    writing: WritingArguments,
    #[command(flatten)]
    files: ScenarioArguments,
}

pub fn sweep(arguments: &SweepArguments) -> Result<(), Failure> {
    let stop = run::on_interrupt()?;
    let input = arguments.input()?;
    let ready = super::prepare(&input.scenario, &arguments.files)?;
    let told = arguments.told(&input, &ready.model)?;
    arguments.writing.look.look()?;
    let place = arguments.place(&ready.model);
    output::check_place(&place)?;
    run::pool(arguments.writing.threads)?.install(|| {
        let ladders = arguments.ladders(&input)?;
        let options = arguments.options();
        let design = arguments.design(&input);
        let plan = Plan { input: &input, told, design };
        let sweep = Sweep::new((&input.scenario, options), plan, ladders);
        let results = arguments.run(&sweep, &ready, &place, &stop)?;
        arguments.write(&sweep, &ready, &results, &place)?;
        remove(&place);
        let told = arguments.told_points(&sweep, &ready.model, &results);
        print::out(&(told + &text::results_line(&shown(&place), arguments.lang()) + "\n"))
    })
}

/// Where finished points are kept.
fn kept_at(place: &Path) -> PathBuf {
    let mut path = place.as_os_str().to_owned();
    path.push(".unfinished");
    PathBuf::from(path)
}

fn remove(place: &Path) {
    // What cannot be removed is written over by the next sweep, and does no harm till then.
    let _ = output::remove_marked(&kept_at(place), MARK);
}

impl SweepArguments {
    fn lang(&self) -> Lang {
        self.writing.lang()
    }

    fn options(&self) -> Options {
        Options { allow_outside: self.files.allow_outside, set: self.files.set.clone() }
    }

    fn design(&self, input: &SweepInput) -> Design {
        let draws = self.draws.or(input.draws).unwrap_or(0);
        Design { draws, seed: self.seed.or(input.seed).unwrap_or(1), method: self.design.into() }
    }

    fn input(&self) -> Result<SweepInput, Failure> {
        let is_scenario = !self.vary.is_empty() || self.points.is_some();
        let found = if is_scenario {
            scenario::sweep_of(&self.file, &self.vary, self.points.as_deref(), !self.one_at_a_time)
        } else {
            scenario::load_sweep(&self.file)
        };
        found.map_err(|problems| Failure::Input(problems.report(print::in_colour())))
    }

    /// Series and years that are told; every unknown one is reported at its place.
    fn told(&self, input: &SweepInput, model: &Model) -> Result<Told, Failure> {
        let horizon = model.scenario.horizon;
        let (names, years) = (
            if self.series.is_empty() { &input.series } else { &self.series },
            if self.years.is_empty() { &input.years } else { &self.years },
        );
        let keys: Vec<String> = model.series.iter().map(|series| series.key(&model.scenario)).collect();
        let mut wrong = Vec::new();
        let mut positions = Vec::new();
        for (at, name) in names.iter().enumerate() {
            match keys.iter().position(|key| key == name) {
                Some(position) => positions.push(position),
                None => {
                    let help = near(name, keys.iter().map(String::as_str))
                        .map(|close| format!("did you mean `{close}`?"))
                        .or_else(|| Some("`dafeng list SCENARIO --series` names them all".to_owned()));
                    wrong.push((Spot::Series(at), format!("there is no series `{name}`"), help));
                }
            }
        }
        let mut asked = Vec::new();
        for (at, &year) in years.iter().enumerate() {
            match horizon.index(crate::domain::Year(year)) {
                Some(t) => asked.push(t),
                None => {
                    let message = format!("{year} is outside the years of the scenario");
                    let help = format!("they are {} to {}", horizon.base, horizon.end);
                    wrong.push((Spot::Year(at), message, Some(help)));
                }
            }
        }
        asked.sort_unstable();
        asked.dedup();
        self.refuse(input, wrong)?;
        Ok(Told::new(model, positions, asked))
    }

    fn refuse(&self, input: &SweepInput, wrong: Vec<(Spot, String, Option<String>)>) -> Result<(), Failure> {
        if wrong.is_empty() {
            return Ok(());
        }
        Err(Failure::Input(input.problems(wrong).report(print::in_colour())))
    }

    /// The numbers of all axes, or everything that is wrong with any.
    fn ladders(&self, input: &SweepInput) -> Result<Vec<Ladder>, Failure> {
        let options = self.options();
        let found = (0..input.axes.len()).map(|axis| ladder((&input.scenario, &options), input, axis));
        let (mut ladders, mut wrong) = (Vec::new(), Vec::new());
        for found in found {
            match found {
                Ok(ladder) => ladders.push(ladder),
                Err(problem) => wrong.push(problem),
            }
        }
        self.refuse(input, wrong)?;
        Ok(ladders)
    }

    /// Where the results go.
    fn place(&self, model: &Model) -> PathBuf {
        let by_id = || Path::new("output").join(format!("{}.sweep", model.scenario.id));
        self.writing.out.clone().unwrap_or_else(by_id)
    }

    /// Every point: those kept by an interrupted sweep, and the others.
    fn run(
        &self,
        sweep: &Sweep<'_>,
        ready: &Ready,
        place: &Path,
        stop: &AtomicBool,
    ) -> Result<BTreeMap<usize, PointResult>, Failure> {
        let lang = self.lang();
        let origin = self.origin(sweep, ready);
        let file = kept_at(place);
        let mut done = if self.resume { resumed(&file, &origin, lang)? } else { BTreeMap::new() };
        let points = sweep.plan.input.points.len();
        if let Some(estimate) = sweep.pilot() {
            let seconds = estimate.time.as_secs_f64();
            print::note(&text::estimate(points, estimate.runs, estimate.models, seconds, lang));
        }
        let bar = run::progress(sweep.runs(), done.len() as u64 * (1 + sweep.plan.design.draws), lang);
        let report = |runs: u64| {
            bar.inc(runs);
            !stop.load(Ordering::Relaxed)
        };
        let every = Duration::from_secs(u64::from(self.checkpoint));
        let (mut last, mut failed) = (Instant::now(), None);
        let keep = |done: &BTreeMap<usize, PointResult>| {
            if last.elapsed() >= every && done.len() < points {
                failed = write_points(&file, &origin, done).err();
                last = Instant::now();
            }
        };
        let is_whole = sweep.run(&mut done, &report, keep);
        bar.finish_and_clear();
        if let Some(failure) = failed {
            return Err(failure);
        }
        if is_whole {
            return Ok(done);
        }
        if !done.is_empty() {
            write_points(&file, &origin, &done)?;
            let text = text::interrupted_points(&shown(&file), done.len(), points, lang);
            return Err(Failure::Interrupted(text));
        }
        Err(Failure::Interrupted(text::interrupted(lang).to_owned()))
    }

    /// What decides the results, as a digest.
    fn origin(&self, sweep: &Sweep<'_>, ready: &Ready) -> String {
        let axes: Vec<_> = sweep.plan.input.axes.iter().map(|axis| (&axis.address, &axis.values)).collect();
        let inputs: Vec<&String> = ready.inputs.iter().map(|input| &input.sha256).collect();
        let (points, design) = (&sweep.plan.input.points, sweep.plan.design);
        let version = env!("CARGO_PKG_VERSION");
        let all = format!(
            "{version}{axes:?}{points:?}{inputs:?}{:?}{design:?}{:?}",
            self.files.set, sweep.plan.told
        );
        Sha256::digest(all.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
    }

    fn write(
        &self,
        sweep: &Sweep<'_>,
        ready: &Ready,
        results: &BTreeMap<usize, PointResult>,
        place: &Path,
    ) -> Result<(), Failure> {
        let mut files = tables::sweep(&sweep.plan, &ready.model, results)
            .map_err(|error| Failure::Work(format!("could not write the tables: {error}")))?;
        if !self.writing.no_charts {
            let pictures = gallery::sweep(&sweep.plan, &ready.model, results, self.lang(), None);
            files.extend(drawn(&pictures, &self.writing.look.look()?, || Ok(()))?);
        }
        files.sort();
        let work = Work {
            model: &ready.model,
            file: &sweep.plan.input.scenario,
            inputs: &ready.inputs,
            arguments: &self.files,
            design: sweep.plan.design,
            draw: None,
            ensemble: None,
            lang: self.lang(),
        };
        let mut made = manifest(&work, self.command(sweep), &files);
        made.inputs.extend(sweep.plan.input.inputs.iter().map(manifest::input));
        let drawn = results.values().filter_map(|result| result.drawn.as_ref());
        made.failed_draws = drawn.map(|drawn| drawn.failed).sum();
        let mut folder = OutputFolder::new(&made)?;
        for (path, bytes) in files {
            folder.add(&path, bytes)?;
        }
        Ok(folder.commit(place)?)
    }

    /// The charts of a folder that this command made.
    pub(super) fn charts_of<'a>(&self, opened: &'a Opened) -> Result<Make<'a>, Failure> {
        let model = &opened.model;
        let input = self.input()?;
        let (told, design) = (self.told(&input, model)?, opened.design()?);
        let plan = Plan { input: &input, told, design };
        let results =
            read::points(&plan, model, &opened.stored.files).map_err(|error| opened.wrong(error))?;
        let told = plan.told;
        Ok(Box::new(move |lang, unit| {
            let plan = Plan { input: &input, told: told.clone(), design };
            gallery::sweep(&plan, model, &results, lang, unit)
        }))
    }

    /// The command that makes the same bytes again: without threads and folder, which change none.
    fn command(&self, sweep: &Sweep<'_>) -> Vec<String> {
        let mut words = vec!["sweep".to_owned(), shown(&self.file)];
        words.extend(self.vary.iter().flat_map(|vary| ["--vary".to_owned(), vary.clone()]));
        words.extend(self.points.iter().flat_map(|points| ["--points".to_owned(), shown(points)]));
        words.extend(self.one_at_a_time.then(|| "--one-at-a-time".to_owned()));
        words.extend(["--draws".to_owned(), sweep.plan.design.draws.to_string()]);
        words.extend(["--seed".to_owned(), sweep.plan.design.seed.to_string()]);
        words.extend(["--design".to_owned(), sweep.plan.design.method.name().to_owned()]);
        words.extend(self.series.iter().flat_map(|series| ["--series".to_owned(), series.clone()]));
        let years: Vec<String> = self.years.iter().map(i32::to_string).collect();
        words.extend((!years.is_empty()).then(|| format!("--years={}", years.join(","))));
        words.extend(["--lang".to_owned(), self.lang().code().to_owned()]);
        for (address, value) in &self.files.set {
            words.extend(["--set".to_owned(), format!("{address}={value}")]);
        }
        words.extend(self.files.allow_outside.then(|| "--allow-outside".to_owned()));
        words.extend(self.writing.chart_words());
        words
    }

    /// The first points, with the peak of the first series that has one.
    fn told_points(
        &self,
        sweep: &Sweep<'_>,
        model: &Model,
        results: &BTreeMap<usize, PointResult>,
    ) -> String {
        let (lang, told) = (self.lang(), &sweep.plan.told);
        let failed = results.values().filter(|result| result.reason.is_some()).count();
        let mut text = text::points_line(results.len(), failed, lang) + "\n";
        let (Some(&board), Some(by)) = (told.boards.first(), told.years.len().checked_sub(1)) else {
            return text;
        };
        let year = |t: usize| model.scenario.horizon.year(told.years[t]).0;
        let by = (0..=by).find(|t| year(*t) >= 2030).unwrap_or(by);
        let title = text::series_title(&model.scenario, &model.series[board]);
        let [peak, chance] = text::sweep_heads(lang.of(&title), year(by), lang);
        let mut head: Vec<&str> = sweep.plan.input.axes.iter().map(|axis| axis.address.as_str()).collect();
        head.push(&peak);
        head.extend((sweep.plan.design.draws > 0).then_some(chance.as_str()));
        let row = |(&point, result): (&usize, &PointResult)| {
            let values = &sweep.plan.input.points[point];
            let mut row: Vec<String> =
                (0..values.len()).map(|axis| tables::swept_name(&sweep.plan, values, axis)).collect();
            let peak = result.central.get(told.cells()).copied().filter(|peak| peak.is_finite());
            row.push(peak.map_or("–".to_owned(), |peak| format!("{peak}")));
            if sweep.plan.design.draws > 0 {
                let share = result.drawn.as_ref().map(|d| d.peaked[0][by].probability());
                row.push(share.map_or("–".to_owned(), |share| format!("{:.1}%", 100.0 * share)));
            }
            row
        };
        let rows: Vec<Vec<String>> = results.iter().take(MOST_PRINTED).map(row).collect();
        text += &print::columns(&head, &rows);
        if results.len() > MOST_PRINTED {
            text += &(text::more_points(results.len() - MOST_PRINTED, lang) + "\n");
        }
        text
    }
}

/// Finished points as a file.
fn write_points(file: &Path, origin: &str, done: &BTreeMap<usize, PointResult>) -> Result<(), Failure> {
    let body = postcard::to_stdvec(&(origin, done))
        .map_err(|error| Failure::Work(format!("could not keep the points: {error}")))?;
    Ok(output::replace_file(file, &[MARK, &body].concat(), MARK)?)
}

/// The points that an earlier run of the same sweep kept.
fn resumed(file: &Path, origin: &str, lang: Lang) -> Result<BTreeMap<usize, PointResult>, Failure> {
    let name = shown(file);
    if !file.exists() {
        print::note(&text::nothing_to_resume(&name, lang));
        return Ok(BTreeMap::new());
    }
    let bytes = scenario::read_large(file).map_err(|why| Failure::Input(format!("error: {name}: {why}")))?;
    let body = bytes.strip_prefix(MARK).unwrap_or_default();
    match postcard::from_bytes::<(String, BTreeMap<usize, PointResult>)>(body) {
        Ok((of, done)) if of == origin => {
            print::note(&text::points_resumed(&name, done.len(), lang));
            Ok(done)
        }
        _ => Err(Failure::Input(format!("error: {}", text::other_sweep(&name, lang)))),
    }
}
