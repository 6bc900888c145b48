//! What bound what, when: a row a market, a cell a year.

use super::axes::year_axis;
use super::color::Color;
use super::figure::{Anchor, Figure, Ornament, Point, Role, Style, baseline_centred_on, label};
use super::frame::{Words, footer, keyed};
use super::sheet::Sheet;
use super::table::line as csv_line;
use super::{Chart, ChartError, check_years};

use crate::report::text::{self, ChartWord, Lang, table_number};

/// Height of a row with its gap, px.
const ROW: f64 = 22.0;
/// Distance between lines of a name, px.
const PITCH: f64 = 12.5;
/// Widest name before it is wrapped, px, and as a share of the page.
const NAME_LIMIT: f64 = 300.0;
const NAME_SHARE: f64 = 0.36;
/// Height of the lane of the central run, and of the lane of the draws under it.
const CENTRAL: f64 = 11.0;
const DRAWS: f64 = 5.0;

const STYLE: Style = Style { role: Role::Series, size: 10.5, color: Color::INK };

/// Rows of years, each cell with its cause.
#[derive(Clone, PartialEq, Debug)]
pub struct StripsChart {
    /// Title; wrapped where it is long.
    pub title: String,
    /// What is shown.
    pub subtitle: String,
    /// The years of every row.
    pub years: Vec<i32>,
    /// The causes, by the number that cells give.
    pub causes: Vec<String>,
    /// The rows, from the top.
    pub rows: Vec<Strip>,
    /// Notes.
    pub notes: Vec<String>,
    /// Language of the words the chart adds.
    pub lang: Lang,
}

/// One row.
#[derive(Clone, PartialEq, Debug)]
pub struct Strip {
    /// What is bound.
    pub name: String,
    /// The cause in the central run, by year; `None` where nothing bound.
    pub central: Vec<Option<usize>>,
    /// The most frequent cause over the draws, and the share of them in which anything bound; none without draws.
    pub draws: Vec<Option<(usize, f64)>>,
}

impl Chart for StripsChart {
    fn figure(&self, sheet: &Sheet<'_>) -> Result<Figure, ChartError> {
        check_years(&self.years)?;
        let (&first, &last) = self.years.first().zip(self.years.last()).ok_or(ChartError::Empty)?;
        if self.rows.is_empty() {
            return Err(ChartError::Empty);
        }
        let words = self.words();
        let (mut figure, top) = keyed(sheet, &words, &self.key())?;
        let names = self.names(sheet)?;
        let widths = names.iter().flatten().map(|line| sheet.ruler.width(line, STYLE.size));
        figure.plot.left = sheet.left() + widths.fold(0.0, f64::max) + 10.0;
        figure.plot.right = sheet.right() - 12.0;
        let lines = names.iter().map(Vec::len).max().unwrap_or(1);
        let height = ROW.max(lines as f64 * PITCH + 9.0);
        (figure.plot.top, figure.plot.bottom) = (top, top + height * self.rows.len() as f64);
        figure.x = (f64::from(first) - 0.5, f64::from(last) + 0.5);
        for (at, (row, name)) in self.rows.iter().zip(&names).enumerate() {
            self.draw(sheet, &mut figure, (row, name), top + height * at as f64)?;
        }
        year_axis(sheet, &mut figure, (first, last))?;
        footer(sheet, &words, &mut figure)?;
        Ok(figure)
    }

    fn csv(&self) -> String {
        let mut text = text::csv_start(self.lang).to_owned();
        let [row, year] = [ChartWord::Indicator, ChartWord::Year].map(|word| word.in_lang(self.lang));
        text += &csv_line([row, year].into_iter().chain(text::strip_columns(self.lang)));
        for row in &self.rows {
            for (i, year) in self.years.iter().enumerate() {
                let cause = |cause: Option<usize>| cause.map_or("", |c| self.causes[c].as_str()).to_owned();
                let (often, share) = row.draws.get(i).copied().flatten().unzip();
                let share = share.map_or_else(String::new, table_number);
                let cells = [row.name.clone(), year.to_string(), cause(row.central[i]), cause(often), share];
                text += &csv_line(cells.iter().map(String::as_str));
            }
        }
        text
    }
}

impl StripsChart {
    /// The causes that occur.
    fn key(&self) -> Vec<(String, Color)> {
        let occurs = |cause: &usize| {
            let in_row = |row: &Strip| {
                let drawn = row.draws.iter().flatten().any(|(c, share)| c == cause && *share > 0.0);
                row.central.contains(&Some(*cause)) || drawn
            };
            self.rows.iter().any(in_row)
        };
        let causes = (0..self.causes.len()).filter(occurs);
        causes.map(|cause| (self.causes[cause].clone(), Color::of_series(cause).for_area())).collect()
    }

    /// The names of the rows, broken into lines where they are long.
    fn names(&self, sheet: &Sheet<'_>) -> Result<Vec<Vec<String>>, ChartError> {
        let limit = NAME_LIMIT.min(NAME_SHARE * sheet.width());
        let name = |row: &Strip| {
            sheet.ruler.check(&row.name)?;
            Ok(sheet.ruler.wrap_evenly(&row.name, STYLE.size, limit))
        };
        self.rows.iter().map(name).collect()
    }

    /// Name and cells of a row whose upper edge is at `top`.
    fn draw(
        &self,
        sheet: &Sheet<'_>,
        figure: &mut Figure,
        (row, name): (&Strip, &[String]),
        top: f64,
    ) -> Result<(), ChartError> {
        for (i, line) in name.iter().enumerate() {
            let middle = top + CENTRAL / 2.0 + 2.0 + i as f64 * PITCH;
            let at = Point { x: figure.plot.left - 8.0, y: baseline_centred_on(middle, STYLE.size) };
            figure.labels.push(label(sheet, line, at, Anchor::End, STYLE)?);
        }
        for (i, &year) in self.years.iter().enumerate() {
            let central = row.central[i].map_or(Color::GRID, |cause| Color::of_series(cause).for_area());
            cell(figure, year, (top, top + CENTRAL), central);
            if let Some(Some((cause, share))) = row.draws.get(i) {
                let color = Color::of_series(*cause).mixed(0.85 * share.sqrt(), Color::GRID);
                let color = if *share > 0.0 { color } else { Color::GRID };
                cell(figure, year, (top + CENTRAL + 1.0, top + CENTRAL + 1.0 + DRAWS), color);
            }
        }
        Ok(())
    }

    fn words(&self) -> Words<'_> {
        Words::of([&self.title, &self.subtitle, ""], &self.notes, self.lang)
    }
}

/// A cell of a year between two heights, with a hair of paper beside it.
fn cell(figure: &mut Figure, year: i32, (top, bottom): (f64, f64), color: Color) {
    let x = |offset: f64| figure.place((f64::from(year) + offset, 0.0)).x;
    let (left, right) = (x(-0.46), x(0.46));
    let corner = |x: f64, y: f64| Point { x, y };
    let points = vec![corner(left, top), corner(right, top), corner(right, bottom), corner(left, bottom)];
    figure.underlay.push(Ornament::Polygon { points, color });
}
