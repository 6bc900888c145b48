//! The compiled fleet: units, projects, ledgers and rebuild rules by slot, with every look-up in the
//! replacement table done.

use super::classes::Classes;
use super::cost::Costs;
use super::groups::{self, FleetGroup};
use super::routes::{self, FleetChoice, Routes};
use super::wiring::{lever_leaf, matches};
use super::{ModelError, Parameters, Topology};
use crate::domain::*;
use sha2::{Digest, Sha256};

/// A unit of the base fleet.
#[derive(Clone, Debug)]
pub struct FleetUnit {
    /// Where it stands.
    pub slot: usize,
    /// Nameplate, t/a.
    pub capacity: LeafId,
    /// Calendar year of commissioning, written or spread.
    pub commissioned: i32,
    /// Years it still runs after the base year if it is past its life already.
    pub residual: i32,
    /// Year of announced closure.
    pub closes: Option<i32>,
    /// Year in which an elimination rule takes it, and the rule.
    pub eliminated: Option<(i32, usize)>,
    /// Whether its retirement by elimination earns credits.
    pub elimination_earns: bool,
    /// Whether its retirement earns credits at all.
    pub eligible: bool,
    /// Owner.
    pub owner: OwnerId,
    /// Factors on its potential.
    pub corrections: Vec<LeafId>,
    /// Its efficiency class, where known.
    pub class: Option<usize>,
}

/// Why a project is not even tried.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Refusal {
    /// A restriction rule: its position in the scenario.
    Restricted(usize),
    /// A suspension of approvals: its position.
    Suspended(usize),
}

/// A project, in order of year then file.
#[derive(Clone, Debug)]
pub struct FleetProject {
    /// Which one.
    pub project: ProjectId,
    /// Where.
    pub slot: usize,
    /// Nameplate, t/a.
    pub capacity: LeafId,
    /// Planned year.
    pub year: i32,
    /// Delay, a.
    pub delay: LeafId,
    /// Whether it happens as dated.
    pub built: bool,
    /// The efficiency class it enters in.
    pub class: usize,
    /// Its ledger, if its commodity has one.
    pub ledger: Option<usize>,
    /// Owner.
    pub owner: OwnerId,
    /// Base units that it closes.
    pub replaces: Vec<usize>,
    /// Whether everything is bought from outside.
    pub import: bool,
    /// Where credits come from first.
    pub origin: CreditOrigin,
    /// Whether `outside` sells.
    pub outside: bool,
    /// The ledger of a modelled region that sells.
    pub seller: Option<usize>,
    /// What it does when they do not suffice.
    pub shortfall: Shortfall,
    /// The restriction that its size falls under, standing or not.
    pub restricted: Option<usize>,
    /// Refused by a rule.
    pub refused: Option<Refusal>,
    /// Credits per new capacity, by outgoing process.
    pub ratio: Vec<Option<LeafId>>,
}

/// One ledger: a quota group in a region.
#[derive(Clone, Debug)]
pub struct Ledger {
    /// The group.
    pub group: GroupId,
    /// The region.
    pub region: RegionId,
    /// Years a lot can be spent in.
    pub validity: i32,
    /// Most credits bought from outside in a year.
    pub quota_import: Option<LeafId>,
    /// Most capacity.
    pub ceiling: Option<LeafId>,
    /// Share of what is earned that is rebuilt.
    pub rebuild_share: Option<LeafId>,
    /// Share of that on the clean process.
    pub clean_share: Option<LeafId>,
    /// Process that outside credits come from.
    pub outside_process: Option<ProcessId>,
    /// Whether approvals are suspended, by year.
    pub suspended: Vec<bool>,
    /// Its slots.
    pub slots: Vec<usize>,
}

/// What becomes of capacity that retires in a slot.
#[derive(Clone, Debug)]
pub struct RebuildRule {
    /// Ledger it earns in, if any.
    pub ledger: Option<usize>,
    /// Rebuild share of a commodity without a ledger.
    pub plain_share: Option<LeafId>,
    /// Ratio of rebuilding the same process, by year; `None`: restricted.
    pub incumbent: Vec<Option<LeafId>>,
    /// Where clean rebuilding goes.
    pub clean_slot: Option<usize>,
    /// Its ratio, by year; `None`: restricted.
    pub clean: Vec<Option<LeafId>>,
    /// Routes by cost instead, where the group has a choice.
    pub routes: Option<Routes>,
}

