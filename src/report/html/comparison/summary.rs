//! What a comparison says in sentences: CO2, sums, peaks, targets, the best.

use super::regrets::RegretRow;
use super::targets::counts;
use super::{BoardRow, Folder, Lang, ReportError, Shown, View};
use crate::domain::Year;
use crate::model::series::Measure;
use crate::report::html::peaks::PEAK_BY;
use crate::report::text::{self, Apart, Difference};

/// The sentences of a folder.
pub fn sentences(folder: &Folder<'_>, lang: Lang) -> Result<Vec<String>, ReportError> {
    let view = View::read(folder, lang)?;
    let names = text::scenario_names(&folder.models(), lang);
    let mut items: Vec<String> =
        names.iter().enumerate().map(|(side, name)| text::lettered(side, name, lang)).collect();
    for of in view.series_of("peak") {
        if view.series(of).is_some_and(|series| series.measure == Measure::Co2) {
            items.extend(view.of_peaks(of, &names));
            items.extend(view.of_years(of));
            items.extend(view.of_sums(of));
        }
    }
    for (side, counts) in counts(folder)?.into_iter().enumerate() {
        let told = text::targets_sentence(counts, lang);
        items.push(text::lettered(side, &told, lang));
    }
    items.extend(view.of_regrets()?);
    let failed = folder.manifest.failed_draws;
    items.extend((failed > 0).then(|| text::failed_sentence(failed, folder.manifest.draws, lang)));
    Ok(items)
}

impl View<'_> {
    /// The rows of a quantity of the first scenario: its years.
    fn of_first<'v>(
        &'v self,
        of: (&'v str, &'v str),
        board: &'v str,
    ) -> impl Iterator<Item = &'v BoardRow> + 'v {
        let first = &self.ids[0];
        let is_it = move |row: &&BoardRow| {
            row.is_of(of) && row.board == board && &row.scenario == first && row.against.is_empty()
        };
        self.boards.iter().filter(is_it)
    }

    /// Medians of 2030 and of the last year, and the differences to the first scenario.
    fn of_years(&self, of: (&str, &str)) -> Vec<String> {
        let all: Vec<i32> = self.of_first(of, "double-control").filter_map(|row| row.year).collect();
        let told = |year: &&i32| **year == PEAK_BY.0 || Some(*year) == all.last();
        let of_year = |&year: &i32| {
            let row = |side, difference| {
                self.board(of, ("double-control", "value"), (side, difference), (None, Some(year)))
            };
            let medians: Vec<(usize, f64)> =
                self.sides().filter_map(|side| Some((side, row(side, false)?.p50?))).collect();
            let Some(unit) = self.unit(of, medians.iter().map(|(_, v)| *v)) else { return Vec::new() };
            let shown: Vec<(usize, String)> =
                medians.iter().map(|&(side, v)| (side, unit.amount(v, false, self.lang))).collect();
            let when = text::in_year(Year(year), self.lang);
            let first = medians.first().map(|(_, median)| *median);
            let mut told = vec![text::medians_sentence(&self.title(of), Year(year), &shown, self.lang)];
            told.extend(self.sides().skip(1).filter_map(|side| {
                let found = self.difference(&unit, row(side, true)?, (side, &when), first)?;
                let below = self.below(of, side, year);
                Some(text::difference_sentence(&Difference { below, ..found }, self.lang))
            }));
            told
        };
        all.iter().filter(told).flat_map(of_year).collect()
    }

    /// A difference to the first scenario, whose own median is `first`.
    fn difference(
        &self,
        unit: &Shown,
        row: &BoardRow,
        (side, when): (usize, &str),
        first: Option<f64>,
    ) -> Option<Difference> {
        let quantiles = row.quantiles()?;
        let share = first.filter(|first| *first > 0.0).map(|first| text::percent(quantiles[1].abs() / first));
        Some(Difference {
            side,
            when: when.to_owned(),
            apart: Apart::of(quantiles, row.se_p50),
            size: (unit.size(quantiles[1], self.lang), share),
            band: quantiles.map(|value| unit.amount(value, true, self.lang)),
            below: None,
        })
    }

    /// Emissions added up to the last year: the differences.
    fn of_sums(&self, of: (&str, &str)) -> Vec<String> {
        let Some(last) = self.of_first(of, "cumulative").last() else { return Vec::new() };
        let (Some(from), Some(to)) = (last.from, last.year) else { return Vec::new() };
        let when = text::added_up(Year(from), Year(to), self.lang);
        let one = |side: usize| {
            let row = self.board(of, ("cumulative", "sum"), (side, true), (Some(from), Some(to)))?;
            let unit = self.unit(of, row.quantiles()?)?;
            let found = self.difference(&unit, row, (side, &when), last.p50)?;
            Some(text::difference_sentence(&found, self.lang))
        };
        self.sides().skip(1).filter_map(one).collect()
    }

    /// The probability of having peaked, of every further scenario against the first.
    fn of_peaks(&self, of: (&str, &str), names: &[String]) -> Vec<String> {
        let row = |side: usize, difference: bool| {
            self.board(of, ("peak", "peaked-by"), (side, difference), (None, Some(PEAK_BY.0)))
        };
        let first = row(0, false).and_then(BoardRow::odds);
        let one = |side: usize| {
            let own = row(side, false)?.odds()?;
            let shift = row(side, true).filter(|_| side > 0).and_then(BoardRow::shift);
            let against = first.zip(shift).map(|(first, shift)| (names[0].as_str(), first, shift));
            let title = self.title(of);
            Some(text::peaked_in_scenario((&names[side], &title), PEAK_BY, own, against, self.lang))
        };
        let mut told: Vec<String> = self.sides().filter_map(one).collect();
        told.dedup();
        told
    }

    /// Who is the best in the last year that regrets are told of.
    fn of_regrets(&self) -> Result<Option<String>, ReportError> {
        let rows: Vec<RegretRow> = self.folder.rows("regrets.csv")?.unwrap_or_default();
        let Some(last) = rows.last() else { return Ok(None) };
        let of_last = rows.iter().filter(|row| row.year == last.year && row.series == last.series);
        let side = |row: &RegretRow| self.ids.iter().position(|id| *id == row.scenario);
        let list: Vec<(usize, f64)> = of_last.filter_map(|row| Some((side(row)?, row.p_best?))).collect();
        let years = super::span(Some(last.from), last.year, self.lang);
        let title = self.title((&last.series, &last.place));
        Ok((!list.is_empty()).then(|| text::best_sentence(&title, &years, &list, self.lang)))
    }
}
