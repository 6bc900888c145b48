//! An abatement curve as its table tells it.

use serde::Deserialize;

use super::{Files, ReadError, rows};
use crate::analysis::abatement::{Curve, Effect, Lever, Outcome, Step, Tried};
use crate::domain::Year;

const TABLE: &str = "abatement.csv";

#[derive(Deserialize)]
struct CurveRow {
    lever: String,
    reading: String,
    #[serde(rename = "co2_avoided [tCO2]")]
    avoided: Option<f64>,
    #[serde(rename = "cost [CNY]")]
    cost: Option<f64>,
    #[serde(rename = "carbon_cost [CNY]")]
    carbon: Option<f64>,
    reason: String,
}

impl CurveRow {
    fn tried(&self) -> Tried<Effect> {
        match (self.avoided, self.cost, self.carbon) {
            (Some(avoided), Some(cost), Some(carbon)) => Ok(Effect { avoided, cost, carbon }),
            _ => Err(self.reason.clone()),
        }
    }
}

/// The curve of levers over some years. What the baseline came to is not told: no numbers.
///
/// # Errors
/// When the table is not that of these levers.
pub fn curve(levers: Vec<Lever>, years: (Year, Year), files: &Files) -> Result<Curve, ReadError> {
    let rows: Vec<CurveRow> = rows(files, TABLE)?;
    let mut rows = rows.iter().enumerate();
    let mut next = |lever: &str, reading: &str| match rows.next() {
        Some((_, row)) if row.lever == lever && row.reading == reading => Ok(row.tried()),
        Some((at, _)) => Err(ReadError::row(TABLE, at, &format!("`{lever}`, {reading}"))),
        None => Err(ReadError::new(TABLE, format!("it has no row of `{lever}`, {reading}"))),
    };
    let mut steps = Vec::new();
    for lever in levers {
        let name = lever.addresses.join("+");
        let (alone, added, together) =
            (next(&name, "alone")?, next(&name, "added")?, next(&name, "together")?);
        steps.push(Step { lever, alone, added, together });
    }
    let told = |tried: Tried<Effect>| tried.map_err(|why| ReadError::new(TABLE, why));
    let interaction = told(next("interaction", "interaction")?)?;
    let whole = told(next("all", "together")?)?;
    let baseline = Outcome { co2: f64::NAN, cost: f64::NAN, carbon: f64::NAN };
    Ok(Curve { steps, interaction, whole, baseline, years })
}
