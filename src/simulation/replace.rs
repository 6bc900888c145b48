//! Stage 2 of a year: projects against credits, rebuild of what retired, ceilings, lapse
//! (MODEL section 5).

use super::choice;
use super::fleet::{Account, Stage};
use super::journal::{Entry, EntryKind, Furnace, Journal, Lack, ProjectOutcome, Reason};
use super::number::Amount;
use crate::domain::{CreditOrigin, LeafId, OwnerId, Shortfall, UnitId};
use crate::model::FleetProject;

/// Below this share of a project nothing is missing: rounding of sums of credits.
const WHOLE: f64 = 1.0 - 1e-12;

/// Where part of a project's credits comes from.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cover<N> {
    source: Source,
    /// Credits taken, t/a.
    credits: N,
    ratio: N,
}

#[derive(Clone, Copy, Debug)]
enum Source {
    /// A lot that is in the ledger already.
    Lot(usize),
    /// The lot that a unit closed by the project will earn: its position among the standing.
    Closing(usize),
    /// Bought from outside.
    Outside,
}

/// Rebuilt capacity before the ceiling is known.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rebuild<N> {
    lot: Option<usize>,
    slot: usize,
    owner: OwnerId,
    capacity: N,
    credits: N,
    ratio: N,
}

/// Tries every project that is due, in order of year then file.
pub(super) fn projects<N: Amount, J: Journal>(stage: &mut Stage<'_, N, J>) {
    let (fleet, group, year) = (stage.fleet, stage.group, stage.year());
    while let Some(&next) = group.projects.get(stage.state.begun).filter(|&&p| fleet.projects[p].year <= year)
    {
        stage.state.waiting.push(next);
        stage.state.begun += 1;
    }
    let mut left = 0;
    for at in 0..stage.state.waiting.len() {
        let p = stage.state.waiting[at];
        let project = &fleet.projects[p];
        let due = if project.built { project.year } else { project.year + stage.delay(project.delay) };
        if due <= year {
            let outcome = attempt(stage, project, due);
            stage.journal.project(year, project.project, outcome);
            if !matches!(outcome, ProjectOutcome::Waits(_)) {
                continue;
            }
        }
        stage.state.waiting[left] = p;
        left += 1;
    }
    stage.state.waiting.truncate(left);
}

fn attempt<N: Amount, J: Journal>(
    stage: &mut Stage<'_, N, J>,
    project: &FleetProject,
    due: i32,
) -> ProjectOutcome {
    if project.refused.is_some() {
        return ProjectOutcome::Refused;
    }
    let wanted = stage.value(project.capacity);
    let Some(ledger) = project.ledger else {
        // Without a ledger nothing is earned, or what the project replaces would be rebuilt besides it.
        close_named(stage, project, false);
        commission(stage, project, wanted);
        return ProjectOutcome::Built;
    };
    let room = if project.built { N::constant(f64::INFINITY) } else { room(stage, project, ledger) };
    let aim = wanted.min(room);
    let covered = cover(stage, project, ledger, aim);
    let share = wanted.select_above(N::ZERO, covered / wanted, N::ONE);
    let whole = N::constant(WHOLE);
    if project.built || !whole.is_above_in_any(share) {
        build(stage, project, ledger, wanted);
        return ProjectOutcome::Built;
    }
    let lack = lack(wanted.first(), aim.first(), covered.first());
    if project.shortfall == Shortfall::Scale && stage.is_above(covered, N::ZERO) {
        build(stage, project, ledger, whole.select_above(share, covered, wanted));
        return ProjectOutcome::Scaled(share.first(), lack);
    }
    stage.is_above(whole, share);
    match project.shortfall {
        Shortfall::Delay(wait) if stage.year() < due + wait as i32 => ProjectOutcome::Waits(lack),
        Shortfall::Delay(_) => ProjectOutcome::Lapsed(lack),
        Shortfall::Scale | Shortfall::Reject => ProjectOutcome::Rejected(lack),
    }
}

