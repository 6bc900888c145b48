//! Registers, histories and paths from workbooks: the same scenario as from CSV, and every file in the list of inputs.

mod common;

use std::fs;

use common::Patched;
use dafeng::scenario::{Loaded, Options, load};
use rust_xlsxwriter::{Format, Workbook, Worksheet};

/// Writes the rows of a CSV file into a sheet, numbers as numbers, from a corner on.
fn fill(sheet: &mut Worksheet, bytes: &[u8], corner: (u32, u16)) {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(bytes);
    for (row, record) in reader.records().enumerate() {
        for (column, cell) in record.expect("a row").iter().enumerate() {
            let (row, column) = (corner.0 + row as u32, corner.1 + column as u16);
            match cell.parse::<f64>() {
                Ok(number) => sheet.write_number(row, column, number).map(|_| ()),
                Err(_) if cell == "true" => sheet.write_boolean(row, column, true).map(|_| ()),
                Err(_) if cell.is_empty() => Ok(()),
                Err(_) => sheet.write_string(row, column, cell).map(|_| ()),
            }
            .expect("a cell");
        }
    }
}

fn loaded(files: &Patched) -> Loaded {
    load(&files.path("small.toml"), &Options::default()).unwrap_or_else(|problems| panic!("{problems}"))
}

/// The small scenario with register, history and a path in one workbook, the register not in its corner, beside an empty
/// row and an empty sheet.
fn in_workbook() -> Patched {
    let files = Patched::new("small");
    let read = |file: &str| fs::read(files.path(file)).expect("a table");
    let mut book = Workbook::new();
    fill(book.add_worksheet().set_name("机组").expect("a name"), &read("units.csv"), (2, 1));
    fill(book.add_worksheet().set_name("历史").expect("a name"), &read("history.csv"), (0, 0));
    let paths = book.add_worksheet().set_name("路径").expect("a name");
    fill(
        paths,
        "series,year,value,unit\ngrid,2030,0.36,tCO2/MWh\ngrid,2020,0.456,tCO2/MWh\n".as_bytes(),
        (0, 0),
    );
    // What the cell shows as 18.0% is stored as 0.18.
    let percent = Format::new().set_num_format("0.0%");
    for (row, (year, share)) in [(2020, 0.12), (2025, 0.18), (2030, 0.25)].into_iter().enumerate() {
        let row = row as u32 + 3;
        paths.write_string(row, 0, "arc").expect("a cell");
        paths.write_number(row, 1, year).expect("a cell");
        paths.write_number_with_format(row, 2, share, &percent).expect("a cell");
    }
    book.add_worksheet();
    book.save(files.path("plan.xlsx")).expect("a workbook");
    files
        .replace("small.toml", "\"units.csv\"", "{ file = \"plan.xlsx\", sheet = \"机组\" }")
        .replace("small.toml", "\"history.csv\"", "[{ file = \"plan.xlsx\", sheet = \"历史\" }]")
        .replace(
            "small.toml",
            "{ 2020 = \"0.456 tCO2/MWh\", 2030 = \"0.36 tCO2/MWh\" }",
            "{ file = \"plan.xlsx\", sheet = \"路径\", series = \"grid\" }",
        )
}

#[test]
fn a_workbook_makes_the_same_scenario_as_csv() {
    let (csv, book) = (loaded(&Patched::new("small")), loaded(&in_workbook()));
    assert_eq!(format!("{:#?}", book.scenario), format!("{:#?}", csv.scenario));
}

#[test]
fn a_workbook_is_an_input_once() {
    let inputs = loaded(&in_workbook()).inputs;
    let names: Vec<String> = inputs
        .iter()
        .map(|input| input.path.file_name().expect("a name").to_string_lossy().into_owned())
        .collect();
    assert_eq!(names, ["small.toml", "plan.xlsx"]);
    assert!(inputs[1].sha256.len() == 64 && inputs[1].bytes > 0);
}

#[test]
fn knots_of_a_table_can_be_set_and_shares_are_what_cells_show() {
    let share = "{ 2020 = \"12 %\", 2025 = \"18 %\", 2030 = \"25 %\" }";
    let files = in_workbook();
    let files =
        files.replace("small.toml", share, "{ file = \"plan.xlsx\", sheet = \"路径\", series = \"arc\" }");
    let set = vec![("regions.guangxi.grid-factor@2030".to_owned(), "0.3 tCO2/MWh".to_owned())];
    let options = Options { set, ..Options::default() };
    let scenario =
        load(&files.path("small.toml"), &options).unwrap_or_else(|problems| panic!("{problems}")).scenario;
    let at = |address: &str, year: i32| scenario.leaf_at(address).and_then(|leaf| leaf.path.at(year));
    assert_eq!(at("regions.guangxi.grid-factor", 2020), Some(0.456));
    assert_eq!(at("regions.guangxi.grid-factor", 2030), Some(0.3));
    assert_eq!(at("levers.arc-share.guangxi", 2025), Some(0.18));
}

#[test]
fn a_table_of_paths_in_csv_is_read_too() {
    let files = Patched::new("small");
    fs::write(
        files.path("paths.csv"),
        "\u{feff}year,value [tCO2/MWh],note\r\n2020,0.456,\r\n2030,0.36,plan\r\n",
    )
    .expect("written");
    let files = files.replace(
        "small.toml",
        "{ 2020 = \"0.456 tCO2/MWh\", 2030 = \"0.36 tCO2/MWh\" }",
        "{ file = \"paths.csv\" }",
    );
    let (plain, table) = (loaded(&Patched::new("small")), loaded(&files));
    assert_eq!(format!("{:#?}", table.scenario), format!("{:#?}", plain.scenario));
}
