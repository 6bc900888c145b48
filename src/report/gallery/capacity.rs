//! Capacity over the years: by process, by vintage, what comes and what goes.

use super::{Drawing, Gallery, Picture, file_stem};
use crate::domain::*;
use crate::model::series::Measure;
use crate::report::chart::{BarsChart, Layer};
use crate::report::text::{self, DisplayUnit, SeriesTitle, SeriesWord};
use crate::simulation::journal::{Furnace, UnitEvent};

/// Years of a vintage.
const VINTAGE: i32 = 10;

/// Vintages that have a layer of their own; older ones share one.
const MOST: usize = 8;

/// Oldest vintages that together never reach this share of the capacity have no layer of their own.
const THIN: f64 = 0.06;

/// What the capacity of a product stands for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Standing {
    /// An industry: a declared sum, or what has a ledger.
    Industry,
    /// A part of a declared sum, with a ledger.
    Part,
    /// Neither.
    Product,
}

/// A furnace of the central run.
struct Life {
    process: ProcessId,
    /// Its capacity by year, t/a, while it stands.
    capacity: Vec<f64>,
    commissioned: i32,
    /// Calendar year of retirement.
    retired: Option<i32>,
    in_register: bool,
}

impl Gallery<'_> {
    /// Charts of the capacity of declared sums and of commodities that have a ledger or are called for.
    pub(super) fn capacities(&self, place: Place) -> Vec<Picture> {
        let scenario = self.scenario();
        let sums = scenario.aggregates.iter().map(|a| (&a.title, a.parts.clone()));
        let one = |c: usize| (&scenario.commodities[c].title, vec![CommodityId(c)]);
        let all = sums.chain((0..scenario.commodities.len()).map(one));
        let repeated = |title: &Text| {
            let capacity = |s: &crate::model::Series| {
                s.measure == Measure::Production && s.place == place && s.of == std::slice::from_ref(title)
            };
            self.results.model.series.iter().position(capacity).is_some_and(|s| self.repeats(s))
        };
        let in_ledger =
            |parts: &[CommodityId]| parts.iter().any(|c| scenario.commodities[c.0].group.is_some());
        let called = |parts: &[CommodityId]| scenario.demand.iter().any(|(c, ..)| parts.contains(c));
        let sums = || scenario.aggregates.iter();
        let is_sum = |title: &Text| sums().any(|sum| &sum.title == title);
        let in_sum =
            |parts: &[CommodityId]| sums().any(|sum| parts.iter().all(|part| sum.parts.contains(part)));
        all.filter(|(title, parts)| (in_ledger(parts) || called(parts)) && !repeated(title))
            .flat_map(|(title, parts)| {
                let standing = match (is_sum(title), in_ledger(&parts), in_sum(&parts)) {
                    (true, _, _) | (false, true, false) => Standing::Industry,
                    (false, true, true) => Standing::Part,
                    (false, false, _) => Standing::Product,
                };
                self.capacity_of(place, title, &parts, standing)
            })
            .collect()
    }

    /// By process; of what stands for an industry also by vintage, and what comes and goes. A part that one process makes
    /// is a layer of its sum.
    fn capacity_of(
        &self,
        place: Place,
        title: &Text,
        parts: &[CommodityId],
        standing: Standing,
    ) -> Vec<Picture> {
        let lives = self.lives(place, parts);
        let years = self.results.model.years();
        let stands = |t: usize| lives.iter().map(|life| life.capacity[t]).sum::<f64>();
        let largest = (0..years).map(stands).fold(0.0, f64::max);
        if largest <= 0.0 {
            return Vec::new();
        }
        let unit = self.unit_of_mass(largest);
        let place_title = text::place_title(self.scenario(), place);
        let heading = SeriesTitle::new(SeriesWord::Capacity).subject(title).place(&place_title).build();
        let stem = |of: &str| {
            format!("capacity-{}-{of}.{}", file_stem(&title.en), file_stem(self.results.place(place)))
        };
        let mut pictures = Vec::new();
        let processes = self.by_process(&lives, &unit, |life, t| life.capacity[t]);
        // One process alone is the capacity itself, which its vintages show.
        if processes.len() > 1 {
            let title = text::by_process(&heading, self.lang);
            pictures.push(self.stacked([stem("by-process"), title], &unit, processes, Vec::new()));
        }
        if standing == Standing::Product || (standing == Standing::Part && pictures.is_empty()) {
            return pictures;
        }
        let title = text::by_vintage(&heading, self.lang);
        pictures.push(self.stacked(
            [stem("by-vintage"), title],
            &unit,
            self.by_vintage(&lives, &unit),
            Vec::new(),
        ));
        pictures.extend(self.changes(&lives, &unit, stem("changes"), text::changes(&heading, self.lang)));
        pictures
    }

    /// Every furnace that makes some commodities in a place.
    fn lives(&self, place: Place, parts: &[CommodityId]) -> Vec<Life> {
        let (model, central) = (self.results.model, self.results.central);
        let (scenario, horizon) = (&model.scenario, model.scenario.horizon);
        let mut lives: Vec<(Furnace, Life)> = Vec::new();
        for &(year, furnace, event) in &central.chronicle.units {
            match event {
                UnitEvent::Commissioned { capacity, slot } => {
                    let slot = model.topology.slots[slot];
                    let region = scenario.clusters[slot.cluster.0].region;
                    let here = place == Place::All || place == Place::Region(region);
                    if !here || !parts.contains(&scenario.processes[slot.process.0].output) {
                        continue;
                    }
                    let leaf = match furnace {
                        Furnace::Base(unit) => Some(model.fleet.units[unit.0].capacity),
                        Furnace::Project(_) | Furnace::Rebuilt(_) => None,
                    };
                    let at = |t: usize| {
                        let stands = leaf.is_some() || horizon.year(t).0 >= year;
                        let value = leaf.map_or(capacity, |leaf| model.parameters.central(leaf, t));
                        if stands { value } else { 0.0 }
                    };
                    let capacity = (0..model.years()).map(at).collect();
                    let process = slot.process;
                    let in_register = leaf.is_some();
                    lives.push((
                        furnace,
                        Life { process, capacity, commissioned: year, retired: None, in_register },
                    ));
                }
                UnitEvent::Retired(_) => {
                    if let Some((_, life)) = lives.iter_mut().rfind(|(of, _)| *of == furnace) {
                        life.retired = Some(year);
                        let gone = (year - horizon.base.0).max(0) as usize;
                        life.capacity.iter_mut().skip(gone).for_each(|capacity| *capacity = 0.0);
                    }
                }
                UnitEvent::Relined | UnitEvent::Extended => {}
            }
        }
        lives.into_iter().map(|(_, life)| life).collect()
    }

    /// One layer a process that has any, in the order of the scenario.
    fn by_process(
        &self,
        lives: &[Life],
        unit: &DisplayUnit,
        value: impl Fn(&Life, usize) -> f64,
    ) -> Vec<Layer> {
        let years = self.results.model.years();
        let layer = |(p, process): (usize, &Process)| {
            let of = |t: usize| lives.iter().filter(|l| l.process.0 == p).map(|l| value(l, t)).sum::<f64>();
            let values: Vec<f64> = (0..years).map(|t| unit.show(of(t))).collect();
            let name = self.lang.of(&process.title).to_owned();
            values.iter().any(|v| *v > 0.0).then_some(Layer { name, color: p, values })
        };
        self.scenario().processes.iter().enumerate().filter_map(layer).collect()
    }

    /// One layer a decade of commissioning, the oldest first and lowest.
    fn by_vintage(&self, lives: &[Life], unit: &DisplayUnit) -> Vec<Layer> {
        let years = self.results.model.years();
        let decade = |year: i32| (year - 1).div_euclid(VINTAGE) * VINTAGE + 1;
        let mut firsts: Vec<i32> = lives.iter().map(|life| decade(life.commissioned)).collect();
        firsts.sort_unstable();
        firsts.dedup();
        let older = firsts.len().saturating_sub(MOST).max(thin(lives, &firsts, decade));
        let oldest = firsts.get(older).copied().unwrap_or(0);
        let of = |first: i32| if first < oldest || older > 0 && first == oldest { oldest } else { first };
        firsts.retain(|first| *first >= oldest);
        let layer = |(color, &first): (usize, &i32)| {
            let inside = |life: &&Life| of(decade(life.commissioned)) == first;
            let sum = |t: usize| lives.iter().filter(inside).map(|life| life.capacity[t]).sum::<f64>();
            let begins = (older == 0 || first != oldest).then_some(first);
            Layer {
                name: text::vintage(begins, first + VINTAGE - 1, self.lang),
                color,
                values: (0..years).map(|t| unit.show(sum(t))).collect(),
            }
        };
        firsts.iter().enumerate().map(layer).collect()
    }

    /// What comes into service and what retires, by year; nothing where nothing does.
    fn changes(&self, lives: &[Life], unit: &DisplayUnit, stem: String, title: String) -> Option<Picture> {
        let horizon = self.scenario().horizon;
        let comes = |life: &Life, t: usize| {
            let new = !life.in_register && life.commissioned == horizon.year(t).0;
            if new { life.capacity[t].max(0.0) } else { 0.0 }
        };
        let goes = |life: &Life, t: usize| match life.retired {
            Some(year) if year == horizon.year(t).0 => {
                life.capacity.get(t.wrapping_sub(1)).copied().unwrap_or(0.0)
            }
            _ => 0.0,
        };
        let (above, below) = (self.by_process(lives, unit, comes), self.by_process(lives, unit, goes));
        if above.is_empty() && below.is_empty() {
            return None;
        }
        let chart = BarsChart {
            title,
            subtitle: self.subtitle(&unit.label, None),
            unit_label: unit.label.to_string(),
            years: horizon.years().map(|year| year.0).collect(),
            above,
            below,
            notes: vec![text::changes_note(self.lang).to_owned()],
            lang: self.lang,
        };
        Some(Picture { stem, chart: Drawing::Bars(chart) })
    }
}

/// How many of the oldest vintages are too thin together for a layer.
fn thin(lives: &[Life], firsts: &[i32], decade: impl Fn(i32) -> i32) -> usize {
    let years = lives.iter().map(|life| life.capacity.len()).max().unwrap_or(0);
    let part = |last: i32, t: usize| {
        let capacity = |wanted: &dyn Fn(&&Life) -> bool| -> f64 {
            lives.iter().filter(wanted).map(|life| life.capacity[t]).sum()
        };
        let all = capacity(&|_| true);
        if all > 0.0 { capacity(&|life| decade(life.commissioned) <= last) / all } else { 0.0 }
    };
    let is_thin = |last: &&i32| (0..years).all(|t| part(**last, t) < THIN);
    firsts.iter().take(firsts.len().saturating_sub(1)).take_while(is_thin).count()
}
