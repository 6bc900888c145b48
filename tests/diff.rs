//! What differs between two scenarios: nothing is left out, nothing is told that is the same.

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path as File, PathBuf};
use std::process::Output;

use assert_cmd::Command;
use common::{Patched, fixtures};
use dafeng::analysis::difference::{Aspect, Change, Difference, Differences, Role, Value, between};
use dafeng::domain::*;
use dafeng::scenario::{Options, load};
use dafeng::units::Quantity;
use serde_json::Value as Json;
use toml::Value as Toml;

const DAFENG: &str = env!("CARGO_BIN_EXE_dafeng");

fn root() -> &'static File {
    File::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &File, set: &[(&str, &str)]) -> Option<Scenario> {
    let set = set.iter().map(|(a, v)| ((*a).to_owned(), (*v).to_owned())).collect();
    load(path, &Options { allow_outside: false, set }).ok().map(|loaded| loaded.scenario)
}

fn shipped(file: &str) -> Scenario {
    read(&root().join("scenarios").join(file), &[]).expect("a good scenario")
}

/// The small scenario with every table of the grammar that it lacks.
fn whole() -> Patched {
    let more = fs::read_to_string(fixtures().join("diff/more.toml")).expect("the fixture");
    let rows = "output.pig-iron,guangxi,,2020,0.1,Mt,yearbook 2021,,,,\n\
                output.castings,guangxi,,2025,0.12,Mt,yearbook 2026,,,,\n\
                output.castings,,,2026,0.12,Mt,yearbook 2027,,,,\n\
                output.pig-iron,guangxi,,2021,0.11,Mt,yearbook 2022,,,,\n\
                output.pig-iron,guizhou,,2020,0,Mt,yearbook 2021,,,,\n\
                energy.region,guangxi,,2020,200,万tce,yearbook 2021,,,,\n\
                co2.region,guangxi,,2020,6,MtCO2,yearbook 2021,,,,\n";
    Patched::new("small").append("small.toml", &more).append("history.csv", rows)
}

fn addresses(found: &Differences) -> Vec<&str> {
    found.list.iter().map(|one| one.address.as_str()).collect()
}

/// Every leaf of shipped scenarios in turn gets another path: the comparison shows that address and no other.
#[test]
fn a_leaf_that_changes_shows_at_its_address_alone() {
    for file in ["guangxi/steel-baseline.toml", "guizhou/residue-bound.toml"] {
        let a = shipped(file);
        let mut b = a.clone();
        assert!(between(&a, &b).list.is_empty(), "{file}");
        for leaf in 0..a.leaves.len() {
            b.leaves[leaf].path = match &a.leaves[leaf].path {
                Path::Constant(value) => Path::Constant(value * 1.001 + 0.001),
                other => other.times(1.001),
            };
            let found = between(&a, &b);
            assert_eq!(addresses(&found), [a.leaves[leaf].address.as_str()], "{file}");
            assert_eq!(found.list[0].aspects, [Aspect::Value]);
            assert_eq!(found.list[0].change(), Change::Changed);
            b.leaves[leaf].path = a.leaves[leaf].path.clone();
        }
    }
}

