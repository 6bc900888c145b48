//! Many runs of one model at chosen points: what sweeps, sensitivity and solving are made of.
//!
//! A study is written down once: the numbers that it varies are inputs of the tape, only what its outcomes are read
//! off is kept, and everything else is left out. Runs are then played a block at a time. A run gives the bits of
//! the plain run of the same values, whatever the number of threads.
//!
//! ```
//! use dafeng::ensemble::study::{Outcome, Spread, Study, Varied};
//! # let path = std::path::Path::new("tests/fixtures/small/small.toml");
//! # let scenario = dafeng::scenario::load(path, &Default::default()).unwrap().scenario;
//! let model = dafeng::model::Model::compile(scenario).unwrap();
//! let leaf = model.scenario.find_leaf("demand.carbon-steel.guangxi").unwrap();
//! let co2 = model.series.iter().position(|s| s.name == "Emissions|CO2").unwrap();
//! let outcomes = [Outcome::Value { series: co2, year: 3 }, Outcome::PeakYear { series: co2 }];
//! // The 5 % and the 95 % quantile of the leaf, all else as written.
//! let study = Study::new(&model, &[Varied::Quantile(leaf)], &outcomes, Spread::central()).unwrap();
//! let points = vec![vec![0.05], vec![0.95]];
//! let found = study.run(&points, &|_| true).unwrap();
//! assert!(found.of(0)[0] < found.of(0)[1] && found.failures.is_empty());
//! ```

mod outcome;
mod play;
mod program;
mod varied;

use std::fmt;
use std::ops::Range;

pub use outcome::Outcome;
pub use varied::{AS_WRITTEN, Varied};

use super::chunk::Pool;
use crate::domain::PhysicalRange;
use crate::model::{Model, ModelError};
use crate::sampling::{Design, Sampler};
use crate::tape::BLOCK;
use play::{Block128, Place, Scratch};
use program::Program;
use rayon::prelude::*;

/// Runs that a thread computes at a time.
const PART: u64 = 4096;

/// Draws that a thread computes at a time, for some points of a list. A multiple of [`BLOCK`].
const DRAWS: u64 = 1024;

/// Values of points that are computed at a time take so much memory at most, or those of one point.
const TILE_BYTES: u64 = 48 << 20;

/// Most points of a list.
const LIST: usize = 64;

/// Every block of draws keeps a room of its own for all points of a list where all rooms take no more memory.
const ROOMS_BYTES: usize = 128 << 20;

/// What becomes of the uncertain leaves that a study does not vary.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Spread {
    /// How draws are laid out.
    pub design: Design,
    /// Whether leaves are drawn; else they have their written values.
    pub leaves: bool,
    /// Whether yearly shocks act; else their multipliers are 1.
    pub yearly: bool,
}

impl Spread {
    /// Nothing is drawn.
    pub fn central() -> Spread {
        Spread { design: Design::random(0, 0), leaves: false, yearly: false }
    }

    /// Everything is drawn, as an ensemble of this design draws it.
    pub fn drawn(design: Design) -> Spread {
        Spread { design, leaves: true, yearly: true }
    }
}

/// Why a study cannot be made. Addresses are those of leaves.
#[derive(Clone, PartialEq, Debug)]
pub enum StudyError {
    /// A probability needs a distribution, and this leaf has none.
    Certain(String),
    /// Varied twice.
    Twice(String),
    /// What compiling the scenario works out (history, calibration, the fleet's rules, what a target asks) depends on it,
    /// or another leaf is a multiple of it: it takes a scenario of its own for each value.
    Compiled(String),
    /// The path has no knot in this year.
    NoKnot {
        /// The leaf.
        address: String,
        /// The calendar year.
        year: i32,
    },
    /// Values outside what is possible.
    Range {
        /// The leaf.
        address: String,
        /// What is possible.
        range: PhysicalRange,
        /// Least value asked for.
        least: f64,
        /// Greatest value asked for.
        greatest: f64,
    },
    /// The scenario cannot be compiled with such values.
    Model(Vec<ModelError>),
    /// The outcome at this position is not there in the model.
    Outcome(usize),
}

