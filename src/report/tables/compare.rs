//! Scenarios held against the first: series, peaks and sums, targets, regrets. One row a number and scenario.

mod targets;

use super::targets::{PEAK_COLUMNS, peak_rows};
use super::{Results, Table, maybe, number};
use crate::analysis::compare::{Outcome, PEAK_BY};
use crate::domain::Year;
use crate::ensemble::compare::{Best, Found, Reading, Row, Share};
use crate::ensemble::error::interval_of;
use crate::ensemble::peak::PeakBoard;
use crate::ensemble::quantile::Summary;
use crate::model::Model;
use crate::model::series::place_id;
use crate::simulation::Central;
use crate::units::Dimension;

pub use targets::compared_targets;

/// Ids of scenarios, none twice: a second one of the same id is `id#2`.
pub fn scenario_ids(models: &[&Model]) -> Vec<String> {
    let id = |m: usize| &models[m].scenario.id;
    let before = |m: usize| (0..m).filter(|&other| id(other) == id(m)).count();
    let own = |m: usize| match before(m) {
        0 => id(m).clone(),
        n => format!("{}#{}", id(m), n + 1),
    };
    (0..models.len()).map(own).collect()
}

/// Name, place and unit of a shared series.
fn head(outcome: &Outcome<'_>, series: usize) -> [String; 3] {
    let model = outcome.study.models[0];
    let one = &model.series[outcome.study.shared.series[series][0]];
    let place = place_id(&model.scenario, one.place).to_owned();
    [one.name.clone(), place, one.dimension.to_string()]
}

/// What the ensemble of a scenario has of a shared series in a year: the central value and the statistics.
pub fn own<'o>(
    outcome: &'o Outcome<'_>,
    side: usize,
    series: usize,
    year: Year,
) -> Option<(usize, &'o Summary)> {
    let ensemble = &outcome.compared.ensembles[side];
    let at = outcome.study.shared.series[series][side];
    let position = ensemble.series.iter().position(|&s| s == at)?;
    let t = outcome.study.models[side].scenario.horizon.index(year)?;
    Some((at, &ensemble.summaries[position][t]))
}

/// Every shared series in every shared year: each scenario, and its difference to the first. `runs` are the central runs.
pub fn comparison(outcome: &Outcome<'_>, runs: &[Central]) -> Table {
    let mut table = Table::new(&[
        "series",
        "place",
        "unit",
        "year",
        "scenario",
        "against",
        "central",
        "mean",
        "sd",
        "p05",
        "p10",
        "p25",
        "p50",
        "p75",
        "p90",
        "p95",
        "se_mean",
        "se_p50",
        "p_below",
        "p_below_low",
        "p_below_high",
        "p_equal",
        "draws",
    ]);
    let ids = scenario_ids(&outcome.study.models);
    for series in 0..outcome.study.shared.series.len() {
        let head = head(outcome, series);
        for year in outcome.study.shared.years() {
            let start = |side: usize, against: &str| {
                let [name, place, unit] = head.clone();
                vec![name, place, unit, year.to_string(), ids[side].clone(), against.to_owned()]
            };
            for (side, run) in runs.iter().enumerate() {
                if let Some((at, summary)) = own(outcome, side, series, year) {
                    let t = outcome.study.models[side].scenario.horizon.index(year).unwrap_or_default();
                    let mut row = start(side, "");
                    row.extend(statistics(run.series[at][t], summary));
                    row.extend([const { String::new() }; 4]);
                    row.push(outcome.draws(side).to_string());
                    table.row(row);
                }
                let difference = Row::Difference(side, Reading::at(series, year));
                if let Some(found) = outcome.found(difference) {
                    let mut row = start(side, &ids[0]);
                    row.extend(statistics(found.central, &found.summary));
                    row.extend(chances(found));
                    table.row(row);
                }
            }
        }
    }
    table
}

/// Central value, mean, spread, quantiles, standard errors of mean and median.
fn statistics(central: f64, summary: &Summary) -> Vec<String> {
    let of_draws = [summary.mean, summary.sd].into_iter().chain(summary.quantiles);
    let errors = [summary.mean_error, summary.quantile_errors[3]];
    [central].into_iter().chain(of_draws).chain(errors).map(number).collect()
}

