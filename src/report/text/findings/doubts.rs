//! What is doubtful: projects that rules refuse, paths that jump, factors far from 1, missing prices.

use super::amounts::{amount, percent};
use crate::analysis::{Jump, OfElement};
use crate::domain::*;
use crate::report::text::{Lang, format_number, nested};

pub(super) fn built_though_restricted(project: &Project, rule: &str, lang: Lang) -> String {
    let name = &project.name;
    match lang {
        Lang::Zh => format!("{name}：规格属限制类（规则 {rule}），但已建成，照实计入"),
        Lang::En => format!("{name}: its size is restricted by {rule}, but it stands and is counted"),
    }
}

pub(super) fn refused(project: &Project, rule: &str, suspended: bool, lang: Lang) -> String {
    let (id, name) = (&project.id, nested(&project.name));
    match (lang, suspended) {
        (Lang::Zh, true) => format!("项目“{name}”（{id}）因暂停置换（{rule}）不予实施"),
        (Lang::Zh, false) => format!("项目“{name}”（{id}）因规格限制（{rule}）不予实施"),
        (Lang::En, true) => format!("project {id} ({name}) is refused by the suspension {rule}"),
        (Lang::En, false) => format!("project {id} ({name}) is refused by the restriction {rule}"),
    }
}

pub(super) fn used_beyond(process: &str, region: &str, (used, greatest): (f64, f64), lang: Lang) -> String {
    let [used, greatest] = [used, greatest].map(percent);
    match lang {
        Lang::Zh => {
            format!("{region}{process}：最近观测年产能利用率 {used}，高于上限 {greatest}；模拟以观测值为上限")
        }
        Lang::En => {
            format!(
                "{process}, {region}: used at {used} in the last observed year, above its greatest use of {greatest}; the observed use bounds it instead"
            )
        }
    }
}

pub(super) fn jump(found: &Jump, lang: Lang) -> String {
    let [observed, first] = [found.observed, found.first].map(|v| amount(v, found.dimension, lang));
    let (address, year) = (&found.address, found.year);
    match lang {
        Lang::Zh => format!("{address}：{year} 年取值 {first}，与上一年观测值 {observed} 不衔接"),
        Lang::En => format!("{address}: {first} in {year} after {observed} observed the year before"),
    }
}

pub(super) fn title_of_nothing(id: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("titles.{id}：没有任何地址含 {id}，名称未用"),
        Lang::En => format!("titles.{id}: no address has {id} in it, so the name is not used"),
    }
}

pub(super) fn calibration(region: &str, what: &str, factor: f64, lang: Lang) -> String {
    let factor = format_number(factor, 2);
    match lang {
        Lang::Zh => format!("{region}{what}：校准系数 {factor}，超出 0.8–1.25"),
        Lang::En => format!("{what}, {region}: calibration factor {factor} lies outside 0.8–1.25"),
    }
}

/// Processes by element.
pub(super) fn at_processes(list: &[OfElement], scenario: &Scenario, lang: Lang) -> String {
    let (colon, comma, semicolon) = match lang {
        Lang::Zh => ("：", "、", "；"),
        Lang::En => (": ", ", ", "; "),
    };
    let of_element = |element: usize| {
        let at = list.iter().filter(|at| at.element.0 == element);
        let processes: Vec<&str> = at.map(|at| lang.of(&scenario.processes[at.process.0].title)).collect();
        let title = lang.of(&scenario.elements[element].title);
        (!processes.is_empty()).then(|| format!("{title}{colon}{}", processes.join(comma)))
    };
    (0..scenario.elements.len()).filter_map(of_element).collect::<Vec<_>>().join(semicolon)
}

pub(super) fn without_balance(processes: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("只声明了产品的元素含量、未声明投入的，不做元素平衡。{processes}"),
        Lang::En => format!(
            "contents are declared for the product and for nothing charged, so no balance is kept. {processes}"
        ),
    }
}

pub(super) fn short_of_charge(processes: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("投入取低值（5% 分位）时产出的元素多于投入，这些抽样中损失为负。{processes}"),
        Lang::En => format!(
            "where charges are drawn low (5%), more of an element leaves than is charged and losses are below zero. {processes}"
        ),
    }
}

pub(super) fn without_price(commodities: &str, region: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{region}产值不含{commodities}：未给出价格"),
        Lang::En => format!("output value, {region}: {commodities} have no price and are not in it"),
    }
}

pub(super) fn without_rate(commodities: &str, region: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{region}增加值不含{commodities}：未给出增加值率"),
        Lang::En => {
            format!("value added, {region}: {commodities} have no value-added-rate and are not in it")
        }
    }
}

pub(super) fn nobody_takes(group: &str, process: &str, product: &str, region: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{region}{group}：重建为{process}，但其产品{product}既无需求也无用户"),
        Lang::En => {
            format!(
                "{group}, {region}: rebuilding goes to {process}, whose product {product} has neither demand nor user"
            )
        }
    }
}

/// Processes without a cost of capital, goods without a price; one of them may be none.
pub(super) fn without_cost(processes: &[Text], goods: &[Text], region: &str, lang: Lang) -> String {
    let list = |titles: &[Text]| {
        let titles: Vec<&str> = titles.iter().map(|title| lang.of(title)).collect();
        (!titles.is_empty()).then(|| titles.join(if lang == Lang::Zh { "、" } else { ", " }))
    };
    let capital = list(processes).map(|names| match lang {
        Lang::Zh => format!("无投资数据的工序（{names}）的资本成本"),
        Lang::En => format!("the capital of {names}"),
    });
    let bought = list(goods).map(|names| match lang {
        Lang::Zh => format!("无价格的外购品（{names}）"),
        Lang::En => format!("what is bought at no price: {names}"),
    });
    let parts: Vec<String> = capital.into_iter().chain(bought).collect();
    match lang {
        Lang::Zh => format!("{region}成本不含：{}", parts.join("；")),
        Lang::En => format!("{region}: costs are without {}", parts.join(", and without ")),
    }
}
