//! Scenario -> topology: slots where capacity can be, who sells to whom, in computing order.

use super::topology::*;
use crate::domain::*;

impl Topology {
    /// Builds the web of a validated scenario.
    pub fn new(scenario: &Scenario) -> Topology {
        let mut topology = Topology {
            slots: Vec::new(),
            activities: Vec::new(),
            of_region: Vec::new(),
            markets: Vec::new(),
            pools: pools(scenario),
            waste_bounds: Vec::new(),
            sums: Vec::new(),
            inputs: 0,
            charges: 0,
            fuels: 0,
            electricity: carrier_of_kind(scenario, CarrierKind::Electricity).unwrap_or(CarrierId(0)),
            heat: carrier_of_kind(scenario, CarrierKind::Heat),
        };
        topology.lay_slots(scenario);
        topology.open_markets(scenario);
        for index in 0..topology.activities.len() {
            topology.connect(scenario, index);
        }
        topology.order_pools(scenario);
        topology.sums = topology.regional_sums(scenario);
        topology.waste_bounds = topology.compile_waste_bounds(scenario);
        topology
    }

    /// The activity of a process in a region.
    pub fn activity(&self, process: ProcessId, region: RegionId) -> Option<usize> {
        self.activities.iter().position(|a| a.process == process && a.region == region)
    }

    /// The market of a commodity in a region.
    pub fn market(&self, commodity: CommodityId, region: RegionId) -> Option<usize> {
        self.markets.iter().position(|m| m.commodity == commodity && m.region == region)
    }

    /// The slot of a process in a cluster.
    pub fn slot(&self, process: ProcessId, cluster: ClusterId) -> Option<usize> {
        self.slots.iter().position(|s| s.process == process && s.cluster == cluster)
    }

    /// A slot for every place where capacity stands, is planned or may be rebuilt.
    fn lay_slots(&mut self, scenario: &Scenario) {
        let mut pairs: Vec<(RegionId, ProcessId, ClusterId)> = Vec::new();
        let mut add = |process: ProcessId, cluster: ClusterId| {
            let region = scenario.clusters[cluster.0].region;
            if !pairs.contains(&(region, process, cluster)) {
                pairs.push((region, process, cluster));
            }
            let group = scenario.commodities[scenario.processes[process.0].output.0].group;
            let group = group.map(|g| &scenario.groups[g.0]);
            let chosen = group.and_then(|group| group.choice.as_ref());
            let clean = group.and_then(|group| group.clean_process);
            for other in clean.iter().chain(chosen.iter().flat_map(|choice| &choice.processes)) {
                if !pairs.contains(&(region, *other, cluster)) {
                    pairs.push((region, *other, cluster));
                }
            }
        };
        for unit in &scenario.units {
            add(unit.process, unit.cluster);
        }
        for project in &scenario.projects {
            add(project.process, project.cluster);
        }
        pairs.sort();
        for (region, process, cluster) in pairs {
            let same = self.activities.last().is_some_and(|a| a.process == process && a.region == region);
            if !same {
                self.activities.push(new_activity(scenario, process, region, self.slots.len()));
            }
            let activity = self.activities.len() - 1;
            self.slots.push(Slot { process, cluster, activity });
            self.activities[activity].slots.end = self.slots.len();
        }
        self.of_region = (0..scenario.regions.len())
            .map(|r| {
                let until = |region| self.activities.partition_point(|a| a.region.0 < region);
                until(r)..until(r + 1)
            })
            .collect();
    }

    /// A market for every commodity that somebody makes in a region, downstream first.
    fn open_markets(&mut self, scenario: &Scenario) {
        let order = downstream_first(scenario);
        for region in (0..scenario.regions.len()).map(RegionId) {
            for &commodity in &order {
                let makers: Vec<usize> = (0..self.activities.len())
                    .filter(|&a| {
                        let activity = &self.activities[a];
                        activity.region == region
                            && scenario.processes[activity.process.0].output == commodity
                    })
                    .collect();
                if makers.is_empty() {
                    continue;
                }
                let market = self.markets.len();
                for &a in &makers {
                    self.activities[a].market = market;
                }
                self.markets.push(new_market(scenario, self, commodity, region, makers));
            }
        }
    }

    /// Gives an activity its inputs, scrap and fuels, and enters it among its suppliers' users.
    fn connect(&mut self, scenario: &Scenario, index: usize) {
        let (process_id, region) = (self.activities[index].process, self.activities[index].region);
        let process = &scenario.processes[process_id.0];
        let mut inputs = Vec::new();
        for &(commodity, charge) in &process.inputs {
            let source = match self.market(commodity, region) {
                Some(market) => {
                    self.markets[market].users.push((index, inputs.len()));
                    InputSource::Market(market)
                }
                None => InputSource::Bought(commodity),
            };
            let upstream = scenario.commodities[commodity.0].upstream_factor;
            inputs.push(Input { source, charge, upstream });
        }
        let charges =
            process.scraps.iter().map(|c| self.charge(scenario, process, region, c)).collect::<Vec<_>>();
        let fuels =
            process.fuels.iter().map(|f| Fuel { carrier: f.carrier, energy: f.energy }).collect::<Vec<_>>();
        let (first_input, first_charge, first_fuel) = (self.inputs, self.charges, self.fuels);
        self.inputs += inputs.len();
        self.charges += charges.len();
        self.fuels += fuels.len();
        let activity = &mut self.activities[index];
        (activity.inputs, activity.first_input) = (inputs, first_input);
        (activity.charges, activity.first_charge) = (charges, first_charge);
        (activity.fuels, activity.first_fuel) = (fuels, first_fuel);
    }

