//! What is doubtful in a scenario, by its leaves and its central run.

mod cost;
mod metal;
mod value;

use std::collections::BTreeSet;

use super::audit::{View, limit_series};
use super::finding::{Finding, Jump, LimitReading};
use crate::domain::*;
use crate::ensemble::target::{self, TargetReader};
use crate::model::dependence::{CorrelatedGroup, CorrelatedPair};
use crate::model::history::demand_written;
use crate::model::series::{Measure, Quantity};
use crate::model::{Activity, FleetProject, Ledger, Model, Refusal, limits};
use crate::simulation::Central;
use crate::units::Dimension;

/// Relative step of demand from history to its path that is worth a word.
const JUMP_OF_DEMAND: f64 = 0.05;
/// Step of a share.
const JUMP_OF_SHARE: f64 = 0.02;
/// Calibration factors outside these bounds say that coefficients do not fit.
const PLAUSIBLE: std::ops::RangeInclusive<f64> = 0.8..=1.25;
/// What rounding may leave of a limit.
const ROUNDING: f64 = 1e-6;

/// Every warning that applies.
pub fn warnings(model: &Model, central: &Central) -> Vec<Finding> {
    let view = View { model, central };
    let mut found = refused(model);
    found.extend(built_though_restricted(model));
    found.extend(out_of_reach(&view));
    found.extend(not_held(&view));
    found.extend(used_beyond(model));
    found.extend(jumps(&view));
    found.extend(miscalibrated(model));
    found.extend(on_the_bound(&view));
    found.extend(nobody_takes(model));
    found.extend(repaired(model));
    found.extend(titles_of_nothing(&model.scenario));
    found.extend(value::without_price(&view));
    found.extend(cost::without_cost(&view));
    found.extend(metal::warnings(model));
    found
}

/// Correlations that are not drawn as written.
fn repaired(model: &Model) -> Vec<Finding> {
    let parameters = &model.parameters;
    let of_group = |group: &CorrelatedGroup| {
        let finding = |pair: &CorrelatedPair| Finding::Repaired {
            pair: [pair.members.0, pair.members.1].map(|member| group.name(parameters, member).to_owned()),
            asked: pair.asked,
            used: pair.used,
        };
        group.pairs.iter().filter(|pair| pair.used != pair.asked).map(finding).collect::<Vec<_>>()
    };
    parameters.groups.iter().flat_map(of_group).collect()
}

/// Titles of what is not there: mistyped, or left over from what a layer takes out.
fn titles_of_nothing(scenario: &Scenario) -> Vec<Finding> {
    // Every part of an address but the first, which is a section of the grammar.
    let of_leaves = scenario.leaves.iter().flat_map(|leaf| leaf.address.split('.').skip(1));
    let rules = (scenario.eliminations.iter().map(|rule| rule.id.as_str()))
        .chain(scenario.restrictions.iter().map(|rule| rule.id.as_str()))
        .chain(scenario.suspensions.iter().map(|rule| rule.id.as_str()));
    let parts: BTreeSet<&str> = of_leaves.chain(rules).collect();
    let unknown = scenario.titles.iter().filter(|(id, _)| !parts.contains(id.as_str()));
    unknown.map(|(id, _)| Finding::TitleOfNothing(id.clone())).collect()
}

fn refused(model: &Model) -> Vec<Finding> {
    let scenario = &model.scenario;
    let read = |p: &FleetProject| {
        let (id, source, suspended) = match p.refused.as_ref()? {
            Refusal::Restricted(rule) => {
                let rule = &scenario.restrictions[*rule];
                (&rule.id, &rule.source, false)
            }
            Refusal::Suspended(rule) => {
                let rule = &scenario.suspensions[*rule];
                (&rule.id, &rule.source, true)
            }
        };
        let (rule, source) = (id.clone(), source.clone());
        Some(Finding::Refused { project: p.project, rule, source, suspended })
    };
    model.fleet.projects.iter().filter_map(read).collect()
}

