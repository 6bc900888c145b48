//! Single draws: saved, run on their own, failed; and whether there are enough of them.
#![cfg(unix)]

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use assert_cmd::Command;
use common::{Patched, fixtures};
use tempfile::TempDir;

/// Runs the program in a folder.
fn dafeng(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_dafeng"))
        .current_dir(folder)
        .args(arguments)
        .output()
        .expect("the program starts")
}

/// As [`dafeng`] where it must succeed: what it printed.
fn done(folder: &Path, arguments: &[&str]) -> String {
    let output = dafeng(folder, arguments);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8")
}

fn small() -> String {
    fixtures().join("small/small.toml").display().to_string()
}

type Row = BTreeMap<String, String>;

fn rows(path: PathBuf) -> Vec<Row> {
    let mut reader = csv::Reader::from_path(path).expect("a table");
    reader.deserialize().map(|row| row.expect("a row")).collect()
}

fn number(row: &Row, column: &str) -> f64 {
    row[column].parse().unwrap_or_else(|_| panic!("{column} of {row:?}"))
}

fn manifest(folder: &Path) -> serde_json::Value {
    let bytes = fs::read(folder.join("manifest.json")).expect("a manifest");
    serde_json::from_slice(&bytes).expect("JSON")
}

/// The small scenario whose demand is also shaken every year: sigma 0.1, no persistence.
fn shaken() -> Patched {
    let from = "uncertain = { lognormal = { median = 1.0, sigma = 0.06 }, on = \"multiplier\" }, assumption = \"falls";
    let to = from.replace(", assumption", ", disturbance = { sigma = 0.1 }, assumption");
    Patched::new("small").replace("small.toml", from, &to)
}

/// The small scenario with a demand that is beyond what a double can hold where z > 1.74, in a draw of 25.
fn overflowing() -> Patched {
    Patched::new("small").replace("small.toml", "sigma = 0.06", "sigma = 400")
}

const CO2: &str = "Emissions|CO2@guangxi";

/// A draw that is run plainly gives, digit by digit, what the tape gave for it, in every design and wherever the draw
/// lies in its block.
#[test]
fn a_draw_alone_is_the_draw_of_the_ensemble() {
    let (folder, patched) = (TempDir::new().expect("a folder"), shaken());
    let scenario = patched.path("small.toml").display().to_string();
    for design in ["random", "latin-hypercube", "sobol"] {
        let common = ["run", &scenario, "--draws", "300", "--seed", "7", "--design", design];
        let save = ["--no-charts", "--out", "all", "--save-draws", CO2, "Production|Crude Steel@coastal"];
        done(folder.path(), &[common.as_slice(), save.as_slice()].concat());
        let saved = rows(folder.path().join("all/draws.csv"));
        assert_eq!(saved.len(), 600);
        for draw in ["0", "17", "299"] {
            done(folder.path(), &[common.as_slice(), &["--out", "one", "--draw", draw]].concat());
            assert_eq!(manifest(&folder.path().join("one"))["draw"].to_string(), draw);
            let mut compared = 0;
            for row in rows(folder.path().join("one/series.csv")) {
                let same = |s: &&Row| {
                    s["draw"] == draw && s["series"] == row["series"] && s["place"] == row["place"]
                };
                if let Some(saved) = saved.iter().find(same) {
                    assert_eq!(saved[&row["year"]], row["value"], "{design} {draw} {row:?}");
                    compared += 1;
                }
            }
            assert_eq!(compared, 22, "two series over 2020 to 2030");
        }
    }
}

