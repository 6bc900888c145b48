//! A run of a study is the plain run of the same values.

mod common;

use std::path::Path;

use common::{compile, fixtures};
use dafeng::ensemble::study::{Failure, Outcome, Reason, Spread, Study, StudyError, Varied};
use dafeng::ensemble::{Design, Method};
use dafeng::model::Model;
use dafeng::sampling::Sampler;
use dafeng::simulation::{self, workspace::Workspace};

fn small(set: &[(&str, &str)]) -> Model {
    compile(&fixtures().join("small/small.toml"), set)
}

/// Every series and year of a model.
fn everything(model: &Model) -> Vec<Outcome> {
    let years = move |series| (0..model.years()).map(move |year| Outcome::Value { series, year });
    (0..model.series.len()).flat_map(years).collect()
}

/// All series of the plain run of a draw, or of the written values; `[series][year]`.
fn plain(model: &Model, draw: Option<(Design, u64)>) -> Vec<f64> {
    let mut workspace = Workspace::new(model, (0..model.series.len()).collect());
    if let Some((design, draw)) = draw {
        Sampler::new(design, &model.parameters).fill(&model.parameters, draw, &mut workspace.draw);
    }
    simulation::run(model, &mut workspace);
    workspace.series
}

fn written(model: &Model, address: &str, knot: Option<i32>, (least, greatest): (f64, f64)) -> Varied {
    let leaf = model.scenario.find_leaf(address).unwrap_or_else(|| panic!("no {address}"));
    Varied::Written { leaf, knot, least, greatest }
}

fn same(run: &[f64], expected: &[f64], what: &str) {
    assert_eq!(run.len(), expected.len());
    for (at, (a, b)) in run.iter().zip(expected).enumerate() {
        // 0 and −0 are the same number, and so is no number.
        assert!(a == b || a.is_nan() && b.is_nan(), "{what}, place {at}: {a} against {b}");
    }
}

/// An outcome of each of some runs, turned to the values of each run.
fn of_run(found: &dafeng::ensemble::study::Found, run: usize) -> Vec<f64> {
    found.values.iter().skip(run).step_by(found.runs as usize).copied().collect()
}

/// Levers, a year of a path, a coefficient that is uncertain otherwise, a ratio and a delay that the fleet lives by: at
/// each point the study gives, bit for bit, what the scenario gives that is loaded with these settings, as written
/// and in a draw.
#[test]
fn a_run_is_the_run_of_a_scenario_with_these_settings() {
    let model = small(&[]);
    let varied = [
        written(&model, "levers.rebuild.guangxi", None, (0.1, 0.95)),
        written(&model, "levers.arc-share.guangxi", Some(2030), (0.1, 0.5)),
        written(&model, "levers.arc-share.guangxi", Some(2025), (0.1, 0.5)),
        written(&model, "processes.arc-furnace.carriers.electricity", None, (1.2, 2.0)),
        written(&model, "replacement.iron-other.ratio", None, (1.0, 2.0)),
        written(&model, "projects.new-furnace.delay", None, (0.0, 4.0)),
        written(&model, "demand.carbon-steel.guangxi", Some(2025), (2e6, 5e6)),
        written(&model, "processes.blast-furnace.life", None, (20.0, 40.0)),
    ];
    let points = [
        ["60 %", "25 %", "18 %", "480 kWh/t", "1.25", "0 a", "340 万吨", "30 a"],
        ["15 %", "45 %", "31 %", "520 kWh/t", "1.5", "3 a", "290 万吨", "22 a"],
        ["90 %", "12 %", "20 %", "390 kWh/t", "1", "1 a", "470 万吨", "37 a"],
    ];
    let loaded = points.map(|point| {
        small(&[
            ("levers.rebuild.guangxi", point[0]),
            ("levers.arc-share.guangxi@2030", point[1]),
            ("levers.arc-share.guangxi@2025", point[2]),
            ("processes.arc-furnace.carriers.electricity", point[3]),
            ("replacement.iron-other.ratio", point[4]),
            ("projects.new-furnace.delay", point[5]),
            ("demand.carbon-steel.guangxi@2025", point[6]),
            ("processes.blast-furnace.life", point[7]),
        ])
    });
    // The canonical numbers of the settings, as the loader reads them.
    let number = |model: &Model, varied: &Varied| {
        let Varied::Written { leaf, knot, .. } = *varied else { unreachable!() };
        model.scenario.leaf(leaf).path.at(knot.unwrap_or(2030)).expect("a level")
    };
    let varied = varied.map(|varied| {
        let at = loaded.iter().map(|model| number(model, &varied));
        let (least, greatest) = at.fold((f64::MAX, f64::MIN), |(l, g), x| (l.min(x), g.max(x)));
        let Varied::Written { leaf, knot, .. } = varied else { unreachable!() };
        Varied::Written { leaf, knot, least, greatest }
    });
    let numbers: Vec<Vec<f64>> =
        loaded.iter().map(|model| varied.iter().map(|varied| number(model, varied)).collect()).collect();
    let outcomes = everything(&model);

    let study = Study::new(&model, &varied, &outcomes, Spread::central()).expect("a study");
    let found = study.run(&numbers, &|_| true).expect("not stopped");
    assert_eq!(found.failures, []);
    for (run, model) in loaded.iter().enumerate() {
        same(&of_run(&found, run), &plain(model, None), &format!("written, run {run}"));
    }
    assert!(of_run(&found, 0) != of_run(&found, 1));

    let design = Design { draws: 300, seed: 7, method: Method::LatinHypercube };
    let study = Study::new(&model, &varied, &outcomes, Spread::drawn(design)).expect("a study");
    let found = study.ensembles(&numbers, 0..300, &|_| true, |_, found| found).expect("not stopped");
    for (point, model) in loaded.iter().enumerate() {
        assert_eq!(found[point].failures, []);
        for draw in [0, 17, 127, 128, 299] {
            let run = of_run(&found[point], draw);
            same(&run, &plain(model, Some((design, draw as u64))), &format!("point {point}, draw {draw}"));
        }
    }
}

