//! Efficiency classes and retrofit, worked out on the fixture `hand` (MODEL sections 4 and 8).

mod common;

use common::{Patched, Run, agrees};
use dafeng::analysis::Finding;
use dafeng::ensemble::{Design, kept_series, simulate, target};
use dafeng::report::text::{self, Lang};
use proptest::prelude::*;

const MT: f64 = 1e6;
const EXACT: f64 = 1e-9;
/// Coal of the furnaces per t in 2021 and 2022: 15 GJ falling by 1 % a year.
const COAL: [f64; 2] = [14.85, 14.7015];
/// Iron made in 2021 and 2022, Mt.
const IRON: [f64; 2] = [2.79, 3.24];

const CLASSES: &str = r#"
[[processes.furnace.classes]]
id           = "benchmark"
title        = { zh = "标杆", en = "Benchmark" }
intensity    = 0.9
[[processes.furnace.classes]]
id           = "between"
title        = { zh = "中间", en = "Between" }
intensity    = 1.0
[[processes.furnace.classes]]
id           = "below"
title        = { zh = "基准以下", en = "Below" }
intensity    = 1.1
"#;

/// Three furnaces of 1, 1 and 2 Mt, one in each class, instead of one of 4 Mt.
fn fleet(classes: [&str; 3]) -> Patched {
    let row = |id: &str, capacity: &str, class: &str, year: &str| {
        format!("{id},{id},works,furnace,{capacity},{year},,,,owner-a,,,,,hand,,{class}\n")
    };
    let rows = [
        row("F1", "1000000", classes[0], "2010"),
        row("F2", "1000000", classes[1], "2010"),
        row("F3", "2000000", classes[2], "2010"),
    ];
    Patched::new("hand")
        .replace("units.csv", "source,note", "source,note,class")
        .replace("units.csv", ",hand,\n", ",hand,,\n")
        .replace(
            "units.csv",
            "F1,Furnace 1,works,furnace,4000000,2010,,,,owner-a,,,,,hand,,\n",
            &rows.concat(),
        )
}

fn known() -> Patched {
    fleet(["benchmark", "between", "below"]).append("hand.toml", CLASSES)
}

fn lever(id: &str, kind: &str, class: &str, path: &str) -> String {
    format!(
        "\n[levers.{id}]\ntitle = {{ zh = \"改造\", en = \"Lever {id}\" }}\nkind = \"{kind}\"\nprocess = \"furnace\"\nclass = \"{class}\"\nhere = {{ path = {{ {path} }}, source = \"hand\" }}\n"
    )
}

fn run(patched: Patched) -> Run {
    Run::new(patched.compile("hand.toml"))
}

/// Shares of capacity in the three classes in a year, percent.
fn shares(run: &Run, year: i32) -> [f64; 3] {
    ["Benchmark", "Between", "Below"]
        .map(|class| 100.0 * run.at(&format!("Class Share|Furnace|{class}"), year))
}

#[track_caller]
fn all_agree(found: [f64; 3], expected: [f64; 3]) {
    found.iter().zip(expected).for_each(|(x, y)| agrees(x + 1.0, y + 1.0, EXACT));
}

/// The base fleet takes what the process takes, whatever its classes: mean of the written intensities
/// (1·0.9 + 1·1.0 + 2·1.1)/4 = 1.025, by which each is divided.
#[test]
fn classes_alone_change_nothing() {
    let (with, without) = (run(known()), Run::new(Patched::new("hand").compile("hand.toml")));
    all_agree(shares(&with, 2020), [25.0, 25.0, 50.0]);
    agrees(with.at("Class Share|Furnace|Between|Or Better", 2022), 0.5, EXACT);
    for (s, series) in without.model.series.iter().enumerate() {
        for year in 2020..=2022 {
            let before = without.central.series[s][(year - 2020) as usize];
            agrees(with.at(&series.name, year) + 1.0, before + 1.0, 1e-9);
        }
    }
}

