//! Exported results, opened again: the values are those that are stored, in every format, and the same bytes twice.
#![cfg(unix)]

mod common;

use std::collections::BTreeMap;
use std::fs;
use std::process::Output;

use assert_cmd::Command;
use calamine::{Data, Reader, Xlsx, open_workbook};
use common::Patched;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::{Field, Row as ParquetRow};

/// A copy of the small scenario with results beside it.
struct Bench {
    files: Patched,
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("UTF-8")
}

type Rows = Vec<BTreeMap<String, String>>;

impl Bench {
    /// Runs a scenario with 64 draws into `results`.
    fn new(more: &[&str]) -> Bench {
        let bench = Bench { files: Patched::new("small") };
        bench.done(
            &[&["run", "small.toml", "--out", "results", "--draws", "64", "--no-charts"], more].concat(),
        );
        bench
    }

    fn dafeng(&self, arguments: &[&str]) -> Output {
        let program = env!("CARGO_BIN_EXE_dafeng");
        Command::new(program)
            .current_dir(self.files.path(""))
            .args(arguments)
            .output()
            .expect("the program starts")
    }

    fn done(&self, arguments: &[&str]) -> String {
        let done = self.dafeng(arguments);
        assert!(done.status.success(), "{}", text(&done.stderr));
        text(&done.stdout)
    }

    fn refused(&self, arguments: &[&str], code: i32) -> String {
        let done = self.dafeng(arguments);
        assert_eq!(done.status.code(), Some(code), "{}", text(&done.stderr));
        text(&done.stderr)
    }

    fn bytes(&self, file: &str) -> Vec<u8> {
        fs::read(self.files.path(file)).expect(file)
    }

    fn rows(&self, file: &str) -> Rows {
        let mut reader = csv::Reader::from_path(self.files.path(file)).expect(file);
        reader.deserialize().map(|row| row.expect("a row")).collect()
    }
}

/// What identifies a value: series, place, year, statistic.
type Key = (String, String, String, String);

/// Every value of `series.csv` and `quantiles.csv`, as written.
fn stored(bench: &Bench) -> BTreeMap<Key, String> {
    let mut values = BTreeMap::new();
    let statistics = ["mean", "sd", "p05", "p10", "p25", "p50", "p75", "p90", "p95", "se_mean", "se_p50"];
    let key = |row: &BTreeMap<String, String>, statistic: &str| {
        (row["series"].clone(), row["place"].clone(), row["year"].clone(), statistic.to_owned())
    };
    for row in bench.rows("results/series.csv") {
        values.insert(key(&row, "central"), row["value"].clone());
    }
    for row in bench.rows("results/quantiles.csv") {
        for statistic in statistics {
            values.insert(key(&row, statistic), row[statistic].clone());
        }
    }
    values
}

/// The place of a tidy row, as tables of results name it.
fn place<'r>(region: &'r str, cluster: &'r str) -> &'r str {
    if cluster.is_empty() { region } else { cluster }
}

#[test]
fn the_tidy_table_holds_what_is_stored() {
    let bench = Bench::new(&[]);
    bench.done(&["export", "results", "-o", "small.csv"]);
    let rows = bench.rows("small.csv");
    let found: BTreeMap<Key, String> = rows
        .iter()
        .map(|row| {
            let place = place(&row["region"], &row["cluster"]).to_owned();
            (
                (row["series"].clone(), place, row["year"].clone(), row["statistic"].clone()),
                row["value"].clone(),
            )
        })
        .collect();
    assert_eq!(found.len(), rows.len(), "no value stands twice");
    for (key, value) in stored(&bench) {
        assert_eq!(found.get(&key), Some(&value), "{key:?}");
    }
    let head = fs::read_to_string(bench.files.path("small.csv")).expect("text");
    assert!(
        head.starts_with("model,scenario,region,cluster,commodity,series,unit,year,statistic,value\ndafeng ")
    );
    // By hand: what a process and a declared sum are of, where a cluster lies, what has no commodity.
    let of = |series: &str, cluster: &str| {
        let row = rows.iter().find(|row| row["series"] == series && row["cluster"] == cluster).expect(series);
        (row["region"].clone(), row["commodity"].clone(), row["scenario"].clone())
    };
    let told =
        |region: &str, commodity: &str| (region.to_owned(), commodity.to_owned(), "small-steel".to_owned());
    assert_eq!(of("Production|Crude Steel", ""), told("guangxi", "crude-steel"));
    assert_eq!(of("Production|Crude Steel", "coastal"), told("guangxi", "crude-steel"));
    assert_eq!(of("Emissions|CO2|Blast Furnace", ""), told("guangxi", "hot-metal"));
    assert_eq!(of("Energy|Coking Coal", ""), told("guangxi", ""));
}

