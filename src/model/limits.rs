//! Intensities along routes, and the limits that plans set on them (MODEL section 8).

use super::{Activity, Model, Topology};
use crate::domain::*;
use crate::simulation::draw::Leaves;
use crate::simulation::emissions::{self, Account, Rates, Recipe};
use crate::simulation::number::Number;
use crate::simulation::workspace::{Intensities, YearState};

/// One intensity along one route in one region on one boundary.
#[derive(Clone, Debug)]
pub struct RouteIntensity {
    /// The route.
    pub route: RouteId,
    /// The region.
    pub region: RegionId,
    /// The boundary.
    pub boundary: BoundaryId,
    /// Energy, CO2 or electricity.
    pub metric: Metric,
    /// Activities of the chain, final first; for all but the first, which input of which earlier link
    /// it supplies.
    pub chain: Vec<Link>,
}

/// One process of a chain.
#[derive(Clone, Debug)]
pub struct Link {
    /// The activity.
    pub activity: usize,
    /// Earlier links that take its output: position in the chain, input of that activity.
    pub takers: Vec<(usize, usize)>,
}

/// A plan's bound, compiled.
#[derive(Clone, Debug)]
pub struct CompiledLimit {
    /// Its position in the scenario.
    pub limit: usize,
    /// What it bounds.
    pub intensity: RouteIntensity,
    /// Links whose carriers it scales: those whose own route this is.
    pub scaled: Vec<bool>,
    /// First year of the ramp, counted from the base year.
    pub from: usize,
    /// Year in which it must hold.
    pub by: usize,
}

/// All of them.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Every reported intensity.
    pub intensities: Vec<RouteIntensity>,
    /// Chains and streams of intensities of streams along routes, by route, region, stream.
    pub streams: Vec<(Vec<Link>, StreamId)>,
    /// Where each of them stands: route, region.
    pub stream_places: Vec<(RouteId, RegionId)>,
    /// Limits in file order.
    pub limits: Vec<CompiledLimit>,
}

impl Limits {
    /// Every route on every boundary in every region where its final process works, and the limits.
    pub fn new(scenario: &Scenario, topology: &Topology) -> Limits {
        let mut intensities = Vec::new();
        let (mut streams, mut stream_places) = (Vec::new(), Vec::new());
        for route in (0..scenario.routes.len()).map(RouteId) {
            for region in (0..scenario.regions.len()).map(RegionId) {
                let Some(chain) = chain(scenario, topology, route, region) else { continue };
                for stream in streams_of(scenario, topology, &chain) {
                    streams.push((chain.clone(), stream));
                    stream_places.push((route, region));
                }
                for boundary in (0..scenario.boundaries.len()).map(BoundaryId) {
                    for metric in [Metric::Energy, Metric::Co2, Metric::Electricity] {
                        intensities.push(RouteIntensity {
                            route,
                            region,
                            boundary,
                            metric,
                            chain: chain.clone(),
                        });
                    }
                }
            }
        }
        let limits = (0..scenario.limits.len())
            .filter_map(|l| compile_limit(scenario, &intensities, topology, l))
            .collect();
        Limits { intensities, streams, stream_places, limits }
    }
}

/// Streams that some process of a chain gives rise to.
fn streams_of(scenario: &Scenario, topology: &Topology, chain: &[Link]) -> Vec<StreamId> {
    let arises = |stream: StreamId| {
        let of_link =
            |link: &Link| topology.activities[link.activity].streams.iter().any(|x| x.stream == stream);
        chain.iter().any(of_link)
    };
    (0..scenario.streams.len()).map(StreamId).filter(|&s| arises(s)).collect()
}

/// The chain of a route in a region, if all its processes have capacity there.
fn chain(scenario: &Scenario, topology: &Topology, route: RouteId, region: RegionId) -> Option<Vec<Link>> {
    let processes = &scenario.routes[route.0].chain;
    let mut links: Vec<Link> = Vec::new();
    for &process in processes {
        let activity = topology.activity(process, region)?;
        let output = scenario.processes[process.0].output;
        let takers = links
            .iter()
            .enumerate()
            .filter_map(|(l, link)| {
                let taker = &scenario.processes[topology.activities[link.activity].process.0];
                Some((l, taker.inputs.iter().position(|(c, _)| *c == output)?))
            })
            .collect();
        links.push(Link { activity, takers });
    }
    Some(links)
}

