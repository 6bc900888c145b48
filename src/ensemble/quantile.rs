//! Quantiles, mean and spread of one series in one year, with their standard errors.

use super::error;
use crate::sampling::REPLICATES;

/// Probabilities of the reported quantiles.
pub const PROBABILITIES: [f64; 7] = [0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95];

/// Statistics over the draws.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Summary {
    /// Mean.
    pub mean: f64,
    /// Standard deviation (n − 1).
    pub sd: f64,
    /// Quantiles at [`PROBABILITIES`], Hyndman–Fan type 7.
    pub quantiles: [f64; 7],
    /// Standard error of the mean.
    pub mean_error: f64,
    /// Standard errors of the quantiles; not numbers with fewer than two draws a replicate.
    pub quantile_errors: [f64; 7],
}

impl Summary {
    /// From the values, and the sum and the sum of squares of their differences from a number near them. No
    /// values: all not a number.
    pub fn new(ranker: &mut Ranker, values: &[f32], near: f64, sum: f64, squares: f64) -> Summary {
        let n = values.len() as f64;
        let offset = sum / n;
        let variance = ((squares - sum * offset) / (n - 1.0)).max(0.0);
        // What rounding leaves of equal values is no spread.
        let rounding = near.abs() * 1e-12;
        let sd = variance.sqrt();
        let sd = if sd > rounding { sd } else { 0.0 };
        let found = ranker.quantiles(values, probabilities(values.len()));
        let quantiles = std::array::from_fn(|q| found[3 * q]);
        // Equal values are certain, and rounding is no error.
        let error = |q: usize| if sd > 0.0 { (found[3 * q + 2] - found[3 * q + 1]) / 2.0 } else { 0.0 };
        let quantile_errors = std::array::from_fn(error);
        Summary { mean: near + offset, sd, quantiles, mean_error: sd / n.sqrt(), quantile_errors }
    }

    /// With errors from the values of each replicate of a design instead of those of independent draws.
    pub fn with_replicates(mut self, ranker: &mut Ranker, replicates: &[Vec<f32>; REPLICATES]) -> Summary {
        if self.sd == 0.0 {
            return self;
        }
        if replicates.iter().any(|values| values.len() < 2) {
            (self.mean_error, self.quantile_errors) = (f64::NAN, [f64::NAN; 7]);
            return self;
        }
        let mean = |r: &Vec<f32>| r.iter().map(|v| f64::from(*v)).sum::<f64>() / r.len() as f64;
        self.mean_error = error::of_replicates(std::array::from_fn(|r| mean(&replicates[r])));
        let found: [[f64; 7]; REPLICATES] =
            std::array::from_fn(|r| ranker.quantiles(&replicates[r], PROBABILITIES));
        for (q, error) in self.quantile_errors.iter_mut().enumerate() {
            *error = error::of_replicates(found.map(|of_replicate| of_replicate[q]));
        }
        self
    }
}

/// Every reported probability, followed by those one binomial standard error below and above it: of n
/// independent draws as many fall below the true quantile as n·p ± √(n·p·(1 − p)), so half the distance between
/// the quantiles there is the standard error of the quantile (Woodruff 1952).
fn probabilities(n: usize) -> [f64; 21] {
    std::array::from_fn(|at| {
        let p = PROBABILITIES[at / 3];
        let error = error::of_share(p, n as f64);
        [p, p - error, p + error][at % 3].clamp(0.0, 1.0)
    })
}

/// Bins that the values between their least and their greatest are counted in.
const BINS: usize = 1024;

/// Finds exact quantiles: counts the values in bins, and puts in order only what lies in the bins that hold
/// an order statistic. Reused from cell to cell.
#[derive(Clone, Debug)]
pub struct Ranker {
    counts: Vec<u32>,
    wanted: Vec<bool>,
    gathered: Vec<f32>,
}

impl Default for Ranker {
    fn default() -> Ranker {
        Ranker { counts: vec![0; BINS], wanted: vec![false; BINS], gathered: Vec::new() }
    }
}

/// The scale on which values are binned. Binning never changes their order.
#[derive(Clone, Copy)]
struct Scale {
    least: f32,
    bins_per_unit: f32,
}

impl Scale {
    fn bin(self, value: f32) -> usize {
        (((value - self.least) * self.bins_per_unit) as usize).min(BINS - 1)
    }
}

impl Ranker {
    /// Type 7: at h = (n − 1)·p, between the ⌊h⌋-th and the next value in order.
    pub fn quantiles<const N: usize>(&mut self, values: &[f32], probabilities: [f64; N]) -> [f64; N] {
        let mut found = [f64::NAN; N];
        let Some(last) = values.len().checked_sub(1) else { return found };
        let place = |p: f64| (last as f64 * p, (last as f64 * p).floor() as usize);
        self.gather(values, last, probabilities.map(|p| place(p).1));
        let below = |rank: usize| self.rank_among_gathered(rank);
        for (quantile, p) in found.iter_mut().zip(probabilities) {
            let (h, at) = place(p);
            let low = f64::from(self.gathered[below(at)]);
            let high = f64::from(self.gathered[below((at + 1).min(last))]);
            *quantile = if h > at as f64 { low + (h - at as f64) * (high - low) } else { low };
        }
        found
    }

