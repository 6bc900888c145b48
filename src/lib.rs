//! dafeng (达峰, "reach the peak"): capacity and emissions scenarios of basic-metals clusters.
//!
//! ```text
//! scenario files -> validated Scenario -> compiled Model -> Draws -> runs -> Ensemble -> tables, charts, reports
//! ```

pub mod address;
pub mod analysis;
pub mod cli;
pub mod domain;
pub mod elementary;
pub mod ensemble;
pub mod lane;
pub mod model;
mod near;
pub mod output;
pub mod report;
pub mod sampling;
pub mod scenario;
pub mod simulation;
pub mod tape;
pub mod units;
mod wide;
