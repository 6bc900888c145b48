//! Solving: linear cases worked out by hand, what cannot be met, what is not monotone, intervals, bad conditions.

mod common;

use assert_cmd::Command;
use common::{compile, fixtures};
use dafeng::analysis::solve::{Answer, Condition, Question, Solution, lever};
use dafeng::ensemble::study::{Outcome, Spread, Study, StudyError, Varied};
use dafeng::ensemble::{Design, Method};
use dafeng::model::Model;
use dafeng::scenario::Options;

fn solve(model: &Model, levers: &[&str], until: &str, draws: u64) -> Solution {
    let path = fixtures().join("small/small.toml");
    let options = Options::default();
    let levers = levers.iter().map(|text| lever(text, model).unwrap_or_else(|fault| panic!("{fault:?}")));
    let question = Question {
        from: (&path, &options),
        model,
        levers: levers.collect(),
        condition: Condition::parse(until, model).unwrap_or_else(|fault| panic!("{fault:?}")),
        design: Design::random(draws, 1),
    };
    question.solve(&|_| true).unwrap_or_else(|error| panic!("{error}"))
}

fn small() -> Model {
    compile(&fixtures().join("small/small.toml"), &[])
}

/// Demand of carbon steel is 3.40 Mt in 2025 and 3.20 Mt in 2030, straight between: in 2028 it is 3.28 Mt. With x in 2030 it
/// is 3.40 + (x − 3.40)·3/5, which is 3.10 Mt at x = 2.90 Mt.
#[test]
fn a_straight_line_by_hand() {
    let found = solve(
        &small(),
        &["demand.carbon-steel.guangxi@2030=200 万吨:400 万吨"],
        "Demand|Carbon Steel@guangxi@2028 <= 3.1 Mt",
        1,
    );
    let Answer::Met { point, interval: None } = &found.answer else { panic!("{found:?}") };
    // Good to a 65 536th of the way from 320 to 200.
    assert!((289.99..=290.0).contains(&point.at[0]), "{point:?}");
    assert!((point.fare.found - 3.1e6).abs() < 100.0, "{point:?}");
    assert_eq!((found.turns, found.scanned.len()), (None, 33));
}

/// The same line in draws: demand is lognormal of sigma 0.06 around it, so P(demand in 2030 <= 3.2 Mt) = 0.9 where the median
/// is 3.2·exp(−0.06·1.2815515655) = 2.9632 Mt.
#[test]
fn an_interval_covers() {
    let model = small();
    let until = "P(Demand|Carbon Steel@guangxi@2030 <= 3.2 Mt) >= 90 %";
    let found = solve(&model, &["demand.carbon-steel.guangxi@2030=200 万吨:400 万吨"], until, 4000);
    let Answer::Met { point, interval: Some((Some(possible), Some(certain))) } = &found.answer else {
        panic!("{found:?}")
    };
    let expected = 320.0 * (-0.06_f64 * 1.281_551_565_5).exp();
    assert!(certain < &point.at[0] && &point.at[0] < possible, "{certain} {point:?} {possible}");
    assert!((certain..=possible).contains(&&expected), "{certain} {expected} {possible}");
    // At 4000 draws the error of a share of 0.9 is 0.5 %, which is 1.6 ‰ of the median: four of them are 2.
    assert!(possible - certain < 4.0 && (point.at[0] - expected).abs() < 2.0);
    let (low, high) = point.fare.interval;
    assert!(low < 0.9 && point.fare.found >= 0.9 && high > 0.9);
}

#[test]
fn what_stands_and_what_cannot_be() {
    let model = small();
    let demand = "demand.carbon-steel.guangxi@2030=200 万吨:400 万吨";
    let found = solve(&model, &[demand], "Demand|Carbon Steel@guangxi@2030 <= 3.2 Mt", 1);
    assert!(matches!(&found.answer, Answer::Already(point) if point.at[0] == 320.0), "{found:?}");
    // No demand of 2030 within the range brings 2026, a fifth of the way, from 3.40 below 3.10 Mt: 3.40 − 1.40/5 = 3.12.
    let found = solve(&model, &[demand], "Demand|Carbon Steel@guangxi@2026 < 3.1 Mt", 1);
    let Answer::Cannot(best) = &found.answer else { panic!("{found:?}") };
    assert_eq!(best.at[0], 200.0);
    assert!((best.fare.found - 3.12e6).abs() < 1.0);
    let found = solve(&model, &[demand], "Demand|Carbon Steel@guangxi@2026 < 3.12001 Mt", 1);
    assert!(matches!(&found.answer, Answer::Met { point, .. } if (199.9..200.1).contains(&point.at[0])));
}

