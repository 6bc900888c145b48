//! Targets: what a plan wants, and of which series.

use super::base::*;
use super::policy::Comparator;

/// Where a series is taken.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Place {
    /// All modelled regions together.
    All,
    /// One region.
    Region(RegionId),
    /// One cluster.
    Cluster(ClusterId),
}

/// What a target's value is compared with.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reading {
    /// The series in the year.
    Absolute,
    /// The series in the year over the series in a base year, less 1.
    RelativeTo(Year),
    /// The sum of the series from the first year through the last.
    Cumulative {
        /// First year of the sum.
        from: Year,
    },
}

/// A plan's goal.
#[derive(Clone, Debug)]
pub struct Target {
    /// Name in addresses.
    pub id: String,
    /// Name for people.
    pub title: Text,
    /// Name of the series, as in the tables.
    pub metric: String,
    /// Where.
    pub place: Place,
    /// The relation that must hold.
    pub comparator: Comparator,
    /// The value asked for.
    pub value: LeafId,
    /// In which year (the last year, if cumulative).
    pub year: Year,
    /// How the series is read.
    pub reading: Reading,
}
