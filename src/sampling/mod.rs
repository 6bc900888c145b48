//! Random numbers with names: a number belongs to (seed, address, year if yearly, draw), never to a
//! thread or an order of calls (MODEL section 12). Pure given a seed.

mod beta;
pub mod design;
pub mod distribution;
pub mod normal;
pub mod permutation;
pub mod philox;
pub mod sobol;
mod yearly;

use crate::lane::{LANES, Lane};
use crate::model::dependence::CorrelatedGroup;
use crate::model::{Parameters, UncertainLeaf};
use crate::simulation::draw::{DrawValues, Drawn};
use crate::wide;
use design::Uniforms;
pub use design::{Design, Method, REPLICATES};
use distribution::Quantiles;
use sha2::{Digest, Sha256};
use yearly::Yearly;

/// The random numbers of an ensemble: one name for every uncertain leaf and every yearly shock.
#[derive(Clone, Debug)]
pub struct Sampler {
    /// By slot; `None` where a leaf draws nothing of its own.
    leaves: Vec<Option<LeafSampler>>,
    yearly: Yearly,
}

#[derive(Clone, Debug)]
struct LeafSampler {
    uniforms: Uniforms,
    quantiles: Quantiles,
}

/// The addresses that take a dimension of a design: leaves that draw once a draw, sorted.
pub fn dimensions(parameters: &Parameters) -> Vec<String> {
    let own = |(slot, leaf): &(usize, &UncertainLeaf)| leaf.uncertainty.is_some() && leaf.drawn_with == *slot;
    let drawn = parameters.uncertain.iter().enumerate().filter(own);
    drawn.map(|(_, leaf)| leaf.address.clone()).collect()
}

impl Sampler {
    /// The random numbers of a model alone.
    pub fn new(design: Design, parameters: &Parameters) -> Sampler {
        Sampler::over(design, parameters, &dimensions(parameters))
    }

    /// The random numbers of a model among others: `dimensions` is the sorted union of the [`dimensions`]
    /// of all of them. Two models share the draws of the leaves that they share; for Sobol′ points,
    /// whose dimension is the place in this list, only over the same list.
    pub fn over(design: Design, parameters: &Parameters, dimensions: &[String]) -> Sampler {
        let table = match design.method {
            Method::Sobol => sobol::dimensions(dimensions.len()),
            Method::Random | Method::LatinHypercube => Vec::new(),
        };
        let sampler = |leaf: &UncertainLeaf| {
            let uncertainty = leaf.uncertainty.as_ref()?;
            let place = dimensions.binary_search(&leaf.address).ok();
            let dimension = place.and_then(|place| table.get(place));
            let uniforms = Uniforms::new(design, &leaf.address, dimension);
            Some(LeafSampler { uniforms, quantiles: leaf.quantiles(uncertainty) })
        };
        let leaves = parameters.uncertain.iter().map(sampler).collect();
        Sampler { leaves, yearly: Yearly::new(design.seed, parameters) }
    }

    /// Draws [`LANES`] draws side by side: lane `i` is draw `first + i`.
    pub fn draw(&self, parameters: &Parameters, first: u64, drawn: &mut Drawn<Lane>) {
        wide::run(Drawing { sampler: self, parameters, first, drawn });
    }

    #[inline(always)]
    fn draw_with_vectors(&self, parameters: &Parameters, first: u64, drawn: &mut Drawn<Lane>) {
        for (slot, leaf) in self.leaves.iter().enumerate() {
            if let Some(leaf) = leaf.as_ref().filter(|_| parameters.uncertain[slot].drawn_with == slot) {
                drawn.leaves[slot] = leaf.uniforms.lanes(first);
            }
        }
        for group in parameters.groups.iter().filter(|group| !group.yearly) {
            join_uniforms(group, &mut drawn.leaves);
        }
        // From the last: a multiple comes after the leaf whose number it takes.
        for slot in (0..self.leaves.len()).rev() {
            if let Some(leaf) = &self.leaves[slot] {
                let uniform = drawn.leaves[parameters.uncertain[slot].drawn_with];
                drawn.leaves[slot] = leaf.quantiles.lanes(uniform);
            }
        }
        self.yearly.draw(parameters, first, &mut drawn.innovations);
    }

    /// The values of all uncertain leaves in one draw.
    pub fn fill(&self, parameters: &Parameters, draw: u64, values: &mut DrawValues<f64>) {
        let mut lanes = Drawn::new(parameters, Lane::ZERO);
        self.draw(parameters, draw, &mut lanes);
        let mut drawn = Drawn::new(parameters, 0.0);
        for slot in 0..parameters.uncertain.len() {
            lanes.copy_lane(parameters, slot, 0, &mut drawn);
            values.follow(parameters, &drawn, slot);
        }
    }

