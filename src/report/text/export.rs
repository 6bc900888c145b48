//! Words of exported tables: sheets of a workbook, heads of its columns, notes under its charts.

use super::Lang;
use super::words::words;
use crate::domain::Text;

words! {
    /// Sheets and heads of columns that only a workbook has.
    SheetWord {
        /// Sheet of charts.
        Charts: "图表", "Charts";
        /// Sheet of what they are drawn from.
        ChartNumbers: "图表数据", "Chart numbers";
        /// Sheet of statistics over the draws.
        Quantiles: "分位数", "Quantiles";
        /// Sheet of targets.
        Targets: "目标", "Targets";
        /// Sheet of peaks.
        Peaks: "达峰", "Peaks";
        /// Sheet of peaks, sums and double control of scenarios that were compared.
        Boards: "情景对比", "Boards";
        /// Sheet of regrets.
        Regrets: "后悔值", "Regrets";
        /// A province or country.
        Region: "地区", "Region";
        /// A cluster.
        Cluster: "集群", "Cluster";
        /// What is made.
        Commodity: "产品", "Commodity";
        /// Mean, quantile, standard error.
        Statistic: "统计量", "Statistic";
        /// Texts of the axis of years.
        Ticks: "年份刻度", "Year ticks";
    }
}

impl SheetWord {
    /// The sheet of a table of results.
    pub fn of_board(name: &str) -> Option<SheetWord> {
        match name {
            "targets" => Some(SheetWord::Targets),
            "peaks" => Some(SheetWord::Peaks),
            "boards" => Some(SheetWord::Boards),
            "regrets" => Some(SheetWord::Regrets),
            _ => None,
        }
    }
}

/// The head of a column of a result table: its own name in English, a word in Chinese.
pub fn column_title(column: &str, lang: Lang) -> &str {
    if lang == Lang::En {
        return column;
    }
    match column {
        "scenario" => "情景",
        "against" => "对照情景",
        "id" => "代号",
        "title" => "名称",
        "metric" | "series" => "指标",
        "place" => "地区",
        "year" => "年份",
        "from" => "起始年",
        "reading" => "口径",
        "must" => "要求",
        "asked" => "目标值",
        "unit" => "单位",
        "central" => "中心情景",
        "central_status" | "status" => "结果",
        "attained_by_central" => "中心情景达到",
        "imposed_by" => "由何设定",
        "margin" => "裕度",
        "median_margin" => "裕度中位数",
        "margin_p05" => "裕度 P05",
        "margin_p25" => "裕度 P25",
        "margin_p50" => "裕度 P50",
        "margin_p75" => "裕度 P75",
        "margin_p95" => "裕度 P95",
        "probability" => "概率",
        "p_low" => "概率下限（95%）",
        "p_high" => "概率上限（95%）",
        "se_probability" => "概率标准误",
        "draws" => "抽样次数",
        "source" => "来源",
        "central_peak" => "中心情景达峰年",
        "central_level" => "中心情景峰值",
        "central_plateau_years" => "中心情景平台期（年）",
        "p_no_peak" => "未达峰概率",
        "p_undefined" => "无定义概率",
        "median_level" => "峰值中位数",
        "median_plateau_years" => "平台期中位数（年）",
        "p_peaked_by" => "当年及以前达峰概率",
        "se_peaked_by" => "达峰概率标准误",
        "board" => "类别",
        "quantity" => "量",
        "best" => "以何为优",
        "mean" => "均值",
        "p_best" => "最优概率",
        "p_best_low" => "最优概率下限（95%）",
        "p_best_high" => "最优概率上限（95%）",
        "bound_by" => "约束来源",
        other => other,
    }
}

/// Under a chart of a workbook: which scenario, how many draws, what else there is to say.
pub fn workbook_note(scenario: &str, draws: Option<u64>, more: Option<&str>, lang: Lang) -> String {
    let draws = super::run_subtitle(draws, lang);
    let parts = [scenario, &draws, more.unwrap_or_default()];
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join(match lang {
        Lang::Zh => "；",
        Lang::En => "; ",
    })
}

/// What was written.
pub fn exported_line(files: &[String], lang: Lang) -> String {
    let list = files.join(match lang {
        Lang::Zh => "、",
        Lang::En => ", ",
    });
    match lang {
        Lang::Zh => format!("已导出：{list}"),
        Lang::En => format!("Exported: {list}"),
    }
}
