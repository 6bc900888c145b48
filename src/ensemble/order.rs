//! Exact quantiles of any number of values, in memory that grows with the root of their number.
//!
//! Up to [`PILOT`] values are kept as they come. From then on a value that lies too far from every wanted quantile
//! to become one is only counted: between the *brackets* around the wanted quantiles there are *gaps* that hold a
//! number of values and nothing else. Brackets shrink as values come in. After n of N values the share of values
//! below the final quantile at p lies within a few √(p(1 − p)(1/n − 1/N)) of p, so brackets hold some √n values.
//!
//! An order statistic inside a bracket is exact whatever the brackets were: results depend neither on how values
//! were split into parts nor on when brackets shrank. One that fell into a gap after all is [`Lost`]; the values of
//! that gap can be gathered in a second pass and put back by [`Order::fill`].

use serde::{Deserialize, Serialize};

use super::CHUNK;
use super::quantile::{Ranker, interpolate};
use crate::sampling::REPLICATES;

/// Values that are kept before brackets are drawn, not numbers included. A multiple of a chunk.
pub const PILOT: usize = 16_384;

/// Values that wait in no order, at least, before they are put among the kept ones.
const WAITING: usize = 4_096;

/// Half the width of a bracket, in standard errors: a quantile leaves it once in 10⁹ cases.
pub const REACH: f64 = 6.0;

/// About how many bytes the order of so many values takes at most: as they come up to the pilot; then in brackets, which
/// are greatest when half of the values are there, n/2 · 2 · (6 + 3)/√n · Σ√(p(1 − p)) with Σ = 2.4 for the quantiles of
/// series, eight bytes each and a quarter of them waiting.
pub fn most_bytes(values: u64) -> u64 {
    let narrowed = if values > PILOT as u64 { 1.25 * 8.0 * 9.0 * 2.4 * (values as f64).sqrt() } else { 0.0 };
    (4.0 * values.min(PILOT as u64) as f64).max(narrowed) as u64
}

/// A count for each replicate.
pub type ByReplicate = [u64; REPLICATES];

/// What quantiles are wanted of how many values.
#[derive(Clone, Copy, Debug)]
pub struct Wanted {
    /// Their probabilities, lowest first.
    pub probabilities: &'static [f64],
    /// How many values there may be in the end.
    pub values: u64,
    /// Half the width of a bracket, in standard errors of what is still to come: [`REACH`].
    pub reach: f64,
    /// How far from a quantile its own standard error is read, in standard errors of independent draws.
    pub margin: f64,
}

impl Wanted {
    /// Brackets of the usual width.
    pub fn new(probabilities: &'static [f64], values: u64, replicated: bool) -> Wanted {
        // Replicates may tell of a greater error than independent draws have.
        Wanted { probabilities, values, reach: REACH, margin: if replicated { 3.0 } else { 1.5 } }
    }

    /// The places, of n values in order, between which the final quantile and its standard error lie.
    fn places(&self, n: u64) -> impl Iterator<Item = (u64, u64)> + '_ {
        let (now, last) = (n as f64, n.saturating_sub(1));
        let all = self.values.max(n) as f64;
        self.probabilities.iter().map(move |p| {
            let spread = (p * (1.0 - p)).sqrt();
            let to_come = (1.0 / now - 1.0 / all).max(0.0).sqrt();
            let half = now * spread * (self.reach * to_come + self.margin / all.sqrt());
            let centre = p * last as f64;
            let high = (centre + half).ceil() as u64 + 2;
            ((centre - half - 2.0).max(0.0) as u64, high.min(last))
        })
    }
}

/// A wanted place lies among values that were only counted: those strictly between two numbers.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Lost {
    /// The gap, counted from the lowest.
    pub gap: usize,
    /// All its values are greater.
    pub above: f32,
    /// All its values are smaller.
    pub below: f32,
}

/// Values in order, as far as that matters.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Order {
    /// Whether replicates are told apart.
    replicated: bool,
    /// All values as they came, not numbers in the place of missing ones, so that each knows its replicate; none once
    /// there are brackets.
    whole: Vec<f32>,
    narrowed: Option<Narrowed>,
}

