//! What a sweep asks for: a file of its own grammar, or words of the command line, as axes and points.

use std::path::{Path, PathBuf};

use super::InputFile;
use super::problem::{Draft, Problems, Sink};
use super::read;
use super::record::{Read, Reader, record};
use super::source_map::{FileId, Origin, SourceMap, Span};
use super::tree::{self, Kind, Node, shorten};
use super::values::{Word, Words};

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
#[derive(Clone, Debug, schemars::JsonSchema)]
pub(crate) struct Scalar {
    text: String,
    #[schemars(skip)]
    span: Span,
}

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
        #[derive(Clone, Debug, Default, schemars::JsonSchema)]
        pub(crate) struct $name(Vec<$type>);
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

/// Reads a sweep file.
///
/// # Errors
/// Every problem of the file, when there is one.
pub fn load_sweep(path: &Path) -> Result<SweepInput, Problems> {
    let mut loader = Loader::default();
    let name = path.display().to_string();
    let input = match read::text(path, &name) {
        Ok((text, input)) => {
            let file = loader.map.add(name.clone(), text, Origin::Toml);
            loader.inputs.push(input);
            loader.file(file, &name)
        }
        Err(draft) => {
            loader.sink.push(draft);
            None
        }
    };
    loader.finish(input)
}

/// Reads a sweep from words of the command line: `ADDR=from:to:steps` or `ADDR=a,b,c` each, or a file of points.
///
/// # Errors
/// Every problem of the words, when there is one.
pub fn sweep_of(
    scenario: &Path,
    vary: &[String],
    points: Option<&Path>,
    is_factorial: bool,
) -> Result<SweepInput, Problems> {
    let mut loader = Loader::default();
    let axes: Vec<Axis> = vary.iter().filter_map(|text| loader.word(text)).collect();
    let points = points.and_then(|path| loader.points(path, None));
    let input = loader.plan(scenario.to_owned(), axes, points, is_factorial, None);
    loader.finish(input)
}

#[derive(Default)]
struct Loader {
    map: SourceMap,
    sink: Sink,
    inputs: Vec<InputFile>,
}

type Points = (Vec<Axis>, Vec<Vec<Option<usize>>>);

impl Loader {
    fn finish(self, input: Option<SweepInput>) -> Result<SweepInput, Problems> {
        match input {
            Some(input) if self.sink.is_empty() => {
                Ok(SweepInput { map: self.map, inputs: self.inputs, ..input })
            }
            _ => Err(self.sink.finish(&self.map)),
        }
    }

    fn file(&mut self, file: FileId, name: &str) -> Option<SweepInput> {
        let node = tree::parse(&self.map, file, &mut self.sink);
        let Kind::Table(_) = node.kind else { return None };
        let record = SweepFile::read(&node, &mut Reader::new(&self.map, &mut self.sink))?;
        let head = &record.sweep;
        let is_factorial = match head.design.as_ref().map(|design| design.value.as_str()) {
            None | Some("factorial") => true,
            Some("one-at-a-time") => false,
            Some(other) => {
                let message = format!("there is no design `{}`", shorten(other));
                let span = head.design.as_ref().map_or(node.span, |design| design.span);
                self.sink.push(Draft::new(span, message).label("expected `factorial` or `one-at-a-time`"));
                true
            }
        };
        let axes: Vec<Axis> = record.vary.0.iter().filter_map(|axis| self.axis(axis)).collect();
        let points = head.points.as_ref().and_then(|points| {
            let path = read::beside(name, &points.value);
            self.points(&path, Some(points.span))
        });
        let scenario = read::beside(name, &head.scenario.value);
        let input = self.plan(scenario, axes, points, is_factorial, Some(head.scenario.span));
        let whole = |scalar: &Option<Scalar>, what: &str, most: u64, sink: &mut Sink| {
            scalar.as_ref().and_then(|scalar| scalar.whole(what, 0..=most, sink))
        };
        let draws = whole(&head.draws, "draws", 10_000_000, &mut self.sink);
        let seed = whole(&head.seed, "seed", u64::MAX, &mut self.sink);
        let year = |year: &Scalar| year.whole("years", 1900..=2200, &mut self.sink).map(|year| year as i32);
        let years = head.years.0.iter().filter_map(year).collect();
        Some(SweepInput {
            draws,
            seed,
            years,
            series: head.series.0.iter().map(|word| word.value.clone()).collect(),
            series_at: head.series.0.iter().map(|word| word.span).collect(),
            years_at: head.years.0.iter().map(|year| year.span).collect(),
            ..input?
        })
    }

