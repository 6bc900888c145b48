//! In what respects two facts at one address differ.

use super::facts::{Fact, Item};
use super::{Aspect, View, common};
use crate::domain::*;

/// Relative difference of numbers that came by different units to the same value.
const ROUNDING: f64 = 1e-12;

/// In what respects what two scenarios say at an address differs; none where it is the same.
pub(super) fn aspects(
    (a, left): (Option<&Fact>, &View<'_>),
    (b, right): (Option<&Fact>, &View<'_>),
) -> Vec<Aspect> {
    let (a, b) = match (a, b) {
        (Some(a), Some(b)) => (a, b),
        (Some(one), None) | (None, Some(one)) => return alone(one),
        (None, None) => return Vec::new(),
    };
    let what = if is_source(&a.address) { Aspect::Source } else { Aspect::Value };
    let same = match (&a.item, &b.item) {
        // The name of a thing is a fact of its own.
        (Item::Whole(_), Item::Whole(_)) => true,
        (Item::Leaf { id: x, .. }, Item::Leaf { id: y, .. }) => {
            return leaves(&a.address, left.scenario.leaf(*x), right.scenario.leaf(*y));
        }
        (Item::Word(a), Item::Word(b)) => a == b,
        (Item::List(a), Item::List(b)) => a == b,
        (Item::Order(a), Item::Order(b)) => common(a, b) == common(b, a),
        (Item::Observed { value: a, dimension: c }, Item::Observed { value: b, dimension: d }) => {
            close(*a, *b) && c == d
        }
        _ => false,
    };
    if same { Vec::new() } else { vec![what] }
}

/// What only one of the two says. An order of things that the other does not have is none, and what a place takes
/// from all places goes with the place.
fn alone(fact: &Fact) -> Vec<Aspect> {
    match fact.item {
        Item::Order(_) | Item::Leaf { written: false, .. } => Vec::new(),
        _ if is_source(&fact.address) => vec![Aspect::Source],
        _ => vec![Aspect::Value],
    }
}

fn is_source(address: &str) -> bool {
    address.ends_with(".source")
}

/// Two numbers at one address. What both take from one other address is told there.
fn leaves(address: &str, a: &Leaf, b: &Leaf) -> Vec<Aspect> {
    if a.address == b.address && a.address != address {
        return Vec::new();
    }
    let Leaf {
        address: at,
        dimension,
        // The same quantity in another unit is the same.
        unit: _,
        path,
        uncertainty,
        drawn_as,
        disturbance,
        growth_shock,
        range,
        provenance,
        note,
    } = a;
    let random = same(uncertainty.as_ref(), b.uncertainty.as_ref(), same_uncertainty)
        && same(disturbance.as_ref(), b.disturbance.as_ref(), |a, b| a == b)
        && *growth_shock == b.growth_shock;
    let differ = [
        (Aspect::Value, *dimension != b.dimension || !same_path(path, &b.path)),
        (Aspect::Uncertainty, !random),
        (Aspect::Identity, *at != b.address || *drawn_as != b.drawn_as),
        (Aspect::Range, *range != b.range),
        (Aspect::Source, *provenance != b.provenance),
        (Aspect::Note, *note != b.note),
    ];
    differ.into_iter().filter_map(|(aspect, differs)| differs.then_some(aspect)).collect()
}

fn same<T>(a: Option<&T>, b: Option<&T>, same: impl Fn(&T, &T) -> bool) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => same(a, b),
        (None, None) => true,
        _ => false,
    }
}

/// Whether two numbers are the same but for rounding.
fn close(a: f64, b: f64) -> bool {
    a == b || (a - b).abs() <= ROUNDING * a.abs().max(b.abs())
}

fn same_path(a: &Path, b: &Path) -> bool {
    match (a, b) {
        (Path::Constant(a), Path::Constant(b)) => close(*a, *b),
        (Path::Knots { knots: a, interpolation: i }, Path::Knots { knots: b, interpolation: j }) => {
            let knots = |((x, a), (y, b)): (&(i32, f64), &(i32, f64))| x == y && close(*a, *b);
            i == j && a.len() == b.len() && a.iter().zip(b).all(knots)
        }
        (Path::Growth { start: s, rate: a, from: f }, Path::Growth { start: t, rate: b, from: g }) => {
            same(s.as_ref(), t.as_ref(), |a, b| close(*a, *b)) && close(*a, *b) && f == g
        }
        (
            Path::Logistic { midpoint: m, steepness: s, floor: f, ceiling: c },
            Path::Logistic { midpoint, steepness, floor, ceiling },
        ) => [(m, midpoint), (s, steepness), (f, floor), (c, ceiling)].iter().all(|(a, b)| close(**a, **b)),
        _ => false,
    }
}

fn same_uncertainty(a: &Uncertainty, b: &Uncertainty) -> bool {
    let same_numbers =
        |a: &[f64], b: &[f64]| a.len() == b.len() && a.iter().zip(b).all(|(a, b)| close(*a, *b));
    let (mine, other) = (a.distribution.parameters(), b.distribution.parameters());
    a.on == b.on
        && a.distribution.name() == b.distribution.name()
        && mine.iter().zip(&other).all(|((_, a), (_, b))| same_numbers(a, b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounding_is_no_difference() {
        assert!(close(0.3, 0.1 + 0.2));
        assert!(close(0.0, 0.0) && !close(0.0, 1e-300) && !close(1.0, 1.000_000_1));
    }

    #[test]
    fn paths_of_one_kind_differ_in_any_part() {
        let knots = |year, value, interpolation| Path::Knots { knots: vec![(year, value)], interpolation };
        let one = knots(2020, 1.0, Interpolation::Linear);
        assert!(same_path(&one, &one.clone()));
        for other in [
            knots(2021, 1.0, Interpolation::Linear),
            knots(2020, 2.0, Interpolation::Linear),
            knots(2020, 1.0, Interpolation::Step),
            Path::Constant(1.0),
        ] {
            assert!(!same_path(&one, &other), "{other:?}");
        }
        let growth = |start, rate, from| Path::Growth { start, rate, from };
        let one = growth(Some(1.0), 0.02, 2020);
        for other in [growth(None, 0.02, 2020), growth(Some(1.0), 0.03, 2020), growth(Some(1.0), 0.02, 2021)]
        {
            assert!(!same_path(&one, &other), "{other:?}");
        }
        let logistic = |m, s, f, c| Path::Logistic { midpoint: m, steepness: s, floor: f, ceiling: c };
        let one = logistic(2035.0, 0.3, 0.0, 1.0);
        for other in [
            logistic(2036.0, 0.3, 0.0, 1.0),
            logistic(2035.0, 0.4, 0.0, 1.0),
            logistic(2035.0, 0.3, 0.1, 1.0),
            logistic(2035.0, 0.3, 0.0, 0.9),
        ] {
            assert!(!same_path(&one, &other), "{other:?}");
        }
    }
}
