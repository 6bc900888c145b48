//! Words of charts of one run.

use super::words::words;
use super::{Lang, SeriesTitle, SeriesWord, format_number, percent, plural};
use crate::domain::{Text, Year};
use crate::model::series::Measure;

/// Title of the chart of the targets of one scenario.
pub fn targets_of_run_title(page: (usize, usize), lang: Lang) -> String {
    let title = match lang {
        Lang::Zh => "规划目标达成概率",
        Lang::En => "Probability of Attaining the Targets",
    };
    paged(title, page, lang)
}

/// A title with which part of how many it is of.
pub fn paged(title: &str, (page, pages): (usize, usize), lang: Lang) -> String {
    match lang {
        _ if pages < 2 => title.to_owned(),
        Lang::Zh => format!("{title}（{page}/{pages}）"),
        Lang::En => format!("{title} ({page} of {pages})"),
    }
}

/// Above targets that a lever or limit of the scenario itself sets.
pub fn imposed_heading(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "由情景自身的杠杆或限值设定",
        Lang::En => "Set by a lever or limit of the scenario itself",
    }
}

/// What dots of one scenario are, and how many targets have none.
pub fn targets_of_run_note(imposed: bool, undefined: usize, lang: Lang) -> String {
    let mut note = match lang {
        Lang::Zh => "点为达成概率，线为抽样次数所致的 95% 区间；实心表示中心情景达成，空心表示未达成。",
        Lang::En => {
            "Dots: probability; lines: its 95% interval for the number of draws. Discs: the central run attains it; rings: it misses it."
        }
    }
    .to_owned();
    if imposed {
        note += match lang {
            Lang::Zh => "浅色：所测指标由情景自身设定，达成与否不说明成效。",
            Lang::En => {
                " Pale: the scenario itself sets what is measured, so that attaining it proves nothing."
            }
        };
    }
    if undefined > 0 {
        note += &match lang {
            Lang::Zh => format!("另有 {undefined} 项目标在抽样中无有效数值，未列出。"),
            Lang::En => {
                let [have, are] = [plural(undefined, "has", "have"), plural(undefined, "is", "are")];
                format!(" {undefined} more {have} no value in the draws and {are} not shown.")
            }
        };
    }
    note
}

/// A probability beside its dot, in whole percent; near both ends, where rounding would make it certain, on which side.
pub fn chance_in_brief(share: f64) -> String {
    match 100.0 * share {
        low if low > 0.0 && low < 0.5 => "<1%".to_owned(),
        high if high < 100.0 && high > 99.5 => ">99%".to_owned(),
        other => format!("{}%", format_number(other, 0)),
    }
}

/// Title of what lies of a waste and how much of it is used.
pub fn waste_title(waste: &Text, place: &Text, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{}{}：堆存量与综合利用率", place.zh, waste.zh),
        Lang::En => format!("{}: Stockpile and Rate of Use, {}", waste.en, place.en),
    }
}

/// Above the two panels of it.
pub fn panel_title(measure: Measure, lang: Lang) -> String {
    let word = match measure {
        Measure::UtilisationRate => SeriesWord::WasteUsedShare,
        _ => SeriesWord::WasteStock,
    };
    lang.of(&SeriesTitle::new(word).build()).to_owned()
}

/// A title of a series in many places.
pub fn in_each_place(title: &Text, regions: bool, lang: Lang) -> String {
    let title = lang.of(title);
    match (lang, regions) {
        (Lang::Zh, true) => format!("{title}：各地区"),
        (Lang::Zh, false) => format!("{title}：各集群"),
        (Lang::En, true) => format!("{title}: Each Region"),
        (Lang::En, false) => format!("{title}: Each Cluster"),
    }
}

