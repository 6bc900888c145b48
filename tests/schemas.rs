//! The schemas for editors: current in the docs, and of one mind with the reader about what is right and what is wrong.

use std::fs;
use std::path::{Path, PathBuf};

use dafeng::report::chart::{THEMES, Theme};
use dafeng::report::gallery::ChartSet;
use dafeng::scenario;
use regex_lite::Regex;
use serde_json::Value as Json;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn json(text: &str) -> Json {
    serde_json::from_str(text).expect("JSON")
}

fn toml(text: &str) -> Json {
    let table: toml::Table = toml::from_str(text).expect("TOML");
    serde_json::to_value(table).expect("a tree")
}

/// What a schema says against a value, each with its place. It knows the words that the schemas use and refuses all others,
/// so that none of them is passed over.
fn faults(schema: &Json, value: &Json) -> Vec<String> {
    let mut found = Vec::new();
    against(schema, schema, value, "", &mut found);
    found
}

fn against(all: &Json, schema: &Json, value: &Json, at: &str, found: &mut Vec<String>) {
    for (word, asked) in schema.as_object().expect("an object") {
        let holds = match word.as_str() {
            "$schema" | "$defs" | "title" | "description" | "default" => true,
            "$ref" => {
                let name = asked.as_str().and_then(|to| to.strip_prefix("#/$defs/")).expect("a reference");
                against(all, &all["$defs"][name], value, at, found);
                true
            }
            "type" => kinds(asked).iter().any(|kind| is_of(value, kind)),
            "const" => value == asked,
            "anyOf" => asked.as_array().expect("a list").iter().any(|one| {
                let mut inner = Vec::new();
                against(all, one, value, at, &mut inner);
                inner.is_empty()
            }),
            "enum" => asked.as_array().expect("a list").contains(value),
            "pattern" => value.as_str().is_none_or(|text| matches(asked.as_str().expect("a pattern"), text)),
            "minLength" => value.as_str().is_none_or(|text| text.chars().count() as u64 >= whole(asked)),
            "minimum" => value.as_f64().is_none_or(|number| number >= asked.as_f64().expect("a number")),
            "maximum" => value.as_f64().is_none_or(|number| number <= asked.as_f64().expect("a number")),
            "minItems" => value.as_array().is_none_or(|list| list.len() as u64 >= whole(asked)),
            "maxItems" => value.as_array().is_none_or(|list| list.len() as u64 <= whole(asked)),
            "minProperties" => value.as_object().is_none_or(|table| table.len() as u64 >= whole(asked)),
            "items" => {
                for (i, item) in value.as_array().into_iter().flatten().enumerate() {
                    against(all, asked, item, &format!("{at}/{i}"), found);
                }
                true
            }
            "required" => {
                let keys = asked.as_array().expect("a list").iter().filter_map(Json::as_str);
                keys.collect::<Vec<_>>().iter().all(|key| !value.is_object() || value.get(*key).is_some())
            }
            "properties" => {
                for (key, inner) in value.as_object().into_iter().flatten() {
                    if let Some(schema) = asked.get(key) {
                        against(all, schema, inner, &format!("{at}/{key}"), found);
                    }
                }
                true
            }
            "patternProperties" => {
                for (pattern, asked) in asked.as_object().expect("patterns") {
                    for (key, inner) in value.as_object().into_iter().flatten() {
                        if matches(pattern, key) {
                            against(all, asked, inner, &format!("{at}/{key}"), found);
                        }
                    }
                }
                true
            }
            "additionalProperties" => {
                for (key, inner) in value.as_object().into_iter().flatten() {
                    let place = format!("{at}/{key}");
                    match asked {
                        _ if schema["properties"].get(key).is_some() => {}
                        _ if patterns(schema).any(|pattern| matches(pattern, key)) => {}
                        Json::Bool(false) => found.push(format!("{place} additionalProperties")),
                        _ => against(all, asked, inner, &place, found),
                    }
                }
                true
            }
            other => panic!("the schema says `{other}`, which is not checked here"),
        };
        if !holds {
            found.push(format!("{at} {word}"));
        }
    }
}

fn matches(pattern: &str, text: &str) -> bool {
    Regex::new(pattern).unwrap_or_else(|error| panic!("{pattern}: {error}")).is_match(text)
}

fn patterns(schema: &Json) -> impl Iterator<Item = &str> {
    schema["patternProperties"].as_object().into_iter().flatten().map(|(pattern, _)| pattern.as_str())
}

fn whole(number: &Json) -> u64 {
    number.as_u64().expect("a whole number")
}

fn kinds(asked: &Json) -> Vec<&str> {
    let list = asked.as_array().map_or(std::slice::from_ref(asked), Vec::as_slice);
    list.iter().filter_map(Json::as_str).collect()
}

fn is_of(value: &Json, kind: &str) -> bool {
    match kind {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        other => panic!("no kind `{other}`"),
    }
}

/// The TOML of a page of the docs that has a word in it.
fn example(page: &str, word: &str) -> String {
    let text = fs::read_to_string(root().join("docs").join(page)).expect("the page");
    let blocks = text.split("```toml\n").skip(1).map(|rest| rest.split("```").next().unwrap_or(""));
    blocks.into_iter().find(|block| block.contains(word)).expect("an example").to_owned()
}

