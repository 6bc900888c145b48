//! From factors to findings: runs of a study, and the estimators on their outcomes.

use super::design::Trajectory;
use super::estimate::{Bootstrap, Estimate, power_of_two, size_for};
use super::factors::Factors;
use super::given::{self, Given, When};
use super::morris::{self, Effect};
use super::points::{Mixtures, OneByOne, Space, Walks};
use super::sobol::{self, Indices};
use crate::ensemble::peak::{self, Peak};
use crate::ensemble::study::{Found, Outcome, Points, Spread, Study, StudyError};
use crate::ensemble::{Design, YEARS_AFTER_PEAK, target};
use crate::model::Model;

/// How sensitivity is measured.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Method {
    /// One factor at a time from its 5 % to its 95 % quantile.
    Tornado,
    /// Elementary effects along trajectories.
    Morris,
    /// Shares of variance.
    Sobol,
    /// What the draws of an ensemble tell.
    Ensemble,
}

impl Method {
    /// As on the command line and in tables.
    pub fn name(self) -> &'static str {
        match self {
            Method::Tornado => "tornado",
            Method::Morris => "morris",
            Method::Sobol => "sobol",
            Method::Ensemble => "ensemble",
        }
    }
}

/// What an outcome does as one factor goes from its 5 % to its 95 % quantile.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Swing {
    /// At the 5 % quantile.
    pub low: f64,
    /// At the 95 % quantile.
    pub high: f64,
}

impl Swing {
    /// How far the two lie apart; 0 where either is no number.
    pub fn size(&self) -> f64 {
        let size = (self.high - self.low).abs();
        if size.is_finite() { size } else { 0.0 }
    }
}

/// The swings of all factors.
#[derive(Clone, PartialEq, Debug)]
pub struct Tornado {
    /// The outcome as all is written.
    pub central: f64,
    /// By factor.
    pub swings: Vec<Swing>,
}

/// What a method found about one outcome, by factor.
#[derive(Clone, PartialEq, Debug)]
pub enum Finding {
    /// Swings.
    Tornado(Tornado),
    /// Elementary effects.
    Morris(Vec<Effect>),
    /// Shares of variance.
    Sobol(Indices),
    /// What draws tell.
    Ensemble(Given),
}

/// That a sample is too small, and which would do.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Short {
    /// Half the width of the widest interval: of an index, or of μ* as a share of the largest.
    pub half_width: f64,
    /// Trajectories, rows or draws that would do.
    pub needed: u64,
}

/// Half width that an index may have (Sarrazin, Pianosi and Wagener 2016, "Global sensitivity analysis of environmental models:
/// convergence and validation", ask for intervals of 0.05 to rank; 0.1 wide here).
pub const GOOD: f64 = 0.05;
/// Half width that μ* may have, as a share of the largest.
pub const GOOD_EFFECT: f64 = 0.1;

impl Finding {
    /// How strongly each factor acts, to be put in order: the swing, μ*, the total index, the size of the rank regression.
    pub fn strengths(&self) -> Vec<f64> {
        match self {
            Finding::Tornado(tornado) => tornado.swings.iter().map(Swing::size).collect(),
            Finding::Morris(effects) => effects.iter().map(|effect| effect.size.value).collect(),
            Finding::Sobol(indices) => indices.indices.iter().map(|index| index.total.value).collect(),
            Finding::Ensemble(given) => {
                given.associations.factors.iter().map(|factor| factor.regression.value.abs()).collect()
            }
        }
    }

    /// Positions of the factors, the strongest first; equal ones stay in order.
    pub fn ranking(&self) -> Vec<usize> {
        let strengths = self.strengths();
        let mut order: Vec<usize> = (0..strengths.len()).collect();
        order.sort_by(|&a, &b| strengths[b].total_cmp(&strengths[a]));
        order
    }

