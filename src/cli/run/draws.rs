//! The draws of an ensemble: simulated, ended early where they are enough, kept now and then to go on from.

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressState, ProgressStyle};

use super::{Job, check_closures};
use crate::cli::{Failure, Ready, print, shown};
use crate::ensemble::shard::{self, Origin};
use crate::ensemble::tally::Tally;
use crate::ensemble::{self, Ensemble, Method};
use crate::output;
use crate::report::text::{self, Lang};
use crate::scenario;

/// Draws between two looks at the clock.
const STEP: u64 = 8_192;

/// Draws before `--until` looks at targets for the first time; from then on whenever there are twice as many.
const FIRST_LOOK: u64 = 1_024;

/// Writing what is done takes at most this share of the time.
const SHARE_OF_WRITING: u32 = 20;

/// Memory that statistics of all draws may take.
pub(in crate::cli) const MOST_BYTES: u64 = 8 << 30;

impl Job<'_> {
    /// The ensemble that is asked for, if there are draws.
    pub(super) fn ensemble(&self, ready: &Ready, place: &Path) -> Result<Option<Ensemble>, Failure> {
        let design = self.design();
        if design.draws == 0 {
            return Ok(None);
        }
        let job = ensemble::Job::new(&ready.model, design, ensemble::kept_series(&ready.model));
        self.check_room(&job)?;
        self.check_until(&job)?;
        let unfinished = self.unfinished(ready, place);
        let tally = self.simulate(&job, 0..design.draws, &unfinished)?;
        self.tell_until(&job, &tally);
        let ensemble = self.statistics(&job, tally)?;
        Ok(Some(ensemble))
    }

    /// Statistics of all draws; they may need a second pass.
    pub(super) fn statistics(&self, job: &ensemble::Job<'_>, tally: Tally) -> Result<Ensemble, Failure> {
        let ensemble = job.finish(tally, &|_| !self.stopped()).ok_or_else(|| self.interrupted())?;
        check_closures(job.model, &ensemble.closures, |_| None, self.lang)?;
        Ok(ensemble)
    }

    /// Simulates a range of draws.
    pub(super) fn simulate(
        &self,
        job: &ensemble::Job<'_>,
        range: Range<u64>,
        unfinished: &Unfinished,
    ) -> Result<Tally, Failure> {
        let mut tally = self.begin(job, range.start, unfinished)?;
        let bar = progress(range.end - range.start, tally.to - range.start, self.lang);
        let report = |done: u64| {
            bar.inc(done);
            !self.stopped()
        };
        let mut clock = Clock::new(self.arguments.checkpoint);
        while tally.to < range.end && !self.is_enough(job, &tally) {
            let step = (tally.to / STEP + 1) * STEP;
            let look = self.arguments.until.map_or(step, |_| next_look(tally.to).min(step));
            if !job.advance(&mut tally, look.min(range.end), &report) {
                bar.finish_and_clear();
                return Err(unfinished.interrupted(clock.kept, range.end - range.start, self));
            }
            if tally.to < range.end && clock.is_due() {
                unfinished.keep(&tally)?;
                clock.kept(tally.to - tally.from);
            }
        }
        bar.finish_and_clear();
        Ok(tally)
    }

    /// Of no draws, or what an earlier run left.
    fn begin(&self, job: &ensemble::Job<'_>, from: u64, unfinished: &Unfinished) -> Result<Tally, Failure> {
        if self.arguments.resume {
            if let Some(tally) = unfinished.read(from, self.lang)? {
                print::note(&text::resumed(&shown(&unfinished.path), tally.to - from, self.lang));
                return Ok(tally);
            }
            print::note(&text::nothing_to_resume(&shown(&unfinished.path), self.lang));
        }
        Ok(Tally::new(job, from))
    }

    /// Whether `--until` is satisfied.
    fn is_enough(&self, job: &ensemble::Job<'_>, tally: &Tally) -> bool {
        let look = tally.to >= FIRST_LOOK && tally.to == next_look(tally.to - 1);
        let within = |asked: f64| job.widest(tally).is_some_and(|half| half <= asked);
        look && self.arguments.until.is_some_and(within)
    }

    fn check_until(&self, job: &ensemble::Job<'_>) -> Result<(), Failure> {
        let lang = self.lang;
        let wrong = match (self.arguments.until, self.design().method) {
            (None, _) => return Ok(()),
            (Some(_), Method::LatinHypercube) => text::until_of_a_hypercube(lang),
            (Some(_), _) if job.readers.is_empty() => text::until_without_targets(lang),
            (Some(_), _) => return Ok(()),
        };
        Err(Failure::Input(format!("error: {wrong}")))
    }

    fn tell_until(&self, job: &ensemble::Job<'_>, tally: &Tally) {
        if let (Some(asked), Some(half)) = (self.arguments.until, job.widest(tally)) {
            print::note(&text::until_reached(tally.to, half, asked, self.lang));
        }
    }

    /// Refuses an ensemble that would not fit into the memory of most machines, before it is tried.
    pub(super) fn check_room(&self, job: &ensemble::Job<'_>) -> Result<(), Failure> {
        let fits = |draws: u64| job.most_bytes(draws) <= MOST_BYTES;
        let draws = job.design.draws;
        if fits(draws) {
            return Ok(());
        }
        // The greatest number of two digits below.
        let most = (0..19).flat_map(|power| (10..100).map(move |n| n * 10_u64.pow(power - power.min(1))));
        let most = most.take_while(|n| fits(*n)).last().unwrap_or(0);
        Err(Failure::Input(format!("error: {}", text::too_many_draws(draws, most, self.lang))))
    }

    /// Where what is done is kept.
    pub(super) fn unfinished(&self, ready: &Ready, place: &Path) -> Unfinished {
        let mut path = place.as_os_str().to_owned();
        path.push(".unfinished");
        Unfinished { path: PathBuf::from(path), origin: self.origin(ready) }
    }

    /// What the ensemble is made of.
    fn origin(&self, ready: &Ready) -> Origin {
        let (design, files) = (self.design(), &self.arguments.files);
        Origin {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            scenario: shown(&self.arguments.scenario),
            inputs: ready.inputs.iter().map(|input| input.sha256.clone()).collect(),
            set: files.set.clone(),
            allow_outside: files.allow_outside,
            seed: design.seed,
            draws: design.draws,
            method: design.method,
        }
    }
}

