//! Who makes what from what, where: slots, activities, markets, scrap pools, in computing order.

use crate::domain::*;
use std::ops::Range;

/// One process in one cluster: what holds capacity.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Slot {
    /// The process.
    pub process: ProcessId,
    /// The cluster.
    pub cluster: ClusterId,
    /// The activity it is part of.
    pub activity: usize,
}

/// Where an input comes from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum InputSource {
    /// Made in the region too.
    Market(usize),
    /// Only bought.
    Bought(CommodityId),
}

/// An input commodity of an activity.
#[derive(Clone, Copy, Debug)]
pub struct Input {
    /// Where it comes from.
    pub source: InputSource,
    /// Reference charge, t/t.
    pub charge: LeafId,
    /// Memo of upstream CO2, t/t.
    pub upstream: LeafId,
}

/// The scrap charge of an activity.
#[derive(Clone, Copy, Debug)]
pub struct Charge {
    /// Which pool.
    pub pool: usize,
    /// Reference charge, t/t.
    pub reference: LeafId,
    /// Carbon of this scrap, t CO2/t.
    pub carbon: LeafId,
    /// Whether and how it moves.
    pub variable: Option<VariableInput>,
}

/// A charge that displaces an input.
#[derive(Clone, Copy, Debug)]
pub struct VariableInput {
    /// Least charge.
    pub least: LeafId,
    /// Greatest charge.
    pub greatest: LeafId,
    /// Index of the displaced input among the activity's inputs.
    pub input: usize,
    /// t of it per t of scrap.
    pub per_scrap: LeafId,
}

/// A carrier of an activity.
#[derive(Clone, Copy, Debug)]
pub struct Fuel {
    /// The carrier.
    pub carrier: CarrierId,
    /// Per t in the base year, and its floor.
    pub energy: ProcessEnergy,
}

/// A stream of an activity.
#[derive(Clone, Debug)]
pub struct Arising {
    /// Which stream.
    pub stream: StreamId,
    /// t/t (water m³/t).
    pub rate: LeafId,
    /// Shares abated.
    pub abatement: Vec<LeafId>,
}

/// A bound of output by waste, compiled.
#[derive(Clone, Debug)]
pub struct CompiledWasteBound {
    /// Its position in the scenario.
    pub bound: usize,
    /// The stream.
    pub stream: StreamId,
    /// The region whose stockpile it is.
    pub region: RegionId,
    /// Allowed growth, t/a.
    pub growth: LeafId,
    /// Whether planned use of old stock makes room.
    pub counts_old_use: bool,
    /// First year, counted from the base year.
    pub from: usize,
    /// Slots that give rise to the stream: slot, activity, position of the stream in the activity.
    pub slots: Vec<(usize, usize, usize)>,
}

/// One process in one region: what is dispatched.
#[derive(Clone, Debug)]
pub struct Activity {
    /// The process.
    pub process: ProcessId,
    /// The region.
    pub region: RegionId,
    /// The market it sells to.
    pub market: usize,
    /// Its slots, one a cluster.
    pub slots: Range<usize>,
    /// What it takes; positions in the workspace start at `first_input`.
    pub inputs: Vec<Input>,
    /// Position of its first input in the workspace.
    pub first_input: usize,
    /// What scrap it charges.
    pub charges: Vec<Charge>,
    /// Position of its first charge in the workspace.
    pub first_charge: usize,
    /// Carriers but electricity and heat.
    pub fuels: Vec<Fuel>,
    /// Position of its first fuel in the workspace.
    pub first_fuel: usize,
    /// What leaves it besides its product.
    pub streams: Vec<Arising>,
    /// Greatest use of capacity.
    pub utilisation_max: LeafId,
    /// Ceilings on use of capacity (staggered production).
    pub utilisation_ceilings: Vec<LeafId>,
    /// Shares of potential that have power.
    pub power_availability: Vec<LeafId>,
    /// Own electricity share.
    pub own_electricity: LeafId,
    /// Captive share of the rest.
    pub captive_share: LeafId,
}

/// A group with a declared share of a market's output.
#[derive(Clone, Debug)]
pub struct ShareGroup {
    /// The path.
    pub share: LeafId,
    /// Which lever it is.
    pub lever: usize,
    /// Member activities.
    pub members: Vec<usize>,
}

/// One commodity in one region.
#[derive(Clone, Debug)]
pub struct Market {
    /// The commodity.
    pub commodity: CommodityId,
    /// The region.
    pub region: RegionId,
    /// Who makes it.
    pub activities: Vec<usize>,
    /// Output called for.
    pub demand: Option<Demand>,
    /// On top of downstream use.
    pub export: Option<LeafId>,
    /// Whether it can travel.
    pub trade: Trade,
    /// Greatest output.
    pub output_caps: Vec<LeafId>,
    /// Declared shares, in file order.
    pub groups: Vec<ShareGroup>,
    /// Activities that take it, with the position of the input among theirs.
    pub users: Vec<(usize, usize)>,
    /// Memo of upstream CO2 of what is bought.
    pub upstream: LeafId,
}

/// A declared sum in one region.
#[derive(Clone, Debug)]
pub struct RegionalSum {
    /// The aggregate.
    pub aggregate: AggregateId,
    /// The region.
    pub region: RegionId,
    /// Who makes its parts.
    pub makers: Vec<usize>,
}

/// One kind of scrap in one region.
#[derive(Clone, Debug)]
pub struct ScrapPool {
    /// The kind.
    pub scrap: ScrapId,
    /// The region.
    pub region: RegionId,
    /// Supply, if limited by a path.
    pub supply: Option<LeafId>,
    /// Supply, if limited by what is in use.
    pub in_use: Option<InUseStock>,
    /// Lever that raises variable charges.
    pub raise: Option<LeafId>,
    /// Markets in the order of service.
    pub markets: Vec<usize>,
}

impl ScrapPool {
    /// Whether there is only so much scrap.
    pub fn is_limited(&self) -> bool {
        self.supply.is_some() || self.in_use.is_some()
    }
}

/// The whole web.
#[derive(Clone, Debug)]
pub struct Topology {
    /// Slots, grouped by activity.
    pub slots: Vec<Slot>,
    /// Activities, by region then process.
    pub activities: Vec<Activity>,
    /// Where the activities of each region stand among them.
    pub of_region: Vec<Range<usize>>,
    /// Markets, by region, downstream first.
    pub markets: Vec<Market>,
    /// Scrap pools.
    pub pools: Vec<ScrapPool>,
    /// Bounds of output by waste.
    pub waste_bounds: Vec<CompiledWasteBound>,
    /// Declared sums that somebody makes, by region.
    pub sums: Vec<RegionalSum>,
    /// Sum of the numbers of inputs.
    pub inputs: usize,
    /// Sum of the numbers of charges.
    pub charges: usize,
    /// Sum of the numbers of fuels.
    pub fuels: usize,
    /// The one carrier that is electricity.
    pub electricity: CarrierId,
    /// The one that is heat, if any.
    pub heat: Option<CarrierId>,
}
