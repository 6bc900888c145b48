//! Differences of inputs for programs: one row each as CSV, or JSON with paths and distributions taken apart.

use serde_json::{Map, Value as Json, json};

use super::Table;
use crate::analysis::difference::{Difference, Differences, Named, Side, Value};
use crate::domain::*;
use crate::report::inventory::provenance;
use crate::report::text::{Lang, LeafUnit, difference_unit, path_line, random_lines, scales};
use crate::scenario::word;

/// All differences, parts of what only one of the two has included; values in the unit of the first that has one.
pub fn differences(all: &Differences) -> Table {
    let mut table = Table::new(&[
        "address",
        "role",
        "change",
        "part_of",
        "aspects",
        "unit",
        "a",
        "b",
        "a_uncertainty",
        "b_uncertainty",
        "a_provenance",
        "a_source",
        "b_provenance",
        "b_source",
        "a_note",
        "b_note",
    ]);
    for one in &all.list {
        let unit = difference_unit(one, None);
        let [a, b] = [&one.a, &one.b].map(|side| cells(side.as_ref(), unit.as_ref()));
        let aspects: Vec<&str> = one.aspects.iter().map(|aspect| aspect.name()).collect();
        table.row(vec![
            one.address.clone(),
            one.role.name().to_owned(),
            one.change().name().to_owned(),
            one.part_of.clone().unwrap_or_default(),
            aspects.join(" "),
            unit.map(|unit| unit.label).unwrap_or_default(),
            a.value,
            b.value,
            a.uncertainty,
            b.uncertainty,
            a.provenance,
            a.source,
            b.provenance,
            b.source,
            a.note,
            b.note,
        ]);
    }
    table
}

/// One side of a row.
#[derive(Default)]
struct Cells {
    value: String,
    uncertainty: String,
    provenance: String,
    source: String,
    note: String,
}

fn cells(side: Option<&Side>, unit: Option<&LeafUnit>) -> Cells {
    let Some(Side { value, cited }) = side else { return Cells::default() };
    let source = cited.clone().unwrap_or_default();
    let plain = |value: String| Cells { value, source: source.clone(), ..Cells::default() };
    match value {
        Value::Whole(name) => plain(name.en.clone()),
        Value::Word(word) => plain(word.clone()),
        Value::List(list) | Value::Order(list) => plain(list.join(", ")),
        Value::Observed { value, .. } => {
            plain(unit.map_or_else(|| super::number(*value), |unit| unit.show(*value)))
        }
        Value::Leaf(leaf) => {
            let written = LeafUnit::written(leaf);
            let unit = unit.unwrap_or(&written);
            let (provenance, source) = provenance(&leaf.provenance);
            Cells {
                value: path_line(&leaf.path, unit, Lang::En),
                uncertainty: random_lines(leaf, unit, Lang::En).join("; "),
                provenance: provenance.to_owned(),
                source: source.to_owned(),
                note: leaf.note.clone().unwrap_or_default(),
            }
        }
    }
}

/// The same as JSON.
///
/// # Errors
/// When the writer fails, which memory does not.
pub fn differences_json(all: &Differences) -> Result<String, serde_json::Error> {
    let named = |Named { id, title }: &Named| json!({ "id": id, "title": title_of(title) });
    let list: Vec<Json> = all.list.iter().map(difference).collect();
    let whole = json!({ "a": named(&all.a), "b": named(&all.b), "differences": list });
    Ok(serde_json::to_string_pretty(&whole)? + "\n")
}

fn title_of(Text { zh, en }: &Text) -> Json {
    json!({ "zh": zh, "en": en })
}

fn difference(one: &Difference) -> Json {
    let unit = difference_unit(one, None);
    let side = |side: &Option<Side>| side.as_ref().map(|side| side_of(side, unit.as_ref()));
    let aspects: Vec<&str> = one.aspects.iter().map(|aspect| aspect.name()).collect();
    json!({
        "address": one.address,
        "role": one.role.name(),
        "change": one.change().name(),
        "part_of": one.part_of,
        "aspects": aspects,
        "unit": unit.as_ref().map(|unit| unit.label.as_str()),
        "a": side(&one.a),
        "b": side(&one.b),
    })
}

fn side_of(Side { value, cited }: &Side, unit: Option<&LeafUnit>) -> Json {
    match value {
        Value::Whole(name) => json!({ "whole": title_of(name), "cited": cited }),
        Value::Word(word) => json!({ "word": word, "cited": cited }),
        Value::List(list) => json!({ "list": list, "cited": cited }),
        Value::Order(list) => json!({ "order": list }),
        Value::Observed { value, .. } => {
            json!({ "observed": unit.map_or(*value, |unit| unit.value(*value)), "cited": cited })
        }
        Value::Leaf(leaf) => leaf_of(leaf, unit.unwrap_or(&LeafUnit::written(leaf))),
    }
}

fn leaf_of(leaf: &Leaf, unit: &LeafUnit) -> Json {
    let (provenance, source) = provenance(&leaf.provenance);
    let disturbance = leaf
        .disturbance
        .map(|Disturbance { sigma, persistence }| json!({ "sigma": sigma, "persistence": persistence }));
    let bound = |bound: f64| bound.is_finite().then(|| unit.value(bound));
    json!({
        "leaf": leaf.address,
        "path": path(&leaf.path, unit),
        "uncertainty": leaf.uncertainty.as_ref().map(|uncertainty| spread(uncertainty, unit)),
        "disturbance": disturbance,
        "growth_shock": leaf.growth_shock,
        "drawn_with": leaf.drawn_as,
        "possible": [bound(leaf.range.least), bound(leaf.range.greatest)],
        "provenance": provenance,
        "source": source,
        "note": leaf.note,
    })
}

fn path(path: &Path, unit: &LeafUnit) -> Json {
    match path {
        Path::Constant(value) => json!({ "value": unit.value(*value) }),
        Path::Knots { knots, interpolation } => {
            let knots: Map<String, Json> =
                knots.iter().map(|(year, value)| (year.to_string(), json!(unit.value(*value)))).collect();
            json!({ "knots": knots, "interpolation": word(*interpolation) })
        }
        Path::Growth { start, rate, from } => {
            let start = start.map(|start| unit.value(start));
            json!({ "growth": { "start": start, "rate": rate, "from": from } })
        }
        Path::Logistic { midpoint, steepness, floor, ceiling } => {
            let (floor, ceiling) = (unit.value(*floor), unit.value(*ceiling));
            json!({ "logistic": {
                "midpoint": midpoint, "steepness": steepness, "floor": floor, "ceiling": ceiling,
            } })
        }
    }
}

fn spread(Uncertainty { distribution, on }: &Uncertainty, unit: &LeafUnit) -> Json {
    let shown = |name: &str, value: f64| match on {
        On::Value if scales(name) => unit.value(value),
        _ => value,
    };
    let parameter = |(name, values): (&str, Vec<f64>)| {
        let values: Vec<f64> = values.into_iter().map(|value| shown(name, value)).collect();
        let json = match (name, values.as_slice()) {
            ("values" | "weights", _) => json!(values),
            (_, [one]) => json!(one),
            (_, many) => json!(many),
        };
        (name.to_owned(), json)
    };
    let parameters: Map<String, Json> = distribution.parameters().into_iter().map(parameter).collect();
    json!({ "distribution": distribution.name(), "on": word(*on), "parameters": parameters })
}
