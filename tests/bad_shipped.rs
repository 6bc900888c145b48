//! The shipped Guangxi scenario, broken in one place at a time: the exact message, at the broken line.
//! (Every kind with its whole report, caret and way out: tests/bad_input.rs.)

use dafeng::model::Model;
use dafeng::scenario::{Options, load};
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

const BASELINE: &str = "guangxi/steel-baseline.toml";
const UNITS: &str = "guangxi/units.csv";

/// A copy of everything shipped.
struct Shipped {
    folder: TempDir,
}

impl Shipped {
    fn new() -> Shipped {
        let folder = TempDir::new().expect("a folder");
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
        for part in ["library", "guangxi"] {
            fs::create_dir_all(folder.path().join("scenarios").join(part)).expect("a folder");
            for entry in fs::read_dir(root.join(part)).expect("shipped") {
                let entry = entry.expect("a file");
                let to = folder.path().join("scenarios").join(part).join(entry.file_name());
                fs::copy(entry.path(), to).expect("a copy");
            }
        }
        Shipped { folder }
    }

    fn path(&self, file: &str) -> PathBuf {
        self.folder.path().join("scenarios").join(file)
    }

    /// Replaces the first occurrence of a text that must occur.
    fn replace(self, file: &str, from: &str, to: &str) -> Shipped {
        let text = fs::read_to_string(self.path(file)).expect("a text");
        assert!(text.contains(from), "{file} does not hold `{from}`");
        fs::write(self.path(file), text.replacen(from, to, 1)).expect("written");
        self
    }

    fn append(self, file: &str, more: &str) -> Shipped {
        let text = fs::read_to_string(self.path(file)).expect("a text");
        fs::write(self.path(file), text + more).expect("written");
        self
    }

    /// The first problem has this message, and stands on a line that holds `at` (`""`: the whole file).
    /// Compiling the scenario finds this problem, at a line that holds `at`.
    #[track_caller]
    fn fails_late(&self, message: &str, help: &str, at: &str) {
        let loaded = load(&self.path(BASELINE), &Options::default()).unwrap_or_else(|p| panic!("{p}"));
        let errors = Model::compile(loaded.scenario).expect_err("this scenario cannot run");
        let found = errors.iter().map(|e| (e.address.as_str(), e.message.as_str(), e.help.as_deref()));
        let problems = loaded.places.problems(found);
        let first = problems.iter().next().expect("a problem");
        assert_eq!((first.message.as_str(), first.help.as_deref().unwrap_or("")), (message, help));
        let text = fs::read_to_string(&first.file).expect("the file it names");
        let line = text.lines().nth(first.line - 1).expect("the line it names");
        assert!(line.contains(at), "it points at {line:?}");
    }

    #[track_caller]
    fn says(&self, message: &str, at: &str) {
        let problems = load(&self.path(BASELINE), &Options::default()).expect_err("this scenario is broken");
        let first = problems.iter().next().expect("a problem");
        let place = format!("{}/", self.folder.path().join("scenarios").display());
        assert_eq!(first.message.replace(&place, ""), message, "\n{problems}");
        if !at.is_empty() {
            let text = fs::read_to_string(&first.file).expect("the file it names");
            let line = text.lines().nth(first.line - 1).expect("the line it names");
            assert!(line.contains(at), "it points at {line:?}");
        }
    }
}

#[test]
fn an_unknown_key() {
    Shipped::new()
        .replace(BASELINE, "money    =", "colour   = 1\nmoney    =")
        .says("unknown key `colour` in `scenario`", "colour");
}

#[test]
fn a_missing_key() {
    Shipped::new()
        .replace(BASELINE, "kind      = \"share\"\n", "")
        .says("`levers.arc-share` has no `kind`", "[levers.arc-share]");
}

#[test]
fn an_unknown_word() {
    Shipped::new()
        .replace(BASELINE, "kind      = \"share\"", "kind      = \"shares\"")
        .says("`levers.arc-share.kind` cannot be the text \"shares\"", "shares");
}

#[test]
fn a_wrong_unit() {
    Shipped::new()
        .replace(BASELINE, "capacity = \"1.46 Mt\"", "capacity = \"1.46 Mtt\"")
        .says("`projects.gx-zhongjin-bf2.capacity`: unknown unit `Mtt`", "Mtt");
}

#[test]
fn a_wrong_dimension() {
    Shipped::new()
        .replace(BASELINE, "capacity = \"1.46 Mt\"", "capacity = \"1.46 GJ\"")
        .says("`projects.gx-zhongjin-bf2.capacity`: `GJ` is an energy (GJ), not a mass (t)", "GJ");
}

#[test]
fn a_negative_capacity() {
    Shipped::new()
        .replace(BASELINE, "capacity = \"1.46 Mt\"", "capacity = \"-1.46 Mt\"")
        .says("`projects.gx-zhongjin-bf2.capacity` is -1460000 t, which is not possible", "-1.46");
}

#[test]
fn a_number_without_unit() {
    Shipped::new()
        .replace(BASELINE, "capacity = \"1.46 Mt\"", "capacity = 1.46")
        .says("`projects.gx-zhongjin-bf2.capacity`: the number 1.46 has no unit", "= 1.46");
}

