//! Stage 0: carriers per t of output over the horizon: improvement, floors, vintages,
//! efficiency classes, calibration, limits (MODEL section 8).

use super::demand::fade;
use super::draw::Leaves;
use super::fleet::FleetPath;
use super::number::Number;
use super::workspace::Intensities;
use crate::domain::{CarrierId, Process, ProcessEnergy};
use crate::model::classes::BaseFleet;
use crate::model::{Activity, Model};

/// Computes every intensity of every year.
///
/// `e[j,k,t] = κ · max(floor, e0 · Π(1−i))`, a vintage v at its relative level of v, a class at its relative
/// level of t, the mean weighted by capacity; then the limits, in file order, each on the result of the
/// one before.
pub fn compute<N: Number>(
    model: &Model,
    leaves: Leaves<'_, N>,
    fleet: &FleetPath<N>,
    out: &mut Intensities<N>,
) {
    before_limits(model, leaves, fleet, out);
    crate::model::limits::apply(model, leaves, out);
}

/// Every intensity of every year as it is before limits act.
pub fn before_limits<N: Number>(
    model: &Model,
    leaves: Leaves<'_, N>,
    fleet: &FleetPath<N>,
    out: &mut Intensities<N>,
) {
    let years = model.years();
    for (a, activity) in model.topology.activities.iter().enumerate() {
        let process = &model.scenario.processes[activity.process.0];
        let mut improved = N::ONE;
        for t in 0..years {
            if t > 0 {
                improved = improved * (N::ONE - leaves.at(process.improvement, t));
            }
            let scale = improved * leaves.at(process.energy_factor, t);
            let kappa = fade(model.scenario.calibration, t, model.observed());
            let level = Level { model, leaves, fleet, activity, process, scale, t };
            let base = &model.fleet.classes.bases[activity.process.0];
            let base_mean = base_mean(leaves, process, base, t);
            let at = |energy: ProcessEnergy, carrier: CarrierId| {
                let factor = model.calibration.carrier(activity.region, carrier);
                let kappa = 1.0 + (factor - 1.0) * kappa;
                level.mean(energy, carrier, base_mean) * kappa
            };
            for (f, fuel) in activity.fuels.iter().enumerate() {
                out.fuel[(activity.first_fuel + f) * years + t] = at(fuel.energy, fuel.carrier);
            }
            out.electricity[a * years + t] = at(process.electricity, model.topology.electricity);
            out.heat[a * years + t] = model.topology.heat.map_or(N::ZERO, |h| at(process.heat, h));
        }
    }
}

/// Mean of the classes' written intensities over the base fleet of a process: a class counts by its ratio to
/// it, so that the base fleet takes what the process is written to take. Without a base fleet it is the
/// intensity of what is built; without classes 1.
pub fn base_mean<N: Number>(leaves: Leaves<'_, N>, process: &Process, base: &BaseFleet, t: usize) -> N {
    let Process { classes, new_build_class, .. } = process;
    // The split of what is unknown has one value a draw, from the year after history.
    let observed = leaves.parameters.observed;
    let year = if t <= observed { 0 } else { observed + 1 };
    let split: N = classes.iter().map(|c| leaves.at(c.unclassified, year)).sum();
    let (mut capacity, mut weighted) = (N::ZERO, N::ZERO);
    for (class, known) in classes.iter().zip(&base.known) {
        let share = leaves.at(class.unclassified, year).share_of(split);
        let stood = share * base.unknown + N::constant(*known);
        capacity += stood;
        weighted += stood * leaves.at(class.intensity, t);
    }
    let built = classes.get(*new_build_class);
    let built = built.map_or(N::ONE, |class| leaves.at(class.intensity, t));
    capacity.select_above(N::ZERO, weighted.share_of(capacity), built)
}

/// What capacity of an activity takes in one year.
struct Level<'a, N> {
    model: &'a Model,
    leaves: Leaves<'a, N>,
    fleet: &'a FleetPath<N>,
    activity: &'a Activity,
    process: &'a Process,
    scale: N,
    t: usize,
}

