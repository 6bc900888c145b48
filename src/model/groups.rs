//! Parts of a fleet that have nothing to do with each other: what a draw moves in one leaves the others as
//! they are.

use super::{FleetModel, Parameters};
use crate::domain::LeafId;

/// Slots whose units share a ledger, a project or a lever on efficiency classes, directly or through others.
/// All lists are positions in those of the fleet, ascending.
#[derive(Clone, Debug, Default)]
pub struct FleetGroup {
    /// Where its capacity stands.
    pub slots: Vec<usize>,
    /// Units of the base fleet.
    pub units: Vec<usize>,
    /// Projects.
    pub projects: Vec<usize>,
    /// Ledgers.
    pub ledgers: Vec<usize>,
    /// What levers ask of classes: positions among [`super::classes::Classes::retrofits`], those without any
    /// least share left out.
    pub retrofits: Vec<usize>,
    /// Whether no leaf that acts on it is uncertain: then it is the same in every draw.
    pub certain: bool,
}

/// Cuts a fleet into its groups, in the order of their first slots.
pub fn split(fleet: &FleetModel, parameters: &Parameters) -> Vec<FleetGroup> {
    let mut of = Links((0..fleet.rules.len()).collect());
    for ledger in &fleet.ledgers {
        of.link_all(&ledger.slots);
    }
    for (slot, rule) in fleet.rules.iter().enumerate() {
        rule.clean_slot.into_iter().for_each(|clean| of.link(slot, clean));
    }
    for retrofit in fleet.classes.retrofits.iter().filter(|r| !r.floors.is_empty()) {
        retrofit.slots.clone().for_each(|slot| of.link(slot, retrofit.slots.start));
    }
    for project in &fleet.projects {
        let ledgers = project.ledger.into_iter().chain(project.seller);
        for slot in ledgers.flat_map(|l| fleet.ledgers[l].slots.iter().copied()) {
            of.link(project.slot, slot);
        }
        for &unit in &project.replaces {
            of.link(project.slot, fleet.units[unit].slot);
        }
    }
    let first = (0..fleet.rules.len()).filter(|&slot| of.first(slot) == slot);
    first.map(|slot| collect(fleet, parameters, |other| of.first(other) == slot)).collect()
}

/// The whole fleet as one group.
pub fn whole(fleet: &FleetModel, parameters: &Parameters) -> FleetGroup {
    collect(fleet, parameters, |_| true)
}

fn collect(fleet: &FleetModel, parameters: &Parameters, holds: impl Fn(usize) -> bool) -> FleetGroup {
    let with = |count: usize, slot: &dyn Fn(usize) -> Option<usize>| -> Vec<usize> {
        (0..count).filter(|&at| slot(at).is_some_and(&holds)).collect()
    };
    let asks = |at: usize| fleet.classes.retrofits.get(at).filter(|r| !r.floors.is_empty());
    let mut group = FleetGroup {
        slots: with(fleet.rules.len(), &Some),
        units: with(fleet.units.len(), &|u| Some(fleet.units[u].slot)),
        projects: with(fleet.projects.len(), &|p| Some(fleet.projects[p].slot)),
        ledgers: with(fleet.ledgers.len(), &|l| fleet.ledgers[l].slots.first().copied()),
        retrofits: with(fleet.classes.retrofits.len(), &|r| asks(r).map(|r| r.slots.start)),
        certain: true,
    };
    group.certain = leaves(fleet, &group).iter().all(|&leaf| parameters.is_certain(leaf));
    group
}

/// Every leaf that acts on how much capacity of a group stands, and in which class.
pub fn leaves(fleet: &FleetModel, group: &FleetGroup) -> Vec<LeafId> {
    let mut leaves = Vec::new();
    if group.units.is_empty() && group.projects.is_empty() {
        return leaves;
    }
    for unit in group.units.iter().map(|&u| &fleet.units[u]) {
        leaves.push(unit.capacity);
        leaves.extend(&unit.corrections);
        if unit.class.is_none() {
            leaves.extend(&fleet.classes.slots[unit.slot].unclassified);
        }
    }
    for project in group.projects.iter().map(|&p| &fleet.projects[p]) {
        leaves.extend([project.capacity, project.delay]);
        leaves.extend(project.ratio.iter().flatten());
    }
    for ledger in group.ledgers.iter().map(|&l| &fleet.ledgers[l]) {
        let levers = [ledger.quota_import, ledger.ceiling, ledger.rebuild_share, ledger.clean_share];
        leaves.extend(levers.iter().flatten());
    }
    for floor in group.retrofits.iter().flat_map(|&r| &fleet.classes.retrofits[r].floors) {
        leaves.extend(floor.least.into_iter().chain(floor.below));
    }
    for &slot in &group.slots {
        let (rule, (life, campaign, _)) = (&fleet.rules[slot], fleet.lives[slot]);
        leaves.extend(rule.plain_share);
        leaves.extend(rule.incumbent.iter().chain(&rule.clean).flatten());
        if let Some(routes) = &rule.routes {
            leaves.extend(routes.list.iter().flat_map(|route| &route.ratio).flatten());
            leaves.extend(fleet.choice.iter().flat_map(|choice| &choice.leaves));
        }
        leaves.extend([life, campaign]);
    }
    leaves.sort_unstable();
    leaves.dedup();
    leaves
}

/// The leaves of a group that count in whole years: lives, campaigns, delays.
pub fn whole_years(fleet: &FleetModel, group: &FleetGroup) -> Vec<LeafId> {
    let lives = group.slots.iter().flat_map(|&slot| [fleet.lives[slot].0, fleet.lives[slot].1]);
    let mut leaves: Vec<LeafId> =
        lives.chain(group.projects.iter().map(|&p| fleet.projects[p].delay)).collect();
    leaves.sort_unstable();
    leaves.dedup();
    leaves
}

/// Which slots belong together: each points at an earlier one of its group, the first at itself.
struct Links(Vec<usize>);

impl Links {
    fn first(&self, slot: usize) -> usize {
        let mut at = slot;
        while self.0[at] != at {
            at = self.0[at];
        }
        at
    }

    fn link(&mut self, a: usize, b: usize) {
        let (a, b) = (self.first(a), self.first(b));
        self.0[a.max(b)] = a.min(b);
    }

    fn link_all(&mut self, slots: &[usize]) {
        slots.windows(2).for_each(|pair| self.link(pair[0], pair[1]));
    }
}
