//! Where a plan does not add up, computed from its targets, its limits and the central run.

use super::finding::{CapacityGoal, CreditsNeeded, Finding, LimitReading, PlannedCapacity, ShareOfFleet};
use super::warnings;
use crate::domain::*;
use crate::model::Model;
use crate::model::limits::RouteIntensity;
use crate::model::series::{Measure, Quantity};
use crate::simulation::Central;
use crate::simulation::journal::EntryKind;

/// Shares that differ by less than this say the same.
const SHARES_DIFFER: f64 = 0.05;

/// A goal for capacity is told where what is to stand exceeds it by more than this.
const FAR_BEYOND: f64 = 0.25;

/// Years of a ledger that are looked at where no target names a year.
const YEARS_OF_A_PLAN: i32 = 5;

/// The scenario against the plan's own targets, in full: what [`audit`] finds, capacity beyond what is called for,
/// targets below every process's floor, and targets that a lever merely imposes.
pub fn plan(model: &Model, central: &Central) -> Vec<Finding> {
    let view = View { model, central };
    let mut findings = audit(model, central);
    findings.extend(view.beyond_demand());
    findings.extend(warnings::out_of_reach(&view));
    findings.extend(warnings::on_the_bound(&view));
    findings.extend(view.imposed());
    findings
}

/// Everything about the plan that applies, in order: capacity, shares, limits, waste, credits.
pub fn audit(model: &Model, central: &Central) -> Vec<Finding> {
    let view = View { model, central };
    let planned = view.planned();
    let too_much = |p: &&PlannedCapacity| {
        p.planned > p.output.1 && p.consumption.is_none_or(|(_, then)| p.planned > then)
    };
    let mut findings: Vec<Finding> =
        planned.iter().filter(too_much).cloned().map(Finding::PlannedCapacity).collect();
    findings.extend(view.cluster_sums(&findings));
    findings.extend(view.goals().into_iter().map(Finding::CapacityGoal));
    findings.extend(view.shares(&planned).into_iter().map(Finding::ShareOfFleet));
    let tight = view.limits_at_base().into_iter().filter(|l| l.factor() < 1.0);
    findings.extend(tight.map(Finding::LimitAtBase));
    findings.extend(view.below_floor());
    findings.extend(view.waste_targets());
    findings.extend(view.credits().into_iter().map(Finding::Credits));
    findings
}

/// What is modelled in the base year against every limit.
pub fn limits_at_base(model: &Model, central: &Central) -> Vec<LimitReading> {
    View { model, central }.limits_at_base()
}

/// Position of the series of the intensity that a limit bounds.
pub fn limit_series(model: &Model, limit: usize) -> Option<usize> {
    let key = |i: &RouteIntensity| (i.route, i.region, i.boundary, i.metric);
    let compiled = model.limits.limits.iter().find(|l| l.limit == limit)?;
    let at = model.limits.intensities.iter().position(|i| key(i) == key(&compiled.intensity))?;
    model.series.iter().position(|s| s.tap.over.is_empty() && s.tap.terms == [(1.0, Quantity::Route(at))])
}

pub(super) struct View<'a> {
    pub model: &'a Model,
    pub central: &'a Central,
}

