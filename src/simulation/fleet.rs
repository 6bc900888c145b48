//! Stages 1 and 2 of a year for one draw: who retires and why, what is earned, spent and built
//! (MODEL sections 4 and 5). They look at no output, so the fleet of all years is computed first, and
//! only once when no leaf of it is uncertain.

mod retirement;
mod state;

use super::choice;
use super::draw::{DrawValues, Leaves};
use super::journal::{Entry, Furnace, Journal, UnitEvent};
use super::number::Amount;
pub use super::path::FleetPath;
use super::replace;
use crate::domain::{LeafId, OwnerId, UnitId};
use crate::model::{FleetGroup, FleetModel, Parameters, Topology};
pub use state::FleetState;
pub(super) use state::{Held, Lot, Standing};

/// Accounts of a ledger, in the order of its balance: opening + earned + bought = spent + sold +
/// lapsed + closing.
pub const ACCOUNTS: usize = 7;

/// Position of an account.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Account {
    /// Credits at the start of the year.
    Opening,
    /// From retirements.
    Earned,
    /// From outside the region.
    Bought,
    /// On new capacity.
    Spent,
    /// To other regions.
    Sold,
    /// Past validity.
    Lapsed,
    /// What lots hold at the end of the year.
    Closing,
}

/// A view of everything the fleet stages need: that of one draw, or of several that decide alike.
///
/// Several draws retire, build and rebuild the same things in the same years, each its own amount; an amount that is 0 in
/// some of them leaves these as they are. Where they do not decide alike they part: [`FleetState::have_parted`].
pub(super) struct Stage<'a, N: Amount, J: Journal> {
    pub leaves: Leaves<'a, N>,
    pub topology: &'a Topology,
    pub fleet: &'a FleetModel,
    /// The part of the fleet that is computed: nothing outside it has to do with it.
    pub group: &'a FleetGroup,
    pub state: &'a mut FleetState<N>,
    pub journal: &'a mut J,
    /// Whether somebody reads the ledgers.
    pub is_booked: bool,
    /// Year counted from the base year.
    pub t: usize,
}

/// Computes the fleet of every year in a draw.
pub fn simulate(
    leaves: Leaves<'_, f64>,
    topology: &Topology,
    fleet: &FleetModel,
    state: &mut FleetState<f64>,
    path: &mut FleetPath<f64>,
) {
    for group in &fleet.groups {
        simulate_group(leaves, topology, (fleet, group), state, path);
    }
}

/// Computes the fleet of a group in every year, in a draw or in several; what the path holds of others stays. Several draws
/// have the same whole years in every leaf of [`whole_years`](crate::model::groups::whole_years); where they part nonetheless the state says so, and the
/// path is that of none of them.
pub fn simulate_group<N: Amount>(
    leaves: Leaves<'_, N>,
    topology: &Topology,
    (fleet, group): (&FleetModel, &FleetGroup),
    state: &mut FleetState<N>,
    path: &mut FleetPath<N>,
) {
    run(Stage { leaves, topology, fleet, group, state, journal: &mut (), is_booked: true, t: 0 }, path);
}

/// The central fleet, for history and calibration.
pub fn central_path(parameters: &Parameters, topology: &Topology, fleet: &FleetModel) -> FleetPath<f64> {
    let draw = DrawValues::central(parameters);
    let mut path = FleetPath::new(topology, fleet, parameters.years, false);
    simulate(Leaves { parameters, draw: &draw }, topology, fleet, &mut FleetState::new(fleet), &mut path);
    path
}

/// The story of the fleet of a draw, year by year.
pub fn chronicle<J: Journal>(
    leaves: Leaves<'_, f64>,
    topology: &Topology,
    fleet: &FleetModel,
    journal: &mut J,
) {
    let mut path = FleetPath::new(topology, fleet, leaves.parameters.years, false);
    let (group, state) = (&fleet.whole, &mut FleetState::new(fleet));
    run(Stage { leaves, topology, fleet, group, state, journal, is_booked: true, t: 0 }, &mut path);
}

