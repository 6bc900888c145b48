//! dafeng (达峰, "reach the peak"): capacity and emissions scenarios of basic-metals clusters.
//!
//! ```text
//! scenario files -> validated Scenario -> compiled Model -> Draws -> runs -> Ensemble -> tables, charts, reports
//! ```

pub mod address;
pub mod domain;
mod near;
pub mod scenario;
pub mod units;