fn lack(wanted: f64, aim: f64, covered: f64) -> Lack {
    match (aim < wanted, covered < WHOLE * aim) {
        (false, _) => Lack::Credits,
        (true, false) => Lack::Ceiling,
        (true, true) => Lack::Both,
    }
}

/// Capacity that the ceiling still allows once the units named by the project are gone.
fn room<N: Amount, J: Journal>(stage: &Stage<'_, N, J>, project: &FleetProject, ledger: usize) -> N {
    let Some(ceiling) = stage.fleet.ledgers[ledger].ceiling else { return N::constant(f64::INFINITY) };
    let mut stands = standing_capacity(stage, ledger);
    for index in named(stage, project) {
        stands -= stage.capacity(index);
    }
    (stage.value(ceiling) - stands).max(N::ZERO)
}

/// Capacity that stands in the slots of a ledger that has a ceiling, t/a.
fn standing_capacity<N: Amount, J: Journal>(stage: &Stage<'_, N, J>, ledger: usize) -> N {
    stage.state.of_ledger[ledger].iter().map(|held| held.capacity).sum()
}

/// Positions of the units that the project closes and that still stand. Base units come first in the
/// list of the standing, in register order.
fn named<'a, N: Amount, J: Journal>(
    stage: &'a Stage<'_, N, J>,
    project: &'a FleetProject,
) -> impl Iterator<Item = usize> + 'a {
    project.replaces.iter().copied().filter(|&u| !stage.state.standing[u].retired)
}

fn close_named<N: Amount, J: Journal>(stage: &mut Stage<'_, N, J>, project: &FleetProject, earns: bool) {
    for &unit in &project.replaces {
        if !stage.state.standing[unit].retired {
            stage.retire(unit, Reason::Replaced(project.project), earns);
        }
    }
}

/// Plans where the credits for `aim` of capacity come from, without touching anything; returns the
/// capacity that is covered. What happens as dated takes its missing credits from outside.
fn cover<N: Amount, J: Journal>(
    stage: &mut Stage<'_, N, J>,
    project: &FleetProject,
    ledger: usize,
    aim: N,
) -> N {
    stage.state.cover.clear();
    let mut plan = Plan { project, aim, covered: N::ZERO };
    if !project.import {
        plan.closing_units(stage);
        plan.lots(stage, ledger, |lot| {
            project.replaces.iter().any(|&u| lot.furnace == Furnace::Base(UnitId(u)))
        });
        let any_owner = project.origin == CreditOrigin::Region;
        plan.lots(stage, ledger, |lot| any_owner || lot.owner == project.owner);
        plan.lots(stage, ledger, |_| !project.built);
    }
    if let Some(seller) = project.seller {
        plan.lots(stage, seller, |_| true);
    }
    if project.built || project.outside {
        plan.outside(stage, ledger);
    }
    plan.covered
}

struct Plan<'a, N> {
    project: &'a FleetProject,
    aim: N,
    covered: N,
}

