//! Small plots side by side, one a series: what was observed against what a run says, with its bands.

use super::axes::{value_axis, year_axis};
use super::color::Color;
use super::figure::{Anchor, Figure, Mark, Ornament, Point, Rect, Role, Style};
use super::figure::{baseline_centred_on, label};
use super::frame::{VALUE_TICK, Words, footer, opened, page};
use super::marks::{area_marks, dot, line_marks, percent_suffix};
use super::scale::ValueAxis;
use super::sheet::Sheet;
use super::table::line as csv_line;
use super::{Chart, ChartError, check_series, check_years};

use crate::report::text::{self, ChartWord, Lang, PanelWord, table_number};

/// Some series, each in a plot of its own.
#[derive(Clone, PartialEq, Debug)]
pub struct PanelsChart {
    /// Title; wrapped where it is long.
    pub title: String,
    /// Scenario and number of draws.
    pub subtitle: String,
    /// The plots, row by row.
    pub panels: Vec<Panel>,
    /// Notes under the plots, besides the one on cut axes, which the chart adds.
    pub notes: Vec<String>,
    /// Language of the words the chart adds.
    pub lang: Lang,
}

/// One plot of a [`PanelsChart`].
#[derive(Clone, PartialEq, Debug)]
pub struct Panel {
    /// What it shows.
    pub title: String,
    /// The unit of every number.
    pub unit_label: String,
    /// A line under the title.
    pub caption: String,
    /// Observed values that drive the run, (year, value).
    pub known: Vec<(i32, f64)>,
    /// Observed values that the run does not know.
    pub withheld: Vec<(i32, f64)>,
    /// The years of `central` and `quantiles`; the first one is the last that drives the run.
    pub years: Vec<i32>,
    /// The central run.
    pub central: Vec<f64>,
    /// 5, 25, 75 and 95 % of the draws.
    pub quantiles: [Vec<f64>; 4],
}

/// Between neighbouring panels, px.
const GAP: f64 = 24.0;
/// Narrowest panel, px.
const NARROWEST: f64 = 240.0;
/// Height of a plot, px; of one that stands alone.
const PLOT_HEIGHT: f64 = 170.0;
const PLOT_HEIGHT_ALONE: f64 = 300.0;
/// Under a plot, for its years, px.
const YEARS_ROW: f64 = 42.0;
/// The last row of the key, and the distance of one from the next, px.
const KEY_ROW: f64 = 26.0;
const KEY_PITCH: f64 = 18.0;
/// Width of a shape of the key, px.
const SWATCH: f64 = 22.0;
/// Years on each side of the plot, so that dots keep inside.
const PAD: f64 = 0.25;

const PANEL_TITLE: Style = Style { role: Role::Series, size: 12.0, color: Color::INK };
const CAPTION: Style = Style { role: Role::Series, size: 10.0, color: Color::GREY };
const KEY: Style = Style { role: Role::Era, size: 10.5, color: Color::INK };
const LEADING: f64 = 1.3;

impl Chart for PanelsChart {
    fn figure(&self, sheet: &Sheet<'_>) -> Result<Figure, ChartError> {
        self.panels.iter().try_for_each(Panel::check)?;
        let axes: Vec<ValueAxis> =
            self.panels.iter().map(Panel::axis).collect::<Option<_>>().ok_or(ChartError::Empty)?;
        if axes.is_empty() {
            return Err(ChartError::Empty);
        }
        let words = self.words(&axes);
        let (mut figure, top) = opened(sheet, &words)?;
        let top = key(sheet, &mut figure, top, self.lang)?;
        self.grid(sheet, &mut figure, &axes, top)?;
        footer(sheet, &words, &mut figure)?;
        Ok(figure)
    }

    fn csv(&self) -> String {
        let mut text = text::csv_start(self.lang).to_owned();
        let words = [ChartWord::Indicator, ChartWord::Unit, ChartWord::Year].map(|w| w.in_lang(self.lang));
        let observed = [PanelWord::Known, PanelWord::Withheld].map(|w| w.in_lang(self.lang));
        let run = [ChartWord::CentralRun.in_lang(self.lang), "P05", "P25", "P75", "P95"];
        text += &csv_line(words.into_iter().chain(observed).chain(run));
        for panel in &self.panels {
            panel.rows().iter().for_each(|row| text += &csv_line(row.iter().map(String::as_str)));
        }
        text
    }
}

