//! Good inputs: what a file means once it is loaded, and how layers lie on each other.

use std::fs;
use std::path::Path;

use dafeng::domain::{self, *};
use dafeng::scenario::{InputFile, Loaded, Options, load, load_text};
use dafeng::units::Dimension;
use tempfile::TempDir;

const BASE: &str = "tests/fixtures/small";

fn small() -> Loaded {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(BASE).join("small.toml");
    load(&path, &Options::default()).unwrap_or_else(|problems| panic!("{problems}"))
}

/// A copy of the small scenario to write into.
fn copy() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for file in ["small.toml", "units.csv", "history.csv"] {
        fs::copy(Path::new(env!("CARGO_MANIFEST_DIR")).join(BASE).join(file), folder.path().join(file))
            .expect("a copy");
    }
    folder
}

fn load_in(folder: &TempDir, file: &str, set: &[(&str, &str)]) -> Loaded {
    let set = set.iter().map(|(address, value)| ((*address).to_owned(), (*value).to_owned())).collect();
    let options = Options { set, ..Options::default() };
    load(&folder.path().join(file), &options).unwrap_or_else(|problems| panic!("{problems}"))
}

fn over(folder: &TempDir, text: &str) -> Loaded {
    let head = "[scenario]\nid = \"over\"\nextends = \"small.toml\"\n";
    fs::write(folder.path().join("over.toml"), format!("{head}{text}")).expect("written");
    load_in(folder, "over.toml", &[])
}

fn leaf<'a>(scenario: &'a Scenario, address: &str) -> &'a Leaf {
    scenario.leaf_at(address).unwrap_or_else(|| panic!("no leaf {address}"))
}

fn value(scenario: &Scenario, address: &str) -> f64 {
    leaf(scenario, address).path.at(scenario.horizon.base.0).expect("a value")
}

#[test]
fn numbers_arrive_in_canonical_units() {
    let scenario = small().scenario;
    let close = |address: &str, expected: f64| {
        let found = value(&scenario, address);
        assert!((found - expected).abs() <= 1e-12 * expected.abs(), "{address}: {found}, not {expected}");
    };
    close("projects.new-furnace.capacity", 1_200_000.0);
    close("limits.long-energy.limit", 540.0 * 29.3076 / 1000.0);
    close("processes.arc-furnace.carriers.electricity", 0.48);
    close("levers.arc-share.guangxi", 0.12);
    close("scrap.steel-scrap.supply.guangxi", 1_050_000.0);
    close("regions.guangxi.heat-rate", 0.1229 * 29.3076);
    close("fleet.units.BF-2.capacity", 1_200_000.0);
    close("processes.converter.scrap.steel-scrap.displacement", 0.96 / 0.945);
}

#[test]
fn references_resolve() {
    let scenario = small().scenario;
    let converter = scenario.processes.iter().find(|process| process.id == "converter").expect("a converter");
    let (input, charge) = converter.inputs[0];
    assert_eq!(scenario.commodities[input.0].id, "hot-metal");
    assert_eq!(scenario.leaf(charge).path, domain::Path::Constant(0.91));
    assert_eq!(scenario.scraps[converter.scraps[0].scrap.0].id, "steel-scrap");
    let group = scenario.commodities[converter.output.0].group.expect("a group");
    assert_eq!(scenario.groups[group.0].id, "crude-steel");
    let project = &scenario.projects[0];
    assert_eq!(project.replaces, Replaces::Units(vec![UnitId(4)]));
    assert_eq!((project.seller, project.shortfall), (Seller::Outside, Shortfall::Delay(3)));
    assert_eq!(scenario.owners[project.owner.0], "Works");
    let pinned: Vec<Pinned> = scenario.pins.iter().map(|pin| pin.what).collect();
    let expected = [
        Pinned::AggregateOutput(AggregateId(0)),
        Pinned::CommodityOutput(CommodityId(0)),
        Pinned::ProcessOutput(ProcessId(1)),
    ];
    assert_eq!(pinned, expected);
}

