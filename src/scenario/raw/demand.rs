//! Output called for, and what drives it.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use super::super::record::{At, Read, Reader};
use super::super::tree::Node;
use super::*;

record! {
    /// What demand follows: one leaf a region, under the region's id, all in one dimension.
    open Driver {
        /// Name for people.
        title: Title,
    } => values: Leaf
    /// A quantity that follows a driver: exactly one of `intensity` and `elasticity`.
    cited Driven {
        /// Which driver.
        driver: Word,
        /// t per unit of the driver.
        intensity: Option<Leaf>,
        /// From the observed value at the last observed year: its relative change per relative change of the driver.
        elasticity: Option<Leaf>,
    }
    /// Demand built up: consumption and what leaves the region.
    cited BuiltDemand {
        /// Consumption, t.
        consumption: Called,
        /// What is to leave the region on balance, t; default 0.
        net_export: Option<Leaf>,
    }
}

/// A quantity that is called for.
#[derive(Clone, Debug)]
pub(crate) enum Called {
    Leaf(Leaf),
    Driven(Box<Driven>),
}

/// Output called for in a region.
#[derive(Clone, Debug)]
pub(crate) enum Demand {
    Called(Called),
    Built(Box<BuiltDemand>),
}

impl Called {
    /// Where it stands.
    pub fn at(&self) -> &At {
        match self {
            Called::Leaf(leaf) => &leaf.at,
            Called::Driven(driven) => &driven.at,
        }
    }
}

impl Demand {
    /// Where it stands.
    pub fn at(&self) -> &At {
        match self {
            Demand::Called(called) => called.at(),
            Demand::Built(built) => &built.at,
        }
    }
}

fn has(node: &Node, keys: &[&str]) -> bool {
    node.table().is_some_and(|table| keys.iter().any(|key| table.get(key).is_some()))
}

impl Read for Called {
    fn expected() -> String {
        "a mass with its unit, the table of a leaf, or a table with a `driver`".to_owned()
    }
    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        if has(node, &["driver", "intensity", "elasticity"]) {
            return Driven::read(node, reader).map(|driven| Called::Driven(Box::new(driven)));
        }
        Leaf::read(node, reader).map(Called::Leaf)
    }
}

impl Read for Demand {
    fn expected() -> String {
        "a mass with its unit, the table of a leaf, or a table with a `driver` or with `consumption`"
            .to_owned()
    }
    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        if has(node, &["consumption", "net-export"]) {
            return BuiltDemand::read(node, reader).map(|built| Demand::Built(Box::new(built)));
        }
        Called::read(node, reader).map(Demand::Called)
    }
}

impl JsonSchema for Called {
    fn schema_name() -> Cow<'static, str> {
        Cow::Borrowed("Called")
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A quantity that is called for: a leaf, or what follows a driver.",
            "anyOf": [generator.subschema_for::<Leaf>(), generator.subschema_for::<Driven>()]
        })
    }
}

impl JsonSchema for Demand {
    fn schema_name() -> Cow<'static, str> {
        Cow::Borrowed("Demand")
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "Output called for: a leaf, what follows a driver, or consumption and net export.",
            "anyOf": [generator.subschema_for::<Called>(), generator.subschema_for::<BuiltDemand>()]
        })
    }
}
