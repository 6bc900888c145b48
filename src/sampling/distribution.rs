//! Distributions ready to be drawn: their quantiles, truncated to what is possible (MODEL section 12).

use super::{beta, normal};
use crate::domain::{Distribution, On, PhysicalRange, Uncertainty, Weighted};
use crate::elementary::exp;
use crate::lane::Lane;
use crate::model::UncertainLeaf;

impl UncertainLeaf {
    /// What a draw may be: the physical range of the leaf, where the draw is a value of it.
    pub fn range_of_draw(&self, on: On) -> PhysicalRange {
        match on {
            On::Value if self.reference != 0.0 => self.range,
            _ => PhysicalRange { least: f64::NEG_INFINITY, greatest: f64::INFINITY },
        }
    }

    /// The quantiles of what it draws once a draw.
    pub fn quantiles(&self, uncertainty: &Uncertainty) -> Quantiles {
        Quantiles::new(&uncertainty.distribution, self.range_of_draw(uncertainty.on))
    }
}

/// The quantile function of a distribution truncated to a range: u is mapped into the probabilities of
/// the range's ends.
#[derive(Clone, Debug)]
pub struct Quantiles {
    shape: Shape,
    /// Probability below the range, and that of the range itself (below 0 where the shape is mirrored);
    /// `None`: all is possible.
    part: Option<(f64, f64)>,
    range: PhysicalRange,
}

/// A distribution with what does not depend on u worked out.
#[derive(Clone, Debug)]
enum Shape {
    /// Nothing of the distribution is possible: the nearer end of the range.
    Constant(f64),
    /// Median and the widths of the half-triangles.
    TwoPiece {
        mode: f64,
        left: f64,
        right: f64,
    },
    Uniform {
        low: f64,
        width: f64,
    },
    /// Bounds, the probability of the mode, and (width)·(width of each side).
    Triangular {
        low: f64,
        high: f64,
        split: f64,
        left: f64,
        right: f64,
    },
    /// A standard deviation below 0 counts probability from above.
    Normal {
        mean: f64,
        sd: f64,
    },
    LogNormal {
        median: f64,
        sigma: f64,
    },
    Beta(Box<beta::Table>),
    /// Probability up to and with each value, and the values.
    Discrete {
        upto: Vec<f64>,
        values: Vec<f64>,
    },
    /// Probability at each value, and the values; straight between them.
    Empirical {
        at: Vec<f64>,
        values: Vec<f64>,
    },
}

/// Least and greatest probability that is looked up.
const LEAST: f64 = 1e-300;
const GREATEST: f64 = 1.0 - f64::EPSILON / 2.0;

impl Quantiles {
    /// Works out what does not depend on u. A distribution wholly outside the range gives its nearer end.
    pub fn new(distribution: &Distribution, range: PhysicalRange) -> Quantiles {
        let range = match *distribution {
            Distribution::TruncatedNormal { low, high, .. } => {
                PhysicalRange { least: range.least.max(low), greatest: range.greatest.min(high) }
            }
            _ => range,
        };
        let shape = shape(distribution);
        let below = probability(distribution, &shape, range.least, false);
        let upto = probability(distribution, &shape, range.greatest, true);
        if below <= 0.0 && upto >= 1.0 {
            return Quantiles { shape, part: None, range };
        }
        // Far above the middle of a normal distribution probabilities from below have no digits left.
        if let Shape::Normal { mean, sd } = shape
            && range.least > mean
        {
            let above = |x: f64| normal::distribution((mean - x) / sd);
            let part = (above(range.least), above(range.greatest) - above(range.least));
            return Quantiles { shape: Shape::Normal { mean, sd: -sd }, part: Some(part), range };
        }
        if upto <= below {
            let nearer = if below >= 1.0 { range.least } else { range.greatest };
            return Quantiles { shape: Shape::Constant(nearer), part: None, range };
        }
        Quantiles { shape, part: Some((below, upto - below)), range }
    }

    /// The values at probabilities in (0, 1), [`LANES`](crate::lane::LANES) side by side.
    #[inline(always)]
    pub fn lanes(&self, u: Lane) -> Lane {
        match self.part {
            None => self.shape.quantiles(u),
            Some((below, part)) => {
                let inside = u.map(|u| (below + u * part).clamp(LEAST, GREATEST));
                self.shape.quantiles(inside).map(|x| x.clamp(self.range.least, self.range.greatest))
            }
        }
    }

    /// The least and the greatest of its values.
    pub fn reach(&self) -> (f64, f64) {
        (self.at(LEAST), self.at(GREATEST))
    }

    /// The value at one probability in (0, 1).
    pub fn at(&self, u: f64) -> f64 {
        self.lanes(Lane::splat(u)).0[0]
    }
}

