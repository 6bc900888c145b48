//! What an ensemble that is there already tells: what every leaf drew, and what became of the outcome.

use super::bins;
use super::estimate::{Bootstrap, Estimate};
use super::factors::{Factors, Of};
use super::regression::{self, Associations};
use crate::lane::{LANES, Lane};
use crate::model::Model;
use crate::sampling::{Design, Sampler};
use crate::simulation::draw::Drawn;

/// What the draws of an ensemble tell about an outcome.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Given {
    /// Rank regression.
    pub associations: Associations,
    /// First-order indices, by factor.
    pub first: Vec<Estimate>,
    /// Draws that were read.
    pub draws: usize,
    /// Draws in which the outcome came to no number.
    pub left_out: usize,
}

/// The year at which a yearly shock is read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum When {
    /// This one, counted from the base year.
    Year(usize),
    /// The mean of all.
    All,
}

/// What each factor was in each draw, `[factor][draw]`: of a leaf what it drew, of a yearly shock its state x, in the year
/// of the outcome or on average.
pub fn inputs(model: &Model, factors: &Factors, design: Design, when: When) -> Vec<Vec<f64>> {
    let sampler = Sampler::new(design, &model.parameters);
    let mut drawn = Drawn::new(&model.parameters, Lane::ZERO);
    let mut inputs = vec![Vec::with_capacity(design.draws as usize); factors.list.len()];
    for first in (0..design.draws).step_by(LANES) {
        sampler.draw(&model.parameters, first, &mut drawn);
        let live = LANES.min((design.draws - first) as usize);
        for (factor, numbers) in factors.list.iter().zip(&mut inputs) {
            let lanes = match &factor.of {
                Of::Leaves(members) => members.first().map_or(Lane::ZERO, |member| drawn.leaves[member.slot]),
                Of::Shock(shock) => state(model, &drawn, *shock, when),
                Of::Yearly => Lane::ZERO,
            };
            numbers.extend_from_slice(&lanes.0[..live]);
        }
    }
    inputs
}

/// x\[t\] of a yearly shock, or its mean over the years.
fn state(model: &Model, drawn: &Drawn<Lane>, shock: usize, when: When) -> Lane {
    let (parameters, yearly) = (&model.parameters, &model.parameters.yearly[shock]);
    let (years, after) = (parameters.years, parameters.observed + 1);
    let last = match when {
        When::Year(year) => year + 1,
        When::All => years,
    };
    let (mut x, mut sum) = (Lane::ZERO, Lane::ZERO);
    for t in after..last.max(after) {
        x = x * yearly.persistence + drawn.innovations[shock * years + t] * yearly.innovation;
        sum += x;
    }
    match when {
        When::Year(_) => x,
        When::All => sum * (1.0 / (last.saturating_sub(after)).max(1) as f64),
    }
}

/// Draws that it takes to tell so many factors apart.
pub fn least_draws(factors: usize) -> usize {
    regression::least_draws(factors).max(bins::LEAST_DRAWS)
}

/// What draws tell about an outcome; none where there are fewer than so many as it takes.
///
/// # Errors
/// How many draws it takes.
pub fn given(inputs: &[Vec<f64>], outcome: &[f64], bootstrap: Bootstrap) -> Result<Given, usize> {
    let good: Vec<usize> = (0..outcome.len()).filter(|&draw| outcome[draw].is_finite()).collect();
    let least = least_draws(inputs.len());
    if outcome.len() < least {
        return Err(least);
    }
    let kept = |values: &Vec<f64>| good.iter().map(|&draw| values[draw]).collect::<Vec<f64>>();
    let outcome_kept: Vec<f64> = good.iter().map(|&draw| outcome[draw]).collect();
    let (draws, left_out) = (good.len(), outcome.len() - good.len());
    if draws < least {
        let associations =
            Associations { factors: vec![Default::default(); inputs.len()], ..Associations::default() };
        return Ok(Given { associations, first: vec![Estimate::default(); inputs.len()], draws, left_out });
    }
    let inputs: Vec<Vec<f64>> = inputs.iter().map(kept).collect();
    let resamples = bootstrap.all(draws);
    Ok(Given {
        associations: regression::associations(&inputs, &outcome_kept),
        first: inputs.iter().map(|values| bins::first_order(values, &outcome_kept, &resamples)).collect(),
        draws,
        left_out,
    })
}
