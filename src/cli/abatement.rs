//! `dafeng abatement`: what the levers of a policy avoid and cost, alone, one after another and together.

use std::path::{Path, PathBuf};

use clap::Args;
use rayon::prelude::*;

use super::chart::Make;
use super::look::drawn;
use super::manifest::{self, Work, manifest};
use super::report::Opened;
use super::writing::WritingArguments;
use super::{Failure, Ready, ScenarioArguments, compile, print, run, shown};
use crate::analysis::abatement::{self, Curve, Lever, Outcome, Step, Tried};
use crate::analysis::difference;
use crate::domain::{Text, Year};
use crate::ensemble::{Design, target};
use crate::model::Model;
use crate::output::OutputFolder;
use crate::report::gallery::{self, Picture};
use crate::report::manifest::MANIFEST_FILE;
use crate::report::tables::{self, read};
use crate::report::text::{self, Lang, display_unit, display_unit_for};
use crate::scenario::{Options, load_with};
use crate::simulation::central;
use crate::units::Dimension;

#[derive(Debug, Args)]
pub struct AbatementArguments {
    /// The scenario file that nothing is done in. 基准情景文件
    #[arg(value_name = "BASELINE")]
    baseline: PathBuf,
    /// The scenario file of the policy: levers take its numbers. 政策情景文件
    #[arg(value_name = "POLICY")]
    policy: PathBuf,
    /// Addresses taken over from the policy, in this order, such as `levers.arc-share,limits.x`; those joined by `+` are one
    /// lever. By default every lever in which the two differ. 措施地址，按次序
    #[arg(long, value_name = "ADDR", value_delimiter = ',', num_args = 1..)]
    levers: Vec<String>,
    #[command(flatten)]
    writing: WritingArguments,
    #[command(flatten)]
    files: ScenarioArguments,
}

pub fn abatement(arguments: &AbatementArguments) -> Result<(), Failure> {
    let lang = arguments.lang();
    let ready = super::prepare(&arguments.baseline, &arguments.files)?;
    let policy = super::prepare(&arguments.policy, &arguments.files)?;
    arguments.writing.look.look()?;
    let levers = arguments.levers(&ready.model, &policy.model)?;
    let place = arguments.place(&policy);
    run::pool(arguments.writing.threads)?.install(|| {
        let tried: Vec<Result<(Ready, Outcome), Refusal>> =
            sets(&levers).par_iter().map(|set| arguments.outcome_with(set, lang)).collect();
        let (curve, all) = curve(&ready, levers, tried, lang)?;
        arguments.write(&ready, &policy, &curve, &place)?;
        let told = told(&curve, lang) + &targets_met(&ready, &all, &curve, lang);
        print::out(&(told + &text::results_line(&shown(&place), lang) + "\n"))
    })
}

/// Why a run has no outcome.
enum Refusal {
    /// The scenario is refused with what is taken over: the first reason, and all that is wrong.
    Scenario(String, Failure),
    /// Anything else.
    Work(Failure),
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Failure {
        match refusal {
            Refusal::Scenario(_, failure) | Refusal::Work(failure) => failure,
        }
    }
}

/// The curve, and the run of all levers together. That has to be; a lever that cannot be alone is told with its reason.
fn curve(
    ready: &Ready,
    levers: Vec<Lever>,
    mut tried: Vec<Result<(Ready, Outcome), Refusal>>,
    lang: Lang,
) -> Result<(Curve, Ready), Failure> {
    let baseline = outcome(ready, lang)?;
    let years = years(&ready.model);
    let last = tried.pop().ok_or_else(|| Failure::Input(format!("error: {}", text::no_levers(lang))))?;
    let (all, whole) = last?;
    let told = |tried: Result<(Ready, Outcome), Refusal>| match tried {
        Ok((_, outcome)) => Ok(Ok(outcome)),
        Err(Refusal::Scenario(reason, _)) => Ok(Err(reason)),
        Err(Refusal::Work(failure)) => Err(failure),
    };
    let outcomes = tried.into_iter().map(told).chain([Ok(Ok(whole))]);
    let mut alone: Vec<Tried<Outcome>> = outcomes.collect::<Result<_, Failure>>()?;
    let together = alone.split_off(levers.len());
    Ok((abatement::curve(levers, (baseline, whole), alone, together, years), all))
}

/// First and last year that count.
fn years(baseline: &Model) -> (Year, Year) {
    let horizon = baseline.scenario.horizon;
    (Year(horizon.observed.0 + 1), horizon.end)
}

/// The chart of a curve, where anything is avoided; in a unit where it is one of what it shows.
fn picture(curve: &Curve, models: [&Model; 2], lang: Lang, unit: Option<&str>) -> Option<Picture> {
    let titles = models.map(|model| lang.of(&model.scenario.title));
    gallery::abatement(curve, titles, lang, unit)
}

