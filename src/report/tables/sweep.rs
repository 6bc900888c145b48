//! Tables of a sweep: a column for each axis, a row a point and what is told of it.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::{guarded, number};
use crate::analysis::chance::Chance;
use crate::analysis::sweep::{Drawn, Plan, PointResult};
use crate::model::Model;
use crate::model::series::place_id;

/// Points whose rows are written one after the other.
const SIDE_BY_SIDE: usize = 32;

/// The name of a point's setting in a table: the value of an axis, or nothing where it is as the scenario has it.
pub fn swept_name(plan: &Plan<'_>, point: &[Option<usize>], axis: usize) -> String {
    point[axis].map_or_else(String::new, |value| plan.input.axes[axis].values[value].clone())
}

/// All tables of a sweep, each with its file name: points, series, peaks, targets.
///
/// # Errors
/// When the CSV writer fails, which memory does not.
pub fn sweep(
    plan: &Plan<'_>,
    model: &Model,
    results: &BTreeMap<usize, PointResult>,
) -> Result<Vec<(String, Vec<u8>)>, csv::Error> {
    let tables = Tables { plan, model, results };
    Ok(vec![
        ("points.csv".to_owned(), tables.points()?),
        ("sweep.csv".to_owned(), tables.series()?),
        ("peaks.csv".to_owned(), tables.peaks()?),
        ("targets.csv".to_owned(), tables.targets()?),
    ])
}

struct Tables<'a> {
    plan: &'a Plan<'a>,
    model: &'a Model,
    results: &'a BTreeMap<usize, PointResult>,
}

