//! A run allocates nothing: everything it writes stands in its workspace.

mod common;

use dafeng::sampling::Sampler;
use dafeng::simulation::run;
use dafeng::simulation::workspace::Workspace;
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
    let sampler = Sampler::new(1, &model.parameters);
    for block in 0..20 {
        sampler.fill(&model.parameters, block * 8, &mut workspace.draw);
        let before = ALLOCATIONS.with(Cell::get);
        run(&model, &mut workspace);
        assert_eq!(ALLOCATIONS.with(Cell::get), before, "{file}, block {block}");
    }
}
