//! Costs: what they are made of, down to prices and what is taken at them (MODEL section 11).

use std::rc::Rc;

use super::{Explainer, Node, Of, Part, Rule, Term, What, constant, minus, nonzero, plus};
use crate::domain::*;
use crate::model::InputSource;
use crate::model::cost::{ActivityCost, Costs};
use crate::simulation::choice;
use crate::simulation::cost::{CostPart, LEAST_COST, bought_share, recovery_factor, total, whole_years};
use crate::simulation::emissions::Account;
use crate::units::Dimension;

const MONEY: Dimension = Dimension::MONEY;
const PER_TONNE: Dimension = Dimension::MONEY_PER_MASS;
const PER_POWER: Dimension = Dimension::MONEY_PER_ELECTRICITY;
const SHARE: Dimension = Dimension::SHARE;

impl Explainer<'_> {
    /// Costs of the model; whoever asks about one has them.
    pub(super) fn costs(&self) -> Option<&'_ Costs> {
        self.model.costs.as_ref()
    }

    pub(super) fn priced(&self, a: usize) -> Option<ActivityCost> {
        self.costs().map(|costs| costs.activities[a].clone())
    }

    /// A part of the cost of an activity.
    pub(super) fn cost(&mut self, a: usize, part: CostPart) -> Rc<Node> {
        let value = self.year().costs[a][part as usize];
        let what = self.of_activity(Term::Cost(part), a);
        let Some(cost) = self.priced(a) else { return Node::end(what, value, MONEY, Rule::Constant) };
        let (rule, parts) = match part {
            CostPart::Capital => (Rule::Sum, self.payments(a, &cost)),
            CostPart::Fixed => (Rule::Product, self.fixed(a, &cost)),
            CostPart::Variable => {
                let unit = cost.own.as_ref().map(|own| plus(self.leaf(own.variable)));
                (Rule::Product, unit.into_iter().chain([plus(self.output(a))]).collect())
            }
            CostPart::Inputs => (Rule::Sum, self.bought_inputs(a, &cost)),
            CostPart::Scrap => (Rule::Sum, self.bought_scrap(a, &cost)),
            CostPart::Fuel => (Rule::Sum, self.bought_fuel(a, &cost)),
            CostPart::Electricity => {
                let used = plus(self.account(a, Account::ElectricityPurchased));
                (Rule::Product, vec![used, plus(self.electricity_price(a, &cost))])
            }
            CostPart::Carbon => (Rule::Product, self.carbon(a, &cost)),
        };
        if value == 0.0 {
            return Node::end(what, value, MONEY, Rule::Constant);
        }
        let parts = if rule == Rule::Sum { nonzero(parts) } else { parts };
        Node::made(what, Some(value), MONEY, rule, parts)
    }

    /// Payments of the year for what was built, relined and retrofitted in each year before.
    fn payments(&mut self, a: usize, cost: &ActivityCost) -> Vec<Part> {
        let Some(own) = cost.own.clone() else { return Vec::new() };
        let mut list = Vec::new();
        for begun in 1..=self.t {
            for (term, capacity, unit, years) in self.invested(a, &own, begun) {
                let payment = self.payment(term, capacity, (unit, years), begun);
                list.extend(payment.filter(|_| capacity > 0.0).map(plus));
            }
        }
        list
    }

    /// What was built, relined and retrofitted in a year, with its cost and the years over which it is paid back.
    fn invested(&self, a: usize, own: &ProcessCost, begun: usize) -> Vec<(Term, f64, LeafId, LeafId)> {
        let process = &self.model.scenario.processes[self.activity(a).process.0];
        let (fleet, slots) = (&self.workspace.fleet, self.activity(a).slots.clone());
        let sum = |of: &dyn Fn(usize) -> f64| slots.clone().map(of).sum::<f64>();
        let mut spent = vec![
            (Term::Built, sum(&|s| fleet.built(s, begun)), own.capital, own.recovery),
            (Term::Relined, sum(&|s| fleet.relined(s, begun)), own.reline, process.campaign),
        ];
        for (c, class) in process.classes.iter().enumerate() {
            let capacity = class.retrofit.map(|_| sum(&|s| fleet.retrofitted(s, c, begun)));
            let retrofitted = class.retrofit.zip(capacity);
            spent.extend(
                retrofitted.map(|(unit, capacity)| (Term::Retrofitted, capacity, unit, own.recovery)),
            );
        }
        spent
    }

    /// A payment of the year, while it is due.
    fn payment(
        &self,
        term: Term,
        capacity: f64,
        (unit, years): (LeafId, LeafId),
        begun: usize,
    ) -> Option<Rc<Node>> {
        let rate = self.leaves().at(self.costs()?.discount_rate, begun);
        let years = whole_years(self.leaves().at(years, begun));
        if (self.t - begun) as f64 >= years {
            return None;
        }
        let of = |term: Term| What::new(term).of(Of::Year(self.calendar(begun)));
        let factor = recovery_factor(rate, years);
        let product = vec![
            plus(Node::end(of(term), capacity, Dimension::MASS, Rule::Worked)),
            plus(self.leaf_in(unit, begun)),
            plus(Node::end(What::new(Term::RecoveryFactor), factor, SHARE, Rule::Worked)),
        ];
        Some(Node::made(of(Term::Payment), None, MONEY, Rule::Product, product))
    }

    fn fixed(&mut self, a: usize, cost: &ActivityCost) -> Vec<Part> {
        let slots = self.activity(a).slots.clone();
        let capacity: Vec<Part> = slots.map(|s| plus(self.capacity(s))).collect();
        let what = self.of_activity(Term::Capacity, a);
        let capacity = Node::made(what, None, Dimension::MASS, Rule::Sum, capacity);
        let unit = cost.own.as_ref().map(|own| plus(self.leaf(own.fixed)));
        std::iter::once(plus(capacity)).chain(unit).collect()
    }

    fn bought_inputs(&mut self, a: usize, cost: &ActivityCost) -> Vec<Part> {
        let mut list = Vec::new();
        for (i, input) in self.activity(a).inputs.iter().enumerate() {
            let Some(price) = cost.inputs[i].price else { continue };
            let mut product = vec![plus(self.output(a)), plus(self.input_charge(a, i))];
            let commodity = match input.source {
                InputSource::Bought(commodity) => commodity,
                InputSource::Market(m) => {
                    let share = bought_share(self.year(), input.source);
                    product.push(plus(self.bought_share(m, share)));
                    self.model.topology.markets[m].commodity
                }
            };
            product.push(plus(self.leaf(price)));
            let what = What::new(Term::Cost(CostPart::Inputs)).of(Of::Commodity(commodity));
            list.push(plus(Node::made(what, None, MONEY, Rule::Product, product)));
        }
        list
    }

    fn bought_scrap(&mut self, a: usize, cost: &ActivityCost) -> Vec<Part> {
        let mut list = Vec::new();
        for (c, price) in cost.scraps.iter().enumerate() {
            let Some(price) = *price else { continue };
            let kind = self.model.topology.pools[self.activity(a).charges[c].pool].scrap;
            let product = vec![plus(self.scrap_use(a, c)), plus(self.leaf(price))];
            let what = What::new(Term::Cost(CostPart::Scrap)).of(Of::Scrap(kind));
            list.push(plus(Node::made(what, None, MONEY, Rule::Product, product)));
        }
        list
    }

    fn bought_fuel(&mut self, a: usize, cost: &ActivityCost) -> Vec<Part> {
        let first = self.activity(a).first_fuel;
        let mut list = Vec::new();
        let priced = |this: &Self, used: Rc<Node>, price: LeafId| {
            let what = What { term: Term::Cost(CostPart::Fuel), of: used.what.of.clone() };
            plus(Node::made(what, None, MONEY, Rule::Product, vec![plus(used), plus(this.leaf(price))]))
        };
        for (f, price) in cost.fuels.iter().enumerate() {
            let Some(price) = *price else { continue };
            let used = self.fuel_use(first + f);
            list.push(priced(self, used, price));
        }
        for (account, price) in [(Account::CaptiveFuel, cost.captive), (Account::HeatPurchased, cost.heat)] {
            let Some(price) = price else { continue };
            let used = self.account(a, account);
            list.push(priced(self, used, price));
        }
        list
    }

    /// Price of electricity with what its tier adds.
    fn electricity_price(&mut self, a: usize, cost: &ActivityCost) -> Rc<Node> {
        let mut parts: Vec<Part> = cost.electricity.map(|leaf| plus(self.leaf(leaf))).into_iter().collect();
        if cost.tiers[self.t].is_some() {
            parts.push(plus(self.electricity_adder(a)));
        }
        if parts.is_empty() {
            return Node::end(What::new(Term::Constant), 0.0, PER_POWER, Rule::Constant);
        }
        Node::made(self.of_activity(Term::ElectricityPrice, a), None, PER_POWER, Rule::Sum, parts)
    }

    /// What tiers add on average over vintages and classes.
    pub(super) fn electricity_adder(&mut self, a: usize) -> Rc<Node> {
        let value = self.workspace.cost.adders[a * self.model.years() + self.t];
        Node::end(self.of_activity(Term::ElectricityAdder, a), value, PER_POWER, Rule::Worked)
    }

    fn carbon(&mut self, a: usize, cost: &ActivityCost) -> Vec<Part> {
        let Some(price) = cost.carbon else { return Vec::new() };
        let parts = vec![plus(self.account(a, Account::Scope1)), minus(self.free_allocation(a))];
        let what = self.of_activity(Term::BeyondAllocation, a);
        let beyond = Node::made(what, None, Dimension::CO2, Rule::Sum, parts);
        vec![plus(beyond), plus(self.leaf(price))]
    }

    /// Allowances that are free.
    pub(super) fn free_allocation(&mut self, a: usize) -> Rc<Node> {
        let value = self.year().free_allocation[a];
        let what = self.of_activity(Term::FreeAllocation, a);
        let parts = match self.priced(a).and_then(|cost| cost.free[self.t]) {
            None => return Node::end(what, value, Dimension::CO2, Rule::Constant),
            Some(Free::Share(leaf)) => vec![plus(self.account(a, Account::Scope1)), plus(self.leaf(leaf))],
            Some(Free::Benchmark(leaf)) => vec![plus(self.output(a)), plus(self.leaf(leaf))],
        };
        Node::made(what, Some(value), Dimension::CO2, Rule::Product, parts)
    }

    /// What demand is multiplied by: (1 + π·(C/C_ref − 1))^ε.
    pub(super) fn response(&mut self, m: usize) -> Rc<Node> {
        let (what, value) = (self.of_market(Term::DemandFactor, m), self.year().response[m]);
        let response = self.costs().and_then(|costs| costs.responses[m].clone());
        let Some(response) = response.filter(|_| !self.is_history()) else {
            return Node::end(what, value, SHARE, Rule::Constant);
        };
        let makers = self.model.topology.markets[m].activities.clone();
        let (mut above, mut below) = (Vec::new(), Vec::new());
        for &a in &makers {
            let (potential, needs) = (self.potential(a), self.levelised_total(a));
            let parts = vec![plus(Rc::clone(&potential)), plus(needs)];
            above.push(plus(Node::made(self.of_activity(Term::Named, a), None, MONEY, Rule::Product, parts)));
            below.push(plus(potential));
        }
        let side = |term: Term, dimension: Dimension, parts: Vec<Part>| {
            plus(Node::made(What::new(term), None, dimension, Rule::Sum, nonzero(parts)))
        };
        let sides =
            vec![side(Term::Numerator, MONEY, above), side(Term::Denominator, Dimension::MASS, below)];
        if sides[1].node.value <= 0.0 {
            return Node::end(what, value, SHARE, Rule::Constant);
        }
        let cost =
            Node::made(self.of_market(Term::NeededPerTonne, m), None, PER_TONNE, Rule::Quotient, sides);
        let sides = vec![plus(cost), plus(self.leaf(response.reference))];
        let ratio = Node::made(What::new(Term::CostRatio), None, SHARE, Rule::Quotient, sides);
        let change = vec![plus(ratio), minus(constant(1.0))];
        let change = Node::made(What::new(Term::CostChange), None, SHARE, Rule::Sum, change);
        let seen = vec![plus(change), plus(self.leaf(response.pass_through))];
        let seen = Node::made(What::new(Term::PassedThrough), None, SHARE, Rule::Product, seen);
        let seen = vec![plus(constant(1.0)), plus(seen)];
        let seen = Node::made(What::new(Term::SeenByBuyers), None, SHARE, Rule::Sum, seen);
        let seen = vec![plus(seen), plus(constant(LEAST_COST))];
        let seen = Node::made(What::new(Term::SeenByBuyers), None, SHARE, Rule::Maximum, seen);
        let parts = vec![plus(seen), plus(self.leaf(response.elasticity))];
        Node::made(what, Some(value), SHARE, Rule::Power, parts)
    }

    /// The part of what retires that is rebuilt on a route: what follows from the cost of all.
    pub(super) fn route_share(&mut self, slot: usize, at: usize) -> Rc<Node> {
        let model = self.model;
        let what = |this: &Self, a: usize| this.of_activity(Term::RouteShare, a);
        let Some(routes) = &model.fleet.rules[slot].routes else {
            return Node::end(What::new(Term::RouteShare), 0.0, SHARE, Rule::Constant);
        };
        let levelised = &self.workspace.cost.levelised;
        let value = choice::share(self.leaves(), routes, levelised, at, self.t);
        let weight = |this: &Self, route: usize| {
            let a = routes.list[route].activity;
            let years = model.years();
            let cost = |route: usize| {
                total(&this.workspace.cost.levelised[routes.list[route].activity * years + this.t])
            };
            let dearer = (cost(route) - cost(at)) / this.at(routes.reference);
            let weight = (-this.at(routes.lambda) * dearer).exp();
            plus(Node::end(this.of_activity(Term::RouteWeightByCost, a), weight, SHARE, Rule::Worked))
        };
        if routes.list[at].ratio[self.t].is_none() {
            return Node::end(what(self, routes.list[at].activity), value, SHARE, Rule::Constant);
        }
        let open = (0..routes.list.len()).filter(|&route| routes.list[route].ratio[self.t].is_some());
        let weights: Vec<Part> = open.map(|route| weight(self, route)).collect();
        let sum = Node::made(What::new(Term::Denominator), None, SHARE, Rule::Sum, weights);
        let sides = vec![plus(constant(1.0)), plus(sum)];
        Node::made(what(self, routes.list[at].activity), Some(value), SHARE, Rule::Quotient, sides)
    }
}
