//! A scenario as a list of facts, each at its address: what two scenarios are compared by.
//!
//! Every noun of the domain is taken apart field by field, without `..`: a field that is added there does not
//! compile here before somebody says where it shows.

use std::collections::HashSet;

use crate::domain::*;
use crate::units::Dimension;

/// Under this key, which no name can be, stands the order of what is beside it.
const ORDER: &str = "*";

/// One thing that a scenario says.
#[derive(Debug)]
pub(super) struct Fact {
    /// Where: as in `--set` and `dafeng list`.
    pub address: String,
    /// What.
    pub item: Item,
    /// What the table around it cites, where that is kept.
    pub cited: Option<String>,
}

/// What a fact says.
#[derive(Debug)]
pub(super) enum Item {
    /// That there is something of this name; its parts follow under its address.
    Whole(Text),
    /// A number; `written` is false where the place takes what stands for all places.
    Leaf { id: LeafId, written: bool },
    /// A word, a year, yes or no, as in the file format.
    Word(String),
    /// Names, in an order that matters.
    List(Vec<String>),
    /// In which order the elements of a list stand.
    Order(Vec<String>),
    /// An observed value in the canonical unit.
    Observed { value: f64, dimension: Dimension },
}

/// Every fact of a scenario, section by section.
pub(super) fn facts(scenario: &Scenario) -> Vec<Fact> {
    let mut walk = Walk { scenario, facts: Vec::new(), cited: None };
    walk.scenario();
    walk.facts
}

/// Goes through a scenario and notes what it says.
pub(super) struct Walk<'a> {
    pub scenario: &'a Scenario,
    facts: Vec<Fact>,
    cited: Option<String>,
}

