//! Sweeps: a scenario at many points, each as written or as an ensemble over the same draws.
//!
//! Axes whose numbers compiling the scenario does not depend on are played on one tape; for each combination of the others the
//! scenario is compiled anew. Either way a point is what `run --set` gives.

mod axes;
mod places;
mod statistics;

use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

pub use axes::{Ladder, ladder};
pub use statistics::{Drawn, Spread as CellSpread};

use crate::ensemble::study::{Found, Outcome, Reason, Spread, Study, StudyError, Varied};
use crate::ensemble::{Design, peak};
use crate::model::Model;
use crate::model::series::Measure;
use crate::scenario::{self, Options, SweepInput};
use statistics::drawn;

/// Points of a group that are done between two looks at whether to keep them.
const BATCH: usize = 256;

/// Lists of points of a group that every thread does between two such looks.
const LISTS: usize = 2;

/// Groups that are computed side by side.
const SIDE_BY_SIDE: usize = 16;

/// Draws of the runs that tell how long all take.
const PILOT: u64 = 512;

/// Points of a thread in the longer of these runs.
const MORE: usize = 4;

/// What is told of every point.
#[derive(Clone, PartialEq, Debug)]
pub struct Told {
    /// Series, as positions in the model's catalogue.
    pub series: Vec<usize>,
    /// Years, counted from the base year.
    pub years: Vec<usize>,
    /// Series whose peak is told.
    pub boards: Vec<usize>,
    /// Number of targets: all of the scenario.
    pub targets: usize,
}

impl Told {
    /// What a sweep tells: the series asked for, or CO2 and energy of the headline places and what targets read; in the years
    /// asked for, or every fifth after the last observed one.
    pub fn new(model: &Model, asked: Vec<usize>, years: Vec<usize>) -> Told {
        let places = model.headline_places();
        let is_headline = |s: usize| places.contains(&model.series[s].place);
        let has_board = |s: &usize| {
            let is_total = matches!(model.series[*s].measure, Measure::Co2 | Measure::EnergyTotal);
            peak::has_board(model, *s) && is_total && is_headline(*s)
        };
        let boards: Vec<usize> = (0..model.series.len()).filter(has_board).collect();
        let read = model
            .scenario
            .targets
            .iter()
            .filter_map(|target| model.find_series(&target.metric, target.place));
        let mut series = if asked.is_empty() { boards.iter().copied().chain(read).collect() } else { asked };
        series.sort_unstable();
        series.dedup();
        let last = model.years() - 1;
        let usual =
            |t: &usize| *t > model.observed() && (model.scenario.horizon.year(*t).0 % 5 == 0 || *t == last);
        let years = if years.is_empty() { (0..=last).filter(usual).collect() } else { years };
        Told { series, years, boards, targets: model.scenario.targets.len() }
    }

    /// Number of cells: series by year.
    pub fn cells(&self) -> usize {
        self.series.len() * self.years.len()
    }

    fn outcomes(&self) -> Vec<Outcome> {
        let cell = |&series: &usize| self.years.iter().map(move |&year| Outcome::Value { series, year });
        let cells = self.series.iter().flat_map(cell);
        let peaks = self.boards.iter().map(|&series| Outcome::PeakYear { series });
        let values = (0..self.targets).map(Outcome::TargetValue);
        cells.chain(peaks).chain(values).chain((0..self.targets).map(Outcome::TargetAttained)).collect()
    }
}

/// What a point of a sweep came to.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct PointResult {
    /// Written values: cells, peak years, target values, targets attained (as [`Told`] has them); empty where it failed.
    pub central: Vec<f64>,
    /// Over the draws, where there are any.
    pub drawn: Option<Drawn>,
    /// Why there is nothing.
    pub reason: Option<String>,
}

/// What is asked of a sweep.
pub struct Plan<'a> {
    /// Its axes and points.
    pub input: &'a SweepInput,
    /// What is told of every point.
    pub told: Told,
    /// Draws of each point.
    pub design: Design,
}

/// A sweep, ready to run.
pub struct Sweep<'a> {
    path: &'a Path,
    options: Options,
    /// What is asked.
    pub plan: Plan<'a>,
    /// The axes with their numbers.
    pub ladders: Vec<Ladder>,
}

