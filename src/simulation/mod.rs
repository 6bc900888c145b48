//! One run: pure, single-threaded, a block of draws side by side.
//!
//! [`run`] reads like the methods page: the stages of MODEL section 10 in their order.

pub mod balance;
pub mod caps;
pub mod coefficients;
pub mod demand;
pub mod dispatch;
pub mod draw;
pub mod emissions;
pub mod fleet;
pub mod journal;
pub mod lane;
pub mod record;
mod replace;
pub mod workspace;

use crate::model::Model;
use draw::Leaves;
use workspace::Workspace;

/// Runs a block of draws whose values stand in `workspace.draw`, and leaves the recorded series, the
/// bindings and the closure residuals in the workspace.
///
/// Stages 1 and 2 (retirement, ledger, projects, rebuild) look at no output, so the fleet of all
/// years comes first; and limits look ahead to the year in which they must hold, so coefficients do.
pub fn run(model: &Model, workspace: &mut Workspace) {
    run_until(model, workspace, model.years() - 1);
}

/// As [`run`], but stops after the year at `last`, whose state it leaves in `workspace.year`.
pub fn run_until(model: &Model, workspace: &mut Workspace, last: usize) {
    let Workspace {
        draw,
        fleet_state,
        fleet,
        fleet_ready,
        intensities,
        year,
        recorded,
        series,
        closures,
        bindings,
    } = workspace;
    let leaves = Leaves { parameters: &model.parameters, draw };
    if !(*fleet_ready && model.fleet.certain) {
        fleet::simulate(leaves, &model.topology, &model.fleet, fleet_state, fleet, &mut ());
        *fleet_ready = true;
    }
    coefficients::compute(model, leaves, fleet, intensities);
    balance::reset(closures);
    for t in 0..=last {
        caps::potentials(model, leaves, fleet, year, t);
        demand::charges(model, leaves, year, t);
        if t <= model.observed() {
            demand::observed(model, year, t);
        } else {
            demand::call(model, leaves, year, t);
            caps::bind_intermediates(model, leaves, year, t);
            dispatch::settle(model, leaves, year, t);
        }
        dispatch::spread(model, year);
        emissions::account(model, leaves, intensities, year, t);
        balance::close(model, leaves, fleet, intensities, year, t, closures);
        record::record(model, leaves, fleet, year, recorded, series, t);
        let markets = year.binding.len();
        bindings[t * markets..(t + 1) * markets].copy_from_slice(&year.binding);
    }
}