/// The name, the schema and what reads the file.
type Kind = (&'static str, String, fn(&str) -> Option<String>);

fn kinds_of_files() -> [Kind; 3] {
    fn charts(text: &str) -> Option<String> {
        ChartSet::read("charts.toml", text).err().map(|problems| problems.to_string())
    }
    fn themes(text: &str) -> Option<String> {
        let mine = Theme::named("screen", Some(("themes.toml", text)));
        mine.err().map(|error| error.to_string())
    }
    fn sweep(text: &str) -> Option<String> {
        let folder = tempfile::tempdir().expect("a folder");
        let file: PathBuf = folder.path().join("sweep.toml");
        fs::write(&file, text).expect("the file");
        scenario::load_sweep(&file).err().map(|problems| problems.to_string())
    }
    [
        ("charts", ChartSet::schema(), charts),
        ("themes", Theme::schema(), themes),
        ("sweep", scenario::sweep_schema(), sweep),
    ]
}

#[test]
fn copies_in_the_docs_are_current() {
    for (name, schema, _) in kinds_of_files() {
        let copy = root().join(format!("docs/{name}.schema.json"));
        if std::env::var_os("DAFENG_BLESS").is_some() {
            fs::write(&copy, &schema).expect("the copy can be written");
        }
        let shipped = fs::read_to_string(&copy).unwrap_or_default();
        assert!(
            shipped == schema,
            "docs/{name}.schema.json is old: dafeng schema {name} > docs/{name}.schema.json"
        );
    }
}

#[test]
fn every_key_is_described() {
    for (name, schema, _) in kinds_of_files() {
        let schema = json(&schema);
        let tables = schema["$defs"].as_object().into_iter().flatten().map(|(_, table)| table);
        for table in tables.chain([&schema]) {
            for (key, property) in table["properties"].as_object().into_iter().flatten() {
                assert!(property.get("description").is_some(), "{name}: {key}");
            }
        }
    }
}

#[test]
fn what_the_docs_show_is_right() {
    let [charts, themes, sweep] = kinds_of_files();
    let shown = [
        (&charts, example("charts.md", "[[chart]]")),
        (&themes, example("charts.md", "extends")),
        (&themes, THEMES.to_owned()),
        (&sweep, example("sweep.md", "[[vary]]")),
    ];
    for ((name, schema, read), text) in shown {
        assert_eq!(faults(&json(schema), &toml(&text)), [""; 0], "{name}");
        assert_eq!(read(&text), None, "{name}");
    }
}

/// One mistake each, where the schema tells it and by which word; the reader refuses them all too.
#[test]
fn mistakes_are_told_by_schema_and_reader_alike() {
    let charts = |text: &str| format!("[[chart]]\nname = \"a\"\n{text}\n");
    let themes = |text: &str| format!("[mine]\nextends = \"report\"\n{text}\n");
    let sweep = |text: &str| {
        format!("[sweep]\nscenario = \"a.toml\"\n{text}\n[[vary]]\naddress = \"a.b\"\nvalues = [1]\n")
    };
    let mistakes = [
        (0, charts("themes = \"grey\""), "/chart/0/themes additionalProperties"),
        (0, charts("kind = \"pie\""), "/chart/0/kind enum"),
        (0, charts("years = [2020]"), "/chart/0/years minItems"),
        (0, charts("years = [2020, \"2040\"]"), "/chart/0/years/1 type"),
        (0, charts("range = \"0,1\""), "/chart/0/range type"),
        (0, charts("bands = [50, 95]"), "/chart/0/bands/1 enum"),
        (0, charts("decimals = 7"), "/chart/0/decimals maximum"),
        (0, charts("formats = [\"gif\"]"), "/chart/0/formats/0 enum"),
        (0, charts("formats = []"), "/chart/0/formats minItems"),
        (0, charts("lang = \"fr\""), "/chart/0/lang enum"),
        (0, charts("width = \"wide\""), "/chart/0/width pattern"),
        (0, charts("dpi = 5000"), "/chart/0/dpi maximum"),
        (0, charts("title = 5"), "/chart/0/title type"),
        (0, charts("file = \"\""), "/chart/0/file minLength"),
        (0, "[defaults]\ntheme = \"report\"\n".to_owned(), " required"),
        (1, themes("ink = \"blue\""), "/mine/ink pattern"),
        (1, themes("bands = [0.1, 0.2]"), "/mine/bands minItems"),
        (1, themes("inc = \"#000000\""), "/mine/inc additionalProperties"),
        (1, themes("dashes = \"yes\""), "/mine/dashes type"),
        (2, sweep("drawz = 10"), "/sweep/drawz additionalProperties"),
        (2, sweep("series = \"Emissions|CO2\""), "/sweep/series type"),
        (2, sweep("draws = true"), "/sweep/draws type"),
        (2, "[sweep]\n".to_owned(), "/sweep required"),
    ];
    let kinds = kinds_of_files();
    for (kind, text, fault) in mistakes {
        let (name, schema, read) = &kinds[kind];
        assert_eq!(faults(&json(schema), &toml(&text)), [fault], "{name}:\n{text}");
        assert!(read(&text).is_some(), "{name} reads\n{text}");
    }
}

/// The schema of scenarios against the shipped ones: what the reader takes, an editor does not underline.
#[test]
fn shipped_scenarios_keep_their_schema() {
    let schema = json(&scenario::schema());
    let mut checked = 0;
    for path in tomls(&root().join("scenarios")) {
        let text = fs::read_to_string(&path).expect("a scenario");
        if text.contains("\n[sweep]") || text.contains("\n[vary]") {
            continue;
        }
        assert_eq!(faults(&schema, &toml(&text)), [""; 0], "{}", path.display());
        checked += 1;
    }
    assert!(checked > 20, "{checked}");
}

fn tomls(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        match path.is_dir() {
            true => found.extend(tomls(&path)),
            false => found.extend(path.extension().is_some_and(|ending| ending == "toml").then_some(path)),
        }
    }
    found
}