/// Half of capacity at the benchmark in 2021: 0.5·4 − 1 = 1 Mt, taken from the worst class: 50, 25, 25 %.
/// 80 % in 2022: 3.2 − 2 = 1.2 Mt, the last 1 Mt of the worst class and 0.2 of the middle one: 80, 20, 0.
/// The mean is (0.5·0.9 + 0.25·1.0 + 0.25·1.1)/1.025 = 0.975/1.025 in 2021 and 0.92/1.025 in 2022, on coal
/// and electricity.
#[test]
fn a_share_is_reached_worst_first() {
    let run =
        run(known().append("hand.toml", &lever("up", "class-share", "benchmark", "2021 = 0.5, 2022 = 0.8")));
    all_agree(shares(&run, 2020), [25.0, 25.0, 50.0]);
    all_agree(shares(&run, 2021), [50.0, 25.0, 25.0]);
    all_agree(shares(&run, 2022), [80.0, 20.0, 0.0]);
    assert_eq!(run.at("Class Share|Furnace|Below", 2022), 0.0, "nothing is left behind");
    assert!(run.at("Class Share|Furnace|Benchmark", 2022) >= 0.8, "rounding does not leave it short");
    for (year, moved) in [(2020, 0.0), (2021, 1.0), (2022, 1.2)] {
        agrees(run.at("Retrofit|Furnace|Benchmark", year) + MT, (moved + 1.0) * MT, EXACT);
        agrees(run.at("Retrofit|Furnace", year) + MT, (moved + 1.0) * MT, EXACT);
    }
    for (t, mean) in [0.975 / 1.025, 0.92 / 1.025].into_iter().enumerate() {
        let year = 2021 + t as i32;
        agrees(run.at("Energy|Coal", year), COAL[t] * mean * IRON[t] * MT, EXACT);
        let electricity = 0.2 * COAL[t] / 15.0 * mean * IRON[t] * 1e6;
        agrees(run.at("Electricity|Gross|Furnace", year), electricity, EXACT);
    }
    assert!(run.central.closures.iter().all(|residual| *residual < 1e-9));
}

/// Half at the benchmark and none below the middle class in the same year: 1 Mt of the worst goes to the
/// benchmark, the other 1 Mt to the middle class; nothing moves twice.
#[test]
fn two_levers_move_nothing_twice() {
    let levers = lever("none", "below-class-share", "between", "2020 = 0.5, 2021 = 0")
        + &lever("up", "class-share", "benchmark", "2020 = 0, 2021 = 0.5");
    let run = run(known().append("hand.toml", &levers));
    all_agree(shares(&run, 2021), [50.0, 50.0, 0.0]);
    agrees(run.at("Retrofit|Furnace|Benchmark", 2021), 1.0 * MT, EXACT);
    agrees(run.at("Retrofit|Furnace|Between", 2021), 1.0 * MT, EXACT);
    agrees(run.at("Retrofit|Furnace", 2021), 2.0 * MT, EXACT);
}

/// A lever that asks for less than there is does nothing, and never makes anything worse.
#[test]
fn nothing_is_made_worse() {
    let levers = lever("up", "class-share", "benchmark", "2021 = 0.6, 2022 = 0.1")
        + &lever("none", "below-class-share", "between", "2021 = 0.9");
    let run = run(known().append("hand.toml", &levers));
    all_agree(shares(&run, 2021), [60.0, 25.0, 15.0]);
    all_agree(shares(&run, 2022), [60.0, 25.0, 15.0]);
    agrees(run.at("Retrofit|Furnace", 2022) + 1.0, 1.0, EXACT);
}

