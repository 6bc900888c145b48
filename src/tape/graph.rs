//! What is computed from what: nodes, folded as they are made.

use std::cell::RefCell;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::iter::Sum;
use std::ops::{Add, AddAssign, Div, Mul, Neg, Sub, SubAssign};

use super::Operation;
use crate::elementary::exp;
use crate::simulation::number::Number;

/// Where an operand comes from: another place of the graph, or a constant (by its bits).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Operand {
    /// The place at this index.
    Place(u32),
    /// The bits of a number.
    Constant(u64),
}

/// One place of the graph.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Place {
    /// What is computed.
    pub operation: Operation,
    /// From what; unused operands are the constant 0.
    pub operands: [Operand; 4],
}

const NONE: Operand = Operand::Constant(0);

/// Bounds that no draw can leave. Rounding to nearest is monotone, so bounds computed with the same
/// operations hold for the rounded results too.
#[derive(Clone, Copy, PartialEq, Debug)]
struct Bounds {
    least: f64,
    greatest: f64,
}

impl Bounds {
    const ANY: Bounds = Bounds { least: f64::NEG_INFINITY, greatest: f64::INFINITY };

    fn of(corners: &[f64]) -> Bounds {
        if corners.iter().any(|x| x.is_nan()) {
            return Bounds::ANY;
        }
        let fold = |f: fn(f64, f64) -> f64| corners.iter().copied().reduce(f);
        match (fold(f64::min), fold(f64::max)) {
            (Some(least), Some(greatest)) => Bounds { least, greatest },
            _ => Bounds::ANY,
        }
    }

    fn point(value: f64) -> Bounds {
        Bounds::of(&[value])
    }

    fn is_finite(self) -> bool {
        self.least.is_finite() && self.greatest.is_finite()
    }

    fn hull(self, other: Bounds) -> Bounds {
        Bounds { least: self.least.min(other.least), greatest: self.greatest.max(other.greatest) }
    }
}

/// A quick hash: graphs look every operation up, and nobody chooses operations to collide.
#[derive(Default)]
struct Mix(u64);

impl Hasher for Mix {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.write_u64(u64::from(*byte)));
    }
    fn write_u32(&mut self, word: u32) {
        self.write_u64(u64::from(word));
    }
    fn write_isize(&mut self, word: isize) {
        self.write_u64(word as u64);
    }
    fn write_u64(&mut self, word: u64) {
        // Knuth's multiplicative step; the rotation brings high bits down.
        self.0 = (self.0.rotate_left(26) ^ word).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    }
}

/// The root: what is computed in every case.
pub const ROOT: u32 = 0;

/// Places that are computed only where some draw needs them.
#[derive(Clone, Debug)]
pub struct Region {
    /// The region around it.
    pub parent: u32,
    /// It is needed where the first of these is greater than the second.
    pub condition: [Operand; 2],
    /// The places of `parent` that take what it comes to where it is needed: selections between a number of the
    /// region and what stood before.
    pub joins: Vec<u32>,
}

/// All that is known of a graph.
#[derive(Clone, Debug)]
pub struct Layout {
    /// All places, in the order in which they were made: operands come first.
    pub places: Vec<Place>,
    /// The region of each place.
    pub region: Vec<u32>,
    /// All regions; those around a region come before it.
    pub regions: Vec<Region>,
}

impl Default for Layout {
    fn default() -> Layout {
        let root = Region { parent: ROOT, condition: [NONE; 2], joins: Vec::new() };
        Layout { places: Vec::new(), region: Vec::new(), regions: vec![root] }
    }
}

#[derive(Default, Debug)]
struct Store {
    layout: Layout,
    bounds: Vec<Bounds>,
    known: HashMap<Place, u32, BuildHasherDefault<Mix>>,
    inputs: u32,
    /// The region that is being written.
    region: u32,
    /// What is known in the regions being written alone: region by region, innermost last.
    passing: Vec<Vec<Place>>,
}

impl Store {
    fn push(&mut self, place: Place, bounds: Bounds) -> u32 {
        let id = self.layout.places.len() as u32;
        self.layout.places.push(place);
        self.layout.region.push(self.region);
        self.bounds.push(bounds);
        id
    }
}

/// A graph under construction.
#[derive(Default, Debug)]
pub struct Graph {
    store: RefCell<Store>,
}

