//! Commodities, carriers, scrap, processes and routes.

use super::base::*;
use super::cost::ProcessCost;

/// How a commodity gets to its users.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Trade {
    /// Cannot travel: what the region makes binds all its users jointly.
    Local,
    /// What the region does not make is bought, with a memo of its upstream CO2; a surplus is sold.
    Traded,
}

/// What residual trade does after the last observed year.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ResidualTrade {
    /// Held as a share of the output of the commodity.
    HeldShare,
    /// Zero.
    Zero,
}

/// Anything with a balance.
#[derive(Clone, Debug)]
pub struct Commodity {
    /// Name in addresses.
    pub id: String,
    /// Name for people.
    pub title: Text,
    /// Whether it can travel.
    pub trade: Trade,
    /// What becomes of the gap between observed output and observed use.
    pub residual_trade: ResidualTrade,
    /// The ledger its capacity belongs to, if any.
    pub group: Option<GroupId>,
    /// Upstream CO2 of bought-in material, t CO2/t: a memo, never in scopes 1 and 2.
    pub upstream_factor: LeafId,
    /// Price, CNY/t; without one it has no output value.
    pub price: Option<LeafId>,
    /// Value added by its makers as a share of the value of all their output, where it is known.
    pub value_added_rate: Option<LeafId>,
}

/// A declared sum of commodities for reporting and targets.
#[derive(Clone, Debug)]
pub struct Aggregate {
    /// Name in addresses.
    pub id: String,
    /// Name for people.
    pub title: Text,
    /// What is added.
    pub parts: Vec<CommodityId>,
}

/// What kind of carrier.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CarrierKind {
    /// Burnt, or charged as a reductant that counts as energy.
    Fuel,
    /// Carbon-bearing input that statistics leave out of energy.
    Feedstock,
    /// Electricity: exactly one carrier is of this kind.
    Electricity,
    /// Purchased steam or heat: at most one carrier is of this kind.
    Heat,
}

/// An energy carrier.
#[derive(Clone, Debug)]
pub struct Carrier {
    /// Name in addresses.
    pub id: String,
    /// Name for people.
    pub title: Text,
    /// Fuel, feedstock, electricity or heat.
    pub kind: CarrierKind,
    /// Carbon carried in, t CO2/GJ. Zero and unused for electricity, whose factor is the region's.
    pub emission_factor: LeafId,
    /// Heat value, GJ/t (for coal in tonnes); absent where nobody asks for tonnes.
    pub net_calorific_value: Option<LeafId>,
    /// What it counts for as energy: GJ per GJ (1 for a fuel, 0 for a feedstock), GJ per MWh for
    /// electricity (0.1229 kgce/kWh, the equivalent value 当量).
    pub energy_value: LeafId,
    /// Heat of the fuel made from it on site per heat of it (own coke per coking coal): what it
    /// counts for on a boundary that leaves the conversion out.
    pub conversion_yield: LeafId,
    /// Whether it is counted in coal use.
    pub coal: bool,
    /// Price by region, CNY/GJ (electricity CNY/MWh).
    pub price: Vec<(RegionId, LeafId)>,
}

/// A kind of scrap.
#[derive(Clone, Debug)]
pub struct Scrap {
    /// Name in addresses.
    pub id: String,
    /// Name for people.
    pub title: Text,
    /// Carbon it brings in, t CO2/t.
    pub carbon: LeafId,
    /// Commodities in the order in which they are served.
    pub serves: Vec<CommodityId>,
    /// Supply by region, t/a; without one scrap is unlimited and every charge is the reference.
    pub supply: Vec<(RegionId, LeafId)>,
    /// Supply from what is in use, by region, instead of a path.
    pub in_use: Vec<(RegionId, InUseStock)>,
    /// Price by region, CNY/t.
    pub price: Vec<(RegionId, LeafId)>,
}

/// Supply of scrap from cohorts of products in use (MODEL section 7).
#[derive(Clone, Debug)]
pub struct InUseStock {
    /// What goes into use, t/a, from the year after the base year.
    pub inflow: LeafId,
    /// Mean life in use, a.
    pub mean_life: LeafId,
    /// Shape k of a Weibull life; `None`: every product lives its mean life.
    pub shape: Option<LeafId>,
    /// Age and amount, t, of what is in use at the close of the base year.
    pub opening: Vec<(usize, LeafId)>,
    /// Share of what goes out of use that is collected.
    pub recovery: LeafId,
    /// Scrap bought less sold, t/a.
    pub net_trade: LeafId,
    /// New scrap per t of the output of the year before of what this scrap serves.
    pub new_scrap: LeafId,
}

