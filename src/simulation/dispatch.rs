//! Stage 5: who makes what is called for, with scrap (MODEL section 7).

use super::demand::{enter_trade, market_demand, output_cap, scrap_use, use_of};
use super::draw::Leaves;
use super::number::Number;
use super::workspace::{Binding, YearState};
use crate::domain::Trade;
use crate::model::{Charge, Market, Model};

/// Relative gap below which what was called for counts as made.
const MADE: f64 = 1.0 - 1e-9;

/// What is left of a call, relative to it, that nobody is asked for any more: rounding.
const CRUMB: f64 = 1e-13;

/// A total on its way to the outputs of the members of a market.
struct Filling<'a, N> {
    members: &'a [usize],
    /// Where outputs end.
    limit: &'a dyn Fn(usize) -> N,
    output: &'a mut [N],
    /// What nobody has taken yet.
    left: N,
    /// Below this it counts as nothing.
    crumb: N,
}

impl<N: Number> Filling<'_, N> {
    /// Adds what is left to the outputs in proportion to weights, none above its limit; what one cannot take goes to
    /// the others. What nobody can take goes by the next weights.
    ///
    /// Each round fills at least one member or ends, so as many rounds as members suffice.
    fn fill(&mut self, weights: &[&dyn Fn(usize) -> N]) {
        let Some((weight, next)) = weights.split_first() else { return };
        self.left = self.left.max(N::ZERO);
        self.rounds(*weight, self.members.len());
        self.where_left(|filling| filling.fill(next));
    }

    fn rounds(&mut self, weight: &dyn Fn(usize) -> N, rounds: usize) {
        let mut open = N::ZERO;
        for &a in self.members {
            open += (self.limit)(a).select_above(self.output[a], weight(a), N::ZERO);
        }
        let part = self.left.share_of(open);
        for &a in self.members {
            let room = ((self.limit)(a) - self.output[a]).max(N::ZERO);
            let added = (weight(a) * part).min(room);
            self.output[a] += added;
            self.left -= added;
        }
        self.left = self.left.max(N::ZERO);
        if rounds > 1 {
            self.where_left(|filling| filling.rounds(weight, rounds - 1));
        }
    }

    fn where_left(&mut self, body: impl FnOnce(&mut Self)) {
        let numbers = |filling: &mut Self, show: &mut dyn FnMut(&mut N)| {
            filling.members.iter().for_each(|&a| show(&mut filling.output[a]));
            show(&mut filling.left);
        };
        self.left.where_above(self.crumb, self, numbers, body);
    }
}

/// Distributes a call over the activities of a market within `year.limit`: groups with a declared
/// share first, in file order, in proportion to potential; then the rest by potential and observed
/// use; then spare potential anywhere. Outputs of the market must be zero before.
pub fn allocate<N: Number>(
    model: &Model,
    leaves: Leaves<'_, N>,
    year: &mut YearState<N>,
    m: usize,
    t: usize,
    call: N,
) {
    let market = &model.topology.markets[m];
    let possible: N = market.activities.iter().map(|&a| year.limit[a]).sum();
    let total = call.min(possible);
    let YearState { limit, output, weight, .. } = year;
    let limit = &|a: usize| limit[a];
    let crumb = total * CRUMB;
    for group in &market.groups {
        let given: N = group.members.iter().map(|&a| output[a]).sum();
        let made: N = market.activities.iter().map(|&a| output[a]).sum();
        let left = (leaves.at(group.share, t) * total - given).max(N::ZERO).min(total - made);
        Filling { members: &group.members, limit, output, left, crumb }.fill(&[limit]);
    }
    let made: N = market.activities.iter().map(|&a| output[a]).sum();
    let free = |a: usize, weight: N| if is_grouped(market, a) { N::ZERO } else { weight };
    let weights: [&dyn Fn(usize) -> N; 3] =
        [&|a| free(a, limit(a) * weight[a]), &|a| free(a, limit(a)), limit];
    Filling { members: &market.activities, limit, output, left: total - made, crumb }.fill(&weights);
}

/// Whether an activity is in a group with a declared share.
fn is_grouped(market: &Market, a: usize) -> bool {
    market.groups.iter().any(|group| group.members.contains(&a))
}

