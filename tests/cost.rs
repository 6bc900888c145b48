//! Costs on the example that can be worked out on paper (`tests/fixtures/hand`, sums in `tests/hand.rs`): 3.0 Mt of converter
//! and 0.4 Mt of arc steel in 2020, 3.6 Mt called for in 2021 and 4.2 in 2022.

mod common;

use std::process::Command;

use common::{Patched, Run, agrees};
use dafeng::analysis::abatement::{self, Lever};
use dafeng::analysis::explain::Explainer;
use dafeng::analysis::{Finding, warnings};
use dafeng::domain::{Text, Year};
use dafeng::ensemble::{Design, simulate};
use dafeng::model::Model;
use dafeng::scenario::{Options, load_with};
use dafeng::simulation::draw::DrawValues;
use dafeng::units::Dimension;

const MT: f64 = 1e6;
const EXACT: f64 = 1e-9;

/// Capital recovery factor of the tables: 10 % over 15 years.
const CRF_15: f64 = 0.131_473_777;
/// 10 % over 20 years.
const CRF_20: f64 = 0.117_459_625;
/// The tables give nine digits.
const TABLE: f64 = 5e-9;

/// What everything costs: discount rate 10 %, power 0.6 CNY/kWh, gas 70, coal 30 CNY/GJ, scrap 2500 CNY/t, carbon 100 CNY/t
/// of which 90 % is free from 2021.
const COSTS: &str = r#"
[cost]
discount-rate = { value = "10 %/a", source = "hand" }
carbon-price.here = { value = "100 CNY/tCO2", source = "hand" }

[[allocations]]
id = "steel"
of = { tag = "electric" }
in-force = [2021, 2022]
share = 0.9
source = "hand"
"#;

const ARC: &str = "\n[processes.arc.cost]\ncapital = \"1000 CNY/t\"\nfixed = \"50 CNY/t\"\nvariable = \"200 CNY/t\"\nrecovery = \"15 a\"\nsource = \"hand\"\n";

const FURNACE: &str = "\n[processes.furnace.cost]\ncapital = \"1800 CNY/t\"\nvariable = \"900 CNY/t\"\nrecovery = \"15 a\"\nsource = \"hand\"\n";

const CONVERTER: &str = "\n[processes.converter.cost]\ncapital = \"450 CNY/t\"\nvariable = \"400 CNY/t\"\nrecovery = \"15 a\"\nsource = \"hand\"\n";

fn priced() -> Patched {
    let price =
        |key: &str, value: &str| format!("price.{key} = {{ value = \"{value}\", source = \"hand\" }}\n");
    Patched::new("hand")
        .replace(
            "hand.toml",
            "kind  = \"electricity\"\n",
            &("kind  = \"electricity\"\n".to_owned() + &price("here", "0.6 CNY/kWh")),
        )
        .replace(
            "hand.toml",
            "emission-factor = \"0.056 tCO2/GJ\"\n",
            &("emission-factor = \"0.056 tCO2/GJ\"\n".to_owned() + &price("all", "70 CNY/GJ")),
        )
        .replace(
            "hand.toml",
            "emission-factor = \"0.095 tCO2/GJ\"\n",
            &("emission-factor = \"0.095 tCO2/GJ\"\n".to_owned() + &price("all", "30 CNY/GJ")),
        )
        .replace(
            "hand.toml",
            "carbon = \"0.037 tCO2/t\"\nserves",
            &("carbon = \"0.037 tCO2/t\"\n".to_owned() + &price("here", "2500 元/t") + "serves"),
        )
        .append("hand.toml", &[COSTS, ARC, FURNACE, CONVERTER].concat())
}

fn run(patched: &Patched) -> Run {
    Run::new(patched.compile("hand.toml"))
}

/// A new furnace of 0.5 Mt/a in 2021, as dated.
const PROJECT: &str = "\n[[projects]]\nid = \"arc-2\"\nname = \"Arc 2\"\ncluster = \"works\"\nprocess = \"arc\"\ncapacity = \"0.5 Mt\"\nyear = 2021\nbuilt = true\nsource = \"hand\"\n";

/// An arc furnace by hand, 2021: capital 1000·0.131474/0.5, fixed 50/0.5, 200 of other cost, 1.1 t of scrap at 2500,
/// 0.4 GJ of gas at 70, 480 kWh at 0.6, and a tenth of 0.4·0.056 + 0.04 + 1.1·0.037 − 0.037 = 0.0661 t of CO2 at 100.
#[test]
fn levelised_cost_of_an_arc_furnace() {
    let run = run(&priced());
    let of = |part: &str| run.at(&format!("Levelised Cost|Steel|Arc{part}"), 2021);
    agrees(of("|Capital"), 1000.0 * CRF_15 / 0.5, TABLE);
    agrees(of("|Fixed"), 100.0, EXACT);
    agrees(of("|Variable"), 200.0, EXACT);
    agrees(of("|Scrap"), 2750.0, EXACT);
    agrees(of("|Fuel"), 28.0, EXACT);
    agrees(of("|Electricity"), 288.0, EXACT);
    agrees(of("|Carbon"), 0.661, EXACT);
    agrees(of("|Inputs"), 0.0, EXACT);
    agrees(of(""), 3_629.608_554, TABLE);
}

