//! The compiled costs: for every activity the prices of what it takes, and the rules that hold for it by year
//! (MODEL section 11).

use super::wiring::matches;
use super::{Activity, InputSource, Topology};
use crate::domain::*;

/// What is needed to compute costs, and what follows them.
#[derive(Clone, Debug)]
pub struct Costs {
    /// What capital has to earn, 1/a.
    pub discount_rate: LeafId,
    /// By activity.
    pub activities: Vec<ActivityCost>,
    /// Activities, suppliers before users.
    pub order: Vec<usize>,
    /// What demand does, by market.
    pub responses: Vec<Option<DemandResponse>>,
}

/// Prices and rules of one activity.
#[derive(Clone, Debug)]
pub struct ActivityCost {
    /// What its capacity and output cost, where that is known.
    pub own: Option<ProcessCost>,
    /// Campaign between relines, where there are any.
    pub campaign: Option<LeafId>,
    /// Price of electricity, CNY/MWh.
    pub electricity: Option<LeafId>,
    /// Price of purchased heat, CNY/GJ.
    pub heat: Option<LeafId>,
    /// Price of the fuel of captive plants, CNY/GJ.
    pub captive: Option<LeafId>,
    /// Prices of its fuels, CNY/GJ, by position.
    pub fuels: Vec<Option<LeafId>>,
    /// What its inputs are worth, by position.
    pub inputs: Vec<InputPrice>,
    /// Prices of the scrap it charges, CNY/t, by position.
    pub scraps: Vec<Option<LeafId>>,
    /// Price of carbon, CNY/t CO2.
    pub carbon: Option<LeafId>,
    /// The row of the tiered electricity price in force, by year.
    pub tiers: Vec<Option<ElectricityTier>>,
    /// What is allocated free, by year; `None`: not covered.
    pub free: Vec<Option<Free>>,
}

/// What an input is worth.
#[derive(Clone, Debug)]
pub struct InputPrice {
    /// Its price, CNY/t, where it has one.
    pub price: Option<LeafId>,
    /// Activities of the region that make it.
    pub makers: Vec<usize>,
}

impl Costs {
    /// Compiles the costs of a scenario; `None` where it asks for none.
    pub fn new(scenario: &Scenario, topology: &Topology) -> Option<Costs> {
        let cost = scenario.cost.as_ref()?;
        let activities =
            topology.activities.iter().map(|activity| compile(scenario, topology, cost, activity));
        // Markets stand downstream first, region by region.
        let order = topology.markets.iter().rev().flat_map(|market| market.activities.iter().copied());
        let responses = topology.markets.iter().map(|market| {
            let mut all = scenario.demand_responses.iter();
            let here =
                |r: &&DemandResponse| r.commodity == market.commodity && holds_in(&r.regions, market.region);
            all.find(here).cloned()
        });
        Some(Costs {
            discount_rate: cost.discount_rate,
            activities: activities.collect(),
            order: order.collect(),
            responses: responses.collect(),
        })
    }

    /// Every activity whose cost that of some others follows from, suppliers before users.
    pub fn needed_by(&self, wanted: &[usize]) -> Vec<usize> {
        let mut needed: Vec<bool> = (0..self.activities.len()).map(|a| wanted.contains(&a)).collect();
        for &a in self.order.iter().rev().collect::<Vec<_>>() {
            if needed[a] {
                let makers = self.activities[a].inputs.iter().filter(|input| input.price.is_none());
                makers.flat_map(|input| input.makers.clone()).for_each(|maker| needed[maker] = true);
            }
        }
        self.order.iter().copied().filter(|&a| needed[a]).collect()
    }

