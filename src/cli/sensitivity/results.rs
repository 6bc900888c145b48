//! A folder of results with saved draws, read back.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::wrong;
use crate::analysis::sensitivity::series_of;
use crate::cli::{Failure, Ready, ScenarioArguments, shown};
use crate::ensemble::study::Outcome;
use crate::ensemble::{Design, Method};
use crate::model::Model;
use crate::model::series::place_id;
use crate::output::stored;
use crate::report::manifest::{InputEntry, Manifest};
use crate::report::text::{self, Lang};

/// The file of saved draws.
const DRAWS: &str = "draws.csv";
/// Columns before the years: scenario, place, series, unit, draw.
const BEFORE_YEARS: usize = 5;

/// The folder, whole as its manifest says.
pub struct Folder {
    path: PathBuf,
    manifest: Manifest,
    files: BTreeMap<String, Vec<u8>>,
    arguments: ScenarioArguments,
}

impl Folder {
    /// The folder at a path, if it is one.
    pub fn read(path: &Path) -> Result<Option<Folder>, Failure> {
        if !path.is_dir() {
            return Ok(None);
        }
        let stored = stored::read(path, |file| file == DRAWS).map_err(|error| wrong(error.to_string()))?;
        let manifest = stored.manifest;
        let pair = |text: &String| {
            let (address, value) = text.split_once('=')?;
            Some((address.to_owned(), value.to_owned()))
        };
        let arguments = ScenarioArguments {
            set: manifest.overrides.iter().filter_map(pair).collect(),
            allow_outside: manifest.command.iter().any(|word| word == "--allow-outside"),
        };
        Ok(Some(Folder { path: path.to_owned(), manifest, files: stored.files, arguments }))
    }

    /// The scenario of the results; the program and every file must be as they were.
    pub fn prepare(&self, lang: Lang) -> Result<Ready, Failure> {
        let name = shown(&self.path);
        let command = self.manifest.command.first().map_or("", String::as_str);
        if command != "run" {
            return Err(wrong(text::draws_not_of_run(&name, command, lang)));
        }
        let ours = env!("CARGO_PKG_VERSION");
        if self.manifest.version != ours {
            return Err(wrong(text::results_of_other_version(&name, &self.manifest.version, ours, lang)));
        }
        let changed = stored::faults(Path::new(""), &self.manifest.inputs);
        if !changed.is_empty() {
            let files: Vec<String> = changed.into_iter().map(|(file, _)| file).collect();
            return Err(wrong(text::draws_of_other_inputs(&name, &files, lang)));
        }
        super::super::prepare(&self.scenario(), &self.arguments)
    }

    /// The scenario's file.
    pub fn scenario(&self) -> PathBuf {
        PathBuf::from(&self.manifest.scenario.file)
    }

    /// What was set when the results were made.
    pub fn set(&self) -> &ScenarioArguments {
        &self.arguments
    }

    /// The ensemble of the results.
    pub fn design(&self) -> Design {
        let methods = [Method::Random, Method::LatinHypercube, Method::Sobol];
        let method = methods.into_iter().find(|m| m.name() == self.manifest.design).unwrap_or_default();
        Design { draws: self.manifest.draws, seed: self.manifest.seed, method }
    }

    /// The files of the folder that were read.
    pub fn read_files(&self) -> Vec<InputEntry> {
        let inside = |name: &str| format!("{}/{name}", shown(&self.path));
        let entry = |(name, bytes): (&String, &Vec<u8>)| InputEntry::of(inside(name), bytes);
        self.files.iter().map(entry).collect()
    }

    /// The saved draws of the series that outcomes are read off.
    pub fn draws(&self, model: &Model, outcomes: &[Outcome], lang: Lang) -> Result<Draws, Failure> {
        let mut series: Vec<usize> =
            outcomes.iter().filter_map(|outcome| series_of(model, *outcome)).collect();
        series.sort_unstable();
        series.dedup();
        let years = model.years();
        let draws = self.manifest.draws as usize;
        let mut paths: BTreeMap<usize, Vec<f64>> =
            series.iter().map(|&at| (at, Vec::with_capacity(draws * years))).collect();
        let broken = |why: String| wrong(format!("{}/{DRAWS}: {why}", shown(&self.path)));
        let bytes = self.files.get(DRAWS).map_or(&[][..], Vec::as_slice);
        let mut reader = csv::Reader::from_reader(bytes);
        for row in reader.records() {
            let row = row.map_err(|error| broken(error.to_string()))?;
            let is_it = |&&at: &&usize| {
                let of = &model.series[at];
                row.get(1) == Some(place_id(&model.scenario, of.place))
                    && row.get(2) == Some(of.name.as_str())
            };
            let Some(path) = series.iter().find(is_it).and_then(|at| paths.get_mut(at)) else { continue };
            let number = |cell: &str| if cell.is_empty() { Some(f64::NAN) } else { cell.parse().ok() };
            let values: Option<Vec<f64>> = row.iter().skip(BEFORE_YEARS).map(number).collect();
            let values = values.filter(|values| values.len() == years);
            path.extend(values.ok_or_else(|| broken(format!("row of draw {}", row.get(4).unwrap_or("?"))))?);
        }
        if let Some((&at, _)) = paths.iter().find(|(_, path)| path.len() != draws * years) {
            let key = model.series[at].key(&model.scenario);
            return Err(wrong(text::no_saved_draws(&shown(&self.path), &key, lang)));
        }
        Ok(Draws { years, paths })
    }
}

/// Series of every draw.
pub struct Draws {
    years: usize,
    /// `[draw][year]` by series.
    paths: BTreeMap<usize, Vec<f64>>,
}

impl Draws {
    /// The path of a series in a draw; empty where it was not read.
    pub fn path(&self, series: usize, draw: u64) -> &[f64] {
        let from = draw as usize * self.years;
        self.paths.get(&series).and_then(|path| path.get(from..from + self.years)).unwrap_or(&[])
    }
}
