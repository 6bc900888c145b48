//! What a scenario holds: its leaves with values, units and sources, and the series it reports.

use super::tables::{Table, number};
use crate::domain::*;
use crate::model::Model;
use crate::report::text::LeafUnit;

/// Every leaf: address, values in the unit of its author, uncertainty, where it comes from.
pub fn leaves(scenario: &Scenario) -> Table {
    let mut table = Table::new(&["address", "value", "unit", "uncertainty", "provenance", "source"]);
    for leaf in &scenario.leaves {
        let unit = LeafUnit::written(leaf);
        let (kind, source) = provenance(&leaf.provenance);
        table.row(vec![
            leaf.address.clone(),
            value(&leaf.path, &unit, scenario.horizon),
            unit.label.clone(),
            spread(leaf, &unit),
            kind.to_owned(),
            source.to_owned(),
        ]);
    }
    table
}

/// Every series: its name as targets write it, its place, its unit, whether an ensemble keeps it.
pub fn series(model: &Model) -> Table {
    let mut table = Table::new(&["series", "unit", "ensemble"]);
    let kept = crate::ensemble::kept_series(model);
    for (s, series) in model.series.iter().enumerate() {
        let ensemble = if kept.contains(&s) { "kept" } else { "" };
        table.row(vec![series.key(&model.scenario), series.dimension.to_string(), ensemble.to_owned()]);
    }
    table
}

fn value(path: &Path, unit: &LeafUnit, horizon: Horizon) -> String {
    match path {
        Path::Constant(value) => unit.show(*value),
        Path::Knots { knots, interpolation } => {
            let list: Vec<String> = knots.iter().map(|(y, v)| format!("{y}: {}", unit.show(*v))).collect();
            let step = if *interpolation == Interpolation::Step { " (step)" } else { "" };
            format!("{}{step}", list.join(", "))
        }
        Path::Growth { start, rate, from } => {
            let start = start.map_or_else(|| "observed".to_owned(), |s| unit.show(s));
            format!("{start}, then {} %/a from {from}", number(rate * 100.0))
        }
        Path::Logistic { .. } => {
            let at = |year: Year| path.at(year.0).map_or_else(String::new, |v| unit.show(v));
            format!("logistic, {}: {}, {}: {}", horizon.base, at(horizon.base), horizon.end, at(horizon.end))
        }
    }
}

/// All that is random about a leaf.
fn spread(leaf: &Leaf, unit: &LeafUnit) -> String {
    let drawn = leaf.uncertainty.as_ref().map(|u| uncertainty(u, unit));
    let yearly = leaf
        .disturbance
        .map(|d| format!("every year sigma {}, persistence {}", number(d.sigma), number(d.persistence)));
    let walk = leaf.growth_shock.map(|sigma| format!("growth every year sigma {}", number(sigma)));
    [drawn, yearly, walk].into_iter().flatten().collect::<Vec<_>>().join("; ")
}

/// Values, with their weights where these differ.
fn weights(Weighted(pairs): &Weighted, show: impl Fn(f64) -> String) -> String {
    let same = pairs.windows(2).all(|pair| pair[0].1 == pair[1].1);
    let one = |(value, weight): &(f64, f64)| match same {
        true => show(*value),
        false => format!("{} ({})", show(*value), number(*weight)),
    };
    pairs.iter().map(one).collect::<Vec<_>>().join(", ")
}

fn uncertainty(uncertainty: &Uncertainty, unit: &LeafUnit) -> String {
    let show = |value: f64| match uncertainty.on {
        On::Value => unit.show(value),
        On::Multiplier | On::Rate => number(value),
    };
    let shape = match &uncertainty.distribution {
        Distribution::TwoPiece { low, high, .. } => format!("p5 {}, p95 {}", show(*low), show(*high)),
        Distribution::Uniform { low, high } => format!("uniform {} to {}", show(*low), show(*high)),
        Distribution::Triangular { low, mode, high } => {
            format!("triangular {}, {}, {}", show(*low), show(*mode), show(*high))
        }
        Distribution::Pert { low, mode, high } => {
            format!("pert {}, {}, {}", show(*low), show(*mode), show(*high))
        }
        Distribution::Beta { alpha, beta, low, high } => {
            let shapes = format!("{}, {}", number(*alpha), number(*beta));
            format!("beta {shapes} from {} to {}", show(*low), show(*high))
        }
        Distribution::Normal { mean, sd } => format!("normal {} ± {}", show(*mean), show(*sd)),
        Distribution::TruncatedNormal { mean, sd, low, high } => {
            format!("normal {} ± {} from {} to {}", show(*mean), show(*sd), show(*low), show(*high))
        }
        Distribution::LogNormal { median, sigma } => {
            format!("lognormal {}, sigma {}", show(*median), number(*sigma))
        }
        Distribution::Discrete(weighted) => format!("one of {}", weights(weighted, show)),
        Distribution::Empirical(weighted) => format!("between {}", weights(weighted, show)),
    };
    match uncertainty.on {
        On::Value => shape,
        On::Multiplier => format!("× {shape}"),
        On::Rate => format!("{shape} on 1/a"),
    }
}

/// The name of a provenance in tables, and its text.
pub(super) fn provenance(provenance: &Provenance) -> (&'static str, &str) {
    match provenance {
        Provenance::Source(text) => ("source", text),
        Provenance::Assumption(text) => ("assumption", text),
        Provenance::Default => ("default", ""),
        Provenance::Unstated => ("none", ""),
    }
}
