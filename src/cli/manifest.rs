//! The manifest of what a command wrote.

use std::path::Path;

use super::{ScenarioArguments, shown};
use crate::ensemble::certainty::{Certainty, Chance};
use crate::ensemble::{Design, Ensemble, Method};
use crate::model::Model;
use crate::report::manifest::{CertaintyEntry, HorizonEntry, InputEntry, Manifest, ScenarioEntry, TOOL};
use crate::report::text::{Lang, ONE_POINT};
use crate::sampling;
use crate::scenario::InputFile;

/// What a command worked on.
pub struct Work<'a> {
    /// The model that was run.
    pub model: &'a Model,
    /// Its file, as given.
    pub file: &'a Path,
    /// What was read.
    pub inputs: &'a [InputFile],
    /// What was set on the command line.
    pub arguments: &'a ScenarioArguments,
    /// What was drawn.
    pub design: Design,
    /// The draw that was run on its own, if one was.
    pub draw: Option<u64>,
    /// What the draws gave, if there were any.
    pub ensemble: Option<&'a Ensemble>,
    /// Language of what people read.
    pub lang: Lang,
}

/// The manifest of these files; `command` is what makes the same bytes again.
pub fn manifest(work: &Work<'_>, command: Vec<String>, files: &[(String, Vec<u8>)]) -> Manifest {
    let scenario = &work.model.scenario;
    let horizon = scenario.horizon;
    // Only Sobol′ points depend on which leaves are drawn beside a leaf.
    let dimensions = match work.design.method {
        Method::Sobol => sampling::dimensions(&work.model.parameters),
        Method::Random | Method::LatinHypercube => Vec::new(),
    };
    Manifest {
        tool: TOOL.to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        command,
        scenario: entry(work.model, work.file, work.lang),
        against: None,
        further: Vec::new(),
        seed: work.design.seed,
        draws: work.design.draws,
        draw: work.draw,
        design: work.design.method.name().to_owned(),
        dimensions,
        language: work.lang.code().to_owned(),
        horizon: HorizonEntry { base: horizon.base.0, observed: horizon.observed.0, end: horizon.end.0 },
        inputs: work.inputs.iter().map(input).collect(),
        overrides: work.arguments.set.iter().map(|(a, v)| format!("{a}={v}")).collect(),
        failed_draws: work.ensemble.map_or(0, |e| e.failed.len() as u64),
        certainty: work.ensemble.map(|ensemble| certainty(work.model, ensemble)),
        complete: true,
        files: files.iter().map(|(path, bytes)| InputEntry::of(path, bytes)).collect(),
    }
}

/// Which scenario a model was made from.
pub fn entry(model: &Model, file: &Path, lang: Lang) -> ScenarioEntry {
    let scenario = &model.scenario;
    let title = lang.of(&scenario.title).to_owned();
    ScenarioEntry { id: scenario.id.clone(), title, file: shown(file), overrides: Vec::new() }
}

/// As [`entry`], with what was set in this scenario only.
pub fn entry_with(model: &Model, file: &Path, set: &[(String, String)], lang: Lang) -> ScenarioEntry {
    ScenarioEntry {
        overrides: set.iter().map(|(a, v)| format!("{a}={v}")).collect(),
        ..entry(model, file, lang)
    }
}

/// A file that was read.
pub fn input(file: &InputFile) -> InputEntry {
    InputEntry { path: shown(&file.path), sha256: file.sha256.clone(), bytes: file.bytes }
}

/// How certain an ensemble is, by addresses and names.
fn certainty(model: &Model, ensemble: &Ensemble) -> CertaintyEntry {
    let scenario = &model.scenario;
    let key = |series: usize| model.series[series].key(scenario);
    let found = Certainty::new(model, ensemble);
    let chance = |(chance, _): (Chance, f64)| match chance {
        Chance::Target(target) => format!("targets.{}", scenario.targets[target].id),
        Chance::Peak { series, year } => format!("{} peaked by {}", key(series), scenario.horizon.year(year)),
    };
    CertaintyEntry {
        probability: found.chance.map(chance),
        probability_half_width: found.chance.map(|(_, half)| half),
        draws_for_one_point: found.draws_for(ONE_POINT),
        median: found.median.map(|(series, _)| key(series)),
        median_error: found.median.map(|(_, error)| error),
    }
}
