//! `dafeng report`: folders of results as one page or document.

use std::fmt::Display;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::{Failure, LangArgument, ScenarioArguments, document, print, shown};
use crate::ensemble::Design;
use crate::model::Model;
use crate::output::{self, stored};
use crate::report::document::shortened;
use crate::report::html::{self, Folder};
use crate::report::manifest::{MANIFEST_FILE, Manifest, ScenarioEntry};
use crate::report::tables::read;
use crate::report::text::{self, Lang};
use crate::report::{docx, markdown};
use crate::scenario;

#[derive(Debug, Args)]
pub struct ReportArguments {
    /// Folders of results; the first is what others are held against. 结果目录
    #[arg(value_name = "RESULTS", required_unless_present = "print_template")]
    results: Vec<PathBuf>,
    /// The file, `report.html` unless told otherwise; an earlier report is replaced, another file is left alone. 输出文件
    #[arg(short, long, visible_alias = "output", value_name = "FILE")]
    out: Option<PathBuf>,
    /// What it is written as; by default what the file's name ends in, else a page. 报告格式
    #[arg(long, value_enum, value_name = "FORMAT")]
    format: Option<FormatArgument>,
    /// Language; by default that of the results. Charts are not drawn anew. 语言
    #[arg(long, value_enum)]
    lang: Option<LangArgument>,
    /// A template used instead of the one built in: of a page, or a DOCX with styles (docs/report.md). 模板文件
    #[arg(long, value_name = "FILE")]
    template: Option<PathBuf>,
    /// Documents and Markdown with all figures and their data, the ledger, every number with its source; a page always has
    /// them. 完整本
    #[arg(long)]
    full: bool,
    /// Print the template of pages built in, to start from. 输出内置模板
    #[arg(long, conflicts_with_all = ["results", "template", "lang", "format", "full"])]
    print_template: bool,
}

/// What a report is written as.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
enum FormatArgument {
    /// One page that holds everything it shows 网页
    Html,
    /// A document for office programs 文档
    Docx,
    /// Text to paste; figures are links 纯文本
    Md,
}

impl FormatArgument {
    fn extension(self) -> &'static str {
        match self {
            FormatArgument::Html => "html",
            FormatArgument::Docx => "docx",
            FormatArgument::Md => "md",
        }
    }
}

impl ReportArguments {
    /// What is asked for, else what the name of the file says.
    fn format(&self) -> FormatArgument {
        let named = || {
            let extension = self.out.as_deref()?.extension()?.to_str()?.to_lowercase();
            FormatArgument::value_variants().iter().copied().find(|format| format.extension() == extension)
        };
        self.format.or_else(named).unwrap_or(FormatArgument::Html)
    }

    /// The report as bytes, and what an earlier one begins with.
    fn made(&self, opened: &[Opened], lang: Lang, place: &Path) -> Result<(Vec<u8>, Vec<u8>), Failure> {
        let folders: Vec<Folder<'_>> = opened.iter().map(Opened::folder).collect();
        let page = || {
            let page = html::page(&folders, lang).map_err(told)?;
            Ok::<_, Failure>(if self.full { page } else { shortened(page, lang) })
        };
        match self.format() {
            FormatArgument::Html => {
                let template = template(self.template.as_deref())?;
                let name = self.template.as_deref().map_or_else(|| "report.html".to_owned(), shown);
                let bytes = html::report(&folders, lang, (&name, &template)).map_err(told)?;
                Ok((bytes, html::MARK.as_bytes().to_vec()))
            }
            FormatArgument::Docx => {
                let bytes = document::docx(&page()?, opened, self.template.as_deref(), lang)?;
                Ok((bytes, docx::mark().map_err(|error| Failure::Work(error.to_string()))?))
            }
            FormatArgument::Md if self.template.is_some() => {
                Err(Failure::Input("error: Markdown has no template; leave --template out".to_owned()))
            }
            FormatArgument::Md => {
                let bytes = document::markdown(&page()?, opened, place, lang)?;
                Ok((bytes, markdown::MARK.as_bytes().to_vec()))
            }
        }
    }
}

fn told(error: html::ReportError) -> Failure {
    match error {
        html::ReportError::Template(error) => Failure::Input(error.to_string()),
        other => Failure::Input(format!("error: {other}")),
    }
}

pub fn report(arguments: &ReportArguments) -> Result<(), Failure> {
    if arguments.print_template {
        return print::out(html::TEMPLATE);
    }
    let opened = arguments.results.iter().map(|path| Opened::open(path)).collect::<Result<Vec<_>, _>>()?;
    let lang = language(arguments.lang, &opened)?;
    for folder in &opened {
        folder.tell_missing_charts(lang);
    }
    let usual = || PathBuf::from(format!("report.{}", arguments.format().extension()));
    let place = arguments.out.clone().unwrap_or_else(usual);
    let (bytes, mark) = arguments.made(&opened, lang, &place)?;
    output::replace_file(&place, &bytes, &mark)?;
    print::out(&format!("{}\n", text::report_line(&shown(&place), lang)))
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

    /// The command that made it.
    pub fn command(&self) -> &str {
        self.stored.manifest.command.first().map_or("", String::as_str)
    }

    /// The scenarios, the first one first.
    pub fn models(&self) -> Vec<&Model> {
        std::iter::once(&self.model).chain(&self.others).collect()
    }

    /// The second scenario, where there are two.
    pub fn second(&self) -> Option<&Model> {
        self.others.first()
    }

    /// The design of its draws.
    pub fn design(&self) -> Result<Design, Failure> {
        let Manifest { draws, seed, design, .. } = &self.stored.manifest;
        let unknown = || self.wrong(format!("{MANIFEST_FILE} names no design known: {design}"));
        read::design(*draws, *seed, design).ok_or_else(unknown)
    }

    /// That it cannot be used.
    pub fn wrong(&self, why: impl Display) -> Failure {
        Failure::Input(format!("error: {}: {why}", self.name))
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
             run it again, or call dafeng where the files are still those of the results: {}",
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
