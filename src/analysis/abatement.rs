//! What a policy avoids and what it costs, lever by lever: alone, one after another, and what the levers do to each other
//! (MODEL section 11). Costs are discounted, tonnes are not.

use super::difference::{Differences, Role};
use crate::domain::*;
use crate::model::Model;
use crate::model::series::Measure;
use crate::simulation::cost::CostPart;
use crate::simulation::{Central, central};

/// One lever: what of the policy it takes over.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Lever {
    /// Its addresses.
    pub addresses: Vec<String>,
    /// Name for people.
    pub title: Text,
}

/// What a run emits and costs after the last observed year.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Outcome {
    /// CO2, scopes 1 and 2, t.
    pub co2: f64,
    /// Cost without carbon, discounted to the last observed year, CNY.
    pub cost: f64,
    /// Payments for carbon, discounted, CNY: they move money and are no cost of avoiding.
    pub carbon: f64,
}

/// What one run avoids against another, and what it costs more.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Effect {
    /// t CO2 avoided.
    pub avoided: f64,
    /// CNY more, discounted, without carbon.
    pub cost: f64,
    /// CNY more paid for carbon, discounted.
    pub carbon: f64,
}

/// Below this share of all that is avoided a cost per tonne says nothing.
const NOTHING: f64 = 1e-3;

impl Effect {
    /// From one outcome to another.
    pub fn between(from: Outcome, to: Outcome) -> Effect {
        Effect { avoided: from.co2 - to.co2, cost: to.cost - from.cost, carbon: to.carbon - from.carbon }
    }

    fn less(self, other: Effect) -> Effect {
        Effect {
            avoided: self.avoided - other.avoided,
            cost: self.cost - other.cost,
            carbon: self.carbon - other.carbon,
        }
    }

    fn plus(self, other: Effect) -> Effect {
        self.less(Effect { avoided: -other.avoided, cost: -other.cost, carbon: -other.carbon })
    }

    /// CNY per t avoided; `None` where hardly anything of `whole` is.
    pub fn per_tonne(self, whole: f64) -> Option<f64> {
        let counts = self.avoided.abs() > NOTHING * whole.abs() && self.avoided != 0.0;
        counts.then(|| self.cost / self.avoided)
    }
}

/// A lever with what it does.
#[derive(Clone, PartialEq, Debug)]
pub struct Step {
    /// Which.
    pub lever: Lever,
    /// On its own, against the baseline.
    pub alone: Effect,
    /// On top of the levers before it.
    pub added: Effect,
    /// With the levers before it, against the baseline.
    pub together: Effect,
}

/// A curve.
#[derive(Clone, PartialEq, Debug)]
pub struct Curve {
    /// Levers in the order asked for.
    pub steps: Vec<Step>,
    /// All together less each alone.
    pub interaction: Effect,
    /// All together, against the baseline.
    pub whole: Effect,
    /// The baseline.
    pub baseline: Outcome,
    /// First and last year that count.
    pub years: (Year, Year),
}

impl Curve {
    /// The sizes of what is avoided, one by one: what shares of them are measured against.
    pub fn size(&self) -> f64 {
        self.steps.iter().map(|step| step.alone.avoided.abs()).sum()
    }
}

/// The sections in which a decision stands under its own name.
const NAMED: [&str; 7] =
    ["levers", "limits", "groups", "eliminations", "restrictions", "waste-bounds", "projects"];

/// The tables of dated rows, of which the first that matches is in force: one row says nothing without the others.
const TABLES: [&str; 4] = ["replacement", "suspensions", "electricity-tiers", "allocations"];

/// The levers in which two scenarios differ, in the order of their differences: what stands under one name is one lever.
pub fn levers(differences: &Differences) -> Vec<String> {
    let mut list: Vec<String> = Vec::new();
    for difference in differences.list.iter().filter(|one| one.role == Role::Lever) {
        let keys: Vec<&str> = difference.address.split('.').collect();
        let address = match keys.as_slice() {
            [section, .., "*"] if !TABLES.contains(section) => continue,
            [section, ..] if TABLES.contains(section) => (*section).to_owned(),
            [section, name, ..] if NAMED.contains(section) => format!("{section}.{name}"),
            _ => difference.address.clone(),
        };
        if !list.contains(&address) {
            list.push(address);
        }
    }
    list
}

