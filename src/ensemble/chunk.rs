//! A chunk of draws: what one thread computes at a time.

use std::sync::{Mutex, PoisonError};

use super::fleets::Fleets;
use super::order::{ByReplicate, REACH};
use super::peak::{self, Peak, PeakTally};
use super::program::{Input, Program};
use super::tally::Moments;
use super::target::{self, TargetReader};
use super::{BindingCounts, CHUNK, Design, YEARS_AFTER_PEAK};
use crate::lane::{LANES, Lane};
use crate::model::Model;
use crate::sampling::{self, REPLICATES, Sampler};
use crate::simulation;
use crate::simulation::balance::{self, Closures};
use crate::simulation::draw::Drawn;
use crate::simulation::workspace::{Binding, Workspace};
use crate::tape::{BLOCK, Block, Player, Sink};

/// One draw in so many is audited: run plainly too, with its closures. A multiple of [`CHUNK`].
const AUDIT_EVERY: u64 = 1024;

/// From here on one in so many: mistakes show in a few draws, and a plain run takes the time of twenty played ones.
const AUDIT_OFTEN: u64 = 16 * AUDIT_EVERY;

/// Whether a draw is audited.
fn is_audited(draw: u64) -> bool {
    draw.is_multiple_of(if draw < AUDIT_OFTEN { AUDIT_EVERY } else { AUDIT_OFTEN })
}

const NO_MOMENTS: Moments = [0.0; REPLICATES + 1];

/// Everything that all chunks share.
pub struct Job<'a> {
    /// The model.
    pub model: &'a Model,
    /// Its run, written down.
    pub program: Program,
    /// What is asked.
    pub design: Design,
    /// Where random numbers come from.
    pub sampler: Sampler,
    /// Readers of the targets.
    pub readers: Vec<TargetReader>,
    /// Positions among the kept series of those that have a peak board.
    pub boards: Vec<usize>,
    /// As [`Wanted::reach`](super::order::Wanted::reach).
    pub(super) reach: f64,
    /// Room of threads that are done with a chunk.
    rooms: Pool<Scratch>,
    /// Values of chunks that were taken, to be written over.
    spare: Pool<Vec<f32>>,
}

/// What is used again: the last put back is the first taken.
pub(super) struct Pool<T>(Mutex<Vec<T>>);

impl<T> Pool<T> {
    pub(super) fn new() -> Pool<T> {
        Pool(Mutex::new(Vec::new()))
    }

    pub(super) fn take(&self) -> Option<T> {
        // A thread that panicked while it held the lock left the list whole.
        self.0.lock().unwrap_or_else(PoisonError::into_inner).pop()
    }

    pub(super) fn put(&self, item: T) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(item);
    }
}

/// What a thread reuses from chunk to chunk.
pub struct Scratch {
    /// A player for each block of a chunk: fleets of draws that decide alike belong to any of them.
    pub(super) players: Vec<Player>,
    /// Random numbers of the draws of a chunk, so many lanes at a time.
    drawn: Vec<Drawn<Lane>>,
    fleets: Fleets,
    trajectory: Vec<f64>,
    /// Values of the series that boards and targets read, `[watched][year]`.
    watched: Vec<Block>,
    /// Sums of a block, as [`Chunk::moments`].
    sums: Vec<Moments>,
    /// For the draws that are run plainly too.
    plain: Workspace<f64>,
}

/// What a chunk leaves.
pub struct Chunk {
    /// Number of draws.
    pub draws: u64,
    /// `[row][draw]`, single precision: seven digits are more than any figure prints. Rows are the kept series year by
    /// year, the level at the peak of each board, and the margin of each target. Not a number where a draw failed or
    /// has no peak.
    pub values: Vec<f32>,
    /// `[series][year]`.
    pub moments: Vec<Moments>,
    /// By board.
    pub peaks: Vec<PeakTally>,
    /// Draws that attain each target.
    pub hits: Vec<ByReplicate>,
    /// How many draws each cause bound, `[year][market]`.
    pub bindings: Vec<BindingCounts>,
    /// Draws that failed.
    pub failed: Vec<u64>,
    /// Whether any did, also when `failed` was taken.
    has_failed: bool,
    /// Greatest relative residual of each closure over the audited draws.
    pub closures: Closures,
    /// Number of audited draws.
    pub audited: u64,
}

