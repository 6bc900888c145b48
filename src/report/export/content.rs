//! What is exported: every series of every folder with its statistics, and the boards beside them.

use std::collections::{BTreeMap, HashMap};

use super::ExportError;
use crate::domain::{Place, Scenario, Text};
use crate::model::series::{Measure, place_id};
use crate::model::{Model, Series};
use crate::report::html::Folder;
use crate::report::text::{self, Lang};

/// Folders of results, read.
#[derive(Debug)]
pub struct Content<'a> {
    /// Where it comes from.
    pub folders: &'a [Folder<'a>],
    /// Series, in the order of the folders and of their tables.
    pub lines: Vec<Line>,
    /// Targets, peaks and what else is no series over the years.
    pub boards: Vec<Board>,
}

/// A series of a scenario at a place.
#[derive(Clone, PartialEq, Debug)]
pub struct Line {
    /// Position of its folder.
    pub folder: usize,
    /// Program and version.
    pub model: String,
    /// Id of the scenario, none twice over folders; `A minus B` for a difference.
    pub scenario: String,
    /// Id of the region, or `all`.
    pub region: String,
    /// Id of the cluster; empty where it is of a region.
    pub cluster: String,
    /// Id of the commodity or declared sum that it is of; empty where it is of none.
    pub commodity: String,
    /// IAMC name.
    pub series: String,
    /// Canonical unit.
    pub unit: String,
    /// Its position in the catalogue of the folder's model.
    pub index: Option<usize>,
    /// The years of its values.
    pub years: Vec<i32>,
    /// Its statistics.
    pub statistics: Vec<Statistic>,
}

/// A statistic over the years of a line.
#[derive(Clone, PartialEq, Debug)]
pub struct Statistic {
    /// `central`, `mean`, `sd`, `p05` …, as the tables of results name it.
    pub name: String,
    /// A value a year; `None` where undefined.
    pub values: Vec<Option<f64>>,
}

impl Statistic {
    /// Its unit: that of the series, or that of a probability.
    pub fn unit<'l>(&self, line: &'l Line) -> &'l str {
        if self.name.starts_with("p_") { "1" } else { &line.unit }
    }
}

impl Line {
    /// A statistic by its name.
    pub fn statistic(&self, name: &str) -> Option<&[Option<f64>]> {
        self.statistics.iter().find(|statistic| statistic.name == name).map(|found| found.values.as_slice())
    }

    fn set(&mut self, statistic: &str, year: i32, value: Option<f64>) {
        let at = self.years.iter().position(|&known| known == year).unwrap_or_else(|| {
            self.years.push(year);
            self.years.len() - 1
        });
        let position = self.statistics.iter().position(|known| known.name == statistic);
        let position = position.unwrap_or_else(|| {
            self.statistics.push(Statistic { name: statistic.to_owned(), values: Vec::new() });
            self.statistics.len() - 1
        });
        let values = &mut self.statistics[position].values;
        if values.len() <= at {
            values.resize(at + 1, None);
        }
        values[at] = value;
    }
}

/// A table that is no series over the years.
#[derive(Clone, PartialEq, Debug)]
pub struct Board {
    /// The name of its file without the extension.
    pub name: &'static str,
    /// Its columns, `scenario` first.
    pub header: Vec<String>,
    /// Its cells as written.
    pub rows: Vec<Vec<String>>,
}

/// Columns of the tables of series that are statistics, in their order.
const STATISTICS: [&str; 23] = [
    "value",
    "central",
    "mean",
    "sd",
    "p05",
    "p10",
    "p25",
    "p50",
    "p75",
    "p90",
    "p95",
    "se_mean",
    "se_p05",
    "se_p10",
    "se_p25",
    "se_p50",
    "se_p75",
    "se_p90",
    "se_p95",
    "p_below",
    "p_below_low",
    "p_below_high",
    "p_equal",
];

/// Tables beside the series.
const BOARDS: [&str; 4] = ["targets", "peaks", "boards", "regrets"];

