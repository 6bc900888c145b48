//! The report as its readers meet it: one page, whole, safe, accessible; refused where results are not what they were.
#![cfg(unix)]

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::{Command as Process, Output};

use assert_cmd::Command;
use common::Patched;
use scraper::{ElementRef, Html, Selector};
use sha2::{Digest, Sha256};

/// A copy of the small scenario with results beside it.
struct Bench {
    files: Patched,
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("UTF-8")
}

impl Bench {
    /// Runs a scenario with 64 draws into `results`.
    fn new(files: Patched, more: &[&str]) -> Bench {
        let bench = Bench { files };
        bench.run("results", more);
        bench
    }

    fn small(more: &[&str]) -> Bench {
        Bench::new(Patched::new("small"), more)
    }

    fn dafeng(&self, arguments: &[&str]) -> Output {
        let program = env!("CARGO_BIN_EXE_dafeng");
        let folder = self.files.path("");
        Command::new(program).current_dir(folder).args(arguments).output().expect("the program starts")
    }

    fn run(&self, out: &str, more: &[&str]) {
        let draws: &[&str] = if more.contains(&"--draws") { &[] } else { &["--draws", "64"] };
        let done = self.dafeng(&[&["run", "small.toml", "--out", out], draws, more].concat());
        assert!(done.status.success(), "{}", text(&done.stderr));
    }

    /// Makes a report that must succeed.
    fn report(&self, arguments: &[&str]) -> String {
        let done = self.dafeng(&[&["report"], arguments].concat());
        assert!(done.status.success(), "{}", text(&done.stderr));
        fs::read_to_string(self.files.path("report.html")).expect("a report")
    }

    /// What is said of a report that must be refused.
    fn refused(&self, arguments: &[&str], code: i32) -> String {
        let done = self.dafeng(&[&["report"], arguments].concat());
        assert_eq!(done.status.code(), Some(code), "{}", text(&done.stderr));
        text(&done.stderr)
    }

    /// Runs a comparison of the scenario with itself, other things set in B and in C, into `compared`.
    fn compare(&self, more: &[&str]) {
        let scenarios =
            ["compare", "small.toml", "small.toml", "small.toml", "--out", "compared", "--draws", "64"];
        let sets = [
            "--set-b",
            "levers.arc-share.guangxi@2030=35 %",
            "--set-c",
            "levers.arc-share.guangxi@2030=5 %",
            "--set-c",
            "carriers.coking-coal.emission-factor=0.05 tCO2/GJ",
        ];
        let done = self.dafeng(&[&scenarios[..], &sets, more].concat());
        assert!(done.status.success(), "{}", text(&done.stderr));
    }

    /// Rows of a table of the comparison.
    fn compared(&self, table: &str) -> Vec<BTreeMap<String, String>> {
        let mut reader = csv::Reader::from_path(self.files.path("compared").join(table)).expect("a table");
        reader.deserialize().map(|row| row.expect("a row")).collect()
    }

    /// A column of a table of the results, the rows where another column holds a text.
    fn column(&self, table: &str, column: &str, of: (&str, &str)) -> Vec<String> {
        let mut reader = csv::Reader::from_path(self.files.path("results").join(table)).expect("a table");
        let rows = reader.deserialize::<BTreeMap<String, String>>().map(|row| row.expect("a row"));
        rows.filter(|row| row[of.0] == of.1).map(|row| row[column].clone()).collect()
    }
}

fn all<'a>(page: &'a Html, selector: &str) -> Vec<ElementRef<'a>> {
    page.select(&Selector::parse(selector).expect("a selector")).collect()
}

