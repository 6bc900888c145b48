//! What moves several leaves together.

use super::*;

record! {
    /// A yearly shock that moves several leaves, each with its sign and strength.
    cited Shock {
        /// Name for people.
        title: Title,
        /// Correlation of a year with the year before, from 0 to 0.99; default 0.
        persistence: Option<Leaf>,
        /// What it moves.
        moves: List<Move>,
    }
    /// A leaf that a shock moves.
    cited Move {
        /// Name in addresses.
        id: Word,
        /// Address of the leaf.
        leaf: Word,
        /// Standard deviation of its logarithm; below 0: it falls when the others rise.
        strength: Leaf,
    }
    /// The rank correlation of each pair of a list.
    cited Correlation {
        /// Name in addresses.
        id: Word,
        /// Addresses of uncertain leaves; or of what is drawn every year: `shocks.…`, `….disturbance`, `….growth-shock`.
        between: Words,
        /// Spearman's rank correlation, above −1 and below 1.
        rank: Leaf,
        /// Take the nearest possible correlations where the asked ones contradict each other; default false.
        repair: Option<Flag>,
    }
}
