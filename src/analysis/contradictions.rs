//! A plan against itself: goals of clusters and of their region, capacity and what is called for, waste and what
//! can be used of it, limits and floors, targets that levers set.

use super::audit::{View, limit_series};
use super::finding::{BeyondDemand, ClusterSum, Finding, LimitReading, WasteTarget};
use crate::domain::*;
use crate::ensemble::target;
use crate::model::limits;
use crate::model::series::{Measure, Quantity};

/// Goals that differ by more than this share do not agree.
const AGREE: f64 = 0.01;

/// Capacity of which less than this share is called for is idle: below it the industry counts overcapacity.
const IDLE: f64 = 0.8;

/// What rounding may leave.
const ROUNDING: f64 = 1e-6;

impl View<'_> {
    /// What a target asks of a series as it stands: position of the series, value.
    fn asks(&self, target: &Target) -> Option<(usize, f64)> {
        let series = self.model.find_series(&target.metric, target.place)?;
        let year = self.scenario().horizon.index(target.year)?;
        let plain = target.reading == Reading::Absolute;
        plain.then(|| (series, self.model.parameters.central(target.value, year)))
    }

    /// Goals of clusters on an amount that do not add up to that of their region, unless they are told with
    /// the capacity that they plan.
    pub(super) fn cluster_sums(&self, told: &[Finding]) -> Vec<Finding> {
        let targets = &self.scenario().targets;
        let read = |(index, target): (usize, &Target)| {
            let Place::Region(region) = target.place else { return None };
            let (series, asked) = self.asks(target)?;
            let series = &self.model.series[series];
            if !series.tap.over.is_empty() || series.tap.cumulative || !rises(target.comparator) {
                return None;
            }
            let with_capacity = told.iter().any(|finding| match finding {
                Finding::PlannedCapacity(p) => {
                    let of_it = series.of == std::slice::from_ref(self.title(p.of));
                    series.measure == Measure::Capacity
                        && of_it
                        && p.region == region
                        && p.year == target.year
                }
                _ => false,
            });
            let here = |other: &&(usize, &Target)| {
                let other = other.1;
                let inside = matches!(other.place, Place::Cluster(c) if self.scenario().clusters[c.0].region == region);
                let alike = other.metric == target.metric && other.year == target.year;
                inside && alike && rises(other.comparator)
            };
            let of_clusters: Vec<(usize, &Target)> =
                targets.iter().enumerate().collect::<Vec<_>>().iter().filter(here).copied().collect();
            let values: Option<Vec<f64>> =
                of_clusters.iter().map(|(_, t)| self.asks(t).map(|(_, value)| value)).collect();
            let sum: f64 = values?.iter().sum();
            let apart = (sum - asked).abs() > AGREE * asked.abs();
            let clusters: Vec<usize> = of_clusters.iter().map(|(i, _)| *i).collect();
            // What one or two clusters are to have is part of the whole; more than the whole is not.
            let complete = clusters.len() > 2 || sum > asked;
            (apart && complete && !clusters.is_empty() && !with_capacity)
                .then_some(Finding::ClusterSum(ClusterSum { target: index, clusters, asked, sum }))
        };
        targets.iter().enumerate().filter_map(read).collect()
    }

    /// Goals for capacity of which much would stand idle.
    pub(super) fn beyond_demand(&self) -> Vec<Finding> {
        let wholes = self.wholes();
        let read = |(index, target): (usize, &Target)| {
            let then = self.scenario().horizon.index(target.year)?;
            wholes.iter().find_map(|&of| {
                let asked = self.capacity_asked(target, &[self.title(of)])?;
                if matches!(target.place, Place::Cluster(_)) {
                    return None;
                }
                let called = |c: &CommodityId| {
                    self.value(Measure::Demand, &[self.title(Sum::Commodity(*c))], target.place, then)
                };
                let called: Vec<f64> = self.parts(of).iter().filter_map(called).collect();
                let beyond = BeyondDemand { target: index, of, asked, demand: called.iter().sum() };
                (!called.is_empty() && beyond.used() < IDLE).then_some(Finding::BeyondDemand(beyond))
            })
        };
        self.scenario().targets.iter().enumerate().filter_map(read).collect()
    }

    /// Goals for the use of waste that fail by one stream though all the others were used whole.
    pub(super) fn waste_targets(&self) -> Vec<Finding> {
        let targets = self.scenario().targets.iter().enumerate();
        targets
            .filter_map(|(index, target)| self.waste_target(index, target))
            .map(Finding::WasteTarget)
            .collect()
    }

    fn waste_target(&self, index: usize, target: &Target) -> Option<WasteTarget> {
        let scenario = self.scenario();
        let (Place::Region(region), (series, asked)) = (target.place, self.asks(target)?) else {
            return None;
        };
        let series = &self.model.series[series];
        if series.measure != Measure::UtilisationRate || !rises(target.comparator) {
            return None;
        }
        let t = scenario.horizon.index(target.year)?;
        let of = series.of.first()?;
        let sum = scenario.stream_sums.iter().find(|sum| &sum.title == of).map(|sum| sum.parts.clone());
        let own =
            || scenario.streams.iter().position(|stream| &stream.title == of).map(|s| vec![StreamId(s)]);
        let parts = sum.or_else(own)?;
        let arises = |stream: &StreamId| {
            let title = &scenario.streams[stream.0].title;
            self.value(Measure::StreamGenerated, &[title], target.place, t).unwrap_or(0.0)
        };
        let all: f64 = parts.iter().map(arises).sum();
        let read = |stream: &StreamId| {
            let part = arises(stream) / all;
            // asked = (1 − part) + part · needed, all the others used whole.
            let needed = (asked - (1.0 - part)) / part;
            let plan = scenario.streams[stream.0].regional[region.0].utilisation;
            let used = self.model.parameters.central(plan, t);
            WasteTarget { target: index, stream: *stream, region, asked, part, needed, used }
        };
        let short = |waste: &WasteTarget| waste.part > 0.0 && waste.needed > waste.used + ROUNDING;
        let most = |a: &WasteTarget, b: &WasteTarget| (a.needed - a.used).total_cmp(&(b.needed - b.used));
        parts.iter().map(read).filter(short).max_by(most)
    }

    /// Limits below what every process leaves at its floors.
    pub(super) fn below_floor(&self) -> Vec<Finding> {
        let scenario = self.scenario();
        let read = |limit: usize| {
            let of = &scenario.limits[limit];
            let by = scenario.horizon.index(of.by)?;
            let [(_, Quantity::Route(route))] =
                self.model.series[limit_series(self.model, limit)?].tap.terms[..]
            else {
                return None;
            };
            let least = limits::least(self.model, route, by);
            let bound = self.model.parameters.central(of.limit, by);
            let reading = LimitReading { limit, year: of.by, modelled: least, bound };
            (least > bound * (1.0 + ROUNDING)).then_some(Finding::LimitBelowFloor(reading))
        };
        (0..scenario.limits.len()).filter_map(read).collect()
    }

    /// Targets that a lever or limit of the same scenario sets.
    pub(super) fn imposed(&self) -> Vec<Finding> {
        let all: Vec<usize> = (0..self.model.series.len()).collect();
        let read = |reader: target::TargetReader| {
            let by = reader.imposed_by.clone()?;
            let value = reader.read(|t| self.central.series[reader.series][t]);
            let measure = self.model.series[reader.series].measure;
            Some(Finding::Imposed { target: reader.target, by, asked: reader.asked, value, measure })
        };
        target::readers(self.model, &all).into_iter().filter_map(read).collect()
    }
}

/// Whether a target asks for so much or more.
fn rises(comparator: Comparator) -> bool {
    matches!(comparator, Comparator::Above | Comparator::AtLeast | Comparator::Equal)
}
