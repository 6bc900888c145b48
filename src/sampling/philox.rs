//! Philox4x32-10, a counter-based generator (Salmon et al. 2011, "Parallel random numbers: as easy as
//! 1, 2, 3"): any number of any stream in constant time, the same on every machine.

use std::convert::Infallible;

use crate::lane::{LANES, Lane};
use rand::distr::{Distribution as _, Open01};

const MULTIPLIERS: [u32; 2] = [0xD251_1F53, 0xCD9E_8D57];
const WEYL: [u32; 2] = [0x9E37_79B9, 0xBB67_AE85];

/// The 128 bits that belong to a counter under a key: ten rounds.
pub fn block(mut key: [u32; 2], mut counter: [u32; 4]) -> [u32; 4] {
    for round in 0..10 {
        if round > 0 {
            key = [key[0].wrapping_add(WEYL[0]), key[1].wrapping_add(WEYL[1])];
        }
        let a = u64::from(MULTIPLIERS[0]) * u64::from(counter[0]);
        let b = u64::from(MULTIPLIERS[1]) * u64::from(counter[2]);
        counter = [
            (b >> 32) as u32 ^ counter[1] ^ key[0],
            b as u32,
            (a >> 32) as u32 ^ counter[3] ^ key[1],
            a as u32,
        ];
    }
    counter
}

/// As [`block`], for [`LANES`] counters in a row under one key: `words[i][lane]` is word `i` of counter
/// `[first + lane, beside]`, 64 bits each.
#[inline(always)]
pub fn blocks(key: u64, first: u64, beside: u64) -> [[u32; LANES]; 4] {
    let mut key = halves(key);
    let beside = halves(beside);
    let (mut a, mut b) = ([0; LANES], [0; LANES]);
    for lane in 0..LANES {
        [a[lane], b[lane]] = halves(first.wrapping_add(lane as u64));
    }
    let (mut c, mut d) = ([beside[0]; LANES], [beside[1]; LANES]);
    for round in 0..10 {
        if round > 0 {
            key = [key[0].wrapping_add(WEYL[0]), key[1].wrapping_add(WEYL[1])];
        }
        for lane in 0..LANES {
            let x = u64::from(MULTIPLIERS[0]) * u64::from(a[lane]);
            let y = u64::from(MULTIPLIERS[1]) * u64::from(c[lane]);
            a[lane] = (y >> 32) as u32 ^ b[lane] ^ key[0];
            b[lane] = y as u32;
            c[lane] = (x >> 32) as u32 ^ d[lane] ^ key[1];
            d[lane] = x as u32;
        }
    }
    [a, b, c, d]
}

#[inline(always)]
fn halves(word: u64) -> [u32; 2] {
    [word as u32, (word >> 32) as u32]
}

/// Eight uniform numbers in (0, 1) for draws in a row: odd multiples of 2⁻⁵³, from the first 52 bits.
#[inline(always)]
pub fn uniforms(key: u64, first: u64, beside: u64) -> Lane {
    let [low, high, ..] = blocks(key, first, beside);
    let mut out = Lane::ZERO;
    for lane in 0..LANES {
        out.0[lane] = Open01.sample(&mut Word(u64::from(high[lane]) << 32 | u64::from(low[lane])));
    }
    out
}

/// The number that [`uniforms`] gives the draw of this number.
pub fn uniform(key: u64, draw: u64, beside: u64) -> f64 {
    let (draw, beside) = (halves(draw), halves(beside));
    let [low, high, ..] = block(halves(key), [draw[0], draw[1], beside[0], beside[1]]);
    Open01.sample(&mut Word(u64::from(high) << 32 | u64::from(low)))
}

/// A word of a block, as a source that gives it and nothing else.
struct Word(u64);

impl rand::TryRng for Word {
    type Error = Infallible;

    #[inline(always)]
    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok(self.0 as u32)
    }

    #[inline(always)]
    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(self.0)
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        bytes.iter_mut().zip(self.0.to_le_bytes().iter().cycle()).for_each(|(to, byte)| *to = *byte);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Known answers published with the Random123 library (`kat_vectors`, philox4x32 10).
    #[test]
    fn known_answers() {
        assert_eq!(block([0; 2], [0; 4]), [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8]);
        assert_eq!(block([u32::MAX; 2], [u32::MAX; 4]), [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd]);
        assert_eq!(
            block([0xa409_3822, 0x299f_31d0], [0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344]),
            [0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1]
        );
    }

    #[test]
    fn lanes_are_blocks() {
        let (key, first, beside) = (0x299f_31d0_a409_3822, 0xffff_ffff_ffff_fffd, 0x0370_7344_1319_8a2e);
        let words = blocks(key, first, beside);
        for lane in 0..LANES {
            let counter = first.wrapping_add(lane as u64);
            let counter = [counter as u32, (counter >> 32) as u32, beside as u32, (beside >> 32) as u32];
            let one = block([key as u32, (key >> 32) as u32], counter);
            assert_eq!(words.map(|word| word[lane]), one);
        }
    }

    /// (2k + 1)·2⁻⁵³ for the first 52 bits k of the word.
    #[test]
    fn uniforms_are_odd_multiples() {
        for draw in 0..64 {
            let [low, high, ..] = block([7, 0], [draw, 0, 0, 0]);
            let k = (u64::from(high) << 32 | u64::from(low)) >> 12;
            let expected = (2.0 * k as f64 + 1.0) / 2.0_f64.powi(53);
            assert_eq!(uniforms(7, u64::from(draw), 0).0[0], expected);
        }
    }
}
