//! What comes and what goes, year by year: stacked bars above and below zero.

use super::axes::{value_axis, year_axis};
use super::color::Color;
use super::figure::{Figure, Mark};
use super::frame::{VALUE_TICK, Words, footer, keyed, tell_cut};
use super::marks::percent_suffix;
use super::scale::ValueAxis;
use super::sheet::Sheet;
use super::stacked::Layer;
use super::table::Table;
use super::{Chart, ChartError, check_series, check_years};

use crate::report::text::Lang;

/// Height of the plot, px.
const HEIGHT: f64 = 320.0;
/// Half the width of a bar, years.
const HALF: f64 = 0.36;

/// Additions above the axis and what retires below it.
#[derive(Clone, PartialEq, Debug)]
pub struct BarsChart {
    /// Title; wrapped where it is long.
    pub title: String,
    /// Unit and what is shown.
    pub subtitle: String,
    /// The unit of every number; added to the subtitle unless it is there.
    pub unit_label: String,
    /// The years of every layer.
    pub years: Vec<i32>,
    /// What comes, from the axis upwards; values are not negative.
    pub above: Vec<Layer>,
    /// What goes, from the axis downwards; values are not negative either.
    pub below: Vec<Layer>,
    /// Notes.
    pub notes: Vec<String>,
    /// Language of the words the chart adds.
    pub lang: Lang,
}

impl Chart for BarsChart {
    fn figure(&self, sheet: &Sheet<'_>) -> Result<Figure, ChartError> {
        check_years(&self.years)?;
        for layer in self.above.iter().chain(&self.below) {
            check_series(&layer.name, &self.years, &layer.values)?;
        }
        let (&first, &last) = self.years.first().zip(self.years.last()).ok_or(ChartError::Empty)?;
        let ends = [self.heights(&self.above), self.heights(&self.below).iter().map(|v| -v).collect()];
        let values = ends.iter().flatten().copied().chain([0.0]);
        let suffix = percent_suffix(&self.unit_label);
        let fitting = ValueAxis::fitting(values, suffix).ok_or(ChartError::Empty)?;
        let axis = sheet.settings.axis(fitting, suffix);
        let mut words = self.words();
        let (mut figure, top) = keyed(sheet, &words, &self.key())?;
        let ticks = axis.ticks.iter().map(|(_, text)| sheet.ruler.width(text, VALUE_TICK.size));
        figure.plot.left = sheet.left() + ticks.fold(0.0, f64::max) + 8.0;
        (figure.plot.right, figure.plot.top, figure.plot.bottom) =
            (sheet.right() - 12.0, top, top + sheet.plot_height(HEIGHT));
        figure.x = (f64::from(first) - 0.5, f64::from(last) + 0.5);
        figure.y = (axis.low, axis.high);
        value_axis(sheet, &mut figure, &axis)?;
        year_axis(sheet, &mut figure, (first, last))?;
        figure.marks = self.marks();
        if sheet.settings.frame(&mut figure) {
            tell_cut(&figure, &mut words)?;
        }
        footer(sheet, &words, &mut figure)?;
        Ok(figure)
    }

    fn csv(&self) -> String {
        let mut table = Table::new(self.lang, &self.unit_label);
        for (layers, sign) in [(&self.above, 1.0), (&self.below, -1.0)] {
            for layer in layers {
                let values = layer.values.iter().map(|value| sign * value);
                let name = crate::report::text::signed_name(&layer.name, sign > 0.0, self.lang);
                table.column(&name, self.years.iter().copied().zip(values));
            }
        }
        table.csv()
    }
}

impl BarsChart {
    fn heights(&self, layers: &[Layer]) -> Vec<f64> {
        (0..self.years.len()).map(|i| layers.iter().map(|layer| layer.values[i]).sum()).collect()
    }

    /// Each name once, in the order of the layers; what is nothing throughout has none.
    fn key(&self) -> Vec<(String, Color)> {
        let mut key: Vec<(String, Color)> = Vec::new();
        for layer in self.above.iter().chain(&self.below).filter(|l| l.values.iter().any(|v| *v != 0.0)) {
            let entry = (layer.name.clone(), Color::of_series(layer.color).for_area());
            if !key.contains(&entry) {
                key.push(entry);
            }
        }
        key
    }

    fn marks(&self) -> Vec<Mark> {
        let mut marks = Vec::new();
        for (layers, sign) in [(&self.above, 1.0), (&self.below, -1.0)] {
            let mut edge = vec![0.0; self.years.len()];
            for layer in layers {
                let color = Color::of_series(layer.color).for_area();
                for (i, &value) in layer.values.iter().enumerate().filter(|(_, v)| **v > 0.0) {
                    let (inner, outer) = (edge[i], edge[i] + sign * value);
                    let (left, right) = (f64::from(self.years[i]) - HALF, f64::from(self.years[i]) + HALF);
                    let points = vec![(left, inner), (right, inner), (right, outer), (left, outer)];
                    marks.push(Mark::Area { points, color });
                    edge[i] = outer;
                }
            }
        }
        marks
    }

    fn words(&self) -> Words<'_> {
        Words::of([&self.title, &self.subtitle, &self.unit_label], &self.notes, self.lang)
    }
}
