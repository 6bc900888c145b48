//! From tables as written to a validated [`Scenario`]: names become indices, numbers become leaves.

mod base;
mod build;
mod class;
mod contents;
mod cost;
mod declared;
mod demand;
mod dependence;
mod fleet;
mod history;
mod leaves;
mod lever;
mod policy;
mod process;
mod shape;
mod stream;
mod whole;

use std::collections::HashMap;
use std::rc::Rc;

use super::leaf::Leaf as RawLeaf;
use super::problem::{Draft, Sink};
use super::raw::{Fading, Root, Row};
use super::record::At;
use super::tree::{Cited, shorten};
use super::values::{Flag, Word, Words};
use crate::domain::*;
use crate::near::near;
use leaves::{Leaves, Spec};

/// Under this key, instead of a region's, stands what holds in every region without one of its own.
const ALL_REGIONS: &str = "all";

/// Names of one kind of thing, in order.
pub(super) struct Names {
    what: &'static str,
    index: HashMap<String, usize>,
    list: Vec<String>,
}

impl Names {
    fn new<'n, T: 'n>(what: &'static str, entries: impl IntoIterator<Item = &'n (Word, Option<T>)>) -> Names {
        let list: Vec<String> = entries.into_iter().map(|(word, _)| word.value.clone()).collect();
        let index = list.iter().enumerate().map(|(at, name)| (name.clone(), at)).collect();
        Names { what, index, list }
    }
    fn get(&self, name: &str) -> Option<usize> {
        self.index.get(name).copied()
    }
    /// The index of a name, or an undefined reference.
    fn find(&self, word: &Word, sink: &mut Sink) -> Option<usize> {
        let found = self.get(&word.value);
        if found.is_none() {
            sink.push(self.undefined(word, sink.suggests()));
        }
        found
    }
    fn undefined(&self, word: &Word, suggests: bool) -> Draft {
        const MOST: usize = 12;
        let draft = Draft::new(word.span, format!("there is no {} `{}`", self.what, shorten(&word.value)));
        if !suggests {
            return draft;
        }
        match near(&word.value, self.list.iter().map(String::as_str)) {
            Some(close) => draft.help(format!("did you mean `{close}`?")),
            None if self.list.is_empty() => draft.help(format!("the scenario defines no {}", self.what)),
            None if self.list.len() <= MOST => draft.help(format!("it knows {}", self.list.join(", "))),
            None => draft.help(format!("it knows {} …", self.list[..MOST].join(", "))),
        }
    }
}

/// Everything that can be referred to.
struct AllNames {
    sources: Names,
    regions: Names,
    clusters: Names,
    tags: Names,
    elements: Names,
    commodities: Names,
    aggregates: Names,
    carriers: Names,
    scraps: Names,
    streams: Names,
    processes: Names,
    routes: Names,
    boundaries: Names,
    groups: Names,
    units: Names,
    shocks: Names,
    drivers: Names,
}

impl AllNames {
    fn of(raw: &Root) -> AllNames {
        let units = raw.fleet.iter().flat_map(|fleet| &fleet.units.entries);
        AllNames {
            sources: Names::new("source", &raw.sources.entries),
            regions: Names::new("region", &raw.regions.entries),
            clusters: Names::new("cluster", &raw.clusters.entries),
            tags: Names::new("tag", &raw.tags.entries),
            elements: Names::new("element", &raw.elements.entries),
            commodities: Names::new("commodity", &raw.commodities.entries),
            aggregates: Names::new("aggregate", &raw.aggregates.entries),
            carriers: Names::new("carrier", &raw.carriers.entries),
            scraps: Names::new("kind of scrap", &raw.scrap.entries),
            streams: Names::new("stream", &raw.streams.entries),
            processes: Names::new("process", &raw.processes.entries),
            routes: Names::new("route", &raw.routes.entries),
            boundaries: Names::new("boundary", &raw.boundaries.entries),
            groups: Names::new("group", &raw.groups.entries),
            units: Names::new("unit", units),
            shocks: Names::new("shock", &raw.shocks.entries),
            drivers: Names::new("driver", &raw.drivers.entries),
        }
    }
}

