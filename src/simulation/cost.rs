//! Stage 8: what is made costs capital, fixed and variable cost, inputs, scrap, energy at prices, and carbon
//! (MODEL section 11). A scenario without `[cost]` has none of it.

mod capital;
mod levelised;
mod tier;

pub use capital::{annuities, recovery_factor, whole_years};
pub use levelised::{Costing, levelise, relines_worth};
pub use tier::{adder, adders};

use super::draw::Leaves;
use super::emissions::Account;
use super::fleet::FleetPath;
use super::number::Number;
use super::workspace::YearState;
use crate::domain::{Free, LeafId};
use crate::model::cost::{ActivityCost, Costs};
use crate::model::{Activity, InputSource, Model};

/// What a cost is made of.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum CostPart {
    /// Annual payment for new, relined and retrofitted capacity.
    Capital,
    /// Of capacity that stands.
    Fixed,
    /// Of output.
    Variable,
    /// Commodities bought.
    Inputs,
    /// Scrap.
    Scrap,
    /// Fuels, those of captive plants included, feedstock and purchased heat.
    Fuel,
    /// Purchased electricity, what its tier adds included.
    Electricity,
    /// Carbon beyond free allocation.
    Carbon,
}

impl CostPart {
    /// Every part, in the order of [`Parts`].
    pub const ALL: [CostPart; PART_COUNT] = [
        CostPart::Capital,
        CostPart::Fixed,
        CostPart::Variable,
        CostPart::Inputs,
        CostPart::Scrap,
        CostPart::Fuel,
        CostPart::Electricity,
        CostPart::Carbon,
    ];
}

/// Number of parts.
pub const PART_COUNT: usize = 8;

/// A cost by part.
pub type Parts<N> = [N; PART_COUNT];

/// All parts together.
pub fn total<N: Number>(parts: &Parts<N>) -> N {
    parts.iter().copied().sum()
}

/// What a run knows of costs over the horizon; empty where none are computed.
#[derive(Clone, Debug)]
pub struct CostState<N> {
    /// Levelised cost of what would be built in the year, CNY/t, `[activity][year]`.
    pub levelised: Vec<Parts<N>>,
    /// Annual payments for capital, CNY, `[activity][year]`.
    pub annuities: Vec<N>,
    /// What tiers add to the price of electricity on average, CNY/MWh, `[activity][year]`.
    pub adders: Vec<N>,
}

impl<N: Number> CostState<N> {
    /// Room for the costs of a model.
    pub fn new(model: &Model) -> CostState<N> {
        let cells = model.costs.as_ref().map_or(0, |costs| costs.activities.len() * model.years());
        CostState {
            levelised: vec![[N::ZERO; PART_COUNT]; cells],
            annuities: vec![N::ZERO; cells],
            adders: vec![N::ZERO; cells],
        }
    }
}

/// The price behind a leaf; nothing where none is known.
fn price<N: Number>(leaves: Leaves<'_, N>, leaf: Option<LeafId>, t: usize) -> N {
    leaf.map_or(N::ZERO, |leaf| leaves.at(leaf, t))
}

/// Allowances that `output` with `scope1` gets free, t CO2; all of it where nothing is covered.
pub fn free_allocation<N: Number>(
    leaves: Leaves<'_, N>,
    free: Option<Free>,
    (scope1, output): (N, N),
    t: usize,
) -> N {
    match free {
        None => scope1,
        Some(Free::Share(share)) => scope1 * leaves.at(share, t),
        Some(Free::Benchmark(benchmark)) => output * leaves.at(benchmark, t),
    }
}

/// Costs of every activity in a year, CNY. What a region makes itself is in the costs of its makers: `Inputs` are what
/// comes from outside, so that costs add up over activities.
pub fn account<N: Number>(
    model: &Model,
    leaves: Leaves<'_, N>,
    fleet: &FleetPath<N>,
    state: &CostState<N>,
    year: &mut YearState<N>,
    t: usize,
) {
    let Some(costs) = &model.costs else { return };
    for (a, activity) in model.topology.activities.iter().enumerate() {
        let cost = &costs.activities[a];
        let (output, cell) = (year.output[a], a * model.years() + t);
        let account = |account: Account| year.accounts[a][account as usize];
        let own = |pick: fn(&crate::domain::ProcessCost) -> LeafId| {
            cost.own.as_ref().map_or(N::ZERO, |own| leaves.at(pick(own), t))
        };
        let capacity: N = activity.slots.clone().map(|s| fleet.nameplate(s, t)).sum();
        let scope1 = account(Account::Scope1);
        let free = free_allocation(leaves, cost.free[t], (scope1, output), t);
        let electricity = price(leaves, cost.electricity, t) + state.adders[cell];
        let parts = [
            state.annuities[cell],
            capacity * own(|own| own.fixed),
            output * own(|own| own.variable),
            bought(leaves, year, activity, cost, a, t),
            scrap(leaves, year, activity, cost, a, t),
            fuel(leaves, year, activity, cost, a, t),
            account(Account::ElectricityPurchased) * electricity,
            (scope1 - free) * price(leaves, cost.carbon, t),
        ];
        year.costs[a] = parts;
        year.free_allocation[a] = cost.free[t].map_or(N::ZERO, |_| free);
    }
}

