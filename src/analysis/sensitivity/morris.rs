//! Elementary effects: what an outcome does when one factor moves and the others stand somewhere.
//!
//! M. D. Morris (1991), "Factorial sampling plans for preliminary computational experiments", Technometrics 33, 161–174;
//! μ* of F. Campolongo, J. Cariboni and A. Saltelli (2007), "An effective screening design for sensitivity analysis of large models".

use super::design::Trajectory;
use super::estimate::{Bootstrap, Estimate, deviation, mean};

/// What a factor does to an outcome as it goes over its whole range.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Effect {
    /// μ: mean of the elementary effects, in the unit of the outcome; effects of opposite sign cancel.
    pub mean: Estimate,
    /// μ*: mean of their sizes.
    pub size: Estimate,
    /// σ: their standard deviation; above zero where the effect depends on the others, or is not straight.
    pub deviation: f64,
    /// Effects that were read: those of runs that came to a number.
    pub effects: usize,
}

/// The effects of all factors over trajectories, given the outcomes at their points in order.
pub fn effects(trajectories: &[Trajectory], outcomes: &[Vec<f64>], bootstrap: Bootstrap) -> Vec<Effect> {
    let factors = trajectories.first().map_or(0, |walk| walk.order.len());
    let mut found: Vec<Vec<f64>> = vec![Vec::new(); factors];
    for (walk, outcomes) in trajectories.iter().zip(outcomes) {
        for (&factor, pair) in walk.order.iter().zip(outcomes.windows(2)) {
            let effect = (pair[1] - pair[0]) / walk.steps[factor];
            if effect.is_finite() {
                found[factor].push(effect);
            }
        }
    }
    found.iter().map(|effects| effect(effects, bootstrap)).collect()
}

fn effect(effects: &[f64], bootstrap: Bootstrap) -> Effect {
    let sizes: Vec<f64> = effects.iter().map(|effect| effect.abs()).collect();
    let resampled = |values: &[f64]| {
        let one = |resample: usize| {
            let counts = bootstrap.counts(resample, values.len());
            let sum: f64 = counts.iter().zip(values).map(|(count, value)| count * value).sum();
            sum / values.len().max(1) as f64
        };
        let resamples: Vec<f64> = (0..bootstrap.resamples).map(one).collect();
        Estimate::resampled(mean(values), &resamples)
    };
    Effect {
        mean: resampled(effects),
        size: resampled(&sizes),
        deviation: deviation(effects),
        effects: effects.len(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOOTSTRAP: Bootstrap = Bootstrap { resamples: 100, seed: 1 };

    fn found(function: impl Fn(&[f64]) -> f64, factors: usize, trajectories: u64) -> Vec<Effect> {
        let walks: Vec<Trajectory> =
            (0..trajectories).map(|number| Trajectory::new(1, number, factors, 4)).collect();
        let along = |walk: &Trajectory| {
            let mut outcomes = Vec::new();
            walk.walk(|point| outcomes.push(function(point)));
            outcomes
        };
        let outcomes: Vec<Vec<f64>> = walks.iter().map(along).collect();
        effects(&walks, &outcomes, BOOTSTRAP)
    }

    /// The effects of a linear function are its coefficients, at every point.
    #[test]
    fn linear_effects_are_the_coefficients() {
        let c = [3.0, -2.0, 0.0];
        let effects = found(|x| 100.0 + x.iter().zip(c).map(|(x, c)| c * x).sum::<f64>(), 3, 10);
        for (effect, c) in effects.iter().zip(c) {
            assert!((effect.mean.value - c).abs() < 1e-12 && (effect.size.value - c.abs()).abs() < 1e-12);
            assert!(effect.deviation < 1e-12 && effect.effects == 10);
        }
        assert!(effects[0].size.is_distinct() && !effects[2].size.is_distinct());
    }

    /// Morris's own function (1991, section 4) without its small random coefficients. Of wᵢ = 2(xᵢ − ½) and, for i = 3, 5, 7,
    /// wᵢ = 2(1.1xᵢ/(xᵢ + 0.1) − ½): Σᵢ₌₁…₁₀ 20wᵢ − 15 Σᵢ<ⱼ≤₆ wᵢwⱼ − 10 Σᵢ<ⱼ<ₗ≤₅ wᵢwⱼwₗ + 5w₁w₂w₃w₄.
    fn morris(x: &[f64]) -> f64 {
        let w: Vec<f64> = (0..20)
            .map(|i| match i {
                2 | 4 | 6 => 2.0 * (1.1 * x[i] / (x[i] + 0.1) - 0.5),
                _ => 2.0 * (x[i] - 0.5),
            })
            .collect();
        let mut y: f64 = w[..10].iter().map(|w| 20.0 * w).sum();
        for i in 0..6 {
            for j in i + 1..6 {
                y -= 15.0 * w[i] * w[j];
                y -= (j + 1..5).map(|l| 10.0 * w[i] * w[j] * w[l]).sum::<f64>();
            }
        }
        y + 5.0 * w[0] * w[1] * w[2] * w[3]
    }

    /// x₈, x₉, x₁₀ act straight, with 20·2 = 40. x₇ is curved: from 0 to 2/3 it makes 20·2·1.1·(2/3)/(2/3 + 0.1) =
    /// 38.260870, from 1/3 to 1 it makes 20·2·(1 − 1.1·(1/3)/(1/3 + 0.1)) = 6.153846; over 2/3 these are 57.391304 and
    /// 9.230769. x₁₁ … x₂₀ do nothing; x₁ … x₆ act together.
    #[test]
    fn morris_function_as_worked_out() {
        let effects = found(morris, 20, 400);
        for straight in &effects[7..10] {
            assert!((straight.mean.value - 40.0).abs() < 1e-9 && straight.deviation < 1e-9);
        }
        for nothing in &effects[10..] {
            assert_eq!((nothing.size, nothing.deviation), (Estimate::exact(0.0), 0.0));
        }
        let curved = effects[6];
        let middle = (57.391_304 + 9.230_769) / 2.0;
        // Two values with equal chances: standard deviation 24.08, standard error over 400 of 1.2.
        assert!((curved.mean.value - middle).abs() < 4.0, "{curved:?}");
        assert!((curved.deviation - (57.391_304 - 9.230_769) / 2.0).abs() < 1.0, "{curved:?}");
        assert!(curved.size.low < middle && middle < curved.size.high);
        assert!(effects[..6].iter().all(|effect| effect.deviation > 20.0));
        assert!(effects[..6].iter().all(|effect| effect.size.value > effect.mean.value.abs() + 1.0));
    }

    /// Effects of a run without a number are left out; of none there is nothing to tell.
    #[test]
    fn runs_without_a_number_are_left_out() {
        let effects = found(|x| if x[0] > 0.9 { f64::NAN } else { x[1] }, 2, 40);
        assert!(effects[1].effects < 40 && effects[1].effects > 0);
        assert!((effects[1].mean.value - 1.0).abs() < 1e-12);
        let none = found(|_| f64::NAN, 2, 5);
        assert_eq!(none[0], Effect::default());
    }
}