/// Whether panels can be held against each other by eye.
pub fn scales_note(same: bool, lang: Lang) -> &'static str {
    match (same, lang) {
        (true, Lang::Zh) => "各图纵轴相同。",
        (true, Lang::En) => "All panels have the same scale.",
        (false, Lang::Zh) => "各图纵轴不同，按总量由大到小排列。",
        (false, Lang::En) => "Each panel has its own scale; the largest come first.",
    }
}

/// How many places are not shown, and which part is theirs.
pub fn left_out_note(count: usize, part: f64, regions: bool, lang: Lang) -> Option<String> {
    let share = percent(part);
    let note = match (lang, regions) {
        (Lang::Zh, true) => format!("另有 {count} 个地区未列出，合计占 {share}。"),
        (Lang::Zh, false) => format!("另有 {count} 个集群未列出，合计占 {share}。"),
        (Lang::En, _) => {
            let places = match regions {
                true => plural(count, "region", "regions"),
                false => plural(count, "cluster", "clusters"),
            };
            let are = plural(count, "is", "are");
            format!("{count} more {places}, with {share} of the total, {are} not shown.")
        }
    };
    (count > 0).then_some(note)
}

words! {
    /// Where flows come from and end, besides what the scenario names.
    FlowWord {
        /// Made elsewhere.
        Bought: "外购", "bought";
        /// More of it is made than taken.
        Recovered: "回收外供", "recovered";
        /// Inputs that no data list.
        Unlisted: "未单列的投入", "Inputs not listed";
        /// Leaves old stockpiles.
        FromStockpiles: "取自堆存", "From stockpiles";
        /// Leaves the place or is used up in it.
        Sold: "外供与最终使用", "Sold or used";
        /// Scrap that leaves.
        ScrapSold: "废料外销", "Scrap sold";
        /// Waste that is used.
        Used: "综合利用", "Used";
        /// Waste that is treated elsewhere.
        Disposed: "外委处置", "Treated elsewhere";
        /// Waste that piles up.
        ToStockpiles: "新增堆存", "To stockpiles";
        /// What is in no product and no solid waste.
        Losses: "烟气与损耗", "Gas, dust, losses";
        /// Small carriers together.
        OtherCarriers: "其他能源", "Other carriers";
        /// Small inputs together.
        OtherBought: "其他外购", "Other bought";
        /// Small wastes together.
        OtherWastes: "其他固废", "Other wastes";
        /// Small processes together.
        OtherProcesses: "其他工序", "Other processes";
        /// Small products together.
        OtherProducts: "其他产品", "Other products";
    }
}

words! {
    /// What a sum is broken down by.
    BreakdownWord {
        /// Scopes 1 and 2.
        Scope: "按范围", "by scope";
        /// Fuels, processes, bought electricity.
        Origin: "按来源", "by origin";
        /// Processes.
        Process: "按工序", "by process";
        /// The metal that is made.
        Metal: "按金属", "by metal";
        /// Carriers.
        Carrier: "按能源品种", "by carrier";
    }
}

impl BreakdownWord {
    /// The word in names of files.
    pub fn id(self) -> &'static str {
        self.in_lang(Lang::En).trim_start_matches("by ")
    }
}

words! {
    /// Parts that no scenario names.
    BreakdownPart {
        /// Direct emissions.
        Scope1: "范围一：直接排放", "Scope 1";
        /// Of bought electricity and heat, by the factor of the grid.
        Scope2: "范围二：外购电力、热力", "Scope 2";
        /// Carbon of fuels, less what leaves in products.
        Fuels: "燃料燃烧", "Fuels";
        /// What no carrier brings.
        NonEnergy: "工业过程", "Non-energy";
        /// Calibrated, not explained.
        Calibration: "校准项", "Calibration";
        /// Captured.
        Captured: "二氧化碳捕集", "Captured";
        /// Processes of no metal.
        NoMetal: "其他工序", "Others";
        /// Small parts together.
        Others: "其余合计", "All others";
    }
}

