//! The words of an explanation.

use super::leaf_title::id_title;
use super::terms::words;
use super::{Lang, series_title};
use crate::analysis::explain::{Of, Rule, Term, What};
use crate::domain::*;
use crate::model::Model;
use crate::simulation::workspace::Binding;

/// What a number is, for people: `Output, Converter, Guangxi`.
pub fn explained(what: &What, model: &Model, lang: Lang) -> String {
    let of: Vec<String> = what.of.iter().map(|of| name(of, &model.scenario, lang)).collect();
    let word = match what.term {
        Term::Series(series) => lang.of(&series_title(&model.scenario, &model.series[series])).to_owned(),
        term => in_lang(words(term), lang).to_owned(),
    };
    match (of.is_empty(), lang) {
        (true, _) => word,
        (false, Lang::Zh) => format!("{word}（{}）", of.join("，")),
        (false, Lang::En) => format!("{word}, {}", of.join(", ")),
    }
}

fn in_lang((zh, en): (&'static str, &'static str), lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => zh,
        Lang::En => en,
    }
}

/// The name of what a number is of.
fn name(of: &Of, scenario: &Scenario, lang: Lang) -> String {
    let title = |text: &Text| lang.of(text).to_owned();
    let with_id = |name: &str, id: &str| match lang {
        _ if name == id || name.is_empty() => id.to_owned(),
        Lang::Zh => format!("{name}，{id}"),
        Lang::En => format!("{name} [{id}]"),
    };
    match of {
        Of::Region(region) => title(&scenario.regions[region.0].title),
        Of::Cluster(cluster) => title(&scenario.clusters[cluster.0].title),
        Of::Commodity(commodity) => title(&scenario.commodities[commodity.0].title),
        Of::Process(process) => title(&scenario.processes[process.0].title),
        Of::Carrier(carrier) => title(&scenario.carriers[carrier.0].title),
        Of::Scrap(scrap) => title(&scenario.scraps[scrap.0].title),
        Of::Stream(stream) => title(&scenario.streams[stream.0].title),
        Of::Element(element) => title(&scenario.elements[element.0].title),
        Of::Group(group) => title(&scenario.groups[group.0].title),
        Of::Unit(unit) => with_id(&scenario.units[unit.0].name, &scenario.units[unit.0].id),
        Of::Project(project) => with_id(&scenario.projects[project.0].name, &scenario.projects[project.0].id),
        Of::Rebuilt(number) => format!("rebuilt-{}", number + 1),
        Of::Limit(limit) => title(&scenario.limits[*limit].title),
        Of::Lever(lever) => title(&scenario.levers[*lever].title),
        Of::Class(process, class) => title(&scenario.processes[process.0].classes[*class].title),
        Of::Rule(rule) => {
            let id = &scenario.eliminations[*rule].id;
            id_title(scenario, id).map_or_else(|| id.clone(), |name| with_id(lang.of(name), id))
        }
        Of::Id(id) => id_title(scenario, id).map_or_else(|| id.clone(), title),
        Of::Year(year) => year.to_string(),
        Of::Years(first, last) if first == last => first.to_string(),
        Of::Years(first, last) => format!("{first}–{last}"),
    }
}

/// How a number follows from those under it.
pub fn rule_words(rule: &Rule, lang: Lang) -> &'static str {
    let words = match rule {
        Rule::Sum => ("以下之和", "sum of"),
        Rule::Product => ("以下之积", "product of"),
        Rule::Quotient => ("前者除以后者", "the first over the second"),
        Rule::Power => ("以后者为指数的幂", "the first to the power of the second"),
        Rule::Minimum => ("以下最小者", "smallest of"),
        Rule::Maximum => ("以下最大者", "greatest of"),
        Rule::Leaf(_) => ("参数", "parameter"),
        Rule::Observed(_) => ("观测值", "observed"),
        Rule::Calibrated(_) => ("观测值除以模拟值", "observed over modelled"),
        Rule::Booked(_) => ("指标账记录", "movement in the ledger"),
        Rule::Earlier(_) => ("上年结果", "result of the year before"),
        Rule::Worked => ("由模型联立得出", "worked out by the run"),
        Rule::Constant => ("", ""),
    };
    in_lang(words, lang)
}

/// What bound an output.
pub fn binding_words(binding: Binding, model: &Model, lang: Lang) -> String {
    let words = match binding {
        Binding::Demand => ("按需求", "as called for"),
        Binding::OutputCap => ("受产量上限约束", "bound by a cap on output"),
        Binding::Capacity => ("受产能约束", "bound by capacity"),
        Binding::Rationing => ("受错峰或限电约束", "bound by staggered production or power"),
        Binding::Scrap => ("受废料供应约束", "bound by scrap"),
        Binding::Waste => ("受固废堆存约束", "bound by its waste"),
        Binding::Intermediate(market) => {
            let commodity = model.topology.markets[usize::from(market)].commodity;
            let title = lang.of(&model.scenario.commodities[commodity.0].title);
            return match lang {
                Lang::Zh => format!("受{title}供应约束"),
                Lang::En => format!("bound by {title}"),
            };
        }
    };
    in_lang(words, lang).to_owned()
}