/// What is taken over in each run: every lever alone, then each with those before it.
fn sets(levers: &[Lever]) -> Vec<Vec<&str>> {
    let list = |some: std::ops::Range<usize>| {
        levers[some].iter().flat_map(|lever| lever.addresses.iter().map(String::as_str)).collect()
    };
    let alone = (0..levers.len()).map(|at| list(at..at + 1));
    alone.chain((0..levers.len()).map(|at| list(0..at + 1))).collect()
}

fn outcome(ready: &Ready, lang: Lang) -> Result<Outcome, Failure> {
    let id = &ready.model.scenario.id;
    abatement::outcome(&ready.model)
        .ok_or_else(|| Failure::Input(format!("error: {}", text::no_costs(id, lang))))
}

/// Levers in words, then what they do to each other and all together.
fn told(curve: &Curve, lang: Lang) -> String {
    let size = curve.size();
    let (tonnes, price) =
        (display_unit_for(Dimension::CO2, lang, size), display_unit(Dimension::MONEY_PER_CO2, lang));
    let largest = curve.alone().map(|effect| effect.cost.abs()).fold(curve.whole.cost.abs(), f64::max);
    let money = display_unit_for(Dimension::MONEY, lang, largest);
    let cost = |effect: abatement::Effect| match effect.per_tonne(size) {
        Some(cost) => text::format_number(price.show(cost), 0),
        None => "—".to_owned(),
    };
    let shown = |value: f64| text::format_number(value, 2);
    let pair = |tried: Option<&Tried<abatement::Effect>>, amount: &dyn Fn(abatement::Effect) -> String| {
        tried.map_or_else(String::new, |tried| tried.clone().map_or_else(|_| "—".to_owned(), amount))
    };
    let avoided = |effect: abatement::Effect| shown(tonnes.show(effect.avoided));
    let row = |name: &str, alone: &Tried<abatement::Effect>, added: Option<&Tried<abatement::Effect>>| {
        vec![
            name.to_owned(),
            pair(Some(alone), &avoided),
            pair(Some(alone), &|effect| shown(money.show(effect.cost))),
            pair(Some(alone), &cost),
            pair(added, &avoided),
            pair(added, &cost),
        ]
    };
    let mut rows: Vec<Vec<String>> = curve
        .steps
        .iter()
        .map(|step| row(lang.of(&step.lever.title), &step.alone, Some(&step.added)))
        .collect();
    rows.push(row(text::interaction(lang), &Ok(curve.interaction), None));
    rows.push(row(text::all_levers(lang), &Ok(curve.whole), None));
    let head = text::abatement_head(&tonnes.label, &money.label, &price.label, lang);
    let refused = |(place, step): (usize, &Step)| {
        let reason = step.alone.as_ref().err()?;
        Some(text::not_alone(place + 1, lang.of(&step.lever.title), reason, lang) + "\n")
    };
    let refused: String = curve.steps.iter().enumerate().filter_map(refused).collect();
    print::columns(&head.each_ref().map(String::as_str), &rows) + &refused
}

/// Targets that all levers together meet and the baseline misses, with what a tonne costs.
fn targets_met(baseline: &Ready, all: &Ready, curve: &Curve, lang: Lang) -> String {
    let attained = |ready: &Ready| -> Vec<(String, bool)> {
        let kept: Vec<usize> = (0..ready.model.series.len()).collect();
        let run = central(&ready.model);
        let readers = target::readers(&ready.model, &kept);
        let targets = ready.model.scenario.targets.iter();
        let one = |(target, reader): (&crate::domain::Target, target::TargetReader)| {
            let value = reader.read(|t| run.series[reader.series][t]);
            (target.id.clone(), reader.attains(value))
        };
        targets.zip(readers).map(one).collect()
    };
    let (before, after) = (attained(baseline), attained(all));
    let price = display_unit(Dimension::MONEY_PER_CO2, lang);
    let Some(cost) = curve.whole.per_tonne(curve.size()) else { return String::new() };
    let cost = format!("{} {}", text::format_number(price.show(cost), 0), price.label);
    let mut told = String::new();
    for target in &all.model.scenario.targets {
        let is = |list: &[(String, bool)]| list.iter().any(|(id, attained)| *id == target.id && *attained);
        if is(&after) && !is(&before) {
            told += &format!("{}\n", text::target_cost(lang.of(&target.title), &cost, lang));
        }
    }
    told
}

impl AbatementArguments {
    fn lang(&self) -> Lang {
        self.writing.lang()
    }