/// Probability of lying below, its interval, probability of being equal, draws.
fn chances(found: &Found) -> [String; 5] {
    let Share { draws, .. } = found.below;
    let (low, high) = found.below.interval();
    let [below, equal] = [found.below, found.zero].map(|share| number(share.probability()));
    [below, number(low), number(high), equal, draws.to_string()]
}

/// Peaks of CO2 and energy, CO2 added up, totals and intensities of energy and CO2, and the differences to the first.
pub fn boards(outcome: &Outcome<'_>, runs: &[Central]) -> Table {
    let mut table = Table::new(&[
        "board",
        "quantity",
        "series",
        "place",
        "unit",
        "from",
        "year",
        "scenario",
        "against",
        "central",
        "p05",
        "p25",
        "p50",
        "p75",
        "p95",
        "se_p50",
        "probability",
        "p_low",
        "p_high",
        "draws",
    ]);
    let ids = scenario_ids(&outcome.study.models);
    for (series, reading) in outcome.study.boards() {
        for (side, id) in ids.iter().enumerate() {
            let rows = [(Row::Value(side, reading), ""), (Row::Difference(side, reading), ids[0].as_str())];
            for (row, against) in rows {
                let Some(found) = outcome.found(row) else { continue };
                let mut cells = board_head(outcome, series, reading);
                cells.extend([id.clone(), against.to_owned(), number(found.central)]);
                cells.extend(of_board(&found.summary));
                cells.extend([const { String::new() }; 3]);
                cells.push(found.below.draws.to_string());
                table.row(cells);
            }
            if let (Reading::PeakYear { .. }, Some(board)) = (reading, peak_board(outcome, side, series)) {
                table.row(peaked_by(outcome, series, id, board));
                let against = peaked_by_against(outcome, series, [id, &ids[0]], side);
                against.into_iter().for_each(|cells| table.row(cells));
            }
        }
    }
    double_control(outcome, runs, &ids, &mut table);
    table
}

/// Totals and intensities of energy and CO2 in the chosen years.
fn double_control(outcome: &Outcome<'_>, runs: &[Central], ids: &[String], table: &mut Table) {
    for series in outcome.study.double_control() {
        for &year in &outcome.study.years {
            for side in 0..ids.len() {
                let own = own(outcome, side, series, year);
                let t = outcome.study.models[side].scenario.horizon.index(year).unwrap_or_default();
                let value = own.map(|(at, summary)| (runs[side].series[at][t], summary, outcome.draws(side)));
                let found = outcome.found(Row::Difference(side, Reading::at(series, year)));
                let difference = found.map(|found| (found.central, &found.summary, found.below.draws));
                for (of, against) in [(value, ""), (difference, ids[0].as_str())] {
                    let Some((central, summary, draws)) = of else { continue };
                    let [name, place, unit] = head(outcome, series);
                    let mut cells = vec!["double-control".to_owned(), "value".to_owned(), name, place, unit];
                    cells.extend([String::new(), year.to_string(), ids[side].clone()]);
                    cells.extend([against.to_owned(), number(central)]);
                    cells.extend(of_board(summary));
                    cells.extend([const { String::new() }; 3]);
                    cells.push(draws.to_string());
                    table.row(cells);
                }
            }
        }
    }
}

/// Board, quantity, series, place, unit, first and last year of a reading.
fn board_head(outcome: &Outcome<'_>, series: usize, reading: Reading) -> Vec<String> {
    let [name, place, unit] = head(outcome, series);
    let (board, quantity, unit, years) = match reading {
        Reading::Sum { from, to, .. } => ("cumulative", "sum", unit, [from.to_string(), to.to_string()]),
        Reading::PeakYear { .. } => {
            ("peak", "peak-year", Dimension::DURATION.to_string(), [const { String::new() }; 2])
        }
        Reading::PeakLevel { .. } => ("peak", "peak-level", unit, [const { String::new() }; 2]),
        Reading::PeakedBy { year, .. } => {
            ("peak", "peaked-by", Dimension::SHARE.to_string(), [String::new(), year.to_string()])
        }
    };
    let head = [board.to_owned(), quantity.to_owned(), name, place, unit];
    head.into_iter().chain(years).collect()
}

/// 5, 25, 50, 75 and 95 %, and the standard error of the median.
fn of_board(summary: &Summary) -> [String; 6] {
    let [low, quarter, half, three, high] = [0, 2, 3, 4, 6].map(|q| number(summary.quantiles[q]));
    [low, quarter, half, three, high, number(summary.quantile_errors[3])]
}

