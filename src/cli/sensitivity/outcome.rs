//! Outcomes as they are asked for: `SERIES@YEAR`, `peak-year`, `target:ID`.

use crate::domain::Year;
use crate::ensemble::study::Outcome;
use crate::model::Model;
use crate::model::lookup::NoSeries;
use crate::near::near;
use crate::report::text::{self, Lang};

/// The series whose peak is meant where none is named.
const PEAK_OF: &str = "Emissions|CO2";

/// The outcome that is asked for.
pub fn asked(model: &Model, asked: &str, lang: Lang) -> Result<Outcome, String> {
    if let Some(id) = asked.strip_prefix("target:") {
        return target(model, id.trim(), lang);
    }
    if asked == "peak-year" {
        return Ok(Outcome::PeakYear { series: named(model, PEAK_OF, asked, lang)? });
    }
    if let Some(name) = asked.strip_prefix("peak-year:") {
        return Ok(Outcome::PeakYear { series: named(model, name.trim(), asked, lang)? });
    }
    let unknown = || text::unknown_outcome(asked, near(asked, ["peak-year"]), lang);
    let (name, year) = asked.rsplit_once('@').ok_or_else(unknown)?;
    let Ok(year) = year.trim().parse::<i32>() else { return Err(unknown()) };
    let series = named(model, name.trim(), asked, lang)?;
    let horizon = model.scenario.horizon;
    let outside = || text::outcome_year_outside(asked, horizon.base.0, horizon.end.0, lang);
    let at = horizon.index(Year(year)).ok_or_else(outside)?;
    if at <= model.observed() {
        return Err(text::outcome_observed(asked, horizon.observed.0, lang));
    }
    Ok(Outcome::Value { series, year: at })
}

fn target(model: &Model, id: &str, lang: Lang) -> Result<Outcome, String> {
    let known: Vec<&str> = model.scenario.targets.iter().map(|target| target.id.as_str()).collect();
    let found = known.iter().position(|known| *known == id);
    let unknown = || text::unknown_target(id, near(id, known.iter().copied()), &known, lang);
    found.map(Outcome::TargetMargin).ok_or_else(unknown)
}

/// The series of an outcome.
fn named(model: &Model, name: &str, asked: &str, lang: Lang) -> Result<usize, String> {
    model.series_named(name).map_err(|why| match why {
        NoSeries::Unknown(near) => text::unknown_outcome(asked, near.as_deref(), lang),
        NoSeries::Ambiguous(places) => {
            let places: Vec<&str> = places.iter().map(String::as_str).collect();
            text::outcome_ambiguous(asked, &places, lang)
        }
    })
}