/// What a scenario is built with.
struct Check<'a> {
    raw: &'a Root,
    names: AllNames,
    leaves: Leaves<'a>,
    owners: Vec<String>,
    owner_index: HashMap<String, usize>,
    horizon: Horizon,
    sink: &'a mut Sink,
}

/// Builds the scenario. It is complete only if `sink` took no problem.
pub(super) fn scenario(
    raw: &Root,
    rows: &[Row],
    same: &HashMap<String, Word>,
    citations: &[Word],
    sink: &mut Sink,
) -> Option<Scenario> {
    let horizon = horizon(raw, sink)?;
    let names = AllNames::of(raw);
    let leaves = Leaves::new(same, horizon);
    let (owners, owner_index) = (Vec::new(), HashMap::new());
    let mut check = Check { raw, names, leaves, owners, owner_index, horizon, sink };
    check.citations(citations);
    let scenario = check.build(rows);
    // The whole is only worth looking at when its parts are sound.
    if sink.is_empty() {
        whole::check(&scenario, raw, sink);
    }
    sink.is_empty().then_some(scenario)
}

fn horizon(raw: &Root, sink: &mut Sink) -> Option<Horizon> {
    let head = &raw.scenario;
    let (base, observed, end) = (head.base.value, head.observed.value, head.end.value);
    if base > observed {
        let message = format!("the last observed year {observed} lies before the base year {base}");
        sink.push(Draft::new(head.observed.span, message).help("write `base` ≤ `observed` < `end`"));
        return None;
    }
    if observed >= end {
        let message = format!("the last year {end} does not lie after the last observed year {observed}");
        sink.push(Draft::new(head.end.span, message).help("write `base` ≤ `observed` < `end`"));
        return None;
    }
    Some(Horizon { base: Year(base), observed: Year(observed), end: Year(end) })
}