/// Demand is 325 万吨 in 2020 and 340 in 2025, so 328 in 2021; 320 in 2030. It is drawn as written·m·exp(σ·ε − σ²/2)
/// with one m a draw, σ = 0.1 and the innovations ε of its years.
#[test]
fn inputs_are_what_the_values_follow_from() {
    let (folder, patched) = (TempDir::new().expect("a folder"), shaken());
    let scenario = patched.path("small.toml").display().to_string();
    let told = done(folder.path(), &["run", &scenario, "--draws", "20", "--draw", "5", "--lang", "en"]);
    assert!(told.contains("Draw 5 (of 20 draws, counted from 0; seed 1, random)"), "{told}");
    let results = folder.path().join("output/small-steel.draw-5");
    assert!(told.contains("Results: output/small-steel.draw-5"), "{told}");
    let inputs = rows(results.join("inputs.csv"));
    let leaves: BTreeSet<&str> =
        inputs.iter().filter(|r| r["kind"] == "leaf").map(|r| r["address"].as_str()).collect();
    assert_eq!(leaves.len(), 7, "the uncertain leaves of the fixture");
    let at = |address: &str, year: &str| {
        let found = inputs.iter().find(|r| r["address"] == address && r["year"] == year);
        found.unwrap_or_else(|| panic!("{address} in {year}"))
    };
    let once = |year: &str, written: f64| {
        let leaf = at("demand.carbon-steel.guangxi", year);
        assert!((number(leaf, "written") - written).abs() < 1e-6 && leaf["unit"] == "t", "{leaf:?}");
        let innovation = number(at("demand.carbon-steel.guangxi.disturbance", year), "drawn");
        (number(leaf, "drawn") / written).ln() - (0.1 * innovation - 0.005)
    };
    let (first, last) = (once("2021", 3_280_000.0), once("2030", 3_200_000.0));
    assert!((first - last).abs() < 1e-12 && first.abs() < 0.06 * 6.0, "{first} {last}");
    assert_eq!(inputs.iter().filter(|r| r["kind"] == "innovation").count(), 10);
}

/// The mean of what was saved is the mean of the ensemble; saving changes no other file; threads change nothing.
#[test]
fn saved_draws_are_those_of_the_ensemble() {
    let folder = TempDir::new().expect("a folder");
    let small = small();
    let common = ["run", &small, "--draws", "600", "--no-charts"];
    done(folder.path(), &[common.as_slice(), &["--out", "plain"]].concat());
    for threads in ["1", "2"] {
        let more = ["--threads", threads, "--out", threads, "--save-draws", CO2, "targets"];
        done(folder.path(), &[common.as_slice(), more.as_slice()].concat());
    }
    let read = |place: &str, name: &str| fs::read(folder.path().join(place).join(name)).expect("a file");
    for name in ["draws.csv", "manifest.json", "quantiles.csv"] {
        assert!(read("1", name) == read("2", name), "{name}");
    }
    for name in ["quantiles.csv", "targets.csv", "peaks.csv", "series.csv"] {
        assert!(read("1", name) == read("plain", name), "{name}");
    }
    let saved = rows(folder.path().join("1/draws.csv"));
    let names: BTreeSet<&str> = saved.iter().map(|r| r["series"].as_str()).collect();
    assert_eq!(names, BTreeSet::from(["Emissions|CO2", "Share|Carbon Steel|Arc Furnace"]));
    let order: Vec<usize> = saved.iter().map(|r| r["draw"].parse().expect("a number")).collect();
    assert!(order.iter().enumerate().all(|(row, draw)| row / 2 == *draw));
    let of_2030 = |r: &&Row| r["series"] == "Emissions|CO2" && r["place"] == "guangxi" && r["year"] == "2030";
    let quantiles = rows(folder.path().join("1/quantiles.csv"));
    let mean = number(quantiles.iter().find(of_2030).expect("the series"), "mean");
    let values: Vec<f64> =
        saved.iter().filter(|r| r["series"] == "Emissions|CO2").map(|r| number(r, "2030")).collect();
    let expected = values.iter().sum::<f64>() / values.len() as f64;
    assert!(values.len() == 600 && (mean / expected - 1.0).abs() < 1e-12, "{mean} {expected}");
    let entry = manifest(&folder.path().join("1"));
    let listed = entry["files"].as_array().expect("a list").iter().find(|f| f["path"] == "draws.csv");
    assert_eq!(listed.expect("an entry")["bytes"], read("1", "draws.csv").len());
    assert_eq!(fs::read_dir(folder.path()).expect("the folder").count(), 3, "nothing is left beside");
}

