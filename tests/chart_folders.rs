//! Charts from the folders of every command: the ones that it drew again, and others.

mod common;

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::Output;

use assert_cmd::Command;
use common::Patched;
use dafeng::report::manifest::InputEntry;
use tempfile::TempDir;

const SMALL: &str = "tests/fixtures/small/small.toml";
const CO2: &str = "Emissions|CO2@guangxi@2030";
const REBUILD: &str = "levers.rebuild.guangxi=0.9";
const ARC: &str = "levers.arc-share.guangxi@2030=15 %:45 %:3";

const DECOMPOSE: &[&str] = &["decompose", SMALL, "--years", "2020,2025,2030", "--draws", "16"];
const SWEEP: &[&str] =
    &["sweep", SMALL, "--vary", ARC, "--vary", "levers.rebuild.guangxi=0.8,1", "--draws", "16"];
const TORNADO: &[&str] = &["sensitivity", SMALL, "--of", CO2, "peak-year"];

/// A command with the kinds of its charts.
const COMMANDS: [(&[&str], &[&str]); 13] = [
    (
        &["compare", SMALL, SMALL, "--set-b", REBUILD, "--draws", "32", "--years", "2025,2030"],
        &["fan", "lines", "targets", "waterfall"],
    ),
    (
        &[
            "compare",
            SMALL,
            SMALL,
            SMALL,
            "--set-b",
            REBUILD,
            "--set-c",
            "levers.arc-share.guangxi@2030=40 %",
            "--draws",
            "32",
        ],
        &["lines", "targets", "waterfall"],
    ),
    (DECOMPOSE, &["waterfall"]),
    (
        &["decompose", SMALL, SMALL, "--set-b", REBUILD, "--years", "2030", "--region", "guangxi"],
        &["waterfall"],
    ),
    (&["hindcast", "scenarios/national/nonferrous-2015.toml", "--draws", "16"], &["hindcast"]),
    (TORNADO, &["tornado"]),
    (&["sensitivity", SMALL, "--of", CO2, "--method", "morris", "--trajectories", "4"], &["scatter"]),
    (
        &["sensitivity", SMALL, "--of", CO2, "--method", "sobol", "--points", "16", "--screen", "3"],
        &["indices"],
    ),
    (
        &["sensitivity", SMALL, "--of", CO2, "target:arc-2030", "--method", "ensemble", "--draws", "128"],
        &["indices"],
    ),
    (SWEEP, &["heat"]),
    (&["sweep", SMALL, "--vary", ARC], &["family"]),
    (
        &["sweep", SMALL, "--vary", "levers.rebuild.guangxi=0.8,9", "--draws", "8", "--years", "2025,2030"],
        &["family"],
    ),
    (
        &["abatement", "scenarios/guangxi/steel-cost.toml", "scenarios/guangxi/steel-cost-accelerated.toml"],
        &["abatement"],
    ),
];

