//! Charts of sensitivity: a tornado, a scatter of elementary effects, or bars of indices for every outcome.

use super::{Drawing, Picture, asked_unit, file_stem};
use crate::analysis::sensitivity::estimate::Estimate;
use crate::analysis::sensitivity::morris::Effect;
use crate::analysis::sensitivity::{Finding, Method, Sensitivity, Tornado};
use crate::ensemble::study::Outcome;
use crate::report::chart::{IndexRow, IndicesChart, ScatterChart, ScatterDot, TornadoBar, TornadoChart};
use crate::report::tables::{outcome_dimension, outcome_name};
use crate::report::text::{self, DisplayUnit, Lang};

/// Rows of a chart.
const ROWS: usize = 20;
/// Dots of a scatter that have a name.
const NAMED: usize = 15;

/// The charts of every outcome that anything moves, in a unit where it is one of the outcome.
pub fn sensitivity(found: &Sensitivity<'_>, lang: Lang, unit: Option<&str>) -> Vec<Picture> {
    let outcomes = found.outcomes.iter().zip(&found.findings);
    outcomes
        .flat_map(|(&outcome, finding)| View { found, outcome, finding, lang, asked: unit }.pictures())
        .collect()
}

struct View<'a> {
    found: &'a Sensitivity<'a>,
    outcome: Outcome,
    finding: &'a Finding,
    lang: Lang,
    /// The unit that is asked for.
    asked: Option<&'a str>,
}

