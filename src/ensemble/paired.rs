//! The same draws of several models, side by side: draw i of a leaf that two of them share is one number in both.
//!
//! Whole runs, no tape: what is read of a draw is little of what it computes, in a few years.

use rayon::prelude::*;

use super::{CHUNK, Design};
use crate::model::Model;
use crate::model::series::Quantity;
use crate::sampling::{self, Sampler};
use crate::simulation;
use crate::simulation::workspace::Workspace;

/// A model, and what is read of each of its draws.
#[derive(Clone, Copy, Debug)]
pub struct Side<'a> {
    /// The model.
    pub model: &'a Model,
    /// Which quantities.
    pub quantities: &'a [Quantity],
    /// In which years, counted from the base year.
    pub years: &'a [usize],
}

/// The addresses that take a dimension of a design of all models together, sorted.
pub fn dimensions<'a>(models: impl Iterator<Item = &'a Model>) -> Vec<String> {
    let mut all: Vec<String> = models.flat_map(|model| sampling::dimensions(&model.parameters)).collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// The random numbers of models that are drawn together.
pub fn samplers<'a>(models: impl Iterator<Item = &'a Model> + Clone, design: Design) -> Vec<Sampler> {
    let dimensions = dimensions(models.clone());
    models.map(|model| Sampler::over(design, &model.parameters, &dimensions)).collect()
}

/// Runs the central values of every side: `[side]`, each `[year][quantity]`.
pub fn central(sides: &[Side<'_>]) -> Vec<Vec<f64>> {
    let run = |side: &Side<'_>| {
        let mut read = Vec::new();
        let mut workspace = Workspace::new(side.model, Vec::new());
        simulation::read(side.model, &mut workspace, (side.quantities, side.years), &mut read);
        read
    };
    sides.iter().map(run).collect()
}

/// Runs every draw of every side. `reduce` turns what was read, `[side]`, each `[year][quantity]`, into as many
/// numbers as `width` says, on any thread; the answer is `[draw][number]`. `progress` is told the number of draws
/// done since the last call; where it answers false the work stops and `None` is returned.
pub fn draws(
    sides: &[Side<'_>],
    design: Design,
    width: usize,
    reduce: impl Fn(&[Vec<f64>], &mut [f64]) + Sync,
    progress: impl Fn(u64) -> bool + Sync,
) -> Option<Vec<f64>> {
    let samplers = samplers(sides.iter().map(|side| side.model), design);
    let chunks: Vec<u64> = (0..design.draws.div_ceil(CHUNK)).collect();
    let results: Option<Vec<Vec<f64>>> = chunks
        .into_par_iter()
        .map_init(
            || Room::new(sides),
            |room, chunk| {
                let first = chunk * CHUNK;
                let draws = first..design.draws.min(first + CHUNK);
                let count = draws.end - draws.start;
                let mut numbers = vec![0.0; count as usize * width];
                for (row, draw) in numbers.chunks_exact_mut(width.max(1)).zip(draws) {
                    reduce(room.run(sides, &samplers, draw), row);
                }
                progress(count).then_some(numbers)
            },
        )
        .collect();
    Some(results?.concat())
}

/// What a thread reuses from draw to draw, by side.
struct Room {
    workspaces: Vec<Workspace<f64>>,
    read: Vec<Vec<f64>>,
}

impl Room {
    fn new(sides: &[Side<'_>]) -> Room {
        let workspace = |side: &Side<'_>| Workspace::new(side.model, Vec::new());
        Room { workspaces: sides.iter().map(workspace).collect(), read: vec![Vec::new(); sides.len()] }
    }

    /// Runs a draw of every side, and gives what was read.
    fn run(&mut self, sides: &[Side<'_>], samplers: &[Sampler], draw: u64) -> &[Vec<f64>] {
        let rooms = self.workspaces.iter_mut().zip(&mut self.read);
        for ((side, sampler), (workspace, read)) in sides.iter().zip(samplers).zip(rooms) {
            sampler.fill(&side.model.parameters, draw, &mut workspace.draw);
            simulation::read(side.model, workspace, (side.quantities, side.years), read);
        }
        &self.read
    }
}