    /// Whether the sample of this size is too small for its intervals.
    pub fn short(&self, size: u64) -> Option<Short> {
        let widest = |estimates: &mut dyn Iterator<Item = Estimate>| {
            estimates.map(|estimate| estimate.half_width()).fold(0.0, f64::max)
        };
        let (half_width, good) = match self {
            Finding::Tornado(_) => return None,
            Finding::Morris(effects) => {
                let largest = effects.iter().map(|effect| effect.size.value).fold(0.0, f64::max);
                let widest = widest(&mut effects.iter().map(|effect| effect.size));
                (if largest > 0.0 { widest / largest } else { 0.0 }, GOOD_EFFECT)
            }
            Finding::Sobol(indices) => {
                (widest(&mut indices.indices.iter().flat_map(|i| [i.first, i.total])), GOOD)
            }
            Finding::Ensemble(given) => (widest(&mut given.first.iter().copied()), GOOD),
        };
        let needed = size_for(size, half_width, good);
        let needed = if matches!(self, Finding::Sobol(_)) { power_of_two(needed) } else { needed };
        (half_width > good).then_some(Short { half_width, needed })
    }
}

/// The runs of some points. None where `progress` stopped them.
fn outcomes(
    model: &Model,
    (space, points): (&Space, &impl Points),
    (asked, spread): (&[Outcome], Spread),
    progress: &(impl Fn(u64) -> bool + Sync),
) -> Result<Option<Vec<Vec<f64>>>, StudyError> {
    let study = Study::new(model, &space.varied, asked, spread)?;
    let found = study.run(points, progress);
    Ok(found.map(|found: Found| {
        (0..asked.len())
            .map(|at| found.of(at).iter().map(|v| dated(model, asked[at], *v)).collect())
            .collect()
    }))
}

/// A peak that has not come within the horizon counts as the year after it.
fn dated(model: &Model, outcome: Outcome, value: f64) -> f64 {
    let never = matches!(outcome, Outcome::PeakYear { .. }) && value == f64::INFINITY;
    if never { f64::from(model.scenario.horizon.end.0 + 1) } else { value }
}

/// Each factor from its 5 % to its 95 % quantile, all else as written; by outcome. None where `progress` stopped it.
///
/// # Errors
/// As [`Study::new`].
pub fn one_by_one(
    model: &Model,
    factors: &Factors,
    asked: &[Outcome],
    progress: &(impl Fn(u64) -> bool + Sync),
) -> Result<Option<Vec<Finding>>, StudyError> {
    let space = Space::new(factors);
    let points = OneByOne { space: &space, factors: factors.list.len() };
    let found = outcomes(model, (&space, &points), (asked, Spread::central()), progress)?;
    let tornado = |values: Vec<f64>| {
        let swings = values[1..].chunks_exact(2).map(|ends| Swing { low: ends[0], high: ends[1] });
        Finding::Tornado(Tornado { central: values[0], swings: swings.collect() })
    };
    Ok(found.map(|found| found.into_iter().map(tornado).collect()))
}

/// Elementary effects of all factors along so many trajectories over so many levels; by outcome. None where `progress`
/// stopped it.
///
/// # Errors
/// As [`Study::new`].
pub fn elementary_effects(
    model: &Model,
    factors: &Factors,
    (trajectories, levels, bootstrap): (u64, u32, Bootstrap),
    asked: &[Outcome],
    progress: &(impl Fn(u64) -> bool + Sync),
) -> Result<Option<Vec<Finding>>, StudyError> {
    let space = Space::new(factors);
    let walk = |number| Trajectory::new(bootstrap.seed, number, factors.list.len(), levels);
    let walks: Vec<Trajectory> = (0..trajectories).map(walk).collect();
    let points = Walks::new(&space, &walks);
    let found = outcomes(model, (&space, &points), (asked, Spread::central()), progress)?;
    let effects = |values: Vec<f64>| {
        let along: Vec<Vec<f64>> = values.chunks_exact(points.length()).map(<[f64]>::to_vec).collect();
        Finding::Morris(morris::effects(&walks, &along, bootstrap))
    };
    Ok(found.map(|found| found.into_iter().map(effects).collect()))
}

