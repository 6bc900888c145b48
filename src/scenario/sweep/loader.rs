//! Reads a sweep file, or what the command line says.

use std::path::{Path, PathBuf};

use super::points::{between, factorial, number_and_unit, one_at_a_time, place};
use super::{Axis, MOST_POINTS, MOST_VALUES, Scalar, SweepAxis, SweepFile, SweepInput};
use crate::scenario::InputFile;
use crate::scenario::problem::{Draft, Problems, Sink};
use crate::scenario::read;
use crate::scenario::record::{Read, Reader};
use crate::scenario::source_map::{FileId, Origin, SourceMap, Span};
use crate::scenario::table;
use crate::scenario::tree::{self, Kind, shorten};

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
        let rows = table::cells(&self.map, file, &mut self.sink);
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
