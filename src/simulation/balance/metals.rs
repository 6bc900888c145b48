//! Elements by region, from the other side: what markets bought and sold, what scrap pools gave, what arose of
//! streams, each as the run left them, at the contents of those who declare one.

use super::{Books, gap};
use crate::domain::{ContentOf, ElementId, LeafId, RegionId, Trade};
use crate::model::Activity;
use crate::model::metals::{ChargedFrom, MetalTrade};
use crate::model::series::MetalPart;
use crate::simulation::metal::Metal;
use crate::simulation::number::Number;
use crate::simulation::streams::{per_tonne, position};

impl Books<'_> {
    /// In ores and what is bought + in scrap supplied = in what is sold + in residues + losses + in scrap left, in every region.
    /// Intermediates made and used there cancel by their balances in t.
    pub(super) fn element(&self, element: ElementId) -> f64 {
        let regions = (0..self.model.scenario.regions.len()).map(RegionId);
        regions.map(|region| self.element_in(element, region)).fold(0.0, f64::max)
    }

    fn element_in(&self, element: ElementId, region: RegionId) -> f64 {
        let (model, topology) = (self.model, &self.model.topology);
        let metal = Metal { model, leaves: self.leaves, year: self.year, t: self.t };
        let (mut inward, mut outward) = (0.0, 0.0);
        for balance in model.metals.of(topology, element, region) {
            for charged in &balance.charged {
                if let ChargedFrom::Outside(i) = charged.from {
                    inward += self.taken(balance.activity, i) * self.leaves.at(charged.content, self.t);
                }
            }
            outward += metal.part(balance, MetalPart::Losses);
        }
        for trade in model.metals.trades.iter().filter(|trade| trade.element == element) {
            if topology.markets[trade.market].region == region {
                let sold = self.sold(trade);
                inward += (-sold).max(0.0);
                outward += sold.max(0.0);
            }
        }
        for (pool, _) in topology.pools.iter().enumerate().filter(|(_, pool)| pool.region == region) {
            let (given, left) = self.in_scrap(pool, element);
            inward += given;
            outward += left;
        }
        outward += self.in_streams(element, region);
        gap(inward, outward)
    }

    /// Output of an activity by its slots.
    fn made(&self, activity: &Activity) -> f64 {
        self.year.slot_output[activity.slots.clone()].iter().sum()
    }

    /// What an activity takes of an input.
    fn taken(&self, a: usize, input: usize) -> f64 {
        let activity = &self.model.topology.activities[a];
        self.made(activity) * self.year.input_charge[activity.first_input + input]
    }

    /// What leaves a market of what is made under a balance of the element: what the market trades and its users
    /// take, without what others make, at the content of its makers; less what users under a balance take.
    fn sold(&self, trade: &MetalTrade) -> f64 {
        let topology = &self.model.topology;
        let (m, market) = (trade.market, &topology.markets[trade.market]);
        let export = market.export.filter(|_| self.t > self.model.observed());
        let export = export.map_or(0.0, |leaf| self.leaves.at(leaf, self.t));
        let mut through = match market.trade {
            Trade::Traded => export - self.year.import[m],
            Trade::Local => self.year.residual[m],
        };
        through += market.users.iter().map(|&(a, i)| self.taken(a, i)).sum::<f64>();
        let (mut made, mut metal) = (0.0, 0.0);
        for &a in &market.activities {
            let output = self.made(&topology.activities[a]);
            let of = |b: &&usize| self.model.metals.balances[**b].activity == a;
            match trade.makers.iter().find(of) {
                Some(&b) => {
                    made += output;
                    metal += output * self.leaves.at(self.model.metals.balances[b].product, self.t);
                }
                None => through -= output,
            }
        }
        let taken =
            |&(a, i, content): &(usize, usize, LeafId)| self.taken(a, i) * self.leaves.at(content, self.t);
        through * metal.share_of(made) - trade.users.iter().map(taken).sum::<f64>()
    }

    /// The element in the supply of a pool of scrap and in what is left of it, at the mean content of what is charged;
    /// of a pool without an end, in what is charged and in nothing.
    fn in_scrap(&self, pool: usize, element: ElementId) -> (f64, f64) {
        let limited = self.model.topology.pools[pool].is_limited();
        let scrap = ContentOf::Scrap(self.model.topology.pools[pool].scrap);
        let (mut used, mut metal) = (0.0, 0.0);
        for (_, activity) in self.activities_in(self.model.topology.pools[pool].region.0) {
            for (c, _) in activity.charges.iter().enumerate().filter(|(_, charge)| charge.pool == pool) {
                let charged = self.made(activity) * self.year.scrap_charge[activity.first_charge + c];
                used += charged;
                metal += charged * self.declared(activity, element, scrap);
            }
        }
        let content = metal.share_of(used);
        match limited {
            true => (self.year.supply[pool] * content, self.year.scrap_left[pool] * content),
            false => (metal, 0.0),
        }
    }

    /// The element in what arose of all streams of a region.
    fn in_streams(&self, element: ElementId, region: RegionId) -> f64 {
        let streams = (0..self.model.scenario.streams.len()).map(crate::domain::StreamId);
        let in_stream = |stream| {
            let (mut arisen, mut metal) = (0.0, 0.0);
            for (_, activity) in self.activities_in(region.0) {
                let Some(s) = activity.streams.iter().position(|arising| arising.stream == stream) else {
                    continue;
                };
                let rate = per_tonne(self.leaves, activity, s, self.t, self.model.observed());
                arisen += self.made(activity) * rate;
                metal +=
                    self.made(activity) * rate * self.declared(activity, element, ContentOf::Stream(stream));
            }
            self.year.flows[position(self.model, stream, region)].generated * metal.share_of(arisen)
        };
        streams.map(in_stream).sum()
    }

    /// Content that a process declares under a balance; 0 without one.
    fn declared(&self, activity: &Activity, element: ElementId, of: ContentOf) -> f64 {
        let process = &self.model.scenario.processes[activity.process.0];
        let leaf: Option<LeafId> = process.balances(element).and_then(|_| process.content(element, of));
        leaf.map_or(0.0, |leaf| self.leaves.at(leaf, self.t))
    }
}
