//! Levers: what each kind names, and its path in each region.

use super::super::problem::Draft;
use super::super::raw::{self, LeverWord};
use super::super::values::Word;
use super::leaves::Spec;
use super::{ALL_REGIONS, Check};
use crate::domain::*;
use crate::near::near;
use crate::units::Dimension;

impl Check<'_> {
    pub(super) fn levers(&mut self) -> Vec<Lever> {
        let raw = self.raw;
        raw.levers.iter().filter_map(|(id, lever)| self.lever(id, lever)).collect()
    }

    fn lever(&mut self, id: &Word, raw: &raw::Lever) -> Option<Lever> {
        self.lever_keys(raw);
        let kind = self.lever_kind(raw);
        let spec = lever_spec(raw.kind.value);
        let (mut named, mut others) = (Vec::new(), None);
        for (region, leaf) in raw.paths.iter() {
            let leaf = self.leaf(leaf, spec);
            match self.names.regions.get(&region.value) {
                Some(region) => named.push((RegionId(region), leaf)),
                None if region.value == ALL_REGIONS => others = Some(leaf),
                None => self.neither_key_nor_region(raw, region),
            }
        }
        let paths = self.with_others(named, others);
        Some(Lever { id: id.value.clone(), title: raw.title.text(), kind: kind?, paths })
    }

    fn neither_key_nor_region(&mut self, raw: &raw::Lever, name: &Word) {
        let message = format!("`{}` in `{}` is neither a key nor a region", name.value, raw.at.address);
        let known = raw::Lever::keys().iter().chain(&self.names.regions.list).map(String::as_str);
        let help = near(&name.value, known).map(|close| format!("did you mean `{close}`?"));
        let help = help.or_else(|| Some(format!("the regions are {}", self.names.regions.list.join(", "))));
        self.sink.push(Draft::new(name.span, message).maybe_help(help));
    }

    /// What a lever names must fit its kind.
    fn lever_keys(&mut self, raw: &raw::Lever) {
        let wanted = lever_subjects(raw.kind.value);
        let written = [
            ("commodity", &raw.commodity),
            ("tag", &raw.tag),
            ("process", &raw.process),
            ("group", &raw.group),
            ("scrap", &raw.scrap),
            ("stream", &raw.stream),
            ("class", &raw.class),
        ];
        for (key, word) in written {
            let allowed = wanted.iter().any(|alternatives| alternatives.contains(&key));
            if let Some(word) = word.as_ref().filter(|_| !allowed) {
                let message = format!("`{}` is of a kind that has no `{key}`", raw.at.address);
                self.sink.push(Draft::new(word.span, message).also(raw.kind.span, "the kind"));
            }
        }
        for alternatives in wanted {
            let count =
                written.iter().filter(|(key, word)| alternatives.contains(key) && word.is_some()).count();
            if count != 1 {
                let names =
                    alternatives.iter().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(" and ");
                let one = if alternatives.len() > 1 { "exactly one of " } else { "" };
                let draft =
                    Draft::new(raw.at.span, format!("`{}` does not say what it moves", raw.at.address));
                self.sink.push(draft.help(format!("a lever of this kind names {one}{names}")));
            }
        }
    }

    fn lever_kind(&mut self, raw: &raw::Lever) -> Option<LeverKind> {
        let commodity = self.maybe(raw.commodity.as_ref(), |names| &names.commodities, CommodityId);
        let group = self.maybe(raw.group.as_ref(), |names| &names.groups, GroupId);
        let scrap = self.maybe(raw.scrap.as_ref(), |names| &names.scraps, ScrapId);
        let stream = self.maybe(raw.stream.as_ref(), |names| &names.streams, StreamId);
        let tag = self.maybe(raw.tag.as_ref(), |names| &names.tags, TagId).map(ProcessMatch::Tag);
        let process = self.maybe(raw.process.as_ref(), |names| &names.processes, ProcessId);
        let class = self.class_of(raw.process.as_ref(), raw.class.as_ref());
        let class = process.zip(class).map(|(process, class)| ClassOf { process, class });
        let of = process.map(ProcessMatch::Process).or(tag);
        Some(match raw.kind.value {
            LeverWord::Share => LeverKind::Share { commodity: commodity?, of: of? },
            LeverWord::RebuildShare => LeverKind::RebuildShare(match group {
                Some(group) => RebuildScope::Group(group),
                None => RebuildScope::Commodity(commodity?),
            }),
            LeverWord::CleanShare => LeverKind::CleanShare(group?),
            LeverWord::QuotaImport => LeverKind::QuotaImport(group?),
            LeverWord::CapacityCeiling => LeverKind::CapacityCeiling(group?),
            LeverWord::OutputCap => LeverKind::OutputCap(commodity?),
            LeverWord::UtilisationCeiling => LeverKind::UtilisationCeiling(of?),
            LeverWord::PowerAvailability => LeverKind::PowerAvailability(of?),
            LeverWord::ScrapCharge => LeverKind::ScrapCharge(scrap?),
            LeverWord::Abatement => LeverKind::Abatement { stream: stream?, of: of? },
            LeverWord::ClassShare => LeverKind::ClassShare(class?),
            LeverWord::BelowClassShare => LeverKind::BelowClassShare(class?),
        })
    }
}

/// What a lever of a kind names: for each entry exactly one of its alternatives.
fn lever_subjects(kind: LeverWord) -> &'static [&'static [&'static str]] {
    match kind {
        LeverWord::Share => &[&["commodity"], &["tag", "process"]],
        LeverWord::RebuildShare => &[&["group", "commodity"]],
        LeverWord::CleanShare | LeverWord::QuotaImport | LeverWord::CapacityCeiling => &[&["group"]],
        LeverWord::OutputCap => &[&["commodity"]],
        LeverWord::UtilisationCeiling | LeverWord::PowerAvailability => &[&["process", "tag"]],
        LeverWord::ScrapCharge => &[&["scrap"]],
        LeverWord::Abatement => &[&["stream"], &["process", "tag"]],
        LeverWord::ClassShare | LeverWord::BelowClassShare => &[&["process"], &["class"]],
    }
}

fn lever_spec(kind: LeverWord) -> Spec {
    match kind {
        LeverWord::QuotaImport | LeverWord::CapacityCeiling | LeverWord::OutputCap => {
            Spec::positive(Dimension::MASS)
        }
        LeverWord::UtilisationCeiling => Spec::UTILISATION,
        _ => Spec::SHARE,
    }
}
