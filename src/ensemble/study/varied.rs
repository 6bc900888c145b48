//! What runs of a study differ in, and whether that can be had without compiling the scenario anew.

use super::StudyError;
use crate::domain::{Interpolation, LeafId, On, Path, Scenario};
use crate::model::{Model, VariedLeaf};
use crate::simulation::number::Number;

/// In the place of a probability: the leaf draws nothing and is as written, which is no quantile that anybody knows.
pub const AS_WRITTEN: f64 = f64::NAN;

/// A number that runs of a study differ in.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Varied {
    /// What an uncertain leaf draws: a probability inside (0, 1) of its own distribution, which acts from the year
    /// after the last observed one. Multiples of the leaf follow; leaves correlated with it do not. [`AS_WRITTEN`]: the
    /// leaf has its written values.
    Quantile(LeafId),
    /// What is written for a leaf, in its canonical unit, inside these bounds: as if the scenario had it, in all
    /// years. As a whole (the leaf is then a constant and certain), or at one knot of its path (what is uncertain
    /// about it stays).
    Written {
        /// Which leaf.
        leaf: LeafId,
        /// The calendar year of the knot; `None`: the whole leaf.
        knot: Option<i32>,
        /// No run goes below this.
        least: f64,
        /// No run goes above this.
        greatest: f64,
    },
}

impl Varied {
    /// Which leaf.
    pub fn leaf(&self) -> LeafId {
        match *self {
            Varied::Quantile(leaf) | Varied::Written { leaf, .. } => leaf,
        }
    }

    /// Whether a run may have this number.
    pub(super) fn takes(&self, value: f64) -> bool {
        match *self {
            Varied::Quantile(_) => (value > 0.0 && value < 1.0) || value.is_nan(),
            Varied::Written { least, greatest, .. } => (least..=greatest).contains(&value),
        }
    }

    /// A number that a run may have.
    pub(super) fn some(&self) -> f64 {
        match *self {
            Varied::Quantile(_) => 0.5,
            Varied::Written { least, .. } => least,
        }
    }

    fn written(&self) -> Option<VariedLeaf> {
        match *self {
            Varied::Quantile(_) => None,
            Varied::Written { leaf, knot, .. } => Some(VariedLeaf { leaf, knot }),
        }
    }
}

/// The written value of a leaf in a calendar year where a run has these numbers; as [`Path::at`]. `row` says which
/// of them stand for the whole leaf or for a knot of its path.
pub(super) fn written_at<N: Number>(path: &Path, row: &[(usize, Option<i32>)], point: &[N], year: i32) -> N {
    if let Some((at, _)) = row.iter().find(|(_, knot)| knot.is_none()) {
        return point[*at];
    }
    let Path::Knots { knots, interpolation } = path else { return N::constant(f64::NAN) };
    let number = |(year, written): (i32, f64)| {
        let varied = row.iter().find(|(_, knot)| *knot == Some(year));
        varied.map_or(N::constant(written), |(at, _)| point[*at])
    };
    let after = knots.partition_point(|(at, _)| *at <= year);
    match (after.checked_sub(1).map(|before| knots[before]), knots.get(after)) {
        (Some(before), Some(&next)) if *interpolation == Interpolation::Linear => {
            let (a, b) = (number(before), number(next));
            a + (b - a) * f64::from(year - before.0) / f64::from(next.0 - before.0)
        }
        (Some(before), _) => number(before),
        (None, Some(&next)) => number(next),
        (None, None) => N::constant(f64::NAN),
    }
}

/// Compiles a scenario for runs that differ in these numbers.
///
/// # Errors
/// A number that cannot be varied, that compiling the scenario depends on, or that makes it invalid.
pub(super) fn prepare(model: &Model, varied: &[Varied]) -> Result<Model, StudyError> {
    check(model, varied)?;
    let leaves: Vec<VariedLeaf> = varied.iter().filter_map(Varied::written).collect();
    if leaves.is_empty() {
        return Ok(model.clone());
    }
    let with = |part: Option<(usize, f64)>| {
        let mut scenario = model.scenario.clone();
        for (k, varied) in varied.iter().enumerate() {
            let value = part.filter(|(of, _)| *of == k || *of == usize::MAX);
            write(&mut scenario, varied, value.map_or(0.0, |(_, share)| share));
        }
        Model::varying(scenario, &leaves).map_err(StudyError::Model)
    };
    let prepared = with(None)?;
    let expected = worked_out(&prepared, &leaves);
    for (k, of) in varied.iter().enumerate().filter(|(_, varied)| varied.written().is_some()) {
        // Somewhere between, and at the other end.
        for share in [GOLDEN, 1.0] {
            let other = with(Some((k, share)))?;
            if worked_out(&other, &leaves) != expected || reads_observed(&prepared, &other, of.leaf()) {
                return Err(StudyError::Compiled(model.scenario.leaf(of.leaf()).address.clone()));
            }
        }
    }
    with(Some((usize::MAX, 1.0)))?;
    Ok(prepared)
}