/// Iron has no price: a converter built in 2020 takes it at what a furnace needs: 1800·0.131474/0.9 + 900 + 15 GJ of
/// coal at 30 + half of 200 kWh at 0.6 = 1672.947554. Nobody allocates to converters: they pay for no carbon.
#[test]
fn what_has_no_price_costs_what_its_makers_need() {
    let run = run(&priced());
    let furnace = 1800.0 * CRF_15 / 0.9 + 900.0 + 450.0 + 60.0;
    agrees(run.at("Levelised Cost|Iron|Furnace", 2020), furnace, TABLE);
    agrees(run.at("Levelised Cost|Steel|Converter|Inputs", 2020), 0.9 * furnace, TABLE);
    // 450·0.131474/0.9 + 400 + 0.15 t of scrap at 2500 + 0.1 GJ of gas at 70 + 50 kWh at 0.6.
    let rest = 450.0 * CRF_15 / 0.9 + 400.0 + 375.0 + 7.0 + 30.0;
    agrees(run.at("Levelised Cost|Steel|Converter", 2020), 0.9 * furnace + rest, TABLE);
    // Coal and power of the furnace fall by 1 % a year.
    let next = 1800.0 * CRF_15 / 0.9 + 900.0 + 0.99 * 510.0;
    agrees(run.at("Levelised Cost|Iron|Furnace", 2021), next, TABLE);
}

/// A plant of another kind: electricity, an input with a price, a tier.
const POTLINE: &str = r#"
[commodities.ore]
title = { zh = "氧化铝", en = "Ore" }
trade = "traded"
price = { value = "2300 CNY/t", source = "hand" }

[commodities.metal]
title = { zh = "金属", en = "Metal" }

[processes.potline]
title    = { zh = "电解槽", en = "Potline" }
output   = "metal"
source   = "hand"
inputs   = { ore = 1.93 }
carriers = { electricity = "13500 kWh/t" }
process-co2     = { anode = "1.6 tCO2/t" }
utilisation-max = 0.95
life            = "40 a"
campaign        = "10 a"

[processes.potline.cost]
capital = "8000 CNY/t"
variable = "2500 CNY/t"
recovery = "20 a"
electricity-price.here = "0.45 CNY/kWh"
source = "hand"

[[electricity-tiers]]
id = "tier"
of = { process = "potline" }
in-force = [2021, 2021]
reference = "13300 kWh/t"
width = "20 kWh/t"
step = "0.01 CNY/kWh"
source = "hand"

[[allocations]]
id = "metal"
of = { process = "potline" }
in-force = [2021, 2022]
benchmark = "1.5 tCO2/t"
source = "hand"

[demand.metal]
here = { value = "0.09 Mt", source = "hand" }
"#;

fn potline() -> Patched {
    priced()
        .append("hand.toml", POTLINE)
        .append("units.csv", "P1,Potline 1,works,potline,100000,2015,,,,owner-a,,,,,hand,\n")
}

/// A potline by hand, 2021: 8000·0.11746/0.95 of capital, 1.93 t at 2300, 13.5 MWh at 450 and ten steps of 10 CNY/MWh for the
/// 200 kWh above 13 300, 1.6 t of CO2 of which 1.5 are free. In 2022 no tier is in force.
#[test]
fn levelised_cost_of_a_potline() {
    let run = run(&potline());
    let of = |part: &str, year: i32| run.at(&format!("Levelised Cost|Metal|Potline{part}"), year);
    agrees(of("|Capital", 2021), 8000.0 * CRF_20 / 0.95, TABLE);
    agrees(of("|Inputs", 2021), 4439.0, EXACT);
    agrees(of("|Electricity", 2021), 13.5 * 550.0, EXACT);
    agrees(of("|Carbon", 2021), 10.0, EXACT);
    agrees(of("", 2021), 8000.0 * CRF_20 / 0.95 + 4439.0 + 2500.0 + 7425.0 + 10.0, TABLE);
    agrees(of("|Electricity", 2022), 13.5 * 450.0, EXACT);
    agrees(run.at("Price|Electricity|Potline|Tier Adder", 2021), 100.0, EXACT);
    agrees(run.at("Price|Electricity|Potline", 2021), 550.0, EXACT);
    agrees(run.at("Price|Electricity|Potline", 2022), 450.0, EXACT);
    // 0.09 Mt are made.
    agrees(run.at("Cost|Metal|Potline|Electricity", 2021), 0.09 * MT * 7425.0, EXACT);
    agrees(run.at("Cost|Metal|Potline|Inputs", 2021), 0.09 * MT * 4439.0, EXACT);
    agrees(run.at("Emissions|CO2|Free Allocation|Potline", 2021), 0.135 * MT, EXACT);
    agrees(run.at("Cost|Metal|Potline|Carbon", 2021), (0.144 - 0.135) * MT * 100.0, EXACT);
    agrees(run.at("Cost|Metal|Potline|Carbon", 2020), 0.0, EXACT);
}

