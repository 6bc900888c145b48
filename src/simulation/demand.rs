//! Stage 3: output called for (MODEL section 6), and pass A of dispatch: who would make it if inputs
//! made in the region did not bind, downstream first.

use super::dispatch::{allocate, serve_scrap};
use super::draw::Leaves;
use super::number::Number;
use super::stock::Survival;
use super::workspace::{Binding, YearState};
use crate::domain::{Called, Demand, Fade, Trade};
use crate::model::Model;

/// Charges at their reference, scrap supply whole, weights of the year.
pub fn charges<N: Number>(
    model: &Model,
    leaves: Leaves<'_, N>,
    survival: &Survival<N>,
    year: &mut YearState<N>,
    t: usize,
) {
    for activity in &model.topology.activities {
        for (i, input) in activity.inputs.iter().enumerate() {
            year.input_charge[activity.first_input + i] = leaves.at(input.charge, t);
        }
        for (c, charge) in activity.charges.iter().enumerate() {
            year.scrap_charge[activity.first_charge + c] = leaves.at(charge.reference, t);
        }
    }
    for (p, pool) in model.topology.pools.iter().enumerate() {
        year.supply[p] = match (&pool.in_use, pool.supply) {
            (Some(stock), _) => super::stock::supply(model, leaves, year, (p, stock), survival, t),
            (None, Some(leaf)) => leaves.at(leaf, t),
            (None, None) => N::constant(f64::INFINITY),
        };
        year.scrap_left[p] = year.supply[p];
    }
    let fade = fade(model.scenario.dispatch_weights, t, model.observed());
    for a in 0..model.topology.activities.len() {
        year.weight[a] = N::constant(1.0 + (observed_weight(model, a) - 1.0) * fade);
        year.bound_by[a] = N::ZERO;
    }
}

/// 1 up to the last observed year, then held or falling linearly to 0.
pub fn fade(fade: Fade, t: usize, observed: usize) -> f64 {
    match fade {
        Fade::Held => 1.0,
        Fade::Over(years) => (1.0 - t.saturating_sub(observed) as f64 / f64::from(years.max(1))).max(0.0),
    }
}

/// Observed use of capacity over its greatest; 1 for what had no capacity then.
fn observed_weight(model: &Model, a: usize) -> f64 {
    let Some(used) = model.history.use_observed[a] else { return 1.0 };
    let greatest = model.parameters.central(model.topology.activities[a].utilisation_max, model.observed());
    used / greatest.max(used).max(f64::MIN_POSITIVE)
}

/// Up to the last observed year the past is history: outputs as observed, trade as what is left.
pub fn observed<N: Number>(model: &Model, year: &mut YearState<N>, t: usize) {
    for a in 0..model.topology.activities.len() {
        year.output[a] = N::constant(model.history.output(a, t));
    }
    for (m, market) in model.topology.markets.iter().enumerate() {
        let output: N = market.activities.iter().map(|&a| year.output[a]).sum();
        let used = use_of(model, year, m, &year.output);
        year.market_output[m] = output;
        year.demand[m] = output;
        year.unmet[m] = N::ZERO;
        year.binding[m] = N::constant(Binding::Demand.code());
        enter_trade(year, m, market.trade, output, used, N::ZERO);
    }
    for (p, pool) in model.topology.pools.iter().enumerate() {
        if pool.is_limited() {
            let used = scrap_use(model, year, p);
            year.scrap_left[p] = year.supply[p] - used;
        }
    }
}

/// Use of a market's commodity by the processes of its region at the charges in force.
pub fn use_of<N: Number>(model: &Model, year: &YearState<N>, m: usize, output: &[N]) -> N {
    model.topology.markets[m]
        .users
        .iter()
        .map(|&(a, i)| year.input_charge[model.topology.activities[a].first_input + i] * output[a])
        .sum()
}

/// Scrap of a pool used at the charges in force.
pub fn scrap_use<N: Number>(model: &Model, year: &YearState<N>, pool: usize) -> N {
    let mut used = N::ZERO;
    for (a, activity) in model.topology.activities.iter().enumerate() {
        for (c, charge) in activity.charges.iter().enumerate() {
            if charge.pool == pool {
                used += year.scrap_charge[activity.first_charge + c] * year.output[a];
            }
        }
    }
    used
}

/// Books what a market trades: a traded commodity is bought or sold, a local one has residual trade.
pub fn enter_trade<N: Number>(
    year: &mut YearState<N>,
    m: usize,
    trade: Trade,
    output: N,
    used: N,
    export: N,
) {
    year.used[m] = used;
    match trade {
        Trade::Traded => {
            year.import[m] = used + export - output;
            year.residual[m] = N::ZERO;
        }
        Trade::Local => {
            year.import[m] = N::ZERO;
            year.residual[m] = output - used;
        }
    }
}

