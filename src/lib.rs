//! dafeng (达峰, "reach the peak"): capacity and emissions scenarios of basic-metals clusters.
//!
//! ```text
//! scenario files -> validated Scenario -> compiled Model -> Draws -> runs -> Ensemble -> tables, charts, reports
//! ```

pub mod domain;
pub mod ensemble;
pub mod model;
pub mod sampling;
pub mod simulation;
pub mod units;
