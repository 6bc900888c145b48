//! Series as marks: lines and areas that break where a value is undefined.

use super::color::Color;
use super::figure::Mark;

/// A round dot.
pub fn dot(year: i32, value: f64, radius: f64, color: Color, open: bool) -> Mark {
    Mark::Dot { at: (f64::from(year), value), radius, color, open }
}

/// What tick labels of this unit end with.
pub fn percent_suffix(unit: &str) -> &'static str {
    if unit == "%" { "%" } else { "" }
}

/// The last (year, value) that is defined.
pub fn last_defined(years: &[i32], values: &[f64]) -> Option<(f64, f64)> {
    let pairs = years.iter().zip(values);
    pairs.rev().find(|(_, v)| v.is_finite()).map(|(&y, &v)| (f64::from(y), v))
}

/// A line through the defined values; a gap breaks it, a value alone becomes a dot.
pub fn line_marks(years: &[i32], values: &[f64], color: Color, width: f64, dashed: bool) -> Vec<Mark> {
    let runs = runs(years, |i| values[i].is_finite());
    runs.into_iter()
        .map(|run| match run.as_slice() {
            &[i] => dot(years[i], values[i], width + 0.4, color, false),
            _ => Mark::Line {
                points: run.iter().map(|&i| (f64::from(years[i]), values[i])).collect(),
                color,
                width,
                dashed,
            },
        })
        .collect()
}

/// Half the width of what a plot of one year shows as an area.
const HALF_ALONE: f64 = 0.2;

/// Areas between two series where both are defined; runs of one year have no area, unless there is only one.
pub fn area_marks(years: &[i32], low: &[f64], high: &[f64], color: Color) -> Vec<Mark> {
    if let (&[year], &[low], &[high]) = (years, low, high) {
        let (left, right) = (f64::from(year) - HALF_ALONE, f64::from(year) + HALF_ALONE);
        let points = vec![(left, high), (right, high), (right, low), (left, low)];
        let is_defined = low.is_finite() && high.is_finite();
        return is_defined.then_some(Mark::Area { points, color }).into_iter().collect();
    }
    let runs = runs(years, |i| low[i].is_finite() && high[i].is_finite());
    let outline = |run: Vec<usize>| Mark::Area {
        points: (run.iter().map(|&i| (f64::from(years[i]), high[i])))
            .chain(run.iter().rev().map(|&i| (f64::from(years[i]), low[i])))
            .collect(),
        color,
    };
    runs.into_iter().filter(|run| run.len() > 1).map(outline).collect()
}

/// Positions of the years, cut where `defined` is false.
fn runs(years: &[i32], defined: impl Fn(usize) -> bool) -> Vec<Vec<usize>> {
    let positions: Vec<usize> = (0..years.len()).collect();
    positions.split(|&i| !defined(i)).filter(|run| !run.is_empty()).map(<[usize]>::to_vec).collect()
}
