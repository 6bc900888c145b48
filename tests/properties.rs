//! What must always hold (MODEL section 15), on Guangxi's steel with its leaves thrown about.

mod common;

use common::{Run, agrees};
use dafeng::domain::{Commissioned, Path, Scenario, Uncertainty};
use dafeng::ensemble::{Design, simulate};
use dafeng::model::Model;
use dafeng::model::fleet::spread_age;
use dafeng::sampling::Sampler;
use dafeng::scenario::{Options, load};
use dafeng::simulation::balance::closures;
use dafeng::simulation::draw::{DrawValues, Leaves};
use dafeng::simulation::fleet::{self, FleetPath, FleetState};
use dafeng::simulation::path::List;
use dafeng::units::Dimension;
use proptest::prelude::*;
use std::sync::OnceLock;

/// Largest relative residual of any closure.
const CLOSED: f64 = 1e-9;

fn guangxi() -> Scenario {
    static SCENARIO: OnceLock<Scenario> = OnceLock::new();
    SCENARIO
        .get_or_init(|| {
            let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
                .join("scenarios/guangxi/steel-baseline.toml");
            load(&path, &Options::default()).unwrap_or_else(|p| panic!("{p}")).scenario
        })
        .clone()
}

/// A province with prices, declared sums and ratios.
fn guizhou() -> Scenario {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/guizhou/baseline.toml");
    load(&path, &Options::default()).unwrap_or_else(|p| panic!("{p}")).scenario
}

fn run(scenario: Scenario) -> Run {
    Run::new(Model::compile(scenario).unwrap_or_else(|e| panic!("{e:?}")))
}

fn scale(path: &mut Path, k: f64) {
    match path {
        Path::Constant(value) => *value *= k,
        Path::Knots { knots, .. } => knots.iter_mut().for_each(|(_, value)| *value *= k),
        Path::Growth { start, .. } => *start = start.map(|s| s * k),
        Path::Logistic { floor, ceiling, .. } => {
            *floor *= k;
            *ceiling *= k;
        }
    }
}

fn is_extensive(dimension: Dimension) -> bool {
    let extensive = [
        Dimension::MASS,
        Dimension::VOLUME,
        Dimension::CO2,
        Dimension::ENERGY,
        Dimension::ELECTRICITY,
        Dimension::MONEY,
    ];
    extensive.contains(&dimension)
}

/// Every number of one run against another's, in the order of the catalogue.
#[track_caller]
fn same_numbers(a: &Run, b: &Run, factor: impl Fn(Dimension) -> f64, tolerance: f64) {
    assert_eq!(a.central.series.len(), b.central.series.len());
    for (s, (of_a, of_b)) in a.central.series.iter().zip(&b.central.series).enumerate() {
        let series = &a.model.series[s];
        let size = of_a.iter().fold(0.0, |m, v| f64::max(m, v.abs())) * factor(series.dimension);
        for (x, y) in of_a.iter().zip(of_b) {
            let gap = (x * factor(series.dimension) - y).abs();
            assert!(gap <= tolerance * size.max(1e-9), "{}: {x} against {y}", series.name);
        }
    }
}

#[test]
fn extensive_inputs_scale_extensive_outputs() {
    scales_with(guangxi());
    scales_with(guizhou());
}

#[track_caller]
fn scales_with(scenario: Scenario) {
    let k = 3.7;
    let mut scaled = scenario.clone();
    for leaf in scaled.leaves.iter_mut().filter(|leaf| is_extensive(leaf.dimension)) {
        scale(&mut leaf.path, k);
    }
    for observation in scaled.observations.iter_mut().filter(|o| is_extensive(o.dimension)) {
        observation.values.iter_mut().for_each(|(_, value)| *value *= k);
    }
    let factor = |dimension| if is_extensive(dimension) { k } else { 1.0 };
    same_numbers(&run(scenario), &run(scaled), factor, 1e-9);
}

