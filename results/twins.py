"""Twins: one replication of several scenarios with the same draws, and who is better or worse off than in the first.

Everyone who lives here in both runs is her own twin. Compared are the Novembers: who is employed in the scenario and
not in the first (gains), who is not and was (is displaced), counted by group. Counting happens where the runs are, so
no list of people leaves the worker.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from model.audit import ProcessError
from model.codes import Education, Health, Industry, Origin, SectorClass, Sex
from model.dates import MONTHS_A_YEAR, NOVEMBER, year_end
from model.indicators import BAND_NAMES, Counts, Indicator
from model.rates import BANDS
from model.variant import Variant

ELSEWHERE = "elsewhere"
"""Stands for industry and class of a job outside the municipality."""
GROUPS: dict[str, tuple[str, ...]] = {
    "all": ("all",),
    "sex": tuple(one.name.lower() for one in Sex),
    "age": BAND_NAMES,
    "origin": tuple(one.name.lower() for one in Origin),
    "education": tuple(one.name.lower() for one in Education),
    "health": tuple(one.name.lower() for one in Health),
    "industry": (*(one.name.lower() for one in Industry), ELSEWHERE),
    "class": (*(one.name.lower() for one in SectorClass), ELSEWHERE),
    "moves": ("only_in_scenario", "only_in_baseline"),
}
"""Groups by which people are counted, as they are in the run that is compared with; industry and class are those of
the job that one has and the twin has not. Under ``moves`` stand the employed who live here in one of the two runs
alone."""
LABELS = tuple(f"{group}:{name}" for group, names in GROUPS.items() for name in names)
SIDES = ("gains", "displaced")
YOUNGEST, OLDEST = 15, 74


class Snapshot(NamedTuple):
    """Residents' rows at the end of a month."""

    ids: np.ndarray
    counted: np.ndarray
    """Whether the row is a resident of 15-74."""
    employed: np.ndarray
    """Whether statistics count the row, a resident of 15-74, as employed."""
    age: np.ndarray
    people: tuple[np.ndarray, ...]
    """Sex, origin, education and health."""
    employer: np.ndarray
    industry: np.ndarray
    """Of each firm, with one more for the jobs elsewhere."""
    sector_class: np.ndarray
    """Likewise."""


class Replication(NamedTuple):
    """One replication of one scenario."""

    values: np.ndarray
    """[month from the opening, indicator] float32; NaN where an indicator is not defined."""
    people: np.ndarray | None
    """[November, side, label] persons; none for the scenario that is compared with."""


class Memory:
    """Where a first run may be kept; this one keeps nothing."""

    def recall(self) -> "tuple[np.ndarray, list[Snapshot]] | None":
        """The run as it was kept."""
        return None

    def remember(self, lived: tuple[np.ndarray, list[Snapshot]]) -> None:
        """Keep a run."""


NONE = Memory()


def replicate_twins(
    municipality, parameters, scenarios, seed: int, until: str, own: tuple[Indicator, ...] = (), memory: Memory = NONE,
    variant: Variant | None = None, names: Sequence[str] = (),
) -> list[Replication]:  # fmt: skip
    """One replication of every (levers, conditions) in ``scenarios``; each is compared with the first.

    ``own`` are indicators beyond those of the model and its ``variant``; ``memory`` may know the first from before;
    ``names`` are what the scenarios are called when one fails.

    Raises:
        ProcessError: when an own process fails, naming scenario and seed.
    """
    found, first = [], None
    looked_at = len(scenarios) > 1  # a run that is compared with nothing has no snapshots, so it is not remembered
    for place, (levers, conditions) in enumerate(scenarios):
        lived = memory.recall() if first is None and looked_at else None
        if lived is None:
            try:
                lived = _live(municipality, parameters, levers, conditions, seed, until, looked_at, own, variant)
            except ProcessError as fault:
                raise ProcessError(f"{', '.join([*names[place : place + 1], f'seed {seed}'])}: {fault}") from fault
            if first is None and looked_at:
                memory.remember(lived)
        values, lives = lived
        people = None
        if first is None:
            first = lives
        else:
            pairs = [compare(now, then) for now, then in zip(lives, first, strict=True)]
            people = np.array(pairs, np.int32).reshape(-1, len(SIDES), len(LABELS))
        found.append(Replication(values, people))
    return found


