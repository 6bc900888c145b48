//! What an output value leaves out.

use super::super::finding::Finding;
use super::View;
use crate::domain::*;
use crate::model::series::Measure;

/// Part of an output that may leave a region before it counts as sold.
const ROUNDING: f64 = 1e-6;

/// Commodities that leave a region without a price, or without a rate of value added where others have
/// one: the region's output value and value added are without them.
pub(super) fn without_price(view: &View<'_>) -> Vec<Finding> {
    let scenario = &view.model.scenario;
    let mut found = Vec::new();
    for region in (0..scenario.regions.len()).map(RegionId) {
        let of = |c: &CommodityId| &scenario.commodities[c.0];
        let made = view.model.topology.markets.iter().filter(|m| m.region == region).map(|m| m.commodity);
        let (priced, others): (Vec<_>, Vec<_>) = made.partition(|c| of(c).price.is_some());
        if priced.is_empty() {
            continue;
        }
        let unpriced: Vec<_> = others.into_iter().filter(|&c| is_sold(view, c, region)).collect();
        if !unpriced.is_empty() {
            found.push(Finding::WithoutPrice { region, commodities: unpriced });
        }
        let (rated, unrated): (Vec<_>, Vec<_>) =
            priced.into_iter().partition(|c| of(c).value_added_rate.is_some());
        if !rated.is_empty() && !unrated.is_empty() {
            found.push(Finding::WithoutRate { region, commodities: unrated });
        }
    }
    found
}

/// Whether more of a commodity is made in a region than it uses itself, in any year.
fn is_sold(view: &View<'_>, commodity: CommodityId, region: RegionId) -> bool {
    let of = [&view.model.scenario.commodities[commodity.0].title];
    let at = |measure: Measure, t: usize| view.value(measure, &of, Place::Region(region), t).unwrap_or(0.0);
    (0..view.model.years()).any(|t| {
        let output = at(Measure::Production, t);
        output - at(Measure::Use, t) > ROUNDING * output
    })
}
