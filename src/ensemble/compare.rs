//! Ensembles of several scenarios, draw by draw side by side: each as it is alone, and what lies between them.
//!
//! Draw i of a leaf that two scenarios share is one number in both, so that what they do not share is all that
//! differs. Differences are of the values that an ensemble keeps, in single precision: values that agree to its last
//! two binary digits are equal, so that rounding is neither above nor below.

use rayon::prelude::*;

use super::chunk::{Chunk, Job};
use super::error::{self, Replicates};
use super::order::{self, ByReplicate, Gatherer, Lost, Order, Wanted};
use super::peak::{self, Peak};
use super::quantile::{PROBABILITIES, Summary, Sums};
use super::ranker::Ranker;
use super::tally::{Moments, Tally};
use super::tree::SumTree;
use super::{CHUNK, Design, Ensemble, YEARS_AFTER_PEAK, in_blocks, kept_series, paired};
use crate::domain::Year;
use crate::model::Model;
use crate::sampling::REPLICATES;

/// Values that differ by no more than this share of the greater one are equal: 2⁻²².
const EQUAL: f64 = 1.0 / 4_194_304.0;

/// A number that every scenario has in every draw.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Reading {
    /// A shared series, summed over the years from one to another, both included.
    Sum {
        /// Position among the shared series.
        series: usize,
        /// First year.
        from: Year,
        /// Last year.
        to: Year,
    },
    /// The calendar year in which a shared series peaks; no number where it does not.
    PeakYear {
        /// Position among the shared series.
        series: usize,
    },
    /// Its value there.
    PeakLevel {
        /// Position among the shared series.
        series: usize,
    },
    /// 1 where a shared series has peaked by a year, 0 where it has not; the mean over the draws is the probability.
    PeakedBy {
        /// Position among the shared series.
        series: usize,
        /// The calendar year.
        year: Year,
    },
}

impl Reading {
    /// A shared series in one year.
    pub fn at(series: usize, year: Year) -> Reading {
        Reading::Sum { series, from: year, to: year }
    }
}

/// Which value of a reading is best.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Best {
    /// The lowest.
    Lowest,
    /// The highest.
    Highest,
}

/// What is made of a reading of one scenario, by its position.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Row {
    /// Itself.
    Value(usize, Reading),
    /// Less that of the first scenario.
    Difference(usize, Reading),
    /// How far it lies from the best of all scenarios in the same draw; never below 0.
    Regret(usize, Reading, Best),
}

/// How many draws something holds in.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Share {
    /// Draws that it holds in.
    pub hits: u64,
    /// Draws that count.
    pub draws: u64,
    /// Standard error of the share.
    pub error: f64,
    /// Whether the error was read off replicates of a design.
    pub replicated: bool,
}

impl Share {
    /// The share; no number without draws.
    pub fn probability(&self) -> f64 {
        self.hits as f64 / self.draws as f64
    }

    /// 95 % interval that Monte Carlo error leaves.
    pub fn interval(&self) -> (f64, f64) {
        error::interval_of(self.hits, self.draws, self.error, self.replicated)
    }
}

/// What the draws gave for a row.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Found {
    /// Of the central runs.
    pub central: f64,
    /// Over the draws.
    pub summary: Summary,
    /// Draws with a value below 0.
    pub below: Share,
    /// Draws with 0: of a difference those that are equal, of a regret those in which the scenario is the best.
    pub zero: Share,
}

impl Found {
    /// 95 % interval of the mean that Monte Carlo error leaves; no numbers with too few draws.
    pub fn mean_interval(&self) -> (f64, f64) {
        error::interval_of_mean(self.summary.mean, self.summary.mean_error, self.below.replicated)
    }
}

/// What the draws gave.
#[derive(Clone, Debug)]
pub struct Compared {
    /// Each scenario over its own draws.
    pub ensembles: Vec<Ensemble>,
    /// In the order of the rows that were asked for.
    pub found: Vec<Found>,
    /// By scenario: draws in which it or the first one failed. They are left out of the differences.
    pub left_out: Vec<u64>,
    /// Draws in which any scenario failed. They are left out of the regrets.
    pub left_out_of_regrets: u64,
}

/// Several scenarios that are drawn together.
pub struct Together<'a> {
    sides: Vec<Side<'a>>,
    rows: Vec<Row>,
    design: Design,
}

