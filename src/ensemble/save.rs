//! Every draw's values of some series, chunk by chunk in order: a tape of these series alone, played for the
//! draws of an ensemble. Nothing is kept, so any number of draws fits into memory.

use rayon::prelude::*;

use super::chunk::{Job, Scratch};
use super::program::Program;
use super::{CHUNK, Design};
use crate::model::Model;
use crate::near::near;
use crate::tape::{BLOCK, Block, Sink};

/// The word that stands for all series that targets read.
pub const TARGETS: &str = "targets";

/// A name that is no series.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Unknown {
    /// As asked for.
    pub name: String,
    /// What was probably meant.
    pub near: Option<String>,
}

/// Positions in the catalogue of series by their names `name@place`, or [`TARGETS`]; in the order of the catalogue.
///
/// # Errors
/// The first name that is none.
pub fn named(model: &Model, names: &[String]) -> Result<Vec<usize>, Unknown> {
    let keys: Vec<String> = model.series.iter().map(|series| series.key(&model.scenario)).collect();
    let mut found = Vec::new();
    for name in names {
        if name == TARGETS {
            let targets = &model.scenario.targets;
            found.extend(targets.iter().filter_map(|t| model.find_series(&t.metric, t.place)));
            continue;
        }
        let Some(series) = keys.iter().position(|key| key == name) else {
            let candidates = keys.iter().map(String::as_str).chain([TARGETS]);
            return Err(Unknown { name: name.clone(), near: near(name, candidates).map(str::to_owned) });
        };
        found.push(series);
    }
    found.sort_unstable();
    found.dedup();
    Ok(found)
}

/// Values of some draws that follow each other.
#[derive(Clone, Copy, Debug)]
pub struct Values<'a> {
    /// Number of the first draw.
    pub first: u64,
    /// `[draw][series][year]`; what failed is no number.
    pub values: &'a [f64],
}

/// Plays the series at `series` for every draw. `written` turns the values of a chunk into text, on any thread; `take`
/// gets the texts in the order of draws. `progress` is told the number of draws done since the last call; where it
/// answers false the work stops.
///
/// # Errors
/// What `written` or `take` say.
pub fn save<E: Send>(
    model: &Model,
    design: Design,
    series: &[usize],
    written: impl Fn(Values<'_>) -> Result<Vec<u8>, E> + Sync,
    mut take: impl FnMut(&[u8]) -> Result<(), E>,
    progress: impl Fn(u64) -> bool,
) -> Result<(), E> {
    let job = Job::new(model, design, series.to_vec());
    let chunks = design.draws.div_ceil(CHUNK);
    let threads = (rayon::current_num_threads() as u64).min(chunks);
    let mut rooms: Vec<Room> = (0..threads).map(|_| Room::new(&job)).collect();
    let mut next = 0;
    while next < chunks {
        let texts: Vec<Result<Vec<u8>, E>> = rooms
            .par_iter_mut()
            .enumerate()
            .take((chunks - next) as usize)
            .map(|(at, room)| written(room.play(&job, next + at as u64)))
            .collect();
        for text in texts {
            take(&text?)?;
            let draws = job.draws_of(next);
            next += 1;
            if !progress(draws) {
                return Ok(());
            }
        }
    }
    Ok(())
}

/// What a thread reuses from chunk to chunk.
struct Room {
    scratch: Scratch,
    values: Vec<f64>,
}

impl Room {
    fn new(job: &Job<'_>) -> Room {
        Room {
            scratch: job.scratch(),
            values: vec![0.0; CHUNK as usize * job.program.series.len() * job.program.years],
        }
    }

    /// Computes a chunk.
    fn play(&mut self, job: &Job<'_>, chunk: u64) -> Values<'_> {
        let (first, program, draws) = (chunk * CHUNK, &job.program, job.draws_of(chunk));
        job.draw(&mut self.scratch, first, draws as usize);
        for from in (0..draws).step_by(BLOCK) {
            let live = BLOCK.min((draws - from) as usize);
            let mut taker = Taker { program, values: &mut self.values, from: from as usize, live };
            self.scratch.players[from as usize / BLOCK].play(&program.tape, &mut taker);
        }
        let cells = draws as usize * program.series.len() * program.years;
        Values { first, values: &self.values[..cells] }
    }
}

/// Puts the outputs of a block in the order of draws.
struct Taker<'a> {
    program: &'a Program,
    values: &'a mut [f64],
    from: usize,
    live: usize,
}

impl Sink for Taker<'_> {
    fn take(&mut self, output: usize, values: &Block) {
        let (t, place) = (output / self.program.outputs_a_year(), output % self.program.outputs_a_year());
        let (series, years) = (self.program.series.len(), self.program.years);
        if place >= series {
            return;
        }
        for (lane, value) in values[..self.live].iter().enumerate() {
            self.values[((self.from + lane) * series + place) * years + t] = *value;
        }
    }
}
