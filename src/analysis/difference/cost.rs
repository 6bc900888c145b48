//! Facts of costs and of what follows them.

use super::facts::{Walk, plain, years};
use super::technology::ids;
use crate::domain::*;

type Rules<'s> = (&'s [ElectricityTier], &'s [Allocation], &'s [DemandResponse]);

impl Walk<'_> {
    /// That costs are computed, prices of carbon, tiers, free allocation, what demand does.
    pub fn cost(&mut self, cost: Option<&Cost>, (tiers, allocations, responses): Rules<'_>) {
        if let Some(Cost { discount_rate, carbon_price }) = cost {
            self.leaf("cost", "discount-rate", *discount_rate);
            self.by_region("cost.carbon-price", carbon_price);
        }
        self.order("electricity-tiers", ids(tiers, |t| &t.id));
        tiers.iter().for_each(|tier| self.tier(tier));
        self.order("allocations", ids(allocations, |a| &a.id));
        allocations.iter().for_each(|row| self.allocation(row));
        self.order("demand-responses", ids(responses, |r| &r.id));
        responses.iter().for_each(|response| self.response(response));
    }

    fn regions(&mut self, at: &str, regions: &[RegionId]) {
        self.list(at, "regions", regions.iter().map(|r| self.region(*r).to_owned()).collect::<Vec<_>>());
    }

    fn tier(&mut self, tier: &ElectricityTier) {
        let ElectricityTier { id, of, regions, in_force, reference, width, step } = tier;
        self.whole_around(format!("electricity-tiers.{id}"), plain(id), *step, |walk, at| {
            walk.matching(&format!("{at}.of"), *of);
            walk.regions(at, regions);
            walk.word(at, "in-force", years(*in_force));
            for (key, leaf) in [("reference", reference), ("width", width), ("step", step)] {
                walk.leaf(at, key, *leaf);
            }
        });
    }

    fn allocation(&mut self, row: &Allocation) {
        let Allocation { id, of, regions, in_force, free } = row;
        let (key, leaf) = match free {
            Free::Share(leaf) => ("share", *leaf),
            Free::Benchmark(leaf) => ("benchmark", *leaf),
        };
        self.whole_around(format!("allocations.{id}"), plain(id), leaf, |walk, at| {
            walk.matching(&format!("{at}.of"), *of);
            walk.regions(at, regions);
            walk.word(at, "in-force", years(*in_force));
            walk.leaf(at, key, leaf);
        });
    }

    fn response(&mut self, response: &DemandResponse) {
        let DemandResponse { id, commodity, regions, elasticity, pass_through, reference } = response;
        self.whole_around(format!("demand-responses.{id}"), plain(id), *elasticity, |walk, at| {
            walk.word(at, "commodity", walk.commodity(*commodity).to_owned());
            walk.regions(at, regions);
            for (key, leaf) in
                [("elasticity", elasticity), ("pass-through", pass_through), ("reference", reference)]
            {
                walk.leaf(at, key, *leaf);
            }
        });
    }

    /// What capacity and output of a process cost.
    pub fn process_cost(&mut self, at: &str, cost: Option<&ProcessCost>) {
        let Some(ProcessCost { capital, reline, fixed, variable, recovery, electricity_price }) = cost else {
            return;
        };
        let life = format!("{at}.life");
        let at = format!("{at}.cost");
        for (key, leaf) in
            [("capital", capital), ("reline", reline), ("fixed", fixed), ("variable", variable)]
        {
            self.leaf(&at, key, *leaf);
        }
        self.own_leaf(&at, "recovery", *recovery, &life);
        self.by_region(&format!("{at}.electricity-price"), electricity_price);
    }

    /// What is rebuilt by cost.
    pub fn choice(&mut self, at: &str, choice: Option<&RouteChoice>) {
        let Some(RouteChoice { processes, lambda, reference }) = choice else { return };
        let at = format!("{at}.choice");
        self.list(
            &at,
            "processes",
            processes.iter().map(|p| self.process(*p).to_owned()).collect::<Vec<_>>(),
        );
        self.leaf(&at, "lambda", *lambda);
        self.leaf(&at, "reference", *reference);
    }
}
