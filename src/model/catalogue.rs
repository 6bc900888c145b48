//! Which series a model reports: one builder a part of the model.

mod classes;
mod cost;
mod metal;
mod value;

use std::collections::HashSet;

use super::cost::Costs;
use super::series::{FlowPart, Measure, Owed, Quantity, Series, Tap};
use super::{FleetModel, InputSource, Metals, Topology, limits::Limits};
use crate::domain::*;
use crate::simulation::emissions::Account;
use crate::simulation::fleet::Account as LedgerAccount;
use crate::units::Dimension;

/// Every series of a model. Activities that are too small to have a title of their own do not exist:
/// every process, carrier, scrap kind and commodity is named by its title.
pub fn catalogue(
    scenario: &Scenario,
    topology: &Topology,
    fleet: &FleetModel,
    limits: &Limits,
    (metals, costs): (&Metals, Option<&Costs>),
) -> Vec<Series> {
    let (series, known) = (Vec::new(), HashSet::new());
    let mut list = Catalogue { scenario, topology, fleet, limits, metals, costs, series, known };
    for region in (0..scenario.regions.len()).map(RegionId) {
        list.region(region);
    }
    for cluster in (0..scenario.clusters.len()).map(ClusterId) {
        list.cluster(cluster);
    }
    if scenario.regions.len() > 1 {
        list.totals();
    }
    list.series
}

struct Catalogue<'a> {
    scenario: &'a Scenario,
    topology: &'a Topology,
    fleet: &'a FleetModel,
    limits: &'a Limits,
    metals: &'a Metals,
    costs: Option<&'a Costs>,
    series: Vec<Series>,
    /// Name and place of every series so far.
    known: HashSet<(String, Place)>,
}

type Terms = Vec<(f64, Quantity)>;

fn plus(quantities: impl IntoIterator<Item = Quantity>) -> Terms {
    quantities.into_iter().map(|q| (1.0, q)).collect()
}

