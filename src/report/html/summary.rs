//! The summary: CO2, peak, targets in sentences.

use super::page::{Block, Part, Section};
use super::peaks::{self, PEAK_BY};
use super::targets::{counts, missed};
use super::{Folder, Report, ReportError, comparison};
use crate::domain::{Place, Year};
use crate::model::series::{Measure, place_id};
use crate::report::text::{self, Lang, Odds, PageWord};

/// A part for each folder that holds series.
pub fn section(report: &Report<'_>) -> Result<Option<Section>, ReportError> {
    let mut parts = Vec::new();
    for folder in report.folders {
        if folder.is_comparison() {
            let items = comparison::sentences(folder, report.lang)?;
            parts.push(Part::open(report.part_title(folder), vec![Block::List { items }]));
            continue;
        }
        let mut items = Vec::new();
        if folder.files.contains_key("series.csv") {
            for (place, series) in co2_totals(folder) {
                items.extend(of_place(folder, place, series, report.lang)?);
            }
        }
        items.extend(counts(folder)?.map(|counts| text::targets_sentence(counts, report.lang)));
        items.extend(missed(folder, report.lang)?);
        if items.is_empty() {
            continue;
        }
        items.extend(reservations(folder, report.lang));
        let description = report.lang.of(&folder.model.scenario.description);
        let about = (!description.is_empty()).then(|| Block::text(description));
        let blocks = about.into_iter().chain([Block::List { items }]).collect();
        parts.push(Part::open(report.part_title(folder), blocks));
    }
    Ok(Section::of("summary", PageWord::Summary, parts, report.lang))
}

/// Every place of the headlines with the name of its series of CO2.
fn co2_totals<'a>(folder: &Folder<'a>) -> Vec<(Place, &'a str)> {
    let model = folder.model;
    let co2 = |place: Place| {
        let total =
            |s: &&crate::model::Series| s.measure == Measure::Co2 && s.of.is_empty() && s.place == place;
        model.series.iter().find(total).map(|series| (place, series.name.as_str()))
    };
    model.headline_places().into_iter().filter_map(co2).collect()
}

fn of_place(folder: &Folder<'_>, place: Place, series: &str, lang: Lang) -> Result<Vec<String>, ReportError> {
    let scenario = &folder.model.scenario;
    let id = place_id(scenario, place);
    let horizon = scenario.horizon;
    let mut years = vec![horizon.base, PEAK_BY, horizon.end];
    years.sort();
    years.dedup();
    let central = folder.central(series, id)?;
    let values: Vec<(Year, f64)> =
        years.iter().filter_map(|year| Some((*year, *central.get(&year.0)?))).collect();
    let title = text::place_title(scenario, place);
    let mut sentences = vec![text::co2_sentence(text::capitalised(lang.of(&title)).as_str(), &values, lang)];
    let bands = folder.bands(series, id)?;
    let band = |year: &Year| Some(text::band_sentence(*year, *bands.get(&year.0)?, lang));
    sentences.extend(years.iter().filter(|year| **year > horizon.observed).filter_map(band));
    if let Some(board) = peaks::boards(folder)?.into_iter().find(|b| b.series == series && b.place == id) {
        sentences.extend(board.found(folder).map(|found| text::peak_sentence(found, lang)));
        let odds = board.by(PEAK_BY.0).map(|chance| Odds { chance, draws: board.draws });
        sentences.extend(odds.map(|odds| text::peaked_sentence(PEAK_BY, odds, lang)));
    }
    Ok(sentences)
}

/// What limits what was said: one draw, no draws, failed draws.
fn reservations(folder: &Folder<'_>, lang: Lang) -> Vec<String> {
    let manifest = folder.manifest;
    let failed = manifest.failed_draws;
    let one = manifest.draw.map(|draw| text::one_draw_sentence(draw, lang));
    let none = manifest.draw.is_none() && !folder.files.contains_key("quantiles.csv");
    let none = none.then(|| text::no_draws_sentence(lang).to_owned());
    let failed = (failed > 0).then(|| text::failed_sentence(failed, manifest.draws, lang));
    one.into_iter().chain(none).chain(failed).collect()
}
