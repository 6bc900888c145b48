//! Stage 5: who makes what is called for, with scrap (MODEL section 7).

use super::demand::{enter_trade, market_demand, output_cap, scrap_use, use_of};
use super::draw::Leaves;
use super::lane::{LANES, Lane};
use super::workspace::{Binding, YearState};
use crate::domain::Trade;
use crate::model::{Charge, Market, Model};

/// Relative gap below which what was called for counts as made.
const MADE: f64 = 1.0 - 1e-9;

/// Adds `total` to the outputs of `members` in proportion to their weights, none above its limit;
/// what one cannot take goes to the others. Returns what nobody could take.
///
/// Each round fills at least one member or ends, so as many rounds as members suffice.
fn fill(
    total: Lane,
    members: &[usize],
    weight: impl Fn(usize) -> Lane,
    limit: impl Fn(usize) -> Lane,
    output: &mut [Lane],
) -> Lane {
    let mut left = total.max(Lane::ZERO);
    for _ in members {
        let mut open = Lane::ZERO;
        for &a in members {
            open += limit(a).select_above(output[a], weight(a), Lane::ZERO);
        }
        let part = left.share_of(open);
        for &a in members {
            let room = (limit(a) - output[a]).max(Lane::ZERO);
            let added = (weight(a) * part).min(room);
            output[a] += added;
            left -= added;
        }
        left = left.max(Lane::ZERO);
    }
    left
}

/// Distributes a call over the activities of a market within `year.limit`: groups with a declared
/// share first, in file order, in proportion to potential; then the rest by potential and observed
/// use; then spare potential anywhere. Outputs of the market must be zero before.
pub fn allocate(model: &Model, leaves: Leaves<'_>, year: &mut YearState, m: usize, t: usize, call: Lane) {
    let market = &model.topology.markets[m];
    let possible: Lane = market.activities.iter().map(|&a| year.limit[a]).sum();
    let total = call.min(possible);
    let YearState { limit, output, weight, .. } = year;
    for group in &market.groups {
        let given: Lane = group.members.iter().map(|&a| output[a]).sum();
        let made: Lane = market.activities.iter().map(|&a| output[a]).sum();
        let wanted = (leaves.lane(group.share, t) * total - given).max(Lane::ZERO).min(total - made);
        fill(wanted, &group.members, |a| limit[a], |a| limit[a], output);
    }
    let made: Lane = market.activities.iter().map(|&a| output[a]).sum();
    let in_group = |a: &usize| market.groups.iter().any(|g| g.members.contains(a));
    let rest_weight = |a: usize| if in_group(&a) { Lane::ZERO } else { limit[a] * weight[a] };
    let left = fill(total - made, &market.activities, rest_weight, |a| limit[a], output);
    let spare = |a: usize| if in_group(&a) { Lane::ZERO } else { limit[a] };
    let left = fill(left, &market.activities, spare, |a| limit[a], output);
    fill(left, &market.activities, |a| limit[a], |a| limit[a], output);
}

/// Serves a market from its scrap pools by the closed form of MODEL section 7, and sets the charges.
pub fn serve_scrap(model: &Model, leaves: Leaves<'_>, year: &mut YearState, m: usize, t: usize) {
    for pool in 0..model.topology.pools.len() {
        if model.topology.pools[pool].markets.contains(&m) {
            serve_pool(model, leaves, year, (m, pool), t);
        }
    }
}

fn users_of(
    model: &Model,
    market: &Market,
    pool: usize,
    variable: bool,
) -> impl Iterator<Item = (usize, usize, Charge)> {
    market.activities.iter().flat_map(move |&a| {
        let activity = &model.topology.activities[a];
        activity
            .charges
            .iter()
            .enumerate()
            .filter(move |(_, c)| c.pool == pool && c.variable.is_some() == variable)
            .map(move |(i, c)| (a, activity.first_charge + i, *c))
    })
}

