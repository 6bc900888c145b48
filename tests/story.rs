//! What happened inside a run, as its readers meet it: `explain`, the table of events, the audit, charts of
//! capacity and constraints.
#![cfg(unix)]

mod common;

use std::path::Path;
use std::process::Output;

use assert_cmd::Command;
use common::{Patched, Run, fixtures};
use dafeng::analysis::{Finding, audit};
use dafeng::report::chart::{DEFAULT_THEME, Format, Look, Settings, Theme};
use dafeng::report::font::Font;
use dafeng::report::gallery;
use dafeng::report::tables::Results;
use dafeng::report::text::{self, Lang};
use serde_json::Value;
use tempfile::TempDir;

fn dafeng(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_dafeng"))
        .current_dir(folder)
        .args(arguments)
        .output()
        .expect("it starts")
}

fn out(output: &Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout.clone()).expect("UTF-8")
}

/// The message of bad input.
fn refused(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(2), "{}", String::from_utf8_lossy(&output.stdout));
    String::from_utf8(output.stderr.clone()).expect("UTF-8")
}

fn shipped(file: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios").join(file).display().to_string()
}

/// Head and rows of a table of results.
fn table(folder: &Path, name: &str) -> (Vec<String>, Vec<Vec<String>>) {
    let mut reader = csv::Reader::from_path(folder.join(name)).expect("a table");
    let cells = |record: &csv::StringRecord| record.iter().map(str::to_owned).collect::<Vec<_>>();
    let head = cells(reader.headers().expect("a header"));
    (head, reader.records().map(|record| cells(&record.expect("a row"))).collect())
}

#[test]
fn explain_follows_a_number_of_a_scenario_file() {
    let folder = TempDir::new().expect("a folder");
    let hand = fixtures().join("hand/hand.toml").display().to_string();
    // One region: the place may be left out. 3.24 · 1.4656475 Mt, see tests/explain.rs.
    let told = out(&dafeng(folder.path(), &["explain", &hand, "Emissions|CO2|Furnace@2022", "--lang", "en"]));
    assert!(
        told.starts_with("Emissions|CO2|Furnace@here@2022\n4.749 Mt CO₂  Furnace CO₂ emissions, Here"),
        "{told}"
    );
    let zh = out(&dafeng(folder.path(), &["explain", &hand, "Emissions|CO2|Furnace@2022", "--depth", "all"]));
    assert!(zh.contains("474.9 万吨 CO₂") && zh.contains("来源：hand") && zh.contains("引用的来源"), "{zh}");
    // By its title, as charts name it.
    let by_title = out(&dafeng(folder.path(), &["explain", &hand, "此地钢产量@2021"]));
    assert!(by_title.starts_with("Production|Steel@here@2021\n360 万吨"), "{by_title}");
    let json: Value = serde_json::from_str(&out(&dafeng(
        folder.path(),
        &[
            "explain",
            &hand,
            "Emissions|CO2|Furnace@here@2022",
            "--format",
            "json",
            "--depth",
            "all",
            "--lang",
            "en",
        ],
    )))
    .expect("JSON");
    assert_eq!((json["year"].as_i64(), json["place"].as_str()), (Some(2022), Some("here")));
    let root = &json["explanation"];
    assert!((root["value"].as_f64().expect("a number") - 3.24 * 1.4656475e6).abs() < 1e-3);
    assert!((recomputed(root) - 3.24 * 1.4656475e6).abs() < 1e-3);
    assert_eq!(json["sources"]["hand"], "Round numbers chosen so that sums can be checked on paper");
}

/// What a tree in JSON comes to, from its ends alone.
fn recomputed(node: &Value) -> f64 {
    let value = node["value"].as_f64().expect("a number");
    let Some(parts) = node["parts"].as_array() else { return value };
    let parts: Vec<f64> =
        parts.iter().map(|part| part["sign"].as_f64().expect("a sign") * recomputed(&part["part"])).collect();
    match node["rule"].as_str().expect("a rule") {
        "sum" => parts.iter().sum(),
        "product" => parts.iter().product(),
        "quotient" => parts[0] / parts[1],
        "power" => parts[0].powf(parts[1]),
        "minimum" => parts.iter().copied().fold(f64::INFINITY, f64::min),
        "maximum" => parts.iter().copied().fold(f64::NEG_INFINITY, f64::max),
        other => panic!("no parts follow from {other}"),
    }
}

