//! The plan against itself: what does not add up, with the numbers behind it.

use serde::Deserialize;

use super::page::{Block, Cell, Part, Section, Table};
use super::{Report, ReportError, word};
use crate::report::text::{self, Heading, Lang, PageWord};

/// A row of `audit.csv`: a finding with one number behind it.
#[derive(Deserialize)]
struct Row {
    finding: usize,
    text_zh: String,
    text_en: String,
    evidence_zh: String,
    evidence_en: String,
}

/// A table for each folder of a run.
pub fn section(report: &Report<'_>) -> Result<Option<Section>, ReportError> {
    let lang = report.lang;
    let mut parts = Vec::new();
    for folder in report.folders {
        let Some(rows) = folder.rows::<Row>("audit.csv")? else { continue };
        let cells = |rows: &[Row]| {
            let of = |row: &Row| in_lang([&row.evidence_zh, &row.evidence_en], lang);
            let evidence = rows.iter().map(of).filter(|text| !text.is_empty()).collect();
            vec![Cell::text(in_lang([&rows[0].text_zh, &rows[0].text_en], lang)), Cell::lines(evidence)]
        };
        let findings = rows.chunk_by(|a, b| a.finding == b.finding).map(cells).collect::<Vec<_>>();
        let block = match findings.is_empty() {
            true => Block::text(text::adds_up(lang)),
            false => {
                let head = [PageWord::Finding, PageWord::Evidence].map(|head| word(head, lang)).to_vec();
                let caption = report.part_heading(folder, text::heading(Heading::Audit, lang));
                Block::Table(Table::new(caption, head, findings))
            }
        };
        parts.push(Part::open(report.part_title(folder), vec![block]));
    }
    Ok(Section::of("audit", PageWord::Audit, parts, lang))
}

fn in_lang([zh, en]: [&String; 2], lang: Lang) -> String {
    match lang {
        Lang::Zh => zh.clone(),
        Lang::En => en.clone(),
    }
}
