//! Tables read back: what a command found as the tables of its folder tell it.

mod abatement;
mod compare;
mod decomposition;
mod hindcast;
mod sensitivity;
mod sweep;

use std::collections::{BTreeMap, HashMap};
use std::fmt;

use serde::Deserialize;
use serde::de::DeserializeOwned;

pub use abatement::curve;
pub use compare::comparison;
pub use decomposition::parts;
pub use hindcast::hits;
pub use sensitivity::{factor_names, findings};
pub use sweep::points;

use super::guarded;
use crate::ensemble::peak::PeakBoard;
use crate::ensemble::quantile::Summary;
use crate::ensemble::target::Attainment;
use crate::ensemble::{BindingCounts, Ensemble};
use crate::model::Model;
use crate::model::series::place_id;
use crate::sampling::{Design, Method};
use crate::simulation::balance::Closures;

/// The tables that an ensemble is read from.
pub const ENSEMBLE_TABLES: [&str; 5] =
    ["quantiles.csv", "peaks.csv", "targets.csv", "constraints.csv", "closure.csv"];

/// The files of a folder by their paths inside.
pub type Files = BTreeMap<String, Vec<u8>>;

/// What does not stand in a table as a command writes it of this scenario.
#[derive(Clone, PartialEq, Debug)]
pub struct ReadError {
    /// The table.
    pub table: String,
    /// What is wrong.
    pub why: String,
}

impl ReadError {
    fn new(table: &str, why: impl Into<String>) -> ReadError {
        ReadError { table: table.to_owned(), why: why.into() }
    }

    /// That a row is not the one that is expected, counted from 0.
    fn row(table: &str, row: usize, of: &str) -> ReadError {
        // People count lines from 1, and the first is the head.
        ReadError::new(table, format!("line {} is not that of {of}", row + 2))
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.table, self.why)
    }
}

impl std::error::Error for ReadError {}

#[derive(Deserialize)]
struct QuantileRow {
    place: String,
    series: String,
    mean: Option<f64>,
    sd: Option<f64>,
    p05: Option<f64>,
    p10: Option<f64>,
    p25: Option<f64>,
    p50: Option<f64>,
    p75: Option<f64>,
    p90: Option<f64>,
    p95: Option<f64>,
    se_mean: Option<f64>,
    se_p05: Option<f64>,
    se_p10: Option<f64>,
    se_p25: Option<f64>,
    se_p50: Option<f64>,
    se_p75: Option<f64>,
    se_p90: Option<f64>,
    se_p95: Option<f64>,
}

#[derive(Deserialize)]
struct PeakRow {
    /// Of a comparison.
    scenario: Option<String>,
    series: String,
    place: String,
    draws: Option<u64>,
    p_no_peak: Option<f64>,
    p_undefined: Option<f64>,
    median_level: Option<f64>,
    median_plateau_years: Option<usize>,
    p_peaked_by: Option<f64>,
    se_peaked_by: Option<f64>,
}

#[derive(Deserialize)]
struct TargetRow {
    /// Of a comparison, which does not tell quartiles.
    scenario: Option<String>,
    id: String,
    margin_p05: Option<f64>,
    margin_p25: Option<f64>,
    margin_p50: Option<f64>,
    margin_p75: Option<f64>,
    margin_p95: Option<f64>,
    probability: Option<f64>,
    se_probability: Option<f64>,
    draws: Option<u64>,
}

#[derive(Deserialize)]
struct ConstraintRow {
    place: String,
    p_output_cap: Option<f64>,
    p_capacity: Option<f64>,
    p_rationing: Option<f64>,
    p_scrap: Option<f64>,
    p_waste: Option<f64>,
    intermediates: String,
}

#[derive(Deserialize)]
struct ClosureRow {
    greatest_over_draws: Option<f64>,
}

/// What the tables are read with.
struct Tables<'a> {
    model: &'a Model,
    files: &'a Files,
    design: Design,
    failed: u64,
}

