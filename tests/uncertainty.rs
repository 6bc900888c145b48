//! What is drawn, read off the leaves themselves: yearly shocks, correlations, designs, names of numbers.

mod common;

use common::{Patched, compile, fixtures};
use dafeng::ensemble::simulate;
use dafeng::model::Model;
use dafeng::sampling::{Design, Method, REPLICATES, Sampler, dimensions};
use dafeng::scenario::{Options, load};
use dafeng::simulation::draw::DrawValues;
use std::path::Path;

const MAIN: &str = "small.toml";
const GRID: &str = "regions.guangxi.grid-factor";
const ARC: &str = "processes.arc-furnace.carriers.electricity";
const FACTOR: &str = "processes.blast-furnace.energy-factor";
const DEMAND: &str = "demand.carbon-steel.guangxi";
const METHODS: [Method; 3] = [Method::Random, Method::LatinHypercube, Method::Sobol];

/// A leaf's values, `[year][draw]`.
fn drawn(model: &Model, sampler: &Sampler, draws: u64, address: &str) -> Vec<Vec<f64>> {
    let parameters = &model.parameters;
    let slot =
        parameters.uncertain.iter().position(|leaf| leaf.address == address).expect("an uncertain leaf");
    let mut block = DrawValues::central(parameters);
    let mut values = vec![Vec::with_capacity(draws as usize); parameters.years];
    for draw in 0..draws {
        sampler.fill(parameters, draw, &mut block);
        for (t, of_year) in values.iter_mut().enumerate() {
            of_year.push(block.values[slot * parameters.years + t]);
        }
    }
    values
}

fn independent(model: &Model, draws: u64, address: &str) -> Vec<Vec<f64>> {
    drawn(model, &Sampler::new(Design::random(draws, 1), &model.parameters), draws, address)
}

