//! Quantities as plans print them.

use crate::report::text::{DisplayUnit, Lang, decimals_for, display_unit_for, format_number, trimmed};
use crate::units::Dimension;

/// A quantity with its usual unit, about four figures and no zeros at the end, as plans print it.
pub fn amount(value: f64, dimension: Dimension, lang: Lang) -> String {
    amount_in(value, &display_unit_for(dimension, lang, value))
}

/// A quantity in a given unit, about four figures and no zeros at the end.
pub fn amount_in(value: f64, unit: &DisplayUnit) -> String {
    with_unit(&figures(value, unit, 0), unit)
}

/// A quantity and what it is held against. Where they differ, though by less than four figures show,
/// both get more: `−1.99%` is not `−2%`.
pub fn amounts_apart(value: f64, other: f64, unit: &DisplayUnit) -> [String; 2] {
    let shown = |more: usize| [value, other].map(|v| figures(v, unit, more));
    let told = |pair: &[String; 2]| value == other || pair[0] != pair[1];
    let pair = (0..=MOST_MORE).map(shown).find(told).unwrap_or_else(|| shown(0));
    pair.map(|number| with_unit(&number, unit))
}

/// Decimals that two quantities may get beyond the usual ones to be told apart.
const MOST_MORE: usize = 3;

/// The number alone, with some decimals more than usual.
pub(in crate::report::text) fn figures(value: f64, unit: &DisplayUnit, more: usize) -> String {
    let shown = unit.show(value);
    let most = if unit.label.starts_with('%') { 1 } else { 3 };
    trimmed(format_number(shown, decimals_for([shown], 4).min(most) + more))
}

pub(super) fn with_unit(number: &str, unit: &DisplayUnit) -> String {
    let gap = if unit.label.starts_with('%') { "" } else { " " };
    format!("{number}{gap}{}", unit.label)
}

/// A share in whole or tenths of percent.
pub fn percent(share: f64) -> String {
    format!("{}%", trimmed(format_number(share * 100.0, 1)))
}

pub(super) fn mass(value: f64, lang: Lang) -> String {
    amount(value, Dimension::MASS, lang)
}
