//! `output/gallery`: a picture of each kind of chart in both languages, from shipped scenarios.
//!
//! `DAFENG_BLESS=1 cargo test --test gallery_folder` draws it anew. Without it, what the commands draw must be what the folder
//! shows: the same elements, texts and colours, no place farther off than half a px, and no file besides.

mod drawing;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use dafeng::report::gallery::Kind;
use rayon::prelude::*;
use tempfile::TempDir;

/// Half a px; drawings count ten units to the px.
const TOLERANCE: f64 = 5.0;

/// A command, and the charts of its results that the folder shows: kind, name, what it shows.
struct Shown {
    command: &'static [&'static str],
    charts: &'static [[&'static str; 3]],
}

const STEEL: &str = "scenarios/guangxi/steel-baseline.toml";

const SHOWN: &[Shown] = &[
    Shown {
        command: &["run", STEEL],
        charts: &[
            ["fan", "emissions-co2.guangxi", "A series with its quantile bands, history and targets"],
            ["stacked", "production-crude-steel-by-process.guangxi", "Parts of a whole"],
            ["changes", "capacity-crude-steel-changes.guangxi", "What is built and what retires"],
            ["constraints", "constraints.guangxi", "What bound output, and when"],
            ["peaks", "peak-year-emissions-co2.guangxi", "When a series peaks over the draws"],
        ],
    },
    Shown {
        command: &["run", "scenarios/guizhou/baseline.toml", "--draws", "200"],
        charts: &[
            ["flow", "energy-flow.guizhou.2030", "Energy or materials of one year"],
            ["pair", "waste-manganese-residue.guizhou", "A waste's stockpile above its rate of use"],
            ["multiples", "emissions-co2-of-each-cluster.guizhou", "A series of every cluster"],
        ],
    },
    Shown {
        command: &["compare", STEEL, "scenarios/guangxi/steel-accelerated.toml", "--draws", "500"],
        charts: &[
            ["lines", "emissions-co2.guangxi", "Scenarios side by side"],
            ["targets", "targets", "How probably targets are met"],
        ],
    },
    Shown {
        command: &["decompose", "scenarios/guangxi/baseline.toml", "--years", "2020,2030", "--draws", "1000"],
        charts: &[["waterfall", "co2-change.guangxi.2020-2030", "Causes of a change"]],
    },
    Shown {
        command: &["hindcast", "scenarios/national/nonferrous-2015.toml"],
        charts: &[["hindcast", "hindcast", "Observed values against a run that does not know them"]],
    },
    Shown {
        command: &[
            "sweep",
            STEEL,
            "--vary",
            "levers.arc-share.guangxi@2060=30 %:90 %:7",
            "--series",
            "Emissions|CO2@guangxi",
        ],
        charts: &[["family", "emissions-co2.guangxi.family", "A series for each value of a number"]],
    },
    Shown {
        command: &[
            "sweep",
            STEEL,
            "--vary",
            "levers.arc-share.guangxi@2030=10 %:45 %:8",
            "--vary",
            "regions.guangxi.grid-factor@2030=0.2 tCO2/MWh:0.5 tCO2/MWh:7",
            "--series",
            "Emissions|CO2@guangxi",
        ],
        charts: &[["heat", "emissions-co2.guangxi.2030", "An outcome over two numbers"]],
    },
    Shown {
        command: &["sensitivity", STEEL, "--of", "Emissions|CO2@2030"],
        charts: &[["tornado", "tornado.emissions-co2-guangxi-2030", "One uncertain number at a time"]],
    },
    Shown {
        command: &["sensitivity", STEEL, "--of", "Emissions|CO2@2030", "--method", "morris"],
        charts: &[["scatter", "morris.emissions-co2-guangxi-2030", "Elementary effects"]],
    },
    Shown {
        command: &[
            "sensitivity",
            STEEL,
            "--of",
            "Emissions|CO2@2030",
            "--method",
            "sobol",
            "--screen",
            "12",
            "--points",
            "256",
        ],
        charts: &[["indices", "sobol.emissions-co2-guangxi-2030", "Shares of variance"]],
    },
    Shown {
        command: &[
            "abatement",
            "scenarios/guangxi/steel-cost.toml",
            "scenarios/guangxi/steel-cost-accelerated.toml",
        ],
        charts: &[["abatement", "abatement", "What levers avoid, and what a tonne of it costs"]],
    },
];

