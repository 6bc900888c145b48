//! Fans over the same years: under each other, or small ones side by side.

use super::axes::{divider, value_axis, year_axis};
use super::color::Color;
use super::fan::{FanChart, Projection, QUANTILES};
use super::fan_view::{View, later_marks};
use super::figure::{Anchor, Figure, Ornament, Point, Rect, Role, Style, label};
use super::frame::{ERA_ROW, VALUE_TICK, Words, end_labels, footer, opened, page, wrapped_ends};
use super::key::add_key;
use super::marks::percent_suffix;
use super::panels::placed;
use super::scale::ValueAxis;
use super::settings::Settings;
use super::sheet::Sheet;
use super::table::line as csv_line;
use super::targets::add_targets;
use super::{Chart, ChartError};

use crate::report::text::{self, ChartWord, Lang, PanelWord, quantile_name, table_number};

/// Several fans over the same years.
#[derive(Clone, PartialEq, Debug)]
pub struct MultiplesChart {
    /// Title; wrapped where it is long.
    pub title: String,
    /// What is shown; of panels that share their unit, the unit is added.
    pub subtitle: String,
    /// The fans, each with its title above it. Their subtitles, sources and languages are not used.
    pub panels: Vec<FanChart>,
    /// How they stand.
    pub arrangement: Arrangement,
    /// Whether all have the same value axis.
    pub same_scale: bool,
    /// Notes besides those the chart adds itself.
    pub notes: Vec<String>,
    /// Language of the words the chart adds.
    pub lang: Lang,
}

/// How the panels of a [`MultiplesChart`] stand.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Arrangement {
    /// Under each other, as wide as the page, named at their ends; the lowest has the years.
    Rows,
    /// Small, side by side, row by row, with one key.
    Grid,
}

/// Between neighbouring panels, px.
const GAP: f64 = 22.0;
/// Narrowest small panel, px.
const NARROWEST: f64 = 138.0;
/// Height of a plot, px: of one under another, of a small one.
const ROW_HEIGHT: f64 = 215.0;
const CELL_HEIGHT: f64 = 128.0;
/// Under a plot with years, and under one without, px.
const YEARS_ROW: f64 = 38.0;
const BARE_ROW: f64 = 20.0;
/// Between the plot and the names of its quantiles, px.
const END_ROOM: f64 = 20.0;
/// Between a target's mark on the right edge and the leader, px.
const MARK_ROOM: f64 = 8.0;

const PANEL_TITLE: Style = Style { role: Role::Series, size: 11.5, color: Color::INK };
const LEADING: f64 = 1.3;

/// A panel with what is drawn of it.
struct Ready<'a> {
    chart: &'a FanChart,
    history: Vec<(i32, f64)>,
    projection: Projection,
    axis: ValueAxis,
    settings: &'a Settings,
}

impl Ready<'_> {
    fn view(&self) -> View<'_> {
        View { chart: self.chart, projection: &self.projection, axis: &self.axis, settings: self.settings }
    }
}

/// Where a panel stands.
struct Cell {
    left: f64,
    right: f64,
    /// Upper edge of its title.
    top: f64,
    plot: Rect,
    /// Whether words stand at its divider.
    names_eras: bool,
    has_years: bool,
}

impl Chart for MultiplesChart {
    fn figure(&self, sheet: &Sheet<'_>) -> Result<Figure, ChartError> {
        let ready = self.ready(sheet.settings)?;
        let ends = ready.iter().filter_map(|one| one.chart.ends(&one.history));
        let years = ends.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1))).ok_or(ChartError::Empty)?;
        let words = self.words(&ready);
        let (mut figure, top) = opened(sheet, &words)?;
        match self.arrangement {
            Arrangement::Rows => self.rows(sheet, &mut figure, &ready, years, top)?,
            Arrangement::Grid => {
                let top = add_key(sheet, &mut figure, &self.key(sheet.settings), top)? + 4.0;
                self.grid(sheet, &mut figure, &ready, years, top)?;
            }
        }
        footer(sheet, &words, &mut figure)?;
        Ok(figure)
    }

    fn csv(&self) -> String {
        let mut text = text::csv_start(self.lang).to_owned();
        let head = [
            ChartWord::Year,
            ChartWord::Indicator,
            ChartWord::Unit,
            ChartWord::History,
            ChartWord::LaterObservation,
            ChartWord::CentralRun,
        ];
        let head = head.map(|word| word.in_lang(self.lang).to_owned()).into_iter();
        let head: Vec<String> = head.chain(QUANTILES.map(|q| quantile_name(q, self.lang))).collect();
        text += &csv_line(head.iter().map(String::as_str));
        for panel in &self.panels {
            rows_of(panel).iter().for_each(|row| text += &csv_line(row.iter().map(String::as_str)));
        }
        text
    }
}

