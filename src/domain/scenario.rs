//! The whole: one validated scenario with everything it extends and draws on.

use super::*;

/// What an observed series pins.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Pinned {
    /// Output of a process in a region, t.
    ProcessOutput(ProcessId),
    /// Output of a commodity, t.
    CommodityOutput(CommodityId),
    /// Output of an aggregate, t: its parts keep the last observed mix.
    AggregateOutput(AggregateId),
    /// Use of a carrier in a region, GJ (MWh for electricity): calibrates it.
    CarrierUse(CarrierId),
    /// Energy of a region, equivalent value, GJ: calibrates what carriers do not pin.
    Energy,
    /// Scope 1 CO2 of a region, t: calibrates what remains.
    Co2,
}

/// Observed values of one series at one place.
#[derive(Clone, Debug)]
pub struct Observation {
    /// Name of the series in the history file.
    pub series: String,
    /// Where.
    pub place: Place,
    /// Year and value in the canonical unit, years increasing.
    pub values: Vec<(Year, f64)>,
    /// Dimension of the values.
    pub dimension: crate::units::Dimension,
    /// Sources of the rows.
    pub sources: Vec<String>,
}

/// A mapped series: from here on it decides what happened.
#[derive(Clone, Debug)]
pub struct Pin {
    /// Name in addresses.
    pub id: String,
    /// Which observation.
    pub observation: usize,
    /// Where (a region).
    pub region: RegionId,
    /// What it pins.
    pub what: Pinned,
    /// Last year used; observations after it are shown, not used.
    pub until: Year,
}

/// An observed series that stands beside one of the run and pins nothing.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// Name in addresses.
    pub id: String,
    /// Which observation; its place is the place of both.
    pub observation: usize,
    /// Name of the series of the run.
    pub metric: String,
    /// First year of the run's sum, where it is one.
    pub cumulative_from: Option<Year>,
}

/// What calibration factors do after the last observed year.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fade {
    /// Held.
    Held,
    /// Fades linearly to 1 over this many years.
    Over(u32),
}

/// One validated scenario.
#[derive(Clone, Debug)]
pub struct Scenario {
    /// Name in file names and manifests.
    pub id: String,
    /// Name for people.
    pub title: Text,
    /// What it says, in a sentence or two.
    pub description: Text,
    /// Base, last observed and last year.
    pub horizon: Horizon,
    /// Currency and price year, such as `CNY 2020`.
    pub money: String,
    /// Every numeric leaf.
    pub leaves: Vec<Leaf>,
    /// What is cited.
    pub sources: Vec<Source>,
    /// Provinces.
    pub regions: Vec<Region>,
    /// Clusters.
    pub clusters: Vec<Cluster>,
    /// Labels.
    pub tags: Vec<Tag>,
    /// Names for people by id, of what has no table or no title of its own.
    pub titles: Vec<(String, Text)>,
    /// Chemical elements.
    pub elements: Vec<Element>,
    /// Commodities.
    pub commodities: Vec<Commodity>,
    /// Declared sums.
    pub aggregates: Vec<Aggregate>,
    /// Carriers.
    pub carriers: Vec<Carrier>,
    /// Scrap kinds.
    pub scraps: Vec<Scrap>,
    /// Streams.
    pub streams: Vec<Stream>,
    /// Declared sums of streams.
    pub stream_sums: Vec<StreamSum>,
    /// Sinks.
    pub sinks: Vec<Sink>,
    /// Bounds of output by waste.
    pub waste_bounds: Vec<WasteBound>,
    /// Processes.
    pub processes: Vec<Process>,
    /// Routes.
    pub routes: Vec<Route>,
    /// Boundaries of intensities.
    pub boundaries: Vec<Boundary>,
    /// Ledgers.
    pub groups: Vec<QuotaGroup>,
    /// Owners of units and projects, by name.
    pub owners: Vec<String>,
    /// The base fleet.
    pub units: Vec<Unit>,
    /// Age of units without a year.
    pub age_spread: AgeSpread,
    /// Factors on potential.
    pub corrections: Vec<Correction>,
    /// Decided new capacity, in file order.
    pub projects: Vec<Project>,
    /// The replacement table, in file order.
    pub ratios: Vec<RatioRow>,
    /// Suspensions of approval.
    pub suspensions: Vec<Suspension>,
    /// Size classes that must go.
    pub eliminations: Vec<Elimination>,
    /// Size classes that may not be built.
    pub restrictions: Vec<Restriction>,
    /// Levers, in file order.
    pub levers: Vec<Lever>,
    /// What demand follows.
    pub drivers: Vec<Driver>,
    /// Output called for, by commodity and region.
    pub demand: Vec<(CommodityId, RegionId, Demand)>,
    /// Export on top of downstream use, by traded or local intermediate and region.
    pub exports: Vec<(CommodityId, RegionId, LeafId)>,
    /// Consumption, reported against output, by commodity or aggregate name and region.
    pub consumption: Vec<(Sum, RegionId, LeafId)>,
    /// Declared sums of series.
    pub series_sums: Vec<SeriesSum>,
    /// Declared ratios of series.
    pub series_ratios: Vec<SeriesRatio>,
    /// Limits, in file order.
    pub limits: Vec<Limit>,
    /// Targets.
    pub targets: Vec<Target>,
    /// Everything in the history file.
    pub observations: Vec<Observation>,
    /// What of it pins.
    pub pins: Vec<Pin>,
    /// What of it is compared with the run.
    pub comparisons: Vec<Comparison>,
    /// What dispatch weights do after the last observed year.
    pub dispatch_weights: Fade,
    /// What calibration factors do.
    pub calibration: Fade,
    /// Yearly shocks that move several leaves, in file order.
    pub shocks: Vec<Shock>,
    /// Rank correlations, in file order.
    pub correlations: Vec<Correlation>,
    /// That costs are computed, and what holds for all of them.
    pub cost: Option<Cost>,
    /// The tiered electricity price, in file order.
    pub electricity_tiers: Vec<ElectricityTier>,
    /// Free allocation, in file order.
    pub allocations: Vec<Allocation>,
    /// What demand does when costs change.
    pub demand_responses: Vec<DemandResponse>,
    /// Names of the series an ensemble keeps, `name@place`; empty: the default set.
    pub ensemble_series: Vec<String>,
}

/// A commodity or a declared sum of commodities.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Sum {
    /// One commodity.
    Commodity(CommodityId),
    /// A declared sum.
    Aggregate(AggregateId),
}

impl Scenario {
    /// The leaf behind an index.
    pub fn leaf(&self, id: LeafId) -> &Leaf {
        &self.leaves[id.0]
    }
    /// Position of the leaf at an address.
    pub fn find_leaf(&self, address: &str) -> Option<LeafId> {
        self.leaves.iter().position(|leaf| leaf.address == address).map(LeafId)
    }
    /// The leaf at an address.
    pub fn leaf_at(&self, address: &str) -> Option<&Leaf> {
        self.leaves.iter().find(|leaf| leaf.address == address)
    }
}