def _live(municipality, parameters, levers, conditions, seed: int, until: str, looked_at: bool, own, variant):
    from model.engine import engine_for

    market = engine_for(variant)(municipality, parameters, levers, conditions, rng=seed, until=until, variant=variant)
    lives = []
    while market.running:
        market.step()
        if looked_at and market.month % MONTHS_A_YEAR == NOVEMBER:
            lives.append(snapshot(market))
    counts = Counts(market.record)
    values = np.stack([one.values(counts) for one in (*market.indicators.values(), *own)], axis=1).astype(np.float32)
    return values, lives


def snapshot(market) -> Snapshot:
    """Residents of 15-74 now, and which of them statistics count as employed."""
    from model.codes import Status
    from model.jobs import EMPLOYED_MONTHS_OF_LAYOFF

    people, firms, month = market.residents, market.firms, market.month
    born_last = year_end(month) - YOUNGEST * MONTHS_A_YEAR
    born_first = year_end(month) - (OLDEST + 1) * MONTHS_A_YEAR
    counted = people.present & (people.birth_month <= born_last) & (people.birth_month > born_first)
    short = (people.status == Status.LAID_OFF) & (people.since > month - EMPLOYED_MONTHS_OF_LAYOFF)
    return Snapshot(
        people.id.copy(), counted, counted & ((people.status == Status.EMPLOYED) | short),
        (year_end(month) - people.birth_month) // np.int16(MONTHS_A_YEAR),
        tuple(getattr(people, name).copy() for name in ("sex", "origin", "education", "health")),
        people.employer.copy(), np.append(firms.industry, np.int8(len(Industry))),
        np.append(firms.sector_class, np.int8(len(SectorClass))),
    )  # fmt: skip


def compare(now: Snapshot, then: Snapshot) -> np.ndarray:
    """[side, label] persons who gain and who are displaced, grouped as they are in ``then``."""
    rows_now, rows_then = in_both(now, then)
    was, is_ = then.employed[rows_then], now.employed[rows_now]
    counts = []
    for side, who in enumerate((is_ & ~was, was & ~is_)):
        rows = rows_then[who]
        age = (np.searchsorted(BANDS, then.age[rows], side="right") - 1).astype(np.int8)
        sex, origin, education, health = (column[rows] for column in then.people)
        job = now if side == 0 else then
        employer = job.employer[rows_now[who] if side == 0 else rows]
        columns = sex, age, origin, education, health, job.industry[employer], job.sector_class[employer]
        found = [np.array([len(rows)])]
        for column, names in zip(columns, list(GROUPS.values())[1:-1], strict=True):
            found.append(np.bincount(column, minlength=len(names)))
        alone = (now.employed.sum() - is_.sum(), then.employed.sum() - was.sum())
        found.append(np.array([alone[0], 0] if side == 0 else [0, alone[1]]))
        counts.append(np.concatenate(found))
    return np.stack(counts).astype(np.int32)


def in_both(now: Snapshot, then: Snapshot) -> tuple[np.ndarray, np.ndarray]:
    """Rows of those who are counted in both, twin beside twin.

    Until arrivals differ everybody has the same row in both, so few ids are left to look for.
    """
    length = min(len(now.ids), len(then.ids))
    same = now.ids[:length] == then.ids[:length]
    aligned = np.flatnonzero(same & now.counted[:length] & then.counted[:length])
    left_now, left_then = (_left(one, same) for one in (now, then))
    _, place_now, place_then = np.intersect1d(
        now.ids[left_now], then.ids[left_then], assume_unique=True, return_indices=True
    )
    return np.concatenate([aligned, left_now[place_now]]), np.concatenate([aligned, left_then[place_then]])


def _left(one: Snapshot, same: np.ndarray) -> np.ndarray:
    """Rows that are counted and do not stand beside their twin."""
    counted = one.counted.copy()
    counted[: len(same)] &= ~same
    return np.flatnonzero(counted)