impl MultiplesChart {
    /// As [`FanChart::keep_years`].
    pub fn keep_years(&mut self, first: i32, last: i32) {
        self.panels.iter_mut().for_each(|panel| panel.keep_years(first, last));
    }

    /// What is drawn of each panel, on an axis of its own or on that of all.
    fn ready<'a>(&'a self, settings: &'a Settings) -> Result<Vec<Ready<'a>>, ChartError> {
        let mut ready = Vec::new();
        for chart in &self.panels {
            chart.check()?;
            let history = chart.history_drawn();
            let projection = chart.projection(&history);
            let axis = chart.axis(&history, &projection, settings)?;
            ready.push(Ready { chart, history, projection, axis, settings });
        }
        // Small panels are held against each other, whatever their scales: all of them begin at zero.
        let from = |values: Vec<f64>, unit: &str| {
            let zero = (self.arrangement == Arrangement::Grid).then_some(0.0);
            ValueAxis::fitting(values.into_iter().chain(zero), percent_suffix(unit)).ok_or(ChartError::Empty)
        };
        if self.same_scale {
            let all: Vec<f64> = ready.iter().flat_map(|one| one.values()).collect();
            let axis = from(all, self.common_unit())?;
            ready.iter_mut().for_each(|one| one.axis = axis.clone());
        } else if self.arrangement == Arrangement::Grid {
            for one in &mut ready {
                one.axis = from(one.values(), &one.chart.unit_label)?;
            }
        }
        if ready.is_empty() { Err(ChartError::Empty) } else { Ok(ready) }
    }

    /// The unit of all panels, if there is one; else nothing.
    pub fn common_unit(&self) -> &str {
        let first = self.panels.first().map_or("", |panel| panel.unit_label.as_str());
        if self.panels.iter().all(|panel| panel.unit_label == first) { first } else { "" }
    }

