//! Values of which only those in brackets are kept.

use serde::{Deserialize, Serialize};

use super::histogram::Histogram;
use super::{ByReplicate, Gatherer, Lost, Wanted};
use crate::ensemble::CHUNK;
use crate::ensemble::ranker::interpolate;
use crate::sampling::REPLICATES;
use crate::wide;

/// How many values may come into brackets, at least, before the brackets are drawn anew.
const ROOM: usize = 4_096;

/// So many values that equal an end of a bracket may be kept beside it; more are counted.
const TIES: usize = 64;

/// Values of a chunk; those that are missing are not numbers.
type Values = [f32; CHUNK as usize];

/// Values between these two, both included.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub struct Bracket {
    /// The least value in it.
    pub low: f32,
    /// The greatest.
    pub high: f32,
}

impl Bracket {
    /// Whether all its values are equal: their number says everything of them.
    fn is_point(self) -> bool {
        self.low == self.high
    }

    fn holds(self, value: f32) -> bool {
        self.low <= value && value <= self.high
    }
}

/// The brackets, what lies in them, and how much lies between them.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Narrowed {
    /// Lowest first; none has a value in common with another.
    pub brackets: Vec<Bracket>,
    /// How many values lie below the first bracket, between it and the next, …, above the last.
    gaps: Vec<ByReplicate>,
    /// How many values lie in each bracket.
    within: Vec<ByReplicate>,
    /// The values in brackets that are no points, in no order: one list, or one of each replicate where they are told
    /// apart.
    lists: Vec<Vec<f32>>,
    /// With so many kept values brackets are drawn anew.
    full: usize,
}

impl Narrowed {
    /// All these values, in one bracket that holds everything. The first is of the first replicate.
    pub fn of(mut values: Vec<f32>, replicated: bool) -> Narrowed {
        let everything = Bracket { low: f32::NEG_INFINITY, high: f32::INFINITY };
        let mut narrowed = Narrowed::empty(vec![everything], if replicated { REPLICATES } else { 1 });
        if let [list] = &mut narrowed.lists[..] {
            values.retain(|value| !value.is_nan());
            narrowed.within[0][0] = values.len() as u64;
            *list = values;
        } else {
            values.chunks(CHUNK as usize).for_each(|chunk| narrowed.add(chunk));
        }
        narrowed
    }

    fn empty(brackets: Vec<Bracket>, lists: usize) -> Narrowed {
        let (gaps, within) =
            (vec![[0; REPLICATES]; brackets.len() + 1], vec![[0; REPLICATES]; brackets.len()]);
        Narrowed { brackets, gaps, within, lists: vec![Vec::new(); lists], full: ROOM }
    }

    /// Number of values.
    pub fn count(&self) -> u64 {
        self.gaps.iter().chain(&self.within).flatten().sum()
    }

    /// Number of values that are kept.
    pub fn kept(&self) -> usize {
        self.lists.iter().map(Vec::len).sum()
    }

    /// Whether there are twice as many kept values as when brackets were drawn.
    pub fn is_full(&self) -> bool {
        self.kept() >= self.full
    }

    /// Counts values of a chunk and keeps those in brackets.
    pub fn add(&mut self, values: &[f32]) {
        let mut room = [f32::NAN; CHUNK as usize];
        let values = whole(values, &mut room);
        let Narrowed { brackets, gaps, within, lists, .. } = self;
        let inside = wide::run(Passing { values, brackets, gaps, within });
        match &mut lists[..] {
            [list] => keep(list, values, &inside),
            lists => {
                for (at, value) in values.iter().enumerate().filter(|(at, _)| inside[*at]) {
                    lists[at % REPLICATES].push(value + 0.0);
                }
            }
        }
    }