#[test]
fn the_register_becomes_units() {
    let scenario = small().scenario;
    let ids: Vec<&str> = scenario.units.iter().map(|unit| unit.id.as_str()).collect();
    assert_eq!(ids, ["BF-1", "BF-2", "BF-3", "BOF-1", "BOF-2", "EAF-1"]);
    assert_eq!(scenario.units[2].commissioned, Commissioned::Spread);
    assert_eq!(scenario.units[0].size, Some(Size { value: 450.0, measure: SizeMeasure::Volume }));
    assert_eq!(scenario.units[5].closes, Some(Year(2029)));
    assert_eq!(scenario.units[0].source, "plan §2");
    let bounds = leaf(&scenario, "fleet.units.BF-2.capacity").uncertainty.clone().expect("bounds");
    assert_eq!(bounds.distribution, Distribution::TwoPiece { low: 1.15e6, mode: 1.2e6, high: 1.3e6 });
}

#[test]
fn history_is_grouped_and_sorted() {
    let scenario = small().scenario;
    let crude = &scenario.observations[0];
    assert_eq!(crude.values, [(Year(2018), 3.02e6), (Year(2019), 3.11e6), (Year(2020), 3.25e6)]);
    assert_eq!(crude.dimension, Dimension::MASS);
    let works = &scenario.observations[3];
    assert_eq!((works.place, works.dimension), (Place::Cluster(ClusterId(0)), Dimension::ENERGY));
}

#[test]
fn every_leaf_says_where_it_comes_from() {
    let scenario = small().scenario;
    assert!(scenario.leaves.iter().all(|leaf| leaf.provenance != Provenance::Unstated));
    let mut addresses: Vec<&str> = scenario.leaves.iter().map(|leaf| leaf.address.as_str()).collect();
    addresses.sort_unstable();
    addresses.dedup();
    assert_eq!(addresses.len(), scenario.leaves.len(), "an address twice");
    assert_eq!(leaf(&scenario, "processes.converter.energy-factor").provenance, Provenance::Default);
}

#[test]
fn inputs_are_fingerprinted() {
    let inputs = small().inputs;
    let names: Vec<String> = inputs
        .iter()
        .map(|input| input.path.file_name().map_or(String::new(), |n| n.to_string_lossy().into_owned()))
        .collect();
    assert_eq!(names, ["small.toml", "units.csv", "history.csv"]);
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("x.toml");
    fs::write(&file, "abc").expect("written");
    assert!(load(&file, &Options::default()).is_err());
    let InputFile { sha256, bytes, .. } = &inputs[1];
    assert_eq!(
        (sha256.len(), *bytes),
        (64, fs::metadata(Path::new(BASE).join("units.csv")).expect("there").len())
    );
}

#[test]
fn marks_and_line_ends_of_spreadsheets_change_nothing() {
    let folder = copy();
    for file in ["small.toml", "units.csv", "history.csv"] {
        let text = fs::read_to_string(folder.path().join(file)).expect("a text");
        fs::write(folder.path().join(file), format!("\u{feff}{}", text.replace('\n', "\r\n")))
            .expect("written");
    }
    let (found, expected) = (load_in(&folder, "small.toml", &[]).scenario, small().scenario);
    assert_eq!(found.leaves, expected.leaves);
    assert_eq!(format!("{:?}", found.observations), format!("{:?}", expected.observations));
}

