//! Findings: facts with their numbers, in canonical units. `report::text` has the words.

use crate::domain::*;
use crate::model::series::Measure;

/// Something that a reader of the scenario should know.
#[derive(Clone, PartialEq, Debug)]
pub enum Finding {
    /// Capacity that the targets of clusters add up to.
    PlannedCapacity(PlannedCapacity),
    /// A region's goal for capacity that stands already, or that its projects leave far behind.
    CapacityGoal(CapacityGoal),
    /// A share that is asked of output, against the same share of capacity.
    ShareOfFleet(ShareOfFleet),
    /// Credits that new capacity needed, and where they came from.
    Credits(CreditsNeeded),
    /// Goals of clusters that do not add up to the goal of their region.
    ClusterSum(ClusterSum),
    /// Capacity that is asked for against what is called for.
    BeyondDemand(BeyondDemand),
    /// A goal for the use of waste that one stream puts out of reach.
    WasteTarget(WasteTarget),
    /// A target whose series the scenario itself sets: attaining it proves nothing.
    Imposed {
        /// Position of the target.
        target: usize,
        /// Address of the lever or limit.
        by: String,
        /// What is asked.
        asked: f64,
        /// Value of the central run.
        value: f64,
        /// What the series measures.
        measure: Measure,
    },
    /// A limit below what is left with every carrier of its route at its floor, which is what is modelled here.
    LimitBelowFloor(LimitReading),
    /// A limit against what is modelled in the base year.
    LimitAtBase(LimitReading),
    /// A limit that does not hold when it should: carriers stand at their floors, or the charge is
    /// not the reference.
    LimitNotHeld(LimitReading),
    /// A project that a rule refuses.
    Refused {
        /// The project.
        project: ProjectId,
        /// Id of the rule.
        rule: String,
        /// What the rule cites.
        source: String,
        /// Whether it is a suspension of approvals rather than a restriction of sizes.
        suspended: bool,
    },
    /// A project that stands although its size is restricted.
    BuiltThoughRestricted {
        /// The project.
        project: ProjectId,
        /// Id of the rule.
        rule: String,
        /// What the rule cites.
        source: String,
    },
    /// A target on a route that is missed even with every carrier at its floor.
    OutOfReach {
        /// Position of the target.
        target: usize,
        /// What is left at the floors on the reference charge, in the unit of the target.
        least: f64,
        /// Dimension of it.
        dimension: crate::units::Dimension,
    },
    /// A process used more in the last observed year than it ever may be.
    UsedBeyond {
        /// The process.
        process: ProcessId,
        /// Where.
        region: RegionId,
        /// Observed output over capacity.
        used: f64,
        /// Greatest use.
        greatest: f64,
    },
    /// A path that does not begin where history ends.
    Jump(Jump),
    /// Rank correlations contradict each other, and the nearest possible ones stand in for them.
    Repaired {
        /// Addresses of the pair.
        pair: [String; 2],
        /// ρ as written.
        asked: f64,
        /// ρ as drawn.
        used: f64,
    },
    /// A title of what is not there.
    TitleOfNothing(String),
    /// A calibration factor far from 1.
    Calibration {
        /// Where.
        region: RegionId,
        /// Of what.
        what: Pinned,
        /// Observed over modelled.
        factor: f64,
    },
    /// A strict target whose lever sits exactly on the bound.
    OnTheBound {
        /// Position of the target.
        target: usize,
        /// Address of the lever.
        lever: String,
    },
    /// Commodities that are sold and have no price: output value is without them.
    WithoutPrice {
        /// Where.
        region: RegionId,
        /// Which.
        commodities: Vec<CommodityId>,
    },
    /// Commodities with a price and no rate of value added, where others have one.
    WithoutRate {
        /// Where.
        region: RegionId,
        /// Which.
        commodities: Vec<CommodityId>,
    },
    /// Processes without a cost of capital and goods bought without a price: costs are without them.
    WithoutCost {
        /// Where.
        region: RegionId,
        /// Titles of the processes.
        processes: Vec<Text>,
        /// Titles of what is bought.
        goods: Vec<Text>,
    },
    /// Elements that processes declare for their products alone: no balance of them is kept.
    WithoutBalance(Vec<OfElement>),
    /// Elements of which more leaves than is charged where charges are drawn low.
    ShortOfCharge(Vec<OfElement>),
    /// Rebuilding goes to a process whose output nobody takes.
    NobodyTakes {
        /// The ledger.
        group: GroupId,
        /// Its clean process.
        process: ProcessId,
        /// Where.
        region: RegionId,
    },
}

