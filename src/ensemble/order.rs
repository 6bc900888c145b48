//! Exact quantiles of any number of values, in memory that grows with the root of their number.
//!
//! Up to [`PILOT`] values are kept as they come. From then on a value that lies too far from every wanted quantile
//! to become one is only counted: between the *brackets* around the wanted quantiles there are *gaps* that hold a
//! number of values and nothing else. Brackets shrink as values come in. After n of N values the share of values
//! below the final quantile at p lies within a few √(p(1 − p)(1/n − 1/N)) of p, so brackets hold some √n values.
//!
//! An order statistic inside a bracket is exact whatever the brackets were: results depend neither on how values
//! were split into parts nor on when brackets shrank. One that fell into a gap after all is [`Lost`]; the values of
//! that gap can be gathered in a second pass and put back by [`Order::fill`].

mod histogram;
mod narrowed;

use serde::{Deserialize, Serialize};

use super::ranker::Ranker;
use crate::sampling::REPLICATES;
use narrowed::Narrowed;

/// Values that are kept before brackets are drawn, not numbers included. A multiple of a chunk.
pub const PILOT: usize = 16_384;

/// Half the width of a bracket, in standard errors: a quantile leaves it once in 10⁹ cases.
pub const REACH: f64 = 6.0;

/// About how many bytes the order of so many values takes at most: as they come up to the pilot; then in brackets, which
/// are greatest when half of the values are there, n/2 · 2 · (6 + 3)/√n · Σ√(p(1 − p)) with Σ = 2.4 for the quantiles of
/// series, four bytes each, and twice as many before brackets are drawn anew.
pub fn most_bytes(values: u64) -> u64 {
    let narrowed = if values > PILOT as u64 { 2.0 * 4.0 * 9.0 * 2.4 * (values as f64).sqrt() } else { 0.0 };
    (4.0 * values.min(PILOT as u64) as f64).max(narrowed) as u64
}

/// A count for each replicate.
pub type ByReplicate = [u64; REPLICATES];

/// What quantiles are wanted of how many values.
#[derive(Clone, Copy, Debug)]
pub struct Wanted {
    /// Their probabilities, lowest first.
    pub probabilities: &'static [f64],
    /// How many values there may be in the end.
    pub values: u64,
    /// Half the width of a bracket, in standard errors of what is still to come: [`REACH`].
    pub reach: f64,
    /// How far from a quantile its own standard error is read, in standard errors of independent draws.
    pub margin: f64,
}

impl Wanted {
    /// Brackets of the usual width.
    pub fn new(probabilities: &'static [f64], values: u64, replicated: bool) -> Wanted {
        // Replicates may tell of a greater error than independent draws have.
        Wanted { probabilities, values, reach: REACH, margin: if replicated { 3.0 } else { 1.5 } }
    }

    /// The places, of n values in order, between which the final quantile and its standard error lie.
    fn places(&self, n: u64) -> impl Iterator<Item = (u64, u64)> + '_ {
        let (now, last) = (n as f64, n.saturating_sub(1));
        let all = self.values.max(n) as f64;
        self.probabilities.iter().map(move |p| {
            let spread = (p * (1.0 - p)).sqrt();
            let to_come = (1.0 / now - 1.0 / all).max(0.0).sqrt();
            let half = now * spread * (self.reach * to_come + self.margin / all.sqrt());
            let centre = p * last as f64;
            let high = (centre + half).ceil() as u64 + 2;
            ((centre - half - 2.0).max(0.0) as u64, high.min(last))
        })
    }
}

/// A wanted place lies among values that were only counted: those strictly between two numbers.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Lost {
    /// The gap, counted from the lowest.
    pub gap: usize,
    /// All its values are greater.
    pub above: f32,
    /// All its values are smaller.
    pub below: f32,
}

/// Values in order, as far as that matters.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Order {
    /// Whether replicates are told apart.
    replicated: bool,
    /// All values as they came, not numbers in the place of missing ones, so that each knows its replicate; none once
    /// there are brackets.
    whole: Vec<f32>,
    narrowed: Option<Narrowed>,
}

impl Order {
    /// Of no values yet.
    pub fn new(replicated: bool) -> Order {
        Order { replicated, whole: Vec::new(), narrowed: None }
    }

