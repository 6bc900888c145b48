//! Leaves: units, ranges, distributions, identity.

use std::collections::{HashMap, HashSet};

use super::super::leaf::{Form, Leaf as Raw, LeafTable, Number, Uncertain, Written};
use super::super::problem::{Draft, Sink};
use super::super::record::{At, Word};
use super::super::source_map::Span;
use super::super::tree::Cited;
use crate::domain::{
    Distribution, Horizon, Interpolation, Leaf, LeafId, On, Path, PhysicalRange, Provenance, Uncertainty,
};
use crate::near::near;
use crate::units::{Dimension, Quantity, QuantityError};

/// What a place asks of its leaf.
#[derive(Clone, Copy, Debug)]
pub(super) struct Spec {
    pub dimension: Dimension,
    pub least: f64,
    pub greatest: f64,
    /// Whether growth may do without a start.
    startless: bool,
}

impl Spec {
    /// From a least value up.
    pub const fn from(dimension: Dimension, least: f64) -> Spec {
        Spec { dimension, least, greatest: f64::INFINITY, startless: false }
    }
    /// Nothing negative.
    pub const fn positive(dimension: Dimension) -> Spec {
        Spec::from(dimension, 0.0)
    }
    /// Up to a greatest value.
    pub const fn to(self, greatest: f64) -> Spec {
        Spec { greatest, ..self }
    }
    /// Growth may start at the observed value.
    pub const fn startless(self) -> Spec {
        Spec { startless: true, ..self }
    }
    /// A share from 0 to 1.
    pub const SHARE: Spec = Spec::positive(Dimension::SHARE).to(1.0);
    /// A use of capacity: works are known to exceed their nameplate.
    pub const UTILISATION: Spec = Spec::positive(Dimension::SHARE).to(2.0);
    /// A pure number that is not negative.
    pub const FACTOR: Spec = Spec::positive(Dimension::SHARE);

    fn range(self) -> String {
        match (self.least == f64::NEG_INFINITY, self.greatest == f64::INFINITY) {
            (true, true) => "any number".to_owned(),
            (true, false) => format!("at most {}", self.greatest),
            (false, true) => format!("at least {}", self.least),
            (false, false) => format!("from {} to {}", self.least, self.greatest),
        }
    }
}

/// A leaf that is the ratio of two others in the base year.
struct Derived {
    at: At,
    slot: usize,
    above: LeafId,
    below: LeafId,
}

/// Every leaf, by address.
pub(super) struct Leaves<'a> {
    list: Vec<Option<Leaf>>,
    slots: HashMap<String, usize>,
    same: &'a HashMap<String, Word>,
    aliases: Vec<(At, Word, Spec, usize)>,
    derived: Vec<Derived>,
    horizon: Horizon,
}

impl<'a> Leaves<'a> {
    pub fn new(same: &'a HashMap<String, Word>, horizon: Horizon) -> Self {
        let (list, slots) = (Vec::new(), HashMap::new());
        Leaves { list, slots, same, aliases: Vec::new(), derived: Vec::new(), horizon }
    }

    fn slot(&mut self, address: &str) -> usize {
        if let Some(slot) = self.slots.get(address) {
            return *slot;
        }
        self.list.push(None);
        self.slots.insert(address.to_owned(), self.list.len() - 1);
        self.list.len() - 1
    }

    fn fill(&mut self, address: &str, leaf: Option<Leaf>) -> LeafId {
        let slot = self.slot(address);
        if let (Some(place), Some(leaf)) = (self.list.get_mut(slot), leaf) {
            *place = Some(leaf);
        }
        LeafId(slot)
    }

    /// Registers a leaf that somebody wrote.
    pub fn add(&mut self, raw: &Raw, spec: Spec, sink: &mut Sink) -> LeafId {
        if let Form::Table(table) = &raw.form
            && let Some(same) = &table.same_as
        {
            return self.alias(&raw.at, same, spec, sink);
        }
        let leaf = Builder { spec, horizon: self.horizon, address: &raw.at.address, sink }.leaf(raw);
        let id = self.fill(&raw.at.address, leaf);
        if self.list[id.0].is_none() {
            // What could not be read was reported; a stand-in keeps references to it quiet.
            self.list[id.0] = Some(constant(&raw.at.address, spec, spec.least.max(0.0)));
        }
        id
    }

    /// Registers a leaf, or the documented default in its place.
    pub fn add_or(
        &mut self,
        raw: Option<&Raw>,
        at: &At,
        key: &str,
        spec: Spec,
        value: f64,
        sink: &mut Sink,
    ) -> LeafId {
        match raw {
            Some(raw) => self.add(raw, spec, sink),
            None => {
                let address = at.below(key).address;
                let leaf = constant(&address, spec, value);
                self.fill(&address, Some(leaf))
            }
        }
    }