fn built_though_restricted(model: &Model) -> Vec<Finding> {
    let read = |p: &FleetProject| {
        let rule = &model.scenario.restrictions[p.restricted.filter(|_| p.built)?];
        let (project, rule, source) = (p.project, rule.id.clone(), rule.source.clone());
        Some(Finding::BuiltThoughRestricted { project, rule, source })
    };
    model.fleet.projects.iter().filter_map(read).collect()
}

/// Targets on an intensity along a route that lie under what is left with every carrier at its floor.
pub(super) fn out_of_reach(view: &View<'_>) -> Vec<Finding> {
    let model = view.model;
    let all: Vec<usize> = (0..model.series.len()).collect();
    let read = |reader: TargetReader| {
        let target = &model.scenario.targets[reader.target];
        let series = &model.series[reader.series];
        let [(_, Quantity::Route(route))] = series.tap.terms[..] else { return None };
        if matches!(series.measure, Measure::Sum | Measure::Ratio) {
            return None;
        }
        let below = matches!(target.comparator, Comparator::Below | Comparator::AtMost);
        let absolute = target.reading == Reading::Absolute;
        let least = (below && absolute).then(|| limits::least(model, route, reader.year))?;
        let (target, dimension) = (reader.target, series.dimension);
        (!reader.attains(least)).then_some(Finding::OutOfReach { target, least, dimension })
    };
    target::readers(model, &all).into_iter().filter_map(read).collect()
}

/// Limits that do not hold in the year in which they should.
fn not_held(view: &View<'_>) -> Vec<Finding> {
    let scenario = &view.model.scenario;
    let read = |limit: usize| {
        let t = scenario.horizon.index(scenario.limits[limit].by)?;
        let modelled = view.central.series[limit_series(view.model, limit)?][t];
        let bound = view.model.parameters.central(scenario.limits[limit].limit, t);
        let reading = LimitReading { limit, year: scenario.limits[limit].by, modelled, bound };
        (modelled > bound * (1.0 + ROUNDING)).then_some(Finding::LimitNotHeld(reading))
    };
    (0..scenario.limits.len()).filter_map(read).collect()
}

fn used_beyond(model: &Model) -> Vec<Finding> {
    let read = |(a, activity): (usize, &Activity)| {
        let greatest = model.parameters.central(activity.utilisation_max, model.observed());
        let used = model.history.use_observed[a]?;
        let (process, region) = (activity.process, activity.region);
        (used > greatest * (1.0 + ROUNDING)).then_some(Finding::UsedBeyond {
            process,
            region,
            used,
            greatest,
        })
    };
    model.topology.activities.iter().enumerate().filter_map(read).collect()
}

/// Paths of demand, shares and caps against the last observed values.
fn jumps(view: &View<'_>) -> Vec<Finding> {
    let scenario = &view.model.scenario;
    let step = |leaf| Step::of(view.model, leaf);
    let mut found = Vec::new();
    for &(commodity, region, demand) in &scenario.demand {
        let of = [&scenario.commodities[commodity.0].title];
        let at = |t: usize| demand_written(view.model, demand, t);
        let last = view.model.observed();
        // What moves from the observed value begins there.
        let Some((from, first)) = at(last).zip(at(last + 1)) else { continue };
        let address = match demand.called {
            Called::Path(leaf) if !demand.is_consumption => scenario.leaf(leaf).address.clone(),
            _ => format!("demand.{}.{}", scenario.commodities[commodity.0].id, scenario.regions[region.0].id),
        };
        let step = Step { address, dimension: Dimension::MASS, from, first };
        found.extend(jump(view, step, Measure::Production, &of, region));
    }
    for lever in &scenario.levers {
        for &(region, leaf) in &lever.paths {
            match lever.kind {
                LeverKind::Share { commodity, of: ProcessMatch::Tag(tag) } => {
                    let of = [&scenario.commodities[commodity.0].title, &scenario.tags[tag.0].title];
                    found.extend(jump(view, step(leaf), Measure::Share, &of, region));
                }
                LeverKind::ClassShare(ClassOf { process, class }) => {
                    let process = &scenario.processes[process.0];
                    let of = [&process.title, &process.classes[class].title];
                    // What stands already is no step; only what is asked at once on top of it.
                    let rises = |j: &Jump| j.first > j.observed;
                    let step = step(leaf);
                    found.extend(jump(view, step, Measure::ClassShareOrBetter, &of, region).filter(rises));
                }
                LeverKind::OutputCap(commodity) => {
                    let of = [&scenario.commodities[commodity.0].title];
                    let falls = |j: &Jump| j.first < j.observed;
                    found.extend(jump(view, step(leaf), Measure::Production, &of, region).filter(falls));
                }
                _ => {}
            }
        }
    }
    found.into_iter().map(Finding::Jump).collect()
}

