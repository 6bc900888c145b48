//! Where changes and differences of CO2 come from: tables of the terms, and their waterfalls.

use serde::Deserialize;

use super::Shown;
use crate::analysis::decompose::TERMS;
use crate::domain::Year;
use crate::report::html::figures::{self, Home};
use crate::report::html::page::{Block, Cell, Part, Section, Table};
use crate::report::html::{Folder, Report, ReportError, word};
use crate::report::text::{self, Lang, PageWord, display_unit_for, signed_number};
use crate::units::Dimension;

/// A row of `decomposition.csv` or `decomposition.B.csv`.
#[derive(Deserialize)]
struct Row {
    region: String,
    products: String,
    from: i32,
    to: i32,
    term: String,
    value: f64,
    #[serde(default)]
    p05: Option<f64>,
    #[serde(default)]
    p95: Option<f64>,
}

/// Tables and waterfalls of the folders that hold decompositions.
pub fn section(report: &Report<'_>) -> Result<Option<Section>, ReportError> {
    let lang = report.lang;
    let mut parts = Vec::new();
    for (at, folder) in report.folders.iter().enumerate() {
        for (side, file) in files(folder) {
            let rows: Vec<Row> = folder.rows(&file)?.unwrap_or_default();
            let of_all = rows.iter().filter(|row| row.products == "all").collect::<Vec<&Row>>();
            let steps = of_all.chunk_by(|a, b| (&a.region, a.from, a.to) == (&b.region, b.from, b.to));
            for step in steps.filter(|step| step.iter().any(|row| row.value != 0.0)) {
                let who = side.map(text::minus_first);
                let place = place(folder, &step[0].region, lang);
                let years = text::years_between(Year(step[0].from), Year(step[0].to), lang);
                let heading = text::change_part(who.as_deref(), &place, &years, lang);
                parts.push(Part::open(
                    Some(report.part_heading(folder, &heading)),
                    vec![Block::Table(terms(step, heading.clone(), lang))],
                ));
            }
        }
        let drawn = figures::blocks(report, Home::Decomposition, at)?;
        if !drawn.is_empty() {
            let heading = report.part_heading(folder, PageWord::Waterfalls.in_lang(lang));
            parts.push(Part::open(Some(heading), drawn));
        }
    }
    Ok(Section::of("decomposition", PageWord::Decomposition, parts, lang))
}

/// The tables of a folder, with the scenario whose difference to the first they tell.
fn files(folder: &Folder<'_>) -> Vec<(Option<usize>, String)> {
    let of_side = |side: usize| (Some(side), format!("decomposition.{}.csv", text::letter(side)));
    let all = [(None, "decomposition.csv".to_owned())].into_iter().chain((1..26).map(of_side));
    all.filter(|(_, file)| folder.files.contains_key(file)).collect()
}

fn place(folder: &Folder<'_>, id: &str, lang: Lang) -> String {
    let title = folder.place(id).map(|place| text::place_title(&folder.model.scenario, place));
    title.map_or_else(|| id.to_owned(), |title| text::capitalised(lang.of(&title)))
}

/// Start, the terms that are not nothing, end, difference.
fn terms(rows: &[&Row], caption: String, lang: Lang) -> Table {
    let largest = rows.iter().map(|row| row.value.abs()).fold(0.0, f64::max);
    let unit = Shown::new(display_unit_for(Dimension::CO2, lang, largest), largest);
    let has_draws = rows.iter().any(|row| row.p05.is_some());
    let tells = |row: &&&Row| {
        let ends = [Some(row.value), row.p05, row.p95].into_iter().flatten();
        // What rounds to nothing at every end is none.
        let least = 0.5 / 10_f64.powi(unit.decimals as i32);
        !is_term(&row.term) || ends.map(|v| unit.unit.show(v).abs()).fold(0.0, f64::max) >= least
    };
    let cells = |row: &&Row| {
        let is_level = matches!(row.term.as_str(), "start" | "end");
        let number = |value: f64| match is_level {
            true => unit.number(value),
            false => signed_number(unit.unit.show(value), unit.decimals),
        };
        let range = row.p05.zip(row.p95).map(|(low, high)| text::range(&number(low), &number(high), lang));
        let mut cells = vec![Cell::text(name(&row.term, lang)), Cell::number(number(row.value))];
        cells.extend(has_draws.then(|| Cell::number(range.unwrap_or_default())));
        cells
    };
    let mut head = vec![word(PageWord::Term, lang), word(PageWord::Central, lang)];
    head.extend(has_draws.then(|| text::range_head(lang).to_owned()));
    let caption = text::number_with_unit(&caption, &text::bracketed(&unit.unit.label, lang), lang);
    Table::new(caption, head, rows.iter().filter(tells).map(cells).collect())
}

fn is_term(name: &str) -> bool {
    TERMS.iter().any(|term| term.name() == name)
}

/// A term or an end in words.
fn name(term: &str, lang: Lang) -> String {
    let known = TERMS.iter().find(|known| known.name() == term).map(|known| text::term(*known, lang));
    let end = |what: PageWord| Some(what.in_lang(lang));
    let found = known.or_else(|| match term {
        "start" => end(PageWord::Start),
        "end" => end(PageWord::End),
        "difference" => end(PageWord::Difference),
        _ => None,
    });
    found.unwrap_or(term).to_owned()
}