/// The worst furnace, 2 Mt, is replaced in 2021 by a new one of 1.6 (1.25 : 1) that enters in the best class:
/// 2.6/3.6 at the benchmark without any retrofit. 80 % in 2022 take another 0.28 Mt of the middle class.
#[test]
fn closing_and_building_count() {
    let new = "\n[[projects]]\nid = \"f4\"\ncluster = \"works\"\nprocess = \"furnace\"\ncapacity = \"1.6 Mt\"\nyear = 2021\nbuilt = true\nreplaces = [\"F3\"]\nsource = \"hand\"\n";
    let up = lever("up", "class-share", "benchmark", "2020 = 0.5, 2021 = 0.5, 2022 = 0.8");
    let done = run(known().append("hand.toml", &(up.clone() + new)));
    all_agree(shares(&done, 2021), [260.0 / 3.6, 100.0 / 3.6, 0.0]);
    agrees(done.at("Retrofit|Furnace", 2021) + 1.0, 1.0, EXACT);
    all_agree(shares(&done, 2022), [80.0, 20.0, 0.0]);
    agrees(done.at("Retrofit|Furnace|Benchmark", 2022), (0.8 * 3.6 - 2.6) * MT, EXACT);
    // Built in a class of its own: 1 of 3.6 at the benchmark, so 0.8 Mt of the worst are retrofitted.
    let own = new.replace("built", "class = \"below\"\nbuilt");
    let own = run(known().append("hand.toml", &(up + &own)));
    all_agree(shares(&own, 2021), [50.0, 100.0 / 3.6, 50.0 - 100.0 / 3.6]);
    agrees(own.at("Retrofit|Furnace|Benchmark", 2021), 0.8 * MT, EXACT);
}

/// What is built enters in the declared class.
#[test]
fn new_capacity_enters_in_its_class() {
    let new = "\n[[projects]]\nid = \"f4\"\ncluster = \"works\"\nprocess = \"furnace\"\ncapacity = \"1 Mt\"\nyear = 2021\nbuilt = true\nsource = \"hand\"\n";
    let patched = known().append("hand.toml", new);
    let patched =
        patched.replace("hand.toml", "improvement     =", "new-build-class = \"between\"\nimprovement     =");
    all_agree(shares(&run(patched), 2021), [20.0, 40.0, 40.0]);
}

/// A floor of 14.5 GJ/t on the 14.85 of 2021: the relative levels 0.9, 1.0 and 1.1 over 1.025 give 13.04, 14.488
/// and 15.937 GJ/t; the first two stop at the floor.
#[test]
fn a_floor_wins_in_each_class() {
    let patched = known().replace(
        "hand.toml",
        "improvement     =",
        "floors.coal     = \"14.5 GJ/t\"\nimprovement     =",
    );
    let mean = 0.5 * 14.5 + 0.5 * COAL[0] * 1.1 / 1.025;
    agrees(run(patched).at("Energy|Coal", 2021), mean * IRON[0] * MT, EXACT);
}

/// Classes on coal alone, written in its unit: the same ratios; electricity does not move.
#[test]
fn classes_of_one_carrier() {
    let patched = known()
        .replace("hand.toml", "improvement     =", "class-carriers  = [\"coal\"]\nimprovement     =")
        .replace("hand.toml", "intensity    = 0.9", "intensity    = \"13.5 GJ/t\"")
        .replace("hand.toml", "intensity    = 1.0", "intensity    = \"15 GJ/t\"")
        .replace("hand.toml", "intensity    = 1.1", "intensity    = \"16.5 GJ/t\"")
        .append("hand.toml", &lever("up", "class-share", "benchmark", "2021 = 0.5"));
    let run = run(patched);
    agrees(run.at("Energy|Coal", 2021), COAL[0] * 0.975 / 1.025 * IRON[0] * MT, EXACT);
    agrees(run.at("Electricity|Gross|Furnace", 2021), 0.198 * IRON[0] * 1e6, EXACT);
}

