//! Many runs -> statistics. The only user of rayon.
//!
//! Draws are computed in chunks of a fixed size; a chunk is the same whichever thread computes it, and what
//! chunks leave is tallied in a way that does not depend on how they were split: the bytes depend neither on
//! threads nor on shards.

pub mod certainty;
pub mod chunk;
pub mod compare;
pub mod error;
mod fleets;
pub mod order;
pub mod paired;
pub mod peak;
pub mod program;
pub mod quantile;
pub mod ranker;
pub mod replay;
pub mod save;
pub mod shard;
pub mod study;
pub mod tally;
pub mod target;
mod tree;

use std::ops::Range;

use crate::model::Model;
pub use crate::sampling::{Design, Method, REPLICATES};
use crate::simulation::balance::Closures;
use crate::simulation::workspace::Binding;
use chunk::Chunk;
pub use chunk::Job;
use error::Replicates;
use order::{ByReplicate, Lost, Order};
use peak::{PeakBoard, PeakTally};
use quantile::{Summary, Sums};
use ranker::Ranker;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use tally::Tally;
use target::{Attainment, MARGINS, TargetReader};

/// Draws in a chunk: a multiple of the lanes, small enough to spread, large enough to share set-up.
const CHUNK: u64 = 256;

/// Values of the chunks that are computed side by side take so much memory, or a chunk for each thread.
const BLOCK_BYTES: u64 = 32 << 20;

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
    pub closures: Closures,
    /// Number of draws that were run plainly too, to audit what was played.
    pub audited: u64,
    /// Draws that failed: some kept value was not a number.
    pub failed: Vec<u64>,
}