fn words(element: ElementRef<'_>) -> String {
    element.text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

fn words_of(page: &Html, selector: &str) -> String {
    all(page, selector).into_iter().map(words).collect::<Vec<_>>().join("\n")
}

/// Every sentence of the summary against the tables of the folder, worked out here.
#[test]
fn the_summary_says_what_the_tables_hold() {
    let bench = Bench::small(&["--lang", "en"]);
    let page = Html::parse_document(&bench.report(&["results"]));
    let summary = words_of(&page, "section[aria-labelledby=summary]");
    let mut reader = csv::Reader::from_path(bench.files.path("results/series.csv")).expect("series");
    let mut central = BTreeMap::new();
    for row in reader.deserialize::<BTreeMap<String, String>>().map(|row| row.expect("a row")) {
        if row["series"] == "Emissions|CO2" && row["place"] == "guangxi" {
            central.insert(row["year"].clone(), row["value"].parse::<f64>().expect("a number"));
        }
    }
    let (first, last) = (central["2020"], central["2030"]);
    let change = 100.0 * (last / first - 1.0);
    // t CO2 to Mt, two decimals for tens and three below: four figures.
    let shown = |tonnes: f64| {
        let mt = tonnes / 1e6;
        let fixed = if mt >= 10.0 { format!("{mt:.2}") } else { format!("{mt:.3}") };
        format!("{} Mt CO₂", fixed.trim_end_matches('0').trim_end_matches('.'))
    };
    let side = if change < 0.0 { "below" } else { "above" };
    let told = format!("{} in 2020; {} in 2030, {:.1}% {side} 2020", shown(first), shown(last), change.abs());
    assert!(summary.contains(&told), "{told}\n{summary}");
    // Wilson's interval of the share of 64 draws, by its formula.
    let rows = bench.column("peaks.csv", "p_peaked_by", ("series", "Emissions|CO2"));
    let share: f64 = rows.last().expect("the last year, 2030").parse().expect("a share");
    let (n, z) = (64.0, 1.959_964_f64);
    let centre = (share + z * z / (2.0 * n)) / (1.0 + z * z / n);
    let spread = z * (share * (1.0 - share) / n + z * z / (4.0 * n * n)).sqrt() / (1.0 + z * z / n);
    let low = if share == 0.0 { 0.0 } else { centre - spread };
    let high = if share == 1.0 { 1.0 } else { centre + spread };
    // Of all and of none of the draws in words, else whole percent and half the interval, rounded up.
    let half = (100.0 * (share - low).max(high - share)).ceil();
    let told = match share {
        0.0 => "by 2030 is 0% (none of 64 draws).".to_owned(),
        1.0 => "by 2030 is 100% (all of 64 draws).".to_owned(),
        share => format!("by 2030 is {:.0}% (±{half}%); ± is the error that 64 draws leave", 100.0 * share),
    };
    assert!(summary.contains(&told), "{told}\n{summary}");
    // What is missed is named, what is asked beside it.
    let missed = bench.column("targets.csv", "attained_by_central", ("attained_by_central", "false"));
    assert_eq!(
        summary.matches("Missed: ").count() + summary.matches("and not held: ").count(),
        missed.len().min(6)
    );
    let status = |status: &str| bench.column("targets.csv", "id", ("central_status", status)).len();
    let told = format!(
        "The central run attains {} and misses {}; {} {} imposed",
        status("attained"),
        status("missed"),
        status("imposed"),
        if status("imposed") == 1 { "is" } else { "are" }
    );
    assert!(summary.contains(&told), "{told}\n{summary}");
    let board = all(&page, "section[aria-labelledby=targets] table").into_iter().next().expect("a board");
    let rows = board.select(&Selector::parse("tbody tr").expect("a selector")).count();
    assert_eq!(rows, status("attained") + status("missed") + status("imposed") + status("undefined"));
}

/// Headings without gaps, a text for every picture, a head for every column and row, names that are unique, and nothing
/// that is loaded from elsewhere.
#[test]
fn the_page_is_sound_and_stands_alone() {
    let bench = Bench::small(&[]);
    bench.run("other", &["--set", "levers.arc-share.guangxi@2030=31 %"]);
    let source = bench.report(&["results", "other"]);
    let page = Html::parse_document(&source);
    assert!(page.errors.is_empty(), "{:?}", page.errors);
    assert_eq!(all(&page, "html[lang=zh-Hans]").len(), 1);
    assert_eq!(all(&page, "head title").len(), 1);
    let levels: Vec<u32> = all(&page, "h1, h2, h3, h4, h5, h6")
        .iter()
        .map(|heading| heading.value().name()[1..].parse().expect("a level"))
        .collect();
    assert_eq!(levels.iter().filter(|level| **level == 1).count(), 1);
    assert_eq!(levels[0], 1);
    assert!(levels.windows(2).all(|pair| pair[1] <= pair[0] + 1), "{levels:?}");
    let ids: Vec<&str> = all(&page, "[id]").iter().filter_map(|element| element.value().attr("id")).collect();
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len(), "{ids:?}");
    let drawings = all(&page, "svg");
    assert_eq!(drawings.len(), 2 * charts(&bench.files.path("results/charts")));
    for svg in drawings {
        let names =
            ["aria-labelledby", "aria-describedby"].map(|name| svg.value().attr(name).expect("a reference"));
        for name in names {
            let told = words_of(&page, &format!("#{name}"));
            assert!(!told.is_empty(), "{name} is empty");
        }
    }
    assert_eq!(all(&page, "figure").len(), all(&page, "figure > figcaption").len());
    let captions = all(&page, "section[aria-labelledby=figures] figcaption");
    let captions: Vec<String> = captions.into_iter().map(words).collect();
    // CO2 first, then energy, then as the series go: output before intensities, unlike the names of files.
    let at = |part: &str| captions.iter().position(|caption| caption.contains(part)).expect("a figure");
    let order = ["广西二氧化碳排放量", "能源消费量", "产量", "强度"].map(at);
    assert!(order[0] == 0 && order.is_sorted(), "{captions:?}");
    assert!(all(&page, "table").len() > 20);
    for table in all(&page, "table") {
        let caption = Selector::parse("caption").unwrap();
        assert_eq!(table.select(&caption).count(), 1);
        let body = Selector::parse("tbody tr").unwrap();
        for row in table.select(&body) {
            assert_eq!(row.select(&Selector::parse("th[scope=row]").unwrap()).count(), 1);
        }
    }
    assert_eq!(all(&page, "th:not([scope])").len(), 0);
    for element in all(&page, "[href], [src], link, img, iframe, object, embed") {
        let target = element.value().attr("href").unwrap_or("");
        let inside = target.starts_with('#') && ids.contains(&&target[1..]);
        let cited = element.value().name() == "a" && target.starts_with("http");
        assert!(inside || cited, "{}", element.html());
    }
    assert!(!source.contains("@import") && !source.contains("url("));
    let differs = words_of(&page, "section[aria-labelledby=differences]");
    assert!(differs.contains("levers.arc-share.guangxi"), "{differs}");
}