impl<N: Amount> Plan<'_, N> {
    /// Takes as much of `credits` as is still missing.
    fn take<J: Journal>(&mut self, stage: &mut Stage<'_, N, J>, source: Source, credits: N, outgoing: usize) {
        let Some(leaf) = self.project.ratio[outgoing] else { return };
        let ratio = stage.value(leaf);
        let capacity = (credits / ratio).min(self.aim - self.covered);
        if capacity.is_above_in_any(N::ZERO) {
            let capacity = capacity.max(N::ZERO);
            self.covered += capacity;
            stage.state.cover.push(Cover { source, credits: capacity * ratio, ratio });
        }
    }

    fn closing_units<J: Journal>(&mut self, stage: &mut Stage<'_, N, J>) {
        for &unit in &self.project.replaces {
            let standing = stage.state.standing[unit];
            if !standing.retired && standing.eligible {
                let outgoing = stage.topology.slots[standing.slot].process.0;
                self.take(stage, Source::Closing(unit), stage.capacity(unit), outgoing);
            }
        }
    }

    /// Walks the lots of a ledger, oldest first, that `wanted` accepts.
    fn lots<J: Journal>(
        &mut self,
        stage: &mut Stage<'_, N, J>,
        ledger: usize,
        wanted: impl Fn(&super::fleet::Lot<N>) -> bool,
    ) {
        let oldest = stage.year() - stage.fleet.ledgers[ledger].validity + 1;
        for at in 0..stage.state.open[ledger].len() {
            if !self.aim.is_above_in_any(self.covered) {
                return;
            }
            let l = stage.state.open[ledger][at];
            let lot = stage.state.lots[l];
            let fits = lot.left.is_above_in_any(N::ZERO) && lot.vintage >= oldest && wanted(&lot);
            if fits && !stage.state.cover.iter().any(|c| matches!(c.source, Source::Lot(taken) if taken == l))
            {
                let outgoing = stage.topology.slots[lot.slot].process.0;
                self.take(stage, Source::Lot(l), lot.left, outgoing);
            }
        }
    }

    /// Buys the rest from outside: up to the lever `quota-import`, or without bound for what happens
    /// as dated.
    fn outside<J: Journal>(&mut self, stage: &mut Stage<'_, N, J>, ledger: usize) {
        let account = &stage.fleet.ledgers[ledger];
        let bought = stage.state.accounts[ledger][Account::Bought as usize];
        let credits = match account.quota_import {
            _ if self.project.built => N::constant(f64::INFINITY),
            Some(leaf) => (stage.value(leaf) - bought).max(N::ZERO),
            None => N::ZERO,
        };
        let incoming = stage.topology.slots[self.project.slot].process;
        let outgoing = account.outside_process.unwrap_or(incoming);
        self.take(stage, Source::Outside, credits, outgoing.0);
    }
}

/// Closes what the project names, spends what was planned, and puts it into service.
fn build<N: Amount, J: Journal>(
    stage: &mut Stage<'_, N, J>,
    project: &FleetProject,
    ledger: usize,
    capacity: N,
) {
    close_named(stage, project, true);
    let furnace = Furnace::Project(project.project);
    for c in 0..stage.state.cover.len() {
        let cover = stage.state.cover[c];
        match cover.source {
            Source::Outside => buy(stage, project, ledger, cover),
            Source::Lot(lot) => spend_lot(stage, furnace, ledger, lot, cover.credits, cover.ratio),
            Source::Closing(unit) => {
                let earned = stage.state.standing[unit].furnace;
                if let Some(lot) = stage.state.lots.iter().rposition(|l| l.furnace == earned) {
                    spend_lot(stage, furnace, ledger, lot, cover.credits, cover.ratio);
                }
            }
        }
    }
    commission(stage, project, capacity);
}

fn commission<N: Amount, J: Journal>(stage: &mut Stage<'_, N, J>, project: &FleetProject, capacity: N) {
    let furnace = Furnace::Project(project.project);
    stage.commission(furnace, project.slot, capacity, project.owner, project.class);
}

fn buy<N: Amount, J: Journal>(
    stage: &mut Stage<'_, N, J>,
    project: &FleetProject,
    ledger: usize,
    cover: Cover<N>,
) {
    let entry = Entry {
        ledger,
        kind: EntryKind::Bought,
        amount: cover.credits,
        vintage: stage.year(),
        outgoing: stage.fleet.ledgers[ledger].outside_process,
        ratio: Some(cover.ratio),
        earned_by: None,
        spent_on: Some(Furnace::Project(project.project)),
        flagged: project.built && !project.import,
    };
    stage.book(Account::Bought, entry);
    stage.book(Account::Spent, Entry { kind: EntryKind::Spent, ..entry });
}

