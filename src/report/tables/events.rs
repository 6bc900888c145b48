//! The story of the fleet: every event and movement, by year and region.

use super::fleet::{furnace_id, furnace_name, reason, refusal};
use super::{Results, Table, number};
use crate::domain::{ClusterId, RegionId};
use crate::simulation::journal::{Entry, EntryKind, Furnace, Lack, ProjectOutcome, UnitEvent};

/// One row before it is put in order.
struct Event {
    year: i32,
    region: RegionId,
    cluster: Option<ClusterId>,
    group: String,
    process: String,
    word: &'static str,
    subject: [String; 2],
    amount: Option<f64>,
    reason: &'static str,
    by: String,
    source: String,
}

/// Everything that happened: units commissioned, relined, extended and retired; projects built, scaled, delayed,
/// lapsed, rejected and refused; credits earned, bought, spent, sold and lapsed.
pub fn events(results: &Results<'_>) -> Table {
    let mut table = Table::new(&[
        "year", "region", "cluster", "group", "process", "event", "subject", "name", "amount_t", "reason",
        "by", "source",
    ]);
    let mut events = of_units(results);
    events.extend(of_projects(results));
    events.extend(of_ledgers(results));
    // Stable: what happened first in a year stays first.
    events.sort_by_key(|event| (event.year, event.region));
    let scenario = &results.model.scenario;
    for event in events {
        let [subject, name] = event.subject;
        table.row(vec![
            event.year.to_string(),
            scenario.regions[event.region.0].id.clone(),
            event.cluster.map_or_else(String::new, |c| scenario.clusters[c.0].id.clone()),
            event.group,
            event.process,
            event.word.to_owned(),
            subject,
            name,
            event.amount.map_or_else(String::new, number),
            event.reason.to_owned(),
            event.by,
            event.source,
        ]);
    }
    table
}

/// Id and name of a furnace.
fn named(results: &Results<'_>, furnace: Furnace) -> [String; 2] {
    [furnace_id(results, furnace), furnace_name(results, furnace).1]
}

/// An event of a slot, to be filled in.
fn in_slot(results: &Results<'_>, year: i32, slot: usize, furnace: Furnace, word: &'static str) -> Event {
    let scenario = &results.model.scenario;
    let of = results.model.topology.slots[slot];
    let group = scenario.commodities[scenario.processes[of.process.0].output.0].group;
    Event {
        year,
        region: scenario.clusters[of.cluster.0].region,
        cluster: Some(of.cluster),
        group: group.map_or_else(String::new, |g| scenario.groups[g.0].id.clone()),
        process: scenario.processes[of.process.0].id.clone(),
        word,
        subject: named(results, furnace),
        amount: None,
        reason: "",
        by: String::new(),
        source: String::new(),
    }
}

/// What happened to units after the base year.
fn of_units(results: &Results<'_>) -> Vec<Event> {
    let base = results.model.scenario.horizon.base.0;
    let chronicle = &results.central.chronicle;
    let mut events = Vec::new();
    let mut stood: Vec<(Furnace, usize, f64)> = Vec::new();
    for &(year, furnace, event) in &chronicle.units {
        if let UnitEvent::Commissioned { capacity, slot } = event {
            stood.push((furnace, slot, capacity));
        }
        let Some(&(_, slot, capacity)) = stood.iter().rfind(|(of, ..)| *of == furnace) else { continue };
        let of = |word| in_slot(results, year, slot, furnace, word);
        match event {
            // What a project builds is told with the project; what stood in the base year is no event.
            UnitEvent::Commissioned { .. } if year > base && matches!(furnace, Furnace::Rebuilt(_)) => {
                let credits = chronicle.entries.iter().map(|(_, entry)| entry);
                let lot = credits.filter(|e| e.kind == EntryKind::Spent && e.spent_on == Some(furnace));
                let from = lot.filter_map(|entry| entry.earned_by).next();
                let by = from.map_or_else(String::new, |furnace| furnace_id(results, furnace));
                events.push(Event { amount: Some(capacity), by, ..of("rebuilt") });
            }
            UnitEvent::Commissioned { .. } => {}
            UnitEvent::Relined => events.push(of("relined")),
            UnitEvent::Extended => events.push(Event { reason: "no rebuild possible", ..of("extended") }),
            UnitEvent::Retired(why) => {
                let (reason, by, source) = reason(results, why);
                events.push(Event { amount: Some(capacity), reason, by, source, ..of("retired") });
            }
        }
    }
    events
}

