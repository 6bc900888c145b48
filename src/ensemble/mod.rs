//! Many runs -> statistics. The only user of rayon.
//!
//! Draws are computed in chunks of a fixed size; a chunk is the same whichever thread computes it, and
//! everything that is added up is added in the order of chunks: the bytes do not depend on threads.

pub mod certainty;
mod chunk;
pub mod error;
pub mod paired;
pub mod peak;
pub mod program;
pub mod quantile;
pub mod replay;
pub mod save;
pub mod target;

use crate::model::Model;
use crate::sampling::Sampler;
pub use crate::sampling::{Design, Method, REPLICATES};
use crate::simulation::balance::CLOSURES;
use crate::simulation::workspace::Binding;
use chunk::{Chunk, Job};
use error::Replicates;
use peak::{Peak, PeakBoard};
use program::Program;
use quantile::{Ranker, Summary};
use rayon::prelude::*;
use target::{Attainment, TargetReader};

/// Draws in a chunk: a multiple of the lanes, small enough to spread, large enough to share set-up.
const CHUNK: u64 = 256;

/// Years that must follow a peak before it counts as one.
pub const YEARS_AFTER_PEAK: usize = 5;

/// What an ensemble found.
#[derive(Clone, Debug)]
pub struct Ensemble {
    /// What was asked.
    pub design: Design,
    /// Positions of the kept series in the model's catalogue.
    pub series: Vec<usize>,
    /// Statistics, `[kept series][year]`.
    pub summaries: Vec<Vec<Summary>>,
    /// Peaks of the kept series that have one board each.
    pub peaks: Vec<PeakBoard>,
    /// Targets, in the order of the scenario.
    pub targets: Vec<Attainment>,
    /// How many draws each cause bound, `[market][year]`.
    pub bindings: Vec<Vec<BindingCounts>>,
    /// Greatest relative residual of each closure over the audited draws.
    pub closures: [f64; CLOSURES],
    /// Number of draws that were run plainly too, to audit what was played.
    pub audited: u64,
    /// Draws that failed: some kept value was not a number.
    pub failed: Vec<u64>,
}

/// How many draws each cause bound.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct BindingCounts {
    /// Cap on output.
    pub output_cap: u64,
    /// Capacity.
    pub capacity: u64,
    /// Staggered production or power rationing.
    pub rationing: u64,
    /// Scrap.
    pub scrap: u64,
    /// Growth that a stockpile is allowed.
    pub waste: u64,
    /// By intermediate market.
    pub intermediate: Vec<(u16, u64)>,
}

impl BindingCounts {
    /// Counts one draw.
    pub fn count(&mut self, binding: Binding) {
        match binding {
            Binding::Demand => {}
            Binding::OutputCap => self.output_cap += 1,
            Binding::Capacity => self.capacity += 1,
            Binding::Rationing => self.rationing += 1,
            Binding::Scrap => self.scrap += 1,
            Binding::Waste => self.waste += 1,
            Binding::Intermediate(m) => self.count_intermediate(m, 1),
        }
    }

    fn count_intermediate(&mut self, market: u16, n: u64) {
        match self.intermediate.binary_search_by_key(&market, |(m, _)| *m) {
            Ok(at) => self.intermediate[at].1 += n,
            Err(at) => self.intermediate.insert(at, (market, n)),
        }
    }

    fn add(&mut self, other: &BindingCounts) {
        self.output_cap += other.output_cap;
        self.capacity += other.capacity;
        self.rationing += other.rationing;
        self.scrap += other.scrap;
        self.waste += other.waste;
        for (market, n) in &other.intermediate {
            self.count_intermediate(*market, *n);
        }
    }
}

/// The series an ensemble keeps: those asked for, or the headline ones; and those targets read.
pub fn kept_series(model: &Model) -> Vec<usize> {
    let asked = &model.scenario.ensemble_series;
    let wanted = |s: &crate::model::Series| {
        if asked.is_empty() { s.headline } else { asked.contains(&s.key(&model.scenario)) }
    };
    let read = |s: &crate::model::Series| {
        model.scenario.targets.iter().any(|t| t.metric == s.name && t.place == s.place)
    };
    (0..model.series.len()).filter(|&i| wanted(&model.series[i]) || read(&model.series[i])).collect()
}

