//! Routes that what retires is rebuilt on, where that follows cost, and what their costs are computed from.

use super::cost::Costs;
use super::fleet::{RebuildRule, group_of};
use super::topology::{Slot, Topology};
use crate::domain::*;

/// Routes that what retires may be rebuilt on, where that follows cost.
#[derive(Clone, Debug)]
pub struct Routes {
    /// How strongly shares follow cost.
    pub lambda: LeafId,
    /// Cost that differences are measured against, CNY/t.
    pub reference: LeafId,
    /// The process that went first, then those of the group's choice.
    pub list: Vec<RebuildRoute>,
}

/// One of them.
#[derive(Clone, Debug)]
pub struct RebuildRoute {
    /// Where it is built.
    pub slot: usize,
    /// The activity that the slot is of.
    pub activity: usize,
    /// Its ratio, by year; `None`: restricted.
    pub ratio: Vec<Option<LeafId>>,
}

/// What choices by cost are computed from: the fleet is known before everything else.
#[derive(Clone, Debug)]
pub struct FleetChoice {
    /// Names, processes, carriers.
    pub scenario: Scenario,
    /// Prices and rules.
    pub costs: Costs,
    /// Activities whose cost is looked at, suppliers before users.
    pub needed: Vec<usize>,
    /// Every leaf that their costs are made of.
    pub leaves: Vec<LeafId>,
}

/// The routes of a slot whose group has a choice: one each to its own process and to those of the choice that the
/// cluster can hold.
pub(super) fn of_slot(
    scenario: &Scenario,
    topology: &Topology,
    slot: usize,
    ratios: &dyn Fn(ProcessId) -> Vec<Option<LeafId>>,
) -> Option<Routes> {
    let Slot { process, cluster, .. } = topology.slots[slot];
    let choice = scenario.groups[group_of(scenario, process)?.0].choice.as_ref()?;
    let others = choice.processes.iter().filter(|other| **other != process);
    let all = std::iter::once(&process).chain(others);
    let route = |&process: &ProcessId| {
        let slot = topology.slot(process, cluster)?;
        Some(RebuildRoute { slot, activity: topology.slots[slot].activity, ratio: ratios(process) })
    };
    Some(Routes { lambda: choice.lambda, reference: choice.reference, list: all.filter_map(route).collect() })
}

/// What choices are computed from; `None` where no group has one.
pub(super) fn choice(
    scenario: &Scenario,
    topology: &Topology,
    costs: &Costs,
    rules: &[RebuildRule],
) -> Option<FleetChoice> {
    let routes = || rules.iter().filter_map(|rule| rule.routes.as_ref());
    let wanted: Vec<usize> = routes().flat_map(|routes| routes.list.iter().map(|r| r.activity)).collect();
    if wanted.is_empty() {
        return None;
    }
    let needed = costs.needed_by(&wanted);
    let mut leaves: Vec<LeafId> =
        needed.iter().flat_map(|&a| costs.leaves(scenario, &topology.activities[a], a)).collect();
    leaves.extend(routes().flat_map(|routes| [routes.lambda, routes.reference]));
    leaves.sort_unstable();
    leaves.dedup();
    Some(FleetChoice { scenario: scenario.clone(), costs: costs.clone(), needed, leaves })
}