/// The same for all else that a leaf holds.
#[test]
fn every_part_of_a_leaf_is_compared() {
    let a = read(&whole().path("small.toml"), &[]).expect("a good scenario");
    let mut b = a.clone();
    let uniform = Uncertainty { distribution: Distribution::Uniform { low: 0.1, high: 7.7 }, on: On::Rate };
    type Edit<'e> = &'e dyn Fn(&mut Leaf);
    let changes: [(Edit<'_>, Aspect); 7] = [
        (&|leaf| leaf.uncertainty = Some(uniform.clone()), Aspect::Uncertainty),
        (&|leaf| leaf.disturbance = Some(Disturbance { sigma: 0.07, persistence: 0.1 }), Aspect::Uncertainty),
        (&|leaf| leaf.growth_shock = Some(0.07), Aspect::Uncertainty),
        (&|leaf| leaf.drawn_as = Some("another.leaf".to_owned()), Aspect::Identity),
        (&|leaf| leaf.range.least -= 1.5, Aspect::Range),
        (&|leaf| leaf.provenance = Provenance::Source("another book".to_owned()), Aspect::Source),
        (&|leaf| leaf.note = Some("another word".to_owned()), Aspect::Note),
    ];
    for leaf in 0..a.leaves.len() {
        for (change, aspect) in &changes {
            change(&mut b.leaves[leaf]);
            if b.leaves[leaf] == a.leaves[leaf] {
                // A range without a lower end stays without one.
                continue;
            }
            let found = between(&a, &b);
            assert_eq!(addresses(&found), [a.leaves[leaf].address.as_str()]);
            assert_eq!(found.list[0].aspects, [*aspect]);
            b.leaves[leaf] = a.leaves[leaf].clone();
        }
    }
}

/// Every way to write a leaf differs from every other one, at that address alone.
#[test]
fn every_form_of_a_leaf_differs_from_every_other() {
    let forms = [
        "0.2",
        "{ value = 0.2, source = \"book §1\" }",
        "{ value = 0.2, source = \"book §2\" }",
        "{ value = 0.2, assumption = \"book §1\" }",
        "{ value = 0.2, note = \"so\" }",
        "{ value = 0.2, low = 0.1, high = 0.3 }",
        "{ value = 0.2, low = 0.1, high = 0.4 }",
        "{ path = { 2020 = 0.2, 2030 = 0.3 } }",
        "{ path = { 2020 = 0.2, 2029 = 0.3 } }",
        "{ path = { 2020 = 0.2, 2030 = 0.3 }, interpolation = \"step\" }",
        "{ growth = { start = 0.2, rate = \"1 %/a\" } }",
        "{ growth = { start = 0.2, rate = \"2 %/a\" } }",
        "{ growth = { start = 0.2, rate = \"2 %/a\", from = 2022 } }",
        "{ logistic = { midpoint = 2025, steepness = \"0.3 1/a\", floor = 0.1, ceiling = 0.3 } }",
        "{ logistic = { midpoint = 2025, steepness = \"0.4 1/a\", floor = 0.1, ceiling = 0.3 } }",
        "{ value = 0.2, uncertain = { uniform = { low = 0.1, high = 0.3 } } }",
        "{ value = 0.2, uncertain = { triangular = { low = 0.1, mode = 0.2, high = 0.3 } } }",
        "{ value = 0.2, uncertain = { pert = { low = 0.1, mode = 0.2, high = 0.3 } } }",
        "{ value = 0.2, uncertain = { beta = { alpha = 2, beta = 3, low = 0.1, high = 0.3 } } }",
        "{ value = 0.2, uncertain = { beta = { alpha = 3, beta = 3, low = 0.1, high = 0.3 } } }",
        "{ value = 0.2, uncertain = { normal = { mean = 0.2, sd = 0.01 } } }",
        "{ value = 0.2, uncertain = { truncated-normal = { mean = 0.2, sd = 0.01, low = 0, high = 1 } } }",
        "{ value = 0.2, uncertain = { lognormal = { median = 0.2, sigma = 0.1 } } }",
        "{ value = 0.2, uncertain = { discrete = { values = [0.1, 0.2, 0.3] } } }",
        "{ value = 0.2, uncertain = { discrete = { values = [0.1, 0.2, 0.3], weights = [1, 2, 1] } } }",
        "{ value = 0.2, uncertain = { empirical = { values = [0.1, 0.2, 0.3] } } }",
        "{ value = 0.2, uncertain = { normal = { mean = 1, sd = 0.01 }, on = \"multiplier\" } }",
        "{ value = 0.2, disturbance = { sigma = 0.08 } }",
        "{ value = 0.2, disturbance = { sigma = 0.08, persistence = 0.5 } }",
        "{ value = 0.2, growth-shock = { sigma = 0.03 } }",
        "{ same-as = \"levers.charge.guangxi\" }",
        "{ same-as = \"levers.charge.guangxi\", times = 0.4 }",
    ];
    let (folder, at) = (whole(), "regions.guizhou.green-share");
    let read =
        |form: &&str| read(&folder.path("small.toml"), &[(at, *form)]).unwrap_or_else(|| panic!("{form}"));
    let scenarios: Vec<Scenario> = forms.iter().map(read).collect();
    for (i, a) in scenarios.iter().enumerate() {
        for (j, b) in scenarios.iter().enumerate() {
            let expected: &[&str] = if i == j { &[] } else { &[at] };
            assert_eq!(addresses(&between(a, b)), expected, "{} against {}", forms[i], forms[j]);
        }
    }
}

/// A key of the grammar in a scenario: its place in the schema, its address, what is written there.
struct Slot<'d> {
    pattern: String,
    address: String,
    schema: Json,
    written: Option<&'d Toml>,
}

/// Where a schema leads: its own table, whatever it refers to.
fn resolved<'s>(all: &'s Json, schema: &'s Json) -> (&'s str, &'s Json) {
    match schema["$ref"].as_str() {
        Some(reference) => {
            let name = reference.trim_start_matches("#/$defs/");
            (name, &all["$defs"][name])
        }
        None => ("", schema),
    }
}

const NOT_COMPARED: [&str; 5] = ["source", "assumption", "note", "remove", "id"];

