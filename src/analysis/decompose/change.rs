//! The change of one process, factor by factor.

use super::layout::{Cell, Line, Role};
use super::lmdi;

/// What a change is ascribed to.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Term {
    /// Output of the product family.
    Activity,
    /// Output of each process per t of the family's: shares of routes and regions, charges of intermediates.
    Structure,
    /// Energy per t of a process's output: bought electricity at its heat, 3.6 GJ/MWh; feedstock is none.
    EnergyIntensity,
    /// Shares of the carriers in the energy of a process.
    CarrierMix,
    /// Emission factors of fuels and heat.
    FuelFactors,
    /// Emission factor of the grid.
    GridFactor,
    /// CO2 per t that comes from no fuel: carbonates, scrap, feedstock such as anodes.
    Process,
    /// Carbon that leaves in products and by-products.
    CarbonOut,
    /// Captured CO2.
    Captured,
    /// What calibration adds.
    Calibration,
    /// Parts that are negative at the start or at the end.
    Negative,
}

/// All terms, in the order of tables and charts.
pub const TERMS: [Term; 11] = [
    Term::Activity,
    Term::Structure,
    Term::EnergyIntensity,
    Term::CarrierMix,
    Term::FuelFactors,
    Term::GridFactor,
    Term::Process,
    Term::CarbonOut,
    Term::Captured,
    Term::Calibration,
    Term::Negative,
];

/// Numbers of a change: start, terms, end.
pub const NUMBERS: usize = TERMS.len() + 2;

/// Physical heat of electricity, GJ/MWh, so that carriers add up. The grid's own factor is divided by it again.
const GIGAJOULES_PER_MEGAWATT_HOUR: f64 = 3.6;

/// CO2 at the start and at the end, and what lies between, t CO2.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Change {
    /// CO2 at the start.
    pub start: f64,
    /// CO2 at the end.
    pub end: f64,
    terms: [f64; TERMS.len()],
}

impl Change {
    /// Effect of a term.
    pub fn term(&self, term: Term) -> f64 {
        self.terms[term as usize]
    }

    /// End less start.
    pub fn difference(&self) -> f64 {
        self.end - self.start
    }

    /// What the terms leave of the difference, relative to the larger of start and end.
    pub fn gap(&self) -> f64 {
        let rest = (self.terms.iter().sum::<f64>() - self.difference()).abs();
        let scale = self.start.abs().max(self.end.abs());
        if scale > 0.0 { rest / scale } else { rest }
    }

    /// The gap of a change told by its numbers.
    pub(super) fn gap_of(numbers: &[f64]) -> f64 {
        let (start, end) = (numbers[0], numbers[NUMBERS - 1]);
        let mut change = Change { start, end, ..Change::default() };
        change.terms.copy_from_slice(&numbers[1..=TERMS.len()]);
        change.gap()
    }

    /// Start, terms, end.
    pub fn numbers(&self) -> [f64; NUMBERS] {
        let mut numbers = [self.start; NUMBERS];
        numbers[1..=TERMS.len()].copy_from_slice(&self.terms);
        numbers[NUMBERS - 1] = self.end;
        numbers
    }

    /// Adds another change of the same step.
    pub(super) fn add(&mut self, other: &Change) {
        self.start += other.start;
        self.end += other.end;
        self.terms.iter_mut().zip(other.terms).for_each(|(sum, term)| *sum += term);
    }

    fn put(&mut self, term: Term, value: f64) {
        self.terms[term as usize] += value;
    }

    /// Ascribes a product of factors; what has no logarithm is a term of its own.
    fn ascribe<const N: usize>(&mut self, terms: [Term; N], factors: [[f64; 2]; N], value: [f64; 2]) {
        let mut effects = [0.0; N];
        match lmdi::add(&factors.map(|f| f[0]), &factors.map(|f| f[1]), &mut effects) {
            Ok(()) => terms.into_iter().zip(effects).for_each(|(term, effect)| self.put(term, effect)),
            Err(_) => self.put(Term::Negative, value[1] - value[0]),
        }
    }
}

