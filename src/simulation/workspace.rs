//! Everything a block of draws writes while it runs. Made once, reused for every block: inside the
//! year loop nothing is allocated.

use super::balance::Closures;
use super::cost::{CostState, PART_COUNT, Parts};
use super::draw::DrawValues;
use super::emissions::{ACCOUNT_COUNT, Rates};
use super::fleet::{FleetPath, FleetState};
use super::number::Number;
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

/// Code of the first market of an intermediate.
const FIRST_INTERMEDIATE: u16 = 6;

impl Binding {
    /// The cause as a number that a run can select.
    pub fn code(self) -> f64 {
        f64::from(match self {
            Binding::Demand => 0,
            Binding::OutputCap => 1,
            Binding::Capacity => 2,
            Binding::Rationing => 3,
            Binding::Scrap => 4,
            Binding::Waste => 5,
            Binding::Intermediate(market) => FIRST_INTERMEDIATE + market,
        })
    }

    /// The cause of a code.
    pub fn of(code: f64) -> Binding {
        match code as u16 {
            0 => Binding::Demand,
            1 => Binding::OutputCap,
            2 => Binding::Capacity,
            3 => Binding::Rationing,
            4 => Binding::Scrap,
            5 => Binding::Waste,
            market => Binding::Intermediate(market - FIRST_INTERMEDIATE),
        }
    }
}

/// Quantities of one year, all draws of the block.
#[derive(Clone, Debug)]
pub struct YearState<N> {
    /// Potential of a slot, t.
    pub slot_potential: Vec<N>,
    /// Output of a slot, t.
    pub slot_output: Vec<N>,
    /// Potential of an activity, t.
    pub potential: Vec<N>,
    /// Potential before staggered production and power rationing, t.
    pub free_potential: Vec<N>,
    /// Potential lost to bounds by waste, t.
    pub lost_to_waste: Vec<N>,
    /// Potential after the bounds of inputs, t.
    pub limit: Vec<N>,
    /// Output called for before the bounds of inputs, t.
    pub call: Vec<N>,
    /// Output, t.
    pub output: Vec<N>,
    /// Weight in dispatch outside groups.
    pub weight: Vec<N>,
    /// Code of the intermediate that bounds an activity, 0 if none does.
    pub bound_by: Vec<N>,
    /// Charge of an input, t/t.
    pub input_charge: Vec<N>,
    /// Charge of scrap, t/t.
    pub scrap_charge: Vec<N>,
    /// Output called for in a market, t.
    pub demand: Vec<N>,
    /// What pass A called for in a market, t.
    pub market_call: Vec<N>,
    /// Output of a market, t.
    pub market_output: Vec<N>,
    /// Called for and not made, t.
    pub unmet: Vec<N>,
    /// Use by other processes in the region, t.
    pub used: Vec<N>,
    /// Bought less sold of a traded commodity, t.
    pub import: Vec<N>,
    /// Residual trade of a local one, t: output less use.
    pub residual: Vec<N>,
    /// Code of what bound a market.
    pub binding: Vec<N>,
    /// Scrap supply of a pool, t; infinite without a path.
    pub supply: Vec<N>,
    /// In use at the close of the year, by pool, t.
    pub in_use: Vec<N>,
    /// Scrap not used yet, t.
    pub scrap_left: Vec<N>,
    /// Use of carriers, GJ, by fuel position.
    pub fuel_use: Vec<N>,
    /// Accounts of an activity, `[activity][account]`.
    pub accounts: Vec<[N; ACCOUNT_COUNT]>,
    /// Stockpiles at the close of the year before, t, for the balance.
    pub stock_before: Vec<N>,
    /// Flows of streams, `[stream][region]`.
    pub flows: Vec<Flow<N>>,
    /// CO2, t, and energy, GJ, that each declared sum is owed to.
    pub owed: Vec<(N, N)>,
    /// Rates of an activity.
    pub rates: Vec<Rates<N>>,
    /// Intensity along a route, by position in the model's list.
    pub route_intensity: Vec<N>,
    /// Scratch, one place an activity.
    pub scratch: Vec<N>,
    /// Costs of an activity by part, CNY; nothing where none are computed.
    pub costs: Vec<Parts<N>>,
    /// Allowances that an activity gets free, t CO2.
    pub free_allocation: Vec<N>,
    /// What demand of a market is multiplied by.
    pub response: Vec<N>,
}