/// The ensemble of a folder's tables, by their file names; `None` where there was none. Which draws failed is not told,
/// only how many (`failed`): the first numbers stand for them. How many draws were audited is not told either: 0.
///
/// # Errors
/// When a table is not as a run of this model writes it.
pub fn ensemble(
    model: &Model,
    files: &Files,
    design: Design,
    failed: u64,
) -> Result<Option<Ensemble>, ReadError> {
    if design.draws == 0 {
        return Ok(None);
    }
    let tables = Tables { model, files, design, failed };
    let (series, summaries) = tables.summaries()?;
    Ok(Some(Ensemble {
        design,
        peaks: tables.peaks(rows::<PeakRow>(files, "peaks.csv")?.iter())?,
        targets: tables.targets(rows::<TargetRow>(files, "targets.csv")?.iter()),
        bindings: tables.bindings()?,
        closures: tables.closures()?,
        series,
        summaries,
        audited: 0,
        failed: (0..failed).collect(),
    }))
}

/// The rows of a table of a folder.
fn rows<T: DeserializeOwned>(files: &Files, table: &str) -> Result<Vec<T>, ReadError> {
    let wrong = |why: String| ReadError::new(table, why);
    let bytes = files.get(table).ok_or_else(|| wrong("the folder has no such table".to_owned()))?;
    let bytes = bytes.strip_prefix("\u{FEFF}".as_bytes()).unwrap_or(bytes);
    let rows = csv::Reader::from_reader(bytes).into_deserialize().collect::<Result<_, _>>();
    rows.map_err(|error| wrong(error.to_string()))
}

/// A number of a cell; an empty cell is none.
fn or_none(cell: Option<f64>) -> f64 {
    cell.unwrap_or(f64::NAN)
}

/// Whether a cell holds a text.
fn holds(cell: &str, text: &str) -> bool {
    cell == guarded(text)
}

/// Draws of a share.
fn hits_of(share: Option<f64>, draws: u64) -> u64 {
    (share.unwrap_or(0.0) * draws as f64).round() as u64
}

