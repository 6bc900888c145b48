//! Fan charts: history, then nested quantile bands around a median.

use super::fan_view::{View, later_marks};
use super::figure::Figure;
use super::frame::{Plan, Words, compose};
use super::marks::percent_suffix;
use super::scale::ValueAxis;
use super::settings::{BANDS, Settings};
use super::sheet::Sheet;
use super::table::Table;
use super::targets::TargetMark;
use super::{Chart, ChartError, check_series, check_years};

use crate::report::text::{ChartWord, Lang, quantile_name};

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
pub(super) const QUANTILES: [u8; 7] = [5, 10, 25, 50, 75, 90, 95];
/// Where the median stands among [`QUANTILES`].
pub(super) const MEDIAN: usize = 3;

/// The band that a quantile of [`QUANTILES`] is an edge of; the median is of none.
pub(super) fn band_of(quantile: usize) -> Option<u8> {
    let outside = MEDIAN.abs_diff(quantile);
    (outside > 0).then(|| BANDS[MEDIAN - outside])
}

impl Bands {
    pub(super) fn all(&self) -> [&[f64]; 7] {
        [&self.p05, &self.p10, &self.p25, &self.p50, &self.p75, &self.p90, &self.p95]
    }
}

/// What is drawn after the divider.
pub(super) struct Projection {
    pub years: Vec<i32>,
    pub central: Vec<f64>,
    /// In the order of [`QUANTILES`].
    pub quantiles: Option<Vec<Vec<f64>>>,
}

impl Chart for FanChart {
    fn figure(&self, sheet: &Sheet<'_>) -> Result<Figure, ChartError> {
        self.check()?;
        let history = self.history_drawn();
        let projection = self.projection(&history);
        let settings = sheet.settings;
        let fitting = self.axis(&history, &projection, settings)?;
        let axis = settings.axis(fitting, percent_suffix(&self.unit_label));
        let view = View { chart: self, projection: &projection, axis: &axis, settings };
        let years = self.ends(&history).ok_or(ChartError::Empty)?;
        let mut marks = view.band_marks();
        marks.extend(view.line_marks(&history));
        marks.extend(later_marks(&self.later_observations));
        let plan = Plan {
            years,
            words: self.words(view.notes()),
            divider: (!projection.years.is_empty() && self.observed >= years.0).then_some(self.observed),
            ends: view.end_labels(),
            marks,
            axis: axis.clone(),
            inner: Vec::new(),
            targets: &self.targets,
        };
        compose(sheet, plan)
    }

    fn csv(&self) -> String {
        let mut table = Table::new(self.lang, &self.unit_label);
        table.column(ChartWord::History.in_lang(self.lang), self.history.iter().copied());
        if !self.later_observations.is_empty() {
            let name = ChartWord::LaterObservation.in_lang(self.lang);
            table.column(name, self.later_observations.iter().copied());
        }
        let over_years = |values: &[f64]| self.years.iter().copied().zip(values.to_vec()).collect::<Vec<_>>();
        table.column(ChartWord::CentralRun.in_lang(self.lang), over_years(&self.central));
        if let Some(bands) = &self.bands {
            for (percent, values) in QUANTILES.into_iter().zip(bands.all()) {
                table.column(&quantile_name(percent, self.lang), over_years(values));
            }
        }
        table.csv()
    }
}

impl FanChart {
    pub(super) fn check(&self) -> Result<(), ChartError> {
        check_years(&self.years)?;
        check_series("the central run", &self.years, &self.central)?;
        if let Some(bands) = &self.bands {
            for (percent, values) in QUANTILES.into_iter().zip(bands.all()) {
                check_series(&format!("the {percent} % quantile"), &self.years, values)?;
            }
        }
        for (what, points) in [("history", &self.history), ("later observations", &self.later_observations)] {
            let (years, values): (Vec<i32>, Vec<f64>) = points.iter().copied().unzip();
            check_years(&years)?;
            check_series(what, &years, &values)?;
        }
        Ok(())
    }

    /// Observed values up to the divider; without any, the central run's.
    pub(super) fn history_drawn(&self) -> Vec<(i32, f64)> {
        let past = |points: &[(i32, f64)]| -> Vec<(i32, f64)> {
            points.iter().copied().filter(|p| p.0 <= self.observed && p.1.is_finite()).collect()
        };
        let observed = past(&self.history);
        if observed.is_empty() {
            let central: Vec<(i32, f64)> =
                self.years.iter().copied().zip(self.central.iter().copied()).collect();
            return past(&central);
        }
        observed
    }

    /// The years from the divider on; where the fan's first year follows it, the observed point is
    /// put before, so that the fan opens from it.
    pub(super) fn projection(&self, history: &[(i32, f64)]) -> Projection {
        let start = self.years.partition_point(|&y| y < self.observed);
        let bridge = match (history.last(), self.years.get(start)) {
            (Some(&(year, value)), Some(&first)) if year == self.observed && first > year => Some(value),
            _ => None,
        };
        let joined = |values: &[f64]| bridge.iter().chain(&values[start..]).copied().collect::<Vec<f64>>();
        Projection {
            years: bridge.iter().map(|_| self.observed).chain(self.years[start..].iter().copied()).collect(),
            central: joined(&self.central),
            quantiles: self.bands.as_ref().map(|b| b.all().into_iter().map(joined).collect()),
        }
    }

    /// The axis that fits what is drawn.
    pub(super) fn axis(
        &self,
        history: &[(i32, f64)],
        projection: &Projection,
        settings: &Settings,
    ) -> Result<ValueAxis, ChartError> {
        let quantiles = projection.quantiles.iter().flatten().enumerate();
        let shown = quantiles.filter(|(i, _)| band_of(*i).is_none_or(|band| settings.shows(band)));
        let values = (history.iter().chain(&self.later_observations).map(|p| p.1))
            .chain(projection.central.iter().copied())
            .chain(shown.flat_map(|(_, values)| values.iter().copied()))
            .chain(self.targets.iter().map(|t| t.value));
        let suffix = percent_suffix(&self.unit_label);
        ValueAxis::fitting(values, suffix).ok_or(ChartError::Empty)
    }

    pub(super) fn ends(&self, history: &[(i32, f64)]) -> Option<(i32, i32)> {
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
