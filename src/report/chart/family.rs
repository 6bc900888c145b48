//! One series over the years, a line for each value of a lever, from light to dark.

use super::color::Color;
use super::figure::{Figure, Mark};
use super::frame::{EndLabel, Plan, Words, compose, extent};
use super::marks::{last_defined, line_marks, percent_suffix};
use super::scale::ValueAxis;
use super::sheet::Sheet;
use super::table::Table;
use super::{Chart, ChartError, check_series, check_years};
use crate::report::text::{Lang, cut_axis_note};

/// Most lines that are named at their ends.
const MOST_NAMED: usize = 9;

/// A series for each value of a lever.
#[derive(Clone, PartialEq, Debug)]
pub struct FamilyChart {
    /// Title; wrapped where it is long.
    pub title: String,
    /// Unit and what is shown.
    pub subtitle: String,
    /// The unit of every number; added to the subtitle unless it is there.
    pub unit_label: String,
    /// The last observed year: where the divider stands.
    pub observed: i32,
    /// The years of every line.
    pub years: Vec<i32>,
    /// The value of the lever, and the series; in the order of the values.
    pub lines: Vec<(String, Vec<f64>)>,
    /// Notes besides the one on a cut axis, which the chart adds.
    pub notes: Vec<String>,
    /// Language of the words the chart adds.
    pub lang: Lang,
}

impl Chart for FamilyChart {
    fn figure(&self, sheet: &Sheet<'_>) -> Result<Figure, ChartError> {
        check_years(&self.years)?;
        self.lines.iter().try_for_each(|(name, values)| check_series(name, &self.years, values))?;
        let (&first, &last) = self.years.first().zip(self.years.last()).ok_or(ChartError::Empty)?;
        let values = self.lines.iter().flat_map(|(_, values)| values.iter().copied());
        let suffix = percent_suffix(&self.unit_label);
        let fitting = ValueAxis::fitting(values, suffix).ok_or(ChartError::Empty)?;
        let axis = sheet.settings.axis(fitting, suffix);
        let cut = (!axis.shows_zero()).then(|| cut_axis_note(self.lang).to_owned());
        let words = Words {
            title: &self.title,
            subtitle: &self.subtitle,
            unit: &self.unit_label,
            notes: cut.into_iter().chain(self.notes.iter().cloned()).collect(),
            source: None,
            lang: self.lang,
        };
        let plan = Plan {
            words,
            years: (first, last),
            divider: (first..last).contains(&self.observed).then_some(self.observed),
            marks: self.marks(),
            ends: self.ends(),
            inner: Vec::new(),
            targets: &[],
            axis,
        };
        compose(sheet, plan)
    }

    fn csv(&self) -> String {
        let mut table = Table::new(self.lang, &self.unit_label);
        for (name, values) in &self.lines {
            table.column(name, self.years.iter().copied().zip(values.iter().copied()));
        }
        table.csv()
    }
}

impl FamilyChart {
    fn color(&self, place: usize) -> Color {
        let part = place as f64 / (self.lines.len().max(2) - 1) as f64;
        Color::PROJECTION.mixed(0.85, Color::INK).mixed(0.42 + 0.58 * part, Color::PAPER)
    }

    fn marks(&self) -> Vec<Mark> {
        let line = |(place, (_, values)): (usize, &(String, Vec<f64>))| {
            line_marks(&self.years, values, self.color(place), 2.0, false)
        };
        self.lines.iter().enumerate().flat_map(line).collect()
    }

    /// Names of the lines, those between left out where there are many.
    fn ends(&self) -> Vec<EndLabel> {
        let last = self.lines.len().saturating_sub(1);
        let every = self.lines.len().div_ceil(MOST_NAMED).max(1);
        let is_named = |place: usize| place == last || place.is_multiple_of(every) && last - place >= every;
        let end = |(place, (name, values)): (usize, &(String, Vec<f64>))| {
            Some(EndLabel {
                text: name.clone(),
                at: last_defined(&self.years, values)?,
                color: self.color(place).for_text(),
                size: 10.5,
                weight: 1.0,
                extent: extent(values),
            })
        };
        self.lines.iter().enumerate().filter(|(place, _)| is_named(*place)).filter_map(end).collect()
    }
}
