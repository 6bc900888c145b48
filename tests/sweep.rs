//! Sweeps: every point is the run of a scenario with its settings, whatever is on the tape.

mod common;

use std::path::Path;
use std::process::Output;

use assert_cmd::Command;
use common::{Patched, compile};
use dafeng::simulation::central;
use tempfile::TempDir;

fn dafeng(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dafeng"));
    command.current_dir(folder).args(arguments).output().expect("it runs")
}

/// The rows of a table, by column.
fn table(path: &Path) -> Vec<std::collections::BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_path(path).expect("a table");
    reader.deserialize().map(|row| row.expect("a row")).collect()
}

fn succeeds(output: &Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// A lever's year on the tape, a ratio on the tape, and a year of a rule that no tape can hold (it is no leaf): every cell of the
/// table is the central run of the scenario that is loaded with these settings, to the last bit.
#[test]
fn points_are_runs_with_their_settings() {
    let fixture = Patched::new("small");
    let out = TempDir::new().expect("a folder");
    let place = out.path().join("swept");
    let vary = [
        ("levers.arc-share.guangxi@2030", ["12 %", "30 %"]),
        ("replacement.iron-other.ratio", ["1", "1.5"]),
        ("projects.new-furnace.year", ["2024", "2027"]),
    ];
    let words = vary.map(|(address, values)| format!("{address}={}", values.join(",")));
    let mut arguments = vec!["sweep", "small.toml", "--no-charts", "--lang", "en", "--out"];
    let shown = place.display().to_string();
    arguments.push(&shown);
    for word in &words {
        arguments.extend(["--vary", word]);
    }
    let folder = fixture.path("");
    let series = ["--years", "2025,2030", "--series", "Emissions|CO2@guangxi", "Capacity|Hot Metal@guangxi"];
    arguments.extend(series);
    let said = dafeng(&folder, &arguments);
    succeeds(&said);
    assert!(String::from_utf8_lossy(&said.stderr).contains("compiled 2 times"));
    let rows = table(&place.join("sweep.csv"));
    assert_eq!(rows.len(), 8 * 2 * 2);
    for row in rows {
        let set: Vec<(&str, &str)> =
            vary.iter().map(|(address, _)| (*address, row[*address].as_str())).collect();
        let model = compile(&fixture.path("small.toml"), &set);
        let found = model.series.iter().position(|s| s.name == row["series"]).expect("a series");
        let year: usize = row["year"].parse().expect("a year");
        let expected = central(&model).series[found][year - 2020];
        assert_eq!(row["value"].parse::<f64>().expect("a number"), expected, "{row:?}");
    }
}

const SWEEP: &str = r#"
[sweep]
scenario = "small.toml"
draws    = 60
years    = [2025, 2030]

[[vary]]
address = "levers.arc-share.guangxi@2030"
from    = "15 %"
to      = "45 %"
steps   = 3

[[vary]]
address = "levers.rebuild.guangxi"
values  = [0.2, "80 %", 1.2]
"#;

/// A sweep file; a value that cannot be is a row with its reason; the same bytes for one thread and three, charts and
/// all.
#[test]
fn a_file_gives_the_same_bytes_on_any_threads() {
    let fixture = Patched::new("small");
    std::fs::write(fixture.path("sweep.toml"), SWEEP).expect("written");
    let out = TempDir::new().expect("a folder");
    let run = |threads: &str| {
        let place = out.path().join(threads);
        let shown = place.display().to_string();
        let arguments = ["sweep", "sweep.toml", "--lang", "zh", "--threads", threads, "--out", &shown];
        let text = succeeds(&dafeng(&fixture.path(""), &arguments));
        assert!(text.contains("9 个点，其中 3 个未能运行"), "{text}");
        place
    };
    let (one, three) = (run("1"), run("3"));
    for file in ["points.csv", "sweep.csv", "peaks.csv", "targets.csv", "manifest.json"] {
        let bytes = |place: &Path| std::fs::read(place.join(file)).expect("a file");
        assert_eq!(bytes(&one), bytes(&three), "{file}");
    }
    let chart = "charts/targets.arc-2030";
    for extension in ["svg", "png", "csv"] {
        assert!(one.join(format!("{chart}.{extension}")).is_file());
    }
    let points = table(&one.join("points.csv"));
    let failed: Vec<_> = points.iter().filter(|row| row["status"] == "failed").collect();
    assert_eq!(failed.len(), 3);
    assert!(failed.iter().all(|row| row["levers.rebuild.guangxi"] == "1.2" && !row["reason"].is_empty()));
}

/// A point of an ensemble is the ensemble of the run with its settings: the mean and the share of draws that attain the
/// target are those of `quantiles.csv` and `targets.csv`.
#[test]
fn a_point_is_an_ensemble() {
    let fixture = Patched::new("small");
    let out = TempDir::new().expect("a folder");
    let [swept, plain] = ["swept", "plain"].map(|name| out.path().join(name));
    let [to_swept, to_plain] = [&swept, &plain].map(|place| place.display().to_string());
    let folder = fixture.path("");
    let vary = "levers.rebuild.guangxi=20 %,70 %";
    succeeds(&dafeng(
        &folder,
        &["sweep", "small.toml", "--vary", vary, "--draws", "64", "--no-charts", "--out", &to_swept],
    ));
    let set = "levers.rebuild.guangxi=70 %";
    succeeds(&dafeng(
        &folder,
        &["run", "small.toml", "--set", set, "--draws", "64", "--no-charts", "--out", &to_plain],
    ));
    let co2 = |rows: Vec<std::collections::BTreeMap<String, String>>, year: &str| {
        let is_it = |row: &&std::collections::BTreeMap<String, String>| {
            let point = row.get("levers.rebuild.guangxi").is_none_or(|value| value == "70 %");
            point && row["series"] == "Emissions|CO2" && row["year"] == year
        };
        rows.iter().find(is_it).map(|row| row["mean"].parse::<f64>().expect("a number")).expect("a row")
    };
    let found = co2(table(&swept.join("sweep.csv")), "2030");
    let expected = co2(table(&plain.join("quantiles.csv")), "2030");
    assert!((found - expected).abs() <= 1e-9 * expected, "{found} against {expected}");
}

/// Everything wrong with a file is told at once, each at its place.
#[test]
fn a_bad_file_is_told_whole() {
    let fixture = Patched::new("small");
    let text = SWEEP
        .replace("levers.rebuild.guangxi", "levers.rebiuld.guangxi")
        .replace("levers.arc-share.guangxi@2030", "levers.arc-share.guangxi@2029");
    std::fs::write(fixture.path("sweep.toml"), text).expect("written");
    let said = dafeng(&fixture.path(""), &["sweep", "sweep.toml"]);
    let text = String::from_utf8_lossy(&said.stderr).into_owned();
    assert_eq!(said.status.code(), Some(2), "{text}");
    for words in [
        "sweep.toml:8:11",
        "no knot at 2029",
        "sweep.toml:14:11",
        "did you mean `levers.rebuild`?",
        "2 problems",
    ] {
        assert!(text.contains(words), "{words} in {text}");
    }
    let text = SWEEP.replace("steps   = 3", "stepps = 3").replace("draws    = 60", "draws = \"many\"");
    std::fs::write(fixture.path("sweep.toml"), text).expect("written");
    let said = dafeng(&fixture.path(""), &["sweep", "sweep.toml"]);
    let text = String::from_utf8_lossy(&said.stderr).into_owned();
    for words in ["unknown key `stepps`", "did you mean `steps`?"] {
        assert!(text.contains(words), "{words} in {text}");
    }
}

/// One at a time: the scenario as it is, then each value alone; points from a table leave empty cells as they are.
#[test]
fn other_designs() {
    let fixture = Patched::new("small");
    std::fs::write(
        fixture.path("points.csv"),
        "levers.rebuild.guangxi,levers.arc-share.guangxi@2030\n60 %,25 %\n,45 %\n20 %,\n",
    )
    .expect("written");
    let out = TempDir::new().expect("a folder");
    let run = |name: &str, more: &[&str]| {
        let place = out.path().join(name);
        let shown = place.display().to_string();
        let start =
            ["sweep", "small.toml", "--no-charts", "--series", "Emissions|CO2@guangxi", "--years", "2030"];
        let arguments = [&start[..], &["--out", &shown], more].concat();
        succeeds(&dafeng(&fixture.path(""), &arguments));
        let rows = table(&place.join("sweep.csv"));
        rows.iter().map(|row| row["value"].parse::<f64>().expect("a number")).collect::<Vec<_>>()
    };
    let of = |set: &[(&str, &str)]| {
        let model = compile(&fixture.path("small.toml"), set);
        let co2 = model.series.iter().position(|s| s.name == "Emissions|CO2").expect("a series");
        central(&model).series[co2][10]
    };
    let (base, arc, rebuild) = (
        of(&[]),
        of(&[("levers.arc-share.guangxi@2030", "45 %")]),
        of(&[("levers.rebuild.guangxi", "20 %")]),
    );
    // The scenario has 60 % and 25 % itself.
    assert_eq!(run("list", &["--points", "points.csv"]), [base, arc, rebuild]);
    let vary = [
        "--one-at-a-time",
        "--vary",
        "levers.arc-share.guangxi@2030=45 %",
        "--vary",
        "levers.rebuild.guangxi=20 %",
    ];
    assert_eq!(run("each", &vary), [base, arc, rebuild]);
}

const MANY: [&str; 6] = [
    "--vary",
    "levers.arc-share.guangxi@2030=12 %:40 %:16",
    "--vary",
    "levers.rebuild.guangxi=10 %:90 %:40",
    "--draws",
    "64",
];

/// Every file of a folder, by its place.
fn files(folder: &Path) -> std::collections::BTreeMap<std::path::PathBuf, Vec<u8>> {
    let entries =
        std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("its entries").path());
    entries
        .map(|path| (path.clone(), std::fs::read(&path).expect("a file")))
        .map(|(path, bytes)| (path.strip_prefix(folder).expect("inside").to_owned(), bytes))
        .collect()
}

