//! When a series peaks over the draws: bars by year, and a line of the share that has peaked.

use super::color::Color;
use super::figure::{Anchor, Figure, Mark, Role, Style, label};
use super::frame::{EndLabel, Plan, Words, compose, extent};
use super::marks::line_marks;
use super::scale::ValueAxis;
use super::sheet::Sheet;
use super::table::Table;
use super::{Chart, ChartError, check_series, check_years};
use crate::report::text::{self, Lang, PeakWord};

/// Half the width of a bar, years.
const HALF: f64 = 0.38;

const MILESTONE: Style = Style { role: Role::Value, size: 11.0, color: Color::INK };

/// In which year how many draws peak.
#[derive(Clone, PartialEq, Debug)]
pub struct PeaksChart {
    /// Title; wrapped where it is long.
    pub title: String,
    /// Scenario and number of draws.
    pub subtitle: String,
    /// The years of both lists; in the first, draws peak in it or before.
    pub years: Vec<i32>,
    /// Share of the draws that peak in each year, %.
    pub peaking: Vec<f64>,
    /// Share of the draws that have peaked by each year, %.
    pub peaked: Vec<f64>,
    /// A year whose share is written out.
    pub milestone: i32,
    /// Notes; what bars and line mean is added.
    pub notes: Vec<String>,
    /// Language of the words the chart adds.
    pub lang: Lang,
}

impl Chart for PeaksChart {
    fn figure(&self, sheet: &Sheet<'_>) -> Result<Figure, ChartError> {
        check_years(&self.years)?;
        for (word, values) in [(PeakWord::Peaking, &self.peaking), (PeakWord::Peaked, &self.peaked)] {
            check_series(word.in_lang(self.lang), &self.years, values)?;
        }
        let (&first, &last) = self.years.first().zip(self.years.last()).ok_or(ChartError::Empty)?;
        let axis = ValueAxis::fitting([0.0, 100.0], "%").ok_or(ChartError::Empty)?;
        let plan = Plan {
            words: self.words(),
            years: (first, last),
            divider: None,
            marks: self.marks(),
            ends: self.end_label().into_iter().collect(),
            inner: Vec::new(),
            targets: &[],
            axis: ValueAxis { high: 104.0, ..axis },
        };
        let mut figure = compose(sheet, plan)?;
        self.write_milestone(sheet, &mut figure)?;
        Ok(figure)
    }

    fn csv(&self) -> String {
        let mut table = Table::new(self.lang, "%");
        for (word, values) in [(PeakWord::Peaking, &self.peaking), (PeakWord::Peaked, &self.peaked)] {
            table.column(word.in_lang(self.lang), self.years.iter().copied().zip(values.iter().copied()));
        }
        table.csv()
    }
}

impl PeaksChart {
    fn words(&self) -> Words<'_> {
        let base = self.years.first().copied().unwrap_or_default();
        Words {
            title: &self.title,
            subtitle: &self.subtitle,
            unit: "%",
            notes: std::iter::once(text::peaks_note(base, self.lang))
                .chain(self.notes.iter().cloned())
                .collect(),
            source: None,
            lang: self.lang,
        }
    }

    fn marks(&self) -> Vec<Mark> {
        let ends = self.years.first().zip(self.years.last());
        let bar = |(&year, &share): (&i32, &f64)| {
            let (first, last) = ends?;
            // The first and the last bar keep inside the plot.
            let left = f64::from(year) - if year == *first { 0.0 } else { HALF };
            let right = f64::from(year) + if year == *last { 0.0 } else { HALF };
            let points = vec![(left, 0.0), (right, 0.0), (right, share), (left, share)];
            (share > 0.0).then_some(Mark::Area { points, color: Color::BAND_50 })
        };
        let bars = self.years.iter().zip(&self.peaking).filter_map(bar);
        bars.chain(line_marks(&self.years, &self.peaked, Color::PROJECTION, 2.2, false))
            .chain(self.milestone_share().map(|share| Mark::Dot {
                at: (f64::from(self.milestone), share),
                radius: 3.2,
                color: Color::INK,
                open: false,
            }))
            .collect()
    }

    /// The share that has peaked by the milestone.
    fn milestone_share(&self) -> Option<f64> {
        let at = self.years.iter().position(|year| *year == self.milestone)?;
        self.peaked.get(at).copied().filter(|share| share.is_finite())
    }

    fn end_label(&self) -> Option<EndLabel> {
        let (&year, &share) = self.years.last().zip(self.peaked.last())?;
        Some(EndLabel {
            text: PeakWord::Peaked.in_lang(self.lang).to_owned(),
            at: (f64::from(year), share),
            color: Color::PROJECTION,
            size: 10.5,
            weight: 1.0,
            extent: extent(&self.peaked),
        })
    }

    /// The share at the milestone, beside its dot: under the line on its right, over it on its left, as it only rises.
    fn write_milestone(&self, sheet: &Sheet<'_>, figure: &mut Figure) -> Result<(), ChartError> {
        let Some(share) = self.milestone_share() else { return Ok(()) };
        let words = text::peak_milestone(self.milestone, share / 100.0, self.lang);
        let mut at = figure.place((f64::from(self.milestone), share));
        let width = sheet.ruler.width(&words, MILESTONE.size);
        let on_right = at.x + 10.0 + width < figure.plot.right;
        at.x += if on_right { 10.0 } else { -10.0 };
        at.y = if on_right { (at.y + 18.0).min(figure.plot.bottom - 6.0) } else { at.y - 9.0 };
        let anchor = if on_right { Anchor::Start } else { Anchor::End };
        let mut milestone = label(sheet, &words, at, anchor, MILESTONE)?;
        milestone.halo = true;
        figure.labels.push(milestone);
        Ok(())
    }
}
