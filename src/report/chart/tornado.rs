//! How far an outcome swings as one number after the other goes from its lower to its upper end.

use super::color::Color;
use super::figure::{Anchor, Figure, Mark, Point, Role, Style, baseline_centred_on, label};
use super::frame::{Words, footer_from, keyed};
use super::marks::percent_suffix;
use super::rows::{AXIS_HEIGHT, add_rows, axis_below, upright};
use super::scale::ValueAxis;
use super::sheet::Sheet;
use super::table::line;
use super::{Chart, ChartError};
use crate::report::text::{self, Lang, column_header, csv_start, table_number};

/// Swings, from the top.
#[derive(Clone, PartialEq, Debug)]
pub struct TornadoChart {
    /// Title; wrapped where it is long.
    pub title: String,
    /// Unit and what is shown.
    pub subtitle: String,
    /// The unit of the outcome; added to the subtitle unless it is there.
    pub unit_label: String,
    /// Whether outcomes are calendar years.
    pub is_year: bool,
    /// The outcome with nothing moved.
    pub central: f64,
    /// One for each number.
    pub bars: Vec<TornadoBar>,
    /// Notes.
    pub notes: Vec<String>,
    /// Language of the words the chart adds.
    pub lang: Lang,
}

/// The swing of one number.
#[derive(Clone, PartialEq, Debug)]
pub struct TornadoBar {
    /// The number's name.
    pub name: String,
    /// The outcome at its lower and upper end; not a number where there is none.
    pub outcomes: [f64; 2],
    /// The ends, as written at the bar.
    pub ends: [String; 2],
}

const VALUE: Style = Style { role: Role::Value, size: 9.0, color: Color::GREY };
/// Least height of a row, px.
const ROW: f64 = 22.0;
/// Half the height of a bar, rows.
const HALF: f64 = 0.34;
/// Distance of a text from its bar, px.
const GAP: f64 = 4.0;

impl Chart for TornadoChart {
    fn figure(&self, sheet: &Sheet<'_>) -> Result<Figure, ChartError> {
        if self.bars.is_empty() {
            return Err(ChartError::Empty);
        }
        if !self.central.is_finite() {
            return Err(ChartError::Undefined { what: self.title.clone() });
        }
        let words = self.words();
        let key = text::tornado_key(self.lang).map(str::to_owned);
        let key: Vec<(String, Color)> = key.into_iter().zip([color(0), color(1)]).collect();
        let (mut figure, top) = keyed(sheet, &words, &key)?;
        let names: Vec<String> = self.bars.iter().map(|bar| bar.name.clone()).collect();
        add_rows(sheet, &mut figure, &names, (top, ROW, 12.0))?;
        let axis = self.axis(sheet, &figure).ok_or(ChartError::Empty)?;
        axis_below(sheet, &mut figure, &axis)?;
        for (row, bar) in self.bars.iter().enumerate() {
            self.draw(sheet, &mut figure, bar, row)?;
        }
        upright(&mut figure, self.central, Color::INK, false);
        let bottom = figure.plot.bottom + AXIS_HEIGHT + 6.0;
        footer_from(sheet, &words, &mut figure, bottom)?;
        Ok(figure)
    }

    fn csv(&self) -> String {
        let mut csv = csv_start(self.lang).to_owned();
        let [item, low, high, at_low, at_high] = text::tornado_head(self.lang);
        let unit = |name| column_header(name, &self.unit_label);
        csv += &line([item, low, high, &unit(at_low), &unit(at_high)].into_iter());
        for bar in &self.bars {
            let [at_low, at_high] = bar.outcomes.map(table_number);
            csv += &line([&*bar.name, &bar.ends[0], &bar.ends[1], &at_low, &at_high].into_iter());
        }
        csv
    }
}

/// Of the lower and of the upper end.
fn color(end: usize) -> Color {
    Color::of_series(end).for_area()
}

/// Whole years between two, a few of them, without thousands.
fn years(low: f64, high: f64) -> Vec<(f64, String)> {
    let steps = [1.0, 2.0, 5.0, 10.0, 20.0];
    let step = steps.into_iter().find(|step| (high - low) / step <= 7.0).unwrap_or(50.0);
    let first = (low / step).ceil();
    let count = ((high / step).floor() - first).max(-1.0) as i64;
    (0..=count).map(|i| (first + i as f64) * step).map(|year| (year, format!("{year}"))).collect()
}

