//! Words of the report as a page: headings, heads of columns, labels.

use super::Lang;
use super::words::words;
use crate::domain::Text;

words! {
    /// Headings, labels and heads of columns of a report.
    PageWord {
        /// The kind of document.
        Report: "情景分析报告", "Scenario report";
        /// The list of sections.
        Contents: "目录", "Contents";
        /// Section of sentences.
        Summary: "摘要", "Summary";
        /// Section of charts.
        Figures: "图", "Figures";
        /// Section of targets.
        Targets: "目标", "Targets";
        /// Section of peaks.
        Peaks: "达峰", "Peaks";
        /// Table of probabilities of having peaked.
        PeakChances: "达峰概率（95% 区间）", "Probability of having peaked (95% interval)";
        /// Section of differences of inputs.
        Differences: "情景输入差异", "What differs in the inputs";
        /// Section of capacity credits.
        Ledger: "产能指标台账", "Ledger of capacity credits";
        /// Section of leaves.
        Assumptions: "参数与来源", "Assumptions and sources";
        /// Section of how numbers are made.
        Method: "方法说明", "Method";
        /// Section of what made the results.
        Manifest: "计算记录", "How these results were made";
        /// What a target asks.
        Asked: "要求", "Asked";
        /// What the central run gives.
        Central: "中心情景", "Central run";
        /// What became of it.
        Status: "结果", "Outcome";
        /// Share of draws, with its interval.
        Chance: "概率（95% 区间）", "Probability (95% interval)";
        /// A target.
        Target: "目标", "Target";
        /// A year.
        Year: "年份", "Year";
        /// A place.
        Place: "地区", "Place";
        /// A citation.
        Source: "来源", "Source";
        /// A series.
        Series: "指标", "Series";
        /// Year of the peak.
        PeakYear: "达峰年份", "Peak year";
        /// Value at the peak.
        PeakLevel: "峰值", "Peak level";
        /// Median of the peaks of all draws.
        MedianLevel: "峰值中位数", "Median peak level";
        /// Share of draws without one.
        NoPeak: "规划期内未达峰", "No peak within the horizon";
        /// Owner group of credits.
        Group: "类别", "Group";
        /// Kind of movement.
        Movement: "事项", "Movement";
        /// How much.
        Amount: "数量", "Amount";
        /// Year in which the credit was earned.
        Vintage: "指标年份", "Vintage";
        /// What was closed for it.
        Outgoing: "退出工序", "Outgoing process";
        /// Tonnes closed per tonne built.
        Ratio: "置换比例", "Ratio";
        /// What it was spent on.
        SpentOn: "用于", "Spent on";
        /// Whether it stands without a known source.
        Flagged: "无已知来源", "Without a known source";
        /// Every movement.
        Movements: "逐笔事项", "Every movement";
        /// Every year.
        Balances: "逐年结余", "Balance of every year";
        /// Address of a number.
        Address: "地址", "Address";
        /// Its value.
        Value: "数值", "Value";
        /// Its unit.
        Unit: "单位", "Unit";
        /// What is random about it.
        Uncertainty: "不确定性", "Uncertainty";
        /// Where it comes from.
        Provenance: "依据", "Where it comes from";
        /// What is cited.
        Sources: "引用文献", "Sources cited";
        /// Key of a citation.
        Key: "代号", "Key";
        /// Title of a citation.
        Title: "名称", "Title";
        /// Licence of a citation.
        Licence: "许可", "Licence";
        /// Link of a citation.
        Link: "网址", "Address on the web";
        /// An entry of a list.
        Entry: "项目", "Entry";
        /// Its content.
        Content: "内容", "Content";
        /// A file.
        File: "文件", "File";
        /// Its digest.
        Digest: "SHA-256", "SHA-256 digest";
        /// Its length.
        Bytes: "字节数", "Bytes";
        /// Files that were read.
        Inputs: "输入文件", "Files read";
        /// Files of the folder.
        Files: "结果文件", "Files of the results";
        /// Version of the program.
        Version: "程序版本", "Version";
        /// Version of the program that made the report.
        ReportVersion: "生成本报告的程序版本", "Version that made this report";
        /// The command line.
        Command: "命令", "Command";
        /// The scenario.
        Scenario: "情景", "Scenario";
        /// Folder of results.
        Folder: "结果目录", "Results";
        /// Seed of the draws.
        Seed: "随机种子", "Seed";
        /// How many draws.
        Draws: "抽样次数", "Draws";
        /// Those that failed.
        Failed: "失败的抽样", "Failed draws";
        /// How they are laid out.
        Design: "抽样设计", "Design of the draws";
        /// Base, last observed, last year.
        Horizon: "基准年 / 最近观测年 / 末年", "Base / last observed / last year";
        /// What was set on the command line.
        Overrides: "命令行覆盖的参数", "Set on the command line";
        /// That every draw was run.
        Complete: "全部抽样已完成", "Every draw was run";
        /// Section of regrets.
        Regrets: "后悔值", "Regret";
        /// The middle of the draws.
        Median: "中位数", "Median";
        /// The 95 % quantile.
        High: "P95", "95 % quantile";
        /// Share of draws in which a scenario is the best.
        Best: "最优概率（95% 区间）", "Best of the draw: probability (95% interval)";
        /// Emissions added up.
        AddedUp: "累计", "added up";
        /// Totals and intensities of energy and CO2.
        DoubleControl: "双控指标", "double control";
        /// Section of causes.
        Decomposition: "排放变化与差异的成因", "Where changes and differences of CO2 come from";
        /// Charts of causes.
        Waterfalls: "瀑布图", "Waterfalls";
        /// What a change is ascribed to.
        Term: "成因", "Term";
        /// Where a change begins.
        Start: "起点", "Start";
        /// Where it ends.
        End: "终点", "End";
        /// The whole change.
        Difference: "差值", "Difference";
        /// Section of what bound output.
        Constraints: "产量约束", "What bound output";
        /// A product.
        Product: "产品", "Product";
        /// What bound it.
        Constraint: "约束", "Constraint";
        /// Years in which it bound.
        BoundIn: "中心情景受约束年份", "Years of the central run";
        /// Years of draws in which it bound.
        BoundYears: "抽样中受约束年份", "Years of draws";
        /// The year with the most draws.
        MostOften: "最高比例（年份）", "Most draws (year)";
        /// The numbers behind it.
        BoundBy: "相关参数", "Numbers behind it";
        /// Section of what does not add up.
        Audit: "规划自查", "The plan against itself";
        /// What does not add up.
        Finding: "发现", "Finding";
        /// The numbers behind it.
        Evidence: "依据数据", "Numbers behind it";
        /// Yes.
        Yes: "是", "yes";
        /// No.
        No: "否", "no";
        /// Nothing.
        Nothing: "无", "none";
    }
}

