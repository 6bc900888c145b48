//! What the draws of a point come to.

use serde::{Deserialize, Serialize};

use super::Told;
use super::places::Places;
use crate::analysis::chance::{Chance, Chances};
use crate::ensemble::Design;
use crate::ensemble::study::Found;
use crate::model::Model;

/// Probabilities of the quantiles that are told.
pub const QUANTILES: [f64; 5] = [0.05, 0.25, 0.50, 0.75, 0.95];

/// How a number spreads over the draws.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub struct Spread {
    /// Mean.
    pub mean: f64,
    /// Standard deviation of a draw.
    pub deviation: f64,
    /// Quantiles at 5, 25, 50, 75 and 95 %, Hyndman–Fan type 7.
    pub quantiles: [f64; 5],
}

/// The draws of a point.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Drawn {
    /// Draws that came to numbers.
    pub draws: u64,
    /// Draws that did not.
    pub failed: u64,
    /// By cell, as [`Told`] has them.
    pub cells: Vec<Spread>,
    /// How probable it is to have peaked by each told year, `[board][year]`.
    pub peaked: Vec<Vec<Chance>>,
    /// How probable it is that each target is attained.
    pub attained: Vec<Chance>,
    /// The value that each target reads.
    pub targets: Vec<Spread>,
}

/// Statistics of the draws of a point.
pub fn drawn(told: &Told, model: &Model, design: Design, found: &Found) -> Drawn {
    let (cells, boards, targets) = (told.cells(), told.boards.len(), told.targets);
    let chances = Chances::new(design, found);
    let mut spreads = Spreads::new(found);
    let peaked = |board: usize| {
        let by = |t: &usize| {
            let year = f64::from(model.scenario.horizon.year(*t).0);
            chances.of(found.of(cells + board), |peak| peak <= year)
        };
        told.years.iter().map(by).collect()
    };
    let attained = |target: usize| chances.of(found.of(cells + boards + targets + target), |x| x > 0.0);
    let failed = found.failures.len() as u64;
    Drawn {
        draws: found.runs - failed,
        failed,
        cells: (0..cells).map(|cell| spreads.of(found.of(cell))).collect(),
        peaked: (0..boards).map(peaked).collect(),
        attained: (0..targets).map(attained).collect(),
        targets: (0..targets).map(|target| spreads.of(found.of(cells + boards + target))).collect(),
    }
}

/// Makes spreads of outcomes, in the same room again and again.
struct Spreads {
    /// Draws that failed, in order.
    failed: Vec<usize>,
    /// The values of the others.
    values: Vec<f64>,
    places: Places,
}

impl Spreads {
    fn new(found: &Found) -> Spreads {
        let failed = found.failures.iter().map(|failure| failure.run as usize).collect();
        Spreads { failed, values: Vec::new(), places: Places::default() }
    }

    /// Of an outcome by draw.
    fn of(&mut self, outcome: &[f64]) -> Spread {
        if self.failed.is_empty() {
            return spread(outcome, &mut self.places);
        }
        self.values.clear();
        let mut from = 0;
        for &failed in &self.failed {
            self.values.extend_from_slice(&outcome[from..failed]);
            from = failed + 1;
        }
        self.values.extend_from_slice(&outcome[from..]);
        spread(&self.values, &mut self.places)
    }
}

/// Mean, deviation and quantiles; not a number where there are no values.
fn spread(values: &[f64], places: &mut Places) -> Spread {
    let count = values.len() as f64;
    // From the first value, so that what is constant deviates by nothing.
    let from = values.first().copied().unwrap_or(f64::NAN);
    let mean = from + values.iter().map(|value| value - from).sum::<f64>() / count;
    let squares: f64 = values.iter().map(|value| (value - mean) * (value - mean)).sum();
    let deviation = if values.len() > 1 { (squares / (count - 1.0)).sqrt() } else { f64::NAN };
    Spread { mean, deviation, quantiles: quantiles(values, places) }
}

/// Type 7: straight between the values in order, at p·(n − 1).
fn quantiles(values: &[f64], places: &mut Places) -> [f64; 5] {
    let Some(last) = values.len().checked_sub(1) else { return [f64::NAN; 5] };
    let at = QUANTILES.map(|p| p * last as f64);
    let below = at.map(|at| at.floor() as usize);
    // Each with the one after it.
    let wanted: [usize; 10] = std::array::from_fn(|i| (below[i / 2] + i % 2).min(last));
    let found = places.find(values, &wanted);
    std::array::from_fn(|q| {
        let (low, high) = (found[2 * q], found[2 * q + 1]);
        low + (high - low) * (at[q] - at[q].floor())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ensemble::study::{Failure, Reason};

    /// Of 1, 2, 3, 4: mean 2.5, deviation √(5/3), median 2.5, 25 % at 1 + 0.75, 5 % at 1 + 0.15.
    #[test]
    fn by_hand() {
        let of = |values: &[f64]| spread(values, &mut Places::default());
        let found = of(&[4.0, 1.0, 3.0, 2.0]);
        assert_eq!((found.mean, found.quantiles[2], found.quantiles[1]), (2.5, 2.5, 1.75));
        assert!((found.deviation - (5.0_f64 / 3.0).sqrt()).abs() < 1e-15);
        assert!((found.quantiles[0] - 1.15).abs() < 1e-12 && (found.quantiles[4] - 3.85).abs() < 1e-12);
        assert_eq!(of(&[0.1; 7]).deviation, 0.0);
        assert!(of(&[]).mean.is_nan());
    }

    /// Draws that failed are left out, wherever they stand.
    #[test]
    fn without_what_failed() {
        let reason = Reason::NoNumber { series: 0, year: 0 };
        let failures = [0, 2, 5].map(|run| Failure { run, reason }).to_vec();
        let found = Found { runs: 6, values: Vec::new(), failures };
        let mut spreads = Spreads::new(&found);
        let found = spreads.of(&[f64::NAN, 1.0, f64::NAN, 3.0, 2.0, f64::NAN]);
        assert_eq!((found.mean, found.quantiles[2]), (2.0, 2.0));
    }
}