/// Values over the written ones.
fn multipliers(model: &Model, values: &[Vec<f64>], address: &str) -> Vec<Vec<f64>> {
    let leaf = model.parameters.uncertain.iter().find(|leaf| leaf.address == address).expect("a leaf").leaf;
    let relative = |(t, of_year): (usize, &Vec<f64>)| {
        of_year.iter().map(|value| value / model.parameters.central(leaf, t)).collect()
    };
    values.iter().enumerate().map(relative).collect()
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

fn covariance(a: &[f64], b: &[f64]) -> f64 {
    let (mean_a, mean_b) = (mean(a), mean(b));
    a.iter().zip(b).map(|(a, b)| (a - mean_a) * (b - mean_b)).sum::<f64>() / a.len() as f64
}

fn correlation(a: &[f64], b: &[f64]) -> f64 {
    covariance(a, b) / (covariance(a, a) * covariance(b, b)).sqrt()
}

fn logarithms(values: &[f64]) -> Vec<f64> {
    values.iter().map(|value| value.ln()).collect()
}

/// Spearman's ρ: the correlation of ranks (values without ties).
fn spearman(a: &[f64], b: &[f64]) -> f64 {
    let ranks = |values: &[f64]| {
        let mut order: Vec<usize> = (0..values.len()).collect();
        order.sort_by(|i, j| values[*i].total_cmp(&values[*j]));
        let mut ranks = vec![0.0; values.len()];
        order.iter().enumerate().for_each(|(rank, &at)| ranks[at] = rank as f64);
        ranks
    };
    correlation(&ranks(a), &ranks(b))
}

/// The small scenario with the grid factor certain but for what is put in its table.
fn grid(yearly: &str) -> Patched {
    let uncertain = "uncertain = { normal = { mean = 1.0, sd = 0.03 }, on = \"multiplier\" }, ";
    let yearly = if yearly.is_empty() { String::new() } else { format!("{yearly}, ") };
    Patched::new("small").replace(MAIN, uncertain, &yearly)
}

/// MODEL section 12: the logarithm is x − v/2 with v[t] = σ²(1 − a^(2t)) after h; corr(x[s], x[t]) =
/// a^(t−s)·√(v[s]/v[t]); the mean of the multiplier is 1. Tolerances are four standard errors.
#[test]
fn a_disturbance_has_the_moments_of_its_process() {
    let (n, sigma, a) = (40_000_u64, 0.2_f64, 0.7_f64);
    let model = grid("disturbance = { sigma = 0.2, persistence = 0.7 }").compile(MAIN);
    let multipliers = multipliers(&model, &independent(&model, n, GRID), GRID);
    assert!(multipliers[0].iter().all(|m| *m == 1.0), "the fan starts at a point");
    let root = (n as f64).sqrt();
    let variance = |t: i32| sigma * sigma * (1.0 - a.powi(2 * t));
    for (t, m) in multipliers.iter().enumerate().skip(1) {
        let (x, v) = (logarithms(m), variance(t as i32));
        assert!((mean(m) - 1.0).abs() < 4.0 * (v.exp() - 1.0).sqrt() / root, "mean in year {t}");
        assert!((mean(&x) + v / 2.0).abs() < 4.0 * v.sqrt() / root, "median in year {t}");
        assert!((covariance(&x, &x) / v - 1.0).abs() < 4.0 * 2.0_f64.sqrt() / root, "variance in year {t}");
    }
    for (s, t) in [(1, 2), (3, 4), (9, 10), (5, 10)] {
        let expected = a.powi(t - s) * (variance(s) / variance(t)).sqrt();
        let found = correlation(&logarithms(&multipliers[s as usize]), &logarithms(&multipliers[t as usize]));
        assert!((found - expected).abs() < 4.0 * (1.0 - expected * expected) / root, "{s}, {t}: {found}");
    }
}

/// A random walk: steps of sd σ independent of the year before, variance σ²t, mean of the level 1.
#[test]
fn a_growth_shock_is_a_random_walk() {
    let (n, sigma) = (40_000_u64, 0.05_f64);
    let model = grid("growth-shock = { sigma = 0.05 }").compile(MAIN);
    let multipliers = multipliers(&model, &independent(&model, n, GRID), GRID);
    let root = (n as f64).sqrt();
    for t in [1, 4, 10] {
        let (v, x) = (sigma * sigma * t as f64, logarithms(&multipliers[t]));
        assert!((mean(&multipliers[t]) - 1.0).abs() < 4.0 * (v.exp() - 1.0).sqrt() / root, "year {t}");
        assert!((covariance(&x, &x) / v - 1.0).abs() < 4.0 * 2.0_f64.sqrt() / root, "year {t}");
    }
    let step = |t: usize| -> Vec<f64> {
        multipliers[t].iter().zip(&multipliers[t - 1]).map(|(now, before)| (now / before).ln()).collect()
    };
    assert!(correlation(&step(4), &step(5)).abs() < 4.0 / root);
}

const DRY_YEAR: &str = r#"
[shocks.dry-year]
title       = { zh = "枯水年", en = "Dry Year" }
persistence = 0.3
assumption  = "hydropower of one province"
moves       = [
    { id = "grid", leaf = "regions.guangxi.grid-factor", strength = 0.08 },
    { id = "demand", leaf = "demand.carbon-steel.guangxi", strength = -0.04 },
]
"#;

/// One number moves both: ln m = s·x − s²v/2, so with s = 0.08 and −0.04 and v[t] = 1 − 0.09^t the
/// logarithms are on one line of slope −1/2.
#[test]
fn a_named_shock_moves_leaves_with_their_signs() {
    let certain = grid("")
        .replace(
            MAIN,
            "uncertain = { lognormal = { median = 1.0, sigma = 0.06 }, on = \"multiplier\" }, ",
            "",
        )
        .append(MAIN, DRY_YEAR)
        .compile(MAIN);
    let grid = multipliers(&certain, &independent(&certain, 64, GRID), GRID);
    let demand = multipliers(&certain, &independent(&certain, 64, DEMAND), DEMAND);
    for t in 1..=10 {
        let v = 1.0 - 0.09_f64.powi(t as i32);
        for (up, down) in grid[t].iter().zip(&demand[t]) {
            let x = (up.ln() + 0.08 * 0.08 * v / 2.0) / 0.08;
            let expected = (-0.04 * x - 0.04 * 0.04 * v / 2.0).exp();
            assert!((down - expected).abs() < 1e-12, "year {t}: {down} against {expected}");
        }
        assert!(grid[t].iter().any(|m| *m > 1.01) && grid[t].iter().any(|m| *m < 0.99));
    }
}

/// The shipped dry year: smelters and arc furnaces of Guizhou are rationed together, s = −0.065, from 0.96 and from all they can
/// use, in years in which the grid factor is high, and never get more than all. v = 1 in 2060.
#[test]
fn a_dry_year_rations_smelters_and_raises_the_grid_factor() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/guizhou/baseline.toml");
    let model = compile(&file, &[]);
    let of = |address| independent(&model, 2_000, address).pop().expect("years");
    let (potlines, arcs) = (of("levers.potline-power.guizhou"), of("levers.arc-power.guizhou"));
    for (potline, arc) in potlines.iter().zip(&arcs) {
        // What smelters are left of their mean is what arc furnaces are left of all.
        assert!(*potline <= 1.0 && (arc - (potline / 0.96).min(1.0)).abs() < 1e-12, "{potline}, {arc}");
    }
    // Below 0.885, one year in ten by the note: Φ((ln(0.885/0.96) + 0.065²/2)/0.065) = Φ(−1.219) = 0.111.
    let low = potlines.iter().filter(|share| **share < 0.885).count() as f64 / 2_000.0;
    assert!((low - 0.111).abs() < 4.0 * (0.111_f64 * 0.889 / 2_000.0).sqrt(), "{low}");
    assert!(spearman(&potlines, &of("regions.guizhou.grid-factor")) < -0.7);
}