/// Where a leaf comes from: `source: book §fuels`.
pub fn provenance_words(provenance: &Provenance, lang: Lang) -> String {
    match (provenance, lang) {
        (Provenance::Source(text), Lang::Zh) => format!("来源：{text}"),
        (Provenance::Source(text), Lang::En) => format!("source: {text}"),
        (Provenance::Assumption(text), Lang::Zh) => format!("假设：{text}"),
        (Provenance::Assumption(text), Lang::En) => format!("assumption: {text}"),
        (Provenance::Default, Lang::Zh) => "默认值".to_owned(),
        (Provenance::Default, Lang::En) => "default of the program".to_owned(),
        (Provenance::Unstated, Lang::Zh) => "未注明来源".to_owned(),
        (Provenance::Unstated, Lang::En) => "no source stated".to_owned(),
    }
}

/// That a draw has another value than the scenario writes.
pub fn written_as(value: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("情景取值 {value}"),
        Lang::En => format!("written: {value}"),
    }
}

/// A number observed, and one modelled.
pub fn observed_over_modelled(observed: &str, modelled: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("观测值 {observed}，模拟值 {modelled}"),
        Lang::En => format!("observed {observed} over modelled {modelled}"),
    }
}

/// That a number stands above with all it is made of.
pub fn as_above(lang: Lang) -> &'static str {
    in_lang(("见上", "as above"), lang)
}

/// That branches are cut, and how to see them.
pub fn deeper(lang: Lang) -> &'static str {
    in_lang(("“…”处另有下级，--depth all 全部展开", "“…”: more lies below; --depth all shows it"), lang)
}

/// Above the documents that are cited.
pub fn cited_heading(lang: Lang) -> &'static str {
    in_lang(("引用的来源", "Sources cited"), lang)
}

/// That a request names no year.
pub fn explain_needs_year(asked: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{asked}：请写成“指标@地区@年份”，如 Emissions|CO2@guangxi@2030"),
        Lang::En => format!("{asked}: write SERIES@PLACE@YEAR, such as Emissions|CO2@guangxi@2030"),
    }
}

/// That a year lies outside the horizon.
pub fn explain_year_outside(year: i32, first: Year, last: Year, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{year} 年不在情景年份 {first}–{last} 之内"),
        Lang::En => format!("{year} lies outside the years of the scenario, {first} to {last}"),
    }
}

/// That no series has this name.
pub fn explain_unknown(name: &str, near: Option<&str>, lang: Lang) -> String {
    let hint = near.map_or_else(String::new, |near| match lang {
        Lang::Zh => format!("；是否指 {near}？"),
        Lang::En => format!("; did you mean {near}?"),
    });
    match lang {
        Lang::Zh => format!("没有指标 {name}{hint}（dafeng list --series 列出全部指标）"),
        Lang::En => format!("there is no series {name}{hint} (dafeng list --series lists them)"),
    }
}

/// That a series stands at several places.
pub fn explain_ambiguous(name: &str, places: &[&str], lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("指标 {name} 有多个地区，请注明其一：{}", places.join("、")),
        Lang::En => format!("{name} stands at several places, name one: {}", places.join(", ")),
    }
}

/// That files are no longer those of a run.
pub fn inputs_changed(files: &[String], folder: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!(
            "{folder} 生成之后下列文件已改动或已不在，无法解释其结果：{}；请重新运行，或直接解释情景文件",
            files.join("、")
        ),
        Lang::En => format!(
            "these files have changed since {folder} was made, or are gone, and its results cannot be explained by them: {}; run it again, or explain the scenario file as it is now",
            files.join(", ")
        ),
    }
}

/// That a run of today gives another number than the folder holds.
pub fn result_differs(folder: &str, held: &str, found: &str, version: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => {
            format!("{folder} 中该值为 {held}，本版程序得到 {found}（该结果由 {version} 版生成）；请重新运行")
        }
        Lang::En => format!(
            "{folder} holds {held}, and this program finds {found} (it was made by version {version}); run it again"
        ),
    }
}

/// That a folder holds results of another kind.
pub fn not_of_run(folder: &str, command: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{folder} 由 dafeng {command} 生成，只能解释 dafeng run 的结果"),
        Lang::En => {
            format!("{folder} was made by dafeng {command}; only results of dafeng run can be explained")
        }
    }
}
