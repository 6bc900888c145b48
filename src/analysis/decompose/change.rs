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
    /// Energy per t of a process's output: fuels, heat, and electricity of the grid and of captive plants at its heat,
    /// 3.6 GJ/MWh. Feedstock is none, nor what is made on site of by-product gas and waste heat.
    EnergyIntensity,
    /// Shares of the carriers in the energy of a process.
    CarrierMix,
    /// Emission factors of fuels, of heat, and of captive power.
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

impl Term {
    /// Its name in tables, the same in every language.
    pub fn name(self) -> &'static str {
        match self {
            Term::Activity => "activity",
            Term::Structure => "structure",
            Term::EnergyIntensity => "energy-intensity",
            Term::CarrierMix => "carrier-mix",
            Term::FuelFactors => "fuel-factors",
            Term::GridFactor => "grid-factor",
            Term::Process => "process",
            Term::CarbonOut => "carbon-out",
            Term::Captured => "captured",
            Term::Calibration => "calibration",
            Term::Negative => "negative",
        }
    }
}

/// Numbers of a change: start, terms, end, difference.
pub const NUMBERS: usize = TERMS.len() + 3;

/// Where the end stands among the numbers of a change; the terms begin at 1.
pub const END: usize = TERMS.len() + 1;

/// Where the difference stands among them.
pub const DIFFERENCE: usize = END + 1;

