//! Looking for the smallest change: steps, brackets, a grid.

use super::turn::{Hits, turn};
use super::{Cut, Fare, Lever, Question};
use crate::ensemble::study::{Study, StudyError};
use crate::scenario::between;

/// Steps from where a lever stands to each end of its range.
const STEPS: usize = 16;

/// Parts that a bracket is cut into, and how often: the answer is good to 1/16/16/16/16 of the way to an end.
const PARTS: usize = 16;
const CUTS: usize = 3;

/// Values of each of two levers.
const GRID: usize = 21;

/// A value of the levers and how it fares.
#[derive(Clone, PartialEq, Debug)]
pub struct Point {
    /// By lever, in its unit.
    pub at: Vec<f64>,
    /// How it fares.
    pub fare: Fare,
    /// In which draws what is asked happens.
    pub(super) hits: Hits,
}

/// What came out.
#[derive(Clone, PartialEq, Debug)]
pub enum Answer {
    /// The scenario meets the condition as it is.
    Already(Point),
    /// The smallest change that meets it, and for one lever the values between which the answer lies for all that Monte
    /// Carlo error leaves: where the interval of the probability begins to reach what is asked, and where all of it does
    /// (`None`: nowhere in the range).
    Met {
        /// The levers, and how they fare.
        point: Point,
        /// First possible and first certain value.
        interval: Option<(Option<f64>, Option<f64>)>,
    },
    /// The nearest value found that meets it, with which the scenario is refused, and why.
    Refused(Point, String),
    /// No value of the range meets it: the best that does exist.
    Cannot(Point),
    /// Nothing could be run, and why where the scenario is refused; or it was stopped.
    Nothing(Option<String>),
}

/// An answer with what was seen on the way.
#[derive(Clone, PartialEq, Debug)]
pub struct Solution {
    /// What came out.
    pub answer: Answer,
    /// Two values, in the order away from where the lever stands, between which it gets worse beyond noise although it gets
    /// better elsewhere on the way: there the smallest change may be missed.
    pub turns: Option<(f64, f64)>,
    /// What was looked at in equal steps, from the least to the greatest.
    pub scanned: Vec<Point>,
    /// The levers with the ranges that were looked at.
    pub levers: Vec<Lever>,
    /// Where a range was cut, for the scenario is refused beyond.
    pub cuts: Vec<Cut>,
}