impl Chunk {
    /// A row of the values.
    pub fn row(&self, row: usize) -> &[f32] {
        let draws = self.draws as usize;
        &self.values[row * draws..(row + 1) * draws]
    }
}

impl<'a> Job<'a> {
    /// The ensemble of a model that keeps these series.
    pub fn new(model: &'a Model, design: Design, series: Vec<usize>) -> Job<'a> {
        Job::over(model, design, series, &sampling::dimensions(&model.parameters))
    }

    /// As [`Job::new`], with the random numbers of a model among others: see [`Sampler::over`].
    pub fn over(model: &'a Model, design: Design, series: Vec<usize>, dimensions: &[String]) -> Job<'a> {
        let sampler = Sampler::over(design, &model.parameters, dimensions);
        let program = Program::new(model, &sampler, series);
        let readers = target::readers(model, &program.series);
        let board = |position: &usize| peak::has_board(model, program.series[*position]);
        let boards = (0..program.series.len()).filter(board).collect();
        let (rooms, spare) = (Pool::new(), Pool::new());
        Job { model, program, design, sampler, readers, boards, reach: REACH, rooms, spare }
    }

    /// With brackets of another width than [`REACH`]: wider ones take more memory, narrower ones a second pass more often.
    /// No result depends on it.
    pub fn with_reach(self, reach: f64) -> Job<'a> {
        Job { reach, ..self }
    }

    /// Number of rows of [`Chunk::values`].
    pub fn rows(&self) -> usize {
        self.program.central.len() + self.boards.len() + self.readers.len()
    }

    /// Number of draws of a chunk.
    pub fn draws_of(&self, chunk: u64) -> u64 {
        CHUNK.min(self.design.draws - chunk * CHUNK)
    }

    /// Computes a chunk in the room of a thread that is done, or in new room.
    pub fn compute(&self, chunk: u64) -> Chunk {
        let mut scratch = self.rooms.take().unwrap_or_else(|| self.scratch());
        let computed = self.chunk(&mut scratch, chunk);
        self.rooms.put(scratch);
        computed
    }

    /// Takes the memory of chunks back.
    pub(super) fn recycle(&self, chunks: Vec<Chunk>) {
        // Where draws failed, what is certain is not there either.
        let whole = chunks.into_iter().filter(|chunk| !chunk.has_failed);
        whole.for_each(|chunk| self.spare.put(chunk.values));
    }

    /// Room for a thread.
    pub fn scratch(&self) -> Scratch {
        let years = self.program.years;
        Scratch {
            players: vec![Player::new(&self.program.tape); CHUNK as usize / BLOCK],
            drawn: vec![Drawn::new(&self.model.parameters, Lane::ZERO); CHUNK as usize / LANES],
            fleets: Fleets::new(self.model, &self.program),
            trajectory: vec![0.0; years],
            watched: vec![[0.0; BLOCK]; self.watched().len() * years],
            sums: vec![NO_MOMENTS; self.program.series.len() * years],
            plain: Workspace::new(self.model, self.program.series.clone()),
        }
    }

    /// Positions among the kept series that boards or targets read, in order.
    fn watched(&self) -> Vec<usize> {
        let mut watched: Vec<usize> =
            self.boards.iter().copied().chain(self.readers.iter().map(|r| r.position)).collect();
        watched.sort_unstable();
        watched.dedup();
        watched
    }

    /// Computes a chunk.
    pub fn chunk(&self, scratch: &mut Scratch, chunk: u64) -> Chunk {
        let (first, draws) = (chunk * CHUNK, self.draws_of(chunk));
        let cells = self.program.central.len();
        let mut out = Chunk {
            draws,
            values: self.values(draws as usize),
            moments: vec![NO_MOMENTS; cells],
            peaks: vec![PeakTally::new(self.program.years); self.boards.len()],
            hits: vec![[0; REPLICATES]; self.readers.len()],
            bindings: vec![BindingCounts::default(); self.program.markets * self.program.years],
            failed: Vec::new(),
            has_failed: false,
            closures: Closures::none(self.model),
            audited: 0,
        };
        let watched = self.watched();
        self.draw(scratch, first, draws as usize);
        for from in (0..draws).step_by(BLOCK) {
            let live = BLOCK.min((draws - from) as usize);
            self.play(scratch, &watched, &mut out, (from as usize, live, first));
            self.read(scratch, &watched, &mut out, (from as usize, live, first));
        }
        if is_audited(first) && out.failed.first() != Some(&first) {
            self.audit(scratch, &mut out, first);
        }
        out
    }

    /// Room for the values of so many draws, in which what is certain stands already. Other outputs of the tape are
    /// written over; peaks and targets of a failed draw are not.
    fn values(&self, draws: usize) -> Vec<f32> {
        let Program { central, certain, .. } = &self.program;
        let spare = self.spare.take().filter(|values| values.len() == self.rows() * draws);
        let mut values = spare.unwrap_or_else(|| {
            let mut values = vec![f32::NAN; self.rows() * draws];
            for (row, value) in values.chunks_exact_mut(draws).zip(central.iter().zip(certain)) {
                row.fill(if *value.1 { *value.0 as f32 } else { f32::NAN });
            }
            values
        });
        values[central.len() * draws..].fill(f32::NAN);
        values
    }

    /// The draws of a range that are audited.
    pub fn audited(&self, range: std::ops::Range<u64>) -> impl Iterator<Item = u64> + use<> {
        range.filter(|draw| is_audited(*draw))
    }

    /// Runs the first draw of a chunk plainly: its closures, and how far what was played lies from it.
    fn audit(&self, scratch: &mut Scratch, out: &mut Chunk, draw: u64) {
        let plain = &mut scratch.plain;
        self.sampler.fill(&self.model.parameters, draw, &mut plain.draw);
        simulation::run(self.model, plain);
        out.closures.clone_from(&plain.closures);
        out.audited = 1;
        let gap =
            |(cell, &run): (usize, &f64)| balance::gap(f64::from(run as f32), f64::from(out.row(cell)[0]));
        let gaps = plain.series.iter().enumerate().map(gap);
        let replay = gaps.fold(out.closures[balance::REPLAY], f64::max);
        out.closures[balance::REPLAY] = replay;
    }

    /// Draws the first draws of a chunk and puts what the tape needs of them into registers.
    pub(super) fn draw(&self, scratch: &mut Scratch, first: u64, draws: usize) {
        let Scratch { players, drawn, fleets, .. } = scratch;
        let drawn = &mut drawn[..draws.div_ceil(LANES)];
        for (group, drawn) in drawn.iter_mut().enumerate() {
            self.sampler.draw(&self.model.parameters, first + (group * LANES) as u64, drawn);
        }
        for (player, drawn) in players.iter_mut().zip(drawn.chunks(BLOCK / LANES)) {
            self.load(player, drawn);
        }
        fleets.compute(self.model, &self.program, drawn, (draws, players));
    }

    /// Puts random numbers of a block into registers.
    fn load(&self, player: &mut Player, drawn: &[Drawn<Lane>]) {
        for (register, input) in self.program.inputs.iter().enumerate() {
            let numbers = |drawn: &Drawn<Lane>| match *input {
                Input::Drawn(slot) => Some(drawn.leaves[slot]),
                Input::Innovation(cell) => Some(drawn.innovations[cell]),
                Input::Fleet(..) => None,
            };
            let numbers = drawn.iter().map_while(numbers);
            for (lanes, numbers) in player.input(register).chunks_exact_mut(LANES).zip(numbers) {
                lanes.copy_from_slice(&numbers.0);
            }
        }
    }

    /// Plays a block. Where a draw of it has a value that is no number, the block is played again without
    /// that draw in the sums.
    fn play(
        &self,
        scratch: &mut Scratch,
        watched: &[usize],
        out: &mut Chunk,
        (from, live, first): (usize, usize, u64),
    ) {
        let Scratch { players, watched: values, sums, .. } = scratch;
        let player = &mut players[from / BLOCK];
        let mut keeper = Keeper {
            program: &self.program,
            watched,
            values,
            out,
            sums,
            from,
            live,
            weight: [0.0; BLOCK],
            health: [0.0; BLOCK],
            is_again: false,
        };
        keeper.weight[..live].fill(1.0);
        player.play(&self.program.tape, &mut keeper);
        let failed: Vec<usize> = (0..live).filter(|&lane| keeper.health[lane] != 0.0).collect();
        if !failed.is_empty() {
            keeper.sums.fill(NO_MOMENTS);
            keeper.is_again = true;
            for &lane in &failed {
                keeper.weight[lane] = f64::NAN;
            }
            player.play(&self.program.tape, &mut keeper);
            self.leave_out(out, failed.iter().map(|lane| from + lane));
        }
        for (moment, sum) in out.moments.iter_mut().zip(&scratch.sums) {
            moment.iter_mut().zip(sum).for_each(|(moment, sum)| *moment += sum);
        }
        out.failed.extend(failed.iter().map(|&lane| first + (from + lane) as u64));
    }

    /// Draws that failed have no values, certain ones included.
    fn leave_out(&self, out: &mut Chunk, draws: impl Iterator<Item = usize> + Clone) {
        out.has_failed = true;
        let certain = self.program.certain.iter().enumerate().filter(|(_, certain)| **certain);
        for (cell, _) in certain {
            draws.clone().for_each(|draw| out.values[cell * out.draws as usize + draw] = f32::NAN);
        }
    }

    /// Reads peaks and targets of a block.
    fn read(
        &self,
        scratch: &mut Scratch,
        watched: &[usize],
        out: &mut Chunk,
        (from, live, first): (usize, usize, u64),
    ) {
        for lane in 0..live {
            if !out.failed.contains(&(first + (from + lane) as u64)) {
                self.read_draw(scratch, watched, out, (lane, from + lane));
            }
        }
    }

    /// Reads the peaks and targets of a draw of a chunk that stands in a lane of the block.
    fn read_draw(
        &self,
        scratch: &mut Scratch,
        watched: &[usize],
        out: &mut Chunk,
        (lane, draw): (usize, usize),
    ) {
        let Scratch { watched: values, trajectory, .. } = scratch;
        let (years, all, replicate) = (self.program.years, out.draws as usize, draw % REPLICATES);
        let row = |position: usize| watched.binary_search(&position).unwrap_or(0) * years;
        let levels = self.program.central.len();
        for (board, &position) in self.boards.iter().enumerate() {
            for (t, value) in trajectory.iter_mut().enumerate() {
                *value = values[row(position) + t][lane];
            }
            let peak = peak::find(trajectory, YEARS_AFTER_PEAK);
            out.peaks[board].count(replicate, peak);
            if let Peak::Peaked { level, .. } = peak {
                out.values[(levels + board) * all + draw] = level as f32;
            }
        }
        let margins = levels + self.boards.len();
        for (target, reader) in self.readers.iter().enumerate() {
            let row = row(reader.position);
            let value = reader.read(|t| values[row + t][lane]);
            out.hits[target][replicate] += u64::from(reader.attains(value));
            out.values[(margins + target) * all + draw] = reader.margin(value) as f32;
        }
    }
}

/// Takes the outputs of a block into a chunk.
struct Keeper<'a> {
    program: &'a Program,
    watched: &'a [usize],
    values: &'a mut [Block],
    out: &'a mut Chunk,
    sums: &'a mut [Moments],
    from: usize,
    live: usize,
    /// 1 for a draw that counts, 0 for one that was not asked, not a number for one that failed.
    weight: Block,
    /// Not zero where a value is no number.
    health: Block,
    /// Whether the block is played again without the draws that failed.
    is_again: bool,
}