/// Width of a half-triangle with its peak at the median whose 5 % (or 95 %) point lies `distance`
/// away: F = ½·((x − (m − w))/w)² = 0.05 at distance w·(1 − √0.1).
fn half_width(distance: f64) -> f64 {
    distance / (1.0 - 0.1_f64.sqrt())
}

fn shape(distribution: &Distribution) -> Shape {
    match *distribution {
        Distribution::TwoPiece { low, mode, high } => {
            Shape::TwoPiece { mode, left: half_width(mode - low), right: half_width(high - mode) }
        }
        Distribution::Uniform { low, high } => Shape::Uniform { low, width: high - low },
        Distribution::Triangular { low, mode, high } => Shape::Triangular {
            low,
            high,
            split: (mode - low) / (high - low),
            left: (high - low) * (mode - low),
            right: (high - low) * (high - mode),
        },
        Distribution::Pert { low, high, .. } | Distribution::Beta { low, high, .. } => {
            let (alpha, beta) = beta_shapes(distribution);
            Shape::Beta(Box::new(beta::Table::new(alpha, beta, low, high)))
        }
        Distribution::Normal { mean, sd } | Distribution::TruncatedNormal { mean, sd, .. } => {
            Shape::Normal { mean, sd }
        }
        Distribution::LogNormal { median, sigma } => Shape::LogNormal { median, sigma },
        Distribution::Discrete(ref weighted) => {
            let (mut upto, values) = cumulative(weighted);
            if let Some(last) = upto.last_mut() {
                *last = 1.0;
            }
            Shape::Discrete { upto, values }
        }
        Distribution::Empirical(ref weighted) => {
            let (upto, values) = cumulative(weighted);
            Shape::Empirical { at: midpoints(&upto), values }
        }
    }
}

/// Shapes of a beta distribution, on a range of one.
fn beta_shapes(distribution: &Distribution) -> (f64, f64) {
    match *distribution {
        Distribution::Pert { low, mode, high } => {
            (1.0 + 4.0 * (mode - low) / (high - low), 1.0 + 4.0 * (high - mode) / (high - low))
        }
        Distribution::Beta { alpha, beta, .. } => (alpha, beta),
        _ => (1.0, 1.0),
    }
}

/// Probability up to and with each value, and the values.
fn cumulative(Weighted(pairs): &Weighted) -> (Vec<f64>, Vec<f64>) {
    let total: f64 = pairs.iter().map(|(_, weight)| weight).sum();
    let mut sum = 0.0;
    let upto = |(_, weight): &(f64, f64)| {
        sum += weight;
        sum / total
    };
    (pairs.iter().map(upto).collect(), pairs.iter().map(|(value, _)| *value).collect())
}

/// The middle of each value's probability, stretched so that the first is at 0 and the last at 1: with
/// equal weights (i − 1)/(n − 1), Hyndman–Fan type 7.
fn midpoints(upto: &[f64]) -> Vec<f64> {
    let middle = |i: usize| (upto[i] + if i > 0 { upto[i - 1] } else { 0.0 }) / 2.0;
    let all: Vec<f64> = (0..upto.len()).map(middle).collect();
    let (first, last) = (all.first().copied().unwrap_or(0.0), all.last().copied().unwrap_or(1.0));
    all.into_iter().map(|m| if last > first { (m - first) / (last - first) } else { 0.0 }).collect()
}

impl Shape {
    /// The quantile, whatever is possible.
    #[inline(always)]
    fn quantiles(&self, u: Lane) -> Lane {
        match self {
            Shape::Constant(x) => Lane::splat(*x),
            Shape::TwoPiece { mode, left, right } => u.map(|u| {
                let below = mode - left * (1.0 - (2.0 * u).sqrt());
                let above = mode + right * (1.0 - (2.0 * (1.0 - u)).sqrt());
                if u < 0.5 { below } else { above }
            }),
            Shape::Uniform { low, width } => u.map(|u| low + u * width),
            Shape::Triangular { low, high, split, left, right } => u.map(|u| {
                let (below, above) = (low + (u * left).sqrt(), high - ((1.0 - u) * right).sqrt());
                if u < *split { below } else { above }
            }),
            Shape::Normal { mean, sd } => normal::quantiles(u) * *sd + *mean,
            Shape::LogNormal { median, sigma } => (normal::quantiles(u) * *sigma).map(exp) * *median,
            Shape::Beta(table) => table.quantiles(u),
            Shape::Discrete { upto, values } => {
                u.map(|u| values[upto.partition_point(|p| *p < u).min(values.len() - 1)])
            }
            Shape::Empirical { at, values } => u.map(|u| between(at, values, u)),
        }
    }
}

