//! A run allocates nothing: everything it writes stands in its workspace.

mod common;

use dafeng::ensemble::program::Program;
use dafeng::lane::Lane;
use dafeng::sampling::{Design, Method, Sampler};
use dafeng::simulation::draw::{DrawValues, Drawn};
use dafeng::simulation::run;
use dafeng::simulation::workspace::Workspace;
use dafeng::tape::{Block, Player, Sink};
use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

thread_local! {
    static ALLOCATIONS: Cell<u64> = const { Cell::new(0) };
}

/// Counts the allocations of each thread.
struct Counting;

// The counter is a plain thread-local number that itself never allocates; everything else is handed to
// the system allocator unchanged, so its contract is kept.
#[expect(unsafe_code, reason = "an allocator can only be written with unsafe; this one only counts")]
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.with(|n| n.set(n.get() + 1));
        unsafe { System.alloc(layout) }
    }
    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        unsafe { System.dealloc(pointer, layout) }
    }
    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        ALLOCATIONS.with(|n| n.set(n.get() + 1));
        unsafe { System.realloc(pointer, layout, size) }
    }
}

#[global_allocator]
static COUNTING: Counting = Counting;

/// Everything that can be drawn: yearly shocks of each kind, a correlation, a tabulated distribution.
const DRAWN: &str = r#"
[shocks.dry-year]
title      = { zh = "枯水年", en = "Dry Year" }
assumption = "test"
moves      = [{ id = "life", leaf = "processes.arc-furnace.carriers.electricity", strength = 0.02 }]

[[correlations]]
id         = "grid-demand"
between    = ["regions.guangxi.grid-factor", "demand.carbon-steel.guangxi"]
rank       = 0.5
assumption = "test"
"#;

#[test]
fn a_draw_allocates_nothing() {
    let of_grid = "uncertain = { normal = { mean = 1.0, sd = 0.03 }, on = \"multiplier\" }";
    let more = "uncertain = { pert = { low = 0.9, mode = 1.0, high = 1.2 }, on = \"multiplier\" }, \
                disturbance = { sigma = 0.05, persistence = 0.5 }, growth-shock = { sigma = 0.02 }";
    let fixture = common::Patched::new("small").replace("small.toml", of_grid, more);
    let model = fixture.append("small.toml", DRAWN).compile("small.toml");
    let mut drawn = Drawn::new(&model.parameters, Lane::ZERO);
    let mut numbers = Drawn::new(&model.parameters, 0.0);
    let mut values = DrawValues::<f64>::central(&model.parameters);
    for method in [Method::Random, Method::LatinHypercube, Method::Sobol] {
        let sampler = Sampler::new(Design { draws: 160, seed: 1, method }, &model.parameters);
        for first in (0..160).step_by(8) {
            let before = ALLOCATIONS.with(Cell::get);
            sampler.draw(&model.parameters, first, &mut drawn);
            for slot in 0..model.parameters.uncertain.len() {
                drawn.copy_lane(&model.parameters, slot, 3, &mut numbers);
                values.follow(&model.parameters, &numbers, slot);
            }
            assert_eq!(ALLOCATIONS.with(Cell::get), before, "{method:?}, draw {first}");
        }
    }
}

/// Guangxi's steel has a ledger with projects and rebuilding, Guizhou efficiency classes and retrofits.
#[test]
fn a_run_allocates_nothing() {
    allocates_nothing("scenarios/guangxi/steel-baseline.toml");
    allocates_nothing("scenarios/guizhou/baseline.toml");
}

fn allocates_nothing(file: &str) {
    let model = common::compile(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(file), &[]);
    assert!(!model.fleet.certain, "the fleet is drawn too");
    let kept = dafeng::ensemble::kept_series(&model);
    let mut workspace = Workspace::new(&model, kept);
    let sampler = Sampler::new(Design::random(160, 1), &model.parameters);
    for block in 0..20 {
        sampler.fill(&model.parameters, block, &mut workspace.draw);
        let before = ALLOCATIONS.with(Cell::get);
        run(&model, &mut workspace);
        assert_eq!(ALLOCATIONS.with(Cell::get), before, "{file}, block {block}");
    }
}

/// Adds up what is handed out.
struct Sum(f64);

impl Sink for Sum {
    fn take(&mut self, _: usize, values: &Block) {
        self.0 += values[0];
    }
}

#[test]
fn playing_a_tape_allocates_nothing() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/guangxi/steel-baseline.toml");
    let model = common::compile(&path, &[]);
    let sampler = Sampler::new(Design::random(64, 1), &model.parameters);
    let program = Program::new(&model, &sampler, dafeng::ensemble::kept_series(&model));
    let (mut player, mut sum) = (Player::new(&program.tape), Sum(0.0));
    for round in 0..2 {
        let before = ALLOCATIONS.with(Cell::get);
        player.play(&program.tape, &mut sum);
        assert_eq!(ALLOCATIONS.with(Cell::get), before, "round {round}");
    }
}
