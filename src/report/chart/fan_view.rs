//! What can be seen of a fan: its bands, lines, names and notes.

use super::color::Color;
use super::fan::{FanChart, MEDIAN, Projection, QUANTILES, band_of};
use super::figure::Mark;
use super::frame::{EndLabel, extent};
use super::marks::{area_marks, dot, last_defined, line_marks, percent_suffix};
use super::scale::ValueAxis;
use super::settings::{BANDS, Settings};
use crate::report::text::{
    ChartWord, bands_note, central_note, cut_axis_note, decimals_for, flat_band_note, format_number,
    later_observations_note, narrow_band_note,
};

/// How much of the fan can be told apart at its end.
#[derive(Clone, Copy, PartialEq)]
enum Spread {
    /// Every quantile.
    Wide,
    /// The outer ones and the median.
    Narrow,
    /// The median only.
    Closed,
}

/// A fan with its axis: what can be seen.
pub struct View<'a> {
    pub chart: &'a FanChart,
    pub projection: &'a Projection,
    pub axis: &'a ValueAxis,
    pub settings: &'a Settings,
}

impl View<'_> {
    /// A difference of values as a share of the axis.
    fn seen(&self, difference: f64) -> f64 {
        difference.abs() / (self.axis.high - self.axis.low)
    }

    /// The nested bands, widest first.
    pub fn band_marks(&self) -> Vec<Mark> {
        let Some(quantiles) = &self.projection.quantiles else {
            return Vec::new();
        };
        let colors = [Color::BAND_90, Color::BAND_80, Color::BAND_50];
        let shown =
            BANDS.into_iter().zip(colors).enumerate().filter(|(_, (band, _))| self.settings.shows(*band));
        shown
            .flat_map(|(low, (_, color))| {
                let high = QUANTILES.len() - 1 - low;
                area_marks(&self.projection.years, &quantiles[low], &quantiles[high], color)
            })
            .collect()
    }

    /// Central run, median and history, in drawing order.
    pub fn line_marks(&self, history: &[(i32, f64)]) -> Vec<Mark> {
        let years = &self.projection.years;
        let mut marks = Vec::new();
        match &self.projection.quantiles {
            Some(quantiles) => {
                if self.central_apart() {
                    marks.extend(line_marks(years, &self.projection.central, Color::PROJECTION, 1.1, true));
                }
                marks.extend(line_marks(years, &quantiles[MEDIAN], Color::PROJECTION, 2.2, false));
            }
            None => marks.extend(line_marks(years, &self.projection.central, Color::PROJECTION, 2.2, false)),
        }
        let (past, values): (Vec<i32>, Vec<f64>) = history.iter().copied().unzip();
        marks.extend(line_marks(&past, &values, Color::INK, 2.2, false));
        if past.len() == 1 || past.windows(2).any(|w| w[1] - w[0] > 1) {
            marks.extend(history.iter().map(|&(y, v)| dot(y, v, 2.8, Color::INK, false)));
        }
        marks
    }

    /// Whether the central run can be seen beside the median.
    fn central_apart(&self) -> bool {
        self.projection.quantiles.as_ref().is_some_and(|q| {
            let pairs = self.projection.central.iter().zip(&q[MEDIAN]);
            pairs.into_iter().any(|(c, m)| self.seen(c - m) > 0.004)
        })
    }

    fn spread(&self) -> Spread {
        let Some(quantiles) = &self.projection.quantiles else {
            return Spread::Closed;
        };
        let Some(outermost) = self.outermost() else { return Spread::Closed };
        let last = |i: usize| last_defined(&self.projection.years, &quantiles[i]).map(|p| p.1);
        match (last(outermost), last(QUANTILES.len() - 1 - outermost)) {
            (Some(low), Some(high)) if self.seen(high - low) > 0.10 => Spread::Wide,
            (Some(low), Some(high)) if self.seen(high - low) > 0.012 => Spread::Narrow,
            _ => Spread::Closed,
        }
    }

    /// The lower edge of the widest band that is drawn, among [`QUANTILES`].
    fn outermost(&self) -> Option<usize> {
        BANDS.iter().position(|band| self.settings.shows(*band))
    }

    /// Whether the widest band can be seen in any year.
    fn opens(&self) -> bool {
        self.projection.quantiles.as_ref().zip(self.outermost()).is_some_and(|(q, low)| {
            let widths = q[low].iter().zip(&q[QUANTILES.len() - 1 - low]).map(|(low, high)| high - low);
            widths.into_iter().any(|width| self.seen(width) > 0.012)
        })
    }

    /// The names at the end of the fan, from the top down.
    pub fn end_labels(&self) -> Vec<EndLabel> {
        let Some(quantiles) = &self.projection.quantiles else {
            let central = self.line_label(ChartWord::CentralRun, &self.projection.central, 11.0, 6.0);
            return central.into_iter().collect();
        };
        let spread = self.spread();
        let label = |i: usize| {
            if i == MEDIAN {
                return self.line_label(ChartWord::Median, &quantiles[i], 11.0, 6.0);
            }
            let outermost = self.outermost().is_some_and(|low| i == low || i == QUANTILES.len() - 1 - low);
            let drawn = band_of(i).is_some_and(|band| self.settings.shows(band));
            let told = spread == Spread::Wide || (spread == Spread::Narrow && outermost);
            (drawn && told).then(|| self.quantile_label(i, &quantiles[i])).flatten()
        };
        let mut labels: Vec<EndLabel> = (0..QUANTILES.len()).rev().filter_map(label).collect();
        if self.central_apart() {
            labels.extend(self.line_label(ChartWord::CentralRun, &self.projection.central, 10.0, 3.0));
        }
        labels
    }

    /// A line's name with its last value.
    fn line_label(&self, word: ChartWord, values: &[f64], size: f64, weight: f64) -> Option<EndLabel> {
        let at = last_defined(&self.projection.years, values)?;
        let name = word.in_lang(self.chart.lang);
        let (value, decimals) = match self.axis.power() {
            None => (at.1, self.chart.decimals),
            Some(power) => {
                let value = at.1 / 10_f64.powi(power);
                (value, decimals_for([value], 3))
            }
        };
        let value = format_number(value, self.settings.decimals.unwrap_or(decimals));
        let text = format!("{name} {value}{}", percent_suffix(&self.chart.unit_label));
        Some(EndLabel { text, at, color: Color::PROJECTION, size, weight, extent: extent(values) })
    }

    /// `P95`: not a percentage, which would be read as a value where the axis counts in percent.
    fn quantile_label(&self, i: usize, values: &[f64]) -> Option<EndLabel> {
        let at = last_defined(&self.projection.years, values)?;
        let text = format!("P{}", QUANTILES[i]);
        Some(EndLabel { text, at, color: Color::GREY, size: 10.0, weight: 1.0, extent: extent(values) })
    }

    /// The notes that what is drawn calls for, then the chart's own.
    pub fn notes(&self) -> Vec<String> {
        let lang = self.chart.lang;
        let mut notes: Vec<&str> = Vec::new();
        let bands: Vec<u8> = BANDS.into_iter().rev().filter(|band| self.settings.shows(*band)).collect();
        let told = bands_note(&bands, lang);
        if self.projection.quantiles.is_some() {
            let is_flat = !bands.is_empty() && !self.opens();
            notes.push(if is_flat { flat_band_note(lang) } else { &told });
            if self.opens() && self.spread() == Spread::Closed {
                notes.push(narrow_band_note(lang));
            }
        }
        if self.central_apart() {
            notes.push(central_note(lang));
        }
        if !self.chart.later_observations.is_empty() {
            notes.push(later_observations_note(lang));
        }
        if !self.axis.shows_zero() {
            notes.push(cut_axis_note(lang));
        }
        notes.into_iter().map(str::to_owned).chain(self.chart.notes.iter().cloned()).collect()
    }
}

/// Open circles.
pub fn later_marks(points: &[(i32, f64)]) -> impl Iterator<Item = Mark> {
    points.iter().filter(|p| p.1.is_finite()).map(|&(y, v)| dot(y, v, 2.8, Color::INK, true))
}
