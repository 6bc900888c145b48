//! The tables of a scenario file, each declared once: reading, messages and schema come from here.

mod cost;
mod demand;
mod fleet;
mod history;
mod places;
mod policy;
mod technology;
mod uncertainty;
mod words;

use super::leaf::Leaf;
use super::record::{Read, record};
use super::values::{Choice, Count, Flag, List, Map, Pair, Paths, Word, Words, YearAt};
use crate::domain::{
    CarrierKind, CreditOrigin, ElectricityBoundary, Metric, ResidualTrade, StreamKind, Trade,
};

pub(crate) use cost::*;
pub(crate) use demand::*;
pub(crate) use fleet::*;
pub(crate) use history::*;
pub(crate) use places::*;
pub(crate) use policy::*;
pub(crate) use technology::*;
pub(crate) use uncertainty::*;
pub(crate) use words::*;

record! {
    /// A dafeng scenario file: one layer of a scenario, or a library.
    #[schemars(title = "dafeng scenario")]
    plain Root {
        /// What the scenario is and over which years it runs. Not in libraries.
        scenario: Header,
        /// What is cited.
        sources: Map<Source>,
        /// Provinces or countries, each with its own balance, grid and ledger.
        regions: Map<Region>,
        /// Industrial clusters inside regions.
        clusters: Map<Cluster>,
        /// Labels that group processes for shares and targets.
        tags: Map<Tag>,
        /// Names for people of what has no table or no title of its own: causes of process CO2, ores, by-products, rules, corrections.
        titles: Map<Title>,
        /// Chemical elements whose balance is kept.
        elements: Map<Element>,
        /// Anything with a balance.
        commodities: Map<Commodity>,
        /// Declared sums of commodities.
        aggregates: Map<Aggregate>,
        /// Energy carriers.
        carriers: Map<Carrier>,
        /// Kinds of scrap.
        scrap: Map<Scrap>,
        /// Solid waste, air pollutants, water.
        streams: Map<Stream>,
        /// Declared sums of solid streams.
        stream_sums: Map<Aggregate>,
        /// What absorbs waste.
        sinks: Map<WasteSink>,
        /// Bounds of output by the growth of a stockpile.
        waste_bounds: List<WasteBound>,
        /// Steps that turn inputs into one output commodity.
        processes: Map<Process>,
        /// Named chains of processes.
        routes: Map<Route>,
        /// What intensities along a route include.
        boundaries: Map<Boundary>,
        /// Ledgers of capacity credits.
        groups: Map<Group>,
        /// The base fleet.
        fleet: Option<Fleet>,
        /// New capacity that somebody has decided on.
        projects: List<Project>,
        /// The capacity-replacement table; the first row that matches is in force.
        replacement: List<Replacement>,
        /// Years in which nothing new is approved.
        suspensions: List<Suspension>,
        /// Size classes that must go.
        eliminations: List<Elimination>,
        /// Size classes that may not be built.
        restrictions: List<Restriction>,
        /// What decision-makers set.
        levers: Map<Lever>,
        /// What demand follows: population, GDP, a stock per head.
        drivers: Map<Driver>,
        /// Output called for, by commodity and region, t: a leaf, or built up from drivers.
        demand: Map<Map<Demand>>,
        /// Export on top of downstream use, by commodity and region, t.
        exports: Map<Map<Leaf>>,
        /// Consumption, by commodity or aggregate and region, t.
        consumption: Map<Map<Leaf>>,
        /// Declared sums of series.
        sums: Map<SeriesSum>,
        /// Declared ratios of series.
        ratios: Map<SeriesRatio>,
        /// Bounds on intensities, which the scenario makes hold.
        limits: List<Limit>,
        /// Goals of plans, each with its source.
        targets: List<Target>,
        /// Yearly shocks that move several leaves together.
        shocks: Map<Shock>,
        /// Rank correlations of what is drawn.
        correlations: List<Correlation>,
        /// That costs are computed, and what holds for all of them.
        cost: Option<Cost>,
        /// Dated rows of the tiered electricity price; the first that matches is in force.
        electricity_tiers: List<ElectricityTier>,
        /// Dated rows of free allocation; the first that matches is in force.
        allocations: List<Allocation>,
        /// What demand does when costs change.
        demand_responses: List<DemandResponse>,
        /// What was observed.
        history: Option<History>,
    }
    /// A name in both languages.
    plain Title {
        /// Chinese.
        zh: Word,
        /// English; also the word that series names are made of.
        en: Word,
    }
    /// What the scenario is and over which years it runs.
    plain Header {
        /// Name in file names and manifests.
        id: Word,
        /// Name for people.
        title: Title,
        /// What it says, in a sentence or two.
        description: Option<Title>,
        /// The scenario file under this one.
        extends: Option<Word>,
        /// Files of the same grammar without `[scenario]`, under everything else.
        library: Words,
        /// The base year.
        base: YearAt,
        /// The last observed year.
        observed: YearAt,
        /// The last year.
        end: YearAt,
        /// Currency and price year, such as `CNY 2020`.
        money: Word,
        /// What dispatch weights do after the last observed year: `held` (default), or the years over which they fade.
        dispatch_weights: Option<Fading>,
        /// What calibration factors do after the last observed year: `held` (default), or the years over which they fade.
        calibration: Option<Fading>,
        /// Series that an ensemble keeps, `name@place`; default: the headline series.
        ensemble_series: Words,
    }
    /// Something the scenario cites.
    plain Source {
        /// Full title as published.
        title: Word,
        /// Year of publication.
        year: Option<YearAt>,
        /// Licence of the data.
        licence: Option<Word>,
        /// Where it can be found.
        url: Option<Word>,
        /// Free words.
        note: Option<Word>,
    }
}

impl Title {
    /// As the domain holds it.
    pub fn text(&self) -> crate::domain::Text {
        crate::domain::Text { zh: self.zh.value.clone(), en: self.en.value.clone() }
    }
}

/// What the columns of a CSV table may be, and which it must have.
pub(crate) struct Columns {
    pub known: Vec<String>,
    pub needed: Vec<String>,
}

/// The columns of the register.
pub(crate) fn register_columns() -> Columns {
    let not_columns = ["assumption"];
    let known = Unit::keys().iter().filter(|key| !not_columns.contains(&key.as_str()));
    Columns { known: known.cloned().collect(), needed: Unit::needed() }
}

/// The columns of the history file.
pub(crate) fn history_columns() -> Columns {
    Columns { known: Row::keys().to_vec(), needed: Row::needed() }
}
