//! Findings in words.

mod amounts;
mod base;
mod contradictions;
mod doubts;
mod evidence;
mod limits;
mod plan;

pub(super) use amounts::figures;
pub use amounts::{amount, amount_in, amounts_apart, percent};
pub use base::{calibrated, classes_line};
pub use evidence::{FactLine, evidence_line};
pub use limits::limit_at_base;

use super::{Lang, format_number, target_unit};
use crate::analysis::Finding;
use crate::domain::*;

/// A finding as a sentence.
pub fn finding(finding: &Finding, scenario: &Scenario, lang: Lang) -> String {
    match finding {
        Finding::PlannedCapacity(planned) => plan::planned_capacity(planned, scenario, lang),
        Finding::CapacityGoal(goal) => plan::capacity_goal(goal, scenario, lang),
        Finding::ShareOfFleet(share) => plan::share_of_fleet(share, scenario, lang),
        Finding::Credits(credits) => plan::credits_needed(credits, scenario, lang),
        Finding::ClusterSum(sum) => contradictions::cluster_sum(sum, scenario, lang),
        Finding::BeyondDemand(beyond) => contradictions::beyond_demand(beyond, scenario, lang),
        Finding::WasteTarget(waste) => contradictions::waste_target(waste, scenario, lang),
        Finding::Imposed { target, by, asked, value, measure } => {
            let target = &scenario.targets[*target];
            let unit = target_unit(scenario, target, *measure, lang);
            contradictions::imposed(target, by, (*asked, *value), &unit, lang)
        }
        Finding::LimitAtBase(reading) => limit_at_base(reading, scenario, lang),
        Finding::LimitNotHeld(reading) => limits::limit_not_held(reading, scenario, lang),
        Finding::LimitBelowFloor(reading) => limits::limit_below_floor(reading, scenario, lang),
        Finding::Refused { project, rule, source, suspended } => {
            doubts::refused(&scenario.projects[project.0], &cited(rule, source, lang), *suspended, lang)
        }
        Finding::BuiltThoughRestricted { project, rule, source } => {
            doubts::built_though_restricted(&scenario.projects[project.0], &cited(rule, source, lang), lang)
        }
        Finding::OutOfReach { target, least, dimension } => {
            limits::out_of_reach(&scenario.targets[*target], &amount(*least, *dimension, lang), lang)
        }
        Finding::UsedBeyond { process, region, used, greatest } => {
            let process = lang.of(&scenario.processes[process.0].title);
            doubts::used_beyond(process, lang.of(&scenario.regions[region.0].title), (*used, *greatest), lang)
        }
        Finding::Jump(found) => doubts::jump(found, lang),
        Finding::TitleOfNothing(id) => doubts::title_of_nothing(id, lang),
        Finding::Repaired { pair: [first, second], asked, used } => {
            let (asked, used) = (format_number(*asked, 3), format_number(*used, 3));
            match lang {
                Lang::Zh => format!(
                    "{first} 与 {second}：秩相关 {asked} 与其他设定矛盾，按最接近的可行值 {used} 抽样"
                ),
                Lang::En => format!(
                    "{first} and {second}: the rank correlation {asked} contradicts others, drawn with the nearest possible {used}"
                ),
            }
        }
        Finding::Calibration { region, what, factor } => {
            let region = lang.of(&scenario.regions[region.0].title);
            doubts::calibration(region, &calibrated(*what, scenario, lang), *factor, lang)
        }
        Finding::OnTheBound { target, lever } => {
            limits::on_the_bound(&scenario.targets[*target], lever, lang)
        }
        Finding::WithoutPrice { region, commodities } => doubts::without_price(
            &listed(commodities, scenario, lang),
            region_title(*region, scenario, lang),
            lang,
        ),
        Finding::WithoutRate { region, commodities } => doubts::without_rate(
            &listed(commodities, scenario, lang),
            region_title(*region, scenario, lang),
            lang,
        ),
        Finding::WithoutCost { region, processes, goods } => {
            doubts::without_cost(processes, goods, region_title(*region, scenario, lang), lang)
        }
        Finding::WithoutBalance(list) => {
            doubts::without_balance(&doubts::at_processes(list, scenario, lang), lang)
        }
        Finding::ShortOfCharge(list) => {
            doubts::short_of_charge(&doubts::at_processes(list, scenario, lang), lang)
        }
        Finding::NobodyTakes { group, process, region } => {
            let process = &scenario.processes[process.0];
            let product = lang.of(&scenario.commodities[process.output.0].title);
            let (group, region) = (&scenario.groups[group.0].title, &scenario.regions[region.0].title);
            doubts::nobody_takes(lang.of(group), lang.of(&process.title), product, lang.of(region), lang)
        }
    }
}

/// A rule and what it cites.
fn cited(rule: &str, source: &str, lang: Lang) -> String {
    match (source.is_empty(), lang) {
        (true, _) => rule.to_owned(),
        (false, Lang::Zh) => format!("{rule}，{source}"),
        (false, Lang::En) => format!("{rule}, {source}"),
    }
}

fn region_title(region: RegionId, scenario: &Scenario, lang: Lang) -> &str {
    lang.of(&scenario.regions[region.0].title)
}

fn listed(commodities: &[CommodityId], scenario: &Scenario, lang: Lang) -> String {
    let titles: Vec<&str> = commodities.iter().map(|c| lang.of(&scenario.commodities[c.0].title)).collect();
    titles.join(match lang {
        Lang::Zh => "、",
        Lang::En => ", ",
    })
}