fn serve_pool(model: &Model, leaves: Leaves<'_>, year: &mut YearState, (m, pool): (usize, usize), t: usize) {
    let market = &model.topology.markets[m];
    let available = year.scrap_left[pool];
    bound_fixed_users(model, leaves, year, market, pool, t);
    let fixed_use: Lane =
        users_of(model, market, pool, false).map(|(a, at, _)| year.scrap_charge[at] * year.output[a]).sum();
    let left = (available - fixed_use).max(Lane::ZERO);
    bound_variable_users(model, leaves, year, market, pool, t, left);
    set_charges(model, leaves, year, market, pool, t, left);
    let used: Lane = users_of(model, market, pool, false)
        .chain(users_of(model, market, pool, true))
        .map(|(a, at, _)| year.scrap_charge[at] * year.output[a])
        .sum();
    year.scrap_left[pool] = (available - used).max(Lane::ZERO);
}

/// Scrap-only users: Q_s ≤ max((A − r_min·Q)/(r_s − r_min), (A − r_min·pot_p)/r_s), no bound where
/// r_s ≤ r_min; what they cannot make goes to the others.
fn bound_fixed_users(
    model: &Model,
    leaves: Leaves<'_>,
    year: &mut YearState,
    market: &Market,
    pool: usize,
    t: usize,
) {
    let available = year.scrap_left[pool];
    let (mut group, mut group_use) = (Lane::ZERO, Lane::ZERO);
    for (a, at, _) in users_of(model, market, pool, false) {
        group += year.output[a];
        group_use += year.scrap_charge[at] * year.output[a];
    }
    let (mut primary, mut least_use) = (Lane::ZERO, Lane::ZERO);
    for (a, _, charge) in users_of(model, market, pool, true) {
        let Some(variable) = charge.variable else { continue };
        primary += year.limit[a];
        least_use += leaves.lane(variable.least, t) * year.limit[a];
    }
    let (group_charge, least) = (group_use.share_of(group), least_use.share_of(primary));
    let total: Lane = market.activities.iter().map(|&a| year.output[a]).sum();
    let filled = (available - least * total) / (group_charge - least);
    let full = (available - least_use).share_of(group_charge);
    let bound =
        group_charge.select_above(least, filled.max(full), Lane::splat(f64::INFINITY)).max(Lane::ZERO);
    let kept = bound.share_of(group).min(Lane::ONE);
    let kept = group.select_above(bound, kept, Lane::ONE);
    cut(year, users_of(model, market, pool, false).map(|(a, _, _)| a), kept);
    refill(year, market, total);
}

/// Processes whose charge varies: even at the least charge they need scrap; A < r_min·Q_p makes
/// Q_p = A / r_min.
fn bound_variable_users(
    model: &Model,
    leaves: Leaves<'_>,
    year: &mut YearState,
    market: &Market,
    pool: usize,
    t: usize,
    left: Lane,
) {
    let mut least_use = Lane::ZERO;
    for (a, _, charge) in users_of(model, market, pool, true) {
        let Some(variable) = charge.variable else { continue };
        least_use += leaves.lane(variable.least, t) * year.output[a];
    }
    let total: Lane = market.activities.iter().map(|&a| year.output[a]).sum();
    let kept = least_use.select_above(left, left.share_of(least_use), Lane::ONE);
    cut(year, users_of(model, market, pool, true).map(|(a, _, _)| a), kept);
    // Only what needs none of this scrap may take over.
    let free = |a: usize| model.topology.activities[a].charges.iter().all(|c| c.pool != pool);
    let made: Lane = market.activities.iter().map(|&a| year.output[a]).sum();
    let YearState { limit, output, .. } = year;
    let weight = |a: usize| if free(a) { limit[a] } else { Lane::ZERO };
    fill(total - made, &market.activities, weight, |a| limit[a], output);
}

/// Keeps a fraction of some outputs, and lowers their limits to it where it is less than the whole.
fn cut(year: &mut YearState, activities: impl Iterator<Item = usize>, kept: Lane) {
    for a in activities {
        year.output[a] = year.output[a] * kept;
        year.limit[a] = Lane::ONE.select_above(kept, year.output[a], year.limit[a]);
    }
}

