//! Folders of `compare`: scenarios over the same draws, held against the first.

mod decomposition;
mod peaks;
mod regrets;
mod summary;
mod targets;

use serde::Deserialize;

use super::page::Cell;
use super::{Folder, ReportError};
use crate::domain::Year;
use crate::model::Series;
use crate::report::tables::scenario_ids;
use crate::report::text::{self, Chance, DisplayUnit, Lang, Odds, Shift, decimals_for, format_number};

pub use decomposition::section as decomposition;
pub use peaks::part as peaks;
pub use regrets::section as regrets;
pub use summary::sentences;
pub use targets::part as targets;

/// A row of `boards.csv`: a quantity of a scenario, or its difference to the first where `against` is filled.
#[derive(Deserialize)]
struct BoardRow {
    board: String,
    quantity: String,
    series: String,
    place: String,
    from: Option<i32>,
    year: Option<i32>,
    scenario: String,
    against: String,
    central: Option<f64>,
    p05: Option<f64>,
    p50: Option<f64>,
    p95: Option<f64>,
    se_p50: Option<f64>,
    probability: Option<f64>,
    p_low: Option<f64>,
    p_high: Option<f64>,
    draws: Option<u64>,
}

impl BoardRow {
    /// Whether it is of a series.
    fn is_of(&self, (series, place): (&str, &str)) -> bool {
        self.series == series && self.place == place
    }

    fn quantiles(&self) -> Option<[f64; 3]> {
        Some([self.p05?, self.p50?, self.p95?])
    }

    fn chance(&self) -> Option<Chance> {
        Some(Chance { share: self.probability?, interval: (self.p_low?, self.p_high?) })
    }

    fn odds(&self) -> Option<Odds> {
        Some(Odds { chance: self.chance()?, draws: self.draws? })
    }

    /// Of a difference between probabilities.
    fn shift(&self) -> Option<Shift> {
        let interval = (self.p_low.unwrap_or(f64::NAN), self.p_high.unwrap_or(f64::NAN));
        Some(Shift { difference: self.probability?, interval })
    }
}

/// What the report reads of a row of `comparison.csv`.
#[derive(Deserialize)]
struct BelowRow {
    series: String,
    place: String,
    year: i32,
    scenario: String,
    against: String,
    p_below: Option<f64>,
    p_below_low: Option<f64>,
    p_below_high: Option<f64>,
    draws: Option<u64>,
}

/// The scenarios of a folder and its boards.
struct View<'a> {
    folder: &'a Folder<'a>,
    /// Their ids in the tables, none twice.
    ids: Vec<String>,
    boards: Vec<BoardRow>,
    below: Vec<BelowRow>,
    lang: Lang,
}

