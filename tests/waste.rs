//! Streams and stockpiles on the fixture `hand` (MODEL section 9), worked out.

mod common;

use common::{Patched, Run, agrees};
use dafeng::model::series::Measure;
use dafeng::report::gallery;
use dafeng::report::tables::Results;
use dafeng::report::text::{self, Lang};
use dafeng::simulation::workspace::Binding;

const MT: f64 = 1e6;

const STREAMS: &str = r#"
[streams.slag]
title       = { zh = "高炉渣", en = "Slag" }
kind        = "solid"
source      = "hand"
stock       = { here = "1 Mt" }
utilisation = { here = 0.9 }
old-use     = { here = "0.05 Mt" }
disposal    = { here = "0.01 Mt" }

[streams.fines]
title       = { zh = "钢渣", en = "Fines" }
kind        = "solid"
source      = "hand"
utilisation = { here = 1 }

[streams.dust]
title  = { zh = "颗粒物", en = "Dust" }
kind   = "air"

[streams.water]
title  = { zh = "新水", en = "Fresh Water" }
kind   = "water"

[stream-sums.solid]
title = { zh = "固废", en = "Solid Waste" }
sum   = ["slag", "fines"]

[sinks.cement]
title    = { zh = "水泥", en = "Cement" }
serves   = ["slag", "fines"]
capacity = { here = { value = "0.9 Mt", source = "hand" } }

[processes.furnace.streams]
slag  = "0.35 t/t"
dust  = "0.3 kg/t"
water = "2 m3/t"

[processes.converter.streams]
fines = "0.1 t/t"
"#;

fn with(more: &str) -> Run {
    let patched = Patched::new("hand").append("hand.toml", STREAMS).append("hand.toml", more);
    Run::new(patched.compile("hand.toml"))
}

/// 2021: 2.79 Mt of iron leave G = 0.9765. η·G = 0.87885, under the sink's 0.9; old stock fills the other
/// 0.02115 of the planned 0.05. S = 1 + 0.9765 − 0.87885 − 0.02115 − 0.01 = 1.0665. The rate is
/// 0.9 / (0.9765 + 0.02115). 2022: 3.24 Mt leave 1.134; η·G = 1.0206 > 0.9, nothing is left for old
/// stock: S = 1.0665 + 1.134 − 0.9 − 0.01 = 1.2905.
#[test]
fn a_stockpile_by_hand() {
    let run = with("");
    agrees(run.at("Stockpile|Slag", 2020), 1.0 * MT, 1e-9);
    agrees(run.at("Stream|Slag", 2021), 0.9765 * MT, 1e-9);
    agrees(run.at("Stream|Slag|Used", 2021), 0.9 * MT, 1e-9);
    agrees(run.at("Stream|Slag|Used From Stock", 2021), 0.02115 * MT, 1e-9);
    agrees(run.at("Stockpile|Slag", 2021), 1.0665 * MT, 1e-9);
    agrees(run.at("Utilisation Rate|Slag", 2021), 0.9 / (0.9765 + 0.02115), 1e-9);
    agrees(run.at("Stockpile|Slag", 2022), 1.2905 * MT, 1e-9);
    assert!(run.central.closures.iter().all(|residual| *residual < 1e-9), "{:?}", run.central.closures);
}

/// The sink is shared in declared order: slag leaves nothing in 2021 and 2022, so the fines, all of which
/// could be used, are all heaped: 0.31 + 0.36 Mt.
#[test]
fn a_sink_is_shared_in_order() {
    let run = with("");
    agrees(run.at("Stream|Fines|Used", 2021) + 1.0, 1.0, 1e-6);
    agrees(run.at("Stockpile|Fines", 2022), 0.67 * MT, 1e-9);
    // Together: 0.9 of 0.9765 + 0.31 and the old 0.02115.
    agrees(run.at("Utilisation Rate|Solid Waste", 2021), 0.9 / (0.9765 + 0.31 + 0.02115), 1e-9);
}

