//! Scenarios held against the first over the same draws: closed forms, hand-worked regrets, edges.
//!
//! The fixture that is worked by hand, called for an uncertain 1.8 to 2.4 Mt a year with capacity to spare. In 2021
//! CO2 = demand × (0.0951175 + 0.0372425 + 11.36025 × emission factor of coal): see `tests/analytic.rs`.

mod common;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use common::Patched;
use dafeng::analysis::compare::{NothingShared, Outcome, Shared, Study};
use dafeng::domain::{Place, RegionId, Year};
use dafeng::ensemble::compare::{Best, Found, Reading, Row};
use dafeng::ensemble::quantile::PROBABILITIES;
use dafeng::ensemble::{Design, Method, simulate};
use dafeng::model::Model;

const MAIN: &str = "hand.toml";
const COAL: f64 = 11.360_25;
const METHODS: [Method; 3] = [Method::Random, Method::LatinHypercube, Method::Sobol];

/// The fixture with an uncertain demand and this emission factor of coal.
fn coal(factor: &str) -> Patched {
    let called =
        r#"here = { path = { 2020 = "3.4 Mt", 2021 = "3.6 Mt", 2022 = "4.2 Mt" }, source = "hand" }"#;
    let demand = r#"here = { value = "2 Mt", source = "hand", uncertain = { uniform = { low = "1.8 Mt", high = "2.4 Mt" }, on = "value" } }"#;
    Patched::new("hand")
        .replace(MAIN, "end      = 2022", "end      = 2026")
        .replace(MAIN, "in-force = [2018, 2022]", "in-force = [2018, 2026]")
        .replace(MAIN, called, demand)
        .replace(MAIN, "emission-factor = \"0.095 tCO2/GJ\"", &format!("emission-factor = {{ {factor} }}"))
}

fn certain(factor: f64) -> Model {
    coal(&format!("value = \"{factor} tCO2/GJ\"")).compile(MAIN)
}

/// Everything that is shared, in the years given.
fn compared<'a>(models: &[&'a Model], design: Design, best: Best) -> Outcome<'a> {
    let shared = Shared::new(models).expect("something is shared");
    let of = at(models[0], &shared, "Emissions|CO2");
    let study = Study::new(models.to_vec(), shared, vec![Year(2021)], Some(of), best);
    let found = study.together(design).run(|_| true).expect("not stopped");
    Outcome::new(study, found)
}

/// Position of a series of the region among the shared ones.
fn at(model: &Model, shared: &Shared, name: &str) -> usize {
    let series = model.find_series(name, Place::Region(RegionId(0))).expect("a series");
    shared.series.iter().position(|at| at[0] == series).expect("shared")
}

fn co2<'o>(outcome: &'o Outcome<'_>, row: impl Fn(Reading) -> Row) -> &'o Found {
    let series = at(outcome.study.models[0], &outcome.study.shared, "Emissions|CO2");
    outcome.found(row(Reading::at(series, Year(2021)))).expect("a row")
}

fn design(method: Method) -> Design {
    Design { draws: 4096, seed: 1, method }
}

/// Fails unless the quantiles lie within four standard errors of those of a law.
#[track_caller]
fn follows(found: &Found, law: impl Fn(f64) -> f64) {
    for (q, p) in PROBABILITIES.iter().enumerate() {
        let (value, error) = (found.summary.quantiles[q], found.summary.quantile_errors[q]);
        // Two values of seven digits lie behind a difference.
        let digits = 4e-7 * 3e6;
        assert!((value - law(*p)).abs() <= 4.0 * error + digits, "{p}: {value}, not {} ± {error}", law(*p));
    }
}

