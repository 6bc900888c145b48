//! Energy and CO2 of a process: output × accounts per t, and what those are made of (MODEL section 8).

use std::rc::Rc;

use super::intensity::Carried;
use super::{Explainer, Key, Node, Of, Part, Rule, Term, What, agree, constant, minus, nonzero, plus};
use crate::domain::*;
use crate::model::InputSource;
use crate::simulation::demand::fade;
use crate::simulation::emissions::{ACCOUNT_COUNT, Account, Rates, Recipe};
use crate::units::Dimension;

const SHARE: Dimension = Dimension::SHARE;
const CO2: Dimension = Dimension::CO2_PER_MASS;
const ENERGY: Dimension = Dimension::ENERGY_PER_MASS;
const POWER: Dimension = Dimension::ELECTRICITY_PER_MASS;

impl<'a> Explainer<'a> {
    /// An account of an activity: output × the account per t.
    pub(super) fn account(&mut self, a: usize, account: Account) -> Rc<Node> {
        let value = self.year().accounts[a][account as usize];
        let parts = vec![plus(self.output(a)), plus(self.per_tonne(a, account))];
        let what = self.of_activity(Term::Account(account), a);
        Node::made(what, Some(value), dimensions(account).0, Rule::Product, parts)
    }

    pub(super) fn slot_account(&mut self, s: usize, account: Account) -> Rc<Node> {
        let a = self.model.topology.slots[s].activity;
        let (output, whole) = (self.year().output[a], self.year().accounts[a][account as usize]);
        let value = if output > 0.0 { whole * (self.year().slot_output[s] / output) } else { 0.0 };
        let parts = vec![plus(self.slot_output(s)), plus(self.per_tonne(a, account))];
        let what = self.of_slot(Term::Account(account), s);
        Node::made(what, Some(value), dimensions(account).0, Rule::Product, parts)
    }

    /// What one tonne takes and gives, before calibration on CO2.
    fn accounts_per_tonne(&self, a: usize) -> [f64; ACCOUNT_COUNT] {
        let (model, leaves, activity, t) = (self.model, self.leaves(), self.activity(a), self.t);
        let (years, intensities) = (model.years(), &self.workspace.intensities);
        let mut recipe = Recipe::NOTHING;
        for f in 0..activity.fuels.len() {
            let amount = intensities.fuel[(activity.first_fuel + f) * years + t];
            recipe.add_fuel(&model.scenario, leaves, activity, (f, t), amount, true);
        }
        recipe.electricity = intensities.electricity[a * years + t];
        recipe.heat = intensities.heat[a * years + t];
        recipe.add_process(&model.scenario, leaves, activity, t, |c| {
            self.year().scrap_charge[activity.first_charge + c]
        });
        recipe.accounts(&Rates::new((&model.scenario, &model.topology), leaves, activity, t))
    }

    /// An account per t of output.
    pub(super) fn per_tonne(&mut self, a: usize, account: Account) -> Rc<Node> {
        self.once(Key::PerTonne(a, account), |this| {
            let (dimension, excess) = (dimensions(account).1, this.excess(a));
            let per = this.accounts_per_tonne(a);
            let added = per[Account::Scope1 as usize] * excess;
            let value = match account {
                Account::Scope1 | Account::Co2 => Some(per[account as usize] + added),
                Account::CalibrationCo2 => Some(added),
                Account::Upstream => None,
                _ => Some(per[account as usize]),
            };
            let (rule, parts) = this.made_of(a, account);
            let parts = if rule == Rule::Sum { nonzero(parts) } else { parts };
            let what = What::new(Term::PerTonne(account));
            if parts.is_empty() {
                return Node::end(what, value.unwrap_or(0.0), dimension, Rule::Constant);
            }
            Node::made(what, value, dimension, rule, parts)
        })
    }

    /// An account per t as a part.
    fn per(&mut self, a: usize, account: Account) -> Part {
        plus(self.per_tonne(a, account))
    }