impl PanelsChart {
    fn words(&self, axes: &[ValueAxis]) -> Words<'_> {
        let cut = match axes.iter().filter(|axis| !axis.shows_zero()).count() {
            0 => None,
            some if some < axes.len() => Some(text::some_axes_cut_note(self.lang)),
            _ => Some(text::cut_axis_note(self.lang)),
        };
        Words {
            title: &self.title,
            subtitle: &self.subtitle,
            unit: "",
            notes: self.notes.iter().cloned().chain(cut.map(str::to_owned)).collect(),
            source: None,
            lang: self.lang,
        }
    }

    /// Panels side by side: few, and none narrower than its numbers need.
    fn columns(&self, sheet: &Sheet<'_>) -> usize {
        let wanted = match self.panels.len() {
            0 | 1 => 1,
            2..=4 => 2,
            _ => 3,
        };
        let fitting = ((sheet.right() - sheet.left() + GAP) / (NARROWEST + GAP)) as usize;
        wanted.min(fitting.max(1))
    }

    /// Every panel in its cell; rows are as high as their highest heading.
    fn grid(
        &self,
        sheet: &Sheet<'_>,
        figure: &mut Figure,
        axes: &[ValueAxis],
        top: f64,
    ) -> Result<(), ChartError> {
        let columns = self.columns(sheet);
        let width = (sheet.right() - sheet.left() - GAP * (columns - 1) as f64) / columns as f64;
        let height = sheet.plot_height(if self.panels.len() == 1 { PLOT_HEIGHT_ALONE } else { PLOT_HEIGHT });
        let mut top = top;
        for (panels, axes) in self.panels.chunks(columns).zip(axes.chunks(columns)) {
            let heights = panels.iter().map(|panel| panel.heading_height(sheet, width, self.lang));
            let plot_top = top + heights.fold(0.0, f64::max) + 10.0;
            for (i, (panel, axis)) in panels.iter().zip(axes).enumerate() {
                let left = sheet.left() + i as f64 * (width + GAP);
                let cell = Rect { left, top, right: left + width, bottom: plot_top + height };
                panel.draw(sheet, figure, axis, cell, plot_top, self.lang)?;
            }
            figure.plot.bottom = plot_top + height;
            top = figure.plot.bottom + YEARS_ROW;
        }
        Ok(())
    }
}

/// What each shape means, in as many rows as it takes; returns the height it ends at.
fn key(sheet: &Sheet<'_>, figure: &mut Figure, top: f64, lang: Lang) -> Result<f64, ChartError> {
    let (mut x, mut middle) = (sheet.left(), top + 8.0);
    for &word in PanelWord::ALL {
        let text = word.in_lang(lang);
        let width = SWATCH + 6.0 + sheet.ruler.width(text, KEY.size);
        if x > sheet.left() && x + width > sheet.right() {
            (x, middle) = (sheet.left(), middle + KEY_PITCH);
        }
        figure.overlay.push(shape(word, x, middle));
        let at = Point { x: x + SWATCH + 6.0, y: baseline_centred_on(middle, KEY.size) };
        figure.labels.push(label(sheet, text, at, Anchor::Start, KEY)?);
        x += width + 20.0;
    }
    Ok(middle - 8.0 + KEY_ROW)
}

/// The shape of a word of the key.
fn shape(word: PanelWord, x: f64, middle: f64) -> Ornament {
    let centre = Point { x: x + SWATCH / 2.0, y: middle };
    match word {
        PanelWord::Band90 => swatch(x, middle, Color::BAND_90),
        PanelWord::Band50 => swatch(x, middle, Color::BAND_50),
        PanelWord::Central => Ornament::Line {
            points: vec![Point { x, y: middle }, Point { x: x + SWATCH, y: middle }],
            color: Color::PROJECTION,
            width: 2.0,
            dashed: false,
        },
        PanelWord::Known => Ornament::Dot { at: centre, radius: 3.0, color: Color::INK, open: false },
        PanelWord::Withheld => Ornament::Dot { at: centre, radius: 3.0, color: Color::INK, open: true },
    }
}

fn swatch(x: f64, middle: f64, color: Color) -> Ornament {
    let corner = |dx: f64, dy: f64| Point { x: x + dx, y: middle + dy };
    let points = vec![corner(0.0, -5.0), corner(SWATCH, -5.0), corner(SWATCH, 5.0), corner(0.0, 5.0)];
    Ornament::Polygon { points, color }
}

impl Panel {
    fn check(&self) -> Result<(), ChartError> {
        check_years(&self.years)?;
        check_series("the central run", &self.years, &self.central)?;
        for values in &self.quantiles {
            check_series("a quantile", &self.years, values)?;
        }
        for points in [&self.known, &self.withheld] {
            let (years, values): (Vec<i32>, Vec<f64>) = points.iter().copied().unzip();
            check_years(&years)?;
            check_series("observed values", &years, &values)?;
        }
        Ok(())
    }

    fn heading(&self, lang: Lang) -> String {
        text::subtitle_with_unit(&self.title, &self.unit_label, lang)
    }

    /// Lines of the heading and of the caption in a cell of this width.
    fn lines(&self, sheet: &Sheet<'_>, width: f64, lang: Lang) -> [Vec<String>; 2] {
        let wrapped = |text: &str, style: Style| sheet.ruler.wrap_evenly(text, style.size, width);
        [wrapped(&self.heading(lang), PANEL_TITLE), wrapped(&self.caption, CAPTION)]
    }

    /// Height of both.
    fn heading_height(&self, sheet: &Sheet<'_>, width: f64, lang: Lang) -> f64 {
        let [title, caption] = self.lines(sheet, width, lang);
        LEADING * (title.len() as f64 * PANEL_TITLE.size + caption.len() as f64 * CAPTION.size)
    }

