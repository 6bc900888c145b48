//! What differs in the inputs of the first folder and of every other one.

use super::page::{Block, Cell, Part, Section, Table};
use super::{Folder, Report, ReportError};
use crate::analysis::difference::{self, Difference, Differences, Role};
use crate::report::text::{self, Lang, PageWord};

/// A part for each folder behind the first; none of a single folder.
pub fn section(report: &Report<'_>) -> Result<Option<Section>, ReportError> {
    let Some((first, others)) = report.folders.split_first() else { return Ok(None) };
    let part = |folder: &Folder<'_>| {
        let found = difference::between(&first.model.scenario, &folder.model.scenario);
        let name = |folder| report.part_title(folder).unwrap_or_default();
        let heading = text::against(&name(first), &name(folder), report.lang);
        Part::open(Some(heading), blocks(&found, report.lang))
    };
    let parts = others.iter().map(part).collect();
    Ok(Section::of("differences", PageWord::Differences, parts, report.lang))
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
