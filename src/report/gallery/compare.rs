//! Charts of scenarios held against the first: each series with all of them, and their differences.

use super::{Drawing, Gallery, Picture, asked_unit, file_stem};
use crate::analysis::compare::Outcome;
use crate::ensemble::compare::{Found, Reading, Row};
use crate::ensemble::quantile::Summary;
use crate::model::series::place_id;
use crate::report::chart::{Bands, FanChart, Line, LinesChart};
use crate::report::tables::{self, Results};
use crate::report::text::{self, DisplayUnit, Lang, decimals_for};
use crate::simulation::Central;

/// So many scenarios at most have bands; more of them would hide each other.
const MOST_BANDS: usize = 3;

/// For every shared series that has a chart in a run of the first scenario: all scenarios, and their differences to the
/// first where there are any; in a unit where it is one of what a chart shows.
pub fn comparison(outcome: &Outcome<'_>, runs: &[Central], lang: Lang, unit: Option<&str>) -> Vec<Picture> {
    let model = outcome.study.models[0];
    let results = Results { model, central: &runs[0], ensemble: Some(&outcome.compared.ensembles[0]) };
    let gallery = Gallery { results: &results, lang, places: model.headline_places(), unit: None };
    let view = View { outcome, names: text::scenario_names(&outcome.study.models, lang), lang, asked: unit };
    let deserves = |series: &usize| {
        let at = outcome.study.shared.series[*series][0];
        gallery.deserves_fan(at) && !gallery.repeats(at)
    };
    let shown: Vec<usize> = (0..outcome.study.shared.series.len()).filter(deserves).collect();
    shown.into_iter().flat_map(|series| view.pictures(series)).collect()
}

struct View<'a> {
    outcome: &'a Outcome<'a>,
    names: Vec<String>,
    lang: Lang,
    /// The unit that is asked for.
    asked: Option<&'a str>,
}