    fn made_of(&mut self, a: usize, account: Account) -> (Rule, Vec<Part>) {
        let process = &self.model.scenario.processes[self.activity(a).process.0];
        let region = &self.model.scenario.regions[self.activity(a).region.0];
        match account {
            Account::Gross => {
                let inward = [Account::CarrierCo2, Account::ProcessCo2, Account::ScrapCarbon];
                let mut parts: Vec<Part> = inward.into_iter().map(|x| self.per(a, x)).collect();
                parts.push(minus(self.per_tonne(a, Account::CarbonOut)));
                (Rule::Sum, parts)
            }
            Account::Scope1 => {
                let mut parts = self.direct(a);
                parts.push(self.per(a, Account::CalibrationCo2));
                (Rule::Sum, parts)
            }
            Account::Co2 => {
                (Rule::Sum, vec![self.per(a, Account::Scope1), self.per(a, Account::Scope2Location)])
            }
            Account::Scope2Location => {
                let bought =
                    vec![self.per(a, Account::ElectricityPurchased), plus(self.leaf(region.grid_factor))];
                (Rule::Sum, self.scope2(a, bought))
            }
            Account::Scope2Market => {
                let green = plus(self.one_less(region.green_share));
                let residual = plus(self.leaf(region.residual_factor));
                let bought = vec![self.per(a, Account::ElectricityPurchased), green, residual];
                (Rule::Sum, self.scope2(a, bought))
            }
            Account::CarrierCo2 => {
                (Rule::Sum, self.by_fuel(a, Term::FuelCo2, CO2, |carrier| vec![carrier.emission_factor]))
            }
            Account::ProcessCo2 => (Rule::Sum, self.named_parts(&process.process_co2, CO2)),
            Account::CarbonOut => (Rule::Sum, self.named_parts(&process.carbon_out, CO2)),
            Account::ScrapCarbon => (Rule::Sum, self.scrap_carbon(a)),
            Account::CalibrationCo2 => (Rule::Product, self.calibration_parts(a)),
            Account::Upstream => (Rule::Sum, self.upstream(a)),
            _ => self.energy_made_of(a, account),
        }
    }

    fn energy_made_of(&mut self, a: usize, account: Account) -> (Rule, Vec<Part>) {
        let activity = self.activity(a);
        let process = &self.model.scenario.processes[activity.process.0];
        match account {
            Account::ElectricityGross => {
                let used = plus(self.intensity(a, Carried::Electricity));
                (Rule::Sum, std::iter::once(used).chain(self.capture_electricity(a)).collect())
            }
            Account::ElectricityOwn => {
                let used = plus(self.intensity(a, Carried::Electricity));
                (Rule::Product, vec![used, plus(self.leaf(activity.own_electricity))])
            }
            Account::ElectricityCaptive => {
                (Rule::Product, vec![plus(self.bought(a)), plus(self.leaf(activity.captive_share))])
            }
            Account::ElectricityPurchased => {
                let captive = minus(self.per_tonne(a, Account::ElectricityCaptive));
                (Rule::Sum, vec![plus(self.bought(a)), captive])
            }
            Account::HeatPurchased => {
                let used = plus(self.intensity(a, Carried::Heat));
                let capture = self.for_capture(a, Term::CaptureHeat, ENERGY, |capture| capture.heat);
                (Rule::Sum, std::iter::once(used).chain(capture).collect())
            }
            Account::CaptiveFuel => {
                let heat_rate = plus(self.leaf(process.captive_heat_rate));
                (Rule::Product, vec![self.per(a, Account::ElectricityCaptive), heat_rate])
            }
            Account::CaptiveCo2 => match self.captive_fuel(a) {
                None => (Rule::Sum, Vec::new()),
                Some(fuel) => {
                    let factor = plus(self.leaf(fuel.emission_factor));
                    (Rule::Product, vec![self.per(a, Account::CaptiveFuel), factor])
                }
            },
            Account::Captured => match &process.capture {
                None => (Rule::Sum, Vec::new()),
                Some(capture) => {
                    let rate = plus(self.leaf(capture.rate));
                    (Rule::Product, vec![self.per(a, Account::Gross), rate])
                }
            },
            Account::EnergyEquivalent | Account::EnergyHeatRate => (Rule::Sum, self.energy_parts(a, account)),
            Account::CoalEnergy | Account::CoalMass => (Rule::Sum, self.coal_parts(a, account)),
            _ => (Rule::Sum, Vec::new()),
        }
    }

