//! The words a file may choose from, and what they mean.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use super::super::record::{Read, Reader};
use super::super::tree::Node;
use super::super::values::{Count, Vocabulary, Words, inline_schema};
use crate::domain::{
    CarrierKind, CreditOrigin, ElectricityBoundary, Metric, ResidualTrade, StreamKind, Trade,
};

/// `in` or `out`.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) enum Conversion {
    In,
    Out,
}

/// How electricity counts as energy.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) enum Basis {
    EquivalentValue,
    HeatRate,
}

/// What a project does when its credits do not cover it.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) enum ShortfallWord {
    Scale,
    Delay,
    Reject,
}

/// The kinds of levers.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) enum LeverWord {
    Share,
    RebuildShare,
    CleanShare,
    QuotaImport,
    CapacityCeiling,
    OutputCap,
    UtilisationCeiling,
    PowerAvailability,
    ScrapCharge,
    Abatement,
    ClassShare,
    BelowClassShare,
}

macro_rules! words {
    ($($type:ident: $($word:literal = $value:ident),*;)*) => {$(
        impl Vocabulary for $type {
            const WORDS: &'static [(&'static str, Self)] = &[$(($word, $type::$value)),*];
        }
    )*};
}

words! {
    Trade: "local" = Local, "traded" = Traded;
    ResidualTrade: "zero" = Zero, "held-share" = HeldShare;
    CarrierKind: "fuel" = Fuel, "feedstock" = Feedstock, "electricity" = Electricity, "heat" = Heat;
    StreamKind: "solid" = Solid, "air" = Air, "water" = Water;
    ElectricityBoundary: "none" = None, "purchased" = Purchased, "gross" = Gross;
    CreditOrigin: "own" = Own, "region" = Region;
    Metric: "energy" = Energy, "co2" = Co2, "electricity" = Electricity;
    Conversion: "in" = In, "out" = Out;
    Basis: "equivalent-value" = EquivalentValue, "heat-rate" = HeatRate;
    ShortfallWord: "scale" = Scale, "delay" = Delay, "reject" = Reject;
    LeverWord: "share" = Share, "rebuild-share" = RebuildShare, "clean-share" = CleanShare,
        "quota-import" = QuotaImport, "capacity-ceiling" = CapacityCeiling, "output-cap" = OutputCap,
        "utilisation-ceiling" = UtilisationCeiling, "power-availability" = PowerAvailability,
        "scrap-charge" = ScrapCharge, "abatement" = Abatement,
        "class-share" = ClassShare, "below-class-share" = BelowClassShare;
}

/// `"held"`, or the years over which something fades.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Fading {
    Held,
    Over(u32),
}

impl Read for Fading {
    fn expected() -> String {
        "\"held\" or a number of years".to_owned()
    }
    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        match node.text() {
            Some("held") => Some(Fading::Held),
            Some(text) if text.parse::<u32>().is_err() => reader.wrong(node, &Self::expected()),
            _ => Count::read(node, reader).map(|years| Fading::Over(years.value)),
        }
    }
}

/// What a project replaces by name.
#[derive(Clone, Debug)]
pub(crate) enum Replaces {
    Import,
    Units(Words),
}

impl Read for Replaces {
    fn expected() -> String {
        "a list of unit ids, or \"import\"".to_owned()
    }
    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        match node.text() {
            Some("import") => Some(Replaces::Import),
            _ if node.list().is_some() => Words::read(node, reader).map(Replaces::Units),
            _ => reader.wrong(node, &Self::expected()),
        }
    }
}

inline_schema!(Fading, _generator => json_schema!({
    "anyOf": [{ "const": "held" }, { "type": "integer", "minimum": 0, "maximum": 200 }]
}));
inline_schema!(Replaces, _generator => json_schema!({
    "anyOf": [{ "const": "import" }, { "type": "array", "items": { "type": "string" } }]
}));