#[test]
fn a_year_out_of_range() {
    Shipped::new()
        .replace(BASELINE, "2060 = \"50 %\"", "20600 = \"50 %\"")
        .says("`levers.arc-share.guangxi.path` cannot be the text \"20600\"", "20600");
}

#[test]
fn knots_out_of_order() {
    Shipped::new()
        .replace(BASELINE, "2025 = \"21 %\", 2030", "2035 = \"21 %\", 2030")
        .says("the knots of `levers.arc-share.guangxi` are out of order: 2030 after 2035", "2035");
}

#[test]
fn a_missing_ratio_row() {
    Shipped::new()
        .append(BASELINE, "\n[[replacement]]\nid = \"steel-2021-other\"\nremove = true\n")
        .says("missing ratio row: nothing in `[[replacement]]` says what `converter` gives for `converter` in the group `crude-steel`, class `other`, in 2021, when `projects.gx-shenglong-bof8` is approved", "");
}

#[test]
fn bounds_crossed() {
    Shipped::new()
        .replace(BASELINE, "low = 0.5, mode = 1, high = 1.5", "low = 1.5, mode = 1, high = 0.5")
        .says("the distribution of `levers.arc-share.guangxi` is not sound: low 1.5, mode 1 and high 0.5 are not in order", "high = 0.5");
}

#[test]
fn an_id_twice() {
    Shipped::new()
        .replace(BASELINE, "id       = \"gx-zhongjin-bf2\"", "id       = \"gx-gxis-bf2\"")
        .says("two elements `projects.gx-gxis-bf2`", "gx-gxis-bf2");
}

#[test]
fn an_undefined_reference() {
    Shipped::new()
        .replace(BASELINE, "process  = \"aod-stainless\"", "process  = \"aod-stainles\"")
        .says("there is no process `aod-stainles`", "aod-stainles");
}

#[test]
fn a_circle_of_intermediates() {
    Shipped::new()
        .append(
            BASELINE,
            "\n[processes.blast-furnace.inputs]\ncarbon-steel = { value = 0.1, assumption = \"none\" }\n",
        )
        .says("commodities are made from each other in a circle: hot-metal <- carbon-steel <- hot-metal", "");
}

#[test]
fn a_row_of_wrong_length() {
    Shipped::new()
        .append(UNITS, "U1,short,row\n")
        .says("a row of 3 cells under a header of 16 columns", "U1,short,row");
}

#[test]
fn an_unknown_column() {
    Shipped::new().replace(UNITS, ",process,", ",proces,").says("unknown column `proces`", "proces");
}

#[test]
fn a_cell_that_is_no_number() {
    Shipped::new()
        .replace(UNITS, ",1330000,", ",1.33 million,")
        .says("`1.33 million` under the column `capacity [t]` is not a plain number", "1.33 million");
}

#[test]
fn not_a_number() {
    Shipped::new()
        .replace(BASELINE, "value = 1.18", "value = nan")
        .says("`nan` is not a finite number", "nan");
}

#[test]
fn infinity() {
    Shipped::new()
        .replace(BASELINE, "value = 1.18", "value = inf")
        .says("`inf` is not a finite number", "inf");
}

#[test]
fn a_missing_base() {
    Shipped::new()
        .replace(BASELINE, "base     = 2020", "extends  = \"steel-basline.toml\"\nbase     = 2020")
        .says("cannot read `guangxi/steel-basline.toml`: there is no such file", "steel-basline");
}

#[test]
fn a_circle_of_layers() {
    Shipped::new()
        .replace(BASELINE, "base     = 2020", "extends  = \"steel-accelerated.toml\"\nbase     = 2020")
        .says("files extend each other in a circle: guangxi/steel-baseline.toml -> guangxi/steel-accelerated.toml -> guangxi/steel-baseline.toml", "");
}

#[test]
fn a_path_that_leaves() {
    Shipped::new()
        .replace(BASELINE, "../library/sources.toml", "../../sources.toml")
        .says("`../../sources.toml` lies outside the folder of the scenario", "../../sources.toml");
}

#[test]
fn an_unknown_source() {
    Shipped::new()
        .replace(BASELINE, "source    = \"gx21 第六章第四节", "source    = \"gx12 第六章第四节")
        .says("there is no source `gx12`", "gx12");
}

#[test]
fn no_comparator() {
    Shipped::new()
        .replace(BASELINE, "must   = \"> 20 %\"", "must   = \"over 20 %\"")
        .says("`over 20 %` does not begin with a comparator", "over 20");
}

#[test]
fn a_target_past_the_end() {
    Shipped::new()
        .replace(BASELINE, "year   = 2025", "year   = 2065")
        .says("`targets.gx-eaf-share` is about 2065, which the scenario does not cover", "2065");
}

#[test]
fn no_years_to_run() {
    Shipped::new()
        .replace(BASELINE, "end      = 2060", "end      = 2020")
        .says("the last year 2020 does not lie after the last observed year 2020", "end");
}