/// Cells of the rows of the tables of a section whose caption holds a text.
fn cells(page: &Html, section: &str, caption: &str) -> Vec<Vec<String>> {
    let tables = all(page, &format!("section[aria-labelledby={section}] table"));
    let [captions, rows, cells] = ["caption", "tbody tr", "th, td"].map(|s| Selector::parse(s).unwrap());
    let of = |table: &ElementRef<'_>| table.select(&captions).any(|c| words(c).contains(caption));
    let rows = tables.into_iter().filter(of).flat_map(|table| table.select(&rows).collect::<Vec<_>>());
    rows.map(|row| row.select(&cells).map(words).collect()).collect()
}

fn number(text: &str) -> f64 {
    text.parse().unwrap_or_else(|_| panic!("{text:?} is no number"))
}

/// Mt with four figures, as the page writes them.
fn megatonnes(tonnes: f64, decimals: usize) -> String {
    format!("{:.decimals$}", tonnes / 1e6).replace('-', "−")
}

/// The page of a comparison against its tables: sentences, boards, regrets, causes.
#[test]
fn a_comparison_is_told_as_its_tables_hold_it() {
    let bench = Bench { files: Patched::new("small") };
    bench.compare(&["--lang", "en", "--years", "2030"]);
    let source = bench.report(&["compared"]);
    let page = Html::parse_document(&source);
    assert!(page.errors.is_empty(), "{:?}", page.errors);
    let sections: Vec<&str> = all(&page, "section h2").iter().filter_map(|h| h.value().attr("id")).collect();
    let wanted = [
        "summary",
        "targets",
        "peaks",
        "figures",
        "regrets",
        "decomposition",
        "differences",
        "assumptions",
        "method",
        "manifest",
    ];
    assert_eq!(sections, wanted);
    // Of 2030, what the difference of C to A is in the table is in the summary; that of B is nothing in every draw.
    let rows = bench.compared("comparison.csv");
    let row = |scenario: &str, against: &str| {
        let is_it = |r: &&BTreeMap<String, String>| {
            r["series"] == "Emissions|CO2"
                && r["place"] == "guangxi"
                && r["year"] == "2030"
                && r["scenario"] == scenario
                && r["against"] == against
        };
        rows.iter().find(is_it).expect("a row")
    };
    let summary = words_of(&page, "section[aria-labelledby=summary]");
    let (own, other) = (row("small-steel", ""), row("small-steel#3", "small-steel"));
    let decimals = if number(&own["p50"]) >= 10e6 { 2 } else { 3 };
    let [low, median, high] = ["p05", "p50", "p95"].map(|p| number(&other[p]));
    let told = format!("A {} Mt CO₂", megatonnes(number(&own["p50"]), decimals));
    assert!(summary.contains(&told), "{told}\n{summary}");
    let told = format!(
        "In 2030, C lies {} Mt CO₂ ({}%) {} A (median of the differences draw by draw; 90% band from {} Mt CO₂ to {} Mt CO₂); \
         the probability that C lies below A is",
        megatonnes(median.abs(), decimals),
        trimmed(100.0 * median.abs() / number(&own["p50"])),
        if median < 0.0 { "below" } else { "above" },
        megatonnes(low, decimals),
        megatonnes(high, decimals)
    );
    assert!(summary.contains(&told), "{told}\n{summary}");
    assert_eq!(row("small-steel#2", "small-steel")["p_equal"], "1");
    assert!(summary.contains("In 2030, B equals A in every draw."), "{summary}");
    let best = bench.compared("regrets.csv").last().expect("a row")["p_best"].clone();
    let told = format!("C {}%", trimmed(100.0 * number(&best)));
    assert!(summary.contains(&told), "{told}\n{summary}");
    // Every target of every scenario has its cell with the standing of the table.
    let board = cells(&page, "targets", "Targets");
    let targets = bench.compared("targets.csv");
    assert_eq!(board.len(), targets.iter().filter(|row| row["scenario"] == "small-steel").count());
    for (cells, rows) in board.iter().zip(targets.chunks(3)) {
        assert_eq!(cells.len(), 7, "{cells:?}");
        for (cell, row) in cells[3..6].iter().zip(rows) {
            let standing = &row["standing"];
            assert!(cell.starts_with(standing.as_str()), "{cell}: {standing}");
            let share = trimmed(100.0 * number(&row["probability"]));
            assert!(cell.contains(&format!("{share}%")) && cell.contains("margin "), "{cell}: {share}");
            assert_eq!(
                cell.contains("output bound") || cell.contains("demand alone"),
                row["attained_by_central"] == "false"
            );
        }
    }
    // Peaks: three scenarios and two differences for each of CO2 and energy.
    let peaks = cells(&page, "peaks", "Peaks (Mt CO₂)");
    let names: Vec<&str> = peaks.iter().take(5).map(|row| row[0].as_str()).collect();
    assert_eq!(names, ["A", "B", "C", "B − A", "C − A"], "{peaks:?}");
    let double = cells(&page, "peaks", "double control");
    assert!(double.iter().any(|row| row[0] == "P(C < A)"), "{double:?}");
    // Terms of C − A sum to the difference, but for rounding.
    let terms = cells(&page, "decomposition", "C − A, Guangxi");
    let value = |name: &str| {
        let row = terms.iter().find(|row| row[0] == name).unwrap_or_else(|| panic!("{name}: {terms:?}"));
        number(&row[1].replace('−', "-").replace(['+', ','], ""))
    };
    let sum: f64 = terms
        .iter()
        .map(|row| row[0].as_str())
        .filter(|n| !["Start", "End", "Difference"].contains(n))
        .map(value)
        .sum();
    assert!(
        (value("Start") + sum - value("End")).abs() < 0.04 && (sum - value("Difference")).abs() < 0.04,
        "{terms:?}"
    );
    assert!(value("Difference") != 0.0 && terms[0].len() == 3, "{terms:?}");
    // Waterfalls of both, boards as charts, what was set in which scenario.
    let captions: Vec<String> = all(&page, "figcaption").into_iter().map(words).collect();
    let numbered = captions.iter().enumerate().all(|(at, c)| c.starts_with(&format!("Figure {}. ", at + 1)));
    assert!(numbered, "{captions:?}");
    assert_eq!(captions.len(), charts(&bench.files.path("compared/charts")));
    for (section, least) in [("figures", 6), ("targets", 1), ("peaks", 2), ("decomposition", 2)] {
        assert!(
            all(&page, &format!("section[aria-labelledby={section}] figure")).len() >= least,
            "{section}"
        );
    }
    let manifest = words_of(&page, "section[aria-labelledby=manifest]");
    assert!(manifest.contains("B: levers.arc-share.guangxi@2030=35 %"), "{manifest}");
    let differs = words_of(&page, "section[aria-labelledby=differences]");
    assert_eq!(differs.matches("levers.arc-share.guangxi").count(), 2, "{differs}");
}

