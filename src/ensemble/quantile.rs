//! Quantiles, mean and spread of one series in one year.

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
}

impl Summary {
    /// From the values (reordered), their sum and the sum of their squares. No values: all not a
    /// number.
    pub fn new(values: &mut [f32], sum: f64, squares: f64) -> Summary {
        let n = values.len() as f64;
        let mean = sum / n;
        // Σx² − n·mean² cancels for nearly equal values; what rounding leaves is no spread.
        let variance = ((squares - n * mean * mean) / (n - 1.0)).max(0.0);
        let rounding = (squares / n).sqrt() * 1e-7;
        let sd = variance.sqrt();
        Summary { mean, sd: if sd > rounding { sd } else { 0.0 }, quantiles: quantiles(values) }
    }
}

/// Type 7: at h = (n − 1)·p, between the ⌊h⌋-th and the next value in order. Each quantile is selected
/// in what the one before left on its right.
fn quantiles(values: &mut [f32]) -> [f64; 7] {
    let mut found = [f64::NAN; 7];
    if values.is_empty() {
        return found;
    }
    let last = values.len() - 1;
    let mut from = 0;
    for (place, p) in found.iter_mut().zip(PROBABILITIES) {
        let h = last as f64 * p;
        let at = h.floor() as usize;
        let (_, low, above) = values[from..].select_nth_unstable_by(at - from, f32::total_cmp);
        let low = f64::from(*low);
        let high = above.iter().copied().min_by(f32::total_cmp).map_or(low, f64::from);
        *place = if h > at as f64 { low + (h - at as f64) * (high - low) } else { low };
        from = at;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By hand for 1..=5: h = 4p; 5 % → 1.2, 10 % → 1.4, 25 % → 2, 50 % → 3, 75 % → 4, 90 % → 4.6,
    /// 95 % → 4.8. Mean 3, variance (4+1+0+1+4)/4 = 2.5.
    #[test]
    fn type_7_by_hand() {
        let mut values = [3.0, 5.0, 1.0, 4.0, 2.0];
        let summary = Summary::new(&mut values, 15.0, 55.0);
        let expected = [1.2, 1.4, 2.0, 3.0, 4.0, 4.6, 4.8];
        for (found, wanted) in summary.quantiles.into_iter().zip(expected) {
            assert!((found - wanted).abs() < 1e-12, "{found} against {wanted}");
        }
        assert_eq!(summary.mean, 3.0);
        assert!((summary.sd - 2.5_f64.sqrt()).abs() < 1e-12);
    }

    #[test]
    fn one_value_is_every_quantile_and_equal_values_have_no_spread() {
        assert_eq!(Summary::new(&mut [2.5], 2.5, 6.25).quantiles, [2.5; 7]);
        let x = 1.1_f64;
        let same = Summary::new(&mut [1.1; 100], 100.0 * x, 100.0 * x * x);
        assert_eq!(same.sd, 0.0);
    }
}
