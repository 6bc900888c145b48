//! Rank correlations -> groups of a Gaussian copula (MODEL section 12).

use std::collections::BTreeMap;
use std::f64::consts::PI;

use nalgebra::{Cholesky, DMatrix, SymmetricEigen};

use super::{ModelError, Parameters};
use crate::domain::{Correlated, Scenario};

/// What is drawn together: leaves, or yearly shocks.
#[derive(Clone, PartialEq, Debug)]
pub struct CorrelatedGroup {
    /// Whether the members are yearly shocks.
    pub yearly: bool,
    /// Positions among the uncertain leaves, or among the yearly shocks, increasing.
    pub members: Vec<usize>,
    /// The Cholesky factor of the correlations of the normal numbers, row by row up to the diagonal.
    pub factor: Vec<f64>,
    /// Every asked pair.
    pub pairs: Vec<CorrelatedPair>,
}

impl CorrelatedGroup {
    /// The address of a member.
    pub fn name<'a>(&self, parameters: &'a Parameters, member: usize) -> &'a str {
        let at = self.members[member];
        if self.yearly { &parameters.yearly[at].address } else { &parameters.uncertain[at].address }
    }
}

/// A pair whose correlation the scenario asks for.
#[derive(Clone, PartialEq, Debug)]
pub struct CorrelatedPair {
    /// Positions of the two among the members, the earlier first.
    pub members: (usize, usize),
    /// Spearman's ρ as written.
    pub asked: f64,
    /// Spearman's ρ as drawn: another one only where a contradiction was repaired.
    pub used: f64,
}

/// What a scenario asks of two.
struct Asked<'a> {
    pair: (usize, usize),
    rank: f64,
    id: &'a str,
    repair: bool,
}

/// r of the Gaussian copula whose Spearman correlation is ρ.
pub fn of_normals(rank: f64) -> f64 {
    2.0 * libm::sin(PI * rank / 6.0)
}

/// Spearman correlation of a Gaussian copula with r.
pub fn of_ranks(normal: f64) -> f64 {
    6.0 / PI * libm::asin(normal / 2.0)
}

/// The groups of a scenario: what any chain of correlations joins is drawn together.
///
/// # Errors
/// Where the correlations of a group contradict each other and none of them allows a repair.
pub fn groups(scenario: &Scenario, parameters: &Parameters) -> Result<Vec<CorrelatedGroup>, Vec<ModelError>> {
    let (mut found, mut errors) = (Vec::new(), Vec::new());
    for yearly in [false, true] {
        for asked in joined(asked(scenario, parameters, yearly)) {
            match group(parameters, yearly, &asked) {
                Ok(group) => found.push(group),
                Err(error) => errors.push(error),
            }
        }
    }
    if errors.is_empty() { Ok(found) } else { Err(errors) }
}

/// Every pair of leaves, or of yearly shocks.
fn asked<'a>(scenario: &'a Scenario, parameters: &Parameters, yearly: bool) -> Vec<Asked<'a>> {
    let mut list = Vec::new();
    for correlation in scenario.correlations.iter().filter(|c| c.of.iter().any(|m| m.is_yearly() == yearly)) {
        let place = |of: &Correlated| position(scenario, parameters, *of);
        let places: Vec<usize> = correlation.of.iter().filter_map(place).collect();
        let rank = parameters.central(correlation.rank, 0);
        for (i, &a) in places.iter().enumerate() {
            for &b in &places[i + 1..] {
                let pair = (a.min(b), a.max(b));
                list.push(Asked { pair, rank, id: &correlation.id, repair: correlation.repair });
            }
        }
    }
    list
}

fn position(scenario: &Scenario, parameters: &Parameters, of: Correlated) -> Option<usize> {
    let address = |leaf| scenario.leaf(leaf).address.as_str();
    match of {
        Correlated::Leaf(leaf) => parameters.slot(leaf),
        Correlated::Disturbance(leaf) => parameters.find_yearly(&format!("{}.disturbance", address(leaf))),
        Correlated::GrowthShock(leaf) => parameters.find_yearly(&format!("{}.growth-shock", address(leaf))),
        Correlated::Shock(at) => parameters.find_yearly(&format!("shocks.{}", scenario.shocks[at].id)),
    }
}

