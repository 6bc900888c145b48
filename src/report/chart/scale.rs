//! Axes: round ticks, and where the value axis begins.

use crate::report::text::format_number;

/// More steps than this on a value axis would crowd it.
const MOST_STEPS: f64 = 7.0;

/// The value axis: its ends and its ticks.
#[derive(Clone, PartialEq, Debug)]
pub struct ValueAxis {
    /// Lowest value.
    pub low: f64,
    /// Highest value.
    pub high: f64,
    /// Ticks from low to high, with their texts.
    pub ticks: Vec<(f64, String)>,
}

impl ValueAxis {
    /// An axis for these values (undefined ones are passed over); `None` when there are none.
    ///
    /// It starts at zero when the values keep to one side of it and come nearer to it than 0.6 of
    /// their largest; otherwise it is cut to the values.
    pub fn fitting(values: impl IntoIterator<Item = f64>, suffix: &str) -> Option<ValueAxis> {
        let (low, high) = ends(values)?;
        let (low, high) = padded(low, high);
        let step = round_step((high - low) / MOST_STEPS);
        let bottom = (low / step + 1e-9).floor() * step;
        Some(ValueAxis { low: bottom, high, ticks: ticks(bottom, high, step, suffix) })
    }

    /// An axis with these ends, and round ticks between them.
    pub fn between(low: f64, high: f64, suffix: &str) -> ValueAxis {
        let step = round_step((high - low) / MOST_STEPS);
        let first = (low / step - 1e-9).ceil() * step;
        ValueAxis { low, high, ticks: ticks(first, high, step, suffix) }
    }

    /// The power of ten that a printed journal takes out of the values of an axis, in steps of a thousand: where all are below a
    /// thousandth, or the largest has eight digits or more.
    pub fn power(&self) -> Option<i32> {
        let largest = self.ticks.iter().map(|(value, _)| value.abs()).fold(0.0, f64::max);
        let exponent = (largest * 1.000_001).log10().floor();
        let is_plain = largest == 0.0 || (-3.0..7.0).contains(&exponent);
        (!is_plain).then(|| (exponent / 3.0).floor() as i32 * 3)
    }

    /// The axis with texts of its ticks that count in a power of ten.
    #[must_use]
    pub fn in_power(mut self, power: i32, suffix: &str) -> ValueAxis {
        let size = 10f64.powi(power);
        let Some(step) = self.ticks.windows(2).map(|pair| (pair[1].0 - pair[0].0) / size).next() else {
            return self;
        };
        let decimals = decimals_of(step);
        let told = |value: f64| format_number(value / size, decimals) + suffix;
        self.ticks.iter_mut().for_each(|(value, text)| *text = told(*value));
        self
    }

    /// Whether zero is on the axis.
    pub fn shows_zero(&self) -> bool {
        self.low <= 0.0 && self.high >= 0.0
    }
}

fn ends(values: impl IntoIterator<Item = f64>) -> Option<(f64, f64)> {
    values.into_iter().filter(|v| v.is_finite()).fold(None, |ends, v| match ends {
        None => Some((v, v)),
        Some((low, high)) => Some((v.min(low), v.max(high))),
    })
}

fn padded(low: f64, high: f64) -> (f64, f64) {
    if low == 0.0 && high == 0.0 {
        return (0.0, 1.0);
    }
    let low = if low >= 0.0 && low < 0.6 * high { 0.0 } else { low };
    let high = if high <= 0.0 && high > 0.6 * low { 0.0 } else { high };
    // Values that differ by rounding noise only are a constant.
    let scale = low.abs().max(high.abs());
    let span = if high - low > 1e-6 * scale { high - low } else { 0.2 * scale };
    let pad = |end: f64| if end == 0.0 { 0.0 } else { 0.045 * span };
    if high - low > 1e-6 * scale {
        (low - pad(low), high + pad(high))
    } else {
        (low - span / 2.0, high + span / 2.0)
    }
}

/// The nearest of 1, 2, 5 times a power of ten, or 25, 250 and so on, not less than `rough`.
fn round_step(rough: f64) -> f64 {
    let power = 10f64.powf(rough.log10().floor());
    // 2.5 and 0.25 would need a decimal more than their neighbours.
    let quarter = if power >= 10.0 { 2.5 } else { 2.0 };
    let step =
        [1.0, 2.0, quarter, 5.0, 10.0].into_iter().find(|m| m * power >= rough * 0.999).unwrap_or(10.0);
    step * power
}

fn ticks(low: f64, high: f64, step: f64, suffix: &str) -> Vec<(f64, String)> {
    let decimals = decimals_of(step);
    let count = ((high - low) / step + 1e-9).floor() as i64;
    (0..=count)
        .map(|i| {
            let value = low + i as f64 * step;
            let value = if value.abs() < step * 1e-9 { 0.0 } else { value };
            (value, tick_text(value, step, decimals, suffix))
        })
        .collect()
}

