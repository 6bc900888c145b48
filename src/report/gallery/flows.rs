//! What flows in one year: energy from carriers to products, materials from where they come to what becomes of them.

use std::collections::{BTreeMap, BTreeSet};

use super::breakdowns::hues;
use super::{Drawing, Gallery, Picture, Results, file_stem};
use crate::analysis::flow::{Flows, Link, Node, Turnover};
use crate::domain::*;
use crate::report::chart::{Flow, FlowChart, FlowNode};
use crate::report::text::{self, DisplayUnit, FlowWord, Lang, decimals_for, display_unit_for};
use crate::units::Dimension;

/// Nodes of a kind that turn over less than this share of what flows are one, where there are several.
const SMALL: f64 = 0.015;

/// Products that a title tells: so many at most, none of which less leaves than this share of the first.
const MOST_TOLD: usize = 3;
const TOLD: f64 = 0.1;

/// The flows of some years; nothing of a year outside the horizon.
pub fn flows(results: &Results<'_>, years: &[Year], lang: Lang) -> Vec<Picture> {
    let gallery = Gallery { results, lang, places: results.model.headline_places(), unit: None };
    years.iter().flat_map(|&year| gallery.flows_of(year)).collect()
}

/// The year that flows are shown of unless another is asked for: that of the latest target, else the last.
pub(super) fn usual_year(scenario: &Scenario) -> Year {
    let horizon = scenario.horizon;
    let ahead = |year: &Year| *year > horizon.observed && *year <= horizon.end;
    scenario.targets.iter().map(|target| target.year).filter(ahead).max().unwrap_or(horizon.end)
}

/// A node of a chart: one, or all small ones of a kind.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Shown {
    One(Node),
    /// A process that alone makes a commodity, with it.
    Maker(ProcessId, CommodityId),
    Others(FlowWord),
}