/// An element at a process.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct OfElement {
    /// The process.
    pub process: ProcessId,
    /// The element.
    pub element: ElementId,
}

/// Capacity planned by clusters, of one product in one region.
#[derive(Clone, PartialEq, Debug)]
pub struct PlannedCapacity {
    /// Of what.
    pub of: Sum,
    /// Where.
    pub region: RegionId,
    /// For which year.
    pub year: Year,
    /// Sum of the targets of the clusters, t/a.
    pub planned: f64,
    /// What each cluster is to have, t/a.
    pub clusters: Vec<(ClusterId, f64)>,
    /// Capacity of the base year and of the target year in the central run, t/a.
    pub capacity: (f64, f64),
    /// Output of the base year and of the target year in the central run, t.
    pub output: (f64, f64),
    /// Consumption of the base year and of the target year, where the scenario has it, t.
    pub consumption: Option<(f64, f64)>,
    /// What the region as a whole is to have that year, where a target says so, t/a.
    pub goal: Option<f64>,
}

/// A region's goal for capacity against what stands and what is to be built.
#[derive(Clone, PartialEq, Debug)]
pub struct CapacityGoal {
    /// Position of the target.
    pub target: usize,
    /// Capacity asked, t/a.
    pub asked: f64,
    /// Capacity of the base year, t/a.
    pub stood: f64,
    /// Capacity of the target's year in the central run, t/a.
    pub stands: f64,
}

impl CapacityGoal {
    /// Whether the base year had as much already.
    pub fn stood_already(&self) -> bool {
        self.stood >= self.asked
    }
}

/// A share of output asked for, and shares of capacity.
#[derive(Clone, PartialEq, Debug)]
pub struct ShareOfFleet {
    /// Position of the target.
    pub target: usize,
    /// The product whose share is asked.
    pub commodity: CommodityId,
    /// The processes.
    pub tag: TagId,
    /// Where.
    pub region: RegionId,
    /// For which year.
    pub year: Year,
    /// Share asked.
    pub asked: f64,
    /// Share of the product's output in the base year.
    pub output: f64,
    /// Share of the product's capacity in the base year.
    pub capacity: f64,
    /// Share of the capacity of the whole sum that the product is part of, in the base year.
    pub capacity_of_sum: Option<(AggregateId, f64)>,
    /// The cluster where these processes hold most capacity, and its share of planned capacity.
    pub named_cluster: Option<(ClusterId, f64)>,
}

/// Credits of the years from the first simulated to the plan's year.
#[derive(Clone, PartialEq, Debug)]
pub struct CreditsNeeded {
    /// Where.
    pub region: RegionId,
    /// Which ledgers.
    pub groups: Vec<GroupId>,
    /// First and last year.
    pub years: (Year, Year),
    /// Spent on projects and rebuilding, t/a.
    pub spent: f64,
    /// Earned by closures, t/a.
    pub earned: f64,
    /// Bought from outside, t/a.
    pub bought: f64,
    /// Of these, for projects that happen as dated though nothing covers them, t/a.
    pub flagged: f64,
}

/// A limit and what is modelled against it.
#[derive(Clone, PartialEq, Debug)]
pub struct LimitReading {
    /// Position of the limit in the scenario.
    pub limit: usize,
    /// In which year.
    pub year: Year,
    /// What is modelled, in the limit's dimension.
    pub modelled: f64,
    /// What is allowed.
    pub bound: f64,
}

