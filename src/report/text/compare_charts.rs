//! Words of charts of scenarios side by side.

use super::Lang;

/// What lines and bands of several scenarios are.
pub fn medians_note(has_bands: bool, lang: Lang) -> &'static str {
    match (has_bands, lang) {
        (true, Lang::Zh) => "粗线为中位数，阴影及虚线边界为 90% 预测区间（P5–P95）。",
        (true, Lang::En) => {
            "Heavy lines: medians; shades with dashed edges: 90% prediction intervals (P5–P95)."
        }
        (false, Lang::Zh) => "各线为中位数。",
        (false, Lang::En) => "Lines: medians.",
    }
}

/// What differences are of.
pub fn paired_note(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "差值逐次抽样计算：共有的不确定参数在各情景中取同一数值。",
        Lang::En => {
            "Differences are taken draw by draw: what is uncertain in both scenarios has the same value in both."
        }
    }
}

/// Which scenario less which.
pub fn less_than_first(other: &str, first: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{other} − {first}"),
        Lang::En => format!("{other} less {first}"),
    }
}

/// Title of the difference of a series.
pub fn difference_title(series: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{series}：情景差异"),
        Lang::En => format!("{series}: Difference"),
    }
}

/// Title of the differences of a series to the first scenario.
pub fn difference_to(series: &str, first: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{series}：与首个情景之差（{first}）"),
        Lang::En => format!("{series}: Difference to {first}"),
    }
}

/// The unit of a difference of shares.
pub fn points(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "百分点",
        Lang::En => "percentage points",
    }
}

/// Title of the chart of the targets of all scenarios.
pub fn targets_board_title(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "各情景目标达成概率",
        Lang::En => "Probability of Attaining the Targets",
    }
}

/// What its dots are.
pub fn targets_board_note(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => {
            "点为达成概率，线为抽样误差的 95% 区间；实心表示中心情景达成，空心表示未达成；浅色表示由情景自身的杠杆或限值设定。"
        }
        Lang::En => {
            "Dots: probability; lines: its 95% interval for the number of draws. Discs: the central run attains it; rings: it misses it. \
             Pale: a lever or limit of the scenario itself sets what is measured."
        }
    }
}

/// A target with what it asks.
pub fn titled_asked(title: &str, asked: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{title}（{asked}）"),
        Lang::En => format!("{title} ({asked})"),
    }
}

/// Columns of the numbers of dots.
pub fn dot_columns(lang: Lang) -> [&'static str; 5] {
    match lang {
        Lang::Zh => ["目标", "情景", "概率 (%)", "区间下限 (%)", "区间上限 (%)"],
        Lang::En => ["Target", "Scenario", "Probability (%)", "Low (%)", "High (%)"],
    }
}

/// Title of the chart of the years by which a series has peaked.
pub fn peaked_board_title(series: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{series}：各年之前（含）达峰的概率"),
        Lang::En => format!("{series}: Probability of Having Peaked"),
    }
}

/// What its lines are.
pub fn peaked_note(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "达峰：最大值之后至少还有五年，且其后各年均低于它；末年之前五年内出现的最大值不算达峰。",
        Lang::En => "A peak is a maximum that at least five years follow, all of them lower.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::font::Font;

    #[test]
    fn what_charts_say_can_be_written() {
        let font = Font::shipped().unwrap();
        let ruler = font.ruler().unwrap();
        for lang in Lang::ALL {
            for text in [medians_note(true, lang), medians_note(false, lang), paired_note(lang), points(lang)]
            {
                ruler.check(text).unwrap();
            }
            ruler.check(&difference_title("x", lang)).unwrap();
            ruler.check(&difference_to("x", "y", lang)).unwrap();
            ruler.check(&less_than_first("x", "y", lang)).unwrap();
            ruler.check(&peaked_board_title("x", lang)).unwrap();
            for text in [targets_board_title(lang), targets_board_note(lang), peaked_note(lang)] {
                ruler.check(text).unwrap();
            }
        }
    }
}
