//! Series of elements: charged, in products, in residues, lost; by process what it recovers (MODEL section 15).

use super::{Catalogue, Terms, plus};
use crate::domain::*;
use crate::model::metals::ChargedFrom;
use crate::model::series::{Measure, MetalPart, Quantity};
use crate::units::Dimension;

impl Catalogue<'_> {
    /// Elements in a region or in all together. What goes from one process to another inside a region counts
    /// neither as charged nor as product.
    pub(super) fn metals(&mut self, place: Place) {
        let (scenario, metals) = (self.scenario, self.metals);
        for &element in &metals.elements {
            let title = &scenario.elements[element.0].title;
            let here: Vec<usize> = (0..metals.balances.len())
                .filter(|&b| metals.balances[b].element == element && self.metal_is_at(b, place))
                .collect();
            let each = |part| plus(here.iter().map(|&b| Quantity::Metal(b, part)));
            let from = |wanted: fn(ChargedFrom) -> bool, part| {
                let charged = |b: &&usize| metals.balances[**b].charged.iter().any(|c| wanted(c.from));
                plus(here.iter().filter(charged).map(|&b| Quantity::Metal(b, part)))
            };
            let trades = |sold: bool| {
                let trades = metals.trades.iter().enumerate().filter(|(_, trade)| {
                    let region = self.topology.markets[trade.market].region;
                    trade.element == element && Self::holds(place, region)
                });
                // What nobody takes cannot be bought.
                let trades = trades.filter(|(_, trade)| sold || !trade.users.is_empty());
                plus(trades.map(|(at, _)| Quantity::MetalTrade(at, sold))).into_iter()
            };
            let outside = from(|from| matches!(from, ChargedFrom::Outside(_)), MetalPart::Outside);
            let scrap = from(|from| matches!(from, ChargedFrom::Scrap(_)), MetalPart::Scrap);
            let charged: Terms = outside.into_iter().chain(trades(false)).collect();
            let product: Terms = trades(true).collect();
            let all = [charged.clone(), scrap.clone()].concat();
            for (measure, terms) in [
                (Measure::MetalCharged, charged),
                (Measure::MetalInScrap, scrap),
                (Measure::MetalInProduct, product.clone()),
                (Measure::MetalLosses, each(MetalPart::Losses)),
            ] {
                self.sum(measure, &[title], place, Dimension::MASS, terms);
            }
            self.ratio(Measure::MetalRecovery, &[title], place, Dimension::SHARE, (product, all));
            self.metal_in_residues(title, &here, place);
            self.metal_by_process(title, &here, place);
        }
    }

    fn metal_is_at(&self, balance: usize, place: Place) -> bool {
        Self::holds(place, self.topology.activities[self.metals.balances[balance].activity].region)
    }

    /// In all residues, and in each.
    fn metal_in_residues(&mut self, title: &Text, balances: &[usize], place: Place) {
        let (scenario, topology, metals) = (self.scenario, self.topology, self.metals);
        let mut by_stream: Vec<(StreamId, Terms)> = Vec::new();
        for &b in balances {
            let balance = &metals.balances[b];
            for &(s, _) in &balance.residues {
                let stream = topology.activities[balance.activity].streams[s].stream;
                let term = (1.0, Quantity::Metal(b, MetalPart::Residue(s)));
                match by_stream.iter_mut().find(|(known, _)| *known == stream) {
                    Some((_, terms)) => terms.push(term),
                    None => by_stream.push((stream, vec![term])),
                }
            }
        }
        let all = by_stream.iter().flat_map(|(_, terms)| terms.clone()).collect();
        self.sum(Measure::MetalInResidues, &[title], place, Dimension::MASS, all);
        for (stream, terms) in by_stream {
            let of = [title, &scenario.streams[stream.0].title];
            self.sum(Measure::MetalInResidues, &of, place, Dimension::MASS, terms);
        }
    }

    /// What each process is charged with, whatever its source, what of it reaches the product, and what is lost.
    fn metal_by_process(&mut self, title: &Text, balances: &[usize], place: Place) {
        let (scenario, metals) = (self.scenario, self.metals);
        let activities: Vec<usize> = balances.iter().map(|&b| metals.balances[b].activity).collect();
        for (process, members) in self.by_process(&activities) {
            let of = [title, &scenario.processes[process.0].title];
            let of_process = |b: &&usize| members.contains(&metals.balances[**b].activity);
            let each = |part| plus(balances.iter().filter(of_process).map(|&b| Quantity::Metal(b, part)));
            let charged = each(MetalPart::Charged);
            self.sum(Measure::MetalCharged, &of, place, Dimension::MASS, charged.clone());
            self.sum(Measure::MetalLosses, &of, place, Dimension::MASS, each(MetalPart::Losses));
            let recovered = (each(MetalPart::Product), charged);
            self.ratio(Measure::MetalRecovery, &of, place, Dimension::SHARE, recovered);
        }
    }
}
