//! `dafeng sensitivity`: what moves an outcome.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use clap::{Args, ValueEnum};

use super::look::drawn;
use super::manifest::{Work, manifest};
use super::run::{self, DesignArgument};
use super::writing::WritingArguments;
use super::{Failure, Ready, ScenarioArguments, print, shown};
use crate::analysis::sensitivity::estimate::Bootstrap;
use crate::analysis::sensitivity::{self, Factors, Finding, Method, Sensitivity};
use crate::ensemble::Design;
use crate::ensemble::study::{Outcome, StudyError};
use crate::output::{self, OutputFolder};
use crate::report::gallery;
use crate::report::manifest::Manifest;
use crate::report::tables;
use crate::report::text::{self, Lang};

mod asked;
mod outcome;
mod results;
mod stored;
mod told;

/// Numbers that a study of second order may have.
const MOST_WITH_PAIRS: usize = 60;
/// Trajectories that choose the numbers of `--screen`.
const SCREENING: u64 = 10;
/// Draws that an ensemble is read from at most.
const MOST_DRAWS: u64 = 100_000;

#[derive(Debug, Args)]
pub struct SensitivityArguments {
    /// The scenario file; for `--method ensemble` also a folder of results with saved draws. 情景文件或结果目录
    #[arg(value_name = "SCENARIO-or-RESULTS")]
    what: PathBuf,
    /// Of what: SERIES@YEAR, SERIES@PLACE@YEAR, peak-year, peak-year:SERIES@PLACE, target:ID (its margin). 分析哪些结果
    #[arg(long, value_name = "OUTCOME", num_args = 1.., required = true)]
    of: Vec<String>,
    /// How. 方法
    #[arg(long, value_enum, default_value_t)]
    method: MethodArgument,
    /// Only these uncertain numbers: addresses, beginnings of addresses, or patterns with `*`. 只取这些参数
    #[arg(long, value_name = "ADDR", num_args = 1..)]
    leaves: Vec<String>,
    /// Only so many numbers, those with the largest elementary effects. 先筛选出影响最大的若干项
    #[arg(long, value_name = "COUNT", value_parser = clap::value_parser!(u16).range(1..))]
    screen: Option<u16>,
    /// Correlated numbers go together, each group as one. 相关参数合为一组
    #[arg(long)]
    groups: bool,
    /// Numbers that go together; may be repeated. 自定义分组
    #[arg(long = "group", value_name = "NAME=ADDR,…", value_parser = group)]
    group: Vec<(String, Vec<String>)>,
    /// Trajectories of `morris`. 轨迹数
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u64).range(2..=100_000))]
    trajectories: u64,
    /// Levels of `morris`, an even number. 水平数
    #[arg(long, default_value_t = 4, value_parser = levels)]
    levels: u32,
    /// Rows of each sample of `sobol`, a power of two. 样本行数 N
    #[arg(long, default_value_t = 1024, value_parser = clap::value_parser!(u64).range(2..=1 << 24))]
    points: u64,
    /// Also what any two numbers do together (`sobol`). 二阶指数
    #[arg(long)]
    second_order: bool,
    /// Resamples behind intervals. 自助法重抽样次数
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u16).range(10..=10_000))]
    resamples: u16,
    /// Draws of `ensemble`. 抽样次数
    #[arg(long, default_value_t = 2000, value_parser = clap::value_parser!(u64).range(1..=MOST_DRAWS))]
    draws: u64,
    /// How they are laid out. 抽样设计
    #[arg(long, value_enum, default_value_t)]
    design: DesignArgument,
    /// Seed of all that is random. 随机种子
    #[arg(long, default_value_t = 1)]
    seed: u64,
    #[command(flatten)]
    writing: WritingArguments,
    #[command(flatten)]
    files: ScenarioArguments,
}

/// How sensitivity is measured.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, ValueEnum)]
enum MethodArgument {
    /// One number at a time from its 5 % to its 95 % quantile 单因素
    #[default]
    Tornado,
    /// Elementary effects, to find what matters among many 莫里斯筛选
    Morris,
    /// Shares of variance, alone and together with others 方差分解
    Sobol,
    /// Rank regression over draws 抽样的秩回归
    Ensemble,
}

