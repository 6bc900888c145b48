//! Rules and levers: elimination, restriction, capacity replacement, shares, limits.

use super::base::*;
use super::cost::RouteChoice;
use super::technology::{Size, SizeMeasure};

/// Whether a bound itself is included.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Comparator {
    /// `<`
    Below,
    /// `<=`
    AtMost,
    /// `>`
    Above,
    /// `>=`
    AtLeast,
    /// `=`
    Equal,
}

impl Comparator {
    /// Whether `value` stands in this relation to `bound`. Strict comparators are strict.
    pub fn holds(self, value: f64, bound: f64) -> bool {
        match self {
            Comparator::Below => value < bound,
            Comparator::AtMost => value <= bound,
            Comparator::Above => value > bound,
            Comparator::AtLeast => value >= bound,
            Comparator::Equal => value == bound,
        }
    }
    /// The sign as written.
    pub fn sign(self) -> &'static str {
        match self {
            Comparator::Below => "<",
            Comparator::AtMost => "<=",
            Comparator::Above => ">",
            Comparator::AtLeast => ">=",
            Comparator::Equal => "=",
        }
    }
}

/// A class of furnace sizes.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct SizeClass {
    /// `<` or `<=`.
    pub comparator: Comparator,
    /// The bound, in m³, t, MVA or kA.
    pub bound: f64,
    /// Which of them.
    pub measure: SizeMeasure,
}

impl SizeClass {
    /// Whether a size falls in the class; a size in another measure does not.
    pub fn contains(&self, size: Size) -> bool {
        size.measure == self.measure && self.comparator.holds(size.value, self.bound)
    }
}

/// Units that must go.
#[derive(Clone, Debug)]
pub struct Elimination {
    /// Name in addresses.
    pub id: String,
    /// Which process.
    pub process: ProcessId,
    /// Which sizes.
    pub size: SizeClass,
    /// Regions it holds in; empty: all.
    pub regions: Vec<RegionId>,
    /// Only this product, if named.
    pub product: Option<String>,
    /// Not this product, if named.
    pub except_product: Option<String>,
    /// From which year.
    pub year: Year,
    /// Whether what goes earns credits.
    pub eligible: bool,
    /// What it cites.
    pub source: String,
}

/// Sizes that may not be built.
#[derive(Clone, Debug)]
pub struct Restriction {
    /// Name in addresses.
    pub id: String,
    /// Which process.
    pub process: ProcessId,
    /// Which sizes.
    pub size: SizeClass,
    /// Regions it holds in; empty: all.
    pub regions: Vec<RegionId>,
    /// Only this product, if named.
    pub product: Option<String>,
    /// Not this product, if named.
    pub except_product: Option<String>,
    /// First and last approval year.
    pub in_force: (Year, Year),
    /// What it cites.
    pub source: String,
}

/// A ledger: the capacity of some commodities that only moves against credits.
#[derive(Clone, Debug)]
pub struct QuotaGroup {
    /// Name in addresses.
    pub id: String,
    /// Name for people.
    pub title: Text,
    /// Years in which a lot can be spent, n: a lot of vintage v through v + n − 1.
    pub validity: u32,
    /// The process that clean rebuilding goes to, if any.
    pub clean_process: Option<ProcessId>,
    /// The process that credits bought from outside are taken to come from.
    pub outside_process: Option<ProcessId>,
    /// What is rebuilt follows cost; `None`: the lever `clean-share`.
    pub choice: Option<RouteChoice>,
}

/// Which processes a row of the ratio table speaks of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ProcessMatch {
    /// Any.
    Any,
    /// This one.
    Process(ProcessId),
    /// All with this tag.
    Tag(TagId),
}

/// One row of the capacity-replacement table; the first that matches is in force.
#[derive(Clone, Debug)]
pub struct RatioRow {
    /// Name in addresses.
    pub id: String,
    /// The ledger.
    pub group: GroupId,
    /// What goes.
    pub outgoing: ProcessMatch,
    /// What comes.
    pub incoming: ProcessMatch,
    /// Region class of the project; `None`: any.
    pub class: Option<String>,
    /// Only merged, only unmerged, or either.
    pub merged: Option<bool>,
    /// First and last approval year.
    pub in_force: (Year, Year),
    /// Credits per new capacity.
    pub ratio: LeafId,
}

