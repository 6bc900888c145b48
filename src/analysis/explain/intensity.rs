//! Carriers per t: κ · max(floor, e0 · factor · Π(1 − i)), by vintage and class, and the limits on it.

use std::rc::Rc;

use super::{Explainer, Key, Node, Of, Part, Rule, Term, What, agree, constant, minus, plus};
use crate::domain::*;
use crate::units::Dimension;

const SHARE: Dimension = Dimension::SHARE;

/// A carrier of an activity.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) enum Carried {
    Fuel(usize),
    Electricity,
    Heat,
}

impl Explainer<'_> {
    /// What an activity takes of a carrier per t, before capture.
    pub(super) fn intensity(&mut self, a: usize, carried: Carried) -> Rc<Node> {
        self.once(Key::Intensity(a, carried), |this| this.limited(a, carried))
    }

    /// Which carrier it is, the leaves behind it, its dimension.
    fn carrier(&self, a: usize, carried: Carried) -> (CarrierId, ProcessEnergy, Dimension) {
        let (activity, topology) = (self.activity(a), &self.model.topology);
        let process = &self.model.scenario.processes[activity.process.0];
        match carried {
            Carried::Fuel(f) => {
                (activity.fuels[f].carrier, activity.fuels[f].energy, Dimension::ENERGY_PER_MASS)
            }
            Carried::Electricity => {
                (topology.electricity, process.electricity, Dimension::ELECTRICITY_PER_MASS)
            }
            Carried::Heat => {
                (topology.heat.unwrap_or(topology.electricity), process.heat, Dimension::ENERGY_PER_MASS)
            }
        }
    }

    /// Before and after the limits.
    fn both(&self, a: usize, carried: Carried) -> (f64, f64) {
        let years = self.model.years();
        let pick = |of: &crate::simulation::workspace::Intensities<f64>| match carried {
            Carried::Fuel(f) => of.fuel[(self.activity(a).first_fuel + f) * years + self.t],
            Carried::Electricity => of.electricity[a * years + self.t],
            Carried::Heat => of.heat[a * years + self.t],
        };
        (pick(&self.unlimited), pick(&self.workspace.intensities))
    }

    fn limited(&mut self, a: usize, carried: Carried) -> Rc<Node> {
        let (before, after) = self.both(a, carried);
        let free = self.free(a, carried, before);
        if before == after {
            return free;
        }
        let (carrier, energy, dimension) = self.carrier(a, carried);
        let what = What::new(term(carried)).of(Of::Carrier(carrier));
        let years = self.model.years();
        let mut parts = vec![plus(free)];
        for (l, limit) in self.model.limits.limits.iter().enumerate() {
            let links = limit.intensity.chain.iter().zip(&limit.scaled);
            let acts = links.clone().any(|(link, scaled)| link.activity == a && *scaled);
            let factor = self.workspace.intensities.factor[l * years + self.t];
            if acts && factor != 1.0 {
                let what = What::new(Term::LimitFactor).of(Of::Limit(limit.limit));
                parts.push(plus(Node::end(what, factor, SHARE, Rule::Worked)));
            }
        }
        let scaled = Node::made(what.clone(), None, dimension, Rule::Product, parts);
        if agree(scaled.value, after) {
            return Rc::new(Node { value: after, ..(*scaled).clone() });
        }
        let kappa = self.model.calibration.carrier(self.activity(a).region, carrier);
        let floor = vec![plus(self.leaf(energy.floor)), plus(self.kappa_of(a, carrier, kappa))];
        let floor = Node::made(What::new(Term::HeldAtFloor), None, dimension, Rule::Product, floor);
        if agree(floor.value, after) {
            return Node::made(what, Some(after), dimension, Rule::Maximum, vec![plus(scaled), plus(floor)]);
        }
        Node::end(what, after, dimension, Rule::Worked)
    }

    /// Before limits: the written level, what cohorts make of it, calibration.
    fn free(&mut self, a: usize, carried: Carried, value: f64) -> Rc<Node> {
        let (carrier, energy, dimension) = self.carrier(a, carried);
        let what = What::new(term(carried)).of(Of::Carrier(carrier));
        let region = self.activity(a).region;
        let held =
            crate::simulation::demand::fade(self.model.scenario.calibration, self.t, self.model.observed());
        let kappa = 1.0 + (self.model.calibration.carrier(region, carrier) - 1.0) * held;
        let level = self.level(a, energy, dimension);
        let written = self.held(a, energy, dimension, level);
        let mut parts = vec![plus(written)];
        let mean = value / kappa;
        if !agree(parts[0].node.value, mean) && parts[0].node.value > 0.0 {
            let cohorts = mean / parts[0].node.value;
            let what = self.of_activity(Term::CohortLevel, a);
            parts.push(plus(Node::end(what, cohorts, SHARE, Rule::Worked)));
        }
        if kappa != 1.0 {
            parts.push(plus(self.kappa_of(a, carrier, kappa)));
        }
        if parts.len() == 1 {
            let written = (*parts[0].node).clone();
            return Rc::new(Node { what, value, ..written });
        }
        Node::made(what, Some(value), dimension, Rule::Product, parts)
    }

    fn kappa_of(&self, a: usize, carrier: CarrierId, value: f64) -> Rc<Node> {
        self.kappa(self.activity(a).region, &[Pinned::CarrierUse(carrier), Pinned::Energy], value)
    }

    /// The written level, lifted to its floor where it would fall below.
    fn held(&self, a: usize, energy: ProcessEnergy, dimension: Dimension, level: Rc<Node>) -> Rc<Node> {
        let process = &self.model.scenario.processes[self.activity(a).process.0];
        let in_cohorts = !process.classes.is_empty() || process.new_vintage.is_some();
        if in_cohorts || level.value >= self.at(energy.floor) {
            return level;
        }
        let parts = vec![plus(level), plus(self.leaf(energy.floor))];
        Node::made(What::new(Term::HeldAtFloor), None, dimension, Rule::Maximum, parts)
    }

    /// e0 · factor · Π(1 − i[τ]).
    fn level(&self, a: usize, energy: ProcessEnergy, dimension: Dimension) -> Rc<Node> {
        let process = &self.model.scenario.processes[self.activity(a).process.0];
        let mut parts: Vec<Part> = vec![plus(self.leaf(energy.intensity))];
        parts.extend(self.factor(process.energy_factor));
        parts.extend(self.improvement(process.improvement));
        if parts.len() == 1 {
            return self.leaf(energy.intensity);
        }
        Node::made(What::new(Term::WrittenLevel), None, dimension, Rule::Product, parts)
    }

    /// What improvement since the base year leaves, years of one rate together.
    fn improvement(&self, leaf: LeafId) -> Option<Part> {
        let rates: Vec<f64> = (1..=self.t).map(|t| self.leaves().at(leaf, t)).collect();
        if rates.iter().all(|rate| *rate == 0.0) {
            return None;
        }
        let mut parts = Vec::new();
        let mut first = 1;
        for run in rates.chunk_by(|a, b| a == b) {
            let fall = vec![plus(constant(1.0)), minus(self.rate(leaf, first))];
            let fall = Node::made(What::new(Term::YearlyFall), None, SHARE, Rule::Sum, fall);
            let what = What::new(Term::Years)
                .of(Of::Years(self.calendar(first), self.calendar(first + run.len() - 1)));
            let years = Node::end(what, run.len() as f64, SHARE, Rule::Constant);
            let power = vec![plus(fall), plus(years)];
            parts.push(plus(Node::made(What::new(Term::Improvement), None, SHARE, Rule::Power, power)));
            first += run.len();
        }
        if parts.len() == 1 {
            return parts.pop();
        }
        Some(plus(Node::made(What::new(Term::Improvement), None, SHARE, Rule::Product, parts)))
    }

    fn rate(&self, leaf: LeafId, t: usize) -> Rc<Node> {
        if t == self.t { self.leaf(leaf) } else { self.leaf_in(leaf, t) }
    }
}

fn term(carried: Carried) -> Term {
    match carried {
        Carried::Fuel(_) => Term::FuelIntensity,
        Carried::Electricity => Term::ElectricityIntensity,
        Carried::Heat => Term::HeatIntensity,
    }
}