    fn charge(
        &self,
        scenario: &Scenario,
        process: &Process,
        region: RegionId,
        charge: &ScrapCharge,
    ) -> Charge {
        let pool = self.pools.iter().position(|p| p.scrap == charge.scrap && p.region == region).unwrap_or(0);
        let variable = charge.variable.as_ref().and_then(|v| {
            let input = process.inputs.iter().position(|(c, _)| *c == v.displaces)?;
            Some(VariableInput { least: v.least, greatest: v.greatest, input, per_scrap: v.per_scrap })
        });
        Charge { pool, reference: charge.reference, carbon: scenario.scraps[charge.scrap.0].carbon, variable }
    }

    fn regional_sums(&self, scenario: &Scenario) -> Vec<RegionalSum> {
        let mut sums = Vec::new();
        for region in (0..scenario.regions.len()).map(RegionId) {
            for (g, aggregate) in scenario.aggregates.iter().enumerate() {
                let of = |m: &&Market| m.region == region && aggregate.parts.contains(&m.commodity);
                let makers: Vec<usize> =
                    self.markets.iter().filter(of).flat_map(|m| m.activities.iter().copied()).collect();
                if !makers.is_empty() {
                    sums.push(RegionalSum { aggregate: AggregateId(g), region, makers });
                }
            }
        }
        sums
    }

    fn compile_waste_bounds(&self, scenario: &Scenario) -> Vec<CompiledWasteBound> {
        let compile = |(b, bound): (usize, &WasteBound)| {
            let region = match bound.place {
                WastePlace::Region(region) => region,
                WastePlace::Cluster(cluster) => scenario.clusters[cluster.0].region,
            };
            let inside = |slot: &Slot| match bound.place {
                WastePlace::Region(region) => scenario.clusters[slot.cluster.0].region == region,
                WastePlace::Cluster(cluster) => slot.cluster == cluster,
            };
            let slots = self
                .slots
                .iter()
                .enumerate()
                .filter(|(_, slot)| inside(slot))
                .filter_map(|(s, slot)| {
                    let streams = &self.activities[slot.activity].streams;
                    Some((s, slot.activity, streams.iter().position(|x| x.stream == bound.stream)?))
                })
                .collect();
            CompiledWasteBound {
                bound: b,
                stream: bound.stream,
                region,
                growth: bound.growth,
                counts_old_use: bound.counts_old_use,
                from: (bound.from.0 - scenario.horizon.base.0).max(0) as usize,
                slots,
            }
        };
        scenario.waste_bounds.iter().enumerate().map(compile).collect()
    }

    fn order_pools(&mut self, scenario: &Scenario) {
        for index in 0..self.pools.len() {
            let (scrap, region) = (self.pools[index].scrap, self.pools[index].region);
            let mut markets: Vec<usize> =
                scenario.scraps[scrap.0].serves.iter().filter_map(|&c| self.market(c, region)).collect();
            // Users that the order of service does not name come last, in computing order.
            for (m, market) in self.markets.iter().enumerate() {
                let uses = market
                    .activities
                    .iter()
                    .any(|&a| self.activities[a].charges.iter().any(|c| c.pool == index));
                if uses && !markets.contains(&m) {
                    markets.push(m);
                }
            }
            self.pools[index].markets = markets;
        }
    }
}

fn carrier_of_kind(scenario: &Scenario, kind: CarrierKind) -> Option<CarrierId> {
    scenario.carriers.iter().position(|c| c.kind == kind).map(CarrierId)
}

fn pools(scenario: &Scenario) -> Vec<ScrapPool> {
    let mut pools = Vec::new();
    for (s, scrap) in scenario.scraps.iter().enumerate() {
        for region in (0..scenario.regions.len()).map(RegionId) {
            let supply = scrap.supply.iter().find(|(r, _)| *r == region).map(|(_, leaf)| *leaf);
            let raise = lever_leaf(scenario, region, &LeverKind::ScrapCharge(ScrapId(s)));
            let in_use = scrap.in_use.iter().find(|(r, _)| *r == region).map(|(_, stock)| stock.clone());
            pools.push(ScrapPool { scrap: ScrapId(s), region, supply, in_use, raise, markets: Vec::new() });
        }
    }
    pools
}

