//! From a graph to a tape: what is needed, in which order, in which registers.

use super::Operation;
use super::graph::{Graph, Operand, Place};

/// What an instruction reads: a register or a constant.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Source {
    /// The register at this index.
    Register(u32),
    /// The same number in every draw.
    Constant(f64),
}

/// One step of a tape.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Step {
    /// Computes a register from others; its old value may be among them.
    Compute {
        /// What is done.
        operation: Operation,
        /// Where the result goes.
        target: u32,
        /// What it is done to.
        sources: [Source; 4],
    },
    /// Hands a result out.
    Emit {
        /// Its number.
        output: u32,
        /// Where it stands.
        source: Source,
    },
}

/// A run written down, ready to be played.
#[derive(Clone, Debug)]
pub struct Tape {
    /// What to do, in order.
    pub steps: Vec<Step>,
    /// The inputs of the graph that something depends on, in the order of the first registers.
    pub inputs: Vec<usize>,
    /// Number of registers, inputs included.
    pub registers: usize,
    /// Number of outputs.
    pub outputs: usize,
}

/// Writes down how the outputs come from the inputs. Work is done as late as possible, so that what belongs to
/// one output stays close together and registers are free again soon.
pub fn record(graph: &Graph, outputs: &[Operand]) -> Tape {
    let places = graph.places();
    let order = order(&places, outputs);
    Allocator::new(&places, &order, outputs).run(&order, outputs)
}

/// What happens at a point of the order: a place is computed, or an output is complete.
#[derive(Clone, Copy)]
enum Event {
    Compute(u32),
    Emit(u32),
}

/// Operands of an operation.
fn arity(operation: Operation) -> usize {
    match operation {
        Operation::Input => 0,
        Operation::Absolute | Operation::Exponential | Operation::Gamma => 1,
        Operation::SelectAbove => 4,
        _ => 2,
    }
}

fn used(place: &Place) -> impl Iterator<Item = u32> + '_ {
    place.operands[..arity(place.operation)].iter().filter_map(|operand| match operand {
        Operand::Place(id) => Some(*id),
        Operand::Constant(_) => None,
    })
}

/// Every place that some output needs, each after what it needs itself: depth first, output by output.
fn order(places: &[Place], outputs: &[Operand]) -> Vec<Event> {
    let mut done = vec![false; places.len()];
    let mut order = Vec::new();
    let mut stack: Vec<(u32, bool)> = Vec::new();
    for (number, output) in outputs.iter().enumerate() {
        if let Operand::Place(id) = output {
            stack.push((*id, false));
        }
        while let Some((id, complete)) = stack.pop() {
            let place = &places[id as usize];
            if complete {
                order.push(Event::Compute(id));
            } else if !done[id as usize] {
                done[id as usize] = true;
                if place.operation != Operation::Input {
                    stack.push((id, true));
                    // The last pushed comes first: operands from left to right.
                    let needed: Vec<u32> = used(place).collect();
                    stack.extend(needed.into_iter().rev().map(|id| (id, false)));
                }
            }
        }
        order.push(Event::Emit(number as u32));
    }
    order
}

/// Gives every place a register for as long as somebody still needs it.
struct Allocator<'a> {
    places: &'a [Place],
    register: Vec<u32>,
    uses: Vec<u32>,
    free: Vec<u32>,
    inputs: Vec<usize>,
    registers: u32,
}

impl<'a> Allocator<'a> {
    fn new(places: &'a [Place], order: &[Event], outputs: &[Operand]) -> Allocator<'a> {
        let mut uses = vec![0; places.len()];
        let computed = order.iter().filter_map(|event| match event {
            Event::Compute(id) => Some(&places[*id as usize]),
            Event::Emit(_) => None,
        });
        for operand in computed.flat_map(used) {
            uses[operand as usize] += 1;
        }
        for output in outputs {
            if let Operand::Place(id) = output {
                uses[*id as usize] += 1;
            }
        }
        let (mut register, mut inputs) = (vec![u32::MAX; places.len()], Vec::new());
        for (id, place) in places.iter().enumerate() {
            if let (Operation::Input, Operand::Constant(index), true) =
                (place.operation, place.operands[0], uses[id] > 0)
            {
                register[id] = inputs.len() as u32;
                inputs.push(index as usize);
            }
        }
        let registers = inputs.len() as u32;
        Allocator { places, register, uses, free: Vec::new(), inputs, registers }
    }

    fn run(mut self, order: &[Event], outputs: &[Operand]) -> Tape {
        let mut steps = Vec::with_capacity(order.len());
        for event in order {
            match *event {
                Event::Compute(id) => steps.push(self.compute(id)),
                Event::Emit(output) => {
                    let operand = outputs[output as usize];
                    steps.push(Step::Emit { output, source: self.source(operand) });
                    self.release(operand);
                }
            }
        }
        let registers = self.registers as usize;
        Tape { steps, inputs: self.inputs, registers, outputs: outputs.len() }
    }

    fn compute(&mut self, id: u32) -> Step {
        let place = self.places[id as usize];
        let operands = &place.operands[..arity(place.operation)];
        let mut sources = [Source::Constant(0.0); 4];
        for (source, operand) in sources.iter_mut().zip(operands) {
            *source = self.source(*operand);
        }
        for operand in operands {
            self.release(*operand);
        }
        let target = self.free.pop().unwrap_or_else(|| {
            self.registers += 1;
            self.registers - 1
        });
        self.register[id as usize] = target;
        Step::Compute { operation: place.operation, target, sources }
    }

    fn source(&self, operand: Operand) -> Source {
        match operand {
            Operand::Place(id) => Source::Register(self.register[id as usize]),
            Operand::Constant(bits) => Source::Constant(f64::from_bits(bits)),
        }
    }

    fn release(&mut self, operand: Operand) {
        let Operand::Place(id) = operand else { return };
        let uses = &mut self.uses[id as usize];
        *uses -= 1;
        let register = self.register[id as usize];
        if *uses == 0 && register as usize >= self.inputs.len() {
            self.free.push(register);
        }
    }
}
