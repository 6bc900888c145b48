//! The runs that each method takes, as points of a study.

use super::design::{Pairs, Trajectory};
use super::factors::{Factors, Of};
use crate::ensemble::study::{AS_WRITTEN, Points, Varied};
use crate::model::Model;
use crate::sampling::normal;

/// Probabilities between which one factor is moved at a time.
pub const ENDS: [f64; 2] = [0.05, 0.95];

/// Rows of a Sobol′ study that are run side by side.
const TILE: u64 = crate::tape::BLOCK as u64;

/// The leaves of all factors, and what makes their numbers from those of factors.
#[derive(Clone, Debug)]
pub struct Space {
    /// The factor of each leaf.
    factor: Vec<usize>,
    /// Whether a leaf falls where its factor rises.
    falls: Vec<bool>,
    /// What a study varies.
    pub varied: Vec<Varied>,
}

impl Space {
    /// The space of factors.
    pub fn new(factors: &Factors) -> Space {
        let members = factors.members();
        Space {
            factor: members.iter().map(|(at, _)| *at).collect(),
            falls: members.iter().map(|(_, member)| member.falls).collect(),
            varied: members.iter().map(|(_, member)| Varied::Quantile(member.leaf)).collect(),
        }
    }

    /// Writes the probabilities of all leaves for one of each factor; none: as written.
    fn write(&self, of: impl Fn(usize) -> Option<f64>, at: &mut [f64]) {
        for ((number, &factor), &falls) in at.iter_mut().zip(&self.factor).zip(&self.falls) {
            *number = of(factor).map_or(AS_WRITTEN, |p| if falls { 1.0 - p } else { p });
        }
    }
}

/// The run as written, then each factor at its lower and at its upper end.
pub struct OneByOne<'a> {
    /// The leaves.
    pub space: &'a Space,
    /// Number of factors.
    pub factors: usize,
}

impl Points for OneByOne<'_> {
    fn runs(&self) -> u64 {
        1 + 2 * self.factors as u64
    }

    fn point(&self, run: u64, at: &mut [f64]) {
        let moved = run.checked_sub(1).map(|run| ((run / 2) as usize, (run % 2) as usize));
        let of = |factor| moved.filter(|(moving, _)| *moving == factor).map(|(_, end)| ENDS[end]);
        self.space.write(of, at);
    }
}

/// Trajectories one after the other; levels from 0 to 1 go over the probabilities between [`ENDS`].
pub struct Walks<'a> {
    /// The leaves.
    pub space: &'a Space,
    /// All of the same factors.
    pub trajectories: &'a [Trajectory],
    /// When each factor moves, by trajectory.
    when: Vec<Vec<usize>>,
}

impl<'a> Walks<'a> {
    /// The points of trajectories.
    pub fn new(space: &'a Space, trajectories: &'a [Trajectory]) -> Walks<'a> {
        let when = |walk: &Trajectory| {
            let mut when = vec![0; walk.order.len()];
            walk.order.iter().enumerate().for_each(|(step, &factor)| when[factor] = step);
            when
        };
        Walks { space, trajectories, when: trajectories.iter().map(when).collect() }
    }

    /// Points of a trajectory.
    pub fn length(&self) -> usize {
        self.trajectories.first().map_or(0, |walk| walk.order.len() + 1)
    }
}

impl Points for Walks<'_> {
    fn runs(&self) -> u64 {
        (self.trajectories.len() * self.length()) as u64
    }

    fn point(&self, run: u64, at: &mut [f64]) {
        let (number, step) = (run as usize / self.length(), run as usize % self.length());
        let (walk, when) = (&self.trajectories[number], &self.when[number]);
        let of = |factor: usize| {
            let moved = if when[factor] < step { walk.steps[factor] } else { 0.0 };
            let level = (walk.start[factor] + moved).clamp(0.0, 1.0);
            Some(ENDS[0] + (ENDS[1] - ENDS[0]) * level)
        };
        self.space.write(of, at);
    }
}

/// Which numbers a run of a Sobol′ study takes from where.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mixture {
    /// All from A.
    A,
    /// All from B.
    B,
    /// From A, one factor from B.
    AB(usize),
    /// From B, one factor from A.
    BA(usize),
}

/// The samples A and B and their mixtures. Blocks of rows come mixture by mixture, so that runs which share most of their
/// numbers follow each other.
pub struct Mixtures {
    rows: u64,
    mixtures: Vec<Mixture>,
    /// By leaf: its factor.
    factor: Vec<usize>,
    /// `[sample][row][leaf]`.
    numbers: [Vec<f64>; 2],
    /// Leaves that are drawn together.
    joints: Vec<Joint>,
    yearly: Option<usize>,
}

/// Leaves that correlations join: y = L·z of independent normal numbers z.
struct Joint {
    /// Positions of the leaves.
    places: Vec<usize>,
    /// L, row by row up to the diagonal.
    rows: Vec<Vec<f64>>,
}

