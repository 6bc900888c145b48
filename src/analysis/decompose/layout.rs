//! What is read of a run to decompose its CO2: the processes of one or two models, matched by name.

use super::family::{Family, families};
use crate::domain::{CarrierId, CarrierKind, Text};
use crate::model::series::Quantity;
use crate::model::{Activity, Model};
use crate::simulation::emissions::Account;

/// What is read of every process besides its carriers; each is a cell.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Cell {
    /// Output, t.
    Output,
    /// CO2 that no carrier brings, t.
    ProcessCo2,
    /// Carbon of scrap, t CO2.
    ScrapCarbon,
    /// Carbon that leaves in products and by-products, t CO2.
    CarbonOut,
    /// Captured, t CO2.
    Captured,
    /// What calibration adds, t CO2.
    Calibration,
    /// CO2 as reported, t.
    Co2,
}

/// The quantity of an activity.
type OfActivity = fn(usize) -> Quantity;

const FIXED: [(Cell, OfActivity); 7] = [
    (Cell::Output, Quantity::Output),
    (Cell::ProcessCo2, |a| Quantity::Account(a, Account::ProcessCo2)),
    (Cell::ScrapCarbon, |a| Quantity::Account(a, Account::ScrapCarbon)),
    (Cell::CarbonOut, |a| Quantity::Account(a, Account::CarbonOut)),
    (Cell::Captured, |a| Quantity::Account(a, Account::Captured)),
    (Cell::Calibration, |a| Quantity::Account(a, Account::CalibrationCo2)),
    (Cell::Co2, |a| Quantity::Account(a, Account::Co2)),
];

/// How a carrier is used.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Role {
    /// Burnt, or charged as a reductant, GJ.
    Fuel,
    /// Charged for its carbon, GJ: no energy.
    Feedstock,
    /// Electricity of captive plants, MWh; its second cell is the CO2 of their fuel, t.
    Captive,
    /// Bought as heat, GJ.
    Heat,
    /// Bought as electricity, MWh.
    Grid,
}

/// A carrier of a process: its use and its emission factor are two cells that follow each other; of captive
/// electricity the second is its CO2.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Use {
    /// How it is used.
    pub role: Role,
    pub(super) carrier: String,
}

/// A process in a region, in one model or in both.
#[derive(Clone, PartialEq, Debug)]
pub struct Line {
    /// Id of the region.
    pub region: String,
    /// Id of the process.
    pub process: String,
    /// Name of the process for people.
    pub title: Text,
    /// Position of its family.
    pub family: usize,
    /// Whether its output is part of its family's activity.
    pub makes_product: bool,
    /// Its carriers.
    pub uses: Vec<Use>,
    pub(super) first: usize,
}

impl Line {
    /// Position of a cell.
    pub fn cell(&self, cell: Cell) -> usize {
        self.first + cell as usize
    }

    /// Positions of the two cells of a carrier.
    pub fn of_use(&self, position: usize) -> [usize; 2] {
        let at = self.first + FIXED.len() + 2 * position;
        [at, at + 1]
    }
}

/// Where the decomposed CO2 is emitted.
#[derive(Clone, PartialEq, Debug)]
pub struct Spot {
    /// Id of the region; `all` for all of them together.
    pub id: String,
    /// Its name for people; none for all regions together.
    pub title: Option<Text>,
    /// Its processes, by position.
    pub lines: Vec<usize>,
}

/// Where the value of a cell comes from in one model.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Source {
    /// The quantity at a position among those that are read.
    Read(usize),
    /// The model has nothing of it: an amount of zero.
    Nothing,
    /// The model has nothing of it: a factor that nobody knows.
    Unknown,
}

/// The processes of one or two models, with what is read of each model's run.
#[derive(Clone, Debug)]
pub struct Layout {
    /// All regions together where there are several, then each.
    pub spots: Vec<Spot>,
    /// Product families.
    pub families: Vec<Family>,
    /// Processes by region, in the order of the first model, then what only the second has.
    pub lines: Vec<Line>,
    /// What is read, `[model][position]`.
    pub quantities: Vec<Vec<Quantity>>,
    /// `[model][cell]`.
    sources: Vec<Vec<Source>>,
}

impl Layout {
    /// Matches the processes of the models by region, process and carrier.
    pub fn new(models: &[&Model]) -> Layout {
        let families = families(models);
        let mut lines: Vec<Line> = Vec::new();
        for model in models {
            model
                .topology
                .activities
                .iter()
                .for_each(|activity| enter(&mut lines, model, activity, &families));
        }
        let mut cells = 0;
        for line in &mut lines {
            line.first = cells;
            cells += FIXED.len() + 2 * line.uses.len();
        }
        let spots = spots(models, &lines);
        let mut layout = Layout { spots, families, lines, quantities: Vec::new(), sources: Vec::new() };
        models.iter().for_each(|model| layout.connect(model, cells));
        layout
    }

