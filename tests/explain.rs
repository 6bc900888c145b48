//! How numbers came about: every series of every shipped scenario adds up, and small ones by hand.

mod common;

use common::{Patched, agrees};
use dafeng::analysis::explain::{Explainer, Node, Rule, Term};
use dafeng::model::Model;
use dafeng::report::explain::Explanation;
use dafeng::report::text::Lang;
use dafeng::simulation::draw::DrawValues;
use std::collections::BTreeSet;
use std::path::PathBuf;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn explainer(model: &Model, year: i32) -> Explainer<'_> {
    let t = (year - model.scenario.horizon.base.0) as usize;
    Explainer::new(model, DrawValues::central(&model.parameters), t)
}

/// Shipped scenarios that differ in their parts; variants of one differ in numbers alone.
const SHIPPED: [&str; 6] = [
    "guangxi/steel-baseline.toml",
    "guangxi/baseline.toml",
    "guizhou/baseline.toml",
    "guizhou/residue-bound.toml",
    "china/steel-baseline.toml",
    "national/nonferrous-2015.toml",
];

/// Every number that is met, told apart by where it stands in memory.
fn walk<'n>(node: &'n Node, seen: &mut BTreeSet<*const Node>, visit: &mut dyn FnMut(&'n Node)) {
    if seen.insert(node as *const Node) {
        visit(node);
        node.parts.iter().for_each(|part| walk(&part.node, seen, visit));
    }
}

