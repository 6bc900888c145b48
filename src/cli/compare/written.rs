//! What a comparison leaves in its folder: tables, charts, manifest.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use super::{BestArgument, Causes, CompareArguments, Findings};
use crate::cli::look::drawn;
use crate::cli::manifest::{self, Work, manifest};
use crate::cli::{Failure, Ready, shown};
use crate::ensemble::paired;
use crate::model::Model;
use crate::output::OutputFolder;
use crate::report::gallery::{self, Picture};
use crate::report::manifest::Manifest;
use crate::report::tables;
use crate::report::text::{self, Lang};

impl CompareArguments {
    /// The command that makes the same bytes again: without threads and folder, which change none.
    fn command(&self) -> Vec<String> {
        let mut words = vec!["compare".to_owned()];
        words.extend(self.scenarios.iter().map(|path| shown(path)));
        words.extend(["--draws".to_owned(), self.draws.to_string()]);
        words.extend(["--seed".to_owned(), self.seed.to_string()]);
        words.extend(["--design".to_owned(), self.design().method.name().to_owned()]);
        if !self.years.is_empty() {
            let years: Vec<String> = self.years.iter().map(i32::to_string).collect();
            words.extend(["--years".to_owned(), years.join(",")]);
        }
        if let Some(series) = &self.regret {
            let best = if self.best == BestArgument::Lowest { "lowest" } else { "highest" };
            words.extend(["--regret", series, "--best", best].map(str::to_owned));
        }
        words.extend(["--lang".to_owned(), self.lang().code().to_owned()]);
        for (address, value) in &self.files.set {
            words.extend(["--set".to_owned(), format!("{address}={value}")]);
        }
        words.extend(self.sides.words());
        words.extend(self.files.allow_outside.then(|| "--allow-outside".to_owned()));
        words.extend(self.writing.chart_words());
        words
    }

    /// Tables and charts into a folder, whole or not at all.
    pub(super) fn write(
        &self,
        ready: &[Ready],
        found: &Findings<'_>,
        place: &Path,
        stop: &AtomicBool,
    ) -> Result<(), Failure> {
        let failed = |error| Failure::Work(format!("could not write the tables: {error}"));
        let mut files = self.tables(found).map_err(failed)?;
        if !self.writing.no_charts {
            files.extend(self.charts(found, stop)?);
        }
        files.sort();
        let manifest = self.manifest(ready, found, &files);
        let mut folder = OutputFolder::new(&manifest)?;
        for (path, bytes) in files {
            folder.add(&path, bytes)?;
        }
        Ok(folder.commit(place)?)
    }

    fn tables(&self, found: &Findings<'_>) -> Result<Vec<(String, Vec<u8>)>, csv::Error> {
        let Findings { outcome, runs, targets, inputs, causes } = found;
        let of_all = [
            ("comparison.csv", tables::comparison(outcome, runs)),
            ("boards.csv", tables::boards(outcome, runs)),
            ("peaks.csv", tables::compared_peaks(outcome, runs)),
            ("targets.csv", tables::compared_targets(targets, &outcome.study.models, self.lang())),
            ("regrets.csv", tables::regrets(outcome)),
        ];
        let mut files = Vec::new();
        for (name, table) in of_all {
            files.push((name.to_owned(), table.csv()?));
        }
        for (side, differences) in inputs.iter().enumerate() {
            let name = format!("inputs.{}.csv", text::letter(side + 1));
            files.push((name, tables::differences(differences).csv()?));
        }
        for Causes { side, comparison, parts, draws, failed } in causes {
            let table = tables::changes(comparison, parts, Some(draws - failed));
            files.push((causes_table(*side), table.csv()?));
        }
        Ok(files)
    }

    fn charts(&self, found: &Findings<'_>, stop: &AtomicBool) -> Result<Vec<(String, Vec<u8>)>, Failure> {
        let (look, lang) = (self.writing.look.look()?, self.lang());
        drawn(&pictures(found, lang, None), &look, || match stop.load(Ordering::Relaxed) {
            true => Err(Failure::Interrupted(text::interrupted(lang).to_owned())),
            false => Ok(()),
        })
    }

    fn manifest(&self, ready: &[Ready], found: &Findings<'_>, files: &[(String, Vec<u8>)]) -> Manifest {
        let models = &found.outcome.study.models;
        let work = Work {
            model: models[0],
            file: &self.scenarios[0],
            inputs: &ready[0].inputs,
            arguments: &self.files,
            design: self.design(),
            draw: None,
            ensemble: None,
            lang: self.lang(),
        };
        let mut made = manifest(&work, self.command(), files);
        made.failed_draws = found.outcome.compared.left_out_of_regrets;
        let entry = |(side, (model, path)): (usize, (&&Model, &PathBuf))| {
            manifest::entry_with(model, path, self.sides.of(side), self.lang())
        };
        let mut entries = models.iter().zip(&self.scenarios).enumerate().map(entry);
        made.scenario = entries.next().unwrap_or(made.scenario);
        made.against = entries.next();
        made.further = entries.collect();
        for input in ready[1..].iter().flat_map(|ready| &ready.inputs).map(manifest::input) {
            if !made.inputs.contains(&input) {
                made.inputs.push(input);
            }
        }
        if !made.dimensions.is_empty() {
            made.dimensions = paired::dimensions(models.iter().copied());
        }
        made
    }
}

/// The table of the causes of a scenario's difference.
pub(super) fn causes_table(side: usize) -> String {
    format!("decomposition.{}.csv", text::letter(side))
}

/// All charts of a comparison, in a unit where it is one of what a chart shows.
pub(super) fn pictures(found: &Findings<'_>, lang: Lang, unit: Option<&str>) -> Vec<Picture> {
    let mut pictures = gallery::comparison(&found.outcome, &found.runs, lang, unit);
    pictures.extend(gallery::boards(&found.outcome, &found.targets, lang));
    pictures.extend(found.causes.iter().flat_map(|causes| waterfalls(causes, lang, unit)));
    pictures
}

/// The charts of causes: totals by cause and by product, in every place, with the letter of the scenario.
fn waterfalls(causes: &Causes<'_>, lang: Lang, unit: Option<&str>) -> Vec<Picture> {
    let Causes { side, comparison, parts, draws, failed } = causes;
    let is_total = |picture: &Picture| {
        ["co2-change.", "co2-change-by-products."].iter().any(|stem| picture.stem.starts_with(stem))
    };
    let spots = 0..comparison.layout.spots.len();
    let draws = Some(draws - failed);
    let all = spots.flat_map(|spot| gallery::decomposition(comparison, parts, spot, draws, lang, unit));
    all.filter(is_total).map(|picture| picture.marked(text::letter(*side))).collect()
}
