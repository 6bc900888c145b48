//! Ensembles in parts: shards and their merging, interrupted runs that go on, runs that end when they are certain enough.
#![cfg(unix)]

mod common;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command as Process, Output, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use assert_cmd::Command;
use common::{Patched, fixtures};
use dafeng::ensemble::tally::Tally;
use dafeng::ensemble::{Design, Job, Method, kept_series, simulate};
use tempfile::TempDir;

const DAFENG: &str = env!("CARGO_BIN_EXE_dafeng");

/// Draws beyond those that are kept as they come (16 384), and no multiple of anything.
const DRAWS: &str = "20011";

fn dafeng(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(DAFENG).current_dir(folder).args(arguments).output().expect("the program starts")
}

fn done(folder: &Path, arguments: &[&str]) -> String {
    let output = dafeng(folder, arguments);
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stderr).expect("UTF-8")
}

/// What a command that must refuse its input says.
fn refused(folder: &Path, arguments: &[&str]) -> String {
    let output = dafeng(folder, arguments);
    assert_eq!(output.status.code(), Some(2), "{arguments:?}");
    String::from_utf8(output.stderr).expect("UTF-8")
}

fn small() -> String {
    fixtures().join("small/small.toml").display().to_string()
}

/// Every file of a folder of results.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    let name = |path: &Path| path.file_name().expect("a name").to_string_lossy().into_owned();
    entries.map(|path| (name(&path), fs::read(&path).expect("its bytes"))).collect()
}

/// Writes the shards of an ensemble: `1`, `2`, … in a folder of that number.
fn shards(folder: &Path, of: usize, more: &[&str]) -> Vec<String> {
    let (scenario, names) = (small(), (1..=of).map(|number| format!("of-{of}/{number}")));
    let names: Vec<String> = names.collect();
    for (at, name) in names.iter().enumerate() {
        let part = format!("{}/{of}", at + 1);
        done(folder, &[&["run", &scenario, "--shard", &part, "--out", name], more].concat());
    }
    names
}

