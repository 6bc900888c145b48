//! What a run of a study tells.

use crate::ensemble::YEARS_AFTER_PEAK;
use crate::ensemble::peak::{self, Peak};
use crate::ensemble::target::{self, TargetReader};
use crate::model::Model;
use crate::tape::Block;

/// One number that a run of a study tells. Series are positions in the model's catalogue.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Outcome {
    /// The value of a series in a year, counted from the base year; canonical unit.
    Value {
        /// Which series.
        series: usize,
        /// When.
        year: usize,
    },
    /// The calendar year of a series' peak (MODEL section 13); infinite where it has not peaked within the horizon, not a
    /// number where the series is constant.
    PeakYear {
        /// Which series.
        series: usize,
    },
    /// The greatest value of a series over the horizon, whether or not it is a peak; canonical unit.
    PeakLevel {
        /// Which series.
        series: usize,
    },
    /// 1 where a series has peaked by a calendar year, else 0.
    PeakedBy {
        /// Which series.
        series: usize,
        /// When.
        year: i32,
    },
    /// The value that a target reads, by its position in the scenario; canonical unit.
    TargetValue(usize),
    /// How far that lies on the good side of what is asked.
    TargetMargin(usize),
    /// 1 where a target is attained, else 0.
    TargetAttained(usize),
}

impl Outcome {
    /// The series and years that it is read off.
    pub(super) fn cells(self, model: &Model) -> Vec<(usize, usize)> {
        let all = |series: usize| (0..model.years()).map(move |t| (series, t)).collect();
        match self {
            Outcome::Value { series, year } => vec![(series, year)],
            Outcome::PeakYear { series }
            | Outcome::PeakLevel { series }
            | Outcome::PeakedBy { series, .. } => all(series),
            Outcome::TargetValue(target)
            | Outcome::TargetMargin(target)
            | Outcome::TargetAttained(target) => {
                let reader = target::reader_elsewhere(model, target, model);
                reader.map_or_else(Vec::new, |reader| {
                    reader.years().into_iter().map(|t| (reader.series, t)).collect()
                })
            }
        }
    }

    /// Whether it is there in a model.
    pub(super) fn exists(self, model: &Model) -> bool {
        match self {
            Outcome::Value { series, year } => series < model.series.len() && year < model.years(),
            Outcome::PeakYear { series }
            | Outcome::PeakLevel { series }
            | Outcome::PeakedBy { series, .. } => series < model.series.len(),
            Outcome::TargetValue(target)
            | Outcome::TargetMargin(target)
            | Outcome::TargetAttained(target) => {
                target < model.scenario.targets.len()
                    && target::reader_elsewhere(model, target, model).is_some()
            }
        }
    }
}

/// Reads an outcome off the cells that are kept.
#[derive(Clone, Debug)]
pub struct Reader {
    outcome: Outcome,
    target: Option<TargetReader>,
    /// Positions of its cells, by year from `from`.
    cells: Vec<usize>,
    from: usize,
    base: i32,
}

impl Reader {
    pub fn new(model: &Model, outcome: Outcome, kept: &[(usize, usize)]) -> Reader {
        let needed = outcome.cells(model);
        let from = needed.iter().map(|(_, t)| *t).min().unwrap_or(0);
        let upto = needed.iter().map(|(_, t)| *t + 1).max().unwrap_or(0);
        let series = needed.first().map_or(0, |(series, _)| *series);
        // Years between those that are needed may not be kept; nobody reads them.
        let place = |t: usize| kept.binary_search(&(series, t)).unwrap_or(0);
        let target = match outcome {
            Outcome::TargetValue(target)
            | Outcome::TargetMargin(target)
            | Outcome::TargetAttained(target) => target::reader_elsewhere(model, target, model),
            _ => None,
        };
        let base = model.scenario.horizon.base.0;
        Reader { outcome, target, cells: (from..upto).map(place).collect(), from, base }
    }

    /// The outcome of the runs in the first lanes; `trajectory` is room for the years of a series.
    pub fn read(&self, cells: &[Block], row: &mut [f64], trajectory: &mut [f64]) {
        if let (Outcome::Value { .. }, [cell]) = (self.outcome, self.cells.as_slice()) {
            return row.copy_from_slice(&cells[*cell][..row.len()]);
        }
        for (lane, outcome) in row.iter_mut().enumerate() {
            *outcome = self.lane(cells, lane, trajectory);
        }
    }

    fn lane(&self, cells: &[Block], lane: usize, trajectory: &mut [f64]) -> f64 {
        if let Some(reader) = &self.target {
            let value = reader.read(|t| cells[self.cells[t - self.from]][lane]);
            return match self.outcome {
                Outcome::TargetMargin(_) => reader.margin(value),
                Outcome::TargetAttained(_) => f64::from(u8::from(reader.attains(value))),
                _ => value,
            };
        }
        for (value, cell) in trajectory.iter_mut().zip(&self.cells) {
            *value = cells[*cell][lane];
        }
        self.peak(trajectory)
    }

    fn peak(&self, trajectory: &[f64]) -> f64 {
        if let Outcome::PeakLevel { .. } = self.outcome {
            return trajectory.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        }
        let year = match peak::find(trajectory, YEARS_AFTER_PEAK) {
            Peak::Peaked { year, .. } => f64::from(self.base + year as i32),
            Peak::NotYet => f64::INFINITY,
            Peak::Undefined => f64::NAN,
        };
        match self.outcome {
            Outcome::PeakedBy { year: by, .. } => f64::from(u8::from(year <= f64::from(by))),
            _ => year,
        }
    }
}
