//! Scrap from cohorts in use (MODEL section 7).

mod common;

use common::{Patched, Run, agrees};

const MT: f64 = 1e6;

fn with(in_use: &str) -> Run {
    let patched = Patched::new("hand")
        .replace("hand.toml", "end      = 2022", "end      = 2030")
        .replace("hand.toml", "in-force = [2018, 2022]", "in-force = [2018, 2030]")
        .append("hand.toml", &format!("\n[scrap.old.in-use.here]\nsource = \"hand\"\n{in_use}\n"));
    Run::new(patched.compile("hand.toml"))
}

/// A fixed life of 5 and inflow 1 … 10 from 2021 on: in use 1 3 6 10 15 20 25 30 35 40, going out
/// 0 0 0 0 0 1 2 3 4 5.
#[test]
fn a_fixed_life() {
    let inflow: Vec<String> = (1..=10).map(|i| format!("{} = \"{i} Mt\"", 2020 + i)).collect();
    let run = with(&format!("inflow = {{ path = {{ {} }} }}\nmean-life = \"5 a\"", inflow.join(", ")));
    let in_use = [1.0, 3.0, 6.0, 10.0, 15.0, 20.0, 25.0, 30.0, 35.0, 40.0];
    let outflow = [0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 2.0, 3.0, 4.0, 5.0];
    for t in 0..10 {
        let year = 2021 + t as i32;
        agrees(run.at("In-Use Stock|Scrap", year), in_use[t] * MT, 1e-12);
        agrees(run.at("Scrap|Supply|Scrap", year) + MT, (outflow[t] + 1.0) * MT, 1e-12);
    }
}

/// 10 Mt of age 3 at the close of 2020 with a life of 5 go out in 2022, when they are 5. Nine tenths are
/// collected, 0.2 Mt are sold, and new scrap is 5 % of the 3.6 Mt of steel made in 2021.
#[test]
fn opening_recovery_trade_and_new_scrap() {
    let run = with(
        "inflow = \"0 t\"\nmean-life = \"5 a\"\nopening = { 3 = \"10 Mt\" }\nrecovery = 0.9\nnet-trade = \"-0.2 Mt\"\nnew-scrap = 0.05",
    );
    agrees(run.at("In-Use Stock|Scrap", 2020), 10.0 * MT, 1e-12);
    agrees(run.at("In-Use Stock|Scrap", 2021), 10.0 * MT, 1e-12);
    let made = run.at("Production|Steel", 2021);
    agrees(run.at("Scrap|Supply|Scrap", 2022), 10.0 * 0.9 * MT - 0.2 * MT + 0.05 * made, 1e-12);
    assert!(run.central.closures.iter().all(|residual| *residual < 1e-9));
}

/// A Weibull life with shape 1 is exponential: λ = mean/Γ(2) = mean. Of 10 Mt of age 0, e^(−1/10) is left
/// after a year with a mean of 10.
#[test]
fn a_weibull_life() {
    let run = with("inflow = \"0 t\"\nmean-life = \"10 a\"\nshape = 1\nopening = { 0 = \"10 Mt\" }");
    agrees(run.at("In-Use Stock|Scrap", 2021), 10.0 * MT * (-0.1_f64).exp(), 1e-12);
    agrees(run.at("In-Use Stock|Scrap", 2025), 10.0 * MT * (-0.5_f64).exp(), 1e-12);
}
