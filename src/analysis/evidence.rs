//! What a finding rests on: every number with the leaf or the series that it is read off.

use super::audit::limit_series;
use super::finding::Finding;
use crate::domain::*;
use crate::model::Model;
use crate::model::series::Measure;
use crate::simulation::Central;
use crate::units::Dimension;

/// One number behind a finding.
#[derive(Clone, PartialEq, Debug)]
pub struct Evidence {
    /// Its value, canonical unit.
    pub value: f64,
    /// What kind of quantity it is.
    pub dimension: Dimension,
    /// The year, or the first and last of a sum.
    pub years: (Year, Year),
    /// Where it stands.
    pub origin: Origin,
    /// What the series measures that it is of, where it is what a target asks.
    pub measure: Option<Measure>,
}

/// Where a number stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Origin {
    /// A number of the scenario.
    Leaf(LeafId),
    /// A series of the central run.
    Series(usize),
}

/// The numbers behind a finding, in the order in which it tells them.
pub fn evidence(finding: &Finding, model: &Model, central: &Central) -> Vec<Evidence> {
    let mut file = File { model, central, found: Vec::new() };
    file.collect(finding);
    file.found
}

struct File<'a> {
    model: &'a Model,
    central: &'a Central,
    found: Vec<Evidence>,
}

