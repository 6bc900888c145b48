//! Tables of a folder, row by row.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::{Folder, ReportError};
use crate::domain::{Place, RegionId};
use crate::report::text::{self, Lang};
use crate::simulation::workspace::Binding;

/// A row of `series.csv`.
#[derive(Deserialize)]
struct SeriesRow {
    place: String,
    series: String,
    year: i32,
    value: Option<f64>,
}

/// A row of `quantiles.csv`.
#[derive(Deserialize)]
struct QuantileRow {
    place: String,
    series: String,
    year: i32,
    p05: Option<f64>,
    p50: Option<f64>,
    p95: Option<f64>,
}

/// A row of `targets.csv`.
#[derive(Deserialize)]
pub struct TargetRow {
    pub id: String,
    pub must: String,
    pub asked: Option<f64>,
    pub central: Option<f64>,
    pub central_status: String,
    pub attained_by_central: bool,
    pub imposed_by: String,
    pub probability: Option<f64>,
    pub p_low: Option<f64>,
    pub p_high: Option<f64>,
    pub source: String,
}

/// A row of `peaks.csv`.
#[derive(Deserialize)]
pub struct PeakRow {
    pub series: String,
    pub place: String,
    pub central_peak: String,
    pub central_level: Option<f64>,
    pub draws: Option<u64>,
    pub p_no_peak: Option<f64>,
    pub median_level: Option<f64>,
    pub year: Option<i32>,
    pub p_peaked_by: Option<f64>,
    pub se_peaked_by: Option<f64>,
}

/// A row of `ledger.csv`.
#[derive(Deserialize)]
pub struct LedgerRow {
    pub year: i32,
    pub region: String,
    pub group: String,
    pub kind: String,
    pub amount_t: f64,
    pub vintage: String,
    pub outgoing: String,
    pub ratio: String,
    pub spent_on: String,
    pub flagged: bool,
}

/// A row of `ledger_balance.csv`.
#[derive(Deserialize)]
pub struct BalanceRow {
    pub region: String,
    pub group: String,
    pub year: i32,
    pub opening_t: f64,
    pub earned_t: f64,
    pub bought_t: f64,
    pub spent_t: f64,
    pub sold_t: f64,
    pub lapsed_t: f64,
    pub closing_t: f64,
}

impl Folder<'_> {
    /// The rows of a table; `None` where the folder has no such file.
    pub(super) fn rows<T: DeserializeOwned>(&self, file: &str) -> Result<Option<Vec<T>>, ReportError> {
        let Some(bytes) = self.files.get(file) else { return Ok(None) };
        let rows = csv::Reader::from_reader(bytes.as_slice()).into_deserialize().collect::<Result<_, _>>();
        rows.map(Some).map_err(|error| ReportError::Table {
            folder: self.name.to_owned(),
            file: file.to_owned(),
            why: error.to_string(),
        })
    }

    /// Central values of a series by year, without the years where it has none.
    pub(super) fn central(&self, series: &str, place: &str) -> Result<BTreeMap<i32, f64>, ReportError> {
        let rows: Vec<SeriesRow> = self.rows("series.csv")?.unwrap_or_default();
        let own = rows.into_iter().filter(|row| row.series == series && row.place == place);
        Ok(own.filter_map(|row| Some((row.year, row.value?))).collect())
    }

    /// 5 %, 50 % and 95 % quantiles of a series by year.
    pub(super) fn bands(&self, series: &str, place: &str) -> Result<BTreeMap<i32, [f64; 3]>, ReportError> {
        let rows: Vec<QuantileRow> = self.rows("quantiles.csv")?.unwrap_or_default();
        let own = rows.into_iter().filter(|row| row.series == series && row.place == place);
        Ok(own.filter_map(|row| Some((row.year, [row.p05?, row.p50?, row.p95?]))).collect())
    }

    /// The name of a commodity behind its id.
    pub(super) fn commodity(&self, id: &str, lang: Lang) -> String {
        let found = self.model.scenario.commodities.iter().find(|commodity| commodity.id == id);
        found.map_or(id, |commodity| lang.of(&commodity.title)).to_owned()
    }

    /// A constraint as tables say it, in words.
    pub(super) fn cause(&self, cause: &str, lang: Lang) -> String {
        let binding = match cause {
            "output-cap" => Binding::OutputCap,
            "capacity" => Binding::Capacity,
            "rationing" => Binding::Rationing,
            "scrap" => Binding::Scrap,
            "waste" => Binding::Waste,
            _ => {
                let commodity = cause.strip_prefix("intermediate:");
                return commodity.map_or_else(|| cause.to_owned(), |id| self.commodity(id, lang));
            }
        };
        text::bound_by(binding, self.model, lang)
    }

    /// The place behind an id of a table.
    pub(super) fn place(&self, id: &str) -> Option<Place> {
        let scenario = &self.model.scenario;
        let region = || Some(Place::Region(RegionId(scenario.regions.iter().position(|r| r.id == id)?)));
        let cluster = || {
            let found = scenario.clusters.iter().position(|c| c.id == id)?;
            Some(Place::Cluster(crate::domain::ClusterId(found)))
        };
        if id == "all" { Some(Place::All) } else { region().or_else(cluster) }
    }
}