impl fmt::Display for StudyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            StudyError::Certain(address) => write!(f, "`{address}` is certain: it has no quantiles"),
            StudyError::Twice(address) => write!(f, "`{address}` is varied twice"),
            StudyError::Compiled(address) => {
                write!(f, "`{address}` cannot be varied within one model: compiling the scenario reads it")
            }
            StudyError::NoKnot { address, year } => {
                write!(f, "the path `{address}` has no knot at {year}")
            }
            StudyError::Range { address, range, least, greatest } => {
                let PhysicalRange { least: from, greatest: to } = range;
                write!(f, "`{address}` from {least} to {greatest} leaves what is possible: {from} to {to}")
            }
            StudyError::Model(errors) => {
                let errors: Vec<String> = errors.iter().map(ModelError::to_string).collect();
                f.write_str(&errors.join("; "))
            }
            StudyError::Outcome(at) => write!(f, "there is no outcome {at} in the model"),
        }
    }
}

impl std::error::Error for StudyError {}

/// The points of a study, one for each run.
pub trait Points: Sync {
    /// Number of runs.
    fn runs(&self) -> u64;
    /// Writes the varied numbers of a run, in the order of the study's list.
    fn point(&self, run: u64, at: &mut [f64]);
    /// The draw that a run takes what is drawn from; runs of the same draw share it (common random numbers).
    fn draw(&self, run: u64) -> u64 {
        run
    }
}

/// A list of points; draw `i` goes with point `i`.
impl Points for Vec<Vec<f64>> {
    fn runs(&self) -> u64 {
        self.len() as u64
    }
    fn point(&self, run: u64, at: &mut [f64]) {
        at.copy_from_slice(&self[run as usize]);
    }
}

/// Why a run has no outcome.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Reason {
    /// A varied number is outside what the study was made for.
    Outside {
        /// Position among what is varied.
        varied: usize,
        /// The number.
        value: f64,
    },
    /// A series came to no number.
    NoNumber {
        /// Position in the model's catalogue.
        series: usize,
        /// Counted from the base year.
        year: usize,
    },
}

/// A run that failed: its outcomes are not a number.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Failure {
    /// Which run; in an ensemble which draw, counted from the first asked for.
    pub run: u64,
    /// Why.
    pub reason: Reason,
}

/// Outcomes of runs in a row.
#[derive(Clone, PartialEq, Debug)]
pub struct Found {
    /// Number of runs.
    pub runs: u64,
    /// `[outcome][run]`.
    pub values: Vec<f64>,
    /// Runs that failed, in order.
    pub failures: Vec<Failure>,
}

impl Found {
    fn new(runs: u64, outcomes: usize) -> Found {
        Found { runs, values: vec![f64::NAN; runs as usize * outcomes], failures: Vec::new() }
    }

    /// An outcome over the runs.
    pub fn of(&self, outcome: usize) -> &[f64] {
        &self.values[outcome * self.runs as usize..(outcome + 1) * self.runs as usize]
    }

    /// Copies the runs of a part to their place.
    fn enter(&mut self, at: u64, part: &Found) {
        if part.runs == 0 {
            return;
        }
        let rows = self.values.chunks_exact_mut(self.runs as usize);
        for (row, values) in rows.zip(part.values.chunks_exact(part.runs as usize)) {
            row[at as usize..(at + part.runs) as usize].copy_from_slice(values);
        }
        let later = |failure: &Failure| Failure { run: failure.run + at, ..*failure };
        self.failures.extend(part.failures.iter().map(later));
    }
}

/// Runs of one model that differ in chosen numbers.
pub struct Study {
    /// The model, prepared for what is varied.
    pub model: Model,
    varied: Vec<Varied>,
    outcomes: usize,
    sampler: Sampler,
    program: Program,
    draws_anything: bool,
    /// Room of threads that are done with a part.
    rooms: Pool<Scratch>,
}

impl Study {
    /// Writes the runs of a model down that differ in `varied`.
    ///
    /// # Errors
    /// What cannot be varied within one model: see [`StudyError`].
    pub fn new(
        model: &Model,
        varied: &[Varied],
        outcomes: &[Outcome],
        spread: Spread,
    ) -> Result<Study, StudyError> {
        let model = varied::prepare(model, varied)?;
        if let Some(at) = outcomes.iter().position(|outcome| !outcome.exists(&model)) {
            return Err(StudyError::Outcome(at));
        }
        let sampler = Sampler::new(spread.design, &model.parameters);
        let program = Program::new(&model, &sampler, (varied, outcomes, &spread));
        Ok(Study {
            draws_anything: spread.leaves || spread.yearly,
            varied: varied.to_vec(),
            outcomes: outcomes.len(),
            model,
            sampler,
            program,
            rooms: Pool::new(),
        })
    }

