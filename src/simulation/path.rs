//! What the fleet stages leave: capacity by slot, vintage and efficiency class, and the ledgers, over the years.

use super::fleet::{ACCOUNTS, Account, Held, Stage};
use super::journal::Journal;
use super::number::{Amount, Number};
use crate::model::{FleetModel, Topology};

/// Capacity over the horizon in a draw.
#[derive(Clone, Debug)]
pub struct FleetPath<N> {
    /// Nameplate capacity, t/a, `[slot][year]`.
    pub nameplate: Vec<N>,
    /// Nameplate with corrections, t/a, `[slot][year]`: what potential is made of.
    pub corrected: Vec<N>,
    /// Corrected capacity by vintage and efficiency class, `[year][vintage][class]` for each slot that tells
    /// them apart; vintage 0 is the base fleet.
    cohorts: Vec<N>,
    /// Nameplate capacity by efficiency class, t/a, `[year][class]` for each slot that has classes.
    classes: Vec<N>,
    /// Capacity retrofitted to an efficiency class in the year, t/a, in the same order.
    retrofits: Vec<N>,
    /// Built in the year, t/a, `[slot][year]`; nothing where costs are not computed.
    built: Vec<N>,
    /// Relined in the year, t/a, in the same order.
    relined: Vec<N>,
    /// Where the cells of each slot begin.
    cells: Vec<SlotCells>,
    /// Ledger accounts, t/a, `[ledger][account][year]`; nothing where they are not kept.
    pub accounts: Vec<N>,
    /// Years.
    pub years: usize,
}

/// The lists that a path is made of.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum List {
    /// Nameplate capacity.
    Nameplate,
    /// With corrections.
    Corrected,
    /// By vintage and class.
    Cohorts,
    /// By class.
    Classes,
    /// Retrofitted in the year.
    Retrofits,
    /// Built in the year.
    Built,
    /// Relined in the year.
    Relined,
    /// Of ledgers.
    Accounts,
}

/// A cell of a path.
#[derive(Clone, Copy, Debug)]
pub struct Cell {
    /// Its list.
    pub list: List,
    /// Its position there.
    pub at: usize,
    /// Its year, counted from the base year.
    pub year: usize,
    /// What it tells of.
    pub owner: Owner,
}

/// What a cell tells of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Owner {
    /// A slot.
    Slot(usize),
    /// A ledger.
    Ledger(usize),
}

/// The cells of a slot in lists that only hold slots with vintages or classes.
#[derive(Clone, Copy, Debug)]
struct SlotCells {
    first_cohort: usize,
    /// Vintages told apart: all years, 1 (classes alone) or 0 (neither).
    vintages: usize,
    /// Classes, or 1 where there are only vintages.
    parts: usize,
    first_class: usize,
    /// Classes, 0 where there are none.
    classes: usize,
}

impl SlotCells {
    /// Vintages that there can be in a year; of later ones there is nothing in any draw.
    fn vintages_by(self, year: usize) -> usize {
        self.vintages.min(year + 1)
    }
}

impl<N: Number> FleetPath<N> {
    /// An empty path of the right shape. Without `detail` only capacity and ledgers are kept.
    pub fn new(topology: &Topology, fleet: &FleetModel, years: usize, detail: bool) -> FleetPath<N> {
        let (mut cohorts, mut classes) = (0, 0);
        let cells = fleet.classes.slots.iter().map(|slot| {
            let vintages = match (slot.by_vintage, slot.count) {
                _ if !detail => 0,
                (true, _) => years,
                (false, 0) => 0,
                (false, _) => 1,
            };
            let (first_cohort, first_class) = (cohorts, classes);
            let of_classes = if detail { slot.count } else { 0 };
            cohorts += years * vintages * slot.parts();
            classes += years * of_classes;
            SlotCells { first_cohort, vintages, parts: slot.parts(), first_class, classes: of_classes }
        });
        let cells = cells.collect();
        let paid = if detail && fleet.costed { topology.slots.len() * years } else { 0 };
        FleetPath {
            nameplate: vec![N::ZERO; topology.slots.len() * years],
            corrected: vec![N::ZERO; topology.slots.len() * years],
            cohorts: vec![N::ZERO; cohorts],
            classes: vec![N::ZERO; classes],
            retrofits: vec![N::ZERO; classes],
            built: vec![N::ZERO; paid],
            relined: vec![N::ZERO; paid],
            cells,
            accounts: vec![N::ZERO; fleet.ledgers.len() * ACCOUNTS * years],
            years,
        }
    }

