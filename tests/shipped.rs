//! Every shipped scenario loads, runs, closes, and gives the numbers it gave before.
//!
//! `DAFENG_BLESS=1 cargo test --test shipped` writes the golden files anew.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use dafeng::domain::Place;
use dafeng::ensemble::{Design, simulate};
use dafeng::model::Model;
use dafeng::model::series::{Measure, Series};
use dafeng::scenario::{Options, load};
use dafeng::simulation::{Central, balance, central};

/// Greatest relative difference of a cell.
const TOLERANCE: f64 = 1e-6;
/// Differences of nothing to nothing.
const NOTHING: f64 = 1e-9;
/// Years that golden files hold, and the base and last year of a scenario.
const YEARS: [i32; 5] = [2021, 2025, 2030, 2035, 2045];
/// Fewer for streams and elements, of which there are many; and the base and last year.
const STREAM_YEARS: [i32; 2] = [2025, 2035];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Whether a file is a scenario, not a library beside one.
fn is_scenario(path: &Path) -> bool {
    let text = fs::read_to_string(path).expect("a text");
    path.extension().is_some_and(|e| e == "toml") && text.lines().any(|line| line == "[scenario]")
}

/// Every scenario file outside the library.
fn shipped() -> Vec<PathBuf> {
    let mut found = Vec::new();
    for folder in fs::read_dir(root().join("scenarios")).expect("scenarios") {
        let folder = folder.expect("a folder").path();
        if !folder.is_dir() || folder.ends_with("library") {
            continue;
        }
        let files = fs::read_dir(&folder).expect("files").map(|file| file.expect("a file").path());
        found.extend(files.filter(|path| path.is_file() && is_scenario(path)));
    }
    found.sort();
    found
}

/// (series@place, year) -> value.
type Cells = BTreeMap<(String, i32), f64>;

fn run(path: &Path) -> (Model, Central) {
    let loaded = load(path, &Options::default()).unwrap_or_else(|problems| panic!("{problems}"));
    let model = Model::compile(loaded.scenario).unwrap_or_else(|errors| panic!("{errors:?}"));
    let central = central(&model);
    (model, central)
}

/// Waste, air and water: what arises, what becomes of it, what lies there, per tonne along a route.
fn is_stream(series: &Series) -> bool {
    use Measure::{
        IntensityStream, Stockpile, StreamDisposed, StreamGenerated, StreamUsed, StreamUsedFromStock,
        UtilisationRate,
    };
    matches!(
        series.measure,
        IntensityStream
            | Stockpile
            | StreamDisposed
            | StreamGenerated
            | StreamUsed
            | StreamUsedFromStock
            | UtilisationRate
    )
}

/// Elements in a region, or of many regions in all together.
fn is_metal(series: &Series, regions: usize) -> bool {
    use Measure::{MetalCharged, MetalInProduct, MetalInResidues, MetalInScrap, MetalLosses};
    let measured = matches!(
        series.measure,
        MetalCharged | MetalInProduct | MetalInResidues | MetalInScrap | MetalLosses
    );
    measured && series.of.len() == 1 && (regions < 8 || series.place == Place::All)
}

/// Totals, output, capacity, shares, intensities, values, wastes: what changes whenever something does.
fn is_telling(series: &Series, regions: usize) -> bool {
    use Measure as M;
    let few = match series.measure {
        M::Production | M::Share | M::ClassShare | M::Cost | M::LevelisedCost => true,
        M::CostOf(_) => series.of.is_empty(),
        M::Scope1 | M::EnergyTotal | M::ElectricityGross => series.of.is_empty(),
        M::Capacity | M::ScrapRatio | M::ScrapUse | M::ElectricityPurchased | M::CoalMass | M::Co2 => {
            series.of.len() <= 1
        }
        M::Co2Cumulative | M::Scope2Location | M::Scope2Market | M::IntensityCo2 | M::IntensityEnergy => {
            series.of.len() <= 1
        }
        M::UnmetDemand | M::OutputValue | M::ValueAdded | M::Co2PerValue | M::EnergyPerValue | M::Sum => {
            series.of.len() <= 1
        }
        M::Ratio | M::NetExport | M::Stockpile | M::UtilisationRate => series.of.len() <= 1,
        _ => false,
    };
    match series.place {
        Place::Cluster(_) => false,
        // Of many regions only what adds up to the whole.
        Place::Region(_) if regions >= 8 => match series.measure {
            M::Production | M::Capacity => series.of.len() == 1,
            M::Co2 | M::EnergyTotal => series.of.is_empty(),
            _ => false,
        },
        Place::Region(_) | Place::All => few,
    }
}

