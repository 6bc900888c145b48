//! The levelised cost of a tonne from capacity that is built in the year, at the prices and coefficients of the year
//! and full use: what a choice of routes looks at. It needs no output and no fleet.

use super::capital::{recovery_factor, whole_years};
use super::tier::adder;
use super::{CostPart, PART_COUNT, Parts, free_allocation, price, total};
use crate::domain::{CarrierId, LeafId, Process, ProcessEnergy, Scenario};
use crate::model::classes::Classes;
use crate::model::cost::{ActivityCost, Costs, InputPrice};
use crate::model::{Activity, Model, Topology};
use crate::simulation::coefficients::base_mean;
use crate::simulation::draw::Leaves;
use crate::simulation::emissions::{ACCOUNT_COUNT, Account, Rates, Recipe};
use crate::simulation::number::Number;

/// Relines during the recovery of capital that count: more than any works has.
const MOST_RELINES: usize = 8;

/// What levelised costs are computed from.
#[derive(Clone, Copy, Debug)]
pub struct Costing<'a, N> {
    /// Names, processes, carriers.
    pub scenario: &'a Scenario,
    /// Who makes what from what.
    pub topology: &'a Topology,
    /// Efficiency classes and their base fleets.
    pub classes: &'a Classes,
    /// Prices and rules.
    pub costs: &'a Costs,
    /// Numbers of the draw.
    pub leaves: Leaves<'a, N>,
}

