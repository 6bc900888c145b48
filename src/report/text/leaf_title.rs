//! Names of leaves for people: their addresses in words, with the titles of what they are about.

use super::Lang;
use crate::domain::{Scenario, Text};

/// The name of the leaf or yearly shock at an address.
pub fn leaf_title(scenario: &Scenario, address: &str, lang: Lang) -> String {
    let segments: Vec<&str> = address.split('.').collect();
    let (mut titles, mut words, mut place) = (Vec::new(), Vec::new(), None);
    for (i, segment) in segments.iter().enumerate() {
        let before = if i > 0 { segments[i - 1] } else { "" };
        let region = scenario.regions.iter().find(|region| i > 0 && region.id == *segment);
        match (region, word(segment, lang)) {
            (Some(region), _) => place = Some(lang.of(&region.title).to_owned()),
            _ if is_name(before) => titles.push(title(scenario, before, segment, lang)),
            // What a table is called says nothing that the title of its entry does not.
            (None, Some(word)) if i > 0 || !names_itself(segment) => words.push(word.to_owned()),
            (None, None) if i > 0 && !is_name(segment) => titles.push(segment.replace('-', " ")),
            (None, _) => {}
        }
    }
    if segments[0] == "regions" {
        titles.extend(place.take());
    }
    joined(titles, words, place.filter(|_| scenario.regions.len() > 1), lang)
}

/// The name of what an address sets: of a leaf, with the year where it is the value of one (`levers.arc-share.guangxi@2030`).
pub fn set_title(scenario: &Scenario, address: &str, lang: Lang) -> String {
    match address.rsplit_once('@') {
        None => leaf_title(scenario, address, lang),
        Some((leaf, year)) => {
            let title = leaf_title(scenario, leaf, lang);
            match lang {
                Lang::Zh => format!("{title}（{year} 年）"),
                Lang::En => format!("{title}, {year}"),
            }
        }
    }
}

/// Whether the entries of a table are things, and its name is no word about them.
fn names_itself(table: &str) -> bool {
    !matches!(table, "demand" | "exports" | "consumption" | "drivers")
}

/// Titles first, then what is said of them, then where.
fn joined(titles: Vec<String>, words: Vec<String>, place: Option<String>, lang: Lang) -> String {
    match lang {
        Lang::Zh => {
            let place = place.map_or_else(String::new, |place| format!("（{place}）"));
            let titles = titles.join("：");
            // A space between letters and characters, as it is set.
            let is_latin = titles.ends_with(|c: char| c.is_ascii_alphanumeric()) && !words.is_empty();
            format!("{titles}{}{}{place}", if is_latin { " " } else { "" }, words.concat())
        }
        Lang::En => {
            let parts = [titles.join(": "), words.join(" "), place.unwrap_or_default()];
            parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
        }
    }
}

/// Whether what follows this part of an address is the id of something.
fn is_name(segment: &str) -> bool {
    matches!(
        segment,
        "regions"
            | "clusters"
            | "commodities"
            | "carriers"
            | "scrap"
            | "streams"
            | "processes"
            | "units"
            | "projects"
            | "replacement"
            | "levers"
            | "corrections"
            | "demand"
            | "exports"
            | "consumption"
            | "drivers"
            | "shocks"
            | "inputs"
            | "process-co2"
            | "carbon-out"
            | "recovered"
            | "classes"
            | "floors"
            | "contents"
            | "elasticity"
            | "intensity-of"
            | "sinks"
            | "elements"
    )
}

/// The title of the thing of an id, which stands behind `of`; where there is none, the id in words.
fn title(scenario: &Scenario, of: &str, id: &str, lang: Lang) -> String {
    let named: Option<&str> = match of {
        "units" => scenario.units.iter().find(|unit| unit.id == id).map(|unit| unit.name.as_str()),
        "projects" => scenario.projects.iter().find(|project| project.id == id).map(|p| p.name.as_str()),
        _ => None,
    };
    let titled = || -> Option<&Text> {
        let found = match of {
            "processes" => scenario.processes.iter().find(|p| p.id == id).map(|p| &p.title),
            "levers" => scenario.levers.iter().find(|l| l.id == id).map(|l| &l.title),
            "streams" => scenario.streams.iter().find(|s| s.id == id).map(|s| &s.title),
            "shocks" => scenario.shocks.iter().find(|s| s.id == id).map(|s| &s.title),
            "scrap" => scenario.scraps.iter().find(|s| s.id == id).map(|s| &s.title),
            "carriers" | "floors" => scenario.carriers.iter().find(|c| c.id == id).map(|c| &c.title),
            "classes" => {
                scenario.processes.iter().flat_map(|p| &p.classes).find(|c| c.id == id).map(|c| &c.title)
            }
            _ => None,
        };
        let commodity = || scenario.commodities.iter().find(|c| c.id == id).map(|c| &c.title);
        let aggregate = || scenario.aggregates.iter().find(|a| a.id == id).map(|a| &a.title);
        let carrier = || scenario.carriers.iter().find(|c| c.id == id).map(|c| &c.title);
        found.or_else(commodity).or_else(aggregate).or_else(carrier)
    };
    let title = named.map(str::to_owned).or_else(|| titled().map(|title| lang.of(title).to_owned()));
    title.unwrap_or_else(|| id.replace('-', " "))
}