/// A path as it is written for the last observed year and the one after it.
struct Step {
    address: String,
    dimension: Dimension,
    from: f64,
    first: f64,
}

impl Step {
    fn of(model: &Model, leaf: LeafId) -> Step {
        let (last, written) = (model.observed(), model.scenario.leaf(leaf));
        let at = |t: usize| model.parameters.central(leaf, t);
        let (address, dimension) = (written.address.clone(), written.dimension);
        Step { address, dimension, from: at(last), first: at(last + 1) }
    }
}

/// A path whose value at the last observed year is not what was observed, so that it begins with a
/// step.
fn jump(view: &View<'_>, path: Step, measure: Measure, of: &[&Text], region: RegionId) -> Option<Jump> {
    let (model, last) = (view.model, view.model.observed());
    let observed = view.value(measure, of, Place::Region(region), last)?;
    let step = path.from - observed;
    let far = match measure {
        Measure::Share | Measure::ClassShareOrBetter => step.abs() > JUMP_OF_SHARE,
        _ => step.abs() > JUMP_OF_DEMAND * observed.abs(),
    };
    let year = model.scenario.horizon.year(last + 1);
    let Step { address, dimension, first, .. } = path;
    far.then_some(Jump { address, dimension, year, observed, first })
}

fn miscalibrated(model: &Model) -> Vec<Finding> {
    let factors = model.calibration.factors.iter();
    let far = factors.filter(|f| f.observed.is_some() && !PLAUSIBLE.contains(&f.factor));
    far.map(|f| Finding::Calibration { region: f.region, what: f.what, factor: f.factor }).collect()
}

/// Strict targets that a lever of the same scenario meets to the digit, and therefore misses.
pub(super) fn on_the_bound(view: &View<'_>) -> Vec<Finding> {
    let all: Vec<usize> = (0..view.model.series.len()).collect();
    let read = |reader: TargetReader| {
        let target = &view.model.scenario.targets[reader.target];
        let strict = matches!(target.comparator, Comparator::Above | Comparator::Below);
        let value = reader.read(|t| view.central.series[reader.series][t]);
        let sits = (value - reader.asked).abs() <= ROUNDING * reader.asked.abs();
        let lever = reader.imposed_by?;
        (strict && sits).then_some(Finding::OnTheBound { target: reader.target, lever })
    };
    target::readers(view.model, &all).into_iter().filter_map(read).collect()
}

/// Clean processes of ledgers whose output has neither demand nor export nor user in the region.
fn nobody_takes(model: &Model) -> Vec<Finding> {
    let read = |ledger: &Ledger| {
        let process = model.scenario.groups[ledger.group.0].clean_process?;
        ledger.clean_share?;
        let market = model.topology.market(model.scenario.processes[process.0].output, ledger.region)?;
        let market = &model.topology.markets[market];
        let idle = market.users.is_empty() && market.demand.is_none() && market.export.is_none();
        idle.then_some(Finding::NobodyTakes { group: ledger.group, process, region: ledger.region })
    };
    model.fleet.ledgers.iter().filter_map(read).collect()
}