#[test]
fn what_cannot_be_explained_is_told() {
    let folder = TempDir::new().expect("a folder");
    let hand = fixtures().join("hand/hand.toml").display().to_string();
    let said = |series: &str, lang: &str| {
        refused(&dafeng(folder.path(), &["explain", &hand, series, "--lang", lang]))
    };
    assert_eq!(
        said("Emision|CO2@here@2021", "en"),
        "error: there is no series Emision|CO2@here; did you mean Emissions|CO2@here? (dafeng list --series lists them)\n"
    );
    assert_eq!(
        said("Emissions|CO2@here@2023", "en"),
        "error: 2023 lies outside the years of the scenario, 2020 to 2022\n"
    );
    assert_eq!(said("Emissions|CO2@here@2023", "zh"), "error: 2023 年不在情景年份 2020–2022 之内\n");
    assert!(said("Emissions|CO2", "en").contains("write SERIES@PLACE@YEAR"));
    let china = shipped("china/steel-baseline.toml");
    let many = dafeng(folder.path(), &["explain", &china, "Driver|Nothing@2030", "--lang", "en"]);
    assert!(refused(&many).contains("there is no series Driver|Nothing"));
    assert_eq!(
        dafeng(folder.path(), &["explain", &hand, "Emissions|CO2@2021", "--depth", "deep"]).status.code(),
        Some(2)
    );
    assert_eq!(dafeng(folder.path(), &["explain", "nowhere", "Emissions|CO2@2021"]).status.code(), Some(2));
    // A folder that is no result.
    let empty = dafeng(folder.path(), &["explain", ".", "Emissions|CO2@2021"]);
    assert!(refused(&empty).contains("manifest.json"));
}

/// A folder of results is explained with what was set when it was made; a file that has changed since is named, and
/// nothing is explained by it.
#[test]
fn results_are_explained_by_what_made_them() {
    let patched = Patched::new("hand");
    let folder = patched.path("");
    let run = [
        "run",
        "hand.toml",
        "--draws",
        "0",
        "--no-charts",
        "--out",
        "results",
        "--set",
        "demand.steel.here@2021=3.2 Mt",
    ];
    out(&dafeng(&folder, &run));
    let told = |series: &str| dafeng(&folder, &["explain", "results", series, "--lang", "en"]);
    assert!(out(&told("Production|Steel@2021")).contains("3.2 Mt"));
    let patched = patched.replace("hand.toml", "\"15 GJ/t\"", "\"16 GJ/t\"");
    let changed =
        refused(&dafeng(&patched.path(""), &["explain", "results", "Production|Steel@2021", "--lang", "en"]));
    assert!(
        changed.contains("hand.toml") && changed.contains("have changed since results was made"),
        "{changed}"
    );
    // The scenario as it is now can be explained.
    let now =
        out(&dafeng(&patched.path(""), &["explain", "hand.toml", "Production|Steel@2021", "--lang", "en"]));
    assert!(now.contains("3.6 Mt"), "{now}");
}

/// The folder of a single draw is explained by what that draw drew: 4.2 Mt are written, and another value drawn.
#[test]
fn a_single_draw_is_explained_by_its_own_values() {
    let small = Patched::new("small");
    let folder = small.path("");
    out(&dafeng(&folder, &["run", "small.toml", "--draws", "100", "--draw", "7", "--out", "seventh"]));
    let told = out(&dafeng(
        &folder,
        &["explain", "seventh", "Demand|Carbon Steel@2028", "--lang", "en", "--depth", "all"],
    ));
    assert!(told.contains("[demand.carbon-steel.guangxi]") && told.contains("written: 3.28 Mt"), "{told}");
    let (_, rows) = table(&folder.join("seventh"), "series.csv");
    let row =
        rows.iter().find(|row| row[2] == "Demand|Carbon Steel" && row[4] == "2028").expect("the series");
    let drawn: f64 = row[5].parse().expect("a number");
    assert!((drawn - 3.28e6).abs() > 1e3, "the draw is not the written value");
}

const PROJECTS: &str = r#"
[[projects]]
id       = "new"
name     = "new arc furnace"
cluster  = "works"
process  = "arc"
capacity = "4 Mt"
year     = 2021
owner    = "owner-a"
replaces = ["C1"]
credits  = { shortfall = "scale" }
source   = "hand"

