//! What a sweep asks for: a file of its own grammar, or words of the command line, as axes and points.

mod loader;
mod points;

use std::borrow::Cow;
use std::path::PathBuf;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

pub use loader::{load_sweep, sweep_of};
pub use points::{between, number_and_unit};

use super::InputFile;
use super::problem::{Draft, Problems, Sink};
use super::record::{Read, Reader, record};
use super::source_map::{FileId, SourceMap, Span};
use super::tree::{Kind, Node, shorten};
use super::values::{Word, Words, inline_schema};

/// Most values of an axis.
const MOST_VALUES: usize = 10_000;

/// Most points of a sweep.
const MOST_POINTS: usize = 1_000_000;

record! {
    /// A sweep file.
    plain SweepFile {
        /// Which scenario, and what is asked of it.
        sweep: SweepHead,
        /// The numbers that vary.
        vary: Axes,
    }
    /// Which scenario, and what is asked of it.
    plain SweepHead {
        /// The scenario file, from the folder of this one.
        scenario: Word,
        /// `factorial` (default) or `one-at-a-time`.
        design: Option<Word>,
        /// Draws of each point; 0 (default): the written values alone.
        draws: Option<Scalar>,
        /// Seed of the draws.
        seed: Option<Scalar>,
        /// Series that are told, `name@place`.
        series: Words,
        /// Years that are told.
        years: Years,
        /// Instead of `[[vary]]`: a CSV file with an address over each column and a point in each row.
        points: Option<Word>,
    }
    /// A number that varies: from, to and steps, or values.
    plain SweepAxis {
        /// Its address, such as `levers.arc-share.guangxi@2030`.
        address: Word,
        /// The first value, with its unit.
        from: Option<Scalar>,
        /// The last value.
        to: Option<Scalar>,
        /// Number of values, both ends counted.
        steps: Option<Scalar>,
        /// Instead: the values one by one.
        values: Scalars,
    }
}

/// A value as it is written: a number, or a text such as `15 %`.
#[derive(Clone, Debug)]
pub(crate) struct Scalar {
    text: String,
    span: Span,
}

inline_schema!(Scalar, _generator => json_schema!({ "type": ["string", "number"] }));

impl Read for Scalar {
    fn expected() -> String {
        "a number, or a text such as `\"15 %\"`".to_owned()
    }
    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        let text = match &node.kind {
            Kind::Text(text) | Kind::Cell(text) => text.trim().to_owned(),
            Kind::Integer(number) => number.to_string(),
            Kind::Float(number) => number.to_string(),
            _ => return reader.wrong(node, &Self::expected()),
        };
        Some(Scalar { text, span: node.span })
    }
}

impl Scalar {
    fn whole(&self, what: &str, range: std::ops::RangeInclusive<u64>, sink: &mut Sink) -> Option<u64> {
        let number = self.text.parse::<u64>().ok().filter(|number| range.contains(number));
        if number.is_none() {
            let message = format!("`{what}` is `{}`", shorten(&self.text));
            let (least, most) = (range.start(), range.end());
            let label = format!("expected a whole number from {least} to {most}");
            sink.push(Draft::new(self.span, message).label(label));
        }
        number
    }
}

/// Declares a list of things without names.
macro_rules! lists {
    ($($(#[$doc:meta])* $name:ident of $type:ty, $expected:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, Default)]
        pub(crate) struct $name(Vec<$type>);
        inline_schema!($name, generator => json_schema!({
            "type": "array", "items": generator.subschema_for::<$type>(), "default": []
        }));
        impl Read for $name {
            const NEEDED: bool = false;
            fn expected() -> String {
                $expected.to_owned()
            }
            fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
                let Some(list) = node.list() else { return reader.wrong(node, $expected) };
                Some($name(list.iter().filter_map(|node| <$type>::read(node, reader)).collect()))
            }
            fn absent(_: &str, _: &super::record::At, _: &mut Reader<'_>) -> Option<Self> {
                Some(Self::default())
            }
        }
    )*};
}

