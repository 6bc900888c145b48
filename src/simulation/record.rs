//! Copies the recorded series of a year out of the state.

use super::choice;
use super::cost::CostState;
use super::demand::consumption;
use super::draw::Leaves;
use super::fleet::FleetPath;
use super::metal::Metal;
use super::number::Number;
use super::streams::per_tonne;
use super::workspace::{Workspace, YearState};
use crate::model::limits::weight;
use crate::model::series::{FlowPart, Goods, Owed, Quantity, Valued};
use crate::model::{Model, Tap};

/// Writes every recorded series of the year.
pub fn record<N: Number>(
    model: &Model,
    leaves: Leaves<'_, N>,
    (fleet, cost): (&FleetPath<N>, &CostState<N>),
    year: &YearState<N>,
    recorded: &[usize],
    series: &mut [N],
    t: usize,
) {
    let years = model.years();
    let view = View { model, leaves, fleet, cost, year, t };
    for (position, &index) in recorded.iter().enumerate() {
        let tap = &model.series[index].tap;
        let before = if tap.cumulative && t > 0 { series[position * years + t - 1] } else { N::ZERO };
        series[position * years + t] = before + view.tap(tap);
    }
}

/// Writes some quantities of the year that was stepped last.
pub fn quantities(
    model: &Model,
    workspace: &Workspace<f64>,
    quantities: &[Quantity],
    t: usize,
    into: &mut [f64],
) {
    let Workspace { draw, fleet, cost, year, .. } = workspace;
    let view = View { model, leaves: Leaves { parameters: &model.parameters, draw }, fleet, cost, year, t };
    for (value, &quantity) in into.iter_mut().zip(quantities) {
        *value = view.quantity(quantity);
    }
}

struct View<'a, N> {
    model: &'a Model,
    leaves: Leaves<'a, N>,
    fleet: &'a FleetPath<N>,
    cost: &'a CostState<N>,
    year: &'a YearState<N>,
    t: usize,
}

