use super::*;
use crate::simulation::number::Number;
use proptest::prelude::*;

/// Keeps everything that is handed out.
struct Kept(Vec<Block>);

impl Sink for Kept {
    fn take(&mut self, output: usize, values: &Block) {
        assert_eq!(output, self.0.len(), "outputs come in order");
        self.0.push(*values);
    }
}

fn play(graph: &Graph, outputs: &[Node<'_>], inputs: &[Block]) -> (Tape, Vec<Block>) {
    let operands: Vec<_> = outputs.iter().map(|node| node.operand()).collect();
    let tape = record(graph, &operands);
    let mut player = Player::new(&tape);
    for (register, &input) in tape.inputs.iter().enumerate() {
        *player.input(register) = inputs[input];
    }
    let mut kept = Kept(Vec::new());
    player.play(&tape, &mut kept);
    (tape, kept.0)
}

fn steps(tape: &Tape) -> usize {
    tape.code.iter().filter(|step| step.code != code::Code::Emit).count()
}

/// x + 0, x · 1, x / 1, x − 0, min and max within known bounds and selections that always fall out one way
/// leave nothing to do; 2 · 3 is 6.
#[test]
fn what_is_known_is_not_computed() {
    let graph = Graph::default();
    let x = graph.input(1.0, 2.0);
    let (zero, one) = (Node::ZERO, Node::ONE);
    let same = [
        x + zero,
        zero + x,
        x * one,
        x / 1.0,
        x - zero,
        x.max(one),
        x.min(Node::constant(2.0)),
        x.select_above(zero, x, one),
        zero.select_above(x, one, x),
        x.abs(),
    ];
    let (tape, kept) = play(&graph, &same, &[[1.5; BLOCK]]);
    assert_eq!(steps(&tape), 0);
    assert!(kept.iter().all(|values| *values == [1.5; BLOCK]));
    assert_eq!((Node::constant(2.0) * Node::constant(3.0)).operand(), Node::constant(6.0).operand());
    assert_eq!((x - x).operand(), zero.operand());
    assert_eq!((x * zero).operand(), zero.operand());
    assert_eq!(zero.share_of(x).operand(), zero.operand());
    // A bound that holds already binds no more.
    let y = graph.input(0.0, 5.0);
    assert_eq!(x.min(y).min(x).operand(), x.min(y).operand());
    assert_eq!(y.max(x.max(y)).operand(), x.max(y).operand());
    // What may be infinite times 0 is no 0.
    let far = graph.input(1.0, f64::INFINITY);
    assert_ne!((far * zero).operand(), zero.operand());
}

/// a·b + a·b needs one product and one sum; what no output needs is left out, its inputs too.
#[test]
fn what_is_alike_is_computed_once_and_what_nobody_needs_never() {
    let graph = Graph::default();
    let (a, b, idle) = (graph.input(-9.0, 9.0), graph.input(-9.0, 9.0), graph.input(-9.0, 9.0));
    let _unused = idle * a;
    let sum = a * b + b * a;
    let (tape, kept) = play(&graph, &[sum, sum], &[[3.0; BLOCK], [2.0; BLOCK], [1.0; BLOCK]]);
    assert_eq!((steps(&tape), tape.inputs.len(), tape.outputs), (2, 2, 2));
    assert_eq!(kept, [[12.0; BLOCK]; 2]);
}

/// What no draw needs is passed over, and what a draw does not need it keeps as it was.
#[test]
fn a_region_is_for_those_that_need_it() {
    let graph = Graph::default();
    let (x, y) = (graph.input(-9.0, 9.0), graph.input(-9.0, 9.0));
    let mut state = y;
    x.where_above(Node::ZERO, &mut state, |state, show| show(state), |state| *state = *state * 2.0 + x);
    let mut some = [-1.0; BLOCK];
    some[3] = 5.0;
    let (tape, kept) = play(&graph, &[state], &[some, [7.0; BLOCK]]);
    let expected: Block = std::array::from_fn(|draw| if draw == 3 { 19.0 } else { 7.0 });
    assert_eq!(kept, [expected]);
    // y · 2, + x, the selection in two, and a jump past the copy for those who pass.
    assert_eq!((tape.code[0].code, tape.code[0].target), (code::Code::Unless, 5));
    // Where no draw needs it, not-a-number inside shows nowhere.
    let (_, kept) = play(&graph, &[state], &[[f64::NAN; BLOCK], [7.0; BLOCK]]);
    assert_eq!(kept, [[7.0; BLOCK]]);
    // What holds for certain is no region.
    let mut known = y;
    Node::ONE.where_above(Node::ZERO, &mut known, |state, show| show(state), |state| *state += x);
    assert_eq!(known.operand(), (y + x).operand());
}

/// A chain of a thousand sums needs two registers beside its input.
#[test]
fn registers_are_used_again() {
    let graph = Graph::default();
    let x = graph.input(0.0, 1.0);
    let sum = (0..1000).fold(x, |sum, i| sum + Node::constant(f64::from(i) + 0.5));
    let (tape, kept) = play(&graph, &[sum], &[[1.0; BLOCK]]);
    assert_eq!(steps(&tape), 1000);
    assert!(tape.registers <= 3, "{}", tape.registers);
    // Σ (i + ½) for i below 1000 is 1000²/2.
    assert_eq!(kept[0][0], 500_001.0);
}

/// Numbers that change where one is greater than another, in a region within a region where asked.
fn regions<N: Number>(nested: bool, [a, b, c]: [N; 3]) -> N {
    let show = |state: &mut [N; 2], show: &mut dyn FnMut(&mut N)| state.iter_mut().for_each(show);
    let mut state = [b, c];
    a.where_above(b, &mut state, show, |state| {
        state[0] = a * c + 1.0;
        if nested {
            c.where_above(b, state, show, |state| *state = [state[1] - a, state[0] * b]);
        }
        state[1] += state[0];
    });
    state[0] - state[1] * 0.5
}

/// One step of a made-up calculation: what is done to which of the numbers so far.
#[derive(Clone, Debug)]
struct Made(u8, prop::sample::Index, prop::sample::Index, prop::sample::Index);

/// Does a made-up calculation with any kind of number.
fn calculate<N: Number>(inputs: &[N], made: &[Made]) -> Vec<N> {
    let mut numbers = inputs.to_vec();
    numbers.extend([0.0, 1.0, -2.5, 1e-3].map(N::constant));
    for Made(operation, a, b, c) in made {
        let [a, b, c] = [a, b, c].map(|at| numbers[at.index(numbers.len())]);
        numbers.push(match operation {
            0 => a + b,
            1 => a - b,
            2 => a * b,
            // What 0 is divided by has a sign that folding may lose.
            3 => a / (b.abs() + 0.5),
            4 => a.min(b),
            5 => a.max(b),
            6 => a.share_of(b),
            7 => a.select_above(b, c, a),
            8 => -a,
            9 => a.abs().exp(),
            10 => a.abs().pow(b),
            12 | 13 => regions(*operation == 13, [a, b, c]),
            _ => a * 3.0 + b,
        });
    }
    numbers
}

proptest! {
    /// Whatever is calculated, and however much of it is folded, the tape gives the plain numbers.
    #[test]
    fn a_tape_gives_the_plain_numbers(
        made in prop::collection::vec(
            (0u8..14, any::<prop::sample::Index>(), any::<prop::sample::Index>(), any::<prop::sample::Index>())
                .prop_map(|(o, a, b, c)| Made(o, a, b, c)),
            1..60,
        ),
        values in prop::collection::vec(prop::collection::vec(-3.0..4.0f64, BLOCK), 3),
    ) {
        let inputs: Vec<Block> = values.iter().map(|v| std::array::from_fn(|i| v[i])).collect();
        let graph = Graph::default();
        let nodes: Vec<Node<'_>> = inputs.iter().map(|_| graph.input(-3.0, 4.0)).collect();
        let outputs = calculate(&nodes, &made);
        let (_, kept) = play(&graph, &outputs, &inputs);
        for draw in [0, 1, BLOCK / 2, BLOCK - 1] {
            let plain: Vec<f64> = inputs.iter().map(|input| input[draw]).collect();
            for (played, run) in kept.iter().zip(calculate(&plain, &made)) {
                // What follows from no number may be one or none, as folding decides: such a draw has failed.
                if run.is_nan() {
                    break;
                }
                // 0 and −0 are the same number.
                prop_assert!(played[draw] == run, "{} against {run}", played[draw]);
            }
        }
    }

    /// The width of the vectors changes no bit.
    #[test]
    fn every_width_gives_the_same_bits(
        made in prop::collection::vec(
            (0u8..14, any::<prop::sample::Index>(), any::<prop::sample::Index>(), any::<prop::sample::Index>())
                .prop_map(|(o, a, b, c)| Made(o, a, b, c)),
            1..40,
        ),
        values in prop::collection::vec(-3.0..4.0f64, BLOCK),
    ) {
        let input: Block = std::array::from_fn(|i| values[i]);
        let graph = Graph::default();
        let outputs = calculate(&[graph.input(-3.0, 4.0)], &made);
        let operands: Vec<_> = outputs.iter().map(|node| node.operand()).collect();
        let tape = record(&graph, &operands);
        let bits = |wide: bool| {
            let mut player = Player::new(&tape);
            for register in 0..tape.inputs.len() {
                *player.input(register) = input;
            }
            let mut kept = Kept(Vec::new());
            if wide { player.play(&tape, &mut kept) } else { player.play_plain(&tape, &mut kept) }
            kept.0.into_iter().flatten().map(f64::to_bits).collect::<Vec<_>>()
        };
        // Not-a-number has many bits.
        let number = |bits: u64| if f64::from_bits(bits).is_nan() { 0 } else { bits };
        prop_assert!(bits(true).into_iter().map(number).eq(bits(false).into_iter().map(number)));
    }
}
