//! Facts of places, commodities, carriers, scrap, processes, routes, boundaries and waste.

use super::facts::{Walk, plain};
use crate::domain::*;
use crate::scenario::word;

type Base<'s> = (&'s [Source], &'s [Region], &'s [Cluster], &'s [Tag], &'s [Element]);
type Technology<'s> = (
    &'s [Commodity],
    &'s [Aggregate],
    &'s [Carrier],
    &'s [Scrap],
    &'s [Process],
    &'s [Route],
    &'s [Boundary],
);
type Waste<'s> = (&'s [Stream], &'s [StreamSum], &'s [Sink], &'s [WasteBound]);

/// The ids of a list, in order.
pub(super) fn ids<T>(list: &[T], id: impl Fn(&T) -> &str) -> Vec<String> {
    list.iter().map(|one| id(one).to_owned()).collect()
}

impl Walk<'_> {
    /// Sources, regions, clusters, labels.
    pub fn base(&mut self, (sources, regions, clusters, tags, elements): Base<'_>) {
        self.order("sources", ids(sources, |s| &s.id));
        for Source { id, title, year, licence, url } in sources {
            self.whole(format!("sources.{id}"), plain(title), |walk, at| {
                walk.word(at, "title", title);
                walk.maybe(at, "year", *year);
                walk.maybe(at, "licence", licence.as_ref());
                walk.maybe(at, "url", url.as_ref());
            });
        }
        self.order("regions", ids(regions, |r| &r.id));
        for region in regions {
            let Region { id, title, class, grid_factor, residual_factor, green_share, heat_rate } = region;
            self.whole(format!("regions.{id}"), title.clone(), |walk, at| {
                walk.title(at, "title", title);
                walk.word(at, "class", class);
                walk.leaf(at, "grid-factor", *grid_factor);
                walk.own_leaf(at, "residual-factor", *residual_factor, &format!("{at}.grid-factor"));
                walk.leaf(at, "green-share", *green_share);
                walk.leaf(at, "heat-rate", *heat_rate);
            });
        }
        self.places(clusters, tags);
        self.order("elements", ids(elements, |e| &e.id));
        for Element { id, title } in elements {
            self.whole(format!("elements.{id}"), title.clone(), |walk, at| walk.title(at, "title", title));
        }
    }

    fn places(&mut self, clusters: &[Cluster], tags: &[Tag]) {
        self.order("clusters", ids(clusters, |c| &c.id));
        for Cluster { id, title, region } in clusters {
            self.whole(format!("clusters.{id}"), title.clone(), |walk, at| {
                walk.title(at, "title", title);
                walk.word(at, "region", walk.region(*region).to_owned());
            });
        }
        self.order("tags", ids(tags, |t| &t.id));
        for Tag { id, title } in tags {
            self.whole(format!("tags.{id}"), title.clone(), |walk, at| walk.title(at, "title", title));
        }
    }

    /// What is made, of what, with which energy.
    pub fn technology(&mut self, of: Technology<'_>) {
        let (commodities, aggregates, carriers, scraps, processes, routes, boundaries) = of;
        self.order("commodities", ids(commodities, |c| &c.id));
        commodities.iter().for_each(|commodity| self.one_commodity(commodity));
        self.order("aggregates", ids(aggregates, |a| &a.id));
        for Aggregate { id, title, parts } in aggregates {
            self.whole(format!("aggregates.{id}"), title.clone(), |walk, at| {
                walk.title(at, "title", title);
                walk.list(at, "sum", parts.iter().map(|p| walk.commodity(*p).to_owned()).collect::<Vec<_>>());
            });
        }
        self.order("carriers", ids(carriers, |c| &c.id));
        carriers.iter().for_each(|carrier| self.one_carrier(carrier));
        self.order("scrap", ids(scraps, |s| &s.id));
        scraps.iter().for_each(|scrap| self.one_scrap(scrap));
        self.order("processes", ids(processes, |p| &p.id));
        processes.iter().for_each(|process| self.one_process(process));
        self.routes(routes, boundaries);
    }

    fn routes(&mut self, routes: &[Route], boundaries: &[Boundary]) {
        self.order("routes", ids(routes, |r| &r.id));
        for Route { id, title, chain } in routes {
            self.whole(format!("routes.{id}"), title.clone(), |walk, at| {
                walk.title(at, "title", title);
                walk.list(at, "chain", chain.iter().map(|p| walk.process(*p).to_owned()).collect::<Vec<_>>());
            });
        }
        self.order("boundaries", ids(boundaries, |b| &b.id));
        for boundary in boundaries {
            let Boundary { id, title, conversion, electricity, equivalent_value, deduct_recovered } =
                boundary;
            self.whole(format!("boundaries.{id}"), title.clone(), |walk, at| {
                walk.title(at, "title", title);
                walk.word(at, "conversion", if *conversion { "in" } else { "out" });
                walk.word(at, "electricity", word(*electricity));
                walk.word(at, "basis", if *equivalent_value { "equivalent-value" } else { "heat-rate" });
                walk.word(at, "deduct-recovered", deduct_recovered);
            });
        }
    }

    fn one_commodity(&mut self, commodity: &Commodity) {
        let Commodity { id, title, trade, residual_trade, group, upstream_factor, price, value_added_rate } =
            commodity;
        self.whole(format!("commodities.{id}"), title.clone(), |walk, at| {
            walk.title(at, "title", title);
            walk.word(at, "trade", word(*trade));
            walk.word(at, "residual-trade", word(*residual_trade));
            walk.maybe(at, "quota-group", group.map(|group| walk.group(group).to_owned()));
            walk.leaf(at, "upstream-factor", *upstream_factor);
            walk.maybe_leaf(at, "price", *price);
            walk.maybe_leaf(at, "value-added-rate", *value_added_rate);
        });
    }

    fn one_carrier(&mut self, carrier: &Carrier) {
        let Carrier {
            id,
            title,
            kind,
            emission_factor,
            net_calorific_value,
            energy_value,
            conversion_yield,
            coal,
            price,
        } = carrier;
        self.whole(format!("carriers.{id}"), title.clone(), |walk, at| {
            walk.title(at, "title", title);
            walk.word(at, "kind", word(*kind));
            walk.leaf(at, "emission-factor", *emission_factor);
            walk.maybe_leaf(at, "net-calorific-value", *net_calorific_value);
            walk.leaf(at, "energy-value", *energy_value);
            walk.leaf(at, "conversion-yield", *conversion_yield);
            walk.word(at, "coal", coal);
            walk.by_region(&format!("{at}.price"), price);
        });
    }

    fn one_scrap(&mut self, scrap: &Scrap) {
        let Scrap { id, title, carbon, serves, supply, in_use, price } = scrap;
        self.whole(format!("scrap.{id}"), title.clone(), |walk, at| {
            walk.title(at, "title", title);
            walk.leaf(at, "carbon", *carbon);
            walk.list(at, "serves", serves.iter().map(|c| walk.commodity(*c).to_owned()).collect::<Vec<_>>());
            walk.by_region(&format!("{at}.supply"), supply);
            walk.by_region(&format!("{at}.price"), price);
            let order = in_use.iter().map(|(region, _)| walk.region(*region).to_owned()).collect();
            walk.order(&format!("{at}.in-use"), order);
            for (region, stock) in in_use {
                let region = walk.region(*region).to_owned();
                walk.in_use(&format!("{at}.in-use.{region}"), &region, stock);
            }
        });
    }

    fn in_use(&mut self, address: &str, region: &str, stock: &InUseStock) {
        let InUseStock { inflow, mean_life, shape, opening, recovery, net_trade, new_scrap } = stock;
        self.whole(address.to_owned(), plain(region), |walk, at| {
            walk.leaf(at, "inflow", *inflow);
            walk.leaf(at, "mean-life", *mean_life);
            walk.maybe_leaf(at, "shape", *shape);
            let ages = opening.iter().map(|(age, id)| (age.to_string(), *id));
            walk.leaves(&format!("{at}.opening"), ages);
            walk.leaf(at, "recovery", *recovery);
            walk.leaf(at, "net-trade", *net_trade);
            walk.leaf(at, "new-scrap", *new_scrap);
        });
    }

    /// What becomes of waste.
    pub fn waste(&mut self, (streams, sums, sinks, bounds): Waste<'_>) {
        self.order("streams", ids(streams, |s| &s.id));
        for Stream { id, title, kind, regional } in streams {
            self.whole(format!("streams.{id}"), title.clone(), |walk, at| {
                walk.title(at, "title", title);
                walk.word(at, "kind", word(*kind));
                for (r, here) in regional.iter().enumerate() {
                    let RegionalStream { stock, utilisation, old_use, disposal } = here;
                    let region = walk.region(RegionId(r)).to_owned();
                    for (key, id) in [
                        ("stock", stock),
                        ("utilisation", utilisation),
                        ("old-use", old_use),
                        ("disposal", disposal),
                    ] {
                        walk.leaf(&format!("{at}.{key}"), &region, *id);
                    }
                }
            });
        }
        self.sinks(sums, sinks);
        self.waste_bounds(bounds);
    }

    fn sinks(&mut self, sums: &[StreamSum], sinks: &[Sink]) {
        self.order("stream-sums", ids(sums, |s| &s.id));
        for StreamSum { id, title, parts } in sums {
            self.whole(format!("stream-sums.{id}"), title.clone(), |walk, at| {
                walk.title(at, "title", title);
                walk.list(at, "sum", parts.iter().map(|s| walk.stream(*s).to_owned()).collect::<Vec<_>>());
            });
        }
        self.order("sinks", ids(sinks, |s| &s.id));
        for Sink { id, title, capacity, serves } in sinks {
            self.whole(format!("sinks.{id}"), title.clone(), |walk, at| {
                walk.title(at, "title", title);
                walk.by_region(&format!("{at}.capacity"), capacity);
                walk.list(
                    at,
                    "serves",
                    serves.iter().map(|s| walk.stream(*s).to_owned()).collect::<Vec<_>>(),
                );
            });
        }
    }

    fn waste_bounds(&mut self, bounds: &[WasteBound]) {
        self.order("waste-bounds", ids(bounds, |b| &b.id));
        for WasteBound { id, stream, place, growth, counts_old_use, from } in bounds {
            self.whole_around(format!("waste-bounds.{id}"), plain(id), *growth, |walk, at| {
                walk.word(at, "stream", walk.stream(*stream).to_owned());
                let place = match place {
                    WastePlace::Region(region) => walk.region(*region),
                    WastePlace::Cluster(cluster) => walk.cluster(*cluster),
                };
                walk.word(at, "place", place.to_owned());
                walk.leaf(at, "growth", *growth);
                walk.word(at, "counts-old-use", counts_old_use);
                walk.word(at, "from", from);
            });
        }
    }
}
