//! The few lines that `dafeng run` prints.

use crate::analysis::audit;
use crate::cli::print::section;
use crate::domain::{Place, Year};
use crate::ensemble::certainty::{Certainty, Chance};
use crate::ensemble::error::interval_of;
use crate::ensemble::peak::{self, PeakBoard};
use crate::ensemble::{Ensemble, YEARS_AFTER_PEAK};
use crate::model::series::Measure;
use crate::report::tables::{Results, TargetResult, target_results};
use crate::report::text::{self, Heading, Lang, Odds, TargetLine};

/// The year by which the nation means to have peaked.
const PEAK_BY: Year = Year(2030);

/// Peak, CO2, targets, what does not add up, where the results are.
pub fn summary(results: &Results<'_>, place: &str, lang: Lang) -> String {
    let scenario = &results.model.scenario;
    let mut text = format!("{}\n", lang.of(&scenario.title));
    text += &section(text::heading(Heading::Emissions, lang), &emissions(results, lang));
    let targets: Vec<String> =
        target_results(results).iter().map(|target| target_line(results, target, lang)).collect();
    text += &section(text::heading(Heading::Targets, lang), &targets);
    let findings = audit::audit(results.model, results.central);
    text += &section(text::heading(Heading::Audit, lang), &text::findings(&findings, scenario, lang));
    let certain = results.ensemble.map_or_else(Vec::new, |ensemble| certainty(results, ensemble, lang));
    text += &section(text::heading(Heading::Certainty, lang), &certain);
    if let Some(ensemble) = results.ensemble.filter(|e| !e.failed.is_empty()) {
        let failed = text::failed_draws(&ensemble.failed, ensemble.design.draws, lang);
        text += &format!("{failed}\n");
    }
    text += &format!("{}\n", text::results_line(place, lang));
    text
}

/// One draw run on its own: what its CO2 and its targets are, and what is no number.
pub fn of_draw(results: &Results<'_>, title: &str, broken: &[String], place: &str, lang: Lang) -> String {
    let mut text = format!("{}\n{title}\n", lang.of(&results.model.scenario.title));
    let totals = co2_totals(results).into_iter();
    let lines: Vec<String> = totals.map(|(place, series)| co2_line(results, place, series, lang)).collect();
    text += &section(text::heading(Heading::Emissions, lang), &lines);
    let targets: Vec<String> =
        target_results(results).iter().map(|target| target_line(results, target, lang)).collect();
    text += &section(text::heading(Heading::Targets, lang), &targets);
    text += &section(text::not_numbers(lang), broken);
    text += &format!("{}\n", text::results_line(place, lang));
    text
}

/// Whether the draws are enough, and which figures are least certain.
fn certainty(results: &Results<'_>, ensemble: &Ensemble, lang: Lang) -> Vec<String> {
    let (model, scenario) = (results.model, &results.model.scenario);
    let found = Certainty::new(model, ensemble);
    let title = |series: usize| lang.of(&text::series_title(scenario, &model.series[series])).to_owned();
    let chance = found.chance.map(|(chance, half)| {
        let of = match chance {
            Chance::Target(target) => lang.of(&scenario.targets[target].title).to_owned(),
            Chance::Peak { series, year } => {
                text::peaked_by(&title(series), scenario.horizon.year(year), lang)
            }
        };
        text::chances_line(found.draws, half, &of, found.draws_for(text::ONE_POINT), lang)
    });
    let median =
        |(series, error): (usize, f64)| text::medians_line(scenario.horizon.end, error, &title(series), lang);
    chance.into_iter().chain(found.median.map(median)).collect()
}

/// For every place of the headlines: CO2 of the base year, of 2030 and of the end, and the peak.
fn emissions(results: &Results<'_>, lang: Lang) -> Vec<String> {
    let totals = co2_totals(results).into_iter();
    totals.flat_map(|(place, series)| of_place(results, place, series, lang)).collect()
}

/// Every place of the headlines with its series of CO2.
fn co2_totals(results: &Results<'_>) -> Vec<(Place, usize)> {
    let co2 = |place: &Place| {
        let total =
            |s: &crate::model::Series| s.measure == Measure::Co2 && s.of.is_empty() && s.place == *place;
        results.model.series.iter().position(total)
    };
    let places = results.model.headline_places().into_iter();
    places.filter_map(|place| Some((place, co2(&place)?))).collect()
}

/// CO2 of the base year, of 2030 and of the end.
fn co2_line(results: &Results<'_>, place: Place, series: usize, lang: Lang) -> String {
    let scenario = &results.model.scenario;
    let horizon = scenario.horizon;
    let mut years = vec![horizon.base, PEAK_BY, horizon.end];
    years.dedup();
    let read = |year: Year| Some((year, results.central_at(series, horizon.index(year)?)));
    let values: Vec<(Year, f64)> = years.into_iter().filter_map(read).collect();
    text::emissions_line(lang.of(&text::place_title(scenario, place)), &values, lang)
}

fn of_place(results: &Results<'_>, place: Place, series: usize, lang: Lang) -> [String; 2] {
    let horizon = results.model.scenario.horizon;
    let found = peak::find(&results.central.series[series], YEARS_AFTER_PEAK);
    let board = results.ensemble.and_then(|e| e.peaks.iter().find(|b| b.series == series));
    // Of a year beyond the horizon nothing is known.
    let board = board.filter(|b| b.draws() > 0 && PEAK_BY <= horizon.end);
    let replicated = results.ensemble.is_some_and(|e| e.design.method.is_replicated());
    let chance = board.and_then(|b| Some((PEAK_BY, odds(b, PEAK_BY, replicated)?)));
    [co2_line(results, place, series, lang), text::peak_line(horizon.base, found, chance, lang)]
}

/// The probability of having peaked by a year, with its interval; none of a year before the base year.
pub(in crate::cli) fn odds(board: &PeakBoard, year: Year, replicated: bool) -> Option<Odds> {
    let t = usize::try_from(year.0 - board.base).ok()?;
    let hits = board.by_year.iter().take(t + 1).sum();
    let interval = interval_of(hits, board.draws(), *board.errors.get(t)?, replicated);
    let chance = text::Chance { share: board.by(year.0), interval };
    Some(Odds { chance, draws: board.draws() })
}

fn target_line(results: &Results<'_>, result: &TargetResult<'_>, lang: Lang) -> String {
    let scenario = &results.model.scenario;
    let target = &scenario.targets[result.reader.target];
    let measure = results.model.series[result.reader.series].measure;
    let probability = result.attainment.filter(|a| a.draws > 0).map(|a| a.probability());
    let line = TargetLine {
        title: lang.of(&target.title),
        year: target.year,
        value: result.value,
        comparator: target.comparator,
        asked: result.reader.asked,
        unit: text::target_unit(scenario, target, measure, lang),
        status: result.status,
        holds: result.reader.attains(result.value),
        probability,
    };
    text::target_line(&line, lang)
}
