//! Regrets: how far every scenario lies from the best of each draw.

use serde::Deserialize;

use super::View;
use crate::report::html::page::{Block, Cell, Part, Section, Table};
use crate::report::html::{Report, ReportError, word};
use crate::report::text::{self, Chance, CompareHeading, PageWord};

/// A row of `regrets.csv`.
#[derive(Deserialize)]
pub struct RegretRow {
    pub series: String,
    pub place: String,
    pub from: i32,
    pub year: i32,
    pub scenario: String,
    pub central: Option<f64>,
    pub p50: Option<f64>,
    pub p95: Option<f64>,
    pub p_best: Option<f64>,
    pub p_best_low: Option<f64>,
    pub p_best_high: Option<f64>,
}

/// A table for each year, of the folders that compare.
pub fn section(report: &Report<'_>) -> Result<Option<Section>, ReportError> {
    let mut parts = Vec::new();
    for folder in report.folders.iter().filter(|folder| folder.is_comparison()) {
        let view = View::read(folder, report.lang)?;
        let rows: Vec<RegretRow> = folder.rows("regrets.csv")?.unwrap_or_default();
        let tables = rows.chunk_by(|a, b| (&a.series, a.year) == (&b.series, b.year));
        let blocks: Vec<Block> = tables.filter_map(|rows| view.regrets_of(rows)).map(Block::Table).collect();
        if !blocks.is_empty() {
            let about = text::compare_heading(CompareHeading::Regrets, report.lang);
            let blocks = [Block::text(about)].into_iter().chain(blocks).collect();
            parts.push(Part::open(report.part_title(folder), blocks));
        }
    }
    Ok(Section::of("regrets", PageWord::Regrets, parts, report.lang))
}

impl View<'_> {
    /// The regrets of a year.
    fn regrets_of(&self, rows: &[RegretRow]) -> Option<Table> {
        let (lang, first) = (self.lang, rows.first()?);
        let of = (first.series.as_str(), first.place.as_str());
        let unit = self.unit(of, rows.iter().filter_map(|row| row.p95))?;
        let years = super::span(Some(first.from), first.year, lang);
        let title = text::entry(&self.title(of), &years, lang);
        let caption = text::number_with_unit(&title, &text::bracketed(&unit.unit.label, lang), lang);
        let cells = |row: &RegretRow| {
            let side = self.ids.iter().position(|id| *id == row.scenario)?;
            let number =
                |value: Option<f64>| Cell::number(value.map_or_else(String::new, |value| unit.number(value)));
            let best = row.p_best.zip(row.p_best_low.zip(row.p_best_high));
            let best = best.map(|(share, interval)| text::chance(Chance { share, interval }, lang));
            let best = Cell::number(best.unwrap_or_default());
            let name = Cell::text(text::letter(side).to_string());
            Some(vec![name, number(row.central), number(row.p50), number(row.p95), best])
        };
        let head = [PageWord::Scenario, PageWord::Central, PageWord::Median, PageWord::High, PageWord::Best];
        let head = head.map(|head| word(head, lang)).to_vec();
        Some(Table::new(caption, head, rows.iter().filter_map(cells).collect()))
    }
}
