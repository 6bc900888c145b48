//! Which series have a chart, and the columns that it is drawn from.

use super::sheet::Shape;
use crate::domain::Place;
use crate::model::Model;
use crate::model::series::Measure;
use crate::report::chart::{Color, ValueAxis};
use crate::report::export::{Content, Line};
use crate::report::text::{self, ChartWord, DisplayUnit, Lang, decimals_for, quantile_name};

/// A chart with its numbers.
pub struct Plot {
    /// Series, place and unit.
    pub title: String,
    /// Scenario, bands, number of draws.
    pub note: String,
    /// One a row.
    pub years: Vec<i32>,
    /// Their numbers.
    pub columns: Vec<Column>,
    /// The value axis.
    pub axis: ValueAxis,
    /// How numbers are shown.
    pub shape: Shape,
    /// Whether its lines are named in a legend, because their ends may lie too close to name them all there.
    pub legend: bool,
}

/// A column of numbers.
pub struct Column {
    /// Its head.
    pub name: String,
    /// A value a year, if there is one.
    pub values: Vec<Option<f64>>,
    /// What of it is drawn.
    pub role: Role,
}

/// What is drawn of a column.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Role {
    /// Nothing: the number itself.
    Number,
    /// What bands stand on.
    Base,
    /// A band on top of the columns before.
    Band(Color),
    /// A line.
    Line(Color, f64),
    /// The name of what ends there, and its value.
    Label(Color),
}

/// The quantiles of a fan, as tables name them.
const QUANTILES: [(&str, u8); 7] =
    [("p05", 5), ("p10", 10), ("p25", 25), ("p50", 50), ("p75", 75), ("p90", 90), ("p95", 95)];

/// Hues of the bands between neighbouring quantiles.
const BANDS: [Color; 6] =
    [Color::BAND_90, Color::BAND_80, Color::BAND_50, Color::BAND_50, Color::BAND_80, Color::BAND_90];

/// Names at the right end keep this share of the axis between them.
const APART: f64 = 0.06;

/// A chart of every headline series of every scenario, differences left out; of scenarios that were compared one with a
/// line for each.
pub fn plots(content: &Content<'_>, lang: Lang) -> Vec<Plot> {
    let mut plots = Vec::new();
    for (number, folder) in content.folders.iter().enumerate() {
        let lines =
            content.lines.iter().filter(|line| line.folder == number && !line.scenario.contains(" minus "));
        let mut lines: Vec<&Line> = lines.filter(|line| is_headline(content, line)).collect();
        lines.sort_by_key(|line| rank(content, line));
        if folder.files.contains_key("comparison.csv") {
            plots.extend(compared(content, &lines, lang));
        } else {
            plots.extend(lines.iter().filter_map(|line| fan(content, line, lang)));
        }
    }
    plots
}

/// Totals of CO2 first, then of energy, then the others as they stand.
fn rank(content: &Content<'_>, line: &Line) -> u8 {
    match content.entry(line).map(|series| (series.measure, series.of.is_empty())) {
        Some((Measure::Co2, true)) => 0,
        Some((Measure::EnergyTotal, true)) => 1,
        _ => 2,
    }
}

/// Whether the ensemble keeps a series where headlines stand; without draws, whether it would.
fn is_headline(content: &Content<'_>, line: &Line) -> bool {
    let Some(series) = content.entry(line) else { return false };
    let model = content.model(line);
    let drawn = line.statistic("p50").is_some();
    let any = content.lines.iter().any(|one| one.folder == line.folder && one.statistic("p50").is_some());
    let told = model.headline_places().contains(&series.place)
        || (series.place == Place::All && model.scenario.regions.len() > 1);
    let values = line.statistic("central").unwrap_or_default();
    told && (drawn || (!any && series.headline)) && values.iter().flatten().any(|value| *value != 0.0)
}

fn unit(content: &Content<'_>, line: &Line, lang: Lang) -> Option<DisplayUnit> {
    let values = line.statistic("central").unwrap_or_default().iter().flatten();
    let largest = values.fold(0.0_f64, |largest, value| largest.max(value.abs()));
    Some(text::series_unit(content.entry(line)?, lang, largest))
}