/// B burns coal of 0.085 for 0.095 t/GJ: −0.1136025 t a tonne of steel, whatever the demand, which both share. So the
/// difference is uniform between −0.1136025 × 2.4 and × 1.8 Mt: its spread is that of 0.6 Mt × 0.1136025 /√12, where that of
/// unpaired draws would be √(1.2115² + 1.0979²) × 0.6 Mt/√12, fourteen times as great.
#[test]
fn the_effect_of_a_shared_demand_is_that_of_its_own_draw() {
    let (a, b) = (certain(0.095), certain(0.085));
    for method in METHODS {
        let outcome = compared(&[&a, &b], design(method), Best::Lowest);
        let found = co2(&outcome, |of| Row::Difference(1, of));
        follows(found, |p| -COAL * 0.01 * (2.4e6 - 0.6e6 * p));
        let sd = COAL * 0.01 * 0.6e6 / 12.0_f64.sqrt();
        assert!(
            (found.summary.sd / sd - 1.0).abs() < 0.04,
            "{}: {} for {sd}",
            method.name(),
            found.summary.sd
        );
        assert!((found.central + COAL * 0.01 * 2e6).abs() < 1e-3, "{}", found.central);
        assert_eq!((found.below.hits, found.zero.hits, found.below.draws), (4096, 0, 4096));
    }
}

/// B's factor is 0.095 × u with u uniform from 0.9 to 1.2: it emits less in a third of the draws, whatever the demand, and
/// A's regret is 0 in the other two thirds.
#[test]
fn the_probability_of_lying_below_is_that_of_the_law() {
    let uncertain = "value = \"0.095 tCO2/GJ\", uncertain = { uniform = { low = \"0.0855 tCO2/GJ\", high = \"0.114 tCO2/GJ\" }, on = \"value\" }";
    let (a, b) = (certain(0.095), coal(uncertain).compile(MAIN));
    for method in METHODS {
        let outcome = compared(&[&a, &b], design(method), Best::Lowest);
        let below = co2(&outcome, |of| Row::Difference(1, of)).below;
        let gap = (below.probability() - 1.0 / 3.0).abs();
        assert!(gap <= 4.0 * below.error, "{}: {} ± {}", method.name(), below.probability(), below.error);
        let (low, high) = below.interval();
        assert!(0.0 < low && low < below.probability() && below.probability() < high && high < 1.0);
        let best = [0, 1].map(|side| co2(&outcome, |of| Row::Regret(side, of, Best::Lowest)).zero.hits);
        assert_eq!(best, [4096 - below.hits, below.hits]);
    }
}

/// Factors 0.095, 0.085 and 0.105: of d Mt the first emits 0.1136025·d more than the second, the third twice that.
/// Where the highest is best, the third has no regret.
#[test]
fn regrets_of_three_by_hand() {
    let models = [certain(0.095), certain(0.085), certain(0.105)];
    let models: Vec<&Model> = models.iter().collect();
    for (best, steps) in [(Best::Lowest, [1.0, 0.0, 2.0]), (Best::Highest, [1.0, 2.0, 0.0])] {
        let outcome = compared(&models, design(Method::Random), best);
        for (side, steps) in steps.into_iter().enumerate() {
            let found = co2(&outcome, |of| Row::Regret(side, of, best));
            follows(found, |p| steps * COAL * 0.01 * (1.8e6 + 0.6e6 * p));
            assert!((found.central - steps * COAL * 0.01 * 2e6).abs() < 1e-3, "{}", found.central);
            assert_eq!(found.zero.hits, if steps == 0.0 { 4096 } else { 0 });
        }
    }
}

#[test]
fn a_scenario_does_not_differ_from_itself() {
    let model = certain(0.095);
    let outcome = compared(&[&model, &model], Design::random(700, 3), Best::Lowest);
    let rows = outcome.study.rows();
    let mut told = 0;
    for row in rows.into_iter().filter(|row| !matches!(row, Row::Value(..))) {
        let found = outcome.found(row).expect("a row");
        assert_eq!((found.below.hits, found.zero.hits), (0, found.zero.draws), "{row:?}");
        if found.zero.draws > 0 {
            let s = &found.summary;
            assert_eq!((s.quantiles, s.quantile_errors), ([0.0; 7], [0.0; 7]), "{row:?}");
            assert_eq!((found.central, s.mean, s.sd, s.mean_error), (0.0, 0.0, 0.0, 0.0), "{row:?}");
            told += 1;
        }
    }
    assert!(told > 100, "{told}");
}

