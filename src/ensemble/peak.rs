//! When a series peaks (MODEL section 13).

use serde::{Deserialize, Serialize};

use super::error::Replicates;
use super::order::ByReplicate;
use crate::domain::Place;
use crate::model::Model;
use crate::model::series::Measure;
use crate::sampling::REPLICATES;

/// What one trajectory does. Years are counted from the base year.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Peak {
    /// It has its maximum early enough before the end and only lower values after it.
    Peaked {
        /// First year of the maximum.
        year: usize,
        /// The maximum.
        level: f64,
        /// Years within 1 % of it.
        plateau: usize,
    },
    /// No peak within the horizon.
    NotYet,
    /// Constant or zero.
    Undefined,
}

/// Finds the peak of a trajectory: the *last* year of the maximum must lie at least `after` years
/// before the end and every value after it be lower; the peak year is the *first* year of the maximum.
pub fn find(values: &[f64], after: usize) -> Peak {
    let level = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let least = values.iter().copied().fold(f64::INFINITY, f64::min);
    if level <= least || (level <= 0.0 && least >= 0.0) {
        return Peak::Undefined;
    }
    let first = values.iter().position(|v| *v == level).unwrap_or(0);
    let last = values.iter().rposition(|v| *v == level).unwrap_or(0);
    if last + after >= values.len() {
        return Peak::NotYet;
    }
    let plateau = values.iter().filter(|v| **v >= level - level.abs() * 0.01).count();
    Peak::Peaked { year: first, level, plateau }
}

/// Which series get a board: CO2 and energy totals of regions.
pub fn has_board(model: &Model, index: usize) -> bool {
    let series = &model.series[index];
    let total = matches!(series.measure, Measure::Co2 | Measure::Scope1 | Measure::EnergyTotal);
    total && series.of.is_empty() && !matches!(series.place, Place::Cluster(_))
}

/// How many draws peak when.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct PeakTally {
    /// Draws that peak in each year, from the base year on.
    by_year: Vec<ByReplicate>,
    /// Draws without a peak within the horizon.
    not_yet: u64,
    /// Draws whose series is constant.
    undefined: u64,
    /// Draws by the number of years within 1 % of their peak.
    plateaus: Vec<u64>,
}

impl PeakTally {
    /// Of no draws yet.
    pub fn new(years: usize) -> PeakTally {
        let (by_year, plateaus) = (vec![[0; REPLICATES]; years], vec![0; years + 1]);
        PeakTally { by_year, not_yet: 0, undefined: 0, plateaus }
    }

    /// Counts what a draw of a replicate does.
    pub fn count(&mut self, replicate: usize, peak: Peak) {
        match peak {
            Peak::Peaked { year, plateau, .. } => {
                self.by_year[year][replicate] += 1;
                self.plateaus[plateau] += 1;
            }
            Peak::NotYet => self.not_yet += 1,
            Peak::Undefined => self.undefined += 1,
        }
    }

    /// Counts other draws too.
    pub fn add(&mut self, other: &PeakTally) {
        let years = self.by_year.as_flattened_mut().iter_mut().zip(other.by_year.as_flattened());
        let plateaus = self.plateaus.iter_mut().zip(&other.plateaus);
        years.chain(plateaus).for_each(|(count, more)| *count += more);
        self.not_yet += other.not_yet;
        self.undefined += other.undefined;
    }

    /// The upper median of the numbers of years within 1 % of the peak.
    fn plateau(&self) -> Option<usize> {
        let place = self.plateaus.iter().sum::<u64>() / 2;
        let mut below = 0;
        self.plateaus.iter().position(|draws| {
            below += draws;
            below > place
        })
    }
}

/// Peaks of one series over the draws.
#[derive(Clone, PartialEq, Debug)]
pub struct PeakBoard {
    /// Position of the series in the model's catalogue.
    pub series: usize,
    /// Base year.
    pub base: i32,
    /// Draws that peak in each year, from the base year on ("at or before" for the base year).
    pub by_year: Vec<u64>,
    /// Draws without a peak within the horizon.
    pub not_yet: u64,
    /// Draws whose series is constant.
    pub undefined: u64,
    /// Median level at the peak, over the draws that peak.
    pub level: Option<f64>,
    /// Median number of years within 1 % of the peak.
    pub plateau: Option<usize>,
    /// Standard error of P(peaked by the year), from the base year on.
    pub errors: Vec<f64>,
}

