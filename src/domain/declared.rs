//! Series that a scenario declares itself: sums and ratios of other series.

use super::base::*;
use super::target::Place;

/// A series by its name.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SeriesName {
    /// Its name, as in the tables.
    pub name: String,
    /// Where; `None`: at the place of what is declared.
    pub place: Option<Place>,
}

/// A declared sum of series.
#[derive(Clone, Debug)]
pub struct SeriesSum {
    /// Name in addresses.
    pub id: String,
    /// Name for people.
    pub title: Text,
    /// What is added.
    pub parts: Vec<SeriesName>,
}

/// A declared ratio of two sums of series.
#[derive(Clone, Debug)]
pub struct SeriesRatio {
    /// Name in addresses.
    pub id: String,
    /// Name for people.
    pub title: Text,
    /// What is added above the line.
    pub numerator: Vec<SeriesName>,
    /// What is added below it.
    pub denominator: Vec<SeriesName>,
}