/// Every key of the grammar under a schema. With a document, the keys that it has or could have beside them.
fn slots<'d>(
    all: &Json,
    schema: &Json,
    doc: Option<Option<&'d Toml>>,
    at: [String; 2],
    out: &mut Vec<Slot<'d>>,
) {
    let (name, of) = resolved(all, schema);
    let [pattern, address] = &at;
    let below = |key: &str, name: &str| {
        let join =
            |above: &str, key: &str| if above.is_empty() { key.to_owned() } else { format!("{above}.{key}") };
        [join(pattern, key), join(address, name)]
    };
    let variants =
        of["anyOf"].as_array().filter(|any| name != "Leaf" && any.iter().any(|v| v["$ref"].is_string()));
    if let Some(variants) = variants {
        let wanted = doc.flatten().and_then(Toml::as_table).map(|table| {
            if table.contains_key("consumption") || table.contains_key("net-export") {
                "BuiltDemand"
            } else if table.contains_key("driver") {
                "Driven"
            } else {
                "Leaf"
            }
        });
        for variant in variants {
            let called = variant["$ref"] == "#/$defs/Called";
            let named = wanted
                .is_none_or(|w| variant["$ref"] == format!("#/$defs/{w}") || called && w != "BuiltDemand");
            if named {
                slots(all, variant, doc, at.clone(), out);
            }
        }
        return;
    }
    let object = of["properties"].is_object() || of["additionalProperties"].is_object();
    let elements = of["items"]["$ref"].is_string();
    if name == "Leaf" || !object && !elements {
        out.push(Slot {
            pattern: at[0].clone(),
            address: at[1].clone(),
            schema: of.clone(),
            written: doc.flatten(),
        });
        return;
    }
    if doc == Some(None) {
        return;
    }
    if elements {
        let list: Vec<(String, Option<&Toml>)> = match doc.flatten() {
            Some(doc) => doc
                .as_array()
                .expect("a list")
                .iter()
                .map(|e| (e["id"].as_str().expect("an id").to_owned(), Some(e)))
                .collect(),
            None => vec![("*".to_owned(), None)],
        };
        for (id, element) in list {
            slots(all, &of["items"], doc.map(|_| element), below("*", &id), out);
        }
        return;
    }
    let properties = of["properties"].as_object().cloned().unwrap_or_default();
    for (key, schema) in properties.iter().filter(|(key, _)| !NOT_COMPARED.contains(&key.as_str())) {
        let written = doc.map(|doc| doc.and_then(|doc| doc.get(key)));
        slots(all, schema, written, below(key, key), out);
    }
    if of["additionalProperties"].is_object() {
        let names: Vec<(String, Option<&Toml>)> = match doc.flatten() {
            Some(doc) => doc.as_table().expect("a table").iter().map(|(k, v)| (k.clone(), Some(v))).collect(),
            None => vec![("*".to_owned(), None)],
        };
        for (key, value) in names.into_iter().filter(|(key, _)| !properties.contains_key(key)) {
            slots(all, &of["additionalProperties"], doc.map(|_| value), below("*", &key), out);
        }
    }
}

/// Every name in a document, and words that its keys may hold.
fn words(doc: &Toml, out: &mut BTreeSet<String>) {
    match doc {
        Toml::Table(table) => table.iter().for_each(|(key, value)| {
            out.insert(key.clone());
            words(value, out);
        }),
        Toml::Array(list) => list.iter().for_each(|value| words(value, out)),
        Toml::String(text) => {
            out.insert(text.clone());
        }
        _ => {}
    }
}

/// The names of what a document has, and words that are none.
fn names(doc: &Toml) -> Vec<String> {
    let mut names: Vec<String> = [
        "none",
        "outside",
        "all",
        "good",
        "poor",
        "Production|Castings",
        "output.castings",
        "output.crude-steel",
    ]
    .into_iter()
    .map(str::to_owned)
    .collect();
    for section in doc.as_table().expect("sections").values() {
        match section {
            Toml::Array(list) => {
                names.extend(list.iter().filter_map(|e| Some(e.get("id")?.as_str()?.to_owned())))
            }
            Toml::Table(table) => names.extend(table.keys().cloned()),
            _ => {}
        }
    }
    names
}

/// Texts that might stand at a key instead of what does.
fn instead(slot: &Slot<'_>, base: &Scenario, words: &[String]) -> Vec<String> {
    let kind = slot.schema["type"].as_str().unwrap_or("");
    if let Some(list) = slot.schema["enum"].as_array() {
        return list.iter().filter_map(Json::as_str).map(str::to_owned).collect();
    }
    match kind {
        "boolean" => vec!["true".to_owned(), "false".to_owned()],
        "integer" => {
            let near = slot.written.and_then(Toml::as_integer).map_or_else(Vec::new, |n| vec![n + 1, n - 1]);
            near.into_iter().chain([3, 2018, 2019, 2021, 2024, 2026, 2029]).map(|n| n.to_string()).collect()
        }
        "array" if slot.schema["items"]["type"] == "integer" => {
            vec!["[6, 19]".to_owned(), "[2022, 2029]".to_owned()]
        }
        "array" => {
            let mut lists: Vec<String> = words.iter().map(|word| format!("[{word:?}]")).collect();
            if let Some(list) = slot.written.and_then(Toml::as_array) {
                let mut turned = list.clone();
                turned.reverse();
                lists.push(Toml::Array(turned).to_string());
            }
            lists.push("[\"shocks.dry-year\", \"shocks.demand\"]".to_owned());
            lists
        }
        "string" => {
            let more = ["词", "<= 500 m3", "> 25 %", "90 t", "2000 m3", "12 t", "none"];
            more.into_iter().map(str::to_owned).chain(words.iter().cloned()).collect()
        }
        _ if slot.schema["anyOf"].is_array() && slot.schema["anyOf"][0]["const"].is_string() => {
            vec!["5".to_owned(), "import".to_owned(), "[\"EAF-1\"]".to_owned()]
        }
        _ => numbers(slot, base),
    }
}

fn numbers(slot: &Slot<'_>, base: &Scenario) -> Vec<String> {
    let mut numbers = Vec::new();
    if let Some(leaf) = base.leaf_at(&slot.address)
        && let (Some(value), Ok(one)) = (leaf.path.at(2020), Quantity::parse(&format!("1 {}", leaf.unit)))
    {
        let [value, low, high] =
            [0.9, 0.8, 1.1].map(|part| format!("{} {}", value / one.value * part, leaf.unit));
        // What is correlated has to stay uncertain.
        numbers.push(format!("{{ value = {value:?}, low = {low:?}, high = {high:?} }}"));
        numbers.push(value);
    }
    for guess in [
        "0.5",
        "0.4 tCO2/MWh",
        "0.4 tCO2/t",
        "0.05 tCO2/GJ",
        "1 GJ/t",
        "20 GJ/t",
        "0.1 MWh/t",
        "1 a",
        "1 %/a",
        "8 GJ/MWh",
        "100 CNY/t",
        "0.01 Mt",
        "30 Mt",
        "1.3",
    ] {
        numbers.push(guess.to_owned());
    }
    numbers
}

