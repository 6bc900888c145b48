//! Every number that the five plans ask for (docs/targets.csv) against the scenarios that ask for it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use dafeng::domain::{Comparator, LeafId, Provenance, Scenario, SizeClass, SizeMeasure};
use dafeng::scenario::{Options, load};
use dafeng::units::{Dimension, Quantity};

/// Quantified statements of each plan that are a target, a limit, a rule, a project or a forecast, counted
/// when the five texts were read sentence by sentence, one number a statement; history and plain
/// statements are left out.
const FACTS: [(&str, usize); 5] = [("gx21", 189), ("gz21", 93), ("gz24", 19), ("cn21", 18), ("cn16", 71)];

/// What a statement of a plan can be. Rows of other kinds are what scenarios ask for beyond the numbers.
const KINDS: [&str; 5] = ["target", "limit", "rule", "project", "forecast"];
const BEYOND: [&str; 3] = ["again", "sum", "word"];
const METALS: [&str; 6] = ["steel", "aluminium", "manganese", "copper", "industry", "other"];
const STATUSES: [&str; 6] = ["target", "limit", "rule", "project", "data", "not-expressed"];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn scenario(path: &Path) -> Scenario {
    load(path, &Options::default()).unwrap_or_else(|problems| panic!("{problems}")).scenario
}

struct Row {
    cells: BTreeMap<String, String>,
}

impl Row {
    fn get(&self, column: &str) -> &str {
        &self.cells[column]
    }
    fn expressed(&self) -> bool {
        self.get("status") != "not-expressed"
    }
    fn adjusted(&self) -> bool {
        self.get("reason").starts_with("adjusted: ")
    }
    /// Value and dimension, where the unit is one that scenarios know.
    fn quantity(&self) -> Option<Quantity> {
        let quantity = Quantity::parse(&format!("{} {}", self.get("value"), self.get("unit"))).ok()?;
        // A capacity may be written per year.
        quantity.clone().in_dimension(Dimension::MASS).ok().or(Some(quantity))
    }
    fn year(&self) -> Option<i32> {
        self.get("year").parse().ok()
    }
}

fn rows() -> Vec<Row> {
    let mut reader = csv::Reader::from_path(root().join("docs/targets.csv")).expect("the census");
    let head: Vec<String> = reader.headers().expect("a header").iter().map(str::to_owned).collect();
    let cells =
        |record: csv::StringRecord| head.iter().cloned().zip(record.iter().map(str::to_owned)).collect();
    reader.records().map(|record| Row { cells: cells(record.expect("a row")) }).collect()
}

/// What the scenario holds under the name that a row gives: its values in the dimension of the row
/// and, for a target, its year. `None`: there is no such name.
struct Found {
    values: Vec<f64>,
    year: Option<i32>,
}

fn bound(class: &SizeClass, dimension: Dimension) -> Option<f64> {
    let measured = match class.measure {
        SizeMeasure::Volume => Dimension::VOLUME,
        SizeMeasure::Mass => Dimension::MASS,
        SizeMeasure::Power => Dimension::POWER,
        SizeMeasure::Current => Dimension::CURRENT,
    };
    (measured == dimension).then_some(class.bound)
}

fn find(scenario: &Scenario, row: &Row) -> Option<Found> {
    let (id, year) = (row.get("id"), row.year().unwrap_or(2025));
    let dimension = row.quantity().map_or(Dimension::SHARE, |q| q.dimension);
    let leaf = |leaf: LeafId| {
        let leaf = scenario.leaf(leaf);
        leaf.path.at(year).filter(|_| leaf.dimension == dimension)
    };
    let found = |value: Option<f64>| Some(Found { values: value.into_iter().collect(), year: None });
    match row.get("status") {
        "target" => {
            let target = scenario.targets.iter().find(|t| t.id == id)?;
            Some(Found { values: leaf(target.value).into_iter().collect(), year: Some(target.year.0) })
        }
        "limit" => {
            let limit = scenario.limits.iter().find(|l| l.id == id)?;
            Some(Found { values: leaf(limit.limit).into_iter().collect(), year: Some(limit.by.0) })
        }
        "project" => {
            let project = scenario.projects.iter().find(|p| p.id == id)?;
            let size = project.size.map(|size| size.value).filter(|_| dimension == Dimension::POWER);
            Some(Found { values: leaf(project.capacity).into_iter().chain(size).collect(), year: None })
        }
        "data" => {
            let leaf = scenario.leaf_at(id)?;
            found(leaf.path.at(year).filter(|_| leaf.dimension == dimension))
        }
        "rule" => {
            let sizes = (scenario.eliminations.iter().map(|e| (&e.id, &e.size)))
                .chain(scenario.restrictions.iter().map(|r| (&r.id, &r.size)));
            let sizes = sizes.filter(|(name, _)| *name == id).map(|(_, size)| bound(size, dimension));
            let ratios = scenario.ratios.iter().filter(|r| r.id == id).map(|r| leaf(r.ratio));
            let waste = scenario.waste_bounds.iter().filter(|w| w.id == id).map(|_| None);
            sizes.chain(ratios).chain(waste).next().and_then(found)
        }
        status => panic!("{status} is no status"),
    }
}

