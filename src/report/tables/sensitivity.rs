//! What moves outcomes, one row a factor and measure; and what the factors are.

use super::{Table, number};
use crate::analysis::sensitivity::estimate::Estimate;
use crate::analysis::sensitivity::points::ENDS;
use crate::analysis::sensitivity::{Factor, Finding, Of, Sensitivity};
use crate::domain::On;
use crate::ensemble::study::Outcome;
use crate::model::Model;
use crate::report::text::{self, Lang, LeafUnit};
use crate::units::Dimension;

/// The name of an outcome, as it is asked for.
pub fn outcome_name(model: &Model, outcome: Outcome) -> String {
    let scenario = &model.scenario;
    let key = |series: usize| model.series[series].key(scenario);
    match outcome {
        Outcome::Value { series, year } => format!("{}@{}", key(series), scenario.horizon.year(year)),
        Outcome::PeakYear { series } => format!("peak-year:{}", key(series)),
        Outcome::PeakLevel { series } => format!("peak-level:{}", key(series)),
        Outcome::PeakedBy { series, year } => format!("peaked-by:{}@{year}", key(series)),
        Outcome::TargetMargin(at) => format!("target:{}", scenario.targets[at].id),
        Outcome::TargetValue(at) => format!("target-value:{}", scenario.targets[at].id),
        Outcome::TargetAttained(at) => format!("target-attained:{}", scenario.targets[at].id),
    }
}

/// The dimension of an outcome; a calendar year has none.
pub fn outcome_dimension(model: &Model, outcome: Outcome) -> Option<Dimension> {
    match outcome {
        Outcome::Value { series, .. } | Outcome::PeakLevel { series } => Some(model.series[series].dimension),
        Outcome::PeakYear { .. } => None,
        Outcome::PeakedBy { .. } | Outcome::TargetAttained(_) => Some(Dimension::SHARE),
        Outcome::TargetMargin(at) | Outcome::TargetValue(at) => {
            Some(model.scenario.leaf(model.scenario.targets[at].value).dimension)
        }
    }
}

/// The canonical unit of an outcome.
fn unit(model: &Model, outcome: Outcome) -> String {
    outcome_dimension(model, outcome).map_or_else(|| "year".to_owned(), |dimension| dimension.to_string())
}

/// One measure of a factor.
struct Row<'a> {
    factor: usize,
    with: &'a str,
    measure: &'static str,
    estimate: Estimate,
    is_share: bool,
}

/// Every measure of every factor and outcome, each with its 95 % interval where it has one.
pub fn sensitivity(found: &Sensitivity<'_>) -> Table {
    let mut table = Table::new(&[
        "scenario", "outcome", "unit", "method", "factor", "with", "measure", "value", "low", "high",
        "distinct", "valid",
    ]);
    for (outcome, finding) in found.outcomes.iter().zip(&found.findings) {
        for row in rows(found, finding) {
            let Estimate { value, low, high } = row.estimate;
            let of = if row.is_share { Dimension::SHARE.to_string() } else { unit(found.model, *outcome) };
            let has_interval = !matches!(finding, Finding::Tornado(_)) && row.measure != "sigma";
            let interval = |v: f64| if has_interval { number(v) } else { String::new() };
            let yes = |is: bool| if is { "yes" } else { "no" }.to_owned();
            table.row(vec![
                found.model.scenario.id.clone(),
                outcome_name(found.model, *outcome),
                of,
                found.method.name().to_owned(),
                found.factors.list[row.factor].name.clone(),
                row.with.to_owned(),
                row.measure.to_owned(),
                number(value),
                interval(low),
                interval(high),
                if has_interval { yes(row.estimate.is_distinct()) } else { String::new() },
                yes(found.is_valid(row.factor)),
            ]);
        }
    }
    table
}

