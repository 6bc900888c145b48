//! What moves an outcome: one leaf at a time, elementary effects, shares of variance, and what an ensemble already tells.
//!
//! ```text
//! Choice -> Factors -> points of a study -> outcomes -> estimators -> Finding
//! ```
//!
//! Estimators ([`sobol`], [`morris`], [`regression`], [`bins`]) are plain functions of numbers; nothing else here knows the model.

pub mod bins;
pub mod design;
pub mod estimate;
pub mod factors;
pub mod given;
pub mod morris;
pub mod points;
pub mod ranks;
pub mod regression;
pub mod sobol;
mod study;

use crate::ensemble::study::Outcome;
use crate::model::Model;

pub use factors::{Choice, ChoiceError, Factor, Factors, Of, Shocks, YEARLY};
pub use given::Given;
pub use study::{
    Finding, Method, Short, Swing, Tornado, elementary_effects, ensemble, from_series, one_by_one, series_of,
    shares, strongest,
};

/// What was asked, and what was found.
#[derive(Clone, Debug)]
pub struct Sensitivity<'a> {
    /// What was run.
    pub model: &'a Model,
    /// How.
    pub method: Method,
    /// What was varied.
    pub factors: Factors,
    /// Of what.
    pub outcomes: Vec<Outcome>,
    /// By outcome.
    pub findings: Vec<Finding>,
    /// Trajectories, rows or draws.
    pub size: u64,
    /// Runs of the model.
    pub runs: u64,
}

impl Sensitivity<'_> {
    /// Whether a measure of a factor is valid: correlation spoils shares of variance.
    pub fn is_valid(&self, factor: usize) -> bool {
        self.method != Method::Sobol || !self.factors.correlated.contains(&factor)
    }
}
