//! What bound output: which constraint, where, when, how often.

use serde::Deserialize;

use super::page::{Block, Cell, Part, Section, Table};
use super::{Folder, Report, ReportError, word};
use crate::report::text::{self, Lang, PageWord};

/// Shares of draws below this are told as none.
const SELDOM: f64 = 0.0005;

/// A row of `constraints.csv`.
#[derive(Deserialize)]
struct Row {
    place: String,
    commodity: String,
    year: i32,
    central_binding: String,
    p_output_cap: Option<f64>,
    p_capacity: Option<f64>,
    p_rationing: Option<f64>,
    p_scrap: Option<f64>,
    p_waste: Option<f64>,
    intermediates: String,
    central_by: String,
}

/// A constraint of a product in one place.
struct Bound {
    cause: String,
    /// Years in which it binds in the central run.
    years: Vec<i32>,
    /// Share of the draws by year.
    shares: Vec<(i32, f64)>,
    /// Numbers of the scenario behind it.
    by: Vec<String>,
}

/// A table for each folder of a run.
pub fn section(report: &Report<'_>) -> Result<Option<Section>, ReportError> {
    let lang = report.lang;
    let mut parts = Vec::new();
    for folder in report.folders {
        let rows: Vec<Row> = folder.rows("constraints.csv")?.unwrap_or_default();
        if rows.is_empty() {
            continue;
        }
        let caption = report.part_heading(folder, PageWord::Constraints.in_lang(lang));
        parts.push(Part::open(report.part_title(folder), blocks(folder, &rows, caption, lang)));
    }
    Ok(Section::of("constraints", PageWord::Constraints, parts, lang))
}

fn blocks(folder: &Folder<'_>, rows: &[Row], caption: String, lang: Lang) -> Vec<Block> {
    let has_draws = rows.iter().any(|row| row.p_capacity.is_some());
    let (mut table, mut free) = (Vec::new(), Vec::new());
    for market in rows.chunk_by(|a, b| (&a.place, &a.commodity) == (&b.place, &b.commodity)) {
        let product = product(folder, &market[0], lang);
        let found = found(market);
        if found.is_empty() {
            free.push(product.clone());
        }
        for bound in found {
            let mut cells = vec![
                Cell::text(product.clone()),
                Cell::text(folder.cause(&bound.cause, lang)),
                Cell::text(text::year_ranges(&bound.years, lang)),
            ];
            if has_draws {
                cells.extend(often(&bound, lang));
            }
            cells.push(Cell { code: true, ..Cell::lines(bound.by) });
            table.push(cells);
        }
    }
    let mut head = vec![PageWord::Product, PageWord::Constraint, PageWord::BoundIn];
    if has_draws {
        head.extend([PageWord::BoundYears, PageWord::MostOften]);
    }
    head.push(PageWord::BoundBy);
    let head = head.into_iter().map(|head| word(head, lang)).collect();
    let table = (!table.is_empty()).then(|| Block::Table(Table::new(caption, head, table)));
    let free = (!free.is_empty()).then(|| Block::text(text::never_bound(&free, lang)));
    [Block::text(text::constraints_page_note(has_draws, lang))].into_iter().chain(table).chain(free).collect()
}

/// Years with any draw, and the year with most.
fn often(bound: &Bound, lang: Lang) -> [Cell; 2] {
    let years: Vec<i32> = bound.shares.iter().map(|(year, _)| *year).collect();
    let most = bound.shares.iter().copied().reduce(|a, b| if b.1 > a.1 { b } else { a });
    let most = most.map_or_else(|| "–".to_owned(), |(year, share)| text::share_in(share, year, lang));
    [Cell::text(text::year_ranges(&years, lang)), Cell::number(most)]
}

fn product(folder: &Folder<'_>, row: &Row, lang: Lang) -> String {
    let product = folder.commodity(&row.commodity, lang);
    if folder.model.scenario.regions.len() == 1 {
        return product;
    }
    let title = folder.place(&row.place).map(|place| text::place_title(&folder.model.scenario, place));
    let place = title.map_or_else(|| row.place.clone(), |title| lang.of(&title).to_owned());
    text::product_in(&product, &place, lang)
}

/// The constraints of a product, the one that binds in most years first.
fn found(market: &[Row]) -> Vec<Bound> {
    let mut found: Vec<Bound> = Vec::new();
    for row in market {
        if row.central_binding != "demand" {
            let bound = of_cause(&mut found, &row.central_binding);
            bound.years.push(row.year);
            for address in row.central_by.split(' ').filter(|address| !address.is_empty()) {
                if bound.by.iter().all(|known| known != address) {
                    bound.by.push(address.to_owned());
                }
            }
        }
        for (cause, share) in shares(row) {
            if share >= SELDOM {
                of_cause(&mut found, &cause).shares.push((row.year, share));
            }
        }
    }
    found.sort_by_key(|bound| std::cmp::Reverse((bound.years.len(), bound.shares.len())));
    found
}

fn of_cause<'f>(found: &'f mut Vec<Bound>, cause: &str) -> &'f mut Bound {
    let at = found.iter().position(|bound| bound.cause == cause).unwrap_or_else(|| {
        let (years, shares, by) = (Vec::new(), Vec::new(), Vec::new());
        found.push(Bound { cause: cause.to_owned(), years, shares, by });
        found.len() - 1
    });
    &mut found[at]
}

/// Share of the draws that each cause bound.
fn shares(row: &Row) -> Vec<(String, f64)> {
    let named = [
        ("output-cap", row.p_output_cap),
        ("capacity", row.p_capacity),
        ("rationing", row.p_rationing),
        ("scrap", row.p_scrap),
        ("waste", row.p_waste),
    ];
    let own = named.into_iter().filter_map(|(cause, share)| Some((cause.to_owned(), share?)));
    let inner = row.intermediates.split(' ').filter_map(|word| {
        let (commodity, share) = word.rsplit_once(':')?;
        Some((format!("intermediate:{commodity}"), share.parse().ok()?))
    });
    own.chain(inner).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(year: i32, binding: &str, capacity: f64, intermediates: &str) -> Row {
        Row {
            place: "p".to_owned(),
            commodity: "steel".to_owned(),
            year,
            central_binding: binding.to_owned(),
            p_output_cap: Some(0.0),
            p_capacity: Some(capacity),
            p_rationing: Some(0.0),
            p_scrap: Some(0.0),
            p_waste: Some(0.0),
            intermediates: intermediates.to_owned(),
            central_by: if binding == "rationing" { "a.b c.d".to_owned() } else { String::new() },
        }
    }

    #[test]
    fn causes_are_told_by_year_and_share() {
        let market = [
            row(2021, "demand", 0.1, ""),
            row(2022, "capacity", 0.6, "iron:0.05"),
            row(2023, "rationing", 0.2, ""),
            row(2024, "capacity", 0.0, ""),
        ];
        let found = found(&market);
        let told: Vec<(&str, &[i32], usize)> =
            found.iter().map(|b| (b.cause.as_str(), b.years.as_slice(), b.shares.len())).collect();
        assert_eq!(
            told,
            [
                ("capacity", &[2022, 2024][..], 3),
                ("rationing", &[2023][..], 0),
                ("intermediate:iron", &[][..], 1)
            ]
        );
        assert_eq!(found[1].by, ["a.b", "c.d"]);
    }
}
