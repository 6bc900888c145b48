//! What a reported series is: IAMC name, place, dimension, and where its values come from.

use crate::domain::*;
use crate::simulation::cost::CostPart;
use crate::simulation::emissions::Account;
use crate::simulation::fleet::Account as LedgerAccount;
use crate::units::Dimension;

/// What a series measures; with the titles of what it is of, this makes its name in any language.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[expect(missing_docs, reason = "the names say it; report::text has the words in both languages")]
pub enum Measure {
    Production,
    Demand,
    UnmetDemand,
    Consumption,
    NetExport,
    Capacity,
    Utilisation,
    Share,
    CapacityShare,
    ClassShare,
    ClassShareOrBetter,
    Retrofit,
    ShareMissed,
    Use,
    Import,
    ResidualTrade,
    ScrapSupply,
    ScrapUse,
    ScrapExport,
    ScrapRatio,
    InUseStock,
    Energy,
    EnergyTotal,
    EnergyTotalHeatRate,
    ElectricityGross,
    ElectricityOwn,
    ElectricityCaptive,
    ElectricityPurchased,
    CoalMass,
    CoalEnergy,
    Co2,
    Co2Cumulative,
    Scope1,
    Scope2Location,
    Scope2Market,
    ProcessCo2,
    Captured,
    CalibrationCo2,
    Upstream,
    IntensityCo2,
    IntensityEnergy,
    IntensityElectricity,
    Driver,
    OutputValue,
    NetOutputValue,
    ValueAdded,
    Co2PerValue,
    EnergyPerValue,
    Cost,
    CostOf(CostPart),
    UnitCost,
    LevelisedCost,
    LevelisedCostOf(CostPart),
    ElectricityPrice,
    ElectricityAdder,
    FreeAllocation,
    RouteShare,
    DemandResponse,
    Sum,
    Ratio,
    StreamGenerated,
    StreamUsed,
    StreamUsedFromStock,
    StreamDisposed,
    Stockpile,
    UtilisationRate,
    IntensityStream,
    MetalCharged,
    MetalInScrap,
    MetalInProduct,
    MetalInResidues,
    MetalLosses,
    MetalRecovery,
    CreditsOpening,
    CreditsEarned,
    CreditsBought,
    CreditsSpent,
    CreditsSold,
    CreditsLapsed,
    CreditsClosing,
}

/// The word of a part of costs.
fn part_name(part: CostPart) -> &'static str {
    match part {
        CostPart::Capital => "Capital",
        CostPart::Fixed => "Fixed",
        CostPart::Variable => "Variable",
        CostPart::Inputs => "Inputs",
        CostPart::Scrap => "Scrap",
        CostPart::Fuel => "Fuel",
        CostPart::Electricity => "Electricity",
        CostPart::Carbon => "Carbon",
    }
}

/// Head of the names of series of elements.
const METAL: &str = "Metal";

