//! Charts of the folders, each with a caption, a description and a table of some years.

use std::cmp::Reverse;

use super::page::{Block, Cell, Figure, Part, Section, Table};
use super::{Folder, Report, ReportError, svg};
use crate::model::series::Measure;
use crate::report::gallery::file_stem;
use crate::report::text::{self, ChartWord, Lang, PageWord, decimals_for, format_number};

/// A part for each folder with charts, or with the reason for none.
pub fn section(report: &Report<'_>) -> Result<Option<Section>, ReportError> {
    let mut parts = Vec::new();
    for (at, folder) in report.folders.iter().enumerate() {
        let mut blocks = blocks(report, Home::Figures, at)?;
        if blocks.is_empty() && folder.manifest.command.iter().any(|word| word == "--no-charts") {
            blocks.push(Block::text(text::no_charts_sentence(folder.name, report.lang)));
        }
        if !blocks.is_empty() {
            parts.push(Part::open(report.part_title(folder), blocks));
        }
    }
    Ok(Section::of("figures", PageWord::Figures, parts, report.lang))
}

/// The section in which a chart stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Home {
    /// That of charts.
    Figures,
    /// That of the board of targets.
    Targets,
    /// That of the board of peaks.
    Peaks,
    /// That of causes.
    Decomposition,
}

impl Home {
    /// In the order of the page.
    const ALL: [Home; 4] = [Home::Targets, Home::Peaks, Home::Figures, Home::Decomposition];

    /// Of a chart of a folder.
    fn of(folder: &Folder<'_>, path: &str) -> Home {
        let stem = path.trim_start_matches("charts/");
        let command = folder.manifest.command.first().map_or("", String::as_str);
        match command {
            "compare" | "run" | "merge" if stem.starts_with("targets.") => Home::Targets,
            "compare" if stem.starts_with("peaked-") => Home::Peaks,
            "run" | "merge" if stem.starts_with("peak-year-") => Home::Peaks,
            "compare" | "decompose" if stem.starts_with("co2-change") => Home::Decomposition,
            _ => Home::Figures,
        }
    }
}

/// The charts of a folder that stand in a section, numbered over the page.
pub fn blocks(report: &Report<'_>, home: Home, of: usize) -> Result<Vec<Block>, ReportError> {
    let mut number = 0;
    let mut found = Vec::new();
    for other in Home::ALL {
        for (at, folder) in report.folders.iter().enumerate() {
            for (path, bytes) in
                charts(folder).into_iter().filter(|(path, _)| Home::of(folder, path) == other)
            {
                number += 1;
                if (other, at) == (home, of) {
                    found.extend(blocks_of(folder, path, bytes, number, report.lang)?);
                }
            }
        }
    }
    Ok(found)
}

/// The same as a part without heading; none where there is no chart.
pub fn part(report: &Report<'_>, home: Home, of: usize) -> Result<Option<Part>, ReportError> {
    let blocks = blocks(report, home, of)?;
    Ok((!blocks.is_empty()).then(|| Part::open(None, blocks)))
}

/// The drawings of a folder: CO2 first, then energy, the others in the order of the series they show.
fn charts<'a>(folder: &Folder<'a>) -> Vec<(&'a str, &'a [u8])> {
    let drawn = folder.files.iter().filter(|(path, _)| path.starts_with("charts/") && path.ends_with(".svg"));
    let mut charts: Vec<(&str, &[u8])> =
        drawn.map(|(path, bytes)| (path.as_str(), bytes.as_slice())).collect();
    let series = &folder.model.series;
    let stems: Vec<String> = series.iter().map(|series| file_stem(&series.name)).collect();
    charts.sort_by_cached_key(|(path, _)| {
        let stem = path.trim_start_matches("charts/").split('.').next().unwrap_or("");
        // The difference of a series stands behind it.
        let (stem, is_difference) = match stem.strip_prefix("difference-") {
            Some(stem) => (stem, true),
            None => (stem, false),
        };
        // A stack is named after the series that it takes apart.
        let shown = stems.iter().enumerate().filter(|(_, own)| stem.starts_with(own.as_str()));
        let found = shown.max_by_key(|(at, own)| (own.len(), Reverse(*at)));
        let rank = |at: usize| match (series[at].measure, series[at].of.is_empty()) {
            (Measure::Co2, true) => 0,
            (Measure::EnergyTotal, true) => 1,
            _ => 2,
        };
        found.map_or((3, 0, 0, false), |(at, own)| (rank(at), at, stem.len() - own.len(), is_difference))
    });
    charts
}

