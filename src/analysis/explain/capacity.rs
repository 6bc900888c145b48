//! Capacity: what stood in the base year, what was built and what retired since; ledgers of credits.

use std::rc::Rc;

use super::{Explainer, Key, Node, Of, Part, Rule, Term, What, agree, constant, minus, nonzero, plus};
use crate::domain::*;
use crate::model::series::Quantity;
use crate::simulation::fleet::Account;
use crate::simulation::journal::{Entry, EntryKind, Furnace, Reason, UnitEvent};
use crate::units::Dimension;

const MASS: Dimension = Dimension::MASS;
const SHARE: Dimension = Dimension::SHARE;

impl Explainer<'_> {
    /// Nameplate capacity: base fleet + built − retired.
    pub(super) fn capacity(&mut self, s: usize) -> Rc<Node> {
        self.once(Key::Capacity(s), |this| {
            let (what, value) = (this.of_slot(Term::Capacity, s), this.workspace.fleet.nameplate(s, this.t));
            let horizon = this.model.scenario.horizon;
            let since = Of::Years(Year(horizon.base.0 + 1), this.calendar(this.t));
            let units = this.model.fleet.units.iter().enumerate().filter(|(_, unit)| unit.slot == s);
            let base: Vec<Part> =
                units.map(|(u, _)| plus(this.furnace(Furnace::Base(UnitId(u)), 0.0))).collect();
            let (built, retired) = (this.built(s), this.retired(s));
            let group = |what: What, parts: Vec<Part>| Node::made(what, None, MASS, Rule::Sum, parts);
            let mut parts = Vec::new();
            if built.is_empty() && retired.is_empty() && !base.is_empty() {
                return Node::made(what, Some(value), MASS, Rule::Sum, base);
            }
            let stood = What::new(Term::BaseFleet).of(Of::Year(horizon.base));
            parts.push(plus(group(stood, base)));
            parts.push(plus(group(What::new(Term::Built).of(since.clone()), built)));
            parts.push(minus(group(What::new(Term::Retired).of(since), retired)));
            Node::made(what, Some(value), MASS, Rule::Sum, nonzero(parts))
        })
    }

    /// Positions of the base units of a slot that still stand.
    pub(super) fn standing_units(&self, s: usize) -> Vec<usize> {
        let year = self.calendar(self.t).0;
        let gone = |u: usize| {
            let of = Furnace::Base(UnitId(u));
            let retired = |e: &UnitEvent| matches!(e, UnitEvent::Retired(_));
            self.chronicle.units.iter().any(|(y, f, e)| *f == of && *y <= year && retired(e))
        };
        let units = self.model.fleet.units.iter().enumerate();
        units.filter(|(u, unit)| unit.slot == s && !gone(*u)).map(|(u, _)| u).collect()
    }

    /// The slot and the capacity that a furnace came into service with, and when.
    fn commissioned(&self, furnace: Furnace) -> Option<(i32, usize, f64)> {
        self.chronicle.units.iter().find_map(|(year, of, event)| match event {
            UnitEvent::Commissioned { capacity, slot } if *of == furnace => Some((*year, *slot, *capacity)),
            _ => None,
        })
    }

    /// What projects and rebuilding have put into service since the base year.
    fn built(&mut self, s: usize) -> Vec<Part> {
        let last = self.calendar(self.t).0;
        let new = |(year, furnace, event): &(i32, Furnace, UnitEvent)| match (furnace, event) {
            (Furnace::Base(_), _) => None,
            (_, UnitEvent::Commissioned { capacity, slot }) if *slot == s && *year <= last => {
                Some((*furnace, *capacity))
            }
            _ => None,
        };
        let found: Vec<(Furnace, f64)> = self.chronicle.units.iter().filter_map(new).collect();
        found.into_iter().map(|(furnace, capacity)| plus(self.furnace(furnace, capacity))).collect()
    }

    /// What has retired since the base year, and why.
    fn retired(&mut self, s: usize) -> Vec<Part> {
        let last = self.calendar(self.t).0;
        let gone: Vec<(i32, Furnace, Reason)> = self
            .chronicle
            .units
            .iter()
            .filter(|(year, ..)| *year <= last)
            .filter_map(|(year, furnace, event)| match event {
                UnitEvent::Retired(reason) => Some((*year, *furnace, *reason)),
                _ => None,
            })
            .collect();
        let mut parts = Vec::new();
        for (year, furnace, reason) in gone {
            let Some((_, slot, capacity)) = self.commissioned(furnace) else { continue };
            if slot != s {
                continue;
            }
            let what = What::new(Term::RetiredBy(reason)).of(named(furnace)).of(Of::Year(Year(year)));
            let what = match reason {
                Reason::Elimination(rule) => what.of(Of::Rule(rule)),
                Reason::Replaced(project) => what.of(Of::Project(project)),
                Reason::Closure | Reason::EndOfLife => what,
            };
            let node = self.furnace(furnace, capacity);
            parts.push(plus(Node::made(what, None, MASS, Rule::Sum, vec![plus(node)])));
        }
        parts
    }

    /// Capacity of one furnace: the register's, a project's, or what credits rebuilt.
    fn furnace(&mut self, furnace: Furnace, capacity: f64) -> Rc<Node> {
        match furnace {
            Furnace::Base(unit) => {
                let leaf = self.model.fleet.units[unit.0].capacity;
                let what = What::new(Term::UnitCapacity).of(Of::Unit(unit));
                Node::end(what, self.at(leaf), MASS, Rule::Leaf(leaf))
            }
            Furnace::Project(project) => self.project(project, capacity),
            Furnace::Rebuilt(number) => self.rebuilt(number, capacity),
        }
    }

    fn project(&self, project: ProjectId, capacity: f64) -> Rc<Node> {
        let year = self.commissioned(Furnace::Project(project)).map_or(0, |(year, ..)| year);
        let t = (year - self.model.scenario.horizon.base.0).max(0) as usize;
        let leaf = self.model.scenario.projects[project.0].capacity;
        let wanted = self.leaves().at(leaf, t);
        let what = What::new(Term::ProjectCapacity).of(Of::Project(project)).of(Of::Year(Year(year)));
        if agree(wanted, capacity) {
            return Node::end(what, capacity, MASS, Rule::Leaf(leaf));
        }
        let share = Node::end(What::new(Term::ScaledShare), capacity / wanted, SHARE, Rule::Worked);
        Node::made(what, Some(capacity), MASS, Rule::Product, vec![plus(self.leaf_in(leaf, t)), plus(share)])
    }

    /// Rebuilt capacity: credits over their ratio.
    fn rebuilt(&self, number: usize, capacity: f64) -> Rc<Node> {
        let furnace = Furnace::Rebuilt(number);
        let year = self.commissioned(furnace).map_or(0, |(year, ..)| year);
        let what = What::new(Term::RebuiltCapacity).of(Of::Rebuilt(number)).of(Of::Year(Year(year)));
        let spent =
            |(_, entry): &(i32, Entry)| entry.kind == EntryKind::Spent && entry.spent_on == Some(furnace);
        let Some(at) = self.chronicle.entries.iter().position(spent) else {
            return Node::end(what, capacity, MASS, Rule::Worked);
        };
        let (year, entry) = self.chronicle.entries[at];
        let credits = Node::end(self.of_entry(&entry), entry.amount, MASS, Rule::Booked(at));
        let sides = vec![plus(credits), plus(self.ratio(year, &entry))];
        Node::made(what, Some(capacity), MASS, Rule::Quotient, sides)
    }

    /// Credits per new capacity of a movement: the row of the table, where it is found again.
    fn ratio(&self, year: i32, entry: &Entry) -> Rc<Node> {
        let ratio = entry.ratio.unwrap_or(1.0);
        let t = (year - self.model.scenario.horizon.base.0).max(0) as usize;
        let same = |leaf: &LeafId| self.leaves().at(*leaf, t) == ratio;
        match self.ratio_leaf(t, entry).filter(same) {
            Some(leaf) => self.leaf_in(leaf, t),
            None => Node::end(What::new(Term::Share), ratio, SHARE, Rule::Worked),
        }
    }

    fn ratio_leaf(&self, t: usize, entry: &Entry) -> Option<LeafId> {
        let (fleet, topology) = (&self.model.fleet, &self.model.topology);
        match entry.spent_on? {
            Furnace::Project(project) => {
                let of = fleet.projects.iter().find(|p| p.project == project)?;
                let outgoing = entry.outgoing.unwrap_or(topology.slots[of.slot].process);
                *of.ratio.get(outgoing.0)?
            }
            furnace => {
                let (_, slot, _) = self.commissioned(furnace)?;
                let cluster = topology.slots[slot].cluster;
                let from = topology.slot(entry.outgoing?, cluster)?;
                let rule = &fleet.rules[from];
                let row = if from == slot { &rule.incumbent } else { &rule.clean };
                *row.get(t)?
            }
        }
    }

    fn of_entry(&self, entry: &Entry) -> What {
        let what = What::new(Term::Entry(entry.kind));
        let what = entry.earned_by.map_or(what.clone(), |furnace| what.of(named(furnace)));
        match entry.spent_on {
            Some(furnace) => what.of(named(furnace)),
            None => what,
        }
    }

    /// An account of a ledger in the year.
    pub(super) fn ledger_account(&mut self, l: usize, account: Account) -> Rc<Node> {
        let ledger = &self.model.fleet.ledgers[l];
        let term = TERMS[account as usize];
        let what = What::new(term).of(Of::Group(ledger.group)).of(Of::Region(ledger.region));
        let value = self.workspace.fleet.account(l, account, self.t);
        let kind = match account {
            Account::Opening => return self.opening(l, what, value),
            Account::Closing => {
                let accounts =
                    ACCOUNTS.map(|(account, sign)| Part { sign, node: self.ledger_account(l, account) });
                return Node::made(what, Some(value), MASS, Rule::Sum, nonzero(accounts.to_vec()));
            }
            Account::Earned => EntryKind::Earned,
            Account::Bought => EntryKind::Bought,
            Account::Spent => EntryKind::Spent,
            Account::Sold => EntryKind::Sold,
            Account::Lapsed => EntryKind::Lapsed,
        };
        let year = self.calendar(self.t).0;
        let here = |(_, (y, e)): &(usize, &(i32, Entry))| *y == year && e.ledger == l && e.kind == kind;
        let entries: Vec<usize> =
            self.chronicle.entries.iter().enumerate().filter(here).map(|(i, _)| i).collect();
        if entries.is_empty() {
            return Node::end(what, value, MASS, Rule::Constant);
        }
        let parts = entries.into_iter().map(|i| plus(self.entry(i))).collect();
        Node::made(what, Some(value), MASS, Rule::Sum, parts)
    }

    fn opening(&self, l: usize, what: What, value: f64) -> Rc<Node> {
        match self.series_of(Quantity::Ledger(l, Account::Closing)).filter(|_| self.t > 0) {
            Some(series) => Node::made(what, Some(value), MASS, Rule::Sum, vec![plus(self.earlier(series))]),
            None => Node::end(what, value, MASS, Rule::Constant),
        }
    }

    /// A movement: what a closed furnace earns, new capacity times its ratio.
    fn entry(&mut self, at: usize) -> Rc<Node> {
        let (year, entry) = self.chronicle.entries[at];
        let what = self.of_entry(&entry);
        let parts = match (entry.kind, entry.earned_by, entry.ratio) {
            (EntryKind::Earned, Some(furnace), _) => {
                let capacity = self.commissioned(furnace).map_or(entry.amount, |(.., capacity)| capacity);
                vec![plus(self.furnace(furnace, capacity))]
            }
            (EntryKind::Spent | EntryKind::Bought, _, Some(ratio)) if ratio > 0.0 => {
                let covered = What::new(Term::ProjectCapacity);
                let covered = entry.spent_on.map_or(covered.clone(), |furnace| covered.of(named(furnace)));
                let covered = Node::end(covered, entry.amount / ratio, MASS, Rule::Worked);
                vec![plus(covered), plus(self.ratio(year, &entry))]
            }
            _ => return Node::end(what, entry.amount, MASS, Rule::Booked(at)),
        };
        Node::made(what, Some(entry.amount), MASS, Rule::Product, parts)
    }

    /// Capacity in an efficiency class, as units, the split of unknown ones and retrofits leave it.
    pub(super) fn class_capacity(&mut self, s: usize, class: usize) -> Rc<Node> {
        let process = self.model.topology.slots[s].process;
        let value = self.workspace.fleet.in_class(s, class, self.t);
        let stands = self.capacity(s);
        let share = if stands.value > 0.0 { value / stands.value } else { 0.0 };
        let of = |term: Term| What::new(term).of(Of::Class(process, class));
        let share = Node::end(of(Term::ShareInClass), share, SHARE, Rule::Worked);
        let what = of(Term::CapacityInClass).of(Of::Cluster(self.model.topology.slots[s].cluster));
        Node::made(what, Some(value), MASS, Rule::Product, vec![plus(stands), plus(share)])
    }

    pub(super) fn retrofitted(&self, s: usize, class: usize) -> Rc<Node> {
        let slot = self.model.topology.slots[s];
        let value = self.workspace.fleet.retrofitted(s, class, self.t);
        let what =
            What::new(Term::Retrofitted).of(Of::Class(slot.process, class)).of(Of::Cluster(slot.cluster));
        let rule = if value == 0.0 { Rule::Constant } else { Rule::Worked };
        Node::end(what, value, MASS, rule)
    }

    /// The factor of calibration behind a value, if one of the region gives it.
    pub(super) fn kappa(&self, region: RegionId, what: &[Pinned], value: f64) -> Rc<Node> {
        let factors = self.model.calibration.factors.iter();
        let found = factors.filter(|f| f.region == region && what.contains(&f.what) && f.observed.is_some());
        let mut found = found.filter(|f| agree(f.factor, value));
        let rule = found.next().cloned().map_or(Rule::Worked, Rule::Calibrated);
        if value == 1.0 { constant(1.0) } else { Node::end(What::new(Term::Kappa), value, SHARE, rule) }
    }
}

const TERMS: [Term; 7] = [
    Term::CreditsOpening,
    Term::CreditsEarned,
    Term::CreditsBought,
    Term::CreditsSpent,
    Term::CreditsSold,
    Term::CreditsLapsed,
    Term::CreditsClosing,
];

const ACCOUNTS: [(Account, f64); 6] = [
    (Account::Opening, 1.0),
    (Account::Earned, 1.0),
    (Account::Bought, 1.0),
    (Account::Spent, -1.0),
    (Account::Sold, -1.0),
    (Account::Lapsed, -1.0),
];

fn named(furnace: Furnace) -> Of {
    match furnace {
        Furnace::Base(unit) => Of::Unit(unit),
        Furnace::Project(project) => Of::Project(project),
        Furnace::Rebuilt(number) => Of::Rebuilt(number),
    }
}
