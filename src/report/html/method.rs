//! How numbers are made, in short.

use super::page::{Block, Part, Section};
use super::{Report, ReportError};
use crate::report::text::{self, PageWord};

/// The same in every report.
pub fn section(report: &Report<'_>) -> Result<Option<Section>, ReportError> {
    let compares = report.folders.iter().any(super::Folder::is_comparison);
    let compared = compares.then(|| Block::text(text::compare_method_note(report.lang)));
    let blocks = text::method_note(report.lang).map(Block::text).into_iter().chain(compared).collect();
    Ok(Section::of("method", PageWord::Method, vec![Part::open(None, blocks)], report.lang))
}
