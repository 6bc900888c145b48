//! Charts of a sweep: fields over two levers, families of lines over one.

use std::collections::BTreeMap;

use super::{Drawing, Picture, asked_unit, file_stem};
use crate::analysis::sweep::{Plan, PointResult};
use crate::model::Model;
use crate::model::series::place_id;
use crate::report::chart::{FamilyChart, HeatChart};
use crate::report::text::{self, DisplayUnit, Lang, decimals_for};

/// Most series with charts of their own.
const MOST_SERIES: usize = 12;

/// The year by which peaks are asked for: 2030, or the first told year after it.
fn peak_year(plan: &Plan<'_>, model: &Model) -> Option<usize> {
    let year = |t: &&usize| model.scenario.horizon.year(**t).0 >= 2030;
    plan.told.years.iter().position(|t| year(&t)).or(plan.told.years.len().checked_sub(1))
}

/// Every chart of a sweep over two levers in every combination, or over one; in a unit where it is one of what a chart shows.
pub fn sweep(
    plan: &Plan<'_>,
    model: &Model,
    results: &BTreeMap<usize, PointResult>,
    lang: Lang,
    unit: Option<&str>,
) -> Vec<Picture> {
    let view = View { plan, model, results, lang, asked: unit };
    match (plan.input.axes.len(), plan.input.is_factorial) {
        (2, true) => view.fields(),
        (1, _) => view.families(),
        _ => Vec::new(),
    }
}

struct View<'a> {
    plan: &'a Plan<'a>,
    model: &'a Model,
    results: &'a BTreeMap<usize, PointResult>,
    lang: Lang,
    /// The unit that is asked for.
    asked: Option<&'a str>,
}