/// One kWh/t above the reference is a whole step, none on it: ceil.
#[test]
fn steps_begin_above_the_reference() {
    for (reference, adder) in
        [("13499 kWh/t", 10.0), ("13500 kWh/t", 0.0), ("13480 kWh/t", 10.0), ("13479 kWh/t", 20.0)]
    {
        let run = run(&potline().replace("hand.toml", "13300 kWh/t", reference));
        agrees(run.at("Price|Electricity|Potline|Tier Adder", 2021), adder, EXACT);
    }
}

/// Half of the capacity at 13 000 and half at 14 000 kWh/t: 13.5 on average, of which only the second half pays, 35 steps.
/// By electricity 14/27 of what is bought: 350·14/27 CNY/MWh.
#[test]
fn each_class_pays_its_own_tier() {
    let classes = "\nclass-carriers = [\"electricity\"]\n\n[[processes.potline.classes]]\nid = \"good\"\ntitle = { zh = \"好\", en = \"Good\" }\nintensity = \"13000 kWh/t\"\nunclassified = 0.5\n\n[[processes.potline.classes]]\nid = \"bad\"\ntitle = { zh = \"差\", en = \"Bad\" }\nintensity = \"14000 kWh/t\"\nunclassified = 0.5\n";
    let campaign = "life            = \"40 a\"\ncampaign        = \"10 a\"\n\n[processes.potline.cost]";
    let with =
        campaign.replace("\n\n[processes.potline.cost]", &format!("{classes}\n[processes.potline.cost]"));
    let run = run(&potline().replace("hand.toml", campaign, &with));
    agrees(run.at("Price|Electricity|Potline|Tier Adder", 2021), 350.0 * 14.0 / 27.0, EXACT);
    // What is built is of the best class: below the reference.
    agrees(run.at("Levelised Cost|Metal|Potline|Electricity", 2021), 13.0 * 450.0, EXACT);
}

/// 0.5 Mt/a built in 2021 at 1000 are paid back by 0.5·1000·0.131474 million a year from then on; the base fleet is sunk,
/// and 1.5 Mt/a cost 50 a year each from 2021.
#[test]
fn capital_is_paid_back() {
    let run = run(&priced().append("hand.toml", PROJECT));
    agrees(run.at("Cost|Steel|Arc|Capital", 2020), 0.0, EXACT);
    for year in [2021, 2022] {
        agrees(run.at("Cost|Steel|Arc|Capital", year), 0.5 * MT * 1000.0 * CRF_15, TABLE);
        agrees(run.at("Cost|Steel|Arc|Fixed", year), 1.5 * MT * 50.0, EXACT);
    }
    agrees(run.at("Cost|Steel|Arc|Fixed", 2020), 1.0 * MT * 50.0, EXACT);
    // Recovered in one year, it is paid back with a year's interest and no more.
    let short = priced().append("hand.toml", PROJECT).replace("hand.toml", ARC, &ARC.replace("15 a", "1 a"));
    let run = self::run(&short);
    agrees(run.at("Cost|Steel|Arc|Capital", 2021), 0.5 * MT * 1100.0, EXACT);
    agrees(run.at("Cost|Steel|Arc|Capital", 2022), 0.0, EXACT);
}

/// Furnace F1, 4 Mt/a of 2010, is relined every ten years, next in 2030; with a campaign of 11 years in 2021, at 300 a
/// yearly tonne over 11 years (10 %: 0.153963142).
#[test]
fn relines_are_paid_back_over_their_campaign() {
    let relined = FURNACE.replace("variable", "reline = \"300 CNY/t\"\nvariable");
    let patched = priced().replace("hand.toml", FURNACE, &relined).replace(
        "hand.toml",
        "carbon-out      = { tar = \"0.03 tCO2/t\" }\nown-electricity = 0.5\nutilisation-max = 0.9\nlife            = \"40 a\"\ncampaign        = \"10 a\"",
        "carbon-out      = { tar = \"0.03 tCO2/t\" }\nown-electricity = 0.5\nutilisation-max = 0.9\nlife            = \"40 a\"\ncampaign        = \"11 a\"\nrelined = true",
    );
    let run = run(&patched);
    agrees(run.at("Cost|Iron|Furnace|Capital", 2020), 0.0, EXACT);
    agrees(run.at("Cost|Iron|Furnace|Capital", 2021), 4.0 * MT * 300.0 * 0.153_963_142, 1e-8);
    // New capacity has one reline ahead within its 15 years, after 11: worth 300/1.1^11.
    let spent = 1800.0 + 300.0 / 1.1_f64.powi(11);
    agrees(run.at("Levelised Cost|Iron|Furnace|Capital", 2021), spent * CRF_15 / 0.9, TABLE);
}