#[test]
fn parquet_holds_the_rows_of_the_csv() {
    let bench = Bench::new(&[]);
    bench.done(&["export", "results", "--format", "csv,parquet", "-o", "small"]);
    let file = fs::File::open(bench.files.path("small.parquet")).expect("a file");
    let reader = SerializedFileReader::new(file).expect("Parquet");
    let rows: Vec<ParquetRow> =
        reader.get_row_iter(None).expect("rows").map(|row| row.expect("a row")).collect();
    let csv = bench.rows("small.csv");
    assert_eq!(rows.len(), csv.len());
    for (row, expected) in rows.iter().zip(&csv) {
        for (name, field) in row.get_column_iter() {
            let written = expected[name].as_str();
            match field {
                Field::Null => assert_eq!(written, "", "{name}"),
                Field::Str(text) => assert_eq!(text, written, "{name}"),
                Field::Int(year) => assert_eq!(year.to_string(), written, "{name}"),
                Field::Double(value) => assert_eq!(Ok(*value), written.parse(), "{name}"),
                other => panic!("{name} is {other:?}"),
            }
        }
    }
}

#[test]
fn sectors_and_clusters_add_up_in_the_iamc_table() {
    let bench = Bench::new(&[]);
    bench.done(&["export", "results", "-o", "small.iamc.csv"]);
    let rows = bench.rows("small.iamc.csv");
    let sum = |keep: &dyn Fn(&str, &str) -> bool| -> f64 {
        let kept = rows.iter().filter(|row| keep(&row["Region"], &row["Variable"]));
        kept.map(|row| row["2025"].parse::<f64>().expect("a value")).sum()
    };
    let co2 = sum(&|region, variable| region == "Guangxi" && variable == "Emissions|CO2");
    let parts = |above: &'static str| {
        move |region: &str, variable: &str| {
            let rest = variable.strip_prefix(above).and_then(|rest| rest.strip_prefix('|'));
            region == "Guangxi" && rest.is_some_and(|rest| !rest.contains('|'))
        }
    };
    let near = |a: f64, b: f64| (a - b).abs() < 1e-9 * b.abs();
    assert!(co2 > 1e6 && near(sum(&parts("Emissions|CO2")), co2), "sectors");
    let steel = sum(&|region, variable| region == "Guangxi" && variable == "Emissions|CO2|Carbon Steel");
    assert!(steel > 0.0 && near(sum(&parts("Emissions|CO2|Carbon Steel")), steel), "processes");
    let clusters =
        |region: &str, variable: &str| region.starts_with("Guangxi|") && variable == "Emissions|CO2";
    assert!(near(sum(&clusters), co2), "clusters");
    let central = bench.rows("results/series.csv");
    let own = central
        .iter()
        .find(|r| r["series"] == "Emissions|CO2" && r["place"] == "guangxi" && r["year"] == "2025");
    assert_eq!(own.expect("stored")["value"].parse(), Ok(co2));
    let has = |variable: &str| rows.iter().any(|row| row["Variable"] == variable);
    assert!(
        has("Emissions|CO2 [5th Percentile]")
            && has("Emissions|CO2 [Scope 1]")
            && has("Emissions|CO2 [Mean]")
    );
    assert!(!has("Emissions|CO2|Scope 1"));
}

