//! Units by their names, for those who ask for one.

use std::borrow::Cow;

use super::{DisplayUnit, Lang};
use crate::units::{Dimension, GIGAJOULES_PER_TCE};

/// Units that can be asked for: what a value in the canonical unit is multiplied by, and how it is printed.
const UNITS: &[(Dimension, f64, &str)] = &[
    (Dimension::MASS, 1e-4, "万吨"),
    (Dimension::MASS, 1e-6, "百万吨"),
    (Dimension::MASS, 1e-8, "亿吨"),
    (Dimension::MASS, 1.0, "吨"),
    (Dimension::MASS, 1e-9, "Gt"),
    (Dimension::MASS, 1e-6, "Mt"),
    (Dimension::MASS, 1e-3, "kt"),
    (Dimension::MASS, 1.0, "t"),
    (Dimension::CO2, 1e-4, "万吨 CO₂"),
    (Dimension::CO2, 1e-6, "百万吨 CO₂"),
    (Dimension::CO2, 1e-8, "亿吨 CO₂"),
    (Dimension::CO2, 1.0, "吨 CO₂"),
    (Dimension::CO2, 1e-9, "Gt CO₂"),
    (Dimension::CO2, 1e-6, "Mt CO₂"),
    (Dimension::CO2, 1e-3, "kt CO₂"),
    (Dimension::CO2, 1.0, "t CO₂"),
    (Dimension::ENERGY, 1e-4 / GIGAJOULES_PER_TCE, "万tce"),
    (Dimension::ENERGY, 1e-8 / GIGAJOULES_PER_TCE, "亿tce"),
    (Dimension::ENERGY, 1e-6 / GIGAJOULES_PER_TCE, "Mtce"),
    (Dimension::ENERGY, 1e-3 / GIGAJOULES_PER_TCE, "ktce"),
    (Dimension::ENERGY, 1.0 / GIGAJOULES_PER_TCE, "tce"),
    (Dimension::ENERGY, 1e-9, "EJ"),
    (Dimension::ENERGY, 1e-6, "PJ"),
    (Dimension::ENERGY, 1e-3, "TJ"),
    (Dimension::ENERGY, 1.0, "GJ"),
    (Dimension::ELECTRICITY, 1e-5, "亿kWh"),
    (Dimension::ELECTRICITY, 1e-1, "万kWh"),
    (Dimension::ELECTRICITY, 1e-6, "TWh"),
    (Dimension::ELECTRICITY, 1e-3, "GWh"),
    (Dimension::ELECTRICITY, 1.0, "MWh"),
    (Dimension::ELECTRICITY, 1e3, "kWh"),
    (Dimension::MONEY, 1e-8, "亿元"),
    (Dimension::MONEY, 1e-4, "万元"),
    (Dimension::MONEY, 1.0, "元"),
    (Dimension::MONEY, 1e-9, "billion CNY"),
    (Dimension::MONEY, 1e-6, "million CNY"),
    (Dimension::MONEY, 1.0, "CNY"),
    (Dimension::CO2_PER_MASS, 1.0, "t CO₂/t"),
    (Dimension::CO2_PER_MASS, 1e3, "kg CO₂/t"),
    (Dimension::ENERGY_PER_MASS, 1e3 / GIGAJOULES_PER_TCE, "kgce/t"),
    (Dimension::ENERGY_PER_MASS, 1.0 / GIGAJOULES_PER_TCE, "tce/t"),
    (Dimension::ENERGY_PER_MASS, 1.0, "GJ/t"),
    (Dimension::ELECTRICITY_PER_MASS, 1e3, "kWh/t"),
    (Dimension::ELECTRICITY_PER_MASS, 1.0, "MWh/t"),
    (Dimension::SHARE, 100.0, "%"),
];

