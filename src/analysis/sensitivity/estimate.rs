//! An index with the interval that the size of the sample leaves, and the resamples it is read off.

use crate::sampling::philox;

/// 97.5 % quantile of the standard normal distribution.
const Z: f64 = 1.959_963_984_540_054;

/// An estimated index and its 95 % interval.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Estimate {
    /// The index.
    pub value: f64,
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

impl Estimate {
    /// Known without error.
    pub fn exact(value: f64) -> Estimate {
        Estimate { value, low: value, high: value }
    }

    /// An estimate with its standard error.
    pub fn with_error(value: f64, error: f64) -> Estimate {
        Estimate { value, low: value - Z * error, high: value + Z * error }
    }

    /// An estimate whose standard error is the standard deviation of what resamples give (Efron 1979; of Sobol′ indices
    /// Archer, Saltelli and Sobol′ 1997, "Sensitivity measures, ANOVA-like techniques and the use of bootstrap").
    pub fn resampled(value: f64, resamples: &[f64]) -> Estimate {
        Estimate::with_error(value, deviation(resamples))
    }

    /// Whether its interval leaves zero out.
    pub fn is_distinct(&self) -> bool {
        self.low > 0.0 || self.high < 0.0
    }

    /// Half the width of its interval.
    pub fn half_width(&self) -> f64 {
        (self.high - self.low) / 2.0
    }
}

/// Mean; 0 of nothing.
pub fn mean(values: &[f64]) -> f64 {
    if values.is_empty() { 0.0 } else { values.iter().sum::<f64>() / values.len() as f64 }
}

/// Standard deviation of a sample (n − 1); 0 below two values.
pub fn deviation(values: &[f64]) -> f64 {
    if values.len() < 2 {
        return 0.0;
    }
    let middle = mean(values);
    let squares: f64 = values.iter().map(|value| (value - middle) * (value - middle)).sum();
    (squares / (values.len() - 1) as f64).sqrt()
}

/// Resamples of rows with replacement, the same for the same seed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Bootstrap {
    /// Number of resamples.
    pub resamples: usize,
    /// Their seed.
    pub seed: u64,
}

impl Bootstrap {
    /// How often each row stands in each resample.
    pub fn all(&self, rows: usize) -> Vec<Vec<f64>> {
        (0..self.resamples).map(|resample| self.counts(resample, rows)).collect()
    }

    /// How often each of `rows` rows stands in a resample.
    pub fn counts(&self, resample: usize, rows: usize) -> Vec<f64> {
        let mut counts = vec![0.0; rows];
        let key = [self.seed as u32, (self.seed >> 32) as u32];
        let places = rows as u64;
        for four in 0..rows.div_ceil(4) {
            let counter = [four as u32, (four as u64 >> 32) as u32, resample as u32, 0xB007];
            for (i, word) in philox::block(key, counter).into_iter().enumerate() {
                if four * 4 + i < rows {
                    counts[((u64::from(word) * places) >> 32) as usize] += 1.0;
                }
            }
        }
        counts
    }
}

/// The least power of two from `size` on.
pub fn power_of_two(size: u64) -> u64 {
    size.checked_next_power_of_two().unwrap_or(1 << 63)
}

/// The sample that brings an error that falls with the root of the size down to `wanted`.
pub fn size_for(size: u64, error: f64, wanted: f64) -> u64 {
    let ratio = (error / wanted).max(1.0);
    (size as f64 * ratio * ratio).ceil() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows drawn with replacement: as many as there are, each once on average with variance 1 − 1/n.
    #[test]
    fn resamples_are_drawn_with_replacement() {
        let bootstrap = Bootstrap { resamples: 200, seed: 3 };
        let counts: Vec<Vec<f64>> = (0..200).map(|r| bootstrap.counts(r, 101)).collect();
        assert!(counts.iter().all(|row| row.iter().sum::<f64>() == 101.0));
        assert_ne!(counts[0], counts[1]);
        let all: Vec<f64> = counts.concat();
        let spread = deviation(&all).powi(2);
        // The variance of 20,200 counts of about Poisson's shape: standard error √(3/20200) = 0.012.
        assert!((spread - 100.0 / 101.0).abs() < 0.05, "{spread}");
        assert_eq!(bootstrap.counts(5, 101), counts[5]);
    }

    /// By hand: 1, 2, 3, 6 have mean 3 and squares 4 + 1 + 0 + 9 over 3.
    #[test]
    fn moments_by_hand() {
        assert_eq!(mean(&[1.0, 2.0, 3.0, 6.0]), 3.0);
        assert!((deviation(&[1.0, 2.0, 3.0, 6.0]) - (14.0_f64 / 3.0).sqrt()).abs() < 1e-15);
        assert_eq!((mean(&[]), deviation(&[4.0])), (0.0, 0.0));
    }

    #[test]
    fn an_interval_that_holds_zero_tells_nothing() {
        assert!(Estimate::with_error(0.2, 0.1).is_distinct());
        assert!(!Estimate::with_error(0.2, 0.11).is_distinct());
        assert!(Estimate::with_error(-0.2, 0.1).is_distinct());
        assert!(!Estimate::exact(0.0).is_distinct());
    }

    /// Errors fall with the root: from 0.2 to 0.05 takes 16 times as many.
    #[test]
    fn sizes_needed() {
        assert_eq!(size_for(1000, 0.2, 0.05), 16_000);
        assert_eq!(size_for(1000, 0.01, 0.05), 1000);
        assert_eq!((power_of_two(1000), power_of_two(1024)), (1024, 1024));
    }
}
