//! What moves several leaves together: shocks and rank correlations.

use std::collections::HashSet;

use super::super::problem::Draft;
use super::super::raw;
use super::super::values::Word;
use super::build::{MOST_PERSISTENCE, MOST_SPREAD};
use super::leaves::Spec;
use super::{Check, RawLeaf, flag};
use crate::domain::*;
use crate::units::Dimension;

/// Correlation of a year with the year before.
const PERSISTENCE: Spec = Spec::positive(Dimension::SHARE).to(MOST_PERSISTENCE);
/// Standard deviation of a logarithm, with a sign.
const STRENGTH: Spec = Spec::from(Dimension::SHARE, -MOST_SPREAD).to(MOST_SPREAD);
/// Rank correlation.
const RANK: Spec = Spec::from(Dimension::SHARE, -1.0).to(1.0);

impl Check<'_> {
    /// Shocks; every other leaf is registered by now.
    pub(super) fn shocks(&mut self) -> Vec<Shock> {
        let raw = self.raw;
        let shock = |(id, shock): (&Word, &raw::Shock)| {
            let persistence =
                self.leaf_or(shock.persistence.as_ref(), &shock.at, "persistence", PERSISTENCE, 0.0);
            if let Some(raw) = &shock.persistence {
                self.one_number(raw, persistence);
            }
            if shock.moves.entries.is_empty() {
                let message = format!("`{}` moves nothing", shock.at.address);
                self.sink.push(Draft::new(id.span, message).help("list in `moves` what it moves"));
            }
            let moves = shock.moves.iter().filter_map(|(id, moved)| self.moved(id, moved)).collect();
            Shock { id: id.value.clone(), title: shock.title.text(), persistence, moves }
        };
        raw.shocks.iter().map(shock).collect()
    }

    fn moved(&mut self, id: &Word, raw: &raw::Move) -> Option<Move> {
        let strength = self.leaf(&raw.strength, STRENGTH);
        self.one_number(&raw.strength, strength);
        let leaf = self.leaves.find(&raw.leaf, self.sink)?;
        Some(Move { id: id.value.clone(), leaf, strength })
    }

    /// A number that says how others are drawn is not drawn itself.
    fn one_number(&mut self, raw: &RawLeaf, id: LeafId) {
        let plain = self.leaves.get(id).is_none_or(|leaf| {
            let drawn =
                leaf.uncertainty.is_some() || leaf.disturbance.is_some() || leaf.growth_shock.is_some();
            matches!(leaf.path, Path::Constant(_)) && !drawn
        });
        if !plain {
            let message = format!("`{}` is not one certain number", raw.at.address);
            self.sink.push(Draft::new(raw.at.span, message).help("write one `value`, without uncertainty"));
        }
    }

    /// Rank correlations.
    pub(super) fn correlations(&mut self) -> Vec<Correlation> {
        let raw = self.raw;
        let mut pairs = HashSet::new();
        raw.correlations.iter().filter_map(|(id, raw)| self.correlation(id, raw, &mut pairs)).collect()
    }

    fn correlation(
        &mut self,
        id: &Word,
        raw: &raw::Correlation,
        pairs: &mut HashSet<(Correlated, Correlated)>,
    ) -> Option<Correlation> {
        let rank = self.leaf(&raw.rank, RANK);
        self.one_number(&raw.rank, rank);
        self.rank_below_one(raw, rank);
        let mut of: Vec<Correlated> = Vec::new();
        for word in &raw.between.0 {
            let found = self.correlated(word)?;
            if of.first().is_some_and(|first| first.is_yearly() != found.is_yearly()) {
                let message = format!(
                    "`{}` correlates what is drawn once with what is drawn every year: `{}`",
                    raw.at.address, word.value
                );
                let help = "leaves go with leaves; shocks, disturbances and growth shocks with their like";
                self.sink.push(Draft::new(word.span, message).help(help));
                return None;
            }
            for earlier in &of {
                let pair = (found.min(*earlier), found.max(*earlier));
                if found == *earlier || !pairs.insert(pair) {
                    let message = format!("`{}` is correlated twice with the same", word.value);
                    self.sink.push(Draft::new(word.span, message).help("write each pair once"));
                    return None;
                }
            }
            of.push(found);
        }
        if of.len() < 2 {
            let message = format!("`{}` names fewer than two", raw.at.address);
            self.sink.push(
                Draft::new(id.span, message).help("list in `between` what goes together, at least two"),
            );
            return None;
        }
        Some(Correlation { id: id.value.clone(), of, rank, repair: flag(raw.repair, false) })
    }

    fn rank_below_one(&mut self, raw: &raw::Correlation, rank: LeafId) {
        let value = self.leaves.get(rank).and_then(|leaf| leaf.path.at(self.horizon.base.0));
        if value.is_some_and(|value| value.abs() >= 1.0) {
            let message = format!("`{}` cannot be −1 or 1", raw.rank.at.address);
            let help = "write a number between them; what moves as one is one leaf: `same-as`";
            self.sink.push(Draft::new(raw.rank.at.span, message).help(help));
        }
    }

    /// What a word of `between` names.
    fn correlated(&mut self, word: &Word) -> Option<Correlated> {
        if let Some(id) = word.value.strip_prefix("shocks.").filter(|id| !id.contains('.')) {
            let id = Word { value: id.to_owned(), span: word.span };
            return self.names.shocks.find(&id, self.sink).map(Correlated::Shock);
        }
        let yearly = |suffix: &str| {
            let value = word.value.strip_suffix(suffix)?.to_owned();
            Some(Word { value, span: word.span })
        };
        let (leaf, found): (_, fn(LeafId) -> Correlated) =
            match (yearly(".disturbance"), yearly(".growth-shock")) {
                (Some(leaf), _) => (leaf, Correlated::Disturbance),
                (None, Some(leaf)) => (leaf, Correlated::GrowthShock),
                (None, None) => (word.clone(), Correlated::Leaf),
            };
        let id = self.leaves.find(&leaf, self.sink)?;
        let found = found(id);
        let drawn = self.leaves.get(id).is_some_and(|leaf| match found {
            Correlated::Disturbance(_) => leaf.disturbance.is_some(),
            Correlated::GrowthShock(_) => leaf.growth_shock.is_some(),
            Correlated::Leaf(_) | Correlated::Shock(_) => leaf.uncertainty.is_some(),
        });
        if !drawn {
            let message = format!("`{}` is not drawn: there is nothing to correlate", word.value);
            self.sink.push(Draft::new(word.span, message).help("give it `low` and `high`, or `uncertain`"));
            return None;
        }
        Some(found)
    }
}