impl Graph {
    /// A new input, whose values lie in the given bounds in every draw.
    pub fn input(&self, least: f64, greatest: f64) -> Node<'_> {
        let mut store = self.store.borrow_mut();
        let index = store.inputs;
        store.inputs += 1;
        let operands = [Operand::Constant(u64::from(index)), NONE, NONE, NONE];
        let id = store.push(Place { operation: Operation::Input, operands }, Bounds::of(&[least, greatest]));
        Node { value: f64::NAN, place: id, graph: Some(self) }
    }

    /// Number of inputs so far.
    pub fn inputs(&self) -> usize {
        self.store.borrow().inputs as usize
    }

    /// Its places and regions.
    pub fn layout(&self) -> Layout {
        self.store.borrow().layout.clone()
    }

    fn bounds(&self, place: u32) -> Bounds {
        self.store.borrow().bounds[place as usize]
    }

    fn place(&self, operation: Operation, operands: [Operand; 4], bounds: Bounds) -> Node<'_> {
        let place = Place { operation, operands };
        let mut store = self.store.borrow_mut();
        if let Some(&id) = store.known.get(&place) {
            return Node { value: f64::NAN, place: id, graph: Some(self) };
        }
        let id = store.push(place, bounds);
        store.known.insert(place, id);
        if let Some(of_region) = store.passing.last_mut() {
            of_region.push(place);
        }
        Node { value: f64::NAN, place: id, graph: Some(self) }
    }

    /// Begins a region: what is written from here on is computed only where the condition holds for some draw.
    fn open(&self, condition: [Operand; 2]) -> u32 {
        let mut store = self.store.borrow_mut();
        let region = store.layout.regions.len() as u32;
        let parent = store.region;
        store.layout.regions.push(Region { parent, condition, joins: Vec::new() });
        store.region = region;
        store.passing.push(Vec::new());
        region
    }

    /// Ends the region that was begun last: outside it nobody may refer to what is known in it.
    fn close(&self) {
        let mut store = self.store.borrow_mut();
        for place in store.passing.pop().unwrap_or_default() {
            store.known.remove(&place);
        }
        store.region = store.layout.regions[store.region as usize].parent;
    }

    /// What a number is after a region.
    fn join<'g>(&'g self, region: u32, after: Node<'g>, before: Node<'g>) -> Node<'g> {
        let bounds = after.bounds().hull(before.bounds());
        let mut store = self.store.borrow_mut();
        let [a, b] = store.layout.regions[region as usize].condition;
        let operands = [a, b, after.operand(), before.operand()];
        let id = store.push(Place { operation: Operation::SelectAbove, operands }, bounds);
        store.layout.regions[region as usize].joins.push(id);
        Node { value: f64::NAN, place: id, graph: Some(self) }
    }
}

/// A number of a run that is being written down: a constant, or a place of a graph.
#[derive(Clone, Copy, Debug)]
pub struct Node<'g> {
    value: f64,
    place: u32,
    graph: Option<&'g Graph>,
}

impl<'g> Node<'g> {
    /// The same number in every draw.
    const fn known(value: f64) -> Node<'g> {
        Node { value, place: 0, graph: None }
    }

    /// The number, where it is the same in every draw.
    pub fn value(self) -> Option<f64> {
        self.graph.is_none().then_some(self.value)
    }

    /// What to refer to it by.
    pub fn operand(self) -> Operand {
        match self.graph {
            None => Operand::Constant(self.value.to_bits()),
            Some(_) => Operand::Place(self.place),
        }
    }

    fn bounds(self) -> Bounds {
        match self.graph {
            None => Bounds::point(self.value),
            Some(graph) => graph.bounds(self.place),
        }
    }

    fn is(self, value: f64) -> bool {
        self.value() == Some(value)
    }

    fn make(
        operation: Operation,
        nodes: &[Node<'g>],
        bounds: Bounds,
        plain: impl FnOnce() -> f64,
    ) -> Node<'g> {
        match nodes.iter().find_map(|n| n.graph) {
            None => Node::known(plain()),
            Some(graph) => {
                let mut operands = [NONE; 4];
                for (operand, node) in operands.iter_mut().zip(nodes) {
                    *operand = node.operand();
                }
                graph.place(operation, operands, bounds)
            }
        }
    }

    fn same(self, other: Node<'g>) -> bool {
        self.operand() == other.operand()
    }

    /// Whether it is made by an operation from another node.
    fn takes(self, operation: Operation, other: Node<'g>) -> bool {
        let (Some(graph), operand) = (self.graph, other.operand()) else { return false };
        let place = graph.store.borrow().layout.places[self.place as usize];
        place.operation == operation && place.operands[..2].contains(&operand)
    }

    /// Operands of a commutative operation in a fixed order.
    fn ordered(self, other: Node<'g>) -> [Node<'g>; 2] {
        let key = |n: Node<'_>| match n.operand() {
            Operand::Place(id) => (0, u64::from(id)),
            Operand::Constant(bits) => (1, bits),
        };
        if key(self) <= key(other) { [self, other] } else { [other, self] }
    }
}

