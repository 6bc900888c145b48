//! Stage 1 of a year: who retires and why (MODEL section 4).

use super::Account;
use super::Stage;
use super::state::{Lot, Standing};
use crate::simulation::journal::{Entry, EntryKind, Furnace, Journal, Reason, UnitEvent};
use crate::simulation::number::Amount;

impl<N: Amount, J: Journal> Stage<'_, N, J> {
    /// Stage 1: announced closure, elimination, end of life, in this order; else relines.
    pub fn retire_all(&mut self) {
        self.state.plain.clear();
        let mut due = std::mem::take(&mut self.state.due);
        self.state.calendar.read(self.t, &mut due);
        for &index in &due {
            // What a project closed is still in the calendar.
            if self.state.standing[index].retired {
                continue;
            }
            match self.retirement(index) {
                Some((reason, earns)) => self.retire(index, reason, earns),
                None => {
                    self.reline(index);
                    self.note_due(index);
                }
            }
        }
        self.state.due = due;
    }

    /// Enters the next year after this in which something may happen to a furnace.
    pub fn note_due(&mut self, index: usize) {
        let due = self.due(&self.state.standing[index]).max(self.year() + 1);
        self.state.calendar.enter(index, (due - self.fleet.base) as usize);
    }

    /// First year in which a furnace may close, have to go, reach the end of its life or be relined.
    fn due(&self, furnace: &Standing<N>) -> i32 {
        let mut due = furnace.decides;
        // A reline changes nothing but the story and what it costs.
        if (!J::SILENT || self.fleet.costed) && self.fleet.lives[furnace.slot].2 {
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
        // Another campaign takes a reline, unless one is due this year anyway.
        let unit = &self.state.standing[index];
        if !(self.fleet.lives[slot].2 && unit.next_reline <= year) {
            self.state.relined[slot] += unit.capacity;
        }
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
        self.t > self.leaves.parameters.observed
            && share.is_some_and(|leaf| self.is_above(self.value(leaf), N::ZERO))
    }

    /// Takes a furnace out and enters what it earns.
    pub fn retire(&mut self, index: usize, reason: Reason, earns: bool) {
        let amount = self.capacity(index);
        let year = self.year();
        self.state.leave(self.fleet, index);
        let unit = self.state.standing[index];
        self.journal.unit(year, unit.furnace, UnitEvent::Retired(reason));
        if !(unit.eligible && earns) {
            return;
        }
        let Some(ledger) = self.fleet.rules[unit.slot].ledger else {
            self.state.plain.push((unit.slot, amount, unit.owner));
            return;
        };
        self.state.emptied |= !amount.is_above_in_all(N::ZERO);
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
            self.state.relined[unit.slot] += unit.capacity;
            self.journal.unit(self.year(), unit.furnace, UnitEvent::Relined);
        }
    }
}