/// Shares of variance of all factors from so many rows (a power of two); by outcome. Yearly shocks act where they are a factor.
/// None where `progress` stopped it.
///
/// # Errors
/// As [`Study::new`].
pub fn shares(
    model: &Model,
    factors: &Factors,
    (rows, second, bootstrap): (u64, bool, Bootstrap),
    asked: &[Outcome],
    progress: &(impl Fn(u64) -> bool + Sync),
) -> Result<Option<Vec<Finding>>, StudyError> {
    let space = Space::new(factors);
    let points = Mixtures::new(model, factors, rows, bootstrap.seed, second);
    let yearly = factors.yearly().is_some();
    let spread = Spread { design: Design::random(2 * rows, bootstrap.seed), leaves: false, yearly };
    let found = outcomes(model, (&space, &points), (asked, spread), progress)?;
    let indices = |values: Vec<f64>| Finding::Sobol(sobol::indices(&points.columns(&values), bootstrap));
    Ok(found.map(|found| found.into_iter().map(indices).collect()))
}

/// What the draws of an ensemble tell, run for the outcomes alone; by outcome. None where `progress` stopped it.
///
/// # Errors
/// As [`Study::new`]; a number: how many draws it takes at least.
pub fn ensemble(
    model: &Model,
    factors: &Factors,
    (design, bootstrap): (Design, Bootstrap),
    asked: &[Outcome],
    progress: &(impl Fn(u64) -> bool + Sync),
) -> Result<Option<Result<Vec<Finding>, usize>>, StudyError> {
    let space = Space::new(&Factors::default());
    let points: Vec<Vec<f64>> = vec![Vec::new(); design.draws as usize];
    let found = outcomes(model, (&space, &points), (asked, Spread::drawn(design)), progress)?;
    Ok(found.map(|found| told(model, factors, (design, bootstrap), asked, found)))
}

/// As [`ensemble`], of draws whose series are at hand: `path` gives that of a draw by position in the catalogue.
///
/// # Errors
/// How many draws it takes at least.
pub fn from_series<'a>(
    model: &Model,
    factors: &Factors,
    (design, bootstrap): (Design, Bootstrap),
    asked: &[Outcome],
    path: impl Fn(usize, u64) -> &'a [f64],
) -> Result<Vec<Finding>, usize> {
    let of = |outcome: &Outcome| {
        let read = |draw: u64| dated(model, *outcome, read(model, *outcome, |series| path(series, draw)));
        (0..design.draws).map(read).collect::<Vec<f64>>()
    };
    told(model, factors, (design, bootstrap), asked, asked.iter().map(of).collect())
}

/// An outcome of a draw, from its series.
fn read<'a>(model: &Model, outcome: Outcome, path: impl Fn(usize) -> &'a [f64]) -> f64 {
    let year = |series: usize| match peak::find(path(series), YEARS_AFTER_PEAK) {
        Peak::Peaked { year, .. } => f64::from(model.scenario.horizon.base.0 + year as i32),
        Peak::NotYet => f64::INFINITY,
        Peak::Undefined => f64::NAN,
    };
    let target = |target: usize| {
        let reader = target::reader_elsewhere(model, target, model)?;
        let values = path(reader.series);
        let value = reader.read(|t| values[t]);
        Some((reader, value))
    };
    match outcome {
        Outcome::Value { series, year } => path(series)[year],
        Outcome::PeakYear { series } => year(series),
        Outcome::PeakLevel { series } => path(series).iter().copied().fold(f64::NEG_INFINITY, f64::max),
        Outcome::PeakedBy { series, year: by } => f64::from(u8::from(year(series) <= f64::from(by))),
        Outcome::TargetValue(at) => target(at).map_or(f64::NAN, |(_, value)| value),
        Outcome::TargetMargin(at) => target(at).map_or(f64::NAN, |(reader, value)| reader.margin(value)),
        Outcome::TargetAttained(at) => {
            target(at).map_or(f64::NAN, |(reader, value)| f64::from(u8::from(reader.attains(value))))
        }
    }
}