/// What is told before a large file is written is about what it will take.
#[test]
fn the_size_of_saved_draws_is_known_before() {
    let folder = TempDir::new().expect("a folder");
    let small = small();
    let model = common::compile(Path::new(&small), &[]);
    let names: Vec<String> = [CO2, "Production|Crude Steel@guangxi"].map(str::to_owned).to_vec();
    let common = ["run", &small, "--draws", "500", "--no-charts", "--save-draws"];
    done(folder.path(), &[common.as_slice(), &[&names[0], &names[1]]].concat());
    let series = dafeng::ensemble::save::named(&model, &names).expect("series");
    let told = 500 * dafeng::report::tables::DrawRows::new(&model, &series).bytes_a_draw();
    let bytes = fs::metadata(folder.path().join("output/small-steel/draws.csv")).expect("the table").len();
    assert!((told as f64 / bytes as f64 - 1.0).abs() < 0.25, "{told} {bytes}");
}

/// A demand beyond what a double can hold fails its draw. The table keeps what it drew, and it can be run alone.
#[test]
fn failed_draws_are_kept_with_their_inputs() {
    let (folder, patched) = (TempDir::new().expect("a folder"), overflowing());
    let scenario = patched.path("small.toml").display().to_string();
    let common = ["run", &scenario, "--draws", "300", "--lang", "en"];
    let told = done(folder.path(), &[common.as_slice(), &["--no-charts", "--out", "all"]].concat());
    let results = folder.path().join("all");
    let kept = rows(results.join("failed_draws.csv"));
    let failed: BTreeSet<u64> = kept.iter().map(|r| r["draw"].parse().expect("a number")).collect();
    assert_eq!(manifest(&results)["failed_draws"], failed.len());
    let demand = |r: &&Row| r["address"] == "demand.carbon-steel.guangxi";
    assert!(failed.len() > 3 && kept.iter().filter(demand).all(|r| r["drawn"] == "inf"));
    assert_eq!(kept.len(), failed.len() * 14, "seven leaves in two years");
    let first = failed.first().expect("one").to_string();
    assert!(told.contains(&format!("{} of 300 draws failed (numbers {first}, ", failed.len())), "{told}");
    assert!(told.contains(&format!("the same command with --draw {first} runs one alone")), "{told}");
    let told = done(folder.path(), &[common.as_slice(), &["--draw", &first]].concat());
    assert!(told.contains("Series that are no numbers") && told.contains("@guangxi: 2021"), "{told}");
    let sound = (0..300).find(|draw| !failed.contains(draw)).expect("one").to_string();
    let told = done(folder.path(), &[common.as_slice(), &["--draw", &sound]].concat());
    assert!(!told.contains("no numbers"), "{told}");
    done(folder.path(), &["run", &small(), "--draws", "20", "--no-charts", "--out", "sound"]);
    assert!(!folder.path().join("sound/failed_draws.csv").exists());
}

/// What bound is counted once, over the draws that did not fail: those in which some demand of a market is unmet.
#[test]
fn failed_draws_bind_nothing() {
    let (folder, patched) = (TempDir::new().expect("a folder"), overflowing());
    let scenario = patched.path("small.toml").display().to_string();
    let unmet = "Unmet Demand|Carbon Steel@guangxi";
    done(
        folder.path(),
        &["run", &scenario, "--draws", "300", "--no-charts", "--out", "all", "--save-draws", unmet],
    );
    let failed: BTreeSet<String> =
        rows(folder.path().join("all/failed_draws.csv")).iter().map(|row| row["draw"].clone()).collect();
    let mut draws = rows(folder.path().join("all/draws.csv"));
    draws.retain(|draw| !failed.contains(&draw["draw"]));
    assert!(!failed.is_empty() && draws.len() == 300 - failed.len());
    let mut compared = 0;
    for row in rows(folder.path().join("all/constraints.csv")) {
        if row["place"] == "guangxi" && row["commodity"] == "carbon-steel" {
            let bound = draws.iter().filter(|draw| number(draw, &row["year"]) > 0.0).count() as f64;
            let expected = 1.0 - bound / draws.len() as f64;
            assert!((number(&row, "p_demand") - expected).abs() < 1e-5, "{row:?}: {expected}");
            compared += usize::from(bound > 0.0);
        }
    }
    assert!(compared > 0, "something bound");
}

