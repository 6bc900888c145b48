//! What an ensemble that is there already tells: partial rank correlations and standardised rank regression.
//!
//! R. L. Iman and W. J. Conover (1979), "The use of the rank transform in regression", Technometrics 21, 499–509; A. Saltelli and
//! J. Marivoet (1990), "Non-parametric statistics in sensitivity analysis for model output"; J. C. Helton et al. (2006), "Survey of
//! sampling-based methods for uncertainty and sensitivity analysis", Reliability Engineering and System Safety 91, 1175–1209.

use super::estimate::Estimate;
use super::ranks::ranks;

/// What the ranks of a factor and of an outcome have to do with each other.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Association {
    /// PRCC: correlation of the two after what the other factors explain linearly is taken off both.
    pub partial: Estimate,
    /// SRRC: how many standard deviations of its rank the outcome moves with one of the factor's.
    pub regression: Estimate,
}

/// The associations of all factors.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Associations {
    /// By factor.
    pub factors: Vec<Association>,
    /// Share of the variance of the outcome's ranks that the regression explains.
    pub explained: f64,
    /// Factors that take one value only, or a mixture of those of earlier factors: nothing can be told apart, and theirs are zero.
    pub collinear: Vec<usize>,
}

/// Draws that a regression on so many factors needs at least: as many that its intervals have ten degrees of freedom.
pub fn least_draws(factors: usize) -> usize {
    factors + 12
}

/// A pivot below this share of its diagonal is rounding.
const ROUNDING: f64 = 1e-9;

/// Associations of an outcome with every factor, `factors[factor][draw]`; all numbers finite, at least [`least_draws`] of them.
pub fn associations(factors: &[Vec<f64>], outcome: &[f64]) -> Associations {
    let mut columns: Vec<Vec<f64>> = factors.iter().map(|values| standardised(ranks(values))).collect();
    columns.push(standardised(ranks(outcome)));
    let nothing =
        || Associations { factors: vec![Association::default(); factors.len()], ..Associations::default() };
    if columns[factors.len()].iter().all(|rank| *rank == 0.0) {
        return nothing();
    }
    let (kept, factor) = cholesky(&columns[..factors.len()]);
    let against: Vec<f64> = kept.iter().map(|&at| dot(&columns[at], &columns[factors.len()])).collect();
    let inverse = Inverse::of(&factor);
    let slopes: Vec<f64> =
        (0..kept.len()).map(|i| (0..kept.len()).map(|j| inverse.at(i, j) * against[j]).sum()).collect();
    let explained =
        slopes.iter().zip(&against).map(|(slope, with)| slope * with).sum::<f64>().clamp(0.0, 1.0);
    let mut found = nothing();
    let freedom = (outcome.len() as f64 - kept.len() as f64 - 1.0).max(1.0);
    for (i, &at) in kept.iter().enumerate() {
        let own = inverse.at(i, i);
        let error = ((1.0 - explained).max(0.0) * own / freedom).sqrt();
        found.factors[at] = Association {
            partial: partial(slopes[i], own, 1.0 - explained, freedom),
            regression: Estimate::with_error(slopes[i], error),
        };
    }
    found.explained = explained;
    found.collinear = (0..factors.len()).filter(|at| kept.binary_search(at).is_err()).collect();
    found
}

/// The partial correlation that goes with a slope: β/√(β² + (1 − R²)·(R⁻¹)ᵢᵢ), with Fisher's interval tanh(artanh r ± z/√(f − 1)),
/// f degrees of freedom.
fn partial(slope: f64, own: f64, unexplained: f64, freedom: f64) -> Estimate {
    let size = slope * slope + unexplained.max(0.0) * own;
    let value = if size > 0.0 { (slope / size.sqrt()).clamp(-1.0, 1.0) } else { 0.0 };
    if value.abs() >= 1.0 - 1e-12 {
        return Estimate::exact(value);
    }
    let middle = Estimate::with_error(libm::atanh(value), 1.0 / (freedom - 1.0).max(1.0).sqrt());
    Estimate { value, low: libm::tanh(middle.low), high: libm::tanh(middle.high) }
}