[[projects]]
id       = "late"
cluster  = "works"
process  = "converter"
capacity = "1 Mt"
year     = 2021
owner    = "owner-c"
credits  = { shortfall = "delay", wait = 1 }
source   = "hand"

[[projects]]
id       = "poor"
cluster  = "works"
process  = "converter"
capacity = "1 Mt"
year     = 2022
owner    = "owner-c"
credits  = { shortfall = "reject" }
source   = "hand"

[[projects]]
id       = "stopped"
cluster  = "works"
process  = "converter"
capacity = "1 Mt"
year     = 2022
approved = 2021
owner    = "owner-c"
credits  = { seller = "outside" }
source   = "hand"

[[suspensions]]
id     = "pause"
group  = "steel-making"
from   = 2021
to     = 2021
source = "hand, a pause"
"#;

/// C1 closes for `new` and earns 3.0 Mt, which at 1.5 build 2.0 of its 4; nobody has credits for the others: one waits a
/// year and lapses, one is rejected, one falls under the pause.
#[test]
fn every_event_has_its_row() {
    let patched = Patched::new("hand").append("hand.toml", PROJECTS);
    let folder = patched.path("");
    out(&dafeng(&folder, &["run", "hand.toml", "--draws", "0", "--no-charts", "--out", "results"]));
    let (head, rows) = table(&folder.join("results"), "events.csv");
    let at = |name: &str| head.iter().position(|h| h == name).expect("a column");
    let short = |row: &Vec<String>| {
        ["year", "event", "subject", "amount_t", "reason", "by", "source"]
            .map(|name| row[at(name)].clone())
            .join("|")
    };
    let told: Vec<String> = rows.iter().map(short).collect();
    for event in [
        "2021|retired|C1|3000000|replaced|new|hand",
        "2021|credits earned|C1|3000000|||",
        "2021|credits spent|new|3000000||C1|",
        "2021|scaled|new|2000000|credits||hand",
        "2021|delayed|late|1000000|credits||hand",
        "2022|lapsed|late|1000000|credits||hand",
        "2022|rejected|poor|1000000|credits||hand",
        "2022|refused|stopped|1000000|suspension|pause|hand, a pause",
    ] {
        assert!(told.iter().any(|row| row == event), "no {event} in\n{}", told.join("\n"));
    }
    assert!(told.windows(2).all(|pair| pair[0][..4] <= pair[1][..4]), "by year");
    let (head, ledger) = table(&folder.join("results"), "ledger.csv");
    let earned_by = head.iter().position(|h| h == "earned_by").expect("a column");
    assert!(ledger.iter().all(|row| row[earned_by] == "C1"), "{ledger:?}");
}

/// On a shipped scenario: every movement of the ledgers and every retirement is an event, and nothing else is.
#[test]
fn events_hold_what_the_other_tables_hold() {
    let folder = TempDir::new().expect("a folder");
    let baseline = shipped("guangxi/steel-baseline.toml");
    out(&dafeng(folder.path(), &["run", &baseline, "--draws", "0", "--no-charts", "--out", "r"]));
    let results = folder.path().join("r");
    let (_, events) = table(&results, "events.csv");
    let (_, ledger) = table(&results, "ledger.csv");
    let (_, units) = table(&results, "units.csv");
    let count = |word: &str| events.iter().filter(|row| row[5] == word).count();
    for kind in ["earned", "bought", "spent", "sold", "lapsed"] {
        let movements = ledger.iter().filter(|row| row[3] == kind).count();
        assert_eq!(count(&format!("credits {kind}")), movements, "{kind}");
    }
    assert_eq!(count("retired"), units.iter().filter(|row| !row[9].is_empty()).count());
    assert_eq!(count("rebuilt"), units.iter().filter(|row| row[2] == "rebuilt").count());
    let (_, projects) = table(&results, "projects.csv");
    for outcome in ["built", "scaled", "rejected", "refused", "lapsed"] {
        assert_eq!(count(outcome), projects.iter().filter(|row| row[6] == outcome).count(), "{outcome}");
    }
}

