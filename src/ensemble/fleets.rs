//! Fleets of the draws of a chunk: several at a time where they decide alike, else one by one.
//!
//! Lives and delays count in whole years. Draws with the same whole years in every leaf of a group retire, build and
//! rebuild the same things in the same years, so one pass over the group serves [`LANES`] of them; only amounts differ.

use super::CHUNK;
use super::program::{GroupInputs, Program};
use crate::lane::{LANES, Lane};
use crate::model::Model;
use crate::simulation::draw::{DrawValues, Drawn, Leaves};
use crate::simulation::fleet::{self, FleetState};
use crate::simulation::number::Amount;
use crate::simulation::path::{FleetPath, List};
use crate::tape::{BLOCK, Player};

/// Draws of a chunk.
const DRAWS: usize = CHUNK as usize;

/// So many draws that decide alike are worth a pass for [`LANES`] of them.
const FEWEST: usize = 3;

/// What is reused to compute the fleets of a chunk.
pub(super) struct Fleets {
    many: Room<Lane>,
    one: Room<f64>,
    /// What tells draws that decide alike, and the draw.
    order: Vec<(u64, usize)>,
    /// Passes that served several draws, and those whose draws parted.
    shared: usize,
    parted: usize,
}

/// What one pass over a group uses.
struct Room<N> {
    numbers: Drawn<N>,
    values: DrawValues<N>,
    state: FleetState<N>,
    path: FleetPath<N>,
}

impl<N: Amount> Room<N> {
    fn new(model: &Model, program: &Program) -> Room<N> {
        let path = FleetPath::new(&model.topology, &model.fleet, program.years, true);
        let mut cells = program.groups.iter().flat_map(|group| &group.cells);
        let reads_ledgers = cells.any(|&(_, list, _)| list == List::Accounts);
        Room {
            numbers: Drawn::new(&model.parameters, N::ZERO),
            values: DrawValues::central(&model.parameters),
            state: FleetState::new(&model.fleet),
            path: if reads_ledgers { path } else { path.without_ledgers() },
        }
    }

    /// Computes a group for what was drawn.
    fn compute(&mut self, model: &Model, group: &GroupInputs) {
        let parameters = &model.parameters;
        for &slot in &group.leaves {
            self.values.follow(parameters, &self.numbers, slot);
        }
        let leaves = Leaves { parameters, draw: &self.values };
        let of = (&model.fleet, &model.fleet.groups[group.group]);
        fleet::simulate_group(leaves, &model.topology, of, &mut self.state, &mut self.path);
    }
}

impl Fleets {
    pub fn new(model: &Model, program: &Program) -> Fleets {
        Fleets {
            many: Room::new(model, program),
            one: Room::new(model, program),
            order: Vec::with_capacity(DRAWS),
            shared: 0,
            parted: 0,
        }
    }

    /// Computes the fleets of the first draws of a chunk and hands them to the players of their blocks.
    pub fn compute(
        &mut self,
        model: &Model,
        program: &Program,
        drawn: &[Drawn<Lane>],
        (draws, players): (usize, &mut [Player]),
    ) {
        for group in &program.groups {
            self.sort(model, group, drawn, draws);
            let mut from = 0;
            while from < draws {
                let alike =
                    self.order[from..].iter().take_while(|(key, _)| *key == self.order[from].0).count();
                let to = from + alike.min(LANES);
                self.pass(model, group, drawn, (from..to, players));
                from = to;
            }
        }
    }

    /// Puts draws with the same whole years beside each other.
    fn sort(&mut self, model: &Model, group: &GroupInputs, drawn: &[Drawn<Lane>], draws: usize) {
        let parameters = &model.parameters;
        let simulated = (parameters.observed + 1).min(parameters.years - 1);
        self.order.clear();
        self.order.extend((0..draws).map(|draw| (0, draw)));
        for (lanes, drawn) in self.order.chunks_mut(LANES).zip(drawn) {
            for &slot in &group.whole_years {
                self.many.values.follow(parameters, drawn, slot);
                let years = self.many.values.values[slot * parameters.years + simulated];
                for ((key, _), years) in lanes.iter_mut().zip(years.0) {
                    *key = key.wrapping_mul(1_000_003).wrapping_add(years.floor() as u64);
                }
            }
        }
        self.order.sort_unstable();
    }