impl<'a> View<'a> {
    fn read(folder: &'a Folder<'a>, lang: Lang) -> Result<View<'a>, ReportError> {
        let ids = scenario_ids(&folder.models());
        let boards = folder.rows("boards.csv")?.unwrap_or_default();
        let rows: Vec<BelowRow> = folder.rows("comparison.csv")?.unwrap_or_default();
        let below = rows.into_iter().filter(|row| !row.against.is_empty()).collect();
        Ok(View { folder, ids, boards, below, lang })
    }

    fn sides(&self) -> std::ops::Range<usize> {
        0..self.ids.len()
    }

    /// The series of a kind of board, each once, with its place.
    fn series_of(&self, board: &str) -> Vec<(&str, &str)> {
        let mut found: Vec<(&str, &str)> = Vec::new();
        for row in self.boards.iter().filter(|row| row.board == board) {
            if self.is_headline(&row.place) && !found.contains(&(row.series.as_str(), row.place.as_str())) {
                found.push((&row.series, &row.place));
            }
        }
        found
    }

    fn is_headline(&self, place: &str) -> bool {
        let places = self.folder.model.headline_places();
        self.folder.place(place).is_some_and(|place| places.contains(&place))
    }

    /// The row of a scenario, itself or less the first.
    fn board(
        &self,
        of: (&str, &str),
        (board, quantity): (&str, &str),
        (side, is_difference): (usize, bool),
        (from, year): (Option<i32>, Option<i32>),
    ) -> Option<&BoardRow> {
        self.boards.iter().find(|row| {
            row.is_of(of)
                && row.board == board
                && row.quantity == quantity
                && row.scenario == self.ids[side]
                && row.against.is_empty() != is_difference
                && (row.from, row.year) == (from, year)
        })
    }

    /// The probability that a scenario lies below the first.
    fn below(&self, of: (&str, &str), side: usize, year: i32) -> Option<Odds> {
        let is_it = |row: &&BelowRow| {
            (row.series.as_str(), row.place.as_str()) == of
                && row.year == year
                && row.scenario == self.ids[side]
        };
        let row = self.below.iter().find(is_it)?;
        let chance = Chance { share: row.p_below?, interval: (row.p_below_low?, row.p_below_high?) };
        Some(Odds { chance, draws: row.draws? })
    }

    fn series(&self, (name, place): (&str, &str)) -> Option<&'a Series> {
        let model = self.folder.model;
        model.series.get(model.find_series(name, self.folder.place(place)?)?)
    }

    fn title(&self, of: (&str, &str)) -> String {
        let title = self.series(of).map(|series| text::series_title(&self.folder.model.scenario, series));
        title.map_or_else(|| of.0.to_owned(), |title| text::capitalised(self.lang.of(&title)))
    }

    /// The unit in which numbers of a series are told, with about four figures.
    fn unit(&self, of: (&str, &str), values: impl IntoIterator<Item = f64>) -> Option<Shown> {
        let largest = values.into_iter().filter(|v| v.is_finite()).map(f64::abs).fold(0.0, f64::max);
        Some(Shown::new(text::series_unit(self.series(of)?, self.lang, largest), largest))
    }
}

/// A unit with the decimals of its numbers.
struct Shown {
    unit: DisplayUnit,
    decimals: usize,
}

impl Shown {
    fn new(unit: DisplayUnit, largest: f64) -> Shown {
        let decimals = decimals_for([unit.show(largest)], 4);
        Shown { unit, decimals }
    }

    fn number(&self, value: f64) -> String {
        format_number(self.unit.show(value), self.decimals)
    }

    /// A number with its unit; a difference of shares is in points.
    fn amount(&self, value: f64, is_difference: bool, lang: Lang) -> String {
        let label = match (&*self.unit.label, is_difference) {
            ("%", false) => return format!("{}%", self.number(value)),
            ("%", true) => text::points(lang),
            (label, _) => label,
        };
        text::number_with_unit(&self.number(value), label, lang)
    }

    /// An amount of a difference without its sign; one that rounds to nothing is less than a unit of the last figure.
    fn size(&self, value: f64, lang: Lang) -> String {
        let smallest = 10_f64.powi(-(self.decimals as i32)) / self.unit.factor;
        if value.abs() < smallest / 2.0 {
            return text::less_than(&self.amount(smallest, true, lang), lang);
        }
        self.amount(value.abs(), true, lang)
    }

    /// A median with its 90 % interval.
    fn range(&self, [low, median, high]: [f64; 3], lang: Lang) -> Cell {
        let [low, median, high] = [low, median, high].map(|value| self.number(value));
        if low == high {
            return Cell::number(median);
        }
        Cell {
            number: true,
            ..Cell::lines(vec![median, text::bracketed(&text::range(&low, &high, lang), lang)])
        }
    }
}

/// The years of a table's column, as a sum or one year.
fn span(from: Option<i32>, year: i32, lang: Lang) -> String {
    match from {
        Some(from) if from < year => text::from_to(Year(from), Year(year), lang),
        _ => year.to_string(),
    }
}
