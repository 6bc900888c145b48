//! Stage 7: solid waste and its stockpiles, air, water (MODEL section 9).

use super::draw::Leaves;
use super::number::Number;
use super::workspace::YearState;
use crate::domain::{RegionId, StreamId, StreamKind};
use crate::model::{Activity, Model};

/// What happens to one stream in one region in a year, t (water m³).
#[derive(Clone, Copy, Debug)]
pub struct Flow<N> {
    /// G: what arose.
    pub generated: N,
    /// U_new: use of what arose.
    pub used_new: N,
    /// U_old: use of old stock.
    pub used_old: N,
    /// Treated elsewhere.
    pub disposed: N,
    /// S: stockpile at the close of the year.
    pub stock: N,
}

impl<N: Number> Flow<N> {
    /// Nothing.
    pub const NONE: Flow<N> =
        Flow { generated: N::ZERO, used_new: N::ZERO, used_old: N::ZERO, disposed: N::ZERO, stock: N::ZERO };
}

/// Position of a stream in a region among all flows.
pub fn position(model: &Model, stream: StreamId, region: RegionId) -> usize {
    stream.0 * model.scenario.regions.len() + region.0
}

/// What one t of output of an activity leaves of a stream, after abatement.
pub fn per_tonne<N: Number>(
    leaves: Leaves<'_, N>,
    activity: &Activity,
    stream: usize,
    t: usize,
    observed: usize,
) -> N {
    let arising = &activity.streams[stream];
    let rate = leaves.at(arising.rate, t);
    // Levers act from the year after the last observed one.
    let abated = arising.abatement.iter().filter(|_| t > observed);
    abated.fold(rate, |rate, &leaf| rate * (N::ONE - leaves.at(leaf, t)))
}

/// All flows of a year: `U_new = min(η·G, sink)`, `U_old = min(L, sink − U_new, S[t−1])`,
/// `S = S[t−1] + G − U_new − U_old − disposed`. Sinks serve their streams in declared order. The stock of
/// the base year is what the scenario declares.
pub fn flow<N: Number>(model: &Model, leaves: Leaves<'_, N>, year: &mut YearState<N>, t: usize) {
    for (before, cell) in year.stock_before.iter_mut().zip(&mut year.flows) {
        *before = cell.stock;
        cell.generated = N::ZERO;
    }
    for (a, activity) in model.topology.activities.iter().enumerate() {
        for s in 0..activity.streams.len() {
            let arises = per_tonne(leaves, activity, s, t, model.observed()) * year.output[a];
            let at = position(model, activity.streams[s].stream, activity.region);
            year.flows[at].generated += arises;
        }
    }
    for sink in 0..model.scenario.sinks.len() {
        for region in (0..model.scenario.regions.len()).map(RegionId) {
            let mut left = sink_capacity(model, leaves, sink, region, t);
            for &stream in &model.scenario.sinks[sink].serves {
                let used = use_stream(model, leaves, year, (stream, region), left, t);
                left = (left - used).max(N::ZERO);
            }
        }
    }
    for stream in (0..model.scenario.streams.len()).map(StreamId) {
        if model.scenario.sinks.iter().all(|sink| !sink.serves.contains(&stream)) {
            for region in (0..model.scenario.regions.len()).map(RegionId) {
                let unbounded = N::constant(f64::INFINITY);
                use_stream(model, leaves, year, (stream, region), unbounded, t);
            }
        }
    }
}

fn sink_capacity<N: Number>(
    model: &Model,
    leaves: Leaves<'_, N>,
    sink: usize,
    region: RegionId,
    t: usize,
) -> N {
    let capacity = model.scenario.sinks[sink].capacity.iter().find(|(r, _)| *r == region);
    capacity.map_or(N::constant(f64::INFINITY), |(_, leaf)| leaves.at(*leaf, t))
}

