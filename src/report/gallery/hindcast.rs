//! The chart of a hindcast: a panel for every series that was observed later.

use super::{Drawing, Picture, asked_unit};
use crate::analysis::hindcast::Hit;
use crate::domain::*;
use crate::model::Model;
use crate::report::chart::{Panel, PanelsChart};
use crate::report::text::{self, DisplayUnit, Lang};

/// Years of history shown before the run begins.
const YEARS_BEFORE: i32 = 5;

/// What was observed against the run with its bands; nothing where no series has an actual. Later observations are
/// withheld from `model`; `draws` is the number of draws that count. In a unit where it is one of what a panel shows.
pub fn hindcast(model: &Model, hits: &[Hit], draws: u64, lang: Lang, unit: Option<&str>) -> Option<Picture> {
    let scenario = &model.scenario;
    let mut series: Vec<usize> = hits.iter().filter(|h| h.actual.is_some()).map(|h| h.series).collect();
    let mut seen = std::collections::BTreeSet::new();
    series.retain(|s| seen.insert(*s));
    let of = |s: usize| hits.iter().filter(|h| h.series == s).collect::<Vec<&Hit>>();
    let panels: Vec<Panel> = series.into_iter().filter_map(|s| panel(model, &of(s), lang, unit)).collect();
    (!panels.is_empty()).then(|| Picture {
        stem: "hindcast".to_owned(),
        chart: Drawing::Panels(PanelsChart {
            title: text::hindcast_heading(scenario.horizon.observed, lang),
            subtitle: text::scenario_subtitle(lang.of(&scenario.title), &text::draws(draws, lang), lang),
            panels,
            notes: vec![text::hindcast_note(lang).to_owned()],
            lang,
        }),
    })
}

/// The panel of one series, from its hits in order of years.
fn panel(model: &Model, hits: &[&Hit], lang: Lang, unit: Option<&str>) -> Option<Panel> {
    let scenario = &model.scenario;
    let first = hits.first()?;
    let last = hits.iter().rev().find(|h| h.actual.is_some())?;
    let series = &model.series[first.series];
    let largest = hits.iter().flat_map(|h| [h.central, h.quantiles[4]]).fold(0.0, f64::max);
    let unit = asked_unit(unit, series.dimension).unwrap_or_else(|| text::series_unit(series, lang, largest));
    let start = Year(first.year.0 - 1);
    let known = known(scenario, first, start, &unit);
    scenario.horizon.index(start)?;
    // The run starts where it was known: at a point, without a spread.
    let run = |pick: &dyn Fn(&Hit) -> f64| {
        let values = std::iter::once(first.start).chain(hits.iter().map(|h| pick(h)));
        values.map(|v| unit.show(v)).collect::<Vec<f64>>()
    };
    let (error, inside) = (last.error()?, last.inside()?.1);
    Some(Panel {
        title: lang.of(&text::series_title(scenario, series)).to_owned(),
        unit_label: unit.label.to_string(),
        caption: text::hindcast_caption(last.year, error, inside, lang),
        known,
        withheld: hits.iter().filter_map(|h| Some((h.year.0, unit.show(h.actual?)))).collect(),
        years: std::iter::once(start.0).chain(hits.iter().map(|h| h.year.0)).collect(),
        central: run(&|h| h.central),
        quantiles: [0, 1, 3, 4].map(|q| run(&|h| h.quantiles[q])),
    })
}

/// What was observed up to the start of the run, of the last years.
fn known(scenario: &Scenario, hit: &Hit, start: Year, unit: &DisplayUnit) -> Vec<(i32, f64)> {
    let values = &scenario.observations[hit.observation].values;
    let shown = values.iter().filter(|(year, _)| *year <= start && year.0 >= start.0 - YEARS_BEFORE);
    shown.map(|(year, value)| (year.0, unit.show(*value))).collect()
}