/// Keys that are read before anything is compared: what they bring is compared.
const LAYERS: [&str; 8] = [
    "scenario.extends",
    "scenario.library",
    "fleet.register",
    "fleet.register.file",
    "fleet.register.sheet",
    "history.file",
    "history.file.file",
    "history.file.sheet",
];

/// A key of the grammar, what is set, where it shows.
type Together = (&'static str, &'static [(&'static str, &'static str)], &'static str);

/// Keys that only change with others.
const TOGETHER: &[Together] = &[
    (
        "scenario.description.zh",
        &[("scenario.description", "{ zh = \"甲\", en = \"a\" }")],
        "scenario.description.zh",
    ),
    (
        "scenario.description.en",
        &[("scenario.description", "{ zh = \"甲\", en = \"a\" }")],
        "scenario.description.en",
    ),
    (
        "scenario.end",
        &[
            ("scenario.end", "2031"),
            ("replacement.steel-arc.in-force", "[2021, 2031]"),
            ("replacement.steel-other.in-force", "[2021, 2031]"),
            ("replacement.iron-other.in-force", "[2021, 2031]"),
        ],
        "scenario.end",
    ),
    (
        "demand.*.*.elasticity",
        &[("demand.pig-iron.guangxi", "{ driver = \"gdp\", elasticity = 0.3 }")],
        "demand.pig-iron.guangxi.elasticity",
    ),
    (
        "demand.*.*.consumption",
        &[("demand.pig-iron.guangxi", "{ consumption = \"0.1 Mt\" }")],
        "demand.pig-iron.guangxi.consumption",
    ),
    (
        "demand.*.*.consumption.intensity",
        &[("demand.pig-iron.guangxi.consumption", "{ driver = \"population\", intensity = \"0.002 t/人\" }")],
        "demand.pig-iron.guangxi.consumption.intensity",
    ),
    (
        "fleet.units.*.capacity-low",
        &[("fleet.units.BF-2.capacity-low", "1.1 Mt")],
        "fleet.units.BF-2.capacity",
    ),
    (
        "fleet.units.*.capacity-high",
        &[("fleet.units.BF-2.capacity-high", "1.4 Mt")],
        "fleet.units.BF-2.capacity",
    ),
    (
        "groups.*.choice.processes",
        &[("commodities.pig-iron.quota-group", "iron"), ("groups.iron.choice.processes", "[\"pig-caster\"]")],
        "groups.iron.choice.processes",
    ),
    (
        "history.pins.*.pins.carrier",
        &[("history.pins.energy.pins", "{ carrier = \"coking-coal\" }")],
        "history.pins.energy.pins.carrier",
    ),
    (
        "history.pins.*.pins.energy",
        &[("history.pins.energy.pins", "{ carrier = \"coking-coal\" }")],
        "history.pins.energy.pins.energy",
    ),
    (
        "history.pins.*.pins.co2",
        &[("history.pins.energy.pins", "{ co2 = true }"), ("history.pins.energy.series", "co2.region")],
        "history.pins.energy.pins.co2",
    ),
    (
        "limits.*.metric",
        &[("limits.long-energy.metric", "co2"), ("limits.long-energy.limit", "1.8 tCO2/t")],
        "limits.long-energy.metric",
    ),
    (
        "processes.*.class-carriers",
        &[
            ("processes.cupola.class-carriers", "[\"natural-gas\"]"),
            ("processes.cupola.classes.good.intensity", "1.8 GJ/t"),
            ("processes.cupola.classes.poor.intensity", "2.2 GJ/t"),
        ],
        "processes.cupola.class-carriers",
    ),
    (
        "processes.*.classes.*.unclassified",
        &[
            ("processes.cupola.classes.good.unclassified", "0.5"),
            ("processes.cupola.classes.poor.unclassified", "0.5"),
        ],
        "processes.cupola.classes.poor.unclassified",
    ),
    (
        "processes.*.scrap.*.displaces",
        &[
            ("processes.converter.inputs.pig-iron", "0.3 t/t"),
            ("processes.converter.contents.iron.pig-iron", "0.93"),
            ("processes.converter.scrap.steel-scrap.displaces", "pig-iron"),
        ],
        "processes.converter.scrap.steel-scrap.displaces",
    ),
    (
        "replacement.*.incoming.process",
        &[("replacement.steel-arc.incoming", "{ process = \"arc-furnace\" }")],
        "replacement.steel-arc.incoming.process",
    ),
    (
        "replacement.*.outgoing.process",
        &[("replacement.steel-arc.outgoing", "{ process = \"converter\" }")],
        "replacement.steel-arc.outgoing.process",
    ),
    (
        "replacement.*.outgoing.tag",
        &[("replacement.steel-arc.outgoing", "{ tag = \"long-process\" }")],
        "replacement.steel-arc.outgoing.tag",
    ),
    (
        "suspensions.*.open",
        &[(
            "suspensions.review",
            "{ id = \"review\", group = \"crude-steel\", from = 2025, open = true, source = \"plan §4\" }",
        )],
        "suspensions.review.to",
    ),
];

#[test]
fn keys_that_change_together_are_compared() {
    let folder = whole();
    let base = read(&folder.path("small.toml"), &[]).expect("a good scenario");
    for (pattern, set, expected) in TOGETHER {
        let changed = read(&folder.path("small.toml"), set).unwrap_or_else(|| panic!("{pattern}: {set:?}"));
        let found = between(&base, &changed);
        assert!(addresses(&found).contains(expected), "{pattern}: {:?}", addresses(&found));
    }
}

/// Whether something else can stand at a key so that the scenario is another one; it must show there then.
fn shows_when_changed(slot: &Slot<'_>, words: &[String], base: &Scenario, file: &File) -> bool {
    let before = format!("{base:?}");
    for other in instead(slot, base, words) {
        let Some(changed) = read(file, &[(&slot.address, &other)]) else { continue };
        if format!("{changed:?}") == before {
            continue;
        }
        let found = between(base, &changed);
        let below = format!("{}.", slot.address);
        let shows = |one: &Difference| one.address == slot.address || one.address.starts_with(&below);
        assert!(found.list.iter().any(shows), "{} = {other}: {:?}", slot.address, addresses(&found));
        return true;
    }
    false
}

/// Every key of the grammar, changed in turn: where the scenario that is loaded is another one, the comparison shows
/// that key. A key that is added to the grammar fails here until it is compared.
#[test]
fn every_key_of_the_grammar_is_compared() {
    let folder = whole();
    let file = folder.path("small.toml");
    let base = read(&file, &[]).expect("a good scenario");
    let text = fs::read_to_string(&file).expect("the text");
    let doc = Toml::Table(text.parse().expect("TOML"));
    let all: Json = serde_json::from_str(&dafeng::scenario::schema()).expect("JSON");
    let (mut wanted, mut there) = (Vec::new(), Vec::new());
    slots(&all, &all, None, [String::new(), String::new()], &mut wanted);
    slots(&all, &all, Some(Some(&doc)), [String::new(), String::new()], &mut there);
    // Where a key is written, another value is found soon.
    there.sort_by_key(|slot| slot.written.is_none());
    let universe = names(&doc);
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    let known: BTreeSet<&str> = LAYERS.into_iter().chain(TOGETHER.iter().map(|(p, _, _)| *p)).collect();
    for slot in there.iter().filter(|slot| !known.contains(slot.pattern.as_str())) {
        if seen.contains(slot.pattern.as_str()) {
            continue;
        }
        // First what stands at the same key elsewhere, then every other name.
        let like = there.iter().filter(|other| other.pattern == slot.pattern);
        let mut near = BTreeSet::new();
        like.filter_map(|other| other.written).for_each(|written| words(written, &mut near));
        let others = universe.iter().filter(|word| !near.contains(*word));
        let near: Vec<String> = near.iter().chain(others).cloned().collect();
        if shows_when_changed(slot, &near, &base, &file) {
            seen.insert(&slot.pattern);
        }
    }
    let wanted: BTreeSet<&str> = wanted.iter().map(|slot| slot.pattern.as_str()).collect();
    let stale: Vec<_> = known.difference(&wanted).collect();
    assert!(stale.is_empty(), "no key of the grammar: {stale:?}");
    assert!(wanted.len() > 200, "{}", wanted.len());
    let missing: Vec<_> =
        wanted.iter().filter(|key| !seen.contains(**key) && !known.contains(**key)).collect();
    assert!(missing.is_empty(), "no change was found for {missing:?}");
}

/// One layer on another, as docs/format.md says it: tables by key, lists by `id`, leaves whole.
fn laid(under: &mut toml::Table, over: toml::Table) {
    for (key, value) in over {
        match (under.get_mut(&key), value) {
            (Some(Toml::Table(below)), Toml::Table(above)) if !is_leaf(below) && !is_leaf(&above) => {
                laid(below, above);
            }
            (Some(Toml::Array(below)), Toml::Array(above)) if above.iter().all(|e| e.get("id").is_some()) => {
                for element in above {
                    match below.iter_mut().find(|e| e.get("id") == element.get("id")) {
                        Some(Toml::Table(found)) => laid(found, element.as_table().expect("a table").clone()),
                        _ => below.push(element),
                    }
                }
            }
            (_, value) => {
                under.insert(key, value);
            }
        }
    }
}

fn is_leaf(table: &toml::Table) -> bool {
    ["value", "path", "growth", "logistic", "same-as"].iter().any(|key| table.contains_key(*key))
}

/// A file as it is written, and what stands under it.
fn layers(file: &File) -> (toml::Table, toml::Table) {
    let own: toml::Table = fs::read_to_string(file).expect("a file").parse().expect("TOML");
    let head = own.get("scenario").and_then(Toml::as_table).cloned().unwrap_or_default();
    let beside = |name: &Toml| file.parent().expect("a folder").join(name.as_str().expect("a path"));
    let whole = |file: PathBuf| {
        let (own, mut under) = layers(&file);
        laid(&mut under, own);
        under
    };
    let mut under = toml::Table::new();
    for library in head.get("library").and_then(Toml::as_array).into_iter().flatten() {
        laid(&mut under, whole(beside(library)));
    }
    if let Some(extends) = head.get("extends") {
        laid(&mut under, whole(beside(extends)));
    }
    (own, under)
}

/// What is written at each address, citations and notes aside.
fn flat(value: &Toml, at: &str, out: &mut BTreeMap<String, Toml>) {
    let join = |key: &str| if at.is_empty() { key.to_owned() } else { format!("{at}.{key}") };
    match value {
        Toml::Table(table) if !is_leaf(table) => {
            for (key, value) in
                table.iter().filter(|(key, _)| !NOT_COMPARED.contains(&key.as_str()) || at == "scenario")
            {
                flat(value, &join(key), out);
            }
        }
        Toml::Array(list) if list.iter().all(|e| e.get("id").is_some()) => {
            list.iter().for_each(|e| flat(e, &join(e["id"].as_str().expect("an id")), out));
        }
        other => {
            out.insert(at.to_owned(), other.clone());
        }
    }
}

/// Guangxi's variants extend its baselines: what the comparison shows is what their files write anew, no more and no less.
#[test]
fn variants_differ_by_what_their_files_write() {
    for (base, variant) in [
        ("baseline", "accelerated"),
        ("baseline", "delayed"),
        ("steel-baseline", "steel-accelerated"),
        ("steel-baseline", "steel-delayed"),
    ] {
        let file = root().join(format!("scenarios/guangxi/{variant}.toml"));
        let (own, under) = layers(&file);
        let (mut written, mut before) = (BTreeMap::new(), BTreeMap::new());
        flat(&Toml::Table(own), "", &mut written);
        flat(&Toml::Table(under), "", &mut before);
        let known: BTreeSet<String> = before.keys().map(|address| thing(address)).collect();
        let expected: BTreeSet<String> = written
            .iter()
            .filter(|(address, value)| *address != "scenario.extends" && before.get(*address) != Some(value))
            .map(
                |(address, _)| if known.contains(&thing(address)) { address.clone() } else { thing(address) },
            )
            .collect();
        let (a, b) = (shipped(&format!("guangxi/{base}.toml")), shipped(&format!("guangxi/{variant}.toml")));
        let found = between(&a, &b);
        let tops = found.list.iter().filter(|one| one.part_of.is_none() && !one.is_citation());
        let shown: BTreeSet<String> = tops.map(|one| one.address.clone()).collect();
        assert!(expected.len() > 20, "{variant}");
        assert_eq!(shown, expected, "{variant}");
    }
}

/// The thing that an address is a part of: section and name.
fn thing(address: &str) -> String {
    address.split('.').take(2).collect::<Vec<_>>().join(".")
}

/// A change of each table, worked out by hand.
fn over() -> Patched {
    let folder = Patched::new("small");
    let text = r#"
[scenario]
id      = "over"
extends = "small.toml"

[processes.converter]
life = "28 a"

[[projects]]
id   = "new-arc"
year = 2027

[[projects]]
id    = "new-furnace"
delay = { value = "1 a", low = "0 a", high = "2 a", assumption = "late" }

[[eliminations]]
id     = "bf-450"
remove = true

[levers.arc-share]
guangxi = { path = { 2020 = 0.12, 2025 = 0.2, 2030 = 0.3 }, source = "plan §6" }

# The same as before in another unit: no difference.
[demand.carbon-steel]
guangxi = { path = { 2020 = "3.25 Mt", 2025 = "3.4 Mt", 2030 = "3.2 Mt" }, uncertain = { lognormal = { median = 1.0, sigma = 0.06 }, on = "multiplier" }, assumption = "falls slowly after the middle of the decade" }

[consumption.crude-steel]
guangxi = { value = "300 万吨", assumption = "flat, as before" }

[[targets]]
id   = "arc-2030"
must = "> 25 %"
"#;
    fs::write(folder.path("over.toml"), text).expect("written");
    folder
}

/// Address, role, change, whole, aspects, unit and both values, each worked out by hand from the two files.
const BY_HAND: [[&str; 8]; 13] = [
    ["scenario.id", "frame", "changed", "", "value", "", "small-steel", "over"],
    ["processes.converter.life", "assumption", "changed", "", "value source", "a", "30", "28"],
    ["projects.new-arc.year", "lever", "changed", "", "value", "", "2025", "2027"],
    ["projects.new-furnace.delay", "assumption", "changed", "", "value source", "a", "0", "1"],
    ["eliminations.bf-450", "lever", "removed", "", "value", "", "bf-450", ""],
    ["eliminations.bf-450.source", "lever", "removed", "eliminations.bf-450", "source", "", "plan §5", ""],
    [
        "eliminations.bf-450.process",
        "lever",
        "removed",
        "eliminations.bf-450",
        "value",
        "",
        "blast-furnace",
        "",
    ],
    ["eliminations.bf-450.size", "lever", "removed", "eliminations.bf-450", "value", "", "<= 450 m3", ""],
    ["eliminations.bf-450.year", "lever", "removed", "eliminations.bf-450", "value", "", "2025", ""],
    ["eliminations.bf-450.eligible", "lever", "removed", "eliminations.bf-450", "value", "", "true", ""],
    [
        "levers.arc-share.guangxi",
        "lever",
        "changed",
        "",
        "value",
        "%",
        "2020: 12 -> 2025: 18 -> 2030: 25",
        "2020: 12 -> 2025: 20 -> 2030: 30",
    ],
    ["consumption.crude-steel.guangxi", "assumption", "changed", "", "source", "万吨", "300", "300"],
    ["targets.arc-2030.must", "target", "changed", "", "value", "%", "20", "25"],
];

fn dafeng(folder: &File, arguments: &[&str]) -> Output {
    Command::new(DAFENG).current_dir(folder).arg("diff").args(arguments).output().expect("the program starts")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("UTF-8")
}

#[test]
fn rows_are_those_worked_out_by_hand() {
    let folder = over();
    let done = dafeng(&folder.path(""), &["small.toml", "over.toml", "--format", "csv"]);
    assert!(done.status.success(), "{}", text(&done.stderr));
    let mut reader = csv::Reader::from_reader(done.stdout.as_slice());
    let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.expect("a row")).collect();
    let shown: Vec<Vec<&str>> = rows.iter().map(|row| row.iter().take(8).collect()).collect();
    assert_eq!(shown, BY_HAND);
    // Uncertainty, provenance and source of both sides.
    let more = |row: usize| rows[row].iter().skip(8).collect::<Vec<_>>();
    assert_eq!(more(1), ["", "", "source", "book §converter", "none", "", "", ""]);
    assert_eq!(more(3), ["p5 0, p95 2", "p5 0, p95 2", "source", "plan §3", "assumption", "late", "", ""]);
    assert_eq!(more(2), ["", "", "", "plan §3", "", "plan §3", "", ""]);
}

