//! The command as its users meet it: processes, files, exit codes, messages.
#![cfg(unix)]

mod common;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command as Process, Output};
use std::time::Duration;

use assert_cmd::Command;
use common::{Patched, fixtures};
use tempfile::TempDir;

const DAFENG: &str = env!("CARGO_BIN_EXE_dafeng");

/// Runs the program in a folder.
fn dafeng(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(DAFENG).current_dir(folder).args(arguments).output().expect("the program starts")
}

fn small() -> String {
    fixtures().join("small/small.toml").display().to_string()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("UTF-8")
}

/// Every file of a folder, by its path inside.
fn tree(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        if path.is_dir() {
            files.extend(tree(&path).into_iter().map(|(inner, bytes)| (format!("{name}/{inner}"), bytes)));
        } else {
            files.insert(name, fs::read(&path).expect("its bytes"));
        }
    }
    files
}

/// Column heads and rows of a table.
fn table(folder: &Path, name: &str) -> (Vec<String>, Vec<Vec<String>>) {
    let mut reader = csv::Reader::from_path(folder.join(name)).expect("a table");
    let cells = |record: &csv::StringRecord| record.iter().map(str::to_owned).collect::<Vec<_>>();
    let head = cells(reader.headers().expect("a header"));
    let rows = reader.records().map(|record| cells(&record.expect("a row"))).collect();
    (head, rows)
}

fn run_small(folder: &Path, more: &[&str]) -> Output {
    let small = small();
    let arguments: Vec<&str> =
        ["run", small.as_str(), "--out", "results"].into_iter().chain(more.iter().copied()).collect();
    dafeng(folder, &arguments)
}

const TABLES: [(&str, &str); 14] = [
    ("series.csv", "scenario,place,series,unit,year,value"),
    (
        "quantiles.csv",
        "scenario,place,series,unit,year,central,mean,sd,p05,p10,p25,p50,p75,p90,p95,se_mean,se_p05,se_p10,se_p25,se_p50,se_p75,se_p90,se_p95",
    ),
    (
        "targets.csv",
        "id,title,metric,place,year,reading,must,asked,unit,central,central_status,attained_by_central,imposed_by,margin,median_margin,margin_p05,margin_p25,margin_p50,margin_p75,margin_p95,probability,p_low,p_high,se_probability,draws,source",
    ),
    (
        "peaks.csv",
        "series,place,unit,central_peak,central_level,central_plateau_years,draws,p_no_peak,p_undefined,median_level,median_plateau_years,year,p_peaked_by,se_peaked_by",
    ),
    ("ledger.csv", "year,region,group,kind,amount_t,vintage,outgoing,earned_by,ratio,spent_on,flagged"),
    ("events.csv", "year,region,cluster,group,process,event,subject,name,amount_t,reason,by,source"),
    ("ledger_balance.csv", "region,group,year,opening_t,earned_t,bought_t,spent_t,sold_t,lapsed_t,closing_t"),
    (
        "units.csv",
        "id,name,origin,cluster,process,commissioned,capacity_t,relines,extensions,retired,reason,rule_or_project,source",
    ),
    (
        "projects.csv",
        "id,name,cluster,process,planned_year,capacity_t,outcome,year,built_t,as_dated,refused_by,rule,rule_source,credits_not_covered_t,source",
    ),
    (
        "constraints.csv",
        "place,commodity,year,central_binding,unmet_t,p_demand,p_output_cap,p_capacity,p_rationing,p_scrap,p_waste,p_intermediate,intermediates,central_by",
    ),
    (
        "audit.csv",
        "finding,kind,text_zh,text_en,basis,name,from,to,value,unit,citation,evidence_zh,evidence_en",
    ),
    ("closure.csv", "closure,closes,central,greatest_over_draws"),
    ("calibration.csv", "region,what,unit,observed,modelled,factor,status"),
    ("limits.csv", "limit,region,year,factor,modelled,limit_value,unit,in_force"),
];

