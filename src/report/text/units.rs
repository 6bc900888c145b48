//! Display units: what the canonical units of the program become in print.

use std::borrow::Cow;

use super::Lang;
use crate::units::{Dimension, GIGAJOULES_PER_TCE};

/// A unit for people.
#[derive(Clone, PartialEq, Debug)]
pub struct DisplayUnit {
    /// Multiply a value in the canonical unit (t, GJ, MWh, t CO2, CNY, a, fraction) by this.
    pub factor: f64,
    /// The unit as printed.
    pub label: Cow<'static, str>,
}

impl DisplayUnit {
    const fn new(factor: f64, label: &'static str) -> DisplayUnit {
        DisplayUnit { factor, label: Cow::Borrowed(label) }
    }

    /// A canonical value in this unit.
    pub fn show(&self, canonical: f64) -> f64 {
        canonical * self.factor
    }
}

/// Mass of one material per mass of another, where `%` would mislead: t/t.
pub const TONNES_PER_TONNE: DisplayUnit = DisplayUnit::new(1.0, "t/t");

/// Mass per mass of small flows (waste, pollutants): kg/t.
pub const KILOGRAMS_PER_TONNE: DisplayUnit = DisplayUnit::new(1000.0, "kg/t");

/// A pure number without a unit (an index, a count).
pub const PURE_NUMBER: DisplayUnit = DisplayUnit::new(1.0, "1");

/// The unit in which a quantity of a cluster or province is usually reported.
///
/// Pure numbers are shown as percentages; use [`TONNES_PER_TONNE`] and its like for other ratios.
pub fn display_unit(dimension: Dimension, lang: Lang) -> DisplayUnit {
    scale(dimension, lang).first().cloned().unwrap_or_else(|| composed(dimension, lang))
}

/// As [`display_unit`], but stepping down to a smaller unit when the largest canonical value
/// would be less than 0.1 of the usual one.
pub fn display_unit_for(dimension: Dimension, lang: Lang, largest: f64) -> DisplayUnit {
    let units = scale(dimension, lang);
    let fits = |u: &&DisplayUnit| u.show(largest.abs()) >= 0.1;
    if largest == 0.0 {
        return display_unit(dimension, lang);
    }
    units.iter().find(fits).or(units.last()).cloned().unwrap_or_else(|| composed(dimension, lang))
}

/// The units of a dimension, the usual one first, then smaller ones.
fn scale(dimension: Dimension, lang: Lang) -> Vec<DisplayUnit> {
    let list: &[(f64, &'static str, f64, &'static str)] = match dimension {
        Dimension::MASS => &[(1e-4, "万吨", 1e-6, "Mt"), (1.0, "吨", 1e-3, "kt"), (1.0, "吨", 1.0, "t")],
        Dimension::CO2 => &[
            (1e-4, "万吨 CO₂", 1e-6, "Mt CO₂"),
            (1.0, "吨 CO₂", 1e-3, "kt CO₂"),
            (1.0, "吨 CO₂", 1.0, "t CO₂"),
        ],
        Dimension::ENERGY => &[
            (1e-4 / GIGAJOULES_PER_TCE, "万tce", 1e-6 / GIGAJOULES_PER_TCE, "Mtce"),
            (1.0 / GIGAJOULES_PER_TCE, "tce", 1e-3 / GIGAJOULES_PER_TCE, "ktce"),
            (1.0 / GIGAJOULES_PER_TCE, "tce", 1.0 / GIGAJOULES_PER_TCE, "tce"),
        ],
        Dimension::ELECTRICITY => {
            &[(1e-5, "亿kWh", 1e-6, "TWh"), (1e-1, "万kWh", 1e-3, "GWh"), (1e-1, "万kWh", 1.0, "MWh")]
        }
        Dimension::MONEY => &[(1e-8, "亿元", 1e-9, "billion CNY"), (1e-4, "万元", 1e-6, "million CNY")],
        Dimension::MONEY_PER_ELECTRICITY => &[(1e-3, "元/kWh", 1e-3, "CNY/kWh")],
        Dimension::CO2_PER_MONEY => &[(1e4, "t CO₂/万元", 1e6, "t CO₂/million CNY")],
        Dimension::ENERGY_PER_MONEY => {
            &[(1e4 / GIGAJOULES_PER_TCE, "tce/万元", 1e6 / GIGAJOULES_PER_TCE, "tce/million CNY")]
        }
        Dimension::SHARE => &[(100.0, "%", 100.0, "%")],
        Dimension::DURATION => &[(1.0, "年", 1.0, "years")],
        Dimension::RATE => &[(100.0, "%/年", 100.0, "%/a")],
        Dimension::VOLUME => &[(1.0, "m³", 1.0, "m³")],
        Dimension::POWER => &[(1.0, "MVA", 1.0, "MVA")],
        Dimension::CURRENT => &[(1.0, "kA", 1.0, "kA")],
        _ => return ratio(dimension).into_iter().collect(),
    };
    list.iter()
        .map(|&(zh_factor, zh, en_factor, en)| match lang {
            Lang::Zh => DisplayUnit::new(zh_factor, zh),
            Lang::En => DisplayUnit::new(en_factor, en),
        })
        .collect()
}

