//! Several scenarios held against the first: what they share, what is read of it, and what the draws gave.

mod targets;

use std::collections::{BTreeSet, HashMap};

use crate::domain::{Place, Year};
use crate::ensemble::compare::{Best, Compared, Found, Reading, Row, Together};
use crate::ensemble::{Design, kept_series};
use crate::model::Model;
use crate::model::series::{Measure, place_id};
pub use targets::{Bound, Standing, TargetRow, TargetSide, target_rows};

/// The year by which the nation means to have peaked.
pub const PEAK_BY: Year = Year(2030);

/// Years that planners ask about, beside the last.
const USUAL: [Year; 3] = [Year(2025), PEAK_BY, Year(2035)];

/// Years to which emissions are added up, beside the last.
const CUMULATIVE: [Year; 2] = [PEAK_BY, Year(2035)];

/// What scenarios share.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Shared {
    /// First year that all have.
    pub from: Year,
    /// Last year that all have.
    pub to: Year,
    /// Positions of the shared series in the catalogues, `[series][scenario]`, in the order of the first catalogue.
    pub series: Vec<Vec<usize>>,
    /// What only some have.
    pub left_out: LeftOut,
}

/// What is not compared because only some scenarios have it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct LeftOut {
    /// Scenarios that have years beyond the shared ones.
    pub longer: Vec<usize>,
    /// Ids of regions that not all have.
    pub regions: Vec<String>,
    /// Series `name@place` that some ensemble keeps and not all scenarios have; those of regions left out are not told.
    pub series: Vec<String>,
    /// Whether sums since the base year were left out, because base years differ.
    pub sums_since_base: bool,
}

/// Why nothing can be compared.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NothingShared {
    /// The horizons of these two scenarios have no year in common.
    Years(usize, usize),
    /// No series that an ensemble keeps is in every scenario.
    Series,
}

impl Shared {
    /// What models share: the series that some ensemble keeps and every catalogue has, by name, place and dimension.
    ///
    /// # Errors
    /// When no year or no series is shared.
    pub fn new(models: &[&Model]) -> Result<Shared, NothingShared> {
        let horizon = |m: usize| models[m].scenario.horizon;
        let all = || 0..models.len();
        let latest = all().max_by_key(|&m| horizon(m).base).unwrap_or_default();
        let earliest = all().min_by_key(|&m| horizon(m).end).unwrap_or_default();
        let (from, to) = (horizon(latest).base, horizon(earliest).end);
        if from > to {
            return Err(NothingShared::Years(earliest.min(latest), earliest.max(latest)));
        }
        let same_base = all().all(|m| horizon(m).base == from);
        let mut left_out = LeftOut {
            longer: all().filter(|&m| horizon(m).base < from || horizon(m).end > to).collect(),
            regions: lonely_regions(models),
            ..LeftOut::default()
        };
        let series = shared_series(models, same_base, &mut left_out);
        if series.is_empty() { Err(NothingShared::Series) } else { Ok(Shared { from, to, series, left_out }) }
    }

    /// Years that are asked about where nobody says which: those that planners ask about, and the last.
    pub fn usual_years(&self) -> Vec<Year> {
        self.with_last(&USUAL)
    }

    /// Years to which emissions are added up from the first shared one.
    pub fn cumulative_years(&self) -> Vec<Year> {
        self.with_last(&CUMULATIVE)
    }

    /// The years between the first and the last, and the last.
    fn with_last(&self, years: &[Year]) -> Vec<Year> {
        let inside = years.iter().copied().filter(|year| *year > self.from && *year < self.to);
        inside.chain([self.to]).collect()
    }

    /// Every shared year.
    pub fn years(&self) -> impl Iterator<Item = Year> + use<> {
        (self.from.0..=self.to.0).map(Year)
    }

