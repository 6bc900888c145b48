//! A workbook: native charts and their numbers, series, quantiles, boards, assumptions and sources, and what made it.

mod draw;
mod fonts;
mod plot;
mod sheet;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};

use super::json::Cell as Typed;
use super::{Board, Content, Line};
use crate::report::chart::Theme;
use crate::report::html::command;
use crate::report::manifest::{InputEntry, Manifest};
use crate::report::text::{self, Lang, LeafUnit, PageWord, SheetWord};
use draw::Block;
use plot::Plot;
use sheet::{Cell, Looks, Shape, Sheet};

/// The workbook as bytes, its charts in the colours of a theme.
pub fn xlsx(content: &Content<'_>, lang: Lang, theme: &Theme) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    // The file tells no time, so that the same results give the same bytes.
    let made = ExcelDateTime::from_ymd(2000, 1, 1)?;
    let author = concat!("dafeng ", env!("CARGO_PKG_VERSION"));
    workbook.set_properties(&DocProperties::new().set_author(author).set_creation_datetime(&made));
    let made = Made { content, lang, looks: Looks::default() };
    let plots = plot::plots(content, lang);
    if !plots.is_empty() {
        made.charts(&mut workbook, &plots, theme)?;
    }
    made.series(&mut workbook)?;
    made.quantiles(&mut workbook)?;
    for board in &content.boards {
        made.board(&mut workbook, board)?;
    }
    made.assumptions(&mut workbook)?;
    made.sources(&mut workbook)?;
    made.manifest(&mut workbook)?;
    if !plots.is_empty() {
        made.numbers(&mut workbook, &plots)?;
    }
    fonts::by_script(&workbook.save_to_buffer()?).map_err(XlsxError::ZipError)
}

/// Rows of default height that a chart takes, with a gap.
const ROWS: u32 = draw::SIZE.1 / 20 + 1;

/// Charts of a printed page, and the percentage at which they fit.
const PAGE: u32 = 6;
const SCALE: u16 = 60;

/// Columns of default width that a chart takes, with a gap.
const COLUMNS: u16 = (draw::SIZE.0 / 64 + 1) as u16;

/// Rows that a plot takes among the numbers, besides its years: title, note, heads, a gap.
const AROUND: u32 = 4;

struct Made<'c, 'a> {
    content: &'c Content<'a>,
    lang: Lang,
    looks: Looks,
}

impl Made<'_, '_> {
    fn word(&self, word: SheetWord) -> String {
        word.in_lang(self.lang).to_owned()
    }

    fn page(&self, word: PageWord) -> String {
        word.in_lang(self.lang).to_owned()
    }

    /// The charts, two side by side.
    fn charts(&self, workbook: &mut Workbook, plots: &[Plot], theme: &Theme) -> Result<(), XlsxError> {
        let sheet = Sheet::new(workbook, SheetWord::Charts.in_lang(self.lang), &self.looks)?;
        // Six charts fit on a page, none is cut.
        let pages = (plots.len() as u32).div_ceil(PAGE);
        let breaks: Vec<u32> = (1..pages).map(|page| page * PAGE / 2 * ROWS).collect();
        sheet.sheet.set_screen_gridlines(false).set_print_scale(SCALE).set_print_center_horizontally(true);
        sheet.sheet.set_page_breaks(&breaks)?;
        let numbers = self.word(SheetWord::ChartNumbers);
        let mut title = 0;
        for (number, plot) in plots.iter().enumerate() {
            let block = Block { sheet: &numbers, title, head: title + 2 };
            let (row, column) = (number as u32 / 2 * ROWS, number as u16 % 2 * COLUMNS);
            sheet.sheet.insert_chart(row, column, &draw::chart(plot, &block, theme))?;
            title += plot.years.len() as u32 + AROUND;
        }
        Ok(())
    }

