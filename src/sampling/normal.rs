//! The standard normal distribution: its quantile by AS 241 and its distribution function.
#![expect(clippy::excessive_precision, reason = "the coefficients as published")]

use crate::elementary::ln;
use crate::lane::{LANES, Lane};

/// P(Z ≤ x), by the complementary error function, accurate in both tails.
pub fn distribution(x: f64) -> f64 {
    0.5 * libm::erfc(-x / std::f64::consts::SQRT_2)
}

/// The quantile of the standard normal: algorithm AS 241, PPND16 (Wichura 1988, Applied Statistics
/// 37, 477–484), relative accuracy about 1e-16. `p` from 1e-300 to below 1.
pub fn quantile(p: f64) -> f64 {
    let q = p - 0.5;
    if is_central(q) {
        return central(q);
    }
    let r = distance(p);
    signed(if r <= FAR { near_tail(r) } else { far_tail(r) }, q)
}

/// [`quantile`] of [`LANES`] at once, with the same bits: every part is computed for all lanes where any
/// lane needs it, and selected.
#[inline(always)]
pub fn quantiles(p: Lane) -> Lane {
    let q = p - 0.5;
    let mut x = q.map(central);
    if q.0.iter().all(|q| is_central(*q)) {
        return x;
    }
    let r = p.map(distance);
    let near = r.map(near_tail);
    for lane in 0..LANES {
        x.0[lane] = if is_central(q.0[lane]) { x.0[lane] } else { signed(near.0[lane], q.0[lane]) };
    }
    // About once in 3·10¹⁰ numbers.
    for lane in 0..LANES {
        if !is_central(q.0[lane]) && r.0[lane] > FAR {
            x.0[lane] = signed(far_tail(r.0[lane]), q.0[lane]);
        }
    }
    x
}

/// Where the near tail ends: p about 1.4e-11.
const FAR: f64 = 5.0;

#[inline(always)]
fn is_central(q: f64) -> bool {
    q.abs() <= 0.425
}

#[inline(always)]
fn central(q: f64) -> f64 {
    q * ratio(&A, &B, 0.180_625 - q * q)
}

/// √(−ln p) of the nearer tail.
#[inline(always)]
fn distance(p: f64) -> f64 {
    let above = 1.0 - p;
    (-ln(if p < above { p } else { above })).sqrt()
}

#[inline(always)]
fn near_tail(r: f64) -> f64 {
    ratio(&C, &D, r - 1.6)
}

#[inline(always)]
fn far_tail(r: f64) -> f64 {
    ratio(&E, &F, r - FAR)
}

#[inline(always)]
fn signed(x: f64, q: f64) -> f64 {
    if q < 0.0 { -x } else { x }
}

/// Ratio of two polynomials; the lower one has a constant term of 1.
#[inline(always)]
fn ratio(upper: &[f64; 8], lower: &[f64; 7], r: f64) -> f64 {
    let up = upper.iter().rev().fold(0.0, |sum, c| sum * r + c);
    let low = lower.iter().rev().fold(0.0, |sum, c| sum * r + c) * r + 1.0;
    up / low
}

const A: [f64; 8] = [
    3.387_132_872_796_366_608,
    1.331_416_678_917_843_774_5e2,
    1.971_590_950_306_551_442_7e3,
    1.373_169_376_550_946_112_5e4,
    4.592_195_393_154_987_145_7e4,
    6.726_577_092_700_870_085_3e4,
    3.343_057_558_358_812_810_5e4,
    2.509_080_928_730_122_672_7e3,
];
const B: [f64; 7] = [
    4.231_333_070_160_091_125_2e1,
    6.871_870_074_920_579_083e2,
    5.394_196_021_424_751_107_7e3,
    2.121_379_430_158_659_586_7e4,
    3.930_789_580_009_271_061e4,
    2.872_908_573_572_194_267_4e4,
    5.226_495_278_852_854_561e3,
];
const C: [f64; 8] = [
    1.423_437_110_749_683_577_34,
    4.630_337_846_156_545_295_9,
    5.769_497_221_460_691_405_5,
    3.647_848_324_763_204_605_04,
    1.270_458_252_452_368_382_58,
    2.417_807_251_774_506_117_7e-1,
    2.272_384_498_926_918_458_33e-2,
    7.745_450_142_783_414_076_4e-4,
];
const D: [f64; 7] = [
    2.053_191_626_637_758_821_87,
    1.676_384_830_183_803_849_4,
    6.897_673_349_851_000_045_5e-1,
    1.481_039_764_274_800_745_9e-1,
    1.519_866_656_361_645_719_66e-2,
    5.475_938_084_995_344_946e-4,
    1.050_750_071_644_416_843_24e-9,
];
const E: [f64; 8] = [
    6.657_904_643_501_103_777_2,
    5.463_784_911_164_114_369_9,
    1.784_826_539_917_291_335_8,
    2.965_605_718_285_048_912_3e-1,
    2.653_218_952_657_612_309_3e-2,
    1.242_660_947_388_078_438_6e-3,
    2.711_555_568_743_487_578_15e-5,
    2.010_334_399_292_288_132_65e-7,
];
const F: [f64; 7] = [
    5.998_322_065_558_879_376_9e-1,
    1.369_298_809_227_358_053_1e-1,
    1.487_536_129_085_061_485_25e-2,
    7.868_691_311_456_132_591e-4,
    1.846_318_317_510_054_681_8e-5,
    1.421_511_758_316_445_888_7e-7,
    2.044_263_103_389_939_785_64e-15,
];

#[cfg(test)]
mod tests {
    use super::*;

    /// Values of the published algorithm's own check: z at 0.25, 0.001, 1e-20.
    #[test]
    fn published_values() {
        assert!((quantile(0.25) + 0.674_489_750_196_081_7).abs() < 1e-15);
        assert!((quantile(0.001) + 3.090_232_306_167_813).abs() < 1e-14);
        assert!((quantile(1e-20) + 9.262_340_089_798_408).abs() < 1e-13);
        assert_eq!(quantile(0.5), 0.0);
    }

    /// The lanes give the bits of the scalar, whatever stands beside.
    #[test]
    fn lanes_are_the_scalar() {
        const P: [f64; 8] = [1e-300, 1e-13, 1e-6, 0.02, 0.4, 0.925, 0.999, 1.0 - 1e-16];
        let p: [f64; LANES] = std::array::from_fn(|lane| P[lane % P.len()]);
        assert_eq!(quantiles(Lane(p)), Lane(p.map(quantile)));
        assert_eq!(quantiles(Lane::splat(0.3)), Lane::splat(quantile(0.3)));
    }

    #[test]
    fn inverts_the_distribution() {
        for p in [1e-12, 1e-4, 0.02, 0.3, 0.7, 0.98, 1.0 - 1e-9] {
            assert!((distribution(quantile(p)) - p).abs() <= 4e-16 + p * 1e-13, "at {p}");
        }
    }
}
