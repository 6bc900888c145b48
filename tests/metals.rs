//! Iron, aluminium, manganese and copper through the shipped scenarios: no process makes metal from
//! nothing, scrap displaces metal for metal, and what is charged is in products, in residues, or lost.

mod common;

use common::{Patched, Run};
use dafeng::analysis::{Finding, warnings};
use dafeng::domain::{ContentOf, Process, Scenario, StreamId, Trade};
use dafeng::model::Model;
use dafeng::model::series::Measure;
use dafeng::simulation::balance::{self, Closure, Closures, closures};
use dafeng::simulation::draw::Leaves;
use dafeng::simulation::run_until;
use dafeng::simulation::workspace::Workspace;
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
    let of_metal = |c: &&dafeng::domain::Content| scenario.elements[c.element.0].id == metal;
    let mut declared = process.contents.iter().filter(of_metal);
    Some(at(scenario, declared.find(|c| c.carrier == carrier)?.leaf, 2020))
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
    for file in [
        "guangxi/baseline.toml",
        "guangxi/accelerated.toml",
        "guizhou/baseline.toml",
        "guizhou/residue-bound.toml",
    ] {
        let run = shipped(file);
        let at = closures(&run.model).iter().position(|c| *c == Closure::Metal).expect("metal is closed");
        let residual = run.central.closures[at];
        assert!(residual <= 1e-12, "{file}: {residual:e}");
    }
}

/// Every shipped scenario.
const SHIPPED: [&str; 12] = [
    "china/steel-baseline.toml",
    "guangxi/accelerated.toml",
    "guangxi/baseline.toml",
    "guangxi/delayed.toml",
    "guangxi/steel-accelerated.toml",
    "guangxi/steel-baseline.toml",
    "guangxi/steel-delayed.toml",
    "guizhou/accelerated.toml",
    "guizhou/baseline.toml",
    "guizhou/delayed.toml",
    "guizhou/residue-bound.toml",
    "national/nonferrous-2015.toml",
];

/// One tonne of alumina: 2.3 t of bauxite with 0.30 t of aluminium in each bring 0.690 t; 0.529 t are in the
/// alumina, 1.5 t of red mud hold 0.105 t each, 0.1575 t; 0.0035 t are left: sand, liquor, dust.
#[test]
fn aluminium_of_a_tonne_of_alumina() {
    let run = shipped("guangxi/baseline.toml");
    for year in [2020, 2025, 2060] {
        let made = run.at("Production|Alumina", year);
        let of_a_tonne = |name: &str| run.at(&format!("Metal|Aluminium|{name}"), year) / made;
        common::agrees(of_a_tonne("Charged|Bayer Alumina"), 0.690, 1e-12);
        common::agrees(of_a_tonne("In Residues|Red Mud"), 0.1575, 1e-12);
        common::agrees(of_a_tonne("Losses|Bayer Alumina"), 0.690 - 0.529 - 0.1575, 1e-9);
        common::agrees(run.at("Metal|Aluminium|Recovery|Bayer Alumina", year), 0.529 / 0.690, 1e-12);
    }
}

/// Guangxi's aluminium leaves as alumina that no potline takes, as metal that is not worked, and worked; each t
/// of these holds 0.529, 0.998, 0.98 and 0.98 t. All alumina is of bauxite, 0.690 t per t; what is bought is
/// primary or secondary metal that processing takes beyond what is made.
#[test]
fn aluminium_of_a_province() {
    let run = shipped("guangxi/baseline.toml");
    let goods = [("Alumina", 0.529), ("Primary Aluminium", 0.998), ("Secondary Aluminium", 0.98)];
    for year in [2020, 2030, 2045] {
        let mut sold = 0.98 * run.at("Production|Processed Aluminium", year);
        let mut bought = 0.690 * run.at("Production|Alumina", year);
        for (name, content) in goods {
            let left = run.at(&format!("Production|{name}"), year) - run.at(&format!("Use|{name}"), year);
            sold += content * left.max(0.0);
            bought += content * (-left).max(0.0);
        }
        common::agrees(run.at("Metal|Aluminium|In Product", year), sold, 1e-9);
        common::agrees(run.at("Metal|Aluminium|Charged", year), bought, 1e-9);
        let scrap = 0.93 * run.at("Scrap|Use|Aluminium Scrap", year);
        common::agrees(run.at("Metal|Aluminium|In Scrap", year), scrap, 1e-12);
        common::agrees(run.at("Metal|Aluminium|Recovery", year), sold / (bought + scrap), 1e-9);
    }
}

