//! `dafeng check`: everything that is wrong, then everything that is doubtful.

use std::path::{Path, PathBuf};

use clap::Args;

use serde_json::{Value, json};

use super::explain::FormatArgument;
use super::{Failure, LangArgument, Ready, ScenarioArguments, print, run};
use crate::analysis::evidence::{Evidence, Origin, evidence};
use crate::analysis::provenance::{self, Counts};
use crate::analysis::{Finding, audit, warnings};
use crate::domain::{Provenance, Scenario};
use crate::report::text::{self, Heading, Lang};
use crate::simulation::{self, Central};

#[derive(Debug, Args)]
pub struct CheckArguments {
    /// Scenario files. 情景文件
    #[arg(value_name = "SCENARIO", required = true)]
    scenarios: Vec<PathBuf>,
    /// List assumptions and units of unknown size one by one. 逐条列出
    #[arg(long, short)]
    verbose: bool,
    /// Only the scenario against the plan's own targets, with the numbers and sources behind it. 规划自查
    #[arg(long, conflicts_with = "verbose")]
    audit: bool,
    /// Form of the audit: text or JSON. 自查的输出格式
    #[arg(long, value_enum, default_value_t, requires = "audit")]
    format: FormatArgument,
    /// Language of the report. 语言
    #[arg(long, value_enum, default_value_t)]
    lang: LangArgument,
    #[command(flatten)]
    files: ScenarioArguments,
}

/// Checks every scenario; the problems of all of them are reported before the command fails.
pub fn check(arguments: &CheckArguments) -> Result<(), Failure> {
    let (mut bad, mut failed) = (Vec::new(), Vec::new());
    let mut audits = Vec::new();
    for path in &arguments.scenarios {
        match report(path, arguments) {
            Ok(Report::Text(text)) => print::out(&text)?,
            Ok(Report::Json(value)) => audits.push(value),
            Err(Failure::Input(text)) => bad.push(text),
            Err(other) => failed.push(other.to_string()),
        }
    }
    if arguments.format == FormatArgument::Json {
        print::json(&Value::Array(audits))?;
    }
    match (bad.is_empty(), failed.is_empty()) {
        (true, true) => Ok(()),
        (false, _) => Err(Failure::Input([bad, failed].concat().join("\n\n"))),
        (true, false) => Err(Failure::Work(failed.join("\n"))),
    }
}

/// What is said of one scenario.
enum Report {
    Text(String),
    Json(Value),
}

fn report(path: &Path, arguments: &CheckArguments) -> Result<Report, Failure> {
    let lang = Lang::from(arguments.lang);
    let ready = super::prepare(path, &arguments.files)?;
    let central = simulation::central(&ready.model);
    run::closes(&ready.model, &central, lang)?;
    Ok(match (arguments.audit, arguments.format) {
        (false, _) => Report::Text(whole(path, &ready, &central, arguments)),
        (true, FormatArgument::Text) => Report::Text(audited(path, &ready, &central, lang)),
        (true, FormatArgument::Json) => Report::Json(audited_json(&ready, &central, lang)),
    })
}

/// The scenario against the plan's own targets: every finding with the numbers it rests on.
fn audited(path: &Path, ready: &Ready, central: &Central, lang: Lang) -> String {
    let (model, scenario) = (&ready.model, &ready.model.scenario);
    let mut text = format!("{}: {}\n", super::shown(path), lang.of(&scenario.title));
    let findings = audit::plan(model, central);
    if findings.is_empty() {
        return text + &format!("{}\n", text::adds_up(lang));
    }
    text += &format!("{}\n", text::heading(Heading::Audit, lang));
    for finding in &findings {
        text += &format!("  - {}\n", text::finding(finding, scenario, lang));
        for fact in evidence(finding, model, central) {
            text += &format!("      {}\n", text::evidence_line(&fact, model, lang).text);
        }
    }
    text
}

fn audited_json(ready: &Ready, central: &Central, lang: Lang) -> Value {
    let (model, scenario) = (&ready.model, &ready.model.scenario);
    let fact = |fact: &Evidence| {
        let line = text::evidence_line(fact, model, lang);
        let kind = match fact.origin {
            Origin::Leaf(_) => "address",
            Origin::Series(_) => "series",
        };
        json!({
            kind: line.name, "from": fact.years.0.0, "to": fact.years.1.0, "value": fact.value,
            "unit": fact.dimension.to_string(), "citation": line.citation,
        })
    };
    let one = |finding: &Finding| {
        let evidence: Vec<Value> = evidence(finding, model, central).iter().map(fact).collect();
        json!({ "kind": finding.kind(), "finding": text::finding(finding, scenario, lang), "evidence": evidence })
    };
    let findings: Vec<Value> = audit::plan(model, central).iter().map(one).collect();
    json!({ "scenario": scenario.id, "findings": findings })
}

/// Sources, limits, classes, where the plan does not add up, warnings.
fn whole(path: &Path, ready: &Ready, central: &Central, arguments: &CheckArguments) -> String {
    let lang = Lang::from(arguments.lang);
    let (model, scenario) = (&ready.model, &ready.model.scenario);
    let mut text = format!("{}: {}\n", super::shown(path), lang.of(&scenario.title));
    text += &format!("  {}\n", text::sources_line(&Counts::new(scenario), lang));
    text += &sizes(scenario, arguments.verbose, lang);
    let limits = audit::limits_at_base(model, central);
    let limits: Vec<String> = limits.iter().map(|l| text::limit_at_base(l, scenario, lang)).collect();
    text += &print::section(text::heading(Heading::Limits, lang), &limits);
    let classes = crate::analysis::classes::classes(model);
    let classes: Vec<String> = classes.iter().map(|c| text::classes_line(c, scenario, lang)).collect();
    text += &print::section(text::heading(Heading::Classes, lang), &classes);
    let plan: Vec<Finding> =
        audit::audit(model, central).into_iter().filter(|f| !matches!(f, Finding::LimitAtBase(_))).collect();
    text += &print::section(text::heading(Heading::Audit, lang), &text::findings(&plan, scenario, lang));
    let found = text::findings(&warnings::warnings(model, central), scenario, lang);
    text += &match found.is_empty() {
        true => format!("{}\n", text::no_warnings(lang)),
        false => print::section(text::heading(Heading::Warnings, lang), &found),
    };
    if arguments.verbose {
        text += &print::section(text::heading(Heading::Assumptions, lang), &assumptions(scenario));
    }
    text
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
