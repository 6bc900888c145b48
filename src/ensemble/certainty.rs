//! Whether the draws of an ensemble are enough, and which of its figures is least certain.

use super::{Ensemble, error};
use crate::model::Model;

/// Index of the 5 %, the 50 % and the 95 % among the reported quantiles.
const BAND: [usize; 3] = [0, 3, 6];

/// Quantiles are of numbers in single precision: a band that is narrower than this share of its median is none.
const ROUNDING: f64 = 1e-6;

/// A probability that an ensemble reports.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Chance {
    /// That a target is attained, by its position in the scenario.
    Target(usize),
    /// That a series has peaked by a year.
    Peak {
        /// Position of the series in the catalogue.
        series: usize,
        /// The year, counted from the base year.
        year: usize,
    },
}

/// How certain the results of an ensemble are.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Certainty {
    /// Number of draws that count.
    pub draws: u64,
    /// The least certain of the probabilities of targets and peaks, and half the width of its 95 % interval.
    pub chance: Option<(Chance, f64)>,
    /// The headline series (by its position in the catalogue) whose median of the last year is least certain, and the
    /// standard error of that median as a share of the 90 % band.
    pub median: Option<(usize, f64)>,
}

impl Certainty {
    /// Of what an ensemble of a model found.
    pub fn new(model: &Model, ensemble: &Ensemble) -> Certainty {
        Certainty {
            draws: ensemble.design.draws - ensemble.failed.len() as u64,
            chance: worst(targets(ensemble).chain(peaks(ensemble))),
            median: worst(medians(model, ensemble)),
        }
    }

    /// About how many draws bring every probability to this half width: errors fall with the root of the number of
    /// draws, in a replicated design rather faster. Rounded up to two figures.
    pub fn draws_for(&self, half_width: f64) -> Option<u64> {
        let (_, found) = self.chance?;
        let draws = (self.draws as f64 * (found / half_width) * (found / half_width)).max(1.0);
        let step = 10.0_f64.powi(draws.log10().floor() as i32 - 1).max(1.0);
        Some(((draws / step).ceil() * step) as u64)
    }
}

/// The first of the greatest.
fn worst<T>(all: impl Iterator<Item = (T, f64)>) -> Option<(T, f64)> {
    all.filter(|(_, error)| error.is_finite()).fold(None, |worst, next| {
        if worst.as_ref().is_none_or(|w| next.1 > w.1) { Some(next) } else { worst }
    })
}

fn half((low, high): (f64, f64)) -> f64 {
    (high - low) / 2.0
}

fn targets(ensemble: &Ensemble) -> impl Iterator<Item = (Chance, f64)> + '_ {
    let read = ensemble.targets.iter().filter(|a| a.draws > 0);
    read.map(|a| (Chance::Target(a.target), half(a.interval())))
}

fn peaks(ensemble: &Ensemble) -> impl Iterator<Item = (Chance, f64)> + '_ {
    let replicated = ensemble.design.method.is_replicated();
    ensemble.peaks.iter().filter(|board| board.draws() > 0).flat_map(move |board| {
        let mut hits = 0;
        board.by_year.iter().zip(&board.errors).enumerate().map(move |(year, (peaked, error))| {
            hits += peaked;
            let interval = error::interval_of(hits, board.draws(), *error, replicated);
            (Chance::Peak { series: board.series, year }, half(interval))
        })
    })
}

fn medians<'a>(model: &'a Model, ensemble: &'a Ensemble) -> impl Iterator<Item = (usize, f64)> + 'a {
    let headline = |(series, _): &(&usize, _)| model.series[**series].headline;
    ensemble.series.iter().zip(&ensemble.summaries).filter(headline).filter_map(|(series, years)| {
        let last = years.last()?;
        let [low, median, high] = BAND;
        let band = last.quantiles[high] - last.quantiles[low];
        (band > ROUNDING * last.quantiles[median].abs())
            .then(|| (*series, last.quantile_errors[median] / band))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn certainty(draws: u64, half_width: f64) -> Certainty {
        Certainty { draws, chance: Some((Chance::Target(0), half_width)), median: None }
    }

    /// A half width of 3.1 points at 1000 draws: 1000·3.1² = 9610 draws for one point, in two figures 9700; the
    /// half width that 400 draws have needs 4 times as many for its half, 1600.
    #[test]
    fn draws_by_hand() {
        assert_eq!(certainty(1000, 0.031).draws_for(0.01), Some(9700));
        assert_eq!(certainty(400, 0.04).draws_for(0.02), Some(1600));
        assert_eq!(certainty(10, 0.01).draws_for(0.01), Some(10));
        assert_eq!(Certainty { chance: None, ..certainty(1, 1.0) }.draws_for(0.01), None);
    }

    #[test]
    fn the_first_of_the_greatest_is_the_worst() {
        let all = [("a", 0.1), ("b", f64::NAN), ("c", 0.3), ("d", 0.3)];
        assert_eq!(worst(all.into_iter()), Some(("c", 0.3)));
        assert_eq!(worst([("b", f64::NAN)].into_iter()), None);
    }
}
