//! How a number of a run came about: a tree that adds up, down to the numbers of the scenario.
//!
//! Every node carries the value that the run has and the value that its parts come to. What dispatch and the
//! limits work out from many numbers at once ends a branch; everything else goes on to leaves, observations
//! and the year before.

mod capacity;
mod cost;
mod energy;
mod intensity;
mod levelised;
mod metal;
mod node;
mod output;
mod potential;
mod route;
mod scrap;
mod stream;

use std::collections::HashMap;
use std::rc::Rc;

use crate::domain::*;
use crate::model::series::{FlowPart, Goods, Measure, Owed, Quantity, Valued};
use crate::model::{Activity, Model};
use crate::simulation::draw::{DrawValues, Leaves};
use crate::simulation::emissions::Account;
use crate::simulation::fleet::Account as LedgerAccount;
use crate::simulation::journal::Chronicle;
use crate::simulation::workspace::{Intensities, Workspace, YearState};
use crate::simulation::{self, coefficients, fleet};
use crate::units::Dimension;
pub use node::{Node, Of, Part, Rule, Term, What, minus, plus};

/// Relative gap up to which parts come to a number.
const ROUNDING: f64 = 1e-9;

/// A run that stands in one year, ready to be asked.
#[derive(Debug)]
pub struct Explainer<'a> {
    model: &'a Model,
    workspace: Workspace<f64>,
    /// Carriers per t before limits act.
    unlimited: Intensities<f64>,
    chronicle: Chronicle,
    t: usize,
    made: HashMap<Key, Rc<Node>>,
}

/// What is explained once, however often it is met.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
enum Key {
    Output(usize),
    Market(usize),
    Demand(usize),
    Used(usize),
    Potential(usize),
    SlotPotential(usize),
    Capacity(usize),
    PerTonne(usize, Account),
    Intensity(usize, intensity::Carried),
    InputCharge(usize, usize),
    ScrapCharge(usize, usize),
    OwedPart(usize, usize),
    Flow(usize, u8),
    Supply(usize),
}

