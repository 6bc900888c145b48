//! `dafeng run`: the central run, the ensemble, tables and charts.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use clap::{Args, ValueEnum};
use rayon::prelude::*;

use super::manifest::{self, Work};
use super::writing::WritingArguments;
use super::{Failure, Ready, ScenarioArguments, print, shown};
use crate::domain::Year;
use crate::ensemble::{Design, Ensemble, Method};
use crate::model::Model;
use crate::output::{self, OutputFolder, Streamed};
use crate::report::chart::Look;
use crate::report::export::BYTE_ORDER_MARK;
use crate::report::gallery::{self, Picture};
use crate::report::manifest::Manifest;
use crate::report::tables::{self, Results};
use crate::report::text::{self, Lang};
use crate::simulation::balance::{self, Closure, Closures};
use crate::simulation::draw::DrawValues;
use crate::simulation::{self, Central};

mod draws;
mod replay;
mod save;
mod shard;
pub(super) mod summary;

pub(super) use draws::{MOST_BYTES, progress};
pub use shard::{MergeArguments, merge};

/// Draws of an ensemble, and the most that `--until` takes.
const DRAWS: (u64, u64) = (1_000, 1_000_000);

/// Greatest relative residual of a closure that rounding explains.
const CLOSES: f64 = 1e-9;

#[derive(Debug, Args)]
pub struct RunArguments {
    /// The scenario file. 情景文件
    #[arg(value_name = "SCENARIO")]
    scenario: PathBuf,
    /// Number of draws of the ensemble; 0: the central run only [default: 1000; with --until at most 1000000]. 抽样次数
    #[arg(long, value_parser = clap::value_parser!(u64).range(..=10_000_000_000))]
    draws: Option<u64>,
    /// Seed of the draws. 随机种子
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How the draws are laid out. 抽样设计
    #[arg(long, value_enum, default_value_t)]
    design: DesignArgument,
    /// Run the draw of this number (0 to draws − 1) on its own: all its series and inputs. 单独重算一次抽样
    #[arg(long, value_name = "NUMBER", conflicts_with_all = ["save_draws", "font"])]
    draw: Option<u64>,
    /// Write every draw's values of these series (`name@place`, or `targets`: all that targets read) to draws.csv. 保存各次抽样的指标
    #[arg(long, value_name = "SERIES", num_args = 1..)]
    save_draws: Vec<String>,
    /// Go on until every 95 % interval of the probability of a target reaches no further than this to either side of its
    /// middle, such as 0.5%, or --draws are done. 抽样至各目标概率的区间半宽不超过此值
    #[arg(long, value_name = "SHARE", value_parser = share, conflicts_with_all = ["draw", "shard"])]
    until: Option<f64>,
    /// Compute one of N parts of the draws and write it to a file for `dafeng merge`. 只计算第 I 片（共 N 片）
    #[arg(long, value_name = "I/N", value_parser = shard::part, conflicts_with_all = ["draw", "save_draws", "font", "no_charts", "bom"])]
    shard: Option<shard::Part>,
    /// Go on from the draws that an interrupted run kept beside the results. 从中断处继续
    #[arg(long, conflicts_with = "draw")]
    resume: bool,
    /// Keep what is done beside the results for --resume every so many seconds. 每隔若干秒保存进度
    #[arg(long, value_name = "SECONDS", default_value_t = 10)]
    checkpoint: u32,
    #[command(flatten)]
    writing: WritingArguments,
    /// Begin CSV tables with a byte-order mark, so that Excel shows Chinese. CSV 文件加字节顺序标记
    #[arg(long)]
    bom: bool,
    #[command(flatten)]
    files: ScenarioArguments,
}

/// How draws are laid out.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, ValueEnum)]
pub(super) enum DesignArgument {
    /// Independent draws 独立随机抽样
    #[default]
    Random,
    /// Strata of equal probability for every number, in 16 replicates 拉丁超立方抽样（16 组重复）
    LatinHypercube,
    /// Scrambled Sobol′ points, in 16 replicates; best with 16·2^k draws 加扰 Sobol′ 序列（16 组重复）
    Sobol,
}

impl From<DesignArgument> for Method {
    fn from(argument: DesignArgument) -> Method {
        match argument {
            DesignArgument::Random => Method::Random,
            DesignArgument::LatinHypercube => Method::LatinHypercube,
            DesignArgument::Sobol => Method::Sobol,
        }
    }
}

pub fn run(arguments: &RunArguments) -> Result<(), Failure> {
    let lang = arguments.writing.lang();
    let stop = on_interrupt()?;
    let ready = super::prepare(&arguments.scenario, &arguments.files)?;
    let job = Job { arguments, lang, stop: &stop };
    if let Some(draw) = arguments.draw {
        return job.replay(&ready, draw);
    }
    let pool = pool(arguments.writing.threads)?;
    if let Some(part) = arguments.shard {
        return pool.install(|| job.shard(&ready, part));
    }
    let saved = job.saved(&ready)?;
    // A font or theme that cannot be used is told before the draws, not after them.
    arguments.writing.look.look()?;
    let place = job.place(&ready);
    output::check_place(&place)?;
    pool.install(|| {
        let ensemble = job.ensemble(&ready, &place)?;
        job.results(&ready, ensemble, &saved, &place)
    })?;
    job.unfinished(&ready, &place).remove();
    Ok(())
}

