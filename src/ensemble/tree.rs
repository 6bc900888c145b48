//! Sums whose bits do not depend on how what is added was split.

use serde::{Deserialize, Serialize};

/// Sums of many numbered lists of numbers, added pairwise in one fixed binary tree: a node is the sum of its two
/// children, and which they are follows from the numbers alone. Of lists that follow each other the greatest whole
/// subtrees are held, some twice the logarithm of their number.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct SumTree {
    nodes: Vec<Node>,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
struct Node {
    /// 0 for a list as it was added, one more for each doubling.
    level: u32,
    /// Which node of its level.
    index: u64,
    sums: Vec<f64>,
}

impl SumTree {
    /// Adds the node that follows on the present ones.
    pub fn push(&mut self, level: u32, index: u64, sums: Vec<f64>) {
        let mut node = Node { level, index, sums };
        while let Some(left) = self.nodes.pop_if(|left| node.index % 2 == 1 && left.level == node.level) {
            let sums = left.sums.iter().zip(&node.sums).map(|(left, right)| left + right).collect();
            node = Node { level: node.level + 1, index: node.index / 2, sums };
        }
        self.nodes.push(node);
    }

    /// Adds everything of a tree that follows on this one.
    pub fn join(&mut self, next: SumTree) {
        for node in next.nodes {
            self.push(node.level, node.index, node.sums);
        }
    }

    /// The sum of all lists, from the last subtree to the first; zeros of none.
    pub fn total(&self, length: usize) -> Vec<f64> {
        let mut nodes = self.nodes.iter().rev();
        let mut total = nodes.next().map_or_else(|| vec![0.0; length], |last| last.sums.clone());
        for node in nodes {
            total.iter_mut().zip(&node.sums).for_each(|(total, sum)| *total += sum);
        }
        total
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn tree(range: std::ops::Range<u64>) -> SumTree {
        let mut tree = SumTree::default();
        // Sums of these depend on their order.
        range.for_each(|i| tree.push(0, i, vec![1.0 / (i + 1) as f64, 1e16 / (3 * i + 1) as f64]));
        tree
    }

    /// 1 + 2 + … + 11 = 66.
    #[test]
    fn adds_up() {
        let mut sums = SumTree::default();
        (0..11).for_each(|i| sums.push(0, i, vec![(i + 1) as f64]));
        assert_eq!((sums.total(1), SumTree::default().total(2)), (vec![66.0], vec![0.0; 2]));
    }

    proptest! {
        #[test]
        fn parts_give_the_same_bits(cuts in proptest::collection::vec(0_u64..300, 0..8)) {
            let mut cuts = [cuts, vec![0, 300]].concat();
            cuts.sort_unstable();
            let mut joined = SumTree::default();
            cuts.windows(2).for_each(|part| joined.join(tree(part[0]..part[1])));
            prop_assert_eq!(&joined, &tree(0..300));
            // 300 = 256 + 32 + 8 + 4: four subtrees.
            prop_assert_eq!(joined.nodes.len(), 4);
        }
    }
}
