//! Quantiles, mean and spread of one series in one year, with their standard errors.

use super::error::{self, Replicates};
use super::order::{Lost, Order};
use super::ranker::Ranker;
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
    /// From order and sums. No values: all not a number.
    ///
    /// # Errors
    /// When a quantile lies in a gap.
    pub fn new(
        ranker: &mut Ranker,
        order: &mut Order,
        sums: &Sums,
        replicates: &Replicates,
    ) -> Result<Summary, Lost> {
        let n = order.count() as f64;
        let offset = sums.differences.iter().sum::<f64>() / n;
        let variance = ((sums.squares - n * offset * offset) / (n - 1.0)).max(0.0);
        // What rounding leaves of equal values is no spread.
        let rounding = sums.near.abs() * 1e-12;
        let sd = if variance.sqrt() > rounding { variance.sqrt() } else { 0.0 };
        let (quantiles, mut quantile_errors) = if replicates.decisive {
            Summary::quantiles_of_replicates(ranker, order, replicates)?
        } else {
            Summary::quantiles_of_independent(ranker, order, n)?
        };
        let mut mean_error = if n > 0.0 { replicates.mean(&sums.differences, sd) } else { f64::NAN };
        // Equal values are certain, and rounding is no error.
        if sd == 0.0 && n > 0.0 {
            (mean_error, quantile_errors) = (0.0, [0.0; 7]);
        }
        Ok(Summary { mean: sums.near + offset, sd, quantiles, mean_error, quantile_errors })
    }

    /// Of draws that all have the same value.
    pub fn certain(value: f64, draws: u64) -> Summary {
        let (value, error) = if draws > 0 { (value + 0.0, 0.0) } else { (f64::NAN, f64::NAN) };
        // As precise as those of values that differ.
        let quantiles = [f64::from(value as f32); 7];
        Summary { mean: value, sd: 0.0, quantiles, mean_error: error, quantile_errors: [error; 7] }
    }

    /// Quantiles with their errors: of n independent draws, n·p ± √(n·p·(1 − p)) fall below the true quantile at p, so
    /// the error is half the distance between the quantiles there (Woodruff 1952).
    fn quantiles_of_independent(
        ranker: &mut Ranker,
        order: &mut Order,
        n: f64,
    ) -> Result<([f64; 7], [f64; 7]), Lost> {
        let with_sides: [f64; 21] = std::array::from_fn(|at| {
            let p = PROBABILITIES[at / 3];
            let error = error::of_share(p, n);
            [p, p - error, p + error][at % 3].clamp(0.0, 1.0)
        });
        let found = order.quantiles(ranker, with_sides)?;
        let quantiles = std::array::from_fn(|q| found[3 * q]);
        Ok((quantiles, std::array::from_fn(|q| (found[3 * q + 2] - found[3 * q + 1]) / 2.0)))
    }

    /// Likewise, where the scatter of the replicates tells the error of the share of draws below a quantile. Sixteen
    /// replicates tell one variance to a third only, so its ratio to that of independent draws, the effect of the design,
    /// is averaged over the quantiles.
    fn quantiles_of_replicates(
        ranker: &mut Ranker,
        order: &mut Order,
        replicates: &Replicates,
    ) -> Result<([f64; 7], [f64; 7]), Lost> {
        let quantiles = order.quantiles(ranker, PROBABILITIES)?;
        let independent = PROBABILITIES.map(|p| p * (1.0 - p));
        let ratio = |q: usize| replicates.below(|| order.not_above(quantiles[q])).powi(2) / independent[q];
        let effect = (0..7).map(ratio).sum::<f64>() / 7.0;
        if effect.is_nan() {
            return Ok((quantiles, [f64::NAN; 7]));
        }
        let errors = independent.map(|variance| (effect * variance).sqrt());
        let sides: [f64; 14] = std::array::from_fn(|at| {
            let error = if at % 2 == 0 { -errors[at / 2] } else { errors[at / 2] };
            (PROBABILITIES[at / 2] + error).clamp(0.0, 1.0)
        });
        let found = order.quantiles(ranker, sides)?;
        Ok((quantiles, std::array::from_fn(|q| (found[2 * q + 1] - found[2 * q]) / 2.0)))
    }
}

/// What sums tell of the values of one series in one year.
#[derive(Clone, Copy, Debug)]
pub struct Sums {
    /// A number near the values.
    pub near: f64,
    /// Sum of their differences from it, by replicate.
    pub differences: [f64; REPLICATES],
    /// Sum of the squares of the differences.
    pub squares: f64,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ensemble::order::Wanted;
    use crate::sampling::{Design, Method};

    fn order(values: &[f32], replicated: bool) -> Order {
        let wanted = Wanted::new(&PROBABILITIES, values.len() as u64, replicated);
        let mut order = Order::new(replicated);
        values.chunks(256).for_each(|chunk| order.add(chunk, &wanted));
        order
    }

