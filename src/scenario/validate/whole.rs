//! What only shows when everything is in place: circles, chains, gaps of the replacement table,
//! output that nobody calls for. Runs on a scenario whose parts are sound.

mod demand;

use std::collections::{BTreeMap, BTreeSet};

use super::super::problem::{Draft, Sink};
use super::super::raw::Root;
use super::super::source_map::Span;
use super::super::values::Word;
use crate::domain::*;

/// Every check of the whole.
pub(super) fn check(scenario: &Scenario, raw: &Root, sink: &mut Sink) {
    let mut whole = Whole { scenario, raw, sink };
    whole.circles();
    whole.chains();
    whole.groups();
    whole.charges();
    whole.ratios_of_rebuilds();
    whole.ratios_of_projects();
    whole.demand();
    whole.growth_has_a_start();
    whole.drivers_are_positive();
    whole.one_consumption();
    whole.one_path_a_region();
    whole.one_pin_each();
    super::class::check(scenario, raw, sink);
    super::contents::check(scenario, raw, sink);
}

struct Whole<'a> {
    scenario: &'a Scenario,
    raw: &'a Root,
    sink: &'a mut Sink,
}

/// A pair of processes, a class and whether it is merged: what a row of the table is looked up by.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Pair<'a> {
    outgoing: ProcessId,
    incoming: ProcessId,
    class: &'a str,
    merged: bool,
}

