//! Where the numbers of a scenario come from, and what no rule can see.

use crate::domain::*;

/// How many leaves have which provenance.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Counts {
    /// With a source.
    pub sourced: usize,
    /// Marked as assumptions.
    pub assumed: usize,
    /// Defaults of the program that were left standing.
    pub default: usize,
    /// With neither.
    pub unstated: usize,
}

impl Counts {
    /// Counts the leaves of a scenario.
    pub fn new(scenario: &Scenario) -> Counts {
        let mut counts = Counts::default();
        for leaf in &scenario.leaves {
            match leaf.provenance {
                Provenance::Source(_) => counts.sourced += 1,
                Provenance::Assumption(_) => counts.assumed += 1,
                Provenance::Default => counts.default += 1,
                Provenance::Unstated => counts.unstated += 1,
            }
        }
        counts
    }

    /// Leaves that somebody wrote.
    pub fn written(&self) -> usize {
        self.sourced + self.assumed + self.unstated
    }

    /// Share of the written leaves that have a source.
    pub fn sourced_share(&self) -> f64 {
        self.sourced as f64 / (self.written().max(1)) as f64
    }
}

/// Units and projects without a size, to which a rule on sizes might apply: their ids.
pub fn unknown_sizes(scenario: &Scenario) -> Vec<String> {
    let region = |cluster: ClusterId| scenario.clusters[cluster.0].region;
    let holds = |regions: &[RegionId], cluster| regions.is_empty() || regions.contains(&region(cluster));
    let units = scenario.units.iter().filter(|unit| {
        let meets = |e: &Elimination| e.process == unit.process && holds(&e.regions, unit.cluster);
        unit.size.is_none() && scenario.eliminations.iter().any(meets)
    });
    let projects = scenario.projects.iter().filter(|project| {
        let meets = |r: &Restriction| r.process == project.process && holds(&r.regions, project.cluster);
        project.size.is_none() && !project.built && scenario.restrictions.iter().any(meets)
    });
    units.map(|u| u.id.clone()).chain(projects.map(|p| p.id.clone())).collect()
}
