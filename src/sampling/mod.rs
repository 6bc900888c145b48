//! Random numbers with names: a number belongs to (seed, address, draw), never to a thread or an
//! order of calls (MODEL section 12). Pure given a seed.

pub mod distribution;
pub mod normal;
pub mod philox;

use crate::domain::On;
use crate::model::Parameters;
use crate::simulation::draw::DrawValues;
use crate::simulation::lane::LANES;
use philox::Stream;
use rand::distr::{Distribution as _, Open01};
use sha2::{Digest, Sha256};

/// The random numbers of an ensemble: one key for every uncertain leaf.
#[derive(Clone, Debug)]
pub struct Sampler {
    keys: Vec<u64>,
}

impl Sampler {
    /// Keys for the uncertain leaves of a model. Adding a leaf leaves the keys of the others as they
    /// were, so scenarios share the draws of the leaves they share.
    pub fn new(seed: u64, parameters: &Parameters) -> Sampler {
        Sampler { keys: parameters.uncertain.iter().map(|leaf| key(seed, &leaf.address)).collect() }
    }

    /// A uniform number in (0, 1) for an uncertain leaf in a draw.
    pub fn uniform(&self, leaf: usize, draw: u64) -> f64 {
        Open01.sample(&mut Stream::new(self.keys[leaf], draw))
    }

    /// Fills a block: lane `i` gets draw `first + i`.
    pub fn fill(&self, parameters: &Parameters, first: u64, values: &mut DrawValues) {
        for (leaf, uncertain) in parameters.uncertain.iter().enumerate() {
            for lane in 0..LANES {
                let u = self.uniform(leaf, first + lane as u64);
                let drawn = distribution::quantile(&uncertain.distribution, uncertain.range_of_draw(), u);
                for t in parameters.observed + 1..parameters.years {
                    let written = parameters.central(uncertain.leaf, t);
                    let value =
                        apply(uncertain.on, uncertain.reference, written, drawn, t - parameters.observed);
                    values.values[leaf * parameters.years + t].0[lane] =
                        value.clamp(uncertain.range.least, uncertain.range.greatest);
                }
            }
        }
    }
}

/// A leaf's value in a year from its written value and what was drawn: `value·(1+δ)` with
/// δ = drawn / written − 1 for a distribution on the value (its difference where the written value is
/// zero), a factor, or a change of the yearly rate over `years` since the last observed year.
pub fn apply(on: On, reference: f64, written: f64, drawn: f64, years: usize) -> f64 {
    match on {
        On::Value if reference != 0.0 => written * (drawn / reference),
        On::Value => written + drawn,
        On::Multiplier => written * drawn,
        On::Rate => written * (1.0 + drawn).powi(years as i32),
    }
}

/// The key of an address under a seed: the first eight bytes of a digest of both.
fn key(seed: u64, address: &str) -> u64 {
    let mut hasher = Sha256::new();
    hasher.update(seed.to_le_bytes());
    hasher.update(address.as_bytes());
    let digest = hasher.finalize();
    digest.iter().take(8).rev().fold(0, |word, &byte| (word << 8) | u64::from(byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_depends_on_seed_and_address() {
        assert_ne!(key(1, "demand.steel"), key(2, "demand.steel"));
        assert_ne!(key(1, "demand.steel"), key(1, "demand.steal"));
    }

    #[test]
    fn what_a_draw_is_on() {
        // 480 written, 528 drawn on the value: every year 10 % up.
        assert!((apply(On::Value, 480.0, 400.0, 528.0, 3) - 440.0).abs() < 1e-9);
        // Nothing written: the draw is added.
        assert_eq!(apply(On::Value, 0.0, 0.0, 1.5, 3), 1.5);
        assert_eq!(apply(On::Multiplier, 2.0, 3.0, 1.1, 9), 3.0 * 1.1);
        // One percent a year more for two years: 1.0201.
        assert!((apply(On::Rate, 1.0, 100.0, 0.01, 2) - 102.01).abs() < 1e-9);
    }
}
