//! What stands after a commit, and after one that failed.

use super::*;
use crate::report::manifest::{HorizonEntry, ScenarioEntry, TOOL};
use tempfile::tempdir;

/// No process has this number: it is above the largest that Linux gives out.
const DEAD: u32 = 4_194_305;

fn folder(content: &str) -> OutputFolder {
    let manifest = Manifest {
        tool: TOOL.into(),
        version: "0".into(),
        command: vec![],
        scenario: ScenarioEntry {
            id: "s".into(),
            title: "s".into(),
            file: "s.toml".into(),
            overrides: vec![],
        },
        against: None,
        further: Vec::new(),
        seed: 1,
        draws: 1,
        draw: None,
        design: "random".into(),
        dimensions: vec![],
        language: "en".into(),
        horizon: HorizonEntry { base: 2020, observed: 2020, end: 2030 },
        inputs: vec![],
        overrides: vec![],
        failed_draws: 0,
        certainty: None,
        complete: true,
        files: vec![],
    };
    let mut folder = OutputFolder::new(&manifest).unwrap();
    folder.add("tables/series.csv", content).unwrap();
    folder
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap().flatten();
    let mut names: Vec<String> = entries.map(|e| e.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

fn content(place: &Path) -> String {
    fs::read_to_string(place.join("tables/series.csv")).unwrap()
}

#[test]
fn writes_a_new_folder_and_nothing_beside_it() {
    let dir = tempdir().unwrap();
    let place = dir.path().join("deep/results");
    folder("new").commit(&place).unwrap();
    assert_eq!(names(&place), ["manifest.json", "tables"]);
    assert_eq!(content(&place), "new");
    assert_eq!(names(&dir.path().join("deep")), ["results"]);
}

#[test]
fn replaces_our_own_results_whole() {
    let dir = tempdir().unwrap();
    let place = dir.path().join("results");
    let mut first = folder("old");
    first.add("charts/gone.svg", "x").unwrap();
    first.commit(&place).unwrap();
    folder("new").commit(&place).unwrap();
    assert_eq!(content(&place), "new");
    assert_eq!(names(&place), ["manifest.json", "tables"]);
    assert_eq!(names(dir.path()), ["results"]);
}

#[test]
fn fills_an_empty_folder() {
    let dir = tempdir().unwrap();
    folder("new").commit(dir.path()).unwrap();
    assert_eq!(content(dir.path()), "new");
}

#[test]
fn leaves_a_foreign_folder_alone() {
    let dir = tempdir().unwrap();
    let place = dir.path().join("thesis");
    fs::create_dir(&place).unwrap();
    fs::write(place.join("manifest.json"), "{\"tool\":\"other\"}").unwrap();
    let error = folder("new").commit(&place).unwrap_err();
    assert!(matches!(error, OutputError::Foreign(_)), "{error}");
    assert!(error.to_string().contains("thesis"), "{error}");
    assert_eq!(names(&place), ["manifest.json"]);
    assert_eq!(names(dir.path()), ["thesis"]);
}

#[test]
fn refuses_a_file_in_its_place_and_a_path_without_name() {
    let dir = tempdir().unwrap();
    let file = dir.path().join("results");
    fs::write(&file, "text").unwrap();
    assert!(matches!(folder("x").commit(&file), Err(OutputError::NotAFolder(_))));
    assert!(matches!(folder("x").commit(Path::new("/")), Err(OutputError::NoName(_))));
}

#[test]
fn an_unwritable_place_says_what_failed() {
    let dir = tempdir().unwrap();
    fs::write(dir.path().join("file"), "text").unwrap();
    let place = dir.path().join("file/results");
    let error = folder("x").commit(&place).unwrap_err();
    assert!(matches!(error, OutputError::Io { .. }), "{error}");
    assert!(error.to_string().starts_with("could not create the folder"), "{error}");
    assert_eq!(names(dir.path()), ["file"]);
}

#[test]
fn a_failure_while_writing_leaves_the_earlier_results() {
    let dir = tempdir().unwrap();
    let place = dir.path().join("results");
    folder("old").commit(&place).unwrap();
    let mut broken = folder("new");
    // A file and a folder of one name cannot both be written.
    broken.add("tables/series.csv/inside", "x").unwrap();
    assert!(matches!(broken.commit(&place), Err(OutputError::Io { .. })));
    assert_eq!(content(&place), "old");
    assert_eq!(names(dir.path()), ["results"]);
}

#[test]
fn clears_what_dead_runs_left_and_spares_the_living() {
    let dir = tempdir().unwrap();
    let dead = dir.path().join(format!(".results.partial-{DEAD}"));
    let alive = dir.path().join(".results.partial-1");
    let other = dir.path().join(format!(".others.partial-{DEAD}"));
    for leftover in [&dead, &alive, &other] {
        fs::create_dir(leftover).unwrap();
    }
    folder("new").commit(&dir.path().join("results")).unwrap();
    assert!(!dead.exists() && alive.exists() && other.exists());
}

#[test]
fn puts_back_results_stranded_in_an_exchange() {
    let dir = tempdir().unwrap();
    let place = dir.path().join("results");
    folder("old").commit(&place).unwrap();
    fs::rename(&place, dir.path().join(format!(".results.earlier-{DEAD}"))).unwrap();
    let mut broken = folder("new");
    broken.add("tables/series.csv/inside", "x").unwrap();
    assert!(broken.commit(&place).is_err());
    assert_eq!(content(&place), "old");
}

#[test]
fn entries_stay_inside_and_come_once() {
    let mut folder = folder("x");
    for path in ["", "../x", "/x", "a/../../x", "tables/", "manifest.json", "tables/series.csv"] {
        assert!(matches!(folder.add(path, "x"), Err(OutputError::BadEntry(_))), "{path}");
    }
    folder.add("charts/粗钢.svg", "x").unwrap();
    let paths: Vec<&str> = folder.paths().collect();
    assert_eq!(paths, ["charts/粗钢.svg", "manifest.json", "tables/series.csv"]);
}

#[test]
fn single_files_are_not_overwritten() {
    let dir = tempdir().unwrap();
    let path = dir.path().join("new/scenario.toml");
    write_file(&path, b"one").unwrap();
    let error = write_file(&path, b"two").unwrap_err();
    assert!(matches!(error, OutputError::Exists(_)));
    assert_eq!(fs::read(&path).unwrap(), b"one");
    assert_eq!(names(&dir.path().join("new")), ["scenario.toml"]);
}

/// A file written beside the place moves in with the rest; its entry holds the digest of all its parts.
#[test]
fn a_streamed_file_moves_in() {
    let room = tempdir().unwrap();
    let place = room.path().join("results");
    let mut file = Streaming::new(&place, "draws.csv").unwrap();
    file.append(b"a").unwrap();
    file.append(b"bc").unwrap();
    let file = file.end().unwrap();
    assert_eq!(file.entry, crate::report::manifest::InputEntry::of("draws.csv", b"abc"));
    let mut folder = folder("1");
    folder.add_streamed(file).unwrap();
    folder.commit(&place).unwrap();
    drop(folder);
    assert_eq!(names(&place), ["draws.csv", "manifest.json", "tables"]);
    assert_eq!(fs::read(place.join("draws.csv")).unwrap(), b"abc");
    assert_eq!(names(room.path()), ["results"]);
}

#[test]
fn a_streamed_file_that_is_given_up_leaves_nothing() {
    let room = tempdir().unwrap();
    let place = room.path().join("results");
    let mut file = Streaming::new(&place, "draws.csv").unwrap();
    file.append(b"half").unwrap();
    drop(file);
    assert!(names(room.path()).is_empty());
    fs::create_dir(&place).unwrap();
    fs::write(place.join("thesis.txt"), "mine").unwrap();
    assert!(matches!(Streaming::new(&place, "draws.csv"), Err(OutputError::Foreign(_))));
}

#[test]
fn what_a_killed_run_streamed_is_cleared_away() {
    let room = tempdir().unwrap();
    let left = room.path().join(format!(".results.streamed-{DEAD}"));
    fs::create_dir(&left).unwrap();
    fs::write(left.join("draws.csv"), "half").unwrap();
    folder("1").commit(&room.path().join("results")).unwrap();
    assert_eq!(names(room.path()), ["results"]);
}
