//! What levers avoid and what a tonne of it costs: bars as wide as the one and as high as the other.

use super::color::Color;
use super::figure::{Anchor, Figure, Mark, Ornament, Point, Rect, Role, Style, baseline_centred_on, label};
use super::frame::{PLOT_HEIGHT, VALUE_TICK, Words, footer_from, opened};
use super::scale::ValueAxis;
use super::sheet::Sheet;
use super::table::line;
use super::{Chart, ChartError, axes};
use crate::report::text::{self, Lang, column_header, csv_start, table_number};

/// An abatement curve.
#[derive(Clone, PartialEq, Debug)]
pub struct AbatementChart {
    /// Title; wrapped where it is long.
    pub title: String,
    /// What it is against, over which years.
    pub subtitle: String,
    /// Unit of the heights.
    pub unit_label: String,
    /// Unit of the widths.
    pub width_label: String,
    /// Levers from left to right, then what they do to each other.
    pub bars: Vec<AbatementBar>,
    /// Notes.
    pub notes: Vec<String>,
    /// Language of the words the chart adds.
    pub lang: Lang,
}

/// One lever, or what levers do to each other.
#[derive(Clone, PartialEq, Debug)]
pub struct AbatementBar {
    /// What it is.
    pub name: String,
    /// Avoided; below zero where more is emitted.
    pub avoided: f64,
    /// Cost of a tonne, where there is one.
    pub per_tonne: Option<f64>,
    /// Whether it is no lever but what levers do to each other.
    pub is_interaction: bool,
}

const VALUE: Style = Style { role: Role::Value, size: 10.5, color: Color::INK };
const TICK: Style = Style { role: Role::Category, size: 10.0, color: Color::INK };
const LEGEND: Style = Style { role: Role::Note, size: 10.5, color: Color::INK };
/// Distance between lines of the legend, px.
const PITCH: f64 = 15.0;
/// Height above the plot for numbers over the highest bar, px.
const ROOM: f64 = 18.0;
/// A bar that is narrower has no number, px.
const LEAST_WIDTH: f64 = 2.0;
/// Least room between numbers of neighbours, px.
const GAP: f64 = 3.0;

impl Chart for AbatementChart {
    fn figure(&self, sheet: &Sheet<'_>) -> Result<Figure, ChartError> {
        let total: f64 = self.bars.iter().map(|bar| bar.avoided.abs()).sum();
        if !total.is_finite() || total <= 0.0 {
            return Err(ChartError::Empty);
        }
        let heights = self.bars.iter().filter_map(|bar| bar.per_tonne).chain([0.0]);
        let axis = ValueAxis::fitting(heights, "").ok_or(ChartError::Empty)?;
        let words = self.words();
        let (mut figure, top) = opened(sheet, &words)?;
        let top = top + ROOM;
        let widest =
            axis.ticks.iter().map(|(_, t)| sheet.ruler.width(t, VALUE_TICK.size)).fold(0.0, f64::max);
        let left = sheet.left() + widest + 8.0;
        let bottom = top + sheet.plot_height(PLOT_HEIGHT);
        figure.plot = Rect { left, top, right: sheet.right(), bottom };
        (figure.x, figure.y) = ((0.0, total), (axis.low, axis.high));
        axes::value_axis(sheet, &mut figure, &axis)?;
        self.draw_bars(sheet, &mut figure)?;
        figure.overlay.push(base_line(figure.plot));
        let bottom = self.legend(sheet, &mut figure, self.ticks(sheet, total)?)?;
        footer_from(sheet, &words, &mut figure, bottom + 10.0)?;
        Ok(figure)
    }

    fn csv(&self) -> String {
        let mut text = csv_start(self.lang).to_owned();
        let [lever, avoided, _, per_tonne, ..] =
            text::abatement_head(&self.width_label, "", &self.unit_label, self.lang);
        let heads = [lever, avoided, column_header("cost", &per_tonne)];
        text += &line(heads.iter().map(String::as_str));
        for bar in &self.bars {
            let cells = [table_number(bar.avoided), table_number(bar.per_tonne.unwrap_or(f64::NAN))];
            text += &line([bar.name.as_str()].into_iter().chain(cells.iter().map(String::as_str)));
        }
        text
    }
}

