//! Which series a model reports: one builder a part of the model.

mod value;

use super::series::{FlowPart, Measure, Owed, Quantity, Series, Tap};
use super::{FleetModel, InputSource, Topology, limits::Limits};
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
) -> Vec<Series> {
    let mut list = Catalogue { scenario, topology, fleet, limits, series: Vec::new() };
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
    series: Vec<Series>,
}

type Terms = Vec<(f64, Quantity)>;

fn plus(quantities: impl IntoIterator<Item = Quantity>) -> Terms {
    quantities.into_iter().map(|q| (1.0, q)).collect()
}

impl Catalogue<'_> {
    fn push(&mut self, measure: Measure, of: &[&Text], place: Place, dimension: Dimension, tap: Tap) {
        let names: Vec<&str> = of.iter().map(|t| t.en.as_str()).collect();
        let name = measure.name(&names);
        if tap.terms.is_empty() || self.series.iter().any(|s| s.name == name && s.place == place) {
            return;
        }
        // By default an ensemble keeps the regions' totals, and output, shares and CO2 by process, not every
        // cut: some 60 series a metal. Targets add what they read.
        let few = match measure {
            Measure::Production | Measure::Share | Measure::ClassShare => true,
            Measure::Scope1 | Measure::EnergyTotal | Measure::ElectricityGross => of.is_empty(),
            _ => of.len() <= 1,
        };
        let headline = measure.is_headline() && matches!(place, Place::Region(_)) && few;
        let of = of.iter().map(|&t| t.clone()).collect();
        self.series.push(Series { name, place, dimension, measure, of, tap, headline });
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

    fn activities(&self, region: RegionId) -> Vec<usize> {
        (0..self.topology.activities.len())
            .filter(|&a| self.topology.activities[a].region == region)
            .collect()
    }

    fn region(&mut self, region: RegionId) {
        let place = Place::Region(region);
        let scenario = self.scenario;
        for m in 0..self.topology.markets.len() {
            if self.topology.markets[m].region == region {
                self.market(m, place);
            }
        }
        for aggregate in 0..scenario.aggregates.len() {
            self.aggregate(AggregateId(aggregate), region);
        }
        for &(of, r, leaf) in &scenario.consumption {
            if r == region {
                self.consumption(of, region, Quantity::Leaf(leaf));
            }
        }
        for driver in &scenario.drivers {
            let here = driver.values.iter().filter(|(r, _)| *r == region);
            let path = plus(here.map(|&(_, leaf)| Quantity::Leaf(leaf)));
            self.sum(Measure::Driver, &[&driver.title], place, driver.dimension, path);
        }
        self.scrap(region);
        self.books(&self.activities(region), place);
        self.carriers(region);
        self.routes(region);
        self.streams(region);
        self.ledgers(region);
        self.values(&[region], place);
    }

    fn market(&mut self, m: usize, place: Place) {
        let (scenario, topology) = (self.scenario, self.topology);
        let market = &topology.markets[m];
        let title = &scenario.commodities[market.commodity.0].title;
        let makers = &market.activities;
        let one = |q: Quantity| vec![(1.0, q)];
        let output = plus(makers.iter().map(|&a| Quantity::Output(a)));
        self.sum(Measure::Production, &[title], place, Dimension::MASS, output.clone());
        self.sum(Measure::Demand, &[title], place, Dimension::MASS, one(Quantity::Demand(m)));
        self.sum(Measure::UnmetDemand, &[title], place, Dimension::MASS, one(Quantity::Unmet(m)));
        if market.demand.is_some_and(|demand| demand.is_consumption) {
            self.consumption(Sum::Commodity(market.commodity), market.region, Quantity::Consumption(m));
        }
        let slots = |a: usize| topology.activities[a].slots.clone().map(Quantity::Capacity);
        self.sum(
            Measure::Capacity,
            &[title],
            place,
            Dimension::MASS,
            plus(makers.iter().flat_map(|&a| slots(a))),
        );
        if !market.users.is_empty() {
            self.traded(m, place);
        }
        for &a in makers {
            let process = &scenario.processes[topology.activities[a].process.0].title;
            self.sum(
                Measure::Production,
                &[title, process],
                place,
                Dimension::MASS,
                one(Quantity::Output(a)),
            );
            self.sum(Measure::Capacity, &[title, process], place, Dimension::MASS, plus(slots(a)));
            let used = (one(Quantity::Output(a)), plus(slots(a)));
            self.ratio(Measure::Utilisation, &[process], place, Dimension::SHARE, used);
            self.classes(a, place);
        }
        self.shares(m, place);
    }

    /// Shares of capacity by efficiency class, and what is retrofitted to each.
    fn classes(&mut self, a: usize, place: Place) {
        let (scenario, topology) = (self.scenario, self.topology);
        let Process { title, classes, .. } = &scenario.processes[topology.activities[a].process.0];
        let slots = topology.activities[a].slots.clone();
        let of_slots =
            |of: &dyn Fn(usize) -> Quantity| -> Terms { slots.clone().map(|s| (1.0, of(s))).collect() };
        let mut retrofitted = Terms::new();
        for (c, class) in classes.iter().enumerate() {
            let of = [title, &class.title];
            let upto = (0..=c).flat_map(|c| of_slots(&|s| Quantity::ClassCapacity(s, c))).collect();
            let inside = of_slots(&|s| Quantity::ClassCapacity(s, c));
            let stands = of_slots(&Quantity::Capacity);
            self.ratio(Measure::ClassShare, &of, place, Dimension::SHARE, (inside, stands.clone()));
            // The worst class has nothing worse: all capacity is in it or better, and none is moved to it.
            if c + 1 < classes.len() {
                self.ratio(Measure::ClassShareOrBetter, &of, place, Dimension::SHARE, (upto, stands));
                let moved = of_slots(&|s| Quantity::Retrofitted(s, c));
                retrofitted.extend(moved.clone());
                self.sum(Measure::Retrofit, &of, place, Dimension::MASS, moved);
            }
        }
        self.sum(Measure::Retrofit, &[title], place, Dimension::MASS, retrofitted);
    }

    /// Use of a market's commodity in the region, and what is bought or left.
    fn traded(&mut self, m: usize, place: Place) {
        let market = &self.topology.markets[m];
        let title = &self.scenario.commodities[market.commodity.0].title;
        let (measure, left) = match market.trade {
            Trade::Traded => (Measure::Import, Quantity::Import(m)),
            Trade::Local => (Measure::ResidualTrade, Quantity::Residual(m)),
        };
        for (measure, quantity) in [(Measure::Use, Quantity::Used(m)), (measure, left)] {
            self.sum(measure, &[title], place, Dimension::MASS, vec![(1.0, quantity)]);
        }
    }

    /// Shares of output and of capacity, by tag, of what some activities make together.
    fn tag_shares(&mut self, title: &Text, makers: &[usize], place: Place) {
        let (scenario, topology) = (self.scenario, self.topology);
        let slots = |list: &[usize]| {
            plus(list.iter().flat_map(|&a| topology.activities[a].slots.clone().map(Quantity::Capacity)))
        };
        let output = |list: &[usize]| plus(list.iter().map(|&a| Quantity::Output(a)));
        for (t, tag) in scenario.tags.iter().enumerate() {
            let tagged =
                |a: &usize| scenario.processes[topology.activities[*a].process.0].tags.contains(&TagId(t));
            let members: Vec<usize> = makers.iter().copied().filter(tagged).collect();
            let made = (output(&members), output(makers));
            self.ratio(Measure::Share, &[title, &tag.title], place, Dimension::SHARE, made);
            let stands = (slots(&members), slots(makers));
            self.ratio(Measure::CapacityShare, &[title, &tag.title], place, Dimension::SHARE, stands);
        }
    }

    fn shares(&mut self, m: usize, place: Place) {
        let (scenario, topology) = (self.scenario, self.topology);
        let market = &topology.markets[m];
        let title = &scenario.commodities[market.commodity.0].title;
        self.tag_shares(title, &market.activities, place);
        for (g, group) in market.groups.iter().enumerate() {
            let lever = &scenario.levers[group.lever].title;
            let missed = vec![(1.0, Quantity::ShareMissed(m, g))];
            self.sum(Measure::ShareMissed, &[title, lever], place, Dimension::SHARE, missed);
        }
    }

    fn parts(&self, of: Sum, region: RegionId) -> (Text, Vec<usize>) {
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
            .filter(|m| m.region == region && commodities.contains(&m.commodity))
            .flat_map(|m| m.activities.iter().copied())
            .collect();
        (title, makers)
    }

    fn aggregate(&mut self, aggregate: AggregateId, region: RegionId) {
        let (title, makers) = self.parts(Sum::Aggregate(aggregate), region);
        let (place, topology) = (Place::Region(region), self.topology);
        let output = plus(makers.iter().map(|&a| Quantity::Output(a)));
        self.sum(Measure::Production, &[&title], place, Dimension::MASS, output.clone());
        let slots = makers.iter().flat_map(|&a| topology.activities[a].slots.clone().map(Quantity::Capacity));
        self.sum(Measure::Capacity, &[&title], place, Dimension::MASS, plus(slots));
        let scrap = makers
            .iter()
            .flat_map(|&a| (0..topology.activities[a].charges.len()).map(move |c| Quantity::ScrapUse(a, c)));
        self.ratio(Measure::ScrapRatio, &[&title], place, Dimension::SHARE, (plus(scrap), output.clone()));
        self.tag_shares(&title, &makers, place);
        let sums = &topology.sums;
        let Some(sum) = sums.iter().position(|s| s.aggregate == aggregate && s.region == region) else {
            return;
        };
        for (measure, of, dimension) in [
            (Measure::IntensityCo2, Owed::Co2, Dimension::CO2_PER_MASS),
            (Measure::IntensityEnergy, Owed::Energy, Dimension::ENERGY_PER_MASS),
        ] {
            let total = vec![(1.0, Quantity::Owed(sum, of))];
            self.ratio(measure, &[&title], place, dimension, (total, output.clone()));
        }
    }

    fn consumption(&mut self, of: Sum, region: RegionId, consumed: Quantity) {
        let (title, makers) = self.parts(of, region);
        let place = Place::Region(region);
        self.sum(Measure::Consumption, &[&title], place, Dimension::MASS, vec![(1.0, consumed)]);
        let mut net = plus(makers.iter().map(|&a| Quantity::Output(a)));
        net.push((-1.0, consumed));
        self.sum(Measure::NetExport, &[&title], place, Dimension::MASS, net);
    }

    fn scrap(&mut self, region: RegionId) {
        let (scenario, topology) = (self.scenario, self.topology);
        let place = Place::Region(region);
        for (p, pool) in topology.pools.iter().enumerate().filter(|(_, p)| p.region == region) {
            let title = &scenario.scraps[pool.scrap.0].title;
            let uses: Vec<(usize, usize)> = self
                .activities(region)
                .into_iter()
                .flat_map(|a| (0..topology.activities[a].charges.len()).map(move |c| (a, c)))
                .filter(|&(a, c)| topology.activities[a].charges[c].pool == p)
                .collect();
            let used = plus(uses.iter().map(|&(a, c)| Quantity::ScrapUse(a, c)));
            self.sum(Measure::ScrapUse, &[title], place, Dimension::MASS, used);
            for &(a, c) in &uses {
                let process = &scenario.processes[topology.activities[a].process.0].title;
                let used = vec![(1.0, Quantity::ScrapUse(a, c))];
                self.sum(Measure::ScrapUse, &[title, process], place, Dimension::MASS, used);
            }
            if pool.in_use.is_some() {
                self.sum(
                    Measure::InUseStock,
                    &[title],
                    place,
                    Dimension::MASS,
                    vec![(1.0, Quantity::InUse(p))],
                );
            }
            if pool.is_limited() {
                self.sum(
                    Measure::ScrapSupply,
                    &[title],
                    place,
                    Dimension::MASS,
                    vec![(1.0, Quantity::ScrapSupply(p))],
                );
                self.sum(
                    Measure::ScrapExport,
                    &[title],
                    place,
                    Dimension::MASS,
                    vec![(1.0, Quantity::ScrapLeft(p))],
                );
            }
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
        for &a in activities {
            let title = &self.scenario.processes[self.topology.activities[a].process.0].title;
            for (measure, account, dimension) in [
                (Measure::Co2, Account::Co2, Dimension::CO2),
                (Measure::Scope1, Account::Scope1, Dimension::CO2),
                (Measure::EnergyTotal, Account::EnergyEquivalent, Dimension::ENERGY),
                (Measure::ElectricityGross, Account::ElectricityGross, Dimension::ELECTRICITY),
            ] {
                self.sum(measure, &[title], place, dimension, vec![(1.0, Quantity::Account(a, account))]);
            }
        }
    }

    fn carriers(&mut self, region: RegionId) {
        let (scenario, topology) = (self.scenario, self.topology);
        for (c, carrier) in scenario.carriers.iter().enumerate() {
            let uses = self.activities(region).into_iter().flat_map(|a| {
                let activity = &topology.activities[a];
                let fuels = activity.fuels.iter().enumerate().filter(move |(_, f)| f.carrier == CarrierId(c));
                fuels.map(move |(f, _)| Quantity::Fuel(activity.first_fuel + f))
            });
            self.sum(
                Measure::Energy,
                &[&carrier.title],
                Place::Region(region),
                Dimension::ENERGY,
                plus(uses),
            );
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

    fn streams(&mut self, region: RegionId) {
        let scenario = self.scenario;
        for (s, stream) in scenario.streams.iter().enumerate() {
            let arises = |a: usize| self.topology.activities[a].streams.iter().any(|x| x.stream.0 == s);
            if self.activities(region).into_iter().any(arises) {
                self.stream(&stream.title, &[StreamId(s)], region);
            }
        }
        for sum in &scenario.stream_sums {
            self.stream(&sum.title, &sum.parts, region);
        }
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
    fn stream(&mut self, title: &Text, parts: &[StreamId], region: RegionId) {
        let (scenario, place) = (self.scenario, Place::Region(region));
        let regions = scenario.regions.len();
        let of = |wanted: &[FlowPart]| -> Terms {
            let at = parts.iter().map(|s| s.0 * regions + region.0);
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

    fn ledgers(&mut self, region: RegionId) {
        let (scenario, fleet) = (self.scenario, self.fleet);
        for (l, ledger) in fleet.ledgers.iter().enumerate().filter(|(_, l)| l.region == region) {
            let title = &scenario.groups[ledger.group.0].title;
            for (measure, account) in LEDGER {
                let terms = vec![(1.0, Quantity::Ledger(l, account))];
                self.sum(measure, &[title], Place::Region(region), Dimension::MASS, terms);
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

    /// All regions together.
    fn totals(&mut self) {
        let scenario = self.scenario;
        let all: Vec<usize> = (0..self.topology.activities.len()).collect();
        for (measure, account, dimension) in BOOKS {
            let terms = plus(all.iter().map(|&a| Quantity::Account(a, account)));
            self.sum(measure, &[], Place::All, dimension, terms);
        }
        for of in (0..scenario.commodities.len())
            .map(|c| Sum::Commodity(CommodityId(c)))
            .chain((0..scenario.aggregates.len()).map(|g| Sum::Aggregate(AggregateId(g))))
        {
            let mut makers = Vec::new();
            let mut title = Text::default();
            for region in (0..scenario.regions.len()).map(RegionId) {
                let (name, of_region) = self.parts(of, region);
                title = name;
                makers.extend(of_region);
            }
            let output = plus(makers.iter().map(|&a| Quantity::Output(a)));
            self.sum(Measure::Production, &[&title], Place::All, Dimension::MASS, output);
            let topology = self.topology;
            let slots =
                makers.iter().flat_map(|&a| topology.activities[a].slots.clone().map(Quantity::Capacity));
            self.sum(Measure::Capacity, &[&title], Place::All, Dimension::MASS, plus(slots));
        }
        let regions: Vec<RegionId> = (0..scenario.regions.len()).map(RegionId).collect();
        self.values(&regions, Place::All);
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
