"""What a data pack does for the figures in use: confirms them, differs, or has a register figure for an estimate.

Nothing is changed by it. The figures in use are those of the municipality's own pack, for the starting tables of 1
January 2019.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from calibration import margins, transitions
from calibration.constants import Number
from calibration.establishments import private_jobs
from calibration.fetched import Pack
from calibration.pack_checks import commuters
from calibration.packs import MunicipalityPack, pack_of_number
from calibration.statbank_tables import LEVELS, PRIVATE
from model.codes import Education, Industry

START = 2019
"""The year whose 1 January the starting tables describe; employment is that of the November before."""
NEDRE_GLOMMA = ("0105", "0106", "3003", "3004", "3105", "3107")
"""Sarpsborg and Fredrikstad, by the numbers they have had."""
OSLO = ("0301", "02", "32")
"""How the numbers of Oslo and Akershus begin, until 2019 and from 2024."""
BANDS = ("15-19", "20-24", "25-39", "40-54", "55-66", "67-74")
PRIME = ("30-39", "40-49", "50-59", "60-66")
ALL_LEVELS = tuple(LEVELS.values())
KINDS = {"high": "register figure", "medium": "published", "low": "proxy", "estimate": "estimate"}
"""What a constant of a pack is, by its confidence."""
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
    """What it is: register figure, published, derived, proxy or estimate."""
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
    """Every figure in use that the data pack can speak of; none for a municipality without a pack of the project."""
    numbers = pack.record.municipality.numbers
    town = next((one for one in map(pack_of_number, numbers) if one is not None), None)
    if town is None:
        return []
    parts = (_people, _work, _industries, _commuting, _schooling)
    return [one for part in parts for one in part(pack, town)]


def _of(what: str, unit: str, one: Number, fetched: float | None, table: str, year: int) -> Comparison:
    """A constant of the municipality's file beside the fetched figure, shares in per cent."""
    scale = 100.0 if unit == "%" and one.value <= 1 else 1.0
    error = None if one.standard_error is None else scale * one.standard_error
    return Comparison(what, unit, scale * one.value, error, KINDS[one.confidence], fetched, table, year)


def _one(values: pd.Series, name: str = "") -> float | None:
    return float(values[name]) if name in values.index else None


def _sum(values: pd.Series, chosen: Callable[[str], bool] = lambda name: True) -> float | None:
    names = [name for name in values.index if chosen(str(name))]
    return float(values[names].sum()) if names else None


def _share(part: float | None, whole: float | None, scale: float = 100.0) -> float | None:
    return None if part is None or not whole else scale * part / whole


def _people(pack: Pack, town: MunicipalityPack) -> list[Comparison]:
    residents = town.residents().astype(float)
    births = float(transitions.fertility(town) @ residents[:, 0])
    mortality = transitions.mortality()
    deaths = float((mortality * residents.T).sum())
    out, growth = town.constants.out_migration.value, town.constants.growth.value
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
            "moves in", told, out + growth - births + deaths, None, "estimate", moves["in"], "06913", START
        ),
    ]  # fmt: skip


def _work(pack: Pack, town: MunicipalityPack) -> list[Comparison]:
    year = START - 1
    rates = pack.figures("06445", "employment_rate_by_age", year)
    found = [
        Comparison(
            f"employment rate 15-74, {sex}", "%", town.figure("employment_rate_15_74", year, f"sex={sex}"), None,
            "register figure", _one(rates, f"sex={sex}, age=15-74"), "06445", year,
        )
        for sex in ("total", "female", "male")
    ]  # fmt: skip
    rate = town.constants.employment_rate_20_66
    if rate is not None:
        fetched = _one(rates, "sex=total, age=20-66")
        found.append(_of("employment rate 20-66", "%", rate, fetched, "06445", year))
    residents, employment = town.residents(), margins.employment(town)
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
    return [*found, *_statuses(pack, town)]


def _statuses(pack: Pack, town: MunicipalityPack) -> list[Comparison]:
    """Immigrants at work, and the registered unemployed."""
    year = START - 1
    told = pack.figures("13563", "labour_status", year)

    def persons(status: str, group: str) -> float | None:
        return _sum(told, lambda name: name.startswith(f"status={status} ") and name.endswith(f"age=15-74, {group}"))

    county, both = ("area=Telemark", "group=group1"), ("area=Telemark", "group=group2")
    rest = town.figure("employment_rate_by_immigrant_group", START, "area=Telemark", "group=rest of population")
    rates = [town.figure("employment_rate_by_immigrant_group", START, *dims) for dims in (county, both)]
    immigrants = float(np.average(rates, weights=margins.origins(town)[1:]))
    months = pack.figures("nav", "registered_unemployment_rate", START).filter(like="sex=total")
    mean = float(months.mean()) if len(months) == 12 else None
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
        *(
            Comparison(
                "registered unemployed, November", "%", november, None, "register figure",
                _share(persons("A.09", "group=all"), persons("A", "group=all")), "13563", year,
            )
            for november in _november(town, year)
        ),
        _of("registered unemployed, mean", "%", town.constants.unemployed_share, mean, "nav", START),
    ]  # fmt: skip


