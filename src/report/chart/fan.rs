//! Fan charts: history, then nested quantile bands around a median.

use super::color::Color;
use super::figure::{Figure, Mark};
use super::frame::{EndLabel, Plan, Words, compose};
use super::scale::ValueAxis;
use super::table::Table;
use super::targets::TargetMark;
use super::{Chart, ChartError, check_series, check_years};
use crate::report::font::Font;
use crate::report::text::{
    ChartWord, Lang, band_note, central_note, cut_axis_note, format_number,
    later_observations_note, narrow_band_note, quantile_name,
};

/// One series over the years with its uncertainty.
#[derive(Clone, PartialEq, Debug)]
pub struct FanChart {
    /// Title; wrapped where it is long.
    pub title: String,
    /// Unit and number of draws.
    pub subtitle: String,
    /// The unit of every number; added to the subtitle unless it is there.
    pub unit_label: String,
    /// Observed values, (year, value). Without any up to `observed`, the central line stands in.
    pub history: Vec<(i32, f64)>,
    /// Values observed after the pinned period, drawn as small open circles.
    pub later_observations: Vec<(i32, f64)>,
    /// The last observed year: where the divider stands and the fan begins.
    pub observed: i32,
    /// The years of `central` and `bands`; those before `observed` are history and not drawn again.
    pub years: Vec<i32>,
    /// The central run. NaN where undefined.
    pub central: Vec<f64>,
    /// Quantiles of the ensemble; `None` for a single run.
    pub bands: Option<Bands>,
    /// Goals.
    pub targets: Vec<TargetMark>,
    /// Notes besides those the chart adds itself (bands, central line, open circles, cut axis).
    pub notes: Vec<String>,
    /// Citation.
    pub source: Option<String>,
    /// Decimals of the value written beside the median.
    pub decimals: usize,
    /// Language of the words the chart adds.
    pub lang: Lang,
}

/// Quantiles over the years of a [`FanChart`].
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Bands {
    /// 5 %.
    pub p05: Vec<f64>,
    /// 10 %.
    pub p10: Vec<f64>,
    /// 25 %.
    pub p25: Vec<f64>,
    /// 50 %.
    pub p50: Vec<f64>,
    /// 75 %.
    pub p75: Vec<f64>,
    /// 90 %.
    pub p90: Vec<f64>,
    /// 95 %.
    pub p95: Vec<f64>,
}

/// The quantiles of [`Bands`], %.
const QUANTILES: [u8; 7] = [5, 10, 25, 50, 75, 90, 95];
const MEDIAN: usize = 3;

impl Bands {
    fn all(&self) -> [&[f64]; 7] {
        [
            &self.p05, &self.p10, &self.p25, &self.p50, &self.p75, &self.p90, &self.p95,
        ]
    }
}

/// What is drawn after the divider.
struct Projection {
    years: Vec<i32>,
    central: Vec<f64>,
    /// In the order of [`QUANTILES`].
    quantiles: Option<Vec<Vec<f64>>>,
}

impl Chart for FanChart {
    fn figure(&self, font: &Font) -> Result<Figure, ChartError> {
        self.check()?;
        let history = self.history_drawn();
        let projection = self.projection(&history);
        let axis = self.axis(&history, &projection)?;
        let view = View {
            chart: self,
            projection: &projection,
            axis: &axis,
        };
        let mut marks = view.band_marks();
        marks.extend(view.line_marks(&history));
        marks.extend(later_marks(&self.later_observations));
        let plan = Plan {
            years: self.ends(&history).ok_or(ChartError::Empty)?,
            words: self.words(view.notes()),
            divider: (!projection.years.is_empty()).then_some(self.observed),
            ends: view.end_labels(),
            marks,
            axis: axis.clone(),
            inner: Vec::new(),
            targets: &self.targets,
        };
        compose(&font.ruler()?, plan)
    }

    fn csv(&self) -> String {
        let mut table = Table::new(self.lang, &self.unit_label);
        table.column(
            ChartWord::History.in_lang(self.lang),
            self.history.iter().copied(),
        );
        if !self.later_observations.is_empty() {
            let name = ChartWord::LaterObservation.in_lang(self.lang);
            table.column(name, self.later_observations.iter().copied());
        }
        let over_years = |values: &[f64]| {
            self.years
                .iter()
                .copied()
                .zip(values.to_vec())
                .collect::<Vec<_>>()
        };
        table.column(
            ChartWord::CentralRun.in_lang(self.lang),
            over_years(&self.central),
        );
        if let Some(bands) = &self.bands {
            for (percent, values) in QUANTILES.into_iter().zip(bands.all()) {
                table.column(&quantile_name(percent, self.lang), over_years(values));
            }
        }
        table.csv()
    }
}

