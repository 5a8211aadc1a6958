"""A pack for a new municipality: what fetched register figures give, and labelled estimates for the rest.

Estimates are Halden's per resident or per job, or the county's or Norway's shares; each says so, has a wide standard
error, and is there to be replaced. The folder is put in place when it loads, and not before.
"""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from calibration.constants import PackError
from calibration.fetched import Pack
from calibration.improvements import NEDRE_GLOMMA, OSLO
from calibration.pack_checks import check, commuters
from calibration.packs import START, MunicipalityPack, read_pack
from calibration.statbank_tables import PRIVATE
from model.dates import MONTHS_A_YEAR

OSTFOLD = ("01", "31")
"""How the numbers of Østfold's municipalities begin, until 2019 and from 2024."""
MUNICIPAL = "6500.7"
"""The municipalities' sector in Statistics Norway's table of jobs."""
MANUFACTURING = ("nace=05-09", "nace=10-33", "nace=35-39")
SPREAD = 0.3
"""Relative standard error of what is Halden's per resident or per job."""
ROOM = 0.9
"""Most of the jobs that residents hold where commuting is an estimate."""


class Origin(NamedTuple):
    """One number of the new pack: what it is and where it came from."""

    key: str
    value: float
    source: str
    confidence: str
    standard_error: float | None = None
    shares: tuple[float, ...] = ()
    """Instead of a value, where the constant is several numbers."""

    @property
    def estimated(self) -> bool:
        """Whether it is to be replaced."""
        return self.confidence == "estimate"


def scaffold(data: Pack, folder: Path) -> list[Origin]:
    """Write a pack of the municipality of a data pack into a new folder; answers with where each constant came from.

    Raises:
        PackError: if the folder is there, the data pack is of another year than 2019 or lacks the population, or what
            it holds makes no municipality; nothing is written then.
        DataPackError: if the data pack is not consistent.
        OSError: if the folder cannot be written.
    """
    from calibration import scaffold_files
    from calibration.pack import build

    refuse_taken(folder)
    check(data)
    if data.record.year != START:
        raise PackError(
            f"{data.folder}: year = {data.record.year}; allowed: {START}, the year of the starting tables "
            f"(halden data fetch --year {START})"
        )
    residents = _residents(data)
    folder.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    try:
        beside.chmod(0o755)
        origins = list(constants(data, residents))
        scaffold_files.write(data, beside, origins, residents)
        build(str(beside))
        beside.rename(folder)
    except BaseException as error:
        shutil.rmtree(beside, ignore_errors=True)
        if isinstance(error, ValueError):
            raise PackError(f"{str(error).replace(str(beside), folder.name)}; nothing was written") from None
        raise
    return origins


def refuse_taken(folder: Path) -> None:
    """Whether a pack may be written there.

    Raises:
        PackError: if something stands there.
    """
    if folder.exists() or folder.is_symlink():
        raise PackError(f"{folder}: stands there; allowed: --out with a folder that is not there yet")


def _residents(data: Pack) -> dict[int, np.ndarray]:
    """[age, sex] residents of the two years of a data pack."""
    found = {}
    for year in (START - 1, START):
        known = data.figures("07459", "population_by_age", year)
        names = [[f"sex={sex}, age={age if age < 105 else '105+'}" for sex in ("female", "male")] for age in range(106)]
        if any(name not in known.index for row in names for name in row):
            raise PackError(
                f"{data.folder}: table 07459 lacks residents by age and sex of {year}; allowed: a data pack with both "
                f"years (halden data fetch --year {START} --tables 07459)"
            )
        found[year] = np.array([[known[name] for name in row] for row in names], int)
    return found