impl Walk<'_> {
    fn note(&mut self, address: String, item: Item) {
        self.facts.push(Fact { address, item, cited: self.cited.clone() });
    }

    /// A word below an address.
    pub fn word(&mut self, at: &str, key: &str, word: impl ToString) {
        self.note(format!("{at}.{key}"), Item::Word(word.to_string()));
    }

    /// A word that may not be there.
    pub fn maybe(&mut self, at: &str, key: &str, word: Option<impl ToString>) {
        if let Some(word) = word {
            self.word(at, key, word);
        }
    }

    /// Names below an address; none are no fact.
    pub fn list<T: ToString>(&mut self, at: &str, key: &str, words: impl IntoIterator<Item = T>) {
        let words: Vec<String> = words.into_iter().map(|word| word.to_string()).collect();
        if !words.is_empty() {
            self.note(format!("{at}.{key}"), Item::List(words));
        }
    }

    /// A number below an address.
    pub fn leaf(&mut self, at: &str, key: &str, id: LeafId) {
        self.leaf_at(format!("{at}.{key}"), id);
    }

    /// A number at an address.
    pub fn leaf_at(&mut self, address: String, id: LeafId) {
        self.note(address, Item::Leaf { id, written: true });
    }

    /// A number that may not be there.
    pub fn maybe_leaf(&mut self, at: &str, key: &str, id: Option<LeafId>) {
        if let Some(id) = id {
            self.leaf(at, key, id);
        }
    }

    /// A number of a place, which is the one for all places unless the place has its own.
    pub fn own_leaf(&mut self, at: &str, key: &str, id: LeafId, everywhere: &str) {
        let written = self.scenario.leaf(id).address != everywhere;
        self.note(format!("{at}.{key}"), Item::Leaf { id, written });
    }

    /// Numbers by name below an address, and their order.
    pub fn leaves(&mut self, at: &str, named: impl IntoIterator<Item = (String, LeafId)>) {
        let mut order = Vec::new();
        for (name, id) in named {
            self.leaf(at, &name, id);
            order.push(name);
        }
        self.order(at, order);
    }

    /// Numbers by region below an address.
    pub fn by_region(&mut self, at: &str, values: &[(RegionId, LeafId)]) {
        let named = values.iter().map(|(region, id)| (self.region(*region).to_owned(), *id));
        self.leaves(at, named.collect::<Vec<_>>());
    }

    /// A name in both languages.
    pub fn title(&mut self, at: &str, key: &str, Text { zh, en }: &Text) {
        for (lang, word) in [("zh", zh), ("en", en)] {
            if !word.is_empty() {
                self.word(at, &format!("{key}.{lang}"), word);
            }
        }
    }

    /// The order of the elements of a list or table.
    pub fn order(&mut self, at: &str, order: Vec<String>) {
        if order.len() > 1 {
            self.note(format!("{at}.{ORDER}"), Item::Order(order));
        }
    }

    /// One thing by its name, and its parts.
    pub fn whole(&mut self, address: String, name: Text, parts: impl FnOnce(&mut Self, &str)) {
        self.note(address.clone(), Item::Whole(name));
        parts(self, &address);
    }

    /// As [`Walk::whole`], with what it cites.
    pub fn cited_whole(
        &mut self,
        address: String,
        name: Text,
        source: &str,
        parts: impl FnOnce(&mut Self, &str),
    ) {
        self.cited = (!source.is_empty()).then(|| source.to_owned());
        self.whole(address, name, |walk, at| {
            walk.maybe(at, "source", walk.cited.clone());
            parts(walk, at);
        });
        self.cited = None;
    }

    /// As [`Walk::whole`]; what its number cites is cited for all of it.
    pub fn whole_around(
        &mut self,
        address: String,
        name: Text,
        id: LeafId,
        parts: impl FnOnce(&mut Self, &str),
    ) {
        self.cited = match &self.scenario.leaf(id).provenance {
            Provenance::Source(text) | Provenance::Assumption(text) => Some(text.clone()),
            Provenance::Default | Provenance::Unstated => None,
        };
        self.whole(address, name, parts);
        self.cited = None;
    }

    /// An observed value in a year.
    pub fn observed(&mut self, at: &str, year: Year, value: f64, dimension: Dimension) {
        self.note(format!("{at}@{year}"), Item::Observed { value, dimension });
    }

    /// Id of a region.
    pub fn region(&self, id: RegionId) -> &str {
        &self.scenario.regions[id.0].id
    }
    /// Id of a cluster.
    pub fn cluster(&self, id: ClusterId) -> &str {
        &self.scenario.clusters[id.0].id
    }
    /// Id of a commodity.
    pub fn commodity(&self, id: CommodityId) -> &str {
        &self.scenario.commodities[id.0].id
    }
    /// Id of a carrier.
    pub fn carrier(&self, id: CarrierId) -> &str {
        &self.scenario.carriers[id.0].id
    }
    /// Id of a kind of scrap.
    pub fn scrap(&self, id: ScrapId) -> &str {
        &self.scenario.scraps[id.0].id
    }
    /// Id of a stream.
    pub fn stream(&self, id: StreamId) -> &str {
        &self.scenario.streams[id.0].id
    }
    /// Id of a process.
    pub fn process(&self, id: ProcessId) -> &str {
        &self.scenario.processes[id.0].id
    }
    /// Id of a ledger.
    pub fn group(&self, id: GroupId) -> &str {
        &self.scenario.groups[id.0].id
    }
    /// Id of a label.
    pub fn tag(&self, id: TagId) -> &str {
        &self.scenario.tags[id.0].id
    }
    /// Id of a unit.
    pub fn unit(&self, id: UnitId) -> &str {
        &self.scenario.units[id.0].id
    }
    /// Id of a place.
    pub fn place(&self, place: Place) -> &str {
        match place {
            Place::All => "all",
            Place::Region(id) => self.region(id),
            Place::Cluster(id) => self.cluster(id),
        }
    }
    /// Address of the leaf behind an index.
    pub fn address(&self, id: LeafId) -> &str {
        &self.scenario.leaf(id).address
    }

    fn scenario(&mut self) {
        let Scenario {
            id,
            title,
            description,
            horizon: Horizon { base, observed, end },
            money,
            leaves,
            sources,
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
            // Whose units and projects are is a word of each of them.
            owners: _,
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
            observations,
            pins,
            comparisons,
            dispatch_weights,
            calibration,
            shocks,
            correlations,
            cost,
            electricity_tiers,
            allocations,
            demand_responses,
            ensemble_series,
        } = self.scenario;
        let at = "scenario";
        self.word(at, "id", id);
        self.title(at, "title", title);
        self.title(at, "description", description);
        for (key, year) in [("base", base), ("observed", observed), ("end", end)] {
            self.word(at, key, year);
        }
        self.word(at, "money", money);
        self.word(at, "dispatch-weights", fade(*dispatch_weights));
        self.word(at, "calibration", fade(*calibration));
        self.list(at, "ensemble-series", ensemble_series);
        self.base((sources, regions, clusters, tags, elements));
        for (id, title) in titles {
            let parts = |walk: &mut Self, _: &str| walk.title("titles", id, title);
            self.whole(format!("titles.{id}"), title.clone(), parts);
        }
        self.technology((commodities, aggregates, carriers, scraps, processes, routes, boundaries));
        self.waste((streams, stream_sums, sinks, waste_bounds));
        self.fleet((units, age_spread, corrections, projects));
        self.cost(cost.as_ref(), (electricity_tiers, allocations, demand_responses));
        self.rules((groups, ratios, suspensions, eliminations, restrictions));
        self.levers(levers);
        self.calls((drivers, demand, exports, consumption));
        self.declared((series_sums, series_ratios));
        self.goals((limits, targets));
        self.dependence((shocks, correlations));
        self.history((observations, pins, comparisons));
        self.rest(leaves);
    }

    /// Leaves at which nothing else stands: those for all regions, those that every place has its own of.
    fn rest(&mut self, leaves: &[Leaf]) {
        let known: HashSet<String> = self.facts.iter().map(|fact| fact.address.clone()).collect();
        for (id, leaf) in leaves.iter().enumerate() {
            if !known.contains(&leaf.address) {
                self.note(leaf.address.clone(), Item::Leaf { id: LeafId(id), written: true });
            }
        }
    }
}

fn fade(fade: Fade) -> String {
    match fade {
        Fade::Held => "held".to_owned(),
        Fade::Over(years) => years.to_string(),
    }
}

/// A name that is the same in both languages.
pub(super) fn plain(name: &str) -> Text {
    Text { zh: name.to_owned(), en: name.to_owned() }
}

/// First and last year.
pub(super) fn years((first, last): (Year, Year)) -> String {
    format!("{first}-{last}")
}
