//! Where a model is run: two independent samples for Sobol′ indices, trajectories for elementary effects.

use crate::sampling::sobol::{self, Dimension};
use crate::sampling::{self, philox};

/// Two independent samples of numbers in (0, 1), row by row: points of one Owen-scrambled Sobol′ sequence, whose first
/// half of dimensions is the first sample and the second half the second (Saltelli 2002). A number belongs to (seed, name, sample,
/// row) and, where it is a coordinate of a point, to the place of its name among the names.
#[derive(Clone, Debug)]
pub struct Pairs {
    /// By name and sample.
    numbers: Vec<[Numbers; 2]>,
}

#[derive(Clone, Debug)]
struct Numbers {
    key: u64,
    /// The dimension and the seed of its scrambling; `None`: independent numbers.
    point: Option<(Dimension, u32)>,
}

impl Pairs {
    /// A design over names; those beyond the table of dimensions get independent numbers.
    pub fn new(seed: u64, names: &[String]) -> Pairs {
        let mut dimensions: Vec<Option<Dimension>> =
            sobol::dimensions(2 * names.len()).into_iter().map(Some).collect();
        dimensions.resize(2 * names.len(), None);
        let numbers = |(at, name): (usize, &String)| {
            let of =
                |which: usize| Numbers::new(seed, name, which, dimensions[which * names.len() + at].clone());
            [of(0), of(1)]
        };
        Pairs { numbers: names.iter().enumerate().map(numbers).collect() }
    }

    /// As [`Pairs::new`], of independent numbers alone.
    pub fn independent(seed: u64, names: &[String]) -> Pairs {
        let numbers = |name: &String| [0, 1].map(|which| Numbers::new(seed, name, which, None));
        Pairs { numbers: names.iter().map(numbers).collect() }
    }

    /// The number of a name in a sample (0 or 1) and row.
    pub fn number(&self, name: usize, which: usize, row: u64) -> f64 {
        let numbers = &self.numbers[name][which];
        let inside = philox::uniform(numbers.key, row, 0);
        match &numbers.point {
            None => inside,
            Some((dimension, seed)) => {
                let digits = sobol::scramble(dimension.coordinate(row as u32), *seed);
                ((f64::from(digits) + inside) / 4_294_967_296.0).min(1.0 - f64::EPSILON / 2.0)
            }
        }
    }
}

impl Numbers {
    fn new(seed: u64, name: &str, which: usize, dimension: Option<Dimension>) -> Numbers {
        let key = sampling::key(seed, &format!("{name} {}", ["A", "B"][which]));
        let [scrambling, ..] = philox::block([key as u32, (key >> 32) as u32], [0, 0, 0, u32::MAX]);
        Numbers { key, point: dimension.map(|dimension| (dimension, scrambling)) }
    }
}

/// A walk that moves every factor once, from one level of a grid to another (Morris 1991).
#[derive(Clone, PartialEq, Debug)]
pub struct Trajectory {
    /// Where it starts: a number in \[0, 1\] for each factor.
    pub start: Vec<f64>,
    /// The factors in the order in which they move.
    pub order: Vec<usize>,
    /// The step of each factor, above or below 0.
    pub steps: Vec<f64>,
}

impl Trajectory {
    /// The trajectory of a number over `factors` factors and an even number of levels p: steps of p/(2(p − 1)), every start,
    /// direction and order as probable as any other.
    pub fn new(seed: u64, number: u64, factors: usize, levels: u32) -> Trajectory {
        let step = f64::from(levels) / (2.0 * (f64::from(levels) - 1.0));
        let key = sampling::key(seed, "morris");
        let word = |factor: usize, what: u32| {
            let counter = [number as u32, (number >> 32) as u32, factor as u32, what];
            philox::block([key as u32, (key >> 32) as u32], counter)
        };
        let (mut start, mut steps) = (Vec::with_capacity(factors), Vec::with_capacity(factors));
        for factor in 0..factors {
            let [place, direction, ..] = word(factor, 0);
            let half = u64::from(levels / 2);
            let low = ((u64::from(place) * half) >> 32) as f64 / (f64::from(levels) - 1.0);
            let rises = direction >> 31 == 0;
            start.push(if rises { low } else { low + step });
            steps.push(if rises { step } else { -step });
        }
        let mut order: Vec<usize> = (0..factors).collect();
        for last in (1..factors).rev() {
            let [place, ..] = word(last, 1);
            order.swap(last, ((u64::from(place) * (last as u64 + 1)) >> 32) as usize);
        }
        Trajectory { start, order, steps }
    }

