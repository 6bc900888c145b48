//! How the targets of all scenarios fare in each of them.

use crate::domain::{Place, Year};
use crate::ensemble::Ensemble;
use crate::ensemble::target::{Attainment, TargetReader, reader_elsewhere, readers};
use crate::model::Model;
use crate::model::series::place_id;
use crate::simulation::Central;
use crate::simulation::workspace::Binding;

/// How a scenario stands to a target.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Standing {
    /// Its central run attains it.
    Attained,
    /// Its central run misses it.
    Missed,
    /// A lever or limit of its own sets the metric.
    Imposed,
    /// The metric has no value there.
    Undefined,
    /// It does not ask for it, but has the metric.
    NotAsked,
}

/// A market whose output something bound.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Bound {
    /// Position of the market in the model.
    pub market: usize,
    /// What bound it.
    pub by: Binding,
}

/// A target in one scenario.
#[derive(Clone, Debug)]
pub struct TargetSide {
    /// Reads it; its target is the position in the scenario that asks.
    pub reader: TargetReader,
    /// What the central run attains.
    pub value: f64,
    /// How it stands.
    pub standing: Standing,
    /// Over the draws, where the scenario asks for it.
    pub attainment: Option<Attainment>,
    /// What bound production in that year where it is missed: of the products that the metric is of, or of all in the region
    /// where it is of none.
    pub bound: Vec<Bound>,
}

/// A target with how every scenario stands to it.
#[derive(Clone, Debug)]
pub struct TargetRow {
    /// The first scenario that asks for it, and the target's position there.
    pub asked_by: (usize, usize),
    /// By scenario; none where it lacks the metric or the years.
    pub sides: Vec<Option<TargetSide>>,
}

/// What makes two targets one.
type Key<'a> = (&'a str, &'a str, &'a str, Year);

fn key(model: &Model, t: usize) -> Key<'_> {
    let target = &model.scenario.targets[t];
    (&target.id, &target.metric, place_id(&model.scenario, target.place), target.year)
}

/// Every target that some scenario asks for, by year, then in the order of the scenarios.
pub fn target_rows(models: &[&Model], runs: &[Central], ensembles: &[Ensemble]) -> Vec<TargetRow> {
    let mut asked: Vec<(usize, usize)> = Vec::new();
    for (m, model) in models.iter().enumerate() {
        for t in 0..model.scenario.targets.len() {
            if asked.iter().all(|&(of, target)| key(models[of], target) != key(model, t)) {
                asked.push((m, t));
            }
        }
    }
    asked.sort_by_key(|&(m, t)| models[m].scenario.targets[t].year);
    let row = |asked_by: (usize, usize)| {
        let side = |m: usize| side(models, asked_by, m, &runs[m], &ensembles[m]);
        TargetRow { asked_by, sides: (0..models.len()).map(side).collect() }
    };
    asked.into_iter().map(row).collect()
}

fn side(
    models: &[&Model],
    asked_by: (usize, usize),
    m: usize,
    run: &Central,
    ensemble: &Ensemble,
) -> Option<TargetSide> {
    let model = models[m];
    let wanted = key(models[asked_by.0], asked_by.1);
    let own = (0..model.scenario.targets.len()).find(|&t| key(model, t) == wanted);
    let all: Vec<usize> = (0..model.series.len()).collect();
    let reader = match own {
        Some(own) => readers(model, &all).into_iter().find(|reader| reader.target == own)?,
        None => reader_elsewhere(models[asked_by.0], asked_by.1, model)?,
    };
    let value = reader.read(|t| run.series[reader.series][t]);
    let standing = match (own, &reader.imposed_by) {
        _ if !value.is_finite() => Standing::Undefined,
        (None, _) => Standing::NotAsked,
        (Some(_), Some(_)) => Standing::Imposed,
        (Some(_), None) if reader.attains(value) => Standing::Attained,
        (Some(_), None) => Standing::Missed,
    };
    let attainment = own.and_then(|own| ensemble.targets.iter().find(|a| a.target == own && a.draws > 0));
    let is_missed = own.is_some() && value.is_finite() && !reader.attains(value);
    let bound = if is_missed { bound(model, &reader, run) } else { Vec::new() };
    Some(TargetSide { reader, value, standing, attainment: attainment.cloned(), bound })
}

/// What bound the markets that a metric is about, in its year.
fn bound(model: &Model, reader: &TargetReader, run: &Central) -> Vec<Bound> {
    let (scenario, series) = (&model.scenario, &model.series[reader.series]);
    let region = match series.place {
        Place::All => None,
        Place::Region(region) => Some(region),
        Place::Cluster(cluster) => Some(scenario.clusters[cluster.0].region),
    };
    let names = |commodity: usize| {
        let own = &scenario.commodities[commodity].title;
        let sums = scenario.aggregates.iter().filter(|sum| sum.parts.iter().any(|part| part.0 == commodity));
        series.of.iter().any(|of| of == own || sums.clone().any(|sum| &sum.title == of))
    };
    let bound = |market: usize| Bound { market, by: run.bindings[market][reader.year] };
    let markets = &model.topology.markets;
    let here: Vec<Bound> = (0..markets.len())
        .filter(|&m| region.is_none_or(|region| markets[m].region == region))
        .map(bound)
        .filter(|bound| bound.by != Binding::Demand)
        .collect();
    let is_of_products = (0..scenario.commodities.len()).any(names);
    here.into_iter().filter(|b| !is_of_products || names(markets[b.market].commodity.0)).collect()
}
