//! One series a row, one year a column: the form in which scenarios are exchanged and compared.
//!
//! What stands below a name is a part of it, so that parts add up: CO2 by sector, of a sector by process, of all regions by
//! region. What is no part stands in brackets behind the name: `Emissions|CO2 [Scope 1]`, `Emissions|CO2 [95th Percentile]`.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{BYTE_ORDER_MARK, Content, Line};
use crate::analysis::decompose::family::{Family, families};
use crate::domain::{Place, Scenario};
use crate::model::Series;
use crate::model::series::Measure;
use crate::report::tables::{guarded, number};
use crate::report::text::{Lang, capitalised, place_title};

/// Statistics that are told, with what stands behind the variable.
const STATISTICS: [(&str, &str); 9] = [
    ("central", ""),
    ("mean", " [Mean]"),
    ("p05", " [5th Percentile]"),
    ("p10", " [10th Percentile]"),
    ("p25", " [25th Percentile]"),
    ("p50", " [50th Percentile]"),
    ("p75", " [75th Percentile]"),
    ("p90", " [90th Percentile]"),
    ("p95", " [95th Percentile]"),
];

/// The total that sectors add up to.
const CO2: &str = "Emissions|CO2";

/// A row.
struct Row {
    /// Model, scenario, region, variable, unit.
    head: [String; 5],
    values: BTreeMap<i32, f64>,
}

/// The rows as CSV.
pub fn csv(content: &Content<'_>, bom: bool) -> Result<Vec<u8>, csv::Error> {
    let rows = rows(content);
    let years: BTreeSet<i32> = content.lines.iter().flat_map(|line| line.years.iter().copied()).collect();
    let begin = if bom { BYTE_ORDER_MARK.as_bytes().to_vec() } else { Vec::new() };
    let mut writer = csv::Writer::from_writer(begin);
    let head = ["Model", "Scenario", "Region", "Variable", "Unit"].map(str::to_owned);
    writer.write_record(head.into_iter().chain(years.iter().map(i32::to_string)))?;
    for row in rows {
        for cell in &row.head {
            writer.write_field(guarded(cell).as_ref())?;
        }
        for year in &years {
            writer.write_field(row.values.get(year).map_or_else(String::new, |value| number(*value)))?;
        }
        writer.write_record(None::<&[u8]>)?;
    }
    writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))
}

/// Every row with a value, none of one name twice.
fn rows(content: &Content<'_>) -> Vec<Row> {
    let sectors: Vec<Vec<Family>> = content.folders.iter().map(|folder| families(&[folder.model])).collect();
    let (mut rows, mut sums) = (Vec::new(), Sums::default());
    for line in &content.lines {
        let (families, series) = (&sectors[line.folder], content.entry(line));
        let sector = series.and_then(|series| sector(&content.model(line).scenario, families, series));
        let variable = series.map_or_else(|| line.series.clone(), |s| variable(s, sector.as_deref()));
        let region = region(content, line);
        for (statistic, suffix) in STATISTICS {
            let Some(values) = line.statistic(statistic) else { continue };
            let head = head(line, &region, format!("{variable}{suffix}"));
            if let (Some(sector), "central") = (&sector, statistic) {
                sums.add(head.clone(), sector, &line.years, values);
            }
            let pairs = line.years.iter().zip(values);
            let values = pairs.filter_map(|(&year, value)| Some((year, (*value)?))).collect();
            rows.push(Row { head, values });
        }
    }
    rows.extend(sums.rows);
    let mut seen = BTreeSet::new();
    rows.retain(|row| !row.values.is_empty() && seen.insert(row.head.clone()));
    rows
}

fn head(line: &Line, region: &str, variable: String) -> [String; 5] {
    [line.model.clone(), line.scenario.clone(), region.to_owned(), variable, unit(&line.unit)]
}

/// A unit as programs that convert units spell it: `t CO2`, `m^3`.
fn unit(canonical: &str) -> String {
    canonical.replace("tCO2", "t CO2").replace("m3", "m^3")
}