impl File<'_> {
    fn collect(&mut self, finding: &Finding) {
        let base = self.model.scenario.horizon.base;
        match finding {
            Finding::PlannedCapacity(p) => {
                self.planned_targets(p.region, p.of, p.year);
                let title = self.title(p.of);
                for measure in [Measure::Capacity, Measure::Production, Measure::Consumption] {
                    for year in [base, p.year] {
                        self.measured(measure, &[&title], Place::Region(p.region), year);
                    }
                }
            }
            Finding::CapacityGoal(goal) => {
                self.target(goal.target);
                self.metric(goal.target, &[base]);
                self.metric(goal.target, &[self.model.scenario.targets[goal.target].year]);
            }
            Finding::ShareOfFleet(share) => {
                self.target(share.target);
                let scenario = &self.model.scenario;
                let of = [&scenario.commodities[share.commodity.0].title, &scenario.tags[share.tag.0].title];
                let of = of.map(Clone::clone);
                for measure in [Measure::Share, Measure::CapacityShare] {
                    self.measured(measure, &[&of[0], &of[1]], Place::Region(share.region), base);
                }
            }
            Finding::Credits(credits) => {
                for group in &credits.groups {
                    let title = self.model.scenario.groups[group.0].title.clone();
                    for measure in [Measure::CreditsSpent, Measure::CreditsEarned, Measure::CreditsBought] {
                        self.summed(measure, &title, Place::Region(credits.region), credits.years);
                    }
                }
            }
            Finding::ClusterSum(sum) => {
                self.target(sum.target);
                sum.clusters.iter().for_each(|&target| self.target(target));
            }
            Finding::BeyondDemand(beyond) => {
                self.target(beyond.target);
                let target = &self.model.scenario.targets[beyond.target];
                let (place, year) = (target.place, target.year);
                for commodity in self.parts(beyond.of) {
                    let title = self.model.scenario.commodities[commodity.0].title.clone();
                    self.measured(Measure::Demand, &[&title], place, year);
                }
            }
            Finding::WasteTarget(waste) => {
                self.target(waste.target);
                let (scenario, year) = (&self.model.scenario, self.model.scenario.targets[waste.target].year);
                let stream = &scenario.streams[waste.stream.0];
                let (title, plan) = (stream.title.clone(), stream.regional[waste.region.0].utilisation);
                self.leaf(plan, year);
                self.measured(Measure::StreamGenerated, &[&title], Place::Region(waste.region), year);
            }
            Finding::Imposed { target, by, .. } | Finding::OnTheBound { target, lever: by } => {
                let (year, place) = {
                    let of = &self.model.scenario.targets[*target];
                    (of.year, of.place)
                };
                self.target(*target);
                self.addressed(by, Some(place), year);
                self.metric(*target, &[year]);
            }
            Finding::OutOfReach { target, .. } => {
                self.target(*target);
                self.metric(*target, &[self.model.scenario.targets[*target].year]);
            }
            Finding::LimitAtBase(reading)
            | Finding::LimitNotHeld(reading)
            | Finding::LimitBelowFloor(reading) => {
                let limit = &self.model.scenario.limits[reading.limit];
                self.leaf(limit.limit, limit.by);
                if let Some(series) = limit_series(self.model, reading.limit) {
                    self.series(series, base);
                    self.series(series, limit.by);
                }
            }
            Finding::Refused { project, .. } | Finding::BuiltThoughRestricted { project, .. } => {
                let project = &self.model.scenario.projects[project.0];
                self.leaf(project.capacity, project.year);
            }
            Finding::Jump(jump) => self.addressed(&jump.address, None, jump.year),
            Finding::UsedBeyond { .. }
            | Finding::Repaired { .. }
            | Finding::TitleOfNothing(_)
            | Finding::Calibration { .. }
            | Finding::WithoutPrice { .. }
            | Finding::WithoutRate { .. }
            | Finding::WithoutCost { .. }
            | Finding::WithoutBalance(_)
            | Finding::ShortOfCharge(_)
            | Finding::NobodyTakes { .. } => {}
        }
    }

    fn title(&self, of: Sum) -> Text {
        match of {
            Sum::Commodity(c) => self.model.scenario.commodities[c.0].title.clone(),
            Sum::Aggregate(a) => self.model.scenario.aggregates[a.0].title.clone(),
        }
    }

    fn parts(&self, of: Sum) -> Vec<CommodityId> {
        match of {
            Sum::Commodity(c) => vec![c],
            Sum::Aggregate(a) => self.model.scenario.aggregates[a.0].parts.clone(),
        }
    }

    /// Targets on capacity of a product or its parts, of the clusters of a region and of the region itself.
    fn planned_targets(&mut self, region: RegionId, of: Sum, year: Year) {
        let mut titles: Vec<Text> = self.parts(of).iter().map(|c| self.title(Sum::Commodity(*c))).collect();
        titles.push(self.title(of));
        let scenario = &self.model.scenario;
        let wanted = |target: &&Target| {
            let here = match target.place {
                Place::Cluster(cluster) => scenario.clusters[cluster.0].region == region,
                Place::Region(one) => one == region,
                Place::All => false,
            };
            let series = self.model.find_series(&target.metric, target.place);
            let capacity = series.is_some_and(|s| {
                let series = &self.model.series[s];
                series.measure == Measure::Capacity
                    && matches!(series.of.as_slice(), [one] if titles.contains(one))
            });
            here && capacity && target.year == year && target.reading == Reading::Absolute
        };
        let leaves: Vec<LeafId> = scenario.targets.iter().filter(wanted).map(|target| target.value).collect();
        leaves.into_iter().for_each(|leaf| self.leaf(leaf, year));
    }

    fn leaf(&mut self, leaf: LeafId, year: Year) {
        let horizon = self.model.scenario.horizon;
        let t = horizon.index(year).unwrap_or(horizon.len() - 1);
        let (value, dimension) =
            (self.model.parameters.central(leaf, t), self.model.scenario.leaf(leaf).dimension);
        self.found.push(Evidence {
            value,
            dimension,
            years: (year, year),
            origin: Origin::Leaf(leaf),
            measure: None,
        });
    }

    /// What a target asks.
    fn target(&mut self, target: usize) {
        let target = &self.model.scenario.targets[target];
        let series = self.model.find_series(&target.metric, target.place);
        let measure = series.map(|series| self.model.series[series].measure);
        self.leaf(target.value, target.year);
        if let Some(fact) = self.found.last_mut() {
            fact.measure = measure;
        }
    }

    /// The leaf at an address: a leaf, a limit, or a lever in a place.
    fn addressed(&mut self, address: &str, place: Option<Place>, year: Year) {
        let scenario = &self.model.scenario;
        let region = match place {
            Some(Place::Region(region)) => scenario.regions[region.0].id.as_str(),
            Some(Place::Cluster(cluster)) => &scenario.regions[scenario.clusters[cluster.0].region.0].id,
            Some(Place::All) | None => "",
        };
        let names = [address.to_owned(), format!("{address}.limit"), format!("{address}.{region}")];
        let found = scenario.leaves.iter().position(|leaf| names.contains(&leaf.address));
        if let Some(leaf) = found {
            self.leaf(LeafId(leaf), year);
        }
    }

    fn series(&mut self, series: usize, year: Year) {
        let Some(t) = self.model.scenario.horizon.index(year) else { return };
        let (value, dimension) = (self.central.series[series][t], self.model.series[series].dimension);
        self.found.push(Evidence {
            value,
            dimension,
            years: (year, year),
            origin: Origin::Series(series),
            measure: None,
        });
    }

    /// The series of a target in some years.
    fn metric(&mut self, target: usize, years: &[Year]) {
        let target = &self.model.scenario.targets[target];
        let Some(series) = self.model.find_series(&target.metric, target.place) else { return };
        years.iter().for_each(|&year| self.series(series, year));
    }

    fn find(&self, measure: Measure, of: &[&Text], place: Place) -> Option<usize> {
        let same = |s: &crate::model::Series| {
            s.measure == measure && s.place == place && s.of.iter().eq(of.iter().copied())
        };
        self.model.series.iter().position(same)
    }

    fn measured(&mut self, measure: Measure, of: &[&Text], place: Place, year: Year) {
        if let Some(series) = self.find(measure, of, place) {
            self.series(series, year);
        }
    }

    /// A series added up over years.
    fn summed(&mut self, measure: Measure, of: &Text, place: Place, years: (Year, Year)) {
        let horizon = self.model.scenario.horizon;
        let Some(series) = self.find(measure, &[of], place) else { return };
        let (Some(first), Some(last)) = (horizon.index(years.0), horizon.index(years.1)) else { return };
        let value = self.central.series[series][first..=last].iter().sum();
        let dimension = self.model.series[series].dimension;
        self.found.push(Evidence { value, dimension, years, origin: Origin::Series(series), measure: None });
    }
}
