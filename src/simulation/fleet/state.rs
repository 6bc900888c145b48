//! What one draw knows of its fleet from year to year.

use std::cell::Cell;

use super::ACCOUNTS;
use crate::domain::{LeafId, OwnerId, UnitId};
use crate::model::{FleetGroup, FleetModel, FleetUnit};
use crate::simulation::choice;
use crate::simulation::cost::Parts;
use crate::simulation::journal::Furnace;
use crate::simulation::number::Amount;
use crate::simulation::replace;

/// A furnace that stands or stood.
#[derive(Clone, Copy, Debug)]
pub(in crate::simulation) struct Standing<N> {
    pub furnace: Furnace,
    pub slot: usize,
    /// Capacity of a base unit is a leaf; of anything newer a number fixed when it was built.
    pub leaf: Option<LeafId>,
    /// Capacity of the year, t/a.
    pub capacity: N,
    /// The same with corrections.
    pub corrected: N,
    pub vintage: i32,
    /// Year in which its life, or its present extension, ends.
    pub decides: i32,
    pub next_reline: i32,
    pub retired: bool,
    pub owner: OwnerId,
    pub eligible: bool,
}

impl<N: Amount> Standing<N> {
    /// What no draw changes of a base unit.
    pub fn base(id: UnitId, unit: &FleetUnit) -> Standing<N> {
        Standing {
            furnace: Furnace::Base(id),
            slot: unit.slot,
            leaf: Some(unit.capacity),
            capacity: N::ZERO,
            corrected: N::ZERO,
            vintage: unit.commissioned,
            decides: 0,
            next_reline: 0,
            retired: false,
            owner: unit.owner,
            eligible: unit.eligible,
        }
    }
}

/// What sums need of a furnace that stands, side by side with that of others.
#[derive(Clone, Copy, Debug)]
pub(in crate::simulation) struct Held<N> {
    /// Its position among all.
    pub index: usize,
    /// Capacity of the year, t/a.
    pub capacity: N,
    /// The same with corrections.
    pub corrected: N,
    /// Year in which it was built, counted from the base year; 0 of a base unit.
    pub built: usize,
}

/// Credits of one retirement.
#[derive(Clone, Copy, Debug)]
pub(in crate::simulation) struct Lot<N> {
    pub ledger: usize,
    pub left: N,
    pub vintage: i32,
    pub slot: usize,
    pub owner: OwnerId,
    pub furnace: Furnace,
}

/// Years of the longest horizon, 1900 to 2200.
const MOST_YEARS: usize = 301;

/// No furnace.
const NONE: usize = usize::MAX;

/// When furnaces may close, have to go, reach the end of their lives or are relined: a chain of them for each year.
#[derive(Clone, Debug, Default)]
pub struct Calendar {
    /// The furnace entered last for each year, counted from the base year.
    heads: Vec<usize>,
    /// The furnace of the same year entered before, by furnace.
    before: Vec<usize>,
}

impl Calendar {
    /// Forgets everything.
    fn clear(&mut self, years: usize) {
        self.heads.clear();
        self.heads.resize(years, NONE);
    }

    /// Enters a furnace for a year; one beyond the horizon never comes.
    pub fn enter(&mut self, index: usize, year: usize) {
        let Some(head) = self.heads.get_mut(year) else { return };
        if self.before.len() <= index {
            self.before.resize(index + 1, NONE);
        }
        self.before[index] = std::mem::replace(head, index);
    }

    /// The furnaces of a year, in the order of their positions.
    pub fn read(&self, year: usize, into: &mut Vec<usize>) {
        into.clear();
        let mut at = self.heads[year];
        while at != NONE {
            into.push(at);
            at = self.before[at];
        }
        into.sort_unstable();
    }
}