fn refill(year: &mut YearState, market: &Market, total: Lane) {
    let made: Lane = market.activities.iter().map(|&a| year.output[a]).sum();
    let YearState { limit, output, weight, .. } = year;
    let left = fill(total - made, &market.activities, |a| limit[a] * weight[a], |a| limit[a], output);
    fill(left, &market.activities, |a| limit[a], |a| limit[a], output);
}

/// Charges that vary start at the reference, fall together towards the least where scrap is short,
/// and rise towards the greatest by the lever only; the displaced input moves against them.
fn set_charges(
    model: &Model,
    leaves: Leaves<'_>,
    year: &mut YearState,
    market: &Market,
    pool: usize,
    t: usize,
    left: Lane,
) {
    let (mut least_use, mut reference_use, mut rise_use) = (Lane::ZERO, Lane::ZERO, Lane::ZERO);
    for (a, _, charge) in users_of(model, market, pool, true) {
        let Some(variable) = charge.variable else { continue };
        let reference = leaves.lane(charge.reference, t);
        least_use += leaves.lane(variable.least, t) * year.output[a];
        reference_use += reference * year.output[a];
        rise_use += (leaves.lane(variable.greatest, t) - reference).max(Lane::ZERO) * year.output[a];
    }
    let gap = reference_use - least_use;
    let reached =
        gap.select_above(Lane::ZERO, ((left - least_use) / gap).min(Lane::ONE).max(Lane::ZERO), Lane::ONE);
    let lever = model.topology.pools[pool].raise.map_or(Lane::ZERO, |leaf| leaves.lane(leaf, t));
    let surplus = (left - reference_use).max(Lane::ZERO);
    let risen = (lever * rise_use).min(surplus).share_of(rise_use);
    for (a, at, charge) in users_of(model, market, pool, true) {
        let Some(variable) = charge.variable else { continue };
        let (reference, least) = (leaves.lane(charge.reference, t), leaves.lane(variable.least, t));
        let rise = (leaves.lane(variable.greatest, t) - reference).max(Lane::ZERO);
        let used = least + (reference - least) * reached + rise * risen;
        year.scrap_charge[at] = used;
        let activity = &model.topology.activities[a];
        let input = activity.first_input + variable.input;
        year.input_charge[input] = leaves.lane(activity.inputs[variable.input].charge, t)
            - (used - reference) * leaves.lane(variable.per_scrap, t);
    }
}

/// Pass C: outputs within the bounds of pass B, downstream first. What bound users cannot make spills
/// to spare potential, the ungrouped first; what is left is unmet, with its cause.
pub fn settle(model: &Model, leaves: Leaves<'_>, year: &mut YearState, t: usize) {
    for m in 0..model.topology.markets.len() {
        let market = &model.topology.markets[m];
        let demand = market_demand(model, leaves, year, m, t, &year.output);
        let capped = output_cap(model, leaves, m, t, demand);
        keep_calls(model, year, m, capped);
        spill(model, year, m, capped);
        let output: Lane = market.activities.iter().map(|&a| year.output[a]).sum();
        let used = use_of(model, year, m, &year.output);
        let export = market.export.map_or(Lane::ZERO, |leaf| leaves.lane(leaf, t));
        year.demand[m] = demand;
        year.market_output[m] = output;
        let bought = market.trade == Trade::Traded && market.demand.is_none();
        // What rounding leaves of a met demand is not unmet.
        let unmet = (demand * MADE).select_above(output, demand - output, Lane::ZERO);
        year.unmet[m] = if bought { Lane::ZERO } else { unmet };
        enter_trade(year, m, market.trade, output, used, export);
        for lane in 0..LANES {
            year.binding[m][lane] = binding(year, market, m, capped.0[lane], lane);
        }
    }
    for (p, pool) in model.topology.pools.iter().enumerate() {
        if pool.is_limited() {
            year.scrap_left[p] = year.supply[p] - scrap_use(model, year, p);
        }
    }
}

