//! Contents of elements: what may hold one, and whether the metal of a process adds up.

use super::super::problem::{Draft, Sink};
use super::super::raw::{self, Root};
use super::super::source_map::Span;
use super::super::values::Word;
use super::Check;
use super::leaves::Spec;
use crate::domain::*;
use crate::near::near;

/// What rounding may leave.
const ROUNDING: f64 = 1e-9;

impl Check<'_> {
    pub(super) fn contents(&mut self, raw: &raw::Process) -> Vec<Content> {
        let mut contents = Vec::new();
        for (name, parts) in raw.contents.iter() {
            let element = self.names.elements.find(name, self.sink);
            for (part, leaf) in parts.iter() {
                let leaf = self.leaf(leaf, Spec::SHARE);
                if let (Some(element), Some(carrier)) = (element, self.content_of(raw, part)) {
                    contents.push(Content { element: ElementId(element), carrier, leaf });
                }
            }
        }
        contents
    }

    /// Only what a process takes, makes or leaves can hold an element in it.
    fn content_of(&mut self, raw: &raw::Process, name: &Word) -> Option<ContentOf> {
        let word = name.value.as_str();
        let names = |entries: &[Word]| entries.iter().any(|entry| entry.value == word);
        let scraps: Vec<Word> = raw.scrap.entries.iter().map(|(word, _)| word.clone()).collect();
        let streams: Vec<Word> = raw.streams.entries.iter().map(|(word, _)| word.clone()).collect();
        let mut commodities: Vec<Word> = raw.inputs.entries.iter().map(|(word, _)| word.clone()).collect();
        commodities.push(raw.output.clone());
        // What is not known is reported where it is used.
        if names(&scraps) {
            return self.names.scraps.get(word).map(|at| ContentOf::Scrap(ScrapId(at)));
        }
        if names(&commodities) {
            return self.names.commodities.get(word).map(|at| ContentOf::Commodity(CommodityId(at)));
        }
        if names(&streams) {
            return self.content_of_stream(name);
        }
        let parts = [commodities, scraps, streams].concat();
        let known: Vec<&str> = parts.iter().map(|word| word.value.as_str()).collect();
        let help = match near(word, known.iter().copied()) {
            Some(close) => format!("did you mean `{close}`?"),
            None if self.names.streams.get(word).is_some() => {
                format!("write what arises of it, `streams.{word}`, or take its content out")
            }
            None => format!("it has {}", known.join(", ")),
        };
        let message = format!("`{}` neither takes, makes nor leaves `{word}`", raw.at.address);
        self.sink.push(Draft::new(name.span, message).help(help));
        None
    }

    fn content_of_stream(&mut self, name: &Word) -> Option<ContentOf> {
        let stream = self.names.streams.get(&name.value)?;
        let kind = self.raw.streams.get(&name.value)?.kind;
        if kind.value == StreamKind::Water {
            let message = format!("`{}` is measured in m³, and a content is of a t", name.value);
            self.sink.push(Draft::new(name.span, message).also(kind.span, "the kind"));
            return None;
        }
        Some(ContentOf::Stream(StreamId(stream)))
    }
}

/// Checks of contents that need all processes and numbers.
pub(super) fn check(scenario: &Scenario, raw: &Root, sink: &mut Sink) {
    let mut whole = Contents { scenario, raw, sink };
    for process in &scenario.processes {
        whole.at_most_whole(process);
        for element in (0..scenario.elements.len()).map(ElementId) {
            whole.has_a_charge(process, element);
            whole.adds_up(process, element);
        }
    }
    whole.intermediates();
}

struct Contents<'a> {
    scenario: &'a Scenario,
    raw: &'a Root,
    sink: &'a mut Sink,
}

