//! What random numbers cost: `cargo bench --bench sampling`. Pairs to be read as ratios.

use std::path::Path;

use dafeng::elementary;
use dafeng::lane::{LANES, Lane};
use dafeng::model::Model;
use dafeng::sampling::{Design, Method, Sampler, normal, philox};
use dafeng::scenario::{Options, load};
use dafeng::simulation::draw::Drawn;
use divan::counter::ItemsCount;
use divan::{Bencher, black_box};

fn main() {
    divan::main();
}

/// Blocks of eight an iteration works on.
const BLOCKS: u64 = 128;

fn numbers() -> Vec<Lane> {
    (0..BLOCKS).map(|block| philox::uniforms(1, block * LANES as u64, 0)).collect()
}

fn each(bencher: Bencher, f: impl Fn(Lane) -> Lane + Sync) {
    let numbers = numbers();
    bencher
        .counter(ItemsCount::new(numbers.len() * LANES))
        .bench(|| numbers.iter().fold(Lane::ZERO, |sum, u| sum + f(black_box(*u))));
}

#[divan::bench]
fn normal_in_lanes(bencher: Bencher) {
    each(bencher, normal::quantiles);
}

#[divan::bench]
fn normal_one_by_one(bencher: Bencher) {
    each(bencher, |u| u.map(|p| black_box(normal::quantile(black_box(p)))));
}

#[divan::bench]
fn exp_in_lanes(bencher: Bencher) {
    each(bencher, |u| u.map(elementary::exp));
}

#[divan::bench]
fn exp_of_libm(bencher: Bencher) {
    each(bencher, |u| u.map(libm::exp));
}

#[divan::bench]
fn philox_in_lanes(bencher: Bencher) {
    bencher.counter(ItemsCount::new(BLOCKS * LANES as u64)).bench(|| {
        (0..BLOCKS)
            .fold(Lane::ZERO, |sum, block| sum + philox::uniforms(black_box(1), block * LANES as u64, 0))
    });
}

#[divan::bench]
fn philox_one_by_one(bencher: Bencher) {
    bencher.counter(ItemsCount::new(BLOCKS * LANES as u64)).bench(|| {
        (0..BLOCKS * LANES as u64).fold(0, |sum: u32, draw| {
            sum.wrapping_add(black_box(philox::block(black_box([1, 0]), [draw as u32, 0, 0, 0]))[0])
        })
    });
}

/// All leaves of Guangxi's steel for eight draws, by design.
#[divan::bench(args = ["random", "latin-hypercube", "sobol"])]
fn leaves_of_eight_draws(bencher: Bencher, name: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/guangxi/steel-baseline.toml");
    let loaded = load(&path, &Options::default()).unwrap_or_else(|problems| panic!("{problems}"));
    let model = Model::compile(loaded.scenario).unwrap_or_else(|errors| panic!("{errors:?}"));
    let methods = [Method::Random, Method::LatinHypercube, Method::Sobol];
    let method = methods.into_iter().find(|method| method.name() == name).unwrap_or_default();
    let sampler = Sampler::new(Design { draws: 16_384, seed: 1, method }, &model.parameters);
    let mut block = Drawn::new(&model.parameters, Lane::ZERO);
    let mut first = 0;
    bencher.bench_local(|| {
        first = (first + LANES as u64) % 16_384;
        sampler.draw(&model.parameters, first, &mut block);
    });
}
