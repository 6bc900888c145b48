//! Whether targets are met, and how probably (MODEL section 13).

use super::error::{self, Replicates};
use super::order::ByReplicate;
use crate::domain::{ClassOf, Comparator, LeafId, LeverKind, Place, ProcessMatch, Reading, RegionId, Target};
use crate::model::limits::Link;
use crate::model::series::{Measure, Quantity, place_id};
use crate::model::{Model, Series};

/// Relative difference that rounding explains, as for closures.
const ROUNDING: f64 = 1e-9;

/// Probabilities of the reported quantiles of margins.
pub const MARGINS: [f64; 5] = [0.05, 0.25, 0.50, 0.75, 0.95];

/// A target ready to be read off a trajectory.
#[derive(Clone, Debug)]
pub struct TargetReader {
    /// Its position in the scenario.
    pub target: usize,
    /// Position of its series among the kept ones.
    pub position: usize,
    /// Position of its series in the catalogue.
    pub series: usize,
    /// Year, counted from the base year.
    pub year: usize,
    /// Other year that it is read against, if any.
    from: Option<(usize, bool)>,
    comparator: Comparator,
    /// The value asked for.
    pub asked: f64,
    /// Address of the lever or limit of the same scenario that sets the metric, if one does.
    pub imposed_by: Option<String>,
}

/// How a target fares over the draws.
#[derive(Clone, PartialEq, Debug)]
pub struct Attainment {
    /// Its position in the scenario.
    pub target: usize,
    /// Draws that attain it.
    pub attained: u64,
    /// Draws that were read.
    pub draws: u64,
    /// Quantiles at [`MARGINS`] of the margin, how far the value lies on the good side of what is asked, in its unit;
    /// Hyndman–Fan type 7.
    pub margins: [f64; 5],
    /// Standard error of the probability.
    pub error: f64,
    /// Whether the error was read off replicates of a design.
    pub replicated: bool,
}

impl Attainment {
    /// Share of draws that attain it.
    pub fn probability(&self) -> f64 {
        self.attained as f64 / self.draws as f64
    }

    /// 95 % interval of the probability that Monte Carlo error leaves: Wilson's score for independent
    /// draws, and where no replicate says otherwise; Student's t over replicates.
    pub fn interval(&self) -> (f64, f64) {
        error::interval_of(self.attained, self.draws, self.error, self.replicated)
    }
}

/// Readers of all targets of a model whose series are kept.
pub fn readers(model: &Model, kept: &[usize]) -> Vec<TargetReader> {
    let of = |(t, target): (usize, &Target)| {
        let series = model.find_series(&target.metric, target.place)?;
        let position = kept.iter().position(|&k| k == series)?;
        let asked = model.parameters.central(target.value, model.scenario.horizon.index(target.year)?);
        Some(TargetReader { position, ..reader(model, t, target, series, asked)? })
    };
    model.scenario.targets.iter().enumerate().filter_map(of).collect()
}

/// The reader of a target of one model in another one, which has its series under the same name at the place of the same
/// id, and its years; `None` where it has not. Its target is that of the first model, and it asks what that one asks.
pub fn reader_elsewhere(asking: &Model, t: usize, model: &Model) -> Option<TargetReader> {
    let target = &asking.scenario.targets[t];
    let place = place_id(&asking.scenario, target.place);
    let here = |s: &Series| s.name == target.metric && place_id(&model.scenario, s.place) == place;
    let series = model.series.iter().position(here)?;
    let asked = asking.parameters.central(target.value, asking.scenario.horizon.index(target.year)?);
    reader(model, t, target, series, asked)
}

/// The reader of a target on a series of a model; its position is that in the catalogue.
fn reader(model: &Model, t: usize, target: &Target, series: usize, asked: f64) -> Option<TargetReader> {
    let horizon = model.scenario.horizon;
    let from = match target.reading {
        Reading::Absolute => None,
        Reading::RelativeTo(base) => Some((horizon.index(base)?, false)),
        Reading::Cumulative { from } => Some((horizon.index(from)?, true)),
    };
    Some(TargetReader {
        target: t,
        position: series,
        series,
        year: horizon.index(target.year)?,
        from,
        comparator: target.comparator,
        asked,
        imposed_by: imposed_by(model, series),
    })
}

