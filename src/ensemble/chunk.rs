//! A chunk of draws: what one thread computes at a time.

use super::peak::{self, Peak};
use super::program::{self, Input, Program};
use super::target::TargetReader;
use super::{BindingCounts, CHUNK, Design, YEARS_AFTER_PEAK};
use crate::model::Model;
use crate::sampling::Sampler;
use crate::sampling::lane::{LANES, Lane};
use crate::simulation;
use crate::simulation::balance::{self, CLOSURES, Closure, Closures};
use crate::simulation::draw::{DrawValues, Drawn};
use crate::simulation::fleet::FleetState;
use crate::simulation::path::{FleetPath, List};
use crate::simulation::workspace::{Binding, Workspace};
use crate::tape::{BLOCK, Block, Player, Sink};

/// One draw in so many is audited: run plainly too, with its closures. A multiple of [`CHUNK`].
const AUDIT_EVERY: u64 = 1024;

/// Everything that all chunks share.
pub struct Job<'a> {
    /// The model.
    pub model: &'a Model,
    /// Its run, written down.
    pub program: &'a Program,
    /// What is asked.
    pub design: Design,
    /// Where random numbers come from.
    pub sampler: &'a Sampler,
    /// Readers of the targets.
    pub readers: &'a [TargetReader],
    /// Positions among the kept series of those that have a peak board.
    pub boards: &'a [usize],
}

/// What a thread reuses from chunk to chunk.
pub struct Scratch {
    pub(super) player: Player,
    /// Random numbers of the draws of a block, so many lanes at a time.
    drawn: Vec<Drawn<Lane>>,
    /// What the fleet of one draw needs of them.
    numbers: Drawn<f64>,
    draw: DrawValues<f64>,
    state: FleetState,
    fleet: FleetPath<f64>,
    /// What the tape reads of the fleets of some draws, side by side.
    fleets: Vec<Lane>,
    trajectory: Vec<f64>,
    /// Values of the series that boards and targets read, `[watched][year]`.
    watched: Vec<Block>,
    /// Sums of a block, as [`Chunk::moments`].
    sums: Vec<(f64, f64)>,
    /// For the draws that are run plainly too.
    plain: Workspace<f64>,
}

/// What a chunk leaves.
pub struct Chunk {
    /// Number of draws.
    pub draws: u64,
    /// `[series][year][draw]`, single precision: seven digits are more than any figure prints.
    pub values: Vec<f32>,
    /// Σ and Σ of squares of the differences from the central value, `[series][year]`.
    pub moments: Vec<(f64, f64)>,
    /// Peaks, `[board][draw]`.
    pub peaks: Vec<Vec<Peak>>,
    /// Values that targets read, `[target][draw]`.
    pub targets: Vec<Vec<f64>>,
    /// How many draws each cause bound, `[year][market]`.
    pub bindings: Vec<BindingCounts>,
    /// Draws that failed.
    pub failed: Vec<u64>,
    /// Greatest relative residual of each closure over the audited draws.
    pub closures: Closures,
    /// Number of audited draws.
    pub audited: u64,
}