/// Lognormal of median 1 and sigma 0.06 on the demand: its 97.5 % quantile is exp(0.06 · 1.959963984540054) =
/// 1.12480… times what is written, after the last observed year; all else is central, up to it everything is.
#[test]
fn a_quantile_is_that_of_the_leaf() {
    let model = small(&[]);
    let leaf = model.scenario.find_leaf("demand.carbon-steel.guangxi").expect("a leaf");
    let outcomes = everything(&model);
    let study = Study::new(&model, &[Varied::Quantile(leaf)], &outcomes, Spread::central()).expect("a study");
    let found = study.run(&vec![vec![0.975], vec![0.5]], &|_| true).expect("not stopped");
    same(&of_run(&found, 1), &plain(&model, None), "the median");
    // 3.40 Mt are written for 2025 and 3.20 Mt for 2030.
    let factor = (0.06_f64 * 1.959_963_984_540_054).exp();
    let demand = model.series.iter().position(|s| s.name == "Demand|Carbon Steel").expect("a series");
    let run = of_run(&found, 0);
    for (year, written) in [(5, 3.4e6), (10, 3.2e6)] {
        let called = run[demand * model.years() + year];
        assert!((called - written * factor).abs() < 1e-6, "{called}");
    }
    let base = plain(&model, None);
    for (a, b) in run.iter().zip(&base).step_by(model.years()) {
        assert!(a == b || a.is_nan() && b.is_nan());
    }
}

/// Whatever the threads, and however runs are cut; runs of the same draw share it.
#[test]
fn threads_change_nothing() {
    struct Mixed;
    impl dafeng::ensemble::study::Points for Mixed {
        fn runs(&self) -> u64 {
            9_000
        }
        fn point(&self, run: u64, at: &mut [f64]) {
            at[0] = 0.1 + 0.8 * ((run * 37 % 101) as f64 / 101.0);
        }
        fn draw(&self, run: u64) -> u64 {
            run * 7 % 50
        }
    }
    let model = small(&[]);
    let varied = [written(&model, "levers.rebuild.guangxi", None, (0.1, 0.9))];
    let co2 = model.series.iter().position(|s| s.name == "Emissions|CO2").expect("a series");
    let outcomes = [
        Outcome::Value { series: co2, year: 9 },
        Outcome::PeakYear { series: co2 },
        Outcome::PeakLevel { series: co2 },
        Outcome::PeakedBy { series: co2, year: 2022 },
        Outcome::TargetMargin(0),
        Outcome::TargetAttained(0),
    ];
    let design = Design::random(50, 3);
    let found = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
        let study = Study::new(&model, &varied, &outcomes, Spread::drawn(design)).expect("a study");
        pool.install(|| study.run(&Mixed, &|_| true)).expect("not stopped")
    };
    let (one, three) = (found(1), found(3));
    let bits = |values: &[f64]| values.iter().map(|x| x.to_bits()).collect::<Vec<_>>();
    assert_eq!(bits(&one.values), bits(&three.values));
    // Run 0 and run 5050 have the same point and the same draw.
    assert_eq!(one.of(0)[0], one.of(0)[5050]);
    assert!(one.of(5).iter().all(|x| *x == 0.0 || *x == 1.0));
    let of_target = one.of(4).iter().zip(one.of(5));
    assert!(of_target.clone().all(|(margin, attained)| *attained == f64::from(u8::from(*margin > 0.0))));
}