/// Physical heat of electricity, GJ/MWh, so that carriers add up; emission factors are divided by it again.
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

    /// The change that is told by its numbers: start, terms, end; what follows is not read.
    pub fn of_numbers(numbers: &[f64]) -> Change {
        let (start, end) = (numbers[0], numbers[END]);
        let mut change = Change { start, end, ..Change::default() };
        change.terms.copy_from_slice(&numbers[1..END]);
        change
    }

    /// Start, terms, end, difference.
    pub fn numbers(&self) -> [f64; NUMBERS] {
        let mut numbers = [self.start; NUMBERS];
        numbers[1..END].copy_from_slice(&self.terms);
        numbers[END] = self.end;
        numbers[DIFFERENCE] = self.difference();
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

/// Ascribes the CO2 of fuels, heat, captive and grid electricity.
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
    let [used, second] = line.of_use(position).map(at);
    let role = line.uses[position].role;
    let is_electricity = matches!(role, Role::Grid | Role::Captive);
    let conversion = if is_electricity { GIGAJOULES_PER_MEGAWATT_HOUR } else { 1.0 };
    // What a scenario does not use needs no factor.
    let value = |i: usize| match (used[i] == 0.0, role) {
        (true, _) => 0.0,
        (false, Role::Captive) => second[i],
        (false, _) => used[i] * second[i],
    };
    let value = [value(0), value(1)];
    let factor = if role == Role::Captive { steady(ratio(value, used)) } else { second };
    Carried { heat: used.map(|x| x * conversion), factor: factor.map(|x| x / conversion), value }
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

/// What rounding leaves of a quotient that stands still is no change.
fn steady([start, end]: [f64; 2]) -> [f64; 2] {
    if (end - start).abs() <= 1e-14 * start { [start, start] } else { [start, end] }
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

#[cfg(test)]
mod tests {
    use super::super::layout::Use;
    use super::*;
    use crate::domain::Text;

    /// A process with these carriers; its fixed cells come first, then two a carrier.
    fn line(roles: &[Role]) -> Line {
        let uses = roles.iter().map(|&role| Use { role, carrier: format!("{role:?}") });
        Line {
            region: "somewhere".into(),
            process: "furnace".into(),
            title: Text::default(),
            family: 0,
            makes_product: true,
            uses: uses.collect(),
            first: 0,
        }
    }

    /// Output, process CO2, scrap carbon, carbon out, captured, calibration, CO2, then the carriers.
    fn told(roles: &[Role], product: [f64; 2], start: &[f64], end: &[f64]) -> Change {
        let change = of(&line(roles), product, &|cell| [start[cell], end[cell]]);
        assert!(change.gap() < 1e-12, "{change:?}");
        change
    }

    fn is(change: &Change, expected: &[(Term, f64)]) {
        for term in TERMS {
            let value = expected.iter().find(|(t, _)| *t == term).map_or(0.0, |(_, v)| *v);
            assert!((change.term(term) - value).abs() < 1e-9, "{term:?}: {} for {value}", change.term(term));
        }
    }

    /// By hand: family 100 to 200 t, output 50 to 120 t (0.5 to 0.6), energy 10 to 8 GJ/t, the fuel's share of it 0.8
    /// to 0.75 beside carbon-free power, factor 0.1: CO2 of 40 to 72 t, L = 32 / ln 1.8.
    #[test]
    fn one_fuel_by_hand() {
        let start = [50.0, 0.0, 0.0, 5.0, 0.0, 0.0, 35.0, 400.0, 0.1, 100.0 / 3.6, 0.0];
        let end = [120.0, 0.0, 0.0, 7.0, 10.0, 1.0, 56.0, 720.0, 0.1, 240.0 / 3.6, 0.0];
        let mean = 32.0 / 1.8_f64.ln();
        let expected = [
            (Term::Activity, mean * 2.0_f64.ln()),
            (Term::Structure, mean * 1.2_f64.ln()),
            (Term::EnergyIntensity, mean * 0.8_f64.ln()),
            (Term::CarrierMix, mean * 0.9375_f64.ln()),
            (Term::CarbonOut, -2.0),
            (Term::Captured, -10.0),
            (Term::Calibration, 1.0),
        ];
        is(&told(&[Role::Fuel, Role::Grid], [100.0, 200.0], &start, &end), &expected);
    }

    /// The same power from the grid instead of the works' own plant is another mix: 9 t less, 5 t more.
    #[test]
    fn captive_power_given_up_is_a_matter_of_mix() {
        let start = [1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 9.0, 10.0, 9.0, 0.0, 0.5];
        let end = [1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 5.0, 0.0, 0.0, 10.0, 0.5];
        is(&told(&[Role::Captive, Role::Grid], [1.0, 1.0], &start, &end), &[(Term::CarrierMix, -4.0)]);
    }

    /// A cleaner grid alone: 10 MWh at 0.5, then at 0.2 t CO2/MWh. Then one without any CO2.
    #[test]
    fn the_grid_is_a_term_of_its_own() {
        let at = |factor: f64| [1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 10.0 * factor, 10.0, factor];
        for (from, to, effect) in [(0.5, 0.2, -3.0), (0.5, 0.0, -5.0)] {
            is(&told(&[Role::Grid], [1.0; 2], &at(from), &at(to)), &[(Term::GridFactor, effect)]);
        }
    }

    /// 2 t of carbonates and 3 t of anode carbon a tonne become 2 and 2: L = 1 / ln 1.25, and ln 0.8 = −ln 1.25.
    #[test]
    fn feedstock_is_process() {
        let start = [1.0, 2.0, 0.0, 0.0, 0.0, 0.0, 5.0, 30.0, 0.1];
        let end = [1.0, 2.0, 0.0, 0.0, 0.0, 0.0, 4.0, 20.0, 0.1];
        is(&told(&[Role::Feedstock], [1.0; 2], &start, &end), &[(Term::Process, -1.0)]);
    }

    /// A factor that is negative at one end has no logarithm: the whole is a term of its own.
    #[test]
    fn negative_parts_are_kept_apart() {
        let start = [1.0, 0.0, 0.0, 0.0, 0.0, 0.0, -2.0, 10.0, -0.2];
        let end = [2.0, 0.0, 0.0, 0.0, 0.0, 0.0, 6.0, 20.0, 0.3];
        is(&told(&[Role::Fuel], [1.0, 2.0], &start, &end), &[(Term::Negative, 8.0)]);
    }

    /// What one end does not have at all is new: all of it goes with the output.
    #[test]
    fn what_is_new_is_activity() {
        let nothing = [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, f64::NAN];
        let end = [2.0, 0.0, 0.0, 0.0, 0.0, 0.0, 6.0, 20.0, 0.3];
        is(&told(&[Role::Fuel], [0.0, 2.0], &nothing, &end), &[(Term::Activity, 6.0)]);
        is(&told(&[Role::Fuel], [4.0, 4.0], &nothing, &end), &[(Term::Structure, 6.0)]);
    }

    /// Where the family makes nothing, an intermediate's own output is told as structure: 6 t to 12 t.
    #[test]
    fn intermediates_without_a_product() {
        let at = |output: f64| [output, 0.0, 0.0, 0.0, 0.0, 0.0, 3.0 * output, 10.0 * output, 0.3];
        is(&told(&[Role::Fuel], [0.0, 5.0], &at(2.0), &at(4.0)), &[(Term::Structure, 6.0)]);
    }
}