impl Gallery<'_> {
    fn flows_of(&self, year: Year) -> Vec<Picture> {
        let Some(turnover) = Turnover::new(self.results.model, year) else { return Vec::new() };
        let mut pictures = Vec::new();
        for &place in &self.places {
            pictures.extend(self.energy_flow(&turnover.energy(place), place, year));
            for part in parts(&turnover.material(place)) {
                pictures.extend(self.material_flow(&part, place, year));
            }
        }
        pictures
    }

    fn energy_flow(&self, flows: &Flows, place: Place, year: Year) -> Option<Picture> {
        let processes = flows.links.iter().filter(|link| matches!(link.from, Node::Process(_)));
        // One process alone takes what it takes: that is no flow chart.
        if processes.count() < 2 {
            return None;
        }
        let place_title = text::place_title(self.scenario(), place);
        let title = text::energy_flow_title(&place_title, year, self.lang);
        let stem = format!("energy-flow.{}.{year}", file_stem(self.results.place(place)));
        let links = shown(flows, Shown::One);
        let note = text::energy_flow_note(self.lang);
        Some(self.flow_chart([stem, title], Dimension::ENERGY, links, note))
    }

    /// The flow chart of materials that hang together, where more than one process takes part.
    fn material_flow(&self, flows: &Flows, place: Place, year: Year) -> Option<Picture> {
        let processes: BTreeSet<Node> = flows
            .links
            .iter()
            .map(|link| link.from)
            .filter(|node| matches!(node, Node::Process(_)))
            .collect();
        let products = products(flows);
        let product = products.first()?;
        if processes.len() < 2 {
            return None;
        }
        let scenario = self.scenario();
        let of = &scenario.commodities[product.0].title;
        let names: Vec<&Text> = products.iter().map(|c| &scenario.commodities[c.0].title).collect();
        let title = text::material_flow_title(&names, &text::place_title(scenario, place), year, self.lang);
        let place = file_stem(self.results.place(place));
        let stem = format!("material-flow-{}.{place}.{year}", file_stem(&of.en));
        let note = text::material_flow_note(self.lang);
        let sole = sole_makers(flows);
        let with_product = |node: Node| match node {
            Node::Commodity(c) => sole.get(&c).map_or(Shown::One(node), |p| Shown::Maker(*p, c)),
            Node::Process(p) => sole
                .iter()
                .find(|(_, maker)| **maker == p)
                .map_or(Shown::One(node), |(c, p)| Shown::Maker(*p, *c)),
            other => Shown::One(other),
        };
        Some(self.flow_chart([stem, title], Dimension::MASS, shown(flows, with_product), note))
    }

    fn flow_chart(
        &self,
        [stem, title]: [String; 2],
        dimension: Dimension,
        links: BTreeMap<(Shown, Shown), f64>,
        note: &str,
    ) -> Picture {
        let largest = links.values().copied().fold(0.0, f64::max);
        let unit = display_unit_for(dimension, self.lang, largest);
        let ends: BTreeSet<Shown> = links.keys().flat_map(|(from, to)| [*from, *to]).collect();
        let nodes: Vec<Shown> = ends.into_iter().collect();
        let at = |node: &Shown| nodes.iter().position(|known| known == node).unwrap_or(0);
        let flow = |((from, to), amount): (&(Shown, Shown), &f64)| Flow {
            from: at(from),
            to: at(to),
            amount: unit.show(*amount),
        };
        let merged = nodes.iter().any(|node| matches!(node, Shown::Others(_)));
        let notes = [note.to_owned()].into_iter();
        let notes = notes.chain(merged.then(|| text::small_flows_note(SMALL, self.lang))).collect();
        let chart = FlowChart {
            title,
            subtitle: self.subtitle(&unit.label, None),
            unit_label: unit.label.to_string(),
            nodes: self.flow_nodes(&nodes, &links),
            flows: links.iter().map(flow).collect(),
            decimals: decimals(&unit, largest),
            notes,
            lang: self.lang,
        };
        Picture { stem, chart: Drawing::Flow(chart) }
    }

    /// The nodes with their names; the largest that have a hue keep it. Where carriers flow, they alone have one.
    fn flow_nodes(&self, nodes: &[Shown], links: &BTreeMap<(Shown, Shown), f64>) -> Vec<FlowNode> {
        let is_energy = nodes.iter().any(|node| matches!(node, Shown::One(Node::Carrier(_))));
        let has_hue = |node: Shown| matches!(node, Shown::One(Node::Carrier(_))) || !is_energy;
        let leaving = |node: Shown| links.iter().filter(|((from, _), _)| *from == node).map(|(_, v)| v).sum();
        let mut named: Vec<FlowNode> = nodes.iter().map(|node| self.flow_node(*node)).collect();
        let mut order: Vec<(f64, usize, usize)> = (0..nodes.len())
            .filter(|&at| has_hue(nodes[at]))
            .filter_map(|at| Some((leaving(nodes[at]), at, named[at].color?)))
            .collect();
        order.sort_by(|a, b| b.0.total_cmp(&a.0));
        let hues = hues(&order.iter().map(|(.., color)| *color).collect::<Vec<usize>>());
        named.iter_mut().for_each(|node| node.color = None);
        for ((_, at, _), hue) in order.into_iter().zip(hues) {
            named[at].color = hue;
        }
        named
    }

    fn flow_node(&self, node: Shown) -> FlowNode {
        let scenario = self.scenario();
        let word = |word: FlowWord| (word.in_lang(self.lang).to_owned(), None);
        let title = |title: &Text| self.lang.of(title).to_owned();
        let with = |of: &Text, word: FlowWord| {
            (text::with_word(self.lang.of(of), word.in_lang(self.lang), self.lang), None)
        };
        let commodity = |c: CommodityId| &scenario.commodities[c.0].title;
        let carrier = |c: CarrierId| &scenario.carriers[c.0].title;
        let (name, color) = match node {
            Shown::Others(others) => word(others),
            Shown::Maker(process, made) => {
                let by = title(&scenario.processes[process.0].title);
                (text::made_by(&title(commodity(made)), &by, self.lang), Some(process.0))
            }
            Shown::One(Node::Carrier(c)) => (title(carrier(c)), Some(c.0)),
            Shown::One(Node::Recovered(c)) => with(carrier(c), FlowWord::Recovered),
            Shown::One(Node::Bought(c)) => with(commodity(c), FlowWord::Bought),
            Shown::One(Node::Scrap(scrap)) => (title(&scenario.scraps[scrap.0].title), None),
            Shown::One(Node::Process(p)) => (title(&scenario.processes[p.0].title), Some(p.0)),
            Shown::One(Node::Commodity(c)) => (title(commodity(c)), None),
            Shown::One(Node::Stream(stream)) => (title(&scenario.streams[stream.0].title), None),
            Shown::One(Node::Unlisted) => word(FlowWord::Unlisted),
            Shown::One(Node::FromStockpiles) => word(FlowWord::FromStockpiles),
            Shown::One(Node::Sold) => word(FlowWord::Sold),
            Shown::One(Node::ScrapSold) => word(FlowWord::ScrapSold),
            Shown::One(Node::Used) => word(FlowWord::Used),
            Shown::One(Node::Disposed) => word(FlowWord::Disposed),
            Shown::One(Node::ToStockpiles) => word(FlowWord::ToStockpiles),
            Shown::One(Node::Losses) => word(FlowWord::Losses),
        };
        FlowNode { name, color }
    }
}

/// The smallest amounts still have a figure, the largest no more than four.
fn decimals(unit: &DisplayUnit, largest: f64) -> usize {
    decimals_for([unit.show(largest)], 3)
}