    /// What the charts are drawn from.
    fn numbers(&self, workbook: &mut Workbook, plots: &[Plot]) -> Result<(), XlsxError> {
        let mut sheet = Sheet::new(workbook, SheetWord::ChartNumbers.in_lang(self.lang), &self.looks)?;
        for plot in plots {
            sheet.caption(&plot.title)?;
            sheet.caption(&plot.note)?;
            let names = plot.columns.iter().map(|column| column.name.clone());
            let heads = std::iter::once(self.page(PageWord::Year)).chain(names);
            sheet.heads(&heads.chain([self.word(SheetWord::Ticks)]).collect::<Vec<_>>())?;
            for ((at, &year), tick) in plot.years.iter().enumerate().zip(plot::ticks(&plot.years)) {
                let value = |column: &plot::Column| Cell::maybe(column.values[at], plot.shape);
                let cells = std::iter::once(Cell::Number(year.into(), Shape::Year));
                let cells = cells.chain(plot.columns.iter().map(value)).chain([Cell::Text(tick)]);
                sheet.row(&cells.collect::<Vec<_>>())?;
            }
            sheet.skip();
        }
        sheet.end(false)
    }

    /// The columns that say what a row is.
    fn heads(&self, statistic: bool) -> Vec<String> {
        let place = [SheetWord::Region, SheetWord::Cluster, SheetWord::Commodity].map(|word| self.word(word));
        let mut heads = vec![self.page(PageWord::Scenario)];
        heads.extend(place);
        heads.extend([PageWord::Title, PageWord::Series, PageWord::Unit].map(|word| self.page(word)));
        heads.extend(statistic.then(|| self.word(SheetWord::Statistic)));
        heads
    }

    fn head_cells(&self, line: &Line) -> Vec<Cell> {
        let title = self.content.title(line, self.lang);
        let texts = [&line.scenario, &line.region, &line.cluster, &line.commodity, &title, &line.series];
        let mut cells: Vec<Cell> = texts.into_iter().map(Cell::text).collect();
        cells.push(Cell::text(&line.unit));
        cells
    }

    /// Every year of any line.
    fn years(&self) -> Vec<i32> {
        let mut years: Vec<i32> = self.content.lines.iter().flat_map(|line| line.years.clone()).collect();
        years.sort_unstable();
        years.dedup();
        years
    }

    /// The values of a statistic under all years.
    fn values(&self, line: &Line, values: &[Option<f64>], unit: &str, years: &[i32]) -> Vec<Cell> {
        let shape = shape(unit, values);
        let of = |year: &i32| {
            let at = line.years.iter().position(|known| known == year)?;
            values.get(at).copied().flatten()
        };
        years.iter().map(|year| Cell::maybe(of(year), shape)).collect()
    }

    /// A row a series: the central run.
    fn series(&self, workbook: &mut Workbook) -> Result<(), XlsxError> {
        let mut sheet = Sheet::new(workbook, PageWord::Series.in_lang(self.lang), &self.looks)?;
        let (years, mut heads) = (self.years(), self.heads(false));
        let frozen = heads.len() as u16;
        heads.extend(years.iter().map(i32::to_string));
        sheet.head(&heads, frozen)?;
        for line in &self.content.lines {
            let Some(values) = line.statistic("central") else { continue };
            let mut cells = self.head_cells(line);
            cells.extend(self.values(line, values, &line.unit, &years));
            sheet.row(&cells)?;
        }
        sheet.end(true)
    }

