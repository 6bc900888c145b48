//! Stage 9: what must always hold, by a second path from the state of the year (MODEL section 15).
//!
//! Every closure adds the same quantity up in another order or from another side than the stage that
//! made it, and reports the gap relative to the quantity's size. Nothing here feeds back.

mod costs;
mod metals;

use serde::{Deserialize, Serialize};

use std::ops::{Deref, DerefMut};

use super::cost::CostState;
use super::draw::Leaves;
use super::emissions::{Account, sum};
use super::fleet::{Account as LedgerAccount, FleetPath};
use super::number::Number;
use super::streams::per_tonne;
use super::workspace::{Intensities, YearState};
use crate::domain::{ContentOf, ElementId, ProcessId, StreamKind, Trade};
use crate::model::{Activity, InputSource, Model};

/// What is closed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Closure {
    /// Carbon in = CO2 + carbon in products + captured.
    Carbon,
    /// Metal charged beyond the reference by one input = metal spared of the other.
    Metal,
    /// Electricity made + bought = used.
    Electricity,
    /// Output + bought = use + sold + demand met, for every commodity.
    Commodity,
    /// Scrap used + left = supply; used ≤ supply.
    Scrap,
    /// Opening + earned + bought = spent + sold + lapsed + closing.
    Ledger,
    /// Sums over clusters = sums over processes.
    Totals,
    /// Output ≤ potential after the last observed year.
    Potential,
    /// Stockpile = stockpile before + arising − use − disposal.
    Stock,
    /// What an ensemble plays from its tape = the same draw run plainly. Nothing to close in a plain run.
    Replay,
    /// Of an element: charged + in scrap = in products + in residues + losses.
    Element(ElementId),
    /// Costs by activity and part = costs by what is paid for.
    Cost,
}

/// Position of [`Closure::Replay`].
pub const REPLAY: usize = 9;

/// Closures that every model has, in order.
const COMMON: [Closure; 10] = [
    Closure::Carbon,
    Closure::Metal,
    Closure::Electricity,
    Closure::Commodity,
    Closure::Scrap,
    Closure::Ledger,
    Closure::Totals,
    Closure::Potential,
    Closure::Stock,
    Closure::Replay,
];

/// Greatest relative residual of each closure of a model, in the order of [`closures`].
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Closures(Vec<f64>);

impl Closures {
    /// Nothing found yet.
    pub fn none(model: &Model) -> Closures {
        Closures(vec![0.0; closures(model).len()])
    }

    /// Keeps the greater of each residual and another run's.
    pub fn keep_worst(&mut self, other: &Closures) {
        for (worst, seen) in self.0.iter_mut().zip(&other.0) {
            // What is no number does not close either.
            if *seen > *worst || seen.is_nan() {
                *worst = *seen;
            }
        }
    }
}

impl FromIterator<f64> for Closures {
    fn from_iter<I: IntoIterator<Item = f64>>(residuals: I) -> Closures {
        Closures(residuals.into_iter().collect())
    }
}

impl Deref for Closures {
    type Target = [f64];

    fn deref(&self) -> &[f64] {
        &self.0
    }
}

impl DerefMut for Closures {
    fn deref_mut(&mut self) -> &mut [f64] {
        &mut self.0
    }
}

/// The closures of a model: those that every model has, then one for each element of which a balance is kept, then costs
/// where they are computed.
pub fn closures(model: &Model) -> Vec<Closure> {
    each(model).collect()
}

fn each(model: &Model) -> impl Iterator<Item = Closure> + '_ {
    let of_elements = model.metals.elements.iter().map(|&element| Closure::Element(element));
    COMMON.into_iter().chain(of_elements).chain(model.costs.as_ref().map(|_| Closure::Cost))
}

/// Forgets what was found.
pub fn reset(closures: &mut [f64]) {
    closures.fill(0.0);
}

/// Closes one year and keeps the greatest residuals.
pub fn close(
    model: &Model,
    leaves: Leaves<'_, f64>,
    fleet: &FleetPath<f64>,
    (intensities, cost): (&Intensities<f64>, &CostState<f64>),
    year: &YearState<f64>,
    t: usize,
    closures: &mut [f64],
) {
    let books = Books { model, leaves, fleet, intensities, year, t };
    for (place, closure) in closures.iter_mut().zip(each(model)) {
        let residual = match closure {
            Closure::Carbon => books.carbon(),
            Closure::Metal => books.metal(),
            Closure::Electricity => books.electricity(),
            Closure::Commodity => books.commodities(),
            Closure::Scrap => books.scrap(),
            Closure::Ledger => books.ledgers(),
            Closure::Totals => books.totals(),
            Closure::Potential => books.potential(),
            Closure::Stock => books.stocks(),
            Closure::Replay => 0.0,
            Closure::Element(element) => books.element(element),
            Closure::Cost => books.costs(cost),
        };
        *place = place.max(residual);
    }
}

