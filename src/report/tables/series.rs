//! Series and their quantiles.

use super::{Results, Table, maybe, named, number};

/// Every series of the central run, one row a year.
pub fn series(results: &Results<'_>) -> Table {
    let mut table = Table::new(&["scenario", "place", "series", "unit", "year", "value"]);
    let scenario = &results.model.scenario;
    for (s, series) in results.model.series.iter().enumerate() {
        let ([place, name], unit) = (named(results, series), series.dimension.to_string());
        for (t, year) in scenario.horizon.years().enumerate() {
            let value = number(results.central_at(s, t));
            let row = [scenario.id.clone(), place.clone(), name.clone(), unit.clone(), year.to_string()];
            table.row(row.into_iter().chain([value]).collect());
        }
    }
    table
}

/// Statistics over the draws of the series that the ensemble kept.
pub fn quantiles(results: &Results<'_>) -> Table {
    let mut table = Table::new(&[
        "scenario", "place", "series", "unit", "year", "central", "mean", "sd", "p05", "p10", "p25", "p50",
        "p75", "p90", "p95", "se_mean", "se_p05", "se_p10", "se_p25", "se_p50", "se_p75", "se_p90", "se_p95",
    ]);
    let scenario = &results.model.scenario;
    let Some(ensemble) = results.ensemble else { return table };
    for (position, &s) in ensemble.series.iter().enumerate() {
        let series = &results.model.series[s];
        let ([place, name], unit) = (named(results, series), series.dimension.to_string());
        for (t, year) in scenario.horizon.years().enumerate() {
            let summary = &ensemble.summaries[position][t];
            let row = [scenario.id.clone(), place.clone(), name.clone(), unit.clone(), year.to_string()];
            let numbers = [results.central_at(s, t), summary.mean, summary.sd];
            let numbers = numbers.into_iter().chain(summary.quantiles).map(number);
            let errors = std::iter::once(summary.mean_error).chain(summary.quantile_errors);
            let errors = errors.map(|error| maybe(Some(error).filter(|e| e.is_finite())));
            table.row(row.into_iter().chain(numbers).chain(errors).collect());
        }
    }
    table
}
