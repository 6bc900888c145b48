//! `dafeng abatement`: what the levers of a policy avoid and cost, alone, one after another and together.

use std::path::{Path, PathBuf};

use clap::Args;
use rayon::prelude::*;

use super::look::LookArguments;
use super::manifest::{self, Work, manifest};
use super::{Failure, LangArgument, Ready, ScenarioArguments, compile, print, shown};
use crate::analysis::abatement::{self, Curve, Lever, Outcome};
use crate::analysis::difference;
use crate::domain::{Text, Year};
use crate::ensemble::{Design, target};
use crate::output::OutputFolder;
use crate::report::gallery;
use crate::report::tables;
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
    /// Folder of the results; by default output/<policy>.abatement. 结果目录
    #[arg(short, long, visible_alias = "output", value_name = "DIR")]
    out: Option<PathBuf>,
    /// Language of charts, titles and what is printed. 语言
    #[arg(long, value_enum, default_value_t)]
    lang: LangArgument,
    #[command(flatten)]
    look: LookArguments,
    /// Write the table only. 不输出图
    #[arg(long)]
    no_charts: bool,
    #[command(flatten)]
    files: ScenarioArguments,
}

pub fn abatement(arguments: &AbatementArguments) -> Result<(), Failure> {
    let lang = arguments.lang();
    let ready = super::prepare(&arguments.baseline, &arguments.files)?;
    let policy = super::prepare(&arguments.policy, &arguments.files)?;
    let baseline = outcome(&ready, lang)?;
    let levers = arguments.levers(&ready, &policy)?;
    let sets: Vec<Vec<&str>> = sets(&levers);
    let outcomes: Result<Vec<(Ready, Outcome)>, Failure> =
        sets.par_iter().map(|set| arguments.outcome_with(set, lang)).collect();
    let (models, outcomes): (Vec<Ready>, Vec<Outcome>) = outcomes?.into_iter().unzip();
    let horizon = ready.model.scenario.horizon;
    let years = (Year(horizon.observed.0 + 1), horizon.end);
    let (alone, together) = outcomes.split_at(levers.len());
    let curve = abatement::curve(levers, baseline, alone, together, years);
    let place = arguments.place(&policy);
    arguments.write(&ready, &policy, &curve, &place)?;
    let mut told = told(&curve, lang);
    if let Some(all) = models.last() {
        told += &targets_met(&ready, all, &curve, lang);
    }
    print::out(&(told + &text::results_line(&shown(&place), lang) + "\n"))
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
    let largest = curve.steps.iter().map(|step| step.alone.cost.abs()).fold(curve.whole.cost.abs(), f64::max);
    let money = display_unit_for(Dimension::MONEY, lang, largest);
    let cost = |effect: abatement::Effect| match effect.per_tonne(size) {
        Some(cost) => text::format_number(price.show(cost), 0),
        None => "—".to_owned(),
    };
    let shown = |value: f64| text::format_number(value, 2);
    let row = |name: &str, alone: abatement::Effect, added: Option<abatement::Effect>| {
        let mut cells =
            vec![name.to_owned(), shown(tonnes.show(alone.avoided)), shown(money.show(alone.cost))];
        cells.push(cost(alone));
        cells.push(added.map_or_else(String::new, |added| shown(tonnes.show(added.avoided))));
        cells.push(added.map_or_else(String::new, cost));
        cells
    };
    let mut rows: Vec<Vec<String>> = curve
        .steps
        .iter()
        .map(|step| row(lang.of(&step.lever.title), step.alone, Some(step.added)))
        .collect();
    rows.push(row(text::interaction(lang), curve.interaction, None));
    rows.push(row(text::all_levers(lang), curve.whole, None));
    let head = text::abatement_head(&tonnes.label, &money.label, &price.label, lang);
    print::columns(&head.each_ref().map(String::as_str), &rows)
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
        Lang::from(self.lang)
    }

    /// The levers asked for, or those in which the scenarios differ.
    fn levers(&self, baseline: &Ready, policy: &Ready) -> Result<Vec<Lever>, Failure> {
        let scenarios = [&policy.model.scenario, &baseline.model.scenario];
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
    fn outcome_with(&self, addresses: &[&str], lang: Lang) -> Result<(Ready, Outcome), Failure> {
        let options = Options { allow_outside: self.files.allow_outside, set: self.files.set.clone() };
        let loaded = load_with(&self.baseline, (&self.policy, addresses), &options)
            .map_err(|problems| Failure::Input(problems.report(print::in_colour())))?;
        let ready = Ready { model: compile(loaded.scenario, &loaded.places)?, inputs: loaded.inputs };
        let found = outcome(&ready, lang)?;
        Ok((ready, found))
    }

    /// Where the results go.
    fn place(&self, policy: &Ready) -> PathBuf {
        let by_id = || Path::new("output").join(format!("{}.abatement", policy.model.scenario.id));
        self.out.clone().unwrap_or_else(by_id)
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
        words.extend(self.look.words());
        words.extend(self.no_charts.then(|| "--no-charts".to_owned()));
        words
    }

    /// Table and chart into a folder, whole or not at all.
    fn write(&self, ready: &Ready, policy: &Ready, curve: &Curve, place: &Path) -> Result<(), Failure> {
        let failed = |error| Failure::Work(format!("could not write the table: {error}"));
        let table = tables::abatement(curve).csv().map_err(failed)?;
        let mut files = vec![("abatement.csv".to_owned(), table)];
        let lang = self.lang();
        if !self.no_charts && curve.size() > 0.0 {
            let look = self.look.look()?;
            let titles = [&ready.model, &policy.model].map(|model| lang.of(&model.scenario.title));
            let picture = gallery::abatement(curve, titles[0], titles[1], lang);
            let drawn = picture.files(&look);
            files.extend(drawn.map_err(|error| Failure::Work(format!("chart {}: {error}", picture.stem)))?);
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
