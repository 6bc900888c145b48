//! Stages 1 and 2 of a year for one draw: who retires and why, what is earned, spent and built
//! (MODEL sections 4 and 5). They look at no output, so the fleet of all years is computed first, and
//! only once when no leaf of it is uncertain.

use super::draw::{DrawValues, Leaves};
use super::journal::{Entry, EntryKind, Furnace, Journal, Reason, UnitEvent};
pub use super::path::FleetPath;
use super::replace;
use crate::domain::{LeafId, OwnerId, UnitId};
use crate::model::{FleetGroup, FleetModel, FleetUnit, Parameters, Topology};

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

/// A furnace that stands or stood.
#[derive(Clone, Copy, Debug)]
pub(super) struct Standing {
    pub furnace: Furnace,
    pub slot: usize,
    /// Capacity of a base unit is a leaf; of anything newer a number fixed when it was built.
    pub leaf: Option<LeafId>,
    /// Capacity of the year, t/a.
    pub capacity: f64,
    /// The same with corrections.
    pub corrected: f64,
    pub vintage: i32,
    /// Year in which its life, or its present extension, ends.
    pub decides: i32,
    pub next_reline: i32,
    pub retired: bool,
    pub owner: OwnerId,
    pub eligible: bool,
}

impl Standing {
    /// What no draw changes of a base unit.
    fn base(id: UnitId, unit: &FleetUnit) -> Standing {
        Standing {
            furnace: Furnace::Base(id),
            slot: unit.slot,
            leaf: Some(unit.capacity),
            capacity: 0.0,
            corrected: 0.0,
            vintage: unit.commissioned,
            decides: 0,
            next_reline: 0,
            retired: false,
            owner: unit.owner,
            eligible: unit.eligible,
        }
    }
}

/// Credits of one retirement.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lot {
    pub ledger: usize,
    pub left: f64,
    pub vintage: i32,
    pub slot: usize,
    pub owner: OwnerId,
    pub furnace: Furnace,
}

/// What one draw knows of its fleet. Reused; grows only the first time.
#[derive(Clone, Debug)]
pub struct FleetState {
    /// Base units first, in register order: all of them, though only those of the group at hand are up to date.
    pub(super) standing: Vec<Standing>,
    /// First year in which anything can happen to a furnace, in the same order.
    due: Vec<i32>,
    /// The earliest of them among what stands.
    next: i32,
    /// Whether something retired this year.
    gone: bool,
    /// Life and campaign of what is built in a slot this year, whole years.
    spans: Vec<(i32, i32)>,
    /// Shares of each furnace by efficiency class, `[standing][class]`.
    pub(super) classes: Vec<f64>,
    /// Capacity of the process that is being retrofitted by class, t/a.
    pub(super) in_classes: Vec<f64>,
    /// Retrofitted this year, t/a, `[slot][class]`.
    pub(super) retrofitted: Vec<f64>,
    /// Whether something in a slot is not as it was the year before.
    pub(super) changed: Vec<bool>,
    /// Positions of what stood at the end of the year before, and what came since.
    pub(super) live: Vec<usize>,
    pub(super) lots: Vec<Lot>,
    /// Positions of the lots that held something at the end of the year before, and of those earned since.
    pub(super) alive: Vec<usize>,
    /// The same by ledger.
    pub(super) open: Vec<Vec<usize>>,
    /// Retired this year without a ledger: slot, amount, owner.
    pub(super) plain: Vec<(usize, f64, OwnerId)>,
    pub(super) done: Vec<bool>,
    pub(super) cover: Vec<replace::Cover>,
    pub(super) rebuilds: Vec<replace::Rebuild>,
    pub(super) rebuilt: usize,
    /// `[ledger][account]` of the year.
    pub(super) accounts: Vec<[f64; ACCOUNTS]>,
}

impl FleetState {
    /// State with room for several generations of every unit and project.
    pub fn new(fleet: &FleetModel) -> FleetState {
        let room = 16 * (fleet.units.len() + fleet.projects.len());
        let mut standing = Vec::with_capacity(room);
        standing.extend(fleet.units.iter().enumerate().map(|(u, unit)| Standing::base(UnitId(u), unit)));
        FleetState {
            standing,
            due: Vec::with_capacity(room),
            next: i32::MIN,
            gone: false,
            spans: vec![(0, 0); fleet.rules.len()],
            classes: Vec::with_capacity(room * fleet.classes.most),
            in_classes: vec![0.0; fleet.classes.most],
            retrofitted: vec![0.0; fleet.classes.slots.len() * fleet.classes.most],
            changed: vec![true; fleet.rules.len()],
            live: Vec::with_capacity(room),
            lots: Vec::with_capacity(room),
            alive: Vec::with_capacity(room),
            open: open_lots(fleet),
            plain: Vec::with_capacity(room),
            done: vec![false; fleet.projects.len()],
            cover: Vec::with_capacity(room),
            rebuilds: Vec::with_capacity(room),
            rebuilt: 0,
            accounts: vec![[0.0; ACCOUNTS]; fleet.ledgers.len()],
        }
    }
}