/// Cells of a sheet below its header, by head.
fn sheet(book: &mut Xlsx<std::io::BufReader<fs::File>>, name: &str) -> Vec<BTreeMap<String, Data>> {
    let range = book.worksheet_range(name).expect(name);
    let heads: Vec<String> = range.rows().next().expect("a header").iter().map(ToString::to_string).collect();
    range.rows().skip(1).map(|row| heads.iter().cloned().zip(row.iter().cloned()).collect()).collect()
}

#[test]
fn the_workbook_holds_typed_values_and_no_formula() {
    // A title that a spreadsheet would run.
    let hostile = "regions.guangxi.title={ zh = \"=1+1|广西\", en = \"@SUM(1;1)\" }";
    let bench = Bench::new(&["--set", hostile]);
    bench.done(&["export", "results", "-o", "small.xlsx"]);
    let mut book: Xlsx<_> = open_workbook(bench.files.path("small.xlsx")).expect("a workbook");
    let names = book.sheet_names();
    let expected =
        ["图表", "指标", "分位数", "目标", "达峰", "参数与来源", "引用文献", "计算记录", "图表数据"];
    for name in expected {
        assert!(names.iter().any(|known| known == name), "{name} in {names:?}");
    }
    for name in &names {
        let formulas = book.worksheet_formula(name).expect("a sheet");
        assert!(formulas.used_cells().next().is_none(), "{name} holds a formula");
    }
    let series = sheet(&mut book, "指标");
    let stored = stored(&bench);
    let mut seen = 0;
    for row in &series {
        let place = place(&row["地区"].to_string(), &row["集群"].to_string()).to_owned();
        for year in 2020..=2030 {
            let key = (row["指标"].to_string(), place.clone(), year.to_string(), "central".to_owned());
            match &row[&year.to_string()] {
                Data::Float(value) => assert_eq!(Ok(*value), stored[&key].parse(), "{key:?}"),
                Data::Empty => assert_eq!(stored[&key], "", "{key:?}"),
                other => panic!("{key:?} is {other:?}"),
            }
            seen += 1;
        }
    }
    assert_eq!(seen, bench.rows("results/series.csv").len());
    assert!(series.iter().any(|row| row["名称"].to_string().starts_with("=1+1|广西")));
    let targets = sheet(&mut book, "目标");
    assert!(matches!(targets[0]["概率"], Data::Float(p) if (0.0..=1.0).contains(&p)));
    assert!(matches!(targets[0]["中心情景达到"], Data::Bool(_)));
}

#[test]
fn text_that_looks_like_a_formula_is_guarded_in_csv_alone() {
    let hostile = "regions.guangxi.title={ zh = \"=1+1\", en = \"@SUM(1;1)\" }";
    let bench = Bench::new(&["--set", hostile, "--bom"]);
    bench.done(&["export", "results", "--format", "iamc,json", "--bom", "-o", "small"]);
    let iamc = text(&bench.bytes("small.iamc.csv"));
    assert!(iamc.starts_with("\u{feff}Model,Scenario") && iamc.contains(",'@SUM(1;1),"));
    assert!(!iamc.contains(",@SUM"));
    let json: serde_json::Value = serde_json::from_slice(&bench.bytes("small.json")).expect("JSON");
    let titles = json["series"].as_array().expect("a list").iter().map(|one| one["title"]["zh"].as_str());
    assert!(titles.flatten().any(|title| title.starts_with("=1+1")));
    // The tables of the run have the mark too, and are read all the same.
    assert!(bench.bytes("results/series.csv").starts_with(b"\xEF\xBB\xBF"));
    bench.done(&["report", "results"]);
}