    /// Registers the ratio of two leaves.
    pub fn ratio(&mut self, at: At, above: LeafId, below: LeafId) -> LeafId {
        let slot = self.slot(&at.address);
        self.derived.push(Derived { at, slot, above, below });
        LeafId(slot)
    }

    /// The leaf at the end of a chain of `same-as`.
    fn alias(&mut self, at: &At, same: &Word, spec: Spec, sink: &mut Sink) -> LeafId {
        let mut chain = vec![at.address.clone()];
        let mut target = same.value.clone();
        let mut seen: HashSet<String> = chain.iter().cloned().collect();
        while seen.insert(target.clone()) {
            chain.push(target.clone());
            match self.same.get(&target) {
                Some(next) => target = next.value.clone(),
                None => {
                    let slot = self.slot(&target);
                    let named = Word { value: target, span: same.span };
                    self.aliases.push((at.clone(), named, spec, slot));
                    return LeafId(slot);
                }
            }
        }
        chain.push(target);
        let message = format!("leaves are the same as each other in a circle: {}", chain.join(" -> "));
        sink.push(Draft::new(same.span, message).help("one of them has to hold the number"));
        self.fill(&at.address, Some(constant(&at.address, spec, 0.0)))
    }

    /// All leaves, once every one is registered.
    pub fn finish(mut self, sink: &mut Sink) -> Vec<Leaf> {
        self.check_aliases(sink);
        self.derive(sink);
        let stand_in = || constant("", Spec::FACTOR, 0.0);
        self.list.into_iter().map(|leaf| leaf.unwrap_or_else(stand_in)).collect()
    }

    fn check_aliases(&mut self, sink: &mut Sink) {
        for (at, target, spec, slot) in std::mem::take(&mut self.aliases) {
            let Some(leaf) = self.list.get_mut(slot).and_then(Option::as_mut) else {
                let message = format!("`{}` is the same as `{}`, which is no leaf", at.address, target.value);
                let known = self.slots.iter().filter(|(_, slot)| self.list[**slot].is_some());
                let mut known: Vec<&str> = known.map(|(address, _)| address.as_str()).collect();
                known.sort_unstable();
                let help = near(&target.value, known).map(|close| format!("did you mean `{close}`?"));
                sink.push(Draft::new(target.span, message).maybe_help(help));
                continue;
            };
            if leaf.dimension != spec.dimension {
                let message = format!(
                    "`{}` is {}, and `{}` is not: it is {}",
                    at.address,
                    spec.dimension.words(),
                    target.value,
                    leaf.dimension.words(),
                );
                sink.push(Draft::new(target.span, message));
            }
            leaf.range.least = leaf.range.least.max(spec.least);
            leaf.range.greatest = leaf.range.greatest.min(spec.greatest);
        }
    }

    fn derive(&mut self, sink: &mut Sink) {
        for Derived { at, slot, above, below } in std::mem::take(&mut self.derived) {
            let base = self.horizon.base.0;
            let value = |id: LeafId| self.list.get(id.0)?.as_ref()?.path.at(base);
            let ratio = value(above).zip(value(below)).map(|(above, below)| above / below);
            match ratio.filter(|ratio| ratio.is_finite()) {
                Some(ratio) => self.list[slot] = Some(constant(&at.address, Spec::FACTOR, ratio)),
                None => {
                    let message = format!("`{}` cannot be derived: a content is zero", at.address);
                    sink.push(Draft::new(at.span, message));
                }
            }
        }
    }
}

/// A leaf that nobody wrote.
fn constant(address: &str, spec: Spec, value: f64) -> Leaf {
    Leaf {
        address: address.to_owned(),
        dimension: spec.dimension,
        unit: String::new(),
        path: Path::Constant(value),
        uncertainty: None,
        range: PhysicalRange { least: spec.least, greatest: spec.greatest },
        provenance: Provenance::Default,
        note: None,
    }
}

/// Reads one leaf.
struct Builder<'a> {
    spec: Spec,
    horizon: Horizon,
    address: &'a str,
    sink: &'a mut Sink,
}

impl Builder<'_> {
    fn leaf(&mut self, raw: &Raw) -> Option<Leaf> {
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
        let provenance = match raw.cited.as_deref() {
            Some(Cited::Source(text)) => Provenance::Source(text.clone()),
            Some(Cited::Assumption(text)) => Provenance::Assumption(text.clone()),
            None => Provenance::Unstated,
        };
        let range = PhysicalRange { least: self.spec.least, greatest: self.spec.greatest };
        let (address, dimension) = (self.address.to_owned(), self.spec.dimension);
        Some(Leaf { address, dimension, unit, path, uncertainty, range, provenance, note })
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

    fn plain(&mut self, number: &Number) -> Option<f64> {
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