/// Names decide nothing but the spread of unknown ages and the names of random numbers: with ages
/// written down, random ids give the same central run.
#[test]
fn renaming_changes_no_number() {
    stands_without_names(guangxi());
    stands_without_names(guizhou());
}

#[track_caller]
fn stands_without_names(mut named: Scenario) {
    for unit in &mut named.units {
        if unit.commissioned == Commissioned::Spread {
            let age = spread_age(&unit.id, named.age_spread);
            unit.commissioned = Commissioned::Year(dafeng::domain::Year(named.horizon.base.0 - age));
        }
    }
    let mut renamed = named.clone();
    let mut next = 0x9e37_79b9_u32;
    let mut rename = |id: &mut String| {
        next = next.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        *id = format!("x{next:08x}");
    };
    renamed.regions.iter_mut().for_each(|x| rename(&mut x.id));
    renamed.clusters.iter_mut().for_each(|x| rename(&mut x.id));
    renamed.tags.iter_mut().for_each(|x| rename(&mut x.id));
    renamed.elements.iter_mut().for_each(|x| rename(&mut x.id));
    renamed.commodities.iter_mut().for_each(|x| rename(&mut x.id));
    renamed.aggregates.iter_mut().for_each(|x| rename(&mut x.id));
    renamed.carriers.iter_mut().for_each(|x| rename(&mut x.id));
    renamed.scraps.iter_mut().for_each(|x| rename(&mut x.id));
    renamed.processes.iter_mut().for_each(|x| rename(&mut x.id));
    renamed.routes.iter_mut().for_each(|x| rename(&mut x.id));
    renamed.boundaries.iter_mut().for_each(|x| rename(&mut x.id));
    renamed.groups.iter_mut().for_each(|x| rename(&mut x.id));
    renamed.owners.iter_mut().for_each(&mut rename);
    renamed.units.iter_mut().for_each(|x| rename(&mut x.id));
    renamed.projects.iter_mut().for_each(|x| rename(&mut x.id));
    renamed.levers.iter_mut().for_each(|x| rename(&mut x.id));
    renamed.drivers.iter_mut().for_each(|x| rename(&mut x.id));
    renamed.shocks.iter_mut().for_each(|x| rename(&mut x.id));
    renamed.series_sums.iter_mut().for_each(|x| rename(&mut x.id));
    renamed.series_ratios.iter_mut().for_each(|x| rename(&mut x.id));
    renamed.leaves.iter_mut().for_each(|x| rename(&mut x.address));
    renamed.ensemble_series.clear();
    named.ensemble_series.clear();
    same_numbers(&run(named), &run(renamed), |_| 1.0, 0.0);
}

#[test]
fn without_uncertainty_the_fan_is_the_central_run() {
    let mut certain = guangxi();
    for leaf in &mut certain.leaves {
        (leaf.uncertainty, leaf.disturbance, leaf.growth_shock) = (None, None, None);
    }
    certain.shocks.clear();
    let run = run(certain);
    let ensemble = simulate(&run.model, Design::random(40, 9), |_| true).expect("not stopped");
    for (position, &series) in ensemble.series.iter().enumerate() {
        for (t, summary) in ensemble.summaries[position].iter().enumerate() {
            let central = run.central.series[series][t];
            assert_eq!(summary.sd, 0.0, "{}", run.model.series[series].name);
            assert!(summary.quantiles.iter().all(|q| *q == f64::from(central as f32)));
        }
    }
}

#[test]
fn every_draw_is_the_central_run_while_history_lasts() {
    let run = run(guangxi());
    let ensemble = simulate(&run.model, Design::random(64, 3), |_| true).expect("not stopped");
    let mut spread = 0;
    for (position, &series) in ensemble.series.iter().enumerate() {
        for t in 0..=run.model.observed() {
            let summary = &ensemble.summaries[position][t];
            let central = f64::from(run.central.series[series][t] as f32);
            assert_eq!((summary.quantiles[0], summary.quantiles[6]), (central, central));
        }
        spread += usize::from(ensemble.summaries[position][run.model.observed() + 1].sd > 0.0);
    }
    assert!(spread > 5, "the fan opens the year after");
}

