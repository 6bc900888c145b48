//! Additive LMDI-I: the change of a sum of products told as effects of its factors.
//!
//! With V = Σ_i Π_k x_ik, the effect of factor k between a start and an end is (Ang, Energy Policy 33, 2005, 867–871)
//!
//! ```text
//! ΔV_k = Σ_i L(V_i¹, V_i⁰) · ln(x_ik¹ / x_ik⁰)          L(a, b) = (a − b) / (ln a − ln b),  L(a, a) = a
//! ```
//!
//! and Σ_k ΔV_k = V¹ − V⁰ without a rest. Where a factor is zero, so is V_i, and the limit for a vanishing value
//! holds (Ang & Liu, Energy Policy 35, 2007, 238–246):
//!
//! | V_i⁰ | V_i¹ | a factor that is zero where V_i is | any other factor |
//! | --- | --- | --- | --- |
//! | 0 | c | + c | 0 |
//! | c | 0 | − c | 0 |
//! | 0 | 0 | 0 | 0 |
//!
//! Several factors that vanish together do so at one rate and have equal parts of c.

use std::fmt;

/// Why something has no logarithms: it must be kept apart, as a term of its own.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Unfit {
    /// A factor is negative, infinite or no number.
    Factor {
        /// Which sub-category.
        category: usize,
        /// Which factor.
        factor: usize,
    },
    /// The factors of a sub-category multiply to what no number holds, though none of them is zero.
    Product {
        /// Which sub-category.
        category: usize,
    },
    /// Start and end are not of one shape.
    Shape,
}

impl fmt::Display for Unfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Unfit::Factor { category, factor } => {
                write!(f, "factor {factor} of sub-category {category} is negative or no number")
            }
            Unfit::Product { category } => {
                write!(f, "the factors of sub-category {category} multiply to what no number holds")
            }
            Unfit::Shape => write!(f, "start and end do not have the same sub-categories and factors"),
        }
    }
}

impl std::error::Error for Unfit {}

/// The logarithmic mean of two positive numbers; 0 where one of them is zero.
///
/// ```
/// use dafeng::analysis::decompose::lmdi::logarithmic_mean;
/// assert_eq!(logarithmic_mean(5.0, 5.0), 5.0);
/// assert!((logarithmic_mean(std::f64::consts::E, 1.0) - (std::f64::consts::E - 1.0)).abs() < 1e-15);
/// ```
pub fn logarithmic_mean(a: f64, b: f64) -> f64 {
    if a <= 0.0 || b <= 0.0 {
        return 0.0;
    }
    // ln a − ln b = 2·artanh d; near a = b its series keeps the digits that the quotient loses.
    let d = (a - b) / (a + b);
    if d.abs() < 0.01 {
        let square = d * d;
        let series = 1.0 + square * (1.0 / 3.0 + square * (1.0 / 5.0 + square * (1.0 / 7.0 + square / 9.0)));
        return (a + b) / 2.0 / series;
    }
    (a - b) / (libm::log(a) - libm::log(b))
}

/// Effects of the factors on the sum over all sub-categories; `start` and `end` are `[sub-category][factor]`, rows of
/// as many numbers as there are factors.
///
/// # Errors
/// Where a factor is negative or no number: a part of the other sign has no logarithm. Keep it apart.
pub fn effects(factors: usize, start: &[f64], end: &[f64]) -> Result<Vec<f64>, Unfit> {
    if factors == 0 || start.len() != end.len() || !start.len().is_multiple_of(factors) {
        return Err(Unfit::Shape);
    }
    let mut effects = vec![0.0; factors];
    let rows = start.chunks_exact(factors).zip(end.chunks_exact(factors));
    for (category, (start, end)) in rows.enumerate() {
        add(start, end, &mut effects).map_err(|unfit| match unfit {
            Unfit::Factor { factor, .. } => Unfit::Factor { category, factor },
            Unfit::Product { .. } => Unfit::Product { category },
            Unfit::Shape => Unfit::Shape,
        })?;
    }
    Ok(effects)
}