const LANGS: [&str; 2] = ["zh", "en"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn folder() -> PathBuf {
    root().join("output/gallery")
}

/// Every kind has a picture: one that is new needs a command here.
#[test]
fn every_kind_is_shown() {
    let shown: BTreeSet<&str> = SHOWN.iter().flat_map(|shown| shown.charts).map(|chart| chart[0]).collect();
    let kinds: BTreeSet<&str> = Kind::ALL.iter().map(|(name, _)| *name).collect();
    assert_eq!(shown, kinds);
    assert_eq!(shown.len(), SHOWN.iter().map(|shown| shown.charts.len()).sum::<usize>(), "one of each");
}

/// What stands in the folder and what the commands draw are the same.
#[test]
fn the_folder_is_current() {
    let runs: Vec<(&Shown, &str)> = SHOWN.iter().flat_map(|shown| LANGS.map(|lang| (shown, lang))).collect();
    let drawn: BTreeMap<String, String> =
        runs.par_iter().flat_map(|(shown, lang)| drawn(shown, lang)).collect();
    let files: BTreeMap<String, String> =
        drawn.into_iter().chain([("README.md".to_owned(), index())]).collect();
    if std::env::var_os("DAFENG_BLESS").is_some() {
        let _ = fs::remove_dir_all(folder());
        fs::create_dir_all(folder()).expect("the folder");
        for (name, text) in &files {
            fs::write(folder().join(name), text).expect("written");
        }
    }
    let mut faults = Vec::new();
    for (name, text) in &files {
        match fs::read_to_string(folder().join(name)) {
            Err(_) => faults.push(format!("{name} is not there")),
            Ok(stored) if name.ends_with(".svg") => {
                let told = drawing::differences(&stored, text, TOLERANCE);
                faults.extend(told.into_iter().map(|told| format!("{name}: {told}")));
            }
            Ok(stored) => faults.extend((&stored != text).then(|| format!("{name} reads otherwise"))),
        }
    }
    for entry in fs::read_dir(folder()).expect("the folder") {
        let name = entry.expect("a file").file_name().to_string_lossy().into_owned();
        faults.extend((!files.contains_key(&name)).then(|| format!("{name} is of nothing")));
    }
    let help = "DAFENG_BLESS=1 cargo test --test gallery_folder draws output/gallery anew";
    assert!(faults.is_empty(), "{}\n{help}", faults.join("\n"));
    let size: usize = files.values().map(String::len).sum();
    assert!(size < 1_500_000, "the folder is small: {size} bytes");
}

/// The charts of a command in a language, by the names that they have in the folder.
fn drawn(shown: &Shown, lang: &str) -> Vec<(String, String)> {
    let place = TempDir::new().expect("a folder");
    let out = place.path().join("results");
    let output = Command::new(env!("CARGO_BIN_EXE_dafeng"))
        .current_dir(root())
        .args(shown.command)
        .args(["--lang", lang, "--formats", "svg", "--out"])
        .arg(&out)
        .output()
        .expect("the program starts");
    assert!(output.status.success(), "{:?}: {}", shown.command, String::from_utf8_lossy(&output.stderr));
    let read = |&[kind, stem, _]: &[&str; 3]| {
        let file = out.join(format!("charts/{stem}.svg"));
        let text = fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        (format!("{kind}.{lang}.svg"), text)
    };
    shown.charts.iter().map(read).collect()
}

/// The page of the folder.
fn index() -> String {
    let mut page = "# Gallery\n\nEvery kind of chart that the program draws, in English and Chinese, from shipped scenarios; \
                    `--lang zh` and `--lang en` make the one and the other. The pictures are what the commands draw: \
                    `cargo test --test gallery_folder` holds them against it, and with `DAFENG_BLESS=1` draws them \
                    anew.\n"
        .to_owned();
    for shown in SHOWN {
        for [kind, stem, what] in shown.charts {
            let words: Vec<String> = shown.command.iter().map(|word| quoted(word)).collect();
            page += &format!(
                "\n## {kind}\n\n{what}: `charts/{stem}` of\n\n```sh\ndafeng {}\n```\n\n![{what}]({kind}.en.svg)\n![{what}]({kind}.zh.svg)\n",
                words.join(" ")
            );
        }
    }
    page
}

fn quoted(word: &str) -> String {
    if word.contains([' ', '|', '*']) { format!("'{word}'") } else { word.to_owned() }
}

/// The program calls the charts of a run by the kinds that the folder names.
#[test]
fn kinds_are_what_the_program_calls_them() {
    let place = TempDir::new().expect("a folder");
    let out = place.path().join("results").display().to_string();
    let dafeng = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_dafeng"))
            .current_dir(root())
            .args(arguments)
            .output()
            .expect("the program starts");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("UTF-8")
    };
    dafeng(&["run", STEEL, "--draws", "20", "--no-charts", "--out", &out]);
    for [kind, stem, _] in SHOWN[0].charts {
        let names = dafeng(&["chart", &out, "--list", "--kind", kind]);
        assert!(names.lines().any(|name| name == *stem), "{stem} is no {kind}: {names}");
    }
}
