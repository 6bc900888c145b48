//! The points of a sweep, as its tables tell them.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{Files, ReadError, hits_of, holds, or_none, rows};
use crate::analysis::chance::Chance;
use crate::analysis::sweep::{CellSpread, Drawn, Plan, PointResult};
use crate::model::Model;
use crate::model::series::place_id;

const POINTS: &str = "points.csv";
const CELLS: &str = "sweep.csv";
const PEAKS: &str = "peaks.csv";
const TARGETS: &str = "targets.csv";

#[derive(Deserialize)]
struct PointRow {
    point: usize,
    status: String,
    reason: String,
    draws: Option<u64>,
    failed_draws: Option<u64>,
}

#[derive(Deserialize)]
struct CellRow {
    point: usize,
    place: String,
    series: String,
    year: i32,
    value: Option<f64>,
    mean: Option<f64>,
    sd: Option<f64>,
    p05: Option<f64>,
    p25: Option<f64>,
    p50: Option<f64>,
    p75: Option<f64>,
    p95: Option<f64>,
}

#[derive(Deserialize)]
struct PeakRow {
    point: usize,
    place: String,
    series: String,
    peak_year: Option<f64>,
    by: i32,
    probability: Option<f64>,
}

#[derive(Deserialize)]
struct TargetRow {
    point: usize,
    target: String,
    value: Option<f64>,
    attained: bool,
    probability: Option<f64>,
    p05: Option<f64>,
    p50: Option<f64>,
    p95: Option<f64>,
}

/// Every point of a sweep. Errors of probabilities, and mean, spread and quartiles of what targets read, are not told: no
/// numbers.
///
/// # Errors
/// When a table is not as this sweep writes it.
pub fn points(
    plan: &Plan<'_>,
    model: &Model,
    files: &Files,
) -> Result<BTreeMap<usize, PointResult>, ReadError> {
    let points: Vec<PointRow> = rows(files, POINTS)?;
    let mut told = Told {
        plan,
        model,
        cells: rows::<CellRow>(files, CELLS)?.into_iter().enumerate(),
        peaks: rows::<PeakRow>(files, PEAKS)?.into_iter().enumerate(),
        targets: rows::<TargetRow>(files, TARGETS)?.into_iter().enumerate(),
    };
    if points.len() != plan.input.points.len() {
        let why = format!("it has {} points, not {}", points.len(), plan.input.points.len());
        return Err(ReadError::new(POINTS, why));
    }
    let mut results = BTreeMap::new();
    for (at, row) in points.into_iter().enumerate() {
        if row.point != at + 1 {
            return Err(ReadError::row(POINTS, at, &format!("point {}", at + 1)));
        }
        let result = match row.status.as_str() {
            "done" => told.point(&row)?,
            _ => PointResult { reason: Some(row.reason), ..PointResult::default() },
        };
        results.insert(at, result);
    }
    Ok(results)
}

/// The rows that are still to be read.
struct Told<'a> {
    plan: &'a Plan<'a>,
    model: &'a Model,
    cells: std::iter::Enumerate<std::vec::IntoIter<CellRow>>,
    peaks: std::iter::Enumerate<std::vec::IntoIter<PeakRow>>,
    targets: std::iter::Enumerate<std::vec::IntoIter<TargetRow>>,
}

impl Told<'_> {
    /// A point that came to numbers; its rows follow each other in every table.
    fn point(&mut self, row: &PointRow) -> Result<PointResult, ReadError> {
        let (mut central, mut spreads) = (Vec::new(), Vec::new());
        self.cells(row.point, &mut central, &mut spreads)?;
        let peaked = self.peaks(row, &mut central)?;
        let (attained, targets) = self.targets(row, &mut central)?;
        let drawn = row.draws.map(|draws| Drawn {
            draws,
            failed: row.failed_draws.unwrap_or_default(),
            cells: spreads,
            peaked,
            attained,
            targets,
        });
        Ok(PointResult { central, drawn, reason: None })
    }

    fn cells(
        &mut self,
        point: usize,
        central: &mut Vec<f64>,
        spreads: &mut Vec<CellSpread>,
    ) -> Result<(), ReadError> {
        let told = &self.plan.told;
        for &series in &told.series {
            for &t in &told.years {
                let year = self.model.scenario.horizon.year(t).0;
                let row = next(CELLS, point, &mut self.cells, |row| {
                    row.point == point
                        && row.year == year
                        && is_series(self.model, series, &row.place, &row.series)
                })?;
                central.push(or_none(row.value));
                spreads.push(CellSpread {
                    mean: or_none(row.mean),
                    deviation: or_none(row.sd),
                    quantiles: [row.p05, row.p25, row.p50, row.p75, row.p95].map(or_none),
                });
            }
        }
        Ok(())
    }

    fn peaks(&mut self, of: &PointRow, central: &mut Vec<f64>) -> Result<Vec<Vec<Chance>>, ReadError> {
        let told = &self.plan.told;
        let mut boards = Vec::new();
        for &series in &told.boards {
            let (mut board, mut peak) = (Vec::new(), None);
            for &t in &told.years {
                let by = self.model.scenario.horizon.year(t).0;
                let row = next(PEAKS, of.point, &mut self.peaks, |row| {
                    row.point == of.point
                        && row.by == by
                        && is_series(self.model, series, &row.place, &row.series)
                })?;
                peak = row.peak_year;
                board.push(self.chance(row.probability, of));
            }
            central.push(or_none(peak));
            boards.push(board);
        }
        Ok(boards)
    }

    fn targets(
        &mut self,
        of: &PointRow,
        central: &mut Vec<f64>,
    ) -> Result<(Vec<Chance>, Vec<CellSpread>), ReadError> {
        let (mut chances, mut spreads, mut attained) = (Vec::new(), Vec::new(), Vec::new());
        for target in &self.model.scenario.targets {
            let row = next(TARGETS, of.point, &mut self.targets, |row| {
                row.point == of.point && holds(&row.target, &target.id)
            })?;
            central.push(or_none(row.value));
            attained.push(f64::from(u8::from(row.attained)));
            chances.push(self.chance(row.probability, of));
            spreads.push(CellSpread {
                mean: f64::NAN,
                deviation: f64::NAN,
                quantiles: [row.p05, None, row.p50, None, row.p95].map(or_none),
            });
        }
        central.extend(attained);
        Ok((chances, spreads))
    }

    fn chance(&self, probability: Option<f64>, of: &PointRow) -> Chance {
        let draws = of.draws.unwrap_or_default();
        Chance {
            hits: hits_of(probability, draws),
            draws,
            error: f64::NAN,
            replicated: self.plan.design.method.is_replicated(),
        }
    }
}

fn is_series(model: &Model, series: usize, place: &str, name: &str) -> bool {
    let of = &model.series[series];
    holds(name, &of.name) && holds(place, place_id(&model.scenario, of.place))
}

/// The next row of a table, if it is one of the point and what is expected.
fn next<T>(
    table: &str,
    point: usize,
    rows: &mut impl Iterator<Item = (usize, T)>,
    is_it: impl Fn(&T) -> bool,
) -> Result<T, ReadError> {
    match rows.next() {
        Some((_, row)) if is_it(&row) => Ok(row),
        Some((at, _)) => Err(ReadError::row(table, at, &format!("point {point}"))),
        None => Err(ReadError::new(table, format!("it has no more rows, and point {point} lacks some"))),
    }
}
