//! `dafeng hindcast`: a run started where history is withheld, against what was observed since.

use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;

use clap::Args;

use super::chart::Make;
use super::look::drawn;
use super::manifest::{Work, manifest};
use super::report::Opened;
use super::run::DesignArgument;
use super::writing::WritingArguments;
use super::{Failure, ScenarioArguments, print, run, shown};
use crate::analysis::hindcast::{self, Compared, Hit, Score};
use crate::domain::{Scenario, Year};
use crate::ensemble::{self, Design};
use crate::model::Model;
use crate::output::OutputFolder;
use crate::report::gallery;
use crate::report::tables::{self, Results, Table, read};
use crate::report::text::{self, Lang};
use crate::scenario::InputFile;
use crate::simulation;

/// What is said of the folder, which other commands always write.
const OUT: &str = "Folder of tables and the chart; by default nothing is written. 结果目录";

#[derive(Debug, Args)]
#[command(mut_arg("out", |out| out.help(OUT)))]
pub struct HindcastArguments {
    /// The scenario file. 情景文件
    #[arg(value_name = "SCENARIO")]
    scenario: PathBuf,
    /// Withhold what was observed after this year; by default after the last observed year. 起算年份
    #[arg(long, value_name = "YEAR")]
    from: Option<i32>,
    /// Number of draws. 抽样次数
    #[arg(long, default_value_t = 1000, value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    draws: u64,
    /// Seed of the draws. 随机种子
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How the draws are laid out. 抽样设计
    #[arg(long, value_enum, default_value_t)]
    design: DesignArgument,
    /// Print one row a series and year as CSV, instead of the scores. 输出逐年 CSV
    #[arg(long)]
    csv: bool,
    #[command(flatten)]
    writing: WritingArguments,
    #[command(flatten)]
    files: ScenarioArguments,
}

pub fn hindcast(arguments: &HindcastArguments) -> Result<(), Failure> {
    run::pool(arguments.writing.threads)?.install(|| found(arguments))
}

/// Runs, writes and tells what was found.
fn found(arguments: &HindcastArguments) -> Result<(), Failure> {
    let lang = arguments.lang();
    let stop = run::on_interrupt()?;
    let loaded = super::load(&arguments.scenario, &arguments.files)?;
    let from = start(arguments, &loaded.scenario, lang)?;
    let model = super::compile(hindcast::withhold(loaded.scenario, from), &loaded.places)?;
    let central = simulation::central(&model);
    run::closes(&model, &central, lang)?;
    let stopped = || Failure::Interrupted(text::interrupted(lang).to_owned());
    let going = |_| !stop.load(Ordering::Relaxed);
    let ensemble = ensemble::simulate(&model, arguments.design(), going).ok_or_else(stopped)?;
    let results = Results { model: &model, central: &central, ensemble: Some(&ensemble) };
    let found = Found {
        hits: hindcast::hits(&model, &central, &ensemble),
        compared: hindcast::compared(&model, &central),
        from,
    };
    if let Some(place) = &arguments.writing.out {
        write(arguments, &results, &found, &loaded.inputs, place)?;
    }
    if arguments.csv {
        return print::out(&String::from_utf8_lossy(&bytes(&tables::hindcast_values(
            &results,
            &found.hits,
        ))?));
    }
    print::out(&told(arguments, &results, &found, lang))
}

/// What a hindcast found.
struct Found {
    hits: Vec<Hit>,
    compared: Vec<Compared>,
    from: Year,
}

impl HindcastArguments {
    fn lang(&self) -> Lang {
        self.writing.lang()
    }

    fn design(&self) -> Design {
        Design { draws: self.draws, seed: self.seed, method: self.design.into() }
    }

    /// The command that makes the same bytes again: without the folder, which changes none.
    fn command(&self, from: Year, lang: Lang) -> Vec<String> {
        let mut words = vec!["hindcast".to_owned(), shown(&self.scenario)];
        words.extend(["--from".to_owned(), from.to_string()]);
        words.extend(["--draws".to_owned(), self.draws.to_string()]);
        words.extend(["--seed".to_owned(), self.seed.to_string()]);
        words.extend(["--design".to_owned(), self.design().method.name().to_owned()]);
        words.extend(["--lang".to_owned(), lang.code().to_owned()]);
        for (address, value) in &self.files.set {
            words.extend(["--set".to_owned(), format!("{address}={value}")]);
        }
        words.extend(self.files.allow_outside.then(|| "--allow-outside".to_owned()));
        words.extend(self.writing.chart_words());
        words
    }

    /// The charts of a folder that this command made.
    pub(super) fn charts_of<'a>(&self, opened: &'a Opened) -> Result<Make<'a>, Failure> {
        let (manifest, files) = (&opened.stored.manifest, &opened.stored.files);
        let withheld = hindcast::withhold(opened.model.scenario.clone(), Year(manifest.horizon.observed));
        let model = Model::compile(withheld).map_err(|errors| {
            opened.wrong(errors.into_iter().map(|error| error.message).collect::<Vec<_>>().join("; "))
        })?;
        let hits = read::hits(&model, files).map_err(|error| opened.wrong(error))?;
        let draws = manifest.draws.saturating_sub(manifest.failed_draws);
        Ok(Box::new(move |lang, unit| {
            gallery::hindcast(&model, &hits, draws, lang, unit).into_iter().collect()
        }))
    }
}

/// The year after which observations are withheld.
fn start(arguments: &HindcastArguments, scenario: &Scenario, lang: Lang) -> Result<Year, Failure> {
    let horizon = scenario.horizon;
    let from = Year(arguments.from.unwrap_or(horizon.observed.0));
    if from < horizon.base || from > horizon.observed {
        let wrong = text::hindcast_from(horizon.base, horizon.observed, lang);
        return Err(Failure::Input(format!("error: {wrong}")));
    }
    Ok(from)
}