fn shown(values: &[Option<f64>], unit: &DisplayUnit) -> Vec<Option<f64>> {
    values.iter().map(|value| value.map(|value| unit.show(value))).collect()
}

/// Bands around the median; without draws the central run.
fn fan(content: &Content<'_>, line: &Line, lang: Lang) -> Option<Plot> {
    let unit = unit(content, line, lang)?;
    let manifest = content.folders[line.folder].manifest;
    let observed = manifest.horizon.observed;
    let central = shown(line.statistic("central")?, &unit);
    let past = |year: i32| year <= observed;
    let only = |values: &[Option<f64>], keep: &dyn Fn(i32) -> bool| -> Vec<Option<f64>> {
        line.years.iter().zip(values).map(|(&year, &value)| value.filter(|_| keep(year))).collect()
    };
    let quantiles: Option<Vec<Vec<Option<f64>>>> =
        QUANTILES.iter().map(|(name, _)| Some(shown(line.statistic(name)?, &unit))).collect();
    let ends = |values: &Vec<Option<f64>>| values.iter().flatten().copied().collect::<Vec<f64>>();
    let all = quantiles.iter().flatten().chain([&central]).flat_map(ends);
    let axis = ValueAxis::fitting(all, "")?;
    let mut columns = Vec::new();
    let after = |year: i32| year >= observed;
    match &quantiles {
        Some(quantiles) => columns.extend(bands(quantiles, &only(&quantiles[3], &after), &axis, lang)),
        None => {
            let name = ChartWord::CentralRun.in_lang(lang).to_owned();
            columns.push(Column {
                name: name.clone(),
                values: only(&central, &after),
                role: Role::Line(Color::PROJECTION, 2.25),
            });
            columns.push(Column { name, values: last(&central), role: Role::Label(Color::PROJECTION) });
        }
    }
    let history = ChartWord::History.in_lang(lang).to_owned();
    columns.push(Column { name: history, values: only(&central, &past), role: Role::Line(Color::INK, 2.25) });
    let draws = quantiles.is_some().then(|| manifest.draws - manifest.failed_draws);
    let bands = quantiles.is_some().then(|| text::band_note(lang));
    let note = text::workbook_note(&scenario(content, line, lang), draws, bands.as_deref(), lang);
    Some(plot(content, line, lang, (columns, axis, unit), note))
}

/// The title of the scenario of a line; of several folders its id too.
fn scenario(content: &Content<'_>, line: &Line, lang: Lang) -> String {
    let title = lang.of(&content.model(line).scenario.title);
    if content.folders.len() == 1 { title.to_owned() } else { text::within(title, &line.scenario, lang) }
}

/// The texts of the axis of years: every fifth, of a few years all.
pub fn ticks(years: &[i32]) -> Vec<String> {
    let told = |year: i32| years.len() <= 12 || year % 5 == 0;
    years.iter().map(|&year| if told(year) { year.to_string() } else { String::new() }).collect()
}

fn plot(
    content: &Content<'_>,
    line: &Line,
    lang: Lang,
    (columns, axis, unit): (Vec<Column>, ValueAxis, DisplayUnit),
    note: String,
) -> Plot {
    let unit = text::bracketed(&unit.label, lang);
    let title = text::number_with_unit(&content.title(line, lang), &unit, lang);
    let shape = match decimals_for([axis.high, axis.low], 3) {
        0 => Shape::Decimals(0),
        1 => Shape::Decimals(1),
        2 => Shape::Decimals(2),
        _ => Shape::Decimals(4),
    };
    Plot { title, note, years: line.years.clone(), columns, axis, shape, legend: false }
}

