//! `dafeng explain`: how an output came about, down to the numbers of the scenario and their sources.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::{Failure, LangArgument, Ready, ScenarioArguments, print, shown};
use crate::analysis::explain::Explainer;
use crate::ensemble::replay::Inputs;
use crate::ensemble::{Design, Method};
use crate::model::Model;
use crate::model::lookup::NoSeries;
use crate::model::series::place_id;
use crate::report::explain::Explanation;
use crate::report::manifest::{MANIFEST_FILE, Manifest};
use crate::report::text::{self, Lang};
use crate::sampling::Sampler;
use crate::scenario;
use crate::simulation::draw::DrawValues;

/// Levels that are shown unless asked otherwise.
const DEPTH: usize = 4;

#[derive(Debug, Args)]
pub struct ExplainArguments {
    /// A folder of results of `dafeng run`, or a scenario file. 结果目录或情景文件
    #[arg(value_name = "RESULTS-or-SCENARIO")]
    what: PathBuf,
    /// The output, such as `Emissions|CO2@guangxi@2030`; the place may be left out where there is one. 指标@地区@年份
    #[arg(value_name = "SERIES@YEAR")]
    series: String,
    /// Levels below the output, or `all`. 展开层数
    #[arg(long, value_name = "N", value_parser = depth, default_value = "4")]
    depth: Depth,
    /// Text or JSON. 输出格式
    #[arg(long, value_enum, default_value_t)]
    format: FormatArgument,
    /// Language of words and units. 语言
    #[arg(long, value_enum, default_value_t)]
    lang: LangArgument,
    #[command(flatten)]
    files: ScenarioArguments,
}

/// How many levels are shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Depth(Option<usize>);

fn depth(text: &str) -> Result<Depth, String> {
    if text == "all" {
        return Ok(Depth(None));
    }
    let levels = text.parse().map_err(|_| format!("write a number of levels, such as {DEPTH}, or `all`"))?;
    Ok(Depth(Some(levels)))
}

/// The form of what is printed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, ValueEnum)]
pub(super) enum FormatArgument {
    /// For people 文本
    #[default]
    Text,
    /// For programs, in canonical units 规范单位的 JSON
    Json,
}

pub fn explain(arguments: &ExplainArguments) -> Result<(), Failure> {
    let lang = Lang::from(arguments.lang);
    let folder = Folder::read(arguments, lang)?;
    let ready = match &folder {
        None => super::prepare(&arguments.what, &arguments.files)?,
        Some(folder) => folder.prepare(lang)?,
    };
    let model = &ready.model;
    let (series, t) = asked(model, &arguments.series, lang)?;
    let values = match &folder {
        None => DrawValues::central(&model.parameters),
        Some(folder) => folder.values(model),
    };
    let mut explainer = Explainer::new(model, values, t);
    let root = explainer.series(series);
    if let Some(folder) = &folder {
        folder.compare(model, (series, t), root.value, lang)?;
    }
    let depth = arguments.depth.0;
    let explanation = Explanation { model, root: &root, series, t, depth, lang };
    match arguments.format {
        FormatArgument::Text => print::out(&explanation.text()),
        FormatArgument::Json => print::json(&explanation.json()),
    }
}

/// The series and the year that are asked for: `name@place@year`, or `name@year`.
fn asked(model: &Model, text: &str, lang: Lang) -> Result<(usize, usize), Failure> {
    let bad = |why: String| Failure::Input(format!("error: {why}"));
    let (name, year) = text.rsplit_once('@').ok_or_else(|| bad(text::explain_needs_year(text, lang)))?;
    let year: i32 = year.trim().parse().map_err(|_| bad(text::explain_needs_year(text, lang)))?;
    let series = named(model, name.trim(), lang).map_err(bad)?;
    let horizon = model.scenario.horizon;
    let outside = || bad(text::explain_year_outside(year, horizon.base, horizon.end, lang));
    Ok((series, horizon.index(crate::domain::Year(year)).ok_or_else(outside)?))
}

/// A series by its title in either language, else as it is named.
fn named(model: &Model, name: &str, lang: Lang) -> Result<usize, String> {
    let is_titled = |s: &usize| {
        let title = text::series_title(&model.scenario, &model.series[*s]);
        title.zh == name || title.en == name
    };
    match model.series_named(name) {
        Ok(found) => Ok(found),
        Err(why) => (0..model.series.len()).find(is_titled).ok_or_else(|| match why {
            NoSeries::Unknown(near) => text::explain_unknown(name, near.as_deref(), lang),
            NoSeries::Ambiguous(places) => {
                let places: Vec<&str> = places.iter().map(String::as_str).collect();
                text::explain_ambiguous(name, &places, lang)
            }
        }),
    }
}