#[test]
fn the_text_is_grouped_in_both_languages() {
    let folder = over();
    let run = |lang| text(&dafeng(&folder.path(""), &["small.toml", "over.toml", "--lang", lang]).stdout);
    let english = run("en");
    let at = |heading: &str| english.find(heading).unwrap_or_else(|| panic!("{heading}: {english}"));
    let headings = [
        "A  Small steel baseline  small.toml",
        "B  Small steel baseline  over.toml",
        "Levers (what a government decides): 3",
        "Assumptions (what it does not decide): 2",
        "Targets: 1",
        "Frame (years, names, what is reported): 1",
        "Source or note alone: 1",
    ];
    assert!(headings.windows(2).all(|pair| at(pair[0]) < at(pair[1])), "{english}");
    assert!(!english.contains("Data ("), "{english}");
    assert!(english.contains("2020: 12 -> 2025: 18 -> 2030: 25"), "{english}");
    let chinese = run("zh");
    for line in ["政策杠杆（政府可决定）：3", "假设（政府不能决定）：2", "目标：1", "（万吨）", "假设：late"]
    {
        assert!(chinese.contains(line), "{line}: {chinese}");
    }
    let columns = |c: char| if matches!(u32::from(c), 0x2E80..=0x9FFF | 0xFF00..=0xFF60) { 2 } else { 1 };
    for line in chinese.lines().chain(english.lines()) {
        assert!(line.chars().map(columns).sum::<usize>() <= 120, "{line}");
    }
}

