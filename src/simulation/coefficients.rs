//! Stage 0: carriers per t of output over the horizon: improvement, floors, vintages, calibration,
//! limits (MODEL section 8).

use super::demand::fade;
use super::draw::Leaves;
use super::fleet::FleetPath;
use super::lane::Lane;
use super::workspace::Intensities;
use crate::domain::{LeafId, ProcessEnergy};
use crate::model::{Activity, Model};

/// Computes every intensity of every year.
///
/// `e[j,k,t] = κ · max(floor, e0 · Π(1−i))`, a vintage v at its relative level of v, the mean weighted
/// by capacity; then the limits, in file order, each on the result of the one before.
pub fn compute(model: &Model, leaves: Leaves<'_>, fleet: &FleetPath, out: &mut Intensities) {
    let years = model.years();
    for (a, activity) in model.topology.activities.iter().enumerate() {
        let process = &model.scenario.processes[activity.process.0];
        let mut improved = Lane::ONE;
        for t in 0..years {
            if t > 0 {
                improved = improved * (Lane::ONE - leaves.lane(process.improvement, t));
            }
            let scale = improved * leaves.lane(process.energy_factor, t);
            let kappa = fade(model.scenario.calibration, t, model.observed());
            let at = |energy: ProcessEnergy, factor: f64| {
                let level = Level { energy, scale, new_vintage: process.new_vintage };
                let kappa = 1.0 + (factor - 1.0) * kappa;
                level.mean(model, leaves, fleet, activity, t) * kappa
            };
            for (f, fuel) in activity.fuels.iter().enumerate() {
                let factor = model.calibration.carrier(activity.region, fuel.carrier);
                out.fuel[(activity.first_fuel + f) * years + t] = at(fuel.energy, factor);
            }
            let electricity = model.calibration.carrier(activity.region, model.topology.electricity);
            out.electricity[a * years + t] = at(process.electricity, electricity);
            let heat = model.topology.heat.map_or(1.0, |h| model.calibration.carrier(activity.region, h));
            out.heat[a * years + t] = at(process.heat, heat);
        }
    }
    crate::model::limits::apply(model, leaves, out);
}

struct Level {
    energy: ProcessEnergy,
    scale: Lane,
    new_vintage: Option<LeafId>,
}

impl Level {
    /// Intensity of the mean of an activity's vintages.
    fn mean(
        &self,
        model: &Model,
        leaves: Leaves<'_>,
        fleet: &FleetPath,
        activity: &Activity,
        t: usize,
    ) -> Lane {
        let (level, floor) =
            (leaves.lane(self.energy.intensity, t) * self.scale, leaves.lane(self.energy.floor, t));
        let Some(relative) = self.new_vintage else { return level.max(floor) };
        let (mut capacity, mut weighted) = (Lane::ZERO, Lane::ZERO);
        for vintage in 0..=t {
            let share = if vintage <= model.observed() { Lane::ONE } else { leaves.lane(relative, vintage) };
            let stands: Lane = activity.slots.clone().map(|s| fleet.vintage(s, t, vintage)).sum();
            capacity += stands;
            weighted += stands * (level * share).max(floor);
        }
        capacity.select_above(Lane::ZERO, weighted.share_of(capacity), level.max(floor))
    }
}
