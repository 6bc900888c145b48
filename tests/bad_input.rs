//! Bad inputs: each a patch of a good scenario, and the exact report that people read.
//!
//! The reports stand in `tests/bad_input/*.txt`; `DAFENG_BLESS=1 cargo test --test bad_input` writes
//! them anew, and the difference is to be read before it is committed.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use dafeng::scenario::{Loaded, Options, Problems, load};
use tempfile::TempDir;

/// The good scenario that every case breaks.
const BASE: &str = "tests/fixtures/small";
const MAIN: &str = "small.toml";
const REGISTER: &str = "units.csv";
const HISTORY: &str = "history.csv";
const REPORTS: &str = "tests/bad_input";

/// A copy of the good scenario.
struct Copy {
    folder: TempDir,
    options: Options,
    main: String,
}

impl Copy {
    fn new() -> Copy {
        let folder = tempfile::tempdir().expect("a folder");
        for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(BASE)).expect("the base") {
            let entry = entry.expect("a file");
            fs::copy(entry.path(), folder.path().join(entry.file_name())).expect("a copy");
        }
        Copy { folder, options: Options::default(), main: MAIN.to_owned() }
    }
    fn path(&self, file: &str) -> PathBuf {
        self.folder.path().join(file)
    }
    fn text(&self, file: &str) -> String {
        fs::read_to_string(self.path(file)).expect("a text")
    }
    fn write(&self, file: &str, bytes: impl AsRef<[u8]>) {
        fs::write(self.path(file), bytes).expect("written");
    }
    /// Replaces what stands in a file exactly once.
    fn replace(&self, file: &str, from: &str, to: &str) {
        let text = self.text(file);
        assert_eq!(text.matches(from).count(), 1, "`{from}` in {file}");
        self.write(file, text.replacen(from, to, 1));
    }
    fn append(&self, file: &str, more: &str) {
        self.write(file, self.text(file) + more);
    }
    /// Loads a file over the good scenario.
    fn over(&mut self, text: &str) {
        let head = "[scenario]\nid = \"over\"\nextends = \"small.toml\"\n";
        self.write("over.toml", format!("{head}{text}"));
        self.main = "over.toml".to_owned();
    }
    fn set(&mut self, address: &str, value: &str) {
        self.options.set.push((address.to_owned(), value.to_owned()));
    }
    fn load(&self) -> Result<Loaded, Problems> {
        load(&self.path(&self.main), &self.options)
    }
    /// The report, with paths relative to the scenario's folder.
    fn report(&self) -> String {
        let report = self.load().expect_err("this scenario is broken").to_string();
        report.replace(&format!("{}/", self.folder.path().display()), "")
    }
}

/// Two streams, to be used wrongly.
const STREAMS: &str = r#"
[streams.slag]
title = { zh = "渣", en = "Slag" }
kind  = "solid"

[streams.dust]
title = { zh = "颗粒物", en = "Dust" }
kind  = "air"

"#;

/// Contents of the blast furnace, with what else it has.
fn with_slag(copy: &Copy, content: &str, more: &str) {
    let contents = format!("contents.iron        = {{ hot-metal = 0.945, {content} }}\n{more}");
    copy.replace(MAIN, "contents.iron        = { hot-metal = 0.945 }", &contents);
    let water = "\n[streams.water]\ntitle = { zh = \"水\", en = \"Water\" }\nkind  = \"water\"\n";
    copy.append(MAIN, &format!("{STREAMS}{water}"));
}

/// The blast furnace charged with ore, of some contents, and with slag.
fn with_ore(copy: &Copy, contents: &str) {
    with_slag(copy, contents, "inputs.iron-ore = \"1.6 t/t\"\nstreams.slag = \"0.35 t/t\"");
    copy.append(MAIN, "\n[commodities.iron-ore]\ntitle = { zh = \"铁矿石\", en = \"Iron Ore\" }\n");
}

/// A row of the register without its third and fifth cell.
fn without_cluster_and_capacity(row: &str) -> String {
    let cells = row.split(',').enumerate().filter(|(at, _)| ![2, 4].contains(at));
    cells.map(|(_, cell)| cell).collect::<Vec<_>>().join(",")
}

/// What is random about demand in the good scenario.
const DEMAND: &str = "uncertain = { lognormal = { median = 1.0, sigma = 0.06 }, on = \"multiplier\" }";

fn correlation(of: &str, rank: &str) -> String {
    format!("\n[[correlations]]\nid = \"pair\"\nbetween = [{of}]\nrank = {rank}\nassumption = \"a\"\n")
}

/// Efficiency classes of the blast furnace, to be used wrongly.
const CLASSES: &str = r#"
[[processes.blast-furnace.classes]]
id           = "benchmark"
title        = { zh = "标杆", en = "Benchmark" }
intensity    = { value = 0.93, source = "plan" }
unclassified = { value = 0.2, source = "plan" }

[[processes.blast-furnace.classes]]
id           = "between"
title        = { zh = "中间", en = "Between" }
intensity    = { value = 1.02, source = "plan" }
unclassified = { value = 0.8, source = "plan" }
"#;

/// Compares the report of a broken scenario with the one on file.
fn check(name: &str, patch: impl FnOnce(&mut Copy)) {
    let mut copy = Copy::new();
    patch(&mut copy);
    let report = copy.report() + "\n";
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(REPORTS).join(format!("{name}.txt"));
    if std::env::var_os("DAFENG_BLESS").is_some() {
        fs::write(&path, &report).expect("written");
    }
    let expected = fs::read_to_string(&path).unwrap_or_default();
    assert!(report == expected, "{name}: expected\n{expected}\nfound\n{report}");
}

/// A workbook: sheets with a name and rows of comma-separated cells; what reads as a number is one.
fn workbook(copy: &Copy, file: &str, sheets: &[(&str, &str)]) {
    let mut book = rust_xlsxwriter::Workbook::new();
    for (name, text) in sheets {
        let sheet = book.add_worksheet().set_name(*name).expect("a name");
        for (row, line) in text.lines().enumerate() {
            for (column, cell) in line.split(',').enumerate() {
                write(sheet, (row as u32, column as u16), cell);
            }
        }
    }
    copy.write(file, book.save_to_buffer().expect("a workbook"));
}

