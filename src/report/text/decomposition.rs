//! Words of a decomposition: what the change of CO2 is ascribed to.

use super::{Lang, format_number, nested, plural, signed_number};
use crate::analysis::decompose::{Term, WrongYears};
use crate::domain::Year;

/// What a change is ascribed to.
pub fn term(term: Term, lang: Lang) -> &'static str {
    let (zh, en) = match term {
        Term::Activity => ("产量", "Output"),
        Term::Structure => ("工序结构", "Process structure"),
        Term::EnergyIntensity => ("单位能耗", "Energy intensity"),
        Term::CarrierMix => ("能源结构", "Carrier mix"),
        Term::FuelFactors => ("燃料排放因子", "Fuel emission factors"),
        Term::GridFactor => ("电网排放因子", "Grid emission factor"),
        Term::Process => ("过程排放", "Process emissions"),
        Term::CarbonOut => ("产品与副产品带出碳", "Carbon in products"),
        Term::Captured => ("碳捕集", "CO₂ capture"),
        Term::Calibration => ("校准项", "Calibration"),
        Term::Negative => ("负值项", "Negative parts"),
    };
    match lang {
        Lang::Zh => zh,
        Lang::En => en,
    }
}

/// What is decomposed: a family of products in a place, or all of it.
pub fn decomposed(family: Option<&str>, place: &str, lang: Lang) -> String {
    match (family, lang) {
        (None, _) => place.to_owned(),
        (Some(family), Lang::Zh) => format!("{place}{family}"),
        (Some(family), Lang::En) => format!("{family}, {place}"),
    }
}

/// From which year to which; between two scenarios the year alone.
pub fn years_between(from: Year, to: Year, lang: Lang) -> String {
    match (from == to, lang) {
        (true, Lang::Zh) => format!("{from} 年"),
        (true, Lang::En) => from.to_string(),
        (false, Lang::Zh) => format!("{from}—{to} 年"),
        (false, Lang::En) => format!("{from}–{to}"),
    }
}

/// A year as the name of a total.
pub fn year_total(year: Year, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{year} 年"),
        Lang::En => year.to_string(),
    }
}

/// Title of a chart of causes.
pub fn causes_title(of: &str, years: &str, is_between_scenarios: bool, lang: Lang) -> String {
    match (is_between_scenarios, lang) {
        (false, Lang::Zh) => format!("{of}二氧化碳排放变化的成因，{years}"),
        (true, Lang::Zh) => format!("{of}两情景二氧化碳排放差异的成因，{years}"),
        (false, Lang::En) => format!("What changes CO₂ emissions: {of}, {years}"),
        (true, Lang::En) => format!("What parts the CO₂ emissions of two scenarios: {of}, {years}"),
    }
}

/// Title of a chart of product families.
pub fn families_title(of: &str, years: &str, is_between_scenarios: bool, lang: Lang) -> String {
    match (is_between_scenarios, lang) {
        (false, Lang::Zh) => format!("{of}二氧化碳排放变化的产品构成，{years}"),
        (true, Lang::Zh) => format!("{of}两情景二氧化碳排放差异的产品构成，{years}"),
        (false, Lang::En) => format!("Which products change CO₂ emissions: {of}, {years}"),
        (true, Lang::En) => format!("Which products part the CO₂ emissions of two scenarios: {of}, {years}"),
    }
}

/// One scenario against another.
pub fn scenarios_against(from: &str, to: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("从“{}”到“{}”", nested(from), nested(to)),
        Lang::En => format!("From {from} to {to}"),
    }
}

/// How causes are told apart.
pub fn causes_note(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "逐工序按加法对数平均迪氏指数法（LMDI-I）分解，各项之和等于排放之差。",
        Lang::En => "By process, additive LMDI-I; the terms sum to the difference.",
    }
}