/// Demand in 2028 as a function of that of 2030 and of 2025: 3.1 Mt = 2/5·a + 3/5·b. On a grid of a hundred thousand tonnes
/// the point nearest to (340, 320) that is at or below it, each in parts of its range of 200, is b = 300, a = 320:
/// 2/5·320 + 3/5·300 = 308, at distance √(20² + 20²)/200; b = 290, a = 340 gives 310 at 30/200 and b = 300, a = 330 gives 312.
#[test]
fn two_levers_on_a_grid() {
    let range = |year: i32| format!("demand.carbon-steel.guangxi@{year}=200 万吨:400 万吨");
    let [first, second] = [range(2025), range(2030)];
    let found = solve(&small(), &[&first, &second], "Demand|Carbon Steel@guangxi@2028 <= 3.1 Mt", 1);
    let Answer::Met { point, .. } = &found.answer else { panic!("{found:?}") };
    assert_eq!(point.at, [320.0, 300.0]);
    assert_eq!(found.scanned.len(), 21 * 21);
}

/// The answer and the ends of the range are what the scenario gives that is loaded with them.
#[test]
fn an_answer_is_the_run_with_it() {
    let model = small();
    let lever = "processes.converter.inputs.hot-metal=0.891:1";
    let found = solve(&model, &[lever], "Use|Hot Metal@guangxi@2028 <= 1.58 Mt", 1);
    let Answer::Met { point, .. } = &found.answer else { panic!("{found:?}") };
    assert!(point.fare.found <= 1.58e6 && point.fare.found > 1.579e6, "{point:?}");
    for point in [point, &found.scanned[0], &found.scanned[32]] {
        let set = format!("{} t/t", point.at[0]);
        let model =
            compile(&fixtures().join("small/small.toml"), &[("processes.converter.inputs.hot-metal", &set)]);
        let series = model.series.iter().position(|s| s.name == "Use|Hot Metal").expect("a series");
        assert_eq!(dafeng::simulation::central(&model).series[series][8], point.fare.found, "{set}");
    }
}

/// What is wrong with levers and condition is told at once, with a caret under it.
#[test]
fn bad_questions_are_told() {
    let run = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dafeng"));
        let output =
            command.current_dir(fixtures().join("small")).args(["solve", "small.toml"]).args(arguments);
        let output = output.output().expect("it runs");
        assert_eq!(output.status.code(), Some(2), "{}", String::from_utf8_lossy(&output.stdout));
        String::from_utf8_lossy(&output.stderr).into_owned()
    };
    let cases: [(&str, &str, &[&str]); 9] = [
        (
            "levers.rebiuld.guangxi",
            "P(arc-203) >= 0.5",
            &["levers.rebuild.guangxi`?", "--until:1:3", "did you mean `arc-2030`?"],
        ),
        ("levers.arc-share.guangxi", "P(arc-2030) >= 0.5", &["is a path", "`levers.arc-share.guangxi@2025`"]),
        ("levers.arc-share.guangxi@2026", "P(arc-2030) >= 0.5", &["no knot at 2026"]),
        ("demand.carbon-steel.guangxi@2030", "P(arc-2030) >= 0.5", &["say how far it goes"]),
        ("levers.rebuild.guangxi=1:0", "P(arc-2030) >= 0.5", &["--lever:1:24", "the lesser first"]),
        (
            "levers.rebuild.guangxi",
            "P(peaked by 2031) >= 0.5",
            &["--until:1:13", "expected a year from 2020 to 2030"],
        ),
        (
            "levers.rebuild.guangxi",
            "P(peaked by 2025) >= 1.5",
            &["--until:1:22", "expected a share from 0 to 1"],
        ),
        ("levers.rebuild.guangxi", "Emissions|CO2@guangxi@2025 <= 3 GJ", &["--until:1:31", "a mass of CO2"]),
        (
            "levers.rebuild.guangxi",
            "Emissions|CO@guangxi@2025 <= 3 Mt",
            &["did you mean `Emissions|CO2@guangxi`?"],
        ),
    ];
    for (lever, until, expected) in cases {
        let text = run(&["--lever", lever, "--until", until]);
        for words in expected {
            assert!(text.contains(words), "{words} in {text}");
        }
    }
}

/// The command prints the answer in both languages.
#[test]
fn the_answer_is_told() {
    for (lang, words) in
        [("en", "Smallest change: demand.carbon-steel.guangxi@2030: 320 万吨 → 290"), ("zh", "最小改变")]
    {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dafeng"));
        let output = command
            .current_dir(fixtures().join("small"))
            .args(["solve", "small.toml", "--lever", "demand.carbon-steel.guangxi@2030=200 万吨:400 万吨"])
            .args(["--until", "Demand|Carbon Steel@guangxi@2028 <= 3.1 Mt", "--lang", lang])
            .output()
            .expect("it runs");
        let text = String::from_utf8_lossy(&output.stdout);
        assert!(text.contains(words), "{text} {}", String::from_utf8_lossy(&output.stderr));
    }
}

