//! Exact quantiles of values that are all there.

use crate::wide;

/// The number that lies this share of the way from one value to the next in order.
pub fn interpolate(share: f64, low: f32, high: f32) -> f64 {
    let (low, high) = (f64::from(low), f64::from(high));
    // Zero has no sign.
    (if share > 0.0 { low + share * (high - low) } else { low }) + 0.0
}

/// Bins that the values between their least and their greatest are counted in.
const BINS: usize = 1024;

/// Finds exact quantiles: counts the values in bins, and puts in order only what lies in the bins that hold
/// an order statistic. Reused from cell to cell.
#[derive(Clone, Debug)]
pub struct Ranker {
    /// How many values lie in the bins before each, and in all.
    below: [u32; BINS + 1],
    /// The same of the values that are gathered.
    gathered_below: [u32; BINS + 1],
    /// 1 where a bin holds an order statistic.
    wanted: [u8; BINS],
    /// The bin of each value.
    bins: Vec<u16>,
    gathered: Vec<f32>,
    /// The values, where some are no numbers.
    numbers: Vec<f32>,
}

impl Default for Ranker {
    fn default() -> Ranker {
        let (below, wanted) = ([0; BINS + 1], [0; BINS]);
        let (bins, gathered, numbers) = (Vec::new(), Vec::new(), Vec::new());
        Ranker { below, gathered_below: below, wanted, bins, gathered, numbers }
    }
}

/// The least and the greatest of some values, and how many are numbers.
pub struct Extent<'a>(pub &'a [f32]);

impl wide::Work for Extent<'_> {
    type Outcome = (f32, f32, usize);

    #[inline(always)]
    fn run(self) -> (f32, f32, usize) {
        // So many side by side, as a vector or two.
        const WIDTH: usize = 16;
        let (mut least, mut greatest) = ([f32::INFINITY; WIDTH], [f32::NEG_INFINITY; WIDTH]);
        let mut numbers = [0_u32; WIDTH];
        let mut take = |values: &[f32; WIDTH]| {
            for (lane, &value) in values.iter().enumerate() {
                least[lane] = if value < least[lane] { value } else { least[lane] };
                greatest[lane] = if value > greatest[lane] { value } else { greatest[lane] };
                numbers[lane] += u32::from(!value.is_nan());
            }
        };
        let (rows, rest) = self.0.as_chunks();
        rows.iter().for_each(&mut take);
        let mut last = [f32::NAN; WIDTH];
        last[..rest.len()].copy_from_slice(rest);
        take(&last);
        (
            least.into_iter().fold(f32::INFINITY, f32::min),
            greatest.into_iter().fold(f32::NEG_INFINITY, f32::max),
            numbers.into_iter().sum::<u32>() as usize,
        )
    }
}

/// Puts values in bins on a scale that never changes their order.
pub struct Binning<'a> {
    /// The values; those that are no numbers come into the first bin.
    pub values: &'a [f32],
    /// The first bin begins here.
    pub least: f32,
    /// Bins in a unit.
    pub bins_per_unit: f32,
    /// The last bin, which holds all that lies above it too.
    pub last: i32,
    /// The bin of each value.
    pub bins: &'a mut [u16],
}

impl wide::Work for Binning<'_> {
    type Outcome = ();

    #[inline(always)]
    fn run(self) {
        for (bin, value) in self.bins.iter_mut().zip(self.values) {
            *bin = (((value - self.least) * self.bins_per_unit) as i32).min(self.last) as u16;
        }
    }
}

impl Ranker {
    /// Type 7: at h = (n − 1)·p, between the ⌊h⌋-th and the next value in order. What is no number is left out.
    pub fn quantiles<const N: usize>(&mut self, values: &[f32], probabilities: [f64; N]) -> [f64; N] {
        let (least, greatest, count) = wide::run(Extent(values));
        if count == values.len() {
            return self.quantiles_of(values, (least, greatest), probabilities);
        }
        let mut numbers = std::mem::take(&mut self.numbers);
        numbers.clear();
        numbers.extend(values.iter().filter(|value| !value.is_nan()));
        let found = self.quantiles_of(&numbers, (least, greatest), probabilities);
        self.numbers = numbers;
        found
    }

