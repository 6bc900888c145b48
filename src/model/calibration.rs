//! Calibration factors κ = observed / modelled at the last observed year (MODEL section 3).

use super::Model;
use super::history::observed;
use crate::domain::*;
use crate::simulation::emissions::Account;
use crate::simulation::workspace::Workspace;

/// One factor with what it came from, for `calibration.csv`.
#[derive(Clone, PartialEq, Debug)]
pub struct Factor {
    /// The region.
    pub region: RegionId,
    /// What is calibrated.
    pub what: Pinned,
    /// Observed value, canonical unit; `None`: uncalibrated.
    pub observed: Option<f64>,
    /// Modelled value with every factor 1.
    pub modelled: f64,
    /// κ.
    pub factor: f64,
}

/// Factors by region.
#[derive(Clone, Debug)]
pub struct Calibration {
    carriers: Vec<f64>,
    carrier_count: usize,
    co2: Vec<f64>,
    /// All factors, uncalibrated ones included.
    pub factors: Vec<Factor>,
}

impl Calibration {
    /// No calibration at all.
    pub fn none(scenario: &Scenario) -> Calibration {
        Calibration {
            carriers: vec![1.0; scenario.carriers.len() * scenario.regions.len()],
            carrier_count: scenario.carriers.len(),
            co2: vec![1.0; scenario.regions.len()],
            factors: Vec::new(),
        }
    }

    /// The factor on a carrier in a region.
    #[inline]
    pub fn carrier(&self, region: RegionId, carrier: CarrierId) -> f64 {
        self.carriers[region.0 * self.carrier_count + carrier.0]
    }

    /// The factor on scope 1 CO2 in a region, carriers calibrated.
    #[inline]
    pub fn co2(&self, region: RegionId) -> f64 {
        self.co2[region.0]
    }

    /// Works the factors out from the central run of an uncalibrated model: carriers with a use of
    /// their own first, then energy on all other carriers, then CO2 on what remains.
    pub fn observed(model: &Model) -> Calibration {
        let mut calibration = Calibration::none(&model.scenario);
        let mut model = model.clone();
        calibration.carriers(&model);
        model.calibration = calibration.clone();
        calibration.energy(&model);
        model.calibration = calibration.clone();
        calibration.remaining_co2(&model);
        calibration
    }

    fn carriers(&mut self, model: &Model) {
        let books = Books::at_observed(model);
        for region in (0..model.scenario.regions.len()).map(RegionId) {
            for carrier in (0..model.scenario.carriers.len()).map(CarrierId) {
                let modelled = books.carrier(model, region, carrier);
                let seen = pinned(model, region, Pinned::CarrierUse(carrier)).filter(|_| modelled > 0.0);
                let Some(seen) = seen else { continue };
                let factor = seen / modelled;
                self.carriers[region.0 * self.carrier_count + carrier.0] = factor;
                let what = Pinned::CarrierUse(carrier);
                self.factors.push(Factor { region, what, observed: Some(seen), modelled, factor });
            }
        }
    }

    fn energy(&mut self, model: &Model) {
        let books = Books::at_observed(model);
        for region in (0..model.scenario.regions.len()).map(RegionId) {
            let modelled = books.account(model, region, Account::EnergyEquivalent);
            let seen = pinned(model, region, Pinned::Energy);
            let mut factor = 1.0;
            if let Some(seen) = seen {
                // What carriers of their own already explain stays; the factor falls on the others.
                let fixed: f64 = self.calibrated_energy(model, &books, region);
                factor = if modelled > fixed { (seen - fixed) / (modelled - fixed) } else { 1.0 };
                for carrier in (0..model.scenario.carriers.len()).map(CarrierId) {
                    if pinned(model, region, Pinned::CarrierUse(carrier)).is_none() {
                        self.carriers[region.0 * self.carrier_count + carrier.0] *= factor;
                    }
                }
            }
            self.factors.push(Factor { region, what: Pinned::Energy, observed: seen, modelled, factor });
        }
    }

    fn calibrated_energy(&self, model: &Model, books: &Books, region: RegionId) -> f64 {
        (0..model.scenario.carriers.len())
            .map(CarrierId)
            .filter(|&c| pinned(model, region, Pinned::CarrierUse(c)).is_some())
            .map(|c| {
                let value =
                    model.parameters.central(model.scenario.carriers[c.0].energy_value, model.observed());
                let bought = if c == model.topology.electricity {
                    books.account(model, region, Account::ElectricityPurchased)
                } else {
                    books.carrier(model, region, c)
                };
                bought * value
            })
            .sum()
    }

    fn remaining_co2(&mut self, model: &Model) {
        let books = Books::at_observed(model);
        for region in (0..model.scenario.regions.len()).map(RegionId) {
            let modelled = books.account(model, region, Account::Scope1);
            let seen = pinned(model, region, Pinned::Co2).filter(|_| modelled > 0.0);
            let factor = seen.map_or(1.0, |seen| seen / modelled);
            self.co2[region.0] = factor;
            self.factors.push(Factor { region, what: Pinned::Co2, observed: seen, modelled, factor });
        }
    }
}

fn pinned(model: &Model, region: RegionId, what: Pinned) -> Option<f64> {
    observed(&model.scenario, region, what, model.scenario.horizon.observed)
}

/// The accounts of the last observed year in the central run.
struct Books {
    workspace: Workspace<f64>,
}

impl Books {
    fn at_observed(model: &Model) -> Books {
        let mut workspace = Workspace::new(model, Vec::new());
        crate::simulation::run_until(model, &mut workspace, model.observed());
        Books { workspace }
    }

    fn account(&self, model: &Model, region: RegionId, account: Account) -> f64 {
        let activities = model.topology.activities.iter().enumerate().filter(|(_, a)| a.region == region);
        activities.map(|(a, _)| self.workspace.year.accounts[a][account as usize]).sum()
    }

    fn carrier(&self, model: &Model, region: RegionId, carrier: CarrierId) -> f64 {
        if carrier == model.topology.electricity {
            return self.account(model, region, Account::ElectricityGross);
        }
        if Some(carrier) == model.topology.heat {
            return self.account(model, region, Account::HeatPurchased);
        }
        let activities = model.topology.activities.iter().filter(|a| a.region == region);
        activities
            .flat_map(|a| a.fuels.iter().enumerate().map(move |(f, fuel)| (a.first_fuel + f, fuel.carrier)))
            .filter(|(_, c)| *c == carrier)
            .map(|(at, _)| self.workspace.year.fuel_use[at])
            .sum()
    }
}