/// Less their mean and over the root of the sum of their squares; zeros where all are equal.
fn standardised(mut values: Vec<f64>) -> Vec<f64> {
    let mean = values.iter().sum::<f64>() / values.len().max(1) as f64;
    values.iter_mut().for_each(|value| *value -= mean);
    let size = dot(&values, &values).sqrt();
    let scale = if size > 0.0 { 1.0 / size } else { 0.0 };
    values.iter_mut().for_each(|value| *value *= scale);
    values
}

/// In eight sums side by side, whose order is fixed.
fn dot(a: &[f64], b: &[f64]) -> f64 {
    let mut sums = [0.0; 8];
    let (a_parts, b_parts) = (a.chunks_exact(8), b.chunks_exact(8));
    let rest: f64 = a_parts.remainder().iter().zip(b_parts.remainder()).map(|(a, b)| a * b).sum();
    for (a, b) in a_parts.zip(b_parts) {
        for lane in 0..8 {
            sums[lane] += a[lane] * b[lane];
        }
    }
    sums.iter().sum::<f64>() + rest
}

/// The Cholesky factor of the correlations, row by row up to the diagonal, of the columns that are not mixtures of earlier ones;
/// and which these are.
fn cholesky(columns: &[Vec<f64>]) -> (Vec<usize>, Vec<Vec<f64>>) {
    let (mut kept, mut factor): (Vec<usize>, Vec<Vec<f64>>) = (Vec::new(), Vec::new());
    for (at, column) in columns.iter().enumerate() {
        let mut row: Vec<f64> = Vec::with_capacity(kept.len() + 1);
        for (i, &earlier) in kept.iter().enumerate() {
            let known = dot(&row, &factor[i][..i]);
            row.push((dot(column, &columns[earlier]) - known) / factor[i][i]);
        }
        let pivot = dot(column, column) - dot(&row, &row);
        if pivot > ROUNDING {
            row.push(pivot.sqrt());
            kept.push(at);
            factor.push(row);
        }
    }
    (kept, factor)
}

/// The inverse of a matrix by the inverse of its Cholesky factor: R⁻¹ = L⁻ᵀ·L⁻¹.
struct Inverse {
    size: usize,
    cells: Vec<f64>,
}

impl Inverse {
    fn of(factor: &[Vec<f64>]) -> Inverse {
        let size = factor.len();
        // Columns of L⁻¹, from the diagonal down.
        let column = |j: usize| {
            let mut values = vec![0.0; size - j];
            values[0] = 1.0 / factor[j][j];
            for i in j + 1..size {
                let known = dot(&factor[i][j..i], &values[..i - j]);
                values[i - j] = -known / factor[i][i];
            }
            values
        };
        let columns: Vec<Vec<f64>> = (0..size).map(column).collect();
        let mut cells = vec![0.0; size * size];
        for i in 0..size {
            for j in 0..=i {
                let value = dot(&columns[i], &columns[j][i - j..]);
                (cells[i * size + j], cells[j * size + i]) = (value, value);
            }
        }
        Inverse { size, cells }
    }

