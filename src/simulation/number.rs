//! What a run computes with: plain numbers, those of some draws side by side, or nodes that write down how they come about.

use crate::elementary;
use crate::lane::{LANES, Lane};
use std::fmt::Debug;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Div, Mul, Neg, Sub, SubAssign};

/// A number of a run. Stages are written once for all kinds of numbers, and take no branch that depends on the
/// value of one: where the outcome depends on a comparison they select.
pub trait Number:
    Copy
    + Debug
    + PartialEq
    + Add<Output = Self>
    + Add<f64, Output = Self>
    + Sub<Output = Self>
    + Sub<f64, Output = Self>
    + Mul<Output = Self>
    + Mul<f64, Output = Self>
    + Div<Output = Self>
    + Div<f64, Output = Self>
    + Neg<Output = Self>
    + AddAssign
    + SubAssign
    + Sum
{
    /// Nothing.
    const ZERO: Self;
    /// One.
    const ONE: Self;

    /// A number that is the same in every draw.
    fn constant(value: f64) -> Self;

    /// The lesser of two; the second where they do not compare.
    fn min(self, other: Self) -> Self;

    /// The greater of two; the second where they do not compare.
    fn max(self, other: Self) -> Self;

    /// `self / other`, 0 where `other` is not positive: a share of nothing is nothing.
    fn share_of(self, other: Self) -> Self;

    /// `then` where `self > other`, else `otherwise`.
    fn select_above(self, other: Self, then: Self, otherwise: Self) -> Self;

    /// Lets `body` change `state` where `self > other`; elsewhere the state stays as it is. `numbers` shows every
    /// number of the state that `body` may change, always in the same order. A run that is played for many
    /// draws passes over `body` where none of them needs it.
    fn where_above<S: ?Sized>(
        self,
        other: Self,
        state: &mut S,
        numbers: impl Fn(&mut S, &mut dyn FnMut(&mut Self)),
        body: impl FnOnce(&mut S),
    );

    /// Magnitude.
    fn abs(self) -> Self;

    /// e to the power of it.
    fn exp(self) -> Self;

    /// The least whole number that is not below it.
    fn ceil(self) -> Self;

    /// It to the power of another.
    fn pow(self, exponent: Self) -> Self;

    /// Γ of it.
    fn gamma(self) -> Self;
}

impl Number for f64 {
    const ZERO: f64 = 0.0;
    const ONE: f64 = 1.0;

    #[inline]
    fn constant(value: f64) -> f64 {
        value
    }
    #[inline]
    fn min(self, other: f64) -> f64 {
        if self < other { self } else { other }
    }
    #[inline]
    fn max(self, other: f64) -> f64 {
        if self > other { self } else { other }
    }
    #[inline]
    fn share_of(self, other: f64) -> f64 {
        if other > 0.0 { self / other } else { 0.0 }
    }
    #[inline]
    fn select_above(self, other: f64, then: f64, otherwise: f64) -> f64 {
        if self > other { then } else { otherwise }
    }
    #[inline]
    fn where_above<S: ?Sized>(
        self,
        other: f64,
        state: &mut S,
        _: impl Fn(&mut S, &mut dyn FnMut(&mut f64)),
        body: impl FnOnce(&mut S),
    ) {
        if self > other {
            body(state);
        }
    }
    #[inline]
    fn abs(self) -> f64 {
        f64::abs(self)
    }
    #[inline]
    fn exp(self) -> f64 {
        elementary::exp(self)
    }
    #[inline]
    fn ceil(self) -> f64 {
        f64::ceil(self)
    }
    #[inline]
    fn pow(self, exponent: f64) -> f64 {
        libm::pow(self, exponent)
    }
    #[inline]
    fn gamma(self) -> f64 {
        libm::tgamma(self)
    }
}

impl Number for Lane {
    const ZERO: Lane = Lane::splat(0.0);
    const ONE: Lane = Lane::splat(1.0);

    #[inline]
    fn constant(value: f64) -> Lane {
        Lane::splat(value)
    }
    #[inline]
    fn min(self, other: Lane) -> Lane {
        self.zip(other, Number::min)
    }
    #[inline]
    fn max(self, other: Lane) -> Lane {
        self.zip(other, Number::max)
    }
    #[inline]
    fn share_of(self, other: Lane) -> Lane {
        self.zip(other, Number::share_of)
    }
    #[inline]
    fn select_above(self, other: Lane, then: Lane, otherwise: Lane) -> Lane {
        Lane(std::array::from_fn(|i| self.0[i].select_above(other.0[i], then.0[i], otherwise.0[i])))
    }
    fn where_above<S: ?Sized>(
        self,
        other: Lane,
        state: &mut S,
        numbers: impl Fn(&mut S, &mut dyn FnMut(&mut Lane)),
        body: impl FnOnce(&mut S),
    ) {
        let mut before = Vec::new();
        numbers(state, &mut |number| before.push(*number));
        body(state);
        let mut before = before.into_iter();
        numbers(state, &mut |number| {
            let kept = before.next().unwrap_or(*number);
            *number = self.select_above(other, *number, kept);
        });
    }
    #[inline]
    fn abs(self) -> Lane {
        self.map(f64::abs)
    }
    #[inline]
    fn exp(self) -> Lane {
        self.map(elementary::exp)
    }
    #[inline]
    fn ceil(self) -> Lane {
        self.map(f64::ceil)
    }
    #[inline]
    fn pow(self, exponent: Lane) -> Lane {
        self.zip(exponent, libm::pow)
    }
    #[inline]
    fn gamma(self) -> Lane {
        self.map(libm::tgamma)
    }
}