impl View<'_> {
    fn pictures(&self, series: usize) -> Vec<Picture> {
        let unit = self.unit(series);
        let together = self.together(series, &unit);
        let differences = match self.names.len() {
            2 => self.fan_of_difference(series),
            _ => self.lines_of_differences(series),
        };
        together.into_iter().chain(differences).collect()
    }

    fn years(&self) -> Vec<i32> {
        self.outcome.study.shared.years().map(|year| year.0).collect()
    }

    /// A unit in which the largest median is no small number.
    fn unit(&self, series: usize) -> DisplayUnit {
        let medians = (0..self.names.len()).flat_map(|side| self.own(side, series, 3));
        let largest = medians.map(f64::abs).filter(|v| v.is_finite()).fold(0.0, f64::max);
        self.unit_for(series, largest)
    }

    /// The unit that is asked for, or one small enough for a value.
    fn unit_for(&self, series: usize, largest: f64) -> DisplayUnit {
        let one = &self.outcome.study.models[0].series[self.outcome.study.shared.series[series][0]];
        asked_unit(self.asked, one.dimension).unwrap_or_else(|| text::series_unit(one, self.lang, largest))
    }

    /// A quantile of a scenario by shared year.
    fn own(&self, side: usize, series: usize, q: usize) -> Vec<f64> {
        let of = |summary: Option<(usize, &Summary)>| summary.map_or(f64::NAN, |(_, s)| s.quantiles[q]);
        self.outcome
            .study
            .shared
            .years()
            .map(|year| of(tables::own(self.outcome, side, series, year)))
            .collect()
    }

    /// What the draws gave for the difference of a scenario to the first, by shared year.
    fn differences(&self, side: usize, series: usize) -> Vec<Option<&Found>> {
        let row = |year| Row::Difference(side, Reading::at(series, year));
        self.outcome.study.shared.years().map(|year| self.outcome.found(row(year))).collect()
    }

    /// All scenarios: medians, with bands of few.
    fn together(&self, series: usize, unit: &DisplayUnit) -> Option<Picture> {
        let shown = |values: Vec<f64>| values.into_iter().map(|v| unit.show(v)).collect::<Vec<f64>>();
        let has_bands = self.names.len() <= MOST_BANDS;
        let line = |(side, name): (usize, &String)| Line {
            name: name.clone(),
            color: side,
            values: shown(self.own(side, series, 3)),
            band: has_bands.then(|| [0, 6].map(|q| shown(self.own(side, series, q)))),
        };
        let lines: Vec<Line> = self.names.iter().enumerate().map(line).collect();
        if lines.iter().flat_map(|line| &line.values).all(|v| !v.is_finite() || *v == 0.0) {
            return None;
        }
        let draws = (0..self.names.len()).map(|side| self.outcome.draws(side)).min();
        let (title, stem) = (self.title(series), self.stem(series, ""));
        Some(self.lines(
            stem,
            title,
            lines,
            unit,
            (draws, vec![text::medians_note(has_bands, self.lang).to_owned()]),
        ))
    }

    fn lines(
        &self,
        stem: String,
        title: String,
        lines: Vec<Line>,
        unit: &DisplayUnit,
        (draws, notes): (Option<u64>, Vec<String>),
    ) -> Picture {
        let chart = LinesChart {
            title,
            subtitle: text::subtitle(&unit.label, draws, self.lang),
            unit_label: unit.label.to_string(),
            observed: self.observed(),
            years: self.years(),
            lines,
            targets: Vec::new(),
            notes,
            source: None,
            lang: self.lang,
        };
        Picture { stem, chart: Drawing::Lines(chart) }
    }

    /// The earliest year up to which all scenarios are history.
    fn observed(&self) -> i32 {
        let observed = self.outcome.study.models.iter().map(|m| m.scenario.horizon.observed.0).min();
        observed.unwrap_or(self.outcome.study.shared.from.0)
    }

    /// Whether a difference is more than nothing somewhere between 5 and 95 % of the draws.
    fn tells(found: &[Option<&Found>]) -> bool {
        found.iter().flatten().any(|f| f.summary.quantiles.iter().any(|q| *q != 0.0))
    }

    /// A unit for differences, which may be small.
    fn unit_of_difference(&self, series: usize, found: &[Vec<Option<&Found>>]) -> DisplayUnit {
        let ends =
            found.iter().flatten().flatten().flat_map(|f| [f.summary.quantiles[0], f.summary.quantiles[6]]);
        let largest = ends.map(f64::abs).filter(|v| v.is_finite()).fold(0.0, f64::max);
        let unit = self.unit_for(series, largest);
        // A difference of shares is in points, not in percent.
        let label = if unit.label == "%" { text::points(self.lang).into() } else { unit.label };
        DisplayUnit { label, ..unit }
    }

    /// The one other scenario less the first, as a fan.
    fn fan_of_difference(&self, series: usize) -> Option<Picture> {
        let found = self.differences(1, series);
        if !Self::tells(&found) {
            return None;
        }
        let unit = self.unit_of_difference(series, std::slice::from_ref(&found));
        let of = |pick: &dyn Fn(&Found) -> f64| -> Vec<f64> {
            found.iter().map(|f| f.map_or(f64::NAN, |f| unit.show(pick(f)))).collect()
        };
        let quantile = |q: usize| of(&|f| f.summary.quantiles[q]);
        let against = text::less_than_first(&self.names[1], &self.names[0], self.lang);
        let largest = quantile(0).into_iter().chain(quantile(6)).map(f64::abs).fold(0.0, f64::max);
        let subtitle = text::subtitle(&unit.label, Some(self.outcome.pairs(1)), self.lang);
        let chart = FanChart {
            title: text::difference_title(&self.title(series), self.lang),
            subtitle: text::scenario_subtitle(&against, &subtitle, self.lang),
            unit_label: unit.label.to_string(),
            history: Vec::new(),
            later_observations: Vec::new(),
            observed: self.observed(),
            years: self.years(),
            central: of(&|f| f.central),
            bands: Some(Bands {
                p05: quantile(0),
                p10: quantile(1),
                p25: quantile(2),
                p50: quantile(3),
                p75: quantile(4),
                p90: quantile(5),
                p95: quantile(6),
            }),
            targets: Vec::new(),
            notes: vec![text::paired_note(self.lang).to_owned()],
            source: None,
            decimals: decimals_for([largest], 3),
            lang: self.lang,
        };
        Some(Picture { stem: self.stem(series, "difference-"), chart: Drawing::Fan(Box::new(chart)) })
    }

    /// Every other scenario less the first: medians, with bands of few.
    fn lines_of_differences(&self, series: usize) -> Option<Picture> {
        let all: Vec<Vec<Option<&Found>>> =
            (1..self.names.len()).map(|side| self.differences(side, series)).collect();
        if !all.iter().any(|found| Self::tells(found)) {
            return None;
        }
        let unit = self.unit_of_difference(series, &all);
        let has_bands = all.len() <= MOST_BANDS;
        let line = |(at, found): (usize, &Vec<Option<&Found>>)| {
            let quantile = |q: usize| -> Vec<f64> {
                found.iter().map(|f| f.map_or(f64::NAN, |f| unit.show(f.summary.quantiles[q]))).collect()
            };
            Line {
                name: self.names[at + 1].clone(),
                color: at + 1,
                values: quantile(3),
                band: has_bands.then(|| [quantile(0), quantile(6)]),
            }
        };
        let lines = all.iter().enumerate().map(line).collect();
        let draws = (1..self.names.len()).map(|side| self.outcome.pairs(side)).min();
        let title = text::difference_to(&self.title(series), &self.names[0], self.lang);
        let notes =
            [text::medians_note(has_bands, self.lang), text::paired_note(self.lang)].map(str::to_owned);
        let words = (draws, notes.to_vec());
        Some(self.lines(self.stem(series, "difference-"), title, lines, &unit, words))
    }

    fn title(&self, series: usize) -> String {
        let model = self.outcome.study.models[0];
        let one = &model.series[self.outcome.study.shared.series[series][0]];
        self.lang.of(&text::series_title(&model.scenario, one)).to_owned()
    }

    /// `difference-emissions-co2.guangxi`.
    fn stem(&self, series: usize, kind: &str) -> String {
        let model = self.outcome.study.models[0];
        let one = &model.series[self.outcome.study.shared.series[series][0]];
        format!("{kind}{}.{}", file_stem(&one.name), file_stem(place_id(&model.scenario, one.place)))
    }
}
