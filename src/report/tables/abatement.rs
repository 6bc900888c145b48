//! Marginal abatement cost, one row a lever.

use super::{Table, number};
use crate::analysis::abatement::{Curve, Effect};

/// Levers in their order, then what they do to each other and all together.
pub fn abatement(curve: &Curve) -> Table {
    let mut table = Table::new(&[
        "order",
        "lever",
        "reading",
        "co2_avoided [tCO2]",
        "cost [CNY]",
        "carbon_cost [CNY]",
        "cost_per_tonne [CNY/tCO2]",
    ]);
    let size = curve.size();
    let mut row = |order: usize, lever: &str, reading: &str, effect: Effect| {
        let per_tonne = effect.per_tonne(size).map_or_else(String::new, number);
        let numbers = [effect.avoided, effect.cost, effect.carbon].map(number);
        let order = if order == 0 { String::new() } else { order.to_string() };
        let head = [order, lever.to_owned(), reading.to_owned()];
        table.row(head.into_iter().chain(numbers).chain([per_tonne]).collect());
    };
    for (place, step) in curve.steps.iter().enumerate() {
        let lever = step.lever.addresses.join("+");
        for (reading, effect) in [("alone", step.alone), ("added", step.added), ("together", step.together)] {
            row(place + 1, &lever, reading, effect);
        }
    }
    row(0, "interaction", "interaction", curve.interaction);
    row(0, "all", "together", curve.whole);
    table
}