/// What the colours of a waterfall mean, and its whiskers where there are any.
pub fn waterfall_note(has_whiskers: bool, lang: Lang) -> &'static str {
    match (has_whiskers, lang) {
        (false, Lang::Zh) => "正号为增加，负号为减少。",
        (true, Lang::Zh) => "正号为增加，负号为减少；柱为中心情景，须线为各次抽样的 5%–95% 区间。",
        (false, Lang::En) => "A plus is a rise, a minus a fall.",
        (true, Lang::En) => {
            "A plus is a rise, a minus a fall. Bars: central run; whiskers: 5–95% of the draws."
        }
    }
}

/// Columns of the numbers of a waterfall.
pub fn waterfall_head(lang: Lang) -> [&'static str; 4] {
    match lang {
        Lang::Zh => ["项目", "值", "P05", "P95"],
        Lang::En => ["Item", "Value", "P05", "P95"],
    }
}

/// From how much to how much: `83.2 → 87.1 Mt CO₂ (+3.9)`.
pub fn change_heading(of: &str, years: &str, numbers: [f64; 2], unit: &str, lang: Lang) -> String {
    let [from, to] = numbers.map(|v| format_number(v, 2));
    let difference = signed_number(numbers[1] - numbers[0], 2);
    match lang {
        Lang::Zh => format!("{of}，{years}：{from} → {to} {unit}（{difference}）"),
        Lang::En => format!("{of}, {years}: {from} → {to} {unit} ({difference})"),
    }
}

/// Families that have no bar of their own.
pub fn other_products(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "其他产品",
        Lang::En => "Other products",
    }
}

/// Columns of the causes of a change.
pub fn causes_head(unit: &str, has_draws: bool, lang: Lang) -> Vec<String> {
    let (cause, range) = match lang {
        Lang::Zh => ("成因", "抽样 5%–95%"),
        Lang::En => ("cause", "5–95% of draws"),
    };
    let mut head = vec![cause.to_owned(), unit.to_owned()];
    head.extend(has_draws.then(|| range.to_owned()));
    head
}

/// From where to where a term lies.
pub fn term_range(low: f64, high: f64, decimals: usize, lang: Lang) -> String {
    let [low, high] = [low, high].map(|v| signed_number(v, decimals));
    match lang {
        Lang::Zh => format!("{low} 至 {high}"),
        Lang::En => format!("{low} to {high}"),
    }
}

/// Columns of the product families.
pub fn families_head(unit: &str, lang: Lang) -> [String; 3] {
    let [family, causes] = match lang {
        Lang::Zh => ["产品", "主要成因"],
        Lang::En => ["products", "mostly by"],
    };
    [family, unit, causes].map(str::to_owned)
}

/// The largest causes of a change: `Output −2.10, Grid emission factor −0.84`.
pub fn main_causes(causes: &[(Term, f64)], lang: Lang) -> String {
    let one = |(of, value): &(Term, f64)| format!("{} {}", term(*of, lang), signed_number(*value, 2));
    causes.iter().map(one).collect::<Vec<_>>().join(match lang {
        Lang::Zh => "、",
        Lang::En => ", ",
    })
}

/// Why some years cannot be compared. `scenario` and its first and last year are of the one that falls short.
pub fn wrong_years(wrong: WrongYears, scenario: &str, reach: (Year, Year), lang: Lang) -> String {
    let (first, last) = reach;
    match (wrong, lang) {
        (WrongYears::TooFew, Lang::Zh) => {
            "--years 需要至少两个年份，如 2020,2030；比较两个情景时一个即可".to_owned()
        }
        (WrongYears::TooFew, Lang::En) => {
            "--years needs two years at least, such as 2020,2030; one year is enough for two scenarios"
                .to_owned()
        }
        (WrongYears::NotRising(a, b), Lang::Zh) if a == b => {
            format!("--years：{a} 年重复，同一年之间没有变化")
        }
        (WrongYears::NotRising(a, b), Lang::En) if a == b => {
            format!("--years: {a} stands twice, and nothing changes between a year and itself")
        }
        (WrongYears::NotRising(a, b), Lang::Zh) => format!("--years 须由早到晚：{b} 写在 {a} 之后"),
        (WrongYears::NotRising(a, b), Lang::En) => format!("--years must rise: {b} stands after {a}"),
        (WrongYears::Outside { year, .. }, Lang::Zh) => {
            format!("--years：{scenario} 没有 {year} 年，只有 {first}—{last} 年")
        }
        (WrongYears::Outside { year, .. }, Lang::En) => {
            format!("--years: {scenario} has no {year}, it runs from {first} to {last}")
        }
    }
}