fn write(sheet: &mut rust_xlsxwriter::Worksheet, (row, column): (u32, u16), cell: &str) {
    let percent = rust_xlsxwriter::Format::new().set_num_format("0.0%");
    let share = |cell: &str| cell.strip_suffix('%').and_then(|number| number.parse::<f64>().ok());
    let written = match (cell.parse::<f64>(), share(cell)) {
        (Ok(number), _) => sheet.write_number(row, column, number).map(|_| ()),
        (_, Some(share)) => sheet.write_number_with_format(row, column, share / 100.0, &percent).map(|_| ()),
        _ if cell.starts_with("=") => {
            let formula = rust_xlsxwriter::Formula::new(cell).set_result("#REF!");
            sheet.write_formula(row, column, formula).map(|_| ())
        }
        _ if cell == "<merged>" => {
            let plain = rust_xlsxwriter::Format::new();
            sheet.merge_range(row, column, row + 1, column, "coastal", &plain).map(|_| ())
        }
        _ if cell.is_empty() => Ok(()),
        _ => sheet.write_string(row, column, cell).map(|_| ()),
    };
    written.expect("a cell");
}

/// The good register in a workbook, a text of it replaced by another; the scenario reads it.
fn in_workbook(copy: &Copy, from: &str, to: &str) {
    let text = copy.text(REGISTER).replace("\"year unknown, by the works\"", "year unknown");
    assert_eq!(text.matches(from).count(), 1, "`{from}` in the register");
    workbook(copy, "units.xlsx", &[("机组", &text.replacen(from, to, 1)), ("空表", "")]);
    copy.replace(MAIN, "\"units.csv\"", "\"units.xlsx\"");
}

/// The grid factor from a table of paths.
fn with_path(copy: &Copy, named: &str, rows: &str) {
    copy.replace(MAIN, "{ 2020 = \"0.456 tCO2/MWh\", 2030 = \"0.36 tCO2/MWh\" }", named);
    workbook(copy, "paths.xlsx", &[("电网", rows)]);
}

macro_rules! bad {
    ($($name:ident: |$copy:ident| $patch:expr;)*) => {$(
        #[test]
        fn $name() {
            check(stringify!($name), |$copy| { $patch; });
        }
    )*};
}