/// Lets `body` change outputs, limits and scratch of a market where `more > less`.
fn where_above<N: Number>(
    more: N,
    less: N,
    year: &mut YearState<N>,
    market: &Market,
    body: impl FnOnce(&mut YearState<N>),
) {
    let numbers = |year: &mut YearState<N>, show: &mut dyn FnMut(&mut N)| {
        for &a in &market.activities {
            show(&mut year.output[a]);
            show(&mut year.limit[a]);
            show(&mut year.scratch[a]);
        }
    };
    more.where_above(less, year, numbers, body);
}

/// Serves a market from its scrap pools by the closed form of MODEL section 7, and sets the charges.
pub fn serve_scrap<N: Number>(
    model: &Model,
    leaves: Leaves<'_, N>,
    year: &mut YearState<N>,
    m: usize,
    t: usize,
) {
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

fn serve_pool<N: Number>(
    model: &Model,
    leaves: Leaves<'_, N>,
    year: &mut YearState<N>,
    (m, pool): (usize, usize),
    t: usize,
) {
    let market = &model.topology.markets[m];
    let available = year.scrap_left[pool];
    bound_fixed_users(model, leaves, year, market, pool, t);
    let fixed_use: N =
        users_of(model, market, pool, false).map(|(a, at, _)| year.scrap_charge[at] * year.output[a]).sum();
    let left = (available - fixed_use).max(N::ZERO);
    bound_variable_users(model, leaves, year, market, pool, t, left);
    set_charges(model, leaves, year, market, pool, t, left);
    let used: N = users_of(model, market, pool, false)
        .chain(users_of(model, market, pool, true))
        .map(|(a, at, _)| year.scrap_charge[at] * year.output[a])
        .sum();
    year.scrap_left[pool] = (available - used).max(N::ZERO);
}

/// Scrap-only users: Q_s ≤ max((A − r_min·Q)/(r_s − r_min), (A − r_min·pot_p)/r_s), no bound where
/// r_s ≤ r_min; what they cannot make goes to the others.
fn bound_fixed_users<N: Number>(
    model: &Model,
    leaves: Leaves<'_, N>,
    year: &mut YearState<N>,
    market: &Market,
    pool: usize,
    t: usize,
) {
    let available = year.scrap_left[pool];
    let (mut group, mut group_use) = (N::ZERO, N::ZERO);
    for (a, at, _) in users_of(model, market, pool, false) {
        group += year.output[a];
        group_use += year.scrap_charge[at] * year.output[a];
    }
    let (mut primary, mut least_use) = (N::ZERO, N::ZERO);
    for (a, _, charge) in users_of(model, market, pool, true) {
        let Some(variable) = charge.variable else { continue };
        primary += year.limit[a];
        least_use += leaves.at(variable.least, t) * year.limit[a];
    }
    let (group_charge, least) = (group_use.share_of(group), least_use.share_of(primary));
    let total: N = market.activities.iter().map(|&a| year.output[a]).sum();
    let filled = (available - least * total) / (group_charge - least);
    let full = (available - least_use).share_of(group_charge);
    let bound = group_charge.select_above(least, filled.max(full), N::constant(f64::INFINITY)).max(N::ZERO);
    let kept = bound.share_of(group).min(N::ONE);
    let kept = group.select_above(bound, kept, N::ONE);
    where_above(N::ONE, kept, year, market, |year| {
        cut(year, users_of(model, market, pool, false).map(|(a, _, _)| a), kept);
        refill(year, market, total);
    });
}

/// Processes whose charge varies: even at the least charge they need scrap; A < r_min·Q_p makes
/// Q_p = A / r_min.
fn bound_variable_users<N: Number>(
    model: &Model,
    leaves: Leaves<'_, N>,
    year: &mut YearState<N>,
    market: &Market,
    pool: usize,
    t: usize,
    left: N,
) {
    let mut least_use = N::ZERO;
    for (a, _, charge) in users_of(model, market, pool, true) {
        let Some(variable) = charge.variable else { continue };
        least_use += leaves.at(variable.least, t) * year.output[a];
    }
    let total: N = market.activities.iter().map(|&a| year.output[a]).sum();
    let kept = least_use.select_above(left, left.share_of(least_use), N::ONE);
    where_above(N::ONE, kept, year, market, |year| {
        cut(year, users_of(model, market, pool, true).map(|(a, _, _)| a), kept);
        // Only what needs none of this scrap may take over.
        let free = |a: usize| model.topology.activities[a].charges.iter().all(|c| c.pool != pool);
        let made: N = market.activities.iter().map(|&a| year.output[a]).sum();
        let YearState { limit, output, .. } = year;
        let limit = &|a: usize| limit[a];
        let weight = &|a: usize| if free(a) { limit(a) } else { N::ZERO };
        let (left, crumb) = (total - made, total * CRUMB);
        Filling { members: &market.activities, limit, output, left, crumb }.fill(&[weight]);
    });
}

/// Keeps a fraction of some outputs, less than the whole, and lowers their limits to it.
fn cut<N: Number>(year: &mut YearState<N>, activities: impl Iterator<Item = usize>, kept: N) {
    for a in activities {
        year.output[a] = year.output[a] * kept;
        year.limit[a] = year.output[a];
    }
}

fn refill<N: Number>(year: &mut YearState<N>, market: &Market, total: N) {
    let made: N = market.activities.iter().map(|&a| year.output[a]).sum();
    let YearState { limit, output, weight, .. } = year;
    let limit = &|a: usize| limit[a];
    let (left, crumb) = (total - made, total * CRUMB);
    let weighted = &|a: usize| limit(a) * weight[a];
    Filling { members: &market.activities, limit, output, left, crumb }.fill(&[weighted, limit]);
}

/// Charges that vary start at the reference, fall together towards the least where scrap is short,
/// and rise towards the greatest by the lever only; the displaced input moves against them.
fn set_charges<N: Number>(
    model: &Model,
    leaves: Leaves<'_, N>,
    year: &mut YearState<N>,
    market: &Market,
    pool: usize,
    t: usize,
    left: N,
) {
    let (mut least_use, mut reference_use, mut rise_use) = (N::ZERO, N::ZERO, N::ZERO);
    for (a, _, charge) in users_of(model, market, pool, true) {
        let Some(variable) = charge.variable else { continue };
        let reference = leaves.at(charge.reference, t);
        least_use += leaves.at(variable.least, t) * year.output[a];
        reference_use += reference * year.output[a];
        rise_use += (leaves.at(variable.greatest, t) - reference).max(N::ZERO) * year.output[a];
    }
    let gap = reference_use - least_use;
    let reached = gap.select_above(N::ZERO, ((left - least_use) / gap).min(N::ONE).max(N::ZERO), N::ONE);
    let lever = model.topology.pools[pool].raise.map_or(N::ZERO, |leaf| leaves.at(leaf, t));
    let surplus = (left - reference_use).max(N::ZERO);
    let risen = (lever * rise_use).min(surplus).share_of(rise_use);
    for (a, at, charge) in users_of(model, market, pool, true) {
        let Some(variable) = charge.variable else { continue };
        let (reference, least) = (leaves.at(charge.reference, t), leaves.at(variable.least, t));
        let rise = (leaves.at(variable.greatest, t) - reference).max(N::ZERO);
        let used = least + (reference - least) * reached + rise * risen;
        year.scrap_charge[at] = used;
        let activity = &model.topology.activities[a];
        let input = activity.first_input + variable.input;
        year.input_charge[input] = leaves.at(activity.inputs[variable.input].charge, t)
            - (used - reference) * leaves.at(variable.per_scrap, t);
    }
}

/// Pass C: outputs within the bounds of pass B, downstream first. What bound users cannot make spills
/// to spare potential, the ungrouped first; what is left is unmet, with its cause.
pub fn settle<N: Number>(model: &Model, leaves: Leaves<'_, N>, year: &mut YearState<N>, t: usize) {
    for m in 0..model.topology.markets.len() {
        let market = &model.topology.markets[m];
        let demand = market_demand(model, leaves, year, m, t, &year.output);
        let capped = output_cap(model, leaves, m, t, demand);
        keep_calls(model, year, m, capped);
        spill(model, year, m, capped);
        let output: N = market.activities.iter().map(|&a| year.output[a]).sum();
        let used = use_of(model, year, m, &year.output);
        let export = market.export.map_or(N::ZERO, |leaf| leaves.at(leaf, t));
        year.demand[m] = demand;
        year.market_output[m] = output;
        let bought = market.trade == Trade::Traded && market.demand.is_none();
        // What rounding leaves of a met demand is not unmet.
        let unmet = (demand * MADE).select_above(output, demand - output, N::ZERO);
        year.unmet[m] = if bought { N::ZERO } else { unmet };
        enter_trade(year, m, market.trade, output, used, export);
        year.binding[m] = binding(year, market, m, capped);
    }
    for (p, pool) in model.topology.pools.iter().enumerate() {
        if pool.is_limited() {
            year.scrap_left[p] = year.supply[p] - scrap_use(model, year, p);
        }
    }
}

/// What was called for in pass A, scaled to what is called for now, within the limits. Scrap that is
/// no longer needed goes back to its pool.
fn keep_calls<N: Number>(model: &Model, year: &mut YearState<N>, m: usize, capped: N) {
    let scale = capped.share_of(year.market_call[m]).min(N::ONE);
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

fn spill<N: Number>(model: &Model, year: &mut YearState<N>, m: usize, capped: N) {
    let market = &model.topology.markets[m];
    let made: N = market.activities.iter().map(|&a| year.output[a]).sum();
    let (left, crumb) = (capped - made, capped * CRUMB);
    where_above(left, crumb, year, market, |year| {
        for &a in &market.activities {
            year.scratch[a] = year.limit[a];
        }
        for pool in 0..model.topology.pools.len() {
            share_scrap(model, year, market, pool);
        }
        let YearState { scratch, output, weight, .. } = year;
        let limit = &|a: usize| scratch[a];
        let free = |a: usize, weight: N| if is_grouped(market, a) { N::ZERO } else { weight };
        let weights: [&dyn Fn(usize) -> N; 3] =
            [&|a| free(a, limit(a) * weight[a]), &|a| free(a, limit(a)), limit];
        Filling { members: &market.activities, limit, output, left, crumb }.fill(&weights);
    });
}

/// Shares what scrap is left among the spare potentials that charge it, so that spilling cannot use
/// more than there is.
fn share_scrap<N: Number>(model: &Model, year: &mut YearState<N>, market: &Market, pool: usize) {
    let mut wanted = N::ZERO;
    let users = || users_of(model, market, pool, false).chain(users_of(model, market, pool, true));
    for (a, at, _) in users() {
        wanted += year.scrap_charge[at] * (year.limit[a] - year.output[a]).max(N::ZERO);
    }
    let part = wanted.select_above(N::ZERO, year.scrap_left[pool].share_of(wanted).min(N::ONE), N::ONE);
    for (a, _, _) in users() {
        let room = (year.limit[a] - year.output[a]).max(N::ZERO);
        year.scratch[a] = year.scratch[a].min(year.output[a] + room * part);
    }
}

/// The code of the smallest of what could bind a market's output.
fn binding<N: Number>(year: &YearState<N>, market: &Market, m: usize, capped: N) -> N {
    let code = |binding: Binding| N::constant(binding.code());
    let sum = |of: &[N]| -> N { market.activities.iter().map(|&a| of[a]).sum() };
    let output = year.market_output[m];
    let free = sum(&year.free_potential);
    let rationed = free.select_above(output / MADE, code(Binding::Rationing), code(Binding::Capacity));
    let whole = sum(&year.lost_to_waste).select_above(N::ZERO, code(Binding::Waste), rationed);
    let input = market.activities.iter().rev().fold(code(Binding::Scrap), |cause, &a| {
        year.bound_by[a].select_above(N::ZERO, year.bound_by[a], cause)
    });
    let capacity = (sum(&year.potential) * MADE).select_above(output, input, whole);
    let cap = (capped * MADE).select_above(output, capacity, code(Binding::OutputCap));
    (year.demand[m] * MADE).select_above(output, cap, code(Binding::Demand))
}

/// Outputs of clusters, in proportion to their potential.
pub fn spread<N: Number>(model: &Model, year: &mut YearState<N>) {
    for (a, activity) in model.topology.activities.iter().enumerate() {
        let per_potential = year.output[a].share_of(year.potential[a]);
        for s in activity.slots.clone() {
            year.slot_output[s] = year.slot_potential[s] * per_potential;
        }
    }
}
