//! The run of a model written down as a tape, with what goes in and what comes out.

use std::collections::HashMap;

use crate::domain::LeafId;
use crate::model::{Model, groups};
use crate::sampling::Sampler;
use crate::simulation::draw::{DrawValues, Drawn};
use crate::simulation::path::{FleetPath, List, Owner};
use crate::simulation::workspace::Workspace;
use crate::simulation::{self, number::Number};
use crate::tape::{self, Graph, Node, Tape};

/// What an input of the tape is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Input {
    /// The quantile that an uncertain leaf draws, by slot.
    Drawn(usize),
    /// The normal number behind a yearly shock: a cell of [`Drawn::innovations`].
    Innovation(usize),
    /// A cell of the fleet's path.
    Fleet(List, usize),
}

/// A model's run, ready to be played for any number of draws.
///
/// The outputs of the tape are, year by year, the kept series and then the codes of what bound each market.
#[derive(Clone, Debug)]
pub struct Program {
    /// The arithmetic.
    pub tape: Tape,
    /// What stands in the first registers.
    pub inputs: Vec<Input>,
    /// Positions of the kept series in the model's catalogue.
    pub series: Vec<usize>,
    /// Number of markets.
    pub markets: usize,
    /// Number of years.
    pub years: usize,
    /// Values of the central run, `[kept series][year]`.
    pub central: Vec<f64>,
    /// Those that are the same number in every draw, `[kept series][year]`.
    pub certain: Vec<bool>,
    /// The groups of the fleet that differ between draws; none: the fleet is the same in every draw.
    pub groups: Vec<GroupInputs>,
}

/// What the tape reads of a group of the fleet that differs between draws.
#[derive(Clone, Debug)]
pub struct GroupInputs {
    /// The group: its position among those of the fleet.
    pub group: usize,
    /// Positions of the uncertain leaves that act on it.
    pub leaves: Vec<usize>,
    /// Those of them that count in whole years.
    pub whole_years: Vec<usize>,
    /// Registers, and the cells of the path that they hold.
    pub cells: Vec<(usize, List, usize)>,
}

impl Program {
    /// Writes the run of a model down.
    pub fn new(model: &Model, sampler: &Sampler, series: Vec<usize>) -> Program {
        let mut plain = Workspace::<f64>::new(model, series.clone());
        simulation::run(model, &mut plain);
        let graph = Graph::default();
        let mut inputs = Vec::new();
        let mut workspace = Workspace::<Node<'_>>::new(model, series.clone());
        draw(model, sampler, &graph, &mut inputs, &mut workspace.draw);
        workspace.fleet = fleet(model, &graph, &mut inputs, &plain.fleet);
        simulation::prepare(model, &mut workspace);
        for t in 0..model.years() {
            simulation::step(model, &mut workspace, t);
        }
        let (years, markets) = (model.years(), model.topology.markets.len());
        let outputs: Vec<_> = (0..years)
            .flat_map(|t| {
                let kept = (0..series.len()).map(move |s| s * years + t);
                let bindings = t * markets..(t + 1) * markets;
                let (series, causes) = (&workspace.series, &workspace.bindings);
                kept.map(|cell| series[cell].operand()).chain(bindings.map(|cell| causes[cell].operand()))
            })
            .collect();
        let certain = workspace.series.iter().map(|cell| cell.value().is_some_and(f64::is_finite)).collect();
        let tape = tape::record(&graph, &outputs);
        let inputs: Vec<Input> = tape.inputs.iter().map(|&i| inputs[i]).collect();
        let groups = groups(model, &inputs, &plain.fleet);
        Program { tape, inputs, series, markets, years, central: plain.series, certain, groups }
    }

    /// Number of outputs of a year.
    pub fn outputs_a_year(&self) -> usize {
        self.series.len() + self.markets
    }
}

/// The groups of the fleet that differ between draws, with what of the inputs comes from each.
fn groups(model: &Model, inputs: &[Input], central: &FleetPath<f64>) -> Vec<GroupInputs> {
    let slots =
        |leaves: Vec<LeafId>| leaves.into_iter().filter_map(|leaf| model.parameters.slot(leaf)).collect();
    let cells = inputs.iter().enumerate().filter_map(|(register, input)| match *input {
        Input::Fleet(list, cell) => Some((register, list, cell)),
        Input::Drawn(_) | Input::Innovation(_) => None,
    });
    let mut cells = cells_by_group(model, cells, central);
    let differ = model.fleet.groups.iter().enumerate().filter(|(_, group)| !group.certain);
    differ
        .map(|(at, group)| GroupInputs {
            group: at,
            leaves: slots(groups::leaves(&model.fleet, group)),
            whole_years: slots(groups::whole_years(&model.fleet, group)),
            cells: std::mem::take(&mut cells[at]),
        })
        .collect()
}

