//! Tables of a sweep: a column for each axis, a row a point and what is told of it.

use std::collections::BTreeMap;

use super::number;
use crate::analysis::sweep::{PointResult, Sweep};
use crate::ensemble::error::interval_of;
use crate::model::Model;
use crate::model::series::place_id;

/// A table whose columns are not known before.
struct Wide {
    rows: Vec<Vec<String>>,
}

impl Wide {
    fn csv(&self) -> Result<Vec<u8>, csv::Error> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        self.rows.iter().try_for_each(|row| writer.write_record(row))?;
        writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))
    }
}

/// The name of a point's setting in a table: the value of an axis, or nothing where it is as the scenario has it.
pub fn swept_name(sweep: &Sweep<'_>, point: &[Option<usize>], axis: usize) -> String {
    point[axis].map_or_else(String::new, |value| sweep.input.axes[axis].values[value].clone())
}

/// All tables of a sweep, each with its file name: points, series, peaks, targets.
///
/// # Errors
/// When the CSV writer fails, which memory does not.
pub fn sweep(
    sweep: &Sweep<'_>,
    model: &Model,
    results: &BTreeMap<usize, PointResult>,
) -> Result<Vec<(String, Vec<u8>)>, csv::Error> {
    let tables = Tables { sweep, model, results };
    Ok(vec![
        ("points.csv".to_owned(), tables.points().csv()?),
        ("sweep.csv".to_owned(), tables.series().csv()?),
        ("peaks.csv".to_owned(), tables.peaks().csv()?),
        ("targets.csv".to_owned(), tables.targets().csv()?),
    ])
}

struct Tables<'a> {
    sweep: &'a Sweep<'a>,
    model: &'a Model,
    results: &'a BTreeMap<usize, PointResult>,
}

impl Tables<'_> {
    fn has_draws(&self) -> bool {
        self.sweep.design.draws > 0
    }

    /// A header: the point, its axes, and more.
    fn start(&self, more: &[&str], of_draws: &[&str]) -> Wide {
        let axes = self.sweep.input.axes.iter().map(|axis| axis.address.clone());
        let head = std::iter::once("point".to_owned()).chain(axes);
        let of_draws = of_draws.iter().filter(|_| self.has_draws());
        let head = head.chain(more.iter().chain(of_draws).map(|name| (*name).to_owned()));
        Wide { rows: vec![head.collect()] }
    }

    /// The first cells of every row of a point.
    fn first(&self, point: usize) -> Vec<String> {
        let values = &self.sweep.input.points[point];
        let axes = (0..values.len()).map(|axis| swept_name(self.sweep, values, axis));
        std::iter::once((point + 1).to_string()).chain(axes).collect()
    }

    /// Points that came to something.
    fn done(&self) -> impl Iterator<Item = (usize, &PointResult)> {
        self.results.iter().filter(|(_, result)| result.reason.is_none()).map(|(at, result)| (*at, result))
    }

    fn points(&self) -> Wide {
        let mut table = self.start(&["status", "reason"], &["draws", "failed_draws"]);
        for (&point, result) in self.results {
            let mut row = self.first(point);
            let status = if result.reason.is_some() { "failed" } else { "done" };
            row.extend([status.to_owned(), result.reason.clone().unwrap_or_default()]);
            if self.has_draws() {
                let drawn = result.drawn.as_ref();
                row.push(drawn.map_or_else(String::new, |drawn| drawn.draws.to_string()));
                row.push(drawn.map_or_else(String::new, |drawn| drawn.failed.to_string()));
            }
            table.rows.push(row);
        }
        table
    }

    fn named(&self, series: usize) -> [String; 2] {
        let series = &self.model.series[series];
        [place_id(&self.model.scenario, series.place).to_owned(), series.name.clone()]
    }

    fn series(&self) -> Wide {
        let of_draws = ["mean", "sd", "p05", "p25", "p50", "p75", "p95"];
        let mut table = self.start(&["place", "series", "unit", "year", "value"], &of_draws);
        let told = &self.sweep.told;
        for (point, result) in self.done() {
            for cell in 0..told.cells() {
                let (series, year) =
                    (told.series[cell / told.years.len()], told.years[cell % told.years.len()]);
                let mut row = self.first(point);
                row.extend(self.named(series));
                row.push(self.model.series[series].dimension.to_string());
                row.push(self.model.scenario.horizon.year(year).0.to_string());
                row.push(number(result.central[cell]));
                if let Some(drawn) = &result.drawn {
                    let spread = &drawn.cells[cell];
                    let numbers = [spread.mean, spread.deviation].into_iter().chain(spread.quantiles);
                    row.extend(numbers.map(number));
                }
                table.rows.push(row);
            }
        }
        table
    }

    fn peaks(&self) -> Wide {
        let of_draws = ["probability", "low", "high"];
        let mut table = self.start(&["place", "series", "peak_year", "by", "peaked"], &of_draws);
        let told = &self.sweep.told;
        for (point, result) in self.done() {
            for (board, &series) in told.boards.iter().enumerate() {
                let peak = result.central[told.cells() + board];
                for (at, &year) in told.years.iter().enumerate() {
                    let by = self.model.scenario.horizon.year(year).0;
                    let mut row = self.first(point);
                    row.extend(self.named(series));
                    row.extend([number(peak), by.to_string(), (peak <= f64::from(by)).to_string()]);
                    if let Some(drawn) = &result.drawn {
                        row.extend(chance(drawn.peaked[board][at], drawn.draws));
                    }
                    table.rows.push(row);
                }
            }
        }
        table
    }

    fn targets(&self) -> Wide {
        let of_draws = ["probability", "low", "high", "p05", "p50", "p95"];
        let mut table = self.start(&["target", "unit", "value", "attained"], &of_draws);
        let told = &self.sweep.told;
        let (first, scenario) = (told.cells() + told.boards.len(), &self.model.scenario);
        for (point, result) in self.done() {
            for (at, target) in scenario.targets.iter().enumerate() {
                let mut row = self.first(point);
                let attained = result.central[first + told.targets + at] > 0.0;
                row.extend([target.id.clone(), scenario.leaf(target.value).dimension.to_string()]);
                row.extend([number(result.central[first + at]), attained.to_string()]);
                if let Some(drawn) = &result.drawn {
                    row.extend(chance(drawn.attained[at], drawn.draws));
                    row.extend([0, 2, 4].map(|q| number(drawn.targets[at].quantiles[q])));
                }
                table.rows.push(row);
            }
        }
        table
    }
}

/// A probability and its 95 % interval (Wilson).
fn chance(hits: u64, draws: u64) -> [String; 3] {
    let (low, high) = interval_of(hits, draws, 0.0, false);
    [hits as f64 / draws as f64, low, high].map(number)
}
