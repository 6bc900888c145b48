//! Ledgers, rules, demand, limits and targets.

use super::super::problem::Draft;
use super::super::raw;
use super::super::values::{Map, Word, YearAt};
use super::fleet::RATIO;
use super::leaves::Spec;
use super::process::measure;
use super::{Check, RawLeaf, cited, cited_as, flag};
use crate::domain::*;
use crate::units::{Dimension, Quantity};

/// Approval years of a rule that always holds.
const ALWAYS: (Year, Year) = (Year(1900), Year(2200));

impl Check<'_> {
    pub(super) fn groups(&mut self) -> Vec<QuotaGroup> {
        let raw = self.raw;
        let group = |(id, group): (&Word, &raw::Group)| QuotaGroup {
            id: id.value.clone(),
            title: group.title.text(),
            validity: group.validity.value,
            clean_process: self.maybe(group.clean_process.as_ref(), |names| &names.processes, ProcessId),
            outside_process: self.maybe(group.outside_process.as_ref(), |names| &names.processes, ProcessId),
            choice: self.route_choice(&id.value, group),
        };
        raw.groups.iter().map(group).collect()
    }

    pub(super) fn matching(&mut self, raw: Option<&raw::Match>) -> ProcessMatch {
        let Some(raw) = raw else { return ProcessMatch::Any };
        match (&raw.process, &raw.tag) {
            (None, None) => ProcessMatch::Any,
            (Some(process), None) => {
                ProcessMatch::Process(self.one(process, |names| &names.processes, ProcessId))
            }
            (None, Some(tag)) => ProcessMatch::Tag(self.one(tag, |names| &names.tags, TagId)),
            (Some(_), Some(tag)) => {
                let message = format!("`{}` names both a process and a tag", raw.at.address);
                self.sink.push(Draft::new(tag.span, message).help("keep one of them"));
                ProcessMatch::Any
            }
        }
    }

    /// First and last year of something, in order.
    pub(super) fn period(&mut self, address: &str, from: YearAt, to: YearAt) -> (Year, Year) {
        if from.value > to.value {
            let message = format!("`{address}` ends in {}, before it begins in {}", to.value, from.value);
            self.sink.push(Draft::new(to.span, message).help("write the first year, then the last"));
        }
        (Year(from.value), Year(to.value))
    }

    pub(super) fn ratios(&mut self) -> Vec<RatioRow> {
        let raw = self.raw;
        raw.replacement.iter().map(|(_, row)| self.ratio_row(row)).collect()
    }

    fn ratio_row(&mut self, raw: &raw::Replacement) -> RatioRow {
        RatioRow {
            id: raw.id.value.clone(),
            group: self.one(&raw.group, |names| &names.groups, GroupId),
            outgoing: self.matching(raw.outgoing.as_ref()),
            incoming: self.matching(raw.incoming.as_ref()),
            class: raw.class.as_ref().map(|class| class.value.clone()),
            merged: raw.merged.map(|merged| merged.0),
            in_force: self.period(&raw.at.address, raw.in_force.0, raw.in_force.1),
            ratio: self.leaf(&raw.ratio, RATIO),
        }
    }

    pub(super) fn suspensions(&mut self) -> Vec<Suspension> {
        let raw = self.raw;
        raw.suspensions.iter().map(|(_, suspension)| self.suspension(suspension)).collect()
    }

    fn suspension(&mut self, raw: &raw::Suspension) -> Suspension {
        let end = YearAt { value: self.horizon.end.0.max(raw.from.value), span: raw.from.span };
        let to = match (raw.to, flag(raw.open, false)) {
            (Some(to), false) => to,
            (None, true) => end,
            _ => {
                let message = format!("`{}` has to have one of `to` and `open = true`", raw.at.address);
                self.sink.push(
                    Draft::new(raw.at.span, message)
                        .help("a suspension has a last year, or says that none is known"),
                );
                end
            }
        };
        Suspension {
            id: raw.id.value.clone(),
            group: self.one(&raw.group, |names| &names.groups, GroupId),
            in_force: self.period(&raw.at.address, raw.from, to),
            source: cited(&raw.source, &raw.assumption),
        }
    }

    /// A size class: `<` or `<=`, and a size with its unit.
    fn size_class(&mut self, word: &Word) -> SizeClass {
        let read = comparison(&word.value)
            .filter(|(sign, _)| matches!(sign, Comparator::Below | Comparator::AtMost));
        let class = read.and_then(|(comparator, rest)| {
            let quantity = Quantity::parse(rest).ok()?;
            Some(SizeClass { comparator, bound: quantity.value, measure: measure(quantity.dimension)? })
        });
        class.unwrap_or_else(|| {
            let draft = Draft::new(word.span, format!("`{}` is not a class of sizes", word.value));
            self.sink.push(draft.label(
                "expected `<` or `<=` and a size, such as `<= 400 m3`, `< 30 t`, `< 25 MVA` or `< 160 kA`",
            ));
            SizeClass { comparator: Comparator::Below, bound: 0.0, measure: SizeMeasure::Volume }
        })
    }

    pub(super) fn eliminations(&mut self) -> Vec<Elimination> {
        let raw = self.raw;
        let elimination = |(id, raw): (&Word, &raw::Elimination)| Elimination {
            id: id.value.clone(),
            process: self.one(&raw.process, |names| &names.processes, ProcessId),
            size: self.size_class(&raw.size),
            regions: self.all(&raw.regions, |names| &names.regions, RegionId),
            product: raw.product.as_ref().map(|word| word.value.clone()),
            except_product: raw.except_product.as_ref().map(|word| word.value.clone()),
            year: Year(raw.year.value),
            eligible: flag(raw.eligible, true),
            source: cited(&raw.source, &raw.assumption),
        };
        raw.eliminations.iter().map(elimination).collect()
    }

    pub(super) fn restrictions(&mut self) -> Vec<Restriction> {
        let raw = self.raw;
        raw.restrictions.iter().map(|(_, restriction)| self.restriction(restriction)).collect()
    }

    fn restriction(&mut self, raw: &raw::Restriction) -> Restriction {
        let bound = |year: Option<YearAt>, default: Year| year.map_or(default, |year| Year(year.value));
        if let (Some(from), Some(to)) = (raw.from, raw.to) {
            self.period(&raw.at.address, from, to);
        }
        Restriction {
            id: raw.id.value.clone(),
            process: self.one(&raw.process, |names| &names.processes, ProcessId),
            size: self.size_class(&raw.size),
            regions: self.all(&raw.regions, |names| &names.regions, RegionId),
            product: raw.product.as_ref().map(|word| word.value.clone()),
            except_product: raw.except_product.as_ref().map(|word| word.value.clone()),
            in_force: (bound(raw.from, ALWAYS.0), bound(raw.to, ALWAYS.1)),
            source: cited(&raw.source, &raw.assumption),
        }
    }

    pub(super) fn exports(&mut self) -> Vec<(CommodityId, RegionId, LeafId)> {
        self.by_commodity(&self.raw.exports, Spec::positive(Dimension::MASS))
    }

    fn by_commodity(&mut self, raw: &Map<Map<RawLeaf>>, spec: Spec) -> Vec<(CommodityId, RegionId, LeafId)> {
        let mut list = Vec::new();
        for (name, regions) in raw.iter() {
            let paths = self.by_region(regions, spec);
            if let Some(commodity) = self.names.commodities.find(name, self.sink) {
                list.extend(paths.into_iter().map(|(region, leaf)| (CommodityId(commodity), region, leaf)));
            }
        }
        list
    }

    pub(super) fn consumption(&mut self) -> Vec<(Sum, RegionId, LeafId)> {
        let raw = self.raw;
        let mut list = Vec::new();
        for (name, regions) in raw.consumption.iter() {
            let paths = self.by_region(regions, Spec::positive(Dimension::MASS));
            let aggregate =
                self.names.aggregates.get(&name.value).map(|index| Sum::Aggregate(AggregateId(index)));
            let commodity = || {
                self.names.commodities.find(name, self.sink).map(|index| Sum::Commodity(CommodityId(index)))
            };
            if let Some(sum) = aggregate.or_else(commodity) {
                list.extend(paths.into_iter().map(|(region, leaf)| (sum, region, leaf)));
            }
        }
        list
    }

    pub(super) fn limits(&mut self) -> Vec<Limit> {
        let raw = self.raw;
        raw.limits.iter().map(|(_, limit)| self.limit(limit)).collect()
    }

    fn limit(&mut self, raw: &raw::Limit) -> Limit {
        let dimension = match raw.metric.value {
            Metric::Energy => Dimension::ENERGY_PER_MASS,
            Metric::Co2 => Dimension::CO2_PER_MASS,
            Metric::Electricity => Dimension::ELECTRICITY_PER_MASS,
        };
        let observed = YearAt { value: self.horizon.observed.0, span: raw.by.span };
        let (from, by) = self.period(&raw.at.address, raw.from.unwrap_or(observed), raw.by);
        Limit {
            id: raw.id.value.clone(),
            title: raw.title.text(),
            region: self.one(&raw.region, |names| &names.regions, RegionId),
            route: self.one(&raw.route, |names| &names.routes, RouteId),
            boundary: self.one(&raw.boundary, |names| &names.boundaries, BoundaryId),
            metric: raw.metric.value,
            limit: self.leaf(&raw.limit, Spec::positive(dimension)),
            from,
            by,
        }
    }

    pub(super) fn targets(&mut self) -> Vec<Target> {
        let raw = self.raw;
        raw.targets.iter().filter_map(|(_, target)| self.target(target)).collect()
    }

    fn target(&mut self, raw: &raw::Target) -> Option<Target> {
        if raw.metric.value.split('|').any(|part| part.trim().is_empty()) {
            let draft =
                Draft::new(raw.metric.span, format!("`{}` is not the name of a series", raw.metric.value));
            self.sink.push(draft.label("expected words joined by `|`, such as `Emissions|CO2`"));
        }
        self.in_horizon(&raw.at.address, raw.year);
        let reading = self.reading(raw);
        let place = self.place(&raw.place);
        let (comparator, value) = self.must(raw)?;
        let (id, title) = (raw.id.value.clone(), raw.title.text());
        let (metric, year) = (raw.metric.value.clone(), Year(raw.year.value));
        Some(Target { id, title, metric, place: place?, comparator, value, year, reading })
    }

    fn in_horizon(&mut self, address: &str, year: YearAt) {
        let Horizon { base, end, .. } = self.horizon;
        if self.horizon.index(Year(year.value)).is_none() {
            let message = format!("`{address}` is about {}, which the scenario does not cover", year.value);
            self.sink
                .push(Draft::new(year.span, message).label(format!("expected a year from {base} to {end}")));
        }
    }

    fn reading(&mut self, raw: &raw::Target) -> Reading {
        match (raw.relative_to, raw.cumulative_from) {
            (None, None) => Reading::Absolute,
            (Some(year), None) => {
                self.in_horizon(&raw.at.address, year);
                Reading::RelativeTo(Year(year.value))
            }
            (None, Some(year)) => {
                self.in_horizon(&raw.at.address, year);
                self.period(&raw.at.address, year, raw.year);
                Reading::Cumulative { from: Year(year.value) }
            }
            (Some(year), Some(_)) => {
                let message = format!("`{}` is both relative and cumulative", raw.at.address);
                self.sink.push(
                    Draft::new(year.span, message).help("keep one of `relative-to` and `cumulative-from`"),
                );
                Reading::Absolute
            }
        }
    }

    /// A region, a cluster or `all`.
    pub(super) fn place(&mut self, word: &Word) -> Option<Place> {
        if word.value == "all" {
            return Some(Place::All);
        }
        if let Some(cluster) = self.names.clusters.get(&word.value) {
            return Some(Place::Cluster(ClusterId(cluster)));
        }
        self.names.regions.find(word, self.sink).map(|region| Place::Region(RegionId(region)))
    }

    /// A comparator and a value with its unit.
    fn must(&mut self, raw: &raw::Target) -> Option<(Comparator, LeafId)> {
        let word = &raw.must;
        let Some((comparator, rest)) = comparison(&word.value) else {
            let draft = Draft::new(word.span, format!("`{}` does not begin with a comparator", word.value));
            self.sink.push(draft.label("expected `<`, `<=`, `>`, `>=` or `=` and a value, such as `> 20 %`"));
            return None;
        };
        let dimension = Quantity::parse(rest).map(|quantity| flow(&quantity)).unwrap_or_default();
        let dimension = if raw.relative_to.is_some() { Dimension::SHARE } else { dimension };
        let leaf =
            RawLeaf::text(raw.at.below("must"), rest, word.span, cited_as(&raw.source, &raw.assumption));
        let id = self.leaf(&leaf, Spec::from(dimension, f64::NEG_INFINITY));
        Some((comparator, id))
    }
}

/// The dimension of a target's value; a mass per year is the mass of the year.
fn flow(quantity: &Quantity) -> Dimension {
    match quantity.clone().in_dimension(Dimension::MASS) {
        Ok(mass) => mass.dimension,
        Err(_) => quantity.dimension,
    }
}

/// Splits a comparator off a text.
fn comparison(text: &str) -> Option<(Comparator, &str)> {
    let text = text.trim();
    let signs = [
        ("<=", Comparator::AtMost),
        (">=", Comparator::AtLeast),
        ("≤", Comparator::AtMost),
        ("≥", Comparator::AtLeast),
        ("<", Comparator::Below),
        (">", Comparator::Above),
        ("=", Comparator::Equal),
    ];
    signs.into_iter().find_map(|(sign, comparator)| Some((comparator, text.strip_prefix(sign)?.trim())))
}