/// Shocks leave the central run alone, to the bit.
#[test]
fn the_central_run_is_not_shaken() {
    let still = common::Run::new(grid("").compile(MAIN));
    let shaken = grid("disturbance = { sigma = 0.3 }, growth-shock = { sigma = 0.1 }").append(MAIN, DRY_YEAR);
    let shaken = common::Run::new(shaken.compile(MAIN));
    assert_eq!(still.central.series, shaken.central.series);
}

fn correlated(of: &[&str], rank: f64, more: &str) -> String {
    let list: Vec<String> = of.iter().map(|address| format!("\"{address}\"")).collect();
    let id = of.join("-").replace('.', "_");
    let list = list.join(", ");
    format!(
        "\n[[correlations]]\nid = \"{id}\"\nbetween = [{list}]\nrank = {rank}\nassumption = \"test\"\n{more}"
    )
}

/// Asked 0.7, −0.5 and (through both) nothing: found in the ranks of the draws, whatever the
/// distributions and the design. Standard error of ρ about (1 − ρ²)/√n, below 0.01 here.
#[test]
fn rank_correlations_come_out_as_asked() {
    let asked = correlated(&[GRID, DEMAND], 0.7, "") + &correlated(&[DEMAND, FACTOR], -0.5, "");
    let model = Patched::new("small").append(MAIN, &asked).compile(MAIN);
    let n = 16_384;
    for method in METHODS {
        let sampler = Sampler::new(Design { draws: n, seed: 5, method }, &model.parameters);
        let last = |address| drawn(&model, &sampler, n, address).pop().expect("years");
        let (grid, demand, factor) = (last(GRID), last(DEMAND), last(FACTOR));
        for (a, b, rank) in [(&grid, &demand, 0.7), (&demand, &factor, -0.5), (&grid, &factor, 0.0)] {
            let found = spearman(a, b);
            assert!((found - rank).abs() < 0.03, "{method:?}: {found} against {rank}");
        }
        // The margins stay: 5 % of a multiplier normal(1, 0.03) lie below 1 − 1.6448536·0.03.
        let low = 0.36 * (1.0 - 1.644_853_6 * 0.03);
        let share = grid.iter().filter(|x| **x < low).count() as f64 / n as f64;
        assert!((share - 0.05).abs() < 0.007, "{method:?}: {share}");
    }
}

#[test]
fn shocks_can_be_correlated_year_by_year() {
    let yearly = "disturbance = { sigma = 0.2, persistence = 0.7 }";
    let of = format!("{GRID}.disturbance");
    let model = grid(yearly)
        .replace(
            MAIN,
            "uncertain = { lognormal = { median = 1.0, sigma = 0.06 }, on = \"multiplier\" }",
            "growth-shock = { sigma = 0.04 }",
        )
        .append(MAIN, &correlated(&[&of, &format!("{DEMAND}.growth-shock")], 0.6, ""))
        .compile(MAIN);
    let (grid, demand) = (independent(&model, 20_000, GRID), independent(&model, 20_000, DEMAND));
    assert!((spearman(&grid[1], &demand[1]) - 0.6).abs() < 0.03);
    // A year's step of the walk goes with the innovation of that year alone.
    let step: Vec<f64> = demand[2].iter().zip(&demand[1]).map(|(now, before)| now / before).collect();
    assert!(spearman(&grid[1], &step).abs() < 0.03);
}

/// 0.9, 0.9 and −0.9 cannot hold together: the error names all three; on request the nearest are drawn
/// and told.
#[test]
fn contradictions_are_named_or_repaired() {
    let asked = |repair: &str| {
        correlated(&[DEMAND, GRID], 0.9, "")
            + &correlated(&[GRID, FACTOR], 0.9, "")
            + &correlated(&[DEMAND, FACTOR], -0.9, repair)
    };
    let broken = Patched::new("small").append(MAIN, &asked(""));
    let scenario = load(&broken.path(MAIN), &Options::default()).expect("sound parts").scenario;
    let error = Model::compile(scenario).expect_err("a contradiction").remove(0);
    for pair in [(DEMAND, GRID), (GRID, FACTOR), (DEMAND, FACTOR)] {
        let named = [format!("`{}` with `{}`", pair.0, pair.1), format!("`{}` with `{}`", pair.1, pair.0)];
        assert!(named.iter().any(|pair| error.message.contains(pair.as_str())), "{error}");
    }
    let model = Patched::new("small").append(MAIN, &asked("repair = true\n")).compile(MAIN);
    let used: Vec<(f64, f64)> = model.parameters.groups[0].pairs.iter().map(|p| (p.asked, p.used)).collect();
    assert_eq!(used.len(), 3);
    // All three give way alike: the nearest have half the strength, r = ±1/2, ρ = 6/π·asin(1/4).
    let half = 6.0 / std::f64::consts::PI * 0.25_f64.asin();
    assert!(used.iter().all(|(asked, used)| (used - half * asked.signum()).abs() < 1e-4), "{used:?}");
    let central = dafeng::simulation::central(&model);
    let told = dafeng::analysis::warnings::warnings(&model, &central);
    let repaired = told.iter().filter(|f| matches!(f, dafeng::analysis::Finding::Repaired { .. })).count();
    assert_eq!(repaired, 3);
    let values = |address| independent(&model, 8_000, address).pop().expect("years");
    assert!((spearman(&values(DEMAND), &values(GRID)) - half).abs() < 0.04);
}

