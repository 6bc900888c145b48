//! A fixed number of draws side by side, so that arithmetic vectorises.

use std::ops::{Add, AddAssign, Div, Mul, Neg, Sub, SubAssign};

/// How many draws stand side by side.
pub const LANES: usize = 16;

/// One number for each of some draws. Operations are elementwise, in IEEE double precision, so the
/// bits of a draw do not depend on its neighbours.
#[derive(Clone, Copy, Debug, PartialEq)]
#[repr(align(64))]
pub struct Lane(pub [f64; LANES]);

impl Lane {
    /// Zero in every draw.
    pub const ZERO: Lane = Lane([0.0; LANES]);
    /// One in every draw.
    pub const ONE: Lane = Lane([1.0; LANES]);

    /// The same number in every draw.
    #[inline]
    pub const fn splat(value: f64) -> Lane {
        Lane([value; LANES])
    }

    /// Elementwise function of two numbers.
    #[inline]
    pub fn zip(self, other: Lane, f: impl Fn(f64, f64) -> f64) -> Lane {
        let mut out = self;
        for (a, b) in out.0.iter_mut().zip(other.0) {
            *a = f(*a, b);
        }
        out
    }

    /// Elementwise function of one number.
    #[inline]
    pub fn map(self, f: impl Fn(f64) -> f64) -> Lane {
        let mut out = self;
        for a in &mut out.0 {
            *a = f(*a);
        }
        out
    }
}

macro_rules! elementwise {
    ($($trait:ident $method:ident $op:tt;)*) => {$(
        impl $trait for Lane {
            type Output = Lane;
            #[inline]
            fn $method(self, other: Lane) -> Lane {
                self.zip(other, |a, b| a $op b)
            }
        }
        impl $trait<f64> for Lane {
            type Output = Lane;
            #[inline]
            fn $method(self, other: f64) -> Lane {
                self.map(|a| a $op other)
            }
        }
    )*};
}

elementwise! { Add add +; Sub sub -; Mul mul *; Div div /; }

impl Neg for Lane {
    type Output = Lane;
    #[inline]
    fn neg(self) -> Lane {
        self.map(|a| -a)
    }
}

impl AddAssign for Lane {
    #[inline]
    fn add_assign(&mut self, other: Lane) {
        *self = *self + other;
    }
}

impl SubAssign for Lane {
    #[inline]
    fn sub_assign(&mut self, other: Lane) {
        *self = *self - other;
    }
}

impl std::iter::Sum for Lane {
    /// In the order of the iterator, so the bits are fixed.
    fn sum<I: Iterator<Item = Lane>>(iter: I) -> Lane {
        iter.fold(Lane::ZERO, |total, x| total + x)
    }
}
