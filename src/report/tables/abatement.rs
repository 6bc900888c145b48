//! Marginal abatement cost, one row a lever.

use super::{Table, number};
use crate::analysis::abatement::{Curve, Effect, Tried};

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
        "reason",
    ]);
    let size = curve.size();
    let mut row = |order: usize, lever: &str, reading: &str, tried: &Tried<Effect>| {
        let order = if order == 0 { String::new() } else { order.to_string() };
        let mut cells = vec![order, lever.to_owned(), reading.to_owned()];
        match tried {
            Ok(effect) => {
                cells.extend([effect.avoided, effect.cost, effect.carbon].map(number));
                cells.push(effect.per_tonne(size).map_or_else(String::new, number));
                cells.push(String::new());
            }
            Err(reason) => {
                cells.extend([const { String::new() }; 4]);
                cells.push(reason.clone());
            }
        }
        table.row(cells);
    };
    for (place, step) in curve.steps.iter().enumerate() {
        let lever = step.lever.addresses.join("+");
        for (reading, tried) in [("alone", &step.alone), ("added", &step.added), ("together", &step.together)]
        {
            row(place + 1, &lever, reading, tried);
        }
    }
    row(0, "interaction", "interaction", &Ok(curve.interaction));
    row(0, "all", "together", &Ok(curve.whole));
    table
}
