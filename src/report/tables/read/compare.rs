//! Scenarios held against the first, as the tables of their comparison tell them.

use serde::Deserialize;

use super::super::compare::scenario_ids;
use super::{Files, PeakRow, ReadError, Tables, TargetRow, hits_of, holds, or_none, rows};
use crate::analysis::compare::{Outcome, Study};
use crate::domain::Year;
use crate::ensemble::compare::{Compared, Found, Reading, Row, Share};
use crate::ensemble::quantile::Summary;
use crate::ensemble::{Design, Ensemble};
use crate::model::series::place_id;
use crate::simulation::Central;

const TABLE: &str = "comparison.csv";

#[derive(Deserialize)]
struct SeriesRow {
    series: String,
    place: String,
    year: i32,
    scenario: String,
    against: String,
    central: Option<f64>,
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
    se_p50: Option<f64>,
    p_below: Option<f64>,
    p_equal: Option<f64>,
    draws: u64,
}

impl SeriesRow {
    fn summary(&self) -> Summary {
        let mut quantile_errors = [f64::NAN; 7];
        quantile_errors[3] = or_none(self.se_p50);
        Summary {
            mean: or_none(self.mean),
            sd: or_none(self.sd),
            quantiles: [self.p05, self.p10, self.p25, self.p50, self.p75, self.p90, self.p95].map(or_none),
            mean_error: or_none(self.se_mean),
            quantile_errors,
        }
    }

    /// The difference that it tells; errors of its shares are not told.
    fn found(&self, replicated: bool) -> Found {
        let share = |share: Option<f64>| Share {
            hits: hits_of(share, self.draws),
            draws: self.draws,
            error: f64::NAN,
            replicated,
        };
        Found {
            central: or_none(self.central),
            summary: self.summary(),
            below: share(self.p_below),
            zero: share(self.p_equal),
        }
    }
}

/// Of a year that not all scenarios have.
const NOTHING: Summary = Summary {
    mean: f64::NAN,
    sd: f64::NAN,
    quantiles: [f64::NAN; 7],
    mean_error: f64::NAN,
    quantile_errors: [f64::NAN; 7],
};

/// What the rows of a comparison tell, scenario by scenario.
struct Told {
    /// Statistics, `[scenario][shared series][year]` from the base year of each scenario to the last shared one.
    summaries: Vec<Vec<Vec<Summary>>>,
    /// Draws that count, by scenario.
    draws: Vec<u64>,
    /// Draws that count of it and of the first, by scenario.
    pairs: Vec<u64>,
    differences: Vec<(Row, Found)>,
}

/// What the draws of a study gave, with the series that all scenarios share, their differences in every year, peaks and
/// targets; `runs` are the central runs, which must be those of the table. What else a comparison computes is left out, and so
/// is which draws failed: the first numbers stand for them. `failed` are those that failed in any scenario.
///
/// # Errors
/// When a table is not as a comparison of these scenarios writes it.
pub fn comparison<'a>(
    study: Study<'a>,
    runs: &[Central],
    files: &Files,
    (design, failed): (Design, u64),
) -> Result<Outcome<'a>, ReadError> {
    let told = told(&study, runs, files, design)?;
    let (peaks, targets): (Vec<PeakRow>, Vec<TargetRow>) =
        (rows(files, "peaks.csv")?, rows(files, "targets.csv")?);
    let ids = scenario_ids(&study.models);
    let mut ensembles = Vec::new();
    for (side, summaries) in told.summaries.into_iter().enumerate() {
        let failed = design.draws.saturating_sub(told.draws[side]);
        let tables = Tables { model: study.models[side], files, design, failed };
        let is_own = |scenario: &Option<String>| scenario.as_ref().is_some_and(|s| holds(s, &ids[side]));
        let (own_peaks, own_targets): (Vec<&PeakRow>, Vec<&TargetRow>) = (
            peaks.iter().filter(|row| is_own(&row.scenario)).collect(),
            targets.iter().filter(|row| is_own(&row.scenario)).collect(),
        );
        ensembles.push(Ensemble {
            design,
            series: study.shared.series.iter().map(|at| at[side]).collect(),
            summaries,
            peaks: tables.peaks(own_peaks.into_iter())?,
            targets: tables.targets(own_targets.into_iter()),
            bindings: Vec::new(),
            closures: std::iter::empty().collect(),
            audited: 0,
            failed: (0..failed).collect(),
        });
    }
    let (of, found) = told.differences.into_iter().unzip();
    let left_out = told.pairs.iter().map(|pairs| design.draws.saturating_sub(*pairs)).collect();
    let compared = Compared { ensembles, found, left_out, left_out_of_regrets: failed };
    Ok(Outcome::of_rows(study, of, compared))
}

