//! Leaves over the horizon: certain ones as plain numbers, uncertain ones as numbered slots that a
//! draw fills.

use std::collections::BTreeSet;

use super::dependence::CorrelatedGroup;
use crate::domain::{LeafId, On, PhysicalRange, Scenario, Uncertainty};

/// An uncertain leaf, ready to be drawn.
#[derive(Clone, Debug)]
pub struct UncertainLeaf {
    /// Which leaf.
    pub leaf: LeafId,
    /// The name of its random numbers: its address, or that of the leaf it is a multiple of.
    pub address: String,
    /// The slot whose random number it takes: its own, or that of the leaf it is a multiple of.
    pub drawn_with: usize,
    /// What it draws once a draw; a leaf that yearly shocks alone move draws nothing of its own.
    pub uncertainty: Option<Uncertainty>,
    /// The written value that a draw on the value is compared with: that of the last observed year.
    pub reference: f64,
    /// Bounds that no draw may leave.
    pub range: PhysicalRange,
    /// The yearly shocks that move it, each with its sigma.
    pub moved_by: Vec<(usize, f64)>,
}

/// A yearly process x\[t\] = persistence·x\[t−1\] + innovation·ε\[t\] from x\[h\] = 0, and the leaves whose
/// logarithm it moves: multiplier exp(sigma·x − sigma²·variance/2), on average 1 (MODEL section 12).
#[derive(Clone, Debug)]
pub struct YearlyShock {
    /// The name of its random numbers.
    pub address: String,
    /// a; 1 for a random walk.
    pub persistence: f64,
    /// √(1 − a²), so that the variance tends to 1; 1 for a random walk.
    pub innovation: f64,
    /// Variance of x by year, 0 up to the last observed one: 1 − a^(2(t−h)), or t − h.
    pub variance: Vec<f64>,
    /// The leaves it moves, each with its sigma.
    moves: Vec<(LeafId, f64)>,
}

impl YearlyShock {
    fn new(address: String, persistence: f64, years: std::ops::Range<usize>, observed: usize) -> YearlyShock {
        let variance = |t: usize| {
            let since = t.saturating_sub(observed);
            if persistence < 1.0 { 1.0 - power(persistence, 2 * since) } else { since as f64 }
        };
        let innovation = if persistence < 1.0 { (1.0 - persistence * persistence).sqrt() } else { 1.0 };
        YearlyShock {
            address,
            persistence,
            innovation,
            variance: years.map(variance).collect(),
            moves: Vec::new(),
        }
    }
}

/// Multiplied out, so that the bits are the same on every machine.
fn power(base: f64, exponent: usize) -> f64 {
    (0..exponent).fold(1.0, |product, _| product * base)
}

/// All leaves of a model over the years of its horizon.
#[derive(Clone, Debug)]
pub struct Parameters {
    /// Number of years.
    pub years: usize,
    /// The base year.
    pub base: i32,
    /// Position of the last observed year.
    pub observed: usize,
    /// Written values, `[leaf][year]`.
    central: Vec<f64>,
    /// Slot of each leaf among the uncertain ones.
    slot: Vec<Option<usize>>,
    /// The uncertain leaves, in the order of their addresses.
    pub uncertain: Vec<UncertainLeaf>,
    /// The yearly shocks, in the order of their addresses.
    pub yearly: Vec<YearlyShock>,
    /// Leaves that are drawn together, and shocks that are.
    pub groups: Vec<CorrelatedGroup>,
    /// Leaves with a written value that runs differ in.
    varied: Vec<VariedLeaf>,
}

/// A leaf whose written value is not the same in all runs of a model: it has a slot, uncertain or not.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct VariedLeaf {
    /// Which leaf.
    pub leaf: LeafId,
    /// The year of the knot of its path that runs differ in; `None`: it is a constant that does.
    pub knot: Option<i32>,
}

impl Parameters {
    /// Resolves every leaf of the scenario over its horizon. Growth without a start of its own is
    /// left as a relative path, 1 at the last observed year, for the caller to scale.
    pub fn new(scenario: &Scenario) -> Parameters {
        Parameters::varying(scenario, &[])
    }

    /// As [`Parameters::new`], with slots for leaves whose written value runs differ in.
    pub fn varying(scenario: &Scenario, varied: &[VariedLeaf]) -> Parameters {
        let horizon = scenario.horizon;
        let observed = (horizon.observed.0 - horizon.base.0) as usize;
        let mut central = Vec::with_capacity(scenario.leaves.len() * horizon.len());
        for leaf in &scenario.leaves {
            for year in horizon.years() {
                central.push(leaf.path.at(year.0).unwrap_or_else(|| relative_growth(&leaf.path, year.0)));
            }
        }
        let mut parameters = Parameters {
            years: horizon.len(),
            base: horizon.base.0,
            observed,
            central,
            slot: vec![None; scenario.leaves.len()],
            uncertain: Vec::new(),
            yearly: Vec::new(),
            groups: Vec::new(),
            varied: varied.to_vec(),
        };
        parameters.collect_uncertain(scenario);
        parameters.collect_yearly(scenario);
        parameters
    }