/// A retrofit of a quarter of 0.1 Mt/a to the better class at 400 a yearly tonne, over 20 years.
#[test]
fn retrofits_are_paid_back() {
    let classes = "\nclass-carriers = [\"electricity\"]\n\n[[processes.potline.classes]]\nid = \"good\"\ntitle = { zh = \"好\", en = \"Good\" }\nintensity = \"13000 kWh/t\"\nunclassified = 0.5\nretrofit = \"400 CNY/t\"\n\n[[processes.potline.classes]]\nid = \"bad\"\ntitle = { zh = \"差\", en = \"Bad\" }\nintensity = \"14000 kWh/t\"\nunclassified = 0.5\n";
    let campaign = "life            = \"40 a\"\ncampaign        = \"10 a\"\n\n[processes.potline.cost]";
    let with =
        campaign.replace("\n\n[processes.potline.cost]", &format!("{classes}\n[processes.potline.cost]"));
    let lever = "\n[levers.better]\ntitle = { zh = \"改造\", en = \"Better\" }\nkind = \"class-share\"\nprocess = \"potline\"\nclass = \"good\"\nhere = { value = 0.75, source = \"hand\" }\n";
    let run = run(&potline().replace("hand.toml", campaign, &with).append("hand.toml", lever));
    agrees(run.at("Cost|Metal|Potline|Capital", 2020), 0.0, EXACT);
    agrees(run.at("Cost|Metal|Potline|Capital", 2022), 0.025 * MT * 400.0 * CRF_20, TABLE);
}

/// The bill of a region: its processes add up, and so do its parts. 3.0 Mt of converter steel in 2020 take 2.7 Mt of iron.
#[test]
fn parts_add_up_and_own_intermediates_count_once() {
    let run = run(&potline().append("hand.toml", PROJECT));
    for year in 2020..=2022 {
        let parts = ["Capital", "Fixed", "Variable", "Inputs", "Scrap", "Fuel", "Electricity", "Carbon"];
        let of = |name: &str| run.at(name, year);
        let processes = ["Steel|Converter", "Steel|Arc", "Iron|Furnace", "Metal|Potline"];
        let by_part: f64 = parts.iter().map(|part| of(&format!("Cost|{part}"))).sum();
        let by_process: f64 = processes.iter().map(|process| of(&format!("Cost|{process}"))).sum();
        agrees(by_part, of("Cost"), EXACT);
        agrees(by_process, of("Cost"), EXACT);
        for process in processes {
            let sum: f64 = parts.iter().map(|part| of(&format!("Cost|{process}|{part}"))).sum();
            agrees(sum, of(&format!("Cost|{process}")), EXACT);
            let output = of(&format!("Production|{process}"));
            agrees(of(&format!("Unit Cost|{process}")), sum / output, EXACT);
            let parts = parts.iter().map(|part| of(&format!("Levelised Cost|{process}|{part}")));
            agrees(parts.sum(), of(&format!("Levelised Cost|{process}")), EXACT);
        }
    }
    // Iron is made in the region: its cost stands with the furnace alone.
    agrees(run.at("Cost|Steel|Converter|Inputs", 2020), 0.0, EXACT);
    agrees(run.at("Cost|Iron|Furnace|Fuel", 2020), 2.7 * MT * 450.0, EXACT);
    agrees(run.at("Cost|Steel|Converter|Scrap", 2020), 3.0 * MT * 0.15 * 2500.0, EXACT);
    assert!(run.central.closures.iter().all(|gap| *gap < 1e-9), "{:?}", run.central.closures);
}

/// Without `[cost]` there is no series of it, whatever prices stand in the file; and every other series is as it was.
#[test]
fn without_costs_nothing_changes() {
    let plain = run(&Patched::new("hand"));
    let costed = run(&priced());
    let unasked = run(&priced().replace("hand.toml", COSTS, ""));
    assert_eq!(plain.model.series.len(), unasked.model.series.len());
    for (at, series) in plain.model.series.iter().enumerate() {
        let same = costed.model.find_series(&series.name, series.place).expect("kept");
        assert_eq!(costed.central.series[same], plain.central.series[at], "{}", series.name);
    }
    assert!(costed.model.series.iter().any(|series| series.dimension == Dimension::MONEY_PER_ELECTRICITY));
}

