//! What lies of a waste, and how much of it is used.

use super::{Drawing, Gallery, Picture, file_stem};
use crate::domain::Place;
use crate::model::series::Measure;
use crate::report::chart::{Arrangement, FanChart, MultiplesChart};
use crate::report::text;

impl Gallery<'_> {
    /// Of every waste whose stockpile has a fan in a place: the stockpile above, the rate of use below.
    pub(super) fn wastes(&self, place: Place) -> Vec<Picture> {
        let model = self.results.model;
        let lies = |&s: &usize| {
            let series = &model.series[s];
            series.measure == Measure::Stockpile
                && series.place == place
                && self.deserves_fan(s)
                && !self.repeats(s)
        };
        (0..model.series.len()).filter(lies).filter_map(|s| self.waste(s)).collect()
    }

    fn waste(&self, stockpile: usize) -> Option<Picture> {
        let model = self.results.model;
        let series = &model.series[stockpile];
        let rate = model.series.iter().position(|other| {
            other.measure == Measure::UtilisationRate && other.place == series.place && other.of == series.of
        })?;
        let of = series.of.first()?;
        let place = text::place_title(&model.scenario, series.place);
        let chart = MultiplesChart {
            title: text::waste_title(of, &place, self.lang),
            subtitle: self.subtitle_of_run(),
            panels: vec![self.waste_panel(stockpile)?, self.waste_panel(rate)?],
            arrangement: Arrangement::Rows,
            same_scale: false,
            notes: self.notes(stockpile),
            lang: self.lang,
        };
        let stem = format!("waste-{}.{}", file_stem(&of.en), file_stem(self.results.place(series.place)));
        Some(Picture { stem, chart: Drawing::Pair(chart) })
    }

    /// A fan with its targets; nothing of what is never there.
    fn waste_panel(&self, index: usize) -> Option<FanChart> {
        let series = &self.results.model.series[index];
        let values = self.results.central.series[index].iter().copied().filter(|v| v.is_finite());
        let largest = values.fold(0.0, f64::max);
        if largest <= 0.0 {
            return None;
        }
        let unit = self.unit_of(series, largest);
        let title = text::panel_title(series.measure, self.lang);
        let targets = self.targets(index, &unit);
        Some(FanChart { targets, ..self.fan_of(index, &unit, title.to_owned()) })
    }
}