/// Straight between the values at increasing probabilities.
fn between(at: &[f64], values: &[f64], u: f64) -> f64 {
    let after = at.partition_point(|p| *p <= u);
    if after == 0 || after == at.len() {
        return values[after.min(values.len() - 1)];
    }
    let part = (u - at[after - 1]) / (at[after] - at[after - 1]);
    values[after - 1] + part * (values[after] - values[after - 1])
}

/// P(X ≤ x), or P(X < x) where what lies on x itself does not count.
fn probability(distribution: &Distribution, shape: &Shape, x: f64, with: bool) -> f64 {
    match (distribution, shape) {
        (_, Shape::TwoPiece { mode, left, .. }) if x < *mode || (x == *mode && !with) => {
            let part = if *left > 0.0 { ((x - mode + left) / left).max(0.0) } else { 0.0 };
            0.5 * part * part
        }
        (_, Shape::TwoPiece { mode, right, .. }) => {
            let part = if *right > 0.0 { ((mode + right - x) / right).max(0.0) } else { 0.0 };
            1.0 - 0.5 * part * part
        }
        (_, Shape::Uniform { low, width }) => ((x - low) / width).clamp(0.0, 1.0),
        (_, Shape::Triangular { low, high, .. }) if x <= *low || x >= *high => f64::from(x >= *high),
        (_, Shape::Triangular { low, high, split, left, right }) => {
            let mode = low + split * (high - low);
            if x < mode { (x - low) * (x - low) / left } else { 1.0 - (high - x) * (high - x) / right }
        }
        (_, Shape::Normal { mean, sd }) if *sd > 0.0 => normal::distribution((x - mean) / sd),
        (_, Shape::LogNormal { .. }) if x <= 0.0 => 0.0,
        (_, Shape::LogNormal { median, sigma }) if *sigma > 0.0 => {
            normal::distribution(libm::log(x / median) / sigma)
        }
        (_, Shape::Normal { mean: at, .. } | Shape::LogNormal { median: at, .. } | Shape::Constant(at)) => {
            f64::from(if with { x >= *at } else { x > *at })
        }
        (&Distribution::Pert { low, high, .. } | &Distribution::Beta { low, high, .. }, _) => {
            let (alpha, beta) = beta_shapes(distribution);
            beta::probability(alpha, beta, (x - low) / (high - low))
        }
        // Written values are possible ones.
        (_, Shape::Discrete { .. } | Shape::Empirical { .. }) => f64::from(with),
        (_, Shape::Beta(_)) => f64::NAN,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANY: PhysicalRange = PhysicalRange { least: f64::NEG_INFINITY, greatest: f64::INFINITY };

    fn quantile(distribution: &Distribution, range: PhysicalRange, u: f64) -> f64 {
        Quantiles::new(distribution, range).at(u)
    }

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

    /// Normal(0, 1) between 6 and 7, where probabilities from below have ten digits left: at u = 1/2
    /// the survival is (S(6) + S(7))/2 with S(6) = 9.865876450377e-10, S(7) = 1.279812543886e-12
    /// (published tables of the error function), so S(x) = 4.939337e-10 and x = 6.110.
    #[test]
    fn truncation_far_from_the_middle() {
        let d = Distribution::TruncatedNormal { mean: 0.0, sd: 1.0, low: 6.0, high: 7.0 };
        let x = quantile(&d, ANY, 0.5);
        close(
            normal::distribution(-x) * 1e10,
            (9.865_876_450_377e-10 + 1.279_812_543_886e-12) * 0.5e10,
            1e-8,
        );
        assert!(quantile(&d, ANY, 1e-12) >= 6.0 && quantile(&d, ANY, 1.0 - 1e-12) <= 7.0);
        // Mirrored: as far below the middle as above it.
        let below = Distribution::TruncatedNormal { mean: 0.0, sd: 1.0, low: -7.0, high: -6.0 };
        close(quantile(&below, ANY, 0.5), -x, 1e-9);
    }

    /// Half of a distribution with no side below its median lies on the median itself, though nothing
    /// below it is possible: truncation at the median takes nothing away.
    #[test]
    fn what_lies_on_the_bound_stays() {
        let positive = PhysicalRange { least: 0.0, greatest: f64::INFINITY };
        let d = Distribution::TwoPiece { low: 0.0, mode: 0.0, high: 2.0 };
        assert_eq!((quantile(&d, positive, 0.3), quantile(&d, positive, 0.5)), (0.0, 0.0));
        close(quantile(&d, positive, 0.95), 2.0, 1e-12);
    }

    /// PERT(0, 1, 4) is Beta(2, 4) on 0 … 4: F(x/4 = b) = 10b²(1−b)³ + 10b³(1−b)² + 5b⁴(1−b) + b⁵ (the
    /// binomial sum of I_b(2, 4)); mean (0 + 4·1 + 4)/6 = 4/3.
    #[test]
    fn pert() {
        let quantiles = Quantiles::new(&Distribution::Pert { low: 0.0, mode: 1.0, high: 4.0 }, ANY);
        for u in [0.05, 0.25, 0.5, 0.75, 0.95] {
            let b = quantiles.at(u) / 4.0;
            let s = 1.0 - b;
            let sum =
                10.0 * b.powi(2) * s.powi(3) + 10.0 * b.powi(3) * s.powi(2) + 5.0 * b.powi(4) * s + b.powi(5);
            close(sum, u, 1e-8);
        }
        let n = 20_000;
        let mean = (0..n).map(|i| quantiles.at((f64::from(i) + 0.5) / f64::from(n))).sum::<f64>();
        close(mean / f64::from(n), 4.0 / 3.0, 1e-6);
    }

    #[test]
    fn discrete_and_empirical() {
        // Weights 1, 2, 1: up to 0.25 the first, up to 0.75 the second.
        let weighted = Weighted(vec![(10.0, 1.0), (20.0, 2.0), (40.0, 1.0)]);
        let d = Distribution::Discrete(weighted);
        let found = [0.2, 0.25, 0.26, 0.75, 0.76, 1.0 - 1e-16].map(|u| quantile(&d, ANY, u));
        assert_eq!(found, [10.0, 10.0, 20.0, 20.0, 40.0, 40.0]);
        // Type 7 of 1 … 5 by hand: 1 + 4u.
        let d = Distribution::Empirical(Weighted((1..=5).map(|x| (f64::from(x), 1.0)).collect()));
        for u in [1e-9, 0.1, 0.25, 0.6, 0.95] {
            close(quantile(&d, ANY, u), 1.0 + 4.0 * u, 1e-12);
        }
        assert_eq!(quantile(&Distribution::Empirical(Weighted(vec![(3.0, 1.0)])), ANY, 0.4), 3.0);
    }

    /// What is truncated stays within, and grows with u, whatever the distribution.
    #[test]
    fn quantiles_grow_within_the_range() {
        let share = PhysicalRange { least: 0.0, greatest: 1.0 };
        let all = [
            Distribution::TwoPiece { low: 0.1, mode: 0.9, high: 1.0 },
            Distribution::Uniform { low: -1.0, high: 0.5 },
            Distribution::Triangular { low: -0.5, mode: 0.9, high: 1.5 },
            Distribution::Pert { low: -0.5, mode: 0.9, high: 1.5 },
            Distribution::Beta { alpha: 2.0, beta: 0.5, low: -0.1, high: 1.2 },
            Distribution::Normal { mean: 0.9, sd: 0.2 },
            Distribution::Normal { mean: -4.0, sd: 1.0 },
            Distribution::TruncatedNormal { mean: 0.2, sd: 0.5, low: 0.1, high: 3.0 },
            Distribution::LogNormal { median: 0.8, sigma: 0.5 },
        ];
        for d in &all {
            let quantiles = Quantiles::new(d, share);
            let drawn: Vec<f64> = (1..1000).map(|i| quantiles.at(f64::from(i) / 1000.0)).collect();
            assert!(drawn.windows(2).all(|pair| pair[0] <= pair[1]), "{d:?}");
            assert!(drawn[0] >= 0.0 && drawn[998] <= 1.0 && drawn[998] - drawn[0] > 0.05, "{d:?}");
        }
    }

    /// Against an independent implementation: moments of many draws of `rand_distr`.
    #[test]
    fn agrees_with_another_library() {
        use rand::SeedableRng as _;
        use rand_distr::Distribution as _;
        let mut source = rand::rngs::SmallRng::seed_from_u64(7);
        let theirs = rand_distr::Pert::new(0.8, 1.4).with_mode(1.0).expect("valid bounds");
        let n = 200_000;
        let ours = Quantiles::new(&Distribution::Pert { low: 0.8, mode: 1.0, high: 1.4 }, ANY);
        let (median, upper) = (ours.at(0.5), ours.at(0.9));
        let draws: Vec<f64> = (0..n).map(|_| theirs.sample(&mut source)).collect();
        let share = |bound: f64| draws.iter().filter(|x| **x < bound).count() as f64 / f64::from(n);
        // Four standard errors: √(p(1 − p)/n).
        close(share(median), 0.5, 4.0 * (0.25 / f64::from(n)).sqrt());
        close(share(upper), 0.9, 4.0 * (0.09 / f64::from(n)).sqrt());
    }
}