impl Told {
    /// Nothing yet, with what the years are that not all scenarios have.
    fn new(study: &Study<'_>) -> Told {
        let sides = study.models.len();
        let unshared = |side: usize| {
            let base = study.models[side].scenario.horizon.base.0;
            vec![NOTHING; usize::try_from(study.shared.from.0 - base).unwrap_or_default()]
        };
        Told {
            summaries: (0..sides).map(|side| vec![unshared(side); study.shared.series.len()]).collect(),
            draws: vec![0; sides],
            pairs: vec![0; sides],
            differences: Vec::new(),
        }
    }
}

/// The rows in their order: by series and year each scenario, and its difference to the first.
fn told(study: &Study<'_>, runs: &[Central], files: &Files, design: Design) -> Result<Told, ReadError> {
    let rows: Vec<SeriesRow> = rows(files, TABLE)?;
    let mut rows = rows.iter().enumerate();
    let ids = scenario_ids(&study.models);
    let mut told = Told::new(study);
    for (series, at) in study.shared.series.iter().enumerate() {
        let of = &study.models[0].series[at[0]];
        let head = (of.name.as_str(), place_id(&study.models[0].scenario, of.place));
        for year in study.shared.years() {
            let mut next = |side: usize, against: &str| {
                is_next(rows.next(), (head, year, [ids[side].as_str(), against]))
            };
            for (side, &of) in at.iter().enumerate() {
                let own = next(side, "")?;
                is_run(own, study, (side, of, year), runs)?;
                told.summaries[side][series].push(own.summary());
                told.draws[side] = own.draws;
                if side > 0 {
                    let difference = next(side, &ids[0])?;
                    let found = difference.found(design.method.is_replicated());
                    told.differences.push((Row::Difference(side, Reading::at(series, year)), found));
                    // Some series come to no number in some draws: of others every draw counts that failed in neither.
                    told.pairs[side] = told.pairs[side].max(difference.draws);
                }
            }
        }
    }
    Ok(told)
}

/// The next row, if it is the one that is expected: name and place of the series, year, scenario and that it is held against.
fn is_next<'r>(
    next: Option<(usize, &'r SeriesRow)>,
    ((name, place), year, [scenario, against]): ((&str, &str), Year, [&str; 2]),
) -> Result<&'r SeriesRow, ReadError> {
    let of = || format!("`{name}@{place}` in {year}, `{scenario}`");
    let Some((at, row)) = next else {
        return Err(ReadError::new(TABLE, format!("it has no row of {}", of())));
    };
    let is_it = holds(&row.series, name)
        && holds(&row.place, place)
        && row.year == year.0
        && holds(&row.scenario, scenario)
        && holds(&row.against, against);
    if is_it { Ok(row) } else { Err(ReadError::row(TABLE, at, &of())) }
}

/// Refuses a row whose central value is not that of the run.
fn is_run(
    row: &SeriesRow,
    study: &Study<'_>,
    (side, series, year): (usize, usize, Year),
    runs: &[Central],
) -> Result<(), ReadError> {
    let t = study.models[side].scenario.horizon.index(year).unwrap_or_default();
    let value = Some(runs[side].series[series][t]).filter(|value| value.is_finite());
    if row.central == value {
        return Ok(());
    }
    let why = format!("`{}@{}` in {year} is not what this program computes", row.series, row.place);
    Err(ReadError::new(TABLE, why))
}
