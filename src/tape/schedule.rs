//! From a graph to a tape: what stands in which register, and for how long.

use super::Operation;
use super::code::{Instruction, Source, Writer};
use super::graph::{Graph, Layout, Operand};
use super::order::{Event, arity, order, used};

/// A run written down, ready to be played.
#[derive(Clone, Debug)]
pub struct Tape {
    /// What to do, in order.
    pub(super) code: Vec<Instruction>,
    /// What is the same in every draw.
    pub(super) constants: Vec<f64>,
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
    let layout = graph.layout();
    let events = order(&layout, outputs);
    Allocator::new(&layout, &events, outputs).run(&events, outputs)
}

/// Gives every place a register for as long as somebody still needs it.
struct Allocator<'a> {
    layout: &'a Layout,
    register: Vec<u32>,
    uses: Vec<u32>,
    free: Vec<u32>,
    inputs: Vec<usize>,
    registers: u32,
    writer: Writer,
    /// Where the regions that are being written begin.
    begun: Vec<usize>,
}

impl Tape {
    /// Number of instructions.
    pub fn instructions(&self) -> usize {
        self.code.len()
    }
}

impl<'a> Allocator<'a> {
    fn new(layout: &'a Layout, events: &[Event], outputs: &[Operand]) -> Allocator<'a> {
        let places = &layout.places;
        let mut uses = vec![0; places.len()];
        let mut count = |id: u32| used(&places[id as usize]).for_each(|operand| uses[operand as usize] += 1);
        for event in events {
            match event {
                Event::Compute(id) => count(*id),
                Event::Close(joins) => joins.iter().for_each(|id| count(*id)),
                Event::Open(_) | Event::Emit(_) => {}
            }
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
        let (free, writer, begun) = (Vec::new(), Writer::default(), Vec::new());
        Allocator { layout, register, uses, free, inputs, registers, writer, begun }
    }

    fn run(mut self, events: &[Event], outputs: &[Operand]) -> Tape {
        for event in events {
            match event {
                Event::Compute(id) => self.compute(*id),
                Event::Open(region) => self.open(*region),
                Event::Close(joins) => self.close(joins),
                Event::Emit(output) => {
                    let operand = outputs[*output as usize];
                    self.writer.emit(*output, self.source(operand));
                    self.release(operand);
                }
            }
        }
        let registers = self.registers as usize;
        let Writer { code, constants, .. } = self.writer;
        Tape { code, constants, inputs: self.inputs, registers, outputs: outputs.len() }
    }

    fn compute(&mut self, id: u32) {
        let place = self.layout.places[id as usize];
        let operands = &place.operands[..arity(place.operation)];
        let sources = self.sources(operands);
        // Taken before the operands are released: no instruction reads what it writes.
        let target = self.take();
        for operand in operands {
            self.release(*operand);
        }
        self.register[id as usize] = target;
        self.writer.compute(place.operation, target, sources);
    }

    fn open(&mut self, region: u32) {
        self.begun.push(self.writer.code.len());
        let sources = self.layout.regions[region as usize].condition.map(|operand| self.source(operand));
        self.writer.unless(sources);
    }

    /// Every draw selects between what the region made of a number and what it was: in the register of what it
    /// was, where nobody else needs that; else in a new one, which is a copy where the region is passed over.
    fn close(&mut self, joins: &[u32]) {
        let mut copies = Vec::new();
        for &id in joins {
            let place = self.layout.places[id as usize];
            let sources @ [a, b, then, otherwise] = self.sources(&place.operands);
            let before = place.operands[3];
            match before {
                Operand::Place(of) if self.uses[of as usize] == 1 && !self.is_input(of) => {
                    self.uses[of as usize] = 0;
                    self.register[id as usize] = self.register[of as usize];
                    self.writer.replace(self.register[id as usize], [a, b], then);
                }
                _ => {
                    let target = self.take();
                    self.release(before);
                    self.register[id as usize] = target;
                    copies.push((target, otherwise));
                    self.writer.compute(place.operation, target, sources);
                }
            }
            place.operands[..3].iter().for_each(|operand| self.release(*operand));
        }
        if !copies.is_empty() {
            self.writer.pass(copies.len() as u32);
        }
        let begun = self.begun.pop().unwrap_or_default();
        self.writer.land(begun);
        copies.into_iter().for_each(|(target, source)| self.writer.copy(target, source));
    }

    fn sources(&self, operands: &[Operand]) -> [Source; 4] {
        let mut sources = [Source::Constant(0.0); 4];
        for (source, operand) in sources.iter_mut().zip(operands) {
            *source = self.source(*operand);
        }
        sources
    }

    fn source(&self, operand: Operand) -> Source {
        match operand {
            Operand::Place(id) => Source::Register(self.register[id as usize]),
            Operand::Constant(bits) => Source::Constant(f64::from_bits(bits)),
        }
    }

    fn is_input(&self, id: u32) -> bool {
        (self.register[id as usize] as usize) < self.inputs.len()
    }

    fn take(&mut self) -> u32 {
        self.free.pop().unwrap_or_else(|| {
            self.registers += 1;
            self.registers - 1
        })
    }

    fn release(&mut self, operand: Operand) {
        let Operand::Place(id) = operand else { return };
        self.uses[id as usize] -= 1;
        if self.uses[id as usize] == 0 && !self.is_input(id) {
            self.free.push(self.register[id as usize]);
        }
    }
}