impl TornadoChart {
    /// An axis that leaves room for the texts beside the longest bars.
    fn axis(&self, sheet: &Sheet<'_>, figure: &Figure) -> Option<ValueAxis> {
        let outcomes = self.bars.iter().flat_map(|bar| bar.outcomes).filter(|v| v.is_finite());
        let (low, high) = outcomes
            .chain([self.central])
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| (low.min(v), high.max(v)));
        let span = if high > low { high - low } else { self.central.abs().max(1.0) };
        let widest = self.bars.iter().flat_map(|bar| &bar.ends).map(|end| sheet.ruler.width(end, VALUE.size));
        let text = widest.fold(0.0, f64::max) + 2.0 * GAP;
        let room = span * text / (figure.plot.width() - 2.0 * text).max(120.0);
        let (low, high) = (low - room, high + room);
        let axis = ValueAxis::fitting([low, high], percent_suffix(&self.unit_label))?;
        // A tornado is about differences: zero need not be on the axis.
        if self.is_year {
            return Some(ValueAxis { low, high, ticks: years(low, high) });
        }
        let ticks: Vec<_> = axis.ticks.iter().filter(|(v, _)| (low..=high).contains(v)).cloned().collect();
        Some(if ticks.len() < 2 { axis } else { ValueAxis { low, high, ticks } })
    }

    /// Both halves of a bar, with its ends written beside it.
    fn draw(
        &self,
        sheet: &Sheet<'_>,
        figure: &mut Figure,
        bar: &TornadoBar,
        row: usize,
    ) -> Result<(), ChartError> {
        let middle = self.bars.len() as f64 - row as f64 - 0.5;
        let outcomes = bar.outcomes;
        // Where both ends lie on one side, the longer half is drawn first.
        let reach = |end: usize| (outcomes[end] - self.central).abs();
        let order = if reach(0) >= reach(1) { [0, 1] } else { [1, 0] };
        for end in order.into_iter().filter(|end| outcomes[*end].is_finite()) {
            let (from, to) = (self.central, outcomes[end]);
            let points = [(from, -HALF), (to, -HALF), (to, HALF), (from, HALF)];
            let points = points.map(|(x, y)| (x, middle + y)).to_vec();
            figure.marks.push(Mark::Area { points, color: color(end) });
        }
        let same_side = (outcomes[0] - self.central) * (outcomes[1] - self.central) > 0.0;
        for (end, outcome) in outcomes.iter().enumerate() {
            let hidden = same_side && reach(end) < reach(1 - end);
            if outcome.is_finite() && !hidden {
                self.end_label(sheet, figure, (bar, end), middle)?;
            }
        }
        Ok(())
    }

    fn end_label(
        &self,
        sheet: &Sheet<'_>,
        figure: &mut Figure,
        (bar, end): (&TornadoBar, usize),
        middle: f64,
    ) -> Result<(), ChartError> {
        let (own, other) = (bar.outcomes[end], bar.outcomes[1 - end]);
        // Both without effect: the lower end is written left, the upper right.
        let level = if other.is_finite() { own - other } else { own - self.central };
        let is_right = if level == 0.0 { end == 1 } else { level > 0.0 };
        let at = figure.place((own, middle));
        let x = if is_right { at.x + GAP } else { at.x - GAP };
        let at = Point { x, y: baseline_centred_on(at.y, VALUE.size) };
        let anchor = if is_right { Anchor::Start } else { Anchor::End };
        let mut text = label(sheet, &bar.ends[end], at, anchor, VALUE)?;
        let over = (text.rect.right - (sheet.width() - 10.0)).max(0.0);
        (text.at.x, text.rect.left, text.rect.right) =
            (text.at.x - over, text.rect.left - over, text.rect.right - over);
        text.halo = true;
        figure.labels.push(text);
        Ok(())
    }

    fn words(&self) -> Words<'_> {
        Words::of([&self.title, &self.subtitle, &self.unit_label], &self.notes, self.lang)
    }
}

#[cfg(test)]
mod tests {
    use super::years;

    #[test]
    fn years_are_whole() {
        let texts = |low, high| years(low, high).into_iter().map(|(_, text)| text).collect::<Vec<_>>();
        assert_eq!(texts(2019.9, 2021.1), ["2020", "2021"]);
        assert_eq!(texts(2019.0, 2062.0), ["2020", "2030", "2040", "2050", "2060"]);
        assert!(texts(2020.2, 2020.8).is_empty());
    }
}