// What stands in the files.
bad! {
    unknown_key: |copy| copy.replace(MAIN, "own-electricity      = 0.7", "own-electrcity       = 0.7");
    missing_required_key: |copy| copy.replace(MAIN, "[[projects]]\nid       = \"new-arc\"\nname     = \"New arc furnace\"\ncluster  = \"coastal\"\n", "[[projects]]\nid       = \"new-arc\"\nname     = \"New arc furnace\"\n");
    missing_scenario: |copy| copy.write(MAIN, "[sources.a]\ntitle = \"A\"\n");
    wrong_unit: |copy| copy.replace(MAIN, "value = \"480 kWh/t\"", "value = \"480 kwh/t\"");
    wrong_dimension: |copy| copy.replace(MAIN, "campaign             = \"17 a\"", "campaign             = \"17 t\"");
    electricity_is_no_energy: |copy| copy.replace(MAIN, "electricity = \"120 kWh/t\"", "electricity = \"0.43 GJ/t\"");
    material_is_no_co2: |copy| copy.replace(MAIN, "process-co2.lime          = \"0.012 tCO2/t\"", "process-co2.lime          = \"0.012 t/t\"");
    number_without_unit: |copy| copy.replace(MAIN, "life                      = \"25 a\"", "life                      = 25");
    thousands_separator: |copy| copy.replace(MAIN, "capacity = \"0.9 Mt\"", "capacity = \"900,000 t\"");
    wrong_type: |copy| copy.replace(MAIN, "tags                 = [\"long-process\"]\nsource", "tags                 = \"long-process\"\nsource");
    wrong_word: |copy| copy.replace(MAIN, "kind  = \"electricity\"", "kind  = \"power\"");
    nan: |copy| copy.replace(MAIN, "own-electricity      = 0.7", "own-electricity      = nan");
    infinity: |copy| copy.replace(MAIN, "utilisation-max      = 0.92", "utilisation-max      = +inf");
    negative_capacity: |copy| copy.replace(MAIN, "capacity = \"0.9 Mt\"", "capacity = \"-0.9 Mt\"");
    share_above_one: |copy| copy.replace(MAIN, "2030 = \"25 %\"", "2030 = \"125 %\"");
    year_out_of_range: |copy| copy.replace(MAIN, "year     = 2026", "year     = 20266");
    target_beyond_the_horizon: |copy| copy.replace(MAIN, "must   = \"> 20 %\"\nyear   = 2030", "must   = \"> 20 %\"\nyear   = 2035");
    horizon_out_of_order: |copy| copy.replace(MAIN, "end      = 2030", "end      = 2020");
    knots_out_of_order: |copy| copy.replace(MAIN, "2025 = \"18 %\", 2030 = \"25 %\"", "2030 = \"25 %\", 2025 = \"18 %\"");
    bounds_crossed: |copy| copy.replace(MAIN, "low = \"400 kWh/t\", high = \"560 kWh/t\"", "low = \"560 kWh/t\", high = \"400 kWh/t\"");
    one_bound: |copy| copy.replace(MAIN, "low = \"25 a\", high = \"36 a\"", "low = \"25 a\"");
    region_called_all: |copy| copy.over("[regions.all]\ntitle = { zh = \"全国\", en = \"Nation\" }\nclass = \"other\"\ngrid-factor = { value = \"0.5 tCO2/MWh\", assumption = \"a\" }\n");
    times_in_a_circle: |copy| copy.over("[levers.rebuild]\nguangxi = { same-as = \"levers.clean.guangxi\", times = 0.5, assumption = \"a\" }\n[levers.clean]\nguangxi = { same-as = \"levers.rebuild.guangxi\", times = 0.5, assumption = \"b\" }\n");
    times_of_nothing: |copy| copy.replace(MAIN, "{ value = 0.6, assumption", "{ value = 0.6, times = 2, assumption");
    times_itself: |copy| copy.replace(MAIN, "guangxi = { value = 0.6, assumption", "guangxi = { same-as = \"levers.rebuild.guangxi\", times = 0.5, assumption");
    times_too_much: |copy| copy.replace(MAIN, "guangxi = { value = 0.6, assumption", "guangxi = { same-as = \"levers.arc-share.guangxi\", times = 5, assumption");
    times_a_unit: |copy| copy.replace(MAIN, "guangxi = { value = 0.6, assumption", "guangxi = { same-as = \"levers.arc-share.guangxi\", times = \"5 t\", assumption");
    shared_growth: |copy| copy.replace(MAIN, "guangxi = { path = { 2020 = \"325 万吨\", 2025 = \"340 万吨\", 2030 = \"320 万吨\" }, uncertain = { lognormal = { median = 1.0, sigma = 0.06 }, on = \"multiplier\" }, assumption", "all = { growth = { rate = \"1 %/a\" }, assumption = \"grows\" }\nguangxi = { same-as = \"demand.carbon-steel.all\", times = 0.5, assumption");
    pin_of_no_region: |copy| copy.replace(MAIN, "series = \"output.crude-steel\"\nregion = \"guangxi\"", "series = \"output.crude-stele\"");
    spread_negative: |copy| copy.replace(MAIN, "sd = 0.03", "sd = -0.03");
    multiplier_off_centre: |copy| copy.replace(MAIN, "lognormal = { median = 1.0, sigma = 0.06 }", "uniform = { low = 1.1, high = 1.3 }");
    two_forms_of_a_leaf: |copy| copy.replace(MAIN, "{ value = 0.6, assumption", "{ value = 0.6, path = { 2020 = 0.6 }, assumption");
    two_distributions: |copy| copy.replace(MAIN, DEMAND, "uncertain = { uniform = { low = 0.9, high = 1.1 }, pert = { low = 0.9, mode = 1.0, high = 1.1 }, on = \"multiplier\" }");
    beta_without_shape: |copy| copy.replace(MAIN, DEMAND, "uncertain = { beta = { alpha = 0, beta = 2, low = 0.9, high = 1.1 }, on = \"multiplier\" }");
    pert_out_of_order: |copy| copy.replace(MAIN, DEMAND, "uncertain = { pert = { low = 0.9, mode = 1.3, high = 1.1 }, on = \"multiplier\" }");
    truncated_to_nothing: |copy| copy.replace(MAIN, DEMAND, "uncertain = { truncated-normal = { mean = 1.0, sd = 0.01, low = 1.2, high = 1.4 }, on = \"multiplier\" }");
    weights_and_values: |copy| copy.replace(MAIN, DEMAND, "uncertain = { discrete = { values = [0.9, 1.0, 1.1], weights = [1, 2] }, on = \"multiplier\" }");
    weight_of_nothing: |copy| copy.replace(MAIN, DEMAND, "uncertain = { empirical = { values = [0.9, 1.1], weights = [1, 0] }, on = \"multiplier\" }");
    value_of_the_wrong_unit: |copy| copy.replace(MAIN, DEMAND, "uncertain = { discrete = { values = [\"3 Mt\", \"3 kWh\"] } }");
    disturbance_that_never_ends: |copy| copy.replace(MAIN, DEMAND, "disturbance = { sigma = 0.1, persistence = 1 }");
    disturbance_without_sigma: |copy| copy.replace(MAIN, DEMAND, "disturbance = { sd = 0.1 }");
    growth_shock_too_large: |copy| copy.replace(MAIN, DEMAND, "growth-shock = { sigma = 3 }");
    same_as_and_disturbance: |copy| copy.replace(MAIN, "guangxi = { value = \"300 万吨\", assumption = \"flat\" }", "guangxi = { same-as = \"demand.carbon-steel.guangxi\", disturbance = { sigma = 0.1 } }");
    shock_of_no_leaf: |copy| copy.append(MAIN, "\n[shocks.dry]\ntitle = { zh = \"旱\", en = \"Dry\" }\nassumption = \"a\"\nmoves = [{ id = \"grid\", leaf = \"regions.guangxi.grid-facto\", strength = 0.1 }]\n");
    shock_of_nothing: |copy| copy.append(MAIN, "\n[shocks.dry]\ntitle = { zh = \"旱\", en = \"Dry\" }\n");
    shock_of_uncertain_strength: |copy| copy.append(MAIN, "\n[shocks.dry]\ntitle = { zh = \"旱\", en = \"Dry\" }\npersistence = 1.5\nassumption = \"a\"\nmoves = [{ id = \"grid\", leaf = \"regions.guangxi.grid-factor\", strength = { value = 0.1, low = 0.0, high = 0.2 } }]\n");
    correlation_of_one: |copy| copy.append(MAIN, &correlation("\"regions.guangxi.grid-factor\"", "0.5"));
    correlation_of_what_is_certain: |copy| copy.append(MAIN, &correlation("\"regions.guangxi.grid-factor\", \"consumption.crude-steel.guangxi\"", "0.5"));
    correlation_of_no_shock: |copy| copy.append(MAIN, &correlation("\"shocks.wet\", \"shocks.dry\"", "0.5"));
    correlation_across_kinds: |copy| { copy.replace(MAIN, DEMAND, "disturbance = { sigma = 0.1 }"); copy.append(MAIN, &correlation("\"regions.guangxi.grid-factor\", \"demand.carbon-steel.guangxi.disturbance\"", "0.5")); };
    correlation_twice: |copy| copy.append(MAIN, &correlation("\"regions.guangxi.grid-factor\", \"demand.carbon-steel.guangxi\", \"regions.guangxi.grid-factor\"", "0.5"));
    correlation_of_one_hundred_percent: |copy| copy.append(MAIN, &correlation("\"regions.guangxi.grid-factor\", \"demand.carbon-steel.guangxi\"", "1"));
    correlation_above_one: |copy| copy.append(MAIN, &correlation("\"regions.guangxi.grid-factor\", \"demand.carbon-steel.guangxi\"", "1.5"));
    bad_comparator: |copy| copy.replace(MAIN, "must   = \"> 20 %\"", "must   = \"more than 20 %\"");
    bad_size_class: |copy| copy.replace(MAIN, "size    = \"<= 450 m3\"", "size    = \">= 450 m3\"");
    title_in_one_language: |copy| copy.append(MAIN, "\n[titles]\nflux = { zh = \"熔剂\", english = \"Flux\" }\n");
    bad_identifier: |copy| copy.replace(MAIN, "id     = \"arc-2030\"", "id     = \"arc 2030\"");
    source_and_assumption: |copy| copy.replace(MAIN, "guangxi = { value = 0.6, assumption", "guangxi = { value = 0.6, source = \"plan §6\", assumption");
    unknown_source: |copy| copy.replace(MAIN, "source   = \"plan §7\"", "source   = \"paln §7\"");
    not_toml: |copy| { copy.replace(MAIN, "base     = 2020", "base     = "); copy.replace(MAIN, "year     = 2026", "year     2026"); };
    nested_too_deeply: |copy| copy.append(MAIN, &format!("\n[[levers]]\nx = {}1{}\n", "[".repeat(5000), "]".repeat(5000)));
    duplicate_key: |copy| copy.replace(MAIN, "relined              = true", "relined              = true\nrelined              = true");
    many_problems: |copy| copy.append(MAIN, &(0..70).map(|n| format!("[[suspensions]]\nid = \"s{n}\"\ngroup = \"nowhere\"\nfrom = 2025\nopen = true\n")).collect::<String>().replacen("[[", "\n[[", 1));
}

