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

    /// CNY per t avoided; `None` where hardly anything of `whole` is.
    pub fn per_tonne(self, whole: f64) -> Option<f64> {
        let counts = self.avoided.abs() > NOTHING * whole.abs() && self.avoided != 0.0;
        counts.then(|| self.cost / self.avoided)
    }
}

/// What came of a run, or why the scenario is refused with what it takes over.
pub type Tried<T> = Result<T, String>;

/// A lever with what it does.
#[derive(Clone, PartialEq, Debug)]
pub struct Step {
    /// Which.
    pub lever: Lever,
    /// On its own, against the baseline; or why the scenario is refused with it alone.
    pub alone: Tried<Effect>,
    /// On top of the levers before it, or of those of them that could be run with all before; or why it is refused.
    pub added: Tried<Effect>,
    /// With the levers before it, against the baseline; or why that is refused.
    pub together: Tried<Effect>,
}

/// A curve.
#[derive(Clone, PartialEq, Debug)]
pub struct Curve {
    /// Levers in the order asked for.
    pub steps: Vec<Step>,
    /// All together less each alone: with it what levers do that cannot be alone.
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
        self.alone().map(|effect| effect.avoided.abs()).sum()
    }

    /// What levers do alone, of those that can be alone.
    pub fn alone(&self) -> impl Iterator<Item = Effect> {
        self.steps.iter().filter_map(|step| step.alone.as_ref().ok().copied())
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

/// The curve of levers with the outcomes of each alone, of each with those before it, and of all of them.
pub fn curve(
    levers: Vec<Lever>,
    (baseline, all): (Outcome, Outcome),
    alone: Vec<Tried<Outcome>>,
    together: Vec<Tried<Outcome>>,
    years: (Year, Year),
) -> Curve {
    let mut before = baseline;
    let mut steps = Vec::new();
    for ((lever, alone), with) in levers.into_iter().zip(alone).zip(together) {
        let against = |outcome: &Tried<Outcome>, from: Outcome| {
            outcome.clone().map(|outcome| Effect::between(from, outcome))
        };
        let (alone, added, together) =
            (against(&alone, baseline), against(&with, before), against(&with, baseline));
        steps.push(Step { lever, alone, added, together });
        before = with.unwrap_or(before);
    }
    let whole = Effect::between(baseline, all);
    let mut curve = Curve { steps, interaction: whole, whole, baseline, years };
    curve.interaction = curve.alone().fold(whole, Effect::less);
    curve
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
            (of(100.0, 1000.0), of(60.0, 1650.0)),
            vec![Ok(of(80.0, 1400.0)), Ok(of(70.0, 1300.0))],
            vec![Ok(of(80.0, 1400.0)), Ok(of(60.0, 1650.0))],
            (Year(2021), Year(2022)),
        );
        let numbers = |effect: Effect| (effect.avoided, effect.cost);
        let came = |tried: &Tried<Effect>| tried.clone().map(numbers);
        assert_eq!(came(&curve.steps[1].alone), Ok((30.0, 300.0)));
        assert_eq!(came(&curve.steps[1].added), Ok((20.0, 250.0)));
        assert_eq!(came(&curve.steps[1].together), Ok((40.0, 650.0)));
        assert_eq!(numbers(curve.interaction), (-10.0, -50.0));
        assert_eq!(numbers(curve.whole), (40.0, 650.0));
        let alone: Vec<_> = curve.alone().map(|effect| effect.per_tonne(curve.size())).collect();
        assert_eq!(alone, [Some(20.0), Some(10.0)]);
        assert_eq!(curve.whole.per_tonne(curve.size()), Some(16.25));
        assert_eq!(Effect::default().per_tonne(curve.size()), None);
    }

    /// 100 t at 1000 CNY. The second of three levers is refused alone and on the first; what it does comes with the third:
    /// 60 − 80 t for 1650 − 1400. Interaction is all together less the first and the third alone: 40 − 20 − 5 t, 650 − 400 − 100.
    #[test]
    fn a_lever_that_cannot_be_alone() {
        let of = |co2: f64, cost: f64| Ok(Outcome { co2, cost, carbon: 0.0 });
        let refused = || Err("there is no process".to_owned());
        let [Ok(baseline), Ok(all)] = [of(100.0, 1000.0), of(60.0, 1650.0)] as [Tried<Outcome>; 2] else {
            unreachable!()
        };
        let curve = curve(
            vec![lever("a"), lever("b"), lever("c")],
            (baseline, all),
            vec![of(80.0, 1400.0), refused(), of(95.0, 1100.0)],
            vec![of(80.0, 1400.0), refused(), of(60.0, 1650.0)],
            (Year(2021), Year(2022)),
        );
        let numbers = |effect: Effect| (effect.avoided, effect.cost);
        assert_eq!(curve.steps[1].alone, Err("there is no process".to_owned()));
        assert_eq!(curve.steps[1].added, Err("there is no process".to_owned()));
        assert_eq!(curve.steps[2].added.clone().map(numbers), Ok((20.0, 250.0)));
        assert_eq!(numbers(curve.interaction), (15.0, 150.0));
        assert_eq!(curve.size(), 25.0);
    }
}
