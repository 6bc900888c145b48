//! Solving: linear cases worked out by hand, what cannot be met, what is not monotone, intervals, bad conditions.

mod common;

use assert_cmd::Command;
use common::{compile, fixtures};
use dafeng::analysis::solve::{Answer, Condition, Question, Solution, lever};
use dafeng::ensemble::Design;
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