// What things say of each other.
bad! {
    duplicate_ids: |copy| copy.replace(MAIN, "id       = \"new-furnace\"", "id       = \"new-arc\"");
    duplicate_ids_in_the_register: |copy| copy.append(REGISTER, "BF-1,again,coastal,blast-furnace,500000,1998,,,,,,,,,,\n");
    undefined_reference: |copy| copy.replace(MAIN, "clean-process   = \"arc-furnace\"", "clean-process   = \"arc-furnce\"");
    undefined_region_of_a_lever: |copy| copy.replace(MAIN, "guangxi = { value = 0.6,", "guanxi = { value = 0.6,");
    lever_of_the_wrong_kind: |copy| copy.replace(MAIN, "kind      = \"share\"", "kind      = \"output-cap\"");
    same_as_nothing: |copy| copy.replace(MAIN, "energy-factor        = { value = 1, low = 0.95, high = 1.06 }", "energy-factor        = { same-as = \"processes.convertr.energy-factor\" }");
    same_as_a_circle: |copy| { copy.replace(MAIN, "energy-factor        = { value = 1, low = 0.95, high = 1.06 }", "energy-factor        = { same-as = \"processes.converter.energy-factor\" }"); copy.replace(MAIN, "improvement               = \"0.2 %/a\"", "energy-factor = { same-as = \"processes.blast-furnace.energy-factor\" }"); };
    same_as_of_another_dimension: |copy| copy.replace(MAIN, "energy-factor        = { value = 1, low = 0.95, high = 1.06 }", "energy-factor        = { same-as = \"processes.converter.life\" }");
    circle_of_intermediates: |copy| copy.replace(MAIN, "floors               = {", "inputs.carbon-steel = \"0.1 t/t\"\nfloors               = {");
    route_does_not_chain: |copy| copy.replace(MAIN, "[\"converter\", \"blast-furnace\"]", "[\"blast-furnace\", \"converter\"]");
    missing_ratio_row: |copy| copy.replace(MAIN, "group    = \"iron\"\nclass    = \"other\"\nin-force = [2021, 2030]", "group    = \"iron\"\nclass    = \"other\"\nin-force = [2021, 2027]");
    approved_before_the_table: |copy| copy.replace(MAIN, "year     = 2026", "year     = 2026\napproved = 2019");
    suspension_without_an_end: |copy| copy.replace(MAIN, "to     = 2025\n", "");
    missing_demand: |copy| { let text = copy.text(MAIN); let (from, to) = (text.find("[demand").expect("demand"), text.find("[consumption").expect("consumption")); copy.write(MAIN, format!("{}{}", &text[..from], &text[to..])); };
    contents_missing: |copy| copy.replace(MAIN, "campaign                  = \"15 a\"\nnew-build-size            = \"150 t\"\ncontents.iron             = { hot-metal = 0.945, steel-scrap = 0.96, carbon-steel = 0.985 }", "campaign                  = \"15 a\"");
    element_unknown: |copy| copy.replace(MAIN, "contents.iron        = { hot-metal = 0.945 }", "contents.irn         = { hot-metal = 0.945 }");
    content_of_nothing: |copy| copy.replace(MAIN, "contents.iron        = { hot-metal = 0.945 }", "contents.iron        = { hot-metl = 0.945 }");
    content_of_a_stream_that_does_not_arise: |copy| { with_slag(copy, "slag = 0.2", ""); };
    content_without_a_charge: |copy| { with_slag(copy, "slag = 0.004", "streams.slag = \"0.35 t/t\""); };
    content_of_water: |copy| { with_slag(copy, "water = 0.1", "streams.water = \"2 m3/t\""); };
    content_above_one: |copy| { with_slag(copy, "slag = 1.2", "streams.slag = \"0.35 t/t\""); };
    contents_above_one: |copy| {
        with_ore(copy, "iron-ore = 0.6");
        copy.replace(MAIN, "hot-metal = 0.945, iron-ore = 0.6 }", "hot-metal = 0.945, iron-ore = 0.6 }\ncontents.nickel      = { iron-ore = 0.1, hot-metal = 0.09 }");
        copy.append(MAIN, "\n[elements.nickel]\ntitle = { zh = \"镍\", en = \"Nickel\" }\n");
    };
    more_metal_out_than_in: |copy| { with_ore(copy, "iron-ore = 0.55, slag = 0.01"); };
    intermediate_of_two_contents: |copy| {
        with_ore(copy, "iron-ore = 0.65");
        copy.replace(MAIN, "contents.iron        = { hot-metal = 0.945, ", "contents.iron        = { hot-metal = 0.95, ");
    };
    charge_out_of_bounds: |copy| copy.replace(MAIN, "charge = \"0.15 t/t\"", "charge = \"0.35 t/t\"");
    no_electricity: |copy| copy.replace(MAIN, "kind  = \"electricity\"", "kind  = \"heat\"\nemission-factor = \"0.1 tCO2/GJ\"");
    two_electricities: |copy| copy.append(MAIN, "\n[carriers.wind]\ntitle = { zh = \"风电\", en = \"Wind\" }\nkind = \"electricity\"\n");
    emission_factor_missing: |copy| copy.replace(MAIN, "emission-factor = \"0.0561 tCO2/GJ\"\n", "");
    captive_power_without_fuel: |copy| copy.replace(MAIN, "own-electricity      = 0.7", "captive-share        = 0.7");
    delay_without_end: |copy| copy.replace(MAIN, ", wait = 3", "");
    streams_of_two_kinds: |copy| copy.append(MAIN, &format!("{STREAMS}{}", "[stream-sums.all]\ntitle = { zh = \"合计\", en = \"All\" }\nsum   = [\"slag\", \"dust\"]\n"));
    dust_into_a_sink: |copy| copy.append(MAIN, &format!("{STREAMS}{}", "[sinks.cement]\ntitle  = { zh = \"水泥\", en = \"Cement\" }\nserves = [\"dust\"]\n"));
    bound_by_dust: |copy| copy.append(MAIN, &format!("{STREAMS}{}", "[[waste-bounds]]\nid     = \"dust\"\nstream = \"dust\"\nplace  = \"guangxi\"\ngrowth = { value = \"1 kt\", source = \"plan\" }\nfrom   = 2022\n"));
}

