"""Opens exported results with pyam, pandas, polars, DuckDB and openpyxl; called by .ci/tables with the folder."""

import csv
import datetime
import json
import logging
import math
import sys
import warnings
from pathlib import Path

warnings.filterwarnings("ignore")

import duckdb
import openpyxl
import pandas as pd
import polars as pl
import pyam

logging.getLogger("pyam").setLevel(logging.ERROR)
PLACE = Path(sys.argv[1])


def say(who: str, what: str) -> None:
    print(f"{who}: {what}")


def check(holds: bool, what: object) -> None:
    if not holds:
        sys.exit(f"does not hold: {what}")


def adds_up(frame: pyam.IamDataFrame, what: object) -> None:
    """`check_aggregate` gives nothing where all adds up."""
    check(frame is None, what)


def iamc() -> None:
    frame = pyam.IamDataFrame(PLACE / "province.iamc.csv")
    check(frame.region[0] == "Guangxi", frame.region)
    sectors = frame.filter(region="Guangxi", variable="Emissions|CO2|*", level=0).variable
    check(len(sectors) > 4, sectors)
    adds_up(frame.filter(region="Guangxi").check_aggregate("Emissions|CO2"), "CO2 by sector")
    for sector in sectors:
        parts = frame.filter(region="Guangxi").check_aggregate(sector)
        adds_up(parts, f"{sector} by process")
    adds_up(frame.check_aggregate_region("Emissions|CO2", region="Guangxi"), "CO2 by cluster")
    converted = frame.filter(variable="Emissions|CO2").convert_unit("t CO2", "Mt CO2")
    check(converted.unit == ["Mt CO2"], converted.unit)
    bands = [name for name in frame.filter(variable="Emissions|CO2 [*Percentile]").variable if name.count("[") == 1]
    check(len(bands) == 7, bands)
    # A check that cannot fail shows nothing: with one sector less the rest does not add up.
    check(frame.filter(region="Guangxi").filter(variable=sectors[-1], keep=False)
          .check_aggregate("Emissions|CO2") is not None, "a missing sector is found")
    nation = pyam.IamDataFrame(PLACE / "nation.iamc.csv")
    (whole,) = set(nation.filter(variable="Emissions|CO2").region) & {"All regions"}
    regions = [region for region in nation.region if "|" not in region and region != whole]
    check(len(regions) > 20, regions)
    adds_up(nation.check_aggregate_region("Emissions|CO2", region=whole, subregions=regions), "CO2 by region")
    say("pyam", f"CO2 of {len(sectors)} sectors, of their processes, of the clusters and of {len(regions)} regions adds up")


def tidy(name: str) -> None:
    """The same rows and sums in every reader of CSV and Parquet, and in the tables of the results."""
    paths = PLACE / f"{name}.csv", PLACE / f"{name}.parquet"
    found = []
    for path in paths:
        is_csv = path.suffix == ".csv"
        frame = pd.read_csv(path, encoding="utf-8-sig") if is_csv else pd.read_parquet(path)
        found.append((len(frame), math.fsum(frame["value"].dropna()), frame["value"].count()))
        check(str(frame["year"].dtype).startswith("int") and frame["value"].dtype == "float64", frame.dtypes)
        lazy = pl.read_csv(path, infer_schema_length=None) if is_csv else pl.read_parquet(path)
        found.append((lazy.height, math.fsum(lazy["value"].drop_nulls()), lazy["value"].count()))
        reader = f"read_csv('{path}', sample_size=-1)" if is_csv else f"'{path}'"
        rows = duckdb.sql(f"select value from {reader}").fetchall()
        values = [value for (value,) in rows if value is not None]
        found.append((len(rows), math.fsum(values), len(values)))
    check(all(one == found[0] for one in found), (name, found))
    if (PLACE / name / "series.csv").exists():
        own = pd.read_csv(PLACE / name / "series.csv")["value"]
        frame = pd.read_parquet(paths[1])
        central = frame.loc[frame["statistic"] == "central", "value"]
        check(math.fsum(own.dropna()) == math.fsum(central.dropna()), f"{name}: the sum of series.csv")
    say("pandas, polars, DuckDB", f"{name}: {found[0][0]} rows and the same sum in CSV and Parquet")


def document() -> None:
    read = json.loads((PLACE / "province.json").read_text(encoding="utf-8"))
    frame = pd.read_parquet(PLACE / "province.parquet")
    total = math.fsum(v for s in read["series"] for vs in s["statistics"].values() for v in vs if v is not None)
    check(total == math.fsum(frame["value"].dropna()), "the sum of the JSON document")
    check(read["tables"]["targets"] and read["results"][0]["manifest"]["tool"] == "dafeng", read.keys())


def workbook() -> None:
    for name in ["hostile"]:
        book = openpyxl.load_workbook(PLACE / f"{name}.xlsx")
        check({"图表", "指标", "目标", "参数与来源", "引用文献", "计算记录"} <= set(book.sheetnames), book.sheetnames)
        check(len(book["图表"]._charts) > 3, "charts")
        cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
        check(not [cell for cell in cells if cell.data_type == "f"], "no cell is a formula")
        for sheet in book.sheetnames[1:]:
            check(sheet == "图表数据" or book[sheet].freeze_panes, f"{sheet} is frozen")
        numbers = [cell for cell in cells if isinstance(cell.value, (int, float)) and not isinstance(cell.value, bool)]
        check(all(cell.number_format != "General" for cell in numbers), "every number has a format")
        # Zip entries and properties tell no time of the machine.
        check(book.properties.created == datetime.datetime(2000, 1, 1), book.properties.created)
    sheet = book["指标"]
    heads = [cell.value for cell in sheet[1]]
    values = math.fsum(
        cell.value for row in sheet.iter_rows(min_row=2, min_col=heads.index("2020") + 1) for cell in row
        if cell.value is not None
    )
    own = math.fsum(pd.read_csv(PLACE / "hostile" / "series.csv")["value"].dropna())
    check(math.isclose(values, own, rel_tol=1e-12), (values, own))
    say("openpyxl", f"{len(numbers)} typed numbers in {len(book.sheetnames)} sheets of the last, frozen, no formula")


def formulas() -> None:
    """User text that a spreadsheet would run is guarded in CSV and stays as it is elsewhere."""
    for name in ["hostile.csv", "hostile.iamc.csv", "hostile/targets.csv", "hostile/series.csv"]:
        with (PLACE / name).open(encoding="utf-8-sig", newline="") as file:
            for row in csv.reader(file):
                for cell in row:
                    risky = cell[:1] in tuple("=+-@\t\r") and len(cell) > 1
                    check(not risky or is_number(cell), (name, cell))
    check((PLACE / "hostile.csv").read_bytes()[:3] == b"\xef\xbb\xbf", "a byte-order mark")
    guarded = pd.read_csv(PLACE / "hostile.iamc.csv", encoding="utf-8-sig")["Region"]
    check(guarded.str.startswith("'@SUM(1;1)").any(), guarded.unique())
    say("CSV", "text that begins as a formula is guarded")


def is_number(text: str) -> bool:
    try:
        return math.isfinite(float(text))
    except ValueError:
        return False


iamc()
tidy("province")
tidy("hostile")
tidy("compared")
document()
workbook()
formulas()