#[test]
fn json_takes_numbers_apart() {
    let folder = over();
    let done = dafeng(&folder.path(""), &["small.toml", "over.toml", "--format", "json"]);
    let json: Json = serde_json::from_slice(&done.stdout).expect("JSON");
    assert_eq!((&json["a"]["id"], &json["b"]["id"]), (&"small-steel".into(), &"over".into()));
    let list = json["differences"].as_array().expect("a list");
    assert_eq!(list.len(), BY_HAND.len());
    let at = |address: &str| list.iter().find(|one| one["address"] == address).expect("a difference");
    let share = at("levers.arc-share.guangxi");
    assert_eq!(share["b"]["path"]["knots"], serde_json::json!({ "2020": 12.0, "2025": 20.0, "2030": 30.0 }));
    assert_eq!(
        (&share["role"], &share["unit"], &share["b"]["source"]),
        (&"lever".into(), &"%".into(), &"plan §6".into())
    );
    let delay = &at("projects.new-furnace.delay")["b"];
    assert_eq!(delay["uncertainty"]["parameters"], serde_json::json!({ "low": 0.0, "high": 2.0 }));
    assert_eq!((&delay["path"]["value"], &delay["provenance"]), (&1.0.into(), &"assumption".into()));
    assert_eq!(at("eliminations.bf-450.size")["b"], Json::Null);
}