/// In every shipped scenario: each element closes at every place and in every year, by the reported series, and
/// no process makes more of it than it is charged.
#[test]
fn what_is_charged_is_in_products_in_residues_or_lost() {
    let mut elements = BTreeSet::new();
    for file in SHIPPED {
        let run = shipped(file);
        for (closure, residual) in closures(&run.model).iter().zip(run.central.closures.iter()) {
            if let Closure::Element(element) = closure {
                assert!(*residual <= 1e-9, "{file}: {element:?} is off by {residual:e}");
                elements.insert(run.model.scenario.elements[element.0].id.clone());
            }
        }
        for (s, series) in run.model.series.iter().enumerate() {
            if series.measure != Measure::MetalLosses {
                continue;
            }
            let values = |measure: Measure| {
                let of = |x: &dafeng::model::Series| {
                    x.measure == measure && x.place == series.place && x.of == series.of
                };
                run.model.series.iter().position(of).map(|at| &run.central.series[at])
            };
            for (t, losses) in run.central.series[s].iter().enumerate() {
                let at = |measure| values(measure).map_or(0.0, |values| values[t]);
                let charged = at(Measure::MetalCharged) + at(Measure::MetalInScrap);
                assert!(*losses >= -1e-12 * charged, "{file}: {} is {losses} in year {t}", series.name);
                if series.of.len() == 1 {
                    let out = at(Measure::MetalInProduct) + at(Measure::MetalInResidues) + losses;
                    assert!(
                        (charged - out).abs() <= 1e-9 * charged,
                        "{file}: {} {charged} {out}",
                        series.name
                    );
                }
            }
        }
    }
    for metal in METALS {
        assert!(elements.contains(metal), "{metal} in {elements:?}");
    }
}

/// Greatest residual of the elements in 2035 after something in the books was changed.
fn residual_after(model: &Model, change: impl Fn(&Model, &mut Workspace<f64>)) -> f64 {
    let mut workspace = Workspace::new(model, Vec::new());
    let t = 15;
    run_until(model, &mut workspace, t);
    change(model, &mut workspace);
    let Workspace { draw, fleet, intensities, cost, year, .. } = &workspace;
    let leaves = Leaves { parameters: &model.parameters, draw };
    let mut residuals = Closures::none(model);
    balance::close(model, leaves, fleet, (intensities, cost), year, t, &mut residuals);
    let elements =
        closures(model).into_iter().zip(residuals.iter()).filter(|(c, _)| matches!(c, Closure::Element(_)));
    elements.map(|(_, residual)| *residual).fold(0.0, f64::max)
}

fn market(model: &Model, commodity: &str) -> usize {
    let id = |m: &dafeng::model::Market| model.scenario.commodities[m.commodity.0].id == commodity;
    model.topology.markets.iter().position(id).expect("a market")
}

/// The closure sees what goes wrong in trade, dispatch, scrap and streams: a thousandth of each is enough.
#[test]
fn wrong_books_do_not_close() {
    let model = shipped("guangxi/baseline.toml").model;
    assert!(residual_after(&model, |_, _| {}) <= 1e-12);
    type Wrong = fn(&Model, &mut Workspace<f64>);
    let wrongs: [(&str, Wrong); 6] = [
        ("alumina sold", |model, w| w.year.import[market(model, "alumina")] *= 1.001),
        ("residual trade of hot metal", |model, w| {
            let m = market(model, "hot-metal");
            assert_eq!(model.topology.markets[m].trade, Trade::Local);
            w.year.residual[m] -= 1e-3 * w.year.market_output[m];
        }),
        ("output of a works", |_, w| w.year.slot_output[0] *= 1.001),
        ("scrap that is left", |model, w| {
            let pool = model.topology.pools.iter().position(|pool| pool.is_limited()).expect("scarce scrap");
            w.year.scrap_left[pool] += 1e-3 * w.year.supply[pool];
        }),
        ("red mud that arose", |model, w| {
            let mud = model.scenario.streams.iter().position(|s| s.id == "red-mud").expect("red mud");
            let at = dafeng::simulation::streams::position(model, StreamId(mud), dafeng::domain::RegionId(0));
            w.year.flows[at].generated *= 1.001;
        }),
        ("what converters take", |model, w| {
            let (a, input) = model.topology.markets[market(model, "hot-metal")].users[0];
            w.year.input_charge[model.topology.activities[a].first_input + input] *= 1.001;
        }),
    ];
    for (what, wrong) in wrongs {
        let residual = residual_after(&model, wrong);
        assert!(residual > 1e-7, "{what}: {residual:e}");
    }
}

/// Nor does a balance that forgets a residue, or a trade that forgets who takes.
#[test]
fn wrong_balances_do_not_close() {
    let sound = shipped("guangxi/baseline.toml").model;
    let mut forgetful = sound.clone();
    forgetful.metals.balances.iter_mut().for_each(|balance| balance.residues.clear());
    assert!(residual_after(&forgetful, |_, _| {}) > 1e-3);
    let mut lonely = sound;
    lonely.metals.trades.iter_mut().for_each(|trade| trade.users.clear());
    assert!(residual_after(&lonely, |_, _| {}) > 1e-3);
}

