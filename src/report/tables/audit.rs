//! The plan against itself: a row a number that a finding rests on.

use super::{Results, Table, number};
use crate::analysis::audit;
use crate::analysis::evidence::{Origin, evidence};
use crate::report::text::{self, Lang};

/// Every finding with its numbers, leaves by address and series by name; one without numbers has one row.
pub fn findings(results: &Results<'_>) -> Table {
    let mut table = Table::new(&[
        "finding",
        "kind",
        "text_zh",
        "text_en",
        "basis",
        "name",
        "from",
        "to",
        "value",
        "unit",
        "citation",
        "evidence_zh",
        "evidence_en",
    ]);
    let (model, scenario) = (results.model, &results.model.scenario);
    for (at, finding) in audit::plan(model, results.central).iter().enumerate() {
        let [zh, en] = Lang::ALL.map(|lang| text::finding(finding, scenario, lang));
        let start = || vec![(at + 1).to_string(), finding.kind().to_owned(), zh.clone(), en.clone()];
        let facts = evidence(finding, model, results.central);
        if facts.is_empty() {
            let mut row = start();
            row.extend([const { String::new() }; 9]);
            table.row(row);
        }
        for fact in facts {
            let [zh, en] = Lang::ALL.map(|lang| text::evidence_line(&fact, model, lang));
            let basis = match fact.origin {
                Origin::Leaf(_) => "address",
                Origin::Series(_) => "series",
            };
            let mut row = start();
            row.extend([basis.to_owned(), en.name, fact.years.0.to_string(), fact.years.1.to_string()]);
            row.extend([number(fact.value), fact.dimension.to_string(), en.citation, zh.text, en.text]);
            table.row(row);
        }
    }
    table
}
