//! A kept value in eight bytes.

use crate::sampling::REPLICATES;

/// A value, its replicate and how often it occurs there, packed so that their order is that of the values.
pub struct Entry;

impl Entry {
    pub const OFTEN: u64 = (1 << 28) - 1;

    pub fn once(value: f32, replicate: usize) -> u64 {
        // Of two zeros one is enough.
        let bits = (value + 0.0).to_bits();
        let ordered = if bits >> 31 == 0 { bits | 1 << 31 } else { !bits };
        u64::from(ordered) << 32 | (replicate as u64) << 28 | 1
    }

    pub fn value(entry: u64) -> f32 {
        let ordered = (entry >> 32) as u32;
        f32::from_bits(if ordered >> 31 == 1 { ordered & !(1 << 31) } else { !ordered })
    }

    pub fn replicate(entry: u64) -> usize {
        (entry >> 28) as usize % REPLICATES
    }

    pub fn count(entry: u64) -> u64 {
        entry & Entry::OFTEN
    }

    /// Whether the second can be counted with the first: the same value and replicate, and room for both.
    pub fn fit(first: u64, second: u64) -> bool {
        first >> 28 == second >> 28 && Entry::count(first) + Entry::count(second) <= Entry::OFTEN
    }
}