/// A share of the way that no rule of a scenario singles out.
const GOLDEN: f64 = 0.381_966_011_250_105;

fn check(model: &Model, varied: &[Varied]) -> Result<(), StudyError> {
    for (k, of) in varied.iter().enumerate() {
        let leaf = model.scenario.leaf(of.leaf());
        let address = || leaf.address.clone();
        // A knot goes along with other knots and with what the leaf draws, a whole leaf with nothing.
        let is_whole = |varied: &Varied| matches!(varied, Varied::Written { knot: None, .. });
        let clashes = |other: &Varied| {
            let same = other.written() == of.written();
            other.leaf() == of.leaf() && (same || is_whole(other) || is_whole(of))
        };
        if varied[..k].iter().any(clashes) {
            return Err(StudyError::Twice(address()));
        }
        match *of {
            Varied::Quantile(_) if leaf.uncertainty.is_none() => return Err(StudyError::Certain(address())),
            Varied::Quantile(_) => {}
            Varied::Written { knot, least, greatest, .. } => {
                let range = leaf.range;
                if !(range.least <= least && least <= greatest && greatest <= range.greatest) {
                    return Err(StudyError::Range { address: address(), range, least, greatest });
                }
                let has = |year| matches!(&leaf.path, Path::Knots { knots, .. } if knots.iter().any(|k| k.0 == year));
                if let Some(year) = knot.filter(|year| !has(*year)) {
                    return Err(StudyError::NoKnot { address: address(), year });
                }
                let is_asked = model.scenario.targets.iter().any(|target| target.value == of.leaf());
                let is_multiplied = model
                    .scenario
                    .leaves
                    .iter()
                    .any(|other| other.drawn_as.as_deref() == Some(leaf.address.as_str()));
                if is_asked || is_multiplied {
                    return Err(StudyError::Compiled(address()));
                }
            }
        }
    }
    Ok(())
}

/// Writes what a share of the way from the least value to the greatest says into a scenario.
fn write(scenario: &mut Scenario, varied: &Varied, share: f64) {
    let Varied::Written { leaf, knot, least, greatest } = *varied else { return };
    let leaf = &mut scenario.leaves[leaf.0];
    let value = if share >= 1.0 { greatest } else { least + (greatest - least) * share };
    match (knot, &mut leaf.path) {
        (Some(year), Path::Knots { knots, .. }) => {
            knots.iter_mut().filter(|(at, _)| *at == year).for_each(|(_, written)| *written = value);
        }
        _ => {
            leaf.path = Path::Constant(value);
            (leaf.uncertainty, leaf.drawn_as) = (None, None);
            (leaf.disturbance, leaf.growth_shock) = (None, None);
        }
    }
}

/// All that compiling a scenario works out with written values, but those of the varied leaves themselves: where it is
/// the same for two scenarios, their runs differ in nothing else.
fn worked_out(model: &Model, varied: &[VariedLeaf]) -> String {
    let Model { parameters, topology, fleet, history, limits, metals, series, .. } = model;
    // Where nothing was observed, what was modelled is for reports alone.
    let mut calibration = model.calibration.clone();
    calibration.factors.clear();
    let is_varied = |leaf: LeafId| varied.iter().any(|varied| varied.leaf == leaf);
    let others: Vec<_> = parameters.uncertain.iter().filter(|leaf| !is_varied(leaf.leaf)).collect();
    // A distribution on the value is compared with the value of the last observed year.
    let on_value = |leaf: &&crate::model::UncertainLeaf| {
        is_varied(leaf.leaf)
            && leaf.uncertainty.as_ref().is_some_and(|uncertainty| uncertainty.on == On::Value)
    };
    let references: Vec<f64> =
        parameters.uncertain.iter().filter(on_value).map(|leaf| leaf.reference).collect();
    let leaves = (0..model.scenario.leaves.len()).map(LeafId).filter(|&leaf| !is_varied(leaf));
    let written: Vec<f64> =
        leaves.flat_map(|leaf| (0..parameters.years).map(move |t| parameters.central(leaf, t))).collect();
    let drawn = (&parameters.groups, &parameters.yearly, others, references, written);
    format!("{drawn:?}{topology:?}{fleet:?}{history:?}{calibration:?}{limits:?}{metals:?}{series:?}")
}

/// Whether runs hold the greatest use of capacity of the last observed year against what was observed, and it differs.
fn reads_observed(one: &Model, other: &Model, leaf: LeafId) -> bool {
    let is_use = one.topology.activities.iter().any(|activity| activity.utilisation_max == leaf);
    let value = |model: &Model| model.parameters.central(leaf, model.observed());
    is_use && value(one) != value(other)
}
