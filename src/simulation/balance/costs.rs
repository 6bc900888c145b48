//! Costs of all activities from the other side: by slot, carrier, market and scrap pool instead of by activity and part.

use super::{Books, gap};
use crate::domain::{CarrierId, RegionId};
use crate::model::InputSource;
use crate::model::cost::{ActivityCost, Costs};
use crate::simulation::cost::{CostState, free_allocation, recovery_factor, total, whole_years};
use crate::simulation::emissions::Account;
use crate::simulation::number::Number;

impl Books<'_> {
    /// What activities cost by part = what is paid for in the region, looked at by what it is paid for.
    pub(super) fn costs(&self, state: &CostState<f64>) -> f64 {
        let Some(costs) = &self.model.costs else { return 0.0 };
        let regions = (0..self.model.scenario.regions.len()).map(RegionId);
        let residual = |region: RegionId| {
            let activities = self.activities_in(region.0);
            let parts: f64 = activities.map(|(a, _)| total(&self.year.costs[a])).sum();
            gap(parts, self.bill(costs, state, region))
        };
        regions.map(residual).fold(0.0, f64::max)
    }

    fn bill(&self, costs: &Costs, state: &CostState<f64>, region: RegionId) -> f64 {
        let mut bill = 0.0;
        for (a, activity) in self.activities_in(region.0) {
            let cost = &costs.activities[a];
            for slot in activity.slots.clone() {
                bill += self.of_slot(costs, cost, slot);
            }
            bill += self.power_and_carbon(state, cost, a);
        }
        for carrier in (0..self.model.scenario.carriers.len()).map(CarrierId) {
            bill += self.of_carrier(carrier, region);
        }
        bill + self.bought_outside(region) + self.of_scrap(region)
    }

    /// Payments of the year, fixed and variable cost of what stands in a slot.
    fn of_slot(&self, costs: &Costs, cost: &ActivityCost, slot: usize) -> f64 {
        let Some(own) = &cost.own else { return 0.0 };
        let at = |leaf, t| self.leaves.at(leaf, t);
        let process = &self.model.scenario.processes[self.model.topology.slots[slot].process.0];
        let mut paid = 0.0;
        for begun in 1..=self.t {
            let mut pay = |capacity: f64, unit, term| {
                let term = whole_years(at(term, begun));
                if ((self.t - begun) as f64) < term {
                    paid +=
                        capacity * at(unit, begun) * recovery_factor(at(costs.discount_rate, begun), term);
                }
            };
            pay(self.fleet.built(slot, begun), own.capital, own.recovery);
            pay(self.fleet.relined(slot, begun), own.reline, process.campaign);
            for (c, class) in process.classes.iter().enumerate() {
                if let Some(retrofit) = class.retrofit {
                    pay(self.fleet.retrofitted(slot, c, begun), retrofit, own.recovery);
                }
            }
        }
        let fixed = self.fleet.nameplate(slot, self.t) * at(own.fixed, self.t);
        paid + fixed + self.year.slot_output[slot] * at(own.variable, self.t)
    }

    fn power_and_carbon(&self, state: &CostState<f64>, cost: &ActivityCost, a: usize) -> f64 {
        let account = |account: Account| self.year.accounts[a][account as usize];
        let price = |leaf: Option<_>| leaf.map_or(0.0, |leaf| self.leaves.at(leaf, self.t));
        let accounts = [Account::ElectricityGross, Account::ElectricityOwn, Account::ElectricityCaptive];
        let [gross, own, captive] = accounts.map(account);
        let adder = state.adders[a * self.model.years() + self.t];
        let scope1 = account(Account::Scope1);
        let free = free_allocation(self.leaves, cost.free[self.t], (scope1, self.year.output[a]), self.t);
        (gross - own - captive) * (price(cost.electricity) + adder) + (scope1 - free) * price(cost.carbon)
    }

    /// Use of a carrier in a region, captive plants included, at its price there.
    fn of_carrier(&self, carrier: CarrierId, region: RegionId) -> f64 {
        let scenario = &self.model.scenario;
        let prices = &scenario.carriers[carrier.0].price;
        let Some((_, leaf)) = prices.iter().find(|(r, _)| *r == region) else { return 0.0 };
        let mut used = 0.0;
        for (a, activity) in self.activities_in(region.0) {
            for (f, _) in activity.fuels.iter().enumerate().filter(|(_, fuel)| fuel.carrier == carrier) {
                used += self.year.fuel_use[activity.first_fuel + f];
            }
            if scenario.processes[activity.process.0].captive_fuel == Some(carrier) {
                used += self.year.accounts[a][Account::CaptiveFuel as usize];
            }
            if self.model.topology.heat == Some(carrier) {
                used += self.year.accounts[a][Account::HeatPurchased as usize];
            }
        }
        used * self.leaves.at(*leaf, self.t)
    }

    /// What markets bought for use in the region, and what nobody there makes.
    fn bought_outside(&self, region: RegionId) -> f64 {
        let (scenario, topology) = (&self.model.scenario, &self.model.topology);
        let price = |commodity: crate::domain::CommodityId| {
            scenario.commodities[commodity.0].price.map_or(0.0, |leaf| self.leaves.at(leaf, self.t))
        };
        let mut bill = 0.0;
        for (m, market) in topology.markets.iter().enumerate().filter(|(_, m)| m.region == region) {
            let bought = self.year.import[m].max(-self.year.residual[m]).max(0.0);
            bill += bought.min(self.year.used[m]) * price(market.commodity);
        }
        for (a, activity) in self.activities_in(region.0) {
            for (i, input) in activity.inputs.iter().enumerate() {
                if let InputSource::Bought(commodity) = input.source {
                    let taken = self.year.input_charge[activity.first_input + i] * self.year.output[a];
                    bill += taken * price(commodity);
                }
            }
        }
        bill
    }

    fn of_scrap(&self, region: RegionId) -> f64 {
        let topology = &self.model.topology;
        let mut bill = 0.0;
        for (p, pool) in topology.pools.iter().enumerate().filter(|(_, pool)| pool.region == region) {
            let prices = &self.model.scenario.scraps[pool.scrap.0].price;
            let Some((_, leaf)) = prices.iter().find(|(r, _)| *r == region) else { continue };
            let used = crate::simulation::demand::scrap_use(self.model, self.year, p);
            bill += Number::max(used, 0.0) * self.leaves.at(*leaf, self.t);
        }
        bill
    }
}