    /// Puts the values of all bins that hold an order statistic in order; few values, all of them.
    fn gather<const N: usize>(&mut self, values: &[f32], last: usize, places: [usize; N]) {
        self.counts.fill(0);
        self.wanted.fill(false);
        self.gathered.clear();
        if values.len() < BINS {
            self.gathered.extend(values);
            self.gathered.sort_unstable_by(f32::total_cmp);
            return;
        }
        let least = values.iter().copied().fold(f32::INFINITY, f32::min);
        let greatest = values.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let width = greatest - least;
        let bins_per_unit = if width > 0.0 { BINS as f32 / width } else { 0.0 };
        // A width that is no ordinary number cannot be divided: then everything lies in one bin.
        let bins_per_unit = if bins_per_unit.is_finite() { bins_per_unit } else { 0.0 };
        let scale = Scale { least, bins_per_unit };
        for value in values {
            self.counts[scale.bin(*value)] += 1;
        }
        for at in places {
            for rank in [at, (at + 1).min(last)] {
                let bin = self.bin_of(rank);
                self.wanted[bin] = true;
            }
        }
        let wanted = &self.wanted;
        self.gathered.extend(values.iter().filter(|value| wanted[scale.bin(**value)]));
        self.gathered.sort_unstable_by(f32::total_cmp);
    }

    fn bin_of(&self, rank: usize) -> usize {
        let mut below = 0;
        self.counts
            .iter()
            .position(|&count| {
                below += count as usize;
                below > rank
            })
            .unwrap_or(BINS - 1)
    }

    /// The place among the gathered values of what has this place among all.
    fn rank_among_gathered(&self, rank: usize) -> usize {
        let bin = self.bin_of(rank);
        let left_out = self.counts[..bin].iter().zip(&self.wanted).filter(|(_, wanted)| !**wanted);
        rank - left_out.map(|(count, _)| *count as usize).sum::<usize>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By hand for 1..=5: h = 4p; 5 % → 1.2, 10 % → 1.4, 25 % → 2, 50 % → 3, 75 % → 4, 90 % → 4.6,
    /// 95 % → 4.8. Mean 3, variance (4+1+0+1+4)/4 = 2.5.
    #[test]
    fn type_7_by_hand() {
        let values = [3.0, 5.0, 1.0, 4.0, 2.0];
        let summary = Summary::new(&mut Ranker::default(), &values, 2.0, 5.0, 15.0);
        let expected = [1.2, 1.4, 2.0, 3.0, 4.0, 4.6, 4.8];
        for (found, wanted) in summary.quantiles.into_iter().zip(expected) {
            assert!((found - wanted).abs() < 1e-12, "{found} against {wanted}");
        }
        assert_eq!(summary.mean, 3.0);
        assert!((summary.sd - 2.5_f64.sqrt()).abs() < 1e-12);
    }

    /// Replicate r of two equal values r: its quantiles and mean are r, and the error of 0 … 15 is
    /// √(68/48). Independent draws keep sd/√n.
    #[test]
    fn errors_by_hand() {
        let mut ranker = Ranker::default();
        let summary = Summary::new(&mut ranker, &[0.0, 1.0], 0.0, 1.0, 1.0);
        let replicates = || std::array::from_fn(|r| vec![r as f32; 2]);
        let error = (68.0_f64 / 48.0).sqrt();
        let decisive = summary.with_replicates(&mut ranker, &replicates());
        assert!((decisive.mean_error - error).abs() < 1e-12);
        assert!(decisive.quantile_errors.iter().all(|e| (e - error).abs() < 1e-12));
        assert!((summary.mean_error - 0.5_f64.sqrt() / 2.0_f64.sqrt()).abs() < 1e-12);
    }

    /// 10 001 values 0, 1, … in any order: the quantile at p is 10 000·p, and its error 10 000·√(p(1 − p)/10 001),
    /// 49.9975 for the median.
    #[test]
    fn errors_of_independent_draws_by_hand() {
        let values: Vec<f32> = (0..10_001).map(|i| (i * 7_919 % 10_001) as f32).collect();
        let summary = Summary::new(&mut Ranker::default(), &values, 5_000.0, 0.0, 1e9);
        assert!((summary.quantiles[3] - 5_000.0).abs() < 1e-9);
        assert!((summary.quantile_errors[3] - 49.997_5).abs() < 1e-3, "{}", summary.quantile_errors[3]);
    }

    #[test]
    fn one_value_is_every_quantile_and_equal_values_have_no_spread() {
        assert_eq!(Summary::new(&mut Ranker::default(), &[2.5], 2.5, 0.0, 0.0).quantiles, [2.5; 7]);
        let x = 1.1_f64;
        let same = Summary::new(&mut Ranker::default(), &[1.1; 100], x, 0.0, 0.0);
        assert_eq!(same.sd, 0.0);
    }

    /// Against putting all values in order, for values that crowd, tie and reach far.
    #[test]
    fn bins_give_the_order_statistics_of_sorting() {
        let mut ranker = Ranker::default();
        let spread = |n: u64, f: fn(f64) -> f64| -> Vec<f32> {
            (0..n).map(|i| f((i * 7_919 % n) as f64 / n as f64) as f32).collect()
        };
        let shapes: [fn(f64) -> f64; 5] =
            [|u| u, |u| (30.0 * u).exp(), |u| (u * 4.0).floor(), |u| -1e30 * u, |u| 1e-40 * u];
        for n in [1, 2, 3, 20, 1_001, 20_011] {
            for shape in shapes {
                let values = spread(n, shape);
                let mut sorted = values.clone();
                sorted.sort_by(f32::total_cmp);
                for (found, p) in ranker.quantiles(&values, PROBABILITIES).into_iter().zip(PROBABILITIES) {
                    let h = (n - 1) as f64 * p;
                    let (low, high) = (sorted[h as usize], sorted[(h as usize + 1).min(sorted.len() - 1)]);
                    let expected = f64::from(low) + h.fract() * f64::from(high - low);
                    assert!((found - expected).abs() <= 1e-6 * expected.abs(), "{found} against {expected}");
                }
            }
        }
    }
}
