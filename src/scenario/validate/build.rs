//! One leaf: its units, its range, its path and its distribution.

use super::super::leaf::{Form, Leaf as Raw, LeafTable, Number, Written};
use super::super::problem::{Draft, Sink};
use super::super::source_map::Span;
use super::super::tree::Cited;
use super::leaves::Spec;
use crate::domain::{Disturbance, Horizon, Interpolation, Leaf, Path, PhysicalRange, Provenance};
use crate::units::{Dimension, Quantity, QuantityError};

/// Greatest standard deviation of a logarithm: beyond it the mean says nothing of what is drawn.
pub(super) const MOST_SPREAD: f64 = 2.0;

/// Greatest correlation of a year with the year before: beyond it a disturbance is a walk.
pub(super) const MOST_PERSISTENCE: f64 = 0.99;

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
        let table = match &raw.form {
            Form::Number(_) => None,
            Form::Table(table) => Some(table.as_ref()),
        };
        let path = match &raw.form {
            Form::Number(number) => self.value(number).map(|(value, unit)| (Path::Constant(value), unit)),
            Form::Table(table) => self.path(table),
        };
        let written = path.as_ref().map(|(path, _)| path);
        let uncertainty = table.map_or(Some(None), |table| self.uncertainty(table, written));
        let disturbance = table.and_then(|table| self.disturbance(table));
        let growth_shock = table.and_then(|table| self.growth_shock(table));
        let note = table.and_then(|table| table.note.as_ref()).map(|note| note.value.clone());
        let ((path, unit), uncertainty) = (path?, uncertainty?);
        let provenance = provenance(raw);
        let range = PhysicalRange { least: self.spec.least, greatest: self.spec.greatest };
        let (address, dimension) = (self.address.to_owned(), self.spec.dimension);
        Some(Leaf {
            address,
            dimension,
            unit,
            path,
            uncertainty,
            disturbance,
            growth_shock,
            drawn_as: None,
            range,
            provenance,
            note,
        })
    }

    pub(super) fn error(&mut self, span: Span, message: impl Into<String>, help: impl Into<String>) {
        self.sink.push(Draft::new(span, message).help(help));
    }

    /// A number in a dimension.
    pub(super) fn quantity(&mut self, number: &Number, dimension: Dimension) -> Option<(f64, String)> {
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
    pub(super) fn value(&mut self, number: &Number) -> Option<(f64, String)> {
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

    pub(super) fn rate(&mut self, number: &Number) -> Option<f64> {
        self.quantity(number, Dimension::RATE).map(|(value, _)| value)
    }

    fn disturbance(&mut self, table: &LeafTable) -> Option<Disturbance> {
        let written = table.disturbance.as_ref()?;
        let sigma = self.spread(&written.sigma);
        let persistence = match &written.persistence {
            Some(number) => self.plain(number).filter(|a| {
                let sound = (0.0..=MOST_PERSISTENCE).contains(a);
                if !sound {
                    let message = format!("`{}.disturbance` cannot persist by {a}", self.address);
                    let help = format!(
                        "write a persistence from 0 to {MOST_PERSISTENCE}; a walk is a `growth-shock`"
                    );
                    self.error(number.span, message, help);
                }
                sound
            }),
            None => Some(0.0),
        };
        Some(Disturbance { sigma: sigma?, persistence: persistence? })
    }

    fn growth_shock(&mut self, table: &LeafTable) -> Option<f64> {
        self.spread(&table.growth_shock.as_ref()?.sigma)
    }

    /// A standard deviation of a logarithm.
    fn spread(&mut self, number: &Number) -> Option<f64> {
        let sigma = self.plain(number)?;
        if (0.0..=MOST_SPREAD).contains(&sigma) {
            return Some(sigma);
        }
        let message = format!("`{}` cannot vary by {sigma}", self.address);
        let help = format!("sigma is the standard deviation of the logarithm: from 0 to {MOST_SPREAD}");
        self.error(number.span, message, help);
        None
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
}
