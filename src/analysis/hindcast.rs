//! A run against what was observed after its history ends (MODEL section 3).

use std::collections::BTreeSet;

use crate::domain::*;
use crate::ensemble::Ensemble;
use crate::ensemble::quantile::{PROBABILITIES, Summary};
use crate::model::Model;
use crate::simulation::Central;

/// Relative error of a value in single precision.
const ROUNDING: f64 = 1e-7;

/// One observed value that the run did not know, and what the run says of it. Canonical units.
#[derive(Clone, PartialEq, Debug)]
pub struct Hit {
    /// Position of the series in the catalogue.
    pub series: usize,
    /// Position of the observation that it is compared with.
    pub observation: usize,
    /// Whether the observation pins the run up to its last observed year; otherwise it stands beside it.
    pub pinned: bool,
    /// The year.
    pub year: Year,
    /// What was observed; `None`: nothing is known of this year.
    pub actual: Option<f64>,
    /// The central run in the last year before what is withheld: what it goes on from.
    pub start: f64,
    /// The central run.
    pub central: f64,
    /// 5, 25, 50, 75 and 95 % of the draws.
    pub quantiles: [f64; 5],
    /// Mean and standard deviation of the draws.
    pub spread: (f64, f64),
}

impl Hit {
    /// Relative error of the central run.
    pub fn error(&self) -> Option<f64> {
        self.actual.map(|actual| self.central / actual - 1.0)
    }

    /// Whether the actual lies inside the 50 % and the 90 % band. What an ensemble keeps has seven digits: an
    /// actual on a bound is inside.
    pub fn inside(&self) -> Option<(bool, bool)> {
        let [p05, p25, _, p75, p95] = self.quantiles;
        let rounding = |bound: f64| bound.abs() * ROUNDING;
        let within = |low: f64, high: f64, x: f64| x >= low - rounding(low) && x <= high + rounding(high);
        self.actual.map(|x| (within(p25, p75, x), within(p05, p95, x)))
    }

    /// Logarithmic score: ln of the density that a normal distribution with the mean and spread of the
    /// draws gives the actual. Higher is better; none where the draws do not spread.
    pub fn log_score(&self) -> Option<f64> {
        let (mean, sd) = self.spread;
        let actual = self.actual.filter(|_| sd > 0.0)?;
        let z = (actual - mean) / sd;
        Some(-0.5 * z * z - sd.ln() - 0.5 * (2.0 * std::f64::consts::PI).ln())
    }
}

/// The scenario as it would have been written at the end of an earlier year: what was observed later is
/// withheld. The year must lie in the horizon, not before its base.
pub fn withhold(mut scenario: Scenario, after: Year) -> Scenario {
    scenario.horizon.observed = after;
    for pin in &mut scenario.pins {
        pin.until = pin.until.min(after);
    }
    scenario
}

/// What was observed later against the run, in order of pins, comparisons and years. Every pinned series
/// stands in every year after its last pinned one, up to the last year in which any of them was observed; every
/// compared one that the ensemble keeps and that is no sum, up to its own last year. Years without an
/// observation are listed too. A series is held against one observation, that of the first pin or comparison.
pub fn hits(model: &Model, central: &Central, ensemble: &Ensemble) -> Vec<Hit> {
    let scenario = &model.scenario;
    let mut hits = Vec::new();
    for held in held(model) {
        let Some(kept) = ensemble.series.iter().position(|&s| s == held.series) else { continue };
        let central = &central.series[held.series];
        let start = scenario.horizon.index(held.after).map_or(f64::NAN, |t| central[t]);
        for year in scenario.horizon.years().filter(|y| *y > held.after && *y <= held.last) {
            let values = scenario.observations[held.observation].values.iter();
            let actual = values.into_iter().find(|(y, _)| *y == year).map(|(_, v)| *v);
            if let Some(t) = scenario.horizon.index(year) {
                let summary = &ensemble.summaries[kept][t];
                hits.push(hit(&held, year, actual, (start, central[t]), summary));
            }
        }
    }
    hits
}

/// A series and the observation it is held against, in the years after one and up to another.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Held {
    /// Position of the series in the catalogue.
    pub series: usize,
    /// Position of the observation.
    pub observation: usize,
    /// Whether the observation pins the run up to the year.
    pub pinned: bool,
    /// The last year before what is withheld.
    pub after: Year,
    /// The last year that is held against the observation.
    pub last: Year,
}