impl Measure {
    /// The IAMC name with the English titles of what it is of.
    pub(super) fn name(self, of: &[&str]) -> String {
        let (head, tail) = match self {
            Measure::Production => ("Production", ""),
            Measure::Demand => ("Demand", ""),
            Measure::UnmetDemand => ("Unmet Demand", ""),
            Measure::Consumption => ("Consumption", ""),
            Measure::NetExport => ("Net Export", ""),
            Measure::Capacity => ("Capacity", ""),
            Measure::Utilisation => ("Utilisation", ""),
            Measure::Share => ("Share", ""),
            Measure::CapacityShare => ("Capacity Share", ""),
            Measure::ClassShare => ("Class Share", ""),
            Measure::ClassShareOrBetter => ("Class Share", "Or Better"),
            Measure::Retrofit => ("Retrofit", ""),
            Measure::ShareMissed => ("Share Missed", ""),
            Measure::Use => ("Use", ""),
            Measure::Import => ("Import", ""),
            Measure::ResidualTrade => ("Residual Trade", ""),
            Measure::ScrapSupply => ("Scrap|Supply", ""),
            Measure::ScrapUse => ("Scrap|Use", ""),
            Measure::ScrapExport => ("Scrap|Export", ""),
            Measure::ScrapRatio => ("Scrap Ratio", ""),
            Measure::InUseStock => ("In-Use Stock", ""),
            Measure::Energy => ("Energy", ""),
            Measure::EnergyTotal => ("Energy|Total", ""),
            Measure::EnergyTotalHeatRate => ("Energy|Total|Heat Rate", ""),
            Measure::ElectricityGross => ("Electricity|Gross", ""),
            Measure::ElectricityOwn => ("Electricity|Own", ""),
            Measure::ElectricityCaptive => ("Electricity|Captive", ""),
            Measure::ElectricityPurchased => ("Electricity|Purchased", ""),
            Measure::CoalMass => ("Coal|Mass", ""),
            Measure::CoalEnergy => ("Coal|Energy", ""),
            Measure::Co2 => ("Emissions|CO2", ""),
            Measure::Co2Cumulative => ("Emissions|CO2|Cumulative", ""),
            Measure::Scope1 => ("Emissions|CO2|Scope 1", ""),
            Measure::Scope2Location => ("Emissions|CO2|Scope 2 Location", ""),
            Measure::Scope2Market => ("Emissions|CO2|Scope 2 Market", ""),
            Measure::ProcessCo2 => ("Emissions|CO2|Non-Energy", ""),
            Measure::Captured => ("Carbon Capture", ""),
            Measure::CalibrationCo2 => ("Emissions|CO2|Calibration", ""),
            Measure::Upstream => ("Memo|CO2|Upstream", ""),
            Measure::IntensityCo2 => ("Intensity|CO2", ""),
            Measure::IntensityEnergy => ("Intensity|Energy", ""),
            Measure::IntensityElectricity => ("Intensity|Electricity", ""),
            Measure::Driver => ("Driver", ""),
            Measure::OutputValue => ("Output Value", ""),
            Measure::NetOutputValue => ("Output Value|Net", ""),
            Measure::ValueAdded => ("Value Added", ""),
            Measure::Co2PerValue => ("Intensity|CO2|Output Value", ""),
            Measure::EnergyPerValue => ("Intensity|Energy|Output Value", ""),
            Measure::Cost => ("Cost", ""),
            Measure::CostOf(part) => ("Cost", part_name(part)),
            Measure::UnitCost => ("Unit Cost", ""),
            Measure::LevelisedCost => ("Levelised Cost", ""),
            Measure::LevelisedCostOf(part) => ("Levelised Cost", part_name(part)),
            Measure::ElectricityPrice => ("Price|Electricity", ""),
            Measure::ElectricityAdder => ("Price|Electricity", "Tier Adder"),
            Measure::FreeAllocation => ("Emissions|CO2|Free Allocation", ""),
            Measure::RouteShare => ("Route Share", ""),
            Measure::DemandResponse => ("Demand Response", ""),
            Measure::Sum => ("Sum", ""),
            Measure::Ratio => ("Ratio", ""),
            Measure::StreamGenerated => ("Stream", ""),
            Measure::StreamUsed => ("Stream", "Used"),
            Measure::StreamUsedFromStock => ("Stream", "Used From Stock"),
            Measure::StreamDisposed => ("Stream", "Disposed"),
            Measure::Stockpile => ("Stockpile", ""),
            Measure::UtilisationRate => ("Utilisation Rate", ""),
            Measure::IntensityStream => ("Intensity", ""),
            Measure::MetalCharged => (METAL, "Charged"),
            Measure::MetalInScrap => (METAL, "In Scrap"),
            Measure::MetalInProduct => (METAL, "In Product"),
            Measure::MetalInResidues => (METAL, "In Residues"),
            Measure::MetalLosses => (METAL, "Losses"),
            Measure::MetalRecovery => (METAL, "Recovery"),
            Measure::CreditsOpening => ("Credits", "Opening"),
            Measure::CreditsEarned => ("Credits", "Earned"),
            Measure::CreditsBought => ("Credits", "Bought"),
            Measure::CreditsSpent => ("Credits", "Spent"),
            Measure::CreditsSold => ("Credits", "Sold"),
            Measure::CreditsLapsed => ("Credits", "Lapsed"),
            Measure::CreditsClosing => ("Credits", "Closing"),
        };
        let mut parts = vec![head];
        parts.extend(of);
        if !tail.is_empty() {
            // Of an element comes first what of it, then where.
            let at = if head == METAL { 2 } else { parts.len() };
            parts.insert(at.min(parts.len()), tail);
        }
        parts.join("|")
    }
}

impl Series {
    /// Whether this is what a pin of the history pins.
    pub fn is_pinned_by(&self, scenario: &Scenario, pin: &Pin) -> bool {
        let titles: Vec<&Text> = match pin.what {
            Pinned::ProcessOutput(p) => {
                let process = &scenario.processes[p.0];
                vec![&scenario.commodities[process.output.0].title, &process.title]
            }
            Pinned::CommodityOutput(c) => vec![&scenario.commodities[c.0].title],
            Pinned::AggregateOutput(a) => vec![&scenario.aggregates[a.0].title],
            Pinned::CarrierUse(k) => vec![&scenario.carriers[k.0].title],
            Pinned::Energy | Pinned::Co2 => Vec::new(),
        };
        let measure = match pin.what {
            Pinned::CarrierUse(_) => Measure::Energy,
            Pinned::Energy => Measure::EnergyTotal,
            Pinned::Co2 => Measure::Scope1,
            _ => Measure::Production,
        };
        let place = Place::Region(pin.region);
        self.measure == measure && self.place == place && self.of.iter().eq(titles)
    }
}

