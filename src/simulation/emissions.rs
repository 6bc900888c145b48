//! Stage 6: energy and CO2, carbon in and counted once (MODEL section 8).

use super::draw::Leaves;
use super::number::Number;
use super::workspace::{Intensities, YearState};
use crate::domain::{NamedCoefficient, Scenario};
use crate::model::{Activity, InputSource, Model, Topology};

/// What is accounted per activity and year.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Account {
    /// Electricity used, capture included, MWh.
    ElectricityGross,
    /// Made on site from by-product gas or waste heat, MWh.
    ElectricityOwn,
    /// From captive plants, MWh.
    ElectricityCaptive,
    /// Bought, MWh.
    ElectricityPurchased,
    /// Heat bought, GJ.
    HeatPurchased,
    /// Fuel of captive plants, GJ.
    CaptiveFuel,
    /// Energy, equivalent value (当量), GJ.
    EnergyEquivalent,
    /// Energy with purchased electricity at the region's heat rate (等价), GJ.
    EnergyHeatRate,
    /// Coal, GJ.
    CoalEnergy,
    /// Coal, t.
    CoalMass,
    /// Carbon of carriers, captive fuel excluded, t CO2.
    CarrierCo2,
    /// CO2 that no carrier brings, t.
    ProcessCo2,
    /// Carbon of scrap, t CO2.
    ScrapCarbon,
    /// Carbon leaving in products and by-products, t CO2.
    CarbonOut,
    /// Gross CO2: carriers + process + scrap − carbon out, t.
    Gross,
    /// Captured, t CO2.
    Captured,
    /// CO2 of captive fuel, t.
    CaptiveCo2,
    /// Term that calibration adds outside the carbon balance, t CO2.
    CalibrationCo2,
    /// Scope 1, t CO2.
    Scope1,
    /// Scope 2, location-based, t CO2.
    Scope2Location,
    /// Scope 2, market-based, t CO2.
    Scope2Market,
    /// Scope 1 + scope 2 location-based, t CO2.
    Co2,
    /// Memo: upstream CO2 of bought-in intermediates, t.
    Upstream,
}

/// Number of accounts.
pub const ACCOUNT_COUNT: usize = Account::Upstream as usize + 1;

/// Shares, factors and energy values of one activity in one year.
#[derive(Clone, Copy, Debug)]
pub struct Rates<N> {
    own: N,
    captive: N,
    heat_rate: N,
    captive_factor: N,
    captive_value: N,
    captive_coal: bool,
    captive_calorific: Option<N>,
    grid: N,
    residual: N,
    green: N,
    heat_factor: N,
    heat_value: N,
    electricity_value: N,
    grid_heat_rate: N,
    capture: N,
    capture_electricity: N,
    capture_heat: N,
}

impl<N: Number> Rates<N> {
    /// Rates of nothing, to be overwritten.
    pub const NONE: Rates<N> = Rates {
        own: N::ZERO,
        captive: N::ZERO,
        heat_rate: N::ZERO,
        captive_factor: N::ZERO,
        captive_value: N::ZERO,
        captive_coal: false,
        captive_calorific: None,
        grid: N::ZERO,
        residual: N::ZERO,
        green: N::ZERO,
        heat_factor: N::ZERO,
        heat_value: N::ZERO,
        electricity_value: N::ZERO,
        grid_heat_rate: N::ZERO,
        capture: N::ZERO,
        capture_electricity: N::ZERO,
        capture_heat: N::ZERO,
    };

