//! Declared sums and ratios, demand built up from drivers, and output values, on the example that can be
//! worked out on paper (`tests/fixtures/hand`): 3.0 Mt of converter and 0.4 Mt of arc steel in 2020 with
//! 0.9 t of iron per t of converter steel, 3.6 Mt of steel called for in 2021 and 4.2 in 2022.

mod common;

use common::{Patched, Run, agrees};
use dafeng::analysis::{Finding, warnings};
use dafeng::domain::{ClusterId, CommodityId, Place, RegionId};
use dafeng::ensemble::{Design, simulate};
use dafeng::model::{Model, ModelError};
use dafeng::scenario::{Options, load};
use dafeng::units::Dimension;
use std::path::Path;

const MT: f64 = 1e6;
const EXACT: f64 = 1e-12;

fn with(text: &str) -> Patched {
    Patched::new("hand").append("hand.toml", text)
}

fn run(patched: &Patched) -> Run {
    Run::new(patched.compile("hand.toml"))
}

fn ratio(id: &str, numerator: &str, denominator: &str) -> String {
    format!(
        "\n[ratios.{id}]\ntitle = {{ zh = \"比{id}\", en = \"{id}\" }}\nnumerator = [{numerator}]\ndenominator = [{denominator}]\n"
    )
}

/// What the model says of a declaration that it cannot make.
fn refused(text: &str) -> Vec<ModelError> {
    let patched = with(text);
    let loaded = load(&patched.path("hand.toml"), &Options::default()).unwrap_or_else(|p| panic!("{p}"));
    Model::compile(loaded.scenario).expect_err("this declaration cannot be made")
}

/// Three denominators of one share: 0.6 Mt are 20 % of 3.0 Mt of the other route, 16.67 % of the sum of
/// 3.6, 15 % of a consumption of 4.0.
#[test]
fn the_three_denominators_of_a_secondary_share() {
    let patched = with(
        &[
            ratio("of-primary", "\"Production|Steel|Arc\"", "\"Production|Steel|Converter\""),
            ratio(
                "of-sum",
                "\"Production|Steel|Arc\"",
                "\"Production|Steel|Arc\", \"Production|Steel|Converter\"",
            ),
            ratio("of-consumption", "\"Production|Steel|Arc\"", "\"Consumption|Steel\""),
            "\n[consumption.steel]\nhere = { value = \"4.0 Mt\", source = \"hand\" }\n".to_owned(),
        ]
        .concat(),
    )
    .replace("history.csv", "output.arc,here,,2020,400000", "output.arc,here,,2020,600000");
    let run = run(&patched);
    agrees(run.at("Ratio|of-primary", 2020), 0.2, EXACT);
    agrees(run.at("Ratio|of-sum", 2020), 0.6 / 3.6, EXACT);
    agrees(run.at("Ratio|of-consumption", 2020), 0.15, EXACT);
}

/// 3.6 Mt of iron made for sale and use, 2.7 Mt of it used in the region: 75 % converted there.
#[test]
fn local_conversion() {
    let patched = with(&ratio("local", "\"Use|Iron\"", "\"Production|Iron\"")).replace(
        "hand.toml",
        "[demand.steel]",
        "[demand.iron]\nhere = { value = \"3.6 Mt\", source = \"hand\" }\n\n[demand.steel]",
    );
    let patched = patched.replace(
        "hand.toml",
        "title       = { zh = \"铁水\"",
        "trade = \"traded\"\ntitle = { zh = \"铁水\"",
    );
    let run = run(&patched);
    agrees(run.at("Use|Iron", 2020), 2.7 * MT, EXACT);
    agrees(run.at("Ratio|local", 2020), 0.75, EXACT);
    // The works of the only cluster make and use the same.
    let works = run.model.find_series("Ratio|local", Place::Cluster(ClusterId(0))).expect("by cluster");
    agrees(run.central.series[works][0], 0.75, EXACT);
}

