//! Reads a file of themes: every mistake with its line, as in scenario files.

use std::borrow::Cow;
use std::collections::BTreeMap;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use super::{Length, PALETTE_LEN, Rgb, Theme, Tones};
use crate::near::near;
use crate::scenario::problem::{Draft, Sink};
use crate::scenario::record::{Read, Reader, record};
use crate::scenario::source_map::{Origin, SourceMap};
use crate::scenario::tree::{self, Kind, Node};
use crate::scenario::values::{Flag, Map, Word, inline_schema};
use crate::scenario::{Problems, schema_of_file};

record! {
    /// A theme, or what it changes of the one that it extends.
    plain RawTheme {
        /// The theme that gives what is not written.
        extends: Option<Word>,
        /// Width of the picture.
        width: Option<PageLength>,
        /// Height of a full-size plot.
        plot_height: Option<PageLength>,
        /// Size of the numbers on axes.
        text: Option<TextLength>,
        /// Dots per inch of a PNG.
        dpi: Option<Dpi>,
        /// The page.
        paper: Option<Hex>,
        /// Text, history, base line.
        ink: Option<Hex>,
        /// Secondary text.
        grey: Option<Hex>,
        /// Lines from labels to what they name.
        leader: Option<Hex>,
        /// Horizontal grid.
        grid: Option<Hex>,
        /// Projections.
        projection: Option<Hex>,
        /// Targets.
        target: Option<Hex>,
        /// How much of the projection's colour the three bands have, the widest first.
        bands: Option<Bands>,
        /// The hues of series.
        series: Option<Hues>,
        /// Whether lines are told apart by dashes too.
        dashes: Option<Flag>,
    }
}

/// A length of a page.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) struct PageLength(pub Length);

/// A size of text.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) struct TextLength(pub Length);

/// Dots per inch.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) struct Dpi(pub f64);

/// A colour.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) struct Hex(Rgb);

#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) struct Bands([f64; 3]);

#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) struct Hues([Rgb; PALETTE_LEN]);

fn number(node: &Node) -> Option<f64> {
    match node.kind {
        Kind::Integer(number) => Some(number as f64),
        Kind::Float(number) => Some(number),
        _ => None,
    }
}

fn hex(node: &Node) -> Option<Rgb> {
    let digits = node.text()?.strip_prefix('#')?;
    let part = |at: usize| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok();
    if digits.len() != 6 {
        return None;
    }
    Some(Rgb(part(0)?, part(2)?, part(4)?))
}

impl Read for PageLength {
    fn expected() -> String {
        Length::OF_PAGE.to_owned()
    }
    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        match node.text().and_then(Length::of_page) {
            Some(length) => Some(PageLength(length)),
            None => reader.wrong(node, &Self::expected()),
        }
    }
}

impl Read for TextLength {
    fn expected() -> String {
        Length::OF_TEXT.to_owned()
    }
    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        match node.text().and_then(Length::of_text) {
            Some(length) => Some(TextLength(length)),
            None => reader.wrong(node, &Self::expected()),
        }
    }
}

impl Read for Dpi {
    fn expected() -> String {
        Theme::DPI.to_owned()
    }
    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        match number(node).filter(|dpi| Theme::is_dpi(*dpi)) {
            Some(dpi) => Some(Dpi(dpi)),
            None => reader.wrong(node, &Self::expected()),
        }
    }
}

impl Read for Hex {
    fn expected() -> String {
        "a colour such as \"#1F5A96\"".to_owned()
    }
    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        match hex(node) {
            Some(rgb) => Some(Hex(rgb)),
            None => reader.wrong(node, &Self::expected()),
        }
    }
}