/// What a part of an address says of a thing.
fn word(segment: &str, lang: Lang) -> Option<&'static str> {
    let (zh, en) = match segment {
        "demand" => ("需求", "demand"),
        "exports" => ("外销", "exports"),
        "consumption" => ("消费", "consumption"),
        "drivers" => ("驱动因素", "driver"),
        "grid-factor" => ("电网排放因子", "grid emission factor"),
        "residual-factor" => ("剩余组合排放因子", "residual-mix factor"),
        "emission-factor" => ("排放因子", "emission factor"),
        "upstream-factor" => ("上游排放因子", "upstream CO₂ factor"),
        "price" => ("价格", "price"),
        "supply" => ("供应量", "supply"),
        "stock" => ("存量", "stock"),
        "utilisation" => ("综合利用率", "share used"),
        "disposal" => ("处置能力", "disposal"),
        "inputs" => ("单耗", "input per tonne"),
        "carriers" => ("单耗", "use per tonne"),
        "process-co2" => ("过程排放", "process CO₂"),
        "carbon-out" => ("带出碳", "carbon out"),
        "recovered" => ("回收", "recovered"),
        "streams" => ("产生系数", "per tonne"),
        "energy-factor" => ("能耗系数", "energy factor"),
        "improvement" => ("年改进率", "yearly improvement"),
        "utilisation-max" => ("最高产能利用率", "greatest use of capacity"),
        "own-electricity" => ("余能自发电率", "own electricity"),
        "captive-heat-rate" => ("自备电厂煤耗", "heat rate of captive power"),
        "captive-share" => ("自备电占比", "captive share"),
        "life" => ("寿命", "life"),
        "campaign" => ("炉役", "campaign"),
        "capture" => ("碳捕集", "CO₂ capture"),
        "rate" => ("捕集率", "rate"),
        "electricity" => ("电耗", "electricity"),
        "heat" => ("热耗", "heat"),
        "charge" => ("装入量", "charge"),
        "intensity" => ("能耗", "intensity"),
        "unclassified" => ("未分级产能占比", "share of unclassified capacity"),
        "capacity" => ("产能", "capacity"),
        "factor" => ("产能校正系数", "correction of capacity"),
        "ratio" => ("置换比例", "replacement ratio"),
        "delay" => ("推迟年数", "delay"),
        "floors" => ("单耗下限", "floor"),
        "value" => ("值", "value"),
        "strength" => ("强度", "strength"),
        "disturbance" => ("逐年扰动", "yearly disturbance"),
        "growth-shock" => ("增速冲击", "growth shock"),
        _ => return None,
    };
    Some(match lang {
        Lang::Zh => zh,
        Lang::En => en,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::load;

    #[test]
    fn addresses_in_words() {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/small/small.toml");
        let scenario = load(&path, &Default::default()).unwrap().scenario;
        let titles = |address: &str| Lang::ALL.map(|lang| leaf_title(&scenario, address, lang));
        let expected = [
            ("regions.guangxi.grid-factor", ["广西电网排放因子", "Guangxi, grid emission factor"]),
            (
                "processes.arc-furnace.carriers.electricity",
                ["电弧炉：电力单耗", "Arc Furnace: Electricity, use per tonne"],
            ),
            ("processes.blast-furnace.life", ["高炉寿命", "Blast Furnace, life"]),
            (
                "processes.blast-furnace.process-co2.flux",
                ["高炉：flux 过程排放", "Blast Furnace: flux, process CO₂"],
            ),
            ("demand.carbon-steel.guangxi", ["碳钢需求", "Carbon Steel, demand"]),
            (
                "demand.carbon-steel.guangxi.growth-shock",
                ["碳钢需求增速冲击", "Carbon Steel, demand growth shock"],
            ),
            ("levers.arc-share.guangxi", ["电炉钢占比", "Arc furnace share"]),
            ("projects.new-furnace.delay", ["Blast furnace 4 推迟年数", "Blast furnace 4, delay"]),
            (
                "fleet.corrections.converters.factor",
                ["converters 产能校正系数", "converters, correction of capacity"],
            ),
        ];
        for (address, expected) in expected {
            assert_eq!(titles(address), expected, "{address}");
        }
        let titles = |address: &str| Lang::ALL.map(|lang| set_title(&scenario, address, lang));
        assert_eq!(
            titles("levers.arc-share.guangxi@2030"),
            ["电炉钢占比（2030 年）", "Arc furnace share, 2030"]
        );
        assert_eq!(titles("processes.blast-furnace.life"), ["高炉寿命", "Blast Furnace, life"]);
    }
}