impl<'a> Explainer<'a> {
    /// Runs a draw (or the written values) up to the year at `t`.
    pub fn new(model: &'a Model, values: DrawValues<f64>, t: usize) -> Explainer<'a> {
        let mut workspace = Workspace::new(model, (0..model.series.len()).collect());
        workspace.draw = values;
        simulation::run_until(model, &mut workspace, t);
        let mut chronicle = Chronicle::default();
        let Workspace { draw, fleet, intensities, .. } = &workspace;
        let leaves = Leaves { parameters: &model.parameters, draw };
        fleet::chronicle(leaves, &model.topology, &model.fleet, &mut chronicle);
        let mut unlimited = intensities.clone();
        coefficients::before_limits(model, leaves, fleet, &mut unlimited);
        Explainer { model, workspace, unlimited, chronicle, t, made: HashMap::new() }
    }

    /// The movements and events of the fleet of this run.
    pub fn chronicle(&self) -> &Chronicle {
        &self.chronicle
    }

    /// The values of a series up to the year that is explained.
    pub fn values(&self, series: usize) -> Vec<f64> {
        (0..=self.t).map(|t| self.workspace.recorded(series, t)).collect()
    }

    /// How the value of a series came about.
    pub fn series(&mut self, index: usize) -> Rc<Node> {
        let model = self.model;
        let series = &model.series[index];
        let (what, value) = (What::new(Term::Series(index)), self.workspace.recorded(index, self.t));
        let mut parts = self.terms(&series.tap.terms, series.place);
        if series.tap.cumulative && self.t > 0 {
            parts.insert(0, plus(self.earlier(index)));
        }
        if series.tap.over.is_empty() {
            return Node::made(what, Some(value), series.dimension, Rule::Sum, nonzero(parts));
        }
        let below = self.terms(&series.tap.over, series.place);
        let side = |term: Term, parts: Vec<Part>| {
            let dimension = parts.first().map(|part| part.node.dimension).unwrap_or_default();
            plus(Node::made(What::new(term), None, dimension, Rule::Sum, nonzero(parts)))
        };
        let sides = vec![side(Term::Numerator, parts), side(Term::Denominator, below)];
        Node::made(what, Some(value), series.dimension, Rule::Quotient, sides)
    }

    /// The terms of a series; those of all regions together by region.
    fn terms(&mut self, terms: &[(f64, Quantity)], place: Place) -> Vec<Part> {
        let parts = |this: &mut Self, terms: &[(f64, Quantity)]| -> Vec<Part> {
            terms.iter().map(|&(sign, q)| Part { sign, node: this.quantity(q) }).collect()
        };
        let regions: Vec<Option<RegionId>> = terms.iter().map(|(_, q)| self.region_of(*q)).collect();
        let several = regions.windows(2).any(|pair| pair[0] != pair[1]);
        if place != Place::All || !several || regions.iter().any(Option::is_none) {
            return parts(self, terms);
        }
        let mut order: Vec<RegionId> = Vec::new();
        regions.iter().flatten().for_each(|r| {
            if !order.contains(r) {
                order.push(*r)
            }
        });
        let mut list = Vec::new();
        for region in order {
            let here: Vec<(f64, Quantity)> =
                terms.iter().zip(&regions).filter(|(_, r)| **r == Some(region)).map(|(q, _)| *q).collect();
            let parts = nonzero(parts(self, &here));
            let dimension = parts.first().map(|part| part.node.dimension).unwrap_or_default();
            let what = What::new(Term::InRegion).of(Of::Region(region));
            list.push(plus(Node::made(what, None, dimension, Rule::Sum, parts)));
        }
        list
    }

    fn region_of(&self, quantity: Quantity) -> Option<RegionId> {
        let topology = &self.model.topology;
        let of_slot = |s: usize| topology.activities[topology.slots[s].activity].region;
        Some(match quantity {
            Quantity::Output(a)
            | Quantity::Potential(a)
            | Quantity::Account(a, _)
            | Quantity::Cost(a, _)
            | Quantity::Levelised(a, _)
            | Quantity::ElectricityAdder(a)
            | Quantity::FreeAllocation(a)
            | Quantity::ScrapUse(a, _) => topology.activities[a].region,
            Quantity::SlotOutput(s)
            | Quantity::Capacity(s)
            | Quantity::ClassCapacity(s, _)
            | Quantity::Retrofitted(s, _)
            | Quantity::SlotAccount(s, _)
            | Quantity::RouteShare(s, _)
            | Quantity::SlotUse(s, _) => of_slot(s),
            Quantity::Demand(m)
            | Quantity::Unmet(m)
            | Quantity::Used(m)
            | Quantity::Import(m)
            | Quantity::Residual(m)
            | Quantity::Consumption(m)
            | Quantity::Response(m)
            | Quantity::ShareMissed(m, _) => topology.markets[m].region,
            Quantity::Fuel(f) => topology.activities[self.maker_of_fuel(f)?].region,
            Quantity::ScrapSupply(p) | Quantity::InUse(p) | Quantity::ScrapLeft(p) => {
                topology.pools[p].region
            }
            Quantity::Ledger(l, _) => self.model.fleet.ledgers[l].region,
            Quantity::Value(valued) => match valued.goods {
                Goods::Output(a) => topology.activities[a].region,
                Goods::SlotOutput(s) => of_slot(s),
                Goods::OwnUse(m) => topology.markets[m].region,
            },
            Quantity::Owed(sum, _) => topology.sums[sum].region,
            Quantity::Flow(at, _) => RegionId(at % self.model.scenario.regions.len()),
            Quantity::Metal(b, _) => topology.activities[self.model.metals.balances[b].activity].region,
            Quantity::MetalTrade(at, _) => topology.markets[self.model.metals.trades[at].market].region,
            Quantity::Leaf(_) | Quantity::Route(_) | Quantity::RouteStream(_) => return None,
        })
    }

    /// The activity that a fuel position belongs to.
    fn maker_of_fuel(&self, fuel: usize) -> Option<usize> {
        let holds = |a: &Activity| (a.first_fuel..a.first_fuel + a.fuels.len()).contains(&fuel);
        self.model.topology.activities.iter().position(holds)
    }

    fn quantity(&mut self, quantity: Quantity) -> Rc<Node> {
        match quantity {
            Quantity::Output(a) => self.output(a),
            Quantity::SlotOutput(s) => self.slot_output(s),
            Quantity::Demand(m) => self.demand(m),
            Quantity::Unmet(m) => self.unmet(m),
            Quantity::Used(m) => self.used(m),
            Quantity::Import(m) | Quantity::Residual(m) => self.trade(m),
            Quantity::Capacity(s) => self.capacity(s),
            Quantity::ClassCapacity(s, class) => self.class_capacity(s, class),
            Quantity::Retrofitted(s, class) => self.retrofitted(s, class),
            Quantity::Potential(a) => self.potential(a),
            Quantity::Account(a, account) => self.account(a, account),
            Quantity::SlotAccount(s, account) => self.slot_account(s, account),
            Quantity::Fuel(f) => self.fuel_use(f),
            Quantity::ScrapSupply(p) => self.scrap_supply(p),
            Quantity::InUse(p) => self.in_use(p),
            Quantity::ScrapLeft(p) => self.scrap_left(p),
            Quantity::ScrapUse(a, c) => self.scrap_use(a, c),
            Quantity::Ledger(l, account) => self.ledger(l, account),
            Quantity::Leaf(leaf) => self.leaf(leaf),
            Quantity::SlotUse(s, input) => self.slot_use(s, input),
            Quantity::Consumption(m) => self.consumption(m),
            Quantity::Value(valued) => self.value(valued),
            Quantity::Route(i) => self.route(i),
            Quantity::Owed(sum, of) => self.owed(sum, of),
            Quantity::Flow(at, part) => self.flow(at, part),
            Quantity::RouteStream(i) => self.route_stream(i),
            Quantity::ShareMissed(m, g) => self.share_missed(m, g),
            Quantity::Cost(a, part) => self.cost(a, part),
            Quantity::Levelised(a, part) => self.levelised(a, part),
            Quantity::ElectricityAdder(a) => self.electricity_adder(a),
            Quantity::FreeAllocation(a) => self.free_allocation(a),
            Quantity::Response(m) => self.response(m),
            Quantity::RouteShare(slot, route) => self.route_share(slot, route),
            Quantity::Metal(b, part) => self.metal(b, part),
            Quantity::MetalTrade(at, sold) => self.metal_trade(at, sold),
        }
    }

    fn leaves(&self) -> Leaves<'_, f64> {
        Leaves { parameters: &self.model.parameters, draw: &self.workspace.draw }
    }