fn compile_limit(
    scenario: &Scenario,
    intensities: &[RouteIntensity],
    topology: &Topology,
    index: usize,
) -> Option<CompiledLimit> {
    let limit = &scenario.limits[index];
    let intensity = intensities
        .iter()
        .find(|i| {
            (i.route, i.region, i.boundary, i.metric)
                == (limit.route, limit.region, limit.boundary, limit.metric)
        })?
        .clone();
    // A process shared by routes takes its own route's factor only: the first that names it.
    let home = |process: ProcessId| scenario.routes.iter().position(|r| r.chain.contains(&process));
    let scaled = intensity
        .chain
        .iter()
        .map(|link| home(topology.activities[link.activity].process) == Some(limit.route.0))
        .collect();
    Some(CompiledLimit {
        limit: index,
        intensity,
        scaled,
        from: scenario.horizon.index(limit.from)?,
        by: scenario.horizon.index(limit.by)?,
    })
}

/// Weight of every link per t of the final product, with the given charge of an input.
pub(crate) fn weight<N: Number>(chain: &[Link], upto: usize, charge: &dyn Fn(usize, usize) -> N) -> N {
    if upto == 0 {
        return N::ONE;
    }
    chain[upto]
        .takers
        .iter()
        .map(|&(l, input)| weight(chain, l, charge) * charge(chain[l].activity, input))
        .sum()
}

/// One tonne's metric on a boundary.
fn on_boundary<N: Number>(
    recipe: &Recipe<N>,
    rates: &Rates<N>,
    boundary: &Boundary,
    metric: Metric,
    recovered: N,
) -> N {
    let accounts = recipe.accounts(rates);
    let of = |account: Account| accounts[account as usize];
    match metric {
        Metric::Electricity => of(Account::ElectricityGross),
        Metric::Co2 if boundary.electricity == ElectricityBoundary::None => {
            of(Account::Scope1) - of(Account::CaptiveCo2)
        }
        Metric::Co2 => of(Account::Co2),
        Metric::Energy => {
            let electricity = match boundary.electricity {
                ElectricityBoundary::None => N::ZERO,
                ElectricityBoundary::Purchased => {
                    emissions::electricity_energy(rates, &accounts, false, boundary.equivalent_value)
                }
                ElectricityBoundary::Gross => {
                    emissions::electricity_energy(rates, &accounts, true, boundary.equivalent_value)
                }
            };
            let deducted = if boundary.deduct_recovered { recovered } else { N::ZERO };
            recipe.carrier_energy + emissions::heat_energy(rates, &accounts) + electricity - deducted
        }
    }
}

/// Everything an activity takes per t, at the given scrap charges.
fn recipe<N: Number>(
    model: &Model,
    leaves: Leaves<'_, N>,
    intensities: &Intensities<N>,
    a: usize,
    t: usize,
    conversion: bool,
    scrap_charge: &dyn Fn(usize) -> N,
) -> Recipe<N> {
    let (activity, years) = (&model.topology.activities[a], model.years());
    let mut recipe = Recipe::NOTHING;
    for f in 0..activity.fuels.len() {
        let amount = intensities.fuel[(activity.first_fuel + f) * years + t];
        recipe.add_fuel(&model.scenario, leaves, activity, (f, t), amount, conversion);
    }
    recipe.electricity = intensities.electricity[a * years + t];
    recipe.heat = intensities.heat[a * years + t];
    recipe.add_process(&model.scenario, leaves, activity, t, scrap_charge);
    recipe
}

/// The intensities of a year that some recorded series asks for, at the charges actually used.
pub fn route_intensities<N: Number>(
    model: &Model,
    leaves: Leaves<'_, N>,
    intensities: &Intensities<N>,
    year: &mut YearState<N>,
    asked: &[usize],
    t: usize,
) {
    for &index in asked {
        let intensity = &model.limits.intensities[index];
        let input_charge =
            |a: usize, i: usize| year.input_charge[model.topology.activities[a].first_input + i];
        let mut total = N::ZERO;
        for (l, link) in intensity.chain.iter().enumerate() {
            let a = link.activity;
            let first = model.topology.activities[a].first_charge;
            let scrap_charge = |c: usize| year.scrap_charge[first + c];
            let of = (intensity, a, &year.rates[a]);
            let per_tonne = metric_of(model, leaves, intensities, of, t, &scrap_charge);
            total += per_tonne * weight(&intensity.chain, l, &input_charge);
        }
        year.route_intensity[index] = total;
    }
}

fn metric_of<N: Number>(
    model: &Model,
    leaves: Leaves<'_, N>,
    intensities: &Intensities<N>,
    (intensity, a, rates): (&RouteIntensity, usize, &Rates<N>),
    t: usize,
    scrap_charge: &dyn Fn(usize) -> N,
) -> N {
    let activity = &model.topology.activities[a];
    let boundary = &model.scenario.boundaries[intensity.boundary.0];
    let recipe = recipe(model, leaves, intensities, a, t, boundary.conversion, scrap_charge);
    let recovered = emissions::sum(leaves, &model.scenario.processes[activity.process.0].recovered, t);
    on_boundary(&recipe, rates, boundary, intensity.metric, recovered)
}