/// Shares count nameplate capacity; means count what capacity can make. The best furnace makes twice its
/// nameplate: mean of the base fleet (2·0.9 + 1·1.0 + 2·1.1)/5 = 1.0. With 1 Mt of the worst at the benchmark:
/// (2·0.9 + 1·1.0 + 1·0.9 + 1·1.1)/5 = 0.96.
#[test]
fn shares_are_of_nameplate_and_means_of_potential() {
    let corrected =
        "\n[fleet.corrections.best]\nunits = [\"F1\"]\nfactor = { value = 2, source = \"hand\" }\n";
    let up = lever("up", "class-share", "benchmark", "2021 = 0.5");
    let run = run(known().append("hand.toml", &(up + corrected)));
    all_agree(shares(&run, 2020), [25.0, 25.0, 50.0]);
    all_agree(shares(&run, 2021), [50.0, 25.0, 25.0]);
    agrees(run.at("Energy|Coal", 2020), 15.0 * 2.7 * MT, EXACT);
    agrees(run.at("Energy|Coal", 2021), COAL[0] * 0.96 * IRON[0] * MT, EXACT);
}

/// A new furnace of 2 Mt at 0.8 of the fleet, in the best class: (4·14.85 + 2·14.85·0.8·0.9/1.025)/6.
#[test]
fn classes_multiply_with_vintages() {
    let new = "\n[[projects]]\nid = \"f4\"\ncluster = \"works\"\nprocess = \"furnace\"\ncapacity = \"2 Mt\"\nyear = 2021\nbuilt = true\nsource = \"hand\"\n";
    let patched =
        known().replace("hand.toml", "improvement     =", "new-vintage     = 0.8\nimprovement     =");
    let mean = COAL[0] * (4.0 + 2.0 * 0.8 * 0.9 / 1.025) / 6.0;
    agrees(run(patched.append("hand.toml", new)).at("Energy|Coal", 2021), mean * IRON[0] * MT, EXACT);
}

/// A limit solves on the mean that classes leave. As in tests/hand.rs, with 80 % at the benchmark: scalable in
/// 2022 are 0.0306 of the converter and 1.30108275 · 0.92/1.025 of the furnace, fixed 0.02655.
#[test]
fn a_limit_sees_the_mean() {
    let limit = "\n[[limits]]\nid = \"long\"\ntitle = { zh = \"长流程\", en = \"Long route\" }\nregion = \"here\"\nroute = \"long\"\nboundary = \"all\"\nmetric = \"co2\"\nlimit = \"0.9 tCO2/t\"\nby = 2022\nsource = \"hand\"\n";
    let up = lever("up", "class-share", "benchmark", "2021 = 0.5, 2022 = 0.8");
    let run = run(known().append("hand.toml", &(up + limit)));
    let scalable = 0.0306 + 1.30108275 * 0.92 / 1.025;
    agrees(run.central.factors[0][2], (0.9 - 0.02655) / scalable, EXACT);
    agrees(run.at("Intensity|CO2|Long|All", 2022), 0.9, EXACT);
}

/// Furnaces of unknown class are split by declared shares: the same numbers as known ones. How capacity is cut
/// into units changes nothing.
#[test]
fn unknown_classes_are_split() {
    let split = CLASSES
        .replace(
            "intensity    = 0.9",
            "intensity    = 0.9\nunclassified = { value = 0.25, source = \"hand\" }",
        )
        .replace(
            "intensity    = 1.0",
            "intensity    = 1.0\nunclassified = { value = 0.25, source = \"hand\" }",
        )
        .replace(
            "intensity    = 1.1",
            "intensity    = 1.1\nunclassified = { value = 0.5, source = \"hand\" }",
        );
    let up = lever("up", "class-share", "benchmark", "2021 = 0.5, 2022 = 0.8");
    let unknown = run(fleet(["", "", ""]).append("hand.toml", &(split.clone() + &up)));
    let known = run(known().append("hand.toml", &up));
    let rows = Patched::new("hand").append("hand.toml", &(split + &up));
    let one = run(rows);
    for (s, series) in known.model.series.iter().enumerate() {
        for year in 2020..=2022 {
            let expected = known.central.series[s][(year - 2020) as usize];
            agrees(unknown.at(&series.name, year) + 1.0, expected + 1.0, 1e-9);
            agrees(one.at(&series.name, year) + 1.0, expected + 1.0, 1e-9);
        }
    }
}

