"""Naive rivals of the model: what is projected without it, from what was known at the end of 2019.

Each rival gives a mean and a spread. The spread is the error it made itself when it projected equally far from earlier
years, so that it is scored as fairly as the model. A rival that has too short a past for that is given the spread of
yearly changes, grown with the square root of time.
"""

from collections.abc import Callable
from functools import cache
from typing import NamedTuple

import numpy as np

from calibration.figures import DATA, figure, population, read_table
from calibration.observed import by_band
from model.indicators import BAND_NAMES

LAST_KNOWN = 2019
"""The rivals know nothing later, apart from the one that says so."""
TREND_YEARS = 5
NATIONAL_GROWTH = 0.011
"""Yearly growth of employment, Norway 2015-2019 (national accounts, recalled; low confidence)."""
PLAN_JOBS = 12_731.0, 12_599.0
"""Employed by workplace in the fourth quarters of 2018 and 2019 (Halden's plan)."""
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


def rivals(indicator: str, date: str, last: int = LAST_KNOWN) -> list[Rival]:
    """The rivals' projections of an indicator at a date, from what was known at the end of the year ``last``.

    There are none where the indicator's past is not known.
    """
    year, month = int(date[:4]), int(date[5:7])
    past = known_past(indicator, month)
    past = past if past is None or past.last <= last else past.until(last)
    if past is None or year <= past.last:
        return []
    methods: dict[str, Forecast] = {"last value": last_value}
    if len(past.values) >= SHORTEST_PAST:
        methods["trend"] = trend
    if indicator.startswith("population"):
        methods["cohort component"] = lambda known, to: cohort_component(indicator, known.last, to)
    if indicator == "jobs" or indicator.startswith("employed_residents"):
        methods["national growth"] = national_growth
    if indicator in ("unemployed", "unemployment_rate") and date in _registered("Landet", "share"):
        methods[NATIONAL] = lambda known, to: known.values[-1] + _national_change(indicator, known, to, month)
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


def known_past(indicator: str, month: int) -> Past | None:
    """An indicator in one month of the years to 2019, as far as Halden's figures reach."""
    if indicator.startswith("population") and month == 12:
        bands = {f"population_{name}": place for place, name in enumerate(BAND_NAMES)}
        years = _population_years()
        if indicator == "population":
            return Past(2004, np.array([ages.sum() for ages in years.values()], float))
        if indicator in bands:
            return Past(2004, np.array([by_band(ages)[bands[indicator]] for ages in years.values()], float))
    if indicator == "jobs" and month == 11:
        known = [figure("employed_by_workplace", year) for year in range(2015, 2018)]
        return Past(2015, np.array([*known, *PLAN_JOBS]))
    if indicator in ("employment_rate_15_74", "employed_residents") and month == 11:
        return _employment(indicator)
    if indicator in ("unemployed", "unemployment_rate"):
        return _unemployment(indicator, month)
    return None


@cache
def _population_years() -> dict[int, np.ndarray]:
    """[age] residents at the end of 2004 to 2019."""
    table = population("halden")
    return {
        year - 1: table[table["year"] == year].sort_values("age")[["female", "male"]].to_numpy().sum(axis=1)
        for year in range(2005, LAST_KNOWN + 2)
    }


def cohort_component(indicator: str, last: int, year: int) -> float:
    """Residents aged by the mean yearly cohort ratios of the five years before, births per woman of 20-39 likewise."""
    years = _population_years()
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


def _employment(indicator: str) -> Past:
    """The register-based rate of 15-74 after the break of 2015, times the residents when persons are asked for."""
    rates = np.array([figure("employment_rate_15_74", year, "sex=total") for year in range(2015, 2019)])
    if indicator == "employment_rate_15_74":
        return Past(2015, rates)
    years = _population_years()
    return Past(2015, np.array([rate / 100 * years[2015 + k][15:75].sum() for k, rate in enumerate(rates)]))


def _unemployment(indicator: str, month: int) -> Past:
    """Halden's mean of 2019, and Østfold's course by month scaled to it."""
    county = _registered("Østfold", "persons")
    months = [county[f"2019-{one:02d}"] for one in range(1, 13)]
    rate = figure("registered_unemployment_rate_annual_mean", 2019)
    scale = rate / float(np.mean(months))
    values = np.array([county[f"{year}-{month:02d}"] for year in range(2011, LAST_KNOWN + 1)]) * scale
    if indicator == "unemployed":
        employed = _employment("employed_residents").values[-1]
        values = values / 100 * employed / (1.0 - rate / 100)
    return Past(2011, values)


def _national_change(indicator: str, past: Past, year: int, month: int) -> float:
    """How much the national rate changed between the last known year and the one asked for, in the past's unit."""
    share = _registered("Landet", "share")
    change = 100 * (share[f"{year}-{month:02d}"] - share[f"{past.last}-{month:02d}"])
    if indicator == "unemployment_rate":
        return change
    rate = _unemployment("unemployment_rate", month)
    known = rate.values[past.last - rate.first]
    return change * past.values[-1] / known


@cache
def _registered(area: str, what: str) -> dict[str, float]:
    """Registered unemployed by month, persons or share of the labour force (NAV)."""
    path = DATA / "nav_jobseekers_ostfold_norway_monthly_2011_2026.csv"
    table = read_table(path, ("Dato", "Antall personer", "Andel av arbeidsstyrken"))
    rows = table[
        (table["Geografisk enhet"] == area)
        & (table["Arbeidsmarkedsstatus"] == "Helt ledige")
        & (table["Kjønn"] == "Begge kjønn")
    ]
    column = "Antall personer" if what == "persons" else "Andel av arbeidsstyrken"
    return {str(date)[:7]: float(value) for date, value in zip(rows["Dato"], rows[column], strict=True)}