/// Converter C2, 1 Mt/a, closes in 2021 and all of it is rebuilt by cost.
fn choosing(lambda: &str) -> Patched {
    let choice = format!(
        "\n[groups.steel-making.choice]\nlambda = {lambda}\nreference = {{ value = \"3000 CNY/t\", source = \"hand\" }}\n"
    );
    let lever = "\n[levers.rebuild]\ntitle = { zh = \"重建\", en = \"Rebuild\" }\nkind = \"rebuild-share\"\ngroup = \"steel-making\"\nhere = { value = 1.0, source = \"hand\" }\n";
    priced().append("hand.toml", &(choice + lever)).replace(
        "units.csv",
        "C2,Converter 2,works,converter,1000000,2010,,,,owner-b,,",
        "C2,Converter 2,works,converter,1000000,2010,,,,owner-b,2021,",
    )
}

/// Levelised costs of 2021 by hand: an arc furnace needs 3629.608554; a converter 0.9 of a furnace's 263 + 900 + 504.9 …
/// With λ = 10 and 3000 of reference the odds are e^(−10·difference/3000), and 1 Mt of credits at 1.5 makes 0.667 Mt.
#[test]
fn routes_follow_cost() {
    let furnace = 1800.0 * CRF_15 / 0.9 + 900.0 + 0.99 * 510.0;
    let converter = 0.9 * furnace + 450.0 * CRF_15 / 0.9 + 400.0 + 375.0 + 7.0 + 30.0;
    let odds = (-10.0 * (3_629.608_554 - converter) / 3000.0_f64).exp();
    let share = odds / (1.0 + odds);
    assert!(0.01 < share && share < 0.4, "{share}");
    let run = run(&choosing("{ value = 10, source = \"hand\" }"));
    agrees(run.at("Route Share|Converter|Arc", 2021), share, 1e-7);
    agrees(run.at("Route Share|Converter|Converter", 2021), 1.0 - share, 1e-7);
    agrees(run.at("Capacity|Steel|Arc", 2021), (1.0 + share / 1.5) * MT, 1e-7);
    agrees(run.at("Capacity|Steel|Converter", 2021), (3.0 + (1.0 - share) / 1.5) * MT, 1e-7);
    // What is rebuilt is paid for.
    agrees(run.at("Cost|Steel|Arc|Capital", 2022), share / 1.5 * MT * 1000.0 * CRF_15, 1e-7);
    // Cost does not matter at all, or alone.
    let even = self::run(&choosing("{ value = 0, source = \"hand\" }"));
    agrees(even.at("Capacity|Steel|Arc", 2021), (1.0 + 0.5 / 1.5) * MT, EXACT);
    let least = self::run(&choosing("{ value = 10000, source = \"hand\" }"));
    agrees(least.at("Capacity|Steel|Arc", 2021), MT, EXACT);
}

/// A restricted route is not chosen, and the others share what it would have had.
#[test]
fn a_restricted_route_is_not_chosen() {
    let size = "life            = \"40 a\"\ncampaign        = \"10 a\"\n\n[routes.long]";
    let restriction =
        "\n[[restrictions]]\nid = \"small\"\nprocess = \"arc\"\nsize = \"< 100 t\"\nsource = \"hand\"\n";
    let patched = choosing("{ value = 0, source = \"hand\" }")
        .replace(
            "hand.toml",
            size,
            &size.replace("\n\n[routes.long]", "\nnew-build-size = \"50 t\"\n\n[routes.long]"),
        )
        .append("hand.toml", restriction);
    let run = run(&patched);
    agrees(run.at("Route Share|Converter|Arc", 2021), 0.0, EXACT);
    agrees(run.at("Route Share|Converter|Converter", 2021), 1.0, EXACT);
    agrees(run.at("Capacity|Steel|Converter", 2021), (3.0 + 1.0 / 1.5) * MT, EXACT);
}

/// Uncertain λ, price of power and discount rate spread what is built; every draw is that of the plain run, and closes.
#[test]
fn routes_and_costs_are_drawn() {
    let patched = choosing("{ value = 10, low = 3, high = 20, source = \"hand\" }")
        .replace("hand.toml", "value = \"0.6 CNY/kWh\"", "value = \"0.6 CNY/kWh\", low = \"0.4 CNY/kWh\", high = \"0.9 CNY/kWh\"")
        .replace("hand.toml", "value = \"10 %/a\"", "value = \"10 %/a\", low = \"5 %/a\", high = \"12 %/a\"")
        .replace("hand.toml", "recovery = \"15 a\"", "recovery = { value = \"15 a\", low = \"10 a\", high = \"22 a\" }")
        .replace(
            "hand.toml",
            "end      = 2022",
            "end      = 2022\nensemble-series = [\"Capacity|Steel|Arc@here\", \"Cost@here\", \"Levelised Cost|Steel|Arc@here\", \"Route Share|Converter|Arc@here\"]",
        );
    let model = patched.compile("hand.toml");
    assert!(!model.fleet.certain);
    let ensemble = simulate(&model, Design::random(256, 3), |_| true).expect("not stopped");
    let summary = |name: &str, year: usize| {
        let at = ensemble.series.iter().position(|&s| model.series[s].name == name).expect("kept");
        ensemble.summaries[at][year]
    };
    for name in ["Capacity|Steel|Arc", "Cost", "Levelised Cost|Steel|Arc", "Route Share|Converter|Arc"] {
        assert_eq!(summary(name, 0).sd, 0.0, "{name}");
        assert!(summary(name, 2).sd > 0.0, "{name}");
    }
    assert!(ensemble.closures.iter().all(|gap| *gap < 1e-9), "{:?}", ensemble.closures);
}