/// Stopped after some points and resumed: the bytes of a sweep that was never stopped. Of another scenario, other axes or other
/// draws nothing is taken over.
#[test]
fn an_interrupted_sweep_goes_on_to_the_same_bytes() {
    let fixture = Patched::new("small");
    let folder = fixture.path("");
    let start = ["sweep", "small.toml", "--no-charts", "--lang", "en"];
    let common = [&start[..], &MANY].concat();
    let unfinished = fixture.path("results.unfinished");
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_dafeng"))
        .current_dir(&folder)
        .args(&common)
        .args(["--checkpoint", "0", "--out", "results"])
        .stderr(std::process::Stdio::piped())
        .stdout(std::process::Stdio::null())
        .spawn()
        .expect("started");
    while !unfinished.exists() && child.try_wait().expect("a state").is_none() {
        std::thread::sleep(std::time::Duration::from_millis(2));
    }
    let sent = std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status();
    assert!(sent.expect("kill").success());
    let output = child.wait_with_output().expect("an end");
    assert_eq!(output.status.code(), Some(130));
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains("of 640 points are kept in results.unfinished"), "{said}");
    assert!(!fixture.path("results").exists());

    let kept = std::fs::read(&unfinished).expect("the points");
    let resume = |of: &[&str]| dafeng(&folder, &[of, &["--resume", "--out", "results"]].concat());
    let refused = |of: &[&str]| {
        let said = resume(of);
        assert_eq!(said.status.code(), Some(2));
        let text = String::from_utf8_lossy(&said.stderr).into_owned();
        assert!(text.contains("results.unfinished is of another sweep"), "{text}");
        assert_eq!(std::fs::read(&unfinished).expect("the points"), kept);
    };
    let scenario = std::fs::read_to_string(fixture.path("small.toml")).expect("the scenario");
    let changed = scenario.replace("conversion-yield    = 0.8043", "conversion-yield    = 0.81");
    assert_ne!(changed, scenario);
    std::fs::write(fixture.path("small.toml"), changed).expect("written");
    refused(&common);
    std::fs::write(fixture.path("small.toml"), scenario).expect("written");
    refused(&[&common[..], &["--seed", "2"]].concat());
    refused(&[&common[..], &["--set", "processes.blast-furnace.utilisation-max=0.9"]].concat());
    let fewer = MANY
        .map(|word| if word.ends_with(":90 %:40") { "levers.rebuild.guangxi=10 %:90 %:39" } else { word });
    refused(&[&start[..], &fewer].concat());

    let said = resume(&common);
    succeeds(&said);
    assert!(String::from_utf8_lossy(&said.stderr).contains("going on from results.unfinished"));
    assert!(!unfinished.exists());
    succeeds(&dafeng(&folder, &[&common[..], &["--out", "whole"]].concat()));
    assert!(files(&fixture.path("results")) == files(&fixture.path("whole")));
}

