//! Targets and peaks.

use super::{Results, Table, maybe, named, number};
use crate::domain::{Provenance, Reading};
use crate::ensemble::YEARS_AFTER_PEAK;
use crate::ensemble::peak::{self, Peak, PeakBoard};
use crate::ensemble::target::{self, Attainment, TargetReader};
use crate::report::text::{Lang, StatusWord};

/// How a target fares.
#[derive(Clone, Debug)]
pub struct TargetResult<'a> {
    /// The target, ready to be read.
    pub reader: TargetReader,
    /// What the central run attains.
    pub value: f64,
    /// Whether that is enough; `Imposed` where the scenario itself sets the metric.
    pub status: StatusWord,
    /// Over the draws.
    pub attainment: Option<&'a Attainment>,
}

/// Every target of the scenario whose year lies within the horizon.
pub fn target_results<'a>(results: &Results<'a>) -> Vec<TargetResult<'a>> {
    let all: Vec<usize> = (0..results.model.series.len()).collect();
    let found = |reader: TargetReader| {
        let value = reader.read(|t| results.central_at(reader.series, t));
        let status = match (&reader.imposed_by, reader.attains(value)) {
            _ if !value.is_finite() => StatusWord::Undefined,
            (Some(_), _) => StatusWord::Imposed,
            (None, true) => StatusWord::Attained,
            (None, false) => StatusWord::Missed,
        };
        let draws = results.ensemble.map(|e| &e.targets);
        let attainment = draws.and_then(|list| list.iter().find(|a| a.target == reader.target));
        TargetResult { reader, value, status, attainment }
    };
    target::readers(results.model, &all).into_iter().map(found).collect()
}

/// One row a target.
pub fn targets(results: &Results<'_>, lang: Lang) -> Table {
    let mut table = Table::new(&[
        "id",
        "title",
        "metric",
        "place",
        "year",
        "reading",
        "must",
        "asked",
        "unit",
        "central",
        "central_status",
        "attained_by_central",
        "imposed_by",
        "margin",
        "median_margin",
        "margin_p05",
        "margin_p25",
        "margin_p50",
        "margin_p75",
        "margin_p95",
        "probability",
        "p_low",
        "p_high",
        "se_probability",
        "draws",
        "source",
    ]);
    let scenario = &results.model.scenario;
    for result in target_results(results) {
        let target = &scenario.targets[result.reader.target];
        let (metric, place) = (target.metric.clone(), results.place(target.place).to_owned());
        let leaf = scenario.leaf(target.value);
        let read = result.attainment.filter(|a| a.draws > 0);
        let (low, high) = read.map(Attainment::interval).unzip();
        let [p05, p25, p50, p75, p95] = read.map_or_else(Default::default, |a| a.margins.map(number));
        table.row(vec![
            target.id.clone(),
            lang.of(&target.title).to_owned(),
            metric,
            place,
            target.year.to_string(),
            reading(target.reading),
            target.comparator.sign().to_owned(),
            number(result.reader.asked),
            leaf.dimension.to_string(),
            number(result.value),
            result.status.in_lang(Lang::En).to_owned(),
            result.reader.attains(result.value).to_string(),
            result.reader.imposed_by.clone().unwrap_or_default(),
            number(result.reader.margin(result.value)),
            p50.clone(),
            p05,
            p25,
            p50,
            p75,
            p95,
            maybe(read.map(Attainment::probability)),
            maybe(low),
            maybe(high),
            maybe(read.map(|a| a.error).filter(|e| e.is_finite())),
            read.map_or_else(String::new, |a| a.draws.to_string()),
            provenance(&leaf.provenance).to_owned(),
        ]);
    }
    table
}

pub(super) fn reading(reading: Reading) -> String {
    match reading {
        Reading::Absolute => "absolute".to_owned(),
        Reading::RelativeTo(base) => format!("relative to {base}"),
        Reading::Cumulative { from } => format!("cumulative from {from}"),
    }
}

pub(super) fn provenance(provenance: &Provenance) -> &str {
    match provenance {
        Provenance::Source(text) | Provenance::Assumption(text) => text,
        Provenance::Default | Provenance::Unstated => "",
    }
}

/// Columns of what is told of peaks.
pub(super) const PEAK_COLUMNS: [&str; 14] = [
    "series",
    "place",
    "unit",
    "central_peak",
    "central_level",
    "central_plateau_years",
    "draws",
    "p_no_peak",
    "p_undefined",
    "median_level",
    "median_plateau_years",
    "year",
    "p_peaked_by",
    "se_peaked_by",
];

/// Every series with a board of peaks; a row for each year by which it may have peaked.
pub fn peaks(results: &Results<'_>) -> Table {
    let mut table = Table::new(&PEAK_COLUMNS);
    peak_rows(results).into_iter().for_each(|row| table.row(row));
    table
}

/// The rows of peaks, of which each has the [`PEAK_COLUMNS`].
pub(super) fn peak_rows(results: &Results<'_>) -> Vec<Vec<String>> {
    let mut rows: Vec<Vec<String>> = Vec::new();
    let model = results.model;
    for index in (0..model.series.len()).filter(|&i| peak::has_board(model, i)) {
        let boards = results.ensemble.map(|e| &e.peaks);
        let board = boards.and_then(|list| list.iter().find(|b| b.series == index)).filter(|b| b.draws() > 0);
        let head = peak_cells(results, index, board);
        match board {
            None => rows.push(head.into_iter().chain([const { String::new() }; 3]).collect()),
            Some(board) => {
                for (year, error) in model.scenario.horizon.years().zip(&board.errors) {
                    let error = maybe(Some(*error).filter(|e| e.is_finite()));
                    let cells = [year.to_string(), number(board.by(year.0)), error];
                    rows.push(head.iter().cloned().chain(cells).collect());
                }
            }
        }
    }
    rows
}

fn peak_cells(results: &Results<'_>, index: usize, board: Option<&PeakBoard>) -> Vec<String> {
    let series = &results.model.series[index];
    let [place, name] = named(results, series);
    let found = peak::find(&results.central.series[index], YEARS_AFTER_PEAK);
    let (level, plateau) = match found {
        Peak::Peaked { level, plateau, .. } => (number(level), plateau.to_string()),
        _ => (String::new(), String::new()),
    };
    let share = |n: u64, b: &PeakBoard| number(n as f64 / b.draws() as f64);
    vec![
        name,
        place,
        series.dimension.to_string(),
        central_peak(results, found),
        level,
        plateau,
        board.map_or_else(String::new, |b| b.draws().to_string()),
        board.map_or_else(String::new, |b| share(b.not_yet, b)),
        board.map_or_else(String::new, |b| share(b.undefined, b)),
        maybe(board.and_then(|b| b.level)),
        board.and_then(|b| b.plateau).map_or_else(String::new, |n| n.to_string()),
    ]
}

fn central_peak(results: &Results<'_>, found: Peak) -> String {
    match found {
        Peak::Peaked { year: 0, .. } => StatusWord::PeakedBefore.in_lang(Lang::En).to_owned(),
        Peak::Peaked { year, .. } => results.model.scenario.horizon.year(year).to_string(),
        Peak::NotYet => StatusWord::NoPeak.in_lang(Lang::En).to_owned(),
        Peak::Undefined => StatusWord::Undefined.in_lang(Lang::En).to_owned(),
    }
}
