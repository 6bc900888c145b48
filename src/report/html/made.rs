//! What made the results: the manifests.

use super::page::{Block, Cell, Part, Section, Table};
use super::{Folder, Report, ReportError, word};
use crate::model::Model;
use crate::report::manifest::{InputEntry, Manifest, ScenarioEntry};
use crate::report::text::{self, Lang, PageWord, format_number};

/// The manifest of each folder, its inputs and files folded.
pub fn section(report: &Report<'_>) -> Result<Option<Section>, ReportError> {
    let lang = report.lang;
    let mut parts = Vec::new();
    for folder in report.folders {
        let caption = report.part_heading(folder, PageWord::Manifest.in_lang(lang));
        let head = [PageWord::Entry, PageWord::Content].map(|head| word(head, lang)).to_vec();
        let entries = Table::new(caption, head, entries(folder, lang));
        parts.push(Part::open(report.part_title(folder), vec![Block::Table(entries)]));
        for (what, files) in
            [(PageWord::Inputs, &folder.manifest.inputs), (PageWord::Files, &folder.manifest.files)]
        {
            let heading = report.part_heading(folder, what.in_lang(lang));
            let heading = text::counted_heading(&heading, files.len(), lang);
            parts.push(Part::folded(heading.clone(), vec![Block::Table(file_table(heading, files, lang))]));
        }
    }
    Ok(Section::of("manifest", PageWord::Manifest, parts, lang))
}

fn entries(folder: &Folder<'_>, lang: Lang) -> Vec<Vec<Cell>> {
    let manifest: &Manifest = folder.manifest;
    let horizon = manifest.horizon;
    let yes = |yes: bool| word(if yes { PageWord::Yes } else { PageWord::No }, lang);
    let overrides = overrides(manifest);
    let overrides = match overrides.as_slice() {
        [] => Cell::text(word(PageWord::Nothing, lang)),
        list => Cell { code: true, ..Cell::lines(list.to_vec()) },
    };
    let rows = [
        (PageWord::Folder, Cell::code(folder.name)),
        (PageWord::Scenario, Cell::lines(named(folder, lang))),
        (
            PageWord::File,
            Cell { code: true, ..Cell::lines(manifest.scenarios().map(|s| s.file.clone()).collect()) },
        ),
        (PageWord::Command, Cell::code(command(&manifest.command))),
        (PageWord::Overrides, overrides),
        (PageWord::Horizon, Cell::text(format!("{} / {} / {}", horizon.base, horizon.observed, horizon.end))),
        (PageWord::Seed, Cell::text(manifest.seed.to_string())),
        (PageWord::Draws, Cell::text(format_number(manifest.draws as f64, 0))),
        (PageWord::Failed, Cell::text(format_number(manifest.failed_draws as f64, 0))),
        (PageWord::Design, Cell::text(manifest.design.clone())),
        (PageWord::Complete, Cell::text(yes(manifest.complete))),
        (PageWord::Version, Cell::text(manifest.version.clone())),
        (PageWord::ReportVersion, Cell::text(env!("CARGO_PKG_VERSION"))),
    ];
    rows.into_iter().map(|(head, cell)| vec![Cell::text(word(head, lang)), cell]).collect()
}

/// The scenarios by id and title, with a letter where there are several.
fn named(folder: &Folder<'_>, lang: Lang) -> Vec<String> {
    let one = |(entry, model): (&ScenarioEntry, &Model)| {
        text::within(&entry.id, lang.of(&model.scenario.title), lang)
    };
    let names: Vec<String> = folder.manifest.scenarios().zip(folder.models()).map(one).collect();
    match names.len() {
        1 => names,
        _ => names.iter().enumerate().map(|(side, name)| text::lettered(side, name, lang)).collect(),
    }
}

/// What was set in all scenarios, then in one of them by its letter.
fn overrides(manifest: &Manifest) -> Vec<String> {
    let of_side = |(side, entry): (usize, &ScenarioEntry)| {
        entry.overrides.iter().map(|set| format!("{}: {set}", text::letter(side))).collect::<Vec<_>>()
    };
    manifest.overrides.iter().cloned().chain(manifest.scenarios().enumerate().flat_map(of_side)).collect()
}

/// The command as a shell takes it.
pub fn command(words: &[String]) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-_./,:@%+=".contains(c);
    let quoted = |word: &String| match !word.is_empty() && word.chars().all(plain) {
        true => word.clone(),
        false => format!("'{}'", word.replace('\'', "'\\''")),
    };
    let list: Vec<String> = words.iter().map(quoted).collect();
    format!("dafeng {}", list.join(" "))
}

fn file_table(caption: String, files: &[InputEntry], lang: Lang) -> Table {
    let head = [PageWord::File, PageWord::Bytes, PageWord::Digest].map(|head| word(head, lang)).to_vec();
    let row = |file: &InputEntry| {
        vec![
            Cell::code(file.path.clone()),
            Cell::number(format_number(file.bytes as f64, 0)),
            Cell::code(file.sha256.clone()),
        ]
    };
    Table::new(caption, head, files.iter().map(row).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_can_be_pasted() {
        let words = ["run", "a b.toml", "--set", "levers.x@2030=25 %", "it's"].map(str::to_owned);
        assert_eq!(command(&words), "dafeng run 'a b.toml' --set 'levers.x@2030=25 %' 'it'\\''s'");
    }
}
