//! What moves several leaves together: named shocks and rank correlations (MODEL section 12).

use super::base::*;

/// A yearly process of unit variance that moves several leaves, each with its sign and strength.
#[derive(Clone, Debug)]
pub struct Shock {
    /// Name in addresses.
    pub id: String,
    /// Name for people.
    pub title: Text,
    /// Correlation of a year with the year before, from 0 to 0.99.
    pub persistence: LeafId,
    /// What it moves, in file order.
    pub moves: Vec<Move>,
}

/// A leaf that a shock moves.
#[derive(Clone, Debug)]
pub struct Move {
    /// Name in addresses.
    pub id: String,
    /// The leaf.
    pub leaf: LeafId,
    /// Standard deviation of its logarithm; below 0: it falls when the others rise.
    pub strength: LeafId,
}

/// Something drawn that can be correlated with its like.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Correlated {
    /// What a leaf draws once a draw.
    Leaf(LeafId),
    /// The yearly disturbance of a leaf.
    Disturbance(LeafId),
    /// The growth shock of a leaf.
    GrowthShock(LeafId),
    /// A named shock, by its position.
    Shock(usize),
}

impl Correlated {
    /// Whether it is drawn anew every year.
    pub fn is_yearly(self) -> bool {
        !matches!(self, Correlated::Leaf(_))
    }
}

/// The rank correlation of each pair of a list.
#[derive(Clone, Debug)]
pub struct Correlation {
    /// Name in addresses.
    pub id: String,
    /// At least two, each once.
    pub of: Vec<Correlated>,
    /// Spearman's ρ, above −1 and below 1.
    pub rank: LeafId,
    /// Whether the nearest possible correlations may stand in for asked ones that contradict each
    /// other.
    pub repair: bool,
}
