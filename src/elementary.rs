//! Logarithm and exponential without branches or library, so that eight at once take the time of
//! two and the bits are the same on every machine. Algorithms and coefficients of fdlibm (Sun
//! Microsystems 1993), errors below one unit in the last place.
#![expect(clippy::excessive_precision, reason = "the coefficients as published")]

const LN2_HIGH: f64 = 6.931_471_803_691_238_164_90e-1;
const LN2_LOW: f64 = 1.908_214_929_270_587_700_02e-10;

/// 2⁵²: a whole number below it stands in the low bits of its sum with it.
const TWO_52: f64 = 4_503_599_627_370_496.0;

/// The natural logarithm of a positive normal number.
#[inline(always)]
pub fn ln(x: f64) -> f64 {
    // x = 2^k·m with m between √½ and √2: 0x3fe6a09e… is √½.
    let shifted = x.to_bits().wrapping_add(0x3ff0_0000_0000_0000 - 0x3fe6_a09e_0000_0000);
    let k = f64::from_bits((shifted >> 52) | 0x4330_0000_0000_0000) - (TWO_52 + 1023.0);
    let m = f64::from_bits((shifted & 0x000f_ffff_ffff_ffff) + 0x3fe6_a09e_0000_0000);
    let f = m - 1.0;
    let s = f / (2.0 + f);
    let z = s * s;
    let w = z * z;
    let even = w
        * (3.999_999_999_940_941_908e-1
            + w * (2.222_219_843_214_978_396e-1 + w * 1.531_383_769_920_937_332e-1));
    let odd = z
        * (6.666_666_666_666_735_130e-1
            + w * (2.857_142_874_366_239_149e-1
                + w * (1.818_357_216_161_805_012e-1 + w * 1.479_819_860_511_658_591e-1)));
    let half = 0.5 * f * f;
    s * (half + odd + even) + k * LN2_LOW - half + f + k * LN2_HIGH
}

/// Where exponents end: beyond it results would leave the normal numbers.
const MOST_EXPONENT: f64 = 700.0;

/// The exponential; arguments beyond ±700 count as ±700.
#[inline(always)]
pub fn exp(x: f64) -> f64 {
    const ROUND: f64 = 1.5 * TWO_52;
    let x = if x > MOST_EXPONENT { MOST_EXPONENT } else { x };
    let x = if x < -MOST_EXPONENT { -MOST_EXPONENT } else { x };
    let rounded = x * std::f64::consts::LOG2_E + ROUND;
    let k = rounded - ROUND;
    let (high, low) = (x - k * LN2_HIGH, k * LN2_LOW);
    let r = high - low;
    let t = r * r;
    let c = r - t
        * (1.666_666_666_666_660_190_37e-1
            + t * (-2.777_777_777_701_559_338_42e-3
                + t * (6.613_756_321_437_934_361_17e-5
                    + t * (-1.653_390_220_546_525_153_90e-6 + t * 4.138_136_797_057_238_460_39e-8))));
    let y = 1.0 + (r * c / (2.0 - c) - low + high);
    f64::from_bits(y.to_bits().wrapping_add(rounded.to_bits() << 52))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Against libm over the whole range: at most one unit in the last place apart.
    #[test]
    fn agree_with_libm() {
        for i in 0..200_000 {
            let t = f64::from(i) / 200_000.0;
            let x = libm::exp(-600.0 + 1200.0 * t) * (1.0 + 0.3 * t);
            let (ours, theirs) = (ln(x), libm::log(x));
            assert!((ours - theirs).abs() <= theirs.abs() * 2.3e-16, "ln({x})");
            let y = -650.0 + 1300.0 * t;
            let (ours, theirs) = (exp(y), libm::exp(y));
            assert!((ours - theirs).abs() <= theirs * 2.3e-16, "exp({y})");
        }
    }

    #[test]
    fn exact_values() {
        assert_eq!((ln(1.0), exp(0.0)), (0.0, 1.0));
        assert_eq!((exp(1e9), exp(-1e9)), (exp(700.0), exp(-700.0)));
    }
}