#[test]
fn a_run_leaves_every_file_whole() {
    let folder = TempDir::new().expect("a folder");
    let output = run_small(folder.path(), &["--draws", "50"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert_eq!(text(&output.stderr), "", "silence where there is no terminal");
    let results = folder.path().join("results");
    for (name, header) in TABLES {
        let (head, rows) = table(&results, name);
        assert_eq!(head.join(","), header, "{name}");
        assert!(!rows.is_empty(), "{name} is empty");
    }
    let files = tree(&results);
    assert!(files.values().all(|bytes| !bytes.is_empty()));
    assert_eq!(fs::read_dir(folder.path()).expect("the folder").count(), 1, "nothing is left beside");
    for chart in ["emissions-co2.guangxi", "share-carbon-steel-arc-furnace.guangxi"] {
        for extension in ["svg", "png", "csv"] {
            assert!(files.contains_key(&format!("charts/{chart}.{extension}")), "{chart}.{extension}");
        }
    }
    let manifest: serde_json::Value = serde_json::from_slice(&files["manifest.json"]).expect("JSON");
    assert_eq!(manifest["draws"], 50);
    assert_eq!(manifest["files"].as_array().expect("a list").len(), files.len() - 1);
    assert_eq!(manifest["inputs"].as_array().expect("a list").len(), 3);
}

/// Every file for one and two threads; without charts in every design for more of them, of which some get no chunk.
#[test]
fn the_bytes_do_not_depend_on_threads() {
    let folder = TempDir::new().expect("a folder");
    let small = small();
    let run = |threads: &str, more: &[&str]| {
        let first = ["run", &small, "--draws", "1100", "--threads", threads, "--out", threads];
        let arguments: Vec<&str> = first.into_iter().chain(more.iter().copied()).collect();
        let output = dafeng(folder.path(), &arguments);
        assert!(output.status.success(), "{}", text(&output.stderr));
        tree(&folder.path().join(threads))
    };
    let (one, two) = (run("1", &[]), run("2", &[]));
    assert_eq!(one.keys().collect::<Vec<_>>(), two.keys().collect::<Vec<_>>());
    for (name, bytes) in &one {
        assert!(bytes == &two[name], "{name} differs");
    }
    for design in ["random", "latin-hypercube", "sobol"] {
        let more = ["--design", design, "--no-charts"];
        let one = run("1", &more);
        for threads in ["2", "3", "7"] {
            let many = run(threads, &more);
            assert!(
                one["quantiles.csv"] == many["quantiles.csv"],
                "{design}: quantiles with {threads} threads"
            );
            assert!(one == many, "{design}: {threads} threads");
        }
    }
}

/// The manifest says how draws were laid out, and which leaf took which dimension; the command in it says it
/// again. The tables hold other draws in every design, the central run the same.
#[test]
fn a_design_is_kept_in_the_manifest() {
    let folder = TempDir::new().expect("a folder");
    let mut tables = Vec::new();
    for design in ["random", "latin-hypercube", "sobol"] {
        let more = ["--draws", "64", "--no-charts", "--design", design];
        assert!(run_small(folder.path(), &more).status.success());
        let files = tree(&folder.path().join("results"));
        let manifest: serde_json::Value = serde_json::from_slice(&files["manifest.json"]).expect("JSON");
        assert_eq!(manifest["design"], design);
        assert!(manifest["command"].as_array().expect("a list").iter().any(|word| word == design));
        let dimensions = manifest["dimensions"].as_array().map(Vec::len);
        assert_eq!(dimensions, (design == "sobol").then_some(7), "the uncertain leaves of the fixture");
        tables.push((files["series.csv"].clone(), files["quantiles.csv"].clone()));
    }
    assert!(tables.windows(2).all(|pair| pair[0].0 == pair[1].0 && pair[0].1 != pair[1].1));
    assert_eq!(run_small(folder.path(), &["--design", "halton"]).status.code(), Some(2));
}

/// A series of the central run in a year.
fn central(folder: &Path, series: &str, year: &str) -> f64 {
    let (_, rows) = table(folder, "series.csv");
    let row = rows.iter().find(|row| row[2] == series && row[4] == year);
    row.expect("the series")[5].parse().expect("a number")
}

#[test]
fn a_setting_changes_what_it_sets() {
    let folder = TempDir::new().expect("a folder");
    let quick = ["--draws", "0", "--no-charts"];
    run_small(folder.path(), &quick);
    let results = folder.path().join("results");
    assert_eq!(central(&results, "Demand|Carbon Steel", "2025"), 3.4e6);
    assert!(!results.join("quantiles.csv").exists() && !results.join("charts").exists());
    let set = ["--set", "demand.carbon-steel.guangxi@2025=350 万吨"];
    let output = run_small(folder.path(), &[quick.as_slice(), set.as_slice()].concat());
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert_eq!(central(&results, "Demand|Carbon Steel", "2025"), 3.5e6);
}

#[test]
fn a_bad_setting_is_bad_input() {
    let folder = TempDir::new().expect("a folder");
    let output = run_small(folder.path(), &["--set", "demand.carbon-stel.guangxi=3 Mt"]);
    assert_eq!(output.status.code(), Some(2));
    let expected = "\
error: `demand.carbon-stel.guangxi` is set, but there is no `demand.carbon-stel`
 --> --set:1:1
  |
1 | demand.carbon-stel.guangxi=3 Mt
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^
  |
  = help: did you mean `demand.carbon-steel`?

1 problem
";
    assert_eq!(text(&output.stderr), expected);
    assert!(!folder.path().join("results").exists());
}

#[test]
fn usage_errors_exit_with_2() {
    let folder = TempDir::new().expect("a folder");
    for wrong in [
        vec!["--threads", "0"],
        vec!["--threads", "many"],
        vec!["--draws", "-1"],
        vec!["--draws", "99999999999"],
        vec!["--set", "nonsense"],
        vec!["--lang", "fr"],
        vec!["--font", "no-such-file.otf"],
    ] {
        let output = run_small(folder.path(), &wrong);
        assert_eq!(output.status.code(), Some(2), "{wrong:?}: {}", text(&output.stderr));
    }
    assert_eq!(dafeng(folder.path(), &["run", "nowhere.toml"]).status.code(), Some(2));
    assert_eq!(dafeng(folder.path(), &[]).status.code(), Some(2));
}

/// A character that no font has stops the run after its tables are made; what was there stays.
#[test]
fn a_failing_run_leaves_earlier_results() {
    let folder = TempDir::new().expect("a folder");
    assert!(run_small(folder.path(), &["--draws", "10"]).status.success());
    let before = tree(&folder.path().join("results"));
    let patched = Patched::new("small").replace("small.toml", "zh = \"粗钢\"", "zh = \"粗𠮷钢\"");
    let scenario = patched.path("small.toml").display().to_string();
    let output = dafeng(folder.path(), &["run", &scenario, "--draws", "10", "--out", "results"]);
    assert_eq!(output.status.code(), Some(1));
    let message = text(&output.stderr);
    assert!(message.contains("U+20BB7") && message.contains("--font FILE"), "{message}");
    assert_eq!(tree(&folder.path().join("results")), before);
    assert_eq!(fs::read_dir(folder.path()).expect("the folder").count(), 1, "nothing is left beside");
}

#[test]
fn an_interrupted_run_leaves_earlier_results() {
    let folder = TempDir::new().expect("a folder");
    assert!(run_small(folder.path(), &["--draws", "10", "--no-charts"]).status.success());
    let before = tree(&folder.path().join("results"));
    let small = small();
    let mut child = Process::new(DAFENG)
        .current_dir(folder.path())
        .args(["run", &small, "--draws", "2000000", "--out", "results"])
        .stderr(std::process::Stdio::piped())
        .spawn()
        .expect("started");
    std::thread::sleep(Duration::from_millis(1500));
    let sent = Process::new("kill").args(["-INT", &child.id().to_string()]).status().expect("kill");
    assert!(sent.success());
    assert_eq!(child.wait().expect("an end").code(), Some(130));
    assert_eq!(tree(&folder.path().join("results")), before);
}

#[test]
fn a_folder_of_somebody_else_is_left_alone() {
    let folder = TempDir::new().expect("a folder");
    fs::create_dir(folder.path().join("results")).expect("made");
    fs::write(folder.path().join("results/thesis.txt"), "mine").expect("written");
    let output = run_small(folder.path(), &["--draws", "0", "--no-charts"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("left alone"), "{}", text(&output.stderr));
}

#[test]
fn charts_and_summaries_come_in_both_languages() {
    let folder = TempDir::new().expect("a folder");
    for (lang, title, said) in [
        ("zh", "广西二氧化碳排放量", "结果目录：results"),
        ("en", "CO₂ emissions, Guangxi", "Results: results"),
    ] {
        let output = run_small(folder.path(), &["--draws", "20", "--lang", lang]);
        assert!(output.status.success(), "{}", text(&output.stderr));
        assert!(text(&output.stdout).contains(said), "{}", text(&output.stdout));
        let files = tree(&folder.path().join("results"));
        let svg = text(&files["charts/emissions-co2.guangxi.svg"]);
        assert!(svg.contains(title), "{lang}");
    }
}

#[test]
fn a_new_scenario_runs_at_once() {
    let folder = TempDir::new().expect("a folder");
    let made = dafeng(folder.path(), &["init", "mine", "--lang", "en"]);
    assert!(made.status.success(), "{}", text(&made.stderr));
    assert!(text(&made.stdout).contains("dafeng run mine/scenario.toml"), "{}", text(&made.stdout));
    assert!(dafeng(folder.path(), &["check", "mine/scenario.toml"]).status.success());
    let output = dafeng(folder.path(), &["run", "mine/scenario.toml", "--draws", "20"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert!(folder.path().join("output/example/manifest.json").exists());
    let again = dafeng(folder.path(), &["init", "mine"]);
    assert_eq!(again.status.code(), Some(1));
    assert!(text(&again.stderr).contains("was not overwritten"), "{}", text(&again.stderr));
}

#[test]
fn init_writes_all_files_or_none() {
    let folder = TempDir::new().expect("a folder");
    fs::create_dir(folder.path().join("mine")).expect("made");
    fs::write(folder.path().join("mine/history.csv"), "kept").expect("written");
    assert_eq!(dafeng(folder.path(), &["init", "mine"]).status.code(), Some(1));
    assert_eq!(tree(folder.path()).into_keys().collect::<Vec<_>>(), ["mine/history.csv"]);
}

#[test]
fn lists_leaves_and_series() {
    let folder = TempDir::new().expect("a folder");
    let small = small();
    let leaves = text(&dafeng(folder.path(), &["list", &small, "--csv"]).stdout);
    assert!(leaves.starts_with("address,value,unit,uncertainty,provenance,source\n"), "{leaves}");
    let line = "levers.arc-share.guangxi,\"2020: 12, 2025: 18, 2030: 25\",%,,source,plan §6\n";
    assert!(leaves.contains(line), "{leaves}");
    assert!(
        leaves.contains("processes.arc-furnace.carriers.electricity,480,kWh/t,\"p5 400, p95 560\""),
        "{leaves}"
    );
    let found = text(&dafeng(folder.path(), &["list", &small, "--filter", "ARC-SHARE"]).stdout);
    assert_eq!(found.lines().count(), 2, "{found}");
    let series = text(&dafeng(folder.path(), &["list", &small, "--series"]).stdout);
    assert!(series.lines().any(|line| line.starts_with("Emissions|CO2@guangxi ")), "{series}");
}

#[test]
fn prints_the_schema_that_is_shipped() {
    let folder = TempDir::new().expect("a folder");
    let printed = text(&dafeng(folder.path(), &["schema"]).stdout);
    let shipped = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("docs/scenario.schema.json");
    assert_eq!(printed.trim_end(), fs::read_to_string(shipped).expect("the schema").trim_end());
}

#[test]
fn check_tells_sources_limits_and_warnings() {
    let folder = TempDir::new().expect("a folder");
    let small = small();
    let output = dafeng(folder.path(), &["check", &small, "--lang", "en", "--verbose"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let report = text(&output.stdout);
    for said in
        ["with a source", "Limits against the base year", "540 kgce/t", "Assumptions", "levers.clean.guangxi"]
    {
        assert!(report.contains(said), "no {said:?} in:\n{report}");
    }
}

/// Whoever reads the problems may have gone (`dafeng check … 2>&1 | head`): the code stays that of bad input.
#[test]
fn a_reader_that_has_gone_is_no_crash() {
    let folder = TempDir::new().expect("a folder");
    let mut child = std::process::Command::new(DAFENG)
        .current_dir(folder.path())
        .args(["check", "nowhere.toml"])
        .stderr(std::process::Stdio::piped())
        .spawn()
        .expect("the program starts");
    drop(child.stderr.take());
    assert_eq!(child.wait().expect("an end").code(), Some(2));
}

/// The problems of every scenario are told before the command fails.
#[test]
fn check_goes_on_after_a_bad_scenario() {
    let folder = TempDir::new().expect("a folder");
    let bad = Patched::new("small").replace("small.toml", "\"12 %\"", "\"12 t\"");
    let (bad, small) = (bad.path("small.toml"), small());
    let output = dafeng(folder.path(), &["check", &bad.display().to_string(), &small]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stdout).contains("小型钢铁基准情景"));
    assert!(text(&output.stderr).contains("1 problem"), "{}", text(&output.stderr));
}

/// The history of Guangxi's steel goes on after 2020: 36.6, 37.930531 and 38.1657 Mt in 2021–2023, which no
/// pin uses, and the registers, which only compare. Errors are central / actual − 1 of the same central run that `run` writes.
#[test]
fn a_hindcast_compares_with_what_was_observed_since() {
    let folder = TempDir::new().expect("a folder");
    let baseline = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/guangxi/steel-baseline.toml");
    let baseline = baseline.display().to_string();
    let run = dafeng(folder.path(), &["run", &baseline, "--draws", "40", "--no-charts", "--out", "r"]);
    assert!(run.status.success(), "{}", text(&run.stderr));
    let (head, rows) = table(&folder.path().join("r"), "hindcast.csv");
    let at = |name: &str| head.iter().position(|h| h == name).expect("a column");
    // Converters, arc furnaces, stainless steel and hot metal were not observed in these years; capacity of steel and
    // of iron stands in registers of 2022 and 2025.
    assert_eq!(rows.len(), 5 * 3 + 2 * 5);
    let rows: Vec<Vec<String>> = rows.into_iter().filter(|row| !row[at("actual")].is_empty()).collect();
    let actual: Vec<&str> = rows.iter().map(|row| row[at("actual")].as_str()).collect();
    assert_eq!(actual[..3], ["36600000", "37930531", "38165700"]);
    assert_eq!(actual[3..], ["48655000", "56047000", "26080800", "43090000"]);
    for row in &rows {
        let number = |name: &str| row[at(name)].parse::<f64>().expect("a number");
        assert!((number("error") - (number("central") / number("actual") - 1.0)).abs() < 1e-12);
        let inside = number("p05") <= number("actual") && number("actual") <= number("p95");
        assert_eq!(row[at("inside_90")], inside.to_string());
    }
    let printed = dafeng(folder.path(), &["hindcast", &baseline, "--draws", "40", "--csv"]);
    let file = fs::read(folder.path().join("r/hindcast.csv")).expect("the table");
    assert_eq!(text(&printed.stdout), text(&file), "the same draws give the same table");
    let early = dafeng(folder.path(), &["hindcast", &baseline, "--from", "2010", "--lang", "en"]);
    assert_eq!(early.status.code(), Some(2));
    let told = "error: --from must lie from 2020 to 2020, the base year and the last observed one\n";
    assert_eq!(text(&early.stderr), told);
}