/// The sign of a size rule or of a target and that of the plan: 以下 is strict, 及以下 is not. A number
/// without a sign may be read as a bound.
fn signs<'a>(scenario: &Scenario, row: &'a Row) -> Option<(&'static str, &'a str)> {
    let id = row.get("id");
    let eliminations = scenario.eliminations.iter().map(|e| (&e.id, e.size.comparator));
    let restrictions = scenario.restrictions.iter().map(|r| (&r.id, r.size.comparator));
    let sign = match (row.get("status"), row.get("kind")) {
        ("rule", "limit" | "rule") => eliminations.chain(restrictions).find(|(name, _)| *name == id)?.1,
        ("target", "target") => scenario.targets.iter().find(|t| t.id == id)?.comparator,
        _ => return None,
    };
    match (sign, row.get("comparator")) {
        (Comparator::AtLeast | Comparator::AtMost, "=") => None,
        (sign, asked) => Some((sign.sign(), asked)),
    }
}

fn loaded(rows: &[Row]) -> BTreeMap<String, Scenario> {
    let files: BTreeSet<&str> = rows.iter().filter(|r| r.expressed()).map(|r| r.get("scenario")).collect();
    files.into_iter().map(|file| (file.to_owned(), scenario(&root().join(file)))).collect()
}

#[test]
fn every_row_is_whole() {
    let rows = rows();
    let mut names = BTreeSet::new();
    for row in &rows {
        let name = row.get("fact");
        assert!(names.insert(name.to_owned()), "{name} twice");
        assert!(name.starts_with(&format!("{}-", row.get("document"))), "{name}");
        assert!(STATUSES.contains(&row.get("status")), "{name}");
        assert!(KINDS.contains(&row.get("kind")) || BEYOND.contains(&row.get("kind")), "{name}");
        assert!(!row.get("what").is_empty() && !row.get("section").is_empty(), "{name}");
        assert_eq!(row.expressed(), !row.get("id").is_empty(), "{name}");
        assert_eq!(row.expressed(), !row.get("scenario").is_empty(), "{name}");
        if !row.expressed() {
            assert!(!row.get("reason").is_empty(), "{name} is not expressed and says not why");
        }
    }
}

#[test]
fn every_plan_is_counted_whole() {
    let rows = rows();
    for (document, facts) in FACTS {
        let of_it = rows.iter().filter(|r| r.get("document") == document && KINDS.contains(&r.get("kind")));
        assert_eq!(of_it.count(), facts, "{document}");
    }
    let known: BTreeSet<&str> = FACTS.iter().map(|(document, _)| *document).collect();
    assert!(rows.iter().all(|r| known.contains(r.get("document"))));
}

#[test]
fn nothing_is_put_off() {
    assert!(rows().iter().all(|r| !r.get("reason").starts_with("pending")));
}

