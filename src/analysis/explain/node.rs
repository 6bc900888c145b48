//! What an explanation is made of: numbers, each with how it follows from others.

use std::rc::Rc;

use crate::domain::*;
use crate::model::calibration::Factor;
use crate::simulation::journal::{EntryKind, Reason};
use crate::simulation::workspace::Binding;
use crate::units::Dimension;

/// One number of an explanation.
#[derive(Clone, PartialEq, Debug)]
pub struct Node {
    /// What it is.
    pub what: What,
    /// Its value in the run, canonical unit.
    pub value: f64,
    /// What kind of quantity it is.
    pub dimension: Dimension,
    /// How it follows from its parts, or where it comes from if it has none.
    pub rule: Rule,
    /// What it follows from.
    pub parts: Vec<Part>,
    /// What bound it, where it is an output.
    pub bound: Option<Binding>,
    /// The value that its parts come to, and theirs, down to where the explanation ends.
    pub recomputed: f64,
    /// How large the numbers are that were added on the way: what rounding is measured against.
    pub size: f64,
}

/// A part of a number.
#[derive(Clone, PartialEq, Debug)]
pub struct Part {
    /// 1 or −1: how it counts in a sum; 1 elsewhere.
    pub sign: f64,
    /// The part.
    pub node: Rc<Node>,
}

/// How a number follows from its parts, or where it comes from.
#[derive(Clone, PartialEq, Debug)]
pub enum Rule {
    /// Its parts add up to it, with their signs.
    Sum,
    /// Its parts multiplied.
    Product,
    /// The first over the second; 0 where the second is nothing.
    Quotient,
    /// The first to the power of the second.
    Power,
    /// The smallest of its parts.
    Minimum,
    /// The greatest of its parts.
    Maximum,
    /// A number of the scenario.
    Leaf(LeafId),
    /// A number that was observed: position of the observation.
    Observed(usize),
    /// A factor of calibration.
    Calibrated(Factor),
    /// A movement in a ledger: position among the entries of the story.
    Booked(usize),
    /// The same run a year before: a series of its own explains it.
    Earlier(usize),
    /// What a stage of the run works out from many numbers at once.
    Worked,
    /// A plain number.
    Constant,
}

impl Rule {
    /// Whether the number is made of its parts.
    pub fn is_made(&self) -> bool {
        matches!(
            self,
            Rule::Sum | Rule::Product | Rule::Quotient | Rule::Power | Rule::Minimum | Rule::Maximum
        )
    }

    /// How large what was added on the way is: a small difference of large numbers is as exact as they are.
    fn size(&self, value: f64, parts: &[Part]) -> f64 {
        let sizes = parts.iter().map(|part| part.node.size);
        let size = match self {
            Rule::Sum | Rule::Minimum | Rule::Maximum => sizes.fold(0.0, f64::max),
            Rule::Product => sizes.product(),
            Rule::Quotient => match parts {
                [above, below] if below.node.value != 0.0 => above.node.size / below.node.value.abs(),
                _ => 0.0,
            },
            _ => 0.0,
        };
        size.max(value.abs())
    }

    /// What parts come to under the rule; `value` where there are none.
    fn of(&self, value: f64, mut parts: impl Iterator<Item = f64>) -> f64 {
        match self {
            Rule::Sum => parts.sum(),
            Rule::Product => parts.product(),
            Rule::Minimum => parts.fold(f64::INFINITY, f64::min),
            Rule::Maximum => parts.fold(f64::NEG_INFINITY, f64::max),
            Rule::Quotient | Rule::Power => {
                let (a, b) = (parts.next().unwrap_or(value), parts.next().unwrap_or(1.0));
                match self {
                    Rule::Power => libm::pow(a, b),
                    _ if b > 0.0 => a / b,
                    _ => 0.0,
                }
            }
            _ => value,
        }
    }
}

impl Node {
    /// A number made of others: with the value that the run has, or with what they come to.
    pub fn made(
        what: What,
        value: Option<f64>,
        dimension: Dimension,
        rule: Rule,
        parts: Vec<Part>,
    ) -> Rc<Node> {
        let recomputed = rule.of(0.0, parts.iter().map(|part| part.sign * part.node.recomputed));
        let stated = || rule.of(0.0, parts.iter().map(|part| part.sign * part.node.value));
        let value = value.unwrap_or_else(stated);
        let size = rule.size(value, &parts);
        Rc::new(Node { what, value, dimension, rule, parts, bound: None, recomputed, size })
    }

    /// A number that is made of no other.
    pub fn end(what: What, value: f64, dimension: Dimension, rule: Rule) -> Rc<Node> {
        let (parts, size) = (Vec::new(), value.abs());
        Rc::new(Node { what, value, dimension, rule, parts, bound: None, recomputed: value, size })
    }

    /// Gap between the value of the run and what its parts come to, relative to what was added on the way.
    pub fn gap(&self) -> f64 {
        let gap = (self.value - self.recomputed).abs();
        if gap == 0.0 { 0.0 } else { gap / self.size.max(f64::MIN_POSITIVE) }
    }
}