fn merge<'a>(names: &'a [String], more: &[&'a str]) -> Vec<&'a str> {
    let names = names.iter().map(String::as_str);
    ["merge"].into_iter().chain(names).chain(more.iter().copied()).collect()
}

/// However many shards, in whatever order they are given: the bytes of one run, manifest included.
#[test]
fn shards_make_the_bytes_of_one_run() {
    let cases: [(&str, &[usize]); 3] = [("random", &[1, 4, 16]), ("sobol", &[3]), ("latin-hypercube", &[2])];
    for (design, numbers) in cases {
        let folder = TempDir::new().expect("a folder");
        let more =
            ["--draws", DRAWS, "--seed", "5", "--design", design, "--set", "levers.clean.guangxi@2030=0.3"];
        let scenario = small();
        let whole = [&["run", &scenario, "--no-charts", "--out", "whole"], &more[..]].concat();
        done(folder.path(), &whole);
        let expected = files(&folder.path().join("whole"));
        for &of in numbers {
            let mut names = shards(folder.path(), of, &more);
            names.reverse();
            done(folder.path(), &merge(&names, &["--no-charts", "--threads", "3", "--out", "merged"]));
            let found = files(&folder.path().join("merged"));
            for (name, bytes) in &expected {
                assert!(found.get(name) == Some(bytes), "{design}, {of} shards: {name} differs");
            }
            assert_eq!(found.len(), expected.len());
        }
    }
}

/// Everything that is wrong with the shards is told at once, and nothing is written.
#[test]
fn shards_that_do_not_fit_are_named() {
    let folder = TempDir::new().expect("a folder");
    let names = shards(folder.path(), 4, &["--draws", "2000"]);
    let other = shards(folder.path(), 2, &["--draws", "2000", "--seed", "2"]);
    let say = |names: &[&str]| {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        refused(folder.path(), &merge(&names, &["--out", "merged", "--lang", "en"]))
    };
    let [one, two, three, four] = [&*names[0], &*names[1], &*names[2], &*names[3]];
    assert_eq!(
        say(&[one, three, three]),
        "error: no shard has draws 512 to 1023\n\
         error: draws 1024 to 1535 are in both of-4/3 and of-4/3\n\
         error: no shard has draws 1536 to 1999\n"
    );
    let bytes = fs::read(folder.path().join(two)).expect("a shard");
    let write = |name: &str, bytes: &[u8]| fs::write(folder.path().join(name), bytes).expect("written");
    write("cut", &bytes[..bytes.len() - 7]);
    let mut changed = bytes.clone();
    changed[bytes.len() / 2] ^= 1;
    write("changed", &changed);
    write("text", b"no shard at all");
    let mut newer = bytes;
    newer[13] = 7;
    write("newer", &newer);
    let message = say(&[one, "cut", "changed", "text", "newer", "nowhere", &other[0], four]);
    for expected in [
        "error: cut is truncated or has something appended:",
        "error: changed is corrupted: its checksum does not fit; compute the shard again\n",
        "error: text is no shard\n",
        "error: newer is a shard of format 7, which this version cannot read; compute it again with this version\n",
        "error: nowhere: there is no such file\n",
        "error: of-2/1 and of-4/1 are not of one ensemble: another seed\n",
        "error: no shard has draws 1024 to 1535\n",
    ] {
        assert!(message.contains(expected), "{expected}\nis not in\n{message}");
    }
    assert!(!folder.path().join("merged").exists());
}

#[test]
fn shards_of_a_scenario_that_changed_since_are_refused() {
    let folder = TempDir::new().expect("a folder");
    let patched = Patched::new("small");
    let scenario = patched.path("small.toml").display().to_string();
    done(folder.path(), &["run", &scenario, "--draws", "300", "--shard", "1/1", "--out", "shard"]);
    let text = fs::read_to_string(&scenario).expect("the scenario");
    fs::write(&scenario, format!("{text}\n# Another line.\n")).expect("written");
    let message = refused(folder.path(), &["merge", "shard", "--lang", "en", "--out", "merged"]);
    let expected =
        "error: shard and the scenario as it is now are not of one ensemble: other files of the scenario\n";
    assert_eq!(message, expected);
}

#[test]
fn impossible_parts_are_refused() {
    let folder = TempDir::new().expect("a folder");
    let run = |more: &[&str]| refused(folder.path(), &[&["run", &small(), "--lang", "en"], more].concat());
    assert!(run(&["--shard", "5/4"]).contains("there is no part 5 of 4"));
    assert!(run(&["--shard", "1/4", "--draw", "3"]).contains("cannot be used with"));
    let few = run(&["--shard", "1/4", "--draws", "600"]);
    assert_eq!(few, "error: 600 draws are too few for 4 shards of at least 256 each\n");
    fs::write(folder.path().join("mine"), "a file of mine").expect("written");
    let output = dafeng(folder.path(), &["run", &small(), "--shard", "1/1", "--out", "mine"]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(fs::read(folder.path().join("mine")).expect("the file"), b"a file of mine");
}

/// Stopped after some blocks and resumed, also as a shard: the bytes of a run that was never stopped.
#[test]
fn an_interrupted_run_goes_on_to_the_same_bytes() {
    let folder = TempDir::new().expect("a folder");
    let scenario = small();
    let common = ["run", &scenario, "--draws", "150000", "--no-charts", "--lang", "en"];
    let unfinished = folder.path().join("results.unfinished");
    let mut child = Process::new(DAFENG)
        .current_dir(folder.path())
        .args(common)
        .args(["--checkpoint", "0", "--out", "results"])
        .stderr(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .expect("started");
    while !unfinished.exists() && child.try_wait().expect("a state").is_none() {
        std::thread::sleep(Duration::from_millis(2));
    }
    assert!(Process::new("kill").args(["-INT", &child.id().to_string()]).status().expect("kill").success());
    let output = child.wait_with_output().expect("an end");
    assert_eq!(output.status.code(), Some(130));
    let message = String::from_utf8(output.stderr).expect("UTF-8");
    assert!(message.contains("of 150000 draws are kept in results.unfinished"), "{message}");
    assert!(!folder.path().join("results").exists());
    let said = done(folder.path(), &[&common[..], &["--resume", "--out", "results"]].concat());
    assert!(said.contains("going on from results.unfinished"), "{said}");
    assert!(!unfinished.exists());
    done(folder.path(), &[&common[..], &["--out", "whole"]].concat());
    assert!(files(&folder.path().join("results")) == files(&folder.path().join("whole")));
}

/// One goes on from draws of the same ensemble only.
#[test]
fn other_draws_are_no_place_to_go_on_from() {
    let folder = TempDir::new().expect("a folder");
    let scenario = small();
    let shard = |seed: &str, to: &str| {
        done(
            folder.path(),
            &["run", &scenario, "--draws", "600", "--seed", seed, "--shard", "1/2", "--out", to],
        );
    };
    let resume =
        ["run", &scenario, "--draws", "600", "--no-charts", "--resume", "--out", "r", "--lang", "en"];
    // A shard is what is kept: of the first draws it is a beginning.
    shard("1", "r.unfinished");
    assert!(done(folder.path(), &resume).contains("256 draws are done"));
    assert!(done(folder.path(), &resume).contains("there is no r.unfinished: starting from the first draw"));
    shard("2", "r.unfinished");
    let message = refused(folder.path(), &resume);
    assert!(message.contains("another seed") && message.contains("without --resume"), "{message}");
}

/// The run ends at the first look, at powers of two from 1024 on, at which intervals are narrow enough; it is the run of
/// so many draws.
#[test]
fn a_run_ends_when_it_is_certain_enough() {
    let folder = TempDir::new().expect("a folder");
    let target = "[[targets]]\nid = \"co2\"\ntitle = { zh = \"碳排放\", en = \"CO2\" }\nmetric = \"Emissions|CO2\"\nplace = \"guangxi\"\n\
                  must = \"<= 2.89 MtCO2\"\nyear = 2030\nsource = \"plan §6\"\n";
    let patched = Patched::new("small").append("small.toml", target);
    let scenario = patched.path("small.toml").display().to_string();
    let run = |more: &[&str]| {
        done(folder.path(), &[&["run", &scenario, "--no-charts", "--lang", "en"], more].concat())
    };
    let said = run(&["--until", "1.2%", "--out", "until"]);
    let manifest: serde_json::Value =
        serde_json::from_slice(&files(&folder.path().join("until"))["manifest.json"]).expect("JSON");
    let draws = manifest["draws"].as_u64().expect("a number");
    assert!(said.contains("draws every interval"), "{said}");
    // Half a width of 1.2 points about a half takes (1.96·0.5/0.012)² = 6669 draws: the next look is at 8192.
    assert_eq!(draws, 8192);
    run(&["--draws", &draws.to_string(), "--out", "whole"]);
    let (found, expected) = (files(&folder.path().join("until")), files(&folder.path().join("whole")));
    assert!(expected.iter().all(|(name, bytes)| name == "manifest.json" || found[name] == *bytes));
    // Half widths from the table, one look before and then.
    let widest = |folder: &Path| {
        let mut table = csv::Reader::from_path(folder.join("targets.csv")).expect("a table");
        let rows = table.deserialize().map(|row| row.expect("a row"));
        let half = |row: BTreeMap<String, String>| {
            let number = |column: &str| row[column].parse::<f64>().expect("a number");
            (number("p_high") - number("p_low")) / 2.0
        };
        rows.map(half).fold(0.0, f64::max)
    };
    assert!(widest(&folder.path().join("until")) <= 0.012);
    run(&["--draws", "4096", "--out", "half"]);
    assert!(widest(&folder.path().join("half")) > 0.012);
    // Never beyond the draws that are allowed.
    run(&["--until", "0.01%", "--draws", "1500", "--out", "most"]);
    let most: serde_json::Value =
        serde_json::from_slice(&files(&folder.path().join("most"))["manifest.json"]).expect("JSON");
    assert_eq!(most["draws"], 1500);
}

#[test]
fn until_needs_something_to_look_at() {
    let folder = TempDir::new().expect("a folder");
    let run = |more: &[&str]| refused(folder.path(), &[&["run", &small(), "--lang", "en"], more].concat());
    assert!(run(&["--until", "1%", "--design", "latin-hypercube"]).contains("Latin hypercube"));
    for wrong in ["0", "80%", "much", "1 %%"] {
        assert!(run(&["--until", wrong]).contains("such as 0.5%"), "{wrong}");
    }
}

/// Brackets that are too narrow lose quantiles; a second pass finds them, to the same bits.
#[test]
fn a_second_pass_gives_the_same_statistics() {
    let model = common::compile(&fixtures().join("small/small.toml"), &[]);
    let mut passes = 0;
    for (method, seed) in [(Method::Random, 1), (Method::Random, 2), (Method::Random, 3), (Method::Sobol, 1)]
    {
        let design = Design { draws: 40_000, seed, method };
        let job = Job::new(&model, design, kept_series(&model)).with_reach(0.02);
        let mut tally = Tally::new(&job, 0);
        assert!(job.advance(&mut tally, design.draws, &|_| true));
        let again = AtomicBool::new(false);
        let found = job.finish(tally, &|_| {
            again.store(true, Ordering::Relaxed);
            true
        });
        passes += usize::from(again.into_inner());
        let found = found.expect("never stopped");
        let expected = simulate(&model, design, |_| true).expect("never stopped");
        assert_eq!(found.summaries, expected.summaries);
        assert_eq!(found.targets, expected.targets);
        assert_eq!(found.peaks, expected.peaks);
    }
    assert!(passes > 0, "nothing was lost, so nothing is tested");
}
