//! Runs of a study, a block at a time.

use super::program::{self, ActiveGroup, Draws, Input};
use super::{Failure, Reason, Study};
use crate::lane::{LANES, Lane};
use crate::simulation::draw::{DrawValues, Drawn, Leaves};
use crate::simulation::fleet::{self, FleetState};
use crate::simulation::path::{FleetPath, List};
use crate::tape::{BLOCK, Block, Player, Sink};

/// What a thread reuses from block to block. It remembers what stands in the registers, so that draws and fleets are
/// not worked out again where a lane has them already; no result depends on it.
pub struct Scratch {
    player: Player,
    /// Random numbers of the runs of a block, so many lanes at a time.
    drawn: Vec<Drawn<Lane>>,
    /// One draw on its own.
    single: Drawn<Lane>,
    /// The draws that `drawn` holds.
    draws: Vec<Option<[u64; LANES]>>,
    numbers: Drawn<f64>,
    values: DrawValues<f64>,
    state: FleetState<f64>,
    path: FleetPath<f64>,
    /// Varied numbers, `[lane][varied]`.
    points: Vec<f64>,
    /// What the fleet of each lane was worked out for, `[active group][lane]`.
    keys: Vec<Vec<Vec<u64>>>,
    kept: Kept,
    trajectory: Vec<f64>,
    faults: Vec<Option<Reason>>,
}

/// Keeps the outputs of a block.
struct Kept {
    cells: Vec<Block>,
    /// Not zero where a value is no number.
    health: Block,
}

impl Sink for Kept {
    // Inlined into the player, so that it works on vectors of the same width.
    #[inline(always)]
    fn take(&mut self, output: usize, values: &Block) {
        self.cells[output] = *values;
        for (health, value) in self.health.iter_mut().zip(values) {
            // Infinite or not a number, times 0, is not a number; anything else is 0.
            *health += value * 0.0;
        }
    }
}

/// Which runs stand side by side.
pub struct Block128<'a> {
    /// How many, at most [`BLOCK`].
    pub lanes: usize,
    /// Writes the varied numbers of a lane.
    pub point: &'a dyn Fn(usize, &mut [f64]),
    /// The number of a lane's draw.
    pub draw: &'a dyn Fn(usize) -> u64,
}

/// Where the outcomes of a block go: `values[outcome * stride + at + lane]`.
pub struct Place<'a> {
    pub values: &'a mut [f64],
    pub stride: usize,
    pub at: usize,
    /// Runs that failed, by their place in a row of `values`.
    pub failures: &'a mut Vec<Failure>,
}

impl Study {
    /// Room for a thread.
    pub(super) fn scratch(&self) -> Scratch {
        let (model, program) = (&self.model, &self.program);
        let path = FleetPath::new(&model.topology, &model.fleet, model.years(), true);
        let reads_ledgers =
            program.inputs.iter().any(|input| matches!(input, Input::Fleet(List::Accounts, _)));
        Scratch {
            player: Player::new(&program.tape),
            drawn: vec![Drawn::new(&model.parameters, Lane::ZERO); BLOCK / LANES],
            single: Drawn::new(&model.parameters, Lane::ZERO),
            draws: vec![None; BLOCK / LANES],
            numbers: Drawn::new(&model.parameters, 0.0),
            values: DrawValues::central(&model.parameters),
            state: FleetState::new(&model.fleet),
            path: if reads_ledgers { path } else { path.without_ledgers() },
            points: vec![0.0; BLOCK * self.varied.len()],
            keys: vec![vec![Vec::new(); BLOCK]; program.groups.len()],
            kept: Kept { cells: vec![[0.0; BLOCK]; program.cells.len()], health: [0.0; BLOCK] },
            trajectory: vec![0.0; model.years()],
            faults: vec![None; BLOCK],
        }
    }