impl FanChart {
    fn check(&self) -> Result<(), ChartError> {
        check_years(&self.years)?;
        check_series("the central run", &self.years, &self.central)?;
        if let Some(bands) = &self.bands {
            for (percent, values) in QUANTILES.into_iter().zip(bands.all()) {
                check_series(&format!("the {percent} % quantile"), &self.years, values)?;
            }
        }
        for (what, points) in [
            ("history", &self.history),
            ("later observations", &self.later_observations),
        ] {
            let (years, values): (Vec<i32>, Vec<f64>) = points.iter().copied().unzip();
            check_years(&years)?;
            check_series(what, &years, &values)?;
        }
        Ok(())
    }

    /// Observed values up to the divider; without any, the central run's.
    fn history_drawn(&self) -> Vec<(i32, f64)> {
        let past = |points: &[(i32, f64)]| -> Vec<(i32, f64)> {
            points
                .iter()
                .copied()
                .filter(|p| p.0 <= self.observed && p.1.is_finite())
                .collect()
        };
        let observed = past(&self.history);
        if observed.is_empty() {
            let central: Vec<(i32, f64)> = self
                .years
                .iter()
                .copied()
                .zip(self.central.iter().copied())
                .collect();
            return past(&central);
        }
        observed
    }

    /// The years from the divider on; where the fan's first year follows it, the observed point is
    /// put before, so that the fan opens from it.
    fn projection(&self, history: &[(i32, f64)]) -> Projection {
        let start = self.years.partition_point(|&y| y < self.observed);
        let bridge = match (history.last(), self.years.get(start)) {
            (Some(&(year, value)), Some(&first)) if year == self.observed && first > year => {
                Some(value)
            }
            _ => None,
        };
        let joined = |values: &[f64]| {
            bridge
                .iter()
                .chain(&values[start..])
                .copied()
                .collect::<Vec<f64>>()
        };
        Projection {
            years: bridge
                .iter()
                .map(|_| self.observed)
                .chain(self.years[start..].iter().copied())
                .collect(),
            central: joined(&self.central),
            quantiles: self
                .bands
                .as_ref()
                .map(|b| b.all().into_iter().map(joined).collect()),
        }
    }

    fn axis(
        &self,
        history: &[(i32, f64)],
        projection: &Projection,
    ) -> Result<ValueAxis, ChartError> {
        let values = (history.iter().chain(&self.later_observations).map(|p| p.1))
            .chain(projection.central.iter().copied())
            .chain(projection.quantiles.iter().flatten().flatten().copied())
            .chain(self.targets.iter().map(|t| t.value));
        ValueAxis::fitting(values, percent_suffix(&self.unit_label)).ok_or(ChartError::Empty)
    }

    fn ends(&self, history: &[(i32, f64)]) -> Option<(i32, i32)> {
        let years = || {
            (history.iter().chain(&self.later_observations).map(|p| p.0))
                .chain(self.years.iter().copied().filter(|&y| y >= self.observed))
        };
        Some((years().min()?, years().max()?))
    }

    fn words(&self, notes: Vec<String>) -> Words<'_> {
        Words {
            title: &self.title,
            subtitle: &self.subtitle,
            unit: &self.unit_label,
            notes,
            source: self.source.as_deref(),
            lang: self.lang,
        }
    }
}

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
struct View<'a> {
    chart: &'a FanChart,
    projection: &'a Projection,
    axis: &'a ValueAxis,
}