impl Mixtures {
    /// The samples of so many rows; with the mixtures of second order where `second`.
    pub fn new(model: &Model, factors: &Factors, rows: u64, seed: u64, second: bool) -> Mixtures {
        let members = factors.members();
        let name = |slot: usize| model.parameters.uncertain[slot].address.clone();
        let names: Vec<String> = members.iter().map(|(_, member)| name(member.slot)).collect();
        let design = Pairs::new(seed, &names);
        let numbers = |which: usize| {
            let row = |row: u64| (0..names.len()).map(move |leaf| (leaf, row));
            let all = (0..rows).flat_map(row);
            all.map(|(leaf, row)| design.number(leaf, which, row)).collect::<Vec<f64>>()
        };
        let count = factors.list.len();
        let mut mixtures = vec![Mixture::A];
        mixtures.extend((0..count).map(Mixture::AB));
        mixtures.push(Mixture::B);
        mixtures.extend((0..count).filter(|_| second).map(Mixture::BA));
        Mixtures {
            rows,
            mixtures,
            factor: members.iter().map(|(at, _)| *at).collect(),
            numbers: [numbers(0), numbers(1)],
            joints: joints(model, factors),
            yearly: factors.list.iter().position(|factor| factor.of == Of::Yearly),
        }
    }

    /// Bytes that the samples of so many rows of so many leaves take.
    pub fn bytes(rows: u64, leaves: usize) -> u64 {
        2 * rows * leaves as u64 * size_of::<f64>() as u64
    }

    /// The mixture and row of a run.
    fn place(&self, run: u64) -> (Mixture, u64) {
        let (tile, kinds) = (TILE.min(self.rows), self.mixtures.len() as u64);
        let (block, lane) = (run / tile, run % tile);
        (self.mixtures[(block % kinds) as usize], block / kinds * tile + lane)
    }

    /// Outcomes by run as columns by mixture.
    pub fn columns(&self, outcomes: &[f64]) -> super::sobol::Outcomes {
        let count = self.mixtures.iter().filter(|mixture| matches!(mixture, Mixture::AB(_))).count();
        let second = self.mixtures.len() > count + 2;
        let empty = || vec![0.0; self.rows as usize];
        let mut out = super::sobol::Outcomes {
            a: empty(),
            b: empty(),
            ab: vec![empty(); count],
            ba: if second { vec![empty(); count] } else { Vec::new() },
        };
        for (run, outcome) in outcomes.iter().enumerate() {
            let (mixture, row) = self.place(run as u64);
            let column = match mixture {
                Mixture::A => &mut out.a,
                Mixture::B => &mut out.b,
                Mixture::AB(factor) => &mut out.ab[factor],
                Mixture::BA(factor) => &mut out.ba[factor],
            };
            column[row as usize] = *outcome;
        }
        out
    }
}

impl Mixture {
    /// The sample that a factor's numbers come from.
    fn sample(self, factor: usize) -> usize {
        match self {
            Mixture::A => 0,
            Mixture::B => 1,
            Mixture::AB(other) => usize::from(factor == other),
            Mixture::BA(other) => usize::from(factor != other),
        }
    }
}

impl Points for Mixtures {
    fn runs(&self) -> u64 {
        // Rows are a power of two: tiles are whole.
        self.rows * self.mixtures.len() as u64
    }

    fn point(&self, run: u64, at: &mut [f64]) {
        let (mixture, row) = self.place(run);
        let first = row as usize * self.factor.len();
        for (leaf, (number, &factor)) in at.iter_mut().zip(&self.factor).enumerate() {
            *number = self.numbers[mixture.sample(factor)][first + leaf];
        }
        for joint in &self.joints {
            joint.join(at);
        }
    }

    /// Draws of A, then those of B.
    fn draw(&self, run: u64) -> u64 {
        let (mixture, row) = self.place(run);
        let sample = self.yearly.map_or(0, |yearly| mixture.sample(yearly));
        row + sample as u64 * self.rows
    }
}

impl Joint {
    /// Makes independent probabilities correlated ones, from the last member to the first.
    fn join(&self, at: &mut [f64]) {
        for &place in &self.places {
            at[place] = normal::quantile(at[place]);
        }
        for (row, &place) in self.rows.iter().zip(&self.places).rev() {
            at[place] = row.iter().zip(&self.places).map(|(l, &from)| l * at[from]).sum();
        }
        for &place in &self.places {
            at[place] = normal::distribution(at[place]).clamp(1e-300, 1.0 - f64::EPSILON / 2.0);
        }
    }
}

