//! Leaves as files write them: one number, or a table around it.

use std::borrow::Cow;
use std::rc::Rc;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use super::problem::Draft;
use super::record::{At, Read, Reader, record};
use super::source_map::Span;
use super::tree::{Cited, Kind, Node, shorten};
use super::values::{Choice, Vocabulary, Word, YearAt, inline_schema};
use crate::domain::{Interpolation, On};

/// A number as written, with or without a unit.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Number {
    pub written: Written,
    pub span: Span,
}

/// How a number is written.
#[derive(Clone, PartialEq, Debug)]
pub(crate) enum Written {
    /// A text, with its unit.
    Text(String),
    /// A plain number of TOML.
    Plain(f64),
}

/// One leaf as written.
#[derive(Clone, Debug)]
pub(crate) struct Leaf {
    pub at: At,
    pub form: Form,
    pub cited: Option<Rc<Cited>>,
}

/// A leaf is a number or a table.
#[derive(Clone, Debug)]
pub(crate) enum Form {
    Number(Number),
    Table(Box<LeafTable>),
}

/// Knots of a path: years and values, in the order written.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Knots(pub Vec<(YearAt, Number)>);

/// A list of numbers.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Numbers(pub Vec<Number>);

record! {
    /// A leaf: exactly one of `value`, `path`, `growth`, `logistic`, or `same-as` (with `times` or alone).
    cited LeafTable {
        /// A constant.
        value: Option<Number>,
        /// Knots, year = value.
        path: Option<Knots>,
        /// Between knots: `linear` (default) or `step`.
        interpolation: Option<Choice<Interpolation>>,
        /// Compound growth.
        growth: Option<Growth>,
        /// An S-curve.
        logistic: Option<Logistic>,
        /// With `value`: the 5 % point of a distribution whose median is `value`.
        low: Option<Number>,
        /// With `value`: the 95 % point of a distribution whose median is `value`.
        high: Option<Number>,
        /// One distribution, and what it is on.
        uncertain: Option<Uncertain>,
        /// Yearly ups and downs around the path, on average none.
        disturbance: Option<Disturbance>,
        /// A random step of the level in every year, which stays.
        growth_shock: Option<GrowthShock>,
        /// The address of the leaf that this one is: one value, one draw.
        same_as: Option<Word>,
        /// With `same-as`: this many times that leaf, a plain number; one draw, a value of its own.
        times: Option<Number>,
    }
    /// Compound growth from a year on.
    plain Growth {
        /// Value in the first year; for demand also the observed one, when left out.
        start: Option<Number>,
        /// Rate, such as `2 %/a`.
        rate: Number,
        /// First year; the last observed year unless written.
        from: Option<YearAt>,
    }
    /// `floor + (ceiling − floor) / (1 + exp(−steepness·(year − midpoint)))`.
    plain Logistic {
        /// Calendar year of half-way, a plain number.
        midpoint: Number,
        /// Steepness, such as `0.3 1/a`.
        steepness: Number,
        /// Value long before the midpoint.
        floor: Number,
        /// Value long after it.
        ceiling: Number,
    }
    /// One distribution, and what it is on.
    plain Uncertain {
        /// Equal density between bounds.
        uniform: Option<Bounds>,
        /// A triangle.
        triangular: Option<Triangle>,
        /// Beta distribution whose shapes follow from the most probable value.
        pert: Option<Triangle>,
        /// Beta distribution between bounds.
        beta: Option<BetaShape>,
        /// Gaussian.
        normal: Option<Gauss>,
        /// Gaussian without what lies outside bounds.
        truncated_normal: Option<BoundedGauss>,
        /// `median·exp(sigma·z)`.
        lognormal: Option<LogGauss>,
        /// One of a few values.
        discrete: Option<Values>,
        /// Between observed values.
        empirical: Option<Values>,
        /// `value` (default; parameters in the leaf's unit), `multiplier` (plain numbers around 1) or `rate` (1/a, added to the yearly rate).
        on: Option<Choice<On>>,
    }
    /// Equal density between bounds.
    plain Bounds {
        /// Lower bound.
        low: Number,
        /// Upper bound.
        high: Number,
    }
    /// A triangle.
    plain Triangle {
        /// Lower bound.
        low: Number,
        /// Most probable value.
        mode: Number,
        /// Upper bound.
        high: Number,
    }
    /// Beta distribution between bounds.
    plain BetaShape {
        /// Shape at the lower bound, a plain number.
        alpha: Number,
        /// Shape at the upper bound, a plain number.
        beta: Number,
        /// Lower bound.
        low: Number,
        /// Upper bound.
        high: Number,
    }
    /// Values and their weights.
    plain Values {
        /// The values.
        values: Numbers,
        /// As many plain numbers, in any sum; default: all the same.
        weights: Option<Numbers>,
    }
    /// Yearly ups and downs: `x[t] = persistence·x[t−1] + sigma·√(1 − persistence²)·ε[t]`, multiplier `exp(x − variance/2)`.
    plain Disturbance {
        /// Standard deviation of the logarithm, a plain number.
        sigma: Number,
        /// Correlation of a year with the year before, a plain number from 0 to 0.99; default 0.
        persistence: Option<Number>,
    }
    /// A random walk of the level: every year `sigma·ε[t] − sigma²/2` on the logarithm.
    plain GrowthShock {
        /// Standard deviation of a year's step of the logarithm, a plain number.
        sigma: Number,
    }
    /// Gaussian without what lies outside bounds.
    plain BoundedGauss {
        /// Mean before truncation.
        mean: Number,
        /// Standard deviation before truncation.
        sd: Number,
        /// Lower bound.
        low: Number,
        /// Upper bound.
        high: Number,
    }
    /// Gaussian.
    plain Gauss {
        /// Mean.
        mean: Number,
        /// Standard deviation.
        sd: Number,
    }
    /// `median·exp(sigma·z)`.
    plain LogGauss {
        /// Median.
        median: Number,
        /// Standard deviation of the logarithm, a plain number.
        sigma: Number,
    }
}

