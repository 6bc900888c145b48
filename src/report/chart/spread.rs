//! Labels beside a plot, pushed apart just as far as needed.

/// A label that wants to stand at a height.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Wish {
    /// Where its middle wants to be, px downwards.
    pub centre: f64,
    /// Its height with its spacing, px.
    pub height: f64,
    /// How strongly it wants it; more than 0.
    pub weight: f64,
}

/// A run of labels that touch each other.
struct Block {
    /// Weighted mean of the wished places of its first label's upper edge.
    place: f64,
    weight: f64,
    members: usize,
}

/// Middles for the labels, in the order given, none overlapping, inside `top..bottom`, with the
/// least sum of weighted squared displacements (pool adjacent violators on the upper edges).
/// Labels are stacked by their wished heights; those of equal wish keep their order.
pub fn spread(wishes: &[Wish], top: f64, bottom: f64) -> Vec<f64> {
    let mut order: Vec<usize> = (0..wishes.len()).collect();
    order.sort_by(|&a, &b| wishes[a].centre.total_cmp(&wishes[b].centre));
    let total: f64 = wishes.iter().map(|w| w.height).sum();
    let highest = (bottom - total).max(top);

    let mut centres = vec![0.0; wishes.len()];
    let mut above = 0.0;
    for (&index, place) in order.iter().zip(pooled(wishes, &order)) {
        let wish = wishes[index];
        centres[index] = place.clamp(top, highest) + above + wish.height / 2.0;
        above += wish.height;
    }
    centres
}

/// For each label in order, its upper edge less the heights above it: a rising sequence nearest
/// to the wishes.
fn pooled(wishes: &[Wish], order: &[usize]) -> Vec<f64> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut above = 0.0;
    for &index in order {
        let wish = wishes[index];
        let mut block =
            Block { place: wish.centre - wish.height / 2.0 - above, weight: wish.weight, members: 1 };
        above += wish.height;
        while let Some(last) = blocks.pop_if(|last| last.place > block.place) {
            let weight = last.weight + block.weight;
            block.place = (last.place * last.weight + block.place * block.weight) / weight;
            block.weight = weight;
            block.members += last.members;
        }
        blocks.push(block);
    }
    blocks.iter().flat_map(|b| std::iter::repeat_n(b.place, b.members)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn wish(centre: f64) -> Wish {
        Wish { centre, height: 10.0, weight: 1.0 }
    }

    #[test]
    fn free_labels_stay() {
        let places = spread(&[wish(80.0), wish(20.0)], 0.0, 100.0);
        assert_eq!(places, [80.0, 20.0]);
    }

    #[test]
    fn equal_wishes_share_the_displacement() {
        let places = spread(&[wish(50.0), wish(50.0), wish(50.0)], 0.0, 100.0);
        assert_eq!(places, [40.0, 50.0, 60.0]);
    }

    #[test]
    fn the_edge_holds() {
        let places = spread(&[wish(99.0), wish(98.0)], 0.0, 100.0);
        assert_eq!(places, [95.0, 85.0]);
    }

    proptest! {
        #[test]
        fn never_overlaps_nor_leaves(wishes in prop::collection::vec((0.0..300.0f64, 5.0..25.0f64, 0.5..4.0f64), 1..11)) {
            let wishes: Vec<Wish> = wishes.into_iter()
                .map(|(centre, height, weight)| Wish { centre, height, weight }).collect();
            let centres = spread(&wishes, 0.0, 300.0);
            let mut boxes: Vec<(f64, f64)> = centres.iter().zip(&wishes)
                .map(|(c, w)| (c - w.height / 2.0, c + w.height / 2.0)).collect();
            boxes.sort_by(|a, b| a.0.total_cmp(&b.0));
            prop_assert!(boxes.windows(2).all(|p| p[0].1 <= p[1].0 + 1e-9));
            prop_assert!(boxes.iter().all(|b| b.0 >= -1e-9 && b.1 <= 300.0 + 1e-9));
        }
    }
}