/// What is held against observations, each series once: pins first, then comparisons.
pub fn held(model: &Model) -> Vec<Held> {
    let scenario = &model.scenario;
    let later = |observation: usize, after: Year| {
        let years = scenario.observations[observation].values.iter().map(|(y, _)| *y);
        years.filter(|y| *y > after).max()
    };
    let last = scenario.pins.iter().filter_map(|pin| later(pin.observation, pin.until)).max();
    let pins = scenario.pins.iter().filter_map(|pin| {
        Some(Held {
            series: series_of(model, pin)?,
            observation: pin.observation,
            pinned: true,
            after: pin.until,
            last: last?,
        })
    });
    let compared = scenario.comparisons.iter().filter(|c| c.cumulative_from.is_none()).filter_map(|c| {
        let series = model.find_series(&c.metric, scenario.observations[c.observation].place)?;
        let after = scenario.horizon.observed;
        Some(Held {
            series,
            observation: c.observation,
            pinned: false,
            after,
            last: later(c.observation, after)?,
        })
    });
    let mut seen = BTreeSet::new();
    pins.chain(compared).filter(|held| seen.insert(held.series)).collect()
}

fn hit(held: &Held, year: Year, actual: Option<f64>, (start, central): (f64, f64), summary: &Summary) -> Hit {
    let at = |p: f64| PROBABILITIES.iter().position(|q| *q == p).map_or(f64::NAN, |i| summary.quantiles[i]);
    Hit {
        series: held.series,
        observation: held.observation,
        pinned: held.pinned,
        year,
        actual,
        start,
        central,
        quantiles: [at(0.05), at(0.25), at(0.50), at(0.75), at(0.95)],
        spread: (summary.mean, summary.sd),
    }
}

/// The series that a pin pins.
fn series_of(model: &Model, pin: &Pin) -> Option<usize> {
    model.series.iter().position(|series| series.is_pinned_by(&model.scenario, pin))
}

/// The years without an actual, by pinned series, in order of first appearance. What is only compared, such
/// as a register, is known in single years.
pub fn missing(hits: &[Hit]) -> Vec<(usize, Vec<Year>)> {
    let mut missing: Vec<(usize, Vec<Year>)> = Vec::new();
    for hit in hits.iter().filter(|h| h.pinned && h.actual.is_none()) {
        match missing.iter_mut().find(|(series, _)| *series == hit.series) {
            Some((_, years)) => years.push(hit.year),
            None => missing.push((hit.series, vec![hit.year])),
        }
    }
    missing
}

/// An observation that pins nothing beside the run. Canonical units.
#[derive(Clone, PartialEq, Debug)]
pub struct Compared {
    /// Position of the series in the catalogue; it has the place.
    pub series: usize,
    /// First year of the run's sum, where it is one.
    pub cumulative_from: Option<Year>,
    /// The year, the last one of a sum.
    pub year: Year,
    /// What was observed.
    pub observed: f64,
    /// The central run.
    pub run: f64,
}

/// Every observation that the scenario compares with the run, in order of the scenario, places and years.
pub fn compared(model: &Model, central: &Central) -> Vec<Compared> {
    let scenario = &model.scenario;
    let mut list = Vec::new();
    for comparison in &scenario.comparisons {
        let observation = &scenario.observations[comparison.observation];
        let Some(series) = model.find_series(&comparison.metric, observation.place) else { continue };
        for &(year, observed) in &observation.values {
            let Some(t) = scenario.horizon.index(year) else { continue };
            let first = comparison.cumulative_from.and_then(|y| scenario.horizon.index(y)).unwrap_or(t);
            // A sum that would begin after its end has no years.
            let run = central.series[series].get(first..=t).map_or(0.0, |years| years.iter().sum());
            let cumulative_from = comparison.cumulative_from;
            list.push(Compared { series, cumulative_from, year, observed, run });
        }
    }
    list
}

/// How a series fared over all its years.
#[derive(Clone, PartialEq, Debug)]
pub struct Score {
    /// Position of the series.
    pub series: usize,
    /// Years with an actual.
    pub years: usize,
    /// Root mean square of ln(central / actual).
    pub log_error: f64,
    /// Share of actuals inside the 50 % and the 90 % band.
    pub inside: (f64, f64),
    /// Mean logarithmic score; none where the draws never spread.
    pub log_score: Option<f64>,
}

