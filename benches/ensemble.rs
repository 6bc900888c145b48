//! What draws cost: `cargo bench --bench ensemble`. Pairs to be read as ratios; items are draws.

use std::path::Path;

use dafeng::domain::{Disturbance, Scenario};
use dafeng::ensemble::program::Program;
use dafeng::ensemble::{self, Design};
use dafeng::model::Model;
use dafeng::sampling::Sampler;
use dafeng::scenario::{Options, load};
use dafeng::simulation::{self, workspace::Workspace};
use dafeng::tape::{BLOCK, Block, Player, Sink};
use divan::Bencher;
use divan::counter::ItemsCount;

fn main() {
    divan::main();
}

const SCENARIOS: [&str; 3] = ["guangxi/steel-baseline", "guangxi/baseline", "thirty leaves"];

/// Uncertain leaves of the bare case: eight act on the fleet, three are shaken every year.
const THIRTY: [&str; 30] = [
    "regions.guangxi.grid-factor",
    "regions.guangxi.residual-factor",
    "scrap.steel-scrap.supply.guangxi",
    "scrap.aluminium-scrap.supply.guangxi",
    "scrap.copper-scrap.supply.guangxi",
    "processes.blast-furnace.life",
    "processes.converter.life",
    "processes.potline.life",
    "levers.clean-crude-steel.guangxi",
    "levers.rebuild-iron.guangxi",
    "levers.rebuild-aluminium.guangxi",
    "levers.rebuild-crude-steel.guangxi",
    "projects.gx-beihai-alumina-1.delay",
    "processes.blast-furnace.energy-factor",
    "processes.converter.energy-factor",
    "processes.arc-furnace.energy-factor",
    "processes.bayer-alumina.energy-factor",
    "processes.potline.energy-factor",
    "processes.silicomanganese-saf.energy-factor",
    "processes.copper-smelting.energy-factor",
    "processes.blast-furnace.improvement",
    "processes.potline.regions.guangxi.captive-share",
    "levers.arc-share.guangxi",
    "processes.potline.utilisation-max",
    "demand.carbon-steel.guangxi",
    "demand.primary-aluminium.guangxi",
    "demand.alumina.guangxi",
    "demand.copper-cathode.guangxi",
    "demand.silicomanganese.guangxi",
    "demand.processed-aluminium.guangxi",
];

fn scenario(name: &str) -> Scenario {
    let file = if name == "thirty leaves" { "guangxi/baseline" } else { name };
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("scenarios/{file}.toml"));
    let mut scenario = load(&path, &Options::default()).unwrap_or_else(|p| panic!("{p}")).scenario;
    if name == "thirty leaves" {
        bare(&mut scenario);
    }
    scenario
}

/// All metals with thirty uncertain leaves and sixty series, without targets.
fn bare(scenario: &mut Scenario) {
    let shaken =
        ["regions.guangxi.grid-factor", "demand.carbon-steel.guangxi", "levers.potline-power.guangxi"];
    for leaf in &mut scenario.leaves {
        if !THIRTY.contains(&leaf.address.as_str()) {
            leaf.uncertainty = None;
        }
        let is_shaken = shaken.contains(&leaf.address.as_str());
        leaf.growth_shock = None;
        leaf.disturbance = is_shaken.then_some(Disturbance { sigma: 0.03, persistence: 0.5 });
    }
    let uncertain = scenario.leaves.iter().filter(|leaf| leaf.uncertainty.is_some()).count();
    assert_eq!(uncertain, THIRTY.len(), "every leaf of the list is there and uncertain");
    scenario.shocks.clear();
    scenario.targets.clear();
    let model = Model::compile(scenario.clone()).unwrap_or_else(|errors| panic!("{errors:?}"));
    let kept = ensemble::kept_series(&model);
    scenario.ensemble_series = kept.iter().take(60).map(|&s| model.series[s].key(scenario)).collect();
}

fn model(name: &str) -> Model {
    Model::compile(scenario(name)).unwrap_or_else(|errors| panic!("{errors:?}"))
}

struct Sum(f64);

impl Sink for Sum {
    fn take(&mut self, _: usize, values: &Block) {
        self.0 += values[0];
    }
}

/// One draw as a plain run with its closures.
#[divan::bench(args = SCENARIOS)]
fn plain_run(bencher: Bencher, name: &str) {
    let model = model(name);
    let mut workspace = Workspace::new(&model, ensemble::kept_series(&model));
    bencher.counter(ItemsCount::new(1_u64)).bench_local(|| simulation::run(&model, &mut workspace));
}

/// Writing a run down.
#[divan::bench(args = SCENARIOS)]
fn write_down(bencher: Bencher, name: &str) {
    let model = model(name);
    let sampler = Sampler::new(Design::random(64, 1), &model.parameters);
    bencher.bench(|| Program::new(&model, &sampler, ensemble::kept_series(&model)));
}

/// A block of draws from the tape alone.
#[divan::bench(args = SCENARIOS)]
fn play(bencher: Bencher, name: &str) {
    let model = model(name);
    let sampler = Sampler::new(Design::random(64, 1), &model.parameters);
    let program = Program::new(&model, &sampler, ensemble::kept_series(&model));
    let (mut player, mut sum) = (Player::new(&program.tape), Sum(0.0));
    bencher.counter(ItemsCount::new(BLOCK)).bench_local(|| player.play(&program.tape, &mut sum));
}

/// Whole ensembles: random numbers, fleets, tape, statistics.
#[divan::bench(args = SCENARIOS, sample_count = 5)]
fn ten_thousand_draws(bencher: Bencher, name: &str) {
    let model = model(name);
    let design = Design::random(10_000, 1);
    bencher.counter(ItemsCount::new(10_000_u64)).bench(|| ensemble::simulate(&model, design, |_| true));
}
