//! Leaves over the horizon: certain ones as plain numbers, uncertain ones as numbered slots that a
//! draw fills.

use crate::domain::{Distribution, LeafId, On, PhysicalRange, Scenario};

/// An uncertain leaf, ready to be drawn.
#[derive(Clone, Debug)]
pub struct UncertainLeaf {
    /// Which leaf.
    pub leaf: LeafId,
    /// The name of its random numbers: its address, or that of the leaf it is a multiple of.
    pub address: String,
    /// The distribution.
    pub distribution: Distribution,
    /// What it is on.
    pub on: On,
    /// The written value that a draw on the value is compared with: that of the last observed year.
    pub reference: f64,
    /// Bounds that no draw may leave.
    pub range: PhysicalRange,
}

/// All leaves of a model over the years of its horizon.
#[derive(Clone, Debug)]
pub struct Parameters {
    /// Number of years.
    pub years: usize,
    /// Position of the last observed year.
    pub observed: usize,
    /// Written values, `[leaf][year]`.
    central: Vec<f64>,
    /// Slot of each leaf among the uncertain ones.
    slot: Vec<Option<usize>>,
    /// The uncertain leaves, in the order of their addresses.
    pub uncertain: Vec<UncertainLeaf>,
}

impl Parameters {
    /// Resolves every leaf of the scenario over its horizon. Growth without a start of its own is
    /// left as a relative path, 1 at the last observed year, for the caller to scale.
    pub fn new(scenario: &Scenario) -> Parameters {
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
            observed,
            central,
            slot: vec![None; scenario.leaves.len()],
            uncertain: Vec::new(),
        };
        parameters.collect_uncertain(scenario);
        parameters
    }

    fn collect_uncertain(&mut self, scenario: &Scenario) {
        let mut uncertain: Vec<UncertainLeaf> = scenario
            .leaves
            .iter()
            .enumerate()
            .filter_map(|(i, leaf)| {
                let uncertainty = leaf.uncertainty.as_ref()?;
                Some(UncertainLeaf {
                    leaf: LeafId(i),
                    address: leaf.draw_name().to_owned(),
                    distribution: uncertainty.distribution.clone(),
                    on: uncertainty.on,
                    reference: self.central(LeafId(i), self.observed),
                    range: leaf.range,
                })
            })
            .collect();
        uncertain.sort_by(|a, b| a.address.cmp(&b.address));
        for (slot, leaf) in uncertain.iter().enumerate() {
            self.slot[leaf.leaf.0] = Some(slot);
        }
        self.uncertain = uncertain;
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