/// The compiled fleet.
#[derive(Clone, Debug)]
pub struct FleetModel {
    /// Base units, in register order.
    pub units: Vec<FleetUnit>,
    /// Projects, by year then file.
    pub projects: Vec<FleetProject>,
    /// Ledgers.
    pub ledgers: Vec<Ledger>,
    /// Rules by slot.
    pub rules: Vec<RebuildRule>,
    /// Efficiency classes.
    pub classes: Classes,
    /// Life and campaign by slot.
    pub lives: Vec<(LeafId, LeafId, bool)>,
    /// Parts of the fleet that have nothing to do with each other.
    pub groups: Vec<FleetGroup>,
    /// The whole fleet as one group.
    pub whole: FleetGroup,
    /// Whether no leaf that acts on the fleet is uncertain: then it is the same in every draw.
    pub certain: bool,
    /// Whether the capacity of every base unit has one value up to the last observed year and one after it.
    pub steady: bool,
    /// Whether every life and campaign has one value a draw.
    pub lives_steady: bool,
    /// Base year.
    pub base: i32,
    /// Whether what is built and relined is kept, for its cost.
    pub costed: bool,
    /// What choices by cost are computed from, if there are any.
    pub choice: Option<Box<FleetChoice>>,
}

impl FleetModel {
    /// Compiles the fleet.
    ///
    /// # Errors
    /// A project without a ratio for some lot it could spend, or dated in the base year or before.
    pub fn new(
        scenario: &Scenario,
        topology: &Topology,
        parameters: &Parameters,
        costs: Option<&Costs>,
    ) -> Result<FleetModel, Vec<ModelError>> {
        let ledgers = ledgers(scenario, topology);
        let mut errors = Vec::new();
        let mut projects: Vec<FleetProject> = (0..scenario.projects.len())
            .filter_map(|p| compile_project(scenario, topology, &ledgers, ProjectId(p), &mut errors))
            .collect();
        projects.sort_by_key(|p| (p.year, p.project));
        let units = (0..scenario.units.len()).filter_map(|u| compile_unit(scenario, topology, u)).collect();
        let rules = (0..topology.slots.len()).map(|s| rule(scenario, topology, &ledgers, s)).collect();
        let lives = topology
            .slots
            .iter()
            .map(|slot| {
                let process = &scenario.processes[slot.process.0];
                (process.life, process.campaign, process.relined)
            })
            .collect();
        if !errors.is_empty() {
            return Err(errors);
        }
        let mut fleet = FleetModel {
            units,
            projects,
            ledgers,
            rules,
            classes: Classes::new(scenario, topology, parameters),
            lives,
            groups: Vec::new(),
            whole: FleetGroup::default(),
            certain: true,
            steady: true,
            lives_steady: true,
            base: scenario.horizon.base.0,
            costed: costs.is_some(),
            choice: None,
        };
        fleet.choice =
            costs.and_then(|costs| routes::choice(scenario, topology, costs, &fleet.rules)).map(Box::new);
        let capacities = fleet.units.iter().flat_map(|unit| unit.corrections.iter().chain([&unit.capacity]));
        fleet.steady = capacities.into_iter().all(|&leaf| parameters.is_steady(leaf));
        let mut spans = fleet.lives.iter().flat_map(|(life, campaign, _)| [*life, *campaign]);
        fleet.lives_steady = spans.all(|leaf| parameters.is_steady(leaf));
        fleet.groups = groups::split(&fleet, parameters);
        fleet.whole = groups::whole(&fleet, parameters);
        fleet.certain = fleet.groups.iter().all(|group| group.certain);
        Ok(fleet)
    }

    /// Every leaf that acts on how much capacity stands, and in which class.
    pub fn leaves(&self) -> Vec<LeafId> {
        self.groups.iter().flat_map(|group| groups::leaves(self, group)).collect()
    }
}

fn ledgers(scenario: &Scenario, topology: &Topology) -> Vec<Ledger> {
    let mut ledgers = Vec::new();
    for region in (0..scenario.regions.len()).map(RegionId) {
        for group in (0..scenario.groups.len()).map(GroupId) {
            let slots: Vec<usize> = (0..topology.slots.len())
                .filter(|&s| {
                    let slot = topology.slots[s];
                    scenario.clusters[slot.cluster.0].region == region
                        && group_of(scenario, slot.process) == Some(group)
                })
                .collect();
            if slots.is_empty() {
                continue;
            }
            let leaf = |kind: LeverKind| lever_leaf(scenario, region, &kind);
            ledgers.push(Ledger {
                group,
                region,
                validity: scenario.groups[group.0].validity as i32,
                quota_import: leaf(LeverKind::QuotaImport(group)),
                ceiling: leaf(LeverKind::CapacityCeiling(group)),
                rebuild_share: leaf(LeverKind::RebuildShare(RebuildScope::Group(group))),
                clean_share: leaf(LeverKind::CleanShare(group)),
                outside_process: scenario.groups[group.0].outside_process,
                suspended: scenario
                    .horizon
                    .years()
                    .map(|y| suspension(scenario, group, y).is_some())
                    .collect(),
                slots,
            });
        }
    }
    ledgers
}