#[test]
fn later_layers_override_add_and_remove() {
    let folder = copy();
    let scenario = over(
        &folder,
        "[processes.converter]\nlife = \"28 a\"\ncarriers.natural-gas = \"0.2 GJ/t\"\n\
         [processes.blast-furnace.floors]\nremove = true\n\
         [[projects]]\nid = \"new-furnace\"\nremove = true\n\
         [[projects]]\nid = \"new-arc\"\ncapacity = \"1 Mt\"\n\
         [[projects]]\nid = \"third\"\ncluster = \"coastal\"\nprocess = \"arc-furnace\"\ncapacity = \"0.1 Mt\"\nyear = 2028\nsource = \"plan §9\"\n\
         [[fleet.units]]\nid = \"BF-1\"\nremove = true\n\
         [[fleet.units]]\nid = \"BF-2\"\ncloses = 2027\n\
         [aggregates.crude-steel]\nsum = [\"carbon-steel\"]\n",
    )
    .scenario;
    assert_eq!(scenario.id, "over");
    assert_eq!(value(&scenario, "processes.converter.life"), 28.0);
    assert_eq!(value(&scenario, "processes.converter.carriers.natural-gas"), 0.2);
    assert_eq!(value(&scenario, "processes.converter.carriers.electricity"), 0.11);
    assert_eq!(value(&scenario, "processes.blast-furnace.floors.coking-coal"), 0.0);
    let projects: Vec<&str> = scenario.projects.iter().map(|project| project.id.as_str()).collect();
    assert_eq!(projects, ["new-arc", "third"]);
    assert_eq!(value(&scenario, "projects.new-arc.capacity"), 1e6);
    assert_eq!(scenario.units.len(), 5);
    assert_eq!((scenario.units[0].id.as_str(), scenario.units[0].closes), ("BF-2", Some(Year(2027))));
}

#[test]
fn a_leaf_is_replaced_whole_and_inherits_no_citation_of_another_file() {
    let folder = copy();
    let scenario = over(&folder, "[processes.blast-furnace]\nlife = { value = \"28 a\" }\n").scenario;
    let life = leaf(&scenario, "processes.blast-furnace.life");
    assert_eq!((life.uncertainty.clone(), life.provenance.clone()), (None, Provenance::Unstated));
    let campaign = leaf(&scenario, "processes.blast-furnace.campaign");
    assert_eq!(campaign.provenance, Provenance::Source("book §ironmaking".to_owned()));
}

#[test]
fn libraries_lie_under_everything() {
    let folder = copy();
    let library = "[sources.handbook]\ntitle = \"Handbook\"\n[processes.converter]\nsource = \"handbook §1\"\n\
                   life = \"99 a\"\ncapture = { rate = 0.5, electricity = \"0.25 MWh/tCO2\", heat = \"3 GJ/tCO2\" }\n";
    fs::write(folder.path().join("library.toml"), library).expect("written");
    let text = fs::read_to_string(folder.path().join("small.toml")).expect("a text");
    let text = text.replacen("[scenario]\n", "[scenario]\nlibrary = [\"library.toml\"]\n", 1);
    fs::write(folder.path().join("small.toml"), text).expect("written");
    let scenario = load_in(&folder, "small.toml", &[]).scenario;
    assert_eq!(value(&scenario, "processes.converter.life"), 30.0);
    let rate = leaf(&scenario, "processes.converter.capture.rate");
    assert_eq!(rate.provenance, Provenance::Source("handbook §1".to_owned()));
}

#[test]
fn settings_come_last() {
    let folder = copy();
    let set = [
        ("fleet.units.BF-1.closes", "2026"),
        ("fleet.units.BF-1.capacity", "60 万吨"),
        ("levers.arc-share.guangxi@2030", "30 %"),
        ("levers.rebuild.guangxi", "0.4"),
        ("processes.converter.energy-factor", "{ value = 1.02, low = 1.0, high = 1.1 }"),
        ("scenario.money", "CNY 2021"),
        ("scenario.id", "set"),
        ("projects.new-arc.built", "true"),
    ];
    let scenario = load_in(&folder, "small.toml", &set).scenario;
    assert_eq!(scenario.units[0].closes, Some(Year(2026)));
    assert_eq!(value(&scenario, "fleet.units.BF-1.capacity"), 600_000.0);
    assert_eq!(leaf(&scenario, "levers.arc-share.guangxi").path.at(2030), Some(0.3));
    let share = leaf(&scenario, "levers.arc-share.guangxi");
    assert_eq!(share.provenance, Provenance::Source("plan §6".to_owned()));
    let rebuild = leaf(&scenario, "levers.rebuild.guangxi");
    assert_eq!(rebuild.provenance, Provenance::Assumption("set on the command line".to_owned()));
    assert!(leaf(&scenario, "processes.converter.energy-factor").uncertainty.is_some());
    assert_eq!((scenario.money.as_str(), scenario.id.as_str()), ("CNY 2021", "set"));
    assert!(scenario.projects[0].built);
}

