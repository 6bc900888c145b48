//! A tape as it is played: sixteen bytes an instruction, since a tape is longer than what a processor keeps near.

use super::Operation;
use std::collections::HashMap;

/// What an instruction does with its operands `a` and `b`: the operation of the same name, and more.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Code {
    Add,
    Subtract,
    Multiply,
    Divide,
    Minimum,
    Maximum,
    ShareOf,
    Absolute,
    Exponential,
    Ceiling,
    Power,
    Gamma,
    /// `c` where `a > b`, else `d`: these are the operands of the instruction that follows.
    SelectAbove,
    /// The target becomes `a`.
    Copy,
    /// Passes over as many instructions as the target says unless `a > b` in some draw.
    Unless,
    /// Passes over as many instructions as the target says.
    Pass,
    /// Hands `a` out as the output of the number of the target.
    Emit,
}

impl Code {
    fn of(operation: Operation) -> Code {
        match operation {
            // An input stands in its register already.
            Operation::Input => Code::Copy,
            Operation::Add => Code::Add,
            Operation::Subtract => Code::Subtract,
            Operation::Multiply => Code::Multiply,
            Operation::Divide => Code::Divide,
            Operation::Minimum => Code::Minimum,
            Operation::Maximum => Code::Maximum,
            Operation::ShareOf => Code::ShareOf,
            Operation::SelectAbove => Code::SelectAbove,
            Operation::Absolute => Code::Absolute,
            Operation::Exponential => Code::Exponential,
            Operation::Ceiling => Code::Ceiling,
            Operation::Power => Code::Power,
            Operation::Gamma => Code::Gamma,
        }
    }
}

/// What two operands are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Kinds {
    Registers,
    RegisterConstant,
    ConstantRegister,
    Constants,
}

/// What an instruction does and what its operands are, in one number: a player finds out by one jump what to do.
pub const fn step(code: Code, kinds: Kinds) -> u8 {
    (code as u8) << 2 | kinds as u8
}

/// The [`step`]s of an operation.
pub struct Steps<const CODE: u8>;

impl<const CODE: u8> Steps<CODE> {
    /// On two registers.
    pub const REGISTERS: u8 = CODE << 2 | Kinds::Registers as u8;
    /// On a register and a constant.
    pub const REGISTER_CONSTANT: u8 = CODE << 2 | Kinds::RegisterConstant as u8;
    /// On a constant and a register.
    pub const CONSTANT_REGISTER: u8 = CODE << 2 | Kinds::ConstantRegister as u8;
    /// On two constants.
    pub const CONSTANTS: u8 = CODE << 2 | Kinds::Constants as u8;
}

/// One instruction. None but [`Code::SelectAbove`] reads the register that it writes.
#[derive(Clone, Copy, Debug)]
pub struct Instruction {
    /// What it does.
    pub code: Code,
    /// What its operands are.
    pub kinds: Kinds,
    /// Both, as [`step`].
    pub step: u8,
    /// The register that it writes, a number of instructions, or that of an output.
    pub target: u32,
    /// A register, or the place of a constant.
    pub a: u32,
    /// A register, or the place of a constant.
    pub b: u32,
}

/// What an instruction reads: a register or a constant.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Source {
    /// The register at this index.
    Register(u32),
    /// The same number in every draw.
    Constant(f64),
}

/// Instructions as they are being written.
#[derive(Default, Debug)]
pub struct Writer {
    /// The instructions so far.
    pub code: Vec<Instruction>,
    /// The constants so far, each once.
    pub constants: Vec<f64>,
    places: HashMap<u64, u32>,
}

impl Writer {
    fn push(&mut self, code: Code, target: u32, [a, b]: [Source; 2]) {
        let kinds = match (a, b) {
            (Source::Register(_), Source::Register(_)) => Kinds::Registers,
            (Source::Register(_), Source::Constant(_)) => Kinds::RegisterConstant,
            (Source::Constant(_), Source::Register(_)) => Kinds::ConstantRegister,
            (Source::Constant(_), Source::Constant(_)) => Kinds::Constants,
        };
        let (a, b) = (self.place(a), self.place(b));
        self.code.push(Instruction { code, kinds, step: step(code, kinds), target, a, b });
    }

    fn place(&mut self, source: Source) -> u32 {
        match source {
            Source::Register(register) => register,
            Source::Constant(value) => {
                let next = self.constants.len() as u32;
                let place = *self.places.entry(value.to_bits()).or_insert(next);
                if place == next {
                    self.constants.push(value);
                }
                place
            }
        }
    }

    /// An operation, into a register that it does not read unless it selects.
    pub fn compute(&mut self, operation: Operation, target: u32, [a, b, c, d]: [Source; 4]) {
        self.push(Code::of(operation), target, [a, b]);
        if operation == Operation::SelectAbove {
            self.push(Code::SelectAbove, target, [c, d]);
        }
    }

    /// Makes a register `then` where `a > b`.
    pub fn replace(&mut self, target: u32, [a, b]: [Source; 2], then: Source) {
        self.compute(Operation::SelectAbove, target, [a, b, then, Source::Register(target)]);
    }

    /// Copies a number into a register.
    pub fn copy(&mut self, target: u32, source: Source) {
        self.push(Code::Copy, target, [source, source]);
    }

    /// Passes over instructions unless `a > b` in some draw; [`Writer::land`] says how many.
    pub fn unless(&mut self, sources: [Source; 2]) {
        self.push(Code::Unless, 0, sources);
    }

    /// Passes over so many instructions.
    pub fn pass(&mut self, instructions: u32) {
        let none = Source::Register(0);
        self.push(Code::Pass, instructions, [none, none]);
    }

    /// The instruction at this place passes over all up to here.
    pub fn land(&mut self, from: usize) {
        let over = (self.code.len() - from - 1) as u32;
        if let Some(instruction) = self.code.get_mut(from) {
            instruction.target = over;
        }
    }

    /// Hands an output out.
    pub fn emit(&mut self, output: u32, source: Source) {
        self.push(Code::Emit, output, [source, source]);
    }
}
