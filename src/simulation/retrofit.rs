//! What efficiency class capacity is in: the base fleet, what is built, what levers retrofit
//! (MODEL section 4).

use super::fleet::{FleetState, Held, Stage};
use super::journal::Journal;
use super::number::Amount;
use crate::model::classes::ClassFloor;

/// Moved on top of what is asked, relative to all capacity, so that rounding does not leave a share short.
const HAIR: f64 = 1e-14;

impl<N: Amount, J: Journal> Stage<'_, N, J> {
    fn set_class(&mut self, index: usize, class: usize, share: N) {
        self.state.classes[index * self.fleet.classes.most + class] = share;
    }

    /// Puts the whole of a furnace that is new to the list in a class.
    pub fn enter_class(&mut self, class: usize) {
        let index = self.state.standing.len();
        self.state.classes.resize((index + 1) * self.fleet.classes.most, N::ZERO);
        self.put_in_class(index, class);
    }

    /// Puts the whole of a furnace in a class.
    pub fn put_in_class(&mut self, index: usize, class: usize) {
        for c in 0..self.fleet.classes.most {
            self.set_class(index, c, if c == class { N::ONE } else { N::ZERO });
        }
    }

    /// Splits the base units of unknown class by the declared shares: as written while history lasts, as
    /// drawn from the year after.
    pub fn split_unclassified(&mut self) {
        self.state.change_all(self.group);
        for &index in &self.group.units {
            let unit = &self.fleet.units[index];
            if unit.class.is_some() {
                continue;
            }
            let shares = &self.fleet.classes.slots[unit.slot].unclassified;
            let sum: N = shares.iter().map(|&leaf| self.value(leaf)).sum();
            for (c, &leaf) in shares.iter().enumerate() {
                // Draws of all shares may come to nothing together: then the worst class has it all.
                let rest = if c + 1 == shares.len() { N::ONE } else { N::ZERO };
                let share = sum.select_above(N::ZERO, self.value(leaf) / sum, rest);
                self.set_class(index, c, share);
            }
        }
    }

    /// Retrofits capacity, worst first, until every least share holds. It comes last in a year, so that what
    /// retired and what was built count.
    pub fn retrofit_all(&mut self) {
        let most = self.fleet.classes.most;
        for slot in self.group.retrofits.iter().flat_map(|&r| self.fleet.classes.retrofits[r].slots.clone()) {
            self.state.retrofitted[slot * most..(slot + 1) * most].fill(N::ZERO);
        }
        if self.t <= self.leaves.parameters.observed {
            return;
        }
        if self.t == self.leaves.parameters.observed + 1 {
            self.split_unclassified();
        }
        let group = self.group;
        for &retrofit in &group.retrofits {
            self.count_classes(retrofit);
            // The best class first: what goes there is not moved twice in a year.
            for floor in &self.fleet.classes.retrofits[retrofit].floors {
                self.raise(retrofit, *floor);
            }
        }
    }

    /// Nameplate capacity of a process in a region by class, t/a.
    fn count_classes(&mut self, retrofit: usize) {
        let FleetState { in_classes, of_retrofit, classes, counted, .. } = &mut *self.state;
        if std::mem::replace(&mut counted[retrofit], true) {
            return;
        }
        let (most, count) = (self.fleet.classes.most, self.fleet.classes.retrofits[retrofit].count);
        let in_classes = &mut in_classes[retrofit * most..][..count];
        in_classes.fill(N::ZERO);
        for held in &of_retrofit[retrofit] {
            for (sum, share) in in_classes.iter_mut().zip(&classes[held.index * most..]) {
                *sum += held.capacity * *share;
            }
        }
    }

    /// `need = f·K − K(at or above)`, taken from the worst class upwards; nothing is ever made worse.
    fn raise(&mut self, retrofit: usize, floor: ClassFloor) {
        let least = floor.least.map_or(N::ZERO, |leaf| self.value(leaf));
        let rest = floor.below.map_or(N::ZERO, |leaf| N::ONE - self.value(leaf));
        let (first, count) =
            (retrofit * self.fleet.classes.most, self.fleet.classes.retrofits[retrofit].count);
        let in_classes = &self.state.in_classes[first..first + count];
        let above: N = in_classes[..=floor.class].iter().copied().sum();
        let worse: N = in_classes[floor.class + 1..].iter().copied().sum();
        let short = least.max(rest) * (above + worse) - above;
        if !short.is_above_in_any(N::ZERO) {
            return;
        }
        let mut need = short.select_above(N::ZERO, short + (above + worse) * HAIR, N::ZERO);
        for class in (floor.class + 1..count).rev() {
            let stands = self.state.in_classes[first + class];
            // What is looked at in this class, where something is needed and something stands.
            let looked_at = need.select_above(N::ZERO, stands.max(N::ZERO), N::ZERO);
            if looked_at.is_above_in_any(N::ZERO) {
                self.move_up(retrofit, (class, floor.class), need.share_of(looked_at).min(N::ONE));
                need -= looked_at;
            }
        }
    }

    /// Moves a share of what is in a class to a better one: the same share of every furnace, so that it does
    /// not matter how capacity is cut into units.
    fn move_up(&mut self, retrofit: usize, (from, to): (usize, usize), share: N) {
        let most = self.fleet.classes.most;
        let in_classes = &mut self.state.in_classes[retrofit * most..];
        let stands = in_classes[from];
        in_classes[to] += stands * share;
        in_classes[from] -= stands * share;
        for member in 0..self.state.of_retrofit[retrofit].len() {
            let Held { index, capacity, .. } = self.state.of_retrofit[retrofit][member];
            let shares = &mut self.state.classes[index * most..];
            let moved = shares[from] * share;
            // The whole of it leaves nothing behind, not what rounding leaves.
            shares[from] = N::ONE.select_above(share, shares[from] - moved, N::ZERO);
            shares[to] += moved;
            let slot = self.state.standing[index].slot;
            self.state.change(slot);
            self.state.retrofitted[slot * most + to] += capacity * moved;
        }
    }
}