fn run<N: Amount, J: Journal>(mut stage: Stage<'_, N, J>, path: &mut FleetPath<N>) {
    stage.is_booked = !path.accounts.is_empty();
    stage.start();
    for t in 0..path.years {
        stage.t = t;
        stage.open_accounts();
        stage.measure();
        if t > 0 {
            stage.retire_all();
            replace::projects(&mut stage);
            replace::rebuild(&mut stage);
            replace::lapse(&mut stage);
            stage.retrofit_all();
        }
        stage.close_accounts();
        stage.state.sweep(stage.group);
        stage.write(path);
        stage.rest();
    }
}

impl<N: Amount, J: Journal> Stage<'_, N, J> {
    pub fn year(&self) -> i32 {
        self.fleet.base + self.t as i32
    }

    pub fn value(&self, leaf: LeafId) -> N {
        self.leaves.at(leaf, self.t)
    }

    /// Whole years of a leaf as drawn for the simulated years, even while history runs: lives and delays have one
    /// value a draw.
    fn drawn_years(&self, leaf: LeafId) -> i32 {
        let last = self.leaves.parameters.years - 1;
        let drawn = self.leaves.at(leaf, self.t.max(self.leaves.parameters.observed + 1).min(last));
        let years = drawn.first().floor();
        self.state.part_unless(
            !N::constant(years).is_above_in_any(drawn) && N::constant(years + 1.0).is_above_in_all(drawn),
        );
        years as i32
    }

    /// Whether a number is above another; draws that differ in that part.
    pub fn is_above(&self, a: N, b: N) -> bool {
        let any = a.is_above_in_any(b);
        self.state.part_unless(any == a.is_above_in_all(b));
        any
    }

    /// The fleet of the base year.
    fn start(&mut self) {
        let (fleet, group) = (self.fleet, self.group);
        self.state.clear(fleet, group, self.leaves.parameters.years);
        choice::look(self.leaves, self.topology, (fleet, group), &mut self.state.levelised);
        self.measure_spans();
        for &u in &group.units {
            let unit = &fleet.units[u];
            let campaign = self.campaign(unit.slot);
            let relines = (fleet.base - unit.commissioned).max(0) / campaign + 1;
            let decides = self.first_decision(unit.slot, unit.commissioned, unit.residual);
            let next_reline = unit.commissioned + relines * campaign;
            let standing = &mut self.state.standing[u];
            (standing.retired, standing.decides, standing.next_reline) = (false, decides, next_reline);
            self.state.enter(fleet, u);
            self.note_due(u);
            self.put_in_class(u, unit.class.unwrap_or(0));
            let capacity = self.value(unit.capacity);
            let event = UnitEvent::Commissioned { capacity: capacity.first(), slot: unit.slot };
            self.journal.unit(unit.commissioned, Furnace::Base(UnitId(u)), event);
        }
        self.split_unclassified();
    }

    /// Reads what is built lives by: once a draw, or every year where a life moves.
    fn measure_spans(&mut self) {
        if self.t > 0 && self.fleet.lives_steady {
            return;
        }
        for &slot in &self.group.slots {
            let (life, campaign, _) = self.fleet.lives[slot];
            self.state.spans[slot] = (self.drawn_years(life), self.drawn_years(campaign).max(1));
        }
    }

    /// Year in which the life of a base unit ends. One past its life already gets a residual life and
    /// never ends in the base year; up to the last observed year every draw follows the written life.
    fn first_decision(&self, slot: usize, commissioned: i32, residual: i32) -> i32 {
        let life = self.fleet.lives[slot].0;
        let observed = self.fleet.base + self.leaves.parameters.observed as i32;
        let end_with = |life: i32| {
            let end = commissioned + life;
            if end <= self.fleet.base { self.fleet.base + residual } else { end }
        };
        let written = end_with(self.leaves.at(life, 0).first().floor() as i32);
        if written <= observed { written } else { end_with(self.state.spans[slot].0).max(observed + 1) }
    }

    pub fn campaign(&self, slot: usize) -> i32 {
        self.state.spans[slot].1
    }

    pub fn life(&self, slot: usize) -> i32 {
        self.state.spans[slot].0.max(1)
    }

    pub fn delay(&self, leaf: LeafId) -> i32 {
        self.drawn_years(leaf).max(0)
    }

    /// Capacity of a furnace this year, t/a.
    pub fn capacity(&self, index: usize) -> N {
        self.state.standing[index].capacity
    }

    /// Reads the capacity of base units: in the base year, in the year after history, when draws begin to
    /// differ, and in every year where some capacity moves.
    fn measure(&mut self) {
        self.measure_spans();
        let begins = self.t == 0 || self.t == self.leaves.parameters.observed + 1;
        if !begins && self.fleet.steady {
            return;
        }
        for &slot in &self.group.slots {
            for l in 0..self.state.of_slot[slot].len() {
                let index = self.state.of_slot[slot][l].index;
                let unit = &self.state.standing[index];
                if let Some(leaf) = unit.leaf {
                    let capacity = self.value(leaf);
                    let corrected = capacity * self.correction(unit.furnace);
                    let unit = &mut self.state.standing[index];
                    (unit.capacity, unit.corrected) = (capacity, corrected);
                }
            }
        }
        self.state.measure(self.group);
    }

    /// Enters a furnace among those that stand.
    fn stand(&mut self, furnace: Standing<N>) {
        let index = self.state.standing.len();
        self.state.standing.push(furnace);
        self.state.enter(self.fleet, index);
        self.note_due(index);
    }

    /// Enters a movement in its account and in the journal.
    pub fn book(&mut self, account: Account, entry: Entry<N>) {
        self.state.accounts[entry.ledger][account as usize] += entry.amount;
        if !J::SILENT {
            self.journal.entry(self.year(), entry.first());
        }
    }

    /// Puts a new furnace into service this year.
    pub fn commission(&mut self, furnace: Furnace, slot: usize, capacity: N, owner: OwnerId, class: usize) {
        let year = self.year();
        self.state.built[slot] += capacity;
        self.enter_class(class);
        self.stand(Standing {
            furnace,
            slot,
            leaf: None,
            capacity,
            corrected: capacity,
            vintage: year,
            decides: year + self.life(slot),
            next_reline: year + self.campaign(slot),
            retired: false,
            owner,
            eligible: true,
        });
        self.journal.unit(year, furnace, UnitEvent::Commissioned { capacity: capacity.first(), slot });
    }

    fn open_accounts(&mut self) {
        for &ledger in &self.group.ledgers {
            let accounts = &mut self.state.accounts[ledger];
            let opening = accounts[Account::Closing as usize];
            *accounts = [N::ZERO; ACCOUNTS];
            accounts[Account::Opening as usize] = opening;
        }
    }

    /// The closing balance is what the lots hold, not what the movements add up to: the difference is
    /// a closure residual.
    fn close_accounts(&mut self) {
        if !self.is_booked {
            return;
        }
        for &l in &self.state.alive {
            let lot = &self.state.lots[l];
            self.state.accounts[lot.ledger][Account::Closing as usize] += lot.left;
        }
    }

    /// Begins a year in which everything is as it was the year before.
    fn rest(&mut self) {
        for &slot in &self.group.slots {
            self.state.changed[slot] = false;
            (self.state.built[slot], self.state.relined[slot]) = (N::ZERO, N::ZERO);
        }
    }

    pub fn correction(&self, furnace: Furnace) -> N {
        match furnace {
            Furnace::Base(id) => {
                let corrections = self.fleet.units[id.0].corrections.iter();
                corrections.fold(N::ONE, |product, &leaf| product * self.value(leaf))
            }
            _ => N::ONE,
        }
    }
}
