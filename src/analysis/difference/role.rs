//! Who decides what: every section of the grammar as lever, assumption, target, data or frame.

/// What a difference is to somebody who compares two policies.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Role {
    /// What a government decides or approves: levers, rules, limits, projects.
    Lever,
    /// What it does not decide: technology, costs, demand, how things go.
    Assumption,
    /// What a plan asks for.
    Target,
    /// What is or was, from registers and statistics: the base fleet, observations, what is cited.
    Data,
    /// What is looked at and how it is called: years, names, declared sums, kept series.
    Frame,
}

impl Role {
    /// Every role, in the order in which differences are told.
    pub const ALL: [Role; 5] = [Role::Lever, Role::Assumption, Role::Target, Role::Data, Role::Frame];

    /// Its name in tables.
    pub fn name(self) -> &'static str {
        match self {
            Role::Lever => "lever",
            Role::Assumption => "assumption",
            Role::Target => "target",
            Role::Data => "data",
            Role::Frame => "frame",
        }
    }

    /// The role of what stands at an address.
    pub fn of(address: &str) -> Role {
        let keys: Vec<&str> = address.split(['.', '@']).collect();
        let found = ROLES.iter().find(|(pattern, _)| begins_with(&keys, pattern));
        // A test holds that every section is listed.
        found.map_or(Role::Assumption, |(_, role)| *role)
    }
}

/// The one place that says who decides: the first line holds whose keys an address begins with, `*` for any name.
/// Lines for parts of a section stand above the section; `docs/compare.md` prints the same table.
pub const ROLES: &[(&str, Role)] = &[
    // Names, wherever they stand.
    ("*.*.title", Role::Frame),
    ("processes.*.classes.*.title", Role::Frame),
    ("projects.*.name", Role::Frame),
    ("fleet.units.*.name", Role::Frame),
    // The rules of capacity replacement name these: the state puts a region into a class and a commodity into a ledger, says
    // whose capacity earns credits, and orders closures.
    ("regions.*.class", Role::Lever),
    ("commodities.*.quota-group", Role::Lever),
    ("fleet.units.*.eligible", Role::Lever),
    ("fleet.units.*.closes", Role::Lever),
    // A project is approved; that it is late, or stands already, is nobody's decision.
    ("projects.*.delay", Role::Assumption),
    ("projects.*.built", Role::Data),
    ("projects", Role::Lever),
    // How weights and factors of calibration go on is a reading of the past.
    ("scenario.dispatch-weights", Role::Assumption),
    ("scenario.calibration", Role::Assumption),
    ("scenario", Role::Frame),
    ("levers", Role::Lever),
    ("groups.*.choice", Role::Assumption),
    ("groups", Role::Lever),
    ("replacement", Role::Lever),
    ("suspensions", Role::Lever),
    ("eliminations", Role::Lever),
    ("restrictions", Role::Lever),
    ("limits", Role::Lever),
    ("waste-bounds", Role::Lever),
    ("targets", Role::Target),
    ("sources", Role::Data),
    ("history", Role::Data),
    ("fleet.units", Role::Data),
    ("fleet.register", Role::Data),
    ("fleet", Role::Assumption),
    ("regions", Role::Assumption),
    ("clusters", Role::Frame),
    ("tags", Role::Frame),
    ("titles", Role::Frame),
    ("elements", Role::Frame),
    ("aggregates", Role::Frame),
    ("stream-sums", Role::Frame),
    ("routes", Role::Frame),
    ("boundaries", Role::Frame),
    ("sums", Role::Frame),
    ("ratios", Role::Frame),
    ("commodities", Role::Assumption),
    ("carriers", Role::Assumption),
    ("scrap", Role::Assumption),
    ("streams", Role::Assumption),
    ("sinks", Role::Assumption),
    ("processes", Role::Assumption),
    ("drivers", Role::Assumption),
    ("demand", Role::Assumption),
    ("exports", Role::Assumption),
    ("consumption", Role::Assumption),
    // The state sets the tiers, the allocation and, in the end, the price of carbon; what capital asks it does not.
    ("electricity-tiers", Role::Lever),
    ("allocations", Role::Lever),
    ("cost.carbon-price", Role::Lever),
    ("cost", Role::Assumption),
    ("demand-responses", Role::Assumption),
    ("shocks", Role::Assumption),
    ("correlations", Role::Assumption),
];

fn begins_with(keys: &[&str], pattern: &str) -> bool {
    let mut keys = keys.iter();
    pattern.split('.').all(|wanted| keys.next().is_some_and(|key| wanted == "*" || wanted == *key))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_section_of_the_grammar_has_a_role() {
        let schema: serde_json::Value = serde_json::from_str(&crate::scenario::schema()).expect("JSON");
        let sections = schema["properties"].as_object().expect("sections");
        assert!(sections.len() > 30);
        for section in sections.keys() {
            assert!(ROLES.iter().any(|(pattern, _)| pattern == section), "{section} has no role");
        }
    }

    #[test]
    fn every_line_speaks_of_a_section() {
        let schema: serde_json::Value = serde_json::from_str(&crate::scenario::schema()).expect("JSON");
        for (pattern, _) in ROLES {
            let section = pattern.split('.').next().unwrap_or("");
            assert!(section == "*" || schema["properties"].get(section).is_some(), "{pattern}");
        }
    }

    #[test]
    fn the_page_lists_the_same() {
        let page = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/compare.md");
        let page = std::fs::read_to_string(page).expect("the page");
        for (section, role) in ROLES.iter().filter(|(pattern, _)| !pattern.contains('.')) {
            let row = page.lines().find(|line| line.contains(&format!("| `{}` |", role.name())));
            let row = row.expect("a row for every role");
            assert!(row.contains(&format!("`{section}`")), "{section} is not in: {row}");
        }
    }

    #[test]
    fn parts_go_before_their_section() {
        for (address, role) in [
            ("levers.arc-share.guangxi", Role::Lever),
            ("levers.arc-share.title.zh", Role::Frame),
            ("projects.new-arc.year", Role::Lever),
            ("projects.new-arc.delay", Role::Assumption),
            ("fleet.units.U1.capacity", Role::Data),
            ("fleet.units.U1.closes", Role::Lever),
            ("fleet.corrections.x.factor", Role::Assumption),
            ("scenario.end", Role::Frame),
            ("replacement", Role::Lever),
            ("history.file.output.crude-steel.guangxi@2020", Role::Data),
            ("targets.arc-2030.must", Role::Target),
            ("demand.carbon-steel.guangxi", Role::Assumption),
        ] {
            assert_eq!(Role::of(address), role, "{address}");
        }
    }
}
