//! Several named series over the years.

use super::color::{Color, PALETTE_LEN};
use super::figure::{Figure, Mark};
use super::frame::{EndLabel, Plan, Words, compose, extent};
use super::marks::{area_marks, last_defined, line_marks, percent_suffix};
use super::scale::ValueAxis;
use super::sheet::Sheet;
use super::table::Table;
use super::targets::TargetMark;
use super::{Chart, ChartError, check_series, check_years};

use crate::report::text::{Lang, cut_axis_note, medians_note, quantile_name};

/// How much of the draws a band holds, %.
const BAND_PERCENT: u8 = 90;
/// How much of a line's hue its band has.
const BAND: f64 = 0.18;

/// Several series in one plot, each named at its end.
#[derive(Clone, PartialEq, Debug)]
pub struct LinesChart {
    /// Title; wrapped where it is long.
    pub title: String,
    /// Unit and what is shown.
    pub subtitle: String,
    /// The unit of every number; added to the subtitle unless it is there.
    pub unit_label: String,
    /// The last observed year: where the divider stands.
    pub observed: i32,
    /// The years of every line, history included.
    pub years: Vec<i32>,
    /// The lines, with bands from 5 to 95 % where they have any; an earlier one is drawn over a later one.
    pub lines: Vec<Line>,
    /// Goals.
    pub targets: Vec<TargetMark>,
    /// Notes besides the one on a cut axis, which the chart adds.
    pub notes: Vec<String>,
    /// Citation.
    pub source: Option<String>,
    /// Language of the words the chart adds.
    pub lang: Lang,
}

/// One line of a [`LinesChart`].
#[derive(Clone, PartialEq, Debug)]
pub struct Line {
    /// Its name, written at its end.
    pub name: String,
    /// The number of its hue: give the same thing the same number in every chart. Numbers beyond
    /// the eight hues start again, dashed.
    pub color: usize,
    /// One value per year; NaN where undefined.
    pub values: Vec<f64>,
    /// Lower and upper edge of a band around it, as many.
    pub band: Option<[Vec<f64>; 2]>,
}

impl Chart for LinesChart {
    fn figure(&self, sheet: &Sheet<'_>) -> Result<Figure, ChartError> {
        check_years(&self.years)?;
        for line in &self.lines {
            check_series(&line.name, &self.years, &line.values)?;
            line.band.iter().flatten().try_for_each(|edge| check_series(&line.name, &self.years, edge))?;
        }
        let (&first, &last) = self.years.first().zip(self.years.last()).ok_or(ChartError::Empty)?;
        let has_bands = sheet.settings.shows(BAND_PERCENT);
        let of_line = |l: &Line| {
            let edges = l.band.iter().filter(|_| has_bands).flatten().flatten();
            l.values.iter().chain(edges).copied().collect::<Vec<f64>>()
        };
        let values = self.lines.iter().flat_map(of_line);
        let values = values.chain(self.targets.iter().map(|t| t.value));
        let suffix = percent_suffix(&self.unit_label);
        let fitting = ValueAxis::fitting(values, suffix).ok_or(ChartError::Empty)?;
        let axis = sheet.settings.axis(fitting, suffix);
        let plan = Plan {
            words: self.words(&axis, has_bands),
            years: (first, last),
            divider: (first..last).contains(&self.observed).then_some(self.observed),
            marks: self.marks(has_bands),
            ends: self.end_labels(),
            inner: Vec::new(),
            targets: &self.targets,
            axis,
        };
        compose(sheet, plan)
    }

    fn csv(&self) -> String {
        let mut table = Table::new(self.lang, &self.unit_label);
        for line in &self.lines {
            let over_years =
                |values: &[f64]| self.years.iter().copied().zip(values.to_vec()).collect::<Vec<_>>();
            let [low, high] = [5, 95].map(|p| format!("{} {}", line.name, quantile_name(p, self.lang)));
            table.column(&line.name, over_years(&line.values));
            if let Some([below, above]) = &line.band {
                table.column(&low, over_years(below));
                table.column(&high, over_years(above));
            }
        }
        table.csv()
    }
}

impl LinesChart {
    fn words(&self, axis: &ValueAxis, has_bands: bool) -> Words<'_> {
        // What tells of bands tells of lines alone where no band is drawn.
        let told = |note: &String| match note == medians_note(true, self.lang) && !has_bands {
            true => medians_note(false, self.lang).to_owned(),
            false => note.clone(),
        };
        let cut = (!axis.shows_zero()).then(|| cut_axis_note(self.lang).to_owned());
        Words {
            title: &self.title,
            subtitle: &self.subtitle,
            unit: &self.unit_label,
            notes: cut.into_iter().chain(self.notes.iter().map(told)).collect(),
            source: self.source.as_deref(),
            lang: self.lang,
        }
    }

    fn marks(&self, has_bands: bool) -> Vec<Mark> {
        let line = |l: &Line| {
            let dashed = l.color >= PALETTE_LEN;
            line_marks(&self.years, &l.values, Color::of_series(l.color), 2.0, dashed)
        };
        let banded = || self.lines.iter().rev().filter(|_| has_bands);
        let bands = banded().flat_map(|l| self.band_marks(l));
        // Bands are no glass: an edge tells where one lies under another.
        let edges = banded().flat_map(|l| self.edge_marks(l));
        bands.chain(edges).chain(self.lines.iter().rev().flat_map(line)).collect()
    }

    fn band_marks(&self, line: &Line) -> Vec<Mark> {
        let color = Color::of_series(line.color).mixed(BAND, Color::PAPER);
        let area = |[low, high]: &[Vec<f64>; 2]| area_marks(&self.years, low, high, color);
        line.band.as_ref().map_or_else(Vec::new, area)
    }

    fn edge_marks(&self, line: &Line) -> Vec<Mark> {
        let color = Color::of_series(line.color).for_area();
        line.band.iter().flatten().flat_map(|edge| line_marks(&self.years, edge, color, 0.8, true)).collect()
    }

    fn end_labels(&self) -> Vec<EndLabel> {
        let end = |l: &Line| {
            Some(EndLabel {
                text: l.name.clone(),
                at: last_defined(&self.years, &l.values)?,
                color: Color::of_series(l.color).for_text(),
                size: 10.5,
                weight: 1.0,
                extent: extent(l.values.iter().chain(l.band.iter().flatten().flatten())),
            })
        };
        self.lines.iter().filter_map(end).collect()
    }
}
