//! What the draws of a point come to.

use serde::{Deserialize, Serialize};

use super::Told;
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
    /// Draws that have peaked by each told year, `[board][year]`.
    pub peaked: Vec<Vec<u64>>,
    /// Draws that attain each target.
    pub attained: Vec<u64>,
    /// The value that each target reads.
    pub targets: Vec<Spread>,
}

/// Statistics of the draws of a point.
pub fn drawn(told: &Told, model: &Model, found: &Found) -> Drawn {
    let (cells, boards, targets) = (told.cells(), told.boards.len(), told.targets);
    let failed = found.failures.len() as u64;
    let is_there: Vec<bool> = {
        let mut there = vec![true; found.runs as usize];
        found.failures.iter().for_each(|failure| there[failure.run as usize] = false);
        there
    };
    let values = |outcome: usize| -> Vec<f64> {
        found
            .of(outcome)
            .iter()
            .zip(&is_there)
            .filter(|(_, there)| **there)
            .map(|(value, _)| *value)
            .collect()
    };
    let peaked = |board: usize| {
        let years = values(cells + board);
        let by = |t: &usize| {
            let year = f64::from(model.scenario.horizon.year(*t).0);
            years.iter().filter(|peak| **peak <= year).count() as u64
        };
        told.years.iter().map(by).collect()
    };
    let hits =
        |target: usize| values(cells + boards + targets + target).iter().filter(|x| **x > 0.0).count() as u64;
    Drawn {
        draws: found.runs - failed,
        failed,
        cells: (0..cells).map(|cell| spread(values(cell))).collect(),
        peaked: (0..boards).map(peaked).collect(),
        attained: (0..targets).map(hits).collect(),
        targets: (0..targets).map(|target| spread(values(cells + boards + target))).collect(),
    }
}

/// Mean, deviation and quantiles; not a number where there are no values.
fn spread(mut values: Vec<f64>) -> Spread {
    let count = values.len() as f64;
    // From the first value, so that what is constant deviates by nothing.
    let from = values.first().copied().unwrap_or(f64::NAN);
    let mean = from + values.iter().map(|value| value - from).sum::<f64>() / count;
    let squares: f64 = values.iter().map(|value| (value - mean) * (value - mean)).sum();
    let deviation = if values.len() > 1 { (squares / (count - 1.0)).sqrt() } else { f64::NAN };
    values.sort_unstable_by(f64::total_cmp);
    Spread { mean, deviation, quantiles: QUANTILES.map(|p| quantile(&values, p)) }
}

/// Type 7: straight between the values in order, at p·(n − 1).
fn quantile(sorted: &[f64], p: f64) -> f64 {
    let Some(last) = sorted.len().checked_sub(1) else { return f64::NAN };
    let place = p * last as f64;
    let below = place.floor() as usize;
    let (low, high) = (sorted[below], sorted[(below + 1).min(last)]);
    low + (high - low) * (place - below as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of 1, 2, 3, 4: mean 2.5, deviation √(5/3), median 2.5, 25 % at 1 + 0.75, 5 % at 1 + 0.15.
    #[test]
    fn by_hand() {
        let found = spread(vec![4.0, 1.0, 3.0, 2.0]);
        assert_eq!((found.mean, found.quantiles[2], found.quantiles[1]), (2.5, 2.5, 1.75));
        assert!((found.deviation - (5.0_f64 / 3.0).sqrt()).abs() < 1e-15);
        assert!((found.quantiles[0] - 1.15).abs() < 1e-12 && (found.quantiles[4] - 3.85).abs() < 1e-12);
        assert_eq!(spread(vec![0.1; 7]).deviation, 0.0);
        assert!(spread(Vec::new()).mean.is_nan());
    }
}
