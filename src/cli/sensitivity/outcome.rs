//! Outcomes as they are asked for: `SERIES@YEAR`, `peak-year`, `target:ID`.

use crate::domain::{Place, RegionId, Year};
use crate::ensemble::study::Outcome;
use crate::model::Model;
use crate::model::series::place_id;
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

/// A series by `name@place`, or by its name where it stands at one place or at that of all headlines.
fn named(model: &Model, name: &str, asked: &str, lang: Lang) -> Result<usize, String> {
    let scenario = &model.scenario;
    let keys: Vec<String> = model.series.iter().map(|series| series.key(scenario)).collect();
    if let Some(found) = keys.iter().position(|key| key == name) {
        return Ok(found);
    }
    let of_name: Vec<usize> = (0..keys.len()).filter(|&s| model.series[s].name == name).collect();
    let headline = if scenario.regions.len() == 1 { Place::Region(RegionId(0)) } else { Place::All };
    match of_name[..] {
        [only] => Ok(only),
        [] => {
            let names = model.series.iter().map(|series| series.name.as_str());
            let near = near(name, keys.iter().map(String::as_str).chain(names));
            Err(text::unknown_outcome(asked, near, lang))
        }
        _ => of_name.iter().copied().find(|&s| model.series[s].place == headline).ok_or_else(|| {
            let places: Vec<&str> =
                of_name.iter().map(|&s| place_id(scenario, model.series[s].place)).collect();
            text::outcome_ambiguous(asked, &places, lang)
        }),
    }
}
