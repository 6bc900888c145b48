//! What was found in words: a table for each outcome, and what to mind.

use crate::analysis::sensitivity::estimate::Estimate;
use crate::analysis::sensitivity::{Finding, Method, Sensitivity};
use crate::cli::print;
use crate::ensemble::study::Outcome;
use crate::report::text::{self, DisplayUnit, Lang, decimals_for, format_number, signed_number};

/// Rows that are printed.
const ROWS: usize = 15;
/// Pairs that are printed.
const PAIRS: usize = 10;

/// Everything of a study.
pub fn told(found: &Sensitivity<'_>, lang: Lang) -> String {
    let mut text = String::new();
    for (outcome, finding) in found.outcomes.iter().zip(&found.findings) {
        let one = One { found, outcome: *outcome, finding, lang };
        text += &one.table();
        text += &one.minded();
        text.push('\n');
    }
    for line in warnings(found, lang) {
        text += &format!("{line}\n");
    }
    text
}

/// What to mind about all outcomes.
fn warnings(found: &Sensitivity<'_>, lang: Lang) -> Vec<String> {
    let mut lines = Vec::new();
    if !found.factors.correlated.is_empty() {
        let name = |&at: &usize| found.factors.list[at].name.clone();
        let names: Vec<String> = found.factors.correlated.iter().map(name).collect();
        lines.push(text::correlated_warning(found.method, &names, lang));
    }
    let moves_one = matches!(found.method, Method::Tornado | Method::Morris);
    if moves_one && !found.model.parameters.yearly.is_empty() {
        lines.push(text::shocks_are_off(lang).to_owned());
    }
    let own = |leaf: &&crate::model::UncertainLeaf| leaf.uncertainty.is_some();
    let all = found.model.parameters.uncertain.iter().filter(own).count();
    if found.method == Method::Sobol && found.factors.members().len() < all {
        lines.push(text::others_as_written(lang).to_owned());
    }
    lines
}

struct One<'a> {
    found: &'a Sensitivity<'a>,
    outcome: Outcome,
    finding: &'a Finding,
    lang: Lang,
}