/// A lever that no tape holds: the greatest use of capacity in the observed year is held against what was observed, so each
/// value is a scenario of its own. In 2025 arc furnaces of 1.65 Mt make all they can, at half of what 2020 and 2030
/// (0.65) say: 1.65·(x + 0.65)/2 Mt, which is 1.1 Mt at x = 2·1.1/1.65 − 0.65 = 0.683333.
#[test]
fn a_lever_of_recompiled_scenarios() {
    let model = small();
    let address = "processes.arc-furnace.utilisation-max";
    let leaf = model.scenario.find_leaf(address).expect("a leaf");
    let varied = Varied::Written { leaf, knot: Some(2020), least: 0.4, greatest: 0.8 };
    let co2 = model.series.iter().position(|s| s.name == "Emissions|CO2").expect("a series");
    let outcome = Outcome::Value { series: co2, year: 5 };
    let refused = Study::new(&model, &[varied], &[outcome], Spread::central());
    assert_eq!(refused.err(), Some(StudyError::Compiled(address.to_owned())));

    let lever = format!("{address}@2020=0.4:0.8");
    let asked = "Production|Carbon Steel|Arc Furnace@guangxi@2025 >= 1.1 Mt";
    let found = solve(&model, &[&lever], asked, 1);
    let Answer::Met { point, .. } = &found.answer else { panic!("{found:?}") };
    let expected = 2.0 * 1.1 / 1.65 - 0.65;
    assert!((expected..expected + 0.25 / 65_000.0).contains(&point.at[0]), "{point:?}");
    assert_eq!((found.turns, found.scanned.len()), (None, 33));
}

/// A converter makes 0.985 t of iron out of 0.945·x + 0.96·0.15 t: below x = 0.889947 it makes iron out of nothing, and the scenario is refused: the lever goes no
/// further, and every answer is a scenario that loads.
#[test]
fn no_answer_is_refused() {
    let model = small();
    let address = "processes.converter.inputs.hot-metal";
    let asked = format!("{address}=0.5:1");
    let found = solve(&model, &[&asked], "Use|Hot Metal@guangxi@2028 <= 1.5 Mt", 1);
    let [cut] = found.cuts.as_slice() else { panic!("{found:?}") };
    let Answer::Cannot(best) = &found.answer else { panic!("{found:?}") };
    assert_eq!((best.at[0], cut.asked), (cut.at, 0.5));
    let expected = (0.985 - 0.96 * 0.15) / 0.945;
    assert!((expected - 1e-6..expected + 0.41 / 65_000.0).contains(&cut.at), "{cut:?}");
    let load = |x: f64| {
        let set = vec![(address.to_owned(), format!("{x} t/t"))];
        let options = Options { set, ..Options::default() };
        dafeng::scenario::load(&fixtures().join("small/small.toml"), &options)
    };
    assert!(load(cut.at).is_ok());
    // A 65 536th of the way further it is refused.
    assert!(load(cut.at - (0.91 - 0.5) / 60_000.0).is_err());
}

/// The same question of points of a Latin hypercube: the interval is that of their sixteen replicates, here narrower than
/// that of independent draws.
#[test]
fn intervals_follow_the_design() {
    let model = small();
    let path = fixtures().join("small/small.toml");
    let options = Options::default();
    let until = "P(Demand|Carbon Steel@guangxi@2030 <= 3.2 Mt) >= 90 %";
    let width = |method: Method| {
        let lever = lever("demand.carbon-steel.guangxi@2030=200 万吨:400 万吨", &model).expect("a lever");
        let question = Question {
            from: (&path, &options),
            model: &model,
            levers: vec![lever],
            condition: Condition::parse(until, &model).expect("a condition"),
            design: Design { draws: 1024, seed: 1, method },
        };
        let found = question.solve(&|_| true).expect("a solution");
        let Answer::Met { point, interval: Some((Some(possible), Some(certain))) } = &found.answer else {
            panic!("{found:?}")
        };
        let expected = 320.0 * (-0.06_f64 * 1.281_551_565_5).exp();
        assert!((point.at[0] - expected).abs() < 4.0, "{method:?} {point:?}");
        possible - certain
    };
    let (independent, strata) = (width(Method::Random), width(Method::LatinHypercube));
    // Demand is spread by one leaf alone, which strata cover evenly.
    assert!(strata < independent / 4.0, "{strata} {independent}");
}
