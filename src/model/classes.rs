//! The compiled efficiency classes: how capacity is told apart, and what levers ask of it.

use super::wiring::lever_leaf;
use super::{Parameters, Topology};
use crate::domain::*;
use std::ops::Range;

/// Classes over the whole web.
#[derive(Clone, Debug)]
pub struct Classes {
    /// How the capacity of a slot is told apart, by slot.
    pub slots: Vec<SlotClasses>,
    /// What levers ask, by activity with classes.
    pub retrofits: Vec<Retrofit>,
    /// The base fleet, by process.
    pub bases: Vec<BaseFleet>,
    /// The greatest number of classes of any process.
    pub most: usize,
}

/// How the capacity of a slot is told apart.
#[derive(Clone, Debug)]
pub struct SlotClasses {
    /// Number of classes; 0: none.
    pub count: usize,
    /// The class of rebuilt capacity.
    pub new_build: usize,
    /// Whether vintages are told apart.
    pub by_vintage: bool,
    /// Shares of the capacity of units of unknown class, by class.
    pub unclassified: Vec<LeafId>,
}

impl SlotClasses {
    /// Number of parts that the capacity of a vintage has: one where there are no classes.
    pub fn parts(&self) -> usize {
        self.count.max(1)
    }
}

/// What levers ask of the capacity of one process in one region.
#[derive(Clone, Debug)]
pub struct Retrofit {
    /// Where it stands.
    pub slots: Range<usize>,
    /// Number of classes.
    pub count: usize,
    /// Least shares at or above a class, better classes first.
    pub floors: Vec<ClassFloor>,
}

/// The least share of capacity at or above a class: a path, or what a path leaves.
#[derive(Clone, Copy, Debug)]
pub struct ClassFloor {
    /// The class.
    pub class: usize,
    /// Least share at or above it.
    pub least: Option<LeafId>,
    /// Greatest share below it.
    pub below: Option<LeafId>,
}

/// Corrected capacity of the base year by class, t/a, over all modelled regions: what the mean of the base
/// fleet is weighted by.
#[derive(Clone, Debug)]
pub struct BaseFleet {
    /// In a known class.
    pub known: Vec<f64>,
    /// In none that is known.
    pub unknown: f64,
}

impl Classes {
    /// Compiles the classes of a scenario.
    pub fn new(scenario: &Scenario, topology: &Topology, parameters: &Parameters) -> Classes {
        let slot = |slot: &super::Slot| {
            let process = &scenario.processes[slot.process.0];
            SlotClasses {
                count: process.classes.len(),
                new_build: process.new_build_class,
                by_vintage: process.new_vintage.is_some(),
                unclassified: process.classes.iter().map(|class| class.unclassified).collect(),
            }
        };
        let classed =
            topology.activities.iter().filter(|a| !scenario.processes[a.process.0].classes.is_empty());
        let retrofits: Vec<Retrofit> = classed.map(|activity| retrofit(scenario, activity)).collect();
        let bases: Vec<BaseFleet> =
            (0..scenario.processes.len()).map(|p| base(scenario, parameters, ProcessId(p))).collect();
        Classes {
            slots: topology.slots.iter().map(slot).collect(),
            retrofits,
            bases,
            most: scenario.processes.iter().map(|p| p.classes.len()).max().unwrap_or(0),
        }
    }
}

fn retrofit(scenario: &Scenario, activity: &super::Activity) -> Retrofit {
    let (process, count) = (activity.process, scenario.processes[activity.process.0].classes.len());
    let floor = |class: usize| {
        let of = ClassOf { process, class };
        ClassFloor {
            class,
            least: lever_leaf(scenario, activity.region, &LeverKind::ClassShare(of)),
            below: lever_leaf(scenario, activity.region, &LeverKind::BelowClassShare(of)),
        }
    };
    let floors = (0..count).map(floor).filter(|f| f.least.is_some() || f.below.is_some()).collect();
    Retrofit { slots: activity.slots.clone(), count, floors }
}

fn base(scenario: &Scenario, parameters: &Parameters, process: ProcessId) -> BaseFleet {
    let mut base = BaseFleet { known: vec![0.0; scenario.processes[process.0].classes.len()], unknown: 0.0 };
    if base.known.is_empty() {
        return base;
    }
    for (u, unit) in scenario.units.iter().enumerate().filter(|(_, unit)| unit.process == process) {
        let factors = scenario.corrections.iter().filter(|c| c.units.contains(&UnitId(u)));
        let factor: f64 = factors.map(|c| parameters.central(c.factor, 0)).product();
        let capacity = parameters.central(unit.capacity, 0) * factor;
        match unit.class {
            Some(class) => base.known[class] += capacity,
            None => base.unknown += capacity,
        }
    }
    base
}
