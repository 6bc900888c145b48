//! The board of targets.

use super::figures::{self, Home};
use super::page::{Block, Cell, Part, Section, Table};
use super::read::TargetRow;
use super::{Folder, Report, ReportError, comparison, word};
use crate::domain::Target;
use crate::report::text::{self, Chance, Lang, Missed, Odds, PageWord, StatusWord, TargetCounts};

/// The word behind its English text in a table.
pub fn status(text: &str) -> Option<StatusWord> {
    StatusWord::ALL.iter().copied().find(|word| word.in_lang(Lang::En) == text)
}

fn rows(folder: &Folder<'_>) -> Result<Option<Vec<TargetRow>>, ReportError> {
    Ok(folder.rows::<TargetRow>("targets.csv")?.filter(|rows| !rows.is_empty()))
}

/// How many targets fare how; `None` where there are none.
pub fn counts(folder: &Folder<'_>) -> Result<Option<TargetCounts>, ReportError> {
    let Some(rows) = rows(folder)? else { return Ok(None) };
    let mut counts = TargetCounts::default();
    for row in &rows {
        *match (status(&row.central_status), row.attained_by_central) {
            (Some(StatusWord::Attained), _) => &mut counts.attained,
            (Some(StatusWord::Missed), _) => &mut counts.missed,
            (Some(StatusWord::Imposed), true) => &mut counts.imposed_held,
            (Some(StatusWord::Imposed), false) => &mut counts.imposed_missed,
            _ => &mut counts.undefined,
        } += 1;
    }
    Ok(Some(counts))
}

/// So many targets that are not held are told one by one.
const MOST_TOLD: usize = 6;

/// The targets that the central run does not hold, a sentence each.
pub fn missed(folder: &Folder<'_>, lang: Lang) -> Result<Vec<String>, ReportError> {
    let all = rows(folder)?.unwrap_or_default();
    let fails = |row: &&TargetRow| !row.attained_by_central && row.central.is_some();
    let missed: Vec<&TargetRow> = all.iter().filter(fails).collect();
    let mut told: Vec<String> =
        missed.iter().take(MOST_TOLD).filter_map(|row| missed_sentence(folder, row, lang)).collect();
    let more = missed.len().saturating_sub(MOST_TOLD);
    told.extend((more > 0).then(|| text::more_missed(more, lang)));
    Ok(told)
}

fn missed_sentence(folder: &Folder<'_>, row: &TargetRow, lang: Lang) -> Option<String> {
    let (model, manifest) = (folder.model, folder.manifest);
    let target = model.scenario.targets.iter().find(|target| target.id == row.id)?;
    let series = model.find_series(&target.metric, target.place)?;
    let draws = manifest.draws.saturating_sub(manifest.failed_draws);
    let missed = Missed {
        title: lang.of(&target.title),
        year: target.year,
        value: row.central?,
        comparator: target.comparator,
        asked: row.asked?,
        unit: text::target_unit(&model.scenario, target, model.series[series].measure, lang),
        imposed: status(&row.central_status) == Some(StatusWord::Imposed),
        odds: chance(row).map(|chance| Odds { chance, draws }),
    };
    Some(text::missed_sentence(&missed, lang))
}

/// A table for each folder with targets.
pub fn section(report: &Report<'_>) -> Result<Option<Section>, ReportError> {
    let lang = report.lang;
    let mut parts = Vec::new();
    for (at, folder) in report.folders.iter().enumerate() {
        if folder.is_comparison() {
            let part = comparison::targets(folder, report.part_title(folder), lang)?;
            parts.extend(part);
            parts.extend(figures::part(report, Home::Targets, at)?);
            continue;
        }
        let Some(rows) = rows(folder)? else { continue };
        let head = [
            PageWord::Target,
            PageWord::Year,
            PageWord::Asked,
            PageWord::Central,
            PageWord::Status,
            PageWord::Chance,
            PageWord::Source,
        ];
        let caption = report.part_heading(folder, PageWord::Targets.in_lang(lang));
        let cells = rows.iter().map(|row| row_cells(folder, row, lang)).collect();
        let table = Table::new(caption, head.map(|head| word(head, lang)).to_vec(), cells);
        parts.push(Part::open(report.part_title(folder), vec![Block::Table(table)]));
        parts.extend(figures::part(report, Home::Targets, at)?);
    }
    Ok(Section::of("targets", PageWord::Targets, parts, lang))
}

fn row_cells(folder: &Folder<'_>, row: &TargetRow, lang: Lang) -> Vec<Cell> {
    let target = folder.model.scenario.targets.iter().find(|target| target.id == row.id);
    let title = target.map_or(row.id.as_str(), |target| lang.of(&target.title));
    let year = target.map_or_else(String::new, |target| target.year.to_string());
    let [central, asked] = amounts(folder, target, row, lang);
    let sign = target.map_or(row.must.as_str(), |target| text::comparator_sign(target.comparator));
    vec![
        Cell::text(title),
        Cell::number(year),
        Cell::number(format!("{sign} {asked}")),
        Cell::number(central),
        outcome(row, lang),
        Cell::numbers(chance(row).map(|chance| text::chance_lines(chance, lang))),
        Cell::text(row.source.clone()),
    ]
}

/// What the central run gives and what is asked, told apart where they differ.
fn amounts(folder: &Folder<'_>, target: Option<&Target>, row: &TargetRow, lang: Lang) -> [String; 2] {
    let model = folder.model;
    let unit = target.and_then(|target| {
        let series = model.find_series(&target.metric, target.place)?;
        Some(text::target_unit(&model.scenario, target, model.series[series].measure, lang))
    });
    match (unit, row.central, row.asked) {
        (Some(unit), Some(central), Some(asked)) => text::amounts_apart(central, asked, &unit),
        (Some(unit), None, Some(asked)) => [String::new(), text::amount_in(asked, &unit)],
        _ => [row.central, row.asked].map(|value| value.map_or_else(String::new, |value| value.to_string())),
    }
}

/// What became of a target, in words; of an imposed one whether it holds, and what imposes it.
fn outcome(row: &TargetRow, lang: Lang) -> Cell {
    let Some(found) = status(&row.central_status) else { return Cell::text(row.central_status.clone()) };
    let (mut lines, class) = match found {
        StatusWord::Attained => (vec![word_of(found, lang)], "attained"),
        StatusWord::Missed => (vec![word_of(found, lang)], "missed"),
        StatusWord::Imposed => {
            let holds = if row.attained_by_central { StatusWord::Attained } else { StatusWord::Missed };
            (vec![text::within(&word_of(found, lang), &word_of(holds, lang), lang)], "imposed")
        }
        _ => (vec![word_of(found, lang)], "undefined"),
    };
    lines.extend((!row.imposed_by.is_empty()).then(|| row.imposed_by.clone()));
    Cell { status: class, ..Cell::lines(lines) }
}

fn word_of(status: StatusWord, lang: Lang) -> String {
    status.in_lang(lang).to_owned()
}

fn chance(row: &TargetRow) -> Option<Chance> {
    Some(Chance { share: row.probability?, interval: (row.p_low?, row.p_high?) })
}
