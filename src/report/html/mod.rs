//! The report: folders of results as one page that needs no other file.
//!
//! ```text
//! folders (manifest, tables, charts) + their scenarios -> sections of text, tables and figures -> template -> bytes
//! ```
//!
//! A section stands where a folder holds what it tells; a folder of another command shows what it has in common with a run.

mod assumptions;
mod audit;
mod books;
mod comparison;
mod constraints;
mod differences;
mod figures;
mod made;
mod method;
pub(super) mod page;
mod peaks;
mod read;
mod summary;
mod svg;
mod targets;
mod template;

use std::collections::BTreeMap;
use std::fmt;

use super::manifest::Manifest;
use super::text::{self, Lang, PageWord};
use crate::model::Model;
pub use made::command;
use page::Section;
pub use page::{Figure, Page};
pub use template::TemplateError;

/// What every report begins with; a file that does not is not ours.
pub const MARK: &str = "<!DOCTYPE html>\n<!-- dafeng report -->\n";

/// The template that a report is made with unless the user gives one.
pub const TEMPLATE: &str = include_str!("../../../assets/report.html");

/// A folder of results with the scenario that it was made from.
#[derive(Clone, Copy, Debug)]
pub struct Folder<'a> {
    /// Its path as given.
    pub name: &'a str,
    /// What made it.
    pub manifest: &'a Manifest,
    /// Its tables and charts, by their paths inside.
    pub files: &'a BTreeMap<String, Vec<u8>>,
    /// The scenario, compiled; it is not run. Of several the first.
    pub model: &'a Model,
    /// The scenarios that it is held against.
    pub others: &'a [Model],
}

impl<'a> Folder<'a> {
    /// Its title in a report.
    fn title(&self, lang: Lang) -> String {
        match self.is_comparison() {
            true => self.titles(lang).join(if lang == Lang::Zh { "；" } else { "; " }),
            false => lang.of(&self.model.scenario.title).to_owned(),
        }
    }

    /// The titles of its scenarios, none twice.
    fn titles(&self, lang: Lang) -> Vec<String> {
        text::scenario_names(&self.models(), lang)
    }

    /// Whether `compare` made it.
    fn is_comparison(&self) -> bool {
        self.manifest.command.first().is_some_and(|command| command == "compare")
    }

    /// All its scenarios.
    fn models(&self) -> Vec<&'a Model> {
        std::iter::once(self.model).chain(self.others).collect()
    }
}

/// Why there is no report.
#[derive(Debug)]
pub enum ReportError {
    /// A table of a folder is not as this program writes it.
    Table {
        /// The folder.
        folder: String,
        /// The file inside.
        file: String,
        /// What is wrong.
        why: String,
    },
    /// A chart holds what no chart of this program holds.
    Chart {
        /// The folder.
        folder: String,
        /// The file inside.
        file: String,
        /// What is wrong.
        why: String,
    },
    /// The template cannot be used.
    Template(TemplateError),
}

impl fmt::Display for ReportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ReportError::Table { folder, file, why } => write!(f, "cannot read {folder}/{file}: {why}"),
            ReportError::Chart { folder, file, why } => write!(f, "cannot show {folder}/{file}: {why}"),
            ReportError::Template(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for ReportError {}

/// What a report is made of.
struct Report<'a> {
    folders: &'a [Folder<'a>],
    lang: Lang,
}

impl Report<'_> {
    /// The name of a folder where there are several, to stand over its part of a section.
    fn part_title(&self, folder: &Folder<'_>) -> Option<String> {
        let title = folder.title(self.lang);
        let same = self.folders.iter().filter(|other| other.title(self.lang) == title).count();
        match (self.folders.len(), same) {
            (1, _) => None,
            (_, 1) => Some(title),
            _ => Some(text::within(&title, folder.name, self.lang)),
        }
    }

    /// The same, with a heading below it.
    fn part_heading(&self, folder: &Folder<'_>, heading: &str) -> String {
        let over = self.part_title(folder);
        over.map_or_else(|| heading.to_owned(), |title| text::within(&title, heading, self.lang))
    }
}

/// Makes a section, or none where no folder holds anything of it.
type Maker = fn(&Report<'_>) -> Result<Option<Section>, ReportError>;

/// The sections in their order.
const SECTIONS: [Maker; 13] = [
    summary::section,
    targets::section,
    peaks::section,
    figures::section,
    comparison::regrets,
    comparison::decomposition,
    differences::section,
    audit::section,
    constraints::section,
    books::section,
    assumptions::section,
    method::section,
    made::section,
];

/// What a report holds, whatever it is written as. The first folder gives it its title.
///
/// # Errors
/// When a table or chart is not what this program writes.
pub fn page(folders: &[Folder<'_>], lang: Lang) -> Result<Page, ReportError> {
    let report = Report { folders, lang };
    let mut sections = Vec::new();
    for make in SECTIONS {
        sections.extend(make(&report)?);
    }
    let titles: Vec<String> = folders.iter().flat_map(|folder| folder.titles(lang)).collect();
    Ok(Page::new(titles, sections, lang))
}

/// The report as an HTML page.
///
/// # Errors
/// As [`page`], and when the template cannot be used.
pub fn report(folders: &[Folder<'_>], lang: Lang, template: (&str, &str)) -> Result<Vec<u8>, ReportError> {
    let page = page(folders, lang)?;
    let (name, source) = template;
    template::render(name, source, &page).map_err(ReportError::Template)
}

/// A heading as text.
fn word(word: PageWord, lang: Lang) -> String {
    word.in_lang(lang).to_owned()
}