fn blocks_of(
    folder: &Folder<'_>,
    path: &str,
    bytes: &[u8],
    number: usize,
    lang: Lang,
) -> Result<Vec<Block>, ReportError> {
    let wrong =
        |why: String| ReportError::Chart { folder: folder.name.to_owned(), file: path.to_owned(), why };
    let drawing = std::str::from_utf8(bytes).map_err(|error| wrong(error.to_string()))?;
    let data = Data::read(folder, &format!("{}.csv", path.trim_end_matches(".svg")))?;
    let id = format!("figure-{number}");
    let description = data.as_ref().map_or_else(String::new, Data::told);
    let inline = svg::inline(drawing, &id, &description).map_err(wrong)?;
    let caption = text::figure_caption(number, &inline.title, lang);
    let svg = minijinja::Value::from_safe_string(inline.markup);
    let table = data.map(|data| Block::Table(data.table(number, lang)));
    let (title, folder, file) = (inline.title, folder.name.to_owned(), path.to_owned());
    let figure = Figure { id, caption, svg, title, folder, file };
    Ok([Block::Figure(figure)].into_iter().chain(table).collect())
}

/// The numbers of a chart in some of its years.
struct Data {
    head: Vec<String>,
    rows: Vec<Vec<String>>,
}

/// Columns that a description tells.
const TOLD: usize = 12;

impl Data {
    fn read(folder: &Folder<'_>, path: &str) -> Result<Option<Data>, ReportError> {
        let Some(bytes) = folder.files.get(path) else { return Ok(None) };
        let wrong = |error: csv::Error| ReportError::Table {
            folder: folder.name.to_owned(),
            file: path.to_owned(),
            why: error.to_string(),
        };
        let bytes = bytes.strip_prefix("\u{FEFF}".as_bytes()).unwrap_or(bytes);
        let mut reader = csv::Reader::from_reader(bytes);
        let cells = |record: &csv::StringRecord| record.iter().map(str::to_owned).collect::<Vec<String>>();
        let head = cells(reader.headers().map_err(wrong)?);
        let records = reader.records().collect::<Result<Vec<_>, _>>().map_err(wrong)?;
        let horizon = folder.model.scenario.horizon;
        let kept = [horizon.base.0, horizon.observed.0, horizon.end.0];
        let years = head.iter().position(|head| ChartWord::Year.is(head)).unwrap_or(0);
        // Rows that are no years, such as the bars of a waterfall, all stay.
        let stays = |record: &&csv::StringRecord| {
            let year = record.get(years).and_then(|year| year.parse::<i32>().ok());
            year.is_none_or(|year| year % 5 == 0 || kept.contains(&year))
        };
        let rows = records.iter().filter(stays).map(|record| rounded(&head, &cells(record))).collect();
        Ok(Some(Data { head, rows }))
    }

    /// The first, a middle and the last value of every column, for those who do not see the chart.
    fn told(&self) -> String {
        let (last, middle) = (self.rows.len().saturating_sub(1), self.rows.len() / 2);
        let column = |(at, head): (usize, &String)| {
            let mut rows: Vec<usize> = vec![0, middle, last];
            rows.dedup();
            let value = |row: &usize| {
                let row = self.rows.get(*row)?;
                let (first, value) = (row.first()?, row.get(at)?);
                (!value.is_empty()).then(|| format!("{first}: {value}"))
            };
            let values: Vec<String> = rows.iter().filter_map(value).collect();
            (!values.is_empty()).then(|| format!("{head} – {}", values.join("; ")))
        };
        let columns = self.head.iter().enumerate().skip(1).take(TOLD);
        columns.filter_map(column).collect::<Vec<String>>().join(". ")
    }

