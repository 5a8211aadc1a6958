"""Taking a data pack into use: its register figures of 2019 in place of the targets that are estimates or proxies.

The starting tables stay those of the project; what the fit is held to becomes the register's. A figure that the pack
lacks is left as it is.
"""

from collections.abc import Iterator
from typing import NamedTuple

from calibration.fetched import DataPackError, Pack
from calibration.pack_checks import check, commuters
from calibration.packs import HOME, read_pack
from calibration.statbank_tables import PRIVATE
from calibration.targets import Target, of_role

YEAR = 2019
COUNT_ERROR = 0.005
"""Relative standard error of a register count beside the model's definition (estimate: rounding, late reports)."""
SHARE_ERROR = 0.3
"""Likewise of a share, in percentage points (estimate)."""
WORKING_BANDS = ("15-19", "20-24", "25-39", "40-54", "55-66", "67-74")


class Taken(NamedTuple):
    """One figure of a pack that a target can take."""

    target: str
    value: float
    table: str


def adopt(pack: Pack, municipality: str = HOME) -> tuple[tuple[Target, ...], list[Taken]]:
    """A municipality's dynamic targets with the pack's figures in place of theirs, and which were taken.

    Raises:
        DataPackError: for a pack that is not right, of another municipality, or without any figure of 2019
            that a target can take.
    """
    check(pack)
    wanted = read_pack(municipality).constants
    if not set(pack.record.municipality.numbers) & set(wanted.numbers):
        raise DataPackError(
            f"{pack.folder}: municipality = {pack.record.municipality.number}; allowed: {wanted.name} "
            f"({', '.join(wanted.numbers)})"
        )
    taken = {one.target: one for one in _taken(pack)}
    if not taken:
        raise DataPackError(f"{pack.folder}: holds no figure of {YEAR} for a target; allowed: a pack of {YEAR}")
    own = of_role("dynamic", municipality)
    aims = tuple(_with(one, taken[one.name], pack) if one.name in taken else one for one in own)
    return aims, list(taken.values())


def _with(aim: Target, found: Taken, pack: Pack) -> Target:
    error = SHARE_ERROR if "share" in aim.name or "rate" in aim.name else COUNT_ERROR * abs(found.value)
    return aim._replace(
        value=round(found.value, 4), error=round(min(error, aim.error) if aim.error else error, 4),
        area=pack.record.municipality.name, year=str(YEAR), confidence="high",
        source=f"SSB {found.table}" if found.table != "nav" else "NAV",
        note=f"from the data pack of {pack.record.municipality.name}, {pack.record.year}",
    )  # fmt: skip


def _taken(pack: Pack) -> Iterator[Taken]:
    def one(target: str, table: str, series: str, dimensions: str) -> Iterator[Taken]:
        values = pack.figures(table, series, YEAR)
        if dimensions in values.index:
            yield Taken(target, float(values[dimensions]), table)

    yield from one("jobs", "07984", "employed_by_workplace_industry", "nace=00-99")
    yield from one("births", "06913", "births", "")
    yield from one("arrivals", "06913", "in_migration_all", "")
    yield from one("employment_rate_20_66", "06445", "employment_rate_by_age", "sex=total, age=20-66")
    working = pack.figures("07984", "employed_by_residence_age", YEAR)
    persons = working[[str(name).split("age=")[-1] in WORKING_BANDS for name in working.index]]
    if len(persons) and len(persons) % len(WORKING_BANDS) == 0:
        yield Taken("employed_residents", float(persons.sum()), "07984")
    sectors = pack.figures("13472", "employed_by_workplace_sector", YEAR)
    if len(sectors):
        private = sectors[[str(name).startswith(f"sector={PRIVATE} ") for name in sectors.index]].sum()
        yield Taken("public_share", 100.0 * float(1.0 - private / sectors.sum()), "13472")
    work, home, stay = commuters(pack, YEAR)
    if stay and len(home) and len(work):
        yield Taken("out_commuter_share", 100.0 * float(1.0 - stay / home.sum()), "03321")
        yield Taken("in_commuter_share", 100.0 * float(1.0 - stay / work.sum()), "03321")
    months = pack.figures("nav", "registered_unemployment_rate", YEAR).filter(like="sex=total")
    if len(months) == 12:
        yield Taken("unemployment_rate", float(months.mean()), "nav")
