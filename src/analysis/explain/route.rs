//! Intensities along routes, and what a declared sum owes its CO2 and energy to.

use std::rc::Rc;

use super::{Explainer, Key, Node, Of, Part, Rule, Term, What, agree, constant, minus, nonzero, plus};
use crate::domain::*;
use crate::model::limits::Link;
use crate::model::series::Owed;
use crate::simulation::emissions::Account;
use crate::units::Dimension;

const SHARE: Dimension = Dimension::SHARE;

impl Explainer<'_> {
    /// An intensity along a route: what every process takes, times how much of it a t of the product takes.
    pub(super) fn route(&mut self, i: usize) -> Rc<Node> {
        let intensity = &self.model.limits.intensities[i];
        let dimension = match intensity.metric {
            Metric::Energy => Dimension::ENERGY_PER_MASS,
            Metric::Co2 => Dimension::CO2_PER_MASS,
            Metric::Electricity => Dimension::ELECTRICITY_PER_MASS,
        };
        let value = self.year().route_intensity[i];
        let mut parts = Vec::new();
        for (l, link) in intensity.chain.iter().enumerate() {
            let of_link = self.on_boundary(link.activity, intensity.metric, intensity.boundary, dimension);
            let what = self.of_activity(Term::RoutePart, link.activity);
            parts.push(plus(self.weighted(&intensity.chain, l, of_link, what, dimension)));
        }
        Node::made(What::new(Term::OnBoundary), Some(value), dimension, Rule::Sum, nonzero(parts))
    }

    /// A number per t of a process, per t of the route's product.
    fn weighted(
        &mut self,
        chain: &[Link],
        l: usize,
        node: Rc<Node>,
        what: What,
        dimension: Dimension,
    ) -> Rc<Node> {
        if l == 0 {
            return Node::made(what, None, dimension, Rule::Sum, vec![plus(node)]);
        }
        let parts = vec![plus(node), plus(self.route_weight(chain, l))];
        Node::made(what, None, dimension, Rule::Product, parts)
    }

    /// How much of a process's output a t of the route's product takes.
    fn route_weight(&mut self, chain: &[Link], l: usize) -> Rc<Node> {
        if l == 0 {
            return constant(1.0);
        }
        let mut parts = Vec::new();
        for &(taker, input) in &chain[l].takers {
            let charge = self.input_charge(chain[taker].activity, input);
            if taker == 0 {
                parts.push(plus(charge));
                continue;
            }
            let product = vec![plus(self.route_weight(chain, taker)), plus(charge)];
            let what = self.of_activity(Term::TakenBy, chain[taker].activity);
            parts.push(plus(Node::made(what, None, SHARE, Rule::Product, product)));
        }
        Node::made(self.of_activity(Term::RouteWeight, chain[l].activity), None, SHARE, Rule::Sum, parts)
    }

    /// One tonne's metric on a boundary.
    fn on_boundary(
        &mut self,
        a: usize,
        metric: Metric,
        boundary: BoundaryId,
        dimension: Dimension,
    ) -> Rc<Node> {
        let boundary = &self.model.scenario.boundaries[boundary.0];
        let parts = match metric {
            Metric::Electricity => return self.per_tonne(a, Account::ElectricityGross),
            Metric::Co2 if boundary.electricity == ElectricityBoundary::None => {
                let mut parts = self.direct(a);
                // Captive plants are power, which this boundary leaves out.
                parts.pop();
                parts
            }
            Metric::Co2 => {
                let mut parts = self.direct(a);
                parts.push(plus(self.per_tonne(a, Account::Scope2Location)));
                parts
            }
            Metric::Energy => self.energy_on(a, boundary),
        };
        Node::made(self.of_activity(Term::OnBoundary, a), None, dimension, Rule::Sum, nonzero(parts))
    }

    fn energy_on(&mut self, a: usize, boundary: &Boundary) -> Vec<Part> {
        let model = self.model;
        let energy = Dimension::ENERGY_PER_MASS;
        let conversion = boundary.conversion;
        let mut parts = self.by_fuel(a, Term::FuelEnergy, energy, |carrier| match conversion {
            true => vec![carrier.energy_value],
            false => vec![carrier.energy_value, carrier.conversion_yield],
        });
        let mut valued = |this: &mut Self, of: Account, value: LeafId| {
            let product = vec![plus(this.per_tonne(a, of)), plus(this.leaf(value))];
            parts.push(plus(Node::made(What::new(Term::Account(of)), None, energy, Rule::Product, product)));
        };
        if let Some(heat) = model.topology.heat {
            valued(self, Account::HeatPurchased, model.scenario.carriers[heat.0].energy_value);
        }
        let value = match boundary.equivalent_value {
            true => model.scenario.carriers[model.topology.electricity.0].energy_value,
            false => model.scenario.regions[self.activity(a).region.0].heat_rate,
        };
        match boundary.electricity {
            ElectricityBoundary::None => {}
            ElectricityBoundary::Gross => valued(self, Account::ElectricityGross, value),
            ElectricityBoundary::Purchased => {
                valued(self, Account::ElectricityPurchased, value);
                if let Some(fuel) = self.captive_fuel(a) {
                    valued(self, Account::CaptiveFuel, fuel.energy_value);
                }
            }
        }
        if boundary.deduct_recovered {
            let process = &model.scenario.processes[self.activity(a).process.0];
            let recovered = self.named_parts(&process.recovered, energy);
            if !recovered.is_empty() {
                let what = What::new(Term::RecoveredEnergy);
                parts.push(minus(Node::made(what, None, energy, Rule::Sum, recovered)));
            }
        }
        parts
    }

    /// A stream along a route.
    pub(super) fn route_stream(&mut self, i: usize) -> Rc<Node> {
        let (chain, stream) = &self.model.limits.streams[i];
        let dimension = match self.model.scenario.streams[stream.0].kind {
            StreamKind::Water => Dimension { mass: -1, ..Dimension::VOLUME },
            StreamKind::Solid | StreamKind::Air => SHARE,
        };
        let mut parts = Vec::new();
        for (l, link) in chain.iter().enumerate() {
            let arisings = &self.activity(link.activity).streams;
            let Some(s) = arisings.iter().position(|x| x.stream == *stream) else { continue };
            let per = self.stream_per_tonne(link.activity, s);
            let what = self.of_activity(Term::RoutePart, link.activity);
            parts.push(plus(self.weighted(chain, l, per, what, dimension)));
        }
        let what = What::new(Term::StreamPerTonne).of(Of::Stream(*stream));
        Node::made(what, None, dimension, Rule::Sum, nonzero(parts))
    }

    /// CO2 or energy that a declared sum is owed: of its makers whole, of their suppliers the part they take.
    pub(super) fn owed_to(&mut self, k: usize, account: Account, of: Owed) -> Rc<Node> {
        let sum = &self.model.topology.sums[k];
        let mut parts = Vec::new();
        for &a in &sum.makers {
            parts.push(plus(self.account(a, account)));
        }
        for (m, market) in self.model.topology.markets.iter().enumerate() {
            if market.region != sum.region || market.activities.iter().any(|a| sum.makers.contains(a)) {
                continue;
            }
            let part = self.owed_part(k, m);
            for &a in market.activities.iter().filter(|_| part.value > 0.0) {
                let product = vec![plus(self.account(a, account)), plus(Rc::clone(&part))];
                let dimension = product[0].node.dimension;
                let what = self.of_activity(Term::OwedPart, a);
                parts.push(plus(Node::made(what, None, dimension, Rule::Product, product)));
            }
        }
        let owed = self.year().owed[k];
        let value = if of == Owed::Co2 { owed.0 } else { owed.1 };
        let dimension = if of == Owed::Co2 { Dimension::CO2 } else { Dimension::ENERGY };
        Node::made(
            What::new(Term::Owed).of(Of::Region(sum.region)),
            Some(value),
            dimension,
            Rule::Sum,
            nonzero(parts),
        )
    }

    /// Part of a market's output that the makers of a sum take, and those who make it for them.
    fn owed_part(&mut self, k: usize, m: usize) -> Rc<Node> {
        self.once(Key::OwedPart(k, m), |this| {
            let (market, makers) = (&this.model.topology.markets[m], &this.model.topology.sums[k].makers);
            let mut taken = Vec::new();
            for &(a, i) in &market.users {
                let mut product = vec![plus(this.output(a)), plus(this.input_charge(a, i))];
                if !makers.contains(&a) {
                    let user = this.activity(a).market;
                    product.push(plus(this.owed_part(k, user)));
                }
                let what = this.of_activity(Term::TakenBy, a);
                taken.push(plus(Node::made(what, None, Dimension::MASS, Rule::Product, product)));
            }
            let taken = nonzero(taken);
            let taken = Node::made(What::new(Term::Numerator), None, Dimension::MASS, Rule::Sum, taken);
            let sides = vec![plus(taken), plus(this.market(m))];
            let what = this.of_market(Term::Share, m);
            let share = Node::made(what.clone(), None, SHARE, Rule::Quotient, sides);
            if share.value <= 1.0 || agree(share.value, 1.0) {
                return share;
            }
            Node::made(what, None, SHARE, Rule::Minimum, vec![plus(share), plus(constant(1.0))])
        })
    }
}