const RESPONSE: &str = "\n[[demand-responses]]\nid = \"steel\"\ncommodity = \"steel\"\nelasticity = { value = -0.5, source = \"hand\" }\npass-through = { value = 0.8, source = \"hand\" }\nreference = { value = \"2500 CNY/t\", source = \"hand\" }\n";

/// Of what could be made in 2021, 4 Mt/a·0.9 are converters' and 1 Mt/a·0.5 an arc furnace's. Their mean cost against 2500, of
/// which 80 % reaches buyers, to the power of −0.5: 3.6 Mt become less.
#[test]
fn demand_follows_cost() {
    let furnace = 1800.0 * CRF_15 / 0.9 + 900.0 + 0.99 * 510.0;
    let converter = 0.9 * furnace + 450.0 * CRF_15 / 0.9 + 400.0 + 375.0 + 7.0 + 30.0;
    let cost = (3.6 * converter + 0.5 * 3_629.608_554) / 4.1;
    let factor = (1.0 + 0.8 * (cost / 2500.0 - 1.0)).powf(-0.5);
    let run = run(&priced().append("hand.toml", RESPONSE));
    agrees(run.at("Demand Response|Steel", 2021), factor, 1e-7);
    agrees(run.at("Demand|Steel", 2021), 3.6 * MT * factor, 1e-7);
    // History is as observed.
    agrees(run.at("Demand|Steel", 2020), 3.4 * MT, EXACT);
    agrees(run.at("Demand Response|Steel", 2020), 1.0, EXACT);
    // Without pass-through nobody notices.
    let deaf = self::run(&priced().append("hand.toml", &RESPONSE.replace("value = 0.8", "value = 0")));
    agrees(deaf.at("Demand|Steel", 2021), 3.6 * MT, EXACT);
}

/// Demand of 3 Mt in both years, 5 % of it from arc furnaces; the policy doubles their share and halves the grid factor.
fn two_levers() -> Patched {
    let patched = priced()
        .replace("hand.toml", "2021 = \"3.6 Mt\", 2022 = \"4.2 Mt\"", "2021 = \"3 Mt\", 2022 = \"3 Mt\"")
        .replace("hand.toml", "{ 2021 = 0.15, 2022 = 0.20 }", "{ 2021 = 0.05, 2022 = 0.05 }");
    let policy = "[scenario]\nid = \"policy\"\nextends = \"hand.toml\"\n\n[levers.electric-share]\nhere = { path = { 2021 = 0.1, 2022 = 0.1 }, source = \"hand\" }\n\n[regions.here]\ngrid-factor = { value = \"0.25 tCO2/MWh\", source = \"hand\" }\n";
    std::fs::write(patched.path("policy.toml"), policy).expect("written");
    patched
}

const SHARE: &str = "levers.electric-share";
const GRID: &str = "regions.here.grid-factor";