#[test]
fn the_same_inputs_say_so() {
    let folder = Patched::new("small");
    for (lang, said) in
        [("zh", "两个情景的输入没有差异"), ("en", "The inputs of the two scenarios do not differ")]
    {
        let done = dafeng(&folder.path(""), &["small.toml", "small.toml", "--lang", lang]);
        assert_eq!(done.status.code(), Some(0));
        assert!(text(&done.stdout).ends_with(&format!("{said}\n")), "{}", text(&done.stdout));
    }
}

#[test]
fn settings_hold_in_both_or_in_one() {
    let folder = Patched::new("small");
    let rows = |more: &[&str]| {
        let arguments = [&["small.toml", "small.toml", "--format", "csv"], more].concat();
        let done = dafeng(&folder.path(""), &arguments);
        assert!(done.status.success(), "{}", text(&done.stderr));
        text(&done.stdout).lines().skip(1).map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(rows(&["--set", "scenario.money=CNY 2021"]), Vec::<String>::new());
    let one = rows(&["--set", "scenario.money=CNY 2021", "--set-b", "scenario.money=CNY 2022"]);
    assert_eq!(one, ["scenario.money,frame,changed,,value,,CNY 2021,CNY 2022,,,,,,,,"]);
    assert_eq!(rows(&["--set-a", "levers.rebuild.guangxi=0.5"]).len(), 1);
}

#[test]
fn bad_files_are_reported_together() {
    let folder = Patched::new("small");
    for (name, from, to) in
        [("a.toml", "kind      = \"share\"", "kind = \"shares\""), ("b.toml", "year     = 2025", "year = 25")]
    {
        let small = fs::read_to_string(folder.path("small.toml")).expect("the file");
        assert!(small.contains(from));
        fs::write(folder.path(name), small.replace(from, to)).expect("written");
    }
    let done = dafeng(&folder.path(""), &["a.toml", "b.toml"]);
    assert_eq!(done.status.code(), Some(2));
    let report = text(&done.stderr);
    assert!(report.contains("--> a.toml:") && report.contains("--> b.toml:"), "{report}");
    assert_eq!(text(&done.stdout), "");
    let done = dafeng(&folder.path(""), &["small.toml", "b.toml"]);
    assert_eq!((done.status.code(), text(&done.stderr).contains("b.toml:")), (Some(2), true));
    let done = dafeng(&folder.path(""), &["b.toml", "b.toml"]);
    assert_eq!(text(&done.stderr).matches("--> b.toml:").count(), 1);
    assert_eq!(dafeng(&folder.path(""), &["small.toml"]).status.code(), Some(2));
}

#[test]
fn a_file_is_written_whole_and_never_over_another() {
    let folder = over();
    let run =
        |out: &str| dafeng(&folder.path(""), &["small.toml", "over.toml", "--format", "csv", "-o", out]);
    let done = run("sub/found.csv");
    assert!(done.status.success(), "{}", text(&done.stderr));
    assert_eq!(text(&done.stdout), "");
    let printed = dafeng(&folder.path(""), &["small.toml", "over.toml", "--format", "csv"]);
    assert_eq!(fs::read(folder.path("sub/found.csv")).expect("the file"), printed.stdout);
    assert_eq!(fs::read_dir(folder.path("sub")).expect("the folder").count(), 1, "nothing is left beside");
    let again = run("sub/found.csv");
    assert_eq!(again.status.code(), Some(1));
    assert!(text(&again.stderr).contains("was not overwritten"), "{}", text(&again.stderr));
}

/// Rows of the history have no key of their own in the grammar.
#[test]
fn rows_of_the_history_are_compared() {
    let a = Patched::new("small");
    let b = Patched::new("small")
        .replace("history.csv", "2018,3.02,", "2018,3.03,")
        .replace("history.csv", "2019,3.11,", "2017,3.11,")
        .replace("history.csv", "works report 2020,company,kept", "works report 2021,company,kept")
        .append("history.csv", "energy.works,,,2020,193,万tce,works report 2020,,,,\n");
    let read = |folder: &Patched| read(&folder.path("small.toml"), &[]).expect("a good scenario");
    let found = between(&read(&a), &read(&b));
    let shown: Vec<(&str, Change)> =
        found.list.iter().map(|one| (one.address.as_str(), one.change())).collect();
    assert_eq!(
        shown,
        [
            ("history.file.output.crude-steel.guangxi@2017", Change::Added),
            ("history.file.output.crude-steel.guangxi@2018", Change::Changed),
            ("history.file.output.crude-steel.guangxi@2019", Change::Removed),
            ("history.file.energy.works.coastal.source", Change::Changed),
            ("history.file.energy.works.all", Change::Added),
            ("history.file.energy.works.all@2020", Change::Added),
            ("history.file.energy.works.all.source", Change::Added),
        ]
    );
    assert!(found.list.iter().all(|one| one.role == Role::Data));
    assert!(
        matches!(found.list[1].a.as_ref().map(|s| &s.value), Some(Value::Observed { value, .. }) if *value == 3.02e6)
    );
}

/// The first row that matches is in force, so the order of rows is an input; the order of what only one has is none.
#[test]
fn the_order_of_rows_is_compared() {
    let a = read(&Patched::new("small").path("small.toml"), &[]).expect("a good scenario");
    let mut b = a.clone();
    b.ratios.swap(0, 1);
    assert_eq!(addresses(&between(&a, &b)), ["replacement.*"]);
    let mut b = a.clone();
    b.ratios.remove(0);
    assert!(!addresses(&between(&a, &b)).contains(&"replacement.*"));
}

/// Every fact has an address of its own, so that none hides another, and every leaf is told under the address that it is listed by.
#[test]
fn against_nothing_every_leaf_of_a_scenario_shows() {
    for file in ["guangxi/baseline.toml", "guizhou/baseline.toml", "national/nonferrous-2015.toml"] {
        let a = shipped(file);
        let mut b = a.clone();
        for leaf in &mut b.leaves {
            leaf.note = Some("all are changed".to_owned());
        }
        let found = between(&a, &b);
        let shown = addresses(&found);
        let each: BTreeSet<&str> = shown.iter().copied().collect();
        assert_eq!(shown.len(), each.len(), "{file}");
        let leaves: BTreeSet<&str> = a.leaves.iter().map(|leaf| leaf.address.as_str()).collect();
        assert_eq!(each, leaves, "{file}");
    }
}
