//! Sobol′ indices: which share of the variance of an outcome a factor makes, alone and with others.
//!
//! I. M. Sobol′ (1993), "Sensitivity estimates for nonlinear mathematical models"; the estimators of A. Saltelli et al. (2010),
//! "Variance based sensitivity analysis of model output", Computer Physics Communications 181, 259–270, table 2.

use super::estimate::{Bootstrap, Estimate};

/// Outcomes over the rows of two independent samples A and B, and of A with the numbers of one factor taken from B.
#[derive(Clone, Debug, Default)]
pub struct Outcomes {
    /// Of the rows of A.
    pub a: Vec<f64>,
    /// Of the rows of B.
    pub b: Vec<f64>,
    /// Of the rows of A with one factor from B, by factor.
    pub ab: Vec<Vec<f64>>,
    /// Of the rows of B with one factor from A, by factor; none: no second order.
    pub ba: Vec<Vec<f64>>,
}

/// What a factor does.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Index {
    /// Share of the variance that is its alone.
    pub first: Estimate,
    /// Share of the variance with all that it does together with others.
    pub total: Estimate,
}

/// What two factors do together beyond what each does alone.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Pair {
    /// The two, the earlier first.
    pub factors: (usize, usize),
    /// Share of the variance.
    pub second: Estimate,
}

/// The indices of all factors.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Indices {
    /// Mean of the outcome.
    pub mean: f64,
    /// Variance of the outcome.
    pub variance: f64,
    /// By factor.
    pub indices: Vec<Index>,
    /// By pair, where the second order was asked for.
    pub pairs: Vec<Pair>,
    /// Rows that were read.
    pub rows: usize,
    /// Rows left out because an outcome in them is no number.
    pub left_out: usize,
}

/// Variance below this share of the square of the mean is rounding: the outcome is constant.
const ROUNDING: f64 = 1e-24;

impl Outcomes {
    /// Without the rows in which any outcome is no number; and how many those are.
    fn whole(&self) -> (Outcomes, usize) {
        let columns = || [&self.a, &self.b].into_iter().chain(&self.ab).chain(&self.ba);
        let good: Vec<usize> =
            (0..self.a.len()).filter(|&row| columns().all(|column| column[row].is_finite())).collect();
        let kept = |column: &Vec<f64>| good.iter().map(|&row| column[row]).collect::<Vec<f64>>();
        let all = |columns: &[Vec<f64>]| columns.iter().map(kept).collect::<Vec<_>>();
        let outcomes = Outcomes { a: kept(&self.a), b: kept(&self.b), ab: all(&self.ab), ba: all(&self.ba) };
        (outcomes, self.a.len() - good.len())
    }

    /// Mean and variance over the rows of A and B, each row as often as `counts` says.
    fn moments(&self, counts: &[f64]) -> (f64, f64) {
        let both = || counts.iter().zip(self.a.iter().zip(&self.b));
        let all: f64 = 2.0 * counts.iter().sum::<f64>();
        let mean = both().map(|(n, (a, b))| n * (a + b)).sum::<f64>() / all;
        let squares = both().map(|(n, (a, b))| n * ((a - mean) * (a - mean) + (b - mean) * (b - mean)));
        (mean, squares.sum::<f64>() / all)
    }

    /// First and total index of a factor.
    ///
    /// First order: mean of f(B)·(f(A_B) − f(A)) over the variance (Saltelli et al. 2010, line b), f less its mean, which
    /// changes no expectation and takes error away. Total: half the mean of (f(A) − f(A_B))² over the variance (Jansen 1999,
    /// line f).
    fn index(&self, factor: usize, counts: &[f64], (mean, variance): (f64, f64)) -> (f64, f64) {
        let (mut first, mut total, mut all) = (0.0, 0.0, 0.0);
        for ((n, ab), (a, b)) in counts.iter().zip(&self.ab[factor]).zip(self.a.iter().zip(&self.b)) {
            first += n * (b - mean) * (ab - a);
            total += n * (a - ab) * (a - ab);
            all += n;
        }
        (first / all / variance, total / all / 2.0 / variance)
    }

    /// What two factors do together (Saltelli 2002, "Making best use of model evaluations to compute sensitivity indices",
    /// theorem 2): mean of f(B_A of one)·f(A_B of the other) − f(A)·f(B) over the variance, less their first indices.
    fn second(
        &self,
        (i, j): (usize, usize),
        counts: &[f64],
        (mean, variance): (f64, f64),
        first: &[f64],
    ) -> f64 {
        let (mut closed, mut all) = (0.0, 0.0);
        for (row, n) in counts.iter().enumerate() {
            let centred = |column: &[f64]| column[row] - mean;
            let together = centred(&self.ba[i]) * centred(&self.ab[j]);
            closed += n * (together - centred(&self.a) * centred(&self.b));
            all += n;
        }
        closed / all / variance - first[i] - first[j]
    }