impl Catalogue<'_> {
    fn push(&mut self, measure: Measure, of: &[&Text], place: Place, dimension: Dimension, tap: Tap) {
        let names: Vec<&str> = of.iter().map(|t| t.en.as_str()).collect();
        let name = measure.name(&names);
        if tap.terms.is_empty() || !self.known.insert((name.clone(), place)) {
            return;
        }
        let of = of.iter().map(|&t| t.clone()).collect();
        self.series.push(Series { name, place, dimension, measure, of, tap, headline: false });
    }

    fn sum(&mut self, measure: Measure, of: &[&Text], place: Place, dimension: Dimension, terms: Terms) {
        self.push(measure, of, place, dimension, Tap { terms, ..Tap::default() });
    }

    fn ratio(
        &mut self,
        measure: Measure,
        of: &[&Text],
        place: Place,
        dimension: Dimension,
        (terms, over): (Terms, Terms),
    ) {
        // Without anything below the line there is no ratio, not a ratio to 1.
        if over.is_empty() {
            return;
        }
        self.push(measure, of, place, dimension, Tap { terms, over, cumulative: false });
    }

    /// Whether a region belongs to a place.
    fn holds(place: Place, region: RegionId) -> bool {
        place == Place::All || place == Place::Region(region)
    }

    fn activities(&self, place: Place) -> Vec<usize> {
        let activities = &self.topology.activities;
        (0..activities.len()).filter(|&a| Self::holds(place, activities[a].region)).collect()
    }

    /// Activities of each process, in the order of the first of each.
    fn by_process(&self, activities: &[usize]) -> Vec<(ProcessId, Vec<usize>)> {
        let mut list: Vec<(ProcessId, Vec<usize>)> = Vec::new();
        for &a in activities {
            let process = self.topology.activities[a].process;
            match list.iter_mut().find(|(p, _)| *p == process) {
                Some((_, members)) => members.push(a),
                None => list.push((process, vec![a])),
            }
        }
        list
    }

    fn slots(&self, activities: &[usize]) -> Terms {
        let slots = activities.iter().flat_map(|&a| self.topology.activities[a].slots.clone());
        plus(slots.map(Quantity::Capacity))
    }

    fn region(&mut self, region: RegionId) {
        let place = Place::Region(region);
        self.balances(place);
        for driver in &self.scenario.drivers {
            let here = driver.values.iter().filter(|(r, _)| *r == region);
            let path = plus(here.map(|&(_, leaf)| Quantity::Leaf(leaf)));
            self.sum(Measure::Driver, &[&driver.title], place, driver.dimension, path);
        }
        self.routes(region);
        self.streams(place);
        self.metals(place);
        self.ledgers(place);
    }

    /// All regions together. What stands along a route has no sum: each region has its own chain.
    fn totals(&mut self) {
        self.balances(Place::All);
        self.streams(Place::All);
        self.metals(Place::All);
        self.ledgers(Place::All);
    }

    /// Commodities, scrap, energy and CO2 of a region or of all together.
    fn balances(&mut self, place: Place) {
        let scenario = self.scenario;
        let markets = &self.topology.markets;
        let here: Vec<usize> =
            (0..markets.len()).filter(|&m| Self::holds(place, markets[m].region)).collect();
        let mut commodities: Vec<CommodityId> = Vec::new();
        for commodity in here.iter().map(|&m| markets[m].commodity) {
            if !commodities.contains(&commodity) {
                commodities.push(commodity);
                let of: Vec<usize> =
                    here.iter().copied().filter(|&m| markets[m].commodity == commodity).collect();
                self.commodity(commodity, &of, place);
            }
        }
        for aggregate in 0..scenario.aggregates.len() {
            self.aggregate(AggregateId(aggregate), place);
        }
        self.consumed(&here, place);
        self.scrap(place);
        self.books(&self.activities(place), place);
        self.carriers(place);
        self.values(place);
        self.costs(place);
    }

    /// Consumption as written, and as demand is built up from it.
    fn consumed(&mut self, markets: &[usize], place: Place) {
        let written = self.scenario.consumption.iter().filter(|c| Self::holds(place, c.1));
        let written = written.map(|&(of, _, leaf)| (of, Quantity::Leaf(leaf)));
        let built = markets.iter().map(|&m| (m, &self.topology.markets[m]));
        let built = built.filter(|(_, market)| market.demand.is_some_and(|demand| demand.is_consumption));
        let built = built.map(|(m, market)| (Sum::Commodity(market.commodity), Quantity::Consumption(m)));
        let mut consumed: Vec<(Sum, Terms)> = Vec::new();
        for (of, quantity) in written.chain(built) {
            match consumed.iter_mut().find(|(sum, _)| *sum == of) {
                Some((_, terms)) => terms.push((1.0, quantity)),
                None => consumed.push((of, vec![(1.0, quantity)])),
            }
        }
        for (of, terms) in consumed {
            self.consumption(of, place, terms);
        }
    }

    /// A commodity in its markets, one a region.
    fn commodity(&mut self, commodity: CommodityId, markets: &[usize], place: Place) {
        let (scenario, topology) = (self.scenario, self.topology);
        let title = &scenario.commodities[commodity.0].title;
        let of = |markets: &[usize]| markets.iter().map(|&m| &topology.markets[m]).collect::<Vec<_>>();
        let makers: Vec<usize> = of(markets).iter().flat_map(|m| m.activities.iter().copied()).collect();
        let each = |quantity: fn(usize) -> Quantity| plus(markets.iter().map(|&m| quantity(m)));
        let output = plus(makers.iter().map(|&a| Quantity::Output(a)));
        self.sum(Measure::Production, &[title], place, Dimension::MASS, output);
        self.sum(Measure::Demand, &[title], place, Dimension::MASS, each(Quantity::Demand));
        self.sum(Measure::UnmetDemand, &[title], place, Dimension::MASS, each(Quantity::Unmet));
        self.sum(Measure::Capacity, &[title], place, Dimension::MASS, self.slots(&makers));
        if of(markets).iter().any(|m| !m.users.is_empty()) {
            self.sum(Measure::Use, &[title], place, Dimension::MASS, each(Quantity::Used));
            let (measure, terms) = match scenario.commodities[commodity.0].trade {
                Trade::Traded => (Measure::Import, each(Quantity::Import)),
                Trade::Local => (Measure::ResidualTrade, each(Quantity::Residual)),
            };
            self.sum(measure, &[title], place, Dimension::MASS, terms);
        }
        for (id, members) in self.by_process(&makers) {
            let process = &scenario.processes[id.0].title;
            let (output, slots) = (plus(members.iter().map(|&a| Quantity::Output(a))), self.slots(&members));
            self.sum(Measure::Production, &[title, process], place, Dimension::MASS, output.clone());
            self.sum(Measure::Capacity, &[title, process], place, Dimension::MASS, slots.clone());
            self.ratio(Measure::Utilisation, &[process], place, Dimension::SHARE, (output, slots));
            self.classes(id, &members, place);
        }
        self.tag_shares(title, &makers, place);
        // What a group falls short of its share by is a matter of the region that declares it.
        if let (Place::Region(_), [m]) = (place, markets) {
            self.shares_missed(*m, title, place);
        }
    }

    /// Shares of output and of capacity, by tag, of what some activities make together.
    fn tag_shares(&mut self, title: &Text, makers: &[usize], place: Place) {
        let (scenario, topology) = (self.scenario, self.topology);
        let output = |list: &[usize]| plus(list.iter().map(|&a| Quantity::Output(a)));
        for (t, tag) in scenario.tags.iter().enumerate() {
            let tagged =
                |a: &usize| scenario.processes[topology.activities[*a].process.0].tags.contains(&TagId(t));
            let members: Vec<usize> = makers.iter().copied().filter(tagged).collect();
            let made = (output(&members), output(makers));
            self.ratio(Measure::Share, &[title, &tag.title], place, Dimension::SHARE, made);
            let stands = (self.slots(&members), self.slots(makers));
            self.ratio(Measure::CapacityShare, &[title, &tag.title], place, Dimension::SHARE, stands);
        }
    }

    fn shares_missed(&mut self, m: usize, title: &Text, place: Place) {
        let scenario = self.scenario;
        for (g, group) in self.topology.markets[m].groups.iter().enumerate() {
            let lever = &scenario.levers[group.lever].title;
            let missed = vec![(1.0, Quantity::ShareMissed(m, g))];
            self.sum(Measure::ShareMissed, &[title, lever], place, Dimension::SHARE, missed);
        }
    }

    fn parts(&self, of: Sum, place: Place) -> (Text, Vec<usize>) {
        let scenario = self.scenario;
        let (title, commodities) = match of {
            Sum::Commodity(c) => (scenario.commodities[c.0].title.clone(), vec![c]),
            Sum::Aggregate(g) => {
                (scenario.aggregates[g.0].title.clone(), scenario.aggregates[g.0].parts.clone())
            }
        };
        let makers = self
            .topology
            .markets
            .iter()
            .filter(|m| Self::holds(place, m.region) && commodities.contains(&m.commodity))
            .flat_map(|m| m.activities.iter().copied())
            .collect();
        (title, makers)
    }

    fn aggregate(&mut self, aggregate: AggregateId, place: Place) {
        let (title, makers) = self.parts(Sum::Aggregate(aggregate), place);
        let topology = self.topology;
        let output = plus(makers.iter().map(|&a| Quantity::Output(a)));
        self.sum(Measure::Production, &[&title], place, Dimension::MASS, output.clone());
        self.sum(Measure::Capacity, &[&title], place, Dimension::MASS, self.slots(&makers));
        let scrap = makers
            .iter()
            .flat_map(|&a| (0..topology.activities[a].charges.len()).map(move |c| Quantity::ScrapUse(a, c)));
        self.ratio(Measure::ScrapRatio, &[&title], place, Dimension::SHARE, (plus(scrap), output.clone()));
        self.tag_shares(&title, &makers, place);
        let sums = topology.sums.iter().enumerate();
        let owing: Vec<usize> = sums
            .filter(|(_, s)| s.aggregate == aggregate && Self::holds(place, s.region))
            .map(|(at, _)| at)
            .collect();
        if owing.is_empty() {
            return;
        }
        for (measure, of, dimension) in [
            (Measure::IntensityCo2, Owed::Co2, Dimension::CO2_PER_MASS),
            (Measure::IntensityEnergy, Owed::Energy, Dimension::ENERGY_PER_MASS),
        ] {
            let total = plus(owing.iter().map(|&sum| Quantity::Owed(sum, of)));
            self.ratio(measure, &[&title], place, dimension, (total, output.clone()));
        }
    }

    fn consumption(&mut self, of: Sum, place: Place, consumed: Terms) {
        let (title, makers) = self.parts(of, place);
        let mut net = plus(makers.iter().map(|&a| Quantity::Output(a)));
        net.extend(consumed.iter().map(|&(_, quantity)| (-1.0, quantity)));
        self.sum(Measure::Consumption, &[&title], place, Dimension::MASS, consumed);
        self.sum(Measure::NetExport, &[&title], place, Dimension::MASS, net);
    }

    fn scrap(&mut self, place: Place) {
        let (scenario, topology) = (self.scenario, self.topology);
        for (s, scrap) in scenario.scraps.iter().enumerate() {
            let pools = topology.pools.iter().enumerate();
            let here: Vec<usize> = pools
                .filter(|(_, p)| p.scrap.0 == s && Self::holds(place, p.region))
                .map(|(p, _)| p)
                .collect();
            let uses = |activities: &[usize]| -> Terms {
                let charges = activities.iter().flat_map(|&a| {
                    let charges = topology.activities[a].charges.iter().enumerate();
                    charges.filter(|(_, c)| here.contains(&c.pool)).map(move |(c, _)| (a, c))
                });
                plus(charges.map(|(a, c)| Quantity::ScrapUse(a, c)))
            };
            let title = &scrap.title;
            let users = self.activities(place);
            self.sum(Measure::ScrapUse, &[title], place, Dimension::MASS, uses(&users));
            for (process, members) in self.by_process(&users) {
                let process = &scenario.processes[process.0].title;
                self.sum(Measure::ScrapUse, &[title, process], place, Dimension::MASS, uses(&members));
            }
            let of = |wanted: fn(&&usize, &Topology) -> bool, quantity: fn(usize) -> Quantity| {
                plus(here.iter().filter(|p| wanted(p, topology)).map(|&p| quantity(p)))
            };
            let in_use = of(|&&p, topology| topology.pools[p].in_use.is_some(), Quantity::InUse);
            self.sum(Measure::InUseStock, &[title], place, Dimension::MASS, in_use);
            let limited = |&&p: &&usize, topology: &Topology| topology.pools[p].is_limited();
            let (supply, left) = (of(limited, Quantity::ScrapSupply), of(limited, Quantity::ScrapLeft));
            self.sum(Measure::ScrapSupply, &[title], place, Dimension::MASS, supply);
            self.sum(Measure::ScrapExport, &[title], place, Dimension::MASS, left);
        }
    }

    /// Energy, electricity, coal and CO2 of some activities: totals, then by process.
    fn books(&mut self, activities: &[usize], place: Place) {
        for (measure, account, dimension) in BOOKS {
            let terms = plus(activities.iter().map(|&a| Quantity::Account(a, account)));
            self.sum(measure, &[], place, dimension, terms);
        }
        let terms = plus(activities.iter().map(|&a| Quantity::Account(a, Account::Co2)));
        let tap = Tap { terms, over: Vec::new(), cumulative: true };
        self.push(Measure::Co2Cumulative, &[], place, Dimension::CO2, tap);
        let mut outside = Vec::new();
        for account in [Account::ProcessCo2, Account::ScrapCarbon] {
            outside.extend(plus(activities.iter().map(|&a| Quantity::Account(a, account))));
        }
        self.sum(Measure::ProcessCo2, &[], place, Dimension::CO2, outside);
        for (process, members) in self.by_process(activities) {
            let title = &self.scenario.processes[process.0].title;
            for (measure, account, dimension) in [
                (Measure::Co2, Account::Co2, Dimension::CO2),
                (Measure::Scope1, Account::Scope1, Dimension::CO2),
                (Measure::EnergyTotal, Account::EnergyEquivalent, Dimension::ENERGY),
                (Measure::ElectricityGross, Account::ElectricityGross, Dimension::ELECTRICITY),
            ] {
                let terms = plus(members.iter().map(|&a| Quantity::Account(a, account)));
                self.sum(measure, &[title], place, dimension, terms);
            }
        }
    }

    fn carriers(&mut self, place: Place) {
        let (scenario, topology) = (self.scenario, self.topology);
        for (c, carrier) in scenario.carriers.iter().enumerate() {
            let uses = self.activities(place).into_iter().flat_map(|a| {
                let activity = &topology.activities[a];
                let fuels = activity.fuels.iter().enumerate().filter(move |(_, f)| f.carrier == CarrierId(c));
                fuels.map(move |(f, _)| Quantity::Fuel(activity.first_fuel + f))
            });
            self.sum(Measure::Energy, &[&carrier.title], place, Dimension::ENERGY, plus(uses));
        }
    }

    fn routes(&mut self, region: RegionId) {
        let (scenario, limits) = (self.scenario, self.limits);
        for (i, intensity) in limits.intensities.iter().enumerate().filter(|(_, i)| i.region == region) {
            let route = &scenario.routes[intensity.route.0].title;
            let boundary = &scenario.boundaries[intensity.boundary.0].title;
            let (measure, dimension) = match intensity.metric {
                Metric::Energy => (Measure::IntensityEnergy, Dimension::ENERGY_PER_MASS),
                Metric::Co2 => (Measure::IntensityCo2, Dimension::CO2_PER_MASS),
                Metric::Electricity => (Measure::IntensityElectricity, Dimension::ELECTRICITY_PER_MASS),
            };
            let of = vec![(1.0, Quantity::Route(i))];
            self.sum(measure, &[route, boundary], Place::Region(region), dimension, of);
        }
    }

    fn streams(&mut self, place: Place) {
        let scenario = self.scenario;
        for (s, stream) in scenario.streams.iter().enumerate() {
            let arises = |a: usize| self.topology.activities[a].streams.iter().any(|x| x.stream.0 == s);
            if self.activities(place).into_iter().any(arises) {
                self.stream(&stream.title, &[StreamId(s)], place);
            }
        }
        for sum in &scenario.stream_sums {
            self.stream(&sum.title, &sum.parts, place);
        }
        let Place::Region(region) = place else { return };
        let limits = self.limits;
        for (i, (_, stream)) in limits.streams.iter().enumerate() {
            let (route, of_region) = limits.stream_places[i];
            if of_region == region {
                let of = [&scenario.streams[stream.0].title, &scenario.routes[route.0].title];
                let dimension = stream_dimension(scenario, *stream, true);
                let tap = vec![(1.0, Quantity::RouteStream(i))];
                self.sum(Measure::IntensityStream, &of, Place::Region(region), dimension, tap);
            }
        }
    }

    /// What arises of some streams together; of solid ones also what becomes of it.
    fn stream(&mut self, title: &Text, parts: &[StreamId], place: Place) {
        let scenario = self.scenario;
        let regions = scenario.regions.len();
        let of = |wanted: &[FlowPart]| -> Terms {
            let here = |s: &StreamId| {
                let first = s.0 * regions;
                (0..regions).filter(|&r| Self::holds(place, RegionId(r))).map(move |r| first + r)
            };
            let at = parts.iter().flat_map(here);
            at.flat_map(|at| wanted.iter().map(move |&part| (1.0, Quantity::Flow(at, part)))).collect()
        };
        let Some(&first) = parts.first() else { return };
        let dimension = stream_dimension(scenario, first, false);
        self.sum(Measure::StreamGenerated, &[title], place, dimension, of(&[FlowPart::Generated]));
        if scenario.streams[first.0].kind != StreamKind::Solid {
            return;
        }
        let used = [FlowPart::UsedNew, FlowPart::UsedOld];
        for (measure, wanted) in [
            (Measure::StreamUsed, &used[..]),
            (Measure::StreamUsedFromStock, &[FlowPart::UsedOld]),
            (Measure::StreamDisposed, &[FlowPart::Disposed]),
            (Measure::Stockpile, &[FlowPart::Stock]),
        ] {
            self.sum(measure, &[title], place, dimension, of(wanted));
        }
        // The statistical definition of 综合利用率: use of new and old over what arose and old use.
        let rate = (of(&used), of(&[FlowPart::Generated, FlowPart::UsedOld]));
        self.ratio(Measure::UtilisationRate, &[title], place, Dimension::SHARE, rate);
    }

    fn ledgers(&mut self, place: Place) {
        let (scenario, fleet) = (self.scenario, self.fleet);
        for (g, group) in scenario.groups.iter().enumerate() {
            let ledgers = fleet.ledgers.iter().enumerate();
            let here = ledgers.filter(|(_, l)| l.group.0 == g && Self::holds(place, l.region));
            let here: Vec<usize> = here.map(|(l, _)| l).collect();
            for (measure, account) in LEDGER {
                let terms = plus(here.iter().map(|&l| Quantity::Ledger(l, account)));
                self.sum(measure, &[&group.title], place, Dimension::MASS, terms);
            }
        }
    }

    fn cluster(&mut self, cluster: ClusterId) {
        let (scenario, topology) = (self.scenario, self.topology);
        let place = Place::Cluster(cluster);
        let slots: Vec<usize> =
            (0..topology.slots.len()).filter(|&s| topology.slots[s].cluster == cluster).collect();
        let commodity = |s: usize| scenario.processes[topology.slots[s].process.0].output;
        let sums = (0..scenario.commodities.len())
            .map(|c| (&scenario.commodities[c].title, vec![CommodityId(c)]))
            .chain(scenario.aggregates.iter().map(|g| (&g.title, g.parts.clone())));
        for (title, parts) in sums {
            let of: Vec<usize> = slots.iter().copied().filter(|&s| parts.contains(&commodity(s))).collect();
            let output = plus(of.iter().map(|&s| Quantity::SlotOutput(s)));
            self.sum(Measure::Production, &[title], place, Dimension::MASS, output);
            let capacity = plus(of.iter().map(|&s| Quantity::Capacity(s)));
            self.sum(Measure::Capacity, &[title], place, Dimension::MASS, capacity);
            self.value_of_slots(title, &of, place);
        }
        for (c, commodity) in scenario.commodities.iter().enumerate() {
            let used = plus(slots.iter().flat_map(|&s| self.slot_uses(s, CommodityId(c))));
            self.sum(Measure::Use, &[&commodity.title], place, Dimension::MASS, used);
        }
        for &s in &slots {
            let process = &scenario.processes[topology.slots[s].process.0];
            let title = &scenario.commodities[process.output.0].title;
            for (measure, quantity) in
                [(Measure::Production, Quantity::SlotOutput(s)), (Measure::Capacity, Quantity::Capacity(s))]
            {
                self.sum(measure, &[title, &process.title], place, Dimension::MASS, vec![(1.0, quantity)]);
            }
        }
        for (measure, account, dimension) in BOOKS {
            let terms = plus(slots.iter().map(|&s| Quantity::SlotAccount(s, account)));
            self.sum(measure, &[], place, dimension, terms);
        }
    }

    /// What a slot uses of a commodity, wherever it comes from.
    fn slot_uses(&self, slot: usize, commodity: CommodityId) -> impl Iterator<Item = Quantity> {
        let activity = &self.topology.activities[self.topology.slots[slot].activity];
        let wanted = move |source: InputSource| match source {
            InputSource::Market(m) => self.topology.markets[m].commodity == commodity,
            InputSource::Bought(bought) => bought == commodity,
        };
        let inputs = activity.inputs.iter().enumerate().filter(move |(_, input)| wanted(input.source));
        inputs.map(move |(i, _)| Quantity::SlotUse(slot, i))
    }
}

