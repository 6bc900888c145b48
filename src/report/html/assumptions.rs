//! Every number of the scenarios with where it comes from, and what is cited.

use super::page::{Block, Cell, Part, Section, Table};
use super::{Folder, Report, ReportError, word};
use crate::analysis::provenance::Counts;
use crate::domain::{Leaf, Provenance, Source};
use crate::report::text::{self, Lang, LeafUnit, PageWord};

/// For each folder how many numbers have a source; then the numbers by section of the scenario, and the sources.
pub fn section(report: &Report<'_>) -> Result<Option<Section>, ReportError> {
    let lang = report.lang;
    let mut parts = Vec::new();
    for folder in report.folders {
        let scenario = &folder.model.scenario;
        let counts = text::sources_line(&Counts::new(scenario), lang);
        parts.push(Part::open(report.part_title(folder), vec![Block::text(counts)]));
        for (name, leaves) in groups(folder) {
            let heading = text::counted_heading(&report.part_heading(folder, name), leaves.len(), lang);
            let rows = leaves.iter().map(|leaf| leaf_row(leaf, lang)).collect();
            let table = Table::new(heading.clone(), leaf_head(lang), rows);
            parts.push(Part::folded(heading, vec![Block::Table(table)]));
        }
        if !scenario.sources.is_empty() {
            let heading = report.part_heading(folder, PageWord::Sources.in_lang(lang));
            let heading = text::counted_heading(&heading, scenario.sources.len(), lang);
            let rows = scenario.sources.iter().map(source_row).collect();
            let table = Table::new(heading.clone(), source_head(lang), rows);
            parts.push(Part::folded(heading, vec![Block::Table(table)]));
        }
    }
    Ok(Section::of("assumptions", PageWord::Assumptions, parts, lang))
}

/// The leaves by the first part of their address, in the order of the scenario.
fn groups<'a>(folder: &Folder<'a>) -> Vec<(&'a str, Vec<&'a Leaf>)> {
    let mut groups: Vec<(&str, Vec<&Leaf>)> = Vec::new();
    for leaf in &folder.model.scenario.leaves {
        let name = leaf.address.split('.').next().unwrap_or("");
        match groups.iter_mut().find(|(known, _)| *known == name) {
            Some((_, leaves)) => leaves.push(leaf),
            None => groups.push((name, vec![leaf])),
        }
    }
    groups
}

fn leaf_head(lang: Lang) -> Vec<String> {
    let head =
        [PageWord::Address, PageWord::Value, PageWord::Unit, PageWord::Uncertainty, PageWord::Provenance];
    head.map(|head| word(head, lang)).to_vec()
}

fn leaf_row(leaf: &Leaf, lang: Lang) -> Vec<Cell> {
    let unit = LeafUnit::written(leaf);
    let stated = !matches!(leaf.provenance, Provenance::Default);
    let class = if stated { "" } else { "undefined" };
    vec![
        Cell::code(leaf.address.clone()),
        Cell::text(text::path_line(&leaf.path, &unit, lang)),
        Cell::text(unit.label.clone()),
        Cell::lines(text::random_lines(leaf, &unit, lang)),
        Cell { status: class, ..Cell::text(text::provenance_line(&leaf.provenance, lang)) },
    ]
}

fn source_head(lang: Lang) -> Vec<String> {
    let head = [PageWord::Key, PageWord::Title, PageWord::Year, PageWord::Licence, PageWord::Link];
    head.map(|head| word(head, lang)).to_vec()
}

fn source_row(source: &Source) -> Vec<Cell> {
    let url = source.url.clone().unwrap_or_default();
    // Nothing but the web: another scheme could run something.
    let link = (url.starts_with("https://") || url.starts_with("http://")).then(|| url.clone());
    vec![
        Cell::code(source.id.clone()),
        Cell::text(source.title.clone()),
        Cell::number(source.year.map_or_else(String::new, |year| year.to_string())),
        Cell::text(source.licence.clone().unwrap_or_default()),
        Cell { link, ..Cell::text(url) },
    ]
}
