//! The same draws of several models, side by side: draw i of a leaf that two of them share is one number in both.
//!
//! Whole runs, no tape: what is read of a draw is little of what it computes, in a few years.

use rayon::prelude::*;

use super::{CHUNK, Design};
use crate::model::Model;
use crate::model::series::Quantity;
use crate::sampling::{self, Sampler};
use crate::simulation;
use crate::simulation::draw::DrawValues;
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
            || sides.iter().map(Room::new).collect::<Vec<Room>>(),
            |rooms, chunk| {
                let first = chunk * CHUNK;
                let count = CHUNK.min(design.draws - first);
                let mut numbers = vec![0.0; count as usize * width];
                let mut read = vec![Vec::new(); sides.len()];
                for (row, draw) in numbers.chunks_exact_mut(width.max(1)).zip(first..) {
                    for (side, (room, read)) in rooms.iter_mut().zip(&mut read).enumerate() {
                        room.run(&sides[side], &samplers[side], draw, read);
                    }
                    reduce(&read, row);
                }
                progress(count).then_some(numbers)
            },
        )
        .collect();
    Some(results?.concat())
}

/// What a thread reuses from draw to draw of a side.
struct Room {
    workspace: Workspace<f64>,
}

impl Room {
    fn new(side: &Side<'_>) -> Room {
        Room { workspace: Workspace::new(side.model, Vec::new()) }
    }

    fn run(&mut self, side: &Side<'_>, sampler: &Sampler, draw: u64, read: &mut Vec<f64>) {
        let values: &mut DrawValues<f64> = &mut self.workspace.draw;
        sampler.fill(&side.model.parameters, draw, values);
        simulation::read(side.model, &mut self.workspace, (side.quantities, side.years), read);
    }
}