    /// Keeps no ledgers any more, where nobody reads them.
    pub fn without_ledgers(mut self) -> FleetPath<N> {
        self.accounts.clear();
        self
    }

    /// Nameplate capacity of a slot in a year.
    #[inline]
    pub fn nameplate(&self, slot: usize, year: usize) -> N {
        self.nameplate[slot * self.years + year]
    }

    /// Corrected capacity of a slot in a year.
    #[inline]
    pub fn corrected(&self, slot: usize, year: usize) -> N {
        self.corrected[slot * self.years + year]
    }

    /// Corrected capacity of a vintage (counted from the base year) and an efficiency class in a slot in a
    /// year. All capacity is of vintage 0 where vintages are not told apart, and of class 0 where there are
    /// none; a slot with neither has no cohorts.
    #[inline]
    pub fn cohort(&self, slot: usize, year: usize, vintage: usize, class: usize) -> N {
        self.cohorts[self.cohort_cell(slot, year, vintage, class)]
    }

    #[inline]
    fn cohort_cell(&self, slot: usize, year: usize, vintage: usize, class: usize) -> usize {
        let cells = self.cells[slot];
        cells.first_cohort + (year * cells.vintages + vintage) * cells.parts + class
    }

    /// Nameplate capacity of a slot in an efficiency class in a year.
    #[inline]
    pub fn in_class(&self, slot: usize, class: usize, year: usize) -> N {
        self.classes[self.class_cell(slot, class, year)]
    }

    /// Capacity of a slot retrofitted to an efficiency class in a year.
    #[inline]
    pub fn retrofitted(&self, slot: usize, class: usize, year: usize) -> N {
        self.retrofits[self.class_cell(slot, class, year)]
    }

    /// Capacity built in a slot in a year.
    #[inline]
    pub fn built(&self, slot: usize, year: usize) -> N {
        self.built[slot * self.years + year]
    }

    /// Capacity relined in a slot in a year, what runs one more campaign included.
    #[inline]
    pub fn relined(&self, slot: usize, year: usize) -> N {
        self.relined[slot * self.years + year]
    }

    #[inline]
    fn class_cell(&self, slot: usize, class: usize, year: usize) -> usize {
        self.cells[slot].first_class + year * self.cells[slot].classes + class
    }

    /// Empties the cells of a slot in a year.
    fn clear(&mut self, slot: usize, year: usize) {
        let cells = self.cells[slot];
        self.nameplate[slot * self.years + year] = N::ZERO;
        self.corrected[slot * self.years + year] = N::ZERO;
        if cells.vintages > 0 {
            let from = self.cohort_cell(slot, year, 0, 0);
            self.cohorts[from..from + cells.vintages_by(year) * cells.parts].fill(N::ZERO);
            let from = self.class_cell(slot, 0, year);
            self.classes[from..from + cells.classes].fill(N::ZERO);
        }
    }

    /// Makes the cells of a slot those of the year before.
    fn repeat(&mut self, slot: usize, year: usize) {
        let cells = self.cells[slot];
        let now = slot * self.years + year;
        self.nameplate[now] = self.nameplate[now - 1];
        self.corrected[now] = self.corrected[now - 1];
        if cells.vintages > 0 {
            let (before, now) = (self.cohort_cell(slot, year - 1, 0, 0), self.cohort_cell(slot, year, 0, 0));
            // What was built this year is in a slot that changed.
            self.cohorts.copy_within(before..before + cells.vintages_by(year - 1) * cells.parts, now);
            if cells.vintages > year {
                let of_this_year = now + year * cells.parts;
                self.cohorts[of_this_year..of_this_year + cells.parts].fill(N::ZERO);
            }
            let (before, now) = (self.class_cell(slot, 0, year - 1), self.class_cell(slot, 0, year));
            self.classes.copy_within(before..before + cells.classes, now);
        }
    }

    /// One of the lists that a path is made of.
    pub fn list(&self, list: List) -> &[N] {
        match list {
            List::Nameplate => &self.nameplate,
            List::Corrected => &self.corrected,
            List::Cohorts => &self.cohorts,
            List::Classes => &self.classes,
            List::Retrofits => &self.retrofits,
            List::Built => &self.built,
            List::Relined => &self.relined,
            List::Accounts => &self.accounts,
        }
    }

