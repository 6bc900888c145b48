//! Which charts a run deserves, made from its results.

mod abatement;
mod boards;
mod breakdowns;
mod capacity;
mod choice;
mod choose;
mod clusters;
mod compare;
mod constraints;
mod decomposition;
mod flows;
mod hindcast;
mod peaks;
mod regions;
mod sensitivity;
mod set;
mod sweep;
mod targets;
mod wastes;

pub use abatement::abatement;
pub use boards::boards;
pub use choose::{Choice, Fault, Refusal};
pub use compare::comparison;
pub use decomposition::{decomposition, spot_title};
pub use flows::flows;
pub use hindcast::hindcast;
pub use sensitivity::sensitivity;
pub use set::{ChartSet, Order, Source};
pub use sweep::sweep;

use super::chart::{
    self, AbatementChart, Bands, BarsChart, Chart, ChartError, DotsChart, FamilyChart, FanChart, Figure,
    FlowChart, Format, HeatChart, IndicesChart, Layer, LinesChart, Look, MultiplesChart, PanelsChart,
    PeaksChart, ScatterChart, Sheet, StackedChart, StripsChart, TargetMark, TornadoChart, WaterfallChart,
};
use super::tables::Results;
use super::text::{
    self, Direction, DisplayUnit, Lang, SeriesTitle, SeriesWord, decimals_for, display_unit_for,
};
use crate::domain::*;
use crate::model::Series;
use crate::model::series::Measure;
use crate::units::Dimension;

/// A chart of a run, not drawn yet.
#[derive(Clone, Debug)]
pub struct Picture {
    /// File name without its extension.
    pub stem: String,
    chart: Drawing,
}

#[derive(Clone, Debug)]
enum Drawing {
    Fan(Box<FanChart>),
    Stacked(StackedChart),
    Bars(BarsChart),
    Strips(StripsChart),
    Dots(DotsChart),
    Panels(PanelsChart),
    Flow(FlowChart),
    Pair(MultiplesChart),
    Multiples(MultiplesChart),
    Waterfall(WaterfallChart),
    Lines(LinesChart),
    Peaks(PeaksChart),
    Abatement(AbatementChart),
    Family(FamilyChart),
    Heat(HeatChart),
    Indices(IndicesChart),
    Scatter(ScatterChart),
    Tornado(TornadoChart),
}

/// Kinds of charts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// A series with its quantile bands.
    Fan,
    /// Parts of a whole, stacked.
    Stacked,
    /// What is built and what retires.
    Changes,
    /// What bound output, and when.
    Constraints,
    /// Observed values against a run.
    Hindcast,
    /// Causes of a change.
    Waterfall,
    /// Several series in one plot.
    Lines,
    /// When a series peaks.
    Peaks,
    /// How probably targets are met.
    Targets,
    /// What flows in one year.
    Flow,
    /// A stockpile above the rate at which it is used.
    Pair,
    /// A series of every cluster in a small plot of its own.
    Multiples,
    /// What measures avoid and cost.
    Abatement,
    /// An outcome over the years for each value of a lever.
    Family,
    /// An outcome over two levers.
    Heat,
    /// Shares of variance or rank correlations.
    Indices,
    /// Elementary effects.
    Scatter,
    /// What the ends of each uncertain number do to an outcome.
    Tornado,
}

impl Kind {
    /// Every kind with its name in commands and files.
    pub const ALL: &[(&str, Kind)] = &[
        ("fan", Kind::Fan),
        ("stacked", Kind::Stacked),
        ("changes", Kind::Changes),
        ("constraints", Kind::Constraints),
        ("hindcast", Kind::Hindcast),
        ("waterfall", Kind::Waterfall),
        ("lines", Kind::Lines),
        ("peaks", Kind::Peaks),
        ("targets", Kind::Targets),
        ("flow", Kind::Flow),
        ("pair", Kind::Pair),
        ("multiples", Kind::Multiples),
        ("abatement", Kind::Abatement),
        ("family", Kind::Family),
        ("heat", Kind::Heat),
        ("indices", Kind::Indices),
        ("scatter", Kind::Scatter),
        ("tornado", Kind::Tornado),
    ];

