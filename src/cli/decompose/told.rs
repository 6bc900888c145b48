//! A decomposition in words: causes of the total, then product families.

use crate::analysis::decompose::{Comparison, Of, Part, TERMS, Term};
use crate::cli::print;
use crate::report::gallery;
use crate::report::text::{self, DisplayUnit, Lang};
use crate::units::Dimension;

/// Causes that are named beside a product family.
const NAMED: usize = 3;

/// Every step of a place, its position the first number; then how many draws failed, of how many asked for.
pub fn told(
    comparison: &Comparison<'_>,
    parts: &[Part],
    (spot, failed, draws): (usize, u64, u64),
    lang: Lang,
) -> String {
    let here: Vec<&Part> = parts.iter().filter(|part| part.spot == spot).collect();
    let mut told = String::new();
    for total in here.iter().filter(|part| part.of == Of::Total) {
        let unit = unit_of(total, lang);
        told += &heading(comparison, total, &unit, lang);
        told += &causes(total, &unit, lang);
        let families = here.iter().filter(|p| p.step == total.step && matches!(p.of, Of::Family(_)));
        let families: Vec<&Part> = families.copied().collect();
        if families.len() > 1 {
            told += &products(comparison, &families, &unit, lang);
        }
        told.push('\n');
    }
    if failed > 0 {
        told += &format!("{}\n", text::draws_left_out(failed, draws, lang));
    }
    told
}

/// Where, when, from how much to how much.
fn heading(comparison: &Comparison<'_>, total: &Part, unit: &DisplayUnit, lang: Lang) -> String {
    let step = comparison.steps[total.step];
    let years = text::years_between(step.from.year, step.to.year, lang);
    let place = gallery::spot_title(comparison, total.spot, lang);
    let ends = [total.change.start, total.change.end].map(|v| unit.show(v));
    text::change_heading(&place, &years, ends, &unit.label, lang) + "\n"
}

/// The terms of a total, with their range over the draws.
fn causes(total: &Part, unit: &DisplayUnit, lang: Lang) -> String {
    let row = |(place, &term): (usize, &Term)| {
        let value = unit.show(total.change.term(term));
        let mut cells = vec![text::term(term, lang).to_owned(), text::signed_number(value, 2)];
        let range = total.draws.map(|draws| draws[place + 1].quantiles);
        let shown = range.map(|q| text::term_range(unit.show(q[0]), unit.show(q[4]), 2, lang));
        cells.extend(shown);
        cells
    };
    let terms = TERMS.iter().enumerate().filter(|(place, _)| total.tells(place + 1));
    let rows: Vec<Vec<String>> = terms.map(row).collect();
    let head = text::causes_head(&unit.label, total.draws.is_some(), lang);
    print::columns(&head.iter().map(String::as_str).collect::<Vec<_>>(), &rows)
}

/// The difference of every product family, and what most of it comes from.
fn products(comparison: &Comparison<'_>, families: &[&Part], unit: &DisplayUnit, lang: Lang) -> String {
    let row = |part: &&Part| {
        let Of::Family(family) = part.of else { return Vec::new() };
        let title = lang.of(&comparison.layout.families[family].title).to_owned();
        let mut causes: Vec<(Term, f64)> =
            TERMS.iter().map(|&term| (term, unit.show(part.change.term(term)))).collect();
        causes.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()));
        causes.retain(|(_, value)| value.abs() >= 0.005);
        causes.truncate(NAMED);
        let difference = text::signed_number(unit.show(part.change.difference()), 2);
        vec![title, difference, text::main_causes(&causes, lang)]
    };
    let rows: Vec<Vec<String>> = families.iter().map(row).collect();
    let head = text::families_head(&unit.label, lang);
    print::columns(&head.each_ref().map(String::as_str), &rows)
}

fn unit_of(total: &Part, lang: Lang) -> DisplayUnit {
    let largest = total.change.start.abs().max(total.change.end.abs());
    text::display_unit_for(Dimension::CO2, lang, largest)
}
