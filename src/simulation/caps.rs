//! Stage 4: what can be made at most: potentials under policy, then intermediates upstream first
//! (MODEL section 7).

use super::demand::use_of;
use super::draw::Leaves;
use super::fleet::FleetPath;
use super::number::Number;
use super::workspace::{Binding, YearState};
use crate::domain::Trade;
use crate::model::Model;

/// Potential of every slot and activity: corrected capacity × greatest use, under ceilings on use
/// (staggered production) and the share that has power. A process observed above its written greatest
/// use keeps the observed one.
pub fn potentials<N: Number>(
    model: &Model,
    leaves: Leaves<'_, N>,
    fleet: &FleetPath<N>,
    year: &mut YearState<N>,
    t: usize,
) {
    for (a, activity) in model.topology.activities.iter().enumerate() {
        let free = greatest_use(model, leaves, a, t);
        let (mut used, mut power) = (free, N::ONE);
        if t > model.observed() {
            used = activity.utilisation_ceilings.iter().fold(free, |u, &leaf| u.min(leaves.at(leaf, t)));
            power = activity.power_availability.iter().fold(power, |p, &leaf| p.min(leaves.at(leaf, t)));
        }
        let (mut total, mut corrected) = (N::ZERO, N::ZERO);
        for s in activity.slots.clone() {
            let capacity = fleet.corrected(s, t);
            year.slot_potential[s] = capacity * used * power;
            total += year.slot_potential[s];
            corrected += capacity;
        }
        year.potential[a] = total;
        year.lost_to_waste[a] = N::ZERO;
        year.free_potential[a] = corrected * free;
    }
}

/// umax of an activity, kept at the observed use where that was higher.
fn greatest_use<N: Number>(model: &Model, leaves: Leaves<'_, N>, a: usize, t: usize) -> N {
    let leaf = model.topology.activities[a].utilisation_max;
    let written = leaves.at(leaf, t);
    match model.history.use_observed[a] {
        Some(used) if used > model.parameters.central(leaf, model.observed()) => {
            written.max(N::constant(used))
        }
        _ => written,
    }
}

/// Bounds the users of every intermediate that cannot travel, jointly, upstream first.
///
/// With supply S (what its producers can make, less residual trade) and need N = Σ charge·call: where
/// N > S the scrap charge of users rises first, then users are cut in proportion to their calls; where
/// N ≤ S the slack is shared in proportion to spare potential, so that whatever dispatch does next
/// within these limits, Σ charge·output ≤ S holds.
pub fn bind_intermediates<N: Number>(
    model: &Model,
    leaves: Leaves<'_, N>,
    year: &mut YearState<N>,
    t: usize,
) {
    for m in (0..model.topology.markets.len()).rev() {
        let market = &model.topology.markets[m];
        if market.trade == Trade::Traded || market.users.is_empty() {
            continue;
        }
        let made: N = market.activities.iter().map(|&a| year.limit[a]).sum();
        let supply = made * (1.0 - model.history.residual_share[m]);
        spare_by_scrap(model, leaves, year, m, t, supply);
        let need = use_of(model, year, m, &year.call);
        let mut spare_need = N::ZERO;
        for &(a, i) in &market.users {
            let charge = year.input_charge[model.topology.activities[a].first_input + i];
            spare_need += charge * (year.limit[a] - year.call[a]).max(N::ZERO);
        }
        let cut = supply.share_of(need).min(N::ONE);
        let slack = (supply - need).max(N::ZERO).share_of(spare_need).min(N::ONE);
        for &(a, _) in &market.users {
            let spare = (year.limit[a] - year.call[a]).max(N::ZERO);
            let bound = need.select_above(supply, year.call[a] * cut, year.call[a] + spare * slack);
            note_bound(year, a, m, need, supply);
            year.limit[a] = year.limit[a].min(bound);
        }
    }
}

fn note_bound<N: Number>(year: &mut YearState<N>, a: usize, m: usize, need: N, supply: N) {
    // A call that rounding alone lifts over the supply is not bound.
    let cause = N::constant(Binding::Intermediate(m as u16).code());
    year.bound_by[a] = need.select_above(supply * (1.0 + 1e-12), cause, year.bound_by[a]);
}

/// Raises variable scrap charges towards their greatest where an intermediate does not suffice and
/// scrap is left: each t of scrap spares `per_scrap` t of the intermediate.
fn spare_by_scrap<N: Number>(
    model: &Model,
    leaves: Leaves<'_, N>,
    year: &mut YearState<N>,
    m: usize,
    t: usize,
    supply: N,
) {
    for &(a, i) in &model.topology.markets[m].users {
        let activity = &model.topology.activities[a];
        for (c, charge) in activity.charges.iter().enumerate() {
            let Some(variable) = charge.variable.filter(|v| v.input == i) else { continue };
            let need = use_of(model, year, m, &year.call);
            let displaced = leaves.at(variable.per_scrap, t);
            let (at, input) = (activity.first_charge + c, activity.first_input + i);
            let numbers = |year: &mut YearState<N>, show: &mut dyn FnMut(&mut N)| {
                show(&mut year.scrap_charge[at]);
                show(&mut year.input_charge[input]);
                show(&mut year.scrap_left[charge.pool]);
            };
            need.where_above(supply, year, numbers, |year| {
                let deficit = need - supply;
                let room =
                    (leaves.at(variable.greatest, t) - year.scrap_charge[at]).max(N::ZERO) * year.call[a];
                let left = year.scrap_left[charge.pool];
                let extra = deficit.share_of(displaced).min(left).min(room).max(N::ZERO);
                let rise = extra.share_of(year.call[a]);
                year.scrap_charge[at] += rise;
                year.input_charge[input] -= rise * displaced;
                year.scrap_left[charge.pool] -= extra;
            });
        }
    }
}