    /// A row a series and statistic over the draws.
    fn quantiles(&self, workbook: &mut Workbook) -> Result<(), XlsxError> {
        let drawn = |line: &&Line| line.statistic("p50").is_some();
        if !self.content.lines.iter().any(|line| drawn(&line)) {
            return Ok(());
        }
        let mut sheet = Sheet::new(workbook, SheetWord::Quantiles.in_lang(self.lang), &self.looks)?;
        let (years, mut heads) = (self.years(), self.heads(true));
        let frozen = heads.len() as u16;
        heads.extend(years.iter().map(i32::to_string));
        sheet.head(&heads, frozen)?;
        for line in self.content.lines.iter().filter(drawn) {
            for statistic in line.statistics.iter().filter(|statistic| statistic.name != "central") {
                let mut cells = self.head_cells(line);
                let unit = statistic.unit(line);
                cells[6] = Cell::text(unit);
                cells.push(Cell::text(&statistic.name));
                cells.extend(self.values(line, &statistic.values, unit, &years));
                sheet.row(&cells)?;
            }
        }
        sheet.end(true)
    }

    fn board(&self, workbook: &mut Workbook, board: &Board) -> Result<(), XlsxError> {
        let mut name = SheetWord::of_board(board.name).map_or(board.name.to_owned(), |word| self.word(word));
        // Boards of one name with other columns: those of `run` and of `compare`.
        let taken = workbook.worksheets().iter().filter(|sheet| sheet.name().starts_with(&name)).count();
        if taken > 0 {
            name = format!("{name} {}", taken + 1);
        }
        let mut sheet = Sheet::new(workbook, &name, &self.looks)?;
        let heads: Vec<String> =
            board.header.iter().map(|head| text::column_title(head, self.lang).to_owned()).collect();
        sheet.head(&heads, 2)?;
        let unit = board.header.iter().position(|head| head == "unit");
        for row in &board.rows {
            let unit = unit.and_then(|at| row.get(at)).map_or("", String::as_str);
            let cells = board.header.iter().zip(row).map(|(head, cell)| board_cell(head, cell, unit));
            sheet.row(&cells.collect::<Vec<_>>())?;
        }
        sheet.end(true)
    }

    /// Every number of the scenarios with where it comes from.
    fn assumptions(&self, workbook: &mut Workbook) -> Result<(), XlsxError> {
        let mut sheet = Sheet::new(workbook, PageWord::Assumptions.in_lang(self.lang), &self.looks)?;
        let heads = [
            PageWord::Scenario,
            PageWord::Address,
            PageWord::Value,
            PageWord::Unit,
            PageWord::Uncertainty,
            PageWord::Provenance,
        ];
        sheet.head(&heads.map(|head| self.page(head)), 2)?;
        for folder in self.content.folders {
            for leaf in &folder.model.scenario.leaves {
                let unit = LeafUnit::written(leaf);
                let cells = [
                    folder.manifest.scenario.id.clone(),
                    leaf.address.clone(),
                    text::path_line(&leaf.path, &unit, self.lang),
                    unit.label.clone(),
                    text::random_lines(leaf, &unit, self.lang).join("; "),
                    text::provenance_line(&leaf.provenance, self.lang),
                ];
                sheet.row(&cells.map(Cell::text))?;
            }
        }
        sheet.end(true)
    }

    /// What is cited.
    fn sources(&self, workbook: &mut Workbook) -> Result<(), XlsxError> {
        let mut sheet = Sheet::new(workbook, PageWord::Sources.in_lang(self.lang), &self.looks)?;
        let heads = [PageWord::Key, PageWord::Title, PageWord::Year, PageWord::Licence, PageWord::Link];
        sheet.head(&heads.map(|head| self.page(head)), 1)?;
        let mut told: Vec<(&str, &str)> = Vec::new();
        for source in self.content.folders.iter().flat_map(|folder| &folder.model.scenario.sources) {
            if told.contains(&(&source.id, &source.title)) {
                continue;
            }
            told.push((&source.id, &source.title));
            let some = |text: &Option<String>| text.clone().map_or(Cell::Empty, Cell::Text);
            sheet.row(&[
                Cell::text(&source.id),
                Cell::text(&source.title),
                Cell::maybe(source.year.map(f64::from), Shape::Year),
                some(&source.licence),
                some(&source.url),
            ])?;
        }
        sheet.end(true)
    }