fn rows<'a>(found: &'a Sensitivity<'_>, finding: &Finding) -> Vec<Row<'a>> {
    let row = |factor: usize, measure: &'static str, estimate: Estimate, is_share: bool| Row {
        factor,
        with: "",
        measure,
        estimate,
        is_share,
    };
    let exact = Estimate::exact;
    match finding {
        Finding::Tornado(tornado) => {
            let of = |(factor, swing): (usize, &crate::analysis::sensitivity::Swing)| {
                let numbers = [
                    ("low", swing.low),
                    ("central", tornado.central),
                    ("high", swing.high),
                    ("swing", swing.size()),
                ];
                numbers.map(|(measure, value)| row(factor, measure, exact(value), false))
            };
            tornado.swings.iter().enumerate().flat_map(of).collect()
        }
        Finding::Morris(effects) => {
            let of = |(factor, effect): (usize, &crate::analysis::sensitivity::morris::Effect)| {
                [
                    row(factor, "mu", effect.mean, false),
                    row(factor, "mu_star", effect.size, false),
                    row(factor, "sigma", exact(effect.deviation), false),
                ]
            };
            effects.iter().enumerate().flat_map(of).collect()
        }
        Finding::Sobol(indices) => {
            let single = indices.indices.iter().enumerate().flat_map(|(factor, index)| {
                [row(factor, "first", index.first, true), row(factor, "total", index.total, true)]
            });
            let pairs = indices.pairs.iter().map(|pair| Row {
                with: &found.factors.list[pair.factors.1].name,
                ..row(pair.factors.0, "second", pair.second, true)
            });
            single.chain(pairs).collect()
        }
        Finding::Ensemble(given) => {
            let of = |(factor, first): (usize, &Estimate)| {
                let association = given.associations.factors[factor];
                [
                    row(factor, "prcc", association.partial, true),
                    row(factor, "srrc", association.regression, true),
                    row(factor, "first", *first, true),
                ]
            };
            given.first.iter().enumerate().flat_map(of).collect()
        }
    }
}

/// What the factors are: a row a leaf, with what its 5 % and 95 % quantile are and on what.
pub fn factors(found: &Sensitivity<'_>, lang: Lang) -> Table {
    let mut table = Table::new(&["factor", "leaf", "title", "direction", "on", "unit", "p05", "p95"]);
    for factor in &found.factors.list {
        if factor.members().is_empty() {
            let (name, title) = (factor.name.clone(), text::factor_title(found.model, factor, lang));
            let of = if factor.of == Of::Yearly { String::new() } else { name.clone() };
            let empty = String::new;
            table.row(vec![name, of, title, empty(), "yearly".to_owned(), empty(), empty(), empty()]);
        }
        factor.members().iter().for_each(|member| table.row(leaf(found.model, factor, member, lang)));
    }
    table
}

fn leaf(
    model: &Model,
    factor: &Factor,
    member: &crate::analysis::sensitivity::factors::Member,
    lang: Lang,
) -> Vec<String> {
    let uncertain = &model.parameters.uncertain[member.slot];
    let unit = LeafUnit::canonical(model.scenario.leaf(member.leaf).dimension).label;
    let (on, unit, ends) = match &uncertain.uncertainty {
        None => ("", String::new(), [f64::NAN; 2]),
        Some(uncertainty) => {
            let quantiles = uncertain.quantiles(uncertainty);
            let ends = ENDS.map(|end| quantiles.at(end));
            match uncertainty.on {
                On::Value => ("value", unit, ends),
                On::Multiplier => ("multiplier", Dimension::SHARE.to_string(), ends),
                On::Rate => ("rate", Dimension::RATE.to_string(), ends),
            }
        }
    };
    let title = text::leaf_title(&model.scenario, &uncertain.address, lang);
    let direction = if member.falls { "against" } else { "with" };
    let [low, high] = ends.map(number);
    let first = vec![factor.name.clone(), uncertain.address.clone(), title, direction.to_owned()];
    first.into_iter().chain([on.to_owned(), unit, low, high]).collect()
}
