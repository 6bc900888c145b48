//! One leaf: its units, its range, its path and its distribution.

use super::super::leaf::{Form, Leaf as Raw, LeafTable, Number, Uncertain, Written};
use super::super::problem::{Draft, Sink};
use super::super::source_map::Span;
use super::super::tree::Cited;
use super::leaves::Spec;
use crate::domain::{
    Distribution, Horizon, Interpolation, Leaf, On, Path, PhysicalRange, Provenance, Uncertainty,
};
use crate::units::{Dimension, Quantity, QuantityError};

/// What a leaf cites.
pub(super) fn provenance(raw: &Raw) -> Provenance {
    match raw.cited.as_deref() {
        Some(Cited::Source(text)) => Provenance::Source(text.clone()),
        Some(Cited::Assumption(text)) => Provenance::Assumption(text.clone()),
        None => Provenance::Unstated,
    }
}

/// Reads one leaf.
pub(super) struct Builder<'a> {
    pub spec: Spec,
    pub horizon: Horizon,
    pub address: &'a str,
    pub sink: &'a mut Sink,
}

impl Builder<'_> {
    pub fn leaf(&mut self, raw: &Raw) -> Option<Leaf> {
        let (path, unit, uncertainty, note) = match &raw.form {
            Form::Number(number) => {
                let (value, unit) = self.value(number)?;
                (Path::Constant(value), unit, None, None)
            }
            Form::Table(table) => {
                let path = self.path(table);
                let uncertainty = self.uncertainty(table, path.as_ref().map(|(path, _)| path));
                let (path, unit) = path?;
                (path, unit, uncertainty?, table.note.as_ref().map(|note| note.value.clone()))
            }
        };
        let provenance = provenance(raw);
        let range = PhysicalRange { least: self.spec.least, greatest: self.spec.greatest };
        let (address, dimension) = (self.address.to_owned(), self.spec.dimension);
        Some(Leaf { address, dimension, unit, path, uncertainty, drawn_as: None, range, provenance, note })
    }

    fn error(&mut self, span: Span, message: impl Into<String>, help: impl Into<String>) {
        self.sink.push(Draft::new(span, message).help(help));
    }

    /// A number in a dimension.
    fn quantity(&mut self, number: &Number, dimension: Dimension) -> Option<(f64, String)> {
        let read = match &number.written {
            Written::Plain(value) if dimension == Dimension::SHARE => return Some((*value, String::new())),
            Written::Plain(value) => Err(QuantityError {
                message: format!("the number {value} has no unit"),
                help: Some(format!("write {} as a text", dimension.words())),
            }),
            Written::Text(text) => {
                Quantity::parse(text).and_then(|quantity| quantity.in_dimension(dimension))
            }
        };
        match read {
            Ok(quantity) => Some((quantity.value, quantity.unit)),
            Err(error) => {
                let draft = Draft::new(number.span, format!("`{}`: {}", self.address, error.message));
                self.sink.push(draft.label(format!("expected {}", dimension.words())).maybe_help(error.help));
                None
            }
        }
    }

    /// A number in the leaf's dimension and range.
    fn value(&mut self, number: &Number) -> Option<(f64, String)> {
        let (value, unit) = self.quantity(number, self.spec.dimension)?;
        if value < self.spec.least || value > self.spec.greatest {
            let spec = self.spec;
            let unit = if spec.dimension == Dimension::SHARE {
                String::new()
            } else {
                format!(" {}", spec.dimension)
            };
            let message = format!("`{}` is {value}{unit}, which is not possible", self.address);
            let draft = Draft::new(number.span, message);
            self.sink.push(draft.label(format!("expected {}{unit}", spec.range())));
            return None;
        }
        Some((value, unit))
    }

    /// A pure number.
    pub fn plain(&mut self, number: &Number) -> Option<f64> {
        self.quantity(number, Dimension::SHARE).map(|(value, _)| value)
    }

    fn rate(&mut self, number: &Number) -> Option<f64> {
        self.quantity(number, Dimension::RATE).map(|(value, _)| value)
    }

    fn path(&mut self, table: &LeafTable) -> Option<(Path, String)> {
        if let Some(value) = &table.value {
            return self.value(value).map(|(value, unit)| (Path::Constant(value), unit));
        }
        if table.path.is_some() {
            return self.knots(table);
        }
        if table.growth.is_some() { self.growth(table) } else { self.logistic(table) }
    }

    fn knots(&mut self, table: &LeafTable) -> Option<(Path, String)> {
        let written = &table.path.as_ref()?.0;
        for pair in written.windows(2) {
            if let [(earlier, _), (later, _)] = pair
                && later.value <= earlier.value
            {
                let message = format!(
                    "the knots of `{}` are out of order: {} after {}",
                    self.address, later.value, earlier.value
                );
                self.error(later.span, message, "write the years in increasing order, each once");
            }
        }
        let values: Vec<_> =
            written.iter().map(|(year, number)| Some((year.value, self.value(number)?))).collect();
        let values = values.into_iter().collect::<Option<Vec<_>>>()?;
        let unit = values.first().map(|(_, (_, unit))| unit.clone())?;
        let knots = values.into_iter().map(|(year, (value, _))| (year, value)).collect();
        let interpolation = table.interpolation.map_or(Interpolation::Linear, |choice| choice.value);
        Some((Path::Knots { knots, interpolation }, unit))
    }

    fn growth(&mut self, table: &LeafTable) -> Option<(Path, String)> {
        let growth = table.growth.as_ref()?;
        let rate = self.rate(&growth.rate);
        if rate.is_some_and(|rate| rate <= -1.0 || rate > 1.0) {
            let message = format!("`{}` cannot change at this rate", self.address);
            self.error(growth.rate.span, message, "write a rate above −100 %/a and up to 100 %/a");
        }
        let start = match &growth.start {
            Some(start) => Some(self.value(start)?),
            None if self.spec.startless => None,
            None => {
                let message = format!("the growth of `{}` has no `start`", self.address);
                self.error(growth.at.span, message, "only demand may start at its observed value");
                return None;
            }
        };
        let from = growth.from.map_or(self.horizon.observed.0, |year| year.value);
        let (start, unit) = start.map_or((None, String::new()), |(start, unit)| (Some(start), unit));
        Some((Path::Growth { start, rate: rate?, from }, unit))
    }

    fn logistic(&mut self, table: &LeafTable) -> Option<(Path, String)> {
        let logistic = table.logistic.as_ref()?;
        let (midpoint, steepness) = (self.plain(&logistic.midpoint), self.rate(&logistic.steepness));
        let (floor, ceiling) = (self.value(&logistic.floor), self.value(&logistic.ceiling));
        let (floor, unit) = floor?;
        let path = Path::Logistic { midpoint: midpoint?, steepness: steepness?, floor, ceiling: ceiling?.0 };
        Some((path, unit))
    }

    /// The outer `None` is an error that was reported, the inner one a certain leaf.
    fn uncertainty(&mut self, table: &LeafTable, path: Option<&Path>) -> Option<Option<Uncertainty>> {
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
        let count = usize::from(written.uniform.is_some())
            + usize::from(written.triangular.is_some())
            + usize::from(written.normal.is_some())
            + usize::from(written.lognormal.is_some());
        if count != 1 {
            let message = format!("`{}.uncertain` has {count} distributions", self.address);
            self.error(
                written.at.span,
                message,
                "write one of `uniform`, `triangular`, `normal`, `lognormal`",
            );
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
            let (low, high) = (self.parameter(&bounds.low, on), self.parameter(&bounds.high, on));
            return Some(Distribution::Uniform { low: low?, high: high? });
        }
        if let Some(triangle) = &written.triangular {
            let (low, mode) = (self.parameter(&triangle.low, on), self.parameter(&triangle.mode, on));
            let high = self.parameter(&triangle.high, on);
            return Some(Distribution::Triangular { low: low?, mode: mode?, high: high? });
        }
        if let Some(normal) = &written.normal {
            let (mean, sd) = (self.parameter(&normal.mean, on), self.parameter(&normal.sd, on));
            return Some(Distribution::Normal { mean: mean?, sd: sd? });
        }
        let lognormal = written.lognormal.as_ref()?;
        let (median, sigma) = (self.parameter(&lognormal.median, on), self.plain(&lognormal.sigma));
        Some(Distribution::LogNormal { median: median?, sigma: sigma? })
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

/// Why a distribution makes no sense; `central` is the value of the central run, where it is one.
fn unsound(distribution: &Distribution, central: Option<f64>) -> Option<String> {
    let outside = |low: f64, high: f64| {
        let central = central.filter(|central| *central < low || *central > high)?;
        Some(format!("the central value {central} lies outside {low} … {high}"))
    };
    match *distribution {
        Distribution::Uniform { low, high } if low >= high => {
            Some(format!("low {low} is not below high {high}"))
        }
        Distribution::Uniform { low, high } => outside(low, high),
        Distribution::Triangular { low, mode, high } if low > mode || mode > high || low >= high => {
            Some(format!("low {low}, mode {mode} and high {high} are not in order"))
        }
        Distribution::Triangular { low, high, .. } | Distribution::TwoPiece { low, high, .. } => {
            outside(low, high)
        }
        Distribution::Normal { sd, .. } if sd < 0.0 => {
            Some(format!("the standard deviation {sd} is negative"))
        }
        Distribution::Normal { .. } => None,
        Distribution::LogNormal { median, sigma } if median <= 0.0 || sigma < 0.0 => {
            Some(format!("the median {median} is not above 0, or sigma {sigma} is negative"))
        }
        Distribution::LogNormal { .. } => None,
    }
}