/// Pairs that hang together, in the order of their first members.
fn joined(asked: Vec<Asked<'_>>) -> Vec<Vec<Asked<'_>>> {
    let mut group_of: BTreeMap<usize, usize> = BTreeMap::new();
    for Asked { pair: (a, b), .. } in &asked {
        let (of_a, of_b) = (*group_of.entry(*a).or_insert(*a), *group_of.entry(*b).or_insert(*b));
        let (keep, give) = (of_a.min(of_b), of_a.max(of_b));
        group_of.values_mut().filter(|group| **group == give).for_each(|group| *group = keep);
    }
    let mut groups: BTreeMap<usize, Vec<Asked<'_>>> = BTreeMap::new();
    for one in asked {
        groups.entry(group_of[&one.pair.0]).or_default().push(one);
    }
    groups.into_values().collect()
}

fn group(parameters: &Parameters, yearly: bool, asked: &[Asked<'_>]) -> Result<CorrelatedGroup, ModelError> {
    let mut members: Vec<usize> = asked.iter().flat_map(|a| [a.pair.0, a.pair.1]).collect();
    members.sort_unstable();
    members.dedup();
    let place = |member: usize| members.binary_search(&member).unwrap_or(0);
    let mut wanted = DMatrix::identity(members.len(), members.len());
    for one in asked {
        let (i, j) = (place(one.pair.0), place(one.pair.1));
        (wanted[(i, j)], wanted[(j, i)]) = (of_normals(one.rank), of_normals(one.rank));
    }
    let (matrix, factor) = match Cholesky::new(wanted.clone()) {
        Some(sound) => (wanted, sound.l()),
        None => match repaired(&wanted).filter(|_| asked.iter().any(|one| one.repair)) {
            Some(nearest) => nearest,
            None => return Err(contradiction(parameters, yearly, asked, &members, &wanted)),
        },
    };
    let pairs = asked.iter().map(|one| {
        let (i, j) = (place(one.pair.0), place(one.pair.1));
        let normal = matrix[(i, j)];
        let used = if normal == of_normals(one.rank) { one.rank } else { of_ranks(normal) };
        CorrelatedPair { members: (i, j), asked: one.rank, used }
    });
    let pairs = pairs.collect();
    let factor = (0..members.len()).flat_map(|i| (0..=i).map(move |j| (i, j))).map(|at| factor[at]).collect();
    Ok(CorrelatedGroup { yearly, members, factor, pairs })
}

/// Names the pairs that cannot hold together: those that pull the least eigenvalue below zero.
fn contradiction(
    parameters: &Parameters,
    yearly: bool,
    asked: &[Asked<'_>],
    members: &[usize],
    wanted: &DMatrix<f64>,
) -> ModelError {
    let eigen = SymmetricEigen::new(wanted.clone());
    let least = eigen.eigenvalues.imin();
    let at = |member: usize| eigen.eigenvectors[(members.binary_search(&member).unwrap_or(0), least)];
    let pulls = |one: &&Asked<'_>| one.rank * at(one.pair.0) * at(one.pair.1) < -1e-9;
    let name = |member: usize| match yearly {
        false => parameters.uncertain[member].address.as_str(),
        true => parameters.yearly[member].address.as_str(),
    };
    let named: Vec<String> = asked
        .iter()
        .filter(pulls)
        .map(|one| format!("`{}` with `{}` ({})", name(one.pair.0), name(one.pair.1), one.rank))
        .collect();
    let address = format!("correlations.{}", asked.last().map_or("", |one| one.id));
    let message = format!("these rank correlations contradict each other: {}", named.join(", "));
    let help = "weaken one of them, or write `repair = true` to draw with the nearest that are possible";
    ModelError::new(address, message).help(help)
}

/// Rounds that the search for the nearest matrix takes at most.
const MOST_ROUNDS: usize = 500;

/// How far the nearest matrix is drawn towards independence, so that it has a factor.
const TOWARDS_INDEPENDENCE: f64 = 1e-6;

/// The nearest correlation matrix in the Frobenius norm and its factor: alternating projections with
/// Dykstra's correction (Higham 2002, IMA Journal of Numerical Analysis 22, 329–343). Rounded to nine
/// digits, so that the bits do not depend on how a machine multiplies matrices.
fn repaired(wanted: &DMatrix<f64>) -> Option<(DMatrix<f64>, DMatrix<f64>)> {
    let mut nearest = wanted.clone();
    let mut correction = DMatrix::zeros(wanted.nrows(), wanted.ncols());
    for _ in 0..MOST_ROUNDS {
        let shifted = &nearest - &correction;
        let eigen = SymmetricEigen::new(shifted.clone());
        let kept = DMatrix::from_diagonal(&eigen.eigenvalues.map(|value| value.max(0.0)));
        let projected = &eigen.eigenvectors * kept * eigen.eigenvectors.transpose();
        correction = &projected - shifted;
        let before = std::mem::replace(&mut nearest, projected);
        nearest.fill_diagonal(1.0);
        if (&nearest - before).amax() < 1e-12 {
            break;
        }
    }
    let round = |value: f64| (value * (1.0 - TOWARDS_INDEPENDENCE) * 1e9).round() / 1e9;
    let mut sound = DMatrix::from_fn(nearest.nrows(), nearest.ncols(), |i, j| {
        round((nearest[(i, j)] + nearest[(j, i)]) / 2.0)
    });
    sound.fill_diagonal(1.0);
    let factor = Cholesky::new(sound.clone())?.l();
    Some((sound, factor))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Higham 2002, section 4: the nearest correlation matrix to [[1, 1, 0], [1, 1, 1], [0, 1, 1]] has
    /// 0.7607 beside the diagonal and 0.1573 in the corners.
    #[test]
    fn nearest_matrix_as_published() {
        let wanted = DMatrix::from_row_slice(3, 3, &[1.0, 1.0, 0.0, 1.0, 1.0, 1.0, 0.0, 1.0, 1.0]);
        let (nearest, factor) = repaired(&wanted).expect("a factor");
        for ((i, j), expected) in [((0, 1), 0.7607), ((1, 2), 0.7607), ((0, 2), 0.1573)] {
            assert!((nearest[(i, j)] - expected).abs() < 1e-4, "{}", nearest[(i, j)]);
        }
        assert!((&factor * factor.transpose() - nearest).amax() < 1e-12);
    }

    /// Pearson 1907: ρ = 6/π·asin(r/2); r = 1 goes with ρ = 1, and ρ = 0.5 with 2·sin(15°) = 0.5176381.
    #[test]
    fn ranks_and_normals() {
        assert!((of_normals(1.0) - 1.0).abs() < 1e-15);
        assert!((of_normals(0.5) - 0.517_638_090_205_041_5).abs() < 1e-15);
        assert!((of_ranks(of_normals(-0.7)) + 0.7).abs() < 1e-15);
    }
}
