//! Plays a tape for a block of draws.

use super::code::{Code, Instruction, Kinds, Steps};
use super::{BLOCK, Tape};
use crate::elementary;
use crate::wide;

/// A number for each draw of a block.
pub type Block = [f64; BLOCK];

/// Takes what a tape hands out.
pub trait Sink {
    /// The output of this number, for the draws of the block.
    fn take(&mut self, output: usize, values: &Block);
}

/// A block where vectors are read and written whole: none lies across two lines of the cache.
#[derive(Clone, Copy, Debug)]
#[repr(align(64))]
struct Register(Block);

/// Registers for one tape, reused from block to block.
#[derive(Clone, Debug)]
pub struct Player {
    registers: Vec<Register>,
}

impl Player {
    /// Room for a tape.
    pub fn new(tape: &Tape) -> Player {
        Player { registers: vec![Register([0.0; BLOCK]); tape.registers] }
    }

    /// The values of the input at this position of [`Tape::inputs`], to be filled before playing.
    pub fn input(&mut self, index: usize) -> &mut Block {
        &mut self.registers[index].0
    }

    /// Plays the tape on the inputs that stand in the registers.
    pub fn play(&mut self, tape: &Tape, sink: &mut impl Sink) {
        wide::run(Playing { player: self, tape, sink });
    }

    #[inline(always)]
    pub(super) fn play_plain(&mut self, tape: &Tape, sink: &mut impl Sink) {
        let mut at = 0;
        while let Some(instruction) = tape.code.get(at) {
            at += 1;
            let two = Two { registers: &mut self.registers, constants: &tape.constants, instruction };
            play_two!(two, {
                Add: |a, b| a + b,
                Subtract: |a, b| a - b,
                Multiply: |a, b| a * b,
                Divide: |a, b| a / b,
                Minimum: |a, b| if a < b { a } else { b },
                Maximum: |a, b| if a > b { a } else { b },
                ShareOf: |a, b| {
                    let share = a / b;
                    if b > 0.0 { share } else { 0.0 }
                },
                Power: libm::pow,
            } else at += self.play_other(tape, at, instruction, sink));
        }
    }

    /// Plays what is no operation on two numbers; returns how many of the instructions from `next` on belong to it or
    /// are passed over.
    #[inline(always)]
    fn play_other(
        &mut self,
        tape: &Tape,
        next: usize,
        instruction: &Instruction,
        sink: &mut impl Sink,
    ) -> usize {
        match instruction.code {
            Code::Emit => match instruction.kinds {
                Kinds::ConstantRegister | Kinds::Constants => {
                    let value = tape.constants[instruction.a as usize];
                    sink.take(instruction.target as usize, &[value; BLOCK]);
                }
                _ => sink.take(instruction.target as usize, &self.registers[instruction.a as usize].0),
            },
            Code::Unless => {
                if !any_above(instruction, &self.registers, &tape.constants) {
                    return instruction.target as usize;
                }
            }
            Code::Pass => return instruction.target as usize,
            _ => return self.compute(tape, next, instruction),
        }
        0
    }

    /// Computes what does not come from two numbers; returns how many of the instructions from `next` on belong to it. The
    /// target may be among what is read: it is written at the end.
    #[inline(always)]
    fn compute(&mut self, tape: &Tape, next: usize, instruction: &Instruction) -> usize {
        let mut result = [0.0; BLOCK];
        let sources = Sources { registers: &self.registers, constants: &tape.constants };
        let mut more = 0;
        match instruction.code {
            Code::Copy => sources.unary(instruction, &mut result, |a| a),
            Code::Absolute => sources.unary(instruction, &mut result, f64::abs),
            Code::Exponential => sources.unary(instruction, &mut result, elementary::exp),
            Code::Ceiling => sources.unary(instruction, &mut result, f64::ceil),
            Code::Gamma => sources.unary(instruction, &mut result, libm::tgamma),
            Code::SelectAbove => {
                sources.select([instruction, tape.code.get(next).unwrap_or(instruction)], &mut result);
                more = 1;
            }
            // Played elsewhere.
            Code::Add | Code::Subtract | Code::Multiply | Code::Divide => return 0,
            Code::Minimum | Code::Maximum | Code::ShareOf | Code::Power => return 0,
            Code::Emit | Code::Unless | Code::Pass => return 0,
        }
        self.registers[instruction.target as usize].0 = result;
        more
    }
}

/// Plays an instruction on two numbers by one jump for what it does and what its operands are: where it leads can
/// hardly be foreseen.
macro_rules! play_two {
    ($two:ident, { $($code:ident: $f:expr,)+ } else $otherwise:expr) => {
        match $two.instruction.step {
            $(
                Steps::<{ Code::$code as u8 }>::REGISTERS => $two.registers($f),
                Steps::<{ Code::$code as u8 }>::REGISTER_CONSTANT => $two.register_constant($f),
                Steps::<{ Code::$code as u8 }>::CONSTANT_REGISTER => $two.constant_register($f),
                Steps::<{ Code::$code as u8 }>::CONSTANTS => $two.constants($f),
            )+
            _ => $otherwise,
        }
    };
}
use play_two;

/// An instruction on two numbers. It reads no register that it writes.
struct Two<'a> {
    registers: &'a mut [Register],
    constants: &'a [f64],
    instruction: &'a Instruction,
}