/// Quotients that have a usual unit, the same in both languages.
fn ratio(dimension: Dimension) -> Option<DisplayUnit> {
    let (factor, label) = match dimension {
        Dimension::ENERGY_PER_MASS => (1000.0 / GIGAJOULES_PER_TCE, "kgce/t"),
        Dimension::ELECTRICITY_PER_MASS => (1000.0, "kWh/t"),
        Dimension::CO2_PER_MASS => (1.0, "t CO₂/t"),
        Dimension::CO2_PER_ENERGY => (1.0, "t CO₂/GJ"),
        Dimension::CO2_PER_ELECTRICITY => (1.0, "t CO₂/MWh"),
        Dimension::ENERGY_PER_ELECTRICITY => (1000.0 / GIGAJOULES_PER_TCE, "gce/kWh"),
        Dimension::ELECTRICITY_PER_CO2 => (1000.0, "kWh/t CO₂"),
        Dimension::ENERGY_PER_CO2 => (1.0, "GJ/t CO₂"),
        _ => return None,
    };
    Some(DisplayUnit::new(factor, label))
}

/// Canonical units multiplied out, for quantities without a usual unit: `CNY/t`, `GJ·a/t`.
fn composed(dimension: Dimension, lang: Lang) -> DisplayUnit {
    let (money, year) = match lang {
        Lang::Zh => ("元", "年"),
        Lang::En => ("CNY", "a"),
    };
    let parts = [
        (dimension.money, money),
        (dimension.co2, "t CO₂"),
        (dimension.energy, "GJ"),
        (dimension.electricity, "MWh"),
        (dimension.power, "MVA"),
        (dimension.current, "kA"),
        (dimension.mass, "t"),
        (dimension.volume, "m³"),
        (dimension.time, year),
    ];
    let above = product(parts.iter().map(|&(n, u)| (n, u)));
    let below = product(parts.iter().map(|&(n, u)| (-n, u)));
    let label = match (above.is_empty(), below.is_empty()) {
        (_, true) => above,
        (true, false) => format!("1/{below}"),
        (false, false) => format!("{above}/{below}"),
    };
    DisplayUnit { factor: 1.0, label: Cow::Owned(label) }
}

fn product<'a>(parts: impl Iterator<Item = (i8, &'a str)>) -> String {
    let factors: Vec<&str> =
        parts.flat_map(|(power, unit)| std::iter::repeat_n(unit, power.max(0) as usize)).collect();
    factors.join("·")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usual_units() {
        let zh = display_unit(Dimension::CO2, Lang::Zh);
        assert_eq!((zh.show(35_000_000.0), &*zh.label), (3500.0, "万吨 CO₂"));
        let en = display_unit(Dimension::ELECTRICITY, Lang::En);
        assert_eq!((en.show(2e6), &*en.label), (2.0, "TWh"));
        let kgce = display_unit(Dimension::ENERGY_PER_MASS, Lang::Zh);
        assert!((kgce.show(GIGAJOULES_PER_TCE) - 1000.0).abs() < 1e-9);
        assert_eq!(&*display_unit(Dimension::SHARE, Lang::En).label, "%");
    }

    #[test]
    fn equal_energy_and_electricity_in_both_languages() {
        let value = 12_345_678.0;
        let zh = display_unit(Dimension::ENERGY, Lang::Zh);
        let en = display_unit(Dimension::ENERGY, Lang::En);
        assert!((zh.show(value) / en.show(value) - 100.0).abs() < 1e-9);
        let zh = display_unit(Dimension::ELECTRICITY, Lang::Zh);
        let en = display_unit(Dimension::ELECTRICITY, Lang::En);
        assert!((zh.show(value) / en.show(value) - 10.0).abs() < 1e-9);
    }

    #[test]
    fn small_quantities_step_down() {
        assert_eq!(&*display_unit_for(Dimension::MASS, Lang::Zh, 5e6).label, "万吨");
        assert_eq!(&*display_unit_for(Dimension::MASS, Lang::Zh, 500.0).label, "吨");
        assert_eq!(&*display_unit_for(Dimension::MASS, Lang::En, 5000.0).label, "kt");
        assert_eq!(&*display_unit_for(Dimension::MASS, Lang::En, 0.0).label, "Mt");
        assert_eq!(&*display_unit_for(Dimension::MASS, Lang::En, 1e-9).label, "t");
    }

    #[test]
    fn unusual_quotients_are_composed() {
        let price = Dimension { money: 1, mass: -1, ..Dimension::SHARE };
        assert_eq!(&*display_unit(price, Lang::Zh).label, "元/t");
        let odd = Dimension { volume: -1, ..Dimension::SHARE };
        assert_eq!(&*display_unit(odd, Lang::En).label, "1/m³");
    }
}