    /// Its name; the place in [`Kind::ALL`] is that of the declaration, which a test holds.
    pub fn name(self) -> &'static str {
        Kind::ALL.get(self as usize).map_or("", |(name, _)| name)
    }
}

impl Picture {
    /// What kind of chart it is.
    pub fn kind(&self) -> Kind {
        match &self.chart {
            Drawing::Fan(_) => Kind::Fan,
            Drawing::Stacked(_) => Kind::Stacked,
            Drawing::Bars(_) => Kind::Changes,
            Drawing::Strips(_) => Kind::Constraints,
            Drawing::Panels(_) => Kind::Hindcast,
            Drawing::Flow(_) => Kind::Flow,
            Drawing::Pair(_) => Kind::Pair,
            Drawing::Multiples(_) => Kind::Multiples,
            Drawing::Waterfall(_) => Kind::Waterfall,
            Drawing::Dots(_) => Kind::Targets,
            Drawing::Lines(_) => Kind::Lines,
            Drawing::Peaks(_) => Kind::Peaks,
            Drawing::Abatement(_) => Kind::Abatement,
            Drawing::Family(_) => Kind::Family,
            Drawing::Heat(_) => Kind::Heat,
            Drawing::Indices(_) => Kind::Indices,
            Drawing::Scatter(_) => Kind::Scatter,
            Drawing::Tornado(_) => Kind::Tornado,
        }
    }

    /// The same under a name that ends in a letter.
    pub fn marked(mut self, letter: char) -> Picture {
        self.stem = format!("{}.{letter}", self.stem);
        self
    }

    /// The files of the chart: its pictures, its numbers as CSV, and its caption.
    ///
    /// # Errors
    /// When a character has no glyph, or the drawing fails.
    pub fn files(&self, look: &Look) -> Result<Vec<(String, Vec<u8>)>, ChartError> {
        let sheet = look.sheet()?;
        let chart = self.chart();
        let figure = chart.figure(&sheet)?;
        let drawing = chart::draw(&figure, &sheet)?;
        let name = |extension: &str| format!("charts/{}.{extension}", self.stem);
        let mut files = Vec::new();
        for format in &look.formats {
            files.push(match format {
                Format::Svg => (name("svg"), drawing.clone().into_bytes()),
                Format::Png => (name("png"), chart::png(&drawing, &sheet)?),
                Format::Pdf => (name("pdf"), chart::pdf(&drawing, &figure.title, &sheet)?),
            });
        }
        files.push((name("csv"), chart.csv().into_bytes()));
        files.push((name("txt"), figure.caption.into_bytes()));
        Ok(files)
    }

    /// The chart laid out, for tests.
    ///
    /// # Errors
    /// As [`Picture::files`].
    pub fn figure(&self, sheet: &Sheet<'_>) -> Result<Figure, ChartError> {
        self.chart().figure(sheet)
    }

    fn chart(&self) -> &dyn Chart {
        match &self.chart {
            Drawing::Fan(chart) => chart.as_ref(),
            Drawing::Stacked(chart) => chart,
            Drawing::Bars(chart) => chart,
            Drawing::Strips(chart) => chart,
            Drawing::Panels(chart) => chart,
            Drawing::Flow(chart) => chart,
            Drawing::Pair(chart) | Drawing::Multiples(chart) => chart,
            Drawing::Waterfall(chart) => chart,
            Drawing::Dots(chart) => chart,
            Drawing::Lines(chart) => chart,
            Drawing::Peaks(chart) => chart,
            Drawing::Abatement(chart) => chart,
            Drawing::Family(chart) => chart,
            Drawing::Heat(chart) => chart,
            Drawing::Indices(chart) => chart,
            Drawing::Scatter(chart) => chart,
            Drawing::Tornado(chart) => chart,
        }
    }
}

