//! The run of a model written down with the numbers that a study varies as inputs, for its outcomes alone.

use std::collections::BTreeSet;

use super::super::program::cells_by_group;
use super::outcome::Reader;
use super::varied::{Varied, written_at};
use super::{Outcome, Spread};
use crate::domain::{LeafId, On};
use crate::model::{Model, UncertainLeaf, groups};
use crate::sampling::Sampler;
use crate::simulation;
use crate::simulation::draw::{DrawValues, Drawn};
use crate::simulation::number::Number;
use crate::simulation::path::{FleetPath, List, Owner};
use crate::simulation::workspace::Workspace;
use crate::tape::{self, Block, Graph, Node, Tape};

/// What an input of the tape is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Input {
    /// A varied number, by its position.
    Varied(usize),
    /// What an uncertain leaf draws, by slot: at random, or where the varied number at a position says.
    Drawn(usize, Option<usize>),
    /// The normal number behind a yearly shock: a cell of [`Drawn::innovations`].
    Innovation(usize),
    /// A cell of the fleet's path.
    Fleet(List, usize),
}

/// How a leaf with a slot comes by its values in a run.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Draws {
    /// As written.
    Nothing,
    /// At random.
    Random,
    /// Where the varied number at this position says.
    Pinned(usize),
}

/// How the leaves with slots come by their values.
#[derive(Clone, Debug)]
pub struct Roles {
    /// What each draws once a draw, by slot.
    pub draws: Vec<Draws>,
    /// The varied number that is its written value, with the knot, by slot.
    pub written: Vec<Vec<(usize, Option<i32>)>>,
    /// Whether yearly shocks act.
    pub shaken: bool,
}

impl Roles {
    pub fn new(model: &Model, varied: &[Varied], spread: &Spread) -> Roles {
        let uncertain = &model.parameters.uncertain;
        let pinned = |slot: usize| {
            let family = uncertain[slot].drawn_with;
            let pins = |varied: &Varied| {
                let of = model.parameters.slot(varied.leaf()).map(|slot| uncertain[slot].drawn_with);
                matches!(varied, Varied::Quantile(_)) && of == Some(family)
            };
            varied.iter().position(pins)
        };
        let draws = |slot: usize| match (pinned(slot), &uncertain[slot].uncertainty) {
            (Some(at), _) => Draws::Pinned(at),
            (None, Some(_)) if spread.leaves => Draws::Random,
            _ => Draws::Nothing,
        };
        let written = |leaf: &UncertainLeaf| {
            let of = |(at, varied): (usize, &Varied)| match *varied {
                Varied::Written { leaf: of, knot, .. } if of == leaf.leaf => Some((at, knot)),
                _ => None,
            };
            varied.iter().enumerate().filter_map(of).collect()
        };
        Roles {
            draws: (0..uncertain.len()).map(draws).collect(),
            written: uncertain.iter().map(written).collect(),
            shaken: spread.yearly,
        }
    }

    /// Whether a leaf has the same values in all runs.
    pub fn is_fixed(&self, model: &Model, slot: usize) -> bool {
        let is_shaken = self.shaken && !model.parameters.uncertain[slot].moved_by.is_empty();
        self.draws[slot] == Draws::Nothing && self.written[slot].is_empty() && !is_shaken
    }

    /// Whether the values of a leaf depend on the number of the draw.
    pub fn is_drawn(&self, model: &Model, slot: usize) -> bool {
        let is_shaken = self.shaken && !model.parameters.uncertain[slot].moved_by.is_empty();
        self.draws[slot] == Draws::Random || is_shaken
    }

    /// Enters the values of a leaf for what is drawn and the varied numbers of a run.
    pub fn follow<N: Number>(
        &self,
        model: &Model,
        slot: usize,
        drawn: &Drawn<N>,
        point: &[N],
        values: &mut DrawValues<N>,
    ) {
        let parameters = &model.parameters;
        let leaf = parameters.uncertain[slot].leaf;
        let row = &self.written[slot];
        match row.as_slice() {
            [] => {
                let written = |t| N::constant(parameters.central(leaf, t));
                values.follow_written(parameters, drawn, (slot, self.shaken), written);
            }
            row => {
                let path = &model.scenario.leaf(leaf).path;
                let written = |t: usize| written_at(path, row, point, parameters.base + t as i32);
                values.follow_written(parameters, drawn, (slot, self.shaken), written);
            }
        }
    }
}

