//! The board of targets of one run.

use super::{Drawing, Gallery, Picture};
use crate::report::chart::{Dot, DotRow, DotsChart};
use crate::report::font::NO_BREAK;
use crate::report::tables::{TargetResult, target_results};
use crate::report::text;

/// Targets on one page; a longer board goes on on the next.
const MOST: usize = 24;

impl Gallery<'_> {
    /// The probability of every target that has draws: earned ones first, then those that the scenario itself sets.
    pub(super) fn targets_board(&self) -> Vec<Picture> {
        let Some(ensemble) = self.results.ensemble else { return Vec::new() };
        let all = target_results(self.results);
        let is_imposed = |target: &TargetResult<'_>| target.reader.imposed_by.is_some();
        let rows = |imposed: bool| {
            let of = all.iter().filter(move |target| is_imposed(target) == imposed);
            of.filter_map(move |target| Some((imposed, self.target_row(target)?)))
        };
        let rows: Vec<(bool, DotRow)> = rows(false).chain(rows(true)).collect();
        let undefined = all.len() - rows.len();
        let draws = ensemble.design.draws - ensemble.failed.len() as u64;
        // Pages of about the same length.
        let pages = rows.len().div_ceil(MOST);
        let each = rows.len().div_ceil(pages.max(1)).max(1);
        let page = |(at, rows): (usize, &[(bool, DotRow)])| {
            let has_imposed = rows.iter().any(|(imposed, _)| *imposed);
            let last = at + 1 == pages;
            let chart = DotsChart {
                title: text::targets_of_run_title((at + 1, pages), self.lang),
                subtitle: self.subtitle("%", Some(draws)),
                names: vec![self.lang.of(&self.scenario().title).to_owned()],
                rows: with_heading(rows, text::imposed_heading(self.lang)),
                notes: vec![text::targets_of_run_note(
                    has_imposed,
                    if last { undefined } else { 0 },
                    self.lang,
                )],
                lang: self.lang,
            };
            let stem = if pages == 1 { "targets".to_owned() } else { format!("targets.{}", at + 1) };
            Picture { stem, chart: Drawing::Dots(chart) }
        };
        rows.chunks(each).enumerate().map(page).collect()
    }

    /// A target with its probability; nothing where no draw has a value of it.
    fn target_row(&self, result: &TargetResult<'_>) -> Option<DotRow> {
        let (model, scenario) = (self.results.model, self.scenario());
        let attainment = result.attainment.filter(|of| of.draws > 0)?;
        let (share, interval) = (attainment.probability(), attainment.interval());
        if !share.is_finite() || !result.value.is_finite() {
            return None;
        }
        let target = &scenario.targets[result.reader.target];
        let unit = text::target_unit(scenario, target, model.series[result.reader.series].measure, self.lang);
        let asked = text::asked(target.year, target.comparator, &text::amount_in(result.reader.asked, &unit));
        let dot = Dot {
            share,
            interval,
            is_open: !result.reader.attains(result.value),
            is_pale: result.reader.imposed_by.is_some(),
        };
        // What is asked stays on one line.
        let asked = asked.replace(' ', &NO_BREAK.to_string());
        let name = text::titled_asked(self.lang.of(&target.title), &asked, self.lang);
        Some(DotRow { heading: None, name, dots: vec![Some(dot)] })
    }
}

/// The rows of a page, the first imposed one under its heading.
fn with_heading(rows: &[(bool, DotRow)], heading: &str) -> Vec<DotRow> {
    let first = rows.iter().position(|(imposed, _)| *imposed);
    let row = |(at, (_, row)): (usize, &(bool, DotRow))| DotRow {
        heading: (Some(at) == first).then(|| heading.to_owned()),
        ..row.clone()
    };
    rows.iter().enumerate().map(row).collect()
}
