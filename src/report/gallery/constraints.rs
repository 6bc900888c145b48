//! What bound output, a row a market.

use super::{Drawing, Gallery, Picture, file_stem};
use crate::domain::{Place, RegionId};
use crate::ensemble::BindingCounts;
use crate::report::chart::{Strip, StripsChart};
use crate::report::text::{self, ConstraintWord};
use crate::simulation::workspace::Binding;

/// Rows that a page holds; of more the most bound.
const MOST: usize = 40;

impl Gallery<'_> {
    /// The markets that something bound in some year, in the central run or in a draw.
    pub(super) fn constraints(&self) -> Option<Picture> {
        let model = self.results.model;
        let mut rows: Vec<(usize, Strip)> =
            (0..model.topology.markets.len()).filter_map(|m| Some((m, self.strip(m)?))).collect();
        if rows.len() > MOST {
            let weight = |strip: &Strip| {
                let drawn: f64 = strip.draws.iter().flatten().map(|(_, share)| share).sum();
                strip.central.iter().flatten().count() as f64 + drawn
            };
            rows.sort_by(|a, b| weight(&b.1).total_cmp(&weight(&a.1)));
            rows.truncate(MOST);
            rows.sort_by_key(|(m, _)| *m);
        }
        if rows.is_empty() {
            return None;
        }
        let draws = self.results.ensemble.map(|e| e.design.draws - e.failed.len() as u64);
        let scenario = self.lang.of(&self.scenario().title);
        let shown = text::run_subtitle(draws, self.lang);
        let chart = StripsChart {
            title: text::constraints_title(self.lang).to_owned(),
            subtitle: text::scenario_subtitle(scenario, &shown, self.lang),
            years: self.scenario().horizon.years().map(|year| year.0).collect(),
            causes: ConstraintWord::ALL.iter().map(|word| word.in_lang(self.lang).to_owned()).collect(),
            rows: rows.into_iter().map(|(_, strip)| strip).collect(),
            notes: vec![text::constraints_note(draws.is_some(), self.lang).to_owned()],
            lang: self.lang,
        };
        let place = if self.scenario().regions.len() == 1 { Place::Region(RegionId(0)) } else { Place::All };
        let stem = format!("constraints.{}", file_stem(self.results.place(place)));
        Some(Picture { stem, chart: Drawing::Strips(chart) })
    }

    /// The row of a market; nothing where nothing ever bound it.
    fn strip(&self, m: usize) -> Option<Strip> {
        let (results, scenario) = (self.results, self.scenario());
        let market = &results.model.topology.markets[m];
        let central: Vec<Option<usize>> = results.central.bindings[m].iter().map(|b| cause(*b)).collect();
        let all =
            results.ensemble.map(|e| e.design.draws.saturating_sub(e.failed.len() as u64).max(1) as f64);
        let draws: Vec<Option<(usize, f64)>> = match (results.ensemble, all) {
            (Some(ensemble), Some(all)) => ensemble.bindings[m].iter().map(|c| Some(often(c, all))).collect(),
            _ => Vec::new(),
        };
        let bound =
            central.iter().any(Option::is_some) || draws.iter().flatten().any(|(_, share)| *share > 0.0);
        let commodity = self.lang.of(&scenario.commodities[market.commodity.0].title);
        let name = match scenario.regions.len() {
            1 => commodity.to_owned(),
            _ => {
                let region =
                    self.lang.of(&text::place_title(scenario, Place::Region(market.region))).to_owned();
                text::commodity_in(commodity, &region, self.lang)
            }
        };
        bound.then_some(Strip { name, central, draws })
    }
}

/// The number of a cause among the words.
fn cause(binding: Binding) -> Option<usize> {
    let word = match binding {
        Binding::Demand => return None,
        Binding::OutputCap => ConstraintWord::OutputCap,
        Binding::Capacity => ConstraintWord::Capacity,
        Binding::Rationing => ConstraintWord::Rationing,
        Binding::Scrap => ConstraintWord::Scrap,
        Binding::Waste => ConstraintWord::Waste,
        Binding::Intermediate(_) => ConstraintWord::Intermediate,
    };
    Some(word as usize)
}

/// The most frequent cause, and the share of draws in which anything bound.
fn often(counts: &BindingCounts, all: f64) -> (usize, f64) {
    let inner: u64 = counts.intermediate.iter().map(|(_, n)| n).sum();
    let list = [counts.output_cap, counts.capacity, counts.scrap, counts.waste, counts.rationing, inner];
    let most =
        list.iter().enumerate().max_by_key(|(i, n)| (**n, std::cmp::Reverse(*i))).map_or(0, |(i, _)| i);
    (most, list.iter().sum::<u64>() as f64 / all)
}