impl Question<'_> {
    /// The smallest change that meets the condition. `going` is told of runs; where it answers false the search ends.
    ///
    /// # Errors
    /// What cannot be varied.
    pub fn solve(&self, going: &(impl Fn(u64) -> bool + Sync)) -> Result<Solution, StudyError> {
        let (levers, cuts) = self.sound();
        let within = Question { levers, ..*self };
        let study = within.study()?;
        let mut found = match within.levers.as_slice() {
            [lever] => within.along(lever, &study, going),
            _ => within.over_grid(&study, going),
        };
        if let Answer::Met { point, .. } = &found.answer
            && let Some(reason) = within.refusal(&point.at)
        {
            found.answer = Answer::Refused(point.clone(), reason);
        }
        Ok(Solution { levers: within.levers, cuts, ..found })
    }

    fn points(
        &self,
        at: Vec<Vec<f64>>,
        study: &Option<Study>,
        going: &(impl Fn(u64) -> bool + Sync),
    ) -> Vec<Point> {
        let fares = self.fares(&at, going, study);
        let point = |(at, found): (Vec<f64>, Option<(Fare, Hits)>)| {
            let (fare, hits) = found?;
            Some(Point { at, fare, hits })
        };
        at.into_iter().zip(fares).filter_map(point).collect()
    }

    /// One lever, in both directions from where it stands.
    fn along(&self, lever: &Lever, study: &Option<Study>, going: &(impl Fn(u64) -> bool + Sync)) -> Solution {
        let now = lever.now.clamp(lever.range.0, lever.range.1);
        let way = |end: f64| -> Vec<f64> {
            if end == now { Vec::new() } else { (1..=STEPS).map(|i| between(now, end, i, STEPS)).collect() }
        };
        let ways = [way(lever.range.0), way(lever.range.1)];
        let all: Vec<Vec<f64>> =
            std::iter::once(now).chain(ways.iter().flatten().copied()).map(|x| vec![x]).collect();
        let found = self.points(all, study, going);
        let fare = |x: f64| found.iter().find(|point| point.at[0] == x).cloned();
        let mut scanned = found.clone();
        scanned.sort_by(|a, b| a.at[0].total_cmp(&b.at[0]));
        let turns = ways.iter().find_map(|way| {
            let on: Vec<Point> = std::iter::once(now).chain(way.iter().copied()).filter_map(fare).collect();
            turn(&on)
        });
        let answer = match fare(now) {
            Some(here) if here.fare.meets(0, self.is_strict()) => Answer::Already(here),
            Some(here) => self.away(&here, &ways, (study, going), &fare),
            None => Answer::Nothing(self.refusal(&[now])),
        };
        Solution::new(answer.or_best(&scanned), turns, scanned)
    }

    /// The nearest value that meets the condition, and the interval around it.
    fn away(
        &self,
        here: &Point,
        ways: &[Vec<f64>; 2],
        (study, going): (&Option<Study>, &(impl Fn(u64) -> bool + Sync)),
        fare: &impl Fn(f64) -> Option<Point>,
    ) -> Answer {
        let now = here.at[0];
        let nearest = |by: usize| {
            let on = |way: &Vec<f64>| self.first(now, way, by, (study, going), fare);
            let found = ways.iter().filter_map(on);
            found.min_by(|a, b| (a.at[0] - now).abs().total_cmp(&(b.at[0] - now).abs()))
        };
        let Some(point) = nearest(0) else { return Answer::Cannot(here.clone()) };
        let has_draws = self.condition.probability.is_some();
        let same_way = |found: &Point| (found.at[0] - now) * (point.at[0] - now) > 0.0 || found.at[0] == now;
        let possible = if here.fare.meets(2, false) { Some(here.clone()) } else { nearest(2) };
        let ends = (possible.filter(same_way), nearest(1).filter(same_way));
        let value = |found: Option<Point>| found.map(|found| found.at[0]);
        let interval = has_draws.then(|| (value(ends.0), value(ends.1)));
        Answer::Met { point, interval }
    }

    /// The first value on a way that meets the condition: the bracket of two steps, cut further.
    fn first(
        &self,
        now: f64,
        way: &[f64],
        by: usize,
        (study, going): (&Option<Study>, &(impl Fn(u64) -> bool + Sync)),
        fare: &impl Fn(f64) -> Option<Point>,
    ) -> Option<Point> {
        let meets = |point: &Point| point.fare.meets(by, self.is_strict());
        let place = way.iter().position(|&x| fare(x).as_ref().is_some_and(meets))?;
        let mut outside = if place == 0 { now } else { way[place - 1] };
        let mut inside = fare(way[place])?;
        for _ in 0..CUTS {
            let cuts: Vec<Vec<f64>> =
                (1..PARTS).map(|i| vec![between(outside, inside.at[0], i, PARTS)]).collect();
            let found = self.points(cuts, study, going);
            match found.iter().position(meets) {
                Some(at) => {
                    outside = at.checked_sub(1).map_or(outside, |before| found[before].at[0]);
                    inside = found[at].clone();
                }
                None => outside = found.last().map_or(outside, |last| last.at[0]),
            }
        }
        Some(inside)
    }

    /// Two levers on a grid: of the points that meet the condition the one nearest to where they stand, each measured by the
    /// width of its range.
    fn over_grid(&self, study: &Option<Study>, going: &(impl Fn(u64) -> bool + Sync)) -> Solution {
        let values = |lever: &Lever| {
            let (from, to) = lever.range;
            let mut values: Vec<f64> = (0..GRID).map(|i| between(from, to, i, GRID - 1)).collect();
            values.push(lever.now.clamp(from, to));
            values.sort_by(f64::total_cmp);
            values.dedup();
            values
        };
        let Some((first, second)) = self.levers.first().zip(self.levers.get(1)) else {
            return Solution::new(Answer::Nothing(None), None, Vec::new());
        };
        let seconds = values(second);
        let all = values(first).into_iter().flat_map(|x| seconds.iter().map(move |&y| vec![x, y])).collect();
        let scanned = self.points(all, study, going);
        let distance = |point: &Point| -> f64 {
            let parts = self.levers.iter().zip(&point.at);
            parts.map(|(lever, x)| ((x - lever.now) / (lever.range.1 - lever.range.0)).powi(2)).sum()
        };
        let met = scanned.iter().filter(|point| point.fare.meets(0, self.is_strict()));
        let nearest = met.min_by(|a, b| distance(a).total_cmp(&distance(b)));
        let answer = match (nearest, scanned.first()) {
            (Some(point), _) if distance(point) == 0.0 => Answer::Already(point.clone()),
            (Some(point), _) => Answer::Met { point: point.clone(), interval: None },
            (None, Some(any)) => Answer::Cannot(any.clone()),
            (None, None) => {
                let now: Vec<f64> = self.levers.iter().map(|lever| lever.now).collect();
                Answer::Nothing(self.refusal(&now))
            }
        };
        Solution::new(answer.or_best(&scanned), None, scanned)
    }
}

impl Solution {
    fn new(answer: Answer, turns: Option<(f64, f64)>, scanned: Vec<Point>) -> Solution {
        Solution { answer, turns, scanned, levers: Vec::new(), cuts: Vec::new() }
    }
}

impl Answer {
    /// Where nothing meets the condition: the best of what was seen, the first of equals.
    fn or_best(self, scanned: &[Point]) -> Answer {
        let Answer::Cannot(any) = self else { return self };
        let better = |best: Point, point: &Point| {
            if point.fare.margin[0] > best.fare.margin[0] { point.clone() } else { best }
        };
        Answer::Cannot(scanned.iter().fold(any, better))
    }
}

#[cfg(test)]
mod tests {
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

    /// Where nothing meets the condition the greatest margin is the best, the first of equals.
    #[test]
    fn the_best_is_told() {
        let seen = way(&[-3.0, -1.0, -1.0, -2.0]);
        let Answer::Cannot(best) = Answer::Cannot(seen[0].clone()).or_best(&seen) else { unreachable!() };
        assert_eq!(best.at, [1.0]);
    }
}
