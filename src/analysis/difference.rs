//! What differs between the inputs of two scenarios, address by address.
//!
//! Scenarios are compared as they are validated: layers laid, settings applied, names resolved, numbers in canonical
//! units. What a file says in other words (another unit of the same quantity, another file) is no difference.

mod compare;
mod cost;
mod facts;
mod fleet;
mod policy;
mod process;
mod role;
mod series;
mod technology;

use std::collections::{HashMap, HashSet};

use crate::domain::*;
use crate::units::Dimension;
use facts::{Fact, Item, facts};

pub use role::{ROLES, Role};

/// A scenario by its names.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Named {
    /// Name in file names and manifests.
    pub id: String,
    /// Name for people.
    pub title: Text,
}

/// All that differs between two scenarios.
#[derive(Clone, PartialEq, Debug)]
pub struct Differences {
    /// The first scenario.
    pub a: Named,
    /// The second one.
    pub b: Named,
    /// Differences in the order of the grammar's sections.
    pub list: Vec<Difference>,
}

/// One difference.
#[derive(Clone, PartialEq, Debug)]
pub struct Difference {
    /// Where: as in `--set` and `dafeng list`; a row of the history is `history.file.SERIES.PLACE@YEAR`.
    pub address: String,
    /// Who decides it. A part has the role of the whole.
    pub role: Role,
    /// The address of the outermost thing that only one of the two has, where this is a part of it.
    pub part_of: Option<String>,
    /// What the first scenario says; `None`: nothing.
    pub a: Option<Side>,
    /// What the second one says.
    pub b: Option<Side>,
    /// In what respects they differ, at least one; where one of them says nothing, in its value.
    pub aspects: Vec<Aspect>,
}

/// What one scenario says at an address.
#[derive(Clone, PartialEq, Debug)]
pub struct Side {
    /// What.
    pub value: Value,
    /// The source or assumption that the table around it cites, where that is kept; a leaf carries its own.
    pub cited: Option<String>,
}

/// What stands at an address.
#[derive(Clone, PartialEq, Debug)]
pub enum Value {
    /// A thing of this name, whose parts are differences of their own.
    Whole(Text),
    /// A number. Its address is where it is written, which differs for what is the same as another leaf.
    Leaf(Box<Leaf>),
    /// A word, year, or yes or no, as in the file format.
    Word(String),
    /// Names, in an order that matters.
    List(Vec<String>),
    /// The order of what both scenarios have.
    Order(Vec<String>),
    /// An observation in the canonical unit.
    Observed {
        /// The value.
        value: f64,
        /// Its dimension.
        dimension: Dimension,
    },
}

/// A respect in which two scenarios differ at an address.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Aspect {
    /// The written value or path, the word, the list.
    Value,
    /// What is random about it: distribution, disturbance, growth shock.
    Uncertainty,
    /// Which other leaf it is, or draws with.
    Identity,
    /// The bounds that no draw may leave.
    Range,
    /// Source or assumption.
    Source,
    /// Free words.
    Note,
}

impl Aspect {
    /// Its name in tables.
    pub fn name(self) -> &'static str {
        match self {
            Aspect::Value => "value",
            Aspect::Uncertainty => "uncertainty",
            Aspect::Identity => "identity",
            Aspect::Range => "range",
            Aspect::Source => "source",
            Aspect::Note => "note",
        }
    }
}

/// Which of the two has something.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Change {
    /// Both, and they differ.
    Changed,
    /// The second scenario alone.
    Added,
    /// The first one alone.
    Removed,
}

impl Change {
    /// Its name in tables.
    pub fn name(self) -> &'static str {
        match self {
            Change::Changed => "changed",
            Change::Added => "added",
            Change::Removed => "removed",
        }
    }
}

impl Difference {
    /// Which of the two has it.
    pub fn change(&self) -> Change {
        match (&self.a, &self.b) {
            (Some(_), None) => Change::Removed,
            (None, Some(_)) => Change::Added,
            _ => Change::Changed,
        }
    }

    /// Whether only the citation or the note differs: no run sees it.
    pub fn is_citation(&self) -> bool {
        self.aspects.iter().all(|aspect| matches!(aspect, Aspect::Source | Aspect::Note))
    }
}

impl Differences {
    /// Differences of one role that are no part of another one; `citations`: those of sources and notes alone, or all others.
    pub fn of(&self, role: Role, citations: bool) -> impl Iterator<Item = &Difference> {
        let tops = self.list.iter().filter(|one| one.part_of.is_none());
        tops.filter(move |one| one.role == role && one.is_citation() == citations)
    }

