//! Output: what was observed, what is called for, who makes it, what is used and traded.

use std::rc::Rc;

use super::{Explainer, Key, Node, Of, Part, Rule, Term, What, agree, constant, minus, nonzero, plus};
use crate::domain::*;
use crate::simulation::workspace::Binding;
use crate::units::Dimension;

const MASS: Dimension = Dimension::MASS;

impl Explainer<'_> {
    pub(super) fn output(&mut self, a: usize) -> Rc<Node> {
        self.once(Key::Output(a), |this| {
            let (what, value) = (this.of_activity(Term::Output, a), this.year().output[a]);
            let region = this.activity(a).region;
            let pin = this
                .is_history()
                .then(|| this.observation(region, Pinned::ProcessOutput(this.activity(a).process), value));
            if let Some(observation) = pin.flatten() {
                return Node::end(what, value, MASS, Rule::Observed(observation));
            }
            let (rule, parts) = if this.is_history() { this.history_part(a) } else { this.dispatched(a) };
            Node::made(what, Some(value), MASS, rule, parts)
        })
    }

    /// Output of a process that was not observed itself: its part of its commodity's.
    fn history_part(&mut self, a: usize) -> (Rule, Vec<Part>) {
        let m = self.activity(a).market;
        let (whole, value) = (self.market(m), self.year().output[a]);
        if value == whole.value {
            return (Rule::Sum, vec![plus(whole)]);
        }
        let share = if whole.value > 0.0 { value / whole.value } else { 0.0 };
        let share = Node::end(What::new(Term::MixShare), share, Dimension::SHARE, Rule::Worked);
        (Rule::Product, vec![plus(whole), plus(share)])
    }

    /// The observation behind a pin of the year, if it gives this value.
    fn observation(&self, region: RegionId, what: Pinned, value: f64) -> Option<usize> {
        let (scenario, year) = (&self.model.scenario, self.calendar(self.t));
        let pins = scenario.pins.iter().filter(|p| p.region == region && p.what == what && year <= p.until);
        let same = |observation: &usize| {
            let values = &scenario.observations[*observation].values;
            values.iter().any(|(y, v)| *y == year && agree(*v, value))
        };
        pins.map(|pin| pin.observation).find(same)
    }

    /// Output of a commodity in a region.
    pub(super) fn market(&mut self, m: usize) -> Rc<Node> {
        self.once(Key::Market(m), |this| {
            if this.is_history() { this.market_observed(m) } else { this.market_settled(m) }
        })
    }

    fn market_observed(&mut self, m: usize) -> Rc<Node> {
        let market = &self.model.topology.markets[m];
        let (what, value) = (self.of_market(Term::MarketOutput, m), self.year().market_output[m]);
        let of_makers = |this: &Self| {
            let pinned = |&a: &usize| {
                let output = this.year().output[a];
                let what = Pinned::ProcessOutput(this.activity(a).process);
                output == 0.0 || this.observation(market.region, what, output).is_some()
            };
            market.activities.iter().all(pinned)
        };
        if value > 0.0 && of_makers(self) {
            let parts: Vec<Part> = market.activities.iter().map(|&a| plus(self.output(a))).collect();
            return Node::made(what, Some(value), MASS, Rule::Sum, nonzero(parts));
        }
        let whole = Pinned::CommodityOutput(market.commodity);
        if let Some(observation) = self.observation(market.region, whole, value) {
            return Node::end(what, value, MASS, Rule::Observed(observation));
        }
        if let Some(parts) = self.part_of_aggregate(m, value) {
            return Node::made(what, Some(value), MASS, Rule::Sum, parts);
        }
        if value > 0.0 && market.demand.is_none() && agree(self.year().used[m], value) {
            return Node::made(what, Some(value), MASS, Rule::Sum, vec![plus(self.used(m))]);
        }
        let called = market.demand.map(|demand| self.demanded(m, demand));
        if let Some(called) = called.filter(|called| agree(called.value, value)) {
            return Node::made(what, Some(value), MASS, Rule::Sum, vec![plus(called)]);
        }
        Node::end(What { term: Term::FromHistory, of: what.of }, value, MASS, Rule::Worked)
    }

    /// What an observed sum leaves once its other parts are taken away, or all of it.
    fn part_of_aggregate(&mut self, m: usize, value: f64) -> Option<Vec<Part>> {
        let (scenario, topology) = (&self.model.scenario, &self.model.topology);
        let market = &topology.markets[m];
        for (g, aggregate) in scenario.aggregates.iter().enumerate() {
            let others: Vec<usize> = aggregate
                .parts
                .iter()
                .filter(|c| **c != market.commodity)
                .filter_map(|&c| topology.market(c, market.region))
                .collect();
            if !aggregate.parts.contains(&market.commodity) {
                continue;
            }
            let rest: f64 = others.iter().map(|&o| self.year().market_output[o]).sum();
            let what = Pinned::AggregateOutput(AggregateId(g));
            let Some(observation) = self.observation(market.region, what, value + rest) else { continue };
            let observed = &scenario.observations[observation].values;
            let total = observed.iter().find(|(y, _)| *y == self.calendar(self.t))?.1;
            // Only what is observed itself is taken away: else two parts would explain each other.
            let known = |this: &Self, o: &usize| {
                let (of, out) = (topology.markets[*o].commodity, this.year().market_output[*o]);
                let makers = &topology.markets[*o].activities;
                let by_process = |&a: &usize| {
                    let process = Pinned::ProcessOutput(this.activity(a).process);
                    let made = this.year().output[a];
                    made == 0.0 || this.observation(market.region, process, made).is_some()
                };
                out == 0.0
                    || this.observation(market.region, Pinned::CommodityOutput(of), out).is_some()
                    || makers.iter().all(by_process)
            };
            if !others.iter().all(|o| known(self, o)) {
                continue;
            }
            let what = What::new(Term::ObservedCall).of(Of::Id(aggregate.id.clone()));
            let whole = plus(Node::end(what, total, MASS, Rule::Observed(observation)));
            let taken = others.iter().map(|&o| minus(self.market(o))).collect::<Vec<_>>();
            return Some(nonzero(std::iter::once(whole).chain(taken).collect()));
        }
        None
    }

    /// Output of a simulated year: what is called for, or what bound it.
    fn market_settled(&mut self, m: usize) -> Rc<Node> {
        let market = &self.model.topology.markets[m];
        let (what, value) = (self.of_market(Term::MarketOutput, m), self.year().market_output[m]);
        let binding = Binding::of(self.year().binding[m]);
        let demand = plus(self.demand(m));
        let potential: f64 = market.activities.iter().map(|&a| self.year().potential[a]).sum();
        let (rule, parts) = match binding {
            Binding::Demand => (Rule::Sum, vec![demand]),
            Binding::OutputCap => {
                let caps = market.output_caps.iter().map(|&leaf| plus(self.leaf(leaf)));
                (Rule::Minimum, std::iter::once(demand).chain(caps).collect())
            }
            Binding::Capacity | Binding::Rationing | Binding::Waste if agree(potential, value) => {
                let parts = market.activities.iter().map(|&a| plus(self.potential(a))).collect();
                (Rule::Sum, nonzero(parts))
            }
            _ => {
                let short = demand.node.value - value;
                let what = What { term: Term::Short, of: what.of.clone() };
                (Rule::Sum, vec![demand, minus(Node::end(what, short, MASS, Rule::Worked))])
            }
        };
        let node = Node::made(what, Some(value), MASS, rule, parts);
        Rc::new(Node { bound: Some(binding), ..(*node).clone() })
    }

    /// How a market's output falls on one of its makers.
    fn dispatched(&mut self, a: usize) -> (Rule, Vec<Part>) {
        let m = self.activity(a).market;
        let market = &self.model.topology.markets[m];
        if market.activities.len() == 1 {
            return (Rule::Sum, vec![plus(self.market(m))]);
        }
        let group = market.groups.iter().position(|g| g.members.contains(&a));
        let (whole, members) = match group {
            Some(g) => (self.group_output(m, g), market.groups[g].members.clone()),
            None => {
                let grouped = |x: &usize| market.groups.iter().any(|g| g.members.contains(x));
                let loose: Vec<usize> = market.activities.iter().copied().filter(|x| !grouped(x)).collect();
                (self.rest(m), loose)
            }
        };
        if members.len() == 1 {
            return (Rule::Sum, vec![plus(whole)]);
        }
        let share = self.share_among(a, &members, group.is_some(), whole.value);
        (Rule::Product, vec![plus(whole), plus(share)])
    }

    /// Output of a group with a declared share of a market.
    fn group_output(&mut self, m: usize, g: usize) -> Rc<Node> {
        let group = &self.model.topology.markets[m].groups[g];
        let made: f64 = group.members.iter().map(|&a| self.year().output[a]).sum();
        let what = What::new(Term::GroupOutput).of(Of::Lever(group.lever));
        let asked = self.at(group.share) * self.year().market_output[m];
        let whole = vec![plus(self.market(m)), plus(self.leaf(group.share))];
        if agree(asked, made) {
            return Node::made(what, Some(made), MASS, Rule::Product, whole);
        }
        let called = Node::made(What::new(Term::CalledFor), None, MASS, Rule::Product, whole);
        let spilled = Node::end(What::new(Term::SpilledOutput), made - asked, MASS, Rule::Worked);
        Node::made(what, Some(made), MASS, Rule::Sum, vec![plus(called), plus(spilled)])
    }

    /// What groups with a declared share leave of a market.
    fn rest(&mut self, m: usize) -> Rc<Node> {
        let market = &self.model.topology.markets[m];
        if market.groups.is_empty() {
            return self.market(m);
        }
        let grouped = |a: &&usize| market.groups.iter().any(|g| g.members.contains(a));
        let taken: Vec<Part> =
            market.activities.iter().filter(grouped).map(|&a| minus(self.output(a))).collect();
        let parts = std::iter::once(plus(self.market(m))).chain(taken).collect();
        Node::made(self.of_market(Term::RestOfMarket, m), None, MASS, Rule::Sum, nonzero(parts))
    }

    /// Share of one of several makers: in proportion to potential (weighed by observed use outside groups)
    /// where nothing bound one of them.
    fn share_among(&mut self, a: usize, members: &[usize], in_group: bool, whole: f64) -> Rc<Node> {
        let year = self.year();
        let weight = |x: usize| year.potential[x] * if in_group { 1.0 } else { year.weight[x] };
        let all: f64 = members.iter().map(|&x| weight(x)).sum();
        let value = if whole > 0.0 { year.output[a] / whole } else { 0.0 };
        let term = if in_group { Term::ShareInGroup } else { Term::ShareOfRest };
        if whole <= 0.0 || all <= 0.0 || !agree(weight(a) / all, value) {
            return Node::end(What::new(term), value, Dimension::SHARE, Rule::Worked);
        }
        let own = self.weighed(a, in_group);
        let others: Vec<Part> = members.iter().map(|&x| plus(self.weighed(x, in_group))).collect();
        let sum = Node::made(What::new(Term::Denominator), None, MASS, Rule::Sum, nonzero(others));
        Node::made(What::new(term), Some(value), Dimension::SHARE, Rule::Quotient, vec![plus(own), plus(sum)])
    }

    fn weighed(&mut self, a: usize, in_group: bool) -> Rc<Node> {
        let (potential, weight) = (self.potential(a), self.year().weight[a]);
        if in_group || weight == 1.0 {
            return potential;
        }
        let used = Node::end(What::new(Term::ObservedUse), weight, Dimension::SHARE, Rule::Worked);
        let what = self.of_activity(Term::Weight, a);
        Node::made(what, None, MASS, Rule::Product, vec![plus(potential), plus(used)])
    }

    /// Output of a cluster: in proportion to its potential.
    pub(super) fn slot_output(&mut self, s: usize) -> Rc<Node> {
        let a = self.model.topology.slots[s].activity;
        let (what, value) = (self.of_slot(Term::ClusterOutput, s), self.year().slot_output[s]);
        if self.activity(a).slots.len() == 1 && agree(value, self.year().output[a]) {
            return Node::made(what, Some(value), MASS, Rule::Sum, vec![plus(self.output(a))]);
        }
        let sides = vec![plus(self.slot_potential(s)), plus(self.potential(a))];
        let share = Node::made(What::new(Term::Share), None, Dimension::SHARE, Rule::Quotient, sides);
        Node::made(what, Some(value), MASS, Rule::Product, vec![plus(self.output(a)), plus(share)])
    }

    /// Output called for in a market.
    pub(super) fn demand(&mut self, m: usize) -> Rc<Node> {
        self.once(Key::Demand(m), |this| {
            let (what, value) = (this.of_market(Term::Demand, m), this.year().demand[m]);
            if this.is_history() {
                return Node::made(what, Some(value), MASS, Rule::Sum, vec![plus(this.market(m))]);
            }
            let market = &this.model.topology.markets[m];
            let mut parts: Vec<Part> = market.demand.map(|d| plus(this.demanded(m, d))).into_iter().collect();
            parts.extend(market.export.map(|leaf| plus(this.leaf(leaf))));
            match (market.trade, market.demand) {
                (Trade::Traded, Some(_)) => {}
                (Trade::Traded, None) => parts.push(plus(this.used(m))),
                (Trade::Local, _) => parts.push(plus(this.used_with_trade(m))),
            }
            Node::made(what, Some(value), MASS, Rule::Sum, nonzero(parts))
        })
    }

    /// Downstream use of what cannot travel, with the residual trade that goes along.
    fn used_with_trade(&mut self, m: usize) -> Rc<Node> {
        let (used, share) = (self.used(m), self.model.history.residual_share[m]);
        if share == 0.0 {
            return used;
        }
        let held = Node::end(What::new(Term::ResidualShare), share, Dimension::SHARE, Rule::Worked);
        let rest = vec![plus(constant(1.0)), minus(held)];
        let rest = Node::made(What::new(Term::OneLess), None, Dimension::SHARE, Rule::Sum, rest);
        let what = self.of_market(Term::UseWithTrade, m);
        Node::made(what, None, MASS, Rule::Quotient, vec![plus(used), plus(rest)])
    }

    fn demanded(&mut self, m: usize, demand: Demand) -> Rc<Node> {
        let written = self.written_demand(m, demand);
        if !crate::simulation::cost::responds(self.model.costs.as_ref(), m) {
            return written;
        }
        let parts = vec![plus(written), plus(self.response(m))];
        Node::made(self.of_market(Term::CalledFor, m), None, MASS, Rule::Product, parts)
    }

    fn written_demand(&mut self, m: usize, demand: Demand) -> Rc<Node> {
        let called = self.called(m, demand);
        let Some(net) = demand.net_export else { return called };
        let parts = vec![plus(called), plus(self.leaf(net))];
        let what = self.of_market(Term::CalledFor, m);
        let sum = Node::made(what.clone(), None, MASS, Rule::Sum, nonzero(parts));
        if sum.value >= 0.0 {
            return sum;
        }
        let nothing = Node::end(What::new(Term::Constant), 0.0, MASS, Rule::Constant);
        Node::made(what, None, MASS, Rule::Maximum, vec![plus(sum), plus(nothing)])
    }

    fn called(&mut self, m: usize, demand: Demand) -> Rc<Node> {
        let what = self.of_market(Term::CalledFor, m);
        match demand.called {
            Called::Path(leaf) => self.leaf(leaf),
            Called::Intensity { intensity, driver } => {
                let parts = vec![plus(self.leaf(intensity)), plus(self.leaf(driver))];
                Node::made(what, None, MASS, Rule::Product, parts)
            }
            Called::Elasticity { elasticity, driver } => {
                let h = self.model.observed();
                let sides = vec![plus(self.leaf(driver)), plus(self.leaf_in(driver, h))];
                let ratio =
                    Node::made(What::new(Term::DriverRatio), None, Dimension::SHARE, Rule::Quotient, sides);
                let parts = vec![plus(ratio), plus(self.leaf(elasticity))];
                let grown =
                    Node::made(What::new(Term::DriverFactor), None, Dimension::SHARE, Rule::Power, parts);
                let parts = vec![plus(self.observed_call(m, demand)), plus(grown)];
                Node::made(what, None, MASS, Rule::Product, parts)
            }
        }
    }

    /// What was called for in the last observed year: output less net export.
    fn observed_call(&self, m: usize, demand: Demand) -> Rc<Node> {
        let h = self.model.observed();
        let makers = &self.model.topology.markets[m].activities;
        let made: f64 = makers.iter().map(|&a| self.model.history.output(a, h)).sum();
        let of = |term: Term| self.of_market(term, m).of(Of::Year(self.calendar(h)));
        let output = plus(Node::end(of(Term::MarketOutput), made, MASS, Rule::Worked));
        let net = demand.net_export.map(|leaf| minus(self.leaf_in(leaf, h)));
        let parts = std::iter::once(output).chain(net).collect();
        Node::made(of(Term::ObservedCall), None, MASS, Rule::Sum, parts)
    }

    /// Consumption that demand is built up from.
    pub(super) fn consumption(&mut self, m: usize) -> Rc<Node> {
        let value = crate::simulation::demand::consumption(self.model, self.leaves(), m, self.t);
        let what = self.of_market(Term::Consumption, m);
        let Some(demand) = self.model.topology.markets[m].demand.filter(|d| d.is_consumption) else {
            return Node::end(what, value, MASS, Rule::Constant);
        };
        let parts = match demand.called {
            Called::Elasticity { .. } if self.is_history() => {
                let net = demand.net_export.map(|leaf| minus(self.leaf(leaf)));
                std::iter::once(plus(self.market(m))).chain(net).collect()
            }
            _ => vec![plus(self.called(m, demand))],
        };
        Node::made(what, Some(value), MASS, Rule::Sum, nonzero(parts))
    }

    /// What was called for and not made. Of what is bought where it is not made nothing is unmet.
    pub(super) fn unmet(&mut self, m: usize) -> Rc<Node> {
        let (what, value) = (self.of_market(Term::Unmet, m), self.year().unmet[m]);
        let market = &self.model.topology.markets[m];
        let bought = market.trade == Trade::Traded && market.demand.is_none();
        if bought && !self.is_history() {
            return Node::end(what, value, MASS, Rule::Worked);
        }
        let parts = vec![plus(self.demand(m)), minus(self.market(m))];
        Node::made(what, Some(value), MASS, Rule::Sum, parts)
    }

    /// Use by other processes in the region.
    pub(super) fn used(&mut self, m: usize) -> Rc<Node> {
        self.once(Key::Used(m), |this| {
            let users = &this.model.topology.markets[m].users;
            let parts: Vec<Part> = users.iter().map(|&(a, i)| plus(this.use_by(a, i))).collect();
            let value = this.year().used[m];
            Node::made(this.of_market(Term::Use, m), Some(value), MASS, Rule::Sum, nonzero(parts))
        })
    }

    fn use_by(&mut self, a: usize, i: usize) -> Rc<Node> {
        let parts = vec![plus(self.output(a)), plus(self.input_charge(a, i))];
        Node::made(self.of_activity(Term::TakenBy, a), None, MASS, Rule::Product, parts)
    }

    pub(super) fn slot_use(&mut self, s: usize, input: usize) -> Rc<Node> {
        let a = self.model.topology.slots[s].activity;
        let parts = vec![plus(self.slot_output(s)), plus(self.input_charge(a, input))];
        Node::made(self.of_slot(Term::TakenBy, s), None, MASS, Rule::Product, parts)
    }

    /// Import of a traded commodity, residual trade of a local one.
    pub(super) fn trade(&mut self, m: usize) -> Rc<Node> {
        let market = &self.model.topology.markets[m];
        let (used, made) = (self.used(m), self.market(m));
        match market.trade {
            Trade::Traded => {
                let export = market.export.filter(|_| !self.is_history()).map(|leaf| plus(self.leaf(leaf)));
                let parts = std::iter::once(plus(used)).chain(export).chain([minus(made)]).collect();
                let value = self.year().import[m];
                Node::made(self.of_market(Term::Import, m), Some(value), MASS, Rule::Sum, nonzero(parts))
            }
            Trade::Local => {
                let (value, parts) = (self.year().residual[m], vec![plus(made), minus(used)]);
                Node::made(self.of_market(Term::Residual, m), Some(value), MASS, Rule::Sum, nonzero(parts))
            }
        }
    }

    /// How far a group's share of output lies below the declared one.
    pub(super) fn share_missed(&mut self, m: usize, g: usize) -> Rc<Node> {
        let market = &self.model.topology.markets[m];
        let group = &market.groups[g];
        let what = What::new(Term::ShareMissed).of(Of::Lever(group.lever));
        if self.is_history() {
            return Node::end(what, 0.0, Dimension::SHARE, Rule::Constant);
        }
        let made: Vec<Part> = group.members.iter().map(|&a| plus(self.output(a))).collect();
        let made = Node::made(What::new(Term::Numerator), None, MASS, Rule::Sum, nonzero(made));
        let sides = vec![plus(made), plus(self.market(m))];
        let share = Node::made(What::new(Term::Share), None, Dimension::SHARE, Rule::Quotient, sides);
        let parts = vec![plus(self.leaf(group.share)), minus(share)];
        let gap = Node::made(what.clone(), None, Dimension::SHARE, Rule::Sum, parts);
        if gap.value > 1e-12 {
            return gap;
        }
        Node::made(what, None, Dimension::SHARE, Rule::Maximum, vec![plus(gap), plus(constant(0.0))])
    }
}