/// One stream at 10 % keeps the sum below 98 % however well the rest is used: here 0.1 and 0.98.
#[test]
fn a_poorly_used_stream_drags_the_rate() {
    let sinkless = STREAMS.replace("serves   = [\"slag\", \"fines\"]", "serves   = []");
    let rates = sinkless
        .replace("utilisation = { here = 0.9 }", "utilisation = { here = 0.1 }")
        .replace("utilisation = { here = 1 }", "utilisation = { here = 0.98 }")
        .replace("old-use     = { here = \"0.05 Mt\" }", "");
    let run = Run::new(Patched::new("hand").append("hand.toml", &rates).compile("hand.toml"));
    let rate = (0.1 * 0.9765 + 0.98 * 0.31) / (0.9765 + 0.31);
    agrees(run.at("Utilisation Rate|Solid Waste", 2021), rate, 1e-9);
    assert!(rate < 0.98);
}

fn bound(more: &str) -> Run {
    with(&format!(
        "\n[[waste-bounds]]\nid = \"slag\"\nstream = \"slag\"\nplace = \"here\"\ngrowth = \"0.1 Mt\"\nfrom = 2022\nsource = \"hand\"\n{more}\n"
    ))
}

/// The stockpile may grow by 0.1 Mt in 2022: G ≤ min(0.1/(1 − 0.9), 0.1 + 0.9) = 1.0 Mt, 2.857143 Mt of
/// iron. The converters are called for 3.6 Mt of steel: their iron charge falls by its room to 0.8, and
/// 2.857143/0.8 = 3.571429 Mt are made. Counting the planned use of old stock, A is 0.15 and G ≤
/// min(1.5, 1.05) = 1.05: 3.0 Mt of iron, which is enough for 3.6 Mt with the charge at 0.833333.
#[test]
fn output_bound_by_waste() {
    let run = bound("");
    agrees(run.at("Production|Iron", 2022), 1.0 / 0.35 * MT, 1e-9);
    agrees(run.at("Production|Steel|Converter", 2022), 1.0 / 0.35 / 0.8 * MT, 1e-9);
    let iron = run.model.topology.markets.iter().position(|m| !m.users.is_empty()).expect("iron");
    assert_eq!(run.central.bindings[iron][1], Binding::Demand);
    agrees(run.at("Stockpile|Slag", 2022) - run.at("Stockpile|Slag", 2021), (0.1 - 0.01) * MT, 1e-9);
    let counted = bound("counts-old-use = true");
    agrees(counted.at("Production|Iron", 2022), 3.0 * MT, 1e-9);
    agrees(counted.at("Production|Steel|Converter", 2022), 3.6 * MT, 1e-9);
}

/// A cluster's bound holds like the region's where the cluster is the region.
#[test]
fn a_cluster_can_be_bound() {
    let run = with(
        "\n[[waste-bounds]]\nid = \"slag\"\nstream = \"slag\"\nplace = \"works\"\ngrowth = \"0.1 Mt\"\nfrom = 2022\nsource = \"hand\"\n",
    );
    agrees(run.at("Production|Iron", 2022), 1.0 / 0.35 * MT, 1e-9);
}

/// Dust 0.3 kg/t of iron, half of it abated from 2021 on; along the long route 0.9 · 0.15 kg. Water 2 m³/t.
#[test]
fn air_and_water() {
    let run = with(
        "\n[levers.filters]\ntitle = { zh = \"除尘\", en = \"Filters\" }\nkind = \"abatement\"\nstream = \"dust\"\nprocess = \"furnace\"\nhere = { value = 0.5, source = \"hand\" }\n",
    );
    agrees(run.at("Stream|Dust", 2020), 0.3e-3 * 2.7 * MT, 1e-9);
    agrees(run.at("Stream|Dust", 2021), 0.15e-3 * 2.79 * MT, 1e-9);
    agrees(run.at("Intensity|Dust|Long", 2021), 0.9 * 0.15e-3, 1e-9);
    agrees(run.at("Stream|Fresh Water", 2021), 2.0 * 2.79 * MT, 1e-9);
    agrees(run.at("Intensity|Fresh Water|Long", 2021), 1.8, 1e-9);
}

