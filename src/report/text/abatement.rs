//! Words of abatement curves.

use super::{Lang, nested};
use crate::domain::Year;

/// What levers do to each other.
pub fn interaction(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "相互作用",
        Lang::En => "Interaction",
    }
}

/// All levers together.
pub fn all_levers(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "全部措施",
        Lang::En => "All levers",
    }
}

/// Title of the chart.
pub fn abatement_title(policy: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("边际减排成本：{policy}"),
        Lang::En => format!("Marginal Abatement Cost: {policy}"),
    }
}

/// What is shown, against what, over which years.
pub fn abatement_subtitle(baseline: &str, (from, to): (Year, Year), lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("相对“{}”，{from}—{to} 年累计；成本折现，不含碳成本", nested(baseline)),
        Lang::En => format!("Against {baseline}, {from}–{to}; costs discounted, without payments for carbon"),
    }
}

/// How the chart is read.
pub fn abatement_notes(unit: &str, lang: Lang) -> [String; 2] {
    match lang {
        Lang::Zh => [
            format!("条宽：该措施单独实施的累计减排量（{unit}）；条高：每吨成本；自左至右按给定次序。"),
            "灰条：相互作用，即一并实施与各自单独实施之和的差；浅色：使排放增加，条高为每多排一吨所省的成本。"
                .to_owned(),
        ],
        Lang::En => [
            format!(
                "Width: CO₂ that the lever avoids on its own ({unit}); height: cost per tonne; in the order given."
            ),
            "Grey: interaction, all together less the sum of each alone. Pale: more is emitted, the height is what a tonne more saves."
                .to_owned(),
        ],
    }
}

/// Heads of the printed table and of the chart's numbers: lever, avoided, cost, per tonne.
pub fn abatement_head(tonnes: &str, money: &str, per_tonne: &str, lang: Lang) -> [String; 6] {
    match lang {
        Lang::Zh => [
            "措施".to_owned(),
            format!("单独减排（{tonnes}）"),
            format!("单独成本（{money}）"),
            per_tonne.to_owned(),
            format!("依次新增减排（{tonnes}）"),
            per_tonne.to_owned(),
        ],
        Lang::En => [
            "lever".to_owned(),
            format!("avoided alone ({tonnes})"),
            format!("cost alone ({money})"),
            per_tonne.to_owned(),
            format!("avoided on top ({tonnes})"),
            per_tonne.to_owned(),
        ],
    }
}

/// A lever with its numbers, in the legend.
pub fn abatement_legend(place: usize, name: &str, avoided: &str, per_tonne: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{place} {name}：{avoided}，{per_tonne}"),
        Lang::En => format!("{place} {name}: {avoided}, {per_tonne}"),
    }
}

/// Why a lever has no bar of its own.
pub fn not_alone(place: usize, name: &str, reason: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{place} {name}：不能单独实施（{reason}）；其作用计入相互作用。"),
        Lang::En => {
            format!("{place} {name}: cannot be alone ({reason}); what it does is in the interaction.")
        }
    }
}

/// The cost of a target that the policy meets and the baseline misses.
pub fn target_cost(title: &str, per_tonne: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("目标“{title}”：基准未达、全部措施达到，每吨减排成本 {per_tonne}"),
        Lang::En => format!("Target {title}: missed by the baseline, met by all levers, at {per_tonne}"),
    }
}

/// A scenario that computes no costs.
pub fn no_costs(id: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("情景 {id} 没有 [cost] 一节，无从计算成本"),
        Lang::En => format!("`{id}` computes no costs: write `[cost]` with a `discount-rate`, and prices"),
    }
}

/// Nothing to tell apart.
pub fn no_levers(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "两个情景的政策措施没有差别；可用 --levers 指定地址",
        Lang::En => "the two scenarios do not differ in any lever; name addresses with `--levers`",
    }
}
