//! The register of China's steelworks as a national scenario: every furnace is there, the nation is the sum of its
//! provinces, credits close over all of them.

mod common;

use dafeng::domain::{Called, Demand, LeafId, Place, ProcessId, RegionId};
use dafeng::model::Model;
use dafeng::report::chart::{DEFAULT_THEME, Format, Look, Settings, Theme};
use dafeng::report::font::Font;
use dafeng::report::gallery;
use dafeng::report::tables::Results;
use dafeng::report::text::Lang;
use dafeng::sampling::{Design, Sampler};
use dafeng::simulation::draw::{DrawValues, Leaves};
use dafeng::simulation::journal::EntryKind;
use dafeng::simulation::{Central, central};
use std::path::Path;
use std::sync::LazyLock;

/// The scenario and its central run, once for all tests.
static CHINA: LazyLock<(Model, Central)> = LazyLock::new(|| {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/china/steel-baseline.toml");
    let model = common::compile(&path, &[]);
    let central = central(&model);
    (model, central)
});

fn series<'a>(model: &Model, central: &'a Central, name: &str, place: Place) -> &'a [f64] {
    let found = model.find_series(name, place).unwrap_or_else(|| panic!("no {name}"));
    &central.series[found]
}

/// Furnaces and nameplate, t/a, of the March 2025 register by kind, every status but the cancelled, added up from
/// the register (docs/data-china-steel.md): operating, closing, retired, mothballed, under construction, announced.
const REGISTER: [(&[&str], usize, f64); 3] = [
    // 811.825 + 82.198 + 236.135 + 14.675 + 51.932 + 53.296 Mt, and 3.957 of other ironmaking in 4 totals.
    (&["blast-furnace"], 1047 + 4, 1_250_061_000.0 + 3_957_000.0),
    // 820.630 + 72.829 + 239.497 + 6.646 + 35.088 + 49.165 Mt.
    (&["converter"], 974, 1_223_855_000.0),
    // 135.310 + 25.561 + 24.661 + 0.500 + 29.853 + 25.597 Mt, and the total of one works, 0.750.
    (&["arc-furnace", "arc-furnace-hot-metal"], 360 + 1, 241_482_000.0 + 750_000.0),
];

#[test]
fn every_furnace_of_the_register_stands_or_is_a_project() {
    let (model, _) = &*CHINA;
    let scenario = &model.scenario;
    let value = |leaf| model.parameters.central(leaf, 0);
    for (processes, count, capacity) in REGISTER {
        let of_kind = |p: ProcessId| processes.contains(&scenario.processes[p.0].id.as_str());
        let units = scenario.units.iter().filter(|u| of_kind(u.process)).map(|u| value(u.capacity));
        let projects = scenario.projects.iter().filter(|p| of_kind(p.process)).map(|p| value(p.capacity));
        let all: Vec<f64> = units.chain(projects).collect();
        assert_eq!(all.len(), count, "{processes:?}");
        common::agrees(all.iter().sum(), capacity, 1e-9);
    }
    // 2426 rows less 25 cancelled, 9 of direct reduction and 6 totals of ferronickel.
    assert_eq!(scenario.units.len() + scenario.projects.len(), 2426 - 25 - 9 - 6);
    assert_eq!(scenario.regions.len(), 28);
}

#[test]
fn the_nation_is_the_sum_of_its_provinces_and_makes_what_was_published() {
    let (model, central) = &*CHINA;
    let regions = model.scenario.regions.len();
    for name in
        ["Production|Crude Steel", "Emissions|CO2", "Energy|Total", "Capacity|Iron", "Scrap|Use|Steel Scrap"]
    {
        let all = series(model, central, name, Place::All);
        for (t, total) in all.iter().enumerate() {
            let of = |r| series(model, central, name, Place::Region(RegionId(r)))[t];
            common::agrees(*total, (0..regions).map(of).sum(), 1e-9);
        }
    }
    // NBS and worldsteel, Mt: 2020 by province with Guangxi's revision, then the first and revised releases.
    let made = series(model, central, "Production|Crude Steel", Place::All);
    for (t, published) in [1064.7, 1032.8, 1018.0, 1019.1, 1005.0].into_iter().enumerate() {
        common::agrees(made[t] / 1e6, published, 0.003);
    }
    // An intensity of the nation is its total over its output, not a mean of the provinces'.
    let intensity = series(model, central, "Intensity|CO2|Crude Steel", Place::All);
    let co2 = series(model, central, "Emissions|CO2", Place::All);
    common::agrees(intensity[0], co2[0] / made[0], 1e-9);
}

