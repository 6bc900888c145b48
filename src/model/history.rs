//! What was observed up to the last observed year, and what follows from it: outputs, residual trade,
//! observed use of capacity (MODEL section 3).

use super::{Model, ModelError, Parameters, Topology};
use crate::domain::*;
use crate::simulation::fleet::FleetPath;

/// Relative gap between two observations of the same output above which they contradict each other.
const CONTRADICTION: f64 = 0.005;

/// The observed past in the terms of the model.
#[derive(Clone, Debug)]
pub struct History {
    /// Output, t, `[activity][year up to the last observed]`.
    output: Vec<f64>,
    /// Number of observed years, the base year included.
    pub years: usize,
    /// Residual trade held after the last observed year, as a share of output, by market.
    pub residual_share: Vec<f64>,
    /// Observed use of corrected capacity at the last observed year, by activity; `None` without
    /// capacity then.
    pub use_observed: Vec<Option<f64>>,
}

impl History {
    /// Output of an activity in an observed year, t.
    #[inline]
    pub fn output(&self, activity: usize, year: usize) -> f64 {
        self.output[activity * self.years + year]
    }

    /// Works the observed years out, and gives growth paths of demand their observed level.
    ///
    /// # Errors
    /// Output that nothing determines, observations that contradict each other, output without
    /// capacity.
    pub fn new(
        scenario: &Scenario,
        parameters: &mut Parameters,
        topology: &Topology,
        capacity: &FleetPath<f64>,
    ) -> Result<History, Vec<ModelError>> {
        let years = parameters.observed + 1;
        let history = History {
            output: vec![0.0; topology.activities.len() * years],
            years,
            residual_share: vec![0.0; topology.markets.len()],
            use_observed: vec![None; topology.activities.len()],
        };
        let mut past = Past { scenario, parameters, topology, capacity, history, errors: Vec::new() };
        for year in 0..years {
            for region in (0..scenario.regions.len()).map(RegionId) {
                past.work_out(year, region);
            }
        }
        past.observe_use();
        past.observe_consumption();
        let Past { history, errors, .. } = past;
        if !errors.is_empty() {
            return Err(errors);
        }
        level_growth(scenario, parameters, topology, &history);
        Ok(history)
    }
}

struct Past<'a> {
    scenario: &'a Scenario,
    parameters: &'a Parameters,
    topology: &'a Topology,
    capacity: &'a FleetPath<f64>,
    history: History,
    errors: Vec<ModelError>,
}

