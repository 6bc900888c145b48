//! The tiered electricity price (阶梯电价): what every step of electricity per t above a reference adds.

use crate::domain::ElectricityTier;
use crate::model::Model;
use crate::model::cost::Costs;
use crate::simulation::coefficients::electricity_levels;
use crate::simulation::draw::Leaves;
use crate::simulation::fleet::FleetPath;
use crate::simulation::number::Number;
use crate::simulation::workspace::Intensities;

/// Rounding of an intensity that stands on a step does not begin the next one.
const ON_THE_STEP: f64 = 1e-9;

/// What is added to the price for capacity that takes `intensity` MWh/t: `step · ceil(max(0, (I − I_ref)/width))`, CNY/MWh.
pub fn adder<N: Number>(leaves: Leaves<'_, N>, tier: &ElectricityTier, intensity: N, t: usize) -> N {
    let above = (intensity - leaves.at(tier.reference, t)) / leaves.at(tier.width, t);
    (above - ON_THE_STEP).max(N::ZERO).ceil() * leaves.at(tier.step, t)
}

/// The mean of what tiers add over the vintages and classes of each activity, weighted by the electricity that their
/// capacity would take, CNY/MWh, `[activity][year]`.
pub fn adders<N: Number>(
    model: &Model,
    costs: &Costs,
    leaves: Leaves<'_, N>,
    (fleet, intensities): (&FleetPath<N>, &Intensities<N>),
    out: &mut [N],
) {
    let years = model.years();
    for (a, cost) in costs.activities.iter().enumerate() {
        for (t, tier) in cost.tiers.iter().enumerate() {
            let cell = a * years + t;
            out[cell] = N::ZERO;
            let Some(tier) = tier else { continue };
            let mean = intensities.electricity[cell];
            let (mut used, mut added) = (N::ZERO, N::ZERO);
            // Calibration and limits move all classes alike: each is what it is to the mean, times the mean.
            electricity_levels(model, leaves, fleet, (a, t), |capacity, relative| {
                let intensity = relative * mean;
                used += capacity * intensity;
                added += capacity * intensity * adder(leaves, tier, intensity, t);
            });
            out[cell] = used.select_above(N::ZERO, added.share_of(used), adder(leaves, tier, mean, t));
        }
    }
}