impl Vocabulary for Interpolation {
    const WORDS: &'static [(&'static str, Self)] =
        &[("linear", Interpolation::Linear), ("step", Interpolation::Step)];
}

impl Vocabulary for On {
    const WORDS: &'static [(&'static str, Self)] =
        &[("value", On::Value), ("multiplier", On::Multiplier), ("rate", On::Rate)];
}

impl Number {
    fn of(node: &Node) -> Option<Number> {
        let written = match &node.kind {
            Kind::Text(text) | Kind::Cell(text) => Written::Text(text.clone()),
            #[expect(clippy::cast_precision_loss, reason = "numbers people write are far below 2^53")]
            Kind::Integer(number) => Written::Plain(*number as f64),
            Kind::Float(number) => Written::Plain(*number),
            _ => return None,
        };
        Some(Number { written, span: node.span })
    }
}

impl Read for Number {
    fn expected() -> String {
        "a number with its unit such as `\"480 kWh/t\"`".to_owned()
    }
    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        Number::of(node).or_else(|| reader.wrong(node, &Self::expected()))
    }
}

impl Read for Numbers {
    fn expected() -> String {
        "a list of numbers such as `[\"1.2 Mt\", \"1.5 Mt\"]`".to_owned()
    }
    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        let list = node.list().filter(|list| !list.is_empty());
        let Some(list) = list else { return reader.wrong(node, &Self::expected()) };
        let numbers: Vec<Option<Number>> = list.iter().map(|node| Number::read(node, reader)).collect();
        numbers.into_iter().collect::<Option<Vec<_>>>().map(Numbers)
    }
}

impl Read for Knots {
    fn expected() -> String {
        "a table of years and values such as `{ 2020 = \"0.5 Mt\", 2030 = \"0.8 Mt\" }`".to_owned()
    }
    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        let Some(table) = node.table() else { return reader.wrong(node, &Self::expected()) };
        let mut knots = Vec::with_capacity(table.entries.len());
        for entry in &table.entries {
            let key = Node::new(Kind::Cell(entry.key.clone()), entry.key_span);
            let year = YearAt::read(&key, reader);
            let value = reader.under(&entry.key, |reader| Number::read(&entry.value, reader));
            knots.push((year?, value?));
        }
        if knots.is_empty() { reader.wrong(node, &Self::expected()) } else { Some(Knots(knots)) }
    }
}

impl Read for Leaf {
    fn expected() -> String {
        "a number with its unit, or the table of a leaf".to_owned()
    }
    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        let at = reader.at(node.span);
        let form = match Number::of(node) {
            Some(number) => Form::Number(number),
            None if node.table().is_some() => Form::Table(Box::new(LeafTable::read(node, reader)?)),
            None => return reader.wrong(node, &Self::expected()),
        };
        if let Form::Table(table) = &form {
            one_form(table, reader)?;
            if let (Some(same), None) = (&table.same_as, &table.times) {
                reader.same.insert(at.address.clone(), same.clone());
            }
        }
        Some(Leaf { at, form, cited: node.cited.clone() })
    }
}

