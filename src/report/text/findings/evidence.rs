//! The numbers behind a finding, line by line.

use super::amounts::amount_in;
use crate::analysis::evidence::{Evidence, Origin};
use crate::model::Model;
use crate::model::series::Measure;
use crate::report::text::{KILOGRAMS_PER_TONNE, Lang, display_unit_for, provenance_words, series_unit};
use crate::units::Dimension;

/// One number behind a finding, for people and for programs.
#[derive(Clone, PartialEq, Debug)]
pub struct FactLine {
    /// `60 Mt  targets.gx-capacity.must (2025), source: …`.
    pub text: String,
    /// Address of the leaf, or name of the series at its place.
    pub name: String,
    /// What the leaf cites; nothing for a series.
    pub citation: String,
}

/// A number with where it stands.
pub fn evidence_line(fact: &Evidence, model: &Model, lang: Lang) -> FactLine {
    let scenario = &model.scenario;
    let years = match fact.years {
        (first, last) if first == last => first.to_string(),
        (first, last) => format!("{first}–{last}"),
    };
    let (name, citation) = match fact.origin {
        Origin::Leaf(leaf) => {
            let leaf = scenario.leaf(leaf);
            (leaf.address.clone(), provenance_words(&leaf.provenance, lang))
        }
        Origin::Series(series) => (model.series[series].key(scenario), String::new()),
    };
    let per_tonne = fact.measure == Some(Measure::IntensityStream) && fact.dimension == Dimension::SHARE;
    let unit = match fact.origin {
        Origin::Series(series) => series_unit(&model.series[series], lang, fact.value),
        Origin::Leaf(_) if per_tonne => KILOGRAMS_PER_TONNE,
        Origin::Leaf(_) => display_unit_for(fact.dimension, lang, fact.value),
    };
    let value = amount_in(fact.value, &unit);
    let from = if citation.is_empty() { String::new() } else { format!("; {citation}") };
    let text = match lang {
        Lang::Zh => format!("{value}  {name}（{years}）{}", from.replacen("; ", "；", 1)),
        Lang::En => format!("{value}  {name} ({years}){from}"),
    };
    FactLine { text, name, citation }
}
