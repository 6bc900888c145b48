//! `dafeng run --draw`: one draw of an ensemble on its own.

use super::{Job, closes_with, summary};
use crate::cli::{Failure, Ready, print, shown};
use crate::ensemble::replay::Inputs;
use crate::model::Model;
use crate::report::tables::{self, Results, Table};
use crate::report::text;
use crate::sampling::Sampler;
use crate::simulation::{self, Central};

/// Series that are no numbers and are named.
const NAMED: usize = 10;

impl Job<'_> {
    /// Runs a draw plainly and writes its series and its inputs.
    pub(super) fn replay(&self, ready: &Ready, draw: u64) -> Result<(), Failure> {
        let (design, model, lang) = (self.design(), &ready.model, self.lang);
        if draw >= design.draws {
            let none = text::no_such_draw(draw, design.draws, lang);
            return Err(Failure::Input(format!("error: {none}")));
        }
        let inputs = Inputs::new(model, &Sampler::new(design, &model.parameters), draw);
        let run = simulation::replay(model, inputs.values.clone());
        let broken = not_numbers(model, &run);
        // What is no number closes nothing; everything else must.
        if broken.is_empty() {
            closes_with(model, &run.closures, || inputs.values.clone(), lang)?;
        }
        let results = Results { model, central: &run, ensemble: None };
        let files = vec![
            ("inputs.csv".to_owned(), csv(&tables::draw_inputs(model, &inputs))?),
            ("series.csv".to_owned(), csv(&tables::all_series(&results))?),
        ];
        let place = self.place(ready);
        self.write(ready, None, files, None, &place)?;
        let title = text::replayed(draw, design.draws, design.seed, design.method.name(), lang);
        print::out(&summary::of_draw(&results, &title, &self.said(model, &broken), &shown(&place), lang))
    }

    /// The series that are no numbers, and since when.
    fn said(&self, model: &Model, broken: &[(usize, usize)]) -> Vec<String> {
        let line = |&(series, t): &(usize, usize)| {
            let key = model.series[series].key(&model.scenario);
            text::not_a_number(&key, model.scenario.horizon.year(t), self.lang)
        };
        let more = broken.len().saturating_sub(NAMED);
        let last = (more > 0).then(|| text::and_more(more, self.lang));
        broken.iter().take(NAMED).map(line).chain(last).collect()
    }
}

fn csv(table: &Table) -> Result<Vec<u8>, Failure> {
    table.csv().map_err(|error| Failure::Work(format!("could not write the tables: {error}")))
}

/// Each series with a value that is no number or infinite, and the first year of one.
fn not_numbers(model: &Model, run: &Central) -> Vec<(usize, usize)> {
    let first = |s: usize| Some((s, run.series[s].iter().position(|value| !value.is_finite())?));
    (0..model.series.len()).filter_map(first).collect()
}
