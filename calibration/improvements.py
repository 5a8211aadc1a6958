"""What a data pack does for the figures in use: confirms them, differs, or has a register figure for an estimate.

Nothing is changed by it. The figures in use are Halden's, for the starting tables of 1 January 2019.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from calibration import margins, transitions
from calibration.establishments import JOBS, PUBLIC_SHARE, private_jobs
from calibration.fetched import Pack
from calibration.figures import figure, figures
from calibration.pack import UNEMPLOYED_SHARE
from calibration.pack_checks import commuters
from calibration.statbank_tables import LEVELS, PRIVATE
from calibration.workplaces import IN_REGIONS, OUT_REGIONS
from model.codes import Education, Industry

START = 2019
"""The year whose 1 January the starting tables describe; employment is that of the November before."""
HALDEN = ("0101", "3001", "3101")
NEDRE_GLOMMA = ("0105", "0106", "3003", "3004", "3105", "3107")
"""Sarpsborg and Fredrikstad, by the numbers they have had."""
OSLO = ("0301", "02", "32")
"""How the numbers of Oslo and Akershus begin, until 2019 and from 2024."""
BANDS = ("15-19", "20-24", "25-39", "40-54", "55-66", "67-74")
PRIME = ("30-39", "40-49", "50-59", "60-66")
ALL_LEVELS = tuple(LEVELS.values())
PLAN_RATE_20_66 = (68.8, 0.8)
"""Per cent employed of those 20-66 in 2018, as the plan has it, and the standard error that it deserves."""
PRIVATE_INDUSTRIES: tuple[tuple[str, tuple[Industry, ...], tuple[str, ...]], ...] = (
    ("agriculture", (Industry.AGRICULTURE,), ("01-03",)),
    ("manufacturing", (Industry.MANUFACTURING,), ("10-33",)),
    ("construction", (Industry.CONSTRUCTION,), ("41-43",)),
    ("trade and transport", (Industry.RETAIL, Industry.TRANSPORT), ("45-47", "49-53")),
    ("hospitality", (Industry.HOSPITALITY,), ("55-56",)),
    ("technical, business services", (Industry.TECHNICAL, Industry.BUSINESS), ("58-63", "64-66", "68-75", "77-82")),
)
"""Industries that are nearly all private, so that the estimate of private jobs can be compared with all jobs."""
AGREES = 0.005
"""Relative difference within which a register figure is called confirmed."""


@dataclass(frozen=True)
class Comparison:
    """One figure in use beside the pack's."""

    what: str
    unit: str
    in_use: float
    error: float | None
    """Its standard error, where one is stated."""
    kind: str
    """What it is: register figure, plan figure, derived, proxy or estimate."""
    fetched: float | None
    """The pack's, for the same year; nothing when the pack lacks it."""
    table: str
    year: int

    @property
    def verdict(self) -> str:
        """What the pack does for it."""
        if self.fetched is None:
            return "not in this pack"
        if self.kind != "register figure":
            return f"improves: {self.kind} -> register figure"
        return "confirms" if abs(self.fetched - self.in_use) <= AGREES * abs(self.in_use) else "differs"


def comparisons(pack: Pack) -> list[Comparison]:
    """Every figure in use that the pack can speak of; none for another municipality than Halden."""
    if not set(pack.record.municipality.numbers) & set(HALDEN):
        return []
    return [*_people(pack), *_work(pack), *_industries(pack), *_commuting(pack), *_schooling(pack)]


def _one(values: pd.Series, name: str = "") -> float | None:
    return float(values[name]) if name in values.index else None


def _sum(values: pd.Series, chosen: Callable[[str], bool] = lambda name: True) -> float | None:
    names = [name for name in values.index if chosen(str(name))]
    return float(values[names].sum()) if names else None


def _share(part: float | None, whole: float | None, scale: float = 100.0) -> float | None:
    return None if part is None or not whole else scale * part / whole


