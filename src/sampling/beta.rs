//! The quantile of the beta distribution, tabulated: its inverse is too dear for every draw.

use statrs::distribution::{Beta, Continuous, ContinuousCDF};

use super::normal;
use crate::lane::{LANES, Lane};

/// Intervals of the table, and the normal quantile at its ends: beyond the least and greatest uniform
/// numbers (2⁻⁵³ and 1 − 2⁻⁵³ at ∓8.21).
const INTERVALS: usize = 2048;
const END: f64 = 8.3;
const WIDTH: f64 = 2.0 * END / INTERVALS as f64;

/// The quantile as a function of the normal quantile z of the probability, where it is smooth: cubic
/// Hermite interpolation with the exact slopes φ(z)/f(x). Error: below 2e-9 of the range against closed
/// forms, below 1e-6 in probability for all shapes from 0.5 to 1000 (tests).
#[derive(Clone, Debug)]
pub struct Table {
    /// Value and slope times width, by node.
    nodes: Vec<(f64, f64)>,
    low: f64,
    range: f64,
}

impl Table {
    /// The beta distribution of shapes `alpha` and `beta` between `low` and `high`.
    pub fn new(alpha: f64, beta: f64, low: f64, high: f64) -> Table {
        // Both halves are taken from their own tail, where they keep their digits.
        let (lower, upper) = (Beta::new(alpha, beta), Beta::new(beta, alpha));
        let node = |i: usize| {
            let z = -END + WIDTH * i as f64;
            let half = if z < 0.0 { &lower } else { &upper };
            let (x, slope) = half.as_ref().map_or((f64::NAN, f64::NAN), |half| tail(half, -z.abs()));
            (if z < 0.0 { x } else { 1.0 - x }, slope * WIDTH)
        };
        Table { nodes: (0..=INTERVALS).map(node).collect(), low, range: high - low }
    }

    /// The values at probabilities, [`LANES`](crate::lane::LANES) side by side.
    pub fn quantiles(&self, u: Lane) -> Lane {
        let z = normal::quantiles(u);
        let mut out = Lane::ZERO;
        for lane in 0..LANES {
            out.0[lane] = self.low + self.range * self.at(z.0[lane]);
        }
        out
    }

    fn at(&self, z: f64) -> f64 {
        let place = ((z + END) / WIDTH).clamp(0.0, INTERVALS as f64 - 1e-9);
        let i = place as usize;
        let t = place - i as f64;
        let ((x0, d0), (x1, d1)) = (self.nodes[i], self.nodes[i + 1]);
        let s = 1.0 - t;
        let x = x0 * (1.0 + 2.0 * t) * s * s + d0 * t * s * s + x1 * t * t * (1.0 + 2.0 * s) - d1 * t * t * s;
        x.clamp(0.0, 1.0)
    }
}

/// The quantile of the lower tail at normal quantile z ≤ 0, and its slope.
fn tail(half: &Beta, z: f64) -> (f64, f64) {
    let x = half.inverse_cdf(normal::distribution(z));
    let density = half.pdf(x);
    let slope = libm::exp(-0.5 * z * z) / (2.0 * std::f64::consts::PI).sqrt() / density;
    (x, if slope.is_finite() { slope } else { 0.0 })
}

/// P(X ≤ x) on the unit range.
pub fn probability(alpha: f64, beta: f64, x: f64) -> f64 {
    Beta::new(alpha, beta).map_or(f64::NAN, |beta| beta.cdf(x.clamp(0.0, 1.0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn worst(alpha: f64, beta: f64, exact: impl Fn(f64) -> f64) -> f64 {
        let table = Table::new(alpha, beta, 0.0, 1.0);
        let mut worst = 0.0_f64;
        for i in 0..20_000 {
            let u = (f64::from(i) + 0.5) / 20_000.0;
            worst = worst.max((table.quantiles(Lane::splat(u)).0[0] - exact(u)).abs());
        }
        for u in [1e-15, 1e-9, 1e-5, 1.0 - 1e-5, 1.0 - 1e-9, 1.0 - 1e-15] {
            worst = worst.max((table.quantiles(Lane::splat(u)).0[0] - exact(u)).abs());
        }
        worst
    }

    /// Closed forms: Beta(a, 1): u^(1/a); Beta(1, b): 1 − (1 − u)^(1/b); Beta(1/2, 1/2): sin²(πu/2).
    #[test]
    fn closed_forms() {
        for a in [1.0, 2.0, 3.5, 40.0, 1000.0] {
            assert!(worst(a, 1.0, |u| u.powf(1.0 / a)) < 1e-9, "Beta({a}, 1)");
            assert!(worst(1.0, a, |u| 1.0 - (1.0 - u).powf(1.0 / a)) < 1e-9, "Beta(1, {a})");
        }
        let arcsine = |u: f64| (std::f64::consts::FRAC_PI_2 * u).sin().powi(2);
        assert!(worst(0.5, 0.5, arcsine) < 2e-9);
    }

    /// Beta(2, 2) has F = 3x² − 2x³, Beta(2, 3) F = 6x² − 8x³ + 3x⁴ (integrals of their densities):
    /// put back into them, the quantiles give the probability.
    #[test]
    fn polynomial_distributions() {
        let (two, three) = (Table::new(2.0, 2.0, 0.0, 1.0), Table::new(2.0, 3.0, 0.0, 1.0));
        for i in 1..1000 {
            let u = f64::from(i) / 1000.0;
            let (x, y) = (two.quantiles(Lane::splat(u)).0[0], three.quantiles(Lane::splat(u)).0[0]);
            assert!((3.0 * x * x - 2.0 * x.powi(3) - u).abs() < 1e-8, "{u}");
            assert!((6.0 * y * y - 8.0 * y.powi(3) + 3.0 * y.powi(4) - u).abs() < 1e-8, "{u}");
        }
    }

    /// Put back into the library's distribution, quantiles over the allowed shapes give the probability.
    #[test]
    fn error_over_all_shapes() {
        let shapes = [0.5, 1.0, 1.8, 4.2, 30.0, 1000.0];
        for (alpha, beta) in shapes.into_iter().flat_map(|a| shapes.map(|b| (a, b))) {
            let table = Table::new(alpha, beta, 0.0, 1.0);
            for i in 1..2000 {
                let u = f64::from(i) / 2000.0;
                let back = probability(alpha, beta, table.quantiles(Lane::splat(u)).0[0]);
                assert!((back - u).abs() < 1e-6, "Beta({alpha}, {beta}) at {u}: {back}");
            }
        }
    }
}