/// A percentage with one decimal, without a zero at its end.
fn trimmed(percent: f64) -> String {
    format!("{percent:.1}").trim_end_matches(".0").to_owned()
}

/// Five scenarios and more: the board of targets is cut into tables of four, so that a page of A4 takes it.
#[test]
fn many_scenarios_stand_in_several_tables() {
    let bench = Bench { files: Patched::new("small") };
    let scenarios = ["small.toml"; 6];
    let rest = ["--out", "compared", "--draws", "16", "--no-charts", "--lang", "zh"];
    let done = bench.dafeng(&[&["compare"][..], &scenarios, &rest].concat());
    assert!(done.status.success(), "{}", text(&done.stderr));
    let page = Html::parse_document(&bench.report(&["compared"]));
    let tables = all(&page, "section[aria-labelledby=targets] table");
    let heads = Selector::parse("thead th").unwrap();
    let columns: Vec<usize> = tables.iter().map(|table| table.select(&heads).count()).collect();
    assert_eq!(columns, [8, 6]);
    let differs = words_of(&page, "section[aria-labelledby=differences]");
    assert_eq!(
        differs.matches("两个情景的输入没有差异").count().max(differs.matches("没有差异").count()),
        5,
        "{differs}"
    );
}

/// What bound output and what does not add up, as the tables of a run hold it.
#[test]
fn a_run_tells_constraints_and_the_audit_of_its_plan() {
    let bench = Bench::small(&["--lang", "en", "--no-charts"]);
    let page = Html::parse_document(&bench.report(&["results"]));
    let findings: BTreeSet<String> =
        bench.column("audit.csv", "text_en", ("basis", "series")).into_iter().collect();
    let audit = words_of(&page, "section[aria-labelledby=audit]");
    assert!(!findings.is_empty());
    for finding in findings {
        assert!(
            audit.contains(&finding.split_whitespace().collect::<Vec<_>>().join(" ")),
            "{finding}\n{audit}"
        );
    }
    let told = text(&bench.dafeng(&["check", "small.toml", "--audit", "--lang", "en"]).stdout);
    let lines = told.lines().filter(|line| line.starts_with("  - ")).count();
    assert_eq!(all(&page, "section[aria-labelledby=audit] tbody tr").len(), lines, "{told}");
    // Every year in which the table has a constraint of the central run, once.
    let rows = cells(&page, "constraints", "");
    let bound = bench.column("constraints.csv", "central_binding", ("central_by", ""));
    assert_eq!(
        rows.iter().any(|row| !row[2].is_empty()),
        bound.iter().any(|binding| binding != "demand"),
        "{rows:?}"
    );
    let constraints = words_of(&page, "section[aria-labelledby=constraints]");
    assert!(
        rows.iter().any(|row| row[1] == "capacity") || constraints.contains("Decided by demand alone"),
        "{constraints}"
    );
}