/// The title of what stands at an address, or the address.
pub fn title(scenarios: [&Scenario; 2], address: &str) -> Text {
    let table = |(zh, en): (&str, &str)| Text { zh: zh.to_owned(), en: en.to_owned() };
    let whole = match address {
        "replacement" => Some(("产能置换比例", "Replacement ratios")),
        "suspensions" => Some(("暂停置换", "Suspensions")),
        "electricity-tiers" => Some(("阶梯电价", "Tiered electricity price")),
        "allocations" => Some(("免费配额", "Free allocation")),
        _ => None,
    };
    let named = |scenario: &Scenario| {
        let (section, name) = address.split_once('.')?;
        let name = name.split('.').next().unwrap_or(name);
        match section {
            "levers" => {
                scenario.levers.iter().find(|lever| lever.id == name).map(|lever| lever.title.clone())
            }
            "limits" => {
                scenario.limits.iter().find(|limit| limit.id == name).map(|limit| limit.title.clone())
            }
            "groups" => {
                scenario.groups.iter().find(|group| group.id == name).map(|group| group.title.clone())
            }
            "projects" => {
                let found = scenario.projects.iter().find(|project| project.id == name);
                found.map(|project| Text { zh: project.name.clone(), en: project.name.clone() })
            }
            _ => None,
        }
    };
    let plain = || Text { zh: address.to_owned(), en: address.to_owned() };
    whole.map(table).or_else(|| scenarios.into_iter().find_map(named)).unwrap_or_else(plain)
}

/// The outcome of a model's central run; `None` where it computes no costs.
pub fn outcome(model: &Model) -> Option<Outcome> {
    let cost = model.scenario.cost.as_ref()?;
    let run = central(model);
    let whole = if model.scenario.regions.len() > 1 { Place::All } else { Place::Region(RegionId(0)) };
    let series = |measure: Measure| {
        model.series.iter().position(|s| s.measure == measure && s.place == whole && s.of.is_empty())
    };
    let (co2, all) = (series(Measure::Co2)?, series(Measure::Cost)?);
    let carbon = series(Measure::CostOf(CostPart::Carbon))?;
    Some(sum(model, &run, cost.discount_rate, (co2, all, carbon)))
}

fn sum(model: &Model, run: &Central, rate: LeafId, (co2, all, carbon): (usize, usize, usize)) -> Outcome {
    let (mut outcome, mut factor) = (Outcome::default(), 1.0);
    for t in model.observed() + 1..model.years() {
        factor /= 1.0 + model.parameters.central(rate, t);
        let paid = run.series[carbon][t];
        outcome.co2 += run.series[co2][t];
        outcome.cost += (run.series[all][t] - paid) * factor;
        outcome.carbon += paid * factor;
    }
    outcome
}

/// The curve of levers with the outcomes of each alone and of each with those before it.
pub fn curve(
    levers: Vec<Lever>,
    baseline: Outcome,
    alone: &[Outcome],
    together: &[Outcome],
    years: (Year, Year),
) -> Curve {
    let mut before = baseline;
    let mut steps = Vec::new();
    for ((lever, &alone), &with) in levers.into_iter().zip(alone).zip(together) {
        let together = Effect::between(baseline, with);
        let (alone, added) = (Effect::between(baseline, alone), Effect::between(before, with));
        steps.push(Step { lever, alone, added, together });
        before = with;
    }
    let whole = Effect::between(baseline, before);
    let each = steps.iter().fold(Effect::default(), |sum, step| sum.plus(step.alone));
    Curve { steps, interaction: whole.less(each), whole, baseline, years }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lever(name: &str) -> Lever {
        let text = |text: &str| text.to_owned();
        Lever { addresses: vec![text(name)], title: Text { zh: text(name), en: text(name) } }
    }

    /// 100 t at 1000 CNY. One lever saves 20 t for 400, another 30 t for 300, both together 40 t for 650: they take 10 t from
    /// each other and save 50 CNY.
    #[test]
    fn what_levers_do_to_each_other() {
        let of = |co2: f64, cost: f64| Outcome { co2, cost, carbon: 0.0 };
        let curve = curve(
            vec![lever("a"), lever("b")],
            of(100.0, 1000.0),
            &[of(80.0, 1400.0), of(70.0, 1300.0)],
            &[of(80.0, 1400.0), of(60.0, 1650.0)],
            (Year(2021), Year(2022)),
        );
        let numbers = |effect: Effect| (effect.avoided, effect.cost);
        assert_eq!(numbers(curve.steps[1].alone), (30.0, 300.0));
        assert_eq!(numbers(curve.steps[1].added), (20.0, 250.0));
        assert_eq!(numbers(curve.steps[1].together), (40.0, 650.0));
        assert_eq!(numbers(curve.interaction), (-10.0, -50.0));
        assert_eq!(numbers(curve.whole), (40.0, 650.0));
        assert_eq!(curve.steps[0].alone.per_tonne(curve.size()), Some(20.0));
        assert_eq!(curve.whole.per_tonne(curve.size()), Some(16.25));
        assert_eq!(Effect::default().per_tonne(curve.size()), None);
    }
}
