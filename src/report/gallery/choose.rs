//! Which charts are asked for, and whether they can be had so.

use super::{Drawing, Kind, Picture};
use crate::near::near;
use crate::report::chart::{FanChart, Settings};
use crate::report::text;

/// Charts by kind and name.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Choice {
    /// Of these kinds; of all where none is named.
    pub kinds: Vec<Kind>,
    /// Whose name holds one of these texts, or has one of these patterns with `*`; all where there is none.
    pub names: Vec<String>,
    /// The name of the file instead of the chart's own.
    pub file: Option<String>,
}

/// What of a wish is at fault.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fault {
    /// The name of a chart.
    Name,
    /// The kind of a chart.
    Kind,
    /// The name of the file.
    File,
    /// The title.
    Title,
    /// The unit.
    Unit,
    /// The years.
    Years,
    /// The range of values.
    Range,
    /// The bands.
    Bands,
    /// The decimals.
    Decimals,
}

/// Why charts cannot be had as they are asked for.
#[derive(Clone, PartialEq, Debug)]
pub struct Refusal {
    /// What is at fault.
    pub fault: Fault,
    /// Why.
    pub message: String,
    /// A way out.
    pub help: Option<String>,
}

impl Refusal {
    fn new(fault: Fault, message: String, help: Option<String>) -> Refusal {
        Refusal { fault, message, help }
    }
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)?;
        self.help.iter().try_for_each(|help| write!(f, "; {help}"))
    }
}

impl Choice {
    /// The charts that are meant, as they are asked for, of those that `make` makes in a unit.
    ///
    /// # Errors
    /// When there is none, or one thing is asked of several charts, or none of them takes what is asked: everything that
    /// is wrong.
    pub fn of(
        &self,
        make: &dyn Fn(Option<&str>) -> Vec<Picture>,
        settings: &Settings,
    ) -> Result<Vec<Picture>, Vec<Refusal>> {
        let mut refusals = Vec::new();
        let unit = settings.unit.as_deref();
        refusals.extend(unit.and_then(unknown_unit));
        let pictures = self.chosen(make(unit).into_iter().collect()).map_err(|refusal| {
            refusals.push(refusal);
            std::mem::take(&mut refusals)
        })?;
        refusals.extend(self.several(&pictures, settings));
        if refusals.is_empty() {
            refusals.extend(unit.and_then(|unit| without_unit(&pictures, unit)));
        }
        refusals.extend(not_taken(&pictures, settings));
        let pictures = match settings.years {
            Some(years) => {
                within(pictures, years).map_err(|refusal| refusals.push(refusal)).unwrap_or_default()
            }
            None => pictures,
        };
        if !refusals.is_empty() {
            return Err(refusals);
        }
        let renamed = |mut picture: Picture| {
            picture.stem = self.file.clone().unwrap_or(picture.stem);
            picture
        };
        Ok(pictures.into_iter().map(renamed).collect())
    }

    fn chosen(&self, pictures: Vec<Picture>) -> Result<Vec<Picture>, Refusal> {
        if pictures.is_empty() {
            return Err(Refusal::new(Fault::Kind, "there are no charts of these results".to_owned(), None));
        }
        let stems = || pictures.iter().map(|picture| picture.stem.as_str());
        if let Some(wanted) = self.names.iter().find(|wanted| !stems().any(|stem| has_name(stem, wanted))) {
            let help = match nearest(wanted, stems()) {
                Some(close) => format!("did you mean `{close}`?"),
                None => "`dafeng chart RESULTS --list` names them".to_owned(),
            };
            let message = format!("no chart has `{wanted}` in its name");
            return Err(Refusal::new(Fault::Name, message, Some(help)));
        }
        let wanted = |picture: &Picture| {
            (self.kinds.is_empty() || self.kinds.contains(&picture.kind()))
                && (self.names.is_empty() || self.names.iter().any(|name| has_name(&picture.stem, name)))
        };
        let mut kinds: Vec<&str> = Vec::new();
        for name in pictures.iter().map(|picture| picture.kind().name()) {
            if !kinds.contains(&name) {
                kinds.push(name);
            }
        }
        let help = format!("these results have {}", kinds.join(", "));
        let chosen: Vec<Picture> = pictures.into_iter().filter(wanted).collect();
        if chosen.is_empty() {
            let message = "no chart of these results is of these kinds and names".to_owned();
            return Err(Refusal::new(Fault::Kind, message, Some(help)));
        }
        Ok(chosen)
    }

