//! A number of a scenario in words: its path, what is random about it, where it comes from.

use super::{Lang, display_unit_for};
use crate::domain::*;
use crate::report::tables::number;
use crate::scenario::word;
use crate::units::{Dimension, Quantity};

/// The unit that a number of a scenario is shown in.
#[derive(Clone, PartialEq, Debug)]
pub struct LeafUnit {
    /// As printed; empty for plain numbers.
    pub label: String,
    /// One of it in the canonical unit.
    size: f64,
}

impl LeafUnit {
    /// The unit in which a leaf was written.
    pub fn written(leaf: &Leaf) -> LeafUnit {
        let one = Quantity::parse(&format!("1 {}", leaf.unit)).and_then(|q| q.in_dimension(leaf.dimension));
        match one {
            Ok(one) if one.value > 0.0 => LeafUnit { label: leaf.unit.clone(), size: one.value },
            _ => LeafUnit::canonical(leaf.dimension),
        }
    }

    /// The canonical unit of a dimension.
    pub fn canonical(dimension: Dimension) -> LeafUnit {
        LeafUnit { label: dimension.to_string(), size: 1.0 }
    }

    /// The unit in which people of a language read amounts (万吨, Mt); `None` for everything that is no amount.
    pub fn amount(dimension: Dimension, largest: f64, lang: Lang) -> Option<LeafUnit> {
        let amounts = [
            Dimension::MASS,
            Dimension::CO2,
            Dimension::ENERGY,
            Dimension::ELECTRICITY,
            Dimension::MONEY,
            Dimension::DURATION,
        ];
        let unit = display_unit_for(dimension, lang, largest);
        amounts
            .contains(&dimension)
            .then(|| LeafUnit { label: unit.label.into_owned(), size: 1.0 / unit.factor })
    }

    /// A canonical value in this unit, without the noise of the conversion.
    pub fn value(&self, canonical: f64) -> f64 {
        let shown = canonical / self.size;
        format!("{shown:.11e}").parse().unwrap_or(shown)
    }

    /// The same as a text.
    pub fn show(&self, canonical: f64) -> String {
        number(self.value(canonical))
    }
}

/// A path: `2025: 0.2 -> 2030: 0.35`.
pub fn path_line(path: &Path, unit: &LeafUnit, lang: Lang) -> String {
    match path {
        Path::Constant(value) => unit.show(*value),
        Path::Knots { knots, interpolation } => {
            let list: Vec<String> = knots.iter().map(|(y, v)| format!("{y}: {}", unit.show(*v))).collect();
            let step = match (interpolation, lang) {
                (Interpolation::Linear, _) => "",
                (Interpolation::Step, Lang::Zh) => "（阶梯）",
                (Interpolation::Step, Lang::En) => " (step)",
            };
            format!("{}{step}", list.join(" -> "))
        }
        Path::Growth { start, rate, from } => {
            let observed = if lang == Lang::Zh { "观测值" } else { "observed" };
            let start = start.map_or_else(|| observed.to_owned(), |start| unit.show(start));
            let rate = LeafUnit { label: String::new(), size: 0.01 }.show(*rate);
            match lang {
                Lang::Zh => format!("{start}，自 {from} 年起 {rate} %/年"),
                Lang::En => format!("{start}, then {rate} %/a from {from}"),
            }
        }
        Path::Logistic { midpoint, steepness, floor, ceiling } => {
            let (floor, ceiling) = (unit.show(*floor), unit.show(*ceiling));
            let (midpoint, steepness) = (number(*midpoint), number(*steepness));
            match lang {
                Lang::Zh => format!("S 曲线 {floor} 至 {ceiling}，中点 {midpoint}，陡度 {steepness} 1/年"),
                Lang::En => {
                    format!("logistic {floor} to {ceiling}, midpoint {midpoint}, steepness {steepness} 1/a")
                }
            }
        }
    }
}

/// All that is random about a leaf, one line each.
pub fn random_lines(leaf: &Leaf, unit: &LeafUnit, lang: Lang) -> Vec<String> {
    let drawn = leaf.uncertainty.as_ref().map(|uncertainty| uncertainty_line(uncertainty, unit, lang));
    let yearly = leaf.disturbance.map(|Disturbance { sigma, persistence }| {
        let (sigma, persistence) = (number(sigma), number(persistence));
        match lang {
            Lang::Zh => format!("逐年扰动 σ {sigma}，持续性 {persistence}"),
            Lang::En => format!("disturbance sigma {sigma}, persistence {persistence}"),
        }
    });
    let walk = leaf.growth_shock.map(|sigma| match lang {
        Lang::Zh => format!("增速冲击 σ {}", number(sigma)),
        Lang::En => format!("growth shock sigma {}", number(sigma)),
    });
    [drawn, yearly, walk].into_iter().flatten().collect()
}

fn uncertainty_line(Uncertainty { distribution, on }: &Uncertainty, unit: &LeafUnit, lang: Lang) -> String {
    let show = |name: &str, value: f64| match on {
        On::Value if scales(name) => unit.show(value),
        _ => number(value),
    };
    let one = |(name, values): &(&'static str, Vec<f64>)| {
        let values: Vec<String> = values.iter().map(|value| show(name, *value)).collect();
        format!("{} {}", parameter_word(distribution, name, lang), values.join(" "))
    };
    let list: Vec<String> = distribution.parameters().iter().map(one).collect();
    let (name, on) = (distribution_word(distribution, lang), on_word(*on, lang));
    match lang {
        Lang::Zh => format!("{name}{}{on}", list.join("，")),
        Lang::En => format!("{name}{}{on}", list.join(", ")),
    }
}