/// Adds a part.
pub fn plus(node: Rc<Node>) -> Part {
    Part { sign: 1.0, node }
}

/// Takes a part away.
pub fn minus(node: Rc<Node>) -> Part {
    Part { sign: -1.0, node }
}

/// What a number is: a word, and what it is of.
#[derive(Clone, PartialEq, Debug)]
pub struct What {
    /// The word.
    pub term: Term,
    /// What it is of, the most telling first.
    pub of: Vec<Of>,
}

impl What {
    /// A word of nothing in particular.
    pub fn new(term: Term) -> What {
        What { term, of: Vec::new() }
    }

    /// The word of something.
    pub fn of(mut self, of: Of) -> What {
        self.of.push(of);
        self
    }
}

/// Something that has a name.
#[derive(Clone, PartialEq, Debug)]
#[expect(missing_docs, reason = "each is what its type says")]
pub enum Of {
    Region(RegionId),
    Cluster(ClusterId),
    Commodity(CommodityId),
    Process(ProcessId),
    Carrier(CarrierId),
    Scrap(ScrapId),
    Stream(StreamId),
    Element(ElementId),
    Group(GroupId),
    Unit(UnitId),
    Project(ProjectId),
    Rebuilt(usize),
    Limit(usize),
    Lever(usize),
    Class(ProcessId, usize),
    Rule(usize),
    Id(String),
    Year(Year),
    Years(Year, Year),
}

/// What kind of number.
#[derive(Clone, Copy, PartialEq, Debug)]
#[expect(missing_docs, reason = "the names say it; report::text has the words in both languages")]
pub enum Term {
    Series(usize),
    Numerator,
    Denominator,
    InRegion,
    OneLess,
    Share,
    Leaf,
    Constant,
    Years,
    // Output
    Output,
    ClusterOutput,
    MarketOutput,
    Demand,
    CalledFor,
    DriverRatio,
    DriverFactor,
    ObservedCall,
    Consumption,
    Unmet,
    Short,
    Use,
    UseWithTrade,
    Import,
    Residual,
    ResidualShare,
    GroupOutput,
    ShareInGroup,
    ShareOfRest,
    RestOfMarket,
    SpilledOutput,
    FromHistory,
    MixShare,
    Weight,
    ObservedUse,
    Potential,
    ClusterPotential,
    GreatestUse,
    Utilisation,
    PowerShare,
    LostToWaste,
    Corrected,
    Correction,
    BeyondNameplate,
    InputCharge,
    ScrapCharge,
    ChargeShift,
    DisplacedInput,
    BoughtShare,
    ShareMissed,
    // Fleet
    Capacity,
    BaseFleet,
    Built,
    Retired,
    RetiredBy(Reason),
    UnitCapacity,
    ProjectCapacity,
    RebuiltCapacity,
    ScaledShare,
    CapacityInClass,
    ShareInClass,
    Retrofitted,
    CreditsOpening,
    CreditsEarned,
    CreditsBought,
    CreditsSpent,
    CreditsSold,
    CreditsLapsed,
    CreditsClosing,
    Entry(EntryKind),
    // Energy and CO2
    Account(crate::simulation::emissions::Account),
    PerTonne(crate::simulation::emissions::Account),
    ElectricityIntensity,
    HeatIntensity,
    FuelIntensity,
    WrittenLevel,
    Improvement,
    YearlyFall,
    CohortLevel,
    Kappa,
    LimitFactor,
    HeldAtFloor,
    FuelUse,
    FuelCo2,
    FuelEnergy,
    FuelMass,
    CaptureElectricity,
    CaptureHeat,
    BoughtElectricity,
    BeforeCalibration,
    CalibrationExcess,
    UpstreamOf,
    RoutePart,
    RouteWeight,
    OnBoundary,
    RecoveredEnergy,
    Named,
    Owed,
    OwedPart,
    TakenBy,
    // Scrap and streams
    ScrapSupply,
    Outflow,
    CohortOutflow,
    CohortInUse,
    LeavingShare,
    StillInUse,
    InUse,
    Collected,
    NewScrap,
    OutputBefore,
    ScrapLeft,
    ScrapUsed,
    StreamGenerated,
    Metal(crate::model::series::MetalPart),
    MetalPerTonne,
    MetalSold,
    MetalBought,
    StreamPerTonne,
    UsedNew,
    UsedOld,
    UsableNew,
    SinkLeft,
    Disposed,
    Heaped,
    Stockpile,
    StockBefore,
    // Money
    Value,
    OwnUse,
    Cost(crate::simulation::cost::CostPart),
    LevelisedCost(crate::simulation::cost::CostPart),
    Relined,
    Payment,
    RecoveryFactor,
    RelinesAhead,
    Invested,
    ElectricityPrice,
    ElectricityAdder,
    FreeAllocation,
    BeyondAllocation,
    LeastCost,
    NeededPerTonne,
    TakenByNew,
    DemandFactor,
    CostRatio,
    CostChange,
    PassedThrough,
    SeenByBuyers,
    RouteShare,
    RouteWeightByCost,
}
