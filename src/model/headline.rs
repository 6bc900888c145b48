//! Which series an ensemble keeps unless a scenario names its own: what planners read and charts show, some sixty
//! of a scenario with one metal. Targets add what they read.

use super::MANY_REGIONS;
use super::series::{Measure, Series};
use crate::domain::*;

/// Marks the series that are kept by default.
pub fn mark(scenario: &Scenario, series: &mut [Series]) {
    let rule = Rule { scenario, many: scenario.regions.len() >= MANY_REGIONS };
    for one in series.iter_mut() {
        one.headline = rule.keeps(one) || rule.was_observed_later(one);
    }
}

struct Rule<'a> {
    scenario: &'a Scenario,
    /// So many regions that only all together deserve every number.
    many: bool,
}

impl Rule<'_> {
    fn keeps(&self, series: &Series) -> bool {
        match series.place {
            Place::Cluster(_) => false,
            Place::Region(_) if self.many => match series.measure {
                Measure::Production | Measure::Capacity => self.is_aggregate(&series.of),
                Measure::Co2 | Measure::EnergyTotal => series.of.is_empty(),
                _ => false,
            },
            Place::Region(_) | Place::All => self.is_telling(series),
        }
    }

    /// Totals; output, capacity and intensity of what is called for; shares that a lever moves; what the
    /// scenario declares; wastes by their sums.
    fn is_telling(&self, series: &Series) -> bool {
        let of = &series.of;
        match series.measure {
            Measure::Co2
            | Measure::Co2Cumulative
            | Measure::Scope1
            | Measure::Scope2Location
            | Measure::Scope2Market
            | Measure::EnergyTotal
            | Measure::ElectricityGross
            | Measure::ElectricityPurchased
            | Measure::CoalMass
            | Measure::OutputValue
            | Measure::ValueAdded
            | Measure::Co2PerValue
            | Measure::EnergyPerValue => of.is_empty(),
            Measure::Production | Measure::Capacity => of.len() == 1,
            Measure::IntensityCo2 | Measure::IntensityEnergy | Measure::ScrapRatio => self.is_wanted(of),
            Measure::UnmetDemand | Measure::NetExport => self.is_wanted(of),
            Measure::Share => self.has_lever(of),
            Measure::ClassShare | Measure::Sum | Measure::Ratio => true,
            Measure::Stockpile | Measure::UtilisationRate => self.is_known_waste(of),
            _ => false,
        }
    }

    fn is_aggregate(&self, of: &[Text]) -> bool {
        matches!(of, [one] if self.scenario.aggregates.iter().any(|sum| &sum.title == one))
    }

    /// Whether it is of a commodity that is called for, or of a sum with one in it.
    fn is_wanted(&self, of: &[Text]) -> bool {
        let [one] = of else { return false };
        let scenario = self.scenario;
        let called = |c: &CommodityId| scenario.demand.iter().any(|(called, ..)| called == c);
        let commodities = scenario.commodities.iter().enumerate();
        let mut wanted = commodities.filter(|(c, _)| called(&CommodityId(*c)));
        let mut sums = scenario.aggregates.iter().filter(|sum| sum.parts.iter().any(called));
        wanted.any(|(_, commodity)| &commodity.title == one) || sums.any(|sum| &sum.title == one)
    }

    fn has_lever(&self, of: &[Text]) -> bool {
        let scenario = self.scenario;
        scenario.levers.iter().any(|lever| match lever.kind {
            LeverKind::Share { commodity, of: ProcessMatch::Tag(tag) } => {
                of == [scenario.commodities[commodity.0].title.clone(), scenario.tags[tag.0].title.clone()]
            }
            _ => false,
        })
    }

    /// A declared sum of wastes, or a waste that lay there in the base year; without declared sums all.
    fn is_known_waste(&self, of: &[Text]) -> bool {
        let [one] = of else { return false };
        let scenario = self.scenario;
        let lay = |stream: &Stream| {
            let stocks = stream.regional.iter().map(|regional| scenario.leaf(regional.stock));
            &stream.title == one
                && stocks.into_iter().any(|leaf| leaf.path.at(scenario.horizon.base.0) > Some(0.0))
        };
        scenario.stream_sums.is_empty()
            || scenario.stream_sums.iter().any(|sum| &sum.title == one)
            || scenario.streams.iter().any(lay)
    }

    /// Whether the history goes on where the run no longer follows it: a hindcast holds the two together.
    fn was_observed_later(&self, series: &Series) -> bool {
        let scenario = self.scenario;
        let later = |observation: usize, until: Year| {
            scenario.observations[observation].values.iter().any(|(year, _)| *year > until)
        };
        // Where some of what is pinned goes on, the others' years without an observation are told too.
        let any = !self.many && scenario.pins.iter().any(|pin| later(pin.observation, pin.until));
        let mut pins = scenario.pins.iter().filter(|pin| any || later(pin.observation, pin.until));
        let mut compared =
            scenario.comparisons.iter().filter(|c| later(c.observation, scenario.horizon.observed));
        let is_compared = |c: &Comparison| {
            let place = scenario.observations[c.observation].place;
            !matches!(place, Place::Cluster(_)) && c.metric == series.name && place == series.place
        };
        pins.any(|pin| series.is_pinned_by(scenario, pin)) || compared.any(is_compared)
    }
}