/// Adds the effects of one sub-category's factors.
///
/// # Errors
/// As [`effects`]; then nothing was added.
pub fn add(start: &[f64], end: &[f64], effects: &mut [f64]) -> Result<(), Unfit> {
    if start.len() != end.len() || start.len() != effects.len() {
        return Err(Unfit::Shape);
    }
    let fits = |x: &f64| x.is_finite() && *x >= 0.0;
    let unfit = |row: &[f64]| row.iter().position(|x| !fits(x));
    if let Some(factor) = unfit(start).or_else(|| unfit(end)) {
        return Err(Unfit::Factor { category: 0, factor });
    }
    let (before, after) = (value(start)?, value(end)?);
    match (before > 0.0, after > 0.0) {
        (true, true) => {
            let mean = logarithmic_mean(after, before);
            for ((effect, x0), x1) in effects.iter_mut().zip(start).zip(end) {
                *effect += mean * log_ratio(*x1, *x0);
            }
        }
        (false, true) => share(start, after, effects),
        (true, false) => share(end, -before, effects),
        (false, false) => {}
    }
    Ok(())
}

/// The product of the factors of a sub-category.
fn value(row: &[f64]) -> Result<f64, Unfit> {
    let value: f64 = row.iter().product();
    let vanished = value == 0.0 && !row.contains(&0.0);
    if value.is_finite() && !vanished { Ok(value) } else { Err(Unfit::Product { category: 0 }) }
}

/// ln(a/b) of positive numbers, also where their quotient is out of range.
fn log_ratio(a: f64, b: f64) -> f64 {
    let ratio = a / b;
    if ratio.is_normal() { libm::log(ratio) } else { libm::log(a) - libm::log(b) }
}