def _people(pack: Pack) -> list[Comparison]:
    residents = margins.residents().astype(float)
    births = float(transitions.fertility() @ residents[:, 0])
    mortality = transitions.mortality()
    deaths = float((mortality * residents.T).sum())
    out = figure("out_migration_domestic", 2015) + figure("emigration", 2008)
    table = pack.figures("07902", "death_probability", START)
    expected = None
    if len(table):
        ages = [str(age) for age in range(len(residents))]
        expected = 0.0
        for sex, word in enumerate(("female", "male")):
            chances = [table.get(f"sex={word}, age={age}", 1000.0) / 1000 for age in ages]
            expected += float(np.array(chances, float) @ residents[:, sex])
    told = "persons"
    flows = {name: _one(pack.figures("06913", name, START)) for name in ("births", "deaths")}
    moves = {name: _one(pack.figures("06913", f"{name}_migration_all", START)) for name in ("in", "out")}
    return [
        Comparison(
            "residents on 1 January", "persons", residents.sum(), None, "register figure",
            _sum(pack.figures("07459", "population_by_age", START)), "07459", START,
        ),
        Comparison("births", told, births, None, "estimate", flows["births"], "06913", START),
        Comparison("deaths", told, deaths, None, "estimate", flows["deaths"], "06913", START),
        Comparison("deaths, Norway's life table", told, deaths, None, "estimate", expected, "07902", START),
        Comparison("moves out", told, out, None, "proxy", moves["out"], "06913", START),
        Comparison(
            "moves in", told, out + transitions.GROWTH - births + deaths, None, "estimate", moves["in"], "06913", START
        ),
    ]  # fmt: skip


def _work(pack: Pack) -> list[Comparison]:
    year = START - 1
    rates = pack.figures("06445", "employment_rate_by_age", year)
    found = [
        Comparison(
            f"employment rate 15-74, {sex}", "%", figure("employment_rate_15_74", year, f"sex={sex}"), None,
            "register figure", _one(rates, f"sex={sex}, age=15-74"), "06445", year,
        )
        for sex in ("total", "female", "male")
    ]  # fmt: skip
    plan, error = PLAN_RATE_20_66
    fetched = _one(rates, "sex=total, age=20-66")
    found.append(Comparison("employment rate 20-66", "%", plan, error, "plan figure", fetched, "06445", year))
    residents, employment = margins.residents(), margins.employment()
    working = pack.figures("07984", "employed_by_residence_age", year)
    people = pack.figures("07459", "population_by_age", START)
    for band in BANDS:
        first, last = map(int, band.split("-"))
        ages = slice(first, last + 1)
        used = 100 * float((employment[ages] * residents[ages]).sum() / residents[ages].sum())
        within = {f"age={age}" for age in range(first, last + 1)}
        whole = _sum(people, lambda name, within=within: name.split(", ")[-1] in within)
        part = _sum(working, lambda name, band=band: name.endswith(f"age={band}"))
        found.append(
            Comparison(f"employment rate {band}", "%", used, None, "estimate", _share(part, whole), "07984", year)
        )
    return [*found, *_statuses(pack)]


def _statuses(pack: Pack) -> list[Comparison]:
    """Immigrants at work, and the registered unemployed."""
    year = START - 1
    told = pack.figures("13563", "labour_status", year)

    def persons(status: str, group: str) -> float | None:
        return _sum(told, lambda name: name.startswith(f"status={status} ") and name.endswith(f"age=15-74, {group}"))

    county, both = ("area=Telemark", "group=group1"), ("area=Telemark", "group=group2")
    rest = figure("employment_rate_by_immigrant_group", START, "area=Telemark", "group=rest of population")
    rates = [figure("employment_rate_by_immigrant_group", START, *dims) for dims in (county, both)]
    immigrants = float(np.average(rates, weights=margins.origins()[1:]))
    months = pack.figures("nav", "registered_unemployment_rate", START).filter(like="sex=total")
    mean = float(months.mean()) if len(months) == 12 else None
    november = figure("registered_unemployment_rate", year, table=_november())
    return [
        *(
            Comparison(
                f"employment rate 15-74, {words}", "%", used, None, "proxy",
                _share(persons("A.01", group), persons("TOT", group)), "13563", year,
            )
            for words, used, group in (
                ("immigrants", immigrants, "group=immigrants"),
                ("others", rest, "group=excluding immigrants"),
            )
        ),
        Comparison(
            "registered unemployed, November", "%", november, None, "register figure",
            _share(persons("A.09", "group=all"), persons("A", "group=all")), "13563", year,
        ),
        Comparison(
            "registered unemployed, mean", "%", 100 * UNEMPLOYED_SHARE, None, "estimate", mean, "nav",
            START,
        ),
    ]  # fmt: skip


def _november() -> pd.DataFrame:
    known = figures()
    return known[known["month_or_quarter"] == "11"]