/// Numbers that a fleet is decided by: those of one draw, or of several that are expected to decide alike.
pub trait Amount: Number {
    /// That of the first draw.
    fn first(self) -> f64;

    /// Whether it is above another number in any draw.
    fn is_above_in_any(self, other: Self) -> bool;

    /// Whether it is above another number in every draw.
    fn is_above_in_all(self, other: Self) -> bool;
}

impl Amount for f64 {
    #[inline]
    fn first(self) -> f64 {
        self
    }
    #[inline]
    fn is_above_in_any(self, other: f64) -> bool {
        self > other
    }
    #[inline]
    fn is_above_in_all(self, other: f64) -> bool {
        self > other
    }
}

impl Amount for Lane {
    #[inline]
    fn first(self) -> f64 {
        self.0[0]
    }
    #[inline]
    fn is_above_in_any(self, other: Lane) -> bool {
        (0..LANES).fold(false, |any, draw| any | (self.0[draw] > other.0[draw]))
    }
    #[inline]
    fn is_above_in_all(self, other: Lane) -> bool {
        (0..LANES).fold(true, |all, draw| all & (self.0[draw] > other.0[draw]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: Lane = again_and_again([1.5, -2.0, 0.0, 3.25, 1e300, -0.5, 7.0, 2.0]);
    const B: Lane = again_and_again([0.5, 4.0, 0.0, 3.25, -1.0, -0.25, 0.0, 3.0]);

    const fn again_and_again(numbers: [f64; 8]) -> Lane {
        let (mut lanes, mut draw) = ([0.0; LANES], 0);
        while draw < LANES {
            lanes[draw] = numbers[draw % numbers.len()];
            draw += 1;
        }
        Lane(lanes)
    }

    #[track_caller]
    fn is_elementwise(lanes: Lane, one: impl Fn(f64, f64) -> f64) {
        for draw in 0..LANES {
            let alone = one(A.0[draw], B.0[draw]);
            assert!(lanes.0[draw].to_bits() == alone.to_bits(), "draw {draw}: {} {alone}", lanes.0[draw]);
        }
    }

    #[test]
    fn lanes_are_each_a_number() {
        is_elementwise(A.min(B), Number::min);
        is_elementwise(A.max(B), Number::max);
        is_elementwise(A.share_of(B), Number::share_of);
        is_elementwise(A.select_above(B, B, A), |a, b| a.select_above(b, b, a));
        is_elementwise(A.abs(), |a, _| a.abs());
        is_elementwise((B * 3.0).exp(), |_, b| (b * 3.0).exp());
        is_elementwise(A.ceil(), |a, _| a.ceil());
        is_elementwise(A.abs().pow(B), |a, b| a.abs().pow(b));
        is_elementwise((B.abs() + 1.0).gamma(), |_, b| Number::gamma(b.abs() + 1.0));
        is_elementwise(-A - B * A, |a, b| -a - b * a);
    }

    #[test]
    fn where_above_changes_those_draws_alone() {
        let mut state = (B, Lane::ONE);
        let numbers = |state: &mut (Lane, Lane), see: &mut dyn FnMut(&mut Lane)| {
            see(&mut state.0);
            see(&mut state.1);
        };
        A.where_above(B, &mut state, numbers, |state| *state = (state.0 + 1.0, A));
        is_elementwise(state.0, |a, b| if a > b { b + 1.0 } else { b });
        is_elementwise(state.1, |a, b| if a > b { a } else { 1.0 });
    }

    #[test]
    fn draws_that_decide_alike() {
        let (low, high) = (Lane::constant(-3.0), Lane::constant(2e300));
        assert!(A.is_above_in_all(low) && A.is_above_in_any(low));
        assert!(!A.is_above_in_any(high) && !A.is_above_in_all(high));
        assert!(A.is_above_in_any(B) && !A.is_above_in_all(B));
        assert_eq!((A.first(), 4.0.first()), (1.5, 4.0));
    }
}