    /// Every leaf that the levelised cost of an activity is made of, those of its suppliers left out.
    pub fn leaves(&self, scenario: &Scenario, activity: &Activity, a: usize) -> Vec<LeafId> {
        let process = &scenario.processes[activity.process.0];
        let cost = &self.activities[a];
        let mut leaves = technology(process);
        leaves.extend([activity.own_electricity, activity.captive_share, activity.utilisation_max]);
        leaves.extend(activity.charges.iter().flat_map(|charge| [charge.reference, charge.carbon]));
        leaves.extend(activity.inputs.iter().map(|input| input.charge));
        let carriers = activity.fuels.iter().map(|fuel| fuel.carrier).chain(process.captive_fuel);
        leaves.extend(carriers.map(|carrier| scenario.carriers[carrier.0].emission_factor));
        if let Some(own) = &cost.own {
            leaves.extend([own.capital, own.reline, own.fixed, own.variable, own.recovery]);
        }
        let prices = [cost.campaign, cost.electricity, cost.heat, cost.captive, cost.carbon];
        leaves.extend(prices.into_iter().chain(cost.fuels.iter().copied()).flatten());
        leaves.extend(cost.inputs.iter().filter_map(|input| input.price));
        leaves.extend(cost.scraps.iter().flatten());
        leaves.extend(cost.tiers.iter().flatten().flat_map(|tier| [tier.reference, tier.width, tier.step]));
        leaves.extend(cost.free.iter().flatten().map(|free| match *free {
            Free::Share(leaf) | Free::Benchmark(leaf) => leaf,
        }));
        leaves.push(self.discount_rate);
        leaves
    }
}

/// The leaves of a process that say what it takes and leaves per t.
fn technology(process: &Process) -> Vec<LeafId> {
    let energies = process.fuels.iter().map(|fuel| fuel.energy).chain([process.electricity, process.heat]);
    let mut leaves: Vec<LeafId> = energies.flat_map(|energy| [energy.intensity, energy.floor]).collect();
    leaves.extend([process.energy_factor, process.improvement, process.captive_heat_rate]);
    leaves.extend(process.new_vintage);
    leaves.extend(process.classes.iter().flat_map(|class| [class.intensity, class.unclassified]));
    leaves.extend(process.process_co2.iter().chain(&process.carbon_out).map(|named| named.leaf));
    leaves.extend(process.capture.iter().flat_map(|c| [c.rate, c.electricity, c.heat]));
    leaves
}

fn holds_in(regions: &[RegionId], region: RegionId) -> bool {
    regions.is_empty() || regions.contains(&region)
}

fn in_region(list: &[(RegionId, LeafId)], region: RegionId) -> Option<LeafId> {
    list.iter().find(|(r, _)| *r == region).map(|(_, leaf)| *leaf)
}

fn compile(scenario: &Scenario, topology: &Topology, cost: &Cost, activity: &Activity) -> ActivityCost {
    let (process, region) = (&scenario.processes[activity.process.0], activity.region);
    let carrier = |carrier: CarrierId| in_region(&scenario.carriers[carrier.0].price, region);
    let own = process.cost.clone();
    let special = own.as_ref().and_then(|own| in_region(&own.electricity_price, region));
    let covers = |of: ProcessMatch, regions: &[RegionId], in_force: (Year, Year), year: Year| {
        matches(scenario, of, activity.process)
            && holds_in(regions, region)
            && (in_force.0..=in_force.1).contains(&year)
    };
    let tier = |year: Year| {
        let mut rows = scenario.electricity_tiers.iter();
        rows.find(|row| covers(row.of, &row.regions, row.in_force, year)).cloned()
    };
    let free = |year: Year| {
        let mut rows = scenario.allocations.iter();
        rows.find(|row| covers(row.of, &row.regions, row.in_force, year)).map(|row| row.free)
    };
    let input = |input: &super::Input| {
        let (commodity, makers) = match input.source {
            InputSource::Market(m) => (topology.markets[m].commodity, topology.markets[m].activities.clone()),
            InputSource::Bought(commodity) => (commodity, Vec::new()),
        };
        InputPrice { price: scenario.commodities[commodity.0].price, makers }
    };
    let scrap = |charge: &super::Charge| {
        in_region(&scenario.scraps[topology.pools[charge.pool].scrap.0].price, region)
    };
    ActivityCost {
        campaign: process.relined.then_some(process.campaign).filter(|_| own.is_some()),
        own,
        electricity: special.or_else(|| carrier(topology.electricity)),
        heat: topology.heat.and_then(carrier),
        captive: process.captive_fuel.and_then(carrier),
        fuels: activity.fuels.iter().map(|fuel| carrier(fuel.carrier)).collect(),
        inputs: activity.inputs.iter().map(input).collect(),
        scraps: activity.charges.iter().map(scrap).collect(),
        carbon: in_region(&cost.carbon_price, region),
        tiers: scenario.horizon.years().map(tier).collect(),
        free: scenario.horizon.years().map(free).collect(),
    }
}