impl<N: Number> Level<'_, N> {
    /// Relative level of a class: 1 where the carrier is none that classes move.
    fn of_class(&self, class: usize, carrier: CarrierId, base_mean: N) -> N {
        let moved = &self.process.class_carriers;
        match self.process.classes.get(class) {
            Some(class) if moved.is_empty() || moved.contains(&carrier) => {
                self.leaves.at(class.intensity, self.t) / base_mean
            }
            _ => N::ONE,
        }
    }

    /// Relative level of a vintage: that of the fleet up to the last observed year.
    fn of_vintage(&self, vintage: usize) -> N {
        let relative = self.process.new_vintage.filter(|_| vintage > self.model.observed());
        relative.map_or(N::ONE, |leaf| self.leaves.at(leaf, vintage))
    }

    /// Intensity of the mean of an activity's vintages and classes, each at its floor at least.
    fn mean(&self, energy: ProcessEnergy, carrier: CarrierId, base_mean: N) -> N {
        let whole = self.whole(energy);
        if !self.is_told_apart() {
            return whole;
        }
        let (mut capacity, mut weighted) = (N::ZERO, N::ZERO);
        self.each(energy, carrier, base_mean, |stands, level| {
            capacity += stands;
            weighted += stands * level;
        });
        capacity.select_above(N::ZERO, weighted.share_of(capacity), whole)
    }

    /// Intensity of the fleet where nothing is told apart.
    fn whole(&self, energy: ProcessEnergy) -> N {
        let level = self.leaves.at(energy.intensity, self.t) * self.scale;
        level.max(self.leaves.at(energy.floor, self.t))
    }

    fn is_told_apart(&self) -> bool {
        !self.process.classes.is_empty() || self.process.new_vintage.is_some()
    }

    /// Hands over the corrected capacity and the intensity of every vintage and class.
    fn each(&self, energy: ProcessEnergy, carrier: CarrierId, base_mean: N, mut each: impl FnMut(N, N)) {
        let level = self.leaves.at(energy.intensity, self.t) * self.scale;
        let floor = self.leaves.at(energy.floor, self.t);
        let (classes, by_vintage) = (self.process.classes.len(), self.process.new_vintage.is_some());
        for vintage in 0..=if by_vintage { self.t } else { 0 } {
            for class in 0..classes.max(1) {
                let slots = self.activity.slots.clone();
                let stands: N = slots.map(|s| self.fleet.cohort(s, self.t, vintage, class)).sum();
                let relative = self.of_vintage(vintage) * self.of_class(class, carrier, base_mean);
                each(stands, (level * relative).max(floor));
            }
        }
    }
}

/// Hands over the corrected capacity of every vintage and class of an activity in a year, and the electricity that
/// it takes per t relative to their mean; of a process that tells nothing apart one part, at 1.
pub fn electricity_levels<N: Number>(
    model: &Model,
    leaves: Leaves<'_, N>,
    fleet: &FleetPath<N>,
    (a, t): (usize, usize),
    mut each: impl FnMut(N, N),
) {
    let activity = &model.topology.activities[a];
    let process = &model.scenario.processes[activity.process.0];
    let improved = |year| N::ONE - leaves.at(process.improvement, year);
    let scale =
        (1..=t).fold(N::ONE, |level, year| level * improved(year)) * leaves.at(process.energy_factor, t);
    let level = Level { model, leaves, fleet, activity, process, scale, t };
    if !level.is_told_apart() {
        return each(N::ONE, N::ONE);
    }
    let base_mean = base_mean(leaves, process, &model.fleet.classes.bases[activity.process.0], t);
    let (energy, carrier) = (process.electricity, model.topology.electricity);
    let mean = level.mean(energy, carrier, base_mean);
    level.each(energy, carrier, base_mean, |capacity, level| each(capacity, level.share_of(mean)));
}