/// A tonne moved from the long to the short route avoids, in 2021, 0.01415 + 0.9·(15·0.99·0.095 + 0.02) − 0.0661 = 1.235725 t and
/// 0.05 + 0.9·0.099 − 0.48 = −0.3409 MWh; in 2022 1.22302825 t and −0.341791 MWh. It costs 3266 against 812 + 0.9·1404.9
/// (2022: 0.9·1399.851). 0.15 Mt are moved a year. At 5 % the region buys 0.468435 and 0.46589565 TWh.
#[test]
fn two_levers_that_interact() {
    let patched = two_levers();
    let outcome = |addresses: &[&str]| {
        let (path, policy) = (patched.path("hand.toml"), patched.path("policy.toml"));
        let loaded = load_with(&path, (&policy, addresses), &Options::default());
        let model = Model::compile(loaded.unwrap_or_else(|p| panic!("{p}")).scenario).expect("it compiles");
        abatement::outcome(&model).expect("it has costs")
    };
    let lever = |address: &str| Lever { addresses: vec![address.to_owned()], title: Text::default() };
    let all = outcome(&[SHARE, GRID]);
    let alone = vec![Ok(outcome(&[SHARE])), Ok(outcome(&[GRID]))];
    let together = vec![Ok(outcome(&[SHARE])), Ok(all)];
    let years = (Year(2021), Year(2022));
    let curve =
        abatement::curve(vec![lever(SHARE), lever(GRID)], (outcome(&[]), all), alone, together, years);
    let [first, second] = [0, 1].map(|step: usize| {
        let step = &curve.steps[step];
        [&step.alone, &step.added].map(|tried| tried.clone().expect("it can be"))
    });
    let moved = 0.15 * MT;
    let share = moved * (1.235725 - 0.5 * 0.3409 + 1.22302825 - 0.5 * 0.341791);
    let grid = 0.25 * (0.468435 + 0.46589565) * MT;
    let interaction = 0.25 * moved * (0.3409 + 0.341791);
    let cost =
        moved * (3266.0 - 812.0 - 0.9 * 1404.9) / 1.1 + moved * (3266.0 - 812.0 - 0.9 * 1399.851) / 1.21;
    agrees(first[0].avoided, share, EXACT);
    agrees(second[0].avoided, grid, EXACT);
    agrees(second[1].avoided, grid + interaction, EXACT);
    agrees(curve.interaction.avoided, interaction, 1e-7);
    agrees(curve.whole.avoided, share + grid + interaction, EXACT);
    agrees(first[0].cost, cost, EXACT);
    agrees(first[0].per_tonne(curve.size()).expect("it avoids"), cost / share, EXACT);
    assert!(second[0].cost.abs() < 1.0);
    agrees(curve.whole.cost, cost, EXACT);
    // A tenth of what arc furnaces emit is paid for: the same before and after, and no cost of avoiding.
    let paid = moved * 0.1 * 0.0661 * 100.0 * (1.0 / 1.1 + 1.0 / 1.21);
    agrees(curve.whole.carbon, paid, 1e-7);
}

/// The command writes its table and chart, names what it took from the policy, and says what does not exist.
#[test]
fn the_command_draws_the_curve() {
    let patched = two_levers();
    let [hand, policy, out] = ["hand.toml", "policy.toml", "out"].map(|file| patched.path(file));
    let run = |more: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dafeng"));
        command.arg("abatement").args([&hand, &policy]).args(["--lang", "en", "--out"]).arg(&out).args(more);
        command.output().expect("it runs")
    };
    let told = run(&["--levers", &format!("{SHARE},{GRID}")]);
    assert!(told.status.success(), "{}", String::from_utf8_lossy(&told.stderr));
    let text = String::from_utf8(told.stdout).expect("UTF-8");
    assert!(text.contains("Electric Share") && text.contains("Interaction"), "{text}");
    let table = std::fs::read_to_string(out.join("abatement.csv")).expect("the table");
    assert_eq!(table.lines().count(), 1 + 2 * 3 + 2, "{table}");
    for file in ["charts/abatement.svg", "charts/abatement.png", "charts/abatement.csv", "manifest.json"] {
        assert!(out.join(file).is_file(), "{file}");
    }
    // By default it takes the levers in which they differ: the grid is none.
    let told = run(&[]);
    let text = String::from_utf8(told.stdout).expect("UTF-8");
    assert!(text.contains("Electric Share") && !text.contains("grid-factor"), "{text}");
    let told = run(&["--levers", "levers.electric-shar"]);
    assert_eq!(told.status.code(), Some(2));
    assert!(
        String::from_utf8_lossy(&told.stderr)
            .contains("neither scenario says anything at `levers.electric-shar`")
    );
}

/// The levers of [`two_levers_that_interact`] cost 150 000·(1189.59 / 1.1 + 1194.1341 / 1.21) = 310 249 971 CNY and avoid
/// 317 611.2 + 233 582.7 + 25 600.9 = 576 794.7 t: 538 CNY/t. In 2022 they avoid more than 0.1 Mt; the second target is met anyway.
#[test]
fn a_target_has_its_cost() {
    let emitted = run(&two_levers()).at("Emissions|CO2", 2022) / MT;
    let target = |id: &str, most: f64| {
        format!(
            "\n[[targets]]\nid = \"{id}\"\ntitle = {{ zh = \"{id}\", en = \"{id}\" }}\nmetric = \"Emissions|CO2\"\nplace = \"here\"\nmust = \"<= {most} Mt CO2\"\nyear = 2022\nsource = \"hand\"\n"
        )
    };
    let targets = target("reached", emitted - 0.1) + &target("easy", emitted + 1.0) + &target("missed", 0.01);
    let patched = two_levers().append("hand.toml", &targets);
    let [hand, policy, out] = ["hand.toml", "policy.toml", "out"].map(|file| patched.path(file));
    let mut command = Command::new(env!("CARGO_BIN_EXE_dafeng"));
    command.arg("abatement").args([&hand, &policy]).args(["--lang", "en", "--no-charts", "--out"]).arg(&out);
    command.args(["--levers", &format!("{SHARE},{GRID}")]);
    let told = command.output().expect("it runs");
    assert!(told.status.success(), "{}", String::from_utf8_lossy(&told.stderr));
    let text = String::from_utf8(told.stdout).expect("UTF-8");
    let line = "Target reached: missed by the baseline, met by all levers, at 538 CNY/t CO₂\n";
    assert!(text.contains(line), "{text}");
    assert_eq!(text.matches("Target ").count(), 1, "{text}");
}