    fn summary(values: &[f32], near: f64, method: Method) -> Summary {
        let mut differences = [0.0; REPLICATES];
        let mut squares = 0.0;
        for (at, value) in values.iter().enumerate() {
            differences[at % REPLICATES] += f64::from(*value) - near;
            squares += (f64::from(*value) - near).powi(2);
        }
        let replicates = Replicates::new(Design { draws: values.len() as u64, seed: 1, method }, &[]);
        let mut order = order(values, method.is_replicated());
        let sums = Sums { near, differences, squares };
        Summary::new(&mut Ranker::default(), &mut order, &sums, &replicates).expect("all values are kept")
    }

    /// By hand for 1..=5: h = 4p; 5 % → 1.2, 10 % → 1.4, 25 % → 2, 50 % → 3, 75 % → 4, 90 % → 4.6,
    /// 95 % → 4.8. Mean 3, variance (4+1+0+1+4)/4 = 2.5.
    #[test]
    fn type_7_by_hand() {
        let summary = summary(&[3.0, 5.0, 1.0, 4.0, 2.0], 2.0, Method::Random);
        let expected = [1.2, 1.4, 2.0, 3.0, 4.0, 4.6, 4.8];
        for (found, wanted) in summary.quantiles.into_iter().zip(expected) {
            assert!((found - wanted).abs() < 1e-12, "{found} against {wanted}");
        }
        assert_eq!(summary.mean, 3.0);
        assert!((summary.sd - 2.5_f64.sqrt()).abs() < 1e-12);
        assert!((summary.mean_error - 0.5_f64.sqrt()).abs() < 1e-12);
    }

    /// Thirty-two draws, two of each replicate: 0 … 15, twice. The means of the replicates are 0 … 15, so the error of
    /// the mean is √(68/48). Of the replicates k have both draws not above a quantile, the others none; with that counts
    /// are whole (1/12 of one each, over 32 draws: 1/768), the variance of the share is k(16 − k)/16²/15 + 1/768.
    /// k = 1, 2, 4, 8, 12, 14, 15 at the seven quantiles 0.55, 1.1, 3.75, 7.5, …; over p(1 − p) 0.10965, 0.09549, 0.07361,
    /// 0.07188, 0.07361, 0.09549, 0.10965; on average 0.08991, times ¼ and the root 0.14992. Quantiles at 0.5 ± 0.14992 are
    /// at places 10.85 and 20.15 of 0 0 1 1 …: 5 and 10, half their distance 2.5.
    #[test]
    fn errors_of_replicates_by_hand() {
        let values: Vec<f32> = (0..32).map(|draw| (draw % 16) as f32).collect();
        let found = summary(&values, 7.0, Method::Sobol);
        assert!((found.mean_error - (68.0_f64 / 48.0).sqrt()).abs() < 1e-12);
        assert!((found.quantile_errors[3] - 2.5).abs() < 1e-12, "{}", found.quantile_errors[3]);
        // One draw a replicate tells nothing of their scatter.
        let few = summary(&values[..31], 7.0, Method::LatinHypercube);
        assert!(few.mean_error.is_nan() && few.quantile_errors.iter().all(|e| e.is_nan()));
    }

    /// 10 001 values 0, 1, … in any order: the quantile at p is 10 000·p, and its error 10 000·√(p(1 − p)/10 001),
    /// 49.9975 for the median.
    #[test]
    fn errors_of_independent_draws_by_hand() {
        let values: Vec<f32> = (0..10_001).map(|i| (i * 7_919 % 10_001) as f32).collect();
        let summary = summary(&values, 5_000.0, Method::Random);
        assert!((summary.quantiles[3] - 5_000.0).abs() < 1e-9);
        assert!((summary.quantile_errors[3] - 49.997_5).abs() < 1e-3, "{}", summary.quantile_errors[3]);
    }

    #[test]
    fn one_value_is_every_quantile_and_equal_values_have_no_spread() {
        assert_eq!(summary(&[2.5], 2.5, Method::Random).quantiles, [2.5; 7]);
        let same = summary(&[1.1; 100], 1.1, Method::Random);
        assert_eq!((same.sd, same.mean_error, same.quantile_errors), (0.0, 0.0, [0.0; 7]));
        assert_eq!(summary(&[1.5; 100], 1.5, Method::Random), Summary::certain(1.5, 100));
        let none = summary(&[f32::NAN; 3], 1.0, Method::Random);
        let of_none = Summary::certain(1.0, 0);
        assert!(of_none.mean.is_nan() && of_none.quantile_errors[0].is_nan() && of_none.sd == none.sd);
        assert!(none.mean.is_nan() && none.quantiles.iter().chain(&none.quantile_errors).all(|q| q.is_nan()));
    }
}