    /// The levers asked for, or those in which the scenarios differ.
    fn levers(&self, baseline: &Model, policy: &Model) -> Result<Vec<Lever>, Failure> {
        let scenarios = [&policy.scenario, &baseline.scenario];
        let asked = match self.levers.as_slice() {
            [] => abatement::levers(&difference::between(scenarios[1], scenarios[0])),
            some => some.to_vec(),
        };
        if asked.is_empty() {
            return Err(Failure::Input(format!("error: {}", text::no_levers(self.lang()))));
        }
        let lever = |asked: &String| {
            let addresses: Vec<String> = asked.split('+').map(|one| one.trim().to_owned()).collect();
            let titles: Vec<Text> = addresses.iter().map(|one| abatement::title(scenarios, one)).collect();
            let join = |pick: fn(&Text) -> &str| titles.iter().map(pick).collect::<Vec<_>>().join(" + ");
            let title = Text { zh: join(|text| &text.zh), en: join(|text| &text.en) };
            Lever { addresses, title }
        };
        Ok(asked.iter().map(lever).collect())
    }

    /// The baseline with some of the policy.
    fn outcome_with(&self, addresses: &[&str], lang: Lang) -> Result<(Ready, Outcome), Refusal> {
        let options = Options { allow_outside: self.files.allow_outside, set: self.files.set.clone() };
        let loaded = load_with(&self.baseline, (&self.policy, addresses), &options).map_err(|problems| {
            let first = problems.iter().next().map_or_else(String::new, |problem| problem.message.clone());
            Refusal::Scenario(first, Failure::Input(problems.report(print::in_colour())))
        })?;
        let model = compile(loaded.scenario, &loaded.places).map_err(|failure| {
            // The first line says it; what follows shows where.
            let text = failure.to_string();
            let first = text.lines().next().unwrap_or_default().trim_start_matches("error: ").to_owned();
            Refusal::Scenario(first, failure)
        })?;
        let ready = Ready { model, inputs: loaded.inputs };
        let found = outcome(&ready, lang).map_err(Refusal::Work)?;
        Ok((ready, found))
    }

    /// Where the results go.
    fn place(&self, policy: &Ready) -> PathBuf {
        let by_id = || Path::new("output").join(format!("{}.abatement", policy.model.scenario.id));
        self.writing.out.clone().unwrap_or_else(by_id)
    }

    /// The charts of a folder that this command made.
    pub(super) fn charts_of<'a>(&self, opened: &'a Opened) -> Result<Make<'a>, Failure> {
        let none = || opened.wrong(format!("{MANIFEST_FILE} names no policy"));
        let (baseline, policy) = (&opened.model, opened.second().ok_or_else(none)?);
        let levers = self.levers(baseline, policy)?;
        let curve = read::curve(levers, years(baseline), &opened.stored.files);
        let curve = curve.map_err(|error| opened.wrong(error))?;
        Ok(Box::new(move |lang, unit| picture(&curve, [baseline, policy], lang, unit).into_iter().collect()))
    }

    /// The command that makes the same bytes again.
    fn command(&self) -> Vec<String> {
        let mut words = vec!["abatement".to_owned(), shown(&self.baseline), shown(&self.policy)];
        if !self.levers.is_empty() {
            words.extend(["--levers".to_owned(), self.levers.join(",")]);
        }
        words.extend(["--lang".to_owned(), self.lang().code().to_owned()]);
        for (address, value) in &self.files.set {
            words.extend(["--set".to_owned(), format!("{address}={value}")]);
        }
        words.extend(self.files.allow_outside.then(|| "--allow-outside".to_owned()));
        words.extend(self.writing.chart_words());
        words
    }

    /// Table and chart into a folder, whole or not at all.
    fn write(&self, ready: &Ready, policy: &Ready, curve: &Curve, place: &Path) -> Result<(), Failure> {
        let failed = |error| Failure::Work(format!("could not write the table: {error}"));
        let table = tables::abatement(curve).csv().map_err(failed)?;
        let mut files = vec![("abatement.csv".to_owned(), table)];
        let lang = self.lang();
        if !self.writing.no_charts {
            let picture = picture(curve, [&ready.model, &policy.model], lang, None);
            files.extend(drawn(picture.as_slice(), &self.writing.look.look()?, || Ok(()))?);
        }
        files.sort();
        let work = Work {
            model: &ready.model,
            file: &self.baseline,
            inputs: &ready.inputs,
            arguments: &self.files,
            design: Design::random(0, 1),
            draw: None,
            ensemble: None,
            lang,
        };
        let mut made = manifest(&work, self.command(), &files);
        made.against = Some(manifest::entry(&policy.model, &self.policy, lang));
        let more: Vec<_> = policy.inputs.iter().map(manifest::input).collect();
        let is_new = |path: &str| ready.inputs.iter().all(|known| shown(&known.path) != path);
        made.inputs.extend(more.into_iter().filter(|input| is_new(&input.path)));
        let mut folder = OutputFolder::new(&made)?;
        for (path, bytes) in files {
            folder.add(&path, bytes)?;
        }
        Ok(folder.commit(place)?)
    }
}
