//! Sobol′ points with random access, scrambled after Owen.
//!
//! Direction numbers: S. Joe and F. Y. Kuo (2008), "Constructing Sobol sequences with better
//! two-dimensional projections", SIAM J. Sci. Comput. 30, 2635–2654; the file `new-joe-kuo-6`, here its
//! first 2048 dimensions. Licence: NOTICE.

/// The table: `d s a m_1 … m_s` by line, from dimension 2 on, under one line of headings.
const TABLE: &str = include_str!("../../assets/joe-kuo-d6-2048.txt");

/// Digits of a point.
const BITS: usize = 32;

/// The direction numbers of one dimension, leading digit in the highest bit.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Dimension([u32; BITS]);

impl Dimension {
    /// Dimension 1: digits in reverse order.
    fn first() -> Dimension {
        Dimension(std::array::from_fn(|k| 1 << (BITS - 1 - k)))
    }

    /// From the degree of the primitive polynomial is the number of `initial` numbers m, its inner
    /// coefficients are the digits of `a`: m_k = 2a_1·m_(k−1) ⊕ … ⊕ 2^s·m_(k−s) ⊕ m_(k−s).
    fn new(a: u32, initial: &[u32]) -> Dimension {
        let s = initial.len();
        let mut v = [0_u32; BITS];
        for k in 0..BITS {
            v[k] = match initial.get(k) {
                Some(m) => m << (BITS - 1 - k),
                None => (1..s).fold(v[k - s] ^ (v[k - s] >> s), |sum, i| {
                    if (a >> (s - 1 - i)) & 1 == 1 { sum ^ v[k - i] } else { sum }
                }),
            };
        }
        Dimension(v)
    }

    /// The coordinate of a point, as a 32-bit fraction. Points come in the order of their index, not of
    /// its Gray code: every 2^k from a multiple of it are the same set.
    pub fn coordinate(&self, index: u32) -> u32 {
        let (mut rest, mut x) = (index, 0);
        while rest != 0 {
            x ^= self.0[rest.trailing_zeros() as usize];
            rest &= rest - 1;
        }
        x
    }
}

/// The first `count` dimensions, or all there are.
pub fn dimensions(count: usize) -> Vec<Dimension> {
    let rows = TABLE.lines().skip(1).map(|line| {
        let numbers: Vec<u32> = line.split(' ').filter_map(|word| word.parse().ok()).collect();
        Dimension::new(numbers.get(2).copied().unwrap_or(0), numbers.get(3..).unwrap_or(&[1]))
    });
    std::iter::once(Dimension::first()).chain(rows).take(count).collect()
}

/// Scrambles the digits of a coordinate, each by what stands above it and by the seed: Owen's nested
/// uniform scrambling in the hashed form of Laine and Karras (2011) with the constants of Vegdahl, as
/// described by Burley (2020), "Practical hash-based Owen scrambling".
#[inline(always)]
pub fn scramble(coordinate: u32, seed: u32) -> u32 {
    let mut x = coordinate.reverse_bits();
    x ^= x.wrapping_mul(0x3d20_adea);
    x = x.wrapping_add(seed);
    x = x.wrapping_mul((seed >> 16) | 1);
    x ^= x.wrapping_mul(0x0552_6c56);
    x ^= x.wrapping_mul(0x53a2_2864);
    x.reverse_bits()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fraction(x: u32) -> f64 {
        f64::from(x) / 4_294_967_296.0
    }

    /// Joe and Kuo's notes (2008): x³ + x + 1 (a = 01 in binary) with m = 1, 3, 7 gives m_4 = 5,
    /// m_5 = 7, so v_4 = 5/16, v_5 = 7/32.
    #[test]
    fn recurrence_as_published() {
        let v = Dimension::new(0b01, &[1, 3, 7]);
        let expected = [0.5, 0.75, 0.875, 0.3125, 0.21875];
        assert_eq!(std::array::from_fn::<_, 5, _>(|k| fraction(v.0[k])), expected);
    }

    /// The first points of the first three dimensions, worked out from their direction numbers
    /// (1/2, 1/4, …), (1/2, 3/4, …), (1/2, 3/4, …).
    #[test]
    fn first_points() {
        let dimensions = dimensions(3);
        let point = |i| dimensions.iter().map(|d| fraction(d.coordinate(i))).collect::<Vec<_>>();
        assert_eq!(point(0), [0.0, 0.0, 0.0]);
        assert_eq!(point(1), [0.5, 0.5, 0.5]);
        assert_eq!(point(2), [0.25, 0.75, 0.75]);
        assert_eq!(point(3), [0.75, 0.25, 0.25]);
    }

    #[test]
    fn the_table_is_whole() {
        let all = dimensions(usize::MAX);
        assert_eq!(all.len(), 2048);
        // A direction number has its lowest digit at its own place: an odd m.
        assert!(all.iter().all(|d| (0..BITS).all(|k| d.0[k].trailing_zeros() as usize == BITS - 1 - k)));
    }

    /// Scrambled points stay a net: 256 points have one in each of 256 intervals of every dimension, and
    /// in the first two dimensions one in each of the 16 × 16 boxes (a net with t = 0).
    #[test]
    fn scrambled_points_are_a_net() {
        let dimensions = dimensions(40);
        for (d, dimension) in dimensions.iter().enumerate() {
            let seed = 0x9e37_79b9_u32.wrapping_mul(d as u32 + 1);
            let mut seen: Vec<u32> =
                (256..512).map(|i| scramble(dimension.coordinate(i), seed) >> 24).collect();
            seen.sort_unstable();
            assert!(seen.into_iter().eq(0..256), "dimension {d}");
        }
        let mut boxes: Vec<u32> = (0..256)
            .map(|i| {
                let at = |d: usize, seed| scramble(dimensions[d].coordinate(i), seed) >> 28;
                at(0, 0xdead_beef) << 4 | at(1, 0x1234_5678)
            })
            .collect();
        boxes.sort_unstable();
        assert!(boxes.into_iter().eq(0..256));
    }

    /// A digit depends on those above it alone: what shares its first k digits shares them scrambled.
    #[test]
    fn scrambling_is_nested() {
        for seed in [1, 0x8000_0001, 0xfedc_ba98] {
            for k in 1..32 {
                let (x, y) = (0x5bd1_e995_u32, 0x5bd1_e995_u32 ^ (u32::MAX >> k));
                assert_eq!(scramble(x, seed) >> (32 - k), scramble(y, seed) >> (32 - k));
            }
        }
    }
}