/// 1 of 5 Mt/a of steel stands at the second works: 20 % of the region, reported there and nowhere else.
#[test]
fn a_clusters_share_of_its_region() {
    let second = "\n[clusters.second]\nregion = \"here\"\ntitle = { zh = \"二厂\", en = \"Second Works\" }\n";
    let share = ratio("second", "\"Capacity|Steel@second\"", "\"Capacity|Steel\"");
    let patched = with(&format!("{second}{share}")).replace(
        "units.csv",
        "A1,Arc furnace 1,works",
        "A1,Arc furnace 1,second",
    );
    let run = run(&patched);
    agrees(run.at("Ratio|second", 2020), 0.2, EXACT);
    let places = run.model.series.iter().filter(|series| series.name == "Ratio|second").count();
    assert_eq!(places, 1);
    assert_eq!(run.model.find_series("Production|Iron", Place::Cluster(ClusterId(1))), None);
    // Of iron nothing is made at the second works: 0 of its steel, and nothing to divide by.
    let iron = ratio("iron-per-steel", "\"Production|Iron\"", "\"Production|Steel\"");
    let steel = ratio("steel-per-iron", "\"Production|Steel\"", "\"Production|Iron\"");
    let patched = with(&format!("{second}{iron}{steel}")).replace(
        "units.csv",
        "A1,Arc furnace 1,works",
        "A1,Arc furnace 1,second",
    );
    let run = Run::new(patched.compile("hand.toml"));
    let at_second = |name: &str| run.model.find_series(name, Place::Cluster(ClusterId(1)));
    let none_of_it = at_second("Ratio|iron-per-steel").expect("there is steel");
    assert_eq!(run.central.series[none_of_it][0], 0.0);
    assert_eq!(at_second("Ratio|steel-per-iron"), None);
}

/// Scope 1 of the two steelmaking processes, 3.0·0.01415 + 0.4·0.0661 Mt (tests/hand.rs), and per t of
/// steel; a ratio may name a sum.
#[test]
fn sums_of_series() {
    let sum = "\n[sums.making]\ntitle = { zh = \"炼钢\", en = \"Steelmaking\" }\nsum = [\"Emissions|CO2|Scope 1|Converter\", \"Emissions|CO2|Scope 1|Arc\"]\n";
    let per_tonne = ratio("per-tonne", "\"Sum|Steelmaking\"", "\"Production|Steel\"");
    let run = run(&with(&format!("{sum}{per_tonne}")));
    let scope1 = 3.0 * 0.01415 + 0.4 * 0.0661;
    agrees(run.at("Sum|Steelmaking", 2020), scope1 * MT, 1e-9);
    agrees(run.at("Ratio|per-tonne", 2020), scope1 / 3.4, 1e-9);
    let series = run.model.series.iter().find(|series| series.name == "Ratio|per-tonne").expect("declared");
    assert_eq!(series.dimension, Dimension::CO2_PER_MASS);
}

/// Nothing over nothing is 0, as every other share of nothing: no arc furnace, no share of it.
#[test]
fn a_ratio_to_nothing_is_nothing() {
    let patched = with(&ratio("arc", "\"Production|Iron\"", "\"Production|Steel|Arc\"")).replace(
        "history.csv",
        "output.arc,here,,2020,400000",
        "output.arc,here,,2020,0",
    );
    assert_eq!(run(&patched).at("Ratio|arc", 2020), 0.0);
}

/// The ratio is that of each draw: over an ensemble it is the share that the program itself reports.
#[test]
fn ratios_are_taken_in_every_draw() {
    let patched = with(&ratio("arc", "\"Production|Steel|Arc\"", "\"Production|Steel\""))
        .replace("hand.toml", "[demand.steel]\nhere = { path", "[demand.steel]\nhere = { uncertain = { uniform = { low = 0.7, high = 1.2 }, on = \"multiplier\" }, path");
    let model = patched.compile("hand.toml");
    let ensemble = simulate(&model, Design::random(64, 1), |_| true).expect("not stopped");
    let of = |name: &str| {
        let at = ensemble.series.iter().position(|&s| model.series[s].name == name).expect("kept");
        &ensemble.summaries[at]
    };
    assert_eq!(of("Ratio|arc"), of("Share|Steel|Electric"));
    assert!(of("Ratio|arc")[2].sd > 0.0);
}

