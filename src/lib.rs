//! dafeng (达峰, "reach the peak"): capacity and emissions scenarios of basic-metals clusters.
//!
//! ```text
//! scenario files -> validated Scenario -> compiled Model -> Draws -> runs -> Ensemble -> tables, charts, reports
//! ```

pub mod units;
pub mod domain;
pub mod model;
pub mod simulation;
pub mod sampling;
pub mod ensemble;
pub mod report;
pub mod output;
