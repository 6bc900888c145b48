//! The change of CO2 told as effects of what changed: activity, structure, energy intensity, carrier mix, emission
//! factors, the grid, process emissions (MODEL section 14).
//!
//! Of every process j and carrier k, with Q the output of the product family that j works for:
//!
//! ```text
//! CO2[j,k] = Q · (Q[j]/Q) · (E[j]/Q[j]) · (E[j,k]/E[j]) · EF[k]           fuels, heat, captive and grid electricity
//! CO2[j,p] = Q · (Q[j]/Q) · (P[j]/Q[j])                                    process CO2, carbon of scrap and feedstock
//! ```
//!
//! each by additive LMDI-I ([`lmdi`]), added up over processes, families and regions. Carbon that leaves in products,
//! captured CO2, what calibration adds, and any other part that is negative somewhere are terms of their own: their
//! own difference. So the terms sum to the change of reported CO2 (scopes 1 and 2, location-based).

mod change;
pub mod family;
pub mod layout;
pub mod lmdi;
mod spread;

use crate::domain::Year;
use crate::ensemble::Design;
use crate::ensemble::paired::{self, Side};
use crate::model::Model;
pub use change::{Change, DIFFERENCE, END, NUMBERS, TERMS, Term};
pub use family::Family;
use layout::{Cell, Layout};
pub use spread::{PROBABILITIES, Spread};

/// Of CO2, what rounding may leave.
const ROUNDING: f64 = 1e-9;

/// One end of a comparison: a model, by position, in a year.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Moment {
    /// Which model.
    pub model: usize,
    /// Which year.
    pub year: Year,
}

/// From one moment to another.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Step {
    /// Where it starts.
    pub from: Moment,
    /// Where it ends.
    pub to: Moment,
}

/// Years between which nothing can be compared.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum WrongYears {
    /// Two years at least are needed between which something changes, or one year of two scenarios.
    TooFew,
    /// The years do not rise.
    NotRising(Year, Year),
    /// A model does not reach a year.
    Outside {
        /// Which model, by position.
        model: usize,
        /// The year.
        year: Year,
    },
}

/// Which number of the answer is of what.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Of {
    /// All families together.
    Total,
    /// A family, by position.
    Family(usize),
    /// A process, by position among the lines.
    Process(usize),
}

/// The change of one thing in one place over one step.
#[derive(Clone, Debug)]
pub struct Part {
    /// Position of the step.
    pub step: usize,
    /// Position of the place.
    pub spot: usize,
    /// Of what.
    pub of: Of,
    /// The central runs.
    pub change: Change,
    /// Over the draws, in the order of [`Change::numbers`]; of processes none is kept.
    pub draws: Option<[Spread; NUMBERS]>,
}

impl Part {
    /// Whether a number is more than rounding, in the central runs or somewhere between 5 and 95 % of the draws.
    pub fn tells(&self, number: usize) -> bool {
        let least = ROUNDING * self.change.start.abs().max(self.change.end.abs());
        let spread = self.draws.map(|draws| draws[number].quantiles).unwrap_or_default();
        let values = [self.change.numbers()[number]].into_iter().chain(spread);
        values.into_iter().any(|value| value.abs() > least)
    }
}

/// What the draws of a comparison came to.
#[derive(Clone, Debug)]
pub struct Drawn {
    /// Draws that came to no number, and are left out.
    pub failed: u64,
    /// The greatest gap of a draw.
    pub gap: f64,
}

/// One or two models, and the steps that are decomposed.
#[derive(Clone, Debug)]
pub struct Comparison<'a> {
    /// The models.
    pub models: Vec<&'a Model>,
    /// From where to where.
    pub steps: Vec<Step>,
    /// Processes, families and places.
    pub layout: Layout,
    /// Years that are read of each model, counted from its base year.
    years: Vec<Vec<usize>>,
}

impl<'a> Comparison<'a> {
    /// Between neighbouring years of one scenario.
    ///
    /// # Errors
    /// When there are fewer than two years, they do not rise, or one lies outside the horizon.
    pub fn between_years(model: &'a Model, years: &[Year]) -> Result<Comparison<'a>, WrongYears> {
        let moment = |year: Year| Moment { model: 0, year };
        let steps = years.windows(2).map(|pair| Step { from: moment(pair[0]), to: moment(pair[1]) });
        Comparison::new(vec![model], years, steps.collect())
    }

    /// Between two scenarios in each of some years.
    ///
    /// # Errors
    /// When there is no year, they do not rise, or one lies outside a horizon.
    pub fn between_scenarios(
        from: &'a Model,
        to: &'a Model,
        years: &[Year],
    ) -> Result<Comparison<'a>, WrongYears> {
        let step = |&year: &Year| Step { from: Moment { model: 0, year }, to: Moment { model: 1, year } };
        Comparison::new(vec![from, to], years, years.iter().map(step).collect())
    }

