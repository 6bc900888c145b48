//! How values spread between the brackets that hold them.

use crate::ensemble::CHUNK;
use crate::ensemble::ranker::{Binning, Extent};
use crate::wide;

/// Bins of a histogram.
const BINS: usize = 2048;

/// How far from the end of a bin, in bins, the arithmetic of single precision may put a value: 2⁻²³ of 2048, and more.
const SLACK: f64 = 0.01;

/// Values counted in bins of equal width between their least and their greatest.
pub struct Histogram {
    least: f32,
    greatest: f32,
    bins_per_unit: f32,
    /// How many values lie in the bins up to each.
    up_to: [usize; BINS],
}

impl Histogram {
    /// Of the values of lists. None is not a number.
    pub fn of(lists: &[Vec<f32>]) -> Histogram {
        let (mut least, mut greatest) = (f32::INFINITY, f32::NEG_INFINITY);
        for list in lists {
            let (low, high, _) = wide::run(Extent(list));
            (least, greatest) = (least.min(low), greatest.max(high));
        }
        let bins_per_unit = BINS as f32 / (greatest - least);
        // A width that is no ordinary number cannot be divided: then everything lies in one bin.
        let bins_per_unit = if bins_per_unit.is_finite() { bins_per_unit } else { 0.0 };
        let mut up_to = [0; BINS];
        let mut bins = [0_u16; CHUNK as usize];
        for values in lists.iter().flat_map(|list| list.chunks(CHUNK as usize)) {
            wide::run(Binning { values, least, bins_per_unit, last: BINS as i32 - 1, bins: &mut bins });
            for bin in &bins[..values.len()] {
                up_to[usize::from(*bin) % BINS] += 1;
            }
        }
        let mut below = 0;
        for count in &mut up_to {
            below += *count;
            *count = below;
        }
        Histogram { least, greatest, bins_per_unit, up_to }
    }

    /// Not more than the value at a place in order.
    pub fn floor(&self, place: usize) -> f32 {
        match self.bin_of(place) {
            0 => self.least,
            bin => self.end(bin as f64 - SLACK).next_down().max(self.least),
        }
    }

    /// Not less than the value at a place in order.
    pub fn ceiling(&self, place: usize) -> f32 {
        match self.bin_of(place) + 1 {
            BINS.. => self.greatest,
            bin => self.end(bin as f64 + SLACK).next_up().min(self.greatest),
        }
    }

    fn bin_of(&self, place: usize) -> usize {
        self.up_to.partition_point(|up_to| *up_to <= place)
    }

    /// What lies so many bins above the least value.
    fn end(&self, bins: f64) -> f32 {
        let above = bins / f64::from(self.bins_per_unit);
        (f64::from(self.least) + above) as f32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 10 000 values 0, 1, … in any order, of which the one at a place is the place itself: bins are 4.9 wide.
    #[test]
    fn values_lie_between_floor_and_ceiling() {
        let values: Vec<f32> = (0..10_000).map(|i| (i * 7_919 % 10_000) as f32).collect();
        let lists = [values[..4_000].to_vec(), values[4_000..].to_vec()];
        let histogram = Histogram::of(&lists);
        for place in 0..10_000 {
            let (floor, ceiling) = (histogram.floor(place), histogram.ceiling(place));
            assert!(floor <= place as f32 && place as f32 <= ceiling, "{floor} {place} {ceiling}");
            assert!(ceiling - floor < 5.1, "{floor} {place} {ceiling}");
        }
    }

    /// Widths that are too small to be divided, and numbers next to each other.
    #[test]
    fn narrow_values_are_bounded_too() {
        for values in [[1e-42_f32, 3e-42, 2e-42], [1e8, 1e8 + 16.0, 1e8 + 8.0], [7.5; 3], [-1.0, 1.0, 0.0]] {
            let mut sorted = values;
            sorted.sort_by(f32::total_cmp);
            let histogram = Histogram::of(&[values.to_vec()]);
            for (place, value) in sorted.into_iter().enumerate() {
                let (floor, ceiling) = (histogram.floor(place), histogram.ceiling(place));
                assert!(floor <= value && value <= ceiling, "{floor} {value} {ceiling}");
            }
        }
    }
}