/// Peaks of every scenario, as `run` tells them. `runs` are the central runs.
pub fn compared_peaks(outcome: &Outcome<'_>, runs: &[Central]) -> Table {
    let head: Vec<&str> = std::iter::once("scenario").chain(PEAK_COLUMNS).collect();
    let mut table = Table::new(&head);
    let models = &outcome.study.models;
    for (side, id) in scenario_ids(models).into_iter().enumerate() {
        let ensemble = Some(&outcome.compared.ensembles[side]);
        let results = Results { model: models[side], central: &runs[side], ensemble };
        for row in peak_rows(&results) {
            table.row(std::iter::once(id.clone()).chain(row).collect());
        }
    }
    table
}

/// Peaks of a shared series over the draws of a scenario.
pub fn peak_board<'o>(outcome: &'o Outcome<'_>, side: usize, series: usize) -> Option<&'o PeakBoard> {
    let at = outcome.study.shared.series[series][side];
    let boards = outcome.compared.ensembles[side].peaks.iter();
    boards.into_iter().find(|board| board.series == at && board.draws() > 0)
}

/// The probability of having peaked by the nation's year.
fn peaked_by(outcome: &Outcome<'_>, series: usize, id: &str, board: &PeakBoard) -> Vec<String> {
    let [name, place, _] = head(outcome, series);
    let known = PEAK_BY.0 >= board.base && PEAK_BY.0 < board.base + board.by_year.len() as i32;
    let t = (PEAK_BY.0 - board.base).max(0) as usize;
    let hits = board.by_year.iter().take(t + 1).sum();
    let replicated = outcome.compared.ensembles[0].design.method.is_replicated();
    let error = board.errors.get(t).copied().unwrap_or(f64::NAN);
    let interval = known.then(|| interval_of(hits, board.draws(), error, replicated));
    let mut cells = ["peak", "peaked-by", &name, &place, "1", "", &PEAK_BY.to_string(), id, "", ""]
        .map(str::to_owned)
        .to_vec();
    cells.extend([const { String::new() }; 6]);
    cells.push(maybe(known.then(|| board.by(PEAK_BY.0))));
    cells.extend([maybe(interval.map(|i| i.0)), maybe(interval.map(|i| i.1)), board.draws().to_string()]);
    cells
}

/// How far that probability lies above the first scenario's, over the draws of both.
fn peaked_by_against(
    outcome: &Outcome<'_>,
    series: usize,
    of: [&str; 2],
    side: usize,
) -> Option<Vec<String>> {
    let reading = Reading::PeakedBy { series, year: PEAK_BY };
    let found = outcome.found(Row::Difference(side, reading))?;
    let mut cells = board_head(outcome, series, reading);
    cells.extend([of[0].to_owned(), of[1].to_owned(), number(found.central)]);
    cells.extend([const { String::new() }; 6]);
    let (low, high) = found.mean_interval();
    cells.extend([found.summary.mean, low, high].map(number));
    cells.push(found.below.draws.to_string());
    Some(cells)
}

/// How far every scenario lies from the best of each draw.
pub fn regrets(outcome: &Outcome<'_>) -> Table {
    let mut table = Table::new(&[
        "series",
        "place",
        "unit",
        "from",
        "year",
        "best",
        "scenario",
        "central",
        "mean",
        "p50",
        "p95",
        "p_best",
        "p_best_low",
        "p_best_high",
        "draws",
    ]);
    let ids = scenario_ids(&outcome.study.models);
    let best = match outcome.study.best {
        Best::Lowest => "lowest",
        Best::Highest => "highest",
    };
    for &(year, reading) in &outcome.study.regrets {
        let Reading::Sum { series, from, .. } = reading else { continue };
        for (side, id) in ids.iter().enumerate() {
            let Some(found) = outcome.found(Row::Regret(side, reading, outcome.study.best)) else { continue };
            let (low, high) = found.zero.interval();
            let mut cells = head(outcome, series).to_vec();
            cells.extend([from.to_string(), year.to_string(), best.to_owned(), id.clone()]);
            let summary = &found.summary;
            let numbers = [found.central, summary.mean, summary.quantiles[3], summary.quantiles[6]];
            cells.extend(numbers.map(number));
            cells.extend([found.zero.probability(), low, high].map(number));
            cells.push(found.zero.draws.to_string());
            table.row(cells);
        }
    }
    table
}