/// Exactly one of the ways to write a leaf.
fn one_form(table: &LeafTable, reader: &mut Reader<'_>) -> Option<()> {
    let written: Vec<&str> = [
        ("value", table.value.is_some()),
        ("path", table.path.is_some()),
        ("growth", table.growth.is_some()),
        ("logistic", table.logistic.is_some()),
        ("same-as", table.same_as.is_some()),
    ]
    .into_iter()
    .filter_map(|(key, there)| there.then_some(key))
    .collect();
    let bounds = table.low.is_some() || table.high.is_some();
    let yearly = table.disturbance.is_some() || table.growth_shock.is_some();
    let drawn = table.uncertain.is_some() || yearly;
    let address = shorten(&table.at.address);
    let problem = match written.as_slice() {
        [] => format!("`{address}` has no `value`, `path`, `growth`, `logistic` or `same-as`"),
        ["same-as"] if bounds || drawn || table.interpolation.is_some() => {
            format!("`{address}` is the same as another leaf and says more")
        }
        [_] if table.times.is_some() && table.same_as.is_none() => {
            format!("`{address}` has `times` and no `same-as`")
        }
        [_] if table.interpolation.is_some() && table.path.is_none() => {
            format!("`{address}` has `interpolation` and no `path`")
        }
        [_] if bounds && table.value.is_none() => {
            format!("`{address}` has `low` or `high` and no `value`")
        }
        [_] if table.low.is_some() != table.high.is_some() => {
            format!("`{address}` has only one of `low` and `high`")
        }
        [_] if bounds && table.uncertain.is_some() => {
            format!("`{address}` has both `uncertain` and `low` or `high`")
        }
        [_] => return Some(()),
        _ => format!("`{address}` has more than one of {}", written.join(", ")),
    };
    let help = "a leaf is exactly one of `value` (with `low` and `high`), `path`, `growth`, `logistic`, or `same-as` (with `times` or alone)";
    reader.sink.push(Draft::new(table.at.span, problem).help(help));
    None
}

inline_schema!(Number, _generator => json_schema!({ "type": ["string", "number"] }));
inline_schema!(Numbers, _generator => json_schema!({
    "type": "array", "items": { "type": ["string", "number"] }, "minItems": 1
}));
inline_schema!(Knots, _generator => json_schema!({
    "anyOf": [
        {
            "type": "object",
            "patternProperties": { "^[0-9]{4}$": { "type": ["string", "number"] } },
            "additionalProperties": false,
            "minProperties": 1
        },
        {
            "type": "object",
            "properties": {
                "file": { "type": "string", "description": "The path of a table of paths: CSV or XLSX." },
                "sheet": { "type": "string", "description": "The sheet of a workbook." },
                "series": { "type": "string", "description": "The series of its rows, where there are several." }
            },
            "required": ["file"],
            "additionalProperties": false
        }
    ]
}));

impl JsonSchema for Leaf {
    fn schema_name() -> Cow<'static, str> {
        Cow::Borrowed("Leaf")
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A number with its unit such as \"480 kWh/t\"; a plain number where it is a share or a pure number; or a table.",
            "anyOf": [{ "type": ["string", "number"] }, generator.subschema_for::<LeafTable>()]
        })
    }
}

impl Leaf {
    /// A leaf that is part of a larger text, such as the value of a target.
    pub fn text(at: At, text: &str, span: Span, cited: Option<Rc<Cited>>) -> Leaf {
        let form = Form::Number(Number { written: Written::Text(text.to_owned()), span });
        Leaf { at, form, cited }
    }
}

impl LeafTable {
    /// A constant with bounds that were written elsewhere than in a table.
    pub fn bounded(at: At, value: Number, low: Number, high: Number) -> LeafTable {
        LeafTable {
            at,
            value: Some(value),
            low: Some(low),
            high: Some(high),
            path: None,
            interpolation: None,
            growth: None,
            logistic: None,
            uncertain: None,
            disturbance: None,
            growth_shock: None,
            same_as: None,
            times: None,
            source: None,
            assumption: None,
            note: None,
        }
    }
}