impl Past<'_> {
    /// All markets of a region in one observed year, downstream first.
    fn work_out(&mut self, year: usize, region: RegionId) {
        let topology = self.topology;
        for (m, market) in topology.markets.iter().enumerate() {
            if market.region != region {
                continue;
            }
            match self.total(year, m) {
                Some(total) => self.split(year, m, total),
                None => self.errors.push(self.unknown(year, m)),
            }
            if scenario_holds_share(self.scenario, market.commodity) {
                let output = self.market_output(year, m);
                let share = if output > 0.0 { 1.0 - self.use_of(year, m) / output } else { 0.0 };
                self.history.residual_share[m] = share;
            }
        }
        self.compare_aggregates(year, region);
    }

    fn unknown(&self, year: usize, m: usize) -> ModelError {
        let market = &self.topology.markets[m];
        let commodity = &self.scenario.commodities[market.commodity.0];
        ModelError::new(
            format!("commodities.{}", commodity.id),
            format!(
                "nothing says how much `{}` the region `{}` made in {}: pin its output (or that of all its processes) to the history, or give a demand path",
                commodity.id,
                self.scenario.regions[market.region.0].id,
                self.scenario.horizon.year(year)
            ),
        )
    }

    /// Output of a market, from what pins it most directly.
    fn total(&mut self, year: usize, m: usize) -> Option<f64> {
        let market = &self.topology.markets[m];
        let makers: Vec<usize> =
            market.activities.iter().copied().filter(|&a| self.stands(year, a)).collect();
        let pins: Vec<Option<f64>> = makers.iter().map(|&a| self.process_pin(year, a)).collect();
        let commodity_pin = self.pin(year, market.region, Pinned::CommodityOutput(market.commodity));
        if !makers.is_empty() && pins.iter().all(Option::is_some) {
            let sum: f64 = pins.iter().flatten().sum();
            self.compare(year, m, sum, commodity_pin);
            return Some(sum);
        }
        commodity_pin
            .or_else(|| self.aggregate_part(year, m))
            .or_else(|| (!market.users.is_empty() && market.demand.is_none()).then(|| self.needed(year, m)))
            .or_else(|| self.written_demand(year, m))
            .or_else(|| makers.is_empty().then_some(0.0))
    }

    fn compare(&mut self, year: usize, m: usize, sum: f64, pin: Option<f64>) {
        let Some(pin) = pin.filter(|pin| (pin - sum).abs() > CONTRADICTION * pin.abs()) else { return };
        let commodity = &self.scenario.commodities[self.topology.markets[m].commodity.0];
        let what = Pinned::CommodityOutput(self.topology.markets[m].commodity);
        self.errors.push(ModelError::new(
            self.pin_address(self.topology.markets[m].region, what),
            format!(
                "in {} the observed outputs of the processes add up to {sum:.0} t, the observed output of `{}` is {pin:.0} t; correct the history or drop a pin",
                self.scenario.horizon.year(year),
                commodity.id
            ),
        ));
    }

    /// Distributes a market's output: pinned activities first, the rest by the mix of the year before
    /// or, without one, by potential.
    fn split(&mut self, year: usize, m: usize, total: f64) {
        let makers = &self.topology.markets[m].activities;
        let mut left = total;
        let mut free: Vec<(usize, f64)> = Vec::new();
        for &a in makers {
            match self.process_pin(year, a) {
                Some(output) => {
                    self.history.output[a * self.history.years + year] = output;
                    left -= output;
                }
                None => free.push((a, self.mix_weight(year, a))),
            }
        }
        let weight: f64 = free.iter().map(|(_, w)| w).sum();
        for (a, w) in free {
            let output = if weight > 0.0 { left.max(0.0) * w / weight } else { 0.0 };
            self.history.output[a * self.history.years + year] = output;
        }
    }

    fn mix_weight(&self, year: usize, a: usize) -> f64 {
        let before = (year > 0).then(|| self.history.output(a, year - 1)).filter(|q| *q > 0.0);
        let potential = self.corrected(year, a)
            * self.parameters.central(self.topology.activities[a].utilisation_max, year);
        before.unwrap_or(if year > 0 { 0.0 } else { potential })
    }

    /// What a pinned aggregate leaves for a part that is not observed itself: all that the other parts
    /// leave, where they are observed; else its part at the mix of the year before.
    fn aggregate_part(&self, year: usize, m: usize) -> Option<f64> {
        let market = &self.topology.markets[m];
        let aggregates = self.scenario.aggregates.iter().enumerate();
        for (g, aggregate) in aggregates.filter(|(_, g)| g.parts.contains(&market.commodity)) {
            let what = Pinned::AggregateOutput(AggregateId(g));
            let Some(total) = self.pin(year, market.region, what) else { continue };
            let parts: Vec<usize> =
                aggregate.parts.iter().filter_map(|&c| self.topology.market(c, market.region)).collect();
            let others: Option<f64> =
                parts.iter().filter(|&&p| p != m).map(|&p| self.pinned_output(year, p)).sum();
            if let Some(others) = others {
                return Some((total - others).max(0.0));
            }
            let before = year.checked_sub(1)?;
            let last: f64 = parts.iter().map(|&p| self.market_output(before, p)).sum();
            return (last > 0.0).then(|| total * self.market_output(before, m) / last);
        }
        None
    }

    /// Output of a market that is observed itself: by all its processes, or as a whole.
    fn pinned_output(&self, year: usize, m: usize) -> Option<f64> {
        let market = &self.topology.markets[m];
        let makers = market.activities.iter().copied().filter(|&a| self.stands(year, a));
        let by_process: Option<f64> = makers.map(|a| self.process_pin(year, a)).sum();
        self.pin(year, market.region, Pinned::CommodityOutput(market.commodity)).or(by_process)
    }

    /// A pinned aggregate and what its parts came to must agree.
    fn compare_aggregates(&mut self, year: usize, region: RegionId) {
        for (g, aggregate) in self.scenario.aggregates.iter().enumerate() {
            let what = Pinned::AggregateOutput(AggregateId(g));
            let Some(pin) = self.pin(year, region, what) else { continue };
            let parts = aggregate.parts.iter().filter_map(|&c| self.topology.market(c, region));
            let sum: f64 = parts.map(|p| self.market_output(year, p)).sum();
            if (pin - sum).abs() > CONTRADICTION * pin.abs() {
                self.errors.push(ModelError::new(
                    self.pin_address(region, what),
                    format!(
                        "in {} the parts of `{}` come to {sum:.0} t, but {pin:.0} t were observed; correct the history, pin the parts, or drop a pin",
                        self.scenario.horizon.year(year),
                        aggregate.id
                    ),
                ));
            }
        }
    }

    /// Address of the pin of something in a region.
    fn pin_address(&self, region: RegionId, what: Pinned) -> String {
        let pin = self.scenario.pins.iter().find(|p| p.region == region && p.what == what);
        pin.map_or_else(|| "history".to_owned(), |p| format!("history.pins.{}", p.id))
    }

    fn needed(&self, year: usize, m: usize) -> f64 {
        self.use_of(year, m) / (1.0 - self.history.residual_share[m])
    }

    fn written_demand(&self, year: usize, m: usize) -> Option<f64> {
        let demand = self.topology.markets[m].demand?;
        let relative =
            matches!(demand.called, Called::Path(leaf) if self.scenario.leaf(leaf).starts_at_observed());
        if relative { None } else { written(self.parameters, demand, year) }
    }

    fn use_of(&self, year: usize, m: usize) -> f64 {
        let users = &self.topology.markets[m].users;
        users
            .iter()
            .map(|&(a, i)| {
                let charge = self.topology.activities[a].inputs[i].charge;
                self.parameters.central(charge, year) * self.history.output(a, year)
            })
            .sum()
    }

    fn market_output(&self, year: usize, m: usize) -> f64 {
        self.topology.markets[m].activities.iter().map(|&a| self.history.output(a, year)).sum()
    }

    fn process_pin(&self, year: usize, a: usize) -> Option<f64> {
        let activity = &self.topology.activities[a];
        self.pin(year, activity.region, Pinned::ProcessOutput(activity.process))
    }

    fn pin(&self, year: usize, region: RegionId, what: Pinned) -> Option<f64> {
        observed(self.scenario, region, what, self.scenario.horizon.year(year))
    }

    fn stands(&self, year: usize, a: usize) -> bool {
        self.corrected(year, a) > 0.0
    }

    fn corrected(&self, year: usize, a: usize) -> f64 {
        self.topology.activities[a].slots.clone().map(|s| self.capacity.corrected(s, year)).sum()
    }

    fn observe_use(&mut self) {
        let year = self.history.years - 1;
        for (a, activity) in self.topology.activities.iter().enumerate() {
            let (capacity, output) = (self.corrected(year, a), self.history.output(a, year));
            if capacity > 0.0 {
                self.history.use_observed[a] = Some(output / capacity);
            } else if output > 0.0 {
                let process = &self.scenario.processes[activity.process.0].id;
                self.errors.push(ModelError::new(
                    format!("processes.{process}"),
                    format!(
                        "an output of {output:.0} t was observed in {} where the register has no capacity; add its units",
                        self.scenario.horizon.observed
                    ),
                ));
            }
        }
    }
}