    /// Counts values of a list and keeps those in brackets.
    fn add_to_list(&mut self, list: usize, values: &[f32]) {
        let (mut gaps, mut within) =
            (vec![[0; REPLICATES]; self.gaps.len()], vec![[0; REPLICATES]; self.within.len()]);
        for chunk in values.chunks(CHUNK as usize) {
            let mut room = [f32::NAN; CHUNK as usize];
            let values = whole(chunk, &mut room);
            let (gaps, within) = (&mut gaps, &mut within);
            let inside = wide::run(Passing { values, brackets: &self.brackets, gaps, within });
            keep(&mut self.lists[list], values, &inside);
        }
        // All lanes of a vector held values of this list.
        let counts = self.gaps.iter_mut().chain(&mut self.within);
        for (counts, more) in counts.zip(gaps.iter().chain(&within)) {
            counts[list] += more.iter().sum::<u64>();
        }
    }

    /// Draws the brackets as narrow as what is still to come allows, or a little wider.
    pub fn compact(&mut self, wanted: &Wanted) {
        let places: Vec<(u64, u64)> = wanted.places(self.count()).collect();
        let promised: u64 = places.iter().map(|(low, high)| high - low + 1).sum();
        loop {
            let before = self.kept();
            self.draw_brackets(&places);
            let kept = self.kept();
            if kept as u64 <= promised.saturating_mul(2) {
                break;
            }
            // A few values far off make wide bins: others are narrower. Where that does not help, many are equal.
            if kept > before / 2 {
                self.split();
                break;
            }
        }
        self.full = self.kept() + self.kept().max(ROOM);
    }

    /// Draws brackets around these places.
    fn draw_brackets(&mut self, places: &[(u64, u64)]) {
        let histogram = Histogram::of(&self.lists);
        let mut ranges: Vec<Bracket> = Vec::new();
        for &(low, high) in places {
            // A place in a gap is beyond what is known: the gap's far end bounds it.
            let low = match self.locate(low) {
                Place::Kept(at) => histogram.floor(at),
                Place::Point(value) => value,
                Place::Gap(gap) => self.lost(gap).above,
            };
            let high = match self.locate(high) {
                Place::Kept(at) => histogram.ceiling(at),
                Place::Point(value) => value,
                Place::Gap(gap) => self.lost(gap).below,
            };
            match ranges.last_mut() {
                Some(last) if low <= last.high => last.high = last.high.max(high),
                _ => ranges.push(Bracket { low, high }),
            }
        }
        self.narrow(common(&self.brackets, &ranges));
    }

    /// Cuts off ends of brackets that many values are equal to: as points they are counted only.
    fn split(&mut self) {
        let ties = |end: f32| self.lists.iter().flatten().filter(|value| **value == end).count() > TIES;
        let mut brackets = Vec::new();
        for &Bracket { low, high } in &self.brackets {
            let (low_ties, high_ties) = (low < high && ties(low), low < high && ties(high));
            let (from, to) =
                (if low_ties { low.next_up() } else { low }, if high_ties { high.next_down() } else { high });
            brackets.extend(low_ties.then_some(Bracket { low, high: low }));
            brackets.extend((from <= to).then_some(Bracket { low: from, high: to }));
            brackets.extend(high_ties.then_some(Bracket { low: high, high }));
        }
        self.narrow(brackets);
    }

    /// Takes over these brackets, each of which lies in one of the present ones.
    pub fn narrow(&mut self, brackets: Vec<Bracket>) {
        let before = std::mem::replace(self, Narrowed::empty(brackets, self.lists.len()));
        for (at, gap) in before.gaps.iter().enumerate() {
            let below = at.checked_sub(1).map_or(0, |at| {
                self.brackets.partition_point(|bracket| bracket.low <= before.brackets[at].high)
            });
            add(&mut self.gaps[below], gap);
        }
        let points = before.brackets.iter().zip(&before.within).filter(|(bracket, _)| bracket.is_point());
        for (point, counts) in points {
            let at = self.brackets.partition_point(|bracket| bracket.high < point.low);
            match self.brackets.get(at).is_some_and(|bracket| bracket.holds(point.low)) {
                true => add(&mut self.within[at], counts),
                false => add(&mut self.gaps[at], counts),
            }
        }
        for (list, values) in before.lists.iter().enumerate() {
            self.add_to_list(list, values);
        }
    }

