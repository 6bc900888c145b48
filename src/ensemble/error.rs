//! Standard errors: how far a result may lie from that of infinitely many draws.
//!
//! Of independent draws, means, probabilities and quantiles have textbook errors. Draws of a Latin hypercube
//! or of Sobol′ points are not independent; there the scatter of the replicates tells.

use crate::sampling::{Design, REPLICATES};

/// Student's t at 97.5 % with one degree of freedom less than there are replicates.
const T_95: f64 = 2.131_449_545_559_323;

/// The replicate of each draw that counts, in their order.
#[derive(Clone, Debug)]
pub struct Replicates {
    of: Vec<usize>,
    /// Whether their scatter is the error; independent draws have a sharper one.
    pub decisive: bool,
}

impl Replicates {
    /// Draws of a design without those that failed, which are in order.
    pub fn new(design: Design, failed: &[u64]) -> Replicates {
        let kept = (0..design.draws).filter(|draw| failed.binary_search(draw).is_err());
        let of = kept.map(|draw| (draw % REPLICATES as u64) as usize).collect();
        Replicates { of, decisive: design.method.is_replicated() }
    }

    /// Standard error of the share of draws that hit.
    pub fn share(&self, hits: impl Iterator<Item = bool>) -> f64 {
        let mut counts = [(0.0, 0.0); REPLICATES];
        for (hit, &replicate) in hits.zip(&self.of) {
            counts[replicate].0 += f64::from(hit);
            counts[replicate].1 += 1.0;
        }
        if self.decisive {
            return of_replicates(counts.map(|(hits, draws)| hits / draws));
        }
        let (hits, draws) = counts.iter().fold((0.0, 0.0), |sum, c| (sum.0 + c.0, sum.1 + c.1));
        of_share(hits / draws, draws)
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

/// 95 % interval of a probability from its standard error over replicates.
fn interval(probability: f64, error: f64) -> (f64, f64) {
    ((probability - T_95 * error).max(0.0), (probability + T_95 * error).min(1.0))
}

/// 95 % interval of the probability that so many draws of all hit: Wilson's score for independent draws, and where
/// no replicate says otherwise; Student's t over replicates.
pub fn interval_of(hits: u64, draws: u64, error: f64, replicated: bool) -> (f64, f64) {
    let (n, p, z) = (draws as f64, hits as f64 / draws as f64, 1.959_963_984_540_054);
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

    /// 32 draws, the first 16 hit: every replicate has a share of ½, so replicates do not scatter;
    /// independent draws have √(¼/32).
    #[test]
    fn shares_by_hand() {
        let hits = || (0..32).map(|draw| draw < 16);
        let design = Design { draws: 32, seed: 1, method: Method::Sobol };
        assert_eq!(Replicates::new(design, &[]).share(hits()), 0.0);
        let independent = Replicates::new(Design::random(32, 1), &[]).share(hits());
        assert!((independent - (0.25_f64 / 32.0).sqrt()).abs() < 1e-15);
    }

    /// Draw 1 failed: what follows keeps its replicate. Replicates 0 to 7 hit always, the others never:
    /// mean ½, squares 16·¼ = 4, error √(4/15/16).
    #[test]
    fn failed_draws_leave_the_others_in_place() {
        let design = Design { draws: 64, seed: 1, method: Method::LatinHypercube };
        let hits = (0..64).filter(|draw| *draw != 1).map(|draw| draw % 16 < 8);
        let error = Replicates::new(design, &[1]).share(hits);
        assert!((error - (4.0_f64 / 15.0 / 16.0).sqrt()).abs() < 1e-15);
    }
}
