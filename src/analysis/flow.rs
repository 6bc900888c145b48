//! What flows in one year of the central run: energy from carriers through processes to products, and materials from where
//! they come from through processes and commodities to what becomes of them. What enters a node leaves it.

use crate::domain::*;
use crate::model::series::Quantity;
use crate::model::{Activity, InputSource, Model};
use crate::simulation;
use crate::simulation::draw::Leaves;
use crate::simulation::emissions::Account;
use crate::simulation::streams;
use crate::simulation::workspace::{Workspace, YearState};

/// What stands at an end of a flow.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Node {
    /// A carrier that is bought, or burnt in captive plants.
    Carrier(CarrierId),
    /// A carrier that a process makes more of than it takes.
    Recovered(CarrierId),
    /// A commodity from outside the place, net of what leaves it there.
    Bought(CommodityId),
    /// Scrap.
    Scrap(ScrapId),
    /// What a process must have taken, since it makes more than its listed inputs weigh: ores, fluxes, air.
    Unlisted,
    /// A process.
    Process(ProcessId),
    /// A commodity that the place makes.
    Commodity(CommodityId),
    /// A solid waste.
    Stream(StreamId),
    /// What leaves stockpiles.
    FromStockpiles,
    /// Commodities that leave the place or are used up, net of what is bought.
    Sold,
    /// Scrap that nobody in the place charges.
    ScrapSold,
    /// Waste that is used.
    Used,
    /// Waste that is treated elsewhere.
    Disposed,
    /// What stockpiles grow by.
    ToStockpiles,
    /// What a process takes and neither its product nor its solid wastes hold: gas, dust, losses.
    Losses,
}

/// An amount that goes from one node to another.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Link {
    /// Where it comes from.
    pub from: Node,
    /// Where it goes.
    pub to: Node,
    /// GJ or t; more than 0.
    pub amount: f64,
}

/// What flows in a place in a year.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Flows {
    /// In order of their ends, no two between the same ends.
    pub links: Vec<Link>,
}

impl Flows {
    /// Adds an amount between two nodes.
    fn add(&mut self, from: Node, to: Node, amount: f64) {
        match self.links.iter_mut().find(|link| (link.from, link.to) == (from, to)) {
            Some(link) => link.amount += amount,
            None => self.links.push(Link { from, to, amount }),
        }
    }

    /// What enters a node.
    pub fn entering(&self, node: Node) -> f64 {
        self.links.iter().filter(|link| link.to == node).map(|link| link.amount).sum()
    }

    /// What leaves it.
    pub fn leaving(&self, node: Node) -> f64 {
        self.links.iter().filter(|link| link.from == node).map(|link| link.amount).sum()
    }

    /// Only what flows, in order.
    fn settled(mut self) -> Flows {
        self.links.retain(|link| link.amount > 0.0);
        self.links.sort_by_key(|link| (link.from, link.to));
        self
    }
}

/// Differences below this share of what a node turns over are rounding.
const ROUNDING: f64 = 1e-12;

/// The central run at the end of one year.
pub struct Turnover<'a> {
    model: &'a Model,
    workspace: Workspace<f64>,
    t: usize,
}

impl<'a> Turnover<'a> {
    /// Runs up to a year; `None` outside the horizon.
    pub fn new(model: &'a Model, year: Year) -> Option<Turnover<'a>> {
        let t = model.scenario.horizon.index(year)?;
        let mut workspace = Workspace::new(model, Vec::new());
        simulation::run_until(model, &mut workspace, t);
        Some(Turnover { model, workspace, t })
    }

    fn leaves(&self) -> Leaves<'_, f64> {
        Leaves { parameters: &self.model.parameters, draw: &self.workspace.draw }
    }

    fn year(&self) -> &YearState<f64> {
        &self.workspace.year
    }

    /// The activities of a place.
    fn activities(&self, place: Place) -> impl Iterator<Item = (usize, &'a Activity)> {
        let all = self.model.topology.activities.iter().enumerate();
        all.filter(move |(_, activity)| place == Place::All || place == Place::Region(activity.region))
    }

    /// Energy in GJ, equivalent value: from carriers to processes and from these to what they make. Own electricity has no
    /// carrier of its own; captive plants take their fuel. Sums over processes are their energy (MODEL section 8).
    pub fn energy(&self, place: Place) -> Flows {
        let mut flows = Flows::default();
        for (a, activity) in self.activities(place) {
            let process = Node::Process(activity.process);
            for (carrier, amount) in self.carriers(a, activity) {
                match amount < 0.0 {
                    true => flows.add(process, Node::Recovered(carrier), -amount),
                    false => flows.add(Node::Carrier(carrier), process, amount),
                }
            }
        }
        self.products(&mut flows);
        flows.settled()
    }