    fn quantiles_of<const N: usize>(
        &mut self,
        values: &[f32],
        (least, greatest): (f32, f32),
        probabilities: [f64; N],
    ) -> [f64; N] {
        let Some(last) = values.len().checked_sub(1) else { return [f64::NAN; N] };
        if least == greatest {
            return [interpolate(0.0, least, greatest); N];
        }
        let place = |p: f64| (last as f64 * p, (last as f64 * p).floor() as usize);
        self.gather(values, (least, greatest), probabilities.map(|p| place(p).1));
        probabilities.map(|p| {
            let (h, at) = place(p);
            let [low, high] =
                [at, (at + 1).min(last)].map(|rank| self.gathered[self.rank_among_gathered(rank)]);
            interpolate(h - at as f64, low, high)
        })
    }

    /// Puts the values of all bins that hold an order statistic in order; few values, all of them.
    fn gather<const N: usize>(&mut self, values: &[f32], (least, greatest): (f32, f32), places: [usize; N]) {
        self.gathered.clear();
        if values.len() < BINS {
            self.gathered.extend(values);
            self.gathered.sort_unstable_by(f32::total_cmp);
            // As though all lay in the first bin.
            self.below.fill(values.len() as u32);
            self.gathered_below.fill(values.len() as u32);
            (self.below[0], self.gathered_below[0]) = (0, 0);
            return;
        }
        self.count(values, least, greatest - least);
        self.wanted.fill(0);
        for at in places {
            for rank in [at, (at + 1).min(values.len() - 1)] {
                let bin = self.bin_of(rank);
                self.wanted[bin] = 1;
            }
        }
        let mut gathered = 0;
        for bin in 0..BINS {
            self.gathered_below[bin] = gathered;
            gathered += u32::from(self.wanted[bin]) * (self.below[bin + 1] - self.below[bin]);
        }
        self.gathered_below[BINS] = gathered;
        // Every value is written, and the next over it where it is not wanted: no jump depends on a value.
        self.gathered.resize(gathered as usize + 1, 0.0);
        let mut next = 0;
        for (value, bin) in values.iter().zip(&self.bins) {
            self.gathered[next] = *value;
            next += usize::from(self.wanted[usize::from(*bin) % BINS]);
        }
        self.gathered.truncate(gathered as usize);
        self.gathered.sort_unstable_by(f32::total_cmp);
    }

    /// Counts values in bins.
    fn count(&mut self, values: &[f32], least: f32, width: f32) {
        let bins_per_unit = if width > 0.0 { BINS as f32 / width } else { 0.0 };
        // A width that is no ordinary number cannot be divided: then everything lies in one bin.
        let bins_per_unit = if bins_per_unit.is_finite() { bins_per_unit } else { 0.0 };
        self.bins.resize(values.len(), 0);
        let last = BINS as i32 - 1;
        wide::run(Binning { values, least, bins_per_unit, last, bins: &mut self.bins });
        self.below.fill(0);
        for bin in &self.bins {
            self.below[usize::from(*bin) % BINS + 1] += 1;
        }
        let mut below = 0;
        for end in &mut self.below {
            below += *end;
            *end = below;
        }
    }

    /// The bin that holds the value at a place in order.
    fn bin_of(&self, rank: usize) -> usize {
        self.below[1..].partition_point(|&end| end as usize <= rank).min(BINS - 1)
    }

    /// The place among the gathered values of what has this place among all.
    fn rank_among_gathered(&self, rank: usize) -> usize {
        let bin = self.bin_of(rank);
        rank - (self.below[bin] - self.gathered_below[bin]) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ensemble::quantile::PROBABILITIES;

    /// Against putting all values in order, for values that crowd, tie and reach far.
    #[test]
    fn bins_give_the_order_statistics_of_sorting() {
        let mut ranker = Ranker::default();
        let spread = |n: u64, f: fn(f64) -> f64| -> Vec<f32> {
            (0..n).map(|i| f((i * 7_919 % n) as f64 / n as f64) as f32).collect()
        };
        let shapes: [fn(f64) -> f64; 5] =
            [|u| u, |u| (30.0 * u).exp(), |u| (u * 4.0).floor(), |u| -1e30 * u, |u| 1e-40 * u];
        for n in [1, 2, 3, 20, 1_001, 20_011] {
            for shape in shapes {
                let values = spread(n, shape);
                let mut sorted = values.clone();
                sorted.sort_by(f32::total_cmp);
                for (found, p) in ranker.quantiles(&values, PROBABILITIES).into_iter().zip(PROBABILITIES) {
                    let h = (n - 1) as f64 * p;
                    let (low, high) = (sorted[h as usize], sorted[(h as usize + 1).min(sorted.len() - 1)]);
                    let expected = f64::from(low) + h.fract() * f64::from(high - low);
                    assert!((found - expected).abs() <= 1e-6 * expected.abs(), "{found} against {expected}");
                }
            }
        }
    }
}