/// Registers and the cells of the fleet's path that they hold, by group of the fleet.
pub(super) fn cells_by_group(
    model: &Model,
    cells: impl Iterator<Item = (usize, List, usize)>,
    central: &FleetPath<f64>,
) -> Vec<Vec<(usize, List, usize)>> {
    let (mut slots, mut ledgers) = (vec![0; model.fleet.rules.len()], vec![0; model.fleet.ledgers.len()]);
    for (at, group) in model.fleet.groups.iter().enumerate() {
        group.slots.iter().for_each(|&slot| slots[slot] = at);
        group.ledgers.iter().for_each(|&ledger| ledgers[ledger] = at);
    }
    let mut group_of: HashMap<(List, usize), usize> = HashMap::new();
    central.map(|cell, _| {
        let group = match cell.owner {
            Owner::Slot(slot) => slots[slot],
            Owner::Ledger(ledger) => ledgers[ledger],
        };
        group_of.insert((cell.list, cell.at), group);
    });
    let mut by_group = vec![Vec::new(); model.fleet.groups.len()];
    for (register, list, cell) in cells {
        let group = group_of.get(&(list, cell));
        group.into_iter().for_each(|&group| by_group[group].push((register, list, cell)));
    }
    by_group
}

/// A normal number lies within these bounds: quantiles of what random numbers can be, and sums of them.
const NORMAL: f64 = 1e3;

/// Values of the uncertain leaves as they come from what is drawn.
fn draw<'g>(
    model: &Model,
    sampler: &Sampler,
    graph: &'g Graph,
    inputs: &mut Vec<Input>,
    values: &mut DrawValues<Node<'g>>,
) {
    let parameters = &model.parameters;
    let mut drawn = Drawn::new(parameters, Node::ZERO);
    for (slot, number) in drawn.leaves.iter_mut().enumerate() {
        let (least, greatest) = sampler.reach(slot);
        inputs.push(Input::Drawn(slot));
        *number = graph.input(least, greatest);
    }
    for (cell, number) in drawn.innovations.iter_mut().enumerate() {
        if cell % parameters.years > parameters.observed {
            inputs.push(Input::Innovation(cell));
            *number = graph.input(-NORMAL, NORMAL);
        }
    }
    for slot in 0..parameters.uncertain.len() {
        values.follow(parameters, &drawn, slot);
    }
}

/// Capacity as it comes from the fleet of a draw: up to the last observed year, and where no leaf that acts on it
/// is uncertain, that of the central run.
fn fleet<'g>(
    model: &Model,
    graph: &'g Graph,
    inputs: &mut Vec<Input>,
    central: &FleetPath<f64>,
) -> FleetPath<Node<'g>> {
    let years = model.years();
    let certain = certain_cells(model);
    let mut path = central.map(|cell, value| {
        if certain(cell.owner) || cell.year <= model.observed() {
            return Node::constant(value);
        }
        inputs.push(Input::Fleet(cell.list, cell.at));
        graph.input(0.0, f64::MAX)
    });
    for slot in 0..model.topology.slots.len() {
        let corrected = |u: &crate::model::FleetUnit| u.slot == slot && !u.corrections.is_empty();
        if !model.fleet.units.iter().any(corrected) {
            let cells = slot * years..(slot + 1) * years;
            path.corrected[cells.clone()].copy_from_slice(&path.nameplate[cells]);
        }
    }
    path
}

/// Whether a cell is of a group of the fleet that is the same in every draw.
fn certain_cells(model: &Model) -> impl Fn(Owner) -> bool {
    let (mut slots, mut ledgers) =
        (vec![true; model.fleet.rules.len()], vec![true; model.fleet.ledgers.len()]);
    for group in model.fleet.groups.iter().filter(|group| !group.certain) {
        group.slots.iter().for_each(|&slot| slots[slot] = false);
        group.ledgers.iter().for_each(|&ledger| ledgers[ledger] = false);
    }
    move |owner| match owner {
        Owner::Slot(slot) => slots[slot],
        Owner::Ledger(ledger) => ledgers[ledger],
    }
}
