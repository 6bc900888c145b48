//! Findings that many regions share, told once for all of them.

use super::{DisplayUnit, Lang, display_unit_for, figures, finding, percent};
use crate::analysis::{CreditsNeeded, Finding};
use crate::domain::*;
use crate::units::Dimension;

/// So many regions with the same finding are told in one sentence.
const MANY: usize = 3;

/// All findings as sentences, in their order; what three regions or more share stands once, where the first
/// of them would.
pub fn findings(list: &[Finding], scenario: &Scenario, lang: Lang) -> Vec<String> {
    let mut told = vec![false; list.len()];
    let mut sentences = Vec::new();
    for (i, one) in list.iter().enumerate() {
        if told[i] {
            continue;
        }
        let like: Vec<usize> = (i..list.len()).filter(|&j| shared(one, &list[j])).collect();
        let same: Vec<&Finding> = like.iter().map(|&j| &list[j]).collect();
        match sentence(&same, scenario, lang).filter(|_| same.len() >= MANY) {
            Some(sentence) => {
                like.into_iter().for_each(|j| told[j] = true);
                sentences.push(sentence);
            }
            None => sentences.push(finding(one, scenario, lang)),
        }
    }
    sentences
}

/// Whether two findings say the same of two regions.
fn shared(one: &Finding, other: &Finding) -> bool {
    match (one, other) {
        (
            Finding::UsedBeyond { process, greatest, .. },
            Finding::UsedBeyond { process: other, greatest: bound, .. },
        ) => process == other && greatest == bound,
        (Finding::Credits(one), Finding::Credits(other)) => {
            one.groups == other.groups && one.years == other.years
        }
        _ => false,
    }
}

fn sentence(same: &[&Finding], scenario: &Scenario, lang: Lang) -> Option<String> {
    match same.first()? {
        Finding::UsedBeyond { process, greatest, .. } => {
            Some(used_beyond(*process, *greatest, same, scenario, lang))
        }
        Finding::Credits(first) => Some(credits(first, same, scenario, lang)),
        _ => None,
    }
}

fn used_beyond(
    process: ProcessId,
    greatest: f64,
    same: &[&Finding],
    scenario: &Scenario,
    lang: Lang,
) -> String {
    let (process, greatest) = (lang.of(&scenario.processes[process.0].title), percent(greatest));
    let one = |found: &&Finding| match found {
        Finding::UsedBeyond { region, used, .. } => {
            Some(format!("{} {}", lang.of(&scenario.regions[region.0].title), percent(*used)))
        }
        _ => None,
    };
    let list: Vec<String> = same.iter().filter_map(one).collect();
    match lang {
        Lang::Zh => format!(
            "{process}：以下地区最近观测年产能利用率高于上限 {greatest}，模拟以观测值为上限：{}",
            list.join("、")
        ),
        Lang::En => format!(
            "{process}: used above its greatest use of {greatest} in the last observed year, the observed use bounds it instead: {}",
            list.join(", ")
        ),
    }
}

fn credits(first: &CreditsNeeded, same: &[&Finding], scenario: &Scenario, lang: Lang) -> String {
    let all: Vec<&CreditsNeeded> = same
        .iter()
        .filter_map(|f| if let Finding::Credits(credits) = f { Some(credits) } else { None })
        .collect();
    let largest = all.iter().map(|c| c.bought).fold(0.0, f64::max);
    let unit = display_unit_for(Dimension::MASS, lang, largest);
    let list: Vec<String> = all.iter().map(|found| of_region(found, scenario, &unit, lang)).collect();
    let groups: Vec<&str> = first.groups.iter().map(|g| lang.of(&scenario.groups[g.0].title)).collect();
    let ((from, to), label) = (first.years, &unit.label);
    match lang {
        Lang::Zh => format!(
            "产能指标（{}）{from}–{to} 年，从区外购入的地区（{label}：新建使用／本地退出新增／区外购入，括号内为其中项目已建成而来源不明的）：{}",
            groups.join("、"),
            list.join("；")
        ),
        Lang::En => format!(
            "Capacity credits ({}), {from}–{to}, regions that took some from outside ({label}: spent by new capacity / earned by closures / from outside, in brackets for what stands without a known source): {}",
            groups.join(", "),
            list.join("; ")
        ),
    }
}

fn of_region(found: &CreditsNeeded, scenario: &Scenario, unit: &DisplayUnit, lang: Lang) -> String {
    let region = lang.of(&scenario.regions[found.region.0].title);
    let [spent, earned, bought, flagged] =
        [found.spent, found.earned, found.bought, found.flagged].map(|v| figures(v, unit, 0));
    let flagged = match (found.flagged > 0.0, lang) {
        (false, _) => String::new(),
        (true, Lang::Zh) => format!("（{flagged}）"),
        (true, Lang::En) => format!(" ({flagged})"),
    };
    match lang {
        Lang::Zh => format!("{region} {spent}／{earned}／{bought}{flagged}"),
        Lang::En => format!("{region} {spent} / {earned} / {bought}{flagged}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{Options, load};

    /// Three regions with the same finding make one sentence, two make two, and nothing else moves.
    #[test]
    fn what_many_regions_share_is_told_once() {
        let file =
            std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/china/steel-baseline.toml");
        let scenario = load(&file, &Options::default()).unwrap().scenario;
        let converter = scenario.processes.iter().position(|p| p.id == "converter").unwrap();
        let beyond = |region: usize, used: f64| Finding::UsedBeyond {
            process: ProcessId(converter),
            region: RegionId(region),
            used,
            greatest: 0.86,
        };
        let title = |region: usize| scenario.regions[region].title.en.clone();
        let two = [beyond(0, 0.9), beyond(1, 1.0)];
        assert_eq!(findings(&two, &scenario, Lang::En).len(), 2);
        let three = [beyond(0, 0.9), beyond(1, 1.0), beyond(2, 1.25)];
        let told = findings(&three, &scenario, Lang::En);
        let list = format!("{} 90%, {} 100%, {} 125%", title(0), title(1), title(2));
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(told[0].starts_with("Converter: used above its greatest use of 86%"), "{told:?}");
        assert!(told[0].ends_with(&list), "{told:?}");
    }
}
