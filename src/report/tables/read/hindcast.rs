//! What was observed later against a run, as its table tells it.

use serde::Deserialize;

use super::{Files, ReadError, holds, or_none, rows};
use crate::analysis::hindcast::{Hit, held};
use crate::domain::Year;
use crate::model::Model;
use crate::model::series::place_id;

const TABLE: &str = "hindcast.csv";

#[derive(Deserialize)]
struct HitRow {
    place: String,
    series: String,
    year: i32,
    actual: Option<f64>,
    central: Option<f64>,
    p05: Option<f64>,
    p25: Option<f64>,
    p50: Option<f64>,
    p75: Option<f64>,
    p95: Option<f64>,
    start: Option<f64>,
}

/// Every row of a hindcast of a model, from which the later observations are withheld. Mean and spread of the draws are not
/// told: no numbers.
///
/// # Errors
/// When the table is not as a hindcast of this model writes it.
pub fn hits(model: &Model, files: &Files) -> Result<Vec<Hit>, ReadError> {
    let rows: Vec<HitRow> = rows(files, TABLE)?;
    let held = held(model);
    let hit = |(at, row): (usize, HitRow)| {
        let of = held.iter().find(|held| {
            let series = &model.series[held.series];
            holds(&row.series, &series.name) && row.place == place_id(&model.scenario, series.place)
        });
        let of = of.ok_or_else(|| ReadError::row(TABLE, at, "a series that is held against observations"))?;
        let start =
            row.start.ok_or_else(|| ReadError::new(TABLE, "it does not tell what the run starts from"))?;
        Ok(Hit {
            series: of.series,
            observation: of.observation,
            pinned: of.pinned,
            year: Year(row.year),
            actual: row.actual,
            start,
            central: or_none(row.central),
            quantiles: [row.p05, row.p25, row.p50, row.p75, row.p95].map(or_none),
            spread: (f64::NAN, f64::NAN),
        })
    };
    rows.into_iter().enumerate().map(hit).collect()
}
