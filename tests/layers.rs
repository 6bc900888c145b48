//! Data flows one way: a module uses only what stands above it in the pipeline.

use std::fs;
use std::path::{Path, PathBuf};

/// The pipeline. Modules of one line may use each other; everything else only what comes before it.
/// The model reads the enums of the run it is made for, so the two are one level.
const LEVELS: [&[&str]; 11] = [
    &["near", "elementary", "wide", "lane"],
    &["units", "address"],
    &["domain"],
    &["scenario"],
    &["model", "simulation"],
    &["sampling"],
    &["tape"],
    &["ensemble"],
    &["analysis"],
    &["report"],
    &["output"],
];

fn level(module: &str) -> usize {
    // What is not named stands at the end: the command line.
    LEVELS.iter().position(|level| level.contains(&module)).unwrap_or(LEVELS.len())
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// The modules that a source file names by `crate::`, its tests left out.
fn imports(text: &str) -> Vec<String> {
    let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or(text);
    let name =
        |rest: &str| rest.split(|c: char| !(c.is_alphanumeric() || c == '_')).next().unwrap_or("").to_owned();
    code.split("crate::").skip(1).map(name).filter(|module| !module.is_empty()).collect()
}

#[test]
fn modules_use_only_what_stands_above_them() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut wrong = Vec::new();
    for path in sources(&root) {
        let inside = path.strip_prefix(&root).expect("inside src");
        let module =
            inside.components().next().expect("a module").as_os_str().to_string_lossy().replace(".rs", "");
        if module == "main" || module == "lib" || inside.ends_with("tests.rs") {
            continue;
        }
        for used in imports(&fs::read_to_string(&path).expect("a source")) {
            if used != module && level(&used) >= level(&module) && !same_level(&used, &module) {
                wrong.push(format!("src/{}: {module} uses {used}", inside.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn same_level(a: &str, b: &str) -> bool {
    level(a) == level(b) && level(a) < LEVELS.len()
}

#[test]
fn nothing_prints_or_writes_but_the_modules_that_should() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let may = |path: &Path, modules: &[&str]| {
        modules.iter().any(|m| path.strip_prefix(&root).is_ok_and(|p| p.starts_with(m)))
    };
    for path in sources(&root) {
        let text = fs::read_to_string(&path).expect("a source");
        let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or(&text);
        let prints = ["println!", "eprintln!", "print!("].iter().any(|p| code.contains(p));
        assert!(!prints || may(&path, &["main.rs", "cli"]), "{} prints", path.display());
        let files = code.contains("std::fs") || code.contains("fs::{");
        assert!(
            !files || may(&path, &["output.rs", "output", "scenario/read.rs"]),
            "{} touches files",
            path.display()
        );
    }
}

/// A sum of doubles depends on its order, and that of a parallel iterator on the threads: results are collected in their
/// order and added then.
#[test]
fn nothing_is_added_up_in_parallel() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let parallel =
        |statement: &str| ["par_iter", "par_chunks", "par_bridge"].iter().any(|p| statement.contains(p));
    let mut statements = 0;
    for path in sources(&root) {
        let text = fs::read_to_string(&path).expect("a source");
        for statement in text.split(';').filter(|statement| parallel(statement)) {
            statements += 1;
            let adds = [".sum(", ".sum::<", ".reduce(", ".reduce_with(", ".product("];
            let found = adds.iter().find(|add| statement.contains(*add));
            assert!(found.is_none(), "{}: {} in parallel:{statement}", path.display(), found.unwrap_or(&""));
        }
    }
    assert!(statements >= 3, "the search finds what it should look at: {statements}");
}
