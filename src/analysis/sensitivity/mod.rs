//! What moves an outcome: estimators of sensitivity, each a plain function of numbers.

pub mod bins;
pub mod design;
pub mod estimate;
pub mod morris;
pub mod ranks;
pub mod regression;
pub mod sobol;
