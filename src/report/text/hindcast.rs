//! Words of a hindcast.

use super::Lang;
use crate::domain::Year;

/// What the table under it is.
pub fn hindcast_heading(from: Year, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("回测：{from} 年之后的观测值不参与模拟"),
        Lang::En => format!("Hindcast: what was observed after {from} is withheld"),
    }
}

/// From which years a hindcast can start.
pub fn hindcast_from(base: Year, observed: Year, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("--from 须在 {base} 与 {observed} 年之间（基年至最近观测年）"),
        Lang::En => {
            format!("--from must lie from {base} to {observed}, the base year and the last observed one")
        }
    }
}

/// No observation lies after the year.
pub fn hindcast_nothing(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "历史文件中没有该年之后的已映射观测值，无可比较。",
        Lang::En => "The history holds no mapped observation after that year: there is nothing to compare.",
    }
}

/// How many years lack an actual.
pub fn hindcast_missing(count: usize, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("另有 {count} 个年份缺少观测值（--csv 逐年列出，actual 为空）。"),
        Lang::En => format!("{count} more years lack an actual (--csv lists them, with an empty `actual`)."),
    }
}
