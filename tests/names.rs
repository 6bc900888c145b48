//! Names for people: whatever a chart or a document can name has a Chinese and an English name.

mod common;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use common::Patched;
use dafeng::analysis::Finding;
use dafeng::analysis::sensitivity::{Choice, Factors, Shocks};
use dafeng::analysis::warnings::warnings;
use dafeng::domain::{Leaf, Path as Values, Provenance, Scenario};
use dafeng::model::Model;
use dafeng::report::text::{Lang, factor_ends, leaf_title, series_title};
use dafeng::scenario::{Options, load};
use dafeng::simulation::central;

/// Every scenario that ships, with its place.
fn shipped() -> Vec<(String, Scenario)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let folders = fs::read_dir(&root).expect("scenarios").map(|entry| entry.expect("a folder").path());
    let files =
        folders.filter(|path| path.is_dir()).flat_map(|folder| fs::read_dir(folder).expect("a folder"));
    let mut paths: Vec<PathBuf> = files.map(|entry| entry.expect("a file").path()).collect();
    let is_scenario = |text: String| text.lines().any(|line| line == "[scenario]");
    paths.retain(|path| fs::read_to_string(path).is_ok_and(is_scenario));
    paths.sort();
    let scenario = |path: PathBuf| {
        let loaded = load(&path, &Options::default()).unwrap_or_else(|problems| panic!("{problems}"));
        (path.strip_prefix(&root).expect("inside").display().to_string(), loaded.scenario)
    };
    paths.into_iter().map(scenario).collect()
}

/// Words of small Latin letters. Units and symbols (kA, RKEF, CO₂) have capitals, and a name of one letter is a symbol.
fn is_latin(name: &str) -> bool {
    name.split(|c: char| !c.is_alphabetic()).any(|word| {
        word.len() > 2
            && word.chars().all(|c| c.is_ascii_alphabetic())
            && word[1..].chars().all(|c| c.is_ascii_lowercase())
    })
}

fn is_chinese(name: &str) -> bool {
    name.chars().any(|c| ('\u{3400}'..'\u{A000}').contains(&c))
}

/// Names of works are names: they have one language.
fn of_a_works(scenario: &Scenario, address: &str) -> bool {
    let mut keys = address.split('.');
    let of_unit = address
        .strip_prefix("fleet.units.")
        .is_some_and(|rest| scenario.units.iter().any(|unit| rest.starts_with(&unit.id)));
    of_unit || keys.next() == Some("projects")
}

#[test]
fn numbers_have_names_in_both_languages() {
    let mut wrong = BTreeSet::new();
    for (path, scenario) in shipped() {
        // What the program fills in for a carrier that the scenario does not have is nothing that anybody is shown.
        let is_filled =
            |leaf: &&Leaf| leaf.provenance == Provenance::Default && leaf.path == Values::Constant(0.0);
        let own = |leaf: &&Leaf| !of_a_works(&scenario, &leaf.address) && !is_filled(leaf);
        for leaf in scenario.leaves.iter().filter(own) {
            let [zh, en] = [Lang::Zh, Lang::En].map(|lang| leaf_title(&scenario, &leaf.address, lang));
            if !is_chinese(&zh) || is_latin(&zh) || is_chinese(&en) {
                wrong.insert(format!("{path}: {} is {zh}, {en}", leaf.address));
            }
        }
    }
    assert!(wrong.is_empty(), "{} names:\n{}", wrong.len(), wrong.into_iter().collect::<Vec<_>>().join("\n"));
}

#[test]
fn series_have_names_in_both_languages() {
    let mut wrong = BTreeSet::new();
    for (path, scenario) in shipped() {
        let model = Model::compile(scenario).unwrap_or_else(|errors| panic!("{errors:?}"));
        for series in &model.series {
            let title = series_title(&model.scenario, series);
            if !is_chinese(&title.zh) || is_latin(&title.zh) || is_chinese(&title.en) {
                wrong.insert(format!("{path}: {} is {}, {}", series.name, title.zh, title.en));
            }
        }
    }
    assert!(wrong.is_empty(), "{} names:\n{}", wrong.len(), wrong.into_iter().collect::<Vec<_>>().join("\n"));
}

/// A name of what is not there is told; none of those that ship is one.
#[test]
fn names_of_nothing_are_told() {
    let told = |scenario: Scenario| -> Vec<String> {
        let model = Model::compile(scenario).unwrap_or_else(|errors| panic!("{errors:?}"));
        let found = warnings(&model, &central(&model));
        let of_nothing = |finding: &Finding| match finding {
            Finding::TitleOfNothing(id) => Some(id.clone()),
            _ => None,
        };
        found.iter().filter_map(of_nothing).collect()
    };
    for (path, scenario) in shipped() {
        // What is not checked here is not shipped: the largest have the names of their libraries.
        if scenario.units.len() < 500 {
            assert_eq!(told(scenario), [""; 0], "{path}");
        }
    }
    let titles =
        "\n[titles]\nflux = { zh = \"熔剂\", en = \"Flux\" }\nflucks = { zh = \"误\", en = \"Wrong\" }\n";
    let small = Patched::new("small").append("small.toml", titles);
    let loaded = load(&small.path("small.toml"), &Options::default()).unwrap_or_else(|p| panic!("{p}"));
    let name = |lang| leaf_title(&loaded.scenario, "processes.blast-furnace.process-co2.flux", lang);
    assert_eq!([name(Lang::Zh), name(Lang::En)], ["高炉：熔剂过程排放", "Blast Furnace: Flux, process CO₂"]);
    assert_eq!(told(loaded.scenario), ["flucks"]);
}

/// As the register has it: between 300 000 and 1 000 000 t/a.
#[test]
fn ends_of_amounts_are_in_units_of_the_language() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/guangxi/steel-baseline.toml");
    let model = common::compile(&path, &[]);
    let only = vec!["fleet.units.gx-beigang-rkef.capacity".to_owned()];
    let choice = Choice { only, ..Choice::default() };
    let factors = Factors::new(&model, &choice, Shocks::None).expect("a factor");
    let ends = Lang::ALL.map(|lang| factor_ends(&model, &factors.list[0], lang));
    assert_eq!(ends, [["30 万吨", "100 万吨"], ["0.3 Mt", "1 Mt"]]);
}