impl View<'_> {
    fn draws(&self) -> Option<u64> {
        Some(self.plan.design.draws).filter(|draws| *draws > 0)
    }

    fn title(&self, series: usize) -> String {
        self.lang.of(&text::series_title(&self.model.scenario, &self.model.series[series])).to_owned()
    }

    fn stem(&self, series: usize, what: &str) -> String {
        let series = &self.model.series[series];
        let place = place_id(&self.model.scenario, series.place);
        format!("{}.{}{what}", file_stem(&series.name), file_stem(place))
    }

    /// What a point came to, unless it failed.
    fn result(&self, point: usize) -> Option<&PointResult> {
        self.results.get(&point).filter(|result| result.reason.is_none())
    }

    /// The median over the draws of a cell at a point, or its central value.
    fn cell(&self, point: usize, cell: usize) -> f64 {
        let Some(result) = self.result(point) else { return f64::NAN };
        match &result.drawn {
            Some(drawn) => drawn.cells[cell].quantiles[2],
            None => result.central.get(cell).copied().unwrap_or(f64::NAN),
        }
    }

    fn subtitle(&self, unit: &str) -> String {
        let scenario = self.lang.of(&self.model.scenario.title);
        let what = text::median_of(self.draws(), self.lang);
        let rest = match self.lang {
            Lang::Zh => format!("单位：{unit}；{what}"),
            Lang::En => format!("{unit}; {what}"),
        };
        text::scenario_subtitle(scenario, &rest, self.lang)
    }

    /// What a number of every point is drawn in.
    fn unit(&self, series: usize, cells: impl Iterator<Item = usize>) -> DisplayUnit {
        let points = 0..self.plan.input.points.len();
        let largest = cells.flat_map(|cell| points.clone().map(move |point| self.cell(point, cell).abs()));
        let largest = largest.filter(|v| v.is_finite()).fold(0.0, f64::max);
        let series = &self.model.series[series];
        asked_unit(self.asked, series.dimension)
            .unwrap_or_else(|| text::series_unit(series, self.lang, largest))
    }

    fn fields(&self) -> Vec<Picture> {
        let (told, scenario) = (&self.plan.told, &self.model.scenario);
        let mut pictures = Vec::new();
        let Some(by) = peak_year(self.plan, self.model) else { return pictures };
        let calendar = |t: usize| scenario.horizon.year(told.years[t]).0;
        for (board, &series) in told.boards.iter().enumerate().take(MOST_SERIES) {
            pictures.extend(self.peak_field(board, series, (by, calendar(by))));
        }
        let last = told.years.len() - 1;
        for (at, &series) in told.series.iter().enumerate().take(MOST_SERIES) {
            let mut years = vec![by, last];
            years.dedup();
            for t in years {
                let cell = at * told.years.len() + t;
                let unit = self.unit(series, std::iter::once(cell));
                let title = text::value_title(&self.title(series), calendar(t), self.lang);
                let stem = self.stem(series, &format!(".{}", calendar(t)));
                let subtitle = self.subtitle(&unit.label);
                let words = [stem, title, subtitle, unit.label.to_string()];
                pictures.extend(self.field(
                    words,
                    |point| unit.show(self.cell(point, cell)),
                    None,
                    Vec::new(),
                ));
            }
        }
        pictures.extend((0..told.targets).filter_map(|target| self.target_field(target)));
        pictures
    }

    /// P(peaked by a year), or the peak year of the central run without draws.
    fn peak_field(&self, board: usize, series: usize, (by, year): (usize, i32)) -> Option<Picture> {
        let (told, lang) = (&self.plan.told, self.lang);
        let scenario = lang.of(&self.model.scenario.title);
        let about = text::run_subtitle(self.draws(), lang);
        let subtitle = text::scenario_subtitle(scenario, &about, lang);
        match self.draws() {
            Some(_) => {
                let share = |point: usize| {
                    let drawn = self.result(point).and_then(|result| result.drawn.as_ref());
                    drawn.map_or(f64::NAN, |d| 100.0 * d.peaked[board][by].probability())
                };
                let title = text::peaked_title(&self.title(series), year, lang);
                let words =
                    [self.stem(series, &format!(".peaked-by-{year}")), title, subtitle, "%".to_owned()];
                self.field(words, share, Some((0.0, 100.0)), Vec::new())
            }
            None => {
                let notes = vec![text::no_peak_note(lang).to_owned()];
                let year = |point: usize| {
                    let central = self.result(point).map(|result| &result.central);
                    let year = central.and_then(|central| central.get(told.cells() + board)).copied();
                    year.filter(|year| year.is_finite()).unwrap_or(f64::NAN)
                };
                let title = text::peak_year_title(&self.title(series), lang);
                let words = [self.stem(series, ".peak-year"), title, subtitle, String::new()];
                self.field(words, year, None, notes)
            }
        }
    }

    fn target_field(&self, target: usize) -> Option<Picture> {
        let (told, lang) = (&self.plan.told, self.lang);
        let of = &self.model.scenario.targets[target];
        let scenario = lang.of(&self.model.scenario.title);
        let subtitle = text::scenario_subtitle(scenario, &text::run_subtitle(self.draws(), lang), lang);
        let title = text::attainment_title(lang.of(&of.title), self.draws().is_some(), lang);
        let stem = format!("targets.{}", file_stem(&of.id));
        let at = told.cells() + told.boards.len() + told.targets + target;
        let share = |point: usize| {
            let Some(result) = self.result(point) else { return f64::NAN };
            match &result.drawn {
                Some(drawn) => 100.0 * drawn.attained[target].probability(),
                None => result.central.get(at).copied().unwrap_or(f64::NAN),
            }
        };
        match self.draws() {
            Some(_) => {
                self.field([stem, title, subtitle, "%".to_owned()], share, Some((0.0, 100.0)), Vec::new())
            }
            None => {
                let notes = vec![text::attained_note(lang).to_owned()];
                self.field([stem, title, subtitle, String::new()], share, Some((0.0, 1.0)), notes)
            }
        }
    }

    fn chart(&self, [title, subtitle, unit_label]: [String; 3], values: Vec<Vec<f64>>) -> HeatChart {
        let axis = |at: usize| {
            let axis = &self.plan.input.axes[at];
            let values = axis.values.iter().map(|value| text::printed_unit(value, self.lang)).collect();
            (text::set_title(&self.model.scenario, &axis.address, self.lang), values)
        };
        HeatChart {
            title,
            subtitle,
            unit_label,
            across: axis(0),
            up: axis(1),
            values,
            decimals: 0,
            scale: None,
            notes: Vec::new(),
            lang: self.lang,
        }
    }

    /// A number of every point as a field; nothing where no point has one.
    fn field(
        &self,
        [stem, title, subtitle, unit]: [String; 4],
        number: impl Fn(usize) -> f64,
        scale: Option<(f64, f64)>,
        notes: Vec<String>,
    ) -> Option<Picture> {
        let (columns, rows) = (self.plan.input.axes[0].values.len(), self.plan.input.axes[1].values.len());
        // The last axis runs fastest over the points.
        let row = |r: usize| (0..columns).map(|c| number(c * rows + r)).collect::<Vec<f64>>();
        let values: Vec<Vec<f64>> = (0..rows).map(row).collect();
        let finite: Vec<f64> = values.iter().flatten().copied().filter(|v| v.is_finite()).collect();
        if finite.is_empty() {
            return None;
        }
        let span = finite.iter().copied().fold(f64::NEG_INFINITY, f64::max)
            - finite.iter().copied().fold(f64::INFINITY, f64::min);
        // Enough to tell neighbours apart, but no more than four.
        let told_apart = if span > 0.0 { decimals_for([span], 2).min(4) } else { 0 };
        let decimals =
            if scale.is_some() || unit.is_empty() { 0 } else { decimals_for(finite, 3).max(told_apart) };
        let chart = self.chart([title, subtitle, unit], values);
        Some(Picture { stem, chart: Drawing::Heat(HeatChart { decimals, scale, notes, ..chart }) })
    }

    /// What is varied first.
    fn lever(&self) -> String {
        text::set_title(&self.model.scenario, &self.plan.input.axes[0].address, self.lang)
    }

    /// A line for each value of the lever, for each series.
    fn families(&self) -> Vec<Picture> {
        let told = &self.plan.told;
        let family = |(at, &series): (usize, &usize)| {
            let cells = at * told.years.len()..(at + 1) * told.years.len();
            let unit = self.unit(series, cells.clone());
            let line = |(point, value): (usize, &Vec<Option<usize>>)| {
                let name = text::printed_unit(self.plan.input.axes[0].values.get(value[0]?)?, self.lang);
                let values: Vec<f64> = cells.clone().map(|cell| unit.show(self.cell(point, cell))).collect();
                Some((name, values)).filter(|(_, values)| values.iter().any(|v| v.is_finite()))
            };
            let lines: Vec<(String, Vec<f64>)> =
                self.plan.input.points.iter().enumerate().filter_map(line).collect();
            if lines.is_empty() || told.years.len() < 2 {
                return None;
            }
            let chart = FamilyChart {
                title: self.title(series),
                subtitle: self.subtitle(&unit.label),
                unit_label: unit.label.to_string(),
                observed: self.model.scenario.horizon.observed.0,
                years: told.years.iter().map(|&t| self.model.scenario.horizon.year(t).0).collect(),
                lines,
                notes: vec![text::family_note(&self.lever(), self.lang)],
                lang: self.lang,
            };
            Some(Picture { stem: self.stem(series, ".family"), chart: Drawing::Family(chart) })
        };
        told.series.iter().enumerate().take(MOST_SERIES).filter_map(family).collect()
    }
}
