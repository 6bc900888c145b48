//! What efficiency class capacity is in: the base fleet, what is built, what levers retrofit
//! (MODEL section 4).

use super::fleet::Stage;
use super::journal::Journal;
use crate::model::classes::{ClassFloor, Retrofit};

/// Moved on top of what is asked, relative to all capacity, so that rounding does not leave a share short.
const HAIR: f64 = 1e-14;

impl<J: Journal> Stage<'_, J> {
    /// Share of a furnace that is in a class.
    pub fn in_class(&self, index: usize, class: usize) -> f64 {
        self.state.classes[index * self.fleet.classes.most + class]
    }

    fn set_class(&mut self, index: usize, class: usize, share: f64) {
        self.state.classes[index * self.fleet.classes.most + class] = share;
    }

    /// Puts the whole of a furnace that is new to the list in a class.
    pub fn enter_class(&mut self, class: usize) {
        let index = self.state.standing.len();
        self.state.classes.resize((index + 1) * self.fleet.classes.most, 0.0);
        self.put_in_class(index, class);
    }

    /// Puts the whole of a furnace in a class.
    pub fn put_in_class(&mut self, index: usize, class: usize) {
        for c in 0..self.fleet.classes.most {
            self.set_class(index, c, if c == class { 1.0 } else { 0.0 });
        }
    }

    /// Splits the base units of unknown class by the declared shares: as written while history lasts, as
    /// drawn from the year after.
    pub fn split_unclassified(&mut self) {
        self.change_all();
        for &index in &self.group.units {
            let unit = &self.fleet.units[index];
            if unit.class.is_some() {
                continue;
            }
            let shares = &self.fleet.classes.slots[unit.slot].unclassified;
            let sum: f64 = shares.iter().map(|&leaf| self.value(leaf)).sum();
            for (c, &leaf) in shares.iter().enumerate() {
                // Draws of all shares may come to nothing together: then the worst class has it all.
                let rest = if c + 1 == shares.len() { 1.0 } else { 0.0 };
                let share = if sum > 0.0 { self.value(leaf) / sum } else { rest };
                self.set_class(index, c, share);
            }
        }
    }

    /// Retrofits capacity, worst first, until every least share holds. It comes last in a year, so that what
    /// retired and what was built count.
    pub fn retrofit_all(&mut self) {
        let most = self.fleet.classes.most;
        for slot in self.group.retrofits.iter().flat_map(|&r| self.fleet.classes.retrofits[r].slots.clone()) {
            self.state.retrofitted[slot * most..(slot + 1) * most].fill(0.0);
        }
        if self.t <= self.leaves.parameters.observed {
            return;
        }
        if self.t == self.leaves.parameters.observed + 1 {
            self.split_unclassified();
        }
        let fleet = self.fleet;
        for of in self.group.retrofits.iter().map(|&r| &fleet.classes.retrofits[r]) {
            self.count_classes(of);
            // The best class first: what goes there is not moved twice in a year.
            for floor in &of.floors {
                self.raise(of, *floor);
            }
        }
    }

    /// Nameplate capacity of a process in a region by class, t/a.
    fn count_classes(&mut self, of: &Retrofit) {
        self.state.in_classes.fill(0.0);
        for live in 0..self.state.live.len() {
            let index = self.state.live[live];
            if self.belongs(index, of) {
                let capacity = self.capacity(index);
                for class in 0..of.count {
                    self.state.in_classes[class] += capacity * self.in_class(index, class);
                }
            }
        }
    }

    fn belongs(&self, index: usize, of: &Retrofit) -> bool {
        let unit = &self.state.standing[index];
        !unit.retired && of.slots.contains(&unit.slot)
    }

    /// `need = f·K − K(at or above)`, taken from the worst class upwards; nothing is ever made worse.
    fn raise(&mut self, of: &Retrofit, floor: ClassFloor) {
        let least = floor.least.map_or(0.0, |leaf| self.value(leaf));
        let rest = floor.below.map_or(0.0, |leaf| 1.0 - self.value(leaf));
        let above: f64 = self.state.in_classes[..=floor.class].iter().sum();
        let worse: f64 = self.state.in_classes[floor.class + 1..of.count].iter().sum();
        let short = least.max(rest) * (above + worse) - above;
        if short <= 0.0 {
            return;
        }
        let mut need = short + HAIR * (above + worse);
        for class in (floor.class + 1..of.count).rev() {
            let stands = self.state.in_classes[class];
            if need > 0.0 && stands > 0.0 {
                self.move_up(of, (class, floor.class), (need / stands).min(1.0));
                need -= stands;
            }
        }
    }

    /// Moves a share of what is in a class to a better one: the same share of every furnace, so that it does
    /// not matter how capacity is cut into units.
    fn move_up(&mut self, of: &Retrofit, (from, to): (usize, usize), share: f64) {
        let stands = self.state.in_classes[from];
        self.state.in_classes[to] += stands * share;
        self.state.in_classes[from] -= stands * share;
        for live in 0..self.state.live.len() {
            let index = self.state.live[live];
            if !self.belongs(index, of) {
                continue;
            }
            let moved = self.in_class(index, from) * share;
            // The whole of it leaves nothing behind, not what rounding leaves.
            let left = if share < 1.0 { self.in_class(index, from) - moved } else { 0.0 };
            self.set_class(index, from, left);
            self.set_class(index, to, self.in_class(index, to) + moved);
            let slot = self.state.standing[index].slot;
            self.state.changed[slot] = true;
            let cell = slot * self.fleet.classes.most + to;
            self.state.retrofitted[cell] += self.capacity(index) * moved;
        }
    }
}
