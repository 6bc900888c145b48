//! Whatever the text, loading it ends in a scenario or in problems: no panic, no hang.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use dafeng::scenario::{Options, load, load_text};
use proptest::prelude::*;

const BASE: &str = "tests/fixtures/small";

/// Longest a load of a small text may take, far beyond what it takes.
const PATIENCE: Duration = Duration::from_secs(20);

/// The small scenario without the files it names, its fleet written out.
fn text() -> String {
    let text = fs::read_to_string(Path::new(BASE).join("small.toml")).expect("the base");
    let text = text.replace("register = \"units.csv\"\n", "");
    let text = text.split("[history]").next().unwrap_or("").to_owned();
    let unit = |id: &str, process: &str| {
        format!(
            "[[fleet.units]]\nid = \"{id}\"\ncluster = \"coastal\"\nprocess = \"{process}\"\ncapacity = \"1 Mt\"\nsource = \"plan §1\"\n"
        )
    };
    text + &unit("BOF-1", "converter")
        + &unit("BOF-2", "converter")
        + &unit("EAF-1", "arc-furnace")
        + &unit("BF-1", "blast-furnace")
}

/// One change of a text: what stands at a place gives way to something else.
#[derive(Clone, Debug)]
struct Change {
    at: prop::sample::Index,
    length: usize,
    instead: String,
}

fn change() -> impl Strategy<Value = Change> {
    let tokens = prop::sample::select(vec![
        "",
        "\"",
        "[",
        "]",
        "[[",
        "{",
        "}",
        "=",
        ".",
        ",",
        "\n",
        "#",
        "'''",
        "\\",
        "-",
        "1e308",
        "nan",
        "inf",
        "0x",
        "2020",
        "-1",
        "9223372036854775808",
        "true",
        "\"1 t\"",
        "\"1e308 Mt\"",
        "\"%\"",
        "{ same-as = \"processes.converter.life\" }",
        "remove = true\n",
        "id = \"x\"\n",
        "[scenario]\n",
        "[[projects]]\n",
        "[processes.converter]\n",
        "value",
        "path",
        "hot-metal",
        "carbon-steel",
        "converter",
        "铁",
        "\u{feff}",
        "\0",
        "\r",
        "kgce/t",
        "@",
        "..",
        "{ path = { 2020 = 1 } }",
    ]);
    let instead = prop_oneof![4 => tokens.prop_map(str::to_owned), 1 => "\\PC{0,12}"];
    (any::<prop::sample::Index>(), 0_usize..40, instead).prop_map(|(at, length, instead)| Change {
        at,
        length,
        instead,
    })
}

fn changed(text: &str, changes: &[Change]) -> String {
    let mut text = text.to_owned();
    for change in changes {
        let from = text.floor_char_boundary(change.at.index(text.len() + 1));
        let to = text.floor_char_boundary((from + change.length).min(text.len())).max(from);
        text.replace_range(from..to, &change.instead);
    }
    text
}

/// Lines of one text in another order, some lost and some doubled.
fn shuffled(text: &str, order: &[prop::sample::Index]) -> String {
    let mut lines: Vec<&str> = text.lines().collect();
    for pair in order.chunks(2) {
        if let [one, other] = pair {
            let (one, other) = (one.index(lines.len()), other.index(lines.len()));
            lines[one] = lines[other];
        }
    }
    lines.join("\n")
}

#[test]
fn the_text_is_good_before_it_is_changed() {
    assert!(load_text("text.toml", &text()).is_ok_and(|loaded| loaded.scenario.units.len() == 4));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn changed_scenarios_end_in_a_result(changes in prop::collection::vec(change(), 1..6)) {
        let started = Instant::now();
        if let Err(problems) = load_text("text.toml", &changed(&text(), &changes)) {
            prop_assert!(!problems.is_empty() && !problems.to_string().is_empty());
        }
        prop_assert!(started.elapsed() < PATIENCE);
    }

    #[test]
    fn shuffled_scenarios_end_in_a_result(order in prop::collection::vec(any::<prop::sample::Index>(), 2..12)) {
        let started = Instant::now();
        if let Err(problems) = load_text("text.toml", &shuffled(&text(), &order)) {
            prop_assert!(!problems.is_empty() && !problems.to_string().is_empty());
        }
        prop_assert!(started.elapsed() < PATIENCE);
    }

    #[test]
    fn changed_values_end_in_a_result(value in "\\PC{0,30}", at in any::<prop::sample::Index>()) {
        let addresses = [
            "processes.converter.life", "levers.arc-share.guangxi", "levers.arc-share.guangxi@2030", "scenario.end",
            "fleet.units.BF-1.closes", "fleet.units.BF-1.size", "targets.arc-2030.must", "eliminations.bf-450.size",
            "projects.new-arc.credits", "projects.new-arc", "projects", "fleet.register", "history.file", "processes",
        ];
        let set = vec![(addresses[at.index(addresses.len())].to_owned(), value)];
        let options = Options { allow_outside: false, set };
        if let Err(problems) = load(&Path::new(BASE).join("small.toml"), &options) {
            prop_assert!(!problems.to_string().is_empty());
        }
    }

    #[test]
    fn changed_tables_end_in_a_result(
        units in prop::collection::vec(change(), 0..4),
        history in prop::collection::vec(change(), 0..4),
    ) {
        let folder = tempfile::tempdir().expect("a folder");
        for (file, changes) in [("units.csv", &units), ("history.csv", &history), ("small.toml", &Vec::new())] {
            let text = fs::read_to_string(Path::new(BASE).join(file)).expect("the base");
            fs::write(folder.path().join(file), changed(&text, changes)).expect("written");
        }
        if let Err(problems) = load(&folder.path().join("small.toml"), &Options::default()) {
            prop_assert!(!problems.to_string().is_empty());
        }
    }
}

/// Texts whose work could grow with the square of their length.
#[test]
fn large_texts_end_soon() {
    let many = 20_000;
    let repeat = |line: &dyn Fn(usize) -> String| (0..many).map(line).collect::<String>();
    for text in [
        "= = =\n".repeat(many),
        format!("{}[suspensions]\n", repeat(&|n| format!("k{n} = 1\n"))),
        text()
            + &repeat(&|n| {
                format!("[[suspensions]]\nid = \"s{n}\"\ngroup = \"g{n}\"\nfrom = 2025\nopen = true\n")
            }),
        repeat(&|n| format!("[sources.s{n}]\ntitle = \"a\"\nremove = true\n")),
        text()
            + &format!(
                "[aggregates.a]\ntitle = {{ zh = \"a\", en = \"a\" }}\nsum = [{}]\n",
                repeat(&|n| format!("\"c{n}\", "))
            ),
        text() + &format!("[demand.hot-metal]\n{}", repeat(&|n| format!("r{n} = \"1 t\"\n"))),
    ] {
        let started = Instant::now();
        let problems = load_text("large.toml", &text).expect_err("no scenario");
        assert!(problems.len() > 1000, "{} problems in {}", problems.len(), &text[..40]);
        assert!(problems.to_string().contains("more"));
        assert!(started.elapsed() < PATIENCE, "{}", &text[..40]);
    }
}