/// What tells in some years, and all series of streams and elements in fewer.
fn kept(model: &Model, central: &Central) -> Cells {
    let horizon = model.scenario.horizon;
    let mut cells = Cells::new();
    let regions = model.scenario.regions.len();
    let held =
        |series: &Series| is_telling(series, regions) || is_stream(series) || is_metal(series, regions);
    for (s, series) in model.series.iter().enumerate().filter(|(_, series)| held(series)) {
        for year in horizon.years() {
            let years: &[i32] = if is_telling(series, regions) { &YEARS } else { &STREAM_YEARS };
            let chosen = years.contains(&year.0) || year == horizon.base || year == horizon.end;
            if let Some(t) = horizon.index(year).filter(|_| chosen) {
                cells.insert((series.key(&model.scenario), year.0), central.series[s][t]);
            }
        }
    }
    cells
}

/// Nine significant figures: well below the tolerance, and readable.
fn written(cells: &Cells) -> String {
    let mut table = csv::Writer::from_writer(Vec::new());
    table.write_record(["series", "year", "value"]).expect("a header");
    for ((series, year), value) in cells {
        let rounded: f64 = format!("{value:.8e}").parse().expect("a number");
        table.write_record([series.clone(), year.to_string(), rounded.to_string()]).expect("a row");
    }
    String::from_utf8(table.into_inner().expect("written")).expect("text")
}

fn golden(path: &Path) -> Option<Cells> {
    let mut reader = csv::Reader::from_path(path).ok()?;
    let cell = |record: csv::StringRecord| {
        ((record[0].to_owned(), record[1].parse().expect("a year")), record[2].parse().expect("a value"))
    };
    Some(reader.records().map(|record| cell(record.expect("a row"))).collect())
}

fn differences(expected: &Cells, found: &Cells) -> Vec<String> {
    let keys: std::collections::BTreeSet<_> = expected.keys().chain(found.keys()).collect();
    let differ = |key: &&(String, i32)| {
        let (a, b) = (expected.get(key).copied(), found.get(key).copied());
        let same = match (a, b) {
            (Some(a), Some(b)) => (a - b).abs() <= TOLERANCE * a.abs().max(b.abs()) + NOTHING,
            _ => false,
        };
        let show = |v: Option<f64>| v.map_or_else(|| "nothing".to_owned(), |v| v.to_string());
        (!same).then(|| format!("{} in {}: {} before, {} now", key.0, key.1, show(a), show(b)))
    };
    keys.into_iter().filter_map(|key| differ(&key)).collect()
}

#[test]
fn shipped_scenarios_close_and_keep_their_numbers() {
    let mut wrong = Vec::new();
    let scenarios = shipped();
    assert!(scenarios.len() >= 4, "{scenarios:?}");
    for path in scenarios {
        let (model, central) = run(&path);
        for (closure, residual) in balance::closures(&model).iter().zip(central.closures.iter()) {
            assert!(*residual <= 1e-9, "{}: {closure:?} is off by {residual:e}", path.display());
        }
        let draws = simulate(&model, Design::random(32, 1), |_| true).expect("not stopped");
        assert!(draws.failed.is_empty(), "{}", path.display());
        for (closure, residual) in balance::closures(&model).iter().zip(draws.closures.iter()) {
            assert!(*residual <= 1e-9, "{}: {closure:?} is off by {residual:e} in a draw", path.display());
        }
        let cells = kept(&model, &central);
        let file = root().join("tests/golden").join(format!("{}.csv", model.scenario.id));
        if std::env::var_os("DAFENG_BLESS").is_some() {
            fs::write(&file, written(&cells)).expect("written");
        }
        match golden(&file) {
            None => wrong.push(format!("{} has no golden file {}", path.display(), file.display())),
            Some(expected) => wrong.extend(
                differences(&expected, &cells).into_iter().map(|d| format!("{}: {d}", model.scenario.id)),
            ),
        }
    }
    assert!(
        wrong.is_empty(),
        "{}\n{} cells differ; if that is meant: DAFENG_BLESS=1 cargo test --test shipped",
        wrong.join("\n"),
        wrong.len()
    );
}

#[test]
fn golden_files_belong_to_shipped_scenarios() {
    let ids: Vec<String> = shipped().iter().map(|path| run(path).0.scenario.id).collect();
    for entry in fs::read_dir(root().join("tests/golden")).expect("golden files") {
        let path = entry.expect("an entry").path();
        let id = path.file_stem().expect("a name").to_string_lossy().into_owned();
        assert!(ids.contains(&id), "{} belongs to no shipped scenario", path.display());
    }
}
