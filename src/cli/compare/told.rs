//! What a comparison prints: names, inputs, energy and CO2, peaks, targets, regrets, causes.

use super::{Causes, CompareArguments, Findings};
use crate::analysis::compare::{Outcome, PEAK_BY, TargetRow, TargetSide};
use crate::analysis::difference::{Differences, Role};
use crate::cli::decompose;
use crate::cli::print::{columns, section};
use crate::cli::run::summary::odds;
use crate::cli::shown;
use crate::domain::Year;
use crate::ensemble::YEARS_AFTER_PEAK;
use crate::ensemble::compare::{Found, Reading, Row};
use crate::ensemble::peak::{self, Peak};
use crate::ensemble::quantile::Summary;
use crate::model::series::Measure;
use crate::report::tables;
use crate::report::text::{
    self, CompareHeading, DisplayUnit, Lang, Shift, StatusWord, decimals_for, format_number,
};

/// All that is printed but where the results are.
pub fn told(arguments: &CompareArguments, found: &Findings<'_>) -> String {
    let (outcome, lang) = (&found.outcome, arguments.lang());
    let view = View { outcome, found, lang };
    let mut told = String::new();
    let names = text::scenario_names(&outcome.study.models, lang);
    for (side, (name, path)) in names.iter().zip(&arguments.scenarios).enumerate() {
        told += &format!("{}  {name}  {}\n", text::letter(side), shown(path));
    }
    told += &section(text::compare_heading(CompareHeading::Summary, lang), &view.peaked(&names));
    told += &section(text::compare_heading(CompareHeading::Inputs, lang), &view.inputs());
    told += &section(text::compare_heading(CompareHeading::LeftOut, lang), &view.left_out(arguments.draws));
    for series in view.told_series() {
        told += &view.series(series);
    }
    told += &view.peaks();
    told += &view.cumulative();
    told += &view.targets();
    told += &view.regrets();
    told + &view.causes()
}

struct View<'a> {
    outcome: &'a Outcome<'a>,
    found: &'a Findings<'a>,
    lang: Lang,
}

/// A unit with the decimals of its numbers.
struct Shown {
    unit: DisplayUnit,
    decimals: usize,
}

impl Shown {
    fn number(&self, value: f64) -> String {
        if value.is_finite() { format_number(self.unit.show(value), self.decimals) } else { "–".to_owned() }
    }

    fn range(&self, summary: &Summary, lang: Lang) -> String {
        let [low, median, high] = [0, 3, 6].map(|q| self.number(summary.quantiles[q]));
        if low == high { median } else { text::median_range(&median, &low, &high, lang) }
    }
}