impl<'g> Number for Node<'g> {
    const ZERO: Node<'g> = Node::known(0.0);
    const ONE: Node<'g> = Node::known(1.0);

    fn constant(value: f64) -> Node<'g> {
        Node::known(value)
    }

    fn min(self, other: Node<'g>) -> Node<'g> {
        let (a, b) = (self.bounds(), other.bounds());
        if a.greatest <= b.least || self.same(other) {
            return self;
        }
        if b.greatest <= a.least || other.takes(Operation::Minimum, self) {
            return other;
        }
        if self.takes(Operation::Minimum, other) {
            return self;
        }
        let bounds = Bounds { least: a.least.min(b.least), greatest: a.greatest.min(b.greatest) };
        let plain = || if self.value < other.value { self.value } else { other.value };
        Node::make(Operation::Minimum, &[self, other], bounds, plain)
    }

    fn max(self, other: Node<'g>) -> Node<'g> {
        let (a, b) = (self.bounds(), other.bounds());
        if a.least >= b.greatest || self.same(other) {
            return self;
        }
        if b.least >= a.greatest || other.takes(Operation::Maximum, self) {
            return other;
        }
        if self.takes(Operation::Maximum, other) {
            return self;
        }
        let bounds = Bounds { least: a.least.max(b.least), greatest: a.greatest.max(b.greatest) };
        let plain = || if self.value > other.value { self.value } else { other.value };
        Node::make(Operation::Maximum, &[self, other], bounds, plain)
    }

    fn share_of(self, other: Node<'g>) -> Node<'g> {
        let b = other.bounds();
        if b.least > 0.0 {
            return self / other;
        }
        if b.greatest <= 0.0 {
            return Node::known(0.0);
        }
        if self.is(0.0) {
            return self;
        }
        let a = self.bounds();
        let bounds = Bounds {
            least: if a.least >= 0.0 { 0.0 } else { f64::NEG_INFINITY },
            greatest: if a.greatest <= 0.0 { 0.0 } else { f64::INFINITY },
        };
        let plain = || if other.value > 0.0 { self.value / other.value } else { 0.0 };
        Node::make(Operation::ShareOf, &[self, other], bounds, plain)
    }

    fn select_above(self, other: Node<'g>, then: Node<'g>, otherwise: Node<'g>) -> Node<'g> {
        let (a, b) = (self.bounds(), other.bounds());
        if a.least > b.greatest || then.same(otherwise) {
            return then;
        }
        if a.greatest <= b.least {
            return otherwise;
        }
        let bounds = then.bounds().hull(otherwise.bounds());
        let plain = || if self.value > other.value { then.value } else { otherwise.value };
        Node::make(Operation::SelectAbove, &[self, other, then, otherwise], bounds, plain)
    }

    fn where_above<S: ?Sized>(
        self,
        other: Node<'g>,
        state: &mut S,
        numbers: impl Fn(&mut S, &mut dyn FnMut(&mut Node<'g>)),
        body: impl FnOnce(&mut S),
    ) {
        let (a, b) = (self.bounds(), other.bounds());
        if a.greatest <= b.least {
            return;
        }
        let Some(graph) = self.graph.or(other.graph).filter(|_| a.least <= b.greatest) else {
            return body(state);
        };
        let mut before = Vec::new();
        numbers(state, &mut |number| before.push(*number));
        let region = graph.open([self.operand(), other.operand()]);
        body(state);
        graph.close();
        let mut before = before.into_iter();
        numbers(state, &mut |number| {
            if let Some(before) = before.next().filter(|before| !before.same(*number)) {
                *number = graph.join(region, *number, before);
            }
        });
    }

    fn abs(self) -> Node<'g> {
        let a = self.bounds();
        if a.least >= 0.0 {
            return self;
        }
        let reach = a.least.abs().max(a.greatest.abs());
        let bounds = Bounds { least: 0.0, greatest: reach };
        Node::make(Operation::Absolute, &[self], bounds, || self.value.abs())
    }

    fn exp(self) -> Node<'g> {
        let a = self.bounds();
        // Not proven monotone to the last bit: no tight bounds.
        let greatest = if a.greatest < 700.0 { exp(a.greatest) * (1.0 + 1e-12) } else { f64::INFINITY };
        Node::make(Operation::Exponential, &[self], Bounds { least: 0.0, greatest }, || exp(self.value))
    }

    fn ceil(self) -> Node<'g> {
        let a = self.bounds();
        let bounds = Bounds { least: a.least.ceil(), greatest: a.greatest.ceil() };
        Node::make(Operation::Ceiling, &[self], bounds, || self.value.ceil())
    }

    fn pow(self, exponent: Node<'g>) -> Node<'g> {
        let plain = || libm::pow(self.value, exponent.value);
        Node::make(Operation::Power, &[self, exponent], Bounds::ANY, plain)
    }

    fn gamma(self) -> Node<'g> {
        Node::make(Operation::Gamma, &[self], Bounds::ANY, || libm::tgamma(self.value))
    }
}

impl<'g> Add for Node<'g> {
    type Output = Node<'g>;
    fn add(self, other: Node<'g>) -> Node<'g> {
        if self.is(0.0) {
            return other;
        }
        if other.is(0.0) {
            return self;
        }
        let (a, b) = (self.bounds(), other.bounds());
        let bounds = Bounds::of(&[a.least + b.least, a.greatest + b.greatest]);
        Node::make(Operation::Add, &self.ordered(other), bounds, || self.value + other.value)
    }
}

impl<'g> Sub for Node<'g> {
    type Output = Node<'g>;
    fn sub(self, other: Node<'g>) -> Node<'g> {
        let (a, b) = (self.bounds(), other.bounds());
        if other.is(0.0) {
            return self;
        }
        if self.same(other) && a.is_finite() {
            return Node::known(0.0);
        }
        let bounds = Bounds::of(&[a.least - b.greatest, a.greatest - b.least]);
        Node::make(Operation::Subtract, &[self, other], bounds, || self.value - other.value)
    }
}

impl<'g> Mul for Node<'g> {
    type Output = Node<'g>;
    fn mul(self, other: Node<'g>) -> Node<'g> {
        let (a, b) = (self.bounds(), other.bounds());
        if self.is(1.0) || (other.is(0.0) && a.is_finite()) {
            return other;
        }
        if other.is(1.0) || (self.is(0.0) && b.is_finite()) {
            return self;
        }
        let bounds = Bounds::of(&[
            a.least * b.least,
            a.least * b.greatest,
            a.greatest * b.least,
            a.greatest * b.greatest,
        ]);
        Node::make(Operation::Multiply, &self.ordered(other), bounds, || self.value * other.value)
    }
}

impl<'g> Div for Node<'g> {
    type Output = Node<'g>;
    fn div(self, other: Node<'g>) -> Node<'g> {
        let (a, b) = (self.bounds(), other.bounds());
        let apart = b.least > 0.0 || b.greatest < 0.0;
        if other.is(1.0) || (self.is(0.0) && apart) {
            return self;
        }
        let bounds = if apart {
            Bounds::of(&[
                a.least / b.least,
                a.least / b.greatest,
                a.greatest / b.least,
                a.greatest / b.greatest,
            ])
        } else {
            Bounds::ANY
        };
        Node::make(Operation::Divide, &[self, other], bounds, || self.value / other.value)
    }
}

impl<'g> Neg for Node<'g> {
    type Output = Node<'g>;
    fn neg(self) -> Node<'g> {
        self * Node::known(-1.0)
    }
}

impl AddAssign for Node<'_> {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl SubAssign for Node<'_> {
    fn sub_assign(&mut self, other: Self) {
        *self = *self - other;
    }
}

impl<'g> Sum for Node<'g> {
    fn sum<I: Iterator<Item = Node<'g>>>(iter: I) -> Node<'g> {
        iter.fold(Node::known(0.0), |total, x| total + x)
    }
}

impl<'g> Add<f64> for Node<'g> {
    type Output = Node<'g>;
    fn add(self, other: f64) -> Node<'g> {
        self + Node::known(other)
    }
}

impl<'g> Sub<f64> for Node<'g> {
    type Output = Node<'g>;
    fn sub(self, other: f64) -> Node<'g> {
        self - Node::known(other)
    }
}

impl<'g> Mul<f64> for Node<'g> {
    type Output = Node<'g>;
    fn mul(self, other: f64) -> Node<'g> {
        self * Node::known(other)
    }
}

impl<'g> Div<f64> for Node<'g> {
    type Output = Node<'g>;
    fn div(self, other: f64) -> Node<'g> {
        self / Node::known(other)
    }
}

impl PartialEq for Node<'_> {
    /// Whether both are the same place or the same constant: equal in every draw for certain.
    fn eq(&self, other: &Self) -> bool {
        self.operand() == other.operand()
    }
}
