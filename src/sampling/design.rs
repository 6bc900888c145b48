//! How the uniform numbers of an ensemble are laid out: at random, as Latin hypercubes, or as scrambled
//! Sobol′ points.
//!
//! The last two come as [`REPLICATES`] independent randomisations: draw i is point i / 16 of replicate
//! i mod 16. How much the replicates differ says how certain a result is.

use serde::{Deserialize, Serialize};

use super::philox;
use super::sobol::{self, Dimension};
use super::{key, permutation};
use crate::lane::{LANES, Lane};

/// Independent randomisations of a Latin hypercube or of Sobol′ points.
pub const REPLICATES: usize = 16;

/// How draws are laid out.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub enum Method {
    /// Independent draws.
    #[default]
    Random,
    /// Each leaf has one draw of a replicate in each of as many strata as the replicate has draws.
    LatinHypercube,
    /// Owen-scrambled Sobol′ points, one dimension a leaf.
    Sobol,
}

impl Method {
    /// As on the command line and in manifests.
    pub fn name(self) -> &'static str {
        match self {
            Method::Random => "random",
            Method::LatinHypercube => "latin-hypercube",
            Method::Sobol => "sobol",
        }
    }

    /// Whether draws come in replicates; otherwise all are independent.
    pub fn is_replicated(self) -> bool {
        self != Method::Random
    }
}

/// What is asked of an ensemble.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Design {
    /// Number of draws.
    pub draws: u64,
    /// Master seed.
    pub seed: u64,
    /// How they are laid out.
    pub method: Method,
}

impl Design {
    /// Independent draws.
    pub fn random(draws: u64, seed: u64) -> Design {
        Design { draws, seed, method: Method::Random }
    }

    /// How many draws a replicate has.
    pub fn draws_of(&self, replicate: usize) -> u64 {
        let (all, replicates) = (self.draws, REPLICATES as u64);
        all / replicates + u64::from(all % replicates > replicate as u64)
    }
}

/// The replicate of a draw, and its point in it.
fn point(draw: u64) -> (usize, u32) {
    ((draw % REPLICATES as u64) as usize, (draw / REPLICATES as u64) as u32)
}

/// The uniform numbers of one uncertain leaf over the draws.
#[derive(Clone, Debug)]
pub struct Uniforms {
    key: u64,
    layout: Layout,
}

#[derive(Clone, Debug)]
enum Layout {
    Random,
    /// Size of each replicate, and the key of its permutation.
    Strata(Box<[(u32, u64); REPLICATES]>),
    /// The dimension, and the seed of each replicate's scrambling.
    Net(Box<(Dimension, [u32; REPLICATES])>),
}

impl Uniforms {
    /// The numbers of the leaf at an address. Without a dimension (beyond the table) Sobol′ points are
    /// filled up with independent numbers.
    pub fn new(design: Design, address: &str, dimension: Option<&Dimension>) -> Uniforms {
        let key = key(design.seed, address);
        // Words beside those of any draw: no draw has this number.
        let replicate_key = |r: usize| {
            let [low, high, ..] = philox::block([key as u32, (key >> 32) as u32], [r as u32, 0, 0, u32::MAX]);
            u64::from(high) << 32 | u64::from(low)
        };
        let layout = match (design.method, dimension) {
            (Method::Random, _) | (Method::Sobol, None) => Layout::Random,
            (Method::LatinHypercube, _) => Layout::Strata(Box::new(std::array::from_fn(|r| {
                (design.draws_of(r) as u32, replicate_key(r))
            }))),
            (Method::Sobol, Some(dimension)) => {
                let seeds = std::array::from_fn(|r| replicate_key(r) as u32);
                Layout::Net(Box::new((dimension.clone(), seeds)))
            }
        };
        Uniforms { key, layout }
    }

    /// Numbers in (0, 1): lane `i` gets that of draw `first + i`.
    #[inline(always)]
    pub fn lanes(&self, first: u64) -> Lane {
        let inside = philox::uniforms(self.key, first, 0);
        match &self.layout {
            Layout::Random => inside,
            _ => self.placed(first, inside),
        }
    }

