//! Drivers, and output called for: written, or built up from them (MODEL section 6).

use super::super::leaf::{Form, Number, Written};
use super::super::problem::Draft;
use super::super::raw;
use super::super::values::Word;
use super::leaves::Spec;
use super::{ALL_REGIONS, Check, RawLeaf};
use crate::domain::*;
use crate::units::{Dimension, Quantity};

impl Check<'_> {
    pub(super) fn drivers(&mut self) -> Vec<Driver> {
        let raw = self.raw;
        raw.drivers.iter().map(|(id, driver)| self.driver(id, driver)).collect()
    }

    /// A driver has the dimension of the first number written for it.
    fn driver(&mut self, id: &Word, raw: &raw::Driver) -> Driver {
        let written = raw.values.iter().find_map(|(_, leaf)| first_number(leaf));
        let dimension = written.and_then(dimension_of).unwrap_or_default();
        let values = self.by_region(&raw.values, Spec::positive(dimension));
        Driver { id: id.value.clone(), title: raw.title.text(), dimension, values }
    }

    pub(super) fn demand(&mut self, drivers: &[Driver]) -> Vec<(CommodityId, RegionId, Demand)> {
        let raw = self.raw;
        let mut list = Vec::new();
        for (name, regions) in raw.demand.iter() {
            let commodity = self.names.commodities.find(name, self.sink).map(CommodityId);
            let (mut named, mut others) = (Vec::new(), None);
            for (word, demand) in regions.iter() {
                if word.value == ALL_REGIONS {
                    others = Some(demand);
                    continue;
                }
                let Some(region) = self.names.regions.find(word, self.sink).map(RegionId) else { continue };
                named.push(region);
                let built = self.built(demand, drivers, region);
                list.extend(commodity.zip(built).map(|(commodity, demand)| (commodity, region, demand)));
            }
            for (region, built) in others.into_iter().flat_map(|raw| self.of_others(raw, drivers, &named)) {
                list.extend(commodity.map(|commodity| (commodity, region, built)));
            }
        }
        list
    }

    /// Demand written for all regions: that of every region without one of its own, the numbers shared and
    /// each with its own driver. Where every region has its own it is a leaf that they may refer to.
    fn of_others(
        &mut self,
        raw: &raw::Demand,
        drivers: &[Driver],
        named: &[RegionId],
    ) -> Vec<(RegionId, Demand)> {
        let all = (0..self.names.regions.list.len()).map(RegionId);
        let others: Vec<RegionId> = all.filter(|region| !named.contains(region)).collect();
        let first = others.first().copied().unwrap_or(RegionId(0));
        let Some(shared) = self.built(raw, drivers, first) else { return Vec::new() };
        let name = match raw {
            raw::Demand::Called(raw::Called::Driven(driven)) => Some(&driven.driver),
            raw::Demand::Built(built) => match &built.consumption {
                raw::Called::Driven(driven) => Some(&driven.driver),
                raw::Called::Leaf(_) => None,
            },
            raw::Demand::Called(raw::Called::Leaf(_)) => None,
        };
        let follow = name.and_then(|word| Some((word, drivers.iter().find(|d| d.id == word.value)?)));
        let mut list = Vec::new();
        for region in others {
            let mut demand = shared;
            if let (Some((word, of)), Called::Intensity { driver, .. } | Called::Elasticity { driver, .. }) =
                (follow, &mut demand.called)
            {
                let Some(here) = self.driver_here(of, word, region) else { continue };
                *driver = here;
            }
            list.push((region, demand));
        }
        list
    }

    fn built(&mut self, raw: &raw::Demand, drivers: &[Driver], region: RegionId) -> Option<Demand> {
        match raw {
            raw::Demand::Called(called) => {
                let spec = Spec::positive(Dimension::MASS).startless();
                let called = self.called(called, spec, drivers, region)?;
                Some(Demand { called, is_consumption: false, net_export: None })
            }
            raw::Demand::Built(built) => {
                let balance = Spec::from(Dimension::MASS, f64::NEG_INFINITY);
                let net_export = built.net_export.as_ref().map(|leaf| self.leaf(leaf, balance));
                let spec = Spec::positive(Dimension::MASS);
                let called = self.called(&built.consumption, spec, drivers, region)?;
                Some(Demand { called, is_consumption: true, net_export })
            }
        }
    }

    fn called(
        &mut self,
        raw: &raw::Called,
        spec: Spec,
        drivers: &[Driver],
        region: RegionId,
    ) -> Option<Called> {
        let raw = match raw {
            raw::Called::Leaf(leaf) => return Some(Called::Path(self.leaf(leaf, spec))),
            raw::Called::Driven(driven) => driven,
        };
        let driver = drivers.iter().find(|driver| driver.id == raw.driver.value);
        if driver.is_none() {
            self.names.drivers.find(&raw.driver, self.sink);
        }
        let here = driver.and_then(|driver| self.driver_here(driver, &raw.driver, region));
        match (&raw.intensity, &raw.elasticity) {
            (Some(intensity), None) => {
                let per_driver = Dimension::MASS.per(driver?.dimension)?;
                let intensity = self.leaf(intensity, Spec::positive(per_driver));
                Some(Called::Intensity { intensity, driver: here? })
            }
            (None, Some(elasticity)) => {
                let any = Spec::from(Dimension::SHARE, f64::NEG_INFINITY);
                let elasticity = self.leaf(elasticity, any);
                Some(Called::Elasticity { elasticity, driver: here? })
            }
            _ => {
                let message = format!("`{}` has to have one of `intensity` and `elasticity`", raw.at.address);
                let help = "an intensity is t per unit of the driver, an elasticity a pure number";
                self.sink.push(Draft::new(raw.at.span, message).help(help));
                None
            }
        }
    }

    fn driver_here(&mut self, driver: &Driver, word: &Word, region: RegionId) -> Option<LeafId> {
        let here = driver.values.iter().find(|(r, _)| *r == region).map(|(_, leaf)| *leaf);
        if here.is_none() {
            let region = &self.names.regions.list[region.0];
            let message = format!("the driver `{}` says nothing of the region `{region}`", driver.id);
            let help = format!("write `drivers.{}.{region}`", driver.id);
            self.sink.push(Draft::new(word.span, message).help(help));
        }
        here
    }
}

/// The first number that a leaf is written with.
fn first_number(leaf: &RawLeaf) -> Option<&Number> {
    let table = match &leaf.form {
        Form::Number(number) => return Some(number),
        Form::Table(table) => table,
    };
    let knot = table.path.as_ref().and_then(|path| path.0.first()).map(|(_, number)| number);
    let start = table.growth.as_ref().and_then(|growth| growth.start.as_ref());
    let floor = table.logistic.as_ref().map(|logistic| &logistic.floor);
    table.value.as_ref().or(knot).or(start).or(floor)
}

fn dimension_of(number: &Number) -> Option<Dimension> {
    match &number.written {
        Written::Plain(_) => Some(Dimension::SHARE),
        Written::Text(text) => Quantity::parse(text).ok().map(|quantity| quantity.dimension),
    }
}
