//! The page around a plot: headings, axes, divider, end labels, notes. Lengths are px.

use super::ChartError;
use super::axes::{divider, power_width, value_axis, write_power, year_axis};
use super::color::Color;
use super::figure::{Anchor, Figure, Label, Mark, Ornament, Point, Rect, Role, Style};
use super::figure::{baseline_centred_on, label};
use super::inner::{InnerLabel, add_inner_labels};
use super::key::add_key;
use super::marks::percent_suffix;
use super::scale::ValueAxis;
use super::sheet::Sheet;
use super::spread::{Wish, spread};
use super::targets::{TargetMark, add_targets};

use crate::report::text::{self, Lang, note_line, source_line, subtitle_with_unit};

pub const PLOT_HEIGHT: f64 = 370.0;
/// Height above the plot for the words of the divider.
pub const ERA_ROW: f64 = 24.0;
/// Room between the plot and end labels that have leaders.
const LEADER_ROOM: f64 = 20.0;
/// Distance between lines of text, in em.
const LEADING: f64 = 1.25;

const TITLE: Style = Style { role: Role::Title, size: 17.0, color: Color::INK };
const SUBTITLE: Style = Style { role: Role::Subtitle, size: 11.5, color: Color::GREY };
const NOTE: Style = Style { role: Role::Note, size: 9.5, color: Color::GREY };
pub const VALUE_TICK: Style = Style { role: Role::ValueTick, size: 10.5, color: Color::INK };
pub const YEAR_TICK: Style = Style { role: Role::YearTick, size: 10.5, color: Color::INK };

/// The words around a plot.
pub struct Words<'a> {
    pub title: &'a str,
    pub subtitle: &'a str,
    /// Added to the subtitle unless it says it already.
    pub unit: &'a str,
    pub notes: Vec<String>,
    pub source: Option<&'a str>,
    pub lang: Lang,
}

impl<'a> Words<'a> {
    /// Those of a chart that cites nothing.
    pub fn of([title, subtitle, unit]: [&'a str; 3], notes: &[String], lang: Lang) -> Words<'a> {
        Words { title, subtitle, unit, notes: notes.to_vec(), source: None, lang }
    }
}

/// A label to the right of the plot, naming what ends at `at`.
pub struct EndLabel {
    pub text: String,
    /// (year, value).
    pub at: (f64, f64),
    pub color: Color,
    pub size: f64,
    /// How strongly it keeps its height.
    pub weight: f64,
    /// Lowest and highest value of what it names.
    pub extent: (f64, f64),
}

impl EndLabel {
    /// Whether all that it names lies beyond an axis from `low` to `high`.
    fn is_beyond(&self, low: f64, high: f64) -> bool {
        let (least, most) = self.extent;
        (least >= high && most > high) || (most <= low && least < low)
    }
}

/// Lowest and highest of values; undefined ones are passed over.
pub fn extent<'v>(values: impl IntoIterator<Item = &'v f64>) -> (f64, f64) {
    let defined = values.into_iter().filter(|value| value.is_finite());
    defined.fold((f64::INFINITY, f64::NEG_INFINITY), |(least, most), v| (least.min(*v), most.max(*v)))
}

/// A chart before its page is made.
pub struct Plan<'a> {
    pub words: Words<'a>,
    pub years: (i32, i32),
    pub axis: ValueAxis,
    /// The last observed year, where the chart reaches beyond it.
    pub divider: Option<i32>,
    pub marks: Vec<Mark>,
    pub ends: Vec<EndLabel>,
    /// Names written inside the plot.
    pub inner: Vec<InnerLabel>,
    pub targets: &'a [TargetMark],
}

/// Places everything of a plan.
pub fn compose(sheet: &Sheet<'_>, mut plan: Plan<'_>) -> Result<Figure, ChartError> {
    let targets = framed(sheet, &mut plan);
    let power = plan.axis.power();
    if let Some(power) = power {
        plan.axis = plan.axis.clone().in_power(power, percent_suffix(plan.words.unit));
        plan.words.notes.push(text::power_note(plan.words.lang).to_owned());
    }
    let mut labels = Vec::new();
    let top = headings(sheet, &plan.words, &mut labels)? + ERA_ROW;
    let ends = wrapped_ends(sheet, &plan.ends);
    let plot = plot_box(sheet, &plan, &ends, power, top);
    let (first, last) = (f64::from(plan.years.0), f64::from(plan.years.1));
    let mark_room = if last_year_target(&plan) { 10.0 } else { 5.0 };
    let mut figure = Figure {
        title: plan.words.title.to_owned(),
        caption: String::new(),
        width: sheet.width(),
        height: 0.0,
        plot,
        x: if first < last { (first, last) } else { (first - 0.5, last + 0.5) },
        y: (plan.axis.low, plan.axis.high),
        underlay: Vec::new(),
        marks: plan.marks,
        overlay: Vec::new(),
        labels,
    };
    let is_cut = sheet.settings.frame(&mut figure);
    value_axis(sheet, &mut figure, &plan.axis)?;
    if let Some(power) = power {
        write_power(sheet, &mut figure, power)?;
    }
    year_axis(sheet, &mut figure, plan.years)?;
    if let Some(year) = plan.divider {
        divider(sheet, &mut figure, year, plan.words.lang)?;
    }
    end_labels(sheet, &mut figure, &ends, mark_room)?;
    add_inner_labels(sheet, &mut figure, &plan.inner)?;
    add_targets(sheet, &mut figure, &targets)?;
    if is_cut {
        tell_cut(&figure, &mut plan.words)?;
    }
    footer(sheet, &plan.words, &mut figure)?;
    Ok(figure)
}

