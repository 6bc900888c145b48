//! `dafeng report`: folders of results as one page.

use std::path::{Path, PathBuf};

use clap::Args;

use super::{Failure, LangArgument, ScenarioArguments, print, shown};
use crate::model::Model;
use crate::output::{self, stored};
use crate::report::html::{self, Folder};
use crate::report::manifest::{Manifest, ScenarioEntry};
use crate::report::text::{self, Lang};
use crate::scenario;

#[derive(Debug, Args)]
pub struct ReportArguments {
    /// Folders of results; the first is what others are held against. 结果目录
    #[arg(value_name = "RESULTS", required_unless_present = "print_template")]
    results: Vec<PathBuf>,
    /// The page; an earlier report is replaced, another file is left alone. 输出文件
    #[arg(short, long, visible_alias = "output", value_name = "FILE", default_value = "report.html")]
    out: PathBuf,
    /// Language; by default that of the results. Charts are not drawn anew. 语言
    #[arg(long, value_enum)]
    lang: Option<LangArgument>,
    /// A template used instead of the one built in (docs/report.md). 模板文件
    #[arg(long, value_name = "FILE")]
    template: Option<PathBuf>,
    /// Print the template built in, to start from. 输出内置模板
    #[arg(long, conflicts_with_all = ["results", "template", "lang"])]
    print_template: bool,
}

pub fn report(arguments: &ReportArguments) -> Result<(), Failure> {
    if arguments.print_template {
        return print::out(html::TEMPLATE);
    }
    let template = template(arguments.template.as_deref())?;
    let opened = arguments.results.iter().map(|path| Opened::open(path)).collect::<Result<Vec<_>, _>>()?;
    let lang = language(arguments.lang, &opened)?;
    for folder in &opened {
        folder.tell_missing_charts(lang);
    }
    let folders: Vec<Folder<'_>> = opened.iter().map(Opened::folder).collect();
    let name = arguments.template.as_deref().map_or_else(|| "report.html".to_owned(), shown);
    let bytes = html::report(&folders, lang, (&name, &template)).map_err(|error| match error {
        html::ReportError::Template(error) => Failure::Input(error.to_string()),
        other => Failure::Input(format!("error: {other}")),
    })?;
    output::replace_file(&arguments.out, &bytes, html::MARK.as_bytes())?;
    print::out(&format!("{}\n", text::report_line(&shown(&arguments.out), lang)))
}

/// The text of the template.
fn template(path: Option<&Path>) -> Result<String, Failure> {
    let Some(path) = path else { return Ok(html::TEMPLATE.to_owned()) };
    let told =
        |why: String| Failure::Input(format!("error: cannot use the template {}: {why}", path.display()));
    let bytes = scenario::read_bytes(path).map_err(told)?;
    String::from_utf8(bytes).map_err(|error| told(format!("it is not UTF-8: {error}")))
}

/// A folder of results and the scenario that made it.
pub(super) struct Opened {
    pub name: String,
    pub stored: stored::Stored,
    pub model: Model,
    /// Of a comparison the scenarios behind the first.
    others: Vec<Model>,
}

impl Opened {
    pub fn open(path: &Path) -> Result<Opened, Failure> {
        let name = shown(path);
        // Pictures and tables of draws are for other programs.
        let wanted = |file: &str| file != "draws.csv" && !file.ends_with(".png");
        let stored = stored::read(path, wanted).map_err(|error| Failure::Input(format!("error: {error}")))?;
        let (model, others) = models(&name, &stored.manifest)?;
        Ok(Opened { name, stored, model, others })
    }

    pub(super) fn folder(&self) -> Folder<'_> {
        let stored = &self.stored;
        let (manifest, files) = (&stored.manifest, &stored.files);
        Folder { name: &self.name, manifest, files, model: &self.model, others: &self.others }
    }

    fn has_charts(&self) -> bool {
        self.stored.files.keys().any(|file| file.starts_with("charts/"))
    }

    /// Says which flag kept the charts away.
    fn tell_missing_charts(&self, lang: Lang) {
        if !self.has_charts() && self.stored.manifest.command.iter().any(|word| word == "--no-charts") {
            print::note(&text::no_charts_sentence(&self.name, lang));
        }
    }

    pub fn lang(&self) -> Lang {
        let code = self.stored.manifest.language.as_str();
        Lang::ALL.into_iter().find(|lang| lang.code() == code).unwrap_or(Lang::Zh)
    }
}

/// The scenarios of a folder, if their files are still those that the results were made from.
fn models(name: &str, manifest: &Manifest) -> Result<(Model, Vec<Model>), Failure> {
    let changed = stored::faults(Path::new(""), &manifest.inputs);
    if !changed.is_empty() {
        let list: Vec<String> = changed.iter().map(|(file, fault)| format!("\n  {file} {fault}")).collect();
        return Err(Failure::Input(format!(
            "error: the scenario changed since these results ({name}):{}\n\
             run it again, or make the report in the folder where the results were made: {}",
            list.concat(),
            html::command(&manifest.command)
        )));
    }
    let others =
        manifest.scenarios().skip(1).map(|entry| model(manifest, entry)).collect::<Result<_, _>>()?;
    Ok((model(manifest, &manifest.scenario)?, others))
}

/// A scenario with what was set on the command line.
fn model(manifest: &Manifest, entry: &ScenarioEntry) -> Result<Model, Failure> {
    let pair = |setting: &String| {
        let (address, value) = setting.split_once('=')?;
        Some((address.to_owned(), value.to_owned()))
    };
    let arguments = ScenarioArguments {
        set: manifest.overrides.iter().chain(&entry.overrides).filter_map(pair).collect(),
        allow_outside: manifest.command.iter().any(|word| word == "--allow-outside"),
    };
    Ok(super::prepare(Path::new(&entry.file), &arguments)?.model)
}

/// The language asked for, which must be that of the charts; else that of the first folder.
fn language(asked: Option<LangArgument>, opened: &[Opened]) -> Result<Lang, Failure> {
    let own = opened.first().map_or(Lang::Zh, Opened::lang);
    let lang = asked.map_or(own, Lang::from);
    match opened.iter().find(|folder| folder.has_charts() && folder.lang() != lang) {
        None => Ok(lang),
        Some(other) => {
            let told = text::other_language(&other.name, other.lang().code(), lang.code(), lang);
            Err(Failure::Input(format!("error: {told}")))
        }
    }
}
