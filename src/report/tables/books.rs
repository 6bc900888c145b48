//! Ledgers of capacity credits.

use super::{Results, Table, maybe, number};
use crate::domain::ProcessId;
use crate::model::series::Quantity;
use crate::simulation::fleet::Account;
use crate::simulation::journal::EntryKind;

/// Every movement in every ledger.
pub fn entries(results: &Results<'_>) -> Table {
    let mut table = Table::new(&[
        "year",
        "region",
        "group",
        "kind",
        "amount_t",
        "vintage",
        "outgoing",
        "earned_by",
        "ratio",
        "spent_on",
        "flagged",
    ]);
    let scenario = &results.model.scenario;
    for (year, entry) in &results.central.chronicle.entries {
        let [region, group] = ledger_names(results, entry.ledger);
        let outgoing = |p: ProcessId| scenario.processes[p.0].id.clone();
        table.row(vec![
            year.to_string(),
            region,
            group,
            kind(entry.kind).to_owned(),
            number(entry.amount),
            entry.vintage.to_string(),
            entry.outgoing.map_or_else(String::new, outgoing),
            entry.earned_by.map_or_else(String::new, |f| super::fleet::furnace_id(results, f)),
            maybe(entry.ratio),
            entry.spent_on.map_or_else(String::new, |f| super::fleet::furnace_id(results, f)),
            entry.flagged.to_string(),
        ]);
    }
    table
}

fn ledger_names(results: &Results<'_>, ledger: usize) -> [String; 2] {
    let (scenario, ledger) = (&results.model.scenario, &results.model.fleet.ledgers[ledger]);
    [scenario.regions[ledger.region.0].id.clone(), scenario.groups[ledger.group.0].id.clone()]
}

fn kind(kind: EntryKind) -> &'static str {
    match kind {
        EntryKind::Earned => "earned",
        EntryKind::Bought => "bought",
        EntryKind::Spent => "spent",
        EntryKind::Sold => "sold",
        EntryKind::Lapsed => "lapsed",
    }
}

const ACCOUNTS: [Account; 7] = [
    Account::Opening,
    Account::Earned,
    Account::Bought,
    Account::Spent,
    Account::Sold,
    Account::Lapsed,
    Account::Closing,
];

/// opening + earned + bought = spent + sold + lapsed + closing, every year.
pub fn balances(results: &Results<'_>) -> Table {
    let mut table = Table::new(&[
        "region",
        "group",
        "year",
        "opening_t",
        "earned_t",
        "bought_t",
        "spent_t",
        "sold_t",
        "lapsed_t",
        "closing_t",
    ]);
    for ledger in 0..results.model.fleet.ledgers.len() {
        for (t, year) in results.model.scenario.horizon.years().enumerate() {
            let [region, group] = ledger_names(results, ledger);
            let accounts = ACCOUNTS.map(|account| number(balance(results, ledger, account, t)));
            table.row([region, group, year.to_string()].into_iter().chain(accounts).collect());
        }
    }
    table
}

/// An account of a ledger in a year of the central run.
fn balance(results: &Results<'_>, ledger: usize, account: Account, t: usize) -> f64 {
    let reads = |q: &(f64, Quantity)| q.1 == Quantity::Ledger(ledger, account);
    let position =
        results.model.series.iter().position(|s| s.tap.terms.len() == 1 && s.tap.terms.iter().any(reads));
    position.map_or(f64::NAN, |s| results.central_at(s, t))
}
