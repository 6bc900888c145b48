//! The distribution of a leaf: which one, its parameters, whether it is sound.

use super::super::leaf::{LeafTable, Number, Uncertain, Values};
use super::build::Builder;
use crate::domain::{Distribution, On, Path, Uncertainty, Weighted};

impl Builder<'_> {
    /// The outer `None` is an error that was reported, the inner one a certain leaf.
    pub(super) fn uncertainty(
        &mut self,
        table: &LeafTable,
        path: Option<&Path>,
    ) -> Option<Option<Uncertainty>> {
        if let (Some(low), Some(high)) = (&table.low, &table.high) {
            let (low_value, high_value) = (self.value(low), self.value(high));
            let Some(Path::Constant(mode)) = path else { return None };
            let (low_value, high_value, mode) = (low_value?.0, high_value?.0, *mode);
            if low_value > mode || mode > high_value {
                let crossed = if low_value > mode { low } else { high };
                let message = format!("the bounds of `{}` do not hold its value", self.address);
                self.error(crossed.span, message, "write `low` ≤ `value` ≤ `high`");
                return None;
            }
            let distribution = Distribution::TwoPiece { low: low_value, mode, high: high_value };
            return Some(Some(Uncertainty { distribution, on: On::Value }));
        }
        match &table.uncertain {
            Some(uncertain) => self.distribution(uncertain, path).map(Some),
            None => Some(None),
        }
    }

    fn distribution(&mut self, written: &Uncertain, path: Option<&Path>) -> Option<Uncertainty> {
        let on = written.on.map_or(On::Value, |choice| choice.value);
        let there = [
            ("uniform", written.uniform.is_some()),
            ("triangular", written.triangular.is_some()),
            ("pert", written.pert.is_some()),
            ("beta", written.beta.is_some()),
            ("normal", written.normal.is_some()),
            ("truncated-normal", written.truncated_normal.is_some()),
            ("lognormal", written.lognormal.is_some()),
            ("discrete", written.discrete.is_some()),
            ("empirical", written.empirical.is_some()),
        ];
        let count = there.iter().filter(|(_, written)| *written).count();
        if count != 1 {
            let message = format!("`{}.uncertain` has {count} distributions", self.address);
            let names: Vec<String> = there.iter().map(|(key, _)| format!("`{key}`")).collect();
            self.error(written.at.span, message, format!("write one of {}", names.join(", ")));
            return None;
        }
        let distribution = self.shape(written, on)?;
        let central = match (on, path) {
            (On::Value, Some(Path::Constant(value))) => Some(*value),
            (On::Value, _) => None,
            (On::Multiplier, _) => Some(1.0),
            (On::Rate, _) => Some(0.0),
        };
        if let Some(why) = unsound(&distribution, central) {
            let message = format!("the distribution of `{}` is not sound: {why}", self.address);
            self.error(written.at.span, message, around(on));
            return None;
        }
        Some(Uncertainty { distribution, on })
    }

    fn shape(&mut self, written: &Uncertain, on: On) -> Option<Distribution> {
        if let Some(bounds) = &written.uniform {
            let (low, high) = self.bounds(&bounds.low, &bounds.high, on)?;
            return Some(Distribution::Uniform { low, high });
        }
        if let Some(triangle) = written.triangular.as_ref().or(written.pert.as_ref()) {
            let (bounds, mode) =
                (self.bounds(&triangle.low, &triangle.high, on), self.parameter(&triangle.mode, on));
            let ((low, high), mode) = (bounds?, mode?);
            return Some(match written.pert {
                Some(_) => Distribution::Pert { low, mode, high },
                None => Distribution::Triangular { low, mode, high },
            });
        }
        if let Some(shape) = &written.beta {
            let (alpha, beta) = (self.plain(&shape.alpha), self.plain(&shape.beta));
            let (low, high) = self.bounds(&shape.low, &shape.high, on)?;
            return Some(Distribution::Beta { alpha: alpha?, beta: beta?, low, high });
        }
        if let Some(values) = &written.discrete {
            return self.weighted(values, on).map(Distribution::Discrete);
        }
        if let Some(values) = &written.empirical {
            return self.weighted(values, on).map(Distribution::Empirical);
        }
        self.gaussian(written, on)
    }

    fn gaussian(&mut self, written: &Uncertain, on: On) -> Option<Distribution> {
        if let Some(normal) = &written.normal {
            let (mean, sd) = (self.parameter(&normal.mean, on), self.parameter(&normal.sd, on));
            return Some(Distribution::Normal { mean: mean?, sd: sd? });
        }
        if let Some(normal) = &written.truncated_normal {
            let (mean, sd) = (self.parameter(&normal.mean, on), self.parameter(&normal.sd, on));
            let (low, high) = self.bounds(&normal.low, &normal.high, on)?;
            return Some(Distribution::TruncatedNormal { mean: mean?, sd: sd?, low, high });
        }
        let lognormal = written.lognormal.as_ref()?;
        let (median, sigma) = (self.parameter(&lognormal.median, on), self.plain(&lognormal.sigma));
        Some(Distribution::LogNormal { median: median?, sigma: sigma? })
    }

    fn bounds(&mut self, low: &Number, high: &Number, on: On) -> Option<(f64, f64)> {
        let (low, high) = (self.parameter(low, on), self.parameter(high, on));
        Some((low?, high?))
    }

    /// Values in increasing order with their weights.
    fn weighted(&mut self, written: &Values, on: On) -> Option<Weighted> {
        let values: Vec<Option<f64>> = written
            .values
            .0
            .iter()
            .map(|number| match on {
                On::Value => self.value(number).map(|(value, _)| value),
                On::Multiplier | On::Rate => self.parameter(number, on),
            })
            .collect();
        let values = values.into_iter().collect::<Option<Vec<_>>>()?;
        let weights = match &written.weights {
            None => vec![1.0; values.len()],
            Some(weights) => {
                let weights: Vec<Option<f64>> = weights.0.iter().map(|number| self.weight(number)).collect();
                weights.into_iter().collect::<Option<Vec<_>>>()?
            }
        };
        if weights.len() != values.len() {
            let message =
                format!("`{}` has {} values and {} weights", self.address, values.len(), weights.len());
            self.error(written.at.span, message, "write one weight for each value, or none at all");
            return None;
        }
        let mut pairs: Vec<(f64, f64)> = values.into_iter().zip(weights).collect();
        pairs.sort_by(|a, b| a.0.total_cmp(&b.0));
        Some(Weighted(pairs))
    }

    fn weight(&mut self, number: &Number) -> Option<f64> {
        let weight = self.plain(number)?;
        if weight > 0.0 {
            return Some(weight);
        }
        let message = format!("a weight of `{}` is {weight}", self.address);
        self.error(number.span, message, "weights are above 0; leave out what never occurs");
        None
    }

    fn parameter(&mut self, number: &Number, on: On) -> Option<f64> {
        match on {
            On::Value => self.quantity(number, self.spec.dimension).map(|(value, _)| value),
            On::Multiplier => self.plain(number),
            On::Rate => self.rate(number),
        }
    }
}

