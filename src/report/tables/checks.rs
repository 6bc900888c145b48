//! What bound production, what closes, how the model was calibrated, what limits did.

use super::{Results, Table, maybe, number};
use crate::analysis::audit::limit_series;
use crate::domain::Pinned;
use crate::ensemble::BindingCounts;
use crate::model::Model;
use crate::model::series::Quantity;
use crate::report::text::{Lang, closure_name, closure_words};
use crate::simulation::balance;
use crate::simulation::workspace::Binding;

/// What bound every market in every year, and in which share of the draws.
pub fn constraints(results: &Results<'_>) -> Table {
    let mut table = Table::new(&[
        "place",
        "commodity",
        "year",
        "central_binding",
        "unmet_t",
        "p_demand",
        "p_output_cap",
        "p_capacity",
        "p_rationing",
        "p_scrap",
        "p_waste",
        "p_intermediate",
        "intermediates",
        "central_by",
    ]);
    let (scenario, model) = (&results.model.scenario, results.model);
    for (m, market) in model.topology.markets.iter().enumerate() {
        let unmet = position(results, Quantity::Unmet(m));
        for (t, year) in scenario.horizon.years().enumerate() {
            let head = [
                scenario.regions[market.region.0].id.clone(),
                scenario.commodities[market.commodity.0].id.clone(),
                year.to_string(),
                binding(results.model, results.central.bindings[m][t]),
                maybe(unmet.map(|s| results.central_at(s, t))),
            ];
            let by = imposed_by(results, m, t, results.central.bindings[m][t]);
            table.row(head.into_iter().chain(shares(results, m, t)).chain([by]).collect());
        }
    }
    table
}

/// Position of the series that shows one quantity and nothing else.
fn position(results: &Results<'_>, quantity: Quantity) -> Option<usize> {
    let shows = |s: &crate::model::Series| s.tap.over.is_empty() && s.tap.terms == [(1.0, quantity)];
    results.model.series.iter().position(shows)
}

fn commodity_of(model: &Model, market: u16) -> String {
    let commodity = model.topology.markets[usize::from(market)].commodity;
    model.scenario.commodities[commodity.0].id.clone()
}

/// What bound a market, as tables say it.
pub(super) fn binding(model: &Model, binding: Binding) -> String {
    match binding {
        Binding::Demand => "demand".to_owned(),
        Binding::OutputCap => "output-cap".to_owned(),
        Binding::Capacity => "capacity".to_owned(),
        Binding::Rationing => "rationing".to_owned(),
        Binding::Scrap => "scrap".to_owned(),
        Binding::Waste => "waste".to_owned(),
        Binding::Intermediate(market) => format!("intermediate:{}", commodity_of(model, market)),
    }
}

/// Addresses of what bound a market in the central run, where the scenario names it: caps, ceilings, power, bounds by
/// waste, the supply of scrap.
fn imposed_by(results: &Results<'_>, m: usize, t: usize, binding: Binding) -> String {
    let (model, topology) = (results.model, &results.model.topology);
    let market = &topology.markets[m];
    let address = |leaf: &crate::domain::LeafId| model.scenario.leaf(*leaf).address.clone();
    let makers = || market.activities.iter().map(|&a| &topology.activities[a]);
    let of_makers = |s: &&crate::model::CompiledWasteBound| {
        t >= s.from && s.slots.iter().any(|(_, activity, _)| market.activities.contains(activity))
    };
    let mut addresses: Vec<String> = match binding {
        Binding::OutputCap => market.output_caps.iter().map(address).collect(),
        Binding::Rationing => makers()
            .flat_map(|a| a.utilisation_ceilings.iter().chain(&a.power_availability))
            .map(address)
            .collect(),
        Binding::Waste => {
            topology.waste_bounds.iter().filter(of_makers).map(|bound| address(&bound.growth)).collect()
        }
        Binding::Scrap => {
            let pools = makers().flat_map(|a| a.charges.iter().map(|charge| &topology.pools[charge.pool]));
            pools
                .filter_map(|pool| pool.supply.or(pool.in_use.as_ref().map(|s| s.inflow)))
                .map(|l| address(&l))
                .collect()
        }
        Binding::Demand | Binding::Capacity | Binding::Intermediate(_) => Vec::new(),
    };
    addresses.sort();
    addresses.dedup();
    addresses.join(" ")
}