impl Tables<'_> {
    fn years(&self) -> usize {
        self.model.scenario.horizon.len()
    }

    /// Of the draws that did not fail.
    fn count(&self, share: Option<f64>) -> u64 {
        hits_of(share, self.design.draws.saturating_sub(self.failed))
    }

    /// Positions of all series by place and name.
    fn positions(&self) -> HashMap<(&str, &str), usize> {
        let key = |s: &crate::model::Series| place_id(&self.model.scenario, s.place);
        self.model.series.iter().enumerate().map(|(at, s)| ((key(s), s.name.as_str()), at)).collect()
    }

    /// Statistics of the kept series, `[series][year]`, with the series' positions.
    fn summaries(&self) -> Result<(Vec<usize>, Vec<Vec<Summary>>), ReadError> {
        const TABLE: &str = "quantiles.csv";
        let rows: Vec<QuantileRow> = rows(self.files, TABLE)?;
        let positions = self.positions();
        let (mut series, mut summaries) = (Vec::new(), Vec::new());
        for rows in rows.chunks(self.years()) {
            let first = &rows[0];
            let whole = rows.len() == self.years()
                && rows.iter().all(|row| row.series == first.series && row.place == first.place);
            let found = positions.get(&(first.place.as_str(), first.series.as_str()));
            let Some(&position) = found.filter(|_| whole) else {
                let why = format!("the rows of `{}@{}` are not those of a run", first.series, first.place);
                return Err(ReadError::new(TABLE, why));
            };
            series.push(position);
            summaries.push(rows.iter().map(summary).collect());
        }
        Ok((series, summaries))
    }

    /// The boards of the rows of one run.
    fn peaks<'r>(&self, rows: impl Iterator<Item = &'r PeakRow>) -> Result<Vec<PeakBoard>, ReadError> {
        const TABLE: &str = "peaks.csv";
        let positions = self.positions();
        let mut boards = Vec::new();
        let drawn: Vec<&PeakRow> = rows.filter(|row| row.draws.is_some()).collect();
        for rows in drawn.chunks(self.years()) {
            let first = rows[0];
            let found = positions.get(&(first.place.as_str(), first.series.as_str()));
            let Some(&series) = found.filter(|_| rows.len() == self.years()) else {
                let why = format!("the rows of `{}@{}` are not those of a run", first.series, first.place);
                return Err(ReadError::new(TABLE, why));
            };
            boards.push(self.board(series, rows));
        }
        Ok(boards)
    }

    fn board(&self, series: usize, rows: &[&PeakRow]) -> PeakBoard {
        let draws = rows[0].draws.unwrap_or(0);
        let count = |share: Option<f64>| hits_of(share, draws);
        let mut before = 0;
        let in_year = |row: &&PeakRow| {
            let upto = count(row.p_peaked_by);
            let peaked = upto.saturating_sub(before);
            before = upto;
            peaked
        };
        PeakBoard {
            series,
            base: self.model.scenario.horizon.base.0,
            by_year: rows.iter().map(in_year).collect(),
            not_yet: count(rows[0].p_no_peak),
            undefined: count(rows[0].p_undefined),
            level: rows[0].median_level,
            plateau: rows[0].median_plateau_years,
            errors: rows.iter().map(|row| or_none(row.se_peaked_by)).collect(),
        }
    }

    /// What the draws of one run attain, by the rows of its own targets.
    fn targets<'r>(&self, rows: impl Iterator<Item = &'r TargetRow>) -> Vec<Attainment> {
        let scenario = &self.model.scenario;
        let of = |row: &TargetRow| {
            let draws = row.draws?;
            let margins = [row.margin_p05, row.margin_p25, row.margin_p50, row.margin_p75, row.margin_p95];
            Some(Attainment {
                target: scenario.targets.iter().position(|target| target.id == row.id)?,
                attained: hits_of(Some(row.probability?), draws),
                draws,
                margins: margins.map(or_none),
                error: or_none(row.se_probability),
                replicated: self.design.method.is_replicated(),
            })
        };
        rows.filter_map(of).collect()
    }

    /// `[market][year]`, the order of the table.
    fn bindings(&self) -> Result<Vec<Vec<BindingCounts>>, ReadError> {
        const TABLE: &str = "constraints.csv";
        let rows: Vec<ConstraintRow> = rows(self.files, TABLE)?;
        let markets = &self.model.topology.markets;
        if rows.len() != markets.len() * self.years() {
            let why = format!("it has {} rows, not {}", rows.len(), markets.len() * self.years());
            return Err(ReadError::new(TABLE, why));
        }
        let counts = |row: &ConstraintRow| BindingCounts {
            output_cap: self.count(row.p_output_cap),
            capacity: self.count(row.p_capacity),
            rationing: self.count(row.p_rationing),
            scrap: self.count(row.p_scrap),
            waste: self.count(row.p_waste),
            intermediate: self.intermediates(row),
        };
        Ok(rows.chunks(self.years()).map(|rows| rows.iter().map(counts).collect()).collect())
    }

    /// `coke:0.25 sinter:0.01`: markets of the row's region, with their counts.
    fn intermediates(&self, row: &ConstraintRow) -> Vec<(u16, u64)> {
        let (scenario, markets) = (&self.model.scenario, &self.model.topology.markets);
        let market = |commodity: &str| {
            markets.iter().position(|market| {
                scenario.regions[market.region.0].id == row.place
                    && scenario.commodities[market.commodity.0].id == commodity
            })
        };
        let one = |word: &str| {
            let (commodity, share) = word.split_once(':')?;
            Some((u16::try_from(market(commodity)?).ok()?, self.count(share.parse().ok())))
        };
        let mut found: Vec<(u16, u64)> = row.intermediates.split_whitespace().filter_map(one).collect();
        found.sort_unstable();
        found
    }

    fn closures(&self) -> Result<Closures, ReadError> {
        let rows: Vec<ClosureRow> = rows(self.files, "closure.csv")?;
        Ok(rows.into_iter().map(|row| or_none(row.greatest_over_draws)).collect())
    }
}

fn summary(row: &QuantileRow) -> Summary {
    Summary {
        mean: or_none(row.mean),
        sd: or_none(row.sd),
        quantiles: [row.p05, row.p10, row.p25, row.p50, row.p75, row.p90, row.p95].map(or_none),
        mean_error: or_none(row.se_mean),
        quantile_errors: [row.se_p05, row.se_p10, row.se_p25, row.se_p50, row.se_p75, row.se_p90, row.se_p95]
            .map(or_none),
    }
}

/// The design of a manifest.
pub fn design(draws: u64, seed: u64, method: &str) -> Option<Design> {
    let methods = [Method::Random, Method::LatinHypercube, Method::Sobol];
    let method = methods.into_iter().find(|known| known.name() == method)?;
    Some(Design { draws, seed, method })
}
