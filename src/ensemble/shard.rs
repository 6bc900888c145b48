//! Shards: what some draws of an ensemble left, as bytes that another process can go on from.
//!
//! A shard is a mark, the number of its format, its length, its origin and tally (postcard), and the SHA-256 of everything
//! before it. A tally holds counts, exact order statistics and sums of one fixed tree, so shards join to the bits of one run.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::tally::Tally;
use crate::sampling::Method;

/// What every shard begins with.
pub const MARK: &[u8] = b"dafeng shard\n";

/// Number of the format; one that another version of the program cannot read gets another.
const FORMAT: u32 = 2;

const HEAD: usize = MARK.len() + 4 + 8;
const DIGEST: usize = 32;

/// What an ensemble is made of. Shards of one ensemble agree in all but the place of the scenario.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Origin {
    /// Version of the program.
    pub version: String,
    /// The scenario's file, as given.
    pub scenario: String,
    /// SHA-256 of every file read, in reading order.
    pub inputs: Vec<String>,
    /// Leaves set on the command line: address and value.
    pub set: Vec<(String, String)>,
    /// Whether the scenario may read files outside its own folder tree.
    pub allow_outside: bool,
    /// Master seed.
    pub seed: u64,
    /// Number of draws of the whole ensemble.
    pub draws: u64,
    /// How they are laid out.
    pub method: Method,
}

/// In what two ensembles differ.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Difference {
    /// Version of the program.
    Version,
    /// A file that was read.
    Inputs,
    /// What was set on the command line.
    Settings,
    /// The seed.
    Seed,
    /// Number of draws.
    Draws,
    /// How draws are laid out.
    Method,
}

impl Origin {
    /// The first difference that makes two of them different ensembles.
    pub fn difference(&self, other: &Origin) -> Option<Difference> {
        let checks = [
            (self.version != other.version, Difference::Version),
            (self.inputs != other.inputs, Difference::Inputs),
            (self.set != other.set, Difference::Settings),
            (self.seed != other.seed, Difference::Seed),
            (self.draws != other.draws, Difference::Draws),
            (self.method != other.method, Difference::Method),
        ];
        checks.into_iter().find(|(differs, _)| *differs).map(|(_, difference)| difference)
    }
}

/// Why bytes are no shard.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Broken {
    /// They begin otherwise.
    Foreign,
    /// A format of another version of the program.
    Format(u32),
    /// Some are missing, or there are too many.
    Length {
        /// How many there should be.
        expected: u64,
        /// How many there are.
        found: u64,
    },
    /// Some changed: the digest is another.
    Corrupted,
}

/// A shard as bytes.
///
/// # Errors
/// When postcard cannot write it.
pub fn encode(origin: &Origin, tally: &Tally) -> Result<Vec<u8>, postcard::Error> {
    let mut bytes = vec![0; HEAD];
    bytes = postcard::to_extend(origin, bytes)?;
    bytes = postcard::to_extend(tally, bytes)?;
    let length = (bytes.len() + DIGEST) as u64;
    bytes[..MARK.len()].copy_from_slice(MARK);
    bytes[MARK.len()..MARK.len() + 4].copy_from_slice(&FORMAT.to_le_bytes());
    bytes[MARK.len() + 4..HEAD].copy_from_slice(&length.to_le_bytes());
    let digest = Sha256::digest(&bytes);
    bytes.extend_from_slice(&digest);
    Ok(bytes)
}

/// The origin of a shard and its first draw and that after its last, once every byte was checked.
///
/// # Errors
/// Why the bytes are no shard.
pub fn inspect(bytes: &[u8]) -> Result<(Origin, std::ops::Range<u64>), Broken> {
    let (origin, tally) = open(bytes)?;
    let ((from, to), _) = postcard::take_from_bytes(tally).map_err(|_| Broken::Corrupted)?;
    Ok((origin, from..to))
}

