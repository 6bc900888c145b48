//! The register, corrections and projects.

use super::super::leaf::{Form, Leaf as RawLeaf, LeafTable};
use super::super::problem::Draft;
use super::super::raw::{self, Replaces as RawReplaces, ShortfallWord};
use super::super::values::Word;
use super::leaves::Spec;
use super::{Check, cited, cited_by, flag};
use crate::domain::*;
use crate::units::Dimension;

const CAPACITY: Spec = Spec::positive(Dimension::MASS);

/// A ratio of capacity replacement: credits per new capacity. The bounds are wide; they keep a slip
/// of the decimal point from building a country's capacity out of one furnace.
pub(super) const RATIO: Spec = Spec::from(Dimension::SHARE, 0.1).to(10.0);

impl Check<'_> {
    pub(super) fn units(&mut self) -> Vec<Unit> {
        let Some(fleet) = &self.raw.fleet else { return Vec::new() };
        fleet.units.iter().map(|(_, unit)| self.unit(unit)).collect()
    }

    fn unit(&mut self, raw: &raw::Unit) -> Unit {
        let id = &raw.id.value;
        let text = |word: &Option<Word>| word.as_ref().map(|word| word.value.clone());
        let owner = raw.owner.as_ref().map_or(id, |owner| &owner.value);
        Unit {
            id: id.clone(),
            name: text(&raw.name).unwrap_or_else(|| id.clone()),
            cluster: self.one(&raw.cluster, |names| &names.clusters, ClusterId),
            process: self.one(&raw.process, |names| &names.processes, ProcessId),
            capacity: self.capacity(raw),
            commissioned: raw
                .commissioned
                .map_or(Commissioned::Spread, |year| Commissioned::Year(Year(year.value))),
            size: raw.size.as_ref().and_then(|word| self.size(word)),
            size_basis: text(&raw.size_basis),
            product: text(&raw.product),
            class: self.class_of(Some(&raw.process), raw.class.as_ref()),
            owner: self.owner(owner),
            closes: raw.closes.map(|year| Year(year.value)),
            eligible: flag(raw.eligible, true),
            source: match cited(&raw.source, &raw.assumption) {
                own if own.is_empty() => cited_by(&raw.capacity),
                own => own,
            },
        }
    }

    /// The bounds of a capacity stand in columns of their own.
    fn capacity(&mut self, raw: &raw::Unit) -> LeafId {
        let (low, high) = match (&raw.capacity_low, &raw.capacity_high) {
            (None, None) => return self.leaf(&raw.capacity, CAPACITY),
            (Some(low), Some(high)) => (low, high),
            (Some(one), None) | (None, Some(one)) => {
                let message =
                    format!("`{}` has only one of `capacity-low` and `capacity-high`", raw.at.address);
                self.sink.push(Draft::new(one.at.span, message).help("write both, or none"));
                return self.leaf(&raw.capacity, CAPACITY);
            }
        };
        match (&raw.capacity.form, &low.form, &high.form) {
            (Form::Number(value), Form::Number(low), Form::Number(high)) => {
                let at = raw.capacity.at.clone();
                let table = LeafTable::bounded(at, value.clone(), low.clone(), high.clone());
                let leaf = RawLeaf { form: Form::Table(Box::new(table)), ..raw.capacity.clone() };
                self.leaf(&leaf, CAPACITY)
            }
            _ => {
                let message = format!("`{}` has bounds that are not plain values", raw.at.address);
                let help = "write `capacity`, `capacity-low` and `capacity-high` as numbers with a unit";
                self.sink.push(Draft::new(low.at.span, message).help(help));
                self.leaf(&raw.capacity, CAPACITY)
            }
        }
    }

    /// Units without a year of their own need a range of ages.
    pub(super) fn age_spread(&mut self) -> AgeSpread {
        let none = AgeSpread { least: 0, greatest: 0 };
        let Some(fleet) = &self.raw.fleet else { return none };
        let Some(age) = &fleet.age else {
            if let Some((id, unit)) = fleet.units.iter().find(|(_, unit)| unit.commissioned.is_none()) {
                let message =
                    format!("`fleet.units.{}` has no year and the scenario spreads no ages", id.value);
                let help =
                    "write `commissioned`, or `age = { spread = [5, 22], assumption = \"…\" }` in `[fleet]`";
                self.sink.push(Draft::new(unit.at.span, message).help(help));
            }
            return none;
        };
        let (least, greatest) = (age.spread.0.value, age.spread.1.value);
        if least > greatest {
            let message = format!("the least age {least} is above the greatest age {greatest}");
            self.sink.push(Draft::new(age.at.span, message).help("write `spread = [least, greatest]`"));
        }
        AgeSpread { least, greatest }
    }

    pub(super) fn corrections(&mut self) -> Vec<Correction> {
        let Some(fleet) = &self.raw.fleet else { return Vec::new() };
        let correction = |(id, raw): (&Word, &raw::Correction)| Correction {
            id: id.value.clone(),
            units: self.all(&raw.units, |names| &names.units, UnitId),
            factor: self.leaf(&raw.factor, Spec::FACTOR),
        };
        fleet.corrections.iter().map(correction).collect()
    }

    pub(super) fn projects(&mut self) -> Vec<Project> {
        let raw = self.raw;
        raw.projects.iter().map(|(_, project)| self.project(project)).collect()
    }

    fn project(&mut self, raw: &raw::Project) -> Project {
        let id = &raw.id.value;
        let delay = Spec::positive(Dimension::DURATION).to(50.0);
        let owner = raw.owner.as_ref().map_or(id, |owner| &owner.value);
        let (origin, seller, shortfall) = self.credits(raw);
        self.dated(raw);
        Project {
            id: id.clone(),
            name: raw.name.as_ref().unwrap_or(&raw.id).value.clone(),
            cluster: self.one(&raw.cluster, |names| &names.clusters, ClusterId),
            process: self.one(&raw.process, |names| &names.processes, ProcessId),
            capacity: self.leaf(&raw.capacity, CAPACITY),
            year: Year(raw.year.value),
            delay: self.leaf_or(raw.delay.as_ref(), &raw.at, "delay", delay, 0.0),
            approved: raw.approved.map(|year| Year(year.value)),
            built: flag(raw.built, false),
            owner: self.owner(owner),
            merged: flag(raw.merged, false),
            size: raw.size.as_ref().and_then(|word| self.size(word)),
            product: raw.product.as_ref().map(|word| word.value.clone()),
            class: self.class_of(Some(&raw.process), raw.class.as_ref()),
            replaces: self.replaces(raw.replaces.as_ref()),
            origin,
            seller,
            shortfall,
            ratio: raw.ratio.as_ref().map(|leaf| self.leaf(leaf, RATIO)),
            source: cited(&raw.source, &raw.assumption),
        }
    }

    fn dated(&mut self, raw: &raw::Project) {
        if let Some(approved) = raw.approved.filter(|approved| approved.value > raw.year.value) {
            let message = format!(
                "`{}` is approved in {}, after its year {}",
                raw.at.address, approved.value, raw.year.value
            );
            self.sink.push(Draft::new(approved.span, message).help("approval comes before commissioning"));
        }
        let base = self.horizon.base.0;
        if raw.year.value < base {
            let message =
                format!("`{}` comes in {}, before the base year {base}", raw.at.address, raw.year.value);
            self.sink.push(
                Draft::new(raw.year.span, message)
                    .help("what stands in the base year belongs in the register"),
            );
        }
    }

    fn replaces(&mut self, raw: Option<&RawReplaces>) -> Replaces {
        match raw {
            None => Replaces::Nothing,
            Some(RawReplaces::Import) => Replaces::Import,
            Some(RawReplaces::Units(units)) => Replaces::Units(self.all(units, |names| &names.units, UnitId)),
        }
    }

    fn credits(&mut self, raw: &raw::Project) -> (CreditOrigin, Seller, Shortfall) {
        let Some(credits) = &raw.credits else { return (CreditOrigin::Own, Seller::None, Shortfall::Reject) };
        let origin = credits.from.map_or(CreditOrigin::Own, |choice| choice.value);
        let seller = match &credits.seller {
            None => Seller::None,
            Some(word) if word.value == "none" => Seller::None,
            Some(word) if word.value == "outside" => Seller::Outside,
            Some(word) => Seller::Region(self.one(word, |names| &names.regions, RegionId)),
        };
        let shortfall = match (credits.shortfall.map(|choice| choice.value), credits.wait) {
            (Some(ShortfallWord::Delay), Some(wait)) => Shortfall::Delay(wait.value),
            (Some(ShortfallWord::Delay), None) => {
                let message = format!("`{}` is delayed without an end", credits.at.address);
                self.sink.push(
                    Draft::new(credits.at.span, message).help("write `wait`, the most years of waiting"),
                );
                Shortfall::Reject
            }
            (other, Some(_)) => {
                let message = format!("`{}` has `wait` and is not delayed", credits.at.address);
                self.sink.push(
                    Draft::new(credits.at.span, message)
                        .help("write `shortfall = \"delay\"`, or take `wait` out"),
                );
                if other == Some(ShortfallWord::Scale) { Shortfall::Scale } else { Shortfall::Reject }
            }
            (Some(ShortfallWord::Scale), None) => Shortfall::Scale,
            (Some(ShortfallWord::Reject) | None, None) => Shortfall::Reject,
        };
        (origin, seller, shortfall)
    }
}