/// How much scrap a process charges.
#[derive(Clone, Debug)]
pub struct ScrapCharge {
    /// The kind.
    pub scrap: ScrapId,
    /// Reference charge r, t/t.
    pub reference: LeafId,
    /// Least and greatest charge and what is displaced; without them the charge is fixed.
    pub variable: Option<VariableCharge>,
}

/// A charge that may move, one for one in metal content with a displaced input.
#[derive(Clone, Debug)]
pub struct VariableCharge {
    /// Least charge, t/t.
    pub least: LeafId,
    /// Greatest charge, t/t.
    pub greatest: LeafId,
    /// The input that gives way.
    pub displaces: CommodityId,
    /// t of the displaced input per t of scrap: the ratio of their metal contents.
    pub per_scrap: LeafId,
}

/// Capture of CO2 at a process.
#[derive(Clone, Debug)]
pub struct Capture {
    /// Share of gross CO2 captured.
    pub rate: LeafId,
    /// MWh per t captured, purchased or captive.
    pub electricity: LeafId,
    /// GJ of purchased heat per t captured.
    pub heat: LeafId,
}

/// A named coefficient of a process, such as the CO2 of one flux.
#[derive(Clone, Debug)]
pub struct NamedCoefficient {
    /// Name in addresses.
    pub id: String,
    /// The coefficient per t of output.
    pub leaf: LeafId,
}

/// Content of a chemical element in what a process takes, makes or leaves, for the metal balance.
#[derive(Clone, Debug)]
pub struct Content {
    /// Which element.
    pub element: ElementId,
    /// What carries it.
    pub carrier: ContentOf,
    /// t/t.
    pub leaf: LeafId,
}

/// What carries an element.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ContentOf {
    /// A commodity (input or output).
    Commodity(CommodityId),
    /// A kind of scrap.
    Scrap(ScrapId),
    /// A stream: slag, residue, dust.
    Stream(StreamId),
}

/// Leaves of a process that a region may override.
#[derive(Clone, Debug)]
pub struct RegionalProcess {
    /// Greatest use of capacity over a year, `umax`.
    pub utilisation_max: LeafId,
    /// Share of electricity made on site from by-product gas or waste heat.
    pub own_electricity: LeafId,
    /// Share ω of the remaining electricity that comes from captive plants.
    pub captive_share: LeafId,
}

/// A step that turns inputs into one output commodity. All coefficients are per t of output.
#[derive(Clone, Debug)]
pub struct Process {
    /// Name in addresses.
    pub id: String,
    /// Name for people.
    pub title: Text,
    /// The one commodity it makes.
    pub output: CommodityId,
    /// Groups it belongs to.
    pub tags: Vec<TagId>,
    /// Other commodities it takes, t/t at the reference charge.
    pub inputs: Vec<(CommodityId, LeafId)>,
    /// Scrap it charges.
    pub scraps: Vec<ScrapCharge>,
    /// Carriers other than electricity and heat, GJ/t.
    pub fuels: Vec<ProcessFuel>,
    /// Gross electricity use before capture, MWh/t.
    pub electricity: ProcessEnergy,
    /// Purchased heat before capture, GJ/t.
    pub heat: ProcessEnergy,
    /// One factor on all carriers at once (co-products and substitutes must not be drawn apart).
    pub energy_factor: LeafId,
    /// Yearly relative fall of every carrier, 1/a.
    pub improvement: LeafId,
    /// Intensity of a vintage relative to the fleet mean of its year; `None`: 1.
    pub new_vintage: Option<LeafId>,
    /// Efficiency classes, best first; empty: the capacity is not told apart.
    pub classes: Vec<EfficiencyClass>,
    /// Carriers that the class of capacity moves; empty: all of them.
    pub class_carriers: Vec<CarrierId>,
    /// Position of the class that new-built capacity enters in.
    pub new_build_class: usize,
    /// CO2 that no carrier brings: carbonates, electrodes, alloys, t CO2/t.
    pub process_co2: Vec<NamedCoefficient>,
    /// Carbon that leaves in products and exported by-products, t CO2/t.
    pub carbon_out: Vec<NamedCoefficient>,
    /// Heat value of exported by-products, GJ/t: deducted only where a boundary says so.
    pub recovered: Vec<NamedCoefficient>,
    /// Streams, t/t (water m³/t).
    pub streams: Vec<(StreamId, LeafId)>,
    /// CO2 capture, if fitted.
    pub capture: Option<Capture>,
    /// Fuel of captive power plants, if any.
    pub captive_fuel: Option<CarrierId>,
    /// Heat rate of captive plants, GJ/MWh.
    pub captive_heat_rate: LeafId,
    /// Per region, in the order of [`super::Scenario::regions`].
    pub regional: Vec<RegionalProcess>,
    /// Economic life, a.
    pub life: LeafId,
    /// Campaign between relines, a; also what an over-age unit runs on when it cannot be rebuilt.
    pub campaign: LeafId,
    /// Whether a reline happens at the end of each campaign during the economic life.
    pub relined: bool,
    /// Declared size of rebuilt units, for restriction rules.
    pub new_build_size: Option<Size>,
    /// Metal contents for the balance.
    pub contents: Vec<Content>,
    /// What its capacity and output cost, where it is known.
    pub cost: Option<ProcessCost>,
}