    /// Number of instructions that a run takes at most.
    pub fn instructions(&self) -> usize {
        self.program.tape.instructions()
    }

    /// All runs of some points. `progress` is told the number of runs done since the last call, from any thread; where it
    /// answers false the study stops and there is nothing.
    ///
    /// Runs that stand [`BLOCK`] apart are computed one after the other in the same lane: where they share the draw and
    /// the numbers that act on a part of the fleet, that part is not computed again.
    pub fn run(&self, points: &impl Points, progress: &(impl Fn(u64) -> bool + Sync)) -> Option<Found> {
        let parts = self.fold(points, PART, progress, |_, part| part)?;
        let mut found = Found::new(points.runs(), self.outcomes);
        for (at, part) in parts.iter().enumerate() {
            found.enter(at as u64 * PART, part);
        }
        Some(found)
    }

    /// As [`Study::run`], so many runs at a time (a multiple of [`BLOCK`] is best), each handed to `take` with the number
    /// of its first run; what `take` makes of them comes in order.
    pub fn fold<T: Send>(
        &self,
        points: &impl Points,
        size: u64,
        progress: &(impl Fn(u64) -> bool + Sync),
        take: impl Fn(u64, Found) -> T + Sync,
    ) -> Option<Vec<T>> {
        let (runs, size) = (points.runs(), size.max(1));
        let part = |at: u64| {
            let first = at * size;
            let part = self.part(points, first..(first + size).min(runs));
            progress(part.runs).then(|| take(first, part))
        };
        (0..runs.div_ceil(size)).into_par_iter().map(part).collect()
    }

    fn part(&self, points: &impl Points, runs: Range<u64>) -> Found {
        let mut found = Found::new(runs.end - runs.start, self.outcomes);
        let mut scratch = self.rooms.take().unwrap_or_else(|| self.scratch());
        let stride = found.runs as usize;
        for first in runs.clone().step_by(BLOCK) {
            let block = Block128 {
                lanes: BLOCK.min((runs.end - first) as usize),
                point: &|lane, at| points.point(first + lane as u64, at),
                draw: &|lane| points.draw(first + lane as u64),
            };
            let (values, failures) = (&mut found.values[..], &mut found.failures);
            let at = (first - runs.start) as usize;
            self.block(&mut scratch, &block, &mut Place { values, stride, at, failures });
        }
        self.rooms.put(scratch);
        found
    }

    /// The runs of each of some points over the same draws, handed to `take` point by point with the outcomes
    /// `[outcome][draw]`; what `take` makes of them comes in the order of the points. Values of a few points are kept
    /// at a time. `progress` as for [`Study::run`].
    pub fn ensembles<T: Send>(
        &self,
        points: &[Vec<f64>],
        draws: Range<u64>,
        progress: &(impl Fn(u64) -> bool + Sync),
        take: impl Fn(usize, Found) -> T + Sync,
    ) -> Option<Vec<T>> {
        let lists = self.together(points);
        let of = |list: &Vec<usize>| {
            let listed: Vec<&[f64]> = list.iter().map(|&point| points[point].as_slice()).collect();
            let take = |at: usize, found| (list[at], take(list[at], found));
            self.list(&listed, &draws, progress, &take)
        };
        let taken: Option<Vec<Vec<(usize, T)>>> = lists.par_iter().map(of).collect();
        let mut taken: Vec<(usize, T)> = taken?.into_iter().flatten().collect();
        taken.sort_by_key(|(point, _)| *point);
        Some(taken.into_iter().map(|(_, taken)| taken).collect())
    }

