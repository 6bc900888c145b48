//! `dafeng solve`: the smallest change of a lever, or of two, that meets a condition.

use std::path::PathBuf;
use std::sync::atomic::Ordering;

use clap::Args;

use super::run::{self, DesignArgument};
use super::{Failure, LangArgument, Ready, ScenarioArguments, print};
use crate::analysis::solve::{Answer, Condition, Lever, Point, Question, Solution, lever};
use crate::ensemble::Design;
use crate::ensemble::study::Outcome;
use crate::report::text::{self, DisplayUnit, Lang};
use crate::scenario::{Options, problem_in};

#[derive(Debug, Args)]
pub struct SolveArguments {
    /// The scenario file. 情景文件
    #[arg(value_name = "SCENARIO")]
    scenario: PathBuf,
    /// The lever, such as `levers.arc-share.guangxi@2030` or `…=10 %:60 %`; twice for two levers on a grid. 求解的参数
    #[arg(long, value_name = "ADDR[=FROM:TO]", required = true)]
    lever: Vec<String>,
    /// What has to hold, such as `P(peaked by 2030) >= 0.9`, `P(target-id) >= 80 %` or `SERIES@2030 <= 40 Mt`. 条件
    #[arg(long, value_name = "CONDITION")]
    until: String,
    /// Draws of each value, the same for all. 抽样次数
    #[arg(long, default_value_t = 1000, value_parser = clap::value_parser!(u64).range(1..=10_000_000))]
    draws: u64,
    /// Seed of the draws. 随机种子
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How the draws are laid out. 抽样设计
    #[arg(long, value_enum, default_value_t)]
    design: DesignArgument,
    /// Threads; by default as many as the machine has. The results do not depend on it. 线程数
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
    /// Language of what is printed. 语言
    #[arg(long, value_enum, default_value_t)]
    lang: LangArgument,
    #[command(flatten)]
    files: ScenarioArguments,
}

pub fn solve(arguments: &SolveArguments) -> Result<(), Failure> {
    let stop = run::on_interrupt()?;
    let ready = super::prepare(&arguments.scenario, &arguments.files)?;
    let (levers, condition) = arguments.asked(&ready)?;
    let design = Design { draws: arguments.draws, seed: arguments.seed, method: arguments.design.into() };
    let options = Options { allow_outside: arguments.files.allow_outside, set: arguments.files.set.clone() };
    let from = (arguments.scenario.as_path(), &options);
    let question = Question { from, model: &ready.model, levers, condition, design };
    let going = |_| !stop.load(Ordering::Relaxed);
    let lang = Lang::from(arguments.lang);
    let found = run::pool(arguments.threads)?.install(|| question.solve(&going));
    if stop.load(Ordering::Relaxed) {
        return Err(Failure::Interrupted(text::interrupted(lang).to_owned()));
    }
    let solution = found.map_err(|error| Failure::Input(format!("error: {error}")))?;
    print::out(&(told(&question, &solution, &arguments.until, lang)))
}

impl SolveArguments {
    /// Levers and condition, or everything that is wrong with any.
    fn asked(&self, ready: &Ready) -> Result<(Vec<Lever>, Condition), Failure> {
        let mut reports = Vec::new();
        let mut wrong = |name: &str, text: &str, at, message: String, label, help| {
            let problems = problem_in((name, text), at, message, label, help);
            reports.push(problems.report(print::in_colour()));
        };
        let mut levers = Vec::new();
        for text in &self.lever {
            match lever(text, &ready.model) {
                Ok(lever) => levers.push(lever),
                Err(fault) => wrong("--lever", text, fault.at, fault.message, None, fault.help),
            }
        }
        if self.lever.len() > 2 {
            let text = &self.lever[2];
            let message = "at most two levers are turned together".to_owned();
            wrong("--lever", text, 0..text.len(), message, None, None);
        }
        let condition = Condition::parse(&self.until, &ready.model);
        if let Err(fault) = &condition {
            let fault = fault.clone();
            wrong("--until", &self.until, fault.at, fault.message, fault.label, fault.help);
        }
        match condition {
            Ok(condition) if reports.is_empty() => Ok((levers, condition)),
            _ => Err(Failure::Input(reports.join("\n\n"))),
        }
    }
}