/// Values between these two, both included.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
struct Bracket {
    low: f32,
    high: f32,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
struct Narrowed {
    /// Lowest first; they do not touch.
    brackets: Vec<Bracket>,
    /// How many values lie below the first bracket, between it and the next, …, above the last.
    gaps: Vec<ByReplicate>,
    /// [`Entry`] of what lies in brackets, in order.
    kept: Vec<u64>,
    /// What came since, in no order.
    waiting: Vec<u64>,
}

/// A value, its replicate and how often it occurs there, packed so that their order is that of the values.
struct Entry;

impl Entry {
    const OFTEN: u64 = (1 << 28) - 1;

    fn once(value: f32, replicate: usize) -> u64 {
        // Of two zeros one is enough.
        let bits = (value + 0.0).to_bits();
        let ordered = if bits >> 31 == 0 { bits | 1 << 31 } else { !bits };
        u64::from(ordered) << 32 | (replicate as u64) << 28 | 1
    }

    fn value(entry: u64) -> f32 {
        let ordered = (entry >> 32) as u32;
        f32::from_bits(if ordered >> 31 == 1 { ordered & !(1 << 31) } else { !ordered })
    }

    fn replicate(entry: u64) -> usize {
        (entry >> 28) as usize % REPLICATES
    }

    fn count(entry: u64) -> u64 {
        entry & Entry::OFTEN
    }

    /// Whether the second can be counted with the first: the same value and replicate, and room for both.
    fn fit(first: u64, second: u64) -> bool {
        first >> 28 == second >> 28 && Entry::count(first) + Entry::count(second) <= Entry::OFTEN
    }
}

impl Order {
    /// Of no values yet.
    pub fn new(replicated: bool) -> Order {
        Order { replicated, whole: Vec::new(), narrowed: None }
    }

    /// Adds the values of a chunk of draws, or of its beginning; what is no number is left out. The first belongs to
    /// the first replicate.
    pub fn add(&mut self, values: &[f32], wanted: &Wanted) {
        let Some(narrowed) = &mut self.narrowed else {
            if self.whole.is_empty() {
                self.whole.reserve_exact(wanted.values.min(PILOT as u64) as usize);
            }
            self.whole.extend_from_slice(values);
            if self.whole.len() >= PILOT && wanted.values > PILOT as u64 {
                self.narrowed().compact(wanted);
            }
            return;
        };
        narrowed.add(values, self.replicated);
        if narrowed.waiting.len() >= WAITING.max(narrowed.kept.len() / 4) {
            narrowed.compact(wanted);
        }
    }

    /// Number of values.
    pub fn count(&self) -> u64 {
        let whole = self.whole.iter().filter(|value| !value.is_nan()).count() as u64;
        whole + self.narrowed.as_ref().map_or(0, Narrowed::count)
    }

    /// Quantiles by Hyndman–Fan type 7; not numbers where there are no values.
    ///
    /// # Errors
    /// The first that lies in a gap.
    pub fn quantiles<const N: usize>(
        &mut self,
        ranker: &mut Ranker,
        probabilities: [f64; N],
    ) -> Result<[f64; N], Lost> {
        match &mut self.narrowed {
            None => Ok(ranker.quantiles(&self.whole, probabilities)),
            Some(narrowed) => {
                narrowed.settle();
                narrowed.quantiles(probabilities)
            }
        }
    }

    /// The upper median; none of no values.
    ///
    /// # Errors
    /// When it lies in a gap.
    pub fn median(&mut self) -> Result<Option<f32>, Lost> {
        let narrowed = self.narrowed();
        narrowed.settle();
        let places = narrowed.places();
        if places.count == 0 { Ok(None) } else { places.at(places.count / 2).map(Some) }
    }

    /// How many values of each replicate are not above a number that lies in a bracket.
    pub fn not_above(&self, number: f64) -> ByReplicate {
        let mut counts = [0; REPLICATES];
        for (at, value) in self.whole.iter().enumerate() {
            counts[at % REPLICATES] += u64::from(f64::from(*value) <= number);
        }
        if let Some(narrowed) = &self.narrowed {
            narrowed.count_not_above(number, &mut counts);
        }
        counts
    }

    /// Adds the values of draws that follow on these.
    pub fn join(&mut self, mut next: Order, wanted: &Wanted) {
        let whole = self.narrowed.is_none() && next.narrowed.is_none();
        if whole && self.whole.len() + next.whole.len() < PILOT {
            self.whole.append(&mut next.whole);
            return;
        }
        let (narrowed, other) = (self.narrowed(), next.narrowed());
        narrowed.settle();
        other.settle();
        let shared = common(&narrowed.brackets, &other.brackets);
        narrowed.narrow(shared.clone());
        other.narrow(shared);
        for (gap, more) in narrowed.gaps.iter_mut().zip(&other.gaps) {
            add(gap, more);
        }
        narrowed.waiting.append(&mut other.kept);
        narrowed.compact(wanted);
    }