fn tick_text(value: f64, step: f64, decimals: usize, suffix: &str) -> String {
    let text = if decimals > 6 && value != 0.0 {
        // As many figures as tell it from its neighbours.
        let figures = (value.abs().log10().floor() - (step * 1.001).log10().floor()).max(0.0) as usize;
        format!("{value:.figures$e}").replace('-', "\u{2212}")
    } else {
        format_number(value, if decimals > 6 { 0 } else { decimals })
    };
    text + suffix
}

/// Decimals needed to tell neighbouring ticks apart.
fn decimals_of(step: f64) -> usize {
    (0..18)
        .find(|&d| {
            let scaled = step * 10f64.powi(d);
            (scaled - scaled.round()).abs() < 1e-6 * scaled.max(1e-12) && scaled.round() >= 1.0
        })
        .unwrap_or(18) as usize
}

/// Years to be written under the axis, at least `spacing` years apart: both ends, and the round
/// ones between that do not crowd them.
pub fn year_ticks(first: i32, last: i32, spacing: f64) -> Vec<i32> {
    let step = [1, 2, 5, 10, 20, 25, 50, 100, 200, 500]
        .into_iter()
        .find(|&s| f64::from(s) >= spacing)
        .unwrap_or(1000);
    let far = |a: i32, b: i32| f64::from(a - b) >= spacing;
    let round = |y: &i32| y % step == 0 && far(*y, first) && far(last, *y);
    let mut years = vec![first];
    years.extend((first..=last).filter(round));
    if last > first {
        years.push(last);
    }
    years
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(values: &[f64]) -> Vec<String> {
        let axis = ValueAxis::fitting(values.iter().copied(), "").unwrap();
        axis.ticks.into_iter().map(|(_, text)| text).collect()
    }

    #[test]
    fn starts_at_zero_when_sensible() {
        assert_eq!(texts(&[300.0, 2050.0]), ["0", "500", "1,000", "1,500", "2,000"]);
        let cut = ValueAxis::fitting([95.0, 100.0], "%").unwrap();
        assert!(!cut.shows_zero() && cut.low < 95.0 && cut.high > 100.0);
        assert!(cut.ticks.iter().all(|(_, t)| t.ends_with('%')));
    }

    #[test]
    fn negative_constant_tiny_and_huge() {
        assert_eq!(texts(&[-38.0, -5.0]), ["\u{2212}40", "\u{2212}30", "\u{2212}20", "\u{2212}10", "0"]);
        assert_eq!(texts(&[0.0, 0.0]).first().map(String::as_str), Some("0.0"));
        let constant = ValueAxis::fitting([7.0, 7.0], "").unwrap();
        assert!(constant.low < 7.0 && constant.high > 7.0 && constant.ticks.len() >= 3);
        for values in [[1e-9, 3e-10], [1e-6, 1.001e-6], [4e12, 1e10], [0.0012, 0.0009]] {
            let texts = texts(&values);
            let distinct: std::collections::BTreeSet<_> = texts.iter().collect();
            assert!(texts.len() >= 3 && distinct.len() == texts.len(), "{texts:?}");
        }
        assert_eq!(ValueAxis::fitting([f64::NAN], ""), None);
    }

    /// By hand: 3.7e-6 counts in millionths, 3.7e12 in 10¹²; a thousandth and nine million are written out.
    #[test]
    fn tiny_and_huge_values_count_in_powers_of_ten() {
        let fitting = |values: &[f64]| ValueAxis::fitting(values.iter().copied(), "").unwrap();
        let power = |value: f64| fitting(&[0.0, value]).power();
        assert_eq!(
            [3.7e-6, 3.7e-4, 2e-3, 9e6, 2e7, 3.7e12].map(power),
            [Some(-6), Some(-6), None, None, Some(6), Some(12)]
        );
        let texts = |values: &[f64], power| -> Vec<String> {
            fitting(values).in_power(power, "").ticks.into_iter().map(|(_, text)| text).collect()
        };
        assert_eq!(texts(&[0.0, 3.7e-6], -6), ["0", "1", "2", "3"]);
        assert_eq!(texts(&[1e-6, 1.001e-6], -6).first().map(String::as_str), Some("0.9998"));
    }

    #[test]
    fn ends_that_are_asked_for_are_kept() {
        let axis = ValueAxis::between(-130.0, 420.0, "");
        assert_eq!((axis.low, axis.high), (-130.0, 420.0));
        let texts: Vec<&str> = axis.ticks.iter().map(|(_, text)| text.as_str()).collect();
        assert_eq!(texts, ["\u{2212}100", "0", "100", "200", "300", "400"]);
        assert_eq!(ValueAxis::between(0.0, 100.0, "%").ticks.len(), 6);
    }

    #[test]
    fn years_do_not_crowd() {
        assert_eq!(year_ticks(2005, 2020, 4.0), [2005, 2010, 2015, 2020]);
        assert_eq!(year_ticks(2018, 2060, 4.0), [2018, 2025, 2030, 2035, 2040, 2045, 2050, 2055, 2060]);
        assert_eq!(year_ticks(2021, 2033, 2.1), [2021, 2025, 2030, 2033]);
        assert_eq!(year_ticks(2020, 2021, 0.05), [2020, 2021]);
    }
}
