//! Values of which only those in brackets are kept.

use serde::{Deserialize, Serialize};

use super::entry::Entry;
use super::{ByReplicate, Gatherer, Lost, Wanted, replicate};
use crate::ensemble::CHUNK;
use crate::ensemble::ranker::interpolate;
use crate::sampling::REPLICATES;
use crate::wide;

/// Values between these two, both included.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub struct Bracket {
    /// The least value in it.
    pub low: f32,
    /// The greatest.
    pub high: f32,
}

/// The brackets, what lies in them, and how much lies between them.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Narrowed {
    /// Lowest first; they do not touch.
    pub brackets: Vec<Bracket>,
    /// How many values lie below the first bracket, between it and the next, …, above the last.
    pub gaps: Vec<ByReplicate>,
    /// [`Entry`] of what lies in brackets, in order.
    pub kept: Vec<u64>,
    /// What came since, in no order.
    pub waiting: Vec<u64>,
}

impl Narrowed {
    pub fn of(values: &[f32], replicated: bool) -> Narrowed {
        let present = values.iter().enumerate().filter(|(_, value)| !value.is_nan());
        let entry = |(at, value): (usize, &f32)| Entry::once(*value, replicate(at, replicated));
        Narrowed {
            brackets: vec![Bracket { low: f32::NEG_INFINITY, high: f32::INFINITY }],
            gaps: vec![[0; REPLICATES]; 2],
            kept: Vec::new(),
            waiting: present.map(entry).collect(),
        }
    }

    pub fn count(&self) -> u64 {
        let entries = self.kept.iter().chain(&self.waiting);
        entries.map(|entry| Entry::count(*entry)).sum::<u64>() + self.gaps.iter().flatten().sum::<u64>()
    }

    /// Counts values and keeps those in brackets.
    pub fn add(&mut self, values: &[f32], replicated: bool) {
        let mut padded = [f32::NAN; CHUNK as usize];
        padded[..values.len()].copy_from_slice(values);
        let inside = wide::run(Passing { values: &padded, brackets: &self.brackets, gaps: &mut self.gaps });
        for (group, flags) in inside.chunks_exact(REPLICATES).enumerate() {
            // Most groups have nothing in any bracket.
            if flags.iter().any(|flag| *flag) {
                for at in (0..REPLICATES).filter(|&at| flags[at]).map(|at| group * REPLICATES + at) {
                    self.waiting.push(Entry::once(padded[at], replicate(at, replicated)));
                }
            }
        }
    }

    /// Puts what waits among the kept entries; equal ones become one.
    pub fn settle(&mut self) {
        if self.waiting.is_empty() {
            return;
        }
        self.waiting.sort_unstable();
        let mut merged = merged(&self.kept, &self.waiting);
        merged.shrink_to_fit();
        self.kept = merged;
        self.waiting = Vec::new();
    }