impl PeakBoard {
    /// Reads a tally; `level` is the median level at the peak.
    pub fn new(
        series: usize,
        base: i32,
        tally: &PeakTally,
        level: Option<f64>,
        replicates: &Replicates,
    ) -> PeakBoard {
        let mut peaked = [0; REPLICATES];
        let error = |draws: &ByReplicate| {
            peaked.iter_mut().zip(draws).for_each(|(peaked, draws)| *peaked += draws);
            replicates.share(&peaked)
        };
        let errors = tally.by_year.iter().map(error).collect();
        PeakBoard {
            series,
            base,
            by_year: tally.by_year.iter().map(|draws| draws.iter().sum()).collect(),
            not_yet: tally.not_yet,
            undefined: tally.undefined,
            level,
            plateau: tally.plateau(),
            errors,
        }
    }

    /// All draws.
    pub fn draws(&self) -> u64 {
        self.by_year.iter().sum::<u64>() + self.not_yet + self.undefined
    }

    /// P(peaked by a calendar year).
    pub fn by(&self, year: i32) -> f64 {
        let upto = (year - self.base + 1).clamp(0, self.by_year.len() as i32) as usize;
        self.by_year[..upto].iter().sum::<u64>() as f64 / self.draws() as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_peak_needs_years_after_it() {
        let rise_and_fall = [1.0, 2.0, 3.0, 2.9, 2.8, 2.7, 2.6, 2.5];
        assert_eq!(find(&rise_and_fall, 5), Peak::Peaked { year: 2, level: 3.0, plateau: 1 });
        assert_eq!(find(&rise_and_fall[..7], 5), Peak::NotYet);
    }

    /// Two equal maxima: the later decides whether there is a peak, the earlier is its year.
    #[test]
    fn the_last_maximum_decides_the_first_dates() {
        let twice = [1.0, 3.0, 2.0, 3.0, 2.0, 1.0];
        assert_eq!(find(&twice, 2), Peak::Peaked { year: 1, level: 3.0, plateau: 2 });
        assert_eq!(find(&twice, 3), Peak::NotYet);
    }

    #[test]
    fn constant_and_zero_are_undefined_and_a_fall_peaks_at_the_base_year() {
        assert_eq!(find(&[2.0; 9], 5), Peak::Undefined);
        assert_eq!(find(&[0.0; 9], 5), Peak::Undefined);
        assert_eq!(
            find(&[5.0, 4.0, 3.0, 2.0, 1.0, 0.5], 5),
            Peak::Peaked { year: 0, level: 5.0, plateau: 1 }
        );
    }

    /// Two of four draws peak, in years 0 and 5, with 2 and 4 years near it: of two the upper median is 4. The share
    /// that has peaked by year 5 is ½, its error √(¼/4).
    #[test]
    fn a_board_counts() {
        let peaks = [
            Peak::Peaked { year: 0, level: 1.0, plateau: 2 },
            Peak::Peaked { year: 5, level: 3.0, plateau: 4 },
            Peak::NotYet,
            Peak::Undefined,
        ];
        let tally = |draws: std::ops::Range<usize>| {
            let mut tally = PeakTally::new(10);
            draws.for_each(|draw| tally.count(draw, peaks[draw]));
            tally
        };
        let mut all = tally(0..3);
        all.add(&tally(3..4));
        assert_eq!(all, tally(0..4));
        let replicates = Replicates::new(crate::sampling::Design::random(4, 1), &[]);
        let board = PeakBoard::new(0, 2020, &all, Some(3.0), &replicates);
        assert_eq!((board.by(2019), board.by(2020), board.by(2025), board.by(2060)), (0.0, 0.25, 0.5, 0.5));
        assert_eq!((board.draws(), board.plateau, board.errors[5]), (4, Some(4), 0.25));
        assert_eq!(PeakTally::new(10).plateau(), None);
    }
}