impl Sink for Keeper<'_> {
    // Inlined into the player, so that it works on vectors of the same width.
    #[inline(always)]
    fn take(&mut self, output: usize, values: &Block) {
        let (t, place) = (output / self.program.outputs_a_year(), output % self.program.outputs_a_year());
        match place.checked_sub(self.program.series.len()) {
            None => self.keep(place, t, values),
            Some(market) => self.count(t * self.program.markets + market, values),
        }
    }
}

impl Keeper<'_> {
    #[inline(always)]
    fn keep(&mut self, position: usize, t: usize, values: &Block) {
        let cell = position * self.program.years + t;
        if let Ok(row) = self.watched.binary_search(&position) {
            self.values[row * self.program.years + t] = *values;
        }
        if self.program.certain[cell] {
            return;
        }
        let central = self.program.central[cell];
        let (mut sum, mut squares) = (NO_MOMENTS, [0.0; REPLICATES]);
        let groups = values.chunks_exact(REPLICATES).zip(self.weight.chunks_exact(REPLICATES));
        for (group, (values, weights)) in groups.enumerate() {
            for lane in 0..REPLICATES {
                let counts = weights[lane] > 0.0;
                let difference = if counts { values[lane] - central } else { 0.0 };
                sum[lane] += difference;
                squares[lane] += difference * difference;
                // Infinite or not a number, times 0, is not a number; anything else is 0.
                self.health[group * REPLICATES + lane] += values[lane] * 0.0;
            }
        }
        sum[REPLICATES] = squares.iter().sum();
        self.sums[cell] = sum;
        let at = cell * self.out.draws as usize + self.from;
        let kept = &mut self.out.values[at..at + self.live];
        for ((kept, value), weight) in kept.iter_mut().zip(values).zip(&self.weight) {
            *kept = (value * weight) as f32;
        }
    }

    /// Counts what bound the draws of the block, cause by cause; when it is played again, takes back what bound those that
    /// failed.
    #[inline(always)]
    fn count(&mut self, cell: usize, values: &Block) {
        // Nothing binds a draw that does not count.
        let mut codes = [0.0; BLOCK];
        for ((code, value), weight) in codes.iter_mut().zip(values).zip(&self.weight) {
            let counts = if self.is_again { weight.is_nan() } else { *weight > 0.0 };
            *code = if counts { *value } else { 0.0 };
        }
        let (mut last, mut left) = (0.0, number(&codes, |code| code > 0.0));
        while left > 0.0 {
            let next = least_above(&codes, last);
            let draws = number(&codes, |code| code == next);
            let counted = if self.is_again { -draws } else { draws };
            self.out.bindings[cell].count(Binding::of(next), counted as i64);
            (last, left) = (next, left - draws);
        }
    }
}

/// How many of the codes of a block are so. By vectors, as [`least_above`]: a place of the sums for each replicate.
#[inline(always)]
fn number(codes: &Block, is_so: impl Fn(f64) -> bool) -> f64 {
    let mut numbers = [0.0; REPLICATES];
    for group in codes.chunks_exact(REPLICATES) {
        for (number, code) in numbers.iter_mut().zip(group) {
            *number += if is_so(*code) { 1.0 } else { 0.0 };
        }
    }
    numbers.iter().sum()
}

/// The least code of a block above another; ∞ where there is none.
#[inline(always)]
fn least_above(codes: &Block, last: f64) -> f64 {
    let mut least = [f64::INFINITY; REPLICATES];
    for group in codes.chunks_exact(REPLICATES) {
        for (least, code) in least.iter_mut().zip(group) {
            *least = if *code > last && *code < *least { *code } else { *least };
        }
    }
    least.into_iter().fold(f64::INFINITY, f64::min)
}
