//! Sentences of the report as a page.

use super::{Lang, bracketed, percent, plural, share_of_draws};

/// How probable something is over the draws.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Chance {
    /// Share of the draws.
    pub share: f64,
    /// 95 % interval that the number of draws leaves.
    pub interval: (f64, f64),
}

/// A probability with its interval: `95.3% (93.8–96.4%)`.
pub fn chance(chance: Chance, lang: Lang) -> String {
    chance_lines(chance, lang).join(if lang == Lang::Zh { "" } else { " " })
}

/// The same in two lines, for cells of tables.
pub fn chance_lines(chance: Chance, lang: Lang) -> Vec<String> {
    let (low, high) = chance.interval;
    let band = format!("{}–{}", percent(low).trim_end_matches('%'), percent(high));
    vec![share_of_draws(chance.share), bracketed(&band, lang)]
}

/// That there were no draws.
pub fn no_draws_sentence(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "未做抽样：只有中心情景，没有概率。",
        Lang::En => "There were no draws: the central run alone, without probabilities.",
    }
}

/// That draws failed.
pub fn failed_sentence(failed: u64, all: u64, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{all} 次抽样中有 {failed} 次失败，未计入统计。"),
        Lang::En => {
            let are = plural(failed as usize, "is", "are");
            format!("{failed} of {all} draws failed and {are} left out of the statistics.")
        }
    }
}

/// That the folder shows one draw.
pub fn one_draw_sentence(draw: u64, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("本目录为第 {draw} 次抽样的单独重算，“中心情景”一词均指该次抽样。"),
        Lang::En => format!(
            "These results are draw {draw} run on its own; where this page says central run, read this draw."
        ),
    }
}

/// Why there are no figures.
pub fn no_charts_sentence(folder: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{folder} 以 --no-charts 写出，没有图；重新运行时去掉 --no-charts 即可。"),
        Lang::En => format!(
            "{folder} was written with --no-charts and holds no figures; run it again without --no-charts to have them."
        ),
    }
}

/// What the amounts of a table are in.
pub fn amounts_in(unit: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("数量单位：{unit}"),
        Lang::En => format!("Amounts in {unit}"),
    }
}

/// Where the report is.
pub fn report_line(place: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("报告：{place}"),
        Lang::En => format!("Report: {place}"),
    }
}

/// That the charts are in another language.
pub fn other_language(folder: &str, found: &str, wanted: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!(
            "{folder} 的图为 `{found}`，报告要求 `{wanted}`：请去掉 --lang，或加 --lang {wanted} 重新运行情景"
        ),
        Lang::En => format!(
            "the charts of {folder} are in `{found}`, the report is to be in `{wanted}`: leave --lang out, or run the scenario again with --lang {wanted}"
        ),
    }
}

/// How the numbers are made, a paragraph each.
pub fn method_note(lang: Lang) -> [&'static str; 6] {
    match lang {
        Lang::Zh => [
            "情景不是预测：它回答“如果这些假设成立，会怎样”。模型逐座装置、逐年推演：谁在产、谁退出、谁新建（含产能置换），产量如何分配，用哪些能源，排放多少；最近观测年之前由观测值驱动，之后由情景驱动。",
            "中心情景：每个不确定参数取其书面值，运行一次。抽样：把不确定参数按各自分布重新抽取并逐次运行，得到分位数、区间和概率。区间反映的是情景中写明的不确定性，不含模型本身和未写明的不确定性。",
            "概率后括号内的 95% 区间只反映抽样次数有限带来的误差，抽样越多越窄；它不是对未来的置信区间。",
            "二氧化碳排放为范围一与范围二（外购电力、热力，基于位置）之和。达峰：最大值之后至少还有五年，且其后各年均低于它；达峰年份取首次出现最大值的年份。",
            "目标的结果分三种：达成、未达成、设定。“设定”表示该指标由情景自身的杠杆或限值决定，因此不构成检验；是否成立另行注明。比较在取整之前进行。",
            "取整：数量保留约四位有效数字，占比与变化率保留一位小数，均由未取整的数值算出；数值与要求相近时增加位数，以免把未达成显示为达成。万吨、万tce、亿元为汇总单位，原始单位见结果目录中的 CSV。",
        ],
        Lang::En => [
            "A scenario is no forecast: it says what follows if its assumptions hold. The model follows every unit year by year: which run, which \
             close, which are built (with capacity replacement), how output is shared among them, with which energy and which emissions. \
             Observations drive it up to the last observed year, the scenario after it.",
            "Central run: every uncertain number at its written value. Draws: the uncertain numbers are drawn anew from their distributions and \
             the scenario is run with each set, which gives quantiles, bands and probabilities. Bands hold the uncertainty that the scenario \
             writes down, not that of the model nor what nobody wrote down.",
            "The 95% interval behind a probability is the error that a finite number of draws leaves, and narrows with more draws; it is no \
             confidence interval about the future.",
            "CO₂ is the sum of scope 1 and scope 2 (purchased power and heat, location-based). A peak is a maximum that is followed by at least \
             five years, all of them lower; its year is the first year of the maximum.",
            "A target is attained, missed or imposed. Imposed: a lever or limit of the scenario itself sets what the target measures, so that it \
             tests nothing; whether it holds is told beside. Comparisons are made before rounding.",
            "Rounding: amounts to about four figures, shares and changes to one decimal, all from unrounded numbers; where a value and what is \
             asked lie close, both get more decimals, lest a miss look like a hit. The CSV files of the results hold canonical units.",
        ],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chances_of_cells_carry_their_interval() {
        let share = Chance { share: 0.953, interval: (0.9381, 0.9646) };
        assert_eq!(chance(share, Lang::Zh), "95.3%（93.8–96.5%）");
        assert_eq!(chance_lines(share, Lang::En), ["95.3%", "(93.8–96.5%)"]);
    }
}