#[test]
fn json_holds_what_is_stored() {
    let bench = Bench::new(&[]);
    bench.done(&["export", "results", "-o", "small.json"]);
    let json: serde_json::Value = serde_json::from_slice(&bench.bytes("small.json")).expect("JSON");
    assert_eq!(json["results"][0]["manifest"]["tool"], "dafeng");
    let stored = stored(&bench);
    let mut seen = 0;
    for one in json["series"].as_array().expect("a list") {
        let place = place(one["region"].as_str().expect("a region"), one["cluster"].as_str().unwrap_or(""))
            .to_owned();
        let years = one["years"].as_array().expect("years");
        for (statistic, values) in one["statistics"].as_object().expect("statistics") {
            for (year, value) in years.iter().zip(values.as_array().expect("values")) {
                let series = one["series"].as_str().expect("a name").to_owned();
                let key = (series, place.clone(), year.to_string(), statistic.clone());
                let Some(written) = stored.get(&key) else { continue };
                // The reader of this test rounds the last bit of some numbers.
                let near = |(a, b): (f64, f64)| (a - b).abs() <= 1e-15 * b.abs();
                let (found, written) = (value.as_f64(), written.parse::<f64>().ok());
                assert_eq!(found.is_some(), written.is_some(), "{key:?}");
                assert!(found.zip(written).is_none_or(near), "{key:?}: {found:?} {written:?}");
                seen += 1;
            }
        }
    }
    assert_eq!(seen, stored.len());
    assert_eq!(json["tables"]["targets"][0]["scenario"], "small-steel");
    assert!(json["tables"]["peaks"][0]["central_level"].is_number());
}

#[test]
fn the_same_bytes_twice_and_no_file_replaced_unasked() {
    let bench = Bench::new(&[]);
    let formats = ["--format", "csv,iamc,parquet,xlsx,json"];
    let ends = ["csv", "iamc.csv", "parquet", "xlsx", "json"];
    for name in ["one", "two.csv"] {
        bench.done(&[&["export", "results", "-o", name], formats.as_slice()].concat());
    }
    for end in ends {
        assert_eq!(bench.bytes(&format!("one.{end}")), bench.bytes(&format!("two.{end}")), "{end}");
    }
    fs::write(bench.files.path("one.json"), "mine").expect("written");
    fs::remove_file(bench.files.path("one.csv")).expect("removed");
    let said = bench.refused(&[&["export", "results", "-o", "one"], formats.as_slice()].concat(), 1);
    assert!(said.contains("exists already") && !bench.files.path("one.csv").exists(), "{said}");
    bench.done(&[&["export", "results", "-o", "one", "--force"], formats.as_slice()].concat());
    assert_eq!(bench.bytes("one.json"), bench.bytes("two.json"));
}

#[test]
fn comparisons_and_several_folders_make_one_table() {
    let bench = Bench::new(&[]);
    let other = "[scenario]\nid = \"other\"\nextends = \"small.toml\"\n[levers.rebuild]\nguangxi = { value = 0.9, assumption = \"more\" }\n";
    fs::write(bench.files.path("other.toml"), other).expect("written");
    bench.done(&["compare", "small.toml", "other.toml", "--draws", "64", "--no-charts", "-o", "compared"]);
    let said =
        bench.done(&["export", "results", "compared", "--format", "csv,xlsx", "-o", "all", "--lang", "en"]);
    assert!(said.contains("all.csv, all.xlsx"), "{said}");
    let rows = bench.rows("all.csv");
    let mut scenarios: Vec<&str> = rows.iter().map(|row| row["scenario"].as_str()).collect();
    scenarios.sort_unstable();
    scenarios.dedup();
    assert_eq!(scenarios, ["other", "other minus small-steel#2", "small-steel", "small-steel#2"]);
    let compared = bench.rows("compared/comparison.csv");
    let stored = compared.iter().find(|row| row["against"] == "small-steel" && row["year"] == "2030");
    let stored = stored.expect("a difference");
    let of = |statistic: &str| {
        let found = rows.iter().find(|row| {
            let place = place(&row["region"], &row["cluster"]);
            row["scenario"].contains(" minus ")
                && (row["series"].as_str(), place) == (stored["series"].as_str(), stored["place"].as_str())
                && row["year"] == "2030"
                && row["statistic"] == statistic
        });
        let found = found.expect(statistic);
        (found["value"].clone(), found["unit"].clone())
    };
    assert_eq!(of("p50"), (stored["p50"].clone(), stored["unit"].clone()));
    assert_eq!(of("p_below"), (stored["p_below"].clone(), "1".to_owned()));
    let mut book: Xlsx<_> = open_workbook(bench.files.path("all.xlsx")).expect("a workbook");
    let boards = sheet(&mut book, "Boards");
    assert!(!boards.is_empty() && book.sheet_names().contains(&"Targets 2".to_owned()));
}