/// A title of a sum with what it is broken down by.
pub fn broken_down(title: &Text, by: BreakdownWord, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{}：{}", title.zh, by.in_lang(lang)),
        Lang::En => format!("{}, {}", title.en, by.in_lang(lang)),
    }
}

/// What counts as energy by carrier.
pub fn carriers_note(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "当量值；自备电厂计其燃料，余能自发电不另计。",
        Lang::En => {
            "Equivalent value; captive plants take their fuel, and what is made on site from gas and waste heat is not counted again."
        }
    }
}

/// Which metal a process belongs to.
pub fn metals_note(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "各工序按其产品中含量最高的元素归类。",
        Lang::En => "A process belongs to the element that its product holds most of.",
    }
}

/// That small parts stand together.
pub fn small_parts_note(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "较小的部分合并列示。",
        Lang::En => "The smaller parts stand together.",
    }
}

/// Title of the flow of energy.
pub fn energy_flow_title(place: &Text, year: Year, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{}能源流向（{year} 年）", place.zh),
        Lang::En => format!("Energy Flow, {}, {year}", place.en),
    }
}

/// Title of the flow of materials that end in some products.
pub fn material_flow_title(products: &[&Text], place: &Text, year: Year, lang: Lang) -> String {
    let names: Vec<&str> = products.iter().map(|product| lang.of(product)).collect();
    match lang {
        Lang::Zh => format!("{}{}物质流（{year} 年）", place.zh, names.join("、")),
        Lang::En => {
            let list = match names.split_last() {
                Some((last, others)) if !others.is_empty() => format!("{} and {last}", others.join(", ")),
                _ => names.concat(),
            };
            format!("Material Flow of {list}, {}, {year}", place.en)
        }
    }
}

/// A commodity with the one process that makes it.
pub fn made_by(commodity: &str, process: &str, lang: Lang) -> String {
    match lang {
        _ if commodity == process => commodity.to_owned(),
        Lang::Zh => format!("{process}：{commodity}"),
        Lang::En => format!("{process}: {commodity}"),
    }
}

/// What counts as energy.
pub fn energy_flow_note(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => {
            "条带宽度与能量成正比，由能源品种经工序到产品。电力按当量值；自备电厂计其燃料，余能自发电不另计。"
        }
        Lang::En => {
            "Ribbons are as broad as the energy, from carriers through processes to products. Electricity at its equivalent value; captive plants take their fuel; what is made on site from gas and waste heat is not counted again."
        }
    }
}

/// What balances materials.
pub fn material_flow_note(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => {
            "条带宽度与质量成正比，各节点流入等于流出。数据未列出的投入（矿石、熔剂、空气等）和去向（烟气、粉尘、损耗）按差额计；外购与外供为净额。"
        }
        Lang::En => {
            "Ribbons are as broad as the mass; what enters a node leaves it. Inputs that the data do not list (ores, fluxes, air) and what leaves as gas, dust or losses are differences; purchases and sales are net."
        }
    }
}

/// What stands together.
pub fn small_flows_note(share: f64, lang: Lang) -> String {
    let share = percent(share);
    match lang {
        Lang::Zh => format!("不足总量 {share} 的同类节点合并为“其他”。"),
        Lang::En => format!("What turns over less than {share} of the total stands together."),
    }
}

/// A name with a word or a second name in brackets.
pub fn with_word(name: &str, word: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{name}（{word}）"),
        Lang::En => format!("{name} ({word})"),
    }
}

/// Columns of the numbers of flows.
pub fn flow_columns(lang: Lang) -> [&'static str; 3] {
    match lang {
        Lang::Zh => ["来源", "去向", "数量"],
        Lang::En => ["From", "To", "Amount"],
    }
}

/// That a year of flows is none of the run.
pub fn year_outside(year: Year, (first, last): (Year, Year), lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{year} 年不在情景的年份（{first}—{last}）之内"),
        Lang::En => format!("{year} is not among the years of the scenario, {first} to {last}"),
    }
}

