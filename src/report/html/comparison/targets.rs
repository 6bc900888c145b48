//! The board of targets: a row a target, a column a scenario.

use serde::Deserialize;

use super::View;
use crate::domain::Target;
use crate::model::Model;
use crate::report::html::page::{Block, Cell, Part, Table};
use crate::report::html::targets::status;
use crate::report::html::{Folder, ReportError, word};
use crate::report::text::{self, Chance, DisplayUnit, Lang, PageWord, StatusWord, TargetCounts};

/// So many scenarios at most stand in one table; a page of A4 takes no more.
const MOST_COLUMNS: usize = 4;

/// A row of `targets.csv`: a target in one scenario.
#[derive(Deserialize)]
struct Row {
    id: String,
    title: String,
    metric: String,
    place: String,
    year: i32,
    must: String,
    scenario: String,
    asked: Option<f64>,
    central: Option<f64>,
    standing: String,
    attained_by_central: bool,
    imposed_by: String,
    margin: Option<f64>,
    probability: Option<f64>,
    p_low: Option<f64>,
    p_high: Option<f64>,
    bound_by: String,
    source: String,
}

impl Row {
    fn is_of(&self, other: &Row) -> bool {
        (&self.id, &self.metric, &self.place, self.year)
            == (&other.id, &other.metric, &other.place, other.year)
    }
}

/// How many targets fare how, by scenario; those that it does not ask for count nowhere.
pub fn counts(folder: &Folder<'_>) -> Result<Vec<TargetCounts>, ReportError> {
    let rows: Vec<Row> = folder.rows("targets.csv")?.unwrap_or_default();
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let view = View::read(folder, Lang::En)?;
    let mut all = vec![TargetCounts::default(); view.ids.len()];
    for row in &rows {
        let Some(counts) = view.ids.iter().position(|id| *id == row.scenario).map(|side| &mut all[side])
        else {
            continue;
        };
        match (status(&row.standing), row.attained_by_central) {
            (Some(StatusWord::Attained), _) => counts.attained += 1,
            (Some(StatusWord::Missed), _) => counts.missed += 1,
            (Some(StatusWord::Imposed), true) => counts.imposed_held += 1,
            (Some(StatusWord::Imposed), false) => counts.imposed_missed += 1,
            (Some(StatusWord::Undefined), _) => counts.undefined += 1,
            _ => {}
        }
    }
    Ok(all)
}

/// The board of a folder, in tables of a few scenarios each; nothing without targets.
pub fn part(folder: &Folder<'_>, title: Option<String>, lang: Lang) -> Result<Option<Part>, ReportError> {
    let rows: Vec<Row> = folder.rows("targets.csv")?.unwrap_or_default();
    if rows.is_empty() {
        return Ok(None);
    }
    let view = View::read(folder, lang)?;
    let sides: Vec<usize> = view.sides().collect();
    let tables = sides.chunks(MOST_COLUMNS).map(|sides| Block::Table(view.board_of(&rows, sides)));
    Ok(Some(Part::open(title, tables.collect())))
}