/// Axes that are varied on a tape, and the values that others are set to.
type GroupKey = (Vec<usize>, Vec<(usize, usize)>);

/// Points that share what the scenario is compiled from.
#[derive(Clone, PartialEq, Debug)]
struct Group {
    /// Values set before compiling, by axis.
    set: Vec<(usize, usize)>,
    /// Axes that vary on the tape.
    varied: Vec<usize>,
    /// Positions of its points.
    points: Vec<usize>,
}

/// How long a sweep takes.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Estimate {
    /// Runs of all points.
    pub runs: u64,
    /// How often the scenario is compiled.
    pub models: u64,
    /// About how long, on the threads there are.
    pub time: Duration,
}

impl<'a> Sweep<'a> {
    /// A sweep over a scenario that is loaded by `path` and `options`; `ladders` come from [`ladder`].
    pub fn new((path, options): (&'a Path, Options), plan: Plan<'a>, ladders: Vec<Ladder>) -> Sweep<'a> {
        let mut sweep = Sweep { path, options, plan, ladders };
        while sweep.settle() {}
        sweep
    }

    /// Takes axes off the tape that a study refuses, for they need a model for each value; false where none is refused.
    fn settle(&mut self) -> bool {
        for group in self.first_of_each_kind() {
            let Err(error) = self.study(&group, Spread::central()) else { continue };
            let address = match error {
                Wrong::Study(StudyError::Compiled(address) | StudyError::Range { address, .. }) => {
                    Some(address)
                }
                _ => None,
            };
            // What is wrong with none of them alone is left to the points that it is wrong with.
            let is_it = |axis: &usize| address.is_none() || self.ladders[*axis].leaf == address;
            let off: Vec<usize> = group.varied.iter().copied().filter(is_it).collect();
            off.iter().for_each(|&axis| self.ladders[axis].is_on_tape = false);
            return !off.is_empty();
        }
        false
    }

    /// One group for each set of axes that varies on the tape.
    fn first_of_each_kind(&self) -> Vec<Group> {
        let mut kinds: BTreeMap<Vec<usize>, Group> = BTreeMap::new();
        for group in self.groups().into_iter().filter(|group| !group.varied.is_empty()) {
            kinds.entry(group.varied.clone()).or_insert(group);
        }
        kinds.into_values().collect()
    }

    fn groups(&self) -> Vec<Group> {
        let mut groups: BTreeMap<GroupKey, Vec<usize>> = BTreeMap::new();
        for (at, point) in self.plan.input.points.iter().enumerate() {
            if self.broken(point).is_some() {
                continue;
            }
            let (mut varied, mut set) = (Vec::new(), Vec::new());
            for (axis, value) in point.iter().enumerate() {
                match value {
                    Some(_) if self.ladders[axis].is_on_tape => varied.push(axis),
                    Some(value) => set.push((axis, *value)),
                    None => {}
                }
            }
            groups.entry((varied, set)).or_default().push(at);
        }
        let group = |((varied, set), points)| Group { set, varied, points };
        groups.into_iter().map(group).collect()
    }

    /// Why a point cannot be, where a value of one of its axes cannot.
    fn broken(&self, point: &[Option<usize>]) -> Option<String> {
        let of = |(axis, value): (usize, &Option<usize>)| {
            self.ladders[axis].faults.get((*value)?).and_then(Clone::clone)
        };
        point.iter().enumerate().find_map(of)
    }

    /// The settings of a point, as `--set` takes them.
    pub fn settings(&self, point: &[Option<usize>]) -> Vec<(String, String)> {
        let set = point.iter().zip(&self.plan.input.axes);
        set.filter_map(|(value, axis)| Some((axis.address.clone(), axis.values[(*value)?].clone()))).collect()
    }

    /// The study of a group: the scenario with everything of its first point set.
    fn study(&self, group: &Group, spread: Spread) -> Result<Study, Wrong> {
        let first =
            group.points.first().map(|&point| self.plan.input.points[point].as_slice()).unwrap_or_default();
        let mut options = self.options.clone();
        options.set.extend(self.settings(first));
        let loaded = scenario::load(self.path, &options).map_err(|problems| {
            Wrong::Load(problems.iter().next().map_or(String::new(), |p| p.message.clone()))
        })?;
        let model =
            Model::compile(loaded.scenario).map_err(|errors| Wrong::Study(StudyError::Model(errors)))?;
        let varied: Option<Vec<Varied>> =
            group.varied.iter().map(|&axis| self.ladders[axis].varied(&model.scenario)).collect();
        let varied = varied.ok_or_else(|| Wrong::Load("an address is gone".to_owned()))?;
        Study::new(&model, &varied, &self.plan.told.outcomes(), spread).map_err(Wrong::Study)
    }

