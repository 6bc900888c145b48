//! Ledgers of capacity credits.

use super::page::{Block, Cell, Part, Section, Table};
use super::read::{BalanceRow, LedgerRow};
use super::{Folder, Report, ReportError, word};
use crate::report::text::{self, CreditWord, DisplayUnit, Lang, PageWord, decimals_for, format_number};
use crate::units::Dimension;

/// The balances and the movements of each folder that has any.
pub fn section(report: &Report<'_>) -> Result<Option<Section>, ReportError> {
    let lang = report.lang;
    let mut parts = Vec::new();
    for folder in report.folders {
        let books = Books { folder, lang, unit: text::display_unit(Dimension::MASS, lang) };
        let heading = |what: PageWord, count| {
            text::counted_heading(&report.part_heading(folder, what.in_lang(lang)), count, lang)
        };
        let balances = books.balances()?;
        if !balances.is_empty() {
            let heading = heading(PageWord::Balances, balances.len());
            let table = Table::new(heading.clone(), books.balance_head(), balances);
            parts.push(Part::folded(heading, vec![books.unit_note(), Block::Table(table)]));
        }
        let movements = books.movements()?;
        if !movements.is_empty() {
            let heading = heading(PageWord::Movements, movements.len());
            let table = Table::new(heading.clone(), books.movement_head(), movements);
            parts.push(Part::folded(heading, vec![books.unit_note(), Block::Table(table)]));
        }
    }
    Ok(Section::of("ledger", PageWord::Ledger, parts, lang))
}

const ACCOUNTS: [CreditWord; 7] = [
    CreditWord::Opening,
    CreditWord::Earned,
    CreditWord::Bought,
    CreditWord::Spent,
    CreditWord::Sold,
    CreditWord::Lapsed,
    CreditWord::Closing,
];

/// The ledgers of a folder as people read them.
struct Books<'a> {
    folder: &'a Folder<'a>,
    lang: Lang,
    unit: DisplayUnit,
}

impl Books<'_> {
    fn unit_note(&self) -> Block {
        Block::text(text::amounts_in(&self.unit.label, self.lang))
    }

    fn balance_head(&self) -> Vec<String> {
        let first = [PageWord::Year, PageWord::Place, PageWord::Group].map(|head| word(head, self.lang));
        first.into_iter().chain(ACCOUNTS.map(|account| account.in_lang(self.lang).to_owned())).collect()
    }

    /// Every year in which anything stands in a ledger.
    fn balances(&self) -> Result<Vec<Vec<Cell>>, ReportError> {
        let rows: Vec<BalanceRow> = self.folder.rows("ledger_balance.csv")?.unwrap_or_default();
        let cells = |row: BalanceRow| {
            let BalanceRow { opening_t, earned_t, bought_t, spent_t, sold_t, lapsed_t, closing_t, .. } = row;
            let amounts = [opening_t, earned_t, bought_t, spent_t, sold_t, lapsed_t, closing_t];
            let named = [Cell::text(row.year.to_string()), self.region(&row.region), self.group(&row.group)];
            let any = amounts.iter().any(|amount| *amount != 0.0);
            any.then(|| named.into_iter().chain(amounts.map(|amount| self.amount(amount))).collect())
        };
        Ok(rows.into_iter().filter_map(cells).collect())
    }

    fn movement_head(&self) -> Vec<String> {
        let head = [
            PageWord::Year,
            PageWord::Place,
            PageWord::Group,
            PageWord::Movement,
            PageWord::Amount,
            PageWord::Vintage,
            PageWord::Outgoing,
            PageWord::Ratio,
            PageWord::SpentOn,
            PageWord::Flagged,
        ];
        head.map(|head| word(head, self.lang)).to_vec()
    }

    fn movements(&self) -> Result<Vec<Vec<Cell>>, ReportError> {
        let rows: Vec<LedgerRow> = self.folder.rows("ledger.csv")?.unwrap_or_default();
        let cells = |row: LedgerRow| {
            let flagged = if row.flagged { word(PageWord::Yes, self.lang) } else { String::new() };
            vec![
                Cell::text(row.year.to_string()),
                self.region(&row.region),
                self.group(&row.group),
                Cell::text(self.movement(&row.kind)),
                self.amount(row.amount_t),
                Cell::number(row.vintage),
                self.process(&row.outgoing),
                Cell::number(row.ratio),
                Cell { code: true, ..Cell::text(row.spent_on) },
                Cell::text(flagged),
            ]
        };
        Ok(rows.into_iter().map(cells).collect())
    }

    fn amount(&self, tonnes: f64) -> Cell {
        let shown = self.unit.show(tonnes);
        Cell::number(text::trimmed(format_number(shown, decimals_for([shown], 4))))
    }

    fn movement(&self, kind: &str) -> String {
        let known = ACCOUNTS.into_iter().find(|word| word.in_lang(Lang::En) == kind);
        known.map_or(kind, |word| word.in_lang(self.lang)).to_owned()
    }

    fn region(&self, id: &str) -> Cell {
        let found = self.folder.model.scenario.regions.iter().find(|region| region.id == id);
        Cell::text(found.map_or(id, |region| self.lang.of(&region.title)))
    }

    fn group(&self, id: &str) -> Cell {
        let found = self.folder.model.scenario.groups.iter().find(|group| group.id == id);
        Cell::text(found.map_or(id, |group| self.lang.of(&group.title)))
    }

    fn process(&self, id: &str) -> Cell {
        let found = self.folder.model.scenario.processes.iter().find(|process| process.id == id);
        Cell::text(found.map_or(id, |process| self.lang.of(&process.title)))
    }
}
