//! A set of charts from a file: which, and how each is asked for.

mod file;

use std::collections::BTreeMap;

use self::file::{RawChart, RawSet};
use super::{Choice, Fault, Picture, Refusal};
use crate::near::near;
use crate::report::chart::{DEFAULT_THEME, Settings, Theme, ThemeError};
use crate::report::text::Lang;
use crate::scenario::problem::{Draft, Sink};
use crate::scenario::source_map::{SourceMap, Span};
use crate::scenario::{Problems, schema_of_file};

/// What a file asks for, read and not yet held against results.
pub struct ChartSet {
    map: SourceMap,
    raw: RawSet,
}

/// Charts that are drawn alike.
pub struct Order {
    /// What is asked of them.
    pub settings: Settings,
    /// Their theme, in the sizes that are asked.
    pub theme: Theme,
    /// The charts.
    pub pictures: Vec<Picture>,
}

/// What charts are made from.
pub struct Source<'a> {
    /// The charts of the results in a language, in a unit where it is one of what they show.
    pub make: &'a dyn Fn(Lang, Option<&str>) -> Vec<Picture>,
    /// The language where none is asked for.
    pub lang: Lang,
    /// Name and text of the file of themes of the user's own.
    pub themes: Option<(&'a str, &'a str)>,
}

impl Source<'_> {
    /// Charts with what is asked of them.
    ///
    /// # Errors
    /// As [`Choice::of`].
    pub fn chosen(&self, choice: &Choice, settings: &Settings) -> Result<Vec<Picture>, Vec<Refusal>> {
        let lang = settings.lang.unwrap_or(self.lang);
        choice.of(&|unit| (self.make)(lang, unit), settings)
    }

    /// The theme that is asked for.
    ///
    /// # Errors
    /// As [`Theme::named`].
    pub fn theme(&self, settings: &Settings) -> Result<Theme, ThemeError> {
        let name = settings.theme.as_deref().unwrap_or(DEFAULT_THEME);
        Ok(settings.sized(Theme::named(name, self.themes)?))
    }
}

impl ChartSet {
    /// The grammar of the file as JSON Schema, draft 2020-12.
    pub fn schema() -> String {
        schema_of_file::<RawSet>("Charts")
    }

    /// Reads a file.
    ///
    /// # Errors
    /// Every mistake with its line.
    pub fn read(name: &str, text: &str) -> Result<ChartSet, Problems> {
        let (map, raw) = file::read(name, text)?;
        Ok(ChartSet { map, raw })
    }

    /// The charts, those of one entry together; `asked` stands before what the file says.
    ///
    /// # Errors
    /// When an entry has no chart in the results, or asks what its charts do not have: every one with its line.
    pub fn orders(&self, source: &Source<'_>, asked: &Settings) -> Result<Vec<Order>, Problems> {
        let mut sink = Sink::default();
        let mut orders: Vec<(Span, Order)> = Vec::new();
        let defaults = self.raw.defaults.as_ref();
        for chart in &self.raw.chart.0 {
            let under = defaults.map_or(Settings::NONE, RawChart::settings);
            let settings = asked.clone().over(&chart.settings().over(&under));
            let entry = Entry { chart, defaults };
            let theme = entry.theme(source, &settings, &mut sink);
            let pictures = entry.pictures(source, &settings, &mut sink);
            orders.extend(
                theme
                    .zip(pictures)
                    .map(|(theme, pictures)| (chart.at.span, Order { settings, theme, pictures })),
            );
        }
        twice(&orders, &mut sink);
        match sink.is_empty() {
            true => Ok(orders.into_iter().map(|(_, order)| order).collect()),
            false => Err(sink.finish(&self.map)),
        }
    }
}

/// Reports charts that would be written under the name of another.
fn twice(orders: &[(Span, Order)], sink: &mut Sink) {
    let mut first: BTreeMap<&str, Span> = BTreeMap::new();
    for (span, order) in orders {
        for picture in &order.pictures {
            let Some(earlier) = first.insert(&picture.stem, *span).filter(|earlier| earlier != span) else {
                continue;
            };
            let draft = Draft::new(*span, format!("two charts are written as `{}`", picture.stem));
            let draft = draft.also(earlier, "the first one");
            sink.push(draft.help("give one of them another name with `file`"));
        }
    }
}

/// An entry and what stands for all of them.
struct Entry<'a> {
    chart: &'a RawChart,
    defaults: Option<&'a RawChart>,
}

impl Entry<'_> {
    fn theme(&self, source: &Source<'_>, settings: &Settings, sink: &mut Sink) -> Option<Theme> {
        source
            .theme(settings)
            .map_err(|error| {
                let written = |raw: &RawChart| raw.theme.as_ref().map(|word| word.span);
                let span = self.place(&written);
                let draft = Draft::new(span, error.to_string());
                sink.push(match &error {
                    ThemeError::Unknown { name, known } => {
                        let help = match near(name, known.iter().map(String::as_str)) {
                            Some(close) => format!("did you mean `{close}`?"),
                            None => format!("themes are {}", known.join(", ")),
                        };
                        Draft::new(span, format!("there is no theme `{name}`")).help(help)
                    }
                    ThemeError::File(_) => draft,
                });
            })
            .ok()
    }

    fn pictures(&self, source: &Source<'_>, settings: &Settings, sink: &mut Sink) -> Option<Vec<Picture>> {
        let refused = |refusal: Refusal| {
            let draft = Draft::new(self.at_fault(refusal.fault), refusal.message);
            sink.push(draft.maybe_help(refusal.help));
        };
        let chosen = source.chosen(&self.chart.choice(), settings);
        chosen.map_err(|refusals| refusals.into_iter().for_each(refused)).ok()
    }

    /// Where the entry says something, else where the defaults do, else the entry.
    fn place(&self, written: &dyn Fn(&RawChart) -> Option<Span>) -> Span {
        let of_defaults = || self.defaults.and_then(written);
        written(self.chart).or_else(of_defaults).unwrap_or(self.chart.at.span)
    }

    fn at_fault(&self, fault: Fault) -> Span {
        self.place(&|raw| match fault {
            Fault::Name => raw.name.as_ref().map(|word| word.span),
            Fault::Kind => raw.kind.as_ref().map(|kind| kind.span),
            Fault::File => raw.file.as_ref().map(|file| file.span),
            Fault::Title => raw.title.as_ref().map(|word| word.span),
            Fault::Unit => raw.unit.as_ref().map(|word| word.span),
            Fault::Years => raw.years.as_ref().map(|years| years.span),
            Fault::Range => raw.range.as_ref().map(|range| range.span),
            Fault::Bands => raw.bands.as_ref().map(|bands| bands.span),
            Fault::Decimals => raw.decimals.as_ref().map(|decimals| decimals.span),
        })
    }
}