/// The unit of a dimension that is written so, in either language; carbon dioxide may be left out of it: `万吨` of CO₂ is
/// `万吨 CO₂`.
pub fn unit_named(name: &str, dimension: Dimension) -> Option<DisplayUnit> {
    let wanted = plain(name);
    let is_it = |label: &str| plain(label) == wanted || plain(label).strip_suffix("CO₂") == Some(&wanted);
    let found = UNITS.iter().find(|(of, _, label)| *of == dimension && is_it(label));
    found.map(|&(_, factor, label)| DisplayUnit { factor, label: Cow::Borrowed(label) })
}

/// A unit, or a value with its unit, as a scenario has it written, in print: `tCO2/t` is `t CO₂/t`, and a year is 年 in Chinese.
pub fn printed_unit(written: &str, lang: Lang) -> String {
    let printed = written.replace("tCO2", "t CO2").replace("CO2", "CO₂");
    let yearly = printed.strip_suffix("/a").filter(|_| lang == Lang::Zh);
    yearly.map(|of| format!("{of}/年")).unwrap_or(printed)
}

/// Whether a name and the label of a chart's unit are the same unit.
pub fn is_unit_named(label: &str, name: &str) -> bool {
    let of_label = UNITS.iter().filter(|(_, _, known)| *known == label);
    of_label.into_iter().any(|&(dimension, ..)| unit_named(name, dimension).is_some_and(|u| u.label == label))
}

/// The names of all units that can be asked for.
pub fn unit_names() -> impl Iterator<Item = &'static str> + Clone {
    UNITS.iter().map(|(_, _, label)| *label)
}

/// A name as it is compared: without blanks, with the subscript.
fn plain(name: &str) -> String {
    name.replace("CO2", "CO₂").split_whitespace().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::text::display_unit;

    /// 1 tce is 29.3076 GJ (GB/T 2589-2020); 1 亿kWh is 0.1 TWh.
    #[test]
    fn units_by_name() {
        let of = |name: &str, dimension: Dimension| unit_named(name, dimension).map(|unit| unit.show(1e9));
        assert_eq!(of("万吨", Dimension::CO2), of("万吨 CO₂", Dimension::CO2));
        assert_eq!(of("Mt CO2", Dimension::CO2).map(f64::round), Some(1000.0));
        assert_eq!(of("亿kWh", Dimension::ELECTRICITY).map(f64::round), Some(10_000.0));
        assert_eq!(of("TWh", Dimension::ELECTRICITY).map(f64::round), Some(1000.0));
        let tce = of("Mtce", Dimension::ENERGY).unwrap();
        assert!((tce * 29.3076 - of("PJ", Dimension::ENERGY).unwrap()).abs() < 0.01, "{tce}");
        assert_eq!(of("万吨", Dimension::ENERGY), None);
        assert_eq!(of("CO2", Dimension::CO2), None);
        assert!(is_unit_named("万吨 CO₂", "万吨") && !is_unit_named("万吨", "Mt"));
    }

    #[test]
    fn written_units_are_printed() {
        let of = |written: &str| Lang::ALL.map(|lang| printed_unit(written, lang));
        assert_eq!(of("0.2 tCO2/MWh"), ["0.2 t CO₂/MWh", "0.2 t CO₂/MWh"]);
        assert_eq!(of("t CO2/t")[1], "t CO₂/t");
        assert_eq!(of("%/a"), ["%/年", "%/a"]);
        assert_eq!(of("万吨"), ["万吨", "万吨"]);
    }

    /// What charts use by themselves can be asked for too, and is the same.
    #[test]
    fn usual_units_have_names() {
        let dimensions =
            [Dimension::MASS, Dimension::CO2, Dimension::ENERGY, Dimension::ELECTRICITY, Dimension::MONEY];
        for dimension in dimensions {
            for lang in Lang::ALL {
                let usual = display_unit(dimension, lang);
                let named = unit_named(&usual.label, dimension).unwrap();
                assert!((named.factor / usual.factor - 1.0).abs() < 1e-12, "{}", usual.label);
            }
        }
    }
}
