//! The change of CO2 by its causes, as its table tells it.

use serde::Deserialize;

use super::super::decomposition::{ends, products, term_name};
use super::{Files, ReadError, holds, or_none, rows};
use crate::analysis::decompose::{Change, Comparison, NUMBERS, Of, Part, Spread};

#[derive(Deserialize)]
struct ChangeRow {
    region: String,
    products: String,
    from_scenario: String,
    from: String,
    to_scenario: String,
    to: String,
    term: String,
    value: Option<f64>,
    mean: Option<f64>,
    p05: Option<f64>,
    p25: Option<f64>,
    p50: Option<f64>,
    p75: Option<f64>,
    p95: Option<f64>,
    draws: Option<u64>,
}

impl ChangeRow {
    fn is_of(&self, ends: &[String; 4]) -> bool {
        let own = [&self.from_scenario, &self.from, &self.to_scenario, &self.to];
        own.into_iter().zip(ends).all(|(cell, text)| holds(cell, text))
    }

    fn spread(&self) -> Spread {
        let quantiles = [self.p05, self.p25, self.p50, self.p75, self.p95].map(or_none);
        Spread { mean: or_none(self.mean), quantiles }
    }
}

/// Totals and families of a table of a comparison, with the number of draws that count where there were any.
///
/// # Errors
/// When the table is not that of this comparison.
pub fn parts(
    comparison: &Comparison<'_>,
    table: &str,
    files: &Files,
) -> Result<(Vec<Part>, Option<u64>), ReadError> {
    let rows: Vec<ChangeRow> = rows(files, table)?;
    let draws = rows.first().and_then(|row| row.draws);
    if draws.is_none() && rows.iter().any(|row| row.mean.is_some()) {
        return Err(ReadError::new(table, "it does not tell how many draws count"));
    }
    let mut parts = Vec::new();
    for (place, rows) in rows.chunks(NUMBERS).enumerate() {
        let found = part(comparison, rows);
        let wrong = || ReadError::row(table, place * NUMBERS, "a change that these scenarios have");
        parts.push(found.ok_or_else(wrong)?);
    }
    Ok((parts, draws))
}

/// The part that some rows tell, if they are all of one.
fn part(comparison: &Comparison<'_>, rows: &[ChangeRow]) -> Option<Part> {
    let first = rows.first()?;
    let is_whole =
        rows.len() == NUMBERS && rows.iter().enumerate().all(|(at, row)| row.term == term_name(at));
    let steps = comparison.steps.len();
    let step = (0..steps).find(|&step| first.is_of(&ends(comparison, step)))?;
    let layout = &comparison.layout;
    let spot = layout.spots.iter().position(|spot| holds(&first.region, &spot.id))?;
    let families = (0..layout.families.len()).map(Of::Family);
    let is_it = |of: &Of| products(comparison, *of).is_some_and(|name| holds(&first.products, name));
    let of = std::iter::once(Of::Total).chain(families).find(is_it)?;
    let numbers: Vec<f64> = rows.iter().map(|row| or_none(row.value)).collect();
    let spreads: Vec<Spread> = rows.iter().map(ChangeRow::spread).collect();
    is_whole.then(|| Part {
        step,
        spot,
        of,
        change: Change::of_numbers(&numbers),
        draws: first.draws.and_then(|_| spreads.try_into().ok()),
    })
}