impl View<'_> {
    fn pictures(&self) -> Vec<Picture> {
        if self.finding.strengths().iter().all(|strength| *strength == 0.0) {
            return Vec::new();
        }
        match self.finding {
            Finding::Tornado(tornado) => {
                if tornado.central.is_finite() {
                    vec![self.tornado(tornado)]
                } else {
                    Vec::new()
                }
            }
            Finding::Morris(effects) => vec![self.scatter(effects)],
            Finding::Sobol(indices) => {
                let shares = |factor: usize| {
                    let index = indices.indices[factor];
                    vec![index.first, index.total]
                };
                let measures = text::share_measures(self.lang).map(str::to_owned).to_vec();
                vec![self.indices(("sobol", self.title()), &self.strongest(), measures, shares)]
            }
            Finding::Ensemble(given) => {
                let ranks = |factor: usize| {
                    let association = given.associations.factors[factor];
                    vec![association.partial, association.regression]
                };
                let by_first = strongest_first(&given.first);
                let measures = text::rank_measures(self.lang).map(str::to_owned).to_vec();
                let binned = vec![text::binned_measure(self.lang).to_owned()];
                vec![
                    self.indices(("ranks", self.title()), &self.strongest(), measures, ranks),
                    self.indices(("first-order", self.binned_title()), &by_first, binned, |factor| {
                        vec![given.first[factor]]
                    }),
                ]
            }
        }
    }

    /// The factors that are drawn: the strongest of those that do anything.
    fn strongest(&self) -> Vec<usize> {
        let strengths = self.finding.strengths();
        let mut order = self.finding.ranking();
        order.retain(|&factor| strengths[factor] > 0.0);
        order.truncate(ROWS);
        order
    }

    fn tornado(&self, tornado: &Tornado) -> Picture {
        let ends = tornado.swings.iter().flat_map(|swing| [swing.low, swing.high]);
        let largest =
            ends.chain([tornado.central]).filter(|v| v.is_finite()).fold(0.0, |a: f64, v| a.max(v.abs()));
        let unit = self.unit(largest);
        let order = self.strongest();
        let bar = |&factor: &usize| {
            let swing = tornado.swings[factor];
            TornadoBar {
                name: self.name(factor),
                outcomes: [swing.low, swing.high].map(|v| unit.show(v)),
                ends: text::factor_ends(self.found.model, &self.found.factors.list[factor], self.lang),
            }
        };
        let chart = TornadoChart {
            title: self.title(),
            subtitle: self.subtitle(&unit.label),
            unit_label: unit.label.to_string(),
            is_year: matches!(self.outcome, Outcome::PeakYear { .. }),
            central: unit.show(tornado.central),
            bars: order.iter().map(bar).collect(),
            notes: self.notes(order.len()),
            lang: self.lang,
        };
        Picture { stem: self.stem("tornado"), chart: Drawing::Tornado(chart) }
    }

    fn scatter(&self, effects: &[Effect]) -> Picture {
        let largest = effects.iter().map(|effect| effect.size.value).fold(0.0, f64::max);
        let unit = self.unit(largest);
        let dot = |&factor: &usize| {
            let effect = effects[factor];
            ScatterDot {
                name: self.name(factor),
                at: [effect.size.value, effect.deviation].map(|v| unit.show(v)),
                interval: (unit.show(effect.size.low), unit.show(effect.size.high)),
                is_distinct: effect.size.is_distinct(),
            }
        };
        let order = self.finding.ranking();
        let acting = effects.iter().filter(|effect| effect.size.value > 0.0).count();
        let chart = ScatterChart {
            title: self.title(),
            subtitle: self.subtitle(&unit.label),
            unit_label: unit.label.to_string(),
            axes: text::effect_axes(self.lang),
            dots: order.iter().map(dot).collect(),
            named: NAMED.min(acting),
            notes: self.notes(order.len()),
            lang: self.lang,
        };
        Picture { stem: self.stem("morris"), chart: Drawing::Scatter(chart) }
    }

    fn indices(
        &self,
        (kind, title): (&str, String),
        order: &[usize],
        measures: Vec<String>,
        of: impl Fn(usize) -> Vec<Estimate>,
    ) -> Picture {
        let row = |&factor: &usize| IndexRow {
            name: self.name(factor),
            indices: of(factor).iter().map(|e| [e.value, e.low, e.high]).collect(),
        };
        let chart = IndicesChart {
            title,
            subtitle: self.subtitle(""),
            measures,
            rows: order.iter().map(row).collect(),
            notes: self.notes(order.len()),
            lang: self.lang,
        };
        Picture { stem: self.stem(kind), chart: Drawing::Indices(chart) }
    }

    fn name(&self, factor: usize) -> String {
        let title = text::factor_title(self.found.model, &self.found.factors.list[factor], self.lang);
        if self.found.is_valid(factor) { title } else { format!("{title}*") }
    }

    fn unit(&self, largest: f64) -> DisplayUnit {
        let model = self.found.model;
        let asked = outcome_dimension(model, self.outcome).and_then(|of| asked_unit(self.asked, of));
        asked.unwrap_or_else(|| text::outcome_unit(model, self.outcome, self.lang, largest))
    }

    fn title(&self) -> String {
        let outcome = text::outcome_title(self.found.model, self.outcome, self.lang);
        text::sensitivity_title(&outcome, self.found.method, self.lang)
    }

    /// Of first-order indices that are read off draws.
    fn binned_title(&self) -> String {
        let outcome = text::outcome_title(self.found.model, self.outcome, self.lang);
        text::outcome_measure(&outcome, text::binned_measure(self.lang), self.lang)
    }

    fn subtitle(&self, unit: &str) -> String {
        let sample = text::sample_line(self.found.method, self.found.size, self.found.runs, self.lang);
        let rest = if unit.is_empty() { sample } else { text::unit_and_sample(unit, &sample, self.lang) };
        text::scenario_subtitle(self.lang.of(&self.found.model.scenario.title), &rest, self.lang)
    }

    fn notes(&self, shown: usize) -> Vec<String> {
        let mut notes = vec![text::how_to_read(self.found.method, self.lang).to_owned()];
        let all = self.found.factors.list.len();
        notes.extend((shown < all).then(|| text::only_strongest(shown, all, self.lang)));
        if matches!(self.outcome, Outcome::PeakYear { .. }) {
            notes.push(text::late_peak_note(self.found.model.scenario.horizon.end.0, self.lang));
        }
        let is_spoilt = self.found.method == Method::Sobol && !self.found.factors.correlated.is_empty();
        notes.extend(is_spoilt.then(|| text::starred_note(self.lang).to_owned()));
        notes
    }

    /// `tornado.emissions-co2-guangxi-2030`.
    fn stem(&self, kind: &str) -> String {
        format!("{kind}.{}", file_stem(&outcome_name(self.found.model, self.outcome)))
    }
}

/// Factors by their index, the largest first: those whose interval leaves zero out, but no fewer than five.
fn strongest_first(first: &[Estimate]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..first.len()).collect();
    order.sort_by(|&a, &b| first[b].value.total_cmp(&first[a].value));
    let distinct = first.iter().filter(|index| index.low > 0.0).count().clamp(5, ROWS);
    let is_distinct = |at: &usize| first[*at].low > 0.0;
    let (shown, rest): (Vec<usize>, Vec<usize>) = order.into_iter().partition(is_distinct);
    shown.into_iter().chain(rest).take(distinct).collect()
}