def constants(data: Pack, residents: dict[int, np.ndarray]) -> Iterator[Origin]:
    """Every constant of ``municipality.toml``, fetched or estimated."""
    halden = read_pack()
    people = float(residents[START].sum())
    per_resident = people / float(halden.residents().sum())
    yield Origin("residents", people, f"SSB 07459, 1 January {START}", "high")
    jobs = _or(_jobs(data), _scaled(halden, "jobs", per_resident, "resident"))
    yield jobs
    per_job = jobs.value / halden.constants.jobs.value
    yield _or(_public(data), _same(halden, "public_share", 0.05))
    yield _or(_manufacturing(data, jobs.value), _same(halden, "manufacturing_share", 0.06))
    yield _scaled(halden, "manufacturing_firms", per_job, "job")
    yield _scaled(halden, "firms", per_job, "job")
    largest = min(max(round(0.03 * jobs.value), 10), 150)
    yield Origin("largest_unnamed", largest, "3 % of all jobs, from 10 to 150: name larger employers", "estimate", 30)
    told = "Halden's: as many offices of the same relative size"
    yield Origin("state_offices", 0.0, told, "estimate", 20, halden.constants.state_offices.value)
    yield _or(_unemployed(data), _unemployed_of_area(halden, data))
    yield from _commuting(data, residents[START], jobs.value)
    yield from _moves(data, residents, halden, per_resident)
    for key in ("ready_land", "land_a_year"):
        yield _scaled(halden, key, per_resident, "resident", 1.0)
    rate = data.figures("06445", "employment_rate_by_age", START - 1).get("sex=total, age=20-66")
    if rate is not None:
        yield Origin("employment_rate_20_66", float(rate), f"SSB 06445, {START - 1}", "high")


def area_of(data: Pack) -> str:
    """Whose figures stand in: the county's where the project has it, else Norway's."""
    numbers = data.record.municipality.numbers
    return "Østfold" if any(number.startswith(OSTFOLD) for number in numbers) else "Norway"


def _or(found: Origin | None, estimate: Origin) -> Origin:
    return estimate if found is None else found


def _same(halden: MunicipalityPack, key: str, error: float) -> Origin:
    value = getattr(halden.constants, key).value
    return Origin(key, value, "Halden's", "estimate", error)


def _scaled(halden: MunicipalityPack, key: str, scale: float, per: str, spread: float = SPREAD) -> Origin:
    value = float(f"{getattr(halden.constants, key).value * scale:.3g}")
    if key in ("jobs", "firms", "manufacturing_firms"):
        value = float(max(round(value), 1))
    return Origin(key, value, f"Halden's per {per}", "estimate", float(f"{spread * abs(value):.2g}"))


def _jobs(data: Pack) -> Origin | None:
    for year in (START - 1, START):
        value = data.figures("07984", "employed_by_workplace_industry", year).get("nace=00-99")
        if value:
            return Origin("jobs", float(value), f"SSB 07984, fourth quarter {year}", "high")
    return None


def _public(data: Pack) -> Origin | None:
    for year in (START, START - 1):
        sectors = data.figures("13472", "employed_by_workplace_sector", year)
        if len(sectors):
            private = sectors[[str(name).startswith(f"sector={PRIVATE} ") for name in sectors.index]].sum()
            share = round(float(1.0 - private / sectors.sum()), 4)
            return Origin("public_share", share, f"SSB 13472, fourth quarter {year}", "high")
    return None


def _manufacturing(data: Pack, jobs: float) -> Origin | None:
    for table in ("13470", "07984"):
        known = data.figures(table, "employed_by_workplace_industry", START - 1)
        parts = [known[name] for name in MANUFACTURING if name in known.index]
        if "nace=10-33" in known.index:
            share = round(float(np.sum(parts)) / jobs, 4)
            told = f"SSB {table}, fourth quarter {START - 1}: mining, manufacturing, power and water"
            return Origin("manufacturing_share", share, told, "high")
    return None


def _unemployed(data: Pack) -> Origin | None:
    months = data.figures("nav", "registered_unemployment_rate", START).filter(like="sex=total")
    if len(months) == MONTHS_A_YEAR:
        return Origin("unemployed_share", round(float(months.mean()) / 100, 4), f"NAV, mean of {START}", "high")
    told = data.figures("13563", "labour_status", START - 1)
    force, idle = (
        told[[str(name).startswith(f"status={code} ") and "group=all" in str(name) for name in told.index]].sum()
        for code in ("A", "A.09")
    )
    if force and idle:
        share = round(float(idle / force), 4)
        return Origin("unemployed_share", share, f"SSB 13563, November {START - 1}", "medium", 0.003)
    return None