impl One<'_> {
    fn table(&self) -> String {
        let unit = self.unit();
        let title = text::outcome_title(self.found.model, self.outcome, self.lang);
        let sample = text::sample_line(self.found.method, self.found.size, self.found.runs, self.lang);
        let mut told = text::sensitivity_heading(&title, &unit.label, &sample, self.lang) + "\n";
        let strengths = self.finding.strengths();
        let order = self.finding.ranking();
        let acting: Vec<usize> = order.into_iter().filter(|&factor| strengths[factor] > 0.0).collect();
        if acting.is_empty() {
            return told + text::constant_outcome(self.lang) + "\n";
        }
        let rows: Vec<Vec<String>> =
            acting.iter().take(ROWS).map(|&factor| self.row(factor, &unit)).collect();
        told += &print::columns(&text::told_head(self.found.method, self.lang), &rows);
        if acting.len() > ROWS {
            told += &format!("{}\n", text::more_in_table(acting.len() - ROWS, self.lang));
        }
        told + &self.pairs()
    }

    fn row(&self, factor: usize, unit: &DisplayUnit) -> Vec<String> {
        let (found, lang) = (self.found, self.lang);
        let decimals = self.decimals(unit);
        let is_year = matches!(self.outcome, Outcome::PeakYear { .. });
        let shown = |v: f64| match is_year && !matches!(self.finding, Finding::Morris(_)) {
            // A year has no thousands.
            true => format!("{v}"),
            false => format_number(unit.show(v), decimals),
        };
        let mut cells = vec![text::factor_title(found.model, &found.factors.list[factor], lang)];
        match self.finding {
            Finding::Tornado(tornado) => {
                let swing = tornado.swings[factor];
                cells.extend(text::factor_ends(found.model, &found.factors.list[factor], lang));
                cells.extend([shown(swing.low), shown(swing.high)]);
                cells.push(signed_number(unit.show(swing.high - swing.low), decimals));
            }
            Finding::Morris(effects) => {
                let effect = effects[factor];
                let [low, high] = [effect.size.low, effect.size.high].map(|v| unit.show(v));
                cells.extend([shown(effect.size.value), text::index_interval(low, high, decimals, lang)]);
                let mean = signed_number(unit.show(effect.mean.value), decimals);
                cells.extend([mean, shown(effect.deviation), self.mark(factor, &[effect.size])]);
            }
            Finding::Sobol(indices) => {
                let index = indices.indices[factor];
                let of =
                    |e: Estimate| [format_number(e.value, 3), text::index_interval(e.low, e.high, 3, lang)];
                cells.extend(of(index.first).into_iter().chain(of(index.total)));
                cells.push(self.mark(factor, &[index.total]));
            }
            Finding::Ensemble(given) => {
                let association = given.associations.factors[factor];
                let (partial, first) = (association.partial, given.first[factor]);
                cells.push(signed_number(partial.value, 3));
                cells.push(text::index_interval(partial.low, partial.high, 3, lang));
                cells.push(signed_number(association.regression.value, 3));
                cells.push(format_number(first.value, 3));
                cells.push(self.mark(factor, &[partial, first]));
            }
        }
        cells
    }

    /// What is to be said of a row whose indices tell nothing.
    fn mark(&self, factor: usize, estimates: &[Estimate]) -> String {
        if !self.found.is_valid(factor) {
            return text::index_not_valid(self.lang).to_owned();
        }
        let tells = estimates.iter().any(Estimate::is_distinct);
        if tells { String::new() } else { text::index_not_distinct(self.lang).to_owned() }
    }

    /// The pairs that do most together.
    fn pairs(&self) -> String {
        let Finding::Sobol(indices) = self.finding else { return String::new() };
        let mut pairs: Vec<_> = indices.pairs.iter().filter(|pair| pair.second.is_distinct()).collect();
        pairs.sort_by(|a, b| b.second.value.abs().total_cmp(&a.second.value.abs()));
        let name = |at: usize| text::factor_title(self.found.model, &self.found.factors.list[at], self.lang);
        let line = |pair: &&crate::analysis::sensitivity::sobol::Pair| {
            let (a, b) = pair.factors;
            let interval = text::index_interval(pair.second.low, pair.second.high, 3, self.lang);
            format!("{} × {}: {} ({interval})", name(a), name(b), format_number(pair.second.value, 3))
        };
        let lines: Vec<String> = pairs.iter().take(PAIRS).map(line).collect();
        print::section(text::pairs_heading(self.lang), &lines)
    }

    /// What to mind about this outcome.
    fn minded(&self) -> String {
        let (lang, method) = (self.lang, self.found.method);
        let mut lines = Vec::new();
        let (left_out, read) = match self.finding {
            Finding::Sobol(indices) => (indices.left_out, indices.rows),
            Finding::Ensemble(given) => (given.left_out, given.draws),
            Finding::Morris(effects) => {
                let expected = self.found.size as usize;
                let least = effects.iter().map(|effect| effect.effects).min().unwrap_or(0);
                (expected - least, least)
            }
            Finding::Tornado(tornado) => {
                let ends = tornado.swings.iter().flat_map(|swing| [swing.low, swing.high]);
                (ends.chain([tornado.central]).filter(|v| !v.is_finite()).count(), 1)
            }
        };
        if read == 0 {
            lines.push(text::no_outcome(lang).to_owned());
        } else if left_out > 0 {
            lines.push(text::runs_left_out(left_out, method, lang));
        }
        let acts = self.finding.strengths().iter().any(|strength| *strength > 0.0);
        let indistinct = if acts { self.indistinct() } else { 0 };
        let all = self.found.factors.list.len();
        lines.extend((indistinct > 0).then(|| text::indistinct_line(indistinct, all, lang)));
        lines.extend(
            self.finding.short(self.found.size).map(|short| text::sample_too_small(method, &short, lang)),
        );
        if let Finding::Ensemble(given) = self.finding
            && acts
        {
            lines.push(text::explained_line(given.associations.explained, lang));
            let name = |&at: &usize| self.found.factors.list[at].name.clone();
            let names: Vec<String> = given.associations.collinear.iter().map(name).collect();
            lines.extend((!names.is_empty()).then(|| text::collinear_line(&names, lang)));
        }
        if matches!(self.outcome, Outcome::PeakYear { .. }) {
            lines.push(text::late_peak_note(self.found.model.scenario.horizon.end.0, lang));
        }
        lines.iter().map(|line| format!("  - {line}\n")).collect()
    }

    /// How many factors have no effect that can be told from none.
    fn indistinct(&self) -> usize {
        let none = |estimates: &[Estimate]| !estimates.iter().any(Estimate::is_distinct);
        match self.finding {
            Finding::Tornado(_) => 0,
            Finding::Morris(effects) => effects.iter().filter(|effect| none(&[effect.size])).count(),
            Finding::Sobol(indices) => indices.indices.iter().filter(|index| none(&[index.total])).count(),
            Finding::Ensemble(given) => {
                let both = given.associations.factors.iter().zip(&given.first);
                both.filter(|(association, first)| none(&[association.partial, **first])).count()
            }
        }
    }

    fn unit(&self) -> DisplayUnit {
        text::outcome_unit(self.found.model, self.outcome, self.lang, self.largest())
    }

    /// The largest value that is told in the unit of the outcome.
    fn largest(&self) -> f64 {
        let values: Vec<f64> = match self.finding {
            Finding::Tornado(tornado) => vec![tornado.central],
            Finding::Morris(effects) => effects.iter().map(|effect| effect.size.value).collect(),
            Finding::Sobol(indices) => vec![indices.mean, indices.variance.sqrt()],
            Finding::Ensemble(_) => Vec::new(),
        };
        values.into_iter().filter(|v| v.is_finite()).fold(0.0, |a: f64, v| a.max(v.abs()))
    }

    fn decimals(&self, unit: &DisplayUnit) -> usize {
        let is_year = matches!(self.outcome, Outcome::PeakYear { .. });
        if is_year { 1 } else { decimals_for([unit.show(self.largest())], 4) }
    }
}