def _industries(pack: Pack) -> list[Comparison]:
    year = START - 1
    jobs = pack.figures("07984", "employed_by_workplace_industry", year)
    sectors = pack.figures("13472", "employed_by_workplace_sector", START)
    private = _sum(sectors, lambda name: name.startswith(f"sector={PRIVATE} "))
    public = None if private is None else sectors.sum() - private
    used = private_jobs()
    found = [
        Comparison("jobs", "persons", JOBS, None, "plan figure", _one(jobs, "nace=00-99"), "07984", year),
        Comparison(
            "public jobs, of all jobs", "%", 100 * PUBLIC_SHARE, None, "plan figure",
            _share(public, sectors.sum()), "13472", START,
        ),
    ]  # fmt: skip
    for words, industries, codes in PRIVATE_INDUSTRIES:
        held = [f"nace={code}" for code in codes]
        fetched = float(jobs[held].sum()) if set(held) <= set(jobs.index) else None
        total = float(sum(used[one] for one in industries))
        found.append(Comparison(f"jobs in {words}", "persons", total, None, "estimate", fetched, "07984", year))
    return found


def _commuting(pack: Pack) -> list[Comparison]:
    year = START - 1
    work, home, stay = commuters(pack, year)
    found = []
    for words, share, ends, regions in (
        ("out", figure("out_commuting_share", 2023), home, OUT_REGIONS),
        ("in", figure("in_commuting_share", 2023), work, IN_REGIONS),
    ):
        of = "employed" if words == "out" else "jobs"
        movers = f"{words}-commuters"
        total = _sum(ends)
        moving = None if total is None else total - stay
        fetched = _share(moving, total)
        found.append(Comparison(f"{movers}, of {of}", "%", 100 * share, None, "proxy", fetched, "03321", year))
        for place, used, codes in (("Nedre Glomma", regions[0], NEDRE_GLOMMA), ("the Oslo region", regions[1], OSLO)):
            part = _sum(ends, lambda name, codes=codes: name.startswith(codes)) or 0.0
            fetched = _share(part, moving)
            found.append(Comparison(f"{movers}, {place}", "%", 100 * used, None, "estimate", fetched, "03321", year))
    return found


def _schooling(pack: Pack) -> list[Comparison]:
    def persons(ages: tuple[str, ...], levels: tuple[str, ...], year: int) -> float | None:
        held = pack.figures("08921", "education_by_age", year)
        ends = tuple(f"age={age}, level={level}" for age in ages for level in levels)
        return _sum(held, lambda name: name.endswith(ends))

    def used(level: str) -> float:
        return figure("education_30_66", START, f"level={level}", "group=Hele befolkningen", table=_percent())

    found = [
        Comparison(
            f"{words} education, 30-66", "%", used(level), None, "derived",
            _share(persons(PRIME, held, START), persons(PRIME, ALL_LEVELS, START)), "08921", START,
        )
        for words, level, held in (
            ("basic", "Grunnskole", ("basic",)),
            ("upper secondary", "Videregående skole", ("upper secondary", "vocational college")),
            ("higher", "Universitet og høgskole", ("short higher", "long higher")),
        )
    ]  # fmt: skip
    year = START - 1
    long, old = margins.LONG_SHARE_OF_HIGHER, margins.OLD_EDUCATION[0]
    higher = persons(PRIME, ("short higher", "long higher"), year)
    found += [
        Comparison(
            "long, of higher education, 30-66", "%", 100 * long.value, 100 * long.standard_error, "estimate",
            _share(persons(PRIME, ("long higher",), year), higher), "08921", year,
        ),
        Comparison(
            "basic education, 67 and over", "%", 100 * old.value, 100 * old.standard_error, "estimate",
            _share(persons(("67+",), ("basic",), year), persons(("67+",), ALL_LEVELS, year)), "08921", year,
        ),
    ]  # fmt: skip
    residents = margins.residents().sum(axis=1)
    for band in ("20-24", "25-29"):
        first, last = map(int, band.split("-"))
        shares = [margins.young_education(age)[Education.BASIC] for age in range(first, last + 1)]
        mean = 100 * float(np.average(shares, weights=residents[first : last + 1]))
        fetched = _share(persons((band,), ("basic",), year), persons((band,), ALL_LEVELS, year))
        found.append(Comparison(f"basic education, {band}", "%", mean, None, "estimate", fetched, "08921", year))
    return found


def _percent() -> pd.DataFrame:
    known = figures()
    return known[known["unit"] == "percent"]