/// A target on a share that a lever of the same scenario sets is imposed: on the class, on it or a better one,
/// and on the next worse class, whose better bound the lever moves.
#[test]
fn targets_set_by_a_lever_are_imposed() {
    let target = |id: &str, metric: &str, must: &str| {
        format!(
            "\n[[targets]]\nid = \"{id}\"\ntitle = {{ zh = \"目标\", en = \"Goal\" }}\nmetric = \"{metric}\"\nplace = \"here\"\nmust = \"{must}\"\nyear = 2022\nsource = \"hand\"\n"
        )
    };
    let more = lever("none", "below-class-share", "between", "2021 = 0.2, 2022 = 0")
        + &target("bench", "Class Share|Furnace|Benchmark", ">= 70 %")
        + &target("better", "Class Share|Furnace|Between|Or Better", ">= 100 %")
        + &target("below", "Class Share|Furnace|Below", "= 0 %");
    let run = run(known().append("hand.toml", &more));
    let all: Vec<usize> = (0..run.model.series.len()).collect();
    let read = |id: &str| {
        let readers = target::readers(&run.model, &all);
        let found =
            readers.into_iter().find(|r| run.model.scenario.targets[r.target].id == id).expect("a target");
        (found.attains(found.read(|t| run.central.series[found.series][t])), found.imposed_by)
    };
    assert_eq!(read("bench"), (false, None));
    assert_eq!(read("better"), (true, Some("levers.none".to_owned())));
    assert_eq!(read("below"), (true, Some("levers.none".to_owned())));
}

/// What `check` says: shares of the base fleet, what each class takes of the mean (0.9, 1.0 and 1.1 over 1.025), and what
/// is not known. Then a warning of a lever that begins with a step: 70 % in 2021 after 25.
#[test]
fn check_lists_classes_and_steps() {
    let step = lever("up", "class-share", "benchmark", "2021 = 0.7");
    let run = run(known().append("hand.toml", &step));
    let readings = dafeng::analysis::classes::classes(&run.model);
    assert_eq!(readings.len(), 1);
    let line = |lang| text::classes_line(&readings[0], &run.model.scenario, lang);
    assert_eq!(
        line(Lang::En),
        "Furnace, Here, of capacity: Benchmark 25.0% (takes 87.8% of the mean), Between 25.0% (takes 97.6% of the mean), Below 50.0% (takes 107.3% of the mean)"
    );
    assert_eq!(
        line(Lang::Zh),
        "此地高炉产能：标杆 25.0%（单耗为均值的 87.8%），中间 25.0%（单耗为均值的 97.6%），基准以下 50.0%（单耗为均值的 107.3%）"
    );
    let found = dafeng::analysis::warnings::warnings(&run.model, &run.central);
    let steps: Vec<_> =
        found.iter().filter_map(|f| if let Finding::Jump(j) = f { Some(j) } else { None }).collect();
    let of_lever = steps.iter().find(|j| j.address == "levers.up.here").expect("a step");
    assert_eq!((of_lever.observed, of_lever.first), (0.25, 0.7));
}

/// Without uncertainty every draw is the central run, retrofits included.
#[test]
fn without_uncertainty_the_fan_has_no_width() {
    let up = lever("up", "class-share", "benchmark", "2021 = 0.5, 2022 = 0.8");
    let run = run(known().append("hand.toml", &up));
    let ensemble = simulate(&run.model, Design::random(20, 4), |_| true).expect("not stopped");
    for (position, &series) in ensemble.series.iter().enumerate() {
        for (t, summary) in ensemble.summaries[position].iter().enumerate() {
            assert_eq!(summary.sd, 0.0, "{}", run.model.series[series].name);
            assert_eq!(summary.quantiles[3], f64::from(run.central.series[series][t] as f32));
        }
    }
}