impl From<MethodArgument> for Method {
    fn from(argument: MethodArgument) -> Method {
        match argument {
            MethodArgument::Tornado => Method::Tornado,
            MethodArgument::Morris => Method::Morris,
            MethodArgument::Sobol => Method::Sobol,
            MethodArgument::Ensemble => Method::Ensemble,
        }
    }
}

fn levels(text: &str) -> Result<u32, String> {
    let levels: u32 = text.parse().map_err(|_| "write an even number from 2 to 100".to_owned())?;
    let fits = (2..=100).contains(&levels) && levels.is_multiple_of(2);
    if fits { Ok(levels) } else { Err("write an even number from 2 to 100".to_owned()) }
}

fn group(text: &str) -> Result<(String, Vec<String>), String> {
    let wrong = || "write it as NAME=ADDRESS,ADDRESS, such as prices=commodities.*.price".to_owned();
    let (name, list) = text.split_once('=').ok_or_else(wrong)?;
    let list: Vec<String> = list.split(',').map(|a| a.trim().to_owned()).filter(|a| !a.is_empty()).collect();
    if name.trim().is_empty() || list.is_empty() { Err(wrong()) } else { Ok((name.trim().to_owned(), list)) }
}

pub fn sensitivity(arguments: &SensitivityArguments) -> Result<(), Failure> {
    let stop = run::on_interrupt()?;
    let lang = arguments.lang();
    let folder = results::Folder::read(&arguments.what)?;
    if folder.is_some() && arguments.method() != Method::Ensemble {
        return Err(wrong(text::results_need_ensemble(lang).to_owned()));
    }
    arguments.check_options(folder.is_some())?;
    let ready = match &folder {
        None => super::prepare(&arguments.what, &arguments.files)?,
        Some(folder) => folder.prepare(lang)?,
    };
    arguments.writing.look.look()?;
    let work = Job { arguments, lang, stop: &stop, ready: &ready, folder: folder.as_ref() };
    let place = work.place();
    let outcomes = arguments.outcomes(&ready.model)?;
    let all = work.candidates()?;
    output::check_place(&place)?;
    run::pool(arguments.writing.threads)?.install(|| {
        let found = work.find(outcomes, all)?;
        work.write(&found, &place)?;
        let told = told::told(&found, lang) + &text::results_line(&shown(&place), lang);
        print::out(&(told + "\n"))
    })
}

/// Bad input.
fn wrong(told: String) -> Failure {
    Failure::Input(format!("error: {told}"))
}

/// Positions of the factors that are made of leaves.
fn leaves(all: &Factors) -> Vec<usize> {
    (0..all.list.len()).filter(|&at| !all.list[at].members().is_empty()).collect()
}

/// One call of the command.
struct Job<'a> {
    arguments: &'a SensitivityArguments,
    lang: Lang,
    stop: &'a AtomicBool,
    ready: &'a Ready,
    folder: Option<&'a results::Folder>,
}

impl<'a> Job<'a> {
    fn design(&self) -> Design {
        match self.folder {
            Some(folder) => folder.design(),
            None => Design {
                draws: self.arguments.draws,
                seed: self.arguments.seed,
                method: self.arguments.design.into(),
            },
        }
    }

    fn going(&self) -> bool {
        !self.stop.load(Ordering::Relaxed)
    }

    fn interrupted(&self) -> Failure {
        Failure::Interrupted(text::interrupted(self.lang).to_owned())
    }

    /// What a study found, unless it failed or was stopped.
    fn done<T>(&self, found: Result<Option<T>, StudyError>) -> Result<T, Failure> {
        found.map_err(|error| wrong(error.to_string()))?.ok_or_else(|| self.interrupted())
    }

    /// All factors that may be taken.
    fn candidates(&self) -> Result<Factors, Failure> {
        let method = self.arguments.method();
        let all = self.arguments.all_factors(&self.ready.model)?;
        let (draws, needed) = (self.design().draws, sensitivity::given::least_draws(all.list.len()));
        if method == Method::Ensemble && draws < needed as u64 {
            return Err(wrong(text::too_few_draws(draws, needed, self.lang)));
        }
        Ok(all)
    }