    /// Adds the values of a chunk of draws, or of its beginning; what is no number is left out. The first belongs to
    /// the first replicate.
    pub fn add(&mut self, values: &[f32], wanted: &Wanted) {
        let Some(narrowed) = &mut self.narrowed else {
            if self.whole.is_empty() {
                self.whole.reserve_exact(wanted.values.min(PILOT as u64) as usize);
            }
            self.whole.extend_from_slice(values);
            if self.whole.len() >= PILOT && wanted.values > PILOT as u64 {
                self.narrowed().compact(wanted);
            }
            return;
        };
        narrowed.add(values);
        if narrowed.is_full() {
            narrowed.compact(wanted);
        }
    }

    /// Number of values.
    pub fn count(&self) -> u64 {
        let whole = self.whole.iter().filter(|value| !value.is_nan()).count() as u64;
        whole + self.narrowed.as_ref().map_or(0, Narrowed::count)
    }

    /// Quantiles by Hyndman–Fan type 7; not numbers where there are no values.
    ///
    /// # Errors
    /// The first that lies in a gap.
    pub fn quantiles<const N: usize>(
        &mut self,
        ranker: &mut Ranker,
        probabilities: [f64; N],
    ) -> Result<[f64; N], Lost> {
        match &mut self.narrowed {
            None => Ok(ranker.quantiles(&self.whole, probabilities)),
            Some(narrowed) => narrowed.quantiles(probabilities),
        }
    }

    /// The upper median; none of no values.
    ///
    /// # Errors
    /// When it lies in a gap.
    pub fn median(&mut self) -> Result<Option<f32>, Lost> {
        let narrowed = self.narrowed();
        match narrowed.count() {
            0 => Ok(None),
            count => narrowed.at(&[count / 2]).into_iter().next().transpose(),
        }
    }

    /// How many values of each replicate are not above a number that lies in a bracket.
    pub fn not_above(&self, number: f64) -> ByReplicate {
        let mut counts = [0; REPLICATES];
        for (at, value) in self.whole.iter().enumerate() {
            counts[at % REPLICATES] += u64::from(f64::from(*value) <= number);
        }
        if let Some(narrowed) = &self.narrowed {
            narrowed.count_not_above(number, &mut counts);
        }
        counts
    }

    /// Adds the values of draws that follow on these.
    pub fn join(&mut self, mut next: Order, wanted: &Wanted) {
        let whole = self.narrowed.is_none() && next.narrowed.is_none();
        if whole && self.whole.len() + next.whole.len() < PILOT {
            self.whole.append(&mut next.whole);
            return;
        }
        let (narrowed, other) = (self.narrowed(), next.narrowed());
        let shared = narrowed::common(&narrowed.brackets, &other.brackets);
        narrowed.narrow(shared.clone());
        other.narrow(shared);
        narrowed.join(other);
        narrowed.compact(wanted);
    }

    /// Room for the values of a gap in a second pass.
    pub fn gatherer(&self, lost: Lost) -> Gatherer {
        Gatherer { lost, lists: vec![Vec::new(); if self.replicated { REPLICATES } else { 1 }] }
    }

    /// Puts back all the values of a gap.
    pub fn fill(&mut self, gathered: Gatherer) {
        self.narrowed().fill(gathered);
    }

    /// With brackets, of which the first holds everything.
    fn narrowed(&mut self) -> &mut Narrowed {
        let (whole, replicated) = (std::mem::take(&mut self.whole), self.replicated);
        self.narrowed.get_or_insert_with(|| Narrowed::of(whole, replicated))
    }
}

/// Gathers the values of a gap.
#[derive(Clone, Debug)]
pub struct Gatherer {
    lost: Lost,
    /// A list, or one for each replicate where they are told apart.
    lists: Vec<Vec<f32>>,
}

impl Gatherer {
    /// Adds the values of a chunk of draws that lie in the gap.
    pub fn add(&mut self, values: &[f32]) {
        let (lists, inside) =
            (self.lists.len(), |value: f32| self.lost.above < value && value < self.lost.below);
        for (at, value) in values.iter().enumerate().filter(|(_, value)| inside(**value)) {
            self.lists[at % lists].push(value + 0.0);
        }
    }
}

#[cfg(test)]
mod tests;