/// Gives a change in equal parts to the factors that are zero in the row that vanishes.
fn share(vanishing: &[f64], change: f64, effects: &mut [f64]) {
    let zeros = vanishing.iter().filter(|x| **x == 0.0).count() as f64;
    for (effect, _) in effects.iter_mut().zip(vanishing).filter(|(_, x)| **x == 0.0) {
        *effect += change / zeros;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn close(a: f64, b: f64, scale: f64) -> bool {
        (a - b).abs() <= 1e-9 * scale
    }

    /// The published case of two sub-categories and three factors: V from 20 + 60 to 60 + 120.
    #[test]
    fn the_published_case() {
        let start = [1.0, 10.0, 2.0, 4.0, 5.0, 3.0];
        let end = [4.0, 5.0, 3.0, 5.0, 6.0, 4.0];
        let found = effects(3, &start, &end).unwrap();
        for (found, published) in found.iter().zip([69.790_065_98, -9.455_125_793, 39.665_059_81]) {
            assert!((found - published).abs() < 5e-9, "{found} against {published}");
        }
        assert!((found.iter().sum::<f64>() - 100.0).abs() < 1e-12);
    }

    /// By hand: 2·3 = 6 to 4·1.5 = 6. L(6, 6) = 6, effects 6·ln 2 and −6·ln 2: large though the sum stands still.
    #[test]
    fn factors_that_offset_each_other_do_not_vanish() {
        let found = effects(2, &[2.0, 3.0], &[4.0, 1.5]).unwrap();
        let by_hand = 6.0 * std::f64::consts::LN_2;
        assert!((found[0] - by_hand).abs() < 1e-12 && (found[1] + by_hand).abs() < 1e-12, "{found:?}");
    }

    /// The table of Ang & Liu (2007), case by case: which factor of a value that vanishes has the change.
    #[test]
    fn zeros_by_the_analytical_limit() {
        let cases: [([f64; 2], [f64; 2], [f64; 2]); 8] = [
            ([0.0, 2.0], [3.0, 4.0], [12.0, 0.0]), // x is zero at the start and V comes to be
            ([3.0, 4.0], [0.0, 2.0], [-12.0, 0.0]), // x is zero at the end and V ceases
            ([5.0, 0.0], [3.0, 4.0], [0.0, 12.0]), // another factor is zero at the start
            ([3.0, 4.0], [5.0, 0.0], [0.0, -12.0]), // another factor is zero at the end
            ([0.0, 0.0], [3.0, 4.0], [6.0, 6.0]),  // both vanish together
            ([0.0, 2.0], [0.0, 4.0], [0.0, 0.0]),  // x is zero in both
            ([0.0, 2.0], [5.0, 0.0], [0.0, 0.0]),  // V is zero in both, by different factors
            ([0.0, 0.0], [0.0, 0.0], [0.0, 0.0]),
        ];
        for (start, end, expected) in cases {
            assert_eq!(effects(2, &start, &end).unwrap(), expected, "{start:?} to {end:?}");
        }
    }

    /// The limit is a limit: with a value of 10⁻³⁰⁰ in the place of the zero, nearly all goes to its factor.
    #[test]
    fn the_limit_is_what_small_values_come_to() {
        let found = effects(2, &[1e-300, 2.0], &[3.0, 4.0]).unwrap();
        assert!((found[0] - 12.0).abs() < 0.05 && found[1].abs() < 0.05, "{found:?}");
    }

    #[test]
    fn parts_of_the_other_sign_are_refused() {
        let refused = effects(2, &[1.0, 2.0, 1.0, -1.0], &[1.0, 2.0, 1.0, 3.0]);
        assert_eq!(refused, Err(Unfit::Factor { category: 1, factor: 1 }));
        assert_eq!(effects(2, &[1.0, 2.0], &[f64::NAN, 1.0]), Err(Unfit::Factor { category: 0, factor: 0 }));
        assert_eq!(effects(2, &[1e-200, 1e-200], &[1.0, 1.0]), Err(Unfit::Product { category: 0 }));
        assert_eq!(effects(2, &[1.0, 2.0], &[1.0]), Err(Unfit::Shape));
        assert_eq!(effects(0, &[], &[]), Err(Unfit::Shape));
    }

    /// Against a sum of its series in quadruple terms: L(1 + ε, 1) = 1 + ε/2 − ε²/12 + …
    #[test]
    fn the_mean_keeps_its_digits_near_equality() {
        for epsilon in [1e-14, 1e-10, 1e-6, 1e-4] {
            let expected = 1.0 + epsilon / 2.0 - epsilon * epsilon / 12.0;
            assert!((logarithmic_mean(1.0 + epsilon, 1.0) - expected).abs() < 1e-13, "{epsilon}");
        }
        // Both ways of computing it meet where they change.
        let (below, above) = (logarithmic_mean(1.02, 1.0), logarithmic_mean(1.020_203, 1.0));
        let by_quotient = |a: f64| (a - 1.0) / a.ln();
        assert!((below - by_quotient(1.02)).abs() < 1e-13 && (above - by_quotient(1.020_203)).abs() < 1e-13);
    }

    /// A factor: often zero, over many magnitudes.
    fn factor() -> impl Strategy<Value = f64> {
        prop_oneof![2 => Just(0.0), 8 => (-6.0..6.0_f64).prop_map(|e| 10f64.powf(e)), 1 => Just(1.0)]
    }

    fn rows(count: usize) -> impl Strategy<Value = (Vec<f64>, Vec<f64>)> {
        let row = || prop::collection::vec(factor(), 4 * count);
        (row(), row())
    }

    fn total(rows: &[f64]) -> f64 {
        rows.chunks(4).map(|row| row.iter().product::<f64>()).sum()
    }

    proptest! {
        #[test]
        fn effects_sum_to_the_difference((start, end) in (1_usize..9).prop_flat_map(rows)) {
            let found = effects(4, &start, &end).unwrap();
            let scale = total(&start).max(total(&end));
            prop_assert!(close(found.iter().sum(), total(&end) - total(&start), scale));
        }

        #[test]
        fn the_way_back_has_the_opposite_effects((start, end) in rows(5)) {
            let (there, back) = (effects(4, &start, &end).unwrap(), effects(4, &end, &start).unwrap());
            let scale = total(&start).max(total(&end)) * 30.0;
            prop_assert!(there.iter().zip(&back).all(|(a, b)| close(*a, -b, scale)));
        }

        #[test]
        fn the_order_of_sub_categories_does_not_matter((start, end) in rows(6), turn in 1_usize..6) {
            let turned = |rows: &[f64]| [&rows[4 * turn..], &rows[..4 * turn]].concat();
            let (one, other) = (effects(4, &start, &end).unwrap(), effects(4, &turned(&start), &turned(&end)).unwrap());
            let scale = total(&start).max(total(&end)) * 30.0;
            prop_assert!(one.iter().zip(&other).all(|(a, b)| close(*a, *b, scale)));
        }

        #[test]
        fn a_factor_in_other_units_changes_nothing((start, end) in rows(3), unit in 0.001..1000.0_f64) {
            let other = |rows: &[f64]| -> Vec<f64> {
                rows.iter().enumerate().map(|(i, x)| if i % 4 == 1 { x * unit } else { *x }).collect()
            };
            let (one, scaled) = (effects(4, &start, &end).unwrap(), effects(4, &other(&start), &other(&end)).unwrap());
            let scale = total(&start).max(total(&end)) * 30.0 * unit;
            prop_assert!(one.iter().zip(&scaled).all(|(a, b)| close(a * unit, *b, scale)));
        }
    }
}