/// A unit in two halves of the same year and owner: only the unit tables may differ.
#[test]
fn splitting_a_unit_changes_nothing() {
    let mut whole = guangxi();
    let at = whole.units.iter().position(|u| u.commissioned != Commissioned::Spread).expect("a dated unit");
    let mut split = whole.clone();
    let leaf = &mut split.leaves[whole.units[at].capacity.0];
    leaf.uncertainty = None;
    scale(&mut leaf.path, 0.5);
    whole.leaves[whole.units[at].capacity.0].uncertainty = None;
    let mut second = split.units[at].clone();
    second.id.push_str("-second-half");
    split.units.push(second);
    // Corrections and replacements name the first half; the second stands beside it in both.
    let id = dafeng::domain::UnitId(split.units.len() - 1);
    for correction in &mut split.corrections {
        if correction.units.contains(&dafeng::domain::UnitId(at)) {
            correction.units.push(id);
        }
    }
    for project in &mut split.projects {
        if let dafeng::domain::Replaces::Units(units) = &mut project.replaces
            && units.contains(&dafeng::domain::UnitId(at))
        {
            units.push(id);
        }
    }
    same_numbers(&run(whole), &run(split), |_| 1.0, 1e-9);
}

#[test]
fn the_bytes_do_not_depend_on_threads() {
    let model = Model::compile(guangxi()).unwrap_or_else(|e| panic!("{e:?}"));
    let with = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
        pool.install(|| simulate(&model, Design::random(700, 5), |_| true)).expect("not stopped")
    };
    let (one, three) = (with(1), with(3));
    assert_eq!(one.summaries, three.summaries);
    assert_eq!(one.peaks, three.peaks);
    assert_eq!(one.targets, three.targets);
    assert_eq!(one.bindings, three.bindings);
}

/// A draw belongs to its seed, address and number: a leaf more leaves the others as they were.
#[test]
fn a_new_uncertain_leaf_leaves_the_others_alone() {
    let mut more = guangxi();
    let address = "consumption.crude-steel.guangxi";
    let leaf = more.leaves.iter_mut().find(|l| l.address == address).expect("consumption");
    leaf.uncertainty = Some(Uncertainty {
        distribution: dafeng::domain::Distribution::Uniform { low: 0.9, high: 1.1 },
        on: dafeng::domain::On::Multiplier,
    });
    let fan = |scenario: Scenario| {
        let model = Model::compile(scenario).unwrap_or_else(|e| panic!("{e:?}"));
        let ensemble = simulate(&model, Design::random(50, 1), |_| true).expect("not stopped");
        let name = "Emissions|CO2@guangxi";
        let at = ensemble.series.iter().position(|&s| model.series[s].key(&model.scenario) == name);
        ensemble.summaries[at.expect("kept")].clone()
    };
    assert_eq!(fan(guangxi()), fan(more));
}