    /// Room for the values of a gap in a second pass.
    pub fn gatherer(&self, lost: Lost) -> Gatherer {
        Gatherer { lost, replicated: self.replicated, entries: Vec::new() }
    }

    /// Puts back all the values of a gap.
    pub fn fill(&mut self, gathered: Gatherer) {
        let narrowed = self.narrowed();
        narrowed.settle();
        narrowed.fill(gathered);
    }

    /// With brackets, of which the first holds everything.
    fn narrowed(&mut self) -> &mut Narrowed {
        let (whole, replicated) = (std::mem::take(&mut self.whole), self.replicated);
        self.narrowed.get_or_insert_with(|| Narrowed::of(&whole, replicated))
    }
}

impl Narrowed {
    fn of(values: &[f32], replicated: bool) -> Narrowed {
        let present = values.iter().enumerate().filter(|(_, value)| !value.is_nan());
        let entry = |(at, value): (usize, &f32)| Entry::once(*value, replicate(at, replicated));
        Narrowed {
            brackets: vec![Bracket { low: f32::NEG_INFINITY, high: f32::INFINITY }],
            gaps: vec![[0; REPLICATES]; 2],
            kept: Vec::new(),
            waiting: present.map(entry).collect(),
        }
    }

    fn count(&self) -> u64 {
        let entries = self.kept.iter().chain(&self.waiting);
        entries.map(|entry| Entry::count(*entry)).sum::<u64>() + self.gaps.iter().flatten().sum::<u64>()
    }

    /// Counts values and keeps those in brackets.
    fn add(&mut self, values: &[f32], replicated: bool) {
        let mut padded = [f32::NAN; CHUNK as usize];
        padded[..values.len()].copy_from_slice(values);
        let mut inside = [0; CHUNK as usize];
        // What lies below the first bracket, and so on: the differences of how many lie beyond each end.
        let mut beyond = count_beyond(&padded, &mut inside, |value| !value.is_nan());
        inside.fill(0);
        for (bracket, gap) in self.brackets.iter().zip(&mut self.gaps) {
            let reached = count_beyond(&padded, &mut inside, |value| value >= bracket.low);
            let passed = count_beyond(&padded, &mut inside, |value| value > bracket.high);
            for lane in 0..REPLICATES {
                gap[lane] += u64::from(beyond[lane] - reached[lane]);
            }
            beyond = passed;
        }
        if let Some(last) = self.gaps.last_mut() {
            for lane in 0..REPLICATES {
                last[lane] += u64::from(beyond[lane]);
            }
        }
        let kept = inside.iter().zip(&padded).enumerate().filter(|(_, (inside, _))| **inside != 0);
        self.waiting.extend(kept.map(|(at, (_, value))| Entry::once(*value, replicate(at, replicated))));
    }

    /// Puts what waits among the kept entries; equal ones become one.
    fn settle(&mut self) {
        if self.waiting.is_empty() {
            return;
        }
        self.waiting.sort_unstable();
        let (kept, waiting) = (std::mem::take(&mut self.kept), std::mem::take(&mut self.waiting));
        let mut merged = Vec::with_capacity(kept.len() + waiting.len());
        let (mut kept, mut waiting) = (kept.into_iter().peekable(), waiting.into_iter().peekable());
        loop {
            let next = match (kept.peek(), waiting.peek()) {
                (Some(a), Some(b)) if a <= b => kept.next(),
                (Some(_), None) => kept.next(),
                (_, Some(_)) => waiting.next(),
                (None, None) => break,
            };
            let Some(next) = next else { break };
            match merged.last_mut() {
                Some(last) if Entry::fit(*last, next) => *last += Entry::count(next),
                _ => merged.push(next),
            }
        }
        merged.shrink_to_fit();
        self.kept = merged;
    }

    /// Draws the brackets as narrow as what is still to come allows.
    fn compact(&mut self, wanted: &Wanted) {
        self.settle();
        let mut ranges: Vec<Bracket> = Vec::new();
        let places = self.places();
        for (low, high) in wanted.places(places.count) {
            // A place in a gap is beyond what is known: the gap's far end bounds it.
            let low = places.at(low).unwrap_or_else(|lost| lost.above);
            let high = places.at(high).unwrap_or_else(|lost| lost.below);
            match ranges.last_mut() {
                Some(last) if low <= last.high => last.high = last.high.max(high),
                _ => ranges.push(Bracket { low, high }),
            }
        }
        self.narrow(common(&self.brackets, &ranges));
    }