/// Whether a parameter of a distribution on the value is in the unit of the value.
pub fn scales(parameter: &str) -> bool {
    !["alpha", "beta", "sigma", "weights"].contains(&parameter)
}

fn distribution_word(distribution: &Distribution, lang: Lang) -> String {
    let zh = match distribution {
        Distribution::TwoPiece { .. } => return String::new(),
        Distribution::Uniform { .. } => "均匀分布",
        Distribution::Triangular { .. } => "三角分布",
        Distribution::Pert { .. } => "PERT 分布",
        Distribution::Beta { .. } => "贝塔分布",
        Distribution::Normal { .. } => "正态分布",
        Distribution::TruncatedNormal { .. } => "截断正态分布",
        Distribution::LogNormal { .. } => "对数正态分布",
        Distribution::Discrete(_) => "离散分布",
        Distribution::Empirical(_) => "经验分布",
    };
    match lang {
        Lang::Zh => format!("{zh} "),
        Lang::En => format!("{} ", distribution.name()),
    }
}

fn parameter_word(distribution: &Distribution, name: &'static str, lang: Lang) -> &'static str {
    let quantile = matches!(distribution, Distribution::TwoPiece { .. });
    match (name, lang) {
        ("low", _) if quantile => "p5",
        ("high", _) if quantile => "p95",
        (_, Lang::En) => name,
        ("low", Lang::Zh) => "下限",
        ("mode", Lang::Zh) => "众数",
        ("high", Lang::Zh) => "上限",
        ("mean", Lang::Zh) => "均值",
        ("sd", Lang::Zh) => "标准差",
        ("median", Lang::Zh) => "中位数",
        ("sigma", Lang::Zh) => "σ",
        ("alpha", Lang::Zh) => "α",
        ("beta", Lang::Zh) => "β",
        ("values", Lang::Zh) => "取值",
        ("weights", Lang::Zh) => "权重",
        (other, Lang::Zh) => other,
    }
}

fn on_word(on: On, lang: Lang) -> String {
    match (on, lang) {
        (On::Value, _) => String::new(),
        (On::Multiplier, Lang::Zh) => "，乘数".to_owned(),
        (On::Rate, Lang::Zh) => "，加于年增速（1/年）".to_owned(),
        (On::Multiplier | On::Rate, Lang::En) => format!(", on {}", word(on)),
    }
}

/// Where a leaf comes from, in a line.
pub fn provenance_line(provenance: &Provenance, lang: Lang) -> String {
    match (provenance, lang) {
        (Provenance::Source(text), Lang::Zh) => format!("来源：{text}"),
        (Provenance::Source(text), Lang::En) => format!("source: {text}"),
        (Provenance::Assumption(text), Lang::Zh) => format!("假设：{text}"),
        (Provenance::Assumption(text), Lang::En) => format!("assumption: {text}"),
        (Provenance::Default, Lang::Zh) => "程序默认值".to_owned(),
        (Provenance::Default, Lang::En) => "default of the program".to_owned(),
        (Provenance::Unstated, Lang::Zh) => "未注明来源".to_owned(),
        (Provenance::Unstated, Lang::En) => "no source stated".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PERCENT: LeafUnit = LeafUnit { label: String::new(), size: 0.01 };

    #[test]
    fn paths_are_compact() {
        let knots = vec![(2025, 0.2), (2030, 0.35)];
        let path = Path::Knots { knots, interpolation: Interpolation::Step };
        assert_eq!(path_line(&path, &PERCENT, Lang::En), "2025: 20 -> 2030: 35 (step)");
        let path = Path::Growth { start: None, rate: 0.02, from: 2021 };
        assert_eq!(path_line(&path, &PERCENT, Lang::En), "observed, then 2 %/a from 2021");
        let path = Path::Logistic { midpoint: 2035.0, steepness: 0.3, floor: 0.0, ceiling: 0.9 };
        assert_eq!(path_line(&path, &PERCENT, Lang::Zh), "S 曲线 0 至 90，中点 2035，陡度 0.3 1/年");
    }

    #[test]
    fn distributions_are_in_the_unit_of_what_they_are_on() {
        let line = |distribution, on| uncertainty_line(&Uncertainty { distribution, on }, &PERCENT, Lang::En);
        let two = Distribution::TwoPiece { low: 0.1, mode: 0.2, high: 0.4 };
        assert_eq!(line(two, On::Value), "p5 10, p95 40");
        let beta = Distribution::Beta { alpha: 2.0, beta: 3.0, low: 0.1, high: 0.4 };
        assert_eq!(line(beta, On::Value), "beta alpha 2, beta 3, low 10, high 40");
        let normal = Distribution::Normal { mean: 1.0, sd: 0.03 };
        assert_eq!(line(normal, On::Multiplier), "normal mean 1, sd 0.03, on multiplier");
    }

    #[test]
    fn amounts_are_in_the_units_of_the_language() {
        let of = |lang| LeafUnit::amount(Dimension::MASS, 1.65e6, lang).map(|u| (u.show(1.65e6), u.label));
        assert_eq!(of(Lang::Zh), Some(("165".to_owned(), "万吨".to_owned())));
        assert_eq!(of(Lang::En), Some(("1.65".to_owned(), "Mt".to_owned())));
        assert_eq!(LeafUnit::amount(Dimension::SHARE, 0.2, Lang::Zh), None);
    }
}