impl Two<'_> {
    #[inline(always)]
    fn registers(self, f: impl Fn(f64, f64) -> f64) {
        let Instruction { target, a, b, .. } = *self.instruction;
        let [target, a, b] = [target, a, b].map(|register| register as usize);
        if a == b {
            if let Ok([out, a]) = self.registers.get_disjoint_mut([target, a]) {
                each(&mut out.0, &a.0, &a.0, f);
            }
        } else if let Ok([out, a, b]) = self.registers.get_disjoint_mut([target, a, b]) {
            each(&mut out.0, &a.0, &b.0, f);
        }
    }

    #[inline(always)]
    fn register_constant(self, f: impl Fn(f64, f64) -> f64) {
        let (registers, b) =
            ([self.instruction.target, self.instruction.a], self.constant(self.instruction.b));
        if let Ok([out, a]) = self.registers.get_disjoint_mut(registers.map(|register| register as usize)) {
            each(&mut out.0, &a.0, b, f);
        }
    }

    #[inline(always)]
    fn constant_register(self, f: impl Fn(f64, f64) -> f64) {
        let (a, registers) =
            (self.constant(self.instruction.a), [self.instruction.target, self.instruction.b]);
        if let Ok([out, b]) = self.registers.get_disjoint_mut(registers.map(|register| register as usize)) {
            each(&mut out.0, a, &b.0, f);
        }
    }

    #[inline(always)]
    fn constants(self, f: impl Fn(f64, f64) -> f64) {
        let value = f(self.constant(self.instruction.a), self.constant(self.instruction.b));
        self.registers[self.instruction.target as usize].0.fill(value);
    }

    #[inline(always)]
    fn constant(&self, index: u32) -> f64 {
        self.constants[index as usize]
    }
}

/// A number of each draw from two.
#[inline(always)]
fn each(out: &mut Block, a: impl Operands, b: impl Operands, f: impl Fn(f64, f64) -> f64) {
    for (draw, out) in out.iter_mut().enumerate() {
        *out = f(a.at(draw), b.at(draw));
    }
}

/// A tape to be played with vectors of some width.
struct Playing<'a, S> {
    player: &'a mut Player,
    tape: &'a Tape,
    sink: &'a mut S,
}

impl<S: Sink> wide::Work for Playing<'_, S> {
    type Outcome = ();

    #[inline(always)]
    fn run(self) {
        self.player.play_plain(self.tape, self.sink);
    }
}

/// One operand for all draws of a block.
trait Operands: Copy {
    fn at(self, draw: usize) -> f64;
}

impl Operands for &Block {
    #[inline(always)]
    fn at(self, draw: usize) -> f64 {
        self[draw]
    }
}

impl Operands for f64 {
    #[inline(always)]
    fn at(self, _: usize) -> f64 {
        self
    }
}

/// Whether the first is greater than the second in some draw.
#[inline(always)]
fn any_above(instruction: &Instruction, registers: &[Register], constants: &[f64]) -> bool {
    #[inline(always)]
    fn any(a: impl Operands, b: impl Operands) -> bool {
        (0..BLOCK).fold(false, |any, draw| any | (a.at(draw) > b.at(draw)))
    }
    let (a, b) = (instruction.a as usize, instruction.b as usize);
    match instruction.kinds {
        Kinds::Registers => any(&registers[a].0, &registers[b].0),
        Kinds::RegisterConstant => any(&registers[a].0, constants[b]),
        Kinds::ConstantRegister => any(constants[a], &registers[b].0),
        Kinds::Constants => constants[a] > constants[b],
    }
}

/// What instructions read.
#[derive(Clone, Copy)]
struct Sources<'a> {
    registers: &'a [Register],
    constants: &'a [f64],
}

impl<'a> Sources<'a> {
    #[inline(always)]
    fn register(self, index: u32) -> &'a Block {
        &self.registers[index as usize].0
    }

    #[inline(always)]
    fn constant(self, index: u32) -> f64 {
        self.constants[index as usize]
    }

    #[inline(always)]
    fn unary(self, instruction: &Instruction, out: &mut Block, f: impl Fn(f64) -> f64) {
        match instruction.kinds {
            Kinds::Registers | Kinds::RegisterConstant => {
                for (out, a) in out.iter_mut().zip(self.register(instruction.a)) {
                    *out = f(*a);
                }
            }
            Kinds::ConstantRegister | Kinds::Constants => out.fill(f(self.constant(instruction.a))),
        }
    }

    /// The first operand of the second instruction where the first of the first is greater than its second; else the
    /// second.
    #[inline(always)]
    fn select(self, [first, second]: [&Instruction; 2], out: &mut Block) {
        #[inline(always)]
        fn each(a: impl Operands, b: impl Operands, c: impl Operands, d: impl Operands, out: &mut Block) {
            for (draw, out) in out.iter_mut().enumerate() {
                // Both are read before: else one of two places would be read, by a jump.
                let (then, otherwise) = (c.at(draw), d.at(draw));
                *out = if a.at(draw) > b.at(draw) { then } else { otherwise };
            }
        }
        macro_rules! resolve {
            ($instruction:ident $a:ident $b:ident => $rest:expr) => {
                match $instruction.kinds {
                    Kinds::Registers => {
                        let ($a, $b) = (self.register($instruction.a), self.register($instruction.b));
                        $rest
                    }
                    Kinds::RegisterConstant => {
                        let ($a, $b) = (self.register($instruction.a), self.constant($instruction.b));
                        $rest
                    }
                    Kinds::ConstantRegister => {
                        let ($a, $b) = (self.constant($instruction.a), self.register($instruction.b));
                        $rest
                    }
                    Kinds::Constants => {
                        let ($a, $b) = (self.constant($instruction.a), self.constant($instruction.b));
                        $rest
                    }
                }
            };
        }
        resolve!(first a b => resolve!(second c d => each(a, b, c, d, out)));
    }
}
