//! `dafeng sensitivity` against plain runs, saved draws and what is known beforehand.
#![cfg(unix)]

mod common;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use assert_cmd::Command;
use common::{Patched, compile, fixtures};
use dafeng::analysis::sensitivity::estimate::Bootstrap;
use dafeng::analysis::sensitivity::{self, Choice, Factors, Finding, Shocks};
use dafeng::ensemble::study::Outcome;
use dafeng::model::Model;
use dafeng::sampling::distribution::Quantiles;
use dafeng::simulation::draw::Drawn;
use dafeng::simulation::workspace::Workspace;
use tempfile::TempDir;

const CO2: &str = "Emissions|CO2@guangxi@2030";
const BOOTSTRAP: Bootstrap = Bootstrap { resamples: 50, seed: 1 };

fn small() -> PathBuf {
    fixtures().join("small/small.toml")
}

/// With two leaves that are correlated, and yearly shocks of both.
fn dependent() -> Patched {
    let shocks = "growth-shock = { sigma = 0.03 }, uncertain = { lognormal";
    let ups = "disturbance = { sigma = 0.1, persistence = 0.5 }, uncertain = { normal";
    let pair = "\n[[correlations]]\nid = \"pair\"\nrank = -0.6\nassumption = \"test\"\n\
                between = [\"demand.carbon-steel.guangxi\", \"regions.guangxi.grid-factor\"]\n";
    Patched::new("small")
        .replace("small.toml", "uncertain = { lognormal", shocks)
        .replace("small.toml", "uncertain = { normal", ups)
        .append("small.toml", pair)
}

fn co2(model: &Model) -> Outcome {
    let series = model.series.iter().position(|s| s.key(&model.scenario) == "Emissions|CO2@guangxi");
    Outcome::Value { series: series.expect("CO2"), year: 10 }
}

fn factors(model: &Model, choice: &Choice, shocks: Shocks) -> Factors {
    Factors::new(model, choice, shocks).expect("factors")
}

/// A plain run with one leaf at a quantile, all else as written.
fn plain(model: &Model, slot: usize, probability: f64, outcome: Outcome) -> f64 {
    let Outcome::Value { series, year } = outcome else { panic!("a value") };
    let leaf = &model.parameters.uncertain[slot];
    let uncertainty = leaf.uncertainty.as_ref().expect("uncertain");
    let quantiles = Quantiles::new(&uncertainty.distribution, leaf.range_of_draw(uncertainty.on));
    let mut workspace = Workspace::<f64>::new(model, vec![series]);
    let mut drawn = Drawn::new(&model.parameters, 0.0);
    drawn.leaves[slot] = quantiles.at(probability);
    workspace.draw.follow(&model.parameters, &drawn, slot);
    dafeng::simulation::run(model, &mut workspace);
    workspace.series[year]
}

/// Every bar of a tornado is the plain run of its leaf at the 5 % and the 95 % quantile, to the bit; the middle is the
/// central run, though the written value of no leaf is known to be any quantile.
#[test]
fn bars_are_plain_runs() {
    let model = compile(&small(), &[]);
    let (all, outcome) = (factors(&model, &Choice::default(), Shocks::None), co2(&model));
    let found = sensitivity::one_by_one(&model, &all, &[outcome], &|_| true).unwrap().unwrap();
    let Finding::Tornado(tornado) = &found[0] else { panic!("a tornado") };
    let Outcome::Value { series, year } = outcome else { panic!("a value") };
    assert_eq!(tornado.central, dafeng::simulation::central(&model).series[series][year]);
    assert!(all.list.len() >= 5);
    for (factor, swing) in all.list.iter().zip(&tornado.swings) {
        let slot = factor.members()[0].slot;
        assert_eq!(swing.low, plain(&model, slot, 0.05, outcome), "{}", factor.name);
        assert_eq!(swing.high, plain(&model, slot, 0.95, outcome), "{}", factor.name);
    }
    assert!(tornado.swings.iter().filter(|swing| swing.size() > 0.0).count() >= 4);
}