/// The path of the first lever of a kind in a region.
pub fn lever_leaf(scenario: &Scenario, region: RegionId, kind: &LeverKind) -> Option<LeafId> {
    scenario
        .levers
        .iter()
        .filter(|lever| &lever.kind == kind)
        .find_map(|lever| lever.paths.iter().find(|(r, _)| *r == region).map(|(_, leaf)| *leaf))
}

/// Whether a process is what a rule speaks of.
pub fn matches(scenario: &Scenario, rule: ProcessMatch, process: ProcessId) -> bool {
    match rule {
        ProcessMatch::Any => true,
        ProcessMatch::Process(p) => p == process,
        ProcessMatch::Tag(tag) => scenario.processes[process.0].tags.contains(&tag),
    }
}

fn new_activity(scenario: &Scenario, process: ProcessId, region: RegionId, slot: usize) -> Activity {
    let regional = &scenario.processes[process.0].regional[region.0];
    let levers = |pick: &dyn Fn(&LeverKind) -> Option<ProcessMatch>| {
        scenario
            .levers
            .iter()
            .filter(|lever| pick(&lever.kind).is_some_and(|rule| matches(scenario, rule, process)))
            .filter_map(|lever| lever.paths.iter().find(|(r, _)| *r == region).map(|(_, leaf)| *leaf))
            .collect()
    };
    Activity {
        process,
        region,
        market: 0,
        slots: slot..slot,
        inputs: Vec::new(),
        first_input: 0,
        charges: Vec::new(),
        first_charge: 0,
        fuels: Vec::new(),
        first_fuel: 0,
        streams: arisings(scenario, process, region),
        utilisation_max: regional.utilisation_max,
        utilisation_ceilings: levers(&|kind| match kind {
            LeverKind::UtilisationCeiling(rule) => Some(*rule),
            _ => None,
        }),
        power_availability: levers(&|kind| match kind {
            LeverKind::PowerAvailability(rule) => Some(*rule),
            _ => None,
        }),
        own_electricity: regional.own_electricity,
        captive_share: regional.captive_share,
    }
}

fn arisings(scenario: &Scenario, process: ProcessId, region: RegionId) -> Vec<Arising> {
    let abatement = |stream: StreamId| {
        scenario
            .levers
            .iter()
            .filter(|lever| match lever.kind {
                LeverKind::Abatement { stream: abated, of } => {
                    abated == stream && matches(scenario, of, process)
                }
                _ => false,
            })
            .filter_map(|lever| lever.paths.iter().find(|(r, _)| *r == region).map(|(_, leaf)| *leaf))
            .collect()
    };
    let streams = &scenario.processes[process.0].streams;
    streams.iter().map(|&(stream, rate)| Arising { stream, rate, abatement: abatement(stream) }).collect()
}

fn new_market(
    scenario: &Scenario,
    topology: &Topology,
    commodity: CommodityId,
    region: RegionId,
    activities: Vec<usize>,
) -> Market {
    let leaf_of = |list: &[(CommodityId, RegionId, LeafId)]| {
        list.iter().find(|(c, r, _)| *c == commodity && *r == region).map(|(_, _, leaf)| *leaf)
    };
    let mut groups = Vec::new();
    for (l, lever) in scenario.levers.iter().enumerate() {
        let LeverKind::Share { commodity: of_commodity, of } = lever.kind else { continue };
        let Some((_, share)) = lever.paths.iter().find(|(r, _)| *r == region) else { continue };
        if of_commodity == commodity {
            let members = activities
                .iter()
                .copied()
                .filter(|&a| matches(scenario, of, topology.activities[a].process))
                .collect();
            groups.push(ShareGroup { share: *share, lever: l, members });
        }
    }
    Market {
        commodity,
        region,
        activities,
        demand: scenario
            .demand
            .iter()
            .find(|(c, r, _)| *c == commodity && *r == region)
            .map(|(_, _, demand)| *demand),
        export: leaf_of(&scenario.exports),
        trade: scenario.commodities[commodity.0].trade,
        output_caps: lever_leaf(scenario, region, &LeverKind::OutputCap(commodity)).into_iter().collect(),
        groups,
        users: Vec::new(),
        upstream: scenario.commodities[commodity.0].upstream_factor,
    }
}

/// Commodities so that every user comes before what it uses; ties in file order. Validation has
/// refused cycles.
fn downstream_first(scenario: &Scenario) -> Vec<CommodityId> {
    let uses = |user: CommodityId, used: CommodityId| {
        scenario.processes.iter().any(|p| p.output == user && p.inputs.iter().any(|(c, _)| *c == used))
    };
    let mut left: Vec<CommodityId> = (0..scenario.commodities.len()).map(CommodityId).collect();
    let mut order = Vec::new();
    while !left.is_empty() {
        let next = left.iter().position(|&c| left.iter().all(|&u| u == c || !uses(u, c))).unwrap_or(0);
        order.push(left.remove(next));
    }
    order
}