    /// Positions among the shared series of the totals of a measure by region and, where there are many, of all.
    pub fn totals<'s>(&'s self, first: &'s Model, measure: Measure) -> impl Iterator<Item = usize> + 's {
        let is_total = move |s: &usize| {
            let series = &first.series[self.series[*s][0]];
            series.measure == measure && series.of.is_empty() && !matches!(series.place, Place::Cluster(_))
        };
        (0..self.series.len()).filter(is_total)
    }
}

/// Regions that not all models have.
fn lonely_regions(models: &[&Model]) -> Vec<String> {
    let has = |model: &Model, id: &str| model.scenario.regions.iter().any(|region| region.id == id);
    let ids: BTreeSet<&str> =
        models.iter().flat_map(|m| m.scenario.regions.iter().map(|r| r.id.as_str())).collect();
    let lonely = ids.into_iter().filter(|id| !models.iter().all(|model| has(model, id)));
    lonely.map(str::to_owned).collect()
}

/// Positions of the shared series, and into `left_out` what is not shared.
fn shared_series(models: &[&Model], same_base: bool, left_out: &mut LeftOut) -> Vec<Vec<usize>> {
    let key = |model: &Model, s: usize| {
        let series = &model.series[s];
        (series.name.clone(), place_id(&model.scenario, series.place).to_owned(), series.dimension)
    };
    let catalogues: Vec<HashMap<_, usize>> =
        models.iter().map(|model| (0..model.series.len()).map(|s| (key(model, s), s)).collect()).collect();
    let mut shared = BTreeSet::new();
    let mut alone = BTreeSet::new();
    for model in models {
        for s in kept_series(model) {
            let key = key(model, s);
            let found: Option<Vec<usize>> = catalogues.iter().map(|all| all.get(&key).copied()).collect();
            let since_base = model.series[s].measure == Measure::Co2Cumulative && !same_base;
            left_out.sums_since_base |= since_base;
            match found {
                Some(found) if !since_base => drop(shared.insert(found)),
                None if !left_out.regions.contains(&key.1) => {
                    alone.insert(format!("{}@{}", key.0, key.1));
                }
                Some(_) | None => {}
            }
        }
    }
    left_out.series = alone.into_iter().collect();
    shared.into_iter().collect()
}

/// What is asked of scenarios that are compared.
pub struct Study<'a> {
    /// The models; the others are held against the first.
    pub models: Vec<&'a Model>,
    /// What they share.
    pub shared: Shared,
    /// Years that tables and boards show, rising.
    pub years: Vec<Year>,
    /// What regrets are of: a reading for each year told.
    pub regrets: Vec<(Year, Reading)>,
    /// Which value of it is best.
    pub best: Best,
}

