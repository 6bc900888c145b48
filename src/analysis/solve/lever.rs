//! A lever that is turned: its number, its unit and how far it goes.

use crate::address::Address;
use crate::domain::{LeafId, Path};
use crate::ensemble::study::Varied;
use crate::model::Model;
use crate::near::near;
use crate::scenario::number_and_unit;
use crate::units::Quantity;

/// A lever.
#[derive(Clone, PartialEq, Debug)]
pub struct Lever {
    /// Its address, with the year of the knot where it is one.
    pub address: String,
    /// The unit that its numbers here are in.
    pub unit: String,
    /// What the scenario has.
    pub now: f64,
    /// The ends of its range, the lesser first.
    pub range: (f64, f64),
    leaf: LeafId,
    knot: Option<i32>,
}

/// What is wrong with a lever: bytes of its text, a sentence, a way out.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LeverFault {
    /// Bytes of the text.
    pub at: std::ops::Range<usize>,
    /// A sentence.
    pub message: String,
    /// A way out.
    pub help: Option<String>,
}

fn fault(at: std::ops::Range<usize>, message: String, help: Option<String>) -> LeverFault {
    LeverFault { at, message, help }
}

/// Reads `ADDR` or `ADDR=from:to`.
///
/// # Errors
/// What is wrong, and where in the text.
pub fn lever(text: &str, model: &Model) -> Result<Lever, LeverFault> {
    let (written, range) = match text.split_once('=') {
        Some((address, range)) => (address.trim(), Some((address.len() + 1, range))),
        None => (text.trim(), None),
    };
    let whole = 0..written.len();
    let address: Address = written.parse().map_err(|error| fault(whole.clone(), format!("{error}"), None))?;
    let name = address.keys.join(".");
    let Some(id) = model.scenario.find_leaf(&name) else {
        let leaves = model.scenario.leaves.iter().map(|leaf| leaf.address.as_str());
        let help = near(&name, leaves).map(|close| format!("did you mean `{close}`?"));
        let help = help.or_else(|| Some("`dafeng list SCENARIO` prints every address".to_owned()));
        return Err(fault(whole, format!("there is no number `{name}`"), help));
    };
    let leaf = model.scenario.leaf(id);
    let now = match (&leaf.path, address.knot) {
        (Path::Constant(value), None) => *value,
        (Path::Knots { knots, .. }, Some(year)) => {
            let found = knots.iter().find(|(at, _)| *at == year).map(|(_, value)| *value);
            found.ok_or_else(|| fault(whole.clone(), no_knot(&name, year), Some(knot_help(&name, knots))))?
        }
        (Path::Knots { knots, .. }, None) => {
            let message = format!("`{name}` is a path: which of its years?");
            return Err(fault(whole, message, Some(knot_help(&name, knots))));
        }
        (_, Some(year)) => return Err(fault(whole, no_knot(&name, year), None)),
        (_, None) => {
            return Err(fault(
                whole,
                format!("`{name}` is a curve; turn one of the numbers it is made of"),
                None,
            ));
        }
    };
    let unit = unit_of(&leaf.unit, leaf.dimension.to_string());
    let factor = Quantity::parse(&format!("1 {unit}")).map_or(1.0, |quantity| quantity.value);
    let range = match range {
        Some((from, range)) => ends(from, range, &unit)?,
        None => (leaf.range.least / factor, leaf.range.greatest / factor),
    };
    let inside = leaf.range.least / factor <= range.0 && range.1 <= leaf.range.greatest / factor;
    if !range.0.is_finite() || !range.1.is_finite() || !inside {
        let (least, greatest) = (leaf.range.least / factor, leaf.range.greatest / factor);
        let message = format!("`{name}` can be anything from {least} to {greatest} {unit}");
        let help = Some(format!("say how far it goes inside that: `{written}=from:to`"));
        return Err(fault(0..text.len(), message.trim().to_owned(), help));
    }
    Ok(Lever { address: written.to_owned(), unit, now: now / factor, range, leaf: id, knot: address.knot })
}

fn no_knot(name: &str, year: i32) -> String {
    format!("the path `{name}` has no knot at {year}")
}

fn knot_help(name: &str, knots: &[(i32, f64)]) -> String {
    let years: Vec<String> = knots.iter().map(|(year, _)| format!("`{name}@{year}`")).collect();
    format!("write {}", years.join(" or "))
}

/// The unit of the author, or the canonical one.
fn unit_of(written: &str, canonical: String) -> String {
    match written {
        "" if canonical == "1" => String::new(),
        "" => canonical,
        unit => unit.to_owned(),
    }
}

/// `from:to` in the unit of the lever, or without one.
fn ends(from: usize, text: &str, unit: &str) -> Result<(f64, f64), LeverFault> {
    let all = from..from + text.len();
    let Some((a, b)) = text.split_once(':') else {
        return Err(fault(all, "a range has two ends".to_owned(), Some("write ADDR=from:to".to_owned())));
    };
    let end = |text: &str| {
        let (number, of) = number_and_unit(text)?;
        (of.is_empty() || of == unit).then_some(number)
    };
    match (end(a), end(b)) {
        (Some(a), Some(b)) if a < b => Ok((a, b)),
        _ => {
            let message = format!("`{text}` is no range of numbers in `{unit}`, the lesser first");
            Err(fault(all, message, None))
        }
    }
}

impl Lever {
    /// A number of it as `--set` takes it.
    pub fn written(&self, x: f64) -> String {
        format!("{x} {}", self.unit).trim().to_owned()
    }

    /// A number of it in the canonical unit: as the loader reads it.
    pub fn canonical(&self, x: f64) -> f64 {
        Quantity::parse(&self.written(x)).map_or(f64::NAN, |quantity| quantity.value)
    }

    /// What a study varies.
    pub(super) fn varied(&self) -> Varied {
        let (least, greatest) = (self.canonical(self.range.0), self.canonical(self.range.1));
        Varied::Written { leaf: self.leaf, knot: self.knot, least, greatest }
    }
}