/// Each scenario is as it is alone, and the other way round the difference has the other sign.
#[test]
fn the_order_of_scenarios_turns_the_sign_alone() {
    let (a, b) = (certain(0.095), certain(0.085));
    let (there, back) = (
        compared(&[&a, &b], Design::random(600, 5), Best::Lowest),
        compared(&[&b, &a], Design::random(600, 5), Best::Lowest),
    );
    for (side, model) in [&a, &b].into_iter().enumerate() {
        let alone = simulate(model, Design::random(600, 5), |_| true).expect("not stopped");
        assert_eq!(there.compared.ensembles[side].summaries, alone.summaries);
        assert_eq!(there.compared.ensembles[side].targets, alone.targets);
        assert_eq!(back.compared.ensembles[1 - side].peaks, alone.peaks);
    }
    let [one, other] = [&there, &back].map(|outcome| co2(outcome, |of| Row::Difference(1, of)));
    for (q, quantile) in one.summary.quantiles.iter().enumerate() {
        let turned = -other.summary.quantiles[6 - q];
        assert!((quantile - turned).abs() <= 1e-9 * quantile.abs(), "{quantile} and {turned}");
    }
    assert_eq!((one.below.hits, other.below.hits), (600, 0));
}

/// CO2 added up is the sum of its years in every draw, so its mean is the sum of means.
#[test]
fn sums_are_sums_of_years() {
    let (a, b) = (certain(0.095), certain(0.085));
    let outcome = compared(&[&a, &b], Design::random(512, 2), Best::Lowest);
    let series = at(&a, &outcome.study.shared, "Emissions|CO2");
    let sum = Reading::Sum { series, from: Year(2020), to: Year(2026) };
    let whole = outcome.found(Row::Difference(1, sum)).expect("a row");
    let years: Vec<&Found> = (2020..=2026)
        .map(|year| outcome.found(Row::Difference(1, Reading::at(series, Year(year)))).expect("a row"))
        .collect();
    let [mean, central] =
        [years.iter().map(|f| f.summary.mean).sum::<f64>(), years.iter().map(|f| f.central).sum::<f64>()];
    assert!((whole.summary.mean / mean - 1.0).abs() < 1e-5, "{} and {mean}", whole.summary.mean);
    assert!((whole.central / central - 1.0).abs() < 1e-9, "{} and {central}", whole.central);
}

/// A demand beyond what a double can hold fails its draw: it is left out of the pairs, not of the other's own draws.
#[test]
fn draws_that_fail_are_left_out_of_the_pairs() {
    let uncertain = "value = \"0.095 tCO2/GJ\", uncertain = { lognormal = { median = 1, sigma = 400 }, on = \"multiplier\" }";
    let (a, b) = (certain(0.095), coal(uncertain).compile(MAIN));
    let outcome = compared(&[&a, &b], Design::random(400, 1), Best::Lowest);
    let [own, other] = [0, 1].map(|side| outcome.compared.ensembles[side].failed.len() as u64);
    assert!(own == 0 && other > 3, "{own}, {other}");
    assert_eq!(outcome.compared.left_out, [0, other]);
    assert_eq!(outcome.compared.left_out_of_regrets, other);
    assert_eq!((outcome.draws(0), outcome.draws(1), outcome.pairs(1)), (400, 400 - other, 400 - other));
    assert_eq!(co2(&outcome, |of| Row::Difference(1, of)).below.draws, 400 - other);
    assert_eq!(co2(&outcome, |of| Row::Regret(0, of, Best::Lowest)).zero.draws, 400 - other);
}

/// The fixture ten years later: all its years begin with 203.
fn later() -> Patched {
    let files = [MAIN, "history.csv", "units.csv"];
    let patched = Patched::new("hand");
    for file in files {
        let text = fs::read_to_string(patched.path(file)).expect("a file");
        fs::write(patched.path(file), text.replace("202", "203")).expect("written");
    }
    patched
}

