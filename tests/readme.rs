//! What the README shows is what the program gives.

use std::fs;
use std::path::Path;

use assert_cmd::Command;

/// The run of the first command, in English, as its sample says.
const RUN: [&str; 4] = ["run", "scenarios/guangxi/steel-baseline.toml", "--lang", "en"];

/// Headings and findings, each on one line however the README wraps it.
fn items(text: &str) -> Vec<String> {
    let mut items: Vec<String> = Vec::new();
    for line in text.lines().filter(|line| line.trim() != "…") {
        match (line.strip_prefix("    "), items.last_mut()) {
            (Some(rest), Some(item)) => *item += &format!(" {rest}"),
            _ => items.push(line.to_owned()),
        }
    }
    items
}

#[test]
fn sample_is_current() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("out").display().to_string();
    let run = Command::new(env!("CARGO_BIN_EXE_dafeng"))
        .current_dir(root)
        .args(RUN)
        .args(["--out", &out])
        .assert()
        .success();
    let printed = String::from_utf8(run.get_output().stdout.clone()).expect("UTF-8");
    let printed = items(&printed.replace(&out, "output/guangxi-steel-baseline"));

    let readme = fs::read_to_string(root.join("README.md")).expect("README.md");
    let (_, sample) = readme.split_once("headlines (with `--lang en`):\n\n```text\n").expect("a sample");
    let (sample, _) = sample.split_once("\n```").expect("the end of the sample");
    let shown = items(sample);
    assert!(shown.len() > 10, "{shown:?}");
    for item in shown {
        assert!(printed.contains(&item), "the run does not print: {item}");
    }
}

/// Fails unless the program prints each line of a sample, in this order; returns how many there are.
fn prints_sample(command: &str, arguments: &[&str]) -> usize {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = fs::read_to_string(root.join("README.md")).expect("README.md");
    let (_, sample) = readme.split_once(&format!("```text\n$ dafeng {command} ")).expect("a sample");
    let (sample, _) = sample.split_once("\n```").expect("the end of the sample");
    let (words, shown) = sample.split_once('\n').expect("the command");
    let run = Command::new(env!("CARGO_BIN_EXE_dafeng"))
        .current_dir(root)
        .arg(command)
        .args(words.split_whitespace())
        .args(arguments)
        .assert()
        .success();
    let printed = String::from_utf8(run.get_output().stdout.clone()).expect("UTF-8");
    let mut lines = printed.lines();
    let shown: Vec<&str> = shown.lines().filter(|line| !line.is_empty() && *line != "…").collect();
    for line in &shown {
        assert!(lines.any(|printed| printed == *line), "{command} does not print, or not here: {line}");
    }
    shown.len()
}

#[test]
fn the_difference_of_inputs_is_current() {
    assert!(prints_sample("diff", &[]) > 15);
}

#[test]
fn the_comparison_is_current() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("out").display().to_string();
    assert_eq!(prints_sample("compare", &["--no-charts", "--out", &out]), 6);
}
