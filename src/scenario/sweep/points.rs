//! Points from axes, and numbers along an axis.

use super::{Axis, MOST_POINTS};
use crate::scenario::source_map::Span;

/// The position of a cell's value on its axis; a new one at the end. An empty cell leaves the number as it is.
pub(super) fn place(axis: &mut Axis, (text, span): &(String, Span)) -> Option<usize> {
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    let known = axis.values.iter().position(|value| value == text);
    Some(known.unwrap_or_else(|| {
        axis.values.push(text.to_owned());
        axis.values_at.push(*span);
        axis.values.len() - 1
    }))
}

/// Every combination; the last axis runs fastest. None where there are too many.
pub(super) fn factorial(axes: &[Axis]) -> Vec<Vec<Option<usize>>> {
    let count = axes.iter().try_fold(1_usize, |all, axis| all.checked_mul(axis.values.len()));
    let Some(count) = count.filter(|count| *count <= MOST_POINTS) else { return Vec::new() };
    let point = |mut at: usize| {
        let mut point = vec![None; axes.len()];
        for (place, axis) in point.iter_mut().zip(axes).rev() {
            *place = Some(at % axis.values.len());
            at /= axis.values.len();
        }
        point
    };
    (0..count).map(point).collect()
}

/// The scenario as it is, then each axis on its own.
pub(super) fn one_at_a_time(axes: &[Axis]) -> Vec<Vec<Option<usize>>> {
    let mut points = vec![vec![None; axes.len()]];
    for (a, axis) in axes.iter().enumerate() {
        points.extend((0..axis.values.len()).map(|value| {
            let mut point = vec![None; axes.len()];
            point[a] = Some(value);
            point
        }));
    }
    points
}

/// A number and the unit behind it.
///
/// ```
/// assert_eq!(dafeng::scenario::number_and_unit("15.5 %"), Some((15.5, "%")));
/// assert_eq!(dafeng::scenario::number_and_unit("many"), None);
/// ```
pub fn number_and_unit(text: &str) -> Option<(f64, &str)> {
    let text = text.trim();
    let end = text.find(|c: char| !(c.is_ascii_digit() || "+-.".contains(c))).unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    Some((number.parse().ok().filter(|number: &f64| number.is_finite())?, unit.trim()))
}

/// The number at step `i` of `last` from `a` to `b`, without the noise of binary fractions.
pub fn between(a: f64, b: f64, i: usize, last: usize) -> f64 {
    if i == last {
        return b;
    }
    let value = a + (b - a) * i as f64 / last.max(1) as f64;
    // Twelve digits are more than anybody writes.
    format!("{value:.11e}").parse().unwrap_or(value)
}
