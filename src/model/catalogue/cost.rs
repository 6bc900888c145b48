//! Series of costs (MODEL section 11): what making things costs by process and part, what new capacity would cost per t,
//! and what follows costs.

use super::{Catalogue, Terms, plus};
use crate::domain::*;
use crate::model::cost::Costs;
use crate::model::series::{Measure, Quantity};
use crate::simulation::cost::CostPart;
use crate::simulation::emissions::Account;
use crate::units::Dimension;

impl Catalogue<'_> {
    /// Costs of a region or of all together; nothing where none are computed.
    pub(super) fn costs(&mut self, place: Place) {
        let Some(costs) = self.costs else { return };
        let activities = self.activities(place);
        self.cost_by_part(&[], &activities, place);
        self.free_allocation(costs, &[], &activities, place);
        for (process, members) in self.by_process(&activities) {
            let process = &self.scenario.processes[process.0];
            let of = [&self.scenario.commodities[process.output.0].title, &process.title];
            self.cost_by_part(&of, &members, place);
            let all = cost(&members, &CostPart::ALL);
            let output = plus(members.iter().map(|&a| Quantity::Output(a)));
            self.ratio(Measure::UnitCost, &of, place, Dimension::MONEY_PER_MASS, (all, output));
            self.electricity_price(costs, &of, &members, place);
            self.free_allocation(costs, &of[1..], &members, place);
            if let (Place::Region(_), [activity]) = (place, members.as_slice()) {
                self.levelised(&of, *activity, place);
            }
        }
        if let Place::Region(region) = place {
            self.follows_costs(costs, region);
        }
    }

    /// All costs of some activities, and by part.
    fn cost_by_part(&mut self, of: &[&Text], members: &[usize], place: Place) {
        self.sum(Measure::Cost, of, place, Dimension::MONEY, cost(members, &CostPart::ALL));
        for part in CostPart::ALL {
            self.sum(Measure::CostOf(part), of, place, Dimension::MONEY, cost(members, &[part]));
        }
    }

    /// What a tonne from capacity built in the year would cost.
    fn levelised(&mut self, of: &[&Text], activity: usize, place: Place) {
        let parts = |parts: &[CostPart]| plus(parts.iter().map(|&part| Quantity::Levelised(activity, part)));
        self.sum(Measure::LevelisedCost, of, place, Dimension::MONEY_PER_MASS, parts(&CostPart::ALL));
        for part in CostPart::ALL {
            let measure = Measure::LevelisedCostOf(part);
            self.sum(measure, of, place, Dimension::MONEY_PER_MASS, parts(&[part]));
        }
    }

    /// What purchased electricity costs per MWh, where somebody buys it at a price.
    fn electricity_price(&mut self, costs: &Costs, of: &[&Text], members: &[usize], place: Place) {
        let buys: Vec<usize> =
            members.iter().copied().filter(|&a| costs.activities[a].electricity.is_some()).collect();
        let paid = cost(&buys, &[CostPart::Electricity]);
        let bought = plus(buys.iter().map(|&a| Quantity::Account(a, Account::ElectricityPurchased)));
        let dimension = Dimension::MONEY_PER_ELECTRICITY;
        self.ratio(Measure::ElectricityPrice, &of[1..], place, dimension, (paid, bought));
        let (Place::Region(_), [activity]) = (place, members) else { return };
        if costs.activities[*activity].tiers.iter().any(Option::is_some) {
            let adder = vec![(1.0, Quantity::ElectricityAdder(*activity))];
            self.sum(Measure::ElectricityAdder, &of[1..], place, dimension, adder);
        }
    }

    /// Allowances that are free, of whoever is covered in some year.
    fn free_allocation(&mut self, costs: &Costs, of: &[&Text], members: &[usize], place: Place) {
        let covered = |a: &&usize| costs.activities[**a].free.iter().any(Option::is_some);
        let free = plus(members.iter().filter(covered).map(|&a| Quantity::FreeAllocation(a)));
        self.sum(Measure::FreeAllocation, of, place, Dimension::CO2, free);
    }

    /// Shares of routes by cost, and what demand is multiplied by.
    fn follows_costs(&mut self, costs: &Costs, region: RegionId) {
        let (scenario, topology, place) = (self.scenario, self.topology, Place::Region(region));
        for activity in topology.activities.iter().filter(|activity| activity.region == region) {
            let went = &scenario.processes[activity.process.0].title;
            // The routes of a process are the same in all clusters that can hold them: the first with all stands for them.
            let with_routes = activity
                .slots
                .clone()
                .filter_map(|slot| Some((slot, self.fleet.rules[slot].routes.as_ref()?)));
            let Some((slot, routes)) = with_routes.max_by_key(|(slot, r)| (r.list.len(), usize::MAX - slot))
            else {
                continue;
            };
            for (at, route) in routes.list.iter().enumerate() {
                let to = &scenario.processes[topology.activities[route.activity].process.0].title;
                let share = vec![(1.0, Quantity::RouteShare(slot, at))];
                self.sum(Measure::RouteShare, &[went, to], place, Dimension::SHARE, share);
            }
        }
        for (m, market) in topology.markets.iter().enumerate().filter(|(_, m)| m.region == region) {
            if costs.responses[m].is_some() {
                let title = &scenario.commodities[market.commodity.0].title;
                let factor = vec![(1.0, Quantity::Response(m))];
                self.sum(Measure::DemandResponse, &[title], place, Dimension::SHARE, factor);
            }
        }
    }
}

fn cost(members: &[usize], parts: &[CostPart]) -> Terms {
    plus(members.iter().flat_map(|&a| parts.iter().map(move |&part| Quantity::Cost(a, part))))
}
