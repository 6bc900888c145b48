//! Everything a block of draws writes while it runs. Made once, reused for every block: inside the
//! year loop nothing is allocated.

use super::balance::{CLOSURES, Closures};
use super::draw::DrawValues;
use super::emissions::{ACCOUNT_COUNT, Rates};
use super::fleet::{FleetPath, FleetState};
use super::lane::{LANES, Lane};
use super::stock::Survival;
use super::streams::Flow;
use crate::model::Model;
use crate::model::series::Quantity;

/// What bound the output of a market in a year: the smallest of what could.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Binding {
    /// Nothing: what was called for was made.
    Demand,
    /// A cap on output.
    OutputCap,
    /// Potential of the capacity.
    Capacity,
    /// Potential lowered by staggered production or power rationing.
    Rationing,
    /// Scrap.
    Scrap,
    /// The growth that a stockpile is allowed.
    Waste,
    /// An intermediate made in the region: its market.
    Intermediate(u16),
}

/// Quantities of one year, all draws of the block.
#[derive(Clone, Debug)]
pub struct YearState {
    /// Potential of a slot, t.
    pub slot_potential: Vec<Lane>,
    /// Output of a slot, t.
    pub slot_output: Vec<Lane>,
    /// Potential of an activity, t.
    pub potential: Vec<Lane>,
    /// Potential before staggered production and power rationing, t.
    pub free_potential: Vec<Lane>,
    /// Potential lost to bounds by waste, t.
    pub lost_to_waste: Vec<Lane>,
    /// Potential after the bounds of inputs, t.
    pub limit: Vec<Lane>,
    /// Output called for before the bounds of inputs, t.
    pub call: Vec<Lane>,
    /// Output, t.
    pub output: Vec<Lane>,
    /// Weight in dispatch outside groups.
    pub weight: Vec<Lane>,
    /// Which intermediate bounds an activity, if one does.
    pub bound_by: Vec<[Option<u16>; LANES]>,
    /// Charge of an input, t/t.
    pub input_charge: Vec<Lane>,
    /// Charge of scrap, t/t.
    pub scrap_charge: Vec<Lane>,
    /// Output called for in a market, t.
    pub demand: Vec<Lane>,
    /// What pass A called for in a market, t.
    pub market_call: Vec<Lane>,
    /// Output of a market, t.
    pub market_output: Vec<Lane>,
    /// Called for and not made, t.
    pub unmet: Vec<Lane>,
    /// Use by other processes in the region, t.
    pub used: Vec<Lane>,
    /// Bought less sold of a traded commodity, t.
    pub import: Vec<Lane>,
    /// Residual trade of a local one, t: output less use.
    pub residual: Vec<Lane>,
    /// What bound a market.
    pub binding: Vec<[Binding; LANES]>,
    /// Scrap supply of a pool, t; infinite without a path.
    pub supply: Vec<Lane>,
    /// In use at the close of the year, by pool, t.
    pub in_use: Vec<Lane>,
    /// Scrap not used yet, t.
    pub scrap_left: Vec<Lane>,
    /// Use of carriers, GJ, by fuel position.
    pub fuel_use: Vec<Lane>,
    /// Accounts of an activity, `[activity][account]`.
    pub accounts: Vec<[Lane; ACCOUNT_COUNT]>,
    /// Stockpiles at the close of the year before, t, for the balance.
    pub stock_before: Vec<Lane>,
    /// Flows of streams, `[stream][region]`.
    pub flows: Vec<Flow>,
    /// CO2, t, and energy, GJ, that each declared sum is owed to.
    pub owed: Vec<(Lane, Lane)>,
    /// Rates of an activity.
    pub rates: Vec<Rates>,
    /// Intensity along a route, by position in the model's list.
    pub route_intensity: Vec<Lane>,
    /// Scratch, one place an activity.
    pub scratch: Vec<Lane>,
}

