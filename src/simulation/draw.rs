//! What a block of draws looks like to a run: a value for every leaf and year.

use super::lane::Lane;
use crate::domain::LeafId;
use crate::model::Parameters;

/// The values of the uncertain leaves for one block of draws, `[uncertain leaf][year]`.
#[derive(Clone, Debug)]
pub struct DrawValues {
    /// Values; up to the last observed year the written ones.
    pub values: Vec<Lane>,
}

impl DrawValues {
    /// The written values in every lane: the central run.
    pub fn central(parameters: &Parameters) -> DrawValues {
        let mut values = Vec::with_capacity(parameters.uncertain.len() * parameters.years);
        for leaf in &parameters.uncertain {
            values.extend((0..parameters.years).map(|t| Lane::splat(parameters.central(leaf.leaf, t))));
        }
        DrawValues { values }
    }
}

/// The leaves of a model under one block of draws.
#[derive(Clone, Copy, Debug)]
pub struct Leaves<'a> {
    /// Certain values and slots.
    pub parameters: &'a Parameters,
    /// Values of the uncertain ones.
    pub draw: &'a DrawValues,
}

impl Leaves<'_> {
    /// A leaf in the year at `year`, for all draws of the block.
    #[inline]
    pub fn lane(&self, leaf: LeafId, year: usize) -> Lane {
        match self.parameters.slot(leaf) {
            None => Lane::splat(self.parameters.central(leaf, year)),
            Some(slot) => self.draw.values[slot * self.parameters.years + year],
        }
    }

    /// A leaf in the year at `year`, for one draw of the block.
    #[inline]
    pub fn value(&self, leaf: LeafId, year: usize, lane: usize) -> f64 {
        match self.parameters.slot(leaf) {
            None => self.parameters.central(leaf, year),
            Some(slot) => self.draw.values[slot * self.parameters.years + year].0[lane],
        }
    }
}
