//! Whether a condition only turns better on the way.

use super::Point;

/// In which draws what is asked happens, a bit a draw; nothing without draws.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Hits(Vec<u64>);

impl Hits {
    /// From an outcome by draw. A draw that failed does not hit.
    pub fn new(outcome: &[f64], holds: impl Fn(f64) -> bool) -> Hits {
        let word = |draws: &[f64]| {
            draws.iter().rev().fold(0, |word, &value| word << 1 | u64::from(holds(value) && !value.is_nan()))
        };
        Hits(outcome.chunks(64).map(word).collect())
    }

    /// Draws that hit here and not there.
    fn but_not(&self, other: &Hits) -> u64 {
        self.0.iter().zip(&other.0).map(|(here, there)| u64::from((here & !there).count_ones())).sum()
    }
}

/// How many standard errors a paired difference takes to be more than noise: some hundred pairs of values are looked at.
const BEYOND: f64 = 3.0;

/// What is no rounding, of the greatest margin on a way.
const ROUNDING: f64 = 1e-9;

/// Where a way gets worse by more than noise although it gets better elsewhere: the nearest two values that show it. Draws
/// are shared, so of two probabilities those draws count that turned: where *b* turned worse and *c* better, b − c
/// has the standard error √(b + c) (McNemar).
pub fn turn(way: &[Point]) -> Option<(f64, f64)> {
    let scale = way.iter().map(|point| point.fare.margin[0].abs()).fold(0.0, f64::max);
    let is_worse = |from: &Point, to: &Point| {
        let (worse, better) = (from.hits.but_not(&to.hits), to.hits.but_not(&from.hits));
        let noise = match worse + better {
            0 => ROUNDING * scale,
            // In parts of the draws that turned: by how many more turned worse.
            turned => {
                return worse as f64 - better as f64 > BEYOND * (turned as f64).sqrt();
            }
        };
        to.fare.margin[0] - from.fare.margin[0] < -noise
    };
    let pairs = || (1..way.len()).flat_map(|apart| (apart..way.len()).map(move |to| (to - apart, to)));
    let rises = pairs().any(|(from, to)| is_worse(&way[to], &way[from]));
    let falls = pairs().find(|&(from, to)| is_worse(&way[from], &way[to]));
    falls.filter(|_| rises).map(|(from, to)| (way[from].at[0], way[to].at[0]))
}

#[cfg(test)]
mod tests {
    use super::super::Fare;
    use super::*;

    fn way(margins: &[f64]) -> Vec<Point> {
        let fare = |margin: f64| Fare { found: margin, interval: (margin, margin), margin: [margin; 3] };
        let point = |(x, margin): (usize, &f64)| Point {
            at: vec![x as f64],
            fare: fare(*margin),
            hits: Hits::default(),
        };
        margins.iter().enumerate().map(point).collect()
    }

    /// Better all the way, worse all the way and level are no turns; better and then worse is, and so is the reverse.
    #[test]
    fn a_turn_is_told() {
        for steady in [[1.0, 2.0, 3.0, 3.0], [3.0, 2.0, 2.0, -1.0], [0.0; 4], [1.0, 1.0, 1.0 - 1e-12, 2.0]] {
            assert_eq!(turn(&way(&steady)), None, "{steady:?}");
        }
        assert_eq!(turn(&way(&[-1.0, 1.0, 0.5, 0.5])), Some((1.0, 2.0)));
        assert_eq!(turn(&way(&[-1.0, -2.0, -3.0, 4.0])), Some((0.0, 1.0)));
    }

    /// Of 200 draws: 100 hit, then 150 of which the last 9 or 10 stop. Nine that turned are 3·√9 = 9 standard errors, which is
    /// not beyond three; ten are 10 > 9.49. One flipped draw is noise.
    #[test]
    fn flipped_draws_are_noise_up_to_three_errors() {
        let hits = |range: std::ops::Range<usize>| {
            let outcome: Vec<f64> = (0..200).map(|draw| f64::from(u8::from(range.contains(&draw)))).collect();
            let count = outcome.iter().sum::<f64>() / 200.0;
            let fare = Fare { found: count, interval: (count, count), margin: [count - 0.9; 3] };
            (fare, Hits::new(&outcome, |x| x > 0.0))
        };
        let way = |last: usize| -> Vec<Point> {
            let ranges = [0..100, 0..150, 0..last];
            let point = |(x, range)| {
                let (fare, hits) = hits(range);
                Point { at: vec![x as f64], fare, hits }
            };
            ranges.into_iter().enumerate().map(point).collect()
        };
        assert_eq!(turn(&way(149)), None);
        assert_eq!(turn(&way(141)), None);
        assert_eq!(turn(&way(140)), Some((1.0, 2.0)));
    }
}