#[test]
fn what_is_shared_is_compared() {
    let (short, long) = (Patched::new("hand").compile(MAIN), certain(0.095));
    let shared = Shared::new(&[&short, &long]).expect("something is shared");
    assert_eq!(
        (shared.from, shared.to, shared.left_out.longer.as_slice()),
        (Year(2020), Year(2022), &[1][..])
    );
    assert_eq!(shared.usual_years(), [Year(2022)]);
    let later = later().compile(MAIN);
    assert_eq!(Shared::new(&[&short, &later]), Err(NothingShared::Years(0, 1)));
    let kept = |file: Patched, series: &str| {
        let keeps = format!("end      = 2022\nensemble-series = [\"{series}@here\"]");
        file.replace(MAIN, "end      = 2022", &keeps)
    };
    let steel = kept(Patched::new("hand"), "Demand|Steel").compile(MAIN);
    let renamed = Patched::new("hand").replace(MAIN, "en = \"Steel\"", "en = \"Stahl\"");
    let renamed = kept(renamed.replace(MAIN, "|Steel|", "|Stahl|"), "Demand|Stahl").compile(MAIN);
    assert_eq!(Shared::new(&[&steel, &renamed]), Err(NothingShared::Series));
}

fn scenario(path: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios").join(path).display().to_string()
}

fn run(folder: &Path, arguments: &[&str], threads: &str) -> Output {
    let mut process = Command::new(env!("CARGO_BIN_EXE_dafeng"));
    process.current_dir(folder).arg("compare").args(arguments).args(["--threads", threads]);
    process.output().expect("the program starts")
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
    let [a, b] = ["steel-baseline", "steel-accelerated"].map(|id| scenario(&format!("guangxi/{id}.toml")));
    let output = run(folder.path(), &[&a, &b, "--draws", "60", "--lang", "en", "--years", "2025,2030"], "2");
    assert_eq!((output.status.code(), text(&output.stderr).as_str()), (Some(0), ""));
    let said = text(&output.stdout);
    for words in [
        "A  Guangxi Steel, the Plan as Written",
        "B: levers ",
        "P(B < A)",
        "Peaks: CO₂ emissions, Guangxi",
        "Cumulative CO₂ emissions, Guangxi (Mt CO₂)",
        "Arc-Furnace Share Above 20 %",
        "Regret (distance to the best scenario of the same draw)",
        "Guangxi, 2025: ",
    ] {
        assert!(said.contains(words), "{words}: {said}");
    }
    let results = folder.path().join("output/guangxi-steel-baseline.guangxi-steel-accelerated.comparison");
    let rows = table(&results.join("comparison.csv"));
    let differences = rows.iter().filter(|row| row["against"] == "guangxi-steel-baseline");
    assert!(differences.clone().count() > 1000 && differences.clone().all(|row| row["draws"] == "60"));
    assert!(
        differences
            .clone()
            .any(|r| r["series"] == "Emissions|CO2" && r["year"] == "2030" && r["p_below"] != "0")
    );
    let board = table(&results.join("boards.csv"));
    for quantity in ["peak-year", "peak-level", "peaked-by", "sum", "value"] {
        assert!(board.iter().any(|row| row["quantity"] == quantity), "{quantity}");
    }
    // The difference of two probabilities over the same draws is the mean of the differences.
    let peaked: Vec<f64> = board
        .iter()
        .filter(|row| row["quantity"] == "peaked-by" && row["series"] == "Emissions|CO2")
        .map(|row| row["probability"].parse().expect("a share"))
        .collect();
    let [own, other, difference] = peaked[..] else { panic!("{peaked:?}") };
    assert!((other - own - difference).abs() < 1e-12, "{peaked:?}");
    let targets = table(&results.join("targets.csv"));
    assert!(targets.iter().any(|row| row["standing"] == "missed" && !row["source"].is_empty()));
    assert_eq!(targets.len() % 2, 0, "every target in both");
    let regrets = table(&results.join("regrets.csv"));
    assert_eq!(regrets.len(), 4, "two years, two scenarios");
    assert!(results.join("inputs.B.csv").exists() && results.join("decomposition.B.csv").exists());
    let manifest = fs::read(results.join("manifest.json")).expect("a manifest");
    let manifest: serde_json::Value = serde_json::from_slice(&manifest).expect("JSON");
    assert_eq!((manifest["command"][0].as_str(), manifest["draws"].as_u64()), (Some("compare"), Some(60)));
    assert_eq!(manifest["against"]["id"], "guangxi-steel-accelerated");
    let stems = [
        "emissions-co2.guangxi",
        "difference-emissions-co2.guangxi",
        "co2-change.guangxi.2025.B",
        "targets",
        "peaked-emissions-co2.guangxi",
    ];
    for stem in stems {
        for extension in ["svg", "png", "csv"] {
            assert!(results.join(format!("charts/{stem}.{extension}")).exists(), "{stem}.{extension}");
        }
    }
}

