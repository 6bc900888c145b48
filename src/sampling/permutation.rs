//! A random permutation whose any element is found without the others: strata of Latin hypercubes.

/// Rounds of the network.
const ROUNDS: u32 = 8;

/// The place of `index` in a random permutation of `0..size`, another one for every key: a Feistel
/// network over `a·b ≥ size` with additions modulo a and b (Black and Rogaway 2002, "Ciphers with
/// arbitrary finite domains"), repeated while it leaves the range.
pub fn place(index: u32, size: u32, key: u64) -> u32 {
    if size <= 1 {
        return 0;
    }
    let a = ceil_root(size);
    let b = size.div_ceil(a);
    let mut x = index;
    loop {
        let (mut left, mut right) = (x / b, x % b);
        for round in 0..ROUNDS / 2 {
            left = add(left, scaled(mix(right, key, 2 * round), a), a);
            right = add(right, scaled(mix(left, key, 2 * round + 1), b), b);
        }
        // Fits: a and b are at most 65536 each.
        x = left * b + right;
        if x < size {
            return x;
        }
    }
}

/// The least whole number whose square reaches `size`.
fn ceil_root(size: u32) -> u32 {
    let root = f64::from(size).sqrt() as u32;
    if u64::from(root) * u64::from(root) < u64::from(size) { root + 1 } else { root }
}

/// A 32-bit word as a whole number below `bound`.
fn scaled(word: u32, bound: u32) -> u32 {
    ((u64::from(word) * u64::from(bound)) >> 32) as u32
}

fn add(x: u32, y: u32, bound: u32) -> u32 {
    let sum = x + y;
    if sum >= bound { sum - bound } else { sum }
}

/// The finalizer of MurmurHash3 over a word and the key of the round.
fn mix(word: u32, key: u64, round: u32) -> u32 {
    let round_key = (key as u32).wrapping_add(((key >> 32) as u32 | 1).wrapping_mul(round + 1));
    let mut x = word.wrapping_mul(0x9e37_79b1) ^ round_key;
    x ^= x >> 16;
    x = x.wrapping_mul(0x85eb_ca6b);
    x ^= x >> 13;
    x = x.wrapping_mul(0xc2b2_ae35);
    x ^ (x >> 16)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(i: u64) -> u64 {
        let [a, b, ..] = super::super::philox::block([5, 5], [i as u32, 0, 0, 0]);
        u64::from(a) << 32 | u64::from(b)
    }

    #[test]
    fn every_place_once() {
        for size in [1, 2, 3, 5, 16, 62, 63, 64, 100, 625, 1000, 4097] {
            let mut places: Vec<u32> = (0..size).map(|i| place(i, size, key(u64::from(size)))).collect();
            places.sort_unstable();
            assert!(places.into_iter().eq(0..size), "{size}");
        }
    }

    /// Places of one index, and of two neighbours together, over many keys: χ² within 4.5 standard
    /// deviations (√2k for k degrees of freedom) of k.
    #[test]
    fn all_places_alike() {
        let (size, keys) = (10_u32, 90_000_u64);
        let (mut single, mut pairs) = (vec![0.0; 10], vec![0.0; 100]);
        for i in 0..keys {
            let (first, second) = (place(3, size, key(i)), place(4, size, key(i)));
            single[first as usize] += 1.0;
            pairs[(first * size + second) as usize] += 1.0;
        }
        let chi = |counts: &[f64], expected: f64| -> f64 {
            counts.iter().filter(|n| **n > 0.0).map(|n| (n - expected).powi(2) / expected).sum()
        };
        let (one, two) = (chi(&single, 9000.0), chi(&pairs, 1000.0));
        assert!((one - 9.0).abs() < 4.5 * 18_f64.sqrt(), "{one}");
        assert!((two - 89.0).abs() < 4.5 * 178_f64.sqrt(), "{two}");
    }
}