    /// Runs a block.
    pub(super) fn block(&self, scratch: &mut Scratch, block: &Block128<'_>, place: &mut Place<'_>) {
        self.points(scratch, block);
        self.draws(scratch, block);
        self.fill(scratch);
        self.fleets(scratch, block);
        scratch.kept.health = [0.0; BLOCK];
        scratch.player.play(&self.program.tape, &mut scratch.kept);
        self.read(scratch, block.lanes, place);
    }

    /// The varied numbers of every lane; what cannot be is noted and made something that can.
    fn points(&self, scratch: &mut Scratch, block: &Block128<'_>) {
        let width = self.varied.len();
        for lane in 0..BLOCK {
            let (row, live) = (&mut scratch.points[lane * width..(lane + 1) * width], lane < block.lanes);
            scratch.faults[lane] = None;
            if live {
                (block.point)(lane, row);
            }
            for (at, (value, varied)) in row.iter_mut().zip(&self.varied).enumerate() {
                if !varied.takes(*value) {
                    let fault = Reason::Outside { varied: at, value: *value };
                    scratch.faults[lane].get_or_insert(fault);
                    *value = varied.some();
                }
            }
        }
    }

    /// Random numbers of every lane, where they are not there already, and the pinned ones.
    fn draws(&self, scratch: &mut Scratch, block: &Block128<'_>) {
        let (parameters, width) = (&self.model.parameters, self.varied.len());
        for group in (0..BLOCK / LANES).filter(|_| self.draws_anything) {
            // Lanes that nobody asked for go on from the last that somebody did.
            let last = block.lanes.saturating_sub(1);
            let wanted: [u64; LANES] = std::array::from_fn(|i| {
                let lane = group * LANES + i;
                (block.draw)(lane.min(last)) + lane.saturating_sub(last) as u64
            });
            if scratch.draws[group] == Some(wanted) {
                continue;
            }
            scratch.draws[group] = Some(wanted);
            let Scratch { drawn, single, player, .. } = scratch;
            let drawn = &mut drawn[group];
            if (1..LANES).all(|i| wanted[i] == wanted[0] + i as u64) {
                self.sampler.draw(parameters, wanted[0], drawn);
            } else {
                for lane in 0..LANES {
                    if lane == 0 || wanted[lane] != wanted[lane - 1] {
                        self.sampler.draw(parameters, wanted[lane], single);
                    }
                    copy_first(single, lane, drawn);
                }
            }
            for (register, input) in self.program.inputs.iter().enumerate() {
                let numbers = match *input {
                    Input::Drawn(slot, None) => drawn.leaves[slot],
                    Input::Innovation(cell) => drawn.innovations[cell],
                    Input::Drawn(_, Some(_)) | Input::Varied(_) | Input::Fleet(..) => continue,
                };
                player.input(register)[group * LANES..(group + 1) * LANES].copy_from_slice(&numbers.0);
            }
        }
        for (slot, draws) in self.program.roles.draws.iter().enumerate() {
            let Draws::Pinned(at) = *draws else { continue };
            for (group, drawn) in scratch.drawn.iter_mut().enumerate() {
                let probabilities =
                    Lane(std::array::from_fn(|i| scratch.points[(group * LANES + i) * width + at]));
                drawn.leaves[slot] = self.pinned(slot, probabilities);
            }
        }
    }

    /// What a leaf draws at probabilities of its distribution; what makes its values the written ones where there is none.
    fn pinned(&self, slot: usize, probabilities: Lane) -> Lane {
        let is_number = |lane: usize| !probabilities.0[lane].is_nan();
        let asked = std::array::from_fn(|lane| if is_number(lane) { probabilities.0[lane] } else { 0.5 });
        let mut drawn = self.sampler.quantiles(slot, Lane(asked));
        let written = program::neutral(&self.model.parameters.uncertain[slot]);
        for lane in (0..LANES).filter(|&lane| !is_number(lane)) {
            drawn.0[lane] = written;
        }
        drawn
    }

