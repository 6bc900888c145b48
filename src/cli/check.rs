//! `dafeng check`: everything that is wrong, then everything that is doubtful.

use std::path::{Path, PathBuf};

use clap::Args;

use super::{Failure, LangArgument, ScenarioArguments, print, run};
use crate::analysis::provenance::{self, Counts};
use crate::analysis::{audit, warnings};
use crate::domain::{Provenance, Scenario};
use crate::report::text::{self, Heading, Lang};
use crate::simulation;

#[derive(Debug, Args)]
pub struct CheckArguments {
    /// Scenario files. 情景文件
    #[arg(value_name = "SCENARIO", required = true)]
    scenarios: Vec<PathBuf>,
    /// List assumptions and units of unknown size one by one. 逐条列出
    #[arg(long, short)]
    verbose: bool,
    /// Language of the report. 语言
    #[arg(long, value_enum, default_value_t)]
    lang: LangArgument,
    #[command(flatten)]
    files: ScenarioArguments,
}

/// Checks every scenario; the problems of all of them are reported before the command fails.
pub fn check(arguments: &CheckArguments) -> Result<(), Failure> {
    let (mut bad, mut failed) = (Vec::new(), Vec::new());
    for path in &arguments.scenarios {
        match report(path, arguments) {
            Ok(text) => print::out(&text)?,
            Err(Failure::Input(text)) => bad.push(text),
            Err(other) => failed.push(other.to_string()),
        }
    }
    match (bad.is_empty(), failed.is_empty()) {
        (true, true) => Ok(()),
        (false, _) => Err(Failure::Input([bad, failed].concat().join("\n\n"))),
        (true, false) => Err(Failure::Work(failed.join("\n"))),
    }
}

fn report(path: &Path, arguments: &CheckArguments) -> Result<String, Failure> {
    let lang = Lang::from(arguments.lang);
    let ready = super::prepare(path, &arguments.files)?;
    let (model, scenario) = (&ready.model, &ready.model.scenario);
    let central = simulation::central(model);
    run::closes(model, &central, lang)?;
    let mut text = format!("{}: {}\n", super::shown(path), lang.of(&scenario.title));
    text += &format!("  {}\n", text::sources_line(&Counts::new(scenario), lang));
    text += &sizes(scenario, arguments.verbose, lang);
    let limits = audit::limits_at_base(model, &central);
    let limits: Vec<String> = limits.iter().map(|l| text::limit_at_base(l, scenario, lang)).collect();
    text += &print::section(text::heading(Heading::Limits, lang), &limits);
    let classes = crate::analysis::classes::classes(model);
    let classes: Vec<String> = classes.iter().map(|c| text::classes_line(c, scenario, lang)).collect();
    text += &print::section(text::heading(Heading::Classes, lang), &classes);
    let plan: Vec<crate::analysis::Finding> = audit::audit(model, &central)
        .into_iter()
        .filter(|f| !matches!(f, crate::analysis::Finding::LimitAtBase(_)))
        .collect();
    text += &print::section(text::heading(Heading::Audit, lang), &text::findings(&plan, scenario, lang));
    let found = text::findings(&warnings::warnings(model, &central), scenario, lang);
    text += &match found.is_empty() {
        true => format!("{}\n", text::no_warnings(lang)),
        false => print::section(text::heading(Heading::Warnings, lang), &found),
    };
    if arguments.verbose {
        text += &print::section(text::heading(Heading::Assumptions, lang), &assumptions(scenario));
    }
    Ok(text)
}

fn sizes(scenario: &Scenario, verbose: bool, lang: Lang) -> String {
    let unknown = provenance::unknown_sizes(scenario);
    if unknown.is_empty() {
        return String::new();
    }
    let line = format!("  {}\n", text::unknown_sizes_line(unknown.len(), lang));
    if verbose { line + &format!("    {}\n", unknown.join(" ")) } else { line }
}

fn assumptions(scenario: &Scenario) -> Vec<String> {
    let read = |leaf: &crate::domain::Leaf| match &leaf.provenance {
        Provenance::Assumption(why) => Some(format!("{}: {why}", leaf.address)),
        _ => None,
    };
    scenario.leaves.iter().filter_map(read).collect()
}