    /// What is one chart's own, asked of several.
    fn several(&self, pictures: &[Picture], settings: &Settings) -> Vec<Refusal> {
        let asked = [
            (settings.title.is_some(), Fault::Title, "a title is of one chart"),
            (self.file.is_some(), Fault::File, "the name of a file is of one chart"),
        ];
        let shown: Vec<&str> = pictures.iter().take(3).map(|picture| picture.stem.as_str()).collect();
        let more = if pictures.len() > shown.len() { " …" } else { "" };
        let refusal = |(_, fault, why): (bool, Fault, &str)| {
            let message = format!("{why}, and {} are chosen", pictures.len());
            Refusal::new(fault, message, Some(format!("they are {}{more}", shown.join(", "))))
        };
        asked.into_iter().filter(|(is_asked, ..)| *is_asked && pictures.len() > 1).map(refusal).collect()
    }
}

/// The name nearest to a wish: of a chart, or what comes before its place (`emissions-co2` of `emissions-co2.guangxi`).
fn nearest<'a>(wanted: &str, stems: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    near(wanted, stems.flat_map(|stem| [stem, stem.split('.').next().unwrap_or(stem)]))
}

/// Whether a chart has a name that holds a text; `*` stands for any letters, and then the whole name is meant.
fn has_name(stem: &str, wanted: &str) -> bool {
    let Some((start, rest)) = wanted.split_once('*') else { return stem.contains(wanted) };
    let Some(mut left) = stem.strip_prefix(start) else { return false };
    let mut parts: Vec<&str> = rest.split('*').collect();
    let end = parts.pop().unwrap_or_default();
    for part in parts {
        match left.split_once(part) {
            Some((_, after)) => left = after,
            None => return false,
        }
    }
    left.ends_with(end)
}

fn unknown_unit(unit: &str) -> Option<Refusal> {
    if text::unit_names().any(|known| text::is_unit_named(known, unit)) {
        return None;
    }
    let help = match near(unit, text::unit_names()) {
        Some(close) => format!("did you mean `{close}`?"),
        None => format!("units are {}", text::unit_names().collect::<Vec<_>>().join(", ")),
    };
    Some(Refusal::new(Fault::Unit, format!("there is no unit `{unit}`"), Some(help)))
}

fn without_unit(pictures: &[Picture], unit: &str) -> Option<Refusal> {
    let labels = || pictures.iter().flat_map(Picture::units);
    if labels().any(|label| text::is_unit_named(label, unit)) {
        return None;
    }
    let mut others: Vec<&str> = labels().collect();
    others.sort_unstable();
    others.dedup();
    let help = (!others.is_empty()).then(|| format!("they are in {}", others.join(", ")));
    Some(Refusal::new(Fault::Unit, format!("no chart chosen can be told in `{unit}`"), help))
}

/// What none of the charts has.
fn not_taken(pictures: &[Picture], settings: &Settings) -> Vec<Refusal> {
    let asked = [
        (settings.range.is_some(), Fault::Range, "an axis whose range could be set"),
        (settings.bands.is_some(), Fault::Bands, "bands"),
        (settings.decimals.is_some(), Fault::Decimals, "values written beside marks"),
        (settings.years.is_some(), Fault::Years, "an axis of years"),
    ];
    let refused = |(is_asked, fault, _): &(bool, Fault, &str)| {
        *is_asked && !pictures.iter().any(|picture| picture.takes(*fault))
    };
    let refusal = |(_, fault, what): (bool, Fault, &str)| {
        Refusal::new(fault, format!("no chart chosen has {what}"), None)
    };
    asked.into_iter().filter(refused).map(refusal).collect()
}

/// The charts with the years between two; those without years stay as they are.
fn within(pictures: Vec<Picture>, (first, last): (i32, i32)) -> Result<Vec<Picture>, Refusal> {
    let cut = |mut picture: Picture| {
        let Some((from, to)) = picture.years() else { return Ok(picture) };
        if first > to || last < from {
            let message = format!("`{}` has no year from {first} to {last}", picture.stem);
            return Err(Refusal::new(Fault::Years, message, Some(format!("it has {from} to {to}"))));
        }
        picture.keep_years(first, last);
        Ok(picture)
    };
    pictures.into_iter().map(cut).collect()
}

