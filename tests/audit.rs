//! Where the plan of Guangxi does not add up, as the program finds it, against the arithmetic of the
//! plan itself.

mod common;

use dafeng::analysis::{
    CreditsNeeded, Finding, LimitReading, PlannedCapacity, ShareOfFleet, audit, warnings,
};
use dafeng::domain::Year;
use dafeng::model::Model;
use dafeng::report::text::{self, Lang};
use dafeng::simulation::{Central, central};
use std::path::Path;

fn guangxi() -> (Model, Central) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/guangxi/steel-baseline.toml");
    let model = common::compile(&path, &[]);
    let central = central(&model);
    (model, central)
}

fn near(found: f64, expected: f64, tolerance: f64) -> bool {
    (found - expected).abs() <= tolerance
}

/// 20 + 6, 22 + 3 and 9 Mt are 60; 34.52 Mt were made and 26 used in 2020, 30 are to be used in 2025.
#[test]
fn capacity_against_consumption() {
    let (model, central) = guangxi();
    let all = audit::audit(&model, &central);
    let planned: Vec<&PlannedCapacity> = all
        .iter()
        .filter_map(|f| match f {
            Finding::PlannedCapacity(planned) => Some(planned),
            _ => None,
        })
        .collect();
    assert_eq!(planned.len(), 1);
    let plan = planned[0];
    assert_eq!((plan.year, plan.clusters.len(), plan.planned), (Year(2025), 3, 60e6));
    assert_eq!(plan.consumption, Some((26e6, 30e6)));
    assert!(near(plan.output.0, 34.5223e6, 1.0), "{}", plan.output.0);
}

/// Arc furnaces: 13.51 of 47.36 Mt are 28.5 %, 3.1 of 30.92 Mt made 10 %; 9 of 60 Mt are 15 %.
#[test]
fn a_share_of_output_is_no_share_of_capacity() {
    let (model, central) = guangxi();
    let share: Option<ShareOfFleet> = audit::audit(&model, &central).into_iter().find_map(|f| match f {
        Finding::ShareOfFleet(share) => Some(share),
        _ => None,
    });
    let share = share.expect("the share is found");
    assert!(near(share.output, 3.1 / 30.9223, 1e-6), "{}", share.output);
    assert!(near(share.capacity_of_sum.expect("crude steel").1, 0.285, 1e-3), "{:?}", share.capacity_of_sum);
    let (cluster, part) = share.named_cluster.expect("the short-process base");
    assert_eq!(model.scenario.clusters[cluster.0].id, "gx-steel-hezhou-guilin");
    assert!(near(part, 0.15, 1e-9));
}

/// 540 kgce/t over 579 and 1.8 t over 1.889 on the boundary where they were drawn.
#[test]
fn limits_against_the_base_year() {
    let (model, central) = guangxi();
    let limits = audit::limits_at_base(&model, &central);
    let factor = |id: &str| {
        let named = |l: &&LimitReading| model.scenario.limits[l.limit].id == id;
        limits.iter().find(named).expect("the limit").factor()
    };
    assert!(near(factor("gx-long-energy"), 0.93, 0.005), "{}", factor("gx-long-energy"));
    assert!(near(factor("gx-long-co2"), 0.95, 0.005), "{}", factor("gx-long-co2"));
}

/// The province closed 10 to 12 Mt of steel, its projects need about 26; the gap came from outside.
#[test]
fn credits_against_closures() {
    let (model, central) = guangxi();
    let steel: Option<CreditsNeeded> = audit::audit(&model, &central).into_iter().find_map(|f| match f {
        Finding::Credits(credits) if credits.groups.len() == 2 => Some(credits),
        _ => None,
    });
    let steel = steel.expect("the ledgers of carbon and stainless steel together");
    assert_eq!(steel.years, (Year(2021), Year(2025)));
    assert!(near(steel.spent, 26e6, 0.5e6) && near(steel.earned, 12.4e6, 0.1e6), "{steel:?}");
    assert!(steel.bought > 13e6 && steel.flagged > 0.0 && steel.flagged < steel.bought, "{steel:?}");
}

/// Paths that begin where history ends are no jump, and a constant that does not is one.
#[test]
fn a_path_that_begins_elsewhere_is_told() {
    let template = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/template/scenario.toml");
    let jumps = |set: &[(&str, &str)]| {
        let model = common::compile(&template, set);
        let central = central(&model);
        let found = warnings::warnings(&model, &central).into_iter().filter_map(|f| match f {
            Finding::Jump(jump) => Some(jump.address),
            _ => None,
        });
        found.collect::<Vec<String>>()
    };
    assert_eq!(jumps(&[]), Vec::<String>::new());
    assert_eq!(jumps(&[("levers.arc-share.example@2020", "30 %")]), ["levers.arc-share.example"]);
    assert_eq!(jumps(&[("demand.steel.example@2020", "700 万吨")]), ["demand.steel.example"]);
}

/// Strict is strict: a lever that sits on the bound misses the target, and the check says why.
#[test]
fn a_lever_on_a_strict_bound_is_told() {
    let small = common::fixtures().join("small/small.toml");
    let set = [("levers.arc-share.guangxi@2030", "20 %"), ("demand.carbon-steel.guangxi@2030", "180 万吨")];
    let model = common::compile(&small, &set);
    let found = warnings::warnings(&model, &central(&model));
    let on_bound = found.iter().find(|f| matches!(f, Finding::OnTheBound { .. })).expect("it is told");
    let words = text::finding(on_bound, &model.scenario, Lang::En);
    assert!(words.contains("levers.arc-share"), "{words}");
}

/// Every finding has words in both languages, with the names of the scenario.
#[test]
fn findings_speak_both_languages() {
    let (model, central) = guangxi();
    let all = [audit::audit(&model, &central), warnings::warnings(&model, &central)].concat();
    assert!(all.len() > 5);
    for finding in &all {
        let [zh, en] = Lang::ALL.map(|lang| text::finding(finding, &model.scenario, lang));
        assert_ne!(zh, en);
        assert!(!zh.contains("NaN") && !en.contains("NaN"), "{en}");
    }
}