/// That flows are shown of one run at a time.
pub fn flows_of_one_run(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "--year 选择流向图的年份，而流向图一次只画一个情景",
        Lang::En => "--year chooses the year of flows, which are drawn of one run at a time",
    }
}

/// That folders of a command have no charts, and of which they are drawn.
pub fn folder_not_drawn(folder: &str, command: &str, drawn: &[&str], lang: Lang) -> String {
    match lang {
        Lang::Zh => format!(
            "{folder} 是 `dafeng {command}` 的结果，没有可绘的图；可绘图的是以下命令的结果目录：{}",
            drawn.join("、")
        ),
        Lang::En => format!(
            "{folder} is of `dafeng {command}`, of which there are no charts; they are drawn of folders of {}",
            drawn.join(", ")
        ),
    }
}

/// That a folder was made by another version, whose tables may be read otherwise.
pub fn folder_of_other_version(folder: &str, theirs: &str, ours: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{folder} 由 {theirs} 版生成，当前为 {ours} 版，其数据表可能有别；请重新运行"),
        Lang::En => {
            format!(
                "{folder} was made by version {theirs}, this is {ours}, which may read its tables otherwise; run it again"
            )
        }
    }
}

/// That only runs share their charts.
pub fn only_runs_together(folder: &str, command: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => {
            format!("只有 `dafeng run` 的结果可以同图，而 {folder} 是 `dafeng {command}` 的结果；请单独绘图")
        }
        Lang::En => format!(
            "only results of `dafeng run` share their charts, and {folder} is of `dafeng {command}`; draw it on its own"
        ),
    }
}

/// That results have no draws that bands could be of.
pub fn no_draws_to_draw(folder: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{folder} 没有抽样结果，无法与其他结果同图；请以 --draws 重新运行"),
        Lang::En => {
            format!("{folder} has no draws to be held beside others; run its scenario again with --draws")
        }
    }
}

/// That results are of other years.
pub fn other_years(a: (&str, (Year, Year)), b: (&str, (Year, Year)), lang: Lang) -> String {
    let [(a, (a0, a1)), (b, (b0, b1))] = [a, b];
    match lang {
        Lang::Zh => format!(
            "结果的年份不同，不能同图：{a} 为 {a0}—{a1}，{b} 为 {b0}—{b1}；`dafeng compare` 可比较共有年份"
        ),
        Lang::En => format!(
            "results of different years cannot share a chart: {a} has {a0} to {a1}, {b} has {b0} to {b1}; \
             `dafeng compare` takes the years that scenarios share"
        ),
    }
}

/// That results have something in another unit.
pub fn other_units(what: &str, a: (&str, &str), b: (&str, &str), lang: Lang) -> String {
    let [(a, in_a), (b, in_b)] = [a, b];
    match lang {
        Lang::Zh => format!("结果的单位不同，不能同图：{what} 在 {a} 中为 {in_a}，在 {b} 中为 {in_b}"),
        Lang::En => format!(
            "results in different units cannot share a chart: {what} is in {in_a} in {a}, in {in_b} in {b}"
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Only what holds in all draws, or in none, is told as certain.
    #[test]
    fn nothing_is_rounded_to_certainty() {
        let told = [0.0, 0.001, 0.004, 0.006, 0.5, 0.994, 0.9951, 0.999, 1.0].map(chance_in_brief);
        assert_eq!(told, ["0%", "<1%", "<1%", "1%", "50%", "99%", ">99%", ">99%", "100%"]);
    }

    #[test]
    fn pages_are_told_where_there_are_some() {
        assert_eq!(paged("目标", (1, 1), Lang::Zh), "目标");
        assert_eq!(paged("目标", (2, 3), Lang::Zh), "目标（2/3）");
        assert_eq!(paged("Targets", (2, 3), Lang::En), "Targets (2 of 3)");
    }
}