/// What a planner may turn, and how far: demand, shares, scrap, rebuild, purchases, use, loads of
/// capacity.
fn thrown_about() -> impl Strategy<Value = Vec<(&'static str, f64)>> {
    let factor = |name: &'static str, low: f64, high: f64| (Just(name), low..high);
    (
        factor("demand.", 0.2, 2.5),
        factor("levers.arc-share", 0.0, 4.0),
        factor("scrap.steel-scrap.supply", 0.05, 3.0),
        factor("levers.", 0.3, 1.5),
        factor("fleet.units", 0.3, 1.5),
        factor("projects.", 0.3, 2.0),
        factor("processes.blast-furnace.utilisation-max", 0.5, 1.0),
    )
        .prop_map(|(a, b, c, d, e, f, g)| vec![a, b, c, d, e, f, g])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn everything_closes(factors in thrown_about()) {
        let mut scenario = guangxi();
        for (prefix, factor) in &factors {
            for leaf in scenario.leaves.iter_mut().filter(|l| l.address.starts_with(prefix)) {
                scale(&mut leaf.path, *factor);
                if leaf.dimension == Dimension::SHARE && leaf.range.greatest <= 1.0 {
                    clamp(&mut leaf.path);
                }
            }
        }
        let run = run(scenario);
        for (closure, residual) in closures(&run.model).into_iter().zip(run.central.closures.iter()) {
            prop_assert!(*residual < CLOSED, "{closure:?}: {residual} with {factors:?}");
        }
        for (s, values) in run.central.series.iter().enumerate() {
            let series = &run.model.series[s];
            prop_assert!(values.iter().all(|v| v.is_finite()), "{}", series.name);
            if series.name.starts_with("Production") || series.name.starts_with("Unmet") || series.name.starts_with("Capacity") {
                prop_assert!(values.iter().all(|v| *v >= -1e-6), "{} {values:?}", series.name);
            }
            if series.name.starts_with("Share|") {
                prop_assert!(values.iter().all(|v| (-1e-12..=1.0 + 1e-9).contains(v)), "{}", series.name);
            }
        }
        // Demand is met or unmet, never dropped.
        let demand = |name: &str, t: i32| run.at(&format!("{name}|Carbon Steel"), 2020 + t);
        for t in 1..40 {
            agrees(demand("Production", t) + demand("Unmet Demand", t), demand("Demand", t).max(demand("Production", t)), 1e-9);
        }
    }
}

fn clamp(path: &mut Path) {
    match path {
        Path::Constant(value) => *value = value.clamp(0.0, 1.0),
        Path::Knots { knots, .. } => knots.iter_mut().for_each(|(_, v)| *v = v.clamp(0.0, 1.0)),
        Path::Growth { .. } | Path::Logistic { .. } => {}
    }
}

/// Computed group by group or as a whole, in whatever order draws come, a fleet is the same to the last bit; every
/// slot, unit, project and ledger is in one group.
#[test]
fn groups_of_a_fleet_have_nothing_to_do_with_each_other() {
    for file in ["guangxi/baseline", "guizhou/baseline", "china/steel-baseline"] {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("scenarios/{file}.toml"));
        let model = common::compile(&path, &[]);
        let (fleet, topology, parameters) = (&model.fleet, &model.topology, &model.parameters);
        assert!(fleet.groups.len() > 10 && fleet.whole.slots.len() == topology.slots.len());
        let count = |list: fn(&dafeng::model::FleetGroup) -> &Vec<usize>| {
            let mut all: Vec<usize> = fleet.groups.iter().flat_map(|group| list(group).clone()).collect();
            all.sort_unstable();
            assert_eq!(all, *list(&fleet.whole));
        };
        count(|group| &group.slots);
        count(|group| &group.units);
        count(|group| &group.projects);
        count(|group| &group.ledgers);
        count(|group| &group.retrofits);
        let sampler = Sampler::new(Design::random(8, 1), parameters);
        let mut values = DrawValues::central(parameters);
        let empty = || FleetPath::<f64>::new(topology, fleet, model.years(), true);
        let (mut apart, mut whole, mut state) = (empty(), empty(), FleetState::new(fleet));
        for draw in [3, 0, 5] {
            sampler.fill(parameters, draw, &mut values);
            let leaves = Leaves { parameters, draw: &values };
            fleet::simulate(leaves, topology, fleet, &mut state, &mut apart);
            let of = (fleet, &fleet.whole);
            fleet::simulate_group(leaves, topology, of, &mut FleetState::new(fleet), &mut whole);
            use List::*;
            for list in [Nameplate, Corrected, Cohorts, Classes, Retrofits, Accounts] {
                assert_eq!(apart.list(list), whole.list(list), "{file}, draw {draw}, {list:?}");
            }
        }
    }
}