    fn at(&self, i: usize, j: usize) -> f64 {
        self.cells[i * self.size + j]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sampling::{key, normal, philox};

    fn numbers(name: &str, draws: usize) -> Vec<f64> {
        (0..draws).map(|draw| philox::uniform(key(4, name), draw as u64, 0)).collect()
    }

    /// A straight line has PRCC ±1 and SRRC ±1 whatever it is bent to, as long as it rises or falls.
    #[test]
    fn one_factor_decides_all() {
        let x = numbers("x", 500);
        let y: Vec<f64> = x.iter().map(|x| -(5.0 * x).exp()).collect();
        let found = associations(&[x, numbers("nothing", 500)], &y);
        assert!((found.factors[0].partial.value + 1.0).abs() < 1e-9, "{found:?}");
        assert!((found.factors[0].regression.value + 1.0).abs() < 1e-9);
        assert!((found.explained - 1.0).abs() < 1e-9);
    }

    /// By hand, ranks (1, 2, 3, 4) of x, (2, 1, 4, 3) of z, (1, 3, 2, 4) of y less 2.5 and over √5: r(x,z) = 0.6, r(x,y) = 0.8,
    /// r(z,y) = 0. Slopes (0.8, −0.48)/0.64 = (1.25, −0.75), R² = 1.25·0.8 = 1; partial (0.8 − 0)/√(0.64·1) = 1, and
    /// −0.6·0.8/√(0.64·0.36) = −1.
    #[test]
    fn two_factors_by_hand() {
        let (x, z) = (vec![1.0, 2.0, 3.0, 4.0], vec![20.0, 10.0, 40.0, 30.0]);
        let found = associations(&[x, z], &[0.1, 0.3, 0.2, 0.4]);
        assert!((found.factors[0].regression.value - 1.25).abs() < 1e-12, "{found:?}");
        assert!((found.factors[1].regression.value + 0.75).abs() < 1e-12);
        assert!((found.factors[0].partial.value - 1.0).abs() < 1e-6);
        assert!((found.factors[1].partial.value + 1.0).abs() < 1e-6);
    }

    /// y = 3x₁ − 2x₂ + x₃ + 0·x₄ of independent normal numbers: y is normal too, so ranks correlate with
    /// ρ = 6/π·asin(r/2), r = c/√14, and, factors being independent, SRRC = ρ and PRCC = ρ/√(1 − Σ of the others' ρ²).
    #[test]
    fn linear_function_with_known_coefficients() {
        let draws = 20_000;
        let x: Vec<Vec<f64>> = ["a", "b", "c", "d"]
            .map(|name| numbers(name, draws).into_iter().map(normal::quantile).collect())
            .to_vec();
        let c = [3.0, -2.0, 1.0, 0.0];
        let y: Vec<f64> = (0..draws).map(|i| (0..4).map(|j| c[j] * x[j][i]).sum()).collect();
        let found = associations(&x, &y);
        let rho = c.map(|c| 6.0 / std::f64::consts::PI * (c / 14.0_f64.sqrt() / 2.0).asin());
        let all: f64 = rho.iter().map(|rho| rho * rho).sum();
        for (one, rho) in found.factors.iter().zip(rho) {
            assert!((one.regression.value - rho).abs() < 0.01, "{one:?} {rho}");
            let partial = rho / (1.0 - all + rho * rho).sqrt();
            assert!((one.partial.value - partial).abs() < 0.02, "{one:?} {partial}");
        }
        assert!((found.explained - all).abs() < 0.01);
        assert!(!found.factors[3].partial.is_distinct() && found.factors[2].partial.is_distinct());
    }

    /// Of two correlated factors only one acts: its companion has a rank correlation with the outcome, and no partial one.
    #[test]
    fn what_only_goes_along_has_no_partial_correlation() {
        let (x, noise, e) = (numbers("x", 4000), numbers("n", 4000), numbers("e", 4000));
        let along: Vec<f64> = x.iter().zip(&noise).map(|(x, n)| x + 0.5 * n).collect();
        let y: Vec<f64> = x.iter().zip(&e).map(|(x, e)| x + e).collect();
        let alone = associations(std::slice::from_ref(&along), &y).factors[0].partial;
        let found = associations(&[x, along], &y);
        assert!(alone.low > 0.5, "{alone:?}");
        assert!(found.factors[1].partial.value.abs() < 0.05, "{found:?}");
    }

    #[test]
    fn constants_and_doubles_are_told() {
        let (x, n) = (numbers("x", 300), numbers("n", 300));
        let y: Vec<f64> = x.iter().zip(&n).map(|(x, n)| x + n).collect();
        let found = associations(&[x.clone(), vec![2.0; 300], x.clone()], &y);
        assert_eq!(found.collinear, [1, 2]);
        assert_eq!(found.factors[1], Association::default());
        assert!(found.factors[0].partial.value > 0.5);
        let constant = associations(&[x], &[7.0; 300]);
        assert_eq!((constant.factors[0], constant.explained), (Association::default(), 0.0));
    }
}
