//! Quantities at the border: what a text such as `"34.52 Mt"` or `"3452.23 万吨"` means.
//!
//! Inside the program every number is a plain `f64` in the canonical unit of its [`Dimension`]:
//! t of material, GJ of fuel or heat, MWh of electricity, t of CO2, CNY, years, fractions. A number
//! crosses the border once, here, and carries its dimension while it does, so that a mass of metal
//! can never be read where a mass of CO2 is meant.

/// GJ in one tonne of coal equivalent, 1 tce (GB/T 2589: 7000 kcal/kg of 4.1868 kJ).
pub const GIGAJOULES_PER_TCE: f64 = 29.3076;

/// The exponents of a quantity over the base dimensions of this field.
///
/// Electricity is a dimension of its own, not energy: how many GJ a kWh stands for depends on the
/// convention (equivalent value or heat rate), so the two never convert silently.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct Dimension {
    /// Material, t.
    pub mass: i8,
    /// Fuel or heat, GJ.
    pub energy: i8,
    /// Electricity, MWh.
    pub electricity: i8,
    /// Carbon dioxide or its equivalent, t.
    pub co2: i8,
    /// Money, CNY of the scenario's price year.
    pub money: i8,
    /// Time, calendar years.
    pub time: i8,
    /// Volume, m³ (furnace sizes, water).
    pub volume: i8,
    /// Apparent power, MVA (transformer sizes).
    pub power: i8,
}

impl Dimension {
    const NONE: Dimension =
        Dimension { mass: 0, energy: 0, electricity: 0, co2: 0, money: 0, time: 0, volume: 0, power: 0 };
    /// A fraction 0–1 or any pure number, `t/t` included.
    pub const SHARE: Dimension = Dimension::NONE;
    /// Mass of material over a year, t.
    pub const MASS: Dimension = Dimension { mass: 1, ..Dimension::NONE };
    /// Fuel or heat, GJ.
    pub const ENERGY: Dimension = Dimension { energy: 1, ..Dimension::NONE };
    /// Electricity, MWh.
    pub const ELECTRICITY: Dimension = Dimension { electricity: 1, ..Dimension::NONE };
    /// Carbon dioxide, t.
    pub const CO2: Dimension = Dimension { co2: 1, ..Dimension::NONE };
    /// Years as a duration.
    pub const DURATION: Dimension = Dimension { time: 1, ..Dimension::NONE };
    /// A rate of change, 1/a.
    pub const RATE: Dimension = Dimension { time: -1, ..Dimension::NONE };
    /// GJ per t of product.
    pub const ENERGY_PER_MASS: Dimension = Dimension { energy: 1, mass: -1, ..Dimension::NONE };
    /// MWh per t of product.
    pub const ELECTRICITY_PER_MASS: Dimension = Dimension { electricity: 1, mass: -1, ..Dimension::NONE };
    /// t CO2 per t of product.
    pub const CO2_PER_MASS: Dimension = Dimension { co2: 1, mass: -1, ..Dimension::NONE };
    /// t CO2 per GJ.
    pub const CO2_PER_ENERGY: Dimension = Dimension { co2: 1, energy: -1, ..Dimension::NONE };
    /// t CO2 per MWh.
    pub const CO2_PER_ELECTRICITY: Dimension = Dimension { co2: 1, electricity: -1, ..Dimension::NONE };
    /// GJ per MWh: what a unit of electricity counts for.
    pub const ENERGY_PER_ELECTRICITY: Dimension = Dimension { energy: 1, electricity: -1, ..Dimension::NONE };
    /// MWh per t CO2 (capture).
    pub const ELECTRICITY_PER_CO2: Dimension = Dimension { electricity: 1, co2: -1, ..Dimension::NONE };
    /// GJ per t CO2 (capture).
    pub const ENERGY_PER_CO2: Dimension = Dimension { energy: 1, co2: -1, ..Dimension::NONE };
    /// Furnace volume, m³.
    pub const VOLUME: Dimension = Dimension { volume: 1, ..Dimension::NONE };
    /// Transformer rating, MVA.
    pub const POWER: Dimension = Dimension { power: 1, ..Dimension::NONE };
}
