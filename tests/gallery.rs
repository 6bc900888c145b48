//! Which charts a run has, on shipped scenarios.

mod common;

use common::Run;
use dafeng::report::chart::{Look, Settings, Theme};
use dafeng::report::font::Font;
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

/// A province with several metals shows where its CO2 and its energy come from, what flows, what lies and is used of its wastes, and
/// each of its clusters. Of one metal alone there is no sum by metal.
#[test]
fn a_run_takes_its_totals_apart() {
    let has = |list: &[String], stem: &str| list.iter().any(|s| s == stem);
    let guangxi = charts("guangxi/baseline.toml");
    for stem in [
        "emissions-co2-by-scope.guangxi",
        "emissions-co2-by-origin.guangxi",
        "emissions-co2-by-process.guangxi",
        "emissions-co2-by-metal.guangxi",
        "energy-total-by-carrier.guangxi",
        "emissions-co2-of-each-cluster.guangxi",
        "waste-manganese-residue.guangxi",
    ] {
        assert!(has(&guangxi, stem), "{stem} in {guangxi:?}");
    }
    for kind in ["energy-flow.guangxi.", "material-flow-alumina.guangxi."] {
        assert_eq!(guangxi.iter().filter(|stem| stem.starts_with(kind)).count(), 1, "{kind} in {guangxi:?}");
    }
    let steel = charts("guangxi/steel-baseline.toml");
    assert!(!has(&steel, "emissions-co2-by-metal.guangxi"), "{steel:?}");
    assert!(has(&steel, "emissions-co2-by-origin.guangxi"), "{steel:?}");
}

/// In every year the parts of a stack are the total of the tables.
#[test]
fn parts_add_up_to_their_total() {
    let run = Run::new(common::compile(&common::fixtures().join("small/small.toml"), &[]));
    let results = Results { model: &run.model, central: &run.central, ensemble: None };
    let pictures = gallery::pictures(&results, Lang::En);
    let look = Look {
        font: Font::shipped().expect("a font"),
        theme: Theme::named("screen", None).expect("a theme"),
        formats: Vec::new(),
        settings: Settings::NONE,
    };
    let stacks = [
        ("emissions-co2-by-scope.guangxi", "Emissions|CO2", 1e6),
        ("emissions-co2-by-origin.guangxi", "Emissions|CO2", 1e6),
        ("emissions-co2-by-process.guangxi", "Emissions|CO2", 1e6),
        ("energy-total-by-carrier.guangxi", "Energy|Total", 29.3076e6),
    ];
    for (stem, series, unit) in stacks {
        let picture = pictures.iter().find(|picture| picture.stem == stem).expect(stem);
        let files = picture.files(&look).expect("files");
        let csv = files.iter().find(|(name, _)| name.ends_with(".csv")).expect("numbers");
        let text = String::from_utf8(csv.1.clone()).expect("UTF-8");
        let rows: Vec<Vec<f64>> = csv::Reader::from_reader(text.as_bytes())
            .records()
            .map(|row| row.expect("a row").iter().map(|cell| cell.parse().unwrap_or(0.0)).collect())
            .collect();
        assert_eq!(rows.len(), run.model.years());
        for row in rows {
            let sum: f64 = row[1..].iter().sum();
            common::agrees(sum * unit, run.at(series, row[0] as i32), 1e-7);
        }
    }
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