/// Every chart of a run: for each region CO2, energy, output, intensities, shares, scrap ratios, capacity by process
/// and vintage, what is built and retired; what bound output. Where there are many regions, the same for all together, and output and CO2 by region.
pub fn pictures(results: &Results<'_>, lang: Lang) -> Vec<Picture> {
    pictures_in(results, lang, None)
}

/// As [`pictures`], in a unit where it is one of what a chart shows.
pub fn pictures_in(results: &Results<'_>, lang: Lang, unit: Option<&str>) -> Vec<Picture> {
    let gallery = Gallery { results, lang, places: results.model.headline_places(), unit };
    let model = results.model;
    let fans = (0..model.series.len()).filter(|&s| gallery.deserves_fan(s) && !gallery.repeats(s));
    let mut pictures: Vec<Picture> = fans.filter_map(|s| gallery.fan(s)).collect();
    for &place in &gallery.places {
        pictures.extend(gallery.stacks(place));
        pictures.extend(gallery.breakdowns(place));
        pictures.extend(gallery.capacities(place));
        pictures.extend(gallery.wastes(place));
        pictures.extend(gallery.multiples(place));
    }
    pictures.extend(gallery.peaks());
    pictures.extend(gallery.targets_board());
    pictures.extend(gallery.constraints());
    pictures.extend(flows(results, &[flows::usual_year(&model.scenario)], lang));
    if gallery.places == [Place::All] {
        pictures.extend(gallery.by_region());
    }
    pictures
}

/// The unit that is asked for, where it is one of a dimension.
fn asked_unit(unit: Option<&str>, dimension: Dimension) -> Option<DisplayUnit> {
    unit.and_then(|unit| text::unit_named(unit, dimension))
}

/// Years and values.
type Points = Vec<(i32, f64)>;

struct Gallery<'a> {
    results: &'a Results<'a>,
    lang: Lang,
    places: Vec<Place>,
    /// The unit that is asked for.
    unit: Option<&'a str>,
}

