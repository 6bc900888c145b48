//! The change of CO2 by its causes, one row a term.

use super::{Table, number};
use crate::analysis::decompose::{Comparison, DIFFERENCE, END, Moment, Of, Part, Step, TERMS};
use crate::units::Dimension;

/// Totals and product families: start, terms, end and difference, and how they spread over the draws that count, where there
/// are any.
pub fn changes(comparison: &Comparison<'_>, parts: &[Part], draws: Option<u64>) -> Table {
    let mut head =
        vec!["region", "products", "from_scenario", "from", "to_scenario", "to", "term", "value", "unit"];
    let of_draws = ["mean", "p05", "p25", "p50", "p75", "p95", "draws"];
    head.extend(of_draws.into_iter().filter(|_| draws.is_some()));
    let mut table = Table::new(&head);
    for part in parts {
        let Some(family) = products(comparison, part.of) else { continue };
        for (place, value) in part.change.numbers().into_iter().enumerate() {
            let mut row = vec![comparison.layout.spots[part.spot].id.clone(), family.to_owned()];
            row.extend(ends(comparison, part.step));
            row.extend([term_name(place).to_owned(), number(value), Dimension::CO2.to_string()]);
            if let Some(draws) = draws {
                let spread = part.draws.map(|draws| draws[place]);
                let numbers = spread.map(|s| [s.mean].into_iter().chain(s.quantiles).map(number).collect());
                row.extend(numbers.unwrap_or_else(|| vec![String::new(); 6]));
                row.push(draws.to_string());
            }
            table.row(row);
        }
    }
    table
}

/// Processes in the central runs; `region` is where the process stands, `place` whose output its activity is.
pub fn changes_by_process(comparison: &Comparison<'_>, parts: &[Part]) -> Table {
    let mut table = Table::new(&[
        "place",
        "region",
        "products",
        "process",
        "from_scenario",
        "from",
        "to_scenario",
        "to",
        "term",
        "value",
        "unit",
    ]);
    for part in parts {
        let Of::Process(line) = part.of else { continue };
        let line = &comparison.layout.lines[line];
        let family = &comparison.layout.families[line.family].id;
        for (place, value) in part.change.numbers().into_iter().enumerate() {
            let spot = &comparison.layout.spots[part.spot].id;
            let mut row = [spot, &line.region, family, &line.process].map(String::clone).to_vec();
            row.extend(ends(comparison, part.step));
            row.extend([term_name(place).to_owned(), number(value), Dimension::CO2.to_string()]);
            table.row(row);
        }
    }
    table
}

/// What is decomposed: the id of a family, or `all` of them; of a process none.
pub(super) fn products<'c>(comparison: &'c Comparison<'_>, of: Of) -> Option<&'c str> {
    match of {
        Of::Total => Some("all"),
        Of::Family(family) => Some(comparison.layout.families[family].id.as_str()),
        Of::Process(_) => None,
    }
}

/// Scenario and year of both ends of a step.
pub(super) fn ends(comparison: &Comparison<'_>, step: usize) -> [String; 4] {
    let Step { from, to } = comparison.steps[step];
    let scenario = |moment: Moment| comparison.models[moment.model].scenario.id.clone();
    [scenario(from), from.year.to_string(), scenario(to), to.year.to_string()]
}

/// The name of a number of a change.
pub(super) fn term_name(place: usize) -> &'static str {
    match place {
        0 => "start",
        END => "end",
        DIFFERENCE => "difference",
        place => TERMS[place - 1].name(),
    }
}