    pub(super) fn captive_fuel(&self, a: usize) -> Option<&'a Carrier> {
        let model = self.model;
        let process = &model.scenario.processes[self.activity(a).process.0];
        process.captive_fuel.map(|fuel| &model.scenario.carriers[fuel.0])
    }

    /// Scope 1 before calibration: gross − captured + captive plants.
    pub(super) fn direct(&mut self, a: usize) -> Vec<Part> {
        let captured = minus(self.per_tonne(a, Account::Captured));
        vec![self.per(a, Account::Gross), captured, self.per(a, Account::CaptiveCo2)]
    }

    /// Part of scope 1 that calibration adds: (κ − 1), held or fading.
    fn excess(&self, a: usize) -> f64 {
        let held = fade(self.model.scenario.calibration, self.t, self.model.observed());
        (self.model.calibration.co2(self.activity(a).region) - 1.0) * held
    }

    fn calibration_parts(&mut self, a: usize) -> Vec<Part> {
        let (excess, region) = (self.excess(a), self.activity(a).region);
        let direct = nonzero(self.direct(a));
        let direct = Node::made(What::new(Term::BeforeCalibration), None, CO2, Rule::Sum, direct);
        let kappa = self.kappa(region, &[Pinned::Co2], 1.0 + excess);
        let parts = vec![plus(kappa), minus(constant(1.0))];
        let excess = Node::made(What::new(Term::CalibrationExcess), Some(excess), SHARE, Rule::Sum, parts);
        vec![plus(direct), plus(excess)]
    }

    /// CO2 of purchased electricity and heat.
    fn scope2(&mut self, a: usize, bought: Vec<Part>) -> Vec<Part> {
        let what = What::new(Term::Account(Account::ElectricityPurchased));
        let mut parts = vec![plus(Node::made(what, None, CO2, Rule::Product, bought))];
        let model = self.model;
        if let Some(carrier) = model.topology.heat {
            let factor = plus(self.leaf(model.scenario.carriers[carrier.0].emission_factor));
            let heat = vec![self.per(a, Account::HeatPurchased), factor];
            let what = What::new(Term::Account(Account::HeatPurchased));
            parts.push(plus(Node::made(what, None, CO2, Rule::Product, heat)));
        }
        parts
    }

    /// A product for every fuel: what is used times leaves of its carrier.
    pub(super) fn by_fuel(
        &mut self,
        a: usize,
        term: Term,
        dimension: Dimension,
        factors: impl Fn(&Carrier) -> Vec<LeafId>,
    ) -> Vec<Part> {
        let model = self.model;
        let fuels = self.activity(a).fuels.iter().enumerate();
        let product = |(f, fuel): (usize, &crate::model::topology::Fuel)| {
            let used = plus(self.intensity(a, Carried::Fuel(f)));
            let of = factors(&model.scenario.carriers[fuel.carrier.0]);
            let of: Vec<Part> = of.into_iter().map(|leaf| plus(self.leaf(leaf))).collect();
            let parts = std::iter::once(used).chain(of).collect();
            plus(Node::made(
                What::new(term).of(Of::Carrier(fuel.carrier)),
                None,
                dimension,
                Rule::Product,
                parts,
            ))
        };
        fuels.map(product).collect()
    }

    pub(super) fn named_parts(&self, coefficients: &[NamedCoefficient], dimension: Dimension) -> Vec<Part> {
        let part = |c: &NamedCoefficient| {
            let what = What::new(Term::Named).of(Of::Id(c.id.clone()));
            plus(Node::end(what, self.at(c.leaf), dimension, Rule::Leaf(c.leaf)))
        };
        coefficients.iter().map(part).collect()
    }

    fn scrap_carbon(&mut self, a: usize) -> Vec<Part> {
        let charges = self.activity(a).charges.iter().enumerate();
        let product = |(c, charge): (usize, &crate::model::Charge)| {
            let scrap = self.model.topology.pools[charge.pool].scrap;
            let parts = vec![plus(self.scrap_charge(a, c)), plus(self.leaf(charge.carbon))];
            plus(Node::made(What::new(Term::Named).of(Of::Scrap(scrap)), None, CO2, Rule::Product, parts))
        };
        charges.map(product).collect()
    }

    /// What has to come from captive plants or be bought: used − made on site + capture's.
    fn bought(&mut self, a: usize) -> Rc<Node> {
        let used = plus(self.intensity(a, Carried::Electricity));
        let own = minus(self.per_tonne(a, Account::ElectricityOwn));
        let capture = self.capture_electricity(a);
        let parts = [used, own].into_iter().chain(capture).collect();
        Node::made(What::new(Term::BoughtElectricity), None, POWER, Rule::Sum, nonzero(parts))
    }

    fn capture_electricity(&mut self, a: usize) -> Option<Part> {
        self.for_capture(a, Term::CaptureElectricity, POWER, |capture| capture.electricity)
    }

    fn for_capture(
        &mut self,
        a: usize,
        term: Term,
        dimension: Dimension,
        pick: fn(&Capture) -> LeafId,
    ) -> Option<Part> {
        let capture = self.model.scenario.processes[self.activity(a).process.0].capture.as_ref()?;
        let parts = vec![self.per(a, Account::Captured), plus(self.leaf(pick(capture)))];
        Some(plus(Node::made(What::new(term), None, dimension, Rule::Product, parts)))
    }

    fn energy_parts(&mut self, a: usize, account: Account) -> Vec<Part> {
        let model = self.model;
        let mut parts = self.by_fuel(a, Term::FuelEnergy, ENERGY, |carrier| vec![carrier.energy_value]);
        let mut valued = |this: &mut Self, of: Account, value: LeafId| {
            let product = vec![this.per(a, of), plus(this.leaf(value))];
            let what = What::new(Term::Account(of));
            parts.push(plus(Node::made(what, None, ENERGY, Rule::Product, product)));
        };
        if let Some(fuel) = self.captive_fuel(a) {
            valued(self, Account::CaptiveFuel, fuel.energy_value);
        }
        if let Some(heat) = model.topology.heat {
            valued(self, Account::HeatPurchased, model.scenario.carriers[heat.0].energy_value);
        }
        let bought = match account {
            Account::EnergyHeatRate => model.scenario.regions[self.activity(a).region.0].heat_rate,
            _ => model.scenario.carriers[model.topology.electricity.0].energy_value,
        };
        valued(self, Account::ElectricityPurchased, bought);
        parts
    }

    fn coal_parts(&mut self, a: usize, account: Account) -> Vec<Part> {
        let model = self.model;
        let mut used: Vec<(CarrierId, Rc<Node>)> = Vec::new();
        for (f, fuel) in self.activity(a).fuels.iter().enumerate() {
            if model.scenario.carriers[fuel.carrier.0].coal {
                used.push((fuel.carrier, self.intensity(a, Carried::Fuel(f))));
            }
        }
        let captive = model.scenario.processes[self.activity(a).process.0].captive_fuel;
        if let Some(fuel) = captive.filter(|c| model.scenario.carriers[c.0].coal) {
            used.push((fuel, self.per_tonne(a, Account::CaptiveFuel)));
        }
        let part = |(carrier, node): (CarrierId, Rc<Node>)| {
            let what = What::new(Term::FuelMass).of(Of::Carrier(carrier));
            match model.scenario.carriers[carrier.0].net_calorific_value {
                _ if account == Account::CoalEnergy => Some(plus(node)),
                None => None,
                Some(leaf) => {
                    let sides = vec![plus(node), plus(self.leaf(leaf))];
                    Some(plus(Node::made(what, None, SHARE, Rule::Quotient, sides)))
                }
            }
        };
        used.into_iter().filter_map(part).collect()
    }

    /// Memo of what is bought in: charge × part from outside × upstream CO2.
    fn upstream(&mut self, a: usize) -> Vec<Part> {
        let model = self.model;
        let mut parts = Vec::new();
        for (i, input) in self.activity(a).inputs.iter().enumerate() {
            let mut product = vec![plus(self.input_charge(a, i))];
            let commodity = match input.source {
                InputSource::Bought(commodity) => commodity,
                InputSource::Market(m) => {
                    let year = self.year();
                    let outside = year.import[m].max(-year.residual[m]).max(0.0);
                    let share = if year.used[m] > 0.0 { (outside / year.used[m]).min(1.0) } else { 0.0 };
                    product.push(plus(self.bought_share(m, share)));
                    model.topology.markets[m].commodity
                }
            };
            product.push(plus(self.leaf(input.upstream)));
            let what = What::new(Term::UpstreamOf).of(Of::Commodity(commodity));
            parts.push(plus(Node::made(what, None, CO2, Rule::Product, product)));
        }
        parts
    }

    /// Part of the use of a commodity that comes from outside the region.
    pub(super) fn bought_share(&mut self, m: usize, share: f64) -> Rc<Node> {
        let what = self.of_market(Term::BoughtShare, m);
        let (trade, sign) = match self.model.topology.markets[m].trade {
            Trade::Traded => (self.trade(m), 1.0),
            Trade::Local => (self.trade(m), -1.0),
        };
        let used = self.used(m);
        if used.value <= 0.0 || !agree(sign * trade.value / used.value, share) {
            return Node::end(what, share, SHARE, Rule::Worked);
        }
        let sides = vec![Part { sign, node: trade }, plus(used)];
        Node::made(what, Some(share), SHARE, Rule::Quotient, sides)
    }

    /// Use of a fuel by an activity.
    pub(super) fn fuel_use(&mut self, fuel: usize) -> Rc<Node> {
        let value = self.year().fuel_use[fuel];
        let Some(a) = self.maker_of_fuel(fuel) else { return constant(value) };
        let f = fuel - self.activity(a).first_fuel;
        let parts = vec![plus(self.output(a)), plus(self.intensity(a, Carried::Fuel(f)))];
        let what = self.of_activity(Term::FuelUse, a);
        Node::made(what, Some(value), Dimension::ENERGY, Rule::Product, parts)
    }
}

/// Dimension of an account, and of the account per t.
fn dimensions(account: Account) -> (Dimension, Dimension) {
    match account {
        Account::ElectricityGross
        | Account::ElectricityOwn
        | Account::ElectricityCaptive
        | Account::ElectricityPurchased => (Dimension::ELECTRICITY, POWER),
        Account::HeatPurchased
        | Account::CaptiveFuel
        | Account::EnergyEquivalent
        | Account::EnergyHeatRate
        | Account::CoalEnergy => (Dimension::ENERGY, ENERGY),
        Account::CoalMass => (Dimension::MASS, SHARE),
        _ => (Dimension::CO2, CO2),
    }
}