impl Read for Bands {
    fn expected() -> String {
        "three rising shares between 0 and 1 such as `[0.16, 0.3, 0.5]`".to_owned()
    }
    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        let shares = node.list().and_then(|list| list.iter().map(number).collect::<Option<Vec<f64>>>());
        match shares.as_deref() {
            Some(&[wide, middle, narrow])
                if 0.0 < wide && wide < middle && middle < narrow && narrow < 1.0 =>
            {
                Some(Bands([wide, middle, narrow]))
            }
            _ => reader.wrong(node, &Self::expected()),
        }
    }
}

impl Read for Hues {
    fn expected() -> String {
        format!("a list of {PALETTE_LEN} colours such as \"#0072B2\"")
    }
    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        let hues = node.list().and_then(|list| list.iter().map(hex).collect::<Option<Vec<Rgb>>>());
        match hues.and_then(|hues| hues.try_into().ok()) {
            Some(hues) => Some(Hues(hues)),
            None => reader.wrong(node, &Self::expected()),
        }
    }
}

/// A positive number with one of the units of lengths.
const LENGTH: &str = r"^ *[0-9]*\.?[0-9]+ *(px|pt|mm|cm) *$";
const HEX: &str = "^#[0-9A-Fa-f]{6}$";

inline_schema!(PageLength, _generator => json_schema!({ "type": "string", "pattern": LENGTH }));
inline_schema!(TextLength, _generator => json_schema!({ "type": "string", "pattern": LENGTH }));
inline_schema!(Dpi, _generator => json_schema!({ "type": "number", "minimum": 36, "maximum": 1200 }));
inline_schema!(Hex, _generator => json_schema!({ "type": "string", "pattern": HEX }));
inline_schema!(Bands, _generator => json_schema!({
    "type": "array", "items": { "type": "number", "minimum": 0, "maximum": 1 }, "minItems": 3, "maxItems": 3
}));
inline_schema!(Hues, _generator => json_schema!({
    "type": "array", "items": { "type": "string", "pattern": HEX },
    "minItems": PALETTE_LEN, "maxItems": PALETTE_LEN
}));

/// The grammar of a file of themes as JSON Schema, draft 2020-12.
pub fn schema() -> String {
    schema_of_file::<Map<RawTheme>>("Themes")
}

/// The themes of the shipped file and of the user's, whose themes come before those of the same name.
pub fn themes(shipped: (&str, &str), user: Option<(&str, &str)>) -> Result<Vec<Theme>, Problems> {
    let mut map = SourceMap::default();
    let mut sink = Sink::default();
    let mut raw: BTreeMap<String, (Word, RawTheme)> = BTreeMap::new();
    for (name, text) in std::iter::once(shipped).chain(user) {
        let file = map.add(name, text.to_owned(), Origin::Toml);
        let root = tree::parse(&map, file, &mut sink);
        let mut reader = Reader::new(&map, &mut sink);
        let read = Map::<RawTheme>::read(&root, &mut reader);
        for (word, theme) in read.into_iter().flat_map(|read| read.entries) {
            raw.extend(theme.map(|theme| (word.value.clone(), (word, theme))));
        }
    }
    let whole: Vec<Theme> = raw.keys().filter_map(|name| theme(name, &raw, &mut sink)).collect();
    if sink.is_empty() { Ok(whole) } else { Err(sink.finish(&map)) }
}