impl YearState {
    fn new(model: &Model) -> YearState {
        let topology = &model.topology;
        let (slots, activities, markets) =
            (topology.slots.len(), topology.activities.len(), topology.markets.len());
        let zeros = |n: usize| vec![Lane::ZERO; n];
        YearState {
            slot_potential: zeros(slots),
            slot_output: zeros(slots),
            potential: zeros(activities),
            free_potential: zeros(activities),
            lost_to_waste: zeros(activities),
            limit: zeros(activities),
            call: zeros(activities),
            output: zeros(activities),
            weight: zeros(activities),
            bound_by: vec![[None; LANES]; activities],
            input_charge: zeros(topology.inputs),
            scrap_charge: zeros(topology.charges),
            demand: zeros(markets),
            market_call: zeros(markets),
            market_output: zeros(markets),
            unmet: zeros(markets),
            used: zeros(markets),
            import: zeros(markets),
            residual: zeros(markets),
            binding: vec![[Binding::Demand; LANES]; markets],
            supply: zeros(topology.pools.len()),
            in_use: zeros(topology.pools.len()),
            scrap_left: zeros(topology.pools.len()),
            fuel_use: zeros(topology.fuels),
            accounts: vec![[Lane::ZERO; ACCOUNT_COUNT]; activities],
            stock_before: zeros(model.scenario.streams.len() * model.scenario.regions.len()),
            flows: vec![Flow::NONE; model.scenario.streams.len() * model.scenario.regions.len()],
            owed: vec![(Lane::ZERO, Lane::ZERO); topology.sums.len()],
            rates: vec![Rates::NONE; activities],
            route_intensity: zeros(model.limits.intensities.len()),
            scratch: zeros(activities),
        }
    }
}

/// Carriers per t of output over the horizon, after improvement, vintages, calibration and limits.
#[derive(Clone, Debug)]
pub struct Intensities {
    /// GJ/t, `[fuel][year]`.
    pub fuel: Vec<Lane>,
    /// MWh/t gross before capture, `[activity][year]`.
    pub electricity: Vec<Lane>,
    /// GJ/t of purchased heat before capture, `[activity][year]`.
    pub heat: Vec<Lane>,
    /// Factor of each limit, `[limit][year]`.
    pub factor: Vec<Lane>,
}

/// Room for one block of draws.
#[derive(Clone, Debug)]
pub struct Workspace {
    /// Values of the uncertain leaves.
    pub draw: DrawValues,
    /// Scalar state of the fleet stages.
    pub fleet_state: FleetState,
    /// Capacity and ledgers.
    pub fleet: FleetPath,
    /// Whether the fleet of a model without uncertainty in it has been computed.
    pub fleet_ready: bool,
    /// Survival of products in use.
    pub survival: Survival,
    /// Carriers per t.
    pub intensities: Intensities,
    /// The current year.
    pub year: YearState,
    /// Which series are recorded.
    pub recorded: Vec<usize>,
    /// Intensities along routes that recorded series ask for.
    pub routes: Vec<usize>,
    /// Recorded series, `[recorded][year]`.
    pub series: Vec<Lane>,
    /// Greatest relative residual of each closure so far.
    pub closures: Closures,
    /// What bound each market, `[market][year]`.
    pub bindings: Vec<[Binding; LANES]>,
}

impl Workspace {
    /// Room for a model, recording the series at the given positions.
    pub fn new(model: &Model, recorded: Vec<usize>) -> Workspace {
        let (years, topology) = (model.years(), &model.topology);
        Workspace {
            draw: DrawValues::central(&model.parameters),
            fleet_state: FleetState::new(&model.fleet),
            fleet: FleetPath::new(topology, &model.fleet, years, true),
            fleet_ready: false,
            survival: Survival::new(model),
            intensities: Intensities {
                fuel: vec![Lane::ZERO; topology.fuels * years],
                electricity: vec![Lane::ZERO; topology.activities.len() * years],
                heat: vec![Lane::ZERO; topology.activities.len() * years],
                factor: vec![Lane::ONE; model.scenario.limits.len() * years],
            },
            year: YearState::new(model),
            series: vec![Lane::ZERO; recorded.len() * years],
            routes: asked_routes(model, &recorded),
            recorded,
            closures: [Lane::ZERO; CLOSURES],
            bindings: vec![[Binding::Demand; LANES]; topology.markets.len() * years],
        }
    }

    /// A recorded series in a year, by its position among the recorded ones.
    #[inline]
    pub fn recorded(&self, position: usize, year: usize) -> Lane {
        self.series[position * (self.series.len() / self.recorded.len().max(1)) + year]
    }
}

/// Positions of the intensities along routes that some recorded series is made of.
fn asked_routes(model: &Model, recorded: &[usize]) -> Vec<usize> {
    let asked = |i: usize| {
        recorded.iter().any(|&s| {
            let tap = &model.series[s].tap;
            tap.terms.iter().chain(&tap.over).any(|(_, quantity)| *quantity == Quantity::Route(i))
        })
    };
    (0..model.limits.intensities.len()).filter(|&i| asked(i)).collect()
}