/// A process that takes a carrier of the policy cannot be taken over without it: the curve has it as a bar of no width with the
/// reason, in the table, under the chart and in what is told; all together stand.
#[test]
fn a_lever_that_cannot_be_alone_has_its_reason() {
    let biogas = "\n[carriers.biogas]\ntitle = { zh = \"沼气\", en = \"Biogas\" }\nkind = \"fuel\"\nemission-factor = \"0 tCO2/GJ\"\nsource = \"hand\"\n\
                  [processes.arc.carriers]\nbiogas = \"0.1 GJ/t\"\n";
    let patched = two_levers().append("policy.toml", biogas);
    let [hand, policy, out] = ["hand.toml", "policy.toml", "out"].map(|file| patched.path(file));
    let mut command = Command::new(env!("CARGO_BIN_EXE_dafeng"));
    command.arg("abatement").args([&hand, &policy]).args(["--lang", "en", "--out"]).arg(&out);
    let levers = format!("processes.arc.carriers.biogas,carriers.biogas,{SHARE}");
    let told = command.args(["--levers", &levers]).output().expect("it runs");
    assert!(told.status.success(), "{}", String::from_utf8_lossy(&told.stderr));
    let text = String::from_utf8(told.stdout).expect("UTF-8");
    assert!(text.contains("cannot be alone (") && text.contains("`biogas`"), "{text}");
    let mut reader = csv::Reader::from_path(out.join("abatement.csv")).expect("the table");
    let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.expect("a row")).collect();
    let reason =
        |row: usize| (rows[row][2].to_owned(), rows[row][7].contains("biogas"), rows[row][3].is_empty());
    // Refused alone and as the first of all; with its carrier it stands.
    assert_eq!(reason(0), ("alone".to_owned(), true, true));
    assert_eq!(reason(1), ("added".to_owned(), true, true));
    assert_eq!(reason(4), ("added".to_owned(), false, false));
    assert!(
        std::fs::read_to_string(out.join("charts/abatement.svg"))
            .expect("the chart")
            .contains("cannot be alone")
    );
}

/// Every number of costs comes to its value from what it is made of.
#[test]
fn costs_are_explained() {
    let patched = potline()
        .append("hand.toml", &(PROJECT.to_owned() + RESPONSE))
        .append("hand.toml", "\n[groups.steel-making.choice]\nlambda = 8\nreference = { value = \"3000 CNY/t\", source = \"hand\" }\n");
    let model = patched.compile("hand.toml");
    let values = DrawValues::central(&model.parameters);
    let mut explainer = Explainer::new(&model, values, 1);
    let money = |series: &dafeng::model::Series| {
        use dafeng::model::series::Measure::{
            Cost, CostOf, Demand, DemandResponse, ElectricityAdder, ElectricityPrice, FreeAllocation,
            LevelisedCost, LevelisedCostOf, RouteShare, UnitCost,
        };
        matches!(
            series.measure,
            Cost | CostOf(_)
                | UnitCost
                | LevelisedCost
                | LevelisedCostOf(_)
                | ElectricityPrice
                | ElectricityAdder
                | FreeAllocation
                | RouteShare
                | Demand
                | DemandResponse
        )
    };
    let mut explained = 0;
    for (at, series) in model.series.iter().enumerate().filter(|(_, series)| money(series)) {
        let node = explainer.series(at);
        assert!(node.gap() < 1e-9, "{}: {} and {}", series.name, node.value, node.recomputed);
        explained += 1;
    }
    assert!(explained > 80, "{explained}");
}

/// What has no price or no cost of capital is told, and nothing is where all of it is there.
#[test]
fn what_costs_leave_out_is_told() {
    let left_out = |patched: Patched| {
        let run = run(&patched);
        let found = warnings::warnings(&run.model, &run.central);
        found.into_iter().find_map(|finding| match finding {
            Finding::WithoutCost { processes, goods, .. } => {
                let english =
                    |titles: Vec<Text>| titles.into_iter().map(|title| title.en).collect::<Vec<_>>();
                Some((english(processes), english(goods)))
            }
            _ => None,
        })
    };
    assert_eq!(left_out(priced()), None);
    assert_eq!(left_out(Patched::new("hand")), None);
    let patched = priced().replace("hand.toml", CONVERTER, "").replace(
        "hand.toml",
        "price.all = { value = \"70 CNY/GJ\", source = \"hand\" }\n",
        "",
    );
    assert_eq!(left_out(patched), Some((vec!["Converter".to_owned()], vec!["Gas".to_owned()])));
}