impl View<'_> {
    fn sides(&self) -> std::ops::Range<usize> {
        0..self.outcome.study.models.len()
    }

    /// How probable it is that CO2 has peaked, of every further scenario against the first.
    fn peaked(&self, names: &[String]) -> Vec<String> {
        let study = &self.outcome.study;
        let emitted = study.shared.totals(study.models[0], Measure::Co2).filter(|s| self.is_headline(*s));
        let of_series = |series: usize| {
            let odds = |side: usize| {
                let replicated = self.outcome.compared.ensembles[side].design.method.is_replicated();
                odds(tables::peak_board(self.outcome, side, series)?, PEAK_BY, replicated)
            };
            let (first, title) = (odds(0), text::capitalised(&self.title(series)));
            let one = move |side: usize| {
                let reading = Reading::PeakedBy { series, year: PEAK_BY };
                let found = self.outcome.found(Row::Difference(side, reading));
                let shift = found
                    .map(|found| Shift { difference: found.summary.mean, interval: found.mean_interval() });
                let against = first.zip(shift).map(|(first, shift)| (names[0].as_str(), first, shift));
                let titles = (names[side].as_str(), title.as_str());
                Some(text::peaked_in_scenario(titles, PEAK_BY, odds(side)?, against, self.lang))
            };
            self.sides().filter_map(one).collect::<Vec<String>>()
        };
        let mut told: Vec<String> = emitted.flat_map(of_series).collect();
        told.dedup();
        told
    }

    fn inputs(&self) -> Vec<String> {
        let line = |(side, differences): (usize, &Differences)| {
            let counts = Role::ALL.map(|role| (role, differences.of(role, false).count()));
            let whole = differences.of(Role::Lever, false).filter(|d| d.part_of.is_none());
            let mut levers: Vec<String> = whole.map(|d| d.address.clone()).collect();
            // What moves from year to year before projects and rules.
            levers.sort_by_key(|address| !address.starts_with("levers."));
            text::inputs_line(side + 1, &counts, &levers, self.lang)
        };
        self.found.inputs.iter().enumerate().map(line).collect()
    }

    fn left_out(&self, draws: u64) -> Vec<String> {
        let shared = &self.outcome.study.shared;
        let mut lines = text::left_out(&shared.left_out, (shared.from, shared.to), self.lang);
        let failed = self.outcome.compared.left_out.iter().enumerate().filter(|(_, failed)| **failed > 0);
        lines.extend(failed.map(|(side, &failed)| text::pairs_left_out(side, failed, draws, self.lang)));
        lines
    }

    /// Totals and intensities of energy and CO2 of the places that headlines are about.
    fn told_series(&self) -> Vec<usize> {
        let mut series = self.outcome.study.double_control();
        series.retain(|&s| self.is_headline(s));
        series
    }

    fn is_headline(&self, series: usize) -> bool {
        let model = self.outcome.study.models[0];
        let place = model.series[self.outcome.study.shared.series[series][0]].place;
        model.headline_places().contains(&place)
    }

    fn title(&self, series: usize) -> String {
        let model = self.outcome.study.models[0];
        let one = &model.series[self.outcome.study.shared.series[series][0]];
        self.lang.of(&text::series_title(&model.scenario, one)).to_owned()
    }

    /// The unit in which a series, or sums of it, are told.
    fn unit(&self, series: usize, largest: f64) -> Shown {
        let model = self.outcome.study.models[0];
        let one = &model.series[self.outcome.study.shared.series[series][0]];
        let unit = text::series_unit(one, self.lang, largest);
        let decimals = decimals_for([unit.show(largest)], 4);
        Shown { unit, decimals }
    }

    /// A series in the chosen years: every scenario, its difference to the first, the probability of lying below it.
    fn series(&self, series: usize) -> String {
        let years = &self.outcome.study.years;
        let own = |side: usize, year: Year| {
            tables::own(self.outcome, side, series, year).map(|(_, summary)| summary)
        };
        let medians = self
            .sides()
            .flat_map(|side| years.iter().filter_map(move |&year| Some(own(side, year)?.quantiles[3])));
        let shown = self.unit(series, medians.map(f64::abs).fold(0.0, f64::max));
        let head: Vec<String> =
            std::iter::once(String::new()).chain(years.iter().map(Year::to_string)).collect();
        let line = |name: String, cell: &dyn Fn(Year) -> String| -> Vec<String> {
            std::iter::once(name).chain(years.iter().map(|&year| cell(year))).collect()
        };
        let mut rows: Vec<Vec<String>> = Vec::new();
        for side in self.sides() {
            let cell =
                |year| own(side, year).map_or_else(String::new, |summary| shown.range(summary, self.lang));
            rows.push(line(text::letter(side).to_string(), &cell));
        }
        let found = |side: usize, year| self.outcome.found(Row::Difference(side, Reading::at(series, year)));
        for side in self.sides().skip(1) {
            let cell =
                |year| found(side, year).map_or_else(String::new, |f| shown.range(&f.summary, self.lang));
            rows.push(line(text::minus_first(side), &cell));
            let below = |f: &Found| text::share_of_draws(f.below.probability());
            rows.push(line(text::below_first(side), &|year| {
                found(side, year).map_or_else(String::new, below)
            }));
        }
        let heading = text::series_heading(&self.title(series), &shown.unit.label, self.lang);
        format!("\n{heading}\n{}", columns(&head.iter().map(String::as_str).collect::<Vec<_>>(), &rows))
    }

    /// Peaks of CO2 and energy.
    fn peaks(&self) -> String {
        let boards = self.outcome.study.boards().into_iter();
        let series = boards.filter_map(|(series, reading)| match reading {
            Reading::PeakYear { .. } if self.is_headline(series) => Some(series),
            _ => None,
        });
        series.map(|series| self.peaks_of(series)).collect()
    }

    fn peaks_of(&self, series: usize) -> String {
        let level = |row| self.outcome.found(row).map(|found| &found.summary);
        let levels = self.sides().filter_map(|side| level(Row::Value(side, Reading::PeakLevel { series })));
        let largest = levels.map(|s| s.quantiles[3]).filter(|v| v.is_finite()).fold(0.0, f64::max);
        let shown = self.unit(series, largest);
        let years = Shown { unit: text::PURE_NUMBER, decimals: 0 };
        let mut rows = Vec::new();
        for side in self.sides() {
            let year = level(Row::Value(side, Reading::PeakYear { series }));
            let chance = tables::peak_board(self.outcome, side, series)
                .filter(|b| b.by_year.len() as i32 + b.base > PEAK_BY.0);
            rows.push(vec![
                text::letter(side).to_string(),
                self.central_peak(side, series),
                year.map_or_else(String::new, |s| self.years(s)),
                level(Row::Value(side, Reading::PeakLevel { series }))
                    .map_or_else(String::new, |s| shown.range(s, self.lang)),
                chance.map_or_else(String::new, |board| text::share_of_draws(board.by(PEAK_BY.0))),
            ]);
        }
        for side in self.sides().skip(1) {
            let of = |reading, unit: &Shown| {
                level(Row::Difference(side, reading)).map_or_else(String::new, |s| unit.range(s, self.lang))
            };
            let cells = [of(Reading::PeakYear { series }, &years), of(Reading::PeakLevel { series }, &shown)];
            let [year, level] = cells;
            rows.push(vec![text::minus_first(side), String::new(), year, level, String::new()]);
        }
        let head = text::peaks_head(PEAK_BY, &shown.unit.label, self.lang);
        let heading = text::compare_heading(CompareHeading::Peaks, self.lang);
        let title = text::entry(heading, &self.title(series), self.lang);
        format!("\n{title}\n{}", columns(&head.each_ref().map(String::as_str), &rows))
    }

    /// Years are no amounts: `2030`, not `2,030`.
    fn years(&self, summary: &Summary) -> String {
        let [low, median, high] = [0, 3, 6].map(|q| match summary.quantiles[q] {
            year if year.is_finite() => format!("{year:.0}"),
            _ => "–".to_owned(),
        });
        if low == high { median } else { text::median_range(&median, &low, &high, self.lang) }
    }

    fn central_peak(&self, side: usize, series: usize) -> String {
        let at = self.outcome.study.shared.series[series][side];
        let horizon = self.outcome.study.models[side].scenario.horizon;
        match peak::find(&self.found.runs[side].series[at], YEARS_AFTER_PEAK) {
            Peak::Peaked { year, .. } => horizon.year(year).to_string(),
            Peak::NotYet => StatusWord::NoPeak.in_lang(self.lang).to_owned(),
            Peak::Undefined => StatusWord::Undefined.in_lang(self.lang).to_owned(),
        }
    }

    /// CO2 added up.
    fn cumulative(&self) -> String {
        let study = &self.outcome.study;
        let totals = study.shared.totals(study.models[0], Measure::Co2).filter(|s| self.is_headline(*s));
        totals.map(|series| self.cumulative_of(series)).collect()
    }

    fn cumulative_of(&self, series: usize) -> String {
        let of_series = |(s, reading): (usize, Reading)| match reading {
            Reading::Sum { from, to, .. } if s == series => Some((reading, from, to)),
            _ => None,
        };
        let sums: Vec<(Reading, Year, Year)> =
            self.outcome.study.boards().into_iter().filter_map(of_series).collect();
        let summary = |row| self.outcome.found(row).map(|found| &found.summary);
        let medians = self.sides().flat_map(|side| {
            sums.iter().filter_map(move |&(of, ..)| Some(summary(Row::Value(side, of))?.quantiles[3]))
        });
        let shown = self.unit(series, medians.fold(0.0, f64::max));
        let line = |name: String, row: &dyn Fn(Reading) -> Row| -> Vec<String> {
            let cell = |&(of, ..): &(Reading, Year, Year)| {
                summary(row(of)).map_or_else(String::new, |s| shown.range(s, self.lang))
            };
            std::iter::once(name).chain(sums.iter().map(cell)).collect()
        };
        let own = self.sides().map(|side| line(text::letter(side).to_string(), &|of| Row::Value(side, of)));
        let differences =
            self.sides().skip(1).map(|side| line(text::minus_first(side), &|of| Row::Difference(side, of)));
        let rows: Vec<Vec<String>> = own.chain(differences).collect();
        let years = sums.iter().map(|&(_, from, to)| text::from_to(from, to, self.lang));
        let head: Vec<String> = std::iter::once(String::new()).chain(years).collect();
        let heading = text::series_heading(&self.title_of_sum(series), &shown.unit.label, self.lang);
        format!("\n{heading}\n{}", columns(&head.iter().map(String::as_str).collect::<Vec<_>>(), &rows))
    }

    /// A row a target, a column a scenario; below, what bound production where one is missed.
    fn targets(&self) -> String {
        if self.found.targets.is_empty() {
            return String::new();
        }
        let lang = self.lang;
        let rows: Vec<Vec<String>> = self.found.targets.iter().filter_map(|row| self.target(row)).collect();
        let letters = self.sides().map(|side| text::letter(side).to_string());
        let head: Vec<String> =
            text::targets_head(lang).map(str::to_owned).into_iter().chain(letters).collect();
        let heading = text::compare_heading(CompareHeading::Targets, lang);
        let table = columns(&head.iter().map(String::as_str).collect::<Vec<_>>(), &rows);
        let bound = self.found.targets.iter().flat_map(|row| self.bound(row));
        format!("\n{heading}\n{table}{}", bound.map(|line| format!("  - {line}\n")).collect::<String>())
    }

    /// Title, what is asked, and how every scenario stands.
    fn target(&self, row: &TargetRow) -> Option<Vec<String>> {
        let ((by, t), models) = (row.asked_by, &self.outcome.study.models);
        let target = &models[by].scenario.targets[t];
        let first = row.sides[by].as_ref()?;
        let measure = models[by].series[first.reader.series].measure;
        let unit = text::target_unit(&models[by].scenario, target, measure, self.lang);
        let asked = text::amount_in(first.reader.asked, &unit);
        let title = self.lang.of(&target.title).to_owned();
        let cell = |side: &Option<TargetSide>| {
            let Some(side) = side else { return "–".to_owned() };
            let probability = side.attainment.as_ref().map(|a| a.probability());
            text::standing(side.standing, &text::amount_in(side.value, &unit), probability, self.lang)
        };
        let head = [title, text::asked(target.year, target.comparator, &asked)];
        Some(head.into_iter().chain(row.sides.iter().map(cell)).collect())
    }

    /// What bound production in the scenarios that miss a target; those of one cause in one line.
    fn bound(&self, row: &TargetRow) -> Vec<String> {
        let models = &self.outcome.study.models;
        let target = &models[row.asked_by.0].scenario.targets[row.asked_by.1];
        let mut causes: Vec<(String, String)> = Vec::new();
        for (side, one) in row.sides.iter().enumerate() {
            let Some(one) = one.as_ref().filter(|one| !one.bound.is_empty()) else { continue };
            let cause = text::bound_words(&one.bound, models[side], self.lang);
            match causes.iter_mut().find(|(other, _)| *other == cause) {
                Some((_, letters)) => letters.push(text::letter(side)),
                None => causes.push((cause, text::letter(side).to_string())),
            }
        }
        let title = self.lang.of(&target.title);
        causes.iter().map(|(cause, letters)| text::bound_line(letters, cause, title, self.lang)).collect()
    }

    /// The title of CO2 added up in the place of a series.
    fn title_of_sum(&self, series: usize) -> String {
        let model = self.outcome.study.models[0];
        let place = model.series[self.outcome.study.shared.series[series][0]].place;
        text::emissions_added_up(&text::place_title(&model.scenario, place), self.lang)
    }

    /// Regrets in every chosen year, scenario by scenario.
    fn regrets(&self) -> String {
        let study = &self.outcome.study;
        let Some(&(_, Reading::Sum { series, .. })) = study.regrets.first() else { return String::new() };
        let found = |side: usize, reading| self.outcome.found(Row::Regret(side, reading, study.best));
        let ends = study.regrets.iter().flat_map(|&(_, reading)| {
            self.sides().filter_map(move |side| Some(found(side, reading)?.summary.quantiles[6]))
        });
        let shown = self.unit(series, ends.filter(|v| v.is_finite()).fold(0.0, f64::max));
        let heading = text::compare_heading(CompareHeading::Regrets, self.lang);
        let is_sum =
            study.regrets.iter().any(|(_, r)| matches!(r, Reading::Sum { from, to, .. } if from < to));
        let title = if is_sum { self.title_of_sum(series) } else { self.title(series) };
        let title = format!("{title} ({})", shown.unit.label);
        let mut told = format!("\n{}\n", text::entry(heading, &title, self.lang));
        for &(year, reading) in &study.regrets {
            let Reading::Sum { from, .. } = reading else { continue };
            let years = if from == year { year.to_string() } else { text::from_to(from, year, self.lang) };
            let row = |side: usize| {
                let found = found(side, reading)?;
                let [median, high] = [3, 6].map(|q| shown.number(found.summary.quantiles[q]));
                Some(vec![
                    text::letter(side).to_string(),
                    median,
                    high,
                    text::share_of_draws(found.zero.probability()),
                ])
            };
            let rows: Vec<Vec<String>> = self.sides().filter_map(row).collect();
            let head = text::regrets_head(&years, self.lang);
            told += &columns(&head.each_ref().map(String::as_str), &rows);
        }
        told
    }

    /// Where the difference of CO2 comes from, in the last but one of the chosen years.
    fn causes(&self) -> String {
        let mut told = String::new();
        for Causes { side, comparison, parts, draws, failed } in &self.found.causes {
            let heading = text::compare_heading(CompareHeading::Causes, self.lang);
            told += &format!("\n{}\n", text::entry(heading, &text::minus_first(*side), self.lang));
            told += decompose::told::told(comparison, parts, (0, *failed, *draws), self.lang).trim_end();
            told.push('\n');
        }
        told
    }
}
