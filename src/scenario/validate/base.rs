//! Places, labels, commodities, carriers and scrap.

use super::super::problem::Draft;
use super::leaves::Spec;
use super::{ALL_REGIONS, Check, flag};
use crate::domain::*;
use crate::units::{Dimension, GIGAJOULES_PER_TCE};

/// 0.1229 kgce/kWh in GJ/MWh: the equivalent value (当量) of electricity in Chinese statistics.
const EQUIVALENT_VALUE: f64 = 0.1229 * GIGAJOULES_PER_TCE;

impl Check<'_> {
    pub(super) fn regions(&mut self) -> Vec<Region> {
        let raw = self.raw;
        if let Some((id, _)) = raw.regions.iter().find(|(id, _)| id.value == ALL_REGIONS) {
            let draft = Draft::new(id.span, format!("a region cannot be called `{ALL_REGIONS}`"));
            self.sink.push(draft.help(
                "the word stands for all regions together, and for every region without a number of its own",
            ));
        }
        raw.regions.iter().map(|(id, region)| self.region(&id.value, region)).collect()
    }

    fn region(&mut self, id: &str, raw: &super::super::raw::Region) -> Region {
        let factor = Spec::positive(Dimension::CO2_PER_ELECTRICITY);
        let heat_rate = Spec::positive(Dimension::ENERGY_PER_ELECTRICITY);
        let grid_factor = self.leaf(&raw.grid_factor, factor);
        Region {
            id: id.to_owned(),
            title: raw.title.text(),
            class: raw.class.value.clone(),
            grid_factor,
            // Without a residual mix of its own a region has one factor and one draw for both methods.
            residual_factor: raw.residual_factor.as_ref().map_or(grid_factor, |leaf| self.leaf(leaf, factor)),
            green_share: self.leaf_or(raw.green_share.as_ref(), &raw.at, "green-share", Spec::SHARE, 0.0),
            heat_rate: self.leaf_or(
                raw.heat_rate.as_ref(),
                &raw.at,
                "heat-rate",
                heat_rate,
                EQUIVALENT_VALUE,
            ),
        }
    }

    pub(super) fn clusters(&mut self) -> Vec<Cluster> {
        let raw = self.raw;
        let cluster = |(id, cluster): (&super::Word, &super::super::raw::Cluster)| Cluster {
            id: id.value.clone(),
            title: cluster.title.text(),
            region: self.one(&cluster.region, |names| &names.regions, RegionId),
        };
        raw.clusters.iter().map(cluster).collect()
    }

    pub(super) fn tags(&mut self) -> Vec<Tag> {
        let tags = self.raw.tags.iter();
        tags.map(|(id, tag)| Tag { id: id.value.clone(), title: tag.title.text() }).collect()
    }

    /// Names of what has none of its own; whether there is such a thing shows when all is built.
    pub(super) fn titles(&self) -> Vec<(String, Text)> {
        self.raw.titles.iter().map(|(id, title)| (id.value.clone(), title.text())).collect()
    }

    pub(super) fn elements(&mut self) -> Vec<Element> {
        let elements = self.raw.elements.iter();
        elements.map(|(id, element)| Element { id: id.value.clone(), title: element.title.text() }).collect()
    }

    pub(super) fn commodities(&mut self) -> Vec<Commodity> {
        let raw = self.raw;
        let memo = Spec::positive(Dimension::CO2_PER_MASS);
        let price = Spec::positive(Dimension::MONEY_PER_MASS);
        let commodity = |(id, commodity): (&super::Word, &super::super::raw::Commodity)| Commodity {
            id: id.value.clone(),
            title: commodity.title.text(),
            trade: commodity.trade.map_or(Trade::Local, |choice| choice.value),
            residual_trade: commodity.residual_trade.map_or(ResidualTrade::Zero, |choice| choice.value),
            group: self.maybe(commodity.quota_group.as_ref(), |names| &names.groups, GroupId),
            upstream_factor: self.leaf_or(
                commodity.upstream_factor.as_ref(),
                &commodity.at,
                "upstream-factor",
                memo,
                0.0,
            ),
            price: commodity.price.as_ref().map(|leaf| self.leaf(leaf, price)),
            value_added_rate: commodity.value_added_rate.as_ref().map(|leaf| self.leaf(leaf, Spec::SHARE)),
        };
        raw.commodities.iter().map(commodity).collect()
    }

    pub(super) fn aggregates(&mut self) -> Vec<Aggregate> {
        let raw = self.raw;
        let aggregate = |(id, aggregate): (&super::Word, &super::super::raw::Aggregate)| Aggregate {
            id: id.value.clone(),
            title: aggregate.title.text(),
            parts: self.all(&aggregate.sum, |names| &names.commodities, CommodityId),
        };
        raw.aggregates.iter().map(aggregate).collect()
    }

    pub(super) fn carriers(&mut self) -> Vec<Carrier> {
        let raw = self.raw;
        self.carrier_kinds();
        raw.carriers.iter().map(|(id, carrier)| self.carrier(&id.value, carrier)).collect()
    }

    /// Exactly one carrier is electricity, at most one is heat.
    fn carrier_kinds(&mut self) {
        let raw = self.raw;
        for (kind, word, least) in
            [(CarrierKind::Electricity, "electricity", 1), (CarrierKind::Heat, "heat", 0)]
        {
            let mut of_kind = raw.carriers.iter().filter(|(_, carrier)| carrier.kind.value == kind);
            let first = of_kind.next();
            let broken = raw.carriers.entries.iter().any(|(_, carrier)| carrier.is_none());
            if first.is_none() && least > 0 && !broken {
                let draft = Draft::new(raw.scenario.at.span, format!("no carrier is of the kind `{word}`"));
                self.sink.push(
                    draft.help(format!("define one, such as `[carriers.{word}]` with `kind = \"{word}\"`")),
                );
            }
            if let (Some((one, first)), Some((two, second))) = (first, of_kind.next()) {
                let message =
                    format!("the carriers `{}` and `{}` are both of the kind `{word}`", one.value, two.value);
                let draft = Draft::new(second.kind.span, message).also(first.kind.span, "the first one");
                self.sink.push(draft.help("a scenario has one; regions tell its factors apart"));
            }
        }
    }

    fn carrier(&mut self, id: &str, raw: &super::super::raw::Carrier) -> Carrier {
        let kind = raw.kind.value;
        let (energy, counts) = match kind {
            CarrierKind::Electricity => (Dimension::ENERGY_PER_ELECTRICITY, EQUIVALENT_VALUE),
            CarrierKind::Fuel | CarrierKind::Heat => (Dimension::SHARE, 1.0),
            CarrierKind::Feedstock => (Dimension::SHARE, 0.0),
        };
        self.emission_factor_belongs(id, raw);
        let factor = Spec::positive(Dimension::CO2_PER_ENERGY);
        let heat_value = Spec::positive(Dimension::ENERGY_PER_MASS);
        let at = &raw.at;
        Carrier {
            id: id.to_owned(),
            title: raw.title.text(),
            kind,
            emission_factor: self.leaf_or(raw.emission_factor.as_ref(), at, "emission-factor", factor, 0.0),
            net_calorific_value: raw.net_calorific_value.as_ref().map(|leaf| self.leaf(leaf, heat_value)),
            energy_value: self.leaf_or(
                raw.energy_value.as_ref(),
                at,
                "energy-value",
                Spec::positive(energy),
                counts,
            ),
            conversion_yield: self.leaf_or(
                raw.conversion_yield.as_ref(),
                at,
                "conversion-yield",
                Spec::FACTOR,
                1.0,
            ),
            coal: flag(raw.coal, false),
            price: self.carrier_price(kind, &raw.price),
        }
    }

    /// Electricity has the factor of its region; everything else has one of its own.
    fn emission_factor_belongs(&mut self, id: &str, raw: &super::super::raw::Carrier) {
        match (raw.kind.value, &raw.emission_factor) {
            (CarrierKind::Electricity, Some(leaf)) => {
                let draft = Draft::new(
                    leaf.at.span,
                    format!("the electricity carrier `{id}` has an emission factor"),
                );
                self.sink
                    .push(draft.help("electricity has the `grid-factor` of its region; take this one out"));
            }
            (CarrierKind::Electricity, None) | (_, Some(_)) => {}
            (_, None) => {
                let draft = Draft::new(raw.at.span, format!("`carriers.{id}` has no `emission-factor`"));
                let words = Dimension::CO2_PER_ENERGY.words();
                self.sink.push(draft.help(format!("write `emission-factor` as {words}")));
            }
        }
    }

    pub(super) fn scraps(&mut self) -> Vec<Scrap> {
        let raw = self.raw;
        raw.scrap.iter().map(|(id, scrap)| self.scrap(&id.value, scrap)).collect()
    }

    fn scrap(&mut self, id: &str, raw: &super::super::raw::Scrap) -> Scrap {
        Scrap {
            id: id.to_owned(),
            title: raw.title.text(),
            carbon: self.leaf(&raw.carbon, Spec::positive(Dimension::CO2_PER_MASS)),
            serves: self.all(&raw.serves, |names| &names.commodities, CommodityId),
            supply: self.by_region(&raw.supply, Spec::positive(Dimension::MASS)),
            in_use: raw.in_use.iter().filter_map(|(name, stock)| self.in_use(raw, name, stock)).collect(),
            price: self.by_region(&raw.price, Spec::positive(Dimension::MONEY_PER_MASS)),
        }
    }

    fn in_use(
        &mut self,
        scrap: &super::super::raw::Scrap,
        name: &super::Word,
        raw: &super::super::raw::InUse,
    ) -> Option<(RegionId, InUseStock)> {
        if let Some((path, _)) = scrap.supply.iter().find(|(region, _)| region.value == name.value) {
            let message =
                format!("`{}` gives scrap a path in a region that has a supply from use", scrap.at.address);
            self.sink.push(Draft::new(path.span, message).also(name.span, "the supply from use"));
        }
        let (mass, any) = (Spec::positive(Dimension::MASS), Spec::from(Dimension::MASS, f64::NEG_INFINITY));
        let life = Spec::from(Dimension::DURATION, 1.0).to(200.0);
        let stock = InUseStock {
            inflow: self.leaf(&raw.inflow, mass),
            mean_life: self.leaf(&raw.mean_life, life),
            shape: raw.shape.as_ref().map(|leaf| self.leaf(leaf, Spec::from(Dimension::SHARE, 0.5).to(20.0))),
            opening: self.opening(&raw.opening, mass),
            recovery: self.leaf_or(raw.recovery.as_ref(), &raw.at, "recovery", Spec::SHARE, 1.0),
            net_trade: self.leaf_or(raw.net_trade.as_ref(), &raw.at, "net-trade", any, 0.0),
            new_scrap: self.leaf_or(raw.new_scrap.as_ref(), &raw.at, "new-scrap", Spec::SHARE, 0.0),
        };
        Some((RegionId(self.names.regions.find(name, self.sink)?), stock))
    }

    /// Amounts by age; an age is a whole number of years up to 200.
    fn opening(
        &mut self,
        raw: &super::super::values::Map<super::RawLeaf>,
        spec: Spec,
    ) -> Vec<(usize, LeafId)> {
        let cohort = |(age, leaf): (&super::Word, &super::RawLeaf)| {
            let id = self.leaf(leaf, spec);
            match age.value.parse::<usize>().ok().filter(|age| *age <= 200) {
                Some(age) => Some((age, id)),
                None => {
                    let draft = Draft::new(age.span, format!("`{}` is not an age", age.value));
                    self.sink.push(draft.label("expected whole years, such as `12`"));
                    None
                }
            }
        };
        raw.iter().filter_map(cohort).collect()
    }

    /// One leaf a region; under `all`, the leaf of every region without one of its own.
    pub(super) fn by_region(
        &mut self,
        raw: &super::super::values::Map<super::RawLeaf>,
        spec: Spec,
    ) -> Vec<(RegionId, LeafId)> {
        let mut named = Vec::new();
        let mut others = None;
        for (region, leaf) in raw.iter() {
            let id = self.leaf(leaf, spec);
            match region.value.as_str() {
                ALL_REGIONS => others = Some(id),
                _ => named.extend(self.names.regions.find(region, self.sink).map(|r| (RegionId(r), id))),
            }
        }
        self.with_others(named, others)
    }

    /// Adds the regions that are not named.
    pub(super) fn with_others(
        &self,
        mut named: Vec<(RegionId, LeafId)>,
        others: Option<LeafId>,
    ) -> Vec<(RegionId, LeafId)> {
        let Some(leaf) = others else { return named };
        for region in (0..self.names.regions.list.len()).map(RegionId) {
            if named.iter().all(|(r, _)| *r != region) {
                named.push((region, leaf));
            }
        }
        named
    }
}
