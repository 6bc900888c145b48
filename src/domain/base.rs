//! Identities, bilingual names, the time axis, places and sources.

use std::fmt;

/// Declares index types: the position of an entity in its list inside a [`super::Scenario`].
macro_rules! index {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub struct $name(pub usize);
    )*};
}

index! {
    /// Position in [`super::Scenario::regions`].
    RegionId;
    /// Position in [`super::Scenario::clusters`].
    ClusterId;
    /// Position in [`super::Scenario::commodities`].
    CommodityId;
    /// Position in [`super::Scenario::aggregates`].
    AggregateId;
    /// Position in [`super::Scenario::carriers`].
    CarrierId;
    /// Position in [`super::Scenario::scraps`].
    ScrapId;
    /// Position in [`super::Scenario::processes`].
    ProcessId;
    /// Position in [`super::Scenario::routes`].
    RouteId;
    /// Position in [`super::Scenario::boundaries`].
    BoundaryId;
    /// Position in [`super::Scenario::tags`].
    TagId;
    /// Position in [`super::Scenario::elements`].
    ElementId;
    /// Position in [`super::Scenario::streams`].
    StreamId;
    /// Position in [`super::Scenario::sinks`].
    SinkId;
    /// Position in [`super::Scenario::groups`].
    GroupId;
    /// Position in [`super::Scenario::units`].
    UnitId;
    /// Position in [`super::Scenario::projects`].
    ProjectId;
    /// Position in [`super::Scenario::leaves`].
    LeafId;
    /// Position in [`super::Scenario::owners`].
    OwnerId;
}

/// A calendar year. Durations are `f64` or `u32` years, never this type.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Year(pub i32);

impl fmt::Display for Year {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The years of a run: base year t0, last observed year h, last year T, with t0 ≤ h < T.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Horizon {
    /// The base year t0.
    pub base: Year,
    /// The last observed year h: up to it the past is history, not simulation.
    pub observed: Year,
    /// The last year T.
    pub end: Year,
}

impl Horizon {
    /// Number of years, both ends included.
    pub fn len(&self) -> usize {
        (self.end.0 - self.base.0 + 1) as usize
    }
    /// Always false: a horizon holds at least its base year.
    pub fn is_empty(&self) -> bool {
        false
    }
    /// Position of a year, counted from the base year; `None` outside the horizon.
    pub fn index(&self, year: Year) -> Option<usize> {
        (year >= self.base && year <= self.end).then(|| (year.0 - self.base.0) as usize)
    }
    /// The year at a position counted from the base year.
    pub fn year(&self, index: usize) -> Year {
        Year(self.base.0 + index as i32)
    }
    /// All years, in order.
    pub fn years(&self) -> impl Iterator<Item = Year> + use<> {
        (self.base.0..=self.end.0).map(Year)
    }
}

/// A name in both languages.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Text {
    /// Chinese.
    pub zh: String,
    /// English; also the word that series names are made of.
    pub en: String,
}

/// Something the scenario cites.
#[derive(Clone, Debug)]
pub struct Source {
    /// The key that citations begin with.
    pub id: String,
    /// Full title as published.
    pub title: String,
    /// Year of publication, where known.
    pub year: Option<i32>,
    /// Licence of the data, where it has one.
    pub licence: Option<String>,
    /// Where it can be found.
    pub url: Option<String>,
}

/// A province or country with its own balance, grid and ledger.
#[derive(Clone, Debug)]
pub struct Region {
    /// Name in addresses.
    pub id: String,
    /// Name for people.
    pub title: Text,
    /// Class in the capacity-replacement rule, such as `other` or `key-air-region`.
    pub class: String,
    /// Location-based grid factor, t CO2/MWh.
    pub grid_factor: super::LeafId,
    /// Residual-mix factor of the market-based method, t CO2/MWh.
    pub residual_factor: super::LeafId,
    /// Share of purchased power covered by green certificates or contracts (market-based method only).
    pub green_share: super::LeafId,
    /// Heat rate of the grid for the 等价 account, GJ/MWh.
    pub heat_rate: super::LeafId,
}

/// An industrial cluster inside a region.
#[derive(Clone, Debug)]
pub struct Cluster {
    /// Name in addresses.
    pub id: String,
    /// Name for people.
    pub title: Text,
    /// The region it lies in.
    pub region: RegionId,
}

/// A chemical element whose balance is kept where processes declare its content.
#[derive(Clone, Debug)]
pub struct Element {
    /// Name in addresses.
    pub id: String,
    /// Name for people.
    pub title: Text,
}

/// A label that groups processes for shares and targets.
#[derive(Clone, Debug)]
pub struct Tag {
    /// Name in addresses.
    pub id: String,
    /// Name for people.
    pub title: Text,
}
