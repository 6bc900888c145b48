//! Yearly shocks: what shakes leaves anew every year after the last observed one.

use super::{join, key, normal, philox};
use crate::lane::Lane;
use crate::model::Parameters;

/// The random numbers of the yearly shocks.
#[derive(Clone, Debug)]
pub struct Yearly {
    /// By shock.
    keys: Vec<u64>,
}

impl Yearly {
    /// Keys for the yearly shocks of a model.
    pub fn new(seed: u64, parameters: &Parameters) -> Yearly {
        Yearly { keys: parameters.yearly.iter().map(|shock| key(seed, &shock.address)).collect() }
    }

    /// Draws the normal numbers behind the shocks of [`LANES`](crate::lane::LANES) draws, `[shock][year]`. Each belongs to (seed, address,
    /// calendar year, draw), whatever the design.
    #[inline(always)]
    pub fn draw(&self, parameters: &Parameters, first: u64, innovations: &mut [Lane]) {
        let years = parameters.years;
        for t in parameters.observed + 1..years {
            let year = (parameters.base + t as i32) as u64;
            for (s, key) in self.keys.iter().enumerate() {
                innovations[s * years + t] = normal::quantiles(philox::uniforms(*key, first, year));
            }
            for group in parameters.groups.iter().filter(|group| group.yearly) {
                join(group, innovations, |shock| shock * years + t);
            }
        }
    }
}