/// What one province sells another buys: over the nation purchases less sales are what came from nowhere known, and that
/// ends with the register.
#[test]
fn credits_close_over_the_nation() {
    let (model, central) = &*CHINA;
    let last_known = 2025 - model.scenario.horizon.base.0;
    for group in ["Crude Steel", "Iron"] {
        let of = |account: &str| series(model, central, &format!("Credits|{group}|{account}"), Place::All);
        let (bought, sold) = (of("Bought"), of("Sold"));
        for t in 0..model.years() {
            let inward = of("Opening")[t] + of("Earned")[t] + bought[t];
            let outward = of("Spent")[t] + sold[t] + of("Lapsed")[t] + of("Closing")[t];
            assert!(
                (inward - outward).abs() <= 1e-9 * inward.max(1.0),
                "{group} in year {t}: {inward} {outward}"
            );
            let outside = bought[t] - sold[t];
            assert!(outside >= -1e-6, "{group} in year {t}: sold {} and bought {}", sold[t], bought[t]);
            assert!(t as i32 <= last_known || outside <= 1e-6, "{group} in year {t}: {outside} from nowhere");
        }
        assert!(sold.iter().sum::<f64>() > 1e6, "provinces trade credits of {group}");
    }
    // What the journal flags as built without a source is what came from nowhere: nothing here is declared an import.
    let group = model.scenario.groups.iter().position(|g| g.id == "crude-steel").expect("the ledger");
    let entries = central.chronicle.entries.iter().map(|(_, entry)| entry);
    let flagged: f64 = entries
        .filter(|e| {
            e.flagged && e.kind == EntryKind::Bought && model.fleet.ledgers[e.ledger].group.0 == group
        })
        .map(|e| e.amount)
        .sum();
    let of = |account: &str| {
        series(model, central, &format!("Credits|Crude Steel|{account}"), Place::All).iter().sum::<f64>()
    };
    common::agrees(of("Bought") - of("Sold"), flagged, 1e-9);
}

/// Every province takes its share of the nation's path: the shares leave nothing over, in any draw.
#[test]
fn provinces_share_the_nations_demand_and_its_draws() {
    let (model, _) = &*CHINA;
    let nation = model.scenario.leaf_at("demand.carbon-steel.all").expect("the nation's path");
    let path = |demand: &Demand| match demand.called {
        Called::Path(leaf) => leaf,
        _ => panic!("a path"),
    };
    let demand: Vec<LeafId> = model.scenario.demand.iter().map(|(_, _, demand)| path(demand)).collect();
    assert_eq!(demand.len(), 28);
    let of_2060 = model.years() - 1;
    let written = nation.path.at(2060).expect("a value");
    common::agrees(written, 600e6, 1e-12);
    let sampler = Sampler::new(Design::random(8, 7), &model.parameters);
    let mut draw = DrawValues::<f64>::central(&model.parameters);
    for number in 0..8 {
        sampler.fill(&model.parameters, number, &mut draw);
        let leaves = Leaves { parameters: &model.parameters, draw: &draw };
        let total: f64 = demand.iter().map(|&leaf| leaves.at(leaf, of_2060)).sum();
        // One draw moves all: every province stands to the nation as in the written path.
        let factor = total / written;
        assert!((factor - 1.0).abs() > 1e-6, "the draw moves demand");
        for &leaf in &demand {
            let central = model.parameters.central(leaf, of_2060);
            common::agrees(leaves.at(leaf, of_2060), central * factor, 1e-9);
        }
    }
    common::agrees(demand.iter().map(|&leaf| model.parameters.central(leaf, of_2060)).sum(), written, 1e-9);
}

/// Charts as a run draws them.
fn look() -> Look {
    let theme = Theme::named(DEFAULT_THEME, None).expect("a theme");
    Look {
        font: Font::shipped().expect("a font"),
        theme,
        formats: vec![Format::Svg],
        settings: Settings::NONE,
    }
}

/// Many regions get the charts of all together, with so many layers as there are hues, not charts of each.
#[test]
fn charts_are_of_the_nation() {
    let (model, central) = &*CHINA;
    let results = Results { model, central, ensemble: None };
    let pictures = gallery::pictures(&results, Lang::En);
    assert!((8..=32).contains(&pictures.len()), "{} charts", pictures.len());
    for picture in &pictures {
        assert!(picture.stem.split('.').nth(1) == Some("all"), "{}", picture.stem);
    }
    let by_region = pictures.iter().find(|p| p.stem == "emissions-co2-by-region.all").expect("CO2 by region");
    let look = look();
    let figure = by_region.figure(&look.sheet().expect("a page")).expect("a figure");
    let words: Vec<&str> = figure.labels.iter().map(|label| label.text.as_str()).collect();
    for name in ["Hebei", "Jiangsu", "Shandong", "Other regions"] {
        assert!(words.iter().any(|word| word.contains(name)), "{name} in {words:?}");
    }
    assert!(words.iter().all(|word| !word.contains("Qinghai")), "{words:?}");
}
