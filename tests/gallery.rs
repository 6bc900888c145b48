//! Which charts a run has, on shipped scenarios.

mod common;

use common::Run;
use dafeng::report::gallery;
use dafeng::report::tables::Results;
use dafeng::report::text::Lang;
use std::path::Path;

/// The names of the charts of a central run.
fn charts(file: &str) -> Vec<String> {
    let run =
        Run::new(common::compile(&Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios").join(file), &[]));
    let results = Results { model: &run.model, central: &run.central, ensemble: None };
    gallery::pictures(&results, Lang::En).into_iter().map(|picture| picture.stem).collect()
}

/// Guizhou makes no stainless steel: its carbon steel is its crude steel, and one of two equal charts goes.
/// Guangxi makes both, and has all three.
#[test]
fn a_sum_stands_for_its_only_part() {
    let has = |list: &[String], stem: &str| list.iter().any(|s| s == stem);
    let guizhou = charts("guizhou/baseline.toml");
    for of in ["", "-by-process"] {
        assert!(has(&guizhou, &format!("production-crude-steel{of}.guizhou")), "{guizhou:?}");
        assert!(!has(&guizhou, &format!("production-carbon-steel{of}.guizhou")), "{guizhou:?}");
    }
    let guangxi = charts("guangxi/steel-baseline.toml");
    for of in ["crude-steel", "carbon-steel", "stainless-steel"] {
        assert!(has(&guangxi, &format!("production-{of}.guangxi")), "{guangxi:?}");
    }
    // The value of crude steel is all the value there is, but has no chart that could stand for it.
    assert!(has(&guangxi, "output-value.guangxi"), "{guangxi:?}");
}

/// Of the nation's wastes only red mud has a use written down; what the others would pile up without any
/// use is no finding.
#[test]
fn wastes_of_which_nothing_is_said_have_no_chart() {
    let list = charts("national/nonferrous-2015.toml");
    let wastes: Vec<&str> = list
        .iter()
        .filter(|stem| stem.starts_with("stockpile") || stem.starts_with("utilisation"))
        .map(String::as_str)
        .collect();
    assert_eq!(wastes, ["stockpile-red-mud.china", "utilisation-rate-red-mud.china"]);
}