/// What a leaf that draws nothing draws: what makes its values the written ones.
pub fn neutral(leaf: &UncertainLeaf) -> f64 {
    match leaf.uncertainty.as_ref().map(|uncertainty| uncertainty.on) {
        Some(On::Value) => leaf.reference,
        Some(On::Multiplier) => 1.0,
        Some(On::Rate) | None => 0.0,
    }
}

/// A group of the fleet that runs differ in.
#[derive(Clone, Debug)]
pub struct ActiveGroup {
    /// Its position in the fleet.
    pub group: usize,
    /// Slots of the leaves that act on it and differ.
    pub slots: Vec<usize>,
    /// The varied numbers among what acts on it.
    pub varied: Vec<usize>,
    /// Whether it depends on the number of the draw.
    pub is_drawn: bool,
    /// Whether it may differ in observed years already.
    pub is_early: bool,
    /// The register, the list and the cell of what the tape reads of it.
    pub inputs: Vec<(usize, List, usize)>,
}

/// A study's run, ready to be played. The outputs of the tape are [`Program::cells`] in their order.
#[derive(Clone, Debug)]
pub struct Program {
    /// The arithmetic.
    pub tape: Tape,
    /// What stands in the first registers.
    pub inputs: Vec<Input>,
    /// How leaves come by their values.
    pub roles: Roles,
    /// The parts of the fleet that are computed for every run.
    pub groups: Vec<ActiveGroup>,
    /// Series (position in the catalogue) and year (from the base year) of what is kept.
    pub cells: Vec<(usize, usize)>,
    /// Reads the outcomes off the cells.
    pub readers: Vec<Reader>,
}

impl Program {
    /// Writes the run of a model down.
    pub fn new(
        model: &Model,
        sampler: &Sampler,
        (varied, outcomes, spread): (&[Varied], &[Outcome], &Spread),
    ) -> Program {
        let roles = Roles::new(model, varied, spread);
        let mut groups = active(model, &roles);
        let needed: BTreeSet<(usize, usize)> =
            outcomes.iter().flat_map(|outcome| outcome.cells(model)).collect();
        let cells: Vec<(usize, usize)> = needed.into_iter().collect();
        let mut series: Vec<usize> = cells.iter().map(|(series, _)| *series).collect();
        series.dedup();
        let mut plain = Workspace::<f64>::new(model, series.clone());
        simulation::run(model, &mut plain);
        let graph = Graph::default();
        let mut inputs = Vec::new();
        let mut workspace = Workspace::<Node<'_>>::new(model, series.clone());
        draw(model, sampler, (varied, &roles), &graph, &mut inputs, &mut workspace.draw);
        workspace.fleet = fleet(model, &groups, &graph, &mut inputs, &plain.fleet);
        simulation::prepare(model, &mut workspace);
        let last = cells.iter().map(|(_, year)| *year).max().unwrap_or(0);
        for t in 0..=last {
            simulation::step(model, &mut workspace, t);
        }
        let output = |&(of, t): &(usize, usize)| {
            let row = series.binary_search(&of).unwrap_or(0);
            workspace.series[row * model.years() + t].operand()
        };
        let tape = tape::record(&graph, &cells.iter().map(output).collect::<Vec<_>>());
        let inputs: Vec<Input> = tape.inputs.iter().map(|&input| inputs[input]).collect();
        enter_inputs(model, &inputs, &plain.fleet, &mut groups);
        groups.retain(|group| !group.inputs.is_empty());
        let readers = outcomes.iter().map(|outcome| Reader::new(model, *outcome, &cells)).collect();
        Program { tape, inputs, roles, groups, cells, readers }
    }

    /// Bytes that most of the room of a thread takes: registers, and cells that are kept.
    pub fn room(&self) -> usize {
        (self.tape.registers + self.cells.len()) * size_of::<Block>()
    }
}

