//! Costs, and what follows them.

use super::*;

record! {
    /// That costs are computed, and what holds for all of them.
    cited Cost {
        /// What capital has to earn, and what later years are discounted by, 1/a.
        discount_rate: Leaf,
        /// Price of carbon by region, CNY/tCO2; a region without one has none.
        carbon_price: Map<Leaf>,
    }
    /// What capacity and output of a process cost besides what it takes.
    cited ProcessCost {
        /// New capacity, CNY per t/a.
        capital: Leaf,
        /// A reline, CNY per t/a; default 0.
        reline: Option<Leaf>,
        /// Of capacity that stands, CNY per t/a in a year; default 0.
        fixed: Option<Leaf>,
        /// Of output, CNY/t; default 0.
        variable: Option<Leaf>,
        /// Years over which capital is recovered; default the life.
        recovery: Option<Leaf>,
        /// Price of electricity by region, CNY/MWh; default that of the carrier.
        electricity_price: Map<Leaf>,
    }
    /// A dated row of the tiered electricity price.
    cited ElectricityTier {
        /// Name in addresses.
        id: Word,
        /// Whom it holds for; default all.
        of: Option<Match>,
        /// Regions; default all.
        regions: Words,
        /// First and last year.
        in_force: Pair<YearAt>,
        /// Electricity per t up to which nothing is added, kWh/t.
        reference: Leaf,
        /// Width of a step, kWh/t.
        width: Leaf,
        /// What every step begun adds, CNY/kWh.
        step: Leaf,
    }
    /// A dated row of free allocation: exactly one of `share` and `benchmark`.
    cited Allocation {
        /// Name in addresses.
        id: Word,
        /// Whom it holds for; default all.
        of: Option<Match>,
        /// Regions; default all.
        regions: Words,
        /// First and last year.
        in_force: Pair<YearAt>,
        /// Share of one's own scope 1 that is free.
        share: Option<Leaf>,
        /// What is free per t of output, tCO2/t.
        benchmark: Option<Leaf>,
    }
    /// What is rebuilt follows cost.
    cited RouteChoice {
        /// Processes that may be chosen besides the one that went; default the clean process.
        processes: Words,
        /// How strongly shares follow cost, a pure number.
        lambda: Leaf,
        /// Cost that differences are measured against, CNY/t.
        reference: Leaf,
    }
    /// What is called for of a commodity follows its cost.
    cited DemandResponse {
        /// Name in addresses.
        id: Word,
        /// Of what.
        commodity: Word,
        /// Regions; default all.
        regions: Words,
        /// Relative change of what is called for per relative change of its cost.
        elasticity: Leaf,
        /// Part of a change of cost that buyers see; default 1.
        pass_through: Option<Leaf>,
        /// Cost at which what is called for is as written, CNY/t.
        reference: Leaf,
    }
}