/// The links between what is shown: each node as told, small ones of a kind as one.
fn shown(flows: &Flows, told: impl Fn(Node) -> Shown) -> BTreeMap<(Shown, Shown), f64> {
    let ends: BTreeSet<Node> = flows.links.iter().flat_map(|link| [link.from, link.to]).collect();
    let is_source = |node: &&Node| flows.entering(**node) == 0.0;
    let all: f64 = ends.iter().filter(is_source).map(|&node| flows.leaving(node)).sum();
    let is_small = |node: Node| flows.entering(node).max(flows.leaving(node)) < SMALL * all;
    let has_products = flows.links.iter().any(|link| matches!(link.from, Node::Carrier(_)));
    let kind = |node: Node| -> Option<FlowWord> {
        match node {
            Node::Carrier(_) => Some(FlowWord::OtherCarriers),
            Node::Bought(_) => Some(FlowWord::OtherBought),
            Node::Stream(_) => Some(FlowWord::OtherWastes),
            // Among materials a process stands in a chain, and what joins chains would run in circles.
            Node::Process(_) if has_products => Some(FlowWord::OtherProcesses),
            Node::Commodity(_) if has_products => Some(FlowWord::OtherProducts),
            _ => None,
        }
    };
    let of_kind =
        |wanted: FlowWord| ends.iter().filter(|&&node| kind(node) == Some(wanted) && is_small(node)).count();
    let node = |node: Node| match kind(node) {
        Some(word) if is_small(node) && of_kind(word) > 1 => Shown::Others(word),
        _ => told(node),
    };
    let mut links = BTreeMap::new();
    for link in &flows.links {
        let (from, to) = (node(link.from), node(link.to));
        if from != to {
            *links.entry((from, to)).or_insert(0.0) += link.amount;
        }
    }
    links
}

/// Commodities of which one process makes all there is, with that process.
fn sole_makers(flows: &Flows) -> BTreeMap<CommodityId, ProcessId> {
    let mut makers: BTreeMap<CommodityId, Vec<Node>> = BTreeMap::new();
    for link in &flows.links {
        if let Node::Commodity(c) = link.to {
            makers.entry(c).or_default().push(link.from);
        }
    }
    let sole = |(c, from): (CommodityId, Vec<Node>)| match from.as_slice() {
        [Node::Process(p)] => Some((c, *p)),
        _ => None,
    };
    makers.into_iter().filter_map(sole).collect()
}

/// The commodities that flows end in, of which most leaves first; those of which little does are not told. Where none
/// leaves, the one of which most is made.
fn products(flows: &Flows) -> Vec<CommodityId> {
    let amounts = |sold: bool| -> Vec<(CommodityId, f64)> {
        let amount = |link: &Link| match (link.from, link.to) {
            (Node::Commodity(c), Node::Sold) if sold => Some((c, link.amount)),
            (Node::Process(_), Node::Commodity(c)) if !sold => Some((c, link.amount)),
            _ => None,
        };
        let mut amounts: Vec<(CommodityId, f64)> = flows.links.iter().filter_map(amount).collect();
        amounts.sort_by(|a, b| b.1.total_cmp(&a.1));
        amounts
    };
    let sold = amounts(true);
    let least = TOLD * sold.first().map_or(0.0, |(_, amount)| *amount);
    let told: Vec<CommodityId> =
        sold.iter().filter(|(_, amount)| *amount >= least).take(MOST_TOLD).map(|(c, _)| *c).collect();
    if told.is_empty() { amounts(false).first().map(|(c, _)| *c).into_iter().collect() } else { told }
}

/// Flows of processes that are tied by commodities, scrap or wastes; what anything may come from or end in ties nothing.
fn parts(flows: &Flows) -> Vec<Flows> {
    let ties =
        |node: Node| matches!(node, Node::Process(_) | Node::Commodity(_) | Node::Scrap(_) | Node::Stream(_));
    let mut group: BTreeMap<Node, usize> = BTreeMap::new();
    for link in &flows.links {
        for node in [link.from, link.to].into_iter().filter(|&node| ties(node)) {
            let next = group.len();
            group.entry(node).or_insert(next);
        }
    }
    // As many rounds as there are nodes are enough for the smallest number to reach every node.
    for _ in 0..group.len() {
        let mut changed = false;
        for link in flows.links.iter().filter(|link| ties(link.from) && ties(link.to)) {
            let least = group[&link.from].min(group[&link.to]);
            for node in [link.from, link.to] {
                changed |= group.insert(node, least) != Some(least);
            }
        }
        if !changed {
            break;
        }
    }
    let of = |link: &Link| [link.from, link.to].into_iter().find(|&node| ties(node)).map(|node| group[&node]);
    let numbers: BTreeSet<usize> = group.values().copied().collect();
    let part = |number: usize| Flows {
        links: flows.links.iter().filter(|link| of(link) == Some(number)).copied().collect(),
    };
    numbers.into_iter().map(part).collect()
}