/// That there is no region of this name.
pub fn unknown_region(name: &str, near: Option<&str>, known: &[&str], lang: Lang) -> String {
    let hint = match (near, lang) {
        (Some(near), Lang::Zh) => format!("；是否指 {near}？"),
        (Some(near), Lang::En) => format!("; did you mean {near}?"),
        (None, Lang::Zh) => format!("；有：{}", known.join("、")),
        (None, Lang::En) => format!("; there are: {}", known.join(", ")),
    };
    match lang {
        Lang::Zh => format!("--region：没有地区 {name}{hint}"),
        Lang::En => format!("--region: there is no region {name}{hint}"),
    }
}

/// That terms do not sum to the change: a fault of the program.
pub fn terms_do_not_sum(gap: f64, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("分解各项之和与排放之差不符，相对残差 {gap:e}"),
        Lang::En => format!("the terms do not sum to the change of CO2: relative residual {gap:e}"),
    }
}

/// That so many draws do not fit into memory.
pub fn too_many_paired_draws(draws: u64, most: u64, lang: Lang) -> String {
    match lang {
        Lang::Zh => {
            format!("抽样 {draws} 次所需内存过大，至多 {most} 次；用 --region 只取一个地区或减少年份可增加")
        }
        Lang::En => format!(
            "{draws} draws do not fit into memory; at most {most} do, or more with one --region or fewer years"
        ),
    }
}

/// That some draws came to no number.
pub fn draws_left_out(failed: u64, all: u64, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{all} 次抽样中有 {failed} 次没有数值，未计入统计"),
        Lang::En => {
            let are = plural(failed as usize, "is", "are");
            format!("{failed} of {all} draws came to no number and {are} left out")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::decompose::TERMS;
    use crate::report::font::Font;

    #[test]
    fn every_term_has_a_name_of_its_own_that_can_be_written() {
        let font = Font::shipped().unwrap();
        let ruler = font.ruler().unwrap();
        for lang in Lang::ALL {
            let names: std::collections::BTreeSet<&str> = TERMS.iter().map(|&t| term(t, lang)).collect();
            assert_eq!(names.len(), TERMS.len());
            names.iter().for_each(|name| ruler.check(name).unwrap());
        }
    }

    #[test]
    fn years_and_places_are_told_as_people_say_them() {
        let (from, to) = (Year(2020), Year(2030));
        assert_eq!(years_between(from, to, Lang::Zh), "2020—2030 年");
        assert_eq!(years_between(from, from, Lang::En), "2020");
        assert_eq!(decomposed(Some("粗钢"), "广西", Lang::Zh), "广西粗钢");
        assert_eq!(decomposed(None, "Guangxi", Lang::En), "Guangxi");
    }

    #[test]
    fn what_is_wrong_with_years_is_said() {
        let told = |wrong| wrong_years(wrong, "a", (Year(2020), Year(2060)), Lang::En);
        assert!(told(WrongYears::TooFew).contains("two years at least"));
        assert!(told(WrongYears::NotRising(Year(2030), Year(2030))).contains("2030 stands twice"));
        assert_eq!(
            told(WrongYears::NotRising(Year(2030), Year(2020))),
            "--years must rise: 2020 stands after 2030"
        );
        let outside = WrongYears::Outside { model: 0, year: Year(2019) };
        assert_eq!(told(outside), "--years: a has no 2019, it runs from 2020 to 2060");
    }
}