impl View<'_> {
    pub(super) fn scenario(&self) -> &Scenario {
        &self.model.scenario
    }

    pub(super) fn title(&self, of: Sum) -> &Text {
        match of {
            Sum::Commodity(c) => &self.scenario().commodities[c.0].title,
            Sum::Aggregate(a) => &self.scenario().aggregates[a.0].title,
        }
    }

    pub(super) fn parts(&self, of: Sum) -> Vec<CommodityId> {
        match of {
            Sum::Commodity(c) => vec![c],
            Sum::Aggregate(a) => self.scenario().aggregates[a.0].parts.clone(),
        }
    }

    /// A series by what it measures and what it is of, in a year of the central run.
    pub fn value(&self, measure: Measure, of: &[&Text], place: Place, t: usize) -> Option<f64> {
        let same = |s: &crate::model::Series| {
            s.measure == measure && s.place == place && s.of.iter().eq(of.iter().copied())
        };
        self.model.series.iter().position(same).map(|s| self.central.series[s][t])
    }

    /// Declared sums, then commodities that belong to none.
    pub(super) fn wholes(&self) -> Vec<Sum> {
        let scenario = self.scenario();
        let loose = |c: &usize| !scenario.aggregates.iter().any(|a| a.parts.contains(&CommodityId(*c)));
        let sums = (0..scenario.aggregates.len()).map(|a| Sum::Aggregate(AggregateId(a)));
        let commodities = (0..scenario.commodities.len()).filter(loose);
        sums.chain(commodities.map(|c| Sum::Commodity(CommodityId(c)))).collect()
    }

    /// Capacity that clusters are to have, by region, product and year.
    fn planned(&self) -> Vec<PlannedCapacity> {
        let mut found = Vec::new();
        for region in (0..self.scenario().regions.len()).map(RegionId) {
            for of in self.wholes() {
                let targets = self.capacity_targets(region, of);
                let mut years: Vec<Year> = targets.iter().map(|(year, ..)| *year).collect();
                years.sort();
                years.dedup();
                found
                    .extend(years.into_iter().filter_map(|year| self.planned_in(region, of, year, &targets)));
            }
        }
        found
    }

    /// The value of a target that asks for so much capacity of one of these products or more.
    pub(super) fn capacity_asked(&self, target: &Target, titles: &[&Text]) -> Option<f64> {
        let series = &self.model.series[self.model.find_series(&target.metric, target.place)?];
        let year = self.scenario().horizon.index(target.year)?;
        let counts = series.measure == Measure::Capacity
            && matches!(series.of.as_slice(), [one] if titles.contains(&one))
            && matches!(target.comparator, Comparator::Above | Comparator::AtLeast | Comparator::Equal)
            && target.reading == Reading::Absolute;
        counts.then(|| self.model.parameters.central(target.value, year))
    }

    /// Targets of clusters of a region on capacity of a product or its parts.
    fn capacity_targets(&self, region: RegionId, of: Sum) -> Vec<(Year, ClusterId, f64)> {
        let parts = self.parts(of);
        let titles: Vec<&Text> =
            parts.iter().map(|c| self.title(Sum::Commodity(*c))).chain([self.title(of)]).collect();
        let read = |target: &Target| {
            let Place::Cluster(cluster) = target.place else { return None };
            let here = self.scenario().clusters[cluster.0].region == region;
            let asked = self.capacity_asked(target, &titles).filter(|_| here)?;
            Some((target.year, cluster, asked))
        };
        self.scenario().targets.iter().filter_map(read).collect()
    }

    /// Goals of regions for capacity that stand already or are left far behind.
    fn goals(&self) -> Vec<CapacityGoal> {
        let wholes = self.wholes();
        let read = |(index, target): (usize, &Target)| {
            let Place::Region(_) = target.place else { return None };
            let then = self.scenario().horizon.index(target.year)?;
            wholes.iter().find_map(|of| {
                let title = self.title(*of);
                let asked = self.capacity_asked(target, &[title])?;
                let at = |t| self.value(Measure::Capacity, &[title], target.place, t);
                Some(CapacityGoal { target: index, asked, stood: at(0)?, stands: at(then)? })
            })
        };
        let told =
            |goal: &CapacityGoal| goal.stood_already() || goal.stands > goal.asked * (1.0 + FAR_BEYOND);
        self.scenario().targets.iter().enumerate().filter_map(read).filter(told).collect()
    }

    fn planned_in(
        &self,
        region: RegionId,
        of: Sum,
        year: Year,
        targets: &[(Year, ClusterId, f64)],
    ) -> Option<PlannedCapacity> {
        let mut clusters: Vec<(ClusterId, f64)> = Vec::new();
        for &(_, cluster, value) in targets.iter().filter(|(y, ..)| *y == year) {
            match clusters.iter_mut().find(|(c, _)| *c == cluster) {
                Some((_, sum)) => *sum += value,
                None => clusters.push((cluster, value)),
            }
        }
        let (place, title) = (Place::Region(region), [self.title(of)]);
        let then = self.scenario().horizon.index(year)?;
        let both = |measure| {
            Some((self.value(measure, &title, place, 0)?, self.value(measure, &title, place, then)?))
        };
        let goal = self.scenario().targets.iter().filter(|t| t.place == place && t.year == year);
        let goal = goal.filter_map(|t| self.capacity_asked(t, &title)).next();
        Some(PlannedCapacity {
            goal,
            of,
            region,
            year,
            planned: clusters.iter().map(|(_, v)| v).sum(),
            clusters,
            capacity: both(Measure::Capacity)?,
            output: both(Measure::Production)?,
            consumption: both(Measure::Consumption),
        })
    }

    /// Targets on a share of output where the share of capacity says something else.
    fn shares(&self, planned: &[PlannedCapacity]) -> Vec<ShareOfFleet> {
        let found = (0..self.scenario().targets.len()).filter_map(|t| self.share(t, planned));
        found.filter(|s| (s.capacity - s.output).abs() > SHARES_DIFFER).collect()
    }

    fn share(&self, index: usize, planned: &[PlannedCapacity]) -> Option<ShareOfFleet> {
        let scenario = self.scenario();
        let target = &scenario.targets[index];
        let Place::Region(region) = target.place else { return None };
        let series = &self.model.series[self.model.find_series(&target.metric, target.place)?];
        let [of, part] = series.of.as_slice() else { return None };
        let commodity = CommodityId(scenario.commodities.iter().position(|c| &c.title == of)?);
        let tag = TagId(scenario.tags.iter().position(|t| &t.title == part)?);
        let asked = self.model.parameters.central(target.value, scenario.horizon.index(target.year)?);
        (series.measure == Measure::Share && target.reading == Reading::Absolute).then_some(())?;
        Some(ShareOfFleet {
            target: index,
            commodity,
            tag,
            region,
            year: target.year,
            asked,
            output: self.value(Measure::Share, &[of, part], target.place, 0)?,
            capacity: self.value(Measure::CapacityShare, &[of, part], target.place, 0)?,
            capacity_of_sum: self.capacity_of_sum(commodity, tag, region),
            named_cluster: self.named_cluster(commodity, tag, region, planned),
        })
    }

    /// The tag's part of the base fleet that makes the sum to which a commodity belongs.
    fn capacity_of_sum(
        &self,
        commodity: CommodityId,
        tag: TagId,
        region: RegionId,
    ) -> Option<(AggregateId, f64)> {
        let scenario = self.scenario();
        let sum =
            scenario.aggregates.iter().position(|a| a.parts.len() > 1 && a.parts.contains(&commodity))?;
        let parts = &scenario.aggregates[sum].parts;
        let whole = self.base_capacity(|u| self.region_of(u) == region && parts.contains(&self.output_of(u)));
        let part = self.base_capacity(|u| self.region_of(u) == region && self.tagged(u, tag));
        (whole > 0.0).then(|| (AggregateId(sum), part / whole))
    }

    /// The one cluster whose capacity is mostly of these processes, and its share of what is planned.
    fn named_cluster(
        &self,
        commodity: CommodityId,
        tag: TagId,
        region: RegionId,
        planned: &[PlannedCapacity],
    ) -> Option<(ClusterId, f64)> {
        let plan = planned.iter().find(|p| p.region == region && self.parts(p.of).contains(&commodity))?;
        let part_of = |cluster: ClusterId| {
            let whole = self.base_capacity(|u| u.cluster == cluster && self.output_of(u) == commodity);
            let part = self.base_capacity(|u| u.cluster == cluster && self.tagged(u, tag));
            if whole > 0.0 { part / whole } else { 0.0 }
        };
        let most = plan.clusters.iter().max_by(|a, b| part_of(a.0).total_cmp(&part_of(b.0)))?;
        (part_of(most.0) > 0.5).then(|| (most.0, most.1 / plan.planned))
    }

    fn base_capacity(&self, wanted: impl Fn(&Unit) -> bool) -> f64 {
        let units = self.scenario().units.iter().filter(|u| wanted(u));
        units.map(|u| self.model.parameters.central(u.capacity, 0)).sum()
    }

    fn region_of(&self, unit: &Unit) -> RegionId {
        self.scenario().clusters[unit.cluster.0].region
    }

    fn output_of(&self, unit: &Unit) -> CommodityId {
        self.scenario().processes[unit.process.0].output
    }

    fn tagged(&self, unit: &Unit, tag: TagId) -> bool {
        self.scenario().processes[unit.process.0].tags.contains(&tag)
    }

    /// What is modelled in the base year against every limit.
    fn limits_at_base(&self) -> Vec<LimitReading> {
        let scenario = self.scenario();
        let read = |limit: usize| {
            let by = scenario.horizon.index(scenario.limits[limit].by)?;
            Some(LimitReading {
                limit,
                year: scenario.horizon.base,
                modelled: self.central.series[limit_series(self.model, limit)?][0],
                bound: self.model.parameters.central(scenario.limits[limit].limit, by),
            })
        };
        (0..scenario.limits.len()).filter_map(read).collect()
    }

    /// Credits spent that closures did not earn; the ledgers of one declared sum are read together.
    fn credits(&self) -> Vec<CreditsNeeded> {
        let scenario = self.scenario();
        let mut sets: Vec<Vec<GroupId>> = Vec::new();
        for of in self.wholes() {
            let mut groups: Vec<GroupId> =
                self.parts(of).iter().filter_map(|c| scenario.commodities[c.0].group).collect();
            groups.sort();
            groups.dedup();
            if !groups.is_empty() && !sets.contains(&groups) {
                sets.push(groups);
            }
        }
        let regions = (0..scenario.regions.len()).map(RegionId);
        let pairs = regions.flat_map(|region| sets.iter().map(move |groups| (region, groups.clone())));
        pairs.map(|(region, groups)| self.credits_of(region, groups)).filter(|c| c.bought > 0.0).collect()
    }

    fn credits_of(&self, region: RegionId, groups: Vec<GroupId>) -> CreditsNeeded {
        let years = (Year(self.scenario().horizon.observed.0 + 1), self.plan_year());
        let (spent, earned, bought, flagged) = (0.0, 0.0, 0.0, 0.0);
        let mut sum = CreditsNeeded { region, groups, years, spent, earned, bought, flagged };
        for (year, entry) in &self.central.chronicle.entries {
            let ledger = &self.model.fleet.ledgers[entry.ledger];
            let within = (years.0.0..=years.1.0).contains(year);
            if !within || ledger.region != region || !sum.groups.contains(&ledger.group) {
                continue;
            }
            match entry.kind {
                EntryKind::Spent => sum.spent += entry.amount,
                EntryKind::Earned => sum.earned += entry.amount,
                EntryKind::Bought => {
                    sum.bought += entry.amount;
                    sum.flagged += if entry.flagged { entry.amount } else { 0.0 };
                }
                EntryKind::Sold | EntryKind::Lapsed => {}
            }
        }
        sum
    }

    /// The year after history that most targets of the plan speak of, the earlier of equals.
    fn plan_year(&self) -> Year {
        let horizon = self.scenario().horizon;
        let years = || self.scenario().targets.iter().map(|t| t.year).filter(|y| *y > horizon.observed);
        let count = |year: Year| years().filter(|y| *y == year).count();
        let most = years().max_by_key(|&year| (count(year), std::cmp::Reverse(year)));
        most.unwrap_or(Year(horizon.observed.0 + YEARS_OF_A_PLAN)).min(horizon.end)
    }
}