def _november(town: MunicipalityPack, year: int) -> list[float]:
    """The rate of registered unemployed in November, where the pack knows it."""
    known = town.figures
    rows = known[
        (known["series"] == "registered_unemployment_rate") & (known["year"] == str(year)) & (known["dim1"] == "")
        & (known["month_or_quarter"] == "11")
    ]  # fmt: skip
    return [float(value) for value in rows["value"][:1]]


def _industries(pack: Pack, town: MunicipalityPack) -> list[Comparison]:
    year = START - 1
    jobs = pack.figures("07984", "employed_by_workplace_industry", year)
    sectors = pack.figures("13472", "employed_by_workplace_sector", START)
    private = _sum(sectors, lambda name: name.startswith(f"sector={PRIVATE} "))
    public = None if private is None else sectors.sum() - private
    used = private_jobs(town)
    found = [
        _of("jobs", "persons", town.constants.jobs, _one(jobs, "nace=00-99"), "07984", year),
        _of(
            "public jobs, of all jobs", "%", town.constants.public_share, _share(public, sectors.sum()), "13472", START
        ),
    ]
    for words, industries, codes in PRIVATE_INDUSTRIES:
        held = [f"nace={code}" for code in codes]
        fetched = float(jobs[held].sum()) if set(held) <= set(jobs.index) else None
        total = float(sum(used[one] for one in industries))
        found.append(Comparison(f"jobs in {words}", "persons", total, None, "estimate", fetched, "07984", year))
    return found


def _commuting(pack: Pack, town: MunicipalityPack) -> list[Comparison]:
    year = START - 1
    work, home, stay = commuters(pack, year)
    found, constants = [], town.constants
    for words, share, ends, regions in (
        ("out", constants.out_commuting_share.value, home, constants.out_regions),
        ("in", _in_commuting_share(town), work, constants.in_regions),
    ):
        of = "employed" if words == "out" else "jobs"
        movers = f"{words}-commuters"
        total = _sum(ends)
        moving = None if total is None else total - stay
        fetched = _share(moving, total)
        found.append(Comparison(f"{movers}, of {of}", "%", 100 * share, None, "proxy", fetched, "03321", year))
        nearest, capital, *_ = regions.value
        for place, used, codes in (("Nedre Glomma", nearest, NEDRE_GLOMMA), ("the Oslo region", capital, OSLO)):
            part = _sum(ends, lambda name, codes=codes: name.startswith(codes)) or 0.0
            fetched = _share(part, moving)
            found.append(Comparison(f"{movers}, {place}", "%", 100 * used, None, "estimate", fetched, "03321", year))
    return found


def _in_commuting_share(town: MunicipalityPack) -> float:
    """In-commuters per job: the jobs that residents who work here leave."""
    employed = float((margins.employment(town) * town.residents()).sum())
    return 1.0 - employed * (1.0 - town.constants.out_commuting_share.value) / town.constants.jobs.value


def _schooling(pack: Pack, town: MunicipalityPack) -> list[Comparison]:
    def persons(ages: tuple[str, ...], levels: tuple[str, ...], year: int) -> float | None:
        held = pack.figures("08921", "education_by_age", year)
        ends = tuple(f"age={age}, level={level}" for age in ages for level in levels)
        return _sum(held, lambda name: name.endswith(ends))

    def used(level: str) -> float:
        return town.figure("education_30_66", START, f"level={level}", "group=Hele befolkningen", unit="percent")

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
    residents = town.residents().sum(axis=1)
    for band in ("20-24", "25-29"):
        first, last = map(int, band.split("-"))
        shares = [margins.young_education(age)[Education.BASIC] for age in range(first, last + 1)]
        mean = 100 * float(np.average(shares, weights=residents[first : last + 1]))
        fetched = _share(persons((band,), ("basic",), year), persons((band,), ALL_LEVELS, year))
        found.append(Comparison(f"basic education, {band}", "%", mean, None, "estimate", fetched, "08921", year))
    return found