impl Contents<'_> {
    fn element(&self, id: ElementId) -> &str {
        &self.scenario.elements[id.0].id
    }

    fn name(&self, of: ContentOf) -> &str {
        match of {
            ContentOf::Commodity(id) => &self.scenario.commodities[id.0].id,
            ContentOf::Scrap(id) => &self.scenario.scraps[id.0].id,
            ContentOf::Stream(id) => &self.scenario.streams[id.0].id,
        }
    }

    /// Where the content of an element in something is written.
    fn span(&self, process: &Process, element: ElementId, of: ContentOf) -> Span {
        let raw = self.raw.processes.get(&process.id);
        let written = raw.and_then(|raw| raw.contents.get(self.element(element))?.get(self.name(of)));
        let process = raw.map_or(self.raw.at.span, |raw| raw.at.span);
        written.map_or(process, |leaf| leaf.at.span)
    }

    fn value(&self, leaf: LeafId, year: Year) -> f64 {
        self.scenario.leaf(leaf).path.at(year.0).unwrap_or(0.0)
    }

    /// Nothing holds more than itself.
    fn at_most_whole(&mut self, process: &Process) {
        let mut seen: Vec<ContentOf> = Vec::new();
        for first in &process.contents {
            if seen.contains(&first.carrier) {
                continue;
            }
            seen.push(first.carrier);
            let all = || process.contents.iter().filter(|content| content.carrier == first.carrier);
            let total = |year: &Year| -> f64 { all().map(|content| self.value(content.leaf, *year)).sum() };
            let Some(year) = self.scenario.horizon.years().find(|year| total(year) > 1.0 + ROUNDING) else {
                continue;
            };
            let last = all().next_back().unwrap_or(first);
            let message = format!(
                "a t of `{}` at `processes.{}` holds {} t of elements in {year}",
                self.name(first.carrier),
                process.id,
                rounded(total(&year))
            );
            let span = self.span(process, last.element, last.carrier);
            self.sink.push(Draft::new(span, message).help("contents of one thing add up to at most 1"));
        }
    }

    /// An element in a residue is one that was charged.
    fn has_a_charge(&mut self, process: &Process, element: ElementId) {
        if process.balances(element).is_some() {
            return;
        }
        let Some(residue) = process.residues(element).next() else { return };
        let (element_name, output) = (self.element(element), &self.scenario.commodities[process.output.0].id);
        let message = format!(
            "`{}` holds {element_name} of which `processes.{}` declares no balance",
            self.name(residue.carrier),
            process.id
        );
        let help = format!(
            "write `contents.{element_name}` of `{output}` and of what the process is charged with, too"
        );
        let span = self.span(process, element, residue.carrier);
        self.sink.push(Draft::new(span, message).help(help));
    }

    /// Product and residues hold no more of an element than what is charged: what is left over is losses.
    fn adds_up(&mut self, process: &Process, element: ElementId) {
        let Some(product) = process.balances(element) else { return };
        let metal =
            |holding: Holding, year| self.value(holding.amount, year) * self.value(holding.content, year);
        let balance = |year: Year| {
            let charged: f64 = process.charged(element).map(|holding| metal(holding, year)).sum();
            let residues: f64 = process.residues(element).map(|holding| metal(holding, year)).sum();
            (charged, self.value(product, year) + residues)
        };
        let more = |year: &Year| {
            let (charged, out) = balance(*year);
            out > charged * (1.0 + ROUNDING)
        };
        let Some(year) = self.scenario.horizon.years().find(more) else { return };
        let (charged, out) = balance(year);
        let message = format!(
            "`processes.{}` makes {} t of {} out of {} t in {year}",
            process.id,
            rounded(out),
            self.element(element),
            rounded(charged)
        );
        let made = ContentOf::Commodity(process.output);
        let product = format!("{} {}", self.name(made), rounded(self.value(product, year)));
        let residues = process.residues(element).map(|holding| self.in_words(holding, year));
        let charges: Vec<String> = process.charged(element).map(|h| self.in_words(h, year)).collect();
        let out: Vec<String> = std::iter::once(product).chain(residues).collect();
        let help = format!("per t of output, charged: {}; out: {}", charges.join(", "), out.join(", "));
        let span = self.span(process, element, made);
        self.sink.push(Draft::new(span, message).help(help));
    }

    fn in_words(&self, holding: Holding, year: Year) -> String {
        let (amount, content) = (self.value(holding.amount, year), self.value(holding.content, year));
        format!("{} {} × {}", self.name(holding.carrier), rounded(amount), rounded(content))
    }

    /// What one process makes and another takes holds the same in both: else metal would come from nowhere
    /// between them.
    fn intermediates(&mut self) {
        let mut takers: Vec<(&Process, ElementId, Holding)> = Vec::new();
        for process in &self.scenario.processes {
            for element in (0..self.scenario.elements.len()).map(ElementId) {
                if process.balances(element).is_some() {
                    takers.extend(process.charged(element).map(|holding| (process, element, holding)));
                }
            }
        }
        for (taker, element, taken) in takers {
            let makes = |maker: &&Process| {
                ContentOf::Commodity(maker.output) == taken.carrier
                    && maker.balances(element).is_some_and(|made| !self.agree(made, taken.content))
            };
            let Some(maker) = self.scenario.processes.iter().find(makes) else { continue };
            let message = format!(
                "`{}` holds another share of {} where `processes.{}` makes it than where `processes.{}` takes it",
                self.name(taken.carrier),
                self.element(element),
                maker.id,
                taker.id
            );
            let name = self.name(taken.carrier);
            let help = format!(
                "write one number, or `same-as = \"processes.{}.contents.{}.{name}\"` where it is uncertain",
                maker.id,
                self.element(element)
            );
            let (here, there) =
                (self.span(taker, element, taken.carrier), self.span(maker, element, taken.carrier));
            self.sink.push(Draft::new(here, message).also(there, "where it is made").help(help));
        }
    }

    /// Whether two contents are the same number in every year and every draw.
    fn agree(&self, a: LeafId, b: LeafId) -> bool {
        if a == b {
            return true;
        }
        let moves = |leaf: LeafId| {
            let leaf = self.scenario.leaf(leaf);
            leaf.uncertainty.is_some() || leaf.disturbance.is_some() || leaf.growth_shock.is_some()
        };
        let differs = |year: Year| (self.value(a, year) - self.value(b, year)).abs() > ROUNDING;
        !moves(a) && !moves(b) && !self.scenario.horizon.years().any(differs)
    }
}

/// A number as a message shows it.
fn rounded(value: f64) -> f64 {
    (value * 1e5).round() / 1e5
}
