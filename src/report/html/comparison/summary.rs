//! What a comparison says in sentences: CO2, sums, peaks, targets, the best.

use super::regrets::RegretRow;
use super::targets::counts;
use super::{BoardRow, Folder, Lang, ReportError, Shown, View};
use crate::domain::Year;
use crate::model::series::Measure;
use crate::report::html::peaks::PEAK_BY;
use crate::report::text;

/// The sentences of a folder.
pub fn sentences(folder: &Folder<'_>, lang: Lang) -> Result<Vec<String>, ReportError> {
    let view = View::read(folder, lang)?;
    let names = text::scenario_names(&folder.models(), lang);
    let mut items: Vec<String> =
        names.iter().enumerate().map(|(side, name)| text::lettered(side, name, lang)).collect();
    for of in view.series_of("peak") {
        if view.series(of).is_some_and(|series| series.measure == Measure::Co2) {
            items.extend(view.of_years(of));
            items.extend(view.of_sums(of));
            items.extend(view.of_peaks(of));
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
            let mut told = vec![text::medians_sentence(&self.title(of), Year(year), &shown, self.lang)];
            told.extend(self.sides().skip(1).filter_map(|side| {
                let numbers = self.told(&unit, row(side, true)?.quantiles()?);
                let below = self.below(of, side, year);
                Some(text::difference_sentence(side, &when, &numbers, below, self.lang))
            }));
            told
        };
        all.iter().filter(told).flat_map(of_year).collect()
    }

    fn told(&self, unit: &Shown, quantiles: [f64; 3]) -> [String; 3] {
        quantiles.map(|value| unit.amount(value, true, self.lang))
    }

    /// Emissions added up to the last year: the differences.
    fn of_sums(&self, of: (&str, &str)) -> Vec<String> {
        let Some(last) = self.of_first(of, "cumulative").last() else { return Vec::new() };
        let (Some(from), Some(to)) = (last.from, last.year) else { return Vec::new() };
        let when = text::added_up(Year(from), Year(to), self.lang);
        let one = |side: usize| {
            let row = self.board(of, ("cumulative", "sum"), (side, true), (Some(from), Some(to)))?;
            let unit = self.unit(of, row.quantiles()?)?;
            let numbers = self.told(&unit, row.quantiles()?);
            Some(text::difference_sentence(side, &when, &numbers, None, self.lang))
        };
        self.sides().skip(1).filter_map(one).collect()
    }

    fn of_peaks(&self, of: (&str, &str)) -> Option<String> {
        let one = |side: usize| {
            let row = self.board(of, ("peak", "peaked-by"), (side, false), (None, Some(PEAK_BY.0)))?;
            Some((side, row.chance()?))
        };
        let list: Vec<(usize, text::Chance)> = self.sides().filter_map(one).collect();
        (!list.is_empty()).then(|| text::peaked_sentence_of(&self.title(of), PEAK_BY, &list, self.lang))
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
