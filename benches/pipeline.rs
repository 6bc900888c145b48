//! How long the stages take on Guangxi's steel: `cargo bench`.

use std::path::Path;

use dafeng::ensemble::{self, Design};
use dafeng::model::Model;
use dafeng::scenario::{Loaded, Options, load};
use dafeng::simulation;
use divan::Bencher;

fn main() {
    divan::main();
}

fn loaded() -> Loaded {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/guangxi/steel-baseline.toml");
    load(&path, &Options::default()).unwrap_or_else(|problems| panic!("{problems}"))
}

fn model() -> Model {
    Model::compile(loaded().scenario).unwrap_or_else(|errors| panic!("{errors:?}"))
}

#[divan::bench(name = "load")]
fn load_files() -> Loaded {
    loaded()
}

#[divan::bench]
fn compile(bencher: Bencher) {
    let scenario = loaded().scenario;
    bencher.with_inputs(|| scenario.clone()).bench_values(Model::compile);
}

#[divan::bench]
fn central_run(bencher: Bencher) {
    let model = model();
    bencher.bench(|| simulation::central(&model));
}

#[divan::bench(args = [1_000, 10_000], sample_count = 5)]
fn draws(bencher: Bencher, draws: u64) {
    let model = model();
    bencher.bench(|| ensemble::simulate(&model, Design::random(draws, 1), |_| true));
}
