//! Conditions on a run or on an ensemble: `P(peaked by 2030) >= 0.9`, `P(target-id) >= 80 %`, `SERIES@2030 <= 40 Mt`.

use std::ops::Range;

use crate::domain::{Comparator, Place, Year};
use crate::ensemble::peak;
use crate::ensemble::study::Outcome;
use crate::model::Model;
use crate::model::lookup::NoSeries;
use crate::model::series::Measure;
use crate::near::near;
use crate::units::Quantity;

/// What one run does or does not.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Event {
    /// What is read.
    pub outcome: Outcome,
    /// How it is compared.
    pub comparator: Comparator,
    /// With what; canonical unit.
    pub bound: f64,
}

/// What is asked for.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Condition {
    /// The event.
    pub event: Event,
    /// At least so probable over the draws; `None`: in the run of the written values.
    pub probability: Option<f64>,
}

/// What is wrong with the text of a condition.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fault {
    /// Bytes of the text.
    pub at: Range<usize>,
    /// A sentence.
    pub message: String,
    /// What was expected there.
    pub label: Option<String>,
    /// A way out.
    pub help: Option<String>,
}

impl Fault {
    fn new(at: Range<usize>, message: impl Into<String>) -> Fault {
        Fault { at, message: message.into(), label: None, help: None }
    }
    fn label(self, label: impl Into<String>) -> Fault {
        Fault { label: Some(label.into()), ..self }
    }
    fn help(self, help: Option<String>) -> Fault {
        Fault { help, ..self }
    }
}

/// Forms of a condition, for messages.
const FORMS: &str = "write `P(peaked by 2030) >= 0.9`, `P(target-id) >= 80 %`, `P(SERIES@2030 <= 40 Mt) >= 0.5` or `SERIES@2030 <= 40 Mt`";

/// A piece of the text and where it begins.
#[derive(Clone, Copy)]
struct Piece<'t> {
    text: &'t str,
    from: usize,
}

impl<'t> Piece<'t> {
    fn part(self, range: Range<usize>) -> Piece<'t> {
        let piece = &self.text[range.clone()];
        let blank = piece.len() - piece.trim_start().len();
        Piece { text: piece.trim(), from: self.from + range.start + blank }
    }
    fn at(self) -> Range<usize> {
        self.from..self.from + self.text.len().max(1)
    }
}

impl Condition {
    /// Reads a condition on a model.
    ///
    /// # Errors
    /// What is wrong, and where in the text.
    pub fn parse(text: &str, model: &Model) -> Result<Condition, Fault> {
        let all = Piece { text, from: 0 }.part(0..text.len());
        let Some(inside) = all.text.strip_prefix("P(").or_else(|| all.text.strip_prefix("p(")) else {
            return Ok(Condition { event: event(all, model)?, probability: None });
        };
        let Some(close) = inside.rfind(')') else {
            let fault = Fault::new(all.at(), "the bracket behind `P` is never closed");
            return Err(fault.help(Some(FORMS.to_owned())));
        };
        let inner = all.part(2..2 + close);
        let rest = all.part(3 + close..all.text.len());
        let event = event(inner, model)?;
        let Some((_, number)) = comparison(rest).filter(|(sign, _)| *sign == Comparator::AtLeast) else {
            let fault = Fault::new(rest.at(), "a probability is asked to be at least something");
            return Err(fault.label("expected `>= 0.9` or `>= 90 %`"));
        };
        Ok(Condition { event, probability: Some(probability(number)?) })
    }
}

/// A comparison at the beginning of a piece, and what follows it.
fn comparison(piece: Piece<'_>) -> Option<(Comparator, Piece<'_>)> {
    let signs = [
        ("<=", Comparator::AtMost),
        ("≤", Comparator::AtMost),
        (">=", Comparator::AtLeast),
        ("≥", Comparator::AtLeast),
        ("<", Comparator::Below),
        (">", Comparator::Above),
    ];
    let found = signs.iter().find(|(sign, _)| piece.text.starts_with(sign))?;
    Some((found.1, piece.part(found.0.len()..piece.text.len())))
}

fn probability(piece: Piece<'_>) -> Result<f64, Fault> {
    let number = match piece.text.strip_suffix('%') {
        Some(percent) => percent.trim().parse::<f64>().ok().map(|percent| percent / 100.0),
        None => piece.text.parse::<f64>().ok(),
    };
    number.filter(|share| (0.0..=1.0).contains(share)).ok_or_else(|| {
        let fault = Fault::new(piece.at(), format!("`{}` is no probability", piece.text));
        fault.label("expected a share from 0 to 1, or a percentage")
    })
}