// Efficiency classes.
bad! {
    class_without_classes: |copy| copy.over("[[fleet.units]]\nid = \"BF-1\"\nclass = \"benchmark\"\n");
    undefined_class_of_a_project: |copy| copy.over(&format!("{CLASSES}[[projects]]\nid = \"new-furnace\"\nclass = \"benchmrk\"\n"));
    undefined_class_in_the_register: |copy| { let lines: Vec<String> = copy.text(REGISTER).lines().enumerate().map(|(at, line)| format!("{line},{}\n", ["class", "betwen", "", ""].get(at).unwrap_or(&""))).collect(); copy.write(REGISTER, lines.concat()); copy.append(MAIN, CLASSES); };
    lever_on_no_class: |copy| copy.over(&format!("{CLASSES}[levers.retrofit]\ntitle = {{ zh = \"改造\", en = \"Retrofit\" }}\nkind = \"class-share\"\nprocess = \"blast-furnace\"\nguangxi = {{ value = 0.5, source = \"plan\" }}\n[levers.retrofit-below]\ntitle = {{ zh = \"改造\", en = \"Retrofit\" }}\nkind = \"below-class-share\"\nprocess = \"converter\"\nclass = \"between\"\nguangxi = {{ value = 0.5, source = \"plan\" }}\n"));
    class_of_a_carrier_not_used: |copy| { copy.replace(MAIN, "recovered.tar        = \"0.48 GJ/t\"", "class-carriers       = [\"natural-gas\"]"); copy.append(MAIN, CLASSES); };
    class_in_the_wrong_unit: |copy| { copy.replace(MAIN, "recovered.tar        = \"0.48 GJ/t\"", "class-carriers       = [\"coking-coal\"]"); copy.append(MAIN, CLASSES); };
    new_build_class_of_nothing: |copy| copy.replace(MAIN, "recovered.tar        = \"0.48 GJ/t\"", "new-build-class      = \"benchmark\"");
    classes_out_of_order: |copy| copy.append(MAIN, &CLASSES.replace("1.02", "0.90"));
    class_that_takes_nothing: |copy| copy.append(MAIN, &CLASSES.replace("0.93", "0"));
    unclassified_not_whole: |copy| copy.append(MAIN, &CLASSES.replace("0.8", "0.7"));
    unclassified_in_motion: |copy| copy.append(MAIN, &CLASSES.replace("value = 0.8", "path = { 2020 = 0.8, 2030 = 0.5 }"));
}