/// Reads `0.5%` or `0.005`: above 0 and below a half.
fn share(text: &str) -> Result<f64, String> {
    let number = |text: &str| text.trim().parse::<f64>().ok();
    let share = match text.trim().strip_suffix('%') {
        Some(percent) => number(percent).map(|percent| percent / 100.0),
        None => number(text),
    };
    let inside = share.filter(|share| (1e-6..0.5).contains(share));
    inside.ok_or_else(|| "write a share below a half, such as 0.5%".to_owned())
}

/// A flag that rises when the user presses Ctrl-C.
pub(super) fn on_interrupt() -> Result<Arc<AtomicBool>, Failure> {
    let stop = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&stop);
    ctrlc::set_handler(move || flag.store(true, Ordering::Relaxed))
        .map_err(|error| Failure::Work(format!("could not listen for Ctrl-C: {error}")))?;
    Ok(stop)
}

/// Threads, as many as asked for or as the machine has.
pub(super) fn pool(threads: Option<u16>) -> Result<rayon::ThreadPool, Failure> {
    rayon::ThreadPoolBuilder::new()
        .num_threads(threads.map_or(0, usize::from))
        .build()
        .map_err(|error| Failure::Work(format!("could not start threads: {error}")))
}

/// The first closure that does not close, and by how much.
fn open(model: &Model, residuals: &Closures) -> Option<(Closure, f64)> {
    let found = balance::closures(model).into_iter().zip(residuals.iter());
    found.map(|(closure, &residual)| (closure, residual)).find(|(_, r)| r.is_nan() || *r > CLOSES)
}

/// Fails on the first closure that does not close; `year` tells where.
fn check_closures(
    model: &Model,
    residuals: &Closures,
    year: impl FnOnce(Closure) -> Option<Year>,
    lang: Lang,
) -> Result<(), Failure> {
    let Some((closure, residual)) = open(model, residuals) else { return Ok(()) };
    let name = text::closure_name(closure, &model.scenario);
    let words = text::closure_words(closure, &model.scenario, lang);
    Err(Failure::Work(text::closure_failed(&name, &words, residual, year(closure), lang)))
}

/// Fails where a run of these values does not close, and says in which year.
fn closes_with(
    model: &Model,
    residuals: &Closures,
    values: impl FnOnce() -> DrawValues<f64>,
    lang: Lang,
) -> Result<(), Failure> {
    let year = |closure| Some(model.scenario.horizon.year(simulation::open_year(model, values(), closure)));
    check_closures(model, residuals, year, lang)
}

/// Whether a central run closes.
pub(super) fn closes(model: &Model, central: &Central, lang: Lang) -> Result<(), Failure> {
    closes_with(model, &central.closures, || DrawValues::central(&model.parameters), lang)
}

struct Job<'a> {
    arguments: &'a RunArguments,
    lang: Lang,
    stop: &'a AtomicBool,
}

