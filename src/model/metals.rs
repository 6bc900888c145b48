//! Where elements are charged, where they leave, and what of them goes from one process to another.

use super::topology::{InputSource, Topology};
use crate::domain::*;

/// What an activity does with one element.
#[derive(Clone, Debug)]
pub struct MetalBalance {
    /// The activity.
    pub activity: usize,
    /// The element.
    pub element: ElementId,
    /// What it is charged with.
    pub charged: Vec<ChargedMetal>,
    /// Content of its product, t/t.
    pub product: LeafId,
    /// Positions among the activity's streams of those that hold the element, and their contents, t/t.
    pub residues: Vec<(usize, LeafId)>,
}

/// Something charged that holds an element.
#[derive(Clone, Copy, Debug)]
pub struct ChargedMetal {
    /// What it is.
    pub from: ChargedFrom,
    /// t/t.
    pub content: LeafId,
}

/// Where a charge comes from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ChargedFrom {
    /// An input, by position, that nobody in the region makes under a balance of the element: ores, what is bought.
    Outside(usize),
    /// An input, by position, that somebody in the region makes under such a balance.
    Process(usize),
    /// Scrap, by position of the charge.
    Scrap(usize),
}

/// An element in a commodity that is made under its balance in a region: what is made of it and what is taken.
#[derive(Clone, Debug)]
pub struct MetalTrade {
    /// The market of the commodity.
    pub market: usize,
    /// The element.
    pub element: ElementId,
    /// Balances of its makers.
    pub makers: Vec<usize>,
    /// Users under a balance: activity, position of the input, content.
    pub users: Vec<(usize, usize, LeafId)>,
}

/// All balances of elements (MODEL section 15).
#[derive(Clone, Debug)]
pub struct Metals {
    /// Elements of which any activity keeps a balance.
    pub elements: Vec<ElementId>,
    /// Balances, in the order of activities, then elements.
    pub balances: Vec<MetalBalance>,
    /// What goes from one process to another or leaves, in the order of markets, then elements.
    pub trades: Vec<MetalTrade>,
}

impl Metals {
    /// Finds the balances of all activities.
    pub fn new(scenario: &Scenario, topology: &Topology) -> Metals {
        let all = || (0..scenario.elements.len()).map(ElementId);
        let mut balances = Vec::new();
        for (a, activity) in topology.activities.iter().enumerate() {
            let process = &scenario.processes[activity.process.0];
            balances.extend(all().filter_map(|element| balance(scenario, topology, process, a, element)));
        }
        let mut trades = Vec::new();
        for m in 0..topology.markets.len() {
            trades.extend(all().filter_map(|element| trade(topology, &balances, m, element)));
        }
        let kept = |element: &ElementId| balances.iter().any(|balance| balance.element == *element);
        Metals { elements: all().filter(kept).collect(), balances, trades }
    }

    /// Balances of an element in a region.
    pub fn of<'m>(
        &'m self,
        topology: &'m Topology,
        element: ElementId,
        region: RegionId,
    ) -> impl Iterator<Item = &'m MetalBalance> {
        let here = move |balance: &&MetalBalance| {
            balance.element == element && topology.activities[balance.activity].region == region
        };
        self.balances.iter().filter(here)
    }
}

fn balance(
    scenario: &Scenario,
    topology: &Topology,
    process: &Process,
    activity: usize,
    element: ElementId,
) -> Option<MetalBalance> {
    let product = process.balances(element)?;
    let web = &topology.activities[activity];
    // A process gives its inputs, charges and streams to its activities in their order.
    let inputs = process.inputs.iter().enumerate().filter_map(|(i, (commodity, _))| {
        let content = process.content(element, ContentOf::Commodity(*commodity))?;
        let balanced =
            |&a: &usize| scenario.processes[topology.activities[a].process.0].balances(element).is_some();
        let made = match web.inputs[i].source {
            InputSource::Market(market) => topology.markets[market].activities.iter().any(balanced),
            InputSource::Bought(_) => false,
        };
        let from = if made { ChargedFrom::Process(i) } else { ChargedFrom::Outside(i) };
        Some(ChargedMetal { from, content })
    });
    let scraps = process.scraps.iter().enumerate().filter_map(|(c, charge)| {
        let content = process.content(element, ContentOf::Scrap(charge.scrap))?;
        Some(ChargedMetal { from: ChargedFrom::Scrap(c), content })
    });
    let residues =
        web.streams.iter().enumerate().filter_map(|(s, arising)| {
            Some((s, process.content(element, ContentOf::Stream(arising.stream))?))
        });
    let (charged, residues) = (inputs.chain(scraps).collect(), residues.collect());
    Some(MetalBalance { activity, element, charged, product, residues })
}

fn trade(
    topology: &Topology,
    balances: &[MetalBalance],
    market: usize,
    element: ElementId,
) -> Option<MetalTrade> {
    let of_element = || balances.iter().enumerate().filter(move |(_, balance)| balance.element == element);
    let made = |balance: &MetalBalance| topology.activities[balance.activity].market == market;
    let makers: Vec<usize> = of_element().filter(|(_, balance)| made(balance)).map(|(b, _)| b).collect();
    if makers.is_empty() {
        return None;
    }
    let mut users = Vec::new();
    for &(a, i) in &topology.markets[market].users {
        let of_user = of_element().find(|(_, balance)| balance.activity == a);
        let charged = of_user.into_iter().flat_map(|(_, balance)| &balance.charged);
        let taken = charged.filter(|charged| charged.from == ChargedFrom::Process(i));
        users.extend(taken.map(|charged| (a, i, charged.content)));
    }
    Some(MetalTrade { market, element, makers, users })
}