    /// GJ of every carrier that an activity takes.
    fn carriers(&self, a: usize, activity: &Activity) -> Vec<(CarrierId, f64)> {
        let (model, year) = (self.model, self.year());
        let of_carrier = |c: CarrierId| self.leaves().at(model.scenario.carriers[c.0].energy_value, self.t);
        let account = |account: Account| year.accounts[a][account as usize];
        let fuels = activity.fuels.iter().enumerate();
        let mut taken: Vec<(CarrierId, f64)> =
            fuels.map(|(f, fuel)| (fuel.carrier, year.fuel_use[activity.first_fuel + f])).collect();
        let captive = model.scenario.processes[activity.process.0].captive_fuel;
        taken.extend(captive.map(|carrier| (carrier, account(Account::CaptiveFuel))));
        taken.push((model.topology.electricity, account(Account::ElectricityPurchased)));
        taken.extend(model.topology.heat.map(|carrier| (carrier, account(Account::HeatPurchased))));
        taken.into_iter().map(|(carrier, amount)| (carrier, amount * of_carrier(carrier))).collect()
    }

    /// What every process has taken goes into what it makes.
    fn products(&self, flows: &mut Flows) {
        for (p, process) in self.model.scenario.processes.iter().enumerate() {
            let node = Node::Process(ProcessId(p));
            let left = flows.entering(node) - flows.leaving(node);
            if left > 0.0 {
                flows.add(node, Node::Commodity(process.output), left);
            }
        }
    }

    /// Materials in t. Of a process that makes more than its listed inputs weigh, and of one that makes less, the
    /// difference is a flow of its own.
    pub fn material(&self, place: Place) -> Flows {
        let mut flows = Flows::default();
        for (a, activity) in self.activities(place) {
            self.taken(&mut flows, a, activity);
            self.made(&mut flows, a, activity);
        }
        self.balance_processes(&mut flows);
        self.balance_commodities(&mut flows);
        self.leave_scrap(&mut flows, place);
        self.leave_waste(&mut flows, place);
        flows.settled()
    }

    /// Commodities and scrap that an activity takes.
    fn taken(&self, flows: &mut Flows, a: usize, activity: &Activity) {
        let (year, topology) = (self.year(), &self.model.topology);
        let process = Node::Process(activity.process);
        for (i, input) in activity.inputs.iter().enumerate() {
            let from = match input.source {
                InputSource::Market(m) => Node::Commodity(topology.markets[m].commodity),
                InputSource::Bought(commodity) => Node::Bought(commodity),
            };
            flows.add(from, process, year.input_charge[activity.first_input + i] * year.output[a]);
        }
        for (c, charge) in activity.charges.iter().enumerate() {
            let from = Node::Scrap(topology.pools[charge.pool].scrap);
            flows.add(from, process, year.scrap_charge[activity.first_charge + c] * year.output[a]);
        }
    }

    /// Its product and its solid wastes.
    fn made(&self, flows: &mut Flows, a: usize, activity: &Activity) {
        let (year, scenario) = (self.year(), &self.model.scenario);
        let process = Node::Process(activity.process);
        let output = scenario.processes[activity.process.0].output;
        flows.add(process, Node::Commodity(output), year.output[a]);
        for (s, arising) in activity.streams.iter().enumerate() {
            if scenario.streams[arising.stream.0].kind == StreamKind::Solid {
                let observed = self.model.observed();
                let rate = streams::per_tonne(self.leaves(), activity, s, self.t, observed);
                flows.add(process, Node::Stream(arising.stream), rate * year.output[a]);
            }
        }
    }

    fn balance_processes(&self, flows: &mut Flows) {
        for process in (0..self.model.scenario.processes.len()).map(|p| Node::Process(ProcessId(p))) {
            let (taken, made) = (flows.entering(process), flows.leaving(process));
            match difference(taken, made) {
                more if more > 0.0 => flows.add(process, Node::Losses, more),
                less if less < 0.0 => flows.add(Node::Unlisted, process, -less),
                _ => {}
            }
        }
    }

