//! Standard errors: how far a result may lie from that of infinitely many draws.
//!
//! Of independent draws, means, probabilities and quantiles have textbook errors. Draws of a Latin hypercube
//! or of Sobol′ points are not independent; there the scatter of the replicates tells.

use super::order::ByReplicate;
use crate::sampling::{Design, REPLICATES};

/// Student's t at 97.5 % with one degree of freedom less than there are replicates.
const T_95: f64 = 2.131_449_545_559_323;

/// The draws that count, by replicate.
#[derive(Clone, Copy, Debug)]
pub struct Replicates {
    draws: ByReplicate,
    /// Whether their scatter is the error; independent draws have a sharper one.
    pub decisive: bool,
}

impl Replicates {
    /// Draws of a design without those that failed.
    pub fn new(design: Design, failed: &[u64]) -> Replicates {
        let mut draws = std::array::from_fn(|replicate| design.draws_of(replicate));
        for draw in failed {
            draws[(draw % REPLICATES as u64) as usize] -= 1;
        }
        Replicates { draws, decisive: design.method.is_replicated() }
    }

    /// Standard error of the share of draws that hit, from the hits of each replicate.
    pub fn share(&self, hits: &ByReplicate) -> f64 {
        let (hit, draws) = (hits.iter().sum::<u64>() as f64, self.draws.iter().sum::<u64>() as f64);
        if self.decisive { self.scatter(hits.map(|hits| hits as f64)) } else { of_share(hit / draws, draws) }
    }

    /// Standard error of the share of draws below a quantile by the scatter of the replicates, from the draws of each that
    /// lie there; not a number with fewer than two draws a replicate. Strata may leave no scatter at all: then what
    /// remains is that counts are whole numbers, each rounded with variance 1/12.
    pub fn below(&self, counts: impl FnOnce() -> ByReplicate) -> f64 {
        if self.too_few() {
            return f64::NAN;
        }
        let rounding = (REPLICATES as f64 / 12.0).sqrt() / self.draws.iter().sum::<u64>() as f64;
        self.scatter(counts().map(|count| count as f64)).hypot(rounding)
    }

    /// Standard error of a mean, from the sums of each replicate and the standard deviation of all; not a number with
    /// fewer than two draws a replicate.
    pub fn mean(&self, sums: &[f64; REPLICATES], sd: f64) -> f64 {
        if !self.decisive {
            return sd / (self.draws.iter().sum::<u64>() as f64).sqrt();
        }
        if self.too_few() { f64::NAN } else { self.scatter(*sums) }
    }

    fn too_few(&self) -> bool {
        self.draws.iter().any(|draws| *draws < 2)
    }

    fn scatter(&self, sums: [f64; REPLICATES]) -> f64 {
        of_replicates(std::array::from_fn(|r| sums[r] / self.draws[r] as f64))
    }
}

/// Binomial standard error of a share of n draws.
pub fn of_share(share: f64, n: f64) -> f64 {
    (share * (1.0 - share) / n).sqrt()
}

/// Standard error of the mean of independent estimates; not a number where one is missing.
pub fn of_replicates(estimates: [f64; REPLICATES]) -> f64 {
    let n = REPLICATES as f64;
    let mean = estimates.iter().sum::<f64>() / n;
    let squares: f64 = estimates.iter().map(|x| (x - mean) * (x - mean)).sum();
    (squares / (n - 1.0) / n).sqrt()
}

/// The normal distribution's 97.5 % quantile.
const Z_95: f64 = 1.959_963_984_540_054;

/// 95 % interval of a mean from its standard error: Student's t over replicates, else the normal distribution.
pub fn interval_of_mean(mean: f64, error: f64, replicated: bool) -> (f64, f64) {
    let half = error * if replicated { T_95 } else { Z_95 };
    (mean - half, mean + half)
}

/// 95 % interval of a probability from its standard error over replicates.
fn interval(probability: f64, error: f64) -> (f64, f64) {
    ((probability - T_95 * error).max(0.0), (probability + T_95 * error).min(1.0))
}

/// 95 % interval of the probability that so many draws of all hit: Wilson's score for independent draws, and where
/// no replicate says otherwise; Student's t over replicates.
pub fn interval_of(hits: u64, draws: u64, error: f64, replicated: bool) -> (f64, f64) {
    let (n, p, z) = (draws as f64, hits as f64 / draws as f64, Z_95);
    if replicated && error > 0.0 {
        return interval(p, error);
    }
    let centre = p + z * z / (2.0 * n);
    let spread = z * (p * (1.0 - p) / n + z * z / (4.0 * n * n)).sqrt();
    let scale = 1.0 + z * z / n;
    // At the ends the bounds are 0 and 1 exactly; what rounding leaves is no probability.
    let low = if hits == 0 { 0.0 } else { ((centre - spread) / scale).max(0.0) };
    let high = if hits == draws { 1.0 } else { ((centre + spread) / scale).min(1.0) };
    (low, high)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sampling::Method;

    /// By hand: 0 … 15 has variance 16·17/12 = 68/3, so the error of the mean is √(68/48).
    #[test]
    fn replicates_by_hand() {
        let estimates = std::array::from_fn(|i| i as f64);
        assert!((of_replicates(estimates) - (68.0_f64 / 48.0).sqrt()).abs() < 1e-12);
    }

    fn hits(draws: impl Iterator<Item = u64>) -> ByReplicate {
        let mut hits = [0; REPLICATES];
        draws.for_each(|draw| hits[(draw % 16) as usize] += 1);
        hits
    }

    /// 32 draws, the first 16 hit: every replicate has a share of ½, so replicates do not scatter;
    /// independent draws have √(¼/32).
    #[test]
    fn shares_by_hand() {
        let design = Design { draws: 32, seed: 1, method: Method::Sobol };
        assert_eq!(Replicates::new(design, &[]).share(&hits(0..16)), 0.0);
        let independent = Replicates::new(Design::random(32, 1), &[]).share(&hits(0..16));
        assert!((independent - (0.25_f64 / 32.0).sqrt()).abs() < 1e-15);
    }

    /// Draw 1 failed: what follows keeps its replicate. Replicates 0 to 7 hit always, the others never:
    /// mean ½, squares 16·¼ = 4, error √(4/15/16).
    #[test]
    fn failed_draws_leave_the_others_in_place() {
        let design = Design { draws: 64, seed: 1, method: Method::LatinHypercube };
        let hits = hits((0..64).filter(|draw| *draw != 1 && draw % 16 < 8));
        let error = Replicates::new(design, &[1]).share(&hits);
        assert!((error - (4.0_f64 / 15.0 / 16.0).sqrt()).abs() < 1e-15);
    }
}