/// The filters of the furnace set the dust of the long route, so its goal is imposed; its water is nobody's to
/// set; filters of the converter, which gives rise to no dust, set nothing.
#[test]
fn goals_set_by_an_abatement_lever_are_imposed() {
    let goal = |id: &str, metric: &str, must: &str| {
        format!(
            "\n[[targets]]\nid = \"{id}\"\ntitle = {{ zh = \"目标\", en = \"Goal\" }}\nmetric = \"{metric}\"\nplace = \"here\"\nyear = 2022\nmust = \"{must}\"\nsource = \"hand\"\n"
        )
    };
    let imposed = |process: &str| {
        let lever = format!(
            "\n[levers.filters]\ntitle = {{ zh = \"除尘\", en = \"Filters\" }}\nkind = \"abatement\"\nstream = \"dust\"\nprocess = \"{process}\"\nhere = {{ value = 0.5, source = \"hand\" }}\n"
        );
        let goals = goal("dust", "Intensity|Dust|Long", "<= 0.2 kg/t")
            + &goal("water", "Intensity|Fresh Water|Long", "<= 2 m3/t");
        let run = with(&(lever + &goals));
        let kept: Vec<usize> = (0..run.model.series.len()).collect();
        let readers = dafeng::ensemble::target::readers(&run.model, &kept);
        let of = |id: &str| {
            let found = readers.iter().find(|r| run.model.scenario.targets[r.target].id == id);
            found.unwrap_or_else(|| panic!("{id}")).imposed_by.clone()
        };
        [of("dust"), of("water")]
    };
    assert_eq!(imposed("furnace"), [Some("levers.filters".to_owned()), None]);
    assert_eq!(imposed("converter"), [None, None]);
}

/// A goal for dust per tonne is told in kg/t; how far it must fall, in percent; a route's water in m³/t.
#[test]
fn goals_for_streams_have_the_unit_people_use() {
    let goal = |id: &str, metric: &str, rest: &str| {
        format!(
            "\n[[targets]]\nid = \"{id}\"\ntitle = {{ zh = \"目标\", en = \"Goal\" }}\nmetric = \"{metric}\"\nplace = \"here\"\nyear = 2022\nsource = \"hand\"\n{rest}\n"
        )
    };
    let goals = [
        goal("dust", "Intensity|Dust|Long", "must = \"<= 0.3 kg/t\""),
        goal("fall", "Intensity|Dust|Long", "must = \"<= -5 %\"\nrelative-to = 2020"),
        goal("water", "Intensity|Fresh Water|Long", "must = \"<= 2 m3/t\""),
    ];
    let scenario = with(&goals.concat()).model.scenario;
    let label = |id: &str| {
        let target = scenario.targets.iter().find(|t| t.id == id).expect("a target");
        text::target_unit(&scenario, target, Measure::IntensityStream, Lang::Zh).label
    };
    assert_eq!(["dust", "fall", "water"].map(label), ["kg/t", "%", "m³/t"]);
}

/// Sums stand for their parts in charts: of the parts only slag, with its million tonnes of 2020, has a
/// stockpile drawn.
#[test]
fn sums_are_drawn_and_parts_with_a_past() {
    let Run { model, central } = with("");
    let results = Results { model: &model, central: &central, ensemble: None };
    let stems: Vec<String> = gallery::pictures(&results, Lang::En).into_iter().map(|p| p.stem).collect();
    let of_streams: Vec<&String> =
        stems.iter().filter(|s| s.starts_with("stockpile") || s.starts_with("utilisation")).collect();
    assert_eq!(
        of_streams,
        ["stockpile-slag.here", "stockpile-solid-waste.here", "utilisation-rate-solid-waste.here"]
    );
}
