//! Charts of a decomposition: a waterfall by cause of every total and family, and one by family.

use super::{Drawing, Picture, asked_unit, file_stem};
use crate::analysis::decompose::{Change, Comparison, END, Of, Part, TERMS};
use crate::domain::Year;
use crate::report::chart::{Bar, WaterfallChart};
use crate::report::text::{self, DisplayUnit, Lang, decimals_for, display_unit_for};
use crate::units::Dimension;

/// Families that have a bar of their own.
const MOST_FAMILIES: usize = 10;

/// Waterfalls of a place, step by step; `draws` is the number of draws that count. Where nothing is emitted there is
/// nothing to draw. In a unit where it is one of CO2.
pub fn decomposition(
    comparison: &Comparison<'_>,
    parts: &[Part],
    spot: usize,
    draws: Option<u64>,
    lang: Lang,
    unit: Option<&str>,
) -> Vec<Picture> {
    let view = View { comparison, draws, lang, asked: unit };
    let here: Vec<&Part> = parts.iter().filter(|p| p.spot == spot && emits(&p.change)).collect();
    let is_family = |part: &&&Part| matches!(part.of, Of::Family(_));
    let mut pictures = Vec::new();
    for total in here.iter().filter(|part| part.of == Of::Total) {
        let families: Vec<&Part> =
            here.iter().filter(is_family).filter(|p| p.step == total.step).copied().collect();
        pictures.push(view.causes(total));
        // One family alone is the total.
        if families.len() > 1 {
            pictures.push(view.families(total, &families));
            pictures.extend(families.iter().map(|part| view.causes(part)));
        }
    }
    pictures
}

fn emits(change: &Change) -> bool {
    change.start != 0.0 || change.end != 0.0
}

/// The families that differ most, in their order, and the rest, where there are too many to be drawn.
fn largest(families: Vec<&Part>) -> (Vec<&Part>, Vec<&Part>) {
    let size = |part: &Part| part.change.difference().abs();
    let larger = |part: &Part| families.iter().filter(|other| size(other) > size(part)).count();
    families.iter().copied().partition(|part| larger(part) < MOST_FAMILIES)
}

struct View<'a> {
    comparison: &'a Comparison<'a>,
    draws: Option<u64>,
    lang: Lang,
    /// The unit that is asked for.
    asked: Option<&'a str>,
}