    /// Looks the rates of an activity up.
    pub fn new(
        (scenario, topology): (&Scenario, &Topology),
        leaves: Leaves<'_, N>,
        activity: &Activity,
        t: usize,
    ) -> Rates<N> {
        let process = &scenario.processes[activity.process.0];
        let region = &scenario.regions[activity.region.0];
        let carrier = |c: crate::domain::CarrierId| &scenario.carriers[c.0];
        let captive = process.captive_fuel.map(carrier);
        let heat = topology.heat.map(carrier);
        let capture = |pick: fn(&crate::domain::Capture) -> crate::domain::LeafId| {
            process.capture.as_ref().map_or(N::ZERO, |c| leaves.at(pick(c), t))
        };
        Rates {
            own: leaves.at(activity.own_electricity, t),
            captive: leaves.at(activity.captive_share, t),
            heat_rate: leaves.at(process.captive_heat_rate, t),
            captive_factor: captive.map_or(N::ZERO, |c| leaves.at(c.emission_factor, t)),
            captive_value: captive.map_or(N::ZERO, |c| leaves.at(c.energy_value, t)),
            captive_coal: captive.is_some_and(|c| c.coal),
            captive_calorific: captive.and_then(|c| c.net_calorific_value).map(|leaf| leaves.at(leaf, t)),
            grid: leaves.at(region.grid_factor, t),
            residual: leaves.at(region.residual_factor, t),
            green: leaves.at(region.green_share, t),
            heat_factor: heat.map_or(N::ZERO, |c| leaves.at(c.emission_factor, t)),
            heat_value: heat.map_or(N::ONE, |c| leaves.at(c.energy_value, t)),
            electricity_value: leaves.at(carrier(topology.electricity).energy_value, t),
            grid_heat_rate: leaves.at(region.heat_rate, t),
            capture: capture(|c| c.rate),
            capture_electricity: capture(|c| c.electricity),
            capture_heat: capture(|c| c.heat),
        }
    }
}

/// What one tonne takes, before rates are applied.
#[derive(Clone, Copy, Debug)]
pub struct Recipe<N> {
    /// Σ carriers × emission factor, t CO2.
    pub carrier_co2: N,
    /// Σ carriers × energy value, GJ.
    pub carrier_energy: N,
    /// Coal among them, GJ.
    pub coal_energy: N,
    /// Coal among them, t.
    pub coal_mass: N,
    /// MWh before capture.
    pub electricity: N,
    /// GJ of purchased heat before capture.
    pub heat: N,
    /// CO2 that no carrier brings, t.
    pub process_co2: N,
    /// Carbon of scrap, t CO2.
    pub scrap_carbon: N,
    /// Carbon in products and by-products, t CO2.
    pub carbon_out: N,
}

impl<N: Number> Recipe<N> {
    /// Nothing at all.
    pub const NOTHING: Recipe<N> = Recipe {
        carrier_co2: N::ZERO,
        carrier_energy: N::ZERO,
        coal_energy: N::ZERO,
        coal_mass: N::ZERO,
        electricity: N::ZERO,
        heat: N::ZERO,
        process_co2: N::ZERO,
        scrap_carbon: N::ZERO,
        carbon_out: N::ZERO,
    };

    /// Adds `amount` GJ of the activity's fuel at `index`; `value` scales what it counts for as energy.
    pub fn add_fuel(
        &mut self,
        scenario: &Scenario,
        leaves: Leaves<'_, N>,
        activity: &Activity,
        (index, t): (usize, usize),
        amount: N,
        conversion: bool,
    ) {
        let carrier = &scenario.carriers[activity.fuels[index].carrier.0];
        let yields = if conversion { N::ONE } else { leaves.at(carrier.conversion_yield, t) };
        self.carrier_co2 += amount * leaves.at(carrier.emission_factor, t);
        self.carrier_energy += amount * leaves.at(carrier.energy_value, t) * yields;
        if carrier.coal {
            self.coal_energy += amount;
            if let Some(leaf) = carrier.net_calorific_value {
                self.coal_mass += amount / leaves.at(leaf, t);
            }
        }
    }

    /// Adds what no carrier brings, with the given scrap charges.
    pub fn add_process(
        &mut self,
        scenario: &Scenario,
        leaves: Leaves<'_, N>,
        activity: &Activity,
        t: usize,
        scrap_charge: impl Fn(usize) -> N,
    ) {
        let process = &scenario.processes[activity.process.0];
        self.process_co2 += sum(leaves, &process.process_co2, t);
        self.carbon_out += sum(leaves, &process.carbon_out, t);
        for (c, charge) in activity.charges.iter().enumerate() {
            self.scrap_carbon += scrap_charge(c) * leaves.at(charge.carbon, t);
        }
    }