#[test]
fn one_leaf_may_stand_in_several_places() {
    let folder = copy();
    let scenario = over(
        &folder,
        "[processes.converter]\nenergy-factor = { same-as = \"processes.blast-furnace.energy-factor\" }\n\
         [processes.arc-furnace]\nenergy-factor = { same-as = \"processes.converter.energy-factor\" }\n",
    )
    .scenario;
    let ids: Vec<LeafId> = scenario.processes.iter().map(|process| process.energy_factor).collect();
    assert!(ids.iter().all(|id| *id == ids[0]));
    assert_eq!(scenario.leaf(ids[0]).address, "processes.blast-furnace.energy-factor");
    assert!(scenario.leaf(ids[0]).uncertainty.is_some());
    assert!(scenario.leaf_at("processes.converter.energy-factor").is_none());
}

#[test]
fn regions_override_processes() {
    let folder = copy();
    let scenario = over(
        &folder,
        "[processes.converter.regions.guangxi]\nutilisation-max = 1.05\nsource = \"plan §2\"\n",
    )
    .scenario;
    let regional = &scenario.processes[1].regional[0];
    assert_eq!(
        scenario.leaf(regional.utilisation_max).address,
        "processes.converter.regions.guangxi.utilisation-max"
    );
    assert_eq!(scenario.leaf(regional.captive_share).address, "processes.converter.captive-share");
}

#[test]
fn every_form_of_a_leaf_is_read() {
    let folder = copy();
    let scenario = over(
        &folder,
        "[demand.carbon-steel]\nguangxi = { growth = { rate = \"-1 %/a\" }, assumption = \"falls\" }\n\
         [levers.arc-share]\nguangxi = { logistic = { midpoint = 2027, steepness = \"0.3 1/a\", floor = \"12 %\", ceiling = 0.3 }, assumption = \"S\" }\n\
         [levers.clean]\nguangxi = { path = { 2020 = 0.1, 2025 = 0.4 }, interpolation = \"step\", uncertain = { triangular = { low = 0.9, mode = 1, high = 1.2 }, on = \"multiplier\" }, note = \"n\" }\n",
    )
    .scenario;
    let demand = &leaf(&scenario, "demand.carbon-steel.guangxi").path;
    assert_eq!(*demand, domain::Path::Growth { start: None, rate: -0.01, from: 2020 });
    let share = &leaf(&scenario, "levers.arc-share.guangxi").path;
    assert_eq!(
        *share,
        domain::Path::Logistic { midpoint: 2027.0, steepness: 0.3, floor: 0.12, ceiling: 0.3 }
    );
    let clean = leaf(&scenario, "levers.clean.guangxi");
    assert_eq!(clean.path.at(2024), Some(0.1));
    assert_eq!(clean.note.as_deref(), Some("n"));
    let uncertainty = clean.uncertainty.clone().expect("a distribution");
    assert_eq!(
        (uncertainty.on, uncertainty.distribution),
        (On::Multiplier, Distribution::Triangular { low: 0.9, mode: 1.0, high: 1.2 })
    );
}

#[test]
fn chains_of_files_may_be_deep_but_not_endless() {
    let folder = copy();
    let link = |at: usize| if at == 0 { "small.toml".to_owned() } else { format!("layer{at}.toml") };
    for at in 1..=70 {
        let text = format!("[scenario]\nid = \"layer{at}\"\nextends = \"{}\"\n", link(at - 1));
        fs::write(folder.path().join(link(at)), text).expect("written");
    }
    assert_eq!(load_in(&folder, "layer60.toml", &[]).scenario.id, "layer60");
    let problems = load(&folder.path().join("layer70.toml"), &Options::default()).expect_err("too deep");
    assert!(problems.to_string().contains("too many files extend each other"));
}