    /// Draws the brackets as narrow as what is still to come allows.
    pub fn compact(&mut self, wanted: &Wanted) {
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
    pub fn narrow(&mut self, brackets: Vec<Bracket>) {
        let mut gaps = vec![[0; REPLICATES]; brackets.len() + 1];
        for (at, gap) in self.gaps.iter().enumerate() {
            let below = at.checked_sub(1).map_or(0, |before| {
                brackets.partition_point(|bracket| bracket.low <= self.brackets[before].high)
            });
            add(&mut gaps[below], gap);
        }
        let (mut from, mut left) = (0, 0);
        for (at, bracket) in brackets.iter().enumerate() {
            let begins = from + self.kept[from..].partition_point(|entry| Entry::value(*entry) < bracket.low);
            let ends =
                begins + self.kept[begins..].partition_point(|entry| Entry::value(*entry) <= bracket.high);
            drop_into(&mut gaps[at], &self.kept[from..begins]);
            self.kept.copy_within(begins..ends, left);
            (from, left) = (ends, left + ends - begins);
        }
        drop_into(&mut gaps[brackets.len()], &self.kept[from..]);
        self.kept.truncate(left);
        // What was kept before may be many times as much.
        self.kept.shrink_to_fit();
        (self.brackets, self.gaps) = (brackets, gaps);
    }

    /// Type 7: at h = (n − 1)·p, between the ⌊h⌋-th value and the next.
    pub fn quantiles<const N: usize>(&self, probabilities: [f64; N]) -> Result<[f64; N], Lost> {
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
    pub fn places(&self) -> Places<'_> {
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

    pub fn count_not_above(&self, number: f64, counts: &mut ByReplicate) {
        let brackets = self.brackets.partition_point(|bracket| f64::from(bracket.low) <= number);
        for gap in &self.gaps[..brackets] {
            add(counts, gap);
        }
        for entry in self.kept.iter().take_while(|entry| f64::from(Entry::value(**entry)) <= number) {
            counts[Entry::replicate(*entry)] += Entry::count(*entry);
        }
    }

    /// One bracket in the place of a gap and of the brackets beside it.
    pub fn fill(&mut self, gathered: Gatherer) {
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
pub struct Places<'a> {
    narrowed: &'a Narrowed,
    /// How many values lie below each kept entry.
    starts: Vec<u64>,
    /// How many values lie below the end of each gap.
    gaps: Vec<u64>,
    /// Number of values.
    pub count: u64,
}

impl Places<'_> {
    /// The value at a place, which is less than the number of values.
    pub fn at(&self, place: u64) -> Result<f32, Lost> {
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

/// Two lists in order as one, in which equal entries are one. Which list goes on cannot be foreseen, so nothing branches
/// on it.
fn merged(a: &[u64], b: &[u64]) -> Vec<u64> {
    let mut merged: Vec<u64> = Vec::with_capacity(a.len() + b.len());
    let mut push = |next: u64| match merged.last_mut() {
        Some(last) if Entry::fit(*last, next) => *last += Entry::count(next),
        _ => merged.push(next),
    };
    let (mut i, mut j) = (0, 0);
    while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
        push(*x.min(y));
        i += usize::from(x <= y);
        j += usize::from(x > y);
    }
    a[i..].iter().chain(&b[j..]).for_each(|entry| push(*entry));
    merged
}

/// Counts entries of which nothing else is kept.
fn drop_into(gap: &mut ByReplicate, entries: &[u64]) {
    for entry in entries {
        gap[Entry::replicate(*entry)] += Entry::count(*entry);
    }
}

/// Adds counts to counts.
pub fn add(counts: &mut ByReplicate, more: &ByReplicate) {
    for (count, more) in counts.iter_mut().zip(more) {
        *count += more;
    }
}

/// What two lists of brackets have in common.
pub fn common(a: &[Bracket], b: &[Bracket]) -> Vec<Bracket> {
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

/// The values of a chunk held against the ends of brackets, in groups of a value of each replicate.
struct Passing<'a> {
    values: &'a [f32; CHUNK as usize],
    brackets: &'a [Bracket],
    gaps: &'a mut [ByReplicate],
}

impl wide::Work for Passing<'_> {
    /// Which values lie in a bracket; all others are counted in their gaps.
    type Outcome = [bool; CHUNK as usize];

    #[inline(always)]
    fn run(self) -> [bool; CHUNK as usize] {
        let mut inside = [false; CHUNK as usize];
        // What is no number lies nowhere.
        let mut above = [0; REPLICATES];
        for group in self.values.chunks_exact(REPLICATES) {
            for (above, value) in above.iter_mut().zip(group) {
                *above += u32::from(!value.is_nan());
            }
        }
        for (bracket, gap) in self.brackets.iter().zip(self.gaps.iter_mut()) {
            let (mut reach, mut exceed) = ([0; REPLICATES], [0; REPLICATES]);
            let groups = self.values.chunks_exact(REPLICATES).zip(inside.chunks_exact_mut(REPLICATES));
            for (group, inside) in groups {
                for lane in 0..REPLICATES {
                    let (reaches, exceeds) = (group[lane] >= bracket.low, group[lane] > bracket.high);
                    reach[lane] += u32::from(reaches);
                    exceed[lane] += u32::from(exceeds);
                    inside[lane] |= reaches & !exceeds;
                }
            }
            for lane in 0..REPLICATES {
                gap[lane] += u64::from(above[lane] - reach[lane]);
            }
            above = exceed;
        }
        if let Some(gap) = self.gaps.last_mut() {
            gap.iter_mut().zip(above).for_each(|(gap, above)| *gap += u64::from(above));
        }
        inside
    }
}