fn bytes(table: &Table) -> Result<Vec<u8>, Failure> {
    table.csv().map_err(|error| Failure::Work(format!("could not write the tables: {error}")))
}

/// Tables and chart into a folder, whole or not at all.
fn write(
    arguments: &HindcastArguments,
    results: &Results<'_>,
    found: &Found,
    inputs: &[InputFile],
    place: &Path,
) -> Result<(), Failure> {
    let lang = arguments.lang();
    let scores = tables::hindcast_scores(results, &hindcast::scores(&found.hits));
    let mut files = vec![
        ("hindcast.csv".to_owned(), bytes(&tables::hindcast_values(results, &found.hits))?),
        ("scores.csv".to_owned(), bytes(&scores)?),
    ];
    if !found.compared.is_empty() {
        let table = tables::hindcast_compared(results, &found.compared);
        files.push(("comparisons.csv".to_owned(), bytes(&table)?));
    }
    if !arguments.writing.no_charts {
        let draws = results.ensemble.map_or(0, |e| e.design.draws - e.failed.len() as u64);
        let picture = gallery::hindcast(results.model, &found.hits, draws, lang, None);
        files.extend(drawn(picture.as_slice(), &arguments.writing.look.look()?, || Ok(()))?);
    }
    files.sort();
    let work = Work {
        model: results.model,
        file: &arguments.scenario,
        inputs,
        arguments: &arguments.files,
        design: arguments.design(),
        draw: None,
        ensemble: results.ensemble,
        lang,
    };
    let manifest = manifest(&work, arguments.command(found.from, lang), &files);
    let mut folder = OutputFolder::new(&manifest)?;
    for (path, bytes) in files {
        folder.add(&path, bytes)?;
    }
    Ok(folder.commit(place)?)
}

/// Scores, what lacks an actual, what else was observed, where the files are.
fn told(arguments: &HindcastArguments, results: &Results<'_>, found: &Found, lang: Lang) -> String {
    let mut told = format!("{}\n", text::hindcast_heading(found.from, lang));
    let scores = hindcast::scores(&found.hits);
    if scores.is_empty() {
        told += &format!("{}\n", text::hindcast_nothing(lang));
    } else {
        told += &scored(results, &scores, lang);
        told += &print::section(text::hindcast_errors(lang), &errors(results, &found.hits, lang));
    }
    told += &print::section(text::hindcast_missing(lang), &gaps(results, &found.hits, lang));
    if !found.compared.is_empty() {
        told += &format!("{}\n{}", text::hindcast_compared(lang), beside(results, &found.compared, lang));
    }
    if let Some(place) = &arguments.writing.out {
        told += &format!("{}\n", text::results_line(&shown(place), lang));
    }
    told
}

/// Scores by series, in words.
fn scored(results: &Results<'_>, scores: &[Score], lang: Lang) -> String {
    let row = |score: &Score| {
        let mut cells = vec![title(results, score.series, lang), score.years.to_string()];
        cells.push(text::format_number(score.log_error, 3));
        cells.extend([score.inside.0, score.inside.1].map(text::percent));
        cells.push(score.log_score.map_or_else(String::new, |v| text::format_number(v, 2)));
        cells
    };
    print::columns(&text::hindcast_score_head(lang), &scores.iter().map(row).collect::<Vec<_>>())
}

/// A series for people, with its place.
fn title(results: &Results<'_>, series: usize, lang: Lang) -> String {
    let model = results.model;
    lang.of(&text::series_title(&model.scenario, &model.series[series])).to_owned()
}

/// Observations that drive nothing beside the run, in the units of people.
fn beside(results: &Results<'_>, compared: &[Compared], lang: Lang) -> String {
    let row = |row: &Compared| {
        let series = &results.model.series[row.series];
        let unit = text::series_unit(series, lang, row.observed.abs().max(row.run.abs()));
        let years = row.cumulative_from.map_or_else(|| row.year.to_string(), |y| format!("{y}–{}", row.year));
        let relative = row.run / row.observed - 1.0;
        let mut cells = vec![title(results, row.series, lang), years];
        cells.extend([row.observed, row.run, row.run - row.observed].map(|v| text::amount_in(v, &unit)));
        cells.push(if relative.is_finite() { text::percent(relative) } else { String::new() });
        cells
    };
    print::columns(&text::hindcast_compared_head(lang), &compared.iter().map(row).collect::<Vec<_>>())
}

/// Errors by series and year: `Crude Steel production, Guangxi: 2021 −3.4%, 2022 +0.2%`.
fn errors(results: &Results<'_>, hits: &[Hit], lang: Lang) -> Vec<String> {
    let line = |hits: &[Hit]| {
        let known: Vec<(Year, f64)> = hits.iter().filter_map(|h| Some((h.year, h.error()?))).collect();
        let series = title(results, hits.first()?.series, lang);
        (!known.is_empty()).then(|| text::entry(&series, &text::error_list(&known, lang), lang))
    };
    hits.chunk_by(|a, b| a.series == b.series).filter_map(line).collect()
}

/// Where an actual is missing: `Crude Steel production, Guangxi: 2021–2023`.
fn gaps(results: &Results<'_>, hits: &[Hit], lang: Lang) -> Vec<String> {
    let line = |(series, years): &(usize, Vec<Year>)| {
        text::entry(&title(results, *series, lang), &text::year_list(years, lang), lang)
    };
    hindcast::missing(hits).iter().map(line).collect()
}