impl<N: Number> View<'_, N> {
    fn tap(&self, tap: &Tap) -> N {
        let total = self.sum(&tap.terms);
        if tap.over.is_empty() { total } else { total.share_of(self.sum(&tap.over)) }
    }

    fn sum(&self, terms: &[(f64, Quantity)]) -> N {
        terms.iter().map(|&(sign, quantity)| self.quantity(quantity) * sign).sum()
    }

    fn quantity(&self, quantity: Quantity) -> N {
        let (year, topology) = (self.year, &self.model.topology);
        match quantity {
            Quantity::Output(a) => year.output[a],
            Quantity::SlotOutput(s) => year.slot_output[s],
            Quantity::Demand(m) => year.demand[m],
            Quantity::Unmet(m) => year.unmet[m],
            Quantity::Used(m) => year.used[m],
            Quantity::Import(m) => year.import[m],
            Quantity::Residual(m) => year.residual[m],
            Quantity::Capacity(s) => self.fleet.nameplate(s, self.t),
            Quantity::ClassCapacity(s, class) => self.fleet.in_class(s, class, self.t),
            Quantity::Retrofitted(s, class) => self.fleet.retrofitted(s, class, self.t),
            Quantity::Potential(a) => year.potential[a],
            Quantity::Account(a, account) => year.accounts[a][account as usize],
            Quantity::SlotAccount(s, account) => {
                let a = topology.slots[s].activity;
                year.accounts[a][account as usize] * year.slot_output[s].share_of(year.output[a])
            }
            Quantity::Fuel(f) => year.fuel_use[f],
            Quantity::ScrapSupply(p) => year.supply[p],
            Quantity::InUse(p) => year.in_use[p],
            Quantity::ScrapLeft(p) => year.scrap_left[p],
            Quantity::ScrapUse(a, c) => {
                year.scrap_charge[topology.activities[a].first_charge + c] * year.output[a]
            }
            Quantity::Ledger(l, account) => self.fleet.account(l, account, self.t),
            Quantity::Leaf(leaf) => self.leaves.at(leaf, self.t),
            Quantity::SlotUse(s, input) => {
                let activity = &topology.activities[topology.slots[s].activity];
                year.input_charge[activity.first_input + input] * year.slot_output[s]
            }
            Quantity::Consumption(m) => consumption(self.model, self.leaves, m, self.t),
            Quantity::Value(valued) => self.value(valued),
            Quantity::Route(i) => year.route_intensity[i],
            Quantity::Owed(sum, Owed::Co2) => year.owed[sum].0,
            Quantity::Owed(sum, Owed::Energy) => year.owed[sum].1,
            Quantity::Flow(at, part) => self.flow(at, part),
            Quantity::RouteStream(i) => self.route_stream(i),
            Quantity::ShareMissed(m, g) => self.share_missed(m, g),
            Quantity::Cost(a, part) => year.costs[a][part as usize],
            Quantity::Levelised(a, part) => self.cost.levelised[self.cell(a)][part as usize],
            Quantity::ElectricityAdder(a) => self.cost.adders[self.cell(a)],
            Quantity::FreeAllocation(a) => year.free_allocation[a],
            Quantity::Response(m) => year.response[m],
            Quantity::RouteShare(slot, route) => self.route_share(slot, route),
            Quantity::Metal(b, part) => self.metal().part(&self.model.metals.balances[b], part),
            Quantity::MetalTrade(at, sold) => {
                let net = self.metal().net(&self.model.metals.trades[at]);
                if sold { net.max(N::ZERO) } else { (-net).max(N::ZERO) }
            }
        }
    }

    /// Position of an activity in the year among what is known over the horizon.
    fn cell(&self, a: usize) -> usize {
        a * self.model.years() + self.t
    }

    /// The part of what retires in a slot that is rebuilt on a route.
    fn route_share(&self, slot: usize, route: usize) -> N {
        let routes = self.model.fleet.rules[slot].routes.as_ref();
        routes
            .map_or(N::ZERO, |routes| choice::share(self.leaves, routes, &self.cost.levelised, route, self.t))
    }

    fn metal(&self) -> Metal<'_, N> {
        Metal { model: self.model, leaves: self.leaves, year: self.year, t: self.t }
    }

    /// Price × goods (MODEL section 11). Of what a region uses, only what it makes is its own.
    fn value(&self, valued: Valued) -> N {
        let year = self.year;
        let goods = match valued.goods {
            Goods::Output(a) => year.output[a],
            Goods::SlotOutput(s) => year.slot_output[s],
            Goods::OwnUse(m) => year.used[m].min(year.market_output[m]),
        };
        let value = goods * self.leaves.at(valued.price, self.t);
        valued.rate.map_or(value, |rate| value * self.leaves.at(rate, self.t))
    }

    fn flow(&self, at: usize, part: FlowPart) -> N {
        let flow = &self.year.flows[at];
        match part {
            FlowPart::Generated => flow.generated,
            FlowPart::UsedNew => flow.used_new,
            FlowPart::UsedOld => flow.used_old,
            FlowPart::Disposed => flow.disposed,
            FlowPart::Stock => flow.stock,
        }
    }

    /// A stream per t of a route's final product, at the charges used.
    fn route_stream(&self, i: usize) -> N {
        let (chain, stream) = &self.model.limits.streams[i];
        let observed = self.model.observed();
        let charge = |a: usize, input: usize| {
            self.year.input_charge[self.model.topology.activities[a].first_input + input]
        };
        let mut total = N::ZERO;
        for (l, link) in chain.iter().enumerate() {
            let activity = &self.model.topology.activities[link.activity];
            if let Some(s) = activity.streams.iter().position(|x| x.stream == *stream) {
                total += per_tonne(self.leaves, activity, s, self.t, observed) * weight(chain, l, &charge);
            }
        }
        total
    }

    /// How far a group's share of output lies below the declared one; 0 in observed years.
    fn share_missed(&self, m: usize, g: usize) -> N {
        if self.t <= self.model.observed() {
            return N::ZERO;
        }
        let group = &self.model.topology.markets[m].groups[g];
        let made: N = group.members.iter().map(|&a| self.year.output[a]).sum();
        let share = made.share_of(self.year.market_output[m]);
        let missed = self.leaves.at(group.share, self.t) - share;
        missed.select_above(N::constant(1e-12), missed, N::ZERO)
    }
}
