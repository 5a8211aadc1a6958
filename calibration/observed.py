"""What was observed after the fit's figures: kept out of it, and used to score what the model projects.

The project's own held-out figures are those of the municipality's pack after December 2019. A user adds any others as a
CSV file with the columns ``indicator``, ``date``, ``value`` and, where known, ``error`` and ``source``.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import numpy as np

from calibration.figures import FigureError, read_table
from calibration.packs import HOME, MunicipalityPack, read_pack
from model.dates import date_of, month_of
from model.indicators import BAND_NAMES, INDICATORS
from model.rates import BANDS

COLUMNS = ("indicator", "date", "value")
POPULATION, NAV = "SSB 07459", "NAV through the press"
MONTHLY = {"registered_unemployed": "unemployed", "registered_unemployment_rate": "unemployment_rate"}
"""Series of the figures' file that are one indicator each, by whole months."""


class Observed(NamedTuple):
    """One observed figure of an indicator at the end of a month."""

    indicator: str
    date: str
    value: float
    error: float
    """Standard error of the figure, nought for a count."""
    source: str
    fitted: bool
    """Whether the fit knew it; then it is shown and not scored."""


def held_out(municipality: str = HOME) -> list[Observed]:
    """A municipality's figures of 2020 and 2021, and the population of 1 January 2020, which the fit knew."""
    pack, found = read_pack(municipality), []
    for year in sorted({2020, 2021} & set(pack.population["year"])):
        ages = pack.residents(year).sum(axis=1)
        date = f"{year - 1}-12"
        found.append(Observed("population", date, float(ages.sum()), 0.0, POPULATION, year == 2020))
        for name, persons in zip(BAND_NAMES, by_band(ages), strict=True):
            found.append(Observed(f"population_{name}", date, float(persons), 0.0, POPULATION, year == 2020))
    return found + list(_monthly(pack))


def _monthly(pack: MunicipalityPack) -> Iterable[Observed]:
    """Registered unemployment by month, and what the change of a year says of the population at its end."""
    table = pack.figures
    ours = table[(table["dim1"] == "") & (table["dim2"] == "") & (table["year"].isin(["2020", "2021"]))]
    for row in ours.to_dict("records"):
        month = str(row["month_or_quarter"])
        if row["series"] in MONTHLY and len(month) == 2:
            yield Observed(MONTHLY[row["series"]], f"{row['year']}-{month}", float(row["value"]), 0.0, NAV, False)
        if row["series"] == "population_change" and row["year"] == "2021":
            at_start = float(pack.residents(2021).sum())
            yield Observed("population", "2021-12", at_start + float(row["value"]), 0.0, POPULATION, False)


def by_band(ages: np.ndarray) -> np.ndarray:
    """[band] residents of each age band, from those of each age."""
    return np.add.reduceat(ages, BANDS)


def read_observed(path: Path) -> list[Observed]:
    """A user's observed figures.

    Raises:
        FigureError: for a file without the columns, an indicator that is unknown, a date that is no month from January
            2019, a value or error that is no number, or a figure that stands twice.
    """
    found: dict[tuple[str, str], Observed] = {}
    table = read_table(path, COLUMNS)
    for number, row in enumerate(table.to_dict("records"), start=1):
        fields = {str(key): str(value).strip() for key, value in row.items()}
        name, where = fields["indicator"], f"{path}: data row {number}"
        if name not in INDICATORS:
            raise FigureError(f"{where}: indicator = {name!r}; {_nearest(name)}")
        try:
            month = month_of(fields["date"])
        except ValueError as error:
            raise FigureError(f"{where}: {error}; a figure of 1 January is that of the December before") from None
        if month < 0:
            raise FigureError(f"{where}: date = {fields['date']!r}; allowed: a month from 2019-01")
        value, error = (_number(where, key, fields.get(key) or "0") for key in ("value", "error"))
        if not fields["value"] or error < 0:
            raise FigureError(
                f"{where}: value = {fields['value']!r}, error = {error}; allowed: numbers, error 0 or more"
            )
        if (name, date_of(month)) in found:
            raise FigureError(f"{where}: {name} of {date_of(month)} stands twice; allowed: each figure once")
        found[name, date_of(month)] = Observed(
            name, date_of(month), value, error, fields.get("source") or path.name, False
        )
    if not found:
        raise FigureError(f"{path}: holds no figure; allowed: one row at least")
    return list(found.values())


def _number(where: str, key: str, text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if not np.isfinite(value):
        raise FigureError(f"{where}: {key} = {text!r}; allowed: a number, with a point before decimals")
    return value


def _nearest(name: str) -> str:
    from scenarios.levers import suggestion

    return suggestion(name, list(INDICATORS))
