//! Every leaf of a scenario: its place among the others, identity, defaults and derived ones.

use std::collections::{HashMap, HashSet};

use super::super::leaf::{Form, Leaf as Raw, LeafTable, Number};
use super::super::problem::{Draft, Sink};
use super::super::record::At;
use super::super::source_map::Span;
use super::super::values::Word;
use super::build::{Builder, provenance};
use crate::domain::{Horizon, Leaf, LeafId, Path, PhysicalRange, Provenance, Year};
use crate::near::near;
use crate::units::Dimension;

/// What a place asks of its leaf.
#[derive(Clone, Copy, Debug)]
pub(super) struct Spec {
    pub dimension: Dimension,
    pub least: f64,
    pub greatest: f64,
    /// Whether growth may do without a start.
    pub startless: bool,
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

    /// The range in words.
    pub fn range(self) -> String {
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

/// A leaf that is a multiple of another.
struct Multiple {
    at: At,
    span: Span,
    slot: usize,
    of: LeafId,
    factor: f64,
    spec: Spec,
    provenance: Provenance,
    note: Option<String>,
}

/// Every leaf, by address.
pub(super) struct Leaves<'a> {
    list: Vec<Option<Leaf>>,
    slots: HashMap<String, usize>,
    same: &'a HashMap<String, Word>,
    aliases: Vec<(At, Word, Spec, usize)>,
    derived: Vec<Derived>,
    multiples: Vec<Multiple>,
    horizon: Horizon,
}

impl<'a> Leaves<'a> {
    pub fn new(same: &'a HashMap<String, Word>, horizon: Horizon) -> Self {
        let (list, slots) = (Vec::new(), HashMap::new());
        Leaves { list, slots, same, aliases: Vec::new(), derived: Vec::new(), multiples: Vec::new(), horizon }
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
            let of = self.alias(&raw.at, same, spec, sink);
            return match &table.times {
                Some(times) => self.multiple(raw, table, of, times, spec, sink),
                None => of,
            };
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

    /// Registers a multiple of another leaf, whose number may stand further down.
    fn multiple(
        &mut self,
        raw: &Raw,
        table: &LeafTable,
        of: LeafId,
        times: &Number,
        spec: Spec,
        sink: &mut Sink,
    ) -> LeafId {
        let slot = self.slot(&raw.at.address);
        let builder = &mut Builder { spec, horizon: self.horizon, address: &raw.at.address, sink };
        match builder.plain(times) {
            Some(factor) => self.multiples.push(Multiple {
                at: raw.at.clone(),
                span: times.span,
                slot,
                of,
                factor,
                spec,
                provenance: provenance(raw),
                note: table.note.as_ref().map(|note| note.value.clone()),
            }),
            None => self.list[slot] = Some(constant(&raw.at.address, spec, spec.least.max(0.0))),
        }
        LeafId(slot)
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
        // Every member of a circle comes by here; one of them reports it for all.
        let circle = chain.iter().position(|address| *address == target).map_or(&[][..], |at| &chain[at..]);
        let reports = !circle.contains(&at.address) || circle.iter().min() == Some(&at.address);
        chain.push(target);
        let message = format!("leaves are the same as each other in a circle: {}", chain.join(" -> "));
        if reports {
            sink.push(Draft::new(same.span, message).help("one of them has to hold the number"));
        }
        self.fill(&at.address, Some(constant(&at.address, spec, 0.0)))
    }

    /// A leaf that was registered.
    pub fn get(&self, id: LeafId) -> Option<&Leaf> {
        self.list.get(id.0)?.as_ref()
    }

    /// The leaf at an address, or at the end of the `same-as` that stand there.
    pub fn find(&self, word: &Word, sink: &mut Sink) -> Option<LeafId> {
        let mut address = word.value.as_str();
        // A circle is reported where it is written; it has no more steps than there are aliases.
        for _ in 0..=self.same.len() {
            match self.same.get(address) {
                Some(next) => address = next.value.as_str(),
                None => break,
            }
        }
        let found = self.slots.get(address).filter(|slot| self.list[**slot].is_some());
        if found.is_none() {
            let help = if sink.suggests() { self.near_leaf(&word.value) } else { None };
            let message = format!("there is no leaf `{}`", word.value);
            sink.push(Draft::new(word.span, message).maybe_help(help));
        }
        found.map(|slot| LeafId(*slot))
    }

    /// All leaves, once every one is registered.
    pub fn finish(mut self, sink: &mut Sink) -> Vec<Leaf> {
        self.multiply(sink);
        self.check_aliases(sink);
        self.derive(sink);
        let stand_in = || constant("", Spec::FACTOR, 0.0);
        self.list.into_iter().map(|leaf| leaf.unwrap_or_else(stand_in)).collect()
    }

    /// Works out the multiples, those of multiples after what they are multiples of.
    fn multiply(&mut self, sink: &mut Sink) {
        let mut open = std::mem::take(&mut self.multiples);
        loop {
            let (ready, later): (Vec<_>, Vec<_>) =
                open.into_iter().partition(|multiple| self.list[multiple.of.0].is_some());
            if ready.is_empty() {
                return self.refuse_circles(later, sink);
            }
            ready.into_iter().for_each(|multiple| self.fill_multiple(multiple, sink));
            open = later;
        }
    }

    /// What is left hangs on no leaf, which the check of references reports, or on itself.
    fn refuse_circles(&mut self, left: Vec<Multiple>, sink: &mut Sink) {
        let slots: HashSet<usize> = left.iter().map(|multiple| multiple.slot).collect();
        for multiple in left {
            if slots.contains(&multiple.of.0) {
                let message = format!("`{}` is a multiple of itself", multiple.at.address);
                sink.push(Draft::new(multiple.span, message).help("one of them has to hold the number"));
            }
            self.list[multiple.slot] = Some(constant(&multiple.at.address, multiple.spec, 0.0));
        }
    }

    fn fill_multiple(&mut self, multiple: Multiple, sink: &mut Sink) {
        let Some(of) = &self.list[multiple.of.0] else { return };
        let leaf = Leaf {
            address: multiple.at.address.clone(),
            path: of.path.times(multiple.factor),
            uncertainty: of.uncertainty.as_ref().map(|uncertainty| uncertainty.times(multiple.factor)),
            drawn_as: Some(of.draw_name().to_owned()),
            range: PhysicalRange { least: multiple.spec.least, greatest: multiple.spec.greatest },
            provenance: multiple.provenance,
            note: multiple.note,
            ..of.clone()
        };
        let outside = |year: &Year| {
            let value = leaf.path.at(year.0)?;
            (value < multiple.spec.least || value > multiple.spec.greatest).then_some((year.0, value))
        };
        if let Some((year, value)) = self.horizon.years().collect::<Vec<_>>().iter().find_map(outside) {
            let message = format!("`{}` is {value} in {year}, which is not possible", leaf.address);
            let label = format!("expected {}", multiple.spec.range());
            sink.push(Draft::new(multiple.span, message).label(label));
        }
        self.list[multiple.slot] = Some(leaf);
    }

    fn check_aliases(&mut self, sink: &mut Sink) {
        for (at, target, spec, slot) in std::mem::take(&mut self.aliases) {
            let Some(leaf) = self.list.get_mut(slot).and_then(Option::as_mut) else {
                let message = format!("`{}` is the same as `{}`, which is no leaf", at.address, target.value);
                let help = if sink.suggests() { self.near_leaf(&target.value) } else { None };
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

    fn near_leaf(&self, address: &str) -> Option<String> {
        let known = self.slots.iter().filter(|(_, slot)| self.list[**slot].is_some());
        let mut known: Vec<&str> = known.map(|(address, _)| address.as_str()).collect();
        known.sort_unstable();
        near(address, known).map(|close| format!("did you mean `{close}`?"))
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
        drawn_as: None,
        disturbance: None,
        growth_shock: None,
        range: PhysicalRange { least: spec.least, greatest: spec.greatest },
        provenance: Provenance::Default,
        note: None,
    }
}