/// The lever sets the share of arc furnaces, and a target on that series is imposed; a declared ratio is what
/// comes of it.
#[test]
fn a_target_on_a_ratio_is_earned() {
    let target = "\n[[targets]]\nid = \"ratio\"\ntitle = { zh = \"比\", en = \"Ratio\" }\nmetric = \"Ratio|arc\"\nplace = \"here\"\nmust = \"> 12 %\"\nyear = 2022\nsource = \"hand\"\n";
    let arc = ratio("arc", "\"Production|Steel|Arc\"", "\"Production|Steel\"");
    let run = run(&with(&format!("{arc}{target}")));
    let kept: Vec<usize> = (0..run.model.series.len()).collect();
    let readers = dafeng::ensemble::target::readers(&run.model, &kept);
    assert_eq!(readers[0].imposed_by.as_deref(), Some("levers.electric-share"));
    assert_eq!(readers[1].imposed_by, None);
    // 0.5 of 4.1 Mt are 12.2 %.
    let value = readers[1].read(|t| run.central.series[readers[1].series][t]);
    agrees(value, 0.5 / 4.1, 1e-9);
    assert!(readers[1].attains(value));
}

#[test]
fn declarations_that_cannot_be_made() {
    for (numerator, denominator, message) in [
        ("\"Production|Stel\"", "\"Production|Iron\"", "there is no series `Production|Stel`"),
        ("\"Production|Steel\"", "\"Share|Steel|Electric\"", "`Share|Steel|Electric` is no amount of a year"),
        (
            "\"Emissions|CO2|Cumulative\"",
            "\"Production|Steel\"",
            "`Emissions|CO2|Cumulative` is no amount of a year",
        ),
        (
            "\"Production|Steel\", \"Emissions|CO2\"",
            "\"Production|Iron\"",
            "`Production|Steel` is in t and `Emissions|CO2` in tCO2: they have no sum",
        ),
        ("\"Use|Iron@all\"", "\"Production|Iron\"", "there is no series `Use|Iron` at `all`"),
    ] {
        let errors = refused(&ratio("odd", numerator, denominator));
        assert_eq!(errors.len(), 1, "{errors:?}");
        assert_eq!(errors[0].message, message);
        assert!(errors[0].address.starts_with("ratios.odd"), "{}", errors[0].address);
    }
    let wanted = refused(&ratio("odd", "\"Production|Stel\"", "\"Production|Iron\""));
    assert_eq!(wanted[0].help.as_deref(), Some("did you mean `Production|Steel`?"));
    let twice =
        ratio("one", "\"Production|Steel\"", "\"Production|Iron\"").replace("en = \"one\"", "en = \"Same\"");
    let errors = refused(&(twice.clone() + &twice.replace("[ratios.one]", "[ratios.two]")));
    assert_eq!(errors[0].message, "there are two series `Ratio|Same`");
}