    /// Takes over these brackets, each of which lies in one of the present ones.
    fn narrow(&mut self, brackets: Vec<Bracket>) {
        let mut gaps = vec![[0; REPLICATES]; brackets.len() + 1];
        for (at, gap) in self.gaps.iter().enumerate() {
            let below = at.checked_sub(1).map_or(0, |before| {
                brackets.partition_point(|bracket| bracket.low <= self.brackets[before].high)
            });
            add(&mut gaps[below], gap);
        }
        self.kept.retain(|&entry| {
            let value = Entry::value(entry);
            let at = brackets.partition_point(|bracket| bracket.high < value);
            let inside = brackets.get(at).is_some_and(|bracket| bracket.low <= value);
            if !inside {
                gaps[at][Entry::replicate(entry)] += Entry::count(entry);
            }
            inside
        });
        // What was kept before may be many times as much.
        self.kept.shrink_to_fit();
        (self.brackets, self.gaps) = (brackets, gaps);
    }

    /// Type 7: at h = (n − 1)·p, between the ⌊h⌋-th value and the next.
    fn quantiles<const N: usize>(&self, probabilities: [f64; N]) -> Result<[f64; N], Lost> {
        let (mut found, places) = ([f64::NAN; N], self.places());
        let Some(last) = places.count.checked_sub(1) else { return Ok(found) };
        for (quantile, p) in found.iter_mut().zip(probabilities) {
            let h = last as f64 * p;
            let at = h.floor() as u64;
            *quantile = interpolate(h - at as f64, places.at(at)?, places.at((at + 1).min(last))?);
        }
        Ok(found)
    }

    /// Looks values up by their places.
    fn places(&self) -> Places<'_> {
        let (mut starts, mut gaps, mut below) = (Vec::with_capacity(self.kept.len()), Vec::new(), 0);
        let mut entries = self.kept.iter().peekable();
        for (gap, count) in self.gaps.iter().enumerate() {
            below += count.iter().sum::<u64>();
            gaps.push(below);
            let high = self.brackets.get(gap).map_or(f32::NEG_INFINITY, |bracket| bracket.high);
            while let Some(entry) = entries.next_if(|entry| Entry::value(**entry) <= high) {
                starts.push(below);
                below += Entry::count(*entry);
            }
        }
        Places { narrowed: self, starts, gaps, count: below }
    }

    fn count_not_above(&self, number: f64, counts: &mut ByReplicate) {
        let brackets = self.brackets.partition_point(|bracket| f64::from(bracket.low) <= number);
        for gap in &self.gaps[..brackets] {
            add(counts, gap);
        }
        for entry in self.kept.iter().take_while(|entry| f64::from(Entry::value(**entry)) <= number) {
            counts[Entry::replicate(*entry)] += Entry::count(*entry);
        }
    }

    /// One bracket in the place of a gap and of the brackets beside it.
    fn fill(&mut self, gathered: Gatherer) {
        let (gap, brackets) = (gathered.lost.gap, self.brackets.len());
        let low = gap.checked_sub(1).map_or(f32::NEG_INFINITY, |below| self.brackets[below].low);
        let high = self.brackets.get(gap).map_or(f32::INFINITY, |above| above.high);
        self.brackets.splice(gap.saturating_sub(1)..(gap + 1).min(brackets), [Bracket { low, high }]);
        if (1..brackets).contains(&gap) {
            self.gaps.remove(gap);
        } else {
            // At either end the gap beyond the bracket remains, empty.
            self.gaps[gap] = [0; REPLICATES];
            self.gaps.resize(self.brackets.len() + 1, [0; REPLICATES]);
        }
        self.waiting = gathered.entries;
        self.settle();
    }
}

/// Places of values in order.
struct Places<'a> {
    narrowed: &'a Narrowed,
    /// How many values lie below each kept entry.
    starts: Vec<u64>,
    /// How many values lie below the end of each gap.
    gaps: Vec<u64>,
    /// Number of values.
    count: u64,
}