#[test]
fn folders_outside_are_read_only_when_allowed() {
    let folder = tempfile::tempdir().expect("a folder");
    let (inside, outside) = (folder.path().join("inside"), folder.path().join("outside"));
    fs::create_dir_all(&inside).expect("a folder");
    fs::create_dir_all(&outside).expect("a folder");
    for file in ["small.toml", "units.csv", "history.csv"] {
        fs::copy(Path::new(BASE).join(file), outside.join(file)).expect("a copy");
    }
    let main = inside.join("over.toml");
    fs::write(&main, "[scenario]\nid = \"over\"\nextends = \"../outside/small.toml\"\n").expect("written");
    let problems = load(&main, &Options::default()).expect_err("outside");
    assert!(problems.to_string().contains("lies outside the folder of the scenario"));
    let allowed = Options { allow_outside: true, ..Options::default() };
    assert!(load(&main, &allowed).is_ok());
}

#[cfg(unix)]
#[test]
fn links_do_not_lead_outside() {
    let folder = tempfile::tempdir().expect("a folder");
    let (inside, outside) = (folder.path().join("inside"), folder.path().join("secret.toml"));
    fs::create_dir_all(&inside).expect("a folder");
    fs::write(&outside, "secret = 1\n").expect("written");
    std::os::unix::fs::symlink(&outside, inside.join("link.toml")).expect("a link");
    let main = inside.join("over.toml");
    fs::write(&main, "[scenario]\nid = \"over\"\nextends = \"link.toml\"\n").expect("written");
    let report = load(&main, &Options::default()).expect_err("outside").to_string();
    assert!(report.contains("lies outside") && !report.contains("secret ="));
}

#[test]
fn a_library_beside_scenarios_is_inside() {
    let folder = tempfile::tempdir().expect("a folder");
    let own = folder.path().join("scenarios").join("gx");
    let library = folder.path().join("scenarios").join("library");
    fs::create_dir_all(&own).expect("a folder");
    fs::create_dir_all(&library).expect("a folder");
    for file in ["small.toml", "units.csv", "history.csv"] {
        fs::copy(Path::new(BASE).join(file), library.join(file)).expect("a copy");
    }
    fs::write(own.join("a.toml"), "[scenario]\nid = \"a\"\nextends = \"../library/small.toml\"\n")
        .expect("written");
    let loaded =
        load(&own.join("a.toml"), &Options::default()).unwrap_or_else(|problems| panic!("{problems}"));
    assert!(loaded.inputs[1].path.ends_with("scenarios/library/small.toml"));
}

#[test]
fn targets_are_read_with_their_comparator() {
    let folder = copy();
    let target = |id: &str, must: &str, more: &str| {
        format!(
            "[[targets]]\nid = \"{id}\"\ntitle = {{ zh = \"一\", en = \"One\" }}\nmetric = \"Production|Crude Steel\"\nplace = \"all\"\nmust = \"{must}\"\nyear = 2030\nsource = \"plan §6\"\n{more}"
        )
    };
    let text = target("flow", "≤ 320 万吨/年", "") + &target("fall", "<= -5 %", "relative-to = 2020\n");
    let scenario = over(&folder, &text).scenario;
    let flow = &scenario.targets[1];
    let leaf = scenario.leaf(flow.value);
    assert_eq!(
        (flow.comparator, flow.place, leaf.dimension),
        (Comparator::AtMost, Place::All, Dimension::MASS)
    );
    assert_eq!(leaf.path, domain::Path::Constant(3.2e6));
    let fall = &scenario.targets[2];
    assert_eq!(
        (fall.reading, value(&scenario, "targets.fall.must")),
        (Reading::RelativeTo(Year(2020)), -0.05)
    );
}

#[test]
fn another_register_replaces_the_first() {
    let folder = copy();
    let rows = "id,cluster,process,capacity [万吨],commissioned,source\nBOF-1,coastal,converter,150,2006,plan §2\nBOF-2,coastal,converter,150,2006,plan §2\n";
    fs::write(folder.path().join("others.csv"), rows).expect("written");
    let scenario = over(&folder, "[fleet]\nregister = \"others.csv\"\n").scenario;
    let ids: Vec<&str> = scenario.units.iter().map(|unit| unit.id.as_str()).collect();
    assert_eq!(ids, ["BOF-1", "BOF-2"]);
    assert_eq!(value(&scenario, "fleet.units.BOF-1.capacity"), 1.5e6);
}

