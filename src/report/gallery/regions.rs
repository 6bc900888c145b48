//! Charts of many regions: the largest as layers, the others as one.

use super::{Gallery, Picture, file_stem};
use crate::domain::Place;
use crate::model::series::Measure;
use crate::report::chart::{Layer, PALETTE_LEN};
use crate::report::text::{self, ChartWord, DisplayUnit};

impl Gallery<'_> {
    /// CO2, and output of what has a fan of its own, by region.
    pub(super) fn by_region(&self) -> Vec<Picture> {
        let model = self.results.model;
        let of_all = |&s: &usize| {
            let series = &model.series[s];
            let wanted = match series.measure {
                Measure::Co2 => series.of.is_empty(),
                Measure::Production => self.deserves_fan(s) && !self.repeats(s) && series.of.len() == 1,
                _ => false,
            };
            wanted && series.place == Place::All
        };
        (0..model.series.len()).filter(of_all).filter_map(|s| self.split(s)).collect()
    }

    /// A series of all regions as the sum of theirs.
    fn split(&self, total: usize) -> Option<Picture> {
        let model = self.results.model;
        let series = &model.series[total];
        let same = |&s: &usize| {
            let other = &model.series[s];
            matches!(other.place, Place::Region(_)) && other.name == series.name
        };
        let mut members: Vec<(f64, usize)> = (0..model.series.len())
            .filter(same)
            .map(|s| (self.results.central.series[s].iter().sum::<f64>(), s))
            .collect();
        // Largest first; equal ones stay in the order of the file.
        members.sort_by(|a, b| b.0.total_cmp(&a.0));
        let largest = self.results.central.series[total].iter().copied().fold(0.0, f64::max);
        if members.is_empty() || largest <= 0.0 {
            return None;
        }
        let unit = self.unit_of(series, largest);
        let members: Vec<usize> = members.into_iter().map(|(_, s)| s).collect();
        let title = text::by_region(&text::series_title(&model.scenario, series), self.lang);
        let stem = format!("{}-by-region.{}", file_stem(&series.name), self.results.place(Place::All));
        Some(self.stacked([stem, title], &unit, self.region_layers(&members, &unit), self.notes(total)))
    }

    /// One layer a region while there are hues, and one for all the others.
    fn region_layers(&self, members: &[usize], unit: &DisplayUnit) -> Vec<Layer> {
        let model = self.results.model;
        let named = if members.len() > PALETTE_LEN { PALETTE_LEN - 1 } else { members.len() };
        let values = |of: &[usize]| -> Vec<f64> {
            let sum = |t: usize| of.iter().map(|&s| self.results.central.series[s][t]).sum::<f64>();
            (0..model.years()).map(|t| unit.show(sum(t))).collect()
        };
        let place = |s: usize| text::place_title(&model.scenario, model.series[s].place);
        let mut layers: Vec<Layer> = members[..named]
            .iter()
            .enumerate()
            .map(|(color, &s)| Layer {
                name: self.lang.of(&place(s)).to_owned(),
                color,
                values: values(&[s]),
            })
            .collect();
        if named < members.len() {
            let name = self.lang.of(&ChartWord::OtherRegions.text()).to_owned();
            layers.push(Layer { name, color: PALETTE_LEN - 1, values: values(&members[named..]) });
        }
        layers
    }
}