/// The number of draws at which `--until` looks next.
fn next_look(done: u64) -> u64 {
    (done + 1).next_power_of_two().max(FIRST_LOOK)
}

/// The file that holds what is done.
pub(super) struct Unfinished {
    path: PathBuf,
    pub(super) origin: Origin,
}

impl Unfinished {
    /// The draws from one on that an earlier run of the same ensemble left, if it left any.
    fn read(&self, from: u64, lang: Lang) -> Result<Option<Tally>, Failure> {
        let file = shown(&self.path);
        let told = |why: String| Failure::Input(format!("error: {why}\n{}", text::start_anew(lang)));
        if !self.path.exists() {
            return Ok(None);
        }
        let bytes = scenario::read_large(&self.path).map_err(|why| told(format!("{file}: {why}")))?;
        let (origin, tally) =
            shard::decode(&bytes).map_err(|broken| told(text::broken_shard(&file, broken, lang)))?;
        if let Some(difference) = self.origin.difference(&origin) {
            let now = text::scenario_now(lang);
            return Err(told(text::other_ensemble(&file, now, difference, lang)));
        }
        Ok(Some(tally).filter(|tally| tally.from == from))
    }

    /// Writes what is done.
    fn keep(&self, tally: &Tally) -> Result<(), Failure> {
        let bytes = encode(&self.origin, tally)?;
        Ok(output::replace_file(&self.path, &bytes, shard::MARK)?)
    }

    /// Takes the file away once its run has ended.
    pub(super) fn remove(&self) {
        // What cannot be removed is written over by the next run, and does no harm till then.
        let _ = output::remove_marked(&self.path, shard::MARK);
    }

    fn interrupted(&self, kept: Option<u64>, all: u64, job: &Job<'_>) -> Failure {
        match kept {
            None => job.interrupted(),
            Some(done) => {
                let text = text::interrupted_with(&shown(&self.path), done, all, job.lang);
                Failure::Interrupted(text)
            }
        }
    }
}

/// A shard as bytes.
pub(super) fn encode(origin: &Origin, tally: &Tally) -> Result<Vec<u8>, Failure> {
    shard::encode(origin, tally).map_err(|error| Failure::Work(format!("could not write the draws: {error}")))
}

/// When to write what is done.
struct Clock {
    every: Duration,
    last: Instant,
    /// Draws that were kept last.
    kept: Option<u64>,
    begun: Option<Instant>,
}

impl Clock {
    fn new(seconds: u32) -> Clock {
        let every = Duration::from_secs(u64::from(seconds));
        Clock { every, last: Instant::now(), kept: None, begun: None }
    }

    fn is_due(&mut self) -> bool {
        self.begun = Some(Instant::now());
        self.last.elapsed() >= self.every
    }

    /// Tells that so many draws were kept just now.
    fn kept(&mut self, draws: u64) {
        let writing = self.begun.map_or(Duration::ZERO, |begun| begun.elapsed());
        self.every = self.every.max(writing * SHARE_OF_WRITING);
        (self.last, self.kept) = (Instant::now(), Some(draws));
    }
}

/// A bar on a terminal, with draws a second and the time that is left; nothing elsewhere.
pub(in crate::cli) fn progress(draws: u64, done: u64, lang: Lang) -> ProgressBar {
    // indicatif draws on stderr, and hides itself where that is no terminal.
    let bar = ProgressBar::new(draws).with_position(done);
    bar.reset_eta();
    let (unit, before, after) = text::progress_words(lang);
    let template = format!("{{bar:40}} {{pos}}/{{len}}  {{rate}} {unit}  {before}{{eta}}{after}");
    let rate = |state: &ProgressState, out: &mut dyn std::fmt::Write| {
        // A line that cannot be written is drawn again.
        let _ = write!(out, "{:.0}", state.per_sec());
    };
    match ProgressStyle::with_template(&template) {
        Ok(style) => bar.with_style(style.with_key("rate", rate)),
        Err(_) => bar,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn looks_come_at_powers_of_two() {
        let looks = [0, 5, 1023, 1024, 1500, 2047, 2048].map(next_look);
        assert_eq!(looks, [1024, 1024, 1024, 2048, 2048, 2048, 4096]);
    }
}
