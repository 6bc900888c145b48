//! Declared sums and ratios of series. Whether a series exists is known once the model is compiled.

use super::super::problem::Draft;
use super::super::raw;
use super::super::record::At;
use super::super::values::{Word, Words};
use super::Check;
use crate::domain::*;

impl Check<'_> {
    pub(super) fn series_sums(&mut self) -> Vec<SeriesSum> {
        let raw = self.raw;
        let sum = |(id, sum): (&Word, &raw::SeriesSum)| SeriesSum {
            id: id.value.clone(),
            title: sum.title.text(),
            parts: self.series_names(&sum.sum, "sum", &sum.at),
        };
        raw.sums.iter().map(sum).collect()
    }

    pub(super) fn series_ratios(&mut self) -> Vec<SeriesRatio> {
        let raw = self.raw;
        let ratio = |(id, ratio): (&Word, &raw::SeriesRatio)| SeriesRatio {
            id: id.value.clone(),
            title: ratio.title.text(),
            numerator: self.series_names(&ratio.numerator, "numerator", &ratio.at),
            denominator: self.series_names(&ratio.denominator, "denominator", &ratio.at),
        };
        raw.ratios.iter().map(ratio).collect()
    }

    fn series_names(&mut self, words: &Words, key: &str, at: &At) -> Vec<SeriesName> {
        if words.0.is_empty() {
            let draft = Draft::new(at.span, format!("`{}` has nothing in its `{key}`", at.address));
            let help = format!("write `{key}` as a list of series such as `[\"Production|Alumina\"]`");
            self.sink.push(draft.help(help));
        }
        words.0.iter().filter_map(|word| self.series_name(word)).collect()
    }

    /// `name` or `name@place`.
    fn series_name(&mut self, word: &Word) -> Option<SeriesName> {
        let Some((name, place)) = word.value.rsplit_once('@') else {
            return Some(SeriesName { name: word.value.clone(), place: None });
        };
        let place = self.place(&Word { value: place.to_owned(), span: word.span })?;
        Some(SeriesName { name: name.to_owned(), place: Some(place) })
    }
}