/// How many drawings a folder of charts holds.
fn charts(folder: &Path) -> usize {
    let names = fs::read_dir(folder).expect("charts").map(|entry| entry.expect("an entry").path());
    names.filter(|path| path.extension().is_some_and(|extension| extension == "svg")).count()
}

/// Texts of scenario files are texts, whatever they hold.
#[test]
fn texts_of_scenarios_run_nothing() {
    let evil = "<script>alert('x')</script> \\\"&amp; {{ title }}";
    let files = Patched::new("small")
        .replace("small.toml", "en = \"Small steel baseline\"", &format!("en = \"{evil}\""))
        .replace(
            "small.toml",
            "en = \"Arc furnace share in 2030\"",
            "en = \"<img src=x onerror=alert(1)> & 'more'\"",
        )
        .replace("small.toml", "plan §6\"", "plan §6 <b onclick=alert(1)>\"")
        .replace(
            "small.toml",
            "title = \"Textbook values of the iron and steel industry\"",
            "title = \"</table><script>alert(2)</script>\"\nurl = \"javascript:alert(3)\"",
        );
    let bench = Bench::new(files, &["--lang", "en"]);
    let page = Html::parse_document(&bench.report(&["results"]));
    assert_eq!(words_of(&page, "h1"), "<script>alert('x')</script> \"&amp; {{ title }}");
    assert_eq!(all(&page, "script").len(), 1);
    assert_eq!(all(&page, "img, b").len(), 0);
    assert_eq!(all(&page, "[onerror], [onclick], [onload]").len(), 0);
    assert_eq!(all(&page, "a[href^='javascript']").len(), 0);
    let targets = words_of(&page, "section[aria-labelledby=targets]");
    assert!(targets.contains("<img src=x onerror=alert(1)> & 'more'"), "{targets}");
    assert!(targets.contains("plan §6 <b onclick=alert(1)>"), "{targets}");
    let sources = words_of(&page, "section[aria-labelledby=assumptions]");
    assert!(sources.contains("</table><script>alert(2)</script>"));
    bench.compare(&["--lang", "en"]);
    let page = Html::parse_document(&bench.report(&["compared"]));
    assert_eq!(all(&page, "script").len(), 1);
    assert_eq!(all(&page, "img, b, [onerror], [onclick], [onload], a[href^='javascript']").len(), 0);
    let targets = words_of(&page, "section[aria-labelledby=targets]");
    assert!(targets.contains("<img src=x onerror=alert(1)> & 'more'"), "{targets}");
    assert!(targets.contains("<script>alert('x')</script>"), "{targets}");
}