/// The whole of a shard.
///
/// # Errors
/// Why the bytes are no shard.
pub fn decode(bytes: &[u8]) -> Result<(Origin, Tally), Broken> {
    let (origin, tally) = open(bytes)?;
    Ok((origin, postcard::from_bytes(tally).map_err(|_| Broken::Corrupted)?))
}

/// Checks every byte; the origin, and the bytes of the tally.
fn open(bytes: &[u8]) -> Result<(Origin, &[u8]), Broken> {
    let rest = bytes.strip_prefix(MARK).ok_or(Broken::Foreign)?;
    let found = bytes.len() as u64;
    let cut = Broken::Length { expected: (HEAD + DIGEST) as u64, found };
    let (format, rest) = rest.split_first_chunk::<4>().ok_or(cut)?;
    let (length, rest) = rest.split_first_chunk::<8>().ok_or(cut)?;
    if u32::from_le_bytes(*format) != FORMAT {
        return Err(Broken::Format(u32::from_le_bytes(*format)));
    }
    let expected = u64::from_le_bytes(*length);
    if expected != found {
        return Err(Broken::Length { expected, found });
    }
    let (body, digest) = rest.split_last_chunk::<DIGEST>().ok_or(cut)?;
    if Sha256::digest(&bytes[..bytes.len() - DIGEST]).as_slice() != digest {
        return Err(Broken::Corrupted);
    }
    postcard::take_from_bytes(body).map_err(|_| Broken::Corrupted)
}

/// What keeps shards from being one ensemble.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Misfit {
    /// Draws that no shard has.
    Missing(std::ops::Range<u64>),
    /// Draws that two shards have, by their positions in the list.
    Doubled(std::ops::Range<u64>, usize, usize),
}

/// In which order shards of these draws follow each other.
///
/// # Errors
/// Every gap and every overlap.
pub fn arrange(ranges: &[std::ops::Range<u64>], draws: u64) -> Result<Vec<usize>, Vec<Misfit>> {
    let mut order: Vec<usize> = (0..ranges.len()).collect();
    order.sort_by_key(|&at| (ranges[at].start, ranges[at].end));
    let (mut misfits, mut next, mut last) = (Vec::new(), 0, 0);
    for &at in &order {
        let range = &ranges[at];
        if range.start > next {
            misfits.push(Misfit::Missing(next..range.start));
        } else if range.start < next {
            misfits.push(Misfit::Doubled(range.start..next.min(range.end), last, at));
        }
        if range.end > next {
            (next, last) = (range.end, at);
        }
    }
    if next < draws {
        misfits.push(Misfit::Missing(next..draws));
    }
    if misfits.is_empty() { Ok(order) } else { Err(misfits) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_and_overlaps_are_all_found() {
        assert_eq!(arrange(&[256..600, 0..256], 600), Ok(vec![1, 0]));
        let found = arrange(&[512..768, 0..256, 0..256, 700..900], 1000).expect_err("misfits");
        let expected = vec![
            Misfit::Doubled(0..256, 1, 2),
            Misfit::Missing(256..512),
            Misfit::Doubled(700..768, 0, 3),
            Misfit::Missing(900..1000),
        ];
        assert_eq!(found, expected);
        assert_eq!(arrange(&[], 10), Err(vec![Misfit::Missing(0..10)]));
    }

    #[test]
    fn what_is_no_shard_says_why() {
        let head = |format: u32, length: u64| {
            [MARK, &format.to_le_bytes(), &length.to_le_bytes(), &[0; 40]].concat()
        };
        let length = (HEAD + 40) as u64;
        assert_eq!(open(b"anything"), Err(Broken::Foreign));
        assert_eq!(open(MARK), Err(Broken::Length { expected: (HEAD + DIGEST) as u64, found: 13 }));
        assert_eq!(open(&head(9, length)), Err(Broken::Format(9)));
        assert_eq!(open(&head(FORMAT, 99)), Err(Broken::Length { expected: 99, found: length }));
        assert_eq!(open(&head(FORMAT, length)), Err(Broken::Corrupted));
    }
}
