//! The change of CO2 told by its causes, against what runs report.

mod common;

use std::path::Path;

use common::compile;
use dafeng::analysis::decompose::{Comparison, Of, Part, Step, TERMS, Term};
use dafeng::domain::{Place, Year};
use dafeng::ensemble::{Design, Method, replay::Inputs};
use dafeng::model::Model;
use dafeng::sampling::Sampler;
use dafeng::simulation;

fn shipped(path: &str) -> Model {
    compile(&Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios").join(path), &[])
}

/// Reported CO2 of a place in a year.
fn reported(model: &Model, central: &simulation::Central, spot: &str, year: Year) -> f64 {
    let region = model.scenario.regions.iter().position(|region| region.id == spot);
    let place = region.map_or(Place::All, |r| Place::Region(dafeng::domain::RegionId(r)));
    let series = model.find_series("Emissions|CO2", place).expect("reported CO2");
    central.series[series][model.scenario.horizon.index(year).expect("a year of the horizon")]
}

/// Totals have start, end and difference of the reported series; everything closes; totals are sums of families and
/// families of processes.
fn holds(comparison: &Comparison<'_>) -> Vec<Part> {
    let parts = comparison.central();
    let runs: Vec<_> = comparison.models.iter().map(|model| simulation::central(model)).collect();
    let totals: Vec<&Part> = parts.iter().filter(|p| p.of == Of::Total).collect();
    assert_eq!(totals.len(), comparison.steps.len() * comparison.layout.spots.len());
    for part in totals {
        let Step { from, to } = comparison.steps[part.step];
        let spot = &comparison.layout.spots[part.spot].id;
        let [start, end] =
            [from, to].map(|m| reported(comparison.models[m.model], &runs[m.model], spot, m.year));
        let scale = start.abs().max(end.abs());
        let told: f64 = TERMS.iter().map(|&term| part.change.term(term)).sum();
        assert!((part.change.start - start).abs() <= 1e-9 * scale, "{spot}: start");
        assert!(
            (told - (end - start)).abs() <= 1e-9 * (end - start).abs().max(1e-3 * scale),
            "{spot}: {told}"
        );
        for wanted in [|of| matches!(of, Of::Family(_)), |of| matches!(of, Of::Process(_))] {
            let members = parts.iter().filter(|p| p.step == part.step && p.spot == part.spot && wanted(p.of));
            let members: Vec<&Part> = members.collect();
            for term in TERMS {
                let sum: f64 = members.iter().map(|p| p.change.term(term)).sum();
                assert!((sum - part.change.term(term)).abs() <= 1e-9 * scale, "{spot}: {term:?}");
            }
        }
    }
    assert!(parts.iter().all(|p| p.change.gap() <= 1e-9), "a part does not close");
    parts
}

fn years(model: &Model, years: &[i32]) -> Vec<Part> {
    let years: Vec<Year> = years.iter().copied().map(Year).collect();
    holds(&Comparison::between_years(model, &years).expect("years of the horizon"))
}

#[test]
fn the_terms_of_a_province_sum_to_the_change_of_reported_co2() {
    let parts = years(&shipped("guangxi/baseline.toml"), &[2020, 2030, 2060]);
    let total: Vec<&Part> = parts.iter().filter(|p| p.of == Of::Total).collect();
    assert_eq!(total.len(), 2);
    // Nothing that should tell is silent, and nothing is negative but what has a name.
    for term in [Term::Activity, Term::Structure, Term::EnergyIntensity, Term::CarrierMix, Term::GridFactor] {
        assert!(total.iter().all(|p| p.change.term(term).abs() > 1e3), "{term:?} tells nothing");
    }
    assert!(total.iter().all(|p| p.change.term(Term::Negative) == 0.0));
}

#[test]
fn the_same_for_other_places() {
    years(&shipped("guizhou/baseline.toml"), &[2020, 2030, 2060]);
    years(&shipped("china/steel-baseline.toml"), &[2020, 2030, 2060]);
    years(&shipped("national/nonferrous-2015.toml"), &[2015, 2020]);
}

#[test]
fn the_same_between_scenarios() {
    let (from, to) = (shipped("guangxi/baseline.toml"), shipped("guangxi/accelerated.toml"));
    let between =
        |a, b| holds(&Comparison::between_scenarios(a, b, &[Year(2030), Year(2060)]).expect("years"));
    let (there, back, nowhere) = (between(&from, &to), between(&to, &from), between(&from, &from));
    for (a, b) in there.iter().zip(&back).filter(|(a, _)| a.of == Of::Total) {
        let scale = a.change.start.max(a.change.end);
        for term in TERMS {
            let sum = a.change.term(term) + b.change.term(term);
            assert!(sum.abs() <= 1e-9 * scale, "{term:?} there and back");
        }
    }
    assert!(nowhere.iter().all(|p| TERMS.iter().all(|&term| p.change.term(term) == 0.0)));
}

/// Two scenarios of different metals share what they share: all of the others is new, and told as activity.
#[test]
fn what_one_scenario_lacks_comes_with_its_activity() {
    let (steel, all) = (shipped("guangxi/steel-baseline.toml"), shipped("guangxi/baseline.toml"));
    let comparison = Comparison::between_scenarios(&steel, &all, &[Year(2030)]).expect("a year");
    let parts = holds(&comparison);
    let family = |id: &str| comparison.layout.families.iter().position(|f| f.id == id).expect("a family");
    let copper = parts.iter().find(|p| p.of == Of::Family(family("copper-cathode"))).expect("copper");
    assert_eq!(copper.change.start, 0.0);
    assert!(
        (copper.change.term(Term::Activity) / copper.change.end - 1.0).abs() < 1e-9,
        "{:?}",
        copper.change
    );
}

#[test]
fn families_follow_from_demand_and_declared_sums() {
    let model = shipped("guangxi/baseline.toml");
    let comparison = Comparison::between_years(&model, &[Year(2020), Year(2030)]).expect("years");
    let found: Vec<(&str, String)> =
        comparison.layout.families.iter().map(|f| (f.id.as_str(), f.intermediates.join(" "))).collect();
    let of = |id: &str| found.iter().find(|(f, _)| *f == id).map(|(_, made)| made.as_str());
    assert_eq!(of("copper-cathode"), Some("copper-anode copper-blister"), "{found:?}");
    assert_eq!(of("crude-steel").map(|made| made.contains("hot-metal")), Some(true), "{found:?}");
    assert_eq!((of("aluminium-supply"), of("alumina")), (Some(""), Some("")), "{found:?}");
}

#[test]
fn draws_are_those_of_a_run_and_paired() {
    let (from, to) = (shipped("guangxi/steel-baseline.toml"), shipped("guangxi/steel-accelerated.toml"));
    let comparison = Comparison::between_scenarios(&from, &to, &[Year(2040)]).expect("a year");
    let mut parts = comparison.central();
    let design = Design { draws: 1, seed: 7, method: Method::Random };
    let drawn = comparison.draw(design, &mut parts, |_| true).expect("not stopped");
    assert_eq!((drawn.failed, drawn.gap < 1e-9), (0, true));
    // The one draw, run the way `dafeng run --draw 0` does.
    let of = |model: &Model| {
        let sampler = Sampler::new(design, &model.parameters);
        let run = simulation::replay(model, Inputs::new(model, &sampler, 0).values);
        reported(model, &run, "guangxi", Year(2040))
    };
    let total = parts.iter().find(|p| p.of == Of::Total).expect("a total");
    let numbers = total.draws.expect("draws").map(|spread| spread.mean);
    let (start, end) = (of(&from), of(&to));
    assert!(
        (numbers[0] / start - 1.0).abs() < 1e-12 && (numbers[numbers.len() - 1] / end - 1.0).abs() < 1e-12
    );
    let told: f64 = numbers[1..numbers.len() - 1].iter().sum();
    assert!((told - (end - start)).abs() < 1e-9 * start, "{told} against {}", end - start);
}

/// Paired, a scenario against itself differs in no draw; were the draws independent, it would.
#[test]
fn a_scenario_does_not_differ_from_itself_in_any_draw() {
    let model = shipped("guangxi/steel-baseline.toml");
    let again = model.clone();
    let comparison = Comparison::between_scenarios(&model, &again, &[Year(2050)]).expect("a year");
    let mut parts = comparison.central();
    let design = Design { draws: 40, seed: 1, method: Method::LatinHypercube };
    comparison.draw(design, &mut parts, |_| true).expect("not stopped");
    let total = parts.iter().find(|p| p.of == Of::Total).and_then(|p| p.draws).expect("draws");
    assert!(total[0].quantiles[0] < total[0].quantiles[4], "CO2 itself spreads");
    assert!(total[1..=TERMS.len()].iter().all(|s| s.mean == 0.0 && s.quantiles == [0.0; 5]));
}

#[test]
fn draws_can_be_stopped() {
    let model = shipped("guangxi/steel-baseline.toml");
    let comparison = Comparison::between_years(&model, &[Year(2020), Year(2021)]).expect("years");
    let design = Design { draws: 300, seed: 1, method: Method::Random };
    assert!(comparison.draw(design, &mut comparison.central(), |_| false).is_none());
}