/// One of them.
struct Side<'a> {
    job: Job<'a>,
    /// Positions of the shared series among those it keeps.
    positions: Vec<usize>,
}

/// What the scenarios leave of a chunk of draws.
struct Chunks {
    sides: Vec<Chunk>,
    rows: RowsChunk,
}

/// What the rows leave of a chunk of draws.
struct RowsChunk {
    draws: usize,
    /// `[row][draw]`.
    values: Vec<f32>,
    moments: Vec<Moments>,
    below: Vec<ByReplicate>,
    zero: Vec<ByReplicate>,
}

impl RowsChunk {
    fn row(&self, row: usize) -> &[f32] {
        &self.values[row * self.draws..(row + 1) * self.draws]
    }
}

/// What the rows leave of all draws.
struct RowsTally {
    orders: Vec<Order>,
    moments: SumTree,
    below: Vec<ByReplicate>,
    zero: Vec<ByReplicate>,
}

impl<'a> Together<'a> {
    /// Scenarios with what they share: for each the positions of the shared series in its catalogue. Every reading of the
    /// rows must lie in the horizons of all scenarios.
    pub fn new(models: &[&'a Model], shared: &[Vec<usize>], rows: Vec<Row>, design: Design) -> Together<'a> {
        let dimensions = paired::dimensions(models.iter().copied());
        let side = |(&model, shared): (&&'a Model, &Vec<usize>)| {
            let mut kept = [kept_series(model), shared.clone()].concat();
            kept.sort_unstable();
            kept.dedup();
            let positions = shared.iter().filter_map(|s| kept.binary_search(s).ok()).collect();
            Side { job: Job::over(model, design, kept, &dimensions), positions }
        };
        Together { sides: models.iter().zip(shared).map(side).collect(), rows, design }
    }

    /// About how many bytes the statistics of all draws take at most.
    pub fn most_bytes(&self) -> u64 {
        let own: u64 = self.sides.iter().map(|side| side.job.most_bytes(self.design.draws)).sum();
        own + self.rows.len() as u64 * order::most_bytes(self.design.draws)
    }

    /// Runs the draws. `progress` is told the number of draws done since the last call, from any thread; where it answers
    /// false the work stops and `None` is returned.
    pub fn run(&self, progress: impl Fn(u64) -> bool + Sync) -> Option<Compared> {
        let mut tallies: Vec<Tally> = self.sides.iter().map(|side| Tally::new(&side.job, 0)).collect();
        let mut rows = RowsTally::new(self.rows.len(), self.design);
        let mut next = 0;
        let done = self.chunks(&progress, |block| {
            let (sides, of_rows): (Vec<Vec<Chunk>>, Vec<RowsChunk>) =
                block.into_iter().map(|chunks| (chunks.sides, chunks.rows)).unzip();
            rows.absorb(of_rows, next, self.wanted());
            next += sides.len() as u64;
            let mut by_side: Vec<Vec<Chunk>> = self.sides.iter().map(|_| Vec::new()).collect();
            for chunk in sides {
                by_side.iter_mut().zip(chunk).for_each(|(chunks, chunk)| chunks.push(chunk));
            }
            for ((side, tally), mut chunks) in self.sides.iter().zip(&mut tallies).zip(by_side) {
                tally.absorb(&side.job, &mut chunks);
                side.job.recycle(chunks);
            }
        });
        if !done {
            return None;
        }
        let failed: Vec<Vec<u64>> = tallies.iter().map(|tally| tally.failed.clone()).collect();
        let found = self.finish(rows, &failed, &progress)?;
        let own = self.sides.iter().zip(tallies);
        let ensembles = own.map(|(side, tally)| side.job.finish(tally, &progress));
        let left_out = (0..self.sides.len()).map(|side| of_all(&failed, &[0, side]).len() as u64);
        let any: Vec<usize> = (0..self.sides.len()).collect();
        Some(Compared {
            ensembles: ensembles.collect::<Option<_>>()?,
            found,
            left_out: left_out.collect(),
            left_out_of_regrets: of_all(&failed, &any).len() as u64,
        })
    }

    fn wanted(&self) -> Wanted {
        Wanted::new(&PROBABILITIES, self.design.draws, self.design.method.is_replicated())
    }

    /// All chunks, block by block.
    fn chunks(&self, progress: &(impl Fn(u64) -> bool + Sync), take: impl FnMut(Vec<Chunks>) + Send) -> bool {
        let rows = self.rows.len() + self.sides.iter().map(|side| side.job.rows()).sum::<usize>();
        let bytes = rows as u64 * CHUNK * size_of::<f32>() as u64;
        let compute = |chunk: u64| {
            let sides: Vec<Chunk> = self.sides.iter().map(|side| side.job.compute(chunk)).collect();
            let draws = sides.first().map_or(0, |chunk| chunk.draws);
            let rows = self.rows_of(&sides, draws as usize);
            progress(draws).then_some(Chunks { sides, rows })
        };
        in_blocks(0..self.design.draws.div_ceil(CHUNK), bytes, compute, take)
    }

    /// The rows of a chunk.
    fn rows_of(&self, chunks: &[Chunk], draws: usize) -> RowsChunk {
        let rows = self.rows.len();
        let mut out = RowsChunk {
            draws,
            values: vec![0.0; rows * draws],
            moments: vec![[0.0; REPLICATES + 1]; rows],
            below: vec![[0; REPLICATES]; rows],
            zero: vec![[0; REPLICATES]; rows],
        };
        let (mut numbers, mut other) = (vec![0.0; draws], vec![0.0; draws]);
        for (row, of) in self.rows.iter().enumerate() {
            self.row(chunks, *of, &mut numbers, &mut other);
            let near = self.near(*of);
            for (draw, number) in numbers.iter().enumerate() {
                out.values[row * draws + draw] = *number as f32;
                if number.is_nan() {
                    continue;
                }
                let replicate = draw % REPLICATES;
                out.below[row][replicate] += u64::from(*number < 0.0);
                out.zero[row][replicate] += u64::from(*number == 0.0);
                out.moments[row][replicate] += number - near;
                out.moments[row][REPLICATES] += (number - near) * (number - near);
            }
        }
        out
    }

    /// The numbers of a row, by draw; `other` is room.
    fn row(&self, chunks: &[Chunk], row: Row, numbers: &mut [f64], other: &mut [f64]) {
        match row {
            Row::Value(side, of) => self.sides[side].read(&chunks[side], of, numbers),
            Row::Difference(side, of) => {
                self.sides[side].read(&chunks[side], of, numbers);
                self.sides[0].read(&chunks[0], of, other);
                numbers.iter_mut().zip(other).for_each(|(b, a)| *b = difference(*b, *a));
            }
            Row::Regret(side, of, best) => {
                self.sides[side].read(&chunks[side], of, numbers);
                // The greatest distance from any of them is that from the best.
                let own = numbers.to_vec();
                numbers.fill(0.0);
                for (one, chunk) in self.sides.iter().zip(chunks) {
                    one.read(chunk, of, other);
                    for ((regret, own), other) in numbers.iter_mut().zip(&own).zip(other.iter()) {
                        *regret = worse(*regret, shortfall(*own, *other, best));
                    }
                }
            }
        }
    }

    /// The number of a row in the central runs.
    fn central(&self, row: Row) -> f64 {
        let read = |side: usize, of| self.sides[side].central(of);
        match row {
            Row::Value(side, of) => read(side, of),
            Row::Difference(side, of) => difference(read(side, of), read(0, of)),
            Row::Regret(side, of, best) => {
                let others =
                    (0..self.sides.len()).map(|other| shortfall(read(side, of), read(other, of), best));
                others.fold(0.0, worse)
            }
        }
    }

    /// The central number, from which the draws are told; 0 where there is none.
    fn near(&self, row: Row) -> f64 {
        Some(self.central(row)).filter(|central| central.is_finite()).unwrap_or(0.0)
    }

    /// Statistics of the rows; where an order statistic was only counted, the draws are simulated again.
    fn finish(
        &self,
        mut rows: RowsTally,
        failed: &[Vec<u64>],
        progress: &(impl Fn(u64) -> bool + Sync),
    ) -> Option<Vec<Found>> {
        let sums = rows.moments.total(self.rows.len() * (REPLICATES + 1));
        loop {
            let tried: Vec<Result<Found, Lost>> = rows
                .orders
                .par_iter_mut()
                .enumerate()
                .map_init(Ranker::default, |ranker, (row, order)| {
                    let counts = (&rows.below[row], &rows.zero[row]);
                    let sums = &sums[row * (REPLICATES + 1)..(row + 1) * (REPLICATES + 1)];
                    self.found(self.rows[row], ranker, order, sums, counts, failed)
                })
                .collect();
            let lost = tried.iter().enumerate().filter_map(|(row, found)| Some((row, found.err()?)));
            let mut gatherers: Vec<(usize, Gatherer)> =
                lost.map(|(row, lost)| (row, rows.orders[row].gatherer(lost))).collect();
            if gatherers.is_empty() {
                return Some(tried.into_iter().flatten().collect());
            }
            let gather = |block: Vec<Chunks>| {
                for chunks in block {
                    gatherers.iter_mut().for_each(|(row, gatherer)| gatherer.add(chunks.rows.row(*row)));
                    self.sides
                        .iter()
                        .zip(chunks.sides)
                        .for_each(|(side, chunk)| side.job.recycle(vec![chunk]));
                }
            };
            if !self.chunks(&|_| progress(0), gather) {
                return None;
            }
            gatherers.into_iter().for_each(|(row, gathered)| rows.orders[row].fill(gathered));
        }
    }

    fn found(
        &self,
        row: Row,
        ranker: &mut Ranker,
        order: &mut Order,
        sums: &[f64],
        (below, zero): (&ByReplicate, &ByReplicate),
        failed: &[Vec<u64>],
    ) -> Result<Found, Lost> {
        let failed = match row {
            Row::Value(side, _) => failed[side].clone(),
            Row::Difference(side, _) => of_all(failed, &[0, side]),
            Row::Regret(..) => of_all(failed, &(0..failed.len()).collect::<Vec<_>>()),
        };
        let replicates = Replicates::new(self.design, &failed);
        let draws = order.count();
        let differences = std::array::from_fn(|r| sums[r]);
        let sums = Sums { near: self.near(row), differences, squares: sums[REPLICATES] };
        let share = |hits: &ByReplicate| Share {
            hits: hits.iter().sum(),
            draws,
            error: replicates.share(hits),
            replicated: replicates.decisive,
        };
        Ok(Found {
            central: self.central(row),
            summary: Summary::new(ranker, order, &sums, &replicates)?,
            below: share(below),
            zero: share(zero),
        })
    }
}

impl Side<'_> {
    /// A reading of every draw of a chunk; not a number where a draw failed or has none.
    fn read(&self, chunk: &Chunk, of: Reading, numbers: &mut [f64]) {
        let years = self.job.program.years;
        match of {
            Reading::Sum { series, from, to } => {
                numbers.fill(0.0);
                for t in self.index(from)..=self.index(to) {
                    let row = chunk.row(self.positions[series] * years + t);
                    numbers.iter_mut().zip(row).for_each(|(sum, value)| *sum += f64::from(*value));
                }
            }
            Reading::PeakYear { series }
            | Reading::PeakLevel { series }
            | Reading::PeakedBy { series, .. } => {
                let mut trajectory = vec![0.0; years];
                for (draw, number) in numbers.iter_mut().enumerate() {
                    for (t, value) in trajectory.iter_mut().enumerate() {
                        *value = f64::from(chunk.row(self.positions[series] * years + t)[draw]);
                    }
                    *number = self.peak(&trajectory, of);
                }
            }
        }
    }

    /// A reading of the central run.
    fn central(&self, of: Reading) -> f64 {
        let program = &self.job.program;
        let trajectory = |series: usize| {
            let from = self.positions[series] * program.years;
            &program.central[from..from + program.years]
        };
        match of {
            Reading::Sum { series, from, to } => {
                trajectory(series)[self.index(from)..=self.index(to)].iter().sum()
            }
            Reading::PeakYear { series }
            | Reading::PeakLevel { series }
            | Reading::PeakedBy { series, .. } => self.peak(trajectory(series), of),
        }
    }

    /// Year or level of the peak of a trajectory over the whole horizon, or whether it is past.
    fn peak(&self, trajectory: &[f64], of: Reading) -> f64 {
        if trajectory.iter().any(|value| value.is_nan()) {
            return f64::NAN;
        }
        let calendar = |year| self.job.model.scenario.horizon.year(year);
        match (peak::find(trajectory, YEARS_AFTER_PEAK), of) {
            (Peak::Peaked { year, .. }, Reading::PeakedBy { year: by, .. }) => {
                f64::from(u8::from(calendar(year) <= by))
            }
            (Peak::NotYet | Peak::Undefined, Reading::PeakedBy { .. }) => 0.0,
            (Peak::Peaked { level, .. }, Reading::PeakLevel { .. }) => level,
            (Peak::Peaked { year, .. }, _) => f64::from(calendar(year).0),
            (Peak::NotYet | Peak::Undefined, _) => f64::NAN,
        }
    }

    fn index(&self, year: Year) -> usize {
        self.job.model.scenario.horizon.index(year).unwrap_or_default()
    }
}

impl RowsTally {
    fn new(rows: usize, design: Design) -> RowsTally {
        RowsTally {
            orders: vec![Order::new(design.method.is_replicated()); rows],
            moments: SumTree::default(),
            below: vec![[0; REPLICATES]; rows],
            zero: vec![[0; REPLICATES]; rows],
        }
    }