/// The plan of Guangxi's steel against itself: 60 Mt of capacity where 38.7 are called for in 2025 (34.8 + 3.9) are used at
/// 64.5 % at most; steel slag, 0.238 of all waste, would have to be used at 1 − 0.02/0.238 = 91.6 %.
#[test]
fn the_audit_has_its_numbers_and_sources() {
    let folder = TempDir::new().expect("a folder");
    let baseline = shipped("guangxi/steel-baseline.toml");
    let told = out(&dafeng(folder.path(), &["check", &baseline, "--audit", "--lang", "en"]));
    for said in [
        "60 Mt/a of capacity are asked for 2025, and 38.7 Mt are called for: at most 64.5% of it would be used",
        "60 Mt  targets.gx-capacity.must (2025); source: gx21",
        "Steel Slag is 23.8% of what arises and, with all the rest used whole, has to be used at 91.6%, where the scenario uses 40%",
        "40%  streams.steel-slag.utilisation.guangxi (2025); assumption: ",
        "levers.arc-share of the scenario itself sets this series",
        "0.35 kg/t  targets.gx-long-dust.must (2025); source: gx21",
        "11.2 Mt  Credits|Crude Steel|Earned@guangxi (2021–2025)",
    ] {
        assert!(told.contains(said), "no {said:?} in\n{told}");
    }
    let json: Value = serde_json::from_str(&out(&dafeng(
        folder.path(),
        &["check", &baseline, "--audit", "--format", "json", "--lang", "en"],
    )))
    .expect("JSON");
    let findings = json[0]["findings"].as_array().expect("a list");
    let kinds: Vec<&str> = findings.iter().filter_map(|f| f["kind"].as_str()).collect();
    for kind in [
        "planned-capacity",
        "share-of-fleet",
        "limit-at-base",
        "waste-target",
        "credits",
        "beyond-demand",
        "imposed",
    ] {
        assert!(kinds.contains(&kind), "{kinds:?}");
    }
    assert!(findings.iter().all(|f| !f["evidence"].as_array().expect("a list").is_empty()));
    // An invalid scenario is bad input, audit or not.
    let bad = Patched::new("small").replace("small.toml", "\"12 %\"", "\"12 t\"");
    let path = bad.path("small.toml").display().to_string();
    assert_eq!(dafeng(folder.path(), &["check", &path, "--audit"]).status.code(), Some(2));
    let quiet = fixtures().join("hand/hand.toml").display().to_string();
    assert!(
        out(&dafeng(folder.path(), &["check", &quiet, "--audit", "--lang", "en"]))
            .contains("levers.electric-share")
    );
}

fn guangxi(set: &[(&str, &str)]) -> Run {
    Run::new(common::compile(Path::new(&shipped("guangxi/steel-baseline.toml")), set))
}

/// A bound of 300 kgce/t lies under what the long route leaves at its floors; 540 does not.
#[test]
fn a_limit_below_every_floor_is_told() {
    let found = |run: &Run| {
        audit::audit(&run.model, &run.central).into_iter().find_map(|finding| match finding {
            Finding::LimitBelowFloor(reading) => Some((reading.bound, reading.modelled)),
            _ => None,
        })
    };
    assert_eq!(found(&guangxi(&[])), None);
    let (bound, least) =
        found(&guangxi(&[("limits.gx-long-energy.limit", "300 kgce/t")])).expect("it is told");
    assert!((bound - 0.3 * 29.3076).abs() < 1e-9 && least > bound, "{bound} {least}");
}

/// Every finding of every shipped plan has words in both languages and numbers behind it.
#[test]
fn audits_of_shipped_scenarios_speak_both_languages() {
    for file in ["guangxi/baseline.toml", "guizhou/baseline.toml", "china/steel-baseline.toml"] {
        let run = Run::new(common::compile(Path::new(&shipped(file)), &[]));
        let plan = audit::plan(&run.model, &run.central);
        assert!(!plan.is_empty(), "{file}");
        for finding in &plan {
            let [zh, en] = Lang::ALL.map(|lang| text::finding(finding, &run.model.scenario, lang));
            assert_ne!(zh, en);
            let facts = dafeng::analysis::evidence::evidence(finding, &run.model, &run.central);
            assert!(!facts.is_empty() && facts.iter().all(|fact| fact.value.is_finite()), "{file}: {en}");
        }
    }
}

/// Charts as a run draws them.
fn look() -> Look {
    let theme = Theme::named(DEFAULT_THEME, None).expect("a theme");
    Look {
        font: Font::shipped().expect("a font"),
        theme,
        formats: vec![Format::Svg],
        settings: Settings::NONE,
    }
}

