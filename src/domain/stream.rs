//! Streams: solid waste with its stockpile, air pollutants, water (MODEL section 9).

use super::base::*;

/// What kind of stream.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum StreamKind {
    /// Solid waste, t per t of output; has use, disposal and a stockpile.
    Solid,
    /// Air pollutant, t per t of output.
    Air,
    /// Water, m³ per t of output.
    Water,
}

/// What leaves a process besides its product.
#[derive(Clone, Debug)]
pub struct Stream {
    /// Name in addresses.
    pub id: String,
    /// Name for people.
    pub title: Text,
    /// Solid, air or water.
    pub kind: StreamKind,
    /// Per region, in the order of [`super::Scenario::regions`]; for solid streams only.
    pub regional: Vec<RegionalStream>,
}

/// What a region does with a solid stream.
#[derive(Clone, Copy, Debug)]
pub struct RegionalStream {
    /// Stockpile at the close of the base year, t.
    pub stock: LeafId,
    /// Utilisation η of new waste, a share, before sinks bound it.
    pub utilisation: LeafId,
    /// Planned use L of old stock, t/a.
    pub old_use: LeafId,
    /// Residues treated elsewhere, t/a.
    pub disposal: LeafId,
}

/// What absorbs waste (cement, road base, wall materials), shared by streams.
#[derive(Clone, Debug)]
pub struct Sink {
    /// Name in addresses.
    pub id: String,
    /// Name for people.
    pub title: Text,
    /// Capacity by region, t/a; a region without one has no bound.
    pub capacity: Vec<(RegionId, LeafId)>,
    /// Streams in the order in which they are served.
    pub serves: Vec<StreamId>,
}

/// A declared sum of solid streams, for rates and targets.
#[derive(Clone, Debug)]
pub struct StreamSum {
    /// Name in addresses.
    pub id: String,
    /// Name for people.
    pub title: Text,
    /// What is added.
    pub parts: Vec<StreamId>,
}

/// Where a bound on waste holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum WastePlace {
    /// A region.
    Region(RegionId),
    /// One cluster of it.
    Cluster(ClusterId),
}

/// Output bound by waste (以渣定产): the stockpile may grow by so much a year and no more.
#[derive(Clone, Debug)]
pub struct WasteBound {
    /// Name in addresses.
    pub id: String,
    /// Which stream.
    pub stream: StreamId,
    /// Where.
    pub place: WastePlace,
    /// Allowed growth A of the stockpile, t/a.
    pub growth: LeafId,
    /// Whether planned use of old stock makes room.
    pub counts_old_use: bool,
    /// From which year on.
    pub from: Year,
}