/// Gives a plan the range of values that is asked for: the names of what ends outside stand at the edge, those of what lies
/// outside throughout in a note. Returns the targets that are inside.
fn framed(sheet: &Sheet<'_>, plan: &mut Plan<'_>) -> Vec<TargetMark> {
    plan.axis = sheet.settings.axis(plan.axis.clone(), percent_suffix(plan.words.unit));
    let mut targets = plan.targets.to_vec();
    if let Some((low, high)) = sheet.settings.range {
        let (beyond, mut seen): (Vec<EndLabel>, Vec<EndLabel>) =
            std::mem::take(&mut plan.ends).into_iter().partition(|end| end.is_beyond(low, high));
        seen.iter_mut().for_each(|end| end.at.1 = end.at.1.clamp(low, high));
        plan.ends = seen;
        if !beyond.is_empty() {
            let names: Vec<&str> = beyond.iter().map(|end| end.text.as_str()).collect();
            plan.words.notes.push(text::beyond_note(&names, plan.words.lang));
        }
        targets.retain(|target| (low..=high).contains(&target.value));
    }
    targets
}

/// That a range cuts what is drawn; nothing left of it is an error.
pub fn tell_cut(figure: &Figure, words: &mut Words<'_>) -> Result<(), ChartError> {
    if figure.marks.is_empty() {
        return Err(ChartError::Range { low: figure.y.0, high: figure.y.1 });
    }
    words.notes.push(text::range_note(words.lang).to_owned());
    Ok(())
}

/// Whether a target's mark stands on the right edge of the plot.
fn last_year_target(plan: &Plan<'_>) -> bool {
    plan.targets.iter().any(|t| t.year == plan.years.1)
}

/// Title, and subtitle with the unit; returns the height they end at.
pub fn headings(sheet: &Sheet<'_>, words: &Words<'_>, labels: &mut Vec<Label>) -> Result<f64, ChartError> {
    let title = sheet.settings.title.as_deref().unwrap_or(words.title);
    let mut y = paragraph(sheet, title, sheet.margin() - 6.0, TITLE, 1.4, labels)?;
    let subtitle = subtitle_with_unit(words.subtitle, words.unit, words.lang);
    y = paragraph(sheet, &subtitle, y + 1.0, SUBTITLE, 1.4, labels)?;
    Ok(y + 8.0)
}

/// Text over the full width, wrapped, from the height `y`; returns the height it ends at.
fn paragraph(
    sheet: &Sheet<'_>,
    text: &str,
    y: f64,
    style: Style,
    leading: f64,
    labels: &mut Vec<Label>,
) -> Result<f64, ChartError> {
    sheet.ruler.check(text)?;
    let pitch = leading * style.size;
    let lines = sheet.ruler.wrap_evenly(text, style.size, sheet.right() - sheet.left());
    for (i, line) in lines.iter().enumerate() {
        let at = Point { x: sheet.left(), y: y + i as f64 * pitch + 1.05 * style.size };
        labels.push(label(sheet, line, at, Anchor::Start, style)?);
    }
    Ok(y + lines.len() as f64 * pitch)
}

/// An end label broken into lines, with its block's size.
pub struct WrappedEnd<'a> {
    end: &'a EndLabel,
    lines: Vec<String>,
    pub width: f64,
    height: f64,
}

/// Breaks end labels into lines.
pub fn wrapped_ends<'a>(sheet: &Sheet<'_>, ends: &'a [EndLabel]) -> Vec<WrappedEnd<'a>> {
    let wrap = |end: &'a EndLabel| {
        let lines = sheet.ruler.wrap_evenly(&end.text, end.size, sheet.beside());
        let width = lines.iter().map(|l| sheet.ruler.width(l, end.size)).fold(0.0, f64::max);
        let height = lines.len() as f64 * LEADING * end.size;
        WrappedEnd { end, lines, width, height }
    };
    ends.iter().map(wrap).collect()
}