/// What is set in one scenario by its letter is set there alone, told in the manifest and refused where there is none.
#[test]
fn settings_are_of_one_scenario() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = Patched::new("hand");
    let path = file.path(MAIN).display().to_string();
    let all = [&path, &path, &path, "--draws", "8", "--no-charts", "--lang", "en", "-o", "r"];
    let set = ["--set-c", "carriers.coal.emission-factor=0.05 tCO2/GJ"];
    let output = run(folder.path(), &[&all[..], &set].concat(), "1");
    assert!(output.status.success(), "{}", text(&output.stderr));
    let said = text(&output.stdout);
    assert!(said.contains("B: the inputs are those of A") && said.contains("C: assumptions 1"), "{said}");
    let manifest = fs::read(folder.path().join("r/manifest.json")).expect("a manifest");
    let manifest: serde_json::Value = serde_json::from_slice(&manifest).expect("JSON");
    assert_eq!(manifest["further"][0]["overrides"][0], "carriers.coal.emission-factor=0.05 tCO2/GJ");
    assert!(
        manifest["against"]["overrides"].is_null()
            && manifest["overrides"].as_array().is_some_and(Vec::is_empty)
    );
    let command: Vec<&str> =
        manifest["command"].as_array().expect("words").iter().filter_map(|w| w.as_str()).collect();
    assert!(command.windows(2).any(|pair| pair == set), "{command:?}");
    // Certain factors: each term has one value over the draws, and the spread of a term of two equal scenarios is none.
    let terms = table(&folder.path().join("r/decomposition.C.csv"));
    let of = |term: &str| terms.iter().find(|row| row["term"] == term).expect("a term");
    assert!(of("fuel-factors")["value"].parse::<f64>().expect("a number") < 0.0, "{terms:?}");
    assert!(of("difference")["p05"].parse::<f64>().expect("a number") < 0.0, "{terms:?}");
    let none = table(&folder.path().join("r/decomposition.B.csv"));
    assert!(
        none.iter()
            .filter(|row| row["term"] == "difference")
            .all(|row| row["p95"] == "0" && row["p05"] == "0")
    );
    let output = run(folder.path(), &[&all[..], &["--set-d", "x=1"]].concat(), "1");
    assert_eq!(output.status.code(), Some(2));
    assert!(
        text(&output.stderr).contains("--set-d: there is no scenario D, the last one is C"),
        "{}",
        text(&output.stderr)
    );
}

#[test]
fn the_same_bytes_whatever_the_number_of_threads() {
    let [a, b] = ["baseline", "delayed"].map(|id| scenario(&format!("guangxi/steel-{id}.toml")));
    let bytes = |threads: &str| {
        let folder = tempfile::tempdir().expect("a folder");
        let output = run(folder.path(), &[&a, &b, "--draws", "600", "--no-charts", "-o", "r"], threads);
        assert!(output.status.success(), "{}", text(&output.stderr));
        ["comparison.csv", "boards.csv", "targets.csv", "regrets.csv", "manifest.json"]
            .map(|file| fs::read(folder.path().join("r").join(file)).expect("a file"))
    };
    assert!(bytes("1") == bytes("3"));
}

/// Another base year and end, a sum that only one declares: what both have is compared, and the rest is told.
#[test]
fn what_is_not_shared_is_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let short = Patched::new("hand")
        .append(MAIN, "\n[sums.both]\ntitle = { zh = \"合计\", en = \"Both\" }\nsum = [\"Production|Steel\", \"Production|Iron\"]\n");
    let later = coal("value = \"0.09 tCO2/GJ\"")
        .replace(MAIN, "base     = 2020", "base     = 2021")
        .replace(MAIN, "observed = 2020", "observed = 2021")
        .replace("history.csv", ",2020,", ",2021,");
    let [a, b] = [&short, &later].map(|file| file.path(MAIN).display().to_string());
    let output =
        run(folder.path(), &[&a, &b, "--draws", "10", "--lang", "en", "--no-charts", "-o", "r"], "1");
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let said = text(&output.stdout);
    for words in [
        "only 2021 to 2022 are compared; beyond them goes A, B",
        "base years differ: sums since the base year are not compared",
        "series that not all have: Sum|Both@here",
    ] {
        assert!(said.contains(words), "{words}: {said}");
    }
    let rows = table(&folder.path().join("r/comparison.csv"));
    assert!(rows.iter().all(|row| ["2021", "2022"].contains(&row["year"].as_str())));
    assert!(
        rows.iter().all(|row| row["series"] != "Emissions|CO2|Cumulative" && row["series"] != "Sum|Both")
    );
    // Sums begin with the first year that both have.
    let board = table(&folder.path().join("r/boards.csv"));
    assert!(board.iter().filter(|row| row["quantity"] == "sum").all(|row| row["from"] == "2021"));
}

