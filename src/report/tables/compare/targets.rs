//! The targets of all scenarios in each of them.

use super::scenario_ids;
use crate::analysis::compare::{Bound, Standing, TargetRow, TargetSide};
use crate::domain::Provenance;
use crate::ensemble::target::Attainment;
use crate::model::Model;
use crate::model::series::place_id;
use crate::report::tables::targets::{provenance, reading};
use crate::report::tables::{Table, checks, maybe, number};
use crate::report::text::{Lang, StatusWord};

/// One row a target and scenario.
pub fn compared_targets(rows: &[TargetRow], models: &[&Model], lang: Lang) -> Table {
    let mut table = Table::new(&[
        "id",
        "title",
        "metric",
        "place",
        "year",
        "reading",
        "must",
        "scenario",
        "asked",
        "unit",
        "central",
        "standing",
        "attained_by_central",
        "imposed_by",
        "margin",
        "margin_p05",
        "margin_p50",
        "margin_p95",
        "probability",
        "p_low",
        "p_high",
        "se_probability",
        "draws",
        "bound_by",
        "source",
    ]);
    let ids = scenario_ids(models);
    for row in rows {
        for (side, id) in row.sides.iter().zip(&ids) {
            let model = models[ids.iter().position(|other| other == id).unwrap_or_default()];
            let Some(side) = side else { continue };
            table.row(cells(row, side, models[row.asked_by.0], model, id, lang));
        }
    }
    table
}

fn cells(
    row: &TargetRow,
    side: &TargetSide,
    asking: &Model,
    model: &Model,
    id: &str,
    lang: Lang,
) -> Vec<String> {
    let TargetSide { reader, value, standing, attainment, bound } = side;
    // What a scenario asks for itself is told as it says it.
    let of = if *standing == Standing::NotAsked { &asking.scenario } else { &model.scenario };
    let target = &of.targets[reader.target];
    let leaf = of.leaf(target.value);
    let (low, high) = attainment.as_ref().map(Attainment::interval).unzip();
    let margins = attainment.as_ref().map(|a| [a.margins[0], a.margins[2], a.margins[4]].map(number));
    let asked = &asking.scenario.targets[row.asked_by.1];
    let mut cells = vec![
        target.id.clone(),
        lang.of(&target.title).to_owned(),
        target.metric.clone(),
        place_id(&asking.scenario, asked.place).to_owned(),
        target.year.to_string(),
        reading(target.reading),
        target.comparator.sign().to_owned(),
        id.to_owned(),
        number(reader.asked),
        leaf.dimension.to_string(),
        number(*value),
        name(*standing).to_owned(),
        reader.attains(*value).to_string(),
        reader.imposed_by.clone().unwrap_or_default(),
        number(reader.margin(*value)),
    ];
    cells.extend(margins.unwrap_or_default());
    cells.push(maybe(attainment.as_ref().map(Attainment::probability)));
    cells.extend([maybe(low), maybe(high)]);
    cells.push(maybe(attainment.as_ref().map(|a| a.error).filter(|error| error.is_finite())));
    cells.push(attainment.as_ref().map_or_else(String::new, |a| a.draws.to_string()));
    cells.push(bound_by(bound, model));
    cells.push(cited(&leaf.provenance));
    cells
}

fn cited(source: &Provenance) -> String {
    provenance(source).to_owned()
}

/// `commodity@region:cause`, one after the other.
fn bound_by(bound: &[Bound], model: &Model) -> String {
    let one = |bound: &Bound| {
        let market = &model.topology.markets[bound.market];
        let commodity = &model.scenario.commodities[market.commodity.0].id;
        let region = &model.scenario.regions[market.region.0].id;
        format!("{commodity}@{region}:{}", checks::binding(model, bound.by))
    };
    bound.iter().map(one).collect::<Vec<_>>().join(" ")
}

/// How a scenario stands, as tables say it.
fn name(standing: Standing) -> &'static str {
    match standing {
        Standing::Attained => StatusWord::Attained.in_lang(Lang::En),
        Standing::Missed => StatusWord::Missed.in_lang(Lang::En),
        Standing::Imposed => StatusWord::Imposed.in_lang(Lang::En),
        Standing::Undefined => StatusWord::Undefined.in_lang(Lang::En),
        Standing::NotAsked => StatusWord::NotAsked.in_lang(Lang::En),
    }
}
