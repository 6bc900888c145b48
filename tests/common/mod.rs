//! What the scenario-level tests share: loading fixtures, patching them, reading series.
#![allow(dead_code, reason = "every test file uses its own part of this")]

use dafeng::domain::Place;
use dafeng::model::Model;
use dafeng::scenario::{Options, load};
use dafeng::simulation::{Central, central};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// The folder of the fixtures.
pub fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures")
}

/// A scenario file compiled, with `--set` values.
pub fn compile(path: &Path, set: &[(&str, &str)]) -> Model {
    let set = set.iter().map(|(a, v)| (a.to_string(), v.to_string())).collect();
    let loaded =
        load(path, &Options { allow_outside: false, set }).unwrap_or_else(|problems| panic!("{problems}"));
    Model::compile(loaded.scenario).unwrap_or_else(|errors| panic!("{errors:?}"))
}

/// A copy of a fixture folder whose files can be patched.
pub struct Patched {
    folder: TempDir,
}

impl Patched {
    /// Copies a fixture folder.
    pub fn new(name: &str) -> Patched {
        let folder = TempDir::new().expect("a temporary folder");
        for entry in std::fs::read_dir(fixtures().join(name)).expect("the fixture") {
            let entry = entry.expect("its files");
            std::fs::copy(entry.path(), folder.path().join(entry.file_name())).expect("a copy");
        }
        Patched { folder }
    }

    /// Path of a file in the copy.
    pub fn path(&self, file: &str) -> PathBuf {
        self.folder.path().join(file)
    }

    /// Appends text to a file.
    pub fn append(self, file: &str, text: &str) -> Patched {
        let all = std::fs::read_to_string(self.path(file)).expect("the file") + text;
        std::fs::write(self.path(file), all).expect("written");
        self
    }

    /// Replaces text that must occur.
    pub fn replace(self, file: &str, from: &str, to: &str) -> Patched {
        let text = std::fs::read_to_string(self.path(file)).expect("the file");
        assert!(text.contains(from), "{file} does not hold {from:?}");
        std::fs::write(self.path(file), text.replace(from, to)).expect("written");
        self
    }

    /// Compiles the scenario in a file.
    pub fn compile(&self, file: &str) -> Model {
        compile(&self.path(file), &[])
    }
}

/// A central run with its model, read by name.
pub struct Run {
    pub model: Model,
    pub central: Central,
}

impl Run {
    pub fn new(model: Model) -> Run {
        let central = central(&model);
        Run { model, central }
    }

    /// A series of the first region in a calendar year.
    pub fn at(&self, name: &str, year: i32) -> f64 {
        let place = Place::Region(dafeng::domain::RegionId(0));
        let series = self.model.find_series(name, place).unwrap_or_else(|| panic!("no series {name}"));
        self.central.series[series][(year - self.model.scenario.horizon.base.0) as usize]
    }
}

/// Fails unless two numbers agree to a relative tolerance.
#[track_caller]
pub fn agrees(found: f64, expected: f64, tolerance: f64) {
    let gap = (found - expected).abs();
    assert!(gap <= tolerance * expected.abs().max(1e-12), "found {found}, expected {expected}");
}