    /// What the place makes of a commodity and does not use leaves it; what it lacks is bought.
    fn balance_commodities(&self, flows: &mut Flows) {
        for c in (0..self.model.scenario.commodities.len()).map(CommodityId) {
            let node = Node::Commodity(c);
            match difference(flows.entering(node), flows.leaving(node)) {
                more if more > 0.0 => flows.add(node, Node::Sold, more),
                less if less < 0.0 => flows.add(Node::Bought(c), node, -less),
                _ => {}
            }
        }
    }

    /// Of scrap with a limited supply what is left.
    fn leave_scrap(&self, flows: &mut Flows, place: Place) {
        for (p, pool) in self.model.topology.pools.iter().enumerate() {
            let here = place == Place::All || place == Place::Region(pool.region);
            let left = self.year().scrap_left[p];
            if here && pool.is_limited() && left > 0.0 {
                flows.add(Node::Scrap(pool.scrap), Node::ScrapSold, left);
            }
        }
    }

    /// What becomes of solid wastes: what arose and leaves stockpiles = used + treated elsewhere + what stockpiles grow by
    /// (MODEL section 9).
    fn leave_waste(&self, flows: &mut Flows, place: Place) {
        let scenario = &self.model.scenario;
        for stream in (0..scenario.streams.len()).map(StreamId) {
            if scenario.streams[stream.0].kind != StreamKind::Solid {
                continue;
            }
            let regions = (0..scenario.regions.len()).map(RegionId);
            for region in regions.filter(|&r| place == Place::All || place == Place::Region(r)) {
                let flow = &self.year().flows[streams::position(self.model, stream, region)];
                let used = flow.used_new + flow.used_old;
                flows.add(Node::Stream(stream), Node::Used, used);
                flows.add(Node::Stream(stream), Node::Disposed, flow.disposed);
            }
            let node = Node::Stream(stream);
            match difference(flows.entering(node), flows.leaving(node)) {
                more if more > 0.0 => flows.add(node, Node::ToStockpiles, more),
                less if less < 0.0 => flows.add(Node::FromStockpiles, node, -less),
                _ => {}
            }
        }
    }
}

/// Energy of every carrier that a place takes in each year of the central run, GJ, equivalent value, in the order of the
/// scenario; their sum is its energy. Carriers that it takes none of are left out.
pub fn carriers_by_year(model: &Model, place: Place) -> Vec<(CarrierId, Vec<f64>)> {
    let topology = &model.topology;
    let activities = topology.activities.iter().enumerate();
    let here = activities.filter(|(_, of)| place == Place::All || place == Place::Region(of.region));
    let mut taken: Vec<(CarrierId, Quantity)> = Vec::new();
    for (a, activity) in here {
        let fuels = activity.fuels.iter().enumerate();
        taken.extend(fuels.map(|(f, fuel)| (fuel.carrier, Quantity::Fuel(activity.first_fuel + f))));
        let account = |account: Account| Quantity::Account(a, account);
        let captive = model.scenario.processes[activity.process.0].captive_fuel;
        taken.extend(captive.map(|carrier| (carrier, account(Account::CaptiveFuel))));
        taken.push((topology.electricity, account(Account::ElectricityPurchased)));
        taken.extend(topology.heat.map(|carrier| (carrier, account(Account::HeatPurchased))));
    }
    let quantities: Vec<Quantity> = taken.iter().map(|(_, quantity)| *quantity).collect();
    let years: Vec<usize> = (0..model.years()).collect();
    let (mut workspace, mut read) = (Workspace::new(model, Vec::new()), Vec::new());
    simulation::read(model, &mut workspace, (&quantities, &years), &mut read);
    let leaves = Leaves { parameters: &model.parameters, draw: &workspace.draw };
    let of_carrier = |c: usize| {
        let value = |t: usize| leaves.at(model.scenario.carriers[c].energy_value, t);
        let own = |t: usize| {
            let year = &read[t * taken.len()..(t + 1) * taken.len()];
            let amounts = taken.iter().zip(year).filter(|((carrier, _), _)| carrier.0 == c);
            amounts.map(|(_, amount)| amount * value(t)).sum::<f64>()
        };
        (CarrierId(c), years.iter().map(|&t| own(t)).collect::<Vec<f64>>())
    };
    let all = (0..model.scenario.carriers.len()).map(of_carrier);
    all.filter(|(_, values)| values.iter().any(|v| *v != 0.0)).collect()
}

/// One amount less another, where that is more than rounding.
fn difference(a: f64, b: f64) -> f64 {
    if (a - b).abs() <= ROUNDING * a.abs().max(b.abs()) { 0.0 } else { a - b }
}
