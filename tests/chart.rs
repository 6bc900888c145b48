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

/// The same without its charts.
fn tables() -> (TempDir, PathBuf) {
    let folder = TempDir::new().expect("a folder");
    let place = folder.path().join("small");
    let made = dafeng(&["run", SMALL, "--draws", "64", "--no-charts", "--out", &place.to_string_lossy()]);
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

/// Draws charts of results in English as SVG; the folder's charts by name.
fn drawn(place: &Path, arguments: &[&str]) -> BTreeMap<String, String> {
    let out = place.with_file_name("drawn");
    let (from, to) = (place.to_string_lossy(), out.to_string_lossy());
    let usual = ["chart", &from, "-o", &to, "--lang", "en", "--formats", "svg"];
    let made = dafeng(&[usual.as_slice(), arguments].concat());
    assert!(made.status.success(), "{arguments:?}: {}", stderr(&made));
    let texts = charts(&out).into_iter();
    texts.map(|(name, bytes)| (name, String::from_utf8_lossy(&bytes).into_owned())).collect()
}

/// The first column of a chart's table and the one with a heading, without empty cells.
fn column(csv: &str, heading: &str) -> Vec<(i32, f64)> {
    let mut rows = csv.lines().map(|line| line.split(',').collect::<Vec<_>>());
    let head = rows.next().expect("a head");
    let at = head
        .iter()
        .position(|name| name.starts_with(heading))
        .unwrap_or_else(|| panic!("{heading}: {head:?}"));
    rows.filter_map(|row| Some((row[0].parse().ok()?, row[at].parse().ok()?))).collect()
}

#[test]
fn words_sizes_and_bands_are_as_asked() {
    let (_folder, place) = tables();
    let fan = ["--only", "emissions-co2.guangxi", "--kind", "fan"];
    let of = |arguments: &[&str]| drawn(&place, &[fan.as_slice(), arguments].concat());
    let charts = of(&[
        "--title",
        "A title of its own",
        "--note",
        "So they say.",
        "--source",
        "Somebody 2024",
        "--width",
        "120mm",
        "--plot-height",
        "50 mm",
        "--text",
        "7pt",
        "--bands",
        "50,90",
        "--decimals",
        "4",
    ]);
    let svg = &charts["emissions-co2.guangxi.svg"];
    assert!(svg.contains("width=\"120mm\"") && svg.contains("<title>A title of its own</title>"), "{svg}");
    for told in [">A title of its own<", "So they say.", "Somebody 2024", ">P95<"] {
        assert!(svg.contains(told), "{told} in {svg}");
    }
    assert!(!svg.contains(">P90<") && svg.matches("<polygon").count() >= 2, "{svg}");
    let caption = &charts["emissions-co2.guangxi.txt"];
    assert!(caption.starts_with("A title of its own. ") && caption.contains("Somebody 2024"), "{caption}");
    assert!(caption.contains("50 and 90% prediction intervals (P25–P75, P5–P95)"), "{caption}");
    let lines = of(&["--bands", "none"]);
    assert!(!lines["emissions-co2.guangxi.svg"].contains(">P95<"));
    assert!(lines["emissions-co2.guangxi.txt"].contains("Heavy line: median."), "lines only");
}

/// 1 Mt is 100 万吨: the same chart in the other unit has numbers a hundred times as large, and its axis says so.
#[test]
fn a_unit_is_as_asked() {
    let (_folder, place) = tables();
    let fan = ["--only", "emissions-co2.guangxi", "--kind", "fan"];
    let of = |unit: &str| {
        let charts = drawn(&place, &[fan.as_slice(), &["--unit", unit]].concat());
        let caption = charts["emissions-co2.guangxi.txt"].clone();
        (column(&charts["emissions-co2.guangxi.csv"], "Central run"), caption)
    };
    let ((large, in_mt), (small, in_wan)) = (of("Mt CO2"), of("万吨"));
    assert!(in_mt.contains("Mt CO₂") && in_wan.contains("万吨 CO₂"), "{in_mt}{in_wan}");
    assert!(!large.is_empty() && large.len() == small.len());
    for ((_, large), (_, small)) in large.into_iter().zip(small) {
        assert!((small - 100.0 * large).abs() <= 1e-8 * small, "{large} Mt, {small} 万吨");
    }
}

/// What lies beyond a range is cut at the frame; the table keeps it. Other years are not there at all.
#[test]
fn ranges_cut() {
    let (_folder, place) = tables();
    let fan = ["--only", "production-crude-steel.guangxi", "--kind", "fan"];
    let all = drawn(&place, &fan);
    let name = "production-crude-steel.guangxi";
    let values = column(&all[&format!("{name}.csv")], "Central run");
    let (low, high) = values.iter().fold((f64::MAX, f64::MIN), |(a, b), (_, v)| (a.min(*v), b.max(*v)));
    let top = format!("0,{}", (low + high) / 2.0);
    let cut = drawn(&place, &[fan.as_slice(), &["--range", &top]].concat());
    assert_eq!(all[&format!("{name}.csv")], cut[&format!("{name}.csv")], "the numbers stay");
    assert!(
        cut[&format!("{name}.txt")].contains("beyond the vertical axis"),
        "{}",
        cut[&format!("{name}.txt")]
    );
    assert!(!all[&format!("{name}.txt")].contains("beyond the vertical axis"));
    let short = drawn(&place, &[fan.as_slice(), &["--years", "2022,2026"]].concat());
    let years: Vec<i32> =
        column(&short[&format!("{name}.csv")], "Central run").iter().map(|row| row.0).collect();
    assert_eq!(years, [2022, 2023, 2024, 2025, 2026]);
    assert!(
        short[&format!("{name}.svg")].contains(">2026<") && !short[&format!("{name}.svg")].contains(">2030<")
    );
}

/// One file makes a set: defaults, charts of their own, two languages, and what stands on the command line before all.
#[test]
fn a_file_makes_a_set() {
    let (folder, place) = tables();
    let file = folder.path().join("charts.toml");
    let text = r#"
[defaults]
theme = "journal"
formats = ["svg", "pdf"]
source = "Small steel"

[[chart]]
name = "emissions-co2.guangxi"
kind = "fan"
file = "figure-1"
title = "Emissions"
lang = "en"
years = [2020, 2028]
bands = []

[[chart]]
name = "emissions-co2.guangxi"
kind = "fan"
file = "figure-1-zh"
lang = "zh"
unit = "吨"
width = "120 mm"

[[chart]]
name = "capacity-*-changes.*"
"#;
    fs::write(&file, text).expect("written");
    let out = folder.path().join("set");
    let [from, to, set] = [&place, &out, &file].map(|path| path.to_string_lossy().into_owned());
    let made = dafeng(&["chart", &from, "-o", &to, "--settings", &set]);
    assert!(made.status.success(), "{}", stderr(&made));
    let drawn = charts(&out);
    let text_of = |name: &str| String::from_utf8_lossy(&drawn[name]).into_owned();
    assert!(drawn.contains_key("figure-1.pdf") && !drawn.contains_key("figure-1.png"), "{:?}", drawn.keys());
    let first = text_of("figure-1.svg");
    assert!(
        first.contains("width=\"85mm\"") && first.contains(">Emissions<") && first.contains("Small steel")
    );
    assert!(!first.contains(">2030<") && text_of("figure-1.txt").contains("Heavy line"), "{first}");
    let second = text_of("figure-1-zh.svg");
    assert!(
        second.contains("width=\"120mm\"") && second.contains("吨 CO₂") && second.contains("二氧化碳"),
        "{second}"
    );
    assert!(drawn.keys().any(|name| name.starts_with("capacity-") && name.contains("-changes.")));
    assert_eq!(fs::read_to_string(out.join("charts.toml")).expect("a copy"), text);
    // The same again, byte by byte; and all of it in another theme.
    let again = folder.path().join("again");
    let made = dafeng(&["chart", &from, "-o", &again.to_string_lossy(), "--settings", &set]);
    assert!(made.status.success() && charts(&again) == drawn);
    let grey = folder.path().join("grey");
    let made =
        dafeng(&["chart", &from, "-o", &grey.to_string_lossy(), "--settings", &set, "--theme", "grey"]);
    assert!(made.status.success(), "{}", stderr(&made));
    assert!(String::from_utf8_lossy(&charts(&grey)["figure-1.svg"]).contains("width=\"160mm\""));
}

/// Every mistake of a file at once, with its line, what was expected and what was meant.
#[test]
fn mistakes_of_a_file_are_told() {
    let (folder, place) = tables();
    let file = folder.path().join("charts.toml");
    let [from, set] = [&place, &file].map(|path| path.to_string_lossy().into_owned());
    let told = |text: &str, words: &[&str]| {
        fs::write(&file, text).expect("written");
        let output = dafeng(&["chart", &from, "--settings", &set]);
        let said = stderr(&output);
        assert_eq!(output.status.code(), Some(2), "{said}");
        words.iter().for_each(|word| assert!(said.contains(word), "{word} in {said}"));
    };
    let grammar = r#"[defaults]
title = "For all"
[[chart]]
nmae = "x"
kind = "fann"
bands = [50, 95]
years = [2040, 2020]
range = [1]
decimals = 9
[[chart]]
formats = ["svg", "jpg"]
file = "../x"
width = "80"
"#;
    told(
        grammar,
        &[
            "charts.toml:4",
            "did you mean `name`?",
            "charts.toml:5",
            "expected \"fan\"",
            "charts.toml:6",
            "50, 80 and 90",
            "charts.toml:7",
            "the first and the last year",
            "charts.toml:8",
            "the lowest and the highest",
            "charts.toml:9",
            "from 0 to 6",
            "charts.toml:11",
            "\"svg\", \"png\" and \"pdf\"",
            "charts.toml:12",
            "letters, digits",
            "charts.toml:13",
            "a length from 40 mm",
            "9 problems",
        ],
    );
    told(
        "[defaults]\ntitle = \"x\"\n[[chart]]\n",
        &["charts.toml:2", "`title` is of one chart", "[[chart]]"],
    );
    told("[[chart]\nname = 1\n", &["charts.toml:1", "this is not TOML"]);
    told("[defaults]\n", &["the file has no `chart`"]);
    let results = r#"[defaults]
theme = "jurnal"
[[chart]]
name = "emisions-co2.guangxi"
[[chart]]
kind = "waterfall"
theme = "grey"
[[chart]]
kind = "fan"
title = "One for many"
theme = "grey"
unit = "亿kwh"
[[chart]]
name = "emissions-co2.guangxi"
kind = "fan"
theme = "grey"
unit = "PJ"
[[chart]]
name = "emissions-co2.guangxi"
kind = "fan"
theme = "grey"
years = [2050, 2060]
[[chart]]
kind = "constraints"
theme = "grey"
bands = [50]
range = [0, 1]
"#;
    told(
        results,
        &[
            "charts.toml:2",
            "did you mean `journal`?",
            "charts.toml:4",
            "did you mean `emissions-co2.guangxi`?",
            "charts.toml:6",
            "these results have fan",
            "charts.toml:10",
            "a title is of one chart",
            "charts.toml:12",
            "did you mean `亿kWh`?",
            "charts.toml:17",
            "can be told in `PJ`",
            "they are in",
            "charts.toml:22",
            "it has 2020 to 2030",
            "charts.toml:26",
            "no chart chosen has bands",
            "charts.toml:27",
        ],
    );
    told(
        "[[chart]]\nkind = \"fan\"\n[[chart]]\nkind = \"fan\"\n",
        &["two charts are written as", "charts.toml:3", "`file`"],
    );
}

#[test]
fn what_flags_ask_must_be_there() {
    let (folder, place) = tables();
    let from = place.to_string_lossy().into_owned();
    let fails = |arguments: &[&str], words: &[&str]| {
        let output = dafeng(&[&["chart", &from], arguments].concat());
        let said = stderr(&output);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {said}");
        words.iter().for_each(|word| assert!(said.contains(word), "{word} in {said}"));
    };
    fails(&["--title", "One"], &["a title is of one chart"]);
    fails(&["--unit", "万吨钢"], &["there is no unit `万吨钢`", "did you mean `万吨`?"]);
    fails(
        &["--only", "emissions-co2.guangxi", "--kind", "fan", "--unit", "亿kWh"],
        &["can be told in `亿kWh`"],
    );
    fails(&["--years", "2050,2060"], &["has no year from 2050 to 2060", "it has 2020 to 2030"]);
    fails(&["--years", "2030,2020"], &["the first and the last year"]);
    fails(&["--range", "5,1"], &["the lowest and the highest value"]);
    fails(&["--bands", "95"], &["50, 80 and 90"]);
    fails(&["--kind", "constraints", "--decimals", "2"], &["no chart chosen has values"]);
    fails(&["--width", "3 cm"], &["a length from 40 mm to 1000 mm"]);
    fails(&["--text", "big"], &["a size from 3 pt"]);
    fails(&["--dpi", "9999"], &["from 36 to 1200"]);
    fails(&["--only", "*.nowhere"], &["no chart has `*.nowhere`"]);
    let output =
        dafeng(&["chart", &from, "--only", "emissions-co2.guangxi", "--kind", "fan", "--range", "1e9,2e9"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("no values in the range"), "{}", stderr(&output));
    let themes = folder.path().join("themes.toml");
    fs::write(&themes, "[mine\nwidth = 3\n").expect("written");
    fails(
        &["--theme", "mine", "--theme-file", &themes.to_string_lossy()],
        &["themes.toml:1", "this is not TOML"],
    );
    let font = folder.path().join("font.otf");
    fs::write(&font, "no font").expect("written");
    fails(&["--font", &font.to_string_lossy()], &["font.otf", "OTF, TTF or TTC"]);
}

/// One draw has all its quantiles at one place: the chart says so and draws a line.
#[test]
fn one_draw_is_a_line() {
    let folder = TempDir::new().expect("a folder");
    let place = folder.path().join("one");
    let made = dafeng(&[
        "run",
        SMALL,
        "--draws",
        "1",
        "--lang",
        "en",
        "--formats",
        "svg",
        "--width",
        "120mm",
        "--source",
        "Small steel 2024",
        "--out",
        &place.to_string_lossy(),
    ]);
    assert!(made.status.success(), "{}", stderr(&made));
    let drawn = charts(&place);
    let caption = String::from_utf8_lossy(&drawn["emissions-co2.guangxi.txt"]).into_owned();
    assert!(caption.contains("1 draw.") && caption.contains("too close together to be seen"), "{caption}");
    let svg = String::from_utf8_lossy(&drawn["emissions-co2.guangxi.svg"]).into_owned();
    assert!(svg.contains("width=\"120mm\"") && svg.contains("Source: Small steel 2024"), "{svg}");
    assert!(svg.contains(">Projection<") && !svg.contains(">P95<") && !svg.contains("NaN"), "{svg}");
    let again =
        dafeng(&["chart", &place.to_string_lossy(), "-o", &folder.path().join("again").to_string_lossy()]);
    assert!(again.status.success(), "{}", stderr(&again));
}
