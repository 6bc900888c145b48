//! What draws leave behind, in memory that does not grow with their number: counts, sums, values in order.
//!
//! Tallies of draws that follow each other can be joined, and however draws were split, the joined tally gives the
//! same bits: counts are integers, order statistics are exact, and sums are added in one fixed tree.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::chunk::{Chunk, Job};
use super::order::{ByReplicate, Gatherer, Lost, Order, Wanted};
use super::peak::PeakTally;
use super::quantile::{PROBABILITIES, Sums};
use super::target::MARGINS;
use super::tree::SumTree;
use super::{BindingCounts, CHUNK};
use crate::sampling::REPLICATES;
use crate::simulation::balance::Closures;

/// Sums of the differences from the central value, by replicate, and the sum of their squares.
pub type Moments = [f64; REPLICATES + 1];

/// Probability of the median of the levels at peaks.
const LEVEL: [f64; 1] = [0.5];

/// What some draws that follow each other leave.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Tally {
    /// First draw. A multiple of a chunk.
    pub from: u64,
    /// Draw after the last; a multiple of a chunk, unless it is the last of all.
    pub to: u64,
    /// [`Moments`], `[series][year]`.
    moments: SumTree,
    /// As the rows of [`Chunk::values`]; of no values where all draws have the same.
    orders: Vec<Order>,
    /// By board.
    pub(super) peaks: Vec<PeakTally>,
    /// Draws that attain each target.
    pub(super) hits: Vec<ByReplicate>,
    /// How many draws each cause bound, `[year][market]`.
    pub(super) bindings: Vec<BindingCounts>,
    /// Greatest relative residual of each closure over the audited draws.
    pub(super) closures: Closures,
    /// Number of audited draws.
    pub(super) audited: u64,
    /// Draws that failed, in order.
    pub failed: Vec<u64>,
}

impl Tally {
    /// Of no draws yet, from a draw on.
    pub fn new(job: &Job<'_>, from: u64) -> Tally {
        let (years, replicated) = (job.program.years, job.design.method.is_replicated());
        Tally {
            from,
            to: from,
            moments: SumTree::default(),
            orders: vec![Order::new(replicated); job.rows()],
            peaks: vec![PeakTally::new(years); job.boards.len()],
            hits: vec![[0; REPLICATES]; job.readers.len()],
            bindings: vec![BindingCounts::default(); job.program.markets * years],
            closures: Closures::none(job.model),
            audited: 0,
            failed: Vec::new(),
        }
    }

    /// Adds the chunks that follow.
    pub(super) fn absorb(&mut self, job: &Job<'_>, chunks: &mut [Chunk]) {
        let certain = |row: &usize| job.program.certain.get(*row).is_some_and(|certain| *certain);
        let orders = self.orders.par_iter_mut().enumerate().filter(|(row, _)| !certain(row));
        orders.for_each(|(row, order)| {
            let wanted = wanted(job, row);
            chunks.iter().for_each(|chunk| order.add(chunk.row(row), &wanted));
        });
        for chunk in chunks {
            self.count(&chunk.peaks, &chunk.hits, &chunk.bindings);
            self.check(&chunk.closures, chunk.audited);
            self.failed.append(&mut chunk.failed);
            let moments = std::mem::take(&mut chunk.moments);
            self.moments.push(0, self.to / CHUNK, moments.into_flattened());
            self.to += chunk.draws;
        }
    }

    /// Adds the draws that follow on these.
    pub fn join(&mut self, job: &Job<'_>, next: Tally) {
        self.orders
            .par_iter_mut()
            .zip(next.orders)
            .enumerate()
            .for_each(|(row, (order, next))| order.join(next, &wanted(job, row)));
        self.count(&next.peaks, &next.hits, &next.bindings);
        self.check(&next.closures, next.audited);
        self.failed.extend(next.failed);
        self.moments.join(next.moments);
        self.to = next.to;
    }

    fn count(&mut self, peaks: &[PeakTally], hits: &[ByReplicate], bindings: &[BindingCounts]) {
        self.peaks.iter_mut().zip(peaks).for_each(|(peaks, more)| peaks.add(more));
        for (hits, more) in self.hits.iter_mut().zip(hits) {
            hits.iter_mut().zip(more).for_each(|(hits, more)| *hits += more);
        }
        self.bindings.iter_mut().zip(bindings).for_each(|(counts, more)| counts.add(more));
    }

    fn check(&mut self, closures: &Closures, audited: u64) {
        self.closures.keep_worst(closures);
        self.audited += audited;
    }

    /// Order and sums of each series and year; `sums` comes from [`Tally::sums`].
    pub(super) fn cells<'t>(&'t mut self, job: &Job<'_>, sums: &[f64]) -> Vec<(&'t mut Order, Sums)> {
        let cells = job.program.central.iter().zip(sums.chunks_exact(REPLICATES + 1));
        let read = |(near, moments): (&f64, &[f64])| Sums {
            near: *near,
            differences: std::array::from_fn(|r| moments[r]),
            squares: moments[REPLICATES],
        };
        self.orders.iter_mut().zip(cells.map(read)).collect()
    }

    /// [`Moments`] over all draws, `[series][year]`, one after the other.
    pub(super) fn sums(&self, job: &Job<'_>) -> Vec<f64> {
        self.moments.total(job.program.central.len() * (REPLICATES + 1))
    }

    /// Values at the peak of the draws that have one, by board.
    pub(super) fn levels(&mut self, job: &Job<'_>) -> &mut [Order] {
        let from = job.program.central.len();
        &mut self.orders[from..from + job.boards.len()]
    }

    /// Margins by target.
    pub(super) fn margins(&mut self, job: &Job<'_>) -> &mut [Order] {
        let from = job.program.central.len() + job.boards.len();
        &mut self.orders[from..]
    }

    /// Room for the values of gaps, by rows.
    pub(super) fn gatherers(&self, lost: &[(usize, Lost)]) -> Vec<(usize, Gatherer)> {
        lost.iter().map(|&(row, lost)| (row, self.orders[row].gatherer(lost))).collect()
    }

    /// Puts values of gaps back.
    pub(super) fn fill(&mut self, gathered: Vec<(usize, Gatherer)>) {
        for (row, gathered) in gathered {
            self.orders[row].fill(gathered);
        }
    }
}

/// What is wanted of a row.
fn wanted(job: &Job<'_>, row: usize) -> Wanted {
    let cells = job.program.central.len();
    let probabilities: &[f64] = match row {
        row if row < cells => &PROBABILITIES,
        row if row < cells + job.boards.len() => &LEVEL,
        _ => &MARGINS,
    };
    let replicated = job.design.method.is_replicated();
    Wanted { reach: job.reach, ..Wanted::new(probabilities, job.design.draws, replicated) }
}