/// Draws move charges, amounts of residue and scrap; every element closes in each of them.
#[test]
fn draws_close() {
    use dafeng::sampling::{Design, Sampler};
    let model = shipped("guizhou/accelerated.toml").model;
    let sampler = Sampler::new(Design::random(40, 7), &model.parameters);
    let mut workspace = Workspace::new(&model, Vec::new());
    for draw in 0..40 {
        sampler.fill(&model.parameters, draw, &mut workspace.draw);
        dafeng::simulation::run(&model, &mut workspace);
        for (closure, residual) in closures(&model).iter().zip(workspace.closures.iter()) {
            assert!(*residual <= 1e-9, "draw {draw}: {closure:?} is off by {residual:e}");
        }
    }
}

/// The works of the hand calculation with ore, 1.7 t of 0.62 iron in each, 1.054 t; a t of iron holds 0.95 t, of old
/// scrap 0.95 t, of the converters' steel 0.98 t. The arc furnaces declare nothing.
fn by_hand() -> Run {
    let ore = "\n[commodities.ore]\ntitle = { zh = \"矿\", en = \"Ore\" }\n";
    let furnace =
        "output   = \"iron\"\ninputs   = { ore = 1.7 }\ncontents.iron = { ore = 0.62, iron = 0.95 }\n";
    let patched = Patched::new("hand")
        .replace("hand.toml", "output   = \"iron\"\n", furnace)
        .replace("hand.toml", "{ iron = 1.0, old = 1.0 }", "{ iron = 0.95, old = 0.95, steel = 0.98 }")
        .append("hand.toml", ore);
    Run::new(patched.compile("hand.toml"))
}

/// Steel of arc furnaces and their scrap stand outside the balance, though they share market and pool with the
/// converters'. In 2020 converters charge 0.9 t of iron and 0.15 t of scrap.
#[test]
fn who_declares_nothing_stands_outside() {
    let run = by_hand();
    let (steel, arc) = (run.at("Production|Steel|Converter", 2020), run.at("Production|Steel|Arc", 2020));
    assert!(steel > 0.0 && arc > 0.0);
    let at = |name: &str| run.at(&format!("Metal|Iron|{name}"), 2020);
    common::agrees(at("In Product"), 0.98 * steel, 1e-12);
    common::agrees(at("Charged"), 1.7 * 0.62 * 0.9 * steel, 1e-12);
    common::agrees(at("In Scrap"), 0.95 * 0.15 * steel, 1e-12);
    // Per t of steel: 0.9 · (1.054 − 0.95) in the furnace, 1.05 · 0.95 − 0.98 in the converter.
    common::agrees(at("Losses"), (0.9 * 0.104 + 0.0175) * steel, 1e-9);
    let iron = closures(&run.model).iter().position(|c| matches!(c, Closure::Element(_))).expect("iron");
    assert!(run.central.closures[iron] <= 1e-12, "{:e}", run.central.closures[iron]);
}

/// At 1.55 t of ore, its 5 % point, a blast furnace is charged 0.93 t of iron and gives 0.945 t; and where only
/// hot metal declares its iron there is no balance to keep.
#[test]
fn check_says_what_is_doubtful() {
    let told = |run: &Run, wanted: fn(&Finding) -> bool| {
        let found = warnings::warnings(&run.model, &run.central);
        found.into_iter().find(wanted)
    };
    let process = |run: &Run, id: &str| run.model.scenario.processes.iter().position(|p| p.id == id);
    let steel = shipped("guangxi/steel-baseline.toml");
    let Some(Finding::ShortOfCharge(list)) = told(&steel, |f| matches!(f, Finding::ShortOfCharge(_))) else {
        panic!("nothing is short");
    };
    let names = |id: &str| list.iter().any(|at| Some(at.process.0) == process(&steel, id));
    assert!(names("blast-furnace") && !names("converter"));
    assert!(told(&steel, |f| matches!(f, Finding::WithoutBalance(_))).is_none());
    let small = Run::new(common::compile(&common::fixtures().join("small/small.toml"), &[]));
    let Some(Finding::WithoutBalance(list)) = told(&small, |f| matches!(f, Finding::WithoutBalance(_)))
    else {
        panic!("every balance is kept");
    };
    assert_eq!(list.len(), 1);
    assert_eq!(Some(list[0].process.0), process(&small, "blast-furnace"));
    assert!(told(&by_hand(), |f| matches!(f, Finding::ShortOfCharge(_))).is_none());
}