    /// The unit that all columns but the first have, taken from their heads.
    fn common_unit(&mut self) -> Option<String> {
        let (_, heads) = self.head.split_first_mut()?;
        let unit = heads.first()?.strip_suffix(')')?.rsplit_once(" (")?.1.to_owned();
        let suffix = format!(" ({unit})");
        let same = heads.iter().all(|head| head.len() > suffix.len() && head.ends_with(&suffix));
        same.then(|| {
            heads.iter_mut().for_each(|head| head.truncate(head.len() - suffix.len()));
            unit
        })
    }

    fn table(mut self, number: usize, lang: Lang) -> Table {
        let unit = self.common_unit();
        let label = text::figure_data(number, unit.as_deref(), lang);
        let is_number = |text: &str| text.chars().all(|c| c.is_ascii_digit() || ",.−-e".contains(c));
        let cell = |(at, text): (usize, String)| match at > 0 && is_number(&text) {
            true => Cell::number(text),
            false => Cell::text(text),
        };
        let row = |row: Vec<String>| row.into_iter().enumerate().map(cell).collect();
        let rows = self.rows.into_iter().map(row).collect();
        Table { folded: Some(label.clone()), ..Table::new(label, self.head, rows) }
    }
}

/// The cells of a row with numbers to four figures; the first cell and years stay.
fn rounded(head: &[String], cells: &[String]) -> Vec<String> {
    let one = |(at, cell): (usize, &String)| match cell.parse::<f64>() {
        Ok(_) if at == 0 || head.get(at).is_some_and(|head| is_of_years(head)) => cell.clone(),
        Ok(value) if value.is_finite() => text::trimmed(format_number(value, decimals_for([value], 4))),
        Ok(_) => "–".to_owned(),
        Err(_) => cell.clone(),
    };
    cells.iter().enumerate().map(one).collect()
}

/// Whether a column holds calendar years.
fn is_of_years(head: &str) -> bool {
    let in_years = |lang: &Lang| head.ends_with(&format!(" ({})", text::calendar_year(*lang)));
    ChartWord::Year.is(head) || Lang::ALL.iter().any(in_years)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn owned<const N: usize>(texts: [&str; N]) -> Vec<String> {
        texts.map(str::to_owned).to_vec()
    }

    #[test]
    fn years_have_no_separators_and_what_is_no_number_no_word() {
        let of = |head: [&str; 3], cells: [&str; 3]| rounded(&owned(head), &owned(cells));
        assert_eq!(of(["指标", "年份", "占比"], ["粗钢", "2051", "2051"]), ["粗钢", "2051", "2,051"]);
        assert_eq!(of(["Year", "A (t)", "B (year)"], ["2020", "NaN", "2031"]), ["2020", "–", "2031"]);
        assert_eq!(of(["年份", "A", "B"], ["2020", "", "inf"]), ["2020", "", "–"]);
    }

    #[test]
    fn a_unit_that_all_columns_have_stands_in_the_caption() {
        let data = |head: Vec<String>| Data { head, rows: vec![owned(["2020", "1", "2"])] };
        let table = data(owned(["Year", "Median (Mt CO₂)", "Class (AOD) (Mt CO₂)"])).table(3, Lang::En);
        assert_eq!(table.head, ["Year", "Median", "Class (AOD)"]);
        assert_eq!(table.caption, "Data of figure 3, some years, Mt CO₂");
        let table = data(owned(["年份", "A (%)", "B (万吨)"])).table(3, Lang::Zh);
        assert_eq!((table.head[1].as_str(), table.caption.as_str()), ("A (%)", "图 3 的数据（部分年份）"));
    }
}
