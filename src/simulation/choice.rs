//! Which routes what retires is rebuilt on, where that follows cost (MODEL sections 5 and 11). Shares come from
//! prices and coefficients of the year of choice alone, so the fleet can be computed before the years.

use super::cost::{Costing, PART_COUNT, Parts, levelise, total};
use super::draw::Leaves;
use super::number::Number;
use crate::model::routes::Routes;
use crate::model::{FleetGroup, FleetModel, Topology};

/// Share of a route: `φ_j = exp(−λ·C_j/C_ref) / Σ exp(−λ·C_i/C_ref)` over the routes that are open in the year, C the
/// levelised cost of each; nothing where the route is closed.
pub fn share<N: Number>(
    leaves: Leaves<'_, N>,
    routes: &Routes,
    levelised: &[Parts<N>],
    chosen: usize,
    t: usize,
) -> N {
    let years = leaves.parameters.years;
    let is_open = |route: usize| routes.list[route].ratio[t].is_some();
    if !is_open(chosen) {
        return N::ZERO;
    }
    let cost = |route: usize| total(&levelised[routes.list[route].activity * years + t]);
    let (lambda, reference) = (leaves.at(routes.lambda, t), leaves.at(routes.reference, t));
    // Against the chosen one, whose own part is 1: the sum cannot be nothing.
    let parts = (0..routes.list.len()).filter(|&route| is_open(route)).map(|route| {
        let dearer = (cost(route) - cost(chosen)) / reference;
        (-(lambda * dearer)).min(N::constant(LARGEST_EXPONENT)).exp()
    });
    N::ONE / parts.sum::<N>()
}

/// e to this is still a number.
const LARGEST_EXPONENT: f64 = 700.0;

/// Levelised costs that the choices of a group look at, in every year of a draw.
pub(super) fn look<N: Number>(
    leaves: Leaves<'_, N>,
    topology: &Topology,
    (fleet, group): (&FleetModel, &FleetGroup),
    levelised: &mut [Parts<N>],
) {
    let Some(choice) = &fleet.choice else { return };
    if group.slots.iter().any(|&slot| fleet.rules[slot].routes.is_some()) {
        let (scenario, costs) = (&choice.scenario, &choice.costs);
        let costing = Costing { scenario, topology, classes: &fleet.classes, costs, leaves };
        levelise(&costing, &choice.needed, levelised);
    }
}

/// Room for what [`look`] finds.
pub(super) fn room<N: Number>(fleet: &FleetModel) -> Vec<Parts<N>> {
    let cells = fleet
        .choice
        .as_ref()
        .map_or(0, |choice| choice.costs.activities.len() * choice.scenario.horizon.len());
    vec![[N::ZERO; PART_COUNT]; cells]
}
