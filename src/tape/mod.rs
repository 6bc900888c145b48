//! The arithmetic of a run, written down once and played for many draws.
//!
//! A run has no branches that depend on a draw: its stages add, multiply, compare and select. Run once with
//! [`Node`]s in place of numbers it leaves a graph of what is computed from what. Whatever is the same in
//! every draw is folded into constants, whatever two places compute alike is computed once, and whatever no
//! kept series needs is left out. What few draws need (what one cannot make and others take over) stands in regions
//! that are passed over where no draw of a block needs them. The rest becomes a [`Tape`]: a list of instructions on registers that hold
//! one number for each of [`BLOCK`] draws.
//!
//! Every instruction is one IEEE operation in double precision, so playing a tape gives the bits of the plain
//! run, however wide the processor's vectors are. Only what follows from no number (∞ − ∞) may differ, as
//! folding keeps or loses it: a draw that comes to no number has failed.

mod code;
mod graph;
mod order;
mod play;
mod schedule;
#[cfg(test)]
mod tests;

pub use graph::{Graph, Node};
pub use play::{Block, Player, Sink};
pub use schedule::{Tape, record};

/// Draws that an instruction works on at once.
pub const BLOCK: usize = 256;

/// What is computed at a place of the graph, and what an instruction does.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Operation {
    /// A number that a draw brings along.
    Input,
    /// `a + b`
    Add,
    /// `a − b`
    Subtract,
    /// `a · b`
    Multiply,
    /// `a / b`
    Divide,
    /// The lesser; the second where they do not compare.
    Minimum,
    /// The greater; the second where they do not compare.
    Maximum,
    /// `a / b`, 0 where `b` is not positive.
    ShareOf,
    /// `c` where `a > b`, else `d`.
    SelectAbove,
    /// `|a|`
    Absolute,
    /// `exp a`
    Exponential,
    /// The least whole number that is not below `a`.
    Ceiling,
    /// `a` to the power of `b`.
    Power,
    /// Γ(a)
    Gamma,
}
