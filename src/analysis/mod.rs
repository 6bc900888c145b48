//! What follows from a scenario and its central run: where a plan does not add up, what is doubtful.

pub mod abatement;
pub mod audit;
pub mod chance;
pub mod classes;
pub mod compare;
mod contradictions;
pub mod decompose;
pub mod difference;
pub mod evidence;
pub mod explain;
mod finding;
pub mod flow;
pub mod hindcast;
pub mod provenance;
pub mod sensitivity;
pub mod solve;
pub mod sweep;
pub mod warnings;

pub use classes::ClassReading;
pub use finding::{
    BeyondDemand, CapacityGoal, ClusterSum, CreditsNeeded, Finding, Jump, LimitReading, OfElement,
    PlannedCapacity, ShareOfFleet, WasteTarget,
};
