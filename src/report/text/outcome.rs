//! Outcomes and factors of a sensitivity study in words.

use super::{DisplayUnit, DrawnOn, Lang, LeafUnit, display_unit, series_title, series_unit, target_unit};
use super::{calendar_year, drawn_value, group_end, group_title, leaf_title};
use super::{outcome_in_year, outcome_margin, outcome_peak_year, yearly_together};
use crate::analysis::sensitivity::points::ENDS;
use crate::analysis::sensitivity::{Factor, Of};
use crate::domain::On;
use crate::ensemble::study::Outcome;
use crate::model::Model;

/// The name of an outcome for people.
pub fn outcome_title(model: &Model, outcome: Outcome, lang: Lang) -> String {
    let scenario = &model.scenario;
    let series = |at: usize| lang.of(&series_title(scenario, &model.series[at])).to_owned();
    let target = |at: usize| lang.of(&scenario.targets[at].title).to_owned();
    match outcome {
        Outcome::Value { series: at, year } => {
            outcome_in_year(&series(at), scenario.horizon.year(year).0, lang)
        }
        Outcome::PeakYear { series: at } => outcome_peak_year(&series(at), lang),
        Outcome::PeakLevel { series: at } | Outcome::PeakedBy { series: at, .. } => series(at),
        Outcome::TargetMargin(at) => outcome_margin(&target(at), lang),
        Outcome::TargetValue(at) | Outcome::TargetAttained(at) => target(at),
    }
}

/// The unit of an outcome, small enough for its largest canonical value.
pub fn outcome_unit(model: &Model, outcome: Outcome, lang: Lang, largest: f64) -> DisplayUnit {
    let scenario = &model.scenario;
    match outcome {
        Outcome::Value { series, .. } | Outcome::PeakLevel { series } => {
            series_unit(&model.series[series], lang, largest)
        }
        Outcome::PeakYear { .. } => DisplayUnit { factor: 1.0, label: calendar_year(lang).into() },
        Outcome::PeakedBy { .. } | Outcome::TargetAttained(_) => {
            display_unit(crate::units::Dimension::SHARE, lang)
        }
        Outcome::TargetMargin(at) | Outcome::TargetValue(at) => {
            let target = &scenario.targets[at];
            let series = model.find_series(&target.metric, target.place);
            let measure = series.map(|at| model.series[at].measure);
            measure.map_or_else(
                || display_unit(scenario.leaf(target.value).dimension, lang),
                |measure| target_unit(scenario, target, measure, lang),
            )
        }
    }
}

/// The name of a factor for people.
pub fn factor_title(model: &Model, factor: &Factor, lang: Lang) -> String {
    let of_leaf = |at: usize| leaf_title(&model.scenario, &model.parameters.uncertain[at].address, lang);
    match &factor.of {
        Of::Yearly => yearly_together(lang).to_owned(),
        Of::Leaves(members) if members.len() > 1 => {
            let titles: Vec<String> = members.iter().map(|member| of_leaf(member.slot)).collect();
            group_title(&factor.name, &titles, lang)
        }
        Of::Leaves(_) | Of::Shock(_) => leaf_title(&model.scenario, &factor.name, lang),
    }
}

/// The 5 % and the 95 % quantile of a factor: amounts in the units of the language, all else as its leaf is written; of a
/// group that these are they.
pub fn factor_ends(model: &Model, factor: &Factor, lang: Lang) -> [String; 2] {
    let [member] = factor.members() else { return [false, true].map(|end| group_end(end).to_owned()) };
    let leaf = &model.parameters.uncertain[member.slot];
    let Some(uncertainty) = &leaf.uncertainty else { return [String::new(), String::new()] };
    let quantiles = leaf.quantiles(uncertainty);
    let values = ENDS.map(|end| quantiles.at(end));
    let largest = values.into_iter().map(f64::abs).fold(0.0, f64::max);
    let written = model.scenario.leaf(member.leaf);
    let unit =
        LeafUnit::amount(written.dimension, largest, lang).unwrap_or_else(|| LeafUnit::written(written));
    values.map(|value| match uncertainty.on {
        On::Value => drawn_value(unit.value(value), DrawnOn::Value(&unit.label), lang),
        On::Multiplier => drawn_value(value, DrawnOn::Multiplier, lang),
        On::Rate => drawn_value(value, DrawnOn::Rate, lang),
    })
}
