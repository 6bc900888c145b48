//! The board of peaks: peaks, CO2 added up, totals and intensities of energy and CO2, and the differences.

use super::{Shown, View};
use crate::report::html::page::{Block, Cell, Part, Table};
use crate::report::html::peaks::PEAK_BY;
use crate::report::html::{Folder, ReportError, word};
use crate::report::text::{self, Chance, Lang, PURE_NUMBER, PageWord};
use crate::units::Dimension;

/// Every series with its peaks, its sums and its years.
pub fn part(folder: &Folder<'_>, title: Option<String>, lang: Lang) -> Result<Part, ReportError> {
    let view = View::read(folder, lang)?;
    let mut blocks = vec![Block::text(text::median_range_note(lang))];
    blocks.extend(view.series_of("peak").into_iter().filter_map(|of| view.peaks(of)).map(Block::Table));
    blocks.extend(view.series_of("cumulative").into_iter().filter_map(|of| view.sums(of)).map(Block::Table));
    let years = view.series_of("double-control");
    blocks.extend(years.into_iter().filter_map(|of| view.years(of)).map(Block::Table));
    Ok(Part::open(title, blocks))
}

/// A difference of probabilities with its interval, in points.
fn points(found: Chance, lang: Lang) -> Cell {
    let points = Shown { unit: text::display_unit(Dimension::SHARE, lang), decimals: 1 };
    let (low, high) = found.interval;
    let range = text::range(&points.number(low), &points.number(high), lang);
    Cell::numbers(Some(vec![points.amount(found.share, true, lang), text::bracketed(&range, lang)]))
}

impl View<'_> {
    /// Name of a row: a scenario, or its difference to the first.
    fn row_name(&self, (side, is_difference): (usize, bool)) -> Cell {
        Cell::text(if is_difference { text::minus_first(side) } else { text::letter(side).to_string() })
    }

    /// Every scenario, then every difference to the first.
    fn rows(&self) -> impl Iterator<Item = (usize, bool)> + use<> {
        let sides = self.sides();
        sides.clone().map(|side| (side, false)).chain(sides.skip(1).map(|side| (side, true)))
    }

    fn caption(&self, of: (&str, &str), what: PageWord, unit: &Shown) -> String {
        let title = text::entry(&self.title(of), what.in_lang(self.lang), self.lang);
        text::number_with_unit(&title, &text::bracketed(&unit.unit.label, self.lang), self.lang)
    }

    /// Peak year, level, probability of having peaked.
    fn peaks(&self, of: (&str, &str)) -> Option<Table> {
        let lang = self.lang;
        let found = |row, quantity: &str, year| self.board(of, ("peak", quantity), row, (None, year));
        let levels = self.sides().filter_map(|side| found((side, false), "peak-level", None)?.p95);
        let unit = self.unit(of, levels)?;
        let years = Shown { unit: PURE_NUMBER, decimals: 0 };
        // A year is written without a comma.
        let year =
            |cell: Cell| Cell { lines: cell.lines.iter().map(|l| l.replace(',', "")).collect(), ..cell };
        let cells = |row: (usize, bool)| {
            let level = found(row, "peak-level", None);
            let when = found(row, "peak-year", None);
            let of_level = level.and_then(|r| r.quantiles()).map(|q| unit.range(q, lang));
            let of_year = when.and_then(|r| r.quantiles()).map(|q| year(years.range(q, lang)));
            let central = when.and_then(|r| r.central).map(|value| year(Cell::number(years.number(value))));
            let chance = found(row, "peaked-by", Some(PEAK_BY.0)).and_then(|r| r.chance());
            let chance = chance.map(|chance| match row {
                (_, false) => Cell::numbers(Some(text::chance_lines(chance, lang))),
                (_, true) => points(chance, lang),
            });
            let empty = |cell: Option<Cell>| cell.unwrap_or_else(|| Cell::number("–"));
            vec![self.row_name(row), empty(central), empty(of_year), empty(of_level), empty(chance)]
        };
        let head = vec![
            word(PageWord::Scenario, lang),
            text::within(&word(PageWord::Central, lang), PageWord::PeakYear.in_lang(lang), lang),
            word(PageWord::PeakYear, lang),
            word(PageWord::PeakLevel, lang),
            text::peaked_by_head(PEAK_BY.0, lang),
        ];
        let rows = self.rows().map(cells).collect();
        Some(Table::new(self.caption(of, PageWord::Peaks, &unit), head, rows))
    }

    /// Emissions added up.
    fn sums(&self, of: (&str, &str)) -> Option<Table> {
        self.table(of, ("cumulative", "sum"), PageWord::AddedUp, Vec::new())
    }

    /// A total or an intensity in the chosen years, with the probability of lying below the first scenario.
    fn years(&self, of: (&str, &str)) -> Option<Table> {
        let first = self
            .boards
            .iter()
            .filter(|row| row.is_of(of) && row.board == "double-control" && row.scenario == self.ids[0]);
        let years: Vec<i32> = first.filter_map(|row| row.year).collect();
        let below = |side: usize| {
            let cell = |&year: &i32| {
                let chance = self.below(of, side, year);
                Cell::numbers(chance.map(|odds| text::chance_lines(odds.chance, self.lang)))
            };
            let name = Cell::text(text::below_first(side));
            [name].into_iter().chain(years.iter().map(cell)).collect()
        };
        let below: Vec<Vec<Cell>> = self.sides().skip(1).map(below).collect();
        self.table(of, ("double-control", "value"), PageWord::DoubleControl, below)
    }

    /// A row a scenario and difference, a column a year or sum of years, then more rows.
    fn table(
        &self,
        of: (&str, &str),
        kind: (&str, &str),
        what: PageWord,
        more: Vec<Vec<Cell>>,
    ) -> Option<Table> {
        let is_first = |row: &&super::BoardRow| {
            row.is_of(of) && row.board == kind.0 && row.scenario == self.ids[0] && row.against.is_empty()
        };
        let spans: Vec<(Option<i32>, Option<i32>)> =
            self.boards.iter().filter(is_first).map(|row| (row.from, row.year)).collect();
        let value = |row: (usize, bool), span: &(Option<i32>, Option<i32>)| {
            self.board(of, kind, row, *span)?.quantiles()
        };
        let medians = self.sides().flat_map(|side| spans.iter().map(move |s| (side, s)));
        let unit = self.unit(of, medians.filter_map(|(side, s)| Some(value((side, false), s)?[1])))?;
        let cells = |row: (usize, bool)| {
            let cell =
                |span| value(row, span).map_or_else(|| Cell::number("–"), |q| unit.range(q, self.lang));
            [self.row_name(row)].into_iter().chain(spans.iter().map(cell)).collect::<Vec<Cell>>()
        };
        let years = spans.iter().map(|&(from, year)| super::span(from, year.unwrap_or_default(), self.lang));
        let head = [word(PageWord::Scenario, self.lang)].into_iter().chain(years).collect();
        let rows = self.rows().map(cells).chain(more).collect();
        Some(Table::new(self.caption(of, what, &unit), head, rows))
    }
}