/// Spends credits of a lot; a lot of another ledger is sold by it and bought by this one first.
fn spend_lot<N: Amount, J: Journal>(
    stage: &mut Stage<'_, N, J>,
    furnace: Furnace,
    ledger: usize,
    lot: usize,
    credits: N,
    ratio: N,
) {
    let from = stage.state.lots[lot];
    // The last crumb of a lot goes with it, or rounding would leave lots of 1e-10 t alive for years.
    let left = from.left - credits;
    let left = left.select_above(from.left * 1e-12, left, N::ZERO);
    stage.state.lots[lot].left = left;
    stage.state.emptied |= !left.is_above_in_all(N::ZERO);
    let entry = Entry {
        ledger,
        kind: EntryKind::Spent,
        amount: credits,
        vintage: from.vintage,
        outgoing: Some(stage.topology.slots[from.slot].process),
        ratio: Some(ratio),
        earned_by: Some(from.furnace),
        spent_on: Some(furnace),
        flagged: false,
    };
    if from.ledger != ledger {
        stage.book(Account::Sold, Entry { ledger: from.ledger, kind: EntryKind::Sold, ..entry });
        stage.book(Account::Bought, Entry { kind: EntryKind::Bought, ..entry });
    }
    stage.book(Account::Spent, entry);
}

/// Rebuilds the declared fraction of what this year's retirements left unspent: φ of it on the clean
/// process, the rest on the incumbent, each divided by its own ratio.
pub(super) fn rebuild<N: Amount, J: Journal>(stage: &mut Stage<'_, N, J>) {
    if stage.t <= stage.leaves.parameters.observed {
        return;
    }
    stage.state.rebuilds.clear();
    for at in stage.state.old..stage.state.alive.len() {
        let l = stage.state.alive[at];
        if stage.state.lots[l].left.is_above_in_any(N::ZERO) {
            plan_lot(stage, l);
        }
    }
    for r in 0..stage.state.plain.len() {
        plan_plain(stage, r);
    }
    if stage.state.rebuilds.is_empty() {
        return;
    }
    for &ledger in &stage.group.ledgers {
        scale_to_ceiling(stage, ledger);
    }
    for r in 0..stage.state.rebuilds.len() {
        carry_out(stage, r);
    }
}

fn plan_lot<N: Amount, J: Journal>(stage: &mut Stage<'_, N, J>, l: usize) {
    let lot = stage.state.lots[l];
    let ledger = &stage.fleet.ledgers[lot.ledger];
    let Some(share) = ledger.rebuild_share.filter(|_| !ledger.suspended[stage.t]) else { return };
    let rule = &stage.fleet.rules[lot.slot];
    let credits = lot.left * stage.value(share).max(N::ZERO).min(N::ONE);
    if let Some(routes) = &rule.routes {
        for (route, to) in routes.list.iter().enumerate() {
            let part = choice::share(stage.leaves, routes, &stage.state.levelised, route, stage.t);
            plan_part(stage, l, Some(to.slot), to.ratio[stage.t], credits * part);
        }
        return;
    }
    let phi = match (ledger.clean_share, rule.clean_slot) {
        (Some(leaf), Some(_)) => stage.value(leaf).max(N::ZERO).min(N::ONE),
        _ => N::ZERO,
    };
    let clean_ratio = rule.clean.get(stage.t).copied().flatten();
    let parts =
        [(rule.clean_slot, clean_ratio, phi), (Some(lot.slot), rule.incumbent[stage.t], N::ONE - phi)];
    for (slot, ratio, part) in parts {
        plan_part(stage, l, slot, ratio, credits * part);
    }
}

fn plan_part<N: Amount, J: Journal>(
    stage: &mut Stage<'_, N, J>,
    l: usize,
    slot: Option<usize>,
    ratio: Option<LeafId>,
    credits: N,
) {
    let (Some(slot), Some(leaf)) = (slot, ratio) else { return };
    if credits.is_above_in_any(N::ZERO) {
        let ratio = stage.value(leaf);
        let owner = stage.state.lots[l].owner;
        let capacity = credits / ratio;
        stage.state.rebuilds.push(Rebuild { lot: Some(l), slot, owner, capacity, credits, ratio });
    }
}