    /// What a leaf draws once a draw at [`LANES`] probabilities of its own distribution, by slot; nothing (0) where it
    /// draws nothing of its own.
    pub fn quantiles(&self, slot: usize, probabilities: Lane) -> Lane {
        self.leaves[slot].as_ref().map_or(Lane::ZERO, |leaf| leaf.quantiles.lanes(probabilities))
    }

    /// The least and the greatest that the number of a leaf can be, by slot.
    pub fn reach(&self, slot: usize) -> (f64, f64) {
        self.leaves[slot].as_ref().map_or((0.0, 0.0), |leaf| leaf.quantiles.reach())
    }
}

/// [`Sampler::draw`], with vectors as wide as there are.
struct Drawing<'a> {
    sampler: &'a Sampler,
    parameters: &'a Parameters,
    first: u64,
    drawn: &'a mut Drawn<Lane>,
}

impl wide::Work for Drawing<'_> {
    type Outcome = ();

    #[inline(always)]
    fn run(self) {
        self.sampler.draw_with_vectors(self.parameters, self.first, self.drawn);
    }
}

impl Drawn<Lane> {
    /// Copies what one leaf needs of one of the draws.
    pub fn copy_lane(&self, parameters: &Parameters, slot: usize, lane: usize, to: &mut Drawn<f64>) {
        to.leaves[slot] = self.leaves[slot].0[lane];
        for &(shock, _) in &parameters.uncertain[slot].moved_by {
            for cell in shock * parameters.years..(shock + 1) * parameters.years {
                to.innovations[cell] = self.innovations[cell].0[lane];
            }
        }
    }

    /// Copies what one leaf needs of draws that need not stand side by side: of each lane the draw that is told, counted
    /// from the first lane of `from`.
    pub fn gather(
        from: &[Drawn<Lane>],
        parameters: &Parameters,
        slot: usize,
        draw: impl Fn(usize) -> usize,
        to: &mut Drawn<Lane>,
    ) {
        let places: [(usize, usize); LANES] =
            std::array::from_fn(|lane| (draw(lane) / LANES, draw(lane) % LANES));
        to.leaves[slot] = Lane(places.map(|(group, lane)| from[group].leaves[slot].0[lane]));
        for &(shock, _) in &parameters.uncertain[slot].moved_by {
            for cell in shock * parameters.years..(shock + 1) * parameters.years {
                to.innovations[cell] =
                    Lane(places.map(|(group, lane)| from[group].innovations[cell].0[lane]));
            }
        }
    }
}

/// Joins the uniform numbers of a group by a Gaussian copula.
fn join_uniforms(group: &CorrelatedGroup, uniforms: &mut [Lane]) {
    for &member in &group.members {
        uniforms[member] = normal::quantiles(uniforms[member]);
    }
    join(group, uniforms, |member| member);
    for &member in &group.members {
        let probability = |z: f64| normal::distribution(z).clamp(1e-300, 1.0 - f64::EPSILON / 2.0);
        uniforms[member] = uniforms[member].map(probability);
    }
}

/// Turns independent normal numbers into correlated ones: y = L·z, from the last member to the first, so
/// that each still finds the numbers of those before it.
fn join(group: &CorrelatedGroup, normals: &mut [Lane], place: impl Fn(usize) -> usize) {
    for i in (0..group.members.len()).rev() {
        let row = &group.factor[i * (i + 1) / 2..(i + 1) * (i + 2) / 2];
        let parts = row.iter().zip(&group.members).map(|(l, member)| normals[place(*member)] * *l);
        normals[place(group.members[i])] = parts.sum();
    }
}

/// The key of an address under a seed: the first eight bytes of a digest of both.
pub fn key(seed: u64, address: &str) -> u64 {
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

    /// By hand: L = [[1, 0], [0.6, 0.8]] turns (1, 2) into (1, 0.6 + 1.6).
    #[test]
    fn joins_by_the_factor() {
        let group = CorrelatedGroup {
            yearly: false,
            members: vec![1, 3],
            factor: vec![1.0, 0.6, 0.8],
            pairs: vec![],
        };
        let mut normals = [9.0, 1.0, 9.0, 2.0].map(Lane::splat);
        join(&group, &mut normals, |member| member);
        assert!((normals[3].0[0] - 2.2).abs() < 1e-15 && normals[1].0[7] == 1.0 && normals[2].0[0] == 9.0);
    }
}
