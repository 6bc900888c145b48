//! Costs, and what follows them.

use super::super::problem::Draft;
use super::super::raw;
use super::super::record::At;
use super::super::values::{Map, Word};
use super::leaves::Spec;
use super::{Check, RawLeaf};
use crate::domain::*;
use crate::units::Dimension;

/// A price or cost per t.
pub(super) const PER_TONNE: Spec = Spec::positive(Dimension::MONEY_PER_MASS);
/// What costs are measured against is never nothing, CNY/t.
const REFERENCE: Spec = Spec::from(Dimension::MONEY_PER_MASS, 1.0);
/// A step of the tiered price is never without width: 0.1 kWh/t.
const WIDTH: Spec = Spec::from(Dimension::ELECTRICITY_PER_MASS, 1e-4);
/// Years over which capital is recovered: whole ones, at least one.
const RECOVERY: Spec = Spec::from(Dimension::DURATION, 1.0).to(200.0);

impl Check<'_> {
    pub(super) fn cost(&mut self) -> Option<Cost> {
        let raw = self.raw.cost.as_ref()?;
        Some(Cost {
            discount_rate: self.leaf(&raw.discount_rate, Spec::positive(Dimension::RATE).to(1.0)),
            carbon_price: self.by_region(&raw.carbon_price, Spec::positive(Dimension::MONEY_PER_CO2)),
        })
    }

    /// Prices of a carrier by region: per MWh for electricity, per GJ for all others.
    pub(super) fn carrier_price(&mut self, kind: CarrierKind, raw: &Map<RawLeaf>) -> Vec<(RegionId, LeafId)> {
        let dimension = match kind {
            CarrierKind::Electricity => Dimension::MONEY_PER_ELECTRICITY,
            _ => Dimension::MONEY_PER_ENERGY,
        };
        self.by_region(raw, Spec::positive(dimension))
    }

    pub(super) fn process_cost(&mut self, process: &raw::Process, life: LeafId) -> Option<ProcessCost> {
        let raw = process.cost.as_ref()?;
        let mut or_nothing =
            |leaf: &Option<RawLeaf>, key: &str| self.leaf_or(leaf.as_ref(), &raw.at, key, PER_TONNE, 0.0);
        let (reline, fixed) = (or_nothing(&raw.reline, "reline"), or_nothing(&raw.fixed, "fixed"));
        let variable = or_nothing(&raw.variable, "variable");
        let electricity = Spec::positive(Dimension::MONEY_PER_ELECTRICITY);
        Some(ProcessCost {
            capital: self.leaf(&raw.capital, PER_TONNE),
            reline,
            fixed,
            variable,
            recovery: raw.recovery.as_ref().map_or(life, |leaf| self.leaf(leaf, RECOVERY)),
            electricity_price: self.by_region(&raw.electricity_price, electricity),
        })
    }

    pub(super) fn electricity_tiers(&mut self) -> Vec<ElectricityTier> {
        let raw = self.raw;
        let tier = |(id, raw): (&Word, &raw::ElectricityTier)| ElectricityTier {
            id: id.value.clone(),
            of: self.matching(raw.of.as_ref()),
            regions: self.all(&raw.regions, |names| &names.regions, RegionId),
            in_force: self.period(&raw.at.address, raw.in_force.0, raw.in_force.1),
            reference: self.leaf(&raw.reference, Spec::positive(Dimension::ELECTRICITY_PER_MASS)),
            width: self.leaf(&raw.width, WIDTH),
            step: self.leaf(&raw.step, Spec::positive(Dimension::MONEY_PER_ELECTRICITY)),
        };
        raw.electricity_tiers.iter().map(tier).collect()
    }

    pub(super) fn allocations(&mut self) -> Vec<Allocation> {
        let raw = self.raw;
        raw.allocations.iter().filter_map(|(_, row)| self.allocation(row)).collect()
    }

    fn allocation(&mut self, raw: &raw::Allocation) -> Option<Allocation> {
        let share = raw.share.as_ref().map(|leaf| Free::Share(self.leaf(leaf, Spec::SHARE)));
        let benchmark = Spec::positive(Dimension::CO2_PER_MASS);
        let benchmark = raw.benchmark.as_ref().map(|leaf| Free::Benchmark(self.leaf(leaf, benchmark)));
        let of = self.matching(raw.of.as_ref());
        let regions = self.all(&raw.regions, |names| &names.regions, RegionId);
        let in_force = self.period(&raw.at.address, raw.in_force.0, raw.in_force.1);
        let ((Some(free), None) | (None, Some(free))) = (share, benchmark) else {
            let message = format!("`{}` has to have one of `share` and `benchmark`", raw.at.address);
            let help = "a share of one's own scope 1 is free, or so much per t of output";
            self.sink.push(Draft::new(raw.at.span, message).help(help));
            return None;
        };
        Some(Allocation { id: raw.id.value.clone(), of, regions, in_force, free })
    }

    /// The choice of routes in a ledger: by default between what went and the clean process.
    pub(super) fn route_choice(&mut self, group: &str, raw: &raw::Group) -> Option<RouteChoice> {
        let choice = raw.choice.as_ref()?;
        self.needs_costs(&choice.at);
        let (lambda, reference) =
            (self.leaf(&choice.lambda, Spec::FACTOR), self.leaf(&choice.reference, REFERENCE));
        let words = match (choice.processes.0.as_slice(), &raw.clean_process) {
            ([], clean) => clean.iter().collect(),
            (named, _) => named.iter().collect::<Vec<_>>(),
        };
        if words.is_empty() {
            let message = format!("`{}` has nothing to choose from", choice.at.address);
            let help = "name `processes`, or give the group a `clean-process`";
            self.sink.push(Draft::new(choice.at.span, message).help(help));
        }
        words.iter().for_each(|word| self.belongs_to_group(word, group));
        self.has_no_lever(group, &choice.at);
        let processes =
            words.iter().filter_map(|word| self.names.processes.find(word, self.sink)).map(ProcessId);
        Some(RouteChoice { processes: processes.collect(), lambda, reference })
    }

    /// Costs have to be computed for what follows them.
    fn needs_costs(&mut self, at: &At) {
        if self.raw.cost.is_none() {
            let message = format!("`{}` follows costs, and the scenario has no `[cost]`", at.address);
            self.sink.push(Draft::new(at.span, message).help("write `[cost]` with a `discount-rate`"));
        }
    }

    fn belongs_to_group(&mut self, word: &Word, group: &str) {
        let Some(process) = self.raw.processes.get(&word.value) else { return };
        let commodity = self.raw.commodities.get(&process.output.value);
        let of = commodity.and_then(|commodity| commodity.quota_group.as_ref());
        if of.is_none_or(|of| of.value != group) {
            let message = format!("`{}` makes nothing of the group `{group}`", word.value);
            self.sink.push(Draft::new(word.span, message));
        }
    }

    fn has_no_lever(&mut self, group: &str, at: &At) {
        let raw = self.raw;
        let shares = |lever: &raw::Lever| {
            lever.kind.value == raw::LeverWord::CleanShare
                && lever.group.as_ref().is_some_and(|word| word.value == group)
        };
        if let Some((_, lever)) = raw.levers.iter().find(|(_, lever)| shares(lever)) {
            let message = format!("`{}` sets what `{}` leaves to cost", lever.at.address, at.address);
            self.sink.push(
                Draft::new(lever.at.span, message)
                    .also(at.span, "the choice by cost")
                    .help("keep one of them"),
            );
        }
    }

    pub(super) fn demand_responses(&mut self) -> Vec<DemandResponse> {
        let raw = self.raw;
        raw.demand_responses.iter().map(|(_, response)| self.demand_response(response)).collect()
    }

    fn demand_response(&mut self, raw: &raw::DemandResponse) -> DemandResponse {
        self.needs_costs(&raw.at);
        let elasticity = Spec::from(Dimension::SHARE, -5.0).to(5.0);
        DemandResponse {
            id: raw.id.value.clone(),
            commodity: self.one(&raw.commodity, |names| &names.commodities, CommodityId),
            regions: self.all(&raw.regions, |names| &names.regions, RegionId),
            elasticity: self.leaf(&raw.elasticity, elasticity),
            pass_through: self.leaf_or(raw.pass_through.as_ref(), &raw.at, "pass-through", Spec::SHARE, 1.0),
            reference: self.leaf(&raw.reference, REFERENCE),
        }
    }
}