impl TargetReader {
    /// The value that is compared, from the series by year.
    pub fn read(&self, at: impl Fn(usize) -> f64) -> f64 {
        match self.from {
            None => at(self.year),
            Some((base, false)) => at(self.year) / at(base) - 1.0,
            Some((from, true)) => (from..=self.year).map(at).sum(),
        }
    }

    /// The years that are read, counted from the base year.
    pub fn years(&self) -> Vec<usize> {
        match self.from {
            None => vec![self.year],
            Some((base, false)) => vec![base, self.year],
            Some((from, true)) => (from..=self.year).collect(),
        }
    }

    /// Whether a value attains the target. What differs from the asked value by rounding alone equals it:
    /// a share that a lever sets to 20 % is a quotient of sums, on either side of 0.2 by chance.
    pub fn attains(&self, value: f64) -> bool {
        let scale = match self.from {
            Some((_, false)) => (1.0 + self.asked).abs(),
            Some((_, true)) | None => self.asked.abs(),
        };
        let equal = (value - self.asked).abs() <= ROUNDING * scale;
        self.comparator.holds(if equal { self.asked } else { value }, self.asked)
    }

    /// How far a value lies on the good side.
    pub fn margin(&self, value: f64) -> f64 {
        match self.comparator {
            Comparator::Below | Comparator::AtMost => self.asked - value,
            Comparator::Above | Comparator::AtLeast => value - self.asked,
            Comparator::Equal => -(value - self.asked).abs(),
        }
    }

    /// How the target fares where so many of so many draws attain it, with these quantiles of the margin.
    pub fn attainment(
        &self,
        hits: &ByReplicate,
        draws: u64,
        margins: [f64; 5],
        replicates: &Replicates,
    ) -> Attainment {
        Attainment {
            target: self.target,
            attained: hits.iter().sum(),
            draws,
            margins,
            error: replicates.share(hits),
            replicated: replicates.decisive,
        }
    }
}

/// The lever or limit of the same scenario that sets the metric of a series: a target on it is
/// imposed, not earned.
fn imposed_by(model: &Model, series: usize) -> Option<String> {
    let series = &model.series[series];
    let Place::Region(region) = series.place else { return None };
    // What a scenario declares is earned: no lever and no limit sets a sum or a ratio as such.
    if matches!(series.measure, Measure::Sum | Measure::Ratio) {
        return None;
    }
    if let Some((_, Quantity::Route(i))) = series.tap.terms.first() {
        let bounded = &model.limits.intensities[*i];
        return model.limits.limits.iter().find_map(|limit| {
            let same = (limit.intensity.route, limit.intensity.boundary, limit.intensity.metric)
                == (bounded.route, bounded.boundary, bounded.metric);
            (same && limit.intensity.region == region)
                .then(|| format!("limits.{}", model.scenario.limits[limit.limit].id))
        });
    }
    if let Some((_, Quantity::RouteStream(i))) = series.tap.terms.first() {
        return abatement_lever(model, *i, region);
    }
    if matches!(series.measure, Measure::ClassShare | Measure::ClassShareOrBetter) {
        return class_lever(model, series, region);
    }
    if series.measure != Measure::Share {
        return None;
    }
    model.scenario.levers.iter().find_map(|lever| {
        let LeverKind::Share { commodity, of: ProcessMatch::Tag(tag) } = lever.kind else { return None };
        let titles = [&model.scenario.commodities[commodity.0].title, &model.scenario.tags[tag.0].title];
        let same = series.of.iter().eq(titles) && lever.paths.iter().any(|(r, _)| *r == region);
        same.then(|| format!("levers.{}", lever.id))
    })
}

/// The lever that moves the bounds of a class share: capacity at or above a class is set by a lever on
/// that class; capacity in it also by one on the next better class.
fn class_lever(model: &Model, series: &Series, region: RegionId) -> Option<String> {
    let scenario = &model.scenario;
    let sets = |of: ClassOf| {
        let process = &scenario.processes[of.process.0];
        let at = |class: usize| [&process.title, &process.classes[class].title];
        let next = of.class + 1 < process.classes.len() && series.of.iter().eq(at(of.class + 1));
        series.of.iter().eq(at(of.class)) || (series.measure == Measure::ClassShare && next)
    };
    scenario.levers.iter().find_map(|lever| {
        let (LeverKind::ClassShare(of) | LeverKind::BelowClassShare(of)) = lever.kind else { return None };
        let acts = lever.paths.iter().any(|(r, _)| *r == region);
        (acts && sets(of)).then(|| format!("levers.{}", lever.id))
    })
}