    /// The accounts of one tonne (MODEL section 8): own electricity has no fuel of its own; captive
    /// and purchased power share what is left and what capture needs; captive fuel is scope 1.
    pub fn accounts(&self, rates: &Rates<N>) -> [N; ACCOUNT_COUNT] {
        let gross = self.carrier_co2 + self.process_co2 + self.scrap_carbon - self.carbon_out;
        let captured = gross * rates.capture;
        let capture_electricity = captured * rates.capture_electricity;
        let own = self.electricity * rates.own;
        let bought = self.electricity - own + capture_electricity;
        let captive = bought * rates.captive;
        let purchased = bought - captive;
        let heat = self.heat + captured * rates.capture_heat;
        let captive_fuel = captive * rates.heat_rate;
        let captive_co2 = captive_fuel * rates.captive_factor;
        let fuels = self.carrier_energy + captive_fuel * rates.captive_value + heat * rates.heat_value;
        let scope1 = gross - captured + captive_co2;
        let heat_co2 = heat * rates.heat_factor;
        let location = purchased * rates.grid + heat_co2;
        let coal = if rates.captive_coal { captive_fuel } else { N::ZERO };
        let coal_mass = rates.captive_calorific.map_or(N::ZERO, |ncv| coal / ncv);
        let mut accounts = [N::ZERO; ACCOUNT_COUNT];
        let mut set = |account: Account, value: N| accounts[account as usize] = value;
        set(Account::ElectricityGross, self.electricity + capture_electricity);
        set(Account::ElectricityOwn, own);
        set(Account::ElectricityCaptive, captive);
        set(Account::ElectricityPurchased, purchased);
        set(Account::HeatPurchased, heat);
        set(Account::CaptiveFuel, captive_fuel);
        set(Account::EnergyEquivalent, fuels + purchased * rates.electricity_value);
        set(Account::EnergyHeatRate, fuels + purchased * rates.grid_heat_rate);
        set(Account::CoalEnergy, self.coal_energy + coal);
        set(Account::CoalMass, self.coal_mass + coal_mass);
        set(Account::CarrierCo2, self.carrier_co2);
        set(Account::ProcessCo2, self.process_co2);
        set(Account::ScrapCarbon, self.scrap_carbon);
        set(Account::CarbonOut, self.carbon_out);
        set(Account::Gross, gross);
        set(Account::Captured, captured);
        set(Account::CaptiveCo2, captive_co2);
        set(Account::Scope1, scope1);
        set(Account::Scope2Location, location);
        set(Account::Scope2Market, purchased * (N::ONE - rates.green) * rates.residual + heat_co2);
        set(Account::Co2, scope1 + location);
        accounts
    }
}

/// Energy value of all electricity used and of what is purchased, for boundaries.
pub fn electricity_energy<N: Number>(
    rates: &Rates<N>,
    accounts: &[N; ACCOUNT_COUNT],
    gross: bool,
    equivalent: bool,
) -> N {
    let value = if equivalent { rates.electricity_value } else { rates.grid_heat_rate };
    if gross {
        accounts[Account::ElectricityGross as usize] * value
    } else {
        let captive = accounts[Account::CaptiveFuel as usize] * rates.captive_value;
        accounts[Account::ElectricityPurchased as usize] * value + captive
    }
}

/// Energy of purchased heat, GJ.
pub fn heat_energy<N: Number>(rates: &Rates<N>, accounts: &[N; ACCOUNT_COUNT]) -> N {
    accounts[Account::HeatPurchased as usize] * rates.heat_value
}

/// Sum of named coefficients.
pub fn sum<N: Number>(leaves: Leaves<'_, N>, coefficients: &[NamedCoefficient], t: usize) -> N {
    coefficients.iter().map(|c| leaves.at(c.leaf, t)).sum()
}