impl View<'_> {
    /// Start, terms that are not nothing in every draw, end.
    fn causes(&self, part: &Part) -> Picture {
        let unit = self.unit(&part.change);
        let numbers = part.change.numbers();
        let bar = |name: String, place: usize| Bar {
            name,
            value: unit.show(numbers[place]),
            range: self.range(part, place, &unit),
        };
        let terms = TERMS.iter().enumerate().filter(|(t, _)| part.tells(t + 1));
        let changes = terms.map(|(t, &term)| bar(text::term(term, self.lang).to_owned(), t + 1)).collect();
        let title = text::causes_title(&self.of(part), &self.years(part), self.is_between(), self.lang);
        let [start, end] = self.ends(part);
        let notes = vec![text::causes_note(self.lang).to_owned(), text::scopes_note(self.lang).to_owned()];
        let bars = (bar(start, 0), changes, bar(end, END));
        self.picture(self.stem(part, ""), title, bars, &unit, notes)
    }

    /// Start, the difference of every family that differs, end.
    fn families(&self, total: &Part, families: &[&Part]) -> Picture {
        let unit = self.unit(&total.change);
        let [start, end] = self.ends(total);
        let bar = |name: String, value: f64, range| Bar { name, value: unit.show(value), range };
        let differs = families.iter().filter(|part| part.change.difference() != 0.0);
        let (shown, rest) = largest(differs.copied().collect());
        let mut changes: Vec<Bar> =
            shown.iter().map(|part| bar(self.family(part), part.change.difference(), None)).collect();
        let others = rest.iter().map(|part| part.change.difference()).sum();
        changes.extend(
            (!rest.is_empty()).then(|| bar(text::other_products(self.lang).to_owned(), others, None)),
        );
        let title = text::families_title(&self.of(total), &self.years(total), self.is_between(), self.lang);
        let notes = vec![text::scopes_note(self.lang).to_owned()];
        let [from, to] = [total.change.start, total.change.end];
        self.picture(
            self.stem(total, "by-products"),
            title,
            (bar(start, from, None), changes, bar(end, to, None)),
            &unit,
            notes,
        )
    }

    fn picture(
        &self,
        stem: String,
        title: String,
        (start, changes, end): (Bar, Vec<Bar>, Bar),
        unit: &DisplayUnit,
        notes: Vec<String>,
    ) -> Picture {
        let has_ranges = start.range.is_some() || end.range.is_some();
        let subtitle = text::subtitle(&unit.label, self.draws.filter(|_| has_ranges), self.lang);
        let decimals = decimals_for([start.value, end.value], 4).min(2);
        let chart = WaterfallChart {
            title,
            subtitle: text::scenario_subtitle(&self.scenarios(), &subtitle, self.lang),
            unit_label: unit.label.to_string(),
            start,
            changes,
            end,
            decimals,
            notes,
            source: None,
            lang: self.lang,
        };
        Picture { stem, chart: Drawing::Waterfall(chart) }
    }

    fn unit(&self, change: &Change) -> DisplayUnit {
        let largest = change.start.abs().max(change.end.abs());
        asked_unit(self.asked, Dimension::CO2)
            .unwrap_or_else(|| display_unit_for(Dimension::CO2, self.lang, largest))
    }

    fn range(&self, part: &Part, place: usize, unit: &DisplayUnit) -> Option<(f64, f64)> {
        let spread = part.draws?[place];
        let [low, high] = [spread.quantiles[0], spread.quantiles[4]].map(|v| unit.show(v));
        (low.is_finite() && high.is_finite()).then_some((low, high))
    }

    fn is_between(&self) -> bool {
        self.comparison.models.len() > 1
    }

    fn family(&self, part: &Part) -> String {
        match part.of {
            Of::Family(family) => self.lang.of(&self.comparison.layout.families[family].title).to_owned(),
            Of::Total | Of::Process(_) => String::new(),
        }
    }

    /// What is decomposed, and where.
    fn of(&self, part: &Part) -> String {
        let place = spot_title(self.comparison, part.spot, self.lang);
        let family = Some(self.family(part)).filter(|name| !name.is_empty());
        text::decomposed(family.as_deref(), &place, self.lang)
    }

    fn ends_years(&self, part: &Part) -> [Year; 2] {
        let step = self.comparison.steps[part.step];
        [step.from.year, step.to.year]
    }

    fn years(&self, part: &Part) -> String {
        let [from, to] = self.ends_years(part);
        text::years_between(from, to, self.lang)
    }

    /// Names of the totals: years, or scenarios.
    fn ends(&self, part: &Part) -> [String; 2] {
        let step = self.comparison.steps[part.step];
        [step.from, step.to].map(|moment| match self.is_between() {
            true => self.lang.of(&self.comparison.models[moment.model].scenario.title).to_owned(),
            false => text::year_total(moment.year, self.lang),
        })
    }

    fn scenarios(&self) -> String {
        let titles: Vec<&str> =
            self.comparison.models.iter().map(|model| self.lang.of(&model.scenario.title)).collect();
        match titles.as_slice() {
            [from, to] => text::scenarios_against(from, to, self.lang),
            titles => titles.concat(),
        }
    }

    /// `co2-change-crude-steel.guangxi.2020-2030`.
    fn stem(&self, part: &Part, more: &str) -> String {
        let family = match part.of {
            Of::Family(family) => file_stem(&self.comparison.layout.families[family].id),
            Of::Total | Of::Process(_) => more.to_owned(),
        };
        let parts = ["co2-change", &family].into_iter().filter(|part| !part.is_empty());
        let name = parts.collect::<Vec<_>>().join("-");
        let years = match self.ends_years(part) {
            [from, to] if from == to => from.to_string(),
            [from, to] => format!("{from}-{to}"),
        };
        format!("{name}.{}.{years}", file_stem(&self.comparison.layout.spots[part.spot].id))
    }
}

/// The name of a place for people.
pub fn spot_title(comparison: &Comparison<'_>, spot: usize, lang: Lang) -> String {
    let title = comparison.layout.spots[spot].title.as_ref();
    title.map_or(text::ChartWord::AllRegions.in_lang(lang), |title| lang.of(title)).to_owned()
}