fn plot_box(
    sheet: &Sheet<'_>,
    plan: &Plan<'_>,
    ends: &[WrappedEnd<'_>],
    power: Option<i32>,
    top: f64,
) -> Rect {
    let tick_width = |(_, text): &(f64, String)| sheet.ruler.width(text, VALUE_TICK.size);
    let over = power.map_or(0.0, |power| power_width(sheet, power));
    let gutter = plan.axis.ticks.iter().map(tick_width).fold(over, f64::max) + 8.0;
    let last_year = sheet.ruler.width(&plan.years.1.to_string(), YEAR_TICK.size);
    let ends_width = ends.iter().map(|e| e.width).fold(0.0, f64::max) + LEADER_ROOM;
    let right = if ends.is_empty() { last_year / 2.0 } else { ends_width };
    let stacked: f64 = ends.iter().map(|e| e.height).sum();
    Rect {
        left: sheet.left() + gutter,
        top,
        right: sheet.right() - right,
        bottom: top + sheet.plot_height(PLOT_HEIGHT).max(stacked),
    }
}

/// Writes labels right of the plot, each with a leader from what it names.
pub fn end_labels(
    sheet: &Sheet<'_>,
    figure: &mut Figure,
    ends: &[WrappedEnd<'_>],
    mark_room: f64,
) -> Result<(), ChartError> {
    let wish = |e: &WrappedEnd<'_>| Wish {
        centre: figure.place(e.end.at).y,
        height: e.height,
        weight: e.end.weight,
    };
    let wishes: Vec<Wish> = ends.iter().map(wish).collect();
    let half_line = ends.iter().map(|e| e.height / 2.0).fold(0.0, f64::max);
    let centres = spread(&wishes, figure.plot.top - half_line, figure.plot.bottom + half_line.min(6.0));
    let x = figure.plot.right + LEADER_ROOM;
    for ((wrapped, wish), centre) in ends.iter().zip(&wishes).zip(centres) {
        let from = Point { x: figure.place(wrapped.end.at).x + mark_room, y: wish.centre };
        figure.overlay.push(Ornament::Line {
            points: vec![from, Point { x: x - 3.0, y: centre }],
            color: Color::LEADER,
            width: 0.7,
            dashed: false,
        });
        let style = Style { role: Role::Series, size: wrapped.end.size, color: wrapped.end.color };
        let pitch = LEADING * style.size;
        let first = centre - wrapped.height / 2.0 + pitch / 2.0;
        for (i, line) in wrapped.lines.iter().enumerate() {
            let y = baseline_centred_on(first + i as f64 * pitch, style.size);
            figure.labels.push(label(sheet, line, Point { x, y }, Anchor::Start, style)?);
        }
    }
    Ok(())
}

/// An empty page, whose plot begins at a height and has none yet.
pub fn page(sheet: &Sheet<'_>, title: &str, top: f64) -> Figure {
    Figure {
        title: title.to_owned(),
        caption: String::new(),
        width: sheet.width(),
        height: 0.0,
        plot: Rect { left: sheet.left(), top, right: sheet.right(), bottom: top },
        x: (0.0, 1.0),
        y: (0.0, 1.0),
        underlay: Vec::new(),
        marks: Vec::new(),
        overlay: Vec::new(),
        labels: Vec::new(),
    }
}

/// A page with its headings, and the height they end at.
pub fn opened(sheet: &Sheet<'_>, words: &Words<'_>) -> Result<(Figure, f64), ChartError> {
    let mut labels = Vec::new();
    let top = headings(sheet, words, &mut labels)?;
    Ok((Figure { labels, ..page(sheet, words.title, top) }, top))
}

/// The same with a key below them.
pub fn keyed(
    sheet: &Sheet<'_>,
    words: &Words<'_>,
    key: &[(String, Color)],
) -> Result<(Figure, f64), ChartError> {
    let (mut figure, top) = opened(sheet, words)?;
    let top = add_key(sheet, &mut figure, key, top)? + 6.0;
    Ok((figure, top))
}

/// Notes and source under the plot; sets the height of the page.
pub fn footer(sheet: &Sheet<'_>, words: &Words<'_>, figure: &mut Figure) -> Result<(), ChartError> {
    footer_from(sheet, words, figure, figure.plot.bottom + 32.0)
}

/// As [`footer`], from the height `y`.
pub fn footer_from(
    sheet: &Sheet<'_>,
    words: &Words<'_>,
    figure: &mut Figure,
    mut y: f64,
) -> Result<(), ChartError> {
    let settings = sheet.settings;
    let title = settings.title.as_deref().unwrap_or(words.title);
    let source = settings.source.as_deref().or(words.source);
    let notes: Vec<String> = words.notes.iter().chain(&settings.note).cloned().collect();
    let subtitle = subtitle_with_unit(words.subtitle, words.unit, words.lang);
    figure.title = title.to_owned();
    figure.caption = text::chart_caption(title, &subtitle, &notes, source, words.lang);
    if !notes.is_empty() {
        let joint = if words.lang == Lang::Zh { "" } else { " " };
        let note = note_line(&notes.join(joint), words.lang);
        y = paragraph(sheet, &note, y, NOTE, 1.45, &mut figure.labels)?;
    }
    if let Some(source) = source {
        y = paragraph(sheet, &source_line(source, words.lang), y, NOTE, 1.45, &mut figure.labels)?;
    }
    figure.height = (y + sheet.margin() - 10.0).ceil();
    Ok(())
}
