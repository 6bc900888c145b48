//! Facts of demand, declared series, observations and what is drawn together.

use super::facts::{Walk, plain};
use super::technology::ids;
use crate::domain::*;

type Calls<'s> = (
    &'s [Driver],
    &'s [(CommodityId, RegionId, Demand)],
    &'s [(CommodityId, RegionId, LeafId)],
    &'s [(Sum, RegionId, LeafId)],
);
type Declared<'s> = (&'s [SeriesSum], &'s [SeriesRatio]);
type History<'s> = (&'s [Observation], &'s [Pin], &'s [Comparison]);
type Dependence<'s> = (&'s [Shock], &'s [Correlation]);

impl Walk<'_> {
    /// What is called for, and what it follows.
    pub fn calls(&mut self, (drivers, demand, exports, consumption): Calls<'_>) {
        self.order("drivers", ids(drivers, |d| &d.id));
        // Its dimension is that of its leaves.
        for Driver { id, title, dimension: _, values } in drivers {
            self.whole(format!("drivers.{id}"), title.clone(), |walk, at| {
                walk.title(at, "title", title);
                walk.by_region(at, values);
            });
        }
        let mut order = Vec::new();
        for (commodity, region, Demand { called, is_consumption, net_export }) in demand {
            let name = format!("{}.{}", self.commodity(*commodity), self.region(*region));
            let at = format!("demand.{name}");
            let own = if *is_consumption { format!("{at}.consumption") } else { at.clone() };
            self.called(&own, called);
            self.maybe_leaf(&at, "net-export", *net_export);
            order.push(name);
        }
        self.order("demand", order);
        let name = |c: &CommodityId, r: &RegionId| format!("{}.{}", self.commodity(*c), self.region(*r));
        let named: Vec<_> = exports.iter().map(|(c, r, id)| (name(c, r), *id)).collect();
        self.leaves("exports", named);
        let name = |sum: &Sum, region: &RegionId| match sum {
            Sum::Commodity(id) => format!("{}.{}", self.commodity(*id), self.region(*region)),
            Sum::Aggregate(id) => {
                format!("{}.{}", self.scenario.aggregates[id.0].id, self.region(*region))
            }
        };
        let named: Vec<_> = consumption.iter().map(|(s, r, id)| (name(s, r), *id)).collect();
        self.leaves("consumption", named);
    }

    /// A quantity that is called for, at its own address or following a driver.
    fn called(&mut self, at: &str, called: &Called) {
        match called {
            Called::Path(id) => self.leaf_at(at.to_owned(), *id),
            Called::Intensity { intensity, driver } => {
                self.word(at, "driver", self.driver(*driver));
                self.leaf(at, "intensity", *intensity);
            }
            Called::Elasticity { elasticity, driver } => {
                self.word(at, "driver", self.driver(*driver));
                self.leaf(at, "elasticity", *elasticity);
            }
        }
    }

    /// Id of the first driver that a leaf belongs to; where two drivers are one leaf, either says the same.
    fn driver(&self, id: LeafId) -> String {
        let of = |driver: &&Driver| driver.values.iter().any(|(_, leaf)| *leaf == id);
        let found = self.scenario.drivers.iter().find(of);
        found.map_or_else(|| self.address(id).to_owned(), |driver| driver.id.clone())
    }

    /// Series that the scenario declares.
    pub fn declared(&mut self, (sums, ratios): Declared<'_>) {
        self.order("sums", ids(sums, |s| &s.id));
        for SeriesSum { id, title, parts } in sums {
            self.whole(format!("sums.{id}"), title.clone(), |walk, at| {
                walk.title(at, "title", title);
                walk.list(at, "sum", walk.series(parts));
            });
        }
        self.order("ratios", ids(ratios, |r| &r.id));
        for SeriesRatio { id, title, numerator, denominator } in ratios {
            self.whole(format!("ratios.{id}"), title.clone(), |walk, at| {
                walk.title(at, "title", title);
                walk.list(at, "numerator", walk.series(numerator));
                walk.list(at, "denominator", walk.series(denominator));
            });
        }
    }

    fn series(&self, names: &[SeriesName]) -> Vec<String> {
        let name = |SeriesName { name, place }: &SeriesName| match place {
            None => name.clone(),
            Some(place) => format!("{name}@{}", self.place(*place)),
        };
        names.iter().map(name).collect()
    }

    /// What was observed, what it pins, what it is compared with.
    pub fn history(&mut self, (observations, pins, comparisons): History<'_>) {
        for Observation { series, place, values, dimension, sources } in observations {
            let name = format!("{series}.{}", self.place(*place));
            self.whole(format!("history.file.{name}"), plain(&name), |walk, at| {
                for (year, value) in values {
                    walk.observed(at, *year, *value, *dimension);
                }
                walk.list(at, "source", sources);
            });
        }
        for of_one in pins.chunk_by(|a, b| a.id == b.id) {
            self.pins(of_one);
        }
        for of_one in comparisons.chunk_by(|a, b| a.id == b.id) {
            self.comparisons(of_one);
        }
    }

    /// A pin, in one region or in several.
    fn pins(&mut self, pins: &[Pin]) {
        let Some(Pin { id, observation, region: _, what, until }) = pins.first() else { return };
        let scenario = self.scenario;
        let (key, pinned) = match what {
            Pinned::ProcessOutput(id) => ("output-of", self.process(*id)),
            Pinned::CommodityOutput(id) => ("output-of", self.commodity(*id)),
            Pinned::AggregateOutput(id) => ("output-of", scenario.aggregates[id.0].id.as_str()),
            Pinned::CarrierUse(id) => ("carrier", self.carrier(*id)),
            Pinned::Energy => ("energy", "true"),
            Pinned::Co2 => ("co2", "true"),
        };
        let pinned = pinned.to_owned();
        self.whole(format!("history.pins.{id}"), plain(id), |walk, at| {
            walk.word(at, "series", &scenario.observations[*observation].series);
            walk.list(
                at,
                "region",
                pins.iter().map(|p| walk.region(p.region).to_owned()).collect::<Vec<_>>(),
            );
            walk.word(&format!("{at}.pins"), key, pinned);
            walk.word(at, "until", until);
        });
    }

    /// A comparison, at one place or at several.
    fn comparisons(&mut self, comparisons: &[Comparison]) {
        let Some(Comparison { id, observation, metric, cumulative_from }) = comparisons.first() else {
            return;
        };
        let observations = &self.scenario.observations;
        self.whole(format!("history.compare.{id}"), plain(id), |walk, at| {
            walk.word(at, "series", &observations[*observation].series);
            let places = comparisons.iter().map(|c| walk.place(observations[c.observation].place).to_owned());
            walk.list(at, "place", places.collect::<Vec<_>>());
            walk.word(at, "metric", metric);
            walk.maybe(at, "cumulative-from", *cumulative_from);
        });
    }

    /// Shocks and correlations.
    pub fn dependence(&mut self, (shocks, correlations): Dependence<'_>) {
        self.order("shocks", ids(shocks, |s| &s.id));
        for Shock { id, title, persistence, moves } in shocks {
            self.whole(format!("shocks.{id}"), title.clone(), |walk, at| {
                walk.title(at, "title", title);
                walk.leaf(at, "persistence", *persistence);
                walk.order(&format!("{at}.moves"), ids(moves, |m| &m.id));
                for Move { id, leaf, strength } in moves {
                    walk.whole(format!("{at}.moves.{id}"), plain(id), |walk, at| {
                        walk.word(at, "leaf", walk.address(*leaf).to_owned());
                        walk.leaf(at, "strength", *strength);
                    });
                }
            });
        }
        self.order("correlations", ids(correlations, |c| &c.id));
        for Correlation { id, of, rank, repair } in correlations {
            self.whole(format!("correlations.{id}"), plain(id), |walk, at| {
                walk.list(at, "between", of.iter().map(|c| walk.correlated(*c)).collect::<Vec<_>>());
                walk.leaf(at, "rank", *rank);
                walk.word(at, "repair", repair);
            });
        }
    }

    fn correlated(&self, of: Correlated) -> String {
        match of {
            Correlated::Leaf(id) => self.address(id).to_owned(),
            Correlated::Disturbance(id) => format!("{}.disturbance", self.address(id)),
            Correlated::GrowthShock(id) => format!("{}.growth-shock", self.address(id)),
            Correlated::Shock(shock) => format!("shocks.{}", self.scenario.shocks[shock].id),
        }
    }
}