/// A leaf keeps its numbers when another becomes uncertain: for Sobol' points over the union of the
/// leaves of both scenarios.
#[test]
fn another_leaf_leaves_the_numbers_as_they_were() {
    let before = compile(&fixtures().join("small/small.toml"), &[]);
    let more = Patched::new("small").replace(
        MAIN,
        "grid-factor = {",
        "heat-rate = { value = \"0.3 kgce/kWh\", low = \"0.29 kgce/kWh\", high = \"0.31 kgce/kWh\", source = \"book\" }\ngrid-factor = {",
    );
    let after = more
        .append(MAIN, DRY_YEAR.replace("demand.carbon-steel.guangxi", "regions.guangxi.heat-rate").as_str());
    let after = after.compile(MAIN);
    let mut union = dimensions(&before.parameters);
    union.extend(dimensions(&after.parameters));
    union.sort();
    union.dedup();
    assert!(union.len() > dimensions(&before.parameters).len());
    for method in METHODS {
        let design = Design { draws: 200, seed: 7, method };
        let first = Sampler::over(design, &before.parameters, &union);
        let second = Sampler::over(design, &after.parameters, &union);
        for address in [ARC, FACTOR, DEMAND] {
            let (a, b) = (drawn(&before, &first, 200, address), drawn(&after, &second, 200, address));
            assert_eq!(a, b, "{method:?}: {address}");
        }
    }
}

/// A mean over the draws against the written one: the demand multiplier is lognormal(1, 0.06), mean
/// exp(0.06²/2). Latin hypercubes and Sobol' points are much nearer than independent draws, and the
/// standard errors say so: the gap lies within 4.5 of them.
#[test]
fn errors_are_as_large_as_they_say() {
    let model = compile(&fixtures().join("small/small.toml"), &[]);
    let mut errors = Vec::new();
    for method in METHODS {
        let design = Design { draws: 1024, seed: 11, method };
        let sampler = Sampler::new(design, &model.parameters);
        let demand = drawn(&model, &sampler, 1024, DEMAND).pop().expect("years");
        let gap = mean(&demand) / 3.2e6 - (0.06_f64 * 0.06 / 2.0).exp();
        let of_replicate = |r: usize| {
            let mine: Vec<f64> = demand.iter().skip(r).step_by(REPLICATES).map(|x| x / 3.2e6).collect();
            mean(&mine)
        };
        let error = dafeng::ensemble::error::of_replicates(std::array::from_fn(of_replicate));
        assert!(gap.abs() < 4.5 * error, "{method:?}: {gap} against {error}");
        errors.push(error);
    }
    assert!(errors[0] > 10.0 * errors[1] && errors[0] > 10.0 * errors[2], "{errors:?}");
}

/// The ensemble reports errors for every design, and the same whatever the number of threads.
#[test]
fn an_ensemble_reports_its_errors() {
    let model = compile(&fixtures().join("small/small.toml"), &[]);
    let mut last = Vec::new();
    for method in METHODS {
        let design = Design { draws: 512, seed: 2, method };
        let run = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
            pool.install(|| simulate(&model, design, |_| true)).expect("not stopped")
        };
        let (one, three) = (run(1), run(3));
        assert_eq!(one.summaries, three.summaries);
        let summaries = one.summaries.iter().flatten().filter(|s| s.sd > 0.0);
        assert!(
            summaries
                .clone()
                .all(|s| s.mean_error.is_finite() && s.quantile_errors.iter().all(|e| e.is_finite()))
        );
        last.push(mean(&summaries.map(|s| s.mean_error / s.sd).collect::<Vec<_>>()) * 512_f64.sqrt());
    }
    // Independent draws: sd/√n by definition. The others have less.
    assert!((last[0] - 1.0).abs() < 1e-12 && last[1] < 0.5 && last[2] < 0.5, "{last:?}");
}