impl<'a, N: Number> Costing<'a, N> {
    /// That of a compiled model.
    pub fn of(model: &'a Model, costs: &'a Costs, leaves: Leaves<'a, N>) -> Costing<'a, N> {
        let Model { scenario, topology, fleet, .. } = model;
        Costing { scenario, topology, classes: &fleet.classes, costs, leaves }
    }

    /// Use of a carrier per t by capacity built in the year: the fleet's improvement so far, its vintage and its class.
    fn level(&self, activity: &Activity, energy: ProcessEnergy, carrier: CarrierId, scale: N, t: usize) -> N {
        let Costing { scenario, classes, leaves, .. } = *self;
        let process = &scenario.processes[activity.process.0];
        let mut level = leaves.at(energy.intensity, t) * scale;
        if let Some(vintage) = process.new_vintage.filter(|_| t > leaves.parameters.observed) {
            level = level * leaves.at(vintage, t);
        }
        let moved = process.class_carriers.is_empty() || process.class_carriers.contains(&carrier);
        if let Some(class) = process.classes.get(process.new_build_class).filter(|_| moved) {
            let mean = base_mean(leaves, process, &classes.bases[activity.process.0], t);
            level = level * leaves.at(class.intensity, t) / mean;
        }
        level.max(leaves.at(energy.floor, t))
    }

    /// The accounts of a tonne from capacity built in the year, and its fuels in their order handed to `fuel`.
    fn accounts(
        &self,
        activity: &Activity,
        scale: N,
        t: usize,
        mut fuel: impl FnMut(usize, N),
    ) -> [N; ACCOUNT_COUNT] {
        let Costing { scenario, topology, leaves, .. } = *self;
        let process = &scenario.processes[activity.process.0];
        let mut recipe = Recipe::NOTHING;
        for (f, used) in activity.fuels.iter().enumerate() {
            let amount = self.level(activity, used.energy, used.carrier, scale, t);
            recipe.add_fuel(scenario, leaves, activity, (f, t), amount, true);
            fuel(f, amount);
        }
        recipe.electricity = self.level(activity, process.electricity, topology.electricity, scale, t);
        recipe.heat =
            topology.heat.map_or(N::ZERO, |heat| self.level(activity, process.heat, heat, scale, t));
        recipe.add_process(scenario, leaves, activity, t, |c| leaves.at(activity.charges[c].reference, t));
        recipe.accounts(&Rates::new((scenario, topology), leaves, activity, t))
    }

    /// As the levelised cost takes it: what a tonne from capacity of an activity built in the year takes and gives, its
    /// fuels in their order handed to `fuel`.
    pub fn takes(&self, a: usize, t: usize, fuel: impl FnMut(usize, N)) -> [N; ACCOUNT_COUNT] {
        let activity = &self.topology.activities[a];
        let process = &self.scenario.processes[activity.process.0];
        let improved = (0..=t).fold(N::ONE, |level, year| level * improves(self.leaves, process, year));
        self.accounts(activity, improved * self.leaves.at(process.energy_factor, t), t, fuel)
    }

    /// Payments for capital and its relines, and fixed cost, per t at the greatest use of capacity.
    fn capacity(&self, activity: &Activity, cost: &ActivityCost, t: usize) -> (N, N) {
        let (leaves, Some(own)) = (self.leaves, &cost.own) else { return (N::ZERO, N::ZERO) };
        let (rate, used) = (leaves.at(self.costs.discount_rate, t), leaves.at(activity.utilisation_max, t));
        let term = whole_years(leaves.at(own.recovery, t));
        let relines = relines_worth(leaves, (self.costs.discount_rate, term), cost, t);
        let spent = leaves.at(own.capital, t) + relines;
        let payment = spent * recovery_factor(rate, term);
        (payment.share_of(used), leaves.at(own.fixed, t).share_of(used))
    }

    /// What an input is worth: its price, else the least that its makers in the region need.
    fn input(&self, input: &InputPrice, levelised: &[Parts<N>], t: usize) -> N {
        if let Some(leaf) = input.price {
            return self.leaves.at(leaf, t);
        }
        let years = self.leaves.parameters.years;
        let needs = input.makers.iter().map(|&maker| total(&levelised[maker * years + t]));
        needs.reduce(Number::min).unwrap_or(N::ZERO)
    }

    fn levelised(&self, a: usize, scale: N, levelised: &[Parts<N>], t: usize) -> Parts<N> {
        let (leaves, activity, cost) = (self.leaves, &self.topology.activities[a], &self.costs.activities[a]);
        let mut fuel = N::ZERO;
        let accounts = self.accounts(activity, scale, t, |f, amount| {
            fuel += amount * price(leaves, cost.fuels[f], t);
        });
        let of = |account: Account| accounts[account as usize];
        fuel += of(Account::CaptiveFuel) * price(leaves, cost.captive, t);
        fuel += of(Account::HeatPurchased) * price(leaves, cost.heat, t);
        let (capital, fixed) = self.capacity(activity, cost, t);
        let inputs = activity.inputs.iter().zip(&cost.inputs);
        let scraps = activity.charges.iter().zip(&cost.scraps);
        let added = cost.tiers[t].as_ref();
        let added = added.map_or(N::ZERO, |tier| adder(leaves, tier, of(Account::ElectricityGross), t));
        let free = free_allocation(leaves, cost.free[t], (of(Account::Scope1), N::ONE), t);
        let mut parts = [N::ZERO; PART_COUNT];
        let mut set = |part: CostPart, value: N| parts[part as usize] = value;
        set(CostPart::Capital, capital);
        set(CostPart::Fixed, fixed);
        set(CostPart::Variable, cost.own.as_ref().map_or(N::ZERO, |own| leaves.at(own.variable, t)));
        let taken = inputs.map(|(input, worth)| leaves.at(input.charge, t) * self.input(worth, levelised, t));
        set(CostPart::Inputs, taken.sum());
        let charged = scraps.map(|(charge, worth)| leaves.at(charge.reference, t) * price(leaves, *worth, t));
        set(CostPart::Scrap, charged.sum());
        set(CostPart::Fuel, fuel);
        let electricity = price(leaves, cost.electricity, t) + added;
        set(CostPart::Electricity, of(Account::ElectricityPurchased) * electricity);
        set(CostPart::Carbon, (of(Account::Scope1) - free) * price(leaves, cost.carbon, t));
        parts
    }
}

/// What the relines of new capacity are worth when it is built, while its capital is recovered, CNY per t/a.
pub fn relines_worth<N: Number>(
    leaves: Leaves<'_, N>,
    (rate, term): (LeafId, N),
    cost: &ActivityCost,
    t: usize,
) -> N {
    let (Some(own), Some(campaign)) = (&cost.own, cost.campaign) else { return N::ZERO };
    let (rate, campaign) = (leaves.at(rate, t), whole_years(leaves.at(campaign, t)));
    let mut worth = N::ZERO;
    for count in 1..=MOST_RELINES {
        let after = campaign * count as f64;
        let discounted = leaves.at(own.reline, t) * (rate + 1.0).pow(-after);
        worth += term.select_above(after, discounted, N::ZERO);
    }
    worth
}

/// Levelised costs of some activities, suppliers before users, in every year, CNY/t, `[activity][year]`.
pub fn levelise<N: Number>(costing: &Costing<'_, N>, activities: &[usize], out: &mut [Parts<N>]) {
    let leaves = costing.leaves;
    let years = leaves.parameters.years;
    for &a in activities {
        let process = &costing.scenario.processes[costing.topology.activities[a].process.0];
        let mut improved = N::ONE;
        for t in 0..years {
            improved = improved * improves(leaves, process, t);
            let scale = improved * leaves.at(process.energy_factor, t);
            out[a * years + t] = costing.levelised(a, scale, out, t);
        }
    }
}

/// What improvement leaves of every carrier from one year to the next.
fn improves<N: Number>(leaves: Leaves<'_, N>, process: &Process, t: usize) -> N {
    if t == 0 { N::ONE } else { N::ONE - leaves.at(process.improvement, t) }
}