/// The series that an outcome is read off, by position in the catalogue.
pub fn series_of(model: &Model, outcome: Outcome) -> Option<usize> {
    match outcome {
        Outcome::Value { series, .. }
        | Outcome::PeakYear { series }
        | Outcome::PeakLevel { series }
        | Outcome::PeakedBy { series, .. } => Some(series),
        Outcome::TargetValue(at) | Outcome::TargetMargin(at) | Outcome::TargetAttained(at) => {
            target::reader_elsewhere(model, at, model).map(|reader| reader.series)
        }
    }
}

/// The year that an outcome is about, counted from the base year.
fn when(model: &Model, outcome: Outcome) -> When {
    let horizon = model.scenario.horizon;
    match outcome {
        Outcome::Value { year, .. } => When::Year(year),
        Outcome::TargetValue(at) | Outcome::TargetMargin(at) | Outcome::TargetAttained(at) => {
            horizon.index(model.scenario.targets[at].year).map_or(When::All, When::Year)
        }
        Outcome::PeakYear { .. } | Outcome::PeakLevel { .. } | Outcome::PeakedBy { .. } => When::All,
    }
}

fn told(
    model: &Model,
    factors: &Factors,
    (design, bootstrap): (Design, Bootstrap),
    asked: &[Outcome],
    found: Vec<Vec<f64>>,
) -> Result<Vec<Finding>, usize> {
    let one = |(outcome, values): (&Outcome, Vec<f64>)| {
        let inputs = given::inputs(model, factors, design, when(model, *outcome));
        given::given(&inputs, &values, bootstrap).map(Finding::Ensemble)
    };
    asked.iter().zip(found).map(one).collect()
}

/// The factors that act most over all outcomes, so many, in their order: each judged by its greatest share of the largest effect.
pub fn strongest(findings: &[Finding], count: usize) -> Vec<usize> {
    let shares = |finding: &Finding| {
        let strengths = finding.strengths();
        let largest = strengths.iter().copied().fold(0.0, f64::max);
        strengths.into_iter().map(|s| if largest > 0.0 { s / largest } else { 0.0 }).collect::<Vec<f64>>()
    };
    let all: Vec<Vec<f64>> = findings.iter().map(shares).collect();
    let best = |factor: usize| all.iter().map(|shares| shares[factor]).fold(0.0, f64::max);
    let mut order: Vec<usize> = (0..all.first().map_or(0, Vec::len)).collect();
    order.sort_by(|&a, &b| best(b).total_cmp(&best(a)));
    order.truncate(count);
    order.sort_unstable();
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sobol(total: &[(f64, f64)]) -> Finding {
        let index = |&(value, error): &(f64, f64)| sobol::Index {
            first: Estimate::exact(0.0),
            total: Estimate::with_error(value, error),
        };
        Finding::Sobol(Indices { indices: total.iter().map(index).collect(), ..Indices::default() })
    }

    /// Half a width of 1.96·0.1 takes (0.196/0.05)² = 15.37 times 1000 rows: 16,384.
    #[test]
    fn says_how_many_rows_are_needed() {
        let short = sobol(&[(0.5, 0.1), (0.1, 0.01)]).short(1000).expect("too small");
        assert!((short.half_width - 0.196).abs() < 1e-4 && short.needed == 16_384, "{short:?}");
        assert_eq!(sobol(&[(0.5, 0.02)]).short(1000), None);
    }

    #[test]
    fn the_strongest_of_several_outcomes() {
        let findings =
            [sobol(&[(0.9, 0.0), (0.3, 0.0), (0.0, 0.0)]), sobol(&[(0.0, 0.0), (0.01, 0.0), (0.2, 0.0)])];
        assert_eq!(findings[0].ranking(), [0, 1, 2]);
        assert_eq!(strongest(&findings, 2), [0, 2]);
        assert_eq!(strongest(&findings, 9), [0, 1, 2]);
    }
}