    /// Positions of points in lists that a thread runs each: points with the same fleets, which are computed once for all
    /// of a list, follow each other; where they are few, others that share but the draws stand with them.
    pub fn together(&self, points: &[Vec<f64>]) -> Vec<Vec<usize>> {
        let acting: Vec<usize> = self.program.groups.iter().flat_map(|group| group.varied.clone()).collect();
        let key = |point: &usize| acting.iter().map(|&at| points[*point][at].to_bits()).collect::<Vec<u64>>();
        let mut order: Vec<usize> = (0..points.len()).collect();
        order.sort_by_cached_key(key);
        let most = points.len().div_ceil(rayon::current_num_threads()).clamp(1, LIST);
        let mut lists: Vec<Vec<usize>> = Vec::new();
        for alike in order.chunk_by(|a, b| key(a) == key(b)) {
            for part in alike.chunks(most) {
                match lists.last_mut().filter(|list| list.len() + part.len() <= most) {
                    Some(list) => list.extend(part),
                    None => lists.push(part.to_vec()),
                }
            }
        }
        lists
    }

    /// The points of a list over all draws, some at a time.
    fn list<T: Send>(
        &self,
        points: &[&[f64]],
        draws: &Range<u64>,
        progress: &(impl Fn(u64) -> bool + Sync),
        take: &impl Fn(usize, Found) -> T,
    ) -> Option<Vec<T>> {
        let runs = draws.end - draws.start;
        let bytes = runs.max(1) * self.outcomes.max(1) as u64 * size_of::<f64>() as u64;
        let size = (TILE_BYTES / bytes).clamp(1, LIST as u64) as usize;
        let starts: Vec<u64> = draws.clone().step_by(DRAWS as usize).collect();
        // Where blocks of draws are few each keeps its room, with the fleets in it, for the points that follow.
        let stays = (runs as usize).div_ceil(BLOCK) * self.program.room() <= ROOMS_BYTES;
        let mut rooms: Vec<Vec<Scratch>> = starts.iter().map(|_| Vec::new()).collect();
        let mut taken = Vec::with_capacity(points.len());
        for tile in points.chunks(size) {
            let parts = starts.par_iter().zip(&mut rooms).map(|(&first, rooms)| {
                let part = self.tile(rooms, stays, tile, first..(first + DRAWS).min(draws.end));
                progress(part.iter().map(|found| found.runs).sum()).then_some(part)
            });
            let parts: Vec<Vec<Found>> = parts.collect::<Option<_>>()?;
            for found in self.joined(tile.len(), runs, parts) {
                taken.push(take(taken.len(), found));
            }
        }
        rooms.into_iter().flatten().for_each(|room| self.rooms.put(room));
        Some(taken)
    }

    /// What ranges of draws came to, point by point.
    fn joined(&self, points: usize, runs: u64, mut parts: Vec<Vec<Found>>) -> Vec<Found> {
        if let [_] = parts.as_slice() {
            return parts.pop().unwrap_or_default();
        }
        let mut all: Vec<Found> = (0..points).map(|_| Found::new(runs, self.outcomes)).collect();
        for (at, part) in parts.iter().enumerate() {
            all.iter_mut().zip(part).for_each(|(found, part)| found.enter(at as u64 * DRAWS, part));
        }
        all
    }

    /// Some points over a range of draws, block by block: what is drawn serves all of them. `rooms` are those of the blocks,
    /// or, where they do not stay, one for all of them.
    fn tile(
        &self,
        rooms: &mut Vec<Scratch>,
        stays: bool,
        points: &[&[f64]],
        draws: Range<u64>,
    ) -> Vec<Found> {
        let runs = draws.end - draws.start;
        let mut found: Vec<Found> = points.iter().map(|_| Found::new(runs, self.outcomes)).collect();
        for (block, first) in draws.clone().step_by(BLOCK).enumerate() {
            let room = if stays { block } else { 0 };
            if rooms.len() <= room {
                rooms.push(self.rooms.take().unwrap_or_else(|| self.scratch()));
            }
            for (point, found) in points.iter().zip(&mut found) {
                let block = Block128 {
                    lanes: BLOCK.min((draws.end - first) as usize),
                    point: &|_, at| at.copy_from_slice(point),
                    draw: &|lane| first + lane as u64,
                };
                let (values, failures) = (&mut found.values[..], &mut found.failures);
                let at = (first - draws.start) as usize;
                let mut place = Place { values, stride: runs as usize, at, failures };
                self.block(&mut rooms[room], &block, &mut place);
            }
        }
        if !stays {
            rooms.drain(..).for_each(|room| self.rooms.put(room));
        }
        found
    }
}