    fn numbers(&self, group: &Group, point: usize) -> Vec<f64> {
        let number = |&axis: &usize| {
            let value = self.plan.input.points[point][axis].unwrap_or(0);
            self.ladders[axis].numbers[value].unwrap_or(f64::NAN)
        };
        group.varied.iter().map(number).collect()
    }

    /// Number of runs of all points.
    pub fn runs(&self) -> u64 {
        self.plan.input.points.len() as u64 * (1 + self.plan.design.draws)
    }

    /// Runs some points of the largest group and says how long all will take; nothing where no point can be.
    pub fn pilot(&self) -> Option<Estimate> {
        let groups = self.groups();
        let group = groups.iter().max_by_key(|group| group.points.len())?;
        let begun = Instant::now();
        let central = self.study(group, Spread::central()).ok()?;
        let study = if self.plan.design.draws > 0 { self.study(group, self.spread()).ok()? } else { central };
        let setting_up = begun.elapsed();
        let (alone, more, lists) = self.timed(&study, group)?;
        let (points, of_group) = (self.plan.input.points.len() as f64, group.points.len() as f64);
        let lists = points * lists as f64 / of_group;
        let playing = alone.mul_f64(lists) + more.mul_f64(points - lists);
        let (models, threads) = (groups.len() as u64, rayon::current_num_threads() as u64);
        let side_by_side = threads.min(models) as f64;
        let time = playing + setting_up.mul_f64(models as f64 / side_by_side);
        Some(Estimate { runs: self.runs(), models, time })
    }

    /// How long the first point of a list takes, how long another one that shares its fleets, all threads at work; and the
    /// number of lists of a group.
    fn timed(&self, study: &Study, group: &Group) -> Option<(Duration, Duration, usize)> {
        let numbers: Vec<Vec<f64>> = group.points.iter().map(|&point| self.numbers(group, point)).collect();
        let lists = study.together(&numbers);
        let threads = rayon::current_num_threads();
        let list = lists.iter().max_by_key(|list| list.len())?;
        let draws = PILOT.min(self.plan.design.draws.max(1));
        // As many points for each thread.
        let run = |each: usize| {
            let some = |at: usize| numbers[list[at % list.len()]].clone();
            let points: Vec<Vec<f64>> = (0..threads * each).map(some).collect();
            let begun = Instant::now();
            study.ensembles(&points, 0..draws, &|_| true, |_, _| ())?;
            let share = (1 + self.plan.design.draws) as f64 / draws as f64 / threads as f64;
            Some(begun.elapsed().mul_f64(share))
        };
        // The first time memory is still to be had.
        run(1)?;
        let (one, some) = (run(1)?, run(MORE)?);
        Some((one, some.saturating_sub(one) / (MORE as u32 - 1), lists.len()))
    }

    fn spread(&self) -> Spread {
        Spread::drawn(self.plan.design)
    }

    /// Runs every point that is not in `done` yet. `keep` is handed what is done group by group, `progress` the number of runs
    /// since its last call; where it answers false the sweep stops, and false is returned.
    pub fn run(
        &self,
        done: &mut BTreeMap<usize, PointResult>,
        progress: &(impl Fn(u64) -> bool + Sync),
        mut keep: impl FnMut(&BTreeMap<usize, PointResult>),
    ) -> bool {
        for (at, point) in self.plan.input.points.iter().enumerate() {
            if let Some(reason) = self.broken(point) {
                done.insert(at, PointResult { reason: Some(reason), ..PointResult::default() });
            }
        }
        let mut groups = self.groups();
        groups.iter_mut().for_each(|group| group.points.retain(|point| !done.contains_key(point)));
        groups.retain(|group| !group.points.is_empty());
        // A large group goes batch by batch; small ones side by side.
        let (large, small): (Vec<Group>, Vec<Group>) =
            groups.into_iter().partition(|group| group.points.len() > BATCH);
        for group in &large {
            let studies = match self.studies(group) {
                Ok(studies) => studies,
                Err(wrong) => {
                    done.extend(self.failed(group, &wrong));
                    continue;
                }
            };
            for points in self.batches(&studies, group) {
                let Some(found) = self.points(&studies, group, &points, progress) else { return false };
                done.extend(found);
                keep(done);
            }
        }
        for groups in small.chunks(SIDE_BY_SIDE) {
            let of = |group: &Group| match self.studies(group) {
                Ok(studies) => self.points(&studies, group, &group.points, progress),
                Err(wrong) => Some(self.failed(group, &wrong)),
            };
            let found: Option<Vec<_>> = groups.par_iter().map(of).collect();
            let Some(found) = found else { return false };
            done.extend(found.into_iter().flatten());
            keep(done);
        }
        true
    }