impl<'a> Study<'a> {
    /// Regrets of emissions added up to each year, or of a series in it.
    pub fn new(
        models: Vec<&'a Model>,
        shared: Shared,
        years: Vec<Year>,
        of: Option<usize>,
        best: Best,
    ) -> Study<'a> {
        let emitted = || shared.totals(models[0], Measure::Co2).next();
        let reading = |year: Year| match of {
            Some(series) => Some((year, Reading::at(series, year))),
            None => emitted().map(|series| (year, Reading::Sum { series, from: shared.from, to: year })),
        };
        let regrets = years.iter().filter_map(|&year| reading(year)).collect();
        Study { models, shared, years, regrets, best }
    }

    /// Every row that the tables need.
    pub fn rows(&self) -> Vec<Row> {
        let mut rows = Vec::new();
        let of_series = |s: usize| self.shared.years().map(move |year| Reading::at(s, year));
        let in_years: Vec<Reading> = (0..self.shared.series.len()).flat_map(of_series).collect();
        let boards: Vec<Reading> = self.boards().into_iter().map(|(_, reading)| reading).collect();
        for side in 0..self.models.len() {
            rows.extend(boards.iter().map(|&of| Row::Value(side, of)));
            if side > 0 {
                rows.extend(self.peaked_by().into_iter().map(|(_, of)| Row::Difference(side, of)));
                rows.extend(in_years.iter().chain(&boards).map(|&of| Row::Difference(side, of)));
            }
            rows.extend(self.regrets.iter().map(|&(_, of)| Row::Regret(side, of, self.best)));
        }
        rows
    }

    /// What the peak board reads: series by position, peaks of emissions and energy, emissions added up.
    pub fn boards(&self) -> Vec<(usize, Reading)> {
        let of = |measure| self.shared.totals(self.models[0], measure).collect::<Vec<usize>>();
        let mut readings = Vec::new();
        for series in of(Measure::Co2) {
            readings
                .extend([Reading::PeakYear { series }, Reading::PeakLevel { series }].map(|r| (series, r)));
            let sum = |to| (series, Reading::Sum { series, from: self.shared.from, to });
            // One year alone is no sum, and stands among the series.
            let years = self.shared.cumulative_years().into_iter().filter(|to| *to > self.shared.from);
            readings.extend(years.map(sum));
        }
        for series in of(Measure::EnergyTotal) {
            readings
                .extend([Reading::PeakYear { series }, Reading::PeakLevel { series }].map(|r| (series, r)));
        }
        readings
    }

    /// Whether emissions and energy have peaked by the nation's year, series by position; nothing where that year is not
    /// shared.
    pub fn peaked_by(&self) -> Vec<(usize, Reading)> {
        if !(self.shared.from..=self.shared.to).contains(&PEAK_BY) {
            return Vec::new();
        }
        let of = |measure| self.shared.totals(self.models[0], measure).collect::<Vec<usize>>();
        let totals = of(Measure::Co2).into_iter().chain(of(Measure::EnergyTotal));
        totals.map(|series| (series, Reading::PeakedBy { series, year: PEAK_BY })).collect()
    }

    /// Totals and intensities of energy and CO2 (double control), by position, in the order of the catalogue.
    pub fn double_control(&self) -> Vec<usize> {
        let measures = [Measure::EnergyTotal, Measure::EnergyPerValue, Measure::Co2, Measure::Co2PerValue];
        let mut found: Vec<usize> =
            measures.into_iter().flat_map(|m| self.shared.totals(self.models[0], m)).collect();
        found.sort_unstable();
        found
    }

    /// The scenarios drawn together.
    pub fn together(&self, design: Design) -> Together<'a> {
        let of = |side: usize| self.shared.series.iter().map(|at| at[side]).collect();
        let shared: Vec<Vec<usize>> = (0..self.models.len()).map(of).collect();
        Together::new(&self.models, &shared, self.rows(), design)
    }
}

/// What the draws of a study gave.
pub struct Outcome<'a> {
    /// What was asked.
    pub study: Study<'a>,
    /// What the draws gave.
    pub compared: Compared,
    at: HashMap<Row, usize>,
}

impl<'a> Outcome<'a> {
    /// Of what the rows of a study gave.
    pub fn new(study: Study<'a>, compared: Compared) -> Outcome<'a> {
        let rows = study.rows();
        Outcome::of_rows(study, rows, compared)
    }

    /// Of what some rows gave, in their order.
    pub fn of_rows(study: Study<'a>, rows: Vec<Row>, compared: Compared) -> Outcome<'a> {
        let at = rows.into_iter().enumerate().map(|(place, row)| (row, place)).collect();
        Outcome { study, compared, at }
    }

    /// What the draws gave for a row.
    pub fn found(&self, row: Row) -> Option<&Found> {
        self.compared.found.get(*self.at.get(&row)?)
    }

    /// Draws that count of a scenario.
    pub fn draws(&self, side: usize) -> u64 {
        let ensemble = &self.compared.ensembles[side];
        ensemble.design.draws - ensemble.failed.len() as u64
    }

    /// Draws that count of a scenario and of the first.
    pub fn pairs(&self, side: usize) -> u64 {
        self.compared.ensembles[side].design.draws - self.compared.left_out[side]
    }
}