/// Uses, disposes and stocks one stream in one region; returns what the sink took.
fn use_stream<N: Number>(
    model: &Model,
    leaves: Leaves<'_, N>,
    year: &mut YearState<N>,
    (stream, region): (StreamId, RegionId),
    sink: N,
    t: usize,
) -> N {
    let flow = &mut year.flows[position(model, stream, region)];
    if model.scenario.streams[stream.0].kind != StreamKind::Solid {
        return N::ZERO;
    }
    let plan = &model.scenario.streams[stream.0].regional[region.0];
    let before = if t == 0 { N::ZERO } else { flow.stock };
    flow.used_new = (leaves.at(plan.utilisation, t) * flow.generated).min(sink);
    flow.used_old = leaves.at(plan.old_use, t).min(sink - flow.used_new).min(before).max(N::ZERO);
    let heaped = before + flow.generated - flow.used_new - flow.used_old;
    flow.disposed = leaves.at(plan.disposal, t).min(heaped).max(N::ZERO);
    flow.stock = if t == 0 { leaves.at(plan.stock, 0) } else { heaped - flow.disposed };
    flow.used_new + flow.used_old
}

/// Lowers potentials so that no stockpile grows faster than its bound allows (以渣定产):
/// `G ≤ min(A/(1−η), A + sink)`, at η = 1 only the second, with the sink that earlier streams leave at
/// last year's G, and A raised by the planned use of old stock where the bound counts it. All that
/// gives rise to the stream in the place is lowered by one factor.
pub fn bind_by_waste<N: Number>(model: &Model, leaves: Leaves<'_, N>, year: &mut YearState<N>, t: usize) {
    for bound in &model.topology.waste_bounds {
        if t <= model.observed() || t < bound.from {
            continue;
        }
        let allowed = allowed(model, leaves, year, bound, t);
        let mut arises = N::ZERO;
        for &(s, activity, stream) in &bound.slots {
            let activity = &model.topology.activities[activity];
            arises += per_tonne(leaves, activity, stream, t, model.observed()) * year.slot_potential[s];
        }
        let kept = arises.select_above(allowed, allowed.share_of(arises), N::ONE);
        for &(s, activity, _) in &bound.slots {
            let lost = year.slot_potential[s] * (N::ONE - kept);
            year.slot_potential[s] -= lost;
            year.potential[activity] -= lost;
            year.lost_to_waste[activity] += lost;
        }
    }
}

fn allowed<N: Number>(
    model: &Model,
    leaves: Leaves<'_, N>,
    year: &YearState<N>,
    bound: &crate::model::CompiledWasteBound,
    t: usize,
) -> N {
    let plan = &model.scenario.streams[bound.stream.0].regional[bound.region.0];
    let stock = year.flows[position(model, bound.stream, bound.region)].stock;
    let mut growth = leaves.at(bound.growth, t);
    if bound.counts_old_use {
        growth += leaves.at(plan.old_use, t).min(stock);
    }
    let unused = N::ONE - leaves.at(plan.utilisation, t);
    let by_use = unused.select_above(N::ZERO, growth / unused, N::constant(f64::INFINITY));
    by_use.min(growth + sink_left(model, leaves, year, bound.stream, bound.region, t))
}

/// What the sinks of a stream have left once earlier streams took what they took last year.
fn sink_left<N: Number>(
    model: &Model,
    leaves: Leaves<'_, N>,
    year: &YearState<N>,
    stream: StreamId,
    region: RegionId,
    t: usize,
) -> N {
    let Some(sink) = model.scenario.sinks.iter().position(|sink| sink.serves.contains(&stream)) else {
        return N::constant(f64::INFINITY);
    };
    let earlier = model.scenario.sinks[sink].serves.iter().take_while(|&&s| s != stream);
    let taken: N = earlier
        .map(|&s| {
            let flow = &year.flows[position(model, s, region)];
            flow.used_new + flow.used_old
        })
        .sum();
    (sink_capacity(model, leaves, sink, region, t) - taken).max(N::ZERO)
}
