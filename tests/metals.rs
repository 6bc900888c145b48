//! Iron, aluminium, manganese and copper through the shipped scenarios: no process makes metal from
//! nothing, scrap displaces metal for metal, and the run says what is left over.

mod common;

use common::Run;
use dafeng::domain::{ContentOf, Process, Scenario};
use dafeng::simulation::balance::{ALL, Closure};
use std::collections::BTreeSet;
use std::path::Path;

const METALS: [&str; 4] = ["iron", "aluminium", "manganese", "copper"];

fn shipped(file: &str) -> Run {
    Run::new(common::compile(&Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios").join(file), &[]))
}

fn at(scenario: &Scenario, leaf: dafeng::domain::LeafId, year: i32) -> f64 {
    scenario.leaf(leaf).path.at(year).expect("a number")
}

fn content(scenario: &Scenario, process: &Process, metal: &str, carrier: ContentOf) -> Option<f64> {
    let declared = process.contents.iter().find(|c| c.element == metal && c.carrier == carrier)?;
    Some(at(scenario, declared.leaf, 2020))
}

/// Metal charged per t of output at the reference charge, over the declared contents.
fn charged(scenario: &Scenario, process: &Process, metal: &str, year: i32) -> f64 {
    let inputs = process.inputs.iter().map(|(commodity, leaf)| (ContentOf::Commodity(*commodity), *leaf));
    let scraps = process.scraps.iter().map(|charge| (ContentOf::Scrap(charge.scrap), charge.reference));
    let metal_in =
        |(carrier, leaf)| content(scenario, process, metal, carrier).map(|c| c * at(scenario, leaf, year));
    inputs.chain(scraps).filter_map(metal_in).sum()
}

/// What comes out is at most what went in, and at least three quarters of it: what is left over goes
/// with slag, residue, dust and dross.
#[test]
fn no_process_makes_metal_from_nothing() {
    let mut seen = BTreeSet::new();
    for file in ["guangxi/baseline.toml", "guizhou/baseline.toml"] {
        let scenario = shipped(file).model.scenario;
        for process in &scenario.processes {
            for metal in METALS {
                let output = ContentOf::Commodity(process.output);
                let Some(out) = content(&scenario, process, metal, output) else { continue };
                for year in [2020, 2025, 2040, 2060] {
                    let charged = charged(&scenario, process, metal, year);
                    if charged == 0.0 {
                        continue; // only the product declares it
                    }
                    let recovery = out / charged;
                    assert!((0.75..=1.0).contains(&recovery), "{}: {metal} {recovery} in {year}", process.id);
                    seen.insert(metal);
                }
            }
        }
    }
    assert_eq!(seen, BTreeSet::from(METALS));
}

/// Scrap and hot metal move against each other while their iron does not: 0.945 a t of hot metal used
/// and 0.96 a t of scrap are what the reference charges of all that was made ask for.
#[test]
fn iron_charged_is_iron_of_the_reference_charge() {
    let run = shipped("guangxi/steel-baseline.toml");
    let scenario = &run.model.scenario;
    let region = dafeng::domain::Place::Region(dafeng::domain::RegionId(0));
    let mut moved = 0;
    for year in 2021..=2060 {
        let (mut hot_metal, mut scrap) = (0.0, 0.0);
        for process in &scenario.processes {
            let product = &scenario.commodities[process.output.0].title.en;
            let name = format!("Production|{product}|{}", process.title.en);
            if run.model.find_series(&name, region).is_none() {
                continue;
            }
            let made = run.at(&name, year);
            let takes = process.inputs.iter().filter(|(c, _)| scenario.commodities[c.0].id == "hot-metal");
            hot_metal += made * takes.map(|(_, leaf)| at(scenario, *leaf, year)).sum::<f64>();
            let charges = process.scraps.iter().filter(|c| scenario.scraps[c.scrap.0].id == "steel-scrap");
            scrap += made * charges.map(|c| at(scenario, c.reference, year)).sum::<f64>();
        }
        let used = run.at("Use|Hot Metal", year);
        let iron = 0.945 * used + 0.96 * run.at("Scrap|Use|Steel Scrap", year);
        let reference = 0.945 * hot_metal + 0.96 * scrap;
        assert!((iron / reference - 1.0).abs() < 1e-9, "{year}: {iron} against {reference}");
        moved += usize::from((used / hot_metal - 1.0).abs() > 0.01);
    }
    assert!(moved > 5, "the charge moves, or nothing is tested: {moved} years");
}

/// The residual of metal stands among the closures that a run reports, and is nothing.
#[test]
fn the_residual_is_reported_and_nothing() {
    let at = ALL.iter().position(|c| *c == Closure::Metal).expect("metal is closed");
    for file in [
        "guangxi/baseline.toml",
        "guangxi/accelerated.toml",
        "guizhou/baseline.toml",
        "guizhou/residue-bound.toml",
    ] {
        let residual = shipped(file).central.closures[at];
        assert!(residual <= 1e-12, "{file}: {residual:e}");
    }
}