/// Capacity by process, by vintage and what comes and goes; what bound output: drawn in both languages without a label
/// that leaves the page.
#[test]
fn charts_of_capacity_and_constraints_are_drawn() {
    let (run, look) = (guangxi(&[]), look());
    let results = Results { model: &run.model, central: &run.central, ensemble: None };
    for lang in Lang::ALL {
        let pictures = gallery::pictures(&results, lang);
        for stem in [
            "capacity-carbon-steel-by-process.guangxi",
            "capacity-carbon-steel-by-vintage.guangxi",
            "capacity-carbon-steel-changes.guangxi",
            "constraints.guangxi",
        ] {
            let picture =
                pictures.iter().find(|p| p.stem == stem).unwrap_or_else(|| panic!("no chart {stem}"));
            let figure = picture.figure(&look.sheet().expect("a page")).expect("a figure");
            let inside = |label: &dafeng::report::chart::Label| {
                label.rect.left >= 8.0 && label.rect.right <= figure.width - 8.0
            };
            assert!(figure.labels.iter().all(inside), "{stem}");
            let files = picture.files(&look).expect("files");
            let (_, numbers) = files.iter().find(|(name, _)| name.ends_with(".csv")).expect("its numbers");
            assert!(numbers.len() > 100, "{stem}");
        }
    }
}

/// The vintages of a year add up to its capacity, and so do built less retired to its change.
#[test]
fn vintages_and_changes_add_up_to_capacity() {
    let (run, look) = (guangxi(&[]), look());
    let results = Results { model: &run.model, central: &run.central, ensemble: None };
    let pictures = gallery::pictures(&results, Lang::En);
    let has = |stem: &str| pictures.iter().any(|picture| picture.stem == stem);
    // Hot metal has one process and is a layer of iron, a sum.
    assert!(has("capacity-iron-by-vintage.guangxi") && !has("capacity-hot-metal-by-vintage.guangxi"));
    let numbers = |stem: &str| -> Vec<Vec<f64>> {
        let picture = pictures.iter().find(|p| p.stem == stem).expect("the chart");
        let files = picture.files(&look).expect("files");
        let (_, bytes) = files.iter().find(|(name, _)| name.ends_with(".csv")).expect("its numbers").clone();
        let mut reader = csv::Reader::from_reader(bytes.as_slice());
        reader
            .records()
            .map(|row| row.expect("a row").iter().map(|c| c.parse().expect("a number")).collect())
            .collect()
    };
    let (vintages, changes) = (
        numbers("capacity-carbon-steel-by-vintage.guangxi"),
        numbers("capacity-carbon-steel-changes.guangxi"),
    );
    let mut before: Option<f64> = None;
    for (vintage, change) in vintages.iter().zip(&changes) {
        let year = vintage[0] as i32;
        let capacity = run.at("Capacity|Carbon Steel", year) / 1e6;
        let sum: f64 = vintage[1..].iter().sum();
        assert!((sum - capacity).abs() < 1e-6, "{year}: {sum} {capacity}");
        if let Some(before) = before {
            let moved: f64 = change[1..].iter().sum();
            assert!((capacity - before - moved).abs() < 1e-6, "{year}: {moved}");
        }
        before = Some(capacity);
    }
}

/// A run whose numbers leave what can be computed does not close: code 1, the closure by name, nothing written.
#[test]
fn a_run_that_does_not_close_fails_loudly() {
    let folder = TempDir::new().expect("a folder");
    let hand = fixtures().join("hand/hand.toml").display().to_string();
    // 1e306 t of steel at 1e6 MWh each are more than a number holds.
    let set = [
        "demand.steel.here={ path = { 2020 = \"3.4 Mt\", 2021 = \"1e306 t\" } }",
        "fleet.units.A1.capacity=1e307 t",
        "levers.electric-share.here=1",
        "processes.arc.carriers.electricity=1e9 kWh/t",
    ];
    let set = set.iter().flat_map(|text| ["--set", *text]);
    let arguments: Vec<&str> = ["run", &hand, "--draws", "0", "--no-charts", "--lang", "en", "--out", "r"]
        .into_iter()
        .chain(set)
        .collect();
    let output = dafeng(folder.path(), &arguments);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1), "{said}");
    let closure =
        "the closure electricity (electricity made + bought = used) is off by inf relative, most in 2021";
    assert_eq!(said, format!("error: {closure}; nothing was written\n"));
    assert!(!folder.path().join("r").exists());
}
