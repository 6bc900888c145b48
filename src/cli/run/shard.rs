//! `dafeng run --shard` and `dafeng merge`: an ensemble computed in parts, on machines that share nothing but files.

use std::path::{Path, PathBuf};

use clap::Args;

use super::draws::encode;
use super::{Job, RunArguments};
use crate::cli::writing::WritingArguments;
use crate::cli::{Failure, Ready, ScenarioArguments, print, shown};
use crate::ensemble::shard::{self, Origin};
use crate::ensemble::tally::Tally;
use crate::ensemble::{self, Method};
use crate::output;
use crate::report::text::{self, Lang};
use crate::scenario;

/// One of several parts of equal size.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Part {
    /// Which, from 1.
    number: u64,
    /// Of how many.
    of: u64,
}

/// Reads `3/16`.
pub(super) fn part(text: &str) -> Result<Part, String> {
    let read = || {
        let (number, of) = text.split_once('/')?;
        Some(Part { number: number.trim().parse().ok()?, of: of.trim().parse().ok()? })
    };
    let part = read().ok_or_else(|| "write it as I/N, such as 3/16 for the third of sixteen".to_owned())?;
    if part.number == 0 || part.number > part.of {
        return Err(format!("there is no part {} of {}: they count from 1", part.number, part.of));
    }
    Ok(part)
}

impl Job<'_> {
    /// Computes one shard and writes it.
    pub(super) fn shard(&self, ready: &Ready, part: Part) -> Result<(), Failure> {
        let job = ensemble::Job::new(&ready.model, self.design(), ensemble::kept_series(&ready.model));
        self.check_room(&job)?;
        let range = job.shard(part.number - 1, part.of);
        if range.is_empty() {
            let why = text::too_many_shards(part.of, self.design().draws, self.lang);
            return Err(Failure::Input(format!("error: {why}")));
        }
        let place = self.arguments.writing.out.clone().unwrap_or_else(|| {
            let id = &ready.model.scenario.id;
            Path::new("output").join(format!("{id}.shard-{}-of-{}", part.number, part.of))
        });
        let unfinished = self.unfinished(ready, &place);
        let tally = self.simulate(&job, range.clone(), &unfinished)?;
        output::replace_file(&place, &encode(&unfinished.origin, &tally)?, shard::MARK)?;
        unfinished.remove();
        let written = text::shard_written(&shown(&place), range.start, range.end, self.lang);
        print::out(&format!("{written}\n"))
    }
}

#[derive(Debug, Args)]
pub struct MergeArguments {
    /// The shards of one ensemble, in any order. 分片文件
    #[arg(value_name = "SHARD", required = true)]
    shards: Vec<PathBuf>,
    #[command(flatten)]
    writing: WritingArguments,
    /// Begin CSV tables with a byte-order mark, so that Excel shows Chinese. CSV 文件加字节顺序标记
    #[arg(long)]
    bom: bool,
}

/// Joins shards and writes what one run of all the draws would have written.
pub fn merge(arguments: &MergeArguments) -> Result<(), Failure> {
    let lang = arguments.writing.lang();
    let stop = super::on_interrupt()?;
    let (origin, files) = arranged(&arguments.shards, lang)?;
    let run = arguments.run(&origin);
    let ready = crate::cli::prepare(&run.scenario, &run.files)?;
    let work = Job { arguments: &run, lang, stop: &stop };
    let place = work.place(&ready);
    if let Some(difference) = work.unfinished(&ready, &place).origin.difference(&origin) {
        let why = text::other_ensemble(&files[0], text::scenario_now(lang), difference, lang);
        return Err(Failure::Input(format!("error: {why}")));
    }
    let job = ensemble::Job::new(&ready.model, work.design(), ensemble::kept_series(&ready.model));
    super::pool(run.writing.threads)?.install(|| {
        let mut tally = Tally::new(&job, 0);
        for file in &files {
            let (_, next) = read(Path::new(file), shard::decode, lang).map_err(wrong)?;
            tally.join(&job, next);
            if work.stopped() {
                return Err(work.interrupted());
            }
        }
        let ensemble = work.statistics(&job, tally)?;
        work.results(&ready, Some(ensemble), &[], &place)
    })
}

impl MergeArguments {
    /// The run whose results the shards make.
    fn run(&self, origin: &Origin) -> RunArguments {
        RunArguments {
            scenario: PathBuf::from(&origin.scenario),
            draws: Some(origin.draws),
            seed: origin.seed,
            design: match origin.method {
                Method::Random => super::DesignArgument::Random,
                Method::LatinHypercube => super::DesignArgument::LatinHypercube,
                Method::Sobol => super::DesignArgument::Sobol,
            },
            until: None,
            draw: None,
            save_draws: Vec::new(),
            shard: None,
            resume: false,
            checkpoint: 0,
            writing: self.writing.clone(),
            bom: self.bom,
            files: ScenarioArguments { set: origin.set.clone(), allow_outside: origin.allow_outside },
        }
    }
}

/// Checks every byte of the shards and that together they are one ensemble; their origin, and the files in the order
/// of draws.
fn arranged(paths: &[PathBuf], lang: Lang) -> Result<(Origin, Vec<String>), Failure> {
    let (mut found, mut problems) = (Vec::new(), Vec::new());
    for path in paths {
        match read(path, shard::inspect, lang) {
            Ok((origin, range)) => found.push((shown(path), origin, range)),
            Err(why) => problems.push(why),
        }
    }
    let Some((first, origin, _)) = found.first().cloned() else {
        return Err(wrong(problems.join("\nerror: ")));
    };
    for (file, other, _) in &found[1..] {
        let difference = origin.difference(other);
        problems.extend(difference.map(|what| text::other_ensemble(file, &first, what, lang)));
    }
    let files: Vec<String> = found.iter().map(|(file, ..)| file.clone()).collect();
    let ranges: Vec<_> = found.into_iter().map(|(.., range)| range).collect();
    match shard::arrange(&ranges, origin.draws) {
        Ok(order) if problems.is_empty() => {
            Ok((origin, order.into_iter().map(|at| files[at].clone()).collect()))
        }
        Ok(_) => Err(wrong(problems.join("\nerror: "))),
        Err(misfits) => {
            problems.extend(misfits.iter().map(|misfit| text::misfit(misfit, &files, lang)));
            Err(wrong(problems.join("\nerror: ")))
        }
    }
}

fn wrong(why: String) -> Failure {
    Failure::Input(format!("error: {why}"))
}

/// Reads a file and what it holds, or tells why that cannot be.
fn read<T>(path: &Path, decode: impl Fn(&[u8]) -> Result<T, shard::Broken>, lang: Lang) -> Result<T, String> {
    let file = shown(path);
    let bytes = scenario::read_large(path).map_err(|why| format!("{file}: {why}"))?;
    decode(&bytes).map_err(|broken| text::broken_shard(&file, broken, lang))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_count_from_one() {
        assert_eq!(part("3/16"), Ok(Part { number: 3, of: 16 }));
        assert!(["0/4", "5/4", "4", "a/b", "1/0", "-1/4"].iter().all(|text| part(text).is_err()));
    }
}
