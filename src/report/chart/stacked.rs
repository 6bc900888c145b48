//! Parts of a whole over the years, stacked.

use super::color::Color;
use super::figure::{Figure, Mark};
use super::frame::{EndLabel, Plan, Words, compose, extent};
use super::inner::{InnerLabel, has_room};
use super::marks::{area_marks, line_marks, percent_suffix};
use super::scale::ValueAxis;
use super::sheet::Sheet;
use super::table::Table;
use super::{Chart, ChartError, check_series, check_years};

use crate::report::text::{ChartWord, Lang};

/// Layers stacked on each other; negative values hang below zero, and then a line shows the sum.
#[derive(Clone, PartialEq, Debug)]
pub struct StackedChart {
    /// Title; wrapped where it is long.
    pub title: String,
    /// Unit and what is shown.
    pub subtitle: String,
    /// The unit of every number; added to the subtitle unless it is there.
    pub unit_label: String,
    /// The last observed year: where the divider stands.
    pub observed: i32,
    /// The years of every layer, history included.
    pub years: Vec<i32>,
    /// The layers from the bottom up; one that is zero throughout is not drawn.
    pub layers: Vec<Layer>,
    /// Notes.
    pub notes: Vec<String>,
    /// Citation.
    pub source: Option<String>,
    /// Language of the words the chart adds.
    pub lang: Lang,
}

/// One layer of a [`StackedChart`].
#[derive(Clone, PartialEq, Debug)]
pub struct Layer {
    /// Its name, written at its end.
    pub name: String,
    /// The number of its hue: give the same thing the same number in every chart.
    pub color: usize,
    /// One value per year; an undefined one (NaN) counts as zero.
    pub values: Vec<f64>,
}

/// A layer with its two edges.
struct Placed<'a> {
    layer: &'a Layer,
    /// The edge nearer to zero.
    inner: Vec<f64>,
    /// The edge farther from zero.
    outer: Vec<f64>,
    /// Whether the name of the layer stands here.
    is_named: bool,
}

impl Placed<'_> {
    /// Whether the layer is next to nothing at its end, though it was broad enough for its name.
    fn vanishes(&self, axis: &ValueAxis) -> bool {
        let breadth = |(a, b): (&f64, &f64)| (b - a).abs() / (axis.high - axis.low);
        let mut breadths: Vec<f64> = self.inner.iter().zip(&self.outer).map(breadth).collect();
        let last = breadths.pop().unwrap_or(0.0);
        last < 0.01 && breadths.into_iter().fold(0.0, f64::max) > 0.06
    }
}

