//! How far a lever goes before the scenario is refused.

use super::{Lever, Question};

/// How often the way to an end that is refused is halved: 1/65 536 of it.
const HALVINGS: usize = 16;

/// An end of a lever's range beyond which the scenario is refused.
#[derive(Clone, PartialEq, Debug)]
pub struct Cut {
    /// Which lever.
    pub lever: usize,
    /// The last value that is sound, in the unit of the lever.
    pub at: f64,
    /// The end that was asked for.
    pub asked: f64,
    /// Why the scenario is refused there.
    pub reason: String,
}

impl Question<'_> {
    /// The levers with no more of their ranges than is sound, each with the others as they stand, and where they were cut.
    /// What is sound on one side of where a lever stands is taken to be one stretch.
    pub(super) fn sound(&self) -> (Vec<Lever>, Vec<Cut>) {
        let mut cuts = Vec::new();
        let mut levers = self.levers.clone();
        for (lever, of) in levers.iter_mut().enumerate() {
            let now = of.now.clamp(of.range.0, of.range.1);
            let mut ends = [of.range.0, of.range.1];
            for end in &mut ends {
                if let Some(cut) = self.cut(lever, now, *end) {
                    *end = cut.at;
                    cuts.push(cut);
                }
            }
            of.range = (ends[0], ends[1]);
        }
        (levers, cuts)
    }

    fn cut(&self, lever: usize, now: f64, asked: f64) -> Option<Cut> {
        let of = &self.levers[lever];
        let refused = |x: f64| self.compiled(std::iter::once((of, x))).err();
        let mut reason = refused(asked)?;
        // Where nothing is sound there is nothing to cut; each value then says so itself.
        if asked == now || refused(now).is_some() {
            return None;
        }
        let (mut inside, mut outside) = (now, asked);
        for _ in 0..HALVINGS {
            let middle = inside + (outside - inside) / 2.0;
            match refused(middle) {
                Some(why) => (outside, reason) = (middle, why),
                None => inside = middle,
            }
        }
        Some(Cut { lever, at: inside, asked, reason })
    }

    /// Why the scenario is refused with these values of the levers, where it is.
    pub(super) fn refusal(&self, at: &[f64]) -> Option<String> {
        self.compiled(self.levers.iter().zip(at.iter().copied())).err()
    }
}