impl Job<'_> {
    fn stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    fn interrupted(&self) -> Failure {
        Failure::Interrupted(text::interrupted(self.lang).to_owned())
    }

    fn design(&self) -> Design {
        let RunArguments { draws, until, seed, design, .. } = *self.arguments;
        let usual = if until.is_some() { DRAWS.1 } else { DRAWS.0 };
        Design { draws: draws.unwrap_or(usual), seed, method: design.into() }
    }

    /// Everything that comes of an ensemble: files, and a summary on the screen.
    fn results(
        &self,
        ready: &Ready,
        ensemble: Option<Ensemble>,
        saved: &[usize],
        place: &Path,
    ) -> Result<(), Failure> {
        let central = simulation::central(&ready.model);
        closes(&ready.model, &central, self.lang)?;
        let results = Results { model: &ready.model, central: &central, ensemble: ensemble.as_ref() };
        let files = self.files(&results, &self.arguments.writing.look.look()?)?;
        let design = ensemble.as_ref().map_or(self.design(), |ensemble| ensemble.design);
        let streamed = self.save(ready, design, saved, place)?;
        self.write(ready, ensemble.as_ref(), files, streamed, place)?;
        print::out(&summary::summary(&results, &shown(place), self.lang))
    }

    /// Every file of the results but the manifest, sorted by name.
    fn files(&self, results: &Results<'_>, look: &Look) -> Result<Vec<(String, Vec<u8>)>, Failure> {
        let mut files = tables::all(results, self.lang)
            .map_err(|error| Failure::Work(format!("could not write the tables: {error}")))?;
        if !self.arguments.writing.no_charts {
            let pictures = gallery::pictures(results, self.lang);
            let drawn: Vec<Vec<(String, Vec<u8>)>> =
                pictures.par_iter().map(|picture| self.draw(picture, look)).collect::<Result<_, _>>()?;
            files.extend(drawn.into_iter().flatten());
        }
        files.sort();
        Ok(files)
    }

    fn draw(&self, picture: &Picture, look: &Look) -> Result<Vec<(String, Vec<u8>)>, Failure> {
        if self.stopped() {
            return Err(self.interrupted());
        }
        picture.files(look).map_err(|error| Failure::Work(format!("chart {}: {error}", picture.stem)))
    }

    /// Where the results go; a single draw beside those of the ensemble.
    fn place(&self, ready: &Ready) -> PathBuf {
        let id = &ready.model.scenario.id;
        let by_id = || match self.arguments.draw {
            None => Path::new("output").join(id),
            Some(draw) => Path::new("output").join(format!("{id}.draw-{draw}")),
        };
        self.arguments.writing.out.clone().unwrap_or_else(by_id)
    }

    fn write(
        &self,
        ready: &Ready,
        ensemble: Option<&Ensemble>,
        files: Vec<(String, Vec<u8>)>,
        streamed: Option<Streamed>,
        place: &Path,
    ) -> Result<(), Failure> {
        let files = if self.arguments.bom { marked(files) } else { files };
        let mut manifest = self.manifest(ready, ensemble, &files);
        manifest.files.extend(streamed.as_ref().map(|file| file.entry.clone()));
        manifest.files.sort_by(|a, b| a.path.cmp(&b.path));
        let mut folder = OutputFolder::new(&manifest)?;
        if let Some(file) = streamed {
            folder.add_streamed(file)?;
        }
        for (path, bytes) in files {
            folder.add(&path, bytes)?;
        }
        if self.stopped() {
            return Err(self.interrupted());
        }
        Ok(folder.commit(place)?)
    }

    fn manifest(&self, ready: &Ready, ensemble: Option<&Ensemble>, files: &[(String, Vec<u8>)]) -> Manifest {
        let work = Work {
            model: &ready.model,
            file: &self.arguments.scenario,
            inputs: &ready.inputs,
            arguments: &self.arguments.files,
            design: ensemble.map_or(self.design(), |ensemble| ensemble.design),
            draw: self.arguments.draw,
            ensemble,
            lang: self.lang,
        };
        manifest::manifest(&work, self.command(), files)
    }

    /// The command that makes the same bytes again: without threads and folder, which change none.
    fn command(&self) -> Vec<String> {
        let arguments = self.arguments;
        let mut words = vec!["run".to_owned(), shown(&arguments.scenario)];
        words.extend(["--draws".to_owned(), self.design().draws.to_string()]);
        words.extend(arguments.until.iter().flat_map(|until| ["--until".to_owned(), until.to_string()]));
        words.extend(["--seed".to_owned(), arguments.seed.to_string()]);
        words.extend(["--design".to_owned(), self.design().method.name().to_owned()]);
        if let Some(draw) = arguments.draw {
            words.extend(["--draw".to_owned(), draw.to_string()]);
        }
        for series in &arguments.save_draws {
            words.extend(["--save-draws".to_owned(), series.clone()]);
        }
        words.extend(["--lang".to_owned(), self.lang.code().to_owned()]);
        for (address, value) in &arguments.files.set {
            words.extend(["--set".to_owned(), format!("{address}={value}")]);
        }
        words.extend(arguments.files.allow_outside.then(|| "--allow-outside".to_owned()));
        words.extend(arguments.writing.chart_words());
        words.extend(arguments.bom.then(|| "--bom".to_owned()));
        words
    }
}

/// The files with a byte-order mark before every table that has none.
fn marked(mut files: Vec<(String, Vec<u8>)>) -> Vec<(String, Vec<u8>)> {
    let mark = BYTE_ORDER_MARK.as_bytes();
    let tables = files.iter_mut().filter(|(name, bytes)| name.ends_with(".csv") && !bytes.starts_with(mark));
    tables.for_each(|(_, bytes)| {
        bytes.splice(0..0, mark.iter().copied());
    });
    files
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario;

    /// Carbon within rounding, electricity off by a part in a hundred thousand: the first that is open is named, with
    /// how far and when; not-a-number is open too.
    #[test]
    fn a_closure_that_does_not_close_is_named() {
        let loaded =
            scenario::load(Path::new("tests/fixtures/small/small.toml"), &scenario::Options::default());
        let model = Model::compile(loaded.expect("valid").scenario).expect("compiles");
        let place = |closure| balance::closures(&model).into_iter().position(|c| c == closure).expect("kept");
        let mut residuals = Closures::none(&model);
        residuals.fill(1e-12);
        assert!(check_closures(&model, &residuals, |_| None, Lang::En).is_ok());
        residuals[place(Closure::Electricity)] = 1e-5;
        let failure = check_closures(&model, &residuals, |_| Some(Year(2034)), Lang::En).unwrap_err();
        let said = failure.to_string();
        assert_eq!(failure.code(), 1);
        for word in ["electricity", "1e-5", "2034"] {
            assert!(said.contains(word), "{said}");
        }
        residuals[place(Closure::Carbon)] = f64::NAN;
        let failure = check_closures(&model, &residuals, |_| None, Lang::Zh).unwrap_err();
        assert!(failure.to_string().contains("carbon"));
    }
}
