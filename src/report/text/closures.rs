//! What the closures of a run are.

use super::Lang;
use crate::domain::Scenario;
use crate::simulation::balance::Closure;

/// The name of a closure in tables.
pub fn closure_name(closure: Closure, scenario: &Scenario) -> String {
    let name = match closure {
        Closure::Element(element) => return format!("metal:{}", scenario.elements[element.0].id),
        Closure::Carbon => "carbon",
        Closure::Metal => "metal",
        Closure::Electricity => "electricity",
        Closure::Commodity => "commodity",
        Closure::Scrap => "scrap",
        Closure::Ledger => "ledger",
        Closure::Totals => "totals",
        Closure::Potential => "potential",
        Closure::Stock => "stock",
        Closure::Replay => "replay",
        Closure::Cost => "cost",
    };
    name.to_owned()
}

/// What a closure closes.
pub fn closure_words(closure: Closure, scenario: &Scenario, lang: Lang) -> String {
    let (zh, en) = match closure {
        Closure::Element(element) => {
            let title = &scenario.elements[element.0].title;
            return match lang {
                Lang::Zh => format!("{}：原料 + 废料 = 产品 + 渣尘 + 损失", title.zh),
                Lang::En => format!("{}: charged + in scrap = in products + in residues + losses", title.en),
            };
        }
        Closure::Carbon => {
            ("碳：投入 = 排放 + 产品固碳 + 捕集", "carbon in = CO2 + carbon in products + captured")
        }
        Closure::Metal => {
            ("金属：废料替代前后入炉金属量相等", "metal charged = metal of the reference charge")
        }
        Closure::Electricity => ("电力：自发 + 自备 + 外购 = 用电", "electricity made + bought = used"),
        Closure::Commodity => {
            ("产品：产量 + 外购 = 使用 + 外销 + 满足的需求", "output + bought = use + sold + demand met")
        }
        Closure::Scrap => ("废料：用量 + 余量 = 供应", "scrap used + left = supply"),
        Closure::Ledger => (
            "指标：期初 + 新增 + 购入 = 使用 + 出售 + 失效 + 期末",
            "credits: opening + earned + bought = spent + sold + lapsed + closing",
        ),
        Closure::Totals => ("合计：按集群相加 = 按工序相加", "sums over clusters = sums over processes"),
        Closure::Stock => (
            "堆存：期初 + 产生 = 利用 + 处置 + 期末",
            "stockpiles: before + arising = used + disposed + after",
        ),
        Closure::Replay => {
            ("重算：抽样结果 = 同一抽样的逐年单独运行", "draws as computed side by side = run one by one")
        }
        Closure::Cost => {
            ("成本：按工序与分项 = 按付款对象", "costs by process and part = by what is paid for")
        }
        Closure::Potential => ("产能：产量不超过可用产能", "output within potential"),
    };
    let words = match lang {
        Lang::Zh => zh,
        Lang::En => en,
    };
    words.to_owned()
}
