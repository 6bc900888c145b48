//! What things cost: capital, prices, carbon, and what follows costs (MODEL section 11).

use super::base::*;
use super::policy::ProcessMatch;

/// That costs are computed, and what holds for all of them.
#[derive(Clone, Debug)]
pub struct Cost {
    /// What capital has to earn, and what later years are discounted by, 1/a.
    pub discount_rate: LeafId,
    /// Price of carbon by region, CNY/t CO2; a region without one has none.
    pub carbon_price: Vec<(RegionId, LeafId)>,
}

/// What capacity and output of a process cost besides what the process takes.
#[derive(Clone, Debug)]
pub struct ProcessCost {
    /// New capacity, CNY per t/a.
    pub capital: LeafId,
    /// A reline, CNY per t/a.
    pub reline: LeafId,
    /// Of capacity that stands, CNY per t/a in a year.
    pub fixed: LeafId,
    /// Of output, CNY/t.
    pub variable: LeafId,
    /// Years over which capital is recovered, a.
    pub recovery: LeafId,
    /// Price of electricity by region where it is not that of the carrier, CNY/MWh.
    pub electricity_price: Vec<(RegionId, LeafId)>,
}

/// A dated row of the tiered electricity price (阶梯电价).
#[derive(Clone, Debug)]
pub struct ElectricityTier {
    /// Name in addresses.
    pub id: String,
    /// Whom it holds for.
    pub of: ProcessMatch,
    /// Regions it holds in; empty: all.
    pub regions: Vec<RegionId>,
    /// First and last year.
    pub in_force: (Year, Year),
    /// Electricity per t up to which nothing is added, MWh/t.
    pub reference: LeafId,
    /// Width of a step, MWh/t.
    pub width: LeafId,
    /// What every step begun adds, CNY/MWh.
    pub step: LeafId,
}

/// A dated row of the free allocation of allowances: whoever no row names is not covered and pays nothing.
#[derive(Clone, Debug)]
pub struct Allocation {
    /// Name in addresses.
    pub id: String,
    /// Whom it holds for.
    pub of: ProcessMatch,
    /// Regions it holds in; empty: all.
    pub regions: Vec<RegionId>,
    /// First and last year.
    pub in_force: (Year, Year),
    /// What is free.
    pub free: Free,
}

/// How much is allocated free.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Free {
    /// A share of one's own scope 1.
    Share(LeafId),
    /// So much per t of output, t CO2/t.
    Benchmark(LeafId),
}

/// What is rebuilt in a ledger follows cost.
#[derive(Clone, Debug)]
pub struct RouteChoice {
    /// Processes that may be chosen besides the one that went.
    pub processes: Vec<ProcessId>,
    /// λ: how strongly shares follow cost.
    pub lambda: LeafId,
    /// Cost that differences are measured against, CNY/t.
    pub reference: LeafId,
}

/// What is called for of a commodity follows its cost.
#[derive(Clone, Debug)]
pub struct DemandResponse {
    /// Name in addresses.
    pub id: String,
    /// Of what.
    pub commodity: CommodityId,
    /// Regions it holds in; empty: all.
    pub regions: Vec<RegionId>,
    /// ε: relative change of what is called for per relative change of its cost.
    pub elasticity: LeafId,
    /// Part of a change of cost that buyers see.
    pub pass_through: LeafId,
    /// Cost at which what is called for is as written, CNY/t.
    pub reference: LeafId,
}
