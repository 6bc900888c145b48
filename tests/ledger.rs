//! Capacity replacement, worked out on the fixture `hand` (MODEL section 5).

mod common;

use common::{Patched, Run, agrees};
use dafeng::simulation::journal::{Lack, ProjectOutcome, UnitEvent};

const MT: f64 = 1e6;

fn with(project: &str) -> Run {
    Run::new(Patched::new("hand").append("hand.toml", project).compile("hand.toml"))
}

/// An arc furnace of 4 Mt that replaces the 3.0 Mt converter C1 and builds what its credits cover.
fn replacing_c1(more: &str) -> Run {
    with(&format!(
        r#"
[[projects]]
id       = "new"
name     = "new arc furnace"
cluster  = "works"
process  = "arc"
capacity = "4 Mt"
year     = 2021
owner    = "owner-a"
replaces = ["C1"]
credits  = {{ shortfall = "scale" }}
source   = "hand"
{more}
"#
    ))
}

/// Retiring 3.0 Mt yields 2.000, 2.400, 2.727 or 3.000 Mt at 1.5, 1.25, 1.1 or 1.
#[test]
fn three_megatonnes_yield_by_the_ratio() {
    for (more, yields) in [("", 2.0), ("ratio = 1.25", 2.4), ("merged = true", 3.0 / 1.1), ("ratio = 1", 3.0)]
    {
        let run = replacing_c1(more);
        // One arc furnace of 1.0 Mt stands already; the other converter of 1.0 Mt stays.
        agrees(run.at("Capacity|Steel|Arc", 2021), (1.0 + yields) * MT, 1e-9);
        agrees(run.at("Capacity|Steel|Converter", 2021), 1.0 * MT, 1e-9);
        agrees(run.at("Credits|Steel-Making|Earned", 2021), 3.0 * MT, 1e-9);
        agrees(run.at("Credits|Steel-Making|Spent", 2021), 3.0 * MT, 1e-9);
        agrees(run.at("Credits|Steel-Making|Closing", 2021) + 1.0, 1.0, 1e-9);
    }
}

/// Two lots with different ratios for one project of 1.2 Mt: converter C2 (1.0 at 1.5) covers 0.666667,
/// arc furnace A1 (1:1) the other 0.533333; 0.466667 of A1's credits stay.
#[test]
fn each_lot_has_its_own_ratio() {
    let run = with(
        r#"
[[projects]]
id       = "new"
cluster  = "works"
process  = "arc"
capacity = "1.2 Mt"
year     = 2021
owner    = "owner-b"
replaces = ["C2", "A1"]
source   = "hand"
"#,
    );
    agrees(run.at("Capacity|Steel|Arc", 2021), 1.2 * MT, 1e-9);
    agrees(run.at("Credits|Steel-Making|Spent", 2021), (1.0 + 1.2 - 1.0 / 1.5) * MT, 1e-9);
    agrees(run.at("Credits|Steel-Making|Closing", 2021), (1.0 - (1.2 - 1.0 / 1.5)) * MT, 1e-9);
}

/// C2 closes in 2021 and earns 1.0; its owner's project of 2022 needs 0.4 · 1.5 = 0.6. A lot of
/// vintage 2021 with a validity of 2 can be spent through 2022; with a validity of 1 it lapses in 2021
/// and the project, which buys from nobody, is given up.
#[test]
fn a_lot_is_valid_for_so_many_years() {
    let run = |validity: &str| {
        let project = r#"
[[projects]]
id       = "new"
cluster  = "works"
process  = "arc"
capacity = "0.4 Mt"
year     = 2022
owner    = "owner-b"
source   = "hand"
"#;
        let patched = Patched::new("hand")
            .replace("units.csv", "2010,,,,owner-b,,", "2010,,,,owner-b,2021,")
            .replace("hand.toml", "validity        = 2", validity)
            .append("hand.toml", project);
        Run::new(patched.compile("hand.toml"))
    };
    let valid = run("validity        = 2");
    agrees(valid.at("Capacity|Steel|Arc", 2022), 1.4 * MT, 1e-9);
    // What is left of the lot lapses at the end of its last year.
    agrees(valid.at("Credits|Steel-Making|Lapsed", 2022), 0.4 * MT, 1e-9);
    let lapsed = run("validity        = 1");
    agrees(lapsed.at("Capacity|Steel|Arc", 2022), 1.0 * MT, 1e-9);
    agrees(lapsed.at("Credits|Steel-Making|Lapsed", 2021), 1.0 * MT, 1e-9);
    assert_eq!(lapsed.central.chronicle.projects[0].2, ProjectOutcome::Rejected(Lack::Credits));
}

/// Approved in 2019 (two years before it starts) within a suspension: refused, and C1 stays.
#[test]
fn a_suspension_refuses_what_is_approved_in_it() {
    let run = replacing_c1(
        "\n[[suspensions]]\nid = \"halt\"\ngroup = \"steel-making\"\nfrom = 2019\nto = 2019\nsource = \"hand\"\n",
    );
    agrees(run.at("Capacity|Steel|Converter", 2022), 4.0 * MT, 1e-9);
    assert_eq!(run.central.chronicle.projects[0].2, ProjectOutcome::Refused);
}