/// Applies the limits, in file order, each on the result of the one before.
///
/// `limit = fixed + f·scalable` on the reference charge; `f` runs linearly from 1 at `from` to its
/// value at `by`, afterwards the limit holds each year. Carriers that reach their floors stay there.
pub fn apply<N: Number>(model: &Model, leaves: Leaves<'_, N>, intensities: &mut Intensities<N>) {
    let years = model.years();
    for (l, limit) in model.limits.limits.iter().enumerate() {
        let at_by = Solver { model, leaves, limit, t: limit.by }.factor(intensities);
        for t in 0..years {
            let factor = if t <= limit.from {
                N::ONE
            } else if t < limit.by {
                let part = (t - limit.from) as f64 / (limit.by - limit.from) as f64;
                N::ONE + (at_by - N::ONE) * part
            } else {
                Solver { model, leaves, limit, t }.factor(intensities)
            };
            intensities.factor[l * years + t] = factor;
            Solver { model, leaves, limit, t }.scale(intensities, factor);
        }
    }
}

/// What an intensity along a route comes to in the central run of a year, on the reference charge, with
/// every carrier at its floor.
pub fn least(model: &Model, intensity: usize, t: usize) -> f64 {
    let mut workspace = crate::simulation::workspace::Workspace::<f64>::new(model, Vec::new());
    crate::simulation::run_until(model, &mut workspace, 0);
    let intensity = model.limits.intensities[intensity].clone();
    let scaled = vec![true; intensity.chain.len()];
    let limit = CompiledLimit { limit: 0, intensity, scaled, from: 0, by: t };
    let leaves = Leaves { parameters: &model.parameters, draw: &workspace.draw };
    let solver = Solver { model, leaves, limit: &limit, t };
    let whole = solver.metric(&workspace.intensities);
    let (scalable, (_, stood)) = solver.split(&mut workspace.intensities, 1.0);
    let (_, (at_floor, _)) = solver.split(&mut workspace.intensities, 0.0);
    whole - scalable - stood + at_floor
}

/// One limit in one year.
struct Solver<'a, N> {
    model: &'a Model,
    leaves: Leaves<'a, N>,
    limit: &'a CompiledLimit,
    t: usize,
}

/// A carrier of a link that a limit may scale.
#[derive(Clone, Copy)]
enum Scaled {
    Fuel(usize),
    Electricity,
    Heat,
}

