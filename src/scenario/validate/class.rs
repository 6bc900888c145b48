//! Efficiency classes of a process, and the words that name one of them.

use super::super::problem::{Draft, Sink};
use super::super::raw::{self, Root};
use super::super::values::{List, Word};
use super::cost::PER_TONNE;
use super::leaves::Spec;
use super::{Check, Names};
use crate::domain::*;
use crate::units::Dimension;

impl Check<'_> {
    pub(super) fn classes(&mut self, raw: &raw::Process) -> Vec<EfficiencyClass> {
        let intensity = Spec::positive(self.class_dimension(raw));
        let class = |(id, class): (&Word, &raw::EfficiencyClass)| EfficiencyClass {
            id: id.value.clone(),
            title: class.title.text(),
            intensity: self.leaf(&class.intensity, intensity),
            unclassified: self.leaf_or(
                class.unclassified.as_ref(),
                &class.at,
                "unclassified",
                Spec::SHARE,
                0.0,
            ),
            retrofit: class.retrofit.as_ref().map(|leaf| self.leaf(leaf, PER_TONNE)),
        };
        raw.classes.iter().map(class).collect()
    }

    /// One carrier: its own unit per t. Several: a pure number.
    fn class_dimension(&self, raw: &raw::Process) -> Dimension {
        let [only] = raw.class_carriers.0.as_slice() else { return Dimension::SHARE };
        match self.raw.carriers.get(&only.value).map(|carrier| carrier.kind.value) {
            Some(CarrierKind::Electricity) => Dimension::ELECTRICITY_PER_MASS,
            _ => Dimension::ENERGY_PER_MASS,
        }
    }

    pub(super) fn class_carriers(&mut self, raw: &raw::Process) -> Vec<CarrierId> {
        let words = &raw.class_carriers.0;
        if let Some(first) = words.first().filter(|_| raw.classes.entries.is_empty()) {
            self.no_classes(first, &raw.at.address);
        }
        for word in words {
            let used = raw.carriers.entries.iter().any(|(used, _)| used.value == word.value);
            if self.names.carriers.get(&word.value).is_some() && !used {
                let message = format!("`{}` does not use the carrier `{}`", raw.at.address, word.value);
                let used: Vec<&str> =
                    raw.carriers.entries.iter().map(|(word, _)| word.value.as_str()).collect();
                self.sink.push(Draft::new(word.span, message).help(format!("it uses {}", used.join(", "))));
            }
        }
        self.all(&raw.class_carriers, |names| &names.carriers, CarrierId)
    }

    pub(super) fn new_build_class(&mut self, raw: &raw::Process) -> usize {
        let Some(word) = &raw.new_build_class else { return 0 };
        self.find_class(&raw.classes, word, &raw.at.address).unwrap_or(0)
    }

    /// The position of a class that a unit, a project or a lever names, among those of its process.
    pub(super) fn class_of(&mut self, process: Option<&Word>, class: Option<&Word>) -> Option<usize> {
        let (process, class) = (process?, class?);
        let raw = self.raw;
        let of = raw.processes.get(&process.value)?;
        self.find_class(&of.classes, class, &of.at.address)
    }

    fn find_class(
        &mut self,
        classes: &List<raw::EfficiencyClass>,
        word: &Word,
        process: &str,
    ) -> Option<usize> {
        if classes.entries.is_empty() {
            self.no_classes(word, process);
            return None;
        }
        Names::new("efficiency class", &classes.entries).find(word, self.sink)
    }

    fn no_classes(&mut self, word: &Word, process: &str) {
        let message = format!("`{process}` has no efficiency classes");
        let help = format!("write them, best first, as `[[{process}.classes]]`");
        self.sink.push(Draft::new(word.span, message).help(help));
    }
}

/// How far written shares of unknown capacity may be from 1 together.
const ROUNDING: f64 = 1e-9;

/// What only shows when all classes, units and numbers are in place.
pub(super) fn check(scenario: &Scenario, raw: &Root, sink: &mut Sink) {
    let processes = scenario.processes.iter().zip(raw.processes.iter()).enumerate();
    for (p, (process, (_, raw))) in processes.filter(|(_, (process, _))| !process.classes.is_empty()) {
        in_order(scenario, process, raw, sink);
        let unknown = |unit: &&Unit| unit.process == ProcessId(p) && unit.class.is_none();
        whole_split(scenario, process, raw, scenario.units.iter().find(unknown), sink);
    }
}

/// A better class does not take more than a worse one, and every class takes something.
fn in_order(scenario: &Scenario, process: &Process, raw: &raw::Process, sink: &mut Sink) {
    let base = scenario.horizon.base.0;
    let taken = |class: &EfficiencyClass| scenario.leaf(class.intensity).path.at(base).unwrap_or(0.0);
    for (at, class) in process.classes.iter().enumerate() {
        let Some(written) = raw.classes.iter().nth(at).map(|(_, class)| class) else { continue };
        if taken(class) <= 0.0 {
            let message = format!("`{}` takes nothing", written.at.address);
            let help = "write an `intensity` above 0";
            sink.push(Draft::new(written.intensity.at.span, message).help(help));
        }
        if let Some(better) = process.classes[..at].last().filter(|better| taken(better) > taken(class)) {
            let message =
                format!("`{}` takes less than the better class `{}`", written.at.address, better.id);
            sink.push(Draft::new(written.intensity.at.span, message).help("write the best class first"));
        }
    }
}

/// Capacity of unknown class is split once, and whole.
fn whole_split(
    scenario: &Scenario,
    process: &Process,
    raw: &raw::Process,
    unknown: Option<&Unit>,
    sink: &mut Sink,
) {
    let mut sum = 0.0;
    for (class, (_, written)) in process.classes.iter().zip(raw.classes.iter()) {
        match scenario.leaf(class.unclassified).path {
            Path::Constant(share) => sum += share,
            _ => {
                let at = written.unclassified.as_ref().map_or(&written.at, |leaf| &leaf.at);
                let message = format!("`{}` moves with the years", at.address);
                let help = "it says what the base fleet is: write one value; a lever of the kind `class-share` moves shares";
                return sink.push(Draft::new(at.span, message).help(help));
            }
        }
    }
    let wanted = unknown.is_some() || sum > 0.0;
    if wanted && (sum - 1.0).abs() > ROUNDING {
        let (address, sum) = (&raw.at.address, (sum * 1e9).round() / 1e9);
        let message = format!("the shares `unclassified` of the classes of `{address}` add up to {sum}");
        let whose = unknown.map_or_else(String::new, |unit| format!(" (such as `{}`)", unit.id));
        let help = format!("units without a `class`{whose} are split by them: they have to add up to 1");
        let span = raw.classes.entries.first().map_or(raw.at.span, |(word, _)| word.span);
        sink.push(Draft::new(span, message).help(help));
    }
}