/// What came out, in words.
fn told(question: &Question<'_>, solution: &Solution, until: &str, lang: Lang) -> String {
    let words = Words { question, lang };
    let mut lines = vec![text::solve_question(until, lang)];
    match &solution.answer {
        Answer::Already(point) => {
            lines.push(text::solve_already(&words.levers(point), &words.fare(point), lang));
        }
        Answer::Met { point, interval } => {
            lines.push(text::solve_met(&words.changes(point), &words.fare(point), lang));
            if let (Some((possible, certain)), [lever]) = (interval, question.levers.as_slice()) {
                let [possible, certain] = [possible, certain].map(|x| x.map(|x| number(lever, x)));
                lines.push(text::solve_interval(possible.as_deref(), certain.as_deref(), lang));
            }
        }
        Answer::Refused(point, reason) => {
            lines.push(text::solve_refused(&words.levers(point), &words.fare(point), reason, lang));
        }
        Answer::Cannot(point) => {
            let ranges: Vec<String> = solution.levers.iter().map(range).collect();
            let ranges = ranges.join(", ");
            lines.push(text::solve_cannot(&ranges, &words.levers(point), &words.fare(point), lang));
        }
        Answer::Nothing(reason) => lines.push(text::solve_nothing(reason.as_deref(), lang)),
    }
    for cut in &solution.cuts {
        let lever = &question.levers[cut.lever];
        let [at, asked] = [cut.at, cut.asked].map(|x| number(lever, x));
        lines.push(text::solve_cut(&lever.address, &at, &asked, &cut.reason, lang));
    }
    if let (Some((from, to)), [lever]) = (solution.turns, question.levers.as_slice()) {
        lines.push(text::solve_turns(&number(lever, from), &number(lever, to), lang));
    }
    let mut told = lines.join("\n") + "\n";
    if let [lever] = question.levers.as_slice() {
        let row = |point: &Point| vec![number(lever, point.at[0]), words.fare(point)];
        let rows: Vec<Vec<String>> = solution.scanned.iter().map(row).collect();
        let found = text::solve_head(question.condition.probability.is_some(), lang);
        told += &format!("\n{}", print::columns(&[&lever.address, found], &rows));
    }
    told
}

/// A number of a lever with its unit, to what it is good for.
fn number(lever: &Lever, x: f64) -> String {
    let rounded: f64 = format!("{x:.4e}").parse().unwrap_or(x);
    format!("{rounded} {}", lever.unit).trim().to_owned()
}

fn range(lever: &Lever) -> String {
    format!("{} {}–{}", lever.address, number(lever, lever.range.0), number(lever, lever.range.1))
}

struct Words<'a> {
    question: &'a Question<'a>,
    lang: Lang,
}

impl Words<'_> {
    fn levers(&self, point: &Point) -> String {
        let of = |(lever, x): (&Lever, &f64)| format!("{} = {}", lever.address, number(lever, *x));
        self.question.levers.iter().zip(&point.at).map(of).collect::<Vec<_>>().join(", ")
    }

    fn changes(&self, point: &Point) -> String {
        let of = |(lever, x): (&Lever, &f64)| {
            format!("{}: {} → {}", lever.address, number(lever, lever.now), number(lever, *x))
        };
        self.question.levers.iter().zip(&point.at).map(of).collect::<Vec<_>>().join(", ")
    }

    /// The probability with its interval, or the value in a unit for people.
    fn fare(&self, point: &Point) -> String {
        let fare = point.fare;
        if self.question.condition.probability.is_some() {
            let percent = |share: f64| format!("{:.1}", 100.0 * share);
            let (low, high) = fare.interval;
            return format!("{}% ({}–{}%)", percent(fare.found), percent(low), percent(high));
        }
        match self.question.condition.event.outcome {
            Outcome::Value { series, .. } => {
                let unit: DisplayUnit =
                    text::series_unit(&self.question.model.series[series], self.lang, fare.found);
                let shown = unit.show(fare.found);
                let number = text::format_number(shown, text::decimals_for([shown], 4));
                format!("{number} {}", unit.label)
            }
            _ => text::yes_or_no(fare.found > 0.0, self.lang).to_owned(),
        }
    }
}
