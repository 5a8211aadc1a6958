"""Twins: one replication of several scenarios with the same draws, and who is better or worse off than in the first.

Everyone who lives here in both runs is her own twin. Compared are the Novembers: who is employed in the scenario and
not in the first (gains), who is not and was (is displaced), counted by group. Counting happens where the runs are, so
no list of people leaves the worker.
"""

from typing import NamedTuple

import numpy as np

from model.codes import Education, Health, Origin, Sex
from model.dates import MONTHS_A_YEAR, NOVEMBER, year_end
from model.indicators import BAND_NAMES, INDICATORS, Counts
from model.rates import BANDS

GROUPS: dict[str, tuple[str, ...]] = {
    "all": ("all",),
    "sex": tuple(one.name.lower() for one in Sex),
    "age": BAND_NAMES,
    "origin": tuple(one.name.lower() for one in Origin),
    "education": tuple(one.name.lower() for one in Education),
    "health": tuple(one.name.lower() for one in Health),
    "moves": ("only_in_scenario", "only_in_baseline"),
}
"""Groups by which people are counted, as they are in the run that is compared with. Under ``moves`` stand the employed
who live here in one of the two runs alone."""
LABELS = tuple(f"{group}:{name}" for group, names in GROUPS.items() for name in names)
SIDES = ("gains", "displaced")


class Snapshot(NamedTuple):
    """Who is employed at the end of a month."""

    ids: np.ndarray
    employed: np.ndarray
    groups: np.ndarray
    """[group but ``all`` and ``moves``, person] place of the person in the group."""


class Replication(NamedTuple):
    """One replication of one scenario."""

    values: np.ndarray
    """[month from the opening, indicator] float32; NaN where an indicator is not defined."""
    people: np.ndarray | None
    """[November, side, label] persons; none for the scenario that is compared with."""


def november_months(months: int) -> list[int]:
    """The Novembers of a run of so many months."""
    return list(range(NOVEMBER, months, MONTHS_A_YEAR))


def replicate_twins(municipality, parameters, scenarios, seed: int, until: str) -> list[Replication]:
    """One replication of every (levers, conditions) in ``scenarios``; each is compared with the first."""
    found, first = [], None
    for levers, conditions in scenarios:
        values, lives = _live(municipality, parameters, levers, conditions, seed, until, len(scenarios) > 1)
        people = None
        if first is None:
            first = lives
        else:
            pairs = [compare(now, then) for now, then in zip(lives, first, strict=True)]
            people = np.array(pairs, np.int32).reshape(-1, len(SIDES), len(LABELS))
        found.append(Replication(values, people))
    return found


def _live(municipality, parameters, levers, conditions, seed: int, until: str, looked_at: bool):
    from model.market import LabourMarket

    market = LabourMarket(municipality, parameters, levers, conditions, rng=seed, until=until)
    lives = []
    while market.running:
        market.step()
        if looked_at and market.month % MONTHS_A_YEAR == NOVEMBER:
            lives.append(snapshot(market))
    counts = Counts(market.record)
    values = np.stack([one.values(counts) for one in INDICATORS.values()], axis=1).astype(np.float32)
    return values, lives


def snapshot(market) -> Snapshot:
    """Residents of 15-74 now, and which of them statistics count as employed."""
    from model.codes import Status
    from model.jobs import EMPLOYED_MONTHS_OF_LAYOFF

    people, month = market.residents, market.month
    age = (year_end(month) - people.birth_month.astype(np.int32)) // MONTHS_A_YEAR
    rows = np.flatnonzero(people.present & (age >= 15) & (age < 75))
    status = people.status[rows]
    short = (status == Status.LAID_OFF) & (month - people.since[rows].astype(np.int32) < EMPLOYED_MONTHS_OF_LAYOFF)
    band = (np.searchsorted(BANDS, age[rows], side="right") - 1).astype(np.int8)
    columns = people.sex[rows], band, people.origin[rows], people.education[rows], people.health[rows]
    return Snapshot(people.id[rows], (status == Status.EMPLOYED) | short, np.stack(columns))


def compare(now: Snapshot, then: Snapshot) -> np.ndarray:
    """[side, label] persons who gain and who are displaced, grouped as they are in ``then``."""
    order_now, order_then = np.argsort(now.ids), np.argsort(then.ids)
    place = np.searchsorted(now.ids[order_now], then.ids[order_then])
    place = np.minimum(place, max(len(now.ids) - 1, 0))
    both = now.ids[order_now][place] == then.ids[order_then] if len(now.ids) else np.zeros(len(then.ids), bool)
    rows_then, rows_now = order_then[both], order_now[place[both]]
    was, is_ = then.employed[rows_then], now.employed[rows_now]
    counts = []
    for side, who in enumerate((is_ & ~was, was & ~is_)):
        found = [np.array([who.sum()])]
        for axis, names in enumerate(list(GROUPS.values())[1:-1]):
            found.append(np.bincount(then.groups[axis][rows_then[who]], minlength=len(names)))
        alone = (now.employed.sum() - is_.sum(), then.employed.sum() - was.sum())
        found.append(np.array([alone[0], 0] if side == 0 else [0, alone[1]]))
        counts.append(np.concatenate(found))
    return np.stack(counts).astype(np.int32)
