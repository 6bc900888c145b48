//! The chart of an abatement curve.

use super::{Drawing, Picture, asked_unit};
use crate::analysis::abatement::{Curve, Step};
use crate::report::chart::{AbatementBar, AbatementChart};
use crate::report::text::{self, Lang, display_unit, display_unit_for};
use crate::units::Dimension;

/// The curve of a policy against a baseline, both by their titles; nothing where nothing is avoided. In a unit where it is one
/// of CO2 or of its cost.
pub fn abatement(
    curve: &Curve,
    [baseline, policy]: [&str; 2],
    lang: Lang,
    unit: Option<&str>,
) -> Option<Picture> {
    let size = curve.size();
    let tonnes =
        asked_unit(unit, Dimension::CO2).unwrap_or_else(|| display_unit_for(Dimension::CO2, lang, size));
    let price = asked_unit(unit, Dimension::MONEY_PER_CO2)
        .unwrap_or_else(|| display_unit(Dimension::MONEY_PER_CO2, lang));
    let bar = |name: &str, effect: crate::analysis::abatement::Effect, is_interaction: bool| AbatementBar {
        name: name.to_owned(),
        avoided: tonnes.show(effect.avoided),
        per_tonne: effect.per_tonne(size).map(|cost| price.show(cost)),
        is_interaction,
    };
    // A lever that cannot be alone is a bar of no width, with its reason below.
    let alone = |step: &Step| step.alone.clone().unwrap_or_default();
    let levers = curve.steps.iter().map(|step| bar(lang.of(&step.lever.title), alone(step), false));
    let refused = |(place, step): (usize, &Step)| {
        let reason = step.alone.as_ref().err()?;
        Some(text::not_alone(place + 1, lang.of(&step.lever.title), reason, lang))
    };
    let notes = text::abatement_notes(&tonnes.label, lang).into_iter();
    let notes = notes.chain(curve.steps.iter().enumerate().filter_map(refused)).collect();
    let mut bars: Vec<AbatementBar> = levers.collect();
    if curve.steps.len() > 1 {
        bars.push(bar(text::interaction(lang), curve.interaction, true));
    }
    let chart = AbatementChart {
        title: text::abatement_title(policy, lang),
        subtitle: text::abatement_subtitle(baseline, curve.years, lang),
        unit_label: price.label.to_string(),
        width_label: tonnes.label.to_string(),
        bars,
        notes,
        lang,
    };
    (size > 0.0).then(|| Picture { stem: "abatement".to_owned(), chart: Drawing::Abatement(chart) })
}