/// The head of a column of probabilities of having peaked by a year.
pub fn peaked_by_head(year: i32, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{year} 年前（含）达峰：概率（95% 区间）"),
        Lang::En => format!("Peaked by {year}: probability (95% interval)"),
    }
}

/// The same where the caption says what is probable.
pub fn by_head(year: i32, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{year} 年前（含）"),
        Lang::En => format!("By {year}"),
    }
}

/// The heading of a group of numbers with how many it holds.
pub fn counted_heading(heading: &str, count: usize, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{heading}（{count}）"),
        Lang::En => format!("{heading} ({count})"),
    }
}

/// A heading within a scenario: `title: heading`.
pub fn within(title: &str, heading: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{title}：{heading}"),
        Lang::En => format!("{title}: {heading}"),
    }
}

/// The caption of a figure.
pub fn figure_caption(number: usize, title: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("图 {number}　{title}"),
        Lang::En => format!("Figure {number}. {title}"),
    }
}

/// The label of a figure's table.
pub fn figure_data(number: usize, unit: Option<&str>, lang: Lang) -> String {
    let separator = if lang == Lang::Zh { "，" } else { ", " };
    let unit = unit.map_or_else(String::new, |unit| format!("{separator}{unit}"));
    match lang {
        Lang::Zh => format!("图 {number} 的数据（部分年份{unit}）"),
        Lang::En => format!("Data of figure {number}, some years{unit}"),
    }
}

/// The two sides of a comparison as a heading.
pub fn against(a: &str, b: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("A：{a}；B：{b}"),
        Lang::En => format!("A: {a}; B: {b}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_differs_by_language() {
        for word in PageWord::ALL {
            let Text { zh, en } = word.text();
            assert!(zh != en && !zh.is_empty() && en.is_ascii(), "{zh} {en}");
        }
    }
}
