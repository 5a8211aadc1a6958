"""Naive rivals of the model: what is projected without it, from what was known at the end of 2019.

Each rival gives a mean and a spread. The spread is the error it made itself when it projected equally far from earlier
years, so that it is scored as fairly as the model. A rival that has too short a past for that is given the spread of
yearly changes, grown with the square root of time.
"""

from collections.abc import Callable
from functools import cache, lru_cache
from typing import NamedTuple

import numpy as np

from calibration.figures import FigureError, read_table
from calibration.observed import by_band
from calibration.packs import MunicipalityPack, read_pack
from calibration.pandemic import COUNTY, JOBSEEKERS
from model.indicators import BAND_NAMES

LAST_KNOWN = 2019
"""The rivals know nothing later, apart from the one that says so."""
TREND_YEARS = 5
AFTER_BREAK = 2015
"""The first year of the register-based employment figures of today."""
NATIONAL_GROWTH = 0.011
"""Yearly growth of employment, Norway 2015-2019 (national accounts, recalled; low confidence)."""
FEWEST_ERRORS = 3
SHORTEST_PAST = 3
NATIONAL = "national change"
"""This rival knows the national figure of the projected month; the model knows the national course of the pandemic."""


class Rival(NamedTuple):
    """A rival's projection of one figure, as a normal distribution."""

    name: str
    mean: float
    sd: float


class Past(NamedTuple):
    """One indicator in the same month of earlier years, the last one known first year by year."""

    first: int
    values: np.ndarray

    @property
    def last(self) -> int:
        """The last year."""
        return self.first + len(self.values) - 1

    def until(self, year: int) -> "Past":
        """What was known at the end of a year."""
        return Past(self.first, self.values[: year - self.first + 1])


Forecast = Callable[[Past, int], float]


def last_value(past: Past, year: int) -> float:
    """No change."""
    return float(past.values[-1])


def trend(past: Past, year: int) -> float:
    """The straight line through the last years."""
    known = past.values[-TREND_YEARS:]
    years = np.arange(past.last - len(known) + 1, past.last + 1)
    slope, level = np.polyfit(years - past.last, known, 1)
    return float(level + slope * (year - past.last))


def national_growth(past: Past, year: int) -> float:
    """The last value, grown as employment in Norway did."""
    return float(past.values[-1] * (1.0 + NATIONAL_GROWTH) ** (year - past.last))


def rivals(
    indicator: str, date: str, last: int = LAST_KNOWN, pack: MunicipalityPack | None = None
) -> list[Rival]:  # fmt: skip
    """The rivals' projections of an indicator at a date, from what was known at the end of the year ``last``.

    There are none where the indicator's past is not known. ``pack`` is Halden's when not given.
    """
    pack = pack or read_pack()
    year, month = int(date[:4]), int(date[5:7])
    past = known_past(indicator, month, pack)
    past = past if past is None or past.last <= last else past.until(last)
    if past is None or year <= past.last:
        return []
    methods: dict[str, Forecast] = {"last value": last_value}
    if len(past.values) >= SHORTEST_PAST:
        methods["trend"] = trend
    if indicator.startswith("population"):
        methods["cohort component"] = lambda known, to: cohort_component(indicator, known.last, to, pack)
    if indicator == "jobs" or indicator.startswith("employed_residents"):
        methods["national growth"] = national_growth
    if indicator in ("unemployed", "unemployment_rate") and date in _registered("Landet", "share"):
        methods[NATIONAL] = lambda known, to: known.values[-1] + _national_change(indicator, known, to, month, pack)
    lead = year - past.last
    return [Rival(name, method(past, year), _spread(method, past, lead)) for name, method in methods.items()]


def _spread(method: Forecast, past: Past, lead: int) -> float:
    errors = []
    for origin in range(past.first + SHORTEST_PAST - 1, past.last - lead + 1):
        known = past.until(origin)
        errors.append(method(known, origin + lead) - past.values[origin + lead - past.first])
    if len(errors) >= FEWEST_ERRORS:
        return float(np.sqrt(np.mean(np.square(errors))))
    changes = np.diff(past.values)
    return float(np.sqrt(lead * np.mean(np.square(changes)))) if len(changes) else abs(past.values[-1]) * 0.01


def known_past(indicator: str, month: int, pack: MunicipalityPack) -> Past | None:
    """An indicator in one month of the years to 2019, as far as the municipality's figures reach."""
    if indicator.startswith("population") and month == 12:
        bands = {f"population_{name}": place for place, name in enumerate(BAND_NAMES)}
        years = _population_years(pack)
        if indicator == "population":
            return Past(min(years), np.array([ages.sum() for ages in years.values()], float))
        if indicator in bands:
            return Past(min(years), np.array([by_band(ages)[bands[indicator]] for ages in years.values()], float))
    if indicator == "jobs" and month == 11:
        known = _yearly(pack, "employed_by_workplace")
        return Past(AFTER_BREAK, np.array(known)) if known else None
    if indicator in ("employment_rate_15_74", "employed_residents") and month == 11:
        return _employment(indicator, pack)
    if indicator in ("unemployed", "unemployment_rate"):
        return _unemployment(indicator, month, pack)
    return None


