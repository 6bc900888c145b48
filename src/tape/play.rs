//! Plays a tape for a block of draws.

use super::schedule::{Source, Step, Tape};
use super::{BLOCK, Operation};
use crate::elementary;

/// A number for each draw of a block.
pub type Block = [f64; BLOCK];

/// Takes what a tape hands out.
pub trait Sink {
    /// The output of this number, for the draws of the block.
    fn take(&mut self, output: usize, values: &Block);
}

/// Registers for one tape, reused from block to block.
#[derive(Clone, Debug)]
#[expect(clippy::vec_box, reason = "a result changes place with its register by swapping two pointers")]
pub struct Player {
    registers: Vec<Box<Block>>,
    spare: Box<Block>,
}

impl Player {
    /// Room for a tape.
    pub fn new(tape: &Tape) -> Player {
        Player { registers: vec![Box::new([0.0; BLOCK]); tape.registers], spare: Box::new([0.0; BLOCK]) }
    }

    /// The values of the input at this position of [`Tape::inputs`], to be filled before playing.
    pub fn input(&mut self, index: usize) -> &mut Block {
        &mut self.registers[index]
    }

    /// Plays the tape on the inputs that stand in the registers.
    pub fn play(&mut self, tape: &Tape, sink: &mut impl Sink) {
        #[cfg(target_arch = "x86_64")]
        {
            let wide = std::is_x86_feature_detected!("avx512f")
                && std::is_x86_feature_detected!("avx512vl")
                && std::is_x86_feature_detected!("avx512dq");
            if wide {
                // The processor has just been found to have every feature that the function is compiled for.
                #[expect(
                    unsafe_code,
                    reason = "wider vectors where the processor has them; what they gain stands in docs/speed.md"
                )]
                return unsafe { self.play_avx512(tape, sink) };
            }
            if std::is_x86_feature_detected!("avx2") {
                // As above.
                #[expect(
                    unsafe_code,
                    reason = "wider vectors where the processor has them; what they gain stands in docs/speed.md"
                )]
                return unsafe { self.play_avx2(tape, sink) };
            }
        }
        self.play_plain(tape, sink);
    }

    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx512f,avx512vl,avx512dq")]
    fn play_avx512(&mut self, tape: &Tape, sink: &mut impl Sink) {
        self.play_plain(tape, sink);
    }

    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx2")]
    fn play_avx2(&mut self, tape: &Tape, sink: &mut impl Sink) {
        self.play_plain(tape, sink);
    }

    /// Inlined into each of the variants above, which differ in the width of their vectors and in nothing
    /// else: no operation is fused or reordered.
    #[inline(always)]
    pub(super) fn play_plain(&mut self, tape: &Tape, sink: &mut impl Sink) {
        let Player { registers, spare } = self;
        let mut at = 0;
        while let Some(step) = tape.steps.get(at) {
            at += 1;
            match *step {
                Step::Compute { operation, target, sources } => {
                    compute(operation, sources, registers, spare);
                    std::mem::swap(spare, &mut registers[target as usize]);
                }
                Step::Unless { sources, steps } => {
                    if !any_above(sources, registers) {
                        at += steps as usize;
                    }
                }
                Step::Pass { steps } => at += steps as usize,
                Step::Copy { target, source } => match source {
                    Source::Register(r) => {
                        **spare = *registers[r as usize];
                        std::mem::swap(spare, &mut registers[target as usize]);
                    }
                    Source::Constant(value) => registers[target as usize].fill(value),
                },
                Step::Emit { output, source: Source::Register(r) } => {
                    sink.take(output as usize, &registers[r as usize]);
                }
                Step::Emit { output, source: Source::Constant(value) } => {
                    sink.take(output as usize, &[value; BLOCK]);
                }
            }
        }
    }
}