/// Room for the open lots of every ledger: a lot lives for years, not for ever.
fn open_lots(fleet: &FleetModel) -> Vec<Vec<usize>> {
    let mut furnaces = vec![0; fleet.ledgers.len()];
    let of_units = fleet.units.iter().filter_map(|unit| fleet.rules[unit.slot].ledger);
    for ledger in of_units.chain(fleet.projects.iter().filter_map(|project| project.ledger)) {
        furnaces[ledger] += 1;
    }
    furnaces.iter().map(|&count| Vec::with_capacity(16 * (count + 1))).collect()
}

/// One draw's view of everything the fleet stages need.
pub(super) struct Stage<'a, J: Journal> {
    pub leaves: Leaves<'a, f64>,
    pub topology: &'a Topology,
    pub fleet: &'a FleetModel,
    /// The part of the fleet that is computed: nothing outside it has to do with it.
    pub group: &'a FleetGroup,
    pub state: &'a mut FleetState,
    pub journal: &'a mut J,
    /// Year counted from the base year.
    pub t: usize,
}

/// Computes the fleet of every year in a draw.
pub fn simulate(
    leaves: Leaves<'_, f64>,
    topology: &Topology,
    fleet: &FleetModel,
    state: &mut FleetState,
    path: &mut FleetPath<f64>,
) {
    for group in &fleet.groups {
        simulate_group(leaves, topology, (fleet, group), state, path);
    }
}

/// Computes the fleet of a group in every year in a draw; what the path holds of others stays.
pub fn simulate_group(
    leaves: Leaves<'_, f64>,
    topology: &Topology,
    (fleet, group): (&FleetModel, &FleetGroup),
    state: &mut FleetState,
    path: &mut FleetPath<f64>,
) {
    run(Stage { leaves, topology, fleet, group, state, journal: &mut (), t: 0 }, path);
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
    run(Stage { leaves, topology, fleet, group, state, journal, t: 0 }, &mut path);
}

fn run<J: Journal>(mut stage: Stage<'_, J>, path: &mut FleetPath<f64>) {
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
        stage.sweep();
        stage.write(path);
        stage.rest();
    }
}