/// An amount per t of output, and what of an element is in a t of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Holding {
    /// What holds the element.
    pub carrier: ContentOf,
    /// t of it per t of output, at the reference charge.
    pub amount: LeafId,
    /// t of the element per t of it.
    pub content: LeafId,
}

impl Process {
    /// The declared content of an element in something.
    pub fn content(&self, element: ElementId, carrier: ContentOf) -> Option<LeafId> {
        let found = self.contents.iter().find(|c| c.element == element && c.carrier == carrier)?;
        Some(found.leaf)
    }

    /// What it is charged with that holds an element: inputs, then scrap.
    pub fn charged(&self, element: ElementId) -> impl Iterator<Item = Holding> {
        let inputs = self.inputs.iter().map(|&(commodity, leaf)| (ContentOf::Commodity(commodity), leaf));
        let scraps = self.scraps.iter().map(|charge| (ContentOf::Scrap(charge.scrap), charge.reference));
        self.holdings(element, inputs.chain(scraps))
    }

    /// What leaves it besides its product and holds an element.
    pub fn residues(&self, element: ElementId) -> impl Iterator<Item = Holding> {
        self.holdings(element, self.streams.iter().map(|&(stream, leaf)| (ContentOf::Stream(stream), leaf)))
    }

    fn holdings(
        &self,
        element: ElementId,
        amounts: impl Iterator<Item = (ContentOf, LeafId)>,
    ) -> impl Iterator<Item = Holding> {
        amounts.filter_map(move |(carrier, amount)| {
            Some(Holding { carrier, amount, content: self.content(element, carrier)? })
        })
    }

    /// The content of its product, where its balance of an element is kept: where both the product and
    /// something charged declare the element.
    pub fn balances(&self, element: ElementId) -> Option<LeafId> {
        let product = self.content(element, ContentOf::Commodity(self.output))?;
        self.charged(element).next().map(|_| product)
    }
}

/// A class of capacity by how much it takes per t of output (能效标杆与基准水平).
#[derive(Clone, Debug)]
pub struct EfficiencyClass {
    /// Name in addresses.
    pub id: String,
    /// Name for people.
    pub title: Text,
    /// What capacity of this class takes per t: only the ratios between classes count, because the mean
    /// of the base fleet is the intensity of the process.
    pub intensity: LeafId,
    /// Share of the capacity of units of unknown class that is taken to be in this one.
    pub unclassified: LeafId,
    /// What bringing capacity to this class costs, CNY per t/a, where it is known.
    pub retrofit: Option<LeafId>,
}

/// One carrier of a process.
#[derive(Clone, Debug)]
pub struct ProcessFuel {
    /// The carrier.
    pub carrier: CarrierId,
    /// Use in the base year and its least possible value.
    pub energy: ProcessEnergy,
}

/// Use in the base year, and the floor under its improvement.
#[derive(Clone, Copy, Debug)]
pub struct ProcessEnergy {
    /// Per t of output in the base year.
    pub intensity: LeafId,
    /// What improvement cannot pass.
    pub floor: LeafId,
}

/// How the size of a unit is measured.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SizeMeasure {
    /// Effective volume, m³.
    Volume,
    /// Nominal heat or charge, t.
    Mass,
    /// Transformer rating, MVA.
    Power,
    /// Current of an electrolysis cell, kA.
    Current,
}

/// The size of a furnace, not to be confused with its yearly capacity.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Size {
    /// In m³, t, MVA or kA.
    pub value: f64,
    /// Which of them.
    pub measure: SizeMeasure,
}

/// A named chain of processes, final process first; every later one makes an input of an earlier one.
#[derive(Clone, Debug)]
pub struct Route {
    /// Name in addresses.
    pub id: String,
    /// Name for people.
    pub title: Text,
    /// Final process first.
    pub chain: Vec<ProcessId>,
}