impl LimitReading {
    /// What the modelled value has to be multiplied by.
    pub fn factor(&self) -> f64 {
        self.bound / self.modelled
    }
}

/// A path against the last observed value.
#[derive(Clone, PartialEq, Debug)]
pub struct Jump {
    /// Address of the leaf.
    pub address: String,
    /// Dimension of the values.
    pub dimension: crate::units::Dimension,
    /// First year of the path.
    pub year: Year,
    /// Observed in the year before.
    pub observed: f64,
    /// Written for the first year.
    pub first: f64,
}

/// Goals of clusters on one series against the goal of their region.
#[derive(Clone, PartialEq, Debug)]
pub struct ClusterSum {
    /// Position of the region's target.
    pub target: usize,
    /// Positions of the targets of its clusters.
    pub clusters: Vec<usize>,
    /// What the region is to have.
    pub asked: f64,
    /// What the goals of the clusters add up to.
    pub sum: f64,
}

/// Capacity asked for, and the output that is called for in the same year.
#[derive(Clone, PartialEq, Debug)]
pub struct BeyondDemand {
    /// Position of the target.
    pub target: usize,
    /// Of what.
    pub of: Sum,
    /// Capacity asked, t/a.
    pub asked: f64,
    /// Output called for in the year of the target, t.
    pub demand: f64,
}

impl BeyondDemand {
    /// Share of the capacity that could be used.
    pub fn used(&self) -> f64 {
        self.demand / self.asked
    }
}

/// A goal for the use of waste, and the stream that stands in its way.
#[derive(Clone, PartialEq, Debug)]
pub struct WasteTarget {
    /// Position of the target.
    pub target: usize,
    /// The stream.
    pub stream: StreamId,
    /// Where.
    pub region: RegionId,
    /// Rate asked of all of it.
    pub asked: f64,
    /// Part of all that arises in the target's year that is of this stream.
    pub part: f64,
    /// Rate at which this stream would have to be used if all the others were used whole.
    pub needed: f64,
    /// Rate at which the scenario uses it.
    pub used: f64,
}

impl Finding {
    /// The kind of finding, for programs.
    pub fn kind(&self) -> &'static str {
        match self {
            Finding::PlannedCapacity(_) => "planned-capacity",
            Finding::CapacityGoal(_) => "capacity-goal",
            Finding::ShareOfFleet(_) => "share-of-fleet",
            Finding::Credits(_) => "credits",
            Finding::ClusterSum(_) => "cluster-sum",
            Finding::BeyondDemand(_) => "beyond-demand",
            Finding::WasteTarget(_) => "waste-target",
            Finding::Imposed { .. } => "imposed",
            Finding::LimitBelowFloor(_) => "limit-below-floor",
            Finding::LimitAtBase(_) => "limit-at-base",
            Finding::LimitNotHeld(_) => "limit-not-held",
            Finding::Refused { .. } => "refused",
            Finding::BuiltThoughRestricted { .. } => "built-though-restricted",
            Finding::OutOfReach { .. } => "out-of-reach",
            Finding::UsedBeyond { .. } => "used-beyond",
            Finding::Jump(_) => "jump",
            Finding::Repaired { .. } => "repaired",
            Finding::TitleOfNothing(_) => "title-of-nothing",
            Finding::Calibration { .. } => "calibration",
            Finding::OnTheBound { .. } => "on-the-bound",
            Finding::WithoutPrice { .. } => "without-price",
            Finding::WithoutRate { .. } => "without-rate",
            Finding::WithoutCost { .. } => "without-cost",
            Finding::NobodyTakes { .. } => "nobody-takes",
            Finding::WithoutBalance(_) => "without-balance",
            Finding::ShortOfCharge(_) => "short-of-charge",
        }
    }
}
