//! Balances of elements that are kept in part, and charges whose ranges do not cover what leaves.

use super::super::finding::{Finding, OfElement};
use crate::domain::*;
use crate::model::Model;
use crate::simulation::draw::{DrawValues, Drawn, Leaves};

/// The end of a range that counts as low.
const LOW: f64 = 0.05;
/// What rounding may leave.
const ROUNDING: f64 = 1e-9;

/// Both findings.
pub(super) fn warnings(model: &Model) -> Vec<Finding> {
    let (half, short) = (half_declared(model), short_of_charge(model));
    let found = [(half, Finding::WithoutBalance as fn(_) -> _), (short, Finding::ShortOfCharge)];
    found.into_iter().filter(|(list, _)| !list.is_empty()).map(|(list, finding)| finding(list)).collect()
}

/// Processes that stand somewhere, each once.
fn processes(model: &Model) -> Vec<ProcessId> {
    let mut list: Vec<ProcessId> =
        model.topology.activities.iter().map(|activity| activity.process).collect();
    list.sort_unstable();
    list.dedup();
    list
}

/// Elements that a process declares for its product alone.
fn half_declared(model: &Model) -> Vec<OfElement> {
    let scenario = &model.scenario;
    let mut found = Vec::new();
    for process in processes(model) {
        let of = &scenario.processes[process.0];
        for element in (0..scenario.elements.len()).map(ElementId) {
            let made = of.content(element, ContentOf::Commodity(of.output)).is_some();
            if made && of.balances(element).is_none() {
                found.push(OfElement { process, element });
            }
        }
    }
    found
}

/// Processes that give more of an element than they are charged where their charges are drawn low and the rest
/// is as written.
fn short_of_charge(model: &Model) -> Vec<OfElement> {
    let (scenario, t) = (&model.scenario, model.observed() + 1);
    let written = DrawValues::central(&model.parameters);
    let written = Leaves { parameters: &model.parameters, draw: &written };
    let mut found = Vec::new();
    for process in processes(model) {
        let of = &scenario.processes[process.0];
        for element in (0..scenario.elements.len()).map(ElementId) {
            let Some(product) = of.balances(element) else { continue };
            let low = lowered(model, of.charged(element).map(|holding| holding.amount));
            let low = Leaves { parameters: &model.parameters, draw: &low };
            let metal = |leaves: Leaves<'_, f64>, holding: Holding| {
                leaves.at(holding.amount, t) * leaves.at(holding.content, t)
            };
            let charged: f64 = of.charged(element).map(|holding| metal(low, holding)).sum();
            let residues: f64 = of.residues(element).map(|holding| metal(written, holding)).sum();
            if written.at(product, t) + residues > charged * (1.0 + ROUNDING) {
                found.push(OfElement { process, element });
            }
        }
    }
    found
}

/// The written values, with some leaves at the low ends of their ranges.
fn lowered(model: &Model, leaves: impl Iterator<Item = LeafId>) -> DrawValues<f64> {
    let parameters = &model.parameters;
    let mut values = DrawValues::central(parameters);
    let mut drawn = Drawn::new(parameters, 0.0);
    for slot in leaves.filter_map(|leaf| parameters.slot(leaf)) {
        let leaf = &parameters.uncertain[slot];
        if let Some(uncertainty) = &leaf.uncertainty {
            drawn.leaves[slot] = leaf.quantiles(uncertainty).at(LOW);
            values.follow(parameters, &drawn, slot);
        }
    }
    values
}