/// What varies alone makes all of the variance, a leaf as well as the yearly shocks; elementary effects of one leaf are one
/// number over its range if the outcome is straight in it, which the grid factor is.
#[test]
fn one_factor_makes_all_of_the_variance() {
    let scenario = dependent();
    let model = compile(&scenario.path("small.toml"), &[]);
    for only in ["processes.arc-furnace.carriers.electricity", "yearly-shocks"] {
        let choice = Choice { only: vec![only.to_owned()], ..Choice::default() };
        let one = factors(&model, &choice, Shocks::Together);
        assert_eq!(one.list.len(), 1);
        let plan = (4096, false, BOOTSTRAP);
        let found = sensitivity::shares(&model, &one, plan, &[co2(&model)], &|_| true).unwrap().unwrap();
        let Finding::Sobol(indices) = &found[0] else { panic!("shares") };
        assert!(indices.variance > 0.0 && indices.left_out == 0);
        let index = indices.indices[0];
        assert!((index.first.value - 1.0).abs() < 0.15, "{only}: {index:?}");
        assert!((index.total.value - 1.0).abs() < 0.15, "{only}: {index:?}");
    }
    // Without shocks, which stand still here but not in a plain run.
    let model = compile(&small(), &[]);
    let choice = Choice { only: vec!["regions".to_owned()], ..Choice::default() };
    let grid = factors(&model, &choice, Shocks::None);
    let found = sensitivity::elementary_effects(&model, &grid, (8, 4, BOOTSTRAP), &[co2(&model)], &|_| true);
    let Finding::Morris(effects) = &found.unwrap().unwrap()[0] else { panic!("effects") };
    // A normal distribution is no straight line in probability: two steps of the grid, 0.05 to 0.65 and 0.35 to 0.95, which
    // mirror each other.
    let slot = grid.list[0].members()[0].slot;
    let at = |p: f64| plain(&model, slot, p, co2(&model));
    let step = (at(0.65) - at(0.05)) / (2.0 / 3.0);
    assert!((effects[0].size.value / step.abs() - 1.0).abs() < 1e-6, "{effects:?} {step}");
    assert!(effects[0].deviation < 1e-6 * step.abs());
}

/// Correlated leaves are told and, on request, one factor whose members go in the direction of their correlation.
#[test]
fn correlated_leaves_are_told_and_joined() {
    let scenario = dependent();
    let model = compile(&scenario.path("small.toml"), &[]);
    let apart = factors(&model, &Choice::default(), Shocks::Together);
    let names: Vec<&str> = apart.correlated.iter().map(|&at| apart.list[at].name.as_str()).collect();
    assert_eq!(names, ["demand.carbon-steel.guangxi", "regions.guangxi.grid-factor"]);
    let joined = factors(&model, &Choice { join_correlated: true, ..Choice::default() }, Shocks::Together);
    assert_eq!(joined.list.len(), apart.list.len() - 1);
    assert!(joined.correlated.is_empty());
    let group = joined.list.iter().find(|factor| factor.name == "correlated-1").expect("the group");
    assert_eq!(group.members().iter().map(|member| member.falls).collect::<Vec<_>>(), [false, true]);
    // Second-order mixtures of a group and of all others keep the whole variance: total indices add up to 1 or more.
    let found = sensitivity::shares(&model, &joined, (256, true, BOOTSTRAP), &[co2(&model)], &|_| true);
    let Finding::Sobol(indices) = &found.unwrap().unwrap()[0] else { panic!("shares") };
    let sum = |of: &dyn Fn(&dafeng::analysis::sensitivity::sobol::Index) -> f64| -> f64 {
        indices.indices.iter().map(of).sum()
    };
    let (first, total) = (sum(&|index| index.first.value), sum(&|index| index.total.value));
    assert!(first < 1.15 && total > 0.85, "{first} {total}");
    assert_eq!(indices.pairs.len(), joined.list.len() * (joined.list.len() - 1) / 2);
}

/// Runs the program.
fn dafeng(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_dafeng"))
        .current_dir(folder)
        .arg("sensitivity")
        .args(arguments)
        .output()
        .expect("the program starts")
}

fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut all = BTreeMap::new();
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        match entry.path().is_dir() {
            true => all.extend(files(&entry.path()).into_iter().map(|(n, b)| (format!("{name}/{n}"), b))),
            false => {
                all.insert(name, fs::read(entry.path()).expect("bytes"));
            }
        }
    }
    all
}

type Row = BTreeMap<String, String>;

fn rows(path: &Path) -> Vec<Row> {
    let mut reader = csv::Reader::from_path(path).expect("a table");
    reader.deserialize().map(|row| row.expect("a row")).collect()
}

const METHODS: [&[&str]; 4] = [
    &["--method", "tornado"],
    &["--method", "morris", "--trajectories", "4"],
    &["--method", "sobol", "--points", "64", "--second-order"],
    &["--method", "ensemble", "--draws", "300"],
];

