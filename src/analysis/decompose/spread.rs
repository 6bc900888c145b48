//! How a number spreads over draws.

/// Probabilities of the quantiles.
pub const PROBABILITIES: [f64; 5] = [0.05, 0.25, 0.50, 0.75, 0.95];

/// Mean and quantiles over the draws; not numbers where there are no draws.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Spread {
    /// Mean.
    pub mean: f64,
    /// Quantiles at [`PROBABILITIES`], Hyndman–Fan type 7.
    pub quantiles: [f64; 5],
}

impl Spread {
    /// Of the values of all draws.
    pub fn new(mut values: Vec<f64>) -> Spread {
        let mean = values.iter().sum::<f64>() / values.len() as f64;
        values.sort_unstable_by(f64::total_cmp);
        Spread { mean, quantiles: PROBABILITIES.map(|p| quantile(&values, p)) }
    }
}

/// Type 7: at h = (n − 1)·p, between the ⌊h⌋-th and the next value in order.
fn quantile(sorted: &[f64], p: f64) -> f64 {
    let Some(last) = sorted.len().checked_sub(1) else { return f64::NAN };
    let h = last as f64 * p;
    let at = h.floor() as usize;
    let (low, high) = (sorted[at], sorted[(at + 1).min(last)]);
    low + (h - at as f64) * (high - low)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By hand: of 0, 10, 20, 30, 40 the quantiles of type 7 lie at 2, 10, 20, 30, 38.
    #[test]
    fn quantiles_of_five() {
        let spread = Spread::new(vec![30.0, 0.0, 40.0, 10.0, 20.0]);
        assert_eq!((spread.mean, spread.quantiles), (20.0, [2.0, 10.0, 20.0, 30.0, 38.0]));
    }

    #[test]
    fn no_draws_no_numbers() {
        let spread = Spread::new(vec![]);
        assert!(spread.mean.is_nan() && spread.quantiles.iter().all(|q| q.is_nan()));
    }
}