/// Quantiles, the bands between them, the median from the last observed year on, and names at the end.
fn bands(
    quantiles: &[Vec<Option<f64>>],
    median: &[Option<f64>],
    axis: &ValueAxis,
    lang: Lang,
) -> Vec<Column> {
    let name = |q: usize| quantile_name(QUANTILES[q].1, lang);
    let mut columns = Vec::new();
    for (q, values) in quantiles.iter().enumerate() {
        let role = if q == 0 { Role::Base } else { Role::Number };
        columns.push(Column { name: name(q), values: values.clone(), role });
    }
    for (q, hue) in BANDS.into_iter().enumerate() {
        let pairs = quantiles[q].iter().zip(&quantiles[q + 1]);
        let between = pairs.map(|(low, high)| Some((*high)? - (*low)?)).collect();
        let name = format!("{}–{}", name(q), name(q + 1));
        columns.push(Column { name, values: between, role: Role::Band(hue) });
    }
    let line = Role::Line(Color::PROJECTION, 2.25);
    columns.push(Column { name: name(3), values: median.to_vec(), role: line });
    let ends: Vec<Option<f64>> = quantiles.iter().map(|values| values.last().copied().flatten()).collect();
    for q in told(&ends, axis) {
        let role = if q == 3 { Role::Label(Color::PROJECTION) } else { Role::Label(Color::GREY) };
        columns.push(Column { name: name(q), values: last(&quantiles[q]), role });
    }
    columns
}

/// The quantiles that have their names at the end: the median, then from outside in what is apart from all that are told.
fn told(ends: &[Option<f64>], axis: &ValueAxis) -> Vec<usize> {
    let mut told: Vec<(usize, f64)> = Vec::new();
    for q in [3, 6, 0, 4, 2, 5, 1] {
        let Some(end) = ends.get(q).copied().flatten() else { continue };
        let apart = |other: f64| (end - other).abs() > APART * (axis.high - axis.low);
        if told.iter().all(|&(_, other)| apart(other)) {
            told.push((q, end));
        }
    }
    told.into_iter().map(|(q, _)| q).collect()
}

/// The last value alone.
fn last(values: &[Option<f64>]) -> Vec<Option<f64>> {
    let end = values.len().saturating_sub(1);
    values.iter().enumerate().map(|(at, value)| value.filter(|_| at == end)).collect()
}

/// The medians of all scenarios of a comparison in one chart a series.
fn compared(content: &Content<'_>, lines: &[&Line], lang: Lang) -> Vec<Plot> {
    let first: Vec<&&Line> = lines.iter().filter(|line| line.scenario == lines[0].scenario).collect();
    let of_series = |one: &&&Line| {
        let same = |line: &&&Line| {
            line.series == one.series && line.region == one.region && line.cluster == one.cluster
        };
        let unit = unit(content, one, lang)?;
        let sides: Vec<&&Line> = lines.iter().filter(same).collect();
        let medians: Vec<Vec<Option<f64>>> =
            sides.iter().filter_map(|side| Some(shown(side.statistic("p50")?, &unit))).collect();
        let axis = ValueAxis::fitting(medians.iter().flatten().flatten().copied(), "")?;
        let mut columns = Vec::new();
        for (number, values) in medians.iter().enumerate() {
            let (name, hue) = (text::letter(number).to_string(), Color::of_series(number));
            columns.push(Column { name, values: values.clone(), role: Role::Line(hue, 2.0) });
        }
        let ends: Vec<Option<f64>> = medians.iter().map(|values| values.last().copied().flatten()).collect();
        let mut named: Vec<f64> = Vec::new();
        for (number, end) in ends.iter().enumerate() {
            let Some(end) = *end else { continue };
            if named.iter().all(|other| (end - other).abs() > APART * (axis.high - axis.low)) {
                named.push(end);
                let (name, hue) = (text::letter(number).to_string(), Color::of_series(number));
                columns.push(Column { name, values: last(&medians[number]), role: Role::Label(hue) });
            }
        }
        let folder = &content.folders[one.folder];
        let models: Vec<&Model> = std::iter::once(folder.model).chain(folder.others).collect();
        let names = text::scenario_names(&models, lang).into_iter().enumerate();
        let names: Vec<String> = names.map(|(side, name)| text::lettered(side, &name, lang)).collect();
        let names = names.join(if lang == Lang::Zh { "；" } else { "; " });
        let medians = Some(text::medians_note(false, lang));
        let note = text::workbook_note(&names, Some(folder.manifest.draws), medians, lang);
        Some(Plot { legend: true, ..plot(content, one, lang, (columns, axis, unit), note) })
    };
    first.iter().copied().filter_map(|one| of_series(&one)).collect()
}