/// The change of one process, from the output of its family and its own cells at start and end.
pub(super) fn of(line: &Line, product: [f64; 2], at: &impl Fn(usize) -> [f64; 2]) -> Change {
    let fixed = |cell: Cell| at(line.cell(cell));
    let [start, end] = fixed(Cell::Co2);
    let mut change = Change { start, end, ..Change::default() };
    let scale = scale(product, fixed(Cell::Output));
    energy(line, scale, fixed(Cell::Output), at, &mut change);
    let mut process = [0.0; 2];
    let feedstock = (0..line.uses.len()).filter(|&u| line.uses[u].role == Role::Feedstock);
    let feedstock = feedstock.map(|u| carried(line, u, at).value);
    for part in [fixed(Cell::ProcessCo2), fixed(Cell::ScrapCarbon)].into_iter().chain(feedstock) {
        if part.iter().any(|v| *v < 0.0) {
            change.put(Term::Negative, part[1] - part[0]);
        } else {
            process = [process[0] + part[0], process[1] + part[1]];
        }
    }
    let rate = known(ratio(process, fixed(Cell::Output)));
    change.ascribe([Term::Activity, Term::Structure, Term::Process], [scale[0], scale[1], rate], process);
    for (term, cell, sign) in [
        (Term::CarbonOut, Cell::CarbonOut, -1.0),
        (Term::Captured, Cell::Captured, -1.0),
        (Term::Calibration, Cell::Calibration, 1.0),
    ] {
        let [before, after] = fixed(cell);
        change.put(term, sign * (after - before));
    }
    change
}

/// Ascribes the CO2 of fuels, captive fuel, heat and grid electricity.
fn energy(
    line: &Line,
    [activity, structure]: [[f64; 2]; 2],
    output: [f64; 2],
    at: &impl Fn(usize) -> [f64; 2],
    change: &mut Change,
) {
    let carriers = || (0..line.uses.len()).filter(|&u| line.uses[u].role != Role::Feedstock);
    let mut total = [0.0; 2];
    for heat in carriers().map(|u| carried(line, u, at).heat).filter(|heat| heat.iter().all(|v| *v >= 0.0)) {
        total = [total[0] + heat[0], total[1] + heat[1]];
    }
    let intensity = known(ratio(total, output));
    for u in carriers() {
        let Carried { heat, factor, value } = carried(line, u, at);
        let of_factor = if line.uses[u].role == Role::Grid { Term::GridFactor } else { Term::FuelFactors };
        change.ascribe(
            [Term::Activity, Term::Structure, Term::EnergyIntensity, Term::CarrierMix, of_factor],
            [activity, structure, intensity, known(ratio(heat, total)), known(factor)],
            value,
        );
    }
}

/// A carrier at start and end.
struct Carried {
    /// Its use, GJ.
    heat: [f64; 2],
    /// Its emission factor, t CO2/GJ.
    factor: [f64; 2],
    /// Its CO2, t.
    value: [f64; 2],
}

fn carried(line: &Line, position: usize, at: &impl Fn(usize) -> [f64; 2]) -> Carried {
    let [used, factor] = line.of_use(position).map(at);
    let conversion = if line.uses[position].role == Role::Grid { GIGAJOULES_PER_MEGAWATT_HOUR } else { 1.0 };
    // What a scenario does not use needs no factor.
    let value = |i: usize| if used[i] == 0.0 { 0.0 } else { used[i] * factor[i] };
    Carried {
        heat: used.map(|x| x * conversion),
        factor: factor.map(|x| x / conversion),
        value: [value(0), value(1)],
    }
}

/// Activity and structure: output of the family, and of the process per t of it. Where intermediates are made
/// though nothing of the family is, their own output is all there is to tell.
fn scale(product: [f64; 2], output: [f64; 2]) -> [[f64; 2]; 2] {
    if (0..2).any(|i| product[i] == 0.0 && output[i] > 0.0) {
        return [[1.0; 2], output];
    }
    [product, known(ratio(output, product))]
}

/// Quotients; no number where nothing is divided by nothing.
fn ratio(above: [f64; 2], below: [f64; 2]) -> [f64; 2] {
    [above[0] / below[0], above[1] / below[1]]
}

/// What is known at one end only did not change.
fn known([start, end]: [f64; 2]) -> [f64; 2] {
    match (start.is_nan(), end.is_nan()) {
        (true, true) => [1.0, 1.0],
        (true, false) => [end, end],
        (false, true) => [start, start],
        (false, false) => [start, end],
    }
}