#[test]
fn what_cannot_be_asked_is_bad_input() {
    let folder = TempDir::new().expect("a folder");
    let small = small();
    for (wrong, said) in [
        (vec!["--draws", "20", "--draw", "20"], "there is no draw 20 of 20 draws"),
        (vec!["--save-draws", "Emissions|CO3@guangxi"], "did you mean Emissions|CO2@guangxi?"),
        (vec!["--save-draws", "target"], "did you mean targets?"),
        (vec!["--draws", "0", "--save-draws", CO2], "--draws is 0"),
        (vec!["--draw", "1", "--save-draws", CO2], "cannot be used with"),
    ] {
        let output = dafeng(folder.path(), &[&["run", &small, "--lang", "en"], wrong.as_slice()].concat());
        let told = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{wrong:?}: {told}");
        assert!(told.contains(said), "{wrong:?}: {told}");
    }
    assert_eq!(fs::read_dir(folder.path()).expect("the folder").count(), 0);
}

/// The manifest names the widest interval of all the probabilities in the tables, by Wilson's formula:
/// half width z·√(p(1−p)/n + z²/4n²)/(1 + z²/n), z = 1.959964.
#[test]
fn the_least_certain_probability_is_named() {
    let folder = TempDir::new().expect("a folder");
    let told = done(folder.path(), &["run", &small(), "--draws", "200", "--no-charts", "--lang", "en"]);
    let results = folder.path().join("output/small-steel");
    let half = |p: f64| {
        let (n, z) = (200.0, 1.959_963_984_540_054_f64);
        z * (p * (1.0 - p) / n + z * z / (4.0 * n * n)).sqrt() / (1.0 + z * z / n)
    };
    // At 0 and 1 one bound of the interval is the probability itself.
    let uncertain = |row: &Row, column: &str| Some(number(row, column)).filter(|p| *p > 0.0 && *p < 1.0);
    let peaks = rows(results.join("peaks.csv"));
    let widest = peaks.iter().filter_map(|r| uncertain(r, "p_peaked_by")).map(half).fold(0.0, f64::max);
    let found = manifest(&results)["certainty"].clone();
    let read = found["probability_half_width"].as_f64().expect("a number");
    assert!(widest > 0.02 && (read - widest).abs() < 1e-12, "{read} {widest}");
    let name = found["probability"].as_str().expect("a name");
    let named = |r: &&Row| {
        name == format!("{}@{} peaked by {}", r["series"], r["place"], r["year"])
            && (half(number(r, "p_peaked_by")) - widest).abs() < 1e-12
    };
    assert!(peaks.iter().any(|r| named(&r)), "{name}");
    let draws = found["draws_for_one_point"].as_f64().expect("a number");
    let exact = 200.0 * (widest / 0.01) * (widest / 0.01);
    assert!(draws >= exact && draws <= exact * 1.1, "{draws} {exact}");
    let points = format!("200 draws: probabilities are good to ± {:.1} points (95%)", widest * 100.0);
    assert!(told.contains(&points), "{told}");
    let quantiles = rows(results.join("quantiles.csv"));
    let last =
        quantiles.iter().filter(|r| r["year"] == "2030" && number(r, "p95") > number(r, "p05") * 1.000_001);
    let greatest =
        last.map(|r| number(r, "se_p50") / (number(r, "p95") - number(r, "p05"))).fold(0.0, f64::max);
    let error = found["median_error"].as_f64().expect("a number");
    assert!((error / greatest - 1.0).abs() < 1e-9, "{error} {greatest}");
}

#[test]
fn a_hindcast_has_designs() {
    let folder = TempDir::new().expect("a folder");
    let small = small();
    let mut tables = Vec::new();
    for design in ["random", "sobol"] {
        let arguments = ["hindcast", &small, "--draws", "64", "--design", design, "--out", design];
        done(folder.path(), &arguments);
        let made = manifest(&folder.path().join(design));
        assert_eq!(made["design"], design);
        assert!(made["command"].as_array().expect("a list").iter().any(|word| word == design));
        tables.push(made["dimensions"].as_array().map(Vec::len));
    }
    assert_eq!(tables, [None, Some(7)]);
}