#[test]
fn what_cannot_be_compared_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let steel = scenario("guangxi/steel-baseline.toml");
    let (now, later) = (Patched::new("hand"), later());
    let [now, later] = [&now, &later].map(|file| file.path(MAIN).display().to_string());
    for (arguments, told) in [
        (&[steel.as_str()][..], "2 values required"),
        (&[&now, &later], "have no year in common"),
        (&[&steel, &now], "no series of one name at one place in common"),
        (&[&now, &now, "--years", "2022,2031"], "2031 is not shared; all scenarios have 2020 to 2022"),
        (&[&now, &now, "--regret", "Emissions|CO3@here"], "did you mean Emissions|CO2@here?"),
        (&[&now, &now, "--best", "highest"], "--regret"),
        (&[&now, &now, "--draws", "0"], "0 is not in 1..=10000000"),
        (&["none.toml", &now, "other.toml"], "other.toml"),
    ] {
        let output = run(folder.path(), &[arguments, &["--lang", "en", "--no-charts"]].concat(), "1");
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {}", text(&output.stderr));
        assert!(text(&output.stderr).contains(told), "{arguments:?}: {}", text(&output.stderr));
        assert_eq!(text(&output.stdout), "", "{arguments:?}");
    }
    assert_eq!(fs::read_dir(folder.path()).expect("the folder").count(), 0, "nothing is written");
    fs::create_dir(folder.path().join("mine")).expect("a folder");
    fs::write(folder.path().join("mine/notes.txt"), "kept").expect("a file");
    let output = run(folder.path(), &[&now, &now, "--draws", "5", "--no-charts", "-o", "mine"], "1");
    assert_eq!(output.status.code(), Some(1), "a folder of somebody else's is left alone");
    let output =
        run(folder.path(), &[&now, &now, "--draws", "5", "--no-charts", "--lang", "en", "-o", "r"], "1");
    let said = text(&output.stdout);
    assert!(output.status.success() && said.contains("B: the inputs are those of A"), "{said}");
    let rows = table(&folder.path().join("r/comparison.csv"));
    let differences: Vec<_> = rows.iter().filter(|row| !row["against"].is_empty()).collect();
    assert!(
        differences.len() > 50
            && differences.iter().all(|r| r["scenario"] == "hand#2" && r["p_equal"] == "1")
    );
    assert!(differences.iter().all(|r| ["mean", "sd", "p05", "p95", "central"].iter().all(|c| r[*c] == "0")));
}

/// Up to three scenarios have bands; of more only the medians are drawn, or bands would hide each other.
#[test]
fn many_scenarios_are_lines() {
    let files = Patched::new("small");
    let folder = files.path("small.toml").parent().expect("a folder").to_owned();
    for (count, has_bands) in [(3, true), (4, false), (10, false)] {
        let out = format!("of-{count}");
        let scenarios = vec!["small.toml"; count];
        let output =
            run(&folder, &[&scenarios[..], &["--draws", "32", "--lang", "en", "-o", &out]].concat(), "2");
        assert!(output.status.success(), "{}", text(&output.stderr));
        let chart = folder.join(out).join("charts/emissions-co2.guangxi.csv");
        let head =
            fs::read_to_string(chart).expect("the numbers of a chart").lines().next().map(str::to_owned);
        let head = head.expect("a head");
        let columns = if has_bands { 3 * count } else { count };
        assert_eq!((head.split(',').count() - 1, head.contains("P05")), (columns, has_bands), "{head}");
    }
}