/// A quantity that a run has at hand in every year.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Quantity {
    /// Output of an activity, t.
    Output(usize),
    /// Output of a slot, t.
    SlotOutput(usize),
    /// Called for in a market, t.
    Demand(usize),
    /// Called for and not made, t.
    Unmet(usize),
    /// Use in the region, t.
    Used(usize),
    /// Bought less sold, t.
    Import(usize),
    /// Output less use of a local commodity, t.
    Residual(usize),
    /// Nameplate capacity of a slot, t/a.
    Capacity(usize),
    /// Nameplate capacity of a slot in an efficiency class, t/a.
    ClassCapacity(usize, usize),
    /// Capacity of a slot retrofitted to an efficiency class in the year, t/a.
    Retrofitted(usize, usize),
    /// Potential of an activity, t.
    Potential(usize),
    /// Account of an activity.
    Account(usize, Account),
    /// Part of an account of an activity that falls on a slot.
    SlotAccount(usize, Account),
    /// Use of a fuel, by fuel position, GJ.
    Fuel(usize),
    /// Scrap supply of a pool, t.
    ScrapSupply(usize),
    /// In use at the close of the year, by pool, t.
    InUse(usize),
    /// Scrap of a pool that is left, t.
    ScrapLeft(usize),
    /// Scrap used through a charge of an activity, t.
    ScrapUse(usize, usize),
    /// Ledger account, t/a.
    Ledger(usize, LedgerAccount),
    /// A leaf as it stands.
    Leaf(LeafId),
    /// Use of an input by a slot, by position of the input in its activity, t.
    SlotUse(usize, usize),
    /// Consumption that the demand of a market is built up from, t.
    Consumption(usize),
    /// What goods are worth, CNY.
    Value(Valued),
    /// An intensity along a route, by position.
    Route(usize),
    /// What an aggregate owes its CO2 or energy to, by position among the sums.
    Owed(usize, Owed),
    /// A flow of a stream, by position.
    Flow(usize, FlowPart),
    /// A stream along a route, by position.
    RouteStream(usize),
    /// How far a group fell short of its declared share: market, group.
    ShareMissed(usize, usize),
    /// Cost of an activity by part, CNY.
    Cost(usize, CostPart),
    /// Levelised cost of what an activity would build in the year by part, CNY/t.
    Levelised(usize, CostPart),
    /// What tiers add to the price of electricity of an activity, CNY/MWh.
    ElectricityAdder(usize),
    /// Allowances that an activity gets free, t CO2.
    FreeAllocation(usize),
    /// What demand of a market is multiplied by.
    Response(usize),
    /// The part of what retires in a slot that is rebuilt on a route, by position of the route.
    RouteShare(usize, usize),
    /// A part of the balance of an element at an activity, by position of the balance, t.
    Metal(usize, MetalPart),
    /// An element in a commodity of a region, by position of the trade, t: made and not taken there (`true`), or taken
    /// and not made there.
    MetalTrade(usize, bool),
}

/// Part of the balance of an element at an activity.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum MetalPart {
    /// All that is charged.
    Charged,
    /// Charged in ores and what else nobody in the region makes under a balance.
    Outside,
    /// Charged in scrap.
    Scrap,
    /// In the product.
    Product,
    /// In a stream, by its position in the activity.
    Residue(usize),
    /// What is charged and declared nowhere.
    Losses,
}

/// Goods at their price.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Valued {
    /// The goods.
    pub goods: Goods,
    /// CNY/t.
    pub price: LeafId,
    /// The part of it that is asked for, such as value added; `None`: all.
    pub rate: Option<LeafId>,
}

/// Goods that have a price.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Goods {
    /// Output of an activity.
    Output(usize),
    /// Output of a slot.
    SlotOutput(usize),
    /// What a market's region uses of its own output.
    OwnUse(usize),
}

/// What is owed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Owed {
    /// CO2, scopes 1 and 2 location-based, t.
    Co2,
    /// Energy, equivalent value, GJ.
    Energy,
}

/// Part of a flow of a stream.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FlowPart {
    /// What arose.
    Generated,
    /// Use of what arose.
    UsedNew,
    /// Use of old stock.
    UsedOld,
    /// Treated elsewhere.
    Disposed,
    /// Stockpile at the close of the year.
    Stock,
}

/// Where the values of a series come from: Σ terms, over Σ terms where there are any, added up over
/// the years if cumulative.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Tap {
    /// Signed terms.
    pub terms: Vec<(f64, Quantity)>,
    /// Denominator; empty: 1.
    pub over: Vec<(f64, Quantity)>,
    /// Whether years add up.
    pub cumulative: bool,
}

/// One reported series.
#[derive(Clone, Debug)]
pub struct Series {
    /// IAMC name.
    pub name: String,
    /// Where.
    pub place: Place,
    /// Its dimension; values are in the canonical unit.
    pub dimension: Dimension,
    /// What it measures.
    pub measure: Measure,
    /// Titles of what it is of.
    pub of: Vec<Text>,
    /// Where its values come from.
    pub tap: Tap,
    /// Whether an ensemble keeps it unless told otherwise.
    pub headline: bool,
}

impl Series {
    /// `name@place`, as in `scenario.ensemble-series`.
    pub fn key(&self, scenario: &Scenario) -> String {
        format!("{}@{}", self.name, place_id(scenario, self.place))
    }
}

/// Id of a place.
pub fn place_id(scenario: &Scenario, place: Place) -> &str {
    match place {
        Place::All => "all",
        Place::Region(r) => &scenario.regions[r.0].id,
        Place::Cluster(c) => &scenario.clusters[c.0].id,
    }
}
