//! What stands at some places of an order, without putting everything in order.

/// Fewer values than this are simply put in order.
const FEW: usize = 64;

/// Most bins that values are counted in.
const BINS: usize = 4096;

/// Finds what stands at some places of the order of values: they are counted in bins of one width between the least and the
/// greatest, and only what lies in a bin with a wanted place is put in order. Room is used again and again.
#[derive(Clone, Debug, Default)]
pub struct Places {
    /// The bin of each value.
    bins: Vec<u16>,
    /// By bin, how many values lie in it; then where what is gathered of it begins, or [`NOWHERE`].
    counts: Vec<u32>,
    gathered: Vec<f64>,
}

/// A bin that nobody wants.
const NOWHERE: u32 = u32::MAX;

impl Places {
    /// What stands at `wanted` (from 0, in order, each below the number of values), the order being that of
    /// [`f64::total_cmp`].
    pub fn find<const N: usize>(&mut self, values: &[f64], wanted: &[usize; N]) -> [f64; N] {
        let of = |f: fn(f64, f64) -> f64, from: f64| values.iter().fold(from, |so_far, x| f(so_far, *x));
        let (least, greatest) = (of(f64::min, f64::INFINITY), of(f64::max, f64::NEG_INFINITY));
        let bins = values.len().next_power_of_two().min(BINS);
        let scale = bins as f64 / (greatest - least);
        // What is infinite or no number has no bin, nor has what is all the same.
        let is_plain = scale.is_finite() && scale > 0.0 && values.iter().all(|x| x.is_finite());
        if values.len() < FEW || !is_plain {
            self.gathered.clear();
            self.gathered.extend_from_slice(values);
            self.gathered.sort_unstable_by(f64::total_cmp);
            return wanted.map(|place| self.gathered[place]);
        }
        self.count(values, (least, scale, bins));
        let spots = self.mark(wanted);
        self.gather(values);
        spots.map(|spot| self.gathered[spot])
    }

    fn count(&mut self, values: &[f64], (least, scale, bins): (f64, f64, usize)) {
        self.counts.clear();
        self.counts.resize(bins, 0);
        self.bins.clear();
        // Rounding is monotone, so a greater value never stands in a lesser bin.
        self.bins.extend(values.iter().map(|x| (((x - least) * scale) as usize).min(bins - 1) as u16));
        self.bins.iter().for_each(|&bin| self.counts[usize::from(bin)] += 1);
    }

    /// Marks the bins with wanted places by where what they hold will be gathered; says where what is wanted will stand then.
    fn mark<const N: usize>(&mut self, wanted: &[usize; N]) -> [usize; N] {
        let (mut spots, mut next) = ([0; N], 0);
        let (mut below, mut room) = (0, 0);
        for count in &mut self.counts {
            let holds = *count as usize;
            let first = next;
            while next < N && wanted[next] < below + holds {
                spots[next] = room + wanted[next] - below;
                next += 1;
            }
            *count = if next > first { room as u32 } else { NOWHERE };
            room += if next > first { holds } else { 0 };
            below += holds;
        }
        self.gathered.clear();
        self.gathered.resize(room, 0.0);
        spots
    }

    /// Gathers what lies in marked bins, bin by bin, each in order.
    fn gather(&mut self, values: &[f64]) {
        for (value, bin) in values.iter().zip(&self.bins) {
            let place = &mut self.counts[usize::from(*bin)];
            if *place != NOWHERE {
                self.gathered[*place as usize] = *value;
                *place += 1;
            }
        }
        // Bins follow each other in order, so this mends the order within each alone.
        self.gathered.sort_unstable_by(f64::total_cmp);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn in_order(values: &[f64]) -> Vec<f64> {
        let mut sorted = values.to_vec();
        sorted.sort_unstable_by(f64::total_cmp);
        sorted
    }

    proptest! {
        /// Whatever the values (heaps, far outliers, nothing but one), places hold what putting all in order says, to the bit.
        #[test]
        fn places_are_those_of_the_order(
            values in prop::collection::vec(
                prop_oneof![
                    -1e6..1e6_f64,
                    prop::sample::select(vec![0.0, -0.0, 1.0, 1e300, -1e300, f64::INFINITY, f64::NAN]),
                    (0..5_i32).prop_map(f64::from),
                ],
                1..600,
            ),
            places in prop::array::uniform4(0.0..1.0_f64),
        ) {
            let mut wanted = places.map(|p| (p * values.len() as f64) as usize);
            wanted.sort_unstable();
            let found = Places::default().find(&values, &wanted);
            let expected = wanted.map(|place| in_order(&values)[place]);
            prop_assert_eq!(found.map(f64::to_bits), expected.map(f64::to_bits));
        }
    }

    /// A thousand numbers of which none is special: bins are used, and used again.
    #[test]
    fn room_is_used_again() {
        let mut places = Places::default();
        for turn in 1..4_u64 {
            let values: Vec<f64> = (0..1000_u64).map(|i| ((i * 7919 * turn) % 997) as f64 / 3.0).collect();
            let expected = in_order(&values);
            assert_eq!(
                places.find(&values, &[49, 50, 499, 500, 950]),
                [49, 50, 499, 500, 950].map(|at| expected[at])
            );
        }
    }
}