pub(super) fn group_of(scenario: &Scenario, process: ProcessId) -> Option<GroupId> {
    scenario.commodities[scenario.processes[process.0].output.0].group
}

fn suspension(scenario: &Scenario, group: GroupId, approval: Year) -> Option<usize> {
    scenario
        .suspensions
        .iter()
        .position(|s| s.group == group && s.in_force.0 <= approval && approval <= s.in_force.1)
}

/// The first row of the table that matches, by approval year.
fn ratio_row(
    scenario: &Scenario,
    (group, region): (GroupId, RegionId),
    (outgoing, incoming): (ProcessId, ProcessId),
    merged: bool,
    approval: Year,
) -> Option<LeafId> {
    let class = &scenario.regions[region.0].class;
    scenario
        .ratios
        .iter()
        .find(|row| {
            row.group == group
                && matches(scenario, row.outgoing, outgoing)
                && matches(scenario, row.incoming, incoming)
                && row.class.as_ref().is_none_or(|c| c == class)
                && row.merged.is_none_or(|m| m == merged)
                && row.in_force.0 <= approval
                && approval <= row.in_force.1
        })
        .map(|row| row.ratio)
}

fn restriction(
    scenario: &Scenario,
    process: ProcessId,
    region: RegionId,
    size: Option<Size>,
    product: Option<&str>,
    approval: Year,
) -> Option<usize> {
    let size = size?;
    scenario.restrictions.iter().position(|rule| {
        rule.process == process
            && rule.size.contains(size)
            && (rule.regions.is_empty() || rule.regions.contains(&region))
            && rule.product.as_deref().is_none_or(|p| product == Some(p))
            && rule.except_product.as_deref().is_none_or(|p| product != Some(p))
            && rule.in_force.0 <= approval
            && approval <= rule.in_force.1
    })
}

/// First year in which an elimination rule takes a furnace. A furnace of unknown size is not matched.
fn elimination(
    scenario: &Scenario,
    process: ProcessId,
    region: RegionId,
    size: Option<Size>,
    product: Option<&str>,
) -> Option<(i32, usize)> {
    let size = size?;
    scenario
        .eliminations
        .iter()
        .enumerate()
        .filter(|(_, rule)| {
            rule.process == process
                && rule.size.contains(size)
                && (rule.regions.is_empty() || rule.regions.contains(&region))
                && rule.product.as_deref().is_none_or(|p| product == Some(p))
                && rule.except_product.as_deref().is_none_or(|p| product != Some(p))
        })
        .map(|(i, rule)| (rule.year.0, i))
        .min()
}

fn compile_unit(scenario: &Scenario, topology: &Topology, index: usize) -> Option<FleetUnit> {
    let unit = &scenario.units[index];
    let region = scenario.clusters[unit.cluster.0].region;
    let spread = spread_age(&unit.id, scenario.age_spread);
    let commissioned = match unit.commissioned {
        Commissioned::Year(year) => year.0,
        Commissioned::Spread => scenario.horizon.base.0 - spread,
    };
    let eliminated = elimination(scenario, unit.process, region, unit.size, unit.product.as_deref());
    Some(FleetUnit {
        slot: topology.slot(unit.process, unit.cluster)?,
        capacity: unit.capacity,
        commissioned,
        residual: spread.max(1),
        closes: unit.closes.map(|y| y.0),
        eliminated,
        elimination_earns: eliminated.is_none_or(|(_, rule)| scenario.eliminations[rule].eligible),
        eligible: unit.eligible,
        class: unit.class,
        owner: unit.owner,
        corrections: scenario
            .corrections
            .iter()
            .filter(|c| c.units.contains(&UnitId(index)))
            .map(|c| c.factor)
            .collect(),
    })
}

/// A whole number of years between the bounds, deterministic from the id: the same furnace has the
/// same age in every scenario that holds it.
pub fn spread_age(id: &str, spread: AgeSpread) -> i32 {
    let digest = Sha256::digest(id.as_bytes());
    let word = u64::from_le_bytes([
        digest[0], digest[1], digest[2], digest[3], digest[4], digest[5], digest[6], digest[7],
    ]);
    let width = u64::from(spread.greatest - spread.least) + 1;
    (u64::from(spread.least) + word % width) as i32
}