fn base_line(plot: Rect) -> Ornament {
    let points = vec![Point { x: plot.left, y: plot.bottom }, Point { x: plot.right, y: plot.bottom }];
    Ornament::Line { points, color: Color::INK, width: 1.0, dashed: false }
}

impl AbatementChart {
    fn words(&self) -> Words<'_> {
        Words::of([&self.title, &self.subtitle, &self.unit_label], &self.notes, self.lang)
    }

    fn color(&self, place: usize) -> Color {
        let bar = &self.bars[place];
        let full = if bar.is_interaction { Color::GREY } else { Color::of_series(place) };
        if bar.avoided < 0.0 { full.mixed(0.45, Color::PAPER) } else { full }
    }

    /// Bars side by side, each with its number above where there is room for it.
    fn draw_bars(&self, sheet: &Sheet<'_>, figure: &mut Figure) -> Result<(), ChartError> {
        let (mut from, mut taken) = (0.0, f64::NEG_INFINITY);
        for (place, bar) in self.bars.iter().enumerate() {
            let to = from + bar.avoided.abs();
            let height = bar.per_tonne.unwrap_or(0.0);
            let points = vec![(from, 0.0), (to, 0.0), (to, height), (from, height)];
            figure.marks.push(Mark::Area { points, color: self.color(place).for_area() });
            let at = figure.place(((from + to) / 2.0, height.max(0.0)));
            let number = (place + 1).to_string();
            let mut label = label(sheet, &number, Point { y: at.y - 5.0, ..at }, Anchor::Middle, VALUE)?;
            let is_seen = (to - from) / figure.x.1 * figure.plot.width() >= LEAST_WIDTH;
            if is_seen && label.rect.left >= taken + GAP {
                taken = label.rect.right;
                label.halo = true;
                figure.labels.push(label);
            }
            from = to;
        }
        Ok(())
    }

    /// Round numbers under the plot.
    fn ticks(&self, sheet: &Sheet<'_>, total: f64) -> Result<Vec<(f64, String)>, ChartError> {
        let axis = ValueAxis::fitting([0.0, total], "").ok_or(ChartError::Empty)?;
        let ticks: Vec<_> = axis.ticks.into_iter().filter(|(value, _)| *value <= total).collect();
        ticks.iter().try_for_each(|(_, text)| sheet.ruler.check(text))?;
        Ok(ticks)
    }

    /// Ticks and their unit, then a line for every bar; returns the height they end at.
    fn legend(
        &self,
        sheet: &Sheet<'_>,
        figure: &mut Figure,
        ticks: Vec<(f64, String)>,
    ) -> Result<f64, ChartError> {
        let plot = figure.plot;
        for (value, text) in ticks {
            let at = Point { x: figure.place((value, figure.y.0)).x, y: plot.bottom + 16.0 };
            figure.labels.push(label(sheet, &text, at, Anchor::Middle, TICK)?);
        }
        let mut y = plot.bottom + 34.0;
        let at = Point { x: plot.right, y };
        figure.labels.push(label(sheet, &self.width_label, at, Anchor::End, TICK)?);
        y += 6.0;
        for (place, bar) in self.bars.iter().enumerate() {
            let avoided = format!("{} {}", text::format_number(bar.avoided, 1), self.width_label);
            let cost = bar.per_tonne.map_or_else(
                || "—".to_owned(),
                |cost| format!("{} {}", text::format_number(cost, 0), self.unit_label),
            );
            let told = text::abatement_legend(place + 1, &bar.name, &avoided, &cost, self.lang);
            // Beside the first of its lines.
            let middle = y + PITCH + 4.0 - baseline_centred_on(0.0, LEGEND.size) * 2.0;
            for part in sheet.ruler.wrap_evenly(&told, LEGEND.size, plot.width() - 20.0) {
                y += PITCH;
                let at = Point { x: plot.left + 16.0, y };
                figure.labels.push(label(sheet, &part, at, Anchor::Start, LEGEND)?);
            }
            let square =
                Rect { left: plot.left, top: middle - 4.0, right: plot.left + 9.0, bottom: middle + 5.0 };
            let corners = [(square.left, square.top), (square.right, square.top)];
            let corners =
                corners.into_iter().chain([(square.right, square.bottom), (square.left, square.bottom)]);
            let points = corners.map(|(x, y)| Point { x, y }).collect();
            figure.overlay.push(Ornament::Polygon { points, color: self.color(place).for_area() });
        }
        Ok(y + 8.0)
    }
}
