//! What a run computes with: plain numbers, or nodes that write down how they come about.

use crate::elementary;
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
