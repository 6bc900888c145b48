//! Order statistics against sorting, however values come.

use super::*;
use crate::ensemble::CHUNK;
use crate::ensemble::quantile::PROBABILITIES;
use crate::ensemble::ranker::interpolate;

/// Values that crowd, tie, reach far and hide an atom in the middle, by a multiplicative walk.
fn values(n: u64, shape: fn(f64) -> f64) -> Vec<f32> {
    (0..n).map(|i| shape(((i * 2_654_435_761) % 4_294_967_296) as f64 / 4_294_967_296.0) as f32).collect()
}

const SHAPES: [fn(f64) -> f64; 6] = [
    |u| u,
    |u| (30.0 * u).exp(),
    |u| (u * 4.0).floor(),
    |_| 7.25,
    |u| {
        if u < 0.3 {
            -u
        } else if u < 0.8 {
            0.5
        } else {
            1.0 + u
        }
    },
    |u| 1e-40 * (u - 0.5),
];

fn wanted(n: u64) -> Wanted {
    Wanted::new(&PROBABILITIES, n, true)
}

fn order(values: &[f32], wanted: &Wanted, replicated: bool) -> Order {
    let mut order = Order::new(replicated);
    for chunk in values.chunks(CHUNK as usize) {
        order.add(chunk, wanted);
    }
    order
}

/// Type 7 by putting all values in order.
fn sorted(values: &[f32]) -> [f64; 7] {
    let mut sorted: Vec<f32> = values.iter().copied().filter(|value| !value.is_nan()).collect();
    sorted.sort_by(f32::total_cmp);
    PROBABILITIES.map(|p| {
        let h = (sorted.len() - 1) as f64 * p;
        let (low, high) = (sorted[h as usize], sorted[(h as usize + 1).min(sorted.len() - 1)]);
        interpolate(h.fract(), low, high)
    })
}

fn quantiles(order: &mut Order) -> [f64; 7] {
    order.quantiles(&mut Ranker::default(), PROBABILITIES).expect("inside brackets")
}

#[test]
fn brackets_give_the_order_statistics_of_sorting() {
    for shape in SHAPES {
        for n in [1, 20_000, 300_001] {
            let values = values(n, shape);
            let mut order = order(&values, &wanted(n), false);
            assert_eq!((quantiles(&mut order), order.count()), (sorted(&values), n));
        }
    }
}

/// Some 2·9·√(p(1 − p))·√n values for each of seven quantiles lie in brackets at most; 13 800 of 300 001 here.
#[test]
fn few_values_are_kept() {
    let mut order = order(&values(300_001, SHAPES[0]), &wanted(300_001), false);
    quantiles(&mut order);
    let kept = order.narrowed().kept();
    assert!(kept < 16_000, "{kept}");
    // Equal values are counted, however often they come.
    let mut order = super::tests::order(&values(300_001, SHAPES[3]), &wanted(300_001), false);
    quantiles(&mut order);
    assert_eq!(order.narrowed().kept(), 0);
}

/// However values are split, the answers are the same.
#[test]
fn parts_join_to_the_same_answers() {
    let n = 200_000_u64;
    for shape in SHAPES {
        let all = values(n, shape);
        for parts in [2_usize, 7, 40] {
            let size = (n as usize).div_ceil(parts).next_multiple_of(CHUNK as usize);
            let mut parts = all.chunks(size).map(|part| order(part, &wanted(n), true));
            let mut joined = parts.next().expect("a part");
            parts.for_each(|part| joined.join(part, &wanted(n)));
            let found = quantiles(&mut joined);
            assert_eq!(found, sorted(&all));
            let mut counts = [0; REPLICATES];
            for (at, value) in all.iter().enumerate() {
                counts[at % REPLICATES] += u64::from(f64::from(*value) <= found[3]);
            }
            assert_eq!(joined.not_above(found[3]), counts);
        }
    }
}

/// Values that first lie elsewhere than those to come: their quantiles fall into gaps, which say so, and a second
/// pass puts them back.
#[test]
fn what_is_lost_is_found_in_a_second_pass() {
    let mut all = values(20_480, |u| u);
    all.extend(values(80_000, |u| 0.2 + 0.05 * u));
    all.extend(values(40_000, |u| -3.0 * u));
    for replicated in [false, true] {
        let mut order = order(&all, &wanted(all.len() as u64), replicated);
        let mut passes = 0;
        let found = loop {
            match order.quantiles(&mut Ranker::default(), PROBABILITIES) {
                Ok(found) => break found,
                Err(lost) => {
                    let mut gatherer = order.gatherer(lost);
                    all.chunks(CHUNK as usize).for_each(|chunk| gatherer.add(chunk));
                    order.fill(gatherer);
                    passes += 1;
                }
            }
        };
        assert!(passes > 0);
        assert_eq!((found, order.count()), (sorted(&all), all.len() as u64));
    }
}

/// Draws without a value are left out, before brackets are drawn and after; zeros of either sign are one.
#[test]
fn what_is_no_number_is_left_out() {
    let mut all = values(60_000, |u| (u - 0.5).max(-0.0));
    all.iter_mut().step_by(3).for_each(|value| *value = f32::NAN);
    all.iter_mut().skip(1).step_by(6).for_each(|value| *value *= -0.0);
    let mut order = order(&all, &wanted(60_000), true);
    assert_eq!(order.count(), 40_000);
    assert_eq!(quantiles(&mut order), sorted(&all).map(|q| q + 0.0));
    assert_eq!(order.median().expect("inside").map(f32::to_bits), Some(0));
    assert_eq!(Order::new(false).median(), Ok(None));
}

/// An atom at the end of a bracket: 45 % of the values are equal, so that the bracket of the median begins in them. They
/// are counted, and what is kept is what lies beside them.
#[test]
fn values_that_many_equal_are_counted() {
    let all = values(300_001, |u| if u < 0.495 && u > 0.045 { 0.495 } else { u });
    for replicated in [false, true] {
        let mut order = order(&all, &wanted(300_001), replicated);
        assert_eq!(quantiles(&mut order), sorted(&all));
        assert_eq!(order.count(), 300_001);
        let kept = order.narrowed().kept();
        assert!(kept < 20_000, "{kept}");
    }
}