#[test]
fn the_same_bytes_for_any_number_of_threads() {
    let (scenario, folder) = (dependent(), TempDir::new().unwrap());
    let file = scenario.path("small.toml").display().to_string();
    for method in METHODS {
        let mut first: Option<BTreeMap<String, Vec<u8>>> = None;
        for threads in ["1", "2", "3"] {
            let out = folder.path().join(threads).display().to_string();
            let shared = [file.as_str(), "--of", CO2, "peak-year", "target:arc-2030", "--out", &out];
            // Charts follow from the numbers of the tables.
            let charts: &[&str] = if threads == "3" { &["--no-charts"] } else { &[] };
            let run = dafeng(
                folder.path(),
                &[&shared[..], method, &["--threads", threads, "--resamples", "20"], charts].concat(),
            );
            assert!(run.status.success(), "{method:?}: {}", String::from_utf8_lossy(&run.stderr));
            let mut made = files(Path::new(&out));
            if threads == "3" {
                made.retain(|name, _| name.ends_with(".csv") && !name.contains('/'));
                let first = first.as_mut().expect("made before");
                first.retain(|name, _| made.contains_key(name));
                assert_eq!(made.len(), 2, "{method:?}");
            }
            assert!(first.get_or_insert_with(|| made.clone()) == &made, "{method:?} with {threads} threads");
        }
    }
}

/// What saved draws tell is what the same draws tell that are made anew.
#[test]
fn saved_draws_tell_what_new_ones_do() {
    let (scenario, folder) = (dependent(), TempDir::new().unwrap());
    let file = scenario.path("small.toml").display().to_string();
    let run = Command::new(env!("CARGO_BIN_EXE_dafeng"))
        .current_dir(folder.path())
        .args(["run", &file, "--draws", "200", "--seed", "7", "--no-charts", "--out", "results"])
        .args(["--save-draws", "Emissions|CO2@guangxi", "targets"])
        .output()
        .expect("the program starts");
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let ask = ["--of", CO2, "target:arc-2030", "peak-year", "--method", "ensemble", "--no-charts"];
    let saved = dafeng(folder.path(), &[&["results", "--out", "a"], &ask[..]].concat());
    assert!(saved.status.success(), "{}", String::from_utf8_lossy(&saved.stderr));
    let anew = [&[file.as_str(), "--out", "b", "--draws", "200", "--seed", "7"], &ask[..]].concat();
    assert!(dafeng(folder.path(), &anew).status.success());
    let table = |name: &str| {
        let rows = rows(&folder.path().join(name).join("sensitivity.csv"));
        // Resamples go by the seed of this command.
        let number = |row: &Row| {
            (row["outcome"].clone(), row["factor"].clone(), row["measure"].clone(), row["value"].clone())
        };
        rows.iter().map(number).collect::<Vec<_>>()
    };
    assert_eq!(table("a"), table("b"));
    assert!(table("a").iter().any(|row| row.1 == "demand.carbon-steel.guangxi.growth-shock" && row.3 != "0"));
    // A series that was not saved, another version, another method.
    let fails = |arguments: &[&str], told: &str| {
        let failed = dafeng(folder.path(), &[arguments, &["--lang", "en", "--out", "c"]].concat());
        let text = String::from_utf8_lossy(&failed.stderr).into_owned();
        assert_eq!(failed.status.code(), Some(2), "{text}");
        assert!(text.contains(told), "{text}");
    };
    let method = ["--method", "ensemble"];
    fails(
        &[&["results", "--of", "Production|Crude Steel@2030"], &method[..]].concat(),
        "run with --save-draws 'Production|Crude Steel@guangxi'",
    );
    fails(&["results", "--of", CO2], "serves --method ensemble alone");
    let manifest = folder.path().join("results/manifest.json");
    let text = fs::read_to_string(&manifest).unwrap();
    let version = format!("\"version\": \"{}\"", env!("CARGO_PKG_VERSION"));
    assert!(text.contains(&version));
    fs::write(&manifest, text.replace(&version, "\"version\": \"0.0.9\"")).unwrap();
    fails(&[&["results", "--of", CO2], &method[..]].concat(), "was made by version 0.0.9");
}

/// A constant outcome has indices of zero, and not of nothing.
#[test]
fn a_constant_outcome_has_zeros() {
    let folder = TempDir::new().unwrap();
    let file = small().display().to_string();
    for method in METHODS {
        let run = dafeng(
            folder.path(),
            &[
                &[file.as_str(), "--of", "target:arc-2030", "--lang", "en", "--out", "out", "--no-charts"],
                method,
            ]
            .concat(),
        );
        assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
        let told = String::from_utf8(run.stdout).unwrap();
        assert!(told.contains("the outcome is the same in every run"), "{told}");
        let all = rows(&folder.path().join("out/sensitivity.csv"));
        assert!(!all.is_empty());
        let is_index = |row: &&Row| !["low", "central", "high"].contains(&row["measure"].as_str());
        for row in all.iter().filter(is_index) {
            assert_eq!(row["value"], "0", "{row:?}");
            assert_ne!(row["distinct"], "yes", "{row:?}");
        }
    }
}