/// Runs an ensemble. `progress` is told the number of draws done since the last call, from any thread;
/// where it answers false the ensemble stops and `None` is returned.
pub fn simulate(model: &Model, design: Design, progress: impl Fn(u64) -> bool + Sync) -> Option<Ensemble> {
    let sampler = Sampler::new(design, &model.parameters);
    let program = Program::new(model, &sampler, kept_series(model));
    let readers: Vec<TargetReader> = target::readers(model, &program.series);
    let board = |position: &usize| peak::has_board(model, program.series[*position]);
    let boards: Vec<usize> = (0..program.series.len()).filter(board).collect();
    let chunks: Vec<u64> = (0..design.draws.div_ceil(CHUNK)).collect();
    let job = Job { model, program: &program, design, sampler: &sampler, readers: &readers, boards: &boards };
    let results: Option<Vec<Chunk>> = chunks
        .into_par_iter()
        .map_init(
            || job.scratch(),
            |scratch, chunk| {
                let result = job.chunk(scratch, chunk);
                progress(result.draws).then_some(result)
            },
        )
        .collect();
    Some(gather(&job, results?))
}

fn gather(job: &Job<'_>, chunks: Vec<Chunk>) -> Ensemble {
    let (program, years) = (job.program, job.program.years);
    let failed: Vec<u64> = chunks.iter().flat_map(|c| c.failed.iter().copied()).collect();
    let cells: Vec<Summary> = (0..program.series.len() * years)
        .into_par_iter()
        .map_init(Scratch::default, |scratch, cell| {
            summarise(&chunks, cell, program.central[cell], job.design.method, scratch)
        })
        .collect();
    let replicates = Replicates::new(job.design, &failed);
    let peaks = job
        .boards
        .iter()
        .enumerate()
        .map(|(board, &position)| {
            let found: Vec<Peak> = chunks.iter().flat_map(|c| c.peaks[board].iter().copied()).collect();
            PeakBoard::new(
                program.series[position],
                job.model.scenario.horizon.base.0,
                years,
                &found,
                &replicates,
            )
        })
        .collect();
    let targets = job
        .readers
        .iter()
        .enumerate()
        .map(|(r, reader)| {
            let values: Vec<f64> = chunks.iter().flat_map(|c| c.targets[r].iter().copied()).collect();
            reader.attainment(&values, &replicates)
        })
        .collect();
    let mut bindings = vec![vec![BindingCounts::default(); years]; program.markets];
    for chunk in &chunks {
        for (cell, counts) in chunk.bindings.iter().enumerate() {
            bindings[cell % program.markets][cell / program.markets].add(counts);
        }
    }
    let mut closures = [0.0; CLOSURES];
    for chunk in &chunks {
        for (worst, seen) in closures.iter_mut().zip(&chunk.closures) {
            *worst = f64::max(*worst, *seen);
        }
    }
    let audited = chunks.iter().map(|c| c.audited).sum();
    let summaries = cells.chunks(years.max(1)).map(<[Summary]>::to_vec).collect();
    Ensemble {
        design: job.design,
        series: program.series.clone(),
        summaries,
        peaks,
        targets,
        bindings,
        closures,
        audited,
        failed,
    }
}

/// Values of all draws, and of each replicate.
#[derive(Default)]
struct Scratch {
    values: Vec<f32>,
    replicates: [Vec<f32>; REPLICATES],
    ranker: Ranker,
}

/// Statistics of one series in one year, in the order of draws.
fn summarise(chunks: &[Chunk], cell: usize, central: f64, method: Method, scratch: &mut Scratch) -> Summary {
    let Scratch { values, replicates, ranker } = scratch;
    values.clear();
    replicates.iter_mut().for_each(Vec::clear);
    let (mut sum, mut squares) = (0.0, 0.0);
    for chunk in chunks {
        let from = cell * chunk.draws as usize;
        let of_chunk = &chunk.values[from..from + chunk.draws as usize];
        // A chunk begins with the first replicate: it is a multiple of them.
        for (draw, value) in of_chunk.iter().enumerate().filter(|(_, v)| v.is_finite()) {
            values.push(*value);
            if method.is_replicated() {
                replicates[draw % REPLICATES].push(*value);
            }
        }
        sum += chunk.moments[cell].0;
        squares += chunk.moments[cell].1;
    }
    let summary = Summary::new(ranker, values, central, sum, squares);
    if method.is_replicated() { summary.with_replicates(ranker, replicates) } else { summary }
}