fn dafeng(arguments: &[&str]) -> Output {
    Command::cargo_bin("dafeng").expect("the program").args(arguments).output().expect("it runs")
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[track_caller]
fn succeeds(arguments: &[&str]) -> String {
    let output = dafeng(arguments);
    assert!(output.status.success(), "{arguments:?}: {}", stderr(&output));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// Fails unless the command refuses, with these words.
#[track_caller]
fn refuses(arguments: &[&str], words: &[&str]) {
    let output = dafeng(arguments);
    let said = stderr(&output);
    assert_eq!(output.status.code(), Some(2), "{arguments:?}: {said}");
    words.iter().for_each(|word| assert!(said.contains(word), "{word} in {said}"));
}

/// The folder of a command.
#[track_caller]
fn made(command: &[&str], more: &[&str]) -> (TempDir, PathBuf) {
    let folder = TempDir::new().expect("a folder");
    let place = folder.path().join("results");
    succeeds(&[command, more, &["--out", &place.to_string_lossy()]].concat());
    (folder, place)
}

fn charts(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let files =
        fs::read_dir(folder.join("charts")).expect("charts").map(|entry| entry.expect("a file").path());
    let named = files.map(|path| (path.file_name().expect("a name").to_string_lossy().into_owned(), path));
    named.map(|(name, path)| (name, fs::read(path).expect("bytes"))).collect()
}

/// Draws charts of a folder as SVG; texts by name.
#[track_caller]
fn drawn(place: &Path, arguments: &[&str]) -> BTreeMap<String, String> {
    let out = place.with_file_name("drawn");
    let (from, to) = (place.to_string_lossy(), out.to_string_lossy());
    succeeds(&[&["chart", &from, "-o", &to, "--formats", "svg"], arguments].concat());
    let texts = charts(&out).into_iter();
    texts.map(|(name, bytes)| (name, String::from_utf8_lossy(&bytes).into_owned())).collect()
}

/// What the tables tell is what the command drew from: the same bytes of every file. In another theme and language all
/// charts can be had too, and `--list` names them.
#[test]
fn charts_of_the_tables_are_those_of_the_command() {
    for (command, kinds) in COMMANDS {
        let (_folder, place) = made(command, &["--formats", "svg"]);
        let (first, again) = (charts(&place), drawn(&place, &[]));
        assert!(!first.is_empty(), "{command:?}");
        assert_eq!(first.keys().collect::<Vec<_>>(), again.keys().collect::<Vec<_>>(), "{command:?}");
        for (name, bytes) in &first {
            assert!(again[name].as_bytes() == bytes, "{command:?}: {name} differs");
        }
        let other = drawn(&place, &["--lang", "en", "--theme", "journal", "--kind", &kinds.join(",")]);
        assert_eq!(first.keys().collect::<Vec<_>>(), other.keys().collect::<Vec<_>>(), "{command:?}");
        let pictures = other.iter().filter(|(name, _)| name.ends_with(".svg"));
        assert!(pictures.clone().all(|(_, svg)| svg.contains("width=\"85mm\"")), "{command:?}");
        let from = place.to_string_lossy();
        for kind in kinds {
            let listed = succeeds(&["chart", &from, "--list", "--kind", kind]);
            let has = |name: &str| first.contains_key(&format!("{name}.svg"));
            assert!(listed.lines().count() > 0 && listed.lines().all(has), "{command:?} {kind}: {listed}");
        }
    }
}

/// Saved draws stand in another folder than what was found in them.
#[test]
fn of_saved_draws_too() {
    let save = ["--save-draws", "Emissions|CO2@guangxi", "--no-charts"];
    let (_run, place) = made(&["run", SMALL, "--draws", "128"], &save);
    let saved = place.to_string_lossy();
    let (_folder, place) =
        made(&["sensitivity", &saved, "--of", CO2, "--method", "ensemble"], &["--formats", "svg"]);
    let again = drawn(&place, &[]);
    assert!(charts(&place).iter().all(|(name, bytes)| again[name].as_bytes() == bytes));
    assert!(again.values().any(|text| text.contains("128")), "{again:?}");
}

/// Scenarios of other years share some of them; each keeps its own base year.
#[test]
fn of_other_years_too() {
    let longer = |text: &str| text.replace("2022", "2026");
    let (end, rule) = ("end      = 2022", "in-force = [2018, 2022]");
    let later = Patched::new("hand")
        .replace("hand.toml", "base     = 2020", "base     = 2021")
        .replace("hand.toml", "observed = 2020", "observed = 2021")
        .replace("hand.toml", end, &longer(end))
        .replace("hand.toml", rule, &longer(rule))
        .replace("history.csv", ",2020,", ",2021,");
    let earlier = Patched::new("hand");
    let [a, b] = [&earlier, &later].map(|file| file.path("hand.toml").display().to_string());
    for scenarios in [[&a, &b], [&b, &a]] {
        let command = ["compare", scenarios[0], scenarios[1], "--draws", "8"];
        let (_folder, place) = made(&command, &["--formats", "svg"]);
        let (first, again) = (charts(&place), drawn(&place, &[]));
        assert!(first.len() > 20 && first.len() == again.len());
        assert!(first.iter().all(|(name, bytes)| again[name].as_bytes() == bytes), "{scenarios:?}");
    }
}

/// 1 Mt is 100 万吨: the same bars in the other unit are a hundred times as long.
#[test]
fn settings_are_those_of_charts_of_a_run() {
    let (folder, place) = made(DECOMPOSE, &["--no-charts"]);
    let of = |unit: &str| drawn(&place, &["--lang", "en", "--only", "*.2020-2025", "--unit", unit]);
    let numbers = |charts: &BTreeMap<String, String>| -> Vec<f64> {
        let csv = &charts["co2-change.guangxi.2020-2025.csv"];
        csv.lines().skip(1).filter_map(|line| line.split(',').nth(1)?.parse().ok()).collect()
    };
    let (large, small) = (of("Mt CO2"), of("万吨"));
    assert!(small["co2-change.guangxi.2020-2025.txt"].contains("万吨 CO₂"), "{small:?}");
    let (large, small) = (numbers(&large), numbers(&small));
    assert!(large.len() > 3 && large.len() == small.len(), "{large:?} {small:?}");
    for (large, small) in large.into_iter().zip(small) {
        assert!((small - 100.0 * large).abs() <= 1e-8 * small.abs(), "{large} Mt, {small} 万吨");
    }
    let file = folder.path().join("charts.toml");
    let set = "[[chart]]\nname = \"co2-change.guangxi.2025-2030\"\nkind = \"waterfall\"\nfile = \"why\"\n\
               title = \"Why\"\nlang = \"en\"\ntheme = \"grey\"\ndecimals = 0\n";
    fs::write(&file, set).expect("written");
    let charts = drawn(&place, &["--settings", &file.to_string_lossy()]);
    assert!(charts["why.svg"].contains(">Why<") && charts["why.svg"].contains("width=\"160mm\""));
    let from = place.to_string_lossy();
    refuses(
        &["chart", &from, "--kind", "fan,stacked"],
        &["no chart of these results", "these results have waterfall"],
    );
    refuses(&["chart", &from, "--unit", "亿kWh"], &["can be told in `亿kWh`", "CO₂"]);
    refuses(&["chart", &from, "--bands", "50"], &["no chart chosen has bands"]);
    refuses(&["chart", &from, "--years", "2020,2025"], &["no chart chosen has an axis of years"]);
    refuses(&["chart", &from, "--lang", "en", "--year", "2025"], &["flows, which are drawn of one run"]);
}

/// Every other kind in a unit of its own: kilotonnes for a tornado and a field, energy for lines.
#[test]
fn units_are_as_asked() {
    let (_folder, tornado) = made(TORNADO, &["--no-charts"]);
    let charts = drawn(&tornado, &["--only", "emissions", "--unit", "吨"]);
    assert!(charts["tornado.emissions-co2-guangxi-2030.svg"].contains("吨 CO₂"));
    refuses(&["chart", &tornado.to_string_lossy(), "--only", "peak-year", "--unit", "吨"], &["in `吨`"]);
    let (_folder, sweep) = made(SWEEP, &["--no-charts"]);
    let charts = drawn(&sweep, &["--only", "energy-total.guangxi.2030", "--unit", "PJ"]);
    assert!(charts["energy-total.guangxi.2030.txt"].contains("PJ"), "{charts:?}");
}

/// Replaces text in a file of a folder, as somebody would who writes the manifest anew too.
fn forge(place: &Path, file: &str, from: &str, to: &str) {
    let text = fs::read_to_string(place.join(file)).expect("a file");
    assert!(text.contains(from), "{from} in {text}");
    fs::write(place.join(file), text.replacen(from, to, 1)).expect("written");
    let bytes = fs::read(place.join(file)).expect("a file");
    let manifest = place.join("manifest.json");
    let mut json: serde_json::Value =
        serde_json::from_slice(&fs::read(&manifest).expect("a manifest")).expect("JSON");
    if let Some(entry) = json["files"].as_array_mut().expect("files").iter_mut().find(|e| e["path"] == file) {
        *entry = serde_json::to_value(InputEntry::of(file, &bytes)).expect("JSON");
        fs::write(&manifest, json.to_string()).expect("written");
    }
}

/// What was changed, is missing, or is not what this version writes of these scenarios is refused with the file's name.
#[test]
fn other_tables_are_refused() {
    let compare = ["compare", SMALL, SMALL, "--set-b", REBUILD, "--draws", "8", "--no-charts"];
    let (_folder, place) = made(&compare, &[]);
    let from = place.to_string_lossy().into_owned();
    forge(&place, "peaks.csv", "Emissions|CO2,guangxi", "Emissions|CO3,guangxi");
    refuses(
        &["chart", &from],
        &["results: peaks.csv: the rows of `Emissions|CO3@guangxi` are not those of a run"],
    );
    let table = fs::read_to_string(place.join("comparison.csv")).expect("a table");
    let mut cells: Vec<&str> = table.lines().nth(1).expect("a row").split(',').collect();
    let row = cells.join(",");
    cells[6] = "1";
    forge(&place, "comparison.csv", &row, &cells.join(","));
    refuses(&["chart", &from], &["comparison.csv: `", "is not what this program computes"]);
    forge(&place, "comparison.csv", &cells.join(","), "");
    refuses(&["chart", &from], &["comparison.csv: "]);

    let (_folder, place) = made(DECOMPOSE, &["--no-charts"]);
    let from = place.to_string_lossy().into_owned();
    forge(&place, "decomposition.csv", ",structure,", ",structures,");
    refuses(
        &["chart", &from],
        &["decomposition.csv: line 2 is not that of a change that these scenarios have"],
    );
    fs::write(place.join("decomposition.csv"), "region\n").expect("written");
    refuses(&["chart", &from], &["is not as it was written", "decomposition.csv was changed"]);
    fs::remove_file(place.join("decomposition.csv")).expect("removed");
    refuses(&["chart", &from], &["decomposition.csv is missing"]);

    let (_folder, place) = made(TORNADO, &["--no-charts"]);
    let from = place.to_string_lossy().into_owned();
    forge(&place, "sensitivity.csv", ",swing,", ",swung,");
    succeeds(&["chart", &from, "--list"]);
    forge(&place, "sensitivity.csv", ",,low,", ",,lowest,");
    refuses(&["chart", &from], &["sensitivity.csv: it has no `low` of `"]);

    let (_folder, place) = made(SWEEP, &["--no-charts"]);
    let from = place.to_string_lossy().into_owned();
    forge(&place, "targets.csv", "arc-2030", "arc-2031");
    refuses(&["chart", &from], &["targets.csv: line 2 is not that of point 1"]);
    forge(
        &place,
        "manifest.json",
        &format!("\"version\":\"{}\"", env!("CARGO_PKG_VERSION")),
        "\"version\":\"0.0.9\"",
    );
    refuses(&["chart", &from, "--lang", "en"], &["was made by version 0.0.9"]);
}

/// A document shows the charts of other folders than those of runs in its own theme, whatever theme the folder has.
#[test]
fn documents_draw_them_anew() {
    let (folder, place) = made(DECOMPOSE, &["--formats", "svg", "--theme", "dark"]);
    let [from, out, docx] = ["results", "print", "report.docx"]
        .map(|name| folder.path().join(name).to_string_lossy().into_owned());
    succeeds(&["chart", &from, "-o", &out, "--formats", "png", "--theme", "report"]);
    succeeds(&["report", &from, "-o", &docx]);
    let file = fs::File::open(&docx).expect("a document");
    let mut archive = zip::ZipArchive::new(file).expect("a zip");
    let mut shown = Vec::new();
    archive.by_name("word/media/figure1.png").expect("a figure").read_to_end(&mut shown).expect("bytes");
    let drawn = charts(&place.with_file_name("print"));
    assert!(drawn.iter().any(|(name, bytes)| name.ends_with(".png") && *bytes == shown));
}

/// Tables are enough: nothing was drawn before.
#[test]
fn tables_without_charts_are_enough() {
    let (command, kinds) = COMMANDS[4];
    let (_folder, place) = made(command, &["--no-charts", "--threads", "1"]);
    assert!(!place.join("charts").exists());
    let listed = succeeds(&["chart", &place.to_string_lossy(), "--list", "--kind", kinds[0]]);
    assert_eq!(listed, "hindcast\n");
}

/// Folders without charts say which have them; only runs share charts.
#[test]
fn other_folders_are_told() {
    let (folder, place) = made(DECOMPOSE, &["--no-charts"]);
    let from = place.to_string_lossy().into_owned();
    let out = folder.path().join("charts");
    let charts = out.to_string_lossy().into_owned();
    succeeds(&["chart", &from, "-o", &charts, "--formats", "svg"]);
    refuses(
        &["chart", &charts, "--lang", "en"],
        &["is of `dafeng chart`", "run, merge, compare, decompose, hindcast"],
    );
    refuses(
        &["chart", &from, &from, "--lang", "en"],
        &["only results of `dafeng run` share their charts", "is of `dafeng decompose`"],
    );
}