fn plan_plain<N: Amount, J: Journal>(stage: &mut Stage<'_, N, J>, r: usize) {
    let (slot, amount, owner) = stage.state.plain[r];
    let Some(share) = stage.fleet.rules[slot].plain_share else { return };
    let capacity = amount * stage.value(share).max(N::ZERO).min(N::ONE);
    if capacity.is_above_in_any(N::ZERO) {
        stage.state.rebuilds.push(Rebuild {
            lot: None,
            slot,
            owner,
            capacity,
            credits: capacity,
            ratio: N::ONE,
        });
    }
}

/// Scales the year's rebuilding of a ledger to what its ceiling leaves.
fn scale_to_ceiling<N: Amount, J: Journal>(stage: &mut Stage<'_, N, J>, ledger: usize) {
    let account = &stage.fleet.ledgers[ledger];
    let Some(ceiling) = account.ceiling else { return };
    let room = (stage.value(ceiling) - standing_capacity(stage, ledger)).max(N::ZERO);
    let of_ledger = |r: &Rebuild<N>| stage.fleet.rules[r.slot].ledger == Some(ledger);
    let wanted: N = stage.state.rebuilds.iter().filter(|r| of_ledger(r)).map(|r| r.capacity).sum();
    if wanted.is_above_in_any(room) {
        let scale = wanted.select_above(room, room / wanted, N::ONE);
        for rebuild in stage.state.rebuilds.iter_mut().filter(|r| of_ledger(r)) {
            rebuild.capacity = rebuild.capacity * scale;
            rebuild.credits = rebuild.credits * scale;
        }
    }
}

fn carry_out<N: Amount, J: Journal>(stage: &mut Stage<'_, N, J>, r: usize) {
    let rebuild = stage.state.rebuilds[r];
    if !rebuild.capacity.is_above_in_any(N::ZERO) {
        return;
    }
    let furnace = Furnace::Rebuilt(stage.state.rebuilt);
    stage.state.rebuilt += 1;
    if let Some(lot) = rebuild.lot {
        let ledger = stage.state.lots[lot].ledger;
        spend_lot(stage, furnace, ledger, lot, rebuild.credits, rebuild.ratio);
    }
    let class = stage.fleet.classes.slots[rebuild.slot].new_build;
    stage.commission(furnace, rebuild.slot, rebuild.capacity, rebuild.owner, class);
}

/// At the end of its last valid year a lot lapses.
pub(super) fn lapse<N: Amount, J: Journal>(stage: &mut Stage<'_, N, J>) {
    // Where no ledger of the group lets go of anything as young as a lot, none of the younger ones lapses either.
    let shortest = stage.group.ledgers.iter().map(|&l| stage.fleet.ledgers[l].validity).min().unwrap_or(0);
    for at in 0..stage.state.alive.len() {
        let l = stage.state.alive[at];
        let lot = stage.state.lots[l];
        if stage.year() < lot.vintage + shortest - 1 {
            return;
        }
        let last = lot.vintage + stage.fleet.ledgers[lot.ledger].validity - 1;
        if lot.left.is_above_in_any(N::ZERO) && stage.year() >= last {
            stage.state.lots[l].left = N::ZERO;
            stage.state.emptied = true;
            let outgoing = Some(stage.topology.slots[lot.slot].process);
            stage.book(
                Account::Lapsed,
                Entry {
                    ledger: lot.ledger,
                    kind: EntryKind::Lapsed,
                    amount: lot.left,
                    vintage: lot.vintage,
                    outgoing,
                    ratio: None,
                    earned_by: Some(lot.furnace),
                    spent_on: None,
                    flagged: false,
                },
            );
        }
    }
}