    fn axis(&self) -> Option<ValueAxis> {
        let observed = self.known.iter().chain(&self.withheld).map(|p| p.1);
        let run = self.quantiles.iter().flatten().chain(&self.central).copied();
        ValueAxis::fitting(observed.chain(run), percent_suffix(&self.unit_label))
    }

    fn ends(&self) -> Option<(i32, i32)> {
        let observed = self.known.iter().chain(&self.withheld).map(|p| p.0);
        let years: Vec<i32> = observed.chain(self.years.iter().copied()).collect();
        years.iter().min().copied().zip(years.iter().max().copied())
    }

    /// Heading, axes and marks, drawn as a figure of its own and laid into the page.
    fn draw(
        &self,
        sheet: &Sheet<'_>,
        into: &mut Figure,
        axis: &ValueAxis,
        cell: Rect,
        plot_top: f64,
        lang: Lang,
    ) -> Result<(), ChartError> {
        let (first, last) = self.ends().ok_or(ChartError::Empty)?;
        let ticks = axis.ticks.iter().map(|(_, text)| sheet.ruler.width(text, VALUE_TICK.size));
        let left = cell.left + ticks.fold(0.0, f64::max) + 8.0;
        let mut figure = page(sheet, &self.title, plot_top);
        figure.plot = Rect { left, top: plot_top, right: cell.right - 6.0, bottom: cell.bottom };
        figure.x = (f64::from(first) - PAD, f64::from(last) + PAD);
        figure.y = (axis.low, axis.high);
        self.write_heading(sheet, &mut figure, cell, lang)?;
        value_axis(sheet, &mut figure, axis)?;
        year_axis(sheet, &mut figure, (first, last))?;
        into.underlay.append(&mut figure.underlay);
        into.overlay.extend(self.marks().into_iter().map(|mark| placed(&figure, mark)));
        into.overlay.append(&mut figure.overlay);
        into.labels.append(&mut figure.labels);
        Ok(())
    }

    fn write_heading(
        &self,
        sheet: &Sheet<'_>,
        figure: &mut Figure,
        cell: Rect,
        lang: Lang,
    ) -> Result<(), ChartError> {
        let [title, caption] = self.lines(sheet, cell.width(), lang);
        let title = title.iter().map(|line| (line.as_str(), PANEL_TITLE));
        let mut y = cell.top;
        for (line, style) in title.chain(caption.iter().map(|line| (line.as_str(), CAPTION))) {
            let at = Point { x: cell.left, y: y + 1.05 * style.size };
            figure.labels.push(label(sheet, line, at, Anchor::Start, style)?);
            y += LEADING * style.size;
        }
        Ok(())
    }

    /// Bands, central run, what the run knew and what it did not, in drawing order.
    fn marks(&self) -> Vec<Mark> {
        let [p05, p25, p75, p95] = &self.quantiles;
        let mut marks = area_marks(&self.years, p05, p95, Color::BAND_90);
        marks.extend(area_marks(&self.years, p25, p75, Color::BAND_50));
        marks.extend(line_marks(&self.years, &self.central, Color::PROJECTION, 2.0, false));
        marks.extend(self.known.iter().map(|&(year, value)| dot(year, value, 3.0, Color::INK, false)));
        marks.extend(self.withheld.iter().map(|&(year, value)| dot(year, value, 3.0, Color::INK, true)));
        marks
    }

    /// One row a year: unit and name, then what stands in the plot.
    fn rows(&self) -> Vec<Vec<String>> {
        let Some((first, last)) = self.ends() else { return Vec::new() };
        let at = |points: &[(i32, f64)], year: i32| {
            points.iter().find(|p| p.0 == year).map_or_else(String::new, |p| table_number(p.1))
        };
        let run = |values: &[f64], year: i32| {
            let position = self.years.iter().position(|y| *y == year);
            position.and_then(|i| values.get(i)).map_or_else(String::new, |v| table_number(*v))
        };
        let row = |year: i32| {
            let mut row = vec![self.title.clone(), self.unit_label.clone(), year.to_string()];
            row.extend([at(&self.known, year), at(&self.withheld, year), run(&self.central, year)]);
            row.extend(self.quantiles.iter().map(|values| run(values, year)));
            row
        };
        // A year without any number says nothing.
        (first..=last).map(row).filter(|row| row[3..].iter().any(|cell| !cell.is_empty())).collect()
    }
}

/// A mark of a plot as an ornament of the page.
pub fn placed(figure: &Figure, mark: Mark) -> Ornament {
    let all = |points: Vec<(f64, f64)>| points.into_iter().map(|p| figure.place(p)).collect();
    match mark {
        Mark::Area { points, color } => Ornament::Polygon { points: all(points), color },
        Mark::Line { points, color, width, dashed } => {
            Ornament::Line { points: all(points), color, width, dashed }
        }
        Mark::Dot { at, radius, color, open } => Ornament::Dot { at: figure.place(at), radius, color, open },
    }
}