#[test]
fn an_earlier_report_is_replaced_and_nothing_else() {
    let bench = Bench::small(&["--draws", "0", "--no-charts"]);
    let first = bench.report(&["results"]);
    assert_eq!(bench.report(&["results"]), first);
    fs::write(bench.files.path("report.html"), "<!DOCTYPE html>\n<p>mine</p>\n").unwrap();
    let told = bench.refused(&["results"], 1);
    assert!(told.contains("report.html exists already and was not overwritten"), "{told}");
    assert_eq!(
        fs::read_to_string(bench.files.path("report.html")).unwrap(),
        "<!DOCTYPE html>\n<p>mine</p>\n"
    );
}

/// One draw gives no probability, none is said to be none, and nothing is printed that is no number.
#[test]
fn few_draws_are_told_as_they_are() {
    for (draws, told) in
        [("0", "There were no draws"), ("1", "There was a single draw, which gives no probability.")]
    {
        let bench = Bench::small(&["--draws", draws, "--no-charts", "--lang", "en"]);
        let page = Html::parse_document(&bench.report(&["results"]));
        let summary = words_of(&page, "section[aria-labelledby=summary]");
        assert!(summary.contains(told) && !summary.contains("probability of"), "{draws}: {summary}");
        assert!(!summary.contains("NaN"), "{summary}");
    }
    let bench = Bench { files: Patched::new("small") };
    let scenarios =
        ["compare", "small.toml", "small.toml", "--out", "compared", "--no-charts", "--lang", "en"];
    let done = bench.dafeng(&[&scenarios[..], &["--draws", "1"]].concat());
    assert!(text(&done.stdout).contains("which gives no probability"), "{}", text(&done.stdout));
    fs::remove_dir_all(bench.files.path("compared")).expect("removed");
    // A scenario against itself: the same in every draw.
    let done = bench.dafeng(&[&scenarios[..], &["--draws", "20"]].concat());
    assert!(
        text(&done.stdout).contains("equal to that of “Small steel baseline” in every draw"),
        "{}",
        text(&done.stdout)
    );
    let summary =
        words_of(&Html::parse_document(&bench.report(&["compared"])), "section[aria-labelledby=summary]");
    assert!(summary.contains("In 2030, B equals A in every draw."), "{summary}");
}

#[test]
fn results_without_charts_say_how_to_have_them() {
    let bench = Bench::small(&["--no-charts", "--lang", "en"]);
    let done = bench.dafeng(&["report", "results", "--lang", "zh"]);
    assert!(done.status.success());
    assert!(text(&done.stderr).contains("--no-charts"), "{}", text(&done.stderr));
    let page = Html::parse_document(&fs::read_to_string(bench.files.path("report.html")).unwrap());
    assert_eq!(all(&page, "svg").len(), 0);
    assert!(words_of(&page, "section[aria-labelledby=figures]").contains("--no-charts"));
    assert!(words_of(&page, "section[aria-labelledby=summary]").contains("二氧化碳排放"));
}