impl View<'_> {
    /// A difference of values as a share of the axis.
    fn seen(&self, difference: f64) -> f64 {
        difference.abs() / (self.axis.high - self.axis.low)
    }

    fn band_marks(&self) -> Vec<Mark> {
        let Some(quantiles) = &self.projection.quantiles else {
            return Vec::new();
        };
        let pairs = [
            (0, 6, Color::BAND_90),
            (1, 5, Color::BAND_80),
            (2, 4, Color::BAND_50),
        ];
        pairs
            .into_iter()
            .flat_map(|(low, high, color)| {
                area_marks(
                    &self.projection.years,
                    &quantiles[low],
                    &quantiles[high],
                    color,
                )
            })
            .collect()
    }

    fn line_marks(&self, history: &[(i32, f64)]) -> Vec<Mark> {
        let years = &self.projection.years;
        let mut marks = Vec::new();
        match &self.projection.quantiles {
            Some(quantiles) => {
                if self.central_apart() {
                    marks.extend(line_marks(
                        years,
                        &self.projection.central,
                        Color::BLUE,
                        1.1,
                        true,
                    ));
                }
                marks.extend(line_marks(
                    years,
                    &quantiles[MEDIAN],
                    Color::BLUE,
                    2.2,
                    false,
                ));
            }
            None => marks.extend(line_marks(
                years,
                &self.projection.central,
                Color::BLUE,
                2.2,
                false,
            )),
        }
        let (past, values): (Vec<i32>, Vec<f64>) = history.iter().copied().unzip();
        marks.extend(line_marks(&past, &values, Color::INK, 2.2, false));
        if past.len() == 1 || past.windows(2).any(|w| w[1] - w[0] > 1) {
            marks.extend(
                history
                    .iter()
                    .map(|&(y, v)| dot(y, v, 2.8, Color::INK, false)),
            );
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
        let last = |i: usize| last_defined(&self.projection.years, &quantiles[i]).map(|p| p.1);
        match (last(0), last(6)) {
            (Some(low), Some(high)) if self.seen(high - low) > 0.10 => Spread::Wide,
            (Some(low), Some(high)) if self.seen(high - low) > 0.012 => Spread::Narrow,
            _ => Spread::Closed,
        }
    }

    fn end_labels(&self) -> Vec<EndLabel> {
        let years = &self.projection.years;
        let lang = self.chart.lang;
        let named = |word: ChartWord, values: &[f64], size: f64| {
            let at = last_defined(years, values)?;
            let text = format!(
                "{} {}",
                word.in_lang(lang),
                format_number(at.1, self.chart.decimals)
            );
            Some(EndLabel {
                text,
                at,
                color: Color::BLUE,
                size,
                weight: if size > 10.5 { 6.0 } else { 3.0 },
            })
        };
        let Some(quantiles) = &self.projection.quantiles else {
            return named(ChartWord::CentralRun, &self.projection.central, 11.0)
                .into_iter()
                .collect();
        };
        let spread = self.spread();
        let shown = |i: usize| match spread {
            Spread::Wide => true,
            Spread::Narrow => i == 0 || i == 6,
            Spread::Closed => false,
        };
        let quantile = |i: usize| {
            if i == MEDIAN {
                return named(ChartWord::Median, &quantiles[i], 11.0);
            }
            let at = last_defined(years, &quantiles[i]).filter(|_| shown(i))?;
            Some(EndLabel {
                text: format!("{}%", QUANTILES[i]),
                at,
                color: Color::GREY,
                size: 10.0,
                weight: 1.0,
            })
        };
        let mut labels: Vec<EndLabel> = (0..QUANTILES.len()).rev().filter_map(quantile).collect();
        if self.central_apart() {
            labels.extend(named(ChartWord::CentralRun, &self.projection.central, 10.0));
        }
        labels
    }

    fn notes(&self) -> Vec<String> {
        let lang = self.chart.lang;
        let mut notes = Vec::new();
        if self.projection.quantiles.is_some() {
            notes.push(band_note(lang));
            if self.spread() == Spread::Closed {
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
        notes
            .into_iter()
            .map(str::to_owned)
            .chain(self.chart.notes.iter().cloned())
            .collect()
    }
}

fn later_marks(points: &[(i32, f64)]) -> impl Iterator<Item = Mark> {
    points
        .iter()
        .filter(|p| p.1.is_finite())
        .map(|&(y, v)| dot(y, v, 2.8, Color::INK, true))
}

fn dot(year: i32, value: f64, radius: f64, color: Color, open: bool) -> Mark {
    Mark::Dot {
        at: (f64::from(year), value),
        radius,
        color,
        open,
    }
}

/// What tick labels of this unit end with.
pub(super) fn percent_suffix(unit: &str) -> &'static str {
    if unit == "%" { "%" } else { "" }
}

/// The last (year, value) that is defined.
pub(super) fn last_defined(years: &[i32], values: &[f64]) -> Option<(f64, f64)> {
    let pairs = years.iter().zip(values);
    pairs
        .rev()
        .find(|(_, v)| v.is_finite())
        .map(|(&y, &v)| (f64::from(y), v))
}

/// A line through the defined values; a gap breaks it, a value alone becomes a dot.
pub(super) fn line_marks(
    years: &[i32],
    values: &[f64],
    color: Color,
    width: f64,
    dashed: bool,
) -> Vec<Mark> {
    let runs = runs(years, |i| values[i].is_finite());
    runs.into_iter()
        .map(|run| match run.as_slice() {
            &[i] => dot(years[i], values[i], width + 0.4, color, false),
            _ => Mark::Line {
                points: run
                    .iter()
                    .map(|&i| (f64::from(years[i]), values[i]))
                    .collect(),
                color,
                width,
                dashed,
            },
        })
        .collect()
}

/// Areas between two series where both are defined; runs of one year have no area.
pub(super) fn area_marks(years: &[i32], low: &[f64], high: &[f64], color: Color) -> Vec<Mark> {
    let runs = runs(years, |i| low[i].is_finite() && high[i].is_finite());
    let outline = |run: Vec<usize>| Mark::Area {
        points: (run.iter().map(|&i| (f64::from(years[i]), high[i])))
            .chain(run.iter().rev().map(|&i| (f64::from(years[i]), low[i])))
            .collect(),
        color,
    };
    runs.into_iter()
        .filter(|run| run.len() > 1)
        .map(outline)
        .collect()
}

/// Positions of the years, cut where `defined` is false.
fn runs(years: &[i32], defined: impl Fn(usize) -> bool) -> Vec<Vec<usize>> {
    let positions: Vec<usize> = (0..years.len()).collect();
    positions
        .split(|&i| !defined(i))
        .filter(|run| !run.is_empty())
        .map(<[usize]>::to_vec)
        .collect()
}