    /// Values of all cells from what was read of a model's run in a year.
    pub fn cells(&self, model: usize, read: &[f64], into: &mut Vec<f64>) {
        into.clear();
        into.extend(self.sources[model].iter().map(|source| match *source {
            Source::Read(at) => read[at],
            Source::Nothing => 0.0,
            Source::Unknown => f64::NAN,
        }));
    }

    /// Finds every cell among the quantities of a model.
    fn connect(&mut self, model: &Model, cells: usize) {
        let mut sources = vec![Source::Nothing; cells];
        for line in &self.lines {
            (0..line.uses.len()).for_each(|u| sources[line.of_use(u)[1]] = Source::Unknown);
        }
        let mut quantities = Vec::new();
        let mut read = |cell: usize, quantity: Quantity| {
            sources[cell] = Source::Read(quantities.len());
            quantities.push(quantity);
        };
        for (a, activity) in model.topology.activities.iter().enumerate() {
            let Some(line) = self.lines.iter().find(|line| line.is_of(model, activity)) else { continue };
            FIXED.iter().for_each(|(cell, quantity)| read(line.cell(*cell), quantity(a)));
            for (used, quantities) in uses(model, a, activity) {
                let Some(at) = line.uses.iter().position(|u| *u == used) else { continue };
                line.of_use(at).into_iter().zip(quantities).for_each(|(cell, quantity)| read(cell, quantity));
            }
        }
        self.quantities.push(quantities);
        self.sources.push(sources);
    }
}

impl Line {
    fn is_of(&self, model: &Model, activity: &Activity) -> bool {
        let scenario = &model.scenario;
        self.region == scenario.regions[activity.region.0].id
            && self.process == scenario.processes[activity.process.0].id
    }
}

/// Enters an activity, or what it has besides the line of its name.
fn enter(lines: &mut Vec<Line>, model: &Model, activity: &Activity, families: &[Family]) {
    let scenario = &model.scenario;
    let process = &scenario.processes[activity.process.0];
    let made = &scenario.commodities[process.output.0].id;
    let at = lines.iter().position(|line| line.is_of(model, activity)).unwrap_or_else(|| {
        let of = |family: &Family| family.products.contains(made) || family.intermediates.contains(made);
        let family = families.iter().position(of).unwrap_or_default();
        lines.push(Line {
            region: scenario.regions[activity.region.0].id.clone(),
            process: process.id.clone(),
            title: process.title.clone(),
            family,
            makes_product: families.get(family).is_some_and(|f| f.products.contains(made)),
            uses: Vec::new(),
            first: 0,
        });
        lines.len() - 1
    });
    for (used, _) in uses(model, 0, activity) {
        if !lines[at].uses.contains(&used) {
            lines[at].uses.push(used);
        }
    }
}

/// Every carrier of an activity at position `a`: how it is used, and its two cells.
fn uses(model: &Model, a: usize, activity: &Activity) -> Vec<(Use, [Quantity; 2])> {
    let scenario = &model.scenario;
    let carrier = |c: CarrierId| &scenario.carriers[c.0];
    let used = |role: Role, c: CarrierId| Use { role, carrier: carrier(c).id.clone() };
    let factor = |c: CarrierId| Quantity::Leaf(carrier(c).emission_factor);
    let account = |account: Account| Quantity::Account(a, account);
    let mut uses = Vec::new();
    for (f, fuel) in activity.fuels.iter().enumerate() {
        let is_feedstock = carrier(fuel.carrier).kind == CarrierKind::Feedstock;
        let role = if is_feedstock { Role::Feedstock } else { Role::Fuel };
        uses.push((
            used(role, fuel.carrier),
            [Quantity::Fuel(activity.first_fuel + f), factor(fuel.carrier)],
        ));
    }
    if let Some(fuel) = scenario.processes[activity.process.0].captive_fuel {
        let cells = [account(Account::ElectricityCaptive), account(Account::CaptiveCo2)];
        uses.push((used(Role::Captive, fuel), cells));
    }
    if let Some(heat) = model.topology.heat {
        uses.push((used(Role::Heat, heat), [account(Account::HeatPurchased), factor(heat)]));
    }
    let grid = Quantity::Leaf(scenario.regions[activity.region.0].grid_factor);
    uses.push((used(Role::Grid, model.topology.electricity), [account(Account::ElectricityPurchased), grid]));
    uses
}

/// All regions together, if there are several, then each.
fn spots(models: &[&Model], lines: &[Line]) -> Vec<Spot> {
    let mut spots: Vec<Spot> = Vec::new();
    for region in models.iter().flat_map(|model| &model.scenario.regions) {
        if spots.iter().all(|spot| spot.id != region.id) {
            let here = lines.iter().enumerate().filter(|(_, line)| line.region == region.id);
            let lines = here.map(|(at, _)| at).collect();
            spots.push(Spot { id: region.id.clone(), title: Some(region.title.clone()), lines });
        }
    }
    if spots.len() > 1 {
        let all = Spot { id: "all".to_owned(), title: None, lines: (0..lines.len()).collect() };
        spots.insert(0, all);
    }
    spots
}