#[test]
fn every_series_adds_up_to_its_value() {
    let mut wrong = Vec::new();
    for file in SHIPPED {
        let model = common::compile(&root().join("scenarios").join(file), &[]);
        for year in [2020, 2025, 2040] {
            if year < model.scenario.horizon.base.0 || year > model.scenario.horizon.end.0 {
                continue;
            }
            let mut explainer = explainer(&model, year);
            let mut seen = BTreeSet::new();
            let mut kept = Vec::new();
            for series in 0..model.series.len() {
                let node = explainer.series(series);
                let name = model.series[series].key(&model.scenario);
                if node.parts.is_empty() {
                    wrong.push(format!("{file} {name} {year}: not explained"));
                }
                let t = (year - model.scenario.horizon.base.0) as usize;
                if node.value != explainer.values(series)[t] {
                    wrong.push(format!("{file} {name} {year}: {} is not the run's value", node.value));
                }
                walk(&node, &mut seen, &mut |node| {
                    if node.gap() > 1e-9 && wrong.len() < 60 {
                        wrong.push(format!(
                            "{file} {name} {year}: {:?} is {} and its parts come to {} ({:?})",
                            node.what, node.value, node.recomputed, node.rule
                        ));
                    }
                });
                kept.push(node);
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The whole tree as text, in English, all levels.
fn told(model: &Model, series: &str, year: i32) -> String {
    let t = (year - model.scenario.horizon.base.0) as usize;
    let index = position(model, series);
    let mut explainer = explainer(model, year);
    let root = explainer.series(index);
    Explanation { model, root: &root, series: index, t, depth: None, lang: Lang::En }.text()
}

fn position(model: &Model, series: &str) -> usize {
    model.series.iter().position(|s| s.key(&model.scenario) == series).expect("the series")
}

fn hand() -> Model {
    common::compile(&common::fixtures().join("hand/hand.toml"), &[])
}

/// Values of leaves by address, all that a tree comes down to.
fn leaves(node: &Node, model: &Model) -> BTreeSet<String> {
    let (mut seen, mut found) = (BTreeSet::new(), BTreeSet::new());
    walk(node, &mut seen, &mut |node| {
        if let Rule::Leaf(leaf) = node.rule {
            found.insert(model.scenario.leaf(leaf).address.clone());
        }
    });
    found
}

const MT: f64 = 1e6;

/// 2022, of the furnace: 3.24 Mt, which is 0.9 · 3.6 Mt of the converters; per t 14.7015 GJ · 0.095 + 0.05 − 0.03 of scope 1
/// and (0.2 − 0.1) · 0.9801 MWh · 0.5 of scope 2: 1.3966425 + 0.02 + 0.049005 = 1.4656475.
#[test]
fn carbon_dioxide_comes_down_to_leaves() {
    let model = hand();
    let root = explainer(&model, 2022).series(position(&model, "Emissions|CO2|Furnace@here"));
    agrees(root.value, 3.24 * 1.4656475 * MT, 1e-12);
    agrees(root.recomputed, 3.24 * 1.4656475 * MT, 1e-12);
    let product = &root.parts[0].node;
    assert_eq!(product.rule, Rule::Product);
    let [output, per_tonne] = &product.parts[..] else { panic!("output × CO2 per t") };
    agrees(output.node.value, 3.24 * MT, 1e-12);
    agrees(per_tonne.node.value, 1.4656475, 1e-12);
    let scopes: Vec<f64> = per_tonne.node.parts.iter().map(|part| part.node.value).collect();
    agrees(scopes[0], 1.4166425, 1e-12);
    agrees(scopes[1], 0.049005, 1e-12);
    let found = leaves(&root, &model);
    for leaf in [
        "processes.furnace.carriers.coal",
        "processes.furnace.improvement",
        "processes.furnace.process-co2.flux",
        "processes.furnace.carbon-out.tar",
        "processes.furnace.own-electricity",
        "carriers.coal.emission-factor",
        "regions.here.grid-factor",
        "processes.converter.inputs.iron",
        "processes.converter.utilisation-max",
        "fleet.units.C1.capacity",
    ] {
        assert!(found.contains(leaf), "{leaf} is not among {found:?}");
    }
}

/// 2021: 3.6 Mt are called for and made, 0.54 asked of arc furnaces of which 0.5 can be made; 2022: 4.2 called for,
/// and capacity (4 · 0.9 + 1 · 0.5 = 4.1) binds.
#[test]
fn output_says_what_bound_it() {
    let model = hand();
    let free = told(&model, "Production|Steel@here", 2021);
    assert!(free.contains("(as called for)") && free.contains("[demand.steel.here] source: hand"), "{free}");
    assert!(free.contains("− 40 kt  Made beyond or below the share") || free.contains("+ −40 kt"), "{free}");
    assert!(free.contains("hand: Round numbers chosen so that sums can be checked on paper"), "{free}");
    let bound = told(&model, "Production|Steel@here", 2022);
    assert!(bound.contains("(bound by capacity)") && bound.contains("[fleet.units.A1.capacity]"), "{bound}");
    let history = told(&model, "Production|Iron@here", 2020);
    assert!(history.contains("[output.converter] observed (hand)"), "{history}");
}

const PROJECT: &str = r#"
[[projects]]
id       = "new"
name     = "new arc furnace"
cluster  = "works"
process  = "arc"
capacity = "4 Mt"
year     = 2021
owner    = "owner-a"
replaces = ["C1"]
credits  = { shortfall = "scale" }
source   = "hand"
"#;

/// C1's 3.0 Mt of credits at 1.5 build 2.0 of the 4 Mt: arc furnaces 1.0 + 2.0, converters 4.0 − 3.0.
#[test]
fn capacity_is_what_stood_and_was_built_less_what_retired() {
    let model = Patched::new("hand").append("hand.toml", PROJECT).compile("hand.toml");
    let arc = told(&model, "Capacity|Steel|Arc@here", 2021);
    for line in [
        "+ 1 Mt  Fleet of the base year, 2020",
        "+ 2 Mt  Built since, 2021",
        "4 Mt  Parameter, 2021  [projects.new.capacity] source: hand",
        "× 0.5  Share that credits or a ceiling allow",
    ] {
        assert!(arc.contains(line), "no {line:?} in\n{arc}");
    }
    let converter = told(&model, "Capacity|Steel|Converter@here", 2021);
    let gone =
        "− 3 Mt  Retired since, 2021 = Replaced by a project, Converter 1 [C1], 2021, new arc furnace [new]";
    assert!(
        converter.contains("+ 4 Mt  Fleet of the base year, 2020") && converter.contains(gone),
        "{converter}"
    );
    let spent = told(&model, "Credits|Steel-Making|Spent@here", 2021);
    assert!(spent.contains("2 Mt  Project, new arc furnace [new]") && spent.contains("× 1.5"), "{spent}");
    let earned = told(&model, "Credits|Steel-Making|Earned@here", 2021);
    assert!(earned.contains("[fleet.units.C1.capacity] source: hand"), "{earned}");
    let closing = explainer(&model, 2021).series(position(&model, "Credits|Steel-Making|Closing@here"));
    assert_eq!((closing.value, closing.recomputed), (0.0, 0.0));
}

/// Cumulative CO2 of 2022 is that of 2021 and the year's own 4.6739117 + 0.3687762 Mt.
#[test]
fn a_running_sum_refers_to_the_year_before() {
    let model = hand();
    let mut explainer = explainer(&model, 2022);
    let index = position(&model, "Emissions|CO2|Cumulative@here");
    let root = explainer.series(index);
    assert!(matches!(root.parts[0].node.rule, Rule::Earlier(series) if series == index));
    let rest: f64 = root.parts[1..].iter().map(|part| part.node.value).sum();
    agrees(rest, (4.6739117 + 0.3687762) * MT, 1e-9);
    agrees(root.value, explainer.values(index)[1] + rest, 1e-12);
}

/// A level less shows the same numbers and cuts what lies below; what stands above is not told twice.
#[test]
fn depth_cuts_branches_and_repeats_none() {
    let model = hand();
    let index = position(&model, "Emissions|CO2@here");
    let root = explainer(&model, 2022).series(index);
    let at =
        |depth| Explanation { model: &model, root: &root, series: index, t: 2, depth, lang: Lang::En }.text();
    let (one, all) = (at(Some(1)), at(None));
    assert!(one.lines().count() < all.lines().count());
    assert!(one.contains("product of …") && one.contains("--depth all"), "{one}");
    assert!(!all.contains('…') && all.contains("(as above)"), "{all}");
    assert_eq!(one.lines().nth(1), all.lines().nth(1));
}

/// Limits, calibration, floors, scrap and residual trade: everything that the fixture `small` has is followed
/// to its leaves, and what dispatch works out at once is the only end without a number of the scenario.
#[test]
fn every_branch_ends_somewhere() {
    let model = common::compile(&common::fixtures().join("small/small.toml"), &[]);
    let mut explainer = explainer(&model, 2028);
    for series in 0..model.series.len() {
        let root = explainer.series(series);
        let mut seen = BTreeSet::new();
        walk(&root, &mut seen, &mut |node| {
            assert_eq!(node.rule.is_made(), !node.parts.is_empty(), "{:?}", node.what);
            assert!(node.value.is_finite(), "{:?}", node.what);
            assert!(node.what.term != Term::Leaf || matches!(node.rule, Rule::Leaf(_)), "{:?}", node.what);
        });
        assert!(root.gap() < 1e-9, "{}", model.series[series].name);
    }
}
