//! Names of leaves for people: their addresses in words, with the titles of what they are about.

mod words;

use self::words::word;
use super::Lang;
use crate::domain::{Scenario, Text};

/// The name of the leaf or yearly shock at an address.
pub fn leaf_title(scenario: &Scenario, address: &str, lang: Lang) -> String {
    let segments: Vec<&str> = address.split('.').collect();
    let (mut titles, mut words, mut place) = (Vec::new(), Vec::new(), None);
    for (i, segment) in segments.iter().enumerate() {
        let back = |by: usize| i.checked_sub(by).map_or("", |at| segments[at]);
        let before = back(1);
        let region = scenario.regions.iter().find(|region| i > 0 && region.id == *segment);
        match (region, word(before, segment, lang)) {
            // Which element waits for what holds it.
            _ if before == "contents" => {}
            _ if back(2) == "contents" => titles.push(content(scenario, before, segment, lang)),
            (Some(region), _) => place = Some(lang.of(&region.title).to_owned()),
            _ if is_name(before) => titles.push(title(scenario, before, segment, lang)),
            // What a table is called says nothing that the title of its entry does not.
            (None, Some(word)) if i > 0 || !names_itself(segment) => words.push(word.to_owned()),
            (None, None) if i > 0 && !is_name(segment) && !is_silent(segment) => {
                titles.push(title(scenario, "", segment, lang));
            }
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

/// Whether a part of an address says nothing that its other parts do not.
fn is_silent(segment: &str) -> bool {
    matches!(segment, "cost" | "moves" | "choice" | "all")
}

/// How much of an element something holds.
fn content(scenario: &Scenario, element: &str, holder: &str, lang: Lang) -> String {
    let of = title(scenario, "elements", element, lang);
    let holder = title(scenario, "contents", holder, lang);
    match lang {
        Lang::Zh => format!("{holder}含{of}量"),
        Lang::En => format!("{of} in {holder}"),
    }
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
            | "groups"
            | "limits"
            | "targets"
            | "waste-bounds"
            | "electricity-tiers"
            | "allocations"
            | "demand-responses"
            | "moves"
    )
}

/// The title of the thing of an id, which stands behind `of`; where there is none, the id in words.
fn title(scenario: &Scenario, of: &str, id: &str, lang: Lang) -> String {
    let named: Option<&str> = match of {
        "units" => scenario.units.iter().find(|unit| unit.id == id).map(|unit| unit.name.as_str()),
        "projects" => scenario.projects.iter().find(|project| project.id == id).map(|p| p.name.as_str()),
        _ => None,
    };
    let titled = || {
        let found = of_section(scenario, of, id).or_else(|| id_title(scenario, id));
        found.map(|title| lang.of(title).to_owned())
    };
    named.map(str::to_owned).or_else(titled).unwrap_or_else(|| id.replace('-', " "))
}

/// The title of whatever has an id: the one that the scenario gives it among `titles`, else that of a thing of this id.
pub(super) fn id_title<'s>(scenario: &'s Scenario, id: &str) -> Option<&'s Text> {
    let named = scenario.titles.iter().find(|(named, _)| named == id).map(|(_, title)| title);
    named.or_else(|| of_thing(scenario, id))
}

/// The title of the entry of this id in a list of things that have one.
macro_rules! titled {
    ($list:expr, $id:expr) => {
        $list.iter().find(|one| one.id == $id).map(|one| &one.title)
    };
}

/// The title that a section of the grammar gives an id.
fn of_section<'s>(scenario: &'s Scenario, section: &str, id: &str) -> Option<&'s Text> {
    match section {
        "processes" => titled!(scenario.processes, id),
        "levers" => titled!(scenario.levers, id),
        "streams" => titled!(scenario.streams, id),
        "shocks" => titled!(scenario.shocks, id),
        "scrap" => titled!(scenario.scraps, id),
        "carriers" | "floors" => titled!(scenario.carriers, id),
        "elements" => titled!(scenario.elements, id),
        "sinks" => titled!(scenario.sinks, id),
        "drivers" | "elasticity" | "intensity-of" => titled!(scenario.drivers, id),
        "groups" => titled!(scenario.groups, id),
        "limits" => titled!(scenario.limits, id),
        "targets" => titled!(scenario.targets, id),
        "clusters" => titled!(scenario.clusters, id),
        "classes" => scenario.processes.iter().find_map(|process| titled!(process.classes, id)),
        _ => None,
    }
}

/// The title of what is made, used or left: of whatever has this id.
fn of_thing<'s>(scenario: &'s Scenario, id: &str) -> Option<&'s Text> {
    titled!(scenario.commodities, id)
        .or_else(|| titled!(scenario.aggregates, id))
        .or_else(|| titled!(scenario.carriers, id))
        .or_else(|| titled!(scenario.scraps, id))
        .or_else(|| titled!(scenario.streams, id))
        .or_else(|| titled!(scenario.sinks, id))
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
