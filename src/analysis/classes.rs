//! The efficiency classes of the base year's fleet, for `check`.

use crate::domain::*;
use crate::model::Model;
use crate::simulation::coefficients::base_mean;
use crate::simulation::draw::{DrawValues, Leaves};

/// What a process in a region is made of in the base year.
#[derive(Clone, PartialEq, Debug)]
pub struct ClassReading {
    /// The process.
    pub process: ProcessId,
    /// Where.
    pub region: RegionId,
    /// By class, best first: share of nameplate capacity, and intensity over the mean of the base fleet.
    pub classes: Vec<(f64, f64)>,
    /// Share of nameplate capacity whose class is not known.
    pub unknown: f64,
}

/// Every process with classes in every region where it has capacity in the base year.
pub fn classes(model: &Model) -> Vec<ClassReading> {
    let draw = DrawValues::<f64>::central(&model.parameters);
    let leaves = Leaves { parameters: &model.parameters, draw: &draw };
    let read = |activity: &crate::model::Activity| {
        let (process, region) = (activity.process, activity.region);
        let all = &model.scenario.processes[process.0];
        let classes = &all.classes;
        let mean = base_mean(leaves, all, &model.fleet.classes.bases[process.0], 0);
        let units = model.scenario.units.iter().filter(|u| u.process == process);
        let units = units.filter(|u| model.scenario.clusters[u.cluster.0].region == region);
        let (mut shares, mut unknown, mut whole) = (vec![0.0; classes.len()], 0.0, 0.0);
        for unit in units {
            let capacity = model.parameters.central(unit.capacity, 0);
            whole += capacity;
            match unit.class {
                Some(class) => shares[class] += capacity,
                None => unknown += capacity,
            }
        }
        let one = |(class, known): (&EfficiencyClass, &f64)| {
            let stands = known + unknown * model.parameters.central(class.unclassified, 0);
            (stands / whole, model.parameters.central(class.intensity, 0) / mean)
        };
        let of = classes.iter().zip(&shares).map(one).collect();
        let stands = !classes.is_empty() && whole > 0.0;
        stands.then_some(ClassReading { process, region, classes: of, unknown: unknown / whole })
    };
    model.topology.activities.iter().filter_map(read).collect()
}
