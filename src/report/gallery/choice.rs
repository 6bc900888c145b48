//! Which series of a run have a chart.

use super::Gallery;
use crate::domain::*;
use crate::model::Series;
use crate::model::series::Measure;

impl Gallery<'_> {
    /// Whether a series is shown over the years.
    pub(super) fn deserves_fan(&self, index: usize) -> bool {
        let (scenario, series) = (self.scenario(), &self.results.model.series[index]);
        if !self.places.contains(&series.place) {
            return false;
        }
        let is_wanted = |c: &CommodityId| scenario.demand.iter().any(|(wanted, ..)| wanted == c);
        let of_sum = |of: &[Text]| match of {
            // A sum of intermediates has no intensity of its own: everything else would be counted on it.
            [one] => scenario.aggregates.iter().any(|a| &a.title == one && a.parts.iter().any(is_wanted)),
            _ => false,
        };
        let demanded = |of: &[Text]| match of {
            [one] => scenario.demand.iter().any(|(c, ..)| &scenario.commodities[c.0].title == one),
            _ => false,
        };
        match series.measure {
            Measure::Co2 | Measure::EnergyTotal => series.of.is_empty(),
            Measure::Production => of_sum(&series.of) || demanded(&series.of),
            Measure::IntensityCo2 | Measure::IntensityEnergy | Measure::ScrapRatio => of_sum(&series.of),
            Measure::Share => self.has_lever(&series.of) || self.has_target(series),
            Measure::ClassShare | Measure::ClassShareOrBetter | Measure::Sum | Measure::Ratio => {
                self.has_target(series)
            }
            Measure::OutputValue => series.of.is_empty(),
            Measure::Stockpile | Measure::UtilisationRate => {
                self.is_told_of(series) && self.deserves_stream(index)
            }
            _ => false,
        }
    }

    /// A province has dozens of wastes: where sums are declared they stand for their parts, but for a
    /// part with a target or with a stockpile in the base year.
    fn deserves_stream(&self, index: usize) -> bool {
        let (scenario, series) = (self.scenario(), &self.results.model.series[index]);
        let is_sum = |title: &Text| scenario.stream_sums.iter().any(|sum| &sum.title == title);
        let has_past = series.measure == Measure::Stockpile && self.results.central_at(index, 0) > 0.0;
        scenario.stream_sums.is_empty() || series.of.iter().any(is_sum) || self.has_target(series) || has_past
    }

    /// Whether the scenario says what becomes of a waste there: all that it leaves to defaults would pile up.
    fn is_told_of(&self, series: &Series) -> bool {
        let scenario = self.scenario();
        let of = |title: &Text| series.of.first() == Some(title);
        let sums = scenario.stream_sums.iter().filter(|sum| of(&sum.title)).flat_map(|sum| &sum.parts);
        let own = scenario.streams.iter().filter(|stream| of(&stream.title));
        let told = |leaf: LeafId| scenario.leaf(leaf).provenance != Provenance::Default;
        let here = |region: usize| match series.place {
            Place::Region(one) => one.0 == region,
            Place::All | Place::Cluster(_) => true,
        };
        sums.map(|part| &scenario.streams[part.0]).chain(own).any(|stream| {
            let regional = stream.regional.iter().enumerate().filter(|(region, _)| here(*region));
            regional.flat_map(|(_, r)| [r.stock, r.utilisation, r.old_use, r.disposal]).any(told)
        })
    }

    /// Whether a declared sum of the same place has the same values, because this is all that it is of:
    /// then the sum has the chart, unless a target stands on this.
    pub(super) fn repeats(&self, index: usize) -> bool {
        let (model, central) = (self.results.model, &self.results.central.series);
        let series = &model.series[index];
        if self.is_of_sum(series) || self.has_target(series) {
            return false;
        }
        let stands_for = |s: usize| {
            let other = &model.series[s];
            let alike = other.measure == series.measure && other.place == series.place;
            alike && central[s] == central[index] && self.is_of_sum(other) && self.deserves_fan(s)
        };
        (0..model.series.len()).any(stands_for)
    }

    pub(super) fn is_of_sum(&self, series: &Series) -> bool {
        let scenario = self.scenario();
        let streams = scenario.stream_sums.iter().map(|sum| &sum.title);
        let mut sums = scenario.aggregates.iter().map(|sum| &sum.title).chain(streams);
        sums.any(|title| series.of == std::slice::from_ref(title))
    }

    fn has_target(&self, series: &Series) -> bool {
        let mut targets = self.scenario().targets.iter();
        targets.any(|target| target.metric == series.name && target.place == series.place)
    }

    fn has_lever(&self, of: &[Text]) -> bool {
        let scenario = self.scenario();
        scenario.levers.iter().any(|lever| match lever.kind {
            LeverKind::Share { commodity, of: ProcessMatch::Tag(tag) } => {
                of == [scenario.commodities[commodity.0].title.clone(), scenario.tags[tag.0].title.clone()]
            }
            _ => false,
        })
    }
}