/// A theme with what it extends laid under it.
fn theme(name: &str, raw: &BTreeMap<String, (Word, RawTheme)>, sink: &mut Sink) -> Option<Theme> {
    let layers = layers(name, raw, sink)?;
    let mut missing = Vec::new();
    macro_rules! laid {
        ($field:ident) => {{
            let found = layers.iter().find_map(|layer| layer.$field.as_ref());
            if found.is_none() {
                missing.push(crate::scenario::record::kebab(stringify!($field)));
            }
            found
        }};
    }
    let width = laid!(width);
    let plot_height = laid!(plot_height);
    let text = laid!(text);
    let dpi = laid!(dpi);
    let dashes = laid!(dashes);
    let (paper, ink, grey, leader) = (laid!(paper), laid!(ink), laid!(grey), laid!(leader));
    let (grid, projection, target) = (laid!(grid), laid!(projection), laid!(target));
    let (bands, series) = (laid!(bands), laid!(series));
    if !missing.is_empty() {
        let message = format!("theme `{name}` has no {}", missing.join(", "));
        let help = "write `extends = \"screen\"` to take what is not written from there";
        sink.push(Draft::new(layers.first()?.at.span, message).help(help));
    }
    Some(Theme {
        name: name.to_owned(),
        width: width?.0,
        plot_height: plot_height?.0,
        text: text?.0,
        dpi: dpi?.0,
        dashes: dashes?.0,
        tones: Tones {
            paper: paper?.0,
            ink: ink?.0,
            grey: grey?.0,
            leader: leader?.0,
            grid: grid?.0,
            projection: projection?.0,
            target: target?.0,
            bands: bands?.0,
            series: series?.0,
        },
    })
}

/// A theme and those it extends, itself first; none where one of them is not there or extends itself.
fn layers<'r>(
    name: &str,
    raw: &'r BTreeMap<String, (Word, RawTheme)>,
    sink: &mut Sink,
) -> Option<Vec<&'r RawTheme>> {
    let mut names = vec![name.to_owned()];
    let mut layers = vec![&raw.get(name)?.1];
    while let Some(above) = layers.last().and_then(|layer| layer.extends.as_ref()) {
        let Some((_, next)) = raw.get(&above.value) else {
            let draft = Draft::new(above.span, format!("there is no theme `{}`", above.value));
            sink.push(match near(&above.value, raw.keys().map(String::as_str)) {
                Some(close) => draft.help(format!("did you mean `{close}`?")),
                None => draft,
            });
            return None;
        };
        if names.contains(&above.value) {
            sink.push(Draft::new(above.span, format!("theme `{name}` extends itself")));
            return None;
        }
        names.push(above.value.clone());
        layers.push(next);
    }
    Some(layers)
}

#[cfg(test)]
mod tests {
    use super::super::ThemeError;
    use super::*;

    fn user(text: &str) -> Result<Theme, ThemeError> {
        Theme::named("mine", Some(("mine.toml", text)))
    }

    #[test]
    fn a_users_theme_extends_a_shipped_one() {
        let theme = user("[mine]\nextends = \"journal\"\nink = \"#010203\"\n").unwrap();
        assert_eq!(theme.tones.ink, Rgb(1, 2, 3));
        assert_eq!(theme.width, Length::parse("85 mm").unwrap());
    }

    #[test]
    fn every_mistake_is_told_with_its_line() {
        let text = "[mine]\nextends = \"journal\"\nink = \"blue\"\nbands = [0.5, 0.3, 0.2]\ntext = \"0 pt\"\nwith = 3\n";
        let problems = user(text).unwrap_err().to_string();
        for told in [
            "mine.toml:3",
            "expected a colour",
            "mine.toml:4",
            "rising shares",
            "mine.toml:5",
            "mine.toml:6",
            "did you mean `width`?",
        ] {
            assert!(problems.contains(told), "{told} in\n{problems}");
        }
    }

    #[test]
    fn what_is_extended_must_be_there() {
        let problems = user("[mine]\nextends = \"jurnal\"\n").unwrap_err().to_string();
        assert!(
            problems.contains("mine.toml:2") && problems.contains("did you mean `journal`?"),
            "{problems}"
        );
    }

    #[test]
    fn a_theme_must_be_whole_and_end() {
        let alone = user("[mine]\nwidth = \"100 mm\"\n").unwrap_err().to_string();
        assert!(
            alone.contains("has no plot-height, text") && alone.contains("extends = \"screen\""),
            "{alone}"
        );
        let ring =
            user("[mine]\nextends = \"other\"\n[other]\nextends = \"mine\"\n").unwrap_err().to_string();
        assert!(ring.contains("extends itself"), "{ring}");
    }
}