/// CO2 of sectors, added up from their processes in the order of the table.
#[derive(Default)]
struct Sums {
    rows: Vec<Row>,
    known: HashMap<[String; 5], usize>,
}

impl Sums {
    fn add(&mut self, mut head: [String; 5], sector: &str, years: &[i32], values: &[Option<f64>]) {
        head[3] = format!("{CO2}|{sector}");
        let at = *self.known.entry(head.clone()).or_insert_with(|| {
            self.rows.push(Row { head, values: BTreeMap::new() });
            self.rows.len() - 1
        });
        for (&year, value) in years.iter().zip(values) {
            if let Some(value) = value {
                *self.rows[at].values.entry(year).or_default() += value;
            }
        }
    }
}

/// The sector of the CO2 of a process: the products that it works for.
fn sector(scenario: &Scenario, families: &[Family], series: &Series) -> Option<String> {
    let (Measure::Co2, Some(title)) = (series.measure, series.of.first()) else { return None };
    let process = scenario.processes.iter().find(|process| process.title == *title)?;
    let made = &scenario.commodities[process.output.0].id;
    let of = |family: &&Family| family.products.contains(made) || family.intermediates.contains(made);
    families.iter().find(of).map(|family| Lang::En.of(&family.title).to_owned())
}

/// The name of a series as a variable.
fn variable(series: &Series, sector: Option<&str>) -> String {
    let name = series.name.as_str();
    let beside = |above: &str| match name.strip_prefix(above).and_then(|rest| rest.strip_prefix('|')) {
        Some(rest) => match rest.split_once('|') {
            Some((what, of)) => format!("{above} [{what}]|{of}"),
            None => format!("{above} [{rest}]"),
        },
        None => name.to_owned(),
    };
    match series.measure {
        Measure::Co2 => match (sector, name.strip_prefix(CO2)) {
            (Some(sector), Some(rest)) => format!("{CO2}|{sector}{rest}"),
            _ => name.to_owned(),
        },
        Measure::Co2Cumulative
        | Measure::Scope1
        | Measure::Scope2Location
        | Measure::Scope2Market
        | Measure::ProcessCo2 => beside(CO2),
        Measure::EnergyTotalHeatRate => beside("Energy|Total"),
        Measure::NetOutputValue => beside("Output Value"),
        Measure::OutputValue if !series.of.is_empty() => {
            name.replacen("Output Value|", "Output Value [Gross]|", 1)
        }
        Measure::ClassShareOrBetter
        | Measure::StreamUsed
        | Measure::StreamUsedFromStock
        | Measure::StreamDisposed => match name.rsplit_once('|') {
            Some((above, last)) => format!("{above} [{last}]"),
            None => name.to_owned(),
        },
        _ => name.to_owned(),
    }
}

/// The region of a line: its English title; a cluster below its region. Titles that two share have their ids behind.
fn region(content: &Content<'_>, line: &Line) -> String {
    let scenario = &content.model(line).scenario;
    let title = |place: Place| Lang::En.of(&place_title(scenario, place)).to_owned();
    let regions = || (0..scenario.regions.len()).map(|r| Place::Region(crate::domain::RegionId(r)));
    let clusters = || (0..scenario.clusters.len()).map(|c| Place::Cluster(crate::domain::ClusterId(c)));
    let named = |place: Place, all: Vec<Place>, id: &str| {
        let own = title(place);
        match all.into_iter().filter(|other| title(*other) == own).count() {
            0 | 1 => own,
            _ => format!("{own} ({id})"),
        }
    };
    match content.entry(line).map(|series| series.place) {
        Some(place @ Place::Region(_)) => named(place, regions().collect(), &line.region),
        Some(place @ Place::Cluster(cluster)) => {
            let above = Place::Region(scenario.clusters[cluster.0].region);
            let region = named(above, regions().collect(), &line.region);
            format!("{region}|{}", named(place, clusters().collect(), &line.cluster))
        }
        Some(Place::All) => capitalised(&title(Place::All)),
        None => line.region.clone(),
    }
}