    fn find(&self, outcomes: Vec<Outcome>, all: Factors) -> Result<Sensitivity<'a>, Failure> {
        let (model, arguments) = (&self.ready.model, self.arguments);
        let screened = arguments.screening(&all);
        let factors = self.factors(all, &outcomes)?;
        self.check(&factors)?;
        let progress = |_| self.going();
        let bootstrap = arguments.bootstrap();
        let findings = match arguments.method() {
            Method::Tornado => self.done(sensitivity::one_by_one(model, &factors, &outcomes, &progress))?,
            Method::Morris => {
                let plan = (arguments.trajectories, arguments.levels, bootstrap);
                self.done(sensitivity::elementary_effects(model, &factors, plan, &outcomes, &progress))?
            }
            Method::Sobol => {
                let plan = (arguments.rows(), arguments.second_order, bootstrap);
                self.done(sensitivity::shares(model, &factors, plan, &outcomes, &progress))?
            }
            Method::Ensemble => self.ensemble(&factors, &outcomes)?,
        };
        let (size, runs) = arguments.effort(&factors, self.design().draws, self.folder.is_some());
        let (method, runs) = (arguments.method(), runs + screened);
        Ok(Sensitivity { model, method, factors, outcomes, findings, size, runs })
    }

    /// The factors: all, or those that screening chooses.
    fn factors(&self, all: Factors, outcomes: &[Outcome]) -> Result<Factors, Failure> {
        let (model, arguments) = (&self.ready.model, self.arguments);
        let count = arguments.screened();
        let leaves = leaves(&all);
        if leaves.len() <= count {
            return Ok(all);
        }
        let candidates = all.only(model, &leaves);
        let plan = (SCREENING, 4, Bootstrap { resamples: 0, seed: arguments.seed });
        let found = sensitivity::elementary_effects(model, &candidates, plan, outcomes, &|_| self.going());
        let mut kept: Vec<usize> =
            sensitivity::strongest(&self.done(found)?, count).into_iter().map(|at| leaves[at]).collect();
        kept.extend((0..all.list.len()).filter(|at| !leaves.contains(at)));
        print::note(&text::screened_line(count, leaves.len(), arguments.screening(&all), self.lang));
        Ok(all.only(model, &kept))
    }

    /// Refuses what would take too much, and tells what is not as asked.
    fn check(&self, factors: &Factors) -> Result<(), Failure> {
        let arguments = self.arguments;
        if arguments.method() != Method::Sobol {
            return Ok(());
        }
        let (count, rows) = (factors.list.len(), arguments.rows());
        if arguments.second_order && count > MOST_WITH_PAIRS {
            return Err(wrong(text::too_many_pairs(count, MOST_WITH_PAIRS, self.lang)));
        }
        if rows != arguments.points {
            print::note(&text::rounded_points(arguments.points, rows, self.lang));
        }
        // Samples, outcomes by run, and outcomes by column.
        let kinds = if arguments.second_order { 2 } else { 1 } * count + 2;
        let bytes = |rows: u64| {
            let outcomes = rows * kinds as u64 * (arguments.of.len() as u64 + 2) * size_of::<f64>() as u64;
            sensitivity::points::Mixtures::bytes(rows, factors.members().len()) + outcomes
        };
        let fits = |rows: &u64| bytes(*rows) <= run::MOST_BYTES;
        if fits(&rows) {
            return Ok(());
        }
        let most = (1..=24).rev().map(|power| 1 << power).find(fits).unwrap_or(2);
        Err(wrong(text::too_many_points(rows, most, self.lang)))
    }

    fn ensemble(&self, factors: &Factors, outcomes: &[Outcome]) -> Result<Vec<Finding>, Failure> {
        let (model, plan) = (&self.ready.model, (self.design(), self.arguments.bootstrap()));
        let found = match self.folder {
            None => self.done(sensitivity::ensemble(model, factors, plan, outcomes, &|_| self.going()))?,
            Some(folder) => {
                let draws = folder.draws(model, outcomes, self.lang)?;
                sensitivity::from_series(model, factors, plan, outcomes, |series, draw| {
                    draws.path(series, draw)
                })
            }
        };
        found.map_err(|needed| wrong(text::too_few_draws(plan.0.draws, needed, self.lang)))
    }

    /// Where the results go.
    fn place(&self) -> PathBuf {
        let name = format!("{}.{}", self.ready.model.scenario.id, self.arguments.method().name());
        self.arguments.writing.out.clone().unwrap_or_else(|| Path::new("output").join(name))
    }

    /// The command that makes the same bytes again: without folder and threads, which change none.
    fn command(&self) -> Vec<String> {
        let arguments = self.arguments;
        let mut words = vec!["sensitivity".to_owned(), shown(&arguments.what), "--of".to_owned()];
        words.extend(arguments.of.iter().cloned());
        let mut pair = |name: &str, value: String| words.extend([format!("--{name}"), value]);
        pair("method", arguments.method().name().to_owned());
        pair("seed", arguments.seed.to_string());
        pair("resamples", arguments.resamples.to_string());
        match arguments.method() {
            Method::Tornado => {}
            Method::Morris => {
                pair("trajectories", arguments.trajectories.to_string());
                pair("levels", arguments.levels.to_string());
            }
            Method::Sobol => pair("points", arguments.rows().to_string()),
            Method::Ensemble => {
                pair("draws", arguments.draws.to_string());
                pair("design", self.design().method.name().to_owned());
            }
        }
        arguments.screen.iter().for_each(|count| pair("screen", count.to_string()));
        arguments.group.iter().for_each(|(name, list)| pair("group", format!("{name}={}", list.join(","))));
        pair("lang", self.lang.code().to_owned());
        arguments.files.set.iter().for_each(|(address, value)| pair("set", format!("{address}={value}")));
        words.extend(arguments.writing.chart_words());
        words.extend(arguments.second_order.then(|| "--second-order".to_owned()));
        words.extend(arguments.groups.then(|| "--groups".to_owned()));
        words.extend(arguments.files.allow_outside.then(|| "--allow-outside".to_owned()));
        if !arguments.leaves.is_empty() {
            words.push("--leaves".to_owned());
            words.extend(arguments.leaves.iter().cloned());
        }
        words
    }

    /// Tables and charts into a folder, whole or not at all.
    fn write(&self, found: &Sensitivity<'_>, place: &Path) -> Result<(), Failure> {
        let failed = |error| Failure::Work(format!("could not write the tables: {error}"));
        let mut files = vec![
            ("sensitivity.csv".to_owned(), tables::sensitivity(found).csv().map_err(failed)?),
            ("factors.csv".to_owned(), tables::sensitivity_factors(found, self.lang).csv().map_err(failed)?),
        ];
        if !self.arguments.writing.no_charts {
            files.extend(self.charts(found)?);
        }
        files.sort();
        let made = self.manifest(found, &files);
        let mut folder = OutputFolder::new(&made)?;
        for (path, bytes) in files {
            folder.add(&path, bytes)?;
        }
        Ok(folder.commit(place)?)
    }

    fn charts(&self, found: &Sensitivity<'_>) -> Result<Vec<(String, Vec<u8>)>, Failure> {
        let pictures = gallery::sensitivity(found, self.lang, None);
        let going = || if self.going() { Ok(()) } else { Err(self.interrupted()) };
        drawn(&pictures, &self.arguments.writing.look.look()?, going)
    }

    fn manifest(&self, found: &Sensitivity<'_>, files: &[(String, Vec<u8>)]) -> Manifest {
        let design = match self.arguments.method() {
            Method::Ensemble => self.design(),
            _ => Design::random(0, self.arguments.seed),
        };
        let (file, set) = match self.folder {
            None => (self.arguments.what.clone(), &self.arguments.files),
            Some(folder) => (folder.scenario(), folder.set()),
        };
        let work = Work {
            model: &self.ready.model,
            file: &file,
            inputs: &self.ready.inputs,
            arguments: set,
            design,
            draw: None,
            ensemble: None,
            lang: self.lang,
        };
        let mut made = manifest(&work, self.command(), files);
        let left_out = found.findings.iter().map(|finding| match finding {
            Finding::Ensemble(given) => given.left_out as u64,
            Finding::Tornado(_) | Finding::Morris(_) | Finding::Sobol(_) => 0,
        });
        made.failed_draws = left_out.max().unwrap_or(0);
        if let Some(folder) = self.folder {
            made.inputs.extend(folder.read_files());
        }
        made
    }
}