fn event(piece: Piece<'_>, model: &Model) -> Result<Event, Fault> {
    if let Some(rest) = piece.text.strip_prefix("peaked by") {
        return peaked(piece.part(piece.text.len() - rest.len()..piece.text.len()), model);
    }
    match piece.text.find(['<', '>', '≤', '≥']) {
        Some(sign) => value(piece, sign, model),
        None => target(piece, model),
    }
}

/// `peaked by 2030`, or with the series behind the year.
fn peaked(piece: Piece<'_>, model: &Model) -> Result<Event, Fault> {
    let end = piece.text.find(char::is_whitespace).unwrap_or(piece.text.len());
    let (year, named) = (piece.part(0..end), piece.part(end..piece.text.len()));
    let year = calendar(year, model)?;
    let series = if named.text.is_empty() {
        let place = model.headline_places().first().copied().unwrap_or(Place::All);
        let is_co2 = |s: &usize| model.series[*s].measure == Measure::Co2 && peak::has_board(model, *s);
        let found = (0..model.series.len()).filter(is_co2).find(|&s| model.series[s].place == place);
        found.ok_or_else(|| Fault::new(piece.at(), "the scenario reports no CO2").help(None))?
    } else {
        series(named, model)?
    };
    let outcome = Outcome::PeakedBy { series, year: year.0 };
    Ok(Event { outcome, comparator: Comparator::AtLeast, bound: 1.0 })
}

fn calendar(piece: Piece<'_>, model: &Model) -> Result<Year, Fault> {
    let horizon = model.scenario.horizon;
    let year = piece.text.parse::<i32>().ok().map(Year).filter(|year| horizon.index(*year).is_some());
    year.ok_or_else(|| {
        let fault = Fault::new(piece.at(), format!("`{}` is no year of the scenario", piece.text));
        fault.label(format!("expected a year from {} to {}", horizon.base, horizon.end))
    })
}

/// The series of a name.
fn series(piece: Piece<'_>, model: &Model) -> Result<usize, Fault> {
    model.series_named(piece.text).map_err(|why| {
        let fault = Fault::new(piece.at(), format!("there is no series `{}`", piece.text));
        fault.help(Some(match why {
            NoSeries::Unknown(Some(close)) => format!("did you mean `{close}`?"),
            NoSeries::Unknown(None) => {
                "`dafeng list SCENARIO --series` names them all; the place follows the name: `name@place`"
                    .to_owned()
            }
            NoSeries::Ambiguous(places) => {
                format!("it stands at {}: write `{}@PLACE`", places.join(", "), piece.text)
            }
        }))
    })
}

/// `SERIES@YEAR <= 40 Mt`.
fn value(piece: Piece<'_>, sign: usize, model: &Model) -> Result<Event, Fault> {
    let (left, right) = (piece.part(0..sign), piece.part(sign..piece.text.len()));
    let Some(at) = left.text.rfind('@') else {
        let fault = Fault::new(left.at(), format!("`{}` does not say in which year", left.text));
        return Err(fault.label("expected `SERIES@YEAR`"));
    };
    let year = calendar(left.part(at + 1..left.text.len()), model)?;
    let series = series(left.part(0..at), model)?;
    let year = model.scenario.horizon.index(year).unwrap_or(0);
    let Some((comparator, number)) = comparison(right) else {
        return Err(Fault::new(right.at(), "this is no comparison").label("expected `<=`, `>=`, `<` or `>`"));
    };
    let expected = model.series[series].dimension;
    let bound = Quantity::parse(number.text).and_then(|quantity| quantity.in_dimension(expected));
    let bound = bound.map_err(|error| {
        let fault = Fault::new(number.at(), error.message.clone());
        fault.label(format!("expected {}", expected.words())).help(error.help)
    })?;
    Ok(Event { outcome: Outcome::Value { series, year }, comparator, bound: bound.value })
}

fn target(piece: Piece<'_>, model: &Model) -> Result<Event, Fault> {
    let ids = || model.scenario.targets.iter().map(|target| target.id.as_str());
    let name = piece.text.strip_prefix("targets.").unwrap_or(piece.text);
    let Some(target) = ids().position(|id| id == name) else {
        let close = near(name, ids()).map(|close| format!("did you mean `{close}`?"));
        let fault = Fault::new(piece.at(), format!("there is no target `{}`", piece.text));
        return Err(fault.help(Some(close.unwrap_or_else(|| FORMS.to_owned()))));
    };
    Ok(Event { outcome: Outcome::TargetAttained(target), comparator: Comparator::AtLeast, bound: 1.0 })
}