/// The groups of correlated leaves, those members that are varied.
fn joints(model: &Model, factors: &Factors) -> Vec<Joint> {
    let slots: Vec<usize> = factors.members().iter().map(|(_, member)| member.slot).collect();
    let joint = |group: &crate::model::dependence::CorrelatedGroup| {
        let row = |i: usize| &group.factor[i * (i + 1) / 2..(i + 1) * (i + 2) / 2];
        let varied = |(i, slot): (usize, &usize)| Some((i, slots.iter().position(|s| s == slot)?));
        let kept: Vec<(usize, usize)> = group.members.iter().enumerate().filter_map(varied).collect();
        let correlation = |a: usize, b: usize| row(a).iter().zip(row(b)).map(|(x, y)| x * y).sum::<f64>();
        let matrix: Vec<Vec<f64>> =
            kept.iter().map(|(a, _)| kept.iter().map(|(b, _)| correlation(*a, *b)).collect()).collect();
        Joint { places: kept.iter().map(|(_, place)| *place).collect(), rows: factored(&matrix) }
    };
    let groups = model.parameters.groups.iter().filter(|group| !group.yearly);
    groups.map(joint).filter(|joint| joint.places.len() > 1).collect()
}

/// The Cholesky factor of a positive definite matrix, row by row up to the diagonal.
fn factored(matrix: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let mut rows: Vec<Vec<f64>> = Vec::new();
    for (i, line) in matrix.iter().enumerate() {
        let mut row: Vec<f64> = Vec::with_capacity(i + 1);
        for (j, earlier) in rows.iter().enumerate() {
            let known: f64 = row.iter().zip(earlier).map(|(a, b)| a * b).sum();
            row.push((line[j] - known) / earlier[j]);
        }
        let known: f64 = row.iter().map(|a| a * a).sum();
        row.push((line[i] - known).max(0.0).sqrt());
        rows.push(row);
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mixtures(rows: u64, factors: usize, second: bool) -> Mixtures {
        let mut list = vec![Mixture::A];
        list.extend((0..factors).map(Mixture::AB));
        list.push(Mixture::B);
        list.extend((0..factors).filter(|_| second).map(Mixture::BA));
        let numbers = |sample: f64| {
            (0..rows)
                .flat_map(|row| (0..factors).map(move |f| sample + row as f64 + f as f64 / 100.0))
                .collect()
        };
        Mixtures {
            rows,
            mixtures: list,
            factor: (0..factors).collect(),
            numbers: [numbers(0.0), numbers(10_000.0)],
            joints: Vec::new(),
            yearly: Some(1),
        }
    }

    /// Every row occurs once in every mixture, with the numbers of the sample that it should have; the draw of the
    /// yearly shocks is one of two by the row.
    #[test]
    fn mixtures_are_whole() {
        for (rows, second) in [(4, true), (512, false)] {
            let points = mixtures(rows, 3, second);
            let runs = points.runs();
            assert_eq!(runs, rows * if second { 8 } else { 5 });
            let numbers: Vec<f64> = (0..runs).map(|run| run as f64).collect();
            let columns = points.columns(&numbers);
            let at = |run: f64| {
                let mut at = vec![0.0; 3];
                points.point(run as u64, &mut at);
                (at, points.draw(run as u64))
            };
            for row in 0..rows as usize {
                let of = |samples: [f64; 3]| {
                    let numbers =
                        samples.iter().enumerate().map(|(f, s)| s * 1e4 + row as f64 + f as f64 / 100.0);
                    (numbers.collect::<Vec<f64>>(), row as u64 + samples[1] as u64 * rows)
                };
                assert_eq!(at(columns.a[row]), of([0.0; 3]));
                assert_eq!(at(columns.b[row]), of([1.0; 3]));
                assert_eq!(at(columns.ab[0][row]), of([1.0, 0.0, 0.0]));
                assert_eq!(at(columns.ab[1][row]), of([0.0, 1.0, 0.0]));
                if second {
                    assert_eq!(at(columns.ba[1][row]), of([1.0, 0.0, 1.0]));
                }
            }
        }
    }

    /// By hand: of correlations 0.6 and 0.8 with the first, 0.8 between the others: L = (1), (0.6, 0.8), (0.8, 0.4, √0.2).
    #[test]
    fn factors_by_hand() {
        let rows = factored(&[vec![1.0, 0.6, 0.8], vec![0.6, 1.0, 0.8], vec![0.8, 0.8, 1.0]]);
        let expected = [vec![1.0], vec![0.6, 0.8], vec![0.8, 0.4, 0.2_f64.sqrt()]];
        for (row, expected) in rows.iter().zip(expected) {
            assert!(row.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-12), "{row:?}");
        }
    }

    /// Medians stay medians, and the first member stays as it is.
    #[test]
    fn joins_probabilities() {
        let joint = Joint { places: vec![0, 2], rows: vec![vec![1.0], vec![-0.8, 0.6]] };
        let mut at = [0.5, 0.3, 0.5];
        joint.join(&mut at);
        assert_eq!(at, [0.5, 0.3, 0.5]);
        let mut at = [0.9, 0.3, 0.5];
        joint.join(&mut at);
        // Φ(−0.8·1.281552) = Φ(−1.025241) = 0.152624.
        assert!((at[0] - 0.9).abs() < 1e-12 && (at[2] - 0.152_624).abs() < 1e-5, "{at:?}");
    }
}