    /// The same path in another kind of number, from every cell and its value.
    pub fn map<M>(&self, mut f: impl FnMut(Cell, N) -> M) -> FleetPath<M> {
        let years = self.years;
        let mut plain = |list: List, owner: fn(usize) -> Owner, width: usize| -> Vec<M> {
            let cell = |at: usize| Cell { list, at, year: at % years, owner: owner(at / width) };
            self.list(list).iter().enumerate().map(|(at, &x)| f(cell(at), x)).collect()
        };
        let nameplate = plain(List::Nameplate, Owner::Slot, years);
        let corrected = plain(List::Corrected, Owner::Slot, years);
        let accounts = plain(List::Accounts, Owner::Ledger, ACCOUNTS * years);
        let built = plain(List::Built, Owner::Slot, years);
        let relined = plain(List::Relined, Owner::Slot, years);
        let mut by_slot = |list: List, width: fn(&SlotCells) -> usize| -> Vec<M> {
            let places = self.cells.iter().enumerate().flat_map(|(slot, cells)| {
                let width = width(cells);
                (0..years * width).map(move |cell| (slot, cell / width))
            });
            let cells = self.list(list).iter().zip(places).enumerate();
            cells
                .map(|(at, (&x, (slot, year)))| f(Cell { list, at, year, owner: Owner::Slot(slot) }, x))
                .collect()
        };
        FleetPath {
            nameplate,
            corrected,
            cohorts: by_slot(List::Cohorts, |slot| slot.vintages * slot.parts),
            classes: by_slot(List::Classes, |slot| slot.classes),
            retrofits: by_slot(List::Retrofits, |slot| slot.classes),
            built,
            relined,
            cells: self.cells.clone(),
            accounts,
            years: self.years,
        }
    }

    /// An account of a ledger in a year.
    #[inline]
    pub fn account(&self, ledger: usize, account: Account, year: usize) -> N {
        self.accounts[(ledger * ACCOUNTS + account as usize) * self.years + year]
    }
}

impl<N: Amount, J: Journal> Stage<'_, N, J> {
    /// Writes the year down.
    pub fn write(&self, path: &mut FleetPath<N>) {
        let (years, t) = (path.years, self.t);
        for &slot in &self.group.slots {
            if !path.built.is_empty() {
                path.built[slot * years + t] = self.state.built[slot];
                path.relined[slot * years + t] = self.state.relined[slot];
            }
            if self.state.changed[slot] {
                self.write_slot(path, slot);
            } else {
                path.repeat(slot, t);
            }
            for class in 0..path.cells[slot].classes {
                let cell = path.class_cell(slot, class, t);
                path.retrofits[cell] = self.state.retrofitted[slot * self.fleet.classes.most + class];
            }
        }
        for &ledger in self.group.ledgers.iter().filter(|_| self.is_booked) {
            for (a, amount) in self.state.accounts[ledger].iter().enumerate() {
                path.accounts[(ledger * ACCOUNTS + a) * years + t] = *amount;
            }
        }
    }

    /// Adds up what stands in a slot.
    fn write_slot(&self, path: &mut FleetPath<N>, slot: usize) {
        path.clear(slot, self.t);
        let standing = &self.state.of_slot[slot];
        let (mut nameplate, mut corrected) = (N::ZERO, N::ZERO);
        for held in standing {
            nameplate += held.capacity;
            corrected += held.corrected;
        }
        path.nameplate[slot * path.years + self.t] = nameplate;
        path.corrected[slot * path.years + self.t] = corrected;
        if path.cells[slot].vintages > 0 {
            standing.iter().for_each(|held| self.write_cohorts(path, slot, *held));
        }
    }

    /// Adds a furnace to its vintage and to the classes that it is in, where they are told apart.
    fn write_cohorts(&self, path: &mut FleetPath<N>, slot: usize, held: Held<N>) {
        let cells = path.cells[slot];
        let from = path.cohort_cell(slot, self.t, held.built.min(cells.vintages - 1), 0);
        if cells.classes == 0 {
            path.cohorts[from] += held.corrected;
            return;
        }
        let (of_class, most) = (path.class_cell(slot, 0, self.t), self.fleet.classes.most);
        let cohorts = path.cohorts[from..from + cells.parts].iter_mut();
        let classes = &mut path.classes[of_class..of_class + cells.parts];
        let shares = &self.state.classes[held.index * most..];
        for ((cohort, class), share) in cohorts.zip(classes).zip(shares) {
            *cohort += held.corrected * *share;
            *class += held.capacity * *share;
        }
    }
}