/// Half of the rows in a second file: the same units and observations as with all rows in one, and a fingerprint of
/// every file; a later layer that names them in another order has their rows in that order.
#[test]
fn registers_and_histories_in_parts_are_one() {
    let folder = copy();
    for (file, key, whole) in [
        ("units", "register = \"units.csv\"", "register = [\"units.csv\", \"units-2.csv\"]"),
        ("history", "file = \"history.csv\"", "file = [\"history.csv\", \"history-2.csv\"]"),
    ] {
        let text = fs::read_to_string(folder.path().join(format!("{file}.csv"))).expect("a text");
        let lines: Vec<&str> = text.lines().collect();
        let half = lines.len() / 2;
        let second = [&lines[..1], &lines[half..]].concat();
        fs::write(folder.path().join(format!("{file}.csv")), lines[..half].join("\n")).expect("written");
        fs::write(folder.path().join(format!("{file}-2.csv")), second.join("\n")).expect("written");
        let main = fs::read_to_string(folder.path().join("small.toml")).expect("a text");
        assert_eq!(main.matches(key).count(), 1, "{key}");
        fs::write(folder.path().join("small.toml"), main.replace(key, whole)).expect("written");
    }
    let loaded = load_in(&folder, "small.toml", &[]);
    let expected = small().scenario;
    assert_eq!(loaded.scenario.leaves, expected.leaves);
    let ids = |of: &Scenario| of.units.iter().map(|unit| unit.id.clone()).collect::<Vec<_>>();
    assert_eq!(ids(&loaded.scenario), ids(&expected));
    let values = |of: &Scenario| {
        of.observations.iter().map(|o| (o.series.clone(), o.values.clone())).collect::<Vec<_>>()
    };
    assert_eq!(values(&loaded.scenario), values(&expected));
    let names: Vec<_> = loaded.inputs.iter().filter_map(|input| input.path.file_name()).collect();
    assert_eq!(names, ["small.toml", "units.csv", "units-2.csv", "history.csv", "history-2.csv"]);
    let set = [("fleet.register", "[\"units-2.csv\", \"units.csv\"]")];
    let turned = ids(&load_in(&folder, "small.toml", &set).scenario);
    let mut expected = ids(&expected);
    expected.rotate_left(2);
    assert_eq!(turned, expected, "in the order of the list that is laid last");
}

/// Every scenario that is shipped loads, and every number in it says where it comes from.
#[test]
fn shipped_scenarios_load() {
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    for folder in fs::read_dir(shipped).into_iter().flatten().flatten() {
        for file in fs::read_dir(folder.path()).into_iter().flatten().flatten().map(|file| file.path()) {
            let is_toml = file.extension().is_some_and(|extension| extension == "toml");
            if is_toml && fs::read_to_string(&file).is_ok_and(|text| text.contains("[scenario]")) {
                let loaded = load(&file, &Options::default()).unwrap_or_else(|problems| panic!("{problems}"));
                let unstated =
                    loaded.scenario.leaves.iter().find(|leaf| leaf.provenance == Provenance::Unstated);
                assert_eq!(unstated.map(|leaf| &leaf.address), None, "{}", file.display());
            }
        }
    }
}

#[test]
fn a_text_stands_on_its_own() {
    let report =
        load_text("text.toml", "[fleet]\nregister = \"units.csv\"\n").expect_err("no files").to_string();
    assert!(report.contains("a text on its own cannot name the file `units.csv`"), "{report}");
}

/// Two more regions beside Guangxi, of which one has a demand of its own.
const THREE_REGIONS: &str = r#"
[regions.guizhou]
title       = { zh = "贵州", en = "Guizhou" }
class       = "other"
grid-factor = { same-as = "regions.guangxi.grid-factor", times = 1.25, assumption = "a quarter dirtier" }