    fn axis(&mut self, axis: &SweepAxis) -> Option<Axis> {
        let address = axis.address.value.clone();
        let at = axis.address.span;
        if !axis.values.0.is_empty() {
            let values = axis.values.0.iter().map(|value| value.text.clone()).collect();
            let values_at = axis.values.0.iter().map(|value| value.span).collect();
            return Some(Axis { address, values, at, values_at });
        }
        let (Some(from), Some(to), Some(steps)) = (&axis.from, &axis.to, &axis.steps) else {
            let draft =
                Draft::new(at, format!("`{address}` has neither `values` nor `from`, `to` and `steps`"));
            self.sink.push(draft.help("write `from = \"15 %\"`, `to = \"45 %\"`, `steps = 7`"));
            return None;
        };
        let steps = steps.whole("steps", 2..=MOST_VALUES as u64, &mut self.sink)?;
        let values = self.range((&from.text, from.span), (&to.text, to.span), steps as usize)?;
        let values_at =
            (0..values.len()).map(|i| if i + 1 == values.len() { to.span } else { from.span }).collect();
        Some(Axis { address, values, at, values_at })
    }

    /// `ADDR=from:to:steps` or `ADDR=a,b,c`.
    fn word(&mut self, text: &str) -> Option<Axis> {
        let file = self.map.add("--vary", text.to_owned(), Origin::Setting);
        let all = Span::new(file, 0..text.len());
        let Some((address, written)) = text.split_once('=') else {
            let draft = Draft::new(all, format!("`{}` does not say how the number varies", shorten(text)));
            self.sink.push(draft.help("write ADDRESS=from:to:steps, such as levers.x.y@2030=15 %:45 %:7"));
            return None;
        };
        let at = Span::new(file, 0..address.len());
        let span = Span::new(file, address.len() + 1..text.len());
        let parts: Vec<&str> = written.split(':').map(str::trim).collect();
        let values = match parts.as_slice() {
            [from, to, steps] => {
                let steps = Scalar { text: (*steps).to_owned(), span };
                let steps = steps.whole("steps", 2..=MOST_VALUES as u64, &mut self.sink)?;
                self.range((from, span), (to, span), steps as usize)?
            }
            [list] => list.split(',').map(|value| value.trim().to_owned()).collect(),
            _ => {
                let draft = Draft::new(span, format!("`{}` is no range", shorten(written)));
                self.sink.push(draft.label("expected from:to:steps, or values with commas between them"));
                return None;
            }
        };
        let values_at = vec![span; values.len()];
        Some(Axis { address: address.trim().to_owned(), values, at, values_at })
    }

    /// Values from one to another in equal steps, in the unit of the ends.
    fn range(&mut self, from: (&str, Span), to: (&str, Span), steps: usize) -> Option<Vec<String>> {
        let ends = [from, to].map(|(text, _)| number_and_unit(text));
        for ((text, span), _) in [from, to].iter().zip(&ends).filter(|(_, end)| end.is_none()) {
            let draft = Draft::new(*span, format!("`{}` does not begin with a number", shorten(text)));
            self.sink.push(draft.label("expected a number and its unit, such as `15 %`"));
        }
        let [Some((a, of_a)), Some((b, of_b))] = ends else { return None };
        let unit = if of_a.is_empty() { of_b } else { of_a };
        if unit != of_b {
            let draft = Draft::new(to.1, format!("from `{of_a}` to `{of_b}`"));
            self.sink.push(draft.label("expected the same unit at both ends"));
            return None;
        }
        let at = |i: usize| between(a, b, i, steps - 1);
        Some((0..steps).map(|i| format!("{} {unit}", at(i)).trim().to_owned()).collect())
    }

    /// A table of points: an address over each column.
    fn points(&mut self, path: &Path, named: Option<Span>) -> Option<Points> {
        let name = path.display().to_string();
        let (text, input) = match read::text(path, &name) {
            Ok(found) => found,
            Err(draft) => {
                self.sink.push(match named {
                    Some(span) => draft.named_at(span),
                    None => draft,
                });
                return None;
            }
        };
        self.inputs.push(input);
        let file = self.map.add(name, text, Origin::Csv);
        let rows = super::table::cells(&self.map, file, &mut self.sink);
        let (header, rows) = rows.split_first()?;
        let axis = |(address, at): &(String, Span)| {
            let (address, at) = (address.trim().to_owned(), *at);
            Axis { address, values: Vec::new(), at, values_at: Vec::new() }
        };
        let mut axes: Vec<Axis> = header.iter().map(axis).collect();
        let mut points = Vec::new();
        for row in rows {
            if row.len() != axes.len() {
                let span = row.first().map_or(Span::new(file, 0..0), |(_, span)| *span);
                let message =
                    format!("a row of {} cells under a header of {} columns", row.len(), axes.len());
                self.sink.push(Draft::new(span, message));
                continue;
            }
            points.push(axes.iter_mut().zip(row).map(|(axis, cell)| place(axis, cell)).collect());
        }
        Some((axes, points))
    }