/// A driver, and demand that follows it.
const DRIVEN: &str = "
[drivers.gdp]
title = { zh = \"地区生产总值\", en = \"GDP\" }
guangxi = { path = { 2020 = \"22157 亿元\", 2030 = \"35000 亿元\" }, source = \"plan\" }
";

/// The good scenario with another demand of steel and a driver to follow.
fn demand(copy: &Copy, demand: &str) {
    let text = copy.text(MAIN);
    let (from, to) = (text.find("[demand").expect("demand"), text.find("[consumption").expect("consumption"));
    let demand = format!("[demand.carbon-steel]\nguangxi = {demand}\n{DRIVEN}\n");
    copy.write(MAIN, format!("{}{demand}{}", &text[..from], &text[to..]));
}

// Declared series, drivers, prices.
bad! {
    ratio_of_nothing: |copy| copy.append(MAIN, "\n[ratios.local]\ntitle = { zh = \"就地转化率\", en = \"Local Conversion\" }\nnumerator = [\"Use|Hot Metal\"]\n");
    ratio_at_no_place: |copy| copy.append(MAIN, "\n[ratios.coast]\ntitle = { zh = \"沿海占比\", en = \"Coast\" }\nnumerator = [\"Capacity|Crude Steel@costal\"]\ndenominator = [\"Capacity|Crude Steel\"]\n");
    price_per_nothing: |copy| copy.replace(MAIN, "trade       = \"traded\"", "trade       = \"traded\"\nprice       = \"4000 元\"");
    driver_unknown: |copy| demand(copy, "{ intensity = \"1 t/万元\", driver = \"gpd\", source = \"plan\" }");
    driver_of_another_region: |copy| { demand(copy, "{ elasticity = 0.5, driver = \"gdp\", source = \"plan\" }"); copy.replace(MAIN, "guangxi = { path = { 2020 = \"22157 亿元\", 2030 = \"35000 亿元\" }, source = \"plan\" }\n", "yunnan = { value = \"24522 亿元\", source = \"plan\" }\n"); copy.append(MAIN, "\n[regions.yunnan]\ntitle = { zh = \"云南\", en = \"Yunnan\" }\nclass = \"other\"\ngrid-factor = \"0.1 tCO2/MWh\"\n"); };
    driver_without_a_relation: |copy| demand(copy, "{ driver = \"gdp\", source = \"plan\" }");
    driver_of_zero: |copy| { demand(copy, "{ elasticity = 0.5, driver = \"gdp\", source = \"plan\" }"); copy.replace(MAIN, "2030 = \"35000 亿元\"", "2025 = \"0 亿元\""); };
    intensity_of_the_wrong_dimension: |copy| demand(copy, "{ intensity = \"0.6 t/人\", driver = \"gdp\", source = \"plan\" }");
    elasticity_from_nothing: |copy| { copy.replace(MAIN, "pins   = { output-of = \"crude-steel\" }\n", "pins   = { output-of = \"crude-steel\" }\nuntil  = 2019\n"); demand(copy, "{ elasticity = 0.5, driver = \"gdp\", source = \"plan\" }"); copy.replace(MAIN, "pins   = { output-of = \"converter\" }", "pins   = { output-of = \"blast-furnace\" }"); };
    consumption_written_twice: |copy| { demand(copy, "{ consumption = { elasticity = 0.5, driver = \"gdp\" }, source = \"plan\" }"); copy.replace(MAIN, "[consumption.crude-steel]", "[consumption.carbon-steel]"); };
}

// Tables.
bad! {
    row_of_the_wrong_length: |copy| copy.append(REGISTER, "BF-4,4号高炉,coastal,blast-furnace,500000\n");
    missing_column_of_the_register: |copy| {
        let rows: Vec<String> = copy.text(REGISTER).lines().map(without_cluster_and_capacity).collect();
        copy.write(REGISTER, rows.join("\n"));
    };
    missing_column_of_the_history: |copy| copy.replace(HISTORY, "year,value,unit", "year,value,measure");
    mistyped_column_of_the_register: |copy| copy.replace(REGISTER, "capacity [t],", "capcity [t],");
    unknown_column: |copy| copy.replace(REGISTER, "owner,closes", "owner,close");
    cell_with_a_unit: |copy| copy.replace(REGISTER, "500000", "50 万吨");
    negative_cell: |copy| copy.replace(REGISTER, "500000", "-500000");
    undefined_cluster_in_the_register: |copy| copy.replace(REGISTER, "BF-2,2号高炉,coastal", "BF-2,2号高炉,costal");
    ages_not_spread: |copy| copy.replace(MAIN, "age      = { spread = [5, 20], assumption = \"works of the region were built in two waves\" }\n", "");
    open_quote: |copy| copy.replace(REGISTER, "\"year unknown, by the works\"", "\"year unknown, by the works");
    pin_of_no_series: |copy| copy.replace(MAIN, "series = \"output.hot-metal\"", "series = \"output.hotmetal\"");
    pin_of_the_wrong_dimension: |copy| copy.replace(MAIN, "pins   = { output-of = \"converter\" }", "pins   = { co2 = true }");
    comparison_of_no_series: |copy| copy.append(MAIN, "\n[[history.compare]]\nid     = \"steel\"\nseries = \"output.crude-stel\"\nmetric = \"Production|Crude Steel\"\n");
    comparison_from_outside_the_horizon: |copy| copy.append(MAIN, "\n[[history.compare]]\nid              = \"steel\"\nseries          = \"output.crude-steel\"\nmetric          = \"Production|Crude Steel\"\ncumulative-from = 1999\n");
    comparison_at_no_place: |copy| copy.append(MAIN, "\n[[history.compare]]\nid     = \"steel\"\nseries = \"output.crude-steel\"\nmetric = \"Production|Crude Steel\"\nplace  = \"guanxi\"\n");
    comparison_where_nothing_was_observed: |copy| copy.append(MAIN, "\n[[history.compare]]\nid     = \"steel\"\nseries = \"output.crude-steel\"\nmetric = \"Production|Crude Steel\"\nplace  = \"all\"\n");
    comparison_without_a_metric: |copy| copy.append(MAIN, "\n[[history.compare]]\nid     = \"steel\"\nseries = \"output.crude-steel\"\n");
    two_observations_of_one_year: |copy| copy.append(HISTORY, "output.crude-steel,guangxi,,2020,3.3,Mt,another yearbook,,,,\n");
    two_pins_of_one_thing: |copy| copy.replace(MAIN, "pins   = { output-of = \"converter\" }", "pins   = { output-of = \"hot-metal\" }");
    growth_from_nothing: |copy| { copy.replace(MAIN, "pins   = { output-of = \"crude-steel\" }\n", "pins   = { output-of = \"crude-steel\" }\nuntil  = 2019\n"); copy.replace(MAIN, "guangxi = { path = { 2020 = \"325 万吨\", 2025 = \"340 万吨\", 2030 = \"320 万吨\" },", "guangxi = { growth = { rate = \"1 %/a\" },"); copy.replace(MAIN, "pins   = { output-of = \"converter\" }", "pins   = { output-of = \"blast-furnace\" }"); };
    cluster_in_another_region: |copy| { copy.replace(HISTORY, "energy.works,,coastal", "energy.works,yunnan,coastal"); copy.append(MAIN, "\n[regions.yunnan]\ntitle = { zh = \"云南\", en = \"Yunnan\" }\nclass = \"other\"\ngrid-factor = \"0.1 tCO2/MWh\"\n"); };
    unit_of_an_observation: |copy| copy.replace(HISTORY, "255.0,万吨", "255.0,万頓");
    place_of_an_observation: |copy| copy.replace(HISTORY, "2020,266.5", "20x0,266.5");
}

/// Costs, to be used wrongly.
const COST: &str = "\n[cost]\ndiscount-rate = { value = \"8 %/a\", assumption = \"a\" }\n";

// Costs.
bad! {
    cost_without_a_rate: |copy| copy.append(MAIN, "\n[cost]\ncarbon-price.all = { value = \"60 CNY/tCO2\", assumption = \"a\" }\n");
    discount_rate_per_nothing: |copy| copy.append(MAIN, &COST.replace("8 %/a", "8 %"));
    carbon_price_per_tonne: |copy| copy.append(MAIN, &format!("{COST}carbon-price.guangxi = {{ value = \"60 CNY/t\", assumption = \"a\" }}\n"));
    carbon_price_of_no_region: |copy| copy.append(MAIN, &format!("{COST}carbon-price.guangx = {{ value = \"60 CNY/tCO2\", assumption = \"a\" }}\n"));
    price_of_electricity_per_heat: |copy| copy.over("[carriers.electricity.price]\nguangxi = { value = \"160 CNY/GJ\", assumption = \"a\" }\n");
    price_of_a_fuel_per_tonne: |copy| copy.over("[carriers.coking-coal.price]\nall = { value = \"1500 CNY/t\", assumption = \"a\" }\n");
    price_of_scrap_of_no_region: |copy| copy.over("[scrap.steel-scrap.price]\nhunan = { value = \"2500 CNY/t\", assumption = \"a\" }\n");
    process_without_capital: |copy| copy.over("[processes.arc-furnace.cost]\nfixed = { value = \"60 CNY/t\", assumption = \"a\" }\n");
    capital_without_money: |copy| copy.over("[processes.arc-furnace.cost]\ncapital = { value = \"1400 t\", assumption = \"a\" }\nrecovery = { value = \"0.5 a\", assumption = \"a\" }\n");
    retrofit_without_money: |copy| copy.append(MAIN, &CLASSES.replace("id           = \"benchmark\"", "id           = \"benchmark\"\nretrofit = { value = \"300 t\", assumption = \"a\" }"));
    tier_without_width: |copy| copy.append(MAIN, "\n[[electricity-tiers]]\nid = \"arc\"\nof = { process = \"arc-furnace\" }\nin-force = [2022, 2030]\nreference = \"500 kWh/t\"\nwidth = \"0 kWh/t\"\nstep = \"0.01 CNY/kWh\"\nassumption = \"a\"\n");
    tier_out_of_order: |copy| copy.append(MAIN, "\n[[electricity-tiers]]\nid = \"arc\"\nof = { process = \"arc-furnance\" }\nin-force = [2030, 2022]\nreference = \"500 kWh/t\"\nwidth = \"20 kWh/t\"\nstep = \"0.01 CNY\"\nassumption = \"a\"\n");
    allocation_of_both: |copy| copy.append(MAIN, "\n[[allocations]]\nid = \"steel\"\nin-force = [2024, 2030]\nshare = 1\nbenchmark = \"1.8 tCO2/t\"\nassumption = \"a\"\n");
    allocation_of_neither: |copy| copy.append(MAIN, "\n[[allocations]]\nid = \"steel\"\nof = { tag = \"arc-furnace\", process = \"converter\" }\nin-force = [2024, 2030]\nassumption = \"a\"\n");
    choice_without_costs: |copy| copy.over("[groups.iron.choice]\nprocesses = [\"blast-furnace\"]\nlambda = { value = 8, assumption = \"a\" }\nreference = { value = \"3000 CNY/t\", assumption = \"a\" }\n");
    choice_against_nothing: |copy| { copy.append(MAIN, COST); copy.over("[groups.iron.choice]\nprocesses = [\"arc-furnace\"]\nlambda = { value = 8, assumption = \"a\" }\nreference = { value = \"0 CNY/t\", assumption = \"a\" }\n"); };
    choice_beside_its_lever: |copy| { copy.append(MAIN, COST); copy.over("[groups.crude-steel.choice]\nlambda = { value = 8, assumption = \"a\" }\nreference = { value = \"3000 CNY/t\", assumption = \"a\" }\n"); };
    choice_of_nothing: |copy| { copy.append(MAIN, COST); copy.over("[groups.iron.choice]\nlambda = { value = 8, assumption = \"a\" }\nreference = { value = \"3000 CNY/t\", assumption = \"a\" }\n"); };
    response_without_costs: |copy| copy.append(MAIN, "\n[[demand-responses]]\nid = \"steel\"\ncommodity = \"carbon-stele\"\nelasticity = -0.3\npass-through = 1.5\nreference = \"0.5 CNY/t\"\nassumption = \"a\"\n");
}

// Files and layers.
bad! {
    no_such_file: |copy| copy.main = "nothing.toml".to_owned();
    folder: |copy| { fs::create_dir(copy.path("folder.toml")).expect("a folder"); copy.main = "folder.toml".to_owned(); };
    empty_file: |copy| copy.write(MAIN, "\u{feff} \r\n");
    empty_register: |copy| copy.write(REGISTER, "");
    too_large: |copy| File::create(copy.path(MAIN)).and_then(|file| file.set_len(1 << 30)).expect("a sparse file");
    not_utf8: |copy| copy.write(MAIN, b"[scenario]\nid = \"Z\xFCrich\"\n");
    gb18030: |copy| copy.write(REGISTER, b"id,name\nU1,1\xBA\xC5\xB8\xDF\xC2\xAF,\xB9\xE3\xCE\xF7\n");
    utf16: |copy| copy.write(REGISTER, b"\xFF\xFEi\0d\0");
    missing_register: |copy| copy.replace(MAIN, "\"units.csv\"", "\"unit.csv\"");
    missing_second_register: |copy| copy.replace(MAIN, "\"units.csv\"", "[\"units.csv\", \"unit.csv\"]");
    no_register: |copy| copy.replace(MAIN, "\"units.csv\"", "[]");
    register_twice: |copy| copy.replace(MAIN, "\"units.csv\"", "[\"units.csv\", \"./units.csv\"]");
    register_of_a_number: |copy| copy.replace(MAIN, "\"units.csv\"", "[\"units.csv\", 2]");
    unit_in_two_registers: |copy| { copy.replace(MAIN, "\"units.csv\"", "[\"units.csv\", \"more.csv\"]"); copy.write("more.csv", "id,cluster,process,capacity [t],source\nBF-1,coastal,blast-furnace,500000,plan\n"); };
    observation_in_two_histories: |copy| { copy.replace(MAIN, "\"history.csv\"", "[\"history.csv\", \"more.csv\"]"); let text = copy.text(HISTORY); copy.write("more.csv", text.lines().take(2).collect::<Vec<_>>().join("\n")); };
    workbook_cell_with_a_unit: |copy| in_workbook(copy, "500000", "50 万吨");
    workbook_unknown_column: |copy| in_workbook(copy, "capacity [t]", "capcity [t]");
    workbook_column_without_a_name: |copy| in_workbook(copy, ",commissioned,", ",,");
    workbook_undefined_process: |copy| in_workbook(copy, "coastal,arc-furnace", "coastal,arc-furnance");
    workbook_two_problems: |copy| in_workbook(copy, "2号高炉,coastal,blast-furnace,1200000,2009", "2号高炉,costal,blast-furnace,=A1,2009.5");
    workbook_merged_cells: |copy| in_workbook(copy, "BF-1,1号高炉,coastal", "BF-1,1号高炉,<merged>");
    workbook_of_two_sheets: |copy| { in_workbook(copy, "500000", "500000"); let text = copy.text(REGISTER); workbook(copy, "units.xlsx", &[("机组", &text), ("新建", &text)]); };
    workbook_without_the_sheet: |copy| { in_workbook(copy, "500000", "500000"); copy.replace(MAIN, "\"units.xlsx\"", "{ file = \"units.xlsx\", sheet = \"机租\" }"); };
    workbook_key_unknown: |copy| { in_workbook(copy, "500000", "500000"); copy.replace(MAIN, "\"units.xlsx\"", "{ file = \"units.xlsx\", sheets = \"机组\" }"); };
    workbook_empty: |copy| { in_workbook(copy, "500000", "500000"); workbook(copy, "units.xlsx", &[("机组", "")]); };
    workbook_broken: |copy| { in_workbook(copy, "500000", "500000"); copy.write("units.xlsx", b"PK\x03\x04 and no more"); };
    workbook_of_old: |copy| { in_workbook(copy, "500000", "500000"); copy.write("units.xlsx", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"); };
    sheet_of_a_csv_table: |copy| copy.replace(MAIN, "\"units.csv\"", "{ file = \"units.csv\", sheet = \"机组\" }");
    history_in_a_workbook: |copy| { let text = copy.text(HISTORY); workbook(copy, "history.xlsx", &[("历史", &text.replace("255.0,万吨", "255.0,万顿"))]); copy.replace(MAIN, "\"history.csv\"", "{ file = \"history.xlsx\", sheet = \"历史\" }"); };
    path_in_the_wrong_unit: |copy| with_path(copy, "{ file = \"paths.xlsx\" }", "year,value [t/t]\n2020,0.456\n2030,0.36");
    path_of_an_unknown_series: |copy| with_path(copy, "{ file = \"paths.xlsx\", series = \"guanxi\" }", "series,year,value,unit\nguangxi,2020,0.456,tCO2/MWh\nhunan,2020,0.4,tCO2/MWh");
    path_of_several_series: |copy| with_path(copy, "{ file = \"paths.xlsx\" }", "series,year,value,unit\nguangxi,2020,0.456,tCO2/MWh\nhunan,2020,0.4,tCO2/MWh");
    path_with_a_year_twice: |copy| with_path(copy, "{ file = \"paths.xlsx\", sheet = \"电网\" }", "year,value [tCO2/MWh]\n2020,0.456\n2030,0.36\n2020,0.45");
    path_without_a_value: |copy| with_path(copy, "{ file = \"paths.xlsx\", serie = \"x\" }", "year,value [tCO2/MWh]\n2020,0.456\n2030,");
    path_of_a_missing_table: |copy| with_path(copy, "{ file = \"path.xlsx\" }", "year,value\n");
    path_in_percent: |copy| with_path(copy, "{ file = \"paths.xlsx\" }", "year,value,unit\n2020,45.6%,tCO2/MWh\n2030,0.36,tCO2/MWh");
    missing_extends: |copy| { copy.over(""); copy.replace("over.toml", "small.toml", "smal.toml"); };
    extends_circle: |copy| { copy.over(""); copy.write("third.toml", "[scenario]\nextends = \"over.toml\"\n"); copy.replace(MAIN, "[scenario]\n", "[scenario]\nextends = \"third.toml\"\n"); };
    path_outside: |copy| { copy.over(""); copy.replace("over.toml", "small.toml", "../small.toml"); };
    library_with_a_head: |copy| { copy.over(""); copy.replace("over.toml", "extends = \"small.toml\"", "library = [\"small.toml\"]"); };
    library_is_no_list: |copy| copy.replace(MAIN, "[scenario]\n", "[scenario]\nlibrary = \"steel.toml\"\n");
    broken_library: |copy| { copy.replace(MAIN, "[scenario]\n", "[scenario]\nlibrary = [\"library.toml\"]\n"); copy.write("library.toml", "[carriers.coke]\ntitel = \"x\"\n"); };
    remove_of_nothing: |copy| copy.over("[[projects]]\nid = \"new-arcs\"\nremove = true\n[fleet.corrections.all]\nremove = true\n");
    removed_but_needed: |copy| copy.over("[tags.arc-furnace]\nremove = true\n");
    error_in_a_layer: |copy| copy.over("[processes.converter]\nlife = \"30 months\"\n");
    set_unknown_address: |copy| copy.set("levers.arc-shar.guangxi", "0.3");
    set_unknown_unit: |copy| copy.set("fleet.units.BF-9.closes", "2027");
    set_unknown_key: |copy| copy.set("fleet.units.BF-1.close", "2027");
    set_bad_value: |copy| copy.set("processes.converter.life", "30 months");
    set_bad_year: |copy| copy.set("fleet.units.BF-1.closes", "soon");
    set_unknown_knot: |copy| copy.set("levers.arc-share.guangxi@2026", "20 %");
    set_knot_of_a_constant: |copy| copy.set("levers.rebuild.guangxi@2026", "20 %");
    set_bad_address: |copy| copy.set("levers..guangxi", "20 %");
    set_layers: |copy| copy.set("scenario.extends", "other.toml");
}

#[cfg(unix)]
#[test]
fn pipe() {
    check("pipe", |copy| {
        fs::remove_file(copy.path(MAIN)).expect("removed");
        let made = std::process::Command::new("mkfifo").arg(copy.path(MAIN)).status();
        assert!(made.is_ok_and(|status| status.success()));
    });
}

/// The problem itself, for programs that want more than the report.
#[test]
fn problems_have_places() {
    let copy = Copy::new();
    copy.replace(MAIN, "group    = \"iron\"", "group    = \"irn\"");
    let problems = copy.load().expect_err("broken");
    let problem = problems.iter().next().expect("one");
    assert_eq!(problems.len(), 1);
    assert_eq!(problem.message, "there is no group `irn`");
    assert_eq!(problem.help.as_deref(), Some("did you mean `iron`?"));
    assert!(problem.file.ends_with(MAIN));
    assert_eq!((problem.line, problem.column), (209, 12));
}
