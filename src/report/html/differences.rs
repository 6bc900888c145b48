//! What differs in the inputs of the first folder and of every other one.

use super::page::{Block, Cell, Part, Section, Table};
use super::{Folder, Report, ReportError};
use crate::analysis::difference::{self, Difference, Differences, Role};
use crate::model::Model;
use crate::report::text::{self, Lang, PageWord};

/// A part for each scenario behind the first of a comparison, and for each other folder behind the first; none of a single
/// run.
pub fn section(report: &Report<'_>) -> Result<Option<Section>, ReportError> {
    let Some((first, others)) = report.folders.split_first() else { return Ok(None) };
    let part = |folder: &Folder<'_>| {
        let found = difference::between(&first.model.scenario, &folder.model.scenario);
        let name = |folder| report.part_title(folder).unwrap_or_default();
        let heading = text::against(&name(first), &name(folder), report.lang);
        Part::open(Some(heading), blocks(&found, report.lang))
    };
    let within = report.folders.iter().filter(|folder| folder.is_comparison());
    let parts = within.flat_map(|folder| inside(report, folder)).chain(others.iter().map(part)).collect();
    Ok(Section::of("differences", PageWord::Differences, parts, report.lang))
}

/// The scenarios of a comparison against its first.
fn inside(report: &Report<'_>, folder: &Folder<'_>) -> Vec<Part> {
    let (lang, titles) = (report.lang, folder.titles(report.lang));
    let part = |(at, other): (usize, &Model)| {
        let found = difference::between(&folder.model.scenario, &other.scenario);
        let [first, own] = [0, at + 1].map(|side| text::lettered(side, &titles[side], lang));
        let heading = text::scenarios_in_row(&first, &own, lang);
        Part::open(Some(report.part_heading(folder, &heading)), blocks(&found, lang))
    };
    folder.others.iter().enumerate().map(part).collect()
}

fn blocks(found: &Differences, lang: Lang) -> Vec<Block> {
    if found.list.is_empty() {
        return vec![Block::text(text::no_difference(lang))];
    }
    let of_role = |role: &Role| {
        let list: Vec<&Difference> = found.of(*role, false).collect();
        table(text::role_heading(*role, list.len(), lang), &list, found, lang)
    };
    let citations: Vec<&Difference> = Role::ALL.iter().flat_map(|role| found.of(*role, true)).collect();
    let last = table(text::citations_heading(citations.len(), lang), &citations, found, lang);
    Role::ALL.iter().filter_map(of_role).chain(last).collect()
}

fn table(caption: String, list: &[&Difference], all: &Differences, lang: Lang) -> Option<Block> {
    let head = text::difference_head(lang).map(str::to_owned).to_vec();
    let cells = |[about, a, b]: [Vec<String>; 3]| {
        let about = Cell { code: true, ..Cell::lines(about) };
        vec![about, Cell::lines(a), Cell::lines(b)]
    };
    let rows = text::difference_rows(list, all, lang).into_iter().map(cells).collect();
    (!list.is_empty()).then(|| Block::Table(Table::new(caption, head, rows)))
}