    /// The points of a group in the order in which they are done, so many at a time: those with the same fleets together.
    fn batches(&self, (central, drawn): &(Study, Option<Study>), group: &Group) -> Vec<Vec<usize>> {
        let numbers: Vec<Vec<f64>> = group.points.iter().map(|&point| self.numbers(group, point)).collect();
        let lists = drawn.as_ref().unwrap_or(central).together(&numbers);
        let enough = LISTS * rayon::current_num_threads();
        let (mut batches, mut batch, mut listed) = (Vec::new(), Vec::new(), 0);
        for list in lists {
            batch.extend(list.iter().map(|&at| group.points[at]));
            listed += 1;
            if batch.len() >= BATCH && listed >= enough {
                batches.push(std::mem::take(&mut batch));
                listed = 0;
            }
        }
        batches.push(batch);
        batches
    }

    fn failed(&self, group: &Group, wrong: &Wrong) -> Vec<(usize, PointResult)> {
        let failed = PointResult { reason: Some(wrong.to_string()), ..PointResult::default() };
        group.points.iter().map(|&point| (point, failed.clone())).collect()
    }

    fn studies(&self, group: &Group) -> Result<(Study, Option<Study>), Wrong> {
        let central = self.study(group, Spread::central())?;
        let drawn = (self.plan.design.draws > 0).then(|| self.study(group, self.spread())).transpose()?;
        Ok((central, drawn))
    }

    /// Some points of a group.
    fn points(
        &self,
        (central, drawn_study): &(Study, Option<Study>),
        group: &Group,
        points: &[usize],
        progress: &(impl Fn(u64) -> bool + Sync),
    ) -> Option<Vec<(usize, PointResult)>> {
        let numbers: Vec<Vec<f64>> = points.iter().map(|&point| self.numbers(group, point)).collect();
        let written = central.run(&numbers, progress)?;
        let over = |study: &Study| {
            let take = |_, found: Found| drawn(&self.plan.told, &central.model, self.plan.design, &found);
            study.ensembles(&numbers, 0..self.plan.design.draws, progress, take)
        };
        let mut ensembles = match drawn_study {
            Some(study) => over(study)?.into_iter().map(Some).collect(),
            None => vec![None; points.len()],
        };
        let result = |(at, &point): (usize, &usize)| {
            let reason = written.failures.iter().find(|failure| failure.run == at as u64);
            let reason = reason.map(|failure| told_reason(&central.model, failure.reason));
            let central = match reason {
                None => written.values.iter().skip(at).step_by(points.len()).copied().collect(),
                Some(_) => Vec::new(),
            };
            (point, PointResult { central, drawn: ensembles[at].take(), reason })
        };
        Some(points.iter().enumerate().map(result).collect())
    }
}

/// Why a run of a point has no outcome, for a table.
fn told_reason(model: &Model, reason: Reason) -> String {
    match reason {
        Reason::Outside { value, .. } => format!("{value} is outside what the axis was made for"),
        Reason::NoNumber { series, year } => {
            let key = model.series[series].key(&model.scenario);
            format!("{key} comes to no number in {}", model.scenario.horizon.year(year))
        }
    }
}

/// Why there is no study of a group.
#[derive(Debug)]
enum Wrong {
    Load(String),
    Study(StudyError),
}

impl std::fmt::Display for Wrong {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Wrong::Load(message) => f.write_str(message),
            Wrong::Study(error) => error.fmt(f),
        }
    }
}