fn compile_project(
    scenario: &Scenario,
    topology: &Topology,
    ledgers: &[Ledger],
    id: ProjectId,
    errors: &mut Vec<ModelError>,
) -> Option<FleetProject> {
    let project = &scenario.projects[id.0];
    let region = scenario.clusters[project.cluster.0].region;
    let slot = topology.slot(project.process, project.cluster)?;
    let group = group_of(scenario, project.process);
    let approval = project.approved.unwrap_or(Year(project.year.0 - 2));
    let ledger_of = |r: RegionId| ledgers.iter().position(|l| Some(l.group) == group && l.region == r);
    if project.year <= scenario.horizon.base {
        errors.push(ModelError::new(
            format!("projects.{}.year", project.id),
            format!(
                "{} is not after the base year {}: enter it in the register instead",
                project.year, scenario.horizon.base
            ),
        ));
        return None;
    }
    let happens = project.built || project.year <= scenario.horizon.observed;
    let refused = (!happens).then(|| refusal(scenario, project, region, group, approval)).flatten();
    let replaces = match &project.replaces {
        Replaces::Units(units) => units.iter().map(|u| u.0).collect(),
        _ => Vec::new(),
    };
    Some(FleetProject {
        project: id,
        slot,
        capacity: project.capacity,
        year: project.year.0,
        delay: project.delay,
        built: happens,
        class: project.class.unwrap_or(scenario.processes[project.process.0].new_build_class),
        ledger: ledger_of(region),
        owner: project.owner,
        replaces,
        import: project.replaces == Replaces::Import,
        origin: project.origin,
        outside: project.seller == Seller::Outside || project.replaces == Replaces::Import,
        seller: match project.seller {
            Seller::Region(r) => ledger_of(r),
            _ => None,
        },
        shortfall: project.shortfall,
        restricted: restriction(
            scenario,
            project.process,
            region,
            project.size,
            project.product.as_deref(),
            approval,
        ),
        refused: refused.clone(),
        ratio: project_ratios(scenario, id, approval, group, refused.is_some(), errors),
    })
}

fn refusal(
    scenario: &Scenario,
    project: &Project,
    region: RegionId,
    group: Option<GroupId>,
    approval: Year,
) -> Option<Refusal> {
    let product = project.product.as_deref();
    restriction(scenario, project.process, region, project.size, product, approval)
        .map(Refusal::Restricted)
        .or_else(|| suspension(scenario, group?, approval).map(Refusal::Suspended))
}

/// The ratio of a project against every process of its group. No row is an error, never a silent 1.
fn project_ratios(
    scenario: &Scenario,
    id: ProjectId,
    approval: Year,
    group: Option<GroupId>,
    refused: bool,
    errors: &mut Vec<ModelError>,
) -> Vec<Option<LeafId>> {
    let project = &scenario.projects[id.0];
    let region = scenario.clusters[project.cluster.0].region;
    let mut ratios = vec![None; scenario.processes.len()];
    let Some(group) = group.filter(|_| !refused) else { return ratios };
    for (outgoing, ratio) in ratios.iter_mut().enumerate() {
        if group_of(scenario, ProcessId(outgoing)) != Some(group) {
            continue;
        }
        let pair = (ProcessId(outgoing), project.process);
        *ratio =
            project.ratio.or_else(|| ratio_row(scenario, (group, region), pair, project.merged, approval));
        if ratio.is_none() {
            errors.push(ModelError::new(
                format!("projects.{}", project.id),
                format!(
                    "approved in {approval}, no row of the replacement table says what `{}` for `{}` costs in class `{}`; add a row or give the project a `ratio`",
                    scenario.processes[outgoing].id,
                    scenario.processes[project.process.0].id,
                    scenario.regions[region.0].class
                ),
            ));
        }
    }
    ratios
}

fn rule(scenario: &Scenario, topology: &Topology, ledgers: &[Ledger], slot: usize) -> RebuildRule {
    let Slot { process, cluster, .. } = topology.slots[slot];
    let region = scenario.clusters[cluster.0].region;
    let group = group_of(scenario, process);
    let ledger = ledgers.iter().position(|l| Some(l.group) == group && l.region == region);
    let clean = group.and_then(|g| scenario.groups[g.0].clean_process).filter(|&p| p != process);
    let ratios = |incoming: ProcessId| -> Vec<Option<LeafId>> {
        let size = scenario.processes[incoming.0].new_build_size;
        scenario
            .horizon
            .years()
            .map(|year| {
                let free = restriction(scenario, incoming, region, size, None, year).is_none();
                group
                    .filter(|_| free)
                    .and_then(|g| ratio_row(scenario, (g, region), (process, incoming), false, year))
            })
            .collect()
    };
    RebuildRule {
        ledger,
        plain_share: lever_leaf(
            scenario,
            region,
            &LeverKind::RebuildShare(RebuildScope::Commodity(scenario.processes[process.0].output)),
        )
        .filter(|_| ledger.is_none()),
        incumbent: ratios(process),
        clean_slot: clean.and_then(|p| topology.slot(p, cluster)),
        clean: clean.map_or_else(Vec::new, &ratios),
        routes: routes::of_slot(scenario, topology, slot, &ratios),
    }
}

use super::topology::Slot;
