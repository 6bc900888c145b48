//! Demand as a whole: every output is called for, what moves from observed values has them.

use std::collections::BTreeSet;

use super::super::super::problem::Draft;
use super::super::super::source_map::Span;
use super::super::ALL_REGIONS;
use super::Whole;
use crate::domain::*;

impl Whole<'_> {
    /// What is made for nobody else has to be called for.
    pub(super) fn demand(&mut self) {
        let used: BTreeSet<CommodityId> = self
            .scenario
            .processes
            .iter()
            .flat_map(|process| process.inputs.iter().map(|(input, _)| *input))
            .collect();
        let made = self
            .scenario
            .units
            .iter()
            .map(|unit| (self.process(unit.process).output, self.region_of(unit.cluster)));
        let made: BTreeSet<(CommodityId, RegionId)> =
            made.filter(|(commodity, _)| !used.contains(commodity)).collect();
        for (commodity, region) in made {
            if self.scenario.demand.iter().any(|(c, r, _)| (*c, *r) == (commodity, region)) {
                continue;
            }
            let (commodity, region) = (&self.commodity(commodity).id, &self.scenario.regions[region.0].id);
            let message = format!(
                "missing demand: `{region}` makes `{commodity}` and nothing says how much is called for"
            );
            let word = self.raw.commodities.iter().find(|(word, _)| word.value == *commodity);
            let span = word.map_or(self.raw.at.span, |(word, _)| word.span);
            self.sink.push(Draft::new(span, message).help(format!("write `demand.{commodity}.{region}`")));
        }
    }

    /// Demand that grows from its observed value needs one.
    pub(super) fn growth_has_a_start(&mut self) {
        let mut levelled = BTreeSet::new();
        for (commodity, region, demand) in &self.scenario.demand {
            if self.is_levelled_twice(demand, &mut levelled) {
                self.shared_growth(*commodity, demand);
                continue;
            }
            let (how, instead) = match demand.called {
                Called::Path(leaf) if self.scenario.leaf(leaf).starts_at_observed() => ("grows", "`start`"),
                Called::Elasticity { .. } => ("moves", "an `intensity`"),
                Called::Path(_) | Called::Intensity { .. } => continue,
            };
            if self.observed(*commodity, *region) {
                continue;
            }
            let (commodity, region) = (&self.commodity(*commodity).id, &self.scenario.regions[region.0].id);
            let message =
                format!("`demand.{commodity}.{region}` {how} from its observed value, and none is pinned");
            let span = self.span_of_demand(commodity, region);
            let help = format!("write {instead}, or pin the output of `{commodity}` in `[[history.pins]]`");
            self.sink.push(Draft::new(span, message).help(help));
        }
    }

    /// Whether demand grows from its observed value along a path that another region's follows too: one leaf
    /// has one level, and what is observed differs from region to region.
    fn is_levelled_twice(&self, demand: &Demand, levelled: &mut BTreeSet<LeafId>) -> bool {
        let Called::Path(id) = demand.called else { return false };
        let leaf = self.scenario.leaf(id);
        leaf.starts_at_observed() && (leaf.drawn_as.is_some() || !levelled.insert(id))
    }

    fn shared_growth(&mut self, commodity: CommodityId, demand: &Demand) {
        let Called::Path(id) = demand.called else { return };
        let leaf = self.scenario.leaf(id);
        let message = format!("`{}` grows from its observed value and is shared", leaf.address);
        let name = leaf.address.rsplit('.').next().unwrap_or_default();
        let span = self.span_of_demand(&self.commodity(commodity).id, name);
        let draft = Draft::new(span, message);
        self.sink.push(draft.help("write `start`, or give every region a leaf of its own"));
    }

    /// An elasticity is on a driver that is there from the last observed year on.
    pub(super) fn drivers_are_positive(&mut self) {
        let Horizon { observed, end, .. } = self.scenario.horizon;
        for (commodity, region, demand) in &self.scenario.demand {
            let Called::Elasticity { driver, .. } = demand.called else { continue };
            let driver = self.scenario.leaf(driver);
            let zero = |year: &i32| driver.path.at(*year).is_none_or(|value| value <= 0.0);
            let Some(year) = (observed.0..=end.0).find(zero) else { continue };
            let (commodity, region) = (&self.commodity(*commodity).id, &self.scenario.regions[region.0].id);
            let message = format!(
                "`demand.{commodity}.{region}` moves with `{}`, which is zero in {year}",
                driver.address
            );
            let span = self.span_of_demand(commodity, region);
            let help = "an elasticity needs a driver above zero from the last observed year on";
            self.sink.push(Draft::new(span, message).help(help));
        }
    }

    /// Consumption is written once: in the demand that it is part of, or by itself.
    pub(super) fn one_consumption(&mut self) {
        for (commodity, region, demand) in &self.scenario.demand {
            let twice =
                |(of, r, _): &(Sum, RegionId, LeafId)| *of == Sum::Commodity(*commodity) && r == region;
            if !demand.is_consumption || !self.scenario.consumption.iter().any(twice) {
                continue;
            }
            let (commodity, region) = (&self.commodity(*commodity).id, &self.scenario.regions[region.0].id);
            let message = format!("the consumption of `{commodity}` in `{region}` is written twice");
            let raw = self.raw.consumption.get(commodity).and_then(|regions| regions.get(region));
            let span = raw.map_or(self.raw.at.span, |leaf| leaf.at.span);
            let help = format!("keep `demand.{commodity}.{region}.consumption` or this one");
            self.sink.push(Draft::new(span, message).help(help));
        }
    }

    /// Whether a series pins the output of a commodity, alone or with others, in the last observed year.
    fn observed(&self, commodity: CommodityId, region: RegionId) -> bool {
        let last = self.scenario.horizon.observed;
        let of_commodity = |what: Pinned| match what {
            Pinned::CommodityOutput(id) => id == commodity,
            Pinned::AggregateOutput(id) => self.scenario.aggregates[id.0].parts.contains(&commodity),
            Pinned::ProcessOutput(id) => self.process(id).output == commodity,
            Pinned::CarrierUse(_) | Pinned::Energy | Pinned::Co2 => false,
        };
        let mut pins = self.scenario.pins.iter().filter(|pin| pin.region == region && of_commodity(pin.what));
        pins.any(|pin| {
            let values = &self.scenario.observations[pin.observation].values;
            pin.until >= last && values.iter().any(|(year, _)| *year == last)
        })
    }

    fn span_of_demand(&self, commodity: &str, region: &str) -> Span {
        let raw = self
            .raw
            .demand
            .get(commodity)
            .and_then(|regions| regions.get(region).or_else(|| regions.get(ALL_REGIONS)));
        raw.map_or(self.raw.at.span, |demand| demand.at().span)
    }
}