impl Job<'_> {
    /// Room for a thread.
    pub fn scratch(&self) -> Scratch {
        let years = self.program.years;
        Scratch {
            player: Player::new(&self.program.tape),
            drawn: vec![Drawn::new(&self.model.parameters, Lane::ZERO); BLOCK / LANES],
            numbers: Drawn::new(&self.model.parameters, 0.0),
            draw: DrawValues::central(&self.model.parameters),
            state: FleetState::new(&self.model.fleet),
            fleet: self.path(),
            fleets: vec![Lane::ZERO; self.program.fleet_inputs.len()],
            trajectory: vec![0.0; years],
            watched: vec![[0.0; BLOCK]; self.watched().len() * years],
            sums: vec![(0.0, 0.0); self.program.series.len() * years],
            plain: Workspace::new(self.model, self.program.series.clone()),
        }
    }

    /// Room for the fleet of a draw.
    fn path(&self) -> FleetPath<f64> {
        let path = FleetPath::new(&self.model.topology, &self.model.fleet, self.program.years, true);
        let mut read = self.program.fleet_inputs.iter();
        if read.any(|(_, list, _)| *list == List::Accounts) { path } else { path.without_ledgers() }
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
        let first = chunk * CHUNK;
        let draws = CHUNK.min(self.design.draws - first);
        let cells = self.program.series.len() * self.program.years;
        let mut out = Chunk {
            draws,
            values: vec![0.0; cells * draws as usize],
            moments: vec![(0.0, 0.0); cells],
            peaks: vec![Vec::with_capacity(draws as usize); self.boards.len()],
            targets: vec![Vec::with_capacity(draws as usize); self.readers.len()],
            bindings: vec![BindingCounts::default(); self.program.markets * self.program.years],
            failed: Vec::new(),
            closures: [0.0; CLOSURES],
            audited: 0,
        };
        let watched = self.watched();
        for from in (0..draws).step_by(BLOCK) {
            let live = BLOCK.min((draws - from) as usize);
            self.load(scratch, first + from);
            self.play(scratch, &watched, &mut out, (from as usize, live, first));
            self.read(scratch, &watched, &mut out, (from as usize, live, first));
        }
        if first.is_multiple_of(AUDIT_EVERY) && out.failed.first() != Some(&first) {
            self.audit(scratch, &mut out, first);
        }
        out
    }

    /// Runs the first draw of a chunk plainly: its closures, and how far what was played lies from it.
    fn audit(&self, scratch: &mut Scratch, out: &mut Chunk, draw: u64) {
        let plain = &mut scratch.plain;
        self.sampler.fill(&self.model.parameters, draw, &mut plain.draw);
        simulation::run(self.model, plain);
        out.closures = plain.closures;
        out.audited = 1;
        let replay = &mut out.closures[Closure::Replay as usize];
        for (cell, &run) in plain.series.iter().enumerate() {
            let played = out.values[cell * out.draws as usize];
            *replay = replay.max(balance::gap(f64::from(run as f32), f64::from(played)));
        }
    }

    /// Draws a block and puts what the tape needs into its registers.
    pub(super) fn load(&self, scratch: &mut Scratch, first: u64) {
        let Scratch { player, drawn, .. } = scratch;
        for (group, drawn) in drawn.iter_mut().enumerate() {
            self.sampler.draw(&self.model.parameters, first + (group * LANES) as u64, drawn);
            for (register, input) in self.program.inputs.iter().enumerate() {
                let numbers = match *input {
                    Input::Drawn(slot) => drawn.leaves[slot],
                    Input::Innovation(cell) => drawn.innovations[cell],
                    Input::Fleet(..) => continue,
                };
                player.input(register)[group * LANES..(group + 1) * LANES].copy_from_slice(&numbers.0);
            }
        }
        if !self.model.fleet.certain {
            self.load_fleets(scratch);
        }
    }

    /// Computes the fleet of every draw of a block.
    fn load_fleets(&self, scratch: &mut Scratch) {
        let Scratch { player, drawn, numbers, draw, state, fleet, fleets, .. } = scratch;
        let parameters = &self.model.parameters;
        for (group, drawn) in drawn.iter().enumerate() {
            for lane in 0..LANES {
                for &slot in &self.program.fleet_leaves {
                    drawn.copy_lane(parameters, slot, lane, numbers);
                    draw.follow(parameters, numbers, slot);
                }
                program::draw_fleet(self.model, draw, state, fleet);
                for (numbers, &(_, list, cell)) in fleets.iter_mut().zip(&self.program.fleet_inputs) {
                    numbers.0[lane] = fleet.list(list)[cell];
                }
            }
            for (numbers, &(register, ..)) in fleets.iter().zip(&self.program.fleet_inputs) {
                player.input(register)[group * LANES..(group + 1) * LANES].copy_from_slice(&numbers.0);
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
        let Scratch { player, watched: values, sums, .. } = scratch;
        let mut keeper = Keeper {
            program: self.program,
            watched,
            values,
            out,
            sums,
            from,
            live,
            weight: [0.0; BLOCK],
            health: [0.0; BLOCK],
        };
        keeper.weight[..live].fill(1.0);
        player.play(&self.program.tape, &mut keeper);
        let failed: Vec<usize> = (0..live).filter(|&lane| keeper.health[lane] != 0.0).collect();
        if !failed.is_empty() {
            keeper.sums.fill((0.0, 0.0));
            for &lane in &failed {
                keeper.weight[lane] = f64::NAN;
            }
            player.play(&self.program.tape, &mut keeper);
        }
        for (moment, sum) in out.moments.iter_mut().zip(&scratch.sums) {
            moment.0 += sum.0;
            moment.1 += sum.1;
        }
        out.failed.extend(failed.iter().map(|&lane| first + (from + lane) as u64));
    }

    /// Reads peaks and targets of a block.
    fn read(
        &self,
        scratch: &mut Scratch,
        watched: &[usize],
        out: &mut Chunk,
        (from, live, first): (usize, usize, u64),
    ) {
        let Scratch { watched: values, trajectory, .. } = scratch;
        let years = self.program.years;
        let row = |position: usize| watched.binary_search(&position).unwrap_or(0) * years;
        let failed = out.failed.clone();
        let counts = |lane: &usize| !failed.contains(&(first + (from + lane) as u64));
        for lane in (0..live).filter(counts) {
            for (board, &position) in self.boards.iter().enumerate() {
                for (t, value) in trajectory.iter_mut().enumerate() {
                    *value = values[row(position) + t][lane];
                }
                out.peaks[board].push(peak::find(trajectory, YEARS_AFTER_PEAK));
            }
            for (reader, kept) in self.readers.iter().zip(&mut out.targets) {
                let row = row(reader.position);
                kept.push(reader.read(|t| values[row + t][lane]));
            }
        }
    }
}

/// Takes the outputs of a block into a chunk.
struct Keeper<'a> {
    program: &'a Program,
    watched: &'a [usize],
    values: &'a mut [Block],
    out: &'a mut Chunk,
    sums: &'a mut [(f64, f64)],
    from: usize,
    live: usize,
    /// 1 for a draw that counts, 0 for one that was not asked, not a number for one that failed.
    weight: Block,
    /// Not zero where a value is no number.
    health: Block,
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
        let central = self.program.central[cell];
        let (mut sum, mut squares) = ([0.0; 8], [0.0; 8]);
        for (eight, (values, weights)) in values.chunks_exact(8).zip(self.weight.chunks_exact(8)).enumerate()
        {
            for lane in 0..8 {
                let counts = weights[lane] > 0.0;
                let difference = if counts { values[lane] - central } else { 0.0 };
                sum[lane] += difference;
                squares[lane] += difference * difference;
                // Infinite or not a number, times 0, is not a number; anything else is 0.
                self.health[eight * 8 + lane] += values[lane] * 0.0;
            }
        }
        self.sums[cell] = (sum.iter().sum(), squares.iter().sum());
        let at = cell * self.out.draws as usize + self.from;
        let kept = &mut self.out.values[at..at + self.live];
        for ((kept, value), weight) in kept.iter_mut().zip(values).zip(&self.weight) {
            *kept = (value * weight) as f32;
        }
        if let Ok(row) = self.watched.binary_search(&position) {
            self.values[row * self.program.years + t] = *values;
        }
    }

    fn count(&mut self, cell: usize, values: &Block) {
        for (code, weight) in values.iter().zip(&self.weight) {
            if *code != 0.0 && *weight > 0.0 {
                self.out.bindings[cell].count(Binding::of(*code));
            }
        }
    }
}