/// Whether the first is greater than the second in some draw.
#[inline(always)]
fn any_above([a, b]: [Source; 2], registers: &[Box<Block>]) -> bool {
    #[inline(always)]
    fn any(a: impl Operands, b: impl Operands) -> bool {
        (0..BLOCK).fold(false, |any, draw| any | (a.at(draw) > b.at(draw)))
    }
    let at = |r: u32| &*registers[r as usize];
    match (a, b) {
        (Source::Register(a), Source::Register(b)) => any(at(a), at(b)),
        (Source::Register(a), Source::Constant(b)) => any(at(a), b),
        (Source::Constant(a), Source::Register(b)) => any(a, at(b)),
        (Source::Constant(a), Source::Constant(b)) => a > b,
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

#[inline(always)]
fn compute(operation: Operation, sources: [Source; 4], registers: &[Box<Block>], out: &mut Block) {
    use Operation as O;
    let at = |source: Source| match source {
        Source::Register(r) => &*registers[r as usize],
        Source::Constant(_) => &[0.0; BLOCK],
    };
    let [a, b, ..] = sources;
    match operation {
        O::Input => {}
        O::Add => binary(a, b, registers, out, |a, b| a + b),
        O::Subtract => binary(a, b, registers, out, |a, b| a - b),
        O::Multiply => binary(a, b, registers, out, |a, b| a * b),
        O::Divide => binary(a, b, registers, out, |a, b| a / b),
        O::Minimum => binary(a, b, registers, out, |a, b| if a < b { a } else { b }),
        O::Maximum => binary(a, b, registers, out, |a, b| if a > b { a } else { b }),
        O::ShareOf => binary(a, b, registers, out, |a, b| {
            let share = a / b;
            if b > 0.0 { share } else { 0.0 }
        }),
        O::SelectAbove => select(sources, registers, out),
        O::Absolute => unary(at(a), out, f64::abs),
        O::Exponential => unary(at(a), out, elementary::exp),
        O::Power => binary(a, b, registers, out, libm::pow),
        O::Gamma => unary(at(a), out, libm::tgamma),
    }
}

#[inline(always)]
fn unary(a: &Block, out: &mut Block, f: impl Fn(f64) -> f64) {
    for (out, a) in out.iter_mut().zip(a) {
        *out = f(*a);
    }
}

#[inline(always)]
fn binary(a: Source, b: Source, registers: &[Box<Block>], out: &mut Block, f: impl Fn(f64, f64) -> f64) {
    #[inline(always)]
    fn each(a: impl Operands, b: impl Operands, out: &mut Block, f: impl Fn(f64, f64) -> f64) {
        for (draw, out) in out.iter_mut().enumerate() {
            *out = f(a.at(draw), b.at(draw));
        }
    }
    let at = |r: u32| &*registers[r as usize];
    match (a, b) {
        (Source::Register(a), Source::Register(b)) => each(at(a), at(b), out, f),
        (Source::Register(a), Source::Constant(b)) => each(at(a), b, out, f),
        (Source::Constant(a), Source::Register(b)) => each(a, at(b), out, f),
        (Source::Constant(a), Source::Constant(b)) => each(a, b, out, f),
    }
}

#[inline(always)]
fn select([a, b, c, d]: [Source; 4], registers: &[Box<Block>], out: &mut Block) {
    #[inline(always)]
    fn each(a: impl Operands, b: impl Operands, c: impl Operands, d: impl Operands, out: &mut Block) {
        for (draw, out) in out.iter_mut().enumerate() {
            let (then, otherwise) = (c.at(draw), d.at(draw));
            *out = if a.at(draw) > b.at(draw) { then } else { otherwise };
        }
    }
    macro_rules! resolve {
        ($($done:ident)*; $next:ident $($rest:ident)*) => {
            match $next {
                Source::Register(r) => { let $next: &Block = &registers[r as usize]; resolve!($($done)* $next; $($rest)*) }
                Source::Constant($next) => resolve!($($done)* $next; $($rest)*),
            }
        };
        ($($done:ident)*;) => { each($($done,)* out) };
    }
    resolve!(; a b c d);
}
