//! First-order indices from an ensemble that is there already: how far the means of bins of a factor lie apart.
//!
//! E. Plischke, E. Borgonovo and C. L. Smith (2013), "Global sensitivity measures from given data", European Journal of
//! Operational Research 226, 536–550. The share that means of bins differ by chance is taken off (ε² of Kelley 1935).

use super::estimate::Estimate;

/// Draws that a bin holds at least.
const LEAST_IN_BIN: usize = 25;
/// More bins than this tell nothing more.
const MOST_BINS: usize = 50;

/// Draws that a first-order index needs at least: four bins.
pub const LEAST_DRAWS: usize = 4 * LEAST_IN_BIN;

/// The first-order index of a factor on an outcome; all numbers finite. Its interval is that of a bootstrap over draws, each
/// as often in a resample as `resamples` says. Where a factor takes few values each is a bin of its own.
pub fn first_order(factor: &[f64], outcome: &[f64], resamples: &[Vec<f64>]) -> Estimate {
    let bins = bins(factor);
    let value = between(&bins, outcome, &vec![1.0; outcome.len()]);
    let resampled: Vec<f64> = resamples.iter().map(|counts| between(&bins, outcome, counts)).collect();
    Estimate::resampled(value, &resampled)
}

/// Draws by bin: of equal numbers of draws, but equal numbers are never parted.
fn bins(factor: &[f64]) -> Vec<Vec<usize>> {
    let count = (factor.len() / LEAST_IN_BIN).clamp(1, MOST_BINS);
    let mut order: Vec<usize> = (0..factor.len()).collect();
    order.sort_by(|&a, &b| factor[a].total_cmp(&factor[b]).then(a.cmp(&b)));
    let mut bins: Vec<Vec<usize>> = vec![Vec::new()];
    let mut done = 0;
    for equal in order.chunk_by(|&a, &b| factor[a] == factor[b]) {
        let begun = bins.last().is_some_and(|bin| !bin.is_empty());
        if begun && done * count >= bins.len() * factor.len() {
            bins.push(Vec::new());
        }
        if let Some(bin) = bins.last_mut() {
            bin.extend_from_slice(equal);
        }
        done += equal.len();
    }
    bins
}

/// Share of the variance that lies between bins, each draw as often as `counts` says: 1 − (within/(n − m))/(all/(n − 1)).
fn between(bins: &[Vec<usize>], outcome: &[f64], counts: &[f64]) -> f64 {
    let draws: f64 = counts.iter().sum();
    let middle = counts.iter().zip(outcome).map(|(n, y)| n * y).sum::<f64>() / draws;
    let all: f64 = counts.iter().zip(outcome).map(|(n, y)| n * (y - middle) * (y - middle)).sum();
    if all <= 1e-24 * draws * middle * middle || bins.len() < 2 {
        return 0.0;
    }
    let (mut within, mut used) = (0.0, 0.0);
    for bin in bins {
        let size: f64 = bin.iter().map(|&at| counts[at]).sum();
        if size > 0.0 {
            let mean = bin.iter().map(|&at| counts[at] * outcome[at]).sum::<f64>() / size;
            let apart = |&at: &usize| counts[at] * (outcome[at] - mean) * (outcome[at] - mean);
            within += bin.iter().map(apart).sum::<f64>();
            used += 1.0;
        }
    }
    1.0 - within / (draws - used).max(1.0) / (all / (draws - 1.0))
}

#[cfg(test)]
mod tests {
    use super::super::estimate::Bootstrap;
    use super::*;
    use crate::sampling::{key, philox};

    fn resamples(draws: usize) -> Vec<Vec<f64>> {
        Bootstrap { resamples: 50, seed: 2 }.all(draws)
    }

    fn numbers(name: &str, draws: usize) -> Vec<f64> {
        (0..draws).map(|draw| philox::uniform(key(4, name), draw as u64, 0)).collect()
    }

    /// Of 4x₁ − 2x₂ + x₃ with uniform numbers the shares are 16, 4 and 1 of 21.
    #[test]
    fn additive_as_worked_out() {
        let x = ["a", "b", "c", "d"].map(|name| numbers(name, 20_000));
        let y: Vec<f64> = (0..20_000).map(|i| 4.0 * x[0][i] - 2.0 * x[1][i] + x[2][i]).collect();
        for (x, share) in x.iter().zip([16.0 / 21.0, 4.0 / 21.0, 1.0 / 21.0, 0.0]) {
            let found = first_order(x, &y, &resamples(20_000));
            assert!((found.value - share).abs() < 0.02, "{found:?} {share}");
            assert_eq!(found.is_distinct(), share > 0.0, "{found:?}");
        }
    }

    /// What rises and falls again has no rank correlation, and all of the variance: y = (x − ½)².
    #[test]
    fn sees_what_is_not_monotonic() {
        let x = numbers("a", 5000);
        let y: Vec<f64> = x.iter().map(|x| (x - 0.5) * (x - 0.5)).collect();
        assert!(first_order(&x, &y, &resamples(5000)).value > 0.98);
    }

    /// By hand: a factor of two values, outcomes 1, 3 | 5, 7: within 4, all 20, 1 − (4/2)/(20/3) = 0.7.
    #[test]
    fn two_values_by_hand() {
        let bins = vec![vec![0, 1], vec![2, 3]];
        assert!((between(&bins, &[1.0, 3.0, 5.0, 7.0], &[1.0; 4]) - 0.7).abs() < 1e-12);
        let coin: Vec<f64> = numbers("a", 400).iter().map(|u| f64::from(*u > 0.5)).collect();
        assert_eq!(super::bins(&coin).len(), 2);
        assert!((first_order(&coin, &coin, &resamples(400)).value - 1.0).abs() < 1e-12);
    }

    #[test]
    fn constants_have_none() {
        let x = numbers("a", 400);
        assert_eq!(first_order(&x, &[0.1; 400], &resamples(400)), Estimate::exact(0.0));
        assert_eq!(first_order(&[0.1; 400], &x, &resamples(400)), Estimate::exact(0.0));
    }

    #[test]
    fn bins_are_of_equal_size() {
        let sizes: Vec<usize> = bins(&numbers("a", 1003)).iter().map(Vec::len).collect();
        assert_eq!((sizes.len(), sizes.iter().sum::<usize>()), (40, 1003));
        assert!(sizes.iter().all(|size| (25..=26).contains(size)), "{sizes:?}");
    }
}