/// t or m³; per t of product a pure number or m³/t.
fn stream_dimension(scenario: &Scenario, stream: StreamId, per_mass: bool) -> Dimension {
    match (scenario.streams[stream.0].kind, per_mass) {
        (StreamKind::Water, false) => Dimension::VOLUME,
        (StreamKind::Water, true) => Dimension { mass: -1, ..Dimension::VOLUME },
        (_, false) => Dimension::MASS,
        (_, true) => Dimension::SHARE,
    }
}

const BOOKS: [(Measure, Account, Dimension); 15] = [
    (Measure::Co2, Account::Co2, Dimension::CO2),
    (Measure::Scope1, Account::Scope1, Dimension::CO2),
    (Measure::Scope2Location, Account::Scope2Location, Dimension::CO2),
    (Measure::Scope2Market, Account::Scope2Market, Dimension::CO2),
    (Measure::Captured, Account::Captured, Dimension::CO2),
    (Measure::CalibrationCo2, Account::CalibrationCo2, Dimension::CO2),
    (Measure::Upstream, Account::Upstream, Dimension::CO2),
    (Measure::EnergyTotal, Account::EnergyEquivalent, Dimension::ENERGY),
    (Measure::EnergyTotalHeatRate, Account::EnergyHeatRate, Dimension::ENERGY),
    (Measure::ElectricityGross, Account::ElectricityGross, Dimension::ELECTRICITY),
    (Measure::ElectricityOwn, Account::ElectricityOwn, Dimension::ELECTRICITY),
    (Measure::ElectricityCaptive, Account::ElectricityCaptive, Dimension::ELECTRICITY),
    (Measure::ElectricityPurchased, Account::ElectricityPurchased, Dimension::ELECTRICITY),
    (Measure::CoalMass, Account::CoalMass, Dimension::MASS),
    (Measure::CoalEnergy, Account::CoalEnergy, Dimension::ENERGY),
];

const LEDGER: [(Measure, LedgerAccount); 7] = [
    (Measure::CreditsOpening, LedgerAccount::Opening),
    (Measure::CreditsEarned, LedgerAccount::Earned),
    (Measure::CreditsBought, LedgerAccount::Bought),
    (Measure::CreditsSpent, LedgerAccount::Spent),
    (Measure::CreditsSold, LedgerAccount::Sold),
    (Measure::CreditsLapsed, LedgerAccount::Lapsed),
    (Measure::CreditsClosing, LedgerAccount::Closing),
];