/// What one draw, or several that decide alike, know of their fleet. Reused; grows only the first time.
#[derive(Clone, Debug)]
pub struct FleetState<N> {
    /// Base units first, in register order: all of them, though only those of the group at hand are up to date.
    pub(in crate::simulation) standing: Vec<Standing<N>>,
    /// When to look at them.
    pub(super) calendar: Calendar,
    /// Those that are looked at this year.
    pub(super) due: Vec<usize>,
    /// Life and campaign of what is built in a slot this year, whole years.
    pub(super) spans: Vec<(i32, i32)>,
    /// Shares of each furnace by efficiency class, `[standing][class]`.
    pub(in crate::simulation) classes: Vec<N>,
    /// Capacity that levers on classes look at, by class, t/a, `[retrofit][class]`.
    pub(in crate::simulation) in_classes: Vec<N>,
    /// Whether that is up to date, by retrofit.
    pub(in crate::simulation) counted: Vec<bool>,
    /// Retrofitted this year, t/a, `[slot][class]`.
    pub(in crate::simulation) retrofitted: Vec<N>,
    /// Whether something in a slot is not as it was the year before.
    pub(in crate::simulation) changed: Vec<bool>,
    /// The retrofit with least shares that each slot belongs to.
    retrofit_of: Vec<Option<usize>>,
    /// What stands in each slot, in the order of positions.
    pub(in crate::simulation) of_slot: Vec<Vec<Held<N>>>,
    /// The same of each ledger that has a ceiling.
    pub(in crate::simulation) of_ledger: Vec<Vec<Held<N>>>,
    /// The same of each retrofit.
    pub(in crate::simulation) of_retrofit: Vec<Vec<Held<N>>>,
    pub(in crate::simulation) lots: Vec<Lot<N>>,
    /// Positions of the lots that held something at the end of the year before, and of those earned since, oldest first.
    pub(in crate::simulation) alive: Vec<usize>,
    /// How many of them were there at the beginning of the year.
    pub(in crate::simulation) old: usize,
    /// Whether some of them hold nothing any more, in some draw.
    pub(in crate::simulation) emptied: bool,
    /// The same lots by ledger.
    pub(in crate::simulation) open: Vec<Vec<usize>>,
    /// Retired this year without a ledger: slot, amount, owner.
    pub(in crate::simulation) plain: Vec<(usize, N, OwnerId)>,
    /// Projects that were due and wait, in order.
    pub(in crate::simulation) waiting: Vec<usize>,
    /// How many projects of the group have been due so far.
    pub(in crate::simulation) begun: usize,
    pub(in crate::simulation) cover: Vec<replace::Cover<N>>,
    pub(in crate::simulation) rebuilds: Vec<replace::Rebuild<N>>,
    pub(in crate::simulation) rebuilt: usize,
    /// Built and relined this year, t/a, `[slot]`: what is paid for.
    pub(in crate::simulation) built: Vec<N>,
    pub(in crate::simulation) relined: Vec<N>,
    /// Levelised costs that choices of routes look at, `[activity][year]`.
    pub(in crate::simulation) levelised: Vec<Parts<N>>,
    /// `[ledger][account]` of the year.
    pub(in crate::simulation) accounts: Vec<[N; ACCOUNTS]>,
    /// Whether draws did not decide alike.
    parted: Cell<bool>,
}

impl<N: Amount> FleetState<N> {
    /// State with room for several generations of every unit and project.
    pub fn new(fleet: &FleetModel) -> FleetState<N> {
        let room = 16 * (fleet.units.len() + fleet.projects.len());
        let mut standing = Vec::with_capacity(room);
        standing.extend(fleet.units.iter().enumerate().map(|(u, unit)| Standing::base(UnitId(u), unit)));
        let (most, retrofits) = (fleet.classes.most, &fleet.classes.retrofits);
        let retrofit =
            |slot: usize| retrofits.iter().position(|of| of.slots.contains(&slot) && !of.floors.is_empty());
        let retrofit_of: Vec<Option<usize>> = (0..fleet.rules.len()).map(retrofit).collect();
        let with_ceiling =
            |slot: usize| fleet.rules[slot].ledger.filter(|&l| fleet.ledgers[l].ceiling.is_some());
        FleetState {
            standing,
            calendar: Calendar { heads: Vec::with_capacity(MOST_YEARS), before: Vec::with_capacity(room) },
            due: Vec::with_capacity(room),
            spans: vec![(0, 0); fleet.rules.len()],
            classes: Vec::with_capacity(room * most),
            in_classes: vec![N::ZERO; retrofits.len() * most],
            counted: vec![false; retrofits.len()],
            retrofitted: vec![N::ZERO; fleet.classes.slots.len() * most],
            changed: vec![true; fleet.rules.len()],
            of_slot: lists(fleet, fleet.rules.len(), Some),
            of_ledger: lists(fleet, fleet.ledgers.len(), with_ceiling),
            of_retrofit: lists(fleet, retrofits.len(), |slot| retrofit_of[slot]),
            retrofit_of,
            lots: Vec::with_capacity(room),
            alive: Vec::with_capacity(room),
            old: 0,
            emptied: false,
            open: lists(fleet, fleet.ledgers.len(), |slot| fleet.rules[slot].ledger),
            plain: Vec::with_capacity(room),
            waiting: Vec::with_capacity(fleet.projects.len()),
            begun: 0,
            cover: Vec::with_capacity(room),
            rebuilds: Vec::with_capacity(room),
            rebuilt: 0,
            built: vec![N::ZERO; fleet.rules.len()],
            relined: vec![N::ZERO; fleet.rules.len()],
            levelised: choice::room(fleet),
            accounts: vec![[N::ZERO; ACCOUNTS]; fleet.ledgers.len()],
            parted: Cell::new(false),
        }
    }