    /// Takes the values of another that has the same brackets.
    pub fn join(&mut self, other: &mut Narrowed) {
        let counts = self.gaps.iter_mut().chain(&mut self.within);
        counts.zip(other.gaps.iter().chain(&other.within)).for_each(|(counts, more)| add(counts, more));
        self.lists.iter_mut().zip(&mut other.lists).for_each(|(list, more)| list.append(more));
    }

    /// Type 7: at h = (n − 1)·p, between the ⌊h⌋-th value and the next.
    pub fn quantiles<const N: usize>(&self, probabilities: [f64; N]) -> Result<[f64; N], Lost> {
        let mut found = [f64::NAN; N];
        let Some(last) = self.count().checked_sub(1) else { return Ok(found) };
        let heights = probabilities.map(|p| last as f64 * p);
        let places = heights.iter().flat_map(|h| [h.floor() as u64, (h.floor() as u64 + 1).min(last)]);
        let values = self.at(&places.collect::<Vec<u64>>());
        for ((quantile, h), [low, high]) in found.iter_mut().zip(heights).zip(values.as_chunks().0) {
            *quantile = interpolate(h.fract(), (*low)?, (*high)?);
        }
        Ok(found)
    }

    /// The values at these places in order, each less than the number of values.
    pub fn at(&self, places: &[u64]) -> Vec<Result<f32, Lost>> {
        let found: Vec<Place> = places.iter().map(|place| self.locate(*place)).collect();
        let mut wanted: Vec<usize> = found.iter().filter_map(|place| place.kept()).collect();
        wanted.sort_unstable();
        wanted.dedup();
        let mut values = self.lists.concat();
        put_in_place(&mut values, 0, &wanted);
        let value = |place: &Place| match *place {
            Place::Kept(at) => Ok(values[at]),
            Place::Point(value) => Ok(value),
            Place::Gap(gap) => Err(self.lost(gap)),
        };
        found.iter().map(value).collect()
    }

    /// Where the value at a place lies.
    fn locate(&self, place: u64) -> Place {
        let (mut below, mut kept) = (0, 0);
        for (at, bracket) in self.brackets.iter().enumerate() {
            below += self.gaps[at].iter().sum::<u64>();
            if place < below {
                return Place::Gap(at);
            }
            let within = self.within[at].iter().sum::<u64>();
            match (place < below + within, bracket.is_point()) {
                (true, true) => return Place::Point(bracket.low),
                (true, false) => return Place::Kept(kept + (place - below) as usize),
                (false, true) => {}
                (false, false) => kept += within as usize,
            }
            below += within;
        }
        Place::Gap(self.brackets.len())
    }

    fn lost(&self, gap: usize) -> Lost {
        let above = gap.checked_sub(1).map_or(f32::NEG_INFINITY, |before| self.brackets[before].high);
        let below = self.brackets.get(gap).map_or(f32::INFINITY, |bracket| bracket.low);
        Lost { gap, above, below }
    }

    /// How many values of each replicate are not above a number that lies in a bracket. Replicates have to be told apart.
    pub fn count_not_above(&self, number: f64, counts: &mut ByReplicate) {
        for (at, bracket) in self.brackets.iter().enumerate() {
            if f64::from(bracket.low) > number {
                break;
            }
            add(counts, &self.gaps[at]);
            if f64::from(bracket.high) <= number {
                add(counts, &self.within[at]);
                continue;
            }
            let not_above = |value: &&f32| bracket.holds(**value) && f64::from(**value) <= number;
            for (count, list) in counts.iter_mut().zip(&self.lists) {
                *count += list.iter().filter(not_above).count() as u64;
            }
        }
    }