impl Chart for StackedChart {
    fn figure(&self, sheet: &Sheet<'_>) -> Result<Figure, ChartError> {
        check_years(&self.years)?;
        for layer in &self.layers {
            check_series(&layer.name, &self.years, &layer.values)?;
        }
        let (&first, &last) = self.years.first().zip(self.years.last()).ok_or(ChartError::Empty)?;
        let placed = self.placed();
        let edges = placed.iter().flat_map(|p| p.inner.iter().chain(&p.outer).copied());
        let suffix = percent_suffix(&self.unit_label);
        let fitting = ValueAxis::fitting(edges, suffix).ok_or(ChartError::Empty)?;
        let axis = sheet.settings.axis(fitting, suffix);
        let inside: Vec<bool> = placed.iter().map(|p| p.vanishes(&axis)).collect();
        let figure = self.composed(sheet, &placed, &inside, (first, last), axis.clone())?;
        // What has no room in its own layer would lie over a neighbour: it is named at the end of the plot.
        let roomy =
            |(p, inside): (&Placed<'_>, &bool)| *inside && has_room(sheet, &figure, &self.inner_label(p));
        let with_room: Vec<bool> = placed.iter().zip(&inside).map(roomy).collect();
        if with_room == inside {
            return Ok(figure);
        }
        self.composed(sheet, &placed, &with_room, (first, last), axis)
    }

    fn csv(&self) -> String {
        let mut table = Table::new(self.lang, &self.unit_label);
        for layer in &self.layers {
            table.column(&layer.name, self.years.iter().copied().zip(layer.values.iter().copied()));
        }
        table.csv()
    }
}

impl StackedChart {
    /// The chart with some layers named inside the plot and the others at its end.
    fn composed(
        &self,
        sheet: &Sheet<'_>,
        placed: &[Placed<'_>],
        inside: &[bool],
        (first, last): (i32, i32),
        axis: ValueAxis,
    ) -> Result<Figure, ChartError> {
        let total = self.total();
        let mut marks: Vec<Mark> = placed.iter().flat_map(|p| self.layer_marks(p)).collect();
        let layers = || placed.iter().zip(inside).rev().filter(|(p, _)| p.is_named);
        let inner = layers().filter(|(_, inside)| **inside).map(|(p, _)| self.inner_label(p)).collect();
        let ending = layers().filter(|(_, inside)| !**inside);
        let mut ends: Vec<EndLabel> = ending.filter_map(|(p, _)| self.end_label(p)).collect();
        if let Some(total) = &total {
            marks.extend(line_marks(&self.years, total, Color::INK, 2.0, false));
            ends.extend(self.total_label(total));
        }
        let plan = Plan {
            words: self.words(),
            years: (first, last),
            divider: (first..last).contains(&self.observed).then_some(self.observed),
            inner,
            targets: &[],
            axis,
            marks,
            ends,
        };
        compose(sheet, plan)
    }

    /// Stacks positive values upwards and negative ones downwards from zero. A layer that has both stands on one side with
    /// its positive part and hangs on the other with its negative one, and is named once.
    fn placed(&self) -> Vec<Placed<'_>> {
        let mut edges = [vec![0.0; self.years.len()], vec![0.0; self.years.len()]];
        let mut placed = Vec::new();
        for layer in &self.layers {
            let parts: [fn(f64) -> f64; 2] = [|v| v.max(0.0), |v| v.min(0.0)];
            let last = layer.values.last().copied().map_or(0.0, defined);
            let has_both = parts.iter().all(|part| layer.values.iter().any(|&v| part(defined(v)) != 0.0));
            for (edge, part) in edges.iter_mut().zip(parts) {
                if layer.values.iter().all(|&v| part(defined(v)) == 0.0) {
                    continue;
                }
                let inner = edge.clone();
                edge.iter_mut().zip(&layer.values).for_each(|(edge, &v)| *edge += part(defined(v)));
                // The side that the layer ends on has the name; one that ends at nothing has it above.
                let is_here = part(last) != 0.0 || (last == 0.0 && part(1.0) > 0.0);
                placed.push(Placed { layer, inner, outer: edge.clone(), is_named: !has_both || is_here });
            }
        }
        placed
    }

    /// The sum of the layers, where some value is negative.
    fn total(&self) -> Option<Vec<f64>> {
        let negative = self.layers.iter().any(|l| l.values.iter().any(|&v| v < 0.0));
        let sum = |i: usize| self.layers.iter().map(|l| defined(l.values[i])).sum();
        negative.then(|| (0..self.years.len()).map(sum).collect())
    }

    /// The layer's area, and a thin edge of paper colour that parts it from the next.
    fn layer_marks(&self, placed: &Placed<'_>) -> Vec<Mark> {
        let color = Color::of_series(placed.layer.color).for_area();
        let mut marks = area_marks(&self.years, &placed.inner, &placed.outer, color);
        if self.years.len() > 1 {
            marks.extend(line_marks(&self.years, &placed.inner, Color::PAPER, 0.8, false));
        }
        marks
    }

    fn end_label(&self, placed: &Placed<'_>) -> Option<EndLabel> {
        let last = self.years.len().checked_sub(1)?;
        Some(EndLabel {
            text: placed.layer.name.clone(),
            at: (f64::from(self.years[last]), (placed.inner[last] + placed.outer[last]) / 2.0),
            color: Color::of_series(placed.layer.color).for_text(),
            size: 10.5,
            weight: 1.0,
            extent: extent(placed.inner.iter().chain(&placed.outer)),
        })
    }

    fn inner_label(&self, placed: &Placed<'_>) -> InnerLabel {
        InnerLabel {
            text: placed.layer.name.clone(),
            years: self.years.clone(),
            inner: placed.inner.clone(),
            outer: placed.outer.clone(),
        }
    }

    fn total_label(&self, total: &[f64]) -> Option<EndLabel> {
        let (&year, &value) = self.years.last().zip(total.last())?;
        Some(EndLabel {
            text: ChartWord::Total.in_lang(self.lang).to_owned(),
            at: (f64::from(year), value),
            color: Color::INK,
            size: 10.5,
            weight: 2.0,
            extent: extent(total),
        })
    }

    fn words(&self) -> Words<'_> {
        Words {
            title: &self.title,
            subtitle: &self.subtitle,
            unit: &self.unit_label,
            notes: self.notes.clone(),
            source: self.source.as_deref(),
            lang: self.lang,
        }
    }
}

fn defined(value: f64) -> f64 {
    if value.is_nan() { 0.0 } else { value }
}