    /// The parts of what only one of the two has.
    pub fn parts<'d>(&'d self, whole: &'d str) -> impl Iterator<Item = &'d Difference> {
        self.list.iter().filter(move |one| one.part_of.as_deref() == Some(whole))
    }
}

/// Everything that differs between two scenarios.
pub fn between(a: &Scenario, b: &Scenario) -> Differences {
    let named = |scenario: &Scenario| Named { id: scenario.id.clone(), title: scenario.title.clone() };
    let (left, right) = (View::new(a), View::new(b));
    let wholes: HashSet<&str> =
        left.wholes_missing_in(&right).chain(right.wholes_missing_in(&left)).collect();
    let mut list = Vec::new();
    for address in in_order(&left, &right) {
        let (a, b) = (left.get(address), right.get(address));
        let aspects = compare::aspects((a, &left), (b, &right));
        if aspects.is_empty() {
            continue;
        }
        let part_of = parents(address).find(|parent| wholes.contains(parent)).map(str::to_owned);
        list.push(Difference {
            address: address.to_owned(),
            role: Role::of(part_of.as_deref().unwrap_or(address)),
            part_of,
            a: a.map(|fact| left.side(fact, &right)),
            b: b.map(|fact| right.side(fact, &left)),
            aspects,
        });
    }
    Differences { a: named(a), b: named(b), list }
}

/// A scenario by addresses.
struct View<'s> {
    scenario: &'s Scenario,
    facts: Vec<Fact>,
    /// Position of each fact by address.
    at: HashMap<String, usize>,
}

impl<'s> View<'s> {
    fn new(scenario: &'s Scenario) -> View<'s> {
        let facts = facts(scenario);
        let at = facts.iter().enumerate().map(|(at, fact)| (fact.address.clone(), at)).collect();
        View { scenario, facts, at }
    }

    fn get(&self, address: &str) -> Option<&Fact> {
        self.at.get(address).and_then(|at| self.facts.get(*at))
    }

    fn wholes_missing_in<'v>(&'v self, other: &'v View<'_>) -> impl Iterator<Item = &'v str> {
        let missing =
            |fact: &&Fact| matches!(fact.item, Item::Whole(_)) && other.get(&fact.address).is_none();
        self.facts.iter().filter(missing).map(|fact| fact.address.as_str())
    }

    /// What a fact says, for people who see the other scenario beside it.
    fn side(&self, fact: &Fact, other: &View<'_>) -> Side {
        let value = match &fact.item {
            Item::Whole(name) => Value::Whole(name.clone()),
            Item::Leaf { id, .. } => Value::Leaf(Box::new(self.scenario.leaf(*id).clone())),
            Item::Word(word) => Value::Word(word.clone()),
            Item::List(list) => Value::List(list.clone()),
            Item::Order(order) => Value::Order(common(order, other.order(&fact.address))),
            Item::Observed { value, dimension } => Value::Observed { value: *value, dimension: *dimension },
        };
        let cited = fact.cited.clone().filter(|_| !matches!(value, Value::Leaf(_)));
        Side { value, cited }
    }

    fn order(&self, address: &str) -> &[String] {
        match self.get(address).map(|fact| &fact.item) {
            Some(Item::Order(order)) => order,
            _ => &[],
        }
    }
}

/// What of an order another one has too.
fn common(order: &[String], other: &[String]) -> Vec<String> {
    let other: HashSet<&String> = other.iter().collect();
    order.iter().filter(|one| other.contains(one)).cloned().collect()
}

/// Every address once: in the order of the first scenario, what only the second has behind what stands before it there.
fn in_order<'v>(left: &'v View<'_>, right: &'v View<'_>) -> Vec<&'v str> {
    let mut places: Vec<(usize, usize, &str)> =
        left.facts.iter().enumerate().map(|(at, fact)| (at + 1, 0, fact.address.as_str())).collect();
    let mut before = 0;
    for (at, fact) in right.facts.iter().enumerate() {
        match left.at.get(&fact.address) {
            Some(place) => before = place + 1,
            None => places.push((before, at + 1, &fact.address)),
        }
    }
    places.sort_unstable();
    places.into_iter().map(|(_, _, address)| address).collect()
}

/// An address and the addresses above it, outermost first, without the address itself.
fn parents(address: &str) -> impl Iterator<Item = &str> {
    address.match_indices(['.', '@']).map(|(at, _)| &address[..at])
}
