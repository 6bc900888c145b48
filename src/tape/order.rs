//! What of a graph is needed, and in which order it is computed.

use super::Operation;
use super::graph::{Layout, Operand, Place, ROOT};

/// What happens at a point of the order.
#[derive(Clone, Debug)]
pub enum Event {
    /// A place is computed.
    Compute(u32),
    /// A region begins.
    Open(u32),
    /// The region begun last ends, and these joins take what it came to.
    Close(Vec<u32>),
    /// An output is complete.
    Emit(u32),
}

/// Operands of an operation.
pub fn arity(operation: Operation) -> usize {
    match operation {
        Operation::Input => 0,
        Operation::Absolute | Operation::Exponential | Operation::Ceiling | Operation::Gamma => 1,
        Operation::SelectAbove => 4,
        _ => 2,
    }
}

/// The places that a place is computed from.
pub fn used(place: &Place) -> impl Iterator<Item = u32> + '_ {
    place.operands[..arity(place.operation)].iter().filter_map(|operand| id(*operand))
}

fn id(operand: Operand) -> Option<u32> {
    match operand {
        Operand::Place(id) => Some(id),
        Operand::Constant(_) => None,
    }
}

/// Every place that some output needs, each after what it needs itself: depth first, output by output. A region is
/// computed as a whole, once all it needs from outside stands.
pub fn order(layout: &Layout, outputs: &[Operand]) -> Vec<Event> {
    let mut order = Order::new(layout, outputs);
    for (number, output) in outputs.iter().enumerate() {
        order.compute(id(*output).into_iter().collect());
        order.events.push(Event::Emit(number as u32));
    }
    order.events
}

struct Order<'a> {
    layout: &'a Layout,
    /// The region that a place joins; the root for every other place.
    joined: Vec<u32>,
    /// Joins that something needs, by region.
    joins: Vec<Vec<u32>>,
    /// What a region needs from outside, by region.
    needs: Vec<Vec<u32>>,
    done: Vec<bool>,
    events: Vec<Event>,
}

/// What is still to do, the last first.
enum Task {
    Reach(u32),
    Compute(u32),
    Region(u32),
}

impl<'a> Order<'a> {
    fn new(layout: &'a Layout, outputs: &[Operand]) -> Order<'a> {
        let (places, regions) = (layout.places.len(), layout.regions.len());
        let mut joined = vec![ROOT; places];
        for (region, of) in layout.regions.iter().enumerate() {
            of.joins.iter().for_each(|&join| joined[join as usize] = region as u32);
        }
        let live = live(layout, outputs);
        let joins = layout.regions.iter().map(|region| {
            region.joins.iter().copied().filter(|&join| live[join as usize]).collect::<Vec<u32>>()
        });
        let mut order = Order {
            layout,
            joined,
            joins: joins.collect(),
            needs: vec![Vec::new(); regions],
            done: vec![false; places],
            events: Vec::new(),
        };
        (0..places).filter(|&place| live[place]).for_each(|place| order.note(place));
        order
    }

    /// Notes what a place needs from outside the regions that it is in. A join is at the edge of the region that it
    /// joins: both what it selects from and what it compares must stand before.
    fn note(&mut self, place: usize) {
        let within = match self.joined[place] {
            ROOT => self.layout.region[place],
            region => region,
        };
        for operand in used(&self.layout.places[place]) {
            let mut region = within;
            while region != ROOT && !self.is_within(self.layout.region[operand as usize], region) {
                self.needs[region as usize].push(operand);
                region = self.layout.regions[region as usize].parent;
            }
        }
    }

    fn is_within(&self, mut inner: u32, region: u32) -> bool {
        // Regions around a region come before it.
        while inner > region {
            inner = self.layout.regions[inner as usize].parent;
        }
        inner == region
    }

    /// Computes places and all that they need.
    fn compute(&mut self, places: Vec<u32>) {
        let mut tasks: Vec<Task> = places.into_iter().rev().map(Task::Reach).collect();
        while let Some(task) = tasks.pop() {
            match task {
                Task::Compute(id) => self.events.push(Event::Compute(id)),
                Task::Region(region) => self.region(region),
                Task::Reach(id) if self.done[id as usize] => {}
                Task::Reach(id) => self.reach(id, &mut tasks),
            }
        }
    }

    fn reach(&mut self, id: u32, tasks: &mut Vec<Task>) {
        self.done[id as usize] = true;
        let place = &self.layout.places[id as usize];
        let region = self.joined[id as usize];
        let needed = if region != ROOT {
            self.joins[region as usize].iter().for_each(|&join| self.done[join as usize] = true);
            tasks.push(Task::Region(region));
            std::mem::take(&mut self.needs[region as usize])
        } else if place.operation != Operation::Input {
            tasks.push(Task::Compute(id));
            used(place).collect()
        } else {
            Vec::new()
        };
        // The last pushed comes first: operands from left to right.
        tasks.extend(needed.into_iter().rev().map(Task::Reach));
    }

    fn region(&mut self, region: u32) {
        self.events.push(Event::Open(region));
        let joins = std::mem::take(&mut self.joins[region as usize]);
        let after = joins.iter().filter_map(|&join| id(self.layout.places[join as usize].operands[2]));
        self.compute(after.collect());
        self.events.push(Event::Close(joins));
    }
}

/// Which places some output needs.
fn live(layout: &Layout, outputs: &[Operand]) -> Vec<bool> {
    let mut live = vec![false; layout.places.len()];
    outputs.iter().filter_map(|output| id(*output)).for_each(|id| live[id as usize] = true);
    for at in (0..live.len()).rev() {
        if live[at] {
            used(&layout.places[at]).for_each(|id| live[id as usize] = true);
        }
    }
    live
}