#[test]
fn what_cannot_be_varied_is_said() {
    let model = small(&[]);
    let leaf = |address: &str| model.scenario.find_leaf(address).expect("a leaf");
    let error = |varied: &[Varied]| {
        Study::new(&model, varied, &everything(&model), Spread::central()).err().expect("refused")
    };
    let grid = leaf("regions.guangxi.grid-factor");
    let rebuild = written(&model, "levers.rebuild.guangxi", None, (0.0, 1.0));
    assert_eq!(error(&[rebuild, rebuild]), StudyError::Twice("levers.rebuild.guangxi".to_owned()));
    let certain = error(&[Varied::Quantile(rebuild.leaf())]);
    assert_eq!(certain, StudyError::Certain("levers.rebuild.guangxi".to_owned()));
    let knot = error(&[Varied::Written { leaf: grid, knot: Some(2024), least: 0.1, greatest: 0.2 }]);
    assert_eq!(knot, StudyError::NoKnot { address: "regions.guangxi.grid-factor".to_owned(), year: 2024 });
    let range = error(&[written(&model, "levers.rebuild.guangxi", None, (0.0, 1.1))]);
    assert!(range.to_string().contains("from 0 to 1.1 leaves what is possible: 0 to 1"), "{range}");
    // What a target asks for is read once; hot metal per t of steel decides what was made of what in the base year.
    for address in ["targets.arc-2030.must", "processes.arc-furnace.utilisation-max"] {
        let found = error(&[written(&model, address, None, (0.5, 0.6))]);
        assert_eq!(found, StudyError::Compiled(address.to_owned()));
    }
    let nowhere = [Outcome::Value { series: 0, year: 99 }];
    let error = Study::new(&model, &[], &nowhere, Spread::central()).err();
    assert_eq!(error, Some(StudyError::Outcome(0)));
}

/// A number outside the bounds fails its run, with the reason, and no other.
#[test]
fn a_failed_run_is_data() {
    let model = small(&[]);
    let varied = [written(&model, "levers.rebuild.guangxi", None, (0.2, 0.8))];
    let co2 = model.series.iter().position(|s| s.name == "Emissions|CO2").expect("a series");
    let outcomes = [Outcome::Value { series: co2, year: 9 }];
    let study = Study::new(&model, &varied, &outcomes, Spread::central()).expect("a study");
    let points: Vec<Vec<f64>> = [0.3, 0.9, f64::NAN, 0.3].map(|x| vec![x]).to_vec();
    let found = study.run(&points, &|_| true).expect("not stopped");
    assert_eq!(found.failures.iter().map(|f| f.run).collect::<Vec<_>>(), [1, 2]);
    assert_eq!(found.failures[0], Failure { run: 1, reason: Reason::Outside { varied: 0, value: 0.9 } });
    assert!(found.of(0)[1].is_nan() && found.of(0)[2].is_nan() && found.of(0)[0] == found.of(0)[3]);
    assert!(study.run(&points, &|_| false).is_none());
}

/// On a province with calibration, ledgers and many metals: two levers and the ratio at which capacity is replaced.
#[test]
fn a_province_too() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/guangxi/steel-baseline.toml");
    let model = compile(&path, &[]);
    let levers = [("levers.arc-share.guangxi@2030", "31 %"), ("levers.rebuild-iron.guangxi", "42 %")];
    let loaded = compile(&path, &levers);
    let varied = [
        written(&model, "levers.arc-share.guangxi", Some(2030), (0.1, 0.5)),
        written(&model, "levers.rebuild-iron.guangxi", None, (0.0, 1.0)),
    ];
    let outcomes: Vec<Outcome> = everything(&model).into_iter().step_by(7).collect();
    let design = Design::random(1000, 1);
    let study = Study::new(&model, &varied, &outcomes, Spread::drawn(design)).expect("a study");
    let point = vec![
        loaded.scenario.leaf(varied[0].leaf()).path.at(2030).expect("a level"),
        loaded.scenario.leaf(varied[1].leaf()).path.at(2030).expect("a level"),
    ];
    let found = study.ensembles(&[point], 5..8, &|_| true, |_, found| found).expect("not stopped");
    for draw in 0..3 {
        let expected = plain(&loaded, Some((design, 5 + draw as u64)));
        let expected: Vec<f64> = expected.into_iter().step_by(7).collect();
        same(&of_run(&found[0], draw), &expected, &format!("draw {draw}"));
    }
}