#[test]
fn what_is_told() {
    let (scenario, folder) = (dependent(), TempDir::new().unwrap());
    let file = scenario.path("small.toml").display().to_string();
    let told = |arguments: &[&str]| {
        let shared = [file.as_str(), "--lang", "en", "--out", "out", "--no-charts"];
        let run = dafeng(folder.path(), &[&shared[..], arguments].concat());
        let text = String::from_utf8(run.stdout).unwrap() + &String::from_utf8(run.stderr).unwrap();
        assert!(run.status.success(), "{text}");
        text
    };
    let sobol = told(&["--of", CO2, "--method", "sobol", "--points", "60"]);
    for words in [
        "--points 60 is no power of two: 64 are used",
        "correlated numbers have no valid first, total and second-order indices",
        "correlated: not valid",
        "too few points: indices are uncertain by up to",
        "not distinguishable from zero",
    ] {
        assert!(sobol.contains(words), "{words}: {sobol}");
    }
    let valid = rows(&folder.path().join("out/sensitivity.csv"));
    assert!(valid.iter().all(|row| (row["valid"] == "no")
        == ["demand.carbon-steel.guangxi", "regions.guangxi.grid-factor"].contains(&row["factor"].as_str())));
    let grouped = told(&["--of", CO2, "--method", "sobol", "--points", "64", "--groups"]);
    assert!(!grouped.contains("not valid") && grouped.contains("Correlated group 1"), "{grouped}");
    let screened = told(&["--of", CO2, "--method", "sobol", "--points", "64", "--screen", "2"]);
    assert!(screened.contains("the 2 with the largest elementary effects"), "{screened}");
    let tornado = told(&["--of", CO2]);
    assert!(tornado.contains("400 kWh/t") && tornado.contains("yearly shocks are off"), "{tornado}");
}

#[test]
fn bad_input_is_told() {
    let (folder, certain) = (TempDir::new().unwrap(), fixtures().join("hand"));
    let file = small().display().to_string();
    let fails = |arguments: &[&str], told: &str| {
        let failed = dafeng(folder.path(), &[arguments, &["--lang", "en"]].concat());
        let text = String::from_utf8_lossy(&failed.stderr).into_owned();
        assert_eq!(failed.status.code(), Some(2), "{text}");
        assert!(text.contains(told), "{told}: {text}");
        assert!(!folder.path().join("output").exists());
    };
    let of = |outcome: &'static str| [file.as_str(), "--of", outcome];
    fails(&of("Emission|CO2@2030"), "did you mean Emissions|CO2?");
    fails(&of("Emissions|CO2@nowhere@2030"), "is no outcome");
    fails(&of("peak-yaer"), "did you mean peak-year?");
    fails(&of("Emissions|CO2@2061"), "the scenario runs from 2020 to 2030");
    fails(&of("Emissions|CO2@2020"), "up to 2020 all is observed");
    fails(&of("target:arc-203"), "there is no target arc-203; did you mean arc-2030?");
    fails(
        &[&of(CO2)[..], &["--leaves", "demand.carbonsteel.guangxi"]].concat(),
        "did you mean demand.carbon-steel.guangxi?",
    );
    fails(
        &[&of(CO2)[..], &["--group", "x=processes", "--group", "y=processes.blast-furnace"]].concat(),
        "stands in another group already",
    );
    fails(
        &[&of(CO2)[..], &["--method", "ensemble", "--draws", "50"]].concat(),
        "50 draws are not enough: it takes 100",
    );
    fails(
        &[&of(CO2)[..], &["--method", "ensemble", "--groups"]].concat(),
        "--groups does not go with --method ensemble",
    );
    fails(&["nowhere.toml", "--of", CO2], "nowhere.toml");
    let hand = fs::read_dir(&certain)
        .unwrap()
        .flatten()
        .map(|e| e.path())
        .find(|p| p.extension().is_some_and(|e| e == "toml"));
    let hand = hand.expect("a scenario").display().to_string();
    fails(&[&hand, "--of", "peak-year"], "nothing in this scenario is uncertain");
}