/// What became of projects, year by year.
fn of_projects(results: &Results<'_>) -> Vec<Event> {
    let (model, central) = (results.model, results.central);
    let mut events = Vec::new();
    for &(year, id, outcome) in &central.chronicle.projects {
        let Some(project) = model.fleet.projects.iter().find(|p| p.project == id) else { continue };
        let t = (year - model.scenario.horizon.base.0).max(0) as usize;
        let wanted = model.parameters.central(project.capacity, t.min(model.years() - 1));
        let (word, share, lack) = match outcome {
            ProjectOutcome::Built => ("built", 1.0, ""),
            ProjectOutcome::Scaled(share, lack) => ("scaled", share, lacking(lack)),
            ProjectOutcome::Waits(lack) => ("delayed", 1.0, lacking(lack)),
            ProjectOutcome::Lapsed(lack) => ("lapsed", 1.0, lacking(lack)),
            ProjectOutcome::Rejected(lack) => ("rejected", 1.0, lacking(lack)),
            ProjectOutcome::Refused => ("refused", 1.0, ""),
        };
        let (refused, rule, source) = refusal(results, project);
        let (reason, by, source) = match outcome {
            ProjectOutcome::Refused => (refused, rule, source),
            _ => (lack, String::new(), model.scenario.projects[id.0].source.clone()),
        };
        let of = in_slot(results, year, project.slot, Furnace::Project(id), word);
        events.push(Event { amount: Some(wanted * share), reason, by, source, ..of });
    }
    events
}

/// What a project that is not built whole lacks.
fn lacking(lack: Lack) -> &'static str {
    match lack {
        Lack::Credits => "credits",
        Lack::Ceiling => "ceiling",
        Lack::Both => "ceiling, then credits",
    }
}

/// Movements of credits.
fn of_ledgers(results: &Results<'_>) -> Vec<Event> {
    let scenario = &results.model.scenario;
    let event = |(year, entry): &(i32, Entry)| {
        let ledger = &results.model.fleet.ledgers[entry.ledger];
        let (word, subject, by) = match entry.kind {
            EntryKind::Earned => ("credits earned", entry.earned_by, None),
            EntryKind::Lapsed => ("credits lapsed", entry.earned_by, None),
            EntryKind::Bought => ("credits bought", entry.spent_on, entry.earned_by),
            EntryKind::Spent => ("credits spent", entry.spent_on, entry.earned_by),
            EntryKind::Sold => ("credits sold", entry.earned_by, entry.spent_on),
        };
        let outside = matches!(entry.kind, EntryKind::Bought | EntryKind::Spent) && entry.earned_by.is_none();
        let by = by.map(|furnace| furnace_id(results, furnace));
        Event {
            year: *year,
            region: ledger.region,
            cluster: None,
            group: scenario.groups[ledger.group.0].id.clone(),
            process: entry.outgoing.map_or_else(String::new, |p| scenario.processes[p.0].id.clone()),
            word,
            subject: subject.map_or_else(Default::default, |furnace| named(results, furnace)),
            amount: Some(entry.amount),
            reason: if entry.flagged { "stands without a known source" } else { "" },
            by: by.unwrap_or_else(|| if outside { "outside".to_owned() } else { String::new() }),
            source: String::new(),
        }
    };
    results.central.chronicle.entries.iter().map(event).collect()
}
