//! Charts of the boards of scenarios side by side: targets by probability, peaks by the year they are past.

use super::{Drawing, Picture, file_stem};
use crate::analysis::compare::{Outcome, Standing, TargetRow, TargetSide};
use crate::model::series::{Measure, place_id};
use crate::report::chart::{Dot, DotRow, DotsChart, Line, LinesChart};
use crate::report::tables;
use crate::report::text::{self, Lang};

/// The board of targets, and for CO2 and energy of every headline place how probable it is that the peak is past.
pub fn boards(outcome: &Outcome<'_>, targets: &[TargetRow], lang: Lang) -> Vec<Picture> {
    let names = text::scenario_names(&outcome.study.models, lang);
    let study = &outcome.study;
    let places = study.models[0].headline_places();
    let is_headline = |series: &usize| {
        let of = &study.models[0].series[study.shared.series[*series][0]];
        places.contains(&of.place)
    };
    let totals = [Measure::Co2, Measure::EnergyTotal].into_iter();
    let totals = totals.flat_map(|measure| study.shared.totals(study.models[0], measure)).filter(is_headline);
    let peaks = totals.filter_map(|series| peaked_by(outcome, series, &names, lang));
    board_of_targets(outcome, targets, &names, lang).into_iter().chain(peaks).collect()
}

/// A dot a scenario for every target that some scenario has draws of.
fn board_of_targets(
    outcome: &Outcome<'_>,
    targets: &[TargetRow],
    names: &[String],
    lang: Lang,
) -> Option<Picture> {
    let models = &outcome.study.models;
    let row = |row: &TargetRow| {
        let (by, t) = row.asked_by;
        let target = &models[by].scenario.targets[t];
        let side = row.sides[by].as_ref()?;
        let measure = models[by].series[side.reader.series].measure;
        let unit = text::target_unit(&models[by].scenario, target, measure, lang);
        let asked = text::amount_in(side.reader.asked, &unit);
        let asked = text::asked(target.year, target.comparator, &asked);
        let dots: Vec<Option<Dot>> = row.sides.iter().map(|side| dot(side.as_ref()?)).collect();
        let name = text::titled_asked(lang.of(&target.title), &asked, lang);
        dots.iter().any(Option::is_some).then_some(DotRow { heading: None, name, dots })
    };
    let rows: Vec<DotRow> = targets.iter().filter_map(row).collect();
    let draws = (0..names.len()).map(|side| outcome.draws(side)).min();
    let chart = DotsChart {
        title: text::targets_board_title(lang).to_owned(),
        subtitle: text::subtitle("%", draws, lang),
        names: names.to_vec(),
        rows,
        notes: vec![text::targets_board_note(lang).to_owned()],
        lang,
    };
    (!chart.rows.is_empty()).then(|| Picture { stem: "targets".to_owned(), chart: Drawing::Dots(chart) })
}

fn dot(side: &TargetSide) -> Option<Dot> {
    let attainment = side.attainment.as_ref()?;
    let (share, interval) = (attainment.probability(), attainment.interval());
    let is_imposed = side.standing == Standing::Imposed;
    let is_open = !side.reader.attains(side.value);
    let defined = share.is_finite() && side.value.is_finite();
    defined.then_some(Dot { share, interval, is_open, is_pale: is_imposed })
}

/// In which share of the draws a series has peaked by each year, a line a scenario.
fn peaked_by(outcome: &Outcome<'_>, series: usize, names: &[String], lang: Lang) -> Option<Picture> {
    let study = &outcome.study;
    let years: Vec<i32> = study.shared.years().map(|year| year.0).collect();
    let line = |(side, name): (usize, &String)| {
        let board = tables::peak_board(outcome, side, series)?;
        let share = |&year: &i32| match usize::try_from(year - board.base) {
            Ok(t) if t < board.by_year.len() => 100.0 * board.by(year),
            _ => f64::NAN,
        };
        Some(Line { name: name.clone(), color: side, values: years.iter().map(share).collect(), band: None })
    };
    let lines: Vec<Line> = names.iter().enumerate().filter_map(line).collect();
    let model = study.models[0];
    let one = &model.series[study.shared.series[series][0]];
    let title = lang.of(&text::series_title(&model.scenario, one)).to_owned();
    let draws = (0..names.len()).map(|side| outcome.draws(side)).min();
    let chart = LinesChart {
        title: text::peaked_board_title(&title, lang),
        subtitle: text::subtitle("%", draws, lang),
        unit_label: "%".to_owned(),
        observed: study.models.iter().map(|m| m.scenario.horizon.observed.0).min().unwrap_or(years[0]),
        years,
        lines,
        targets: Vec::new(),
        notes: vec![text::peaked_note(lang).to_owned()],
        source: None,
        lang,
    };
    let stem = format!("peaked-{}.{}", file_stem(&one.name), file_stem(place_id(&model.scenario, one.place)));
    (!chart.lines.is_empty()).then_some(Picture { stem, chart: Drawing::Lines(chart) })
}