/// A folder of results, and how it was made.
struct Folder<'a> {
    path: &'a Path,
    manifest: Manifest,
}

impl<'a> Folder<'a> {
    /// The folder, if the argument is one.
    fn read(arguments: &'a ExplainArguments, lang: Lang) -> Result<Option<Folder<'a>>, Failure> {
        let path = arguments.what.as_path();
        let bad = |why: String| Failure::Input(format!("error: {why}"));
        let file = path.join(MANIFEST_FILE);
        if !path.is_dir() {
            return Ok(None);
        }
        let bytes = scenario::read_bytes(&file).map_err(|why| bad(format!("{}: {why}", shown(&file))))?;
        let manifest: Manifest =
            serde_json::from_slice(&bytes).map_err(|why| bad(format!("{}: {why}", shown(&file))))?;
        let command = manifest.command.first().map_or("", String::as_str);
        if command != "run" {
            return Err(bad(text::not_of_run(&shown(path), command, lang)));
        }
        Ok(Some(Folder { path, manifest }))
    }

    /// The scenario of the results, with what was set on the command line; every file must be as it was.
    fn prepare(&self, lang: Lang) -> Result<Ready, Failure> {
        let manifest = &self.manifest;
        let set = manifest.overrides.iter().filter_map(|text| text.split_once('='));
        let files = ScenarioArguments {
            set: set.map(|(address, value)| (address.to_owned(), value.to_owned())).collect(),
            allow_outside: manifest.command.iter().any(|word| word == "--allow-outside"),
        };
        let changed = self.changed();
        if !changed.is_empty() {
            let why = text::inputs_changed(&changed, &shown(self.path), lang);
            return Err(Failure::Input(format!("error: {why}")));
        }
        super::prepare(Path::new(&manifest.scenario.file), &files)
    }

    /// Inputs whose bytes are not those of the manifest, or that are gone.
    fn changed(&self) -> Vec<String> {
        let same = |entry: &&crate::report::manifest::InputEntry| {
            let bytes = scenario::read_bytes(Path::new(&entry.path));
            bytes.is_ok_and(|bytes| {
                crate::report::manifest::InputEntry::of(entry.path.clone(), &bytes).sha256 == entry.sha256
            })
        };
        let inputs = self.manifest.inputs.iter();
        inputs.filter(|entry| !same(entry)).map(|entry| entry.path.clone()).collect()
    }

    /// The values of the run that the folder shows: the written ones, or those of its one draw.
    fn values(&self, model: &Model) -> DrawValues<f64> {
        let manifest = &self.manifest;
        let Some(draw) = manifest.draw else { return DrawValues::central(&model.parameters) };
        let methods = [Method::Random, Method::LatinHypercube, Method::Sobol];
        let method = methods.into_iter().find(|m| m.name() == manifest.design).unwrap_or(Method::Random);
        let design = Design { draws: manifest.draws, seed: manifest.seed, method };
        Inputs::new(model, &Sampler::new(design, &model.parameters), draw).values
    }

    /// The folder holds the same number, or was made by another version of the program.
    fn compare(
        &self,
        model: &Model,
        (series, t): (usize, usize),
        value: f64,
        lang: Lang,
    ) -> Result<(), Failure> {
        let Ok(bytes) = scenario::read_bytes(&self.path.join("series.csv")) else { return Ok(()) };
        let (of, year) = (&model.series[series], model.scenario.horizon.year(t).to_string());
        let place = place_id(&model.scenario, of.place);
        let mut reader = csv::Reader::from_reader(bytes.as_slice());
        let is_it = |row: &csv::StringRecord| {
            row.get(1) == Some(place) && row.get(2) == Some(&of.name) && row.get(4) == Some(&year)
        };
        let row = reader.records().filter_map(Result::ok).find(is_it);
        let held = row.and_then(|row| row.get(5).and_then(|cell| cell.parse::<f64>().ok()));
        let differs = |held: &f64| (held - value).abs() > 1e-9 * held.abs().max(value.abs());
        let Some(held) = held.filter(differs) else { return Ok(()) };
        let why = text::result_differs(
            &shown(self.path),
            &held.to_string(),
            &value.to_string(),
            &self.manifest.version,
            lang,
        );
        Err(Failure::Input(format!("error: {why}")))
    }
}