/// Commodities that come from outside the region, at their prices.
fn bought<N: Number>(
    leaves: Leaves<'_, N>,
    year: &YearState<N>,
    activity: &Activity,
    cost: &ActivityCost,
    a: usize,
    t: usize,
) -> N {
    let mut sum = N::ZERO;
    for (i, input) in activity.inputs.iter().enumerate() {
        let Some(leaf) = cost.inputs[i].price else { continue };
        let used = year.input_charge[activity.first_input + i] * year.output[a];
        sum += used * bought_share(year, input.source) * leaves.at(leaf, t);
    }
    sum
}

/// The part of an input that comes from outside the region: that of all users of its market.
pub fn bought_share<N: Number>(year: &YearState<N>, source: InputSource) -> N {
    match source {
        InputSource::Bought(_) => N::ONE,
        InputSource::Market(m) => {
            let from_outside = year.import[m].max(-year.residual[m]).max(N::ZERO);
            from_outside.share_of(year.used[m]).min(N::ONE)
        }
    }
}

fn scrap<N: Number>(
    leaves: Leaves<'_, N>,
    year: &YearState<N>,
    activity: &Activity,
    cost: &ActivityCost,
    a: usize,
    t: usize,
) -> N {
    let charges = (0..activity.charges.len()).filter_map(|c| Some((c, cost.scraps[c]?)));
    charges
        .map(|(c, leaf)| year.scrap_charge[activity.first_charge + c] * year.output[a] * leaves.at(leaf, t))
        .sum()
}

fn fuel<N: Number>(
    leaves: Leaves<'_, N>,
    year: &YearState<N>,
    activity: &Activity,
    cost: &ActivityCost,
    a: usize,
    t: usize,
) -> N {
    let mut sum = N::ZERO;
    for (f, leaf) in cost.fuels.iter().enumerate() {
        if let Some(leaf) = leaf {
            sum += year.fuel_use[activity.first_fuel + f] * leaves.at(*leaf, t);
        }
    }
    for (account, leaf) in [(Account::CaptiveFuel, cost.captive), (Account::HeatPurchased, cost.heat)] {
        if let Some(leaf) = leaf {
            sum += year.accounts[a][account as usize] * leaves.at(leaf, t);
        }
    }
    sum
}

/// What demand of each market is multiplied by: `(1 + π·(C/C_ref − 1))^ε`, C the levelised cost of its makers, weighted
/// by what they could make in the year.
pub fn respond<N: Number>(
    model: &Model,
    leaves: Leaves<'_, N>,
    state: &CostState<N>,
    year: &mut YearState<N>,
    t: usize,
) {
    let Some(costs) = &model.costs else { return };
    for (m, response) in costs.responses.iter().enumerate() {
        let Some(response) = response else { continue };
        let (mut cost, mut weight) = (N::ZERO, N::ZERO);
        for &a in &model.topology.markets[m].activities {
            cost += year.potential[a] * total(&state.levelised[a * model.years() + t]);
            weight += year.potential[a];
        }
        let change = cost.share_of(weight) / leaves.at(response.reference, t) - 1.0;
        let seen = change * leaves.at(response.pass_through, t) + 1.0;
        let factor = seen.max(N::constant(LEAST_COST)).pow(leaves.at(response.elasticity, t));
        year.response[m] = weight.select_above(N::ZERO, factor, N::ONE);
    }
}

/// What costs nothing is not called for without bound: 1 % of the reference is the least that counts.
pub const LEAST_COST: f64 = 0.01;

/// What all years need: levelised costs, payments for capital, what tiers add.
pub fn prepare<N: Number>(
    model: &Model,
    leaves: Leaves<'_, N>,
    fleet: &FleetPath<N>,
    intensities: &super::workspace::Intensities<N>,
    state: &mut CostState<N>,
) {
    let Some(costs) = &model.costs else { return };
    let costing = Costing::of(model, costs, leaves);
    levelise(&costing, &costs.order, &mut state.levelised);
    annuities(model, costs, leaves, fleet, &mut state.annuities);
    adders(model, costs, leaves, (fleet, intensities), &mut state.adders);
}

/// Whether some market's demand follows cost.
pub fn responds(costs: Option<&Costs>, m: usize) -> bool {
    costs.is_some_and(|costs| costs.responses[m].is_some())
}