/// Output called for without what users in the region need: what is called for and what is to leave.
fn demanded<N: Number>(model: &Model, leaves: Leaves<'_, N>, m: usize, demand: Demand, t: usize) -> N {
    let called = called(model, leaves, m, demand, t);
    demand.net_export.map_or(called, |net| (called + leaves.at(net, t)).max(N::ZERO))
}

/// What is called for, as written, so much per unit of a driver, or moving with a driver from the
/// observed value: D\[t\] = D\[h\]·(driver\[t\]/driver\[h\])^elasticity (MODEL section 6).
fn called<N: Number>(model: &Model, leaves: Leaves<'_, N>, m: usize, demand: Demand, t: usize) -> N {
    match demand.called {
        Called::Path(leaf) => leaves.at(leaf, t),
        Called::Intensity { intensity, driver } => leaves.at(intensity, t) * leaves.at(driver, t),
        Called::Elasticity { elasticity, driver } => {
            let h = model.observed();
            let ratio = leaves.at(driver, t) / leaves.at(driver, h);
            observed_call(model, leaves, m, demand, h) * ratio.pow(leaves.at(elasticity, t))
        }
    }
}

/// What was called for in an observed year: output less net export.
fn observed_call<N: Number>(model: &Model, leaves: Leaves<'_, N>, m: usize, demand: Demand, t: usize) -> N {
    let makers = &model.topology.markets[m].activities;
    let output: f64 = makers.iter().map(|&a| model.history.output(a, t)).sum();
    let net_export = demand.net_export.map_or(N::ZERO, |leaf| leaves.at(leaf, t));
    N::constant(output) - net_export
}

/// Consumption of a market whose demand is built up from it; nothing where it is not. In observed years
/// what moves from the observed value is what was observed.
pub fn consumption<N: Number>(model: &Model, leaves: Leaves<'_, N>, m: usize, t: usize) -> N {
    let Some(demand) = model.topology.markets[m].demand.filter(|demand| demand.is_consumption) else {
        return N::ZERO;
    };
    match demand.called {
        Called::Elasticity { .. } if t <= model.observed() => observed_call(model, leaves, m, demand, t),
        _ => called(model, leaves, m, demand, t),
    }
}

/// What is called for in a market, given the outputs of its users.
///
/// Written demand, plus downstream use of what cannot travel (its residual trade included), plus
/// export. Of a traded commodity with a demand of its own only that is called for: the rest is bought.
pub fn market_demand<N: Number>(
    model: &Model,
    leaves: Leaves<'_, N>,
    year: &YearState<N>,
    m: usize,
    t: usize,
    output: &[N],
) -> N {
    let market = &model.topology.markets[m];
    let own = market.demand.map(|demand| demanded(model, leaves, m, demand, t));
    let responds = super::cost::responds(model.costs.as_ref(), m);
    let own = own.map(|own| if responds { own * year.response[m] } else { own });
    let export = market.export.map_or(N::ZERO, |leaf| leaves.at(leaf, t));
    let used = use_of(model, year, m, output);
    match (market.trade, own) {
        (Trade::Traded, Some(own)) => own + export,
        (Trade::Traded, None) => used + export,
        (Trade::Local, own) => {
            own.unwrap_or(N::ZERO) + export + used / (1.0 - model.history.residual_share[m])
        }
    }
}

/// Pass A: calls, downstream first, before the bounds of intermediates.
pub fn call<N: Number>(model: &Model, leaves: Leaves<'_, N>, year: &mut YearState<N>, t: usize) {
    for m in 0..model.topology.markets.len() {
        let demand = market_demand(model, leaves, year, m, t, &year.call);
        let capped = output_cap(model, leaves, m, t, demand);
        year.demand[m] = demand;
        year.market_call[m] = capped;
        for &a in &model.topology.markets[m].activities {
            year.limit[a] = year.potential[a];
            year.output[a] = N::ZERO;
        }
        allocate(model, leaves, year, m, t, capped);
        serve_scrap(model, leaves, year, m, t);
        for &a in &model.topology.markets[m].activities {
            year.call[a] = year.output[a];
        }
    }
}

/// A call under the caps on output.
pub fn output_cap<N: Number>(model: &Model, leaves: Leaves<'_, N>, m: usize, t: usize, demand: N) -> N {
    model.topology.markets[m].output_caps.iter().fold(demand, |d, &leaf| d.min(leaves.at(leaf, t)))
}