impl Picture {
    /// The units of its values that can be asked for.
    fn units(&self) -> Vec<&str> {
        let label: &str = match &self.chart {
            Drawing::Fan(chart) => &chart.unit_label,
            Drawing::Stacked(chart) => &chart.unit_label,
            Drawing::Bars(chart) => &chart.unit_label,
            Drawing::Waterfall(chart) => &chart.unit_label,
            Drawing::Lines(chart) => &chart.unit_label,
            Drawing::Family(chart) => &chart.unit_label,
            Drawing::Heat(chart) => &chart.unit_label,
            Drawing::Tornado(chart) => &chart.unit_label,
            Drawing::Scatter(chart) => &chart.unit_label,
            Drawing::Multiples(chart) => chart.common_unit(),
            Drawing::Panels(chart) => {
                return chart.panels.iter().map(|panel| panel.unit_label.as_str()).collect();
            }
            Drawing::Abatement(chart) => return vec![&chart.unit_label, &chart.width_label],
            _ => return Vec::new(),
        };
        vec![label]
    }

    /// Whether it has what a setting is of.
    fn takes(&self, fault: Fault) -> bool {
        let chart = &self.chart;
        match fault {
            Fault::Range => matches!(
                chart,
                Drawing::Fan(_)
                    | Drawing::Stacked(_)
                    | Drawing::Bars(_)
                    | Drawing::Lines(_)
                    | Drawing::Family(_)
                    | Drawing::Peaks(_)
            ),
            Fault::Bands => matches!(
                chart,
                Drawing::Fan(_) | Drawing::Lines(_) | Drawing::Pair(_) | Drawing::Multiples(_)
            ),
            Fault::Decimals => matches!(chart, Drawing::Fan(_) | Drawing::Waterfall(_)),
            Fault::Years => self.years().is_some(),
            Fault::Name | Fault::Kind | Fault::File | Fault::Title | Fault::Unit => true,
        }
    }

    /// First and last year of its axis.
    fn years(&self) -> Option<(i32, i32)> {
        let of_fan = |chart: &FanChart| chart.history.first().map(|(year, _)| *year);
        let (years, history) = match &self.chart {
            Drawing::Fan(chart) => (&chart.years, of_fan(chart)),
            Drawing::Pair(chart) | Drawing::Multiples(chart) => {
                let histories = chart.panels.iter().filter_map(of_fan);
                (&chart.panels.first()?.years, histories.min())
            }
            Drawing::Stacked(chart) => (&chart.years, None),
            Drawing::Bars(chart) => (&chart.years, None),
            Drawing::Lines(chart) => (&chart.years, None),
            Drawing::Family(chart) => (&chart.years, None),
            Drawing::Peaks(chart) => (&chart.years, None),
            Drawing::Strips(chart) => (&chart.years, None),
            _ => return None,
        };
        let first = years.iter().copied().chain(history).min()?;
        Some((first, *years.last()?))
    }

    /// Takes away the years that are not between two.
    fn keep_years(&mut self, first: i32, last: i32) {
        match &mut self.chart {
            Drawing::Fan(chart) => chart.keep_years(first, last),
            Drawing::Stacked(chart) => chart.keep_years(first, last),
            Drawing::Bars(chart) => chart.keep_years(first, last),
            Drawing::Lines(chart) => chart.keep_years(first, last),
            Drawing::Family(chart) => chart.keep_years(first, last),
            Drawing::Peaks(chart) => chart.keep_years(first, last),
            Drawing::Strips(chart) => chart.keep_years(first, last),
            Drawing::Pair(chart) | Drawing::Multiples(chart) => chart.keep_years(first, last),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_hold_texts_or_have_patterns() {
        let stem = "emissions-co2.guangxi";
        for wanted in ["co2", "emissions-co2.guangxi", "*.guangxi", "emissions*", "em*co2*xi", "*"] {
            assert!(has_name(stem, wanted), "{wanted}");
        }
        for wanted in ["energy", "co2*", "*.guizhou", "em*energy*xi", "emissions-co2.guangxi*x"] {
            assert!(!has_name(stem, wanted), "{wanted}");
        }
    }

    #[test]
    fn names_are_suggested_with_and_without_their_place() {
        let stems = || ["emissions-co2.guangxi", "energy-total.guangxi"].into_iter();
        assert_eq!(nearest("emision-co2", stems()), Some("emissions-co2"));
        assert_eq!(nearest("emissions-co2.guangx", stems()), Some("emissions-co2.guangxi"));
        assert_eq!(nearest("steel", stems()), None);
    }

    #[test]
    fn a_unit_must_be_known() {
        assert!(unknown_unit("万吨").is_none() && unknown_unit("Mt CO2").is_none());
        let refusal = unknown_unit("亿kwh").unwrap();
        assert_eq!(refusal.to_string(), "there is no unit `亿kwh`; did you mean `亿kWh`?");
    }
}