/// C2 of 1981 reaches 40 years in 2021. Half of its 1.0 Mt of credits is rebuilt, φ = 0.4 of that on
/// the clean process: arc 0.5 · 0.4 / 1.5 = 0.133333, converter 0.5 · 0.6 / 1.5 = 0.2. The other half
/// stays a lot and lapses at the end of 2022.
#[test]
fn rebuild_splits_between_clean_and_incumbent() {
    let levers = r#"
[levers.rebuild]
title = { zh = "重建", en = "Rebuild" }
kind  = "rebuild-share"
group = "steel-making"
here  = { value = 0.5, source = "hand" }

[levers.clean]
title = { zh = "清洁", en = "Clean" }
kind  = "clean-share"
group = "steel-making"
here  = { value = 0.4, source = "hand" }
"#;
    let patched =
        Patched::new("hand").replace("units.csv", "1000000,2010", "1000000,1981").append("hand.toml", levers);
    let run = Run::new(patched.compile("hand.toml"));
    agrees(run.at("Capacity|Steel|Arc", 2021), (1.0 + 0.2 / 1.5) * MT, 1e-9);
    agrees(run.at("Capacity|Steel|Converter", 2021), (3.0 + 0.3 / 1.5) * MT, 1e-9);
    agrees(run.at("Credits|Steel-Making|Closing", 2021), 0.5 * MT, 1e-9);
    agrees(run.at("Credits|Steel-Making|Lapsed", 2022), 0.5 * MT, 1e-9);
}

/// Without a rebuild rule the end of a life retires nothing: C2 runs one more campaign.
#[test]
fn without_a_rebuild_rule_a_unit_goes_on() {
    let patched = Patched::new("hand").replace("units.csv", "1000000,2010", "1000000,1981");
    let run = Run::new(patched.compile("hand.toml"));
    agrees(run.at("Capacity|Steel|Converter", 2022), 4.0 * MT, 1e-9);
    let extended = run.central.chronicle.units.iter().filter(|(_, _, e)| *e == UnitEvent::Extended).count();
    assert_eq!(extended, 1);
}

/// Credits bought from outside: 2 Mt at 1.5 needs 3.0 credits; the lever allows 1.5 a year. Waiting
/// does not help, since nothing is kept: a project that waits a year is covered by nobody and lapses;
/// one that scales gets 1.0 Mt.
#[test]
fn purchases_stop_at_the_quota() {
    let run = |shortfall: &str| {
        with(&format!(
            r#"
[levers.quota]
title = {{ zh = "指标", en = "Quota" }}
kind  = "quota-import"
group = "steel-making"
here  = {{ value = "1.5 Mt", source = "hand" }}

[[projects]]
id       = "new"
cluster  = "works"
process  = "arc"
capacity = "2 Mt"
year     = 2021
credits  = {{ seller = "outside", {shortfall} }}
source   = "hand"
"#
        ))
    };
    let scaled = run("shortfall = \"scale\"");
    agrees(scaled.at("Capacity|Steel|Arc", 2021), 2.0 * MT, 1e-9);
    agrees(scaled.at("Credits|Steel-Making|Bought", 2021), 1.5 * MT, 1e-9);
    let waits = run("shortfall = \"delay\", wait = 1");
    agrees(waits.at("Capacity|Steel|Arc", 2022), 1.0 * MT, 1e-9);
    let outcomes: Vec<_> = waits.central.chronicle.projects.iter().map(|p| p.2).collect();
    assert_eq!(outcomes, [ProjectOutcome::Waits(Lack::Credits), ProjectOutcome::Lapsed(Lack::Credits)]);
}

/// A project that stands already happens as dated; what its credits do not cover is booked to outside
/// and flagged.
#[test]
fn what_is_built_happens_as_dated() {
    let run = with(
        r#"
[[projects]]
id       = "standing"
cluster  = "works"
process  = "converter"
capacity = "2 Mt"
year     = 2021
owner    = "owner-b"
built    = true
replaces = ["C2"]
source   = "hand"
"#,
    );
    agrees(run.at("Capacity|Steel|Converter", 2021), 5.0 * MT, 1e-9);
    // 2 Mt at 1.5 needs 3.0; C2 gives 1.0.
    agrees(run.at("Credits|Steel-Making|Bought", 2021), 2.0 * MT, 1e-9);
    let flagged: Vec<_> = run.central.chronicle.entries.iter().filter(|(_, e)| e.flagged).collect();
    assert!(!flagged.is_empty());
}

/// A furnace of 4 Mt for C1, whose 3.0 credits build 2.0 Mt at 1.5. Without C1 there stand 2.0 Mt: a ceiling of 3.5 Mt leaves
/// 1.5, which credits cover; one of 5.5 Mt leaves 3.5, of which they cover 2.0; one of 9 Mt leaves room for all.
#[test]
fn what_a_project_lacks_is_told() {
    for (ceiling, built, lack) in
        [("3.5 Mt", 1.5, Lack::Ceiling), ("5.5 Mt", 2.0, Lack::Both), ("9 Mt", 2.0, Lack::Credits)]
    {
        let run = replacing_c1(&format!(
            "\n[levers.most]\ntitle = {{ zh = \"上限\", en = \"Most\" }}\nkind = \"capacity-ceiling\"\ngroup = \"steel-making\"\n\
             here = {{ value = \"{ceiling}\", source = \"hand\" }}\n"
        ));
        agrees(run.at("Capacity|Steel|Arc", 2021), (1.0 + built) * MT, 1e-9);
        let ProjectOutcome::Scaled(share, found) = run.central.chronicle.projects[0].2 else {
            panic!("{ceiling}: {:?}", run.central.chronicle.projects[0])
        };
        agrees(share, built / 4.0, 1e-9);
        assert_eq!(found, lack, "{ceiling}");
    }
}
