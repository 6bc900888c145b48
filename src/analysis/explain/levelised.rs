//! The levelised cost of a tonne from capacity that would be built in the year, down to prices (MODEL section 11).

use std::rc::Rc;

use super::{Explainer, Node, Of, Part, Rule, Term, What, minus, nonzero, plus};
use crate::domain::*;
use crate::model::InputSource;
use crate::model::cost::ActivityCost;
use crate::simulation::cost::{CostPart, Costing, adder, recovery_factor, relines_worth, whole_years};
use crate::simulation::emissions::{ACCOUNT_COUNT, Account};
use crate::units::Dimension;

const PER_TONNE: Dimension = Dimension::MONEY_PER_MASS;
const PER_POWER: Dimension = Dimension::MONEY_PER_ELECTRICITY;
const SHARE: Dimension = Dimension::SHARE;

impl Explainer<'_> {
    /// A part of the levelised cost of what would be built in the year.
    pub(super) fn levelised(&mut self, a: usize, part: CostPart) -> Rc<Node> {
        let value = self.workspace.cost.levelised[a * self.model.years() + self.t][part as usize];
        let what = self.of_activity(Term::LevelisedCost(part), a);
        let priced = self.priced(a).filter(|_| value != 0.0);
        let Some(cost) = priced else { return Node::end(what, value, PER_TONNE, Rule::Constant) };
        let (rule, parts) = match part {
            CostPart::Capital => (Rule::Quotient, self.new_capital(a, &cost)),
            CostPart::Fixed => {
                let unit = cost.own.as_ref().map(|own| plus(self.leaf(own.fixed)));
                let used = plus(self.leaf(self.activity(a).utilisation_max));
                (Rule::Quotient, unit.into_iter().chain([used]).collect())
            }
            CostPart::Variable => {
                (Rule::Sum, cost.own.iter().map(|own| plus(self.leaf(own.variable))).collect())
            }
            CostPart::Inputs => (Rule::Sum, self.new_inputs(a, &cost)),
            CostPart::Scrap => (Rule::Sum, self.new_scrap_charge(a, &cost)),
            CostPart::Fuel => (Rule::Sum, self.new_fuel(a, &cost)),
            CostPart::Electricity => (Rule::Product, self.new_electricity(a, &cost)),
            CostPart::Carbon => (Rule::Product, self.new_carbon(a, &cost)),
        };
        Node::made(what, Some(value), PER_TONNE, rule, parts)
    }

    /// (Capital + what relines are worth) · recovery factor, over full use.
    fn new_capital(&mut self, a: usize, cost: &ActivityCost) -> Vec<Part> {
        let (Some(own), Some(rate)) = (&cost.own, self.costs().map(|costs| costs.discount_rate)) else {
            return Vec::new();
        };
        let term = whole_years(self.at(own.recovery));
        let relines = relines_worth(self.leaves(), (rate, term), cost, self.t);
        let mut spent = vec![plus(self.leaf(own.capital))];
        if relines != 0.0 {
            spent.push(plus(Node::end(What::new(Term::RelinesAhead), relines, PER_TONNE, Rule::Worked)));
        }
        let spent = Node::made(What::new(Term::Invested), None, PER_TONNE, Rule::Sum, spent);
        let factor = recovery_factor(self.at(rate), term);
        let factor = Node::end(What::new(Term::RecoveryFactor), factor, SHARE, Rule::Worked);
        let parts = vec![plus(spent), plus(factor)];
        let payment = Node::made(What::new(Term::Payment), None, PER_TONNE, Rule::Product, parts);
        vec![plus(payment), plus(self.leaf(self.activity(a).utilisation_max))]
    }

    fn new_inputs(&mut self, a: usize, cost: &ActivityCost) -> Vec<Part> {
        let model = self.model;
        let mut list = Vec::new();
        for (input, worth) in self.activity(a).inputs.iter().zip(&cost.inputs) {
            let commodity = match input.source {
                InputSource::Bought(commodity) => commodity,
                InputSource::Market(m) => model.topology.markets[m].commodity,
            };
            let price = match (worth.price, worth.makers.as_slice()) {
                (Some(leaf), _) => self.leaf(leaf),
                (None, []) => continue,
                (None, makers) => {
                    let needs = makers.iter().map(|&maker| plus(self.levelised_total(maker))).collect();
                    let what = What::new(Term::LeastCost).of(Of::Commodity(commodity));
                    Node::made(what, None, PER_TONNE, Rule::Minimum, needs)
                }
            };
            let product = vec![plus(self.leaf(input.charge)), plus(price)];
            let what = What::new(Term::LevelisedCost(CostPart::Inputs)).of(Of::Commodity(commodity));
            list.push(plus(Node::made(what, None, PER_TONNE, Rule::Product, product)));
        }
        list
    }

    /// All parts of the levelised cost of an activity.
    pub(super) fn levelised_total(&mut self, a: usize) -> Rc<Node> {
        let parts = CostPart::ALL.map(|part| plus(self.levelised(a, part)));
        let what = self.of_activity(Term::NeededPerTonne, a);
        Node::made(what, None, PER_TONNE, Rule::Sum, nonzero(parts.into()))
    }

    fn new_scrap_charge(&mut self, a: usize, cost: &ActivityCost) -> Vec<Part> {
        let mut list = Vec::new();
        for (charge, price) in self.activity(a).charges.iter().zip(&cost.scraps) {
            let Some(price) = *price else { continue };
            let kind = self.model.topology.pools[charge.pool].scrap;
            let product = vec![plus(self.leaf(charge.reference)), plus(self.leaf(price))];
            let what = What::new(Term::LevelisedCost(CostPart::Scrap)).of(Of::Scrap(kind));
            list.push(plus(Node::made(what, None, PER_TONNE, Rule::Product, product)));
        }
        list
    }

    /// What a tonne from new capacity takes and gives, and its fuels.
    fn new_capacity(&self, a: usize) -> ([f64; ACCOUNT_COUNT], Vec<f64>) {
        let mut fuels = Vec::new();
        let accounts = self.costs().map(|costs| {
            Costing::of(self.model, costs, self.leaves()).takes(a, self.t, |_, amount| fuels.push(amount))
        });
        (accounts.unwrap_or([0.0; ACCOUNT_COUNT]), fuels)
    }

    fn new_fuel(&mut self, a: usize, cost: &ActivityCost) -> Vec<Part> {
        let (accounts, fuels) = self.new_capacity(a);
        let activity = self.activity(a);
        let process = &self.model.scenario.processes[activity.process.0];
        let carriers = activity.fuels.iter().map(|fuel| Some(fuel.carrier));
        let taken =
            carriers.zip(fuels).zip(&cost.fuels).map(|((carrier, amount), price)| (carrier, amount, *price));
        let captive = (process.captive_fuel, accounts[Account::CaptiveFuel as usize], cost.captive);
        let heat = (self.model.topology.heat, accounts[Account::HeatPurchased as usize], cost.heat);
        let mut list = Vec::new();
        for (carrier, amount, price) in taken.chain([captive, heat]) {
            let Some(price) = price else { continue };
            let named = |term: Term| What { term, of: carrier.map(Of::Carrier).into_iter().collect() };
            let used = Node::end(named(Term::TakenByNew), amount, Dimension::ENERGY_PER_MASS, Rule::Worked);
            let product = vec![plus(used), plus(self.leaf(price))];
            let what = named(Term::LevelisedCost(CostPart::Fuel));
            list.push(plus(Node::made(what, None, PER_TONNE, Rule::Product, product)));
        }
        nonzero(list)
    }

    fn new_electricity(&mut self, a: usize, cost: &ActivityCost) -> Vec<Part> {
        let (accounts, _) = self.new_capacity(a);
        let used = accounts[Account::ElectricityPurchased as usize];
        let carrier = Of::Carrier(self.model.topology.electricity);
        let what = What::new(Term::TakenByNew).of(carrier);
        let used = Node::end(what, used, Dimension::ELECTRICITY_PER_MASS, Rule::Worked);
        let mut price: Vec<Part> = cost.electricity.map(|leaf| plus(self.leaf(leaf))).into_iter().collect();
        if let Some(tier) = &cost.tiers[self.t] {
            let gross = accounts[Account::ElectricityGross as usize];
            let adder = adder(self.leaves(), tier, gross, self.t);
            price.push(plus(Node::end(What::new(Term::ElectricityAdder), adder, PER_POWER, Rule::Worked)));
        }
        let price = Node::made(What::new(Term::ElectricityPrice), None, PER_POWER, Rule::Sum, price);
        vec![plus(used), plus(price)]
    }

    fn new_carbon(&mut self, a: usize, cost: &ActivityCost) -> Vec<Part> {
        let Some(price) = cost.carbon else { return Vec::new() };
        let (accounts, _) = self.new_capacity(a);
        let per_tonne = Dimension::CO2_PER_MASS;
        let what = What::new(Term::PerTonne(Account::Scope1));
        let scope1 = Node::end(what, accounts[Account::Scope1 as usize], per_tonne, Rule::Worked);
        let free = match cost.free[self.t] {
            None => Rc::clone(&scope1),
            Some(Free::Benchmark(leaf)) => self.leaf(leaf),
            Some(Free::Share(leaf)) => {
                let parts = vec![plus(Rc::clone(&scope1)), plus(self.leaf(leaf))];
                Node::made(What::new(Term::FreeAllocation), None, per_tonne, Rule::Product, parts)
            }
        };
        let what = What::new(Term::BeyondAllocation);
        let beyond = Node::made(what, None, per_tonne, Rule::Sum, vec![plus(scope1), minus(free)]);
        vec![plus(beyond), plus(self.leaf(price))]
    }
}
