//! JSON Schema of files, from the same declarations that read them.

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::Value;

use super::raw::Root;

/// The schema of a scenario file as pretty JSON, draft 2020-12. A file is one layer: what the whole needs may stand in
/// another one.
pub(super) fn schema() -> String {
    pretty(derived::<Root>(&|object| {
        without_required(object);
        removable(object);
    }))
}

/// The schema of a file that stands alone, as pretty JSON, draft 2020-12.
pub(crate) fn schema_of_file<T: JsonSchema>(title: &str) -> String {
    let mut schema = derived::<T>(&|object| without_defaulted(object));
    schema.insert("title".to_owned(), Value::String(title.to_owned()));
    pretty(schema)
}

fn pretty(schema: Object) -> String {
    // A tree of JSON values always prints; the alternative keeps the signature honest without a panic.
    serde_json::to_string_pretty(&Value::Object(schema)).unwrap_or_default() + "\n"
}

/// What schemars derives, without what TOML does not have, and tidied.
fn derived<T: JsonSchema>(tidy: &dyn Fn(&mut Object)) -> Object {
    let schema = SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<T>();
    let mut value = schema.to_value();
    each_object(&mut value, &|object| {
        without_null(object);
        tidy(object);
    });
    match value {
        Value::Object(object) => object,
        // A schema of a record is a table.
        _ => Object::new(),
    }
}

/// Does something with every object of a tree, inner ones first.
fn each_object(value: &mut Value, act: &dyn Fn(&mut Object)) {
    match value {
        Value::Object(object) => {
            object.values_mut().for_each(|inner| each_object(inner, act));
            act(object);
        }
        Value::Array(list) => list.iter_mut().for_each(|inner| each_object(inner, act)),
        _ => {}
    }
}

type Object = serde_json::Map<String, Value>;

/// TOML has no null.
fn without_null(object: &mut Object) {
    if let Some(Value::Array(words)) = object.get_mut("enum") {
        words.retain(|word| !word.is_null());
    }
    if let Some(Value::Array(types)) = object.get_mut("type") {
        types.retain(|one| one != "null");
        if let [only] = types.as_slice() {
            let only = only.clone();
            object.insert("type".to_owned(), only);
        }
    }
    let Some(Value::Array(any)) = object.get_mut("anyOf") else { return };
    any.retain(|one| one.get("type").is_none_or(|only| only != "null"));
    if let [Value::Object(only)] = any.as_slice() {
        let only = only.clone();
        object.remove("anyOf");
        object.extend(only.into_iter().filter(|(key, _)| key != "description"));
    }
}

/// A key with a default may be left out.
fn without_defaulted(object: &mut Object) {
    let Some(Value::Array(required)) = object.remove("required") else { return };
    let has_default = |key: &Value| {
        let property = object.get("properties").and_then(|all| all.get(key.as_str().unwrap_or_default()));
        property.is_some_and(|property| property.get("default").is_some())
    };
    let needed: Vec<Value> = required.into_iter().filter(|key| !has_default(key)).collect();
    if !needed.is_empty() {
        object.insert("required".to_owned(), Value::Array(needed));
    }
}

/// Keys that only the merged scenario needs say so in words; an element's `id` is needed in each file.
fn without_required(object: &mut Object) {
    let Some(Value::Array(required)) = object.remove("required") else { return };
    let (here, merged): (Vec<Value>, Vec<Value>) = required.into_iter().partition(|key| key == "id");
    if let Some(Value::Object(properties)) = object.get_mut("properties") {
        for key in merged.iter().filter_map(Value::as_str) {
            if let Some(Value::Object(property)) = properties.get_mut(key)
                && !property.contains_key("default")
            {
                let about = property.get("description").and_then(Value::as_str).unwrap_or("");
                let about = format!("{about} Required once all layers are laid.");
                property.insert("description".to_owned(), Value::String(about.trim().to_owned()));
            }
        }
    }
    if !here.is_empty() {
        object.insert("required".to_owned(), Value::Array(here));
    }
}

/// Any table of a layer may take out what an earlier layer holds.
fn removable(object: &mut Object) {
    if let Some(Value::Object(properties)) = object.get_mut("properties")
        && !properties.contains_key("scenario")
    {
        let about = "Takes out what an earlier layer holds under this name.";
        properties.insert("remove".to_owned(), serde_json::json!({ "const": true, "description": about }));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Where the copy for editors is kept; `DAFENG_BLESS=1 cargo test schema` refreshes it.
    const COPY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/scenario.schema.json");

    #[test]
    fn the_copy_in_the_docs_is_current() {
        if std::env::var_os("DAFENG_BLESS").is_some() {
            std::fs::write(COPY, schema()).expect("the copy can be written");
        }
        let copy = std::fs::read_to_string(COPY).unwrap_or_default();
        assert!(copy == schema(), "docs/scenario.schema.json is old: DAFENG_BLESS=1 cargo test schema");
    }

    #[test]
    fn only_ids_are_required_in_every_file() {
        let schema: Value = serde_json::from_str(&schema()).expect("JSON");
        assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
        assert_eq!(schema["$defs"]["Unit"]["required"], serde_json::json!(["id"]));
        assert!(schema.get("required").is_none());
        let text = schema.to_string();
        assert!(!text.contains("null"));
        let about = |key: &str| schema["$defs"]["Project"]["properties"][key]["description"].to_string();
        assert!(about("year").contains("Required"));
        assert!(!about("approved").contains("Required"));
    }

    #[test]
    fn every_key_is_described() {
        let schema: Value = serde_json::from_str(&schema()).expect("JSON");
        for (name, table) in schema["$defs"].as_object().into_iter().flatten() {
            for (key, property) in table["properties"].as_object().into_iter().flatten() {
                assert!(property.get("description").is_some(), "{name}.{key}");
            }
        }
    }
}