    /// Puts what differs between points into registers.
    fn fill(&self, scratch: &mut Scratch) {
        let width = self.varied.len();
        let Scratch { player, drawn, points, .. } = scratch;
        for (register, input) in self.program.inputs.iter().enumerate() {
            match *input {
                Input::Varied(at) => {
                    let values = player.input(register).iter_mut().enumerate();
                    values.for_each(|(lane, value)| *value = points[lane * width + at]);
                }
                Input::Drawn(slot, Some(_)) => {
                    for (lanes, drawn) in player.input(register).chunks_exact_mut(LANES).zip(drawn.iter()) {
                        lanes.copy_from_slice(&drawn.leaves[slot].0);
                    }
                }
                Input::Drawn(_, None) | Input::Innovation(_) | Input::Fleet(..) => {}
            }
        }
    }

    /// The fleets of every lane, where they are not there already.
    fn fleets(&self, scratch: &mut Scratch, block: &Block128<'_>) {
        let width = self.varied.len();
        for (g, group) in self.program.groups.iter().enumerate() {
            for lane in 0..block.lanes {
                let point = &scratch.points[lane * width..(lane + 1) * width];
                let drawn = if group.is_drawn { (block.draw)(lane) + 1 } else { 0 };
                let key = || std::iter::once(drawn).chain(group.varied.iter().map(|&at| point[at].to_bits()));
                if key().eq(scratch.keys[g][lane].iter().copied()) {
                    continue;
                }
                scratch.keys[g][lane].clear();
                scratch.keys[g][lane].extend(key());
                self.fleet(scratch, group, lane);
            }
        }
    }

    fn fleet(&self, scratch: &mut Scratch, group: &ActiveGroup, lane: usize) {
        let (model, width) = (&self.model, self.varied.len());
        let Scratch { player, drawn, numbers, values, state, path, points, .. } = scratch;
        let (parameters, roles) = (&model.parameters, &self.program.roles);
        let point = &points[lane * width..(lane + 1) * width];
        for &slot in &group.slots {
            drawn[lane / LANES].copy_lane(parameters, slot, lane % LANES, numbers);
            if roles.draws[slot] == Draws::Nothing {
                numbers.leaves[slot] = program::neutral(&parameters.uncertain[slot]);
            }
            roles.follow(model, slot, numbers, point, values);
        }
        let leaves = Leaves { parameters, draw: values };
        let of = (&model.fleet, &model.fleet.groups[group.group]);
        fleet::simulate_group(leaves, &model.topology, of, state, path);
        for &(register, list, cell) in &group.inputs {
            player.input(register)[lane] = path.list(list)[cell];
        }
    }

    /// Outcomes of the lanes, and which of them failed.
    fn read(&self, scratch: &mut Scratch, lanes: usize, place: &mut Place<'_>) {
        let Scratch { kept, trajectory, faults, .. } = scratch;
        for (lane, fault) in faults.iter_mut().enumerate().take(lanes) {
            if kept.health[lane] != 0.0 {
                let bad = kept.cells.iter().position(|values| !values[lane].is_finite()).unwrap_or(0);
                let (series, year) = self.program.cells[bad];
                fault.get_or_insert(Reason::NoNumber { series, year });
            }
            if let Some(reason) = *fault {
                place.failures.push(Failure { run: (place.at + lane) as u64, reason });
            }
        }
        let has_failed = faults.iter().take(lanes).any(Option::is_some);
        for (outcome, reader) in self.program.readers.iter().enumerate() {
            let from = outcome * place.stride + place.at;
            let row = &mut place.values[from..from + lanes];
            reader.read(&kept.cells, row, trajectory);
            let failed = row.iter_mut().zip(faults.iter()).filter(|(_, fault)| has_failed && fault.is_some());
            failed.for_each(|(value, _)| *value = f64::NAN);
        }
    }
}

/// Copies the first draw of some into a lane of others.
fn copy_first(from: &Drawn<Lane>, lane: usize, to: &mut Drawn<Lane>) {
    let leaves = to.leaves.iter_mut().zip(&from.leaves);
    let innovations = to.innovations.iter_mut().zip(&from.innovations);
    leaves.chain(innovations).for_each(|(to, from)| to.0[lane] = from.0[0]);
}