#[test]
fn not_toml() {
    Shipped::new()
        .replace(BASELINE, "[history]", "[history")
        .says("this is not TOML: unclosed table", "[history");
}

#[test]
fn not_a_flag() {
    Shipped::new()
        .replace(BASELINE, "built    = true", "built    = \"yes\"")
        .says("`projects.gx-gxis-bf2.built` cannot be the text \"yes\"", "yes");
}

#[test]
fn nothing_to_remove() {
    Shipped::new()
        .append(BASELINE, "\n[[projects]]\nid = \"gx-no-such\"\nremove = true\n")
        .says("`projects.gx-no-such` is removed but does not exist", "");
}

/// A 1 GB register is refused from its size, without being read.
#[test]
fn a_huge_file() {
    let shipped = Shipped::new();
    let file = fs::OpenOptions::new().write(true).open(shipped.path(UNITS)).expect("the register");
    file.set_len(1 << 30).expect("a sparse file");
    shipped.says("cannot read `guangxi/units.csv`: it has 1024 MB; at most 64 MB are read", "");
}

/// A register saved by a Chinese spreadsheet: says what it is and how to convert it. The bytes are
/// 广西高炉 in GB18030.
#[test]
fn a_table_in_gb18030() {
    let shipped = Shipped::new();
    let mut bytes = b"id,name,cluster,process,capacity [t]\nX1,".to_vec();
    bytes.extend(b"\xb9\xe3\xce\xf7\xb8\xdf\xc2\xaf,gx-steel-other,blast-furnace,1000\n");
    fs::write(shipped.path(UNITS), bytes).expect("written");
    let problems = load(&shipped.path(BASELINE), &Options::default()).expect_err("not UTF-8");
    let first = problems.iter().next().expect("a problem");
    assert!(first.message.ends_with("guangxi/units.csv` is not UTF-8: byte 0xB9 at offset 40"), "{problems}");
    let help = first.help.as_deref().unwrap_or_default();
    assert!(help.contains("iconv -f GB18030 -t UTF-8"), "{help}");
}

/// Byte-order marks and Windows line ends are taken as they come.
#[test]
fn windows_files_are_accepted() {
    let shipped = Shipped::new();
    for file in [BASELINE, UNITS] {
        let text = fs::read_to_string(shipped.path(file)).expect("a text");
        fs::write(shipped.path(file), format!("\u{feff}{}", text.replace('\n', "\r\n"))).expect("written");
    }
    load(&shipped.path(BASELINE), &Options::default()).unwrap_or_else(|p| panic!("{p}"));
}

#[test]
fn an_empty_file_and_a_folder() {
    let shipped = Shipped::new();
    fs::write(shipped.path(BASELINE), "").expect("written");
    shipped.says("`guangxi/steel-baseline.toml` is empty", "");
    fs::remove_file(shipped.path(BASELINE)).expect("removed");
    fs::create_dir(shipped.path(BASELINE)).expect("a folder");
    shipped.says("cannot read `guangxi/steel-baseline.toml`: it is a folder, not a file", "");
}

/// What only shows when the scenario is put together points at its place too.
#[test]
fn a_series_that_does_not_exist() {
    let shipped = Shipped::new().replace(
        BASELINE,
        "metric = \"Scrap Ratio|Crude Steel\"",
        "metric = \"Scrap Ratio|Crude Stel\"",
    );
    shipped.fails_late(
        "`targets.cn-scrap-ratio.metric`: there is no series `Scrap Ratio|Crude Stel` at this place",
        "did you mean `Scrap Ratio|Crude Steel`?",
        "Crude Stel",
    );
}

/// A comparison needs a series of the run wherever the history has its own, and in its dimension.
#[test]
fn a_comparison_with_what_is_not_reported() {
    let metric = "series = \"capacity.iron\"\nmetric = \"Capacity|Hot Metal\"";
    let series = |wrong: &str| metric.replace("Capacity|Hot Metal", wrong);
    let shipped = Shipped::new().replace(BASELINE, metric, &series("Capacity|Hot Metall"));
    shipped.fails_late(
        "`history.compare.iron-capacity.metric`: there is no series `Capacity|Hot Metall` at `guangxi`, where it was observed",
        "did you mean `Capacity|Hot Metal`?",
        "Capacity|Hot Metall",
    );
    let shipped = Shipped::new().replace(BASELINE, metric, &series("Emissions|CO2"));
    shipped.fails_late(
        "`history.compare.iron-capacity.metric`: `Emissions|CO2` is in tCO2, and `capacity.iron` in t",
        "",
        "Emissions|CO2",
    );
}

/// 45 Mt of crude steel against parts of 27.8, 3.1 and 3.6.
#[test]
fn observations_that_contradict_each_other() {
    let row = "output.crude-steel,guangxi,,2020,34522300";
    let shipped =
        Shipped::new().replace("guangxi/history.csv", row, "output.crude-steel,guangxi,,2020,45000000");
    shipped.fails_late(
        "`history.pins.crude-steel`: in 2020 the parts of `crude-steel` come to 34522300 t, but 45000000 t were observed; correct the history, pin the parts, or drop a pin",
        "",
        "[[history.pins]]",
    );
}