/// Reads the tables of some folders.
pub fn read<'a>(folders: &'a [Folder<'a>]) -> Result<Content<'a>, ExportError> {
    let mut content = Content { folders, lines: Vec::new(), boards: Vec::new() };
    let mut taken = Vec::new();
    for number in 0..folders.len() {
        Reader::new(folders, number, &mut taken).read(&mut content)?;
    }
    for line in &mut content.lines {
        let years = line.years.len();
        line.statistics.iter_mut().for_each(|statistic| statistic.values.resize(years, None));
    }
    Ok(content)
}

/// Reads one folder.
struct Reader<'r, 'a> {
    folder: &'a Folder<'a>,
    number: usize,
    /// Names of scenarios that earlier folders have.
    earlier: Vec<String>,
    taken: &'r mut Vec<String>,
    /// Where in the catalogue a name at a place stands.
    known: HashMap<(String, String), usize>,
    /// Lines of this folder by scenario, place and series.
    lines: HashMap<[String; 3], usize>,
}

impl<'r, 'a> Reader<'r, 'a> {
    fn new(folders: &'a [Folder<'a>], number: usize, taken: &'r mut Vec<String>) -> Self {
        let folder = &folders[number];
        let scenario = &folder.model.scenario;
        let key = |one: &Series| (place_id(scenario, one.place).to_owned(), one.name.clone());
        let known = folder.model.series.iter().enumerate().map(|(at, one)| (key(one), at)).collect();
        Reader { folder, number, earlier: taken.clone(), taken, known, lines: HashMap::new() }
    }

    fn read(mut self, content: &mut Content<'a>) -> Result<(), ExportError> {
        let tables = ["series.csv", "quantiles.csv", "comparison.csv"];
        let found: Vec<&str> =
            tables.into_iter().filter(|file| self.folder.files.contains_key(*file)).collect();
        if found.is_empty() {
            let command = self.folder.manifest.command.first().cloned().unwrap_or_default();
            return Err(ExportError::NoSeries { folder: self.folder.name.to_owned(), command });
        }
        for file in found {
            let table = self.table(file)?;
            self.lines_of(file, &table, content)?;
        }
        for name in BOARDS {
            if self.folder.files.contains_key(&format!("{name}.csv")) {
                let table = self.table(&format!("{name}.csv"))?;
                self.board(name, table, content);
            }
        }
        Ok(())
    }

    fn wrong(&self, file: &str, why: impl Into<String>) -> ExportError {
        let (folder, file) = (self.folder.name.to_owned(), file.to_owned());
        ExportError::Table { folder, file, why: why.into() }
    }

    fn table(&self, file: &str) -> Result<Cells, ExportError> {
        let bytes = self.folder.files.get(file).map(Vec::as_slice).unwrap_or_default();
        let mut reader = csv::Reader::from_reader(bytes);
        let wrong = |error: csv::Error| self.wrong(file, error.to_string());
        let header = reader.headers().map_err(wrong)?.iter().map(str::to_owned).collect();
        let rows = reader.records().collect::<Result<_, _>>().map_err(wrong)?;
        Ok(Cells { header, rows })
    }

    /// The scenario of rows that name none: that of the folder; a draw on its own says which.
    fn own_scenario(&self) -> String {
        let manifest = self.folder.manifest;
        match manifest.draw {
            None => manifest.scenario.id.clone(),
            Some(draw) => format!("{}.draw-{draw}", manifest.scenario.id),
        }
    }

    /// A name of a scenario that no earlier folder has: `id#2` for the second.
    fn named(&mut self, id: &str) -> String {
        let numbered = (2..).map(|n| format!("{id}#{n}"));
        let mut names = std::iter::once(id.to_owned()).chain(numbered);
        let name = names.find(|name| !self.earlier.contains(name)).unwrap_or_default();
        if !self.taken.contains(&name) {
            self.taken.push(name.clone());
        }
        name
    }

    fn lines_of(&mut self, file: &str, table: &Cells, content: &mut Content<'a>) -> Result<(), ExportError> {
        let column = |name: &str| table.header.iter().position(|head| head == name);
        let needed = |name: &str| column(name).ok_or_else(|| self.wrong(file, format!("no column {name}")));
        let (place, series) = (needed("place")?, needed("series")?);
        let (unit, year) = (needed("unit")?, needed("year")?);
        let (scenario, against) = (column("scenario"), column("against"));
        let statistics: Vec<(usize, &str)> =
            STATISTICS.into_iter().filter_map(|name| Some((column(name)?, name))).collect();
        let mut names: BTreeMap<String, String> = BTreeMap::new();
        for row in &table.rows {
            let cell = |at: usize| row.get(at).unwrap_or("");
            let compared = scenario.zip(against).map(|(scenario, against)| (cell(scenario), cell(against)));
            let (id, other) = compared.unwrap_or(("", ""));
            let written = if id.is_empty() { self.own_scenario() } else { id.to_owned() };
            let mut name = |id: &str| names.entry(id.to_owned()).or_insert_with(|| self.named(id)).clone();
            let of = match other {
                "" => name(&written),
                other => format!("{} minus {}", name(&written), name(other)),
            };
            let at = self.line([of, cell(place).to_owned(), cell(series).to_owned()], cell(unit), content);
            let when =
                cell(year).parse().map_err(|_| self.wrong(file, format!("no year: {}", cell(year))))?;
            for &(column, statistic) in &statistics {
                let value = number(cell(column)).map_err(|why| self.wrong(file, why))?;
                let name = if statistic == "value" { "central" } else { statistic };
                content.lines[at].set(name, when, value);
            }
        }
        Ok(())
    }

    /// Position of the line of a scenario, place and series; a new one where there is none.
    fn line(&mut self, key: [String; 3], unit: &str, content: &mut Content<'a>) -> usize {
        if let Some(&at) = self.lines.get(&key) {
            return at;
        }
        let [scenario, place, series] = key.clone();
        let model = self.folder.model;
        let index = self.known.get(&(place.clone(), series.clone())).copied();
        let (region, cluster) = region_and_cluster(model, index, &place);
        let subject = index.and_then(|at| commodity(&model.scenario, &model.series[at]));
        content.lines.push(Line {
            folder: self.number,
            model: format!("dafeng {}", self.folder.manifest.version),
            scenario,
            region,
            cluster,
            commodity: subject.unwrap_or_default().to_owned(),
            series,
            unit: unit.to_owned(),
            index,
            years: Vec::new(),
            statistics: Vec::new(),
        });
        self.lines.insert(key, content.lines.len() - 1);
        content.lines.len() - 1
    }

    /// Rows of a board behind those of earlier folders with the same columns, scenarios by their names here.
    fn board(&mut self, name: &'static str, table: Cells, content: &mut Content<'a>) {
        let Cells { mut header, rows } = table;
        let is_scenario = |head: &String| head == "scenario" || head == "against";
        let named: Vec<usize> = (0..header.len()).filter(|&at| is_scenario(&header[at])).collect();
        let own = if named.is_empty() { Some(self.own_scenario()) } else { None };
        let own = own.map(|id| self.named(&id));
        let mut written = Vec::with_capacity(rows.len());
        for row in &rows {
            let mut cells: Vec<String> = row.iter().map(str::to_owned).collect();
            for &at in &named {
                if let Some(cell) = cells.get_mut(at).filter(|cell| !cell.is_empty()) {
                    *cell = self.named(cell);
                }
            }
            cells.splice(0..0, own.clone());
            written.push(cells);
        }
        header.splice(0..0, own.map(|_| "scenario".to_owned()));
        match content.boards.iter_mut().find(|board| board.name == name && board.header == header) {
            Some(board) => board.rows.extend(written),
            None => content.boards.push(Board { name, rows: written, header }),
        }
    }
}

