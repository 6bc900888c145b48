//! Facts of ledgers, rules, levers, limits and targets.

use super::facts::{Walk, plain, years};
use super::process::size;
use super::technology::ids;
use crate::domain::*;
use crate::scenario::word;

type Rules<'s> = (&'s [QuotaGroup], &'s [RatioRow], &'s [Suspension], &'s [Elimination], &'s [Restriction]);
type Goals<'s> = (&'s [Limit], &'s [Target]);

/// What eliminations and restrictions say alike.
struct SizeRule<'s> {
    process: ProcessId,
    size: SizeClass,
    regions: &'s [RegionId],
    product: Option<&'s String>,
    except_product: Option<&'s String>,
}

impl Walk<'_> {
    /// Ledgers and the rules of capacity.
    pub fn rules(&mut self, of: Rules<'_>) {
        let (groups, ratios, suspensions, eliminations, restrictions) = of;
        self.order("groups", ids(groups, |g| &g.id));
        for QuotaGroup { id, title, validity, clean_process, outside_process, choice } in groups {
            self.whole(format!("groups.{id}"), title.clone(), |walk, at| {
                walk.title(at, "title", title);
                walk.word(at, "validity", validity);
                walk.maybe(at, "clean-process", clean_process.map(|p| walk.process(p).to_owned()));
                walk.maybe(at, "outside-process", outside_process.map(|p| walk.process(p).to_owned()));
                walk.choice(at, choice.as_ref());
            });
        }
        self.order("replacement", ids(ratios, |r| &r.id));
        ratios.iter().for_each(|row| self.ratio_row(row));
        self.order("suspensions", ids(suspensions, |s| &s.id));
        for Suspension { id, group, in_force: (from, to), source } in suspensions {
            self.cited_whole(format!("suspensions.{id}"), plain(id), source, |walk, at| {
                walk.word(at, "group", walk.group(*group).to_owned());
                walk.word(at, "from", from);
                walk.word(at, "to", to);
            });
        }
        self.size_rules(eliminations, restrictions);
    }

    fn size_rules(&mut self, eliminations: &[Elimination], restrictions: &[Restriction]) {
        self.order("eliminations", ids(eliminations, |e| &e.id));
        for elimination in eliminations {
            let Elimination { id, process, size, regions, product, except_product, year, eligible, source } =
                elimination;
            let (product, except_product) = (product.as_ref(), except_product.as_ref());
            let rule = SizeRule { process: *process, size: *size, regions, product, except_product };
            self.cited_whole(format!("eliminations.{id}"), plain(id), source, |walk, at| {
                walk.size_rule(at, &rule);
                walk.word(at, "year", year);
                walk.word(at, "eligible", eligible);
            });
        }
        self.order("restrictions", ids(restrictions, |r| &r.id));
        for restriction in restrictions {
            let Restriction { id, process, size, regions, product, except_product, in_force, source } =
                restriction;
            let (product, except_product) = (product.as_ref(), except_product.as_ref());
            let rule = SizeRule { process: *process, size: *size, regions, product, except_product };
            self.cited_whole(format!("restrictions.{id}"), plain(id), source, |walk, at| {
                walk.size_rule(at, &rule);
                walk.word(at, "from", in_force.0);
                walk.word(at, "to", in_force.1);
            });
        }
    }

    fn ratio_row(&mut self, row: &RatioRow) {
        let RatioRow { id, group, outgoing, incoming, class, merged, in_force, ratio } = row;
        self.whole_around(format!("replacement.{id}"), plain(id), *ratio, |walk, at| {
            walk.word(at, "group", walk.group(*group).to_owned());
            walk.matching(&format!("{at}.outgoing"), *outgoing);
            walk.matching(&format!("{at}.incoming"), *incoming);
            walk.maybe(at, "class", class.as_ref());
            walk.maybe(at, "merged", *merged);
            walk.word(at, "in-force", years(*in_force));
            walk.leaf(at, "ratio", *ratio);
        });
    }

    pub(super) fn matching(&mut self, at: &str, of: ProcessMatch) {
        match of {
            ProcessMatch::Any => {}
            ProcessMatch::Process(id) => self.word(at, "process", self.process(id).to_owned()),
            ProcessMatch::Tag(id) => self.word(at, "tag", self.tag(id).to_owned()),
        }
    }

    fn size_rule(&mut self, at: &str, rule: &SizeRule<'_>) {
        let SizeRule { process, size: SizeClass { comparator, bound, measure }, regions, .. } = rule;
        self.word(at, "process", self.process(*process).to_owned());
        let bound = size(Size { value: *bound, measure: *measure });
        self.word(at, "size", format!("{} {bound}", comparator.sign()));
        self.list(at, "regions", regions.iter().map(|r| self.region(*r).to_owned()).collect::<Vec<_>>());
        self.maybe(at, "product", rule.product);
        self.maybe(at, "except-product", rule.except_product);
    }

    /// What decision-makers set.
    pub fn levers(&mut self, levers: &[Lever]) {
        self.order("levers", ids(levers, |l| &l.id));
        for Lever { id, title, kind, paths } in levers {
            self.whole(format!("levers.{id}"), title.clone(), |walk, at| {
                walk.title(at, "title", title);
                walk.lever_kind(at, kind);
                walk.by_region(at, paths);
            });
        }
    }

    /// What the scenario makes hold, and what plans want.
    pub fn goals(&mut self, (limits, targets): Goals<'_>) {
        self.order("limits", ids(limits, |l| &l.id));
        for Limit { id, title, region, route, boundary, metric, limit, from, by } in limits {
            self.whole_around(format!("limits.{id}"), title.clone(), *limit, |walk, at| {
                walk.title(at, "title", title);
                walk.word(at, "region", walk.region(*region).to_owned());
                walk.word(at, "route", walk.scenario.routes[route.0].id.clone());
                walk.word(at, "boundary", walk.scenario.boundaries[boundary.0].id.clone());
                walk.word(at, "metric", word(*metric));
                walk.leaf(at, "limit", *limit);
                walk.word(at, "from", from);
                walk.word(at, "by", by);
            });
        }
        self.order("targets", ids(targets, |t| &t.id));
        targets.iter().for_each(|target| self.target(target));
    }

    fn target(&mut self, target: &Target) {
        let Target { id, title, metric, place, comparator, value, year, reading } = target;
        self.whole_around(format!("targets.{id}"), title.clone(), *value, |walk, at| {
            walk.title(at, "title", title);
            walk.word(at, "metric", metric);
            walk.word(at, "place", walk.place(*place).to_owned());
            walk.word(at, "must.comparator", comparator.sign());
            walk.leaf(at, "must", *value);
            walk.word(at, "year", year);
            match reading {
                Reading::Absolute => {}
                Reading::RelativeTo(year) => walk.word(at, "relative-to", year),
                Reading::Cumulative { from } => walk.word(at, "cumulative-from", from),
            }
        });
    }

    fn lever_kind(&mut self, at: &str, kind: &LeverKind) {
        match kind {
            LeverKind::Share { commodity, of } => {
                self.word(at, "kind", "share");
                self.word(at, "commodity", self.commodity(*commodity).to_owned());
                self.matching(at, *of);
            }
            LeverKind::RebuildShare(scope) => {
                self.word(at, "kind", "rebuild-share");
                match scope {
                    RebuildScope::Group(group) => self.word(at, "group", self.group(*group).to_owned()),
                    RebuildScope::Commodity(id) => self.word(at, "commodity", self.commodity(*id).to_owned()),
                }
            }
            LeverKind::CleanShare(group) => self.of_group(at, "clean-share", *group),
            LeverKind::QuotaImport(group) => self.of_group(at, "quota-import", *group),
            LeverKind::CapacityCeiling(group) => self.of_group(at, "capacity-ceiling", *group),
            LeverKind::OutputCap(commodity) => {
                self.word(at, "kind", "output-cap");
                self.word(at, "commodity", self.commodity(*commodity).to_owned());
            }
            LeverKind::UtilisationCeiling(of) => {
                self.word(at, "kind", "utilisation-ceiling");
                self.matching(at, *of);
            }
            LeverKind::PowerAvailability(of) => {
                self.word(at, "kind", "power-availability");
                self.matching(at, *of);
            }
            LeverKind::ScrapCharge(scrap) => {
                self.word(at, "kind", "scrap-charge");
                self.word(at, "scrap", self.scrap(*scrap).to_owned());
            }
            LeverKind::Abatement { stream, of } => {
                self.word(at, "kind", "abatement");
                self.word(at, "stream", self.stream(*stream).to_owned());
                self.matching(at, *of);
            }
            LeverKind::ClassShare(of) => self.of_class(at, "class-share", *of),
            LeverKind::BelowClassShare(of) => self.of_class(at, "below-class-share", *of),
        }
    }

    fn of_group(&mut self, at: &str, kind: &str, group: GroupId) {
        self.word(at, "kind", kind);
        self.word(at, "group", self.group(group).to_owned());
    }

    fn of_class(&mut self, at: &str, kind: &str, ClassOf { process, class }: ClassOf) {
        self.word(at, "kind", kind);
        self.word(at, "process", self.process(process).to_owned());
        self.maybe(at, "class", self.class(process, Some(class)));
    }

    /// Id of an efficiency class of a process.
    pub fn class(&self, process: ProcessId, class: Option<usize>) -> Option<String> {
        let classes = &self.scenario.processes[process.0].classes;
        class.and_then(|class| classes.get(class)).map(|class| class.id.clone())
    }
}