    /// A bracket in the place of a gap.
    pub fn fill(&mut self, gathered: Gatherer) {
        let Lost { gap, above, below } = gathered.lost;
        let low = if gap == 0 { f32::NEG_INFINITY } else { above.next_up() };
        let high = if gap == self.brackets.len() { f32::INFINITY } else { below.next_down() };
        self.brackets.insert(gap, Bracket { low, high });
        self.within.insert(gap, std::mem::replace(&mut self.gaps[gap], [0; REPLICATES]));
        self.gaps.insert(gap, [0; REPLICATES]);
        self.lists.iter_mut().zip(gathered.lists).for_each(|(list, mut more)| list.append(&mut more));
    }
}

/// Where the value at a place in order lies.
#[derive(Clone, Copy)]
enum Place {
    /// Among the kept ones, at this place in their order.
    Kept(usize),
    /// It is this.
    Point(f32),
    /// In a gap.
    Gap(usize),
}

impl Place {
    fn kept(self) -> Option<usize> {
        match self {
            Place::Kept(at) => Some(at),
            Place::Point(_) | Place::Gap(_) => None,
        }
    }
}

/// Brings the values at the wanted places, which are in order, to where they stand in order; `values` begins at `from`.
fn put_in_place(values: &mut [f32], from: usize, wanted: &[usize]) {
    let Some(&place) = wanted.get(wanted.len() / 2) else { return };
    let (before, after) = wanted.split_at(wanted.len() / 2);
    let (lower, _, higher) = values.select_nth_unstable_by(place - from, f32::total_cmp);
    put_in_place(lower, from, before);
    put_in_place(higher, place + 1, &after[1..]);
}

/// The values of a whole chunk; those of a part of one in room that holds no numbers.
fn whole<'v>(values: &'v [f32], room: &'v mut Values) -> &'v Values {
    match values.try_into() {
        Ok(whole) => whole,
        Err(_) => {
            room[..values.len()].copy_from_slice(values);
            room
        }
    }
}

/// Appends the values that lie inside; of two zeros one is enough. Every value is written, and the next over it where
/// it does not lie inside: no jump depends on a value.
fn keep(list: &mut Vec<f32>, values: &Values, inside: &[bool; CHUNK as usize]) {
    let (mut kept, mut next) = ([0.0; CHUNK as usize], 0);
    for (value, inside) in values.iter().zip(inside) {
        kept[next % CHUNK as usize] = value + 0.0;
        next += usize::from(*inside);
    }
    list.extend_from_slice(&kept[..next]);
}

/// Adds counts to counts.
fn add(counts: &mut ByReplicate, more: &ByReplicate) {
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
    values: &'a Values,
    brackets: &'a [Bracket],
    gaps: &'a mut [ByReplicate],
    within: &'a mut [ByReplicate],
}

impl wide::Work for Passing<'_> {
    /// Which values lie in a bracket that is no point. All are counted.
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
        let counts = self.gaps.iter_mut().zip(self.within);
        for (bracket, (gap, within)) in self.brackets.iter().zip(counts) {
            let kept = !bracket.is_point();
            let (mut reach, mut exceed) = ([0; REPLICATES], [0; REPLICATES]);
            let groups = self.values.chunks_exact(REPLICATES).zip(inside.chunks_exact_mut(REPLICATES));
            for (group, inside) in groups {
                for lane in 0..REPLICATES {
                    let (reaches, exceeds) = (group[lane] >= bracket.low, group[lane] > bracket.high);
                    reach[lane] += u32::from(reaches);
                    exceed[lane] += u32::from(exceeds);
                    inside[lane] |= reaches & !exceeds & kept;
                }
            }
            for lane in 0..REPLICATES {
                gap[lane] += u64::from(above[lane] - reach[lane]);
                within[lane] += u64::from(reach[lane] - exceed[lane]);
            }
            above = exceed;
        }
        if let Some(gap) = self.gaps.last_mut() {
            gap.iter_mut().zip(above).for_each(|(gap, above)| *gap += u64::from(above));
        }
        inside
    }
}