/// Scores by series, in order of first appearance.
pub fn scores(hits: &[Hit]) -> Vec<Score> {
    let mut series: Vec<usize> = Vec::new();
    for hit in hits.iter().filter(|h| h.actual.is_some()) {
        if !series.contains(&hit.series) {
            series.push(hit.series);
        }
    }
    series
        .into_iter()
        .map(|s| score(s, hits.iter().filter(|h| h.series == s && h.actual.is_some())))
        .collect()
}

fn score<'a>(series: usize, hits: impl Iterator<Item = &'a Hit> + Clone) -> Score {
    let years = hits.clone().count();
    let n = years as f64;
    let squares: f64 =
        hits.clone().filter_map(Hit::error).map(|e| libm::log(1.0 + e) * libm::log(1.0 + e)).sum();
    let within: Vec<(bool, bool)> = hits.clone().filter_map(Hit::inside).collect();
    let share = |pick: fn(&(bool, bool)) -> bool| within.iter().filter(|w| pick(w)).count() as f64 / n;
    let logs: Vec<f64> = hits.filter_map(Hit::log_score).collect();
    Score {
        series,
        years,
        log_error: (squares / n).sqrt(),
        inside: (share(|w| w.0), share(|w| w.1)),
        log_score: (!logs.is_empty()).then(|| logs.iter().sum::<f64>() / logs.len() as f64),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hit(actual: Option<f64>, central: f64) -> Hit {
        Hit {
            series: 0,
            observation: 0,
            pinned: true,
            year: Year(2021),
            actual,
            start: 100.0,
            central,
            quantiles: [80.0, 95.0, 100.0, 105.0, 120.0],
            spread: (100.0, 10.0),
        }
    }

    /// 110 against 100: 10 % too much. Inside 95–105: yes. Density of N(100, 10) at 100: 1/(10·√(2π)).
    #[test]
    fn one_value_by_hand() {
        let h = hit(Some(100.0), 110.0);
        assert!((h.error().unwrap_or(f64::NAN) - 0.1).abs() < 1e-12);
        assert_eq!(h.inside(), Some((true, true)));
        let density: f64 = 1.0 / (10.0 * (2.0 * std::f64::consts::PI).sqrt());
        assert!((h.log_score().unwrap_or(f64::NAN) - density.ln()).abs() < 1e-12);
        assert_eq!(hit(Some(118.0), 110.0).inside(), Some((false, true)));
        assert_eq!(hit(None, 110.0).error(), None);
        // 1 061 482 001 t in single precision is 1 061 481 984: still inside; 1000 t more is not.
        let point = Hit { quantiles: [1_061_481_984.0; 5], ..hit(Some(1_061_482_001.0), 1_061_482_001.0) };
        assert_eq!(point.inside(), Some((true, true)));
        assert_eq!(Hit { actual: Some(1_061_483_000.0), ..point }.inside(), Some((false, false)));
    }

    /// Gaps are told by series and year.
    #[test]
    fn missing_actuals_by_series() {
        let late = Hit { series: 3, year: Year(2023), ..hit(None, 1.0) };
        let of =
            missing(&[hit(Some(1.0), 1.0), hit(None, 1.0), late.clone(), Hit { year: Year(2024), ..late }]);
        assert_eq!(of, [(0, vec![Year(2021)]), (3, vec![Year(2023), Year(2024)])]);
    }

    /// Published: forecasts 980 and 4000 against actuals 1003 and 3708 are −2.3 % and +7.9 %.
    #[test]
    fn published_errors() {
        let errors =
            [hit(Some(1003.0), 980.0), hit(Some(3708.0), 4000.0)].map(|h| h.error().unwrap_or(f64::NAN));
        assert!((errors[0] + 0.023).abs() < 5e-4 && (errors[1] - 0.079).abs() < 5e-4, "{errors:?}");
    }

    /// ln 1.1 and ln 0.9: root mean square √((0.0953102² + 0.1053605²)/2) = 0.1004613; a missing year
    /// does not count.
    #[test]
    fn a_score_over_years() {
        let of = scores(&[hit(Some(100.0), 110.0), hit(None, 105.0), hit(Some(100.0), 90.0)]);
        assert_eq!((of.len(), of[0].years, of[0].inside), (1, 2, (1.0, 1.0)));
        assert!((of[0].log_error - 0.100_461_3).abs() < 1e-6, "{}", of[0].log_error);
    }
}