    /// What made the results, and the digests of what was read and written.
    fn manifest(&self, workbook: &mut Workbook) -> Result<(), XlsxError> {
        let mut sheet = Sheet::new(workbook, PageWord::Manifest.in_lang(self.lang), &self.looks)?;
        let heads = [PageWord::Folder, PageWord::Entry, PageWord::Content, PageWord::Bytes, PageWord::Digest];
        sheet.head(&heads.map(|head| self.page(head)), 2)?;
        for folder in self.content.folders {
            let manifest: &Manifest = folder.manifest;
            for (entry, cell) in self.entries(manifest) {
                sheet.row(&[Cell::text(folder.name), Cell::text(self.page(entry)), cell])?;
            }
            for (entry, files) in [(PageWord::Inputs, &manifest.inputs), (PageWord::Files, &manifest.files)] {
                for InputEntry { path, sha256, bytes } in files {
                    let head = [Cell::text(folder.name), Cell::text(self.page(entry)), Cell::text(path)];
                    let rest = [Cell::Number(*bytes as f64, Shape::Decimals(0)), Cell::text(sha256)];
                    sheet.row(&head.into_iter().chain(rest).collect::<Vec<_>>())?;
                }
            }
        }
        sheet.end(true)
    }

    fn entries(&self, manifest: &Manifest) -> Vec<(PageWord, Cell)> {
        let scenarios = std::iter::once(&manifest.scenario).chain(&manifest.against).chain(&manifest.further);
        let mut entries: Vec<(PageWord, Cell)> = scenarios
            .map(|one| (PageWord::Scenario, Cell::Text(text::within(&one.id, &one.title, self.lang))))
            .collect();
        let horizon = manifest.horizon;
        let years = format!("{} / {} / {}", horizon.base, horizon.observed, horizon.end);
        let count = |count: u64| Cell::Number(count as f64, Shape::Decimals(0));
        entries.extend([
            (PageWord::Command, Cell::Text(command(&manifest.command))),
            (PageWord::Horizon, Cell::Text(years)),
            (PageWord::Seed, Cell::text(manifest.seed.to_string())),
            (PageWord::Draws, count(manifest.draws)),
            (PageWord::Failed, count(manifest.failed_draws)),
            (PageWord::Design, Cell::text(&manifest.design)),
            (PageWord::Complete, Cell::Flag(manifest.complete)),
            (PageWord::Version, Cell::text(&manifest.version)),
            (PageWord::ReportVersion, Cell::text(env!("CARGO_PKG_VERSION"))),
        ]);
        entries.extend(manifest.overrides.iter().map(|one| (PageWord::Overrides, Cell::text(one))));
        entries
    }
}

/// How the values of a series are shown.
fn shape(unit: &str, values: &[Option<f64>]) -> Shape {
    let largest = values.iter().flatten().fold(0.0_f64, |largest, value| largest.max(value.abs()));
    if unit == "1" && (0.002..=2.0).contains(&largest) { Shape::Percent } else { Shape::of(largest) }
}

/// A typed cell of a board.
fn board_cell(head: &str, cell: &str, unit: &str) -> Cell {
    let is_share =
        |head: &str| head.starts_with("p_") || head.contains("probability") || head == "se_peaked_by";
    match Typed::of(head, cell) {
        Typed::Empty => Cell::Empty,
        Typed::Flag(flag) => Cell::Flag(flag),
        Typed::Word(word) => Cell::text(word),
        Typed::Number(value) => Cell::Number(
            value,
            match head {
                "year" | "from" | "central_peak" => Shape::Year,
                "draws" | "central_plateau_years" | "median_plateau_years" => Shape::Decimals(0),
                head if is_share(head) => Shape::Percent,
                _ if unit == "a" => Shape::Decimals(1),
                _ => shape(unit, &[Some(value)]),
            },
        ),
    }
}
