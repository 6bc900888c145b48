//! What the fleet stages leave: capacity by slot, vintage and efficiency class, and the ledgers, over the years.

use super::fleet::{ACCOUNTS, Account, Stage};
use super::journal::Journal;
use super::lane::Lane;
use crate::model::{FleetModel, Topology};

/// Capacity over the horizon for a block of draws.
#[derive(Clone, Debug)]
pub struct FleetPath {
    /// Nameplate capacity, t/a, `[slot][year]`.
    pub nameplate: Vec<Lane>,
    /// Nameplate with corrections, t/a, `[slot][year]`: what potential is made of.
    pub corrected: Vec<Lane>,
    /// Corrected capacity by vintage and efficiency class, `[year][vintage][class]` for each slot that tells
    /// them apart; vintage 0 is the base fleet.
    cohorts: Vec<Lane>,
    /// Nameplate capacity by efficiency class, t/a, `[year][class]` for each slot that has classes.
    classes: Vec<Lane>,
    /// Capacity retrofitted to an efficiency class in the year, t/a, in the same order.
    retrofits: Vec<Lane>,
    /// Where the cells of each slot begin.
    cells: Vec<SlotCells>,
    /// Ledger accounts, t/a, `[ledger][account][year]`.
    pub accounts: Vec<Lane>,
    /// Years.
    pub years: usize,
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

impl FleetPath {
    /// An empty path of the right shape. Without `detail` only capacity and ledgers are kept.
    pub fn new(topology: &Topology, fleet: &FleetModel, years: usize, detail: bool) -> FleetPath {
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
        FleetPath {
            nameplate: vec![Lane::ZERO; topology.slots.len() * years],
            corrected: vec![Lane::ZERO; topology.slots.len() * years],
            cohorts: vec![Lane::ZERO; cohorts],
            classes: vec![Lane::ZERO; classes],
            retrofits: vec![Lane::ZERO; classes],
            cells,
            accounts: vec![Lane::ZERO; fleet.ledgers.len() * ACCOUNTS * years],
            years,
        }
    }

    /// Nameplate capacity of a slot in a year.
    #[inline]
    pub fn nameplate(&self, slot: usize, year: usize) -> Lane {
        self.nameplate[slot * self.years + year]
    }

    /// Corrected capacity of a slot in a year.
    #[inline]
    pub fn corrected(&self, slot: usize, year: usize) -> Lane {
        self.corrected[slot * self.years + year]
    }

    /// Corrected capacity of a vintage (counted from the base year) and an efficiency class in a slot in a
    /// year. All capacity is of vintage 0 where vintages are not told apart, and of class 0 where there are
    /// none; a slot with neither has no cohorts.
    #[inline]
    pub fn cohort(&self, slot: usize, year: usize, vintage: usize, class: usize) -> Lane {
        self.cohorts[self.cohort_cell(slot, year, vintage, class)]
    }

    #[inline]
    fn cohort_cell(&self, slot: usize, year: usize, vintage: usize, class: usize) -> usize {
        let cells = self.cells[slot];
        cells.first_cohort + (year * cells.vintages + vintage) * cells.parts + class
    }

    /// Nameplate capacity of a slot in an efficiency class in a year.
    #[inline]
    pub fn in_class(&self, slot: usize, class: usize, year: usize) -> Lane {
        self.classes[self.class_cell(slot, class, year)]
    }

    /// Capacity of a slot retrofitted to an efficiency class in a year.
    #[inline]
    pub fn retrofitted(&self, slot: usize, class: usize, year: usize) -> Lane {
        self.retrofits[self.class_cell(slot, class, year)]
    }

    #[inline]
    fn class_cell(&self, slot: usize, class: usize, year: usize) -> usize {
        self.cells[slot].first_class + year * self.cells[slot].classes + class
    }

    /// Empties the cells of a year of one draw.
    fn clear(&mut self, year: usize, lane: usize) {
        for slot in 0..self.cells.len() {
            let cells = self.cells[slot];
            self.nameplate[slot * self.years + year].0[lane] = 0.0;
            self.corrected[slot * self.years + year].0[lane] = 0.0;
            let (from, many) = (self.cohort_cell(slot, year, 0, 0), cells.vintages * cells.parts);
            self.cohorts[from..from + many].iter_mut().for_each(|cell| cell.0[lane] = 0.0);
            let from = self.class_cell(slot, 0, year);
            self.classes[from..from + cells.classes].iter_mut().for_each(|cell| cell.0[lane] = 0.0);
        }
    }

    /// An account of a ledger in a year.
    #[inline]
    pub fn account(&self, ledger: usize, account: Account, year: usize) -> Lane {
        self.accounts[(ledger * ACCOUNTS + account as usize) * self.years + year]
    }

    pub(super) fn copy_lane(&mut self, from: usize, to: usize) {
        for cells in [
            &mut self.nameplate,
            &mut self.corrected,
            &mut self.cohorts,
            &mut self.classes,
            &mut self.retrofits,
            &mut self.accounts,
        ] {
            for cell in cells.iter_mut() {
                cell.0[to] = cell.0[from];
            }
        }
    }
}

impl<J: Journal> Stage<'_, J> {
    /// Writes the year of one draw down.
    pub fn write(&self, path: &mut FleetPath) {
        let (years, t, lane) = (path.years, self.t, self.lane);
        path.clear(t, lane);
        for &index in &self.state.live {
            let unit = self.state.standing[index];
            if unit.retired {
                continue;
            }
            let nameplate = self.capacity(index);
            let corrected = nameplate * self.correction(unit.furnace);
            path.nameplate[unit.slot * years + t].0[lane] += nameplate;
            path.corrected[unit.slot * years + t].0[lane] += corrected;
            self.write_cohorts(path, index, nameplate, corrected);
        }
        for slot in 0..path.cells.len() {
            for class in 0..path.cells[slot].classes {
                let cell = path.class_cell(slot, class, t);
                path.retrofits[cell].0[lane] = self.state.retrofitted[slot * self.fleet.classes.most + class];
            }
        }
        for (ledger, accounts) in self.state.accounts.iter().enumerate() {
            for (a, amount) in accounts.iter().enumerate() {
                path.accounts[(ledger * ACCOUNTS + a) * years + t].0[lane] = *amount;
            }
        }
    }

    /// Adds a furnace to its vintage and to the classes that it is in, where they are told apart.
    fn write_cohorts(&self, path: &mut FleetPath, index: usize, nameplate: f64, corrected: f64) {
        let unit = self.state.standing[index];
        let cells = path.cells[unit.slot];
        if cells.vintages == 0 {
            return;
        }
        let vintage = ((unit.vintage - self.fleet.base).max(0) as usize).min(cells.vintages - 1);
        for part in 0..cells.parts {
            let share = if cells.classes > 0 { self.in_class(index, part) } else { 1.0 };
            let cell = path.cohort_cell(unit.slot, self.t, vintage, part);
            path.cohorts[cell].0[self.lane] += corrected * share;
            if cells.classes > 0 {
                let cell = path.class_cell(unit.slot, part, self.t);
                path.classes[cell].0[self.lane] += nameplate * share;
            }
        }
    }
}
