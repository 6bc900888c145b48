//! Names decide nothing (MODEL section 15): every id of Guizhou's scenario, in all of its files, becomes a
//! random word, and every number of the central run stays as it is, to the last bit.

mod common;

use common::Run;
use dafeng::domain::Scenario;
use dafeng::scenario::{Options, load, schema};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios")
}

/// Every id that the scenario itself gives, but words of the grammar.
fn ids(scenario: &Scenario) -> Vec<String> {
    let mut ids: Vec<&String> = Vec::new();
    macro_rules! of {
        ($($list:ident),*) => { $(ids.extend(scenario.$list.iter().map(|x| &x.id));)* };
    }
    of!(
        regions,
        clusters,
        tags,
        elements,
        commodities,
        aggregates,
        carriers,
        scraps,
        streams,
        stream_sums,
        sinks
    );
    of!(waste_bounds, processes, routes, boundaries, groups, units, projects, corrections, levers);
    of!(eliminations, restrictions, ratios, suspensions, limits, targets, pins);
    ids.extend(&scenario.owners);
    let grammar = schema();
    // The names of the files stay.
    let file = |id: &str| root().join("library").join(format!("{id}.toml")).exists();
    let free = |id: &&&String| {
        let plain = id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
        plain && !file(id) && !grammar.contains(&format!("\"{id}\""))
    };
    let mut ids: Vec<String> = ids.iter().filter(free).map(|id| (*id).clone()).collect();
    ids.sort();
    ids.dedup();
    ids
}

/// Random words whose order has nothing to do with that of the ids.
fn names(ids: &[String]) -> BTreeMap<String, String> {
    let mut state = 0x9e37_79b9_u32;
    let mut word = |id: &String| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (id.clone(), format!("x{state:08x}"))
    };
    ids.iter().map(&mut word).collect()
}

/// Whole words only; what is not in the list stays.
fn renamed(text: &str, names: &BTreeMap<String, String>) -> String {
    let part = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    let mut out = String::new();
    let mut rest = text;
    while let Some(first) = rest.find(part) {
        out.push_str(&rest[..first]);
        let end = rest[first..].find(|c| !part(c)).map_or(rest.len(), |n| first + n);
        let word = &rest[first..end];
        out.push_str(names.get(word).map_or(word, String::as_str));
        rest = &rest[end..];
    }
    out + rest
}

/// Files of two folders, and in them ages that do not come from names.
fn copy(to: &Path, change: impl Fn(&str) -> String) {
    for folder in ["library", "guizhou"] {
        fs::create_dir_all(to.join("scenarios").join(folder)).expect("a folder");
        for entry in fs::read_dir(root().join(folder)).expect("files") {
            let path = entry.expect("a file").path();
            let text =
                fs::read_to_string(&path).expect("text").replace("spread = [5, 20]", "spread = [12, 12]");
            let name = path.file_name().expect("a name");
            fs::write(to.join("scenarios").join(folder).join(name), change(&text)).expect("written");
        }
    }
}

fn run(folder: &Path, file: &str) -> Run {
    Run::new(common::compile(&folder.join("scenarios/guizhou").join(file), &[]))
}

#[test]
fn random_ids_in_all_files_change_no_number() {
    let path = root().join("guizhou/accelerated.toml");
    let scenario = load(&path, &Options::default()).unwrap_or_else(|p| panic!("{p}")).scenario;
    let bound = load(&root().join("guizhou/residue-bound.toml"), &Options::default());
    let mut ids = [ids(&scenario), ids(&bound.unwrap_or_else(|p| panic!("{p}")).scenario)].concat();
    ids.sort();
    ids.dedup();
    let names = names(&ids);
    assert!(names.len() > 250, "{} ids", names.len());
    let [plain, random] = [(); 2].map(|()| tempfile::TempDir::new().expect("a folder"));
    copy(plain.path(), str::to_owned);
    copy(random.path(), |text| renamed(text, &names));
    for file in ["accelerated.toml", "residue-bound.toml"] {
        let (a, b) = (run(plain.path(), file), run(random.path(), file));
        assert_eq!(a.central.series.len(), b.central.series.len(), "{file}");
        assert_ne!(a.model.scenario.units[0].id, b.model.scenario.units[0].id);
        for (s, (x, y)) in a.central.series.iter().zip(&b.central.series).enumerate() {
            let name = &a.model.series[s].name;
            assert_eq!(name, &b.model.series[s].name);
            assert_eq!(x, y, "{file}: {name}");
        }
        assert_eq!(a.central.closures, b.central.closures);
    }
}