/// Share of the draws that each cause bound; empty without draws.
fn shares(results: &Results<'_>, market: usize, t: usize) -> Vec<String> {
    let Some(ensemble) = results.ensemble else { return vec![String::new(); 8] };
    let draws = ensemble.design.draws.saturating_sub(ensemble.failed.len() as u64);
    let counts: &BindingCounts = &ensemble.bindings[market][t];
    let share = |n: u64| n as f64 / draws as f64;
    let inner: u64 = counts.intermediate.iter().map(|(_, n)| n).sum();
    let others = counts.output_cap + counts.capacity + counts.rationing + counts.scrap + counts.waste + inner;
    let named: Vec<String> = counts
        .intermediate
        .iter()
        .map(|&(m, n)| format!("{}:{}", commodity_of(results.model, m), number(share(n))))
        .collect();
    let free = draws.saturating_sub(others);
    [free, counts.output_cap, counts.capacity, counts.rationing, counts.scrap, counts.waste, inner]
        .into_iter()
        .map(|n| number(share(n)))
        .chain([named.join(" ")])
        .collect()
}

/// Greatest relative residual of every closure.
pub fn closures(results: &Results<'_>, lang: Lang) -> Table {
    let mut table = Table::new(&["closure", "closes", "central", "greatest_over_draws"]);
    for (c, closure) in balance::closures(results.model).into_iter().enumerate() {
        table.row(vec![
            closure_name(closure, &results.model.scenario),
            closure_words(closure, &results.model.scenario, lang),
            number(results.central.closures[c]),
            maybe(results.ensemble.map(|e| e.closures[c])),
        ]);
    }
    table
}

/// Observed against modelled, and the factor between them.
pub fn calibration(results: &Results<'_>) -> Table {
    let mut table = Table::new(&["region", "what", "unit", "observed", "modelled", "factor", "status"]);
    let scenario = &results.model.scenario;
    for factor in &results.model.calibration.factors {
        let (what, unit) = match factor.what {
            Pinned::CarrierUse(c) if c == results.model.topology.electricity => {
                (format!("carrier:{}", scenario.carriers[c.0].id), "MWh")
            }
            Pinned::CarrierUse(c) => (format!("carrier:{}", scenario.carriers[c.0].id), "GJ"),
            Pinned::Energy => ("energy".to_owned(), "GJ"),
            Pinned::Co2 => ("co2".to_owned(), "tCO2"),
            Pinned::ProcessOutput(_) | Pinned::CommodityOutput(_) | Pinned::AggregateOutput(_) => continue,
        };
        let status = if factor.observed.is_some() { "calibrated" } else { "uncalibrated" };
        table.row(vec![
            scenario.regions[factor.region.0].id.clone(),
            what,
            unit.to_owned(),
            maybe(factor.observed),
            number(factor.modelled),
            number(factor.factor),
            status.to_owned(),
        ]);
    }
    table
}

/// Factor of every limit in every year, and the intensity that it leads to.
pub fn limits(results: &Results<'_>) -> Table {
    let mut table =
        Table::new(&["limit", "region", "year", "factor", "modelled", "limit_value", "unit", "in_force"]);
    let (model, scenario) = (results.model, &results.model.scenario);
    for (l, compiled) in model.limits.limits.iter().enumerate() {
        let limit = &scenario.limits[compiled.limit];
        let series = limit_series(model, compiled.limit);
        for (t, year) in scenario.horizon.years().enumerate() {
            table.row(vec![
                limit.id.clone(),
                scenario.regions[limit.region.0].id.clone(),
                year.to_string(),
                number(results.central.factors[l][t]),
                maybe(series.map(|s| results.central_at(s, t))),
                number(model.parameters.central(limit.limit, t)),
                scenario.leaf(limit.limit).dimension.to_string(),
                (t >= compiled.by).to_string(),
            ]);
        }
    }
    table
}

/// Every asked rank correlation, and the one that is drawn: another only where the asked ones contradict
/// each other and the scenario allows a repair.
pub fn correlations(results: &Results<'_>) -> Table {
    let mut table = Table::new(&["group", "first", "second", "asked", "used"]);
    let parameters = &results.model.parameters;
    for (g, group) in parameters.groups.iter().enumerate() {
        let name = |member: usize| group.name(parameters, member).to_owned();
        for pair in &group.pairs {
            let (first, second) = (name(pair.members.0), name(pair.members.1));
            table.row(vec![(g + 1).to_string(), first, second, number(pair.asked), number(pair.used)]);
        }
    }
    table
}