    /// All indices of a sample: first, total, pairs.
    fn estimates(&self, counts: &[f64]) -> (Vec<(f64, f64)>, Vec<f64>) {
        let moments = self.moments(counts);
        if is_constant(moments) {
            return (vec![(0.0, 0.0); self.ab.len()], vec![0.0; pairs(self.ba.len()).count()]);
        }
        let single: Vec<(f64, f64)> =
            (0..self.ab.len()).map(|factor| self.index(factor, counts, moments)).collect();
        let first: Vec<f64> = single.iter().map(|(first, _)| *first).collect();
        let second = pairs(self.ba.len()).map(|pair| self.second(pair, counts, moments, &first)).collect();
        (single, second)
    }
}

fn is_constant((mean, variance): (f64, f64)) -> bool {
    variance <= ROUNDING * mean * mean
}

/// Every pair of so many.
fn pairs(factors: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..factors).flat_map(move |i| (i + 1..factors).map(move |j| (i, j)))
}

/// The indices of all factors with the intervals of a bootstrap over rows. A constant outcome has indices of zero.
pub fn indices(outcomes: &Outcomes, bootstrap: Bootstrap) -> Indices {
    let (whole, left_out) = outcomes.whole();
    let rows = whole.a.len();
    let empty =
        || Indices { indices: vec![Index::default(); outcomes.ab.len()], left_out, ..Indices::default() };
    if rows == 0 {
        return empty();
    }
    let ones = vec![1.0; rows];
    let (mean, variance) = whole.moments(&ones);
    if is_constant((mean, variance)) {
        return Indices { mean, rows, ..empty() };
    }
    let (single, second) = whole.estimates(&ones);
    let flat = |counts: &[f64]| {
        let (single, second) = whole.estimates(counts);
        single.into_iter().flat_map(|(first, total)| [first, total]).chain(second).collect::<Vec<f64>>()
    };
    let resamples: Vec<Vec<f64>> = bootstrap.all(rows).iter().map(|counts| flat(counts)).collect();
    let of = |place: usize, value: f64| {
        let values: Vec<f64> = resamples.iter().map(|resample| resample[place]).collect();
        Estimate::resampled(value, &values)
    };
    let index = |(factor, (first, total)): (usize, &(f64, f64))| Index {
        first: of(2 * factor, *first),
        total: of(2 * factor + 1, *total),
    };
    let pair = |(at, factors): (usize, (usize, usize))| Pair {
        factors,
        second: of(2 * single.len() + at, second[at]),
    };
    Indices {
        mean,
        variance,
        indices: single.iter().enumerate().map(index).collect(),
        pairs: pairs(whole.ba.len()).enumerate().map(pair).collect(),
        rows,
        left_out,
    }
}

#[cfg(test)]
mod tests {
    use super::super::design::Pairs;
    use super::*;
    use std::f64::consts::PI;

    const BOOTSTRAP: Bootstrap = Bootstrap { resamples: 100, seed: 1 };

    /// Outcomes of a function of independent uniform numbers at Sobol′ points.
    fn outcomes(function: impl Fn(&[f64]) -> f64, factors: usize, rows: u64, seed: u64) -> Outcomes {
        let names: Vec<String> = (0..factors).map(|i| format!("x{i}")).collect();
        let design = Pairs::new(seed, &names);
        let mut out =
            Outcomes { ab: vec![Vec::new(); factors], ba: vec![Vec::new(); factors], ..Outcomes::default() };
        for row in 0..rows {
            let number =
                |which: usize| (0..factors).map(|d| design.number(d, which, row)).collect::<Vec<f64>>();
            let (a, b) = (number(0), number(1));
            out.a.push(function(&a));
            out.b.push(function(&b));
            for factor in 0..factors {
                let (mut ab, mut ba) = (a.clone(), b.clone());
                (ab[factor], ba[factor]) = (b[factor], a[factor]);
                out.ab[factor].push(function(&ab));
                out.ba[factor].push(function(&ba));
            }
        }
        out
    }

    /// sin x₁ + 7 sin² x₂ + 0.1 x₃⁴ sin x₁ over (−π, π)³ (Ishigami and Homma 1990).
    fn ishigami(u: &[f64]) -> f64 {
        let x: Vec<f64> = u.iter().map(|u| PI * (2.0 * u - 1.0)).collect();
        x[0].sin() + 7.0 * x[1].sin().powi(2) + 0.1 * x[2].powi(4) * x[0].sin()
    }

