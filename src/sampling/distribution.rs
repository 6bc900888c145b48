//! Quantiles of the distributions of MODEL section 12, truncated to what is possible.

use super::normal;
use crate::domain::{Distribution, On, PhysicalRange};
use crate::model::UncertainLeaf;

impl UncertainLeaf {
    /// What a draw may be: the physical range of the leaf, where the draw is a value of it.
    pub fn range_of_draw(&self) -> PhysicalRange {
        match self.on {
            On::Value if self.reference != 0.0 => self.range,
            _ => PhysicalRange { least: f64::NEG_INFINITY, greatest: f64::INFINITY },
        }
    }
}

/// The value at probability `u` in (0, 1) of the distribution truncated to a range: u is mapped into
/// the probabilities of the range's ends. A distribution wholly outside gives the nearer end.
pub fn quantile(distribution: &Distribution, range: PhysicalRange, u: f64) -> f64 {
    let (low, high) = (probability(distribution, range.least), probability(distribution, range.greatest));
    if low <= 0.0 && high >= 1.0 {
        return inverse(distribution, u);
    }
    if high <= low {
        return if low >= 1.0 { range.least } else { range.greatest };
    }
    inverse(distribution, low + u * (high - low)).clamp(range.least, range.greatest)
}

/// Width of a half-triangle with its peak at the median whose 5 % (or 95 %) point lies `distance`
/// away: F = ½·((x − (m − w))/w)² = 0.05 at distance w·(1 − √0.1).
fn half_width(distance: f64) -> f64 {
    distance / (1.0 - libm::sqrt(0.1))
}

fn inverse(distribution: &Distribution, u: f64) -> f64 {
    match *distribution {
        Distribution::TwoPiece { low, mode, .. } if u < 0.5 => {
            mode - half_width(mode - low) * (1.0 - libm::sqrt(2.0 * u))
        }
        Distribution::TwoPiece { mode, high, .. } => {
            mode + half_width(high - mode) * (1.0 - libm::sqrt(2.0 * (1.0 - u)))
        }
        Distribution::Uniform { low, high } => low + u * (high - low),
        Distribution::Triangular { low, mode, high } => {
            let split = (mode - low) / (high - low);
            if u < split {
                low + libm::sqrt(u * (high - low) * (mode - low))
            } else {
                high - libm::sqrt((1.0 - u) * (high - low) * (high - mode))
            }
        }
        Distribution::Normal { mean, sd } => mean + sd * normal::quantile(u),
        Distribution::LogNormal { median, sigma } => median * libm::exp(sigma * normal::quantile(u)),
    }
}

/// P(X ≤ x).
fn probability(distribution: &Distribution, x: f64) -> f64 {
    match *distribution {
        Distribution::TwoPiece { low, mode, .. } if x < mode => {
            let width = half_width(mode - low);
            let part = ((x - mode + width) / width).max(0.0);
            0.5 * part * part
        }
        Distribution::TwoPiece { mode, high, .. } => {
            let width = half_width(high - mode);
            let part = if width > 0.0 { ((mode + width - x) / width).max(0.0) } else { 0.0 };
            1.0 - 0.5 * part * part
        }
        Distribution::Uniform { low, high } => ((x - low) / (high - low)).clamp(0.0, 1.0),
        Distribution::Triangular { low, mode, high } => triangular_probability(low, mode, high, x),
        Distribution::Normal { mean, sd } if sd > 0.0 => normal::distribution((x - mean) / sd),
        Distribution::Normal { mean, .. } => f64::from(x >= mean),
        Distribution::LogNormal { .. } if x <= 0.0 => 0.0,
        Distribution::LogNormal { median, sigma } if sigma > 0.0 => {
            normal::distribution(libm::log(x / median) / sigma)
        }
        Distribution::LogNormal { median, .. } => f64::from(x >= median),
    }
}