/// The groups of the fleet that runs differ in, without inputs.
fn active(model: &Model, roles: &Roles) -> Vec<ActiveGroup> {
    let group = |(at, group): (usize, &crate::model::FleetGroup)| {
        let leaves: Vec<LeafId> = groups::leaves(&model.fleet, group);
        let mut slots: Vec<usize> = leaves.iter().filter_map(|leaf| model.parameters.slot(*leaf)).collect();
        slots.retain(|&slot| !roles.is_fixed(model, slot));
        slots.sort_unstable();
        slots.dedup();
        let pinned = slots.iter().filter_map(|&slot| match roles.draws[slot] {
            Draws::Pinned(at) => Some(at),
            Draws::Nothing | Draws::Random => None,
        });
        let written = slots.iter().flat_map(|&slot| roles.written[slot].iter().map(|(at, _)| *at));
        let varied: BTreeSet<usize> = pinned.chain(written).collect();
        (!slots.is_empty()).then(|| ActiveGroup {
            group: at,
            is_drawn: slots.iter().any(|&slot| roles.is_drawn(model, slot)),
            is_early: slots.iter().any(|&slot| !roles.written[slot].is_empty()),
            varied: varied.into_iter().collect(),
            slots,
            inputs: Vec::new(),
        })
    };
    model.fleet.groups.iter().enumerate().filter_map(group).collect()
}

/// Tells every group what the tape reads of it.
fn enter_inputs(model: &Model, inputs: &[Input], path: &FleetPath<f64>, groups: &mut [ActiveGroup]) {
    let cells = inputs.iter().enumerate().filter_map(|(register, input)| match *input {
        Input::Fleet(list, cell) => Some((register, list, cell)),
        Input::Drawn(..) | Input::Innovation(_) | Input::Varied(_) => None,
    });
    let mut cells = cells_by_group(model, cells, path);
    groups.iter_mut().for_each(|group| group.inputs = std::mem::take(&mut cells[group.group]));
}

/// A normal number lies within these bounds: quantiles of what random numbers can be, and sums of them.
const NORMAL: f64 = 1e3;

/// Values of the leaves with slots as they come from what is drawn and varied.
fn draw<'g>(
    model: &Model,
    sampler: &Sampler,
    (varied, roles): (&[Varied], &Roles),
    graph: &'g Graph,
    inputs: &mut Vec<Input>,
    values: &mut DrawValues<Node<'g>>,
) {
    let parameters = &model.parameters;
    let mut input = |what: Input, least: f64, greatest: f64| {
        inputs.push(what);
        graph.input(least, greatest)
    };
    let mut drawn = Drawn::new(parameters, Node::ZERO);
    for (slot, number) in drawn.leaves.iter_mut().enumerate() {
        let (least, greatest) = sampler.reach(slot);
        *number = match roles.draws[slot] {
            Draws::Nothing => Node::constant(neutral(&parameters.uncertain[slot])),
            Draws::Random => input(Input::Drawn(slot, None), least, greatest),
            Draws::Pinned(at) => {
                let written = neutral(&parameters.uncertain[slot]);
                input(Input::Drawn(slot, Some(at)), least.min(written), greatest.max(written))
            }
        };
    }
    for (cell, number) in drawn.innovations.iter_mut().enumerate().filter(|_| roles.shaken) {
        if cell % parameters.years > parameters.observed {
            *number = input(Input::Innovation(cell), -NORMAL, NORMAL);
        }
    }
    let number = |(at, varied): (usize, &Varied)| match *varied {
        Varied::Quantile(_) => Node::ZERO,
        Varied::Written { least, greatest, .. } => input(Input::Varied(at), least, greatest),
    };
    let point: Vec<Node<'g>> = varied.iter().enumerate().map(number).collect();
    for slot in (0..parameters.uncertain.len()).filter(|&slot| !roles.is_fixed(model, slot)) {
        roles.follow(model, slot, &drawn, &point, values);
    }
}

/// Capacity as it comes from the fleet of a run: where nothing that acts on it differs, that of the central run.
fn fleet<'g>(
    model: &Model,
    groups: &[ActiveGroup],
    graph: &'g Graph,
    inputs: &mut Vec<Input>,
    central: &FleetPath<f64>,
) -> FleetPath<Node<'g>> {
    let years = model.years();
    let (mut slots, mut ledgers) =
        (vec![None; model.fleet.rules.len()], vec![None; model.fleet.ledgers.len()]);
    for active in groups {
        let group = &model.fleet.groups[active.group];
        group.slots.iter().for_each(|&slot| slots[slot] = Some(active.is_early));
        group.ledgers.iter().for_each(|&ledger| ledgers[ledger] = Some(active.is_early));
    }
    let mut path = central.map(|cell, value| {
        let early = match cell.owner {
            Owner::Slot(slot) => slots[slot],
            Owner::Ledger(ledger) => ledgers[ledger],
        };
        if early.is_none_or(|early| !early && cell.year <= model.observed()) {
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