/// What was changed since is named and refused: a table, a chart, the scenario; so is another language than the charts'.
#[test]
fn results_that_are_not_what_they_were_are_refused() {
    let bench = Bench::small(&["--lang", "en"]);
    let told = bench.refused(&["results", "--lang", "zh"], 2);
    assert!(told.contains("results") && told.contains("--lang"), "{told}");
    let table = bench.files.path("results/targets.csv");
    let before = fs::read(&table).unwrap();
    fs::write(&table, [before.as_slice(), b"\n"].concat()).unwrap();
    fs::remove_file(bench.files.path("results/peaks.csv")).unwrap();
    let told = bench.refused(&["results"], 2);
    assert!(told.contains("targets.csv was changed") && told.contains("peaks.csv is missing"), "{told}");
    assert!(!bench.files.path("report.html").exists());
    let told = bench.refused(&["nowhere"], 2);
    assert!(told.contains("nowhere is no folder of results"), "{told}");
    bench.run("results", &["--lang", "en"]);
    let scenario = bench.files.path("small.toml");
    let changed = fs::read_to_string(&scenario).unwrap() + "\n# a note\n";
    fs::write(&scenario, changed).unwrap();
    let told = bench.refused(&["results"], 2);
    assert!(told.contains("the scenario changed since these results"), "{told}");
    assert!(told.contains("small.toml was changed"), "{told}");
}

#[test]
fn templates_are_the_users() {
    let bench = Bench::small(&["--draws", "0", "--no-charts", "--lang", "en"]);
    let template = |text: &str| fs::write(bench.files.path("mine.html"), text).unwrap();
    template(
        "<html>\n<h1>{{ title }}</h1>\n{% for section in sections %}<p>{{ section.heading }}</p>{% endfor %}\n</html>\n",
    );
    let page = bench.report(&["results", "--template", "mine.html"]);
    assert!(page.starts_with("<!DOCTYPE html>\n<!-- dafeng report -->\n<html>"), "{page}");
    assert!(page.contains("<h1>Small steel baseline</h1>") && page.contains("<p>Summary</p>"), "{page}");
    template("<html>\n\n{{ titel }}\n");
    let told = bench.refused(&["results", "--template", "mine.html"], 2);
    assert!(
        told.contains("mine.html:3") && told.contains("titel") && told.contains("did you mean `title`?"),
        "{told}"
    );
    template("<html>\n{% for section in sections %}\n<p>\n");
    let told = bench.refused(&["results", "--template", "mine.html"], 2);
    assert!(told.contains("mine.html:") && told.contains("cannot be read"), "{told}");
    let told = bench.refused(&["results", "--template", "none.html"], 2);
    assert!(told.contains("none.html: there is no such file"), "{told}");
    // What is printed makes the same page.
    let own = bench.report(&["results"]);
    template(&text(&bench.dafeng(&["report", "--print-template"]).stdout));
    assert_eq!(bench.report(&["results", "--template", "mine.html"]), own);
}

/// The template that is built in.
fn built_in() -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/report.html"))
        .expect("the template")
}

