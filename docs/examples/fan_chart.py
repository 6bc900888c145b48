"""A fan chart from exported results: python fan_chart.py results.parquet 'Emissions|CO2' guangxi fan.png"""

import sys
from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import pandas as pd

# Tints of one hue, mixed beforehand, as the program's own charts have them.
BANDS = [("p05", "p95", "#DBE5EE"), ("p10", "p90", "#BCCEE0"), ("p25", "p75", "#8FADCB")]


def read(path: Path) -> pd.DataFrame:
    """The tidy table, from Parquet or CSV (with or without a byte-order mark)."""
    if path.suffix == ".parquet":
        return pd.read_parquet(path)
    return pd.read_csv(path, encoding="utf-8-sig")


def fan(table: pd.DataFrame, series: str, region: str) -> pd.DataFrame:
    """Years down, statistics across: one series of one region, in the first scenario of the table."""
    own = (
        (table["scenario"] == table["scenario"].iloc[0])
        & (table["series"] == series)
        & (table["region"] == region)
        & table["cluster"].isna()
    )
    return table[own].pivot(index="year", columns="statistic", values="value")


def main() -> None:
    path, series, region, picture = sys.argv[1:5]
    table = read(Path(path))
    values = fan(table, series, region) / 1e6
    unit = table.loc[table["series"] == series, "unit"].iloc[0]

    figure, axes = plt.subplots(figsize=(9, 5.2))
    for low, high, tint in BANDS:
        axes.fill_between(values.index, values[low], values[high], color=tint, linewidth=0)
    axes.plot(values.index, values["p50"], color="#1F5A96", linewidth=2.2)
    for name in ["p05", "p25", "p50", "p75", "p95"]:
        label = "median" if name == "p50" else name.upper()
        axes.annotate(label, (values.index[-1], values[name].iloc[-1]), xytext=(5, 0),
                      textcoords="offset points", va="center", fontsize=8, color="#5B6570")
    axes.set_title(f"{series}, {region} (million {unit})", loc="left")
    axes.grid(axis="y", color="#E3E6EA")
    axes.spines[["top", "left", "right"]].set_visible(False)
    axes.margins(x=0)
    figure.savefig(picture, dpi=150, bbox_inches="tight")
    print(f"{picture}: {values['p50'].iloc[0]:.2f} in {values.index[0]}, "
          f"{values['p50'].iloc[-1]:.2f} in {values.index[-1]} (median)")


if __name__ == "__main__":
    main()
