//! What a draw looks like to a run: a value for every leaf and year.

use super::number::Number;
use crate::domain::{LeafId, On};
use crate::model::{Parameters, UncertainLeaf};

/// What is drawn: the numbers that the values of leaves follow from.
#[derive(Clone, Debug)]
pub struct Drawn<N> {
    /// The quantile that each uncertain leaf draws once a draw, by slot.
    pub leaves: Vec<N>,
    /// The normal number behind each yearly shock, `[shock][year]`, from the year after the last observed one.
    pub innovations: Vec<N>,
}

impl<N: Copy> Drawn<N> {
    /// Room for the numbers of a model.
    pub fn new(parameters: &Parameters, zero: N) -> Drawn<N> {
        Drawn {
            leaves: vec![zero; parameters.uncertain.len()],
            innovations: vec![zero; parameters.yearly.len() * parameters.years],
        }
    }
}

/// The values of the uncertain leaves in a draw, `[uncertain leaf][year]`.
#[derive(Clone, Debug)]
pub struct DrawValues<N> {
    /// Values; up to the last observed year the written ones.
    pub values: Vec<N>,
}

impl<N: Number> DrawValues<N> {
    /// The written values: the central run.
    pub fn central(parameters: &Parameters) -> DrawValues<N> {
        let mut values = Vec::with_capacity(parameters.uncertain.len() * parameters.years);
        for leaf in &parameters.uncertain {
            values.extend((0..parameters.years).map(|t| N::constant(parameters.central(leaf.leaf, t))));
        }
        DrawValues { values }
    }

    /// Enters the path of an uncertain leaf, by slot, for what was drawn: the written values moved by what it
    /// draws once, shaken by its yearly shocks, and never outside the physical range (MODEL sections 3
    /// and 12).
    pub fn follow(&mut self, parameters: &Parameters, drawn: &Drawn<N>, slot: usize) {
        let leaf = parameters.uncertain[slot].leaf;
        let written = |t: usize| N::constant(parameters.central(leaf, t));
        self.follow_written(parameters, drawn, (slot, true), written);
    }

    /// As [`DrawValues::follow`] from other written values by year; without yearly shocks where they are off.
    pub fn follow_written(
        &mut self,
        parameters: &Parameters,
        drawn: &Drawn<N>,
        (slot, shaken): (usize, bool),
        written: impl Fn(usize) -> N,
    ) {
        let leaf = &parameters.uncertain[slot];
        let (years, after) = (parameters.years, parameters.observed + 1);
        let values = &mut self.values[slot * years..(slot + 1) * years];
        values.iter_mut().enumerate().for_each(|(t, value)| *value = written(t));
        moved(parameters, leaf, drawn.leaves[slot], values);
        for &(shock, sigma) in leaf.moved_by.iter().filter(|_| shaken) {
            let yearly = &parameters.yearly[shock];
            let mut state = N::ZERO;
            for (t, value) in values.iter_mut().enumerate().skip(after) {
                let innovation = drawn.innovations[shock * years + t];
                state = state * yearly.persistence + innovation * yearly.innovation;
                let drift = 0.5 * sigma * sigma * yearly.variance[t];
                *value = *value * (state * sigma - drift).exp();
            }
        }
        let (least, greatest) = (N::constant(leaf.range.least), N::constant(leaf.range.greatest));
        for value in &mut values[after..] {
            *value = value.max(least).min(greatest);
        }
    }
}

/// Moves a leaf's written values by year by what it draws once: `value·(1+δ)` with δ = drawn / written − 1 for a distribution
/// on the value (its difference where the written value is zero), a factor, or a change of the yearly rate
/// since the last observed year. A leaf that draws nothing of its own keeps the written ones.
fn moved<N: Number>(parameters: &Parameters, leaf: &UncertainLeaf, drawn: N, values: &mut [N]) {
    let on = leaf.uncertainty.as_ref().map(|uncertainty| uncertainty.on);
    let is_added = on == Some(On::Value) && leaf.reference == 0.0;
    let mut factor = match on {
        Some(On::Value) if !is_added => drawn / leaf.reference,
        Some(On::Multiplier) => drawn,
        _ => N::ONE,
    };
    for value in values.iter_mut().skip(parameters.observed + 1) {
        if on == Some(On::Rate) {
            factor = factor * (drawn + 1.0);
        }
        *value = if is_added { *value + drawn } else { *value * factor };
    }
}

/// The leaves of a model in a draw.
#[derive(Clone, Copy, Debug)]
pub struct Leaves<'a, N> {
    /// Certain values and slots.
    pub parameters: &'a Parameters,
    /// Values of the uncertain ones.
    pub draw: &'a DrawValues<N>,
}

impl<N: Number> Leaves<'_, N> {
    /// A leaf in the year at `year`.
    #[inline]
    pub fn at(&self, leaf: LeafId, year: usize) -> N {
        match self.parameters.slot(leaf) {
            None => N::constant(self.parameters.central(leaf, year)),
            Some(slot) => self.draw.values[slot * self.parameters.years + year],
        }
    }
}