[regions.hunan]
title       = { zh = "湖南", en = "Hunan" }
class       = "other"
grid-factor = { same-as = "regions.guizhou.grid-factor", times = 0.5, assumption = "half of that" }

[levers.clean]
all = { value = 0.3, low = 0.2, high = 0.5, assumption = "everywhere" }

[streams.test-slag]
title       = { zh = "渣", en = "Slag" }
kind        = "solid"
assumption  = "test"
utilisation = { all = 0.9, hunan = 0.2 }
"#;

#[test]
fn what_stands_under_all_holds_in_every_region_without_its_own() {
    let folder = copy();
    let scenario = over(&folder, THREE_REGIONS).scenario;
    let clean = scenario.levers.iter().find(|lever| lever.id == "clean").expect("the lever");
    let address = |region: usize| {
        let found = clean.paths.iter().find(|(r, _)| r.0 == region).expect("a path");
        scenario.leaf(found.1).address.clone()
    };
    // Guangxi has one of its own in the file below.
    assert_eq!(address(0), "levers.clean.guangxi");
    assert_eq!([address(1), address(2)], ["levers.clean.all", "levers.clean.all"]);
    let slag = scenario.streams.iter().find(|stream| stream.id == "test-slag").expect("the stream");
    let used: Vec<&str> =
        slag.regional.iter().map(|r| scenario.leaf(r.utilisation).address.as_str()).collect();
    let all = "streams.test-slag.utilisation.all";
    assert_eq!(used, [all, all, "streams.test-slag.utilisation.hunan"]);
}

#[test]
fn a_multiple_has_a_value_of_its_own_and_the_draws_of_what_it_is_a_multiple_of() {
    let folder = copy();
    let scenario = over(&folder, THREE_REGIONS).scenario;
    let (guizhou, hunan) =
        (leaf(&scenario, "regions.guizhou.grid-factor"), leaf(&scenario, "regions.hunan.grid-factor"));
    // 0.456 · 1.25 = 0.57; half of it 0.285; the knot of 2030: 0.36 · 1.25 = 0.45.
    for (found, expected) in [
        (guizhou.path.at(2020), 0.57),
        (guizhou.path.at(2030), 0.45),
        (hunan.path.at(2020), 0.285),
        (hunan.path.at(2030), 0.225),
    ] {
        assert!((found.expect("a value") - expected).abs() < 1e-12, "{found:?}, not {expected}");
    }
    assert_eq!(hunan.draw_name(), "regions.guangxi.grid-factor");
    assert_eq!(hunan.provenance, Provenance::Assumption("half of that".to_owned()));
    // A factor on the whole path stays what it is; a distribution on the value is multiplied with it.
    assert_eq!(hunan.uncertainty, leaf(&scenario, "regions.guangxi.grid-factor").uncertainty);
    let text = "[processes.converter]\nlife = { same-as = \"processes.blast-furnace.life\", times = 0.5, \
                assumption = \"half\" }\n";
    let halved = over(&folder, text).scenario;
    let bounds = leaf(&halved, "processes.converter.life").uncertainty.clone().expect("bounds");
    // The furnace lives 30 a, 25 to 36.
    assert_eq!(bounds.distribution, Distribution::TwoPiece { low: 12.5, mode: 15.0, high: 18.0 });
}

#[test]
fn a_pin_without_a_region_holds_wherever_the_history_has_its_series() {
    let folder = copy();
    let path = folder.path().join("small.toml");
    let text = fs::read_to_string(&path).expect("a text");
    let pinned = text.replacen(
        "series = \"output.crude-steel\"\nregion = \"guangxi\"\n",
        "series = \"output.crude-steel\"\n",
        1,
    );
    assert_ne!(pinned, text);
    fs::write(&path, pinned).expect("written");
    let scenario = over(&folder, THREE_REGIONS).scenario;
    let crude: Vec<&Pin> =
        scenario.pins.iter().filter(|pin| pin.what == Pinned::AggregateOutput(AggregateId(0))).collect();
    assert_eq!(crude.iter().map(|pin| pin.region).collect::<Vec<_>>(), [RegionId(0)]);
}
