//! Single draws: their inputs, and what they gave.

use super::{Results, Table, number};
use crate::ensemble::replay::{Input, Inputs};
use crate::ensemble::save::Values;
use crate::model::Model;
use crate::model::series::place_id;
use crate::sampling::Sampler;

/// Failed draws whose inputs are kept.
const MOST_FAILED: usize = 1000;

/// Rows of inputs that are kept; the first failed draw is kept whole even so.
const MOST_ROWS: usize = 200_000;

/// What one draw brings along.
pub fn inputs(model: &Model, inputs: &Inputs) -> Table {
    let mut table = Table::new(&["kind", "address", "unit", "year", "written", "drawn"]);
    for input in inputs.list(model) {
        table.row(cells(model, input).to_vec());
    }
    table
}

/// What the failed draws of an ensemble bring along; of very many, the first. `None` where none failed.
pub fn failed(results: &Results<'_>) -> Option<Table> {
    let ensemble = results.ensemble.filter(|e| !e.failed.is_empty())?;
    let model = results.model;
    let sampler = Sampler::new(ensemble.design, &model.parameters);
    let mut table = Table::new(&["draw", "kind", "address", "unit", "year", "written", "drawn"]);
    for &draw in ensemble.failed.iter().take(MOST_FAILED) {
        let list = Inputs::new(model, &sampler, draw).list(model);
        let (_, rows) = table.parts();
        if !rows.is_empty() && rows.len() + list.len() > MOST_ROWS {
            break;
        }
        for input in list {
            table.row(std::iter::once(draw.to_string()).chain(cells(model, input)).collect());
        }
    }
    Some(table)
}

/// Kind, address, unit, year, written value, drawn value.
fn cells(model: &Model, input: Input) -> [String; 6] {
    let year = |t: usize| model.scenario.horizon.year(t).to_string();
    match input {
        Input::Leaf { leaf, year: t, written, drawn } => {
            let leaf = model.scenario.leaf(leaf);
            let unit = leaf.dimension.to_string();
            ["leaf".to_owned(), leaf.address.clone(), unit, year(t), number(written), value(drawn)]
        }
        Input::Innovation { shock, year: t, drawn } => {
            let address = model.parameters.yearly[shock].address.clone();
            ["innovation".to_owned(), address, "1".to_owned(), year(t), "0".to_owned(), value(drawn)]
        }
    }
}

/// A drawn value: what is infinite or no number is often why the draw failed, so it is told.
fn value(drawn: f64) -> String {
    if drawn.is_finite() { number(drawn) } else { drawn.to_string() }
}

/// Writes the values of draws: one row a draw and series, one column a year.
#[derive(Clone, Debug)]
pub struct DrawRows {
    /// Scenario, place, name and unit of each series.
    heads: Vec<[String; 4]>,
    years: Vec<String>,
}

impl DrawRows {
    /// For the series at these positions of the catalogue.
    pub fn new(model: &Model, series: &[usize]) -> DrawRows {
        let scenario = &model.scenario;
        let head = |&s: &usize| {
            let series = &model.series[s];
            let place = place_id(scenario, series.place).to_owned();
            [scenario.id.clone(), place, series.name.clone(), series.dimension.to_string()]
        };
        let years = scenario.horizon.years().map(|year| year.to_string()).collect();
        DrawRows { heads: series.iter().map(head).collect(), years }
    }

    /// About how many bytes a draw takes: a number that is no round one has 17 digits and a few more signs.
    pub fn bytes_a_draw(&self) -> u64 {
        let heads: usize = self.heads.iter().flatten().map(|cell| cell.len() + 1).sum();
        (heads + self.heads.len() * (7 + 18 * self.years.len())) as u64
    }

    /// The head of the table.
    ///
    /// # Errors
    /// When the CSV writer fails, which memory does not.
    pub fn header(&self) -> Result<Vec<u8>, csv::Error> {
        let names = ["scenario", "place", "series", "unit", "draw"];
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(names.into_iter().chain(self.years.iter().map(String::as_str)))?;
        writer.into_inner().map_err(|e| csv::Error::from(e.into_error()))
    }

    /// The rows of some draws; a value that is no number is left empty.
    ///
    /// # Errors
    /// When the CSV writer fails, which memory does not.
    pub fn rows(&self, draws: Values<'_>) -> Result<Vec<u8>, csv::Error> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        for (row, values) in draws.values.chunks(self.years.len()).enumerate() {
            let (draw, series) = (draws.first + (row / self.heads.len()) as u64, row % self.heads.len());
            for cell in &self.heads[series] {
                writer.write_field(cell)?;
            }
            writer.write_field(draw.to_string())?;
            for value in values {
                writer.write_field(number(*value))?;
            }
            writer.write_record(None::<&[u8]>)?;
        }
        writer.into_inner().map_err(|e| csv::Error::from(e.into_error()))
    }
}