impl<N: Number> YearState<N> {
    fn new(model: &Model) -> YearState<N> {
        let topology = &model.topology;
        let (slots, activities, markets) =
            (topology.slots.len(), topology.activities.len(), topology.markets.len());
        let zeros = |n: usize| vec![N::ZERO; n];
        let costed = if model.costs.is_some() { activities } else { 0 };
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
            bound_by: zeros(activities),
            input_charge: zeros(topology.inputs),
            scrap_charge: zeros(topology.charges),
            demand: zeros(markets),
            market_call: zeros(markets),
            market_output: zeros(markets),
            unmet: zeros(markets),
            used: zeros(markets),
            import: zeros(markets),
            residual: zeros(markets),
            binding: zeros(markets),
            supply: zeros(topology.pools.len()),
            in_use: zeros(topology.pools.len()),
            scrap_left: zeros(topology.pools.len()),
            fuel_use: zeros(topology.fuels),
            accounts: vec![[N::ZERO; ACCOUNT_COUNT]; activities],
            stock_before: zeros(model.scenario.streams.len() * model.scenario.regions.len()),
            flows: vec![Flow::NONE; model.scenario.streams.len() * model.scenario.regions.len()],
            owed: vec![(N::ZERO, N::ZERO); topology.sums.len()],
            rates: vec![Rates::NONE; activities],
            route_intensity: zeros(model.limits.intensities.len()),
            scratch: zeros(activities),
            costs: vec![[N::ZERO; PART_COUNT]; costed],
            free_allocation: zeros(costed),
            response: vec![N::ONE; markets],
        }
    }
}

/// Carriers per t of output over the horizon, after improvement, vintages, calibration and limits.
#[derive(Clone, Debug)]
pub struct Intensities<N> {
    /// GJ/t, `[fuel][year]`.
    pub fuel: Vec<N>,
    /// MWh/t gross before capture, `[activity][year]`.
    pub electricity: Vec<N>,
    /// GJ/t of purchased heat before capture, `[activity][year]`.
    pub heat: Vec<N>,
    /// Factor of each limit, `[limit][year]`.
    pub factor: Vec<N>,
}

/// Room for one block of draws.
#[derive(Clone, Debug)]
pub struct Workspace<N> {
    /// Values of the uncertain leaves.
    pub draw: DrawValues<N>,
    /// Scalar state of the fleet stages.
    pub fleet_state: FleetState<f64>,
    /// Capacity and ledgers.
    pub fleet: FleetPath<N>,
    /// Survival of products in use.
    pub survival: Survival<N>,
    /// Carriers per t.
    pub intensities: Intensities<N>,
    /// What is known of costs over the horizon.
    pub cost: CostState<N>,
    /// The current year.
    pub year: YearState<N>,
    /// Which series are recorded.
    pub recorded: Vec<usize>,
    /// Intensities along routes that recorded series ask for.
    pub routes: Vec<usize>,
    /// Recorded series, `[recorded][year]`.
    pub series: Vec<N>,
    /// Greatest relative residual of each closure so far.
    pub closures: Closures,
    /// Codes of what bound each market, `[year][market]`.
    pub bindings: Vec<N>,
}

impl<N: Number> Workspace<N> {
    /// Room for a model, recording the series at the given positions.
    pub fn new(model: &Model, recorded: Vec<usize>) -> Workspace<N> {
        let (years, topology) = (model.years(), &model.topology);
        Workspace {
            draw: DrawValues::central(&model.parameters),
            fleet_state: FleetState::new(&model.fleet),
            fleet: FleetPath::new(topology, &model.fleet, years, true),
            survival: Survival::new(model),
            intensities: Intensities {
                fuel: vec![N::ZERO; topology.fuels * years],
                electricity: vec![N::ZERO; topology.activities.len() * years],
                heat: vec![N::ZERO; topology.activities.len() * years],
                factor: vec![N::ONE; model.scenario.limits.len() * years],
            },
            cost: CostState::new(model),
            year: YearState::new(model),
            series: vec![N::ZERO; recorded.len() * years],
            routes: asked_routes(model, &recorded),
            recorded,
            closures: Closures::none(model),
            bindings: vec![N::ZERO; topology.markets.len() * years],
        }
    }

    /// A recorded series in a year, by its position among the recorded ones.
    #[inline]
    pub fn recorded(&self, position: usize, year: usize) -> N {
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