    fn new(models: Vec<&'a Model>, years: &[Year], steps: Vec<Step>) -> Result<Comparison<'a>, WrongYears> {
        if let Some(pair) = years.windows(2).find(|pair| pair[0] >= pair[1]) {
            return Err(WrongYears::NotRising(pair[0], pair[1]));
        }
        if steps.is_empty() {
            return Err(WrongYears::TooFew);
        }
        let index = |(model, of): (usize, &&Model)| {
            let at =
                |&year: &Year| of.scenario.horizon.index(year).ok_or(WrongYears::Outside { model, year });
            years.iter().map(at).collect::<Result<Vec<usize>, WrongYears>>()
        };
        let read = models.iter().enumerate().map(index).collect::<Result<_, _>>()?;
        let layout = Layout::new(&models);
        Ok(Comparison { models, steps, layout, years: read })
    }

    /// The central runs: every place and step, total first, then families, then processes.
    pub fn central(&self) -> Vec<Part> {
        let read = paired::central(&self.sides());
        let mut parts = Vec::new();
        let mut room = Room::default();
        for step in 0..self.steps.len() {
            self.load(&read, step, &mut room);
            for spot in 0..self.layout.spots.len() {
                let found = self.changes(spot, &mut room).into_iter();
                parts.extend(found.map(|(of, change)| Part { step, spot, of, change, draws: None }));
            }
        }
        parts
    }

    /// How many numbers [`Comparison::draw`] keeps of a draw.
    pub fn numbers_a_draw(parts: &[Part]) -> usize {
        kept(parts).len() * NUMBERS
    }

    /// Runs the draws of all models side by side and enters how the numbers of totals and families spread. `progress`
    /// is told the number of draws done since the last call; where it answers false, `None` is returned.
    pub fn draw(
        &self,
        design: Design,
        parts: &mut [Part],
        progress: impl Fn(u64) -> bool + Sync,
    ) -> Option<Drawn> {
        let kept = kept(parts);
        let width = kept.len() * NUMBERS;
        let wanted: Vec<(usize, usize, Of)> =
            kept.iter().map(|&p| (parts[p].step, parts[p].spot, parts[p].of)).collect();
        let reduce = |read: &[Vec<f64>], row: &mut [f64]| self.numbers(read, &wanted, row);
        let drawn = paired::draws(&self.sides(), design, width, reduce, progress)?;
        let (whole, failed): (Vec<&[f64]>, Vec<&[f64]>) =
            drawn.chunks_exact(width).partition(|row| row.iter().all(|v| v.is_finite()));
        for (place, &part) in kept.iter().enumerate() {
            let of = |number: usize| whole.iter().map(|row| row[place * NUMBERS + number]).collect();
            parts[part].draws = Some(std::array::from_fn(|number| Spread::new(of(number))));
        }
        let gaps = whole
            .iter()
            .flat_map(|row| row.chunks_exact(NUMBERS))
            .map(|numbers| Change::of_numbers(numbers).gap());
        Some(Drawn { failed: failed.len() as u64, gap: gaps.fold(0.0, f64::max) })
    }

    fn sides(&self) -> Vec<Side<'_>> {
        let side = |(model, of): (usize, &&'a Model)| Side {
            model: of,
            quantities: &self.layout.quantities[model],
            years: &self.years[model],
        };
        self.models.iter().enumerate().map(side).collect()
    }

    /// The numbers of some parts, by step, place and what they are of; parts of one step and place stand together.
    fn numbers(&self, read: &[Vec<f64>], wanted: &[(usize, usize, Of)], row: &mut [f64]) {
        let mut room = Room::default();
        let mut rows = row.chunks_exact_mut(NUMBERS);
        for together in wanted.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
            let (step, spot, _) = together[0];
            self.load(read, step, &mut room);
            let changes = self.changes(spot, &mut room);
            for ((_, _, of), row) in together.iter().zip(&mut rows) {
                let found = changes.iter().find(|(other, _)| other == of);
                row.copy_from_slice(&found.map_or([f64::NAN; NUMBERS], |(_, change)| change.numbers()));
            }
        }
    }

    /// Cells of both ends of a step.
    fn load(&self, read: &[Vec<f64>], step: usize, room: &mut Room) {
        let Step { from, to } = self.steps[step];
        for (moment, cells) in [from, to].into_iter().zip(&mut room.cells) {
            let horizon = self.models[moment.model].scenario.horizon;
            let year = horizon.index(moment.year);
            let place = self.years[moment.model].iter().position(|&t| Some(t) == year).unwrap_or_default();
            let width = self.layout.quantities[moment.model].len();
            self.layout.cells(moment.model, &read[moment.model][place * width..(place + 1) * width], cells);
        }
    }

    /// Total, families and processes of a place: families that somebody there works for.
    fn changes(&self, spot: usize, room: &mut Room) -> Vec<(Of, Change)> {
        let Layout { spots, families, lines, .. } = &self.layout;
        let (here, cells) = (&spots[spot].lines, &room.cells);
        let at = |cell: usize| [cells[0][cell], cells[1][cell]];
        let mut product = vec![[0.0; 2]; families.len()];
        for line in here.iter().map(|&l| &lines[l]).filter(|line| line.makes_product) {
            let output = at(line.cell(Cell::Output));
            product[line.family].iter_mut().zip(output).for_each(|(sum, output)| *sum += output);
        }
        let of_line = |&l: &usize| (Of::Process(l), change::of(&lines[l], product[lines[l].family], &at));
        let processes: Vec<(Of, Change)> = here.iter().map(of_line).collect();
        let mut total = Change::default();
        let mut found = vec![(Of::Total, total)];
        for family in 0..families.len() {
            let members: Vec<usize> = (0..here.len()).filter(|&i| lines[here[i]].family == family).collect();
            let mut sum = Change::default();
            members.iter().for_each(|&i| sum.add(&processes[i].1));
            total.add(&sum);
            found.extend((!members.is_empty()).then_some((Of::Family(family), sum)));
        }
        found[0].1 = total;
        found.extend(processes);
        found
    }
}

/// Positions of the parts that draws are kept of: totals and families.
fn kept(parts: &[Part]) -> Vec<usize> {
    (0..parts.len()).filter(|&p| !matches!(parts[p].of, Of::Process(_))).collect()
}

/// Cells of the start and of the end.
#[derive(Default)]
struct Room {
    cells: [Vec<f64>; 2],
}
