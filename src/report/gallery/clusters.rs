//! One series in many places: a small fan for each cluster of a region, or for each of many regions.

use super::{Drawing, Gallery, Picture, file_stem};
use crate::domain::Place;
use crate::model::Series;
use crate::model::series::Measure;
use crate::report::chart::{Arrangement, FanChart, MultiplesChart};
use crate::report::text;

/// Panels of a chart; of more places the largest.
const MOST: usize = 12;

/// Panels whose largest values lie within this factor share an axis.
const COMPARABLE: f64 = 6.0;

impl Gallery<'_> {
    /// CO2, and output of declared sums that have a fan of their own, of every cluster of a region; where there are many
    /// regions, of every region.
    pub(super) fn multiples(&self, place: Place) -> Vec<Picture> {
        let model = self.results.model;
        let of_place = |&s: &usize| {
            let series = &model.series[s];
            let wanted = match series.measure {
                Measure::Co2 => series.of.is_empty(),
                Measure::Production => self.is_of_sum(series) && self.deserves_fan(s),
                _ => false,
            };
            wanted && series.place == place
        };
        (0..model.series.len()).filter(of_place).filter_map(|s| self.multiple(s)).collect()
    }

    fn multiple(&self, total: usize) -> Option<Picture> {
        let model = self.results.model;
        let series = &model.series[total];
        let (members, left_out) = self.members(series);
        if members.len() < 2 {
            return None;
        }
        let largest = members.iter().map(|&s| self.largest(s));
        let (low, high) = largest.fold((f64::INFINITY, 0.0_f64), |(low, high), v| (low.min(v), high.max(v)));
        let same_scale = high <= COMPARABLE * low;
        let unit = self.unit_of(series, high);
        let panel = |&s: &usize| -> FanChart {
            let place = text::place_title(&model.scenario, model.series[s].place);
            self.fan_of(s, &unit, self.lang.of(&place).to_owned())
        };
        let panels: Vec<FanChart> = members.iter().map(panel).collect();
        // What has no draws of its own in any panel is of the central run alone.
        let draws = self.draws().filter(|_| panels.iter().any(|panel| panel.bands.is_some()));
        let is_regional = series.place == Place::All;
        let mut notes = self.notes(total);
        notes.push(text::scales_note(same_scale, self.lang).to_owned());
        notes.extend(text::left_out_note(left_out.0, left_out.1, is_regional, self.lang));
        let title = text::series_title(&model.scenario, series);
        let chart = MultiplesChart {
            title: text::in_each_place(&title, is_regional, self.lang),
            subtitle: self.subtitle(&unit.label, draws),
            panels,
            arrangement: Arrangement::Grid,
            same_scale,
            notes,
            lang: self.lang,
        };
        let each = if is_regional { "region" } else { "cluster" };
        let place = file_stem(self.results.place(series.place));
        let stem = format!("{}-of-each-{each}.{place}", file_stem(&series.name));
        Some(Picture { stem, chart: Drawing::Multiples(chart) })
    }

    /// The places of a series that have any of it, the largest first; how many are left out, and which part of all years
    /// and places is theirs.
    fn members(&self, series: &Series) -> (Vec<usize>, (usize, f64)) {
        let model = self.results.model;
        let clusters = &model.scenario.clusters;
        let inside = |place: Place| match (series.place, place) {
            (Place::All, Place::Region(_)) => true,
            (Place::Region(region), Place::Cluster(cluster)) => clusters[cluster.0].region == region,
            _ => false,
        };
        let sum = |s: usize| self.results.central.series[s].iter().filter(|v| v.is_finite()).sum::<f64>();
        let mut members: Vec<(f64, usize)> = (0..model.series.len())
            .filter(|&s| model.series[s].name == series.name && inside(model.series[s].place))
            .map(|s| (sum(s), s))
            .filter(|(sum, _)| *sum > 0.0)
            .collect();
        // Largest first; equal ones stay in the order of the file.
        members.sort_by(|a, b| b.0.total_cmp(&a.0));
        let all: f64 = members.iter().map(|(sum, _)| sum).sum();
        let others = members.split_off(members.len().min(MOST));
        let part = others.iter().map(|(sum, _)| sum).sum::<f64>() / all;
        (members.into_iter().map(|(_, s)| s).collect(), (others.len(), part))
    }

    fn largest(&self, index: usize) -> f64 {
        self.results.central.series[index].iter().copied().filter(|v| v.is_finite()).fold(0.0, f64::max)
    }
}