fn triangular_probability(low: f64, mode: f64, high: f64, x: f64) -> f64 {
    if x <= low {
        0.0
    } else if x >= high {
        1.0
    } else if x < mode {
        (x - low) * (x - low) / ((high - low) * (mode - low))
    } else {
        1.0 - (high - x) * (high - x) / ((high - low) * (high - mode))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANY: PhysicalRange = PhysicalRange { least: f64::NEG_INFINITY, greatest: f64::INFINITY };

    fn close(a: f64, b: f64, tolerance: f64) {
        assert!((a - b).abs() < tolerance, "{a} against {b}");
    }

    /// By hand: below the mode 0.8 + √(u·0.6·0.2), above it 1.4 − √((1−u)·0.6·0.4): at 95 %
    /// 1.4 − √0.012 = 1.4 − 0.109544512; the mean is (0.8 + 1 + 1.4)/3.
    #[test]
    fn triangular() {
        let d = Distribution::Triangular { low: 0.8, mode: 1.0, high: 1.4 };
        let expected = [0.877_459_67, 0.973_205_08, 1.053_589_84, 1.155_051_03, 1.290_455_49];
        for (u, x) in [0.05, 0.25, 0.5, 0.75, 0.95].into_iter().zip(expected) {
            close(quantile(&d, ANY, u), x, 1e-8);
        }
        // The mean is the integral of the quantile function: midpoint rule.
        let n = 20_000;
        let mean = (0..n).map(|i| quantile(&d, ANY, (f64::from(i) + 0.5) / f64::from(n))).sum::<f64>();
        close(mean / f64::from(n), 1.066_666_7, 1e-6);
    }

    #[test]
    fn two_piece_has_its_written_points() {
        let d = Distribution::TwoPiece { low: 350.0, mode: 480.0, high: 640.0 };
        close(quantile(&d, ANY, 0.05), 350.0, 1e-9);
        close(quantile(&d, ANY, 0.5), 480.0, 1e-9);
        close(quantile(&d, ANY, 0.95), 640.0, 1e-9);
    }

    #[test]
    fn a_side_of_zero_width_is_a_constant() {
        let d = Distribution::TwoPiece { low: 1.0, mode: 1.0, high: 1.3 };
        assert_eq!(quantile(&d, ANY, 0.2), 1.0);
        assert!(quantile(&d, ANY, 0.8) > 1.0);
    }

    #[test]
    fn normal_and_lognormal() {
        // z at 97.5 % is 1.959963984540054.
        close(
            quantile(&Distribution::Normal { mean: 2.0, sd: 3.0 }, ANY, 0.975),
            7.879_891_953_620_162,
            1e-12,
        );
        let d = Distribution::LogNormal { median: 5.0, sigma: 0.1 };
        close(quantile(&d, ANY, 0.975), 5.0 * 0.195_996_398_454_005_4_f64.exp(), 1e-12);
    }

    /// Normal(0, 1) truncated to [0, ∞): its median is the 75 % point of the whole, 0.6744897501960817.
    #[test]
    fn truncation_maps_the_probability() {
        let positive = PhysicalRange { least: 0.0, greatest: f64::INFINITY };
        let d = Distribution::Normal { mean: 0.0, sd: 1.0 };
        close(quantile(&d, positive, 0.5), 0.674_489_750_196_081_7, 1e-12);
        assert!(quantile(&d, positive, 1e-9) >= 0.0);
    }

    /// Against an independent implementation: moments of many draws of `rand_distr`.
    #[test]
    fn agrees_with_another_library() {
        use rand_distr::Distribution as _;
        let mut stream = super::super::philox::Stream::new(7, 7);
        let theirs = rand_distr::Triangular::new(0.8, 1.4, 1.0).expect("valid bounds");
        let n = 200_000;
        let draws: Vec<f64> = (0..n).map(|_| theirs.sample(&mut stream)).collect();
        let mean = draws.iter().sum::<f64>() / f64::from(n);
        let below = draws.iter().filter(|x| **x < 0.973_205_08).count() as f64 / f64::from(n);
        // Four standard errors: sd 0.125/√n, and √(0.25·0.75/n).
        close(mean, 1.066_666_7, 4.0 * 0.125 / f64::from(n).sqrt());
        close(below, 0.25, 4.0 * (0.1875 / f64::from(n)).sqrt());
    }
}