#[test]
fn what_cannot_be_exported_is_told() {
    let bench = Bench::new(&[]);
    let said = bench.refused(&["export", "results", "-o", "small.txt"], 2);
    assert!(said.contains("`--format`") && said.contains(".parquet"), "{said}");
    let said = bench.refused(&["export", "nothing", "-o", "small.csv"], 2);
    assert!(said.contains("nothing is no folder of results"), "{said}");
    bench.done(&["decompose", "small.toml", "--years", "2020,2030", "--no-charts", "-o", "causes"]);
    let said = bench.refused(&["export", "causes", "-o", "small.csv"], 2);
    assert!(
        said.contains("causes holds no series over the years") && said.contains("dafeng decompose"),
        "{said}"
    );
    fs::write(bench.files.path("results/series.csv"), "changed").expect("written");
    let said = bench.refused(&["export", "results", "-o", "small.csv"], 2);
    assert!(said.contains("series.csv was changed"), "{said}");
    assert!(!bench.files.path("small.csv").exists());
}

#[test]
fn a_run_without_draws_is_exported_too() {
    let bench = Bench::new(&[]);
    bench.done(&["run", "small.toml", "--draws", "0", "--no-charts", "--out", "central"]);
    bench.done(&["export", "central", "--format", "csv,xlsx", "-o", "central-run"]);
    assert!(bench.rows("central-run.csv").iter().all(|row| row["statistic"] == "central"));
    let book: Xlsx<_> = open_workbook(bench.files.path("central-run.xlsx")).expect("a workbook");
    assert!(!book.sheet_names().contains(&"分位数".to_owned()));
}

/// The part of the first chart of a workbook.
fn first_chart(bytes: &[u8]) -> String {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("an archive");
    std::io::read_to_string(archive.by_name("xl/charts/chart1.xml").expect("a chart")).expect("UTF-8")
}

/// The hue of the median as `assets/themes.toml` has it, the band of half of the draws as half of it on paper; a font for
/// each script; emissions first.
#[test]
fn charts_of_a_workbook_have_the_colours_of_a_theme() {
    let bench = Bench::new(&[]);
    bench.done(&["export", "results", "-o", "usual.xlsx"]);
    let chart = first_chart(&bench.bytes("usual.xlsx"));
    assert!(chart.contains("1F5A96") && chart.contains("8FADCB"), "{chart}");
    let fonts = [r#"<a:latin typeface="Arial"/>"#, r#"<a:ea typeface="Microsoft YaHei"/>"#].concat();
    assert!(chart.contains(&fonts), "{chart}");
    assert!(chart.contains("广西二氧化碳排放量（万吨 CO₂）"), "{chart}");
    bench.done(&["export", "results", "-o", "dark.xlsx", "--theme", "dark"]);
    let chart = first_chart(&bench.bytes("dark.xlsx"));
    assert!(chart.contains("6FB1F0") && chart.contains("14181D") && !chart.contains("1F5A96"), "{chart}");
    let told = bench.refused(&["export", "results", "-o", "grey.xlsx", "--theme", "gray"], 2);
    assert!(told.contains("there is no theme `gray`; did you mean `grey`?"), "{told}");
}