    fn collect_uncertain(&mut self, scenario: &Scenario) {
        let moved: BTreeSet<LeafId> =
            scenario.shocks.iter().flat_map(|shock| &shock.moves).map(|moved| moved.leaf).collect();
        let drawn = |(i, leaf): &(usize, &crate::domain::Leaf)| {
            let yearly = leaf.disturbance.is_some() || leaf.growth_shock.is_some();
            let of = |moved: &LeafId| scenario.leaf(*moved).address == leaf.draw_name();
            let varied = self.varied.iter().any(|varied| varied.leaf == LeafId(*i));
            leaf.uncertainty.is_some()
                || yearly
                || varied
                || moved.contains(&LeafId(*i))
                || moved.iter().any(of)
        };
        let uncertain = |(i, leaf): (usize, &crate::domain::Leaf)| UncertainLeaf {
            leaf: LeafId(i),
            address: leaf.draw_name().to_owned(),
            drawn_with: 0,
            uncertainty: leaf.uncertainty.clone(),
            reference: self.central(LeafId(i), self.observed),
            range: leaf.range,
            moved_by: Vec::new(),
        };
        let mut uncertain: Vec<UncertainLeaf> =
            scenario.leaves.iter().enumerate().filter(drawn).map(uncertain).collect();
        // A leaf comes before its multiples.
        let multiple = |leaf: &UncertainLeaf| scenario.leaf(leaf.leaf).drawn_as.is_some();
        uncertain.sort_by(|a, b| (&a.address, multiple(a)).cmp(&(&b.address, multiple(b))));
        for slot in 0..uncertain.len() {
            let of_last = slot > 0 && uncertain[slot - 1].address == uncertain[slot].address;
            uncertain[slot].drawn_with = if of_last { uncertain[slot - 1].drawn_with } else { slot };
            self.slot[uncertain[slot].leaf.0] = Some(slot);
        }
        self.uncertain = uncertain;
    }

    fn collect_yearly(&mut self, scenario: &Scenario) {
        let shock = |address: String, persistence: f64| {
            YearlyShock::new(address, persistence, 0..self.years, self.observed)
        };
        let mut yearly = Vec::new();
        for (id, leaf) in scenario.leaves.iter().enumerate().filter(|(_, leaf)| leaf.drawn_as.is_none()) {
            if let Some(disturbance) = leaf.disturbance {
                let moves = vec![(LeafId(id), disturbance.sigma)];
                let own = shock(format!("{}.disturbance", leaf.address), disturbance.persistence);
                yearly.push(YearlyShock { moves, ..own });
            }
            if let Some(sigma) = leaf.growth_shock {
                let own = shock(format!("{}.growth-shock", leaf.address), 1.0);
                yearly.push(YearlyShock { moves: vec![(LeafId(id), sigma)], ..own });
            }
        }
        for named in &scenario.shocks {
            let moves = named.moves.iter().map(|m| (m.leaf, self.central(m.strength, 0))).collect();
            let own = shock(format!("shocks.{}", named.id), self.central(named.persistence, 0));
            yearly.push(YearlyShock { moves, ..own });
        }
        yearly.sort_by(|a, b| a.address.cmp(&b.address));
        self.yearly = yearly;
        for slot in 0..self.uncertain.len() {
            self.uncertain[slot].moved_by = self.moved_by(scenario, slot);
        }
    }

    /// The shocks that move a leaf or, where it is a multiple, the leaf that it is a multiple of.
    fn moved_by(&self, scenario: &Scenario, slot: usize) -> Vec<(usize, f64)> {
        let leaf = &self.uncertain[slot];
        let moves = |(moved, _): &&(LeafId, f64)| {
            *moved == leaf.leaf || scenario.leaf(*moved).address == leaf.address
        };
        let of = |(shock, yearly): (usize, &YearlyShock)| {
            let sigmas: Vec<(usize, f64)> =
                yearly.moves.iter().filter(moves).map(|(_, sigma)| (shock, *sigma)).collect();
            sigmas
        };
        self.yearly.iter().enumerate().flat_map(of).collect()
    }

    /// Position of a yearly shock by address.
    pub fn find_yearly(&self, address: &str) -> Option<usize> {
        self.yearly.binary_search_by(|shock| shock.address.as_str().cmp(address)).ok()
    }

    /// The written value of a leaf in the year at `year` (counted from the base year).
    #[inline]
    pub fn central(&self, leaf: LeafId, year: usize) -> f64 {
        self.central[leaf.0 * self.years + year]
    }

    /// Multiplies the written path of a leaf: how a growth path gets its observed level.
    pub fn scale(&mut self, leaf: LeafId, factor: f64) {
        for value in &mut self.central[leaf.0 * self.years..(leaf.0 + 1) * self.years] {
            *value *= factor;
        }
        if let Some(slot) = self.slot[leaf.0] {
            self.uncertain[slot].reference *= factor;
        }
    }

    /// The slot of a leaf among the uncertain ones, if it is uncertain.
    #[inline]
    pub fn slot(&self, leaf: LeafId) -> Option<usize> {
        self.slot[leaf.0]
    }

    /// Whether a leaf has one value up to the last observed year and one after it, in every draw.
    pub fn is_steady(&self, leaf: LeafId) -> bool {
        let written = self.central(leaf, 0);
        let moves = |slot: usize| {
            let leaf = &self.uncertain[slot];
            let grows = leaf.uncertainty.as_ref().is_some_and(|uncertainty| uncertainty.on == On::Rate);
            grows || !leaf.moved_by.is_empty()
        };
        let has_knots = self.varied.iter().any(|varied| varied.leaf == leaf && varied.knot.is_some());
        let is_flat = (0..self.years).all(|t| self.central(leaf, t) == written);
        is_flat && !has_knots && !self.slot(leaf).is_some_and(moves)
    }

    /// Whether a leaf has one value only.
    pub fn is_certain(&self, leaf: LeafId) -> bool {
        self.slot[leaf.0].is_none()
    }
}

fn relative_growth(path: &crate::domain::Path, year: i32) -> f64 {
    match path {
        crate::domain::Path::Growth { rate, from, .. } => (1.0 + rate).powi((year - from).max(0)),
        _ => f64::NAN,
    }
}