/// What was called for in pass A, scaled to what is called for now, within the limits. Scrap that is
/// no longer needed goes back to its pool.
fn keep_calls(model: &Model, year: &mut YearState, m: usize, capped: Lane) {
    let scale = capped.share_of(year.market_call[m]).min(Lane::ONE);
    for &a in &model.topology.markets[m].activities {
        let activity = &model.topology.activities[a];
        let kept = (year.call[a] * scale).min(year.limit[a]);
        for (c, charge) in activity.charges.iter().enumerate() {
            year.scrap_left[charge.pool] +=
                year.scrap_charge[activity.first_charge + c] * (year.call[a] - kept);
        }
        year.output[a] = kept;
    }
}

fn spill(model: &Model, year: &mut YearState, m: usize, capped: Lane) {
    let market = &model.topology.markets[m];
    for &a in &market.activities {
        year.scratch[a] = year.limit[a];
    }
    for pool in 0..model.topology.pools.len() {
        share_scrap(model, year, market, pool);
    }
    let made: Lane = market.activities.iter().map(|&a| year.output[a]).sum();
    let in_group = |a: usize| market.groups.iter().any(|g| g.members.contains(&a));
    let before: Lane = made;
    let YearState { scratch, output, weight, .. } = year;
    let rest = |a: usize| if in_group(a) { Lane::ZERO } else { scratch[a] * weight[a] };
    let left = fill(capped - before, &market.activities, rest, |a| scratch[a], output);
    let left = fill(
        left,
        &market.activities,
        |a| if in_group(a) { Lane::ZERO } else { scratch[a] },
        |a| scratch[a],
        output,
    );
    fill(left, &market.activities, |a| scratch[a], |a| scratch[a], output);
}

/// Shares what scrap is left among the spare potentials that charge it, so that spilling cannot use
/// more than there is.
fn share_scrap(model: &Model, year: &mut YearState, market: &Market, pool: usize) {
    let mut wanted = Lane::ZERO;
    let users = || users_of(model, market, pool, false).chain(users_of(model, market, pool, true));
    for (a, at, _) in users() {
        wanted += year.scrap_charge[at] * (year.limit[a] - year.output[a]).max(Lane::ZERO);
    }
    let part =
        wanted.select_above(Lane::ZERO, year.scrap_left[pool].share_of(wanted).min(Lane::ONE), Lane::ONE);
    for (a, _, _) in users() {
        let room = (year.limit[a] - year.output[a]).max(Lane::ZERO);
        year.scratch[a] = year.scratch[a].min(year.output[a] + room * part);
    }
}

/// The smallest of what could bind a market's output.
fn binding(year: &YearState, market: &Market, m: usize, capped: f64, lane: usize) -> Binding {
    let (output, demand) = (year.market_output[m].0[lane], year.demand[m].0[lane]);
    if output >= demand * MADE {
        return Binding::Demand;
    }
    if output >= capped * MADE {
        return Binding::OutputCap;
    }
    let sum = |lanes: &[Lane]| market.activities.iter().map(|&a| lanes[a].0[lane]).sum::<f64>();
    if output >= sum(&year.potential) * MADE {
        if sum(&year.lost_to_waste) > 0.0 {
            return Binding::Waste;
        }
        let free = sum(&year.free_potential);
        return if free > output / MADE { Binding::Rationing } else { Binding::Capacity };
    }
    market
        .activities
        .iter()
        .find_map(|&a| year.bound_by[a][lane])
        .map_or(Binding::Scrap, Binding::Intermediate)
}

/// Outputs of clusters, in proportion to their potential.
pub fn spread(model: &Model, year: &mut YearState) {
    for (a, activity) in model.topology.activities.iter().enumerate() {
        let per_potential = year.output[a].share_of(year.potential[a]);
        for s in activity.slots.clone() {
            year.slot_output[s] = year.slot_potential[s] * per_potential;
        }
    }
}