impl Past<'_> {
    /// What consumption moves from, observed output less net export, has to be there.
    fn observe_consumption(&mut self) {
        let year = self.history.years - 1;
        for (m, market) in self.topology.markets.iter().enumerate() {
            let Some(demand) = market.demand else { continue };
            let Called::Elasticity { .. } = demand.called else { continue };
            let output = self.market_output(year, m);
            let net_export = demand.net_export.map_or(0.0, |leaf| self.parameters.central(leaf, year));
            if output - net_export > 0.0 {
                continue;
            }
            let commodity = &self.scenario.commodities[market.commodity.0].id;
            let region = &self.scenario.regions[market.region.0].id;
            let message = format!(
                "what is called for moves from its observed value, and in {} an output of {output:.0} t less a net export of {net_export:.0} t leaves none",
                self.scenario.horizon.observed
            );
            self.errors.push(ModelError::new(format!("demand.{commodity}.{region}"), message));
        }
    }
}

fn scenario_holds_share(scenario: &Scenario, commodity: CommodityId) -> bool {
    scenario.commodities[commodity.0].residual_trade == ResidualTrade::HeldShare
}

/// The observed value of a pinned quantity in a year.
pub fn observed(scenario: &Scenario, region: RegionId, what: Pinned, year: Year) -> Option<f64> {
    scenario.pins.iter().filter(|pin| pin.region == region && pin.what == what && year <= pin.until).find_map(
        |pin| scenario.observations[pin.observation].values.iter().find(|(y, _)| *y == year).map(|(_, v)| *v),
    )
}

/// Output called for as written, t, in the central run; `None` where it moves from the observed value.
pub fn demand_written(model: &Model, demand: Demand, year: usize) -> Option<f64> {
    written(&model.parameters, demand, year)
}

fn written(parameters: &Parameters, demand: Demand, year: usize) -> Option<f64> {
    let at = |leaf: LeafId| parameters.central(leaf, year);
    let called = match demand.called {
        Called::Path(leaf) => at(leaf),
        Called::Intensity { intensity, driver } => at(intensity) * at(driver),
        Called::Elasticity { .. } => return None,
    };
    Some(demand.net_export.map_or(called, |net| (called + at(net)).max(0.0)))
}

/// Growth without a start of its own starts at the observed output.
fn level_growth(scenario: &Scenario, parameters: &mut Parameters, topology: &Topology, history: &History) {
    for market in &topology.markets {
        let Some(Called::Path(leaf)) = market.demand.map(|demand| demand.called) else { continue };
        if scenario.leaf(leaf).starts_at_observed() {
            let level = market.activities.iter().map(|&a| history.output(a, history.years - 1)).sum();
            parameters.scale(leaf, level);
        }
    }
}