lists! {
    /// Values one by one.
    Scalars of Scalar, "a list of values such as `[\"15 %\", \"25 %\"]`";
    /// Calendar years.
    Years of Scalar, "a list of years such as `[2030, 2060]`";
    /// Axes, each a table under `[[vary]]`.
    Axes of SweepAxis, "tables `[[vary]]`";
}

/// One number that varies.
#[derive(Clone, Debug)]
pub struct Axis {
    /// Its address.
    pub address: String,
    /// Its values as they are set, in order.
    pub values: Vec<String>,
    at: Span,
    values_at: Vec<Span>,
}

/// What a sweep asks for.
#[derive(Clone, Debug)]
pub struct SweepInput {
    /// The scenario file.
    pub scenario: PathBuf,
    /// What varies.
    pub axes: Vec<Axis>,
    /// The value of each axis at each point, by position; `None`: as the scenario has it.
    pub points: Vec<Vec<Option<usize>>>,
    /// Whether every combination of the axes' values is a point.
    pub is_factorial: bool,
    /// Draws of each point.
    pub draws: Option<u64>,
    /// Seed of the draws.
    pub seed: Option<u64>,
    /// Series that are told, `name@place`.
    pub series: Vec<String>,
    /// Years that are told.
    pub years: Vec<i32>,
    /// What was read besides the scenario.
    pub inputs: Vec<InputFile>,
    map: SourceMap,
    series_at: Vec<Span>,
    years_at: Vec<Span>,
}

/// Something that shows only when the scenario is there, and where it is written.
#[derive(Clone, Debug)]
pub enum Spot {
    /// The address of an axis.
    Address(usize),
    /// A value of an axis.
    Value(usize, usize),
    /// A series that is asked for.
    Series(usize),
    /// A year that is asked for.
    Year(usize),
}

impl SweepInput {
    /// Problems found later, each at its place, with a sentence and a way out.
    pub fn problems(&self, found: impl IntoIterator<Item = (Spot, String, Option<String>)>) -> Problems {
        let mut sink = Sink::default();
        for (spot, message, help) in found {
            let whole = Span::new(FileId(0), 0..0);
            let span = match spot {
                Spot::Address(axis) => self.axes[axis].at,
                Spot::Value(axis, value) => self.axes[axis].values_at[value],
                Spot::Series(at) => self.series_at.get(at).copied().unwrap_or(whole),
                Spot::Year(at) => self.years_at.get(at).copied().unwrap_or(whole),
            };
            sink.push(Draft::new(span, message).maybe_help(help));
        }
        sink.finish(&self.map)
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn ranges_are_round() {
        let found = sweep_of(Path::new("a.toml"), &["x.y@2030=15 %:45 %:7".to_owned()], None, true);
        let values = found.map(|input| input.axes[0].values.clone()).unwrap_or_default();
        assert_eq!(values, ["15 %", "20 %", "25 %", "30 %", "35 %", "40 %", "45 %"]);
        assert_eq!(between(0.0, 0.3, 1, 3), 0.1);
    }

    #[test]
    fn points_come_in_order() {
        let vary = ["a.b=1,2".to_owned(), "c.d=5:7:3".to_owned()];
        let points = |factorial| sweep_of(Path::new("a"), &vary, None, factorial).map(|found| found.points);
        let all = points(true).unwrap_or_default();
        assert_eq!((all.len(), &all[1]), (6, &vec![Some(0), Some(1)]));
        let each = points(false).unwrap_or_default();
        assert_eq!((each.len(), &each[0], &each[3]), (6, &vec![None, None], &vec![None, Some(0)]));
    }

    #[test]
    fn bad_words_are_told_together() {
        let vary =
            ["a.b".to_owned(), "c.d=x:2:3".to_owned(), "c.e=1 t:2 kg:3".to_owned(), "f=1:2:1".to_owned()];
        let problems = sweep_of(Path::new("a"), &vary, None, true).map(|_| ()).unwrap_err();
        assert_eq!(problems.len(), 4);
        let text = problems.to_string();
        for words in ["does not say how", "does not begin with a number", "the same unit", "from 2 to 10000"]
        {
            assert!(text.contains(words), "{text}");
        }
    }
}
