//! How probable something is over draws, and the interval that Monte Carlo error leaves.

use serde::{Deserialize, Serialize};

use crate::ensemble::error::{Replicates, interval_of};
use crate::ensemble::study::Found;
use crate::ensemble::{Design, REPLICATES};

/// How many draws of all hit, with the error of their share.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub struct Chance {
    /// Draws that hit.
    pub hits: u64,
    /// Draws that came to numbers.
    pub draws: u64,
    /// Standard error of the share.
    pub error: f64,
    /// Whether the scatter of replicates is the error, as for a Latin hypercube and Sobol′ points.
    pub replicated: bool,
}

impl Chance {
    /// The share of draws that hit; not a number where there are none.
    pub fn probability(&self) -> f64 {
        self.hits as f64 / self.draws as f64
    }

    /// 95 % interval: Wilson's for independent draws, Student's t over the replicates of other designs.
    pub fn interval(&self) -> (f64, f64) {
        interval_of(self.hits, self.draws, self.error, self.replicated)
    }
}

/// Counts draws of an ensemble of a study, whose draws begin with the first of the design.
#[derive(Clone, Debug)]
pub struct Chances {
    replicates: Replicates,
    /// Draws that failed, in order.
    failed: Vec<u64>,
    draws: u64,
}

impl Chances {
    /// For what an ensemble of this design came to.
    pub fn new(design: Design, found: &Found) -> Chances {
        let failed: Vec<u64> = found.failures.iter().map(|failure| failure.run).collect();
        let draws = found.runs - failed.len() as u64;
        Chances { replicates: Replicates::new(design, &failed), failed, draws }
    }

    /// How probable it is that an outcome, given by draw, hits. Draws that failed count for nothing.
    pub fn of(&self, outcome: &[f64], hits: impl Fn(f64) -> bool) -> Chance {
        let mut by_replicate = [0; REPLICATES];
        for (draw, value) in outcome.iter().enumerate() {
            by_replicate[draw % REPLICATES] += u64::from(hits(*value));
        }
        for &draw in &self.failed {
            let counted = hits(outcome[draw as usize]);
            by_replicate[draw as usize % REPLICATES] -= u64::from(counted);
        }
        Chance {
            hits: by_replicate.iter().sum(),
            draws: self.draws,
            error: self.replicates.share(&by_replicate),
            replicated: self.replicates.decisive,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ensemble::Method;
    use crate::ensemble::study::{Failure, Reason};

    fn found(runs: u64, failed: &[u64]) -> Found {
        let reason = Reason::NoNumber { series: 0, year: 0 };
        let failures = failed.iter().map(|&run| Failure { run, reason }).collect();
        Found { runs, values: Vec::new(), failures }
    }

    /// 32 draws, of which the last fails and 0, 1, 2, 3 hit. Independent draws: 4 of 31, error √(4/31·27/31/31) = 0.060210.
    /// Over sixteen replicates of two draws (fifteen of two and one of one): four shares of ½ and twelve of 0, mean 1/8,
    /// squares 4·(3/8)² + 12·(1/8)² = 3/4, error √(3/4/15/16) = 0.055902; Student's t at fifteen degrees is 2.131450.
    #[test]
    fn by_design() {
        let outcome: Vec<f64> = (0..32).map(|draw| if draw < 4 || draw == 31 { 1.0 } else { 0.0 }).collect();
        let of = |method| {
            let design = Design { draws: 32, seed: 1, method };
            Chances::new(design, &found(32, &[31])).of(&outcome, |x| x > 0.0)
        };
        let random = of(Method::Random);
        assert_eq!((random.hits, random.draws, random.replicated), (4, 31, false));
        assert!((random.error - 0.060_210).abs() < 1e-6, "{random:?}");
        let strata = of(Method::LatinHypercube);
        assert!(strata.replicated && (strata.error - 0.055_902).abs() < 1e-6, "{strata:?}");
        let share = 4.0 / 31.0;
        assert!((strata.interval().0 - (share - 2.131_450 * 0.055_902)).abs() < 1e-5, "{strata:?}");
        // Wilson for 4 of 31: (0.129032 + 0.061959)/1.123918 = 0.169933 ± 1.959964·√(0.003625 + 0.000999)/1.123918 = 0.118591.
        assert!((random.interval().0 - 0.051_343).abs() < 1e-5, "{:?}", random.interval());
    }
}