impl<N: Number> Solver<'_, N> {
    fn carriers(activity: &Activity) -> impl Iterator<Item = Scaled> + use<N> {
        (0..activity.fuels.len()).map(Scaled::Fuel).chain([Scaled::Electricity, Scaled::Heat])
    }

    fn cell(&self, a: usize, carrier: Scaled) -> usize {
        let years = self.model.years();
        match carrier {
            Scaled::Fuel(f) => (self.model.topology.activities[a].first_fuel + f) * years + self.t,
            Scaled::Electricity | Scaled::Heat => a * years + self.t,
        }
    }

    fn value<'b>(&self, intensities: &'b mut Intensities<N>, a: usize, carrier: Scaled) -> &'b mut N {
        let cell = self.cell(a, carrier);
        match carrier {
            Scaled::Fuel(_) => &mut intensities.fuel[cell],
            Scaled::Electricity => &mut intensities.electricity[cell],
            Scaled::Heat => &mut intensities.heat[cell],
        }
    }

    fn floor(&self, a: usize, carrier: Scaled) -> N {
        let activity = &self.model.topology.activities[a];
        let process = &self.model.scenario.processes[activity.process.0];
        let (leaf, of) = match carrier {
            Scaled::Fuel(f) => (activity.fuels[f].energy.floor, activity.fuels[f].carrier),
            Scaled::Electricity => (process.electricity.floor, self.model.topology.electricity),
            Scaled::Heat => (process.heat.floor, self.model.topology.heat.unwrap_or(CarrierId(0))),
        };
        self.leaves.at(leaf, self.t) * self.model.calibration.carrier(activity.region, of)
    }

    /// Metric of one unit of a carrier of an activity, per t of it.
    fn effect(&self, a: usize, carrier: Scaled) -> N {
        let activity = &self.model.topology.activities[a];
        let boundary = &self.model.scenario.boundaries[self.limit.intensity.boundary.0];
        let rates = Rates::new((&self.model.scenario, &self.model.topology), self.leaves, activity, self.t);
        let mut recipe = Recipe::NOTHING;
        match carrier {
            Scaled::Fuel(f) => {
                recipe.add_fuel(
                    &self.model.scenario,
                    self.leaves,
                    activity,
                    (f, self.t),
                    N::ONE,
                    boundary.conversion,
                );
            }
            Scaled::Electricity => recipe.electricity = N::ONE,
            Scaled::Heat => recipe.heat = N::ONE,
        }
        on_boundary(&recipe, &rates, boundary, self.limit.intensity.metric, N::ZERO)
    }

    fn weight(&self, link: usize) -> N {
        let charge =
            |a: usize, i: usize| self.leaves.at(self.model.topology.activities[a].inputs[i].charge, self.t);
        weight(&self.limit.intensity.chain, link, &charge)
    }

    /// The metric on the reference charge before this limit acts.
    fn metric(&self, intensities: &Intensities<N>) -> N {
        let intensity = &self.limit.intensity;
        let mut total = N::ZERO;
        for (l, link) in intensity.chain.iter().enumerate() {
            let activity = &self.model.topology.activities[link.activity];
            let reference = |c: usize| self.leaves.at(activity.charges[c].reference, self.t);
            let rates =
                Rates::new((&self.model.scenario, &self.model.topology), self.leaves, activity, self.t);
            let of = (intensity, link.activity, &rates);
            total += metric_of(self.model, self.leaves, intensities, of, self.t, &reference) * self.weight(l);
        }
        total
    }

    /// The factor f ≤ 1 on what may be scaled that makes the limit hold, as far as floors allow.
    fn factor(&self, intensities: &mut Intensities<N>) -> N {
        let bound = self.leaves.at(self.model.scenario.limits[self.limit.limit].limit, self.t);
        let metric = self.metric(intensities);
        let carriers: usize = self
            .limit
            .intensity
            .chain
            .iter()
            .map(|link| self.model.topology.activities[link.activity].fuels.len() + 2)
            .sum();
        let mut factor = N::ONE;
        let show = |factor: &mut N, show: &mut dyn FnMut(&mut N)| show(factor);
        metric.where_above(bound, &mut factor, show, |factor| {
            self.lower(intensities, (bound, metric), factor, carriers);
        });
        factor
    }

    /// Lowers the factor until it has settled: every round moves at least one carrier to its floor, so as many
    /// rounds as carriers suffice.
    fn lower(
        &self,
        intensities: &mut Intensities<N>,
        (bound, metric): (N, N),
        factor: &mut N,
        rounds: usize,
    ) {
        let (scalable, (at_floor, stood)) = self.split(intensities, *factor);
        let fixed = metric - scalable - stood;
        let next = (bound - fixed - at_floor).share_of(scalable).max(N::ZERO).min(*factor);
        let show = |factor: &mut N, show: &mut dyn FnMut(&mut N)| show(factor);
        (*factor).where_above(next, factor, show, |factor| {
            *factor = next;
            if rounds > 1 {
                self.lower(intensities, (bound, metric), factor, rounds - 1);
            }
        });
    }

    /// At a factor: the metric of what is above its floor, and of what is at it (at the floor, and as
    /// it stood).
    fn split(&self, intensities: &mut Intensities<N>, factor: N) -> (N, (N, N)) {
        let (mut scalable, mut at_floor, mut stood) = (N::ZERO, N::ZERO, N::ZERO);
        for (l, link) in self.limit.intensity.chain.iter().enumerate() {
            if !self.limit.scaled[l] {
                continue;
            }
            let weight = self.weight(l);
            for carrier in Self::carriers(&self.model.topology.activities[link.activity]) {
                let effect = self.effect(link.activity, carrier) * weight;
                let amount = *self.value(intensities, link.activity, carrier);
                let floor = self.floor(link.activity, carrier).min(amount);
                let floored = |then: N, otherwise: N| floor.select_above(amount * factor, then, otherwise);
                scalable += floored(N::ZERO, amount * effect);
                at_floor += floored(floor * effect, N::ZERO);
                stood += floored(amount * effect, N::ZERO);
            }
        }
        (scalable, (at_floor, stood))
    }

    fn scale(&self, intensities: &mut Intensities<N>, factor: N) {
        for (l, link) in self.limit.intensity.chain.iter().enumerate() {
            if !self.limit.scaled[l] {
                continue;
            }
            for carrier in Self::carriers(&self.model.topology.activities[link.activity]) {
                let floor = self.floor(link.activity, carrier);
                let value = self.value(intensities, link.activity, carrier);
                *value = (*value * factor).max(floor.min(*value));
            }
        }
    }
}
