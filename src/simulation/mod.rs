//! One run: pure, single-threaded, for any kind of number.
//!
//! [`run`] reads like the methods page: the stages of MODEL section 10 in their order.

pub mod balance;
pub mod caps;
pub mod choice;
pub mod coefficients;
pub mod cost;
pub mod demand;
pub mod dispatch;
pub mod draw;
pub mod emissions;
pub mod fleet;
pub mod journal;
pub mod metal;
pub mod number;
pub mod path;
pub mod record;
mod replace;
mod retrofit;
pub mod stock;
pub mod streams;
pub mod workspace;

use crate::model::Model;
use crate::model::series::Quantity;
use draw::{DrawValues, Leaves};
use number::Number;
use workspace::Workspace;

/// Runs the draw whose values stand in `workspace.draw`, and leaves the recorded series, what bound and the
/// closure residuals in the workspace.
///
/// Stages 1 and 2 (retirement, ledger, projects, rebuild) look at no output, so the fleet of all
/// years comes first; and limits look ahead to the year in which they must hold, so coefficients do.
pub fn run(model: &Model, workspace: &mut Workspace<f64>) {
    run_until(model, workspace, model.years() - 1);
}

/// As [`run`], but stops after the year at `last`, whose state it leaves in `workspace.year`.
pub fn run_until(model: &Model, workspace: &mut Workspace<f64>, last: usize) {
    balance::reset(&mut workspace.closures);
    run_years(model, workspace, last, |workspace, t| {
        let Workspace { draw, fleet, intensities, cost, year, closures, .. } = workspace;
        let leaves = Leaves { parameters: &model.parameters, draw };
        balance::close(model, leaves, fleet, (intensities, cost), year, t, closures);
    });
}

/// Runs the draw whose values stand in the workspace up to the last of the years at `years`, and writes the
/// quantities of these years into `read`, `[year][quantity]`. Nothing is closed.
pub fn read(
    model: &Model,
    workspace: &mut Workspace<f64>,
    (quantities, years): (&[Quantity], &[usize]),
    read: &mut Vec<f64>,
) {
    read.resize(quantities.len() * years.len(), 0.0);
    let Some(&last) = years.iter().max() else { return };
    run_years(model, workspace, last, |workspace, t| {
        for (place, _) in years.iter().enumerate().filter(|(_, year)| **year == t) {
            let row = &mut read[place * quantities.len()..(place + 1) * quantities.len()];
            record::quantities(model, workspace, quantities, t, row);
        }
    });
}

/// The fleet, what all years need, then year after year up to `last`, each followed by `after`.
fn run_years(
    model: &Model,
    workspace: &mut Workspace<f64>,
    last: usize,
    mut after: impl FnMut(&mut Workspace<f64>, usize),
) {
    let leaves = Leaves { parameters: &model.parameters, draw: &workspace.draw };
    let state = &mut workspace.fleet_state;
    fleet::simulate(leaves, &model.topology, &model.fleet, state, &mut workspace.fleet);
    prepare(model, workspace);
    for t in 0..=last {
        step(model, workspace, t);
        after(workspace, t);
    }
}

/// The year (counted from the base year) in which a closure of a draw is farthest open.
pub fn open_year(model: &Model, values: DrawValues<f64>, closure: balance::Closure) -> usize {
    let mut workspace = Workspace::new(model, Vec::new());
    workspace.draw = values;
    let place = balance::closures(model).into_iter().position(|c| c == closure).unwrap_or(0);
    let mut worst = (0, 0.0);
    for t in 0..model.years() {
        // Each year anew: residuals only ever grow within a run.
        run_until(model, &mut workspace, t);
        let residual = workspace.closures[place];
        if residual > worst.1 {
            worst = (t, residual);
        }
    }
    worst.0
}

/// What all years need, once values and fleet stand in the workspace.
pub fn prepare<N: Number>(model: &Model, workspace: &mut Workspace<N>) {
    let Workspace { draw, fleet, survival, intensities, cost, .. } = workspace;
    let leaves = Leaves { parameters: &model.parameters, draw };
    coefficients::compute(model, leaves, fleet, intensities);
    survival.compute(model, leaves);
    cost::prepare(model, leaves, fleet, intensities, cost);
}

/// One year, for any kind of number. The years before it must have been stepped.
pub fn step<N: Number>(model: &Model, workspace: &mut Workspace<N>, t: usize) {
    let Workspace {
        draw, survival, fleet, intensities, cost, year, recorded, routes, series, bindings, ..
    } = workspace;
    let leaves = Leaves { parameters: &model.parameters, draw };
    caps::potentials(model, leaves, fleet, year, t);
    streams::bind_by_waste(model, leaves, year, t);
    demand::charges(model, leaves, survival, year, t);
    if t <= model.observed() {
        demand::observed(model, year, t);
    } else {
        cost::respond(model, leaves, cost, year, t);
        demand::call(model, leaves, year, t);
        caps::bind_intermediates(model, leaves, year, t);
        dispatch::settle(model, leaves, year, t);
    }
    dispatch::spread(model, year);
    emissions::account(model, leaves, intensities, year, routes, t);
    streams::flow(model, leaves, year, t);
    cost::account(model, leaves, fleet, cost, year, t);
    record::record(model, leaves, (fleet, cost), year, recorded, series, t);
    let markets = year.binding.len();
    bindings[t * markets..(t + 1) * markets].copy_from_slice(&year.binding);
}

/// The central run (written values, every disturbance 1) or that of one draw.
#[derive(Clone, Debug)]
pub struct Central {
    /// Every series of the catalogue, `[series][year]`, canonical units.
    pub series: Vec<Vec<f64>>,
    /// What bound each market, `[market][year]`.
    pub bindings: Vec<Vec<workspace::Binding>>,
    /// Relative residual of each closure, in the order of [`balance::closures`].
    pub closures: balance::Closures,
    /// Factor of each limit, `[limit][year]`.
    pub factors: Vec<Vec<f64>>,
    /// What happened to the fleet.
    pub chronicle: journal::Chronicle,
}

/// Runs the written values, keeps every series and writes the story of the fleet down.
pub fn central(model: &Model) -> Central {
    let draw = DrawValues::central(&model.parameters);
    let mut central = replay(model, draw.clone());
    let leaves = Leaves { parameters: &model.parameters, draw: &draw };
    fleet::chronicle(leaves, &model.topology, &model.fleet, &mut central.chronicle);
    central
}

/// As [`central`], for the values of a draw; the story of its fleet is not told.
pub fn replay(model: &Model, values: DrawValues<f64>) -> Central {
    let mut workspace = Workspace::new(model, (0..model.series.len()).collect());
    workspace.draw = values;
    run(model, &mut workspace);
    let (years, markets) = (model.years(), model.topology.markets.len());
    Central {
        series: (0..model.series.len())
            .map(|s| (0..years).map(|t| workspace.recorded(s, t)).collect())
            .collect(),
        bindings: (0..markets)
            .map(|m| {
                (0..years).map(|t| workspace::Binding::of(workspace.bindings[t * markets + m])).collect()
            })
            .collect(),
        closures: workspace.closures,
        factors: (0..model.scenario.limits.len())
            .map(|l| (0..years).map(|t| workspace.intensities.factor[l * years + t]).collect())
            .collect(),
        chronicle: journal::Chronicle::default(),
    }
}
