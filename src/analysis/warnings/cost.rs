//! What costs leave out.

use super::super::finding::Finding;
use super::View;
use crate::domain::*;
use crate::model::InputSource;
use crate::model::cost::{ActivityCost, Costs};
use crate::model::{Activity, Model};

/// By region: processes without a cost of capital, and what is bought without a price. Costs are without them.
pub(super) fn without_cost(view: &View<'_>) -> Vec<Finding> {
    let model = view.model;
    let Some(costs) = &model.costs else { return Vec::new() };
    let regions = (0..model.scenario.regions.len()).map(RegionId);
    regions.filter_map(|region| in_region(model, costs, region)).collect()
}

fn in_region(model: &Model, costs: &Costs, region: RegionId) -> Option<Finding> {
    let (mut processes, mut goods): (Vec<Text>, Vec<Text>) = (Vec::new(), Vec::new());
    for a in model.topology.of_region[region.0].clone() {
        let (activity, cost) = (&model.topology.activities[a], &costs.activities[a]);
        let process = &model.scenario.processes[activity.process.0];
        if cost.own.is_none() {
            processes.push(process.title.clone());
        }
        for title in unpriced(model, activity, cost) {
            if !goods.contains(title) {
                goods.push(title.clone());
            }
        }
    }
    (!processes.is_empty() || !goods.is_empty()).then_some(Finding::WithoutCost { region, processes, goods })
}

/// What an activity takes from outside without a price.
fn unpriced<'a>(model: &'a Model, activity: &'a Activity, cost: &'a ActivityCost) -> Vec<&'a Text> {
    let scenario = &model.scenario;
    let process = &scenario.processes[activity.process.0];
    let takes = |energy: ProcessEnergy| {
        (0..model.years()).any(|t| model.parameters.central(energy.intensity, t) > 0.0)
    };
    let mut found: Vec<&Text> = Vec::new();
    for (input, worth) in activity.inputs.iter().zip(&cost.inputs) {
        if let (InputSource::Bought(commodity), None) = (input.source, worth.price) {
            found.push(&scenario.commodities[commodity.0].title);
        }
    }
    for (charge, price) in activity.charges.iter().zip(&cost.scraps) {
        let scrap = model.topology.pools[charge.pool].scrap;
        found.extend(price.is_none().then(|| &scenario.scraps[scrap.0].title));
    }
    let fuels = activity.fuels.iter().zip(&cost.fuels);
    let mut carriers: Vec<CarrierId> =
        fuels.filter(|(_, price)| price.is_none()).map(|(f, _)| f.carrier).collect();
    carriers.extend(
        (cost.electricity.is_none() && takes(process.electricity)).then_some(model.topology.electricity),
    );
    carriers.extend(model.topology.heat.filter(|_| cost.heat.is_none() && takes(process.heat)));
    carriers.extend(process.captive_fuel.filter(|_| cost.captive.is_none()));
    found.extend(carriers.into_iter().map(|carrier| &scenario.carriers[carrier.0].title));
    found
}