impl<'a> Whole<'a> {
    fn process(&self, id: ProcessId) -> &'a Process {
        &self.scenario.processes[id.0]
    }
    fn commodity(&self, id: CommodityId) -> &'a Commodity {
        &self.scenario.commodities[id.0]
    }
    fn region_of(&self, cluster: ClusterId) -> RegionId {
        self.scenario.clusters[cluster.0].region
    }
    fn group_of(&self, process: ProcessId) -> Option<GroupId> {
        self.commodity(self.process(process).output).group
    }
    fn central(&self, leaf: LeafId) -> Option<f64> {
        self.scenario.leaf(leaf).path.at(self.scenario.horizon.base.0)
    }

    /// Commodities that are made from each other in a circle.
    fn circles(&mut self) {
        // For each commodity, what it is made from and the process that says so.
        let mut made_from: BTreeMap<CommodityId, Vec<(CommodityId, ProcessId)>> = BTreeMap::new();
        for (at, process) in self.scenario.processes.iter().enumerate() {
            let inputs = process.inputs.iter().map(|(input, _)| (*input, ProcessId(at)));
            made_from.entry(process.output).or_default().extend(inputs);
        }
        let mut done = BTreeSet::new();
        for start in made_from.keys() {
            if let Some((chain, process)) = circle(*start, &made_from, &mut done) {
                let names: Vec<&str> = chain.iter().map(|id| self.commodity(*id).id.as_str()).collect();
                let message =
                    format!("commodities are made from each other in a circle: {}", names.join(" <- "));
                let id = &self.process(process).id;
                let span = self.raw.processes.get(id).map_or(self.raw.at.span, |process| process.at.span);
                let draft = Draft::new(span, message);
                self.sink.push(draft.help("one of these inputs is bought, or is a commodity of its own"));
                return;
            }
        }
    }

    /// Every later process of a route makes an input of an earlier one.
    fn chains(&mut self) {
        let routes = self.scenario.routes.iter().zip(self.raw.routes.iter());
        for (route, (_, raw)) in routes {
            for (at, id) in route.chain.iter().enumerate().skip(1) {
                let output = self.process(*id).output;
                let earlier = route.chain.iter().take(at).map(|id| self.process(*id));
                if !earlier
                    .into_iter()
                    .any(|process| process.inputs.iter().any(|(input, _)| *input == output))
                {
                    let made = &self.commodity(output).id;
                    let span = raw.chain.0.get(at).map_or(raw.at.span, |word| word.span);
                    let message =
                        format!("`routes.{}` does not chain: no earlier process takes `{made}`", route.id);
                    self.sink.push(
                        Draft::new(span, message).help("write the final process first, then what feeds it"),
                    );
                }
            }
        }
    }

    /// A clean or outside process makes something of its group.
    fn groups(&mut self) {
        let groups = self.scenario.groups.iter().zip(self.raw.groups.iter());
        for (at, (group, (_, raw))) in groups.enumerate() {
            let named =
                [(group.clean_process, &raw.clean_process), (group.outside_process, &raw.outside_process)];
            for (process, word) in named {
                let (Some(process), Some(word)) = (process, word) else { continue };
                if self.group_of(process) != Some(GroupId(at)) {
                    let message = format!("`{}` makes nothing of the group `{}`", word.value, group.id);
                    let draft = Draft::new(word.span, message);
                    self.sink.push(draft.help("name a process whose output has this `quota-group`"));
                }
            }
        }
    }

    /// Charges of scrap lie between their bounds, and go where the scrap is served.
    fn charges(&mut self) {
        let processes = self.scenario.processes.iter().zip(self.raw.processes.iter());
        for (process, (_, raw)) in processes {
            for charge in &process.scraps {
                let scrap = &self.scenario.scraps[charge.scrap.0];
                let Some(written) = raw.scrap.get(&scrap.id) else { continue };
                if !scrap.supply.is_empty() && !scrap.serves.contains(&process.output) {
                    let output = &self.commodity(process.output).id;
                    let message =
                        format!("`{}` charges `{}`, which does not serve `{output}`", process.id, scrap.id);
                    let draft = Draft::new(written.at.span, message);
                    self.sink.push(draft.help(format!("name `{output}` in `scrap.{}.serves`", scrap.id)));
                }
                let Some(variable) = &charge.variable else { continue };
                let value = |leaf| self.central(leaf).unwrap_or(0.0);
                let (least, greatest) = (value(variable.least), value(variable.greatest));
                let reference = value(charge.reference);
                if least > reference || reference > greatest {
                    let message = format!(
                        "`{}`: the charge {reference} does not lie between charge-min {least} and charge-max {greatest}",
                        written.at.address
                    );
                    let draft = Draft::new(written.at.span, message);
                    self.sink.push(draft.help("write `charge-min` ≤ `charge` ≤ `charge-max`"));
                }
            }
        }
    }

    fn tagged(&self, matching: ProcessMatch, process: ProcessId) -> bool {
        match matching {
            ProcessMatch::Any => true,
            ProcessMatch::Process(id) => id == process,
            ProcessMatch::Tag(tag) => self.process(process).tags.contains(&tag),
        }
    }

    fn has_row(&self, group: GroupId, pair: Pair<'_>, year: i32) -> bool {
        self.scenario.ratios.iter().any(|row| {
            row.group == group
                && (row.in_force.0.0..=row.in_force.1.0).contains(&year)
                && row.class.as_deref().is_none_or(|class| class == pair.class)
                && row.merged.is_none_or(|merged| merged == pair.merged)
                && self.tagged(row.outgoing, pair.outgoing)
                && self.tagged(row.incoming, pair.incoming)
        })
    }

    fn suspended(&self, group: GroupId, year: i32) -> bool {
        let of_group = |suspension: &&Suspension| suspension.group == group;
        let mut suspensions = self.scenario.suspensions.iter().filter(of_group);
        suspensions.any(|suspension| (suspension.in_force.0.0..=suspension.in_force.1.0).contains(&year))
    }

    /// Processes with units in a group, and the classes of the regions they stand in.
    fn incumbents(&self, group: GroupId) -> BTreeSet<(ProcessId, &'a str)> {
        let units = self.scenario.units.iter().map(|unit| (unit.process, unit.cluster));
        let of_group = units.filter(|(process, _)| self.group_of(*process) == Some(group));
        let class = |cluster| self.scenario.regions[self.region_of(cluster).0].class.as_str();
        of_group.map(|(process, cluster)| (process, class(cluster))).collect()
    }

    /// What is rebuilt needs a row in every year in which it may be approved.
    fn ratios_of_rebuilds(&mut self) {
        let words: Vec<&Word> = self.raw.groups.iter().map(|(word, _)| word).collect();
        for (at, group) in self.scenario.groups.iter().enumerate() {
            let id = GroupId(at);
            let mut pairs = BTreeSet::new();
            for (incumbent, class) in self.incumbents(id) {
                for incoming in [Some(incumbent), group.clean_process].into_iter().flatten() {
                    pairs.insert(Pair { outgoing: incumbent, incoming, class, merged: false });
                }
            }
            let span = words.get(at).map_or(self.raw.at.span, |word| word.span);
            for pair in pairs {
                self.row_in_every_year(id, pair, span);
            }
        }
    }

    fn row_in_every_year(&mut self, group: GroupId, pair: Pair<'_>, span: Span) {
        let Horizon { observed, end, .. } = self.scenario.horizon;
        let years = observed.0 + 1..=end.0;
        let without: Vec<i32> =
            years.filter(|year| !self.suspended(group, *year) && !self.has_row(group, pair, *year)).collect();
        if let (Some(first), Some(last)) = (without.first(), without.last()) {
            let when = if first == last { format!("in {first}") } else { format!("in {first}–{last}") };
            self.no_row(group, pair, &when, span);
        }
    }

    fn no_row(&mut self, group: GroupId, pair: Pair<'_>, when: &str, span: Span) {
        let message = format!(
            "missing ratio row: nothing in `[[replacement]]` says what `{}` gives for `{}` in the group `{}`, class `{}`, {when}",
            self.process(pair.outgoing).id,
            self.process(pair.incoming).id,
            self.scenario.groups[group.0].id,
            pair.class,
        );
        let help = "add a row, or let one reach further with `in-force`; there is no silent 1 : 1";
        self.sink.push(Draft::new(span, message).help(help));
    }

    /// A project needs a ratio against everything that may be given for it.
    fn ratios_of_projects(&mut self) {
        let projects = self.scenario.projects.iter().zip(self.raw.projects.iter());
        for (project, (_, raw)) in projects {
            let Some(group) = self.group_of(project.process) else { continue };
            if project.ratio.is_some() {
                continue;
            }
            let approved = project.approved.map_or(project.year.0 - 2, |year| year.0);
            let rows = self.scenario.ratios.iter().filter(|row| row.group == group);
            let first = rows.map(|row| row.in_force.0.0).min();
            if first.is_some_and(|first| approved < first) {
                let message = format!(
                    "`{}` is approved in {approved}, before the first row of the replacement table",
                    raw.at.address
                );
                let draft = Draft::new(raw.at.span, message);
                self.sink.push(draft.help("write its own `ratio`, or the year in which it was `approved`"));
                continue;
            }
            let class = self.scenario.regions[self.region_of(project.cluster).0].class.as_str();
            let outgoing: BTreeSet<ProcessId> = self.given_for(project, group);
            for outgoing in outgoing {
                let pair = Pair { outgoing, incoming: project.process, class, merged: project.merged };
                if !self.has_row(group, pair, approved) {
                    let when = format!("in {approved}, when `{}` is approved", raw.at.address);
                    self.no_row(group, pair, &when, raw.at.span);
                }
            }
        }
    }

    /// The processes whose credits a project may use.
    fn given_for(&self, project: &Project, group: GroupId) -> BTreeSet<ProcessId> {
        let outside = self.scenario.groups[group.0].outside_process;
        match &project.replaces {
            Replaces::Import => outside.into_iter().collect(),
            Replaces::Units(_) | Replaces::Nothing => {
                self.incumbents(group).into_iter().map(|(process, _)| process).collect()
            }
        }
    }

    /// Two levers of one kind on one thing in one region would each claim to be in force.
    fn one_path_a_region(&mut self) {
        let mut first: Vec<(&LeverKind, RegionId, &str)> = Vec::new();
        for lever in &self.scenario.levers {
            for (region, _) in &lever.paths {
                let other = first.iter().find(|(kind, place, _)| **kind == lever.kind && place == region);
                if let Some((_, _, other)) = other {
                    let region = &self.scenario.regions[region.0].id;
                    let message =
                        format!("the levers `{other}` and `{}` move the same thing in `{region}`", lever.id);
                    let span = self.raw.levers.get(&lever.id).map_or(self.raw.at.span, |lever| lever.at.span);
                    self.sink.push(Draft::new(span, message).help("keep one of them"));
                } else {
                    first.push((&lever.kind, *region, &lever.id));
                }
            }
        }
    }
}