    /// Axes and points, checked for what needs no scenario.
    fn plan(
        &mut self,
        scenario: PathBuf,
        axes: Vec<Axis>,
        points: Option<Points>,
        is_factorial: bool,
        at: Option<Span>,
    ) -> Option<SweepInput> {
        let whole = at.unwrap_or(Span::new(FileId(0), 0..0));
        if points.is_some() && !axes.is_empty() {
            self.sink.push(Draft::new(axes[0].at, "numbers vary by a list of points and by axes too"));
        }
        let is_list = points.is_some();
        let (axes, points) = match points {
            Some(list) => list,
            None => {
                let points = if is_factorial { factorial(&axes) } else { one_at_a_time(&axes) };
                (axes, points)
            }
        };
        for (i, axis) in axes.iter().enumerate() {
            if let Some(first) = axes[..i].iter().find(|first| first.address == axis.address) {
                let draft = Draft::new(axis.at, format!("`{}` varies twice", axis.address));
                self.sink.push(draft.also(first.at, "the first time"));
            }
        }
        if axes.is_empty() && self.sink.is_empty() {
            let help = "add a table `[[vary]]` with `address`, `from`, `to` and `steps`";
            self.sink.push(Draft::new(whole, "nothing varies").help(help));
        }
        if points.is_empty() || points.len() > MOST_POINTS {
            let message = format!("a sweep of more than {MOST_POINTS} points, or of none");
            self.sink.push(Draft::new(axes.first().map_or(whole, |axis| axis.at), message));
        }
        Some(SweepInput {
            scenario,
            axes,
            points,
            is_factorial: is_factorial && !is_list,
            draws: None,
            seed: None,
            series: Vec::new(),
            years: Vec::new(),
            inputs: Vec::new(),
            map: SourceMap::default(),
            series_at: Vec::new(),
            years_at: Vec::new(),
        })
    }
}

/// The position of a cell's value on its axis; a new one at the end. An empty cell leaves the number as it is.
fn place(axis: &mut Axis, (text, span): &(String, Span)) -> Option<usize> {
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    let known = axis.values.iter().position(|value| value == text);
    Some(known.unwrap_or_else(|| {
        axis.values.push(text.to_owned());
        axis.values_at.push(*span);
        axis.values.len() - 1
    }))
}

/// Every combination; the last axis runs fastest. None where there are too many.
fn factorial(axes: &[Axis]) -> Vec<Vec<Option<usize>>> {
    let count = axes.iter().try_fold(1_usize, |all, axis| all.checked_mul(axis.values.len()));
    let Some(count) = count.filter(|count| *count <= MOST_POINTS) else { return Vec::new() };
    let point = |mut at: usize| {
        let mut point = vec![None; axes.len()];
        for (place, axis) in point.iter_mut().zip(axes).rev() {
            *place = Some(at % axis.values.len());
            at /= axis.values.len();
        }
        point
    };
    (0..count).map(point).collect()
}

/// The scenario as it is, then each axis on its own.
fn one_at_a_time(axes: &[Axis]) -> Vec<Vec<Option<usize>>> {
    let mut points = vec![vec![None; axes.len()]];
    for (a, axis) in axes.iter().enumerate() {
        points.extend((0..axis.values.len()).map(|value| {
            let mut point = vec![None; axes.len()];
            point[a] = Some(value);
            point
        }));
    }
    points
}

/// A number and the unit behind it.
///
/// ```
/// assert_eq!(dafeng::scenario::number_and_unit("15.5 %"), Some((15.5, "%")));
/// assert_eq!(dafeng::scenario::number_and_unit("many"), None);
/// ```
pub fn number_and_unit(text: &str) -> Option<(f64, &str)> {
    let text = text.trim();
    let end = text.find(|c: char| !(c.is_ascii_digit() || "+-.".contains(c))).unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    Some((number.parse().ok().filter(|number: &f64| number.is_finite())?, unit.trim()))
}

/// The number at step `i` of `last` from `a` to `b`, without the noise of binary fractions.
pub fn between(a: f64, b: f64, i: usize, last: usize) -> f64 {
    if i == last {
        return b;
    }
    let value = a + (b - a) * i as f64 / last.max(1) as f64;
    // Twelve digits are more than anybody writes.
    format!("{value:.11e}").parse().unwrap_or(value)
}

#[cfg(test)]
mod tests {
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
