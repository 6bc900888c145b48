//! Series of money: output at its price, net of own intermediates, and what it costs in CO2 and energy
//! (MODEL section 11). Only commodities with a price have a value; `check` lists the others.

use super::{Catalogue, Terms, plus};
use crate::domain::*;
use crate::model::series::{Goods, Measure, Quantity, Valued};
use crate::model::topology::Market;
use crate::simulation::emissions::Account;
use crate::units::Dimension;

impl Catalogue<'_> {
    /// Output values of a region or of all together: by commodity and by declared sum, then of everything.
    pub(super) fn values(&mut self, place: Place) {
        let scenario = self.scenario;
        for (c, commodity) in scenario.commodities.iter().enumerate() {
            self.value_of(&commodity.title, &[CommodityId(c)], place);
        }
        for aggregate in &scenario.aggregates {
            self.value_of(&aggregate.title, &aggregate.parts, place);
        }
        let all: Vec<usize> = self.markets(place, |_| true);
        let net = self.net_value(&all);
        self.sum(Measure::OutputValue, &[], place, Dimension::MONEY, net.clone());
        let added = all.iter().flat_map(|&m| self.value_added(m)).collect();
        self.sum(Measure::ValueAdded, &[], place, Dimension::MONEY, added);
        for (measure, account, dimension) in [
            (Measure::Co2PerValue, Account::Co2, Dimension::CO2_PER_MONEY),
            (Measure::EnergyPerValue, Account::EnergyEquivalent, Dimension::ENERGY_PER_MONEY),
        ] {
            let total = plus(self.activities(place).into_iter().map(|a| Quantity::Account(a, account)));
            self.ratio(measure, &[], place, dimension, (total, net.clone()));
        }
    }

    fn markets(&self, place: Place, wanted: impl Fn(CommodityId) -> bool) -> Vec<usize> {
        let of = |m: &Market| Self::holds(place, m.region) && wanted(m.commodity);
        let markets = self.topology.markets.iter().enumerate();
        markets.filter(|(_, market)| of(market)).map(|(m, _)| m).collect()
    }

    /// What some commodities made in a place are worth together; nothing where one has no price.
    fn value_of(&mut self, title: &Text, parts: &[CommodityId], place: Place) {
        let markets = self.markets(place, |commodity| parts.contains(&commodity));
        if markets.iter().any(|&m| self.price(m).is_none()) {
            return;
        }
        let output = markets.iter().flat_map(|&m| self.output_value(m, None)).collect();
        self.sum(Measure::OutputValue, &[title], place, Dimension::MONEY, output);
        if markets.iter().any(|&m| !self.topology.markets[m].users.is_empty()) {
            let net = self.net_value(&markets);
            self.sum(Measure::NetOutputValue, &[title], place, Dimension::MONEY, net);
        }
    }

    fn price(&self, market: usize) -> Option<LeafId> {
        self.scenario.commodities[self.topology.markets[market].commodity.0].price
    }

    /// Output of a market at its price.
    fn output_value(&self, market: usize, rate: Option<LeafId>) -> Terms {
        let Some(price) = self.price(market) else { return Terms::new() };
        let makers = self.topology.markets[market].activities.iter();
        plus(makers.map(|&a| Quantity::Value(Valued { goods: Goods::Output(a), price, rate })))
    }

    /// Output less own use of markets, at their prices.
    fn net_value(&self, markets: &[usize]) -> Terms {
        let mut terms = Terms::new();
        for &m in markets {
            let Some(price) = self.price(m) else { continue };
            terms.extend(self.output_value(m, None));
            if !self.topology.markets[m].users.is_empty() {
                terms.push((-1.0, Quantity::Value(Valued { goods: Goods::OwnUse(m), price, rate: None })));
            }
        }
        terms
    }

    /// Value added by the makers of a market's commodity: a share of all their output, since what they take
    /// from others is no part of it.
    fn value_added(&self, market: usize) -> Terms {
        let commodity = self.topology.markets[market].commodity;
        let rate = self.scenario.commodities[commodity.0].value_added_rate;
        rate.map_or_else(Terms::new, |rate| self.output_value(market, Some(rate)))
    }

    /// What slots of a cluster make of some commodities, at their prices.
    pub(super) fn value_of_slots(&mut self, title: &Text, slots: &[usize], place: Place) {
        let price = |s: usize| {
            let process = &self.scenario.processes[self.topology.slots[s].process.0];
            self.scenario.commodities[process.output.0].price
        };
        let value = |&s: &usize| {
            Some(Quantity::Value(Valued { goods: Goods::SlotOutput(s), price: price(s)?, rate: None }))
        };
        let Some(terms) = slots.iter().map(value).collect::<Option<Vec<_>>>() else { return };
        self.sum(Measure::OutputValue, &[title], place, Dimension::MONEY, plus(terms));
    }
}
