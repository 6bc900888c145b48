//! When CO2 and energy peak.

use super::{Drawing, Gallery, Picture};
use crate::ensemble::peak::PeakBoard;
use crate::model::series::Measure;
use crate::report::chart::PeaksChart;
use crate::report::text;

/// The year by which the nation means to have peaked.
const MILESTONE: i32 = 2030;

/// Years shown after the milestone at least, and after the last draw has peaked.
const AFTER: i32 = 5;

impl Gallery<'_> {
    /// A chart for CO2 and for energy of every headline place in which any draw peaks.
    pub(super) fn peaks(&self) -> Vec<Picture> {
        let Some(ensemble) = self.results.ensemble else { return Vec::new() };
        let headline = |board: &&PeakBoard| {
            let series = &self.results.model.series[board.series];
            matches!(series.measure, Measure::Co2 | Measure::EnergyTotal)
                && self.places.contains(&series.place)
        };
        let draws = ensemble.design.draws - ensemble.failed.len() as u64;
        let boards = ensemble.peaks.iter().filter(headline);
        boards.filter_map(|board| self.peak_years(board, draws)).collect()
    }

    fn peak_years(&self, board: &PeakBoard, draws: u64) -> Option<Picture> {
        let series = &self.results.model.series[board.series];
        let last = board.by_year.iter().rposition(|draws| *draws > 0)?;
        let horizon = self.scenario().horizon;
        let last = (board.base + last as i32 + AFTER).max(MILESTONE + AFTER).min(horizon.end.0);
        let years: Vec<i32> = (board.base..=last).collect();
        let all = board.draws() as f64;
        let title = text::series_title(&self.results.model.scenario, series);
        let chart = PeaksChart {
            title: text::peak_years_title(self.lang.of(&title), self.lang),
            subtitle: self.subtitle("%", Some(draws)),
            peaking: board.by_year.iter().take(years.len()).map(|n| 100.0 * *n as f64 / all).collect(),
            peaked: years.iter().map(|year| 100.0 * board.by(*year)).collect(),
            years,
            milestone: MILESTONE,
            notes: text::unpeaked_note(board.not_yet as f64 / all, horizon.end, self.lang)
                .into_iter()
                .collect(),
            lang: self.lang,
        };
        Some(Picture { stem: format!("peak-year-{}", self.stem(series)), chart: Drawing::Peaks(chart) })
    }
}