/// The lever that abates the stream of an intensity at some process along its route.
fn abatement_lever(model: &Model, intensity: usize, region: RegionId) -> Option<String> {
    let (chain, stream) = &model.limits.streams[intensity];
    let arising = |link: &Link| model.topology.activities[link.activity].streams.iter();
    let abated = |leaf: LeafId| {
        chain.iter().flat_map(arising).any(|a| a.stream == *stream && a.abatement.contains(&leaf))
    };
    model.scenario.levers.iter().find_map(|lever| {
        let abates = matches!(lever.kind, LeverKind::Abatement { stream: of, .. } if of == *stream);
        let acts = lever.paths.iter().any(|(r, leaf)| *r == region && abated(*leaf));
        (abates && acts).then(|| format!("levers.{}", lever.id))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sampling::REPLICATES;

    /// Wilson 95 % interval of 8 in 10, worked out: centre (0.8 + 0.19207)/1.38415 = 0.71674, half
    /// width 1.95996·√(0.016 + 0.0096036)/1.38415 = 0.22658.
    #[test]
    fn interval_by_hand() {
        let attainment = Attainment {
            target: 0,
            attained: 8,
            draws: 10,
            margins: [0.0; 5],
            error: 0.01,
            replicated: false,
        };
        let (low, high) = attainment.interval();
        assert!((low - 0.490_16).abs() < 1e-4 && (high - 0.943_32).abs() < 1e-4, "{low} {high}");
        // Over replicates: t at 15 degrees of freedom is 2.13145 (published tables).
        let (low, high) = Attainment { replicated: true, ..attainment }.interval();
        assert!((low - 0.778_685_5).abs() < 1e-7 && (high - 0.821_314_5).abs() < 1e-7, "{low} {high}");
    }

    /// 9 of 11 draws: the share's error is √(9/11·2/11/11) = 0.116291.
    #[test]
    fn attainment_by_hand() {
        let mut hits = [0; REPLICATES];
        hits[..9].fill(1);
        let replicates = Replicates::new(crate::sampling::Design::random(11, 1), &[]);
        let reader = reader(Comparator::AtLeast, 2.0, None);
        let found = reader.attainment(&hits, 11, [-1.5, 0.5, 3.0, 5.5, 7.5], &replicates);
        assert_eq!((found.attained, found.draws, found.margins[2]), (9, 11, 3.0));
        assert!((found.error - 0.116_291).abs() < 1e-6, "{}", found.error);
    }

    fn reader(comparator: Comparator, asked: f64, from: Option<(usize, bool)>) -> TargetReader {
        TargetReader { target: 0, position: 0, series: 0, year: 0, from, comparator, asked, imposed_by: None }
    }

    /// 0.3·7/7 in doubles is 0.29999999999999993 or 0.3: both are 30 %. A change by 0 is a ratio of 1.
    #[test]
    fn rounding_decides_nothing() {
        let below = 0.3_f64.next_down();
        assert!(reader(Comparator::AtLeast, 0.3, None).attains(below));
        assert!(reader(Comparator::AtMost, 0.3, None).attains(0.3_f64.next_up()));
        assert!(!reader(Comparator::Above, 0.3, None).attains(0.3_f64.next_up()));
        assert!(!reader(Comparator::Below, 0.3, None).attains(below));
        assert!(reader(Comparator::AtMost, 0.0, Some((0, false))).attains(3e-16));
        assert!(!reader(Comparator::AtMost, 0.0, None).attains(3e-16));
        assert!(!reader(Comparator::AtLeast, 0.3, None).attains(0.299_999_99));
    }

    #[test]
    fn strict_is_strict() {
        let reader = reader(Comparator::Above, 0.2, None);
        assert!(!reader.attains(0.2) && reader.attains(0.200_001));
        assert!((reader.margin(0.25) - 0.05).abs() < 1e-12);
    }
}
