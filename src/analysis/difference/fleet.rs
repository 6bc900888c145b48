//! Facts of the base fleet and of projects.

use super::facts::{Walk, plain};
use super::process::size;
use super::technology::ids;
use crate::domain::*;
use crate::scenario::word;

type Fleet<'s> = (&'s [Unit], &'s AgeSpread, &'s [Correction], &'s [Project]);

impl Walk<'_> {
    /// What stands, and what is to be built.
    pub fn fleet(&mut self, (units, age, corrections, projects): Fleet<'_>) {
        let AgeSpread { least, greatest } = age;
        self.word("fleet", "age.spread", format!("{least}-{greatest}"));
        self.order("fleet.corrections", ids(corrections, |c| &c.id));
        for Correction { id, units, factor } in corrections {
            self.whole(format!("fleet.corrections.{id}"), plain(id), |walk, at| {
                walk.list(at, "units", units.iter().map(|u| walk.unit(*u).to_owned()).collect::<Vec<_>>());
                walk.leaf(at, "factor", *factor);
            });
        }
        self.order("fleet.units", ids(units, |u| &u.id));
        units.iter().for_each(|unit| self.one_unit(unit));
        self.order("projects", ids(projects, |p| &p.id));
        projects.iter().for_each(|project| self.project(project));
    }

    fn one_unit(&mut self, unit: &Unit) {
        let Unit {
            id,
            name,
            cluster,
            process,
            capacity,
            commissioned,
            size: measured,
            size_basis,
            product,
            class,
            owner,
            closes,
            eligible,
            source,
        } = unit;
        self.cited_whole(format!("fleet.units.{id}"), plain(name), source, |walk, at| {
            walk.word(at, "name", name);
            walk.word(at, "cluster", walk.cluster(*cluster).to_owned());
            walk.word(at, "process", walk.process(*process).to_owned());
            walk.leaf(at, "capacity", *capacity);
            match commissioned {
                Commissioned::Year(year) => walk.word(at, "commissioned", year),
                Commissioned::Spread => {}
            }
            walk.maybe(at, "size", measured.map(size));
            walk.maybe(at, "size-basis", size_basis.as_ref());
            walk.maybe(at, "product", product.as_ref());
            walk.maybe(at, "class", walk.class(*process, *class));
            walk.word(at, "owner", walk.scenario.owners[owner.0].clone());
            walk.maybe(at, "closes", *closes);
            walk.word(at, "eligible", eligible);
        });
    }

    fn project(&mut self, project: &Project) {
        let Project {
            id,
            name,
            cluster,
            process,
            capacity,
            year,
            delay,
            approved,
            built,
            owner,
            merged,
            size: measured,
            product,
            class,
            replaces,
            origin,
            seller,
            shortfall,
            ratio,
            source,
        } = project;
        self.cited_whole(format!("projects.{id}"), plain(name), source, |walk, at| {
            walk.word(at, "name", name);
            walk.word(at, "cluster", walk.cluster(*cluster).to_owned());
            walk.word(at, "process", walk.process(*process).to_owned());
            walk.leaf(at, "capacity", *capacity);
            walk.word(at, "year", year);
            walk.leaf(at, "delay", *delay);
            walk.maybe(at, "approved", *approved);
            walk.word(at, "built", built);
            walk.word(at, "owner", walk.scenario.owners[owner.0].clone());
            walk.word(at, "merged", merged);
            walk.maybe(at, "size", measured.map(size));
            walk.maybe(at, "product", product.as_ref());
            walk.maybe(at, "class", walk.class(*process, *class));
            walk.replaces(at, replaces);
            walk.credits(&format!("{at}.credits"), *origin, *seller, *shortfall);
            walk.maybe_leaf(at, "ratio", *ratio);
        });
    }

    fn replaces(&mut self, at: &str, replaces: &Replaces) {
        match replaces {
            Replaces::Nothing => {}
            Replaces::Import => self.word(at, "replaces", "import"),
            Replaces::Units(units) => {
                let units = units.iter().map(|unit| self.unit(*unit).to_owned());
                self.list(at, "replaces", units.collect::<Vec<_>>());
            }
        }
    }

    fn credits(&mut self, at: &str, origin: CreditOrigin, seller: Seller, shortfall: Shortfall) {
        self.word(at, "from", word(origin));
        match seller {
            Seller::None => self.word(at, "seller", "none"),
            Seller::Outside => self.word(at, "seller", "outside"),
            Seller::Region(region) => self.word(at, "seller", self.region(region).to_owned()),
        }
        match shortfall {
            Shortfall::Scale => self.word(at, "shortfall", "scale"),
            Shortfall::Reject => self.word(at, "shortfall", "reject"),
            Shortfall::Delay(wait) => {
                self.word(at, "shortfall", "delay");
                self.word(at, "wait", wait);
            }
        }
    }
}