impl Places<'_> {
    /// The value at a place, which is less than the number of values.
    fn at(&self, place: u64) -> Result<f32, Lost> {
        let Narrowed { brackets, kept, .. } = self.narrowed;
        if let Some(entry) = self.starts.partition_point(|start| *start <= place).checked_sub(1)
            && place < self.starts[entry] + Entry::count(kept[entry])
        {
            return Ok(Entry::value(kept[entry]));
        }
        let gap = self.gaps.partition_point(|end| *end <= place);
        let above = gap.checked_sub(1).map_or(f32::NEG_INFINITY, |before| brackets[before].high);
        let below = brackets.get(gap).map_or(f32::INFINITY, |bracket| bracket.low);
        Err(Lost { gap, above, below })
    }
}

/// Gathers the values of a gap.
#[derive(Clone, Debug)]
pub struct Gatherer {
    lost: Lost,
    replicated: bool,
    entries: Vec<u64>,
}

impl Gatherer {
    /// Adds the values of a chunk of draws that lie in the gap.
    pub fn add(&mut self, values: &[f32]) {
        let inside = |value: f32| self.lost.above < value && value < self.lost.below;
        for (at, value) in values.iter().enumerate().filter(|(_, value)| inside(**value)) {
            self.entries.push(Entry::once(*value, replicate(at, self.replicated)));
        }
    }
}

fn replicate(draw: usize, replicated: bool) -> usize {
    if replicated { draw % REPLICATES } else { 0 }
}

fn add(counts: &mut ByReplicate, more: &ByReplicate) {
    for (count, more) in counts.iter_mut().zip(more) {
        *count += more;
    }
}

/// What two lists of brackets have in common.
fn common(a: &[Bracket], b: &[Bracket]) -> Vec<Bracket> {
    let (mut shared, mut i, mut j) = (Vec::new(), 0, 0);
    while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
        let (low, high) = (x.low.max(y.low), x.high.min(y.high));
        if low <= high {
            shared.push(Bracket { low, high });
        }
        if x.high <= y.high { i += 1 } else { j += 1 }
    }
    shared
}

