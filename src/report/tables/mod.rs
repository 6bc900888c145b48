//! Result tables as CSV: UTF-8 without a byte-order mark, English headers, canonical units.

mod abatement;
mod audit;
mod books;
mod checks;
mod compare;
mod decomposition;
mod difference;
mod draws;
mod events;
mod fleet;
mod hindcast;
pub mod read;
mod sensitivity;
mod series;
mod sweep;
mod targets;

pub use abatement::abatement;
pub use compare::{
    boards, compared_peaks, compared_targets, comparison, own, peak_board, regrets, scenario_ids,
};
pub use decomposition::{changes, changes_by_process};
pub use difference::{differences, differences_json};
pub use draws::{DrawRows, inputs as draw_inputs};
pub use hindcast::{compared as hindcast_compared, scores as hindcast_scores, values as hindcast_values};
pub use sensitivity::{factors as sensitivity_factors, outcome_dimension, outcome_name, sensitivity};
pub use series::series as all_series;
pub use sweep::{sweep, swept_name};
pub use targets::{TargetResult, target_results};

use std::borrow::Cow;

use crate::domain::Place;
use crate::ensemble::Ensemble;
use crate::model::series::place_id;
use crate::model::{Model, Series};
use crate::report::text::Lang;
use crate::simulation::Central;

/// Everything that a run leaves behind.
#[derive(Clone, Copy, Debug)]
pub struct Results<'a> {
    /// What was run.
    pub model: &'a Model,
    /// The run of the written values.
    pub central: &'a Central,
    /// The ensemble, if there were draws.
    pub ensemble: Option<&'a Ensemble>,
}

impl Results<'_> {
    /// A central value of a series.
    pub fn central_at(&self, series: usize, year: usize) -> f64 {
        self.central.series[series][year]
    }

    /// Id of a place.
    pub fn place(&self, place: Place) -> &str {
        place_id(&self.model.scenario, place)
    }
}

/// All tables of a run, each with its file name. Titles and explanations are in `lang`; everything
/// that a program may look for is the same in every language.
///
/// # Errors
/// When the CSV writer fails, which memory does not.
pub fn all(results: &Results<'_>, lang: Lang) -> Result<Vec<(String, Vec<u8>)>, csv::Error> {
    let mut tables = vec![
        ("series.csv", series::series(results)),
        ("targets.csv", targets::targets(results, lang)),
        ("peaks.csv", targets::peaks(results)),
        ("ledger.csv", books::entries(results)),
        ("ledger_balance.csv", books::balances(results)),
        ("events.csv", events::events(results)),
        ("units.csv", fleet::units(results)),
        ("projects.csv", fleet::projects(results)),
        ("constraints.csv", checks::constraints(results)),
        ("audit.csv", audit::findings(results)),
        ("closure.csv", checks::closures(results, lang)),
        ("calibration.csv", checks::calibration(results)),
        ("limits.csv", checks::limits(results)),
    ];
    if results.ensemble.is_some() {
        tables.push(("quantiles.csv", series::quantiles(results)));
    }
    tables.extend(draws::failed(results).map(|table| ("failed_draws.csv", table)));
    if !results.model.parameters.groups.is_empty() {
        tables.push(("correlations.csv", checks::correlations(results)));
    }
    tables.extend(hindcast::hindcast(results).map(|table| ("hindcast.csv", table)));
    tables.into_iter().map(|(name, table)| Ok((name.to_owned(), table.csv()?))).collect()
}

/// A table in memory.
#[derive(Clone, Debug)]
pub struct Table {
    header: Vec<&'static str>,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// A table with its header.
    pub fn new(header: &[&'static str]) -> Table {
        Table { header: header.to_vec(), rows: Vec::new() }
    }

    /// Adds a row of as many cells as the header has.
    pub fn row(&mut self, cells: Vec<String>) {
        debug_assert_eq!(cells.len(), self.header.len());
        self.rows.push(cells);
    }

    /// The table as CSV.
    ///
    /// # Errors
    /// When the writer fails.
    pub fn csv(&self) -> Result<Vec<u8>, csv::Error> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(&self.header)?;
        for row in &self.rows {
            for cell in row {
                writer.write_field(guarded(cell).as_ref())?;
            }
            writer.write_record(None::<&[u8]>)?;
        }
        writer.into_inner().map_err(|e| csv::Error::from(e.into_error()))
    }

    /// Keeps the rows that hold a text somewhere, in any case.
    pub fn keep(&mut self, text: &str) {
        let wanted = text.to_lowercase();
        self.rows.retain(|row| row.iter().any(|cell| cell.to_lowercase().contains(&wanted)));
    }

    /// The header and the rows, for other ways of showing them.
    pub fn parts(&self) -> (&[&'static str], &[Vec<String>]) {
        (&self.header, &self.rows)
    }
}

/// The shortest text that reads back as the same number; empty where undefined.
pub fn number(value: f64) -> String {
    match value.abs() {
        size if !size.is_finite() => String::new(),
        0.0 => "0".to_owned(),
        size if !(1e-5..1e17).contains(&size) => format!("{value:e}"),
        _ => format!("{value}"),
    }
}

/// A cell of CSV that no spreadsheet takes for a formula: a text that begins as one has an apostrophe put before it. A
/// number and a lone sign are none.
pub fn guarded(cell: &str) -> Cow<'_, str> {
    let begins = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let is_sign = cell.chars().nth(1).is_none();
    if !begins || is_sign || cell.parse::<f64>().is_ok_and(f64::is_finite) {
        return Cow::Borrowed(cell);
    }
    Cow::Owned(format!("'{cell}"))
}

/// A number that may not be there.
fn maybe(value: Option<f64>) -> String {
    value.map_or_else(String::new, number)
}

/// Name and place of a series, as every table has them.
fn named(results: &Results<'_>, series: &Series) -> [String; 2] {
    [results.place(series.place).to_owned(), series.name.clone()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_back() {
        for value in [0.1 + 0.2, 34_522_300.0, 1e-17, -1.5e-9, 1e300, 0.0] {
            assert_eq!(number(value).parse::<f64>(), Ok(value));
        }
        assert_eq!((number(f64::NAN), number(-0.0)), (String::new(), "0".to_owned()));
    }

    #[test]
    fn formulas_are_guarded_and_numbers_are_not() {
        for text in ["=1+1", "+a", "-b", "@SUM(1)", "\t=1", "-1+2"] {
            assert_eq!(guarded(text), format!("'{text}"));
        }
        for text in ["-5", "+1e-7", "=", "-", "a=b", "", "≥ 20 %"] {
            assert_eq!(guarded(text), text);
        }
    }

    #[test]
    fn cells_with_commas_are_quoted() {
        let mut table = Table::new(&["a", "b"]);
        table.row(vec!["x, y".into(), "1".into()]);
        assert_eq!(table.csv().unwrap(), b"a,b\n\"x, y\",1\n");
    }
}
