//! Carbon-in bookkeeping against published accounts, and the arithmetic of route mixes.

mod common;

use common::{Run, agrees};
use dafeng::model::Model;

/// Name, carriers in GJ/t, process CO2 and carbon out in t CO2/t.
type Books<'a> = (&'a str, Vec<(&'a str, f64)>, f64, f64);

/// A one-process scenario for every process given: carriers in GJ/t and their factors in t CO2/GJ.
fn scenario(processes: &[Books<'_>], factors: &[(&str, f64)], outputs: &[f64]) -> String {
    let mut text = String::from(
        r#"
[scenario]
id = "books"
title = { zh = "核算", en = "Books" }
base = 2020
observed = 2020
end = 2021
money = "CNY 2020"
[sources.month]
title = "published account"
[regions.here]
title = { zh = "此地", en = "Here" }
class = "other"
grid-factor = "0.5 tCO2/MWh"
source = "month"
[clusters.works]
region = "here"
title = { zh = "厂", en = "Works" }
[commodities.steel]
title = { zh = "钢", en = "Steel" }
[aggregates.crude]
title = { zh = "粗钢", en = "Crude" }
sum = ["steel"]
[carriers.electricity]
title = { zh = "电", en = "Electricity" }
kind = "electricity"
[fleet]
age = { spread = [1, 1], assumption = "none needed" }
"#,
    );
    for (carrier, factor) in factors {
        text += &format!(
            "[carriers.{carrier}]\ntitle = {{ zh = \"{carrier}\", en = \"{carrier}\" }}\nkind = \"fuel\"\nemission-factor = \"{factor:.12} tCO2/GJ\"\nsource = \"month\"\n"
        );
    }
    for (p, (id, carriers, process, out)) in processes.iter().enumerate() {
        text += &format!(
            "[processes.{id}]\ntitle = {{ zh = \"{id}\", en = \"{id}\" }}\noutput = \"steel\"\nsource = \"month\"\nutilisation-max = 1\nlife = \"40 a\"\ncampaign = \"10 a\"\n"
        );
        for (carrier, amount) in carriers {
            text += &format!("carriers.{carrier} = \"{amount:.12} GJ/t\"\n");
        }
        text +=
            &format!("process-co2.all = \"{process:.12} tCO2/t\"\ncarbon-out.all = \"{out:.12} tCO2/t\"\n");
        text += &format!(
            "[[fleet.units]]\nid = \"U{p}\"\nname = \"{id}\"\ncluster = \"works\"\nprocess = \"{id}\"\ncapacity = \"{} t\"\ncommissioned = 2015\nsource = \"month\"\n",
            outputs[p]
        );
    }
    text += &format!(
        "[demand.steel]\nhere = {{ value = \"{} t\", source = \"month\" }}\n",
        outputs.iter().sum::<f64>()
    );
    text
}

fn run(text: &str) -> Run {
    let loaded = dafeng::scenario::load_text("books.toml", text).unwrap_or_else(|p| panic!("{p}"));
    Run::new(Model::compile(loaded.scenario).unwrap_or_else(|e| panic!("{e:?}")))
}

/// An integrated works' accounting month in the form of the guide CETS-AG-03.01-V01-2024: fuels t × GJ/t
/// × tC/GJ × 44/12, process 32 394.60, carbon in products 47 513.21; 1 214 057.49 t on 595 279 t of
/// steel, 2.0395 t/t.
#[test]
fn an_accounting_month() {
    let steel = 595_279.0;
    let fuels = [
        ("anthracite", 2_317.68, 25.024, 0.02749),
        ("bituminous", 120_188.43, 23.736, 0.02618),
        ("coking-coal", 300_810.90, 26.344, 0.02541),
        ("coke", 66_522.44, 28.435, 0.02942),
        ("coke-oven-gas", 920.50, 173.854, 0.01210),
    ];
    let carriers = fuels.iter().map(|(id, t, ncv, _)| (*id, t * ncv / steel)).collect();
    let factors: Vec<(&str, f64)> = fuels.iter().map(|(id, _, _, c)| (*id, c * 44.0 / 12.0)).collect();
    let works = [("works", carriers, 32_394.60 / steel, 47_513.21 / steel)];
    let run = run(&scenario(&works, &factors, &[steel]));
    agrees(run.at("Emissions|CO2|Scope 1", 2020), 1_214_057.49, 1e-6);
    agrees(run.at("Intensity|CO2|Crude", 2020), 2.0395, 2e-5);
}

/// Six published routes (Mission Possible Partnership steel model): inputs in GJ/t with the factors
/// 95 (thermal coal), 260 (blast-furnace gas), 44 (coke-oven gas), 191.9 (converter gas), 55 (natural
/// gas) kg CO2/GJ and process CO2; direct t CO2/t to 1e-6.
#[test]
fn six_published_routes() {
    let factors = [
        ("thermal-coal", 0.095),
        ("blast-furnace-gas", 0.26),
        ("coke-oven-gas", 0.044),
        ("converter-gas", 0.1919),
        ("natural-gas", 0.055),
    ];
    let routes: [(&str, [f64; 5], f64, f64); 6] = [
        ("bf-bof", [2.062600956, 7.186104, 2.796647297, 0.816, 0.33250011], 0.071505315, 2.433769833),
        ("bf-bof-best", [1.35170451, 5.2326, 1.587921975, 0.816, 0.233871975], 0.066000375, 1.794210229),
        ("dri-eaf", [0.0, 0.0, 0.0, 0.0, 14.00079076], 0.0816, 0.851643492),
        ("dri-eaf-hydrogen", [0.0; 5], 0.0816, 0.0816),
        ("scrap-eaf", [0.0, 0.0, 0.0, 0.0, 1.48308], 0.0816, 0.1631694),
        ("smelting-reduction", [10.75182153, 0.0, 0.0, 0.816, 0.0612], 0.02295, 1.204329445),
    ];
    let processes: Vec<_> = routes
        .iter()
        .map(|(id, inputs, process, _)| {
            let carriers = factors.iter().zip(inputs).map(|((carrier, _), gj)| (*carrier, *gj)).collect();
            (*id, carriers, *process, 0.0)
        })
        .collect();
    let run = run(&scenario(&processes, &factors, &[1e6; 6]));
    for (id, _, _, published) in routes {
        let direct = run.at(&format!("Emissions|CO2|Scope 1|{id}"), 2020) / 1e6;
        assert!((direct - published).abs() < 1e-6, "{id}: {direct} against {published}");
    }
}

/// 20 % at 0.5 and 80 % at 1.8 t CO2/t is 1.54; 185 and 540 kgce/t is 469 (1 kgce = 0.0293076 GJ).
#[test]
fn a_mix_of_routes() {
    let kgce = 0.0293076;
    let processes =
        [("short", vec![("fuel", 185.0 * kgce)], 0.5, 0.0), ("long", vec![("fuel", 540.0 * kgce)], 1.8, 0.0)];
    let run = run(&scenario(&processes, &[("fuel", 0.0)], &[2e6, 8e6]));
    agrees(run.at("Intensity|CO2|Crude", 2020), 1.54, 1e-9);
    agrees(run.at("Intensity|Energy|Crude", 2020) / kgce, 469.0, 1e-9);
}
