//! Charts from results on disk: the ones of the run again, and others.

mod common;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use dafeng::ensemble::{Design, Ensemble, Method, simulate};
use dafeng::model::Model;
use dafeng::report::tables::{self, Results, read};
use dafeng::report::text::Lang;
use dafeng::scenario::{self, Options};
use dafeng::simulation;
use tempfile::TempDir;

const SMALL: &str = "tests/fixtures/small/small.toml";

fn dafeng(arguments: &[&str]) -> std::process::Output {
    Command::cargo_bin("dafeng").expect("the program").args(arguments).output().expect("it runs")
}

fn stderr(output: &std::process::Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// The results of a run of the small scenario.
fn results() -> (TempDir, PathBuf) {
    let folder = TempDir::new().expect("a folder");
    let place = folder.path().join("small");
    let made = dafeng(&["run", SMALL, "--draws", "64", "--out", &place.to_string_lossy()]);
    assert!(made.status.success(), "{}", stderr(&made));
    (folder, place)
}

fn charts(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let files =
        fs::read_dir(folder.join("charts")).expect("charts").map(|entry| entry.expect("a file").path());
    let named = files.map(|path| (path.file_name().expect("a name").to_string_lossy().into_owned(), path));
    named.map(|(name, path)| (name, fs::read(path).expect("bytes"))).collect()
}

/// What the tables tell is what the run drew from: the same bytes of every file.
#[test]
fn charts_of_the_tables_are_those_of_the_run() {
    let (folder, place) = results();
    let again = folder.path().join("again");
    let made = dafeng(&["chart", &place.to_string_lossy(), "-o", &again.to_string_lossy()]);
    assert!(made.status.success(), "{}", stderr(&made));
    let (drawn, again) = (charts(&place), charts(&again));
    assert!(drawn.len() > 20);
    assert_eq!(drawn.keys().collect::<Vec<_>>(), again.keys().collect::<Vec<_>>());
    for (name, bytes) in drawn {
        assert!(again[&name] == bytes, "{name} differs");
    }
}

/// Every design: nothing is lost on the way into tables and back but which draws were audited.
#[test]
fn an_ensemble_is_read_back_whole() {
    let loaded = scenario::load(Path::new(SMALL), &Options::default()).expect("valid");
    let model = Model::compile(loaded.scenario).expect("compiles");
    let central = simulation::central(&model);
    for method in [Method::Random, Method::LatinHypercube, Method::Sobol] {
        let design = Design { draws: 96, seed: 3, method };
        let ensemble = simulate(&model, design, |_| true).expect("not stopped");
        let results = Results { model: &model, central: &central, ensemble: Some(&ensemble) };
        let files = tables::all(&results, Lang::Zh).expect("tables").into_iter().collect();
        let found = read::ensemble(&model, &files, design, 0).expect("readable").expect("drawn");
        // What is no number equals nothing, itself included.
        let told = |ensemble: &Ensemble| format!("{:?}", Ensemble { audited: 0, ..ensemble.clone() });
        assert_eq!(told(&found), told(&ensemble), "{method:?}");
    }
}

#[test]
fn another_theme_language_and_kind_of_file() {
    let (folder, place) = results();
    let out = folder.path().join("journal");
    let arguments = [
        "--theme",
        "journal",
        "--lang",
        "en",
        "--formats",
        "pdf,svg",
        "--kind",
        "fan",
        "--only",
        "emissions-co2",
    ];
    let (from, to) = (place.to_string_lossy(), out.to_string_lossy());
    let made = dafeng(&[&["chart", &from, "-o", &to], arguments.as_slice()].concat());
    assert!(made.status.success(), "{}", stderr(&made));
    let drawn = charts(&out);
    let (svg, _) = drawn.iter().find(|(name, _)| name.ends_with(".svg")).expect("a drawing");
    let text = String::from_utf8_lossy(&drawn[svg]);
    assert!(text.contains("width=\"85mm\"") && text.contains("Projection"), "{text}");
    assert!(drawn.keys().all(|name| name.starts_with("emissions-co2") && !name.ends_with(".png")));
    let pdf = &drawn[&svg.replace(".svg", ".pdf")];
    let holds = |word: &str| pdf.windows(word.len()).any(|window| window == word.as_bytes());
    assert!(pdf.starts_with(b"%PDF-") && holds("/ToUnicode"), "text that can be selected");
    let caption = String::from_utf8_lossy(&drawn[&svg.replace(".svg", ".txt")]).into_owned();
    assert!(caption.contains("64 draws") && caption.contains("P5–P95"), "{caption}");
}

#[test]
fn charts_are_listed() {
    let (_folder, place) = results();
    let listed = dafeng(&["chart", &place.to_string_lossy(), "--list", "--kind", "constraints"]);
    let names = String::from_utf8_lossy(&listed.stdout).into_owned();
    assert!(
        names.lines().count() >= 1 && names.lines().all(|name| name.starts_with("constraints")),
        "{names}"
    );
    assert!(!place.with_file_name("small.charts").exists());
}

/// Flows are of the year of the latest target, of 2025 and 2027 where those are asked for, and of no year outside the run.
#[test]
fn flows_are_of_the_years_asked_for() {
    let (_folder, place) = results();
    let from = place.to_string_lossy();
    let listed = |arguments: &[&str]| -> Vec<String> {
        let made = dafeng(&[&["chart", &from, "--list", "--kind", "flow"], arguments].concat());
        assert!(made.status.success(), "{}", stderr(&made));
        String::from_utf8_lossy(&made.stdout).lines().map(str::to_owned).collect()
    };
    let years = |list: &[String]| -> std::collections::BTreeSet<String> {
        list.iter().map(|name| name.rsplit('.').next().expect("a year").to_owned()).collect()
    };
    let usual = listed(&[]);
    assert!(usual.contains(&"energy-flow.guangxi.2030".to_owned()), "{usual:?}");
    assert!(usual.contains(&"material-flow-carbon-steel.guangxi.2030".to_owned()), "{usual:?}");
    let asked = listed(&["--year", "2027,2025,2027"]);
    assert_eq!(years(&asked), ["2025", "2027"].map(str::to_owned).into());
    assert_eq!(asked.len(), 2 * usual.len());
    let outside = dafeng(&["chart", &from, "--lang", "en", "--year", "2031"]);
    assert_eq!(outside.status.code(), Some(2));
    let said = stderr(&outside);
    assert!(said.contains("2031 is not among the years of the scenario, 2020 to 2030"), "{said}");
}

/// Two results in one chart are what a comparison of their scenarios draws of the same draws, byte by byte; of three, each has a
/// line and a band. What cannot share a chart is told.
#[test]
fn several_results_share_their_charts() {
    let (folder, first) = results();
    let run = |name: &str, arguments: &[&str]| -> String {
        let out = folder.path().join(name).to_string_lossy().into_owned();
        let made = dafeng(&[arguments, &["--out", &out]].concat());
        assert!(made.status.success(), "{}", stderr(&made));
        out
    };
    let first = first.to_string_lossy().into_owned();
    let set = "levers.rebuild.guangxi=0.9";
    let other = run("other", &["run", SMALL, "--draws", "64", "--no-charts", "--set", set]);
    let compared = run("compared", &["compare", SMALL, SMALL, "--draws", "64", "--set-b", set]);
    let together = run("together", &["chart", &first, &other]);
    let (compared, drawn) = (charts(Path::new(&compared)), charts(Path::new(&together)));
    assert!(drawn.contains_key("emissions-co2.guangxi.svg"), "{:?}", drawn.keys());
    for (name, bytes) in &drawn {
        assert!(compared.get(name) == Some(bytes), "{name} differs");
    }
    let third =
        run("third", &["run", SMALL, "--draws", "32", "--no-charts", "--set", "levers.rebuild.guangxi=0.1"]);
    let three = run("three", &["chart", &first, &other, &third, "--only", "emissions-co2.", "--lang", "en"]);
    let numbers = charts(Path::new(&three))["emissions-co2.guangxi.csv"].clone();
    let head = String::from_utf8_lossy(&numbers).lines().next().expect("a header").to_owned();
    assert_eq!(head.matches("P95").count(), 3, "{head}");
    let caption = charts(Path::new(&three))["emissions-co2.guangxi.txt"].clone();
    assert!(String::from_utf8_lossy(&caption).contains("32 draws"), "the least number of draws");

    let fails = |other: &str, arguments: &[&str], words: &[&str]| {
        let output = dafeng(&[&["chart", &first, other, "--lang", "en"], arguments].concat());
        let said = stderr(&output);
        assert_eq!(output.status.code(), Some(2), "{said}");
        words.iter().for_each(|word| assert!(said.contains(word), "{word} in {said}"));
    };
    let hand = run("hand", &["run", "tests/fixtures/hand/hand.toml", "--draws", "8", "--no-charts"]);
    fails(&hand, &[], &["different years", "2020 to 2030", "2020 to 2022", "dafeng compare"]);
    let single = run("single", &["run", SMALL, "--draws", "0", "--no-charts"]);
    fails(&single, &[], &["single has no draws", "--draws"]);
    fails(&other, &["--year", "2025"], &["one run at a time"]);
    let copy = common::Patched::new("small").replace("small.toml", "CNY 2020", "CNY 2015");
    let file = copy.path("small.toml").to_string_lossy().into_owned();
    let priced = run("priced", &["run", &file, "--draws", "8", "--no-charts"]);
    fails(&priced, &[], &["different units", "CNY 2020", "CNY 2015"]);
}

#[test]
fn what_cannot_be_drawn_is_told() {
    let (folder, place) = results();
    let from = place.to_string_lossy().into_owned();
    let fails = |arguments: &[&str], words: &[&str]| {
        let output = dafeng(arguments);
        let said = stderr(&output);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {said}");
        words.iter().for_each(|word| assert!(said.contains(word), "{word} in {said}"));
    };
    let listed = dafeng(&["chart", &from, "--list", "--kind", "fan"]);
    let name = String::from_utf8_lossy(&listed.stdout).lines().next().expect("a chart").to_owned();
    let close = format!("did you mean `{name}`?");
    let typo = format!("{}x", &name[..name.len() - 1]);
    fails(&["chart", &from, "--only", &typo], &["no chart has", &close]);
    fails(&["chart", &from, "--only", "zzz"], &["--list"]);
    fails(&["chart", &from, "--kind", "waterfall"], &["no chart of these results"]);
    fails(&["chart", &from, "--kind", "fann"], &["fan"]);
    fails(&["chart", &from, "--theme", "jurnal"], &["did you mean `journal`?"]);
    let themes = folder.path().join("themes.toml");
    fs::write(&themes, "[mine]\nextends = \"screen\"\nink = \"blue\"\nwidht = \"80 mm\"\n").expect("written");
    let file = themes.to_string_lossy();
    fails(
        &["chart", &from, "--theme", "mine", "--theme-file", &file],
        &["themes.toml:3", "expected a colour", "did you mean `width`?", "2 problems"],
    );
    fails(&["chart", &folder.path().to_string_lossy()], &["no folder of results"]);
    let hindcast = folder.path().join("other");
    let made = dafeng(&["run", SMALL, "--draw", "3", "--out", &hindcast.to_string_lossy()]);
    assert!(made.status.success(), "{}", stderr(&made));
    fails(&["chart", &hindcast.to_string_lossy()], &["no results of `dafeng run` with all its draws"]);
    fs::write(place.join("quantiles.csv"), "place\n").expect("written");
    fails(&["chart", &from], &["quantiles.csv was changed"]);
}