/// Intervals are those of the run with the settings of the point: Wilson's for independent draws, those of the replicates for
/// other designs.
#[test]
fn intervals_are_those_of_the_design() {
    let target = "\n[[targets]]\nid = \"co2\"\ntitle = { zh = \"碳排放\", en = \"CO2\" }\nmetric = \"Emissions|CO2\"\nplace = \"guangxi\"\n\
                  must = \"<= 2.89 MtCO2\"\nyear = 2030\nsource = \"plan §6\"\n";
    let fixture = Patched::new("small").append("small.toml", target);
    let folder = fixture.path("");
    let set = "levers.arc-share.guangxi@2030=20 %";
    for design in ["random", "latin-hypercube", "sobol"] {
        let [swept, plain] = [format!("{design}.swept"), format!("{design}.plain")];
        let draws = ["--draws", "256", "--design", design, "--no-charts", "--out"];
        succeeds(&dafeng(
            &folder,
            &[&["sweep", "small.toml", "--vary", set], &draws[..], &[&swept]].concat(),
        ));
        succeeds(&dafeng(&folder, &[&["run", "small.toml", "--set", set], &draws[..], &[&plain]].concat()));
        let row = |place: &str| table(&fixture.path(place).join("targets.csv")).swap_remove(1);
        let (swept, plain) = (row(&swept), row(&plain));
        let number = |text: &String| text.parse::<f64>().expect("a number");
        for (column, of_run) in [("probability", "probability"), ("low", "p_low"), ("high", "p_high")] {
            let (found, expected) = (number(&swept[column]), number(&plain[of_run]));
            assert!((found - expected).abs() < 1e-12, "{design} {column}: {found} against {expected}");
        }
        assert!((0.05..0.95).contains(&number(&swept["probability"])), "{swept:?}");
    }
}
