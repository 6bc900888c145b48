//! CO2 and energy over the years as sums of their parts: by scope, by origin, by process, by metal, by carrier.

use super::{Gallery, Picture, file_stem};
use crate::analysis::flow;
use crate::domain::*;
use crate::model::series::Measure;
use crate::report::chart::{Layer, PALETTE_LEN};
use crate::report::text::{self, BreakdownWord, SeriesTitle, SeriesWord, display_unit_for};
use crate::units::Dimension;

/// A part of a whole, in canonical units.
struct Part {
    name: String,
    /// The hue it has in other charts.
    color: usize,
    values: Vec<f64>,
}

/// What a stack is of and by.
struct Whole {
    dimension: Dimension,
    stem: &'static str,
    title: Text,
    by: BreakdownWord,
    notes: Vec<String>,
}

impl Gallery<'_> {
    /// Every sum that has more than one part.
    pub(super) fn breakdowns(&self, place: Place) -> Vec<Picture> {
        let title = |word: SeriesWord| {
            SeriesTitle::new(word).place(&text::place_title(self.scenario(), place)).build()
        };
        let scopes = text::scopes_note(self.lang).to_owned();
        let co2 = |by: BreakdownWord, notes: Vec<String>| Whole {
            dimension: Dimension::CO2,
            stem: "emissions-co2",
            title: title(SeriesWord::Emissions),
            by,
            notes,
        };
        let energy = Whole {
            dimension: Dimension::ENERGY,
            stem: "energy-total",
            title: title(SeriesWord::EnergyEquivalent),
            by: BreakdownWord::Carrier,
            notes: vec![text::carriers_note(self.lang).to_owned()],
        };
        let by_metal = vec![scopes.clone(), text::metals_note(self.lang).to_owned()];
        let all = [
            (co2(BreakdownWord::Scope, Vec::new()), self.scopes(place)),
            (co2(BreakdownWord::Origin, vec![scopes.clone()]), self.origins(place)),
            (co2(BreakdownWord::Process, vec![scopes]), self.processes(place)),
            (co2(BreakdownWord::Metal, by_metal), self.metals(place)),
            (energy, self.carriers(place)),
        ];
        all.into_iter().filter_map(|(whole, parts)| self.breakdown(place, whole, parts)).collect()
    }

    fn breakdown(&self, place: Place, whole: Whole, parts: Vec<Part>) -> Option<Picture> {
        let parts: Vec<Part> =
            parts.into_iter().filter(|part| part.values.iter().any(|v| *v != 0.0)).collect();
        if parts.len() < 2 {
            return None;
        }
        let total = |t: usize| parts.iter().map(|part| part.values[t]).sum::<f64>();
        let largest = (0..self.results.model.years()).map(total).fold(0.0, f64::max);
        let unit = display_unit_for(whole.dimension, self.lang, largest);
        let (parts, merged) = self.few(parts);
        let hues = hues(&parts.iter().map(|part| part.color).collect::<Vec<usize>>());
        let layers = parts.iter().zip(hues).map(|(part, hue)| Layer {
            name: part.name.clone(),
            color: hue.unwrap_or(part.color),
            values: part.values.iter().map(|v| unit.show(*v)).collect(),
        });
        let mut notes = whole.notes;
        notes.extend(merged.then(|| text::small_parts_note(self.lang).to_owned()));
        let title = text::broken_down(&whole.title, whole.by, self.lang);
        let stem = format!("{}-by-{}.{}", whole.stem, whole.by.id(), file_stem(self.results.place(place)));
        Some(self.stacked([stem, title], &unit, layers.collect(), notes))
    }

    /// As many parts as there are hues: of more the largest, in their order, and all others as one.
    fn few(&self, parts: Vec<Part>) -> (Vec<Part>, bool) {
        if parts.len() <= PALETTE_LEN {
            return (parts, false);
        }
        let size = |part: &Part| part.values.iter().map(|v| v.abs()).sum::<f64>();
        let mut sizes: Vec<(f64, usize)> =
            parts.iter().enumerate().map(|(at, part)| (size(part), at)).collect();
        sizes.sort_by(|a, b| b.0.total_cmp(&a.0));
        let kept: Vec<usize> = sizes[..PALETTE_LEN - 1].iter().map(|(_, at)| *at).collect();
        let mut others = vec![0.0; self.results.model.years()];
        let mut few = Vec::new();
        for (at, part) in parts.into_iter().enumerate() {
            match kept.contains(&at) {
                true => few.push(part),
                false => others.iter_mut().zip(&part.values).for_each(|(sum, v)| *sum += v),
            }
        }
        let name = text::BreakdownPart::Others.in_lang(self.lang).to_owned();
        few.push(Part { name, color: PALETTE_LEN - 1, values: others });
        (few, true)
    }

    /// The central values of a series of a place without anything it is of; nothing where there is none.
    fn total(&self, measure: Measure, place: Place) -> Option<&[f64]> {
        let mut series = self.results.model.series.iter();
        let at = series.position(|s| s.measure == measure && s.place == place && s.of.is_empty())?;
        Some(&self.results.central.series[at])
    }

    fn word_part(&self, word: text::BreakdownPart, color: usize, values: Vec<f64>) -> Part {
        Part { name: word.in_lang(self.lang).to_owned(), color, values }
    }

    fn scopes(&self, place: Place) -> Vec<Part> {
        let scopes = [
            (Measure::Scope1, text::BreakdownPart::Scope1),
            (Measure::Scope2Location, text::BreakdownPart::Scope2),
        ];
        let part = |(color, (measure, word)): (usize, &(Measure, text::BreakdownPart))| {
            Some(self.word_part(*word, color, self.total(*measure, place)?.to_vec()))
        };
        scopes.iter().enumerate().filter_map(part).collect()
    }

    /// Scope 1 = fuels + what no carrier brings + what calibration adds − captured; scope 2 besides (MODEL section 8).
    fn origins(&self, place: Place) -> Vec<Part> {
        let of = |measure: Measure| self.total(measure, place);
        let all = [Measure::Scope1, Measure::Scope2Location, Measure::ProcessCo2].map(of);
        let [Some(scope1), Some(scope2), Some(process)] = all else { return Vec::new() };
        let nothing = vec![0.0; scope1.len()];
        let captured = of(Measure::Captured).unwrap_or(&nothing);
        let calibration = of(Measure::CalibrationCo2).unwrap_or(&nothing);
        let fuels = |t: usize| scope1[t] - process[t] + captured[t] - calibration[t];
        let less: Vec<f64> = captured.iter().map(|v| -v).collect();
        use text::BreakdownPart::*;
        vec![
            self.word_part(Fuels, 0, (0..scope1.len()).map(fuels).collect()),
            self.word_part(NonEnergy, 1, process.to_vec()),
            self.word_part(Scope2, 2, scope2.to_vec()),
            self.word_part(Calibration, 6, calibration.to_vec()),
            self.word_part(Captured, 7, less),
        ]
    }

    /// CO2 of a process, by its position.
    fn co2_of(&self, process: usize, place: Place) -> Option<&[f64]> {
        let title = std::slice::from_ref(&self.scenario().processes[process].title);
        let mut series = self.results.model.series.iter();
        let at = series.position(|s| s.measure == Measure::Co2 && s.place == place && s.of == title)?;
        Some(&self.results.central.series[at])
    }

    fn processes(&self, place: Place) -> Vec<Part> {
        let part = |(p, process): (usize, &Process)| {
            let name = self.lang.of(&process.title).to_owned();
            Some(Part { name, color: p, values: self.co2_of(p, place)?.to_vec() })
        };
        self.scenario().processes.iter().enumerate().filter_map(part).collect()
    }

    /// Processes by the element of which their product holds most; those whose product is told to hold none together.
    fn metals(&self, place: Place) -> Vec<Part> {
        let scenario = self.scenario();
        let years = self.results.model.years();
        let sum = |wanted: Option<ElementId>| -> Vec<f64> {
            let mut sum = vec![0.0; years];
            for (p, process) in scenario.processes.iter().enumerate() {
                let own = self.co2_of(p, place).filter(|_| self.main_element(process) == wanted);
                own.iter().for_each(|values| sum.iter_mut().zip(*values).for_each(|(s, v)| *s += v));
            }
            sum
        };
        let element = |(e, element): (usize, &Element)| Part {
            name: self.lang.of(&element.title).to_owned(),
            color: e,
            values: sum(Some(ElementId(e))),
        };
        let mut parts: Vec<Part> = scenario.elements.iter().enumerate().map(element).collect();
        if parts.iter().filter(|part| part.values.iter().any(|v| *v != 0.0)).count() < 2 {
            return Vec::new();
        }
        parts.push(self.word_part(text::BreakdownPart::NoMetal, PALETTE_LEN - 1, sum(None)));
        parts
    }

    fn main_element(&self, process: &Process) -> Option<ElementId> {
        let held = process.contents.iter().filter(|c| c.carrier == ContentOf::Commodity(process.output));
        let content = |c: &Content| self.results.model.parameters.central(c.leaf, 0);
        // Of equal contents the first in the file.
        held.rev().max_by(|a, b| content(a).total_cmp(&content(b))).map(|c| c.element)
    }

    fn carriers(&self, place: Place) -> Vec<Part> {
        let by_year = flow::carriers_by_year(self.results.model, place);
        let part = |(carrier, values): (CarrierId, Vec<f64>)| Part {
            name: self.lang.of(&self.scenario().carriers[carrier.0].title).to_owned(),
            color: carrier.0,
            values,
        };
        by_year.into_iter().map(part).collect()
    }
}

/// The hues of some things in their order, each its own number where no earlier one has it, else one that none has;
/// nothing where there is none left.
pub(super) fn hues(numbers: &[usize]) -> Vec<Option<usize>> {
    let mut taken = [false; PALETTE_LEN];
    let mut own = |number: &usize| {
        let hue = number % PALETTE_LEN;
        (!std::mem::replace(&mut taken[hue], true)).then_some(hue)
    };
    let mut hues: Vec<Option<usize>> = numbers.iter().map(&mut own).collect();
    for hue in hues.iter_mut().filter(|hue| hue.is_none()) {
        *hue = taken.iter().position(|taken| !taken);
        hue.iter().for_each(|&hue| taken[hue] = true);
    }
    hues
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 9 would have the hue of 1, which is taken: it gets the first that is free; a ninth gets none.
    #[test]
    fn no_two_parts_have_one_hue() {
        assert_eq!(hues(&[1, 9, 0, 4]), [Some(1), Some(2), Some(0), Some(4)]);
        assert_eq!(hues(&[0, 1, 2, 3, 4, 5, 6, 7, 8]).last(), Some(&None));
    }
}