/// A table as written.
struct Cells {
    header: Vec<String>,
    rows: Vec<csv::StringRecord>,
}

fn number(cell: &str) -> Result<Option<f64>, String> {
    match cell {
        "" => Ok(None),
        text => text.parse().map(Some).map_err(|_| format!("no number: {text}")),
    }
}

/// Ids of the region and of the cluster of a series.
fn region_and_cluster(model: &Model, index: Option<usize>, place: &str) -> (String, String) {
    let scenario = &model.scenario;
    match index.map(|at| model.series[at].place) {
        Some(Place::Cluster(cluster)) => {
            let cluster = &scenario.clusters[cluster.0];
            (scenario.regions[cluster.region.0].id.clone(), cluster.id.clone())
        }
        _ => (place.to_owned(), String::new()),
    }
}

/// Id of the commodity or declared sum that a series is of; of a process or a route, what it makes.
fn commodity<'s>(scenario: &'s Scenario, series: &Series) -> Option<&'s str> {
    // What else has a title first: carriers, scrap, elements, streams, drivers and what the scenario declares.
    let skipped = match series.measure {
        Measure::Energy
        | Measure::ScrapSupply
        | Measure::ScrapUse
        | Measure::ScrapExport
        | Measure::InUseStock
        | Measure::StreamGenerated
        | Measure::StreamUsed
        | Measure::StreamUsedFromStock
        | Measure::StreamDisposed
        | Measure::Stockpile
        | Measure::UtilisationRate
        | Measure::IntensityStream
        | Measure::MetalCharged
        | Measure::MetalInScrap
        | Measure::MetalInProduct
        | Measure::MetalInResidues
        | Measure::MetalLosses
        | Measure::MetalRecovery => 1,
        Measure::Driver | Measure::Sum | Measure::Ratio => series.of.len(),
        _ => 0,
    };
    series.of.iter().skip(skipped).find_map(|title| made(scenario, title))
}

/// Id of what bears a title, or of what is made by what bears it.
fn made<'s>(scenario: &'s Scenario, title: &Text) -> Option<&'s str> {
    let commodity = |id: crate::domain::CommodityId| scenario.commodities[id.0].id.as_str();
    let process = |process: &crate::domain::Process| commodity(process.output);
    let commodities = scenario.commodities.iter().map(|one| (&one.title, one.id.as_str()));
    let sums = scenario.aggregates.iter().map(|one| (&one.title, one.id.as_str()));
    let processes = scenario.processes.iter().map(|one| (&one.title, process(one)));
    let last =
        |route: &crate::domain::Route| route.chain.first().map(|id| process(&scenario.processes[id.0]));
    let routes = scenario.routes.iter().filter_map(|one| Some((&one.title, last(one)?)));
    let mut named = commodities.chain(sums).chain(processes).chain(routes);
    named.find(|(known, _)| *known == title).map(|(_, id)| id)
}

impl Content<'_> {
    /// The model that a line is of.
    pub fn model(&self, line: &Line) -> &Model {
        self.folders[line.folder].model
    }

    /// Its entry in the catalogue.
    pub fn entry(&self, line: &Line) -> Option<&Series> {
        line.index.map(|at| &self.model(line).series[at])
    }

    /// The title of a line with its place; its name where it has none.
    pub fn title(&self, line: &Line, lang: Lang) -> String {
        let title = self.entry(line).map(|series| text::series_title(&self.model(line).scenario, series));
        title.map_or_else(|| line.series.clone(), |title| lang.of(&title).to_owned())
    }
}