def _unemployed_of_area(halden: MunicipalityPack, data: Pack) -> Origin:
    area = {"Østfold": "Østfold", "Norway": "Landet"}[area_of(data)]
    rate = halden.figure("registered_unemployment_rate_annual_mean", START, f"area={area}") / 100
    return Origin("unemployed_share", round(rate, 4), f"NAV, mean of {START}, of {area_of(data)}", "estimate", 0.006)


def _commuting(data: Pack, people: np.ndarray, jobs: float) -> Iterator[Origin]:
    from calibration.scaffold_files import employment_rates

    rates = employment_rates(data)
    employed = sum(rates[sex][0] / 100 * float(people[15:75, k].sum()) for k, sex in enumerate(("female", "male")))
    work, home, stay = commuters(data, START - 1)
    moving = float(home.sum()) - stay
    if moving > 0 and stay:
        told = f"SSB 03321, fourth quarter {START - 1}"
        yield Origin("out_commuting_share", round(moving / float(home.sum()), 4), told, "high")
    else:
        share = max(read_pack().constants.out_commuting_share.value, 1.0 - ROOM * jobs / employed)
        told = "Halden's, or as many as leave a tenth of the jobs to in-commuters"
        yield Origin("out_commuting_share", round(share, 4), told, "estimate", 0.1)
    halden = read_pack().constants
    for key, ends in (("out_regions", home), ("in_regions", work)):
        shares = _regions(ends, data.record.municipality.number)
        if shares:
            told = f"SSB 03321, fourth quarter {START - 1}; Sweden is not in it"
            yield Origin(key, 0.0, told, "medium", None, shares)
        else:
            yield Origin(key, 0.0, "Halden's", "estimate", 0.15, getattr(halden, key).value)


def _regions(ends: pd.Series, own: str) -> tuple[float, ...]:
    """Shares of the nearest towns, the Oslo region, Sweden and elsewhere; nearest are the two with most commuters."""
    near = nearest(ends, own)
    others = {str(name): float(value) for name, value in ends.items() if not str(name).startswith(own)}
    total = sum(others.values())
    if not total:
        return ()
    capital = sum(value for name, value in others.items() if name.startswith(OSLO))
    first = sum(value for name, value in others.items() if name in near)
    shares = [round(first / total, 4), round(capital / total, 4), 0.0]
    return (*shares, round(1.0 - sum(shares), 4))


def nearest(ends: pd.Series, own: str) -> list[str]:
    """The towns outside the Oslo region with most commuters; Sarpsborg and Fredrikstad where they are among them."""
    others = ends[[not str(name).startswith((own, *OSLO)) for name in ends.index]].sort_values(ascending=False)
    glomma = [str(name) for name in others.index[:2] if str(name).startswith(NEDRE_GLOMMA)]
    return glomma or [str(name) for name in others.index[:2]]


def _moves(
    data: Pack, residents: dict[int, np.ndarray], halden: MunicipalityPack, scale: float
) -> Iterator[Origin]:  # fmt: skip
    changes = [
        float(value) for year in (START - 1, START)
        if (value := data.figures("06913", "population_change", year).get("")) is not None
    ]  # fmt: skip
    told = f"SSB 06913: mean of {START - 1} and {START}"
    if not changes:
        changes = [float(residents[START].sum() - residents[START - 1].sum())]
        told = f"SSB 07459: 1 January {START - 1} to {START}"
    yield Origin("growth", round(float(np.mean(changes)), 1), told, "high")
    yield _scaled(halden, "refugees", scale, "resident", 0.5)
    out = [data.figures("06913", "out_migration_all", year).get("") for year in (START - 1, START)]
    known = [float(value) for value in out if value is not None]
    if known:
        told = f"SSB 06913: mean of {START - 1} and {START}"
        yield Origin("out_migration", round(float(np.mean(known)), 1), told, "high")
    else:
        yield _scaled(halden, "out_migration", scale, "resident")
    yield _scaled(halden, "immigration", scale, "resident", 0.5)


def table_of(origin: Origin) -> dict[str, Any]:
    """A constant as ``municipality.toml`` has it."""
    error = {} if origin.standard_error is None else {"standard_error": origin.standard_error}
    return {
        "value": list(origin.shares) or origin.value,
        "source": origin.source,
        "confidence": origin.confidence,
        **error,
    }
