//! Charts of the results of several runs: each series with all of them.

use std::path::PathBuf;

use super::{ChartArguments, Make, Run};
use crate::analysis::compare::{NothingShared, Outcome, Shared, Study};
use crate::cli::Failure;
use crate::cli::report::Opened;
use crate::ensemble::Ensemble;
use crate::ensemble::compare::{Best, Compared};
use crate::model::Model;
use crate::model::series::place_id;
use crate::report::gallery;
use crate::report::manifest::{Manifest, ScenarioEntry};
use crate::report::text::{self, Lang};
use crate::simulation::Central;

/// So many runs at most: each has a letter.
pub const MOST: usize = 26;

impl ChartArguments {
    /// Every shared series with all runs. Differences are not told: draws of runs on their own are no pairs.
    pub(super) fn of_several<'a>(&self, opened: &'a [Opened], lang: Lang) -> Result<Make<'a>, Failure> {
        let wrong = |told: String| Failure::Input(format!("error: {told}"));
        if !self.year.is_empty() {
            return Err(wrong(text::flows_of_one_run(lang).to_owned()));
        }
        if let Some(other) = opened.iter().find(|folder| !super::folder::is_run(folder)) {
            return Err(wrong(text::only_runs_together(&other.name, other.command(), lang)));
        }
        let models: Vec<&Model> = opened.iter().map(|folder| &folder.model).collect();
        for (folder, model) in opened.iter().zip(&models).skip(1) {
            agree((&opened[0].name, models[0]), (&folder.name, model), lang).map_err(wrong)?;
        }
        let (mut ensembles, mut centrals): (Vec<Ensemble>, Vec<Central>) = (Vec::new(), Vec::new());
        for folder in opened {
            let run = Run::read(folder)?;
            ensembles.push(run.ensemble.ok_or_else(|| wrong(text::no_draws_to_draw(&folder.name, lang)))?);
            centrals.push(run.central);
        }
        let shared = Shared::new(&models).map_err(|nothing| match nothing {
            NothingShared::Years(..) | NothingShared::Series => {
                wrong(text::no_shared_series(lang).to_owned())
            }
        })?;
        let study = Study::new(models, shared, Vec::new(), None, Best::Lowest);
        let left_out = vec![0; ensembles.len()];
        let compared = Compared { ensembles, found: Vec::new(), left_out, left_out_of_regrets: 0 };
        let outcome = Outcome::of_rows(study, Vec::new(), compared);
        Ok(Box::new(move |lang, unit| gallery::comparison(&outcome, &centrals, lang, unit)))
    }
}

/// Refuses runs of other years, other money, or with a series of the same name in another unit.
fn agree((first, a): (&str, &Model), (other, b): (&str, &Model), lang: Lang) -> Result<(), String> {
    let [of_a, of_b] = [&a.scenario, &b.scenario];
    let years = |model: &Model| (model.scenario.horizon.base, model.scenario.horizon.end);
    if years(a) != years(b) {
        return Err(text::other_years((first, years(a)), (other, years(b)), lang));
    }
    if of_a.money != of_b.money {
        return Err(text::other_units("CNY", (first, &of_a.money), (other, &of_b.money), lang));
    }
    for series in &a.series {
        let place = place_id(of_a, series.place);
        let same = b.series.iter().find(|s| s.name == series.name && place_id(of_b, s.place) == place);
        if let Some(same) = same.filter(|same| same.dimension != series.dimension) {
            let [here, there] = [series.dimension, same.dimension].map(|dimension| dimension.to_string());
            let name = format!("{}@{place}", series.name);
            return Err(text::other_units(&name, (first, &here), (other, &there), lang));
        }
    }
    Ok(())
}

/// What made the folders: the first manifest, with the scenarios and files of all.
pub fn manifest(opened: &[Opened]) -> Manifest {
    let manifests: Vec<&Manifest> = opened.iter().map(|folder| &folder.stored.manifest).collect();
    // What was set in one run was not set in all of them.
    let entry = |manifest: &&Manifest| ScenarioEntry {
        overrides: manifest.overrides.iter().chain(&manifest.scenario.overrides).cloned().collect(),
        ..manifest.scenario.clone()
    };
    let mut entries = manifests.iter().map(entry);
    let mut made = manifests[0].clone();
    made.scenario = entries.next().unwrap_or(made.scenario);
    made.against = entries.next();
    made.further = entries.collect();
    made.overrides = Vec::new();
    for input in manifests[1..].iter().flat_map(|manifest| &manifest.inputs) {
        if !made.inputs.contains(input) {
            made.inputs.push(input.clone());
        }
    }
    made
}

/// The names of the folders, where there are many how many more.
pub fn name(results: &[PathBuf]) -> String {
    let names: Vec<String> = results
        .iter()
        .take(2)
        .map(|path| path.file_name().map_or_else(|| "results".into(), |n| n.to_string_lossy().into_owned()))
        .collect();
    let more = match results.len().saturating_sub(names.len()) {
        0 => String::new(),
        n => format!(".and-{n}-more"),
    };
    names.join(".") + &more
}