/// Years in which nothing new is approved in a group.
#[derive(Clone, Debug)]
pub struct Suspension {
    /// Name in addresses.
    pub id: String,
    /// The ledger.
    pub group: GroupId,
    /// First and last approval year; an open end is the end of the horizon.
    pub in_force: (Year, Year),
    /// What it cites.
    pub source: String,
}

/// What a lever moves.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum LeverKind {
    /// Share of the output of a commodity for the processes that match.
    Share {
        /// The commodity.
        commodity: CommodityId,
        /// A tag or one process.
        of: ProcessMatch,
    },
    /// Share of what is earned in a year that is rebuilt, per group (or per commodity without one).
    RebuildShare(RebuildScope),
    /// φ: share of what is rebuilt that goes to the group's clean process.
    CleanShare(GroupId),
    /// Most credits that may be bought from outside in a year, t/a.
    QuotaImport(GroupId),
    /// Most capacity a region may have in a group, t/a.
    CapacityCeiling(GroupId),
    /// Most output of a commodity in a year, t.
    OutputCap(CommodityId),
    /// Most use of capacity (staggered production), as a share, of the processes that match.
    UtilisationCeiling(ProcessMatch),
    /// Share of potential that has power (rationing), of the processes that match.
    PowerAvailability(ProcessMatch),
    /// How far variable charges of a scrap kind rise from the reference to the greatest, 0–1.
    ScrapCharge(ScrapId),
    /// Share of a stream abated at the processes that match.
    Abatement {
        /// The stream.
        stream: StreamId,
        /// Where it arises.
        of: ProcessMatch,
    },
    /// Least share of the capacity of a process that is in a class or a better one.
    ClassShare(ClassOf),
    /// Greatest share of the capacity of a process that is in a class worse than the named one.
    BelowClassShare(ClassOf),
}

/// An efficiency class of a process.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ClassOf {
    /// The process.
    pub process: ProcessId,
    /// Position of the class among its classes.
    pub class: usize,
}

/// What a rebuild share is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RebuildScope {
    /// A quota group.
    Group(GroupId),
    /// A commodity without one, rebuilt 1:1.
    Commodity(CommodityId),
}

/// Something a decision-maker sets. Acts from the year after the last observed one.
#[derive(Clone, Debug)]
pub struct Lever {
    /// Name in addresses.
    pub id: String,
    /// Name for people.
    pub title: Text,
    /// What it moves.
    pub kind: LeverKind,
    /// Its path by region; a region without one is left alone.
    pub paths: Vec<(RegionId, LeafId)>,
}

/// What a limit or an intensity measures.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Metric {
    /// GJ per t.
    Energy,
    /// t CO2 per t.
    Co2,
    /// MWh gross per t.
    Electricity,
}

/// How electricity enters a boundary.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ElectricityBoundary {
    /// Not at all.
    None,
    /// What is purchased or comes from captive plants.
    Purchased,
    /// All that is used.
    Gross,
}

/// What an intensity along a route includes.
#[derive(Clone, Debug)]
pub struct Boundary {
    /// Name in addresses.
    pub id: String,
    /// Name for people.
    pub title: Text,
    /// Whether fuel conversion (coking) is counted in; out: converted carriers count by their yield.
    pub conversion: bool,
    /// Which electricity counts, in energy and in CO2.
    pub electricity: ElectricityBoundary,
    /// Whether electricity counts by the equivalent value (当量, true) or the region's heat rate (等价).
    pub equivalent_value: bool,
    /// Whether recovered and exported energy is deducted.
    pub deduct_recovered: bool,
}

/// A plan's bound on an intensity, which the scenario makes hold.
#[derive(Clone, Debug)]
pub struct Limit {
    /// Name in addresses.
    pub id: String,
    /// Name for people.
    pub title: Text,
    /// Where.
    pub region: RegionId,
    /// Along which route.
    pub route: RouteId,
    /// On which boundary.
    pub boundary: BoundaryId,
    /// Of what.
    pub metric: Metric,
    /// The bound, GJ/t, t CO2/t or MWh/t.
    pub limit: LeafId,
    /// The factor runs linearly from 1 in this year …
    pub from: Year,
    /// … to its value in this one, and the limit holds afterwards.
    pub by: Year,
}
