//! The numbers of an axis: read by the loader, one value after the other.

use std::path::Path;

use rayon::prelude::*;

use crate::address::Address;
use crate::domain::{Leaf, Path as Values, Scenario};
use crate::ensemble::study::Varied;
use crate::scenario::{self, Options, Spot, SweepInput};

/// An axis with its numbers.
#[derive(Clone, PartialEq, Debug)]
pub struct Ladder {
    /// The leaf that it sets, where it sets one as a whole or at a knot.
    pub leaf: Option<String>,
    /// The year of the knot.
    pub knot: Option<i32>,
    /// The canonical number of each value; `None` where it is no number or cannot be.
    pub numbers: Vec<Option<f64>>,
    /// Why a value cannot be, where it cannot.
    pub faults: Vec<Option<String>>,
    /// Whether all values are played on one tape; else the scenario is compiled for each.
    pub is_on_tape: bool,
}

impl Ladder {
    /// What a study varies; `None` where the scenario has no such leaf.
    pub fn varied(&self, scenario: &Scenario) -> Option<Varied> {
        let numbers = self.numbers.iter().flatten();
        let (least, greatest) =
            numbers.fold((f64::INFINITY, f64::NEG_INFINITY), |(l, g), &x| (l.min(x), g.max(x)));
        let leaf = scenario.find_leaf(self.leaf.as_deref()?)?;
        Some(Varied::Written { leaf, knot: self.knot, least, greatest })
    }
}

/// What a value of an axis makes of the scenario: its leaves, or the problem.
enum Loaded {
    Leaves(Vec<Leaf>),
    /// Whether the address is at fault, the message, a way out.
    Problem(bool, String, Option<String>),
}

/// Reads the numbers of an axis, each as `--set` of the scenario reads it.
///
/// # Errors
/// Where no value of the axis can be: what is wrong, and at which spot of the input.
pub fn ladder(
    (path, options): (&Path, &Options),
    input: &SweepInput,
    axis: usize,
) -> Result<Ladder, (Spot, String, Option<String>)> {
    let asked = &input.axes[axis];
    let load = |value: &String| load(path, options, &asked.address, value);
    let loaded: Vec<Loaded> = asked.values.par_iter().map(load).collect();
    let all_fail = loaded.iter().all(|loaded| matches!(loaded, Loaded::Problem(..)));
    if let (true, Some(Loaded::Problem(of_address, message, help))) = (all_fail, loaded.first()) {
        let spot = if *of_address { Spot::Address(axis) } else { Spot::Value(axis, 0) };
        return Err((spot, message.clone(), help.clone()));
    }
    let address: Option<Address> = asked.address.parse().ok();
    let leaf = address.as_ref().map(|address| address.keys.join("."));
    let knot = address.and_then(|address| address.knot);
    let number = |loaded: &Loaded| {
        let Loaded::Leaves(leaves) = loaded else { return None };
        let leaf = leaves.iter().find(|found| Some(&found.address) == leaf.as_ref())?;
        match (&leaf.path, knot) {
            (Values::Constant(value), None) => Some(*value),
            (Values::Knots { knots, .. }, Some(year)) => {
                knots.iter().find(|(at, _)| *at == year).map(|(_, value)| *value)
            }
            _ => None,
        }
    };
    let numbers: Vec<Option<f64>> = loaded.iter().map(number).collect();
    let fault = |loaded: &Loaded| match loaded {
        Loaded::Leaves(_) => None,
        Loaded::Problem(_, message, _) => Some(message.clone()),
    };
    let faults: Vec<Option<String>> = loaded.iter().map(fault).collect();
    let fits = numbers.iter().zip(&faults).all(|(number, fault)| number.is_some() || fault.is_some());
    let is_on_tape = fits && nothing_else_differs(&loaded, leaf.as_deref());
    Ok(Ladder { leaf, knot, numbers, faults, is_on_tape })
}

fn load(path: &Path, options: &Options, address: &str, value: &str) -> Loaded {
    let mut options = options.clone();
    options.set.push((address.to_owned(), value.to_owned()));
    match scenario::load(path, &options) {
        Ok(loaded) => Loaded::Leaves(loaded.scenario.leaves),
        Err(problems) => {
            let Some(problem) = problems.iter().next() else {
                return Loaded::Problem(true, String::new(), None);
            };
            let of_address = problem.file == "--set" && problem.column <= address.chars().count();
            let message = match &problem.label {
                Some(label) if !of_address => format!("{}: {label}", problem.message),
                _ => problem.message.clone(),
            };
            Loaded::Problem(of_address, message, problem.help.clone())
        }
    }
}

/// Whether a leaf is all that the values of an axis change.
fn nothing_else_differs(loaded: &[Loaded], leaf: Option<&str>) -> bool {
    let mut all = loaded.iter().filter_map(|loaded| match loaded {
        Loaded::Leaves(leaves) => Some(leaves),
        Loaded::Problem(..) => None,
    });
    let Some(first) = all.next() else { return false };
    let same = |one: &Leaf, other: &Leaf| {
        one.address == other.address
            && (Some(one.address.as_str()) == leaf
                || one.path == other.path && one.uncertainty == other.uncertainty)
    };
    all.all(|other| other.len() == first.len() && first.iter().zip(other).all(|(a, b)| same(a, b)))
}