    fn at(&self, leaf: LeafId) -> f64 {
        self.leaves().at(leaf, self.t)
    }

    fn year(&self) -> &YearState<f64> {
        &self.workspace.year
    }

    fn is_history(&self) -> bool {
        self.t <= self.model.observed()
    }

    fn calendar(&self, t: usize) -> Year {
        self.model.scenario.horizon.year(t)
    }

    fn activity(&self, a: usize) -> &'a Activity {
        &self.model.topology.activities[a]
    }

    /// A number of the scenario in the year.
    fn leaf(&self, leaf: LeafId) -> Rc<Node> {
        let dimension = self.model.scenario.leaf(leaf).dimension;
        Node::end(What::new(Term::Leaf), self.at(leaf), dimension, Rule::Leaf(leaf))
    }

    /// A number of the scenario in another year.
    fn leaf_in(&self, leaf: LeafId, t: usize) -> Rc<Node> {
        let dimension = self.model.scenario.leaf(leaf).dimension;
        let what = What::new(Term::Leaf).of(Of::Year(self.calendar(t)));
        Node::end(what, self.leaves().at(leaf, t), dimension, Rule::Leaf(leaf))
    }

    /// A factor, unless it is a 1 that nobody wrote.
    fn factor(&self, leaf: LeafId) -> Option<Part> {
        let idle = self.model.scenario.leaf(leaf).provenance == Provenance::Default && self.at(leaf) == 1.0;
        (!idle).then(|| plus(self.leaf(leaf)))
    }

    /// What is left of 1.
    fn one_less(&self, leaf: LeafId) -> Rc<Node> {
        let parts = vec![plus(constant(1.0)), minus(self.leaf(leaf))];
        Node::made(What::new(Term::OneLess), None, Dimension::SHARE, Rule::Sum, parts)
    }

    /// A series a year before.
    fn earlier(&self, series: usize) -> Rc<Node> {
        let before = self.t.saturating_sub(1);
        let what = What::new(Term::Series(series)).of(Of::Year(self.calendar(before)));
        let dimension = self.model.series[series].dimension;
        Node::end(what, self.workspace.recorded(series, before), dimension, Rule::Earlier(series))
    }

    /// The series that shows one quantity and nothing else.
    fn series_of(&self, quantity: Quantity) -> Option<usize> {
        let shows = |s: &crate::model::Series| {
            s.tap.over.is_empty() && !s.tap.cumulative && s.tap.terms == [(1.0, quantity)]
        };
        self.model.series.iter().position(shows)
    }

    fn once(&mut self, key: Key, make: impl FnOnce(&mut Self) -> Rc<Node>) -> Rc<Node> {
        if let Some(node) = self.made.get(&key) {
            return Rc::clone(node);
        }
        let node = make(self);
        self.made.insert(key, Rc::clone(&node));
        node
    }

    fn value(&mut self, valued: Valued) -> Rc<Node> {
        let goods = match valued.goods {
            Goods::Output(a) => self.output(a),
            Goods::SlotOutput(s) => self.slot_output(s),
            Goods::OwnUse(m) => {
                let parts = vec![plus(self.used(m)), plus(self.market(m))];
                Node::made(self.of_market(Term::OwnUse, m), None, Dimension::MASS, Rule::Minimum, parts)
            }
        };
        let what = What { term: Term::Value, of: goods.what.of.clone() };
        let price = [plus(goods), plus(self.leaf(valued.price))];
        let parts = price.into_iter().chain(valued.rate.map(|rate| plus(self.leaf(rate)))).collect();
        Node::made(what, None, Dimension::MONEY, Rule::Product, parts)
    }

    fn of_activity(&self, term: Term, a: usize) -> What {
        let activity = self.activity(a);
        What::new(term).of(Of::Process(activity.process)).of(Of::Region(activity.region))
    }

    fn of_slot(&self, term: Term, s: usize) -> What {
        let slot = self.model.topology.slots[s];
        What::new(term).of(Of::Process(slot.process)).of(Of::Cluster(slot.cluster))
    }

    fn of_market(&self, term: Term, m: usize) -> What {
        let market = &self.model.topology.markets[m];
        What::new(term).of(Of::Commodity(market.commodity)).of(Of::Region(market.region))
    }

    fn flow(&mut self, at: usize, part: FlowPart) -> Rc<Node> {
        self.once(Key::Flow(at, part as u8), |this| this.stream_flow(at, part))
    }

    fn owed(&mut self, sum: usize, of: Owed) -> Rc<Node> {
        let account = match of {
            Owed::Co2 => Account::Co2,
            Owed::Energy => Account::EnergyEquivalent,
        };
        self.owed_to(sum, account, of)
    }

    fn ledger(&mut self, l: usize, account: LedgerAccount) -> Rc<Node> {
        self.ledger_account(l, account)
    }

    /// Position of the output of a commodity in a region among the series.
    fn production(&self, m: usize) -> Option<usize> {
        let market = &self.model.topology.markets[m];
        let title = &self.model.scenario.commodities[market.commodity.0].title;
        let place = Place::Region(market.region);
        let shows = |s: &crate::model::Series| {
            s.measure == Measure::Production && s.place == place && s.of == std::slice::from_ref(title)
        };
        self.model.series.iter().position(shows)
    }
}

/// A plain number.
fn constant(value: f64) -> Rc<Node> {
    Node::end(What::new(Term::Constant), value, Dimension::SHARE, Rule::Constant)
}

/// The parts of a sum without those that are nothing; all of them where all are.
fn nonzero(parts: Vec<Part>) -> Vec<Part> {
    let is_nothing = |part: &Part| part.node.value == 0.0 && part.node.recomputed == 0.0;
    if parts.iter().all(is_nothing) { parts } else { parts.into_iter().filter(|p| !is_nothing(p)).collect() }
}

/// Whether two numbers are equal but for rounding.
fn agree(a: f64, b: f64) -> bool {
    (a - b).abs() <= ROUNDING * a.abs().max(b.abs())
}