    /// Closed form: V = a²/8 + bπ⁴/5 + b²π⁸/18 + ½, V₁ = ½(1 + bπ⁴/5)², V₂ = a²/8, V₁₃ = 8b²π⁸/225.
    #[test]
    fn ishigami_as_worked_out() {
        let found = indices(&outcomes(ishigami, 3, 8192, 1), BOOTSTRAP);
        assert!((found.variance / 13.844_587_940_719_254 - 1.0).abs() < 0.005, "{}", found.variance);
        assert!((found.mean - 3.5).abs() < 0.02, "{}", found.mean);
        let first = [0.313_905_19, 0.442_411_14, 0.0];
        let total = [0.557_588_86, 0.442_411_14, 0.243_683_66];
        for (i, index) in found.indices.iter().enumerate() {
            assert!((index.first.value - first[i]).abs() < 0.005, "{i}: {:?}", index.first);
            assert!((index.total.value - total[i]).abs() < 0.005, "{i}: {:?}", index.total);
            assert!(index.first.low < first[i] && first[i] < index.first.high, "{i}: {:?}", index.first);
            assert!(index.total.low < total[i] && total[i] < index.total.high, "{i}: {:?}", index.total);
        }
        assert!(!found.indices[2].first.is_distinct() && found.indices[2].total.is_distinct());
        // Only x₁ and x₃ act together, with all that x₃ does.
        let second: Vec<f64> = found.pairs.iter().map(|pair| pair.second.value).collect();
        for (value, expected) in second.iter().zip([0.0, 0.243_683_66, 0.0]) {
            assert!((value - expected).abs() < 0.01, "{second:?}");
        }
        assert!(found.pairs[1].second.is_distinct() && !found.pairs[0].second.is_distinct());
    }

    /// Of a sum every factor has first = total = its variance over that of the sum: c²/12 over Σ c²/12; a constant far from
    /// zero changes nothing.
    #[test]
    fn additive_as_worked_out() {
        let c = [4.0, -2.0, 1.0, 0.0];
        let sum = |u: &[f64]| 1e4 + u.iter().zip(c).map(|(u, c)| c * u).sum::<f64>();
        let found = indices(&outcomes(sum, 4, 1024, 7), BOOTSTRAP);
        assert!((found.variance - 21.0 / 12.0).abs() < 0.01, "{}", found.variance);
        for (index, c) in found.indices.iter().zip(c) {
            let share = c * c / 21.0;
            assert!((index.first.value - share).abs() < 0.01, "{index:?}");
            assert!((index.total.value - share).abs() < 0.01, "{index:?}");
        }
        assert_eq!(found.indices[3], Index::default());
        assert!(found.pairs.iter().all(|pair| pair.second.value.abs() < 0.02), "{:?}", found.pairs);
    }

    /// Over 100 seeds of independent samples of 256 rows, 95 % intervals hold what they should about as often.
    #[test]
    fn intervals_hold_what_they_should() {
        let mut held = 0;
        for seed in 0..100 {
            let names = ["a".to_owned(), "b".to_owned()];
            let design = Pairs::independent(seed, &names);
            let mut out = Outcomes { ab: vec![Vec::new()], ..Outcomes::default() };
            for row in 0..256 {
                let at = |d: usize, which: usize| design.number(d, which, row);
                out.a.push(at(0, 0) + at(1, 0));
                out.b.push(at(0, 1) + at(1, 1));
                out.ab[0].push(at(0, 1) + at(1, 0));
            }
            let total = indices(&out, Bootstrap { resamples: 100, seed }).indices[0].total;
            held += usize::from(total.low < 0.5 && 0.5 < total.high);
        }
        assert!((88..=99).contains(&held), "{held}");
    }

    #[test]
    fn a_constant_outcome_has_no_indices() {
        for value in [0.0, 0.1, 6.02e23] {
            let found = indices(&outcomes(|_| value, 3, 16, 1), BOOTSTRAP);
            assert_eq!(found.indices, vec![Index::default(); 3]);
            assert_eq!(found.variance, 0.0);
        }
    }

    #[test]
    fn rows_without_a_number_are_left_out_whole() {
        let mut with = outcomes(ishigami, 3, 512, 1);
        let without = Outcomes {
            a: with.a[1..].to_vec(),
            b: with.b[1..].to_vec(),
            ab: with.ab.iter().map(|c| c[1..].to_vec()).collect(),
            ba: with.ba.iter().map(|c| c[1..].to_vec()).collect(),
        };
        with.ab[1][0] = f64::NAN;
        let (found, expected) = (indices(&with, BOOTSTRAP), indices(&without, BOOTSTRAP));
        assert_eq!((found.left_out, found.rows), (1, 511));
        assert_eq!(found.indices, expected.indices);
    }
}