impl Gallery<'_> {
    /// The unit of a series: the one that is asked for where it is one of it, else one small enough for its largest value.
    fn unit_of(&self, series: &Series, largest: f64) -> DisplayUnit {
        asked_unit(self.unit, series.dimension)
            .unwrap_or_else(|| text::series_unit(series, self.lang, largest))
    }

    /// The same of a mass.
    fn unit_of_mass(&self, largest: f64) -> DisplayUnit {
        asked_unit(self.unit, Dimension::MASS)
            .unwrap_or_else(|| display_unit_for(Dimension::MASS, self.lang, largest))
    }

    fn scenario(&self) -> &Scenario {
        &self.results.model.scenario
    }

    /// Which scenario it is, the unit, the number of draws: a chart leaves its folder sooner or later.
    fn subtitle(&self, unit: &str, draws: Option<u64>) -> String {
        let scenario = self.lang.of(&self.scenario().title);
        text::scenario_subtitle(scenario, &text::subtitle(unit, draws, self.lang), self.lang)
    }

    /// The same without a unit.
    fn subtitle_of_run(&self) -> String {
        let scenario = self.lang.of(&self.scenario().title);
        text::scenario_subtitle(scenario, &text::run_subtitle(self.draws(), self.lang), self.lang)
    }

    fn fan(&self, index: usize) -> Option<Picture> {
        let model = self.results.model;
        let series = &model.series[index];
        let central = &self.results.central.series[index];
        if central.iter().all(|v| !v.is_finite() || *v == 0.0) {
            return None;
        }
        let largest = central.iter().copied().filter(|v| v.is_finite()).fold(0.0, f64::max);
        let unit = self.unit_of(series, largest);
        let title = self.lang.of(&text::series_title(&model.scenario, series)).to_owned();
        let chart = FanChart {
            notes: self.notes(index),
            targets: self.targets(index, &unit),
            ..self.fan_of(index, &unit, title)
        };
        Some(Picture { stem: self.stem(series), chart: Drawing::Fan(Box::new(chart)) })
    }

    /// A series over the years in a unit, without notes and targets.
    fn fan_of(&self, index: usize, unit: &DisplayUnit, title: String) -> FanChart {
        let model = self.results.model;
        let central = &self.results.central.series[index];
        let shown = |values: &[f64]| values.iter().map(|v| unit.show(*v)).collect::<Vec<f64>>();
        let largest = central.iter().copied().filter(|v| v.is_finite()).fold(0.0, f64::max);
        let (history, later_observations) = self.observed(&model.series[index], unit);
        FanChart {
            title,
            subtitle: self.subtitle(&unit.label, self.draws()),
            unit_label: unit.label.to_string(),
            history,
            later_observations,
            observed: model.scenario.horizon.observed.0,
            years: model.scenario.horizon.years().map(|y| y.0).collect(),
            central: shown(central),
            bands: self.bands(index, unit),
            targets: Vec::new(),
            notes: Vec::new(),
            source: None,
            decimals: decimals_for([unit.show(largest)], 3),
            lang: self.lang,
        }
    }

    /// Draws that count, where there were any.
    fn draws(&self) -> Option<u64> {
        self.results.ensemble.map(|e| e.design.draws - e.failed.len() as u64)
    }

    /// What a title leaves open: which scopes, from when a stockpile is counted.
    fn notes(&self, index: usize) -> Vec<String> {
        let note = match self.results.model.series[index].measure {
            Measure::Co2 | Measure::IntensityCo2 => Some(text::scopes_note(self.lang).to_owned()),
            Measure::Stockpile if self.results.central_at(index, 0) == 0.0 => {
                Some(text::stockpile_note(self.scenario().horizon.base, self.lang))
            }
            _ => None,
        };
        note.into_iter().collect()
    }

    /// Series, then place: `emissions-co2.guangxi`.
    fn stem(&self, series: &Series) -> String {
        format!("{}.{}", file_stem(&series.name), file_stem(self.results.place(series.place)))
    }

    fn bands(&self, index: usize, unit: &DisplayUnit) -> Option<Bands> {
        let ensemble = self.results.ensemble?;
        let position = ensemble.series.iter().position(|&s| s == index)?;
        let summaries = &ensemble.summaries[position];
        let quantile = |q: usize| summaries.iter().map(|s| unit.show(s.quantiles[q])).collect::<Vec<f64>>();
        Some(Bands {
            p05: quantile(0),
            p10: quantile(1),
            p25: quantile(2),
            p50: quantile(3),
            p75: quantile(4),
            p90: quantile(5),
            p95: quantile(6),
        })
    }

    /// Observed values of a series: those that history is made of, and those after it.
    fn observed(&self, series: &Series, unit: &DisplayUnit) -> (Points, Points) {
        let Some((observation, until)) = self.observation(series) else { return (Vec::new(), Vec::new()) };
        let values = observation.values.iter().map(|(year, value)| (year.0, unit.show(*value)));
        let end = self.scenario().horizon.end.0;
        values.filter(|(year, _)| *year <= end).partition(|(year, _)| *year <= until)
    }

    /// What was observed of a series: the observation that is pinned to it, else one of its name.
    fn observation(&self, series: &Series) -> Option<(&Observation, i32)> {
        let scenario = self.scenario();
        let last = scenario.horizon.observed.0;
        let here = |pin: &&Pin| series.place == Place::Region(pin.region);
        let pin = scenario.pins.iter().filter(here).find(|pin| self.shows(series, pin.what));
        if let Some(pin) = pin {
            return Some((&scenario.observations[pin.observation], pin.until.0.min(last)));
        }
        let named = |o: &&Observation| o.place == series.place && self.names(series, &o.series);
        scenario.observations.iter().find(named).map(|o| (o, last))
    }

    fn shows(&self, series: &Series, what: Pinned) -> bool {
        let scenario = self.scenario();
        match (series.measure, series.of.as_slice(), what) {
            (Measure::Production, [one], Pinned::CommodityOutput(c)) => {
                one == &scenario.commodities[c.0].title
            }
            (Measure::Production, [one], Pinned::AggregateOutput(a)) => {
                one == &scenario.aggregates[a.0].title
            }
            (Measure::EnergyTotal, [], Pinned::Energy) => true,
            _ => false,
        }
    }

    /// Whether an observation that pins nothing is of this series by its name: `output.crude-steel`.
    fn names(&self, series: &Series, observation: &str) -> bool {
        let scenario = self.scenario();
        let (Measure::Production, [one]) = (series.measure, series.of.as_slice()) else { return false };
        let Some(id) = observation.strip_prefix("output.") else { return false };
        scenario.aggregates.iter().any(|a| a.id == id && &a.title == one)
            || scenario.commodities.iter().any(|c| c.id == id && &c.title == one)
    }

    /// Targets on a series, those relative to an observed year at what they mean in the central run.
    fn targets(&self, index: usize, unit: &DisplayUnit) -> Vec<TargetMark> {
        let model = self.results.model;
        let (scenario, series) = (&model.scenario, &model.series[index]);
        let on_series =
            scenario.targets.iter().filter(|t| t.metric == series.name && t.place == series.place);
        let mark = |target: &Target| {
            let year = scenario.horizon.index(target.year)?;
            let asked = model.parameters.central(target.value, year);
            let value = match target.reading {
                Reading::Absolute => asked,
                Reading::RelativeTo(base) if base <= scenario.horizon.observed => {
                    self.results.central_at(index, scenario.horizon.index(base)?) * (1.0 + asked)
                }
                Reading::RelativeTo(_) | Reading::Cumulative { .. } => return None,
            };
            Some(self.mark(target, series.measure, unit.show(value), unit))
        };
        on_series.filter_map(mark).collect()
    }

    fn mark(&self, target: &Target, measure: Measure, value: f64, unit: &DisplayUnit) -> TargetMark {
        let direction = match target.comparator {
            Comparator::Below | Comparator::AtMost => Direction::Down,
            Comparator::Above | Comparator::AtLeast => Direction::Up,
            Comparator::Equal => Direction::Exact,
        };
        let label = self.target_label(target, measure, unit);
        TargetMark { year: target.year.0, value, direction, label }
    }

    /// What a target asks, in the unit of the axis, or in percent of another year: `> 20%`, `≤ −2%（较 2020 年）`.
    fn target_label(&self, target: &Target, measure: Measure, unit: &DisplayUnit) -> String {
        let asked = self.scenario().leaf(target.value).path.at(target.year.0).unwrap_or(f64::NAN);
        let base = match target.reading {
            Reading::RelativeTo(base) => Some(base.0),
            Reading::Absolute | Reading::Cumulative { .. } => None,
        };
        let unit = match target.reading {
            Reading::Absolute => unit.clone(),
            _ => text::target_unit(self.scenario(), target, measure, self.lang),
        };
        let value = text::amount_in(asked, &unit);
        let sign = text::comparator_sign(target.comparator);
        text::target_label(target.year.0, sign, &value, base, self.lang)
    }

    /// Output by process, stacked: of every declared sum, and of every commodity that someone makes.
    fn stacks(&self, place: Place) -> Vec<Picture> {
        let scenario = self.scenario();
        let sums = scenario.aggregates.iter().map(|a| (&a.title, a.parts.clone()));
        let one = |c: usize| (&scenario.commodities[c].title, vec![CommodityId(c)]);
        let all = sums.chain((0..scenario.commodities.len()).map(one));
        let repeated = |title: &Text| {
            let output = |s: &Series| {
                s.measure == Measure::Production && s.place == place && s.of == std::slice::from_ref(title)
            };
            self.results.model.series.iter().position(output).is_some_and(|s| self.repeats(s))
        };
        all.filter(|(title, _)| !repeated(title))
            .filter_map(|(title, parts)| self.stack(place, title, &parts))
            .collect()
    }

    fn stack(&self, place: Place, title: &Text, parts: &[CommodityId]) -> Option<Picture> {
        let scenario = self.scenario();
        let titles: Vec<&Text> = parts.iter().map(|c| &scenario.commodities[c.0].title).collect();
        let made = |s: &&usize| {
            let series = &self.results.model.series[**s];
            let of_parts = matches!(series.of.as_slice(), [of, _] if titles.contains(&of));
            series.measure == Measure::Production && series.place == place && of_parts
        };
        let all: Vec<usize> = (0..self.results.model.series.len()).collect();
        let members: Vec<usize> = all.iter().filter(made).copied().collect();
        let largest =
            members.iter().flat_map(|&s| &self.results.central.series[s]).copied().fold(0.0, f64::max);
        let makers = members.iter().filter(|&&s| self.results.central.series[s].iter().any(|v| *v > 0.0));
        // One process alone is the output itself, which has its fan.
        if makers.count() < 2 {
            return None;
        }
        let unit = self.unit_of_mass(largest);
        let layers = members.iter().filter_map(|&s| self.layer(s, &unit)).collect();
        let place_title = text::place_title(scenario, place);
        let heading = SeriesTitle::new(SeriesWord::Production).subject(title).place(&place_title);
        let title_of = text::by_process(&heading.build(), self.lang);
        let stem = format!(
            "production-{}-by-process.{}",
            file_stem(&title.en),
            file_stem(self.results.place(place))
        );
        Some(self.stacked([stem, title_of], &unit, layers, Vec::new()))
    }

    /// Layers on each other, of the central run.
    fn stacked(
        &self,
        [stem, title]: [String; 2],
        unit: &DisplayUnit,
        layers: Vec<Layer>,
        notes: Vec<String>,
    ) -> Picture {
        let scenario = self.scenario();
        let chart = StackedChart {
            title,
            subtitle: self.subtitle(&unit.label, None),
            unit_label: unit.label.to_string(),
            observed: scenario.horizon.observed.0,
            years: scenario.horizon.years().map(|y| y.0).collect(),
            layers,
            notes,
            source: None,
            lang: self.lang,
        };
        Picture { stem, chart: Drawing::Stacked(chart) }
    }

    fn layer(&self, index: usize, unit: &DisplayUnit) -> Option<Layer> {
        let process = self.results.model.series[index].of.get(1)?;
        let color = self.scenario().processes.iter().position(|p| &p.title == process)?;
        let values = self.results.central.series[index].iter().map(|v| unit.show(*v)).collect();
        Some(Layer { name: self.lang.of(process).to_owned(), color, values })
    }
}

/// A file name for a series or place: letters and digits of any script, the rest as single hyphens.
///
/// ```
/// assert_eq!(dafeng::report::gallery::file_stem("Emissions|CO2|Scope 1"), "emissions-co2-scope-1");
/// ```
pub fn file_stem(name: &str) -> String {
    let lower = name.to_lowercase();
    let parts = lower.split(|c: char| !c.is_alphanumeric());
    parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_its_name() {
        assert!(Kind::ALL.iter().enumerate().all(|(place, (_, kind))| *kind as usize == place));
        assert_eq!(Kind::Tornado.name(), "tornado");
    }

    #[test]
    fn stems_are_safe_file_names() {
        assert_eq!(file_stem("Production|Carbon Steel|Arc Furnace"), "production-carbon-steel-arc-furnace");
        assert_eq!(file_stem("产量|粗钢"), "产量-粗钢");
        assert_eq!(file_stem("../|"), "");
    }
}