fn around(on: On) -> &'static str {
    match on {
        On::Value => "the written value is the centre; `low` < `high`, spreads are not negative",
        On::Multiplier => "a multiplier is around 1; `low` < `high`, spreads are not negative",
        On::Rate => "on a rate, the distribution is added to the yearly rate, so it is around 0",
    }
}

/// Greatest shape of a beta distribution: beyond it a normal one says the same.
const MOST_SHAPE: f64 = 1000.0;

/// Why a distribution makes no sense; `central` is the value of the central run, where it is one.
fn unsound(distribution: &Distribution, central: Option<f64>) -> Option<String> {
    let outside = |low: f64, high: f64| {
        let central = central.filter(|central| *central < low || *central > high)?;
        Some(format!("the central value {central} lies outside {low} … {high}"))
    };
    match *distribution {
        Distribution::Uniform { low, high }
        | Distribution::Beta { low, high, .. }
        | Distribution::TruncatedNormal { low, high, .. }
            if low >= high =>
        {
            Some(format!("low {low} is not below high {high}"))
        }
        Distribution::Triangular { low, mode, high } | Distribution::Pert { low, mode, high }
            if low > mode || mode > high || low >= high =>
        {
            Some(format!("low {low}, mode {mode} and high {high} are not in order"))
        }
        Distribution::Normal { sd, .. } if sd < 0.0 => {
            Some(format!("the standard deviation {sd} is negative"))
        }
        Distribution::TruncatedNormal { sd, .. } if sd <= 0.0 => {
            Some(format!("the standard deviation {sd} is not above 0"))
        }
        Distribution::TruncatedNormal { mean, sd, low, high }
            if low > mean + 8.0 * sd || high < mean - 8.0 * sd =>
        {
            Some(format!("nothing of normal {mean} ± {sd} lies between {low} and {high}"))
        }
        Distribution::LogNormal { median, sigma } if median <= 0.0 || sigma < 0.0 => {
            Some(format!("the median {median} is not above 0, or sigma {sigma} is negative"))
        }
        Distribution::Beta { alpha, beta, .. } if !sound_shape(alpha) || !sound_shape(beta) => {
            Some(format!("alpha {alpha} and beta {beta} are not both from {LEAST_SHAPE} to {MOST_SHAPE}"))
        }
        Distribution::Normal { .. } | Distribution::LogNormal { .. } => None,
        Distribution::Discrete(Weighted(ref pairs)) | Distribution::Empirical(Weighted(ref pairs)) => {
            let (first, last) = (pairs.first()?, pairs.last()?);
            outside(first.0, last.0)
        }
        Distribution::Uniform { low, high }
        | Distribution::Triangular { low, high, .. }
        | Distribution::Pert { low, high, .. }
        | Distribution::Beta { low, high, .. }
        | Distribution::TruncatedNormal { low, high, .. }
        | Distribution::TwoPiece { low, high, .. } => outside(low, high),
    }
}

/// Least shape of a beta distribution: below it nearly everything lies on the bounds.
const LEAST_SHAPE: f64 = 0.5;

fn sound_shape(shape: f64) -> bool {
    (LEAST_SHAPE..=MOST_SHAPE).contains(&shape)
}