def _yearly(pack: MunicipalityPack, series: str, *dimensions: str) -> list[float]:
    """A series of the municipality from the break of 2015 on, as long as no year is missing."""
    found: list[float] = []
    for year in range(AFTER_BREAK, LAST_KNOWN + 1):
        try:
            found.append(pack.figure(series, year, *dimensions))
        except FigureError:
            break
    return found


@lru_cache(maxsize=4)
def _population_years(pack: MunicipalityPack) -> dict[int, np.ndarray]:
    """[age] residents at the end of each year to 2019 that is known."""
    years = sorted(set(pack.population["year"]))
    return {year - 1: pack.residents(year).sum(axis=1) for year in years if year <= LAST_KNOWN + 1}


def cohort_component(indicator: str, last: int, year: int, pack: MunicipalityPack) -> float:
    """Residents aged by the mean yearly cohort ratios of the five years before, births per woman of 20-39 likewise."""
    years = _population_years(pack)
    before = [one for one in range(last - 5, last) if one in years]
    ratios = np.mean([years[one + 1][1:] / np.maximum(years[one][:-1], 1) for one in before], axis=0)
    smooth = np.convolve(np.pad(ratios, 2, mode="edge"), np.ones(5) / 5, mode="valid")
    ratios = np.where(np.arange(len(ratios)) < 75, smooth, ratios)
    born = np.mean([years[one + 1][0] / years[one][20:40].sum() for one in before])
    ages = years[last].astype(float)
    for _ in range(year - last):
        ages = np.concatenate([[born * ages[20:40].sum()], ages[:-1] * ratios])
    if indicator == "population":
        return float(ages.sum())
    return float(by_band(ages)[BAND_NAMES.index(indicator.removeprefix("population_"))])


def _employment(indicator: str, pack: MunicipalityPack) -> Past | None:
    """The register-based rate of 15-74 after the break of 2015, times the residents when persons are asked for."""
    rates = np.array(_yearly(pack, "employment_rate_15_74", "sex=total"))
    if indicator == "employment_rate_15_74" or not len(rates):
        return Past(AFTER_BREAK, rates) if len(rates) else None
    years = _population_years(pack)
    if not {AFTER_BREAK + k for k in range(len(rates))} <= set(years):
        return None
    persons = [rate / 100 * years[AFTER_BREAK + k][15:75].sum() for k, rate in enumerate(rates)]
    return Past(AFTER_BREAK, np.array(persons))


def _unemployment(indicator: str, month: int, pack: MunicipalityPack) -> Past | None:
    """The municipality's mean of 2019, and its county's course by month scaled to it."""
    county = _registered(COUNTY[pack.constants.area][0], "persons")
    months = [county[f"2019-{one:02d}"] for one in range(1, 13)]
    try:
        rate = pack.figure("registered_unemployment_rate_annual_mean", 2019)
    except FigureError:
        return None
    scale = rate / float(np.mean(months))
    values = np.array([county[f"{year}-{month:02d}"] for year in range(2011, LAST_KNOWN + 1)]) * scale
    if indicator == "unemployed":
        employed = _employment("employed_residents", pack)
        if employed is None:
            return None
        values = values / 100 * employed.values[-1] / (1.0 - rate / 100)
    return Past(2011, values)


def _national_change(indicator: str, past: Past, year: int, month: int, pack: MunicipalityPack) -> float:
    """How much the national rate changed between the last known year and the one asked for, in the past's unit."""
    share = _registered("Landet", "share")
    change = 100 * (share[f"{year}-{month:02d}"] - share[f"{past.last}-{month:02d}"])
    if indicator == "unemployment_rate":
        return change
    rate = _unemployment("unemployment_rate", month, pack)
    return change * past.values[-1] / rate.values[past.last - rate.first] if rate else 0.0


@cache
def _registered(area: str, what: str) -> dict[str, float]:
    """Registered unemployed by month, persons or share of the labour force (NAV)."""
    table = read_table(JOBSEEKERS, ("Dato", "Antall personer", "Andel av arbeidsstyrken"))
    rows = table[
        (table["Geografisk enhet"] == area)
        & (table["Arbeidsmarkedsstatus"] == "Helt ledige")
        & (table["Kjønn"] == "Begge kjønn")
    ]
    column = "Antall personer" if what == "persons" else "Andel av arbeidsstyrken"
    return {str(date)[:7]: float(value) for date, value in zip(rows["Dato"], rows[column], strict=True)}
