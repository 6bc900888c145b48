//! A run against what was observed after its history ends.

use super::{Results, Table, maybe, named, number};
use crate::analysis::hindcast::{self, Compared, Hit, Score};

/// Every withheld observation against the run; nothing without draws or later observations.
pub fn hindcast(results: &Results<'_>) -> Option<Table> {
    let hits = hindcast::hits(results.model, results.central, results.ensemble?);
    (!hits.is_empty()).then(|| values(results, &hits))
}

/// One row a series and year.
pub fn values(results: &Results<'_>, hits: &[Hit]) -> Table {
    let mut table = Table::new(&[
        "place",
        "series",
        "unit",
        "year",
        "actual",
        "central",
        "error",
        "p05",
        "p25",
        "p50",
        "p75",
        "p95",
        "inside_50",
        "inside_90",
        "log_score",
        "start",
    ]);
    for hit in hits {
        let series = &results.model.series[hit.series];
        let inside = hit.inside();
        let mut row = named(results, series).to_vec();
        row.extend([series.dimension.to_string(), hit.year.to_string()]);
        row.extend([maybe(hit.actual), number(hit.central), maybe(hit.error())]);
        row.extend(hit.quantiles.map(number));
        row.extend([inside.map_or_else(String::new, |i| i.0.to_string())]);
        row.extend([inside.map_or_else(String::new, |i| i.1.to_string()), maybe(hit.log_score())]);
        row.push(number(hit.start));
        table.row(row);
    }
    table
}

/// One row a series.
pub fn scores(results: &Results<'_>, scores: &[Score]) -> Table {
    let mut table = Table::new(&[
        "place",
        "series",
        "years",
        "rms_log_error",
        "share_inside_50",
        "share_inside_90",
        "mean_log_score",
    ]);
    for score in scores {
        let mut row = named(results, &results.model.series[score.series]).to_vec();
        row.push(score.years.to_string());
        row.extend([score.log_error, score.inside.0, score.inside.1].map(|v| format!("{v:.3}")));
        row.push(score.log_score.map_or_else(String::new, |v| format!("{v:.2}")));
        table.row(row);
    }
    table
}

/// One row a place and year: what was observed, and the run.
pub fn compared(results: &Results<'_>, compared: &[Compared]) -> Table {
    let mut table = Table::new(&[
        "place",
        "series",
        "unit",
        "from",
        "year",
        "observed",
        "run",
        "difference",
        "relative_difference",
    ]);
    for row in compared {
        let series = &results.model.series[row.series];
        let mut cells = named(results, series).to_vec();
        cells.push(series.dimension.to_string());
        cells.push(row.cumulative_from.map_or_else(String::new, |year| year.to_string()));
        cells.push(row.year.to_string());
        cells.extend([row.observed, row.run, row.run - row.observed].map(number));
        cells.push(number(row.run / row.observed - 1.0));
        table.row(cells);
    }
    table
}