    /// Forgets the draw before.
    pub(super) fn clear(&mut self, fleet: &FleetModel, group: &FleetGroup, years: usize) {
        let (units, most) = (fleet.units.len(), fleet.classes.most);
        self.standing.truncate(units);
        self.classes.resize(units * most, N::ZERO);
        self.calendar.clear(years);
        self.lots.clear();
        self.alive.clear();
        self.plain.clear();
        self.waiting.clear();
        (self.emptied, self.rebuilt, self.begun) = (false, 0, 0);
        for &slot in &group.slots {
            self.retrofitted[slot * most..(slot + 1) * most].fill(N::ZERO);
            self.of_slot[slot].clear();
            (self.built[slot], self.relined[slot]) = (N::ZERO, N::ZERO);
        }
        for &retrofit in &group.retrofits {
            self.of_retrofit[retrofit].clear();
        }
        for &ledger in &group.ledgers {
            self.open[ledger].clear();
            self.of_ledger[ledger].clear();
            self.accounts[ledger] = [N::ZERO; ACCOUNTS];
        }
        self.parted.set(false);
        self.change_all(group);
    }

    /// Whether the draws of the last fleet did not decide alike, so that its path is that of none of them.
    pub fn have_parted(&self) -> bool {
        self.parted.get()
    }

    /// Notes whether draws decide alike.
    pub(in crate::simulation) fn part_unless(&self, alike: bool) {
        self.parted.set(self.parted.get() || !alike);
    }

    /// Nothing of a group is as it was the year before.
    pub(in crate::simulation) fn change_all(&mut self, group: &FleetGroup) {
        group.slots.iter().for_each(|&slot| self.changed[slot] = true);
        group.retrofits.iter().for_each(|&retrofit| self.counted[retrofit] = false);
    }

    /// A slot is not as it was the year before.
    pub(in crate::simulation) fn change(&mut self, slot: usize) {
        self.changed[slot] = true;
        if let Some(retrofit) = self.retrofit_of[slot] {
            self.counted[retrofit] = false;
        }
    }

    /// Does something to each list that a furnace in a slot belongs to.
    fn each_list(&mut self, fleet: &FleetModel, slot: usize, mut change: impl FnMut(&mut Vec<Held<N>>)) {
        change(&mut self.of_slot[slot]);
        if let Some(retrofit) = self.retrofit_of[slot] {
            change(&mut self.of_retrofit[retrofit]);
        }
        if let Some(ledger) = fleet.rules[slot].ledger.filter(|&l| fleet.ledgers[l].ceiling.is_some()) {
            change(&mut self.of_ledger[ledger]);
        }
    }

    /// Enters a furnace among those that stand.
    pub(super) fn enter(&mut self, fleet: &FleetModel, index: usize) {
        let Standing { slot, capacity, corrected, vintage, .. } = self.standing[index];
        let held = Held { index, capacity, corrected, built: (vintage - fleet.base).max(0) as usize };
        self.change(slot);
        self.each_list(fleet, slot, |list| list.push(held));
    }

    /// Takes a furnace out.
    pub(super) fn leave(&mut self, fleet: &FleetModel, index: usize) {
        let slot = self.standing[index].slot;
        self.standing[index].retired = true;
        self.change(slot);
        self.each_list(fleet, slot, |list| {
            if let Ok(at) = list.binary_search_by_key(&index, |held| held.index) {
                list.remove(at);
            }
        });
    }

    /// Takes capacities of a group over into its lists.
    pub(super) fn measure(&mut self, group: &FleetGroup) {
        let FleetState { standing, of_slot, of_ledger, of_retrofit, .. } = self;
        let read = |list: &mut Vec<Held<N>>| {
            for held in list {
                (held.capacity, held.corrected) =
                    (standing[held.index].capacity, standing[held.index].corrected);
            }
        };
        group.slots.iter().for_each(|&slot| read(&mut of_slot[slot]));
        group.ledgers.iter().for_each(|&ledger| read(&mut of_ledger[ledger]));
        group.retrofits.iter().for_each(|&retrofit| read(&mut of_retrofit[retrofit]));
        self.change_all(group);
    }

    /// Drops lots that hold nothing from the lists, so that a year looks only at what is there.
    pub(super) fn sweep(&mut self, group: &FleetGroup) {
        let FleetState { lots, alive, open, .. } = self;
        if std::mem::take(&mut self.emptied) {
            let holds = |l: &usize| lots[*l].left.is_above_in_any(N::ZERO);
            alive.retain(holds);
            group.ledgers.iter().for_each(|&ledger| open[ledger].retain(holds));
        }
        self.old = alive.len();
    }
}

/// Lists of what slots belong to, with room for several generations of what stands there.
fn lists<T>(fleet: &FleetModel, count: usize, of: impl Fn(usize) -> Option<usize>) -> Vec<Vec<T>> {
    let mut furnaces = vec![0; count];
    let slots =
        fleet.units.iter().map(|unit| unit.slot).chain(fleet.projects.iter().map(|project| project.slot));
    slots.filter_map(of).for_each(|at| furnaces[at] += 1);
    furnaces.iter().map(|&count| Vec::with_capacity(16 * (count + 1))).collect()
}