impl View<'_> {
    fn board_of(&self, rows: &[Row], sides: &[usize]) -> Table {
        let lang = self.lang;
        let together = rows.chunk_by(|a, b| a.is_of(b));
        let cells = |rows: &[Row]| {
            let first = &rows[0];
            let unit = self.target(first).and_then(|(model, target)| unit(model, target, lang));
            let mut cells = vec![
                Cell::text(self.target(first).map_or(first.title.as_str(), |(_, t)| lang.of(&t.title))),
                Cell::number(first.year.to_string()),
                Cell::number(self.asked(first, unit.as_ref())),
            ];
            let of_side = |side: &usize| rows.iter().find(|row| row.scenario == self.ids[*side]);
            cells.extend(sides.iter().map(|side| match of_side(side) {
                Some(row) => self.standing(row, unit.as_ref()),
                None => Cell::text("–"),
            }));
            let mut sources: Vec<String> = rows.iter().map(|row| row.source.clone()).collect();
            sources.dedup();
            cells.push(Cell::lines(sources));
            cells
        };
        let names = text::scenario_names(&self.folder.models(), lang);
        let first = [PageWord::Target, PageWord::Year, PageWord::Asked].map(|head| word(head, lang));
        let columns = sides.iter().map(|&side| text::lettered(side, &names[side], lang));
        let head = first.into_iter().chain(columns).chain([word(PageWord::Source, lang)]).collect();
        let mut caption = word(PageWord::Targets, lang);
        if sides.len() < self.ids.len() {
            let letters: Vec<String> = sides.iter().map(|&side| text::letter(side).to_string()).collect();
            caption = text::entry(&caption, &letters.join(", "), lang);
        }
        Table::new(caption, head, together.map(cells).collect())
    }

    /// The target as the first scenario that asks for it declares it.
    fn target(&self, row: &Row) -> Option<(&Model, &Target)> {
        let of = |model: &'_ Model| {
            let is_it = |target: &&Target| {
                target.id == row.id
                    && target.metric == row.metric
                    && target.year.0 == row.year
                    && crate::model::series::place_id(&model.scenario, target.place) == row.place
            };
            model.scenario.targets.iter().position(|target| is_it(&target))
        };
        let models = std::iter::once(self.folder.model).chain(self.folder.others);
        models.into_iter().find_map(|model| Some((model, &model.scenario.targets[of(model)?])))
    }

    fn asked(&self, row: &Row, unit: Option<&DisplayUnit>) -> String {
        let sign = self.target(row).map_or(row.must.as_str(), |(_, t)| text::comparator_sign(t.comparator));
        let asked = match (row.asked, unit) {
            (Some(asked), Some(unit)) => text::amount_in(asked, unit),
            (asked, _) => asked.map_or_else(String::new, |value| value.to_string()),
        };
        format!("{sign} {asked}")
    }

    /// Value, standing, probability, margin, and what bound where it is missed.
    fn standing(&self, row: &Row, unit: Option<&DisplayUnit>) -> Cell {
        let lang = self.lang;
        let found = status(&row.standing);
        let told = found.map_or(row.standing.as_str(), |found| found.in_lang(lang)).to_owned();
        let holds = if row.attained_by_central { StatusWord::Attained } else { StatusWord::Missed };
        let told = match found {
            Some(StatusWord::Imposed) => text::within(&told, holds.in_lang(lang), lang),
            _ => told,
        };
        let amount = |value: f64| unit.map_or_else(|| value.to_string(), |unit| text::amount_in(value, unit));
        let value = match (row.central, row.asked, unit) {
            (Some(central), Some(asked), Some(unit)) => text::amounts_apart(central, asked, unit)[0].clone(),
            (central, ..) => central.map_or_else(String::new, amount),
        };
        let chance = row.probability.zip(row.p_low.zip(row.p_high));
        let chance = chance.map(|(share, interval)| text::chance_lines(Chance { share, interval }, lang));
        let mut lines = vec![told, value];
        lines.extend(chance.into_iter().flatten());
        let distance = |value: f64| match unit {
            // A distance of shares is in points.
            Some(unit) if unit.label == "%" => {
                let points = DisplayUnit { label: text::points(lang).into(), ..unit.clone() };
                text::amount_in(value, &points)
            }
            _ => amount(value),
        };
        lines.extend(row.margin.map(|value| text::margin(&distance(value), lang)));
        lines.extend((!row.imposed_by.is_empty()).then(|| row.imposed_by.clone()));
        lines.extend(self.bound(row));
        lines.retain(|line| !line.is_empty());
        let status = match found {
            Some(StatusWord::Attained) => "attained",
            Some(StatusWord::Missed) => "missed",
            Some(StatusWord::Imposed) => "imposed",
            _ => "undefined",
        };
        Cell { status, ..Cell::lines(lines) }
    }

    /// What bound output where the target is missed.
    fn bound(&self, row: &Row) -> Option<String> {
        let is_missed = !row.attained_by_central && row.central.is_some();
        let is_asked = status(&row.standing).is_some_and(|standing| standing != StatusWord::NotAsked);
        if !is_missed || !is_asked {
            return None;
        }
        let one = |word: &str| {
            let (market, cause) = word.split_once(':')?;
            let (commodity, _) = market.split_once('@')?;
            let product = self.folder.commodity(commodity, self.lang);
            Some(text::constrained(&product, &self.folder.cause(cause, self.lang), self.lang))
        };
        let causes: Vec<String> = row.bound_by.split(' ').filter_map(one).collect();
        Some(match causes.as_slice() {
            [] => text::nothing_bound(self.lang).to_owned(),
            causes => text::bound(&text::listed(causes, self.lang), self.lang),
        })
    }
}

fn unit(model: &Model, target: &Target, lang: Lang) -> Option<DisplayUnit> {
    let series = model.find_series(&target.metric, target.place)?;
    Some(text::target_unit(&model.scenario, target, model.series[series].measure, lang))
}
