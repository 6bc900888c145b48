//! What happened to the fleet, event by event. The central run writes it down; an ensemble does not.

use super::number::Amount;
use crate::domain::{ProcessId, ProjectId, UnitId};

/// Which furnace an event is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Furnace {
    /// A unit of the register.
    Base(UnitId),
    /// What a project built.
    Project(ProjectId),
    /// Rebuilt capacity, numbered in order of building.
    Rebuilt(usize),
}

/// Why a unit retired.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reason {
    /// Announced closure.
    Closure,
    /// An elimination rule: its position in the scenario.
    Elimination(usize),
    /// End of economic life.
    EndOfLife,
    /// Closed by the project that replaces it.
    Replaced(ProjectId),
}

/// Something that happened to a unit.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum UnitEvent {
    /// It came into service (or stood in the base year) with this capacity, t/a.
    Commissioned {
        /// t/a.
        capacity: f64,
        /// Where.
        slot: usize,
    },
    /// The furnace was relined and goes on.
    Relined,
    /// At the end of its life no rebuild was possible: it runs one more campaign.
    Extended,
    /// It stopped.
    Retired(Reason),
}

/// What a project that is not built whole lacks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Lack {
    /// Credits cover less than it wants.
    Credits,
    /// The ceiling of its ledger leaves less room than it wants, and credits cover that.
    Ceiling,
    /// The ceiling leaves less room than it wants, and credits cover still less.
    Both,
}

/// How a project ended, or why it still waits.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum ProjectOutcome {
    /// Built whole.
    Built,
    /// Built as far as credits or a ceiling allowed: this share of it.
    Scaled(f64, Lack),
    /// Not covered this year: waits.
    Waits(Lack),
    /// Waited in vain.
    Lapsed(Lack),
    /// Not covered: given up.
    Rejected(Lack),
    /// Refused by a restriction or a suspension.
    Refused,
}

/// A movement in a ledger, of one draw or of several. Amounts are credits, t/a.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Entry<N = f64> {
    /// Which ledger of the model.
    pub ledger: usize,
    /// What moved.
    pub kind: EntryKind,
    /// How much.
    pub amount: N,
    /// Year the lot was earned.
    pub vintage: i32,
    /// Process it came from.
    pub outgoing: Option<ProcessId>,
    /// Credits per new capacity, where spent.
    pub ratio: Option<N>,
    /// The furnace whose closure earned it; `None` for what came from outside.
    pub earned_by: Option<Furnace>,
    /// What it was spent on.
    pub spent_on: Option<Furnace>,
    /// Booked to `outside` because a project that happens as dated was not covered.
    pub flagged: bool,
}

impl<N: Amount> Entry<N> {
    /// That of the first draw.
    pub fn first(self) -> Entry {
        let Entry { ledger, kind, amount, vintage, outgoing, ratio, earned_by, spent_on, flagged } = self;
        let (amount, ratio) = (amount.first(), ratio.map(Amount::first));
        Entry { ledger, kind, amount, vintage, outgoing, ratio, earned_by, spent_on, flagged }
    }
}

/// Kind of a movement.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum EntryKind {
    /// By a retirement.
    Earned,
    /// From outside the region.
    Bought,
    /// On new capacity.
    Spent,
    /// To another modelled region.
    Sold,
    /// Past its validity.
    Lapsed,
}

/// Who writes events down.
pub trait Journal {
    /// Whether nothing is written down, so that what only makes a story need not be followed.
    const SILENT: bool = false;

    /// An event of a unit in a calendar year.
    fn unit(&mut self, year: i32, furnace: Furnace, event: UnitEvent);
    /// A movement in a ledger.
    fn entry(&mut self, year: i32, entry: Entry);
    /// What became of a project.
    fn project(&mut self, year: i32, project: ProjectId, outcome: ProjectOutcome);
}

/// Writes nothing.
impl Journal for () {
    const SILENT: bool = true;

    #[inline]
    fn unit(&mut self, _: i32, _: Furnace, _: UnitEvent) {}
    #[inline]
    fn entry(&mut self, _: i32, _: Entry) {}
    #[inline]
    fn project(&mut self, _: i32, _: ProjectId, _: ProjectOutcome) {}
}

/// Keeps everything, in order.
#[derive(Clone, Debug, Default)]
pub struct Chronicle {
    /// Events of units.
    pub units: Vec<(i32, Furnace, UnitEvent)>,
    /// Movements in ledgers.
    pub entries: Vec<(i32, Entry)>,
    /// Outcomes of projects.
    pub projects: Vec<(i32, ProjectId, ProjectOutcome)>,
}

impl Journal for Chronicle {
    fn unit(&mut self, year: i32, furnace: Furnace, event: UnitEvent) {
        self.units.push((year, furnace, event));
    }
    fn entry(&mut self, year: i32, entry: Entry) {
        self.entries.push((year, entry));
    }
    fn project(&mut self, year: i32, project: ProjectId, outcome: ProjectOutcome) {
        self.projects.push((year, project, outcome));
    }
}
