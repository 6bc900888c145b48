//! The change of CO2 told by its causes, against what runs report.

mod common;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use common::{compile, fixtures};
use dafeng::analysis::decompose::{Comparison, DIFFERENCE, END, Of, Part, Step, TERMS, Term};
use dafeng::domain::{Place, Year};
use dafeng::ensemble::{Design, Method, replay::Inputs};
use dafeng::model::Model;
use dafeng::sampling::Sampler;
use dafeng::simulation;

fn shipped(path: &str) -> Model {
    compile(&Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios").join(path), &[])
}

/// Reported CO2 of a place in a year.
fn reported(model: &Model, central: &simulation::Central, spot: &str, year: Year) -> f64 {
    let region = model.scenario.regions.iter().position(|region| region.id == spot);
    let place = region.map_or(Place::All, |r| Place::Region(dafeng::domain::RegionId(r)));
    let series = model.find_series("Emissions|CO2", place).expect("reported CO2");
    central.series[series][model.scenario.horizon.index(year).expect("a year of the horizon")]
}

/// Totals have start, end and difference of the reported series; everything closes; totals are sums of families and
/// families of processes.
fn holds(comparison: &Comparison<'_>) -> Vec<Part> {
    let parts = comparison.central();
    let runs: Vec<_> = comparison.models.iter().map(|model| simulation::central(model)).collect();
    let totals: Vec<&Part> = parts.iter().filter(|p| p.of == Of::Total).collect();
    assert_eq!(totals.len(), comparison.steps.len() * comparison.layout.spots.len());
    for part in totals {
        let Step { from, to } = comparison.steps[part.step];
        let spot = &comparison.layout.spots[part.spot].id;
        let [start, end] =
            [from, to].map(|m| reported(comparison.models[m.model], &runs[m.model], spot, m.year));
        let scale = start.abs().max(end.abs());
        let told: f64 = TERMS.iter().map(|&term| part.change.term(term)).sum();
        assert!((part.change.start - start).abs() <= 1e-9 * scale, "{spot}: start");
        assert!(
            (told - (end - start)).abs() <= 1e-9 * (end - start).abs().max(1e-3 * scale),
            "{spot}: {told}"
        );
        for wanted in [|of| matches!(of, Of::Family(_)), |of| matches!(of, Of::Process(_))] {
            let members = parts.iter().filter(|p| p.step == part.step && p.spot == part.spot && wanted(p.of));
            let members: Vec<&Part> = members.collect();
            for term in TERMS {
                let sum: f64 = members.iter().map(|p| p.change.term(term)).sum();
                assert!((sum - part.change.term(term)).abs() <= 1e-9 * scale, "{spot}: {term:?}");
            }
        }
    }
    assert!(parts.iter().all(|p| p.change.gap() <= 1e-9), "a part does not close");
    parts
}

fn years(model: &Model, years: &[i32]) -> Vec<Part> {
    let years: Vec<Year> = years.iter().copied().map(Year).collect();
    holds(&Comparison::between_years(model, &years).expect("years of the horizon"))
}

#[test]
fn the_terms_of_a_province_sum_to_the_change_of_reported_co2() {
    let parts = years(&shipped("guangxi/baseline.toml"), &[2020, 2030, 2060]);
    let total: Vec<&Part> = parts.iter().filter(|p| p.of == Of::Total).collect();
    assert_eq!(total.len(), 2);
    // Nothing that should tell is silent, and nothing is negative but what has a name.
    for term in [Term::Activity, Term::Structure, Term::EnergyIntensity, Term::CarrierMix, Term::GridFactor] {
        assert!(total.iter().all(|p| p.change.term(term).abs() > 1e3), "{term:?} tells nothing");
    }
    assert!(total.iter().all(|p| p.change.term(Term::Negative) == 0.0));
}

#[test]
fn the_same_for_other_places() {
    years(&shipped("guizhou/baseline.toml"), &[2020, 2030, 2060]);
    years(&shipped("china/steel-baseline.toml"), &[2020, 2030, 2060]);
    years(&shipped("national/nonferrous-2015.toml"), &[2015, 2020]);
}

#[test]
fn the_same_between_scenarios() {
    let (from, to) = (shipped("guangxi/baseline.toml"), shipped("guangxi/accelerated.toml"));
    let between =
        |a, b| holds(&Comparison::between_scenarios(a, b, &[Year(2030), Year(2060)]).expect("years"));
    let (there, back, nowhere) = (between(&from, &to), between(&to, &from), between(&from, &from));
    for (a, b) in there.iter().zip(&back).filter(|(a, _)| a.of == Of::Total) {
        let scale = a.change.start.max(a.change.end);
        for term in TERMS {
            let sum = a.change.term(term) + b.change.term(term);
            assert!(sum.abs() <= 1e-9 * scale, "{term:?} there and back");
        }
    }
    assert!(nowhere.iter().all(|p| TERMS.iter().all(|&term| p.change.term(term) == 0.0)));
}

/// Two scenarios of different metals share what they share: all of the others is new, and told as activity.
#[test]
fn what_one_scenario_lacks_comes_with_its_activity() {
    let (steel, all) = (shipped("guangxi/steel-baseline.toml"), shipped("guangxi/baseline.toml"));
    let comparison = Comparison::between_scenarios(&steel, &all, &[Year(2030)]).expect("a year");
    let parts = holds(&comparison);
    let family = |id: &str| comparison.layout.families.iter().position(|f| f.id == id).expect("a family");
    let copper = parts.iter().find(|p| p.of == Of::Family(family("copper-cathode"))).expect("copper");
    assert_eq!(copper.change.start, 0.0);
    assert!(
        (copper.change.term(Term::Activity) / copper.change.end - 1.0).abs() < 1e-9,
        "{:?}",
        copper.change
    );
}

#[test]
fn families_follow_from_demand_and_declared_sums() {
    let model = shipped("guangxi/baseline.toml");
    let comparison = Comparison::between_years(&model, &[Year(2020), Year(2030)]).expect("years");
    let found: Vec<(&str, String)> =
        comparison.layout.families.iter().map(|f| (f.id.as_str(), f.intermediates.join(" "))).collect();
    let of = |id: &str| found.iter().find(|(f, _)| *f == id).map(|(_, made)| made.as_str());
    assert_eq!(of("copper-cathode"), Some("copper-anode copper-blister"), "{found:?}");
    assert_eq!(of("crude-steel").map(|made| made.contains("hot-metal")), Some(true), "{found:?}");
    assert_eq!((of("aluminium-supply"), of("alumina")), (Some(""), Some("")), "{found:?}");
}

#[test]
fn draws_are_those_of_a_run_and_paired() {
    let (from, to) = (shipped("guangxi/steel-baseline.toml"), shipped("guangxi/steel-accelerated.toml"));
    let comparison = Comparison::between_scenarios(&from, &to, &[Year(2040)]).expect("a year");
    let mut parts = comparison.central();
    let design = Design { draws: 1, seed: 7, method: Method::Random };
    let drawn = comparison.draw(design, &mut parts, |_| true).expect("not stopped");
    assert_eq!((drawn.failed, drawn.gap < 1e-9), (0, true));
    // The one draw, run the way `dafeng run --draw 0` does.
    let of = |model: &Model| {
        let sampler = Sampler::new(design, &model.parameters);
        let run = simulation::replay(model, Inputs::new(model, &sampler, 0).values);
        reported(model, &run, "guangxi", Year(2040))
    };
    let total = parts.iter().find(|p| p.of == Of::Total).expect("a total");
    let numbers = total.draws.expect("draws").map(|spread| spread.mean);
    let (start, end) = (of(&from), of(&to));
    assert!((numbers[0] / start - 1.0).abs() < 1e-12 && (numbers[END] / end - 1.0).abs() < 1e-12);
    let told: f64 = numbers[1..END].iter().sum();
    assert!((told - (end - start)).abs() < 1e-9 * start, "{told} against {}", end - start);
}

/// Of one region among many, whether the other regions are kept or not.
#[test]
fn draws_of_one_region_are_its_own() {
    let model = shipped("china/steel-baseline.toml");
    let comparison = Comparison::between_years(&model, &[Year(2020), Year(2035)]).expect("years");
    let design = Design { draws: 1, seed: 3, method: Method::Random };
    let sampler = Sampler::new(design, &model.parameters);
    let run = simulation::replay(&model, Inputs::new(&model, &sampler, 0).values);
    let all = comparison.central();
    for id in ["all", "hebei", "guangxi"] {
        let spot = comparison.layout.spots.iter().position(|spot| spot.id == id).expect("a place");
        let mut parts: Vec<Part> = all.iter().filter(|part| part.spot == spot).cloned().collect();
        comparison.draw(design, &mut parts, |_| true).expect("not stopped");
        let numbers = parts[0].draws.expect("draws of the total").map(|spread| spread.mean);
        let end = reported(&model, &run, id, Year(2035));
        assert!((numbers[END] / end - 1.0).abs() < 1e-9, "{id}: {} for {end}", numbers[END]);
        assert!(parts.iter().all(|p| p.draws.is_some() != matches!(p.of, Of::Process(_))));
    }
}

/// Paired, a scenario against itself differs in no draw; were the draws independent, it would.
#[test]
fn a_scenario_does_not_differ_from_itself_in_any_draw() {
    let model = shipped("guangxi/steel-baseline.toml");
    let again = model.clone();
    let comparison = Comparison::between_scenarios(&model, &again, &[Year(2050)]).expect("a year");
    let mut parts = comparison.central();
    let design = Design { draws: 40, seed: 1, method: Method::LatinHypercube };
    comparison.draw(design, &mut parts, |_| true).expect("not stopped");
    let total = parts.iter().find(|p| p.of == Of::Total).and_then(|p| p.draws).expect("draws");
    assert!(total[0].quantiles[0] < total[0].quantiles[4], "CO2 itself spreads");
    assert!(total[1..END].iter().all(|s| s.mean == 0.0 && s.quantiles == [0.0; 5]));
    assert_eq!((total[DIFFERENCE].mean, total[DIFFERENCE].quantiles), (0.0, [0.0; 5]));
}

#[test]
fn draws_can_be_stopped() {
    let model = shipped("guangxi/steel-baseline.toml");
    let comparison = Comparison::between_years(&model, &[Year(2020), Year(2021)]).expect("years");
    let design = Design { draws: 300, seed: 1, method: Method::Random };
    assert!(comparison.draw(design, &mut comparison.central(), |_| false).is_none());
}

/// Runs `dafeng decompose` on the small fixture in a folder.
fn command(folder: &Path, more: &[&str], threads: &str) -> Output {
    let small = fixtures().join("small/small.toml").display().to_string();
    let mut process = Command::new(env!("CARGO_BIN_EXE_dafeng"));
    process.current_dir(folder).args(["decompose", &small]).args(more);
    process.env("RAYON_NUM_THREADS", threads).output().expect("the program starts")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("UTF-8")
}

/// Rows of a table, by column.
fn table(path: &Path) -> Vec<BTreeMap<String, String>> {
    csv::Reader::from_path(path).expect("a table").deserialize().map(|row| row.expect("a row")).collect()
}

#[test]
fn the_command_leaves_tables_charts_and_manifest() {
    let folder = tempfile::tempdir().expect("a folder");
    let wanted = ["--years", "2020,2025,2030", "--draws", "30", "--lang", "en", "-o", "r"];
    let output = command(folder.path(), &wanted, "2");
    assert_eq!((output.status.code(), text(&output.stderr).as_str()), (Some(0), ""));
    let said = text(&output.stdout);
    for words in [
        "Guangxi, 2020–2025: ",
        "Guangxi, 2025–2030: ",
        "Grid emission factor",
        "5–95% of draws",
        "Results: r",
    ] {
        assert!(said.contains(words), "{words}: {said}");
    }
    let rows = table(&folder.path().join("r/decomposition.csv"));
    let value = |row: &BTreeMap<String, String>, column: &str| row[column].parse::<f64>().expect("a number");
    let keys: Vec<&str> = rows[0].keys().map(String::as_str).collect();
    let columns =
        "draws from from_scenario mean p05 p25 p50 p75 p95 products region term to to_scenario unit value";
    assert_eq!(keys.join(" "), columns);
    let total = rows.iter().filter(|row| row["products"] == "all" && row["from"] == "2025");
    let of: BTreeMap<String, f64> = total.map(|row| (row["term"].clone(), value(row, "value"))).collect();
    let told: f64 = TERMS.iter().map(|term| of[term.name()]).sum();
    assert!((of["start"] + told - of["end"]).abs() < 1e-6, "{of:?}");
    assert!((of["difference"] - told).abs() < 1e-6, "{of:?}");
    assert!(rows.iter().all(|row| value(row, "p05") <= value(row, "p95") && row["unit"] == "tCO2"));
    // What is observed is the same in every draw.
    assert!(
        rows.iter().filter(|r| r["term"] == "start" && r["from"] == "2020").all(|r| r["p05"] == r["p95"])
    );
    let manifest = fs::read(folder.path().join("r/manifest.json")).expect("a manifest");
    let manifest: serde_json::Value = serde_json::from_slice(&manifest).expect("JSON");
    assert_eq!((manifest["draws"].as_u64(), manifest["command"][0].as_str()), (Some(30), Some("decompose")));
    for extension in ["svg", "png", "csv"] {
        let chart = format!("r/charts/co2-change.guangxi.2020-2025.{extension}");
        assert!(folder.path().join(&chart).exists(), "{chart}");
    }
}

#[test]
fn the_same_bytes_whatever_the_number_of_threads() {
    let bytes = |threads: &str| {
        let folder = tempfile::tempdir().expect("a folder");
        let arguments = ["--years", "2020,2029", "--draws", "600", "--no-charts", "-o", "r"];
        assert!(command(folder.path(), &arguments, threads).status.success());
        ["decomposition.csv", "decomposition_by_process.csv", "manifest.json"]
            .map(|file| fs::read(folder.path().join("r").join(file)).expect("a file"))
    };
    assert!(bytes("1") == bytes("3"));
}

#[test]
fn two_scenarios_are_told_apart_in_a_year() {
    let folder = tempfile::tempdir().expect("a folder");
    let scenarios = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/guangxi");
    let [a, b] = ["steel-baseline.toml", "steel-accelerated.toml"].map(|f| scenarios.join(f));
    let process = Command::new(env!("CARGO_BIN_EXE_dafeng"))
        .current_dir(folder.path())
        .arg("decompose")
        .args([&a, &b])
        .args(["--years", "2030", "--region", "guangxi", "--no-charts"])
        .output()
        .expect("the program starts");
    assert!(process.status.success(), "{}", text(&process.stderr));
    let said = text(&process.stdout);
    assert!(said.starts_with("广西，2030 年：") && said.contains("工序结构"), "{said}");
    let results = folder.path().join("output/guangxi-steel-baseline.guangxi-steel-accelerated.decomposition");
    let rows = table(&results.join("decomposition.csv"));
    assert!(rows.iter().all(|row| {
        let between = [&row["from_scenario"], &row["to_scenario"], &row["from"], &row["to"]];
        between == ["guangxi-steel-baseline", "guangxi-steel-accelerated", "2030", "2030"]
    }));
    let manifest = fs::read(results.join("manifest.json")).expect("a manifest");
    let manifest: serde_json::Value = serde_json::from_slice(&manifest).expect("JSON");
    assert_eq!(manifest["against"]["id"], "guangxi-steel-accelerated");
    let inputs: Vec<&str> =
        manifest["inputs"].as_array().expect("inputs").iter().filter_map(|i| i["path"].as_str()).collect();
    let read = |file: &str| inputs.iter().filter(|path| path.ends_with(file)).count();
    assert_eq!(
        (read("steel-baseline.toml"), read("steel-accelerated.toml"), read("sources.toml")),
        (1, 1, 1)
    );
}

#[test]
fn what_cannot_be_decomposed_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    for (arguments, told) in [
        (&["--years", "2030,2030"][..], "2030 stands twice"),
        (&["--years", "2030"], "two years at least"),
        (&["--years", "2030,2020"], "--years must rise"),
        (&["--years", "2020,2999"], "has no 2999"),
        (&["--years", "2020,2030", "--region", "guangxy"], "did you mean guangxi?"),
        (&["--years", "2020,2030", "--region", "x"], "there are: guangxi"),
        (&["--years", "2020,soon"], "invalid value 'soon'"),
        (&[], "--years"),
    ] {
        let output = command(folder.path(), &[arguments, &["--lang", "en", "--no-charts"]].concat(), "1");
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(text(&output.stderr).contains(told), "{arguments:?}: {}", text(&output.stderr));
        assert_eq!(text(&output.stdout), "", "{arguments:?}");
    }
    assert_eq!(fs::read_dir(folder.path()).expect("the folder").count(), 0, "nothing is written");
    fs::create_dir(folder.path().join("mine")).expect("a folder");
    fs::write(folder.path().join("mine/notes.txt"), "kept").expect("a file");
    let output = command(folder.path(), &["--years", "2020,2030", "--no-charts", "-o", "mine"], "1");
    assert_eq!(output.status.code(), Some(1), "a folder of somebody else's is left alone");
}