/// How many values of each replicate lie beyond an end, which turns over whether they are inside a bracket.
#[inline(always)]
fn count_beyond(
    values: &[f32; CHUNK as usize],
    inside: &mut [u32; CHUNK as usize],
    is_beyond: impl Fn(f32) -> bool,
) -> [u32; REPLICATES] {
    let mut counts = [0; REPLICATES];
    for (values, inside) in values.chunks_exact(REPLICATES).zip(inside.chunks_exact_mut(REPLICATES)) {
        for lane in 0..REPLICATES {
            let beyond = u32::from(is_beyond(values[lane]));
            counts[lane] += beyond;
            inside[lane] ^= beyond;
        }
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ensemble::quantile::PROBABILITIES;

    /// Values that crowd, tie, reach far and hide an atom in the middle, by a multiplicative walk.
    fn values(n: u64, shape: fn(f64) -> f64) -> Vec<f32> {
        (0..n).map(|i| shape(((i * 2_654_435_761) % 4_294_967_296) as f64 / 4_294_967_296.0) as f32).collect()
    }

    const SHAPES: [fn(f64) -> f64; 6] = [
        |u| u,
        |u| (30.0 * u).exp(),
        |u| (u * 4.0).floor(),
        |_| 7.25,
        |u| {
            if u < 0.3 {
                -u
            } else if u < 0.8 {
                0.5
            } else {
                1.0 + u
            }
        },
        |u| 1e-40 * (u - 0.5),
    ];

    fn wanted(n: u64) -> Wanted {
        Wanted::new(&PROBABILITIES, n, true)
    }

    fn order(values: &[f32], wanted: &Wanted, replicated: bool) -> Order {
        let mut order = Order::new(replicated);
        for chunk in values.chunks(CHUNK as usize) {
            order.add(chunk, wanted);
        }
        order
    }

    /// Type 7 by putting all values in order.
    fn sorted(values: &[f32]) -> [f64; 7] {
        let mut sorted: Vec<f32> = values.iter().copied().filter(|value| !value.is_nan()).collect();
        sorted.sort_by(f32::total_cmp);
        PROBABILITIES.map(|p| {
            let h = (sorted.len() - 1) as f64 * p;
            let (low, high) = (sorted[h as usize], sorted[(h as usize + 1).min(sorted.len() - 1)]);
            interpolate(h.fract(), low, high)
        })
    }

    fn quantiles(order: &mut Order) -> [f64; 7] {
        order.quantiles(&mut Ranker::default(), PROBABILITIES).expect("inside brackets")
    }

    #[test]
    fn brackets_give_the_order_statistics_of_sorting() {
        for shape in SHAPES {
            for n in [1, 20_000, 300_001] {
                let values = values(n, shape);
                let mut order = order(&values, &wanted(n), false);
                assert_eq!((quantiles(&mut order), order.count()), (sorted(&values), n));
            }
        }
    }

    /// Some 2·9·√(p(1 − p))·√n values for each of seven quantiles lie in brackets at most; 13 800 of 300 001 here.
    #[test]
    fn few_values_are_kept() {
        let mut order = order(&values(300_001, SHAPES[0]), &wanted(300_001), false);
        quantiles(&mut order);
        let kept = order.narrowed().kept.len();
        assert!(kept < 16_000, "{kept}");
        // A constant is one entry, however often it comes.
        let mut order = super::tests::order(&values(300_001, SHAPES[3]), &wanted(300_001), false);
        quantiles(&mut order);
        assert_eq!(order.narrowed().kept.len(), 1);
    }

    /// However values are split, the answers are the same.
    #[test]
    fn parts_join_to_the_same_answers() {
        let n = 200_000_u64;
        for shape in SHAPES {
            let all = values(n, shape);
            for parts in [2_usize, 7, 40] {
                let size = (n as usize).div_ceil(parts).next_multiple_of(CHUNK as usize);
                let mut parts = all.chunks(size).map(|part| order(part, &wanted(n), true));
                let mut joined = parts.next().expect("a part");
                parts.for_each(|part| joined.join(part, &wanted(n)));
                let found = quantiles(&mut joined);
                assert_eq!(found, sorted(&all));
                let mut counts = [0; REPLICATES];
                for (at, value) in all.iter().enumerate() {
                    counts[at % REPLICATES] += u64::from(f64::from(*value) <= found[3]);
                }
                assert_eq!(joined.not_above(found[3]), counts);
            }
        }
    }

    /// Values that first lie elsewhere than those to come: their quantiles fall into gaps, which say so, and a second
    /// pass puts them back.
    #[test]
    fn what_is_lost_is_found_in_a_second_pass() {
        let mut all = values(20_480, |u| u);
        all.extend(values(80_000, |u| 0.2 + 0.05 * u));
        all.extend(values(40_000, |u| -3.0 * u));
        for replicated in [false, true] {
            let mut order = order(&all, &wanted(all.len() as u64), replicated);
            let mut passes = 0;
            let found = loop {
                match order.quantiles(&mut Ranker::default(), PROBABILITIES) {
                    Ok(found) => break found,
                    Err(lost) => {
                        let mut gatherer = order.gatherer(lost);
                        all.chunks(CHUNK as usize).for_each(|chunk| gatherer.add(chunk));
                        order.fill(gatherer);
                        passes += 1;
                    }
                }
            };
            assert!(passes > 0);
            assert_eq!((found, order.count()), (sorted(&all), all.len() as u64));
        }
    }

    /// Draws without a value are left out, before brackets are drawn and after; zeros of either sign are one.
    #[test]
    fn what_is_no_number_is_left_out() {
        let mut all = values(60_000, |u| (u - 0.5).max(-0.0));
        all.iter_mut().step_by(3).for_each(|value| *value = f32::NAN);
        all.iter_mut().skip(1).step_by(6).for_each(|value| *value *= -0.0);
        let mut order = order(&all, &wanted(60_000), true);
        assert_eq!(order.count(), 40_000);
        assert_eq!(quantiles(&mut order), sorted(&all).map(|q| q + 0.0));
        assert_eq!(order.median().expect("inside").map(f32::to_bits), Some(0));
        assert_eq!(Order::new(false).median(), Ok(None));
    }

    #[test]
    fn entries_keep_their_value_replicate_and_count() {
        let sample = [f32::NEG_INFINITY, -2.5, -1e-42, 0.0, 1e-42, 3.0, f32::MAX];
        let entries = sample.map(|value| Entry::once(value, 9));
        assert!(entries.is_sorted());
        assert_eq!(entries.map(Entry::value), sample);
        assert!(entries.iter().all(|e| Entry::replicate(*e) == 9 && Entry::count(*e) == 1));
        assert!(!Entry::fit(entries[0] - 1 + Entry::OFTEN, entries[0]));
    }
}
