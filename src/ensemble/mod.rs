//! Many runs -> statistics. The only user of rayon.
//!
//! Draws are computed in chunks of a fixed size; a chunk is the same whichever thread computes it, and
//! everything that is added up is added in the order of chunks: the bytes do not depend on threads.

pub mod peak;
pub mod quantile;
pub mod target;

use crate::model::Model;
use crate::sampling::Sampler;
use crate::simulation::balance::{CLOSURES, Closures};
use crate::simulation::lane::{LANES, Lane};
use crate::simulation::run;
use crate::simulation::workspace::{Binding, Workspace};
use peak::{Peak, PeakBoard};
use quantile::Summary;
use rayon::prelude::*;
use target::{Attainment, TargetReader};

/// Draws in a chunk: a multiple of the lanes, small enough to spread, large enough to share set-up.
const CHUNK: u64 = 256;

/// Years that must follow a peak before it counts as one.
pub const YEARS_AFTER_PEAK: usize = 5;

/// What is asked of an ensemble.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Design {
    /// Number of draws.
    pub draws: u64,
    /// Master seed.
    pub seed: u64,
}

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
    /// Greatest relative residual of each closure over all draws.
    pub closures: [f64; CLOSURES],
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
    let series = kept_series(model);
    let sampler = Sampler::new(design.seed, &model.parameters);
    let readers: Vec<TargetReader> = target::readers(model, &series);
    let chunks: Vec<u64> = (0..design.draws.div_ceil(CHUNK)).collect();
    let job = Job { model, design, series: &series, sampler: &sampler, readers: &readers };
    let results: Option<Vec<Chunk>> = chunks
        .into_par_iter()
        .map_init(
            || Workspace::new(model, series.clone()),
            |workspace, chunk| {
                let result = job.chunk(workspace, chunk);
                progress(result.draws).then_some(result)
            },
        )
        .collect();
    Some(gather(model, design, &series, &readers, results?))
}

/// Everything that a chunk of draws needs.
struct Job<'a> {
    model: &'a Model,
    design: Design,
    series: &'a [usize],
    sampler: &'a Sampler,
    readers: &'a [TargetReader],
}

/// What a chunk leaves.
struct Chunk {
    draws: u64,
    /// `[series][year][draw]`, single precision: seven digits are more than any figure prints.
    values: Vec<f32>,
    /// Σ and Σ of squares about the central value, `[series][year]`.
    moments: Vec<(f64, f64)>,
    peaks: Vec<Vec<Peak>>,
    targets: Vec<Vec<f64>>,
    bindings: Vec<BindingCounts>,
    closures: Closures,
    failed: Vec<u64>,
}