impl Tables<'_> {
    fn has_draws(&self) -> bool {
        self.plan.design.draws > 0
    }

    /// A table: the point and its axes, then `more` and, where there are draws, `of_draws`; `rows` writes those of a point.
    /// Points are written side by side, some at a time.
    fn table(
        &self,
        more: &[&str],
        of_draws: &[&str],
        rows: impl Fn(&mut Rows, &PointResult) -> Result<(), csv::Error> + Sync,
    ) -> Result<Vec<u8>, csv::Error> {
        let axes = self.plan.input.axes.iter().map(|axis| axis.address.as_str());
        let of_draws = of_draws.iter().filter(|_| self.has_draws());
        let head = std::iter::once("point").chain(axes).chain(more.iter().chain(of_draws).copied());
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(head)?;
        let mut bytes = finished(writer)?;
        let points: Vec<(&usize, &PointResult)> = self.results.iter().collect();
        let some = |points: &[(&usize, &PointResult)]| {
            let mut table = Rows { writer: csv::Writer::from_writer(Vec::new()), point: Vec::new() };
            for (point, result) in points {
                table.point = self.first(**point);
                rows(&mut table, result)?;
            }
            finished(table.writer)
        };
        let parts: Vec<_> = points.par_chunks(SIDE_BY_SIDE).map(some).collect::<Result<_, csv::Error>>()?;
        parts.iter().for_each(|part| bytes.extend_from_slice(part));
        Ok(bytes)
    }

    /// The first cells of every row of a point.
    fn first(&self, point: usize) -> Vec<String> {
        let values = &self.plan.input.points[point];
        let axes = (0..values.len()).map(|axis| swept_name(self.plan, values, axis));
        std::iter::once((point + 1).to_string()).chain(axes).map(|cell| guarded(&cell).into_owned()).collect()
    }

    fn points(&self) -> Result<Vec<u8>, csv::Error> {
        self.table(&["status", "reason"], &["draws", "failed_draws"], |rows, result| {
            let status = if result.reason.is_some() { "failed" } else { "done" };
            let mut row = vec![status.to_owned(), result.reason.clone().unwrap_or_default()];
            if self.has_draws() {
                let of_draws = |of: fn(&Drawn) -> u64| {
                    result.drawn.as_ref().map_or_else(String::new, |drawn| of(drawn).to_string())
                };
                row.extend([of_draws(|drawn| drawn.draws), of_draws(|drawn| drawn.failed)]);
            }
            rows.write(&[], row)
        })
    }

    fn named(&self, series: usize) -> [String; 2] {
        let series = &self.model.series[series];
        [place_id(&self.model.scenario, series.place).to_owned(), series.name.clone()]
    }

    fn series(&self) -> Result<Vec<u8>, csv::Error> {
        let told = &self.plan.told;
        let cell = |&series: &usize| {
            let [place, name] = self.named(series);
            let unit = self.model.series[series].dimension.to_string();
            let year = |&t: &usize| self.model.scenario.horizon.year(t).0.to_string();
            told.years.iter().map(move |t| [place.clone(), name.clone(), unit.clone(), year(t)])
        };
        let cells: Vec<[String; 4]> = told.series.iter().flat_map(cell).collect();
        let of_draws = ["mean", "sd", "p05", "p25", "p50", "p75", "p95"];
        self.table(&["place", "series", "unit", "year", "value"], &of_draws, |rows, result| {
            for (at, cell) in cells.iter().enumerate().filter(|_| result.reason.is_none()) {
                let spread = result.drawn.iter().map(|drawn| &drawn.cells[at]);
                let numbers = spread.flat_map(|s| [s.mean, s.deviation].into_iter().chain(s.quantiles));
                rows.write(cell, std::iter::once(result.central[at]).chain(numbers).map(number))?;
            }
            Ok(())
        })
    }

    fn peaks(&self) -> Result<Vec<u8>, csv::Error> {
        let told = &self.plan.told;
        let named: Vec<[String; 2]> = told.boards.iter().map(|&series| self.named(series)).collect();
        let (more, of_draws) =
            (["place", "series", "peak_year", "by", "peaked"], ["probability", "low", "high"]);
        self.table(&more, &of_draws, |rows, result| {
            for (board, named) in named.iter().enumerate().filter(|_| result.reason.is_none()) {
                let peak = result.central[told.cells() + board];
                for (at, &year) in told.years.iter().enumerate() {
                    let by = self.model.scenario.horizon.year(year).0;
                    let mut row = vec![number(peak), by.to_string(), (peak <= f64::from(by)).to_string()];
                    row.extend(result.drawn.iter().flat_map(|drawn| chance(&drawn.peaked[board][at])));
                    rows.write(named, row)?;
                }
            }
            Ok(())
        })
    }

    fn targets(&self) -> Result<Vec<u8>, csv::Error> {
        let (told, scenario) = (&self.plan.told, &self.model.scenario);
        let first = told.cells() + told.boards.len();
        let of_draws = ["probability", "low", "high", "p05", "p50", "p95"];
        self.table(&["target", "unit", "value", "attained"], &of_draws, |rows, result| {
            for (at, target) in scenario.targets.iter().enumerate().filter(|_| result.reason.is_none()) {
                let named = [target.id.clone(), scenario.leaf(target.value).dimension.to_string()];
                let attained = result.central[first + told.targets + at] > 0.0;
                let mut row = vec![number(result.central[first + at]), attained.to_string()];
                if let Some(drawn) = &result.drawn {
                    row.extend(chance(&drawn.attained[at]));
                    row.extend([0, 2, 4].map(|q| number(drawn.targets[at].quantiles[q])));
                }
                rows.write(&named, row)?;
            }
            Ok(())
        })
    }
}

/// Rows of some points.
struct Rows {
    writer: csv::Writer<Vec<u8>>,
    /// The first cells of the rows of a point.
    point: Vec<String>,
}

impl Rows {
    /// A row of the point: what names it, then numbers and words of the program.
    fn write(&mut self, named: &[String], row: impl IntoIterator<Item = String>) -> Result<(), csv::Error> {
        self.point.iter().try_for_each(|cell| self.writer.write_field(cell))?;
        named.iter().try_for_each(|cell| self.writer.write_field(guarded(cell).as_ref()))?;
        row.into_iter().try_for_each(|cell| self.writer.write_field(guarded(&cell).as_ref()))?;
        self.writer.write_record(None::<&[u8]>)
    }
}

fn finished(writer: csv::Writer<Vec<u8>>) -> Result<Vec<u8>, csv::Error> {
    writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))
}

/// A probability and its 95 % interval.
fn chance(chance: &Chance) -> [String; 3] {
    let (low, high) = chance.interval();
    [chance.probability(), low, high].map(number)
}