/// An uncertain split opens the year after history, keeps the mean where it was, and its draws are whole.
#[test]
fn an_uncertain_split_is_drawn() {
    let split = CLASSES
        .replace(
            "intensity    = 0.9",
            "intensity    = 0.9\nunclassified = { value = 0.2, low = 0.1, high = 0.4, source = \"hand\" }",
        )
        .replace(
            "intensity    = 1.0",
            "intensity    = 1.0\nunclassified = { value = 0.3, source = \"hand\" }",
        )
        .replace(
            "intensity    = 1.1",
            "intensity    = 1.1\nunclassified = { value = 0.5, source = \"hand\" }",
        );
    let model = fleet(["", "", ""]).append("hand.toml", &split).compile("hand.toml");
    assert!(!model.fleet.certain);
    let ensemble = simulate(&model, Design::random(64, 2), |_| true).expect("not stopped");
    let kept = kept_series(&model);
    let summary = |name: &str, t: usize| {
        let series = kept.iter().position(|&s| model.series[s].name == name).expect("kept");
        ensemble.summaries[series][t]
    };
    assert_eq!(summary("Class Share|Furnace|Benchmark", 0).sd, 0.0);
    assert!(summary("Class Share|Furnace|Benchmark", 1).sd > 0.01);
    // Only what is drawn moves: the process takes what it is written to take.
    assert!(summary("Emissions|CO2", 2).sd < 1e-6 * summary("Emissions|CO2", 2).mean);
    let whole: f64 = ["Benchmark", "Between", "Below"]
        .map(|c| summary(&format!("Class Share|Furnace|{c}"), 1).mean)
        .iter()
        .sum();
    agrees(whole, 1.0, 1e-9);
}

/// Certain levers and classes leave the fleet the same in every draw; an uncertain lever does not.
#[test]
fn a_certain_fleet_is_computed_once() {
    let up = lever("up", "class-share", "benchmark", "2021 = 0.5");
    assert!(known().append("hand.toml", &up).compile("hand.toml").fleet.certain);
    let drawn = up.replace(
        "source = \"hand\"",
        "uncertain = { uniform = { low = 0.9, high = 1.1 }, on = \"multiplier\" }, source = \"hand\"",
    );
    assert!(!known().append("hand.toml", &drawn).compile("hand.toml").fleet.certain);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever is asked: shares add up to 1, what is asked holds, and as long as nothing retires or is built no
    /// share at or above a class falls and the mean never rises.
    #[test]
    fn shares_are_whole_and_only_rise(
        asked in proptest::array::uniform4(0.0..1.0f64),
        capacity in proptest::array::uniform3(0.05..3.0f64),
    ) {
        let levers = lever("up", "class-share", "benchmark", &format!("2021 = {}, 2022 = {}", asked[0], asked[1]))
            + &lever("none", "below-class-share", "between", &format!("2021 = {}, 2022 = {}", asked[2], asked[3]));
        let patched = known().append("hand.toml", &levers);
        let patched = ["F1", "F2", "F3"].iter().zip(["1000000", "1000000", "2000000"]).zip(capacity).fold(
            patched,
            |patched, ((id, old), new)| {
                let head = format!("{id},{id},works,furnace,");
                patched.replace("units.csv", &format!("{head}{old}"), &format!("{head}{}", new * MT))
            },
        );
        let run = run(patched);
        let better = |class: &str, year| run.at(&format!("Class Share|Furnace|{class}|Or Better"), year);
        let coal = |year| run.at("Energy|Coal", year) / run.at("Production|Iron", year) / 0.99_f64.powi(year - 2020);
        for year in 2020..=2022 {
            prop_assert!((shares(&run, year).iter().sum::<f64>() - 100.0).abs() < 1e-9);
        }
        for (year, up, below) in [(2021, asked[0], asked[2]), (2022, asked[1], asked[3])] {
            prop_assert!(better("Benchmark", year) >= up && better("Between", year) >= 1.0 - below - 1e-15);
            prop_assert!(better("Benchmark", year) >= better("Benchmark", year - 1) - 1e-12);
            prop_assert!(better("Between", year) >= better("Between", year - 1) - 1e-12);
            prop_assert!(coal(year) <= coal(year - 1) * (1.0 + 1e-12));
        }
    }
}