    /// Its points, one more than factors, each told to `visit` in turn.
    pub fn walk(&self, mut visit: impl FnMut(&[f64])) {
        let mut point = self.start.clone();
        visit(&point);
        for &factor in &self.order {
            // A level, and no sum of rounded steps.
            point[factor] = (self.start[factor] + self.steps[factor]).clamp(0.0, 1.0);
            visit(&point);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(count: usize) -> Vec<String> {
        (0..count).map(|i| format!("leaf.{i}")).collect()
    }

    /// 256 points have one in each 256th of every dimension of both samples, and no two dimensions are alike.
    #[test]
    fn both_samples_are_stratified() {
        let design = Pairs::new(5, &names(6));
        let mut firsts = Vec::new();
        for name in 0..6 {
            for which in 0..2 {
                let numbers: Vec<f64> = (0..256).map(|row| design.number(name, which, row)).collect();
                firsts.push(numbers[0]);
                let mut strata: Vec<usize> = numbers.iter().map(|u| (u * 256.0) as usize).collect();
                strata.sort_unstable();
                assert!(strata.into_iter().eq(0..256), "{name} {which}");
            }
        }
        firsts.sort_by(f64::total_cmp);
        assert!(firsts.windows(2).all(|pair| pair[0] < pair[1]));
    }

    /// The table has 2048 dimensions: of 1030 names the second sample of the last ones is filled up.
    #[test]
    fn beyond_the_table_numbers_are_independent() {
        let design = Pairs::new(1, &names(1030));
        assert!(design.numbers[1029][1].point.is_none() && design.numbers[1017][1].point.is_some());
        let sum: f64 = (0..4096).map(|row| design.number(1029, 1, row)).sum();
        // Standard error √(1/12/4096) = 0.0045.
        assert!((sum / 4096.0 - 0.5).abs() < 0.018, "{sum}");
    }

    /// Four levels 0, 1/3, 2/3, 1 and steps of 2/3: every factor moves once, and no point leaves the grid.
    #[test]
    fn trajectories_move_every_factor_once() {
        let mut rises = 0;
        for number in 0..50 {
            let walk = Trajectory::new(9, number, 7, 4);
            let mut points: Vec<Vec<f64>> = Vec::new();
            walk.walk(|point| points.push(point.to_vec()));
            assert_eq!(points.len(), 8);
            for (pair, &factor) in points.windows(2).zip(&walk.order) {
                let moved: Vec<usize> = (0..7).filter(|&i| pair[0][i] != pair[1][i]).collect();
                assert_eq!(moved, [factor]);
                assert!(((pair[1][factor] - pair[0][factor]).abs() - 2.0 / 3.0).abs() < 1e-12);
            }
            let on_grid = |x: &f64| ((x * 3.0) - (x * 3.0).round()).abs() < 1e-12 && (0.0..=1.0).contains(x);
            assert!(points.concat().iter().all(on_grid));
            rises += walk.steps.iter().filter(|step| **step > 0.0).count();
        }
        // Half of 350, standard deviation 9.4.
        assert!((138..=212).contains(&rises), "{rises}");
        assert_eq!(Trajectory::new(9, 3, 7, 4), Trajectory::new(9, 3, 7, 4));
        assert_ne!(Trajectory::new(9, 3, 7, 4), Trajectory::new(8, 3, 7, 4));
    }
}
