//! The board of peaks.

use super::figures::{self, Home};
use super::page::{Block, Cell, Part, Section, Table};
use super::read::PeakRow;
use super::{Folder, Report, ReportError, comparison, word};
use crate::domain::Year;
use crate::ensemble::Method;
use crate::ensemble::error::interval_of;
use crate::model::Series;
use crate::report::text::{self, Chance, Lang, PageWord, PeakFound, StatusWord};

/// The year by which the nation means to have peaked.
pub const PEAK_BY: Year = Year(2030);

/// Other years that the board tells.
const YEARS: [i32; 4] = [2025, 2030, 2035, 2040];

/// The peak of one series.
pub struct Board {
    /// Name of the series.
    pub series: String,
    /// Id of its place.
    pub place: String,
    /// Draws that count.
    pub draws: u64,
    replicated: bool,
    rows: Vec<PeakRow>,
}

/// Every series with a peak.
pub fn boards(folder: &Folder<'_>) -> Result<Vec<Board>, ReportError> {
    let rows: Vec<PeakRow> = folder.rows("peaks.csv")?.unwrap_or_default();
    let replicated = folder.manifest.design != Method::Random.name();
    let mut boards: Vec<Board> = Vec::new();
    for row in rows {
        match boards.last_mut().filter(|board| board.series == row.series && board.place == row.place) {
            Some(board) => board.rows.push(row),
            None => boards.push(Board {
                series: row.series.clone(),
                place: row.place.clone(),
                draws: row.draws.unwrap_or(0),
                replicated,
                rows: vec![row],
            }),
        }
    }
    Ok(boards)
}

impl Board {
    /// What the central run does.
    pub fn found(&self, folder: &Folder<'_>) -> Option<PeakFound> {
        let row = self.rows.first()?;
        if let (Ok(year), Some(level)) = (row.central_peak.parse(), row.central_level) {
            return Some(PeakFound::In(Year(year), level));
        }
        match super::targets::status(&row.central_peak)? {
            StatusWord::PeakedBefore => Some(PeakFound::Before(folder.model.scenario.horizon.base)),
            other => Some(PeakFound::None(other)),
        }
    }

    /// The probability of having peaked by a year.
    pub fn by(&self, year: i32) -> Option<Chance> {
        let row = self.rows.iter().find(|row| row.year == Some(year))?;
        let share = row.p_peaked_by?;
        let hits = (share * self.draws as f64).round() as u64;
        let interval = interval_of(hits, self.draws, row.se_peaked_by.unwrap_or(0.0), self.replicated);
        (self.draws > 0).then_some(Chance { share, interval })
    }
}

/// A table for each folder with peaks.
pub fn section(report: &Report<'_>) -> Result<Option<Section>, ReportError> {
    let lang = report.lang;
    let mut parts = Vec::new();
    for (at, folder) in report.folders.iter().enumerate() {
        if folder.is_comparison() {
            parts.push(comparison::peaks(folder, report.part_title(folder), lang)?);
            parts.extend(figures::part(report, Home::Peaks, at)?);
            continue;
        }
        let boards = boards(folder)?;
        if boards.is_empty() {
            continue;
        }
        let drawn = boards.iter().any(|board| board.draws > 0);
        let years: Vec<i32> = YEARS.into_iter().filter(|year| drawn && within(folder, *year)).collect();
        let named = boards.iter().map(|board| Named::of(folder, board, lang)).collect::<Vec<_>>();
        let mut tables = vec![levels(report, folder, &named, drawn)];
        tables.extend(drawn.then(|| chances(report, folder, &named, &years)));
        parts.push(Part::open(report.part_title(folder), tables.into_iter().map(Block::Table).collect()));
        parts.extend(figures::part(report, Home::Peaks, at)?);
    }
    Ok(Section::of("peaks", PageWord::Peaks, parts, lang))
}

fn within(folder: &Folder<'_>, year: i32) -> bool {
    let horizon = folder.model.scenario.horizon;
    (horizon.base.0..=horizon.end.0).contains(&year)
}

/// A board with what the tables call it.
struct Named<'a> {
    board: &'a Board,
    series: Option<&'a Series>,
    title: String,
}

impl<'a> Named<'a> {
    fn of(folder: &Folder<'a>, board: &'a Board, lang: Lang) -> Named<'a> {
        let series = series(folder, board);
        let title = series.map(|series| text::series_title(&folder.model.scenario, series));
        let title = title.map_or_else(|| board.series.clone(), |title| text::capitalised(lang.of(&title)));
        Named { board, series, title }
    }

    /// An amount of the series.
    fn level(&self, value: Option<f64>, lang: Lang) -> Cell {
        let told = self
            .series
            .zip(value)
            .map(|(series, value)| text::amount_in(value, &text::series_unit(series, lang, value)));
        Cell::number(told.unwrap_or_default())
    }
}

/// When and how high: of the central run, and over the draws.
fn levels(report: &Report<'_>, folder: &Folder<'_>, boards: &[Named<'_>], drawn: bool) -> Table {
    let lang = report.lang;
    let of_central = |what: PageWord| text::within(&word(PageWord::Central, lang), what.in_lang(lang), lang);
    let mut head =
        vec![word(PageWord::Series, lang), of_central(PageWord::PeakYear), of_central(PageWord::PeakLevel)];
    head.extend(drawn.then(|| word(PageWord::MedianLevel, lang)));
    let row = |named: &Named<'_>| {
        let first = named.board.rows.first();
        let year = first.map_or("", |row| row.central_peak.as_str());
        let year = super::targets::status(year).map_or(year, |status| status.in_lang(lang));
        let central = named.level(first.and_then(|row| row.central_level), lang);
        let mut cells = vec![Cell::text(named.title.clone()), Cell::text(year), central];
        cells.extend(drawn.then(|| named.level(first.and_then(|row| row.median_level), lang)));
        cells
    };
    let caption = report.part_heading(folder, PageWord::Peaks.in_lang(lang));
    Table::new(caption, head, boards.iter().map(row).collect())
}

/// How probably by which year, and that it never comes. Beside years and levels the columns would be too many for a page.
fn chances(report: &Report<'_>, folder: &Folder<'_>, boards: &[Named<'_>], years: &[i32]) -> Table {
    let lang = report.lang;
    let mut head = vec![word(PageWord::Series, lang)];
    head.extend(years.iter().map(|year| text::by_head(*year, lang)));
    head.push(word(PageWord::NoPeak, lang));
    let row = |named: &Named<'_>| {
        let chance = |year: &i32| named.board.by(*year).map(|c| text::chance_lines(c, lang));
        let none = named.board.rows.first().and_then(|row| row.p_no_peak);
        let mut cells = vec![Cell::text(named.title.clone())];
        cells.extend(years.iter().map(|year| Cell::numbers(chance(year))));
        cells.push(Cell::number(none.map_or_else(String::new, text::share_of_draws)));
        cells
    };
    let caption = report.part_heading(folder, PageWord::PeakChances.in_lang(lang));
    Table::new(caption, head, boards.iter().map(row).collect())
}

fn series<'a>(folder: &Folder<'a>, board: &Board) -> Option<&'a Series> {
    let place = folder.place(&board.place)?;
    let index = folder.model.find_series(&board.series, place)?;
    folder.model.series.get(index)
}