impl Check<'_> {
    fn build(mut self, rows: &[Row]) -> Scenario {
        let raw = self.raw;
        let head = &raw.scenario;
        let (regions, clusters, tags) = (self.regions(), self.clusters(), self.tags());
        let (titles, elements) = (self.titles(), self.elements());
        let (commodities, aggregates) = (self.commodities(), self.aggregates());
        let (carriers, scraps) = (self.carriers(), self.scraps());
        let (streams, stream_sums, sinks) = (self.streams(), self.stream_sums(), self.sinks());
        let waste_bounds = self.waste_bounds();
        let (processes, routes) = (self.processes(), self.routes());
        let (boundaries, groups) = (self.boundaries(), self.groups());
        let (units, age_spread, corrections) = (self.units(), self.age_spread(), self.corrections());
        let projects = self.projects();
        let (ratios, suspensions) = (self.ratios(), self.suspensions());
        let (eliminations, restrictions) = (self.eliminations(), self.restrictions());
        let (levers, limits, targets) = (self.levers(), self.limits(), self.targets());
        let (cost, electricity_tiers) = (self.cost(), self.electricity_tiers());
        let (allocations, demand_responses) = (self.allocations(), self.demand_responses());
        let drivers = self.drivers();
        let demand = self.demand(&drivers);
        let (exports, consumption) = (self.exports(), self.consumption());
        let (series_sums, series_ratios) = (self.series_sums(), self.series_ratios());
        let observations = self.observations(rows);
        let pins = self.pins(&observations.0, &observations.1);
        // Last: they name leaves by address.
        let (shocks, correlations) = (self.shocks(), self.correlations());
        let comparisons = self.comparisons(&observations.0);
        let horizon = self.horizon;
        let (leaves, owners) = (self.leaves.finish(self.sink), self.owners);
        Scenario {
            id: head.id.value.clone(),
            title: head.title.text(),
            description: head.description.as_ref().map(super::raw::Title::text).unwrap_or_default(),
            horizon,
            money: head.money.value.clone(),
            leaves,
            sources: sources(raw),
            regions,
            clusters,
            tags,
            titles,
            elements,
            commodities,
            aggregates,
            carriers,
            scraps,
            streams,
            stream_sums,
            sinks,
            waste_bounds,
            processes,
            routes,
            boundaries,
            groups,
            owners,
            units,
            age_spread,
            corrections,
            projects,
            ratios,
            suspensions,
            eliminations,
            restrictions,
            levers,
            drivers,
            demand,
            exports,
            consumption,
            series_sums,
            series_ratios,
            limits,
            targets,
            observations: observations.0,
            pins,
            comparisons,
            dispatch_weights: fade(head.dispatch_weights),
            calibration: fade(head.calibration),
            shocks,
            correlations,
            cost,
            electricity_tiers,
            allocations,
            demand_responses,
            ensemble_series: head.ensemble_series.0.iter().map(|word| word.value.clone()).collect(),
        }
    }

    /// Every citation begins with the key of a source.
    fn citations(&mut self, citations: &[Word]) {
        for citation in citations {
            let key = citation.value.split_whitespace().next().unwrap_or("");
            let key = key.trim_end_matches([',', ';', ':']);
            if self.names.sources.get(key).is_none() {
                let word = Word { value: key.to_owned(), span: citation.span };
                self.sink.push(self.names.sources.undefined(&word, self.sink.suggests()));
            }
        }
    }

    fn leaf(&mut self, raw: &RawLeaf, spec: Spec) -> LeafId {
        self.leaves.add(raw, spec, self.sink)
    }

    fn leaf_or(&mut self, raw: Option<&RawLeaf>, at: &At, key: &str, spec: Spec, value: f64) -> LeafId {
        self.leaves.add_or(raw, at, key, spec, value, self.sink)
    }

    /// Resolves every word of a list that names something.
    fn all<T>(
        &mut self,
        words: &Words,
        names: impl Fn(&AllNames) -> &Names,
        id: impl Fn(usize) -> T,
    ) -> Vec<T> {
        let (known, sink) = (names(&self.names), &mut *self.sink);
        words.0.iter().filter_map(|word| known.find(word, sink)).map(id).collect()
    }

    /// Resolves one word; a stand-in keeps what follows quiet after the problem is reported.
    fn one<T>(&mut self, word: &Word, names: impl Fn(&AllNames) -> &Names, id: impl Fn(usize) -> T) -> T {
        id(names(&self.names).find(word, self.sink).unwrap_or(0))
    }

    fn maybe<T>(
        &mut self,
        word: Option<&Word>,
        names: impl Fn(&AllNames) -> &Names,
        id: impl Fn(usize) -> T,
    ) -> Option<T> {
        word.and_then(|word| names(&self.names).find(word, self.sink)).map(id)
    }

    fn owner(&mut self, name: &str) -> OwnerId {
        let next = self.owners.len();
        let index = *self.owner_index.entry(name.to_owned()).or_insert(next);
        if index == next {
            self.owners.push(name.to_owned());
        }
        OwnerId(index)
    }
}

fn fade(written: Option<Fading>) -> Fade {
    match written {
        Some(Fading::Over(years)) => Fade::Over(years),
        Some(Fading::Held) | None => Fade::Held,
    }
}

fn sources(raw: &Root) -> Vec<Source> {
    let text = |word: &Option<Word>| word.as_ref().map(|word| word.value.clone());
    let source = |(id, source): (&Word, &super::raw::Source)| Source {
        id: id.value.clone(),
        title: source.title.value.clone(),
        year: source.year.map(|year| year.value),
        licence: text(&source.licence),
        url: text(&source.url),
    };
    raw.sources.iter().map(source).collect()
}

fn flag(written: Option<Flag>, default: bool) -> bool {
    written.map_or(default, |flag| flag.0)
}

/// What a table cites, as one text.
fn cited(source: &Option<Word>, assumption: &Option<Word>) -> String {
    let word = source.as_ref().or(assumption.as_ref());
    word.map(|word| word.value.clone()).unwrap_or_default()
}

/// The citation of a leaf, as one text.
fn cited_by(leaf: &RawLeaf) -> String {
    match leaf.cited.as_deref() {
        Some(Cited::Source(text) | Cited::Assumption(text)) => text.clone(),
        None => String::new(),
    }
}

/// What a table cites, as a leaf holds it.
fn cited_as(source: &Option<Word>, assumption: &Option<Word>) -> Option<Rc<Cited>> {
    let source = source.as_ref().map(|word| Cited::Source(word.value.clone()));
    let cited = source.or_else(|| assumption.as_ref().map(|word| Cited::Assumption(word.value.clone())));
    cited.map(Rc::new)
}