    /// Adds the chunks that follow, the first of this number.
    fn absorb(&mut self, chunks: Vec<RowsChunk>, first: u64, wanted: Wanted) {
        self.orders.par_iter_mut().enumerate().for_each(|(row, order)| {
            chunks.iter().for_each(|chunk| order.add(chunk.row(row), &wanted));
        });
        for (chunk, number) in chunks.into_iter().zip(first..) {
            let counts = self.below.iter_mut().zip(chunk.below).chain(self.zero.iter_mut().zip(chunk.zero));
            for (counts, more) in counts {
                counts.iter_mut().zip(more).for_each(|(count, more)| *count += more);
            }
            self.moments.push(0, number, chunk.moments.into_flattened());
        }
    }
}

/// How far one value lies above another; 0 where they are equal to the precision that is kept.
fn difference(b: f64, a: f64) -> f64 {
    let difference = b - a;
    if difference.abs() <= EQUAL * a.abs().max(b.abs()) { 0.0 } else { difference }
}

/// How much worse the first value is than the second; below 0 where it is better.
fn shortfall(own: f64, other: f64, best: Best) -> f64 {
    match best {
        Best::Lowest => difference(own, other),
        Best::Highest => difference(other, own),
    }
}

/// The greater of two, no number where either is none.
fn worse(a: f64, b: f64) -> f64 {
    if a.is_nan() || b.is_nan() { f64::NAN } else { a.max(b) }
}

/// Draws in which any of some scenarios failed, in order.
fn of_all(failed: &[Vec<u64>], sides: &[usize]) -> Vec<u64> {
    let mut all: Vec<u64> = sides.iter().flat_map(|&side| &failed[side]).copied().collect();
    all.sort_unstable();
    all.dedup();
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2⁻²³ of a value is the distance of neighbours in single precision; 10⁻⁶ is ten of them.
    #[test]
    fn neighbours_in_single_precision_are_equal() {
        let next = f64::from(1.0_f32.next_up());
        assert_eq!((difference(next, 1.0), difference(-1.0, -next)), (0.0, 0.0));
        assert!((difference(1.000_001, 1.0) - 1e-6).abs() < 1e-12);
        assert_eq!((difference(0.0, 0.0), difference(1e-30, 0.0)), (0.0, 1e-30));
        assert!(difference(f64::NAN, 1.0).is_nan());
    }

    #[test]
    fn regrets_by_hand() {
        let of = |own: f64, best| {
            [3.0, 5.0, 4.0].map(|other| shortfall(own, other, best)).into_iter().fold(0.0, worse)
        };
        assert_eq!([3.0, 5.0, 4.0].map(|own| of(own, Best::Lowest)), [0.0, 2.0, 1.0]);
        assert_eq!([3.0, 5.0, 4.0].map(|own| of(own, Best::Highest)), [2.0, 0.0, 1.0]);
        assert!(worse(f64::NAN, 1.0).is_nan() && worse(1.0, f64::NAN).is_nan());
    }

    #[test]
    fn a_draw_that_fails_twice_is_left_out_once() {
        let failed = [vec![2, 7], vec![7, 5], vec![1]];
        assert_eq!(of_all(&failed, &[0, 1]), [2, 5, 7]);
        assert_eq!(of_all(&failed, &[0, 0]), [2, 7]);
        assert_eq!(of_all(&failed, &[0, 1, 2]), [1, 2, 5, 7]);
    }
}
