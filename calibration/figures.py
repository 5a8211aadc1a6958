"""The observed figures behind a municipality, each with its year, definition, source and confidence.

The files in ``data/`` are copies of published statistics (Statistics Norway, NAV, IMDi; licence NLOD 2.0): a folder
for each municipality's own, and ``data/norway`` for those of Norway and its counties, which all share. A loader reads
one file, checks columns, ranges and sums, and answers with a labelled table; what is wrong is said in one line that
names file, key, value and what is allowed.
"""

import csv
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

DATA = Path(__file__).parent / "data"
SHARED = DATA / "norway"
"""Figures that all municipalities share."""

CONFIDENCES = ("high", "medium", "low")
"""High: copied digit for digit. Medium: derived, or one detail of definition inferred. Low: a proxy."""

OLDEST_AGE = 105
"""The population files' last age class, which stands for 105 years and over."""

_SHARED_POPULATION = ("ostfold", "norway")
FIGURE_COLUMNS = (
    *("series", "year", "month_or_quarter", "dim1", "dim2", "value"),
    *("unit", "definition", "source", "source_kind", "confidence", "note"),
)


class FigureError(ValueError):
    """A file of figures is missing, unreadable or inconsistent; the message is one line for the user."""


def read_table(path: Path, columns: Iterable[str]) -> "pd.DataFrame":
    """Read one CSV file of figures as text, skipping its ``#`` lines of provenance, and check its columns.

    Raises:
        FigureError: if the file cannot be read, is not UTF-8, or lacks one of ``columns``.
    """
    import pandas as pd

    try:
        table = pd.read_csv(path, comment="#", dtype=str, keep_default_na=False, encoding="utf-8")
    except OSError as error:
        raise FigureError(f"{path}: cannot be read ({error.strerror})") from None
    except (UnicodeDecodeError, pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise FigureError(f"{path}: is not a UTF-8 table of comma-separated values ({error})") from None
    missing = [column for column in columns if column not in table.columns]
    if missing:
        raise FigureError(f"{path}: lacks the column {missing[0]!r}; it has {', '.join(table.columns)}")
    return table


def _whole_numbers(path: Path, table: "pd.DataFrame", column: str, low: int, high: int) -> "pd.Series":
    import pandas as pd

    numbers = pd.Series(pd.to_numeric(table[column], errors="coerce"))
    allowed = numbers.between(low, high) & (numbers % 1 == 0)
    if not allowed.all():
        row = allowed.to_list().index(False)
        raise FigureError(
            f"{path}: {column} = {table[column][row]!r} in data row {row + 1}; allowed: a whole number {low} to {high}"
        )
    return numbers.astype("int64")


def population(area: str = "halden", path: Path | None = None) -> "pd.DataFrame":
    """Residents on 1 January by single year of age and sex (SSB 07459, confidence high).

    Columns ``year``, ``age`` (105 stands for 105 and over), ``female``, ``male``, in persons; one row per year and
    age. ``area`` is a pack of the project, ``ostfold`` or ``norway``; ``path`` reads another file of the same form.

    Raises:
        FigureError: if a cell is missing, repeated or out of range, or a total is not the sum of the sexes.
    """
    import pandas as pd

    if path is None:
        path = SHARED / f"population_{area}.csv" if area in _SHARED_POPULATION else DATA / area / "population.csv"
    text = read_table(path, ("year", "age", "sex", "pop"))
    bad_sex = set(text["sex"]) - {"female", "male", "total"}
    if bad_sex:
        raise FigureError(f"{path}: sex = {min(bad_sex)!r}; allowed: female, male, total")
    table = pd.DataFrame(
        {
            "year": _whole_numbers(path, text, "year", 1900, 2100),
            "age": _whole_numbers(path, text, "age", 0, OLDEST_AGE),
            "sex": text["sex"],
            "persons": _whole_numbers(path, text, "pop", 0, 10_000_000),
        }
    )
    repeated = table.duplicated(["year", "age", "sex"])
    if repeated.any():
        year, age, sex = table.loc[repeated, ["year", "age", "sex"]].iloc[0]
        raise FigureError(f"{path}: year {year}, age {age}, sex {sex!r} stands more than once")
    wide = table.pivot(index=["year", "age"], columns="sex", values="persons").reindex(
        pd.MultiIndex.from_product([sorted(table["year"].unique()), range(OLDEST_AGE + 1)], names=["year", "age"]),
        columns=["female", "male", "total"],
    )
    for sex in ("female", "male"):
        if wide[sex].isna().any():
            year, age = wide.index[wide[sex].isna()][0]
            raise FigureError(f"{path}: year {year}, age {age} has no row for sex {sex!r}")
    wrong = wide["total"].notna() & (wide["female"] + wide["male"] != wide["total"])
    if wrong.any():
        year, age = wide.index[wrong][0]
        row = wide.loc[(year, age)]
        raise FigureError(
            f"{path}: year {year}, age {age}: total {row['total']:.0f} is not female + male = "
            f"{row['female'] + row['male']:.0f}"
        )
    return wide[["female", "male"]].astype("int64").rename_axis(columns=None).reset_index()


def figures(path: Path | None = None) -> "pd.DataFrame":
    """All tidy figures: series, year, dimensions, value (float), unit, definition, source and confidence.

    Those of Halden and those that all share, or those of the file ``path``. A row without ``area=`` among its
    dimensions is about the municipality of its folder.

    Raises:
        FigureError: if a value is not a number, a unit or source is empty, a confidence is unknown, or a share in
            per cent lies outside 0 to 100.
    """
    if path is None:
        return figures_of(DATA / "halden" / "figures.csv", SHARED / "figures.csv")
    return figures_of(path)


def figures_of(*paths: Path) -> "pd.DataFrame":
    """The figures of several files of one form, in one table."""
    import pandas as pd

    return pd.concat([_figures(path) for path in paths], ignore_index=True)


def _figures(path: Path) -> "pd.DataFrame":
    import pandas as pd

    table = read_table(path, FIGURE_COLUMNS)
    values = pd.Series(pd.to_numeric(table["value"], errors="coerce"))
    for row in table.index[values.isna()]:
        raise FigureError(
            f"{_line(path, row)}: value = {table['value'][row]!r} of {_about(table, row)}; allowed: a number"
        )
    for column in ("series", "unit", "source"):
        for row in table.index[table[column].str.strip() == ""]:
            raise FigureError(f"{_line(path, row)}: {column} is empty; every figure names it")
    for row in table.index[~table["confidence"].isin(CONFIDENCES)]:
        raise FigureError(
            f"{_line(path, row)}: confidence = {table['confidence'][row]!r} of {_about(table, row)}; "
            f"allowed: {', '.join(CONFIDENCES)}"
        )
    percent = table["unit"].str.startswith("percent")
    for row in table.index[percent & ~values.between(0, 100)]:
        said = f"value = {values[row]:g} per cent of {_about(table, row)}"
        raise FigureError(f"{_line(path, row)}: {said}; allowed: 0 to 100")
    return table.assign(value=values)


def _about(table: "pd.DataFrame", row: int) -> str:
    """What tells a figure from the others of its series."""
    parts = [table[column][row] for column in ("year", "month_or_quarter", "dim1", "dim2")]
    return ", ".join([repr(table["series"][row]), *filter(None, parts)])


def _line(path: Path, row: int) -> str:
    """A file and the line that a row of its table stands on, as editors count: with comments and empty lines."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.reader("\n" if line.strip()[:1] in ("", "#") else line for line in file)
        return f"{path}: line {[rows.line_num for cells in rows if cells][row + 1]}"


def figure(series: str, year: int | str, *dimensions: str, table: "pd.DataFrame | None" = None) -> float:
    """One figure by series, year and its exact set of dimensions, e.g. ``figure("births", 2018)``.

    Raises:
        FigureError: if no figure or several different figures answer to it.
    """
    known = figures() if table is None else table
    wanted = {d for d in dimensions if d}
    rows = known[(known["series"] == series) & (known["year"] == str(year))]
    chosen = [
        value
        for value, one, two in zip(rows["value"], rows["dim1"], rows["dim2"], strict=True)
        if {d for d in (one, two) if d} == wanted
    ]
    if len(set(chosen)) != 1:
        found = "no figure" if not chosen else f"{len(set(chosen))} different figures"
        raise FigureError(
            f"{series}, {year}, {', '.join(sorted(wanted)) or 'no dimension'}: {found}; exactly one needed"
        )
    return float(chosen[0])
