//! Observations and what they pin.

use std::collections::HashMap;

use super::super::problem::Draft;
use super::super::raw::{self, Row};
use super::super::source_map::Span;
use super::super::values::{Word, YearAt};
use super::Check;
use crate::domain::*;
use crate::near::near;
use crate::units::{Dimension, Quantity};

/// Observations by series and place.
pub(super) type ByPlace = HashMap<(String, Place), usize>;

impl Check<'_> {
    /// Groups the rows of the history file by series and place.
    pub(super) fn observations(&mut self, rows: &[Row]) -> (Vec<Observation>, ByPlace) {
        let (mut list, mut index) = (Vec::<Observation>::new(), ByPlace::new());
        let mut seen: HashMap<(usize, i32), Span> = HashMap::new();
        for row in rows {
            let (Some(place), Some(quantity)) = (self.row_place(row), self.row_value(row)) else { continue };
            let at = *index.entry((row.series.value.clone(), place)).or_insert_with(|| {
                list.push(Observation {
                    series: row.series.value.clone(),
                    place,
                    values: Vec::new(),
                    dimension: quantity.dimension,
                    sources: Vec::new(),
                });
                list.len() - 1
            });
            if let Some(first) = seen.insert((at, row.year.value), row.year.span) {
                let message = format!("two rows of `{}` for {}", row.series.value, row.year.value);
                let draft = Draft::new(row.year.span, message).also(first, "the first one");
                self.sink.push(draft.help("one series has one value a year and place; take one of them out"));
                continue;
            }
            self.observe(&mut list[at], row, &quantity);
        }
        for observation in &mut list {
            observation.values.sort_by_key(|(year, _)| *year);
        }
        (list, index)
    }

    fn observe(&mut self, observation: &mut Observation, row: &Row, quantity: &Quantity) {
        if observation.dimension != quantity.dimension {
            let message = format!(
                "`{}` is in {} here and in {} above",
                row.series.value, quantity.dimension, observation.dimension
            );
            self.sink.push(Draft::new(row.unit.span, message).help("one series has one dimension"));
        }
        observation.values.push((Year(row.year.value), quantity.value));
        if let Some(source) = &row.source
            && !observation.sources.contains(&source.value)
        {
            observation.sources.push(source.value.clone());
        }
    }

    /// The cluster of a row, else its region, else everything.
    fn row_place(&mut self, row: &Row) -> Option<Place> {
        let region = match &row.region {
            Some(word) => Some(RegionId(self.names.regions.find(word, self.sink)?)),
            None => None,
        };
        let Some(word) = &row.cluster else {
            return Some(region.map_or(Place::All, Place::Region));
        };
        let cluster = self.names.clusters.find(word, self.sink)?;
        let own = self.raw.clusters.get(&word.value).map(|cluster| &cluster.region.value);
        if let (Some(written), Some(own)) = (&row.region, own)
            && written.value != *own
        {
            let message = format!("the cluster `{}` lies in `{own}`, not in `{}`", word.value, written.value);
            self.sink.push(Draft::new(written.span, message));
        }
        Some(Place::Cluster(ClusterId(cluster)))
    }

    fn row_value(&mut self, row: &Row) -> Option<Quantity> {
        if !row.value.value.parse::<f64>().is_ok_and(f64::is_finite) {
            let draft = Draft::new(row.value.span, format!("`{}` is not a plain number", row.value.value));
            self.sink.push(draft.label("expected a number; its unit stands in the column `unit`"));
            return None;
        }
        match Quantity::parse(&format!("{} {}", row.value.value, row.unit.value)) {
            // A yearly flow may be written per year.
            Ok(quantity) => Some(quantity.clone().in_dimension(Dimension::MASS).unwrap_or(quantity)),
            Err(error) => {
                self.sink.push(Draft::new(row.unit.span, error.message).maybe_help(error.help));
                None
            }
        }
    }

    pub(super) fn pins(&mut self, observations: &[Observation], index: &ByPlace) -> Vec<Pin> {
        let Some(history) = &self.raw.history else { return Vec::new() };
        let pin = |(_, pin): (&Word, &raw::Pin)| self.pin(pin, observations, index);
        history.pins.iter().flat_map(pin).collect()
    }

    /// One pin in the region that is named, or in every region that has the series.
    fn pin(&mut self, raw: &raw::Pin, observations: &[Observation], index: &ByPlace) -> Vec<Pin> {
        let what = self.pinned(&raw.pins);
        let regions: Vec<RegionId> = match &raw.region {
            Some(word) => self.names.regions.find(word, self.sink).map(RegionId).into_iter().collect(),
            None => (0..self.names.regions.list.len()).map(RegionId).collect(),
        };
        let series = &raw.series.value;
        let at = |region: &RegionId| {
            index.get(&(series.clone(), Place::Region(*region))).map(|observation| (*region, *observation))
        };
        let found: Vec<(RegionId, usize)> = regions.iter().filter_map(at).collect();
        if found.is_empty() && !regions.is_empty() {
            self.no_such_series(raw, &regions, observations);
        }
        let until = self.pin_until(raw);
        let (Some(what), Some((_, first))) = (what, found.first()) else { return Vec::new() };
        self.pin_dimension(raw, what, &observations[*first]);
        let pin = |(region, observation)| Pin { id: raw.id.value.clone(), observation, region, what, until };
        found.into_iter().map(pin).collect()
    }

    fn no_such_series(&mut self, raw: &raw::Pin, regions: &[RegionId], observations: &[Observation]) {
        let place = raw.region.as_ref().map_or("any region".to_owned(), |word| format!("`{}`", word.value));
        let message = format!("the history has no series `{}` in {place}", raw.series.value);
        let here = |o: &&Observation| regions.iter().any(|region| o.place == Place::Region(*region));
        let known = observations.iter().filter(here).map(|o| o.series.as_str());
        let help = near(&raw.series.value, known).map(|close| format!("did you mean `{close}`?"));
        self.sink.push(Draft::new(raw.series.span, message).maybe_help(help));
    }

    fn pin_until(&mut self, raw: &raw::Pin) -> Year {
        let until = raw.until.map_or(self.horizon.observed, |year| Year(year.value));
        if until > self.horizon.observed {
            let draft = Draft::new(
                raw.until.map_or(raw.at.span, |year| year.span),
                format!("`{}` pins until {until}", raw.at.address),
            );
            self.sink.push(draft.help(format!(
                "the last observed year is {}; move `observed` or pin less",
                self.horizon.observed
            )));
        }
        until
    }

    /// One comparison at the place that is named, or at every place where the history has the series.
    pub(super) fn comparisons(&mut self, observations: &[Observation]) -> Vec<Comparison> {
        let Some(history) = &self.raw.history else { return Vec::new() };
        history.compare.iter().flat_map(|(_, raw)| self.comparison(raw, observations)).collect()
    }

    fn comparison(&mut self, raw: &raw::Compare, observations: &[Observation]) -> Vec<Comparison> {
        let cumulative_from = raw.cumulative_from.and_then(|year| self.sum_start(year));
        let place = match &raw.place {
            Some(word) => match self.place(word) {
                Some(place) => Some(place),
                None => return Vec::new(),
            },
            None => None,
        };
        let here = |o: &Observation| place.is_none_or(|place| o.place == place);
        let found = observations.iter().enumerate().filter(|(_, o)| o.series == raw.series.value && here(o));
        let list: Vec<Comparison> = found
            .map(|(observation, _)| Comparison {
                id: raw.id.value.clone(),
                observation,
                metric: raw.metric.value.clone(),
                cumulative_from,
            })
            .collect();
        if list.is_empty() {
            let at = raw.place.as_ref().map_or(String::new(), |word| format!(" at `{}`", word.value));
            let message = format!("the history has no series `{}`{at}", raw.series.value);
            let known = observations.iter().filter(|o| here(o)).map(|o| o.series.as_str());
            let help = near(&raw.series.value, known).map(|close| format!("did you mean `{close}`?"));
            self.sink.push(Draft::new(raw.series.span, message).maybe_help(help));
        }
        list
    }

    /// The first year of a sum, which must lie in the horizon.
    fn sum_start(&mut self, year: YearAt) -> Option<Year> {
        let first = Year(year.value);
        if self.horizon.index(first).is_none() {
            let draft = Draft::new(year.span, format!("{first} lies outside the years of the scenario"));
            let (base, end) = (self.horizon.base, self.horizon.end);
            self.sink.push(draft.help(format!("they run from {base} to {end}")));
            return None;
        }
        Some(first)
    }

    fn pin_dimension(&mut self, raw: &raw::Pin, what: Pinned, observation: &Observation) {
        let expected = match what {
            Pinned::ProcessOutput(_) | Pinned::CommodityOutput(_) | Pinned::AggregateOutput(_) => {
                Dimension::MASS
            }
            Pinned::CarrierUse(carrier) => match self.raw.carriers.iter().nth(carrier.0) {
                Some((_, carrier)) if carrier.kind.value == CarrierKind::Electricity => {
                    Dimension::ELECTRICITY
                }
                _ => Dimension::ENERGY,
            },
            Pinned::Energy => Dimension::ENERGY,
            Pinned::Co2 => Dimension::CO2,
        };
        if observation.dimension != expected {
            let message =
                format!("`{}` is observed in {}, not in {expected}", raw.series.value, observation.dimension);
            let draft = Draft::new(raw.series.span, message);
            self.sink.push(draft.help(format!("what it pins is {}", expected.words())));
        }
    }

    fn pinned(&mut self, raw: &raw::Pinned) -> Option<Pinned> {
        let on = |flag: Option<super::Flag>| flag.is_some_and(|flag| flag.0);
        match (&raw.output_of, &raw.carrier, on(raw.energy), on(raw.co2)) {
            (Some(word), None, false, false) => self.output_of(word),
            (None, Some(word), false, false) => {
                self.names.carriers.find(word, self.sink).map(|index| Pinned::CarrierUse(CarrierId(index)))
            }
            (None, None, true, false) => Some(Pinned::Energy),
            (None, None, false, true) => Some(Pinned::Co2),
            _ => {
                let draft =
                    Draft::new(raw.at.span, format!("`{}` does not pin exactly one thing", raw.at.address));
                let help =
                    "write one of `output-of = \"…\"`, `carrier = \"…\"`, `energy = true`, `co2 = true`";
                self.sink.push(draft.help(help));
                None
            }
        }
    }

    /// A process, a commodity or an aggregate; a name that is two of them is ambiguous.
    fn output_of(&mut self, word: &Word) -> Option<Pinned> {
        let names = &self.names;
        let found: Vec<Pinned> = [
            names.processes.get(&word.value).map(|index| Pinned::ProcessOutput(ProcessId(index))),
            names.commodities.get(&word.value).map(|index| Pinned::CommodityOutput(CommodityId(index))),
            names.aggregates.get(&word.value).map(|index| Pinned::AggregateOutput(AggregateId(index))),
        ]
        .into_iter()
        .flatten()
        .collect();
        match found.as_slice() {
            [one] => Some(*one),
            [] => {
                let lists = [&names.processes.list, &names.commodities.list, &names.aggregates.list];
                let known = lists.into_iter().flatten().map(String::as_str);
                let help = near(&word.value, known).map(|close| format!("did you mean `{close}`?"));
                let message = format!("there is no process, commodity or aggregate `{}`", word.value);
                self.sink.push(Draft::new(word.span, message).maybe_help(help));
                None
            }
            _ => {
                let message =
                    format!("`{}` is the name of more than one process, commodity or aggregate", word.value);
                self.sink.push(Draft::new(word.span, message).help("give them different ids"));
                None
            }
        }
    }
}
