//! When a series peaks (MODEL section 13).

use super::error::Replicates;
use crate::domain::Place;
use crate::model::Model;
use crate::model::series::Measure;

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
    /// Gathers the peaks of all draws.
    pub fn new(series: usize, base: i32, years: usize, peaks: &[Peak], replicates: &Replicates) -> PeakBoard {
        let by = |peak: &Peak, t: usize| matches!(peak, Peak::Peaked { year, .. } if *year <= t);
        let error = |t: usize| replicates.share(peaks.iter().map(|peak| by(peak, t)));
        let mut board = PeakBoard {
            series,
            base,
            by_year: vec![0; years],
            not_yet: 0,
            undefined: 0,
            level: None,
            plateau: None,
            errors: (0..years).map(error).collect(),
        };
        let (mut levels, mut plateaus) = (Vec::new(), Vec::new());
        for peak in peaks {
            match *peak {
                Peak::Peaked { year, level, plateau } => {
                    board.by_year[year] += 1;
                    levels.push(level);
                    plateaus.push(plateau);
                }
                Peak::NotYet => board.not_yet += 1,
                Peak::Undefined => board.undefined += 1,
            }
        }
        levels.sort_by(f64::total_cmp);
        plateaus.sort_unstable();
        board.level = levels.get(levels.len() / 2).copied();
        board.plateau = plateaus.get(plateaus.len() / 2).copied();
        board
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

    #[test]
    fn a_board_counts() {
        let peaks = [
            Peak::Peaked { year: 0, level: 1.0, plateau: 2 },
            Peak::Peaked { year: 5, level: 3.0, plateau: 4 },
            Peak::NotYet,
            Peak::Undefined,
        ];
        let replicates = Replicates::new(crate::sampling::Design::random(peaks.len() as u64, 1), &[]);
        let board = PeakBoard::new(0, 2020, 10, &peaks, &replicates);
        assert_eq!((board.by(2019), board.by(2020), board.by(2025), board.by(2060)), (0.0, 0.25, 0.5, 0.5));
    }
}