    /// The same where the design places them, from numbers within their strata.
    fn placed(&self, first: u64, inside: Lane) -> Lane {
        let mut out = inside;
        match &self.layout {
            Layout::Random => {}
            Layout::Strata(replicates) => {
                for lane in 0..LANES {
                    let (replicate, index) = point(first + lane as u64);
                    let (size, key) = replicates[replicate];
                    // Draws beyond the last fill the lanes of a last block and are not kept.
                    let stratum = permutation::place(index.min(size.saturating_sub(1)), size, key);
                    out.0[lane] = within(stratum, inside.0[lane], f64::from(size.max(1)));
                }
            }
            Layout::Net(net) => {
                let (dimension, seeds) = net.as_ref();
                let mut coordinate = dimension.coordinate(point(first).1);
                for lane in 0..LANES {
                    let (replicate, index) = point(first + lane as u64);
                    if replicate == 0 {
                        coordinate = dimension.coordinate(index);
                    }
                    let scrambled = sobol::scramble(coordinate, seeds[replicate]);
                    out.0[lane] = within(scrambled, inside.0[lane], 4_294_967_296.0);
                }
            }
        }
        out
    }
}

/// A place inside one of `strata` equal parts of (0, 1).
#[inline(always)]
fn within(stratum: u32, inside: f64, strata: f64) -> f64 {
    ((f64::from(stratum) + inside) / strata).min(1.0 - f64::EPSILON / 2.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(design: Design, address: &str, dimension: Option<&Dimension>) -> Vec<f64> {
        let uniforms = Uniforms::new(design, address, dimension);
        let blocks = (0..design.draws.div_ceil(LANES as u64)).map(|b| uniforms.lanes(b * LANES as u64).0);
        blocks.flatten().take(design.draws as usize).collect()
    }

    /// Every replicate has one draw in each of its strata, also where draws do not divide evenly.
    #[test]
    fn latin_hypercubes_are_stratified() {
        let design = Design { draws: 1003, seed: 3, method: Method::LatinHypercube };
        let u = all(design, "a", None);
        for replicate in 0..REPLICATES {
            let mine: Vec<f64> = u.iter().skip(replicate).step_by(REPLICATES).copied().collect();
            let n = mine.len();
            assert_eq!(n as u64, design.draws_of(replicate));
            let mut strata: Vec<usize> = mine.iter().map(|u| (u * n as f64) as usize).collect();
            strata.sort_unstable();
            assert!(strata.into_iter().eq(0..n), "replicate {replicate}");
        }
    }

    /// Every replicate of 64 points has one in each 64th of every dimension, and replicates differ.
    #[test]
    fn sobol_points_are_stratified() {
        let design = Design { draws: 1024, seed: 3, method: Method::Sobol };
        for dimension in &sobol::dimensions(12) {
            let u = all(design, "a", Some(dimension));
            for replicate in 0..REPLICATES {
                let mut strata: Vec<usize> =
                    u.iter().skip(replicate).step_by(REPLICATES).map(|u| (u * 64.0) as usize).collect();
                strata.sort_unstable();
                assert!(strata.into_iter().eq(0..64), "replicate {replicate}");
            }
            assert!((1..REPLICATES).all(|r| u[r] != u[0]));
        }
    }

    /// A block may begin anywhere.
    #[test]
    fn blocks_may_begin_anywhere() {
        let dimension = &sobol::dimensions(5)[4];
        for method in [Method::Random, Method::LatinHypercube, Method::Sobol] {
            let design = Design { draws: 500, seed: 1, method };
            let (u, from) = (all(design, "a", Some(dimension)), 13);
            let block = Uniforms::new(design, "a", Some(dimension)).lanes(from as u64);
            assert_eq!(block.0, u[from..from + LANES]);
        }
    }

    #[test]
    fn numbers_lie_inside() {
        assert!(within(u32::MAX, 1.0 - 1e-17, 4_294_967_296.0) < 1.0);
        assert!(within(0, f64::EPSILON / 2.0, 4_294_967_296.0) > 0.0);
    }
}