/// A name that a row gives exists, and its number is the plan's unless the row says why not; then it
/// must differ, or the excuse is stale.
#[test]
fn scenarios_ask_for_what_the_plans_ask_for() {
    let rows = rows();
    let scenarios = loaded(&rows);
    let (mut compared, mut wrong) = (0, Vec::new());
    for row in rows.iter().filter(|r| r.expressed()) {
        let of = &scenarios[row.get("scenario")];
        let name = format!("{} ({} in {})", row.get("fact"), row.get("id"), row.get("scenario"));
        let Some(found) = find(of, row) else {
            wrong.push(format!("{name}: no such {}", row.get("status")));
            continue;
        };
        let asked = row.quantity();
        let near = |v: &f64| asked.as_ref().is_some_and(|q| (v - q.value).abs() <= 1e-9 * q.value.abs());
        let same = found.values.iter().any(near) && (found.year.is_none() || found.year == row.year());
        let comparable = asked.is_some() && !found.values.is_empty();
        compared += usize::from(comparable && same);
        match (row.adjusted(), comparable) {
            (true, _) if same => wrong.push(format!("{name}: nothing is adjusted")),
            (false, true) if !same => {
                wrong.push(format!("{name}: {:?} in {:?}, asked {:?}", found.values, found.year, asked));
            }
            (false, false) if row.get("kind") != "word" => {
                wrong.push(format!("{name}: nothing to compare, and no word why"));
            }
            _ => {}
        }
        if let Some((sign, asked)) = signs(of, row)
            && sign != asked
        {
            wrong.push(format!("{name}: {sign} instead of {asked}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(compared >= 80, "only {compared} numbers were compared");
}

/// A TOML file with a `[scenario]` table; others are layers of one.
fn is_scenario(path: &Path) -> bool {
    path.extension().is_some_and(|e| e == "toml")
        && fs::read_to_string(path).expect("a scenario").lines().any(|line| line == "[scenario]")
}

fn shipped() -> Vec<PathBuf> {
    let mut found = Vec::new();
    for folder in fs::read_dir(root().join("scenarios")).expect("scenarios") {
        let folder = folder.expect("a folder").path();
        if folder.is_dir() && !folder.ends_with("library") {
            let files = fs::read_dir(&folder).expect("files").map(|file| file.expect("a file").path());
            found.extend(files.filter(|path| is_scenario(path)));
        }
    }
    found
}

/// The other way round: no scenario cites a plan for a target that the census does not know.
#[test]
fn every_target_from_a_plan_is_in_the_census() {
    let rows = rows();
    let known: BTreeSet<&str> = rows.iter().map(|r| r.get("id")).collect();
    let (mut cited, mut unknown) = (0, BTreeSet::new());
    for path in shipped() {
        let scenario = scenario(&path);
        for target in &scenario.targets {
            let Provenance::Source(source) = &scenario.leaf(target.value).provenance else { continue };
            if FACTS.iter().any(|(document, _)| source.starts_with(&format!("{document} "))) {
                cited += 1;
                if !known.contains(target.id.as_str()) {
                    unknown.insert(format!("{}: {} ({source})", scenario.id, target.id));
                }
            }
        }
    }
    assert!(cited > 100, "{cited}");
    assert!(unknown.is_empty(), "{unknown:?}");
}

/// Rows of a table of counts, the most first, then by name.
fn ranked(counted: BTreeMap<String, usize>) -> String {
    let mut rows: Vec<(String, usize)> = counted.into_iter().collect();
    rows.sort_by_key(|(name, count)| (std::cmp::Reverse(*count), name.clone()));
    rows.iter().map(|(name, count)| format!("| {name} | {count} |\n")).collect()
}

fn tally<'a>(names: impl Iterator<Item = &'a str>) -> BTreeMap<String, usize> {
    names.fold(BTreeMap::new(), |mut counted, name| {
        *counted.entry(name.to_owned()).or_default() += 1;
        counted
    })
}

/// What the page holds from its counts on.
fn counts(rows: &[Row]) -> String {
    let count = |of: &dyn Fn(&Row) -> bool| rows.iter().filter(|r| of(r)).count();
    let mut text = format!("| document | {} | all |\n|---|{}\n", STATUSES.join(" | "), "---:|".repeat(7));
    let documents = FACTS.iter().map(|(document, _)| Some(*document)).chain([None]);
    for document in documents {
        let of_it = |r: &Row| document.is_none_or(|d| r.get("document") == d);
        let name = document.map_or("all".to_owned(), |d| format!("`{d}`"));
        let by_status = STATUSES.map(|status| count(&|r| of_it(r) && r.get("status") == status).to_string());
        text += &format!("| {name} | {} | {} |\n", by_status.join(" | "), count(&of_it));
    }
    text += "\nRows by metal:\n\n| metal | expressed | not expressed |\n|---|---:|---:|\n";
    for metal in METALS {
        let of = |expressed: bool| count(&|r| r.get("metal") == metal && r.expressed() == expressed);
        text += &format!("| {metal} | {} | {} |\n", of(true), of(false));
    }
    text += "\n## Why not\n\n| reason | rows |\n|---|---:|\n";
    text += &ranked(tally(rows.iter().filter(|r| !r.expressed()).map(|r| r.get("reason"))));
    text += "\n## Where the number differs\n\n| what differs | rows |\n|---|---:|\n";
    text += &ranked(tally(rows.iter().filter_map(|r| r.get("reason").strip_prefix("adjusted: "))));
    text
}

/// The page counts what the table holds. `DAFENG_BLESS=1 cargo test --test census` counts anew.
#[test]
fn the_page_counts_the_table() {
    const HEADING: &str = "## Counts\n\n";
    let path = root().join("docs/targets.md");
    let page = fs::read_to_string(&path).expect("the page");
    let (head, found) = page.split_once(HEADING).expect("a heading");
    let rows = rows();
    assert!(rows.iter().all(|r| METALS.contains(&r.get("metal"))));
    let expected = counts(&rows);
    if std::env::var_os("DAFENG_BLESS").is_some() {
        fs::write(&path, format!("{head}{HEADING}{expected}")).expect("written");
        return;
    }
    assert_eq!(found, expected, "docs/targets.md");
}
