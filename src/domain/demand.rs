//! Demand: output called for, written or built up from what drives it (MODEL section 6).

use super::base::*;

/// What demand follows: population, GDP, a stock per head.
#[derive(Clone, Debug)]
pub struct Driver {
    /// Name in addresses.
    pub id: String,
    /// Name for people.
    pub title: Text,
    /// Its dimension.
    pub dimension: crate::units::Dimension,
    /// Its path by region.
    pub values: Vec<(RegionId, LeafId)>,
}

/// How a quantity that is called for is given.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Called {
    /// A path of its own, t.
    Path(LeafId),
    /// So much per unit of a driver.
    Intensity {
        /// t per unit of the driver.
        intensity: LeafId,
        /// The driver.
        driver: LeafId,
    },
    /// From the observed value at h: D\[t\] = D\[h\]·(driver\[t\]/driver\[h\])^elasticity.
    Elasticity {
        /// A pure number; of either sign.
        elasticity: LeafId,
        /// The driver.
        driver: LeafId,
    },
}

/// Output called for of a commodity in a region.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Demand {
    /// What is called for, without net export.
    pub called: Called,
    /// Whether it is consumption, a series of its own.
    pub is_consumption: bool,
    /// What is to leave the region on balance, t; of either sign.
    pub net_export: Option<LeafId>,
}