    fn words(&self, ready: &[Ready<'_>]) -> Words<'_> {
        let cut = ready.iter().filter(|one| !one.axis.shows_zero()).count();
        let all_cut = text::cut_axis_note(self.lang);
        let mut notes: Vec<String> = Vec::new();
        for note in ready.iter().flat_map(|one| one.view().notes()) {
            let note = if note == all_cut && cut < ready.len() {
                text::some_axes_cut_note(self.lang).to_owned()
            } else {
                note
            };
            if !notes.contains(&note) {
                notes.push(note);
            }
        }
        notes.extend(self.notes.iter().cloned());
        Words {
            title: &self.title,
            subtitle: &self.subtitle,
            unit: self.common_unit(),
            notes,
            source: None,
            lang: self.lang,
        }
    }

    /// What the colours of small panels are.
    fn key(&self, settings: &Settings) -> Vec<(String, Color)> {
        let has_bands = self.panels.iter().any(|panel| panel.bands.is_some());
        let lacks_bands = self.panels.iter().any(|panel| panel.bands.is_none());
        let word = |word: ChartWord| word.in_lang(self.lang).to_owned();
        let band = |word: PanelWord| word.in_lang(self.lang).to_owned();
        let mut key = vec![(word(ChartWord::History), Color::INK)];
        if has_bands {
            key.push((word(ChartWord::Median), Color::PROJECTION));
            let bands = [(50, PanelWord::Band50, Color::BAND_50), (90, PanelWord::Band90, Color::BAND_90)];
            let shown = bands.into_iter().filter(|(percent, ..)| settings.shows(*percent));
            key.extend(shown.map(|(_, word, color)| (band(word), color)));
        }
        if lacks_bands && !has_bands {
            key.push((word(ChartWord::CentralRun), Color::PROJECTION));
        }
        key
    }

    fn heading(&self, panel: &FanChart) -> String {
        match self.common_unit() {
            "" => text::subtitle_with_unit(&panel.title, &panel.unit_label, self.lang),
            _ => panel.title.clone(),
        }
    }

    fn heading_lines(&self, sheet: &Sheet<'_>, panel: &FanChart, width: f64) -> Vec<String> {
        sheet.ruler.wrap_evenly(&self.heading(panel), PANEL_TITLE.size, width)
    }

    /// Panels under each other, their plots as wide as each other.
    fn rows(
        &self,
        sheet: &Sheet<'_>,
        figure: &mut Figure,
        ready: &[Ready<'_>],
        years: (i32, i32),
        mut top: f64,
    ) -> Result<(), ChartError> {
        let left = sheet.left() + ready.iter().map(|one| gutter(sheet, &one.axis)).fold(0.0, f64::max);
        let widths = ready.iter().map(|one| {
            let ends = one.view().end_labels();
            wrapped_ends(sheet, &ends).iter().map(|end| end.width).fold(0.0, f64::max)
        });
        let right = sheet.right() - END_ROOM - widths.fold(0.0, f64::max);
        for (at, one) in ready.iter().enumerate() {
            let lines = self.heading_lines(sheet, one.chart, sheet.right() - sheet.left()).len() as f64;
            let names_eras = at == 0;
            let has_years = at + 1 == ready.len();
            let eras = if names_eras { ERA_ROW } else { 10.0 };
            let plot_top = top + LEADING * PANEL_TITLE.size * lines + eras;
            let plot = Rect { left, top: plot_top, right, bottom: plot_top + sheet.plot_height(ROW_HEIGHT) };
            let cell = Cell { left: sheet.left(), right: sheet.right(), top, plot, names_eras, has_years };
            self.panel(sheet, figure, one, years, &cell)?;
            top = plot.bottom + if has_years { YEARS_ROW } else { BARE_ROW };
            figure.plot.bottom = plot.bottom;
        }
        Ok(())
    }

    /// Small panels side by side: few, and none narrower than its years need.
    fn columns(&self, sheet: &Sheet<'_>) -> usize {
        let wanted = match self.panels.len() {
            0 | 1 => 1,
            2 | 4 => 2,
            3 | 5..=9 => 3,
            _ => 4,
        };
        let fitting = ((sheet.right() - sheet.left() + GAP) / (NARROWEST + GAP)) as usize;
        wanted.min(fitting.max(1))
    }

    fn grid(
        &self,
        sheet: &Sheet<'_>,
        figure: &mut Figure,
        ready: &[Ready<'_>],
        years: (i32, i32),
        mut top: f64,
    ) -> Result<(), ChartError> {
        let columns = self.columns(sheet);
        let width = (sheet.right() - sheet.left() - GAP * (columns - 1) as f64) / columns as f64;
        // Plots that stand over each other begin at the same place.
        let gutter = ready.iter().map(|one| gutter(sheet, &one.axis)).fold(0.0, f64::max);
        for row in ready.chunks(columns) {
            let lines = row.iter().map(|one| self.heading_lines(sheet, one.chart, width).len());
            let plot_top = top + LEADING * PANEL_TITLE.size * lines.max().unwrap_or(1) as f64 + 8.0;
            let bottom = plot_top + sheet.plot_height(CELL_HEIGHT);
            for (at, one) in row.iter().enumerate() {
                let left = sheet.left() + at as f64 * (width + GAP);
                let plot = Rect { left: left + gutter, top: plot_top, right: left + width - 8.0, bottom };
                let cell = Cell { left, right: left + width, top, plot, names_eras: false, has_years: true };
                self.panel(sheet, figure, one, years, &cell)?;
            }
            figure.plot.bottom = bottom;
            top = bottom + YEARS_ROW;
        }
        Ok(())
    }

    /// One panel, drawn as a figure of its own and laid into the page.
    fn panel(
        &self,
        sheet: &Sheet<'_>,
        into: &mut Figure,
        one: &Ready<'_>,
        years: (i32, i32),
        cell: &Cell,
    ) -> Result<(), ChartError> {
        let mut figure = page(sheet, &self.title, cell.plot.top);
        let (first, last) = (f64::from(years.0), f64::from(years.1));
        figure.plot = cell.plot;
        figure.x = if first < last { (first, last) } else { (first - 0.5, last + 0.5) };
        figure.y = (one.axis.low, one.axis.high);
        self.write_heading(sheet, &mut figure, one.chart, cell)?;
        value_axis(sheet, &mut figure, &one.axis)?;
        match cell.has_years {
            true => year_axis(sheet, &mut figure, years)?,
            false => base_line(&mut figure),
        }
        let observed = one.chart.observed;
        match (one.projection.years.is_empty(), cell.names_eras) {
            (true, _) => {}
            (false, true) => divider(sheet, &mut figure, observed, self.lang)?,
            (false, false) => divider_line(&mut figure, observed),
        }
        let view = one.view();
        figure.marks = view.band_marks();
        figure.marks.extend(view.line_marks(&one.history));
        figure.marks.extend(later_marks(&one.chart.later_observations));
        if self.arrangement == Arrangement::Rows {
            let ends = view.end_labels();
            end_labels(sheet, &mut figure, &wrapped_ends(sheet, &ends), MARK_ROOM)?;
        }
        add_targets(sheet, &mut figure, &one.chart.targets)?;
        into.underlay.append(&mut figure.underlay);
        let marks = std::mem::take(&mut figure.marks);
        into.overlay.extend(marks.into_iter().map(|mark| placed(&figure, mark)));
        into.overlay.append(&mut figure.overlay);
        into.labels.append(&mut figure.labels);
        Ok(())
    }

    fn write_heading(
        &self,
        sheet: &Sheet<'_>,
        figure: &mut Figure,
        panel: &FanChart,
        cell: &Cell,
    ) -> Result<(), ChartError> {
        let lines = self.heading_lines(sheet, panel, cell.right - cell.left);
        for (at, line) in lines.iter().enumerate() {
            let y = cell.top + (LEADING * at as f64 + 1.05) * PANEL_TITLE.size;
            figure.labels.push(label(sheet, line, Point { x: cell.left, y }, Anchor::Start, PANEL_TITLE)?);
        }
        Ok(())
    }
}

impl Ready<'_> {
    /// Every value that its axis has to hold.
    fn values(&self) -> Vec<f64> {
        let projection = &self.projection;
        let observed = self.history.iter().chain(&self.chart.later_observations).map(|point| point.1);
        let drawn = projection.central.iter().chain(projection.quantiles.iter().flatten().flatten());
        let targets = self.chart.targets.iter().map(|target| target.value);
        observed.chain(drawn.copied()).chain(targets).collect()
    }
}

/// Room for the numbers of an axis.
fn gutter(sheet: &Sheet<'_>, axis: &ValueAxis) -> f64 {
    let widths = axis.ticks.iter().map(|(_, text)| sheet.ruler.width(text, VALUE_TICK.size));
    widths.fold(0.0, f64::max) + 8.0
}

fn base_line(figure: &mut Figure) {
    let plot = figure.plot;
    let points = [plot.left, plot.right].map(|x| Point { x, y: plot.bottom }).to_vec();
    figure.overlay.push(Ornament::Line { points, color: Color::INK, width: 1.0, dashed: false });
}

/// The dashed line after the last observed year, without words.
fn divider_line(figure: &mut Figure, year: i32) {
    let x = figure.place((f64::from(year), figure.y.0)).x;
    let points = [figure.plot.top, figure.plot.bottom].map(|y| Point { x, y }).to_vec();
    figure.overlay.push(Ornament::Line { points, color: Color::GREY, width: 1.0, dashed: true });
}

/// One row a year with any number.
fn rows_of(panel: &FanChart) -> Vec<Vec<String>> {
    let observed = panel.history.iter().chain(&panel.later_observations).map(|point| point.0);
    let mut years: Vec<i32> = observed.chain(panel.years.iter().copied()).collect();
    years.sort_unstable();
    years.dedup();
    let at = |points: &[(i32, f64)], year: i32| {
        points.iter().find(|point| point.0 == year).map_or_else(String::new, |point| table_number(point.1))
    };
    let run = |values: &[f64], year: i32| {
        let position = panel.years.iter().position(|known| *known == year);
        position.and_then(|i| values.get(i)).map_or_else(String::new, |value| table_number(*value))
    };
    let row = |&year: &i32| {
        let mut row = vec![year.to_string(), panel.title.clone(), panel.unit_label.clone()];
        row.extend([at(&panel.history, year), at(&panel.later_observations, year)]);
        row.push(run(&panel.central, year));
        match &panel.bands {
            Some(bands) => row.extend(bands.all().map(|values| run(values, year))),
            None => row.extend(QUANTILES.map(|_| String::new())),
        }
        row
    };
    years.iter().map(row).collect()
}
