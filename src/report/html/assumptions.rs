//! Every number of the scenarios with where it comes from, and what is cited.

use super::page::{Block, Cell, Part, Section, Table};
use super::{Folder, Report, ReportError, word};
use crate::analysis::provenance::Counts;
use crate::domain::{Leaf, Provenance, Source};
use crate::model::Model;
use crate::report::text::{self, Lang, LeafUnit, PageWord};

/// For each folder how many numbers have a source; then the numbers by section of the scenario, and the sources.
pub fn section(report: &Report<'_>) -> Result<Option<Section>, ReportError> {
    let lang = report.lang;
    let mut parts = Vec::new();
    for folder in report.folders {
        parts.push(Part::open(report.part_title(folder), counts(folder, lang)));
        for (name, leaves) in groups(folder) {
            let heading = text::counted_heading(&report.part_heading(folder, name), leaves.len(), lang);
            let rows = leaves.iter().map(|leaf| leaf_row(leaf, lang)).collect();
            let table = Table::new(heading.clone(), leaf_head(lang), rows);
            parts.push(Part::folded(heading, vec![Block::Table(table)]));
        }
        let sources = sources(folder);
        if !sources.is_empty() {
            let heading = report.part_heading(folder, PageWord::Sources.in_lang(lang));
            let heading = text::counted_heading(&heading, sources.len(), lang);
            let rows = sources.into_iter().map(source_row).collect();
            let table = Table::new(heading.clone(), source_head(lang), rows);
            parts.push(Part::folded(heading, vec![Block::Table(table)]));
        }
    }
    Ok(Section::of("assumptions", PageWord::Assumptions, parts, lang))
}

/// How many numbers of each scenario have a source.
fn counts(folder: &Folder<'_>, lang: Lang) -> Vec<Block> {
    let line = |model: &Model| text::sources_line(&Counts::new(&model.scenario), lang);
    if !folder.is_comparison() {
        return vec![Block::text(line(folder.model))];
    }
    let lines = folder.models().into_iter().enumerate();
    let items = lines.map(|(side, model)| text::lettered(side, &line(model), lang)).collect();
    vec![Block::List { items }, Block::text(text::other_numbers_sentence(lang))]
}

/// What the scenarios cite, each source once.
fn sources<'a>(folder: &Folder<'a>) -> Vec<&'a Source> {
    let mut found: Vec<&Source> = Vec::new();
    for source in folder.models().into_iter().flat_map(|model| &model.scenario.sources) {
        if found.iter().all(|known| known.id != source.id) {
            found.push(source);
        }
    }
    found
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