/// How many draws each cause bound.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
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
    /// Counts draws that the same cause binds, or takes as many back.
    pub fn count(&mut self, binding: Binding, draws: i64) {
        let count = match binding {
            Binding::Demand => return,
            Binding::OutputCap => &mut self.output_cap,
            Binding::Capacity => &mut self.capacity,
            Binding::Rationing => &mut self.rationing,
            Binding::Scrap => &mut self.scrap,
            Binding::Waste => &mut self.waste,
            Binding::Intermediate(market) => self.of_intermediate(market),
        };
        *count = count.wrapping_add_signed(draws);
    }

    fn of_intermediate(&mut self, market: u16) -> &mut u64 {
        let at = match self.intermediate.binary_search_by_key(&market, |(m, _)| *m) {
            Ok(at) => at,
            Err(at) => {
                self.intermediate.insert(at, (market, 0));
                at
            }
        };
        &mut self.intermediate[at].1
    }

    fn add(&mut self, other: &BindingCounts) {
        self.output_cap += other.output_cap;
        self.capacity += other.capacity;
        self.rationing += other.rationing;
        self.scrap += other.scrap;
        self.waste += other.waste;
        // What was taken back altogether binds nothing.
        for (market, n) in other.intermediate.iter().filter(|(_, n)| *n > 0) {
            *self.of_intermediate(*market) += n;
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
    let job = Job::new(model, design, kept_series(model));
    let mut tally = Tally::new(&job, 0);
    if !job.advance(&mut tally, design.draws, &progress) {
        return None;
    }
    job.finish(tally, &progress)
}

impl Job<'_> {
    /// Simulates the draws that follow on those of a tally, up to one that is a multiple of a chunk or the end; the tally
    /// grows block by block. False where `progress` stopped it, as for [`simulate`].
    pub fn advance(&self, tally: &mut Tally, to: u64, progress: &(impl Fn(u64) -> bool + Sync)) -> bool {
        let chunks = tally.to.div_ceil(CHUNK)..to.min(self.design.draws).div_ceil(CHUNK);
        self.blocks(chunks, progress, |block| tally.absorb(self, block))
    }

    /// The draws of one of several shards, whole chunks each; none where there are more shards than chunks.
    pub fn shard(&self, shard: u64, shards: u64) -> Range<u64> {
        let chunks = u128::from(self.design.draws.div_ceil(CHUNK));
        let from = |shard: u64| (chunks * u128::from(shard) / u128::from(shards.max(1))) as u64 * CHUNK;
        from(shard)..from(shard + 1).min(self.design.draws)
    }

    /// About how many bytes the statistics of so many draws take at most.
    pub fn most_bytes(&self, draws: u64) -> u64 {
        self.rows() as u64 * order::most_bytes(draws)
    }

    /// Half the width of the widest 95 % interval of the probability of a target over these draws; none without targets.
    pub fn widest(&self, tally: &Tally) -> Option<f64> {
        let replicates = Replicates::new(Design { draws: tally.to, ..self.design }, &tally.failed);
        let draws = tally.to - tally.from - tally.failed.len() as u64;
        let readers = self.readers.iter().zip(&tally.hits);
        let half = |(reader, hits): (&TargetReader, &ByReplicate)| {
            let (low, high) = reader.attainment(hits, draws, [0.0; 5], &replicates).interval();
            (high - low) / 2.0
        };
        readers.map(half).reduce(f64::max)
    }

    /// Statistics of a tally. Where an order statistic was only counted, the draws are simulated again and the values
    /// near it gathered. `None` where `progress`, which is told of no draws, stops it.
    pub fn finish(&self, mut tally: Tally, progress: &(impl Fn(u64) -> bool + Sync)) -> Option<Ensemble> {
        loop {
            let lost = match self.gather(&mut tally) {
                Ok(ensemble) => return Some(ensemble),
                Err(lost) => lost,
            };
            let mut gatherers = tally.gatherers(&lost);
            let chunks = tally.from / CHUNK..tally.to.div_ceil(CHUNK);
            let take = |block: &mut [Chunk]| {
                gatherers.par_iter_mut().for_each(|(row, gatherer)| {
                    block.iter().for_each(|chunk| gatherer.add(chunk.row(*row)));
                });
            };
            if !self.blocks(chunks, &|_| progress(0), take) {
                return None;
            }
            tally.fill(gatherers);
        }
    }

    /// As [`in_blocks`], of this job alone.
    fn blocks(
        &self,
        chunks: Range<u64>,
        progress: &(impl Fn(u64) -> bool + Sync),
        mut take: impl FnMut(&mut [Chunk]) + Send,
    ) -> bool {
        let bytes = self.rows() as u64 * CHUNK * size_of::<f32>() as u64;
        let compute = |chunk| Some(self.compute(chunk)).filter(|chunk| progress(chunk.draws));
        in_blocks(chunks, bytes, compute, |mut block| {
            take(&mut block);
            self.recycle(block);
        })
    }

    /// # Errors
    /// Every row of which an order statistic lies in a gap.
    fn gather(&self, tally: &mut Tally) -> Result<Ensemble, Vec<(usize, Lost)>> {
        let design = Design { draws: tally.to, ..self.design };
        let replicates = Replicates::new(design, &tally.failed);
        let (summaries, levels, margins) = self.statistics(tally, &replicates)?;
        let base = self.model.scenario.horizon.base.0;
        let boards = self.boards.iter().zip(&tally.peaks).zip(levels);
        let board = |((&position, peaks), level): ((&usize, &PeakTally), Option<f32>)| {
            PeakBoard::new(self.program.series[position], base, peaks, level.map(f64::from), &replicates)
        };
        let draws = tally.to - tally.from - tally.failed.len() as u64;
        let targets = self.readers.iter().zip(&tally.hits).zip(margins);
        let attainment = |((reader, hits), margins): ((&TargetReader, &ByReplicate), [f64; 5])| {
            reader.attainment(hits, draws, margins, &replicates)
        };
        let markets = self.program.markets;
        let of_market =
            |market: usize| tally.bindings.iter().skip(market).step_by(markets).cloned().collect();
        Ok(Ensemble {
            design,
            series: self.program.series.clone(),
            summaries,
            peaks: boards.map(board).collect(),
            targets: targets.map(attainment).collect(),
            bindings: (0..markets).map(of_market).collect(),
            closures: tally.closures.clone(),
            audited: tally.audited,
            failed: tally.failed.clone(),
        })
    }

    /// Statistics of the kept series year by year, of the levels at peaks, and of the margins of targets.
    fn statistics(
        &self,
        tally: &mut Tally,
        replicates: &Replicates,
    ) -> Result<Statistics, Vec<(usize, Lost)>> {
        let sums = tally.sums(self);
        let draws = tally.to - tally.from - tally.failed.len() as u64;
        let summarise = |ranker: &mut Ranker, ((order, sums), certain): ((&mut Order, Sums), &bool)| {
            if *certain {
                Ok(Summary::certain(sums.near, draws))
            } else {
                Summary::new(ranker, order, &sums, replicates)
            }
        };
        let cells = tally.cells(self, &sums).into_par_iter().zip(&self.program.certain);
        let cells = cells.map_init(Ranker::default, summarise);
        let cells: Vec<Result<Summary, Lost>> = cells.collect();
        let levels: Vec<_> = tally.levels(self).iter_mut().map(Order::median).collect();
        let mut ranker = Ranker::default();
        let margins = tally.margins(self).iter_mut();
        let margins: Vec<_> = margins.map(|order| order.quantiles(&mut ranker, MARGINS)).collect();
        let lost = cells.iter().map(|cell| cell.err());
        let lost = lost.chain(levels.iter().map(|level| level.err())).chain(margins.iter().map(|m| m.err()));
        let lost: Vec<(usize, Lost)> =
            lost.enumerate().filter_map(|(row, lost)| Some((row, lost?))).collect();
        if !lost.is_empty() {
            return Err(lost);
        }
        let cells: Vec<Summary> = cells.into_iter().flatten().collect();
        let summaries = cells.chunks(self.program.years.max(1)).map(<[Summary]>::to_vec).collect();
        Ok((summaries, levels.into_iter().flatten().collect(), margins.into_iter().flatten().collect()))
    }
}

/// Summaries `[series][year]`, median levels of boards, quantiles of the margins of targets.
type Statistics = (Vec<Vec<Summary>>, Vec<Option<f32>>, Vec<[f64; 5]>);

/// Computes chunks, of so many bytes each, block by block. `take` gets the blocks in order, each while the next is
/// computed. False where `compute` gave nothing; blocks done before were taken.
fn in_blocks<C: Send>(
    chunks: Range<u64>,
    bytes: u64,
    compute: impl Fn(u64) -> Option<C> + Sync,
    mut take: impl FnMut(Vec<C>) + Send,
) -> bool {
    let size = (BLOCK_BYTES / bytes.max(1)).max(rayon::current_num_threads() as u64);
    let (mut next, mut ready) = (chunks.start, Vec::new());
    loop {
        let block = next..(next + size).min(chunks.end);
        next = block.end;
        let before = std::mem::take(&mut ready);
        let (computed, ()) =
            rayon::join(|| block.into_par_iter().map(&compute).collect::<Option<Vec<C>>>(), || take(before));
        match computed {
            None => return false,
            Some(computed) if computed.is_empty() => return true,
            Some(computed) => ready = computed,
        }
    }
}