struct Books<'a> {
    model: &'a Model,
    leaves: Leaves<'a, f64>,
    fleet: &'a FleetPath<f64>,
    intensities: &'a Intensities<f64>,
    year: &'a YearState<f64>,
    t: usize,
}

/// |a − b| over the larger of their sizes; 0 where both are nothing. Not-a-number counts as a gap.
pub fn gap(a: f64, b: f64) -> f64 {
    let size = a.abs().max(b.abs());
    if (a - b).is_nan() { f64::INFINITY } else { (a - b).abs().share_of(size) }
}

impl Books<'_> {
    fn activities(&self) -> impl Iterator<Item = (usize, &Activity)> {
        self.model.topology.activities.iter().enumerate()
    }

    /// Activities of a region: what belongs to one has nothing to do with the others'.
    fn activities_in(&self, region: usize) -> impl Iterator<Item = (usize, &Activity)> {
        let topology = &self.model.topology;
        topology.of_region[region].clone().map(|a| (a, &topology.activities[a]))
    }

    fn total(&self, account: Account) -> f64 {
        self.activities().map(|(a, _)| self.year.accounts[a][account as usize]).sum()
    }

    /// Carbon enters by carriers (added up by carrier over the regions), captive fuel, flux and other
    /// process inputs, and scrap; it leaves as CO2, in products, or captured.
    fn carbon(&self) -> f64 {
        let mut carbon_in = 0.0;
        for (c, carrier) in self.model.scenario.carriers.iter().enumerate() {
            let uses = self.activities().flat_map(|(_, a)| {
                a.fuels
                    .iter()
                    .enumerate()
                    .filter(move |(_, f)| f.carrier.0 == c)
                    .map(move |(f, _)| a.first_fuel + f)
            });
            let used: f64 = uses.map(|f| self.year.fuel_use[f]).sum();
            carbon_in += used * self.leaves.at(carrier.emission_factor, self.t);
        }
        let mut carbon_out = self.total(Account::Scope1) - self.total(Account::CalibrationCo2);
        for (a, activity) in self.activities() {
            let process = &self.model.scenario.processes[activity.process.0];
            let output = self.year.output[a];
            carbon_in += sum(self.leaves, &process.process_co2, self.t) * output;
            for (c, charge) in activity.charges.iter().enumerate() {
                let used = self.year.scrap_charge[activity.first_charge + c] * output;
                carbon_in += used * self.leaves.at(charge.carbon, self.t);
            }
            if let Some(fuel) = process.captive_fuel {
                let factor = self.leaves.at(self.model.scenario.carriers[fuel.0].emission_factor, self.t);
                carbon_in += self.year.accounts[a][Account::CaptiveFuel as usize] * factor;
            }
            carbon_out += sum(self.leaves, &process.carbon_out, self.t) * output;
        }
        gap(carbon_in, carbon_out + self.total(Account::Captured))
    }

    /// Scrap displaces one for one in metal content: the metal charged per t is that of the reference
    /// charge, whatever the charge.
    fn metal(&self) -> f64 {
        let mut worst = 0.0;
        for (_, activity) in self.activities() {
            for (c, charge) in activity.charges.iter().enumerate() {
                let Some(variable) = charge.variable else { continue };
                let Some((scrap, input)) = self.contents(activity, charge.pool, variable.input) else {
                    continue;
                };
                let at = activity.first_input + variable.input;
                let reference = self.leaves.at(charge.reference, self.t) * scrap
                    + self.leaves.at(activity.inputs[variable.input].charge, self.t) * input;
                let charged = self.year.scrap_charge[activity.first_charge + c] * scrap
                    + self.year.input_charge[at] * input;
                worst = worst.max(gap(charged, reference));
            }
        }
        worst
    }

    /// Metal contents of a scrap kind and of the input it displaces.
    fn contents(&self, activity: &Activity, pool: usize, input: usize) -> Option<(f64, f64)> {
        let process = &self.model.scenario.processes[activity.process.0];
        let scrap = ContentOf::Scrap(self.model.topology.pools[pool].scrap);
        let displaced = ContentOf::Commodity(process.inputs[input].0);
        process.contents.iter().filter(|c| c.carrier == scrap).find_map(|of_scrap| {
            let same = |c: &&crate::domain::Content| c.element == of_scrap.element && c.carrier == displaced;
            let of_input = process.contents.iter().find(same)?;
            Some((self.leaves.at(of_scrap.leaf, self.t), self.leaves.at(of_input.leaf, self.t)))
        })
    }

    /// Own + captive + purchased = output × intensity + what capture needs.
    fn electricity(&self) -> f64 {
        let made = self.total(Account::ElectricityOwn)
            + self.total(Account::ElectricityCaptive)
            + self.total(Account::ElectricityPurchased);
        let mut used = 0.0;
        for (a, activity) in self.activities() {
            used += self.intensities.electricity[a * self.model.years() + self.t] * self.year.output[a];
            if let Some(capture) = &self.model.scenario.processes[activity.process.0].capture {
                let captured = self.year.accounts[a][Account::Captured as usize];
                used += captured * self.leaves.at(capture.electricity, self.t);
            }
        }
        gap(made, used)
    }

    /// Output of slots + purchases = use at the charges in force + what leaves.
    fn commodities(&self) -> f64 {
        let mut worst = 0.0;
        for (m, market) in self.model.topology.markets.iter().enumerate() {
            let made: f64 = market
                .activities
                .iter()
                .flat_map(|&a| self.model.topology.activities[a].slots.clone())
                .map(|s| self.year.slot_output[s])
                .sum();
            let mut used = 0.0;
            for (a, activity) in self.activities_in(market.region.0) {
                for (i, input) in activity.inputs.iter().enumerate() {
                    if input.source == InputSource::Market(m) {
                        used += self.year.input_charge[activity.first_input + i] * self.year.output[a];
                    }
                }
            }
            let export = market.export.filter(|_| self.t > self.model.observed());
            let export = export.map_or(0.0, |leaf| self.leaves.at(leaf, self.t));
            let (inward, outward) = match market.trade {
                Trade::Traded => {
                    let (bought, sold) = (self.year.import[m].max(0.0), (-self.year.import[m]).max(0.0));
                    (made + bought, used + export + sold)
                }
                Trade::Local => (made, used + self.year.residual[m]),
            };
            worst = worst.max(gap(inward, outward));
        }
        worst
    }

    fn scrap(&self) -> f64 {
        let mut worst = 0.0;
        for (p, pool) in self.model.topology.pools.iter().enumerate() {
            if !pool.is_limited() {
                continue;
            }
            let mut used = 0.0;
            for (a, activity) in self.activities_in(pool.region.0) {
                for (c, _) in activity.charges.iter().enumerate().filter(|(_, c)| c.pool == p) {
                    used += self.year.scrap_charge[activity.first_charge + c] * self.year.output[a];
                }
            }
            worst = worst.max(gap(used + self.year.scrap_left[p], self.year.supply[p]));
            if self.t > self.model.observed() {
                let excess = (used - self.year.supply[p]).max(0.0);
                worst = worst.max(excess.share_of(self.year.supply[p].max(used)));
            }
        }
        worst
    }

    fn ledgers(&self) -> f64 {
        let mut worst = 0.0;
        for l in 0..self.model.fleet.ledgers.len() {
            let of = |account: LedgerAccount| self.fleet.account(l, account, self.t);
            let inward = of(LedgerAccount::Opening) + of(LedgerAccount::Earned) + of(LedgerAccount::Bought);
            let outward = of(LedgerAccount::Spent)
                + of(LedgerAccount::Sold)
                + of(LedgerAccount::Lapsed)
                + of(LedgerAccount::Closing);
            worst = worst.max(gap(inward, outward));
        }
        worst
    }

    /// CO2 added up from clusters = scopes added up from processes.
    fn totals(&self) -> f64 {
        let mut clusters = 0.0;
        for (s, slot) in self.model.topology.slots.iter().enumerate() {
            let part = self.year.slot_output[s].share_of(self.year.output[slot.activity]);
            clusters += self.year.accounts[slot.activity][Account::Co2 as usize] * part;
        }
        let mut processes = 0.0;
        for p in 0..self.model.scenario.processes.len() {
            for (a, _) in self.activities().filter(|(_, a)| a.process == ProcessId(p)) {
                let accounts = &self.year.accounts[a];
                processes += accounts[Account::Scope1 as usize] + accounts[Account::Scope2Location as usize];
            }
        }
        gap(clusters, processes)
    }

    fn potential(&self) -> f64 {
        if self.t <= self.model.observed() {
            return 0.0;
        }
        let mut worst = 0.0;
        for (a, _) in self.activities() {
            let excess = (self.year.output[a] - self.year.potential[a]).max(0.0);
            worst = worst.max(excess.share_of(self.year.output[a]));
        }
        worst
    }

    /// Arising added up from slots; the change of every stockpile from its flows.
    fn stocks(&self) -> f64 {
        let mut worst = 0.0;
        let regions = self.model.scenario.regions.len();
        for (at, flow) in self.year.flows.iter().enumerate() {
            let (stream, region) = (at / regions, at % regions);
            let mut arising = 0.0;
            for (_, activity) in self.activities_in(region) {
                if let Some(found) = activity.streams.iter().position(|x| x.stream.0 == stream) {
                    let rate = per_tonne(self.leaves, activity, found, self.t, self.model.observed());
                    let slots = activity.slots.clone().map(|s| self.year.slot_output[s]);
                    slots.for_each(|output| arising += rate * output);
                }
            }
            worst = worst.max(gap(arising, flow.generated));
            if self.t > 0 && self.model.scenario.streams[stream].kind == StreamKind::Solid {
                let inward = self.year.stock_before[at] + arising;
                let outward = flow.used_new + flow.used_old + flow.disposed + flow.stock;
                worst = worst.max(gap(inward, outward));
            }
        }
        worst
    }
}