impl Whole<'_> {
    /// Two series cannot both decide what happened.
    fn one_pin_each(&mut self) {
        let raw = self.raw.history.iter().flat_map(|history| history.pins.iter());
        let words: BTreeMap<&str, Span> = raw.map(|(word, _)| (word.value.as_str(), word.span)).collect();
        for (at, pin) in self.scenario.pins.iter().enumerate() {
            let earlier = &self.scenario.pins[..at];
            if let Some(first) =
                earlier.iter().find(|other| other.what == pin.what && other.region == pin.region)
            {
                let message = format!("the pins `{}` and `{}` are about the same thing", first.id, pin.id);
                let span = words.get(pin.id.as_str()).copied().unwrap_or(self.raw.at.span);
                self.sink.push(Draft::new(span, message).help("keep one of them"));
            }
        }
    }
}

/// A circle reached from `start`: its commodities, the first one again at the end, and one of its processes.
fn circle(
    start: CommodityId,
    made_from: &BTreeMap<CommodityId, Vec<(CommodityId, ProcessId)>>,
    done: &mut BTreeSet<CommodityId>,
) -> Option<(Vec<CommodityId>, ProcessId)> {
    // A stack of (commodity, next input to look at): recursion would be as deep as the file asks for.
    let mut stack: Vec<(CommodityId, usize)> = vec![(start, 0)];
    while let Some((commodity, next)) = stack.last_mut() {
        let (at, inputs) = (*commodity, made_from.get(commodity));
        let Some((input, process)) = inputs.and_then(|inputs| inputs.get(*next)).copied() else {
            done.insert(at);
            stack.pop();
            continue;
        };
        *next += 1;
        if let Some(begin) = stack.iter().position(|(on_stack, _)| *on_stack == input) {
            let mut chain: Vec<CommodityId> =
                stack[begin..].iter().map(|(commodity, _)| *commodity).collect();
            chain.push(input);
            return Some((chain, process));
        }
        if !done.contains(&input) {
            stack.push((input, 0));
        }
    }
    None
}