    /// Computes a group for some draws, which are thought to decide alike.
    fn pass(
        &mut self,
        model: &Model,
        group: &GroupInputs,
        drawn: &[Drawn<Lane>],
        (some, players): (std::ops::Range<usize>, &mut [Player]),
    ) {
        let some = &self.order[some];
        if some.len() >= FEWEST {
            for &slot in &group.leaves {
                let of = |lane: usize| some[lane.min(some.len() - 1)].1;
                Drawn::gather(drawn, &model.parameters, slot, of, &mut self.many.numbers);
            }
            self.many.compute(model, group);
            if self.many.state.have_parted() {
                self.parted += 1;
            } else {
                self.shared += 1;
                for (block, player) in players.iter_mut().enumerate() {
                    let here = some.iter().enumerate().filter(|(_, (_, draw))| draw / BLOCK == block);
                    hand_over(&self.many.path, group, player, here.map(|(lane, (_, draw))| (lane, *draw)));
                }
                return;
            }
        }
        for &(_, draw) in some {
            for &slot in &group.leaves {
                let numbers = &mut self.one.numbers;
                drawn[draw / LANES].copy_lane(&model.parameters, slot, draw % LANES, numbers);
            }
            self.one.compute(model, group);
            for &(register, list, cell) in &group.cells {
                players[draw / BLOCK].input(register)[draw % BLOCK] = self.one.path.list(list)[cell];
            }
        }
    }
}

/// Hands what the tape reads of a group to the player of some of its draws: their lanes, and their numbers.
fn hand_over(
    path: &FleetPath<Lane>,
    group: &GroupInputs,
    player: &mut Player,
    draws: impl Iterator<Item = (usize, usize)>,
) {
    let (mut places, mut count) = ([(0, 0); LANES], 0);
    for (place, (lane, draw)) in places.iter_mut().zip(draws) {
        *place = (lane, draw % BLOCK);
        count += 1;
    }
    for &(register, list, cell) in &group.cells {
        let (values, block) = (&path.list(list)[cell].0, player.input(register));
        for &(lane, at) in &places[..count] {
            block[at % BLOCK] = values[lane % LANES];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ensemble::{Design, kept_series};
    use crate::sampling::Sampler;
    use crate::scenario::{Options, load};

    /// The fleets of a chunk of a shipped scenario in which only leaves that `uncertain` accepts are uncertain, each held
    /// against the fleet of the draw on its own. How many passes served several draws, and how many parted.
    fn passes(file: &str, uncertain: impl Fn(&str) -> bool) -> (usize, usize) {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios").join(file);
        let mut scenario = load(&path, &Options::default()).expect("a shipped scenario").scenario;
        scenario.leaves.iter_mut().filter(|leaf| !uncertain(&leaf.address)).for_each(|leaf| {
            leaf.uncertainty = None;
            leaf.growth_shock = None;
            leaf.disturbance = None;
        });
        scenario.correlations.clear();
        let model = Model::compile(scenario).expect("a model");
        let parameters = &model.parameters;
        let sampler = Sampler::new(Design::random(CHUNK, 1), parameters);
        let program = Program::new(&model, &sampler, kept_series(&model));
        let mut drawn = vec![Drawn::new(parameters, Lane::ZERO); DRAWS / LANES];
        for (group, drawn) in drawn.iter_mut().enumerate() {
            sampler.draw(parameters, (group * LANES) as u64, drawn);
        }
        let mut fleets = Fleets::new(&model, &program);
        let mut players = vec![Player::new(&program.tape); DRAWS / BLOCK];
        fleets.compute(&model, &program, &drawn, (DRAWS, &mut players));

        let (mut values, mut state) = (DrawValues::central(parameters), FleetState::new(&model.fleet));
        let mut path = FleetPath::new(&model.topology, &model.fleet, program.years, true);
        let cells: Vec<_> = program.groups.iter().flat_map(|group| &group.cells).collect();
        assert!(!cells.is_empty(), "{file} has an uncertain fleet");
        for draw in 0..DRAWS {
            sampler.fill(parameters, draw as u64, &mut values);
            let leaves = Leaves { parameters, draw: &values };
            fleet::simulate(leaves, &model.topology, &model.fleet, &mut state, &mut path);
            for &&(register, list, cell) in &cells {
                let here = players[draw / BLOCK].input(register)[draw % BLOCK];
                let alone = path.list(list)[cell];
                assert_eq!(
                    here.to_bits(),
                    alone.to_bits(),
                    "{file}, draw {draw}, {list:?} {cell}: {here} {alone}"
                );
            }
        }
        (fleets.shared, fleets.parted)
    }

    #[test]
    fn several_at_a_time_are_each_on_its_own() {
        for file in ["guangxi/baseline.toml", "guizhou/accelerated.toml", "national/nonferrous-2015.toml"] {
            passes(file, |_| true);
        }
        let (shared, _) = passes("guizhou/baseline.toml", |address| address.starts_with("levers."));
        assert!(shared >= DRAWS / LANES, "{shared} passes");
    }

    #[test]
    fn draws_with_the_same_lives_go_together() {
        let uncertain = |address: &str| {
            address.starts_with("levers.rebuild") || address == "processes.blast-furnace.life"
        };
        let (shared, parted) = passes("guangxi/baseline.toml", uncertain);
        assert!(shared > 0 && parted == 0, "{shared} passes, {parted} parted");
    }
}