/// Accounts of every activity, and the intensities along routes that are asked for.
pub fn account<N: Number>(
    model: &Model,
    leaves: Leaves<'_, N>,
    intensities: &Intensities<N>,
    year: &mut YearState<N>,
    routes: &[usize],
    t: usize,
) {
    let years = model.years();
    for (a, activity) in model.topology.activities.iter().enumerate() {
        let output = year.output[a];
        let rates = Rates::new((&model.scenario, &model.topology), leaves, activity, t);
        year.rates[a] = rates;
        let mut recipe = Recipe::NOTHING;
        for f in 0..activity.fuels.len() {
            let intensity = intensities.fuel[(activity.first_fuel + f) * years + t];
            recipe.add_fuel(&model.scenario, leaves, activity, (f, t), intensity, true);
            year.fuel_use[activity.first_fuel + f] = intensity * output;
        }
        recipe.electricity = intensities.electricity[a * years + t];
        recipe.heat = intensities.heat[a * years + t];
        recipe.add_process(&model.scenario, leaves, activity, t, |c| {
            year.scrap_charge[activity.first_charge + c]
        });
        year.accounts[a] = recipe.accounts(&rates).map(|per_tonne| per_tonne * output);
        calibrate_co2(model, year, activity, a, t);
        year.accounts[a][Account::Upstream as usize] = upstream(leaves, year, activity, a, t);
    }
    owed(model, year);
    crate::model::limits::route_intensities(model, leaves, intensities, year, routes, t);
}

/// CO2 and energy that every declared sum is owed to: of its makers whole, of what they take from others in
/// the region, and these in turn, the part they take. Users come before what they use in the order of
/// markets, so one pass suffices.
fn owed<N: Number>(model: &Model, year: &mut YearState<N>) {
    for (k, sum) in model.topology.sums.iter().enumerate() {
        for (a, part) in year.scratch.iter_mut().enumerate() {
            *part = if sum.makers.contains(&a) { N::ONE } else { N::ZERO };
        }
        for (m, market) in model.topology.markets.iter().enumerate() {
            if market.region != sum.region || market.activities.iter().any(|a| sum.makers.contains(a)) {
                continue;
            }
            let mut taken = N::ZERO;
            for &(a, i) in &market.users {
                let charge = year.input_charge[model.topology.activities[a].first_input + i];
                taken += year.scratch[a] * charge * year.output[a];
            }
            let part = taken.share_of(year.market_output[m]).min(N::ONE);
            for &a in &market.activities {
                year.scratch[a] = part;
            }
        }
        let total = |account: Account| -> N {
            let accounts = year.accounts.iter().zip(&year.scratch);
            accounts.map(|(of, &part)| of[account as usize] * part).sum()
        };
        year.owed[k] = (total(Account::Co2), total(Account::EnergyEquivalent));
    }
}

/// What calibration on CO2 adds: a named term outside the carbon balance.
fn calibrate_co2<N: Number>(model: &Model, year: &mut YearState<N>, activity: &Activity, a: usize, t: usize) {
    let held = super::demand::fade(model.scenario.calibration, t, model.observed());
    let factor = (model.calibration.co2(activity.region) - 1.0) * held;
    let accounts = &mut year.accounts[a];
    let added = accounts[Account::Scope1 as usize] * factor;
    accounts[Account::CalibrationCo2 as usize] = added;
    accounts[Account::Scope1 as usize] += added;
    accounts[Account::Co2 as usize] += added;
}

/// Memo: upstream CO2 of what an activity takes from outside the region. Of a commodity made in the
/// region too, the bought part is that of all its users; what residual trade brings in of a local one
/// counts like a purchase.
fn upstream<N: Number>(
    leaves: Leaves<'_, N>,
    year: &YearState<N>,
    activity: &Activity,
    a: usize,
    t: usize,
) -> N {
    let mut memo = N::ZERO;
    for (i, input) in activity.inputs.iter().enumerate() {
        let used = year.input_charge[activity.first_input + i] * year.output[a];
        let bought = match input.source {
            InputSource::Bought(_) => N::ONE,
            InputSource::Market(m) => {
                let from_outside = year.import[m].max(-year.residual[m]).max(N::ZERO);
                from_outside.share_of(year.used[m]).min(N::ONE)
            }
        };
        memo += used * bought * leaves.at(input.upstream, t);
    }
    memo
}
