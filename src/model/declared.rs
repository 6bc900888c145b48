//! Declared sums and ratios of series: what the other series are made of, added and divided in each draw.

use super::series::{Measure, Quantity, Series, Tap, place_id};
use super::{ModelError, near_series};
use crate::domain::*;
use crate::units::Dimension;

/// Adds what the scenario declares to the series that the model reports; sums first, so that ratios
/// may name them.
///
/// # Errors
/// A series that does not exist or is no amount, amounts of different dimensions, no place in common,
/// two series of one name.
pub fn declare(scenario: &Scenario, series: &mut Vec<Series>) -> Result<(), Vec<ModelError>> {
    let mut errors = Vec::new();
    let sums = scenario.series_sums.iter().map(|sum| Declaration {
        address: format!("sums.{}", sum.id),
        measure: Measure::Sum,
        title: &sum.title,
        sides: vec![("sum", &sum.parts)],
    });
    let ratios = scenario.series_ratios.iter().map(|ratio| Declaration {
        address: format!("ratios.{}", ratio.id),
        measure: Measure::Ratio,
        title: &ratio.title,
        sides: vec![("numerator", &ratio.numerator), ("denominator", &ratio.denominator)],
    });
    for declaration in sums.chain(ratios) {
        match declaration.series(scenario, series) {
            Ok(more) => series.extend(more),
            Err(error) => errors.push(error),
        }
    }
    if errors.is_empty() { Ok(()) } else { Err(errors) }
}

type Terms = Vec<(f64, Quantity)>;

struct Declaration<'a> {
    address: String,
    measure: Measure,
    title: &'a Text,
    /// Key and series of what stands above the line, and below it where there is one.
    sides: Vec<(&'static str, &'a Vec<SeriesName>)>,
}

impl Declaration<'_> {
    fn series(&self, scenario: &Scenario, known: &[Series]) -> Result<Vec<Series>, ModelError> {
        let name = self.measure.name(&[&self.title.en]);
        if known.iter().any(|series| series.name == name) {
            let message = format!("there are two series `{name}`");
            return Err(ModelError::new(&self.address, message).help("give one of them another title"));
        }
        let dimensions: Vec<Dimension> =
            self.sides.iter().map(|side| self.dimension(side, known)).collect::<Result<_, _>>()?;
        let dimension = match dimensions[..] {
            [above, below] => above.per(below),
            _ => dimensions.first().copied(),
        };
        let mut list = Vec::new();
        for place in self.places(scenario) {
            let Some(tap) = self.tap(scenario, known, place)? else { continue };
            list.push(Series {
                name: name.clone(),
                place,
                dimension: dimension.unwrap_or_default(),
                measure: self.measure,
                of: vec![self.title.clone()],
                tap,
                headline: false,
            });
        }
        if list.is_empty() {
            let message = "its series stand at no place in common";
            let help = "`dafeng list --series` says where each stands; `name@place` takes one from elsewhere";
            return Err(ModelError::new(&self.address, message).help(help));
        }
        Ok(list)
    }

    /// The dimension of a side, whose parts have to be amounts of one kind.
    fn dimension(
        &self,
        &(key, names): &(&'static str, &Vec<SeriesName>),
        known: &[Series],
    ) -> Result<Dimension, ModelError> {
        let error = |message: String| ModelError::new(format!("{}.{key}", self.address), message);
        let mut first: Option<&Series> = None;
        for part in names {
            let Some(series) = known.iter().find(|series| series.name == part.name) else {
                let message = format!("there is no series `{}`", part.name);
                return Err(error(message).help(near_series(known, &part.name)));
            };
            if !series.tap.over.is_empty() || series.tap.cumulative {
                let message = format!("`{}` is no amount of a year", part.name);
                let help = "quotients and running sums do not add up: name what they are made of";
                return Err(error(message).help(help));
            }
            let first = first.get_or_insert(series);
            if first.dimension != series.dimension {
                let (a, b) = (first.dimension, series.dimension);
                let message =
                    format!("`{}` is in {a} and `{}` in {b}: they have no sum", first.name, part.name);
                return Err(error(message));
            }
        }
        Ok(first.map(|series| series.dimension).unwrap_or_default())
    }

    /// Where it may stand: everywhere; if it names places, at the one that holds them all.
    fn places(&self, scenario: &Scenario) -> Vec<Place> {
        let parts = || self.sides.iter().flat_map(|(_, names)| names.iter());
        let named: Vec<Place> = parts().filter_map(|part| part.place).collect();
        let Some(&first) = named.first() else {
            let regions = (0..scenario.regions.len()).map(|r| Place::Region(RegionId(r)));
            let clusters = (0..scenario.clusters.len()).map(|c| Place::Cluster(ClusterId(c)));
            return regions.chain(clusters).chain([Place::All]).collect();
        };
        if named.len() == parts().count() && named.iter().all(|place| *place == first) {
            return vec![first];
        }
        let region = |place: &Place| match *place {
            Place::All => None,
            Place::Region(region) => Some(region),
            Place::Cluster(cluster) => Some(scenario.clusters[cluster.0].region),
        };
        let of_first = region(&first);
        let one = named.iter().all(|place| region(place) == of_first);
        vec![of_first.filter(|_| one).map_or(Place::All, Place::Region)]
    }

    /// What it is made of at a place; `None` where there is nothing of what it divides by or adds up.
    fn tap(&self, scenario: &Scenario, known: &[Series], place: Place) -> Result<Option<Tap>, ModelError> {
        let mut tap = Tap::default();
        for (at, (key, names)) in self.sides.iter().enumerate() {
            let mut terms = Terms::new();
            for part in *names {
                let here = part.place.unwrap_or(place);
                match found(known, &part.name, here) {
                    Some(more) => terms.extend(more),
                    None if part.place.is_none() => return Ok(None),
                    None => {
                        let message =
                            format!("there is no series `{}` at `{}`", part.name, place_id(scenario, here));
                        let help = "`dafeng list --series` says where each stands";
                        return Err(ModelError::new(format!("{}.{key}", self.address), message).help(help));
                    }
                }
            }
            // Nothing of something is 0; of nothing there is no share.
            if terms.is_empty() && at + 1 == self.sides.len() {
                return Ok(None);
            }
            if at == 0 { tap.terms = terms } else { tap.over = terms }
        }
        Ok(Some(tap))
    }
}

/// The terms of a series at a place: none where a place of its kind has it and this one does not, as a
/// commodity that is not made there; `None` where no place of this kind has it.
fn found<'s>(known: &'s [Series], name: &str, place: Place) -> Option<&'s [(f64, Quantity)]> {
    let of_name = || known.iter().filter(|series| series.name == name);
    if let Some(series) = of_name().find(|series| series.place == place) {
        return Some(&series.tap.terms);
    }
    let kind = std::mem::discriminant(&place);
    of_name().any(|series| std::mem::discriminant(&series.place) == kind).then_some(&[])
}
