//! Lives of units and what became of projects.

use super::{Results, Table, maybe, number};
use crate::model::{FleetProject, Refusal};
use crate::simulation::journal::{EntryKind, Furnace, ProjectOutcome, Reason, UnitEvent};

/// What happened to one furnace.
struct Life {
    furnace: Furnace,
    slot: usize,
    commissioned: i32,
    capacity: f64,
    relines: Vec<i32>,
    extensions: Vec<i32>,
    retired: Option<(i32, Reason)>,
}

/// The name of a furnace in tables: a unit's or project's id, `rebuilt-1` for what was rebuilt.
pub fn furnace_id(results: &Results<'_>, furnace: Furnace) -> String {
    let scenario = &results.model.scenario;
    match furnace {
        Furnace::Base(unit) => scenario.units[unit.0].id.clone(),
        Furnace::Project(project) => scenario.projects[project.0].id.clone(),
        Furnace::Rebuilt(number) => format!("rebuilt-{}", number + 1),
    }
}

/// Where a furnace comes from, and its name for people.
pub fn furnace_name(results: &Results<'_>, furnace: Furnace) -> (&'static str, String) {
    let scenario = &results.model.scenario;
    match furnace {
        Furnace::Base(unit) => ("register", scenario.units[unit.0].name.clone()),
        Furnace::Project(project) => ("project", scenario.projects[project.0].name.clone()),
        Furnace::Rebuilt(_) => ("rebuilt", String::new()),
    }
}

fn lives(results: &Results<'_>) -> Vec<Life> {
    let mut lives: Vec<Life> = Vec::new();
    for &(year, furnace, event) in &results.central.chronicle.units {
        if let UnitEvent::Commissioned { capacity, slot } = event {
            let (relines, extensions) = (Vec::new(), Vec::new());
            let life =
                Life { furnace, slot, commissioned: year, capacity, relines, extensions, retired: None };
            lives.push(life);
            continue;
        }
        let Some(life) = lives.iter_mut().rfind(|l| l.furnace == furnace) else { continue };
        match event {
            UnitEvent::Commissioned { .. } => {}
            UnitEvent::Relined => life.relines.push(year),
            UnitEvent::Extended => life.extensions.push(year),
            UnitEvent::Retired(reason) => life.retired = Some((year, reason)),
        }
    }
    lives
}

/// The life of every unit: of the register, built by projects, rebuilt.
pub fn units(results: &Results<'_>) -> Table {
    let mut table = Table::new(&[
        "id",
        "name",
        "origin",
        "cluster",
        "process",
        "commissioned",
        "capacity_t",
        "relines",
        "extensions",
        "retired",
        "reason",
        "rule_or_project",
        "source",
    ]);
    let (scenario, topology) = (&results.model.scenario, &results.model.topology);
    for life in lives(results) {
        let (origin, name) = furnace_name(results, life.furnace);
        let slot = topology.slots[life.slot];
        let (reason, by, source) = life.retired.map_or_else(Default::default, |(_, r)| reason(results, r));
        table.row(vec![
            furnace_id(results, life.furnace),
            name,
            origin.to_owned(),
            scenario.clusters[slot.cluster.0].id.clone(),
            scenario.processes[slot.process.0].id.clone(),
            life.commissioned.to_string(),
            number(life.capacity),
            years(&life.relines),
            years(&life.extensions),
            life.retired.map_or_else(String::new, |(year, _)| year.to_string()),
            reason.to_owned(),
            by,
            source,
        ]);
    }
    table
}

fn years(list: &[i32]) -> String {
    let list: Vec<String> = list.iter().map(i32::to_string).collect();
    list.join(" ")
}

/// Why a furnace went, by which rule or for which project, and what that one cites.
pub fn reason(results: &Results<'_>, reason: Reason) -> (&'static str, String, String) {
    let scenario = &results.model.scenario;
    let named = |word, id: &str, source: &str| (word, id.to_owned(), source.to_owned());
    match reason {
        Reason::Closure => named("announced closure", "", ""),
        Reason::Elimination(rule) => {
            let rule = &scenario.eliminations[rule];
            named("elimination", &rule.id, &rule.source)
        }
        Reason::EndOfLife => named("end of life", "", ""),
        Reason::Replaced(project) => {
            let project = &scenario.projects[project.0];
            named("replaced", &project.id, &project.source)
        }
    }
}

/// What became of every project.
pub fn projects(results: &Results<'_>) -> Table {
    let mut table = Table::new(&[
        "id",
        "name",
        "cluster",
        "process",
        "planned_year",
        "capacity_t",
        "outcome",
        "year",
        "built_t",
        "as_dated",
        "refused_by",
        "rule",
        "rule_source",
        "credits_not_covered_t",
        "source",
    ]);
    let scenario = &results.model.scenario;
    for compiled in &results.model.fleet.projects {
        let project = &scenario.projects[compiled.project.0];
        let capacity = results.model.parameters.central(compiled.capacity, results.model.observed());
        let (outcome, year, share) = outcome(results, compiled);
        let (by, rule, rule_source) = refusal(results, compiled);
        table.row(vec![
            project.id.clone(),
            project.name.clone(),
            scenario.clusters[project.cluster.0].id.clone(),
            scenario.processes[project.process.0].id.clone(),
            compiled.year.to_string(),
            number(capacity),
            outcome.to_owned(),
            year.map_or_else(String::new, |y| y.to_string()),
            maybe(share.map(|s| s * capacity)),
            compiled.built.to_string(),
            by.to_owned(),
            rule,
            rule_source,
            number(not_covered(results, compiled)),
            project.source.clone(),
        ]);
    }
    table
}

/// The last thing that happened to a project, its year, and the share of it that stands.
fn outcome(results: &Results<'_>, project: &FleetProject) -> (&'static str, Option<i32>, Option<f64>) {
    let events = &results.central.chronicle.projects;
    let Some((year, _, last)) = events.iter().rfind(|(_, id, _)| *id == project.project) else {
        return ("not due", None, None);
    };
    let (word, share) = match *last {
        ProjectOutcome::Built => ("built", Some(1.0)),
        ProjectOutcome::Scaled(share, _) => ("scaled", Some(share)),
        ProjectOutcome::Waits(_) => ("waits", None),
        ProjectOutcome::Lapsed(_) => ("lapsed", None),
        ProjectOutcome::Rejected(_) => ("rejected", None),
        ProjectOutcome::Refused => ("refused", None),
    };
    (word, Some(*year), share)
}

/// By what kind of rule a project is refused, which one, and what that one cites.
pub fn refusal(results: &Results<'_>, project: &FleetProject) -> (&'static str, String, String) {
    let scenario = &results.model.scenario;
    match project.refused {
        None => ("", String::new(), String::new()),
        Some(Refusal::Restricted(rule)) => {
            let rule = &scenario.restrictions[rule];
            ("restriction", rule.id.clone(), rule.source.clone())
        }
        Some(Refusal::Suspended(rule)) => {
            let rule = &scenario.suspensions[rule];
            ("suspension", rule.id.clone(), rule.source.clone())
        }
    }
}

/// Credits booked to the outside because a project that happens as dated was not covered.
fn not_covered(results: &Results<'_>, project: &FleetProject) -> f64 {
    let furnace = Some(Furnace::Project(project.project));
    let entries = results.central.chronicle.entries.iter().map(|(_, entry)| entry);
    let flagged = entries.filter(|e| e.flagged && e.kind == EntryKind::Bought && e.spent_on == furnace);
    flagged.map(|e| e.amount).sum::<f64>() + 0.0
}