impl<J: Journal> Stage<'_, J> {
    pub fn year(&self) -> i32 {
        self.fleet.base + self.t as i32
    }

    pub fn value(&self, leaf: LeafId) -> f64 {
        self.leaves.at(leaf, self.t)
    }

    /// A leaf as drawn for the simulated years, even while history runs: lives and delays have one
    /// value a draw.
    fn drawn(&self, leaf: LeafId) -> f64 {
        let last = self.leaves.parameters.years - 1;
        self.leaves.at(leaf, self.t.max(self.leaves.parameters.observed + 1).min(last))
    }

    /// The fleet of the base year.
    fn start(&mut self) {
        let (fleet, group) = (self.fleet, self.group);
        self.clear();
        self.measure_spans();
        for &u in &group.units {
            let unit = &fleet.units[u];
            let campaign = self.campaign(unit.slot);
            let relines = (fleet.base - unit.commissioned).max(0) / campaign + 1;
            let decides = self.first_decision(unit.slot, unit.commissioned, unit.residual);
            let next_reline = unit.commissioned + relines * campaign;
            let standing = &mut self.state.standing[u];
            (standing.retired, standing.decides, standing.next_reline) = (false, decides, next_reline);
            self.state.due[u] = self.due(&self.state.standing[u]);
            self.state.live.push(u);
            self.put_in_class(u, unit.class.unwrap_or(0));
            let capacity = self.value(unit.capacity);
            let event = UnitEvent::Commissioned { capacity, slot: unit.slot };
            self.journal.unit(unit.commissioned, Furnace::Base(UnitId(u)), event);
        }
        self.split_unclassified();
    }

    /// Forgets the draw before.
    fn clear(&mut self) {
        let (group, most) = (self.group, self.fleet.classes.most);
        let state = &mut *self.state;
        let units = self.fleet.units.len();
        state.standing.truncate(units);
        state.due.resize(units, i32::MAX);
        state.classes.resize(units * most, 0.0);
        (state.next, state.gone) = (i32::MIN, false);
        state.live.clear();
        state.lots.clear();
        state.alive.clear();
        state.plain.clear();
        state.rebuilt = 0;
        for &slot in &group.slots {
            state.retrofitted[slot * most..(slot + 1) * most].fill(0.0);
            state.changed[slot] = true;
        }
        for &ledger in &group.ledgers {
            state.open[ledger].clear();
            state.accounts[ledger] = [0.0; ACCOUNTS];
        }
        for &project in &group.projects {
            state.done[project] = false;
        }
    }

    /// Reads what is built lives by: once a draw, or every year where a life moves.
    fn measure_spans(&mut self) {
        if self.t > 0 && self.fleet.lives_steady {
            return;
        }
        for &slot in &self.group.slots {
            let (life, campaign, _) = self.fleet.lives[slot];
            let whole = |leaf: LeafId| self.drawn(leaf).floor() as i32;
            self.state.spans[slot] = (whole(life), whole(campaign).max(1));
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
        let written = end_with(self.leaves.at(life, 0).floor() as i32);
        if written <= observed { written } else { end_with(self.state.spans[slot].0).max(observed + 1) }
    }

    pub fn campaign(&self, slot: usize) -> i32 {
        self.state.spans[slot].1
    }

    pub fn life(&self, slot: usize) -> i32 {
        self.state.spans[slot].0.max(1)
    }

    pub fn delay(&self, leaf: LeafId) -> i32 {
        self.drawn(leaf).floor().max(0.0) as i32
    }

    /// Capacity of a furnace this year, t/a.
    pub fn capacity(&self, index: usize) -> f64 {
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
        for l in 0..self.state.live.len() {
            let index = self.state.live[l];
            let unit = &self.state.standing[index];
            if let Some(leaf) = unit.leaf {
                let capacity = self.value(leaf);
                let corrected = capacity * self.correction(unit.furnace);
                let unit = &mut self.state.standing[index];
                (unit.capacity, unit.corrected) = (capacity, corrected);
            }
        }
        self.change_all();
    }

    /// Nothing is as it was the year before.
    pub fn change_all(&mut self) {
        for &slot in &self.group.slots {
            self.state.changed[slot] = true;
        }
    }

    /// Stage 1: announced closure, elimination, end of life, in this order; else relines.
    fn retire_all(&mut self) {
        self.state.plain.clear();
        let year = self.year();
        if self.state.next > year {
            return;
        }
        let mut next = i32::MAX;
        for l in 0..self.state.live.len() {
            let index = self.state.live[l];
            if self.state.due[index] <= year {
                match self.retirement(index) {
                    Some((reason, earns)) => {
                        self.retire(index, reason, earns);
                        continue;
                    }
                    None => {
                        self.reline(index);
                        self.state.due[index] = self.due(&self.state.standing[index]);
                    }
                }
            }
            next = next.min(self.state.due[index]);
        }
        self.state.next = next;
    }

    /// Enters a furnace among those that stand.
    fn stand(&mut self, furnace: Standing) {
        let due = self.due(&furnace);
        self.state.next = self.state.next.min(due);
        self.state.changed[furnace.slot] = true;
        self.state.live.push(self.state.standing.len());
        self.state.standing.push(furnace);
        self.state.due.push(due);
    }

    /// First year in which a furnace may close, have to go, reach the end of its life or be relined.
    fn due(&self, furnace: &Standing) -> i32 {
        let mut due = furnace.decides;
        if self.fleet.lives[furnace.slot].2 {
            due = due.min(furnace.next_reline);
        }
        if let Furnace::Base(id) = furnace.furnace {
            let base = &self.fleet.units[id.0];
            due = due.min(base.closes.unwrap_or(due)).min(base.eliminated.map_or(due, |(from, _)| from));
        }
        due
    }

    /// Why a furnace retires this year, if it does, and whether that earns credits.
    fn retirement(&mut self, index: usize) -> Option<(Reason, bool)> {
        let year = self.year();
        let unit = &self.state.standing[index];
        if let Furnace::Base(id) = unit.furnace {
            let base = &self.fleet.units[id.0];
            if base.closes.is_some_and(|closes| closes <= year) {
                return Some((Reason::Closure, true));
            }
            if let Some((_, rule)) = base.eliminated.filter(|(from, _)| *from <= year) {
                return Some((Reason::Elimination(rule), base.elimination_earns));
            }
        }
        if unit.decides > year {
            return None;
        }
        let (slot, furnace) = (unit.slot, unit.furnace);
        if self.can_rebuild(slot) {
            return Some((Reason::EndOfLife, true));
        }
        self.state.standing[index].decides = year + self.campaign(slot);
        self.journal.unit(year, furnace, UnitEvent::Extended);
        None
    }

    /// Whether a rebuild rule holds this year: only then does the end of a life retire a furnace.
    fn can_rebuild(&self, slot: usize) -> bool {
        let rule = &self.fleet.rules[slot];
        let share = match rule.ledger {
            Some(ledger) if self.fleet.ledgers[ledger].suspended[self.t] => None,
            Some(ledger) => self.fleet.ledgers[ledger].rebuild_share,
            None => rule.plain_share,
        };
        self.t > self.leaves.parameters.observed && share.is_some_and(|leaf| self.value(leaf) > 0.0)
    }

    /// Takes a furnace out and enters what it earns.
    pub fn retire(&mut self, index: usize, reason: Reason, earns: bool) {
        let amount = self.capacity(index);
        let year = self.year();
        self.state.standing[index].retired = true;
        self.state.gone = true;
        let unit = self.state.standing[index];
        self.state.changed[unit.slot] = true;
        self.journal.unit(year, unit.furnace, UnitEvent::Retired(reason));
        if !(unit.eligible && earns) {
            return;
        }
        let Some(ledger) = self.fleet.rules[unit.slot].ledger else {
            self.state.plain.push((unit.slot, amount, unit.owner));
            return;
        };
        self.state.alive.push(self.state.lots.len());
        self.state.open[ledger].push(self.state.lots.len());
        self.state.lots.push(Lot {
            ledger,
            left: amount,
            vintage: year,
            slot: unit.slot,
            owner: unit.owner,
            furnace: unit.furnace,
        });
        let outgoing = Some(self.topology.slots[unit.slot].process);
        self.book(
            Account::Earned,
            Entry {
                ledger,
                kind: EntryKind::Earned,
                amount,
                vintage: year,
                outgoing,
                ratio: None,
                earned_by: Some(unit.furnace),
                spent_on: None,
                flagged: false,
            },
        );
    }

    fn reline(&mut self, index: usize) {
        let unit = self.state.standing[index];
        if self.fleet.lives[unit.slot].2 && unit.next_reline <= self.year() {
            self.state.standing[index].next_reline += self.campaign(unit.slot);
            self.journal.unit(self.year(), unit.furnace, UnitEvent::Relined);
        }
    }

    /// Enters a movement in its account and in the journal.
    pub fn book(&mut self, account: Account, entry: Entry) {
        self.state.accounts[entry.ledger][account as usize] += entry.amount;
        self.journal.entry(self.year(), entry);
    }

    /// Puts a new furnace into service this year.
    pub fn commission(&mut self, furnace: Furnace, slot: usize, capacity: f64, owner: OwnerId, class: usize) {
        let year = self.year();
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
        self.journal.unit(year, furnace, UnitEvent::Commissioned { capacity, slot });
    }

    fn open_accounts(&mut self) {
        for &ledger in &self.group.ledgers {
            let accounts = &mut self.state.accounts[ledger];
            let opening = accounts[Account::Closing as usize];
            *accounts = [0.0; ACCOUNTS];
            accounts[Account::Opening as usize] = opening;
        }
    }

    /// The closing balance is what the lots hold, not what the movements add up to: the difference is
    /// a closure residual.
    fn close_accounts(&mut self) {
        for &l in &self.state.alive {
            let lot = &self.state.lots[l];
            self.state.accounts[lot.ledger][Account::Closing as usize] += lot.left;
        }
    }

    /// Drops from the lists what has gone, so that a year looks only at what is there.
    fn sweep(&mut self) {
        let FleetState { standing, live, lots, alive, open, gone, .. } = &mut *self.state;
        if std::mem::take(gone) {
            live.retain(|&index| !standing[index].retired);
        }
        if alive.iter().any(|&l| lots[l].left <= 0.0) {
            alive.retain(|&l| lots[l].left > 0.0);
            for &ledger in &self.group.ledgers {
                open[ledger].retain(|&l| lots[l].left > 0.0);
            }
        }
    }

    /// Begins a year in which everything is as it was the year before.
    fn rest(&mut self) {
        for &slot in &self.group.slots {
            self.state.changed[slot] = false;
        }
    }

    pub fn correction(&self, furnace: Furnace) -> f64 {
        match furnace {
            Furnace::Base(id) => {
                self.fleet.units[id.0].corrections.iter().map(|&leaf| self.value(leaf)).product()
            }
            _ => 1.0,
        }
    }
}