impl Job<'_> {
    fn chunk(&self, workspace: &mut Workspace, chunk: u64) -> Chunk {
        let first = chunk * CHUNK;
        let draws = CHUNK.min(self.design.draws - first);
        let years = self.model.years();
        let cells = self.series.len() * years;
        let mut out = Chunk {
            draws,
            values: vec![0.0; cells * draws as usize],
            moments: vec![(0.0, 0.0); cells],
            peaks: vec![Vec::with_capacity(draws as usize); self.series.len()],
            targets: vec![Vec::with_capacity(draws as usize); self.readers.len()],
            bindings: vec![BindingCounts::default(); workspace.bindings.len()],
            closures: [Lane::ZERO; CLOSURES],
            failed: Vec::new(),
        };
        let mut trajectory = vec![0.0; years];
        for block in (0..draws).step_by(LANES) {
            self.sampler.fill(&self.model.parameters, first + block, &mut workspace.draw);
            run(self.model, workspace);
            let lanes = LANES.min((draws - block) as usize);
            for lane in 0..lanes {
                self.keep(workspace, &mut out, block as usize + lane, lane, first, &mut trajectory);
            }
        }
        out
    }

    /// Keeps one draw. A draw with a value that is no number is counted and left out.
    fn keep(
        &self,
        workspace: &Workspace,
        out: &mut Chunk,
        draw: usize,
        lane: usize,
        first: u64,
        trajectory: &mut [f64],
    ) {
        let failed = workspace.series.iter().any(|cell| !cell.0[lane].is_finite());
        if failed {
            out.failed.push(first + draw as u64);
        }
        let years = self.model.years();
        for position in 0..self.series.len() {
            for (t, at) in trajectory.iter_mut().enumerate() {
                let value = if failed { f64::NAN } else { workspace.recorded(position, t).0[lane] };
                *at = value;
                let cell = position * years + t;
                out.values[cell * out.draws as usize + draw] = value as f32;
                if !failed {
                    out.moments[cell].0 += value;
                    out.moments[cell].1 += value * value;
                }
            }
            if !failed {
                out.peaks[position].push(peak::find(trajectory, YEARS_AFTER_PEAK));
            }
        }
        if failed {
            return;
        }
        for (reader, kept) in self.readers.iter().zip(&mut out.targets) {
            kept.push(reader.read(|t| workspace.recorded(reader.position, t).0[lane]));
        }
        for (counts, binding) in out.bindings.iter_mut().zip(&workspace.bindings) {
            counts.count(binding[lane]);
        }
        for (worst, seen) in out.closures.iter_mut().zip(&workspace.closures) {
            worst.0[0] = worst.0[0].max(seen.0[lane]);
        }
    }
}

fn gather(
    model: &Model,
    design: Design,
    series: &[usize],
    readers: &[TargetReader],
    chunks: Vec<Chunk>,
) -> Ensemble {
    let years = model.years();
    let failed: Vec<u64> = chunks.iter().flat_map(|c| c.failed.iter().copied()).collect();
    let cells: Vec<Summary> = (0..series.len() * years)
        .into_par_iter()
        .map_init(Vec::new, |values, cell| summarise(&chunks, cell, values))
        .collect();
    let peaks = series
        .iter()
        .enumerate()
        .filter(|&(_, &index)| peak::has_board(model, index))
        .map(|(position, &index)| {
            let found: Vec<Peak> = chunks.iter().flat_map(|c| c.peaks[position].iter().copied()).collect();
            PeakBoard::new(index, model.scenario.horizon.base.0, years, &found)
        })
        .collect();
    let targets = readers
        .iter()
        .enumerate()
        .map(|(r, reader)| {
            let values: Vec<f64> = chunks.iter().flat_map(|c| c.targets[r].iter().copied()).collect();
            reader.attainment(&values)
        })
        .collect();
    let markets = model.topology.markets.len();
    let mut bindings = vec![vec![BindingCounts::default(); years]; markets];
    let mut closures = [0.0; CLOSURES];
    for chunk in &chunks {
        for (cell, counts) in chunk.bindings.iter().enumerate() {
            bindings[cell % markets][cell / markets].add(counts);
        }
        for (worst, seen) in closures.iter_mut().zip(&chunk.closures) {
            *worst = f64::max(*worst, seen.0[0]);
        }
    }
    let summaries = cells.chunks(years.max(1)).map(<[Summary]>::to_vec).collect();
    Ensemble { design, series: series.to_vec(), summaries, peaks, targets, bindings, closures, failed }
}

/// Statistics of one series in one year, in the order of draws.
fn summarise(chunks: &[Chunk], cell: usize, values: &mut Vec<f32>) -> Summary {
    values.clear();
    let (mut sum, mut squares) = (0.0, 0.0);
    for chunk in chunks {
        let from = cell * chunk.draws as usize;
        let of_chunk = &chunk.values[from..from + chunk.draws as usize];
        values.extend(of_chunk.iter().filter(|v| v.is_finite()));
        sum += chunk.moments[cell].0;
        squares += chunk.moments[cell].1;
    }
    Summary::new(values, sum, squares)
}
