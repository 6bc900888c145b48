//! Solving: the smallest change of a lever, or of two, that meets a condition.
//!
//! All values of a lever share their draws, so that what differs between them is the lever's doing. A lever is looked at in equal
//! steps from where it stands to both ends of its range; between the last step that fails and the first that
//! meets the condition the bracket is cut further. That is sound where the condition only ever turns better
//! on the way; where it does not, that is said.

mod condition;
mod lever;
mod search;
mod sound;
mod turn;

pub use condition::{Condition, Event, Fault};
pub use lever::{Lever, LeverFault, lever};

use std::path::Path;

use rayon::prelude::*;

use super::chance::Chances;
use crate::domain::Comparator;
use crate::ensemble::Design;
use crate::ensemble::study::{Found, Spread, Study, StudyError, Varied};
use crate::model::{Model, ModelError};
use crate::scenario::{self, Options};
pub use search::{Answer, Point, Solution};
pub use sound::Cut;
use turn::Hits;

/// How a value of the levers fares.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Fare {
    /// The probability of the event, or the value that is compared (1 and 0 for what a run does or does not).
    pub found: f64,
    /// 95 % interval that Monte Carlo error leaves of the probability, by the design of the draws; the value twice without
    /// draws.
    pub interval: (f64, f64),
    /// How far `found` and the ends of the interval lie on the good side of what is asked.
    margin: [f64; 3],
}

impl Fare {
    /// Whether the condition is met by the estimate (0), the lower (1) or the upper end (2) of the interval.
    fn meets(&self, by: usize, is_strict: bool) -> bool {
        if is_strict { self.margin[by] > 0.0 } else { self.margin[by] >= 0.0 }
    }
}

/// A question to a scenario.
pub struct Question<'a> {
    /// Where the scenario is loaded from, and how: for levers that a compiled one does not have.
    pub from: (&'a Path, &'a Options),
    /// The scenario, compiled.
    pub model: &'a Model,
    /// The levers, one or two.
    pub levers: Vec<Lever>,
    /// What is asked for.
    pub condition: Condition,
    /// The draws of each value.
    pub design: Design,
}

impl Question<'_> {
    fn spread(&self) -> Spread {
        match self.condition.probability {
            Some(_) => Spread::drawn(self.design),
            None => Spread::central(),
        }
    }

    fn draws(&self) -> u64 {
        if self.condition.probability.is_some() { self.design.draws } else { 1 }
    }

    /// How the values of the levers fare, by point; `None` where a point cannot be or `going` stopped it.
    fn fares(
        &self,
        points: &[Vec<f64>],
        going: &(impl Fn(u64) -> bool + Sync),
        study: &Option<Study>,
    ) -> Vec<Option<(Fare, Hits)>> {
        match study {
            Some(study) => {
                let numbers: Vec<Vec<f64>> = points
                    .iter()
                    .map(|point| {
                        self.levers.iter().zip(point).map(|(lever, x)| lever.canonical(*x)).collect()
                    })
                    .collect();
                let take = |_, found: Found| self.fare(&found);
                let found = study.ensembles(&numbers, 0..self.draws(), going, take);
                found.unwrap_or_else(|| vec![None; points.len()])
            }
            None => points.par_iter().map(|point| self.anew(point, going)).collect(),
        }
    }

    /// A study with the levers on its tape; `None` where they need a scenario of their own for each value.
    ///
    /// # Errors
    /// What cannot be varied at all.
    fn study(&self) -> Result<Option<Study>, StudyError> {
        let varied: Vec<Varied> = self.levers.iter().map(Lever::varied).collect();
        match Study::new(self.model, &varied, &[self.condition.event.outcome], self.spread()) {
            Ok(study) => Ok(Some(study)),
            Err(StudyError::Compiled(_) | StudyError::Model(_)) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// A point of a scenario that is loaded with it.
    fn anew(&self, point: &[f64], going: &(impl Fn(u64) -> bool + Sync)) -> Option<(Fare, Hits)> {
        let model = self.compiled(self.levers.iter().zip(point.iter().copied())).ok()?;
        let study = Study::new(&model, &[], &[self.condition.event.outcome], self.spread()).ok()?;
        let found = study.ensembles(&[Vec::new()], 0..self.draws(), going, |_, found| self.fare(&found))?;
        found.into_iter().next().flatten()
    }

    /// The scenario with levers set, as `--set` sets them.
    ///
    /// # Errors
    /// The first reason why it is refused.
    fn compiled<'l>(&self, set: impl Iterator<Item = (&'l Lever, f64)>) -> Result<Model, String> {
        let (path, options) = self.from;
        let mut options = options.clone();
        options.set.extend(set.map(|(lever, x)| (lever.address.clone(), lever.written(x))));
        let loaded = scenario::load(path, &options)
            .map_err(|problems| problems.iter().next().map_or_else(String::new, |p| p.message.clone()))?;
        let first = |errors: Vec<ModelError>| errors.first().map_or_else(String::new, ToString::to_string);
        Model::compile(loaded.scenario).map_err(first)
    }

    /// How a value fares, and in which draws what is asked happens.
    fn fare(&self, found: &Found) -> Option<(Fare, Hits)> {
        let event = self.condition.event;
        let Some(asked) = self.condition.probability else {
            let value = found.of(0).first().copied().filter(|value| value.is_finite())?;
            let margin = match event.comparator {
                Comparator::Below | Comparator::AtMost => event.bound - value,
                _ => value - event.bound,
            };
            let fare = Fare { found: value, interval: (value, value), margin: [margin; 3] };
            return Some((fare, Hits::default()));
        };
        let holds = |value: f64| event.comparator.holds(value, event.bound);
        let chance = Chances::new(self.design, found).of(found.of(0), holds);
        if chance.draws == 0 {
            return None;
        }
        let (probability, interval) = (chance.probability(), chance.interval());
        let margin = [probability, interval.0, interval.1].map(|share| share - asked);
        Some((Fare { found: probability, interval, margin }, Hits::new(found.of(0), holds)))
    }

    fn is_strict(&self) -> bool {
        let strict = matches!(self.condition.event.comparator, Comparator::Below | Comparator::Above);
        strict && self.condition.probability.is_none()
    }
}