/// Relative luminance of `#rrggbb` (WCAG 2.2).
fn luminance(hex: &str) -> f64 {
    let channel = |at: usize| {
        let c = f64::from(u8::from_str_radix(&hex[at..at + 2], 16).expect("a hexadecimal")) / 255.0;
        if c <= 0.040_45 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
}

fn contrast(a: &str, b: &str) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// Every colour of a text on every colour of a ground has a contrast of at least 4.5 : 1.
#[test]
fn texts_stand_out() {
    // Published: black on white 21 : 1; #767676 on white 4.54 : 1.
    assert!((contrast("#000000", "#ffffff") - 21.0).abs() < 1e-9);
    assert!((contrast("#767676", "#ffffff") - 4.54).abs() < 0.005);
    let template = built_in();
    let (root, rest) =
        template.split_once(":root {").and_then(|(_, css)| css.split_once('}')).expect(":root");
    let named = |kind: &str| -> Vec<(String, String)> {
        let lines = root.lines().map(str::trim).filter(|line| line.starts_with(kind));
        let pairs = lines.filter_map(|line| line.trim_end_matches(';').split_once(": "));
        pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
    };
    let (texts, grounds) = (named("--text-"), named("--ground-"));
    assert!(texts.len() >= 6 && grounds.len() >= 2);
    for (text, color) in &texts {
        for (ground, behind) in &grounds {
            let found = contrast(color, behind);
            assert!(found >= 4.5, "{text} on {ground}: {found:.2}");
        }
    }
    // No colour but these, so that none escapes the check.
    let css = rest.split("</style>").next().expect("the style");
    let colour = |line: &&str| line.contains("color:") || line.contains("background:");
    for line in css.lines().filter(colour) {
        assert!(line.contains("var(--") || line.contains("inherit"), "{line}");
    }
    assert!(!css.contains(": #"));
}

/// The script that opens what is folded before printing is the one that the page allows, and no other.
#[test]
fn the_policy_allows_the_script_alone() {
    let template = built_in();
    let script = template
        .split_once("<script>")
        .and_then(|(_, rest)| rest.split_once("</script>"))
        .expect("a script")
        .0;
    let digest = base64(&Sha256::digest(script.as_bytes()));
    assert!(
        template.contains(&format!(
            "default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'"
        ))
    );
    // RFC 4648, section 10.
    assert_eq!([base64(b"fo"), base64(b"foobar")], ["Zm8=", "Zm9vYmFy"]);
}

fn base64(bytes: &[u8]) -> String {
    const SIGNS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let group = |group: &[u8]| {
        let bits = (0..3).fold(0_u32, |bits, at| bits << 8 | u32::from(group.get(at).copied().unwrap_or(0)));
        let sign = |at: usize| {
            if at > group.len() { '=' } else { char::from(SIGNS[(bits >> (18 - 6 * at)) as usize & 63]) }
        };
        (0..4).map(sign).collect::<String>()
    };
    bytes.chunks(3).map(group).collect()
}

const BROWSERS: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/// In a browser: nothing wider than a phone, everything folded opens for print, and print is A4.
#[test]
fn a_browser_shows_and_prints_it() {
    let runs =
        |name: &&&str| Process::new(name).arg("--version").output().is_ok_and(|done| done.status.success());
    let Some(browser) = BROWSERS.iter().find(runs) else {
        eprintln!("skipped: none of {BROWSERS:?} is installed");
        return;
    };
    let bench = Bench::small(&[]);
    for of in ["results", "compared"] {
        if of == "compared" {
            bench.compare(&[]);
        }
        bench.report(&[of]);
        shown_and_printed(browser, &bench);
    }
}

/// The page of a bench in a browser.
fn shown_and_printed(browser: &str, bench: &Bench) {
    let wrapper = "<body><iframe src=report.html width=360 height=800 style='border:0'></iframe><output></output><script>\
        addEventListener('load', function () { var page = document.querySelector('iframe').contentWindow, d = page.document;\
        var closed = d.querySelectorAll('details:not([open])').length; page.dispatchEvent(new Event('beforeprint'));\
        document.querySelector('output').textContent = ['width', d.documentElement.scrollWidth, 'closed', closed, 'left',\
        d.querySelectorAll('details:not([open])').length].join(' ') + ' end'; });</script>";
    fs::write(bench.files.path("wrapper.html"), wrapper).unwrap();
    let home = bench.files.path("browser");
    let open = |more: &[&str], page: &str| {
        let done = Process::new(browser)
            .args(["--headless", "--no-sandbox", "--disable-gpu", "--allow-file-access-from-files"])
            .arg(format!("--user-data-dir={}", home.display()))
            .args(more)
            .arg(format!("file://{}", bench.files.path(page).display()))
            .output();
        done.expect("the browser runs")
    };
    let seen = text(&open(&["--dump-dom"], "wrapper.html").stdout);
    let told =
        seen.split_once("<output>").and_then(|(_, rest)| rest.split_once(" end")).map(|(told, _)| told);
    let told: Vec<&str> = told.unwrap_or_else(|| panic!("{seen}")).split(' ').collect();
    let [_, width, _, closed, _, left] = told[..] else { panic!("{told:?}") };
    assert!(width.parse::<u32>().expect("a width") <= 360, "{told:?}");
    assert!(closed.parse::<u32>().expect("a count") > 10, "{told:?}");
    assert_eq!(left, "0", "{told:?}");
    let pdf = bench.files.path("report.pdf");
    open(&[&format!("--print-to-pdf={}", pdf.display())], "report.html");
    let printed = String::from_utf8_lossy(&fs::read(&pdf).expect("a PDF")).into_owned();
    // A4 is 210 mm × 297 mm: 595.3 × 841.9 points.
    let boxes: Vec<&str> =
        printed.split("/MediaBox [").skip(1).filter_map(|rest| rest.split(']').next()).collect();
    assert!(boxes.len() > 2, "{} pages", boxes.len());
    for sides in boxes {
        let sides: Vec<f64> = sides.split_whitespace().filter_map(|side| side.parse().ok()).collect();
        assert!((sides[2] - 595.3).abs() < 1.0 && (sides[3] - 841.9).abs() < 1.0, "{sides:?}");
    }
}
