//! What could be made at most, and the charges that are used.

use std::rc::Rc;

use super::{Explainer, Key, Node, Of, Part, Rule, Term, What, agree, constant, minus, nonzero, plus};
use crate::domain::*;
use crate::units::Dimension;

const MASS: Dimension = Dimension::MASS;
const SHARE: Dimension = Dimension::SHARE;

impl Explainer<'_> {
    pub(super) fn potential(&mut self, a: usize) -> Rc<Node> {
        self.once(Key::Potential(a), |this| {
            let parts: Vec<Part> =
                this.activity(a).slots.clone().map(|s| plus(this.slot_potential(s))).collect();
            let value = this.year().potential[a];
            Node::made(this.of_activity(Term::Potential, a), Some(value), MASS, Rule::Sum, nonzero(parts))
        })
    }

    /// Corrected capacity × greatest use × power, and what bounds by waste leave of it.
    pub(super) fn slot_potential(&mut self, s: usize) -> Rc<Node> {
        self.once(Key::SlotPotential(s), |this| {
            let a = this.model.topology.slots[s].activity;
            let mut parts = vec![plus(this.corrected(s)), plus(this.utilisation(a))];
            parts.extend(this.power(a));
            let free: f64 = parts.iter().map(|part| part.node.value).product();
            let value = this.year().slot_potential[s];
            if !agree(free, value) && free > 0.0 {
                let kept = Node::end(What::new(Term::LostToWaste), value / free, SHARE, Rule::Worked);
                parts.push(plus(kept));
            }
            Node::made(this.of_slot(Term::ClusterPotential, s), Some(value), MASS, Rule::Product, parts)
        })
    }

    /// Nameplate capacity, and what corrections of units add to it.
    fn corrected(&mut self, s: usize) -> Rc<Node> {
        let (nameplate, value) = (self.capacity(s), self.workspace.fleet.corrected(s, self.t));
        if nameplate.value == value {
            return nameplate;
        }
        let fleet = &self.model.fleet;
        let mut parts = vec![plus(nameplate)];
        let standing = self.standing_units(s);
        for u in standing.into_iter().filter(|&u| !fleet.units[u].corrections.is_empty()) {
            let factors: Vec<Part> =
                fleet.units[u].corrections.iter().map(|&leaf| plus(self.leaf(leaf))).collect();
            let factor = Node::made(What::new(Term::Correction), None, SHARE, Rule::Product, factors);
            let beyond = vec![plus(factor), minus(constant(1.0))];
            let beyond = Node::made(What::new(Term::OneLess), None, SHARE, Rule::Sum, beyond);
            let what = What::new(Term::BeyondNameplate).of(Of::Unit(UnitId(u)));
            let of_unit = vec![plus(self.leaf(fleet.units[u].capacity)), plus(beyond)];
            parts.push(plus(Node::made(what, None, MASS, Rule::Product, of_unit)));
        }
        Node::made(self.of_slot(Term::Corrected, s), Some(value), MASS, Rule::Sum, parts)
    }

    /// The greatest use of capacity: as written or, where it was higher, as observed; under ceilings.
    fn utilisation(&self, a: usize) -> Rc<Node> {
        let activity = self.activity(a);
        let written = self.leaf(activity.utilisation_max);
        let observed = self.model.history.use_observed[a];
        let bound = self.model.parameters.central(activity.utilisation_max, self.model.observed());
        let free = match observed.filter(|used| *used > bound) {
            None => written,
            Some(used) => {
                let used = Node::end(What::new(Term::ObservedUse), used, SHARE, Rule::Worked);
                let parts = vec![plus(written), plus(used)];
                Node::made(What::new(Term::GreatestUse), None, SHARE, Rule::Maximum, parts)
            }
        };
        if self.is_history() || activity.utilisation_ceilings.is_empty() {
            return free;
        }
        let ceilings = activity.utilisation_ceilings.iter().map(|&leaf| plus(self.leaf(leaf)));
        let parts = std::iter::once(plus(free)).chain(ceilings).collect();
        Node::made(What::new(Term::Utilisation), None, SHARE, Rule::Minimum, parts)
    }

    fn power(&self, a: usize) -> Option<Part> {
        let levers = &self.activity(a).power_availability;
        if self.is_history() || levers.is_empty() {
            return None;
        }
        let paths = levers.iter().map(|&leaf| plus(self.leaf(leaf)));
        let parts = std::iter::once(plus(constant(1.0))).chain(paths).collect();
        Some(plus(Node::made(What::new(Term::PowerShare), None, SHARE, Rule::Minimum, parts)))
    }

    /// Charge of an input: the reference, less what scrap displaces.
    pub(super) fn input_charge(&mut self, a: usize, i: usize) -> Rc<Node> {
        self.once(Key::InputCharge(a, i), |this| {
            let activity = this.activity(a);
            let (leaf, value) =
                (activity.inputs[i].charge, this.year().input_charge[activity.first_input + i]);
            if agree(this.at(leaf), value) {
                return this.leaf(leaf);
            }
            let mut parts = vec![plus(this.leaf(leaf))];
            for (c, charge) in activity.charges.iter().enumerate() {
                let Some(variable) = charge.variable.filter(|v| v.input == i) else { continue };
                let shift = vec![plus(this.scrap_charge(a, c)), minus(this.leaf(charge.reference))];
                let shift = Node::made(What::new(Term::ChargeShift), None, SHARE, Rule::Sum, shift);
                let spared = vec![plus(shift), plus(this.leaf(variable.per_scrap))];
                parts.push(minus(Node::made(
                    What::new(Term::DisplacedInput),
                    None,
                    SHARE,
                    Rule::Product,
                    spared,
                )));
            }
            Node::made(this.of_activity(Term::InputCharge, a), Some(value), SHARE, Rule::Sum, parts)
        })
    }

    /// Charge of scrap: the reference, moved by how much scrap there is.
    pub(super) fn scrap_charge(&mut self, a: usize, c: usize) -> Rc<Node> {
        self.once(Key::ScrapCharge(a, c), |this| {
            let activity = this.activity(a);
            let (leaf, value) =
                (activity.charges[c].reference, this.year().scrap_charge[activity.first_charge + c]);
            if agree(this.at(leaf), value) {
                return this.leaf(leaf);
            }
            let moved = Node::end(What::new(Term::ChargeShift), value - this.at(leaf), SHARE, Rule::Worked);
            let parts = vec![plus(this.leaf(leaf)), plus(moved)];
            Node::made(this.of_activity(Term::ScrapCharge, a), Some(value), SHARE, Rule::Sum, parts)
        })
    }
}