const DRIVERS: &str = "
[drivers.population]
title = { zh = \"人口\", en = \"Population\" }
here  = { path = { 2020 = \"500 万人\", 2021 = \"510 万人\", 2022 = \"520 万人\" }, source = \"hand\" }

[drivers.gdp]
title = { zh = \"地区生产总值\", en = \"GDP\" }
here  = { path = { 2020 = \"100 亿元\", 2021 = \"110 亿元\", 2022 = \"121 亿元\" }, source = \"hand\" }
";

/// Demand of the example as written.
const WRITTEN: &str =
    "here = { path = { 2020 = \"3.4 Mt\", 2021 = \"3.6 Mt\", 2022 = \"4.2 Mt\" }, source = \"hand\" }";

/// The example with another demand of steel.
fn demanding(demand: &str) -> Run {
    run(&with(DRIVERS).replace("hand.toml", WRITTEN, &format!("here = {demand}")))
}

/// 0.7 t a head: 5.1 million use 3.57 Mt in 2021 and 5.2 million 3.64 in 2022; 0.05 Mt are to leave.
#[test]
fn consumption_by_intensity() {
    let run = demanding(
        "{ consumption = { intensity = \"0.7 t/人\", driver = \"population\" }, net-export = \"5 万吨\", source = \"hand\" }",
    );
    agrees(run.at("Driver|Population", 2021), 5.1e6, EXACT);
    agrees(run.at("Consumption|Steel", 2021), 3.57 * MT, EXACT);
    agrees(run.at("Demand|Steel", 2021), 3.62 * MT, EXACT);
    agrees(run.at("Production|Steel", 2022), 3.69 * MT, 1e-9);
    agrees(run.at("Net Export|Steel", 2022), 0.05 * MT, 1e-9);
    // Observed: 3.4 Mt made and 3.5 used.
    agrees(run.at("Net Export|Steel", 2020), -0.1 * MT, 1e-9);
}

/// 3.4 Mt observed in 2020, a driver that grows by 10 % a year, elasticity 0.5: 3.4·√1.1 and 3.4·1.1 Mt.
#[test]
fn demand_by_elasticity() {
    let run = demanding("{ elasticity = 0.5, driver = \"gdp\", source = \"hand\" }");
    agrees(run.at("Demand|Steel", 2021), 3.4 * 1.1_f64.sqrt() * MT, 1e-12);
    agrees(run.at("Demand|Steel", 2022), 3.74 * MT, 1e-12);
    assert!(run.model.series.iter().all(|series| series.name != "Consumption|Steel"));
}

/// An elasticity between 0.3 and 0.7 spreads demand of 2022 between 3.4·1.21^0.3 and 3.4·1.21^0.7 Mt, and
/// leaves the observed year alone.
#[test]
fn an_uncertain_elasticity_spreads_demand_within_its_bounds() {
    let demand = "here = { driver = \"gdp\", elasticity = { value = 0.5, uncertain = { uniform = { low = 0.3, high = 0.7 } } }, source = \"hand\" }";
    let patched = with(DRIVERS).replace("hand.toml", WRITTEN, demand).replace(
        "hand.toml",
        "end      = 2022",
        "end      = 2022\nensemble-series = [\"Demand|Steel@here\"]",
    );
    let model = patched.compile("hand.toml");
    let ensemble = simulate(&model, Design::random(200, 2), |_| true).expect("not stopped");
    let at = ensemble.series.iter().position(|&s| model.series[s].name == "Demand|Steel").expect("kept");
    let [observed, .., last] = &ensemble.summaries[at][..] else { panic!("three years") };
    assert_eq!(observed.sd, 0.0);
    let bound = |elasticity: f64| 3.4 * MT * 1.21_f64.powf(elasticity);
    let (p05, p95) = (last.quantiles[0], last.quantiles[6]);
    assert!(bound(0.3) < p05 && p05 < bound(0.36), "{p05}");
    assert!(bound(0.64) < p95 && p95 < bound(0.7), "{p95}");
}

/// Of 3.4 Mt made in 2020 0.4 leave, 3.0 are used: 3.0·√1.21 = 3.3 in 2022, and 0.4 on top are 3.7 Mt.
#[test]
fn consumption_by_elasticity() {
    let run = demanding(
        "{ consumption = { elasticity = 0.5, driver = \"gdp\" }, net-export = \"0.4 Mt\", source = \"hand\" }",
    );
    agrees(run.at("Consumption|Steel", 2020), 3.0 * MT, EXACT);
    agrees(run.at("Consumption|Steel", 2022), 3.3 * MT, 1e-12);
    agrees(run.at("Demand|Steel", 2022), 3.7 * MT, 1e-12);
    agrees(run.at("Net Export|Steel", 2022), 0.4 * MT, 1e-9);
}

/// Without an observed output a driver and an intensity say what was called for in the base year too:
/// 0.68 t · 5 million are the 3.4 Mt of the example.
#[test]
fn an_intensity_says_what_was_made_where_nothing_is_observed() {
    let demand = "here = { intensity = \"0.68 t/人\", driver = \"population\", source = \"hand\" }";
    let unpinned = with(DRIVERS)
        .replace("hand.toml", WRITTEN, demand)
        .replace(
            "hand.toml",
            "pins   = { output-of = \"converter\" }",
            "until = 2019\npins = { output-of = \"converter\" }",
        )
        .replace(
            "hand.toml",
            "pins   = { output-of = \"arc\" }",
            "until = 2019\npins = { output-of = \"arc\" }",
        );
    let run = run(&unpinned);
    agrees(run.at("Production|Steel", 2020), 3.4 * MT, EXACT);
    agrees(run.at("Demand|Steel", 2022), 0.68 * 5.2 * MT, EXACT);
}

/// What consumes nothing cannot grow with a driver: all of 3.4 Mt leaves.
#[test]
fn nothing_observed_cannot_move() {
    let patched = with(DRIVERS).replace(
        "hand.toml",
        WRITTEN,
        "here = { consumption = { elasticity = 0.5, driver = \"gdp\" }, net-export = \"3.4 Mt\", source = \"hand\" }",
    );
    let loaded = load(&patched.path("hand.toml"), &Options::default()).unwrap_or_else(|p| panic!("{p}"));
    let errors = Model::compile(loaded.scenario).expect_err("no consumption to start from");
    assert_eq!(errors[0].address, "demand.steel.here");
}

/// A price of steel and of iron.
fn priced(trade: &str) -> Patched {
    Patched::new("hand")
        .replace("hand.toml", "title       = { zh = \"铁水\"", &format!("{trade}price = {{ value = \"3000 CNY/t\", source = \"hand\" }}\nvalue-added-rate = {{ value = 0.1, source = \"hand\" }}\ntitle = {{ zh = \"铁水\""))
        .replace("hand.toml", "title       = { zh = \"钢\"", "price = { value = \"4000 元/t\", source = \"hand\" }\nvalue-added-rate = { value = 0.2, source = \"hand\" }\ntitle = { zh = \"钢\"")
}

/// 3.4 Mt of steel at 4000 are 136 亿元, 2.7 Mt of iron at 3000 are 81, all of it used: 136 in all. The
/// steelmakers add 20 % of 136, the ironmakers 10 % of 81: 35.3. 4.27639 Mt of CO2 (tests/hand.rs) over 136 亿元 are 3.1444 t a 万元.
#[test]
fn output_value_is_net_of_own_intermediates() {
    let run = run(&priced(""));
    agrees(run.at("Output Value|Steel", 2020), 13.6e9, EXACT);
    agrees(run.at("Output Value|Crude", 2020), 13.6e9, EXACT);
    agrees(run.at("Output Value|Iron", 2020), 8.1e9, EXACT);
    agrees(run.at("Output Value|Net|Iron", 2020), 0.0, EXACT);
    agrees(run.at("Output Value", 2020), 13.6e9, EXACT);
    agrees(run.at("Value Added", 2020), 3.53e9, EXACT);
    agrees(run.at("Intensity|CO2|Output Value", 2020), 4.27639e6 / 13.6e9, 1e-9);
    let energy = run.at("Energy|Total", 2020);
    agrees(run.at("Intensity|Energy|Output Value", 2020), energy / 13.6e9, EXACT);
    let works =
        run.model.find_series("Output Value|Steel", Place::Cluster(ClusterId(0))).expect("by cluster");
    agrees(run.central.series[works][0], 13.6e9, EXACT);
}

/// 3.6 Mt of iron for 2.7 Mt of own use: 0.9 Mt sold at 3000 are 27 亿元 more. Of 2.0 Mt all is used, and
/// what is bought beyond it is nobody's own: 136.
#[test]
fn own_use_is_of_own_output() {
    let demand = |mass: &str| {
        let patched = priced("trade = \"traded\"\n");
        run(&patched.append(
            "hand.toml",
            &format!("\n[demand.iron]\nhere = {{ value = \"{mass}\", source = \"hand\" }}\n"),
        ))
    };
    let sold = demand("3.6 Mt");
    agrees(sold.at("Output Value|Net|Iron", 2020), 2.7e9, 1e-9);
    agrees(sold.at("Output Value", 2020), 16.3e9, 1e-9);
    agrees(sold.at("Value Added", 2020), 0.2 * 13.6e9 + 0.1 * 10.8e9, 1e-9);
    let bought = demand("2.0 Mt");
    agrees(bought.at("Output Value", 2020), 13.6e9, 1e-9);
}

/// What has no price is in no sum, and the check says so; without any price there is no value at all.
#[test]
fn what_has_no_price_is_told() {
    let found = |patched: Patched| {
        let run = run(&patched);
        warnings::warnings(&run.model, &run.central)
    };
    let steel = "price = { value = \"4000 元/t\", source = \"hand\" }\n";
    let iron = "[demand.iron]\nhere = { value = \"3.6 Mt\", source = \"hand\" }\n";
    let patched = priced("trade = \"traded\"\n").replace("hand.toml", steel, "").append("hand.toml", iron);
    let without = |found: &Finding| matches!(found, Finding::WithoutPrice { commodities, .. } if commodities[..] == [CommodityId(1)]);
    assert!(found(patched).iter().any(without));
    // Iron that the region uses whole needs no price.
    let patched =
        priced("").replace("hand.toml", "price = { value = \"3000 CNY/t\", source = \"hand\" }\n", "");
    assert!(!found(patched).iter().any(|f| matches!(f, Finding::WithoutPrice { .. })));
    let rate = "value-added-rate = { value = 0.2, source = \"hand\" }\n";
    let patched = priced("trade = \"traded\"\n").replace("hand.toml", rate, "").append("hand.toml", iron);
    assert!(found(patched).iter().any(|f| matches!(f, Finding::WithoutRate { .. })));
    let plain = Patched::new("hand").compile("hand.toml");
    assert!(plain.series.iter().all(|series| series.dimension != Dimension::MONEY));
}

/// Prices are intensive: a price twice as high is twice the value of the same tonnes, in every draw.
#[test]
fn value_is_linear_in_the_price() {
    let double = run(&priced("").replace("hand.toml", "4000 元/t", "8000 元/t"));
    for year in 2020..=2022 {
        let one = run(&priced("")).at("Output Value|Steel", year);
        agrees(double.at("Output Value|Steel", year), 2.0 * one, EXACT);
        agrees(double.at("Production|Steel", year), one / 4000.0, EXACT);
    }
}

/// The output value of the provinces a second way: from the tonnes that the tables report and the prices
/// as written, commodity by commodity; and clusters against their region.
#[test]
fn values_of_the_provinces_add_up() {
    for file in ["guangxi/baseline.toml", "guizhou/baseline.toml"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios").join(file);
        let run = Run::new(common::compile(&path, &[]));
        let scenario = &run.model.scenario;
        for year in [2020, 2025, 2040, 2060] {
            let maybe = |name: String| {
                let place = Place::Region(RegionId(0));
                run.model.find_series(&name, place).map(|_| run.at(&name, year))
            };
            let (mut net, mut priced) = (0.0, 0);
            for commodity in &scenario.commodities {
                let title = &commodity.title.en;
                let Some(made) = maybe(format!("Production|{title}")) else { continue };
                let Some(leaf) = commodity.price else { continue };
                let price = scenario.leaf(leaf).path.at(year).expect("a level");
                let used = maybe(format!("Use|{title}")).unwrap_or(0.0);
                let name = format!("Output Value|{title}");
                agrees(run.at(&name, year), price * made, 1e-12);
                let in_clusters: f64 = (0..scenario.clusters.len())
                    .filter_map(|c| run.model.find_series(&name, Place::Cluster(ClusterId(c))))
                    .map(|s| run.central.series[s][(year - 2020) as usize])
                    .sum();
                agrees(in_clusters, price * made, 1e-9);
                net += price * (made - used.min(made));
                priced += 1;
            }
            agrees(run.at("Output Value", year), net, 1e-9);
            assert!(priced >= 9, "{file} has {priced} commodities with a price");
            let parts = ["Alumina", "Primary Aluminium", "Secondary Aluminium", "Processed Aluminium"];
            let aluminium: f64 = parts.map(|part| run.at(&format!("Output Value|{part}"), year)).iter().sum();
            agrees(run.at("Sum|Output Value of Aluminium", year), aluminium, 1e-12);
        }
        // The plan's three denominators: x of primary metal is x/(1 + x) of the sum.
        let of_primary = run.at("Ratio|Secondary to Primary Aluminium", 2027);
        let of_output = run.at("Ratio|Secondary Share of Aluminium Output", 2027);
        agrees(of_output, of_primary / (1.0 + of_primary), 1e-12);
    }
}
