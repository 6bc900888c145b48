//! What moves outcomes, as its table tells it.

use std::collections::HashMap;

use serde::Deserialize;

use super::super::outcome_name;
use super::{Files, ReadError, rows};
use crate::analysis::sensitivity::estimate::Estimate;
use crate::analysis::sensitivity::given::Given;
use crate::analysis::sensitivity::morris::Effect;
use crate::analysis::sensitivity::regression::{Association, Associations};
use crate::analysis::sensitivity::sobol::{Index, Indices};
use crate::analysis::sensitivity::{Finding, Method, Swing, Tornado};
use crate::ensemble::study::Outcome;
use crate::model::Model;

const TABLE: &str = "sensitivity.csv";

#[derive(Deserialize)]
struct MeasureRow {
    outcome: String,
    factor: String,
    with: String,
    measure: String,
    value: Option<f64>,
    low: Option<f64>,
    high: Option<f64>,
    /// Empty where a measure has no interval.
    distinct: String,
}

impl MeasureRow {
    fn estimate(&self) -> Estimate {
        let number = |cell: Option<f64>| cell.unwrap_or(f64::NAN);
        match self.distinct.as_str() {
            "" => Estimate::exact(number(self.value)),
            _ => Estimate { value: number(self.value), low: number(self.low), high: number(self.high) },
        }
    }
}

/// The names of the factors, in their order, as the table spells them.
///
/// # Errors
/// When there is no such table.
pub fn factor_names(files: &Files) -> Result<Vec<String>, ReadError> {
    let rows: Vec<MeasureRow> = rows(files, TABLE)?;
    let first = rows.first().map(|row| row.outcome.clone()).unwrap_or_default();
    let mut names: Vec<String> =
        rows.into_iter().filter(|row| row.outcome == first).map(|row| row.factor).collect();
    // Measures of a factor stand together; of pairs, which come last, the factors are there already.
    let mut seen = std::collections::BTreeSet::new();
    names.retain(|name| seen.insert(name.clone()));
    Ok(names)
}

/// The findings of a method about outcomes, by factor. What factors do in pairs, how much of the outcome is explained, and
/// what runs were left out is not told: nothing of it.
///
/// # Errors
/// When the table lacks a measure of a factor.
pub fn findings(
    model: &Model,
    method: Method,
    outcomes: &[Outcome],
    factors: &[String],
    files: &Files,
) -> Result<Vec<Finding>, ReadError> {
    let rows: Vec<MeasureRow> = rows(files, TABLE)?;
    let alone = rows.iter().filter(|row| row.with.is_empty());
    let all: HashMap<[&str; 3], Estimate> = alone
        .map(|row| ([row.outcome.as_str(), row.factor.as_str(), row.measure.as_str()], row.estimate()))
        .collect();
    let told = |&outcome: &Outcome| {
        let outcome = outcome_name(model, outcome);
        let measure = |factor: &str, measure: &str| {
            all.get(&[outcome.as_str(), factor, measure]).copied().ok_or_else(|| {
                ReadError::new(TABLE, format!("it has no `{measure}` of `{factor}` for `{outcome}`"))
            })
        };
        finding(method, factors, &measure)
    };
    outcomes.iter().map(told).collect()
}

/// What a method found about one outcome; `measure` is a measure of a factor.
fn finding(
    method: Method,
    factors: &[String],
    measure: &dyn Fn(&str, &str) -> Result<Estimate, ReadError>,
) -> Result<Finding, ReadError> {
    let names = || factors.iter().map(String::as_str);
    Ok(match method {
        Method::Tornado => {
            let swing = |name: &str| {
                Ok(Swing { low: measure(name, "low")?.value, high: measure(name, "high")?.value })
            };
            let central = names().next().map(|name| measure(name, "central")).transpose()?;
            let central = central.map_or(f64::NAN, |central| central.value);
            Finding::Tornado(Tornado { central, swings: names().map(swing).collect::<Result<_, _>>()? })
        }
        Method::Morris => {
            let effect = |name: &str| {
                let (mean, size) = (measure(name, "mu")?, measure(name, "mu_star")?);
                Ok(Effect { mean, size, deviation: measure(name, "sigma")?.value, effects: 0 })
            };
            Finding::Morris(names().map(effect).collect::<Result<_, _>>()?)
        }
        Method::Sobol => {
            let index =
                |name: &str| Ok(Index { first: measure(name, "first")?, total: measure(name, "total")? });
            let indices = names().map(index).collect::<Result<_, _>>()?;
            Finding::Sobol(Indices { indices, mean: f64::NAN, variance: f64::NAN, ..Indices::default() })
        }
        Method::Ensemble => {
            let association = |name: &str| {
                Ok(Association { partial: measure(name, "prcc")?, regression: measure(name, "srrc")? })
            };
            let factors = names().map(association).collect::<Result<_, _>>()?;
            let first = names().map(|name| measure(name, "first")).collect::<Result<_, _>>()?;
            let associations = Associations { factors, explained: f64::NAN, collinear: Vec::new() };
            Finding::Ensemble(Given { associations, first, draws: 0, left_out: 0 })
        }
    })
}
